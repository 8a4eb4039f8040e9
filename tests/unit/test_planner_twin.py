"""The planner against its brute-force twin, on a hundred random people."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING

import pytest

from casemgr_cli.catalog.files import data_dir
from casemgr_cli.catalog.load import load_catalog
from casemgr_cli.engine.planner import Planner
from casemgr_cli.engine.standing import planned_as, steps_for
from tests.unit.planner_twin import Measured, Twin

if TYPE_CHECKING:
    from casemgr_cli.domain import Catalog
    from casemgr_cli.domain.careers import Destination
    from casemgr_cli.domain.facts import Value

TODAY = date(2026, 11, 23)
PEOPLE = 100


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Return the shipped catalog."""
    return load_catalog(data_dir(None), strict=False)


@pytest.mark.parametrize("seed", range(PEOPLE // 10))
def test_planner_agrees_with_brute_force(catalog: Catalog, seed: int) -> None:
    """For random people and destinations both find the same unbeaten months and costs to the first job."""
    dice = random.Random(seed)  # noqa: S311  reproducible people, not secrets
    for _ in range(10):
        answers = random_answers(catalog, dice)
        destination = dice.choice(list(catalog.destinations.values()))
        assert planned_ways(catalog, answers, destination) == twin_ways(catalog, answers, destination), (
            destination.id,
            answers,
        )


def planned_ways(
    catalog: Catalog, answers: dict[str, Value], destination: Destination
) -> set[Measured] | None:
    """Return the unbeaten ways of the planner; None where law is known to be unmet."""
    planner = Planner(catalog, answers, TODAY)
    side = planner.side(destination.background)
    asked = planner._asked(destination, stay=False)  # noqa: SLF001  before limits of the place
    if asked is None:
        return None
    drafts = side.drafts((*asked.law, *asked.habits))
    ways = {Measured(draft.months, sum(s.task.step.cost.high or 0 for s in draft.slots)) for draft in drafts}
    return {way for way in ways if not any(other.beats(way) for other in ways)}


def twin_ways(catalog: Catalog, answers: dict[str, Value], destination: Destination) -> set[Measured] | None:
    """Return the unbeaten ways by brute force."""
    answers = {**planned_as(catalog.facts, answers)}
    return Twin(catalog, steps_for(catalog, answers), answers, destination).unbeaten()


def random_answers(catalog: Catalog, dice: random.Random) -> dict[str, Value]:
    """Return possible answers of one person; about a third of the questions are left open."""
    keys = [
        "education", "field", "licenses", "license_status", "accredited", "fieldwork", "degree_year", "gpa",
        "prerequisites_done", "enrolled_in", "keep_working", "online", "budget", "hours_per_week", "state",
        "aswb_exam", "months_nursing", "months_acute_care", "months_case_management", "months_direct_service",
    ]  # fmt: skip
    answers: dict[str, Value] = {}
    for key in keys:
        fact = catalog.facts[key]
        if dice.random() < 0.35:
            continue
        if fact.type == "choice":
            answers[key] = dice.choice(fact.values)
        elif fact.type == "choices":
            answers[key] = tuple(dice.sample(fact.values, dice.choice([0, 0, 1, 1, 2])))
        elif key == "gpa":
            answers[key] = dice.choice([2.5, 3.0, 3.6])
        else:
            low, high = int(fact.low or 0), int(fact.high or 60)
            answers[key] = dice.choice([low, dice.randint(low, min(high, low + 60)), high])
    return answers
