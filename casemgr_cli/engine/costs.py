"""What each step costs the person, and what a route costs and brings, in whole US dollars before aid.

Tuition and fees are those of their place, each charge on its own. Years of tuition are decimals, so that a
quarter of a year costs a quarter of the price to the dollar; halves are rounded up.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.careers import Step
from casemgr_cli.domain.facts import Answers
from casemgr_cli.domain.figures import CHARGES, FREE, Charge, Figure, Price, Span, Tuition, known_total
from casemgr_cli.domain.licensing import LicenseGuide, NurseLicense
from casemgr_cli.domain.wages import Pay
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.person import Person, said
from casemgr_cli.engine.schedule import Slot


def priced(catalog: Catalog, answers: Answers) -> dict[str, Step]:
    """Return the steps with what they cost in the person's state, at the kind of college they want.

    Without a state, or where a state's price was not found, the nation's stands. A charge that nobody found
    stays unknown and is left out of the total.
    """
    state, college = said(answers, "state"), said(answers, "college")
    abroad = educated_abroad(catalog, answers)
    steps = {}
    for id_, step in catalog.steps.items():
        tuition, elsewhere = _tuition(step, catalog, state, college)
        charges = (*_flat(step, catalog), *tuition, *_fees(step, catalog, state, abroad=abroad))
        steps[id_] = replace(step, charges=charges, elsewhere=elsewhere, cost=known_total(charges))
    return steps


def educated_abroad(catalog: Catalog, answers: Answers) -> bool:
    """Whether somebody pays for a license what those educated abroad pay."""
    return truth(catalog.standing.abroad, Person(catalog.facts, answers)) is True


def figure_charge(figure: Figure, kind: str) -> Charge:
    """Return a figure in US dollars as a charge."""
    low, high = (None if end is None else int(end) for end in (figure.low, figure.high))
    told = {name: getattr(figure, name) for name in ("label", "as_of", "source", "verified", "note")}
    return Charge(kind=kind, low=low, high=high, **told)


def _tuition(
    step: Step, catalog: Catalog, state: str | None, college: str | None
) -> tuple[tuple[Charge, ...], tuple[Charge, ...]]:
    """Return the tuition at the kind of college someone wants, else the usual one, and at the others."""
    if step.price.tuition is None:
        return (), ()
    first = college if college in step.price.tuition.colleges else step.price.tuition.colleges[0]
    kinds = sorted(step.price.tuition.colleges, key=lambda kind: kind != first)
    prices = (catalog.tuition(kind, state) for kind in kinds)
    offered = tuple(_years(step, step.price.tuition, price, catalog) for price in prices if price)
    return offered[:1], offered[1:]


def _flat(step: Step, catalog: Catalog) -> tuple[Charge, ...]:
    if step.price.flat is None or step.price.flat.high == 0:
        return ()
    source = catalog.sources[step.sources[0]]
    kind = step.kind if step.kind in CHARGES else "other"
    verified = step.verified and not step.price.assumed
    flat = Charge(
        kind=kind,
        label=step.title,
        low=step.price.flat.low,
        high=step.price.flat.high,
        as_of=source.as_of,
        source=source.id,
        verified=verified,
        note=step.price.note or None,
    )
    return (flat,)


def _years(step: Step, tuition: Tuition, price: Price, catalog: Catalog) -> Charge:
    words = catalog.words
    form = "years" if tuition.low < tuition.high else "years_same" if tuition.high > 1 else "years_one"
    return Charge(
        kind="tuition",
        label=words["tuition"].format(
            step=step.title,
            college=words[f"college_{price.college}"],
            years=words[form].format(low=tuition.low, high=tuition.high),
        ),
        low=_product(price.span.low, tuition.low),
        high=_product(price.span.high, tuition.high),
        as_of=price.as_of,
        source=price.source,
        verified=price.verified and not step.price.assumed,
        note=" ".join(note for note in (step.price.note, price.note) if note) or None,
        state=price.state,
        college=price.college,
    )


def _product(price: int | None, years: Decimal) -> int | None:
    return None if price is None else int((price * years).to_integral_value(ROUND_HALF_UP))


def _fees(step: Step, catalog: Catalog, state: str | None, *, abroad: bool) -> Iterable[Charge]:
    if step.price.exam_fee:
        yield figure_charge(catalog.figures[step.price.exam_fee], "exam")
    if step.price.license_fee:
        anywhere = figure_charge(catalog.figures[step.price.license_fee], "license")
        guide = catalog.licenses(state) if state else None
        nursing = guide.state.nursing(step.license) if guide else None
        yield _nursing_fee(anywhere, guide, nursing, abroad=abroad) if guide and nursing else anywhere


def _nursing_fee(anywhere: Charge, guide: LicenseGuide, nursing: NurseLicense, *, abroad: bool) -> Charge:
    """Return the state's own fee for a nursing license, or that nobody found it and which board to ask.

    Where a state has a fee for nurses educated `abroad`, that is theirs.
    """
    board, state = nursing.board, guide.state.code
    fee = (nursing.application_fee_abroad if abroad else None) or nursing.application_fee
    here = replace(anywhere, state=state, note=None, url=board.url if board else None)
    if fee is None:
        return replace(here, low=None, high=None, verified=False)
    return replace(
        here,
        low=fee.value,
        high=fee.value,
        as_of=guide.sources[fee.source].as_of,
        source=fee.source,
        verified=fee.verified,
        note=fee.note,
    )


_YEARS_COMPARED = 10
_MONTHS_AT_START_PAY = 24


def total(costs: Iterable[Span]) -> Span:
    """Add up costs; an end that is not known makes that end of the total unknown."""
    whole = FREE
    for cost in costs:
        whole = whole.plus(cost)
    return whole


class Worth(Struct, frozen=True):
    """What a route brings, held against staying in the present job.

    `first_job` is the month in which the job at the destination begins; pay is a year's in whole US dollars,
    `current_pay` that of the present job, None if not known, and that of the work `on_the_way` by its step's
    id.
    """

    slots: Sequence[Slot]
    first_job: int
    pay: Pay
    cost: Span
    current_pay: int | None
    on_the_way: Mapping[str, int] = {}

    def ten_years(self) -> tuple[int | None, int | None]:
        """Return what it is worth over ten years, the low and the high end.

        Months 0 to 119, before tax and undiscounted: pay on the route minus the current pay (see
        `_each_month`), minus the cost. The low end has the lower quarter of the pay throughout and the high
        cost, the high end the median after 24 months in the job and the low cost. None where a part of it is
        not known.
        """
        start, median, cost = self.pay.start, self.pay.experienced, self.cost
        if start is None or self.current_pay is None:
            return None, None
        low, high = (round(sum(self._each_month(start, later or 0)) / 12) for later in (start, median))
        return (
            None if cost.high is None else low - cost.high,
            None if cost.low is None or median is None else high - cost.low,
        )

    def break_even(self) -> int | None:
        """Return after how many months it has brought in as much as staying, for good within ten years.

        The whole high end of the cost counts from the first day, and a route that falls behind again is not
        even yet. None when it never is within ten years, or what `ten_years` needs is not known.
        """
        start, median = self.pay.start, self.pay.experienced
        if start is None or median is None or None in (self.cost.high, self.current_pay):
            return None
        gained = [0, *accumulate(self._each_month(start, median))]
        behind = [month for month, yearly in enumerate(gained) if yearly < self.cost.high_or_zero * 12]
        even = behind[-1] + 1 if behind else 0
        return even if even < len(gained) else None

    def wait_per_month(self) -> int | None:
        """Return what each month of putting it off costs, in whole US dollars.

        Within a fixed number of years a month of waiting trades one month at experienced pay for one at the
        current pay. None when either is not known.
        """
        if self.current_pay is None or self.pay.experienced is None:
            return None
        return round((self.pay.experienced - self.current_pay) / 12)

    def _each_month(self, start: int, experienced: int) -> Iterator[int]:
        """Yield, for months 0 to 119, by how much a year's pay on the route differs from the current pay.

        A month in the old job changes nothing; a month in which study closes work loses the current pay. Work
        on the way has its own pay, or that at the `start` of the destination where none is known. From the
        first job on, that starting pay counts for 24 months and the `experienced` pay after that.
        """
        current, paid = self.current_pay or 0, 0
        closed = {m for slot in self.slots if slot.task.closes_work for m in range(slot.start, slot.end)}
        earned = {
            month: self.on_the_way.get(slot.task.step.id, start)
            for slot in self.slots
            if slot.task.step.lane == "work"
            for month in range(slot.start, slot.end)
        }
        for month in range(_YEARS_COMPARED * 12):
            if month in closed:
                yield -current
            elif month >= self.first_job:
                yield (start if paid < _MONTHS_AT_START_PAY else experienced) - current
                paid += 1
            else:
                yield earned.get(month, current) - current
