"""Students moved: to another id, since they were given one or stood in the store twice, or on a caseload.

What a login of a shared server may see and write is said where the tables are made (`tables`). Here a lead
lets logins in, and puts students on their caseloads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from casemgr_cli.desk.connect import sql_name
from casemgr_cli.desk.erase import wipe
from casemgr_cli.desk.leases import drop_within, take_within
from casemgr_cli.desk.logbook import enter
from casemgr_cli.desk.store import forget_changes, refuse_unless_lead
from casemgr_cli.desk.students import check_student, find_student, log, look_up, put_within
from casemgr_cli.errors import UsageFailure, nearest
from casemgr_cli.text import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casemgr_cli.desk.connect import Connection
    from casemgr_cli.desk.records import Student
    from casemgr_cli.desk.store import Store


# What is numbered of a student: by what it is counted, and its columns but for whose it is and its number.
_NUMBERED = {
    "sessions": (
        "sessions",
        "answers, started, touched, finished, seconds, follow_up, interest_before, interest_after",
    ),
    "plans": ("sessions", "given_on, data_as_of, document, page"),
    "notes": ("notes", 'written, "by", text'),
}
# Those that refer to others come first.
_EMPTIED = ("leases", "plans", "sessions", "notes")


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
        half_done = "SELECT count(*) FROM sessions WHERE student IN (:id, :into) AND finished IS NULL"
        if connection.value(half_done, id=id_, into=into) > 1:
            raise UsageFailure(
                "Both have a session half done.", hint=f"Finish one of them: casemgr session resume {id_}"
            )
        take_within(store, connection, into)
        _move(store, connection, id_, into, "merged")
        connection.run("DELETE FROM leases WHERE student = :into", into=into)
    wipe(store)


def _move(store: Store, connection: Connection, id_: str, to: str, what: str) -> None:
    """Move everything from one student to another, and delete the first."""
    drop_within(connection, take_within(store, connection, id_))
    both = {"id": id_, "to": to}
    connection.run(
        "UPDATE students SET (listed, listed_group) = (SELECT listed, listed_group FROM students "
        "WHERE id = :id) WHERE id = :to AND listed IS NULL",
        **both,
    )
    last = {
        table: connection.value(f"SELECT max(number) FROM {table} WHERE student = :to", to=to) or 0
        for table in ("sessions", "notes")
    }
    for table, (counted, columns) in _NUMBERED.items():
        connection.run(
            f"INSERT INTO {table} (student, number, {columns}) "
            f"SELECT :to, number + :last, {columns} FROM {table} WHERE student = :id",
            **both,
            last=last[counted],
        )
    connection.run("UPDATE history SET student = :to WHERE student = :id", **both)
    for table in _EMPTIED:
        connection.run(f"DELETE FROM {table} WHERE student = :id", id=id_)
    connection.run("DELETE FROM students WHERE id = :id", id=id_)
    log(store, connection, to, what)


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
        # Where everybody may make functions, one could be slipped into what a lead asks of the server.
        schema = sql_name(connection.value("SELECT current_schema()::text"))
        connection.run(f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC")
        for grant in _GRANTS:
            connection.run(f"GRANT {grant} TO {sql_name(login)}")


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
        rows = [{"id": id_, "login": login} for id_ in students]
        connection.run_each("UPDATE students SET counselor = :login WHERE id = :id", rows)
        forget_changes(connection)
        enter(store, connection, students, "assigned")


def _refuse_file(store: Store) -> None:
    if store.file is not None:
        raise UsageFailure(
            "A store in a file is one counselor's.",
            hint="Caseloads are kept on a shared server; see docs/desk.md.",
        )
    refuse_unless_lead(store)


def _refuse_unknown(connection: Connection, login: str) -> None:
    logins = connection.column("SELECT rolname::text FROM pg_roles WHERE rolcanlogin")
    if login not in logins:
        raise UsageFailure(
            f"The server knows no login {quoted(login)}.",
            hint=nearest(login, logins) or "The people who run the server make one: createuser LOGIN",
        )
