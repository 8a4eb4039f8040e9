"""A small list of students and what is counted over a few, for what the report makes of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from casemgr_cli.catalog.cohort import load_rules
from casemgr_cli.catalog.messages import load_messages
from casemgr_cli.catalog.paths import data_dir
from casemgr_cli.domain.cohort import AdviceSketch, Sitting
from casemgr_cli.domain.desk import Student
from casemgr_cli.domain.roster import Reject, Roster
from casemgr_cli.engine.cohort import cohort, results
from casemgr_cli.engine.roster import compare
from casemgr_cli.pages.words import Words
from casemgr_cli.report import cohort_document as counts
from casemgr_cli.report import roster_document as documents

WORDS = Words(load_messages(data_dir(None)))
ANA = Student("1001", "Ana", "Ruiz", grade=11, group="P3")
REJECTS = (Reject(3, "", "missing_id", "id"), Reject(4, "1009", "cells", file="roles.csv"))
ROSTER = Roster((ANA, Student("1002", grade=None)), REJECTS, frozenset({"given", "grade"}), 4, 1)
HELD = {each.id: each for each in (Student("1001", "Anna", "Ruiz", grade=10), Student("1004"))}
CHANGES = compare(ROSTER, HELD)
RULES = load_rules(data_dir(None), strict=True)
SITTINGS = [Sitting(str(number), 11, date(2026, 11, 24), 12, has_plan=True) for number in range(12)]
MADE: dict[str, list[dict[str, Any]]] = {
    "cohort": [counts.cohort_document(cohort([AdviceSketch()] * n, (), 10), {}, RULES) for n in (12, 3)],
    "results": [counts.results_document(results(SITTINGS[:n], {11}, 10), RULES) for n in (12, 3)],
    "roster": [documents.roster_document(ROSTER, CHANGES, WORDS, dry_run=dry) for dry in (True, False)],
    "students": [documents.students_document((ANA,), 3), documents.students_document((), 0)],
}
