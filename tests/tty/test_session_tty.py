"""The counselor's desk in a real terminal: interrupted, killed, taken over, and handed to the next."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

pexpect = pytest.importorskip("pexpect")
if not hasattr(pexpect, "spawn"):
    pytest.skip("pseudo-terminals need a Unix system", allow_module_level=True)

from tests.tty.test_interview_tty import CTRL_C, DONT_KNOW, DOWN, ENTER, NURSE, ROOT, UP, Terminal  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

CASEMGR = [sys.executable, "-m", "casemgr_cli", "session"]
PUPIL = {**NURSE, "Where are you today": ENTER, "licenses or certificates": DONT_KNOW}


def store(home: Path) -> Path:
    """Return where the store of a test is."""
    return home / "desk" / "desk.db"


def starts(home: Path, *words: str) -> Terminal:
    """Start `casemgr session` with these words in a terminal of its own."""
    line = shlex.join(["exec", "env", f"CASEMGR_DATABASE_URL={store(home)}", *CASEMGR, *words])
    return Terminal(home, shell=line)


def record(home: Path, id_: str) -> dict[str, Any]:
    """Return what the store holds on a student, as a script reads it."""
    done = subprocess.run(
        [*CASEMGR, "show", id_, "--store", str(store(home)), "--json"],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def answers(home: Path) -> dict[str, Any]:
    """Return the answers of the only session."""
    (session,) = record(home, "1001")["sessions"]
    found: dict[str, Any] = session["answers"]
    return found


def test_a_session_is_interrupted_and_resumed(tmp_path: Path) -> None:
    """Ctrl-C keeps every answer and says how to go on; resume asks the next question and ends in a plan."""
    terminal = starts(tmp_path, "new", "1001", "--name", "--grade", "11")
    terminal.sees("Given and family name")
    terminal.types("Ana" + ENTER)
    terminal.sees("Session with Ana (1001)")
    terminal.answers(PUPIL, until="What matters most")
    assert answers(tmp_path)["state"] == "MD"
    terminal.types(CTRL_C)
    code, said = terminal.ends()
    assert code == 130
    assert "casemgr session resume 1001" in said
    again = starts(tmp_path, "resume")
    assert "What matters most" in again.next_question()
    again.types(ENTER)
    again.answers(PUPIL)
    again.types(ENTER)
    code, plan = again.ends()
    assert code == 0
    assert "First job" in plan
    found = record(tmp_path, "1001")
    assert found["sessions"][0]["plan"]["advice"]["answers"] == answers(tmp_path)
    assert [event["what"] for event in found["history"]] == ["added", "started", "resumed", "finished"]


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGHUP])
def test_a_killed_session_loses_only_the_question_on_screen(tmp_path: Path, ending: signal.Signals) -> None:
    """Neither kill -9 nor a closed window takes an answer, and the session is free at once."""
    terminal = starts(tmp_path, "new", "1001", "--grade", "11")
    terminal.answers(PUPIL, until="In which state")
    terminal.child.kill(ending)
    terminal.child.expect(pexpect.EOF)
    terminal.child.close()
    assert set(answers(tmp_path)) == {
        "situation",
        "question",
        "background",
        "graduation_year",
        "licenses",
    }
    again = starts(tmp_path, "resume", "1001")
    assert "In which state" in again.next_question()
    again.types(CTRL_C)
    assert again.ends()[0] == 130


def test_answers_that_contradict_each_other_do_not_lock_the_session(tmp_path: Path) -> None:
    """A student still in school who picks a nurse's license is asked on, and can change it in the review."""
    terminal = starts(tmp_path, "new", "1001", "--grade", "11")
    terminal.answers({**NURSE, "Where are you today": ENTER}, until="In which state")
    terminal.types(CTRL_C)
    assert terminal.ends()[0] == 130
    again = starts(tmp_path, "resume", "1001")
    assert "In which state" in again.next_question()
    again.types(CTRL_C)
    assert again.ends()[0] == 130


def test_two_counselors_do_not_overwrite_each_other(tmp_path: Path) -> None:
    """The second is told who has it; after a take-over the first is told, and writes nothing more."""
    first = starts(tmp_path, "new", "1001", "--grade", "11", "--as", "Ms. Rivera")
    first.answers(PUPIL, until="In which state")
    code, said = starts(tmp_path, "resume", "1001", "--as", "Mr. Okafor").ends()
    assert code == 1
    assert "Ms. Rivera has the session" in said
    second = starts(tmp_path, "resume", "1001", "--as", "Mr. Okafor", "--take-over")
    assert "In which state" in second.next_question()
    first.types("mary" + ENTER)
    code, said = first.ends()
    assert code == 1
    assert "Mr. Okafor took the session" in said
    assert "state" not in answers(tmp_path)
    second.types("texas" + ENTER)
    second.next_question()
    assert answers(tmp_path)["state"] == "TX"
    second.types(CTRL_C)
    assert second.ends()[0] == 130


def test_a_finished_session_is_reviewed_in_the_next(tmp_path: Path) -> None:
    """A new session with the same student opens on the answers of the last one."""
    done = ["--set", "situation=high_school", "--set", "background=nursing", "--set", "state=OR"]
    assert starts(tmp_path, "new", "1001", *done, "--assume-defaults").ends()[0] == 0
    terminal = starts(tmp_path, "new", "1001")
    question = terminal.next_question()
    assert "Where are you today" not in question
    assert "Which side of case management" not in question
    terminal.types(CTRL_C)
    assert terminal.ends()[0] == 130


PIN = "2468"
SESAME = "open sesame"
NO_TEXT = b"\xff\xfe\r"
CTRL_D, CTRL_Z, CTRL_BACKSLASH = "\x04", "\x1a", "\x1c"


def adds(home: Path, id_: str, name: str, *words: str) -> None:
    """Add a student, whose name is asked for."""
    terminal = starts(home, "student", id_, "--name", *words)
    terminal.sees("Given and family name")
    terminal.types(name + ENTER)
    assert terminal.ends()[0] == 0


def hands_over(home: Path, *words: str) -> Terminal:
    """Add three students, start their turns, and set the PIN."""
    for id_, name in (("1001", "Ana"), ("1002", "Bo"), ("1003", "Cy")):
        adds(home, id_, name, "--grade", "11", "--group", "P3")
    terminal = starts(home, "next", "--group", "P3", *words)
    terminal.sees("at least 4 signs")
    terminal.types(PIN + ENTER)
    terminal.sees("The same PIN again")
    terminal.types(PIN + ENTER)
    terminal.sees("1 of 3: Ana")
    return terminal


def test_the_screen_tells_the_next_student_nothing(tmp_path: Path) -> None:
    """After a session the screen and the scrollback are cleared and locked; s passes one over, q stops."""
    terminal = hands_over(tmp_path, "--follow-up", "6w")
    terminal.types(ENTER)
    terminal.answers(PUPIL)
    terminal.types(ENTER)
    terminal.sees("q and Enter to stop here")
    terminal.types("q" + ENTER)
    terminal.sees("Press Enter when you are done")
    terminal.types(ENTER)
    terminal.sees("\x1b[3J")
    terminal.sees("The screen is locked")
    terminal.types(PIN + ENTER)
    terminal.sees("\x1b[3J")
    terminal.sees("2 of 3: Bo")
    terminal.sees("to stop:")
    asked = terminal.child.before.splitlines()
    assert max(map(len, asked)) <= 80  # broken between words, not by the terminal in a word's midst
    assert " ".join(" ".join(asked).split()).endswith("to pass over, q and Enter")
    terminal.types("s" + ENTER)
    terminal.sees("\x1b[3J")
    terminal.sees("3 of 3: Cy")
    terminal.sees("to stop:")
    terminal.types("q" + ENTER)
    terminal.sees("\x1b[3J")
    assert terminal.ends()[0] == 0
    (session,) = record(tmp_path, "1001")["sessions"]
    assert session["finished"]
    assert session["follow_up"]
    assert record(tmp_path, "1002")["sessions"] == []


def test_no_key_leads_a_student_to_the_shell(tmp_path: Path) -> None:
    """Every way out of a session ends at the lock, which neither keys nor guesses open."""
    terminal = hands_over(tmp_path)
    terminal.types(ENTER)
    terminal.next_question()
    terminal.types(CTRL_Z + CTRL_BACKSLASH + CTRL_C)
    terminal.sees("The screen is locked")
    os.write(terminal.child.child_fd, NO_TEXT)  # as a paste or an old terminal's Alt key sends it
    for keys in (CTRL_C, CTRL_Z, CTRL_BACKSLASH, CTRL_D, "q" + ENTER, "0000" + ENTER, ENTER):
        terminal.types(keys)
        terminal.sees("That opens nothing") if keys.endswith(ENTER) else None
    terminal.types(PIN + ENTER)
    terminal.sees("Bo")
    terminal.types("q" + ENTER)
    assert terminal.ends()[0] == 0
    (session,) = record(tmp_path, "1001")["sessions"]
    assert not session["finished"]


@pytest.mark.parametrize("question", ["Where are you today", "which year will you graduate"])
@pytest.mark.parametrize("paste", ["x" * 40_000, "\x1b[200~" + "x" * 40_000 + "\x1b[201~", "12 x\r" * 8_000])
def test_a_paste_does_not_hold_up_the_lock(tmp_path: Path, question: str, paste: str) -> None:
    """More text than any answer has is refused with a word, in a list and where one types."""
    terminal = hands_over(tmp_path)
    terminal.types(ENTER)
    terminal.answers(PUPIL, until=question)
    terminal.types(paste)
    terminal.sees("longer than any answer")
    terminal.types(CTRL_C)
    terminal.sees("The screen is locked")
    terminal.types(paste[:4_000].replace("\r", "") + ENTER)
    terminal.sees("That opens nothing")
    terminal.types(PIN + ENTER)
    terminal.sees("Bo")
    terminal.types("q" + ENTER)
    assert terminal.ends()[0] == 0


def test_a_pin_that_is_typed_too_early_is_not_shown(tmp_path: Path) -> None:
    """After a wrong guess the lock waits; what is typed meanwhile is let go unseen."""
    terminal = hands_over(tmp_path)
    terminal.types(ENTER)
    terminal.next_question()
    terminal.types(CTRL_C)
    terminal.sees("Code or PIN")
    for _ in range(3):
        terminal.types("0000" + ENTER)
        terminal.sees("\n")  # the guess is read, and the wait begins
        terminal.types(PIN + ENTER)
        terminal.sees("That opens nothing")
        assert PIN not in terminal.child.before
    terminal.types(PIN + ENTER)
    terminal.sees("Bo")
    terminal.types("q" + ENTER)
    assert terminal.ends()[0] == 0


def test_keys_of_one_student_answer_nothing_for_the_next(tmp_path: Path) -> None:
    """What was typed ahead of a question that did not come is forgotten at the lock."""
    terminal = hands_over(tmp_path)
    terminal.types(ENTER)
    terminal.next_question()
    terminal.types(CTRL_C + ENTER * 3)
    terminal.sees("The screen is locked")
    terminal.types(PIN + ENTER)
    terminal.sees("Bo")
    terminal.types(ENTER)
    assert "Where are you today" in terminal.next_question()
    terminal.types(DOWN + CTRL_C)
    terminal.sees("The screen is locked")
    terminal.types(PIN + ENTER)
    terminal.sees("Cy")
    terminal.types("q" + ENTER)
    assert terminal.ends()[0] == 0
    assert record(tmp_path, "1002")["sessions"][0]["answers"] == {}


def test_a_code_opens_the_session_of_its_student(tmp_path: Path) -> None:
    """A student who was interrupted goes on with their own code, and nobody else's session opens."""
    terminal = hands_over(tmp_path)
    terminal.types(ENTER)
    terminal.next_question()
    terminal.types(CTRL_C)
    terminal.sees("The screen is locked")
    done = subprocess.run(
        [*CASEMGR, "slips", "--store", str(store(tmp_path)), "--json"],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    codes = {slip["id"]: slip["code"] for slip in json.loads(done.stdout)["slips"]}
    assert len(set(codes.values())) == 3
    terminal.types(codes["1003"].lower() + ENTER)
    terminal.next_question()
    terminal.types(CTRL_C)
    terminal.sees("The screen is locked")
    terminal.types(PIN + ENTER)
    terminal.sees("Bo")
    terminal.types("q" + ENTER)
    assert terminal.ends()[0] == 0
    assert record(tmp_path, "1002")["sessions"] == []
    assert len(record(tmp_path, "1003")["sessions"]) == 1


def test_the_passphrase_opens_the_locked_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an encrypted store, in the place of a PIN that nobody set; an empty line opens nothing."""
    pytest.importorskip("sqlcipher3")
    monkeypatch.setenv("CASEMGR_PASSPHRASE", SESAME)
    starts(tmp_path, "setup", "--encrypt").ends()
    starts(tmp_path, "student", "1001", "--grade", "11").ends()
    terminal = starts(tmp_path, "next")
    terminal.sees("your passphrase unlocks it")
    terminal.types(ENTER)
    terminal.sees("1 of 1: 1001")
    terminal.types(ENTER)
    terminal.next_question()
    terminal.types(CTRL_C)
    terminal.sees("The screen is locked")
    for guess in ("", "open simsim"):
        terminal.types(guess + ENTER)
        terminal.sees("That opens nothing")
    terminal.types(SESAME + ENTER)
    terminal.sees("to stop:")
    terminal.types("q" + ENTER)
    assert terminal.ends()[0] == 0


def test_interest_is_asked_before_and_after(tmp_path: Path) -> None:
    """Where the store is set to ask, before the first question and behind the plan."""
    starts(tmp_path, "setup", "--ask-interest").ends()
    terminal = starts(tmp_path, "new", "1001", "--grade", "11")
    terminal.sees("How much does work as a case manager")
    terminal.sees("Arrow keys")
    terminal.types(UP + ENTER)
    terminal.sees("There is no question before this one")
    terminal.sees("Arrow keys")
    terminal.types(ENTER)
    terminal.answers(PUPIL, until="In which state")
    assert record(tmp_path, "1001")["sessions"][0]["interest_before"] == 1
    terminal.types("mary" + ENTER)
    asked_after_the_plan(terminal)
    terminal.types(DOWN + ENTER)
    assert terminal.ends()[0] == 0
    (session,) = record(tmp_path, "1001")["sessions"]
    assert (session["interest_before"], session["interest_after"]) == (1, 2)
    assert session["finished"]


def asked_after_the_plan(terminal: Terminal) -> None:
    """Answer the rest, leave the plan, and come to the question of interest that stands behind it."""
    terminal.answers(PUPIL)
    terminal.types(ENTER)
    terminal.sees("q and Enter to stop here")
    terminal.types("q" + ENTER)
    terminal.sees("Now that you have seen your plan")
    terminal.sees("Arrow keys")


def test_who_stops_at_the_interest_is_told_what_is_saved(tmp_path: Path) -> None:
    """Before the session it can be gone on with; after it the plan is there, and nothing to resume."""
    starts(tmp_path, "setup", "--ask-interest").ends()
    terminal = starts(tmp_path, "new", "1001", "--grade", "11")
    terminal.sees("How much does work as a case manager")
    terminal.sees("Arrow keys")
    terminal.types(CTRL_C)
    code, said = terminal.ends()
    assert (code, "casemgr session resume 1001" in said) == (130, True), said
    done = ["--set", "situation=high_school", "--set", "background=nursing", "--set", "state=OR"]
    terminal = starts(tmp_path, "resume", "1001", *done)
    terminal.sees("How much does work as a case manager")
    terminal.sees("Arrow keys")
    terminal.types(ENTER)
    asked_after_the_plan(terminal)
    terminal.types(CTRL_C)
    code, said = terminal.ends()
    assert (code, "session resume" in said) == (130, False), said
    assert record(tmp_path, "1001")["sessions"][0]["finished"]


def test_deleting_asks_and_a_no_is_a_no(tmp_path: Path) -> None:
    """The question names what would go; only yes deletes."""
    adds(tmp_path, "1001", "Ana")
    terminal = starts(tmp_path, "delete", "1001")
    terminal.sees("Delete everything on Ana (1001)? Sessions: 0. Notes: 0.")
    terminal.types("n" + ENTER)
    code, said = terminal.ends()
    assert code == 130
    assert "Nothing was deleted" in said
    assert record(tmp_path, "1001")["student"]["family"] == "Ana"
    terminal = starts(tmp_path, "delete", "1001")
    terminal.sees("y or n:")
    terminal.types("y" + ENTER)
    assert terminal.ends()[0] == 0
    adds(tmp_path, "1002", "Bo")
    adds(tmp_path, "1003", "Cy")
    terminal = starts(tmp_path, "delete", "--all")
    terminal.sees("Delete everything on these 2 students? y or n:")
    terminal.types(ENTER)
    assert terminal.ends()[0] == 130


def test_a_passphrase_is_asked_for_and_not_shown(tmp_path: Path) -> None:
    """Twice for a new store, once to open it; what is typed does not appear."""
    pytest.importorskip("sqlcipher3")
    terminal = starts(tmp_path, "setup", "--encrypt")
    terminal.sees("passphrase for the new store")
    terminal.types("open sesame" + ENTER)
    terminal.sees("again:")
    terminal.types("open sesame" + ENTER)
    code, said = terminal.ends()
    assert code == 0
    assert "sesame" not in said
    assert store(tmp_path).read_bytes()[:6] != b"SQLite"
    terminal = starts(tmp_path, "list")
    terminal.sees("Passphrase of the store:")
    terminal.types("open sesame" + ENTER)
    assert terminal.ends()[0] == 0


def test_columns_that_nobody_knows_are_asked_for_once(tmp_path: Path) -> None:
    """The id, then the name, the grade and the group where columns are left; the next list goes by itself."""
    file = tmp_path / "odd.csv"
    file.write_text('Pupil number,Pupil,Year of study\n1001,"Ruiz, Ana",11\n', encoding="utf-8")
    program = ["env", f"CASEMGR_DATABASE_URL={store(tmp_path)}", *CASEMGR[:-1], "roster", "import", str(file)]
    terminal = Terminal(tmp_path, shell=shlex.join(["exec", *program]))
    terminal.sees("holds the student's id")
    terminal.types("Pupil number" + ENTER)
    for asked, typed in (("name", "Pupil"), ("grade", "Year of study"), ("group", "")):
        terminal.sees(f"with the {asked}?")
        terminal.types(typed + ENTER)
    assert terminal.ends()[0] == 0
    student = record(tmp_path, "1001")["student"]
    assert (student["given"], student["family"], student["grade"]) == ("Ana", "Ruiz", 11)
    file.write_text('Pupil number,Pupil,Year of study\n1002,"Okafor, Bo",12\n', encoding="utf-8")
    code, said = Terminal(tmp_path, shell=shlex.join(["exec", *program])).ends()
    assert (code, "?" in said) == (0, False), said
    assert record(tmp_path, "1002")["student"]["grade"] == 12


def test_nobody_is_asked_for_a_passphrase_that_there_is_not(tmp_path: Path) -> None:
    """A plain store has none to unlock it with."""
    adds(tmp_path, "1001", "Ana")
    code, said = starts(tmp_path, "unlock").ends()
    assert (code, "has no passphrase" in said) == (2, True), said
    assert "Passphrase of the store" not in said


@pytest.mark.parametrize("kind", ["open", "missing", "relative"])
def test_a_note_is_written_where_no_other_login_can_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A place in memory that is not there, or that others can write to, is done without."""
    adds(tmp_path, "1001", "Ana")
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "Ask in May. In $1" > "$1"\n')
    editor.chmod(0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", kind if kind == "relative" else str(tmp_path / kind))
    monkeypatch.setenv("EDITOR", str(editor))
    code, said = starts(tmp_path, "note", "1001", "--editor").ends()
    assert code == 0, said
    assert f"In{tmp_path / 'share' / 'casemgr'}/" in "".join(said.split())


def test_a_note_is_written_in_the_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a file that nobody else can read, and that is gone afterwards with all that lay beside it."""
    adds(tmp_path, "1001", "Ana")
    (tmp_path / "memory").mkdir()
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "Ask in May." > "$1"\ncp "$1" "$1~"\nls -l "$1"\n')
    editor.chmod(0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "memory"))
    monkeypatch.setenv("EDITOR", f"{editor} ")
    code, said = starts(tmp_path, "note", "1001", "--editor").ends()
    assert code == 0, said
    assert "-rw-------" in said
    assert "Ask in May." in said
    assert list((tmp_path / "memory").iterdir()) == []
