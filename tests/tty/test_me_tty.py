"""Answers that stay on this computer, kept, used, changed and forgotten in a real terminal."""

from __future__ import annotations

import json
import re
import shlex
import stat
import sys
from typing import TYPE_CHECKING

import pytest

pexpect = pytest.importorskip("pexpect")
if not hasattr(pexpect, "spawn"):
    pytest.skip("pseudo-terminals need a Unix system", allow_module_level=True)

from tests.tty.test_interview_tty import CTRL_C, DOWN, ENTER, ESC, NURSE, UP, Terminal  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Program

YES = DOWN + ENTER


def asked(home: Path, keep: str) -> tuple[int | None, str]:
    """Hold an interview and answer at its end whether to keep the answers."""
    terminal = Terminal(home)
    terminal.answers(NURSE)
    terminal.types(ENTER)
    return terminal.ends(keep=keep)


def runs(home: Path, *words: str) -> str:
    """Run casemgr with these words on a terminal; return what it writes."""
    line = shlex.join(["exec", sys.executable, "-m", "casemgr_cli", *words])
    return Terminal(home, shell=line).ends()[1]


def kept(home: Path) -> Path:
    """Return the file of kept answers."""
    return home / "share" / "casemgr" / "me.yaml"


def test_a_person_hears_which_file_was_written(tmp_path: Path, casemgr: Program) -> None:
    """And whether others can read it. JSON is for a program, and so is an error stream that nobody sees."""
    plan = ["advise", "--set", "state=OR", "--assume-defaults", "-o", "plan.html"]
    assert runs(tmp_path, *plan) == "Saved as plan.html, which only you can read."
    assert runs(tmp_path, "salary", "-o", "salary.csv") == "Saved as salary.csv."
    assert runs(tmp_path, "salary", "--json", "-o", "salary.json") == ""
    assert (tmp_path / "salary.json").exists()
    assert casemgr("salary", "-o", str(tmp_path / "again.csv")).err == ""


def test_nothing_is_kept_without_a_yes(tmp_path: Path) -> None:
    """No is what Enter says, and no file is written."""
    assert asked(tmp_path, ENTER)[0] == 0
    assert not kept(tmp_path).exists()


def test_kept_answers_are_used_and_said_and_forgotten(tmp_path: Path, casemgr: Program) -> None:
    """After a yes, commands on a terminal use the answers and say so; scripts ask for them."""
    assert asked(tmp_path, YES)[0] == 0
    assert stat.S_IMODE(kept(tmp_path).stat().st_mode) == 0o600
    assert "the answers you kept on" in runs(tmp_path, "compare", "--plain", "--no-pager")
    assert "the answers you kept on" not in runs(tmp_path, "compare", "--plain", "--no-pager", "--no-me")
    home = {"XDG_DATA_HOME": str(tmp_path / "share")}
    assert json.loads(casemgr("compare", "--json", env=home).out)["answers"] == {}
    assert json.loads(casemgr("compare", "--json", "--me", env=home).out)["answers"]["state"] == "MD"
    moved = casemgr("me", "set", "state=OR", env=home)
    assert (moved.code, moved.out) == (0, "")
    assert moved.err.startswith("Kept in ")
    assert json.loads(casemgr("me", "--json", env=home).out)["state"] == "OR"
    assert re.match(r"Your answers, kept on [A-Z][a-z]+ \d+, 20\d\d\n", casemgr("me", env=home).out)
    assert "state: OR" in casemgr("me", "export", "-", env=home).out
    refused = casemgr("me", "set", "limits=lifting", env=home)
    assert refused.code == 2
    assert "never kept" in refused.err
    assert casemgr("me", "forget", env=home).code == 0
    assert not kept(tmp_path).exists()
    assert casemgr("me", env=home).code == 1


def test_whoever_comes_back_walks_through_the_advice_again(tmp_path: Path) -> None:
    """With kept answers the card and its keys are there the next day; a file of answers gives the page."""
    assert asked(tmp_path, YES)[0] == 0
    (tmp_path / "mine.yaml").write_text(kept(tmp_path).read_text("utf-8"), "utf-8")
    again = Terminal(tmp_path)
    again.sees("the answers you kept on")
    # The card clears the screen, so it says so itself.
    again.sees("\x1b[2J")
    again.sees("From your answers of ")
    again.sees("q done")
    again.types("q" + ENTER)
    # Nothing was changed, so nothing is asked.
    assert again.ends()[0] == 0
    changed = Terminal(tmp_path)
    changed.sees("q done")
    changed.types("a" + ENTER)
    for words, keys in (
        ("Here are your answers", UP * 2 + ENTER),
        ("What matters most", "2" + ENTER),
        ("Here are your answers", ENTER),
    ):
        changed.sees(words)
        changed.sees("goes back")
        changed.types(keys)
    changed.sees("q done")
    changed.types("q" + ENTER)
    changed.sees("Keep your changes on this computer, too?")
    changed.sees("goes back")
    changed.types(ENTER)
    assert changed.ends()[0] == 0
    assert "priority: soonest" in kept(tmp_path).read_text("utf-8")
    page = Terminal(tmp_path, "--answers", "mine.yaml", "--no-pager")
    assert page.sees("q done", "Made with casemgr") == 1


def begun_again(home: Path) -> Terminal:
    """Return the terminal of somebody who starts again after stopping an interview at a question."""
    stopped = Terminal(home)
    stopped.answers(NURSE, until="What matters most")
    stopped.types(CTRL_C)
    assert stopped.ends()[0] == 130
    return Terminal(home)


def test_a_stopped_interview_is_not_overwritten(tmp_path: Path) -> None:
    """Whoever starts again is asked whether to go on; going on skips what was answered."""
    again = begun_again(tmp_path)
    again.sees("You stopped an interview before")
    again.sees("goes back")
    again.types(ENTER)
    assert "What matters most" in again.next_question()
    again.types(CTRL_C)
    assert again.ends()[0] == 130
    anew = Terminal(tmp_path)
    anew.sees("goes back")
    anew.types(DOWN + DOWN + ENTER)
    assert "Where are you today" in anew.next_question()
    anew.types(CTRL_C)
    anew.ends()


def test_an_answer_is_changed_before_one_goes_on(tmp_path: Path) -> None:
    """The answers so far come first; each can be given again, and then the next question follows."""
    again = begun_again(tmp_path)
    again.sees("goes back")
    again.types(DOWN + ENTER)
    again.sees("These are your answers so far")
    again.sees("goes back")
    again.types(DOWN + ENTER)
    again.sees("Where are you today?")
    again.sees("goes back")
    again.types(ENTER)
    again.sees("These are your answers so far")
    again.sees("goes back")
    again.types(ENTER)
    assert "What matters most" in again.next_question()
    again.types(CTRL_C)
    assert again.ends()[0] == 130
    left = Terminal(tmp_path)
    left.sees("goes back")
    left.types(ESC)
    code, said = left.ends()
    assert code == 130
    assert "Your answers so far are kept" in said


def test_resuming_a_complete_interview_shows_the_review(tmp_path: Path) -> None:
    """Stopped at the review, --resume comes back to the review."""
    terminal = Terminal(tmp_path)
    terminal.answers(NURSE)
    terminal.types(CTRL_C)
    assert terminal.ends()[0] == 130
    again = Terminal(tmp_path, "--resume")
    again.sees("Here are your answers")
    again.types(CTRL_C)
    assert again.ends()[0] == 130
