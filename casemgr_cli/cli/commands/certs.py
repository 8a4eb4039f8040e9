"""`casemgr certs`: certifications, and where a person stands with each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casemgr_cli.cli import completion, options
from casemgr_cli.errors import UsageFailure, nearest
from casemgr_cli.text import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casemgr_cli.domain.careers import Certification

app = options.new_app()


@app.command()
def certs(
    *,
    id_: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]",
            help="One certification, such as ccm; all of them if left out.",
            autocompletion=completion.certifications,
        ),
    ] = None,
    person: options.AnswersGiven,
    written: options.WrittenTable,
) -> None:
    """Show what each certification asks for; with answers, where that person stands.

    casemgr certs

    casemgr certs ccm --answers me.yaml
    """
    from casemgr_cli.cli import given
    from casemgr_cli.documents.certs import COLUMNS, certs_document, certs_rows
    from casemgr_cli.engine.eligibility import read_as_none, verdicts
    from casemgr_cli.pages.certs import cert_page, certs_page
    from casemgr_cli.writers.table import sheet

    out = written.chosen(personal=person.answered or bool(person.me), inputs=(person.answers,))
    person = person.or_kept(out, written.data)
    answered = person.answered
    catalog = given.load(written.data)
    found = person.known(catalog)
    wanted = tuple(catalog.certifications) if id_ is None else (_meant(id_, catalog.certifications),)
    shown = [each for each in verdicts(catalog, found) if each.certification.id in wanted]
    assumed = read_as_none(catalog, found) if answered else ()
    out.show(
        document=lambda: certs_document(shown, assumed, catalog, answered=answered),
        table=lambda: sheet(COLUMNS, certs_rows(shown, catalog, answered=answered)),
        page=lambda: (
            certs_page(shown, assumed, catalog, given.words(written.data), answered=answered)
            if id_ is None
            else cert_page(shown[0], catalog, given.words(written.data), asked=id_, answered=answered)
        ),
    )


def _meant(word: str, certifications: Mapping[str, Certification]) -> str:
    """Return the id of the certification that a word means: its id, or another name people use for it.

    Raises:
        UsageFailure: there is none; the hint names the nearest.
    """
    names = {
        name.casefold(): each.id
        for each in reversed(tuple(certifications.values()))
        for name in (*each.also_called, each.name, each.short, each.id)
    }
    if word.casefold() in names:
        return names[word.casefold()]
    known = nearest(word, names) or f"We know {', '.join(certifications)}."
    raise UsageFailure(
        f"{quoted(word)} is not a certification we know.",
        hint=f'{known} "casemgr explain" may know it all the same.',
        slug="unknown_certification",
    )
