"""What was done with a student's record: when, by whom, and what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.sessions import tables

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from casemgr_cli.sessions.store import Store


def log(store: Store, connection: Connection, student: str, what: str) -> None:
    """Write one line of a student's history, as part of the transaction that does the thing."""
    values = {"student": student, "at": store.now(), "who": store.who, "what": what}
    connection.execute(tables.history.insert().values(**values))


def note_event(store: Store, student: str, what: str) -> None:
    """Write one line of a student's history by itself.

    Raises:
        FileFailure: the store cannot be written.
    """
    with store.writing() as connection:
        log(store, connection, student, what)
