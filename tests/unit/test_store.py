"""The store keeps what it confirmed: students, sessions, answers and plans, in every kind of store."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casemgr_cli.desk import tables
from casemgr_cli.desk.connect import find_store
from casemgr_cli.desk.records import Student
from casemgr_cli.desk.safekeeping import delete_students
from casemgr_cli.desk.store import open_store
from casemgr_cli.desk.students import find_student, note_event, put_student, put_students
from casemgr_cli.desk.tables import MIGRATIONS
from casemgr_cli.desk.work import (
    add_note,
    begin,
    half_done,
    held,
    keep_interest,
    notes_on,
    plan_follow_up,
    record_of,
    remove_note,
    resume,
    sessions_of,
    standings,
)
from casemgr_cli.errors import FileFailure, Locked, UsageFailure
from tests.desk_fixtures import PLAN, TODAY, Clock, Place, columns_of, table_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from casemgr_cli.desk.store import Store
    from casemgr_cli.desk.work import Work
    from casemgr_cli.domain.facts import Value

    Opens = Callable[..., Store]

ANA = Student("1001", "Ana", "Ruiz", grade=11, group="Period 3")
ANSWERS: dict[str, Value] = {"state": "OR", "licenses": ("rn", "lpn"), "gpa": 3.5, "months_nursing": 7}
ODD = 'it\'s "quoted"; --'
posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX modes")


def finished(store: Store, student: Student = ANA) -> None:
    """Hold a whole session."""
    with begin(store, student, {}) as work:
        work.finish(ANSWERS, PLAN)


def test_a_student_comes_back_equal(store: Store) -> None:
    """Whatever is held on a student is what was put in, and putting again changes it."""
    put_student(store, ANA)
    assert find_student(store, "1001") == ANA
    older = Student("1001", "Ana", "Ruiz", grade=12, status="graduated", minor=False)
    put_student(store, older)
    assert find_student(store, "1001") == older


def test_an_unknown_student_is_told_with_the_nearest_id(store: Store) -> None:
    """A mistyped id names the one that was meant."""
    put_student(store, ANA)
    with pytest.raises(UsageFailure, match="no student") as caught:
        find_student(store, "1010")
    assert "1001" in caught.value.hint


@pytest.mark.parametrize(
    "student",
    [
        Student(""),
        Student("  "),
        Student("a\x1b[31m"),
        Student("1", given="a\nb"),
        Student("1", family="x" * 101),
        Student("1", group="nul\0"),
        Student("1", given="\ud800"),
        Student("1", given="An\u200cn"),
        Student("1", given="\u200cعلی"),
        Student("می\u200c1"),
        Student("1", grade=-1),
        Student("1", grade=21),
        Student("1", status="expelled"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_kept_is_refused(store: Store, student: Student) -> None:
    """Control characters, endless texts and grades that are none do not get in."""
    with pytest.raises(UsageFailure):
        put_student(store, student)
    assert standings(store, TODAY) == ()


@pytest.mark.parametrize("grade", [None, 0, 13, 20])
def test_every_grade_from_kindergarten_on_is_kept(store: Store, grade: int | None) -> None:
    """0 is kindergarten, 13 and more is after high school."""
    put_student(store, Student("1", grade=grade))
    assert find_student(store, "1").grade == grade


def test_names_keep_the_joiners_of_their_script(store: Store) -> None:
    """Persian and Indic names need characters without width between two letters, or behind the last."""
    student = Student("1001", given="علی\u200cرضا", family="ശ്രീജൻ\u200d")  # noqa: RUF001 - Persian
    put_student(store, student)
    assert find_student(store, "1001") == student


def test_every_answer_is_there_for_another_reader_at_once(opens: Opens) -> None:
    """What `save` confirmed is read by somebody else while the session goes on."""
    mine, theirs = opens("Ms. Rivera"), opens("Mr. Okafor")
    with begin(mine, ANA, {}) as work:
        for count in range(1, len(ANSWERS) + 1):
            given = dict(list(ANSWERS.items())[:count])
            work.save(given)
            (session,) = sessions_of(theirs, "1001")
            assert session.answers == given
            assert session.state(TODAY) == "half_done"


def test_a_session_goes_on_where_it_was_left(opens: Opens, clock: Clock) -> None:
    """Closing and opening again keeps answers, start and minutes; finishing keeps the plan."""
    with begin(opens(), ANA, {}) as work:
        clock.passes(minutes=3)
        work.save({"state": "OR"})
    clock.passes(days=1)
    assert half_done(opens()) == "1001"
    assert half_done(opens("Mr. Okafor")) is None
    with resume(opens(), "1001") as work:
        assert work.session.answers == {"state": "OR"}
        clock.passes(minutes=2)
        work.follow_up_on(TODAY + timedelta(days=14))
        work.finish(ANSWERS, PLAN)
    (session,) = sessions_of(opens(), "1001")
    assert session.answers == ANSWERS
    assert session.plan == PLAN
    assert session.minutes == 5
    assert session.finished is not None
    assert session.finished - session.started == timedelta(days=1, minutes=5)
    assert session.state(TODAY) == "done"
    assert session.state(TODAY + timedelta(days=14)) == "due"
    assert half_done(opens()) is None


def test_a_long_pause_is_not_work(store: Store, clock: Clock) -> None:
    """Someone called away for an hour did not work for an hour."""
    with begin(store, ANA, {}) as work:
        clock.passes(hours=1)
        work.save({"state": "OR"})
    assert sessions_of(store, "1001")[0].minutes == 10


def test_a_second_session_waits_for_the_first(store: Store) -> None:
    """While one is half done no other starts; after it, the next one has the next number."""
    with begin(store, ANA, {}) as work:
        work.save({"state": "OR"})
    with pytest.raises(UsageFailure, match="half done") as caught:
        begin(store, ANA, {})
    assert "resume 1001" in caught.value.hint
    with resume(store, "1001") as work:
        work.finish(ANSWERS, PLAN)
    finished(store)
    assert [each.number for each in sessions_of(store, "1001")] == [1, 2]
    with pytest.raises(UsageFailure, match="half done"):
        resume(store, "1001")


def test_standings_tell_where_everybody_is(store: Store) -> None:
    """A student without a session is new; the latest session decides for the others."""
    put_student(store, Student("3", "Zoe", "Adams"))
    finished(store)
    plan_follow_up(store, ["1001"], TODAY)
    begin(store, Student("2", "Bo", "Lee"), {}).__exit__(None, None, None)
    found = {each.id: each for each in standings(store, TODAY)}
    assert {id_: each.state for id_, each in found.items()} == {"3": "new", "1001": "due", "2": "half_done"}
    assert list(found) == ["3", "2", "1001"]
    assert found["1001"].has_plan
    assert found["1001"].sessions == 1
    with pytest.raises(UsageFailure, match="not done"):
        plan_follow_up(store, ["2"], TODAY)


def test_the_second_counselor_is_told_who_has_the_session(opens: Opens, clock: Clock) -> None:
    """Who, and since when; giving it back lets the second in."""
    first, second = opens("Ms. Rivera"), opens("Mr. Okafor")
    with begin(first, ANA, {}) as work:
        work.save({"state": "OR"})
        clock.passes(seconds=30)
        with pytest.raises(Locked, match=r"Ms\. Rivera has the session .* open since 20") as caught:
            resume(second, "1001")
        assert "--take-over" in caught.value.hint
        assert held(second)["1001"].who == "Ms. Rivera"
    assert held(second) == {}
    with resume(second, "1001") as work:
        assert work.session.answers == {"state": "OR"}


def test_a_session_taken_over_is_not_written_by_the_first(opens: Opens) -> None:
    """The first is told who took it and that the last answer was not saved; the second's answers stay."""
    first, second = opens("Ms. Rivera"), opens("Mr. Okafor")
    with begin(first, ANA, {}) as mine:
        mine.save({"state": "OR"})
        with resume(second, "1001", take_over=True) as theirs:
            theirs.save({"state": "WA"})
            with pytest.raises(Locked, match=r"Mr\. Okafor took the session .* not saved"):
                mine.save({"state": "TX"})
            with pytest.raises(Locked):
                mine.finish({"state": "TX"}, PLAN)
            theirs.save({"state": "WA", "priority": "soonest"})
    (session,) = sessions_of(first, "1001")
    assert session.answers == {"state": "WA", "priority": "soonest"}
    assert session.finished is None
    assert "taken_over" in [event.what for event in record_of(first, "1001").history]


def test_who_took_a_session_over_is_told_though_they_closed_it(opens: Opens, clock: Clock) -> None:
    """A colleague who is done and gone is named all the same, and nobody who took it over long before."""
    first, second = opens("Ms. Rivera"), opens("Mr. Okafor")
    with begin(first, ANA, {}) as mine:
        clock.passes(minutes=1)
        with resume(second, "1001", take_over=True) as theirs:
            theirs.finish({"state": "WA"}, PLAN)
        with pytest.raises(Locked, match=r"Mr\. Okafor took the session"):
            mine.save({"state": "TX"})
    clock.passes(minutes=1)
    with begin(first, ANA, {}) as mine:
        delete_students(second, ["1001"], take_over=True)
        with pytest.raises(Locked, match="closed or deleted elsewhere"):
            mine.save({"state": "TX"})


def test_interest_is_kept_by_who_has_the_session(opens: Opens) -> None:
    """After a take-over it is refused like any other answer, and nobody writes it from outside meanwhile."""
    first, second = opens("Ms. Rivera"), opens("Mr. Okafor")
    with begin(first, ANA, {}) as mine:
        mine.keep_interest("before", 2)
        with pytest.raises(Locked, match=r"Ms\. Rivera has the session"):
            keep_interest(second, {"1001": {"before": 5}})
        with resume(second, "1001", take_over=True), pytest.raises(Locked):
            mine.keep_interest("after", 4)
    keep_interest(second, {"1001": {"after": 3}})
    (session,) = sessions_of(first, "1001")
    assert (session.interest_before, session.interest_after) == (2, 3)


def test_a_lease_runs_out_when_nobody_renews_it(opens: Opens, clock: Clock) -> None:
    """After a crash on another computer the session is free again in two minutes, without a word."""
    first, second = opens("Ms. Rivera"), opens("Mr. Okafor")
    work = begin(first, ANA, {})
    clock.passes(minutes=2)
    with resume(second, "1001"), pytest.raises(Locked):
        work.save({"state": "OR"})
    work.__exit__(None, None, None)


def test_a_lease_that_nobody_wanted_is_still_good(store: Store, clock: Clock) -> None:
    """A computer that slept over lunch goes on as if nothing had been."""
    with begin(store, ANA, {}) as work:
        clock.passes(hours=1)
        work.save({"state": "OR"})
    assert sessions_of(store, "1001")[0].answers == {"state": "OR"}


def test_of_two_who_resume_at_once_one_is_told(opens: Opens) -> None:
    """However close they are, one has the session and the other one hears of it."""
    counselors = [opens(f"counselor {number}") for number in range(2)]
    begin(counselors[0], ANA, {}).__exit__(None, None, None)
    for _ in range(10):
        start = threading.Barrier(2)
        told: list[str] = []
        works: list[Work] = []

        def take(store: Store, start: threading.Barrier = start, told: list[str] = told) -> None:
            start.wait()
            try:
                works.append(resume(store, "1001"))  # noqa: B023 - the threads end within the turn
            except Locked as error:
                told.append(error.message)

        threads = [threading.Thread(target=take, args=(store,)) for store in counselors]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (len(works), len(told)) == (1, 1)
        works[0].__exit__(None, None, None)


def test_many_students_go_in_together_or_not_at_all(store: Store) -> None:
    """One that cannot be kept keeps the others out."""
    with pytest.raises(UsageFailure):
        put_students(store, [Student("1"), Student("2", grade=-1)])
    assert standings(store, TODAY) == ()
    put_students(store, (Student(str(number)) for number in range(20)))
    assert len(standings(store, TODAY)) == 20


def test_the_lease_is_renewed_while_a_person_thinks(
    opens: Opens, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long a question takes, the session stays theirs."""
    monkeypatch.setattr("casemgr_cli.desk.work.BEAT_SECONDS", 0.02)
    first, second = opens("Ms. Rivera"), opens("Mr. Okafor")
    with begin(first, ANA, {}) as work:
        for _ in range(5):
            clock.passes(seconds=80)
            wait_for_beat(first, clock)
        with pytest.raises(Locked, match="Ms\\. Rivera"):
            resume(second, "1001")
        work.save({"state": "OR"})


def wait_for_beat(store: Store, clock: Clock) -> None:
    """Wait until the lease was renewed at the moment it is."""
    for _ in range(500):
        with store.reading() as connection:
            if connection.value("SELECT beat FROM leases") == clock.now:
                return
        time.sleep(0.01)
    pytest.fail("the lease was not renewed")


def test_students_are_listed_by_name_and_then_by_number(store: Store) -> None:
    """Upper and lower case are the same; 9 comes before 10."""
    for student in (Student("10"), Student("9"), Student("1", "bo", "lee"), Student("2", "Al", "Lee")):
        put_student(store, student)
    assert [each.id for each in standings(store, TODAY)] == ["9", "10", "2", "1"]


def test_notes_are_apart_from_the_record(store: Store) -> None:
    """The record says how many there are, and holds them only when asked."""
    put_student(store, ANA)
    add_note(store, "1001", "Her mother is ill.\nAsk again in May.")
    add_note(store, "1001", "second")
    assert record_of(store, "1001").notes == ()
    assert record_of(store, "1001").note_count == 2
    assert [note.text for note in record_of(store, "1001", with_notes=True).notes] == [
        "Her mother is ill.\nAsk again in May.",
        "second",
    ]
    remove_note(store, "1001", 1)
    assert [note.number for note in notes_on(store, "1001")] == [2]
    with pytest.raises(UsageFailure, match="no note 1"):
        remove_note(store, "1001", 1)
    with pytest.raises(UsageFailure, match="cannot be kept"):
        add_note(store, "1001", " \n")


def test_history_tells_what_was_done(store: Store) -> None:
    """Every step of a session leaves a line with who did it."""
    finished(store)
    note_event(store, "1001", "printed")
    history = record_of(store, "1001").history
    assert [event.what for event in history] == ["added", "started", "finished", "printed"]
    assert {event.who for event in history} == {"Ms. Rivera"}


def test_the_code_knows_every_table_of_a_student_and_every_moment(store: Store) -> None:
    """Whatever is a student's is deleted and looked through for damage, in both databases."""
    with store.reading() as connection:
        columns = {name: columns_of(connection, name) for name in table_names(connection) - {"migrations"}}
    moments = {
        (name, column)
        for name, kinds in columns.items()
        for column, kind in kinds.items()
        if kind.lower().startswith(("timestamp", "date"))
    }
    assert {name for name, kinds in columns.items() if "student" in kinds} == set(tables.OF_STUDENT)
    assert moments == {(name, each) for name, all_ in tables.MOMENTS.items() for each in all_.split()}


def test_a_newer_store_is_refused_and_not_changed(place: Place, opens: Opens) -> None:
    """A store with a step that this version does not know is left exactly as it is."""
    store = opens()
    put_student(store, ANA)
    with store.writing() as connection:
        connection.run("INSERT INTO migrations VALUES ('0099_later', '2030-01-01 00:00:00')")
    store.close()
    before = Path(place.given).read_bytes() if place.kind != "postgresql" else b""
    with pytest.raises(FileFailure, match="newer version") as caught:
        opens()
    assert "Update" in caught.value.hint
    if before:
        assert Path(place.given).read_bytes() == before


def test_somebody_elses_database_is_refused(place: Place, opens: Opens) -> None:
    """A database with tables of its own is not ours to fill."""
    store = opens()
    with store.writing() as connection:
        connection.run("DROP TABLE migrations")
    store.close()
    with pytest.raises(FileFailure, match="did not make"):
        opens()
    assert place.kind


def test_an_old_store_is_brought_up_to_date(
    place: Place, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step that is new is taken once, and what is there stays."""
    finished(opens())
    later = ("0002_test", ("ALTER TABLE students ADD COLUMN nickname TEXT",))
    monkeypatch.setattr("casemgr_cli.desk.tables.MIGRATIONS", (*MIGRATIONS, later))
    open_store(place.address(), "Ms. Rivera", passphrase=place.passphrase, upgrade=True).close()
    for _ in range(2):
        assert sessions_of(opens(), "1001")[0].plan == PLAN
    with opens().reading() as connection:
        assert connection.column("SELECT nickname FROM students") == [None]


def test_a_step_that_fails_changes_nothing(opens: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first half of a broken step is undone with it, in both databases."""
    finished(opens())
    broken = ("0002_test", ("CREATE TABLE half (a INTEGER)", "CREATE TABLE half (a INTEGER)"))
    monkeypatch.setattr("casemgr_cli.desk.tables.MIGRATIONS", (*MIGRATIONS, broken))
    with pytest.raises(FileFailure):
        opens()
    monkeypatch.undo()
    with opens().reading() as connection:
        assert "half" not in table_names(connection)


@posix
def test_files_are_for_their_owner_alone(file_place: Place, request: pytest.FixtureRequest) -> None:
    """The folder, the file and the files beside it while it is open."""
    mask = os.umask(0)
    request.addfinalizer(lambda: os.umask(mask))
    store = open_store(file_place.address(), "Ms. Rivera")
    put_student(store, ANA)
    file = Path(file_place.given)
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in file.parent.iterdir()}
    assert modes == {"desk.db": 0o600, "desk.db-wal": 0o600, "desk.db-shm": 0o600}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    store.close()
    file.chmod(0o644)
    open_store(file_place.address(), "Ms. Rivera").close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_encrypted_store_tells_nothing(tmp_path: Path) -> None:
    """Neither names nor table names are in its bytes, and no other passphrase opens it."""
    pytest.importorskip("sqlcipher3")
    address = find_store(str(tmp_path / "secret.db"), {})
    store = open_store(address, "Ms. Rivera", passphrase=ODD)
    finished(store)
    held_bytes = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    store.close()
    for word in (b"SQLite format", b"students", b"Ruiz", b"1001"):
        assert word not in held_bytes
    for passphrase in ("wrong", None):
        with pytest.raises(FileFailure, match="passphrase"):
            open_store(address, "Ms. Rivera", passphrase=passphrase)
    again = open_store(address, "Ms. Rivera", passphrase=ODD)
    assert find_student(again, "1001") == ANA
    again.close()


def test_a_store_knows_whether_it_is_encrypted(tmp_path: Path) -> None:
    """As its file is, whatever passphrase is given for it; a new one becomes what is asked for."""
    pytest.importorskip("sqlcipher3")
    plain, secret = (find_store(str(tmp_path / name), {}) for name in ("plain.db", "secret.db"))
    for address, passphrase, encrypted in (
        (plain, None, False),
        (plain, ODD, False),
        (secret, ODD, True),
        (secret, ODD, True),
    ):
        store = open_store(address, "Ms. Rivera", passphrase=passphrase)
        assert store.encrypted is encrypted
        store.close()


def test_other_files_are_refused_and_left_alone(tmp_path: Path) -> None:
    """A file that is no store is neither read as one nor written to."""
    file = tmp_path / "answers.yaml"
    file.write_text("state: OR\n" * 20)
    for passphrase in (None, "guess"):
        with pytest.raises(FileFailure, match="no store"):
            open_store(find_store(str(file), {}), "Ms. Rivera", passphrase=passphrase)
    assert file.read_text() == "state: OR\n" * 20
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE mine (a TEXT)")
    before = other.read_bytes()
    with pytest.raises(FileFailure, match="did not make"):
        open_store(find_store(str(other), {}), "Ms. Rivera")
    assert other.read_bytes() == before


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("mysql://a@b/c", "cannot be kept in mysql"),
        ("postgresql://user:secret@host/db", "password on the command line"),
        ("postgresql://user@host:port/db", "cannot be read"),
    ],
)
def test_addresses_that_are_none(given: str, said: str) -> None:
    """Another database, a password for all to see, and nonsense are refused before anything is tried."""
    with pytest.raises(UsageFailure, match=said) as caught:
        find_store(given, {})
    assert "secret" not in caught.value.message + caught.value.hint


def test_far_servers_are_reached_encrypted() -> None:
    """Student records do not cross a network in the clear unless somebody asks for just that."""
    far = find_store("postgresql://u@db.example.org/desk", {})
    assert far.url is not None
    assert "sslmode=require" in far.url
    hidden = find_store("postgresql:///desk?host=db.example.org", {})
    assert "sslmode=require" in str(hidden.url)
    assert far.name == "postgresql://u@db.example.org/desk"
    near = find_store("postgresql://u@localhost/desk", {})
    assert near.url is not None
    assert "sslmode" not in near.url


def test_the_password_is_in_no_message() -> None:
    """An unreachable server is named without its password."""
    pytest.importorskip("psycopg2")
    address = find_store(None, {"CASEMGR_DATABASE_URL": "postgresql://u:s3cret@127.0.0.1:1/desk"})
    with pytest.raises(FileFailure, match="cannot be used") as caught:
        open_store(address, "Ms. Rivera")
    assert "s3cret" not in caught.value.message + caught.value.hint
