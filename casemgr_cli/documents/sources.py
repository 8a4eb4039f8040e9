"""Which sources a document names, and every source of the data files.

Whether something was read at its source belongs to what is said. A source counts as verified when all that
the data files take from it was read there, whichever document names it; where nothing says either way, when
it is the office that makes the rule or counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from casemgr_cli.documents import base
from casemgr_cli.documents.base import columns, each, made, plain
from casemgr_cli.domain import Catalog
from casemgr_cli.domain import figures as domain
from casemgr_cli.domain.figures import Source, all_verified, last_day
from casemgr_cli.domain.kinds import Count, Words

if TYPE_CHECKING:  # loaded for nothing where nobody is advised
    from casemgr_cli.domain.advice import Advice, RouteStep
    from casemgr_cli.domain.careers import Destination


class Holder(Protocol):
    """Data files that hold sources by id, and what is taken from them: a catalog, or a guide to one place."""

    @property
    def sources(self) -> Mapping[str, domain.Source]:
        """The sources by id."""


class Known(Struct):
    """How many statements an advice rests on, by how well they are known, and the day of the oldest source.

    `official` were read at the page of the body that makes the rule or counts, `elsewhere` at another page,
    `unverified` come from a page that nobody read, `judgment` is ours.
    """

    official: Count
    elsewhere: Count
    unverified: Count
    judgment: Count
    oldest: base.Day | None


class Weak(Struct):
    """A statement that nobody has read at its source, and for how many of the counted people it stands."""

    people: Count
    text: Words
    source: Words


class AllSources(base.Document, tag="casemgr.sources/1"):
    """Every source with its date, and what nobody has read at its source."""

    weak: list[Weak]
    sources: base.Sources


class _SourceRow(Struct):
    """A source as a row of a table."""

    id: Words
    publisher: Words
    title: Words
    url: str
    as_of: Words
    official: bool
    verified: bool


_WITH_PARTS = (dict, list)
COLUMNS, WEAK = columns(_SourceRow), columns(Weak)


def with_sources(document: base.Document, *holders: Holder) -> base.Json:
    """Return a document as plain JSON, every source that it names resolved in order of first use."""
    known, told, named = source_entries(*holders), dict(plain(document)), dict[str, None]()
    _name(told, named)
    told["sources"] = plain({key: known[key] for key in named})
    return told


def _name(part: Any, named: dict[str, None]) -> None:  # noqa: ANN401  any JSON value with parts
    """Add the sources that a part of a document names; walking its types would take twice as long."""
    if isinstance(part, dict):
        if part.get("source"):
            named[part["source"]] = None
        named |= dict.fromkeys(part.get("sources", ()))
        part = part.values()
    for inner in part:
        if type(inner) in _WITH_PARTS:
            _name(inner, named)


def sources_document(*holders: Holder, weak: Iterable[Weak] = ()) -> base.Json:
    """Return every source with its date and whether all taken from it was read there, and what is weak."""
    return dict(plain(AllSources(list(weak), source_entries(*holders))))


def sources_rows(*holders: Holder) -> list[base.Json]:
    """Return one row a source."""
    return [plain(made(_SourceRow, entry, id=key)) for key, entry in source_entries(*holders).items()]


def source_entries(*holders: Holder) -> dict[str, base.SourceJson]:
    """Return every source in file order, judged by all that the data files take from it."""
    told = [found for holder in holders for found in _verified(holder).items()]
    sure, doubted = dict(told), {key for key, flag in told if not flag}
    sources = {key: source for holder in holders for key, source in holder.sources.items()}
    return {
        key: made(base.SourceJson, source, verified=key not in doubted and sure.get(key, source.official))
        for key, source in sources.items()
    }


def _verified(holder: Holder) -> Mapping[str, bool]:
    found: Mapping[str, bool] | None = getattr(holder, "verified", None)
    return all_verified(holder) if found is None else found


class _Statement(Struct, frozen=True):
    """Something the data say, with the source that they cite for it and whether it was read there."""

    text: str
    source: str
    verified: bool


def known(advice: "Advice", catalog: Catalog) -> Known:
    """Return how well the first way of an advice, and the notes beside it, are known."""
    sources = {
        key: source for each in (*advice.local.guides, catalog) for key, source in each.sources.items()
    }
    said = [(sources[each.source], each.verified) for each in statements_of(advice) if each.source]
    return _tally(said)


def known_sources(ids: Iterable[str], *holders: Holder) -> Known:
    """Return how well the sources that a page names are known."""
    sources = {key: source for holder in holders for key, source in holder.sources.items()}
    entries = source_entries(*holders)
    return _tally([(sources[key], entries[key].verified) for key in ids])


def _tally(said: Sequence[tuple[Source, bool]]) -> Known:
    """Count sources, each with whether what is taken from it was read there."""
    kinds = [_kind(source, verified=verified) for source, verified in said]
    oldest = min((day for source, _ in said if (day := last_day(source.as_of))), default=None)
    return Known(
        official=kinds.count("official"),
        elsewhere=kinds.count("elsewhere"),
        unverified=kinds.count("unverified"),
        judgment=kinds.count("judgment"),
        oldest=oldest.isoformat() if oldest else None,
    )


def _kind(source: Source, *, verified: bool) -> str:
    if source.judgment:
        return "judgment"
    if not verified:
        return "unverified"
    return "official" if source.official else "elsewhere"


def statements_of(advice: "Advice") -> Iterator[_Statement]:
    """Yield what the first way of an advice rests on, each statement once."""
    best = advice.best
    place = _said_of(best.destination, advice.answers.get("state")) if best else ()
    steps = best.steps if best else ()
    yield from dict.fromkeys(
        chain(
            place,
            chain.from_iterable(_said_by(step) for step in steps),
            each(_Statement, advice.notes),
        )
    )


def _said_by(step: "RouteStep") -> Iterator[_Statement]:
    """Yield what a step rests on; a price stands with the source of its own."""
    priced = {charge.source for charge in step.charges}
    yield from (
        _Statement(step.title, source, step.verified) for source in step.sources if source not in priced
    )
    yield from (_Statement(charge.label, charge.source, charge.verified) for charge in step.charges)


def _said_of(place: "Destination", state: object = None, *, everywhere: bool = False) -> list[_Statement]:
    asked = [rule for rule in (*place.must, *place.usually) if everywhere or rule.holds_in(state)]
    return each(_Statement, (*asked, *((place.experience,) if place.experience else ())))


def weakest(catalog: Catalog, people: Mapping[str, int]) -> list[Weak]:
    """Return what nobody has read at its source, first what the advice of most people rests on."""
    weak = dict.fromkeys(said for said in _every(catalog) if not said.verified)
    rows = (Weak(people.get(said.text, 0), said.text, said.source) for said in weak)
    return sorted(rows, key=lambda row: -row.people)


def _every(catalog: Catalog) -> Iterable[_Statement]:
    for place in catalog.destinations.values():
        yield from _said_of(place, everywhere=True)
    for step in catalog.steps.values():
        yield from (_Statement(step.title, source, step.verified) for source in step.sources)
    yield from each(_Statement, catalog.notes.values())
    for figure in catalog.figures.values():
        yield _Statement(figure.label, figure.source, figure.verified)
