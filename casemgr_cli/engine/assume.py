"""What stands in for answers that nobody gave, so that a route can be planned at all."""

from casemgr_cli.domain.facts import Answers, FactTable, Value
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.person import Person


def stand_ins(facts: FactTable, answers: Answers) -> dict[str, Value]:
    """Return the planning value of every fact that has one for this person and that they did not state.

    Each is chosen in view of those before it.
    """
    values: dict[str, Value] = {}
    today = Person(facts, answers)
    for fact in facts.values():
        if today.get(fact.key) is None:
            value = fact.planning_value
            if fact.planning_if:
                person = Person(facts, {**answers, **values})
                value = next((fits for when, fits in fact.planning_if if truth(when, person)), value)
            values |= {} if value is None else {fact.key: value}
    return values


def planned(facts: FactTable, answers: Answers) -> Person:
    """Return the person a route is planned for: stand-ins in place, and the unknown counted as missing.

    What a counter includes is what it includes today: a license that comes later changes no months of before.
    """
    today = Person(facts, {**answers, **stand_ins(facts, answers)}, planning=True)
    included = [fact.key for fact in facts.values() if fact.includes and today.get(fact.key) is None]
    return Person(facts, {**today.answers, **{key: today.span(key)[0] for key in included}}, planning=True)
