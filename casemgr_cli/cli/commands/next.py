"""`casemgr next`: one step of the interview for a script."""

from __future__ import annotations

from casemgr_cli.cli import options

app = options.new_app()


@app.command("next")
def next_question(
    person: options.AnswersGiven,
    written: options.WrittenPage,
) -> None:
    """Print the next question of the interview, or say that none is left.

    It is the question that can still change the advice most, given the answers so far.

    casemgr next --set background=nursing --json
    """
    from casemgr_cli.cli import given
    from casemgr_cli.documents.next import next_document
    from casemgr_cli.engine import interview
    from casemgr_cli.pages.next import next_page

    out = written.chosen(inputs=(person.answers,))
    catalog = given.load(written.data)
    question = interview.next_question(catalog, person.or_kept(out, written.data).known(catalog))
    out.show(
        document=lambda: next_document(question),
        page=lambda: next_page(question, given.words(written.data)),
    )
