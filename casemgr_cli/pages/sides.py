"""Nursing, social work and human services side by side, each by its best way."""

from collections.abc import Callable, Collection

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Advice, Route
from casemgr_cli.pages.basis import assumed_blocks
from casemgr_cli.pages.blocks import Align, Facts, Heading, Page, Paragraph, Row, Table
from casemgr_cli.pages.tools import Tools, section, sources_section, tools
from casemgr_cli.pages.words import Words

_FEWEST = 2
_LONG = 24


def sides_page(advice: Advice, catalog: Catalog, words: Words, *, anybody: bool = False) -> Page:
    """Return the sides next to each other, with a day in the job of each; for `anybody` it says so."""
    kit = tools(catalog, words)
    table = sides_table(advice, kit, more=True)
    days = (Row(words(f"sides.side.{side}"), way.destination.about) for side, way in advice.sides.items())
    cites = kit.cites(*(way.pay.wage.source for way in advice.sides.values()))
    return (
        Heading(words("sides.title"), 1),
        *((Paragraph(words("sides.anybody")),) if anybody else ()),
        *((table,) if table else (Paragraph(words("sides.one")),)),
        *section(words("sides.day"), Facts(tuple(days))),
        Paragraph(words("sides.about"), cites, tone="quiet"),
        *(() if anybody else assumed_blocks(advice.assumed, kit)),
        *sources_section(kit),
    )


def sides_table(advice: Advice, kit: Tools, *, more: bool = False, out: Collection[str] = ()) -> Table | None:
    """Return the best way of each side, a column each, with `more` rows or without some; None for one way."""
    words, ways = kit.words, advice.sides
    if len(ways) < _FEWEST:
        return None
    cells = _ROWS | (_MORE if more else {})
    header = ("", *(words(f"sides.side.{side}") for side in ways))
    rows = [
        (words(f"sides.{name}"), *(cell(way, words) for way in ways.values()))
        for name, cell in cells.items()
        if name not in out
    ]
    if advice.fit:
        bands = {"nursing": advice.fit.nursing_band}
        picked = (words(f"sides.fit.{bands.get(side, advice.fit.social_band)}") for side in ways)
        rows.append((words("sides.picked"), *picked))
    align: tuple[Align, ...] = tuple("left" for _ in header)
    return Table(header, tuple(rows), align)


def _years(route: Route, words: Words) -> str:
    return words.wait(route.typical) if route.typical <= _LONG else words.years(route.typical)


def _degrees(route: Route, words: Words) -> str:
    titles = [step.title for step in route.steps if step.kind == "degree"]
    return words("amount.either").join(titles) or words("sides.none")


def _certified(route: Route, words: Words) -> str:
    months = route.months_to_certified
    if months is None:
        return words("amount.missing")
    return words.years(months) or words("amount.now")


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
# What the screen of the sides says besides, and the card has no room for.
_MORE: dict[str, Callable[[Route, Words], str]] = {
    "degrees": _degrees,
    "certified": _certified,
    "driving": lambda route, _: route.destination.limits.driving,
}
