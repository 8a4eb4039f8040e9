"""What a route costs and brings, in whole US dollars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.domain.figures import FREE, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casemgr_cli.domain.wages import Pay
    from casemgr_cli.engine.schedule import Slot

YEARS_COMPARED = 10
MONTHS_AT_START_PAY = 24


def total(costs: Iterable[Span]) -> Span:
    """Add up costs; an end that is not known makes that end of the total unknown."""
    whole = FREE
    for cost in costs:
        whole = whole.plus(cost)
    return whole


def ten_year_net(
    slots: Sequence[Slot], first_job: int, pay: Pay, cost: Span, current_pay: int | None
) -> int | None:
    """Return what a route is worth over ten years against staying, before tax and undiscounted.

    Months 0 to 119: pay on the route minus `current_pay`, minus the high end of the cost. A month in the
    old job changes nothing; a month in which study closes work loses the current pay; from the first paid
    step of the route on, the destination's starting pay counts for 24 months and its experienced pay after
    that. None when the current pay or the destination's pay is not known.

    Args:
        slots: the route's steps on the calendar, in months from today.
        first_job: the month in which the job at the destination begins.
        pay: the destination's pay a year.
        cost: the cost of the route.
        current_pay: what the person earns now, a year.
    """
    if current_pay is None or pay.start is None or pay.experienced is None or cost.high is None:
        return None
    closed = {m for slot in slots if slot.task.closes_work for m in range(slot.start, slot.end)}
    paid_from = min([first_job, *(slot.start for slot in slots if slot.task.step.lane == "work")])
    yearly = paid = 0
    for month in range(YEARS_COMPARED * 12):
        if month in closed:
            yearly -= current_pay
        elif month >= paid_from:
            yearly += (pay.start if paid < MONTHS_AT_START_PAY else pay.experienced) - current_pay
            paid += 1
    return round(yearly / 12) - cost.high


def wait_per_month(pay: Pay, current_pay: int | None) -> int | None:
    """Return what each month of putting a route off costs, in whole US dollars.

    Within a fixed number of years a month of waiting trades one month at experienced pay for one at the
    current pay. None when either is not known.
    """
    if current_pay is None or pay.experienced is None:
        return None
    return round((pay.experienced - current_pay) / 12)
