"""A store is backed up while it is open, restored beside nothing, and searched for damage."""

from __future__ import annotations

import lzma
import os
import shutil
import sqlite3
import stat
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.crash import faults, writer
from casemgr_cli.desk import safekeeping, tables
from casemgr_cli.desk.connect import find_store, is_encrypted
from casemgr_cli.desk.documents import Sessions, all_told
from casemgr_cli.desk.pages import keep_pages, kept_page, list_page, log_page, record_page, students_page
from casemgr_cli.desk.records import BadPlan, Plan, Student
from casemgr_cli.desk.safekeeping import delete_students, refuse_wrong_clock, stale
from casemgr_cli.desk.store import failure, open_store
from casemgr_cli.desk.students import entries, look_up, note_event, put_student, students_of
from casemgr_cli.desk.work import (
    begin,
    notes_on,
    plans_kept,
    record_of,
    resume,
    sessions_of,
    sittings,
    standings,
)
from casemgr_cli.documents.base import plain
from casemgr_cli.errors import FileFailure, UsageFailure
from casemgr_cli.pages.blocks import Paragraph
from casemgr_cli.writers.layout import render_text
from tests.people import WORDS

if TYPE_CHECKING:
    from casemgr_cli.desk.store import Store
    from tests.conftest import Program

PLAN = Plan(
    date(2026, 11, 28),
    "2026-05-01",
    "{}",
    keep_pages({"full": (Paragraph("Go."),), "plan": (Paragraph("Go."),)}),
)
UNLOCKS = "it's a long one"
STORES = Path(__file__).resolve().parent.parent / "stores"  # one from the code of each earlier version


def made(file: Path, passphrase: str | None = None) -> Store:
    """Return a store with a student who has a plan, and a second one with another."""
    store = open_store(find_store(str(file), {}), "Ms. Rivera", passphrase=passphrase)
    for id_ in ("1001", "1002"):
        with begin(store, Student(id_, grade=11), {"state": "OR"}) as work:
            work.finish({"state": "OR"}, PLAN)
    return store


def hurt(file: Path, student: str) -> None:
    """Damage the plan of a student."""
    with sqlite3.connect(file) as connection:
        connection.execute(
            "UPDATE plans SET document = x'00ff', page = x'00ff' WHERE student = ?", (student,)
        )
    connection.close()


@pytest.mark.parametrize("passphrase", [None, UNLOCKS])
def test_a_backup_is_made_while_the_store_is_in_use(tmp_path: Path, passphrase: str | None) -> None:
    """It has everything that was confirmed, is its owner's alone, and is encrypted as the store is."""
    if passphrase:
        pytest.importorskip("sqlcipher3")
    store, copy = made(tmp_path / "desk.db", passphrase), tmp_path / "copy.db"
    with begin(store, Student("1003"), {"state": "WA"}) as work:
        safekeeping.back_up(store, copy)
        work.save({"state": "NY"})
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert copy.read_bytes().startswith(b"SQLite") is (passphrase is None)
    back = find_store(str(tmp_path / "back.db"), {})
    safekeeping.restore(back, copy, passphrase)
    again = open_store(back, "Ms. Rivera", passphrase=passphrase)
    with again.reading() as connection:  # as in the store: whoever looks does not wait for who writes
        assert connection.value("PRAGMA journal_mode") == "wal"
    assert sessions_of(again, "1001")[0].plan == PLAN
    assert sessions_of(again, "1003")[0].answers == {"state": "WA"}


def test_a_backup_writes_over_nothing(tmp_path: Path) -> None:
    """Neither a file nor a link that somebody planted."""
    store, taken = made(tmp_path / "desk.db"), tmp_path / "taken"
    taken.write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("taken", "link"):
        with pytest.raises(UsageFailure, match="there already"):
            safekeeping.back_up(store, tmp_path / name)
    assert taken.read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("beside", ["back.db", "back.db-wal", "back.db-shm"])
def test_nothing_is_restored_beside_a_live_store(tmp_path: Path, beside: str) -> None:
    """The log of another store would be read into it."""
    made(tmp_path / "desk.db").close()
    (tmp_path / beside).write_text("live")
    with pytest.raises(UsageFailure, match="there already"):
        safekeeping.restore(find_store(str(tmp_path / "back.db"), {}), tmp_path / "desk.db", None)
    assert (tmp_path / beside).read_text() == "live"


def test_a_damaged_backup_is_not_restored(tmp_path: Path) -> None:
    """It is found out before there is a store made of it, and nothing is left behind."""
    made(tmp_path / "desk.db").close()
    content = bytearray((tmp_path / "desk.db").read_bytes())
    content[4096:12288] = b"\x55" * 8192
    (tmp_path / "bad.db").write_bytes(content)
    with pytest.raises(FileFailure):
        safekeeping.restore(find_store(str(tmp_path / "back.db"), {}), tmp_path / "bad.db", None)
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith("back")] == []


def test_a_plan_that_cannot_be_read_stops_no_other(tmp_path: Path) -> None:
    """It is named, the others are counted, and it is deleted and made anew from the answers."""
    file = tmp_path / "desk.db"
    made(file).close()
    hurt(file, "1001")
    store = open_store(find_store(str(file), {}), "Ms. Rivera")
    health = safekeeping.check(store)
    assert (health.faults, health.plans) == ((), (BadPlan("1001", 1),))
    assert {student: document for student, _, document, _ in plans_kept(store)} == {"1001": "", "1002": "{}"}
    safekeeping.drop_plans(store, health.plans)
    assert safekeeping.check(store).good
    with resume(store, "1001") as work:
        assert work.session.answers == {"state": "OR"}
        work.finish({"state": "OR"}, PLAN)
    assert sessions_of(store, "1001")[0].plan == PLAN


def test_a_whole_store_good(tmp_path: Path) -> None:
    """Nothing is found in it."""
    assert safekeeping.check(made(tmp_path / "desk.db")).good


EARLIER = [name for name, _ in tables.MIGRATIONS[:-1]]


def earlier(name: str, file: Path) -> None:
    """Put a store that the program wrote when this was its newest step into a file."""
    file.write_bytes(lzma.decompress((STORES / f"{name}.db.xz").read_bytes()))


@pytest.mark.parametrize("name", EARLIER)
def test_a_store_of_an_earlier_version_is_brought_up_to_date(name: str, tmp_path: Path) -> None:
    """All that was in it can be read and gone on with, and it stands beside itself as it was."""
    file = tmp_path / "desk.db"
    earlier(name, file)
    store = open_store(find_store(str(file), {}), "Ms. Rivera")
    ana = Student("1001", "Ana", "Ruiz", grade=11, group="P3")
    assert (look_up(store, "1001"), look_up(store, "1002")) == (ana, Student("1002", grade=9))
    assert [note.text for note in notes_on(store, "1001")] == ["Her mother is ill."]
    assert safekeeping.check(store).good
    (session,) = sessions_of(store, "1001")
    assert session.plan is not None
    assert kept_page(session.plan.page)
    with begin(store, Student("1002", grade=9), {}) as work:
        work.finish({"state": "OR"}, PLAN)
    newest = tables.MIGRATIONS[EARLIER.index(name) + 1][0]
    assert store.copy == tmp_path / f"desk.db.before-{newest}"
    assert stat.S_IMODE(store.copy.stat().st_mode) == 0o600
    store.close()
    earlier(name, tmp_path / "first.db")
    with sqlite3.connect(store.copy) as copied, sqlite3.connect(tmp_path / "first.db") as first:
        assert list(copied.iterdump()) == list(first.iterdump())
    copied.close()
    first.close()
    assert open_store(find_store(str(file), {}), "Ms. Rivera").copy is None


def test_a_copy_that_was_stopped_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of a copy is never taken for one."""
    file, newest = tmp_path / "desk.db", tables.MIGRATIONS
    monkeypatch.setattr(tables, "MIGRATIONS", newest[:1])
    open_store(find_store(str(file), {}), "Ms. Rivera").close()
    monkeypatch.setattr(tables, "MIGRATIONS", newest)
    (tmp_path / f"desk.db.before-{newest[1][0]}.part").write_bytes(b"SQLite")
    store = open_store(find_store(str(file), {}), "Ms. Rivera")
    assert store.copy is not None
    with sqlite3.connect(store.copy) as copied:
        assert copied.execute("SELECT name FROM migrations").fetchall() == [(newest[0][0],)]
    copied.close()
    assert not list(tmp_path.glob("*.part"))


def test_an_empty_file_is_no_backup(tmp_path: Path) -> None:
    """It would become an empty store."""
    (tmp_path / "empty.db").touch()
    with pytest.raises(FileFailure, match="no backup"):
        safekeeping.restore(find_store(str(tmp_path / "back.db"), {}), tmp_path / "empty.db", None)
    assert not (tmp_path / "back.db").exists()


@pytest.mark.parametrize("passphrase", [None, UNLOCKS])
def test_a_store_is_read_where_nothing_may_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passphrase: str | None
) -> None:
    """Records and the log are there, nothing is made beside it, and a change is refused in words."""
    if passphrase:
        pytest.importorskip("sqlcipher3")
    file = tmp_path / "a desk?" / "desk#1.db"
    made(file, passphrase).close()
    before = file.read_bytes()
    monkeypatch.setattr(os, "access", lambda path, _: path not in (file, file.parent))
    store = open_store(find_store(str(file), {}), "Ms. Rivera", passphrase=passphrase)
    note_event(store, "1001", "seen")
    assert sessions_of(store, "1001")[0].plan == PLAN
    assert {each.what for each in entries(store)} == {"added", "started", "finished"}
    with pytest.raises(FileFailure, match="only read"):
        put_student(store, Student("1003"))
    assert [each.name for each in file.parent.iterdir()] == [file.name]
    store.close()
    assert file.read_bytes() == before
    file.with_name(f"{file.name}-wal").write_bytes(b"what was saved last")
    with pytest.raises(FileFailure, match="was not closed"):
        open_store(find_store(str(file), {}), "Ms. Rivera", passphrase=passphrase)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("database or disk is full", "the disk is full"),
        ("SQLITE_IOERR_FSYNC", "the disk reports an error"),
        ("SQLITE_IOERR_READ", "the disk reports an error"),
        ("database disk image is malformed", "is damaged"),
    ],
)
def test_an_error_of_the_disk_says_what_it_is(said: str, words: str) -> None:
    """A disk that dies is not one that is full, and each has its own remedy."""
    error = sqlite3.OperationalError("disk I/O error" if said.startswith("SQLITE") else said)
    error.sqlite_errorname = said
    problem = failure("desk.db", error)
    assert words in problem.message


def test_a_plain_store_is_encrypted_in_its_place(tmp_path: Path) -> None:
    """Everything is there with the passphrase only, and no plain byte of it stays, under no name."""
    pytest.importorskip("sqlcipher3")
    made(tmp_path / "desk.db").close()
    with (tmp_path / "desk.db").open("rb") as plain:
        assert safekeeping.encrypt(find_store(str(tmp_path / "desk.db"), {}), UNLOCKS) == ()
        assert set(plain.read()) == {0}
    assert [each.name for each in tmp_path.iterdir()] == ["desk.db"]
    store = open_store(find_store(str(tmp_path / "desk.db"), {}), "Ms. Rivera", passphrase=UNLOCKS)
    assert sessions_of(store, "1001")[0].plan == PLAN
    with store.reading() as connection:
        assert connection.value("PRAGMA journal_mode") == "wal"
    store.close()
    assert stat.S_IMODE((tmp_path / "desk.db").stat().st_mode) == 0o600
    with pytest.raises(UsageFailure, match="cannot be encrypted"):
        safekeeping.encrypt(find_store(str(tmp_path / "desk.db"), {}), UNLOCKS)


def test_a_store_in_use_is_not_encrypted(
    tmp_path: Path, casemgr: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody saves meanwhile would be lost; nothing is changed, and they go on."""
    pytest.importorskip("sqlcipher3")
    monkeypatch.setattr("casemgr_cli.desk.connect.BUSY_SECONDS", 0.1)
    file = tmp_path / "desk.db"
    made(file).close()
    elsewhere = writer(casemgr.environment({"CASEMGR_DATABASE_URL": str(file)}), "1003", 1)
    assert elsewhere.stdout is not None
    confirmed = int(elsewhere.stdout.readline())
    with pytest.raises(FileFailure, match="busy"):
        safekeeping.encrypt(find_store(str(file), {}), UNLOCKS)
    elsewhere.kill()
    elsewhere.communicate()
    store = open_store(find_store(str(file), {}), "Ms. Rivera")
    assert faults(store, {"1003": confirmed}) == []
    assert not list(tmp_path.glob("*.new"))


class PowerCuts:
    """What a disk may hold after a power cut, at each moment at which a program asks something of it.

    What was not flushed is there in half only; a new name may be there or not.
    """

    def __init__(self, folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Watch a folder, and keep what it may look like."""
        self._folder, self._kept, self.cuts = folder, kept, list[Path]()
        self._flushed: set[int] = set()
        fsync, replaced = os.fsync, Path.replace

        def noted(descriptor: int) -> None:
            self._cut()
            fsync(descriptor)
            self._flushed.add(os.fstat(descriptor).st_ino)
            self._cut()

        def renamed(file: Path, to: Path) -> Path:
            self._cut()
            done = replaced(file, to)
            self._cut()
            return done

        monkeypatch.setattr(os, "fsync", noted)
        monkeypatch.setattr(Path, "replace", renamed)

    def _cut(self) -> None:
        if not self._folder.exists():
            return
        left = self._kept / str(len(self.cuts))
        shutil.copytree(self._folder, left)
        for file in self._folder.iterdir():
            if file.stat().st_ino not in self._flushed:
                os.truncate(left / file.name, file.stat().st_size // 2)
        self.cuts.append(left)


@pytest.mark.parametrize("name", ["", EARLIER[0]])
def test_a_power_cut_leaves_a_whole_restored_store_or_none(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And where there is none, the backup is restored the next time; one of an earlier version too."""
    backup, folder = tmp_path / "backup.db", tmp_path / "desk"
    if name:
        earlier(name, backup)
    else:
        made(backup).close()
    with monkeypatch.context() as watched:
        cuts = PowerCuts(folder, tmp_path / "cuts", watched).cuts
        safekeeping.restore(find_store(str(folder / "desk.db"), {}), backup, None)
    there = [(left / "desk.db").exists() for left in cuts]
    assert (there[0], there[-1]) == (False, True)
    for left in cuts:
        address = find_store(str(left / "desk.db"), {})
        if not (left / "desk.db").exists():
            safekeeping.restore(address, backup, None)
        store = open_store(address, "Ms. Rivera")
        assert safekeeping.check(store).good
        assert [each.plan is not None for each in sessions_of(store, "1001")] == [True]
        store.close()


def test_a_power_cut_leaves_the_plain_store_or_the_encrypted_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever it is, nothing that was in it is gone."""
    pytest.importorskip("sqlcipher3", reason="needs the package sqlcipher3")
    file = tmp_path / "desk" / "desk.db"
    made(file).close()
    with monkeypatch.context() as watched:
        watched.setattr(safekeeping, "_overwrite", lambda _: None)
        cuts = PowerCuts(file.parent, tmp_path / "cuts", watched)
        cuts._flushed.add(file.stat().st_ino)  # noqa: SLF001 - SQLite did
        safekeeping.encrypt(find_store(str(file), {}), UNLOCKS)
    kinds = {is_encrypted(left / "desk.db") for left in cuts.cuts}
    assert kinds == {False, True}
    for left in cuts.cuts:
        secret = UNLOCKS if is_encrypted(left / "desk.db") else None
        store = open_store(find_store(str(left / "desk.db"), {}), "Ms. Rivera", passphrase=secret)
        assert safekeeping.check(store).good
        assert len(sessions_of(store, "1001")) == 1
        store.close()


HURTS = {
    "answers": "UPDATE sessions SET answers = '{' WHERE student = '1002'",
    "a moment": "UPDATE sessions SET started = 'x' WHERE student = '1002'",
    "a day": "UPDATE sessions SET follow_up = 'x' WHERE student = '1002'",
    "when something was done": "UPDATE history SET at = 'x' WHERE student = '1002'",
    "who has it open": "INSERT INTO leases VALUES ('1002', 't', 'w', 'h', 1, 'x', 'x')",
    "when they were added": "UPDATE students SET added = 'x' WHERE id = '1002'",
}
HARMLESS = {
    "a name": "UPDATE students SET given = CAST(x'ff00' AS TEXT) WHERE id = '1002'",
    "a word": "UPDATE students SET status = 'x' WHERE id = '1002'",
    "the log": "INSERT INTO log (at, who, what, whose) VALUES ('x', 'y', 'z', 'w')",
    "an event": "UPDATE history SET what = 'x' WHERE student = '1002'",
}


@pytest.mark.parametrize("what", [*HURTS, *HARMLESS])
def test_one_damaged_record_stops_no_other(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever of it cannot be read, the others are listed, counted and printed, and it can be deleted."""
    file = tmp_path / "desk.db"
    made(file).close()
    with sqlite3.connect(file) as connection:
        connection.execute((HURTS | HARMLESS)[what])
    connection.close()
    monkeypatch.setenv("CASEMGR_DATABASE_URL", str(file))
    store = open_store(find_store(str(file), {}), "Ms. Rivera")
    assert safekeeping.check(store).faults == tuple(
        f"something of 1002 in {HURTS[what].split()[2 if 'INTO' in HURTS[what] else 1]} cannot be read"
        for _ in range(what in HURTS)
    )
    shown = standings(store, date(2026, 11, 28))
    assert {each.id for each in shown} == {"1001", "1002"}
    roster = students_page(students_of(store), 2, WORDS)
    pages = (roster, log_page(entries(store), 9, WORDS), list_page(shown, 2, WORDS))
    assert all("1001" in render_text(page) for page in pages)
    assert plain(Sessions(date(2026, 11, 28), 2, all_told(shown)))
    assert len(sittings(store)) == 2
    record = record_of(store, "1002")
    assert render_text(record_page(record, {}, date(2026, 11, 28), WORDS, everything=True))
    refuse_wrong_clock(store)
    assert [each.id for each, _ in stale(store, date(2026, 1, 1))] == []
    delete_students(store, ["1002"])
    assert safekeeping.check(store).good
    store.close()
