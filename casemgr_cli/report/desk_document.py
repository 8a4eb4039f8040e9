"""What is on the counselor's desk as plain dictionaries, ready for `json.dumps`.

Moments are in UTC (ISO 8601), days are YYYY-MM-DD.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from casemgr_cli.report.document_parts import answers_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from casemgr_cli.domain.desk import (
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

Document = dict[str, Any]


def board_document(board: Board, held: Mapping[str, LockedBy]) -> Document:
    """Return the board: who is half done, who is due, who has no plan. `held` says who is at work on whom."""
    return {
        "schema": "casemgr.board/1",
        "today": board.today.isoformat(),
        "students": board.students,
        "with_plan": board.with_plan,
        "half_done": [standing_json(each, held) for each in board.half_done],
        "due": [standing_json(each, held) for each in board.due],
        "no_plan": [standing_json(each, held) for each in board.no_plan],
    }


def sessions_document(
    found: Iterable[Standing], total: int, held: Mapping[str, LockedBy], today: date
) -> Document:
    """Return a list of students; `total` is how many there are before a limit."""
    return {
        "schema": "casemgr.sessions/1",
        "today": today.isoformat(),
        "total": total,
        "students": [standing_json(each, held) for each in found],
    }


def student_document(record: Record, today: date, *, with_notes: bool) -> Document:
    """Return everything that is held on one student; notes are null unless they were asked for."""
    return {
        "schema": "casemgr.student/1",
        "student": student_json(record.student),
        "added": moment(record.added),
        "sessions": [session_json(each, today) for each in record.sessions],
        "history": [event_json(each) for each in record.history],
        "notes": [note_json(each) for each in record.notes] if with_notes else None,
    }


def notes_document(student: Student, notes: Iterable[Note]) -> Document:
    """Return the notes on a student."""
    return {
        "schema": "casemgr.notes/1",
        "student": student.id,
        "notes": [note_json(each) for each in notes],
    }


def purge_document(found: Iterable[tuple[Student, date]], before: date, *, dry_run: bool) -> Document:
    """Return who is to be deleted, each with the day something was last done for them."""
    return {
        "schema": "casemgr.purge/1",
        "before": before.isoformat(),
        "dry_run": dry_run,
        "students": [{"id": student.id, "last": last.isoformat()} for student, last in found],
    }


def setup_document(setup: Setup) -> Document:
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


def student_json(student: Student) -> Document:
    """Return a student; `minor` is what the program goes by."""
    return {
        "id": student.id,
        "given": student.given,
        "family": student.family,
        "grade": student.grade,
        "group": student.group,
        "status": student.status,
        "minor": student.counts_as_minor,
    }


def standing_json(standing: Standing, held: Mapping[str, LockedBy]) -> Document:
    """Return one line of a list."""
    lock = held.get(standing.student.id)
    return {
        **student_json(standing.student),
        "state": standing.state,
        "has_plan": standing.has_plan,
        "sessions": standing.sessions,
        "started": moment(standing.started),
        "touched": moment(standing.touched),
        "finished": moment(standing.finished),
        "minutes": standing.minutes,
        "follow_up": _day(standing.follow_up),
        "open_by": {"who": lock.who, "since": moment(lock.since)} if lock else None,
    }


def session_json(session: Session, today: date) -> Document:
    """Return a session with its answers and the advice as it was given."""
    return {
        "number": session.number,
        "state": session.state(today),
        "started": moment(session.started),
        "touched": moment(session.touched),
        "finished": moment(session.finished),
        "minutes": session.minutes,
        "follow_up": _day(session.follow_up),
        "interest_before": session.interest_before,
        "interest_after": session.interest_after,
        "answers": answers_json(session.answers),
        "plan": _plan(session.plan) if session.plan else None,
    }


def event_json(event: Event) -> Document:
    """Return one line of a student's history."""
    return {"at": moment(event.at), "who": event.who, "what": event.what}


def note_json(note: Note) -> Document:
    """Return a note."""
    return {"number": note.number, "written": moment(note.written), "by": note.by, "text": note.text}


def moment(value: datetime | None) -> str | None:
    """Return a moment to the second."""
    return value.isoformat(timespec="seconds").removesuffix("+00:00") + "Z" if value else None


def _plan(plan: Plan) -> Document:
    advice = json.loads(plan.document)
    return {"on": plan.on.isoformat(), "data_as_of": plan.data_as_of, "advice": advice}


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
