"""Routes: steps on the calendar, what each charges, pay, aid, and what is left to borrow."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from casemgr_cli.documents.base import each, made
from casemgr_cli.documents.salary import PayJson, pay
from casemgr_cli.domain import Catalog
from casemgr_cli.domain import advice as domain
from casemgr_cli.domain import aid as loans
from casemgr_cli.domain.advice import Fork, Open
from casemgr_cli.domain.aid import AID_KINDS, STUDY_LEVELS
from casemgr_cli.domain.careers import Action
from casemgr_cli.domain.conditions import MADE_BY, MadeBy
from casemgr_cli.domain.figures import Charge, Figure, Span
from casemgr_cli.domain.kinds import Count, Words, one_of
from casemgr_cli.domain.wages import PayGuide


class StepMore(Struct):
    """What there is to know about a step beside its place on the calendar."""

    charges: list[Charge]
    elsewhere: list[Charge]
    action: Action
    cautions: list[Words]


class StepJson(Struct):
    """One step on the calendar; `more` is the key of the rest under `steps`."""

    id: Words
    kind: Literal["degree", "license", "exam", "work", "certification", "membership"]
    title: Words
    lane: Literal["study", "work"]
    pace: str
    start: Count
    months: Count
    cost: Span
    required_by: Annotated[str, one_of(maker for maker in MADE_BY if maker != "school")]
    sources: list[Words]
    verified: bool
    more: Words


class _FirstJob(Struct, forbid_unknown_fields=True):
    """Months to the first job, by the rules alone and as employers usually hire."""

    earliest: Count | None
    typical: Count


class _Range(Struct):
    """A low and a high in whole US dollars, below zero where it is a loss."""

    low: int | None
    high: int | None


class _CourseJson(Struct):
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


class _Standard(Struct):
    """The standard plan."""

    years: Span
    monthly: Span


class _Rap(Struct):
    """Payments by income."""

    income: Count
    monthly: Count


class _BorrowingJson(Struct):
    """What is left to borrow and to pay back a month, step by step and in all; of its figures the ids."""

    budget: Count | None
    borrow: Span
    federal_limit: Span
    gap: Span
    years: Count
    monthly: Span
    interest: Span
    standard: _Standard
    rap: _Rap | None
    courses: list[_CourseJson]
    figures: list[Words]


class RouteJson(Struct):
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
    steps: list[StepJson]
    months_to_first_job: _FirstJob
    through: str | None
    months_to_certified: Count | None
    certification: str | None
    months_total: Count
    cost: Span
    ten_year_net: int | None
    ten_year_range: _Range
    wait_per_month: int | None
    break_even: Count | None
    borrowing: _BorrowingJson | None
    pay: PayJson  # type: ignore[valid-type]  # made of two
    unmet: list[Words]
    why: list[Words]
    cautions: list[Words]
    sources: list[Words]


class _AidSaid(Struct):
    """Something said of aid that has a source of its own."""

    text: Words
    source: Words
    verified: bool


class AidJson(Struct):
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
    made_by: MadeBy
    said: list[_AidSaid]
    cautions: list[Words]
    sources: list[Words]
    verified: bool


class Shared:
    """What the routes of a document have in common, each said once: steps, and the figures of loans."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.steps: dict[str, StepMore] = {}
        self.figures: dict[str, Figure] = {}
        self._keys: dict[object, str] = {}

    def key(self, step: domain.RouteStep) -> str:
        """Return the key of what there is to know about a step: its id, numbered where routes differ."""
        content = (step.id, step.charges, step.elsewhere, step.action, step.cautions)
        if content not in self._keys:
            others = sum(1 for key in self._keys.values() if key.partition("#")[0] == step.id)
            self._keys[content] = f"{step.id}#{others + 1}" if others else step.id
            self.steps[self._keys[content]] = made(StepMore, step)
        return self._keys[content]

    def loan(self, told: loans.Borrowing) -> _BorrowingJson:
        """Return what is left to borrow and to pay back a month."""
        self.figures |= {figure.id: figure for figure in told.figures}
        return made(
            _BorrowingJson,
            told,
            federal_limit=told.limit,
            standard=_Standard(told.standard_years, told.standard_monthly),
            rap=None if told.rap is None else made(_Rap, told, monthly=told.rap),
            courses=[_course(loan) for loan in told.loans],
            figures=list(dict.fromkeys(figure.id for figure in told.figures)),
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
        ten_year_range=_Range(told.ten_year_net, told.ten_year_high),
        steps=[made(StepJson, step, more=shared.key(step)) for step in told.steps],
        months_to_first_job=_FirstJob(told.earliest, told.typical),
        through=told.through.id if told.through else None,
        borrowing=shared.loan(told.borrowing) if told.borrowing else None,
        pay=pay(told.pay, guide),
        sources=list(dict.fromkeys(demand.source for demand in demands if demand.source)),
    )


def aid(offer: loans.AidOffer, catalog: Catalog) -> AidJson:
    """Return one kind of aid."""
    entry = offer.entry
    decides = {name: getattr(offer, name) for name in ("fits", "asks", "depends")}
    return made(
        AidJson,
        entry,
        **decides,
        figures=[catalog.figures[key] for key in entry.figures],
        said=each(_AidSaid, entry.said),
    )


def _course(loan: loans.CourseLoan) -> _CourseJson:
    spans = {name: getattr(loan, name) for name in ("borrow", "gap", "monthly", "interest")}
    return made(_CourseJson, loan.course, federal_limit=loan.limit, rate_pct=loan.rate.low, **spans)
