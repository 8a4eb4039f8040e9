"""How far along something is: bars on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import BinaryIO

    from rich.progress import Progress

Kind = TypeVar("Kind")


class Bars:
    """The bars of one command; without a terminal they are none."""

    def __init__(self, progress: Progress | None) -> None:
        """Draw with Rich, or not at all."""
        self._progress = progress

    def __call__(self, steps: Sequence[Kind], about: str) -> Iterable[Kind]:
        """Return the steps of a loop, watched."""
        return steps if self._progress is None else self._progress.track(steps, description=about)

    def file(self, stream: BinaryIO, size: int, about: str) -> BinaryIO:
        """Return a file that is read from, watched. `size` is in bytes."""
        return stream if self._progress is None else self._progress.wrap_file(stream, size, description=about)


@contextmanager
def bars(plain: bool) -> Iterator[Bars]:
    """Yield what shows how far along the loops of a command are."""
    if plain or sys.stderr is None or not sys.stderr.isatty():
        yield Bars(None)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        yield Bars(progress)
