"""Results go where they were sent, whole or not at all; a reader that has seen enough is no failure."""

from __future__ import annotations

import csv
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casemgr_cli.cli.output import write_file
from casemgr_cli.errors import FileFailure

if TYPE_CHECKING:
    from tests.conftest import Program

FULL = Path("/dev/full")
SOMEONE = ["--set", "background=nursing", "--assume-defaults"]
posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX files and pipes")


def shell(casemgr: Program, line: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line in bash, where `casemgr` stands for the program, and fail when any part of a pipe does."""
    command = f'casemgr() {{ "{sys.executable}" -m casemgr_cli "$@"; }}; set -o pipefail; {line}'
    return subprocess.run(
        ["bash", "-c", command],  # noqa: S607 - the bash on the path is the one that is meant
        capture_output=True,
        env=casemgr.environment(),
        check=False,
        timeout=60,
    )


@posix
@pytest.mark.parametrize("words", ["salary --json", "--help", "advise --set state=MD --assume-defaults"])
def test_closed_pipe_is_success(words: str, casemgr: Program) -> None:
    """`casemgr ... | true` ends with 0 and says nothing."""
    done = shell(casemgr, f"casemgr {words} | true")
    assert (done.returncode, done.stderr) == (0, b"")


@posix
def test_first_line_is_enough(casemgr: Program) -> None:
    """`| head -1` gets its line, and nobody complains."""
    done = shell(casemgr, "casemgr data sources | head -1")
    assert (done.returncode, done.stdout.count(b"\n"), done.stderr) == (0, 1, b"")


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize("words", ["salary", "salary --json", "--help", "--version", "data path"])
def test_full_disk_on_stdout_is_a_clear_failure(words: str, casemgr: Program) -> None:
    """A result that could not be written ends with 1 and one error, at the interpreter's exit too."""
    done = shell(casemgr, f"casemgr {words} > /dev/full")
    assert done.returncode == 1
    assert b"No space left" in done.stderr
    assert b"Exception ignored" not in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_full_disk_on_output_file_is_a_clear_failure(casemgr: Program) -> None:
    """So does `-o` on a full device, which stays a device."""
    done = casemgr("salary", "-o", "/dev/full")
    assert done.code == 1
    assert "/dev/full cannot be written: No space left on device." in done.err
    assert stat.S_ISCHR(FULL.stat().st_mode)


@posix
def test_closed_stdout_is_a_clear_failure(casemgr: Program) -> None:
    """With no standard output at all, the program says so."""
    done = shell(casemgr, "casemgr salary >&-")
    assert done.returncode == 1
    assert b"no standard output" in done.stderr


def test_result_file_holds_what_stdout_would(casemgr: Program, tmp_path: Path) -> None:
    """`-o FILE` writes the same document, nothing to stdout, and leaves no other file behind."""
    folder = tmp_path / "results"
    folder.mkdir()
    done = casemgr("salary", "--json", "-o", str(folder / "salary.json"))
    assert (done.code, done.out) == (0, "")
    assert json.loads((folder / "salary.json").read_text()) == json.loads(casemgr("salary", "--json").out)
    assert [file.name for file in folder.iterdir()] == ["salary.json"]


def test_dash_is_stdout(casemgr: Program) -> None:
    """`-o -` is the same as no `-o`."""
    assert casemgr("salary", "-o", "-").out == casemgr("salary").out


@posix
def test_advice_is_for_its_owner_alone(casemgr: Program, tmp_path: Path) -> None:
    """Files with somebody's answers have mode 0600; tables that are about nobody follow the umask."""
    advice, answers, wages = tmp_path / "advice.json", tmp_path / "mine.yaml", tmp_path / "wages.json"
    assert casemgr("advise", *SOMEONE, "-o", str(advice), "--save-answers", str(answers)).code == 0
    assert casemgr("salary", "--json", "-o", str(wages)).code == 0
    assert stat.S_IMODE(advice.stat().st_mode) == 0o600
    assert stat.S_IMODE(answers.stat().st_mode) == 0o600
    assert stat.S_IMODE(wages.stat().st_mode) & 0o400
    assert stat.S_IMODE(wages.stat().st_mode) & 0o111 == 0


@pytest.mark.parametrize("name", ["", "missing/advice.txt"])
def test_places_that_cannot_be_written_are_refused_first(name: str, casemgr: Program, tmp_path: Path) -> None:
    """A folder, or a file in a folder that is not there, is refused before any question is asked."""
    for option in ("-o", "--save-answers"):
        done = casemgr("advise", *SOMEONE, option, str(tmp_path / name))
        assert done.code == 1
        assert "cannot be written" in done.err
        assert done.out == ""


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_folder_without_permission_is_refused(casemgr: Program, tmp_path: Path) -> None:
    """A folder that cannot be written in is named in the error."""
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    done = casemgr("salary", "-o", str(locked / "wages.txt"))
    assert done.code == 1
    assert "cannot be written" in done.err


@posix
def test_link_is_followed(tmp_path: Path) -> None:
    """Writing to a link changes the file it points to, and the link stays."""
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    target.write_text("old")
    link.symlink_to(target)
    write_file(str(link), "new", personal=False)
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_old_file_survives_a_failed_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing fails half way, the old file is whole and nothing else is left."""
    file = tmp_path / "advice.txt"
    file.write_text("old")

    def no_space(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(FileFailure, match="No space left"):
        write_file(str(file), "new", personal=True)
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


@posix
def test_mode_of_an_existing_file_is_kept(tmp_path: Path) -> None:
    """Replacing a file that is about nobody keeps who may read it."""
    file = tmp_path / "wages.txt"
    file.write_text("old")
    file.chmod(0o640)
    write_file(str(file), "new", personal=False)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_piped_text_is_plain(casemgr: Program) -> None:
    """Without a terminal there is no color and no box drawing."""
    out = casemgr("salary").out
    assert out.isascii()
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("words", "column"),
    [
        ("salary", "p50"),
        ("certs --set licenses=rn", "verdict"),
        ("compare --set background=nursing --set education=bachelor", "id"),
        ("data sources", "as_of"),
    ],
)
def test_tables_are_csv_too(words: str, column: str, casemgr: Program) -> None:
    """Where a result is a table, `--format csv` gives a header and rows of the same length."""
    done = casemgr(*words.split(), "--format", "csv")
    assert done.code == 0
    header, *rows = csv.reader(done.out.splitlines())
    assert column in header
    assert rows
    assert {len(row) for row in rows} == {len(header)}


@pytest.mark.parametrize(
    "words",
    [
        "advise --set background=nursing --assume-defaults",
        "compare --set background=nursing",
        "certs",
        "certs ccm",
        "license OR",
        "programs --degree bsn --state OR",
        "salary",
        "explain ccm",
        "data sources",
        "next",
    ],
)
def test_pages_are_markdown_and_html_too(words: str, casemgr: Program) -> None:
    """Wherever a page is shown, it can be had as a document; nothing else is said beside it."""
    html, markdown = (casemgr(*words.split(), "--format", name) for name in ("html", "markdown"))
    assert (html.code, html.err, markdown.code, markdown.err) == (0, "", 0, "")
    assert html.out.startswith("<!doctype html>")
    assert markdown.out.startswith("# ")


@pytest.mark.parametrize(
    ("name", "options", "start"),
    [
        ("plan.html", [], "<!doctype html>"),
        ("plan.HTM", [], "<!doctype html>"),
        ("plan.md", [], "# Every way"),
        ("plan.markdown", [], "# Every way"),
        ("plan.json", [], "{"),
        ("plan.csv", [], "rank,"),
        ("plan.txt", [], "Every way"),
        ("plan", [], "Every way"),
        ("plan.html", ["--format", "text"], "Every way"),
        ("plan.txt", ["--format", "html"], "<!doctype html>"),
        ("plan.html", ["--json"], "{"),
    ],
)
def test_the_ending_of_a_file_chooses_the_format(
    name: str, options: list[str], start: str, casemgr: Program, tmp_path: Path
) -> None:
    """Unless an option does."""
    done = casemgr("compare", "--set", "background=nursing", "-o", str(tmp_path / name), *options)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert tmp_path.joinpath(name).read_text(encoding="utf-8").startswith(start)


def test_html_is_utf8_whatever_the_terminal_has(casemgr: Program) -> None:
    """The file names its own encoding, so its letters must not depend on the place it is written to."""
    narrow = casemgr("salary", "--format", "html", env={"PYTHONIOENCODING": "ascii"})
    assert narrow == casemgr("salary", "--format", "html")
    assert "↑" in narrow.out


def test_a_handout_is_for_its_owner_alone(casemgr: Program, tmp_path: Path) -> None:
    """It holds somebody's answers."""
    for name in ("plan.html", "plan.md"):
        assert casemgr("advise", *SOMEONE, "-o", str(tmp_path / name)).code == 0
        assert stat.S_IMODE(tmp_path.joinpath(name).stat().st_mode) == 0o600


def test_an_unknown_format_names_those_there_are(casemgr: Program) -> None:
    """The error lists what can be asked for."""
    done = casemgr("salary", "--format", "htm")
    assert done.code == 2
    assert "'markdown', 'html'" in done.err
