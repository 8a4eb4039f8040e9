"""A small list of students and what is counted over a few, for what the report makes of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from casemgr_cli.catalog.files import data_dir
from casemgr_cli.desk import documents
from casemgr_cli.desk.counts import AdviceSketch, CountedSession, cohort, results
from casemgr_cli.desk.records import Student
from casemgr_cli.desk.roster import Reject, Roster, compare
from casemgr_cli.desk.rules import load_rules
from casemgr_cli.documents.base import plain
from tests.people import WORDS

ANA = Student("1001", "Ana", "Ruiz", grade=11, group="P3")
REJECTS = (Reject(3, "", "missing_id", "id"), Reject(4, "1009", "cells", file="roles.csv"))
ROSTER = Roster((ANA, Student("1002", grade=None)), REJECTS, frozenset({"given", "grade"}), 4, 1)
HELD = {each.id: each for each in (Student("1001", "Anna", "Ruiz", grade=10), Student("1004"))}
CHANGES = compare(ROSTER, HELD)
RULES = load_rules(data_dir(None), strict=True)
SITTINGS = [CountedSession(str(number), 11, date(2026, 11, 24), 12, has_plan=True) for number in range(12)]
_MADE = {
    "cohort": [documents.cohort_document(cohort([AdviceSketch()] * n, (), 10), {}, RULES) for n in (12, 3)],
    "results": [documents.results_document(results(SITTINGS[:n], {11: 40}, 10), RULES) for n in (12, 3)],
    "roster": [documents.roster_document(ROSTER, CHANGES, WORDS, dry_run=dry) for dry in (True, False)],
    "students": [documents.Students(3, documents.all_told([ANA])), documents.Students(0, ())],
}
MADE: dict[str, list[dict[str, Any]]] = {kind: plain(made) for kind, made in _MADE.items()}
