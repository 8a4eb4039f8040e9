"""Lists of students, and what a list changes, as plain dictionaries and as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casemgr_cli.report.desk_document import student_json
from casemgr_cli.report.sheets import sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casemgr_cli.domain.desk import Student
    from casemgr_cli.domain.roster import Changed, Changes, Reject, Roster
    from casemgr_cli.pages.words import Words

Document = dict[str, Any]

STUDENTS = ("id", "given", "family", "grade", "group", "status", "minor")
REJECTS = ("line", "id", "reason")
CHANGES = ("change", "id", "given", "family", "grade", "group", "status", "fields", "line", "reason")


def roster_document(roster: Roster, changes: Changes, words: Words, *, dry_run: bool) -> Document:
    """Return what a list changes or changed."""
    return {
        "schema": "casemgr.roster/1",
        "dry_run": dry_run,
        "new": [student_json(student) for student in changes.new],
        "changed": [_changed_json(change) for change in changes.changed],
        "unchanged": changes.unchanged,
        "gone": [student_json(student) for student in changes.gone],
        "passed": changes.passed,
        "others": roster.others,
        "unread": roster.unread,
        "unnamed": changes.unnamed,
        "rejects": [
            {"file": reject.file or None, "code": reject.why, **_reject(reject, words)}
            for reject in roster.rejects
        ],
    }


def students_document(found: Sequence[Student], total: int) -> Document:
    """Return a list of students; `total` is how many there are before a limit."""
    return {
        "schema": "casemgr.students/1",
        "total": total,
        "students": [student_json(each) for each in found],
    }


def students_csv(found: Sequence[Student]) -> str:
    """Return one row a student."""
    return sheet(STUDENTS, [student_json(student) for student in found])


def changes_csv(roster: Roster, changes: Changes, words: Words) -> str:
    """Return one row a student who is new, changed or gone, and one a row that was left out."""
    rows: list[Document] = [{"change": "new", **student_json(student)} for student in changes.new]
    rows += [
        {"change": "changed", **student_json(change.after), "fields": "; ".join(change.fields)}
        for change in changes.changed
    ]
    rows += [{"change": "gone", **student_json(student)} for student in changes.gone]
    rows += [{"change": "left_out", **_reject(reject, words)} for reject in roster.rejects]
    return sheet(CHANGES, rows)


def rejects_csv(rejects: Sequence[Reject], words: Words) -> str:
    """Return one row a reject: the line, the id and the reason, and nothing else of the row."""
    return sheet(REJECTS, [_reject(reject, words) for reject in rejects])


def reason(reject: Reject, words: Words) -> str:
    """Return why a row was left out."""
    field = words(f"roster.field.{reject.field}") if reject.field else ""
    return words(f"roster.why.{reject.why}", field=field, other=f"{reject.other:,}")


def _reject(reject: Reject, words: Words) -> Document:
    return {"line": reject.line, "id": reject.id, "reason": reason(reject, words)}


def _changed_json(change: Changed) -> Document:
    before, after = student_json(change.before), student_json(change.after)
    return {
        "id": change.after.id,
        "fields": {name: {"before": before[name], "after": after[name]} for name in change.fields},
    }
