"""Side by side: every route, the job offers in hand, or the three sides of the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from casemgr_cli.cli import completion, given, options
from casemgr_cli.cli.options import option
from casemgr_cli.errors import UsageFailure
from casemgr_cli.text import quoted

if TYPE_CHECKING:
    from pathlib import Path

    from casemgr_cli.cli.output import Output
    from casemgr_cli.domain import Catalog
    from casemgr_cli.domain.facts import Answers

# Whoever says nothing of themselves sees the sides as they are for a high-school graduate.
_ANYBODY = {"background": "open", "education": "high_school"}
_OFFER_KEYS = """A file of offers is a list. Each offer has a name and a setting (hospital, insurance, ...),
and what you know of: pay (a year) or hourly, hours (a week), case_management or duties, supervisor_ccm,
health_system, tuition_aid (a year), remote, start (such as 2027-02), destination (such as bedside_nursing),
note.

For example: casemgr compare --offers offers.yaml --answers me.yaml"""


@options.command(epilog=_OFFER_KEYS)
def compare(
    *,
    person: options.AnswersGiven,
    what_if: Annotated[
        list[str] | None,
        option(
            metavar="KEY=VALUE",
            help="Show what another answer would change. Can be repeated; all of them are changed together.",
            autocompletion=completion.answers,
        ),
    ] = None,
    everything: Annotated[bool, option("--all", help="Every way, not only the best to each place.")] = False,
    sort: Annotated[
        Literal["first_job", "certified", "cost", "pay", "doors"] | None,
        option(help="Put the soonest, the cheapest, the best paid or the most open first."),
    ] = None,
    where: Annotated[
        str | None,
        option(metavar="PLACE", help="Only ways to one setting or side, such as hospital or nursing."),
    ] = None,
    offers: Annotated[
        str | None,
        option(metavar="FILE", help="Weigh the job offers in this YAML or JSON file instead; - is stdin."),
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
    from casemgr_cli.documents.advice import COLUMNS, compare_document, compare_rows
    from casemgr_cli.engine import compare as engine
    from casemgr_cli.engine.advise import advise
    from casemgr_cli.pages.compare import compare_page
    from casemgr_cli.writers.table import sheet

    out = written.chosen(personal=True, inputs=(person.answers, offers))
    person, data = person.or_kept(out, written.data), written.data
    catalog = given.load(data)
    if offers is not None:
        if what_if or sort or where or everything:
            about = "--what-if, --sort, --where and --all are about ways, not about --offers."
            raise UsageFailure(about, hint="Leave them out. --set goes with --offers.")
        if offers == person.answers == given.STDIN:
            about = "Answers and offers cannot both come from standard input."
            raise UsageFailure(about, hint="Put one of them in a file.", slug="stdin_twice")
        _show_offers(out, offers, catalog, person.known(catalog), data)
        return
    found, today = person.known(catalog), given.today()
    advice = advise(catalog, found, today)
    shown = engine.beside(advice, sort=sort, where=where, everything=everything)
    led = engine.beside(advice, where=where, everything=True).routes
    changed = given.changed(catalog, found, parse_set(what_if or (), catalog.facts, "--what-if"))
    other = engine.what_if(catalog, advice, changed, today) if changed else None
    out.show(
        document=lambda: compare_document(shown, catalog, given.pay_guide(data), other),
        table=lambda: sheet(COLUMNS, compare_rows(shown)),
        page=lambda: compare_page(shown, catalog, given.words(data), other, total=len(led)),
    )


@options.command()
def sides(*, person: options.AnswersGiven, written: options.WrittenTable) -> None:
    """Put nursing, social work and human services side by side: years, cost, pay, and what the work is like.

    Without answers it is for anybody with a high-school diploma. Examples:

    casemgr sides

    casemgr sides --answers me.yaml

    casemgr sides --set education=bachelor --set field=psychology --set state=OH -o sides.csv
    """
    from casemgr_cli.documents.advice import SIDE_COLUMNS, sides_document, sides_rows
    from casemgr_cli.engine import planner
    from casemgr_cli.pages.compare import sides_page
    from casemgr_cli.writers.table import sheet

    out = written.chosen(personal=True, inputs=(person.answers,))
    person, data = person.or_kept(out, written.data), written.data
    catalog = given.load(data)
    anybody = not person.answered
    told = planner.sides(catalog, _ANYBODY if anybody else person.known(catalog), given.today())
    out.show(
        document=lambda: sides_document(told, catalog),
        table=lambda: sheet(SIDE_COLUMNS, sides_rows(told)),
        page=lambda: sides_page(told, catalog, given.words(data), anybody=anybody),
    )


def _show_offers(out: Output, file: str, catalog: Catalog, answers: Answers, data: Path | None) -> None:
    """Weigh the offers of a file for a person, and write the result."""
    from casemgr_cli.catalog.answers import OFFERS_SLUG, read_offers
    from casemgr_cli.catalog.files import data_dir
    from casemgr_cli.catalog.load import load_offer_guide
    from casemgr_cli.documents.offers import COLUMNS, offers_document, offers_rows
    from casemgr_cli.engine.dates import months_between
    from casemgr_cli.engine.offers import weigh
    from casemgr_cli.pages.offers import offers_page
    from casemgr_cli.writers.table import sheet

    guide, known = load_offer_guide(data_dir(data), catalog)
    name = "stdin" if file == given.STDIN else file
    offers = read_offers(name, given.content(file, "offers", "--offers FILE"), guide, known)
    for offer in offers:
        if offer.start and months_between(given.today(), offer.start) < 0:
            message = f'The offer {quoted(offer.name)} has "start" {offer.start}, which is past.'
            hint = "Give the month in which the job would begin, this month or later, or leave it out."
            raise UsageFailure(message, hint=hint, slug=OFFERS_SLUG)
    comparison = weigh(known, guide, offers, answers, given.today())
    out.show(
        document=lambda: offers_document(comparison, guide, known, given.pay_guide(data)),
        table=lambda: sheet(COLUMNS, offers_rows(comparison, guide)),
        page=lambda: offers_page(comparison, guide, known, given.pay_guide(data), given.words(data)),
    )
