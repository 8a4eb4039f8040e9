"""Degrees in a CV, and what somebody studies now.

A degree counts when its words leave one level and its date lies behind, or when its letters stand behind a
name. Where a CV does not say whether it was finished, or what it is, it is asked; what is known stays known.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.domain.cv import Asked, NotUsed, Taken
from casemgr_cli.domain.facts import LEVELS
from casemgr_cli.engine.evaluate import holds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casemgr_cli.domain.cv import Entry, Finding, How
    from casemgr_cli.domain.facts import Answers
    from casemgr_cli.engine.cv.reading import Reading

NO_DEGREE, NURSING_DIPLOMA, UNCLEAR, VAGUE = "none", "nursing_diploma", "unclear", "vague"
FIRST_DEGREE = LEVELS.index(NURSING_DIPLOMA)
# A grade says its scale, or that it is a grade point average.
GRADE = re.compile(
    r"(?:\bGPA:?\s*([0-4]\.[0-9]{1,3})\b)|\b([0-4](?:\.[0-9]{1,3})?)\s*(?:/|out of)\s*4(?:\.0{1,2})?\b",
    re.IGNORECASE,
)
HIGHEST_GRADE = 4


class Degree(Struct, frozen=True):
    """A degree as an entry names it. `level` and `field` are empty where its words name none or several."""

    entry: Entry
    level: str
    field: str
    standing: str

    @property
    def rank(self) -> tuple[int, date]:
        """What puts the highest degree first, and of two the later one."""
        end = self.entry.period.end
        return LEVELS.index(self.level), end.last if end else date.min


def degrees_of(reading: Reading) -> list[Finding]:
    """Return the highest degree with its field, year and grade, the other degrees, and what is unclear."""
    found = [each for entry in reading.of("study") if (each := _degree(reading, entry))]
    done = [each for each in found if each.standing == "done" and each.level]
    done += _behind_name(reading, done)
    done.sort(key=lambda each: each.rank, reverse=True)
    doubtful = [
        each for each in found if each.standing == "no_end" or (each.standing == "done" and not each.level)
    ]
    rest: list[Finding] = [
        NotUsed(each.entry, "unfinished") for each in found if each.standing == "unfinished"
    ]
    rest += [NotUsed(each.entry, "odd_date") for each in found if each.standing == "odd_date"]
    highest = LEVELS.index(done[0].level) if done else -1
    for each in doubtful:
        why = each.standing if each.level else "unclear_level"
        if not each.level or LEVELS.index(each.level) > highest:
            rest.append(Asked("education", each.entry, why, each.level or None))
        elif each.field:
            rest.append(Asked("other_degrees", each.entry, why, (f"{each.level}:{each.field}",)))
    if done:
        how: How = (
            "at_least"
            if any(not each.level or LEVELS.index(each.level) > highest for each in doubtful)
            else "exact"
        )
        rest = [*_highest(done, how), *_others(done), *rest]
    return [*rest, *_foreign(reading, done)]


def enrolled_of(reading: Reading, answers: Answers) -> Iterator[Finding]:
    """Yield the program somebody is in now, if it is one, and the months left of it."""
    studies = [_degree(reading, entry) for entry in reading.of("study")]
    now = [each for each in studies if each and each.standing == "studying"]
    programs = {each.entry: _programs(reading, each, answers) for each in now}
    named = set().union(*programs.values())
    for each in now:
        if len(named) == 1 and programs[each.entry]:
            yield Taken("enrolled_in", next(iter(named)), "exact", (each.entry,))
            end = each.entry.period.end
            if end and end.first > reading.today:
                left = (end.last.year - reading.today.year) * 12 + end.last.month - reading.today.month
                yield Taken("months_left", left, "exact", (each.entry,))
            return
        if each.level != NO_DEGREE or programs[each.entry]:
            yield Asked("enrolled_in", each.entry, "unclear_program")


def _degree(reading: Reading, entry: Entry) -> Degree | None:
    """Return the degree that an entry names; None where it is a license or no degree."""
    levels = reading.rules.levels
    found = levels.found(entry.title)
    if len(found) > 1:
        found -= {NO_DEGREE}
    if NO_DEGREE in found or (not found and reading.rules.says("licensing", entry.text)):
        return (
            None
            if not reading.rules.program_names.found(entry.title)
            else Degree(entry, NO_DEGREE, "", _standing(reading, entry))
        )
    level = next(iter(found)) if len(found) == 1 else ""
    return Degree(entry, level, _field(reading, entry, level), _standing(reading, entry))


def _standing(reading: Reading, entry: Entry) -> str:
    """Return where a study stands: done, studying, unfinished, or with nothing that tells."""
    period, today, said = entry.period, reading.today, "\n".join((entry.title, *entry.lines))
    end = period.end
    if reading.rules.says("unfinished", said):
        return "unfinished"
    if period.ongoing or (end and end.first > today):
        return "studying"
    if reading.rules.says("not_yet", said):
        return "unfinished" if end else "studying"
    if entry.odd:
        return "odd_date"
    return "done" if end and end.last <= today else "no_end"


def _field(reading: Reading, entry: Entry, level: str) -> str:
    """Return the field that the words name: those of the degree itself first, then those beside it."""
    if level == NURSING_DIPLOMA:
        return "nursing"
    fields = reading.rules.fields
    for pieces in _by_weight(reading, entry):
        found = frozenset().union(*(fields.found(piece) for piece in pieces))
        if found - {VAGUE}:
            return next(iter(found - {VAGUE})) if len(found - {VAGUE}) == 1 and UNCLEAR not in found else ""
    return ""


def _by_weight(reading: Reading, entry: Entry) -> Iterator[list[str]]:
    """Yield the pieces of an entry that may name the field: with the level, beside it, and on other lines."""
    rules = reading.rules
    pieces = [
        piece for piece in re.split(r"[,|;•@\t]|\s-\s|\s{2,}|\bat\b|\bfrom\b", entry.title) if piece.strip()
    ]
    plain = [piece for piece in pieces if not rules.says("beside_field", piece)] or pieces
    with_level = [piece for piece in plain if rules.levels.found(piece)]
    yield with_level
    yield [piece for piece in plain if piece not in with_level and not rules.says("schools", piece)]
    yield [
        line
        for line in entry.lines
        if not rules.says("schools", line) and not rules.says("beside_field", line)
    ]


def _behind_name(reading: Reading, done: list[Degree]) -> Iterator[Degree]:
    """Yield the degrees whose letters stand behind the name and in no entry that is done."""
    known = {(each.level, each.field) for each in done}
    for entry in reading.of("claim"):
        if reading.rules.says("not_yet", entry.title) or reading.rules.says("unfinished", entry.title):
            continue
        for piece in re.split(r"[,|/;•]|\s+-\s+", entry.title):
            levels, fields = reading.rules.levels.found(piece), reading.rules.fields.found(piece)
            if len(levels) == 1 and NO_DEGREE not in levels and len(fields) <= 1:
                level, field = next(iter(levels)), next(iter(fields), "")
                if (level, field) not in known and LEVELS.index(level) >= FIRST_DEGREE:
                    known.add((level, field))
                    yield Degree(entry, level, "" if field == UNCLEAR else field, "done")


def _highest(done: list[Degree], how: How) -> Iterator[Finding]:
    degree = done[0]
    entries = (degree.entry,)
    yield Taken("education", degree.level, how, entries)
    if LEVELS.index(degree.level) < FIRST_DEGREE:
        return
    yield (
        Taken("field", degree.field, how, entries)
        if degree.field
        else Asked("field", degree.entry, "unclear_field")
    )
    end = degree.entry.period.end
    if end and degree.entry.kind == "study":
        yield Taken("degree_year", end.first.year, how, entries)
    grade = GRADE.search(degree.entry.text)
    if grade and float(grade[1] or grade[2]) <= HIGHEST_GRADE:
        yield Taken("gpa", float(grade[1] or grade[2]), how, entries)


def _others(done: list[Degree]) -> Iterator[Finding]:
    """Yield the other degrees."""
    first = f"{done[0].level}:{done[0].field}"
    others = [each for each in done[1:] if LEVELS.index(each.level) >= FIRST_DEGREE]
    known = {f"{each.level}:{each.field}": each for each in reversed(others) if each.field}
    known.pop(first, None)
    if known:
        entries = tuple(dict.fromkeys(each.entry for each in reversed(known.values())))
        yield Taken("other_degrees", tuple(reversed(known)), "at_least", entries)
    yield from (Asked("other_degrees", each.entry, "unclear_field") for each in others if not each.field)


def _foreign(reading: Reading, done: list[Degree]) -> Iterator[Finding]:
    """Yield that the highest degree is from abroad if it names a country; a language is asked about."""
    for degree in done[:1]:
        text = degree.entry.text
        if reading.rules.abroad.found(text) == {"abroad"} and not reading.states(text):
            yield Taken("foreign_degree", "yes", "exact", (degree.entry,))
        elif reading.rules.says("foreign", text):
            yield Asked("foreign_degree", degree.entry, "perhaps_abroad", "yes")


def _programs(reading: Reading, degree: Degree, answers: Answers) -> frozenset[str]:
    """Return the programs that a study may be, by its own name or else by level and field."""
    named = reading.rules.program_names.found(degree.entry.title)
    if named:
        return named
    return frozenset(
        program.id
        for program in reading.rules.programs
        if program.degree == f"{degree.level}:{degree.field}"
        and holds(program.when, answers, reading.facts) is True
        and holds(program.unless, answers, reading.facts) is not True
    )
