"""A store: the one value through which everything on the desk is read and written.

Whatever takes a store raises FileFailure when its database cannot do what it is asked for, and has changed
nothing then; that is said here for all of them.

The log of who saw or changed a record is apart from the records, and outlives them. What was read is not in
it. Whose record it was is kept as a mark that only the store's own secret makes of an id: while the student
is in the store it can be told, afterwards it is nobody's.
"""

import hmac
import os
import socket
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from threading import Timer
from time import monotonic, sleep

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.catalog.files import data_dir, load_messages
from casemgr_cli.desk import connect, tables
from casemgr_cli.desk.connect import Address, Connection, Database
from casemgr_cli.desk.records import Rank, Setup
from casemgr_cli.desk.tables import migrate, missing
from casemgr_cli.errors import FileFailure, UsageFailure, told
from casemgr_cli.pages.words import Words

# After how long somebody who waits is told, how long is waited for a server, and how long between two tries.
_WORD_AFTER_SECONDS, _PATIENCE_SECONDS, _PAUSE_SECONDS = 2, 60, 0.5
_WHO = """
    SELECT session_user::text, tableowner::text, pg_has_role(session_user, tableowner, 'USAGE')
    FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'students'"""
# The settings of the store that hold its own secrets.
LOG_SECRET, SLIPS_SECRET = "log", "slips"
BEFORE = ".before-"  # begins the ending of the copy that is made before a store is brought up to date


class Transaction(Connection):
    """A connection of an open store: what is done with it is saved as a whole at the end, or not at all."""

    def __init__(self, connection: Connection, store: "Store") -> None:
        """Do it in a store, in the name of who is at the desk."""
        super().__init__(connection._raw, server=connection.server)  # noqa: SLF001 - as one of its kind
        self.store = store

    def setting(self, name: str) -> str | None:
        """Return a setting of the store itself, None where it was never made."""
        value: str | None = self.value("SELECT value FROM settings WHERE name = :name", name=name)
        return value

    def put_setting(self, name: str, value: str | None) -> None:
        """Make a setting of the store, or take it away."""
        if value is None:
            self.run("DELETE FROM settings WHERE name = :name", name=name)
        else:
            self.put("settings", "name", {"name": name, "value": value})

    def secret(self, name: str) -> str:
        """Return one of the store's own secrets, made when it is first asked for.

        Two programs that ask for it first at the same moment get the same one.
        """
        secret = self.setting(name)
        if secret is None:
            self.insert("settings", [{"name": name, "value": token_hex()}], "ON CONFLICT DO NOTHING")
            secret = self.setting(name)
        return secret or ""

    def forget_changes(self) -> None:
        """Let go of how students were before the last change, whoever made it."""
        begins = "substr(name, 1, length(:begin)) = :begin"
        self.run(f"DELETE FROM settings WHERE {begins}", begin=tables.LAST_CHANGE)

    def hold(self, student: str) -> None:
        """Make others who want to change something of a student wait until this is over.

        SQLite lets only one write at a time anyway.
        """
        if self.server:
            self.value("SELECT id FROM students WHERE id = :id FOR UPDATE", id=student)

    def mark(self) -> Callable[[str], str]:
        """Return what makes of a student's id the mark by which they stand in the log."""
        key = self.secret(LOG_SECRET).encode()
        return lambda id_: hmac.new(key, id_.encode(), "sha256").hexdigest()[:24]

    def enter(self, students: Iterable[str], what: str) -> None:
        """Write a line of the log for each student."""
        mark, same = self.mark(), {"at": self.store.now(), "who": self.store.who, "what": what}
        self.insert("log", [{**same, "whose": mark(id_)} for id_ in students])

    def log(self, students: Collection[str], what: str) -> None:
        """Write a line of each student's history, and of the log."""
        same = {"at": self.store.now(), "who": self.store.who, "what": what}
        self.insert("history", [{"student": id_, **same} for id_ in students])
        self.enter(students, what)


class Store(Struct, frozen=True):
    """An open store.

    `name` is what to call it in messages, `who` is at the desk (on the computer `host`, in the process
    `pid`), and `now` tells the moment by the one clock that all who share the store go by. `file` is None
    where the store is a server. `copy` was made of it before it was brought up to date just now,
    `read_only` says that it can only be looked at, and `exposed` that others of this computer can get at it.
    `login` is by what name a server knows who is at the desk, empty for a file. `rank` says whose students
    that login sees: a counselor her own, a lead and the owner, which several may share, those of all.
    `on_delay` is called, from another thread, when the store keeps somebody waiting.
    """

    database: Database
    name: str
    who: str
    host: str
    pid: int
    now: Callable[[], datetime]
    file: Path | None = None
    encrypted: bool = False
    read_only: bool = False
    copy: Path | None = None
    exposed: bool = False
    login: str = ""
    rank: Rank = "owner"
    on_delay: Callable[[], None] = lambda: None

    @property
    def caseload(self) -> str:
        """On whose caseload students are who are added; empty for a lead's and in a file."""
        return self.login if self.rank == "counselor" else ""

    def reading(self) -> AbstractContextManager[Transaction]:
        """Yield a connection that only looks, so it need not wait for those that write."""
        return self._opened("BEGIN")

    def writing(self) -> AbstractContextManager[Transaction]:
        """Yield a connection whose work is saved as a whole at the end, or not at all."""
        return self._opened(self.database.to_write)

    @contextmanager
    def _opened(self, begin: str) -> Iterator[Transaction]:
        with explained(self.name), ExitStack() as open_until_then:
            with self._word_on_delay():
                connection = open_until_then.enter_context(self.database.connected(begin))
            yield Transaction(connection, self)

    def change(self, step: Callable[[Transaction], None]) -> None:
        """Take a step that is saved as a whole; while the database cannot be reached it is tried again.

        The answer that a server saved something may be lost on the way, so the step may be taken twice and
        has to come to the same.

        Raises:
            FileFailure: the database could not do what it was asked for, or stayed away.
        """
        until = monotonic() + _PATIENCE_SECONDS
        with self._word_on_delay():
            while True:
                try:
                    with self.database.connected(self.database.to_write) as connection:
                        return step(Transaction(connection, self))
                except connect.database_errors() as error:
                    if not _is_away(error) or monotonic() > until:
                        raise failure(self.name, error) from error
                    sleep(_PAUSE_SECONDS)

    @contextmanager
    def _word_on_delay(self) -> Iterator[None]:
        """Let whoever waits know that they wait."""
        timer = Timer(_WORD_AFTER_SECONDS, self.on_delay)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def setting(self, name: str) -> str | None:
        """Return a setting of the store itself, None where it was never made."""
        with self.reading() as connection:
            return connection.setting(name)

    def close(self) -> None:
        """Let go of all connections; SQLite then tidies its files away."""
        self.database.close()


def open_store(
    address: Address,
    who: str,
    *,
    passphrase: str | None = None,
    clock: Callable[[], datetime] | None = None,
    upgrade: bool = False,
) -> Store:
    """Open a store and bring it up to date; one that is not there is made.

    Args:
        address: where it is.
        who: the name of the person at the desk.
        passphrase: of an encrypted file; a new file made with one is encrypted.
        clock: tells the moment; by default the computer's own, and for a server the server's.
        upgrade: whether a server's store of an earlier version is brought up to date. Colleagues who still
            have that version cannot use it afterwards, so it takes a word. A file is copied first.
    """
    # Looked at now: reading a file that SQLite has open makes it lose its locks.
    encrypted = (
        address.file is not None and bool(passphrase) and connect.is_encrypted(address.file) is not False
    )
    store = Store(
        database=connect.connect(address, passphrase),
        name=address.name,
        who=who,
        host=socket.gethostname(),
        pid=os.getpid(),
        now=clock or _utc_now,
        file=address.file,
        encrypted=encrypted,
        read_only=address.file is not None and connect.is_read_only(address.file),
    )
    try:
        return _ready(store, own_clock=clock is None, upgrade=upgrade)
    except BaseException:
        store.close()
        raise


def _ready(store: Store, *, own_clock: bool, upgrade: bool) -> Store:
    with store.reading() as connection:
        behind = missing(connection, store.name)
        ahead = timedelta()  # of a server's clock before this computer's
        if own_clock and store.file is None:
            ahead += connection.value("SELECT clock_timestamp()") - _utc_now()
    if store.file is not None and not connect.make_private(store.file):
        store = replace(store, exposed=os.name == "posix")
    if behind:
        if len(behind) < len(tables.MIGRATIONS):
            store = _before_upgrade(store, behind[0], upgrade=upgrade)
        _bring_up_to_date(store)
    if store.file is None:  # who is at the desk, as the server says; only the owner's login may be shared
        with store.reading() as connection:
            login, owner, leads = connection.run(_WHO).fetchone()
        rank: Rank = "owner" if login == owner else "lead" if leads else "counselor"
        store = replace(store, login=login, rank=rank, who=store.who if rank == "owner" else login)
    return replace(store, now=lambda: _utc_now() + ahead) if ahead else store


def own(store: Store, setting: str) -> str:
    """Return the name of a setting that is about students, and on a server each login's own."""
    return f"{setting}{tables.OWN_SIGN}{store.login}" if store.login else setting


def refuse_unless_lead(store: Store) -> None:
    """Refuse to a counselor what concerns the students of others.

    Raises:
        UsageFailure: she is no lead.
    """
    if store.rank == "counselor":
        raise UsageFailure(
            "This concerns everybody in the store, so a lead does it.",
            hint="A lead has the rights of the role that owns the tables; see docs/desk.md.",
            slug="needs_lead",
        )


def _before_upgrade(store: Store, step: str, *, upgrade: bool) -> Store:
    """Copy a file of an earlier version before it is changed; a server's takes a word.

    Raises:
        FileFailure: it cannot be copied, or nobody said the word; it is not changed.
    """
    earlier = f"The store {store.name} is from an earlier version"
    if store.read_only:
        raise FileFailure(
            f"{earlier}, and may only be read.", hint="Copy it into a folder of your own, and open it there."
        )
    if store.file is not None:
        copy = store.file.with_name(f"{store.file.name}{BEFORE}{step}")
        what = f"{earlier}, and cannot be copied before it is brought up to date"
        with told(what, hint="Make room beside it. Nothing was changed.", slug="store"):
            write_copy(store, copy)
        return replace(store, copy=copy)
    if upgrade:
        return store
    raise FileFailure(
        f"{earlier}. Nothing was changed.",
        hint="When everybody who shares it has this version and it is backed up: "
        "casemgr session setup --upgrade",
        slug="earlier_store",
    )


def write_copy(store: Store, file: Path) -> None:
    """Write a store as it is at one moment into a file of its owner's alone, whole or not at all."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)  # of a copy that was stopped
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, connect.OWNER_FILE))
    try:
        with explained(store.name), store.database.connected() as connection:
            connection.run("VACUUM INTO :file", file=str(part))
        flush(part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def flush(file: Path) -> None:
    """Wait until a file or a folder is on the disk."""
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _bring_up_to_date(store: Store) -> None:
    if store.file is not None:
        with explained(store.name):
            connect.keep_log(store.database)
        connect.refuse_planted(store.file)  # the log, which is open from now on
    with store.writing() as connection:
        migrate(connection, store.name, store.now())
        for name in (LOG_SECRET, SLIPS_SECRET):  # on a server a counselor may read them, and not make them
            connection.secret(name)


def _utc_now() -> datetime:
    return datetime.now(tz=UTC)


_COLUMNS = "roster_columns"
ASK_INTEREST, PSEUDONYMOUS = "ask_interest", "pseudonymous"
_ON = "yes"


def remembered_columns(store: Store) -> dict[str, tuple[str, ...]]:
    """Return what the columns of lists were called that this store was given, by field."""
    return msgspec.json.decode(store.setting(own(store, _COLUMNS)) or "{}", type=dict[str, tuple[str, ...]])


def remember_columns(store: Store, named: Mapping[str, str]) -> None:
    """Remember what columns are called, so that the next list of the kind is read by itself."""
    known = remembered_columns(store)
    for field, name in named.items():
        known[field] = (name, *(each for each in known.get(field, ()) if each != name))
    with store.writing() as connection:
        connection.put_setting(own(store, _COLUMNS), msgspec.json.encode(known).decode())


def change_passphrase(store: Store, passphrase: str) -> None:
    """Let an encrypted store be opened by another passphrase from now on."""
    with explained(store.name), store.database.connected() as connection:
        connection.run(f"PRAGMA rekey = {connect.sql_text(passphrase)}")


def setup_of(store: Store) -> Setup:
    """Return how the store is set up."""
    with store.reading() as connection:
        return Setup(
            store=store.name,
            kind="file" if store.file else "postgresql",
            encrypted=store.encrypted,
            pseudonymous=connection.setting(PSEUDONYMOUS) is not None,
            ask_interest=connection.setting(ASK_INTEREST) is not None,
            students=connection.value("SELECT count(*) FROM students"),
        )


def turn(store: Store, setting: str, *, on: bool) -> None:
    """Let a store be pseudonymous, or ask for interest, from now on or no longer.

    Raises:
        UsageFailure: it is not a lead who asks for it, or there are names in it and it is to hold none.
    """
    refuse_unless_lead(store)
    with store.writing() as connection:
        if on and setting == PSEUDONYMOUS:
            if count := connection.value("SELECT count(*) FROM students WHERE given <> '' OR family <> ''"):
                raise UsageFailure(
                    f"{count:,} students in this store have names.",
                    hint="Start a new store with --store, or take the names out of this one first.",
                )
            connection.forget_changes()  # how students were before may have names in it
        connection.put_setting(setting, _ON if on else None)


# What SQLite says or its name for it, or PostgreSQL's code (SQLSTATE), by what it means.
_SIGNS = {
    "disk_fault": (
        "sqlite_ioerr_read",
        "sqlite_ioerr_fsync",
        "sqlite_ioerr_data",
        "sqlite_ioerr_corruptfs",
        "58030",
    ),
    "full": ("database or disk is full", "disk i/o error", "53100"),
    "taken": ("row-level security", "23505"),
    "denied": ("42501", "permission denied"),
    "read_only": ("readonly database", "25006"),
    "not_opened": ("unable to open database file",),
    "busy": ("database is locked", "database table is locked", "55p03"),
    "no_store": ("file is not a database", "file is encrypted"),
    "damaged": ("malformed", "xx001", "xx002"),
    "not_let_in": ("28p01", "28000", "password authentication failed", "no password supplied"),
    "not_there": ("3d000", "does not exist"),
}


@contextmanager
def explained(store: str) -> Iterator[None]:
    """Turn a database's own errors into ours. `store` is what to call it.

    Raises:
        FileFailure: the database could not do what it was asked for.
    """
    try:
        yield
    except connect.database_errors() as error:
        raise failure(store, error) from error


def _is_away(error: Exception) -> bool:
    """Whether a server cannot be reached, or a database is kept busy: what passes by itself."""
    state = getattr(error, "pgcode", None) or ""
    unreachable = state.startswith(("08", "57P")) or state in ("55000", "55P03")
    no_server = type(error).__module__.startswith("psycopg") and not state
    return unreachable or no_server or "database is locked" in str(error)


def failure(store: str, error: Exception) -> FileFailure:
    """Return what went wrong, in words for the person."""
    said, words = str(error), Words(load_messages(data_dir(None)))
    codes = (getattr(error, name, None) or "" for name in ("pgcode", "sqlite_errorname"))
    whole = " ".join((*codes, said)).lower()
    kind = next((name for name, signs in _SIGNS.items() if any(sign in whole for sign in signs)), "unknown")
    told = words(f"desk.trouble.{kind}", store=store, reason=" ".join(said.partition("\n")[0].split()))
    return FileFailure(told, hint=words(f"desk.trouble.{kind}_hint"), slug="store")
