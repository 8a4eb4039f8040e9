"""Two lanes on one calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from casemgr_cli.domain.careers import Grants, Pace, Step
from casemgr_cli.domain.conditions import Compare
from casemgr_cli.domain.figures import Span
from casemgr_cli.engine.schedule import Slot, Task, least_length, left_at, length, schedule

if TYPE_CHECKING:
    from collections.abc import Mapping


def task(id_: str, months: int, order: int, *, lane: str = "study", work: bool = False) -> Task:
    """Return a task; `work` says that one can hold a job beside the study."""
    step = Step(id=id_, title=id_, kind="degree", lane=lane, about="", sources=(), verified=True)
    pace = Pace("full_time", Span(months, months), 35, work) if lane == "study" else None
    return Task(step, pace, months, order)


def starts(tasks: list[Task], after: Mapping[str, set[str]]) -> dict[str, int] | None:
    """Return when each task starts, given what must be finished before it."""
    slots = schedule(
        tasks, lambda done: {d.step.id for d in done}, lambda t, ids: after.get(t.step.id, set()) <= ids
    )
    return None if slots is None else {slot.task.step.id: slot.start for slot in slots}


def test_work_and_study_run_side_by_side_when_the_study_allows_it() -> None:
    """An RN-to-BSN beside a bedside job takes no extra time."""
    tasks = [
        task("nclex", 3, 0, work=True),
        task("bsn", 14, 1, work=True),
        task("bedside", 30, 2, lane="work"),
    ]
    assert starts(tasks, {"bsn": {"nclex"}, "bedside": {"nclex"}}) == {"nclex": 0, "bsn": 3, "bedside": 3}


def test_full_time_study_closes_the_work_lane() -> None:
    """Each waits for the end of what began first; what takes no time waits for nothing."""
    tasks = [task("school", 24, 0), task("job", 12, 1, lane="work")]
    assert starts(tasks, {}) == {"school": 0, "job": 24}
    assert starts([task("job", 12, 0, lane="work"), task("school", 24, 1)], {}) == {"job": 0, "school": 12}
    assert starts([task("school", 24, 0), task("job", 0, 1, lane="work")], {}) == {"school": 0, "job": 0}


def test_a_lane_takes_one_step_at_a_time_in_file_order() -> None:
    """Two programs that could both start now follow each other."""
    assert starts([task("b", 10, 1), task("a", 5, 0)], {}) == {"a": 0, "b": 5}


@pytest.mark.parametrize(("months", "course", "exam"), [(30, 0, 12), (30, 18, 18), (12, 0, 12), (6, 0, None)])
def test_what_asks_for_months_of_work_starts_while_the_work_goes_on(
    months: int, course: int, exam: int | None
) -> None:
    """Once there are enough, and a course that it asks for is done; fewer than it asks for never are."""
    job, sits = task("job", months, 0, lane="work"), task("exam", 4, 2, work=True)
    job = replace(job, step=replace(job.step, grants=Grants(months=("months_nursing",))))
    sits = replace(sits, step=replace(sits.step, requires=Compare("months_nursing", "at_least", (12,))))
    studies = [task("course", course, 1, work=True)] if course else []
    slots = schedule(
        [job, *studies, sits],
        lambda done: {each.step.id: each.months for each in done},
        lambda t, done: (
            t is not sits or (done.get("job", 0) >= 12 and {s.step.id for s in studies} <= set(done))
        ),
    )
    assert {slot.task.step.id: slot.start for slot in slots or ()}.get("exam") == exam


def test_a_task_that_can_never_start_makes_no_calendar() -> None:
    """A requirement nobody meets leaves nothing to schedule."""
    assert starts([task("a", 5, 0)], {"a": {"missing"}}) is None


def test_length_is_the_end_of_the_last_step() -> None:
    """Nothing to do takes no time."""
    assert length(()) == 0
    assert length(schedule([task("a", 5, 0)], tuple, lambda *_: True) or ()) == 5


def test_the_least_length_is_what_the_calendar_cannot_undercut() -> None:
    """Study that leaves no room for a job adds to the work; other study runs beside it."""
    apart = [task("school", 24, 0), task("job", 12, 1, lane="work")]
    beside = [task("school", 24, 0, work=True), task("job", 12, 1, lane="work")]
    for tasks, least in ((apart, 36), (beside, 24), ([], 0)):
        assert least_length(tasks) == least == length(schedule(tasks, tuple, lambda *_: True) or ())


def test_a_present_job_is_left_for_other_work_or_study_without_room_for_it() -> None:
    """Else when all is done: study that leaves room for it goes on beside it."""
    beside, closing = task("school", 24, 0, work=True), task("school", 24, 0)
    assert left_at([Slot(beside, 0), Slot(task("job", 6, 1, lane="work"), 12)], "") == 12
    assert left_at([Slot(beside, 0), Slot(task("job", 6, 1, lane="work"), 0)], "job") == 24
    assert left_at([Slot(beside, 0), Slot(closing, 24)], "") == 24
    assert left_at([Slot(beside, 3)], "") == 27
    assert left_at([], "") == 0


def test_study_that_closes_work_and_a_job_move_past_each_other() -> None:
    """Whichever stands there first; what only touches it stays, and a lane never moves past itself."""
    closing, open_ = task("school", 12, 0), task("school", 12, 0, work=True)
    job = task("job", 6, 1, lane="work")
    assert starts([closing, job], {}) == {"school": 0, "job": 12}
    assert starts([task("job", 6, 0, lane="work"), task("school", 12, 1)], {}) == {"job": 0, "school": 6}
    assert starts([open_, job], {}) == {"school": 0, "job": 0}
    later = [open_, task("second", 12, 1), task("job", 12, 2, lane="work")]
    assert starts(later, {}) == {"school": 0, "job": 0, "second": 12}
