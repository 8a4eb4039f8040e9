"""A person as the conditions see them: answers read with the contract's rules about what is not stated."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from msgspec import Struct, field

from casemgr_cli.domain.careers import EXAM, OF_DEGREES, Fixed, Grants, touched
from casemgr_cli.domain.facts import LEVELS, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.facts import Answers, FactTable, Included, Value
    from casemgr_cli.engine.evaluate import Result

READ_AS_NONE = ("certifications", "other_degrees")


class Person(Struct, frozen=True, eq=False):
    """One person's answers, and what a planned route has given them on top.

    `active` holds licenses that a planned step gave: they are active whatever `license_status` says.
    With `planning`, what is not known counts as not there. `former` is who they were before the last step, or
    where they are `alike`, would be with another answer; that `changed` some facts. `tested` keeps how each
    condition came out, `later` who they are after a step, and `held` their degrees, since the answers never
    change.
    """

    facts: FactTable
    answers: Answers
    active: frozenset[str] = frozenset()
    planning: bool = False
    former: Person | None = None
    changed: frozenset[str] = frozenset()
    alike: bool = False
    tested: dict[Condition, Result] = field(default_factory=dict)
    later: dict[tuple[Grants, int], Person] = field(default_factory=dict)
    held: list[tuple[tuple[str | None, str | None], ...]] = field(default_factory=list)

    def get(self, key: str) -> Value | None:
        """Return the answer to a key or what another answer implies, or None when it is absent or unknown."""
        value = self.answers.get(key)
        if value is not None:
            return None if value == UNKNOWN else value
        if key in READ_AS_NONE:
            return ()
        fact = self.facts.get(key)
        for case in fact.implied_by if fact else ():
            if self.answers.get(case.key) == case.given:
                return case.value
        return None

    def members(self, key: str) -> tuple[str, ...] | None:
        """Return a list answer, or None when it is not known."""
        value = self.get(key)
        return value if isinstance(value, tuple) else None

    def span(self, key: str) -> tuple[float, float]:
        """Return the least and the most that a number can be.

        A part of a counter that is not stated lies between 0 and its whole, and never below what it includes.
        Stated months whose duties are incomplete may turn out not to count, so they reach down to 0. No fewer
        count than a license is given for.
        """
        fact, value = self.facts[key], self.get(key)
        stated = value if isinstance(value, int | float) else None
        parts = (part for part in fact.includes if part.months or stated is None)
        least = max(map(self._months_in, parts), default=0) if fact.includes else 0
        if stated is not None:
            most = max(stated, least)
            return (0 if self.duties_undecided(key) else most), most
        if self.planning:
            return least, least
        return least, self.span(fact.part_of)[1] if fact.part_of else inf

    def counted(self, key: str, window: float | None) -> tuple[float, float]:
        """Return the least and the most months of a counter that are young enough to count today.

        `window` is how many months back the rule looks, infinity for any age; None takes a number as stated.
        Months from before the years that the counter covers count where the window reaches beyond them. Of a
        part of the counter nobody said how many of those belong to it.
        """
        low, high = self.span(key)
        fact = self.facts[key]
        if window is None or not fact.ended:
            return low, high
        if fact.high is None or window > fact.high:
            least, most = self._stated(fact.earlier)
            low, high = low + (0 if fact.part_of else least), high + most
        sooner, later = self._stated(fact.ended)
        return max(0, min(low, window - later)), max(0, min(high, window - sooner))

    def kept_for(self, key: str, window: float | None, wanted: float) -> float:
        """Return the months of a counter that still count when work from now on has filled it to `wanted`.

        While somebody works on, the old months age: all of them are young enough then, or none is left.
        """
        low, _ = self.counted(key, window)
        since, _ = self._stated(ended := self.facts[key].ended)
        late = window is not None and ended and window - since < wanted
        return 0 if late else low

    def _stated(self, key: str) -> tuple[float, float]:
        """Return the least and the most of a number that counts as 0 when nobody gave it."""
        return self.span(key) if key in self.answers else (0, 0)

    def _months_in(self, part: Included) -> float:
        if part.license and part.license not in listed(self.answers, "licenses"):
            return 0
        months = self.get(part.counter) if part.counter else part.months
        return months if isinstance(months, int | float) and not self.duties_undecided(part.counter) else 0

    def duties_undecided(self, key: str) -> bool:
        """Whether the list that qualifies a counter was given without all its members."""
        listed = self.facts[key].qualified_by if key else ""
        given = self.answers.get(listed) if listed else None
        if given is None:
            return False
        return not (isinstance(given, tuple) and set(self.facts[listed].values) <= set(given))

    def degrees(self) -> tuple[tuple[str | None, str | None], ...]:
        """Return every degree as (level, field), the highest first; None stands for not known."""
        if not self.held:
            level, field = self.get("education"), self.get("field")
            rest = self.members("other_degrees")
            first = (str(level) if level else None, str(field) if field else None)
            self.held.append((first, *([(None, None)] if rest is None else map(_split, rest))))
        return self.held[0]

    def after(self, grants: Grants, months: int = 0) -> Person:
        """Return who the person is once a step is done, `months` long for a work step: the same each time."""
        if (grants, months) not in self.later:
            self.later[grants, months] = self._after(grants, months)
        return self.later[grants, months]

    def _after(self, grants: Grants, months: int) -> Person:
        answers = dict(self.answers)
        for degree in grants.degrees:
            _add_degree(answers, degree)
        for flag in grants.flags:
            answers[flag] = "yes"
        for exam in grants.exams:
            _raise(answers, EXAM, exam, self.facts[EXAM].values)
        for counter in grants.months:
            answers[counter] = self.span(counter)[0] + months
        answers.update({fixed.fact: fixed.value for fixed in grants.sets})
        _extend(answers, "license_states", grants.states)
        _extend(answers, "certifications", grants.certifications)
        _extend(answers, "licenses", grants.licenses)
        active = self.active | frozenset(grants.licenses)
        former, changed = self, self.facts.reading(touched(grants))
        if self.alike and self.former:  # What a step gives makes nobody less alike.
            former, changed = self.former.after(grants, months), self.changed
        return Person(self.facts, answers, active, self.planning, former, changed, self.alike)

    def aged(self, months: int) -> Person:
        """Return the person so many months on: work that ended lies longer back then."""
        ends = [(key, self.answers.get(key)) for key in self.facts.ends]
        since = tuple(Fixed(key, str(ago + months)) for key, ago in ends if isinstance(ago, int) and ago)
        return self.after(Grants(sets=since)) if months and since else self

    def answering(self, answers: Answers) -> Person:
        """Return the person with other answers, and all that planned steps gave."""
        others = (key for key in {**self.answers, **answers} if self.answers.get(key) != answers.get(key))
        changed = _read_from(frozenset(others), self.facts)
        return Person(self.facts, answers, self.active, self.planning, self, changed, alike=True)


def _read_from(keys: frozenset[str], facts: FactTable) -> frozenset[str]:
    """Return some facts and all that are read from one of them; a new degree changes what is held of all."""
    found = facts.reading(keys)
    return found if found.isdisjoint(OF_DEGREES) else found | OF_DEGREES


def said(answers: Answers, key: str) -> str | None:
    """Return the text that someone answered, or None where they did not or do not know."""
    value = answers.get(key)
    return value if isinstance(value, str) and value != UNKNOWN else None


def listed(answers: Answers, key: str) -> tuple[str, ...]:
    """Return the list that someone answered, empty where they did not or do not know."""
    value = answers.get(key)
    return value if isinstance(value, tuple) else ()


def _split(degree: str) -> tuple[str | None, str | None]:
    level, _, field = degree.partition(":")
    return level, field or None


def _extend(answers: dict[str, Value], key: str, new: tuple[str, ...]) -> None:
    if new:
        answers[key] = (*listed(answers, key), *new)


def _raise(answers: dict[str, Value], key: str, value: str, order: Sequence[str]) -> None:
    held = answers.get(key)
    answers[key] = max(value, str(held) if held in order else value, key=order.index)


def _add_degree(answers: dict[str, Value], degree: str) -> None:
    """Add a degree; a higher one becomes the highest and the former one, if more than a plain high-school
    diploma, moves to the others.
    """
    level, _, field = degree.partition(":")
    had, had_field = answers.get("education"), answers.get("field")
    known = isinstance(had, str) and had in LEVELS
    if known and LEVELS.index(str(had)) >= LEVELS.index(level):
        _extend(answers, "other_degrees", (degree,))
        return
    named = had_field if isinstance(had_field, str) and had_field != UNKNOWN else ""
    diploma = had == "high_school" and named in {"", "other"}
    if known and had != "none" and not diploma:
        _extend(answers, "other_degrees", (f"{had}:{named}",))
    answers["education"], answers["field"] = level, field
    if answers.get("foreign_degree") == "yes":
        answers["foreign_degree"] = "no"  # It is about the highest degree, and that one is from here.
