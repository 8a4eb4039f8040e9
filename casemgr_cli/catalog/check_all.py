"""The checks of every data file, whichever command reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.catalog.check import check_data
from casemgr_cli.catalog.cohort import check_cohort
from casemgr_cli.catalog.licenses_check import check_licenses
from casemgr_cli.catalog.programs_check import check_programs
from casemgr_cli.catalog.roster_check import check_roster

if TYPE_CHECKING:
    from pathlib import Path

    from casemgr_cli.catalog.problems import Problem


def check_all(directory: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with the data files of a folder, those of single commands included."""
    return (
        *check_data(directory),
        *check_licenses(directory),
        *check_programs(directory),
        *check_roster(directory),
        *check_cohort(directory),
    )
