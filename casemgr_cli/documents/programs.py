"""Programs that schools offer. Figures that were not released are null."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from casemgr_cli.documents import base
from casemgr_cli.documents.base import columns, each, made, plain
from casemgr_cli.documents.sources import with_sources
from casemgr_cli.domain.conditions import MadeBy
from casemgr_cli.domain.kinds import Count, State, Words, one_of
from casemgr_cli.domain.programs import SORTS, Found, Program, ProgramGuide


class _WishJson(Struct):
    """What was looked for."""

    degree: Words
    states: list[State]
    search: str | None
    order: Annotated[str, one_of((*SORTS, "search"))]
    limit: Annotated[int, Meta(ge=1)]


class _TableJson(Struct):
    """What a degree stands for in the federal table."""

    title: Words
    cip4: Annotated[str, Meta(pattern="^[0-9]{4}$")]
    field: Words
    credential_level: Annotated[int, Meta(ge=1, le=9)]
    credential: Words
    source: Words
    verified: bool


class _WarnedJson(Struct):
    """Something to know before programs are compared."""

    id: Words
    text: Words
    source: Words
    verified: bool


class _Check(Struct):
    """Something to find out before enrolling."""

    id: Words
    text: Words
    made_by: MadeBy
    url: str | None
    source: Words
    verified: bool


class Programs(base.Sourced, tag="casemgr.programs/1"):
    """The programs found, what to know and to check; `advice` says what to change when nothing was found."""

    wish: _WishJson
    total: Count
    programs: list[Program]
    advice: list[Words]
    table: _TableJson
    prices: Words
    warnings: list[_WarnedJson]
    checks: list[_Check]


_DATED = ("as_of", "source", "prices_as_of", "prices_source")
COLUMNS = (*columns(Program), *_DATED)


def programs_document(guide: ProgramGuide, found: Found, advice: Sequence[str] = ()) -> base.Json:
    """Return the programs found, and every source that is named."""
    wish, degree = found.wish, guide.degree
    document = Programs(
        wish=_WishJson(degree.id, list(found.states), wish.search, found.order, wish.limit),
        total=found.total,
        programs=list(found.programs),
        advice=list(advice),
        table=made(_TableJson, degree, credential_level=degree.level),
        prices=guide.prices,
        warnings=each(_WarnedJson, guide.warnings),
        checks=each(_Check, guide.checks),
    )
    return with_sources(document, guide, also=[guide.prices])


def programs_rows(guide: ProgramGuide, found: Found) -> list[base.Json]:
    """Return one row a program, in the order found."""
    source, prices = guide.sources[guide.degree.source], guide.sources[guide.prices]
    dated = dict(zip(_DATED, (source.as_of, source.id, prices.as_of, prices.id), strict=True))
    return [{**plain(program), **dated} for program in found.programs]
