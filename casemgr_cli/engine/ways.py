"""Backward chaining: which minimal sets of steps make a condition true for a person.

A leaf that does not hold is reached by any step whose grants make it hold, together with every way to meet
that step's own requirements. Branches combine the ways of their parts. Nothing here knows a degree or a
license by name: it all comes from the conditions and grants of the data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from casemgr_cli.domain.conditions import All, AnyOf, Compare, Not, facts_read
from casemgr_cli.engine.evaluate import test, truth
from casemgr_cli.engine.person import Person

if TYPE_CHECKING:
    from casemgr_cli.domain.careers import Grants, Step
    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.facts import Answers, Fact

# Step id -> months of work it must last; 0 for a step that has its own length.
Way = Mapping[str, int]
NOTHING_TO_DO: tuple[Way, ...] = ({},)


class Ways:
    """The ways open to one person. Results are kept, so destinations share what they have in common."""

    def __init__(self, steps: Mapping[str, Step], facts: Mapping[str, Fact], answers: Answers) -> None:
        """Take the steps that suit this person as they are today; not known counts as suited."""
        self.stated = Person(facts, answers)
        self.planned = Person(facts, answers, planning=True)
        enrolled = answers.get("enrolled_in")
        self.enrolled = {step.id for step in steps.values() if enrolled in step.enrolled_as}
        self.steps = {
            step.id: step
            for step in steps.values()
            if step.id in self.enrolled or truth(step.suits, self.stated) is not False
        }
        self.undecided: set[str] = set()
        self._after = {step.id: self.planned.after(step.grants) for step in self.steps.values()}
        self._touched = {step.id: _touched(step.grants) for step in self.steps.values()}
        self._known: dict[int, tuple[Way, ...]] = {}
        self._open: set[str] = set()
        self._circles = 0

    def to(self, condition: Condition) -> tuple[Way, ...]:
        """Return every minimal set of steps that makes the condition true; empty when there is none."""
        if isinstance(condition, All):
            return combine(self.to(part) for part in condition.parts)
        if isinstance(condition, AnyOf):
            return minimal(way for part in condition.parts for way in self.to(part))
        if isinstance(condition, Not):
            return NOTHING_TO_DO if truth(condition, self.planned) else ()
        return self._to_leaf(condition)

    def met(self, leaf: Condition) -> bool:
        """Whether a leaf holds as planned; what is not stated is noted as undecided."""
        stated = test(leaf, self.stated)
        if stated.value is not None:
            return stated.value
        self.undecided |= stated.needs
        return test(leaf, self.planned).value is True

    def requires_met(self, step_id: str, person: Person) -> bool:
        """Whether someone can start a step: enrolled already, or its requirements hold."""
        return step_id in self.enrolled or truth(self.steps[step_id].requires, person) is True

    def _to_leaf(self, leaf: Condition) -> tuple[Way, ...]:
        known = self._known.get(id(leaf))
        if known is not None:
            return known
        circles = self._circles
        ways = NOTHING_TO_DO if self.met(leaf) else minimal(self._suppliers(leaf))
        # A search cut short by a circle is not the whole answer, so only a complete one is kept.
        if circles == self._circles:
            self._known[id(leaf)] = ways
        return ways

    def _suppliers(self, leaf: Condition) -> Iterable[Way]:
        reads = facts_read(leaf)
        for step in self.steps.values():
            if reads & self._touched[step.id]:
                months = self._months_for(step, leaf)
                if months is not None:
                    for way in self._to_start(step):
                        yield {**way, step.id: max(months, way.get(step.id, 0))}

    def _to_start(self, step: Step) -> tuple[Way, ...]:
        if step.id in self.enrolled:
            return NOTHING_TO_DO
        if step.id in self._open:
            self._circles += 1
            return ()
        self._open.add(step.id)
        ways = self.to(step.requires)
        self._open.discard(step.id)
        return ways

    def _months_for(self, step: Step, leaf: Condition) -> int | None:
        """Return how long a step must last to make the leaf true (0: its own length), or None if it cannot."""
        if isinstance(leaf, Compare) and leaf.fact in step.grants.months:
            return int(leaf.values[0]) - int(self.planned.span(leaf.fact)[0])
        return 0 if truth(leaf, self._after[step.id]) else None


def combine(groups: Iterable[Iterable[Way]]) -> tuple[Way, ...]:
    """Return the minimal sets that take one way from each group."""
    ways: tuple[Way, ...] = NOTHING_TO_DO
    for group in groups:
        ways = minimal(merge(way, more) for way in ways for more in tuple(group))
    return ways


def merge(a: Way, b: Way) -> Way:
    """Join two sets of steps; a work step lasts as long as the one that needs it longer."""
    return {step: max(a.get(step, 0), b.get(step, 0)) for step in (*a, *(s for s in b if s not in a))}


def minimal(ways: Iterable[Way]) -> tuple[Way, ...]:
    """Drop every set that contains another one."""
    kept: list[Way] = []
    for way in sorted(ways, key=lambda w: (len(w), sum(w.values()))):
        if not any(_within(smaller, way) for smaller in kept):
            kept.append(way)
    return tuple(kept)


def _within(smaller: Way, larger: Way) -> bool:
    return all(step in larger and months <= larger[step] for step, months in smaller.items())


def _touched(grants: Grants) -> frozenset[str]:
    """Return the facts that a step's grants can change."""
    keys = {*grants.flags, *grants.months}
    keys |= {"education", "field", "other_degrees"} if grants.degrees else set()
    keys |= {"licenses"} if grants.licenses else set()
    keys |= {"aswb_exam"} if grants.exams else set()
    keys |= {"certifications"} if grants.certifications else set()
    return frozenset(keys)
