"""`casemgr sides`: nursing, social work and human services next to each other."""

from __future__ import annotations

from casemgr_cli.cli import options

app = options.new_app()

# Whoever says nothing of themselves sees the sides as they are for a high-school graduate.
_ANYBODY = {"background": "open", "education": "high_school"}


@app.command()
def sides(*, person: options.AnswersGiven, written: options.WrittenTable) -> None:
    """Put nursing, social work and human services side by side: years, cost, pay, and what the work is like.

    Without answers it is for anybody with a high-school diploma. Examples:

    casemgr sides

    casemgr sides --answers me.yaml

    casemgr sides --set education=bachelor --set field=psychology --set state=OH -o sides.csv
    """
    from casemgr_cli.cli import given
    from casemgr_cli.documents.advice import SIDE_COLUMNS, sides_document, sides_rows
    from casemgr_cli.engine.advise import advise
    from casemgr_cli.pages.sides import sides_page
    from casemgr_cli.writers.table import sheet

    out = written.chosen(personal=True, inputs=(person.answers,))
    person, data = person.or_kept(out, written.data), written.data
    catalog = given.load(data)
    anybody = not person.answered
    advice = advise(catalog, _ANYBODY if anybody else person.known(catalog), given.today())
    out.show(
        document=lambda: sides_document(advice, catalog),
        table=lambda: sheet(SIDE_COLUMNS, sides_rows(advice)),
        page=lambda: sides_page(advice, catalog, given.words(data), anybody=anybody),
    )
