"""What is deleted is gone, and what must not be kept is refused."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from casemgr_cli.desk import tables
from casemgr_cli.desk.commands.opening import file_names
from casemgr_cli.desk.connect import beside, find_store, packed
from casemgr_cli.desk.records import Search, Student, board, matching
from casemgr_cli.desk.safekeeping import delete_students, stale
from casemgr_cli.desk.store import PSEUDONYMOUS, open_store, setup_of, turn
from casemgr_cli.desk.students import find_student, put_student, put_students
from casemgr_cli.desk.work import add_note, begin, plans_kept, standings
from casemgr_cli.errors import FileFailure, Locked, UsageFailure
from tests.desk_fixtures import PLAN, TODAY, Clock, Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from casemgr_cli.desk.store import Store
    from tests.conftest import Program

    Opens = Callable[..., Store]

SECRETS = ("Xanthippe", "Zyzzyva", "id-qq-771", "Period-Quux", "note-vvv-words", "OKLAHOMA-metro")


def fill(store: Store, *, others: int = 40) -> None:
    """Keep one student with secrets everywhere among others, with enough changes to move things about."""
    for number in range(others):
        with begin(store, Student(f"other-{number}", f"Given{number}"), {"state": "OR"}) as work:
            work.finish({"state": "OR"}, PLAN)
    mine = Student("id-qq-771", "Xanthippe", "Zyzzyva", group="Period-Quux")
    page = "".join(f"a long page {number} " for number in range(2000))
    with begin(store, mine, {}) as work:
        work.save({"metro": "OKLAHOMA-metro"})
        work.save({"metro": "OKLAHOMA-metro", "state": "OK"})
        work.finish({"metro": "OKLAHOMA-metro"}, replace(PLAN, page=page))
    add_note(store, mine.id, "note-vvv-words")


def bytes_of(file: Path) -> bytes:
    """Return all that is on the disk of a store."""
    return b"".join(each.read_bytes() for each in (file, *beside(file)) if each.exists())


def found_in(held: bytes, packed: bytes) -> list[str]:
    """Return which secrets are in the bytes, in any part of the compressed plan too."""
    found = [secret for secret in SECRETS if secret.encode() in held]
    pieces = [packed[start : start + 16] for start in range(0, len(packed) - 16, 64)]
    return found + [f"plan at {number}" for number, piece in enumerate(pieces) if piece in held]


def packed_plan(store: Store) -> bytes:
    """Return the compressed page of the student with the secrets, as it is on the disk."""
    with store.reading() as connection:
        return bytes(connection.value("SELECT page FROM plans WHERE student = 'id-qq-771'"))


def test_what_is_deleted_is_not_in_the_bytes(file_place: Place) -> None:
    """Neither the file nor its log nor its index holds a word or a piece of the plan, open or closed."""
    store = open_store(file_place.address(), "Ms. Wolfram")
    file = Path(file_place.given)
    fill(store)
    packed = packed_plan(store)
    assert len(packed) > 1000
    before = found_in(bytes_of(file), packed)
    assert set(SECRETS) <= set(before)
    assert len(before) > len(SECRETS) + 10
    other = open_store(file_place.address(), "Mr. Okafor")
    assert delete_students(other, ["id-qq-771"])
    assert found_in(bytes_of(file), packed) == []
    store.close()
    other.close()
    assert found_in(bytes_of(file), packed) == []
    again = open_store(file_place.address(), "Ms. Wolfram")
    assert len(standings(again, TODAY)) == 40
    again.close()


def test_a_reader_who_is_in_the_way_is_told_of(file_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody reads, the log cannot be emptied; that is said, and the students are gone anyway."""
    monkeypatch.setattr("casemgr_cli.desk.connect.BUSY_SECONDS", 0.1)
    store = open_store(file_place.address(), "Ms. Wolfram")
    fill(store, others=3)
    other = open_store(file_place.address(), "Mr. Okafor")
    with other.reading() as connection:
        connection.value("SELECT id FROM students")
        assert not delete_students(store, ["id-qq-771"])
    assert len(standings(other, TODAY)) == 3
    assert delete_students(store, ["other-1"])
    assert found_in(bytes_of(Path(file_place.given)), b"") == []
    store.close()
    other.close()


def test_everything_on_a_student_goes_and_nothing_else(store: Store) -> None:
    """No table holds a row of theirs, and the others have all of theirs."""
    fill(store, others=3)
    before = count_rows(store)
    delete_students(store, ["id-qq-771"])
    after = count_rows(store)
    assert all(mine not in ids for ids in after.values() for mine in ["id-qq-771"])
    assert {name: [id_ for id_ in ids if id_ != "id-qq-771"] for name, ids in before.items()} == after
    with pytest.raises(UsageFailure, match="no student"):
        find_student(store, "id-qq-771")


def count_rows(store: Store) -> dict[str, list[str]]:
    """Return whose rows are in each table."""
    with store.reading() as connection:
        return {
            name: sorted(connection.column(f"SELECT student FROM {name}"))
            for name in tables.OF_STUDENT
            if name != "leases"
        }


def test_a_session_that_is_open_is_not_deleted(opens: Opens) -> None:
    """Of several students none is deleted when somebody works with one of them."""
    mine, theirs = opens("Ms. Rivera"), opens("Mr. Okafor")
    put_student(mine, Student("1"))
    with begin(theirs, Student("2"), {}):
        with pytest.raises(Locked, match="Okafor"):
            delete_students(mine, ["1", "2"])
        assert len(standings(mine, TODAY)) == 2
        delete_students(mine, ["1", "2"], take_over=True)
    assert standings(mine, TODAY) == ()


def test_retention_counts_from_what_was_done_last(store: Store, clock: Clock) -> None:
    """An answer, a note or being added keeps a student; what was done before the day does not."""
    put_student(store, Student("added-long-ago"))
    put_student(store, Student("noted"))
    with begin(store, Student("talked"), {}) as work:
        work.save({})
    clock.passes(days=365)
    add_note(store, "noted", "still in touch")
    put_student(store, Student("new"))
    clock.passes(days=365)
    day = clock.now.date()
    assert [each.id for each, _ in stale(store, day - timedelta(days=366))] == [
        "added-long-ago",
        "talked",
    ]
    assert [last for _, last in stale(store, day - timedelta(days=366))] == [TODAY, TODAY]
    assert len(stale(store, day)) == 4
    assert stale(store, TODAY) == ()


def test_a_pseudonymous_store_takes_no_names(store: Store) -> None:
    """Neither by themselves nor with a session; and it is not made of one that has names."""
    put_student(store, Student("1", "Ana"))
    with pytest.raises(UsageFailure, match="have names"):
        turn(store, PSEUDONYMOUS, on=True)
    put_student(store, Student("1"))
    turn(store, PSEUDONYMOUS, on=True)
    assert setup_of(store).pseudonymous
    for student in (Student("2", "Ana"), Student("2", family="Ruiz")):
        with pytest.raises(UsageFailure, match="ids only"):
            put_student(store, student)
        with pytest.raises(UsageFailure, match="ids only"):
            begin(store, student, {})
    put_student(store, Student("2"))
    turn(store, PSEUDONYMOUS, on=False)
    put_student(store, Student("2", "Ana"))


def test_setup_tells_how_a_store_is_kept(place: Place, store: Store) -> None:
    """Its kind, and whether the file is encrypted."""
    made = setup_of(store)
    kind = "postgresql" if place.kind == "postgresql" else "file"
    assert (made.kind, made.encrypted, made.students) == (kind, place.kind == "encrypted", 0)


@pytest.mark.parametrize(
    "known", ["../../etc/passwd", "a/b", "..", "-rf", "CON", "nul", ".ssh", "a\\b", "C:\\x"]
)
def test_file_names_lead_nowhere(known: str, tmp_path: Path) -> None:
    """Whatever an id holds, its file lies in the folder and is no option, device or hidden file."""
    name = file_names([known], "text")[known]
    assert (tmp_path / name).resolve().parent == tmp_path.resolve()
    assert name.startswith("student-")
    assert not set(name) & set('/\\:*?"<>|\0')


def test_file_names_never_meet() -> None:
    """Ids that differ in case only, or after a hundred letters, have files of their own."""
    ids = ["A1", "a1", "b" * 100 + "\u00e9" * 100, "b" * 100 + "\u00e9" * 99 + "e", "%2F", "/"]
    names = file_names(ids, "text")
    assert len({name.casefold() for name in names.values()}) == len(ids)
    assert all(len(name.encode()) < 200 for name in names.values())


def test_full_disk_and_what_was_confirmed(file_place: Place) -> None:
    """An answer that finds no room is an error that says so; the answers before it stay."""
    store = open_store(file_place.address(), "Ms. Rivera")
    with begin(store, Student("1"), {}) as work:
        work.save({"state": "OR"})
        with store.reading() as connection:
            pages = connection.value("PRAGMA page_count")
        # Every connection of the pool is told that the disk ends here.
        with store.database.connected() as connection:
            connection.value(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(FileFailure, match="disk is full") as caught:
            work.save({"metro": "x" * 100_000})
        assert "saved before is safe" in caught.value.hint
    store.close()
    again = open_store(file_place.address(), "Ms. Rivera")
    assert [each.touched is not None for each in standings(again, TODAY)] == [True]
    again.close()


def test_the_work_of_counting_grows_with_the_plans(tmp_path: Path) -> None:
    """Twice as many take twice the steps of the database, not four times."""
    steps = []
    for count in (400, 800):
        store = open_store(find_store(str(tmp_path / f"{count}.db"), {}), "Ms. Rivera")
        ids = [{"student": str(number), "number": 1} for number in range(count)]
        put_students(store, (Student(str(number)) for number in range(count)))
        with store.writing() as connection:
            session = {"answers": "{}", "started": store.now(), "touched": store.now(), "seconds": 0}
            connection.insert("sessions", [{**each, **session} for each in ids])
            plan = {"given_on": TODAY, "data_as_of": "", "document": packed("{}"), "page": packed("{}")}
            connection.insert("plans", [{**each, **plan} for each in ids])
        ticks = list[int]()
        with store.database.connected() as connection:
            connection._raw.set_progress_handler(lambda ticks=ticks: ticks.append(1), 100)  # noqa: SLF001
        assert len(list(plans_kept(store))) == count
        steps.append(len(ticks))
        store.close()
    assert steps[1] < 3 * steps[0]


def test_two_writers_at_once_lose_nothing(opens: Opens) -> None:
    """Two counselors save to the same store for a while; every answer of both is there."""
    rounds, faults = 30, []

    def work_on(store: Store, student: str) -> None:
        try:
            with begin(store, Student(student), {}) as work:
                for number in range(rounds):
                    work.save({"months_nursing": number})
        except Exception as error:  # noqa: BLE001 - told in the test's own thread
            faults.append(error)

    stores = [opens(f"counselor {number}") for number in range(2)]
    threads = [
        threading.Thread(target=work_on, args=(store, str(number))) for number, store in enumerate(stores)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with stores[0].reading() as connection:
        kept = connection.column("SELECT answers FROM sessions")
    assert kept == [f'{{"months_nursing":{rounds - 1}}}'] * 2


def test_the_board_and_the_search(store: Store) -> None:
    """Active students only; text is found in ids and names in any case."""
    put_student(store, Student("7", "Ana", "\u00c9mile", grade=9, group="P1"))
    put_student(store, Student("8", "Bo", "Lee", grade=10, group="P2"))
    put_student(store, Student("9", "Cy", "Orr", status="graduated"))
    everyone = standings(store, TODAY)
    today = board(everyone, TODAY)
    assert (today.students, today.with_plan, len(today.no_plan)) == (2, 0, 2)
    for wish, ids in (
        (Search("\u00e9mile, a"), ["7"]),
        (Search("BO L"), ["8"]),
        (Search("8"), ["8"]),
        (Search(group="p2"), ["8"]),
        (Search(grade=9), ["7"]),
        (Search(state="done"), []),
        (Search(status="graduated"), ["9"]),
        (Search(status=None), ["8", "9", "7"]),
    ):
        assert [each.id for each in matching(everyone, wish)] == ids


# Of this program alone: the most that getrusage tells includes what started it.
MEASURED = """
import pathlib, re, sys
from casemgr_cli.cli.main import main
code = main(sys.argv[1:])
print(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1], file=sys.stderr)
sys.exit(code)
"""
MEGABYTE = 1 << 20


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory is told in other units")
@pytest.mark.parametrize("words", [("delete", "3", "--yes"), ("cohort", "--full")])
def test_a_large_store_is_not_held_in_memory(
    file_place: Place, casemgr: Program, words: tuple[str, ...]
) -> None:
    """Neither to write its file anew nor to count; and no file but the store's own is left."""
    store = open_store(file_place.address(), "Ms. Wolfram")
    chance = random.Random(5)  # noqa: S311 - only hard to compress
    for number in range(100):
        page = chance.randbytes(MEGABYTE // 2).hex()
        with begin(store, Student(str(number)), {}) as work:
            work.finish({}, replace(PLAN, page=page, document=json.dumps({"routes": [], "x": page})))
    store.close()
    assert Path(file_place.given).stat().st_size > 100 * MEGABYTE
    run = [sys.executable, "-c", MEASURED, "session", *words]
    done = subprocess.run(
        run, capture_output=True, env=casemgr.environment(file_place.environment()), check=True
    )
    assert int(done.stderr.split()[-1]) * 1024 < 120 * MEGABYTE
    assert [each.name for each in Path(file_place.given).parent.iterdir()] == ["desk.db"]
