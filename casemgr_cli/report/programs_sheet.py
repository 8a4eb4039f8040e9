"""Programs as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.report.programs_document import program_json
from casemgr_cli.report.sheets import sheet

if TYPE_CHECKING:
    from casemgr_cli.domain.programs import Found, ProgramGuide

COLUMNS = (
    "institution",
    "unitid",
    "state",
    "control",
    "degree",
    "completers",
    "median_earnings",
    "earnings_horizon",
    "median_debt",
    "as_of",
    "source",
)


def programs_csv(guide: ProgramGuide, found: Found) -> str:
    """Return one row a program, in the order found; a figure that was not released is an empty cell."""
    source = guide.sources[guide.degree.source]
    dated = {"as_of": source.as_of, "source": source.id}
    return sheet(COLUMNS, [{**program_json(program), **dated} for program in found.programs])
