"""What a route costs and brings, in whole US dollars."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from casemgr_cli.domain.figures import FREE, Span
from casemgr_cli.domain.wages import Pay
from casemgr_cli.engine.schedule import Slot

_YEARS_COMPARED = 10
_MONTHS_AT_START_PAY = 24


def total(costs: Iterable[Span]) -> Span:
    """Add up costs; an end that is not known makes that end of the total unknown."""
    whole = FREE
    for cost in costs:
        whole = whole.plus(cost)
    return whole


def ten_years(
    slots: Sequence[Slot], first_job: int, pay: Pay, cost: Span, current_pay: int | None
) -> tuple[int | None, int | None]:
    """Return what a route is worth over ten years against staying, the low and the high end.

    Months 0 to 119, before tax and undiscounted: pay on the route minus `current_pay` (see `_each_month`),
    minus the cost. The low end has the lower quarter of the pay throughout and the high cost, the high end
    the median after 24 months and the low cost. None where a part of it is not known.

    Args:
        slots: the route's steps on the calendar, in months from today.
        first_job: the month in which the job at the destination begins.
        pay: the destination's pay a year.
        cost: the cost of the route.
        current_pay: what the person earns now, a year.
    """
    start, current = pay.start, current_pay
    if start is None or current is None:
        return None, None
    steady = Pay(start, start, pay.estimate, pay.wage, start)
    low, high = (round(sum(_each_month(slots, first_job, paid, current)) / 12) for paid in (steady, pay))
    return (
        None if cost.high is None else low - cost.high,
        None if cost.low is None or pay.experienced is None else high - cost.low,
    )


def break_even(
    slots: Sequence[Slot], first_job: int, pay: Pay, cost: Span, current_pay: int | None
) -> int | None:
    """Return after how many months a route has brought in as much as staying, for good within ten years.

    The whole high end of the cost counts from the first day, and a route that falls behind again is not even
    yet. None when it never is within ten years, or what `ten_years` needs is not known.
    """
    if cost.high is None or not _known(pay, current_pay):
        return None
    gained = [0, *accumulate(_each_month(slots, first_job, pay, current_pay or 0))]
    behind = [month for month, yearly in enumerate(gained) if yearly < cost.high * 12]
    even = behind[-1] + 1 if behind else 0
    return even if even < len(gained) else None


def _known(pay: Pay, current_pay: int | None) -> bool:
    return current_pay is not None and pay.start is not None and pay.experienced is not None


def _each_month(slots: Sequence[Slot], first_job: int, pay: Pay, current_pay: int) -> Iterator[int]:
    """Yield, for months 0 to 119, by how much a year's pay on the route differs from the current pay.

    A month in the old job changes nothing; a month in which study closes work loses the current pay; from
    the first paid step of the route on, the destination's starting pay counts for 24 months and its
    experienced pay after that.
    """
    start, experienced = pay.start or 0, pay.experienced or 0
    closed = {m for slot in slots if slot.task.closes_work for m in range(slot.start, slot.end)}
    paid_from = min([first_job, *(slot.start for slot in slots if slot.task.step.lane == "work")])
    paid = 0
    for month in range(_YEARS_COMPARED * 12):
        if month in closed:
            yield -current_pay
        elif month >= paid_from:
            yield (start if paid < _MONTHS_AT_START_PAY else experienced) - current_pay
            paid += 1
        else:
            yield 0


def wait_per_month(pay: Pay, current_pay: int | None) -> int | None:
    """Return what each month of putting a route off costs, in whole US dollars.

    Within a fixed number of years a month of waiting trades one month at experienced pay for one at the
    current pay. None when either is not known.
    """
    if current_pay is None or pay.experienced is None:
        return None
    return round((pay.experienced - current_pay) / 12)
