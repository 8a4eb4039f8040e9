"""`casemgr report`: saved advice, shown again in any format."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from casemgr_cli.cli import options

app = options.new_app()


@app.command()
def report(
    *,
    file: Annotated[
        str,
        typer.Argument(metavar="ADVICE.json", help='Advice that "casemgr advise --json" wrote; - is stdin.'),
    ],
    line: Annotated[
        int | None,
        typer.Option("--line", metavar="N", min=1, help="Show the advice on this line of a JSON Lines file."),
    ] = None,
    written: options.WrittenAdvice,
    paper: options.Paper = "letter",
    template: options.Template = "full",
) -> None:
    """Show saved advice again, for its own day, as text, a document for print or a calendar.

    It is planned again from the saved answers. If figures have changed since, the page says which.

    casemgr report advice.json

    casemgr report advice.json --template plan -o plan.pdf

    casemgr report advice.json -o dates.ics
    """
    from casemgr_cli.cli import given
    from casemgr_cli.cli.shown import document, refuse_template, show_advice
    from casemgr_cli.cli.terminal import tell
    from casemgr_cli.engine.advise import advise
    from casemgr_cli.pages.saved import (
        changes,
        note_text,
        read_document,
        read_saved,
        saved_answers,
        with_note,
    )
    from casemgr_cli.text import named

    out, data = written.chosen(personal=True, paper=paper, without=("csv",), inputs=(file,)), written.data
    refuse_template(template, out.format)
    name = "stdin" if file == given.STDIN else named(file)
    name = name if line is None else f"{name}, line {line},"
    old = read_document(name, given.content(file, "advice", "the name of a file", line, given.MOST_ADVICE))
    saved = read_saved(name, old)
    catalog = given.load(data)
    answers = saved_answers(name, saved, catalog.facts)
    answers = {key: given.settled(catalog, key, value, answers) for key, value in answers.items()}
    given.consistent(catalog, answers)
    advice = advise(catalog, answers, saved.today)
    words = given.words(data)
    changed = changes(old, document(advice, catalog, data), words)
    if changed:
        tell("\n".join((note_text(saved.today, words), *changed)))

    noted = partial(with_note, saved_on=saved.today, changed=changed, words=words)
    show_advice(out, advice, catalog, data, template=template, noted=noted)
