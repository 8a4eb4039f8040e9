"""How well a page is known: what was read at the source, what elsewhere, and what is our own judgment."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.catalog.ages import last_day
from casemgr_cli.documents.sources import Known, Weak

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from casemgr_cli.domain.advice import Advice, RouteStep
    from casemgr_cli.domain.careers import Destination
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.figures import Source


class Statement(Struct, frozen=True):
    """Something the data say, with the source that they cite for it and whether it was read there."""

    text: str
    source: str
    verified: bool


def known(advice: Advice, catalog: Catalog) -> Known:
    """Return how well the first way of an advice, and the notes beside it, are known."""
    sources = {
        key: source for each in (*advice.local.guides, catalog) for key, source in each.sources.items()
    }
    said = tuple(each for each in statements_of(advice) if each.source)
    kinds = [_kind(each, sources) for each in said]
    days = (last_day(sources[each.source].as_of) for each in said)
    oldest = min((day for day in days if day), default=None)
    return Known(
        official=kinds.count("official"),
        elsewhere=kinds.count("elsewhere"),
        unverified=kinds.count("unverified"),
        judgment=kinds.count("judgment"),
        oldest=oldest.isoformat() if oldest else None,
    )


def _kind(said: Statement, sources: Mapping[str, Source]) -> str:
    source = sources[said.source]
    if source.judgment:
        return "judgment"
    if not said.verified:
        return "unverified"
    return "official" if source.official else "elsewhere"


def statements_of(advice: Advice) -> Iterator[Statement]:
    """Yield what the first way of an advice rests on, each statement once."""
    best = next((route for route in advice.routes if route.id == advice.recommended), None)
    place = _said_of(best.destination, advice.answers.get("state")) if best else ()
    steps = best.steps if best else ()
    yield from dict.fromkeys(
        chain(
            place,
            chain.from_iterable(_said_by(step) for step in steps),
            (Statement(note.text, note.source, note.verified) for note in advice.notes),
        )
    )


def _said_by(step: RouteStep) -> Iterator[Statement]:
    """Yield what a step rests on; a price stands with the source of its own."""
    priced = {charge.source for charge in step.charges}
    yield from (
        Statement(step.title, source, step.verified) for source in step.sources if source not in priced
    )
    yield from (Statement(charge.label, charge.source, charge.verified) for charge in step.charges)


def _said_of(place: Destination, state: object) -> Iterator[Statement]:
    for asked in (*place.must, *place.usually):
        if asked.holds_in(state):
            yield Statement(asked.text, asked.source, asked.verified)
    if place.experience:
        yield Statement(place.experience.text, place.experience.source, place.experience.verified)


def weakest(catalog: Catalog, people: Mapping[str, int]) -> list[Weak]:
    """Return what nobody has read at its source, first what the advice of most people rests on.

    Args:
        catalog: the data.
        people: how many of the counted people each statement stands for, by its text.
    """
    weak = dict.fromkeys(said for said in _every(catalog) if not said.verified)
    rows = (Weak(people.get(said.text, 0), said.text, said.source) for said in weak)
    return sorted(rows, key=lambda row: -row.people)


def _every(catalog: Catalog) -> Iterable[Statement]:
    for place in catalog.destinations.values():
        for asked in (*place.must, *place.usually):
            yield Statement(asked.text, asked.source, asked.verified)
        if place.experience:
            yield Statement(place.experience.text, place.experience.source, place.experience.verified)
    for step in catalog.steps.values():
        yield from (Statement(step.title, source, step.verified) for source in step.sources)
    for note in catalog.notes.values():
        yield Statement(note.text, note.source, note.verified)
    for figure in catalog.figures.values():
        yield Statement(figure.label, figure.source, figure.verified)
