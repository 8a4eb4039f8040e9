"""`casemgr compare`: every route side by side."""

from __future__ import annotations

from casemgr_cli.cli import options
from casemgr_cli.cli.output import chosen

app = options.new_app()


@app.command()
def compare(
    answers: options.AnswersFile = None,
    set_: options.Set = None,
    format_: options.TableFormat = None,
    as_json: options.Json = False,
    output: options.OutputFile = None,
    data: options.Data = None,
    plain: options.Plain = False,
) -> None:
    """Put every route that is open to a person side by side, best first.

    Nothing is asked: what the answers leave open is planned with and listed as assumed.
    """
    from casemgr_cli.cli import given
    from casemgr_cli.engine.advise import advise
    from casemgr_cli.report.documents import compare_document
    from casemgr_cli.report.sheets import compare_csv
    from casemgr_cli.report.view_compare import compare_page

    out = chosen(format_, as_json, output, plain, personal=True)
    catalog = given.load(data)
    advice = advise(catalog, given.answers(catalog, answers, set_), given.today())
    out.show(
        document=lambda: compare_document(advice, catalog, given.pay_guide(data)),
        table=lambda: compare_csv(advice),
        page=lambda: compare_page(advice, catalog, given.words(data)),
    )
