"""Work in a CV: months by kind, as the least there are, and what goes on now.

Over all entries months are united, so that jobs at the same time count once. What may add to them is asked,
with its entry, unless other work covers it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.domain.cv import Asked, NotUsed, Taken
from casemgr_cli.domain.phrases import spaced

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from casemgr_cli.domain.cv import Counter, Entry, Finding, Reading
    from casemgr_cli.domain.facts import Value

_CASES, _NURSING_CASES = "months_case_management", "months_case_management_nursing"
_EARLIER, _HEALTH_SYSTEM = "months_case_management_earlier", "months_case_management_health_system"
_NURSING, _DISABILITY, _HOSPITAL = "months_nursing", "months_disability_management", "hospital"
# How many months back a counter reaches that has no window.
_FARTHEST = 720
_NONE: frozenset[int] = frozenset()


class _Part(Struct, frozen=True):
    """What one entry of work gives one counter: the months that surely count and those that may, and why."""

    key: str
    entry: Entry
    sure: frozenset[int]
    most: frozenset[int]
    why: str


def work_of(reading: Reading, *, rn: bool) -> Iterator[Finding]:
    """Yield the months by kind of work, what goes on now, the duties named, and what was not used.

    With `rn`, an RN license is held.
    """
    parts: list[_Part] = []
    for entry in reading.of("work"):
        doubts = {
            key: _doubt(words, entry.title, rn=rn) for key, words in reading.rules.work_counters.items()
        }
        kinds = {key: doubt for key, doubt in doubts.items() if doubt is not None}
        kinds = {reading.facts[key].part_of or key: doubt for key, doubt in kinds.items()} | kinds
        if why := _unusable(reading, entry, kinds):
            yield NotUsed(entry, why)
        else:
            parts += _parts(reading, entry, kinds, rn=rn)
    yield from (NotUsed(entry, "unpaid") for entry in reading.of("unpaid") if entry.title)
    yield from _counted(reading, parts)
    yield from _now(reading, [part for part in parts if part.sure])
    for entry in dict.fromkeys(part.entry for part in parts if part.key == _CASES):
        # Nobody is taken at their word for the duties: they are to be confirmed.
        named = tuple(each for each in reading.facts["duties"].values if each in _named(reading, entry))
        yield Asked("duties", entry, "duties", named or None)
    served = [entry for entry in reading.cv.entries if reading.rules.says("military", entry.text)]
    yield from (Asked("military", entry, "military", "veteran") for entry in served[:1])


def _doubt(words: Counter, title: str, *, rn: bool) -> str | None:
    """Return why the months of a title may not count, empty if they surely do, None if they do not."""
    surely, unless = words.surely.found(title), words.unless.found(title)
    if words.never.found(title):
        return None
    if surely or words.perhaps.found(title):
        return "" if surely and not unless else "maybe"
    if not words.as_nurse.found(title):
        return None
    plain = spaced(title)
    if " rn " in plain or " registered nurse " in plain or (rn and " nurse " in plain):
        return ""
    return "maybe" if rn and not unless else None


def _unusable(reading: Reading, entry: Entry, kinds: Mapping[str, str]) -> str:
    """Return why an entry of work is not looked at further, or nothing."""
    start = entry.period.start
    if entry.odd:
        return "odd_date"
    if reading.rules.says("unpaid", entry.title):
        return "unpaid"
    if start and start.first > reading.now:
        return "future"
    return "" if kinds or len(_named(reading, entry)) >= reading.rules.duties_needed else "unknown_work"


def _named(reading: Reading, entry: Entry) -> frozenset[str]:
    """Return the duties of case management that the lines of an entry name."""
    return reading.rules.duty_words.found("\n".join(entry.lines))


def _parts(reading: Reading, entry: Entry, kinds: dict[str, str], *, rn: bool) -> Iterator[_Part]:
    """Yield what an entry of work gives each counter that it speaks of."""
    rules = reading.rules
    least, most = _months(entry, reading.now)
    by_hours = rules.says("part_time", entry.text) and not rules.says("full_time", entry.text)
    other = {*rules.duties_do_not_count} & {key for key, doubt in kinds.items() if not doubt}
    if kinds.get(_CASES, "none") and not other and len(_named(reading, entry)) >= rules.duties_needed:
        kinds = {**kinds, _CASES: ""}
    if _CASES in kinds:
        doubt, said = kinds[_CASES], f"{entry.employer}\n{entry.title}"
        kinds = {**kinds, _EARLIER: doubt}
        if not rules.says("not_health_system", said):
            surely = _HOSPITAL in rules.work_settings.found(said)
            kinds[_HEALTH_SYSTEM] = doubt or ("" if surely else "employer")
        if rn:
            kinds[_NURSING_CASES] = doubt or kinds.get(_NURSING, "maybe")
    for key, doubt in kinds.items():
        why = doubt or ("part_time" if by_hours else "")
        dated = "year_only" if entry.period.start else "no_start"
        yield _Part(key, entry, _NONE if why else least, most, why or dated)


def _months(entry: Entry, now: int) -> tuple[frozenset[int], frozenset[int]]:
    """Return the months an entry surely covers, and those it may. The month of its end is not one of them."""
    start, end = entry.period.start, entry.period.end
    ends = (min(end.first, now), min(end.last, now)) if end else (now, now)
    if start is None:
        return _NONE, frozenset(range(now - _FARTHEST, ends[1]))
    return frozenset(range(start.last, ends[0])), frozenset(range(start.first, ends[1]))


def _counted(reading: Reading, parts: Iterable[_Part]) -> Iterator[Finding]:
    """Yield the least months of each counter, and each entry that may add to them."""
    now, counters = reading.now, reading.rules.work_counters
    for key in dict.fromkeys(part.key for part in parts):
        mine = [part for part in parts if part.key == key]
        last = now - counters[_CASES].window if key == _EARLIER else now
        reach = counters[key].window if key in counters else 0
        window = frozenset(range(now - (reach or _FARTHEST), last))
        sure = _NONE.union(*(part.sure for part in mine)) & window
        if sure:
            entries = tuple(dict.fromkeys(part.entry for part in mine if part.sure & window))
            yield Taken(key, len(sure), "at_least", entries)
        for part in mine:
            if (part.most & window) - sure:
                hint = len((part.most & window) | sure) if part.entry.period.start else None
                yield Asked(key, part.entry, part.why, hint)


def _now(reading: Reading, sure: Collection[_Part]) -> Iterator[Finding]:
    """Yield what is true of somebody because their work goes on, or how long ago it ended."""
    rules = reading.rules
    here = [part for part in sure if part.entry.period.goes_on(reading.now)]
    for work, says in rules.work_now.items():
        now = [part.entry for part in here if part.key in says.counters]
        now += [part.entry for part in here if says.titles.found(part.entry.title)]
        if now:
            settings = rules.work_settings.found(f"{now[0].employer}\n{now[0].title}")
            found: dict[str, Value] = {"work_now": work, "months_since_practice": 0}
            if len(settings) == 1:
                found["work_setting"] = next(iter(settings))
            yield from (Taken(key, value, "exact", (now[0],)) for key, value in found.items())
            break
    here_now = {part.key: part.entry for part in reversed(here)}
    cases = [part for part in sure if part.key == _CASES]
    if _CASES in here_now:
        entry = here_now[_CASES]
        yield Taken("case_management_ended", 0, "exact", (entry,))
        if rules.says("self_employed", f"{entry.employer}\n{entry.title}"):
            yield Taken("self_employed", "yes", "exact", (entry,))
    elif cases:
        last = max(cases, key=lambda part: max(part.sure))
        ended = reading.now - max(last.sure) - 1
        end = last.entry.period.end
        known = end is not None and end.first == end.last
        entry = last.entry
        yield (
            Taken("case_management_ended", ended, "exact", (entry,))
            if known
            else Asked("case_management_ended", entry, "year_only", ended)
        )
    if _DISABILITY in here_now:
        yield Taken("disability_management_now", "yes", "exact", (here_now[_DISABILITY],))
