"""What a CV gave, for scripts and in lines for a person, with no word that tells whose it is."""

import re
from collections.abc import Collection, Iterator

from msgspec.structs import asdict

from casemgr_cli.documents.advice import AskedJson, FromResume, NotUsedJson, TakenJson
from casemgr_cli.domain.cv import Entry, Findings
from casemgr_cli.domain.kinds import spaced
from casemgr_cli.pages.words import Words
from casemgr_cli.text import brief

# Addresses on the internet, and numbers that are no years: telephones, streets, licenses.
_TELLS = re.compile(
    r"\S*@\S*|\S*://\S*|www\.\S*|\(?\d{3}\)?[ .-]*\d{3}[ .-]*\d{4}|\S*\d{5}\S*|\b(?!(?:19|20)\d\d\b)\d{4}\b"
)
_LONGEST, _HIDDEN = 80, "…"
# So many entries that share an answer are named; the rest are counted.
_MOST_NAMED = 4


def from_cv(found: Findings, words: Words, private: frozenset[str]) -> FromResume:
    """Return what a CV gave, for scripts, without the words that are `private`."""

    def shown(*entries: Entry) -> str:
        told = [*dict.fromkeys(_entry(each, words, private) for each in entries)]
        joined, more = words("amount.either").join(told[:_MOST_NAMED]), len(told) - _MOST_NAMED
        return joined if more <= 0 else words("cv.more", entries=joined, count=more)

    return FromResume(
        [TakenJson(each.key, each.value, each.how, shown(*each.entries)) for each in found.taken],
        [
            AskedJson(each.key, shown(each.entry), words(f"cv.why.{each.why}"), each.value)
            for each in found.asked
        ],
        [NotUsedJson(shown(each.entry), words(f"cv.why.{each.why}")) for each in found.not_used],
    )


def _entry(entry: Entry, words: Words, private: frozenset[str]) -> str:
    """Return where an entry stands, its title as far as it can be shown, and its dates."""
    plain = _TELLS.sub(_HIDDEN, " ".join(entry.title.split())[:_LONGEST]).split()
    known = (_HIDDEN if private.intersection(spaced(word).split()) else word for word in plain)
    title, dates = brief(" ".join(known)), brief(_TELLS.sub(_HIDDEN, entry.period.text[:_LONGEST]))
    key = f"cv.entry.{'titled' if title else 'bare'}{'_dated' if dates else ''}"
    return words(key, place=entry.where, title=title, dates=dates)


def taken_lines(found: FromResume, words: Words) -> Iterator[str]:
    """Yield what was taken and what is asked."""
    yield words("cv.title")
    if not found.taken:
        yield words("cv.nothing")
    for taken in found.taken:
        yield words(f"cv.taken.{taken.how}", **_said(taken, words))
    if found.asked:
        yield words("cv.asked_title")
    for asked in found.asked:
        yield words("cv.asked" if asked.value is None else "cv.hinted", **_said(asked, words))


def unused_lines(found: FromResume, given: Collection[str], words: Words) -> Iterator[str]:
    """Yield what was not used; `given` are keys that the person answered."""
    if found.not_used or given:
        yield words("cv.not_used_title")
    if given:
        yield words("cv.given", keys=words.listed(given))
    yield from (words("cv.not_used", **asdict(each)) for each in found.not_used)


def _said(each: TakenJson | AskedJson, words: Words) -> dict[str, str]:
    value = words.listed(each.value) if isinstance(each.value, tuple) else str(each.value)
    return asdict(each) | {"value": value}
