"""What is counted over many students. A number that is None is small, or kept back to guard a small one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.domain.advice import BANDS
from casemgr_cli.domain.facts import UNKNOWN
from casemgr_cli.domain.figures import Source

# The smallest number in a count for the counselor alone.
EVERY_NUMBER = 0
NONE, REST = "none", "rest"


class StudentStandard(Struct, frozen=True):
    """A standard for students that a session works on, by its code."""

    code: str
    text: str


class Rules(Struct, frozen=True):
    """How small a number of students may be printed (`least`), the standards that a session works on, and
    where each comes from.
    """

    least: int
    source: Source
    standards: tuple[StudentStandard, ...]
    standards_source: Source


class CountedSession(Struct, frozen=True):
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

    @property
    def shown(self) -> tuple[Line, ...]:
        """The lines with a number, the largest first, and one for all the others together."""
        known = (line for line in self.lines if line.students is not None)
        lines = sorted(known, key=lambda line: (-(line.students or 0), line.key))
        return (*lines, *([Line(REST, self.rest)] if self.rest else []))


class Results(Struct, frozen=True):
    """What was done in a span of days: students seen, how often and how long, and plans finished.

    All numbers are None when too few students were seen. `enrolled` is how many there are at the school, and
    `of` how many in each grade, where they do not tell how few were not seen. `bounds` says how many there
    are at least of those with a plan, or without, where the others are too few to be printed. `interest` is
    how many gave each answer before and after, None where a number of them is small; `matched` is how many
    gave both, and `means` is the mean of their answers.
    """

    first: date | None
    last: date | None
    students: int | None
    sessions: int | None = None
    minutes: int | None = None
    with_plan: int | None = None
    without_plan: int | None = None
    by_grade: Breakdown | None = None
    enrolled: int | None = None
    of: Mapping[str, int] = {}
    bounds: Mapping[str, int] = {}
    interest: tuple[Breakdown, Breakdown] | None = None
    matched: int | None = None
    means: tuple[float, float] | None = None

    @property
    def hours(self) -> float | None:
        """The time with students in hours."""
        return None if self.minutes is None else round(self.minutes / _MINUTES, 1)


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


_MINUTES = 60  # an hour
_SCALE = tuple(str(answer) for answer in range(1, 6))
_BACKGROUNDS = ("social", "nursing")


def sketch(document: str) -> AdviceSketch:
    """Return what is counted of advice, from its JSON text.

    Raises:
        msgspec.MsgspecError: it is no advice.
    """
    found = msgspec.json.decode(document, type=AdviceSketch)
    return replace(found, routes=(found.route,) if found.route else ())


def results(
    sittings: Iterable[CountedSession],
    enrolled: Mapping[int | None, int],
    least: int,
    days: tuple[date | None, date | None] = (None, None),
) -> Results:
    """Return what was done in a span of days.

    Args:
        sittings: every session; those of one student first to last.
        enrolled: how many students of each grade there are, seen or not, so that a line does not tell that
            somebody was seen.
        least: the smallest number that may be printed.
        days: the first and the last day that counts, None where there is no end.
    """
    first, last = days[0] or date.min, days[1] or date.max
    counted = [each for each in sittings if first <= each.day <= last]
    seen = {each.student: _grade(each.grade) for each in counted}
    if len(seen) < least:
        return Results(*days, students=None)
    finished = len({each.student for each in counted if each.has_plan})
    plans = {"with_plan": finished, "without_plan": len(seen) - finished}
    shown = {line.key: line.students for line in breakdown(plans, least).lines}
    there = {*enrolled, *(each.grade for each in counted)}
    known = sorted(grade for grade in there if grade is not None)
    order = [*map(str, known), *([UNKNOWN] if None in there else [])]
    by_grade = Counter(seen.values())
    answers = _interests(counted)
    tells = len(answers) >= max(least, 1) and not 0 < len(seen) - len(answers) < least
    everybody = sum(enrolled.values())
    return Results(
        *days,
        students=len(seen),
        sessions=None if 0 < len(counted) - len(seen) < least else len(counted),
        minutes=sum(each.minutes for each in counted),
        with_plan=shown["with_plan"],
        without_plan=shown["without_plan"],
        by_grade=breakdown({grade: by_grade[grade] for grade in order}, least),
        enrolled=everybody if _is_told(len(seen), everybody, least) else None,
        of={
            _grade(grade): count
            for grade, count in enrolled.items()
            if _is_told(by_grade[_grade(grade)], count, least)
        },
        bounds=_bounds(plans, least) if None in shown.values() else {},
        interest=_answers(answers, least) if tells else None,
        matched=len(answers) if tells else None,
        means=_means(answers, least) if tells else None,
    )


def _is_told(some: int, among: int, least: int) -> bool:
    """Whether it may be printed among how many some were: not when the others are few."""
    return some >= least and (some == among or among - some >= least)


def _bounds(counts: Mapping[str, int], least: int) -> Mapping[str, int]:
    """Return how many there are at least on one of two lines, where those on the other are few.

    That they are fewer than the smallest number that is printed is all that it tells of them.
    """
    total = sum(counts.values())
    return {key: total - least + 1 for key, count in counts.items() if total - count < least <= total // 2}


def _answers(pairs: Sequence[tuple[int, int]], least: int) -> tuple[Breakdown, Breakdown] | None:
    """Return how many gave each answer from 1 to 5 before and after; None where some of them are few.

    The means are printed, and from them and a part of the numbers the others could be worked out.
    """
    before, after = (Counter(str(pair[place]) for pair in pairs) for place in (0, 1))
    tables = [breakdown({step: each[step] for step in _SCALE}, least) for each in (before, after)]
    hidden = any(table.rest or any(line.students is None for line in table.lines) for table in tables)
    return None if hidden else (tables[0], tables[1])


def _means(pairs: Sequence[tuple[int, int]], least: int) -> tuple[float, float] | None:
    """Return the mean answers before and after, rounded so that no single answer can be told.

    A mean at an end of the scale would tell what everybody answered.
    """
    found = tuple(round(sum(pair[place] for pair in pairs) / len(pairs), 1) for place in (0, 1))
    at_an_end = any(mean in (1, len(_SCALE)) for mean in found)
    return None if at_an_end and least > EVERY_NUMBER else (found[0], found[1])


def _interests(sittings: Iterable[CountedSession]) -> tuple[tuple[int, int], ...]:
    """Return the first answer before and the last one after of each student who gave both."""
    before: dict[str, int] = {}
    after: dict[str, int] = {}
    for each in sittings:
        if each.interest_before is not None:
            before.setdefault(each.student, each.interest_before)
        if each.interest_after is not None:
            after[each.student] = each.interest_after
    return tuple((answer, after[student]) for student, answer in before.items() if student in after)


def cohort(advices: Sequence[AdviceSketch], order: Sequence[str], least: int) -> Cohort:
    """Return what the plans of many students say.

    Args:
        advices: the latest advice for each student.
        order: the ids of the destinations in the order of the data.
        least: the smallest number that may be printed.
    """
    if len(advices) < least:
        return Cohort(None)
    routes = [advice.route for advice in advices if advice.route]
    found = Counter(route.destination for route in routes)
    ranked = [*(key for key in order if key in found), *sorted(found.keys() - set(order))]
    without = len(advices) - len(routes)
    destinations = breakdown(
        {**{key: found[key] for key in ranked}, **({NONE: without} if without else {})}, least
    )
    shown = [line.key for line in destinations.lines if line.students is not None and line.key != NONE]
    ways = {key: Counter(route.id for route in routes if route.destination == key) for key in shown}
    by_way = {key: breakdown(dict(sorted(count.items())), least) for key, count in ways.items()}
    return Cohort(
        students=len(advices),
        destinations=destinations,
        routes=by_way,
        titles={route.id: route.title for route in routes},
        fit={background: _fit(advices, background, least) for background in _BACKGROUNDS},
        ruled_out=_mentions([[item.why for item in advice.excluded] for advice in advices], least),
        unmet=_unmet(routes, by_way.values(), least),
    )


def breakdown(counts: Mapping[str, int], least: int) -> Breakdown:
    """Return the lines of a table; each student is on one of them, and their sum is known."""
    values = tuple(counts.values())
    hidden = kept_back(values, least)
    lines = (Line(key, None if place in hidden else values[place]) for place, key in enumerate(counts))
    return Breakdown(tuple(lines), sum(values), sum(values[place] for place in hidden))


def _fit(advices: Iterable[AdviceSketch], background: str, least: int) -> Breakdown:
    found = Counter(getattr(each.fit, background).band if each.fit else NONE for each in advices)
    return breakdown({band: found[band] for band in (*BANDS, NONE)}, least)


def _mentions(lists: Sequence[Iterable[str]], least: int) -> tuple[Line, ...]:
    """Return what stands in the lists of so many students that neither they nor the others are few."""
    found = Counter(text for texts in lists for text in set(texts))
    return _largest_first(
        (text, count) for text, count in found.items() if not kept_back((count, len(lists) - count), least)
    )


def _unmet(routes: Sequence[RouteSketch], printed: Iterable[Breakdown], least: int) -> tuple[Line, ...]:
    """Return what is unmet on the routes whose number is printed.

    Those who take the same route mostly lack the same, so a count over everybody, less what is printed of
    the routes, would give away a route that was kept back.
    """
    numbers = {line.key: line.students for found in printed for line in found.lines if line.students}
    found = Counter((route.id, text) for route in routes for text in set(route.unmet))
    together = Counter[str]()
    for (route, text), count in found.items():
        number = numbers.get(route, 0)
        if number == count or (number and not kept_back((count, number - count), least)):
            together[text] += count
    return _largest_first(together.items())


def _largest_first(found: Iterable[tuple[str, int]]) -> tuple[Line, ...]:
    return tuple(Line(text, count) for text, count in sorted(found, key=lambda each: (-each[1], each[0])))


def _grade(grade: int | None) -> str:
    return UNKNOWN if grade is None else str(grade)


_TIMES = 2


def kept_back(counts: Sequence[int], least: int) -> frozenset[int]:
    """Return the places of the rows whose numbers are not printed.

    Args:
        counts: how many students each row counts. Each student is in one row, and the sum is known. Rows
            should be there whether they count anybody or not; one that is there only when it does tells so.
        least: the smallest number that may be printed.
    """
    small = frozenset(place for place, count in enumerate(counts) if count < least)
    hidden, place = set(small), max(small, default=0)
    while small and len(hidden) < len(counts):
        if hidden != small and sum(counts[each] for each in hidden) >= _TIMES * least:
            break
        place = (place + 1) % len(counts)
        hidden.add(place)
    return frozenset(hidden)
