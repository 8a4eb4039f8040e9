"""The interview in a real terminal: what is kept when it stops, and how it goes on."""

from __future__ import annotations

import signal
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import interrupt

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.conftest import Program

pexpect = pytest.importorskip("pexpect", reason="needs pexpect and a POSIX terminal")
if not hasattr(pexpect, "spawn"):
    pytest.skip("needs a POSIX terminal", allow_module_level=True)

LONGEST = 30
FIRST = "Where are you today"
SECOND = "most like to know"
SOMEONE = [
    *(
        "situation=nurse",
        "question=where_to_start",
        "background=nursing",
        "education=bachelor",
        "field=nursing",
        "accredited=yes",
        "fieldwork=yes",
    ),
    *("licenses=rn", "license_status=active", "state=MD", "priority=soonest", "keep_working=yes"),
    *("strengths=", "stretches="),
]


REST = ("work_now", "months_case_management", "months_supervising_case_managers", "months_acute_care")
COMPLETE = "\n".join(
    [answer.replace("licenses=rn", "licenses=[rn]").replace("=", ": ") for answer in SOMEONE[:-2]]
    + [f"{key}: unknown" for key in REST]
)


class Terminal:
    """A terminal in which the program asks line by line."""

    def __init__(self, casemgr: Program, *words: str, env: Mapping[str, str] | None = None) -> None:
        """Start `casemgr advise --plain` with further words."""
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "casemgr_cli", "advise", "--plain", *words],
            env=casemgr.environment({"TERM": "xterm", **(env or {})}),
            encoding="utf-8",
            timeout=LONGEST,
            dimensions=(40, 100),
        )

    def answer(self, question: str, reply: str) -> None:
        """Wait for a question and answer it."""
        self.child.expect(question)
        self.child.expect("> ")
        self.child.sendline(reply)

    def end(self, *replies: str) -> tuple[int | None, str]:
        """Reply to whether the answers stay, where that is asked; return exit code and what was said last."""
        for reply in replies:
            self.answer("go on later", reply)
        self.child.expect(pexpect.EOF)
        said = str(self.child.before)
        self.child.close()
        return self.child.exitstatus, said


@pytest.fixture
def kept(casemgr: Program) -> Path:
    """Return where partial answers are kept when no file was named."""
    return casemgr.home / "state" / "casemgr" / "interview.yaml"


def test_ctrl_c_keeps_the_answers_and_resume_goes_on(casemgr: Program, kept: Path) -> None:
    """Ctrl-C and Enter end with 130 and say where the answers are; `--resume` asks the next question."""
    terminal = Terminal(casemgr)
    terminal.answer(FIRST, "1")
    assert not kept.exists()
    terminal.child.expect(SECOND)
    interrupt(terminal.child)
    code, said = terminal.end("")
    assert code == 130
    assert "Error" not in said
    assert str(kept) in said.replace("\r\n", "")
    assert "--resume" in said
    assert kept.read_text() == "situation: high_school\n"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600

    terminal = Terminal(casemgr, "--resume")
    terminal.child.expect(SECOND)
    assert FIRST not in str(terminal.child.before)
    interrupt(terminal.child)
    assert terminal.end("")[0] == 130
    assert kept.read_text() == "situation: high_school\n"


def test_a_stop_that_nobody_answers_ends_by_itself(casemgr: Program, kept: Path) -> None:
    """What Enter says counts after some seconds, so that nothing hangs on the question."""
    terminal = Terminal(casemgr)
    terminal.answer(FIRST, "1")
    terminal.child.expect(SECOND)
    interrupt(terminal.child)
    code, said = terminal.end()
    assert code == 130
    assert "> \r\n" in said
    assert kept.read_text() == "situation: high_school\n"


LIMITS = "must spare you"
REVIEW = "Here are your answers"


def reviewed(casemgr: Program, **env: str) -> Terminal:
    """Return the terminal of a nurse with a bad back who has come to the review."""
    nurse = [word for answer in SOMEONE[:-2] for word in ("--set", answer)]
    terminal = Terminal(casemgr, *nurse, "--set", "question=leave_bedside", "--set", "budget=3000", env=env)
    comes_to_review(terminal)
    return terminal


def comes_to_review(terminal: Terminal) -> None:
    """Answer what is asked up to the review: the limits, and nothing else is known."""
    while (seen := terminal.child.expect([REVIEW, LIMITS, "u I don't know.*> "])) != 0:
        if seen == 1:
            terminal.child.expect("> ")
        terminal.child.sendline("1" if seen == 1 else "u")


@pytest.mark.parametrize("optional", [False, True])
def test_what_a_stop_leaves_out_is_asked_again_and_the_review_comes_back(
    optional: bool, casemgr: Program, kept: Path
) -> None:
    """Stopped at the review or among the optional questions, one comes back to it after the limits."""
    terminal = reviewed(casemgr)
    if optional:
        terminal.answer("Answer more questions", "2")
        terminal.child.expect("Which of these would you like")
    interrupt(terminal.child)
    terminal.answer("go on later", "")
    assert "limits or your record never" in str(terminal.child.before)
    terminal.answer("said about money, too", "no" if optional else "yes")
    assert terminal.end()[0] == 130
    held = kept.read_text()
    assert "lifting" not in held
    assert "limits" not in held
    assert ("budget" in held) is not optional

    terminal = Terminal(casemgr, "--resume")
    terminal.child.expect(LIMITS)
    said = " ".join(str(terminal.child.before).split())
    terminal.answer("", "1")
    assert "your record was not kept" in said
    assert ("money, your limits" in said) is optional
    terminal.child.expect(REVIEW)
    terminal.child.expect("Answer more questions")
    interrupt(terminal.child)
    assert terminal.end("no")[0] == 130


def test_a_no_keeps_nothing_of_a_stopped_interview(casemgr: Program, kept: Path) -> None:
    """Neither what was just answered nor what an earlier stop had kept."""
    kept.parent.mkdir(parents=True)
    kept.write_text("situation: high_school\n")
    terminal = Terminal(casemgr, "--resume")
    terminal.child.expect(SECOND)
    interrupt(terminal.child)
    code, said = terminal.end("no")
    assert code == 130
    assert "Nothing new was kept" in said
    assert not kept.exists()


def test_stopped_twice_the_answers_stay_unless_students_sit_here(casemgr: Program, kept: Path) -> None:
    """A second Ctrl-C says what Enter says: to keep them, but not beside a counselor's store."""
    for beside, stays in ({}, True), ({"CASEMGR_DATABASE_URL": str(casemgr.home)}, False):
        kept.unlink(missing_ok=True)
        terminal = Terminal(casemgr, env=beside)
        terminal.answer(FIRST, "1")
        terminal.child.expect(SECOND)
        interrupt(terminal.child)
        terminal.child.expect("go on later")
        interrupt(terminal.child)
        assert terminal.end()[0] == 130
        assert kept.exists() is stays


def test_answers_go_to_the_file_that_was_named(casemgr: Program, kept: Path, tmp_path: Path) -> None:
    """With `--save-answers`, the partial answers are there and nowhere else."""
    file = tmp_path / "mine.yaml"
    terminal = Terminal(casemgr, "--save-answers", str(file))
    terminal.answer(FIRST, "2")
    terminal.child.expect(SECOND)
    interrupt(terminal.child)
    assert terminal.end()[0] == 130
    assert file.read_text() == "situation: no_degree\n"
    assert not kept.exists()


@pytest.mark.parametrize("ending", ["SIGHUP", "SIGTERM"])
def test_terminal_that_goes_away_keeps_the_answers(ending: str, casemgr: Program, kept: Path) -> None:
    """A closed window or a shutdown is an interruption like Ctrl-C."""
    terminal = Terminal(casemgr)
    terminal.answer(FIRST, "1")
    terminal.child.expect(SECOND)
    interrupt(terminal.child, signal.Signals[ending])
    assert terminal.end()[0] == 130
    assert kept.read_text() == "situation: high_school\n"


@pytest.mark.parametrize("ending", ["SIGHUP", "SIGTERM"])
@pytest.mark.parametrize("where", ["card", "review behind it", "what if"])
def test_a_terminal_that_goes_away_behind_the_interview_keeps_it_like_a_stop(
    ending: str, where: str, casemgr: Program, kept: Path
) -> None:
    """At the card and on the screens behind it, with changes made there; the next start offers to go on."""
    terminal = reviewed(casemgr)
    terminal.answer("", "")
    if where != "card":
        terminal.answer("q done", "a" if where != "what if" else "i")
    if where == "review behind it":
        terminal.answer("Pick one to change it", "What comes first")
        terminal.answer("What matters most", "Earn well")
    terminal.child.expect("q done" if where == "card" else "Other keys")
    interrupt(terminal.child, signal.Signals[ending])
    assert terminal.end()[0] == 130
    held = kept.read_text()
    assert ("priority: best_paid" if where == "review behind it" else "priority: soonest") in held
    assert "budget" not in held
    assert "limits" not in held
    again = Terminal(casemgr)
    again.answer("You stopped an interview before", "")
    comes_to_review(again)
    again.answer("", "")
    again.answer("q done", "q")
    again.answer("Keep your answers on this computer", "")
    again.child.expect(pexpect.EOF)
    assert not kept.exists()


def test_a_terminal_that_goes_away_while_the_advice_is_made_keeps_it_too(
    casemgr: Program, kept: Path, tmp_path: Path
) -> None:
    """Between the last answer and the card."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, signal\n"
        "from casemgr_cli.cli.commands import advise\n"
        "advise._advised = lambda *_, **__: os.kill(os.getpid(), signal.SIGHUP)\n"
    )
    terminal = reviewed(casemgr, PYTHONPATH=str(tmp_path))
    terminal.answer("", "")
    assert terminal.end()[0] == 130
    assert "priority: soonest" in kept.read_text()
    assert "limits" not in kept.read_text()


def test_a_terminal_that_goes_away_at_the_card_leaves_nothing_beside_a_store(
    casemgr: Program, kept: Path
) -> None:
    """Nor where nothing was answered in this sitting: the answers kept before are still there."""
    terminal = reviewed(casemgr, CASEMGR_DATABASE_URL=str(casemgr.home))
    terminal.answer("", "")
    terminal.child.expect("q done")
    interrupt(terminal.child, signal.SIGHUP)
    assert terminal.end()[0] == 130
    assert not kept.exists()
    own = casemgr.home / ".local/share/casemgr/me.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(COMPLETE)
    terminal = Terminal(casemgr)
    terminal.child.expect("q done")
    interrupt(terminal.child, signal.SIGHUP)
    assert terminal.end()[0] == 130
    assert not kept.exists()


def test_nothing_is_written_before_the_first_answer(casemgr: Program, kept: Path) -> None:
    """Stopping at the first question leaves no trace, and the message does not claim one."""
    terminal = Terminal(casemgr)
    terminal.child.expect(FIRST)
    interrupt(terminal.child)
    code, said = terminal.end()
    assert code == 130
    assert "Nothing was kept" in said
    assert not kept.parent.exists()


def test_finished_interview_removes_the_partial_answers(casemgr: Program, kept: Path) -> None:
    """When the advice is there, the kept answers are gone."""
    kept.parent.mkdir(parents=True)
    kept.write_text("background: nursing\n")
    settled = [word for answer in SOMEONE for word in ("--set", answer)]
    done = casemgr("advise", "--resume", "--assume-defaults", *settled)
    assert done.code == 0
    assert not kept.exists()


def test_who_goes_on_at_the_review_is_asked_at_the_end_too(casemgr: Program, kept: Path) -> None:
    """Though nothing was answered in this sitting: what was stopped is finished, and would be gone."""
    kept.parent.mkdir(parents=True)
    kept.write_text(COMPLETE)
    terminal = Terminal(casemgr, "--resume")
    terminal.answer(REVIEW, "")
    terminal.answer("q done", "q")
    terminal.answer("Keep your answers on this computer", "yes")
    terminal.child.expect(pexpect.EOF)
    assert "state: MD" in (casemgr.home / ".local/share/casemgr/me.yaml").read_text()
    assert not kept.exists()


def test_who_comes_back_is_told_why_the_limits_are_asked_again(casemgr: Program) -> None:
    """They are never kept; where they are not asked, nothing is said of them."""
    own = casemgr.home / ".local/share/casemgr/me.yaml"
    own.parent.mkdir(parents=True)
    for question, told in (("leave_bedside", True), ("where_to_start", False)):
        own.write_text(COMPLETE.replace("where_to_start", question))
        terminal = Terminal(casemgr)
        terminal.child.expect([LIMITS, "q done"])
        assert ("your record was not kept" in str(terminal.child.before)) is told
        interrupt(terminal.child)
        terminal.end(*(["no"] if told else []))


def test_kept_answer_that_is_no_longer_right_is_asked_again(casemgr: Program, kept: Path) -> None:
    """A value that the data files no longer know is left out instead of ending the program."""
    kept.parent.mkdir(parents=True)
    kept.write_text("situation: astronaut\neducation: bachelor\nno_such_key: 1\n")
    terminal = Terminal(casemgr, "--resume")
    terminal.child.expect(FIRST)
    interrupt(terminal.child)
    assert terminal.end("")[0] == 130


def test_nothing_is_asked_when_nothing_is_open(casemgr: Program) -> None:
    """Complete answers give the advice at once, in a terminal too."""
    settled = [word for answer in SOMEONE for word in ("--set", answer)]
    question = casemgr("next", "--json", *settled)
    assert question.code == 0
    done = casemgr("advise", *settled)
    assert done.code == (0 if '"done": true' in question.out else 4)


def test_prompts_stay_out_of_the_result(casemgr: Program, tmp_path: Path) -> None:
    """With stdout redirected, the questions are on the terminal and the file holds no word of them."""
    file = tmp_path / "out.txt"
    line = f'"{sys.executable}" -m casemgr_cli advise --plain > "{file}"'
    child = pexpect.spawn(
        "bash",
        ["-c", line],
        env=casemgr.environment({"TERM": "xterm"}),
        encoding="utf-8",
        timeout=LONGEST,
    )
    child.expect(FIRST)
    interrupt(child)
    child.expect(pexpect.EOF)
    child.close()
    assert file.read_text() == ""


def test_forgetting_removes_what_a_stop_kept(casemgr: Program, kept: Path) -> None:
    """Nothing else is kept, so `me` says what waits, and forgetting leaves nothing of it."""
    kept.parent.mkdir(parents=True)
    kept.write_text("situation: nurse\n")
    shown = casemgr("me")
    assert shown.code == 1
    assert "interview that was stopped" in shown.err
    assert casemgr("me", "forget").code == 0
    assert not kept.exists()
    assert casemgr("me", "forget").code == 1
