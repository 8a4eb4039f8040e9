"""A whole list of students put into a store, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import asdict
from sqlalchemy import bindparam, select

from casemgr_cli.engine.roster import compare
from casemgr_cli.sessions import tables
from casemgr_cli.sessions.students import COLUMNS, PSEUDONYMOUS, as_student, by_name, check_student

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Connection

    from casemgr_cli.domain.desk import Student
    from casemgr_cli.domain.roster import Changes, Roster
    from casemgr_cli.sessions.store import Store

    Watch = Callable[[Sequence["Part"]], Iterable["Part"]]

Part = TypeVar("Part")
BATCH = 500
T = tables.students.c


def students_of(store: Store) -> tuple[Student, ...]:
    """Return every student of the store, by family name, given name and id."""
    with store.reading() as connection:
        found = _held(connection).values()
    return tuple(sorted(found, key=by_name))


def changes_by(store: Store, roster: Roster) -> Changes:
    """Return what a list would change in the store, and change nothing."""
    names = store.setting(PSEUDONYMOUS) is None
    with store.reading() as connection:
        return compare(roster, _held(connection), names=names)


def put_roster(
    store: Store, roster: Roster, watch: Callable[[Sequence[int]], Iterable[int]] = iter
) -> Changes:
    """Add and change the students that a list names, all of them or none.

    Args:
        store: the store; one without names takes the ids, grades and groups alone.
        roster: the list.
        watch: shows how far along the writing is; it is given the numbers of the batches.

    Returns:
        What was changed. Students who are not in the list are as they were.

    Raises:
        UsageFailure: a student cannot be kept; nothing was changed.
        FileFailure: the store cannot be written; nothing was changed.
    """
    names = store.setting(PSEUDONYMOUS) is None
    with store.writing() as connection:
        changes = compare(roster, _held(connection), names=names)
        changed = [change.after for change in changes.changed]
        for student in (*changes.new, *changed):
            check_student(student)
        steps = [(_insert, part) for part in _parts(changes.new)] + [
            (_update, part) for part in _parts(changed)
        ]
        for number in watch(range(len(steps))):
            write, part = steps[number]
            write(store, connection, part)
    return changes


def _held(connection: Connection) -> dict[str, Student]:
    return {row.id: as_student(row) for row in connection.execute(select(*COLUMNS))}


def _parts(students: Sequence[Student]) -> list[Sequence[Student]]:
    return [students[start : start + BATCH] for start in range(0, len(students), BATCH)]


def _insert(store: Store, connection: Connection, students: Sequence[Student]) -> None:
    added = store.now()
    connection.execute(tables.students.insert(), [{**asdict(each), "added": added} for each in students])
    _log(store, connection, students, "added")


def _update(store: Store, connection: Connection, students: Sequence[Student]) -> None:
    changed = tables.students.update().where(T.id == bindparam("whose"))
    connection.execute(changed, [{**asdict(each), "whose": each.id} for each in students])
    _log(store, connection, students, "updated")


def _log(store: Store, connection: Connection, students: Iterable[Student], what: str) -> None:
    at = store.now()
    lines = [{"student": each.id, "at": at, "who": store.who, "what": what} for each in students]
    connection.execute(tables.history.insert(), lines)
