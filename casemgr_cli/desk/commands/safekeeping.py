"""`casemgr session backup`, `restore`, `check`, `unlock`, `export`, `delete`, `purge` and `log`.

What is kept safe, what a student may see, and what must go.
"""

import os
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import Annotated

import typer
from msgspec.structs import replace

from casemgr_cli.cli import given, options
from casemgr_cli.cli.options import argument, option
from casemgr_cli.cli.output import Output
from casemgr_cli.desk import safekeeping
from casemgr_cli.desk.commands import opening
from casemgr_cli.desk.commands import options as own
from casemgr_cli.desk.connect import VARIABLE, is_encrypted
from casemgr_cli.desk.documents import Log, log_csv, purge_document, student_document
from casemgr_cli.desk.pages import check_page, log_page, purge_page, record_page
from casemgr_cli.desk.records import Student
from casemgr_cli.desk.store import Store
from casemgr_cli.desk.students import entries, find_student, note_event
from casemgr_cli.desk.work import record_of
from casemgr_cli.errors import UsageFailure
from casemgr_cli.pages.words import Words

_AN_HOUR = 60 * 60  # in seconds; a shell that knows TMOUT ends when nobody types for as long
_File = Annotated[Path, argument(metavar="FILE", help="The file of the backup.")]


def backup(file: _File, store: own.WhichStore) -> None:
    """Write the store into a new file, as it is at this moment, even while somebody is at work on it.

    Example: casemgr session backup /media/stick/desk-2026-11-28.db
    """
    with opening.opened(store) as at:
        is_private = safekeeping.back_up(at, file)
    opening.tell(given.words(None)("desk.backed_up", file=str(file)))
    if not is_private:
        opening.tell(given.words(None)("desk.exposed_copy", file=str(file)))


def restore(file: _File, store: own.WhichStore) -> None:
    """Make a store of a backup. A store that is there is never written over.

    Example: casemgr session restore /media/stick/desk-2026-11-28.db
    """
    address = store.address
    opening.refuse_foreign_link(file)
    secret = opening.given_passphrase(store.passphrase_fd)
    if secret is None and is_encrypted(file):
        secret = opening.asked_passphrase(given.words(None)("desk.ask_backup"))
    safekeeping.restore(address, file, secret)
    opening.tell(given.words(None)("desk.restored", store=address.name))


def unlock(store: own.WhichStore) -> None:
    """Open a shell in which commands need no passphrase for an hour; then they ask again.

    Example: casemgr session unlock
    """
    words, address = given.words(None), store.address
    if os.name != "posix":
        raise UsageFailure("This system cannot hand a passphrase on safely.", hint="Type it each time.")
    if address.is_there and not (address.file and is_encrypted(address.file)):
        raise UsageFailure(
            f"The store {address.name} has no passphrase.",
            hint="Encrypt it with: casemgr session setup --encrypt",
        )
    secret = opening.given_passphrase(store.passphrase_fd) or opening.asked_passphrase(
        words("desk.ask_passphrase")
    )
    with opening.opened(store, passphrase=secret):
        pass  # it is the right one
    opening.tell(words("desk.unlocked"))
    shell = os.environ.get("SHELL") or "sh"
    # Not in the environment, where it could be read when the hour is over, and by other programs before.
    mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    until = opening.steady_seconds() + _AN_HOUR
    Thread(target=opening.tell_passphrase, args=(mine, secret, until), daemon=True).start()
    known = {
        **os.environ,
        VARIABLE: str(address.file),
        opening.UNLOCKED: str(theirs.fileno()),
        "TMOUT": str(_AN_HOUR),
    }
    known.pop(opening.PASSPHRASE, None)
    ended = subprocess.run([shell], env=known, pass_fds=[theirs.fileno()], check=False)  # noqa: S603  her own shell
    raise typer.Exit(ended.returncode)


def check(
    *,
    drop: Annotated[
        bool, option("--drop-plans", help="Delete the plans that cannot be read, to make them anew.")
    ] = False,
    yes: own.Yes = False,
    store: own.WhichStore,
    written: options.WrittenPage,
) -> None:
    """Find out whether the store is whole and every plan can be read. Exit 1 when not.

    Example: casemgr session check
    """
    out = store.result(written)
    words = given.words(written.data)
    with opening.opened(store) as at:
        health = safekeeping.check(at)
        out.show(document=lambda: health, page=lambda: check_page(health, words))
        if drop and health.plans:
            question = words.count("desk.ask_drop_plans", len(health.plans))
            opening.confirm(question, yes=yes, refused=words("desk.kept"))
            safekeeping.drop_plans(at, health.plans)
            opening.tell(words("desk.dropped_plans"))
    if not health.good:
        raise typer.Exit(1)


def export(
    *,
    student: Annotated[list[str] | None, option(metavar="ID", help="Whose record. Can be repeated.")] = None,
    whom: own.Whom,
    into: Annotated[
        Path | None, option(metavar="DIR", help="Write one file a student into this folder, made if need be.")
    ] = None,
    with_notes: Annotated[bool, option(help="With your notes, which are left out otherwise.")] = False,
    store: own.StoreAs,
    written: options.WrittenPage,
) -> None:
    """Write down everything that is held on a student. Files are for you alone (mode 0600).

    Example: casemgr session export --student 1001 -o ana.txt
    """
    out = store.result(written)
    if into is not None and written.output is not None:
        raise UsageFailure("-o and --into name two places.", hint="Give one of the two.")
    folder = opening.folder_named(str(into), "--into") if into is not None else None
    with opening.opened(store) as at:
        students = opening.chosen_students(at, student or (), whom, given.words(written.data), status=None)
        ids = [each.id for each in students]
        if into is None and len(ids) != 1:
            raise UsageFailure(
                f"{len(ids)} records do not go into one file.", hint="Name a folder with --into."
            )
        if folder is None:
            files = {ids[0]: out}
        else:
            files = opening.own_files(replace(out, told=False), folder, ids, given.words(written.data))
        for id_, file in files.items():
            _export(at, id_, file, written.data, with_notes)
    if into is not None:
        opening.tell(given.words(written.data).count("desk.exported", len(ids), folder=str(into)))


def delete(
    *,
    id_: own.MaybeId = None,
    whom: own.Whom,
    yes: own.Yes = False,
    take_over: own.TakeOver = False,
    store: own.WhichStore,
    data: options.Data = None,
) -> None:
    """Delete everything that is held on a student, or on many, out of the store's own files too.

    Example: casemgr session delete 1001
    """
    words = given.words(data)
    with opening.opened(store) as at:
        students = opening.chosen_students(at, [id_] if id_ else (), whom, words, status=None)
        if id_:
            record = record_of(at, id_)
            counts = {"sessions": len(record.sessions), "notes": record.note_count}
            question = words("desk.ask_delete", name=record.student.name, id=id_, **counts)
            opening.confirm(question, yes=yes, refused=words("desk.kept"))
        else:
            opening.agree_on(students, words.count("desk.ask_delete_many", len(students)), words, yes=yes)
        _delete(at, students, words, take_over=take_over)


def purge(
    *,
    older_than: Annotated[
        str, option(metavar="AGE", help="Such as 3y: for whom nothing was done since then.")
    ],
    left: Annotated[bool, option(help="Only those who have left or graduated.")] = False,
    listed_too: Annotated[bool, option(help="Also those whom your latest list of students names.")] = False,
    clock_is_right: Annotated[bool, option(help="Go by the clock though it looks wrong.")] = False,
    dry_run: own.DryRun = False,
    yes: own.Yes = False,
    store: own.WhichStore,
    written: options.WrittenPage,
) -> None:
    """Delete the students for whom nothing was done for a long time, as your retention rule says.

    Who is on your latest list of students stays, unless you say --listed-too.

    Example: casemgr session purge --older-than 3y --dry-run
    """
    from casemgr_cli.engine.dates import day_back

    out = store.result(written)
    words, before = given.words(written.data), day_back(older_than, given.today())
    with opening.opened(store) as at:
        if not clock_is_right:
            safekeeping.refuse_wrong_clock(at)
        found = safekeeping.stale(at, before, left=left, listed_too=listed_too)
        out.show(
            document=lambda: purge_document(found, before, dry_run=dry_run),
            page=lambda: purge_page(found, before, words),
        )
        if dry_run or not found:
            return
        question = words.count("desk.ask_purge", len(found))
        opening.confirm(question, yes=yes, refused=words("desk.kept"))
        _delete(at, [student for student, _ in found], words)


def log(
    *,
    id_: own.MaybeId = None,
    limit: Annotated[int, option(min=0, help="How many lines, the latest first; 0 for all.")] = 50,
    store: own.WhichStore,
    written: options.WrittenTable,
) -> None:
    """Show who saw or changed a record and when, records that were deleted included.

    Example: casemgr session log 1001
    """
    out = store.result(written)
    with opening.opened(store) as at:
        found = entries(at, find_student(at, id_).id if id_ else None)
    shown = found[:limit] if limit else found
    out.show(
        document=lambda: Log(len(found), shown),
        page=lambda: log_page(shown, len(found), given.words(written.data)),
        table=lambda: log_csv(shown),
    )


def _export(at: Store, id_: str, out: Output, data: Path | None, with_notes: bool) -> None:
    note_event(at, id_, "exported")
    record, today = record_of(at, id_, with_notes=with_notes), given.today()
    out.show(
        document=lambda: student_document(record, today, with_notes=with_notes),
        page=lambda: record_page(record, given.load(data).facts, today, given.words(data), everything=True),
    )


def _delete(at: Store, students: Sequence[Student], words: Words, *, take_over: bool = False) -> None:
    """Delete all that is held on students, and say what may still hold it."""
    gone = safekeeping.delete_students(at, [each.id for each in students], take_over=take_over)
    opening.tell(words.count("desk.deleted", len(students)))
    kind = "file" if at.file else "server"
    if not gone:
        opening.tell(words(f"desk.not_wiped_{kind}", name=at.name))
    opening.tell(words(f"desk.backups_{kind}"))
