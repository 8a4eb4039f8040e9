"""What goes wrong is said in two plain lines or in JSON, with the exit code that scripts rely on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casemgr_cli.cli.main import PACKAGE, as_failure, main, show, wants_json
from casemgr_cli.text import escaped

if TYPE_CHECKING:
    from tests.conftest import Program

WRONG_USAGE = [
    ["nonsense"],
    ["salry"],
    ["--nonsense"],
    ["salary", "--nonsense"],
    ["salary", "--format", "xml"],
    ["salary", "--state"],
    ["salary", "--state", "ZZ"],
    ["salary", "--setting", "circus"],
    ["certs", "no-such-certification"],
    ["certs", "--set", "educaton=master"],
    ["certs", "--set", "education=mastr"],
    ["certs", "--set", "education"],
    ["next", "--set", "months_nursing=many"],
    ["explain", "no_such_thing_at_all"],
    ["schema", "advise-me"],
    ["schema"],
    ["data"],
    ["data", "nonsense"],
]


@pytest.mark.parametrize("words", WRONG_USAGE, ids=" ".join)
def test_wrong_usage_is_exit_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong option, command, key or value ends with 2 and one error on stderr."""
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Error: ")
    assert "Traceback" not in err


@pytest.mark.parametrize("flag", [["--json"], ["--format", "json"], ["--format=json"]], ids=" ".join)
@pytest.mark.parametrize(
    "words", [["nonsense"], ["salary", "--nonsense"], ["certs", "--set", "x=1"]], ids=str
)
def test_errors_are_json_under_json(
    words: list[str], flag: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """With JSON asked for, errors found before and after the options are read are JSON on stderr."""
    assert main([*words, *flag]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    error = json.loads(err)["error"]
    assert set(error) == {"code", "message", "hint"}
    assert all(isinstance(value, str) for value in error.values())
    assert error["code"]
    assert error["message"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["certs", "--answers", "{missing}"], 1),
        (["certs", "--answers", "{folder}"], 1),
        (["certs", "--data", "{missing}"], 1),
        (["advise", "--resume"], 1),
        (["advise", "--json"], 4),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_exit_codes_of_other_failures(words: list[str], code: int, casemgr: Program, tmp_path: Path) -> None:
    """Files that are missing are 1, answers that are missing without a terminal are 4."""
    named = {"missing": tmp_path / "missing", "folder": tmp_path}
    done = casemgr(*(word.format(**named) for word in words))
    assert done.code == code
    assert done.out == ""
    assert done.err
    assert "Traceback" not in done.err


def test_two_formats_are_one_too_many(capsys: pytest.CaptureFixture[str]) -> None:
    """`--json` beside another format is refused, in JSON."""
    assert main(["salary", "--json", "--format", "csv"]) == 2
    assert "--format csv" in json.loads(capsys.readouterr().err)["error"]["message"]
    assert main(["salary", "--json", "--format", "json"]) == 0


def test_missing_answers_name_keys_and_ways_to_give_them(casemgr: Program) -> None:
    """Without a terminal the error names the open keys and the options that give them."""
    done = casemgr("advise", "--set", "background=nursing")
    assert done.code == 4
    for named in ("education", "licenses", "state", "--answers", "--set", "--assume-defaults"):
        assert named in done.err


def test_a_misspelt_key_gets_the_nearest(casemgr: Program) -> None:
    """The hint names the key that was probably meant."""
    assert 'Did you mean "education"?' in casemgr("next", "--set", "educaton=master").err


def test_a_misspelt_command_gets_the_nearest(casemgr: Program) -> None:
    """The error names the command that was probably meant."""
    assert "'salary'" in casemgr("salry").err


@pytest.mark.parametrize(
    "name", ["\x1b[31mred\x1b[0m", "a\nError: fake", "[bold]x[/bold]", "\u202eevil", "{0}"]
)
def test_hostile_names_do_not_reach_the_terminal(name: str, casemgr: Program) -> None:
    """Escape codes, line breaks and direction marks in what was typed are shown as codes, markup as typed."""
    for words in (
        ["certs", name],
        ["explain", name],
        ["salary", "--state", name],
        ["certs", "--answers", name],
    ):
        done = casemgr(*words)
        assert done.code in (1, 2)
        assert "\x1b" not in done.err
        assert "\u202e" not in done.err
        assert "\nError: fake" not in done.err
        assert "Traceback" not in done.err


def test_bytes_that_are_no_text_are_only_a_wrong_name(casemgr: Program, tmp_path: Path) -> None:
    """A file name with bytes that no encoding explains gets an ordinary error."""
    done = casemgr("certs", "--answers", str(tmp_path / "caf\udce9.yaml"))
    assert done.code == 1
    assert "cannot be read" in done.err


def test_unexpected_errors_are_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault of our own is one line and a hint, and exit code 1; the traceback is for those who ask."""

    def broken(_words: list[str]) -> int:
        raise RuntimeError("the roof\nfell in")

    monkeypatch.setattr("casemgr_cli.cli.main._run", broken)
    assert main(["salary"]) == 1
    err = capsys.readouterr().err
    assert "RuntimeError" in err
    assert "CASEMGR_DEBUG=1" in err
    assert len(err.splitlines()) == 2
    monkeypatch.setenv("CASEMGR_DEBUG", "1")
    assert main(["salary"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_interruption_is_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C ends with 130, in JSON too."""

    def interrupted(_words: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("casemgr_cli.cli.main._run", interrupted)
    assert main(["salary", "--json"]) == 130
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "interrupted"


def test_system_errors_name_the_file() -> None:
    """An error of the system that nobody foresaw still says which file and why."""
    failure = as_failure(PermissionError(13, "Permission denied", "answers.yaml"))
    assert failure.exit_code == 1
    assert failure.message == "answers.yaml: Permission denied."


def test_json_is_looked_for_before_the_options_end() -> None:
    """What follows a bare `--` is no option."""
    assert wants_json(["certs", "--json"])
    assert wants_json(["certs", "--format", "json"])
    assert not wants_json(["certs", "--format", "csv"])
    assert not wants_json(["certs", "--", "--json"])


def test_text_is_escaped_for_terminals() -> None:
    """Line breaks and letters of every script stay; what steers a terminal becomes a code."""
    assert escaped("Ñandú\n\x1b[2J\u202e") == "Ñandú\n\\x1b[2J\\u202e"


def test_nothing_is_said_without_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed stderr is no reason to fail differently."""
    monkeypatch.setattr("sys.stderr", None)
    show(as_failure(KeyboardInterrupt()), as_json=False)


@pytest.mark.parametrize("module", ["cli/commands/lookup", "catalog/wages"])
def test_damaged_compiled_file_is_no_interruption(module: str, tmp_path: Path) -> None:
    """A compiled file that was cut off while Python wrote it is said to be damaged, with what to do."""
    copy = tmp_path / "casemgr_cli"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "data").symlink_to(PACKAGE.parent / "data")
    command = [sys.executable, "-m", "casemgr_cli", "salary", "--nursing", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": ""}
    assert subprocess.run(command, cwd=tmp_path, env=environment, check=False).returncode == 0
    compiled = next((copy / module).parent.glob(f"__pycache__/{Path(module).name}.*.pyc"))
    compiled.write_bytes(compiled.read_bytes()[:60])
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode == 1
    error = json.loads(done.stderr)["error"]
    assert error["code"] == "damaged"
    assert "__pycache__" in error["hint"]


def test_modules_in_the_folder_are_not_run(tmp_path: Path) -> None:
    """Where others can write, somebody may have put one there under the name of a library."""
    for name in ("typer", "msgspec", "yaml"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('planted')")
    done = subprocess.run(
        [sys.executable, "-m", "casemgr_cli", "salary", "--nursing", "--json"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
