"""`casemgr salary`: what case managers earn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec.structs import replace

from casemgr_cli.cli import completion, options
from casemgr_cli.errors import UsageFailure, nearest
from casemgr_cli.text import quoted

if TYPE_CHECKING:
    from casemgr_cli.catalog.wages import WageTables
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.wages import Demand, PayGuide, Wage
    from casemgr_cli.pages.blocks import Page
    from casemgr_cli.pages.words import Words

app = options.new_app()


@app.command()
def salary(
    *,
    nursing: Annotated[
        bool | None,
        typer.Option("--nursing/--no-nursing", help="Only with, or only without, a nursing background."),
    ] = None,
    state: Annotated[
        str | None,
        typer.Option(
            metavar="XX",
            help="A state, by its two-letter code or name; several with commas between.",
            autocompletion=completion.states,
        ),
    ] = None,
    all_states: Annotated[
        bool, typer.Option("--all-states", help="Every state, side by side, the best paid first.")
    ] = False,
    metro: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="A metropolitan area, such as Baltimore.",
            autocompletion=completion.metros,
        ),
    ] = None,
    setting: Annotated[
        str | None,
        typer.Option(
            metavar="SETTING",
            help="A kind of workplace, such as hospital or insurance.",
            autocompletion=completion.settings,
        ),
    ] = None,
    written: options.WrittenTable,
) -> None:
    """Show what case managers earn with and without a nursing background, and what the figures stand for.

    casemgr salary --nursing --state OR

    casemgr salary --setting insurance --state OR,WA,CA

    casemgr salary --no-nursing --all-states
    """
    from casemgr_cli.catalog.paths import data_dir
    from casemgr_cli.catalog.wages import WageTables
    from casemgr_cli.cli import given
    from casemgr_cli.engine.pay import market

    out, data = written.chosen(), written.data
    catalog, whole = given.pay_only(data, settings=setting is not None)
    guide, tables = _narrowed(whole, nursing), WageTables(data_dir(data))
    places = _places(tables, state, metro, all_states=all_states)
    jobs = _jobs(guide, setting)
    rows = [market(tables, soc, usps, metro, industry) for soc, industry in jobs for usps in places]
    if all_states:
        rows = [row for row in rows if row.area_type == "state"]
        rows.sort(key=lambda row: ([job[0] for job in jobs].index(row.soc), -(row.p50 or 0)))
    demand = [row for soc in dict.fromkeys(soc for soc, _ in jobs) if (row := tables.demand(soc))]
    out.show(
        document=lambda: _document(guide, rows, catalog, demand),
        page=lambda: _page(guide, rows, catalog, demand, given.words(data)),
        table=lambda: _table(guide, rows),
    )


def _places(
    tables: WageTables, state: str | None, metro: str | None, *, all_states: bool
) -> list[str | None]:
    """Return the postal codes to look at; one None stands for the nation, or for the metro's own state.

    Raises:
        UsageFailure: a state is not in the tables, or the options contradict each other.
    """
    if not all_states:
        return [tables.find_state(name).states[0] for name in state.split(",")] if state else [None]
    if state or metro:
        raise UsageFailure("--all-states goes with no other place.", hint="Leave one of them out.")
    return [area.states[0] for area in tables.areas().values() if area.area_type == "state"]


def _document(guide: PayGuide, rows: list[Wage], catalog: Catalog, demand: list[Demand]) -> dict[str, Any]:
    from casemgr_cli.documents.salary import salary_document

    return salary_document(guide, rows, catalog, demand)


def _page(guide: PayGuide, rows: list[Wage], catalog: Catalog, demand: list[Demand], words: Words) -> Page:
    from casemgr_cli.pages.salary import salary_page

    return salary_page(guide, rows, catalog, words, demand)


def _table(guide: PayGuide, rows: list[Wage]) -> str:
    from casemgr_cli.documents.salary import COLUMNS, salary_rows
    from casemgr_cli.writers.table import sheet

    return sheet(COLUMNS, salary_rows(guide, rows))


def _narrowed(guide: PayGuide, nursing: bool | None) -> PayGuide:
    """Return the guide for one background alone, if one was asked for."""
    if nursing is None:
        return guide
    wanted = "nursing" if nursing else "non_nursing"
    return replace(
        guide,
        headlines=tuple(each for each in guide.headlines if each.background == wanted),
        occupations={wanted: guide.occupations[wanted]},
    )


def _jobs(guide: PayGuide, setting: str | None) -> list[tuple[str, str]]:
    """Return the occupation and industry codes that stand for what was asked."""
    if setting is None:
        return [(soc, "") for socs in guide.occupations.values() for soc in socs]
    if setting not in guide.settings:
        raise UsageFailure(
            f"{quoted(setting)} is not a setting.",
            hint=nearest(setting, guide.settings) or f"It can be {', '.join(guide.settings)}.",
            slug="unknown_setting",
        )
    sides = guide.settings[setting]
    return [(job.soc, job.industry) for side in guide.occupations for job in sides.get(side, ())]
