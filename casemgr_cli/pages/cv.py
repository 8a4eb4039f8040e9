"""What a CV gave, for scripts and in lines for a person, with no word that tells whose it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict

from casemgr_cli.documents.advice import AskedJson, FromResume, NotUsedJson, TakenJson
from casemgr_cli.domain.phrases import spaced
from casemgr_cli.text import brief

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from casemgr_cli.documents.base import Answer
    from casemgr_cli.domain.cv import Entry, Findings
    from casemgr_cli.domain.facts import Value
    from casemgr_cli.pages.words import Words

# Addresses on the internet, and numbers that are no years: telephones, streets, licenses.
_TELLS = re.compile(
    r"\S*@\S*|\S*://\S*|www\.\S*|\(?\d{3}\)?[ .-]*\d{3}[ .-]*\d{4}|\S*\d{5}\S*|\b(?!(?:19|20)\d\d\b)\d{4}\b"
)
_LONGEST, _HIDDEN = 80, "…"
# So many entries that share an answer are named; the rest are counted.
_MOST_NAMED = 4


def from_cv(found: Findings, words: Words, private: frozenset[str]) -> FromResume:
    """Return what a CV gave, for scripts, without the words that are `private`."""
    shown = _Shown(words, private)
    return FromResume(
        [
            TakenJson(each.key, _plain(each.value), each.how, shown.entries(each.entries))
            for each in found.taken
        ],
        [
            AskedJson(each.key, shown.entry(each.entry), words(f"cv.why.{each.why}"), _hint(each.value))
            for each in found.asked
        ],
        [NotUsedJson(shown.entry(each.entry), words(f"cv.why.{each.why}")) for each in found.not_used],
    )


def taken_lines(found: FromResume, words: Words) -> Iterator[str]:
    """Yield what was taken and what is asked."""
    yield words("cv.title")
    if not found.taken:
        yield words("cv.nothing")
    for taken in found.taken:
        yield words(f"cv.taken.{taken.how}", **asdict(taken) | {"value": _said(taken.value, words)})
    if found.asked:
        yield words("cv.asked_title")
    for asked in found.asked:
        key = "cv.asked" if asked.value is None else "cv.hinted"
        yield words(key, **asdict(asked) | {"value": _said(asked.value, words)})


def unused_lines(found: FromResume, given: Collection[str], words: Words) -> Iterator[str]:
    """Yield what was not used; `given` are keys that the person answered."""
    if found.not_used or given:
        yield words("cv.not_used_title")
    if given:
        yield words("cv.given", keys=words.listed(given))
    yield from (words("cv.not_used", **asdict(each)) for each in found.not_used)


class _Shown(Struct, frozen=True):
    """Shows entries, without the words that are `private`."""

    words: Words
    private: frozenset[str]

    def entry(self, entry: Entry) -> str:
        """Return where an entry stands, its title as far as it can be shown, and its dates."""
        plain = _TELLS.sub(_HIDDEN, " ".join(entry.title.split())[:_LONGEST]).split()
        known = (_HIDDEN if self.private.intersection(spaced(word).split()) else word for word in plain)
        title, dates = brief(" ".join(known)), brief(_TELLS.sub(_HIDDEN, entry.period.text[:_LONGEST]))
        key = f"cv.entry.{'titled' if title else 'bare'}{'_dated' if dates else ''}"
        return self.words(key, place=entry.where, title=title, dates=dates)

    def entries(self, entries: Sequence[Entry]) -> str:
        """Return several entries; of many only the first."""
        joined = self.words("amount.either").join(map(self.entry, entries[:_MOST_NAMED]))
        more = len(entries) - _MOST_NAMED
        return joined if more <= 0 else self.words("cv.more", entries=joined, count=more)


def _plain(value: Value) -> Answer:
    return list(value) if isinstance(value, tuple) else value


def _hint(value: Value | None) -> Answer | None:
    return None if value is None else _plain(value)


def _said(value: Answer | None, words: Words) -> str:
    return words.listed(value) if isinstance(value, list) else str(value)
