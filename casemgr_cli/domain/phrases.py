"""Words and phrases that stand for something, and finding them in what somebody wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.text import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# A title or a degree is a few words; what comes after this many characters is not looked at.
LONGEST = 300
# Dashes and an apostrophe as typewriters have them.
PLAIN = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2019", "-------'")


def spaced(text: str) -> str:
    """Return text as bare words, as `folded` leaves them, with a space around each."""
    return f" {folded(text)} "


class Phrases(Struct, frozen=True):
    """Phrases as `spaced` leaves them, each with the id that it stands for. One that ended in * may go on."""

    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, table: Mapping[str, Iterable[str]]) -> Phrases:
        """Build them from a table of phrases by id."""
        return cls(tuple((_phrase(phrase), key) for key, phrases in table.items() for phrase in phrases))

    def found(self, text: str, longest: int | None = LONGEST) -> frozenset[str]:
        """Return the ids of the phrases in a text, without those that stand inside a longer one.

        Only the first so many characters are looked at; all of them when `longest` is None.
        """
        return self.within(spaced(text[:longest]))

    def within(self, words: str) -> frozenset[str]:
        """Return the same of a text that is spaced already."""
        spans = list(self._spans(words))
        return frozenset(key for start, end, key in spans if not _covered(start, end, spans))

    def _spans(self, text: str) -> Iterator[tuple[int, int, str]]:
        for phrase, key in self.pairs:
            start = text.find(phrase)
            while start >= 0:
                yield start, start + len(phrase), key
                start = text.find(phrase, start + 1)


def _phrase(phrase: str) -> str:
    return spaced(phrase).rstrip() if phrase.endswith("*") else spaced(phrase)


def _covered(start: int, end: int, spans: Iterable[tuple[int, int, str]]) -> bool:
    return any(first <= start and end <= last and last - first > end - start for first, last, _ in spans)
