"""Degrees in a résumé, and what somebody studies now.

A degree counts when its end lies behind and its words leave one level. Where the résumé does not say whether
something was finished, or what it is, the answers it could change are left to be asked.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.domain.facts import LEVELS
from casemgr_cli.domain.resume import LeftOut, Taken
from casemgr_cli.engine.evaluate import holds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casemgr_cli.domain.facts import Answers
    from casemgr_cli.domain.resume import Origin, Study
    from casemgr_cli.engine.resume_reading import Finding, Reading

NO_DEGREE, NURSING_DIPLOMA = "none", "nursing_diploma"
FIRST_DEGREE = LEVELS.index(NURSING_DIPLOMA)
UNCLEAR = "unclear"
ALL = ("education", "field", "other_degrees", "degree_year", "gpa")
HIGHEST_GRADE = 4
# A grade says its scale: 3.6 alone may be on another one.
GRADE = re.compile(r"\s*([0-4](?:\.[0-9]{1,3})?)\s*(?:/|out of)\s*4(?:\.0{1,2})?\s*", re.IGNORECASE)


class _Degree(Struct, frozen=True):
    study: Study
    origin: Origin
    level: str

    @property
    def rank(self) -> tuple[int, date]:
        """What puts the highest degree first, and of two the later one."""
        end = self.study.period.end
        return LEVELS.index(self.level), end.last if end else date.min


def degrees_of(reading: Reading) -> list[Finding]:
    """Return the highest degree with its field, year and grade, the other degrees, and what was left out."""
    done: list[_Degree] = []
    left: list[LeftOut] = []
    doubtful: list[str] = []
    for study in reading.resume.studies:
        level, problem = _level(reading, study), _problem(reading, study)
        origin = _origin(reading, study)
        if level == NO_DEGREE or problem == "studying":
            continue
        if problem == "unfinished":
            left.append(LeftOut(origin, problem))
        elif problem or not level:
            left.append(LeftOut(origin, problem or "unclear_level", ALL))
            doubtful.append(level)
        else:
            done.append(_Degree(study, origin, level))
    done.sort(key=lambda each: each.rank, reverse=True)
    if not done or any(not _below(level, done[0].level) for level in doubtful):
        return list(left)
    left = [LeftOut(each.origin, each.reason, ("other_degrees",) if each.keys else ()) for each in left]
    return [*_highest(reading, done[0]), *_others(reading, done, settled=not doubtful), *left]


def enrolled_of(reading: Reading, answers: Answers) -> Iterator[Finding]:
    """Yield the program somebody is in now, if it is one."""
    now = [study for study in reading.resume.studies if _problem(reading, study) == "studying"]
    programs = {study.place: _programs(reading, study, answers) for study in now}
    named = set().union(*programs.values())
    for study in now:
        origin = _origin(reading, study)
        if len(named) == 1 and programs[study.place]:
            yield Taken("enrolled_in", next(iter(named)), (origin,))
            return
        if _level(reading, study) != NO_DEGREE or programs[study.place]:
            yield LeftOut(origin, "unclear_program", ("enrolled_in",))


def _origin(reading: Reading, study: Study) -> Origin:
    words = ", ".join(part.strip() for part in (study.kind, study.area) if part.strip())
    return reading.origin(study.place, words, study.period)


def _level(reading: Reading, study: Study) -> str:
    """Return the level that the words name, or nothing when they name none or several."""
    levels = reading.rules.levels
    found = levels.found(f"{study.kind} {study.area}")
    if len(found) > 1 and NO_DEGREE not in levels.found(study.kind):
        found -= {NO_DEGREE}
    return next(iter(found)) if len(found) == 1 else ""


def _field(reading: Reading, degree: _Degree) -> str:
    """Return the field that the words name, or nothing when they name none or several."""
    if degree.level == NURSING_DIPLOMA:
        return "nursing"
    found = reading.rules.fields.found(f"{degree.study.kind} {degree.study.area}")
    return next(iter(found)) if len(found) == 1 and UNCLEAR not in found else ""


def _problem(reading: Reading, study: Study) -> str:
    """Return why a study is not a finished one: it goes on, was not finished, or nothing tells."""
    period, today = study.period, reading.today
    if period.ongoing or (period.end and period.end.first > today):
        return "studying"
    said = reading.rules.unfinished.found(f"{study.kind} {study.area}")
    if said:
        return "studying" if said == {"not_yet"} and period.end is None else "unfinished"
    return "" if period.end and period.end.last <= today else "no_end"


def _below(level: str, highest: str) -> bool:
    return bool(level) and LEVELS.index(level) < LEVELS.index(highest)


def _highest(reading: Reading, degree: _Degree) -> Iterator[Finding]:
    origins = (degree.origin,)
    yield Taken("education", degree.level, origins)
    if LEVELS.index(degree.level) < FIRST_DEGREE:
        return
    field = _field(reading, degree)
    yield Taken("field", field, origins) if field else LeftOut(degree.origin, "unclear_field", ("field",))
    end = degree.study.period.end
    if end:
        yield Taken("degree_year", end.first.year, origins)
    grade = GRADE.fullmatch(degree.study.score)
    if grade and float(grade[1]) <= HIGHEST_GRADE:
        yield Taken("gpa", float(grade[1]), origins)
    elif degree.study.score.strip():
        yield LeftOut(degree.origin, "no_scale", ("gpa",))


def _others(reading: Reading, done: list[_Degree], *, settled: bool) -> Iterator[Finding]:
    """Yield the other degrees, if all of them can be read: a list that is there is complete."""
    others = [each for each in done[1:] if LEVELS.index(each.level) >= FIRST_DEGREE]
    unread = [each for each in others if not _field(reading, each)]
    yield from (LeftOut(each.origin, "unclear_field", ("other_degrees",)) for each in unread)
    if others and not unread and settled:
        values = dict.fromkeys(f"{each.level}:{_field(reading, each)}" for each in others)
        yield Taken("other_degrees", tuple(values), tuple(each.origin for each in others))


def _programs(reading: Reading, study: Study, answers: Answers) -> frozenset[str]:
    """Return the programs that a study may be, by its own name or else by level and field."""
    rules = reading.rules
    named = rules.program_names.found(f"{study.kind} {study.area}")
    if named:
        return named
    degree = _Degree(study, _origin(reading, study), _level(reading, study))
    wanted = f"{degree.level}:{_field(reading, degree)}"
    return frozenset(
        program.id
        for program in rules.programs
        if program.degree == wanted
        and holds(program.when, answers, reading.facts) is True
        and holds(program.unless, answers, reading.facts) is not True
    )
