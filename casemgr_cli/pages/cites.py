"""Numbers for the sources of one page, in the order they are first named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.pages.blocks import SourceLine, Sources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casemgr_cli.domain.figures import Source
    from casemgr_cli.pages.words import Words


class Cites:
    """Gives each source a number the first time it is named, and remembers what was not verified."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        """Take the known sources by id."""
        self._sources = sources
        self._numbers: dict[str, int] = {}
        self._doubtful: set[str] = set()

    def __call__(self, *ids: str, verified: bool = True) -> tuple[int, ...]:
        """Return the numbers of sources; empty ids are left out."""
        named = [key for key in dict.fromkeys(ids) if key]
        for key in named:
            self._numbers.setdefault(key, len(self._numbers) + 1)
        if not verified:
            self._doubtful.update(named)
        return tuple(self._numbers[key] for key in named)

    def block(self, words: Words) -> Sources:
        """Return the numbered list for the end of the page."""
        return Sources(tuple(self._line(key, number, words) for key, number in self._numbers.items()))

    def _line(self, key: str, number: int, words: Words) -> SourceLine:
        source = self._sources[key]
        text = words("sources.line", publisher=source.publisher, title=source.title, as_of=source.as_of)
        doubt = words("sources.doubt") if source.url and key in self._doubtful else ""
        name, back = (words(f"sources.{which}", number=number) for which in ("name", "back"))
        return SourceLine(number, text, source.url, doubt, name, back)
