"""Which counselor has whom on a shared server: the server's own rules keep the students of one from another.

What a login may see and write is said where the tables are made (`tables`). Here a lead lets logins in, and
puts students on their caseloads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, text

from casemgr_cli.desk import tables
from casemgr_cli.desk.logbook import enter
from casemgr_cli.desk.store import refuse_unless_lead
from casemgr_cli.errors import UsageFailure, nearest
from casemgr_cli.text import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from casemgr_cli.desk.store import Store

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
