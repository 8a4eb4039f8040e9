"""Whom a command is about: one student by id, or all whom a group, a grade and a search name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.desk.commands.opening import asked_text, confirm, tell
from casemgr_cli.desk.records import Search, students_matching
from casemgr_cli.desk.students import find_student, students_of
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casemgr_cli.desk.commands.options import Whom
    from casemgr_cli.desk.records import Status, Student
    from casemgr_cli.desk.store import Store
    from casemgr_cli.pages.words import Words

_SHOWN = 10


def wish_of(whom: Whom, words: Words, status: Status | None = "active") -> Search:
    """Return whom the options name; a search for - is asked for."""
    text = asked_text(whom.search, words("desk.ask_search"))
    return Search(text, whom.group, whom.grade, None, status)


def chosen_students(
    at: Store, ids: Sequence[str], whom: Whom, words: Words, status: Status | None = "active"
) -> tuple[Student, ...]:
    """Return the students with these ids, or those whom the options name.

    Raises:
        UsageFailure: nobody is named, or in both ways, or nobody fits.
    """
    refuse_unclear(ids, whom)
    if ids:
        return tuple(find_student(at, id_) for id_ in dict.fromkeys(ids))
    found = students_matching(students_of(at), wish_of(whom, words, status))
    if not found:
        raise UsageFailure(words("desk.nobody"), hint='See who is there: "casemgr roster list".')
    return found


def refuse_unclear(ids: Sequence[str], whom: Whom) -> None:
    """Refuse a command that says nowhere, or in two ways, whom it is about.

    Raises:
        UsageFailure: it does.
    """
    if bool(ids) == whom.asked:
        raise UsageFailure(
            "One student and many are asked for." if ids else "Whose?",
            hint="Give an id; or --group, --grade, --search or --all.",
        )


def agree_on(students: Sequence[Student], question: str, words: Words, *, yes: bool) -> None:
    """Show whom something is about to be done to, and ask.

    Raises:
        AnswerNeeded: there is no terminal to ask in.
        Interrupted: the answer is no.
    """
    for student in students[:_SHOWN]:
        tell(f"  {student.id}  {'' if student.name == student.id else student.name}".rstrip())
    if len(students) > _SHOWN:
        tell(words.count("desk.and_more", len(students) - _SHOWN))
    confirm(question, yes=yes, refused=words("desk.unchanged"))
