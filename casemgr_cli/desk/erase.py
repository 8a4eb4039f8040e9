"""Deleting for good: out of the tables, and out of the bytes of the file as far as that is in our hands."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.desk.connect import DAMAGED, sql_text
from casemgr_cli.desk.leases import take_within
from casemgr_cli.desk.logbook import enter
from casemgr_cli.desk.records import Student
from casemgr_cli.desk.store import explained
from casemgr_cli.desk.students import COLUMNS, by_name
from casemgr_cli.desk.tables import OF_STUDENT
from casemgr_cli.errors import CasemgrError, UsageFailure

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from casemgr_cli.desk.connect import Connection
    from casemgr_cli.desk.store import Store


_A_DAY, _LONG_AGO = timedelta(days=1), timedelta(days=400)
_OWNED = """
    SELECT bool_and(pg_has_role(tableowner, 'MEMBER')) FROM pg_tables
    WHERE schemaname = current_schema() AND tablename = ANY(:names)"""
_NEWEST = (
    ("students", "added", "id"),
    ("students", "listed", "id"),
    ("sessions", "touched", "student"),
    ("notes", "written", "student"),
)


class _Stale(Struct, frozen=True):
    """A student and the day something was last done for them."""

    student: Student
    last: date


def delete_students(store: Store, ids: Iterable[str], *, take_over: bool = False) -> bool:
    """Delete everything on these students, all of them or none.

    Returns:
        Whether what was deleted is gone from the store's own files too. In a file it may not be while
        somebody else has it open, and is as soon as they close it; on a server it takes the tables' owner.

    Raises:
        Locked: somebody has a session with one of them open.
        FileFailure: the store cannot be written; nothing was deleted.
    """
    gone = tuple(ids)
    with store.writing() as connection:
        for id_ in gone:
            take_within(store, connection, id_, take_over=take_over)
            _delete(connection, id_)
        enter(store, connection, gone, "deleted")
    return wipe(store)


def wipe(store: Store) -> bool:
    """Overwrite what was deleted in the store's own files. Returns whether that could be done.

    SQLite has put zeros over it already (`secure_delete`); here the file is written anew and its log emptied.
    PostgreSQL writes its tables anew; its log, replicas and backups are beyond our reach.
    """
    try:
        with explained(store.name):
            return _wipe_server(store) if store.file is None else _wipe_file(store)
    except CasemgrError:
        return False


def stale(store: Store, before: date, *, left: bool = False, listed_too: bool = False) -> tuple[_Stale, ...]:
    """Return the students for whom nothing was done since the day `before`, longest first.

    What counts is being added or listed, a session's last answer, and a note.

    Args:
        store: the store.
        before: the day.
        left: only those who have left or graduated.
        listed_too: also those whom the latest list of students names; they are left alone otherwise.
    """
    done: dict[str, datetime] = {}
    with store.reading() as connection:
        students = [Student(*row) for row in connection.run(f"SELECT {COLUMNS} FROM students")]
        listed = dict(connection.run("SELECT id, listed FROM students WHERE listed IS NOT NULL"))
        for table, moment, whose in _NEWEST:
            for id_, at in connection.run(f"SELECT {whose}, {moment} FROM {table}"):
                if at is not None:  # whoever has something damaged is not deleted for it
                    done[id_] = DAMAGED if DAMAGED in (at, done.get(id_)) else max(at, done.get(id_, at))
    limit, latest_list = datetime.combine(before, time(), tzinfo=UTC), max(listed.values(), default=None)
    old = [
        _Stale(each, done[each.id].date())
        for each in students
        if DAMAGED < done[each.id] < limit
        and (listed_too or each.id not in listed or listed[each.id] != latest_list)
        and not (left and each.status == "active")
    ]
    return tuple(sorted(old, key=lambda each: (each.last, by_name(each.student))))


def refuse_wrong_clock(store: Store) -> None:
    """Refuse to delete by age when the clock cannot be right.

    Raises:
        UsageFailure: by the clock, nothing was done for more than a year, or what was done is yet to come.
    """
    moments = {"students": "added", "sessions": "touched", "history": "at"}
    with store.reading() as connection:
        done = [
            connection.value(f"SELECT {moment} FROM {table} ORDER BY {moment} DESC LIMIT 1")
            for table, moment in moments.items()
        ]
    known = (moment for moment in done if moment not in (None, DAMAGED))
    last, now = max(known, default=None), store.now()
    if last is not None and not -_A_DAY <= now - last <= _LONG_AGO:
        raise UsageFailure(
            f"By this computer's clock it is {now.date()}, and the last thing was done in this store on "
            f"{last.date()}. Nothing was deleted.",
            hint="Set the clock. If it is right, say so with --clock-is-right.",
            slug="clock",
        )


def _delete(connection: Connection, id_: str) -> None:
    for table in OF_STUDENT:
        connection.run(f"DELETE FROM {table} WHERE student = :id", id=id_)
    connection.run("DELETE FROM students WHERE id = :id", id=id_)


def _wipe_file(store: Store) -> bool:
    # Written anew in memory, a large store would take as much of it. What goes through the file is of those
    # who stay; it has no name, and lies in the folder that is the owner's alone.
    with store.database.connected() as connection:
        if store.file:  # SQLite's older word, and the only one that says where while a store is open
            connection.run(f"PRAGMA temp_store_directory = {sql_text(str(store.file.parent))}")
        connection.run("PRAGMA temp_store = FILE")
        connection.run("VACUUM")
        connection.run("PRAGMA temp_store = MEMORY")
        busy = connection.value("PRAGMA wal_checkpoint(TRUNCATE)")
    return not busy


def _wipe_server(store: Store) -> bool:
    names = [*OF_STUDENT, "students"]
    with store.database.connected() as connection:
        for name in names:
            connection.run(f"VACUUM (FULL) {name}")
        # Whoever does not own a table is passed over with a warning that nobody sees.
        return bool(connection.value(_OWNED, names=names))
