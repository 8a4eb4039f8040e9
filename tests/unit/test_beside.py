"""Which ways stand side by side."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from casemgr_cli.engine.compare import beside
from casemgr_cli.errors import UsageFailure
from tests.unit import report_fixtures as made

NEAR = replace(made.route(), id="near", typical=3)
PLACES = tuple(
    replace(made.route(), id=f"r{n}", destination=replace(made.route().destination, id=f"place{n}"))
    for n in range(15)
)


def test_each_place_is_shown_by_its_best_way() -> None:
    """A second way to the same destination is left to --all."""
    advice = made.advice(routes=(made.route(), NEAR))
    assert [route.id for route in beside(advice).routes] == [made.route().id]
    assert len(beside(advice, everything=True).routes) == 2


def test_at_most_twelve_are_shown_best_first() -> None:
    """The order of the advice stays."""
    shown = beside(made.advice(routes=PLACES, recommended="r0")).routes
    assert [route.id for route in shown] == [f"r{n}" for n in range(12)]


def test_the_order_and_the_place_can_be_asked_for() -> None:
    """Sorting and filtering hold for every format, since they choose the routes."""
    advice = made.advice(routes=(made.route(), NEAR, made.EASY))
    soonest = beside(advice, sort="first_job", everything=True).routes
    assert [route.typical for route in soonest] == sorted(route.typical for route in advice.routes)
    setting = made.EASY.destination.settings[0]
    assert all(setting in r.destination.settings for r in beside(advice, where=setting).routes)


def test_a_place_that_no_way_leads_to_is_refused_with_the_nearest() -> None:
    """A misspelt setting gets a hint."""
    setting = made.route().destination.settings[0]
    with pytest.raises(UsageFailure) as caught:
        beside(made.advice(), where=setting[:-2] + setting[-1])
    assert setting in caught.value.hint


def test_of_what_was_asked_for_forty_letters_are_said() -> None:
    """Whoever pastes a page is not shown all of it."""
    with pytest.raises(UsageFailure) as caught:
        beside(made.advice(), where="x" * 60)
    assert caught.value.message == f"No way leads to '{'x' * 40}'."
