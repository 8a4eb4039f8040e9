"""What somebody's own limits rule out, one limit at a time."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from casemgr_cli.domain.careers import Pace, Step
from casemgr_cli.domain.figures import Span
from casemgr_cli.engine import limits
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.schedule import Task
from tests.people import CATALOG

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Value

WORDS = CATALOG.words
DEGREE = Step(
    id="degree",
    title="A degree",
    kind="degree",
    lane="study",
    about="",
    sources=(),
    verified=True,
    online="yes",
)


def ways(enrolled: tuple[str, ...] = (), **answers: Value) -> Any:  # noqa: ANN401  as much of Ways as is read
    """Return somebody's own limits, and the programs that they are in."""
    return SimpleNamespace(planned=Person(CATALOG.facts, answers), enrolled=frozenset(enrolled))


def task(step: Step = DEGREE, hours: int = 20, *, alongside: bool = True) -> Task:
    """Return a step of a year at so many hours a week, with or without room for a job."""
    return Task(step, Pace("full_time", Span(12, 12), hours, alongside), 12, 0)


def barrier(what: Task, enrolled: tuple[str, ...] = (), **answers: Value) -> tuple[str, int] | None:
    """Return which limit rules a step out, and the least that it would have to be."""
    found = limits.of_tasks([what], ways(enrolled, **answers), CATALOG)
    return (found.limit, found.least) if found else None


def test_study_without_room_for_a_job_is_out_for_who_goes_on_earning() -> None:
    """A program under way never is, nor what takes no month."""
    closing = task(alongside=False)
    assert barrier(closing, keep_working="yes") == ("keep_working", 0)
    assert barrier(closing, keep_working="no") is barrier(task(), keep_working="yes") is None
    assert barrier(closing, ("degree",), keep_working="yes") is None
    assert barrier(Task(DEGREE, closing.pace, 0, 0), keep_working="yes") is None
    assert barrier(Task(DEGREE, closing.pace, 1, 0), keep_working="yes") == ("keep_working", 0)


def test_a_fixed_pace_needs_its_hours_and_courses_are_stretched() -> None:
    """Only a degree that leaves room for a job can be taken course by course, and not for ever."""
    assert barrier(task(hours=20, alongside=False), hours_per_week=19) == ("hours_per_week", 20)
    assert barrier(task(hours=20, alongside=False), hours_per_week=20) is None
    least = -(-20 // CATALOG.planning.stretch)
    assert barrier(task(hours=20), hours_per_week=least) is None
    assert barrier(task(hours=20), hours_per_week=least - 1) == ("hours_per_week", least)
    assert barrier(task(hours=20), ("degree",), hours_per_week=0) is None
    assert barrier(task(replace(DEGREE, kind="exam"), hours=20, alongside=False), hours_per_week=5) is None


@pytest.mark.parametrize(
    ("what", "enrolled", "hours", "times"),
    [
        (task(hours=20), (), 5, 4),
        (task(hours=20), (), 20, 1),
        (task(hours=20), (), 40, 1),
        (task(hours=20), (), 0, 1),
        (task(hours=20), (), "unknown", 1),
        (task(hours=20), ("degree",), 5, 1),
        (task(hours=20, alongside=False), (), 5, 1),
        (task(replace(DEGREE, kind="license")), (), 5, 1),
    ],
)
def test_fewer_hours_a_week_take_longer(
    what: Task, enrolled: tuple[str, ...], hours: Value, times: float
) -> None:
    """In proportion, for courses toward a degree that is not under way."""
    assert limits.stretched(what.step, what.pace, ways(enrolled, hours_per_week=hours)) == times


@pytest.mark.parametrize(
    ("online", "kind", "out"),
    [("yes", "degree", False), ("partial", "degree", True), ("no", "degree", True), ("no", "exam", False)],
)
def test_who_studies_online_only_is_at_no_degree_that_is_not(online: str, kind: str, out: bool) -> None:
    """An exam in a room is no degree; who only prefers it is not kept out."""
    what = task(replace(DEGREE, online=online, kind=kind))
    assert barrier(what, online="required") == (("online", 1) if out else None)
    assert barrier(what) is None


def test_a_place_is_ruled_out_by_a_setting_or_a_limit_and_says_which() -> None:
    """Each by its own name on screen."""
    place = CATALOG.destinations["hospital_rn"]
    person = Person(CATALOG.facts, {"settings_avoid": ("insurance",), "limits": ("no_nights",)})
    assert limits.of_destination(place, person, WORDS) == ""
    avoided = person.answering({"settings_avoid": ("hospital",)})
    assert limits.of_destination(place, avoided, WORDS) == WORDS["excluded_avoided"]
    remote = person.answering({"limits": ("remote_only", "no_nights")})
    label = next(each.label for each in CATALOG.facts["limits"].choices if each.value == "remote_only")
    assert limits.of_destination(place, remote, WORDS) == WORDS["excluded_limits"].format(limits=label)


def test_work_that_a_limit_bars_is_named_with_the_limits() -> None:
    """All that somebody said, each by its name; none where they said none."""
    both = ("remote_only", "no_nights")
    labels = [each.label for each in CATALOG.facts["limits"].choices if each.value in both]
    for said, names in (({"limits": both}, labels), ({}, [])):
        found = limits.of_work("A year at the bedside", Person(CATALOG.facts, said), WORDS)
        ends = WORDS["excluded_limits_work"].format(limits="|", experience="A year at the bedside").split("|")
        assert found.startswith(ends[0])
        assert found.endswith(ends[1])
        assert all(name in found for name in names)
        assert len(found) == sum(map(len, (*ends, *names))) + 2 * max(0, len(names) - 1)


@pytest.mark.parametrize(
    ("pace", "hours"),
    [(None, 0), (Pace("full_time", Span(1, 1), None, True), 0), (Pace("full_time", Span(1, 1), 9, True), 9)],
)
def test_a_step_takes_the_hours_of_its_pace(pace: Pace | None, hours: int) -> None:
    """None where it has no pace, or nobody knows; such a step is within any limit of hours."""
    what = Task(DEGREE, pace, 12, 0)
    assert what.hours == hours
    assert barrier(what, hours_per_week=0) == (("hours_per_week", 3) if hours else None)
