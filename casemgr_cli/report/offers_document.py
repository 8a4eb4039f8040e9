"""Job offers as JSON and as CSV. Money is US dollars, time is months from today; the unknown is null."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casemgr_cli.documents.sourcing import resolve_sources
from casemgr_cli.engine.offer_pay import TAX_FREE
from casemgr_cli.pages.offers_words import cautions, month_of, question_text
from casemgr_cli.report import document_parts as part
from casemgr_cli.report.route_document import pay_json
from casemgr_cli.report.sheets import sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casemgr_cli.domain.careers import Destination, Requirement
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.figures import Figure
    from casemgr_cli.domain.offers import Comparison, Leader, OfferGuide, OfferPay, Outlook, Question, Weighed
    from casemgr_cli.domain.wages import PayGuide
    from casemgr_cli.report.sheets import Cell

Json = dict[str, Any]

COLUMNS = (
    "name",
    "setting",
    "destination",
    "hours",
    "start",
    "open_to_you",
    "pay_year",
    "pay_full_time",
    "pay_hour",
    "change_from_current",
    "market_lower_quarter",
    "market_median",
    "market_estimate",
    "market_occupation",
    "market_area",
    "market_as_of",
    "standing",
    "tuition_aid",
    "tuition_aid_tax_free",
    "counts_as_case_management",
    "certification",
    "certified_by",
    "certified_by_at_best",
    "opens_12",
    "opens_24",
    "ask",
    "note",
)


def offers_document(comparison: Comparison, guide: OfferGuide, catalog: Catalog, pay: PayGuide) -> Json:
    """Return the offers in the order given, the first by each measure, and every source that is named."""
    document = {
        "schema": "casemgr.offers/1",
        "today": comparison.today,
        "answers": part.answers_json(comparison.answers),
        "assumed": [part.assumption_json(item) for item in comparison.assumed],
        "already_open": _places(comparison.already),
        "offers": [_offer(each, comparison.today, guide, catalog, pay) for each in comparison.weighed],
        "first_by": [_leader(leader, comparison.today) for leader in comparison.leaders],
    }
    return {**document, "sources": resolve_sources(document, catalog.sources)}


def offers_csv(comparison: Comparison, guide: OfferGuide) -> str:
    """Return one row an offer, in the order given."""
    return sheet(COLUMNS, [_row(each, comparison.today, guide) for each in comparison.weighed])


def _offer(each: Weighed, today: str, guide: OfferGuide, catalog: Catalog, pay: PayGuide) -> Json:
    offer, job = each.offer, each.job
    return {
        "name": offer.name,
        "setting": offer.setting or job.destination.settings[0],
        "destination": {"id": job.destination.id, "title": job.destination.title},
        "work_step": job.step.id if job.step else None,
        "hours": offer.hours,
        "pace": round(each.pace, 4),
        "start": offer.start or None,
        "remote": offer.remote or None,
        "note": offer.note or None,
        "open_to_you": open_to_you(each),
        "lacking": [_demand(demand) for demand in each.lacking],
        "undecided": [_demand(demand) for demand in each.undecided],
        "clashes": list(each.clashes),
        "pay": _pay(each.pay, pay),
        "tuition_aid": _aid(each, catalog.figures[TAX_FREE]),
        "case_management": job.traits["case_management"],
        "supervisor_ccm": job.traits["supervisor_ccm"],
        "health_system": job.traits["health_system"],
        "missing_duties": list(job.missing),
        "certifications": [_outlook(outlook, today) for outlook in each.outlooks],
        "opens": [{"months": months, "destinations": _places(places)} for months, places in each.opens],
        "cautions": list(cautions(each)),
        "notes": [
            {
                "id": key,
                "text": guide.notes[key].text,
                "made_by": guide.notes[key].made_by,
                "source": guide.notes[key].source,
                "verified": guide.notes[key].verified,
            }
            for key in each.notes
        ],
        "ask": [_question(question, today, guide) for question in each.questions],
        "assumed": [part.assumption_json(item) for item in each.assumed],
    }


def open_to_you(each: Weighed) -> bool | None:
    """Return whether the person has what the work demands; None when that is not known."""
    return False if each.barred else None if each.undecided else True


def _pay(offered: OfferPay, guide: PayGuide) -> Json:
    return {
        "year": offered.year,
        "full_time": offered.full_time,
        "hour": offered.hour,
        "change_from_current": offered.change,
        "standing": offered.standing or None,
        "market": pay_json(offered.market, guide) if offered.market else None,
    }


def _aid(each: Weighed, figure: Figure) -> Json | None:
    aid = each.offer.tuition_aid
    if aid is None:
        return None
    free = each.tax_free or 0
    return {
        "year": aid,
        "tax_free": free,
        "taxed": aid - free,
        "as_of": figure.as_of,
        "source": figure.source,
        "verified": figure.verified,
    }


def _demand(demand: Requirement) -> Json:
    return {
        "text": demand.text,
        "made_by": demand.made_by,
        "source": demand.source,
        "verified": demand.verified,
    }


def _outlook(outlook: Outlook, today: str) -> Json:
    return {
        "id": outlook.certification.id,
        "short": outlook.certification.short,
        "held": outlook.held,
        "months": outlook.months,
        "month": month_of(today, outlook.months),
        "months_at_best": outlook.at_best,
        "month_at_best": month_of(today, outlook.at_best),
        "asks": list(outlook.asks),
        "sources": list(outlook.certification.sources[:1]),
        "verified": outlook.certification.verified,
    }


def _places(places: Iterable[Destination]) -> list[Json]:
    return [{"id": place.id, "title": place.title} for place in places]


def _question(question: Question, today: str, guide: OfferGuide) -> Json:
    return {
        "key": question.key,
        "text": question_text(question, guide),
        "certification": question.certification.id if question.certification else None,
        "month_if_yes": month_of(today, question.if_yes),
        "month_if_no": month_of(today, question.if_no),
        "opens_if_yes": _places(question.opens),
    }


def _leader(leader: Leader, today: str) -> Json:
    return {
        "measure": leader.criterion,
        "certification": leader.certification.id if leader.certification else None,
        "offers": list(leader.names),
        "value": leader.value,
        "month": month_of(today, leader.value) if leader.certification else None,
        "not_known": list(leader.unknown),
        "could": [
            {"offer": name, "months": months, "month": month_of(today, months)}
            for name, months in leader.could
        ],
    }


def _row(each: Weighed, today: str, guide: OfferGuide) -> Mapping[str, Cell]:
    offer, pay, job = each.offer, each.pay, each.job
    market, first = pay.market, next(iter(each.outlooks), None)
    opens = {f"opens_{months}": "; ".join(place.id for place in places) for months, places in each.opens}
    figures: Mapping[str, Cell] = (
        {
            "market_lower_quarter": market.start,
            "market_median": market.experienced,
            "market_estimate": market.estimate,
            "market_occupation": market.wage.occupation,
            "market_area": market.wage.area,
            "market_as_of": market.wage.as_of,
        }
        if market
        else {}
    )
    certified: Mapping[str, Cell] = (
        {
            "certification": first.certification.id,
            "certified_by": month_of(today, first.months),
            "certified_by_at_best": month_of(today, first.at_best),
        }
        if first
        else {}
    )
    return {
        "name": offer.name,
        "setting": offer.setting or job.destination.settings[0],
        "destination": (job.step or job.destination).id,
        "hours": offer.hours,
        "start": offer.start,
        "open_to_you": open_to_you(each),
        "pay_year": pay.year,
        "pay_full_time": pay.full_time,
        "pay_hour": pay.hour,
        "change_from_current": pay.change,
        "standing": pay.standing,
        "tuition_aid": offer.tuition_aid,
        "tuition_aid_tax_free": each.tax_free,
        "counts_as_case_management": job.traits["case_management"],
        "ask": " ".join(question_text(question, guide) for question in each.questions),
        "note": offer.note,
        **figures,
        **certified,
        **opens,
    }
