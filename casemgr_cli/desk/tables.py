"""The tables of a store, and the steps by which they came to be; SQLite and PostgreSQL have the same."""

from collections.abc import Sequence
from datetime import datetime

from casemgr_cli.desk.connect import Connection
from casemgr_cli.errors import FileFailure

# All that is a student's; those that hold the others' keys come last.
OF_STUDENT = ("leases", "history", "notes", "plans", "sessions")

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
# The moments and days of each table. What no program can read, such as infinity, would stop a lead who looks
# at the rows of all.
MOMENTS = {
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
            for name, moments in MOMENTS.items()
            for moment in moments.split()
        ),
        *(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY" for name in sorted({rule[0] for rule in _RULES})),
        *(
            f"CREATE POLICY own_{action.lower()} ON {name} FOR {action} USING ({rows})"
            for name, action, rows in _RULES
        ),
    ),
}
_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'",
    "postgresql": "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()",
}
# Any number will do, as long as no other program of the same database uses it for the same.
_ADVISORY = 5_273_600_611


def missing(connection: Connection, store: str) -> tuple[str, ...]:
    """Return the names of the steps that a store has not had yet; `store` is what to call it in an error.

    Raises:
        FileFailure: a newer version of casemgr wrote it, or it is somebody else's database.
    """
    there = set(connection.column(_NAMES["postgresql" if connection.server else "sqlite"]))
    if there and "migrations" not in there:
        raise FileFailure(
            f"{store} holds tables that casemgr did not make. Nothing was changed.",
            hint="Choose a new file, or a database of its own, with --store.",
            slug="not_a_store",
        )
    done = set(connection.column("SELECT name FROM migrations")) if there else set()
    newer = sorted(done - {name for name, _ in MIGRATIONS})
    if newer:
        raise FileFailure(
            f"A newer version of casemgr wrote the store {store} ({newer[-1]}). Nothing was changed.",
            hint="Update casemgr on this computer.",
            slug="newer_store",
        )
    return tuple(name for name, _ in MIGRATIONS if name not in done)


def migrate(connection: Connection, store: str, now: datetime) -> None:
    """Take the steps that are missing, within the connection's transaction."""
    kind = "postgresql" if connection.server else "sqlite"
    if connection.server:  # two programs that open a new database at once take turns
        connection.run("SELECT pg_advisory_xact_lock(:key)", key=_ADVISORY)
    steps, behind = dict(MIGRATIONS), missing(connection, store)
    connection.run(
        "CREATE TABLE IF NOT EXISTS migrations (name TEXT NOT NULL PRIMARY KEY, applied TIMESTAMP NOT NULL)"
    )
    for name in behind:
        for statement in (*steps[name], *_OWN_STEPS.get((kind, name), ())):
            connection.run(statement.format(**_OWN_TYPES[kind]))
        connection.insert("migrations", [{"name": name, "applied": now}])
