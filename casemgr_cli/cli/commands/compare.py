"""`casemgr compare`: every route side by side, or the job offers in hand."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from casemgr_cli.cli import completion, options
from casemgr_cli.errors import UsageFailure

app = options.new_app()

_OFFER_KEYS = """A file of offers is a list. Each offer has a name and a setting (hospital, insurance, ...),
and what you know of: pay (a year) or hourly, hours (a week), case_management or duties, supervisor_ccm,
health_system, tuition_aid (a year), remote, start (such as 2027-02), destination (such as bedside_nursing),
note.

For example: casemgr compare --offers offers.yaml --answers me.yaml"""


@app.command(epilog=_OFFER_KEYS)
def compare(
    *,
    person: options.AnswersGiven,
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE",
            help="Show what another answer would change. Can be repeated; all of them are changed together.",
            autocompletion=completion.answers,
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every way, not only the best to each place.")
    ] = False,
    sort: Annotated[
        Literal["first_job", "certified", "cost", "pay", "doors"] | None,
        typer.Option(help="Put the soonest, the cheapest, the best paid or the most open first."),
    ] = None,
    where: Annotated[
        str | None,
        typer.Option(metavar="PLACE", help="Only ways to one setting or side, such as hospital or nursing."),
    ] = None,
    offers: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Weigh the job offers in this YAML or JSON file instead; - is stdin."
        ),
    ] = None,
    written: options.WrittenTable,
) -> None:
    """Put every route that is open to a person side by side, best first; or, with --offers, their job offers.

    Nothing is asked: what the answers leave open is planned with and listed as assumed.

    What if you had a BSN, or moved to Oregon, or your supervisor held the CCM?

    casemgr compare --answers me.yaml --what-if education=bachelor --what-if field=nursing

    casemgr compare --answers me.yaml --what-if state=OR

    casemgr compare --answers me.yaml --what-if months_case_management_under_ccm=12
    """
    from casemgr_cli.catalog.answers import parse_set
    from casemgr_cli.cli import given
    from casemgr_cli.documents.advice import COLUMNS, compare_document, compare_rows
    from casemgr_cli.engine import whatif
    from casemgr_cli.engine.advise import advise
    from casemgr_cli.engine.beside import beside
    from casemgr_cli.pages.compare import compare_page
    from casemgr_cli.writers.table import sheet

    out = written.chosen(personal=True, inputs=(person.answers, offers))
    person, data = person.or_kept(out, written.data), written.data
    catalog = given.load(data)
    if offers is not None:
        from casemgr_cli.cli.offers import refuse_stdin_twice, show_offers

        if what_if:
            raise UsageFailure(
                "--what-if is about ways, not about --offers.", hint="Use --set with --offers."
            )
        refuse_stdin_twice(offers, person.answers)
        show_offers(out, offers, catalog, person.known(catalog), data)
        return
    found, today = person.known(catalog), given.today()
    advice = advise(catalog, found, today)
    shown = beside(advice, sort=sort, where=where, everything=everything)
    changed = given.changed(catalog, found, parse_set(what_if or (), catalog.facts, "--what-if"))
    other = whatif.what_if(catalog, advice, changed, today) if changed else None
    out.show(
        document=lambda: compare_document(shown, catalog, given.pay_guide(data), other),
        table=lambda: sheet(COLUMNS, compare_rows(shown)),
        page=lambda: compare_page(shown, catalog, given.words(data), other, total=len(advice.routes)),
    )
