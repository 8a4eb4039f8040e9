"""A store: the one value through which everything on the desk is read and written."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from casemgr_cli.sessions import tables
from casemgr_cli.sessions.connect import READS, connect, make_private
from casemgr_cli.sessions.migrations import migrate, missing
from casemgr_cli.sessions.problems import explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from typing import Any

    from sqlalchemy import Connection, Engine, Table

    from casemgr_cli.sessions.address import Address


class Store(Struct, frozen=True):
    """An open store.

    `name` is what to call it in messages, `who` is at the desk (on the computer `host`, in the process
    `pid`), `clock` tells the moment, and `ahead` is how far the server's clock is ahead of it. `file` is None
    where the store is a server.
    """

    engine: Engine
    name: str
    who: str
    host: str
    pid: int
    clock: Callable[[], datetime]
    ahead: timedelta = timedelta()
    file: Path | None = None

    def now(self) -> datetime:
        """Return the moment it is, by the one clock that all who share the store go by."""
        return self.clock() + self.ahead

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that only looks.

        Raises:
            FileFailure: the database could not do what it was asked for.
        """
        with explained(self.name), self.engine.connect() as connection:
            yield connection.execution_options(**{READS: True})

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection whose work is saved as a whole at the end, or not at all.

        Raises:
            FileFailure: the database could not do what it was asked for.
        """
        with explained(self.name), self.engine.begin() as connection:
            yield connection

    def setting(self, name: str) -> str | None:
        """Return a setting of the store itself, None where it was never made."""
        query = select(tables.settings.c.value).where(tables.settings.c.name == name)
        with self.reading() as connection:
            return connection.scalar(query)

    def close(self) -> None:
        """Let go of all connections; SQLite then tidies its files away."""
        self.engine.dispose()


def open_store(
    address: Address, who: str, *, passphrase: str | None = None, clock: Callable[[], datetime] | None = None
) -> Store:
    """Open a store and bring it up to date; a file that is not there is made.

    Args:
        address: where it is.
        who: the name of the person at the desk.
        passphrase: of an encrypted file; a new file made with one is encrypted.
        clock: tells the moment; the computer's own by default.

    Raises:
        FileFailure: it cannot be opened, a newer version wrote it, or a library is missing.
    """
    engine = connect(address, passphrase)
    store = Store(
        engine, address.name, who, socket.gethostname(), os.getpid(), clock or _utc_now, file=address.file
    )
    with store.reading() as connection:
        behind = missing(connection, store.name)
        ahead = timedelta() if store.file else _ahead(connection, store.clock())
    if store.file is not None:
        make_private(store.file)
    if behind:
        _bring_up_to_date(store)
    return Store(engine, store.name, who, store.host, store.pid, store.clock, ahead, store.file)


def upsert(connection: Connection, table: Table, key: str, values: Mapping[str, Any]) -> None:
    """Write a row, or change the one that has the same `key`."""
    insert = insert_postgresql if connection.dialect.name == "postgresql" else insert_sqlite
    rest = {name: value for name, value in values.items() if name != key}
    statement = insert(table).values(**values)
    connection.execute(statement.on_conflict_do_update(index_elements=[key], set_=rest))


def _bring_up_to_date(store: Store) -> None:
    if store.file is not None:
        with explained(store.name), store.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(
                text("PRAGMA journal_mode = WAL")
            )
    with store.writing() as connection:
        migrate(connection, store.name, store.now())


def _ahead(connection: Connection, now: datetime) -> timedelta:
    server: datetime = connection.scalars(select(func.clock_timestamp())).one()
    return server - now


def _utc_now() -> datetime:
    return datetime.now(tz=UTC)
