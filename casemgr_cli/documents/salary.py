"""What case managers earn: the article's medians and the federal rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from casemgr_cli.documents import base
from casemgr_cli.documents.base import columns, each, made, one_of, plain
from casemgr_cli.documents.sources import with_sources
from casemgr_cli.domain.wages import AREA_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casemgr_cli.domain import wages as domain
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.wages import PayGuide

_Background = Annotated[str, one_of(("nursing", "non_nursing"))]


class HeadlineJson(Struct):
    """A median as the article gives it."""

    background: _Background
    median: base.Count
    per: base.Words
    as_of: str | None
    source: base.Words


class WageJson(Struct):
    """One row of the federal tables; `fallback` says in words what stands in for what was asked."""

    background: _Background
    soc: Annotated[str, Meta(pattern="^[0-9]{2}-[0-9]{4}$")]
    occupation: base.Words
    area: base.Words
    area_type: Annotated[str, one_of(AREA_TYPES)]
    industry: str | None
    employment: base.Count | None
    p10: base.Count | None
    p25: base.Count | None
    p50: base.Count | None
    p75: base.Count | None
    p90: base.Count | None
    estimate: bool
    fallback: str | None
    as_of: base.Words
    source: base.Words


class PayJson(Struct):
    """A route's pay: the lower quarter, the median, and the wage row they come from."""

    start: base.Count | None
    experienced: base.Count | None
    estimate: bool
    background: _Background
    soc: Annotated[str, Meta(pattern="^[0-9]{2}-[0-9]{4}$")]
    occupation: base.Words
    area: base.Words
    area_type: Annotated[str, one_of(AREA_TYPES)]
    industry: str | None
    employment: base.Count | None
    p10: base.Count | None
    p25: base.Count | None
    p50: base.Count | None
    p75: base.Count | None
    p90: base.Count | None
    fallback: str | None
    as_of: base.Words
    source: base.Words


class DemandJson(Struct):
    """The projected growth of one occupation, in percent."""

    soc: str
    occupation: base.Words
    growth_pct: float
    annual_openings: base.Count
    period: base.Words
    source: base.Words


class Medians(Struct, forbid_unknown_fields=True):
    """The article's medians and the federal rows, in the order given."""

    headline: list[HeadlineJson]
    market: list[WageJson]


class Salary(base.Document, tag="casemgr.salary/1"):
    """What case managers earn, and how many will be wanted."""

    headline: list[HeadlineJson]
    market: list[WageJson]
    demand: list[DemandJson]
    sources: base.Sources


COLUMNS = ("kind", *columns(WageJson))


def salary_document(
    guide: PayGuide, market: Iterable[domain.Wage], catalog: Catalog, demand: Iterable[domain.Demand] = ()
) -> base.Json:
    """Return the article's medians and the federal rows, in the order given."""
    told = medians(guide, market)
    return with_sources(Salary(told.headline, told.market, each(DemandJson, demand), {}), catalog)


def salary_rows(guide: PayGuide, market: Iterable[domain.Wage]) -> list[base.Json]:
    """Return the article's medians, in the column of the median, and the federal rows; `kind` tells."""
    told = medians(guide, market)
    articles: list[base.Json] = [
        {**plain(row), "kind": "article", "p50": row.median} for row in told.headline
    ]
    return [*articles, *({**plain(row), "kind": "federal"} for row in told.market)]


def medians(guide: PayGuide, market: Iterable[domain.Wage]) -> Medians:
    """Return the two kinds of rows that a salary is told by."""
    return Medians(each(HeadlineJson, guide.headlines), [_wage(row, guide) for row in market])


def _wage(row: domain.Wage, guide: PayGuide) -> WageJson:
    """Return one row of the federal tables."""
    return made(WageJson, row, background=_background(row.soc, guide), fallback=_fallback(row, guide))


def pay(told: domain.Pay, guide: PayGuide) -> PayJson:
    """Return a route's pay with the row it comes from."""
    amounts = {name: getattr(told, name) for name in ("start", "experienced")}
    return made(
        PayJson,
        told.wage,
        **amounts,
        background=_background(told.wage.soc, guide),
        fallback=_fallback(told.wage, guide),
    )


def _background(soc: str, guide: PayGuide) -> str:
    """Return the background that an occupation's pay stands for."""
    return "nursing" if soc in guide.occupations.get("nursing", ()) else "non_nursing"


def _fallback(row: domain.Wage, guide: PayGuide) -> str | None:
    return " ".join(guide.fallbacks[key] for key in (row.fallback, row.industry_fallback) if key) or None
