"""Backups of a store, going back to one, and finding what is damaged in it."""

from __future__ import annotations

import glob
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from casemgr_cli.desk import connect, tables
from casemgr_cli.desk.counts import sketch
from casemgr_cli.desk.pages import kept_page
from casemgr_cli.desk.records import BadPlan, Health
from casemgr_cli.desk.store import BEFORE, explained, flush, open_store, write_copy
from casemgr_cli.desk.work import plans_kept
from casemgr_cli.errors import CasemgrError, FileFailure, UsageFailure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from casemgr_cli.desk.store import Store

_FINE = "ok"
_PIECE = 1 << 20


def back_up(store: Store, file: Path) -> None:
    """Write the store as it is at one moment into a new file, whoever is at work on it meanwhile.

    A copy of an encrypted store has the same passphrase.

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
    try:
        write_copy(store, file)
    except OSError as error:
        raise FileFailure(f"The backup {file} cannot be written: {error.strerror}.") from error


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
    if not _is_regular(backup) or not backup.stat().st_size:
        raise FileFailure(f"There is no backup in {backup}.", hint="Check the name of the file.")
    with _taking_its_place(file, passphrase) as new:
        try:
            with backup.open("rb") as source, new.open("wb") as target:
                shutil.copyfileobj(source, target)
        except OSError as error:
            raise FileFailure(f"The backup cannot be restored: {error.strerror}.") from error


def encrypt(address: connect.Address, passphrase: str) -> tuple[Path, ...]:
    """Let a plain store be opened by a passphrase only from now on.

    Returns:
        The copies of the store beside it that are still plain, made when it was brought up to date.

    Raises:
        UsageFailure: it is on a server, or encrypted already.
        FileFailure: another program has it open, or it cannot be written; nothing was changed.
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
            connect.encrypt_into(held, new, passphrase)
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

    try:
        connect.make_folders(file.parent)
        tidied()  # what a power cut left behind
        os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, connect.OWNER_FILE))
    except OSError as error:
        raise FileFailure(f"{new} cannot be made: {error.strerror}.") from error
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
    """Return what is wrong with a store. Nothing is changed.

    Raises:
        FileFailure: the store cannot be read at all.
    """
    faults: tuple[str, ...] = ()
    if store.file is not None:
        with explained(store.name), store.database.connected() as connection:
            said = connection.column("PRAGMA integrity_check")
            strays = connection.run("PRAGMA foreign_key_check").fetchall()
        faults = (
            *(line for line in said if line != _FINE),
            *(f"a row of {row[0]} belongs to nobody" for row in strays),
        )
    faults, plans = (*faults, *dict.fromkeys(_damaged(store))), tuple(_bad_plans(store))
    return Health(not (faults or plans), faults, plans)


def drop_plans(store: Store, plans: Iterable[BadPlan]) -> None:
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


def _is_regular(file: Path) -> bool:
    """Whether something is a file and no link to one."""
    return file.is_file() and not file.is_symlink()


def _damaged(store: Store) -> Iterator[str]:
    """Tell of whom something cannot be read, which other commands pass over."""
    with store.reading() as connection:
        for table in ("students", *tables.OF_STUDENT):
            whose = "id" if table == "students" else "student"
            moments = ", ".join(tables.MOMENTS[table].split())
            for id_, *read in connection.run(f"SELECT {whose}, {moments} FROM {table}"):
                if {connect.DAMAGED, connect.DAMAGED_DAY}.intersection(read):
                    yield f"something of {id_} in {table} cannot be read"
        for id_, answers in connection.run("SELECT student, answers FROM sessions"):
            if isinstance(connect.answers_in(answers), connect.DamagedAnswers):
                yield f"something of {id_} in sessions cannot be read"


def _bad_plans(store: Store) -> Iterator[BadPlan]:
    for student, number, document, page in plans_kept(store, every=True):
        try:
            sketch(document)
            kept_page(page)
        except (CasemgrError, msgspec.MsgspecError):
            yield BadPlan(student, number)


def _overwrite(file: BinaryIO) -> None:
    """Put zeros over a file whose name is gone."""
    left = os.fstat(file.fileno()).st_size
    while left > 0:
        left -= file.write(bytes(min(left, _PIECE)))
    file.flush()
    os.fsync(file.fileno())
