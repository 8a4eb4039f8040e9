"""Routes as JSON: steps on the calendar, what each charges, pay, and what is left to borrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casemgr_cli.report import document_parts as part
from casemgr_cli.report.aid_document import borrowing_json

if TYPE_CHECKING:
    from casemgr_cli.domain.advice import Nearest, Route, RouteStep
    from casemgr_cli.domain.costs import Charge
    from casemgr_cli.domain.wages import Pay, PayGuide

Json = dict[str, Any]


def route_json(route: Route, guide: PayGuide) -> Json:
    """Return one way to one destination."""
    return {
        "id": route.id,
        "title": route.title,
        "background": route.background,
        "destination": route.destination.id,
        "plan": route.plan,
        "steps": [step_json(step) for step in route.steps],
        "months_to_first_job": {"earliest": route.earliest, "typical": route.typical},
        "months_to_certified": route.months_to_certified,
        "certification": route.certification or None,
        "months_total": route.months_total,
        "cost": part.span_json(route.cost),
        "ten_year_net": route.ten_year_net,
        "wait_per_month": route.wait_per_month,
        "break_even": route.break_even,
        "borrowing": borrowing_json(route.borrowing) if route.borrowing else None,
        "pay": pay_json(route.pay, guide),
        "unmet": list(route.unmet),
        "why": list(route.why),
        "cautions": list(route.cautions),
        "sources": part.unique(
            item.source for item in (*route.destination.must, *route.destination.usually) if item.source
        ),
    }


def step_json(step: RouteStep) -> Json:
    """Return one step on the calendar."""
    return {
        "id": step.id,
        "kind": step.kind,
        "title": step.title,
        "lane": step.lane,
        "pace": step.pace,
        "start": step.start,
        "months": step.months,
        "cost": part.span_json(step.cost),
        "charges": [charge_json(charge) for charge in step.charges],
        "elsewhere": [charge_json(charge) for charge in step.elsewhere],
        "required_by": step.required_by,
        "action": part.action_json(step.action),
        "cautions": list(step.cautions),
        "sources": list(step.sources),
        "verified": step.verified,
    }


def charge_json(charge: Charge) -> Json:
    """Return one thing to pay for, in whole US dollars; null where nobody found the amount."""
    return {
        "kind": charge.kind,
        "label": charge.label,
        "college": charge.college or None,
        **part.span_json(charge.span),
        "state": charge.state or None,
        "as_of": charge.as_of or None,
        "source": charge.source,
        "verified": charge.verified,
        "note": charge.note or None,
        "url": charge.url or None,
    }


def pay_json(pay: Pay, guide: PayGuide) -> Json:
    """Return a route's pay: the lower quarter, the median, and the wage row they come from."""
    return {
        "start": pay.start,
        "experienced": pay.experienced,
        "estimate": pay.estimate,
        **part.wage_json(pay.wage, guide),
    }


def nearest_json(nearest: Nearest, guide: PayGuide) -> Json:
    """Return what would be open if one or two of the person's own limits gave way."""
    return {
        "relaxed": list(nearest.relaxed),
        "routes": [route_json(route, guide) for route in nearest.routes],
    }
