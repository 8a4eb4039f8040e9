"""Students moved: to another id, since they were given one or stood in the store twice, or on a caseload.

What a login of a shared server may see and write is said where the tables are made (`tables`). Here a lead
lets logins in, and puts students on their caseloads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from sqlalchemy import bindparam, func, select, text

from casemgr_cli.desk import tables
from casemgr_cli.desk.erase import wipe
from casemgr_cli.desk.leases import drop_within, take_within
from casemgr_cli.desk.logbook import enter
from casemgr_cli.desk.store import refuse_unless_lead
from casemgr_cli.desk.students import check_student, find_student, log, look_up, put_within
from casemgr_cli.errors import UsageFailure, nearest
from casemgr_cli.text import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Table

    from casemgr_cli.desk.records import Student
    from casemgr_cli.desk.store import Store


_S, _T = tables.sessions.c, tables.students.c
_NUMBERED = (tables.sessions, tables.plans, tables.notes)
# Those that refer to others come first.
_EMPTIED = (tables.leases, tables.plans, tables.sessions, tables.notes)


def rename_student(store: Store, id_: str, to: str) -> Student:
    """Give a student another id.

    Returns:
        The student with the new id.

    Raises:
        UsageFailure: nobody has the old id, or somebody has the new one, or it cannot be one.
        Locked: somebody has a session with them open.
        FileFailure: the store cannot be written; nothing was changed.
    """
    before = find_student(store, id_)
    after = replace(before, id=to)
    check_student(after)
    if look_up(store, to) is not None:
        raise UsageFailure(
            f"Somebody has the id {quoted(to)} already.",
            hint=f"If they are the same student: casemgr roster merge {id_} {to}",
            slug="id_taken",
        )
    with store.writing() as connection:
        put_within(store, connection, after)
        _move(store, connection, id_, to, "renamed")
    wipe(store)
    return after


def merge_students(store: Store, id_: str, into: str) -> None:
    """Make one student of two who are the same; what is held on the second wins, the records of both stay.

    The sessions and notes of the first are counted on after those of the second.

    Raises:
        UsageFailure: nobody has one of the ids, they are one, or both have a session half done.
        Locked: somebody has a session with one of them open.
        FileFailure: the store cannot be written; nothing was changed.
    """
    first, second = find_student(store, id_), find_student(store, into)
    if first.id == second.id:
        raise UsageFailure("These are one student already.", hint="Name two ids.")
    with store.writing() as connection:
        half_done = connection.scalars(
            select(_S.student).where(_S.student.in_((id_, into)) & _S.finished.is_(None))
        ).all()
        if len(half_done) > 1:
            raise UsageFailure(
                "Both have a session half done.", hint=f"Finish one of them: casemgr session resume {id_}"
            )
        take_within(store, connection, into)
        _move(store, connection, id_, into, "merged")
        connection.execute(tables.leases.delete().where(tables.leases.c.student == into))
    wipe(store)


def _move(store: Store, connection: Connection, id_: str, to: str, what: str) -> None:
    """Move everything from one student to another, and delete the first."""
    drop_within(connection, take_within(store, connection, id_))
    old = connection.execute(select(_T.listed, _T.listed_group).where(_T.id == id_)).one()
    values = {"listed": old.listed, "listed_group": old.listed_group}
    connection.execute(tables.students.update().where((_T.id == to) & _T.listed.is_(None)).values(**values))
    shift = {table: _last(connection, table, to) for table in (tables.sessions, tables.notes)}
    shift[tables.plans] = shift[tables.sessions]
    for table in _NUMBERED:
        rows = connection.execute(select(table).where(table.c.student == id_)).mappings().all()
        moved = [{**row, "student": to, "number": row["number"] + shift[table]} for row in rows]
        if moved:
            connection.execute(table.insert(), moved)
    history = tables.history
    connection.execute(history.update().where(history.c.student == id_).values(student=to))
    for table in _EMPTIED:
        connection.execute(table.delete().where(table.c.student == id_))
    connection.execute(tables.students.delete().where(_T.id == id_))
    log(store, connection, to, what)


def _last(connection: Connection, table: Table, student: str) -> int:
    return connection.scalar(select(func.max(table.c.number)).where(table.c.student == student)) or 0


# Not TRUNCATE, which asks no rule, nor REFERENCES and TRIGGER, by which something could be hung on a table.
_GRANTS = (
    "SELECT, INSERT, UPDATE, DELETE ON students, sessions, plans, notes, history, leases, settings",
    "SELECT, INSERT ON log",
    "SELECT ON migrations",
    "USAGE ON SEQUENCE history_id_seq, log_id_seq",
)


def admit(store: Store, login: str) -> None:
    """Let a login of the server keep a caseload of its own in the store.

    Raises:
        UsageFailure: it is not a lead who asks for it, there is no such login, or the store is a file.
        FileFailure: the server does not allow it.
    """
    _refuse_file(store)
    with store.writing() as connection:
        _refuse_unknown(connection, login)
        name = connection.dialect.identifier_preparer.quote_identifier(login)
        # Where everybody may make functions, one could be slipped into what a lead asks of the server.
        schema = connection.dialect.identifier_preparer.quote_identifier(
            connection.scalars(select(func.current_schema())).one()
        )
        connection.execute(text(f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC"))
        for grant in _GRANTS:
            connection.execute(text(f"GRANT {grant} TO {name}"))


def assign(store: Store, students: Sequence[str], login: str) -> None:
    """Put students on the caseload of a login, all of them or none; of an empty one, on nobody's.

    What could be undone before cannot be any more: it would show these students to whoever could undo it.

    Raises:
        UsageFailure: it is not a lead who asks for it, there is no such login, or the store is a file.
        FileFailure: the store cannot be written; nothing was changed.
    """
    _refuse_file(store)
    with store.writing() as connection:
        if login:
            _refuse_unknown(connection, login)
        theirs = tables.students.update().where(tables.students.c.id == bindparam("whose"))
        connection.execute(theirs.values(counselor=login), [{"whose": id_} for id_ in students])
        settings = tables.settings
        connection.execute(settings.delete().where(settings.c.name.startswith(tables.LAST_CHANGE)))
        enter(store, connection, students, "assigned")


def _refuse_file(store: Store) -> None:
    if store.file is not None:
        raise UsageFailure(
            "A store in a file is one counselor's.",
            hint="Caseloads are kept on a shared server; see docs/desk.md.",
        )
    refuse_unless_lead(store)


def _refuse_unknown(connection: Connection, login: str) -> None:
    logins = connection.scalars(text("SELECT rolname::text FROM pg_roles WHERE rolcanlogin")).all()
    if login not in logins:
        raise UsageFailure(
            f"The server knows no login {quoted(login)}.",
            hint=nearest(login, logins) or "The people who run the server make one: createuser LOGIN",
        )
