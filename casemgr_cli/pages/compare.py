"""Every route side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.pages.bars import route_bars
from casemgr_cli.pages.blocks import Bullets, Heading, Paragraph, Table
from casemgr_cli.pages.changes import what_if_section
from casemgr_cli.pages.person import assumed_blocks, excluded_items
from casemgr_cli.pages.routes import from_graduation, neighbors_section, others_section, short_wait, way_title
from casemgr_cli.pages.tools import amounts, section, sources_section, tools

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casemgr_cli.domain.advice import Advice, Route, WhatIf
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.pages.blocks import Block, Page
    from casemgr_cli.pages.words import Words

_TIMES = ("way", "first", "earliest", "certified", "cost")
_MONEY = ("way", "start", "middle", "debt", "monthly")
_WORTH = ("net", "even")
_STUDY = ("degree", "license", "exam")


def compare_page(
    advice: Advice, catalog: Catalog, words: Words, what_if: WhatIf | None = None, total: int | None = None
) -> Page:
    """Return the routes, what if, then what was ruled out and what was taken as given.

    `total` is how many routes there are where not all are shown.
    """
    kit = tools(catalog, words, *advice.local.guides)
    excluded = excluded_items(advice.excluded, words)
    kit.cites(*(route.pay.wage.source for route in advice.routes))
    assumed = assumed_blocks(advice.assumed, kit)
    return (
        Heading(words("compare.title"), 1),
        *(what_if_section(what_if, advice, kit) if what_if else ()),
        *others_section(advice, words),
        *_ways(advice, words, total),
        *(section(words("advice.excluded"), Bullets(excluded)) if excluded else ()),
        *neighbors_section(advice.neighbors, words),
        *assumed,
        *sources_section(kit),
    )


def _ways(advice: Advice, words: Words, total: int | None) -> tuple[Block, ...]:
    routes = _different(advice.routes, words)
    if not routes:
        return (Heading(words("advice.none_title")), Paragraph(words("advice.none_about")))
    shared = _shared(routes)
    best = next((i for i, route in enumerate(routes) if route.id == advice.recommended), None)
    # Several ways to one place are told apart by all that they study.
    whole = len({route.destination.id for route in routes}) < len(routes)
    ways = [way_title(route, words, shared, whole=whole) for route in routes]
    titled = [
        (_title(number, *way, words), way[1]) for number, way in enumerate(zip(ways, routes, strict=True), 1)
    ]
    return (
        Heading(words("compare.ways")),
        Paragraph(
            words("compare.best", total=total)
            if total and total > len(advice.routes)
            else words.count("compare.about", len(routes))
        ),
        *_begins(shared, words),
        _table(_TIMES, tuple((title, *_times(route, words)) for title, route in titled), best, words),
        *route_bars((title for title, _ in titled), routes, words, graduated=from_graduation(advice)),
        Heading(words("compare.numbers")),
        *_numbers(routes, best, words),
    )


def _different(routes: tuple[Route, ...], words: Words) -> tuple[Route, ...]:
    """Leave out ways that a reader could not tell from a better one: the same title and the same figures."""
    found: dict[tuple[str, ...], Route] = {}
    for route in routes:
        row = (
            way_title(route, words, whole=True),
            route.plan,
            *_times(route, words),
            *_amounts(route, words),
        )
        found.setdefault(row, route)
    return tuple(found.values())


def _table(
    columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], best: int | None, words: Words
) -> Table:
    header = tuple(words(f"compare.columns.{column}") for column in columns)
    return Table(header, rows, amounts(columns), best)


def _times(route: Route, words: Words) -> tuple[str, ...]:
    return (
        short_wait(route.typical, words),
        short_wait(route.by_rules, words),
        _certified(route, words),
        words.money_span(route.cost),
    )


def _certified(route: Route, words: Words) -> str:
    return short_wait(route.months_to_certified, words)


def _numbers(routes: Sequence[Route], best: int | None, words: Words) -> tuple[Block, ...]:
    """Return the pay of each way, and what it is worth against staying where the current pay is known."""
    worth = any(route.ten_year_net is not None for route in routes)
    columns = (*_MONEY, *_WORTH) if worth else _MONEY
    jobs = (
        words("advice.step", number=n, title=route.destination.title) for n, route in enumerate(routes, 1)
    )
    rows = tuple(
        (job, *_amounts(route, words)[: len(columns) - 1]) for job, route in zip(jobs, routes, strict=True)
    )
    about = words("compare.net_about" if worth else "compare.no_net")
    notes = (Paragraph(text, tone="quiet") for text in (words("compare.debt_about"), about))
    return (_table(columns, rows, best, words), *notes)


def _amounts(route: Route, words: Words) -> tuple[str, ...]:
    debt = route.borrowing
    return (
        words.money(route.pay.start),
        words.money(route.pay.experienced),
        words.money(debt.borrow.high) if debt else words("amount.missing"),
        words.money(debt.monthly.high) if debt else words("amount.missing"),
        words.money(route.ten_year_net),
        short_wait(route.break_even, words),
    )


def _shared(routes: tuple[Route, ...]) -> tuple[str, ...]:
    """Return the titles of the study steps that every route has: they are said once, not in every row."""
    each = [{step.title for step in route.steps if step.kind in _STUDY} for route in routes]
    common = set.intersection(*each) if len(each) > 1 else set()
    return tuple(step.title for step in routes[0].steps if step.title in common)


def _begins(shared: tuple[str, ...], words: Words) -> tuple[Block, ...]:
    return (Paragraph(words("compare.begins", steps=words.listed(shared))),) if shared else ()


def _title(number: int, way: str, route: Route, words: Words) -> str:
    title = words("compare.rules_only", way=way) if route.plan == "entry" else way
    return words("advice.step", number=number, title=title)
