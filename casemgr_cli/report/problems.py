"""What the report needs to know of a problem in the data files, whoever found it."""

from __future__ import annotations

from typing import Protocol


class Problem(Protocol):
    """One thing wrong with a data file. `line` is None when it cannot be told."""

    @property
    def file(self) -> str:
        """The file's name."""

    @property
    def line(self) -> int | None:
        """The line, counted from 1."""

    @property
    def key(self) -> str:
        """The dotted place within the file."""

    @property
    def message(self) -> str:
        """What is wrong and what was expected."""

    @property
    def hint(self) -> str:
        """What to do about it; empty when there is nothing to add."""
