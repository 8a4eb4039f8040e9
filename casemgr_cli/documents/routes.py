"""Routes: steps on the calendar, what each charges, pay, aid, and what is left to borrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct

from casemgr_cli.documents import base
from casemgr_cli.documents.base import each, made, one_of, unique
from casemgr_cli.documents.salary import PayJson, pay
from casemgr_cli.domain.aid import AID_KINDS, STUDY_LEVELS
from casemgr_cli.domain.conditions import MADE_BY
from casemgr_cli.domain.costs import CHARGES, COLLEGES

if TYPE_CHECKING:
    from casemgr_cli.domain import advice as domain
    from casemgr_cli.domain import aid as loans
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.costs import Charge as Charged
    from casemgr_cli.domain.wages import PayGuide

_CHARGED = ("charges", "elsewhere")


class ChargeJson(Struct):
    """One thing to pay for; null where nobody found the amount."""

    kind: Annotated[str, one_of(CHARGES)]
    label: base.Words
    college: Annotated[str, one_of(COLLEGES)] | None
    low: base.Count | None
    high: base.Count | None
    state: str | None
    as_of: str | None
    source: base.Words
    verified: bool
    note: str | None
    url: str | None


class StepMore(Struct):
    """What there is to know about a step beside its place on the calendar."""

    charges: list[ChargeJson]
    elsewhere: list[ChargeJson]
    action: base.ActionJson
    cautions: list[base.Words]


class StepJson(Struct):
    """One step on the calendar; `more` is the key of the rest under `steps`."""

    id: base.Words
    kind: Literal["degree", "license", "exam", "work", "certification", "membership"]
    title: base.Words
    lane: Literal["study", "work"]
    pace: str
    start: base.Count
    months: base.Count
    cost: base.SpanJson
    required_by: Annotated[str, one_of(maker for maker in MADE_BY if maker != "school")]
    sources: list[base.Words]
    verified: bool
    more: base.Words


class Clocks(Struct, forbid_unknown_fields=True):
    """Months to the first job, by the rules alone and as employers usually hire."""

    earliest: base.Count | None
    typical: base.Count


class OpenJson(Struct):
    """A demand whose rule is not known for the person's state, or that an answer decides, and whom to ask."""

    text: base.Words
    ask: str | None
    url: str | None


class ForkJson(Struct):
    """An answer that nobody gave, and the months to the first job and the certification with it."""

    key: base.Words
    value: base.Answer
    typical: base.Count
    certified: base.Count | None


class Range(Struct):
    """A low and a high in whole US dollars, below zero where it is a loss."""

    low: int | None
    high: int | None


class CourseJson(Struct):
    """What one degree step leaves to borrow; rates are percent a year."""

    title: str | None
    level: Annotated[str, one_of(STUDY_LEVELS)]
    field: base.Words
    months: base.Count
    full_time: bool
    cost: base.SpanJson
    borrow: base.SpanJson
    federal_limit: base.SpanJson
    gap: base.SpanJson
    rate_pct: Annotated[float, Meta(ge=0)]
    monthly: base.SpanJson
    interest: base.SpanJson


class Standard(Struct):
    """The standard plan."""

    years: base.SpanJson
    monthly: base.SpanJson


class Rap(Struct):
    """Payments by income."""

    income: base.Count
    monthly: base.Count


class BorrowingJson(Struct):
    """What is left to borrow and to pay back a month, step by step and in all; of its figures the ids."""

    budget: base.Count | None
    borrow: base.SpanJson
    federal_limit: base.SpanJson
    gap: base.SpanJson
    years: base.Count
    monthly: base.SpanJson
    interest: base.SpanJson
    standard: Standard
    rap: Rap | None
    courses: list[CourseJson]
    figures: list[base.Words]


class RouteJson(Struct):
    """One way to one destination."""

    id: base.Words
    title: base.Words
    background: Literal["nursing", "social_work", "human_services"]
    destination: base.Words
    settings: list[base.Words]
    case_management: bool
    plan: Literal["entry", "strong"]
    solid: bool
    stay: bool
    open: list[OpenJson]
    bends: list[base.Words]
    forks: list[ForkJson]
    doors: base.Count
    steps: list[StepJson]
    months_to_first_job: Clocks
    months_to_certified: base.Count | None
    certification: str | None
    months_total: base.Count
    cost: base.SpanJson
    ten_year_net: int | None
    ten_year_range: Range
    wait_per_month: int | None
    break_even: base.Count | None
    borrowing: BorrowingJson | None
    pay: PayJson
    unmet: list[base.Words]
    why: list[base.Words]
    cautions: list[base.Words]
    sources: list[base.Words]


class AidSaid(Struct):
    """Something said of aid that has a source of its own."""

    text: base.Words
    source: base.Words
    verified: bool


class AidJson(Struct):
    """One kind of aid, and whether it fits: true, or null where `asks` and `depends` decide."""

    id: base.Words
    title: base.Words
    kind: Annotated[str, one_of(AID_KINDS)]
    fits: bool | None
    asks: list[base.Words]
    depends: list[base.Words]
    amount: base.Words
    figures: list[base.FigureJson]
    who: base.Words
    how: base.ActionJson
    made_by: base.Maker
    said: list[AidSaid]
    cautions: list[base.Words]
    sources: list[base.Words]
    verified: bool


class Shared:
    """What the routes of a document have in common, each said once: steps, and the figures of loans."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.steps: dict[str, StepMore] = {}
        self.figures: dict[str, base.FigureJson] = {}
        self._keys: dict[object, str] = {}

    def key(self, step: domain.RouteStep) -> str:
        """Return the key of what there is to know about a step: its id, numbered where routes differ."""
        content = (step.id, step.charges, step.elsewhere, step.action, step.cautions)
        if content not in self._keys:
            others = sum(1 for key in self._keys.values() if key.partition("#")[0] == step.id)
            self._keys[content] = f"{step.id}#{others + 1}" if others else step.id
            charged = {name: [_charge(charge) for charge in getattr(step, name)] for name in _CHARGED}
            self.steps[self._keys[content]] = made(
                StepMore, step, action=made(base.ActionJson, step.action), **charged
            )
        return self._keys[content]

    def loan(self, told: loans.Borrowing) -> BorrowingJson:
        """Return what is left to borrow and to pay back a month."""
        self.figures |= {figure.id: made(base.FigureJson, figure) for figure in told.figures}
        return made(
            BorrowingJson,
            told,
            federal_limit=told.limit,
            standard=Standard(told.standard_years, told.standard_monthly),  # type: ignore[arg-type]  # spans alike
            rap=None if told.rap is None else made(Rap, told, monthly=told.rap),
            courses=[_course(loan) for loan in told.loans],
            figures=unique(figure.id for figure in told.figures),
        )


def route(told: domain.Route, guide: PayGuide, shared: Shared) -> RouteJson:
    """Return one way to one destination; what it shares with others is added to `shared`."""
    demands = (*told.destination.must, *told.destination.usually)
    return made(
        RouteJson,
        told,
        destination=told.destination.id,
        settings=list(told.destination.settings),
        case_management=not told.destination.neighbor,
        open=[OpenJson(item.text, item.ask or None, item.url or None) for item in told.open],
        forks=each(ForkJson, told.forks),
        ten_year_range=Range(told.ten_year_net, told.ten_year_high),
        steps=[
            made(StepJson, step, cost=made(base.SpanJson, step.cost), more=shared.key(step))
            for step in told.steps
        ],
        months_to_first_job=Clocks(told.earliest, told.typical),
        borrowing=shared.loan(told.borrowing) if told.borrowing else None,
        pay=pay(told.pay, guide),
        sources=unique(demand.source for demand in demands if demand.source),
    )


def _charge(charge: Charged) -> ChargeJson:
    return made(ChargeJson, charge, low=charge.span.low, high=charge.span.high)


def aid(offer: loans.AidOffer, catalog: Catalog) -> AidJson:
    """Return one kind of aid."""
    entry = offer.entry
    decides = {name: getattr(offer, name) for name in ("fits", "asks", "depends")}
    figures = each(base.FigureJson, (catalog.figures[key] for key in entry.figures))
    return made(
        AidJson,
        entry,
        **decides,
        figures=figures,
        how=made(base.ActionJson, entry.how),
        said=each(AidSaid, entry.said),
    )


def _course(loan: loans.CourseLoan) -> CourseJson:
    spans = {name: getattr(loan, name) for name in ("borrow", "gap", "monthly", "interest")}
    return made(CourseJson, loan.course, federal_limit=loan.limit, rate_pct=loan.rate.low, **spans)
