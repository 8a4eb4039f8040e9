"""What jobs pay: federal wage rows, the places they are for, and the article's two medians."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal, Protocol, get_args

from msgspec import Struct

from casemgr_cli.domain.kinds import DATE, Background, Count, Own, SourceId, Words
from casemgr_cli.errors import UsageFailure, nearest
from casemgr_cli.text import folded, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casemgr_cli.domain.careers import PayProxy

AREA_TYPES = ("nation", "state", "metro")
PERCENTILES = ("p10", "p25", "p50", "p75", "p90")
_ByArea = Literal["", "metro_not_released", "state_not_released", "metro_and_state_not_released"]
_ByIndustry = Literal["", "industry_not_released"]
FALLBACKS: tuple[str, ...] = (*get_args(_ByArea)[1:], *get_args(_ByIndustry)[1:])
_LONGEST_SHOWN = 60
_MOST_LISTED = 8


class Wage(Struct, frozen=True):
    """One row of the federal wage tables, in whole US dollars a year.

    A percentile is None when the government did not release it. `area_type` is nation, state or metro;
    `industry` is None for all industries. `estimate` marks an area row scaled by an industry's national
    ratio. `fallback` is a key of `PayGuide.fallbacks` when a wider area than asked for stands here, and
    `industry_fallback` when all industries stand for one; both are empty otherwise.
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
    fallback: _ByArea = ""
    industry_fallback: _ByIndustry = ""


class Pay(Struct, frozen=True):
    """What a place pays, US dollars a year: `start` is the 25th percentile, `experienced` the median.

    `ranked` is the median by which places are put in order.
    """

    start: int | None
    experienced: int | None
    estimate: bool
    wage: Wage
    ranked: int | None


class Area(Struct, frozen=True):
    """A place of the wage tables. `states` are the USPS codes it lies in; none for the nation.

    A metro is a metropolitan area or one of the government's nonmetropolitan areas.
    """

    code: str
    area_type: str
    states: tuple[str, ...]
    name: str
    also_called: tuple[str, ...] = ()


class Headline(Struct, frozen=True):
    """A median as the article gives it: no date, no method."""

    background: Annotated[Background, Own(id=True)]
    median: Count
    per: Words
    as_of: Annotated[str | None, DATE]
    source: SourceId


class Demand(Struct, frozen=True):
    """Projected growth of one occupation over ten years, as a percentage, and yearly openings."""

    soc: str
    occupation: Words
    growth_pct: float
    annual_openings: Count
    period: Words
    source: Words


class PayGuide(Struct, frozen=True):
    """What `pay.yaml` says: the medians, the occupations that stand for a background, and the words.

    `occupations` maps nursing and non_nursing to occupation codes, closest first; `settings` maps a setting
    and then a background to the jobs that stand for it. `words` says what the figures stand for;
    `fallbacks` puts the fallback codes of a `Wage` into words.
    """

    headlines: tuple[Headline, ...]
    occupations: Mapping[str, tuple[str, ...]]
    settings: Mapping[str, Mapping[str, tuple[PayProxy, ...]]]
    words: Mapping[str, str]
    fallbacks: Mapping[str, str]


class WageLookup(Protocol):
    """Where wage rows come from. None means the government released no such row."""

    def nation(self, soc: str) -> Wage | None:
        """Return the national row of an occupation."""

    def state(self, soc: str, usps: str) -> Wage | None:
        """Return a state's row."""

    def metro(self, soc: str, area_code: str) -> Wage | None:
        """Return a metro's row."""

    def industry(self, soc: str, industry_code: str) -> Wage | None:
        """Return an industry's national row."""

    def demand(self, soc: str) -> Demand | None:
        """Return how the demand for an occupation is projected to grow."""

    def areas(self) -> Mapping[str, Area]:
        """Return the nation, the states and the metros by code."""

    def places_by(self, soc: str) -> str:
        """Return the occupation by whose rows places are compared for an occupation's industries."""

    def find_area(self, text: str, state: str | None = None) -> Area:
        """Return the metro that a code or a name means."""


def _matching_areas(text: str, areas: Iterable[Area]) -> tuple[Area, ...]:
    """Return the areas a name may mean: by whole name, else first city, else any city, else some words.

    Only the closest kind of match is returned, so "Salem" is Salem, OR and not Winston-Salem, NC.
    """
    wanted = folded(text)
    if not wanted:
        return ()
    kinds: tuple[list[Area], ...] = ([], [], [], [])
    for area in areas:
        whole, (first, *others) = folded(area.name), _cities(area.name)
        if wanted in (whole, *map(folded, area.also_called)):
            kinds[0].append(area)
        elif wanted in (first, folded(area.name.rpartition(",")[0])):
            kinds[1].append(area)
        elif wanted in others:
            kinds[2].append(area)
        elif f" {wanted}" in f" {whole}":
            kinds[3].append(area)
    return next((tuple(found) for found in kinds if found), ())


def find_place(text: str, names: Mapping[str, Iterable[str]], kind: str = "") -> str:
    """Return the postal code that a code or a name, as typed, means among those of places of a `kind`.

    Raises:
        UsageFailure: it is none of them; the hint names the nearest.
    """
    by_name = {folded(name): code for code, known in names.items() for name in (code, *known)}
    code = by_name.get(folded(text))
    if code:
        return code
    full = [next(iter(known), code) for code, known in names.items()]
    hint = nearest_name(text, full) or "Use its name or its postal code, such as CA."
    raise UsageFailure(f"{quoted(text)} is not a state or territory{kind}.", hint=hint, slug="unknown_state")


def find_state(text: str, areas: Iterable[Area]) -> Area:
    """Return the state or territory among `areas` that a text means, as `find_place` finds it."""
    states = {area.states[0]: area for area in areas if area.area_type == "state"}
    names = {code: (area.name, *area.also_called) for code, area in states.items()}
    return states[find_place(text, names, " with federal wage figures")]


def find_area(text: str, areas: Iterable[Area], state: str | None = None) -> Area:
    """Return the one metro among `areas` that a name means, in the state (a postal code) if one is given."""
    everywhere = tuple(areas)
    metros = tuple(area for area in everywhere if area.area_type == "metro")
    states = _states_by_name(everywhere)
    city, at_end = _split_state(text, states)
    found = (
        _matching_areas(text, _within(metros, state))
        or _matching_areas(city, _within(metros, at_end))
        or _matching_areas(text, metros)
    )
    right = _within(found, state) or found
    first_city = _cities(right[0].name)[0] if right else ""
    is_state = state is None and folded(text) in states and first_city not in (folded(text), city)
    if len(right) > 1 and not is_state:
        listed = ", ".join(f'"{area.name}"' for area in right[:_MOST_LISTED])
        hint = f"Choose one of: {listed}{', ...' if len(right) > _MOST_LISTED else ''}"
        raise UsageFailure(f"{quoted(text)} could be several areas.", hint=hint, slug="ambiguous_metro")
    if not right or is_state:
        message = f"{quoted(text)} is not an area in the wage tables."
        raise UsageFailure(message, hint=_unknown_area_hint(text, metros, states), slug="unknown_metro")
    if not _within(right, state):
        message = f"{right[0].name} is not in {state}."
        raise UsageFailure(message, hint="Change the metro or the state.", slug="unknown_metro")
    return right[0]


def nearest_name(text: str, known: Iterable[str]) -> str:
    """Return a hint that names the closest known name; very long text is cut, since comparing is slow."""
    return nearest(text[:_LONGEST_SHOWN], known)


def _cities(name: str) -> list[str]:
    cities = name.rpartition(",")[0].replace("/", "-")
    return [folded(city) for city in cities.split("-")] if cities else [folded(name)]


def _within(areas: Iterable[Area], state: str | None) -> tuple[Area, ...]:
    return tuple(area for area in areas if state is None or state in area.states)


def _states_by_name(areas: Iterable[Area]) -> dict[str, Area]:
    states = [area for area in areas if area.area_type == "state"]
    return {folded(name): area for area in states for name in (*area.states, area.name, *area.also_called)}


def _split_state(text: str, states: Mapping[str, Area]) -> tuple[str, str | None]:
    """Split "Portland, OR" or "Portland Oregon" into city and postal code, if a state comes last."""
    words, longest = folded(text).split(), max((len(name.split()) for name in states), default=0)
    for start in range(max(1, len(words) - longest), len(words)):
        tail = states.get(" ".join(words[start:]))
        if tail:
            return " ".join(words[:start]), tail.states[0]
    return "", None


def _unknown_area_hint(text: str, metros: tuple[Area, ...], states: Mapping[str, Area]) -> str:
    named = states.get(folded(text))
    if named:
        return f"{named.name} is a state. Give it as the state: {named.states[0]}."
    first_cities = (re.split("[-,/]", area.name)[0] for area in metros)
    names = (area.name for area in metros)
    example = 'Use a name such as "Pittsburgh, PA".'
    return nearest_name(text, names) or nearest_name(text, first_cities) or example
