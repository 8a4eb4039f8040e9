"""A small desk, for what the report makes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from casemgr_cli.desk import documents
from casemgr_cli.desk.logbook import LogEntry
from casemgr_cli.desk.records import (
    BadPlan,
    Event,
    Health,
    LockedBy,
    Plan,
    Record,
    Session,
    Setup,
    Standing,
    Student,
    StudentNote,
    board,
)
from casemgr_cli.domain.facts import Choice, Fact

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ANA = Student("1001", "Ana", "Ruiz", grade=11, group="P3")
BO = Student("1002", grade=13)
PLAN = Plan(
    TODAY, "2026-11-23", '{"schema": "casemgr.advice/1"}', '{"full": [["Heading",{"text":"The plan"}]]}'
)
OPEN = Session("1001", 2, {"state": "OR", "licenses": ()}, NOON, NOON)
DONE = Session("1001", 1, {"state": "unknown"}, NOON, NOON, NOON, 12, TODAY, plan=PLAN)
NOTE = StudentNote("1001", 1, NOON, "Ms. Rivera", "Her mother is ill.\nAsk in May.")
EVENT = Event("1001", NOON, "Ms. Rivera", "finished")
RECORD = Record(ANA, NOON, (DONE, OPEN), (EVENT,), 1)
STANDINGS = (
    Standing(ANA, "half_done", 2, NOON, NOON),
    Standing(BO, "due", 1, NOON, NOON, NOON, 12, TODAY),
    Standing(Student("1003"), "new"),
)
HELD = {"1001": LockedBy("Mr. Okafor", NOON)}
BOARD = board(STANDINGS, TODAY)
SETUP = Setup("/home/ana/desk.db", "file", encrypted=False, pseudonymous=True, ask_interest=False, students=3)
HURT = Health(("row 3 missing from index",), (BadPlan("1001", 2),))
MADE: dict[str, list[dict[str, Any]]] = {
    "board": [documents.board_document(BOARD, HELD), documents.board_document(board((), TODAY), {})],
    "notes": [documents.notes_document(ANA, [NOTE])],
    "purge": [documents.purge_document([(ANA, TODAY)], TODAY, dry_run=True)],
    "sessions": [documents.sessions_document(STANDINGS, 9, HELD, TODAY)],
    "sheet": [
        documents.sheet_document(
            [Fact("state", "choice", "Which state?", "", choices=(Choice("OR", "Oregon"),))], interest=True
        )
    ],
    "setup": [documents.setup_document(SETUP)],
    "check": [documents.check_document(Health((), ())), documents.check_document(HURT)],
    "log": [
        documents.log_document(
            [LogEntry(NOON, "Ms. Rivera", "seen", "1001"), LogEntry(NOON, "Bo", "deleted", "")], 2
        )
    ],
    "slips": [documents.slips_document([ANA], {ANA.id: "K7MQ2X"})],
    "student": [
        documents.student_document(RECORD, TODAY, with_notes=False),
        documents.student_document(Record(BO, NOON, (), (), 1, (NOTE,)), TODAY, with_notes=True),
    ],
}
