"""Which route comes first: what nobody disputes, then the person's wishes, then the priority's measures."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial, reduce
from heapq import merge
from itertools import takewhile
from math import floor, inf, log
from operator import attrgetter

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import BANDS, CONTRASTS, Contrast
from casemgr_cli.domain.careers import SOONEST, Destination, Step
from casemgr_cli.domain.conditions import ALWAYS, BINDING, NEVER, All, Condition, Not
from casemgr_cli.domain.facts import Answers
from casemgr_cli.domain.kinds import SIDES
from casemgr_cli.engine import limits
from casemgr_cli.engine.candidates import Candidate, step_of
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.fit import fit
from casemgr_cli.engine.person import Person, listed
from casemgr_cli.engine.standing import (
    IN_SCHOOL,
    licensed_on,
    offers,
    opens_a_license,
    repeats_a_degree,
    side_begun,
    takes_license_of,
    takes_without_license,
    usual_work,
    works_in,
)

_MOST_CONTRASTS = 4
_ASSOCIATE = "associate"


class Ranking:
    """The order of the routes for one person."""

    def __init__(self, catalog: Catalog, answers: Answers, person: Person, under_way: frozenset[str]) -> None:
        """Read what the person wishes; the programs `under_way` are finished first."""
        self.answers, self.person, self._under_way = answers, person, under_way
        self.planning = catalog.planning
        self.priority = str(person.get("priority"))
        self.background = person.get("background")
        self._recorded = truth(catalog.standing.record, person) is True
        self.pupil = IN_SCHOOL.items() <= answers.items()
        picks = answers.get("strengths") and answers.get("stretches")
        # Of equal places the one that comes first in the file, the likelier to hire, is named.
        self._orders = {id_: i for i, id_ in enumerate(catalog.destinations)}
        programs = [step for id_, step in catalog.steps.items() if id_ in under_way]
        self._graduated = reduce(lambda who, step: who.after(step.grants), programs, person)
        self._new_starts = self._to_first_licenses(catalog)
        licensing = (step for step in programs if opens_a_license(catalog, step, person))
        self._licensing = {step.id: side_begun(catalog, step) for step in licensing}
        begun = {side for step in programs for side in side_begun(catalog, step)}
        begun = begun or {*licensed_on(catalog, person)}
        self._sides = {self.background} if self.background in SIDES else begun or {*SIDES}
        likely = (d for d in catalog.destinations.values() if truth(d.likely_for, person) is True)
        taking = (place for place in likely if not place.neighbor and takes_license_of(place, person))
        self._taken_in = {(place.background, place.settings[0]) for place in taking}
        self.fit = fit(catalog, answers) if self.background not in SIDES and picks else None

    def sort(self, candidates: Sequence[Candidate], priority: str = "") -> list[Candidate]:
        """Return the candidates, best first by a priority, the person's own if none is given.

        Of several ways to stay only the best is kept.
        """
        chosen = priority or self.priority
        doors = _doors(candidates, self.planning.dollars)
        likely = [
            c
            for c in candidates
            if not c.destination.neighbor and c.tail.months is not None and not self.unlikely(c)
        ]
        sure = [c for c in likely if c.solid]
        own = [c for c in sure if self.own_side(c)]
        scarce = max((c.pay.ranked or 0 for c in own), default=0) if all(map(self._to_study, own)) else 0
        # What a pupil could begin with a diploma alone is no goal; the degree counts from its end. No side is
        # chosen for a job that only a degree beside it certifies.
        goals = [c for c in sure if not (self.pupil and c.tail.study)]
        mine = [c for c in goals if self.own_side(c)]
        certified = (c for c in candidates if scarce and c.solid and c.tail.months)
        tried = [c for c in certified if self._worth_a_try(c, scarce)]
        alone = [c for c in (*mine, *filter(self.own_side, tried)) if not c.tail.study]
        order = self._order(chosen, mine)
        spared = "pay" not in order[:1] and any(map(self._soon_without_masters, own))
        key = partial(self._key, doors=doors, spared=spared, scarce=scarce)
        # Doors are compared within a side only: the sides are merged without them. Where they matter most,
        # what the work pays does so between sides.
        between = self.planning.between_sides if "doors" in self._order(chosen, alone)[:1] else order
        sides = []
        for side in SIDES:
            within = partial(
                key, order=self._order(chosen, [c for c in goals if c.destination.background == side])
            )
            sides.append(sorted((c for c in candidates if c.destination.background == side), key=within))
        ranked = list(merge(*sides, key=partial(key, order=[name for name in between if name != "doors"])))
        first_stay = next((c for c in ranked if c.stay), None)
        return [c for c in ranked if not c.stay or c is first_stay]

    def _order(self, priority: str, goals: Sequence[Candidate]) -> Sequence[str]:
        """Return the measures of a priority, by how far off the nearest of somebody's goals is."""
        nearest = min((c.typical for c in goals), default=0)
        far = self.planning.far_away if nearest >= self.planning.far else {}
        return far.get(priority) or self.planning.order.get(priority, ())

    def _key(
        self, c: Candidate, order: Sequence[str], doors: Mapping[str, int], *, spared: bool, scarce: int
    ) -> tuple[object, ...]:
        """Return what to sort by, with so many doors for each way.

        Where a master's can be `spared`, the own ways with one come later. Where ways without study are
        `scarce`, one to a place that is not likely may be worth as much as study that pays so many dollars.
        """
        exact = self._exact(c, doors[c.id])
        steps, again = self._steps(c, exact), self._further_degree(c)
        return (
            c.destination.neighbor,
            c.long_shot or bool(c.asked.unmet) or self._screened(c),
            not for_the_job_alone(order) and c.tail.months is None and not c.may_certify,
            not (c.stay or self.own_side(c)),
            self.unlikely(c) and not (scarce and self._worth_a_try(c, scarce)),
            again > 0,
            self._beneath(c),
            self._wishes(c, order),
            self._over_budget(c),
            again,
            self._masters_for_a_title(c),
            spared and self.own_side(c) and self._masters(c),
            not c.stay,
            not for_the_job_alone(order) and self._leaves_aside(c),
            self._openness(c),
            tuple(steps[name] for name in order),
            not works_in(c.destination, self.answers),
            tuple(exact[name] for name in order),
            self._orders[c.destination.id],
            c.id,
        )

    def _screened(self, c: Candidate) -> bool:
        """Whether somebody with a record may be turned down: by a new employer, or by a board on the way.

        A return to practice asks no board; who stays, or works under a board's conditions, is in its hands
        already.
        """
        if not self._recorded:
            return False
        grants = (slot.task.step.grants for slot in c.slots if slot.task.step.kind == "license")
        on_conditions = self.answers.get("license_status") == "restricted"
        held = listed(self.answers, "licenses") if on_conditions else ()
        board = not c.stay and any(each.states or {*each.licenses}.difference(held) for each in grants)
        # One kind of place is one's own employer; a wider one has others, too.
        own = c.stay or c.destination.settings == (self.answers.get("work_setting"),)
        return board or (c.destination.screens and not own)

    def _beneath(self, c: Candidate) -> bool:
        """Whether a place is beneath who begins there: by its own rule, or since it takes people without a
        license, where a likely one of its kind takes theirs and no master's leads on from it.
        """
        if truth(c.destination.beneath, c.person) is True:
            return not c.stay
        kind = (c.destination.background, c.destination.settings[0])
        led_on = c.stay or self._masters(c) or kind not in self._taken_in
        if led_on or takes_license_of(c.destination, self.person):
            return False
        return takes_without_license(c.destination, c.person)

    def _further_degree(self, c: Candidate) -> int:
        """Return whether it takes a further degree at or below the level held, or that of a program under
        way; one below it is worse.
        """
        return repeats_a_degree(
            (step for step in self._to_study(c) if step.id not in self._new_starts), self._graduated
        )

    def _to_first_licenses(self, catalog: Catalog) -> frozenset[str]:
        """Return the degrees that repeat no level for who holds an associate degree and chose a side: of that
        level, and the way to a license there.
        """
        if self._graduated.get("education") != _ASSOCIATE:
            return frozenset()
        alike = (s for s in catalog.steps.values() if s.kind == "degree" and _ASSOCIATE in s.grants.levels)
        own = (step for step in alike if self.background in step.sides)
        return frozenset(step.id for step in own if opens_a_license(catalog, step, self._graduated))

    def _leaves_aside(self, c: Candidate) -> bool:
        """Whether the job begins before a program under way is done whose license opens more on its side."""
        side = c.destination.background
        opening = (slot for slot in c.slots if side in self._licensing.get(slot.task.step.id, ()))
        return any(slot.end > c.typical for slot in opening)

    def _to_study(self, c: Candidate) -> list[Step]:
        """Return the degrees that are still to be begun."""
        return [step for step in c.degrees if step.id not in self._under_way]

    def _masters(self, c: Candidate) -> bool:
        return any(step.graduate for step in self._to_study(c))

    def _worth_a_try(self, c: Candidate, studied: int) -> bool:
        """Whether a place takes no study, for who must go on earning or could begin there soon, or pays more
        than what is `studied` for does.
        """
        now = c.typical <= self.planning.soon or self.person.get("keep_working") == "yes"
        return (now or (c.pay.ranked or 0) > studied) and not self._to_study(c)

    def _masters_for_a_title(self, c: Candidate) -> bool:
        """Whether a certification alone takes a master's, beside a job that is still to be waited for."""
        beside = any(slot.task.step.graduate for slot in c.tail.study)
        return beside and c.typical > self.planning.soon

    def _soon_without_masters(self, c: Candidate) -> bool:
        """Whether a likely, wanted place leads to a certification at once, without a master's."""
        ready = c.tail.ready is not None and c.tail.ready <= self.planning.nearly
        return ready and c.solid and self.wished(c) and not self.unlikely(c) and not self._masters(c)

    def _wishes(self, c: Candidate, order: Sequence[str]) -> tuple[bool, bool, bool, int]:
        work = self.planning.fit_work[c.destination.background]
        band = getattr(self.fit, f"{work}_band") if self.fit else ""
        return (
            not self.wished(c),
            offers(c.destination, "populations", self.person) is False,
            not (c.stay or for_the_job_alone(order)) and self._made_for_others(c.destination),
            BANDS.index(band) if band in BANDS else 0,
        )

    def _made_for_others(self, place: Destination) -> bool:
        """Whether a place is made for none of the groups that the person asked for. Those that are found
        everywhere need no such place; it names what it is made for before them.
        """
        wanted, everywhere = self.person.members("populations") or (), self.planning.found_everywhere
        made_for = takewhile(lambda group: group not in everywhere, place.populations)
        return set(everywhere).isdisjoint(wanted) and bool(wanted) and set(wanted).isdisjoint(made_for)

    def wished(self, c: Candidate) -> bool:
        """Whether a place is of a kind that the person asked for; without a wish every place is."""
        return offers(c.destination, "settings", self.person) is not False

    def unlikely(self, c: Candidate) -> bool:
        """Whether a place is not likely for the person, as where posts are few, and not theirs."""
        return not c.stay and truth(c.destination.likely_for, self.person) is not True

    def own_side(self, c: Candidate) -> bool:
        """Whether a place is of the side that the person prefers; to an open one every side is own, or that
        of a license held or of the program under way.
        """
        return c.destination.background in self._sides

    def _known_there(self, c: Candidate) -> bool:
        """Whether a place is of a kind that the person asked for, or works in."""
        asked_for = offers(c.destination, "settings", self.person) is True
        return asked_for or works_in(c.destination, self.answers)

    def _over_budget(self, c: Candidate) -> float:
        """Return by how many steps of dollars the tuition is over the budget, so that less money never leads
        to a dearer way; 0 without a budget.
        """
        budget = self.answers.get("budget")
        return (
            -(-max(0, c.tuition - budget) // self.planning.dollars) if isinstance(budget, int | float) else 0
        )

    def _openness(self, c: Candidate) -> bool:
        by_law = all(r.made_by in BINDING for r in c.asked.open_) and not c.asked.unknown
        return not c.solid and not (by_law and self._known_there(c))

    @staticmethod
    def _exact(c: Candidate, doors: int) -> dict[str, float]:
        pay = c.pay.ranked
        return {
            SOONEST: c.typical,
            "certified": _certified(c),
            "doors": -doors,
            "pay": inf if pay is None else -pay,
            "cost": _ranking_cost(c),
        }

    def _steps(self, c: Candidate, exact: Mapping[str, float]) -> dict[str, float]:
        pay, cost = c.pay.ranked, exact["cost"]
        return {
            SOONEST: step_of(exact[SOONEST], self.planning.soon),
            "certified": step_of(exact["certified"], self.planning.nearly),
            "doors": exact["doors"],
            "pay": inf if not pay else -floor(log(pay, self.planning.pay_share)),
            "cost": cost if cost == inf else cost // self.planning.dollars,
        }


def _certified(c: Candidate) -> float:
    """Return the month in which the rule of the certification is met; where other work on the way has begun
    by then, no sooner than the job, since case management comes first.
    """
    ready = c.tail.when()
    works = (slot for slot in c.slots if slot.task.step.kind == "work" and not slot.task.step.only_goes_on)
    return max(ready, c.typical) if any(slot.start < ready for slot in works) else ready


def for_the_job_alone(order: Sequence[str]) -> bool:
    """Whether a first job comes before all else by some measures, whatever it leads to."""
    return SOONEST in order[:1]


def _doors(candidates: Sequence[Candidate], dollars: int) -> dict[str, int]:
    """Return the doors of ways to compare within a side, by their ids.

    A longer way has no more than a shorter and sure one whose steps it has all, if it opens no door but that
    of its own place; nor than one with the same study and no less work, if it is no better in all else, where
    fewer `dollars` are nothing: that is no merit of its place. Nor has it more than one with degrees as high
    beside its job, to which the same holds: the wait opens nothing that they do not.
    """
    doors = {c.id: len(c.doors) for c in candidates}
    beside = [c for c in candidates if c.solid and c.tail.study]
    by_steps = defaultdict[tuple[str, frozenset[tuple[str, str]]], list[Candidate]](list)
    for c in sorted(candidates, key=attrgetter("typical")):
        taken = (slot.task.step for slot in c.slots if slot.task.step.kind != "certification")
        steps = frozenset((step.kind, step.id) for step in taken)
        for (side, fewer), shorter in by_steps.items():
            if side != c.destination.background or not fewer <= steps:
                continue
            only_works = bool(steps) and all(kind == "work" for kind, _ in steps - fewer)
            for short in (each for each in shorter if each.typical < c.typical):
                if only_works and _worse(c, short, dollars):
                    doors[c.id] = min(doors[c.id], doors[short.id])
                elif short.solid and c.doors - short.doors <= {c.destination.id}:
                    doors[c.id] = min(doors[c.id], len(short.doors))
        by_steps[c.destination.background, steps].append(c)
        for short in beside:
            waits = short.destination.background == c.destination.background and short.typical < c.typical
            if waits and _levels(c) <= _levels(short) and _worse(c, short, dollars):
                doors[c.id] = min(doors[c.id], doors[short.id])
    return doors


def _levels(c: Candidate) -> frozenset[str]:
    return frozenset(level for step in c.degrees for level in step.grants.levels)


def _worse(one: Candidate, other: Candidate, dollars: int) -> bool:
    """Whether a way certifies no sooner than another, and neither pays more nor costs less."""
    pays_more = (one.pay.ranked or 0) > (other.pay.ranked or 0)
    cheaper = _ranking_cost(one) + dollars <= _ranking_cost(other)
    return one.tail.when() >= other.tail.when() and not pays_more and not cheaper


def _ranking_cost(c: Candidate) -> float:
    """Return the high cost without the certifications that nobody demands; infinity where it is not known."""
    high, chosen = c.cost.high, c.tail.chosen.high_or_zero
    return inf if high is None else high - (0 if c.through else chosen)


def contrasts(ranked: Sequence[Candidate], ranking: Ranking, words: Mapping[str, str]) -> Iterator[Contrast]:
    """Return at most four other routes worth seeing beside the first, each of another kind.

    A kind that the first route wins itself, or whose route is named already, is left out. The best paid is
    one where nothing is open, if there is any.
    """
    case_management = [c for c in ranked if not c.destination.neighbor]
    if not case_management:
        return
    first, at_once = case_management[0], ranking.planning.at_once
    # What a contrast is won by; less is better.
    won_by: Mapping[str, Callable[[Candidate], float]] = {
        "start_now": lambda c: max(0, c.typical - at_once),
        "best_paid": lambda c: -(c.pay.ranked or 0),
        "cheapest": _ranking_cost,
    }
    likely = [c for c in ranked if not ranking.unlikely(c)]
    offered = [c for c in likely if not c.unmet and not c.destination.neighbor]
    paid = [c for c in offered if c.pay.ranked is not None]
    # What ranks is less than what is shown where a certification is a choice.
    shown = inf if first.cost.high is None else first.cost.high
    # No place is too rare to be named, where it is what costs least.
    cheaper = [c for c in case_management if not c.unmet and c.priced and c.cost.high_or_zero < shown]
    # To somebody still in school no month is now.
    soon = [] if ranking.pupil else [c for c in likely if c.typical <= at_once and not c.unmet]
    picks = {
        "start_now": min(soon, key=lambda c: (not ranking.own_side(c), not ranking.wished(c)), default=None),
        "other_side": next(
            (c for c in case_management if c.destination.background != first.destination.background), None
        ),
        "best_paid": max(paid, key=lambda c: (c.solid, c.pay.ranked or 0), default=None),
        "cheapest": min(cheaper, key=lambda c: (_ranking_cost(c), ranking.unlikely(c)), default=None),
        "solid": first if ranking.priority == "solid" else ranking.sort(case_management, "solid")[0],
    }
    named = {first.id}
    for kind in CONTRASTS:
        pick = picks[kind]
        won = kind in won_by and pick is not None and won_by[kind](first) <= won_by[kind](pick)
        if pick is None or won or pick.id in named or len(named) > _MOST_CONTRASTS:
            continue
        named.add(pick.id)
        yield Contrast(kind, pick.id, words[f"contrast_{kind}"])


class Doors:
    """Which kinds of employers of a side would take a person when the first job of a route begins."""

    def __init__(self, catalog: Catalog, answers: Answers, person: Person) -> None:
        """Note what each place asks for that the person's own limits do not rule out, by side."""
        self._asking: dict[str, dict[str, Condition]] = {}
        for place in catalog.destinations.values():
            if not place.neighbor and not limits.of_destination(place, person, catalog.words):
                asked = _all_asked(place, catalog, answers)
                self._asking.setdefault(place.background, {})[place.id] = asked
        self._open: dict[tuple[int, str], frozenset[str]] = {}

    def after(self, c: Candidate) -> frozenset[str]:
        """Return which are open, by their ids; routes that end in the same person share them."""
        side = c.destination.background
        key = (id(c.person), side)
        if key not in self._open:
            asking = self._asking.get(side, {}).items()
            self._open[key] = frozenset(id_ for id_, all_ in asking if truth(all_, c.person) is True)
        return self._open[key]


def _all_asked(destination: Destination, catalog: Catalog, answers: Answers) -> Condition:
    """Return what must be known and met for a place to take somebody; what nobody has found closes it.

    Of a range of usual months the low end suffices.
    """
    state = answers.get("state")
    if state is None and any(r.states for r in destination.must):
        return NEVER
    must = [r.when or (NEVER if r.ask else ALWAYS) for r in destination.must if r.holds_in(state)]
    usual = [r.when for r in destination.usually if r.when and r.usual and r.holds_in(state)]
    experience = destination.experience
    least = (experience.months.low or 0) if experience else 0
    return All(
        (
            destination.suits,
            Not(destination.beneath),
            *must,
            *usual,
            usual_work(destination, least, catalog, answers),
        )
    )
