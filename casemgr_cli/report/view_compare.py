"""Every route side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.report.blocks import Bullets, Heading, Paragraph, Table
from casemgr_cli.report.tools import amounts, section, sources_section, tools
from casemgr_cli.report.view_bars import route_bars
from casemgr_cli.report.view_person import assumed_blocks, excluded_items
from casemgr_cli.report.view_route import neighbors_section, short_wait

if TYPE_CHECKING:
    from casemgr_cli.domain.advice import Advice, Route
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.report.blocks import Block, Page
    from casemgr_cli.report.words import Words

COLUMNS = ("way", "first", "earliest", "cost", "start", "middle", "certified")
NET = "net"
STUDY = ("degree", "license", "exam")


def compare_page(advice: Advice, catalog: Catalog, words: Words) -> Page:
    """Return all routes, best first, then what was ruled out and what was taken as given."""
    kit = tools(catalog, words)
    excluded = excluded_items(advice.excluded, words)
    kit.cites(*(route.pay.wage.source for route in advice.routes))
    return (
        Heading(words("compare.title"), 1),
        *_ways(advice, words),
        *(section(words("advice.excluded"), Bullets(excluded)) if excluded else ()),
        *neighbors_section(advice.neighbors, words),
        *assumed_blocks(advice.assumed, kit),
        *sources_section(kit),
    )


def _ways(advice: Advice, words: Words) -> tuple[Block, ...]:
    routes = advice.routes
    if not routes:
        return (Heading(words("advice.none_title")), Paragraph(words("advice.none_about")))
    net = any(route.ten_year_net is not None for route in routes)
    columns = (*COLUMNS, NET) if net else COLUMNS
    shared = _shared(routes)
    rows = tuple(_way(number, route, shared, words, net=net) for number, route in enumerate(routes, 1))
    best = next((i for i, route in enumerate(routes) if route.id == advice.recommended), None)
    header = tuple(words(f"compare.columns.{column}") for column in columns)
    return (
        Paragraph(words.count("compare.about", len(routes))),
        *_begins(shared, words),
        Table(header, rows, amounts(columns), best),
        *((Paragraph(words("compare.net_about"), tone="quiet"),) if net else ()),
        *route_bars((str(row[0]) for row in rows), routes, words),
    )


def _shared(routes: tuple[Route, ...]) -> tuple[str, ...]:
    """Return the titles of the study steps that every route has: they are said once, not in every row."""
    each = [{step.title for step in route.steps if step.kind in STUDY} for route in routes]
    common = set.intersection(*each) if len(each) > 1 else set()
    return tuple(step.title for step in routes[0].steps if step.title in common)


def _begins(shared: tuple[str, ...], words: Words) -> tuple[Block, ...]:
    return (Paragraph(words("compare.begins", steps=words.listed(shared))),) if shared else ()


def _title(route: Route, shared: tuple[str, ...], words: Words) -> str:
    job = route.destination.title
    own = [step.title for step in route.steps if step.kind == "degree" and step.title not in shared]
    if own:
        job = words("compare.way", job=job, steps=words.listed(own))
    return words("compare.rules_only", way=job) if route.plan == "entry" else job


def _way(number: int, route: Route, shared: tuple[str, ...], words: Words, *, net: bool) -> tuple[str, ...]:
    cells = (
        words("advice.step", number=number, title=_title(route, shared, words)),
        short_wait(route.typical, words),
        short_wait(route.earliest, words),
        words.money_span(route.cost),
        words.money(route.pay.start),
        words.money(route.pay.experienced),
        short_wait(route.months_to_certified, words),
    )
    return (*cells, words.money(route.ten_year_net)) if net else cells
