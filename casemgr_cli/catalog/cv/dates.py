"""Dates as people write them in a CV: 2023-04, 04/2023, April 2023, Apr '23, "since 2020", "present"."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.domain.cv import Moment, Period
from casemgr_cli.domain.phrases import PLAIN, spaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casemgr_cli.domain.cv import CvRules

_YEAR = r"(?:19|20)[0-9]{2}"
_NUMBERS = (
    rf"(?<![0-9])(?P<y1>{_YEAR})[-/.](?P<m1>[0-9]{{1,2}})(?:[-/.](?P<d1>[0-9]{{1,2}}))?(?![0-9])"
    rf"|(?<![0-9/])(?P<m2>[0-9]{{1,2}})[-/.](?:(?P<d2>[0-9]{{1,2}})[-/.])?(?P<y2>{_YEAR})(?![0-9])"
    r"|(?<![0-9/])(?P<m5>0[1-9]|1[0-2])/(?P<s5>[0-9]{2})(?![0-9/])"
)
_NAMED = (
    r"(?:\b(?P<d3>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:\s+de)?\s+)?\b(?P<m3>{names})\b\.?"
    r"(?:\s+[0-9]{{1,2}}(?:st|nd|rd|th)?\b,?)?[\s,/-]*(?:de\s+)?(?:(?P<y3>{year})(?![0-9])|'(?P<s3>[0-9]{{2}})\b)"
)
# No part of a telephone number.
_ONLY_YEAR = rf"(?<![0-9#])(?<!\D[0-9]{{3}}-)(?P<y4>{_YEAR})(?![0-9])|(?<!\w)'(?P<s4>[0-9]{{2}})\b"
_SEASONS = "spring|summer|fall|autumn|winter"
# Two figures of a year beyond these are of the last century.
_THIS_CENTURY = 60


class _Dated(Struct, frozen=True):
    """A date in a text, and where: a moment, a month alone, or the word that something goes on."""

    start: int
    end: int
    moment: Moment | None = None
    month: int = 0


class Dates:
    """Finds dates in text, with the words for months and for what goes on."""

    def __init__(self, rules: CvRules) -> None:
        """Make the patterns once."""
        order = list(dict.fromkeys(key for _, key in rules.months.pairs))
        self.months = {phrase.strip(): order.index(key) + 1 for phrase, key in rules.months.pairs}
        names = "|".join(sorted(self.months, key=len, reverse=True))
        ongoing, until, since = (_words(rules, name) for name in ("ongoing", "until", "since"))
        self.date = re.compile(
            rf"{_NUMBERS}|{_NAMED.format(names=names, year=_YEAR)}|(?:\b(?:{_SEASONS})\s+)?(?:{_ONLY_YEAR})"
            rf"|\b(?P<now>{ongoing})\b|\b(?P<m4>{names})\b\.?",
            re.IGNORECASE,
        )
        self.between = re.compile(rf"[\s(]*(?:[-~/]+|\b(?:{until})\b)\s*(?:(?:el|la)\s+)?", re.IGNORECASE)
        self.since = re.compile(rf"\b(?:{since})\s*:?\s*$", re.IGNORECASE)
        self.dash = re.compile(r"\s*-\s*(?=$|[)|,])")

    def find(self, text: str) -> tuple[Period | None, str, bool]:
        """Return the first period in a text, the text without it, and whether it ends before it begins.

        A date alone is an end, one behind "since" or before a dash a start that goes on.
        """
        text = text.translate(PLAIN)
        found = list(self._all(text))
        for one, two in pairwise(found):
            start, end = one.moment, two.moment
            if start is None and one.month and end:
                start = _moment(end.first // 12, one.month)
            if start and self.between.fullmatch(text[one.end : two.start]):
                said, rest = text[one.start : two.end], f"{text[: one.start]} {text[two.end :]}"
                odd = end is not None and end.last < start.first
                return Period(text=said) if odd else Period(start, end, end is None, said), rest, odd
        for each in (each for each in found if each.moment):
            before, said, behind = text[: each.start], text[each.start : each.end], text[each.end :]
            ongoing = bool(self.since.search(before) or self.dash.match(behind))
            period = (
                Period(each.moment, None, True, said) if ongoing else Period(None, each.moment, False, said)
            )
            return period, f"{before} {behind}", False
        return None, text, False

    def _all(self, text: str) -> Iterator[_Dated]:
        """Yield the dates in a text; what cannot be one, such as a 13th month, is none."""
        for match in self.date.finditer(text):
            parts = {key: said for key, said in match.groupdict().items() if said}
            first = {key[0]: said for key, said in parts.items()}
            if "now" in parts:
                yield _Dated(*match.span())
                continue
            year = int(first.get("y", 0)) or (_century(int(first["s"])) if "s" in first else 0)
            said = spaced(first.get("m", "0")).strip()
            month = int(said) if said.isdecimal() else self.months.get(said, 0)
            if month <= 12 and int(first.get("d", 0)) <= 31:  # noqa: PLR2004 - months and days
                yield _Dated(*match.span(), _moment(year, month) if year else None, month)


def _century(year: int) -> int:
    return year + (2000 if year < _THIS_CENTURY else 1900)


def _moment(year: int, month: int) -> Moment:
    return Moment(year * 12 + max(month - 1, 0), year * 12 + (month or 12) - 1)


def _words(rules: CvRules, name: str) -> str:
    """Return a pattern of the words of a small list, the longest first."""
    phrases = (phrase.strip() for phrase, _ in rules.cv_words[name].pairs)
    return "|".join(re.escape(each).replace(r"\ ", r"\s+") for each in sorted(phrases, key=len, reverse=True))
