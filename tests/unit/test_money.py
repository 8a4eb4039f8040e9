"""Money by hand-worked examples."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from casemgr_cli.domain.figures import Span
from casemgr_cli.domain.wages import Pay, Wage
from casemgr_cli.engine.costs import Worth, total
from casemgr_cli.engine.schedule import Slot
from tests.unit.test_schedule import task

WAGE = Wage("29-1141", "Nurses", "US", "nation", "0", None, None, 1, 1, 1, 1, 1, 1, "2025-05", "oews_2025")
PAY = Pay(start=60000, experienced=72000, estimate=False, wage=WAGE, ranked=72000)


def high_end(
    slots: tuple[Slot, ...], first_job: int, pay: Pay, cost: Span, current: int | None
) -> int | None:
    """Return the high end of ten years at the high cost, so that one figure is worked out by hand."""
    return Worth(slots, first_job, pay, Span(cost.high, cost.high), current).ten_years()[1]


def test_the_low_end_has_the_lower_quarter_throughout_and_the_high_cost() -> None:
    """Ten years at 60,000 less 48,000 and the high cost; the high end takes the median and the low cost."""
    assert Worth((), 0, PAY, Span(100, 430), 48000).ten_years() == (120000 - 430, 24000 + 192000 - 100)


def test_changing_jobs_today_pays_the_difference_for_ten_years() -> None:
    """24 months at 60,000 and 96 at 72,000, less ten years at 48,000, less 430: 24,000 + 192,000 - 430."""
    assert high_end((), 0, PAY, Span(430, 430), 48000) == 24000 + 192000 - 430


def test_full_time_study_costs_the_pay_it_closes() -> None:
    """A year without pay costs 48,000; then 24 months at the start and 84 with experience."""
    slots = (Slot(task("school", 12, 0), 0),)
    assert high_end(slots, 12, PAY, Span(5000, 10000), 48000) == -48000 + 24000 + 7 * 24000 - 10000


def test_study_beside_the_old_job_changes_nothing_until_the_first_job() -> None:
    """The old pay goes on, so only the nine years after count."""
    slots = (Slot(task("school", 12, 0, work=True), 0),)
    assert high_end(slots, 12, PAY, Span(0, 0), 48000) == 24000 + 7 * 24000


def test_work_on_the_way_has_its_own_pay() -> None:
    """A year at 50,000, then two in the job at 60,000 and seven at 72,000; unknown, it is that start."""
    slots = (Slot(task("bedside", 12, 0, lane="work"), 0),)
    paid = Worth(slots, 12, PAY, Span(0, 0), 48000, {"bedside": 50000}).ten_years()
    assert paid == (2000 + 9 * 12000, 2000 + 24000 + 7 * 24000)
    assert high_end(slots, 12, PAY, Span(0, 0), 48000) == 12000 + 24000 + 7 * 24000


def test_break_even_by_hand() -> None:
    """A gain of 1,000 a month from the start pays 430 back within the first month, 12,000 in twelve."""
    assert Worth((), 0, PAY, Span(0, 0), 48000).break_even() == 0
    assert Worth((), 0, PAY, Span(430, 430), 48000).break_even() == 1
    assert Worth((), 0, PAY, Span(0, 12000), 48000).break_even() == 12


def test_break_even_counts_the_pay_that_study_closes() -> None:
    """A year without 48,000 and 6,000 of cost: 24 months give 24,000, then 2,000 a month the other 30,000."""
    slots = (Slot(task("school", 12, 0), 0),)
    assert Worth(slots, 12, PAY, Span(6000, 6000), 48000).break_even() == 12 + 24 + 15


def test_no_break_even_within_ten_years() -> None:
    """Someone who earns more than the job ever pays is never even; unknown pay leaves it unknown."""
    assert Worth((), 0, PAY, Span(0, 0), 90000).break_even() is None
    assert Worth((), 0, PAY, Span(0, 0), None).break_even() is None
    assert Worth((), 0, PAY, Span(0, 240000), 48000).break_even() is None


def test_even_for_good_not_for_a_while() -> None:
    """A route that gains first and falls behind later is even only once it stays so."""
    slots = (Slot(task("bedside", 12, 0, lane="work"), 0), Slot(task("school", 12, 1), 12))
    assert Worth(slots, 24, PAY, Span(0, 0), 48000).break_even() == 12 + 12 + 24 + 6


def test_what_is_not_known_is_not_guessed() -> None:
    """Without the current pay, or the pay there, there is no net."""
    assert high_end((), 0, PAY, Span(0, 0), None) is None
    assert high_end((), 0, Pay(None, None, estimate=False, wage=WAGE, ranked=None), Span(0, 0), 1) is None


def test_an_unknown_end_of_a_cost_stays_unknown() -> None:
    """A range stays a range, and unknown does not become zero."""
    assert total([Span(1, 2), Span(3, 4)]) == Span(4, 6)
    assert total([Span(1, 2), Span(3, None)]) == Span(4, None)


def test_no_pay_at_first_is_no_pay() -> None:
    """Two years for nothing, then pay: what is gained are eight years of it."""
    unpaid = Pay(0, 60000, estimate=False, wage=WAGE, ranked=60000)
    assert high_end((), 0, unpaid, Span(0, 0), 0) == 8 * 60000


@pytest.mark.parametrize(
    ("pay", "cost", "current", "ends", "even"),
    [
        (PAY, Span(0, 0), 48000, (120000, 216000), 0),
        (PAY, Span(None, 0), 48000, (120000, None), 0),
        (PAY, Span(0, None), 48000, (None, 216000), None),
        (replace(PAY, experienced=None), Span(0, 0), 48000, (120000, None), None),
        (replace(PAY, start=None), Span(0, 0), 48000, (None, None), None),
        (PAY, Span(0, 0), None, (None, None), None),
        (PAY, Span(0, 0), 0, (600000, 120000 + 8 * 72000), 0),
    ],
)
def test_each_end_is_known_where_its_own_parts_are(
    pay: Pay, cost: Span, current: int | None, ends: tuple[int | None, int | None], even: int | None
) -> None:
    """The low end has the starting pay and the high cost, the high end both pays and the low cost."""
    assert Worth((), 0, pay, cost, current).ten_years() == ends
    assert Worth((), 0, pay, cost, current).break_even() == even


@pytest.mark.parametrize(("month", "even"), [(0, 120), (1, None)])
def test_the_last_month_of_ten_years_is_in_time(month: int, even: int | None) -> None:
    """What is even with the very last month is even; a month later it never is."""
    assert Worth((), month, PAY, Span(0, 216000), 48000).break_even() == even
    assert Worth((), 0, PAY, Span(0, 216001), 48000).break_even() is None


@pytest.mark.parametrize(
    ("pay", "current", "cost"),
    [(PAY, 48000, 2000), (PAY, 84000, -1000), (PAY, None, None), (replace(PAY, experienced=None), 1, None)],
)
def test_a_month_of_waiting_costs_a_month_of_the_difference(
    pay: Pay, current: int | None, cost: int | None
) -> None:
    """A twelfth of what a year at the pay with experience brings over the present one, if both are known."""
    assert Worth((), 0, pay, Span(0, 0), current).wait_per_month() == cost
