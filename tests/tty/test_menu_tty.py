"""The card and the menu after the interview, walked in real terminals of two sizes."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from tests.tty.test_interview_tty import CTRL_C, DOWN, ENTER, ESC, Terminal

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("pexpect")

PEOPLE = {
    "student": "situation: high_school\neducation: none\nbackground: nursing\nstate: CA\n"
    "graduation_year: 2027\n",
    "nurse": "licenses: [rn]\nlicense_status: active\neducation: associate\nfield: nursing\nstate: OH\n"
    "months_nursing: 48\nmonths_acute_care: 24\nquestion: leave_bedside\n",
    "graduate": "education: bachelor\nfield: psychology\nlicenses: []\nstate: PA\nquestion: need_masters\n",
}
SIZES = ((24, 80), (40, 120))


def walked(home: Path, who: str, rows: int, columns: int) -> Terminal:
    """Return a terminal in which the interview was just finished, the rest of it unknown."""
    (home / "me.yaml").write_text(PEOPLE[who], "utf-8")
    terminal = Terminal(home, "--save-answers", "me.yaml", "--resume", columns=columns)
    terminal.child.setwinsize(rows, columns)
    terminal.answers({})
    terminal.types(ENTER)
    return terminal


def lines_on_screen(written: str) -> list[str]:
    """Return the lines of what was written since the screen was last cleared."""
    shown = written.rpartition("\x1b[2J")[2]
    return re.sub(r"\x1b\[[0-9;?]*[ -/]*[@-~]", "", shown).replace("\r", "").split("\n")


@pytest.mark.parametrize(("rows", "columns"), SIZES)
@pytest.mark.parametrize("who", PEOPLE)
def test_the_card_fits_and_every_screen_has_a_way_back(
    tmp_path: Path, who: str, rows: int, columns: int
) -> None:
    """Title, pay and this week stand on the first screen; a screen is left with Enter, the menu with q."""
    terminal = walked(tmp_path, who, rows, columns)
    terminal.sees("q done")
    card = lines_on_screen(str(terminal.child.before))
    assert len(card) < rows
    for words in ("Pay a year", "This week", "1. "):
        assert any(words in line for line in card), words
    terminal.types("s" + ENTER)
    terminal.sees("Your steps")
    # What is longer than the window is read in the pager, which says that q closes it.
    paged = terminal.sees("Enter goes back", "q closes this page") > 0
    terminal.types("q" if paged else ENTER)
    terminal.sees("q done")
    terminal.types("x" + ENTER)
    terminal.sees("is not one of the keys")
    terminal.types("q" + ENTER)
    assert terminal.ends()[0] == 0


def test_without_a_pager_a_long_screen_comes_a_window_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opens at its top, nothing of it scrolls past, Enter shows the rest, and q goes back at once,
    as does b, which goes back from every list.
    """
    monkeypatch.setenv("PAGER", "cat")
    terminal = walked(tmp_path, "student", 24, 80)
    terminal.sees("q done")
    terminal.types("o" + ENTER)
    terminal.sees("Enter shows the rest")
    first = lines_on_screen(str(terminal.child.before))
    assert first[0] == "Other ways worth a look"
    assert len(first) < 24
    terminal.types(ENTER)
    terminal.sees("goes back")
    assert len(lines_on_screen(str(terminal.child.before))) < 24
    for back in ("q", "b"):
        terminal.types(back + ENTER)
        terminal.sees("q done")
        terminal.types("o" + ENTER)
        terminal.sees("Enter shows the rest")
    terminal.types("q" + ENTER)
    terminal.sees("q done")
    terminal.types("q" + ENTER)
    assert terminal.ends()[0] == 0


@pytest.mark.parametrize(("rows", "columns"), SIZES)
@pytest.mark.parametrize("who", PEOPLE)
def test_stopping_anywhere_loses_nothing(tmp_path: Path, who: str, rows: int, columns: int) -> None:
    """Stopped at the review and among the optional questions, one goes on there."""
    (tmp_path / "me.yaml").write_text(PEOPLE[who], "utf-8")

    def resumed() -> Terminal:
        terminal = Terminal(tmp_path, "--save-answers", "me.yaml", "--resume", columns=columns)
        terminal.child.setwinsize(rows, columns)
        terminal.answers({})
        return terminal

    at_review = resumed()
    at_review.types(CTRL_C)
    assert at_review.ends()[0] == 130
    given = (tmp_path / "me.yaml").read_text("utf-8")
    optional = resumed()
    optional.types(DOWN + ENTER)
    optional.sees("Which of these would you like to answer?")
    optional.sees("goes back")
    optional.types(" " + ENTER)
    optional.sees("goes back")
    optional.types(CTRL_C)
    assert optional.ends()[0] == 130
    assert (tmp_path / "me.yaml").read_text("utf-8") == given
    walked = resumed()
    walked.types(ENTER)
    walked.sees("q done")
    # Going back from one's answers comes back to the card.
    walked.types("a" + ENTER)
    walked.sees("Here are your answers")
    walked.sees("goes back")
    walked.types(ESC)
    walked.sees("q done")
    walked.types("q" + ENTER)
    assert walked.ends()[0] == 0
    assert (tmp_path / "me.yaml").read_text("utf-8") == given


def test_to_stop_behind_the_card_leads_back_to_it(tmp_path: Path) -> None:
    """Ctrl-C at a list or among one's answers says nothing of an interview, and leaves no file of one."""
    terminal = walked(tmp_path, "nurse", 24, 80)
    for key, title in (("v", "Save your advice as what?"), ("a", "Here are your answers")):
        terminal.sees("q done")
        terminal.types(key + ENTER)
        terminal.sees(title)
        terminal.sees("goes back")
        terminal.types(CTRL_C)
    terminal.sees("q done")
    assert "stopped" not in " ".join(lines_on_screen(str(terminal.child.before)))
    terminal.types("q" + ENTER)
    assert terminal.ends()[0] == 0
    assert not (tmp_path / "state" / "casemgr" / "interview.yaml").exists()


def test_a_screen_too_long_for_two_windows_comes_part_by_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its parts are picked from a list; Enter goes back to the list, and Esc from there to the card."""
    monkeypatch.setenv("PAGER", "cat")
    terminal = walked(tmp_path, "student", 24, 80)
    terminal.sees("q done")
    terminal.types("u" + ENTER)
    terminal.sees("Which part do you want to see?")
    terminal.sees("goes back")
    terminal.types(DOWN + ENTER)
    windows = 1
    while terminal.sees("Enter goes back", "Enter shows the rest"):
        terminal.types(ENTER)
        windows += 1
    assert windows <= 2
    terminal.types(ENTER)
    terminal.sees("Which part do you want to see?")
    terminal.sees("goes back")
    terminal.types(ESC)
    terminal.sees("q done")
    terminal.types("q" + ENTER)
    assert terminal.ends()[0] == 0


def test_what_if_shows_what_moves(tmp_path: Path) -> None:
    """Another answer to what matters most is tried: what it moves stands there as it is and would be."""
    terminal = walked(tmp_path, "nurse", 24, 80)
    terminal.sees("q done")
    terminal.types("i" + ENTER)
    terminal.sees("Which answer do you want to try another way?")
    terminal.sees("goes back")
    terminal.types(ENTER)
    terminal.sees("Type your answer")
    terminal.sees("goes back")
    terminal.types("60" + ENTER)
    terminal.sees("What changes")
    terminal.sees("Enter goes back")
    terminal.types(ENTER)
    terminal.sees("q done")
    terminal.types("q" + ENTER)
    assert terminal.ends()[0] == 0


def test_what_if_changes_nothing_and_a_file_is_saved_for_its_owner(tmp_path: Path) -> None:
    """Trying another answer leaves the answers alone; saving writes a file that nobody else can read."""
    terminal = walked(tmp_path, "nurse", 24, 80)
    terminal.sees("q done")
    before = (tmp_path / "me.yaml").read_text("utf-8")
    terminal.types("i" + ENTER)
    terminal.sees("Which answer do you want to try another way?")
    terminal.sees("goes back")
    terminal.types("\x1b")
    terminal.sees("q done")
    terminal.types("v" + ENTER)
    terminal.sees("Save your advice as what?")
    terminal.sees("goes back")
    terminal.types("\x1b[B" + ENTER)
    terminal.sees("Saved as casemgr-advice.html")
    terminal.sees("Enter goes back")
    terminal.types(ENTER)
    terminal.sees("q done")
    terminal.types("q" + ENTER)
    assert terminal.ends()[0] == 0
    saved = tmp_path / "casemgr-advice.html"
    assert "<html" in saved.read_text("utf-8")
    assert saved.stat().st_mode & 0o077 == 0
    assert (tmp_path / "me.yaml").read_text("utf-8") == before


def test_read_out_everything_stands_in_the_order_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --plain, interview, menu, what-if and page are lines one after another; only a whole page goes
    through a pager, if the person has set one.
    """
    heard = StringIO()
    monkeypatch.setenv("PAGER", "sh -c 'echo My pager; cat'")
    terminal = walked_plainly(tmp_path, heard)
    for key, said in (
        ("s", "Your steps"),
        ("i", "1. "),
        ("1", "Type your answer"),
        ("b", ""),
        ("x", "is not one of"),
        ("q", ""),
    ):
        terminal.sees("\r\n> ")
        terminal.types(key + "\n")
        if said:
            terminal.sees(said)
        if key == "s":
            while terminal.sees("\r\n> ", "q done") == 0:
                terminal.types("\n")
    assert terminal.ends()[0] == 0
    assert "My pager" not in heard.getvalue()

    def page(*words: str) -> str:
        terminal = Terminal(tmp_path, "--plain", "--answers", "me.yaml", "--assume-defaults", *words)
        terminal.child.logfile_read = heard
        code, told = terminal.ends()
        assert code == 0
        assert "Sources" in told
        return told

    assert page().startswith("My pager")
    assert "My pager" not in page("--no-pager")
    monkeypatch.delenv("PAGER")
    assert "My pager" not in page()
    assert not re.search("[\x1b\x08\u2500-\u259f]|\r(?!\r?\n)", heard.getvalue())


def walked_plainly(home: Path, heard: StringIO) -> Terminal:
    """Return a terminal in which the nurse's review was just left, all that is written going to `heard`."""
    (home / "me.yaml").write_text(PEOPLE["nurse"], "utf-8")
    terminal = Terminal(home, "--plain", "--save-answers", "me.yaml", "--resume")
    terminal.child.logfile_read = heard
    while terminal.sees("Question ", "Here are your answers") == 0:
        terminal.sees("\r\n> ")
        terminal.types("u\n")
    terminal.sees("\r\n> ")
    terminal.types("1\n")
    return terminal
