"""Backward chaining: which minimal sets of steps make a condition true for a person.

A leaf that does not hold is reached by any step whose grants make it hold, together with every way to meet
that step's own requirements. Branches combine the ways of their parts. Nothing here knows a degree or a
license by name: it all comes from the conditions and grants of the data.

Sets of steps are numbers, so that comparing, joining and sifting them costs next to nothing. A set has a bit
for each of its steps, in the order of the file, and above these a bit for each month that a work step in it
must last. So one set is part of another where its bits are, and `|` joins two: a work step then lasts as long
as the one that needs it longer.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from casemgr_cli.domain.careers import Step, touched
from casemgr_cli.domain.conditions import MADE_BY, All, AnyOf, Compare, Condition, facts_read, leaves
from casemgr_cli.engine.evaluate import needs, test, truth
from casemgr_cli.engine.person import Person

Way = int

NOTHING_TO_DO: tuple[Way, ...] = (0,)
_Known = dict[Condition, tuple[Way, ...]]
_Suppliers = dict[Condition, list[tuple[Step, int]]]


class Sets:
    """The sets that can be made of some steps; `lasting` are those that last as long as somebody needs."""

    def __init__(self, steps: Iterable[str], lasting: Iterable[str]) -> None:
        """Take the steps in order, and those that last as long as somebody needs them to."""
        self._steps = [*steps]
        self.orders = {id_: i for i, id_ in enumerate(self._steps)}
        self._every = (1 << len(self._steps)) - 1
        self.lasting = {id_: len(self._steps) + i for i, id_ in enumerate(lasting)}
        self._months = dict.fromkeys(self.lasting, 0)
        self._joined: dict[tuple[tuple[Way, ...], ...], tuple[Way, ...]] = {}
        self._listed: dict[Way, tuple[tuple[str, int], ...]] = {}

    def of(self, step: str, months: int = 0) -> Way:
        """Return the set of one step, which must last so many months if it is work."""
        way = 1 << self.orders[step]
        if months:
            wide = len(self.lasting)
            each = ((1 << wide * months) - 1) // ((1 << wide) - 1) << self.lasting[step]
            self._months[step] |= each
            way |= each
        return way

    def listed(self, way: Way) -> tuple[tuple[str, int], ...]:
        """Return the steps of a set in order, each with the months that it must last; 0: its own length."""
        if way not in self._listed:
            found, left = [], way & self._every
            while left:
                id_ = self._steps[(left & -left).bit_length() - 1]
                found.append((id_, (way & self._months.get(id_, 0)).bit_count()))
                left &= left - 1
            self._listed[way] = tuple(found)
        return self._listed[way]

    def combined(self, groups: Iterable[tuple[Way, ...]]) -> tuple[Way, ...]:
        """Return the minimal sets that take one of each group of minimal sets."""
        some = tuple(group for group in groups if group != NOTHING_TO_DO)
        if some not in self._joined:
            ways = some[0] if some else NOTHING_TO_DO
            for group in some[1:]:
                ways = self.minimal(joined for way in ways for joined in _with_one_of(group, way))
            self._joined[some] = ways
        return self._joined[some]

    def minimal(self, ways: Iterable[Way]) -> tuple[Way, ...]:
        """Drop every set that contains another one; fewer steps, then fewer months, come first."""
        different = dict.fromkeys(ways)
        if len(different) < 2:  # noqa: PLR2004  nothing to compare
            return tuple(different)
        kept: list[Way] = []
        size = int.bit_count if max(different) <= self._every else self._size
        for way in sorted(different, key=size):
            for part in kept:  # most of the comparing is done here
                if part & way == part:
                    break
            else:
                kept.append(way)
        return tuple(kept)

    def _size(self, way: Way) -> tuple[int, int]:
        return (way & self._every).bit_count(), way.bit_count()


def holds_one_of(parts: Iterable[Way], way: Way) -> bool:
    """Return whether one of some sets is part of another one."""
    return any(part & way == part for part in parts)


def _with_one_of(group: Sequence[Way], way: Way) -> Sequence[Way]:
    """Join a set with each of a group; one that holds a member of the group already needs no more."""
    joined = [way | part for part in group]
    return (way,) if way in joined else joined


# What the law gives; what it takes first is law too.
_LICENSING = ("license", "exam")


class Gain(NamedTuple):
    """What another answer brings: how far it leads toward the leaves that are unmet, these `leaves` and all
    that are reached over them, and the steps that it may spare; None where it may spare any.
    """

    toward: frozenset[tuple[Condition, float]]
    leaves: frozenset[Condition]
    spared: Way | None


ANYTHING = Gain(frozenset(), frozenset(), None)


class Ways:
    """The ways open to one person on one side. Results are kept, so its destinations share them."""

    def __init__(  # noqa: PLR0913  one value each, all of them needed
        self,
        steps: Mapping[str, Step],
        sets: Sets,
        stated: Person,
        planned: Person,
        enrolled: frozenset[str],
        like: "tuple[Ways, frozenset[str]] | None" = None,
    ) -> None:
        """Take the steps open to this person and the sets of them; `enrolled` are the programs under way.

        `like` are the ways of somebody else, and the facts that are others here.
        """
        self.steps, self.sets, self.enrolled = steps, sets, enrolled
        self.stated, self.planned = stated, planned
        self._open: frozenset[str] = frozenset()
        self._taken: dict[str, Step] = {}
        same = like[0] if like and like[0].steps.keys() == steps.keys() else None
        self.alike: dict[str, list[Step]] = same.alike if same else self._grouped()
        self.touching: dict[frozenset[str], list[list[Step]]] = same.touching if same else {}
        self._giving = [(group, touched(group[0].grants)) for group in self.alike.values()]
        self._ways, self._found, self._suppliers = like[0].untouched_by(like[1]) if like else ({}, {}, {})
        # Shared by all who are alike: what leads to a leaf for one of them is looked at for each.
        self.behind: dict[Condition, set[Condition]] = like[0].behind if like else {}
        self._supplied: dict[tuple[str, Condition], bool] = {}

    @property
    def undecided(self) -> frozenset[str]:
        """What nobody stated of what was asked, or of whether, or from where, they would take a step."""
        taken = self._taken.values()
        named = {"enrolled_in"} if any(step.enrolled_as for step in taken) else set()
        return self._open.union(named, *(needs(step.suits, self.stated) for step in taken))

    def to(self, condition: Condition) -> tuple[Way, ...]:
        """Return every minimal set of steps that makes the condition true; empty when there is none."""
        if condition not in self._found:
            self._solve(condition)
            self._found[condition] = self._fold(condition)
        return self._found[condition]

    def gain(self, facts: frozenset[str], person: Person, opened: Sequence[Step]) -> Gain:
        """Return what it brings to have other answers about some facts, with which some steps are `opened`.

        Who has a way then has it today with one way to each leaf that the answers bring nearer.
        """
        given = frozenset[str]().union(*(touched(step.grants) for step in opened))
        toward = {leaf: _toward(leaf, person) for leaf in self._reading(facts) if not self._met(leaf)}
        nearer = [leaf for leaf, told in toward.items() if told != _toward(leaf, self.planned)]
        supplied = self._reading(given) if given else []
        known = not opened and all(self._ways[leaf] for leaf in nearer)
        spared = reduce(or_, (self._ways[leaf][0] for leaf in nearer), 0) if known else None
        return Gain(frozenset(toward.items()), self._reached_over((*nearer, *supplied)), spared)

    def _grouped(self) -> dict[str, list[Step]]:
        """Return the steps by the first of those that ask and give the same: one stands for all on a way."""
        groups: dict[object, list[Step]] = {}
        for step in self.steps.values():
            own = step.id if step.id in self.enrolled else ""
            groups.setdefault((own, step.kind, step.lane, step.requires, step.grants), []).append(step)
        return {group[0].id: group for group in groups.values()}

    def one_of(self, id_: str) -> list[Step]:
        """Return a step with those that it stands for."""
        return self.alike.get(id_) or [self.steps[id_]]

    def untouched_by(self, facts: frozenset[str]) -> tuple[_Known, _Known, _Suppliers]:
        """Return the ways to each leaf that neither reads some facts nor is reached over one that does, and
        to each condition of such leaves alone; and the steps that supply what reads none of the facts.
        """
        reading = frozenset(self._reading(facts))
        others = self._reached_over(reading)

        def untouched(known: _Known) -> _Known:
            return {each: ways for each, ways in known.items() if others.isdisjoint(leaves(each))}

        suppliers = {leaf: steps for leaf, steps in self._suppliers.items() if leaf not in reading}
        return untouched(self._ways), untouched(self._found), suppliers

    def _reading(self, facts: frozenset[str]) -> list[Condition]:
        return [leaf for leaf in self._ways if not facts.isdisjoint(facts_read(leaf))]

    def _reached_over(self, some: Iterable[Condition]) -> frozenset[Condition]:
        """Return some leaves and all that are reached over one of them."""
        found = {*some}
        waiting = [*found]
        while waiting:
            more = self.behind.get(waiting.pop(), set()) - found
            found |= more
            waiting += more
        return frozenset(found)

    def requires_met(self, step_id: str, person: Person) -> bool:
        """Whether someone can start a step: enrolled already, or its requirements hold."""
        return step_id in self.enrolled or truth(self.steps[step_id].requires, person) is True

    def demanded_by(self, steps: Sequence[str], demands: Sequence[tuple[str, Condition]]) -> dict[str, str]:
        """Return who asks for each of some steps by itself.

        That is whoever makes a demand that it meets and no later step does, else whoever says what another
        step takes first. A program that was only chosen is a choice.
        """
        asked = {}
        meeting = [(made_by, self._last_to_meet(when, steps)) for made_by, when in demands]
        for id_ in steps:
            makers = [made_by for made_by, last in meeting if id_ in last]
            # What one learns for a job is the employer's wish; what a board wants first is the board's.
            for other in steps if not makers or self.steps[id_].kind in _LICENSING else ():
                step = self.steps[other]
                usual = "law" if step.kind in _LICENSING else "school"
                makers += [
                    leaf.clause.made_by or usual
                    for leaf in leaves(step.requires)
                    if self._supplies(id_, leaf)
                ]
            asked[id_] = min(makers, key=MADE_BY.index, default="choice")
        return asked

    def _last_to_meet(self, condition: Condition, steps: Sequence[str]) -> frozenset[str]:
        """Return the steps that complete what a condition lacks; where several would do, the last of each
        kind, such as of two degrees.
        """
        if truth(condition, self.planned) is True:
            return frozenset()
        if isinstance(condition, All | AnyOf):
            found = frozenset[str]().union(*(self._last_to_meet(part, steps) for part in condition.parts))
            last = {self.steps[id_].kind: id_ for id_ in steps if id_ in found}
            return found if isinstance(condition, All) else frozenset(last.values())
        return frozenset([id_ for id_ in steps if self._supplies(id_, condition)][-1:])

    def _supplies(self, id_: str, leaf: Condition) -> bool:
        if (id_, leaf) not in self._supplied:
            step = self.steps[id_]
            touches = not facts_read(leaf).isdisjoint(touched(step.grants))
            self._supplied[id_, leaf] = (
                touches and not self._met(leaf) and self._months_for(step, leaf) is not None
            )
        return self._supplied[id_, leaf]

    def _fold(self, condition: Condition) -> tuple[Way, ...]:
        if condition in self._ways:
            return self._ways[condition]
        if isinstance(condition, All):
            return self.sets.combined(self._fold(part) for part in condition.parts)
        if isinstance(condition, AnyOf):
            return self.sets.minimal(way for part in condition.parts for way in self._fold(part))
        return NOTHING_TO_DO if truth(condition, self.planned) else ()

    def _solve(self, condition: Condition) -> None:
        """Work out the ways to every leaf that the condition leads to.

        Leaves can lead back to each other, so their ways grow together until nothing new is found.
        """
        order: list[Condition] = []
        self._explore(condition, order)
        here = frozenset(order)
        growing = set(order)
        while growing:
            for leaf in order:
                if leaf in growing:
                    growing.remove(leaf)
                    ways = self.sets.minimal(self._through(leaf))
                    if ways != self._ways[leaf]:
                        self._ways[leaf] = ways
                        growing |= here & self.behind.get(leaf, set())

    def _explore(self, condition: Condition, order: list[Condition]) -> None:
        """Find the leaves not met so far, those that others lead to first, and the steps that supply them."""
        for leaf in leaves(condition):
            if leaf in self._ways:
                continue
            if leaf not in self._suppliers and self._met(leaf):
                self._ways[leaf] = NOTHING_TO_DO
                continue
            self._ways[leaf] = ()
            if leaf not in self._suppliers:
                self._suppliers[leaf] = list(self._supplying(leaf))
            for step, _ in self._suppliers[leaf]:
                if step.id not in self.enrolled:
                    self._explore(step.requires, order)
                    for first in leaves(step.requires):
                        self.behind.setdefault(first, set()).add(leaf)
            order.append(leaf)

    def _through(self, leaf: Condition) -> Iterable[Way]:
        for step, months in self._suppliers[leaf]:
            taken = self.sets.of(step.id, months)
            for way in NOTHING_TO_DO if step.id in self.enrolled else self._fold(step.requires):
                yield way | taken

    def _met(self, leaf: Condition) -> bool:
        """Whether a leaf holds as planned; what is not stated is noted as undecided."""
        stated = test(leaf, self.stated)
        if stated.value is not None:
            return stated.value
        self._open |= stated.needs
        return test(leaf, self.planned).value is True

    def _supplying(self, leaf: Condition) -> Iterable[tuple[Step, int]]:
        reads = facts_read(leaf)
        if reads not in self.touching:
            self.touching[reads] = [group for group, given in self._giving if not reads.isdisjoint(given)]
        only_by = leaf.only_by if isinstance(leaf, Compare) else ()
        for group in self.touching[reads]:
            named = (s for s in group if s.id in only_by)
            step = min(named, key=lambda s: only_by.index(s.id), default=None) if only_by else group[0]
            months = self._months_for(step, leaf) if step else None
            if step and months is not None:
                self._taken[step.id] = step
                yield step, months

    def _months_for(self, step: Step, leaf: Condition) -> int | None:
        """Return how long a step must last to make the leaf true (0: its own length), or None: it cannot."""
        if isinstance(leaf, Compare) and leaf.fact in step.grants.months:
            wanted = int(leaf.values[0])
            return max(0, wanted - int(self.planned.kept_for(leaf.fact, leaf.window, wanted)))
        return 0 if truth(leaf, self.planned.after(step.grants)) else None


def _toward(leaf: Condition, person: Person) -> float:
    """Return how far somebody is toward a leaf: the months that count, otherwise whether it is met."""
    if isinstance(leaf, Compare) and person.facts[leaf.fact].numeric:
        return person.kept_for(leaf.fact, leaf.window, float(leaf.values[0]))
    return truth(leaf, person) is True
