"""Two lanes on one calendar of months: work and study.

Each lane takes one step after another. A step starts as early as its requirements allow, ties in file
order: what asks for months of work, once the work has lasted so long. Full-time study that leaves no room for
a job closes the work lane while it lasts.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.domain.careers import Pace, Step
from casemgr_cli.domain.conditions import facts_read


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

    def so_far(self, month: int) -> Task | None:
        """Return the part of the work done by a month; None before it begins or once it ends."""
        under_way = self.start < month < self.end
        return replace(self.task, months=month - self.start) if under_way else None


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
    # What asks for months of each work, if anything does.
    works = (task for task in tasks if task.step.grants.months)
    counted = {
        work.order: [t for t in tasks if not facts_read(t.step.requires).isdisjoint(work.step.grants.months)]
        for work in works
    }
    asking = {order: those for order, those in counted.items() if those}
    free, moments, began, changed = dict[str, int](), {0}, dict[int, int](), 0
    while left:
        # Before the last step counted, all is the same as before that was placed.
        began = {order: moment for order, moment in began.items() if moment < changed}
        for moment in sorted(moments):
            waiting = [task for task in left if task.order not in began] if moment >= changed else []
            if waiting:
                done = [slot.task for slot in placed if slot.end <= moment]
                over = {task.step.id for task in done}
                so_far = (
                    (slot.so_far(moment) for slot in placed if slot.task.order in asking) if asking else ()
                )
                then = after([*done, *(task for task in so_far if task)])
                began |= {t.order: moment for t in waiting if first[t.step.id] <= over and ready(t, then)}
        possible = [
            (_clear(task, max(began[task.order], free.get(task.step.lane, 0)), placed), task.order, i)
            for i, task in enumerate(left)
            if task.order in began
        ]
        if not possible:
            return None
        start, _, i = min(possible)
        slot = Slot(left.pop(i), start)
        placed.append(slot)
        free[slot.task.step.lane] = slot.end
        new = {slot.end, *(_enough(slot, t, tasks, after, ready) for t in asking.get(slot.task.order, ()))}
        moments |= new
        changed = min(new)
    return tuple(placed)


def _enough(
    work: Slot,
    task: Task,
    tasks: Sequence[Task],
    after: Callable[[Sequence[Task]], _Then],
    ready: Callable[[Task, _Then], bool],
) -> int:
    """Return the month in which work has lasted long enough for a task, everything else being done."""
    rest = [each for each in tasks if each not in (work.task, task)]

    def met(months: int) -> bool:
        return ready(task, after([*rest, replace(work.task, months=months)]))

    return work.start + 1 + bisect_left(range(1, work.task.months), True, key=met)


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


def left_at(slots: Sequence[Slot], present: str) -> int:
    """Return the months until a present job, by the id of its step, is left: for other work, for study that
    leaves no room for it, or when all is done.
    """
    leaves = (
        slot.start
        for slot in slots
        if slot.task.closes_work or (slot.task.step.lane == "work" and slot.task.step.id != present)
    )
    return min(leaves, default=length(slots))
