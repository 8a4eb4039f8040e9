"""`casemgr explain`: where a figure, a verdict or a word comes from."""

from __future__ import annotations

from typing import Annotated

import typer
from msgspec.structs import replace

from casemgr_cli.cli import completion, options

app = options.new_app()


@app.command()
def explain(
    *,
    key: Annotated[
        str | None,
        typer.Argument(
            help="A figure, certification, word, workplace, step, source or answer key; a list if left out.",
            autocompletion=completion.keys,
        ),
    ] = None,
    search: Annotated[
        str, typer.Option("--search", metavar="WORD", help="List only what has this word in its name.")
    ] = "",
    person: options.AnswersGiven,
    written: options.WrittenPage,
) -> None:
    """Show where a figure, a rule or a word comes from.

    With answers, a certification's page shows how its rule came out for that person, part by part.

    casemgr explain "advanced standing"

    casemgr explain --search hospital

    casemgr explain ccm --answers me.yaml
    """
    from casemgr_cli.cli import given
    from casemgr_cli.documents.explain import explain_document, index_document
    from casemgr_cli.engine.costs import priced
    from casemgr_cli.engine.eligibility import verdicts
    from casemgr_cli.pages.explain import explain_page, find, index, index_page

    out = written.chosen(personal=person.answered or bool(person.me), inputs=(person.answers,))
    person = person.or_kept(out, written.data)
    catalog = given.load(written.data)
    if key is None:
        out.show(
            document=lambda: index_document(index(catalog, search)),
            page=lambda: index_page(catalog, given.words(written.data), search),
        )
        return
    catalog = replace(catalog, steps=priced(catalog, {}))
    found = {each.certification.id: each for each in verdicts(catalog, person.known(catalog))}
    out.show(
        document=lambda: explain_document(*find(key, catalog), catalog, found, answered=person.answered),
        page=lambda: explain_page(key, catalog, given.words(written.data), found, answered=person.answered),
    )
