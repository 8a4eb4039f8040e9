"""Deleting for good: out of the tables, and out of the bytes of the file as far as that is in our hands."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import func, select, text

from casemgr_cli.desk import tables
from casemgr_cli.desk.connect import bare, sql_text
from casemgr_cli.desk.leases import take_within
from casemgr_cli.desk.logbook import enter
from casemgr_cli.desk.store import explained
from casemgr_cli.desk.students import COLUMNS, as_student, by_name
from casemgr_cli.errors import CasemgrError, UsageFailure

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import Column, Connection, Subquery

    from casemgr_cli.desk.records import Student
    from casemgr_cli.desk.store import Store


_A_DAY, _LONG_AGO = timedelta(days=1), timedelta(days=400)
_OWNED = """
    SELECT bool_and(pg_has_role(tableowner, 'MEMBER')) FROM pg_tables
    WHERE schemaname = current_schema() AND tablename = ANY(:names)"""
_T = tables.students.c


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
    touched = _latest(tables.sessions.c.student, tables.sessions.c.touched)
    written = _latest(tables.notes.c.student, tables.notes.c.written)
    joined = tables.students.outerjoin(touched, touched.c.student == _T.id).outerjoin(
        written, written.c.student == _T.id
    )
    query = select(*COLUMNS, _T.added, _T.listed, touched.c.latest, written.c.latest).select_from(joined)
    with store.reading() as connection:
        rows = connection.execute(query).all()
    limit = datetime.combine(before, time(), tzinfo=UTC)
    latest_list = max((row.listed for row in rows if row.listed), default=None)
    found = [
        (as_student(row), max(filter(None, row[-4:])))
        for row in rows
        if tables.DAMAGED not in row[-4:]
        and (listed_too or row.listed is None or row.listed != latest_list)
        and not (left and row.status == "active")
    ]
    old = [_Stale(student, last.date()) for student, last in found if last < limit]
    return tuple(sorted(old, key=lambda each: (each.last, by_name(each.student))))


def refuse_wrong_clock(store: Store) -> None:
    """Refuse to delete by age when the clock cannot be right.

    Raises:
        UsageFailure: by the clock, nothing was done for more than a year, or what was done is yet to come.
    """
    moments = (tables.students.c.added, tables.sessions.c.touched, tables.history.c.at)
    with store.reading() as connection:
        done = [connection.scalar(select(func.max(moment))) for moment in moments]
    known = (moment for moment in done if moment not in (None, tables.DAMAGED))
    last, now = max(known, default=None), store.now()
    if last is not None and not -_A_DAY <= now - last <= _LONG_AGO:
        raise UsageFailure(
            f"By this computer's clock it is {now.date()}, and the last thing was done in this store on "
            f"{last.date()}. Nothing was deleted.",
            hint="Set the clock. If it is right, say so with --clock-is-right.",
            slug="clock",
        )


def _latest(student: Column[str], moment: Column[datetime]) -> Subquery:
    return select(student, func.max(moment).label("latest")).group_by(student).subquery()


def _delete(connection: Connection, id_: str) -> None:
    for table in tables.OF_STUDENT:
        connection.execute(table.delete().where(table.c.student == id_))
    connection.execute(tables.students.delete().where(_T.id == id_))


def _wipe_file(store: Store) -> bool:
    # Written anew in memory, a large store would take as much of it. What goes through the file is of those
    # who stay; it has no name, and lies in the folder that is the owner's alone.
    with bare(store.engine) as connection:
        if store.file:  # SQLite's older word, and the only one that says where while a store is open
            connection.exec_driver_sql(f"PRAGMA temp_store_directory = {sql_text(str(store.file.parent))}")
        connection.exec_driver_sql("PRAGMA temp_store = FILE")
        connection.exec_driver_sql("VACUUM")
        connection.exec_driver_sql("PRAGMA temp_store = MEMORY")
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    return not busy


def _wipe_server(store: Store) -> bool:
    names = [table.name for table in (*tables.OF_STUDENT, tables.students)]
    with store.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        for name in names:
            connection.execute(text(f"VACUUM (FULL) {name}"))
        # Whoever does not own a table is passed over with a warning that nobody sees.
        return bool(connection.scalar(text(_OWNED), {"names": names}))
