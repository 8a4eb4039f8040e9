"""Pay as a page: the article's medians first, then the federal figures and what they stand for."""

from collections.abc import Iterable

from casemgr_cli.documents.salary import stand_ins
from casemgr_cli.domain import Catalog
from casemgr_cli.domain.wages import PERCENTILES, Demand, PayGuide, Wage
from casemgr_cli.pages.blocks import Block, Facts, Heading, Page, Paragraph, PayRange, Row, Table
from casemgr_cli.pages.tools import (
    Tools,
    amounts,
    pay_bar,
    place,
    section,
    sources_section,
    tools,
)
from casemgr_cli.pages.words import Words

_ALWAYS_SAID = ("no_code", "lower_quarter", "left_out")


def salary_page(
    guide: PayGuide, market: Iterable[Wage], catalog: Catalog, words: Words, demand: Iterable[Demand] = ()
) -> Page:
    """Return the two medians of the article, then the market rows in the order given."""
    kit = tools(catalog, words)
    return (
        Heading(words("pay.title"), 1),
        _headline(guide, kit),
        Paragraph(guide.words.get("article", words("pay.median_about")), tone="quiet"),
        *section(words("pay.today"), *_market(tuple(market), guide, kit)),
        *_demand(tuple(demand), kit),
        *sources_section(kit),
    )


def _headline(guide: PayGuide, kit: Tools) -> Facts:
    return Facts(
        tuple(
            Row(
                kit.words(f"pay.{headline.background}"),
                kit.words("pay.median", amount=kit.words.money(headline.median)),
                kit.cites(headline.source),
                tone="strong",
            )
            for headline in guide.headlines
        )
    )


def _market(market: tuple[Wage, ...], guide: PayGuide, kit: Tools) -> tuple[Block, ...]:
    words = kit.words
    if not market:
        return (Paragraph(words("pay.none")),)
    header = tuple(words(f"pay.columns.{column}") for column in ("job", *PERCENTILES))
    rows = tuple(_wage(wage, kit) for wage in market)
    cites = kit.cites(*(wage.source for wage in market))
    dates = words.listed(dict.fromkeys(wage.as_of for wage in market))
    notes = dict.fromkeys(
        (*_said(market, guide), *(note for wage in market for note in stand_ins(wage, guide)))
    )
    return (
        Table(header, rows, amounts(header)),
        *_bars(market, kit),
        Paragraph(words("pay.as_of", as_of=dates), cites, tone="quiet"),
        *((Paragraph(" ".join(notes), tone="quiet"),) if notes else ()),
    )


def _bars(market: tuple[Wage, ...], kit: Tools) -> tuple[Block, ...]:
    """Return the places of each job drawn over one scale; nothing where there is only one."""
    drawn: list[Block] = []
    for soc in dict.fromkeys(wage.soc for wage in market):
        wages = [wage for wage in market if wage.soc == soc]
        ranges = tuple(
            PayRange(wage.area, wage.p10, wage.p25, wage.p50, wage.p90, kit.words.money(wage.p50))
            for wage in wages
        )
        bar = pay_bar(ranges, kit.words) if len(wages) > 1 else None
        drawn += [Heading(wages[0].occupation, 3), bar] if bar else []
    return tuple(drawn)


def _wage(wage: Wage, kit: Tools) -> tuple[str, ...]:
    named = place(wage, kit)
    job = kit.words("pay.estimated", place=named) if wage.estimate else named
    amounts = (getattr(wage, name) for name in PERCENTILES)
    return (job, *map(kit.words.cell, amounts))


def _said(market: tuple[Wage, ...], guide: PayGuide) -> tuple[str, ...]:
    """Return what the figures stand for, in the words that apply to these rows."""
    gaps = any(getattr(wage, name) is None for wage in market for name in PERCENTILES)
    conditional = (("estimate", any(wage.estimate for wage in market)), ("not_released", gaps))
    keys = (*_ALWAYS_SAID, *(key for key, applies in conditional if applies))
    return tuple(guide.words[key] for key in keys if key in guide.words)


def _demand(demand: tuple[Demand, ...], kit: Tools) -> tuple[Block, ...]:
    if not demand:
        return ()
    rows = tuple(
        Row(
            row.occupation,
            kit.words(
                "pay.demand_row",
                growth=f"{row.growth_pct:+g}",
                period=row.period,
                openings=f"{row.annual_openings:,}",
            ),
            kit.cites(row.source),
        )
        for row in demand
    )
    return section(kit.words("pay.demand"), Facts(rows))
