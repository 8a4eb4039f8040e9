"""How well an advice is known, and what to check next."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from casemgr_cli.catalog.load import people_counted
from casemgr_cli.cli import given
from casemgr_cli.cli.main import main
from casemgr_cli.documents.advice import advice_document
from casemgr_cli.documents.sources import known, statements_of, weakest
from casemgr_cli.engine.advise import advise
from casemgr_cli.engine.compare import beside
from casemgr_cli.pages.advice import advice_page
from casemgr_cli.pages.compare import compare_page
from casemgr_cli.pages.data import weak_page
from casemgr_cli.writers.layout import render_text
from tests.people import CATALOG, DATA, GUIDE, PEOPLE, WORDS, advice_for, advised, page_for

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Answers

NURSE: Answers = {
    "background": "nursing",
    "education": "bachelor",
    "field": "nursing",
    "licenses": ("rn",),
    "state": "TX",
}
TODAY = date(2026, 11, 28)
PAGES = [
    "license KS",
    "salary --nursing",
    "programs --degree bsn --state IA",
    "certs cmc",
    "sides",
    "explain ccm",
    "data sources",
]


def _page(today: date) -> str:
    advice = advised(NURSE, today)
    page = advice_page(advice, CATALOG, GUIDE, WORDS)
    return " ".join(render_text(page, 80, "utf-8").split())


def test_every_statement_is_counted_once() -> None:
    """The four counts add up to the statements, and the document says what the page says."""
    advice = advised(NURSE, TODAY)
    tally = known(advice, CATALOG)
    counts = (tally.official, tally.elsewhere, tally.unverified, tally.judgment)
    assert sum(counts) == len(list(statements_of(advice)))
    written = advice_document(advice, CATALOG, GUIDE)["known"]
    assert json.dumps(written)
    assert f"{written['official']} facts read at the source" in _page(TODAY)
    assert f"oldest: {written['oldest'][:4]}" in _page(TODAY)


def test_what_nobody_read_is_told_from_what_was_read_elsewhere() -> None:
    """A page that was not read counts as such, whoever wrote it."""
    before = known(advised(NURSE, TODAY), CATALOG)
    unread = {key: replace(note, verified=False) for key, note in CATALOG.notes.items()}
    after = known(advise(replace(CATALOG, notes=unread), NURSE, TODAY), CATALOG)
    assert before.unverified < after.unverified
    assert before.official > after.official


@pytest.mark.slow
def test_most_of_what_advice_rests_on_was_read_where_it_is_made() -> None:
    """Over all people of tests/cases little is not verified, and little is our own judgment."""
    tallies = [known(advice_for(each), CATALOG) for each in PEOPLE]
    unverified, judgment = (
        sum(getattr(each, name) for each in tallies) for name in ("unverified", "judgment")
    )
    total = sum(each.official + each.elsewhere for each in tallies) + unverified + judgment
    assert unverified <= 0.20 * total
    assert judgment <= 0.12 * total


@pytest.mark.slow
@pytest.mark.parametrize("person", PEOPLE)
def test_a_first_screen_has_at_most_three_marks_of_doubt(person: str) -> None:
    """Who opens an advice reads first what to do, and not how little is known."""
    first = " ".join(render_text(page_for(person), 80, "utf-8").splitlines()[:24])
    doubts = r"\(not\s+verified\)|own\s+judgment|estimate|undated|not\s+sure|not\s+known"
    assert len(re.findall(doubts, first)) <= 3


@pytest.mark.slow
@pytest.mark.parametrize("person", PEOPLE)
def test_each_source_is_named_above_it_in_the_order_of_its_number(person: str) -> None:
    """The list holds what the page cites and no more, whichever part of a longer section stands on it."""
    assert_numbered(render_text(page_for(person), 80))
    assert_numbered(render_text(compare_page(beside(advice_for(person)), CATALOG, WORDS), 80))


@pytest.mark.parametrize("words", [*PAGES[:-1], "explain bsn", "explain msw"])
def test_so_is_each_source_of_other_pages(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A step tells what it is before what it costs."""
    assert main(words.split()) == 0
    assert_numbered(capsys.readouterr().out)


def assert_numbered(page: str) -> None:
    """Hold the numbers on a page against those of its list."""
    body, _, sources = page.partition("\nSources\n")
    named = dict.fromkeys(re.findall(r"\[(\d+)\]", body))
    assert [*named] == re.findall(r"^ {0,2}\[(\d+)\]", sources, re.MULTILINE)


def test_a_rule_of_another_state_is_no_statement_of_this_advice() -> None:
    """Only what holds where the person is counts."""
    texts = " ".join(said.text for said in statements_of(advised(NURSE, TODAY)))
    assert "Georgia" not in texts
    assert "New York" not in texts


def test_pages_say_when_the_data_have_grown_old() -> None:
    """More than a year after the newest source, every page asks to check again."""
    assert "more than a year ago" not in _page(TODAY)
    assert "more than a year ago" in _page(date(2029, 1, 1))


def test_what_most_advice_rests_on_is_checked_first() -> None:
    """Only what nobody read is listed, by the people it was counted for."""
    found = weakest(CATALOG, people_counted(DATA))
    counts = [said.people for said in found]
    assert counts[0] > 0
    assert counts == sorted(counts, reverse=True)


def test_one_person_is_no_people() -> None:
    """The list of what to check next counts in words."""
    weak = weakest(CATALOG, people_counted(DATA))
    lines = [line for line in render_text(weak_page(weak, CATALOG, WORDS)).splitlines() if line[:3] == " - "]
    assert any(line.startswith(" - 1 person: ") for line in lines)
    assert not any(line.startswith(" - 1 people") for line in lines)


def test_a_data_folder_that_counted_nobody_still_lists_what_is_weak() -> None:
    """Without counts everything stands for nobody, and nothing is lost."""
    assert len(weakest(CATALOG, {})) == len(weakest(CATALOG, people_counted(DATA)))


@pytest.mark.parametrize("command", PAGES)
def test_pages_that_print_facts_say_how_well_their_sources_are_known(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each page counts the sources it names, every one once, with the year of the oldest."""
    assert main([*command.split(), "--plain"]) == 0
    page = " ".join(capsys.readouterr().out.split())
    said = re.search(
        r"(\d+) verified at the deciding office, (\d+) elsewhere, (\d+) not verified, (\d+) our judgment; "
        r"oldest: (\d{4}|no date given)\.",
        page,
    )
    assert said
    assert sum(map(int, said.groups()[:4])) == max(map(int, re.findall(r"\[(\d+)\]", page)))


@pytest.mark.parametrize("command", PAGES)
def test_documents_count_the_sources_that_they_name(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each source of a document is counted once: by who wrote it, and whether somebody read it there."""
    assert main([*command.split(), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    known, sources = document["known"], document["sources"].values()
    assert sum(known[kind] for kind in ("official", "elsewhere", "unverified", "judgment")) == len(sources)
    assert known["official"] == sum(each["official"] and each["verified"] for each in sources)


@pytest.mark.parametrize(
    "command", ["license KS", "salary", "programs --degree bsn --state IA", "data sources"]
)
def test_a_page_and_its_document_say_the_same(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Where both name the same sources, the page has the counts of the document."""
    assert main([*command.split(), "--json"]) == 0
    known = json.loads(capsys.readouterr().out)["known"]
    assert main([*command.split(), "--plain"]) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert f"{known['official']} verified at the deciding office, {known['elsewhere']} elsewhere" in page
    assert f"{known['judgment']} our judgment; oldest: {known['oldest'][:4]}." in page


@pytest.mark.parametrize("command", [*PAGES, "compare --set state=OH"])
@pytest.mark.parametrize(("today", "old"), [(TODAY, False), (date(2029, 1, 1), True)])
def test_every_page_with_sources_says_when_the_data_have_grown_old(
    command: str,
    today: date,
    old: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A page whose newest source is more than a year old asks to look for a newer casemgr."""
    monkeypatch.setattr(given, "today", lambda: today)
    assert main([*command.split(), "--plain"]) == 0
    assert ("more than a year ago" in " ".join(capsys.readouterr().out.split())) == old


def test_an_advice_counts_its_facts_and_not_its_sources_again() -> None:
    """How well it is known stands once on a page."""
    assert _page(TODAY).count("facts read at the source") == 1
    assert "deciding office" not in _page(TODAY)
