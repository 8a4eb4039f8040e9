"""What must not be lost, and what must go: backups, damage found, students moved, given away or deleted.

What is deleted goes out of the tables, and out of the bytes of the file as far as that is in our hands. What
a login of a shared server may see and write is said where the tables are made (`tables`); here a lead lets
logins in, and puts students on their caseloads.
"""

import glob
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec.structs import replace

from casemgr_cli.catalog.cache import make_folders
from casemgr_cli.desk import connect, tables
from casemgr_cli.desk.counts import sketch
from casemgr_cli.desk.pages import kept_page
from casemgr_cli.desk.records import BadPlan, Health, Student
from casemgr_cli.desk.store import (
    BEFORE,
    Store,
    Transaction,
    explained,
    flush,
    open_store,
    refuse_unless_lead,
    write_copy,
)
from casemgr_cli.desk.students import by_name, check_student, find_student, look_up, put_within
from casemgr_cli.desk.tables import OF_STUDENT
from casemgr_cli.desk.work import drop_within, plans_kept, take_within
from casemgr_cli.errors import CasemgrError, FileFailure, UsageFailure, nearest, told
from casemgr_cli.text import quoted

_FINE = "ok"
_PIECE = 1 << 20


def back_up(store: Store, file: Path) -> bool:
    """Write the store as it is at one moment into a new file, whoever is at work on it meanwhile.

    A copy of an encrypted store has the same passphrase.

    Returns:
        Whether others of this computer can neither read nor replace the copy, as far as can be told.

    Raises:
        UsageFailure: the store is on a server, or the file is there already.
        FileFailure: the file cannot be written.
    """
    if store.file is None:
        raise UsageFailure(
            "A shared store is backed up where it is.",
            hint="Ask the people who run the server, or use pg_dump.",
            slug="server",
        )
    if file.exists() or file.is_symlink():
        raise UsageFailure(f"{file} is there already.", hint="Name a new file for each backup.", slug="there")
    with told(f"The backup {file} cannot be written"):
        write_copy(store, file)
    return connect.make_private(file) or os.name != "posix"


def restore(address: connect.Address, backup: Path, passphrase: str | None) -> None:
    """Make a store of a backup, where there is none.

    Raises:
        UsageFailure: there is a store already, or something of another one; or it is to be on a server.
        FileFailure: the backup is damaged or cannot be read, or the store cannot be written.
    """
    file = address.file
    if file is None:
        raise UsageFailure("A backup is restored into a file.", hint="Name it with --store FILE.")
    there = [each for each in (file, *connect.beside(file)) if each.exists() or each.is_symlink()]
    if there:
        raise UsageFailure(
            f"{there[0]} is there already. Nothing was changed.",
            hint="Move it away first, or name another file with --store.",
            slug="there",
        )
    if backup.is_symlink() or not backup.is_file() or not backup.stat().st_size:
        raise FileFailure(f"There is no backup in {backup}.", hint="Check the name of the file.")
    with _taking_its_place(file, passphrase) as new, told("The backup cannot be restored"):
        shutil.copyfile(backup, new)


def encrypt(address: connect.Address, passphrase: str) -> tuple[Path, ...]:
    """Let a plain store be opened by a passphrase only from now on.

    Returns:
        The copies of the store beside it that are still plain, made when it was brought up to date.

    Raises:
        UsageFailure: it is on a server, or encrypted already.
    """
    file = address.file
    if file is None or connect.is_encrypted(file):
        raise UsageFailure(
            f"The store {address.name} cannot be encrypted here.",
            hint="A file has a passphrase once; change it with --new-passphrase. "
            "For a server, ask the people who run it to keep its disks encrypted.",
        )
    with file.open("r+b") as plain:
        with explained(address.name), connect.alone(file) as held, _taking_its_place(file, passphrase) as new:
            file_name, secret = connect.sql_text(str(new)), connect.sql_text(passphrase)
            held.run(f"ATTACH DATABASE {file_name} AS safe KEY {secret}")
            held.value("SELECT sqlcipher_export('safe')")
            held.run("DETACH DATABASE safe")
        _overwrite(plain)
    return tuple(sorted(file.parent.glob(f"{glob.escape(file.name)}{BEFORE}*")))


@contextmanager
def _taking_its_place(file: Path, passphrase: str | None) -> Iterator[Path]:
    """Yield a new file that takes the place of a store when it is written and found good.

    A power cut leaves the one or the other, never a part.

    Raises:
        FileFailure: it cannot be made, or is damaged.
    """
    new = file.with_name(f"{file.name}.new")

    def tidied() -> None:
        for each in (new, *connect.beside(new), *file.parent.glob(f"{glob.escape(new.name)}{BEFORE}*")):
            each.unlink(missing_ok=True)

    with told(f"{new} cannot be made"):
        make_folders(file.parent)
        tidied()  # what a power cut left behind
        os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, connect.OWNER_FILE))
    try:
        yield new
        copy = open_store(connect.Address(str(new), file=new), "", passphrase=passphrase)
        try:
            health = check(copy)
            with explained(copy.name):
                connect.keep_log(copy.database)
        finally:
            copy.close()
        if health.faults:
            raise FileFailure(
                f"It is damaged: {health.faults[0]}.", hint="Use an earlier backup.", slug="damaged"
            )
        flush(new)
        new.replace(file)
        if os.name == "posix":  # elsewhere a folder cannot be opened
            flush(file.parent)
    finally:
        tidied()


def check(store: Store) -> Health:
    """Return what is wrong with a store. Nothing is changed."""
    faults: list[str] = []
    if store.file is not None:
        with explained(store.name), store.database.connected() as connection:
            faults += (line for line in connection.column("PRAGMA integrity_check") if line != _FINE)
            strays = connection.column("PRAGMA foreign_key_check")
        faults += (f"a row of {table} belongs to nobody" for table in strays)
    faults += dict.fromkeys(_damaged(store))
    plans = []
    for student, number, document, page in plans_kept(store, every=True):
        try:
            sketch(document)
            kept_page(page)
        except (CasemgrError, msgspec.MsgspecError):
            plans.append(BadPlan(student, number))
    return Health(not (faults or plans), tuple(faults), tuple(plans))


def drop_plans(store: Store, plans: Sequence[BadPlan]) -> None:
    """Delete plans that cannot be read; a session that is not followed by another is then half done again."""
    with store.writing() as connection:
        for plan in plans:
            this = {"student": plan.student, "number": plan.number}
            connection.run("DELETE FROM plans WHERE student = :student AND number = :number", **this)
            connection.run(
                "UPDATE sessions SET finished = NULL WHERE student = :student AND number = :number "
                "AND number = (SELECT max(number) FROM sessions WHERE student = :student)",
                **this,
            )
        connection.enter(dict.fromkeys(plan.student for plan in plans), "plan_deleted")


def _damaged(store: Store) -> Iterator[str]:
    """Tell of whom something cannot be read, which other commands pass over."""
    with store.reading() as connection:
        for table in ("students", *OF_STUDENT):
            whose = "id" if table == "students" else "student"
            moments = ", ".join(tables.MOMENTS[table].split())
            for id_, *read in connection.run(f"SELECT {whose}, {moments} FROM {table}"):
                if {connect.DAMAGED, connect.DAMAGED_DAY}.intersection(read):
                    yield f"something of {id_} in {table} cannot be read"
        for id_, answers in connection.run("SELECT student, answers FROM sessions"):
            if isinstance(connect.answers_in(answers), connect.DamagedAnswers):
                yield f"something of {id_} in sessions cannot be read"


def _overwrite(file: BinaryIO) -> None:
    """Put zeros over a file whose name is gone."""
    left = os.fstat(file.fileno()).st_size
    while left > 0:
        left -= file.write(bytes(min(left, _PIECE)))
    file.flush()
    os.fsync(file.fileno())


# All else that is held on a student goes with the row; so the tables are made.
_DELETE = "DELETE FROM students WHERE id = :id"
# The columns of a session but for whose it is and its number, by which its plan belongs to it.
_OF_SESSION = "answers, started, touched, finished, seconds, follow_up, interest_before, interest_after"


def rename_student(store: Store, id_: str, to: str) -> Student:
    """Give a student another id.

    Returns:
        The student with the new id.

    Raises:
        UsageFailure: nobody has the old id, or somebody has the new one, or it cannot be one.
    """
    before = find_student(store, id_)
    after = replace(before, id=to)
    check_student(after)
    if look_up(store, to) is not None:
        raise UsageFailure(
            f"Somebody has the id {quoted(to)} already.",
            hint=f"If they are the same student: casemgr roster merge {id_} {to}",
            slug="id_taken",
        )
    with store.writing() as connection:
        put_within(connection, after)
        _move(connection, id_, to, "renamed")
    wipe(store)
    return after


def merge_students(store: Store, id_: str, into: str) -> None:
    """Make one student of two who are the same; what is held on the second wins, the records of both stay.

    The sessions and notes of the first are counted on after those of the second.

    Raises:
        UsageFailure: nobody has one of the ids, they are one, or both have a session half done.
    """
    first, second = find_student(store, id_), find_student(store, into)
    if first.id == second.id:
        raise UsageFailure("These are one student already.", hint="Name two ids.")
    with store.writing() as connection:
        half_done = "SELECT count(*) FROM sessions WHERE student IN (:id, :into) AND finished IS NULL"
        if connection.value(half_done, id=id_, into=into) > 1:
            raise UsageFailure(
                "Both have a session half done.", hint=f"Finish one of them: casemgr session resume {id_}"
            )
        take_within(connection, into)
        _move(connection, id_, into, "merged")
        connection.run("DELETE FROM leases WHERE student = :into", into=into)
    wipe(store)


def _move(connection: Transaction, id_: str, to: str, what: str) -> None:
    """Move everything from one student to another, and delete the first."""
    drop_within(connection, take_within(connection, id_))
    both = {"id": id_, "to": to}
    connection.run(
        "UPDATE students SET (listed, listed_group) = (SELECT listed, listed_group FROM students "
        "WHERE id = :id) WHERE id = :to AND listed IS NULL",
        **both,
    )
    last = {
        table: connection.value(f"SELECT max(number) FROM {table} WHERE student = :to", to=to) or 0
        for table in ("sessions", "notes")
    }
    connection.run(
        f"INSERT INTO sessions (student, number, {_OF_SESSION}) "
        f"SELECT :to, number + :last, {_OF_SESSION} FROM sessions WHERE student = :id",
        **both,
        last=last["sessions"],
    )
    for table, counted in (("plans", "sessions"), ("notes", "notes")):
        moved = f"UPDATE {table} SET student = :to, number = number + :last WHERE student = :id"
        connection.run(moved, **both, last=last[counted])
    connection.run("UPDATE history SET student = :to WHERE student = :id", **both)
    connection.run(_DELETE, id=id_)
    connection.log((to,), what)


# Not TRUNCATE, which asks no rule, nor REFERENCES and TRIGGER, by which something could be hung on a table.
_GRANTS = (
    "SELECT, INSERT, UPDATE, DELETE ON students, sessions, plans, notes, history, leases, settings",
    "SELECT, INSERT ON log",
    "SELECT ON migrations",
    "USAGE ON SEQUENCE history_id_seq, log_id_seq",
)


def admit(store: Store, login: str) -> None:
    """Let a login of the server keep a caseload of its own in the store."""
    _refuse_file(store)
    with store.writing() as connection:
        _refuse_unknown(connection, login)
        # Where everybody may make functions, one could be slipped into what a lead asks of the server.
        schema = connect.sql_name(connection.value("SELECT current_schema()::text"))
        connection.run(f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC")
        for grant in _GRANTS:
            connection.run(f"GRANT {grant} TO {connect.sql_name(login)}")


def assign(store: Store, students: Sequence[str], login: str) -> None:
    """Put students on the caseload of a login, all of them or none; of an empty one, on nobody's.

    What could be undone before cannot be any more: it would show these students to whoever could undo it.
    """
    _refuse_file(store)
    with store.writing() as connection:
        if login:
            _refuse_unknown(connection, login)
        rows = [{"id": id_, "login": login} for id_ in students]
        connection.run_each("UPDATE students SET counselor = :login WHERE id = :id", rows)
        connection.forget_changes()
        connection.enter(students, "assigned")


def _refuse_file(store: Store) -> None:
    if store.file is not None:
        raise UsageFailure(
            "A store in a file is one counselor's.",
            hint="Caseloads are kept on a shared server; see docs/desk.md.",
        )
    refuse_unless_lead(store)


def _refuse_unknown(connection: Transaction, login: str) -> None:
    logins = connection.column("SELECT rolname::text FROM pg_roles WHERE rolcanlogin")
    if login not in logins:
        raise UsageFailure(
            f"The server knows no login {quoted(login)}.",
            hint=nearest(login, logins) or "The people who run the server make one: createuser LOGIN",
        )


_A_DAY, _LONG_AGO = timedelta(days=1), timedelta(days=400)
_OWNED = """
    SELECT bool_and(pg_has_role(tableowner, 'MEMBER')) FROM pg_tables
    WHERE schemaname = current_schema() AND tablename = ANY(:names)"""
_NEWEST = (
    ("students", "added", "id"),
    ("students", "listed", "id"),
    ("sessions", "touched", "student"),
    ("notes", "written", "student"),
)


def delete_students(store: Store, ids: Iterable[str], *, take_over: bool = False) -> bool:
    """Delete everything on these students, all of them or none.

    Returns:
        Whether what was deleted is gone from the store's own files too. In a file it may not be while
        somebody else has it open, and is as soon as they close it; on a server it takes the tables' owner.
    """
    gone = tuple(ids)
    with store.writing() as connection:
        for id_ in gone:
            take_within(connection, id_, take_over=take_over)
            connection.run(_DELETE, id=id_)
        connection.enter(gone, "deleted")
    return wipe(store)


def wipe(store: Store) -> bool:
    """Overwrite what was deleted in the store's own files. Returns whether that could be done.

    SQLite has put zeros over it already (`secure_delete`); here the file is written anew and its log emptied.
    PostgreSQL writes its tables anew; its log, replicas and backups are beyond our reach.
    """
    try:
        with explained(store.name), store.database.connected() as connection:
            if store.file is None:
                names = [*OF_STUDENT, "students"]
                for name in names:
                    connection.run(f"VACUUM (FULL) {name}")
                # Whoever does not own a table is passed over with a warning that nobody sees.
                return bool(connection.value(_OWNED, names=names))
            # Written anew in memory, a large store would take as much of it. What goes through the file is of
            # those who stay; it has no name, and lies in the folder that is the owner's alone. This is
            # SQLite's older word, and the only one that says where while a store is open.
            folder = connect.sql_text(str(store.file.parent))
            connection.run(f"PRAGMA temp_store_directory = {folder}")
            connection.run("PRAGMA temp_store = FILE")
            connection.run("VACUUM")
            connection.run("PRAGMA temp_store = MEMORY")
            return not connection.value("PRAGMA wal_checkpoint(TRUNCATE)")
    except CasemgrError:
        return False


def stale(
    store: Store, before: date, *, left: bool = False, listed_too: bool = False
) -> tuple[tuple[Student, date], ...]:
    """Return the students for whom nothing was done since the day `before`, longest first, each with the day
    something was last done for them.

    What counts is being added or listed, a session's last answer, and a note. `left` leaves only those who
    have left or graduated; `listed_too` brings in those whom the latest list of students names.
    """
    done: dict[str, datetime] = {}
    with store.reading() as connection:
        students = connection.all(Student, "students")
        listed = dict(connection.run("SELECT id, listed FROM students WHERE listed IS NOT NULL"))
        for table, moment, whose in _NEWEST:
            for id_, at in connection.run(f"SELECT {whose}, {moment} FROM {table}"):
                if at is not None:  # whoever has something damaged is not deleted for it
                    both = (at, done.get(id_, at))
                    done[id_] = connect.DAMAGED if connect.DAMAGED in both else max(both)
    limit, latest_list = datetime.combine(before, time(), tzinfo=UTC), max(listed.values(), default=None)
    old = [
        (each, done[each.id].date())
        for each in students
        if connect.DAMAGED < done[each.id] < limit
        and (listed_too or each.id not in listed or listed[each.id] != latest_list)
        and not (left and each.status == "active")
    ]
    return tuple(sorted(old, key=lambda each: (each[1], by_name(each[0]))))


def refuse_wrong_clock(store: Store) -> None:
    """Refuse to delete by age when the clock cannot be right.

    Raises:
        UsageFailure: by the clock, nothing was done for more than a year, or what was done is yet to come.
    """
    moments = {"students": "added", "sessions": "touched", "history": "at"}
    with store.reading() as connection:
        done = [
            connection.value(f"SELECT {moment} FROM {table} ORDER BY {moment} DESC LIMIT 1")
            for table, moment in moments.items()
        ]
    known = (moment for moment in done if moment not in (None, connect.DAMAGED))
    last, now = max(known, default=None), store.now()
    if last is not None and not -_A_DAY <= now - last <= _LONG_AGO:
        raise UsageFailure(
            f"By this computer's clock it is {now.date()}, and the last thing was done in this store on "
            f"{last.date()}. Nothing was deleted.",
            hint="Set the clock. If it is right, say so with --clock-is-right.",
            slug="clock",
        )
