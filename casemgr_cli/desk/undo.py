"""Taking back the last change to who is in the store: a list, a new year, groups, or one student.

How the students were is kept in a setting of the store, each login's own on a server, until the next such
change; the database itself lets go of it when somebody is deleted, merged or renamed.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - msgspec reads it
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Text, bindparam, select

from casemgr_cli.desk import tables
from casemgr_cli.desk.logbook import enter
from casemgr_cli.desk.records import Student
from casemgr_cli.desk.store import own, upsert
from casemgr_cli.desk.tables import LAST_CHANGE
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from casemgr_cli.desk.store import Store

_SETTINGS, _T, _S, _N = tables.settings.c, tables.students.c, tables.sessions.c, tables.notes.c


class _Before(Student, frozen=True):
    """A row of the students as it was, but for when they were added."""

    listed: datetime | None = None
    listed_group: str = ""


class _LastChange(Struct, frozen=True):
    """When something was changed last and by whom: the ids of those who were new, and the others before.

    `setting` is the name of a setting of the store that came with it.
    """

    at: datetime
    who: str
    new: tuple[str, ...]
    before: tuple[_Before, ...]
    setting: str = ""


def remember(
    store: Store, connection: Connection, new: Iterable[str], changed: Iterable[str], setting: str = ""
) -> None:
    """Keep how students are who are about to be changed, as part of the transaction that does it."""
    columns = [_T[name] for name in _Before.__struct_fields__]
    wanted = set(changed)  # too many for a statement to name them all
    rows = connection.execute(select(*columns)) if wanted else ()
    before = tuple(_Before(*row) for row in rows if row.id in wanted)
    change = _LastChange(store.now(), store.who, tuple(new), before, setting)
    value = msgspec.json.encode(change).decode()
    upsert(connection, tables.settings, "name", {"name": own(store, LAST_CHANGE), "value": value})


def last_change(store: Store) -> _LastChange:
    """Return the last change that can be undone.

    Raises:
        UsageFailure: there is none.
    """
    kept = store.setting(own(store, LAST_CHANGE))
    if kept is None:
        raise UsageFailure(
            "There is nothing to undo.",
            hint="The last list, new year, change of groups or of a student can be undone, once.",
        )
    return msgspec.json.decode(kept, type=_LastChange)


def undo(store: Store, change: _LastChange) -> int:
    """Put students back as they were; who was new goes, unless they have been worked with since.

    Returns:
        How many stay for that.

    Raises:
        FileFailure: the store cannot be written; nothing was changed.
    """
    with store.writing() as connection:
        worked_with = {*connection.scalars(select(_S.student)), *connection.scalars(select(_N.student))}
        gone = [id_ for id_ in change.new if id_ not in worked_with]
        whose = bindparam("whose", type_=Text)
        if gone:
            ids = [{"whose": id_} for id_ in gone]
            connection.execute(tables.history.delete().where(tables.history.c.student == whose), ids)
            connection.execute(tables.students.delete().where(_T.id == whose), ids)
        if change.before:
            rows = [{**asdict(row), "whose": row.id} for row in change.before]
            connection.execute(tables.students.update().where(_T.id == whose), rows)
        enter(store, connection, (*gone, *(row.id for row in change.before)), "undone")
        settled = (change.setting, own(store, LAST_CHANGE))
        connection.execute(tables.settings.delete().where(_SETTINGS.name.in_(settled)))
    return len(change.new) - len(gone)
