"""`casemgr next`: one step of the interview for a script."""

from __future__ import annotations

from casemgr_cli.cli import options
from casemgr_cli.cli.output import chosen

app = options.new_app()


@app.command("next")
def next_question(
    answers: options.AnswersFile = None,
    me: options.Me = None,
    set_: options.Set = None,
    format_: options.DocumentFormat = None,
    as_json: options.Json = False,
    output: options.OutputFile = None,
    data: options.Data = None,
    plain: options.Plain = False,
) -> None:
    """Print the next question of the interview, or say that none is left.

    It is the question that can still change the advice most, given the answers so far.
    """
    from casemgr_cli.cli import given, kept
    from casemgr_cli.documents.next import next_document
    from casemgr_cli.engine import interview
    from casemgr_cli.pages.next import next_page

    out = chosen(format_, as_json, output, plain, inputs=(answers,))
    answers = kept.instead(answers, me, out, data)
    catalog = given.load(data)
    question = interview.next_question(catalog, given.answers(catalog, answers, set_))
    out.show(
        document=lambda: next_document(question),
        page=lambda: next_page(question, given.words(data)),
    )
