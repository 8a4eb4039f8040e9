"""A store: the one value through which everything on the desk is read and written."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, select

from casemgr_cli.sessions import tables
from casemgr_cli.sessions.connect import READS, connect, keep_log, make_private
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
    `pid`), and `clock` tells the moment by the one clock that all who share the store go by. `file` is None
    where the store is a server.
    """

    engine: Engine
    name: str
    who: str
    host: str
    pid: int
    clock: Callable[[], datetime]
    file: Path | None = None

    def now(self) -> datetime:
        """Return the moment it is."""
        return self.clock()

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
        clock: tells the moment; by default the computer's own, and for a server the server's.

    Raises:
        FileFailure: it cannot be opened, a newer version wrote it, or a library is missing.
    """
    engine = connect(address, passphrase)
    store = Store(
        engine, address.name, who, socket.gethostname(), os.getpid(), clock or _utc_now, address.file
    )
    try:
        return _ready(store, own_clock=clock is None)
    except BaseException:
        store.close()
        raise


def _ready(store: Store, *, own_clock: bool) -> Store:
    with store.reading() as connection:
        behind = missing(connection, store.name)
        ahead = _ahead(connection) if own_clock and store.file is None else timedelta()
    if store.file is not None:
        make_private(store.file)
    if behind:
        _bring_up_to_date(store)
    return replace(store, clock=lambda: _utc_now() + ahead) if ahead else store


def upsert(connection: Connection, table: Table, key: str, values: Mapping[str, Any]) -> None:
    """Write a row, or change the one that has the same `key`."""
    insert = import_module(f"sqlalchemy.dialects.{connection.dialect.name}").insert
    rest = {name: value for name, value in values.items() if name != key}
    statement = insert(table).values(**values)
    connection.execute(statement.on_conflict_do_update(index_elements=[key], set_=rest))


def _bring_up_to_date(store: Store) -> None:
    if store.file is not None:
        with explained(store.name):
            keep_log(store.engine)
    with store.writing() as connection:
        migrate(connection, store.name, store.now())


def _ahead(connection: Connection) -> timedelta:
    """Return how far a server's clock is ahead of this computer's."""
    server: datetime = connection.scalars(select(func.clock_timestamp())).one()
    return server - _utc_now()


def _utc_now() -> datetime:
    return datetime.now(tz=UTC)
