"""Dates as people write them in a CV: 2023-04, 04/2023, April 2023, Apr '23, "since 2020", "present"."""

from __future__ import annotations

import calendar
import re
from datetime import date
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
)
# No part of a telephone number.
_ONLY_YEAR = rf"(?<![0-9#])(?<!\D[0-9]{{3}}-)(?P<y4>{_YEAR})(?![0-9])"
_SHORT = 4
_SEASONS = "spring|summer|fall|autumn|winter"


class _Found(Struct, frozen=True):
    """A date in a text, and where: a moment, a month alone, or the word that something goes on."""

    start: int
    end: int
    moment: Moment | None = None
    month: int = 0


class Dates:
    """Finds dates in text, with the words for months and for what goes on."""

    def __init__(self, rules: CvRules) -> None:
        """Make the patterns once."""
        self.months = rules.months
        names = "|".join(sorted(self.months, key=len, reverse=True))
        alone = rf"\b(?P<m3>{names})\b\.?"
        named = (
            rf"(?:\b(?P<d3>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:\s+de)?\s+)?{alone}"
            rf"(?:\s+[0-9]{{1,2}}(?:st|nd|rd|th)?\b,?)?"
            rf"[\s,/-]*(?:de\s+)?(?:(?P<y3>{_YEAR})(?![0-9])|'(?P<s3>[0-9]{{2}})\b)"
        )
        ongoing = "|".join(_words(rules, "ongoing"))
        until = "|".join(_words(rules, "until"))
        self.date = re.compile(
            rf"{_NUMBERS}|{named}|(?:\b(?:{_SEASONS})\s+)?{_ONLY_YEAR}"
            rf"|\b(?P<now>{ongoing})\b|{alone.replace('m3', 'm4')}",
            re.IGNORECASE,
        )
        self.between = re.compile(rf"[\s(]*(?:[-~/]+|\b(?:{until})\b)\s*(?:la\s+)?", re.IGNORECASE)
        self.since = re.compile(rf"\b(?:{'|'.join(_words(rules, 'since'))})\s*:?\s*$", re.IGNORECASE)
        self.dash = re.compile(r"\s*-\s*(?=$|[)|,])")

    def moment(self, text: str) -> Moment | None:
        """Return the one date that a text is; None when it is none."""
        text = text.translate(PLAIN)
        found = list(self._all(text))
        return found[0].moment if len(found) == 1 and not _rest(text, found[0].start, found[0].end) else None

    def goes_on(self, text: str) -> bool:
        """Whether a word stands in place of a date, such as "present"."""
        found = self.date.fullmatch(text.strip())
        return bool(found and found["now"])

    def find(self, text: str) -> tuple[Period | None, str, bool]:
        """Return the first period in a text, the text without it, and whether it ends before it begins.

        A date alone is an end, one behind "since" or before a dash a start that goes on.
        """
        text = text.translate(PLAIN)
        found = list(self._all(text))
        for at, first in enumerate(found):
            second = found[at + 1] if at + 1 < len(found) else None
            between = second and self.between.fullmatch(text[first.end : second.start])
            if second and between and (first.moment or (first.month and second.moment)):
                return self._span(text, first, second)
        for each in found:
            if each.moment:
                return self._single(text, each)
        return None, text, False

    def _span(self, text: str, first: _Found, second: _Found) -> tuple[Period, str, bool]:
        start = first.moment
        if start is None and second.moment:
            start = _moment(second.moment.first.year, first.month)
        said = text[first.start : second.end]
        rest = f"{text[: first.start]} {text[second.end :]}"
        if start and second.moment and second.moment.last < start.first:
            return Period(text=said), rest, True
        return Period(start, second.moment, second.moment is None, said), rest, False

    def _single(self, text: str, each: _Found) -> tuple[Period, str, bool]:
        said, rest = text[each.start : each.end], f"{text[: each.start]} {text[each.end :]}"
        before, behind = text[: each.start], text[each.end :]
        if self.since.search(before) or self.dash.match(behind):
            return Period(each.moment, None, True, said), rest, False
        return Period(None, each.moment, False, said), rest, False

    def _all(self, text: str) -> Iterator[_Found]:
        """Yield the dates in a text; what cannot be one, such as a 13th month, is none."""
        for match in self.date.finditer(text):
            parts = match.groupdict()
            if parts["now"]:
                yield _Found(match.start(), match.end())
                continue
            year = next((int(parts[key]) for key in ("y1", "y2", "y3", "y4") if parts[key]), 0)
            year = year or (2000 + int(parts["s3"]) if parts["s3"] else 0)
            number = parts["m1"] or parts["m2"]
            name = (parts["m3"] or parts["m4"] or "").lower()
            month = int(number) if number else self.months.get(spaced(name).strip(), 0)
            day = next((int(parts[key]) for key in ("d1", "d2", "d3") if parts[key]), 0)
            try:
                moment = _moment(year, month, day) if year else None
            except ValueError:
                continue
            yield _Found(match.start(), match.end(), moment, month)


def _moment(year: int, month: int, day: int = 0) -> Moment:
    last_month = month or 12
    last_day = day or calendar.monthrange(year, last_month)[1]
    return Moment(date(year, month or 1, day or 1), date(year, last_month, last_day))


def _words(rules: CvRules, name: str) -> list[str]:
    """Return the words of a small list, the longest first, as a pattern has them."""
    phrases = (phrase.strip() for phrase, _ in rules.words[name].pairs)
    return [re.escape(each).replace(r"\ ", r"\s+") for each in sorted(phrases, key=len, reverse=True)]


def _rest(text: str, start: int, end: int) -> str:
    return (text[:start] + text[end:]).strip(" .,;()")
