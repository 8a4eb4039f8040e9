"""What a list of students changes in what is held on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from casemgr_cli.domain.roster import KEPT, Changed, Changes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casemgr_cli.domain.desk import Student
    from casemgr_cli.domain.roster import Roster


def compare(roster: Roster, held: Mapping[str, Student], *, names: bool = True) -> Changes:
    """Return what a list changes. Nobody is ever taken out for not being in it.

    An empty cell says nothing, so it leaves what is held. Being listed says that somebody is at the school,
    unless the list says otherwise. Those who have left are not put in anew.

    Args:
        roster: the list.
        held: the students in the store, by id.
        names: whether the store takes names.
    """
    new, changed, unchanged, passed = [], [], 0, 0
    for listed in roster.students:
        known = held.get(listed.id)
        after = _after(listed if names else replace(listed, given="", family=""), known)
        if known is None and listed.status != "active":
            passed += 1
        elif known is None:
            new.append(after)
        elif known == after:
            unchanged += 1
        else:
            changed.append(Changed(known, after, _differing(known, after)))
    named = {student.id for student in roster.students} | {reject.id for reject in roster.rejects}
    gone = (each for each in held.values() if each.status == "active" and each.id not in named)
    unnamed = not names and any(student.given or student.family for student in roster.students)
    return Changes(tuple(new), tuple(changed), unchanged, tuple(gone), passed, unnamed)


def _after(listed: Student, known: Student | None) -> Student:
    if known is None:
        return listed
    said = {field: getattr(listed, field) for field in KEPT}
    return replace(known, **{field: value for field, value in said.items() if value not in ("", None)})


def _differing(before: Student, after: Student) -> tuple[str, ...]:
    return tuple(field for field in KEPT if getattr(before, field) != getattr(after, field))
