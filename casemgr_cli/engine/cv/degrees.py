"""Degrees in a CV, and what somebody studies now.

A degree counts when its words leave one level and its date lies behind, or when its letters stand behind a
name. Where a CV does not say whether it was finished, or what it is, it is asked; what is known stays known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.domain.cv import Asked, NotUsed, Taken
from casemgr_cli.domain.facts import LEVELS
from casemgr_cli.engine.evaluate import holds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casemgr_cli.domain.cv import Entry, Finding, How, Reading
    from casemgr_cli.domain.facts import Answers

_NO_DEGREE, _NURSING_DIPLOMA, _UNCLEAR, _VAGUE = "none", "nursing_diploma", "unclear_fields", "vague_fields"
_FIRST_DEGREE = LEVELS.index(_NURSING_DIPLOMA)
# A grade says its scale, or that it is a grade point average; four is the best.
_GRADE = re.compile(
    r"\bGPA:?\s*([0-3]\.\d+|4\.0+)\b|\b([0-3](?:\.\d+)?|4(?:\.0+)?)\s*(?:/|out of)\s*4(?:\.0+)?\b"
)
_PIECES = re.compile(r"[,|;•@/\t]|\s-\s|\s{2,}|\bat\b|\bfrom\b")


class _Degree(Struct, frozen=True):
    """A degree as an entry names it. `level` and `field` are empty where its words name none or several."""

    entry: Entry
    level: str
    field: str
    standing: str

    @property
    def rank(self) -> int:
        """Its place among the levels; below all of them where the level is not known."""
        return LEVELS.index(self.level) if self.level else -1

    @property
    def end(self) -> int:
        """The last month of it, 0 where that is not known."""
        return self.entry.period.end.last if self.entry.period.end else 0

    @property
    def value(self) -> str:
        """Level and field in one."""
        return f"{self.level}:{self.field}"


def degrees_of(reading: Reading) -> Iterator[Finding]:
    """Yield the highest degree with its field, year and grade, the other degrees, and what is unclear."""
    found = [each for entry in reading.of("study") if (each := _degree(reading, entry))]
    done = [each for each in found if each.standing == "done" and each.level]
    done += _behind_name(reading, {each.value for each in done})
    done.sort(key=lambda each: (each.rank, each.end), reverse=True)
    perhaps = [each for each in found if each not in done and each.standing in ("done", "no_end")]
    higher = [each for each in perhaps if not (each.level and done) or each.rank > done[0].rank]
    yield from _highest(reading, done[0], exact=not higher) if done else ()
    others = [each for each in done[1:] if each.rank >= _FIRST_DEGREE and each.field]
    held = {each.value: each.entry for each in others if each.value != done[0].value}
    if held:
        yield Taken("other_degrees", tuple(held), "at_least", tuple(dict.fromkeys(held.values())))
    for each in found:
        why = each.standing if each.level else "unclear_level"
        if each.standing in ("unfinished", "odd_date"):
            yield NotUsed(each.entry, each.standing)
        elif each in higher:
            yield Asked("education", each.entry, why, each.level or None)
        elif each in perhaps and each.field:
            yield Asked("other_degrees", each.entry, why, (each.value,))


def enrolled_of(reading: Reading, answers: Answers) -> Iterator[Finding]:
    """Yield the program somebody is in now, if it is one, and the months left of it."""
    studies = [_degree(reading, entry) for entry in reading.of("study")]
    now = [each for each in studies if each and each.standing == "studying"]
    programs = [_programs(reading, each, answers) for each in now]
    named = frozenset().union(*programs)
    for each, mine in zip(now, programs, strict=True):
        if len(named) == 1 and mine:
            yield Taken("enrolled_in", next(iter(named)), "exact", (each.entry,))
            if (left := each.end - reading.now) > 0:
                yield Taken("months_left", left, "exact", (each.entry,))
            return
        if each.level != _NO_DEGREE or mine:
            yield Asked("enrolled_in", each.entry, "unclear_program")


def _degree(reading: Reading, entry: Entry) -> _Degree | None:
    """Return the degree that an entry names; None where it is a license or no degree."""
    rules, found = reading.rules, reading.rules.degree_levels.found(entry.title)
    levels = found - {_NO_DEGREE} if len(found) > 1 else found
    program = rules.programs.found(entry.title)
    if not program and (_NO_DEGREE in levels or (not levels and rules.says("licensing", entry.text))):
        return None
    level = next(iter(levels)) if len(levels) == 1 else _NO_DEGREE if program else ""
    return _Degree(entry, level, _field(reading, entry, level), _standing(reading, entry))


def _standing(reading: Reading, entry: Entry) -> str:
    """Return where a study stands: done, studying, unfinished, with odd dates, or with nothing that tells."""
    said, end = "\n".join((entry.title, *entry.lines)), entry.period.end
    if reading.rules.says("unfinished", said):
        return "unfinished"
    if entry.period.ongoing or (end and end.first > reading.now):
        return "studying"
    if reading.rules.says("not_yet", said):
        return "unfinished" if end else "studying"
    if entry.odd:
        return "odd_date"
    return "done" if end and end.last <= reading.now else "no_end"


def _field(reading: Reading, entry: Entry, level: str) -> str:
    """Return the field that the words name: with the level, else beside it, else on other lines."""
    rules = reading.rules
    pieces = [each for each in _PIECES.split(entry.title) if not rules.says("beside_field", each)]
    with_level = [each for each in pieces if rules.degree_levels.found(each)]
    beside = [each for each in pieces if each not in with_level and not rules.says("schools", each)]
    around = [each for each in entry.employer.splitlines() if not rules.says("schools", each)]
    around = [each for each in around if not rules.says("beside_field", each)]
    for group in (with_level, beside, around):
        found = frozenset().union(*map(rules.fields.found, group)) - {_VAGUE}
        if found:
            return next(iter(found)) if len(found) == 1 and _UNCLEAR not in found else ""
    return "nursing" if level == _NURSING_DIPLOMA else ""


def _behind_name(reading: Reading, known: set[str]) -> Iterator[_Degree]:
    """Yield the degrees whose letters stand behind the name and in no entry that is done."""
    titles = ((entry, entry.title) for entry in reading.of("claim") if not reading.to_come(entry.title))
    for entry, piece in ((entry, piece) for entry, title in titles for piece in _PIECES.split(title)):
        levels = reading.rules.degree_levels.found(piece)
        fields = reading.rules.fields.found(piece) - {_UNCLEAR, _VAGUE}
        if len(levels) == 1 and len(fields) <= 1 and _NO_DEGREE not in levels:
            degree = _Degree(entry, next(iter(levels)), next(iter(fields), ""), "done")
            if degree.rank >= _FIRST_DEGREE and degree.value not in known:
                known.add(degree.value)
                yield degree


def _highest(reading: Reading, degree: _Degree, *, exact: bool) -> Iterator[Finding]:
    entry, text = degree.entry, degree.entry.text
    how: How = "exact" if exact else "at_least"
    yield Taken("education", degree.level, how, (entry,))
    if degree.rank < _FIRST_DEGREE:
        return
    if degree.field:
        yield Taken("field", degree.field, how, (entry,))
    else:
        yield Asked("field", entry, "unclear_field")
    if entry.kind == "study":
        yield Taken("degree_year", degree.end // 12, how, (entry,))
    if grade := _GRADE.search(text):
        yield Taken("gpa", float(grade[1] or grade[2]), how, (entry,))
    if reading.abroad(text):
        yield Taken("foreign_degree", "yes", how, (entry,))
    elif reading.rules.says("foreign", text) and not reading.at_home(text):
        yield Asked("foreign_degree", entry, "perhaps_abroad", "yes")


def _programs(reading: Reading, degree: _Degree, answers: Answers) -> frozenset[str]:
    """Return the programs that a study may be, by its own name or else by level and field."""
    return reading.rules.programs.found(degree.entry.title) or frozenset(
        program.id
        for program in reading.rules.enrollment.values()
        if program.degree == degree.value
        and holds(program.when, answers, reading.facts) is True
        and holds(program.unless, answers, reading.facts) is not True
    )
