"""Broken data files: one small break each, and the words that must tell the person about it.

Each file in `tests/bad_data` replaces `old` by `new` in one file of the tiny data set in
`tests/bad_data/base`; `says` lists what the problems must say.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml

from casemgr_cli.catalog.check import check_data
from casemgr_cli.catalog.files import Problem, data_dir, invalid, load_messages
from casemgr_cli.catalog.load import load_catalog
from casemgr_cli.errors import DataInvalid, FileFailure

HERE = Path(__file__).parent.parent / "bad_data"
CASES = sorted(HERE.glob("*.yaml"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a copy of the tiny data set, with each sentence, license and program there is, to be broken."""
    folder = shutil.copytree(HERE / "base", tmp_path / "data")
    for name in ("licenses", "programs"):
        shutil.copytree(data_dir(None) / name, folder / name)
    for name in ("messages.yaml", "words.yaml", "programs.yaml"):
        shutil.copy(data_dir(None) / name, folder)
    return folder


def _break(data: Path, case: dict[str, Any]) -> None:
    path = data / case["file"]
    text = path.read_text("utf-8")
    assert case["old"] in text
    path.write_text(text.replace(case["old"], case["new"], 1), "utf-8")


def test_base_is_clean(data: Path) -> None:
    """The tiny data set itself has no problem and loads."""
    assert check_data(data) == ()
    assert load_catalog(data, strict=True).steps


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_broken_data_is_explained(data: Path, path: Path) -> None:
    """Each break is reported with file, line and what to do; read in trust it causes no traceback."""
    case = yaml.safe_load(path.read_text("utf-8"))
    _break(data, case)
    problems = check_data(data)
    report = "\n".join(map(str, problems))
    assert all(words in report for words in case["says"]), report
    assert [found for found in problems if found.file == case["file"] and found.line], report
    assert len(problems) <= 4, report
    with suppress(DataInvalid):
        load_catalog(data, strict=False)


def test_strict_load_lists_the_problems(data: Path) -> None:
    """A strict load refuses broken data; one in trust finds out and says the same."""
    _break(
        data, {"file": "careers.yaml", "old": "requires: {rule: rn_degree}", "new": "requires: {rule: rn}"}
    )
    (problem,) = check_data(data)
    for strict in (True, False):
        with pytest.raises(DataInvalid) as caught:
            load_catalog(data, strict=strict)
        assert str(problem) in caught.value.message


def test_line_is_where_the_break_is(data: Path) -> None:
    """A problem names the very line of the value that is wrong."""
    path = data / "careers.yaml"
    path.write_text(
        path.read_text("utf-8").replace("earned_by: bedside_nursing", "earned_by: bedsides"), "utf-8"
    )
    line = 1 + path.read_text("utf-8").splitlines().index("      earned_by: bedsides")
    (problem,) = check_data(data)
    assert problem.line == line
    assert problem.key == "destinations.hospital_rn.experience.earned_by"


def test_all_problems_come_together(data: Path) -> None:
    """Problems of several files are shown in one go, in the order of files and lines."""
    for name, old, new in (
        ("notes.yaml", "rank: 20", "rank: soon"),
        ("careers.yaml", "neighbor: no", "neighbor: maybe"),
        ("careers.yaml", "kind: license", "kind: licence"),
    ):
        _break(data, {"file": name, "old": old, "new": new})
    problems = check_data(data)
    assert [found.file for found in problems] == ["careers.yaml", "careers.yaml", "notes.yaml"]
    assert [found.line for found in problems[:2]] == sorted(found.line or 0 for found in problems[:2])


def test_missing_file(data: Path) -> None:
    """A file that is not there is a problem by name, and loading in trust says so too."""
    (data / "notes.yaml").unlink()
    (problem,) = check_data(data)
    assert (problem.file, problem.message) == ("notes.yaml", "The file is missing.")
    with pytest.raises(FileFailure, match=r"notes\.yaml cannot be read"):
        load_catalog(data, strict=False)


def test_unreadable_file(data: Path) -> None:
    """A folder in place of a file cannot be read, and that is said."""
    (data / "notes.yaml").unlink()
    (data / "notes.yaml").mkdir()
    (problem,) = check_data(data)
    assert "cannot be read" in problem.message


def test_too_large_file(data: Path) -> None:
    """A file over 5 MB is refused before it is read."""
    with (data / "notes.yaml").open("ab") as file:
        file.truncate(5_000_001)
    (problem,) = check_data(data)
    assert "too large" in problem.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"notes:\n  caf\xe9: 1\n", "not text in UTF-8"),
        ("notes:\n".encode("utf-16"), "not text in UTF-8"),
        (b"notes:\n  a: \x1b[2J\n", "control character"),
        (b"- a\n- b\n", "must hold sections"),
        (b"", "must hold sections"),
        (b"a: " + b"[" * 200_000, "nested too deeply"),
        (b"a: &a [x]\nb: &b [*a, *a]\n", "Anchors"),
    ],
)
def test_hostile_file(data: Path, content: bytes, words: str) -> None:
    """What is not a plain YAML text is refused without harm."""
    (data / "notes.yaml").write_bytes(content)
    (problem,) = check_data(data)
    assert words in problem.message


def test_windows_text_is_fine(data: Path) -> None:
    """A byte-order mark and Windows line ends change nothing."""
    path = data / "notes.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert check_data(data) == ()
    assert load_catalog(data, strict=False).notes["ask_a_counselor"].action is not None


def test_broken_wage_table(data: Path) -> None:
    """A problem in a wage table comes with its own file and line."""
    path = data / "wages" / "29-1141.csv"
    path.write_text(path.read_text("utf-8").replace("68940", "a lot"), "utf-8")
    (problem,) = check_data(data)
    assert (problem.file, problem.line) == ("wages/29-1141.csv", 2)


def test_broken_messages(data: Path) -> None:
    """Messages that cannot be read are invalid data."""
    (data / "messages.yaml").write_text("messages: [a]\n", "utf-8")
    with pytest.raises(DataInvalid, match=r"messages\.yaml, line 1"):
        load_messages(data)


def test_long_list_is_cut() -> None:
    """Twenty problems are listed, the rest is counted."""
    error = invalid([Problem("a.yaml", number, "", "Wrong.") for number in range(1, 31)])
    assert "30 problems" in error.message
    assert "a.yaml, line 20: Wrong." in error.message
    assert "… and 10 more" in error.message


def test_shipped_data_has_no_problem() -> None:
    """The data files that ship with the program pass every check and load."""
    folder = data_dir(None)
    assert check_data(folder) == ()
    assert load_catalog(folder, strict=False).certifications


@pytest.mark.parametrize(
    ("file", "line", "key"),
    [
        ("messages.yaml", "      from: from {low}\n", "messages.report.amount.from"),
        ("words.yaml", "  assumed_none: Not stated, so read as none.\n", "words.assumed_none"),
    ],
)
def test_missing_sentence_is_found(data: Path, file: str, line: str, key: str) -> None:
    """A sentence that a page can need is missed, in whichever file it belongs."""
    _break(data, {"file": file, "old": line, "new": ""})
    (problem,) = check_data(data)
    assert (problem.file, problem.key, problem.message) == (file, key, "This sentence is missing.")


def test_license_file_that_is_missing_is_found_at_load(data: Path) -> None:
    """A state whose file was deleted is a problem of the data at load, not when the state is asked for."""
    (data / "licenses" / "WA.yaml").unlink()
    with pytest.raises(DataInvalid, match=r"licenses/WA\.yaml: The file is missing"):
        load_catalog(data, strict=True)
