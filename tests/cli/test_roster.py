"""`casemgr roster` from outside: a list read in, shown before, searched after."""

from __future__ import annotations

import csv
import json
import os
import stat
from datetime import date
from io import BytesIO, StringIO, TextIOWrapper
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from casemgr_cli.cli.main import main
from casemgr_cli.desk.documents import DOCUMENTS
from casemgr_cli.documents.schemas import schema
from tests.conftest import Finished

if TYPE_CHECKING:
    from pathlib import Path

LIST = """Student ID,Last Name,First Name,Grade Level,Homeroom,Password,Phone
1001,Ruiz,Ana,11,R12,hunter2,555-0101
1002,Okafor,Bo,12,R12,hunter2,555-0102
1003,=SUM(A1),[red]Cy[/red],9,,hunter2,555-0103
"""
BAD = ",Nobody,No,11,R12,hunter2,555-0104\n1005,Li,Di,ninety,R12,hunter2,555-0105\n"
posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX modes")


class Roster:
    """The program with a store and a list of its own, run in this process, without a terminal."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Keep the places."""
        self.store, self.list = folder / "desk" / "desk.db", folder / "students.csv"
        self.list.write_text(LIST)
        self._patch, self._captured = monkeypatch, capsys

    def __call__(self, *words: str, stdin: str = "") -> Finished:
        """Run `casemgr roster` with these words."""
        with self._patch.context() as patch:
            patch.setattr("sys.stdin", TextIOWrapper(BytesIO(stdin.encode())))
            patch.setenv("CASEMGR_DATABASE_URL", str(self.store))
            patch.setenv("CASEMGR_COUNSELOR", "Ms. Rivera")
            code = main(["roster", *words])
        captured = self._captured.readouterr()
        return Finished(code, captured.out, captured.err)

    def take(self, *words: str) -> Finished:
        """Import the list."""
        return self("import", str(self.list), *words)

    def json(self, *words: str, code: int = 0) -> dict[str, Any]:
        """Return the document that a command writes, held against its schema."""
        done = self(*words, "--json")
        assert (done.code, done.err) == (code, ""), done.err
        document: dict[str, Any] = json.loads(done.out)
        kind = str(document["schema"]).split(".")[1].split("/")[0]
        jsonschema.validate(document, schema(kind, guests=DOCUMENTS), cls=jsonschema.Draft202012Validator)
        return document


@pytest.fixture
def roster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Roster:
    """Return the program."""
    return Roster(tmp_path, monkeypatch, capsys)


def test_a_list_is_shown_before_and_taken_in_after(roster: Roster) -> None:
    """A dry run makes nothing, not even a store; a second import has nothing to do."""
    dry = roster.take("--dry-run")
    assert dry.code == 0, dry.err
    assert "would change" in dry.out
    assert "Ana Ruiz" in dry.out
    assert not roster.store.exists()
    done = roster.json("import", str(roster.list))
    assert [each["id"] for each in done["new"]] == ["1001", "1002", "1003"]
    assert done["unread"] == 2
    again = roster.json("import", str(roster.list))
    assert (again["new"], again["changed"], again["unchanged"]) == ([], [], 3)


def test_changes_and_those_who_are_gone(roster: Roster) -> None:
    """Each changed field is named with both values; who is not in the list is listed and stays."""
    roster.take()
    roster.list.write_text("id,grade\n1001,12\n")
    dry = roster("import", str(roster.list), "--dry-run")
    assert "In the store, but not in this list (2)" in dry.out
    done = roster.json("import", str(roster.list))
    assert done["changed"] == [{"id": "1001", "fields": {"grade": {"before": 11, "after": 12}}}]
    assert sorted(each["id"] for each in done["gone"]) == ["1002", "1003"]
    students = roster.json("list")["students"]
    assert len(students) == 3
    assert {each["id"]: each["family"] for each in students}["1001"] == "Ruiz"


def test_secrets_are_nowhere(roster: Roster, tmp_path: Path) -> None:
    """Passwords and telephone numbers of good rows and of bad ones are in no output and in no file."""
    roster.list.write_text(LIST + BAD)
    rejects = tmp_path / "bad.csv"
    done = [roster.take(*words) for words in (["--dry-run"], ["--rejects", str(rejects)], ["--json"])]
    done.append(roster("list", "--format", "csv"))
    written = "".join(each.out + each.err for each in done).encode() + rejects.read_bytes()
    for secret in (b"hunter2", b"555-01", b"Nobody"):
        assert secret not in written + roster.store.read_bytes()


@posix
def test_rejects_are_written_where_asked_only(roster: Roster, tmp_path: Path) -> None:
    """Line, id and reason, for their owner alone; the others are taken in, and exit 1 tells a script."""
    roster.list.write_text(LIST + BAD)
    rejects = tmp_path / "bad.csv"
    before = set(tmp_path.iterdir())
    assert roster.take("--dry-run").code == 1
    assert set(tmp_path.iterdir()) == before
    done = roster.take("--rejects", str(rejects))
    assert done.code == 1
    assert "Rows that were left out (2)" in done.out
    header, *rows = csv.reader(StringIO(rejects.read_text()))
    assert header == ["line", "id", "reason"]
    assert [row[:2] for row in rows] == [["5", ""], ["6", "1005"]]
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    assert len(roster.json("list")["students"]) == 3
    document = roster.json("import", str(roster.list), code=1)
    assert [each["code"] for each in document["rejects"]] == ["missing_id", "grade"]


def test_the_list_itself_is_never_written_over(roster: Roster) -> None:
    """Neither by the rejects nor by the result, and the store is not either."""
    for option in ("--rejects", "-o"):
        done = roster.take(option, str(roster.list))
        assert done.code == 2
        assert "the list itself" in done.err
        done = roster.take(option, str(roster.store))
        assert done.code == 2
        assert "the store" in done.err
    assert roster.list.read_text() == LIST


def test_hostile_names(roster: Roster) -> None:
    """Markup is text and a formula is none in a spreadsheet; an id that is a path stays an id."""
    roster.list.write_text(LIST + "../../etc/passwd,Path,Id,9,,,\n")
    assert roster.take().code == 0
    shown = roster("list").out
    assert "[red]Cy[/red] =SUM(A1)" in shown
    assert "../../etc/passwd" in shown
    rows = list(csv.DictReader(StringIO(roster("list", "--format", "csv").out)))
    assert {row["family"] for row in rows} == {"Okafor", "Path", "Ruiz", "'=SUM(A1)"}
    changes = list(csv.DictReader(StringIO(roster.take("--format", "csv").out)))
    assert changes == []


def test_lists_are_searched(roster: Roster) -> None:
    """By grade, group, status and a part of a name or id, upper and lower case alike."""
    roster.take()
    for words, ids in (
        (["--grade", "11"], ["1001"]),
        (["--group", "r12"], ["1002", "1001"]),
        (["--search", "RUI"], ["1001"]),
        (["--search", "100"], ["1003", "1002", "1001"]),
        (["--status", "left"], []),
        (["--status", "all", "--limit", "1"], ["1003"]),
    ):
        assert [each["id"] for each in roster.json("list", *words)["students"]] == ids, words
    assert "No student fits." in roster("list", "--search", "zoe").out
    assert "2 more fit" in roster("list", "--limit", "1").out


def test_a_list_from_standard_input(roster: Roster) -> None:
    """A pipe is a file."""
    done = roster("import", "-", "--json", stdin=LIST)
    assert done.code == 0, done.err
    assert len(json.loads(done.out)["new"]) == 3


def test_a_column_is_named_on_the_command_line(roster: Roster) -> None:
    """Where the data do not know it; a wrong name is told with the nearest right one."""
    roster.list.write_text("Pupil,Last\n7,Ruiz\n")
    done = roster.take()
    assert done.code == 2
    assert "--column id=" in done.err
    assert roster.take("--column", "id=Pupil").code == 0
    for wrong, said in (("grad=x", '"grade"'), ("id", "FIELD=NAME"), ("id=", "FIELD=NAME")):
        refused = roster.take("--column", wrong)
        assert refused.code == 2
        assert said in refused.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["import"], 2, "Missing argument"),
        (["import", "none.csv"], 1, "cannot be read"),
        (["import", "/dev/null"], 1, "no file"),
        (["list"], 1, "no store"),
        (["list", "--status", "gone"], 2, "active"),
        (["import", "none.csv", "--encoding", "klingon"], 2, "windows-1252"),
    ],
)
def test_wrong_use_is_told(roster: Roster, words: list[str], code: int, said: str) -> None:
    """With the exit code of its kind and never a traceback."""
    done = roster(*words)
    assert done.code == code
    assert said in done.err
    assert "Traceback" not in done.err


def test_a_column_is_named_once(roster: Roster) -> None:
    """What a list calls its columns is remembered when it was taken in, and what it lacks is said."""
    roster.list.write_text("Pupil,Surname,Stage\n1,Ruiz,11\n")
    refused = roster.take()
    assert refused.code == 2
    assert "--column id=" in refused.err
    assert not roster.store.exists()
    first = roster.take("--column", "id=Pupil")
    assert "no column that I know for: grade" in first.out
    roster.list.write_text("Pupil,Surname,Stage\n1,Ruiz,11\n2,Lee,12\n")
    assert "2" in [each["id"] for each in roster.json("import", str(roster.list))["new"]]
    roster.take("--column", "grade=Stage")
    (ana, bo) = roster.json("list")["students"]
    assert {ana["grade"], bo["grade"]} == {11, 12}


def test_a_new_year_moves_everybody_up_once(roster: Roster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shown first, asked about, and told as what changes; nothing is told of a list, as there was none."""
    roster.take()
    monkeypatch.setattr("casemgr_cli.cli.given.today", lambda: date(2030, 8, 20))
    shown = roster.json("new-year", "--dry-run")
    assert roster("new-year").code == 4
    assert {each["id"]: each["grade"] for each in roster.json("list")["students"]} == {
        "1001": 11,
        "1002": 12,
        "1003": 9,
    }
    assert roster.json("new-year", "--yes") == {**shown, "dry_run": False}
    counts = [shown[each] for each in ("rejects", "passed", "others", "unread", "alike", "new", "gone")]
    assert counts == [[], 0, 0, 0, [], [], []]
    assert len(shown["changed"]) == 3
    found = {
        each["id"]: (each["grade"], each["status"])
        for each in roster.json("list", "--status", "all")["students"]
    }
    assert found == {"1001": (12, "active"), "1002": (13, "graduated"), "1003": (10, "active")}
    assert roster.json("new-year")["changed"] == []


def test_zeros_are_asked_about_and_never_doubled(roster: Roster) -> None:
    """Without a terminal nothing is changed until it is said who is meant."""
    roster.list.write_text("id,family,grade\n001078,Ruiz,11\n")
    roster.take()
    roster.list.write_text("id,family,grade\n1078,Ruiz,12\n")
    asked = roster.take()
    assert (asked.code, "001078" in asked.err, "--zeros same" in asked.err) == (4, True, True)
    assert "--zeros same" in roster.take("--dry-run").out
    assert roster.take("--zeros", "same").code == 0
    assert [(each["id"], each["grade"]) for each in roster.json("list")["students"]] == [("001078", 12)]


def test_a_list_that_would_double_everybody_stops(roster: Roster) -> None:
    """The same people under other ids are taken in after a yes only."""
    roster.list.write_text("id,family,grade\n" + "".join(f"{n},Ruiz {n},11\n" for n in range(1, 9)))
    roster.take()
    roster.list.write_text("id,family,grade\n" + "".join(f"guid-{n},Ruiz {n},11\n" for n in range(1, 9)))
    stopped = roster.take()
    assert (stopped.code, "double" in stopped.err) == (4, True)
    assert len(roster.json("list")["students"]) == 8
    assert roster.take("--yes").code == 0


def test_a_list_of_which_a_good_part_is_lost_stops(roster: Roster) -> None:
    """Rows that cannot be used are many, so somebody should look first."""
    rows = "".join(f"{n},Ruiz,{'B+' if n % 2 else 11}\n" for n in range(20))
    roster.list.write_text("id,family,grade\n" + rows)
    roster.list.with_name("one.csv").write_text("id\n99\n")
    roster("import", str(roster.list.with_name("one.csv")))
    stopped = roster.take()
    assert (stopped.code, "10 of 20 rows" in stopped.err) == (4, True)
    assert len(roster.json("list")["students"]) == 1


def test_own_lists_are_marked_for_a_spreadsheet(roster: Roster, tmp_path: Path) -> None:
    """A file tells its encoding and keeps its zeros, and comes in again unchanged."""
    roster.list.write_text("id,family,grade\n001078,Núñez,11\n")
    roster.take()
    own = tmp_path / "own.csv"
    roster("list", "--format", "csv", "-o", str(own))
    assert own.read_text(encoding="utf-8").startswith("\ufeff")
    assert '="001078"' in own.read_text(encoding="utf-8").replace('""', '"')
    assert roster.json("import", str(own))["unchanged"] == 1
