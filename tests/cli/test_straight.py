"""A line that is run without Typer comes out as it does with it; what is not plain is left to Typer."""

from __future__ import annotations

import random
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from typer import TyperException

from casemgr_cli import ASKED
from casemgr_cli.cli import app, main, typers
from casemgr_cli.cli.app import COMMANDS, declared
from casemgr_cli.cli.options import Command, parameters
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from tests.conftest import Program

PLAIN = {name: found for name in COMMANDS if isinstance(found := declared(name), Command)}
VALUES = (
    "OR",
    "me.yaml",
    "-",
    "",
    "--",
    "-5",
    "5",
    "json",
    "text",
    "csv",
    "a=b",
    "--json",
    "é",
    "letter",
    "bsn",
)
# What a command is given once Typer, or the door without it, has read the words.
Given = list[dict[str, Any]]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    """Return what commands are given, which are not run."""
    found: Given = []
    monkeypatch.setattr(Command, "run", lambda _self, values: found.append(values))
    for name in ("state", "data", "paper", "format", "color"):
        monkeypatch.delenv(f"CASEMGR_{name.upper()}", raising=False)
    return found


def by_typer(words: list[str], given: Given) -> dict[str, Any] | None:
    """Return what Typer gives the command; None if it refuses the words, or shows a page in its place."""
    given.clear()
    try:
        typers.build()(words, prog_name="casemgr", standalone_mode=False)
    except (TyperException, UsageFailure):
        return None
    return given[0] if given else None


def line(name: str, choose: random.Random) -> list[str]:
    """Return words for a command: its own options and others, with values that may be wrong."""
    wanted = tuple(parameters(PLAIN[name].function))
    own = [part for each in wanted for told in each.names for part in told.split("/")]
    own += [f"--{each.name.replace('_', '-')}" for each in wanted]
    words = []
    for _ in range(choose.randint(0, 4)):
        option, value = choose.choice([*own, "--help", "-h", "--nonsense"]), choose.choice(VALUES)
        words += choose.choice([[option], [option, value], [f"{option}={value}"], [value]])
    return [name, *words]


@pytest.mark.parametrize("name", PLAIN)
def test_both_read_the_same(name: str, given: Given, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever is read without Typer is what Typer reads."""
    choose, plain = random.Random(name), 0  # noqa: S311 - not for secrets
    for _ in range(300):
        words = line(name, choose)
        found = app.plain_values(words[1:], tuple(parameters(PLAIN[name].function)))
        if found is not None:
            plain += 1
            assert found == by_typer(words, given), words
    capsys.readouterr()
    assert plain


@pytest.mark.parametrize(
    "words",
    [
        "advise --answers me.yaml --assume-defaults --json",
        "advise --set state=OR --set=background=nursing --no-me --template plan -o plan.pdf",
        "salary --no-nursing --setting=hospital --format csv",
        "certs ccm --data .",
        "license MD --json VA",
        "programs --degree bsn --state MD --limit 3",
        "report advice.jsonl --line=12",
        "explain adn",
        "batch in.csv out --ignore name --ignore school",
        "report - --paper a4",
    ],
)
def test_plain_lines_need_no_typer(words: str, given: Given) -> None:
    """These run without it, and are given what it would give."""
    assert app.run_plain(words.split())
    assert given == [by_typer(words.split(), given[:])] or given[0] == by_typer(words.split(), given)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "--version",
        "--color never salary",
        "salry",
        "salary --help",
        "salary -h",
        "salary --nursing --no-nursing",
        "salary --json=yes",
        "salary --state",
        "salary --state --json",
        "salary --state=",
        "salary --format xml",
        "salary -oout.json",
        "salary -o=out.json",
        "salary MD",
        "certs ccm cdms",
        "license",
        "programs --degree bsn --limit 0",
        "programs --degree bsn --limit 12345678901",
        "me",
        "session list",
        "salary -- MD",
    ],
)
def test_the_rest_is_left_to_typer(words: str, given: Given) -> None:
    """What is not plain is not run."""
    assert not app.run_plain(words.split())
    assert not given


def test_a_default_of_the_person_is_left_to_typer(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    """So is every line while a default is set, and what a shell asks for Tab."""
    monkeypatch.setenv("CASEMGR_STATE", "OR")
    assert not app.run_plain(["salary"])
    monkeypatch.delenv("CASEMGR_STATE")
    monkeypatch.setenv(ASKED, "complete_bash")
    assert not app.run_plain(["salary"])
    assert not given


@pytest.mark.parametrize(
    "words",
    [
        "salary --nursing --json",
        "salary --state ZZ",
        "salary --state ZZ --json",
        "salary --setting circus --json",
        "salary --format ics",
        "salary --json --format csv",
        "certs no-such-certification",
        "certs --set educaton=master --json",
        "certs --answers nowhere.yaml",
        "advise --set background=nursing --assume-defaults --json",
        "advise --set background=nursing --json",
        "license MD VA",
        "salary --data nowhere",
        "salary -o nowhere/out.json",
        "explain adn --json",
    ],
)
def test_both_say_the_same(
    words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Results, messages and exit codes are equal, byte for byte."""
    straightly = main.main(words.split()), capsys.readouterr()
    monkeypatch.setattr(app, "run_plain", lambda _words: False)
    assert (main.main(words.split()), capsys.readouterr()) == straightly


ENDINGS = (
    KeyboardInterrupt(),
    EOFError(),
    BrokenPipeError(32, "gone"),
    ValueError("odd"),
    OSError(28, "full"),
)


@pytest.mark.parametrize("stop", ENDINGS)
def test_both_end_alike(
    stop: BaseException, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever ends a command ends it with the same words and exit code."""

    def run(_self: Command, _values: dict[str, Any]) -> None:
        raise stop

    monkeypatch.setattr(Command, "run", run)
    straightly = main.main(["salary"]), capsys.readouterr()
    monkeypatch.setattr(app, "run_plain", lambda _words: False)
    assert (main.main(["salary"]), capsys.readouterr()) == straightly


ADVISE = "advise --set background=nursing --assume-defaults --json"


@pytest.mark.parametrize(
    "words", ["salary --nursing", "certs --json", "next --set state=MD", "explain adn", ADVISE]
)
def test_a_plain_line_imports_no_typer(words: str, casemgr: Program) -> None:
    """That is what it is for; nor does it import what only Typer, a pager or another system needs."""
    line = (sys.executable, "-X", "importtime", "-m", "casemgr_cli", *words.split())
    done = subprocess.run(line, capture_output=True, env=casemgr.environment(), check=True)
    needless = {"typer", "subprocess", "dataclasses", *(["platformdirs"] if sys.platform == "linux" else [])}
    assert not needless & {*done.stderr.decode().split()}
