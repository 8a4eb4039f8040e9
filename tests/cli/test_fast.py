"""A piped answer imports nothing that draws tables or asks questions, and no command but its own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Program

SLOW = (
    "rich",
    "questionary",
    "prompt_toolkit",
    "sqlalchemy",
    "pydantic",
    "casemgr_cli.prompts",
)
ANSWERS = """
background: nursing
education: bachelor
field: nursing
accredited: yes
fieldwork: yes
licenses: [rn]
license_status: active
state: MD
"""


RUN = """
import sys
from casemgr_cli.cli.main import main
code = main(sys.argv[1:])
print(*sys.modules, sep="\\n", file=sys.stderr)
sys.exit(code)
"""


def imported(casemgr: Program, *words: str) -> set[str]:
    """Run the program with its output piped and return the names of all modules it imported."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *words],
        capture_output=True,
        env=casemgr.environment(),
        stdin=subprocess.DEVNULL,
        check=True,
        timeout=60,
    )
    return set(done.stderr.decode().split())


def beneath(modules: set[str], name: str) -> set[str]:
    """Return those of the modules that are `name` or stand below it."""
    return {module for module in modules if module == name or module.startswith(f"{name}.")}


@pytest.mark.parametrize(
    "words",
    [
        "salary --nursing",
        "salary --state MD --json",
        "next --set state=MD",
        "certs",
        "--help",
        "explain adn",
        "programs --degree bsn --limit 3 --sort debt",
    ],
)
def test_piped_answer_imports_nothing_slow(words: str, casemgr: Program) -> None:
    """Neither Rich nor a prompt library is imported for a pipe."""
    modules = imported(casemgr, *words.split())
    assert "casemgr_cli.cli.app" in modules
    assert {name: beneath(modules, name) for name in SLOW} == {name: set() for name in SLOW}


@pytest.mark.parametrize("words", ["session", "session list", "session list --state due", "roster list"])
def test_the_desk_imports_a_database_and_little_else(words: str, casemgr: Program) -> None:
    """A list of students waits for no table, prompt, cast, calendar, nor for what checks the data files."""
    assert casemgr("session", "student", "1001").code == 0
    modules = imported(casemgr, *words.split())
    assert "sqlite3" in modules
    slow = {*SLOW, "icalendar", "casemgr_cli.catalog.build", "casemgr_cli.engine"}
    assert {name: beneath(modules, name) for name in slow} == {name: set() for name in slow}


@pytest.mark.parametrize("format_", ["json", "text"])
def test_scripted_advice_imports_nothing_slow(format_: str, casemgr: Program, tmp_path: Path) -> None:
    """The whole advice from a file of answers needs them as little."""
    file = tmp_path / "answers.yaml"
    file.write_text(ANSWERS)
    words = ("advise", "--answers", str(file), "--assume-defaults", "--format", format_)
    modules = imported(casemgr, *words)
    assert "casemgr_cli.engine.advise" in modules
    assert {name: beneath(modules, name) for name in SLOW} == {name: set() for name in SLOW}


def test_piped_text_tries_no_other_answers(casemgr: Program, tmp_path: Path) -> None:
    """What would change the advice is worked out for a program only where it asks for it."""
    file = tmp_path / "answers.yaml"
    file.write_text(ANSWERS + "work_now: hospital_nursing\nsituation: nurse\nmonths_case_management: 0\n")
    words = ("advise", "--answers", str(file), "--assume-defaults")
    assert "casemgr_cli.engine.compare" not in imported(casemgr, *words)
    assert "casemgr_cli.engine.compare" in imported(casemgr, *words, "--would-change")
    quick, whole = casemgr(*words).out, casemgr(*words, "--would-change").out
    assert quick != whole
    page = casemgr(*words, "--format", "markdown").out
    assert page == casemgr(*words, "--format", "markdown", "--would-change").out


@pytest.mark.parametrize(
    "words", ["next --set state=MD", "certs --json", "license MD", "programs --degree bsn"]
)
def test_nothing_that_is_no_yaml_loads_what_reads_it(words: str, casemgr: Program) -> None:
    """The data files are compiled once; after that a command without a file of answers parses nothing."""
    imported(casemgr, *words.split())
    assert "yaml" not in imported(casemgr, *words.split())


def test_only_the_command_that_runs_is_imported(casemgr: Program) -> None:
    """Only the module with the command is read, and for the help page all of them do."""
    commands = "casemgr_cli.cli.commands"
    assert beneath(imported(casemgr, "salary"), commands) == {commands, f"{commands}.lookup"}
    assert beneath(imported(casemgr, "--help"), commands) == set()


def test_question_about_pay_reads_no_careers(casemgr: Program) -> None:
    """What a nurse earns is answered without the catalog of careers."""
    modules = imported(casemgr, "salary", "--nursing")
    assert not modules & {
        "casemgr_cli.domain.careers",
        "casemgr_cli.catalog.load",
        "casemgr_cli.catalog.build",
    }
