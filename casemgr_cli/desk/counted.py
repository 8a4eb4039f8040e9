"""What is counted over a whole store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, tuple_

from casemgr_cli.desk import tables
from casemgr_cli.desk.counts import CountedSession
from casemgr_cli.desk.students import minutes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from casemgr_cli.desk.store import Store


_T, _S, _P = tables.students.c, tables.sessions.c, tables.plans.c
_AT_ONCE = 20  # a plan is over half a megabyte


def sittings(store: Store) -> tuple[CountedSession, ...]:
    """Return every session of the store as it is counted; days are those of this computer's zone."""
    joined = tables.sessions.join(tables.students, _T.id == _S.student)
    query = select(tables.sessions, _T.grade).select_from(joined).order_by(_S.student, _S.number)
    with store.reading() as connection:
        rows = connection.execute(query).all()
    return tuple(
        CountedSession(
            row.student,
            row.grade,
            row.started.astimezone().date(),
            minutes(row.seconds),
            row.finished is not None,
            row.interest_before,
            row.interest_after,
        )
        for row in rows
    )


def grades(store: Store) -> dict[int | None, int]:
    """Return how many students at the school are in each grade; None is among them where it is not known.

    Grades of those who left are there too, without anybody.
    """
    here = func.count().filter(_T.status == "active")
    with store.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(select(_T.grade, here).group_by(_T.grade))}


def with_plan(store: Store) -> frozenset[str]:
    """Return the ids of the students who have a plan from any of their sessions."""
    with store.reading() as connection:
        return frozenset(connection.scalars(select(_P.student).distinct()))


def plan_count(store: Store) -> int:
    """Return how many active students have a plan."""
    with store.reading() as connection:
        return connection.scalars(select(func.count()).select_from(_latest().subquery())).one()


def latest_plans(store: Store) -> Iterator[tuple[str, str]]:
    """Yield the id of each active student, and their latest plan as JSON text, a few at a time."""
    with store.reading() as connection:
        latest = sorted((row.student, row.number) for row in connection.execute(_latest()))
        for start in range(0, len(latest), _AT_ONCE):
            # Sorted by the database, all the plans would be in memory at once.
            keys = latest[start : start + _AT_ONCE]
            query = select(_P.student, _P.document).where(tuple_(_P.student, _P.number).in_(keys))
            yield from sorted((row.student, row.document) for row in connection.execute(query))


def _latest() -> Any:  # noqa: ANN401 - SQLAlchemy's own type spells out every column
    joined = tables.plans.join(tables.students, _T.id == _P.student)
    return (
        select(_P.student, func.max(_P.number).label("number"))
        .select_from(joined)
        .where(_T.status == "active")
        .group_by(_P.student)
    )
