"""Months by kind of work in a résumé.

A month is a number: twelve times the year, plus the month. Each entry of work has the months it surely counts
and the months it may count; over all entries both are united, so that jobs at the same time count once. Where
the two differ, the answer is left open, with what is sure and what is not. Every entry of `work` is named: in
the answers, in what is left open, or with the reason why not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.domain.phrases import LONGEST, folded
from casemgr_cli.domain.resume import Doubt, LeftOut, Open, Taken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from casemgr_cli.domain.facts import Answers, Fact
    from casemgr_cli.domain.resume import Job, Origin, WorkKind
    from casemgr_cli.engine.resume_reading import Finding, Reading

CASES, HEALTH_SYSTEM = "months_case_management", "months_case_management_health_system"
DISABILITY = "months_disability_management"
# How many months back a counter reaches that has no window.
FARTHEST = 720
NONE: frozenset[int] = frozenset()


class _Part(Struct, frozen=True):
    """What one entry of work gives one counter: the months that surely count, and those that may.

    `reason` says why the two differ.
    """

    origin: Origin
    key: str
    sure: frozenset[int]
    most: frozenset[int]
    reason: str


def work_of(reading: Reading, answers: Answers) -> list[Finding]:
    """Return the months by kind of work, what goes on now, and what was left out."""
    licenses = answers.get("licenses", ())
    rn = isinstance(licenses, tuple) and "rn" in licenses
    parts: list[_Part] = []
    found: list[Finding] = []
    for job in reading.resume.jobs:
        origin = reading.origin(job.place, job.title, job.period)
        words = folded(job.title[:LONGEST])
        kind = next((kind for kind in reading.rules.work if _fits(kind, words)), None)
        reason = _unusable(reading, job, kind)
        if kind is None or reason:
            found += [LeftOut(origin, reason)] if reason else []
            continue
        mine = list(_parts(reading, job, origin, kind, rn=rn))
        parts += mine
        found += _now(reading, job, origin, kind)
        found += _not_counted(reading, job, mine)
    counted = list(_counted(parts, reading.facts))
    return [*counted, *_first_of_each(found), *_covered(parts, [*counted, *found])]


def _fits(kind: WorkKind, words: str) -> bool:
    return bool(kind.titles.within(words)) and (not kind.also.pairs or bool(kind.also.within(words)))


def _unusable(reading: Reading, job: Job, kind: WorkKind | None) -> str:
    """Return why an entry of work is not looked at further, or nothing."""
    if kind is None:
        return "unknown_work" if job.paid else ""
    if not job.paid or not (kind.counts or kind.counts_if_rn or kind.maybe):
        return "unpaid"
    start = job.period.start
    return "future" if start and start.first > reading.today else ""


def _parts(reading: Reading, job: Job, origin: Origin, kind: WorkKind, *, rn: bool) -> Iterator[_Part]:
    """Yield what an entry of work gives each counter that its kind names."""
    least, most = _months(job, reading.today)
    by_hours = "part_time" if "part_time" in reading.rules.hours.found(job.text, longest=None) else ""
    doubts = {
        **dict.fromkeys(kind.counts, ""),
        **dict.fromkeys(kind.counts_if_rn, "" if rn else "no_rn"),
        **dict.fromkeys((*kind.maybe, *(kind.maybe_if_rn if rn else ())), "maybe"),
    }
    for key, doubt in doubts.items():
        window = _window(reading, key)
        sure = NONE if doubt or by_hours else least & window
        part = _Part(origin, key, sure, most & window, doubt or by_hours or _vague(job))
        yield part
        if key == CASES:
            yield _at_health_system(reading, job, part)


def _months(job: Job, today: date) -> tuple[frozenset[int], frozenset[int]]:
    """Return the months an entry surely covers, and those it may. The month of its end is not one of them."""
    start, end, now = job.period.start, job.period.end, _number(today)
    ends = (min(_number(end.first), now), min(_number(end.last), now)) if end else (now, now)
    if start is None:
        dated = end is not None and not job.period.ongoing
        return NONE, frozenset(range(now - FARTHEST, ends[1] if dated else now))
    sure = range(_number(start.last), ends[0])
    return frozenset(sure), frozenset(range(_number(start.first), ends[1]))


def _vague(job: Job) -> str:
    return "year_only" if job.period.start else "no_start"


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _window(reading: Reading, key: str) -> frozenset[int]:
    now = _number(reading.today)
    return frozenset(range(now - reading.rules.windows.get(key, FARTHEST), now))


def _at_health_system(reading: Reading, job: Job, cases: _Part) -> _Part:
    """Return what case-management months give the counter of those for a hospital or health system."""
    found = reading.rules.employers.found(f"{job.employer} \n {job.title}")
    sure = cases.sure if found == {"says"} else NONE
    most = NONE if found == {"unless"} else cases.most
    reason = cases.reason if cases.sure != cases.most else "employer"
    return _Part(cases.origin, HEALTH_SYSTEM, sure, most, reason)


def _counted(parts: Iterable[_Part], facts: Mapping[str, Fact]) -> Iterator[Finding]:
    """Yield each counter whose months are sure, and the others with what is sure of them and what is not."""
    by_key: dict[str, list[_Part]] = {}
    for part in parts:
        by_key.setdefault(part.key, []).append(part)
    for key, mine in by_key.items():
        within = [part for each, theirs in by_key.items() if facts[each].part_of == key for part in theirs]
        # What surely counts toward a part surely counts toward its whole.
        mine += [replace(part, key=key, most=part.sure) for part in within]
        sure = NONE.union(*(part.sure for part in mine))
        most = NONE.union(*(part.most for part in mine))
        origins = tuple(dict.fromkeys(part.origin for part in mine if part.sure))
        if sure and sure == most:
            yield Taken(key, len(sure), origins)
        elif most:
            yield Open(key, len(sure), len(most), origins, tuple(_doubts(mine, sure)))


def _doubts(parts: Iterable[_Part], sure: frozenset[int]) -> Iterator[Doubt]:
    """Yield the entries that may add to the sure months, by reason, and those without a start apart."""
    alike: dict[tuple[str, bool], list[_Part]] = {}
    for part in parts:
        if part.most - sure:
            alike.setdefault((part.reason, part.origin.period.start is not None), []).append(part)
    for (reason, dated), mine in alike.items():
        more = len(NONE.union(*(part.most for part in mine)) - sure)
        yield Doubt(reason, tuple(part.origin for part in mine), more if dated else None)


def _not_counted(reading: Reading, job: Job, parts: Iterable[_Part]) -> Iterator[LeftOut]:
    """Yield that an entry is shorter than a month, or so old that its case management does not count."""
    short = not _months(job, reading.today)[1]
    origins = [part.origin for part in parts if short or (part.key == CASES and not part.most)]
    yield from (LeftOut(origin, "no_month" if short else "too_old") for origin in origins[:1])


def _covered(parts: Iterable[_Part], found: Iterable[Finding]) -> Iterator[LeftOut]:
    """Yield the entries that nothing speaks of, because other work already counts in all of their months."""
    named = {origin for each in found for origin in _named(each)}
    unnamed = dict.fromkeys(part.origin for part in parts if part.origin not in named)
    yield from (LeftOut(origin, "covered") for origin in unnamed)


def _named(each: Finding) -> tuple[Origin, ...]:
    if isinstance(each, Open):
        return each.entries
    return (each.origin,) if isinstance(each, LeftOut) else each.origins


def _now(reading: Reading, job: Job, origin: Origin, kind: WorkKind) -> Iterator[Taken]:
    """Yield what is true of somebody because this work goes on."""
    end = job.period.end
    goes_on = job.period.ongoing or (end.first > reading.today if end else job.period.start is not None)
    if not goes_on:
        return
    if DISABILITY in kind.counts:
        yield Taken("disability_management_now", "yes", (origin,))
    alone = reading.rules.self_employed.found(f"{job.employer} \n {job.title}")
    if CASES in kind.counts and alone:
        yield Taken("self_employed", "yes", (origin,))


def _first_of_each(found: Iterable[Finding]) -> Iterator[Finding]:
    """Leave out what says again what an entry before it said."""
    seen: set[str] = set()
    for each in found:
        if isinstance(each, LeftOut) or each.key not in seen:
            yield each
        if isinstance(each, Taken):
            seen.add(each.key)
