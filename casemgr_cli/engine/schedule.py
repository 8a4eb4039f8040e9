"""Two lanes on one calendar of months: work and study.

Each lane takes one step after another. A step starts as early as its requirements allow, ties in file
order. Full-time study that leaves no room for a job closes the work lane while it lasts.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from msgspec import Struct

from casemgr_cli.domain.careers import Pace, Step


class Task(Struct, frozen=True):
    """A step with the pace chosen for it and its length in months. `order` is its place in the file."""

    step: Step
    pace: Pace | None
    months: int
    order: int

    @property
    def hours(self) -> int:
        """The hours a week that its pace takes; none where it has none or nobody knows."""
        return (self.pace and self.pace.hours_per_week) or 0

    @property
    def closes_work(self) -> bool:
        """Whether one cannot hold a job while it lasts."""
        return self.pace is not None and not self.pace.work_alongside and self.months > 0


class Slot(Struct, frozen=True):
    """A task on the calendar; it ends `months` after its start."""

    task: Task
    start: int

    @property
    def end(self) -> int:
        """Months from today when it is done."""
        return self.start + self.task.months


_Then = TypeVar("_Then")


def schedule(
    tasks: Sequence[Task], after: Callable[[Sequence[Task]], _Then], ready: Callable[[Task, _Then], bool]
) -> tuple[Slot, ...] | None:
    """Place every task; None when some task can never start.

    `after(done)` says how things stand once `done` are finished, and `ready(task, then)` whether a task's
    requirements hold then. What a task comes after is done before it.
    """
    placed: list[Slot] = []
    left, ids = list(tasks), {task.step.id for task in tasks}
    first = {task.step.id: ids.intersection(task.step.after) for task in tasks}

    def at(moment: int) -> tuple[set[str], _Then]:
        done = [slot.task for slot in placed if slot.end <= moment]
        return {task.step.id for task in done}, after(done)

    then, ended = dict[int, tuple[set[str], _Then]](), 0
    while left:
        then |= {moment: at(moment) for moment in {ended, *then} if moment >= ended}
        moments = sorted(then)
        in_turn = sorted(placed, key=lambda slot: slot.start)
        free = {slot.task.step.lane: slot.end for slot in in_turn}
        possible = []
        for i, task in enumerate(left):
            waits = first[task.step.id]
            moment = next((m for m in moments if waits <= then[m][0] and ready(task, then[m][1])), None)
            if moment is not None:
                start = _clear(task, max(moment, free.get(task.step.lane, 0)), in_turn)
                possible.append((start, task.order, i))
        if not possible:
            return None
        start, _, i = min(possible)
        placed.append(Slot(left.pop(i), start))
        ended = placed[-1].end
    return tuple(placed)


def _clear(task: Task, start: int, in_turn: Sequence[Slot]) -> int:
    """Move a start past everything in the other lane that it cannot run beside."""
    for slot in in_turn:
        other = slot.task
        apart = other.step.lane != task.step.lane and (other.closes_work or task.closes_work)
        if apart and slot.start < start + task.months and start < slot.end:
            start = slot.end
    return start


def least_length(tasks: Iterable[Task]) -> int:
    """Return the months that tasks take at least.

    Each lane is serial, and study that closes work cannot run beside it.
    """
    study = closed = work = 0
    for task in tasks:
        if task.step.lane == "study":
            study += task.months
        elif task.step.lane == "work":
            work += task.months
        if task.closes_work:
            closed += task.months
    return max(study, closed + work)


def length(slots: Iterable[Slot]) -> int:
    """Return the months until the last step is done."""
    return max((slot.end for slot in slots), default=0)


def left_at(slots: Sequence[Slot]) -> int:
    """Return the months until a present job is left: for other work, for study that leaves no room for it, or
    when all is done.
    """
    leaves = (slot.start for slot in slots if slot.task.step.lane == "work" or slot.task.closes_work)
    return min(leaves, default=length(slots))
