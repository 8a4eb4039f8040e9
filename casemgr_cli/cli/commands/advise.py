"""`casemgr advise`: the interview, and then the advice."""

from __future__ import annotations

from typing import Annotated

import typer

from casemgr_cli.cli import options
from casemgr_cli.cli.output import chosen, refuse_unwritable, write_file

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
    format_: options.AdviceFormat = None,
    as_json: options.Json = False,
    output: options.OutputFile = None,
    data: options.Data = None,
    plain: options.Plain = False,
    paper: options.Paper = "letter",
    template: options.Template = "full",
) -> None:
    """Answer a few questions and see your ways into case management, best first.

    Ctrl-C stops the interview and keeps your answers; "casemgr advise --resume" goes on.
    """
    from casemgr_cli.catalog.answers import write_answers
    from casemgr_cli.catalog.messages import load_messages
    from casemgr_cli.catalog.paths import data_dir
    from casemgr_cli.cli import given, partial
    from casemgr_cli.cli.interview import Interview
    from casemgr_cli.cli.shown import refuse_template, show_advice
    from casemgr_cli.engine.advise import advise as advice_for

    out = chosen(format_, as_json, output, plain, personal=True, paper=paper)
    refuse_template(template, out.format)
    refuse_unwritable(save_answers)
    catalog, today = given.load(data), given.today()
    known = partial.read(save_answers, catalog.facts) if resume else {}
    known |= given.answers(catalog, answers, set_)
    given.consistent(catalog, known)
    found = known
    if not assume_defaults:
        found = Interview(catalog, today, data, save_answers, plain).complete(known)
    if save_answers is not None:
        write_file(save_answers, write_answers(found), personal=True)
    advice = advice_for(catalog, found, today)
    asked = found != known
    pause = load_messages(data_dir(data))["cli.go_on"] if asked else ""
    show_advice(out, advice, catalog, data, template=template, pause=pause)
    if resume or asked:
        partial.forget()
