"""A list of students from elsewhere: what was read of it, what was not, and what it would change.

Only what these values have room for is ever kept of such a list.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.desk.records import LAST_GRADE, Status, Student, joined_groups

_Field = Literal["id", "key", "given", "family", "name", "grade", "class_year", "group", "status", "role"]
Why = Literal[
    "missing_id",
    "contradicts",
    "spreadsheet",
    "email",
    "grade",
    "status",
    "long",
    "control",
    "encoding",
    "cells",
    "quotes",
    "long_line",
]
FIELDS: tuple[_Field, ...] = get_args(_Field)
WHYS: tuple[Why, ...] = get_args(Why)
# From so many rows on, and from a tenth of the list on.
_FEW, _SHARE = 5, 10
KEPT = ("given", "family", "grade", "group", "status")


class Layout(Struct, frozen=True):
    """How lists are read. All names are plain: lower case, letters and digits only.

    `columns` are the names of a field's column, the preferred first; `grades` and `statuses` say what a cell
    means; a grade that is None is unknown. `role_columns` are those of the second file of OneRoster, which
    names people by the `key` of the first. `footers` begin a last line that is about no student.
    """

    columns: Mapping[str, tuple[str, ...]]
    grades: Mapping[str, int | None]
    statuses: Mapping[str, Status]
    roles: frozenset[str]
    role_columns: Mapping[str, tuple[str, ...]]
    footers: tuple[str, ...]


class Reject(Struct, frozen=True):
    """A row that cannot be used: where it begins, whose it is if that can be told, and why.

    `id` is safe to show. `field` is the field that is wrong, `other` the line of the row it clashes with,
    `file` the file within a folder or zip where it is not the list of students itself.
    """

    line: int
    id: str
    why: Why
    field: str = ""
    other: int = 0
    file: str = ""


class Roster(Struct, frozen=True):
    """What was read of a list.

    `students` are those it names, each once. `fields` are those it has a column for, `unread` is how many
    other columns it has; `others` is how many of its rows are about people who are not students. `encoding`
    is what the file turned out to be in.
    """

    students: tuple[Student, ...]
    rejects: tuple[Reject, ...]
    fields: frozenset[str]
    unread: int
    others: int = 0
    encoding: str = "utf-8"


class Alike(Struct, frozen=True):
    """An id in a list, and one in the store that differs from it in leading zeros only."""

    listed: str
    held: str


class Changed(Struct, frozen=True):
    """A student before and after, and the names of the fields that differ."""

    before: Student
    after: Student
    fields: tuple[str, ...]


class Changes(Struct, frozen=True):
    """What a list changes in a store.

    `gone` are at the school by the store and not in the list; they stay as they are. `passed` is how many
    the list says have left and the store never held. `unnamed` says that the store takes no names. `alike`
    are ids of new students that somebody in the store has but for leading zeros.
    """

    new: tuple[Student, ...]
    changed: tuple[Changed, ...]
    unchanged: int
    gone: tuple[Student, ...]
    passed: int = 0
    unnamed: bool = False
    alike: tuple[Alike, ...] = ()


def compare(
    roster: Roster,
    held: Mapping[str, Student],
    own_groups: Mapping[str, str] | None = None,
    *,
    names: bool = True,
) -> Changes:
    """Return what a list changes. Nobody is ever taken out for not being in it.

    An empty cell says nothing, so it leaves what is held, and groups that no list gave stay. Being listed
    says that somebody is at the school, unless the list says otherwise. Those who have left are not put in
    anew. `held` are the students in the store, and `own_groups` the groups that no list gave, by the
    student's id; `names` says whether the store takes names.
    """
    new, different, unchanged, passed = [], [], 0, 0
    for listed in roster.students:
        known = held.get(listed.id)
        own = (own_groups or {}).get(listed.id, "")
        after = _after(listed if names else replace(listed, given="", family=""), known, own)
        if known is None and listed.status != "active":
            passed += 1
        elif known is None:
            new.append(after)
        elif known == after:
            unchanged += 1
        else:
            different.append(changed(known, after))
    named = {student.id for student in roster.students} | {reject.id for reject in roster.rejects}
    gone = (each for each in held.values() if each.status == "active" and each.id not in named)
    unnamed = not names and any(student.given or student.family for student in roster.students)
    return Changes(tuple(new), tuple(different), unchanged, tuple(gone), passed, unnamed, alike(roster, held))


def bare_id(id_: str) -> str:
    """Return an id as it is compared: spreadsheets take its leading zeros, and people its capitals."""
    return id_.casefold().lstrip("0")


def alike(roster: Roster, held: Collection[str]) -> tuple[Alike, ...]:
    """Return the listed ids that nobody in the store has, but somebody has but for leading zeros."""
    listed = {student.id for student in roster.students}
    known = {bare_id(id_): id_ for id_ in held if id_ not in listed}
    return tuple(
        Alike(id_, known[bare_id(id_)]) for id_ in sorted(listed) if id_ not in held and bare_id(id_) in known
    )


def with_held_ids(roster: Roster, pairs: Iterable[Alike]) -> Roster:
    """Return a list in which students have the ids that the store has for them."""
    held = {pair.listed: pair.held for pair in pairs}
    students = (replace(each, id=held.get(each.id, each.id)) for each in roster.students)
    return replace(roster, students=tuple(students))


def twins(changes: Changes) -> int:
    """Return how many new students have the name and the grade of one who is in the store only."""
    gone = {_as_person(each) for each in changes.gone}
    return sum(each.name != each.id and _as_person(each) in gone for each in changes.new)


def is_rash(count: int, among: int) -> bool:
    """Whether so many of a list look wrong that it should not be taken in unasked."""
    return count >= _FEW and count * _SHARE >= among


def _as_person(student: Student) -> tuple[str, int | None]:
    return f"{student.given} {student.family}".casefold(), student.grade


def next_year(student: Student, own_groups: str) -> Student:
    """Return a student a school year later: a grade up, graduated after the last, in no class any more."""
    if student.grade is None or student.grade > LAST_GRADE:
        return replace(student, group=own_groups)
    status: Status = "graduated" if student.grade == LAST_GRADE else student.status
    return replace(student, grade=student.grade + 1, status=status, group=own_groups)


def changed(before: Student, after: Student) -> Changed:
    """Return what differs between a student before and after."""
    fields = (field for field in KEPT if getattr(before, field) != getattr(after, field))
    return Changed(before, after, tuple(fields))


def _after(listed: Student, known: Student | None, own_groups: str) -> Student:
    if known is None:
        return listed
    said = {field: getattr(listed, field) for field in KEPT}
    if listed.group:
        said["group"] = joined_groups(listed.group, own_groups)
    return replace(known, **{field: value for field, value in said.items() if value not in ("", None)})
