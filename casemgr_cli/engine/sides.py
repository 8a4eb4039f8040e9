"""The ways of one side on a person's calendar, as far as nothing beats them, and the study beside a job."""

from collections.abc import Iterable, Sequence
from functools import partial, reduce
from heapq import heapify, heappop, heappush
from itertools import chain, product
from math import ceil, inf
from operator import attrgetter, or_
from typing import NamedTuple

from msgspec.structs import replace

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.careers import Destination, Grants, Pace, Requirement, Step
from casemgr_cli.domain.conditions import facts_read
from casemgr_cli.engine import limits
from casemgr_cli.engine.candidates import Draft, Sketch, unlike
from casemgr_cli.engine.certifying import Certifying, Tail
from casemgr_cli.engine.costs import total
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.schedule import Slot, Task, least_length, left_at, length, schedule
from casemgr_cli.engine.standing import repeats_a_degree
from casemgr_cli.engine.ways import NOTHING_TO_DO, Way, Ways, holds_one_of

_WORK, STUDY = "work", "study"

# Steps that are done, each with the months it lasted if it was work.
_Done = frozenset[tuple[str, int]]
# The ways to each of some demands.
_Options = tuple[tuple[Way, ...], ...]


class _Least(NamedTuple):
    """The least months of a step in each lane, how many of them close the other one, and its dollars."""

    study: int
    closed: int
    work: int
    cost: int


class Side:
    """The ways of one side for one person; what it learns is shared between that side's destinations."""

    def __init__(
        self, ways: Ways, certifying: Certifying, catalog: Catalog, does: str, like: "Side | None"
    ) -> None:
        """Take the ways to what is asked and those to a certification, and the step that the person `does`
        already; `like` is the side of somebody who differs in what the planned person `changed` alone.
        """
        self.ways, self.certifying, self._sets, self._catalog = ways, certifying, ways.sets, catalog
        self._does, self._like = does, like
        self._kept = does if does in ways.steps and ways.steps[does].only_goes_on else ""
        self._drafts: dict[tuple[_Options, tuple[str, ...], float | None], list[Draft]] = {}
        self._calendars: dict[frozenset[tuple[str, str, int]], tuple[Slot, ...] | None] = {}
        self._persons: dict[_Done, Person] = {}
        self._tasks: dict[tuple[str, int], list[Task]] = {}
        self._sketched: dict[Way, Sketch] = {}
        self._leasts: dict[tuple[str, int], _Least] = {}
        self._sets_of: dict[_Options, tuple[Way, ...]] = {}

    def drafts(
        self, demands: Iterable[Requirement], works: tuple[str, ...] = (), below: float | None = None
    ) -> list[Draft]:
        """Return the calendars that meet the demands within the person's limits, as far as nothing beats them
        on months and cost. Those with one of the `works`, the likeliest first, or that of today may certify
        sooner: only their like beats them, and of equals they stay. With `below` months alone count, and no
        calendar takes so many.

        What cannot beat those found already, however it fits on the calendar, is not placed.
        """
        return self._found(self._options(demands), works, below)

    def _found(self, options: _Options, works: tuple[str, ...], below: float | None) -> list[Draft]:
        key, whole = (options, works, below), (options, works, None)
        if key not in self._drafts:
            same = self._like if self._like and self._untouched(options, self._like.ways) else None
            find = same._found if same else self._placed  # noqa: SLF001  another side
            self._drafts[key] = self._drafts[whole] if whole in self._drafts else find(*key)
        return self._drafts[key]

    def _untouched(self, options: _Options, other: Ways) -> bool:
        """Whether nothing that the calendars of some ways depend on is other than with whoever is alike."""
        under_way = map(self._sets.of, self.ways.enrolled)
        taken = [id_ for id_, _ in self._sets.listed(reduce(or_, chain(*options, under_way), 0))]
        reads = (facts_read(self.ways.steps[id_].requires) for id_ in taken)
        known = all(id_ in other.steps for id_ in taken)
        same = known and all(self.ways.alike.get(id_) == other.alike.get(id_) for id_ in taken)
        return same and self.ways.planned.changed.isdisjoint(limits.READ.union(*reads))

    def soonest(
        self, demands: Iterable[Requirement], works: tuple[str, ...] = (), below: float = inf
    ) -> Draft | None:
        """Return the first calendar of the fewest months that meets the demands; None if none does. With
        `below` one that takes as long or longer may be left out.
        """
        return min(self.drafts(demands, works, below), key=attrgetter("months"), default=None)

    def _options(self, demands: Iterable[Requirement]) -> _Options:
        """Return the ways to each demand that is not met, those that several share once."""
        found = dict.fromkeys(self.ways.to(demand.rule) for demand in demands)
        return tuple(ways for ways in found if ways != NOTHING_TO_DO)

    def least(self, demands: Iterable[Requirement], spared: Way) -> float:
        """Return the months that the demands take at least when some steps are spared; infinity where they
        cannot be met.
        """
        ways = self._combined(self._options(demands))
        return min((self._sketch(way & ~spared).least for way in ways), default=inf)

    def _placed(self, options: _Options, works: tuple[str, ...], below: float | None) -> list[Draft]:
        placed: list[Draft] = []
        soonest, late = below is not None, inf if below is None else below
        bits = [(id_, self._sets.of(id_)) for id_ in works if id_ in self.ways.steps]

        def merits(sketch: Sketch) -> frozenset[str]:
            """Return the work that months and cost do not tell of: what may certify, and case management of
            today that goes on to the end.
            """
            left = any(task.closes_work for task in sketch.tasks)
            other = any(task.step.lane == _WORK and task.step.id != self._does for task in sketch.tasks)
            # Other work ends that of today, but not before the study that it waits for.
            kept = not left and (not other or any(task.step.lane == STUDY for task in sketch.tasks))
            mine = [id_ for id_, bit in bits if sketch.way & bit and not (left and id_ == self._does)]
            return frozenset([*mine, self._kept] if kept and self._kept else mine)

        waiting = self._sketches(options, works, late)
        heapify(waiting)
        while waiting:
            sketch = heappop(waiting)
            has = merits(sketch)
            if sketch.least >= late or any(
                d.months <= sketch.least and (soonest or (d.cost <= sketch.cost and has <= d.merits))
                for d in placed
            ):
                continue
            if not sketch.tasks and sketch.way:
                for each in self._at_every_pace(sketch):
                    heappush(waiting, each)
            elif limits.of_tasks(sketch.tasks, self.ways, self._catalog) is None:
                slots = self.calendar(sketch.tasks)
                if slots is not None and not self._taken_up_again(slots):
                    begins = self._begins(slots, options, sketch.way)
                    placed.append(Draft(begins, sketch.cost, slots, has))
        return placed

    def _taken_up_again(self, slots: Sequence[Slot]) -> bool:
        """Whether the present work comes after it was left: that is no going on."""
        return any(
            slot.task.step.id == self._does and slot.start > left_at(slots, self._does) for slot in slots
        )

    def _begins(self, slots: Sequence[Slot], options: _Options, way: Way) -> int:
        """Return the month in which the job begins.

        A program under way that leaves room for work, and that nothing there asks for, goes on beside it.
        """
        aside = [slot.task.step.id for slot in slots if self._beside_work(slot.task)]
        rest = self._without(way, aside)
        if not aside or not all(holds_one_of(ways, rest) for ways in options):
            return length(slots)
        return length(slot for slot in slots if slot.task.step.id not in aside)

    def _without(self, way: Way, steps: Iterable[str]) -> Way:
        return way & ~sum(map(self._sets.of, {*steps}))

    def _beside_work(self, task: Task) -> bool:
        return task.step.id in self.ways.enrolled and not task.closes_work

    def studying(
        self, destination: Destination, before: tuple[Task, ...], start: int, earned: frozenset[str]
    ) -> Tail | None:
        """Return the soonest way to a certification there, with the study that it asks for beside the job.

        One more degree of a level that is held comes after all others.

        Args:
            destination: the place of the job.
            before: what is done until it begins.
            start: the month in which it begins.
            earned: the counters that grow with it.
        """
        begins, who = sum(task.months for task in before if task.step.lane == STUDY), self.after(before)

        def again(tasks: Sequence[Task]) -> bool:
            return repeats_a_degree((task.step for task in tasks), who) > 0

        for id_ in destination.certifications:
            ways = self.ways.to(self.certifying.catalog.certifications[id_].credential)
            paced = [each for way in ways for each in self._beside(way, before)]
            for tasks in sorted(paced, key=lambda tasks: (again(tasks), least_length(tasks))):
                slots = schedule(tasks, lambda done: self.after((*before, *done)), self._ready)
                if slots is None:
                    continue
                study = tuple(replace(slot, start=slot.start + begins) for slot in slots)
                person = hired(self.after((*before, *tasks)), destination)
                done = begins + length(slots)
                tail = self.certifying.after(
                    destination, person, start, earned, {}, study_ends=done, not_before=done
                )
                if tail.months is not None:
                    cost = total(task.step.cost for task in tasks if task.step.cost.high is not None)
                    return replace(tail, study=study, cost=tail.cost.plus(cost))
        return None

    def certified_before(
        self, destination: Destination, slots: Sequence[Slot], present_job: Grants
    ) -> Iterable[Tail]:
        """Yield the ways to a certification there that months of work before the job open while it lasts.

        The work is a step, or the `present_job`, by what it gives: that goes on until the new one begins or
        it is left for a step. A license or an exam beside it counts once it is there.
        """
        works = [
            (slot.start, slot.end, slot.task.step.grants)
            for slot in slots
            if slot.task.step.lane == _WORK and slot.task.step.id != self._does
        ]
        works.append((0, left_at(slots, self._does), present_job))
        for start, end, grants in works:
            if not grants.months or end <= start:
                continue
            done = [slot for slot in slots if slot.end <= start]
            study = [slot for slot in slots if slot.task.step.lane == STUDY and slot.start < end]
            beside_it = [s for s in study if start < s.end <= end and s.task.step.kind != "degree"]
            for more in ([], beside_it) if beside_it else ([],):
                to_certify = partial(
                    self.certifying.after,
                    destination,
                    hired(self.after([slot.task for slot in (*done, *more)]), grants),
                    start,
                    grants.months,
                    {},
                    study_ends=length(study),
                )
                tail = to_certify()
                # The months of the work have to be a part of the way, not the wait for a license alone. Who
                # has gathered what the rule counts meets it once the study before the work is done.
                gathered = start and not more and self.certifying.counts_work(tail.certification)
                if not (tail.in_the_job or gathered):
                    continue
                tail = to_certify(not_before=length(more)) if more else tail
                beside = tail.before_the_job()
                if tail.when() <= end and beside.fits_in(slots):
                    yield beside

    def _beside(self, way: Way, before: tuple[Task, ...]) -> Iterable[tuple[Task, ...]]:
        """Return the study that a way takes on top of what is done before, at each pace beside a job."""
        left = self._without(way, (task.step.id for task in before))
        for tasks in product(*(self._at_each_pace(*each) for each in self._sets.listed(left))):
            study = all(task.step.lane == STUDY and not task.closes_work for task in tasks)
            if study and limits.of_tasks(tasks, self.ways, self._catalog) is None:
                yield tasks

    def barriers(self, demands: Iterable[Requirement]) -> list[limits.Barrier]:
        """Return the nearest of what puts a way to the demands out of reach, one for each limit."""
        nearest: dict[str, limits.Barrier] = {}
        for sketch in self._sketches(self._options(demands)):
            for paced in self._at_every_pace(sketch):
                barrier = limits.of_tasks(paced.tasks, self.ways, self._catalog)
                if barrier:
                    nearest[barrier.limit] = min(nearest.get(barrier.limit, barrier), barrier)
        return list(nearest.values())

    def _sketches(self, options: _Options, works: tuple[str, ...] = (), below: float = inf) -> list[Sketch]:
        """Return the minimal sets with one way of every option that may take fewer months than `below`, those
        with the likelier work first.
        """
        sketches = [sketch for way in self._combined(options) if (sketch := self._sketch(way)).least < below]
        sketches.sort(
            key=lambda each: unlike(
                (self.ways.steps[id_] for id_, _ in self._sets.listed(each.way)), next(iter(works), "")
            )
        )
        return [Sketch(each.least, each.cost, (i, -1), each.way) for i, each in enumerate(sketches)]

    def _combined(self, options: _Options) -> tuple[Way, ...]:
        """Return each minimal set with one way of every option; a program under way is part of all."""
        if options not in self._sets_of:
            under_way = [(self._sets.of(id_),) for id_ in sorted(self.ways.enrolled)]
            before = [self._combined(options[:-1]), options[-1]] if options else under_way
            self._sets_of[options] = self._sets.combined(before)
        return self._sets_of[options]

    def _sketch(self, way: Way) -> Sketch:
        """Return a way with the least it can take: each step at the pace that is best for each lane."""
        if way in self._sketched:
            return self._sketched[way]
        study = closed = work = cost = 0
        for id_, months in self._sets.listed(way):
            least = self._least(id_, months)
            study += least.study
            closed += least.closed
            work += least.work
            cost += least.cost
        self._sketched[way] = Sketch(max(study, closed + work), cost, (0, -1), way)
        return self._sketched[way]

    def _least(self, id_: str, work: int) -> _Least:
        """Return the least that a step can take of each lane, and cost, at whatever pace."""
        if (id_, work) not in self._leasts:
            tasks = self._at_each_pace(id_, work)
            lane, months = tasks[0].step.lane, min(task.months for task in tasks)
            self._leasts[id_, work] = _Least(
                study=months if lane == STUDY and not any(map(self._beside_work, tasks)) else 0,
                closed=min(task.months if task.closes_work else 0 for task in tasks),
                work=months if lane == _WORK else 0,
                cost=min(task.step.cost.high_or_zero for task in tasks),
            )
        return self._leasts[id_, work]

    def _at_every_pace(self, sketch: Sketch) -> Iterable[Sketch]:
        """Return a way as tasks, once for each combination of paces."""
        paces = (self._at_each_pace(*each) for each in self._sets.listed(sketch.way))
        for i, tasks in enumerate(product(*paces)):
            cost = sum(task.step.cost.high_or_zero for task in tasks)
            least = least_length(task for task in tasks if not self._beside_work(task))
            yield Sketch(least, cost, (sketch.place[0], i), sketch.way, tasks)

    def _at_each_pace(self, id_: str, work: int) -> list[Task]:
        """Return a step, and those that ask and give the same, as tasks: each pace that no other beats.

        A work step lasts the months asked for.
        """
        if (id_, work) not in self._tasks:
            kept: list[Task] = []
            for step in self.ways.one_of(id_):
                order = self._sets.orders[step.id]
                paced = [Task(step, pace, self._months(step, pace), order) for pace in step.paces]
                for task in paced or [Task(step, None, work, order)]:
                    if not any(_beats(other, task) for other in kept if other.step is not step):
                        kept.append(task)
            self._tasks[id_, work] = kept
        return self._tasks[id_, work]

    def _months(self, step: Step, pace: Pace) -> int:
        """Return how long a step lasts at a pace; with fewer hours a week, courses take longer."""
        return ceil(pace.months.high_or_zero * limits.stretched(step, pace, self.ways))

    def calendar(self, tasks: tuple[Task, ...]) -> tuple[Slot, ...] | None:
        """Return the calendar of some tasks; destinations share it."""
        key = frozenset((task.step.id, task.pace.name if task.pace else "", task.months) for task in tasks)
        if key not in self._calendars:
            self._calendars[key] = schedule(tasks, self.after, self._ready)
        return self._calendars[key]

    def _ready(self, task: Task, person: Person) -> bool:
        return self.ways.requires_met(task.step.id, person)

    def after(self, done: Sequence[Task]) -> Person:
        """Return the person once some tasks are done."""
        key = _done(done)
        if key not in self._persons:
            person = self.ways.planned
            for task in done:
                person = person.after(task.step.grants, task.months if task.pace is None else 0)
            self._persons[key] = person
        return self._persons[key]


def hired(person: Person, work: Destination | Grants) -> Person:
    """Return who somebody is once a job at a destination, or other work, begins."""
    return person.after(Grants(sets=work.sets)) if work.sets else person


def _beats(one: Task, other: Task) -> bool:
    """Whether a task is no worse than another in all that a person feels: time, money, hours, place."""

    def felt(task: Task) -> tuple[int, int, int, bool]:
        return task.months, task.step.cost.high_or_zero, task.hours, task.closes_work

    no_worse = all(mine <= theirs for mine, theirs in zip(felt(one), felt(other), strict=True))
    return no_worse and one.step.online == other.step.online


def _done(tasks: Iterable[Task]) -> _Done:
    return frozenset((task.step.id, task.months if task.pace is None else 0) for task in tasks)
