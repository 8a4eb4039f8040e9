"""`casemgr advise`: the interview, and then the advice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from casemgr_cli.cli import options
from casemgr_cli.cli.output import chosen, refuse_unwritable, write_file

if TYPE_CHECKING:
    from casemgr_cli.domain.advice import Advice
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.wages import PayGuide
    from casemgr_cli.report.blocks import Page
    from casemgr_cli.report.words import Words

app = options.new_app()


@app.command()
def advise(
    answers: options.AnswersFile = None,
    set_: options.Set = None,
    save_answers: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write your answers to this file, for another time.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with an interview that was stopped.")
    ] = False,
    assume_defaults: Annotated[
        bool, typer.Option("--assume-defaults", help="Ask nothing; list what was assumed.")
    ] = False,
    format_: options.DocumentFormat = None,
    as_json: options.Json = False,
    output: options.OutputFile = None,
    data: options.Data = None,
    plain: options.Plain = False,
) -> None:
    """Answer a few questions and see your ways into case management, best first.

    Ctrl-C stops the interview and keeps your answers; "casemgr advise --resume" goes on.
    """
    from casemgr_cli.catalog.answers import write_answers
    from casemgr_cli.catalog.messages import load_messages
    from casemgr_cli.catalog.paths import data_dir
    from casemgr_cli.cli import given, partial
    from casemgr_cli.cli.interview import Interview
    from casemgr_cli.engine.advise import advise as advice_for

    out = chosen(format_, as_json, output, plain, personal=True)
    refuse_unwritable(save_answers)
    catalog, today = given.load(data), given.today()
    known = partial.read(save_answers, catalog.facts) if resume else {}
    known |= given.answers(catalog, answers, set_)
    given.consistent(catalog, known)
    found = known
    if not assume_defaults:
        found = Interview(catalog, today, data, plain, partial.keeper(save_answers)).complete(known)
    if save_answers is not None:
        write_file(save_answers, write_answers(found), personal=True)
    advice = advice_for(catalog, found, today)
    guide = given.pay_guide(data)
    asked = found != known
    out.show(
        document=lambda: _document(advice, catalog, guide),
        page=lambda: _page(advice, catalog, guide, given.words(data)),
        pause=load_messages(data_dir(data))["cli.go_on"] if asked else "",
    )
    if resume or asked:
        partial.forget()


def _document(advice: Advice, catalog: Catalog, guide: PayGuide) -> dict[str, Any]:
    from casemgr_cli.report.documents import advice_document

    return advice_document(advice, catalog, guide)


def _page(advice: Advice, catalog: Catalog, guide: PayGuide, words: Words) -> Page:
    from casemgr_cli.report.view_advice import advice_page

    return advice_page(advice, catalog, guide, words)
