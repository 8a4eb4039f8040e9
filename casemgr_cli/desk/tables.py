"""The tables of a store, as the newest migration leaves them.

The same tables serve SQLite and PostgreSQL. Moments are naive UTC inside, because SQLite keeps no zone; long
texts are compressed, because the advice for one student is over 100 kB of JSON.
"""

from __future__ import annotations

import zlib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    inspect,
    select,
    text,
)
from sqlalchemy.types import TypeDecorator

from casemgr_cli.errors import FileFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from casemgr_cli.domain.facts import Answers, Value


METADATA = MetaData()
_LARGEST = 100_000_000  # bytes of a long text; more is none of ours


# What is read where a value is damaged, so that it stops no other record; `session check` looks for them.
DAMAGED = datetime(1970, 1, 1, tzinfo=UTC)
DAMAGED_DAY = DAMAGED.date()


class DamagedAnswers(dict[str, "Value"]):
    """Answers that cannot be read: there are none."""


_Read = TypeVar("_Read")


def _read(reader: Callable[[str], _Read], text: str, damaged: _Read) -> _Read:
    try:
        return reader(text)
    except ValueError:
        return damaged


class _Day(TypeDecorator[date]):
    """A day."""

    impl = Date
    cache_ok = True

    def result_processor(self, dialect: Any, coltype: object) -> Callable[[Any], date | None]:  # noqa: ANN401, ARG002
        """Read a day from SQLite's text."""
        if dialect.name == "sqlite":
            return lambda value: _read(date.fromisoformat, str(value), DAMAGED_DAY) if value else None
        return lambda value: value


class _Moment(TypeDecorator[datetime]):
    """A moment in UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ANN401, ARG002
        """Leave the zone out."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def result_processor(self, dialect: Any, coltype: object) -> Callable[[Any], datetime | None]:  # noqa: ANN401, ARG002
        """Put the zone back; a list of students reads tens of thousands, so it takes one step."""
        if dialect.name == "sqlite":  # which keeps text
            return lambda value: _read(datetime.fromisoformat, f"{value}+00:00", DAMAGED) if value else None
        return lambda value: value.replace(tzinfo=UTC) if value else None


class _Packed(TypeDecorator[str]):
    """A long text, compressed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> bytes | None:  # noqa: ANN401, ARG002
        """Compress it."""
        return None if value is None else zlib.compress(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Any) -> str | None:  # noqa: ANN401, ARG002
        """Unpack it; what is damaged comes back empty, so that it does not stop the others."""
        if value is None:
            return None
        try:
            return zlib.decompressobj().decompress(value, _LARGEST).decode()
        except (zlib.error, UnicodeDecodeError):
            return ""


class _AnswersText(TypeDecorator[Any]):
    """Answers as JSON text; lists come back as tuples."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Answers | None, dialect: Any) -> str | None:  # noqa: ANN401, ARG002
        """Write them as JSON."""
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Any) -> dict[str, Value] | None:  # noqa: ANN401, ARG002
        """Read them back equal."""
        if value is None:
            return None
        try:
            return msgspec.json.decode(value, type=dict[str, str | int | float | tuple[str, ...]])
        except msgspec.MsgspecError:
            return DamagedAnswers()


def _of_student(**more: Any) -> Column[str]:  # noqa: ANN401
    return Column("student", Text, ForeignKey("students.id", ondelete="CASCADE"), nullable=False, **more)


settings = Table(
    "settings", METADATA, Column("name", Text, primary_key=True), Column("value", Text, nullable=False)
)
students = Table(
    "students",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("given", Text, nullable=False),
    Column("family", Text, nullable=False),
    Column("grade", Integer),
    Column("group", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("minor", Boolean),
    Column("added", _Moment, nullable=False),
    Column("listed", _Moment),
    # The groups that the latest list gave, apart from those that the counselor made.
    Column("listed_group", Text, nullable=False, server_default=""),
    # The login of a server that has them on its caseload; empty in a file.
    Column("counselor", Text, nullable=False, server_default=""),
)
sessions = Table(
    "sessions",
    METADATA,
    _of_student(primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("answers", _AnswersText, nullable=False),
    Column("started", _Moment, nullable=False),
    Column("touched", _Moment, nullable=False),
    Column("finished", _Moment),
    Column("seconds", Integer, nullable=False),
    Column("follow_up", _Day),
    Column("interest_before", Integer),
    Column("interest_after", Integer),
)
# Apart from the sessions, so that a list of students does not leaf through their plans.
plans = Table(
    "plans",
    METADATA,
    Column("student", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("given_on", _Day, nullable=False),
    Column("data_as_of", Text, nullable=False),
    Column("document", _Packed, nullable=False),
    Column("page", _Packed, nullable=False),
    ForeignKeyConstraint(["student", "number"], ["sessions.student", "sessions.number"], ondelete="CASCADE"),
)
notes = Table(
    "notes",
    METADATA,
    _of_student(primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("written", _Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("text", Text, nullable=False),
)
history = Table(
    "history",
    METADATA,
    Column("id", Integer, primary_key=True),
    _of_student(index=True),
    Column("at", _Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
)
leases = Table(
    "leases",
    METADATA,
    _of_student(primary_key=True),
    Column("token", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("since", _Moment, nullable=False),
    Column("beat", _Moment, nullable=False),
)
# Only ever added to, and tied to no student, so that it outlives them; `whose` tells nobody's id.
log = Table(
    "log",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", _Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("whose", Text, nullable=False),
)
_migrations = Table(
    "migrations",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("applied", _Moment, nullable=False),
)


# All that is a student's; those that hold the others' keys come last.
OF_STUDENT = (leases, history, notes, plans, sessions)


def readable(table: Table) -> list[Column[Any]]:
    """Return the columns of a table whose values may turn out to be damaged, but for the long texts."""
    return [column for column in table.columns if isinstance(column.type, _Day | _Moment | _AnswersText)]


def is_damaged(value: object) -> bool:
    """Whether a value stands for one that cannot be read."""
    return isinstance(value, DamagedAnswers) or value in (DAMAGED, DAMAGED_DAY)


# SQL that SQLite and PostgreSQL both read; what stands in braces is in OWN_TYPES.
_FIRST = (
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
_INTEREST = (
    """ALTER TABLE sessions ADD COLUMN interest_before INTEGER""",
    """ALTER TABLE sessions ADD COLUMN interest_after INTEGER""",
)
_LOG = (
    """ALTER TABLE students ADD COLUMN listed TIMESTAMP""",
    """CREATE TABLE log (
        id {serial} PRIMARY KEY, at TIMESTAMP NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
        whose TEXT NOT NULL)""",
    """{no_update}""",
    """{no_delete}""",
)
_GROUPS = (
    """ALTER TABLE students ADD COLUMN listed_group TEXT NOT NULL DEFAULT ''""",
    """UPDATE students SET listed_group = "group" WHERE listed IS NOT NULL""",
)
_CASELOADS = ("""ALTER TABLE students ADD COLUMN counselor TEXT NOT NULL DEFAULT ''""",)
MIGRATIONS: tuple[tuple[str, Sequence[str]], ...] = (
    ("0001_desk", _FIRST),
    ("0002_interest", _INTEREST),
    ("0003_log", _LOG),
    ("0004_groups", _GROUPS),
    ("0005_caseloads", _CASELOADS),
)
_STOP = "BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END"
_OWN_TYPES = {
    "sqlite": {
        "serial": "INTEGER NOT NULL",
        "bytes": "BLOB",
        "no_update": f"CREATE TRIGGER log_no_update BEFORE UPDATE ON log {_STOP}",
        "no_delete": f"CREATE TRIGGER log_no_delete BEFORE DELETE ON log {_STOP}",
    },
    "postgresql": {
        "serial": "SERIAL NOT NULL",
        "bytes": "BYTEA",
        "no_update": "CREATE RULE log_no_update AS ON UPDATE TO log DO INSTEAD NOTHING",
        "no_delete": "CREATE RULE log_no_delete AS ON DELETE TO log DO INSTEAD NOTHING",
    },
}
# What begins the names of settings that are one login's own, which stands behind the sign.
OWN_SIGN = "@"
LAST_CHANGE = "last_change"  # a setting of that kind; the steps below know it too
_MY_SETTING = f"substr(name, strpos(name, '{OWN_SIGN}') + 1) = session_user::text"
_OF_MINE = "student IN (SELECT id FROM students)"
# Which rows a login may see and write that has not the rights of the role that owns the tables. It is the
# login that the server let in, so that taking on another role opens nothing.
_RULES = (
    ("students", "ALL", "counselor = session_user::text"),
    *((name, "ALL", _OF_MINE) for name in ("sessions", "plans", "notes", "history", "leases")),
    ("log", "ALL", "who = session_user::text"),
    ("settings", "ALL", _MY_SETTING),
    ("settings", "SELECT", f"strpos(name, '{OWN_SIGN}') = 0"),
)
# What no program can read, such as infinity, would stop a lead who looks at the rows of all.
_MOMENTS = {
    "students": "added listed",
    "sessions": "started touched finished follow_up",
    "plans": "given_on",
    "notes": "written",
    "history": "at",
    "leases": "since beat",
    "log": "at",
}
# Steps that only one kind of database takes. Whoever is deleted goes out of what can be undone too, also
# where another login could undo it; nobody may hang that step on a table of their own.
_OWN_STEPS = {
    ("sqlite", "0005_caseloads"): (
        """CREATE TRIGGER students_forgotten AFTER DELETE ON students
            BEGIN DELETE FROM settings WHERE name = 'last_change'; END""",
    ),
    ("postgresql", "0005_caseloads"): (
        """DELETE FROM settings WHERE name = 'last_change'""",
        """CREATE FUNCTION forget_last_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
            SET search_path = pg_catalog AS $$ BEGIN
            EXECUTE format('DELETE FROM %I.settings WHERE starts_with(name, $1)', TG_TABLE_SCHEMA)
            USING 'last_change@'; RETURN NULL; END $$""",
        """REVOKE ALL ON FUNCTION forget_last_change() FROM PUBLIC""",
        """CREATE TRIGGER students_forgotten AFTER DELETE ON students
            FOR EACH STATEMENT EXECUTE FUNCTION forget_last_change()""",
        *(
            f"ALTER TABLE {name} ADD CHECK ({moment} BETWEEN '1970-01-01' AND '9999-01-01')"
            for name, moments in _MOMENTS.items()
            for moment in moments.split()
        ),
        *(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY" for name in sorted({rule[0] for rule in _RULES})),
        *(
            f"CREATE POLICY own_{action.lower()} ON {name} FOR {action} USING ({rows})"
            for name, action, rows in _RULES
        ),
    ),
}
# Any number will do, as long as no other program of the same database uses it for the same.
_ADVISORY = 5_273_600_611


def missing(connection: Connection, store: str) -> tuple[str, ...]:
    """Return the names of the steps that a store has not had yet.

    Args:
        connection: a connection to the store; nothing is changed.
        store: what to call it in an error.

    Raises:
        FileFailure: a newer version of casemgr wrote it, or it is somebody else's database.
    """
    there = set(inspect(connection).get_table_names())
    if _migrations.name not in there:
        _refuse_strangers(there, store)
        return tuple(name for name, _ in MIGRATIONS)
    done = set(connection.scalars(select(_migrations.c.name)))
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
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY})
    _migrations.create(connection, checkfirst=True)
    steps = dict(MIGRATIONS)
    for name in missing(connection, store):
        for statement in (*steps[name], *_OWN_STEPS.get((dialect, name), ())):
            connection.execute(text(statement.format(**_OWN_TYPES[dialect])))
        connection.execute(_migrations.insert().values(name=name, applied=now))


def _refuse_strangers(there: set[str], store: str) -> None:
    if there:
        raise FileFailure(
            f"{store} holds tables that casemgr did not make. Nothing was changed.",
            hint="Choose a new file, or a database of its own, with --store.",
            slug="not_a_store",
        )
