"""What is put first for people of every kind, as anybody who knows the field would."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from casemgr_cli.catalog.answers import accept
from casemgr_cli.engine.planner import plan
from tests.people import CATALOG

TODAY = date(2026, 11, 28)
PEOPLE: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "first_choices.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", PEOPLE)
def test_the_first_choice_is_what_an_expert_would_put_first(name: str) -> None:
    """Its place, its steps and its clocks are within what the case says."""
    case = PEOPLE[name]
    answers = {key: accept(CATALOG.facts[key], value) for key, value in case["answers"].items()}
    planned = plan(CATALOG, answers, TODAY)
    first, want = planned.routes[0], case["first"]
    steps = {step.id for step in first.steps}
    assert not want.get("settings") or set(want["settings"]) & set(first.destination.settings), first.id
    assert first.destination.id not in want.get("not", ())
    assert set(want.get("steps", ())) <= steps, first.id
    assert not set(want.get("without", ())) & steps, first.id
    assert set(want.get("forks", ())) <= {fork.key for fork in first.forks}
    assert first.stay == want.get("stay", first.stay)
    assert first.solid == want.get("solid", first.solid)
    assert first.typical <= want.get("job", first.typical), first.id
    assert "certified" not in want or (first.months_to_certified or 0) <= want["certified"], first.id
    assert (first.months_to_certified or 0) >= want.get("certified_from", 0), first.id
    assert set(case.get("contrasts", ())) <= {contrast.kind for contrast in planned.contrasts}
    now = {contrast.route for contrast in planned.contrasts if contrast.kind == "start_now"}
    begun = {route.destination.id for route in (*planned.routes, *planned.neighbors) if route.id in now}
    assert set(case.get("start_now", ())) <= begun
    other = {contrast.route for contrast in planned.contrasts if contrast.kind == "other_side"}
    named = {step.id for route in planned.routes if route.id in other for step in route.steps}
    assert not set(case.get("other_side_without", ())) & named
    assert not set(case.get("nowhere", ())) & {route.destination.id for route in planned.routes}
    barred = case.get("nowhere_step")
    own = [route for route in planned.routes if route.background == first.background]
    assert not any(step.id == barred for route in own for step in route.steps)


@pytest.mark.parametrize("name", [name for name, case in PEOPLE.items() if case["first"].get("stay")])
def test_an_answer_that_is_told_to_certify_sooner_does(name: str) -> None:
    """Whoever stays and gives the answer that a fork names is certified in the month it names."""
    answers = {key: accept(CATALOG.facts[key], value) for key, value in PEOPLE[name]["answers"].items()}
    first = plan(CATALOG, answers, TODAY).routes[0]
    for fork in first.forks:
        told = plan(CATALOG, {**answers, fork.key: fork.value}, TODAY)
        stays = [route for route in told.routes if route.stay]
        assert fork.certified in {None, *(route.months_to_certified for route in stays)}, fork
