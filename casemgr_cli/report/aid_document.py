"""Aid and borrowing as JSON: money in whole US dollars, rates in percent a year, unknown is null."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casemgr_cli.report.document_parts import action_json, span_json, unique

if TYPE_CHECKING:
    from casemgr_cli.domain.aid import AidOffer, Borrowing, CourseLoan
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.figures import Figure

Json = dict[str, Any]


def aid_json(offer: AidOffer, catalog: Catalog) -> Json:
    """Return one kind of aid with whether it fits: true, or null where `asks` and `depends` decide."""
    entry = offer.entry
    figures = [catalog.figures[id_] for id_ in entry.figures]
    return {
        "id": entry.id,
        "title": entry.title,
        "kind": entry.kind,
        "fits": offer.fits,
        "asks": list(offer.asks),
        "depends": list(offer.depends),
        "amount": entry.amount,
        "figures": [figure_json(figure) for figure in figures],
        "who": entry.who,
        "how": action_json(entry.how),
        "made_by": entry.made_by,
        "said": [
            {"text": clause.text, "source": clause.source, "verified": clause.verified}
            for clause in entry.said
        ],
        "cautions": list(entry.cautions),
        "sources": list(entry.sources),
        "verified": entry.verified,
    }


def figure_json(figure: Figure) -> Json:
    """Return a figure with its unit, date and source; both ends are null where it is not known."""
    return {
        "id": figure.id,
        "label": figure.label,
        "low": figure.low,
        "high": figure.high,
        "unit": figure.unit,
        "as_of": figure.as_of,
        "source": figure.source,
        "verified": figure.verified,
        "note": figure.note or None,
    }


def borrowing_json(borrowing: Borrowing) -> Json:
    """Return what is left to borrow and to pay back a month, step by step and in all."""
    return {
        "budget": borrowing.budget,
        "borrow": span_json(borrowing.borrow),
        "federal_limit": span_json(borrowing.limit),
        "gap": span_json(borrowing.gap),
        "years": borrowing.years,
        "monthly": span_json(borrowing.monthly),
        "interest": span_json(borrowing.interest),
        "standard": {
            "years": span_json(borrowing.standard_years),
            "monthly": span_json(borrowing.standard_monthly),
        },
        "rap": None if borrowing.rap is None else {"income": borrowing.income, "monthly": borrowing.rap},
        "courses": [_course_json(loan) for loan in borrowing.loans],
        "figures": [figure_json(figure) for figure in unique(borrowing.figures)],
    }


def _course_json(loan: CourseLoan) -> Json:
    course = loan.course
    return {
        "title": course.title or None,
        "level": course.level,
        "field": course.field,
        "months": course.months,
        "full_time": course.full_time,
        "cost": span_json(course.cost),
        "borrow": span_json(loan.borrow),
        "federal_limit": span_json(loan.limit),
        "gap": span_json(loan.gap),
        "rate_pct": loan.rate.low,
        "monthly": span_json(loan.monthly),
        "interest": span_json(loan.interest),
    }
