"""Nursing, social work and human services side by side, each by its best way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.pages.blocks import Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from casemgr_cli.domain.advice import Advice, Route
    from casemgr_cli.pages.blocks import Align
    from casemgr_cli.pages.tools import Tools
    from casemgr_cli.pages.words import Words

_SIDES = ("nursing", "social_work", "human_services")
_FEWEST = 2
_YEAR, _LONG = 12, 24


def sides_table(advice: Advice, kit: Tools) -> Table | None:
    """Return the best way of each side, a column each; None where there is only one side."""
    words = kit.words
    ways = {side: way for side in _SIDES if (way := _best(advice, side))}
    if len(ways) < _FEWEST:
        return None
    header = ("", *(words(f"sides.side.{side}") for side in ways))
    rows = [
        (words(f"sides.{name}"), *(cell(way, words) for way in ways.values())) for name, cell in _ROWS.items()
    ]
    if advice.fit:
        bands = {"nursing": advice.fit.nursing_band}
        picked = (words(f"sides.fit.{bands.get(side, advice.fit.social_band)}") for side in ways)
        rows.append((words("sides.picked"), *picked))
    align: tuple[Align, ...] = tuple("left" for _ in header)
    return Table(header, tuple(rows), align)


def _best(advice: Advice, side: str) -> Route | None:
    return next((route for route in advice.routes if route.background == side), None)


def _years(route: Route, words: Words) -> str:
    return (
        words.wait(route.typical)
        if route.typical <= _LONG
        else words.count("amount.years", round(route.typical / _YEAR))
    )


def _degrees(route: Route, words: Words) -> str:
    titles = [step.id.upper().replace("_", "-") for step in route.steps if step.kind == "degree"]
    return words("amount.plus").join(titles) or words("sides.none")


def _cost(route: Route, words: Words) -> str:
    return words.money_span(route.cost)


def _pay(route: Route, words: Words) -> str:
    return words(
        "sides.pay_cell", start=words.money(route.pay.start), experienced=words.money(route.pay.experienced)
    )


def _body(route: Route, words: Words) -> str:
    limits = route.destination.limits
    return words("sides.body_cell", lifting=limits.lifting, nights=limits.nights)


def _remote(route: Route, _words: Words) -> str:
    return route.destination.limits.remote


def _doors(route: Route, words: Words) -> str:
    return words.count("sides.doors_cell", route.doors) if route.doors else words("amount.missing")


_ROWS: dict[str, Callable[[Route, Words], str]] = {
    "work": lambda route, _: route.destination.title,
    "years": _years,
    "cost": _cost,
    "pay": _pay,
    "body": _body,
    "remote": _remote,
    "doors": _doors,
}
