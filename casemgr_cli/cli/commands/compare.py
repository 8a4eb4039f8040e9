"""`casemgr compare`: every route side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from casemgr_cli.cli import completion, options
from casemgr_cli.cli.output import chosen

app = options.new_app()


@app.command()
def compare(
    answers: options.AnswersFile = None,
    set_: options.Set = None,
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE",
            help="Show what another answer would change. Can be repeated; all of them are changed together.",
            autocompletion=completion.answers,
        ),
    ] = None,
    format_: options.TableFormat = None,
    as_json: options.Json = False,
    output: options.OutputFile = None,
    data: options.Data = None,
    plain: options.Plain = False,
) -> None:
    """Put every route that is open to a person side by side, best first.

    Nothing is asked: what the answers leave open is planned with and listed as assumed.

    What if you had a BSN, or moved to Oregon, or your supervisor held the CCM?

    casemgr compare --answers me.yaml --what-if education=bachelor --what-if field=nursing

    casemgr compare --answers me.yaml --what-if state=OR

    casemgr compare --answers me.yaml --what-if months_case_management_under_ccm=12
    """
    from casemgr_cli.catalog.answers import parse_set
    from casemgr_cli.cli import given
    from casemgr_cli.engine import whatif
    from casemgr_cli.engine.advise import advise
    from casemgr_cli.report.documents import compare_document
    from casemgr_cli.report.sheets import compare_csv
    from casemgr_cli.report.view_compare import compare_page

    out = chosen(format_, as_json, output, plain, personal=True)
    catalog = given.load(data)
    found, today = given.answers(catalog, answers, set_), given.today()
    advice = advise(catalog, found, today)
    changed = given.changed(catalog, found, parse_set(what_if or (), catalog.facts, "--what-if"))
    other = whatif.what_if(catalog, advice, changed, today) if changed else None
    out.show(
        document=lambda: compare_document(advice, catalog, given.pay_guide(data), other),
        table=lambda: compare_csv(advice),
        page=lambda: compare_page(advice, catalog, given.words(data), other),
    )
