"""What the shell offers after Tab.

Nothing may go wrong on screen here: data files that cannot be read complete to nothing.
"""

from __future__ import annotations

from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING, TypeVar

from casemgr_cli.errors import CasemgrError

if TYPE_CHECKING:
    from collections.abc import Callable

    from casemgr_cli.domain import Catalog
    from casemgr_cli.domain.wages import Area

_Offer = TypeVar("_Offer")


def _quiet(offer: Callable[[str], list[_Offer]]) -> Callable[[str], list[_Offer]]:
    """Let a function offer nothing where the data files cannot be read."""

    @wraps(offer)
    def offered(incomplete: str) -> list[_Offer]:
        with suppress(CasemgrError):
            return offer(incomplete)
        return []

    return offered


@_quiet
def states(incomplete: str) -> list[str]:
    """Offer the postal codes of the states and territories."""
    codes = [area.states[0] for area in _areas("state")]
    return [code for code in codes if code.startswith(incomplete.upper())]


@_quiet
def metros(incomplete: str) -> list[str]:
    """Offer the metropolitan areas by name."""
    names = [area.name for area in _areas("metro")]
    return [name for name in names if name.casefold().startswith(incomplete.casefold())]


@_quiet
def settings(incomplete: str) -> list[tuple[str, str]]:
    """Offer the kinds of workplaces with what they are called."""
    found = _catalog().facts["settings"].choices
    return [(choice.value, choice.label) for choice in found if choice.value.startswith(incomplete.lower())]


@_quiet
def degrees(incomplete: str) -> list[str]:
    """Offer the degrees that there is a list of schools for."""
    found = {step.program for step in _catalog().steps.values() if step.program}
    return sorted(degree for degree in found if degree.startswith(incomplete.lower()))


@_quiet
def certifications(incomplete: str) -> list[tuple[str, str]]:
    """Offer the ids of the certifications with their names."""
    found = _catalog().certifications.values()
    return [(entry.id, entry.name) for entry in found if entry.id.startswith(incomplete.lower())]


@_quiet
def answers(incomplete: str) -> list[str]:
    """Offer the keys of answers, and after `key=` the values of its choices."""
    facts = _catalog().facts
    key, equals, begun = incomplete.partition("=")
    if not equals:
        return [f"{name}=" for name in facts if name.startswith(key)]
    done, comma, last = begun.rpartition(",")
    values = facts[key].values if key in facts else ()
    return [f"{key}={done}{comma}{value}" for value in values if value.startswith(last)]


@_quiet
def keys(incomplete: str) -> list[str]:
    """Offer what `explain` can explain."""
    catalog, kinds = _catalog(), ("figures", "certifications", "aid", "terms", "destinations", "steps")
    return [key for kind in kinds for key in getattr(catalog, kind) if key.startswith(incomplete)]


def schemas(incomplete: str) -> list[str]:
    """Offer the kinds of documents."""
    from casemgr_cli.cli.app import guest_documents
    from casemgr_cli.documents.schemas import kinds

    return [kind for kind in kinds(guest_documents()) if kind.startswith(incomplete.lower())]


def _areas(kind: str) -> list[Area]:
    from casemgr_cli.catalog.files import data_dir
    from casemgr_cli.catalog.wages import AREAS, WageTables

    areas = WageTables(data_dir(None), AREAS).areas().values()
    return [area for area in areas if area.area_type == kind]


def _catalog() -> Catalog:
    from casemgr_cli.catalog.files import data_dir
    from casemgr_cli.catalog.load import read_entries

    return read_entries(data_dir(None))
