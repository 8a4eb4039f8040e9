"""`casemgr compare`: every route side by side, or the job offers in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casemgr_cli.cli import options
from casemgr_cli.cli.output import chosen

if TYPE_CHECKING:
    from pathlib import Path

    from casemgr_cli.cli.output import Output
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.facts import Answers

app = options.new_app()

KEYS = """A file of offers is a list. Each offer has a name and a setting (hospital, insurance, ...), and what
you know of: pay (a year) or hourly, hours (a week), case_management or duties, supervisor_ccm, health_system,
tuition_aid (a year), remote, start (such as 2027-02), destination (such as bedside_nursing), note.

For example: casemgr compare --offers offers.yaml --answers me.yaml"""


@app.command(epilog=KEYS)
def compare(
    answers: options.AnswersFile = None,
    set_: options.Set = None,
    offers: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Compare the job offers in this YAML or JSON file instead; - is stdin."
        ),
    ] = None,
    format_: options.TableFormat = None,
    as_json: options.Json = False,
    output: options.OutputFile = None,
    data: options.Data = None,
    plain: options.Plain = False,
) -> None:
    """Put every route that is open to a person side by side, best first; or the job offers they have.

    Nothing is asked: what the answers leave open is planned with and listed as assumed.
    """
    from casemgr_cli.cli import given

    out = chosen(format_, as_json, output, plain, personal=True)
    catalog = given.load(data)
    known = given.answers(catalog, answers, set_)
    if offers is None:
        _routes(out, catalog, known, data)
    else:
        _offers(out, catalog, known, data, (offers, answers))


def _routes(out: Output, catalog: Catalog, known: Answers, data: Path | None) -> None:
    from casemgr_cli.cli import given
    from casemgr_cli.engine.advise import advise
    from casemgr_cli.report.documents import compare_document
    from casemgr_cli.report.sheets import compare_csv
    from casemgr_cli.report.view_compare import compare_page

    advice = advise(catalog, known, given.today())
    out.show(
        document=lambda: compare_document(advice, catalog, given.pay_guide(data)),
        table=lambda: compare_csv(advice),
        page=lambda: compare_page(advice, catalog, given.words(data)),
    )


def _offers(
    out: Output, catalog: Catalog, known: Answers, data: Path | None, files: tuple[str, str | None]
) -> None:
    from casemgr_cli.cli import given
    from casemgr_cli.engine.offers import weigh
    from casemgr_cli.report.offers_document import offers_csv, offers_document
    from casemgr_cli.report.view_offers import offers_page

    found, guide, catalog = given.offers(catalog, data, *files)
    comparison = weigh(catalog, guide, found, known, given.today())
    out.show(
        document=lambda: offers_document(comparison, guide, catalog, given.pay_guide(data)),
        table=lambda: offers_csv(comparison, guide),
        page=lambda: offers_page(comparison, guide, catalog, given.pay_guide(data), given.words(data)),
    )
