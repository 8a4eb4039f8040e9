"""The real program in a real terminal, used the way a person uses it."""

from __future__ import annotations

import os
import re
import shlex
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pexpect = pytest.importorskip("pexpect")
if not hasattr(pexpect, "spawn"):
    pytest.skip("pseudo-terminals need a Unix system", allow_module_level=True)

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "casemgr_cli", "advise"]
UP, DOWN, ENTER, ESC, CTRL_B, CTRL_C = "\x1b[A", "\x1b[B", "\r", "\x1b", "\x02", "\x03"
# The last line of a list goes back, the one before says "I don't know" (or passes over what is private).
DONT_KNOW = UP + UP + ENTER
REVIEW = "Here are your answers"
MOST_QUESTIONS = 18
# What a person answers, by words of the question; everything else they don't know.
NURSE = {
    "Where are you today": DOWN * 4 + ENTER,
    "highest level of school": DOWN * 3 + ENTER,
    "licenses or certificates": DOWN + " " + ENTER,
    "In which state": "mary" + ENTER,
    "What matters most": DOWN * 2 + ENTER,
    "keep earning": ENTER,
}


class Terminal:
    """A program in a terminal of its own, and the hands and eyes of a person."""

    def __init__(self, home: Path, *words: str, shell: str = "", columns: int = 80) -> None:
        """Start `casemgr advise` with these words, or a line for the shell."""
        # Without a screen behind the terminal nobody answers the question where the cursor is.
        settings = {"TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1", "PYTHONPATH": str(ROOT)}
        personal = {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "PYTHONUTF8": "1"}
        personal["XDG_DATA_HOME"] = str(home / "share")
        left_out = ("NO_COLOR", "CASEMGR_DATA", "COLUMNS", "LINES")
        around = {name: value for name, value in os.environ.items() if name not in left_out}
        line = shell or shlex.join(["exec", *PROGRAM, *words])
        self.child = pexpect.spawn(
            "/bin/sh",
            ["-c", line],
            env=around | settings | personal,
            cwd=str(home),
            dimensions=(24, columns),
            encoding="utf-8",
            timeout=60,
        )

    def sees(self, *texts: str) -> int:
        """Wait until one of the texts is on screen; return which."""
        return int(self.child.expect_exact(list(texts)))

    def types(self, keys: str) -> None:
        """Press the keys."""
        self.child.send(keys)

    def next_question(self) -> str:
        """Wait for a question, or the review, to be ready for keys; return the question's words."""
        if self.child.expect([r"Question (\d+), [^\r\n]*\r", REVIEW]) == 1:
            self.sees("goes back")
            return REVIEW
        self.sees("goes back")
        return plain(self.child.before)

    def answers(self, script: Mapping[str, str], until: str = REVIEW) -> str:
        """Answer question after question until one with the words `until`; return that one."""
        for _ in range(MOST_QUESTIONS + 1):
            question = self.next_question()
            if until in question:
                return question
            keys = next((keys for words, keys in script.items() if words in question), None)
            self.types(keys or ("u" + ENTER if "Type your answer" in question else DONT_KNOW))
        raise AssertionError(f"{until} was never asked")

    def ends(self, *, keep: str = ENTER) -> tuple[int | None, str]:
        """Read on to the end; return the exit code and what was still written.

        `keep` are the keys that answer whether to keep the answers; Enter is no, and yes after a stop.
        """
        rest = ""
        ends = [pexpect.EOF, "q done", "Keep [^?]*[?]", "q and Enter"]
        while seen := self.child.expect(ends):
            rest += plain(self.child.before)
            if seen == 2:
                self.sees("goes back", "b go back")
            self.types({1: "q" + ENTER, 2: keep, 3: ENTER}[seen])
        rest += plain(self.child.before)
        self.child.close()
        return self.child.exitstatus, rest


def plain(text: str) -> str:
    """Return what was written without the codes for color and cursor, on one line."""
    return " ".join(re.sub(r"\x1b\[[0-9;?]*[ -/]*[@-~]", " ", text).split())


def test_from_the_first_question_to_the_advice(tmp_path: Path) -> None:
    """Arrows, search, picks and "I don't know" lead to the review, and that to the advice."""
    terminal = Terminal(tmp_path, "--save-answers", "me.yaml")
    terminal.answers(NURSE)
    terminal.types(ENTER)
    code, advice = terminal.ends()
    assert code == 0
    assert advice.index("First job") < advice.index("Pay a year") < advice.index("This week")
    assert "Traceback" not in advice
    saved = (tmp_path / "me.yaml").read_text("utf-8")
    assert "state: MD" in saved
    assert "education: associate" in saved
    assert "priority: cheapest" in saved


def test_a_question_mark_tells_why_and_stays(tmp_path: Path) -> None:
    """After `?` the reasons stand on screen and the same list waits."""
    terminal = Terminal(tmp_path)
    terminal.answers(NURSE, until="highest level of school")
    terminal.types("?")
    terminal.sees("It decides which steps you can skip")
    terminal.sees("Count only what is finished")
    terminal.sees("goes back")
    terminal.types(ENTER)
    terminal.sees("> Still in school or none")
    terminal.types(CTRL_C)
    assert terminal.ends()[0] == 130


@pytest.mark.parametrize("key", [ESC, CTRL_B, UP + ENTER])
def test_back_returns_to_the_question_before(tmp_path: Path, key: str) -> None:
    """Esc, Ctrl-B and the last line of the list all go back; the new answer replaces the old one."""
    terminal = Terminal(tmp_path, "--save-answers", "me.yaml")
    terminal.answers(NURSE | {"most like to know": ENTER}, until="highest level of school")
    terminal.types(key)
    assert "most like to know" in terminal.next_question()
    terminal.types(DOWN * 2 + ENTER)
    assert "highest level of school" in terminal.next_question()
    terminal.types(CTRL_C)
    assert terminal.ends()[0] == 130
    assert "question: need_masters" in (tmp_path / "me.yaml").read_text("utf-8")


def test_an_answer_is_changed_in_the_review(tmp_path: Path) -> None:
    """Another state is picked on the review page, and the advice is for that state."""
    terminal = Terminal(tmp_path, "--save-answers", "me.yaml")
    terminal.answers(NURSE)
    # The review: the advice, the optional questions, then the answers; the state is the seventh.
    terminal.types(DOWN * 8 + ENTER)
    terminal.sees("In which state")
    terminal.sees("goes back")
    terminal.types("TX" + ENTER)
    terminal.sees("> Texas")
    terminal.answers(NURSE)
    terminal.types(ENTER)
    assert terminal.ends()[0] == 0
    assert "state: TX" in (tmp_path / "me.yaml").read_text("utf-8")


def test_ctrl_c_keeps_the_answers_and_resume_goes_on(tmp_path: Path) -> None:
    """What was answered before Ctrl-C is not asked again."""
    terminal = Terminal(tmp_path)
    terminal.answers(NURSE, until="What matters most")
    terminal.types(CTRL_C)
    code, said = terminal.ends()
    assert code == 130
    assert "--resume" in said
    assert "Traceback" not in said
    again = Terminal(tmp_path, "--resume")
    assert "What matters most" in again.next_question()
    again.types(ENTER)
    again.answers(NURSE)
    again.types(ENTER)
    code, advice = again.ends()
    assert code == 0
    assert "First job" in advice


def test_no_word_is_broken_where_it_ends(tmp_path: Path) -> None:
    """What is said last fits a narrow window, its lines broken between words."""
    terminal = Terminal(tmp_path, columns=40)
    terminal.answers(NURSE, until="highest level of school")
    terminal.types(CTRL_C)
    terminal.sees("Keep your answers")
    terminal.sees("Yes, keep them")
    terminal.types(ENTER)
    terminal.sees("The interview was stopped.")
    terminal.child.expect(pexpect.EOF)
    said = [line for line in str(terminal.child.before).splitlines() if str(tmp_path)[:9] not in line]
    assert any("--resume" in line for line in said)
    assert max(map(len, said)) <= 40


def test_a_closed_terminal_keeps_the_answers(tmp_path: Path) -> None:
    """Hanging up is no loss: the answers wait for --resume."""
    terminal = Terminal(tmp_path)
    terminal.answers(NURSE, until="In which state")
    terminal.child.kill(signal.SIGHUP)
    terminal.child.expect(pexpect.EOF)
    terminal.child.close()
    again = Terminal(tmp_path, "--resume")
    assert "In which state" in again.next_question()
    again.types(CTRL_C)
    assert again.ends()[0] == 130


def test_the_window_may_change_its_size(tmp_path: Path) -> None:
    """Narrow, wide and low in the middle of a list and of a search: the question goes on."""
    terminal = Terminal(tmp_path, "--save-answers", "me.yaml", columns=120)
    terminal.answers(NURSE, until="In which state")
    terminal.types("new")
    terminal.sees("New Hampshire")
    for rows, columns in ((24, 40), (10, 80), (50, 120)):
        terminal.child.setwinsize(rows, columns)
        terminal.sees("New Mexico")
    terminal.types(" mex" + ENTER)
    terminal.sees("> New Mexico")
    terminal.answers(NURSE)
    terminal.types(ENTER)
    assert terminal.ends()[0] == 0
    assert "state: NM" in (tmp_path / "me.yaml").read_text("utf-8")


def test_the_advice_goes_to_stdout_and_the_questions_do_not(tmp_path: Path) -> None:
    """With stdout in a file, the questions are still on screen and only the advice is in the file."""
    line = f"{shlex.join(PROGRAM)} --json > advice.json; echo ended $?"
    terminal = Terminal(tmp_path, shell=line)
    terminal.answers(NURSE)
    terminal.types(ENTER)
    terminal.sees("ended 0")
    written = (tmp_path / "advice.json").read_text("utf-8")
    assert written.startswith("{")
    assert "Question 1" not in written


def test_line_by_line(tmp_path: Path) -> None:
    """With --plain every answer is a line of text: numbers, words, ?, b, u, a list, and the review."""
    terminal = Terminal(tmp_path, "--plain", "--save-answers", "me.yaml")
    talk = [
        ("Where are you today", "1"),
        ("most like to know", "?"),
        ("Your own question comes before", "b"),
        ("Where are you today", "6"),
        ("highest level of school", "bachelor's"),
        ("highest degree in", "Social work"),
        ("most like to know", "1"),
        ("licenses or certificates", "none"),
        ("accredited", "1"),
        ("In which year did you finish", "u"),
        ("In which state", "narnia"),
        ('"narnia" is not one of', "md"),
    ]
    for text, line in talk:
        terminal.sees(text)
        terminal.sees("\r\n> ")
        terminal.types(line + "\n")
    while terminal.sees("Question ", REVIEW) == 0:
        terminal.sees("\r\n> ")
        terminal.types("u\n")
    terminal.sees("\r\n> ")
    terminal.types("1\n")
    code, advice = terminal.ends()
    assert code == 0
    assert "First job" in advice
    assert "\x1b" not in advice
    saved = (tmp_path / "me.yaml").read_text("utf-8")
    for answer in ("situation: social_worker", "state: MD", "keep_working: unknown", "licenses: []"):
        assert answer in saved


def test_the_end_of_the_input_interrupts_line_by_line(tmp_path: Path) -> None:
    """Ctrl-D in a plain interview keeps the answers and ends with 130."""
    terminal = Terminal(tmp_path, "--plain")
    terminal.sees("Where are you today")
    terminal.sees("\r\n> ")
    terminal.types("5\n")
    terminal.sees("most like to know")
    terminal.sees("\r\n> ")
    terminal.child.sendeof()
    code, said = terminal.ends()
    assert code == 130
    assert "--resume" in said
