"""Which answer that nobody gave would shorten a route, and to what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.domain.advice import Fork
from casemgr_cli.domain.conditions import ALWAYS, Compare, leaves
from casemgr_cli.domain.facts import UNKNOWN
from casemgr_cli.engine.evaluate import evaluate, truth

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casemgr_cli.domain.facts import Value
    from casemgr_cli.engine.candidates import Candidate
    from casemgr_cli.engine.planner import Planner

_SHOWN = 3
# Choices of more values, such as the state, are not tried one by one.
_MOST_VALUES = 10


def forks(planner: Planner, candidate: Candidate) -> tuple[Fork, ...]:
    """Return, for each answer that nobody gave, the least one that would make a route sooner or solid.

    The others stay as they are; at most three, the largest gain first. Where the job is planned under
    somebody who holds the CCM, or not, a last one says what the other case means for the certification.
    """
    found = [fork for key in _open_keys(planner, candidate) for fork in _least(planner, candidate, key)]
    found.sort(key=lambda fork: (fork.typical, fork.key))
    return (*found[:_SHOWN], *planner.supervisor_fork(candidate))


def _open_keys(planner: Planner, candidate: Candidate) -> list[str]:
    asked = candidate.asked
    demands = (*asked.law, *asked.habits, *asked.open_, *asked.unknown)
    needs = (evaluate(demand.when or ALWAYS, planner.stated).needs for demand in demands)
    return sorted(key for key in frozenset().union(*needs) if _could_answer(planner, key))


def _could_answer(planner: Planner, key: str) -> bool:
    """Whether a question is open that makes sense to the person: no student has worked as a nurse."""
    asked_if = planner.catalog.facts[key].asked_if
    return planner.answers.get(key, UNKNOWN) == UNKNOWN and truth(asked_if, planner.stated) is not False


def _least(planner: Planner, candidate: Candidate, key: str) -> Iterable[Fork]:
    before = planner.shortest(candidate.destination, stay=candidate.stay)
    least = min(candidate.typical, before.months) if before else candidate.typical
    for value in _values(planner, candidate, key):
        if not planner.may_gain(candidate.destination.background, key, value):
            continue
        found = planner.with_answer(key, value).shortest(candidate.destination, stay=candidate.stay)
        if found and (found.months < least or (found.solid and not candidate.solid)):
            yield Fork(key, value, found.months)
            return


def _values(planner: Planner, candidate: Candidate, key: str) -> list[Value]:
    """Return the values worth trying, the least first: each choice, or where a demand draws its line."""
    fact = planner.catalog.facts[key]
    if fact.type == "choice":
        values: list[Value] = [value for value in fact.values if value != UNKNOWN]
        return values if len(values) <= _MOST_VALUES else []
    if fact.type == "choices":
        qualifies = any(other.qualified_by == key for other in planner.catalog.facts.values())
        if qualifies:
            return [fact.values]
        return [(value,) for value in fact.values] if len(fact.values) <= _MOST_VALUES else []
    asked = candidate.asked
    demands = (*asked.law, *asked.habits, *asked.open_, *asked.unknown)
    bounds = {
        leaf.values[0]
        for demand in demands
        for leaf in leaves(demand.when or ALWAYS)
        if isinstance(leaf, Compare) and leaf.op == "at_least" and leaf.fact == key
    }
    return sorted(bound for bound in bounds if isinstance(bound, int | float))
