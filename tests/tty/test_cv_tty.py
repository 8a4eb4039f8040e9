"""What a résumé gave, confirmed in a window of eighty columns and twenty-four lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("pexpect", reason="pseudo-terminals need a Unix system")

from tests.tty.test_interview_tty import CTRL_B, CTRL_C, DOWN, ENTER, Terminal, plain

if TYPE_CHECKING:
    from pathlib import Path

# The state to live in is the eighth finding, below the line that says all is right.
STATE = DOWN * 8 + ENTER
LIST, NEXT = "This is what we found", r"Question [0-9]+, about"
TEXT = """Ana Doe, RN
Boise, ID 83702
LICENSES
Registered Nurse, Idaho, active
EXPERIENCE
Registered Nurse, ICU, A Hospital, 2012 - present
EDUCATION
BSN, A University, 2012
"""


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """Return the program with a résumé, its list of findings on screen."""
    (tmp_path / "cv.txt").write_text(TEXT, "utf-8")
    started = Terminal(tmp_path, "--import-resume", "cv.txt")
    started.sees(LIST)
    started.sees("goes back")
    return started


def kept(terminal: Terminal, home: Path) -> str:
    """Return the answers kept after Ctrl-C in the interview."""
    terminal.child.expect(NEXT)
    terminal.sees("goes back")
    terminal.types(CTRL_C)
    terminal.ends()
    return (home / "state" / "casemgr" / "interview.yaml").read_text("utf-8")


def test_all_is_accepted_with_one_key(terminal: Terminal, tmp_path: Path) -> None:
    """The first line says that all is right; nothing of it is asked again, and nobody is named."""
    assert "social-work bachelor" not in plain(terminal.child.before)
    terminal.types(ENTER)
    answers = kept(terminal, tmp_path)
    assert "education: bachelor" in answers
    assert "state: ID" in answers
    assert "doe" not in answers.lower()


def test_one_is_corrected(terminal: Terminal, tmp_path: Path) -> None:
    """Picked, a finding is asked as its question; another answer takes its place, and the list comes back."""
    terminal.types(STATE)
    terminal.sees("Type to search")
    terminal.sees("goes back")
    terminal.types("TX" + ENTER)
    terminal.sees(LIST)
    terminal.sees("goes back")
    terminal.types(ENTER)
    assert "state: TX" in kept(terminal, tmp_path)


def test_one_is_dropped(terminal: Terminal, tmp_path: Path) -> None:
    """Picked and gone back from, a finding is no answer any more."""
    terminal.types(STATE)
    terminal.sees("Type to search")
    terminal.sees("goes back")
    terminal.types(CTRL_B)
    terminal.sees(LIST)
    terminal.sees("goes back")
    terminal.types(ENTER)
    assert "\nstate:" not in kept(terminal, tmp_path)
