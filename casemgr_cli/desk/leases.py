"""Who is at work on a student: a lease, renewed while they are, that runs out by itself when they are gone.

Every write of a session checks within its own transaction that the lease is still held. So a computer that
slept while a colleague took the session over cannot write over the colleague's answers when it wakes up.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING
from uuid import uuid4

from msgspec import Struct

from casemgr_cli.desk.records import LockedBy
from casemgr_cli.desk.students import hold_student, log
from casemgr_cli.errors import CasemgrError, Locked
from casemgr_cli.text import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from casemgr_cli.desk.connect import Connection
    from casemgr_cli.desk.store import Store


BEAT_SECONDS = 20
RUNS_OUT_AFTER = timedelta(seconds=90)
_MINE = "student = :student AND token = :token"
_TAKEN_OVER = "taken_over"


class _Held(Struct, frozen=True):
    """A lease as it stands in the store: whose it is, on which computer and in which process."""

    student: str
    who: str
    host: str
    pid: int
    since: datetime
    beat: datetime


_HELD = f"SELECT {', '.join(_Held.__struct_fields__)} FROM leases"


class Lease(Struct, frozen=True):
    """The right to write one student's sessions, until it is given back, runs out or is taken over."""

    student: str
    token: str
    since: datetime


def take_within(store: Store, connection: Connection, student: str, *, take_over: bool = False) -> Lease:
    """Take the lease on a student as part of a larger transaction.

    Args:
        store: the store.
        connection: the transaction.
        student: the student's id.
        take_over: take it from whoever has it; they are told when they try to write.

    Raises:
        Locked: somebody else has it; the error says who, and since when.
    """
    hold_student(connection, student)
    row = _held_on(connection, student)
    if row is not None and _is_held(store, row):
        if not take_over:
            raise _refused(student, row.who, row.since)
        log(store, connection, student, _TAKEN_OVER)
    now = store.now()
    lease = Lease(student, uuid4().hex, now)
    mine = {"who": store.who, "host": store.host, "pid": store.pid, "since": now, "beat": now}
    connection.put("leases", "student", {"student": student, "token": lease.token, **mine})
    return lease


def check_within(store: Store, connection: Connection, lease: Lease) -> None:
    """Make sure within a transaction that the lease is still held, and renew it.

    A lease that ran out while nobody else wanted it is still good.

    Raises:
        Locked: somebody else has taken the session over; the error says who, and when.
    """
    beat = {"beat": store.now()}
    if connection.update("leases", beat, _MINE, student=lease.student, token=lease.token):
        return
    row = _held_on(connection, lease.student)
    if row is None:
        _raise_taken(connection, lease)
        raise Locked(
            f"The session with {quoted(lease.student)} was closed or deleted elsewhere. "
            "The last answer was not saved.",
            hint='"casemgr session list" shows what there is.',
            slug="taken_over",
        )
    raise _taken(lease, row.who, row.since)


def drop_within(connection: Connection, lease: Lease) -> None:
    """Let others in, as part of a larger transaction."""
    connection.run(f"DELETE FROM leases WHERE {_MINE}", student=lease.student, token=lease.token)


def give_back(store: Store, lease: Lease) -> None:
    """Let others in. A store that cannot be written is no trouble: the lease runs out by itself."""
    with suppress(CasemgrError), store.writing() as connection:
        drop_within(connection, lease)


def held(store: Store) -> Mapping[str, LockedBy]:
    """Return who is at work on whom, by the student's id."""
    with store.reading() as connection:
        rows = [_Held(*row) for row in connection.run(_HELD)]
    return {row.student: LockedBy(row.who, row.since) for row in rows if _is_held(store, row)}


def _held_on(connection: Connection, student: str) -> _Held | None:
    row = connection.run(f"{_HELD} WHERE student = :student", student=student).fetchone()
    return _Held(*row) if row else None


class Heartbeat:
    """Renews a lease in the background while a person thinks about a question."""

    def __init__(self, store: Store, lease: Lease) -> None:
        """Start beating."""
        self._store, self._lease, self._done = store, lease, Event()
        self._thread = Thread(target=self._run, name="casemgr-lease", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop beating, and wait until the last beat is over."""
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._done.wait(BEAT_SECONDS):
            # What is wrong here is found again, and said, when the next answer is saved.
            with suppress(CasemgrError), self._store.writing() as connection:
                check_within(self._store, connection, self._lease)


def _is_held(store: Store, row: _Held) -> bool:
    return store.now() - row.beat < RUNS_OUT_AFTER and not _is_gone(store, row)


def _is_gone(store: Store, row: _Held) -> bool:
    """Whether the program that took the lease ran on this computer and does so no longer."""
    if os.name != "posix" or row.host != store.host:
        return False
    try:
        os.kill(row.pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _refused(student: str, who: str, since: datetime) -> Locked:
    return Locked(
        f"{who} has the session with {quoted(student)} open {_since(since)}.",
        hint="Wait until it is closed, or take it over with --take-over.",
    )


def _raise_taken(connection: Connection, lease: Lease) -> None:
    """Raise who took a session over, though they have closed it since; nothing when nobody did."""
    row = connection.run(
        "SELECT who, at FROM history WHERE student = :student AND what = :what AND at > :since "
        "ORDER BY at DESC LIMIT 1",
        student=lease.student,
        what=_TAKEN_OVER,
        since=lease.since,
    ).fetchone()
    if row is not None:
        raise _taken(lease, *row)


def _taken(lease: Lease, who: str, since: datetime) -> Locked:
    return Locked(
        f"{who} took the session with {quoted(lease.student)} over {_since(since)}. "
        "The last answer was not saved; those before it are.",
        hint="Talk to them before you take it back with --take-over.",
        slug="taken_over",
    )


def _since(moment: datetime) -> str:
    return f"since {moment.astimezone():%Y-%m-%d %H:%M}"
