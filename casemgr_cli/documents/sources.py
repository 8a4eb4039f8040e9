"""Which sources a document names, and every source of the data files.

Whether something was read at its source belongs to what is said. A source counts as verified when all that
the data files take from it was read there, whichever document names it; where nothing says either way, when
it is the office that makes the rule or counts.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.json import encode
from msgspec.structs import asdict, replace

from casemgr_cli.documents import base
from casemgr_cli.documents.base import columns, each, made, plain
from casemgr_cli.domain import Catalog
from casemgr_cli.domain.figures import Holder, Source, all_verified, last_day
from casemgr_cli.domain.kinds import Count, Words

if TYPE_CHECKING:  # loaded for nothing where nobody is advised
    from casemgr_cli.domain.advice import Advice, RouteStep
    from casemgr_cli.domain.careers import Destination

_Named = TypeVar("_Named", bound=Struct)


class Weak(Struct):
    """A statement that nobody has read at its source, and for how many of the counted people it stands."""

    people: Count
    text: Words
    source: Words


class AllSources(base.Sourced, tag="casemgr.sources/1"):
    """Every source with its date, and what nobody has read at its source."""

    weak: list[Weak]


# A key of a document that names sources; in a text its quotes would not stand alone.
_NAMING = re.compile(rb'"source":"([^"]+)"|"sources":\[([^\]]+)\]')
COLUMNS, WEAK = ("id", "publisher", "title", "url", "as_of", "official", "verified"), columns(Weak)


def with_sources(document: Struct, *holders: Holder, also: Iterable[str] = ()) -> base.Json:
    """Return a document as plain JSON, with every source that it names, and `also` some."""
    return dict(plain(naming_sources(document, *holders, also=also)))


def naming_sources(
    document: _Named, *holders: Holder, known: base.Known | None = None, also: Iterable[str] = ()
) -> _Named:
    """Return a document with every source that it names, and `also` some, in order of first use.

    How well these are known is counted, unless `known` says it already.
    """
    # Looking through what is written takes a tenth of the time of walking through the parts.
    told = (one or several for one, several in _NAMING.findall(encode(document)))
    named = (id_ for ids in told for id_ in ids.decode().replace('"', "").split(","))
    return replace(document, **_sourced((*also, *named), *holders, known=known))


def sourced(ids: Iterable[str], *holders: Holder) -> base.Json:
    """Return sources and how well they are known, as a document has them."""
    return dict(plain(_sourced(ids, *holders)))


def _sourced(ids: Iterable[str], *holders: Holder, known: base.Known | None = None) -> base.Json:
    entries, named = source_entries(*holders), dict.fromkeys(ids)
    found = {key: entries[key] for key in named}
    return {"known": known or known_sources(named, *holders), "sources": found}


def sources_document(*holders: Holder, weak: Iterable[Weak] = ()) -> base.Json:
    """Return every source with its date and whether all taken from it was read there, and what is weak."""
    return dict(plain(AllSources(list(weak)))) | sourced(source_entries(*holders), *holders)


def sources_rows(*holders: Holder) -> list[base.Json]:
    """Return one row a source."""
    return [{"id": key, **asdict(entry)} for key, entry in source_entries(*holders).items()]


def source_entries(*holders: Holder) -> dict[str, base.SourceJson]:
    """Return every source in file order, judged by all that the data files take from it."""
    told = [found for holder in holders for found in _verified(holder).items()]
    sure, doubted = dict(told), {key for key, flag in told if not flag}
    return {
        key: made(base.SourceJson, source, verified=key not in doubted and sure.get(key, source.official))
        for key, source in _held(*holders).items()
    }


def _held(*holders: Holder) -> dict[str, Source]:
    return {key: source for holder in holders for key, source in holder.sources.items()}


def _verified(holder: Holder) -> Mapping[str, bool]:
    found: Mapping[str, bool] | None = getattr(holder, "verified", None)
    return all_verified(holder) if found is None else found


class _Statement(Struct, frozen=True):
    """Something the data say, with the source that they cite for it and whether it was read there."""

    text: str
    source: str
    verified: bool


def known(advice: "Advice", catalog: Catalog) -> base.Known:
    """Return how well the first way of an advice, and the notes beside it, are known."""
    sources = _held(*advice.local.guides, catalog)
    return _tally([(sources[each.source], each.verified) for each in statements_of(advice) if each.source])


def known_sources(ids: Iterable[str], *holders: Holder) -> base.Known:
    """Return how well the sources that a page or a document names are known."""
    sources, entries = _held(*holders), source_entries(*holders)
    return _tally([(sources[key], entries[key].verified) for key in ids])


def _tally(said: Sequence[tuple[Source, bool]]) -> base.Known:
    """Count sources, each with whether what is taken from it was read there."""
    kinds = [_kind(source, verified=verified) for source, verified in said]
    oldest = min((day for source, _ in said if (day := last_day(source.as_of))), default=None)
    return base.Known(
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


def statements_of(advice: "Advice") -> Iterable[_Statement]:
    """Return what the first way of an advice rests on, each statement once."""
    said: list[_Statement] = []
    if advice.best:
        said += _said_of(advice.best.destination, advice.answers.get("state"))
        for step in advice.best.steps:
            said += _said_by(step)
    return dict.fromkeys((*said, *each(_Statement, advice.notes)))


def _said_by(step: "RouteStep") -> list[_Statement]:
    """Return what a step rests on; a price stands with the source of its own."""
    priced = {charge.source for charge in step.charges}
    own = [source for source in step.sources if source not in priced]
    said = [_Statement(step.title, source, step.verified) for source in own]
    return said + [_Statement(charge.label, charge.source, charge.verified) for charge in step.charges]


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
