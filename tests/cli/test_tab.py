"""What the table says after Tab is what Typer says, word for word, and it is said without loading Typer."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from casemgr_cli import ASKED
from casemgr_cli.cli import tab
from casemgr_cli.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Program

SHELLS = ("bash", "zsh", "fish")


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Keep tables in a folder of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "casemgr"


def asked(shell: str, line: str, action: str = "get-args") -> dict[str, str]:
    """Return what a shell asks when Tab is pressed at the end of a line."""
    if shell == "bash":
        words = {"COMP_WORDS": line.replace(" ", "\n"), "COMP_CWORD": str(line.count(" "))}
    else:
        words = {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": action}
    return {ASKED: f"complete_{shell}", **words}


class Out(io.TextIOWrapper):
    """An output that can be read back."""

    def __init__(self) -> None:
        """Start with nothing."""
        super().__init__(io.BytesIO(), encoding="utf-8")

    def text(self) -> str:
        """Return what was written."""
        self.flush()
        return self.buffer.getvalue().decode()  # type: ignore[attr-defined, no-any-return]


def by_table(
    monkeypatch: pytest.MonkeyPatch, shell: str, line: str, action: str = "get-args"
) -> tuple[int | None, str]:
    """Return the exit code and the answer of the table; no code where it leaves the answer to Typer."""
    out = Out()
    monkeypatch.setattr(sys, "stdout", out)
    return tab.answer(asked(shell, line, action)), out.text()


def by_typer(
    monkeypatch: pytest.MonkeyPatch, shell: str, line: str, action: str = "get-args"
) -> tuple[int, str]:
    """Return the exit code and the answer of Typer."""
    out = Out()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", out)
        for name, value in asked(shell, line, action).items():
            patched.setenv(name, value)
        try:
            code = main([])
        except SystemExit as stop:
            code = int(stop.code or 0)
    return code, out.text()


def places(node: dict[str, Any], words: str, values: set[str]) -> list[str]:
    """Return lines that stop at each place of a command: for a name, a value, an argument.

    Options of one name have the same values everywhere; those in `values` are passed over.
    """
    new = {name for name, (_, found) in node["options"].items() if found} - values
    values |= new
    found = [f"{words} ", f"{words} -", *(f"{words} {name} " for name in sorted(new))]
    inner = (places(each, f"{words} {name}", values) for name, each in node["commands"].items())
    return [*found, *(line for lines in inner for line in lines)]


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("shell", SHELLS)
def test_every_place_is_answered_as_typer_does(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At each place of the command line that the table knows, both say the same; ids are left to Typer."""
    left = []
    lines = places(tab._table(shell), "casemgr", set())  # noqa: SLF001 - all that the table knows
    # All of them in one shell; the others differ in how a line is written.
    for line in lines if shell == "bash" else lines[:20]:
        code, told = by_table(monkeypatch, shell, line)
        if code is None:
            left.append(line)
        else:
            assert (code, told) == by_typer(monkeypatch, shell, line), line
    assert all(line.startswith(("casemgr session ", "casemgr roster ")) for line in left), left
    assert len(left) < len(lines) / 3


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("shell", SHELLS)
def test_words_before_are_taken_into_account(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An option that was given is not offered again, unless it can be, and a value is not a command."""
    for line in (
        "casemgr sal",
        "casemgr nothing",
        "casemgr salary --state O",
        "casemgr salary --state o",
        "casemgr salary --state OH --s",
        "casemgr salary --state OH --nursing ",
        "casemgr --color never license m",
        "casemgr license MD ",
        "casemgr license MD V",
        "casemgr advise --set a --set b --s",
        "casemgr advise --set edu",
        "casemgr advise --set priority --answers x.yaml --form",
        "casemgr programs --degree rn-",
        "casemgr certs cm",
        "casemgr data ch",
        "casemgr data check --",
        "casemgr salary --metro ",
    ):
        for action in ("get-args", "is-args") if shell == "fish" else ("get-args",):
            assert by_table(monkeypatch, shell, line, action) == by_typer(monkeypatch, shell, line, action)


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize(
    "line",
    [
        "casemgr advise --set education=b",
        "casemgr salary --state=O",
        'casemgr salary --metro "Balt',
        "casemgr session resume 10",
        "casemgr salary --nonsense O",
        "casemgr nonsense ",
        "casemgr salary -- ",
    ],
)
def test_what_a_table_cannot_say_is_left_to_typer(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table keeps silent about values behind `=`, quotes, ids, and what it does not know."""
    assert by_table(monkeypatch, "bash", line) == (None, "")


def test_a_table_is_filled_once_and_anew_after_a_change(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is kept; one that is damaged, or of another state of the program, is filled anew."""
    filled: list[str] = []

    def fill(shell: str) -> dict[str, str]:
        filled.append(shell)
        return {"kept": shell}

    monkeypatch.setattr(tab, "_filled", fill)

    def table() -> object:
        return tab._table("bash").get("kept")  # noqa: SLF001

    assert [table(), table()] == ["bash", "bash"]
    assert len(filled) == 1
    (file,) = cache.iterdir()
    file.write_text("{")
    assert table() == "bash"
    monkeypatch.setattr(tab, "_state", lambda: [0])
    assert table() == "bash"
    assert len(filled) == 3
    cache.chmod(0o777)
    assert table() is None


def test_nothing_is_kept_where_typer_fails(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Typer that cannot be asked is asked no second time, and answers itself."""
    monkeypatch.setattr("casemgr_cli.cli.typers.build", lambda: None)
    assert by_table(monkeypatch, "bash", "casemgr sal") == (None, "")
    monkeypatch.setattr(tab, "_filled", lambda _shell: pytest.fail("asked again"))
    assert by_table(monkeypatch, "bash", "casemgr sal") == (None, "")
    assert len(list(cache.iterdir())) == 1


def test_typer_is_not_loaded(casemgr: Program) -> None:
    """Once the table is there, nothing large is imported."""
    run = "import sys, casemgr_cli.__main__ as m; m.main(); print(*sys.modules, file=sys.stderr)"
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", run],
            capture_output=True,
            env=casemgr.environment(asked("bash", "casemgr salary --state M")),
            check=True,
            timeout=60,
        )
    assert "MD" in done.stdout.decode().split()
    modules = {name.partition(".")[0] for name in done.stderr.decode().split()}
    assert not modules & {"typer", "msgspec", "rich", "yaml", "inspect", "typing"}
