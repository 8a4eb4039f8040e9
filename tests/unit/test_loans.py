"""Borrowing by hand-worked examples, and the payments against numpy-financial."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import numpy_financial  # type: ignore[import-untyped]  # it carries no types
import pytest
from hypothesis import given
from hypothesis import strategies as some

from casemgr_cli.domain.aid import Course, Lending, LoanLevel, RapRule, Tier
from casemgr_cli.domain.conditions import Compare
from casemgr_cli.domain.facts import LEVELS, Choice, Fact, FactTable
from casemgr_cli.domain.figures import Figure, Span
from casemgr_cli.engine.aid import (
    after_budget,
    borrowing,
    monthly_payment,
    rap_payment,
    standard_term,
    total_interest,
    with_income,
)
from casemgr_cli.engine.person import Person

if TYPE_CHECKING:
    from casemgr_cli.domain.aid import Borrowing


def figure(low: float, high: float | None = None) -> Figure:
    """Return a figure that nothing but its number matters of."""
    return Figure(f"f{low}", "", low, low if high is None else high, "USD", "2026", "here", verified=True)


# At rates near nothing the library's binary fractions are off by a few millionths of a dollar.
BINARY = 1e-5
RAP = RapRule(figure(10000), figure(1, 10), figure(10), figure(50))
TIERS = (Tier(10, None), Tier(15, figure(25000)), Tier(20, figure(50000)), Tier(25, figure(100000)))
LENDING = Lending(
    undergraduate=LoanLevel(
        figure(6.52),
        (figure(5500, 9500), figure(6500, 10500), figure(7500, 12500)),
        figure(31000, 57500),
        Compare("education", "at_least", ("associate",)),
    ),
    graduate=LoanLevel(
        figure(8.07),
        (figure(20500),),
        figure(100000),
        may_owe=Compare("education", "at_least", ("master",)),
    ),
    lifetime=figure(257500),
    standard=TIERS,
    rap=RAP,
)
FACTS = FactTable(
    (
        Fact("education", "choice", "", "", choices=tuple(Choice(level, level) for level in LEVELS)),
        Fact("budget", "integer", "", ""),
        Fact("student_loans", "integer", "", ""),
    )
)


def undergraduate(months: int, low: int | None, high: int | None, *, share: int = 100) -> Course:
    """Return undergraduate study in nursing."""
    return Course("undergraduate", "nursing", months, Span(low, high), share)


def graduate(months: int, low: int | None, high: int | None, *, share: int = 100) -> Course:
    """Return graduate study in social work."""
    return Course("graduate", "social_work", months, Span(low, high), share)


def borrowed(*courses: Course, income: int | None = None, **answers: str | int) -> Borrowing:
    """Return the borrowing of someone with these answers."""
    found = borrowing(LENDING, Person(FACTS, answers), courses)
    return found if income is None else with_income(found, income, LENDING.rap)


def test_a_textbook_loan() -> None:
    """10,000 at 6% over ten years is 111.02 a month, 13,322.46 in all."""
    assert monthly_payment(10000, Decimal(6), 120) == 111
    assert total_interest(10000, Decimal(6), 120) == 3322


def test_without_interest_only_the_principal_is_paid_back() -> None:
    """12,000 over 120 months is 100; half a dollar is rounded up, also from an even one."""
    assert monthly_payment(12000, Decimal(0), 120) == 100
    assert total_interest(12000, Decimal(0), 120) == 0
    assert monthly_payment(25, Decimal(0), 10) == 3
    assert monthly_payment(0, Decimal("6.52"), 120) == 0


@pytest.mark.parametrize(("principal", "rate", "months"), [(-1, 6, 120), (1, -1, 120), (1, 6, 0)])
def test_a_loan_that_makes_no_sense_is_refused(principal: int, rate: int, months: int) -> None:
    """Nothing below 0 is owed or charged, and there is at least one month to pay in."""
    with pytest.raises(ValueError, match="months to pay in"):
        monthly_payment(principal, Decimal(rate), months)


@given(some.integers(1, 300_000), some.integers(1, 2500), some.integers(1, 360))
def test_payments_agree_with_numpy_financial(principal: int, hundredths: int, months: int) -> None:
    """The payment, and the interest over the whole term, are what a well-known library says."""
    rate = Decimal(hundredths) / 100
    payment = -float(numpy_financial.pmt(float(rate) / 1200, months, principal))
    assert monthly_payment(principal, rate, months) == pytest.approx(payment, abs=0.5 + BINARY)
    assert total_interest(principal, rate, months) == pytest.approx(
        payment * months - principal, abs=0.5 + 1e-4
    )


def test_interest_is_the_sum_of_each_months_interest() -> None:
    """12,000 at 8.07% over two years, month by month."""
    each = numpy_financial.ipmt(0.0807 / 12, range(1, 25), 24, -12000)
    expected = Decimal(str(each.sum())).quantize(Decimal(1), ROUND_HALF_UP)
    assert total_interest(12000, Decimal("8.07"), 24) == int(expected)


@pytest.mark.parametrize(
    ("agi", "dependents", "expected"),
    [
        (0, 0, 10),
        (10000, 0, 10),  # the first bracket pays the least
        (10001, 0, 10),  # 1% is 8.33, below the least
        (20000, 0, 17),  # 1% is 16.67
        (20001, 0, 33),  # 2% is 33.34
        (50000, 0, 167),  # 4% is 166.67
        (50000, 2, 67),
        (100000, 0, 750),  # 9%
        (100001, 0, 833),  # 10%
        (150000, 1, 1200),  # 10% at most, less 50
        (30000, 3, 10),  # 2% is 50, less 150
    ],
)
def test_payment_by_income(agi: int, dependents: int, expected: int) -> None:
    """Each bracket begun adds a point on the whole income; a dependent takes 50 off, down to 10."""
    assert rap_payment(agi, dependents, RAP) == expected


def test_income_below_nothing_is_refused() -> None:
    """Neither income nor dependents can be below 0."""
    with pytest.raises(ValueError, match="below 0"):
        rap_payment(-1, 0, RAP)


@pytest.mark.parametrize(
    ("owed", "years"),
    [(0, 10), (24999, 10), (25000, 15), (49999, 15), (50000, 20), (99999, 20), (100000, 25)],
)
def test_the_standard_plan_takes_longer_for_more(owed: int, years: int) -> None:
    """Each tier begins at its amount."""
    assert standard_term(owed, TIERS) == years


def test_a_bachelors_from_the_first_year_on() -> None:
    """Four years: 5,500 + 6,500 + 2 x 7,500 for dependents, 9,500 + 10,500 + 2 x 12,500 for others."""
    plan = borrowed(undergraduate(48, 47800, 47800), education="high_school")
    assert plan.borrow == Span(47800, 47800)
    assert plan.limit == Span(27000, 45000)
    assert plan.gap == Span(2800, 20800)
    assert plan.monthly == Span(543, 543)
    assert plan.interest == Span(17390, 17390)
    assert (plan.standard_years, plan.standard_monthly) == (Span(15, 15), Span(417, 417))
    assert (plan.income, plan.rap, plan.budget) == (None, None, None)


def test_who_has_an_associate_degree_begins_in_the_upper_years() -> None:
    """Two years at the last limit named; where schooling is not known, both beginnings are in the range."""
    course = undergraduate(24, 11950, 14340)
    assert borrowed(course, education="associate").limit == Span(15000, 25000)
    assert borrowed(course, education="high_school").limit == Span(12000, 20000)
    assert borrowed(course, education="unknown").limit == Span(12000, 25000)


def test_a_begun_year_counts_whole() -> None:
    """Fifteen months run into a second year; eleven do not."""
    assert borrowed(undergraduate(15, 0, 0), education="bachelor").limit == Span(15000, 25000)
    assert borrowed(undergraduate(11, 0, 0), education="bachelor").limit == Span(7500, 12500)


def test_later_steps_go_on_where_earlier_ones_ended() -> None:
    """After two undergraduate years the third limit counts; graduate study has limits of its own."""
    plan = borrowed(
        undergraduate(24, 8000, 8000),
        undergraduate(24, 20000, 20000),
        graduate(24, 50000, 50000),
        education="high_school",
    )
    assert [loan.limit for loan in plan.loans] == [Span(12000, 20000), Span(15000, 25000), Span(41000, 41000)]
    assert [loan.gap for loan in plan.loans] == [Span(0, 0), Span(0, 5000), Span(9000, 9000)]
    assert plan.gap == Span(9000, 14000)


def test_what_earlier_steps_used_is_gone_from_the_total() -> None:
    """30,000 used of 31,000 leaves 1,000 to dependents; of 57,500 it leaves 27,500 to others."""
    plan = borrowed(undergraduate(48, 30000, 30000), undergraduate(24, 30000, 30000), education="associate")
    assert plan.loans[0].limit == Span(30000, 50000)
    assert plan.loans[1].limit == Span(1000, 25000)
    third = borrowed(graduate(72, 200000, 200000), graduate(12, 20000, 20000)).loans[1]
    assert third.limit == Span(0, 0)


@pytest.mark.parametrize(("owed", "gap"), [(0, 11825), (10000, 11825), (18000, 13825), (30000, 25825)])
def test_what_somebody_owes_is_gone_from_the_total(owed: int, gap: int) -> None:
    """31,000 to dependents less 30,000 that they owe leaves 1,000, if all of it is federal."""
    plan = borrowed(undergraduate(20, 26825, 26825), education="associate", student_loans=owed)
    assert plan.gap == Span(1825, gap)
    assert plan.owed == (owed if gap > 11825 else 0)


def test_loans_of_the_past_are_of_a_level_that_somebody_studied_at() -> None:
    """A bachelor's loans take nothing off the 100,000 for graduates, but off those of a lifetime."""
    course = graduate(24, 41000, 41000)
    assert borrowed(course, education="bachelor", student_loans=90000).limit == Span(41000, 41000)
    assert borrowed(course, education="master", student_loans=90000).limit == Span(10000, 41000)
    assert borrowed(course, education="bachelor", student_loans=250000).limit == Span(7500, 41000)


def test_a_budget_is_spent_in_order() -> None:
    """10,000 pay the first step and part of the second; the low ends leave more for later."""
    plan = borrowed(graduate(12, 4000, 8000), graduate(24, 20000, 30000), budget=10000)
    assert [loan.borrow for loan in plan.loans] == [Span(0, 0), Span(14000, 28000)]
    assert plan.loans[0].gap == Span(0, 0)
    assert plan.borrow == Span(14000, 28000)
    assert plan.budget == 10000


def test_a_budget_that_is_not_known_pays_nothing() -> None:
    """`unknown` is no number, and nothing is subtracted."""
    plan = borrowed(graduate(24, 20000, 30000), budget="unknown")
    assert (plan.budget, plan.borrow) == (None, Span(20000, 30000))


def test_a_cost_that_is_not_known_stays_unknown() -> None:
    """Its own end is unknown; at the high end it may take the whole budget, at the low end none of it."""
    assert after_budget([Span(1000, None), Span(5000, 6000)], 3000) == [Span(0, None), Span(3000, 6000)]
    assert after_budget([Span(None, None), Span(5000, 6000)], 3000) == [Span(None, None), Span(2000, 6000)]
    plan = borrowed(graduate(24, 13800, None))
    assert plan.borrow == Span(13800, None)
    assert plan.gap == Span(0, None)
    assert plan.monthly == Span(168, None)
    assert (plan.standard_years, plan.standard_monthly) == (Span(10, None), Span(168, None))


def test_less_than_full_time_the_limit_is_cut_in_proportion() -> None:
    """Three years of 7,500 and 12,500 at two thirds of full time, 67%: 15,075 and 25,125."""
    plan = borrowed(undergraduate(36, 11950, 30000, share=67), education="associate")
    assert plan.limit == Span(15075, 25125)
    assert plan.gap == Span(0, 14925)
    covered = borrowed(undergraduate(24, 0, 900, share=50), budget=1000)
    assert covered.gap == Span(0, 0)


def test_each_level_pays_its_own_rate() -> None:
    """10,000 at 6.52% are 114 a month and 10,000 at 8.07% are 122; together they owe 20,000."""
    plan = borrowed(undergraduate(12, 10000, 10000), graduate(12, 10000, 10000), income=50000)
    assert [loan.monthly for loan in plan.loans] == [Span(114, 114), Span(122, 122)]
    assert plan.monthly == Span(236, 236)
    assert plan.rap == 167


def test_the_longer_term_counts_all_that_is_owed() -> None:
    """Two loans of 15,000 owe 30,000 together, which takes 15 years."""
    plan = borrowed(graduate(12, 15000, 15000), graduate(12, 15000, 15000))
    assert plan.standard_years == Span(15, 15)
    assert plan.standard_monthly == Span(288, 288)


COURSES = some.lists(
    some.builds(
        lambda level, months, low, more, share: Course(
            level, "nursing", months, Span(low, low + more), share
        ),
        some.sampled_from(("undergraduate", "graduate")),
        some.integers(1, 72),
        some.integers(0, 90_000),
        some.integers(0, 90_000),
        some.integers(1, 100),
    ),
    max_size=4,
)


@given(COURSES, some.integers(0, 200_000), some.sampled_from((*LEVELS, "unknown")))
def test_ranges_are_ranges(courses: list[Course], budget: int, education: str) -> None:
    """Low never lies above high, nothing is below 0, and the budget is spent once."""
    plan = borrowed(*courses, budget=budget, education=education)
    for loan in plan.loans:
        for span in (loan.borrow, loan.limit, loan.gap, loan.monthly, loan.interest):
            assert 0 <= (span.low or 0) <= (span.high if span.high is not None else 10**9)
    lows = sum(course.cost.low or 0 for course in courses)
    assert plan.borrow.low == max(lows - budget, 0)
