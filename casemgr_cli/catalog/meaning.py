"""Checks of what the data mean together: facts that fit, steps that can be started and lead somewhere."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain

from msgspec import Struct

from casemgr_cli.domain import Catalog, conditions
from casemgr_cli.domain.aid import STUDY_LEVELS, Aid, Tier
from casemgr_cli.domain.careers import EXAM, Grants, Note, Requirement
from casemgr_cli.domain.conditions import BINDING, Clause, Condition, facts_read, leaves
from casemgr_cli.domain.facts import LEVELS, Fact, Value
from casemgr_cli.domain.figures import Figure

_Found = tuple[str, str, str]
_DIVIDES = ("lending.rap.bracket",)
_AMOUNT = re.compile(r"\$([0-9][0-9,]*)|([0-9]+(?:\.[0-9]+)?)%")

_WITH_CHOICES = ("choice", "choices")


def check_meaning(catalog: Catalog) -> list[_Found]:
    """Return what is wrong: the dotted key, the message and its hint."""
    checks: tuple[Callable[[Catalog], Iterator[_Found]], ...] = (
        _check_facts,
        _check_law,
        _check_possible,
        _check_started,
        _check_leading,
        _check_paces,
        _check_pay,
        _check_lending,
        _check_aid,
    )
    return [found for check in checks for found in check(catalog)]


_ABROAD = "foreign_degree"


def _supplies(grants: Grants, leaf: Condition, facts: Mapping[str, Fact]) -> bool:
    """Say whether finishing a step can help to make a leaf true, taken on its own."""
    if isinstance(leaf, conditions.Licensed):
        return bool(set(leaf.any_of) & set(grants.licenses))
    if isinstance(leaf, conditions.Degree):
        given = zip(grants.levels, grants.fields, strict=True)
        return any(level in leaf.levels and (not leaf.fields or name in leaf.fields) for level, name in given)
    return isinstance(leaf, conditions.Compare) and _supplies_fact(grants, leaf, facts)


def _completes(grants: Grants, leaf: Condition) -> bool:
    """Say whether a step adds what a degree that is already there may lack."""
    if not isinstance(leaf, conditions.Degree):
        return False
    if any(fixed.fact == _ABROAD for fixed in grants.sets):
        return True
    return not {*leaf.flags}.isdisjoint(grants.flags)


def _supplies_fact(grants: Grants, leaf: conditions.Compare, facts: Mapping[str, Fact]) -> bool:
    if any(leaf.fact == fixed.fact for fixed in grants.sets):
        return True
    if leaf.fact in grants.months or any(facts[part].part_of == leaf.fact for part in grants.months):
        return True
    given: dict[str, Iterable[str]] = {
        "education": grants.levels,
        "field": grants.fields,
        "other_degrees": grants.degrees,
        "licenses": grants.licenses,
        "license_status": ("active",) if grants.licenses else (),
        EXAM: grants.exams,
        "certifications": grants.certifications,
        **dict.fromkeys(grants.flags, ("yes",)),
    }
    return any(_meets(leaf, value, facts[leaf.fact]) for value in given.get(leaf.fact, ()))


def _meets(leaf: conditions.Compare, value: str, fact: Fact) -> bool:
    if leaf.op in ("is", "has"):
        return value in leaf.values
    place, wanted = fact.values.index(value), fact.values.index(str(leaf.values[0]))
    return place >= wanted if leaf.op == "at_least" else place <= wanted


def _check_facts(catalog: Catalog) -> Iterator[_Found]:
    for key, fact in catalog.facts.items():
        place = f"facts.{key}"
        if fact.type in _WITH_CHOICES and not fact.choices:
            yield place, "A question of this type needs choices.", "Add choices, or choices_from."
        if key in facts_read(fact.asked_if):
            message = "Whether this is asked depends on its own answer."
            yield f"{place}.asked_if", message, "Name another fact."
        stand_ins = [value for _, value in (*fact.planning_if, *fact.planned_as)]
        stand_ins += [] if fact.planning_value is None else [fact.planning_value]
        if stand_ins and not fact.planning_why:
            yield f"{place}.planning_value", "A planning value needs its reason.", "Add planning_why."
        if any(not _fits(fact, value) for value in stand_ins):
            yield f"{place}.planning_value", "This is not a value the fact can have.", ""


def _fits(fact: Fact, value: Value) -> bool:
    if isinstance(value, tuple) or fact.type in _WITH_CHOICES:
        return set(value if isinstance(value, tuple) else (value,)) <= set(fact.values)
    if isinstance(value, str):
        return fact.type == "text"
    return (fact.low is None or fact.low <= value) and (fact.high is None or value <= fact.high)


def _needed(catalog: Catalog) -> Iterator[tuple[str, Condition]]:
    """Yield every condition that somebody has to meet, with its dotted key."""
    for key, step in catalog.steps.items():
        yield f"steps.{key}.requires", step.requires
    yield from ((f"{key}.when", item.when) for key, item in _asked(catalog) if item.when is not None)
    for key, certification in catalog.certifications.items():
        yield f"certifications.{key}.credential", certification.credential
        yield f"certifications.{key}.experience", certification.experience


def _asked(catalog: Catalog) -> Iterator[tuple[str, Requirement]]:
    """Yield whatever a destination asks for, with its dotted key."""
    for key, place in catalog.destinations.items():
        for name, asked in (("must", place.must), ("usually", place.usually)):
            yield from ((f"destinations.{key}.{name}[{number}]", item) for number, item in enumerate(asked))


def _check_law(catalog: Catalog) -> Iterator[_Found]:
    for key, said in _statements(catalog):
        if said.made_by in BINDING and said.source and catalog.sources[said.source].judgment:
            message = f"Our own judgment cannot say what {said.made_by} asks."
            yield key, message, 'Cite the rule, or say "made_by: employers".'


def _statements(catalog: Catalog) -> Iterator[tuple[str, Requirement | Note | Clause]]:
    """Yield whatever says who demands it, with its dotted key."""
    rules = ((f"rules.{key}", rule) for key, rule in catalog.rules.items())
    first: dict[Clause, str] = {}
    for key, condition in chain(rules, _needed(catalog)):
        for part in (condition, *leaves(condition)):
            first.setdefault(part.clause, key)
    yield from ((key, clause) for clause, key in first.items())
    yield from _asked(catalog)
    yield from ((f"notes.{key}", note) for key, note in catalog.notes.items())


def _check_possible(catalog: Catalog) -> Iterator[_Found]:
    for key, condition in _needed(catalog):
        if not _holds(condition, lambda leaf: _answerable(leaf, catalog)):
            yield key, "Nobody can meet this: no answer and no step provides it.", ""


def _holds(condition: Condition, leaf_holds: Callable[[Condition], bool]) -> bool:
    """Evaluate a condition with a say for each leaf; what is under `not` counts as met."""
    if isinstance(condition, conditions.All | conditions.AnyOf):
        several = all if isinstance(condition, conditions.All) else any
        return several(_holds(part, leaf_holds) for part in condition.parts)
    return isinstance(condition, conditions.Not) or leaf_holds(condition)


def _answerable(leaf: Condition, catalog: Catalog) -> bool:
    """Say whether some answer can make a leaf true, or a step can."""
    facts = catalog.facts
    if any(_supplies(step.grants, leaf, facts) for step in catalog.steps.values()):
        return True
    if isinstance(leaf, conditions.Degree):
        fields = not leaf.fields or not set(facts["field"].values).isdisjoint(leaf.fields)
        return fields and not set(facts["education"].values).isdisjoint(leaf.levels)
    if not isinstance(leaf, conditions.Compare) or leaf.op in ("is", "has") or facts[leaf.fact].choices:
        return True
    low, high, value = facts[leaf.fact].low, facts[leaf.fact].high, float(leaf.values[0])
    return (high is None or value <= high) if leaf.op == "at_least" else (low is None or value >= low)


def _check_started(catalog: Catalog) -> Iterator[_Found]:
    """Find steps that wait for one another, for somebody who brings nothing that a step can give."""
    steps, facts = catalog.steps, catalog.facts

    def given_by(leaf: Condition, some: Iterable[str]) -> bool:
        return any(_supplies(steps[key].grants, leaf, facts) for key in some)

    def elsewhere(key: str, leaf: Condition) -> bool:
        others = (other for other in steps if other != key and leaf not in leaves(steps[other].requires))
        return given_by(leaf, others)

    needs = {key: _by_steps(step.requires, partial(elsewhere, key)) for key, step in steps.items()}
    done: set[str] = set()

    def within_reach(key: str, leaf: Condition) -> bool:
        return _is_start(leaf) or given_by(leaf, done) or not elsewhere(key, leaf)

    def startable(key: str) -> bool:
        return _holds(needs[key], partial(within_reach, key))

    while more := {
        key for key in steps if key not in done and done.issuperset(steps[key].after) and startable(key)
    }:
        done |= more
    stuck = [key for key in steps if key not in done]
    hint = f"These wait for one another: {', '.join(stuck)}."
    for key in stuck:
        place = f"steps.{key}.{'after' if startable(key) else 'requires'}"
        yield place, "Nobody can ever start this step.", hint


def _by_steps(condition: Condition, given: Callable[[Condition], bool]) -> Condition:
    """Leave out the alternatives that no step gives where another one is given by a step."""
    if isinstance(condition, conditions.All):
        return conditions.All(tuple(_by_steps(part, given) for part in condition.parts))
    if not isinstance(condition, conditions.AnyOf):
        return condition
    parts = tuple(_by_steps(part, given) for part in condition.parts)
    return conditions.AnyOf(tuple(part for part in parts if any(map(given, leaves(part)))) or parts)


def _is_start(leaf: Condition) -> bool:
    """Say whether a leaf is true of somebody who has nothing yet."""
    if not isinstance(leaf, conditions.Compare) or leaf.fact != "education":
        return False
    return leaf.op == "at_most" or LEVELS[0] in leaf.values


def _check_leading(catalog: Catalog) -> Iterator[_Found]:
    """Find steps that give nothing a destination, a certification or a step that leads there asks for."""
    earned = {place.experience.earned_by for place in catalog.destinations.values() if place.experience}
    asked = (condition for key, condition in _needed(catalog) if not key.startswith("steps."))
    wanted = [leaf for condition in (*asked, catalog.standing.recent) for leaf in leaves(condition)]

    def leads(key: str) -> bool:
        grants = catalog.steps[key].grants
        given = (_supplies(grants, leaf, catalog.facts) or _completes(grants, leaf) for leaf in wanted)
        return key in earned or any(given)

    left = [key for key, step in catalog.steps.items() if step.kind != "membership" and not step.covers]
    while leading := list(filter(leads, left)):
        wanted = [leaf for key in leading for leaf in leaves(catalog.steps[key].requires)]
        left = [key for key in left if key not in leading]
    message = "Nothing leads to this step: no destination and no other step needs what it gives."
    yield from ((f"steps.{key}", message, "") for key in left)


def _check_paces(catalog: Catalog) -> Iterator[_Found]:
    """Find degrees that nobody with a job could take, and estimates without their reasoning."""
    for key, step in catalog.steps.items():
        if step.kind == "degree" and not any(pace.work_alongside for pace in step.paces):
            hint = "Add part_time with work_alongside: yes, from a real program or as an estimate."
            yield f"steps.{key}", "This degree has no pace beside a job.", hint
        for pace in step.paces:
            if pace.estimate and not pace.note:
                place = f"steps.{key}.{pace.name}"
                yield place, "An estimated pace needs its reasoning.", "Add note."


def _check_pay(catalog: Catalog) -> Iterator[_Found]:
    """Find destinations whose pay names an industry in which the occupation has no row."""
    for key, place in catalog.destinations.items():
        soc, industry = place.pay.soc, place.pay.industry
        if industry and catalog.wages.industry(soc, industry) is None:
            message = f"The wage tables have no row for {soc} in industry {industry}."
            yield f"destinations.{key}.pay.industry", message, f"See wages/industries/{soc}.csv."


def _check_lending(catalog: Catalog) -> Iterator[_Found]:
    """Find what the arithmetic of loans needs and does not have, and tiers out of order."""
    lending = catalog.lending
    if lending is None:
        for key in list(catalog.aid)[:1]:
            yield f"aid.{key}", "The arithmetic of loans needs a section lending.", "Add it to aid.yaml."
        return
    for key, figure in _figures(lending, "lending"):
        if figure.low is None or figure.high is None or figure.low < (1 if key in _DIVIDES else 0):
            message = f'The arithmetic of loans cannot use "{figure.id}".'
            yield key, message, "Give it a value above 0, or a low and a high."
    for name in STUDY_LEVELS:
        if not lending.level(name).years:
            yield f"lending.{name}.years", "A limit for the first year is missing.", "Name its figure."
    if not _in_order(lending.standard):
        hint = "Leave owing out of the first, and give each later one more years and a higher amount."
        yield "lending.standard", "The terms of the standard plan are not in order.", hint


def _in_order(tiers: tuple[Tier, ...]) -> bool:
    """Say whether the first tier begins at nothing and each later one at more, for more years."""
    bounds = [tier.owing.low or 0 if tier.owing else 0 for tier in tiers]
    years = [tier.years for tier in tiers]
    rising = bounds == sorted(set(bounds)) and years == sorted(set(years))
    return bool(tiers) and tiers[0].owing is None and years[0] > 0 and rising


def _figures(node: object, place: str) -> Iterator[tuple[str, Figure]]:
    """Yield every figure inside of a value, with its dotted place."""
    if isinstance(node, Figure):
        yield place, node
    elif isinstance(node, Struct):
        for name in node.__struct_fields__:
            yield from _figures(getattr(node, name), f"{place}.{name}")
    elif isinstance(node, tuple):
        for number, item in enumerate(node):
            yield from _figures(item, f"{place}[{number}]")


def _check_aid(catalog: Catalog) -> Iterator[_Found]:
    """Find amounts in the texts on aid that none of the entry's figures holds.

    What a state gives is said once, in the words of its entry, and nothing reckons with it.
    """
    national = {key: entry for key, entry in catalog.aid.items() if not entry.states}
    for key, entry in national.items():
        figures = [catalog.figures[id_] for id_ in entry.figures]
        held = {end for figure in figures for end in (figure.low, figure.high)}
        amounts = ((name, found) for name, text in _texts(entry) for found in _AMOUNT.finditer(text))
        for name, found in amounts:
            if float((found[1] or found[2]).replace(",", "")) not in held:
                message = f'No figure of this entry holds "{found[0]}".'
                yield f"aid.{key}.{name}", message, "Correct the text, or name its figure under figures."


def _texts(entry: Aid) -> Iterator[tuple[str, str]]:
    yield "amount", entry.amount
    yield "who", entry.who
    yield from ((f"said[{number}].text", clause.text) for number, clause in enumerate(entry.said))
    yield from ((f"cautions[{number}]", text) for number, text in enumerate(entry.cautions))
