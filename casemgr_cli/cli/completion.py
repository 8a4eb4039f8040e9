"""What the shell offers after Tab.

Nothing may go wrong on screen here: data files that cannot be read complete to nothing.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from casemgr_cli.errors import CasemgrError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from casemgr_cli.domain import Catalog
    from casemgr_cli.domain.wages import Area

# A value, by itself or with what it is called. Typer looks it up.
_Offer = str | tuple[str, str]


def _offering(
    offers: Callable[[], Iterable[_Offer]], fold: Callable[[str], str] = str.casefold
) -> Callable[[str], list[_Offer]]:
    """Return what offers the values that begin with what was typed, both as `fold` leaves them."""

    def offered(incomplete: str) -> list[_Offer]:
        with suppress(CasemgrError):
            found = [(each if isinstance(each, str) else each[0], each) for each in offers()]
            return [each for value, each in found if fold(value).startswith(fold(incomplete))]
        return []

    return offered


def _areas(kind: str) -> list[Area]:
    from casemgr_cli.catalog.files import data_dir
    from casemgr_cli.catalog.wages import AREAS, WageTables

    areas = WageTables(data_dir(None), AREAS).areas().values()
    return [area for area in areas if area.area_type == kind]


def _catalog() -> Catalog:
    from casemgr_cli.catalog.files import data_dir
    from casemgr_cli.catalog.load import read_entries

    return read_entries(data_dir(None))


def _kinds_of_documents() -> tuple[str, ...]:
    from casemgr_cli.cli.app import guest_documents
    from casemgr_cli.documents.schemas import kinds

    return kinds(guest_documents())


def _explained() -> list[str]:
    catalog, kinds = _catalog(), ("figures", "certifications", "aid", "terms", "destinations", "steps")
    return [key for kind in kinds for key in getattr(catalog, kind)]


states = _offering(lambda: [area.states[0] for area in _areas("state")])
metros = _offering(lambda: [area.name for area in _areas("metro")])
settings = _offering(lambda: [(each.value, each.label) for each in _catalog().facts["settings"].choices])
degrees = _offering(lambda: sorted({step.program for step in _catalog().steps.values()} - {""}))
certifications = _offering(lambda: [(each.id, each.name) for each in _catalog().certifications.values()])
schemas = _offering(_kinds_of_documents)
# What can be explained.
keys = _offering(_explained, fold=str)


def answers(incomplete: str) -> list[str]:
    """Offer the keys of answers, and after `key=` the values of its choices."""
    key, equals, begun = incomplete.partition("=")
    with suppress(CasemgrError):
        facts = _catalog().facts
        if not equals:
            return [f"{name}=" for name in facts if name.startswith(key)]
        done, comma, last = begun.rpartition(",")
        values = facts[key].values if key in facts else ()
        return [f"{key}={done}{comma}{value}" for value in values if value.startswith(last)]
    return []
