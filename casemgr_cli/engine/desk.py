"""Finding students, and what is on the desk today."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from casemgr_cli.domain.desk import Board, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casemgr_cli.domain.desk import Student, Wish

NEVER = datetime(1, 1, 1, tzinfo=UTC)


def board(standings: Iterable[Standing], today: date) -> Board:
    """Return what is on the desk; students who left or graduated are not."""
    active = [each for each in standings if each.student.status == "active"]
    return Board(
        today=today,
        students=len(active),
        with_plan=sum(each.has_plan for each in active),
        half_done=tuple(sorted(_in(active, "half_done"), key=_touched, reverse=True)),
        due=tuple(sorted(_in(active, "due"), key=_follow_up)),
        no_plan=_in(active, "new"),
    )


def matching(standings: Iterable[Standing], wish: Wish) -> tuple[Standing, ...]:
    """Return the students that a wish names, in the order given. Upper and lower case are the same."""
    text = wish.text.casefold()
    return tuple(each for each in standings if _fits(each, wish) and text in _searched(each.student))


def students_matching(students: Iterable[Student], wish: Wish) -> tuple[Student, ...]:
    """Return the students that a wish names, wherever their sessions stand."""
    found = matching((Standing(student, "new") for student in students), replace(wish, state=None))
    return tuple(each.student for each in found)


def _touched(standing: Standing) -> datetime:
    return standing.touched or NEVER


def _follow_up(standing: Standing) -> date:
    return standing.follow_up or date.max


def _fits(standing: Standing, wish: Wish) -> bool:
    student = standing.student
    return (
        wish.status in (None, student.status)
        and wish.grade in (None, student.grade)
        and wish.state in (None, standing.state)
        and (wish.group is None or wish.group.casefold() == student.group.casefold())
    )


def _searched(student: Student) -> str:
    names = f"{student.given} {student.family}\n{student.family}, {student.given}"
    return f"{student.id}\n{names}".casefold()


def _in(standings: Iterable[Standing], state: str) -> tuple[Standing, ...]:
    return tuple(each for each in standings if each.state == state)
