"""What jobs pay: federal wage rows and the article's two medians."""

from __future__ import annotations

from dataclasses import dataclass

PERCENTILES = ("p10", "p25", "p50", "p75", "p90")


@dataclass(frozen=True, slots=True)
class Wage:
    """One row of the federal wage tables, in whole US dollars a year.

    A percentile is None when the government did not release it. `area_type` is nation, state or metro;
    `industry` is None for all industries. `estimate` marks an area row scaled by an industry's national
    ratio. `fallback` says in words why a wider area or industry than asked for stands here.
    """

    soc: str
    occupation: str
    area: str
    area_type: str
    area_code: str
    industry: str | None
    industry_code: str | None
    employment: int | None
    p10: int | None
    p25: int | None
    p50: int | None
    p75: int | None
    p90: int | None
    as_of: str
    source: str
    estimate: bool = False
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """A median as the article gives it: no date, no method."""

    background: str
    median: int
    per: str
    as_of: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Demand:
    """Projected growth of one occupation over ten years, as a percentage, and yearly openings."""

    soc: str
    occupation: str
    growth_pct: float
    annual_openings: int
    period: str
    source: str
