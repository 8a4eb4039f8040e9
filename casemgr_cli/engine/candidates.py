"""A candidate route: steps on the calendar that lead to one destination, and what would shorten it."""

from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from casemgr_cli.domain.advice import Fork
from casemgr_cli.domain.careers import Destination, Requirement, Step
from casemgr_cli.domain.conditions import Compare, Condition, Degree, Licensed, facts_read, leaves
from casemgr_cli.domain.facts import UNKNOWN, Value
from casemgr_cli.domain.figures import Span
from casemgr_cli.domain.wages import Pay
from casemgr_cli.engine.certifying import Tail, bounds
from casemgr_cli.engine.evaluate import needs, truth
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.schedule import Slot, Task
from casemgr_cli.engine.standing import NOTHING, guess
from casemgr_cli.engine.ways import Way

if TYPE_CHECKING:
    from casemgr_cli.engine.planner import Planner
    from casemgr_cli.engine.ways import Gain

_SHOWN = 3
# Choices of more values, such as the state, are not tried one by one.
_MOST_VALUES = 10
LEFT = "months_left"
_HELD = "certifications"


class Sketch(NamedTuple):
    """A way to meet some demands before it is placed on the calendar; the first in order is placed first.

    `least` is the fewest months that it can take, `cost` in dollars. Without `tasks` it stands for all the
    paces at which the way can be taken, from `place` on in the order in which they are tried.
    """

    least: int
    cost: int
    place: tuple[int, int]
    way: Way
    tasks: tuple[Task, ...] = ()


class Draft(NamedTuple):
    """A way on the calendar, how many months it takes, and its `merits`: what work is part of it."""

    months: int
    cost: int
    slots: tuple[Slot, ...]
    merits: frozenset[str]


class Asked(Struct, frozen=True):
    """What a destination asks of one person.

    `law` and `habits` can be planned for. `open_` is law that is not known for the person's state, or that
    an answer would decide; `unknown` are habits that only an answer decides, `unmet` those that no step can
    supply.
    """

    law: tuple[Requirement, ...]
    habits: tuple[Requirement, ...]
    open_: tuple[Requirement, ...] = ()
    unknown: tuple[Requirement, ...] = ()
    unmet: tuple[Requirement, ...] = ()

    @property
    def conditions(self) -> list[Condition]:
        """What has to be so for each demand that a step or an answer can decide."""
        return [r.rule for r in (*self.law, *self.habits, *self.open_, *self.unknown)]


def step_of(months: float, width: int) -> float:
    """Return which step so many months fall into; the first one includes both its ends."""
    return months if months == inf else max(0, -(-int(months) // width) - 1)


class Candidate(Struct, frozen=True, dict=True):
    """A set of steps with their paces on one calendar, planned to what law, issuers and employers ask.

    `planned_for` are the demands that the steps are there for. `earliest` is when law and issuers alone would
    be met, None where something is open. `person` is who begins the first case-management job, after
    `typical` months; who stays has its pay today. `cost` is what is known of what the steps and the
    certification cost, `doors` are the places of its side that are open on that day, and `own_work` is the
    likeliest work on the way, if any is likelier than another. With `may_certify` an answer that nobody gave
    would lead to a certification that nothing known leads to without a further degree.
    """

    destination: Destination
    slots: tuple[Slot, ...]
    planned_for: tuple[Requirement, ...]
    typical: int
    cost: Span
    asked: Asked
    earliest: int | None
    bends: tuple[str, ...]
    tail: Tail
    pay: Pay
    person: Person
    stay: bool = False
    long_shot: bool = False
    doors: frozenset[str] = frozenset()
    forks: tuple[Fork, ...] = ()
    through: str = ""
    own_work: str = ""
    may_certify: bool = False

    @property
    def solid(self) -> bool:
        """Whether nothing that anybody demands is open or unmet."""
        return not (self.asked.open_ or self.asked.unknown or self.unmet)

    @property
    def taken(self) -> list[Step]:
        """The steps until the job, and the study beside it."""
        return [slot.task.step for slot in (*self.slots, *self.tail.study)]

    @cached_property
    def degrees(self) -> list[Step]:
        """The degrees among the steps, those under way with them."""
        return [step for step in self.taken if step.kind == "degree"]

    @property
    def tuition(self) -> int:
        """What its degrees and courses cost at most, in US dollars, as far as it is known."""
        return sum(step.cost.high_or_zero for step in self.taken if step.price.tuition)

    @property
    def priced(self) -> bool:
        """Whether a price was found for all that it takes."""
        charges = [step.charges for step in self.taken] + [step.charges for step in self.tail.steps]
        return all(charge.known for each in charges for charge in each)

    @property
    def unmet(self) -> tuple[str, ...]:
        """The usual demands that it leaves unmet."""
        left = self.asked.habits if self.long_shot else ()
        return tuple(r.text for r in (*self.asked.unmet, *left))

    def measures(self) -> tuple[float, ...]:
        """Return what candidates of one destination are compared on; less is better."""
        certified = self.tail.ready
        return self.typical, self.cost.high_or_zero, float("inf") if certified is None else certified

    def effort(self) -> tuple[int, list[tuple[bool, bool, int]], str]:
        """Return what settles a tie: fewer study hours a week, the likelier work, then the id."""
        hours = sum(slot.task.hours for slot in self.slots)
        return hours, unlike((slot.task.step for slot in self.slots), self.own_work), self.id

    @cached_property
    def id(self) -> str:
        """The route's id: destination, plan, steps in order, with `-pt` for part time."""
        steps = "+".join(
            slot.task.step.id + ("-pt" if slot.task.pace and slot.task.pace.name == "part_time" else "")
            for slot in self.slots
        )
        kind = "entry" if self.long_shot or self.asked.unmet else "stay" if self.stay else "strong"
        by = f".by.{self.through}" if self.through else ""
        return f"{self.destination.id}.{kind}.{steps or 'now'}{by}"


def unlike(steps: Iterable[Step], own: str) -> list[tuple[bool, bool, int]]:
    """Return how far the work among some steps is from the likeliest: what only goes on, or takes a degree or
    a license, comes before work for all, then the `own` kind of a place that is wanted, then what counts in
    more ways.
    """
    work = [step for step in steps if step.kind == "work"]
    return sorted(
        (_for_all(step.requires) and not step.only_goes_on, step.id != own, -len(step.grants.months))
        for step in work
    )


@cache
def _for_all(requires: Condition) -> bool:
    return not any(isinstance(leaf, Degree | Licensed) for leaf in leaves(requires))


def unbeaten(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Drop every candidate that another is no worse than and better in something; of equals keep one."""
    best: dict[tuple[float, ...], Candidate] = {}
    for candidate in sorted(candidates, key=lambda c: (c.measures(), c.effort())):
        mine = candidate.measures()
        if not any(all(o <= m for o, m in zip(other, mine, strict=True)) for other in best):
            best[mine] = candidate
    return list(best.values())


def forks(planner: "Planner", candidate: Candidate) -> tuple[Fork, ...]:
    """Return, for each answer that nobody gave, the least one that would make a route sooner or solid.

    The others stay as they are; at most three, the largest gain first. Then the answers that would spare a
    degree that only the certification asks for, or certify somebody sooner who stays. Where the job adds to a
    part of months that nobody stated, or does not, a last one says what the other case means.
    """
    before = planner.shortest(candidate.destination, stay=candidate.stay)
    least = min(candidate.typical, before.months) if before else candidate.typical
    keys = _open_keys(planner, candidate) if least or not candidate.solid else []
    found = [fork for key in keys for fork in _least(planner, candidate, key, least)]
    found.sort(key=lambda fork: (fork.typical, fork.key))
    certifying = (fork for fork, _ in certifying_answers(planner, candidate))
    return (*found[:_SHOWN], *certifying, *_supervised(planner, candidate))


def certifying_answers(planner: "Planner", c: Candidate) -> list[tuple[Fork, str]]:
    """Return, for each answer that nobody gave, the least one with which a certification of the place takes
    no further degree, comes at all, or comes sooner to somebody who stays; and the id of that certification.

    What somebody said not to know is first, then the soonest; of those that nobody should tell apart by their
    months, the place's first. Parts of a number are left to who supervises there. Nobody forgets a
    certification that they hold.
    """
    nearly, at_place = planner.catalog.planning.nearly, c.destination.certifications

    def late(found: tuple[Fork, str]) -> tuple[object, ...]:
        fork, id_ = found
        unsaid = planner.answers.get(fork.key) != UNKNOWN
        return unsaid, step_of(fork.certified or 0, nearly), at_place.index(id_), fork.key

    return sorted(_certifying_answers(planner, c), key=late)


def _certifying_answers(planner: "Planner", c: Candidate) -> Iterable[tuple[Fork, str]]:
    none, before = c.tail.months is None, inf if c.tail.months is None else c.tail.months
    if not (none or (c.tail.months and (c.tail.study or c.stay))):
        return
    asked = [planner.catalog.certifications[id_].rule for id_ in c.destination.certifications]
    earned, facts = planner.earned(c.destination), planner.catalog.facts
    for key in sorted(frozenset().union(*map(facts_read, asked))):
        if facts[key].part_of or key == _HELD or not _could_answer(planner, key):
            continue
        for value in _values(planner, asked, key):
            other = planner.with_answer(key, value)
            tail = other.certified(c, earned)
            # An answer that takes one away brings no other sooner: that one is as near without it.
            same = none or bool(c.tail.study) or tail.certification == c.tail.certification
            if same and tail.months is not None and tail.months < before and other.consistent:
                yield Fork(key, value, c.typical, tail.months), tail.certification
                break


def _supervised(planner: "Planner", c: Candidate) -> Iterable[Fork]:
    """Yield what it would change if the job did, or did not, add to a part of months that nobody stated: such
    as those under a certified supervisor. What is held, or earned on the way, depends on no supervisor.
    """
    before = c.tail.certification in (c.person.members("certifications") or ()) or not c.tail.in_the_job
    if c.through or before or not c.tail.months:
        return
    earned, facts = planner.earned(c.destination), planner.catalog.facts
    for part in facts.going_on:
        if not facts[part].part_of or planner.answers.get(part, UNKNOWN) != UNKNOWN:
            continue
        months = planner.certified(c, earned ^ {part}).months
        if months not in {None, c.tail.months}:
            value = 0 if part in earned else bounds(planner.catalog, part)[0]
            yield Fork(part, value, c.typical, months)


def _open_keys(planner: "Planner", candidate: Candidate) -> list[str]:
    unmet = (each for each in candidate.asked.conditions if truth(each, planner.stated) is not True)
    open_ = map(facts_read, unmet)
    left = {LEFT} if planner.under_way else set()
    return sorted(key for key in frozenset(left).union(*open_) if _could_answer(planner, key))


def _could_answer(planner: "Planner", key: str, behind: frozenset[str] = frozenset()) -> bool:
    """Whether a question is open that makes sense to the person, and so do those it hangs on. What it stands
    `behind` is not looked at again.
    """
    fact, who, seen = planner.catalog.facts[key], planner.stated, behind | {key}
    said = planner.answers.get(key)
    if said not in {None, UNKNOWN} or (said is None and guess(fact, who) in NOTHING):
        return False
    first = needs(fact.asked_if, who) - seen
    return truth(fact.asked_if, who) is True or any(_could_answer(planner, each, seen) for each in first)


def _least(planner: "Planner", candidate: Candidate, key: str, least: int) -> Iterable[Fork]:
    destination, stay, open_ = candidate.destination, candidate.stay, not candidate.solid
    tried: set[Gain] = set()
    for value in _values(planner, candidate.asked.conditions, key):
        gain = planner.gain(destination.background, key, value)
        if gain in tried or not planner.may_gain(candidate, gain, least):
            continue
        if gain.spared is not None:
            tried.add(gain)
        other = planner.with_answer(key, value)
        found = other.shortest(destination, stay=stay, below=least, or_solid=open_)
        if found and (found.months < least or (found.solid and open_)) and other.consistent:
            yield Fork(key, value, found.months)
            return


def _values(planner: "Planner", conditions: Iterable[Condition], key: str) -> list[Value]:
    """Return the values worth trying, the least first: each choice, or where a condition draws its line. Of
    what is left of a program, that it is nearly done.
    """
    fact = planner.catalog.facts[key]
    if fact.type == "choice":
        values: list[Value] = [value for value in fact.values if value != UNKNOWN]
        return values if len(values) <= _MOST_VALUES else []
    if fact.type == "choices":
        qualifies = any(other.qualified_by == key for other in planner.catalog.facts.values())
        if qualifies:
            return [fact.values]
        return [(value,) for value in fact.values] if len(fact.values) <= _MOST_VALUES else []
    if key == LEFT:
        return [planner.catalog.planning.nearly]
    bounds = {
        leaf.values[0]
        for condition in conditions
        for leaf in leaves(condition)
        if isinstance(leaf, Compare) and leaf.op == "at_least" and leaf.fact == key
    }
    most = planner.stated.span(key)[1]
    return sorted(bound for bound in bounds if isinstance(bound, int | float) and bound <= most)
