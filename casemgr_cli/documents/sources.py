"""Which sources a document names, and every source of the data files.

Whether something was read at its source belongs to what is said. A source counts as verified when all that
the data files take from it was read there, whichever document names it; where nothing says either way, when
it is the office that makes the rule or counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.documents.base import (
    Count,
    Day,
    Document,
    Json,
    SourceJson,
    Sources,
    Words,
    columns,
    made,
    plain,
)
from casemgr_cli.domain.figures import all_verified, uses

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casemgr_cli.domain import figures as domain


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
    oldest: Day | None


class Weak(Struct):
    """A statement that nobody has read at its source, and for how many of the counted people it stands."""

    people: Count
    text: Words
    source: Words


class AllSources(Document, tag="casemgr.sources/1"):
    """Every source with its date, and what nobody has read at its source."""

    weak: list[Weak]
    sources: Sources


class SourceRow(Struct):
    """A source as a row of a table."""

    id: Words
    publisher: Words
    title: Words
    url: str
    as_of: Words
    official: bool
    verified: bool


COLUMNS, WEAK = columns(SourceRow), columns(Weak)


def with_sources(document: Document, *holders: Holder) -> Json:
    """Return a document as plain JSON, every source that it names resolved in order of first use."""
    known = source_entries(*holders)
    named = dict.fromkeys(key for key, _ in uses(document))
    return dict(plain(replace(document, sources={key: known[key] for key in named})))


def sources_document(*holders: Holder, weak: Iterable[Weak] = ()) -> Json:
    """Return every source with its date and whether all taken from it was read there, and what is weak."""
    return dict(plain(AllSources(list(weak), source_entries(*holders))))


def sources_rows(*holders: Holder) -> list[Json]:
    """Return one row a source."""
    return [plain(made(SourceRow, entry, id=key)) for key, entry in source_entries(*holders).items()]


def source_entries(*holders: Holder) -> dict[str, SourceJson]:
    """Return every source in file order, judged by all that the data files take from it."""
    told = [found for holder in holders for found in _verified(holder).items()]
    sure, doubted = dict(told), {key for key, flag in told if not flag}
    sources = {key: source for holder in holders for key, source in holder.sources.items()}
    return {
        key: made(SourceJson, source, verified=key not in doubted and sure.get(key, source.official))
        for key, source in sources.items()
    }


def _verified(holder: Holder) -> Mapping[str, bool]:
    found: Mapping[str, bool] | None = getattr(holder, "verified", None)
    return all_verified(holder) if found is None else found
