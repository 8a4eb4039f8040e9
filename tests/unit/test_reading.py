"""What people read is written for an eighth grader, and no longer than it need be."""

from __future__ import annotations

from functools import cache
from statistics import median
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from casemgr_cli.engine.whatif import matters
from casemgr_cli.pages.advice import advice_page
from casemgr_cli.writers.layout import render_text
from tests.people import CATALOG, GUIDE, TODAY, WORDS, advice_for
from tests.reading import grade, names_of, sentences

if TYPE_CHECKING:
    from casemgr_cli.pages.blocks import Page

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
MEDIAN_WORDS, MOST_WORDS = 1_000, 1_500


@cache
def told(person: str) -> Page:
    """Return a person's whole advice, as the command writes it."""
    advice = advice_for(person)
    return advice_page(replace(advice, matters=matters(CATALOG, advice, TODAY)), CATALOG, GUIDE, WORDS)


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
