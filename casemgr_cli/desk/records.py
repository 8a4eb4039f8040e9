"""What a counselor's desk holds: students, their sessions and notes, and who is at work on whom.

What a document shows whole is the document's own part: its fields are the keys, the schema and the columns.
Moments are in UTC. No birth date is kept anywhere; whether someone counts as a minor follows from the grade,
or from what the counselor says.
"""

import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Literal, TypeVar, get_args

from msgspec import Meta, Struct

from casemgr_cli.documents.base import Document
from casemgr_cli.domain.facts import Answers
from casemgr_cli.domain.kinds import Count, Words, one_of

Status = Literal["active", "graduated", "left"]
State = Literal["new", "half_done", "done", "due"]
Rank = Literal["owner", "lead", "counselor"]
When = Literal["before", "after"]
STATUSES: tuple[Status, ...] = get_args(Status)
_STATES: tuple[State, ...] = get_args(State)
EVENTS = (
    "added",
    "updated",
    "started",
    "resumed",
    "taken_over",
    "finished",
    "imported",
    "printed",
    "exported",
    "renamed",
    "merged",
)
LAST_GRADE, OLDEST_GRADE = 12, 20
LONGEST = 100  # characters of an id, a name or a group
Number = Annotated[int, Meta(ge=1)]


class Student(Struct, frozen=True):
    """One student. `id` is the school's own number or word for them.

    `given` and `family` are empty in a pseudonymous store. `grade` is the school year from 0 (kindergarten)
    to 12, more for someone past high school, None where it is not known. `group` is a class, a period or a
    caseload, or several of them joined by semicolons. `minor` is the counselor's word where it differs from
    what the grade says. `counselor` is the login on a shared server that has them on its caseload, empty for
    a lead's and in a file.
    """

    id: Words
    given: str = ""
    family: str = ""
    grade: Count | None = None
    group: str = ""
    status: Status = "active"
    minor: bool | None = None
    counselor: str = ""

    @property
    def counts_as_minor(self) -> bool:
        """Whether questions about money, health and records stay off; an unknown grade counts as one."""
        if self.minor is not None:
            return self.minor
        return self.grade is None or self.grade <= LAST_GRADE

    @property
    def name(self) -> str:
        """The name to call them by; the id where no name is kept."""
        return " ".join(part for part in (self.given, self.family) if part) or self.id

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups one by one."""
        return tuple(group for part in self.group.split(";") if (group := part.strip()))


def joined_groups(*texts: str) -> str:
    """Return the groups of several texts as one, each once."""
    return "; ".join(dict.fromkeys(group for text in texts for group in Student("", group=text).groups))


def groups_beside(text: str, listed: str) -> str:
    """Return the groups of a text but for those of another, as one text."""
    known = Student("", group=listed).groups
    return joined_groups(*(group for group in Student("", group=text).groups if group not in known))


class Plan(Struct, frozen=True):
    """The advice as it was given on one day.

    `document` is the whole advice as JSON text (schema casemgr.advice/1), `page` what was handed out, in full
    and as a plan to sign, as JSON text that the report package reads back into blocks. `data_as_of` is the
    date of the newest source behind it (YYYY-MM-DD), empty where none has one.
    """

    on: date
    data_as_of: str
    document: str
    page: str


class Session(Struct, frozen=True):
    """One sitting with a student, which may take several days. `number` counts a student's sessions from 1.

    `minutes` is the time spent at the desk so far, in whole minutes. `finished` and `plan` are None until the
    interview is at its end. `follow_up` is the day to look at it together again. `interest_before` and
    `interest_after` say how much case management interests the student, from 1 (none) to 5 (very much).
    """

    student: str
    number: int
    answers: Answers
    started: datetime
    touched: datetime
    finished: datetime | None = None
    minutes: int = 0
    follow_up: date | None = None
    interest_before: int | None = None
    interest_after: int | None = None
    plan: Plan | None = None

    def state(self, today: date) -> State:
        """Return where it stands on a day."""
        return state_on(today, self.touched, self.finished, self.follow_up)


class LockedBy(Struct, frozen=True):
    """Who has a student's session open, and since when."""

    who: Words
    since: datetime


class Standing(Student, frozen=True):
    """Where a student stands, without answers and advice: one line of a list.

    The moments are those of the latest session; all of them are None for a student without one. `has_plan`
    says whether that one came to its end, `open_by` who is at work on the student.
    """

    state: State = "new"
    has_plan: bool = False
    sessions: Count = 0
    started: datetime | None = None
    touched: datetime | None = None
    finished: datetime | None = None
    minutes: Count = 0
    follow_up: date | None = None
    open_by: LockedBy | None = None


class Search(Struct, frozen=True):
    """Whom to list. What is empty or None is not asked for; `text` is part of an id or a name."""

    text: str = ""
    group: str | None = None
    grade: int | None = None
    state: State | None = None
    status: Status | None = "active"


class DeskBoard(Document, tag="casemgr.board/1"):
    """What is on the desk on one day: active students whose session is half done, who are due for a
    follow-up, and who never had a session. The half done come latest first, the due longest first.
    """

    today: date
    students: Count
    with_plan: Count
    half_done: tuple[Standing, ...]
    due: tuple[Standing, ...]
    no_plan: tuple[Standing, ...]


class StudentNote(Struct, frozen=True):
    """A counselor's own words about a student, kept apart from the record. `number` counts from 1."""

    number: Number
    written: datetime
    by: Words
    text: Words


class Event(Struct, frozen=True):
    """Something that was done with a student's record: when, by whom, and what."""

    at: datetime
    who: Words
    what: Annotated[str, one_of(EVENTS)]


class LogEntry(Struct, frozen=True):
    """A line of the log. `student` is None when they are no longer in the store."""

    at: datetime
    who: Words
    what: Words
    student: Words | None


class Record(Struct, frozen=True):
    """Everything that is held on one student. `notes` is empty unless it was asked for by name; `note_count`
    says in any case how many there are.
    """

    student: Student
    added: datetime
    sessions: tuple[Session, ...]
    history: tuple[Event, ...]
    note_count: int
    notes: tuple[StudentNote, ...] = ()


class Setup(Document, tag="casemgr.setup/1"):
    """How a store is set up, and how many students are in it.

    With `ask_interest`, sessions ask for a student's interest in case management before the first question
    and after the plan.
    """

    store: Words
    kind: Literal["file", "postgresql"]
    encrypted: bool
    pseudonymous: bool
    ask_interest: bool
    students: Count


class BadPlan(Struct, frozen=True):
    """A plan that cannot be read: whose it is, and of which session."""

    student: Words
    number: Number


class Health(Document, tag="casemgr.check/1"):
    """What is wrong with a store: what the database says of its file, and the plans that cannot be read."""

    good: bool
    faults: tuple[Words, ...]
    plans: tuple[BadPlan, ...]


def state_on(
    today: date, touched: datetime | None, finished: datetime | None, follow_up: date | None
) -> State:
    """Return where a session stands on a day; without any session (`touched` None) the student is new."""
    if touched is None:
        return "new"
    if finished is None:
        return "half_done"
    return "due" if follow_up is not None and follow_up <= today else "done"


_NEVER = datetime(1, 1, 1, tzinfo=UTC)


def board(standings: Iterable[Standing], today: date) -> DeskBoard:
    """Return what is on the desk; students who left or graduated are not."""
    active = [each for each in standings if each.status == "active"]
    lots = {state: [each for each in active if each.state == state] for state in _STATES}
    return DeskBoard(
        today=today,
        students=len(active),
        with_plan=sum(each.has_plan for each in active),
        half_done=tuple(sorted(lots["half_done"], key=lambda each: each.touched or _NEVER, reverse=True)),
        due=tuple(sorted(lots["due"], key=lambda each: each.follow_up or date.max)),
        no_plan=tuple(lots["new"]),
    )


_Anybody = TypeVar("_Anybody", bound=Student)


def matching(students: Iterable[_Anybody], wish: Search) -> tuple[_Anybody, ...]:
    """Return the students that a wish names, in the order given. Upper and lower case are the same, and so
    are letters with and without accents.
    """
    text = _spelled(wish.text)
    return tuple(each for each in students if _fits(each, wish, text))


def _fits(student: Student, wish: Search, text: str) -> bool:
    names = f"{student.given} {student.family}\n{student.family}, {student.given}"
    groups = (student.group, *student.groups) if wish.group is not None else ()
    return (
        wish.status in (None, student.status)
        and wish.grade in (None, student.grade)
        and (wish.state is None or wish.state == getattr(student, "state", wish.state))
        and (wish.group is None or wish.group.casefold() in map(str.casefold, groups))
        and (not text or text in _spelled(f"{student.id}\n{names}"))
    )


def _spelled(text: str) -> str:
    """Return a text as it is searched: without accents, upper and lower case being the same."""
    text = text.casefold()
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part))
