"""What a CV gave, in lines for a person and in JSON, with no word that tells whose it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.documents.advice import Asked, FromResume, NotUsed, Taken
from casemgr_cli.domain.phrases import spaced
from casemgr_cli.text import brief

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from casemgr_cli.documents.base import Answer
    from casemgr_cli.domain.cv import Entry, Findings
    from casemgr_cli.domain.facts import Value
    from casemgr_cli.pages.words import Words

# Addresses on the internet, and numbers that are no years: telephones, streets, licenses.
_TELLS = re.compile(
    r"\S*@\S*|\S*://\S*|www\.\S*|\(?\d{3}\)?[ .-]*\d{3}[ .-]*\d{4}|\S*\d{5}\S*|\b(?!(?:19|20)\d\d\b)\d{4}\b"
)
LONGEST, _HIDDEN = 80, "…"
# So many entries that share an answer are named; the rest are counted.
_MOST_NAMED = 4


class Shown(Struct, frozen=True):
    """Shows entries, without the words that are `private`."""

    words: Words
    private: frozenset[str]

    def entry(self, entry: Entry) -> str:
        """Return where an entry stands, its title as far as it can be shown, and its dates."""
        plain = _TELLS.sub(_HIDDEN, " ".join(entry.title.split())[:LONGEST])
        title = brief(" ".join(_HIDDEN if self._tells(word) else word for word in plain.split()))
        key = f"cv.entry.{'titled' if title else 'bare'}{'_dated' if entry.period.text else ''}"
        dates = brief(_TELLS.sub(_HIDDEN, entry.period.text[:LONGEST]))
        return self.words(key, place=entry.where, title=title, dates=dates)

    def _tells(self, word: str) -> bool:
        return bool(self.private.intersection(spaced(word).split()))

    def entries(self, entries: Iterable[Entry]) -> str:
        """Return several entries; of many only the first."""
        named = [self.entry(each) for each in entries]
        joined = self.words("amount.either").join(named[:_MOST_NAMED])
        more = len(named) - _MOST_NAMED
        return joined if more <= 0 else self.words("cv.more", entries=joined, count=more)

    def why(self, name: str) -> str:
        """Return a reason."""
        return self.words(f"cv.why.{name}")

    def value(self, value: Value) -> str:
        """Return an answer."""
        return self.words.listed(value) if isinstance(value, tuple) else str(value)


def taken_lines(found: Findings, shown: Shown) -> Iterator[str]:
    """Yield what was taken and what is asked."""
    words = shown.words
    yield words("cv.title")
    if not found.taken:
        yield words("cv.nothing")
    for each in found.taken:
        said = {"key": each.key, "value": shown.value(each.value), "entries": shown.entries(each.entries)}
        yield words(f"cv.taken.{each.how}", **said)
    if found.asked:
        yield words("cv.asked_title")
    for asked in found.asked:
        said = {"key": asked.key, "entry": shown.entry(asked.entry), "why": shown.why(asked.why)}
        hint = {} if asked.value is None else {"value": shown.value(asked.value)}
        yield words("cv.hinted" if hint else "cv.asked", **said, **hint)


def unused_lines(found: Findings, given: Collection[str], shown: Shown) -> Iterator[str]:
    """Yield what was not used; `given` are keys that the person answered."""
    words = shown.words
    if found.not_used or given:
        yield words("cv.not_used_title")
    if given:
        yield words("cv.given", keys=words.listed(given))
    for each in found.not_used:
        yield words("cv.not_used", entry=shown.entry(each.entry), why=shown.why(each.why))


def from_cv(found: Findings, shown: Shown) -> FromResume:
    """Return the same for scripts."""
    entry, why = shown.entry, shown.why
    return FromResume(
        [Taken(each.key, _plain(each.value), each.how, shown.entries(each.entries)) for each in found.taken],
        [
            Asked(
                each.key, entry(each.entry), why(each.why), None if each.value is None else _plain(each.value)
            )
            for each in found.asked
        ],
        [NotUsed(entry(each.entry), why(each.why)) for each in found.not_used],
    )


def _plain(value: Value) -> Answer:
    return list(value) if isinstance(value, tuple) else value
