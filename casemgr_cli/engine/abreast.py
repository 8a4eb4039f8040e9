"""The three sides next to each other, with what was taken as given: a plan that leaves all else out."""

from collections.abc import Iterable
from datetime import date

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Sides
from casemgr_cli.domain.facts import UNKNOWN, Answers, Assumption
from casemgr_cli.engine.eligibility import read_as_none
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.fit import fit
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.planner import Planner
from casemgr_cli.engine.standing import as_good_as_known, stand_ins


def sides(catalog: Catalog, answers: Answers, today: date) -> Sides:
    """Return the best way of each side, as the whole advice has it but without forks and loans."""
    planner = Planner(catalog, answers, today)
    best = planner.sides()
    return Sides(answers, assumed(catalog, answers, planner.undecided), fit(catalog, answers), best)


def assumed(catalog: Catalog, answers: Answers, undecided: frozenset[str]) -> tuple[Assumption, ...]:
    """Return what verdicts and planning took as given."""
    return (*read_as_none(catalog, answers), *_planned_with(catalog, answers, undecided))


def _planned_with(catalog: Catalog, answers: Answers, undecided: frozenset[str]) -> Iterable[Assumption]:
    """Return what the planning took as given: stand-ins for answers, and needs that nobody ruled out."""
    values = stand_ins(catalog.facts, answers)
    person, known = Person(catalog.facts, answers), as_good_as_known(catalog.facts, answers)
    for fact in catalog.facts.values():
        if fact.key in values:
            yield Assumption(fact.key, values[fact.key], fact.planning_why)
        elif (
            fact.key in undecided - known
            and answers.get(fact.key, UNKNOWN) == UNKNOWN
            and truth(fact.asked_if, person)
        ):
            yield Assumption(fact.key, None, catalog.words["assumed_unmet"])
