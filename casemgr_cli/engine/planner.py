"""Routes: every way to every destination that is worth showing.

A destination is planned to what law and issuers demand and to what employers there nearly always or often
ask, on one calendar. What is not known is planned as unmet. A demand that no step can supply leaves the
route open where an answer or a rule is missing; where the answer is no, law excludes the destination and a
habit makes a long shot. Of the ways that the person's limits allow, those that none beats are kept.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.domain.advice import Contrast, Excluded, Fork, Route
from casemgr_cli.domain.careers import Grants, Requirement
from casemgr_cli.domain.conditions import ALWAYS
from casemgr_cli.engine import limits
from casemgr_cli.engine.assume import planned
from casemgr_cli.engine.candidates import Asked, Candidate, Choice, unbeaten
from casemgr_cli.engine.certifying import Certifying
from casemgr_cli.engine.dates import first_day
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.fit import PICKED
from casemgr_cli.engine.forks import forks
from casemgr_cli.engine.pay import pay_of
from casemgr_cli.engine.person import Person, said
from casemgr_cli.engine.ranking import Doors, Ranking, contrasts
from casemgr_cli.engine.routes import to_route
from casemgr_cli.engine.schedule import Task, least_length, length, schedule
from casemgr_cli.engine.standing import (
    CASE_MANAGER,
    RECENT,
    enough,
    licenses_elsewhere,
    side_of,
    steps_for,
    works_in,
)
from casemgr_cli.engine.ways import Ways, combine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from casemgr_cli.domain.careers import Destination, Step
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.facts import Answers, Value
    from casemgr_cli.engine.schedule import Slot
    from casemgr_cli.engine.ways import Way

# How many places, the best first, are tried for answers that would shorten the way.
_FORKED = 2
# Who has answered fewer questions than this has too many unknowns to try them on every place.
_FEW = 8
_USUAL = ("nearly_always", "often")
_UNDER_CCM = "months_case_management_under_ccm"
_SUPERVISING = "months_supervising_case_managers"

_UNDER_CCM_MONTHS = 12
# Answers that change what a step costs or how long it takes.
_CHANGE_STEPS = frozenset(
    {"state", "college", "enrolled_in", "months_left", "licenses", "license_states", "client_states"}
)

# Steps that are done, each with the months it lasted if it was work.
_Done = frozenset[tuple[str, int]]


class Plan(Struct, frozen=True):
    """All routes for one person, and the facts that nobody stated but the planning read."""

    routes: tuple[Route, ...]
    neighbors: tuple[Route, ...]
    excluded: tuple[Excluded, ...]
    undecided: frozenset[str]
    contrasts: tuple[Contrast, ...] = ()


class _Shortest(NamedTuple):
    """The months to a first job, and whether nothing that is demanded is open or unmet then."""

    months: int
    solid: bool


class _Side:
    """The ways of one side for one person; what it learns is shared between that side's destinations."""

    def __init__(self, planner: Planner, name: str) -> None:
        """Take the steps of the side."""
        self.ways = Ways(planner.steps, planner.stated, planner.person, name)
        self.orders = planner.orders
        self.certifying = Certifying(planner.catalog, self.ways.steps, self.ways.planned, planner.today)
        self._ready: dict[tuple[str, _Done], bool] = {}
        self._choices: dict[tuple[tuple[Condition | None, str], ...], list[Choice]] = {}
        self._calendars: dict[frozenset[tuple[str, str, int]], tuple[Slot, ...] | None] = {}
        self._persons: dict[_Done, Person] = {}
        self._words = planner.catalog.words

    def choices(self, demands: Sequence[Requirement]) -> list[Choice]:
        """Return each minimal set of steps that meets the demands, at every combination of paces.

        A program under way is part of every set.
        """
        key = tuple((demand.when, demand.made_by) for demand in demands)
        if key not in self._choices:
            under_way = [({id_: 0},) for id_ in sorted(self.ways.enrolled)]
            options = [*under_way, *(self.ways.to(when or ALWAYS) for when, _ in key)]
            self._choices[key] = [
                Choice(tasks, way, limits.of_tasks(tasks, self.ways, self._words))
                for way in combine(options)
                for tasks in self._paced(way)
            ]
        return self._choices[key]

    def _paced(self, way: Way) -> Iterable[tuple[Task, ...]]:
        """Return the way's tasks for every combination of paces."""
        steps = sorted(way, key=self.orders.__getitem__)
        return product(*(self._at_each_pace(step, way[step]) for step in steps))

    def _at_each_pace(self, id_: str, work: int) -> list[Task]:
        """Return a step as a task, once for each of its paces; a work step lasts the months asked for."""
        step, order = self.ways.steps[id_], self.orders[id_]
        paced = [Task(step, pace, pace.months.high or 0, order) for pace in step.paces]
        return paced or [Task(step, None, work, order)]

    def calendar(self, tasks: tuple[Task, ...]) -> tuple[Slot, ...] | None:
        """Return the calendar of some tasks; destinations share it."""
        key = frozenset((task.step.id, task.pace.name if task.pace else "", task.months) for task in tasks)
        if key not in self._calendars:
            self._calendars[key] = schedule(tasks, self.ready)
        return self._calendars[key]

    def ready(self, task: Task, done: tuple[Task, ...]) -> bool:
        """Whether a task's requirements hold once others are finished."""
        key = (task.step.id, _done(done))
        if key not in self._ready:
            self._ready[key] = self.ways.requires_met(task.step.id, self.after(done))
        return self._ready[key]

    def after(self, done: Sequence[Task]) -> Person:
        """Return the person once some tasks are done."""
        key = _done(done)
        if key not in self._persons:
            person = self.ways.planned
            for task in done:
                person = person.after(task.step.grants, task.months if task.pace is None else 0)
            self._persons[key] = person
        return self._persons[key]


class Planner:
    """Plans one person. Made for one call."""

    def __init__(
        self, catalog: Catalog, answers: Answers, today: date, steps: dict[str, Step] | None = None
    ) -> None:
        """Take the day from which months count, and the steps where they are worked out already."""
        self.catalog, self.answers, self.today = catalog, answers, today
        self.steps = steps or steps_for(catalog, answers)
        self.orders = {step: i for i, step in enumerate((*catalog.steps, *catalog.certifications))}
        self.stated = Person(catalog.facts, answers)
        self.person = planned(catalog.facts, answers)
        self._sides: dict[str, _Side] = {}
        self._unlimited: Planner | None = None
        self._others: dict[tuple[str, Value], Planner] = {}

    def side(self, name: str) -> _Side:
        """Return what is shared between the destinations of a side."""
        if name not in self._sides:
            self._sides[name] = _Side(self, name)
        return self._sides[name]

    def with_answer(self, key: str, value: Value) -> Planner:
        """Return the planner of somebody who gave one more answer."""
        if (key, value) not in self._others:
            steps = None if key in _CHANGE_STEPS else self.steps
            self._others[key, value] = Planner(self.catalog, {**self.answers, key: value}, self.today, steps)
        return self._others[key, value]

    def supervisor_fork(self, c: Candidate) -> tuple[Fork, ...]:
        """Return what a supervisor with, or without, the CCM would change, where nobody stated it."""
        counter = _UNDER_CCM
        if c.through or not c.tail.months or counter in self.answers:
            return ()
        side, earned = self.side(c.destination.background), self.earned(c.destination, stay=c.stay)
        under = counter in earned
        other = earned - {counter} if under else earned | {counter}
        person = _hired(c.person, c.destination)
        tail = side.certifying.after(c.destination, person, c.typical, other, {}, study_ends=0)
        if tail.months is None or tail.months == c.tail.months:
            return ()
        return (Fork(counter, 0 if under else _UNDER_CCM_MONTHS, c.typical, tail.months),)

    def plan(self) -> Plan:
        """Return every route worth showing, best first, the neighbors of case management apart."""
        found: list[Candidate] = []
        excluded: list[Excluded] = []
        later: list[tuple[Destination, Asked]] = []
        home = self._own_place()
        for destination in self.catalog.destinations.values():
            if truth(destination.suits, self.person) is not True:
                continue
            if destination is home:
                found += self.candidates(destination, stay=True)[0]
            candidates, barriers, asked = self.candidates(destination)
            if not candidates and asked and not barriers:
                later.append((destination, asked))
            else:
                excluded += [] if candidates else barriers
                found += candidates
        for destination, asked in later:
            through = self._through_another(destination, found)
            found += through
            if not through:
                excluded.append(self._by_law(destination, asked))
        ranking = Ranking(self.catalog, self.answers, self.person)
        doors = Doors(self.catalog, self.answers)
        counted = [replace(c, doors=doors.after(c)) for c in found]
        ranked = self._with_forks(ranking.sort(counted))
        routes = [(c, to_route(c, self.side(c.destination.background).ways, self.catalog)) for c in ranked]
        return Plan(
            routes=tuple(route for c, route in routes if not c.destination.neighbor),
            neighbors=tuple(route for c, route in routes if c.destination.neighbor),
            excluded=tuple(excluded),
            undecided=frozenset().union(*(side.ways.undecided for side in self._sides.values())),
            contrasts=tuple(contrasts(ranked, ranking, self.catalog.words)),
        )

    def _with_forks(self, ranked: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates, the best way to each of the first places with its forks."""
        best: dict[tuple[str, bool], Candidate] = {}
        for c in ranked:
            best.setdefault((c.destination.id, c.stay), c)
        most = _FORKED if len(self.answers.keys() - PICKED) < _FEW else None
        forked = [c.id for c in [*best.values()][:most]]
        return [replace(c, forks=forks(self, c)) if c.id in forked else c for c in ranked]

    def shortest(self, destination: Destination, *, stay: bool = False) -> _Shortest | None:
        """Return how soon the job at a destination can begin, and whether that is solid; None if never."""
        asked = self._asked(destination, self.side(destination.background), stay=stay)
        if asked is None:
            return None
        drafts, _ = self._drafts(self.side(destination.background), (*asked.law, *asked.habits))
        months = min((months for months, _, _ in drafts), default=None)
        solid = not (asked.open_ or asked.unknown or asked.unmet)
        return None if months is None else _Shortest(0 if stay else months, solid)

    def candidates(
        self, destination: Destination, *, stay: bool = False
    ) -> tuple[list[Candidate], list[Excluded], Asked | None]:
        """Return the unbeaten ways to a destination, what the person's limits rule out, and what is asked.

        Neither a way nor a limit means that law known to be unmet stands in between.
        """
        reason = limits.of_destination(destination, self.person, self.catalog.words)
        if reason:
            return [], [Excluded(destination.id, reason, destination.title)], None
        side = self.side(destination.background)
        asked = self._asked(destination, side, stay=stay)
        if asked is None:
            return [], [], self._demands(destination, stay=stay)
        barred = None if stay else self._barred(destination, asked)
        if barred:
            return [], [barred], asked
        by_rules = self._drafts(side, asked.law)[0]
        earliest = min((least for least, _, _ in by_rules), default=None)
        drafts, barriers = self._drafts(side, (*asked.law, *asked.habits))
        long_shot = not drafts and bool(asked.habits) and bool(by_rules)
        found = [
            self._candidate(destination, side, asked, slots, way, earliest, stay=stay, long_shot=long_shot)
            for _, slots, way in (by_rules if long_shot else drafts)
        ]
        nearest = [Excluded(destination.id, barrier.why, destination.title) for barrier in barriers]
        return unbeaten(found), nearest, asked

    def _demands(self, destination: Destination, *, stay: bool = False) -> Asked:
        """Return all that is asked there: habits that an answer can decide, and the usual experience."""
        state = said(self.answers, "state")
        here = [r for r in destination.must if r.holds_in(state)]
        elsewhere = [r for r in destination.must if r.states and state is None]
        law = (*(r for r in here if r.when), *licenses_elsewhere(self.catalog, destination, self.answers))
        habits = [r for r in destination.usually if r.when and r.strength in _USUAL and r.holds_in(state)]
        experience = self._experience(destination)
        unruled = tuple(r for r in here if r.ask) or tuple(elsewhere[:1])
        return Asked(law, () if stay else (*habits, *experience), unruled)

    def _asked(self, destination: Destination, side: _Side, *, stay: bool) -> Asked | None:
        """Return what is asked, sorted by what can be done about it; None where law is known to be unmet."""
        whole = self._demands(destination, stay=stay)
        law, habits, open_, unknown, unmet = [], [], list(whole.open_), [], []
        for demand in whole.law:
            if side.ways.to(demand.when or ALWAYS):
                law.append(demand)
            elif truth(demand.when or ALWAYS, self.stated) is False:
                return None
            else:
                open_.append(demand)
        for demand in whole.habits:
            if side.ways.to(demand.when or ALWAYS):
                habits.append(demand)
            elif truth(demand.when or ALWAYS, self.stated) is False:
                unmet.append(demand)
            elif demand.made_by in {"law", "issuer"}:
                open_.append(demand)
            else:
                unknown.append(demand)
        return Asked(tuple(law), tuple(habits), tuple(open_), tuple(unknown), tuple(unmet))

    def _experience(self, destination: Destination) -> list[Requirement]:
        """Return the usual experience as a demand; a present case manager has what her own kind asks for."""
        experience = destination.experience
        own = works_in(destination, self.answers) and self.answers.get("work_now") == CASE_MANAGER
        if experience is None or own:
            return []
        when = enough(
            experience,
            experience.midpoint,
            self.catalog.rules.get(RECENT),
            own=works_in(destination, self.answers),
        )
        return [
            Requirement(
                experience.text, "employers", experience.source, experience.verified, when, strength=_USUAL[1]
            )
        ]

    def _barred(self, destination: Destination, asked: Asked) -> Excluded | None:
        """Return that the person's limits bar the usual experience, where nothing else does."""
        experience = destination.experience
        if not self.answers.get("limits") or not experience:
            return None
        if not any(demand.text == experience.text for demand in (*asked.unmet, *asked.unknown)):
            return None
        if self._unlimited is None:
            free = {key: value for key, value in self.answers.items() if key != "limits"}
            self._unlimited = Planner(self.catalog, free, self.today)
        side = self._unlimited.side(destination.background)
        if not side.ways.to(enough(experience, experience.midpoint, self.catalog.rules.get(RECENT))):
            return None
        why = limits.of_work(experience.text, self.person, self.catalog.words)
        return Excluded(destination.id, why, destination.title)

    def _drafts(
        self, side: _Side, demands: Sequence[Requirement]
    ) -> tuple[list[tuple[int, tuple[Slot, ...], Way]], list[limits.Barrier]]:
        """Return the calendars that nothing beats on months and cost, and the nearest barrier of each limit.

        What cannot beat those found already, however it fits on the calendar, is not placed.
        """
        nearest: dict[str, limits.Barrier] = {}
        sketches = []
        for choice in side.choices(demands):
            if choice.barrier is None:
                cost = sum(task.step.cost.high or 0 for task in choice.tasks)
                sketches.append((least_length(choice.tasks), cost, choice))
            else:
                limit = choice.barrier.limit
                nearest[limit] = min(nearest.get(limit, choice.barrier), choice.barrier)
        placed: list[tuple[int, int, tuple[Slot, ...], Way]] = []
        for least, cost, choice in sorted(sketches, key=lambda sketch: sketch[:2]):
            if any(months <= least and dollars <= cost for months, dollars, _, _ in placed):
                continue
            slots = side.calendar(choice.tasks)
            if slots is not None:
                placed.append((length(slots), cost, slots, choice.way))
        return [(months, slots, way) for months, _, slots, way in placed], list(nearest.values())

    def _candidate(  # noqa: PLR0913  one value each, all of them needed
        self,
        destination: Destination,
        side: _Side,
        asked: Asked,
        slots: tuple[Slot, ...],
        way: Way,
        earliest: int | None,
        *,
        stay: bool,
        long_shot: bool,
    ) -> Candidate:
        person = side.after(tuple(slot.task for slot in slots))
        demands = asked.law if long_shot else (*asked.law, *asked.habits)
        start = length(slots)
        study_ends = max((slot.end for slot in slots if slot.task.step.lane == "study"), default=0)
        left_out = (*asked.habits, *asked.unknown, *asked.unmet)
        lacking = [r.text for r in left_out if truth(r.when or ALWAYS, self.person) is not True]
        return Candidate(
            destination=destination,
            slots=slots,
            required_by=side.ways.demanded_by(way, [(r.made_by, r.when or ALWAYS) for r in demands]),
            asked=asked,
            earliest=None if asked.open_ else min(earliest or 0, 0 if stay else start),
            bends=tuple(lacking),
            tail=side.certifying.after(
                destination,
                _hired(person, destination),
                0 if stay else start,
                self.earned(destination, stay=stay),
                {slot.task.step.id: slot.end for slot in slots if slot.task.step.kind == "certification"},
                study_ends=study_ends,
            ),
            pay=pay_of(
                self.catalog.wages, destination.pay, said(self.answers, "state"), said(self.answers, "metro")
            ),
            person=person,
            stay=stay,
            long_shot=long_shot,
        )

    def earned(self, destination: Destination, *, stay: bool) -> frozenset[str]:
        """Return the counters that the job adds to; stated months beside a present job decide for it."""
        earns = set(destination.earns)
        if stay or (self.answers.get("work_now") == CASE_MANAGER and works_in(destination, self.answers)):
            under = self.answers.get(_UNDER_CCM)
            if isinstance(under, int | float):
                earns = earns | {_UNDER_CCM} if under else earns - {_UNDER_CCM}
            if self.answers.get(_SUPERVISING):
                earns.add(_SUPERVISING)
        return frozenset(earns)

    def _through_another(self, destination: Destination, found: Sequence[Candidate]) -> list[Candidate]:
        """Return the way over another place of the side, whose job and certification are what is lacking."""
        bases = [
            base
            for base in found
            if base.destination.background == destination.background
            and base.solid
            and base.tail.certification
            and not base.through
            and not base.destination.neighbor
        ]
        for base in sorted(bases, key=lambda base: (base.tail.ready, base.measures(), base.id)):
            person = base.person
            job = next((step.months for step in base.tail.steps if step.lane == "work"), 0)
            earned = tuple(sorted(self.earned(base.destination, stay=base.stay)))
            person = person.after(Grants(months=earned, certifications=(base.tail.certification,)), job)
            asked = self._demands(destination)
            if all(truth(r.when or ALWAYS, person) is True for r in asked.law):
                habits = [(r, truth(r.when or ALWAYS, person)) for r in asked.habits]
                unknown = tuple(r for r, met in habits if met is None)
                unmet = tuple(r for r, met in habits if met is False)
                return [
                    replace(
                        base,
                        destination=destination,
                        asked=Asked(asked.law, (), asked.open_, unknown, unmet),
                        earliest=None if asked.open_ else base.typical,
                        bends=tuple(r.text for r in (*unknown, *unmet)),
                        pay=pay_of(
                            self.catalog.wages,
                            destination.pay,
                            said(self.answers, "state"),
                            said(self.answers, "metro"),
                        ),
                        through=base.destination.id,
                        stay=False,
                    )
                ]
        return []

    def _by_law(self, destination: Destination, asked: Asked) -> Excluded:
        lacking = [r.text for r in asked.law if truth(r.when or ALWAYS, self.stated) is False]
        why = self.catalog.words["excluded_law"].format(rule=lacking[0] if lacking else destination.title)
        return Excluded(destination.id, why, destination.title)

    def _own_place(self) -> Destination | None:
        """Return the place where a present case manager stays, the first in the file on her own side."""
        if self.answers.get("work_now") != CASE_MANAGER:
            return None
        wanted = self.person.members("settings")
        own = self.answers.get("work_setting")
        if own is None or (wanted and own not in wanted):
            return None
        side = side_of(self.answers)
        fitting = [
            place
            for place in self.catalog.destinations.values()
            if works_in(place, self.answers)
            and not place.neighbor
            and side in {None, place.background}
            and truth(place.suits, self.person) is True
        ]
        return next((place for place in fitting if self._may_work(place)), next(iter(fitting), None))

    def _may_work(self, place: Destination) -> bool:
        """Whether no law there is known to be unmet today."""
        return all(truth(r.when or ALWAYS, self.stated) is not False for r in self._demands(place).law)


def plan(catalog: Catalog, answers: Answers, today: date) -> Plan:
    """Return every route worth showing for one person, best first. Pure: the same in, the same out.

    Months count from today; for someone still in school, from graduation.
    """
    return Planner(catalog, answers, first_day(today, answers)).plan()


def _hired(person: Person, destination: Destination) -> Person:
    return person.after(Grants(sets=destination.sets)) if destination.sets else person


def _done(tasks: Iterable[Task]) -> _Done:
    return frozenset((task.step.id, task.months if task.pace is None else 0) for task in tasks)
