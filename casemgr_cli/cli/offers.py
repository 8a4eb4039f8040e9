"""The job offers of `casemgr compare --offers`: read, weighed, and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.catalog.offers import SLUG, load_offer_guide, read_offers
from casemgr_cli.catalog.paths import data_dir
from casemgr_cli.cli import given
from casemgr_cli.documents.offers import COLUMNS, offers_document, offers_rows
from casemgr_cli.engine.dates import months_between
from casemgr_cli.engine.offers import weigh
from casemgr_cli.errors import UsageFailure
from casemgr_cli.pages.offers import offers_page
from casemgr_cli.text import quoted
from casemgr_cli.writers.table import sheet

if TYPE_CHECKING:
    from pathlib import Path

    from casemgr_cli.cli.output import Output
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.facts import Answers


def refuse_stdin_twice(offers: str | None, answers: str | None) -> None:
    """Refuse to read both files from standard input.

    Raises:
        UsageFailure: both are `-`.
    """
    if offers == answers == given.STDIN:
        raise UsageFailure(
            "Answers and offers cannot both come from standard input.",
            hint="Put one of them in a file.",
            slug="stdin_twice",
        )


def show_offers(out: Output, file: str, catalog: Catalog, answers: Answers, data: Path | None) -> None:
    """Weigh the offers of a file for a person, and write the result.

    Raises:
        DataInvalid: the data on offers are not what they should be.
        FileFailure: the file cannot be read, or the result not written.
        UsageFailure: an offer is not right.
    """
    guide, known = load_offer_guide(data_dir(data), catalog)
    name = "stdin" if file == given.STDIN else file
    offers = read_offers(name, given.content(file, "offers", "--offers FILE"), guide, known)
    for offer in offers:
        if offer.start and months_between(given.today(), offer.start) < 0:
            raise UsageFailure(
                f'The offer {quoted(offer.name)} has "start" {offer.start}, which is past.',
                hint="Give the month in which the job would begin, this month or later, or leave it out.",
                slug=SLUG,
            )
    comparison = weigh(known, guide, offers, answers, given.today())
    out.show(
        document=lambda: offers_document(comparison, guide, known, given.pay_guide(data)),
        table=lambda: sheet(COLUMNS, offers_rows(comparison, guide)),
        page=lambda: offers_page(comparison, guide, known, given.pay_guide(data), given.words(data)),
    )
