"""The plan to sign: its parts in order, years that fit the person, words that an eighth-grader reads."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from casemgr_cli.cli.main import main
from casemgr_cli.pages.blocks import Blanks, Bullets, Facts, Heading, Page, Paragraph, Table
from casemgr_cli.pages.plan import plan_page, years
from casemgr_cli.writers.layout import render_text
from casemgr_cli.writers.pdf import render_pdf
from tests.people import CASES, CATALOG, GUIDE, MESSAGES, WORDS, advised

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casemgr_cli.domain.advice import Advice
    from casemgr_cli.domain.facts import Value

GRADE = 8
SECTIONS = (
    "My goal",
    "My interests and skills",
    "What I plan to study",
    "What to get done, year by year",
    "Cost and help with it",
    "My next steps",
    "Where each number comes from",
    "We talked about this plan",
)
STUDENT: dict[str, Value] = {
    "background": "nursing",
    "education": "none",
    "graduation_year": 2028,
    "state": "MD",
    "strengths": ("social_perceptiveness", "service_orientation"),
    "stretches": ("programming", "mathematics"),
}

NOWHERE: dict[str, Value] = {
    "background": "nursing",
    "education": "high_school",
    "settings_avoid": tuple(CATALOG.facts["settings_avoid"].values),
}


def plan(advice: Advice) -> Page:
    """Return the plan for some advice."""
    return plan_page(advice, CATALOG, GUIDE, WORDS)


def text_of(answers: dict[str, Value]) -> str:
    """Return somebody's plan as text on one line."""
    return " ".join(render_text(plan(advised(answers))).split())


def headings(page: Page) -> list[str]:
    """Return the titles of the sections in order."""
    return [block.text for block in page if isinstance(block, Heading) and block.level == 2]


def test_parts_stand_in_order() -> None:
    """Goal, fit, study, years, cost, next steps, sources and signatures, with room for a name first."""
    page = plan(advised(STUDENT))
    assert tuple(headings(page)) == SECTIONS
    assert isinstance(page[1], Blanks)
    assert isinstance(page[-1], Blanks)
    assert [row[0] for row in page[-1].rows] == ["Student", "Parent or guardian", "Counselor"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_one_of_the_real_people_gets_a_plan(case: dict[str, Any]) -> None:
    """In text and on one or two sheets of paper; the order never changes."""
    page = plan(advised(case["answers"]))
    assert [title for title in SECTIONS if title in headings(page)] == headings(page)
    assert {"My goal", "My interests and skills", "We talked about this plan"} <= set(headings(page))
    assert b"pdfuaid" in render_pdf(page, "Plan")
    assert len(re.findall(rb"/Type ?/Page\b", render_pdf(page, "Plan"))) in (1, 2)


def test_a_student_in_school_has_school_years() -> None:
    """Years end in June, the first one at the next, and study begins after graduation."""
    text = text_of(STUDENT)
    assert "By June 2027 - By November 2026: do what is listed below as next. By June 2028 -" in text
    assert "By June 2028 - Finish high school" in text
    assert "Start in June 2028: Prerequisite courses for nursing" in text
    assert "In 2027" not in text


def test_an_adult_has_calendar_years() -> None:
    """Years end in December, and a year in which nothing begins or ends says what goes on."""
    text = text_of({"background": "nursing", "education": "high_school"})
    assert re.search(r"In 2026 - .*In 2027 - ", text)
    assert "By June 20" not in text
    assert "Keep going: Associate degree in nursing (ADN)" in text


def test_money_of_the_person_is_not_spoken_of() -> None:
    """The plan shows the price of the way and neither a budget nor what somebody earns now."""
    answers: dict[str, Value] = {"background": "nursing", "licenses": ("rn",), "license_status": "active"}
    text = text_of({**answers, "budget": 30123, "current_pay": 71234})
    for word in ("30,123", "71,234", "budget"):
        assert word not in text


def test_months_and_prices_of_study_are_shown() -> None:
    """Each course of study has a length, a first month and a price, and the price a source."""
    page = plan(advised(STUDENT))
    (table,) = (block for block in page if isinstance(block, Table))
    adn = next(row for row in table.rows if "ADN" in str(row[0]))
    assert adn[1:3] == ("24 months", "February 2029")
    assert re.fullmatch(r"\$[\d,]+-\$[\d,]+", str(adn[3]))
    cost = next(block for block in page if isinstance(block, Paragraph) and "School and fees" in block.text)
    assert cost.cites


def test_the_first_kinds_of_help_are_told_and_that_there_are_more() -> None:
    """Five that need not be paid back, then one loan; the rest is in the full report, which is said."""
    page = plan(advised(STUDENT))
    at = next(
        n for n, block in enumerate(page) if isinstance(block, Paragraph) and "Ask for help" in block.text
    )
    listed, more = page[at + 1 : at + 3]
    assert isinstance(listed, Bullets)
    assert len(listed.items) == 6
    assert "Maryland Community College Promise" in listed.items[0].text
    assert "Direct loans" in listed.items[-1].text
    assert isinstance(more, Paragraph)
    assert more.text == "The full report lists more help."


def test_nobody_is_without_words() -> None:
    """Someone whose own limits leave no way, and someone who picked no skills, get a sentence each.

    A budget and work beside the study leave a way.
    """
    page = plan(advised(NOWHERE))
    assert "We found no way that fits all of your answers yet." in " ".join(render_text(page).split())
    assert len(re.findall(rb"/Type ?/Page\b", render_pdf(page, "Plan"))) in (1, 2)
    case = next(case for case in CASES if case["id"] == "lpn-keeps-working")
    text = " ".join(render_text(plan(advised(case["answers"]))).split())
    assert "We found no way" not in text
    assert "LPN-to-RN bridge (to the ADN). Then I begin as: Nursing-home or rehab nurse case manager." in text
    assert "You have not picked the skills" in text_of({"background": "nursing"})


@pytest.mark.parametrize(
    ("today", "school", "expected"),
    [
        (date(2026, 11, 23), True, ["2026-11-23 2027-06-30", "2027-07-01 2028-06-30"]),
        (date(2027, 6, 30), True, ["2027-06-30 2027-06-30", "2027-07-01 2028-06-30"]),
        (date(2027, 12, 31), False, ["2027-12-31 2027-12-31", "2028-01-01 2028-12-31"]),
    ],
)
def test_years_follow_each_other(today: date, school: bool, expected: list[str]) -> None:
    """No day is left out or counted twice, and the first year begins today."""
    found = [f"{first} {last}" for first, last in years(today, date(2028, 3, 1), school=school)]
    assert found == expected


def test_lines_to_sign_fit_the_screen() -> None:
    """Lines to write on stand below each other at any width."""
    blanks = Blanks((("Student", "Date"), ("Parent or guardian", "Date")))
    for columns in (40, 80, 110):
        lines = render_text((blanks,), columns).splitlines()
        assert max(map(len, lines)) <= columns
        first, second = (line for line in lines if line)
        assert first.index("_") == second.index("_")
        assert first.index("Date") == second.index("Date")


def test_commands_take_the_template(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both advise and report write a plan; a format that has no page is refused before anything is asked."""
    saved = tmp_path / "a.json"
    words = ["advise", "--set", "background=nursing", "--assume-defaults"]
    assert main([*words, "--json", "-o", str(saved)]) == 0
    assert main([*words, "--template", "plan"]) == 0
    made = capsys.readouterr().out
    assert made.startswith("My career and school plan")
    assert main(["report", str(saved), "--template", "plan"]) == 0
    assert capsys.readouterr().out == made
    for format_ in ("json", "ics"):
        assert main(["advise", "--template", "plan", "--format", format_]) == 2
        assert format_ in capsys.readouterr().err
    assert main(["advise", "--template", "icap"]) == 2
    assert "plan" in capsys.readouterr().err


def syllables(word: str) -> int:
    """Return about how many syllables an English word has: its groups of vowels, but not a silent e."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", letters))
    silent = groups > 1 and letters.endswith("e") and not letters.endswith(("le", "ee"))
    return max(groups - silent, 1)


def grade(text: str) -> float:
    """Return the school grade that reads a text with ease: Kincaid and others, 1975, for the US Navy.

    A sentence ends with a period, a question mark or an exclamation mark; a colon ends none.
    """
    sentences = [part for part in re.split(r"(?<=[.!?])\s+", text) if re.search("[A-Za-z]", part)]
    words = re.findall(r"[A-Za-z][A-Za-z'-]*|\$?\d[\d,]*", text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def sentences_of(page: Page) -> Iterator[str]:
    """Yield what a plan says in sentences. Tables and sources are names and numbers."""
    for block in page:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Bullets):
            yield from (item.text for item in block.items)
        elif isinstance(block, Facts):
            yield from (row.text for row in block.rows if row.tone != "quiet")


NAMES = sorted(
    {
        *(step.title for step in CATALOG.steps.values()),
        *(place.title for place in CATALOG.destinations.values()),
        *(name for each in CATALOG.certifications.values() for name in (each.name, each.short)),
    },
    key=len,
    reverse=True,
)


def plain(text: str) -> str:
    """Return text with "it" for each name of a step, a job or a credential, and a period at its end."""
    for name in NAMES:
        text = text.replace(name, "it")
    return text if text.endswith((".", "!", "?")) else f"{text}."


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_an_eighth_grader_reads_it(case: dict[str, Any]) -> None:
    """Names of steps, jobs and credentials count as one short word; everything else counts as it stands."""
    assert grade(" ".join(map(plain, sentences_of(plan(advised(case["answers"])))))) <= GRADE


def test_an_eighth_grader_reads_each_sentence() -> None:
    """Each of the plan's own messages alone is no harder, labels of one or two words aside."""
    own = {key: text for key, text in MESSAGES.items() if key.startswith("report.plan.")}
    shown = {key: re.sub(r"\{\w+\}", "it", text) for key, text in own.items()}
    hard = {key: grade(text) for key, text in shown.items() if len(text.split()) > 3 and grade(text) > GRADE}
    assert own
    assert hard == {}


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("The cat sat on the mat. It was fat.", -3, 2),
        ("You can read this plan with your counselor and sign it at the end of the talk.", 4, 8),
        (
            "Certification eligibility necessitates documentation of supervised professional experience.",
            18,
            45,
        ),
    ],
)
def test_the_measure_tells_easy_from_hard(text: str, least: int, most: int) -> None:
    """Three texts of known difficulty come out in order."""
    assert least <= grade(text) <= most
