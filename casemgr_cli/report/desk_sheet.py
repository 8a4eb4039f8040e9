"""Students and where each stands as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.report.desk_document import standing_json
from casemgr_cli.report.sheets import sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casemgr_cli.domain.desk import Standing

COLUMNS = (
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
    return sheet(COLUMNS, [standing_json(standing, {}) for standing in found])
