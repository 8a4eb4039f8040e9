"""Numbers for the sources of one page, in the order they are first named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.documents.sources import source_entries
from casemgr_cli.pages.blocks import SourceLine, Sources

if TYPE_CHECKING:
    from casemgr_cli.documents.base import SourceJson
    from casemgr_cli.documents.sources import Holder
    from casemgr_cli.pages.words import Words


class Cites:
    """Gives each source a number the first time it is named."""

    def __init__(self, *holders: Holder) -> None:
        """Take the data files that hold the sources."""
        self._holders = holders
        self._numbers: dict[str, int] = {}

    def __call__(self, *ids: str) -> tuple[int, ...]:
        """Return the numbers of sources; empty ids are left out."""
        named = [key for key in dict.fromkeys(ids) if key]
        for key in named:
            self._numbers.setdefault(key, len(self._numbers) + 1)
        return tuple(self._numbers[key] for key in named)

    def block(self, words: Words) -> Sources:
        """Return the numbered list for the end of the page."""
        known = source_entries(*self._holders) if self._numbers else {}
        return Sources(tuple(_line(known[key], number, words) for key, number in self._numbers.items()))


def _line(source: SourceJson, number: int, words: Words) -> SourceLine:
    text = words("sources.line", publisher=source.publisher, title=source.title, as_of=source.as_of)
    doubt = words("sources.doubt") if source.url and not source.verified else ""
    name, back = (words(f"sources.{which}", number=number) for which in ("name", "back"))
    return SourceLine(number, text, source.url, doubt, name, back)
