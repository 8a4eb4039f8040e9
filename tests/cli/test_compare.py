"""`casemgr compare` as scripts and people use it."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from casemgr_cli.domain.advice import Contrast
from casemgr_cli.pages.compare import compare_page
from casemgr_cli.pages.routes import others_section
from casemgr_cli.writers.layout import render_text
from tests.people import CATALOG, SENIOR, WORDS, advice_for
from tests.people import NURSE as NURSE_ID

if TYPE_CHECKING:
    from tests.conftest import Program

NURSE = (
    "background=nursing", "education=associate", "field=nursing", "licenses=rn", "license_status=active",
    "state=MD", "keep_working=yes", "months_nursing=60", "months_acute_care=60", "months_case_management=12",
)  # fmt: skip


def given(*items: str) -> list[str]:
    """Return answers as options."""
    return [word for item in items for word in ("--set", item)]


def test_what_if_as_json(casemgr: Program) -> None:
    """Several other answers are put in place together, and what comes out otherwise is listed."""
    done = casemgr(
        "compare", *given(*NURSE), "--json", "--what-if", "education=bachelor", "--what-if", "state=OR"
    )
    assert done.code == 0
    document = json.loads(done.out)
    assert document["what_if"]["answers"] == {"education": "bachelor", "state": "OR"}
    assert document["answers"]["education"] == "associate"
    whats = {change["what"] for change in document["what_if"]["changes"]}
    assert {"pay_start", "pay_experienced"} <= whats


def test_ways_to_one_place_are_counted_alone(casemgr: Program) -> None:
    """The page counts the ways that lead there, and says "best first" of no other order."""
    words = ("compare", *given(*NURSE), "--where", "hospital")
    routes = json.loads(casemgr(*words, "--all", "--json").out)["routes"]
    ways = sum(route["case_management"] for route in routes)
    assert f"Of {ways} ways, the best one to each place." in casemgr(*words).out
    every = casemgr(*words, "--all", "--sort", "pay").out
    assert "ways fit what you told us" in every
    assert "best first" not in every


def test_the_table_below_a_what_if_says_that_it_is_without(casemgr: Program) -> None:
    """Nobody takes it for what the other answer would bring; ten years are told in thousands in both."""
    paid = (*NURSE, "current_pay=72000")
    page = casemgr("compare", *given(*paid), "--what-if", "state=OR").out
    assert page.index("Ten-year net") < page.index("without that\n") < page.index("\n1. ")
    assert not re.search(r"Ten-year net +-?\$\d+,\d*[1-9]\b", page)
    assert "without that" not in casemgr("compare", *given(*paid)).out


def test_without_what_if_there_is_none(casemgr: Program) -> None:
    """The key is there all the same, and null."""
    assert json.loads(casemgr("compare", *given(*NURSE), "--json").out)["what_if"] is None


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("educaton=bachelor", 'Did you mean "education"?'),
        ("education=bachelors", "bachelor"),
        ("state", "Write it as --what-if state=MD"),
        ("months_acute_care=61", "months_nursing"),
    ],
)
def test_a_wrong_what_if_is_refused(casemgr: Program, item: str, words: str) -> None:
    """A misspelt key or value, or one that cannot be true beside the other answers, says what is right."""
    done = casemgr("compare", *given(*NURSE), "--what-if", item)
    assert done.code == 2
    assert words in done.err


def test_the_page_says_when_a_way_is_even(casemgr: Program) -> None:
    """With the current pay the table has the ten years and the month; without, it says how to see them."""
    paid = " ".join(casemgr("compare", *given(*NURSE, "current_pay=72000")).out.split())
    assert "Ten years Even after" in paid
    assert "has brought in as much as staying" in paid
    unpaid = " ".join(casemgr("compare", *given(*NURSE)).out.split())
    assert "Even after" not in unpaid
    assert "(current_pay)" in unpaid


def test_study_beside_the_job_stands_in_parentheses() -> None:
    """What is studied after the job has begun is told apart from what comes before, and the key says so."""
    advice = advice_for(SENIOR)
    before = next(way for way in advice.routes if any(step.study for step in way.steps))
    told = {
        way.typical: " ".join(
            render_text(compare_page(replace(advice, routes=(way,)), CATALOG, WORDS)).split()
        )
        for way in (before, replace(before, typical=0))
    }
    words = "What stands in parentheses comes later, beside the job."
    way = f"1. {before.destination.title} ("
    assert words in told[0]
    assert way in told[0]
    assert words not in told[before.typical]
    assert way not in told[before.typical]


def test_the_other_side_is_shown_in_the_same_kind_of_place_too() -> None:
    """Nobody who goes to a hospital reads of it as a nurse's place alone, or as a social worker's."""
    advice = advice_for(NURSE_ID)
    first = advice.routes[0]
    other = next(way for way in advice.routes if way.background != first.background)
    for settings in (first.destination.settings, ("another_place",)):
        moved = replace(other, destination=replace(other.destination, settings=settings))
        ways = tuple(moved if way.id == other.id else way for way in advice.routes)
        contrast = Contrast("other_side", other.id, "")
        page = others_section(replace(advice, routes=ways, contrasts=(contrast,), answer=None), WORDS)
        assert other.destination.title in str(page)
    assert not others_section(replace(advice, contrasts=(), answer=None), WORDS)


def test_csv_has_debt_and_break_even(casemgr: Program) -> None:
    """Every route has a row with what is left to borrow; empty where there is no study."""
    done = casemgr("compare", *given(*NURSE, "current_pay=72000"), "--format", "csv")
    rows = list(csv.DictReader(StringIO(done.out)))
    study = [row for row in rows if "RN-to-BSN" in row["steps"]]
    assert study
    assert all(int(row["borrow_high"]) > 0 and int(row["monthly_high"]) > 0 for row in study)
    assert all(row["borrow_high"] == "" for row in rows if row not in study)
    counted = [row for row in rows if row["ten_year_net"]]
    # A way that pays no more than today never makes up for what it costs.
    assert all(row["break_even"].isdigit() or row["break_even"] == "" for row in counted)
    assert all(row["break_even"].isdigit() for row in counted if int(row["ten_year_net"]) > 0)
