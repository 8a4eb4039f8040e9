"""A plan as one narrow row, for tables of many people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

NARROW = (
    *("plan_key", "first_choice", "months_to_first_job", "months_to_certified"),
    *("cost_low", "cost_high", "pay_start", "pay_experienced"),
)


def narrow(plan: Mapping[str, Any]) -> list[object]:
    """Return what a person's row says of their plan: NARROW, a verdict a certification, and problems.

    Months are counted from today, money is whole US dollars; what is not known is None.
    """
    first = next((route for route in plan["routes"] if route["id"] == plan["recommended"]), None)
    figures: list[object] = [None] * (len(NARROW) - 1)
    if first:
        cost, pay = first["cost"], first["pay"]
        months = first["months_to_first_job"]["typical"], first["months_to_certified"]
        figures = [first["id"], *months, cost["low"], cost["high"], pay["start"], pay["experienced"]]
    verdicts = [certification["verdict"] for certification in plan["certifications"]]
    return [plan["plan_key"], *figures, *verdicts, "" if first else "no_way"]
