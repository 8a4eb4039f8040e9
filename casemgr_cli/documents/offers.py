"""Job offers, weighed. Months count from today."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from casemgr_cli.documents import base
from casemgr_cli.documents.base import columns, each, joined, made, one_of, plain
from casemgr_cli.documents.salary import PayJson, pay
from casemgr_cli.documents.sources import with_sources
from casemgr_cli.domain.offers import CRITERIA, STANDINGS
from casemgr_cli.engine.dates import month_after
from casemgr_cli.engine.offer_pay import TAX_FREE

if TYPE_CHECKING:
    from casemgr_cli.domain import offers as domain
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.figures import Figure
    from casemgr_cli.domain.wages import PayGuide


class OfferPlace(Struct):
    """A kind of work."""

    id: base.Words
    title: base.Words


class OfferDemand(Struct):
    """What the work asks for, and who asks for it."""

    text: base.Words
    made_by: base.Maker
    source: base.Words
    verified: bool


class OfferNote(Struct):
    """Something to know about an offer."""

    id: base.Words
    text: base.Words
    made_by: base.Maker
    source: base.Words
    verified: bool


class Offered(Struct):
    """What an offer pays beside the market."""

    year: base.Count | None
    full_time: base.Count | None
    hour: float | None
    change_from_current: int | None
    standing: Annotated[str, one_of(STANDINGS)] | None
    market: PayJson | None


class TuitionAid(Struct):
    """What an employer pays toward tuition a year."""

    year: base.Count
    tax_free: base.Count
    taxed: base.Count
    as_of: base.Words
    source: base.Words
    verified: bool


class OutlookJson(Struct):
    """When an offer leads to a certification."""

    id: base.Words
    short: base.Words
    held: bool
    months: base.Count | None
    month: base.Month | None
    months_at_best: base.Count | None
    month_at_best: base.Month | None
    asks: list[base.Words]
    sources: list[base.Words]
    verified: bool


class Opens(Struct):
    """Which kinds of work an offer opens after so many months."""

    months: base.Count
    destinations: list[OfferPlace]


class OfferQuestion(Struct):
    """What to ask the employer, and what the answer changes."""

    key: base.Words
    text: base.Words
    certification: str | None
    month_if_yes: base.Month | None
    month_if_no: base.Month | None
    opens_if_yes: list[OfferPlace]


class OfferJson(Struct):
    """One offer, weighed for one person."""

    name: base.Words
    setting: base.Words
    destination: OfferPlace
    work_step: str | None
    hours: float | None
    pace: Annotated[float, Meta(gt=0, le=1)]
    start: base.Month | None
    remote: str | None
    note: str | None
    open_to_you: bool | None
    lacking: list[OfferDemand]
    undecided: list[OfferDemand]
    clashes: list[base.Words]
    pay: Offered
    tuition_aid: TuitionAid | None
    case_management: bool | None
    supervisor_ccm: bool | None
    health_system: bool | None
    missing_duties: list[base.Words]
    certifications: list[OutlookJson]
    opens: list[Opens]
    cautions: list[base.Words]
    notes: list[OfferNote]
    ask: list[OfferQuestion]
    assumed: list[base.AssumptionJson]


class Could(Struct):
    """An offer that could come first."""

    offer: base.Words
    months: base.Count
    month: base.Month | None


class LeaderJson(Struct):
    """Which offers come first by one measure."""

    measure: Annotated[str, one_of(CRITERIA)]
    certification: str | None
    offers: list[base.Words]
    value: base.Count | None
    month: base.Month | None
    not_known: list[base.Words]
    could: list[Could]


class Offers(base.Document, tag="casemgr.offers/1"):
    """The offers in the order given, and the first by each measure."""

    today: base.Day
    answers: base.Answers
    assumed: list[base.AssumptionJson]
    already_open: list[OfferPlace]
    offers: list[OfferJson]
    first_by: list[LeaderJson]
    sources: base.Sources


class OfferRow(Struct):
    """An offer as a row of a table."""

    name: str
    setting: str
    destination: str
    hours: float | None
    start: str | None
    open_to_you: bool | None
    pay_year: int | None
    pay_full_time: int | None
    pay_hour: float | None
    change_from_current: int | None
    market_lower_quarter: int | None
    market_median: int | None
    market_estimate: bool | None
    market_occupation: str | None
    market_area: str | None
    market_as_of: str | None
    standing: str | None
    tuition_aid: int | None
    tuition_aid_tax_free: int | None
    counts_as_case_management: bool | None
    certification: str | None
    certified_by: str | None
    certified_by_at_best: str | None
    opens_12: list[str]
    opens_24: list[str]
    ask: str
    note: str | None


COLUMNS = columns(OfferRow)


def offers_document(
    comparison: domain.Comparison, guide: domain.OfferGuide, catalog: Catalog, pays: PayGuide
) -> base.Json:
    """Return the offers, and every source that is named."""
    today = comparison.today
    document = made(
        Offers,
        comparison,
        assumed=each(base.AssumptionJson, comparison.assumed),
        already_open=each(OfferPlace, comparison.already),
        offers=[_offer(weighed, today, guide, catalog, pays) for weighed in comparison.weighed],
        first_by=[_leader(leader, today) for leader in comparison.leaders],
        sources={},
    )
    return with_sources(document, catalog)


def offers_rows(comparison: domain.Comparison, guide: domain.OfferGuide) -> list[base.Json]:
    """Return one row an offer, in the order given."""
    return [joined(plain(_row(weighed, comparison.today, guide))) for weighed in comparison.weighed]


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


def _offer(
    weighed: domain.Weighed, today: str, guide: domain.OfferGuide, catalog: Catalog, pays: PayGuide
) -> OfferJson:
    offer, job, offered = weighed.offer, weighed.job, weighed.pay
    market = pay(offered.market, pays) if offered.market else None
    return made(
        OfferJson,
        offer,
        setting=offer.setting or job.destination.settings[0],
        destination=made(OfferPlace, job.destination),
        work_step=job.step.id if job.step else None,
        pace=round(weighed.pace, 4),
        open_to_you=_open_to_you(weighed),
        lacking=each(OfferDemand, weighed.lacking),
        undecided=each(OfferDemand, weighed.undecided),
        clashes=weighed.clashes,
        pay=made(Offered, offered, change_from_current=offered.change, market=market),
        tuition_aid=_aid(weighed, catalog.figures[TAX_FREE]),
        **{name: job.traits[name] for name in ("case_management", "supervisor_ccm", "health_system")},
        missing_duties=job.missing,
        certifications=[_outlook(outlook, today) for outlook in weighed.outlooks],
        opens=[Opens(months, each(OfferPlace, places)) for months, places in weighed.opens],
        cautions=cautions(weighed),
        notes=[made(OfferNote, guide.notes[key], id=key) for key in weighed.notes],
        ask=[_question(question, today, guide) for question in weighed.questions],
        assumed=each(base.AssumptionJson, weighed.assumed),
    )


def _open_to_you(weighed: domain.Weighed) -> bool | None:
    """Return whether the person has what the work demands; None when that is not known."""
    return False if weighed.barred else None if weighed.undecided else True


def _aid(weighed: domain.Weighed, figure: Figure) -> TuitionAid | None:
    year, free = weighed.offer.tuition_aid, weighed.tax_free or 0
    return None if year is None else made(TuitionAid, figure, year=year, tax_free=free, taxed=year - free)


def _outlook(outlook: domain.Outlook, today: str) -> OutlookJson:
    return made(
        OutlookJson,
        outlook.certification,
        held=outlook.held,
        months=outlook.months,
        month=month_of(today, outlook.months),
        months_at_best=outlook.at_best,
        month_at_best=month_of(today, outlook.at_best),
        asks=outlook.asks,
        sources=outlook.certification.sources[:1],
    )


def _question(question: domain.OfferGap, today: str, guide: domain.OfferGuide) -> OfferQuestion:
    return made(
        OfferQuestion,
        question,
        text=question_text(question, guide),
        certification=question.certification.id if question.certification else None,
        month_if_yes=month_of(today, question.if_yes),
        month_if_no=month_of(today, question.if_no),
        opens_if_yes=each(OfferPlace, question.opens),
    )


def _leader(leader: domain.Leader, today: str) -> LeaderJson:
    return made(
        LeaderJson,
        measure=leader.criterion,
        certification=leader.certification.id if leader.certification else None,
        offers=leader.names,
        value=leader.value,
        month=month_of(today, leader.value) if leader.certification else None,
        not_known=leader.unknown,
        could=[Could(name, months, month_of(today, months)) for name, months in leader.could],
    )


def _row(weighed: domain.Weighed, today: str, guide: domain.OfferGuide) -> OfferRow:
    offer, offered, job = weighed.offer, weighed.pay, weighed.job
    market, first = offered.market, next(iter(weighed.outlooks), None)
    opens = {months: [place.id for place in places] for months, places in weighed.opens}
    return made(
        OfferRow,
        offer,
        setting=offer.setting or job.destination.settings[0],
        destination=(job.step or job.destination).id,
        open_to_you=_open_to_you(weighed),
        pay_year=offered.year,
        pay_full_time=offered.full_time,
        pay_hour=offered.hour,
        change_from_current=offered.change,
        market_lower_quarter=market and market.start,
        market_median=market and market.experienced,
        market_estimate=market and market.estimate,
        market_occupation=market and market.wage.occupation,
        market_area=market and market.wage.area,
        market_as_of=market and market.wage.as_of,
        standing=offered.standing,
        tuition_aid_tax_free=weighed.tax_free,
        counts_as_case_management=job.traits["case_management"],
        certification=first and first.certification.id,
        certified_by=first and month_of(today, first.months),
        certified_by_at_best=first and month_of(today, first.at_best),
        opens_12=opens.get(12, []),
        opens_24=opens.get(24, []),
        ask=" ".join(question_text(question, guide) for question in weighed.questions),
    )
