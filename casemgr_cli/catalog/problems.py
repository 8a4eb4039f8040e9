"""What is wrong with data files, as values that are collected and shown together."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from msgspec import Struct

from casemgr_cli.errors import DataInvalid
from casemgr_cli.text import brief

_MOST_SHOWN = 20


class Problem(Struct, frozen=True):
    """One thing wrong with a data file.

    `line` counts from 1 and is None when it cannot be told; `key` is the dotted place within the file,
    such as `steps.adn.requires.all[0]`.
    """

    file: str
    line: int | None
    key: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """Return the problem on one line."""
        where = self.file if self.line is None else f"{self.file}, line {self.line}"
        place = f"{where}, {self.key}" if self.key else where
        return f"{place}: {self.message} {self.hint}".rstrip()


def invalid(problems: Sequence[Problem]) -> DataInvalid:
    """Return the error that lists the problems, the first twenty of them when there are more."""
    count = "a problem" if len(problems) == 1 else f"{len(problems)} problems"
    lines = [f"The data files have {count}:", *(f"  {problem}" for problem in problems[:_MOST_SHOWN])]
    if len(problems) > _MOST_SHOWN:
        lines.append(f"  … and {len(problems) - _MOST_SHOWN} more")
    return DataInvalid("\n".join(lines), hint='"casemgr data check" shows every one.')


_Built = TypeVar("_Built")
BROKEN = (KeyError, ValueError, TypeError, AttributeError, RecursionError)


@contextmanager
def usable(what: str, refuse: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Turn what a broken file leads to into an error that names it; `refuse` may say first what is wrong.

    Raises:
        DataInvalid: the file cannot be used.
    """
    try:
        yield
    except BROKEN as error:
        refuse()
        hint = 'Compare with the folder that "casemgr data path" names.'
        raise DataInvalid(f"{what} cannot be used: {brief(str(error))}.", hint=hint) from error


def trusted(
    what: str,
    build: Callable[[], _Built],
    check: Callable[[], tuple[Problem, ...]] = tuple,
    *,
    strict: bool = False,
) -> _Built:
    """Build a value of a file that is read in trust; where that fails, or first if `strict`, check it.

    Raises:
        DataInvalid: the file has problems; the message lists them.
        FileFailure: it cannot be read.
    """
    if strict:
        _refuse(check())
    with usable(what, lambda: _refuse(check())):
        return build()


def _refuse(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise invalid(problems)
