"""`casemgr data`: the data files, checked and accounted for."""

from typing import Annotated

import typer

from casemgr_cli.cli import options
from casemgr_cli.cli.options import option
from casemgr_cli.cli.output import Written
from casemgr_cli.cli.typers import new_app
from casemgr_cli.errors import DataInvalid

app = new_app()


@app.callback()
def data() -> None:
    """Check the data files, list their sources, or show where they are.

    casemgr data path

    casemgr data check --data my-data

    casemgr data sources --weak
    """


@app.command()
def path(data: options.Data = None) -> None:
    """Print the folder that holds the data files."""
    from casemgr_cli.catalog.files import data_dir

    Written("text").chosen().write(str(data_dir(data)))


@app.command()
def check(written: options.WrittenPage) -> None:
    """Check every data file and print all problems. The exit code is 3 when there are any."""
    from casemgr_cli.catalog.check import check_all
    from casemgr_cli.catalog.files import data_dir
    from casemgr_cli.cli import given
    from casemgr_cli.cli.app import guest_checks
    from casemgr_cli.documents.base import problems_document
    from casemgr_cli.pages.data import problems_page

    out, data = written.chosen(), written.data
    problems = check_all(data_dir(data), guest_checks())
    out.show(
        document=lambda: problems_document(problems), page=lambda: problems_page(problems, given.words(None))
    )
    if problems:
        raise typer.Exit(DataInvalid.exit_code)


@app.command()
def sources(
    written: options.WrittenTable,
    weak: Annotated[
        bool, option(help="What to check next: first what the advice of most people rests on.")
    ] = False,
) -> None:
    """List every source with its date, and the figures that nobody has verified or that are old."""
    from msgspec.structs import asdict

    from casemgr_cli.catalog.files import data_dir
    from casemgr_cli.catalog.load import people_counted
    from casemgr_cli.cli import given
    from casemgr_cli.documents.sources import COLUMNS, WEAK, sources_document, sources_rows, weakest
    from casemgr_cli.domain.figures import stale_figures
    from casemgr_cli.pages.data import data_sources_page, weak_page
    from casemgr_cli.writers.table import sheet

    out, data = written.chosen(), written.data
    catalog = given.load(data)
    guides = given.guides(data)
    words = given.words(data)
    found = weakest(catalog, people_counted(data_dir(data)))
    out.show(
        document=lambda: sources_document(catalog, *guides, weak=found),
        page=lambda: (
            weak_page(found, catalog, words)
            if weak
            else data_sources_page(catalog, guides, words, stale_figures(catalog, given.today()))
        ),
        table=lambda: (
            sheet(WEAK, map(asdict, found)) if weak else sheet(COLUMNS, sources_rows(catalog, *guides))
        ),
    )
