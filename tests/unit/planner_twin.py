"""A brute-force twin of the route planner: steps tried going forward, calendars made month by month.

It shares with the planner the data, the evaluator of conditions, what a step gives and costs, and the limits;
not how sets of steps are found, how they are put on a calendar, or how they are counted and compared.
"""

from __future__ import annotations

from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from casemgr_cli.domain.conditions import All, AnyOf, Compare, Licensed, facts_read, leaves
from casemgr_cli.engine import limits
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.schedule import Task
from casemgr_cli.engine.standing import planned

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casemgr_cli.domain import Catalog
    from casemgr_cli.domain.careers import Destination, Step
    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.facts import Value

# A step and the months it lasts if it is work; 0 for a step that has its own length.
Did = tuple[str, int]
Set = frozenset[Did]
LONG = 1000


class Measured(NamedTuple):
    """What ways to one first job are compared on: months until it begins, and dollars before it."""

    typical: int
    cost: int

    def beats(self, other: Measured) -> bool:
        """Whether it is no worse on both and better on one."""
        return self != other and self.typical <= other.typical and self.cost <= other.cost


class World:
    """What holds for one person after any set of steps.

    A condition feels only the steps that change a fact it reads; answers are kept by those.
    """

    def __init__(
        self,
        catalog: Catalog,
        steps: Mapping[str, Step],
        answers: Mapping[str, Value],
        side: str,
        conditions: Iterable[Condition],
    ) -> None:
        """Take everything that will be asked for: it says how many months of work can be worth doing."""
        stated = Person(catalog.facts, {"enrolled_in": "none", **answers})
        enrolled = answers.get("enrolled_in")
        self.person = self.planned = planned(catalog.facts, answers)
        self.enrolled = {s.id for s in steps.values() if enrolled in s.enrolled_as}
        mine = [s for s in steps.values() if side in (s.sides or (side,)) or s.id in self.enrolled]
        avoided = answers.get("settings_avoid")
        if isinstance(avoided, tuple) and answers.get("work_setting") in avoided:
            mine = [s for s in mine if not s.only_goes_on]
        self.steps = {s.id: s for s in mine if s.id in self.enrolled or truth(s.suits, stated) is not False}
        self.order = {id_: i for i, id_ in enumerate((*catalog.steps, *catalog.certifications))}
        self.order |= dict.fromkeys(self.enrolled, -1)
        conditions = [*conditions, *(s.requires for s in self.steps.values())]
        watched = {leaf for condition in conditions for leaf in leaves(condition)}
        self.options = {(s.id, months) for s in self.steps.values() for months in self._lengths(s, watched)}
        self._conditions = {id(c): c for c in conditions}
        self._felt: dict[int, Set] = {}
        self._supply: dict[int, Set] = {}
        self._wanted: dict[tuple[int, Set], Set] = {}
        self._holds: dict[tuple[int, Set], bool] = {}
        self._after: dict[Set, Person] = {frozenset(): self.person}
        self._closed: dict[Set, Set] = {}

    def _lengths(self, step: Step, watched: Iterable[Condition]) -> set[int]:
        """Return how long a step may last: work just long enough for a condition that counts it."""
        if step.paces or not step.grants.months:
            return {0}
        bounds = {
            (leaf.fact, int(leaf.values[0]))
            for leaf in watched
            if isinstance(leaf, Compare) and leaf.fact in step.grants.months
        }
        return {bound - had for fact, bound in bounds if bound > (had := int(self.person.span(fact)[0]))}

    @cached_property
    def _changes(self) -> dict[str, set[str]]:
        """The facts that each step changes."""
        before = self.person.answers
        changed = {}
        for s in self.steps.values():
            after = self.person.after(s.grants, LONG)
            changed[s.id] = {key for key in after.answers if after.answers[key] != before.get(key)}
            changed[s.id] |= {"licenses"} if after.active else set()
        return changed

    def after(self, done: Set) -> Person:
        """Return the person once these steps are done."""
        if done not in self._after:
            last = max(done, key=lambda did: self.order[did[0]])
            before, step = self.after(done - {last}), self.steps[last[0]]
            lasts = next((pace.months.high or 0 for pace in step.paces), last[1])
            self._after[done] = before.after(step.grants, lasts)
        return self._after[done]

    def holds(self, condition: Condition, done: Set) -> bool:
        """Whether a condition holds once these steps are done, by the kind of work that it counts."""
        if isinstance(condition, All | AnyOf):
            every = all if isinstance(condition, All) else any
            return every(self.holds(part, done) for part in condition.parts)
        if isinstance(condition, Compare) and condition.only_by:
            counted = condition.only_by
            done = frozenset(
                (id_, months)
                for id_, months in done
                if id_ in counted or condition.fact not in self.steps[id_].grants.months
            )
        felt = {id_ for id_, _ in self._feels(condition)}
        key = (id(condition), frozenset(each for each in done if each[0] in felt))
        if key not in self._holds:
            self._holds[key] = truth(condition, self.after(key[1])) is True
        return self._holds[key]

    def _feels(self, condition: Condition) -> Set:
        """Return the steps that change a fact that the condition reads."""
        key = id(condition)
        if key not in self._felt:
            self._conditions[key] = condition
            reads = facts_read(condition)
            self._felt[key] = frozenset(o for o in self.options if reads & self._changes[o[0]])
        return self._felt[key]

    def can_start(self, step: str, done: Set) -> bool:
        """Whether a step can start once others are done; who is enrolled in it has started."""
        return step in self.enrolled or self.holds(self.steps[step].requires, done)

    def closure(self, allowed: Set) -> Set:
        """Return the steps that can be done, one after another, using no others."""
        if allowed not in self._closed:
            done: Set = frozenset()
            longest = frozenset(dict(sorted(allowed)).items())
            while more := {did for did in longest - done if self.can_start(did[0], done)}:
                done |= more
            self._closed[allowed] = done
        return self._closed[allowed]

    def minimal_sets(self, goal: Condition) -> list[Set]:
        """Return the sets of steps that reach the goal and do not without any one step or with less work.

        Goes forward: each step that could start next is taken, or left out for good. A branch ends when
        what is left cannot reach the goal, or when something taken can no longer be of use.
        """
        found = []
        begun = frozenset(o for o in self.options if o[0] in self.enrolled)
        branches: list[tuple[Set, Set]] = [(frozenset(self.options) - begun, begun)]
        while branches:
            open_, taken = branches.pop()
            open_ = self._useful(goal, open_, taken)
            if any(self._in_vain(goal, did, open_ | taken, taken) for did in taken - begun):
                continue
            if self.holds(goal, taken):
                found += [taken] if self._is_minimal(goal, taken) else []
            elif self.holds(goal, self.closure(open_ | taken)):
                did = min((d for d in open_ if self.can_start(d[0], taken)), default=None)
                if did is None:
                    continue
                branches.append((open_ - {did}, taken))
                branches.append((frozenset(o for o in open_ if o[0] != did[0]), taken | {did}))
        return found

    def _useful(self, goal: Condition, open_: Set, done: Set) -> Set:
        """Return the steps that make a wanted leaf true, or one that a useful step's requirement wants."""
        useful: Set = frozenset()
        wanted = [goal]
        while wanted:
            condition = wanted.pop()
            more = (open_ & self._suppliers(condition, done)) - useful
            useful |= more
            wanted += [self.steps[s].requires for s, _ in more if s not in self.enrolled]
        return useful

    def _in_vain(self, goal: Condition, did: Did, allowed: Set, taken: Set) -> bool:
        """Whether a step that was taken gives nothing that the rest of the taken ones does not."""
        without = self.closure(taken - {did})
        return did not in self._useful(goal, allowed - without, without)

    def _suppliers(self, condition: Condition, done: Set) -> Set:
        """Return the steps that make a leaf of a condition true whose branch does not hold yet."""
        key = (id(condition), done & self._feels(condition))
        if key not in self._wanted:
            parts = condition.parts if isinstance(condition, All | AnyOf) else ()
            found = [self._suppliers(part, done) for part in parts] or [self._supplied(condition)]
            self._wanted[key] = frozenset() if self.holds(condition, done) else frozenset().union(*found)
        return self._wanted[key]

    def _supplied(self, leaf: Condition) -> Set:
        if id(leaf) not in self._supply:
            enough = [did for did in sorted(self.options) if self.holds(leaf, frozenset({did}))]
            shortest = dict(reversed(enough))
            self._supply[id(leaf)] = frozenset(shortest.items())
        return self._supply[id(leaf)]

    def _is_minimal(self, goal: Condition, taken: Set) -> bool:
        """Whether the goal is missed without any one step, and with any work lasting less."""
        for did in (d for d in taken if d[0] not in self.enrolled):
            shorter = [o for o in self.options if o[0] == did[0] and o[1] < did[1]]
            less = taken - {did} | ({max(shorter)} if shorter else set())
            if self.holds(goal, self.closure(less)):
                return False
        return True


class Twin:
    """Finds the unbeaten ways to the first job at one destination for one person."""

    def __init__(
        self,
        catalog: Catalog,
        steps: Mapping[str, Step],
        answers: Mapping[str, Value],
        destination: Destination,
    ) -> None:
        """Gather what law and employers there demand."""
        self.catalog, self.answers, self.destination = catalog, answers, destination
        self.stated = Person(catalog.facts, answers)
        state = self.stated.get("state")
        self.law = [r.when for r in destination.must if r.when and not r.ask and r.holds_in(state)]
        self.habits = [
            r.when
            for r in destination.usually
            if r.when and r.holds_in(state) and r.strength in {"nearly_always", "often"}
        ]
        usual = destination.experience
        if usual:
            middle = -(-((usual.months.low or 0) + (usual.months.high or 0)) // 2)
            counters, otherwise = usual.counts, [usual.met_by] if usual.met_by else []
            earning = catalog.steps[usual.earned_by]
            asked = [leaf.any_of for leaf in leaves(earning.requires) if isinstance(leaf, Licensed)]
            if asked and not set().union(*asked) & set(self.stated.members("licenses") or ()):
                counters, otherwise = tuple(c for c in counters if c in earning.grants.months), []
            still = {count: max(0, middle - self.beside(count, counters)) for count in counters}
            only_by = usual.only_by
            counts = [Compare(count, "at_least", (least,), only_by=only_by) for count, least in still.items()]
            enough = AnyOf((*counts, *otherwise))
            self.habits.append(All((enough, catalog.rules["recent_practice"])))
        self.world = World(catalog, steps, answers, destination.background, [*self.law, *self.habits])
        self._calendars: dict[frozenset[tuple[str, str, int]], dict[str, int]] = {}

    def beside(self, counter: str, counters: Sequence[str]) -> float:
        """Return the months stated of the other work that is added to a counter's."""
        apart = {*counters} & {*self.catalog.planning.added_up}
        others = apart - {counter} if counter in apart else set()
        sure = [each for each in others if not self.stated.duties_undecided(each)]
        return sum(had for each in sure if isinstance(had := self.answers.get(each), int))

    def unbeaten(self) -> set[Measured] | None:
        """Return the ways that no other one beats; None where law is known to be unmet."""
        reached = {id(when): bool(self.world.minimal_sets(when)) for when in (*self.law, *self.habits)}
        if any(not reached[id(when)] and truth(when, self.stated) is False for when in self.law):
            return None
        goal = All(tuple(when for when in (*self.law, *self.habits) if reached[id(when)]))
        ways = {self.measure(tasks, goal) for tasks in self.within_limits(goal)}
        return {way for way in ways if not any(other.beats(way) for other in ways)}

    def within_limits(self, goal: Condition) -> Iterable[tuple[Task, ...]]:
        """Return each least set of steps, at each combination of paces that the person's limits allow."""
        for chosen in self.world.minimal_sets(goal):
            for tasks in self.paced(chosen):
                if limits.of_tasks(tasks, self.world, self.catalog) is None:  # type: ignore[arg-type]
                    yield tasks

    def measure(self, tasks: tuple[Task, ...], goal: Condition) -> Measured:
        """Return what a way comes to, counted from scratch.

        A program under way does not hold up the job where nothing is missed without it, and one can work
        beside it.
        """
        cost = sum(task.step.cost.high or 0 for task in tasks)
        before = [t for t in tasks if t.step.id not in self.world.enrolled or t.closes_work]
        waits = (
            tasks if not self.world.holds(goal, self.world.closure(frozenset(map(did, before)))) else before
        )
        ends = self.calendar(tasks)
        return Measured(max((ends[task.step.id] for task in waits), default=0), cost)

    def paced(self, steps: Set) -> Iterable[tuple[Task, ...]]:
        """Return the tasks at every combination of paces, in file order."""
        did = sorted(steps, key=lambda d: self.world.order[d[0]])
        yield from product(*(self.at_each_pace(id_, months) for id_, months in did))

    def at_each_pace(self, id_: str, months: int) -> list[Task]:
        """Return one step as a task, once for each of its paces."""
        step, order = self.world.steps[id_], self.world.order[id_]
        tasks = []
        for pace in step.paces:
            lasts, asked = pace.months.high or 0, pace.hours_per_week or 0
            hours = self.answers.get("hours_per_week")
            slower = step.kind == "degree" and pace.work_alongside and id_ not in self.world.enrolled
            if slower and isinstance(hours, int) and 0 < hours < asked:
                lasts = -(-lasts * asked // hours)
            tasks.append(Task(step, pace, lasts, order))
        return tasks or [Task(step, None, months, order)]

    def calendar(self, tasks: tuple[Task, ...]) -> dict[str, int]:
        """Return when each task ends, found by letting the months pass one by one."""
        key = frozenset((task.step.id, task.pace.name if task.pace else "", task.months) for task in tasks)
        if key in self._calendars:
            return self._calendars[key]
        ends: dict[str, int] = {}
        waiting = sorted(tasks, key=lambda t: t.order)
        month = 0
        while waiting:
            counted = {each for t in waiting for each in facts_read(t.step.requires)}
            if month in {0, *ends.values()} or any(counted & {*t.step.grants.months} for t in tasks):
                self.start(month, list(tasks), waiting, ends)
            month += 1
            assert month < LONG, [task.step.id for task in waiting]
        self._calendars[key] = ends
        return ends

    def start(self, month: int, tasks: list[Task], waiting: list[Task], ends: dict[str, int]) -> None:
        """Start every waiting task that can start in this month."""
        started: Task | None = None
        while waiting:
            over = {did(t) for t in tasks if ends.get(t.step.id, LONG) <= month}
            running = [t for t in tasks if t.step.id in ends and ends[t.step.id] > month]
            so_far = [(t, month + t.months - ends[t.step.id]) for t in running if t.pace is None]
            done = frozenset(over | {(t.step.id, months) for t, months in so_far if months})
            started = next(
                (t for t in waiting if not busy(t, running) and self.world.can_start(t.step.id, done)), None
            )
            if started is None:
                return
            ends[started.step.id] = month + started.months
            waiting.remove(started)


def did(task: Task) -> Did:
    """Return a task as what was done: work counts by its months."""
    return task.step.id, task.months if task.pace is None else 0


def busy(task: Task, running: list[Task]) -> bool:
    """Whether something that runs keeps a task from starting: its lane, or study that closes work."""
    return any(
        r.step.lane == task.step.lane or ((r.closes_work or task.closes_work) and task.months > 0)
        for r in running
    )
