"""What is worked out from the secrets of a store: whose records were seen or changed, and the codes of slips.

The log is apart from the records, and outlives them. What was read is not in it. Whose record it was is kept
as a mark that only the store's own secret makes of an id: while the student is in the store it can be told,
afterwards it is nobody's. The code by which a student opens their own session is worked out from another
secret, so none is kept, and a new secret makes all slips that were handed out worthless.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.desk.store import LOG_SECRET, SLIPS_SECRET, refuse_unless_lead, secret_within, set_within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from casemgr_cli.desk.connect import Connection
    from casemgr_cli.desk.store import Store


class LogEntry(Struct, frozen=True):
    """A line of the log. `student` is empty when they are no longer in the store."""

    at: datetime
    who: str
    what: str
    student: str


def enter(store: Store, connection: Connection, students: Iterable[str], what: str) -> None:
    """Write a line for each student, as part of the transaction that does the thing."""
    mark, at = _marker(connection), store.now()
    lines = [{"at": at, "who": store.who, "what": what, "whose": mark(id_)} for id_ in students]
    connection.insert("log", lines)


def saw(store: Store, student: str) -> None:
    """Write down that somebody looked at a student's record, where the store can be written.

    Raises:
        FileFailure: the store cannot be written, though it should be.
    """
    if store.read_only:
        return
    with store.writing() as connection:
        enter(store, connection, (student,), "seen")


def entries(store: Store, student: str | None = None) -> tuple[LogEntry, ...]:
    """Return the log, the latest first; with a student, what is in it on them.

    Raises:
        FileFailure: the store cannot be read.
    """
    if store.setting(LOG_SECRET) is None:
        return ()
    with store.reading() as connection:
        mark = _marker(connection)
        only, whose = ("WHERE whose = :whose", {"whose": mark(student)}) if student else ("", {})
        rows = connection.run(f"SELECT at, who, what, whose FROM log {only} ORDER BY id DESC", **whose)
        found = rows.fetchall()
        known = {mark(id_): id_ for id_ in connection.column("SELECT id FROM students")}
    return tuple(LogEntry(at, who, what, known.get(mark_, "")) for at, who, what, mark_ in found)


def _marker(connection: Connection) -> Callable[[str], str]:
    key = secret_within(connection, LOG_SECRET).encode()
    return lambda id_: hmac.new(key, id_.encode(), "sha256").hexdigest()[:24]


# Without letters and digits that are taken for one another.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 6


def codes(store: Store, ids: Iterable[str], *, renew: bool = False) -> Mapping[str, str]:
    """Return the code of each student; `renew` makes all earlier codes of the store worthless.

    Raises:
        UsageFailure: they are to be renewed, and it is not a lead who asks for it.
        FileFailure: the store cannot be read or written.
    """
    if renew:
        refuse_unless_lead(store)
    with store.writing() as connection:
        if renew:
            set_within(connection, SLIPS_SECRET, None)
        secret = secret_within(connection, SLIPS_SECRET)
    return {id_: _code(secret, id_) for id_ in ids}


def as_code(text: str) -> str:
    """Return what somebody typed as a code is written: capitals, without blanks and dashes."""
    return "".join(char for char in text.upper() if char.isalnum())


def _code(secret: str, id_: str) -> str:
    number = int.from_bytes(hmac.digest(secret.encode(), id_.encode(), "sha256"))
    places = (number // len(_SIGNS) ** place for place in range(_LENGTH))
    return "".join(_SIGNS[each % len(_SIGNS)] for each in places)
