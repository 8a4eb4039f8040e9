"""Which ways stand side by side."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from casemgr_cli.domain.advice import Contrast
from casemgr_cli.domain.figures import Span
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


def test_what_is_recommended_or_a_contrast_is_among_the_twelve() -> None:
    """However late it comes."""
    kept = [f"r{n}" for n in range(10)]
    advice = made.advice(routes=PLACES, recommended="r14", contrasts=(Contrast("cheapest", "r13", ""),))
    assert [route.id for route in beside(advice).routes] == [*kept, "r13", "r14"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("first_job", "cab"),
        ("certified", "bac"),
        ("cost", "acb"),
        ("pay", "bac"),
        ("doors", "cba"),
    ],
)
def test_what_is_not_known_comes_last(sort: str, order: str) -> None:
    """By months and cost the least comes first, by pay and doors the most; of equals the better way."""
    pay = made.route().pay
    routes = (
        replace(made.route(), id="a", typical=2, months_to_certified=9, doors=1, cost=Span(0, 1)),
        replace(made.route(), id="b", typical=2, months_to_certified=8, doors=2, cost=Span(0, None)),
        replace(made.route(), id="c", typical=1, months_to_certified=None, doors=3, cost=Span(0, 900)),
    )
    paid = tuple(
        replace(r, pay=replace(pay, experienced=p)) for r, p in zip(routes, (70, 80, None), strict=True)
    )
    found = beside(made.advice(routes=paid), sort=sort, everything=True).routes
    assert "".join(route.id for route in found) == order


@pytest.mark.parametrize(
    ("where", "found"),
    [("Long Term-Care", "a"), ("mill", "b"), ("social-work", "b"), ("place1", "b"), ("NURSING", "a")],
)
def test_a_place_goes_by_its_setting_its_side_its_id_or_a_part_of_its_title(where: str, found: str) -> None:
    """Whatever its case, with spaces or dashes."""
    there = (("a", "nursing", "long_term_care", "The Home"), ("b", "social_work", "hospital", "The Mill"))
    routes = tuple(
        replace(
            made.route(),
            id=id_,
            background=side,
            title=title,
            destination=replace(made.route().destination, id=f"place{n}", settings=(setting,)),
        )
        for n, (id_, side, setting, title) in enumerate(there)
    )
    assert [route.id for route in beside(made.advice(routes=routes), where=where).routes] == [found]


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
