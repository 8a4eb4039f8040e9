"""What more of something may never do: a month, a limit, an answer that is not known."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING

import pytest

from casemgr_cli.catalog.load import load_catalog
from casemgr_cli.catalog.paths import data_dir
from casemgr_cli.engine.planner import Planner
from tests.unit.test_planner_twin import random_answers

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Value

TODAY = date(2026, 11, 23)
CATALOG = load_catalog(data_dir(None), strict=False)
COUNTERS = ("months_nursing", "months_acute_care", "months_case_management", "months_direct_service")
PEOPLE = range(8)


def soonest(answers: dict[str, Value]) -> dict[str, tuple[int, int]]:
    """Return, for each place with a solid way, the least months and the least cost of such ways."""
    planner = Planner(CATALOG, answers, TODAY)
    found = {}
    for destination in CATALOG.destinations.values():
        ways = [way for way in planner.candidates(destination)[0] if way.solid]
        if ways:
            costs = [sum(slot.task.step.cost.high or 0 for slot in way.slots) for way in ways]
            found[destination.id] = min(way.typical for way in ways), min(costs)
    return found


def someone(seed: int) -> dict[str, Value]:
    """Return a random person whose license, if any, is in order."""
    dice = random.Random(1000 + seed)  # noqa: S311  reproducible people, not secrets
    return random_answers(CATALOG, dice) | {"license_status": "active"}


@pytest.mark.parametrize("seed", PEOPLE)
def test_more_months_never_make_a_first_job_later_or_dearer(seed: int) -> None:
    """Twelve months more of each kind of work; a place may open, and none gets farther."""
    answers = someone(seed)
    less = answers | dict.fromkeys(COUNTERS, 12)
    before, after = soonest(less), soonest(less | dict.fromkeys(COUNTERS, 24))
    for place, (months, cost) in before.items():
        assert after[place][0] <= months, place
        assert after[place][1] <= cost, place


@pytest.mark.parametrize("seed", PEOPLE)
def test_a_limit_never_makes_anything_sooner_or_cheaper(seed: int) -> None:
    """Who must not lift or must keep earning has no way that others lack."""
    answers = someone(seed) | {"limits": (), "keep_working": "no"}
    free, bound = soonest(answers), soonest(answers | {"limits": ("lifting",), "keep_working": "yes"})
    assert set(bound) <= set(free)
    for place, (months, cost) in bound.items():
        assert free[place][0] <= months, place
        assert free[place][1] <= cost, place


@pytest.mark.parametrize("seed", PEOPLE)
def test_an_unknown_never_beats_a_known(seed: int) -> None:
    """Who does not know her months is never planned sooner than with the months she may have."""
    answers = someone(seed)
    known, unknown = (soonest(answers | dict.fromkeys(COUNTERS, value)) for value in (36, "unknown"))
    for place, (months, _) in unknown.items():
        assert known[place][0] <= months, place
