"""Programs that schools offer. Figures that were not released are null."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from casemgr_cli.documents import base
from casemgr_cli.documents.base import columns, each, made, one_of, plain
from casemgr_cli.documents.sources import with_sources
from casemgr_cli.domain.programs import CONTROLS, HORIZONS, SORTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casemgr_cli.domain.programs import Found, ProgramGuide


class ProgramJson(Struct):
    """One degree at one school."""

    institution: base.Words
    unitid: Annotated[str, Meta(pattern="^[0-9]{6}$")]
    state: base.State | None
    control: Annotated[str, one_of(CONTROLS)]
    degree: base.Words
    completers: base.Count | None
    median_earnings: base.Count | None
    earnings_horizon: Annotated[str, one_of(HORIZONS)] | None
    median_debt: base.Count | None
    tuition_in_district: base.Count | None
    tuition_in_state: base.Count | None
    tuition_out_of_state: base.Count | None
    credit_in_state: base.Count | None
    credit_out_of_state: base.Count | None


class WishJson(Struct):
    """What was looked for."""

    degree: base.Words
    states: list[base.State]
    search: str | None
    order: Annotated[str, one_of((*SORTS, "search"))]
    limit: Annotated[int, Meta(ge=1)]


class TableJson(Struct):
    """What a degree stands for in the federal table."""

    title: base.Words
    cip4: Annotated[str, Meta(pattern="^[0-9]{4}$")]
    field: base.Words
    credential_level: Annotated[int, Meta(ge=1, le=9)]
    credential: base.Words
    source: base.Words
    verified: bool


class WarnedJson(Struct):
    """Something to know before programs are compared."""

    id: base.Words
    text: base.Words
    source: base.Words
    verified: bool


class Check(Struct):
    """Something to find out before enrolling."""

    id: base.Words
    text: base.Words
    made_by: base.Maker
    url: str | None
    source: base.Words
    verified: bool


class Programs(base.Document, tag="casemgr.programs/1"):
    """The programs found, what to know and to check; `advice` says what to change when nothing was found."""

    wish: WishJson
    total: base.Count
    programs: list[ProgramJson]
    advice: list[base.Words]
    table: TableJson
    prices: base.Words
    warnings: list[WarnedJson]
    checks: list[Check]
    sources: base.Sources


COLUMNS = (*columns(ProgramJson), "as_of", "source", "prices_as_of", "prices_source")


def programs_document(guide: ProgramGuide, found: Found, advice: Sequence[str] = ()) -> base.Json:
    """Return the programs found, and every source that is named."""
    wish, degree = found.wish, guide.degree
    document = Programs(
        wish=WishJson(degree.id, list(found.states), wish.search, found.order, wish.limit),
        total=found.total,
        programs=each(ProgramJson, found.programs),
        advice=list(advice),
        table=made(TableJson, degree, credential_level=degree.level),
        prices=guide.prices,
        warnings=each(WarnedJson, guide.warnings),
        checks=each(Check, guide.checks),
        sources={},
    )
    return with_sources(document, guide)


def programs_rows(guide: ProgramGuide, found: Found) -> list[base.Json]:
    """Return one row a program, in the order found."""
    source, prices = guide.sources[guide.degree.source], guide.sources[guide.prices]
    dated = {
        "as_of": source.as_of,
        "source": source.id,
        "prices_as_of": prices.as_of,
        "prices_source": prices.id,
    }
    return [{**plain(made(ProgramJson, program)), **dated} for program in found.programs]
