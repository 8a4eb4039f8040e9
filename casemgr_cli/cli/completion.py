"""What the shell offers after Tab.

Nothing may go wrong on screen here: data files that cannot be read complete to nothing.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from casemgr_cli.errors import CasemgrError

if TYPE_CHECKING:
    from casemgr_cli.domain import Catalog
    from casemgr_cli.domain.wages import Area


def states(incomplete: str) -> list[str]:
    """Offer the postal codes of the states and territories."""
    codes = [area.states[0] for area in _areas() if area.area_type == "state"]
    return [code for code in codes if code.startswith(incomplete.upper())]


def metros(incomplete: str) -> list[str]:
    """Offer the metropolitan areas by name."""
    names = [area.name for area in _areas() if area.area_type == "metro"]
    return [name for name in names if name.casefold().startswith(incomplete.casefold())]


def settings(incomplete: str) -> list[tuple[str, str]]:
    """Offer the kinds of workplaces with what they are called."""
    catalog = _catalog()
    found = catalog.facts["settings"].choices if catalog else ()
    return [(choice.value, choice.label) for choice in found if choice.value.startswith(incomplete.lower())]


def degrees(incomplete: str) -> list[str]:
    """Offer the degrees that there is a list of schools for."""
    catalog = _catalog()
    found = dict.fromkeys(step.program for step in catalog.steps.values() if step.program) if catalog else {}
    return sorted(degree for degree in found if degree.startswith(incomplete.lower()))


def certifications(incomplete: str) -> list[tuple[str, str]]:
    """Offer the ids of the certifications with their names."""
    catalog = _catalog()
    found = catalog.certifications.values() if catalog else ()
    return [(entry.id, entry.name) for entry in found if entry.id.startswith(incomplete.lower())]


def answers(incomplete: str) -> list[str]:
    """Offer the keys of answers, and after `key=` the values of its choices."""
    catalog = _catalog()
    facts = catalog.facts if catalog else {}
    key, equals, begun = incomplete.partition("=")
    if not equals:
        return [f"{name}=" for name in facts if name.startswith(key)]
    done, comma, last = begun.rpartition(",")
    values = facts[key].values if key in facts else ()
    return [f"{key}={done}{comma}{value}" for value in values if value.startswith(last)]


def keys(incomplete: str) -> list[str]:
    """Offer what `explain` can explain."""
    catalog = _catalog()
    if catalog is None:
        return []
    sections = (
        catalog.figures,
        catalog.certifications,
        catalog.aid,
        catalog.terms,
        catalog.destinations,
        catalog.steps,
    )
    return [key for section in sections for key in section if key.startswith(incomplete)]


def schemas(incomplete: str) -> list[str]:
    """Offer the kinds of documents."""
    from casemgr_cli.cli.app import guest_documents
    from casemgr_cli.documents.schemas import kinds

    return [kind for kind in kinds(guest_documents()) if kind.startswith(incomplete.lower())]


def _areas() -> list[Area]:
    with suppress(CasemgrError):
        from casemgr_cli.catalog.files import data_dir
        from casemgr_cli.catalog.wages import AREAS, WageTables

        return list(WageTables(data_dir(None), AREAS).areas().values())
    return []


def _catalog() -> Catalog | None:
    from casemgr_cli.catalog.files import data_dir
    from casemgr_cli.catalog.load import read_entries

    try:
        return read_entries(data_dir(None))
    except CasemgrError:
        return None
