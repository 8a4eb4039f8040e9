"""What case managers earn: the article's medians and the federal rows."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta, Struct, defstruct

from casemgr_cli.documents import base
from casemgr_cli.documents.base import columns, made, plain, without
from casemgr_cli.documents.sources import with_sources
from casemgr_cli.domain import Catalog
from casemgr_cli.domain import wages as domain
from casemgr_cli.domain.kinds import Background, Count, Words, one_of
from casemgr_cli.domain.wages import AREA_TYPES, Demand, Headline, PayGuide


class _WageJson(Struct):
    """One row of the federal tables; `fallback` says in words what stands in for what was asked."""

    background: Background
    soc: Annotated[str, Meta(pattern="^[0-9]{2}-[0-9]{4}$")]
    occupation: Words
    area: Words
    area_type: Annotated[str, one_of(AREA_TYPES)]
    industry: str | None
    employment: Count | None
    p10: Count | None
    p25: Count | None
    p50: Count | None
    p75: Count | None
    p90: Count | None
    estimate: bool
    fallback: str | None
    as_of: Words
    source: Words


# A route's pay: the lower quarter, the median, and the wage row they come from.
_PAID = [("start", Count | None), ("experienced", Count | None), ("estimate", bool)]
PayJson = defstruct("PayJson", [*_PAID, *without(_WageJson, {"estimate"})])


class Medians(Struct, forbid_unknown_fields=True):
    """The article's medians and the federal rows, in the order given."""

    headline: list[Headline]
    market: list[_WageJson]


class Salary(base.Sourced, tag="casemgr.salary/1"):
    """What case managers earn, and how many will be wanted."""

    headline: list[Headline]
    market: list[_WageJson]
    demand: list[Demand]


COLUMNS = ("kind", *columns(_WageJson))


def salary_document(
    guide: PayGuide, market: Iterable[domain.Wage], catalog: Catalog, demand: Iterable[Demand] = ()
) -> base.Json:
    """Return the article's medians and the federal rows, in the order given."""
    told = medians(guide, market)
    return with_sources(Salary(told.headline, told.market, list(demand)), catalog)


def salary_rows(guide: PayGuide, market: Iterable[domain.Wage]) -> list[base.Json]:
    """Return the article's medians, in the column of the median, and the federal rows; `kind` tells."""
    told = medians(guide, market)
    articles: list[base.Json] = [
        {**plain(row), "kind": "article", "p50": row.median} for row in told.headline
    ]
    return [*articles, *({**plain(row), "kind": "federal"} for row in told.market)]


def medians(guide: PayGuide, market: Iterable[domain.Wage]) -> Medians:
    """Return the two kinds of rows that a salary is told by."""
    return Medians(list(guide.headlines), [made(_WageJson, row, **_told(row, guide)) for row in market])


def pay(told: domain.Pay, guide: PayGuide) -> Struct:
    """Return a route's pay with the row it comes from."""
    amounts = {"start": told.start, "experienced": told.experienced}
    return made(PayJson, told.wage, **amounts, **_told(told.wage, guide))


def _told(row: domain.Wage, guide: PayGuide) -> base.Json:
    """Return the background that a row stands for, and in words what stands in for it."""
    background = "nursing" if row.soc in guide.occupations.get("nursing", ()) else "non_nursing"
    return {"background": background, "fallback": " ".join(stand_ins(row, guide))}


def stand_ins(row: domain.Wage, guide: PayGuide) -> tuple[str, ...]:
    """Return in words what stands in for a wage that was not released."""
    return tuple(guide.fallbacks[key] for key in (row.fallback, row.industry_fallback) if key)
