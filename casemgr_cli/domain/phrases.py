"""Words and phrases that stand for something, and finding them in what somebody wrote."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.text import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Dashes and an apostrophe as typewriters have them.
PLAIN = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2019", "-------'")


def spaced(text: str) -> str:
    """Return text as bare words, as `folded` leaves them, with a space around each."""
    return f" {folded(text)} "


class Phrases(Struct, frozen=True):
    """Phrases as `spaced` leaves them, each with the id that it stands for. One that ended in * may go on."""

    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, table: Mapping[str, Iterable[str]]) -> Phrases:
        """Build them from a table of phrases by id; words with a / between them stand for one another."""
        pairs = ((each, key) for key, phrases in table.items() for phrase in phrases for each in _all(phrase))
        return cls(tuple(pairs))

    def __add__(self, other: Phrases) -> Phrases:
        return Phrases(self.pairs + other.pairs)

    def found(self, text: str) -> frozenset[str]:
        """Return the ids of the phrases in a text, without those that stand inside a longer one."""
        words, spans = spaced(text), list[tuple[int, int, str]]()
        for phrase, key in self.pairs:
            start = words.find(phrase)
            while start >= 0:
                spans.append((start, start + len(phrase), key))
                start = words.find(phrase, start + 1)
        ids = set[str]()
        for start, end, key in spans:
            if key not in ids and not _covered(start, end, spans):
                ids.add(key)
        return frozenset(ids)


NO_PHRASES = Phrases()


def _all(phrase: str) -> Iterable[str]:
    """Return the phrases that one with words to choose from stands for, as text that is spaced has them."""
    plain = (spaced(" ".join(words)) for words in product(*(word.split("/") for word in phrase.split())))
    return (each.rstrip() for each in plain) if phrase.endswith("*") else plain


def _covered(start: int, end: int, spans: Iterable[tuple[int, int, str]]) -> bool:
    return any(first <= start and end <= last and last - first > end - start for first, last, _ in spans)
