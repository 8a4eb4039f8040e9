"""Work in a CV: months by kind, as the least there are, and what goes on now.

A month is a number: twelve times the year, plus the month. Over all entries they are united, so that jobs at
the same time count once. What may add to them is asked, with its entry, unless other work covers it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.domain.cv import Asked, NotUsed, Taken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from casemgr_cli.domain.cv import Counter, Entry, Finding
    from casemgr_cli.domain.facts import Answers
    from casemgr_cli.engine.cv.reading import Reading

CASES, NURSING_CASES = "months_case_management", "months_case_management_nursing"
EARLIER, HEALTH_SYSTEM = "months_case_management_earlier", "months_case_management_health_system"
NURSING, DISABILITY = "months_nursing", "months_disability_management"
HOSPITAL = "hospital"
# How many months back a counter reaches that has no window.
FARTHEST = 720
NONE: frozenset[int] = frozenset()


class _Part(Struct, frozen=True):
    """What one entry of work gives one counter: the months that surely count and those that may, and why."""

    key: str
    entry: Entry
    sure: frozenset[int]
    most: frozenset[int]
    why: str


def work_of(reading: Reading, answers: Answers) -> list[Finding]:
    """Return the months by kind of work, what goes on now, the duties named, and what was not used."""
    licenses = answers.get("licenses", ())
    rn = isinstance(licenses, tuple) and "rn" in licenses
    parts: list[_Part] = []
    unused: list[Finding] = [NotUsed(entry, "unpaid") for entry in reading.of("unpaid") if entry.title]
    for entry in reading.of("work"):
        kinds = dict(_kinds(reading, entry, rn=rn))
        why = _unusable(reading, entry, kinds)
        if why:
            unused.append(NotUsed(entry, why))
        else:
            parts += _parts(reading, entry, kinds, rn=rn)
    counted = list(_counted(reading, parts))
    served = [
        Asked("military", entry, "military", "veteran")
        for entry in reading.cv.entries
        if reading.rules.says("military", entry.text)
    ]
    return [*counted, *_now(reading, parts), *_duties(reading, parts), *served[:1], *unused]


def _kinds(reading: Reading, entry: Entry, *, rn: bool) -> Iterator[tuple[str, str]]:
    """Yield the counters that a title speaks of, each with the doubt about it, or none."""
    for counter in reading.rules.counters:
        doubt = _doubt(counter, entry.title, rn=rn)
        if doubt is not None:
            yield counter.key, doubt
            if counter.within:
                yield counter.within, doubt


def _doubt(counter: Counter, title: str, *, rn: bool) -> str | None:
    """Return why the months of a title may not count, empty if they surely do, None if they do not."""
    if counter.never.found(title):
        return None
    doubtful = bool(counter.unless.found(title))
    if counter.surely.found(title):
        return "maybe" if doubtful else ""
    if counter.perhaps.found(title):
        return "maybe"
    if counter.as_nurse.found(title):
        words = f" {title.lower().replace('-', ' ').replace('/', ' ').replace(',', ' ')} "
        says_rn = " rn " in words or "registered nurse" in words
        if says_rn or (rn and "nurse" in words):
            return ""
        return "maybe" if rn and not doubtful else None
    return None


def _unusable(reading: Reading, entry: Entry, kinds: dict[str, str]) -> str:
    """Return why an entry of work is not looked at further, or nothing."""
    if entry.odd:
        return "odd_date"
    if reading.rules.says("unpaid", entry.title):
        return "unpaid"
    start = entry.period.start
    if start and start.first > reading.today:
        return "future"
    return "" if kinds or _named(reading, entry) >= reading.rules.duties_needed else "unknown_work"


def _named(reading: Reading, entry: Entry) -> int:
    """Return how many of the six duties the lines of an entry name."""
    return len(reading.rules.duties.found("\n".join(entry.lines), longest=None))


def _parts(reading: Reading, entry: Entry, kinds: dict[str, str], *, rn: bool) -> Iterator[_Part]:
    """Yield what an entry of work gives each counter that it speaks of."""
    rules = reading.rules
    least, most = _months(entry, reading.today)
    by_hours = (
        "part_time" if rules.says("part_time", entry.text) and not rules.says("full_time", entry.text) else ""
    )
    other = rules.duties_do_not_count & {key for key, doubt in kinds.items() if not doubt}
    if kinds.get(CASES, "none") and not other and _named(reading, entry) >= rules.duties_needed:
        kinds = {**kinds, CASES: ""}
    if CASES in kinds:
        kinds |= dict(_parts_of_cases(reading, entry, kinds, rn=rn))
    for key, doubt in kinds.items():
        why = doubt or by_hours
        yield _Part(
            key,
            entry,
            NONE if why else least,
            most,
            why or ("year_only" if entry.period.start else "no_start"),
        )


def _parts_of_cases(
    reading: Reading, entry: Entry, kinds: dict[str, str], *, rn: bool
) -> Iterator[tuple[str, str]]:
    """Yield the counters that months of case management may belong to as well, with the doubt."""
    doubt, said = kinds[CASES], f"{entry.employer}\n{entry.title}"
    yield EARLIER, doubt
    if reading.rules.not_health_system.found(said):
        pass
    elif HOSPITAL in reading.rules.settings.found(said):
        yield HEALTH_SYSTEM, doubt
    else:
        yield HEALTH_SYSTEM, doubt or "employer"
    if rn:
        yield NURSING_CASES, doubt or kinds.get(NURSING, "maybe")


def _months(entry: Entry, today: date) -> tuple[frozenset[int], frozenset[int]]:
    """Return the months an entry surely covers, and those it may. The month of its end is not one of them."""
    start, end, now = entry.period.start, entry.period.end, _number(today)
    ends = (min(_number(end.first), now), min(_number(end.last), now)) if end else (now, now)
    if start is None:
        return NONE, frozenset(range(now - FARTHEST, ends[1]))
    return frozenset(range(_number(start.last), ends[0])), frozenset(range(_number(start.first), ends[1]))


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _window(reading: Reading, key: str) -> frozenset[int]:
    """Return the months that a counter reaches back over."""
    now = _number(reading.today)
    if key == EARLIER:
        return frozenset(range(now - FARTHEST, now - reading.rules.windows[CASES]))
    return frozenset(range(now - reading.rules.windows.get(key, FARTHEST), now))


def _counted(reading: Reading, parts: Iterable[_Part]) -> Iterator[Finding]:
    """Yield the least months of each counter, and each entry that may add to them."""
    by_key: dict[str, list[_Part]] = {}
    for part in parts:
        by_key.setdefault(part.key, []).append(part)
    for key, mine in by_key.items():
        window = _window(reading, key)
        sure = NONE.union(*(part.sure for part in mine)) & window
        if sure:
            entries = tuple(dict.fromkeys(part.entry for part in mine if part.sure & window))
            yield Taken(key, len(sure), "at_least", entries)
        for part in mine:
            more = (part.most & window) - sure
            if more:
                hint = len(more | sure) if part.entry.period.start else None
                yield Asked(key, part.entry, part.why, hint)


def _now(reading: Reading, parts: Iterable[_Part]) -> Iterator[Finding]:
    """Yield what is true of somebody because their work goes on, or how long ago it ended."""
    sure = [part for part in parts if part.sure]
    current = {part.entry: part for part in sure if _goes_on(reading, part.entry)}
    for work, (counters, titles) in reading.rules.work_now.items():
        here = [part.entry for part in sure if part.key in counters and part.entry in current]
        here += [entry for entry in current if titles.found(entry.title)]
        if here:
            yield Taken("work_now", work, "exact", (here[0],))
            yield Taken("months_since_practice", 0, "exact", (here[0],))
            yield from _setting(reading, here[0])
            break
    cases = [part for part in sure if part.key == CASES]
    now = [part.entry for part in cases if part.entry in current]
    if now:
        yield Taken("case_management_ended", 0, "exact", (now[0],))
        yield from (
            Taken("self_employed", "yes", "exact", (entry,))
            for entry in now[:1]
            if reading.rules.says("self_employed", f"{entry.employer}\n{entry.title}")
        )
    elif cases:
        last = max(cases, key=lambda part: max(part.sure))
        yield Taken(
            "case_management_ended", _number(reading.today) - max(last.sure) - 1, "exact", (last.entry,)
        )
    leave = [part.entry for part in sure if part.key == DISABILITY and part.entry in current]
    yield from (Taken("disability_management_now", "yes", "exact", (entry,)) for entry in leave[:1])


def _goes_on(reading: Reading, entry: Entry) -> bool:
    period = entry.period
    return period.ongoing or (period.end.first > reading.today if period.end else period.start is not None)


def _setting(reading: Reading, entry: Entry) -> Iterator[Finding]:
    found = reading.rules.settings.found(f"{entry.employer}\n{entry.title}")
    if len(found) == 1:
        yield Taken("work_setting", next(iter(found)), "exact", (entry,))


def _duties(reading: Reading, parts: Iterable[_Part]) -> Iterator[Finding]:
    """Yield the duties that the work names, to be confirmed: nobody is taken at their word for them."""
    entries = dict.fromkeys(part.entry for part in parts if part.key == CASES)
    for entry in entries:
        named = reading.rules.duties.found("\n".join(entry.lines), longest=None)
        choices = reading.facts["duties"].values
        yield Asked("duties", entry, "duties", tuple(each for each in choices if each in named) or None)
