"""Help pages, the version, and what the shell completes."""

from __future__ import annotations

import re
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from casemgr_cli import __version__
from casemgr_cli.cli import completion
from casemgr_cli.cli.app import COMMANDS
from casemgr_cli.cli.main import main
from casemgr_cli.cli.typers import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Program

TYPES = re.compile(r"<(bool|str|list\[)")


def test_help_lists_every_command_with_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """`casemgr --help`, and `casemgr` alone, list all commands."""
    assert main(["--help"]) == 0
    page = capsys.readouterr().out
    assert main([]) == 0
    assert capsys.readouterr().out == page
    for name, text in COMMANDS.items():
        assert name in page
        assert text[:40] in page


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help_page(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each command explains itself and each of its options."""
    assert main([name, "--help"]) == 0
    page = capsys.readouterr().out
    assert f"Usage: casemgr {name}" in page
    for option in load(name).params:
        assert option.help, option.name


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_an_example_and_no_types(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """How the command is used, in a line to copy, and no type of the program's own."""
    assert main([name, "--help"]) == 0
    page = capsys.readouterr().out
    assert re.search(rf"^ *casemgr {name}\b", page, re.MULTILINE)
    assert not TYPES.search(page)


@pytest.mark.parametrize("name", ["advise", "compare", "programs"])
def test_options_stand_in_groups(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a terminal: those of the command, whose answers it takes, how the result is written."""
    for module in [each for each in sys.modules if each.startswith("casemgr_cli.cli.commands.")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr("casemgr_cli.cli.typers.is_plain", lambda: False)
    assert main([name, "--help"]) == 0
    page = capsys.readouterr().out
    for title in ("Options", "Whose answers", "How the result is written"):
        assert re.search(rf"^\W*{title} \W*$", page, re.MULTILINE), title
    assert not TYPES.search(page)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """`--version` names the program, its version, and the day that its data are from."""
    assert main(["--version"]) == 0
    said = re.fullmatch(r"casemgr (\S+), data of (\d{4}-\d\d-\d\d)\n", capsys.readouterr().out)
    assert said
    assert said[1] == __version__
    assert date(2026, 1, 1) < date.fromisoformat(said[2]) <= datetime.now(UTC).date()


@pytest.mark.parametrize(
    ("complete", "begun", "expected"),
    [
        (completion.states, "m", "MD"),
        (completion.certifications, "cc", ("ccm", "Certified Case Manager")),
        (completion.answers, "edu", "education="),
        (completion.answers, "education=b", "education=bachelor"),
        (completion.answers, "licenses=rn,l", "licenses=rn,lpn"),
        (completion.keys, "ccm_f", "ccm_fee"),
        (completion.metros, "balt", "Baltimore-Columbia-Towson, MD"),
        (completion.settings, "hosp", ("hospital", "Hospital")),
        (completion.degrees, "rn", "rn-to-bsn"),
        (completion.schemas, "ad", "advice"),
    ],
)
def test_what_completes(complete: Callable[[str], list[object]], begun: str, expected: object) -> None:
    """States, certifications, answers, keys and documents complete from what is typed so far."""
    assert expected in complete(begun)
    assert len(complete(begun)) < len(complete("")) or not complete("")


def test_nothing_completes_an_unknown_key() -> None:
    """A key that does not exist has no values."""
    assert completion.answers("nonsense=") == []


def test_completion_runs_in_the_shell(casemgr: Program) -> None:
    """Bash gets the completions through the protocol that the installed script speaks."""
    asked = {
        "COMP_WORDS": "casemgr salary --state M",
        "COMP_CWORD": "3",
        "_CASEMGR_COMPLETE": "complete_bash",
    }
    done = casemgr(env=asked)
    assert (done.code, done.err) == (0, "")
    assert "MD" in done.out.split()


def test_students_complete_by_id_and_never_by_name(casemgr: Program) -> None:
    """After Tab stand the ids that begin so; a store with a passphrase tells nothing, and nobody is asked."""
    for id_ in ("1001", "1002", "2001"):
        assert casemgr("session", "student", id_, "--name", stdin="Ruiz, Ana\n").code == 0

    def offered() -> list[str]:
        asked = {
            "COMP_WORDS": "casemgr session resume 10",
            "COMP_CWORD": "3",
            "_CASEMGR_COMPLETE": "complete_bash",
        }
        done = casemgr(env=asked)
        assert (done.code, done.err) == (0, "")
        return done.out.split()

    assert offered() == ["1001", "1002"]
    locked = casemgr("session", "setup", "--encrypt", env={"CASEMGR_PASSPHRASE": "four plain words here"})
    assert locked.code == 0
    assert offered() == []


def test_broken_data_completes_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Data files that cannot be found are no reason to disturb somebody's typing."""
    monkeypatch.setattr("casemgr_cli.catalog.files.data_dir.__defaults__", ((),))
    assert completion.states("M") == []
    assert completion.certifications("c") == []
    assert completion.answers("e") == []
    assert completion.keys("c") == []
