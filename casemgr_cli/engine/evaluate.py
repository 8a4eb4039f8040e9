"""The one evaluator of conditions, in three values.

True and False are certain from what is known; None says that something not known decides. Every result
names the facts that could still change it, and `evaluate` keeps the whole tree for explanations.
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any, NamedTuple

from casemgr_cli.domain.advice import Trace
from casemgr_cli.domain.conditions import (
    All,
    AnyOf,
    Attest,
    Compare,
    Condition,
    Degree,
    Licensed,
    Not,
    Truth,
    facts_read,
    read_by,
)
from casemgr_cli.domain.facts import UNKNOWN, Answers, FactTable
from casemgr_cli.engine.person import Person

_NOTHING: frozenset[str] = frozenset()


class Result(NamedTuple):
    """The value of a condition, and of a leaf the facts that could still change it."""

    value: Truth
    needs: frozenset[str] = _NOTHING


_RESULTS = {value: Result(value) for value in (True, False, None)}
_OPS = {
    All: "all",
    AnyOf: "any",
    Not: "not",
    Compare: "fact",
    Licensed: "license",
    Degree: "degree",
    Attest: "attest",
}


def truth(condition: Condition, person: Person) -> Truth:
    """Return whether a condition holds for a person; None when what is known does not decide it."""
    return (person.tested.get(condition) or test(condition, person)).value


def holds(condition: Condition, answers: Answers, facts: FactTable) -> Truth:
    """Return whether a condition holds for someone with these answers."""
    return truth(condition, Person(facts, answers))


def evaluate(condition: Condition, person: Person) -> Trace:
    """Return how a condition comes out, with everything it read, as a tree."""
    clause, (value, needed) = condition.clause, test(condition, person)
    inner = condition.parts if isinstance(condition, All | AnyOf | Not) else ()
    parts = tuple(evaluate(part, person) for part in inner)
    return Trace(
        text=clause.text,
        value=value,
        op=_OPS[type(condition)],
        reads=tuple((key, person.answers.get(key)) for key in read_by(condition)),
        needs=needed.union(*(part.needs for part in parts)) if value is None else needed,
        parts=parts,
        source=clause.source,
        verified=clause.verified,
        made_by=clause.made_by,
    )


def needs(condition: Condition, person: Person) -> frozenset[str]:
    """Return the facts that could still change how a condition comes out; none where it is decided."""
    result = test(condition, person)
    if result.value is None and isinstance(condition, All | AnyOf | Not):
        return _NOTHING.union(*(needs(part, person) for part in condition.parts))
    return result.needs


def fold(values: Collection[Truth], *, deciding: bool) -> Truth:
    """Fold with `and` (False is `deciding`) or with `or` (True is); otherwise one unknown leaves it open."""
    return deciding if deciding in values else None if None in values else not deciding


def test(condition: Condition, person: Person) -> Result:
    """Return the value of a condition for a person; of a leaf also the facts that could still change it."""
    result, who = person.tested.get(condition), person
    if result is None:
        reads = facts_read(condition)
        while result is None and who.former and who.changed.isdisjoint(reads):
            who = who.former
            result = who.tested.get(condition)
        if result is None:
            result = who.tested[condition] = _TESTS[type(condition)](condition, who)
        person.tested[condition] = result
    return result


def _of_parts(condition: All | AnyOf, person: Person, *, deciding: bool) -> Result:
    """Fold the parts, and test none after one that decides: planning spends most of its time here."""
    folded: Truth = not deciding
    for part in condition.parts:
        value = (person.tested.get(part) or test(part, person)).value
        if value is deciding:
            return _RESULTS[deciding]
        if value is None:
            folded = None
    return _RESULTS[folded]


def _not(condition: Not, person: Person) -> Result:
    value = test(condition.part, person).value
    return _RESULTS[None if value is None else not value]


def _compare(leaf: Compare, person: Person) -> Result:
    fact = person.facts[leaf.fact]
    if leaf.op in {"is", "has"}:
        value = person.get(leaf.fact)
        if value is None and UNKNOWN in leaf.values:
            value = person.answers.get(leaf.fact)
        if value is None:
            return Result(None, frozenset({leaf.fact}))
        held = value if isinstance(value, tuple) else (value,)
        return _RESULTS[not frozenset(leaf.values).isdisjoint(held)]
    bound = leaf.values[0]
    if isinstance(bound, str):
        value = person.get(leaf.fact)
        if not isinstance(value, str):
            return Result(None, frozenset({leaf.fact}))
        low = high = float(fact.values.index(value))
        bound = fact.values.index(bound)
    else:
        low, high = person.counted(leaf.fact, leaf.window)
    value = _within(leaf.op, low, high, bound)
    return Result(None, _number_needs(leaf, person)) if value is None else _RESULTS[value]


def _within(op: str, low: float, high: float, bound: float) -> Truth:
    if op == "at_least":
        return True if low >= bound else False if high < bound else None
    return True if high <= bound else False if low > bound else None


def _number_needs(leaf: Compare, person: Person) -> frozenset[str]:
    """Return what decides a number: itself and its whole where not stated, the list that qualifies it, and
    when the work was done where only that is not known.
    """
    key = leaf.fact
    fact = person.facts[key]
    needs = {key} if person.get(key) is None else set()
    if needs and fact.part_of and person.get(fact.part_of) is None:
        needs.add(fact.part_of)
    if fact.qualified_by and (person.duties_undecided(key) or fact.qualified_by not in person.answers):
        needs.add(fact.qualified_by)
    if leaf.window is not None:
        needs |= {other for other in (fact.ended, fact.earlier) if person.answers.get(other) == UNKNOWN}
    return frozenset(needs)


def _licensed(leaf: Licensed, person: Person) -> Result:
    wanted = set(leaf.any_of)
    if wanted & person.active:
        return Result(True)
    held = person.members("licenses")
    if held is None:
        return Result(None, frozenset({"licenses"}))
    named = bool(wanted & set(held))
    others = person.facts["licenses"].may_be
    if not named and all(wanted.isdisjoint(others.get(each, ())) for each in held):
        return Result(False)
    status = person.get("license_status")
    if status is not None and status != "active":
        return Result(False)
    if named and status == "active":
        return Result(True)
    needs = {"license_status"} if status is None else set()
    return Result(None, frozenset(needs if named else needs | {"licenses"}))


def _degree(leaf: Degree, person: Person) -> Result:
    degrees = person.degrees()
    fits = [_fits(leaf, level, field) for level, field in degrees]
    if fits[0] and person.get("foreign_degree") == "yes":
        fits[0] = None  # Until it is evaluated, nobody knows what it counts as.
    some = fold(fits, deciding=True)
    if some is False:
        return _RESULTS[False]
    flags = {flag: person.get(flag) for flag in leaf.flags}
    value = fold(
        (some, *(None if said is None else said == "yes" for said in flags.values())), deciding=False
    )
    if value is not None:
        return _RESULTS[value]
    needs = {flag for flag, said in flags.items() if said is None}
    for (level, field), fit in zip(degrees, fits, strict=True):
        needs |= {"education"} if fit is None and level is None else set()
        needs |= {"field"} if fit is None and leaf.fields and field is None else set()
    needs |= {"other_degrees"} if person.members("other_degrees") is None else set()
    return Result(None, frozenset(needs))


def _fits(leaf: Degree, level: str | None, field: str | None) -> Truth:
    """Hold one degree against the leaf: level and field must both fit the same degree."""
    level_fits = None if level is None else level in leaf.levels
    field_fits = True if not leaf.fields else None if field is None else field in leaf.fields
    if level_fits is False or field_fits is False:
        return False
    return None if level_fits is None or field_fits is None else True


_TESTS: Mapping[type, Callable[[Any, Person], Result]] = {
    All: partial(_of_parts, deciding=False),
    AnyOf: partial(_of_parts, deciding=True),
    Not: _not,
    Compare: _compare,
    Licensed: _licensed,
    Degree: _degree,
    Attest: lambda _leaf, _person: _RESULTS[None],
}
