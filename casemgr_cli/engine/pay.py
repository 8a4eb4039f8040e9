"""What a job pays at a place: the best released row, scaled to an industry where one stands for the job."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeGuard

from msgspec.structs import replace

from casemgr_cli.domain import wages
from casemgr_cli.errors import DataInvalid, UsageFailure, nearest
from casemgr_cli.text import quoted

if TYPE_CHECKING:
    from casemgr_cli.domain.careers import PayProxy
    from casemgr_cli.domain.wages import Demand, PayGuide, Wage, WageLookup

# How well a row stands for a place, in the data's word.
_POOR = "poor"
_ALL_INDUSTRIES = ("", "000000", None)


class PayQuestion(NamedTuple):
    """A question about pay: `background` narrows it to one. `state` may name several, with commas between;
    without a place it is about the nation.
    """

    background: str | None = None
    state: str | None = None
    metro: str | None = None
    setting: str | None = None
    all_states: bool = False


class Told(NamedTuple):
    """What there is to say: the guide to the backgrounds asked about, their rows, and the demand."""

    guide: PayGuide
    rows: tuple[Wage, ...]
    demand: tuple[Demand, ...]


def told(lookup: WageLookup, guide: PayGuide, asked: PayQuestion) -> Told:
    """Return what case managers earn; of all states, the best paid first."""
    if asked.background is not None:
        guide = _one_side(guide, asked.background)
    jobs, places = _jobs(guide, asked.setting), _places(lookup, asked)
    rows = [market(lookup, soc, usps, asked.metro, industry) for soc, industry in jobs for usps in places]
    if asked.all_states:
        rows = [row for row in rows if row.area_type == "state"]
        rows.sort(key=lambda row: ([job[0] for job in jobs].index(row.soc), -(row.p50 or 0)))
    demand = map(lookup.demand, dict.fromkeys(soc for soc, _ in jobs))
    return Told(guide, tuple(rows), tuple(row for row in demand if row))


def _one_side(guide: PayGuide, background: str) -> PayGuide:
    return replace(
        guide,
        headlines=tuple(each for each in guide.headlines if each.background == background),
        occupations={background: guide.occupations[background]},
    )


def _jobs(guide: PayGuide, setting: str | None) -> list[tuple[str, str]]:
    """Return the occupation and industry codes that stand for what was asked."""
    if setting is None:
        return [(soc, "") for socs in guide.occupations.values() for soc in socs]
    if setting not in guide.settings:
        raise UsageFailure(
            f"{quoted(setting)} is not a setting.",
            hint=nearest(setting, guide.settings) or f"It can be {', '.join(guide.settings)}.",
            slug="unknown_setting",
        )
    sides = guide.settings[setting]
    return [(job.soc, job.industry) for side in guide.occupations for job in sides.get(side, ())]


def _places(lookup: WageLookup, asked: PayQuestion) -> list[str | None]:
    """Return the postal codes to look at; one None stands for the nation, or for the metro's own state."""
    if not asked.all_states:
        names = asked.state.split(",") if asked.state else ()
        return [wages.find_state(name, lookup.areas().values()).states[0] for name in names] or [None]
    if asked.state or asked.metro:
        raise UsageFailure("--all-states goes with no other place.", hint="Leave one of them out.")
    return [area.states[0] for area in lookup.areas().values() if area.area_type == "state"]


def pay_of(lookup: WageLookup, proxy: PayProxy, state: str | None, metro: str | None) -> wages.Pay:
    """Return what a destination pays at a place: `market` for the job that stands for it.

    Pay to start with is the 25th percentile and pay with experience the median, on one scale for every
    destination ("Ranking" in the rules for right advice). A row that fits poorly decides no order between
    places: there the pay of the occupation in all industries does. The place is a postal code and a metro's
    code or name, each None when not known.
    """
    wage = market(lookup, proxy.soc, state, metro, proxy.industry)
    sure = wage if proxy.fit != _POOR else market(lookup, proxy.soc, state, metro)
    return wages.Pay(wage.p25 if proxy.start else None, wage.p50, wage.estimate, wage, sure.p50)


def market(
    lookup: WageLookup, soc: str, state: str | None, metro: str | None, industry: str | None = None
) -> Wage:
    """Return the best row for a place: the metro's, else its state's, else the nation's.

    For the nation an industry has a row of its own. For a smaller area it has none, so the area's row is
    scaled (see `scaled`): the occupation's own, or that of another one by which places are compared, where
    the industry is so much of the occupation that its rows in some areas show little else. A wider area or
    all industries standing in are marked as fallbacks. A metro's first state is its state if none is given.
    """
    within = None if industry in _ALL_INDUSTRIES else lookup.industry(soc, str(industry))
    national = _national(lookup, lookup.places_by(soc) if within and within.p50 else soc)
    local = _local(lookup, national, state, metro)
    if industry in _ALL_INDUSTRIES:
        return local
    if within and within.p50 and national.p50 and local.area_type == national.area_type:
        return replace(within, fallback=local.fallback)
    return scaled(local, within, national)


def scaled(local: Wage, within: Wage | None, national: Wage) -> Wage:
    """Return an area's row scaled to an industry, marked as an estimate.

    Each percentile is the area's, times the industry's over the occupation's same percentile nationwide, in
    whole dollars ("Ranking" in the rules for right advice). Where they would then fall from left to right,
    all are scaled by the medians. A percentile that one of the three rows lacks is not known, nor how many
    people the industry employs in the area. Without both national medians the area's row stands for all
    industries, marked as a fallback.
    """
    if within is None or not within.p50 or not national.p50:
        return replace(local, industry_fallback="industry_not_released")
    figures = [
        _part(getattr(local, name), getattr(within, name), getattr(national, name))
        for name in wages.PERCENTILES
    ]
    known = [figure for figure in figures if figure is not None]
    if known != sorted(known):
        figures = [_part(getattr(local, name), within.p50, national.p50) for name in wages.PERCENTILES]
    return replace(
        local,
        soc=within.soc,
        occupation=within.occupation,
        industry=within.industry,
        industry_code=within.industry_code,
        employment=None,
        estimate=True,
        **dict(zip(wages.PERCENTILES, figures, strict=True)),
    )


def _part(here: int | None, over: int | None, under: int | None) -> int | None:
    return round(here * over / under) if here and over and under else None


def _national(lookup: WageLookup, soc: str) -> Wage:
    national = lookup.nation(soc)
    if national is None:
        raise DataInvalid(f"The wage tables have no national row for {soc}.")
    return national


def _local(lookup: WageLookup, national: Wage, state: str | None, metro: str | None) -> Wage:
    area = lookup.find_area(metro, state) if metro else None
    of_metro = lookup.metro(national.soc, area.code) if area else None
    if _released(of_metro):
        return of_metro
    usps = state or (area.states[0] if area else None)
    of_state = lookup.state(national.soc, usps) if usps else None
    if _released(of_state):
        return replace(of_state, fallback="metro_not_released") if area else of_state
    if area:
        return replace(national, fallback="metro_and_state_not_released")
    return replace(national, fallback="state_not_released") if usps else national


def _released(row: Wage | None) -> TypeGuard[Wage]:
    return row is not None and row.p50 is not None
