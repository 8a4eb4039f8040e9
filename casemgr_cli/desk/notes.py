"""A counselor's own words about a student, in a table apart from the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from casemgr_cli.desk import tables
from casemgr_cli.desk.logbook import enter
from casemgr_cli.desk.records import Event, Record, StudentNote
from casemgr_cli.desk.students import find_student, hold_student
from casemgr_cli.desk.work import sessions_of
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from casemgr_cli.desk.store import Store


_LONGEST = 20_000
_NOTES = tables.notes.c


def add_note(store: Store, student: str, text: str) -> StudentNote:
    """Keep a note on a student who is in the store, and return it.

    Raises:
        UsageFailure: the note is empty, too long, or holds what no text holds.
        FileFailure: the store cannot be written.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST or "\0" in text or not _writable(text):
        raise UsageFailure(
            "The note cannot be kept.", hint=f"Write plain text, at most {_LONGEST:,} characters."
        )
    with store.writing() as connection:
        hold_student(connection, student)
        last = connection.scalar(select(func.max(_NOTES.number)).where(_NOTES.student == student)) or 0
        note = StudentNote(student, last + 1, store.now(), store.who, text)
        values = {name: getattr(note, name) for name in note.__struct_fields__}
        connection.execute(tables.notes.insert().values(**values))
        enter(store, connection, (student,), "noted")
    return note


def notes_on(store: Store, student: str) -> tuple[StudentNote, ...]:
    """Return the notes on a student, oldest first."""
    query = select(tables.notes).where(_NOTES.student == student).order_by(_NOTES.number)
    with store.reading() as connection:
        return tuple(StudentNote(**row._mapping) for row in connection.execute(query))  # noqa: SLF001 - SQLAlchemy's public name


def remove_note(store: Store, student: str, number: int) -> None:
    """Remove one note on a student.

    Raises:
        UsageFailure: there is none with this number.
        FileFailure: the store cannot be written.
    """
    with store.writing() as connection:
        mine = (_NOTES.student == student) & (_NOTES.number == number)
        if connection.execute(tables.notes.delete().where(mine)).rowcount != 1:
            raise UsageFailure(
                f"There is no note {number}.", hint=f"casemgr session note {student} lists them."
            )
        enter(store, connection, (student,), "note_removed")


def _writable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


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
