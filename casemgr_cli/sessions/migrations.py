"""The steps that bring a store up to date: named, in order, and never changed once released.

They are our own few lines rather than Alembic's, because a store belongs to a person, not to a deployment: it
has to be brought up to date in the moment it is opened, without a folder of scripts, a configuration file or
another package to install, and a store that a newer version wrote has to be told from an old one before
anything in it is touched. Both databases change their tables within a transaction, so a step happens whole or
not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, select, text

from casemgr_cli.errors import FileFailure
from casemgr_cli.sessions import tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

# SQL that SQLite and PostgreSQL both read; {serial} is a number that counts up and {bytes} a binary column.
FIRST = (
    """CREATE TABLE settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)""",
    """CREATE TABLE students (
        id TEXT NOT NULL PRIMARY KEY, given TEXT NOT NULL, family TEXT NOT NULL, grade INTEGER,
        "group" TEXT NOT NULL, status TEXT NOT NULL, minor BOOLEAN, added TIMESTAMP NOT NULL)""",
    """CREATE TABLE sessions (
        student TEXT NOT NULL REFERENCES students (id) ON DELETE CASCADE, number INTEGER NOT NULL,
        answers TEXT NOT NULL, started TIMESTAMP NOT NULL, touched TIMESTAMP NOT NULL, finished TIMESTAMP,
        seconds INTEGER NOT NULL, follow_up DATE, PRIMARY KEY (student, number))""",
    """CREATE TABLE plans (
        student TEXT NOT NULL, number INTEGER NOT NULL, given_on DATE NOT NULL, data_as_of TEXT NOT NULL,
        document {bytes} NOT NULL, page {bytes} NOT NULL, PRIMARY KEY (student, number),
        FOREIGN KEY (student, number) REFERENCES sessions (student, number) ON DELETE CASCADE)""",
    """CREATE TABLE notes (
        student TEXT NOT NULL REFERENCES students (id) ON DELETE CASCADE, number INTEGER NOT NULL,
        written TIMESTAMP NOT NULL, "by" TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (student, number))""",
    """CREATE TABLE history (
        id {serial} PRIMARY KEY, student TEXT NOT NULL REFERENCES students (id) ON DELETE CASCADE,
        at TIMESTAMP NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL)""",
    """CREATE INDEX ix_history_student ON history (student)""",
    """CREATE TABLE leases (
        student TEXT NOT NULL PRIMARY KEY REFERENCES students (id) ON DELETE CASCADE, token TEXT NOT NULL,
        who TEXT NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL, since TIMESTAMP NOT NULL,
        beat TIMESTAMP NOT NULL)""",
)
INTEREST = (
    """ALTER TABLE sessions ADD COLUMN interest_before INTEGER""",
    """ALTER TABLE sessions ADD COLUMN interest_after INTEGER""",
)
MIGRATIONS: tuple[tuple[str, Sequence[str]], ...] = (("0001_desk", FIRST), ("0002_interest", INTEREST))
OWN_TYPES = {
    "sqlite": {"serial": "INTEGER NOT NULL", "bytes": "BLOB"},
    "postgresql": {"serial": "SERIAL NOT NULL", "bytes": "BYTEA"},
}
# Any number will do, as long as no other program of the same database uses it for the same.
ADVISORY = 5_273_600_611


def missing(connection: Connection, store: str) -> tuple[str, ...]:
    """Return the names of the steps that a store has not had yet.

    Args:
        connection: a connection to the store; nothing is changed.
        store: what to call it in an error.

    Raises:
        FileFailure: a newer version of casemgr wrote it, or it is somebody else's database.
    """
    there = set(inspect(connection).get_table_names())
    if tables.migrations.name not in there:
        _refuse_strangers(there, store)
        return tuple(name for name, _ in MIGRATIONS)
    done = set(connection.scalars(select(tables.migrations.c.name)))
    newer = sorted(done - {name for name, _ in MIGRATIONS})
    if newer:
        raise FileFailure(
            f"A newer version of casemgr wrote the store {store} ({newer[-1]}). Nothing was changed.",
            hint="Update casemgr on this computer.",
            slug="newer_store",
        )
    return tuple(name for name, _ in MIGRATIONS if name not in done)


def migrate(connection: Connection, store: str, now: datetime) -> None:
    """Take the steps that are missing, within the connection's transaction.

    Raises:
        FileFailure: as for `missing`.
    """
    dialect = connection.dialect.name
    if dialect == "postgresql":  # two programs that open a new database at once take turns
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY})
    tables.migrations.create(connection, checkfirst=True)
    steps = dict(MIGRATIONS)
    for name in missing(connection, store):
        for statement in steps[name]:
            connection.execute(text(statement.format(**OWN_TYPES[dialect])))
        connection.execute(tables.migrations.insert().values(name=name, applied=now))


def _refuse_strangers(there: set[str], store: str) -> None:
    if there:
        raise FileFailure(
            f"{store} holds tables that casemgr did not make. Nothing was changed.",
            hint="Choose a new file, or a database of its own, with --store.",
            slug="not_a_store",
        )
