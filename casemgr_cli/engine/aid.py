"""What helps to pay for study: grants and other aid, and what loans for the rest come to."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from msgspec.structs import replace

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Trace
from casemgr_cli.domain.aid import (
    AID_KINDS,
    FULL_TIME,
    TWO_YEAR,
    Aid,
    AidOffer,
    Borrowing,
    Course,
    CourseLoan,
    Lending,
    LoanLevel,
    RapRule,
    Tier,
)
from casemgr_cli.domain.careers import Destination
from casemgr_cli.domain.facts import Answers
from casemgr_cli.domain.figures import Figure, Span
from casemgr_cli.engine.costs import total
from casemgr_cli.engine.evaluate import evaluate, truth
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.standing import NOTHING, as_good_as_known, guess

_LOAN, _OPTIONAL = "loan", "refine"
_EVER = "ever"


def borrowing_for(catalog: Catalog, answers: Answers, courses: Sequence[Course]) -> Borrowing | None:
    """Return what the degree steps of a route, in order, leave to borrow.

    None without study, and for someone to whom no loan is open: those still in high school.
    """
    if not courses or catalog.lending is None:
        return None
    person = _reader(catalog, {"enrolled_in": "none", **answers})
    loans = (entry for entry in catalog.aid.values() if entry.kind == _LOAN and _of_study(entry, courses))
    if all(truth(entry.when, person) is False for entry in loans):
        return None
    return borrowing(catalog.lending, person, courses)


def aid_for(
    catalog: Catalog, answers: Answers, courses: Sequence[Course], destination: Destination
) -> tuple[AidOffer, ...]:
    """Return the aid that fits a person on a route, or may fit: by kind, what is theirs before what hangs on
    more, and a state's own first.

    Without courses aid is for loans of the past, and whoever has none needs none.
    """
    person, lending = _reader(catalog, answers), catalog.lending
    if not courses and lending and truth(lending.owing, person) is False:
        return ()
    here = (each for each in catalog.aid.values() if not each.states or answers.get("state") in each.states)
    found = (
        _offer(entry, evaluate(entry.when, person), catalog)
        for entry in sorted(here, key=lambda each: not each.states)
        if _of_study(entry, courses) and _of_job(entry, destination)
    )
    fitting = (each for each in found if each.fits is not False and not _unasked(each, catalog, answers))
    return tuple(sorted(fitting, key=lambda each: (AID_KINDS.index(each.entry.kind), not each.fits)))


def _reader(catalog: Catalog, answers: Answers) -> Person:
    """Return the person as aid reads them: of somebody in high school without what next to nobody there has,
    such as a license, so that aid for those who have it waits until they do.
    """
    today = Person(catalog.facts, answers)
    likely = {key: guess(catalog.facts[key], today) for key in as_good_as_known(catalog.facts, answers)}
    return Person(catalog.facts, {**{k: v for k, v in likely.items() if v in NOTHING}, **answers})


def _unasked(offer: AidOffer, catalog: Catalog, answers: Answers) -> bool:
    """Say whether aid hangs on an optional question that nobody has put: it is not brought up."""
    optional = (catalog.facts[key].round == _OPTIONAL and key not in answers for key in offer.asks)
    return offer.fits is None and any(optional)


def _offer(entry: Aid, trace: Trace, catalog: Catalog) -> AidOffer:
    asks = tuple(key for key in catalog.facts if key in trace.needs)
    return AidOffer(entry, trace.value, asks, tuple(dict.fromkeys(_attested(trace))))


def _attested(trace: Trace) -> Iterator[str]:
    """Yield what no answer can state, where it still decides."""
    if trace.value is not None:
        return
    if trace.op == "attest":
        yield trace.text
    for part in trace.parts:
        yield from _attested(part)


def _of_study(entry: Aid, courses: Sequence[Course]) -> bool:
    """Say whether the route holds a degree step of the level and field that the aid is for."""
    if not entry.study and not entry.fields:
        return True
    return any(
        (not entry.study or course.level in entry.study or (course.two_year and TWO_YEAR in entry.study))
        and (not entry.fields or course.field in entry.fields)
        for course in courses
    )


def _of_job(entry: Aid, destination: Destination) -> bool:
    """Say whether the job at the end is of the kind that the aid is for."""
    if entry.backgrounds and destination.background not in entry.backgrounds:
        return False
    if not entry.destinations and not entry.settings:
        return True
    return destination.id in entry.destinations or bool(set(entry.settings) & set(destination.settings))


_MONTHS = 12


def monthly_payment(principal: int, rate_pct: Decimal, months: int) -> int:
    """Return the equal payment a month that pays a loan back, in whole US dollars, half up.

    The standard formula of amortization, interest added once a month at a twelfth of the yearly rate, which
    is in percent and may be 0.

    Raises:
        ValueError: there is no month to pay in, or the principal or the rate is below 0.
    """
    return _whole(_payment(principal, rate_pct, months))


def total_interest(principal: int, rate_pct: Decimal, months: int) -> int:
    """Return the interest paid in all until the loan is paid back, in whole US dollars, half up.

    Arguments and errors are those of `monthly_payment`; its payment is not rounded first.
    """
    return _whole(_payment(principal, rate_pct, months) * months - principal)


def rap_payment(agi: int, dependents: int, rule: RapRule) -> int:
    """Return the monthly payment of the Repayment Assistance Plan, in whole US dollars, half up.

    An income up to one bracket pays the least. Above it the rate is one step for each further bracket begun,
    on the whole income, up to the highest rate: with brackets of $10,000, 1% above $10,000, 2% above $20,000,
    10% above $100,000. Each dependent takes a fixed sum off, but never below the least. `agi` is the adjusted
    gross income in US dollars a year.

    Raises:
        ValueError: an argument is below 0.
    """
    if agi < 0 or dependents < 0:
        raise ValueError("income and dependents cannot be below 0")
    steps = max(-(-agi // _dollars(rule.bracket)) - 1, 0)
    rate = min(steps * _exact(rule.rate.low), _exact(rule.rate.high))
    payment = agi * rate / 100 / _MONTHS - dependents * _dollars(rule.dependent)
    return max(_whole(payment), _dollars(rule.least))


def standard_term(principal: int, tiers: Sequence[Tier]) -> int:
    """Return how many years the standard plan takes for this much owed, in US dollars."""
    reached = [tier.years for tier in tiers if tier.owing is None or principal >= _dollars(tier.owing)]
    return reached[-1]


def borrowing(lending: Lending, person: Person, courses: Sequence[Course]) -> Borrowing:
    """Return what the degree steps of a route leave to borrow, and what paying it back comes to.

    Everything is a range from the low to the high end of the costs. The payments are those for all of it at
    each level's federal rate, though federal loans may not cover it all; `gap` says how much they do not. A
    budget that the person stated is spent on the steps in order.
    """
    stated = person.get("budget")
    budget = stated if isinstance(stated, int) else None
    years = lending.standard[0].years
    borrow = after_budget([course.cost for course in courses], budget or 0)
    owed = _owed(person)
    limits = _limits(lending, person, courses, borrow, owed)
    loans = tuple(
        _course_loan(course, lending.level(course.level).rate, needed, limit, years * _MONTHS)
        for course, needed, limit in zip(courses, borrow, limits, strict=True)
    )
    whole = total(borrow)
    terms = _each(whole, lambda owed: standard_term(owed, lending.standard))
    return Borrowing(
        budget=budget,
        loans=loans,
        borrow=whole,
        limit=total(limits),
        gap=total(loan.gap for loan in loans),
        years=years,
        monthly=total(loan.monthly for loan in loans),
        interest=total(loan.interest for loan in loans),
        standard_years=terms,
        standard_monthly=Span(_over(terms.low, loans, "low"), _over(terms.high, loans, "high")),
        income=None,
        rap=None,
        figures=tuple(dict.fromkeys(_figures_read(lending, courses))),
        owed=0 if limits == _limits(lending, person, courses, borrow, 0) else owed,
    )


def with_income(borrowed: Borrowing, income: int, rule: RapRule) -> Borrowing:
    """Return a borrowing with the payment by income, without dependents.

    The yearly pay afterwards stands in for the adjusted gross income, which is a little lower.
    """
    return replace(borrowed, income=income, rap=rap_payment(income, 0, rule))


def after_budget(costs: Sequence[Span], budget: int) -> list[Span]:
    """Return what is left to pay of each cost once a budget is spent on them in order, in US dollars.

    A cost that is not known takes nothing off the budget at the low end and all of it at the high end, so
    that what is left to pay for the others lies between the two.
    """
    lows = _after([cost.low for cost in costs], budget, unknown_takes_all=False)
    highs = _after([cost.high for cost in costs], budget, unknown_takes_all=True)
    return list(map(Span, lows, highs))


def _after(costs: Iterable[int | None], budget: int, *, unknown_takes_all: bool) -> Iterator[int | None]:
    for cost in costs:
        if cost is None:
            budget = 0 if unknown_takes_all else budget
            yield None
        else:
            yield max(cost - budget, 0)
            budget = max(budget - cost, 0)


def _limits(
    lending: Lending, person: Person, courses: Sequence[Course], borrow: Sequence[Span], owed: int
) -> list[Span]:
    """Return the most that federal loans may cover of each step.

    What somebody owes takes off the limits in all at the low end, as if it were all federal and of each level
    that it may be of, and nothing at the high end.
    """
    levels = {course.level: lending.level(course.level) for course in courses}
    may_be = [name for name, level in levels.items() if truth(level.may_owe, person) is not False]
    used = Counter({_EVER: owed, **dict.fromkeys(may_be, owed)})
    steps = tuple(zip(courses, borrow, strict=True))
    ends = (("low", used), ("high", Counter[str]()))
    return list(map(Span, *(_lane(lending, person, steps, end, before) for end, before in ends)))


def _lane(
    lending: Lending,
    person: Person,
    steps: Iterable[tuple[Course, Span]],
    end: str,
    used: Counter[str],
) -> Iterator[int]:
    """Yield one end of the limit of each step, counting every year begun.

    Of the limits in all, earlier steps have used up the most they may at the low end, the least at the high;
    `used` says by level, and for all levels, what was before them.
    """
    taken: Counter[str] = Counter()
    used = used.copy()
    for course, needed in steps:
        level = lending.level(course.level)
        first = _first_year(level, person, end) + taken[course.level]
        years = -(-course.months // _MONTHS)
        yearly = _yearly(level, end, first, years) * course.share // FULL_TIME
        left = [_dollars(level.total, end) - used[course.level]]
        left += [_dollars(lending.lifetime, end) - used[_EVER]] if lending.lifetime else []
        limit = max(min(yearly, *left), 0)
        yield limit
        taken[course.level] += years
        spent = _used(limit, needed, end)
        used.update({course.level: spent, _EVER: spent})


def _owed(person: Person) -> int:
    """Return what somebody said they owe in student loans."""
    owed = person.get("student_loans")
    return owed if isinstance(owed, int) else 0


def _first_year(level: LoanLevel, person: Person, end: str) -> int:
    """Return the place of a person's first year among the yearly limits, the least or the most it can be."""
    upper = False if level.upper_years is None else truth(level.upper_years, person)
    begins_last = upper is True if end == "low" else upper is not False
    return len(level.years) - 1 if begins_last else 0


def _used(limit: int, needed: Span, end: str) -> int:
    if end == "low":
        return limit if needed.high is None else min(limit, needed.high)
    return min(limit, needed.low or 0)


def _yearly(level: LoanLevel, end: str, first: int, years: int) -> int:
    last = len(level.years) - 1
    return sum(_dollars(level.years[min(first + year, last)], end) for year in range(years))


def _course_loan(course: Course, rate: Figure, borrow: Span, limit: Span, months: int) -> CourseLoan:
    percent = _exact(rate.low)
    return CourseLoan(
        course=course,
        rate=rate,
        borrow=borrow,
        limit=limit,
        gap=Span(_beyond(borrow.low, limit.high), _beyond(borrow.high, limit.low)),
        monthly=_each(borrow, lambda owed: monthly_payment(owed, percent, months)),
        interest=_each(borrow, lambda owed: total_interest(owed, percent, months)),
    )


def _beyond(borrow: int | None, limit: int | None) -> int | None:
    if borrow == 0:
        return 0
    return None if borrow is None or limit is None else max(borrow - limit, 0)


def _over(years: int | None, loans: Sequence[CourseLoan], end: str) -> int | None:
    """Return the payment a month for one end of what is borrowed, over a term in years."""
    if years is None:
        return None
    owed = ((getattr(loan.borrow, end), _exact(loan.rate.low)) for loan in loans)
    return sum(monthly_payment(amount, rate, years * _MONTHS) for amount, rate in owed)


def _each(span: Span, work: Callable[[int], int]) -> Span:
    return Span(*(None if end is None else work(end) for end in (span.low, span.high)))


def _figures_read(lending: Lending, courses: Iterable[Course]) -> Iterator[Figure]:
    for course in courses:
        level = lending.level(course.level)
        yield from (level.rate, *level.years, level.total)
    yield from (tier.owing for tier in lending.standard if tier.owing)


def _payment(principal: int, rate_pct: Decimal, months: int) -> Decimal:
    if months < 1 or principal < 0 or rate_pct < 0:
        raise ValueError("a loan needs months to pay in, and neither principal nor rate below 0")
    rate = rate_pct / 100 / _MONTHS
    if not rate:
        return Decimal(principal) / months
    return principal * rate / (1 - (1 + rate) ** -months)


def _exact(number: float | None) -> Decimal:
    """Return a figure's number as it is written in the data; the checks see to it that there is one."""
    return Decimal(str(number or 0))


def _dollars(figure: Figure, end: str = "low") -> int:
    return int(_exact(getattr(figure, end)))


def _whole(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_HALF_UP))
