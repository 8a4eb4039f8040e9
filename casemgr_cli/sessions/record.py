"""Everything that is held on one student, in one piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from casemgr_cli.domain.desk import Event, Record
from casemgr_cli.sessions import tables
from casemgr_cli.sessions.notes import notes_on
from casemgr_cli.sessions.students import find_student
from casemgr_cli.sessions.work import sessions_of

if TYPE_CHECKING:
    from casemgr_cli.sessions.store import Store


def record_of(store: Store, id_: str, *, with_notes: bool = False) -> Record:
    """Return what is held on a student; the notes only when they are asked for.

    Raises:
        UsageFailure: there is no such student.
        FileFailure: the store cannot be read.
    """
    student = find_student(store, id_)
    added = select(tables.students.c.added).where(tables.students.c.id == id_)
    count = select(func.count()).where(tables.notes.c.student == id_)
    with store.reading() as connection:
        when = connection.scalars(added).one()
        kept = connection.scalars(count).one()
    notes = notes_on(store, id_) if with_notes else ()
    return Record(student, when, sessions_of(store, id_), history_of(store, id_), kept, notes)


def history_of(store: Store, id_: str) -> tuple[Event, ...]:
    """Return what was done with a student's record, oldest first."""
    table = tables.history.c
    query = select(tables.history).where(table.student == id_).order_by(table.id)
    with store.reading() as connection:
        return tuple(Event(row.student, row.at, row.who, row.what) for row in connection.execute(query))
