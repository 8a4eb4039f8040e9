"""Where a store is: a file of this computer, or a shared PostgreSQL."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import URL, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from casemgr_cli.errors import FileFailure, UsageFailure
from casemgr_cli.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection, Engine


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
    url: URL | None = None


def find_store(option: str | None, environment: Mapping[str, str]) -> Address:
    """Return where the store is: what `--store` says, else the environment, else a file in the user's folder.

    Args:
        option: a file or a URL as given on the command line.
        environment: the variables of the process; CASEMGR_DATABASE_URL is read.

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
        url = make_url(given)
    except (ArgumentError, ValueError) as error:
        raise UsageFailure(
            "The address of the store cannot be read.",
            hint="Write it as postgresql://USER@HOST/DATABASE, or name a file.",
        ) from error
    if url.drivername not in _SERVERS:
        raise UsageFailure(
            f"A store cannot be kept in {url.drivername}.",
            hint="Use a file, or an address such as postgresql://USER@HOST/DATABASE.",
        )
    if (url.password or "password" in url.query) and not secret_allowed:
        raise UsageFailure(
            "A password on the command line can be read by everybody on this computer.",
            hint=f"Put the address into {VARIABLE}, or the password into a password file (.pgpass).",
        )
    url = url.set(drivername="postgresql+psycopg")
    name = url.set(drivername="postgresql", query={}).render_as_string(hide_password=True)
    far = url.host not in (*_LOCAL, None) and not str(url.host).startswith("/")
    if far and "sslmode" not in url.query:
        url = url.update_query_dict({"sslmode": "require"})
    return Address(name, url=url)


OWNER_FILE, OWNER_FOLDER = 0o600, 0o700
_OTHERS, _OTHERS_WRITE = 0o077, 0o022
_PLAIN = b"SQLite format 3\0"
# An execution option: this connection only looks, so it must not wait for those that write.
READS = "casemgr_reads"
# Another one: no transaction at all.
_BARE = "casemgr_bare"
BUSY_SECONDS = 15
# How often, and how many times, a silent server is asked whether it is there.
_KNOCK_SECONDS, _KNOCKS = 5, 3
_PAUSE = 0.05
PRAGMAS = ("synchronous = EXTRA", "secure_delete = ON", "temp_store = MEMORY", "foreign_keys = ON")


def connect(address: Address, passphrase: str | None) -> Engine:
    """Return an engine for a store; a file is made when it is not there, for its owner alone.

    Raises:
        FileFailure: the file cannot be made, a library is missing, or it is encrypted and has no passphrase.
    """
    if address.file is None:
        return _server_engine(address)
    _refuse_planted(address.file)
    read_only = is_read_only(address.file)
    if not read_only:
        _make(address.file)
    encrypted = is_encrypted(address.file)
    if encrypted is None:
        encrypted = passphrase is not None
    elif encrypted and passphrase is None:
        raise FileFailure(
            f"The store {address.name} needs a passphrase, or is no store.",
            hint="Run it in a terminal to be asked for it, or use --passphrase-fd.",
            slug="passphrase",
        )
    return _file_engine(address.file, passphrase if encrypted else None, read_only=read_only)


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


def make_folders(folder: Path) -> None:
    """Make a folder and those above it for their owner alone, whatever the umask is.

    Raises:
        OSError: one cannot be made.
    """
    if not folder.parent.exists():
        make_folders(folder.parent)
    folder.mkdir(mode=OWNER_FOLDER, exist_ok=True)


def _make(file: Path) -> None:
    try:
        make_folders(file.parent)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, OWNER_FILE))
    except OSError as error:
        raise FileFailure(
            f"The store {file} cannot be opened for writing: {error.strerror}.",
            hint="Choose another place with --store.",
            slug="store",
        ) from error


def make_private(file: Path) -> bool:
    """Take a store away from everyone but its owner, with the files that SQLite keeps beside it.

    Returns:
        Whether others can neither read nor replace it now; on some file systems they cannot be kept out.
    """
    for each in (file, *beside(file)):
        with suppress(OSError):
            each.chmod(OWNER_FILE)
    folder = file.parent.stat().st_mode
    # Where all may write, as in /tmp, the sticky bit keeps each from the files of the others.
    replaceable = folder & _OTHERS_WRITE and not folder & stat.S_ISVTX
    return not file.stat().st_mode & _OTHERS and not replaceable


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


def change_passphrase(engine: Engine, passphrase: str) -> None:
    """Let an encrypted file be opened by another passphrase from now on.

    Raises:
        sqlalchemy.exc.DBAPIError: it cannot be written.
    """
    with bare(engine) as connection:
        connection.exec_driver_sql(f"PRAGMA rekey = {sql_text(passphrase)}")


@contextmanager
def alone(file: Path) -> Iterator[Connection]:
    """Yield a connection to a plain store that nobody else can open meanwhile; it can encrypt.

    Raises:
        sqlalchemy.exc.DBAPIError: another program has the store open.
    """
    module = _cipher()
    engine = create_engine("sqlite://", module=module, creator=lambda: _open(file, None, module))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA locking_mode = EXCLUSIVE")
        # So that closing it takes no log away from what stands in its place by then.
        connection.exec_driver_sql("PRAGMA journal_mode = DELETE")
        try:
            yield connection
        except BaseException:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            raise
    engine.dispose()


def encrypt_into(connection: Connection, new: Path, passphrase: str) -> None:
    """Write an encrypted copy of a store into an empty file.

    Raises:
        sqlalchemy.exc.DBAPIError: it cannot be written.
    """
    for step in (
        f"ATTACH DATABASE {sql_text(str(new))} AS safe KEY {sql_text(passphrase)}",
        "SELECT sqlcipher_export('safe')",
        "DETACH DATABASE safe",
    ):
        connection.exec_driver_sql(step)


def sql_text(value: str) -> str:
    """Return a text as SQL writes it, for statements that take no parameters."""
    quotes = value.replace("'", "''")
    return f"'{quotes}'"


def _refuse_planted(file: Path) -> None:
    """Refuse a store that is somebody else's, and links where SQLite is about to write.

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
    if me and file.exists() and file.stat().st_uid != me:
        raise FileFailure(
            f"The store {file} belongs to another login of this computer.",
            hint="Log in as its owner, or choose another place with --store.",
            slug="not_yours",
        )


def beside(file: Path) -> tuple[Path, ...]:
    """Return the files that SQLite keeps beside its own while a store is open."""
    return tuple(file.with_name(file.name + ending) for ending in ("-wal", "-shm", "-journal"))


def _file_engine(file: Path, passphrase: str | None, *, read_only: bool) -> Engine:
    module = _cipher() if passphrase else sqlite3
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(file)),
        module=module,
        creator=lambda: _open(file, passphrase, module, read_only=read_only),
    )
    event.listen(engine, "begin", _begin)
    return engine


def _open(file: Path, passphrase: str | None, module: Any, *, read_only: bool = False) -> Any:  # noqa: ANN401 - either library's
    # A store that nobody can write is read as it is, without the files that SQLite keeps beside it.
    name = f"{file.absolute().as_uri()}?immutable=1" if read_only else str(file)
    connection = module.connect(
        name, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=read_only
    )
    connection.text_factory = _as_text
    if passphrase:
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would speak to the screen
        connection.execute(f"PRAGMA key = {sql_text(passphrase)}")
    for pragma in () if read_only else PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _as_text(value: bytes) -> str:
    """Return text as it stands in a file; bytes that a disk has damaged stop no other record."""
    return value.decode(errors="replace")


def bare(engine: Engine) -> Connection:
    """Return a connection to a file for statements that SQLite refuses within a transaction."""
    return engine.connect().execution_options(**{_BARE: True})


def keep_log(engine: Engine) -> None:
    """Let a file have a write-ahead log from now on, where its file system can; the file remembers it.

    SQLite does not wait here as it does elsewhere, so that of two programs that make a store at the same
    moment one would fail.
    """
    until = monotonic() + BUSY_SECONDS
    while True:
        try:
            with bare(engine) as connection:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        except OperationalError as error:
            if "locked" not in str(error.orig) or monotonic() > until:
                raise
            sleep(_PAUSE)
        else:
            return


def _begin(connection: Connection) -> None:
    # Whoever means to write says so at once: a reader that wants to write later may find that it cannot.
    options = connection.get_execution_options()
    if not options.get(_BARE):
        connection.exec_driver_sql("BEGIN" if options.get(READS) else "BEGIN IMMEDIATE")


def _cipher() -> Any:  # noqa: ANN401 - the library brings no types
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise FileFailure(
            "An encrypted store needs SQLCipher.",
            hint="In the folder of the project, run: pip install '.[desk-encrypted]'",
            slug="missing_extra",
        ) from error
    return dbapi2


def _server_engine(address: Address) -> Engine:
    try:
        import psycopg  # noqa: F401 - SQLAlchemy would say it less clearly
    except ImportError as error:
        raise FileFailure(
            "A shared store needs a PostgreSQL driver.",
            hint="In the folder of the project, run: pip install '.[desk-postgresql]'",
            slug="missing_extra",
        ) from error
    if address.url is None:
        raise UsageFailure("The store has no address.")
    # A server may be set up to confirm before it has written; for these records it must not.
    return create_engine(
        address.url,
        pool_pre_ping=True,
        use_native_hstore=False,  # asking the server about a type that no table has takes time
        connect_args={
            "connect_timeout": BUSY_SECONDS,
            # A server that went away is noticed, also while nobody types.
            "keepalives_idle": BUSY_SECONDS,
            "keepalives_interval": _KNOCK_SECONDS,
            "keepalives_count": _KNOCKS,
            "tcp_user_timeout": BUSY_SECONDS * 1000,
            "application_name": "casemgr",
            "options": f"-c synchronous_commit=on -c lock_timeout={BUSY_SECONDS}s",
        },
    )
