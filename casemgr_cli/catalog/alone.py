"""A data file that stands alone: read in trust, or checked first."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from casemgr_cli.errors import DataInvalid
from casemgr_cli.text import brief

if TYPE_CHECKING:
    from collections.abc import Callable

    from casemgr_cli.catalog.problems import Problem

_Built = TypeVar("_Built")
BROKEN = (KeyError, ValueError, TypeError, AttributeError, RecursionError)


def trusted(
    what: str,
    build: Callable[[], _Built],
    check: Callable[[], tuple[Problem, ...]] = tuple,
    *,
    strict: bool = False,
) -> _Built:
    """Build a value of a file that is read in trust; where that fails, the check says what is wrong.

    Args:
        what: the file, for the message when the check finds nothing.
        build: what reads the file and makes the value.
        check: what finds the problems of the file; nothing does where all was checked before.
        strict: check first; for data that did not ship with the program.

    Raises:
        DataInvalid: the file has problems; the message lists them.
        FileFailure: it cannot be read.
    """
    if strict:
        _refuse(check())
    try:
        return build()
    except BROKEN as error:
        _refuse(check())
        raise DataInvalid(f"{what} cannot be used: {brief(str(error))}.") from error


def _refuse(problems: tuple[Problem, ...]) -> None:
    if problems:
        from casemgr_cli.catalog.problems import invalid

        raise invalid(problems)
