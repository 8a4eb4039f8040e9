"""`casemgr salary`: what case managers earn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from casemgr_cli.cli import completion, options

if TYPE_CHECKING:
    from casemgr_cli.domain import Catalog
    from casemgr_cli.engine.pay import Told
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
    from casemgr_cli.cli import given
    from casemgr_cli.engine.pay import PayQuestion, told

    out, data = written.chosen(), written.data
    catalog, guide = given.pay_only(data, settings=setting is not None)
    found = told(catalog.wages, guide, PayQuestion(nursing, state, metro, setting, all_states))
    out.show(
        document=lambda: _document(found, catalog),
        page=lambda: _page(found, catalog, given.words(data)),
        table=lambda: _table(found),
    )


def _document(told: Told, catalog: Catalog) -> dict[str, Any]:
    from casemgr_cli.documents.salary import salary_document

    return salary_document(told.guide, told.rows, catalog, told.demand)


def _page(told: Told, catalog: Catalog, words: Words) -> Page:
    from casemgr_cli.pages.salary import salary_page

    return salary_page(told.guide, told.rows, catalog, words, told.demand)


def _table(told: Told) -> str:
    from casemgr_cli.documents.salary import COLUMNS, salary_rows
    from casemgr_cli.writers.table import sheet

    return sheet(COLUMNS, salary_rows(told.guide, told.rows))
