"""Routes: every way to every destination that is worth showing.

A destination is planned to what law and issuers demand and to what employers there nearly always or often
ask, on one calendar. What is not known is planned as unmet. A demand that no step can supply leaves the
route open where an answer or a rule is missing; where the answer is no, law excludes the destination and a
habit makes a long shot. Of the ways that the person's limits allow, those that none beats are kept.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from itertools import chain
from math import inf
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Contrast, Excluded, Route, Sides
from casemgr_cli.domain.careers import Destination, Grants, Requirement, Step, touched
from casemgr_cli.domain.conditions import ALWAYS, facts_read, leaves
from casemgr_cli.domain.facts import UNKNOWN, Answers, Value
from casemgr_cli.domain.figures import Span
from casemgr_cli.domain.kinds import SIDES
from casemgr_cli.domain.wages import Pay
from casemgr_cli.engine import limits
from casemgr_cli.engine.candidates import LEFT, Asked, Candidate, Draft, certifying_answers, forks, unbeaten
from casemgr_cli.engine.certifying import Certifying, Tail
from casemgr_cli.engine.costs import total
from casemgr_cli.engine.dates import GRADUATION, first_day
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.fit import fit
from casemgr_cli.engine.pay import pay_of
from casemgr_cli.engine.person import Person, said
from casemgr_cli.engine.ranking import Doors, Ranking, contrasts, for_the_job_alone
from casemgr_cli.engine.routes import to_route
from casemgr_cli.engine.schedule import Slot, left_at, length
from casemgr_cli.engine.sides import STUDY, Side, hired
from casemgr_cli.engine.standing import (
    CASE_MANAGER,
    assumed,
    licenses_elsewhere,
    offers,
    planned,
    planned_as,
    present_work,
    sides_of,
    steps_by,
    steps_for,
    takes_license_of,
    unread,
    usual_work,
    wants_to_leave,
    works_in,
)
from casemgr_cli.engine.ways import ANYTHING, Gain, Sets, Ways

# How many places, the best first, get their forks: as many as are held side by side.
_FORKED = 12

# More months of work than any rule asks for.
_MANY_MONTHS = 600


class _Plan(Struct, frozen=True):
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


class Planner:
    """Plans one person. Made for one call."""

    def __init__(
        self, catalog: Catalog, answers: Answers, today: date, like: "Planner | None" = None
    ) -> None:
        """Take the day; with `like` somebody whose answers differ in one key.

        What that answer does not touch is not worked out again.
        """
        self.catalog, self._said, self._day = catalog, answers, today
        self.answers = answers = planned_as(catalog.facts, answers)
        self.today = first_day(today, answers)
        self.steps_by = steps_by(catalog, answers)
        self._like = like if like and like.steps_by == self.steps_by else None
        if self._like:
            self.steps: dict[str, Step] = self._like.steps
            self.sets: Sets = self._like.sets
            self.under_way: frozenset[str] = self._like.under_way
            self.stated: Person = self._like.stated.answering(answers)
            self.person: Person = self._like.person.answering(planned(catalog.facts, answers).answers)
        else:
            self.steps = steps_for(catalog, answers)
            self.under_way = frozenset(id_ for id_, step in self.steps.items() if step.under_way(answers))
            self.sets = self._numbered()
            self.stated, self.person = Person(catalog.facts, answers), planned(catalog.facts, answers)
        self._sides: dict[tuple[str, bool], Side] = {}
        self._unlimited: Planner | None = None
        self._others: dict[tuple[str, Value], Planner] = {}
        self._pays: dict[str, Pay] = {}
        self._all_works: dict[str, tuple[str, ...]] = {}
        self._gains: dict[tuple[str, str, Value], Gain] = {}
        self._all_asked: dict[tuple[str, bool], Asked | None] = {}

    @cached_property
    def outside(self) -> Person:
        """The person as stated, who is in no program where they named none."""
        like = self._like.outside if self._like else self.stated
        return like.answering({"enrolled_in": "none", **self.answers})

    @cached_property
    def suited(self) -> dict[str, Step]:
        """The steps that suit the person as they are today; not known counts as suited."""
        leaving = wants_to_leave(self.answers)
        return {
            id_: step
            for id_, step in self.steps.items()
            if id_ in self.under_way
            or (truth(step.suits, self.outside) is not False and not (step.only_goes_on and leaving))
        }

    @cached_property
    def _closed(self) -> list[Step]:
        return [step for id_, step in self.steps.items() if id_ not in self.suited]

    def side(self, name: str, *, certifying: bool = False) -> Side:
        """Return what is shared between the destinations of a side; `certifying` with the steps that serve
        there for a certification alone.
        """
        more = certifying and any(name in step.certifies_on for step in self.suited.values())
        if (name, more) not in self._sides:
            like, alike = None, None
            if self._like and not more:
                # What somebody does already decides which of their ways is the better one.
                like = self._like.side(name) if self._like.does == self.does else None
                alike = self._alike(name)
            on = {
                id_: s
                for id_, s in self.suited.items()
                if self._on(name, s) or (more and name in s.certifies_on)
            }
            ways = Ways(on, self.sets, self.stated, self.person, self.under_way, alike)
            certified_by = Certifying(self.catalog, ways.steps, self.person, self.today)
            self._sides[name, more] = Side(ways, certified_by, self.catalog, self.does, like)
        return self._sides[name, more]

    def _numbered(self) -> Sets:
        """Return the sets of steps, the programs under way before the others in the order of the file."""
        in_file = (*sorted(self.under_way), *self.catalog.steps, *self.catalog.certifications)
        return Sets(dict.fromkeys(in_file), (id_ for id_, step in self.steps.items() if step.grants.months))

    def _on(self, side: str, step: Step) -> bool:
        return not step.sides or side in step.sides or step.id in self.under_way

    @cached_property
    def consistent(self) -> bool:
        """Whether no answer contradicts another."""
        rules = self.catalog.contradictions.values()
        return not any(truth(r.when, self.stated) and not truth(r.unless, self.stated) for r in rules)

    def with_answer(self, key: str, value: Value) -> "Planner":
        """Return the planner of somebody who gave another answer to one key."""
        if (key, value) not in self._others:
            answers = {**self._said, key: value}
            self._others[key, value] = Planner(self.catalog, answers, self._day, self)
        return self._others[key, value]

    def _alike(self, name: str) -> tuple[Ways, frozenset[str]] | None:
        """Return the ways on a side of whoever gave another answer, and the facts that are others here."""
        base = self._like
        if base is None:
            return None
        given = (touched(self.steps[id_].grants) for id_ in self.suited.keys() ^ base.suited.keys())
        return base.side(name).ways, self.stated.changed.union(self.person.changed, *given)

    def may_gain(self, c: Candidate, gain: Gain, least: int) -> bool:
        """Whether an answer could lead to a place in less than so many months, or settle all that is open."""
        if gain == ANYTHING:
            return True
        planned, left = (*c.asked.law, *c.asked.habits), (*c.asked.open_, *c.asked.unknown, *c.asked.unmet)
        nearer = [r for r in (*planned, *left) if not gain.leaves.isdisjoint(leaves(r.rule))]
        if gain.spared is None or not nearer:
            return bool(nearer)
        settled = not c.solid and all(r in nearer for r in left)
        return settled or self.side(c.destination.background).least(planned, gain.spared) < least

    def gain(self, name: str, key: str, value: Value) -> Gain:
        """Return what one more answer brings to the ways of a side; anything where it changes the steps."""
        asked = (name, key, value)
        if asked not in self._gains:
            other, facts = self.with_answer(key, value), self.catalog.facts.reading(frozenset({key}))
            if other.steps is not self.steps:
                return ANYTHING
            asking = (step for step in self._closed if not facts.isdisjoint(facts_read(step.suits)))
            opened = [step for step in asking if truth(step.suits, other.outside) is not False]
            self._gains[asked] = self.side(name).ways.gain(facts, other.person, opened)
        return self._gains[asked]

    def certified(self, c: Candidate, earned: frozenset[str]) -> Tail:
        """Return how a candidate's steps and its job, which adds to the counters `earned`, lead to a
        certification, with no study beside the job.
        """
        return self._in_the_job(c.destination, c.slots, c.typical, earned, 0)

    def _in_the_job(
        self,
        destination: Destination,
        slots: tuple[Slot, ...],
        start: int,
        earned: frozenset[str],
        study_ends: int,
    ) -> Tail:
        """Return the way to a certification in a job that begins after `start` months, by what is done then;
        where that does not do, or would do a step twice, once all is done.
        """
        side, ends, granted = self.side(destination.background), length(slots), _granted(slots)

        def certified(done: Sequence[Slot], not_before: int = 0) -> Tail:
            # A present job's months are added to those in the next, by the time it goes on, not as a step.
            goes_on = min(start, left_at(slots, self.does)) if self._present.months else 0
            who = side.after([slot.task for slot in done if slot.task.step.id != self.does or not goes_on])
            begins = who.after(self._present, goes_on) if goes_on else who
            return side.certifying.after(
                destination,
                hired(begins, destination),
                start,
                earned,
                granted,
                study_ends=study_ends,
                not_before=not_before,
            )

        # Who works there before all is done may be certified by what the way to the job grants.
        at_start = not granted or ends <= start
        tail = certified([slot for slot in slots if slot.end <= start]) if at_start else Tail()
        again = tail.months is None or {slot.task.step.id for slot in slots} & {s.id for s in tail.steps}
        return certified(slots, ends) if ends > start and again else tail

    def plan(self) -> _Plan:
        """Return every route worth showing, best first, the neighbors of case management apart."""
        ranking, ranked, excluded = self._ranked(self.catalog.destinations.values())
        others = tuple(contrasts(ranked, ranking, self.catalog.words))
        forked = self._with_forks(ranked, {contrast.route for contrast in others})
        return _Plan(
            routes=tuple(self._route(c) for c in forked if not c.destination.neighbor),
            neighbors=tuple(self._route(c) for c in forked if c.destination.neighbor),
            excluded=tuple(excluded),
            undecided=self.undecided,
            contrasts=others,
        )

    @property
    def undecided(self) -> frozenset[str]:
        """The facts that nobody stated but the planning so far read."""
        read = {GRADUATION, LEFT} if self.under_way else {GRADUATION}
        return frozenset(read).union(*(side.ways.undecided for side in self._sides.values()))

    def first(self) -> Route | None:
        """Return the first route alone; nobody asks which answer would shorten it."""
        return next(map(self._route, self._proper()), None)

    def sides(self) -> dict[str, Route]:
        """Return the first route of each side alone, as `first` does."""
        best = {c.destination.background: c for c in reversed(self._proper())}
        return {side: self._route(best[side]) for side in SIDES if side in best}

    def _proper(self) -> list[Candidate]:
        """Return the candidates for case management itself, best first."""
        return self._ranked(d for d in self.catalog.destinations.values() if not d.neighbor)[1]

    def _route(self, c: Candidate) -> Route:
        return to_route(c, self.side(c.destination.background).ways, self.catalog, self.does)

    def _ranked(self, destinations: Iterable[Destination]) -> tuple[Ranking, list[Candidate], list[Excluded]]:
        """Return what the person's wishes rank by, every candidate, best first, and what is ruled out."""
        found: list[Candidate] = []
        excluded: list[Excluded] = []
        later: list[tuple[Destination, Asked]] = []
        homes = self._own_places()
        for destination in destinations:
            if truth(destination.suits, self.person) is not True:
                continue
            if destination in homes:
                stays = map(self._until_answered, self.candidates(destination, stay=True)[0])
                found += stays if destination is homes[0] else filter(_certified_without_study, stays)
            candidates, barriers, asked = self.candidates(destination)
            if not candidates and asked and not barriers:
                later.append((destination, asked))
            else:
                excluded += [] if candidates else barriers
                found += candidates
        for destination, asked in later:
            through = self._through_another(destination, found)
            found += through
            if not through and not destination.neighbor:
                excluded.append(self._by_law(destination, asked))
        ranking = Ranking(self.catalog, self.answers, self.person, self.under_way)
        doors = Doors(self.catalog, self.answers, self.person)
        counted = [replace(c, doors=doors.after(c)) for c in found]
        return ranking, ranking.sort(counted), excluded

    def _until_answered(self, c: Candidate) -> Candidate:
        """Return a way to stay without the study that a certification alone asks for, where an answer that
        nobody gave may open one without it.
        """
        waiting = replace(c, tail=Tail(), cost=_cost(c.slots), may_certify=True)
        opened = certifying_answers(self, waiting) if c.tail.study else ()
        return next((replace(waiting, tail=Tail(id_)) for _, id_ in opened), c)

    def _with_forks(self, ranked: Sequence[Candidate], others: set[str]) -> list[Candidate]:
        """Return the candidates; the best way to each of the first places, and the `others`, with forks."""
        best: dict[tuple[str, bool], str] = {}
        for c in ranked:
            best.setdefault((c.destination.id, c.stay), c.id)
        forked = {*[*best.values()][:_FORKED], *others}
        found = [replace(c, forks=forks(self, c)) if c.id in forked else c for c in ranked]
        self._others.clear()  # They hold on to this one: garbage that only the collector would find.
        return found

    def shortest(
        self, destination: Destination, *, stay: bool = False, below: float = inf, or_solid: bool = False
    ) -> _Shortest | None:
        """Return how soon the job at a destination can begin, and whether that is solid; None if never, or
        surely not before so many months, except that one which is solid may come later if that will do.
        """
        asked = self._asked(destination, stay=stay)
        if asked is None:
            return None
        side, works = self.side(destination.background), self._works(destination)
        solid = not (asked.open_ or asked.unknown or asked.unmet)
        draft = side.soonest((*asked.law, *asked.habits), works, inf if solid and or_solid else below)
        return None if draft is None else _Shortest(0 if stay else draft.months, solid)

    def candidates(
        self, destination: Destination, *, stay: bool = False
    ) -> tuple[list[Candidate], list[Excluded], Asked | None]:
        """Return the unbeaten ways to a destination, what the person's limits rule out, and what is asked.

        Neither a way nor a limit means that law known to be unmet stands in between.
        """
        reason = limits.of_destination(destination, self.person, self.catalog.words)
        if reason:
            return [], [Excluded(destination.id, destination.title, reason)], None
        side = self.side(destination.background)
        asked = self._asked(destination, stay=stay)
        if asked is None:
            return [], [], self._demands(destination, stay=stay)
        barred = None if stay else self._barred(destination, asked)
        if barred:
            return [], [barred], asked
        drafts = side.drafts((*asked.law, *asked.habits), self._works(destination))
        lawful = side.soonest(asked.law)
        long_shot = not drafts and bool(asked.habits) and lawful is not None
        left_out = (*asked.habits, *asked.unknown, *asked.unmet)
        # What the steps of the law meet on the way is not left out.
        by_law = side.after([slot.task for slot in lawful.slots]) if lawful else self.person
        lacking = tuple(r.text for r in left_out if truth(r.rule, by_law) is not True)
        soonest = lawful.months if lawful and lacking else inf
        found = [
            self._candidate(destination, side, asked, draft, lacking, soonest, stay=stay, long_shot=long_shot)
            for draft in (side.drafts(asked.law) if long_shot else drafts)
        ]
        barriers = [] if found else side.barriers((*asked.law, *asked.habits))
        nearest = [Excluded(destination.id, destination.title, barrier.why) for barrier in barriers]
        return unbeaten(found), nearest, asked

    def _demands(self, destination: Destination, *, stay: bool = False) -> Asked:
        """Return all that is asked there: habits that an answer can decide, and the usual experience."""
        state = said(self.answers, "state")
        here = [r for r in destination.must if r.holds_in(state)]
        elsewhere = [r for r in destination.must if r.states and state is None]
        law = (*self._law(destination), *licenses_elsewhere(self.catalog, destination, self.answers))
        habits = [r for r in destination.usually if r.when and r.usual and r.holds_in(state)]
        experience = self._experience(destination)
        unruled = tuple(r for r in here if unread(r, self.stated)) or tuple(elsewhere[:1])
        return Asked(law, () if stay else (*habits, *experience), unruled)

    def _law(self, destination: Destination) -> list[Requirement]:
        """Return what law and issuers demand at a place, by the rules known for the person's state."""
        state = said(self.answers, "state")
        return [r for r in destination.must if r.holds_in(state) and r.when and not r.ask]

    def _asked(self, destination: Destination, *, stay: bool) -> Asked | None:
        """Return what is asked, sorted by what can be done about it; None where law is known to be unmet."""
        key = (destination.id, stay)
        if key not in self._all_asked:
            self._all_asked[key] = self._sorted_demands(destination, stay=stay)
        return self._all_asked[key]

    def _sorted_demands(self, destination: Destination, *, stay: bool) -> Asked | None:
        ways = self.side(destination.background).ways
        whole = self._demands(destination, stay=stay)
        law, habits, open_, unknown, unmet = [], [], list(whole.open_), [], []
        for demand in whole.law:
            if ways.to(demand.rule):
                law.append(demand)
            elif truth(demand.rule, self.stated) is False and not (
                stay and self._grows_into(destination, demand)
            ):
                return None
            else:
                open_.append(demand)
        for demand in whole.habits:
            if ways.to(demand.rule):
                habits.append(demand)
            elif truth(demand.rule, self.stated) is False:
                unmet.append(demand)
            elif demand.made_by in {"law", "issuer"}:
                open_.append(demand)
            else:
                unknown.append(demand)
        return Asked(tuple(law), tuple(habits), tuple(open_), tuple(unknown), tuple(unmet))

    def _grows_into(self, destination: Destination, demand: Requirement) -> bool:
        """Whether more months in a job meet a demand; who works there so far is somebody's exception."""
        earned = Grants(months=tuple(sorted(destination.earns)))
        return truth(demand.rule, self.stated.after(earned, _MANY_MONTHS)) is True

    def _experience(self, destination: Destination) -> list[Requirement]:
        """Return the usual experience, half way between low and high, as a demand."""
        experience = destination.experience
        if experience is None:
            return []
        when = usual_work(destination, experience.midpoint, self.catalog, self.answers)
        if when is ALWAYS:
            return []
        return [
            Requirement(
                experience.text, "employers", experience.source, experience.verified, when, strength="often"
            )
        ]

    def _barred(self, destination: Destination, asked: Asked) -> Excluded | None:
        """Return that the person's limits bar the usual experience, where nothing else does.

        Who does not know how much of it there is may have it.
        """
        experience = destination.experience
        if not self.answers.get("limits") or not experience:
            return None
        unsure = any(self.answers.get(counter) == UNKNOWN for counter in experience.counts)
        lacking = asked.unmet if unsure else (*asked.unmet, *asked.unknown)
        if not any(demand.text == experience.text for demand in lacking):
            return None
        if self._unlimited is None:
            free = {key: value for key, value in self._said.items() if key != "limits"}
            self._unlimited = Planner(self.catalog, free, self._day)
        side = self._unlimited.side(destination.background)
        if not side.ways.to(usual_work(destination, experience.midpoint, self.catalog, self.answers)):
            return None
        why = limits.of_work(experience.text, self.person, self.catalog.words)
        return Excluded(destination.id, destination.title, why)

    def _candidate(  # noqa: PLR0913  one value each, all of them needed
        self,
        destination: Destination,
        side: Side,
        asked: Asked,
        draft: Draft,
        lacking: tuple[str, ...],
        soonest: float,
        *,
        stay: bool,
        long_shot: bool,
    ) -> Candidate:
        slots, start = draft.slots, 0 if stay else draft.months
        person = side.after([slot.task for slot in slots if slot.end <= start])
        study_ends = max((slot.end for slot in slots if slot.task.step.lane == STUDY), default=0)
        earliest = int(min(soonest, start))
        earned = self.earned(destination)
        tail = self._in_the_job(destination, slots, start, earned, study_ends)
        if tail.months is None:
            tail = side.certifying.open_today(destination, person, study_ends)
        if tail.months is None and stay:
            tail = side.certifying.by_work_alone(destination, person, earned)
        if tail.months is None and (self._wanted(destination) or (not start and self._to_certify)):
            before = tuple(slot.task for slot in slots)
            study = self.side(destination.background, certifying=True)
            tail = study.studying(destination, before, start, earned) or tail
        if not _granted(slots):
            before_it = side.certified_before(destination, slots, Grants() if stay else self._present)
            tail = min((tail, *before_it), key=Tail.when)
        if tail.certification and tail.months is not None and tail.months <= start:
            person = person.after(Grants(certifications=(tail.certification,)))
        return Candidate(
            destination=destination,
            slots=slots,
            planned_for=asked.law if long_shot else (*asked.law, *asked.habits),
            typical=start,
            cost=_cost(slots).plus(tail.cost),
            asked=asked,
            earliest=None if asked.open_ or asked.unknown else earliest,
            bends=lacking if earliest < start or asked.unmet or asked.unknown else (),
            tail=tail,
            pay=self._pay(destination),
            person=person,
            stay=stay,
            long_shot=long_shot,
            own_work=next(iter(self._works(destination)), ""),
        )

    @cached_property
    def _to_certify(self) -> bool:
        """Whether a certification matters to the person: more than a first job, whatever it leads to."""
        order = self.catalog.planning.order.get(str(self.person.get("priority")), ())
        return not for_the_job_alone(order)

    def _wanted(self, destination: Destination) -> bool:
        """Whether somebody works in such a place already, or asked for one."""
        asked_for = (offers(destination, key, self.person) for key in ("settings", "populations"))
        return works_in(destination, self.answers) or any(asked_for)

    def _works(self, destination: Destination) -> tuple[str, ...]:
        """Return the work on the way that may certify somebody there, the likeliest first: what the person
        does, a case manager where that is the experience asked for, else what earns a wanted place or one
        that counts no other, else what counts for a certification of the place.
        """
        if destination.id not in self._all_works:
            present = self.does if not self._works_at or self._goes_on(destination) else ""
            only_by = destination.experience.only_by if destination.experience else ()
            wanted = destination.earned_by if only_by or self._wanted(destination) else ""
            likely = wanted if only_by and present not in only_by else present or wanted
            found = filter(None, (likely, *self._counting(destination)))
            self._all_works[destination.id] = tuple(dict.fromkeys(found))
        return self._all_works[destination.id]

    def _goes_on(self, destination: Destination) -> bool:
        """Whether a way to the usual experience at a place goes on with the present work."""
        side = self.side(destination.background)
        found = chain(*(side.ways.to(demand.rule) for demand in self._experience(destination)))
        return any(id_ == self.does for way in found for id_, _ in side.ways.sets.listed(way))

    def _counting(self, destination: Destination) -> list[str]:
        """Return the work whose months a certification of a place asks for."""
        rules = [self.catalog.certifications[id_].experience for id_ in destination.certifications]
        asked = frozenset[str]().union(*map(facts_read, rules))
        return [id_ for id_ in self.sets.lasting if asked & {*self.steps[id_].grants.months}]

    def _pay(self, destination: Destination) -> Pay:
        if destination.id not in self._pays:
            state, metro = said(self.answers, "state"), said(self.answers, "metro")
            self._pays[destination.id] = pay_of(self.catalog.wages, destination.pay, state, metro)
        return self._pays[destination.id]

    def earned(self, destination: Destination) -> frozenset[str]:
        """Return the counters that the job adds to; stated months beside a present job decide for it."""
        earns = frozenset(destination.earns)
        if self.answers.get("work_now") == CASE_MANAGER and works_in(destination, self.answers):
            for counter in self.catalog.facts.going_on:
                stated = self.answers.get(counter)
                if isinstance(stated, int | float):
                    earns = earns | {counter} if stated else earns - {counter}
        return earns

    def _through_another(self, destination: Destination, found: Sequence[Candidate]) -> list[Candidate]:
        """Return the way over another place of the side, whose job and certification are what is lacking:
        over that of a present case manager, if hers will do.
        """
        stays = [self.candidates(place, stay=True)[0] for place in self._works_at]
        bases = [
            base
            for base in chain(*stays, found)
            if base.destination.background == destination.background
            and base.solid
            and base.tail.months is not None
            and not base.through
            and not base.destination.neighbor
        ]
        for base in sorted(bases, key=lambda b: (not b.stay, b.tail.ready, b.measures(), b.id)):
            person = base.person
            job = next((step.months for step in base.tail.steps if step.kind == "work"), 0)
            earned = tuple(sorted(self.earned(base.destination)))
            person = person.after(Grants(months=earned, certifications=(base.tail.certification,)), job)
            asked = self._demands(destination)
            if all(truth(r.rule, person) is True for r in asked.law):
                habits = [(r, truth(r.rule, person)) for r in asked.habits]
                unknown = tuple(r for r, met in habits if met is None)
                unmet = tuple(r for r, met in habits if met is False)
                return [
                    replace(
                        base,
                        destination=destination,
                        asked=Asked(asked.law, (), asked.open_, unknown, unmet),
                        earliest=None if asked.open_ or unknown else base.typical,
                        bends=tuple(r.text for r in (*unknown, *unmet)),
                        pay=self._pay(destination),
                        through=base.destination.id,
                        stay=False,
                    )
                ]
        return []

    def _by_law(self, destination: Destination, asked: Asked) -> Excluded:
        ways = self.side(destination.background).ways
        unmet = (r for r in asked.law if truth(r.rule, self.stated) is False)
        lacking = [r.text for r in unmet if not ways.to(r.rule)]
        why = self.catalog.words["excluded_law"].format(rule=lacking[0] if lacking else destination.title)
        return Excluded(destination.id, destination.title, why)

    def _own_places(self) -> list[Destination]:
        """Return the places where a present case manager could stay, unless she wishes for others."""
        wanted, own = self.person.members("settings"), self.answers.get("work_setting")
        return [] if wanted and own not in wanted else self._works_at

    @cached_property
    def _present(self) -> Grants:
        """What the present work gives while it goes on: the counters that it adds to, as far as what somebody
        does there counts.
        """
        if not self._works_at:
            return Grants(months=self.catalog.steps[self.does].grants.months if self.does else ())
        earned = sorted(self.earned(self._works_at[0]))
        return Grants(months=tuple(each for each in earned if not self.stated.duties_undecided(each)))

    @cached_property
    def does(self) -> str:
        """The step that the person does already; empty for none."""
        return present_work(self.catalog, self.stated)

    @cached_property
    def _works_at(self) -> list[Destination]:
        """The place where a present case manager works, of those on her own sides if she has some; if the law
        there takes a further degree, the place on another side where it does not as well, for who can be
        certified there without one.

        Where the law takes no degree for what nobody stated comes first, then a place that takes her license,
        her setting's own, a likely one, where the law takes nothing, or nothing that takes more than half a
        year, where it lets her work soonest, the side of a license, whom she serves, and one that would
        usually take her.
        """
        own = self.answers.get("work_setting")
        if self.answers.get("work_now") != CASE_MANAGER or own is None:
            return []
        sides = sides_of(self.catalog, self.stated)
        fitting = [
            place
            for place in self.catalog.destinations.values()
            if works_in(place, self.answers)
            and not place.neighbor
            and truth(place.suits, self.person) is True
            and truth(place.beneath, self.person) is not True
        ]

        def strange(place: Destination) -> tuple[object, ...]:
            others = offers(place, "populations", self.person) is False
            side = sides.index(place.background) if place.background in sides else len(sides)
            until, unlike = self._until_lawful(place), place.settings[0] != own
            unlicensed = not takes_license_of(place, self.stated)
            near = 0 < until <= self.catalog.planning.nearly
            degree, taken = self._takes(place, "degree"), not near and self._takes(place)
            late, beside = 0 if near else until, side if degree else 0
            demands = (r.when for r in place.usually if r.when and r.firm)
            refused = any(truth(when, self.stated) is False for when in demands)
            rare = truth(place.likely_for, self.person) is False
            return until == inf, degree, unlicensed, unlike, rare, taken, beside, late, side, others, refused

        hers = [place for place in fitting if not sides or place.background in sides]
        found = sorted(hers, key=strange)[:1]
        if all(self._takes(place, "degree") for place in found):
            free = [place for place in fitting if place not in hers and not self._takes(place, "degree")]
            found += sorted(free, key=strange)[:1]
        return found

    def _takes(self, place: Destination, kind: str = "") -> bool:
        """Whether a law at a place is met by no way without a step that lasts, of a kind if one is named."""
        ways = self.side(place.background).ways

        def takes(step: Step) -> bool:
            return step.lasts and kind in {"", step.kind}

        return any(
            all(
                any(takes(ways.steps[id_]) for id_, _ in ways.sets.listed(way))
                for way in ways.to(demand.rule)
            )
            for demand in self._law(place)
        )

    def _until_lawful(self, place: Destination) -> float:
        """Return the months until the law lets a person work at a place: none where nothing is known to be
        unmet but months that the job gives, infinite where no way leads there. A license for clients in
        another state is no reason to leave.
        """
        law = self._law(place)
        if all(truth(r.rule, self.stated) is not False or self._grows_into(place, r) for r in law):
            return 0
        draft = self.side(place.background).soonest(law)
        return draft.months if draft else inf


def _cost(slots: Iterable[Slot]) -> Span:
    """Return what is known of what the steps on a calendar cost."""
    costs = (slot.task.step.cost for slot in slots)
    return total(cost for cost in costs if cost.high is not None)


def _granted(slots: Iterable[Slot]) -> dict[str, Slot]:
    """Return the certifications on a calendar by their ids."""
    return {slot.task.step.id: slot for slot in slots if slot.task.step.kind == "certification"}


def _certified_without_study(c: Candidate) -> bool:
    return c.tail.months is not None and not c.degrees


def plan(catalog: Catalog, answers: Answers, today: date) -> _Plan:
    """Return every route worth showing for one person, best first. Pure: the same in, the same out.

    Months count from today; for someone still in school, from graduation.
    """
    return Planner(catalog, answers, today).plan()


def sides(catalog: Catalog, answers: Answers, today: date) -> Sides:
    """Return the best way of each side, as the whole advice has it but without forks and loans."""
    planner = Planner(catalog, answers, today)
    best = planner.sides()
    return Sides(answers, assumed(catalog, answers, planner.undecided), fit(catalog, answers), best)
