"""Work in a CV: months by kind, as the least there are, and what goes on now.

A month is a number: twelve times the year, plus the month. Over all entries they are united, so that jobs at
the same time count once. What may add to them is asked, with its entry, unless other work covers it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.domain.cv import Asked, NotUsed, Taken
from casemgr_cli.domain.phrases import spaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from casemgr_cli.domain.cv import Entry, Finding
    from casemgr_cli.domain.phrases import Phrases
    from casemgr_cli.engine.cv.reading import Reading

CASES, _NURSING_CASES = "months_case_management", "months_case_management_nursing"
_EARLIER, _HEALTH_SYSTEM = "months_case_management_earlier", "months_case_management_health_system"
_NURSING, _DISABILITY = "months_nursing", "months_disability_management"
HOSPITAL = "hospital"
# How many months back a counter reaches that has no window.
_FARTHEST = 720
NONE: frozenset[int] = frozenset()


class _Part(Struct, frozen=True):
    """What one entry of work gives one counter: the months that surely count and those that may, and why."""

    key: str
    entry: Entry
    sure: frozenset[int]
    most: frozenset[int]
    why: str


def work_of(reading: Reading, *, rn: bool) -> list[Finding]:
    """Return the months by kind of work, what goes on now, the duties named, and what was not used.

    With `rn`, an RN license is held.
    """
    parts: list[_Part] = []
    unused: list[Finding] = [NotUsed(entry, "unpaid") for entry in reading.of("unpaid") if entry.title]
    for entry in reading.of("work"):
        kinds = _kinds(reading, entry, rn=rn)
        why = _unusable(reading, entry, kinds)
        unused += [NotUsed(entry, why)] if why else []
        parts += [] if why else _parts(reading, entry, kinds, rn=rn)
    served = [entry for entry in reading.cv.entries if reading.rules.says("military", entry.text)]
    asked = [Asked("military", entry, "military", "veteran") for entry in served[:1]]
    return [*_counted(reading, parts), *_now(reading, parts), *_duties(reading, parts), *asked, *unused]


def _kinds(reading: Reading, entry: Entry, *, rn: bool) -> dict[str, str]:
    """Return the counters that a title speaks of, each with the doubt about it, or none."""
    doubts = {key: _doubt(words, entry.title, rn=rn) for key, words in reading.rules.counters.items()}
    kinds = {key: doubt for key, doubt in doubts.items() if doubt is not None}
    wholes = {reading.facts[key].part_of: doubt for key, doubt in kinds.items() if reading.facts[key].part_of}
    return {**wholes, **kinds}


def _doubt(words: Mapping[str, Phrases], title: str, *, rn: bool) -> str | None:
    """Return why the months of a title may not count, empty if they surely do, None if they do not."""
    said = {name for name, phrases in words.items() if phrases.found(title)}
    if "never" in said:
        return None
    if said & {"surely", "perhaps"}:
        return "" if "surely" in said and "unless" not in said else "maybe"
    if "as_nurse" not in said:
        return None
    plain = spaced(title)
    if " rn " in plain or " registered nurse " in plain or (rn and " nurse " in plain):
        return ""
    return "maybe" if rn and "unless" not in said else None


def _unusable(reading: Reading, entry: Entry, kinds: Mapping[str, str]) -> str:
    """Return why an entry of work is not looked at further, or nothing."""
    start = entry.period.start
    if entry.odd:
        return "odd_date"
    if reading.rules.says("unpaid", entry.title):
        return "unpaid"
    if start and start.first > reading.today:
        return "future"
    return "" if kinds or len(_named(reading, entry)) >= reading.rules.duties_needed else "unknown_work"


def _named(reading: Reading, entry: Entry) -> frozenset[str]:
    """Return the duties of case management that the lines of an entry name."""
    return reading.rules.find("duty_words", "\n".join(entry.lines))


def _parts(reading: Reading, entry: Entry, kinds: dict[str, str], *, rn: bool) -> Iterator[_Part]:
    """Yield what an entry of work gives each counter that it speaks of."""
    rules = reading.rules
    least, most = _months(entry, reading.today)
    by_hours = rules.says("part_time", entry.text) and not rules.says("full_time", entry.text)
    other = rules.duties_do_not_count & {key for key, doubt in kinds.items() if not doubt}
    if kinds.get(CASES, "none") and not other and len(_named(reading, entry)) >= rules.duties_needed:
        kinds = {**kinds, CASES: ""}
    if CASES in kinds:
        kinds |= _within_cases(reading, entry, kinds, rn=rn)
    for key, doubt in kinds.items():
        why = doubt or ("part_time" if by_hours else "")
        dated = "year_only" if entry.period.start else "no_start"
        yield _Part(key, entry, NONE if why else least, most, why or dated)


def _within_cases(reading: Reading, entry: Entry, kinds: Mapping[str, str], *, rn: bool) -> dict[str, str]:
    """Return the counters that months of case management may belong to as well, with the doubt."""
    doubt, said = kinds[CASES], f"{entry.employer}\n{entry.title}"
    found = {_EARLIER: doubt}
    if not reading.rules.says("not_health_system", said):
        found[_HEALTH_SYSTEM] = doubt or (
            "" if HOSPITAL in reading.rules.find("work_settings", said) else "employer"
        )
    return found | ({_NURSING_CASES: doubt or kinds.get(_NURSING, "maybe")} if rn else {})


def _months(entry: Entry, today: date) -> tuple[frozenset[int], frozenset[int]]:
    """Return the months an entry surely covers, and those it may. The month of its end is not one of them."""
    start, end, now = entry.period.start, entry.period.end, _number(today)
    ends = (min(_number(end.first), now), min(_number(end.last), now)) if end else (now, now)
    if start is None:
        return NONE, frozenset(range(now - _FARTHEST, ends[1]))
    return frozenset(range(_number(start.last), ends[0])), frozenset(range(_number(start.first), ends[1]))


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _counted(reading: Reading, parts: Iterable[_Part]) -> Iterator[Finding]:
    """Yield the least months of each counter, and each entry that may add to them."""
    now, windows = _number(reading.today), reading.rules.windows
    by_key: dict[str, list[_Part]] = {}
    for part in parts:
        by_key.setdefault(part.key, []).append(part)
    for key, mine in by_key.items():
        last = now - windows[CASES] if key == _EARLIER else now
        window = frozenset(range(now - windows.get(key, _FARTHEST), last))
        sure = NONE.union(*(part.sure for part in mine)) & window
        if sure:
            entries = tuple(dict.fromkeys(part.entry for part in mine if part.sure & window))
            yield Taken(key, len(sure), "at_least", entries)
        for part in mine:
            if (part.most & window) - sure:
                hint = len((part.most & window) | sure) if part.entry.period.start else None
                yield Asked(key, part.entry, part.why, hint)


def _now(reading: Reading, parts: Iterable[_Part]) -> Iterator[Finding]:
    """Yield what is true of somebody because their work goes on, or how long ago it ended."""
    rules, sure = reading.rules, [part for part in parts if part.sure]
    here = {
        part.entry: f"{part.entry.employer}\n{part.entry.title}"
        for part in sure
        if _goes_on(reading, part.entry)
    }
    doing: dict[str, list[Entry]] = {}
    for part in sure:
        doing.setdefault(part.key, []).extend([part.entry] if part.entry in here else [])
    for work, (counters, titles) in rules.work_now.items():
        now = [entry for key in counters for entry in doing.get(key, ())]
        now += [entry for entry in here if titles.found(entry.title)]
        if now:
            yield Taken("work_now", work, "exact", (now[0],))
            yield Taken("months_since_practice", 0, "exact", (now[0],))
            settings = rules.find("work_settings", here[now[0]])
            yield from (
                Taken("work_setting", each, "exact", (now[0],)) for each in settings if len(settings) == 1
            )
            break
    cases = doing.get(CASES, ())
    for entry in cases[:1]:
        yield Taken("case_management_ended", 0, "exact", (entry,))
        if rules.says("self_employed", here[entry]):
            yield Taken("self_employed", "yes", "exact", (entry,))
    if CASES in doing and not cases:
        last = max((part for part in sure if part.key == CASES), key=lambda part: max(part.sure))
        ended = _number(reading.today) - max(last.sure) - 1
        yield Taken("case_management_ended", ended, "exact", (last.entry,))
    leave = doing.get(_DISABILITY, ())
    yield from (Taken("disability_management_now", "yes", "exact", (entry,)) for entry in leave[:1])


def _goes_on(reading: Reading, entry: Entry) -> bool:
    period = entry.period
    return period.ongoing or (period.end.first > reading.today if period.end else period.start is not None)


def _duties(reading: Reading, parts: Iterable[_Part]) -> Iterator[Finding]:
    """Yield the duties that the work names, to be confirmed: nobody is taken at their word for them."""
    for entry in dict.fromkeys(part.entry for part in parts if part.key == CASES):
        named = tuple(each for each in reading.facts["duties"].values if each in _named(reading, entry))
        yield Asked("duties", entry, "duties", named or None)
