"""The checks of every data file, whichever command reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.catalog.check import check_data
from casemgr_cli.catalog.licenses_check import check_licenses
from casemgr_cli.catalog.programs_check import check_programs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from casemgr_cli.catalog.problems import Problem


def check_all(
    directory: Path, guests: Iterable[Callable[[Path], tuple[Problem, ...]]] = ()
) -> tuple[Problem, ...]:
    """Return everything that is wrong with the data files of a folder, those of single commands included.

    `guests` are the checks of files that a guest of the house alone reads.
    """
    return (
        *check_data(directory),
        *check_licenses(directory),
        *check_programs(directory),
        *(problem for check in guests for problem in check(directory)),
    )
