"""The counselor's desk from outside: sessions, lists, handouts, exports and deletions."""

from __future__ import annotations

import csv
import json
import os
import re
import stat
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from casemgr_cli.cli.main import main
from casemgr_cli.desk.commands.session import COMMANDS, load
from casemgr_cli.desk.documents import DOCUMENTS
from casemgr_cli.documents.schemas import schema
from tests.conftest import ANOTHER, Finished, by_root

if TYPE_CHECKING:
    from tests.conftest import Program
    from tests.desk_fixtures import Place

posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX modes and file descriptors")
PUPIL = ["--set", "background=nursing", "--set", "education=none", "--set", "graduation_year=2028"]
DONE = [*PUPIL, "--set", "state=OR", "--assume-defaults"]
MARKUP = "[red]\u202eBo[/]"


class Desk:
    """The program with a store of its own, run in this process, without a terminal."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Keep the place of the store."""
        self.file = folder / "desk" / "desk.db"
        self.variables = {"CASEMGR_DATABASE_URL": str(self.file), "CASEMGR_COUNSELOR": "Ms. Rivera"}
        self._patch, self._captured = monkeypatch, capsys

    def __call__(self, *words: str, stdin: str = "", **variables: str) -> Finished:
        """Run `casemgr session` with these words and further variables."""
        with self._patch.context() as patch:
            patch.setattr("sys.stdin", StringIO(stdin))
            for name, value in (self.variables | variables).items():
                patch.setenv(name, value)
            code = main(["session", *words])
        captured = self._captured.readouterr()
        return Finished(code, captured.out, captured.err)

    def json(self, *words: str) -> dict[str, Any]:
        """Return the document that a command writes, held against its schema."""
        done = self(*words, "--json")
        assert (done.code, done.err) == (0, ""), done.err
        document: dict[str, Any] = json.loads(done.out)
        kind = str(document["schema"]).split(".")[1].split("/")[0]
        jsonschema.validate(document, schema(kind, guests=DOCUMENTS), cls=jsonschema.Draft202012Validator)
        return document


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Return the desk."""
    monkeypatch.delenv("CASEMGR_PASSPHRASE", raising=False)
    return Desk(tmp_path, monkeypatch, capsys)


def test_the_first_look_makes_nothing(desk: Desk) -> None:
    """An empty desk says how to start, and no file is made for looking."""
    done = desk()
    assert done.code == 0
    assert "casemgr session new 1001" in done.out
    assert desk.json()["students"] == 0
    listed = desk("list")
    assert listed.code == 1
    assert "no store" in listed.err
    assert not desk.file.exists()


def test_a_session_from_new_to_report(desk: Desk) -> None:
    """What is handed out is kept and printed again, exactly, and everything is accounted for."""
    name = ("--name", "--grade", "11", "--group", "P3")
    made = desk("new", "1001", *name, *DONE, "--follow-up", "0d", stdin="Ruiz, Ana\n")
    assert made.code == 0, made.err
    assert "Your path" in made.out
    again = desk("report", "1001")
    assert again.out == made.out
    assert "As given on" in again.err
    advice = json.loads(desk("report", "1001", "--json").out)
    assert advice["schema"] == "casemgr.advice/1"
    assert advice["answers"]["state"] == "OR"
    record = desk.json("show", "1001")
    what = [event["what"] for event in record["history"]]
    assert what == ["added", "started", "finished", "printed", "printed"]
    board = desk.json()
    assert [each["id"] for each in board["due"]] == ["1001"]
    assert "Due for a follow-up (1)" in desk().out


def test_without_a_terminal_the_answers_wait(desk: Desk) -> None:
    """Exit 4 names what is missing, the answers given are kept, and resume goes on from them."""
    done = desk("new", "1001", *PUPIL)
    assert done.code == 4
    assert "priority" in done.err
    assert [each["id"] for each in desk.json()["half_done"]] == ["1001"]
    second = desk("new", "1001")
    assert second.code == 2
    assert "casemgr session resume 1001" in second.err
    resumed = desk("resume", "--assume-defaults")
    assert resumed.code == 0
    assert "Going on with 1001." in resumed.err
    answers = desk.json("show", "1001")["sessions"][0]["answers"]
    assert answers["graduation_year"] == 2028
    assert desk("resume").code == 2


def test_the_next_session_starts_from_the_last_answers(desk: Desk) -> None:
    """Unless it is to be blank."""
    desk("new", "1001", *DONE)
    assert desk("new", "1001", "--set", "state=WA", "--assume-defaults").code == 0
    assert desk("new", "1001", "--blank", "--assume-defaults").code == 0
    answers = [each["answers"] for each in desk.json("show", "1001")["sessions"]]
    assert [each.get("state") for each in answers] == ["OR", "WA", None]
    first = desk("report", "1001", "--number", "1", "--json")
    assert json.loads(first.out)["answers"]["state"] == "OR"
    assert "Session 9 has no plan" in desk("report", "1001", "--number", "9").err


@pytest.mark.parametrize("who", [["--grade", "11"], [], ["--grade", "13", "--minor"]])
def test_minors_are_not_asked_about_money_or_health(desk: Desk, who: list[str]) -> None:
    """Such answers are refused for them, and kept when the counselor says so."""
    adult = ["--set", "background=nursing", "--set", "education=bachelor", "--set", "budget=5000"]
    done = desk("new", "1001", *who, *adult, "--assume-defaults")
    assert done.code == 2
    assert "budget" in done.err
    assert "--ask-private" in done.err
    assert desk.json()["students"] == 0
    assert desk("new", "1001", *who, *adult, "--assume-defaults", "--ask-private").code == 0
    assert desk("new", "1002", "--adult", *adult, "--assume-defaults").code == 0
    assert desk("new", "1003", "--grade", "13", *adult, "--assume-defaults").code == 0


def test_lists_are_searched_and_cut(desk: Desk) -> None:
    """By text, group, grade, state; on screen the first ones with how to see the rest."""
    for number in range(1001, 1006):
        desk("student", str(number), "--name", "--grade", "9", "--group", "P1", stdin=f"Name{number}")
    assert desk("student", "1006", "--name", "--grade", "10", stdin="Zoe").err == "Zoe is in the store.\n"
    assert desk("student", "1006", "--status", "left").code == 0
    assert "5 students." in desk("list").out
    assert "3 more fit" in desk("list", "--limit", "2").out
    assert "No student fits" in desk("list", "zoe").out
    assert desk("list", "-", stdin="name1003\n").out == desk("list", "name1003").out
    found = desk.json("list", "ZOE", "--status", "left")["students"]
    assert [each["id"] for each in found] == ["1006"]
    assert desk.json("list", "--group", "p1", "--limit", "1")["total"] == 5
    wrong = desk("list", "--state", "half")
    assert wrong.code == 2
    assert "half_done" in wrong.err


def test_follow_ups_are_set_and_cleared(desk: Desk) -> None:
    """With a length of time or a date; a day in the past or no plan is an error."""
    desk("new", "1001", *DONE)
    assert "Follow-up with 1001 on" in desk("follow-up", "1001", "6w").err
    for wrong, said in (
        ("2020-01-01", "past"),
        ("2027-02-30", "not a day of the calendar"),
        ("soon", "not a length of time"),
        ("9999y", "calendar"),
    ):
        done = desk("follow-up", "1001", wrong)
        assert done.code == 2
        assert said in done.err
    assert "No follow-up" in desk("follow-up", "1001", "none").err
    desk("student", "1002")
    assert "casemgr session new 1002" in desk("follow-up", "1002", "6w").err
    assert desk("new", "1002").code == 4
    assert "casemgr session resume 1002" in desk("follow-up", "1002", "6w").err
    assert desk.json("show", "1001")["sessions"][0]["follow_up"] is None


def test_notes_stay_apart(desk: Desk) -> None:
    """They are in no report, list or record, and in an export only by name."""
    desk("new", "1001", *DONE)
    assert desk("note", "1001", "--add", stdin="Her mother is ill.\nAsk in May.\n").code == 0
    assert "Ask in May." in desk("note", "1001").out
    for words in (["show", "1001"], ["report", "1001"], ["list"], ["export", "--student", "1001"], []):
        for as_json in ([], ["--json"]):
            out = desk(*words, *as_json)
            assert out.code == 0
            assert "mother" not in out.out
    assert "One note is kept apart" in desk("show", "1001").out
    assert "Her mother is ill." in desk("export", "--student", "1001", "--with-notes").out
    assert desk.json("export", "--student", "1001")["notes"] is None
    assert len(desk.json("export", "--student", "1001", "--with-notes")["notes"]) == 1
    assert desk("note", "1001", "--remove", "1").code == 0
    assert b"mother" not in desk.file.read_bytes()


@posix
def test_an_export_holds_everything_for_its_owner_alone(desk: Desk, tmp_path: Path) -> None:
    """Answers of every session, plans as handed out, history; mode 0600, one file a student."""
    desk("new", "1001", "--name", *DONE, stdin="Ana")
    desk("new", "1001", "--set", "state=WA", "--assume-defaults")
    desk("student", "../../evil")
    folder = tmp_path / "out"
    folder.mkdir()
    done = desk("export", "--all", "--into", str(folder))
    assert done.code == 0, done.err
    assert sorted(each.name for each in folder.iterdir()) == [
        "student-..%2F..%2Fevil.txt",
        "student-1001.txt",
    ]
    for each in folder.iterdir():
        assert stat.S_IMODE(each.stat().st_mode) == 0o600
    text = (folder / "student-1001.txt").read_text()
    for words in ("Answers of session 1", "Oregon", "Washington", "Plan of session 2", "Your path"):
        assert words in text
    assert "2 records do not go into one file" in desk("export", "--all").err
    assert "Whose?" in desk("export").err
    assert "two places" in desk("export", "--all", "--into", str(folder), "-o", str(folder / "x.txt")).err
    one = tmp_path / "ana.txt"
    assert desk("export", "--student", "1001", "-o", str(one)).code == 0
    assert stat.S_IMODE(one.stat().st_mode) == 0o600
    assert "record exported" in one.read_text()


def test_deleting_is_asked_for_and_final(desk: Desk) -> None:
    """Without --yes and a terminal it is exit 4 and nothing goes; with it the bytes are gone."""
    desk("new", "1001", "--name", *DONE, stdin="Xanthippe")
    asked = desk("delete", "1001")
    assert asked.code == 4
    assert "--yes" in asked.err
    assert b"Xanthippe" in desk.file.read_bytes()
    done = desk("delete", "1001", "--yes")
    assert done.code == 0
    assert "Backups" in done.err
    assert b"Xanthippe" not in desk.file.read_bytes()
    assert [each.name for each in desk.file.parent.iterdir()] == ["desk.db"]
    gone = desk("show", "1001")
    assert gone.code == 2
    assert "no student" in gone.err


def test_the_log_tells_the_id_of_whom_the_store_still_holds(desk: Desk) -> None:
    """A line stays when its student is deleted, and then says that; how many are not shown is told."""
    desk("student", "1001")
    desk("student", "1002")
    shown = desk("log", "--limit", "1").out
    assert "1002" in shown
    assert "1001" not in shown
    assert "One earlier line is not shown" in shown
    desk("delete", "1001", "--yes")
    deleted, *others = desk("log", "--plain").out.splitlines()[1:]
    assert deleted.endswith("no longer in the store")
    assert [line.split()[-1] for line in others[:2]] == ["1002", "store"]


def test_purging_shows_first(desk: Desk) -> None:
    """A dry run deletes nobody; the age has to be one."""
    desk("new", "1001", *DONE)
    none = desk("purge", "--older-than", "3y", "--yes")
    assert none.code == 0
    assert "Nobody." in none.out
    assert desk.json("purge", "--older-than", "3y", "--dry-run")["students"] == []
    assert desk("purge", "--older-than", "old").code == 2
    assert desk("show", "1001").code == 0


def test_a_store_of_ids_only(desk: Desk) -> None:
    """Names are refused from the first on, and lists show ids."""
    setup = desk.json("setup", "--pseudonymous")
    assert setup["pseudonymous"] is True
    done = desk("new", "1001", "--name", *DONE, stdin="Ana")
    assert done.code == 2
    assert "ids only" in done.err
    assert desk("new", "1001", *DONE).code == 0
    assert "Name" not in desk("list").out


@posix
def test_an_encrypted_store(desk: Desk) -> None:
    """The passphrase comes from a descriptor or the environment, never from the command line."""
    pytest.importorskip("sqlcipher3")
    secret = {"CASEMGR_PASSPHRASE": "open sesame"}
    assert "needed" in desk("setup", "--encrypt").err
    assert desk("setup", "--encrypt", **secret).code == 0
    assert desk("student", "1001", "--name", stdin="Xanthippe", **secret).code == 0
    assert b"Xanthippe" not in desk.file.read_bytes()
    closed = desk("list")
    assert closed.code == 1
    assert "--passphrase-fd" in closed.err
    wrong = desk("list", CASEMGR_PASSPHRASE="guess")
    assert wrong.code == 1
    assert "passphrase is not the right one" in wrong.err
    reading, writing = os.pipe()
    os.write(writing, b"open sesame\n")
    os.close(writing)
    assert "Xanthippe" in desk("list", "--passphrase-fd", str(reading)).out
    os.close(reading)
    twice = desk("setup", "--encrypt", **secret)
    assert twice.code == 2
    assert "cannot be encrypted" in twice.err


@posix
def test_a_store_that_exists_is_encrypted(desk: Desk) -> None:
    """With everything in it, by a passphrase that is long enough however it is given."""
    pytest.importorskip("sqlcipher3")
    desk("student", "1001", "--group", "Period-Quux")
    short = desk("setup", "--encrypt", CASEMGR_PASSPHRASE="7 signs")
    assert (short.code, "at least 8 signs" in short.err) == (2, True)
    assert b"Period-Quux" in desk.file.read_bytes()
    secret = {"CASEMGR_PASSPHRASE": "8 signs."}
    made = desk("setup", "--encrypt", **secret)
    assert made.code == 0, made.err
    assert b"Period-Quux" not in desk.file.read_bytes()
    assert "Period-Quux" in desk("list", **secret).out
    assert [each.name for each in desk.file.parent.iterdir()] == ["desk.db"]


@posix
def test_an_unlocked_shell_asks_for_no_passphrase(casemgr: Program, tmp_path: Path) -> None:
    """Only after the right one; it stands in no environment, and the shell ends when nobody types."""
    pytest.importorskip("sqlcipher3")
    shell = tmp_path / "shell"
    listed = f"{sys.executable} -m casemgr_cli session setup --json"
    shell.write_text(f"#!/bin/sh\n{listed}\nenv | grep -c sesame\necho $TMOUT\nexit 7\n")
    shell.chmod(0o700)
    given = {"CASEMGR_DATABASE_URL": str(tmp_path / "desk.db"), "SHELL": str(shell)}
    secret = {"CASEMGR_PASSPHRASE": "open sesame"}
    assert casemgr("session", "setup", "--encrypt", env=given | secret).code == 0
    opened = casemgr("session", "unlock", env=given | secret)
    assert opened.code == 7
    assert json.loads(opened.out.splitlines()[0])["encrypted"] is True
    assert opened.out.splitlines()[-2:] == ["0", "3600"]
    wrong = casemgr("session", "unlock", env=given | {"CASEMGR_PASSPHRASE": "open simsim"})
    assert (wrong.code, wrong.out) == (1, "")


@posix
def test_no_umask_opens_a_store_or_a_file(desk: Desk, tmp_path: Path) -> None:
    """Whatever is made is its owner's alone, the folders on the way to it too."""
    before = os.umask(0)
    try:
        desk.variables["CASEMGR_DATABASE_URL"] = str(tmp_path / "a" / "b" / "desk.db")
        desk("new", "1001", *DONE)
        desk("export", "--all", "--into", str(tmp_path / "out"))
        desk("report", "--all", "-o", str(tmp_path / "plans"))
        desk("sheet", "--files", "-o", str(tmp_path / "answers"))
        desk("slips", "-o", str(tmp_path / "slips.txt"))
        desk("backup", str(tmp_path / "backup.db"))
    finally:
        os.umask(before)
    made = [each for each in tmp_path.rglob("*") if each.name != "home"]
    assert len(made) > 10
    assert {each.name: oct(each.stat().st_mode & 0o077) for each in made if each.stat().st_mode & 0o077} == {}


@posix
def test_a_backup_that_others_can_replace_is_told_of(desk: Desk, tmp_path: Path) -> None:
    """As a store is that lies in such a folder."""
    desk("student", "1001")
    (tmp_path / "open").mkdir()
    assert "Others on this computer" not in desk("backup", str(tmp_path / "open" / "a.db")).err
    (tmp_path / "open").chmod(0o777)
    assert "Others on this computer" in desk("backup", str(tmp_path / "open" / "b.db")).err


@posix
def test_no_record_goes_where_another_login_wants_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link or a pipe that somebody else planted is refused, also after the work has begun."""
    desk("new", "1001", *DONE)
    folder, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    (tmp_path / "linked").symlink_to(folder)
    (folder / "file.txt").symlink_to(elsewhere / "file.txt")
    os.mkfifo(folder / "pipe.txt")
    me = os.geteuid()
    for name in ("linked/ana.txt", "out/file.txt", "out/pipe.txt"):
        with monkeypatch.context() as patch:
            patch.setattr("casemgr_cli.cli.output.os.geteuid", lambda: me + 1)
            patch.setattr("casemgr_cli.ownership._ROOT", -1)
            patch.setattr("casemgr_cli.desk.connect.refuse_planted", lambda _: None)
            done = desk("export", "--student", "1001", "-o", str(tmp_path / name))
        assert (done.code, "belongs to another login" in done.err) == (1, True), done.err
    assert list(elsewhere.iterdir()) == []


@posix
def test_a_passphrase_for_a_store_without_one_is_refused(desk: Desk) -> None:
    """Nothing is made or kept in a plain file while somebody believes that it is encrypted."""
    secret = {"CASEMGR_PASSPHRASE": "open sesame"}
    none = desk("new", "1001", *DONE, **secret)
    assert (none.code, desk.file.exists()) == (2, False)
    assert "setup --encrypt" in none.err
    assert desk("new", "1001", *DONE).code == 0
    plain = desk("list", **secret)
    assert (plain.code, plain.out) == (2, "")
    assert "is not encrypted" in plain.err


def test_a_plan_says_whose_it_is_when_asked(desk: Desk, tmp_path: Path) -> None:
    """Under its title, one by one or for a whole grade; a document for programs has no such line."""
    desk("new", "1001", "--name", "--grade", "11", *DONE, stdin="Ana Ruiz")
    assert "Ana" not in desk("report", "1001").out
    named = desk("report", "1001", "--with-name")
    assert "For Ana Ruiz (id 1001), grade 11" in named.out
    assert (
        desk("report", "--all", "--with-name", "--template", "plan", "-o", str(tmp_path / "plans")).code == 0
    )
    (plan,) = (tmp_path / "plans").iterdir()
    assert "For Ana Ruiz (id 1001), grade 11" in plan.read_text(encoding="utf-8")
    refused = desk("report", "1001", "--with-name", "--json")
    assert refused.code == 2
    assert "--with-name" in refused.err


def test_hostile_names_are_shown_as_they_are(desk: Desk) -> None:
    """Markup is text, what cannot be shown is refused, and a formula is none in a spreadsheet."""
    refused = desk("student", "1001", "--name", stdin=MARKUP)
    assert refused.code == 2
    assert "cannot be kept" in refused.err
    assert "\u202e" not in refused.err
    assert desk("student", "=1+2", "--name", stdin="[red]Bo[/red] @SUM(A1)").code == 0
    assert "[red]Bo[/red] @SUM(A1)" in desk("list").out
    header, row = csv.reader(desk("list", "--format", "csv").out.splitlines())
    cells = dict(zip(header, row, strict=True))
    assert (cells["id"], cells["family"]) == ("'=1+2", "'@SUM(A1)")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_a_clear_failure(desk: Desk) -> None:
    """The message names the store and what to do."""
    desk.file.parent.parent.chmod(0o500)
    done = desk("student", "1001")
    assert done.code == 1
    assert "--store" in done.err


@posix
def test_a_full_disk_is_a_clear_failure(desk: Desk, casemgr: Program) -> None:
    """When the file may not grow, the error says so and the store stays whole."""
    assert desk("new", "1001", *DONE).code == 0
    limited = "ulimit -f 24"  # blocks of 1,024 bytes, for every file
    line = f'{limited}; "{sys.executable}" -B -m casemgr_cli session new 1002 {" ".join(DONE)}'
    done = subprocess.run(
        ["bash", "-c", line],  # noqa: S607 - the bash on the path is the one that is meant
        capture_output=True,
        env=casemgr.environment({"CASEMGR_DATABASE_URL": str(desk.file)}),
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert b"disk is full" in done.stderr
    assert b"Traceback" not in done.stderr
    assert desk("show", "1001").code == 0


def test_a_missing_library_is_named(casemgr: Program, tmp_path: Path) -> None:
    """Without a driver for a server the error says what to install; a file needs none."""
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['psycopg2'] = None\n")
    path = os.pathsep.join([str(tmp_path), casemgr.environment()["PYTHONPATH"]])
    without = {"PYTHONPATH": path}
    done = casemgr("session", env={**without, "CASEMGR_DATABASE_URL": "postgresql://rivera@localhost/desk"})
    assert done.code == 1
    assert re.search("install .*psycopg2-binary", done.err)
    assert casemgr("session", env=without).code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--store", "x.db", "list"], "Put them after it"),
        (["show"], "Missing argument"),
        (["new", " "], "needs an id"),
        (["new", "1", "--grade", "99"], "not a grade"),
        (["list", "--as", "x" * 70], "No such option"),
        (["student", "1", "--as", "x" * 70], "--as"),
        (["student", "1", "--store", "mysql://h/db"], "mysql"),
        (["list", "--store", "."], "is a folder"),
        (["list", "--passphrase-fd", "77"], "descriptor 77"),
        (["list", "--passphrase-fd", "9" * 20], "--passphrase-fd"),
        (["list", "--passphrase-fd", "9" * 5000], "is too large"),
        (["note", "1001", "--remove", "9" * 20], "--remove"),
    ],
)
def test_wrong_words_are_explained(desk: Desk, words: list[str], said: str) -> None:
    """Each names what is wrong; under --json as JSON."""
    desk("student", "1001")
    done = desk(*words)
    assert done.code in (1, 2)
    assert said in done.err
    assert "Traceback" not in done.err


def test_errors_are_json_under_json(desk: Desk) -> None:
    """The envelope is that of every other command."""
    desk("student", "1001")
    error = json.loads(desk("show", "1002", "--json").err)["error"]
    assert error["code"] == "unknown_student"
    assert "1001" in error["hint"]


ALL = """
situation: high_school
question: where_to_start
background: nursing
education: none
graduation_year: 2028
state: OR
licenses: []
prerequisites_done: no
priority: soonest
keep_working: no
strengths: [speaking]
stretches: [programming]
"""


def test_answers_are_imported_from_a_folder(desk: Desk, tmp_path: Path) -> None:
    """Complete ones get a plan, others wait half done; a second run passes over them."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "1001.yaml").write_text(ALL)
    (folder / "a%2Fb.yml").write_text(ALL)
    (folder / "1003.json").write_text('{"state": "OR"}')
    (folder / ".1004.yaml").write_text("state: nonsense")
    (folder / "readme.txt").write_text("not an answer")
    done = desk("import-answers", str(folder), "--group", "P3")
    assert done.code == 0, done.err
    assert "3 students were imported." in done.err
    assert "For one of them answers are missing" in done.err
    states = {each["id"]: (each["state"], each["group"]) for each in desk.json("list")["students"]}
    assert states == {"1001": ("done", "P3"), "a/b": ("done", "P3"), "1003": ("half_done", "P3")}
    assert "Your path" in desk("report", "1001").out
    assert "3 of them were not in the store before: 1001, 1003, a/b." in done.err
    again = desk("import-answers", str(folder))
    assert "not in the store" not in again.err
    assert "0 students were imported." in again.err
    assert "3 were there already." in again.err


def test_bad_files_stop_the_import_before_it_begins(desk: Desk, tmp_path: Path) -> None:
    """All of them are named; with --skip-bad the others are imported and the exit code says so."""
    (tmp_path / "1001.yaml").write_text(ALL)
    (tmp_path / "1002.yaml").write_text("state: ZZ\n")
    (tmp_path / "1003.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "1004.yaml").write_text("education: bachelor\nbudget: 5\n")
    (tmp_path / "1001.json").write_text("{}")
    files = [
        str(tmp_path / name) for name in ("1001.yaml", "1002.yaml", "1003.yaml", "1004.yaml", "1001.json")
    ]
    done = desk("import-answers", *files, str(tmp_path / "missing.yaml"))
    assert done.code == 2
    for words in (
        "1002.yaml, line 1",
        "UTF-16",
        "1004.yaml: budget",
        "another file for the same student",
        "cannot be read",
    ):
        assert words in done.err
    assert "Because of these 5 none was imported." in done.err
    assert desk.json()["students"] == 0
    skipped = desk("import-answers", *files, "--skip-bad")
    assert skipped.code == 1
    assert "One student was imported." in skipped.err
    assert [each["id"] for each in desk.json("list")["students"]] == ["1001"]


def test_an_import_leaves_a_session_that_is_half_done_alone(desk: Desk, tmp_path: Path) -> None:
    """Its answers stay, the file is named, and the others are imported."""
    desk("new", "1001", "--set", "state=WA")
    (tmp_path / "1001.yaml").write_text(ALL)
    (tmp_path / "1002.yaml").write_text(ALL)
    done = desk("import-answers", str(tmp_path / "1001.yaml"), str(tmp_path / "1002.yaml"))
    assert done.code == 1
    assert "1001.yaml" in done.err
    assert "half done" in done.err
    assert "One student was imported." in done.err
    assert desk.json("show", "1001")["sessions"][0]["answers"] == {"state": "WA"}


def test_an_import_goes_on_with_what_it_says_itself(desk: Desk, tmp_path: Path) -> None:
    """A file that says the same and more finishes a half-done session; an empty one begins none."""
    file = tmp_path / "1001.yaml"
    file.write_text("# state:\n")
    blank = desk("import-answers", str(file))
    assert blank.code == 0
    assert "In one file no answer is filled in yet" in blank.err
    assert desk.json("list")["students"] == []
    file.write_text("state: OR\n")
    assert "answers are missing" in desk("import-answers", str(file)).err
    file.write_text(ALL)
    assert "One student was imported." in desk("import-answers", str(file)).err
    (session,) = desk.json("show", "1001")["sessions"]
    assert session["finished"]


def test_an_import_can_plan_what_it_left_half_done(desk: Desk, tmp_path: Path) -> None:
    """The same file again, with what is missing assumed, ends the session with a plan."""
    file = tmp_path / "1001.yaml"
    file.write_text("state: OR\nbackground: nursing\n")
    assert desk("import-answers", str(file)).code == 0
    assert "One was there already." in desk("import-answers", str(file)).err
    assert "One student was imported." in desk("import-answers", str(file), "--assume-defaults").err
    (session,) = desk.json("show", "1001")["sessions"]
    assert session["finished"]


def test_a_dry_run_of_an_import_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    """It says how many files are good and whom the store does not know."""
    for id_ in ("1001", "1O02"):
        (tmp_path / f"{id_}.yaml").write_text(ALL)
    first = desk("import-answers", str(tmp_path / "1001.yaml"), "--dry-run")
    assert (first.code, desk.file.exists()) == (0, False)
    assert "One of them would be a new student: 1001." in first.err
    assert desk("student", "1001").code == 0
    done = desk("import-answers", str(tmp_path / "1001.yaml"), str(tmp_path / "1O02.yaml"), "--dry-run")
    assert done.code == 0
    assert "2 files can be imported. Nothing was written." in done.err
    assert "would be a new student: 1O02." in done.err
    assert [each["id"] for each in desk.json("list")["students"]] == ["1001"]
    assert desk.json("show", "1001")["sessions"] == []


@posix
def test_an_import_does_not_wait_for_a_pipe(desk: Desk, tmp_path: Path) -> None:
    """What is no file is named and stops the import like any other bad one."""
    os.mkfifo(tmp_path / "1001.yaml")
    done = desk("import-answers", str(tmp_path / "1001.yaml"))
    assert done.code == 2
    assert "is not a file" in done.err


def test_names_with_joiners_are_shown_as_written(desk: Desk) -> None:
    """One line for the person shows them as lists do."""
    name = "علی\u200cرضا"  # noqa: RUF001 - Persian
    assert name in desk("student", "1001", "--name", stdin=name).err
    assert name in desk("list").out


def test_turns_need_a_terminal(desk: Desk) -> None:
    """Exit 4 says what to use instead."""
    desk("student", "1001")
    done = desk("next")
    assert done.code == 4
    assert "import-answers" in done.err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_desk_has_a_help_page(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each is in the list, and explains itself and each of its options."""
    assert main(["session", "--help"]) == 0
    assert name in capsys.readouterr().out
    assert main(["session", name, "--help"]) == 0
    assert f"Usage: casemgr session {name}" in capsys.readouterr().out
    for option in load(name).params:
        assert option.help, option.name


def test_a_command_of_the_desk_that_is_none(desk: Desk) -> None:
    """The nearest one is named."""
    done = desk("resum")
    assert done.code == 2
    assert "resume" in done.err


def test_a_whole_session_on_every_kind_of_store(desk: Desk, place: Place) -> None:
    """From the first student to the last deletion, in a file, an encrypted file and a shared database."""
    desk.variables |= place.environment()
    assert desk("setup", *(["--encrypt"] if place.passphrase else [])).code == 0
    assert desk("new", "1001", "--name", "--set", "state=WA", stdin="Ana").code == 4
    done = desk("resume", *DONE, "--follow-up", "0d")
    assert done.code == 0, done.err
    assert desk("report", "1001").out == done.out
    assert desk("note", "1001", "--add", stdin="a note").code == 0
    assert [each["id"] for each in desk.json()["due"]] == ["1001"]
    assert desk.json("export", "--student", "1001")["sessions"][0]["answers"]["state"] == "OR"
    assert desk.json("purge", "--older-than", "1d", "--dry-run")["students"] == []
    gone = desk("delete", "1001", "--yes")
    assert gone.code == 0
    assert ("server" in gone.err) == (place.kind == "postgresql")
    assert "has it open" not in gone.err
    assert desk.json("list")["students"] == []


def test_interest_is_kept_and_counted_with_the_session(desk: Desk) -> None:
    """Answers from 1 to 5 stand with the latest session; without a session there is nowhere to keep them."""
    assert desk("student", "1002").code == 0
    assert desk("interest", "1002", "--before", "2").code == 2
    desk("new", "1001", *DONE)
    assert desk("interest", "1001", "--before", "6").code == 2
    assert desk("interest", "1001").code == 2
    assert desk("interest", "1001", "--before", "2", "--after", "4").code == 0
    (session,) = desk.json("show", "1001")["sessions"]
    assert (session["interest_before"], session["interest_after"]) == (2, 4)
    assert desk("new", "1001", *DONE).code == 0
    assert desk("interest", "1001", "--after", "5", "--number", "1").code == 0
    first, second = desk.json("show", "1001")["sessions"]
    assert (first["interest_after"], second["interest_after"]) == (5, None)
    missing = desk("interest", "1001", "--after", "5", "--number", "3")
    assert missing.code == 2
    assert "no session 3" in missing.err


def test_the_interest_of_a_class_comes_from_one_table(desk: Desk, tmp_path: Path) -> None:
    """In numbers or in the words of the sheet; all is kept or nothing, and a bad line is named."""
    for id_ in ("1001", "1002"):
        assert desk("new", id_, *DONE).code == 0
    table = tmp_path / "interest.csv"
    table.write_text("Student ID,Before,After\n1001,2,4 - a lot\n1002,,5\n", encoding="utf-8")
    done = desk("interest", "--from", str(table))
    assert (done.code, done.err) == (0, "The interest of 2 students is kept.\n")
    kept = [desk.json("export", "--student", id_)["sessions"][0] for id_ in ("1001", "1002")]
    assert [(each["interest_before"], each["interest_after"]) for each in kept] == [(2, 4), (None, 5)]
    for row, said in (("1001,7,1", "line 3"), ("1002,1,1", "same id"), ("1009,1,1", "no student")):
        table.write_text(f"Student ID,Before,After\n1002,3,3\n{row}\n", encoding="utf-8")
        refused = desk("interest", "--from", str(table))
        assert refused.code == 2
        assert said in refused.err
        assert desk.json("export", "--student", "1002")["sessions"][0]["interest_before"] is None
    assert desk("interest", "1001", "--from", str(table)).code == 2


def test_files_to_fill_in_come_back_as_answers(desk: Desk, tmp_path: Path) -> None:
    """Each is named by the student's id, says nothing until it is filled in, and asks no minor for money."""
    desk("student", ".9/1", "--grade", "11")
    folder = tmp_path / "answers"
    assert desk("sheet", "--files", "-o", str(folder)).code == 0
    (file,) = folder.iterdir()
    text = file.read_text(encoding="utf-8")
    assert all(line.startswith("#") for line in text.splitlines() if line)
    assert "# budget" not in text
    assert "write the answer behind the colon" in text.splitlines()[0]
    file.write_text(text.replace("# state:", "state: OR"), encoding="utf-8")
    assert desk("import-answers", str(folder)).code == 0
    assert desk.json("show", ".9/1")["sessions"][0]["answers"] == {"state": "OR"}
    assert desk("sheet", "--files", "-o", str(folder)).code == 1
    assert "Which side" in desk("sheet").out
    assert desk.json("sheet")["interest"] is False


def test_no_result_is_written_over_the_store(desk: Desk) -> None:
    """A list, a plan or a record that names the store as its file is refused, and the store stays whole."""
    desk("new", "1001", *DONE)
    before = desk.file.read_bytes()
    for words in (["list"], ["report", "1001"], ["results"], ["cohort"], ["setup"], ["show", "1001"]):
        assert desk(*words, "-o", str(desk.file)).code == 2, words
    assert desk.file.read_bytes() == before


def test_what_is_no_store_is_left_alone(desk: Desk) -> None:
    """Neither a device nor a mistyped address becomes a store."""
    before = Path(os.devnull).stat().st_mode
    assert desk("--store", os.devnull).code == 1
    assert Path(os.devnull).stat().st_mode == before
    assert desk("student", "1001", "--store", "postgres:/x").code == 2


def test_private_answers_of_a_minor_end_with_their_session(desk: Desk) -> None:
    """What --ask-private allowed once is not carried into the next session."""
    desk("new", "1001", "--grade", "13", "--set", "budget=777", *DONE)
    desk("student", "1001", "--grade", "11")
    assert desk("new", "1001", "--assume-defaults").code == 0
    first, second = desk.json("show", "1001")["sessions"]
    assert (first["answers"]["budget"], "budget" in second["answers"]) == (777, False)


def test_a_follow_up_survives_an_interruption(desk: Desk) -> None:
    """It is kept when the session begins, not when it ends."""
    assert desk("new", "1001", "--follow-up", "2999-01-05", *PUPIL).code == 4
    assert desk("resume", "1001", "--assume-defaults").code == 0
    assert desk.json("show", "1001")["sessions"][0]["follow_up"] == "2999-01-05"


def test_the_sheet_asks_what_the_session_would(desk: Desk) -> None:
    """Situation and degree first; in school nothing about jobs or skills; an adult is asked more."""
    school = [each["key"] for each in desk.json("sheet")["questions"]]
    assert school == [
        "situation",
        "education",
        "graduation_year",
        "question",
        "background",
        "licenses",
        "state",
        "priority",
    ]
    adult = [each["key"] for each in desk.json("sheet", "--adult")["questions"]]
    assert [key for key in adult if key in school] == school
    assert adult[:3] == [*school[:2], "field"]
    assert {"strengths", "stretches", "work_now", "keep_working"} <= set(adult)


@by_root
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("1002.yaml", ("import-answers", "{link}")),
        ("1002.yaml", ("import-answers", "{folder}")),
        ("1002.yaml", ("new", "1002", "--answers", "{link}")),
        ("form.csv", ("import-answers", "{folder}")),
        ("form.csv", ("interest", "--from", "{link}")),
        ("desk.db", ("restore", "{link}")),
    ],
)
def test_what_another_login_links_to_is_not_read(
    desk: Desk, tmp_path: Path, name: str, words: tuple[str, ...]
) -> None:
    """A link in a folder where students leave their answers would make somebody else's record theirs."""
    assert desk("student", "1001").code == 0
    kept = tmp_path / f"kept-{name}"
    kept.write_text("Student ID,state\n1002,OR\n" if name.endswith("csv") else "state: OR\n")
    link = tmp_path / "left" / name
    link.parent.mkdir()
    link.symlink_to(kept)
    os.chown(link, ANOTHER, -1, follow_symlinks=False)
    done = desk(*(word.format(link=link, folder=link.parent) for word in words))
    assert (done.code != 0, "belongs to another login" in done.err) == (True, True), done.err
    assert [each["id"] for each in desk.json("list")["students"]] == ["1001"]
