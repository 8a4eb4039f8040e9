"""The desk's pages say what is waiting, and a page that was put away comes back equal."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr_cli.desk.documents import students_csv
from casemgr_cli.desk.pages import (
    board_page,
    bound,
    keep_pages,
    kept_page,
    list_page,
    notes_page,
    purge_page,
    record_page,
    setup_page,
)
from casemgr_cli.desk.records import Standing, board
from casemgr_cli.errors import CasemgrError
from casemgr_cli.pages import blocks
from casemgr_cli.pages.advice import advice_page
from casemgr_cli.writers.layout import render_text
from tests.people import WORDS
from tests.unit import desk_made as made
from tests.unit import report_fixtures


def test_the_board_names_who_waits_and_what_to_type() -> None:
    """Three lists, each with the command for its first student, and who is at work on whom."""
    text = render_text(board_page(made.BOARD, WORDS))
    assert "3 students, 1 with a plan." in text
    for words in ("Half done (1)", "Due for a follow-up (1)", "No plan yet (1)"):
        assert words in text
    for command in ("session resume 1001", "session new 1002", "session new 1003"):
        assert command in text
    assert "open by Mr. Okafor" in text


def test_a_long_list_on_the_board_is_cut_and_says_so() -> None:
    """A desk of hundreds still fits on a screen."""
    many = board(made.STANDINGS[2:] * 300, made.TODAY)
    text = render_text(board_page(many, WORDS))
    assert "295 more are in: casemgr session list --state new" in text
    assert len(text.splitlines()) < 24


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_no_line_is_wider_than_the_screen(columns: int) -> None:
    """Also on a narrow one."""
    page = (*board_page(made.BOARD, WORDS), *list_page(made.STANDINGS, 9, WORDS))
    assert max(map(len, render_text(page, columns).splitlines())) <= columns


def test_a_record_holds_answers_plans_and_history() -> None:
    """With everything also the page as it was handed out; without notes only their number."""
    facts = report_fixtures.FACTS
    text = render_text(record_page(made.RECORD, facts, made.TODAY, WORDS, everything=True))
    for words in ("The plan", "Answers of session 1", "session finished, by Ms. Rivera", "One note is kept"):
        assert words in text
    assert "mother" not in text
    short = render_text(record_page(made.RECORD, facts, made.TODAY, WORDS, everything=False))
    assert "The plan" not in short
    assert "Answers of session 1" not in short


def test_notes_keep_their_lines() -> None:
    """Each line of a note stands on a line of its own."""
    lines = render_text(notes_page(made.ANA, [made.NOTE], WORDS)).splitlines()
    assert {"Her mother is ill.", "Ask in May."} <= set(lines)
    assert "There are no notes" in render_text(notes_page(made.ANA, [], WORDS))


def test_setup_says_that_a_plain_file_can_be_read() -> None:
    """Whoever reviews the setup is not left to guess."""
    assert "can read it" in render_text(setup_page(made.SETUP, WORDS))


def test_a_purge_names_who_would_go() -> None:
    """With the day something was last done."""
    text = render_text(purge_page([(made.ANA, made.TODAY)], made.TODAY, WORDS))
    assert "Ana Ruiz" in text
    assert "2026-11-24" in text


def test_the_sheet_has_a_row_a_student() -> None:
    """Header and three students."""
    assert len(students_csv(made.STANDINGS, Standing).splitlines()) == 4


def test_real_advice_comes_back_equal() -> None:
    """The page of a whole advice, block by block."""
    page = advice_page(report_fixtures.advice(), report_fixtures.CATALOG, report_fixtures.GUIDE, WORDS)
    assert kept_page(keep_pages({"plan": page}), "plan") == page


def test_plans_bound_together_cite_their_own_sources() -> None:
    """Each number of the second plan is that of its own source, in running text and within lists."""

    def plan(name: str, sources: int) -> blocks.Page:
        lines = tuple(blocks.SourceLine(at, f"{name} {at}", "") for at in range(1, sources + 1))
        item = blocks.Item(f"{name} {sources}", cites=(sources,))
        return (blocks.Paragraph(f"{name} 1", cites=(1,)), blocks.Bullets((item,)), blocks.Sources(lines))

    one, listed, _, other, other_listed, sources = bound((plan("Ana", 3), plan("Bo", 2)))
    assert (one, listed) == plan("Ana", 3)[:2]
    assert other == blocks.Paragraph("Bo 1", cites=(4,))
    assert other_listed == blocks.Bullets((blocks.Item("Bo 2", cites=(5,)),))
    assert [(each.number, each.text) for each in sources.lines] == [(4, "Bo 1"), (5, "Bo 2")]  # type: ignore[union-attr]


@pytest.mark.slow
@given(st.lists(st.one_of([st.from_type(kind) for kind in get_args(blocks.Block)]), max_size=4))
def test_any_page_comes_back_equal(page: list[blocks.Block]) -> None:
    """Every kind of block with anything in it."""
    assert kept_page(keep_pages({"full": tuple(page)})) == tuple(page)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '[["Hologram", {}]]',
        '[["Heading", {}]]',
        "[[1, 2]]",
        '{"version": 2, "pages": {"full": []}}',
    ],
)
def test_a_page_of_another_version_is_told(text: str) -> None:
    """What cannot be read back is an error with a way out, not a traceback; what was kept first still can."""
    assert kept_page('{"full": [["Heading", {"text": "Plan"}]]}') == (blocks.Heading("Plan"),)
    with pytest.raises(CasemgrError, match="another version"):
        kept_page(text)
