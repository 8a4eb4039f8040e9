"""A small desk, for what the report makes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import asdict

from casemgr_cli.desk import documents
from casemgr_cli.desk.records import (
    BadPlan,
    Event,
    Health,
    LockedBy,
    LogEntry,
    Plan,
    Record,
    Session,
    Setup,
    Standing,
    Student,
    StudentNote,
    board,
)
from casemgr_cli.documents.base import plain
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
NOTE = StudentNote(1, NOON, "Ms. Rivera", "Her mother is ill.\nAsk in May.")
EVENT = Event(NOON, "Ms. Rivera", "finished")
RECORD = Record(ANA, NOON, (DONE, OPEN), (EVENT,), 1)
OPEN_BY, TIMES = LockedBy("Mr. Okafor", NOON), {"started": NOON, "touched": NOON}
STANDINGS = (
    Standing(
        **asdict(ANA),
        state="half_done",
        sessions=2,
        started=NOON,
        touched=NOON,
        open_by=LockedBy("Mr. Okafor", NOON),
    ),
    Standing(
        **asdict(BO),
        state="due",
        has_plan=True,
        sessions=1,
        started=NOON,
        touched=NOON,
        finished=NOON,
        minutes=12,
        follow_up=TODAY,
    ),
    Standing("1003"),
)
BOARD = board(STANDINGS, TODAY)
SETUP = Setup("/home/ana/desk.db", "file", encrypted=False, pseudonymous=True, ask_interest=False, students=3)
HURT = Health(False, ("row 3 missing from index",), (BadPlan("1001", 2),))
_MADE = {
    "board": [documents.board_document(BOARD), documents.board_document(board((), TODAY))],
    "notes": [documents.Notes(ANA.id, [NOTE])],
    "purge": [documents.purge_document([(ANA, TODAY)], TODAY, dry_run=True)],
    "sessions": [documents.Sessions(TODAY, 9, documents.all_told(STANDINGS))],
    "sheet": [
        documents.sheet_document(
            [Fact("state", "choice", "Which state?", "", choices=(Choice("OR", "Oregon"),))], interest=True
        )
    ],
    "setup": [SETUP],
    "check": [Health(True, (), ()), HURT],
    "log": [
        documents.Log(
            2, [LogEntry(NOON, "Ms. Rivera", "seen", "1001"), LogEntry(NOON, "Bo", "deleted", None)]
        )
    ],
    "slips": [documents.slips_document([ANA], {ANA.id: "K7MQ2X"})],
    "student": [
        documents.student_document(RECORD, TODAY, with_notes=False),
        documents.student_document(Record(BO, NOON, (), (), 1, (NOTE,)), TODAY, with_notes=True),
    ],
}
MADE: dict[str, list[dict[str, Any]]] = {kind: plain(made) for kind, made in _MADE.items()}
