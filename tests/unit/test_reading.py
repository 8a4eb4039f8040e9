"""What people read is written for an eighth grader, and no longer than it need be."""

from __future__ import annotations

from collections import Counter
from functools import cache
from statistics import median
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from casemgr_cli.domain.facts import Assumption, FactTable
from casemgr_cli.engine.compare import matters
from casemgr_cli.pages.advice import advice_page
from casemgr_cli.pages.basis import planned_with
from casemgr_cli.pages.blocks import Bullets, Facts, Heading, Paragraph
from casemgr_cli.pages.routes import first_sentence
from casemgr_cli.pages.tools import tools
from casemgr_cli.writers.layout import render_text
from tests.people import CATALOG, GUIDE, TODAY, WORDS, advice_for
from tests.reading import grade, names_of, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casemgr_cli.pages.blocks import Block, Page

# Students, nurses, an LPN, graduates, social workers, a counselor, somebody back after years.
SAMPLE = (
    "case-07",
    "junior-open",
    "case-01",
    "adn-well-paid",
    "lpn-keeps-working",
    "psychology-no-fieldwork",
    "ged-cheapest",
    "bsw-recent",
    "lmsw-new",
    "counselor-one-year",
    "case-23",
    "case-35",
)
HARDEST, MEDIAN = 12, 8
SHORT_NAMES = {each.short for each in CATALOG.certifications.values()}
FEWEST = 6
MEDIAN_WORDS, MOST_WORDS = 1_000, 1_500


@cache
def told(person: str) -> Page:
    """Return a person's whole advice, as the command writes it."""
    advice = advice_for(person)
    return advice_page(replace(advice, matters=matters(CATALOG, advice, TODAY)), CATALOG, GUIDE, WORDS)


def texts_of(block: Block) -> Iterator[str]:
    """Yield what a block says in words, entry by entry."""
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Bullets):
        yield from (item.text for item in block.items)
    elif isinstance(block, Facts):
        yield from (row.text for row in block.rows)


@pytest.mark.parametrize("person", SAMPLE)
def test_every_sentence_is_easy_to_read(person: str) -> None:
    """By the school grade of Flesch and Kincaid, with one short word for each name."""
    grades = {text: grade(text) for text in sentences(told(person), *names_of(advice_for(person)))}
    assert median(grades.values()) <= MEDIAN
    hard = {text: round(found, 1) for text, found in grades.items() if found > HARDEST}
    assert not hard


def test_a_hard_sentence_would_be_found() -> None:
    """Long words and long sentences count; names do not."""
    assert grade("Institutional accreditation necessitates comprehensive documentation.") > HARDEST
    assert grade("Ask your school if the program is approved.") < MEDIAN


def test_the_page_is_short() -> None:
    """Before its sources, at the median and at most; benchmarks/words.py prints it for everybody."""
    counts = [len(render_text(told(person)).split("\nSources\n")[0].split()) for person in SAMPLE]
    assert median(counts) <= MEDIAN_WORDS
    assert max(counts) <= MOST_WORDS


@pytest.mark.parametrize("person", SAMPLE)
def test_no_sentence_is_said_twice(person: str) -> None:
    """Names and labels of a few words may come again, and what an answer would bring."""
    said = (text for block in told(person) for text in texts_of(block))
    counts = Counter(each for text in said for each in text.split(". ") if len(each.split()) > FEWEST)
    assert [text for text, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("person", SAMPLE)
def test_certifications_in_short_repeat_nothing(person: str) -> None:
    """Those that stand alike share a line; what the answer or the next line names is not named here too."""
    page, advice = told(person), advice_for(person)
    start = page.index(Heading(WORDS("advice.certs")))
    (rows,) = [block.rows for block in page[start : start + 2] if isinstance(block, Facts)]
    texts = [row.text for row in rows]
    assert len(set(texts[1:])) == len(texts[1:])
    assert texts[1:2] != texts[:1]
    answer = advice.answer.text if advice.answer else ""
    needed = [row.text for row in rows if row.label not in SHORT_NAMES]
    assert not [text for text in needed if text.partition(" (or ")[0] in answer]
    assert not [text for text in needed if f"not yet: {' '.join(text.split()[:2])} to go" in texts[0]]


def test_what_was_planned_with_is_said_in_a_few_words() -> None:
    """An answer that has a short name stands under it, any other under its question."""
    fact = CATALOG.facts["limits"]
    named, unnamed = (replace(fact, short=short) for short in ("Limits on the work", ""))
    advice = replace(advice_for(SAMPLE[3]), assumed=(Assumption("limits", (), ""),), matters=())
    for each, said in ((named, "Limits on the work: none"), (unnamed, f"{fact.ask} none")):
        catalog = replace(CATALOG, facts=FactTable({**CATALOG.facts, "limits": each}.values()))
        assert said in " ".join(render_text(planned_with(advice, tools(catalog, WORDS))).split())


def test_a_demand_is_not_cut_before_what_it_also_takes() -> None:
    """In brief it ends with its first sentence, whatever that joins."""
    assert first_sentence("None to two years; clinics also take aides. Ask.") == (
        "None to two years; clinics also take aides"
    )
