"""Routes: steps on the calendar, what each charges, pay, aid, and what is left to borrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct

from casemgr_cli.documents.base import (
    Action,
    Answer,
    Count,
    Figure,
    Maker,
    Span,
    Words,
    each,
    made,
    one_of,
    unique,
)
from casemgr_cli.documents.salary import Pay, pay
from casemgr_cli.domain.aid import AID_KINDS, STUDY_LEVELS
from casemgr_cli.domain.conditions import MADE_BY
from casemgr_cli.domain.costs import CHARGES, COLLEGES

if TYPE_CHECKING:
    from casemgr_cli.domain import advice as domain
    from casemgr_cli.domain import aid as loans
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.costs import Charge as Charged
    from casemgr_cli.domain.wages import PayGuide


class Charge(Struct):
    """One thing to pay for; null where nobody found the amount."""

    kind: Annotated[str, one_of(CHARGES)]
    label: Words
    college: Annotated[str, one_of(COLLEGES)] | None
    low: Count | None
    high: Count | None
    state: str | None
    as_of: str | None
    source: Words
    verified: bool
    note: str | None
    url: str | None


class Step(Struct):
    """One step on the calendar."""

    id: Words
    kind: Literal["degree", "license", "exam", "work", "certification", "membership"]
    title: Words
    lane: Literal["study", "work"]
    pace: str
    start: Count
    months: Count
    cost: Span
    charges: list[Charge]
    elsewhere: list[Charge]
    required_by: Annotated[str, one_of(maker for maker in MADE_BY if maker != "school")]
    action: Action
    cautions: list[Words]
    sources: list[Words]
    verified: bool


class Clocks(Struct, forbid_unknown_fields=True):
    """Months to the first job, by the rules alone and as employers usually hire."""

    earliest: Count | None
    typical: Count


class Open(Struct):
    """A demand whose rule is not known for the person's state, or that an answer decides, and whom to ask."""

    text: Words
    ask: str | None
    url: str | None


class Fork(Struct):
    """An answer that nobody gave, and the months to the first job and the certification with it."""

    key: Words
    value: Answer
    typical: Count
    certified: Count | None


class Range(Struct):
    """A low and a high in whole US dollars, below zero where it is a loss."""

    low: int | None
    high: int | None


class Course(Struct):
    """What one degree step leaves to borrow; rates are percent a year."""

    title: str | None
    level: Annotated[str, one_of(STUDY_LEVELS)]
    field: Words
    months: Count
    full_time: bool
    cost: Span
    borrow: Span
    federal_limit: Span
    gap: Span
    rate_pct: Annotated[float, Meta(ge=0)]
    monthly: Span
    interest: Span


class Standard(Struct):
    """The standard plan."""

    years: Span
    monthly: Span


class Rap(Struct):
    """Payments by income."""

    income: Count
    monthly: Count


class Borrowing(Struct):
    """What is left to borrow and to pay back a month, step by step and in all."""

    budget: Count | None
    borrow: Span
    federal_limit: Span
    gap: Span
    years: Count
    monthly: Span
    interest: Span
    standard: Standard
    rap: Rap | None
    courses: list[Course]
    figures: list[Figure]


class Route(Struct):
    """One way to one destination."""

    id: Words
    title: Words
    background: Literal["nursing", "social_work", "human_services"]
    destination: Words
    settings: list[Words]
    case_management: bool
    plan: Literal["entry", "strong"]
    solid: bool
    stay: bool
    open: list[Open]
    bends: list[Words]
    forks: list[Fork]
    doors: Count
    steps: list[Step]
    months_to_first_job: Clocks
    months_to_certified: Count | None
    certification: str | None
    months_total: Count
    cost: Span
    ten_year_net: int | None
    ten_year_range: Range
    wait_per_month: int | None
    break_even: Count | None
    borrowing: Borrowing | None
    pay: Pay
    unmet: list[Words]
    why: list[Words]
    cautions: list[Words]
    sources: list[Words]


class AidSaid(Struct):
    """Something said of aid that has a source of its own."""

    text: Words
    source: Words
    verified: bool


class Aid(Struct):
    """One kind of aid, and whether it fits: true, or null where `asks` and `depends` decide."""

    id: Words
    title: Words
    kind: Annotated[str, one_of(AID_KINDS)]
    fits: bool | None
    asks: list[Words]
    depends: list[Words]
    amount: Words
    figures: list[Figure]
    who: Words
    how: Action
    made_by: Maker
    said: list[AidSaid]
    cautions: list[Words]
    sources: list[Words]
    verified: bool


def route(told: domain.Route, guide: PayGuide) -> Route:
    """Return one way to one destination."""
    demands = (*told.destination.must, *told.destination.usually)
    return made(
        Route,
        told,
        destination=told.destination.id,
        settings=list(told.destination.settings),
        case_management=not told.destination.neighbor,
        open=[Open(item.text, item.ask or None, item.url or None) for item in told.open],
        forks=each(Fork, told.forks),
        ten_year_range=Range(told.ten_year_net, told.ten_year_high),
        steps=[_step(step) for step in told.steps],
        months_to_first_job=Clocks(told.earliest, told.typical),
        borrowing=borrowing(told.borrowing) if told.borrowing else None,
        pay=pay(told.pay, guide),
        sources=unique(demand.source for demand in demands if demand.source),
    )


def _step(step: domain.RouteStep) -> Step:
    kinds = {name: [_charge(charge) for charge in getattr(step, name)] for name in ("charges", "elsewhere")}
    return made(Step, step, cost=made(Span, step.cost), action=made(Action, step.action), **kinds)


def _charge(charge: Charged) -> Charge:
    return made(Charge, charge, low=charge.span.low, high=charge.span.high)


def aid(offer: loans.AidOffer, catalog: Catalog) -> Aid:
    """Return one kind of aid."""
    entry = offer.entry
    decides = {name: getattr(offer, name) for name in ("fits", "asks", "depends")}
    figures = each(Figure, (catalog.figures[key] for key in entry.figures))
    return made(
        Aid, entry, **decides, figures=figures, how=made(Action, entry.how), said=each(AidSaid, entry.said)
    )


def borrowing(told: loans.Borrowing) -> Borrowing:
    """Return what is left to borrow and to pay back a month."""
    return made(
        Borrowing,
        told,
        federal_limit=told.limit,
        standard=Standard(told.standard_years, told.standard_monthly),  # type: ignore[arg-type]  # spans alike
        rap=None if told.rap is None else made(Rap, told, monthly=told.rap),
        courses=[_course(loan) for loan in told.loans],
        figures=each(Figure, unique(told.figures)),
    )


def _course(loan: loans.CourseLoan) -> Course:
    spans = {name: getattr(loan, name) for name in ("borrow", "gap", "monthly", "interest")}
    return made(Course, loan.course, federal_limit=loan.limit, rate_pct=loan.rate.low, **spans)
