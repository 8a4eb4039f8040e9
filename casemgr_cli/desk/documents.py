"""What is on the counselor's desk as plain dictionaries, ready for `json.dumps`.

Moments are in UTC (ISO 8601), days are YYYY-MM-DD.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from casemgr_cli.desk.count_pages import shown_lines
from casemgr_cli.documents.base import plain
from casemgr_cli.errors import CasemgrError
from casemgr_cli.writers.table import naming, sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from casemgr_cli.desk.counts import Breakdown, Cohort, Line, Results, Rules
    from casemgr_cli.desk.logbook import Entry
    from casemgr_cli.desk.records import (
        Board,
        Event,
        LockedBy,
        Note,
        Plan,
        Record,
        Session,
        Setup,
        Standing,
        Student,
    )
    from casemgr_cli.desk.roster import Changed, Changes, Reject, Roster
    from casemgr_cli.desk.safekeeping import Health
    from casemgr_cli.pages.words import Words


_Document = dict[str, Any]


def board_document(board: Board, held: Mapping[str, LockedBy]) -> _Document:
    """Return the board: who is half done, who is due, who has no plan. `held` says who is at work on whom."""
    return {
        "schema": "casemgr.board/1",
        "today": board.today.isoformat(),
        "students": board.students,
        "with_plan": board.with_plan,
        "half_done": [_standing_json(each, held) for each in board.half_done],
        "due": [_standing_json(each, held) for each in board.due],
        "no_plan": [_standing_json(each, held) for each in board.no_plan],
    }


def sessions_document(
    found: Iterable[Standing], total: int, held: Mapping[str, LockedBy], today: date
) -> _Document:
    """Return a list of students; `total` is how many there are before a limit."""
    return {
        "schema": "casemgr.sessions/1",
        "today": today.isoformat(),
        "total": total,
        "students": [_standing_json(each, held) for each in found],
    }


def student_document(record: Record, today: date, *, with_notes: bool) -> _Document:
    """Return everything that is held on one student; notes are null unless they were asked for."""
    return {
        "schema": "casemgr.student/1",
        "student": _student_json(record.student),
        "added": _moment(record.added),
        "sessions": [_session_json(each, today) for each in record.sessions],
        "history": [_event_json(each) for each in record.history],
        "notes": [_note_json(each) for each in record.notes] if with_notes else None,
    }


def notes_document(student: Student, notes: Iterable[Note]) -> _Document:
    """Return the notes on a student."""
    return {
        "schema": "casemgr.notes/1",
        "student": student.id,
        "notes": [_note_json(each) for each in notes],
    }


def slips_document(students: Iterable[Student], codes: Mapping[str, str]) -> _Document:
    """Return the code of each student."""
    slips = [{"id": each.id, "name": each.name, "code": codes[each.id]} for each in students]
    return {"schema": "casemgr.slips/1", "slips": slips}


def log_document(entries: Iterable[Entry], total: int) -> _Document:
    """Return lines of the log; `total` is how many there are before a limit."""
    lines = [{**asdict(each), "at": _moment(each.at), "student": each.student or None} for each in entries]
    return {"schema": "casemgr.log/1", "total": total, "entries": lines}


def log_csv(entries: Iterable[Entry]) -> str:
    """Return one row a line of the log."""
    rows = [{**asdict(each), "at": _moment(each.at), "student": naming(each.student)} for each in entries]
    return sheet(("at", "who", "what", "student"), rows)


def check_document(health: Health) -> _Document:
    """Return what is wrong with a store."""
    return {
        "schema": "casemgr.check/1",
        "good": health.is_good,
        "faults": list(health.faults),
        "plans": [asdict(plan) for plan in health.plans],
    }


def purge_document(found: Iterable[tuple[Student, date]], before: date, *, dry_run: bool) -> _Document:
    """Return who is to be deleted, each with the day something was last done for them."""
    return {
        "schema": "casemgr.purge/1",
        "before": before.isoformat(),
        "dry_run": dry_run,
        "students": [{"id": student.id, "last": last.isoformat()} for student, last in found],
    }


def setup_document(setup: Setup) -> _Document:
    """Return how a store is set up."""
    return {
        "schema": "casemgr.setup/1",
        "store": setup.name,
        "kind": setup.kind,
        "encrypted": setup.encrypted,
        "pseudonymous": setup.pseudonymous,
        "ask_interest": setup.ask_interest,
        "students": setup.students,
    }


def _student_json(student: Student) -> _Document:
    """Return a student; `minor` is what the program goes by."""
    return {
        "id": student.id,
        "given": student.given,
        "family": student.family,
        "grade": student.grade,
        "group": student.group,
        "status": student.status,
        "minor": student.counts_as_minor,
        "counselor": student.counselor,
    }


def _standing_json(standing: Standing, held: Mapping[str, LockedBy]) -> _Document:
    """Return one line of a list."""
    lock = held.get(standing.student.id)
    return {
        **_student_json(standing.student),
        "state": standing.state,
        "has_plan": standing.has_plan,
        "sessions": standing.sessions,
        "started": _moment(standing.started),
        "touched": _moment(standing.touched),
        "finished": _moment(standing.finished),
        "minutes": standing.minutes,
        "follow_up": _day(standing.follow_up),
        "open_by": {"who": lock.who, "since": _moment(lock.since)} if lock else None,
    }


def _session_json(session: Session, today: date) -> _Document:
    """Return a session with its answers and the advice as it was given."""
    return {
        "number": session.number,
        "state": session.state(today),
        "started": _moment(session.started),
        "touched": _moment(session.touched),
        "finished": _moment(session.finished),
        "minutes": session.minutes,
        "follow_up": _day(session.follow_up),
        "interest_before": session.interest_before,
        "interest_after": session.interest_after,
        "answers": plain(session.answers),
        "plan": _plan(session.plan) if session.plan else None,
    }


def _event_json(event: Event) -> _Document:
    """Return one line of a student's history."""
    return {"at": _moment(event.at), "who": event.who, "what": event.what}


def _note_json(note: Note) -> _Document:
    """Return a note."""
    return {"number": note.number, "written": _moment(note.written), "by": note.by, "text": note.text}


def _moment(value: datetime | None) -> str | None:
    """Return a moment to the second."""
    return value.isoformat(timespec="seconds").removesuffix("+00:00") + "Z" if value else None


def _plan(plan: Plan) -> _Document:
    try:
        advice = advice_of(plan)
    except CasemgrError:  # the rest of the record is not held up by it
        advice = None
    return {"on": plan.on.isoformat(), "data_as_of": plan.data_as_of, "advice": advice}


def advice_of(plan: Plan) -> _Document:
    """Return the advice of a plan as it was given.

    Raises:
        CasemgrError: it is damaged.
    """
    try:
        advice: _Document = json.loads(plan.document)
    except ValueError as error:
        raise CasemgrError(
            "This plan is damaged and cannot be read.",
            hint="See: casemgr session check",
            slug="damaged_plan",
        ) from error
    return advice


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


_STUDENT_COLUMNS = (
    "id",
    "given",
    "family",
    "grade",
    "group",
    "status",
    "minor",
    "state",
    "has_plan",
    "sessions",
    "started",
    "touched",
    "finished",
    "minutes",
    "follow_up",
)


def sessions_csv(found: Iterable[Standing]) -> str:
    """Return one row a student, in the order given."""
    return _sheet_of_ids(_STUDENT_COLUMNS, [_standing_json(standing, {}) for standing in found])


_STUDENTS = ("id", "given", "family", "grade", "group", "status", "minor", "counselor")
_REJECTS = ("line", "id", "reason")
_CHANGES = ("change", "id", "given", "family", "grade", "group", "status", "fields", "line", "reason")


def roster_document(roster: Roster, changes: Changes, words: Words, *, dry_run: bool) -> _Document:
    """Return what a list changes or changed."""
    return {
        "schema": "casemgr.roster/1",
        "dry_run": dry_run,
        "new": [_student_json(student) for student in changes.new],
        "changed": [_changed_json(change) for change in changes.changed],
        "unchanged": changes.unchanged,
        "gone": [_student_json(student) for student in changes.gone],
        "passed": changes.passed,
        "others": roster.others,
        "unread": roster.unread,
        "unnamed": changes.unnamed,
        "alike": [asdict(pair) for pair in changes.alike],
        "rejects": [
            {"file": reject.file or None, "code": reject.why, **_reject(reject, words)}
            for reject in roster.rejects
        ],
    }


def students_document(found: Sequence[Student], total: int) -> _Document:
    """Return a list of students; `total` is how many there are before a limit."""
    return {
        "schema": "casemgr.students/1",
        "total": total,
        "students": [_student_json(each) for each in found],
    }


def students_csv(found: Sequence[Student]) -> str:
    """Return one row a student."""
    return _sheet_of_ids(_STUDENTS, [_student_json(student) for student in found])


def changes_csv(roster: Roster, changes: Changes, words: Words) -> str:
    """Return one row a student who is new, changed or gone, and one a row that was left out."""
    rows: list[_Document] = [{"change": "new", **_student_json(student)} for student in changes.new]
    rows += [
        {"change": "changed", **_student_json(change.after), "fields": "; ".join(change.fields)}
        for change in changes.changed
    ]
    rows += [{"change": "gone", **_student_json(student)} for student in changes.gone]
    rows += [{"change": "left_out", **_reject(reject, words)} for reject in roster.rejects]
    return _sheet_of_ids(_CHANGES, rows)


def rejects_csv(rejects: Sequence[Reject], words: Words) -> str:
    """Return one row a reject: the line, the id and the reason, and nothing else of the row."""
    return _sheet_of_ids(_REJECTS, [_reject(reject, words) for reject in rejects])


def _sheet_of_ids(columns: tuple[str, ...], rows: Iterable[_Document]) -> str:
    """Return rows as CSV in which a spreadsheet leaves the ids as they are."""
    return sheet(columns, [{**row, "id": naming(row["id"])} if row.get("id") else row for row in rows])


def reason(reject: Reject, words: Words) -> str:
    """Return why a row was left out."""
    field = words(f"roster.field.{reject.field}") if reject.field else ""
    return words(f"roster.why.{reject.why}", field=field, other=f"{reject.other:,}")


def _reject(reject: Reject, words: Words) -> _Document:
    return {"line": reject.line, "id": reject.id, "reason": reason(reject, words)}


def _changed_json(change: Changed) -> _Document:
    before, after = _student_json(change.before), _student_json(change.after)
    return {
        "id": change.after.id,
        "fields": {name: {"before": before[name], "after": after[name]} for name in change.fields},
    }


_NUMBERS = ("students", "sessions", "minutes", "with_plan", "without_plan")
_COUNT_COLUMNS = ("table", "line", "students")


def results_document(results: Results, rules: Rules) -> _Document:
    """Return what was done in a span of days."""
    means_ = dict(zip(("before", "after"), results.means, strict=True)) if results.means else None
    return {
        "schema": "casemgr.results/1",
        "first": results.first.isoformat() if results.first else None,
        "last": results.last.isoformat() if results.last else None,
        "least": rules.least,
        **{name: getattr(results, name) for name in _NUMBERS},
        "enrolled": results.enrolled,
        "with_plan_at_least": results.bounds.get("with_plan"),
        "by_grade": [
            {**line, "of": results.of.get(line["key"])}
            for line in _lines(results.by_grade.lines if results.by_grade else ())
        ],
        "interest": _interest(results),
        "interest_matched": results.matched,
        "interest_means": means_,
        "use_of_time": {"direct_student_services_hours": results.hours},
        "standards": [asdict(each) for each in rules.standards],
    }


def cohort_document(cohort: Cohort, names: Mapping[str, str], rules: Rules) -> _Document:
    """Return what the plans of many students say. `names` are those of the destinations, by id."""
    return {
        "schema": "casemgr.cohort/1",
        "least": rules.least,
        "students": cohort.students,
        "destinations": _folded(cohort.destinations, names),
        "routes": {key: _folded(found, cohort.titles) for key, found in cohort.routes.items()},
        "fit": {background: _lines(found.lines) for background, found in cohort.fit.items()},
        "ruled_out": _lines(cohort.ruled_out),
        "unmet": _lines(cohort.unmet),
    }


def results_csv(results: Results, rules: Rules, words: Words) -> str:
    """Return one row a number."""
    rows = [("total", name, getattr(results, name)) for name in _NUMBERS]
    rows += (
        [("grade", line.key, line.students) for line in results.by_grade.lines] if results.by_grade else []
    )
    rows += [("enrolled", key, count) for key, count in results.of.items()]
    for name, found in zip(("before", "after"), results.interest or (), strict=False):
        rows += [(name, line.key, line.students) for line in found.lines]
    return _sheet(rows, rules, words)


def cohort_csv(cohort: Cohort, names: Mapping[str, str], rules: Rules, words: Words) -> str:
    """Return one row a number."""
    return _sheet(list(_cohort_rows(cohort, names)), rules, words)


def _cohort_rows(cohort: Cohort, names: Mapping[str, str]) -> Iterator[tuple[str, str, int | None]]:
    yield "total", "students", cohort.students
    for line in shown_lines(cohort.destinations) if cohort.destinations else ():
        yield "destination", names.get(line.key, line.key), line.students
    for found in cohort.routes.values():
        for line in shown_lines(found):
            yield "route", cohort.titles.get(line.key, line.key), line.students
    for background, found in cohort.fit.items():
        yield from ((f"fit_{background}", line.key, line.students) for line in found.lines)
    for table, lines in (("ruled_out", cohort.ruled_out), ("unmet", cohort.unmet)):
        yield from ((table, line.key, line.students) for line in lines)


def _sheet(rows: Iterable[tuple[str, str, int | None]], rules: Rules, words: Words) -> str:
    small = words("cohort.few", count=rules.least)
    return sheet(
        _COUNT_COLUMNS,
        [
            {"table": table, "line": line, "students": small if number is None else number}
            for table, line, number in rows
        ],
    )


def _lines(lines: Iterable[Line]) -> list[_Document]:
    return [{"key": line.key, "students": line.students} for line in lines]


def _folded(found: Breakdown | None, names: Mapping[str, str]) -> list[_Document]:
    lines = shown_lines(found) if found else ()
    return [{"id": line.key, "title": names.get(line.key, ""), "students": line.students} for line in lines]


def _interest(results: Results) -> _Document | None:
    if results.interest is None:
        return None
    before, after = results.interest
    return {"before": _lines(before.lines), "after": _lines(after.lines)}
