"""What is counted over many students. A number that is None is small, or kept back to guard a small one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from casemgr_cli.domain.figures import Source


class Rules(Struct, frozen=True):
    """How small a number of students may be printed (`least`), and where that comes from."""

    least: int
    source: Source


class Sitting(Struct, frozen=True):
    """One session as it is counted: whose, on which day it began, how long it took, whether it has a plan,
    and the student's interest in case management before and after (1 to 5, None where it was not asked).
    """

    student: str
    grade: int | None
    day: date
    minutes: int
    has_plan: bool
    interest_before: int | None = None
    interest_after: int | None = None


class Line(Struct, frozen=True):
    """One line of a table: what is counted, and how many students."""

    key: str
    students: int | None


class Breakdown(Struct, frozen=True):
    """Students, each on one line. `rest` is how many are on the lines without a number together."""

    lines: tuple[Line, ...]
    total: int
    rest: int


class Results(Struct, frozen=True):
    """What was done in a span of days: students seen, how often and how long, and plans finished.

    All numbers are None when too few students were seen. `interest` is how many gave each answer before and
    after, None where too few answered twice, or all but a few.
    """

    first: date | None
    last: date | None
    students: int | None
    sessions: int | None = None
    minutes: int | None = None
    with_plan: int | None = None
    without_plan: int | None = None
    by_grade: Breakdown | None = None
    interest: tuple[Breakdown, Breakdown] | None = None


class RouteSketch(Struct, frozen=True):
    """What is counted of a route."""

    id: str
    title: str
    destination: str
    unmet: tuple[str, ...] = ()


class RuledOut(Struct, frozen=True):
    """What is counted of a route that was ruled out."""

    why: str


class Band(Struct, frozen=True):
    """How well somebody's picks fit."""

    band: str


class FitSketch(Struct, frozen=True):
    """What is counted of a fit."""

    social: Band
    nursing: Band


class AdviceSketch(Struct, frozen=True):
    """What is counted of advice as it was given (schema casemgr.advice/1)."""

    recommended: str | None = None
    routes: tuple[RouteSketch, ...] = ()
    excluded: tuple[RuledOut, ...] = ()
    fit: FitSketch | None = None

    @property
    def route(self) -> RouteSketch | None:
        """The route that was recommended."""
        return next((route for route in self.routes if route.id == self.recommended), None)


class Cohort(Struct, frozen=True):
    """What the latest plans of many students say.

    `routes` are those to each destination whose number is known, by its id; `titles` are those of the routes,
    by theirs. `fit` is by background. One student may count on several lines of `ruled_out` and `unmet`.
    `students` is None, and the rest empty, when there are too few plans.
    """

    students: int | None
    destinations: Breakdown | None = None
    routes: Mapping[str, Breakdown] = {}
    titles: Mapping[str, str] = {}
    fit: Mapping[str, Breakdown] = {}
    ruled_out: tuple[Line, ...] = ()
    unmet: tuple[Line, ...] = ()
