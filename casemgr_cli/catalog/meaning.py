"""Checks of what the data mean together: facts that fit, steps that can be started and lead somewhere."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from casemgr_cli.catalog.aid_meaning import check_aid, check_lending
from casemgr_cli.domain.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    Degree,
    Licensed,
    Not,
    facts_read,
    leaves,
)
from casemgr_cli.domain.facts import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from casemgr_cli.domain.careers import Grants, Note, Requirement
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.facts import Fact, Value

Found = tuple[str, str, str]

WITH_CHOICES = ("choice", "choices")
STANDALONE = ("membership",)
BINDING = ("law", "issuer")


def check_meaning(catalog: Catalog) -> list[Found]:
    """Return what is wrong: the dotted key, the message and its hint."""
    checks: tuple[Callable[[Catalog], Iterator[Found]], ...] = (
        _check_facts,
        _check_law,
        _check_possible,
        _check_started,
        _check_leading,
        _check_paces,
        _check_pay,
        check_lending,
        check_aid,
    )
    return [found for check in checks for found in check(catalog)]


ABROAD, RECENT = "foreign_degree", "recent_practice"


def supplies(grants: Grants, leaf: Condition, facts: Mapping[str, Fact]) -> bool:
    """Say whether finishing a step can help to make a leaf true, taken on its own."""
    if isinstance(leaf, Licensed):
        return bool(set(leaf.any_of) & set(grants.licenses))
    if isinstance(leaf, Degree):
        return any(
            level in leaf.levels and (not leaf.fields or name in leaf.fields)
            for level, _, name in (degree.partition(":") for degree in grants.degrees)
        )
    return isinstance(leaf, Compare) and _supplies_fact(grants, leaf, facts)


def _completes(grants: Grants, leaf: Condition) -> bool:
    """Say whether a step adds what a degree that is already there may lack."""
    if not isinstance(leaf, Degree):
        return False
    if any(fixed.fact == ABROAD for fixed in grants.sets):
        return True
    return (leaf.accredited and "accredited" in grants.flags) or (
        leaf.fieldwork and "fieldwork" in grants.flags
    )


def _supplies_fact(grants: Grants, leaf: Compare, facts: Mapping[str, Fact]) -> bool:
    if any(leaf.fact == fixed.fact for fixed in grants.sets):
        return True
    if leaf.fact in grants.months or any(facts[part].part_of == leaf.fact for part in grants.months):
        return True
    levels, fields = _levels_and_fields(grants)
    given: dict[str, Iterable[str]] = {
        "education": levels,
        "field": fields,
        "other_degrees": grants.degrees,
        "licenses": grants.licenses,
        "license_status": ("active",) if grants.licenses else (),
        "aswb_exam": grants.exams,
        "certifications": grants.certifications,
        **dict.fromkeys(grants.flags, ("yes",)),
    }
    return any(_meets(leaf, value, facts[leaf.fact]) for value in given.get(leaf.fact, ()))


def _levels_and_fields(grants: Grants) -> tuple[list[str], list[str]]:
    parts = [degree.partition(":") for degree in grants.degrees]
    return [level for level, _, _ in parts], [name for _, _, name in parts]


def _meets(leaf: Compare, value: str, fact: Fact) -> bool:
    if leaf.op in ("is", "has"):
        return value in leaf.values
    place, wanted = fact.values.index(value), fact.values.index(str(leaf.values[0]))
    return place >= wanted if leaf.op == "at_least" else place <= wanted


def _check_facts(catalog: Catalog) -> Iterator[Found]:
    for key, fact in catalog.facts.items():
        place = f"facts.{key}"
        if fact.type in WITH_CHOICES and not fact.choices:
            yield place, "A question of this type needs choices.", "Add choices, or choices_from."
        if key in facts_read(fact.asked_if):
            yield (
                f"{place}.asked_if",
                "Whether this is asked depends on its own answer.",
                "Name another fact.",
            )
        stand_ins = [value for _, value in fact.planning_if]
        stand_ins += [] if fact.planning_value is None else [fact.planning_value]
        if stand_ins and not fact.planning_why:
            yield f"{place}.planning_value", "A planning value needs its reason.", "Add planning_why."
        if any(not _fits(fact, value) for value in stand_ins):
            yield f"{place}.planning_value", "This is not a value the fact can have.", ""


def _fits(fact: Fact, value: Value) -> bool:
    if isinstance(value, tuple) or fact.type in WITH_CHOICES:
        return set(value if isinstance(value, tuple) else (value,)) <= set(fact.values)
    if isinstance(value, str):
        return fact.type == "text"
    return (fact.low is None or fact.low <= value) and (fact.high is None or value <= fact.high)


def _needed(catalog: Catalog) -> Iterator[tuple[str, Condition]]:
    """Yield every condition that somebody has to meet, with its dotted key."""
    for key, step in catalog.steps.items():
        yield f"steps.{key}.requires", step.requires
    for key, place in catalog.destinations.items():
        for name, asked in (("must", place.must), ("usually", place.usually)):
            for number, item in enumerate(asked):
                if item.when is not None:
                    yield f"destinations.{key}.{name}[{number}].when", item.when
    for key, certification in catalog.certifications.items():
        yield f"certifications.{key}.credential", certification.credential
        yield f"certifications.{key}.experience", certification.experience


def _check_law(catalog: Catalog) -> Iterator[Found]:
    for key, said in _statements(catalog):
        if said.made_by in BINDING and catalog.sources[said.source].judgment:
            message = f"Our own judgment cannot say what {said.made_by} asks."
            yield key, message, 'Cite the rule, or say "made_by: employers".'


def _statements(catalog: Catalog) -> Iterator[tuple[str, Requirement | Note]]:
    """Yield whatever says who demands it, with its dotted key."""
    for key, place in catalog.destinations.items():
        for name, asked in (("must", place.must), ("usually", place.usually)):
            for number, item in enumerate(asked):
                yield f"destinations.{key}.{name}[{number}]", item
    yield from ((f"notes.{key}", note) for key, note in catalog.notes.items())


def _check_possible(catalog: Catalog) -> Iterator[Found]:
    for key, condition in _needed(catalog):
        if not _holds(condition, lambda leaf: _answerable(leaf, catalog)):
            yield key, "Nobody can meet this: no answer and no step provides it.", ""


def _holds(condition: Condition, leaf_holds: Callable[[Condition], bool]) -> bool:
    """Evaluate a condition with a say for each leaf; what is under `not` counts as met."""
    if isinstance(condition, All):
        return all(_holds(part, leaf_holds) for part in condition.parts)
    if isinstance(condition, AnyOf):
        return any(_holds(part, leaf_holds) for part in condition.parts)
    return isinstance(condition, Not) or leaf_holds(condition)


def _answerable(leaf: Condition, catalog: Catalog) -> bool:
    """Say whether some answer can make a leaf true, or a step can."""
    facts = catalog.facts
    if any(supplies(step.grants, leaf, facts) for step in catalog.steps.values()):
        return True
    if isinstance(leaf, Degree):
        fields = not leaf.fields or not set(facts["field"].values).isdisjoint(leaf.fields)
        return fields and not set(facts["education"].values).isdisjoint(leaf.levels)
    if isinstance(leaf, Compare) and leaf.op in ("at_least", "at_most") and not facts[leaf.fact].choices:
        low, high, value = facts[leaf.fact].low, facts[leaf.fact].high, float(leaf.values[0])
        return (high is None or value <= high) if leaf.op == "at_least" else (low is None or value >= low)
    return True


def _check_started(catalog: Catalog) -> Iterator[Found]:
    """Find steps that wait for one another, for somebody who brings nothing that a step can give."""
    steps, facts = catalog.steps, catalog.facts

    def given_by(leaf: Condition, some: Iterable[str]) -> bool:
        return any(supplies(steps[key].grants, leaf, facts) for key in some)

    def elsewhere(key: str, leaf: Condition) -> bool:
        others = (other for other in steps if other != key and leaf not in leaves(steps[other].requires))
        return given_by(leaf, others)

    needs = {key: _by_steps(step.requires, partial(elsewhere, key)) for key, step in steps.items()}
    done: set[str] = set()

    def within_reach(key: str, leaf: Condition) -> bool:
        return _is_start(leaf) or given_by(leaf, done) or not elsewhere(key, leaf)

    while more := {
        key for key in steps if key not in done and _holds(needs[key], partial(within_reach, key))
    }:
        done |= more
    stuck = [key for key in steps if key not in done]
    for key in stuck:
        others = ", ".join(stuck)
        yield (
            f"steps.{key}.requires",
            "Nobody can ever start this step.",
            f"These wait for one another: {others}.",
        )


def _by_steps(condition: Condition, given: Callable[[Condition], bool]) -> Condition:
    """Leave out the alternatives that no step gives where another one is given by a step."""
    if isinstance(condition, All):
        return All(tuple(_by_steps(part, given) for part in condition.parts))
    if not isinstance(condition, AnyOf):
        return condition
    parts = tuple(_by_steps(part, given) for part in condition.parts)
    return AnyOf(tuple(part for part in parts if any(given(leaf) for leaf in leaves(part))) or parts)


def _is_start(leaf: Condition) -> bool:
    """Say whether a leaf is true of somebody who has nothing yet."""
    if not isinstance(leaf, Compare) or leaf.fact != "education":
        return False
    return leaf.op == "at_most" or LEVELS[0] in leaf.values


def _check_leading(catalog: Catalog) -> Iterator[Found]:
    """Find steps that give nothing a destination, a certification or a step that leads there asks for."""
    earned = {place.experience.earned_by for place in catalog.destinations.values() if place.experience}
    wanted = [
        leaf
        for key, condition in _needed(catalog)
        if not key.startswith("steps.")
        for leaf in leaves(condition)
    ]
    wanted += leaves(catalog.rules[RECENT]) if RECENT in catalog.rules else ()
    left = {
        key: step for key, step in catalog.steps.items() if step.kind not in STANDALONE and not step.covers
    }
    while leading := {
        key: step
        for key, step in left.items()
        if key in earned
        or any(supplies(step.grants, leaf, catalog.facts) or _completes(step.grants, leaf) for leaf in wanted)
    }:
        wanted = [leaf for step in leading.values() for leaf in leaves(step.requires)]
        left = {key: step for key, step in left.items() if key not in leading}
    for key in left:
        yield (
            f"steps.{key}",
            "Nothing leads to this step: no destination and no other step needs what it gives.",
            "",
        )


def _check_paces(catalog: Catalog) -> Iterator[Found]:
    """Find degrees that nobody with a job could take, and estimates without their reasoning."""
    for key, step in catalog.steps.items():
        if step.kind == "degree" and not any(pace.work_alongside for pace in step.paces):
            hint = "Add part_time with work_alongside: yes, from a real program or as an estimate."
            yield f"steps.{key}", "This degree has no pace beside a job.", hint
        for pace in step.paces:
            if pace.estimate and not pace.note:
                place = f"steps.{key}.{pace.name}"
                yield place, "An estimated pace needs its reasoning.", "Add note."


def _check_pay(catalog: Catalog) -> Iterator[Found]:
    """Find destinations whose pay names an industry in which the occupation has no row."""
    for key, place in catalog.destinations.items():
        soc, industry = place.pay.soc, place.pay.industry
        if industry and catalog.wages.industry(soc, industry) is None:
            message = f"The wage tables have no row for {soc} in industry {industry}."
            yield f"destinations.{key}.pay.industry", message, f"See wages/industries/{soc}.csv."
