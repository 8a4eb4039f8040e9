"""Routes: every way to every destination that is worth showing, best first.

Each destination is planned twice: `entry`, to what law and issuers demand, and `strong`, to what employers
there usually ask of that background, with the usual prior experience as a paid work step. A candidate is a
minimal set of steps with a pace for each study step. A candidate that another one of the same destination
beats or equals on time, cost, pay and unmet habits is dropped; what is left is ranked by the person's
priority.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING

from casemgr_cli.domain.advice import Excluded, Route
from casemgr_cli.domain.conditions import ALWAYS, MADE_BY, AnyOf, Compare
from casemgr_cli.domain.facts import UNKNOWN
from casemgr_cli.engine import limits
from casemgr_cli.engine.candidates import Candidate, rank, unbeaten
from casemgr_cli.engine.dates import months_until_graduation
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.money import ten_year_net, wait_per_month
from casemgr_cli.engine.pay import pay_of
from casemgr_cli.engine.routes import to_route
from casemgr_cli.engine.schedule import Task, length, schedule
from casemgr_cli.engine.tail import certify
from casemgr_cli.engine.ways import FINISH_HIGH_SCHOOL, Way, Ways, merge, minimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from casemgr_cli.domain.careers import Destination, Requirement, UsualExperience
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.facts import Answers
    from casemgr_cli.domain.wages import Pay
    from casemgr_cli.engine.person import Person
    from casemgr_cli.engine.schedule import Slot



@dataclass(frozen=True, slots=True)
class Plan:
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
    _ready: dict[tuple[str, frozenset[tuple[str, int]]], bool] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Prepare the ways open to this person."""
        self.ways = Ways(self.catalog.steps, self.catalog.facts, self.answers)
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
            if not candidates:
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
            if background in {destination.background, "open", None}:
                yield destination

    def _candidates(self, destination: Destination) -> tuple[list[Candidate], list[Excluded]]:
        pay = pay_of(self.catalog.wages, destination.pay, *self._place())
        usual = self._usual_experience(destination.experience)
        found: dict[tuple[str, str], Candidate] = {}
        ruled_out: list[Excluded] = []
        for plan, requirements in self._plans(destination):
            for way, required_by in self._ways_to(requirements):
                for tasks in self._paced(way):
                    reason = limits.of_tasks(tasks, self.ways.planned, self.catalog.words)
                    if reason:
                        ruled_out.append(Excluded(f"{destination.id}.{plan}", reason, destination.title))
                        continue
                    candidate = self._candidate(destination, plan, tasks, required_by, usual, pay)
                    if candidate:
                        found.setdefault((plan, candidate.id), candidate)
        return list(found.values()), list({(e.id, e.why): e for e in ruled_out}.values())

    def _plans(self, destination: Destination) -> list[tuple[str, list[Requirement]]]:
        """Return the requirements that each plan must meet by steps."""
        state = self.ways.planned.get("state")
        must = [r for r in destination.must if r.when and (not r.states or state in r.states)]
        usually = [r for r in destination.usually if r.when and (not r.states or state in r.states)]
        return [("strong", must + usually), ("entry", must)]

    def _ways_to(self, requirements: Sequence[Requirement]) -> Iterable[tuple[Way, Mapping[str, str]]]:
        """Return each minimal set of steps that meets the requirements, with who demands each step."""
        found: list[tuple[Way, Mapping[str, str]]] = [({}, {})]
        for requirement in requirements:
            options = self.ways.to(requirement.when or ALWAYS)
            found = _minimal_demands(
                (merge(way, more), _stronger(by, dict.fromkeys(more, requirement.made_by)))
                for way, by in found
                for more in options
            )
        return found

    def _usual_experience(self, experience: UsualExperience | None) -> tuple[Way, ...] | None:
        """Return the ways to the usual experience; None when nothing is usual or the person has it."""
        if experience is None:
            return None
        ways = self.ways.to(_enough(experience))
        if {} in ways:
            return None
        return tuple(way for way in ways if experience.earned_by in way) or ways

    def _paced(self, way: Way) -> Iterable[tuple[Task, ...]]:
        """Return the way's tasks for every combination of paces."""
        steps = sorted((self.ways.steps[s] for s in way), key=lambda step: self.orders[step.id])
        for paces in product(*(step.paces or (None,) for step in steps)):
            yield tuple(
                Task(
                    step,
                    pace,
                    way[step.id] if pace is None else self._months(step.id, pace.months.high or 0),
                    self.orders[step.id],
                )
                for step, pace in zip(steps, paces, strict=True)
            )

    def _months(self, step: str, months: int) -> int:
        year = self.answers.get("graduation_year")
        if step == FINISH_HIGH_SCHOOL and isinstance(year, int):
            return months_until_graduation(self.today, year)
        return months

    def _candidate(  # noqa: PLR0913  one value each, all of them needed
        self,
        destination: Destination,
        plan: str,
        tasks: tuple[Task, ...],
        required_by: Mapping[str, str],
        usual: tuple[Way, ...] | None,
        pay: Pay,
    ) -> Candidate | None:
        by_rules = schedule(tasks, self.ready)
        if by_rules is None:
            return None
        typical = self._with_experience(tasks, usual) if usual else by_rules
        if typical is None:
            return None
        slots = typical if plan == "strong" else by_rules
        person = self._after(tuple(slot.task for slot in slots))
        return Candidate(
            destination=destination,
            plan=plan,
            slots=slots,
            typical_slots=typical,
            earliest=length(by_rules),
            required_by=required_by,
            person=person,
            unmet=self._unmet(destination, person),
            tail=certify(self.catalog, destination, person, length(slots), self.today),
            pay=pay,
        )

    def _with_experience(
        self, tasks: tuple[Task, ...], usual: Sequence[Way]
    ) -> tuple[Slot, ...] | None:
        """Return the shortest calendar that holds the tasks and the usual experience."""
        have = {task.step.id for task in tasks}
        calendars = []
        for way in usual:
            more = [t for t in next(iter(self._paced(way))) if t.step.id not in have]
            work = [replace(t, months=max(t.months, way.get(t.step.id, 0))) for t in tasks]
            calendars.append(schedule((*work, *more), self.ready))
        possible = [calendar for calendar in calendars if calendar is not None]
        return min(possible, key=lambda slots: (length(slots), len(slots)), default=None)

    def ready(self, task: Task, done: tuple[Task, ...]) -> bool:
        """Whether a task's requirements hold once others are finished."""
        key = (task.step.id, frozenset((t.step.id, t.months) for t in done))
        if key not in self._ready:
            self._ready[key] = self.ways.requires_met(task.step.id, self._after(done))
        return self._ready[key]

    def _after(self, done: Iterable[Task]) -> Person:
        person = self.ways.planned
        for task in done:
            person = person.after(task.step.grants, task.months if task.pace is None else 0)
        return person

    def _unmet(self, destination: Destination, person: Person) -> tuple[str, ...]:
        state = person.get("state")
        texts = [
            r.text
            for r in destination.usually
            if r.when and (not r.states or state in r.states) and truth(r.when, person) is not True
        ]
        experience = destination.experience
        if experience and truth(_enough(experience), person) is not True:
            texts.append(experience.text)
        return tuple(texts)

    def _place(self) -> tuple[str | None, str | None]:
        state, metro = (self.answers.get(key) for key in ("state", "metro"))
        return (
            state if isinstance(state, str) and state != UNKNOWN else None,
            metro if isinstance(metro, str) and metro != UNKNOWN else None,
        )

    def _route(self, candidate: Candidate) -> Route:
        stated = self.answers.get("current_pay")
        current = int(stated) if isinstance(stated, int | float) else None
        pay, typical = candidate.pay, candidate.typical_slots
        net = ten_year_net(typical, candidate.typical, pay, candidate.cost, current)
        return to_route(candidate, net, wait_per_month(pay, current), self.ways, self.catalog)


def plan(catalog: Catalog, answers: Answers, today: date) -> Plan:
    """Return every route worth showing for one person, best first. Pure: the same in, the same out."""
    return Planner(catalog, answers, today).plan()


def _enough(experience: UsualExperience) -> Condition:
    return AnyOf(tuple(Compare(counter, "at_least", (experience.midpoint,)) for counter in experience.counts))


def _minimal_demands(
    demands: Iterable[tuple[Way, Mapping[str, str]]],
) -> list[tuple[Way, Mapping[str, str]]]:
    """Keep the minimal sets of steps; of the same set reached twice, who demands it most strictly."""
    by_way: dict[frozenset[tuple[str, int]], tuple[Way, Mapping[str, str]]] = {}
    for way, by in demands:
        key = frozenset(way.items())
        by_way[key] = (way, _stronger(by_way[key][1], by) if key in by_way else by)
    return [by_way[frozenset(way.items())] for way in minimal(way for way, _ in by_way.values())]


def _stronger(a: Mapping[str, str], b: Mapping[str, str]) -> dict[str, str]:
    return {
        step: min((x[step] for x in (a, b) if step in x), key=MADE_BY.index)
        for step in dict.fromkeys((*a, *b))
    }
