"""Every word that a newcomer types is explained, and what can be explained can be found."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from casemgr_cli.pages.explain import explain_page, find, index
from casemgr_cli.writers.layout import render_text
from tests.people import DATA, WORDS

if TYPE_CHECKING:
    from tests.conftest import Program

NEWCOMERS = (
    *("rn", "LPN", "nursing", "nurse", "social work", "human services", "MSW", "BSW", "BSN", "ADN", "NCLEX"),
    *("remote", "salary", "pay", "license", "degree", "master's", "financial aid", "FAFSA", "hospital"),
    *("insurance", "community", "hospice", "telehealth", "CNA", "CE", "counselor", "doors", "fork", "solid"),
    *("bedside", "nights", "loans", "associate degree"),
)


@pytest.mark.parametrize("word", NEWCOMERS)
def test_a_newcomers_word_is_explained(word: str) -> None:
    """The word, or another spelling of it, has an entry."""
    from casemgr_cli.catalog.load import load_catalog

    assert find(word, load_catalog(DATA, strict=False))


def test_the_index_holds_all_and_can_be_searched(casemgr: Program) -> None:
    """Without a word everything is listed; with --search what has it in a name."""
    every = json.loads(casemgr("explain", "--json").out)["entries"]
    some = json.loads(casemgr("explain", "--search", "hospital", "--json").out)["entries"]
    assert {"ccm", "hospital_rn", "education", "fafsa"} <= {entry["key"] for entry in every}
    assert 0 < len(some) < len(every)
    assert "hospital_rn" in {entry["key"] for entry in some}
    page = casemgr("explain", "--search", "hospital", "--plain").out
    assert "Hospital nurse case manager" in page


def test_several_words_need_no_quotes(casemgr: Program) -> None:
    """A phrase is typed as it is said."""
    said = casemgr("explain", "leave", "the", "bedside", "--plain")
    assert said.code == 0
    assert said.out.startswith("The bedside")
    assert said.out == casemgr("explain", "leave the bedside", "--plain").out


def test_every_entry_of_the_index_is_explained() -> None:
    """What the list shows can be typed."""
    from casemgr_cli.catalog.load import load_catalog

    catalog = load_catalog(DATA, strict=False)
    for section, key, title in index(catalog):
        assert title
        assert find(key, catalog)[1] == key or section != "certifications"


def test_lengths_and_prices_say_each_end_once() -> None:
    """One length is one number, and where the ends differ both are said."""
    from msgspec.structs import replace

    from casemgr_cli.catalog.load import load_catalog
    from casemgr_cli.engine.costs import priced

    catalog = load_catalog(DATA, strict=False)
    catalog = replace(catalog, steps=priced(catalog, {}))
    for id_, step in catalog.steps.items():
        page = " ".join(render_text(explain_page(id_, catalog, WORDS, {}), 100, "utf-8").split()).split(
            " Sources "
        )[0]
        assert not re.search(r"\b(\d[\d.,]*)(?: to |-)\1(?![\d.,]*\d)", page), page
        for pace in step.paces if "Full time:" in page else ():
            ends = (pace.months.low, pace.months.high)
            if None not in ends and ends[0] != ends[1]:
                assert f"{ends[0]}-{ends[1]} month" in page
        tuition = step.price.tuition
        if tuition and "years: " in page:
            same = tuition.low == tuition.high
            assert f"years: {tuition.low}{'' if same else f' to {tuition.high}'}" in page
