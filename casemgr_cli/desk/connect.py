"""Where a store is, a file of this computer or a shared PostgreSQL, and the connections to it.

Both are spoken to in the SQL that both understand, through the driver of each. Moments are naive UTC inside,
because SQLite keeps no zone.
"""

import os
import re
import sqlite3
import stat
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from select import select
from time import monotonic, sleep
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import msgspec
from msgspec import Struct

from casemgr_cli.catalog.cache import make_folders
from casemgr_cli.domain.facts import Value
from casemgr_cli.errors import CasemgrError, FileFailure, UsageFailure, missing_extra, told
from casemgr_cli.ownership import is_foreign
from casemgr_cli.text import quoted

VARIABLE = "CASEMGR_DATABASE_URL"
_FILE = "desk.db"
_SERVERS = ("postgresql", "postgres", "postgresql+psycopg")
# At least two letters, so that it is not the drive of a path on Windows.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_LOCAL = ("", "localhost", "127.0.0.1", "::1")


class Address(Struct, frozen=True):
    """A file or a server's URL; the other one is None. `name` is what to call it, without a password."""

    name: str
    file: Path | None = None
    url: str | None = None

    @property
    def is_there(self) -> bool:
        """Whether there is a store; a server is taken to be."""
        return self.file is None or self.file.exists()

    @property
    def files(self) -> tuple[str, ...]:
        """The files that the store is in, which no result may be written over."""
        return tuple(map(str, (self.file, *beside(self.file)))) if self.file else ()


def find_store(option: str | None, environment: Mapping[str, str]) -> Address:
    """Return where the store is: what `--store` says, else CASEMGR_DATABASE_URL in the environment, else a
    file in the user's folder.

    Raises:
        UsageFailure: the URL is not one we know, or holds a password on the command line.
    """
    given = option or environment.get(VARIABLE)
    if not given:
        from platformdirs import user_data_path

        return _file_at(user_data_path("casemgr", appauthor=False) / _FILE)
    if "://" not in given:
        if _SCHEME.match(given):
            raise UsageFailure(
                f"{quoted(given)} looks like the address of a server, but is none.",
                hint=f"Write it as postgresql://USER@HOST/DATABASE. For a file of that name: ./{given}",
            )
        return _file_at(Path(given))
    return _server_at(given, secret_allowed=not option)


def is_set_up(environment: Mapping[str, str]) -> bool:
    """Whether there is a store where no option says so; an address that is wrong was meant to be one."""
    try:
        return find_store(None, environment).is_there
    except CasemgrError:
        return True


def _file_at(path: Path) -> Address:
    full = Path(os.path.realpath(path))
    if full.is_dir():
        raise FileFailure(
            f"{full} is a folder, not a store.", hint=f"Name a file in it, such as {full / _FILE}."
        )
    if full.exists() and not full.is_file():  # making a device somebody's own would lock others out
        raise FileFailure(f"{full} is no regular file.", hint="Name a file with --store.")
    return Address(str(full), file=full)


def _server_at(given: str, *, secret_allowed: bool) -> Address:
    try:
        parts = urlsplit(given)
        parts.port  # noqa: B018 - reading it finds out whether it is a number
    except ValueError as error:
        raise _no_address() from error
    if parts.scheme not in _SERVERS:
        raise UsageFailure(
            f"A store cannot be kept in {parts.scheme}.",
            hint="Use a file, or an address such as postgresql://USER@HOST/DATABASE.",
        )
    query = parse_qs(parts.query)
    if (parts.password or "password" in query) and not secret_allowed:
        raise UsageFailure(
            "A password on the command line can be read by everybody on this computer.",
            hint=f"Put the address into {VARIABLE}, or the password into a password file (.pgpass).",
        )
    login, at, place = parts.netloc.rpartition("@")
    shown = login.partition(":")[0] + (":***" if parts.password else "")
    hosts = (parts.hostname or "", *query.get("host", ()), *query.get("hostaddr", ()))
    if any(host not in _LOCAL and not host.startswith("/") for host in hosts) and "sslmode" not in query:
        parts = parts._replace(query="&".join(filter(None, (parts.query, "sslmode=require"))))
    url = parts._replace(scheme="postgresql").geturl()
    return Address(f"postgresql://{shown}{at}{place}{parts.path}", url=url)


def _no_address() -> UsageFailure:
    return UsageFailure(
        "The address of the store cannot be read.",
        hint="Write it as postgresql://USER@HOST/DATABASE, or name a file.",
    )


# What is read where a value is damaged, so that it stops no other record; `session check` looks for them.
DAMAGED = datetime(1970, 1, 1, tzinfo=UTC)
DAMAGED_DAY = DAMAGED.date()
_TO_THE_SECOND = len("2026-11-24 12:00:00")
_LARGEST = 100_000_000  # bytes of a long text; more is none of ours


class DamagedAnswers(dict[str, "Value"]):
    """Answers that cannot be read: there are none."""


def _moment(kept: bytes) -> datetime:
    """Return a moment to the second, as documents have it."""
    try:
        return datetime.fromisoformat(f"{kept[:_TO_THE_SECOND].decode()}+00:00")
    except ValueError:
        return DAMAGED


def _day(kept: bytes) -> date:
    try:
        return date.fromisoformat(kept.decode())
    except ValueError:
        return DAMAGED_DAY


def packed(text: str) -> bytes:
    """Return a long text compressed, as it is kept: the advice for one student is over 100 kB of JSON."""
    return zlib.compress(text.encode())


def unpacked(kept: bytes) -> str:
    """Return a long text again; one that is damaged comes back empty, so that it does not stop the others."""
    try:
        return zlib.decompressobj().decompress(kept, _LARGEST).decode()
    except (zlib.error, UnicodeDecodeError, TypeError):
        return ""


def answers_in(kept: str) -> dict[str, Value]:
    """Return answers as they were given; lists come back as tuples."""
    try:
        return msgspec.json.decode(kept, type=dict[str, str | int | float | tuple[str, ...]])
    except msgspec.MsgspecError:
        return DamagedAnswers()


def _kept(value: object) -> object:
    """Return a value as both databases take it."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    if isinstance(value, date):
        return value.isoformat()
    return msgspec.json.encode(value).decode() if isinstance(value, dict) else value


def sql_name(name: str) -> str:
    """Return a name as SQL writes it, whatever is in it."""
    quotes = name.replace('"', '""')
    return f'"{quotes}"'


def sql_text(value: str) -> str:
    """Return a text as SQL writes it, for statements that take no parameters."""
    quotes = value.replace("'", "''")
    return f"'{quotes}'"


def columns_of(kind: type[Struct]) -> str:
    """Return the fields of a kind as columns, in their order."""
    return ", ".join(map(sql_name, kind.__struct_fields__))


@cache
def _of_server(sql: str) -> str:
    return re.sub(r"(?<!:):([a-z_0-9]+)", r"%(\1)s", sql)


_Row = TypeVar("_Row", bound=Struct)


class Connection:
    """A connection to a database. In its SQL a name behind a colon stands for a value."""

    def __init__(self, raw: Any, *, server: bool) -> None:  # noqa: ANN401 - any driver's
        """Speak through the driver's connection."""
        self._raw, self.server = raw, server

    def run(self, sql: str, **values: object) -> Any:  # noqa: ANN401 - any driver's cursor
        """Run a statement and return the driver's cursor: rows in turn, and how many were changed."""
        if not values:
            return self._raw.execute(sql)
        known = {name: _kept(value) for name, value in values.items()}
        return self._raw.execute(_of_server(sql) if self.server else sql, known)

    def run_each(self, sql: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Run a statement once for each row of values."""
        known = [{name: _kept(value) for name, value in row.items()} for row in rows]
        if known:
            self._raw.executemany(_of_server(sql) if self.server else sql, known)

    def value(self, sql: str, **values: object) -> Any:  # noqa: ANN401
        """Return the first value of the first row, None where there is no row."""
        row = self.run(sql, **values).fetchone()
        return row[0] if row else None

    def column(self, sql: str, **values: object) -> list[Any]:
        """Return the first value of every row."""
        return [row[0] for row in self.run(sql, **values)]

    def all(self, kind: type[_Row], source: str, **values: object) -> tuple[_Row, ...]:
        """Return rows as values of a kind, whose fields are the columns; `source` follows FROM."""
        return tuple(kind(*row) for row in self.run(f"SELECT {columns_of(kind)} FROM {source}", **values))

    def one(self, kind: type[_Row], source: str, **values: object) -> _Row | None:
        """Return the first row as a value of a kind, None where there is none."""
        return next(iter(self.all(kind, source, **values)), None)

    def insert(self, table: str, rows: Sequence[Mapping[str, object]], end: str = "") -> None:
        """Write rows that have the same columns."""
        if rows:
            names = ", ".join(map(sql_name, rows[0]))
            values = ", ".join(f":{name}" for name in rows[0])
            self.run_each(f"INSERT INTO {table} ({names}) VALUES ({values}) {end}", rows)

    def put(self, table: str, key: str, row: Mapping[str, object]) -> None:
        """Write a row, or change the one that has the same `key`."""
        changed = ", ".join(f"{sql_name(name)} = excluded.{sql_name(name)}" for name in row if name != key)
        self.insert(table, [row], f"ON CONFLICT ({key}) DO UPDATE SET {changed}")

    def update(self, table: str, row: Mapping[str, object], where: str, **values: object) -> int:
        """Change what a condition holds for, and return how many rows that was."""
        changed = ", ".join(f"{sql_name(name)} = :{name}" for name in row)
        count: int = self.run(f"UPDATE {table} SET {changed} WHERE {where}", **row, **values).rowcount
        return count


class Database:
    """The connections to a database; one that is free is used again."""

    def __init__(self, opens: Callable[[], Any], *, server: bool) -> None:
        """Open connections only when they are asked for."""
        self._opens, self.server = opens, server
        # Who writes says so at once: a reader might find later that it cannot.
        self.to_write = "BEGIN" if server else "BEGIN IMMEDIATE"
        self._free: list[Any] = []

    @contextmanager
    def connected(self, begin: str = "") -> Iterator[Connection]:
        """Yield a connection; with `begin`, what is done with it is saved at the end, or none of it."""
        raw = self._taken()
        try:
            if begin:
                raw.execute(begin)
            yield Connection(raw, server=self.server)
            if begin:
                raw.commit()
        except BaseException:
            try:
                raw.rollback()
            except database_errors():
                raw.close()
            else:
                self._free.append(raw)
            raise
        self._free.append(raw)

    def close(self) -> None:
        """Close the connections that are free."""
        while self._free:
            self._free.pop().close()

    def _taken(self) -> Any:  # noqa: ANN401
        while self._free:
            raw = self._free.pop()
            if not self.server:
                return raw
            try:
                raw.execute("SELECT 1")  # a server may have gone since
            except database_errors():
                raw.close()
            else:
                return raw
        return self._opens()


def database_errors() -> tuple[type[Exception], ...]:
    """Return what goes wrong in the drivers that are in use."""
    drivers = (sys.modules.get(name) for name in ("sqlite3", "sqlcipher3.dbapi2", "psycopg2"))
    return tuple(driver.Error for driver in drivers if driver)


OWNER_FILE, OWNER_FOLDER = 0o600, 0o700
_OTHERS, _OTHERS_WRITE = 0o077, 0o022
_PLAIN = b"SQLite format 3\0"
BUSY_SECONDS = 15
# How often, and how many times, a silent server is asked whether it is there.
_KNOCK_SECONDS, _KNOCKS = 5, 3
_PAUSE = 0.05
_TIMESTAMP = 1114  # PostgreSQL's number for the type
PRAGMAS = ("synchronous = EXTRA", "secure_delete = ON", "temp_store = MEMORY", "foreign_keys = ON")


def connect(address: Address, passphrase: str | None) -> Database:
    """Return the database of a store; a file is made when it is not there, for its owner alone.

    Raises:
        FileFailure: the file cannot be made, a library is missing, or it is encrypted and has no passphrase.
    """
    if address.file is None:
        return _server(address)
    refuse_planted(address.file)
    read_only = is_read_only(address.file)
    if not read_only:
        what = f"The store {address.file} cannot be opened for writing"
        with told(what, hint="Choose another place with --store.", slug="store"):
            make_folders(address.file.parent)
            os.close(os.open(address.file, os.O_RDWR | os.O_CREAT, OWNER_FILE))
    encrypted = is_encrypted(address.file)
    if encrypted is None:
        encrypted = passphrase is not None
    elif encrypted and passphrase is None:
        raise FileFailure(
            f"The store {address.name} needs a passphrase, or is no store.",
            hint="Run it in a terminal to be asked for it, or use --passphrase-fd.",
            slug="passphrase",
        )
    file, secret = address.file, passphrase if encrypted else None
    module = _cipher() if secret else sqlite3

    def opens() -> Any:  # noqa: ANN401 - either library's
        refuse_planted(file)  # which may have been exchanged since the store was opened
        return _open(file, secret, module, read_only=read_only)

    return Database(opens, server=False)


def is_read_only(file: Path) -> bool:
    """Whether a store is there and can only be looked at: its folder or itself may not be written.

    Raises:
        FileFailure: what was saved last is in a log that cannot be read there.
    """
    if not file.exists() or (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
        return False
    log = beside(file)[0]
    if log.exists() and log.stat().st_size:
        raise FileFailure(
            f"The store {file} was not closed, and its folder may only be read.",
            hint=f"Copy it with {log.name} into a folder of your own, and open it there.",
            slug="not_closed",
        )
    return True


def is_encrypted(file: Path) -> bool | None:
    """Whether a file is anything but a plain store; None when it is empty or not there."""
    try:
        with file.open("rb") as handle:
            start = handle.read(len(_PLAIN))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileFailure(f"{file} cannot be read: {error.strerror}.") from error
    return start != _PLAIN if start else None


def make_private(file: Path) -> bool:
    """Take a file away from everyone but its owner, and of an open store those that SQLite keeps beside it.

    Returns:
        Whether others can neither read nor replace it now; on some file systems they cannot be kept out.
    """
    refuse_planted(file)
    for each in (file, *beside(file)):
        with suppress(OSError):
            each.chmod(OWNER_FILE)
    folder = file.parent.stat()
    # Where all may write, as in /tmp, the sticky bit keeps each but the folder's owner from others' files.
    shared = folder.st_mode & _OTHERS_WRITE and not folder.st_mode & stat.S_ISVTX
    return not (file.stat().st_mode & _OTHERS or shared or is_foreign(folder.st_uid))


def unlocks(file: Path, passphrase: str) -> bool:
    """Whether a passphrase opens an encrypted file."""
    module = _cipher()
    try:
        connection = _open(file, passphrase, module)
        connection.execute("SELECT count(*) FROM sqlite_master")
        connection.close()
    except module.Error:
        return False
    return True


@contextmanager
def alone(file: Path) -> Iterator[Connection]:
    """Yield a connection to a plain store that nobody else can open meanwhile; it can encrypt."""
    raw = _open(file, None, _cipher())
    try:
        raw.execute("PRAGMA locking_mode = EXCLUSIVE")
        # So that closing it takes no log away from what stands in its place by then.
        raw.execute("PRAGMA journal_mode = DELETE")
        try:
            yield Connection(raw, server=False)
        except BaseException:
            raw.execute("PRAGMA journal_mode = WAL")
            raise
    finally:
        raw.close()


def refuse_planted(file: Path) -> None:
    """Refuse a store that is somebody else's, and what others put where SQLite is about to write.

    SQLite takes the files beside its own as it finds them, whoever may read them.

    Raises:
        FileFailure: somebody else could read or replace what is kept there.
    """
    link = next((each for each in beside(file) if each.is_symlink()), None)
    if link is not None:
        raise FileFailure(
            f"{link} is a link to another place. Nothing was read or written.",
            hint="Find out who put it there, and take it away.",
            slug="planted",
        )
    me = os.geteuid() if hasattr(os, "geteuid") else 0
    known = (each for each in (file, *beside(file)) if each.exists())
    foreign = next((each for each in known if me and each.stat().st_uid != me), None)
    if foreign is not None:
        raise FileFailure(
            f"{foreign} belongs to another login of this computer. Nothing was written.",
            hint="Log in as its owner, or choose another place with --store.",
            slug="not_yours",
        )


def beside(file: Path) -> tuple[Path, ...]:
    """Return the files that SQLite keeps beside its own while a store is open."""
    return tuple(file.with_name(file.name + ending) for ending in ("-wal", "-shm", "-journal"))


def _open(file: Path, passphrase: str | None, module: Any, *, read_only: bool = False) -> Any:  # noqa: ANN401 - either library's
    for kind, reader in (("timestamp", _moment), ("date", _day), ("boolean", b"1".__eq__)):
        module.register_converter(kind, reader)
    # A store that nobody can write is read as it is, without the files that SQLite keeps beside it.
    connection = module.connect(
        f"{file.absolute().as_uri()}?immutable=1" if read_only else str(file),
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        uri=read_only,
        detect_types=module.PARSE_DECLTYPES,
    )
    # Bytes that a disk has damaged stop no other record.
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    if passphrase:
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would speak to the screen
        connection.execute(f"PRAGMA key = {sql_text(passphrase)}")
    for pragma in () if read_only else PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def keep_log(database: Database) -> None:
    """Let a file have a write-ahead log from now on, where its file system can; the file remembers it.

    SQLite does not wait here as it does elsewhere, so that of two programs that make a store at the same
    moment one would fail.
    """
    until = monotonic() + BUSY_SECONDS
    while True:
        try:
            with database.connected() as connection:
                connection.value("PRAGMA journal_mode = WAL")
        except database_errors() as error:
            if "locked" not in str(error) or monotonic() > until:
                raise
            sleep(_PAUSE)
        else:
            return


def _cipher() -> Any:  # noqa: ANN401 - the library brings no types
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise missing_extra("For an encrypted store", "sqlcipher3") from error
    return dbapi2


def _server(address: Address) -> Database:
    try:
        import psycopg2
        from psycopg2 import extensions, extras
    except ImportError as error:
        raise missing_extra("For a shared store", "psycopg2-binary") from error

    class Spoken(extensions.connection):
        """A connection that is spoken to as one to a file; what begins with BEGIN is ended in SQL as well."""

        def execute(self, sql: str, values: Mapping[str, object] | None = None) -> extensions.cursor:
            cursor = self.cursor()
            cursor.execute(sql, values)
            return cursor

        def executemany(self, sql: str, rows: Sequence[Mapping[str, object]]) -> None:
            extras.execute_batch(self.cursor(), sql, rows)

        def commit(self) -> None:
            self.execute("COMMIT")

        def rollback(self) -> None:
            self.execute("ROLLBACK")

    def moment(kept: str | bytes | None, _: object) -> datetime | None:
        return _moment(str(kept).encode()) if kept else None

    def opens() -> Spoken:
        extensions.set_wait_callback(None)  # else nothing would mind the time-out for connecting
        try:
            connection = psycopg2.connect(
                address.url,
                connection_factory=Spoken,
                connect_timeout=BUSY_SECONDS,
                # A server that went away is noticed, also while nobody types.
                keepalives_idle=BUSY_SECONDS,
                keepalives_interval=_KNOCK_SECONDS,
                keepalives_count=_KNOCKS,
                tcp_user_timeout=BUSY_SECONDS * 1000,
                application_name="casemgr",
                # A server may be set up to confirm before it has written; for these records it must not.
                options=f"-c synchronous_commit=on -c lock_timeout={BUSY_SECONDS}s",
            )
        except psycopg2.ProgrammingError as error:  # which would say the address, password and all
            raise _no_address() from error
        connection.autocommit = True
        extensions.register_type(extensions.new_type((_TIMESTAMP,), "MOMENT", moment), connection)
        extensions.set_wait_callback(_wait)
        return connection

    return Database(opens, server=True)


def _wait(connection: Any) -> None:  # noqa: ANN401 - the driver may not be there
    """Wait for what a server answers; unlike the driver's own waiting, Ctrl-C ends it at once."""
    from psycopg2.extensions import POLL_OK, POLL_READ

    while (state := connection.poll()) != POLL_OK:
        select(*(([connection], []) if state == POLL_READ else ([], [connection])), [])
