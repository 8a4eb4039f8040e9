"""Job offers, weighed. Months count from today."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from casemgr_cli.documents import base
from casemgr_cli.documents.base import cells, each, made, places
from casemgr_cli.documents.salary import PayJson, pay
from casemgr_cli.documents.sources import with_sources
from casemgr_cli.domain import Catalog
from casemgr_cli.domain import offers as domain
from casemgr_cli.domain.conditions import MadeBy
from casemgr_cli.domain.facts import Answers, Assumption
from casemgr_cli.domain.figures import Figure
from casemgr_cli.domain.kinds import Count, Month, Words, one_of
from casemgr_cli.domain.offers import CRITERIA, STANDINGS
from casemgr_cli.domain.wages import PayGuide
from casemgr_cli.engine.dates import month_after


class _OfferPlace(Struct):
    """A kind of work."""

    id: Words
    title: Words


class _OfferDemand(Struct):
    """What the work asks for, and who asks for it."""

    text: Words
    made_by: MadeBy
    source: Words
    verified: bool


class _OfferNote(Struct):
    """Something to know about an offer."""

    id: Words
    text: Words
    made_by: MadeBy
    source: Words
    verified: bool


class _Offered(Struct):
    """What an offer pays beside the market."""

    year: Count | None
    full_time: Count | None
    hour: float | None
    change_from_current: int | None
    standing: Annotated[str, one_of(STANDINGS)] | None
    market: PayJson | None  # type: ignore[valid-type]


class _TuitionAid(Struct):
    """What an employer pays toward tuition a year."""

    year: Count
    tax_free: Count
    taxed: Count
    as_of: Words
    source: Words
    verified: bool


class _OutlookJson(Struct):
    """When an offer leads to a certification."""

    id: Words
    short: Words
    held: bool
    months: Count | None
    month: Month | None
    months_at_best: Count | None
    month_at_best: Month | None
    asks: list[Words]
    sources: list[Words]
    verified: bool


class _Opens(Struct):
    """Which kinds of work an offer opens after so many months."""

    months: Count
    destinations: list[_OfferPlace]


class _OfferQuestion(Struct):
    """What to ask the employer, and what the answer changes."""

    key: Words
    text: Words
    certification: str | None
    month_if_yes: Month | None
    month_if_no: Month | None
    opens_if_yes: list[_OfferPlace]


class _OfferJson(Struct):
    """One offer, weighed for one person."""

    name: Words
    setting: Words
    destination: _OfferPlace
    work_step: str | None
    hours: float | None
    pace: Annotated[float, Meta(gt=0, le=1)]
    start: Month | None
    remote: str | None
    note: str | None
    open_to_you: bool | None
    lacking: list[_OfferDemand]
    undecided: list[_OfferDemand]
    clashes: list[Words]
    pay: _Offered
    tuition_aid: _TuitionAid | None
    case_management: bool | None
    supervisor_ccm: bool | None
    health_system: bool | None
    missing_duties: list[Words]
    certifications: list[_OutlookJson]
    opens: list[_Opens]
    cautions: list[Words]
    notes: list[_OfferNote]
    ask: list[_OfferQuestion]
    assumed: list[Assumption]


class _Could(Struct):
    """An offer that could come first."""

    offer: Words
    months: Count
    month: Month | None


class _LeaderJson(Struct):
    """Which offers come first by one measure."""

    measure: Annotated[str, one_of(CRITERIA)]
    certification: str | None
    offers: list[Words]
    value: Count | None
    month: Month | None
    not_known: list[Words]
    could: list[_Could]


class Offers(base.Sourced, tag="casemgr.offers/1"):
    """The offers in the order given, and the first by each measure."""

    today: base.Day
    answers: Answers
    assumed: list[Assumption]
    already_open: list[_OfferPlace]
    offers: list[_OfferJson]
    first_by: list[_LeaderJson]


COLUMNS = places(
    "name=offer.name setting destination hours=offer.hours start=offer.start open_to_you pay_year=pay.year "
    "pay_full_time=pay.full_time pay_hour=pay.hour change_from_current=pay.change "
    "market_lower_quarter=pay.market.start market_median=pay.market.experienced "
    "market_estimate=pay.market.estimate market_occupation=pay.market.wage.occupation "
    "market_area=pay.market.wage.area market_as_of=pay.market.wage.as_of standing=pay.standing "
    "tuition_aid=offer.tuition_aid tuition_aid_tax_free=tax_free counts_as_case_management certification "
    "certified_by certified_by_at_best opens_12 opens_24 ask note=offer.note"
)


def offers_document(
    comparison: domain.Comparison, guide: domain.OfferGuide, catalog: Catalog, pays: PayGuide
) -> base.Json:
    """Return the offers, and every source that is named."""
    today = comparison.today
    document = made(
        Offers,
        comparison,
        already_open=each(_OfferPlace, comparison.already),
        offers=[_offer(weighed, today, guide, pays) for weighed in comparison.weighed],
        first_by=[_leader(leader, today) for leader in comparison.leaders],
    )
    return with_sources(document, catalog)


def offers_rows(comparison: domain.Comparison, guide: domain.OfferGuide) -> list[base.Json]:
    """Return one row an offer, in the order given."""
    return [_row(weighed, comparison.today, guide) for weighed in comparison.weighed]


def question_text(question: domain.OfferGap, guide: domain.OfferGuide) -> str:
    """Return what to ask the employer; the duties that are missing are named."""
    labels = {choice.value: choice.label for choice in guide.keys["duties"].choices}
    return guide.keys[question.key].ask.replace("{duties}", "; ".join(labels[d] for d in question.missing))


def month_of(today: str, months: int | None) -> str | None:
    """Return the month (YYYY-MM) that lies so many months after a day (YYYY-MM-DD), if it is known."""
    return None if months is None else month_after(date.fromisoformat(today), months)


def work_title(weighed: domain.Weighed) -> str:
    """Return what the offer's work is called."""
    return (weighed.job.step or weighed.job.destination).title


def cautions(weighed: domain.Weighed) -> tuple[str, ...]:
    """Return what to watch out for in such work."""
    return (weighed.job.step or weighed.job.destination).cautions


def _offer(weighed: domain.Weighed, today: str, guide: domain.OfferGuide, pays: PayGuide) -> _OfferJson:
    offer, job, offered = weighed.offer, weighed.job, weighed.pay
    market = pay(offered.market, pays) if offered.market else None
    return made(
        _OfferJson,
        offer,
        setting=offer.setting or job.destination.settings[0],
        destination=made(_OfferPlace, job.destination),
        work_step=job.step.id if job.step else None,
        pace=round(weighed.pace, 4),
        open_to_you=_open_to_you(weighed),
        lacking=each(_OfferDemand, weighed.lacking),
        undecided=each(_OfferDemand, weighed.undecided),
        clashes=weighed.clashes,
        pay=made(_Offered, offered, change_from_current=offered.change, market=market),
        tuition_aid=_aid(weighed, guide.tax_free),
        **{name: job.traits[name] for name in ("case_management", "supervisor_ccm", "health_system")},
        missing_duties=job.missing,
        certifications=[_outlook(outlook, today) for outlook in weighed.outlooks],
        opens=[_Opens(months, each(_OfferPlace, places)) for months, places in weighed.opens],
        cautions=cautions(weighed),
        notes=[made(_OfferNote, guide.notes[key], id=key) for key in weighed.notes],
        ask=[_question(question, today, guide) for question in weighed.questions],
        assumed=weighed.assumed,
    )


def _open_to_you(weighed: domain.Weighed) -> bool | None:
    """Return whether the person has what the work demands; None when that is not known."""
    return False if weighed.barred else None if weighed.undecided else True


def _aid(weighed: domain.Weighed, figure: Figure) -> _TuitionAid | None:
    year, free = weighed.offer.tuition_aid, weighed.tax_free or 0
    return None if year is None else made(_TuitionAid, figure, year=year, tax_free=free, taxed=year - free)


def _outlook(outlook: domain.Outlook, today: str) -> _OutlookJson:
    return made(
        _OutlookJson,
        outlook.certification,
        held=outlook.held,
        months=outlook.months,
        month=month_of(today, outlook.months),
        months_at_best=outlook.at_best,
        month_at_best=month_of(today, outlook.at_best),
        asks=outlook.asks,
        sources=outlook.certification.sources[:1],
    )


def _question(question: domain.OfferGap, today: str, guide: domain.OfferGuide) -> _OfferQuestion:
    return made(
        _OfferQuestion,
        question,
        text=question_text(question, guide),
        certification=question.certification.id if question.certification else None,
        month_if_yes=month_of(today, question.if_yes),
        month_if_no=month_of(today, question.if_no),
        opens_if_yes=each(_OfferPlace, question.opens),
    )


def _leader(leader: domain.Leader, today: str) -> _LeaderJson:
    return made(
        _LeaderJson,
        measure=leader.criterion,
        certification=leader.certification.id if leader.certification else None,
        offers=leader.names,
        value=leader.value,
        month=month_of(today, leader.value) if leader.certification else None,
        not_known=leader.unknown,
        could=[_Could(name, months, month_of(today, months)) for name, months in leader.could],
    )


def _row(weighed: domain.Weighed, today: str, guide: domain.OfferGuide) -> base.Json:
    job, first = weighed.job, next(iter(weighed.outlooks), None)
    opens = {months: [place.id for place in places] for months, places in weighed.opens}
    return cells(
        COLUMNS,
        weighed,
        setting=weighed.offer.setting or job.destination.settings[0],
        destination=(job.step or job.destination).id,
        open_to_you=_open_to_you(weighed),
        counts_as_case_management=job.traits["case_management"],
        certification=first and first.certification.id,
        certified_by=first and month_of(today, first.months),
        certified_by_at_best=first and month_of(today, first.at_best),
        opens_12=opens.get(12, []),
        opens_24=opens.get(24, []),
        ask=" ".join(question_text(question, guide) for question in weighed.questions),
    )
