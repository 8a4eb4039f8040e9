"""Routes: every way to every destination that is worth showing, best first.

Each destination is planned twice: `entry`, to what law and issuers demand, and `strong`, to what employers
there usually ask of that background, with the usual prior experience as a paid work step. A candidate is a
minimal set of steps with a pace for each study step. A candidate that another one of the same destination
beats or equals on time, cost, pay and unmet habits is dropped; what is left is ranked by the person's
priority.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.domain.advice import Excluded, Route
from casemgr_cli.domain.conditions import ALWAYS, AnyOf, Compare
from casemgr_cli.engine import limits
from casemgr_cli.engine.candidates import Candidate, Choice, Draft, beaten_already, draft, rank, unbeaten
from casemgr_cli.engine.costs import priced
from casemgr_cli.engine.dates import first_day
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.money import Worth, break_even, ten_year_net, wait_per_month
from casemgr_cli.engine.pay import pay_of
from casemgr_cli.engine.person import said
from casemgr_cli.engine.routes import to_route
from casemgr_cli.engine.schedule import Task, least_length, length, schedule
from casemgr_cli.engine.tail import certify
from casemgr_cli.engine.ways import (
    NOTHING_TO_DO,
    Way,
    Ways,
    combine,
    demanded_by,
    minimal,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from casemgr_cli.domain.careers import Destination, Requirement, UsualExperience
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.facts import Answers
    from casemgr_cli.domain.wages import Pay
    from casemgr_cli.engine.person import Person
    from casemgr_cli.engine.schedule import Slot


# Steps that are done, each with the months it lasted if it was work.
Done = frozenset[tuple[str, int]]


class Plan(Struct, frozen=True):
    """All routes for one person, and the facts that nobody stated but the planning read."""

    routes: tuple[Route, ...]
    neighbors: tuple[Route, ...]
    excluded: tuple[Excluded, ...]
    undecided: frozenset[str]


@dataclass
class Planner:
    """Plans one person. Made for one call; what it learns on the way is shared between destinations."""

    catalog: Catalog
    answers: Answers
    today: date
    ways: Ways = field(init=False)
    orders: dict[str, int] = field(init=False)
    _ready: dict[tuple[str, Done], bool] = field(init=False, default_factory=dict)
    _choices: dict[tuple[tuple[Condition | None, str], ...], list[Choice]] = field(
        init=False, default_factory=dict
    )
    _tasks: dict[tuple[str, int], list[Task]] = field(init=False, default_factory=dict)
    _calendars: dict[frozenset[tuple[str, str, int]], tuple[Slot, ...] | None] = field(
        init=False, default_factory=dict
    )
    _persons: dict[Done, Person] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Prepare the ways open to this person."""
        steps = priced(self.catalog, self.answers)
        self.ways = Ways(steps, self.catalog.facts, self.answers)
        self.orders = {step: i for i, step in enumerate(self.catalog.steps)}

    def plan(self) -> Plan:
        """Return every route worth showing, the neighbors of case management apart."""
        routes: list[tuple[Candidate, Route]] = []
        excluded: list[Excluded] = []
        for destination in self._destinations():
            reason = limits.of_destination(destination, self.ways.planned, self.catalog.words)
            if reason:
                excluded.append(Excluded(destination.id, reason, destination.title))
                continue
            candidates, ruled_out = self._candidates(destination)
            if not candidates and not (destination.neighbor and not ruled_out):
                no_way = Excluded(destination.id, self.catalog.words["excluded_no_way"], destination.title)
                excluded += ruled_out or [no_way]
            routes += [(c, self._route(c)) for c in unbeaten(candidates)]
        priority = str(self.ways.planned.get("priority") or "soonest")
        routes.sort(key=lambda pair: rank(pair[0], priority))
        return Plan(
            routes=tuple(route for c, route in routes if not c.destination.neighbor),
            neighbors=tuple(route for c, route in routes if c.destination.neighbor),
            excluded=tuple(excluded),
            undecided=frozenset(self.ways.undecided),
        )

    def _destinations(self) -> Iterable[Destination]:
        background = self.ways.planned.get("background")
        for destination in self.catalog.destinations.values():
            if truth(destination.suits, self.ways.planned) is not True:
                continue
            if background in {destination.background, "open", None}:
                yield destination

    def _candidates(self, destination: Destination) -> tuple[list[Candidate], list[Excluded]]:
        pay = pay_of(self.catalog.wages, destination.pay, *self._place())
        usual = self._usual_experience(destination.experience)
        if not usual and destination.experience and self._known_to_lack(destination.experience):
            reason = self.catalog.words["excluded_no_experience"]
            return [], [Excluded(destination.id, reason, destination.title)]
        drafts, ruled_out = self._drafts(destination, min((sum(way.values()) for way in usual), default=0))
        found: list[Candidate] = []
        measured: list[dict[str, int]] = []
        for sketch in sorted(drafts, key=lambda d: (d.least_months, d.least_cost)):
            unmet = len(self._unmet(destination, self._after(sketch.tasks)))
            if any(beaten_already(sketch, unmet, measures) for measures in measured):
                continue
            candidate = self._candidate(destination, sketch, usual, pay)
            if candidate:
                found.append(candidate)
                measured.append(candidate.measures())
        return found, ruled_out

    def _drafts(self, destination: Destination, work: int) -> tuple[list[Draft], list[Excluded]]:
        """Return every set of steps at every pace that the person's limits allow, and what they rule out:
        of each plan, for each limit, the set that misses it by the least.
        """
        drafts: list[Draft] = []
        nearest: dict[tuple[str, str], limits.Barrier] = {}
        for plan, requirements in self._plans(destination):
            for choice in self._choices_for(requirements):
                if choice.barrier is None:
                    drafts.append(draft(plan, choice.tasks, choice.required_by, work))
                    continue
                id_ = f"{destination.id}.{plan}", choice.barrier.limit
                nearest[id_] = min(nearest.get(id_, choice.barrier), choice.barrier)
        ruled_out = [Excluded(id_, barrier.why, destination.title) for (id_, _), barrier in nearest.items()]
        return drafts, ruled_out

    def _barrier(self, tasks: tuple[Task, ...]) -> limits.Barrier | None:
        return limits.of_tasks(tasks, self.ways.planned, self.catalog.words)

    def _plans(self, destination: Destination) -> list[tuple[str, list[Requirement]]]:
        """Return the requirements that each plan must meet by steps."""
        must = asked_here(destination.must, self.ways.planned)
        usually = asked_here(destination.usually, self.ways.planned)
        return [("strong", must + usually), ("entry", must)]

    def _choices_for(self, requirements: Sequence[Requirement]) -> list[Choice]:
        """Return each minimal set of steps that meets the requirements, at every combination of paces."""
        key = tuple((requirement.when, requirement.made_by) for requirement in requirements)
        if key not in self._choices:
            options = [(made_by, self.ways.to(when or ALWAYS)) for when, made_by in key]
            self._choices[key] = [
                Choice(tasks, required_by, self._barrier(tasks))
                for way in combine(ways for _, ways in options)
                for required_by in [demanded_by(way, options)]
                for tasks in self._paced(way)
            ]
        return self._choices[key]

    def _usual_experience(self, experience: UsualExperience | None) -> tuple[Way, ...]:
        """Return the ways to the usual experience; the empty way when it is not usual or not missing."""
        return self.ways.to(enough(experience)) if experience else NOTHING_TO_DO

    def _known_to_lack(self, experience: UsualExperience) -> bool:
        return truth(enough(experience), self.ways.stated) is False

    def _paced(self, way: Way) -> Iterable[tuple[Task, ...]]:
        """Return the way's tasks for every combination of paces."""
        steps = sorted(way, key=self.orders.__getitem__)
        return product(*(self._at_each_pace(step, way[step]) for step in steps))

    def _at_each_pace(self, id_: str, work: int) -> list[Task]:
        """Return a step as a task, once for each of its paces; a work step lasts the months asked for."""
        if (id_, work) not in self._tasks:
            step, order = self.ways.steps[id_], self.orders[id_]
            paced = [Task(step, p, p.months.high or 0, order) for p in step.paces]
            self._tasks[id_, work] = paced or [Task(step, None, work, order)]
        return self._tasks[id_, work]

    def _candidate(
        self, destination: Destination, sketch: Draft, usual: tuple[Way, ...], pay: Pay
    ) -> Candidate | None:
        by_rules = self._calendar(sketch.tasks)
        earned_by = destination.experience.earned_by if destination.experience else ""
        typical = self._with_experience(sketch.tasks, usual or NOTHING_TO_DO, earned_by)
        if by_rules is None or typical is None:
            return None
        slots = typical if sketch.plan == "strong" else by_rules
        person = self._after(tuple(slot.task for slot in slots))
        return Candidate(
            destination=destination,
            plan=sketch.plan,
            slots=slots,
            typical_slots=typical,
            earliest=length(by_rules),
            required_by=sketch.required_by,
            unmet=(*self._unmet(destination, person), *_lacking_experience(destination, person)),
            tail=certify(self.catalog, destination, self.ways.planned, person, length(slots), self.today),
            pay=pay,
        )

    def _with_experience(
        self, tasks: tuple[Task, ...], usual: Sequence[Way], earned_by: str
    ) -> tuple[Slot, ...] | None:
        """Return the shortest calendar that holds the tasks and the usual experience.

        Of equally short ones, the one with the work that usually earns it.
        """
        best: tuple[tuple[int, bool, int], tuple[Slot, ...]] | None = None
        for way in _missing(tasks, usual):
            kept = tuple(task for task in tasks if task.step.id not in way)
            more = next((more for more in self._paced(way) if not self._barrier(more)), None)
            if more is None or (best and least_length((*kept, *more)) > best[0][0]):
                continue
            slots = self._calendar((*kept, *more))
            if slots is not None:
                measures = length(slots), earned_by not in way, len(slots)
                best = min(best or (measures, slots), (measures, slots), key=lambda found: found[0])
        return best[1] if best else None

    def _calendar(self, tasks: tuple[Task, ...]) -> tuple[Slot, ...] | None:
        """Return the calendar of some tasks; destinations and plans share it."""
        key = frozenset((task.step.id, task.pace.name if task.pace else "", task.months) for task in tasks)
        if key not in self._calendars:
            self._calendars[key] = schedule(tasks, self.ready)
        return self._calendars[key]

    def ready(self, task: Task, done: tuple[Task, ...]) -> bool:
        """Whether a task's requirements hold once others are finished."""
        key = (task.step.id, _done(done))
        if key not in self._ready:
            self._ready[key] = self.ways.requires_met(task.step.id, self._after(done))
        return self._ready[key]

    def _after(self, done: Sequence[Task]) -> Person:
        key = _done(done)
        if key not in self._persons:
            person = self.ways.planned
            for task in done:
                person = person.after(task.step.grants, task.months if task.pace is None else 0)
            self._persons[key] = person
        return self._persons[key]

    def _unmet(self, destination: Destination, person: Person) -> tuple[str, ...]:
        """Return the employers' habits, other than experience, that someone would still not meet."""
        usually = asked_here(destination.usually, self.ways.planned)
        return tuple(r.text for r in usually if truth(r.when or ALWAYS, person) is not True)

    def _place(self) -> tuple[str | None, str | None]:
        """Return the person's state and metro, as far as they said."""
        return said(self.answers, "state"), said(self.answers, "metro")

    def _route(self, candidate: Candidate) -> Route:
        stated = self.answers.get("current_pay")
        current = int(stated) if isinstance(stated, int | float) else None
        pay, typical = candidate.pay, candidate.typical_slots
        stay = (typical, candidate.typical, pay, candidate.cost, current)
        worth = Worth(ten_year_net(*stay), break_even(*stay), wait_per_month(pay, current))
        return to_route(candidate, worth, self.ways, self.catalog)


def plan(catalog: Catalog, answers: Answers, today: date) -> Plan:
    """Return every route worth showing for one person, best first. Pure: the same in, the same out.

    Months count from today; for someone still in school, from graduation.
    """
    return Planner(catalog, answers, first_day(today, answers)).plan()


def asked_here(requirements: Iterable[Requirement], person: Person) -> list[Requirement]:
    """Return the requirements that an answer can decide and that hold in a person's state."""
    state = person.get("state")
    return [r for r in requirements if r.when and r.holds_in(state)]


def _done(tasks: Iterable[Task]) -> Done:
    return frozenset((task.step.id, task.months if task.pace is None else 0) for task in tasks)


def enough(experience: UsualExperience) -> Condition:
    """Return the condition that says whether somebody has the usual experience, at its midpoint."""
    counters = (Compare(counter, "at_least", (experience.midpoint,)) for counter in experience.counts)
    return AnyOf((*counters, *([experience.met_by] if experience.met_by else [])))


def _lacking_experience(destination: Destination, person: Person) -> tuple[str, ...]:
    experience = destination.experience
    lacking = experience is not None and truth(enough(experience), person) is not True
    return (experience.text,) if experience and lacking else ()


def _missing(tasks: Sequence[Task], ways: Sequence[Way]) -> tuple[Way, ...]:
    """Return what each way asks for beyond some tasks: other steps, or work that lasts longer."""
    have = {task.step.id: task.months for task in tasks}
    return minimal({s: months for s, months in way.items() if have.get(s, -1) < months} for way in ways)
