"""What was taken from a résumé and from where, and what was not, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.catalog.wording import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from casemgr_cli.domain.facts import Value
    from casemgr_cli.domain.resume import Imported, LeftOut, Open, Origin, Period
    from casemgr_cli.pages.words import Words

# So many entries that share a reason are named; the rest are counted.
MOST_NAMED = 6
GIVEN = "given"
COMPLETE = ("licenses", "certifications", "other_degrees")


def resume_lines(imported: Imported, words: Words, least: Mapping[str, int] | None = None) -> Iterator[str]:
    """Yield the lines that tell what a résumé gave.

    `least` is given when nobody will be asked: the months that stand in for counters left open, by key.
    """
    yield words("resume.title")
    if not imported.taken:
        yield words("resume.nothing")
    for each in imported.taken:
        entries = _entries(each.origins, words)
        yield words("resume.taken", key=each.key, value=_value(each.value, words), entries=entries)
    lists = {each.key: each.value for each in imported.taken if each.key in COMPLETE}
    if lists:
        key, value = next(iter(lists.items()))
        example = f"{key}={','.join(value) if isinstance(value, tuple) else value}"
        yield words("resume.lists", keys=words.listed(lists), example=example)
    if imported.open:
        yield words("resume.open_title" if least is None else "resume.open_title_unasked")
    for unsure in imported.open:
        yield from _open(unsure, words, least)
    if imported.left:
        yield words("resume.left_title")
        yield from _left(imported.left, words)


def _open(each: Open, words: Words, least: Mapping[str, int] | None) -> Iterator[str]:
    """Yield what is sure of a counter, what is not, and what becomes of it when nobody is asked."""
    entries = _entries(each.origins, words) if each.origins else ""
    sure = "part" if each.part else "least" if entries else "nothing"
    yield words(f"resume.open.{sure}", key=each.key, least=each.least, entries=entries, part=each.part)
    if each.part and entries:
        yield words("resume.open.part_entries", entries=entries)
    for doubt in each.doubts:
        said = {"entries": _entries(doubt.origins, words), "reason": words(f"resume.reason.{doubt.reason}")}
        if doubt.months is None or each.part:
            yield words("resume.open.undated", **said)
        else:
            yield words("resume.open.more", **said, count=doubt.months)
    if least is not None:
        outcome = "assumed" if each.key in least else "unknown" if each.least else "not_zero"
        yield words(f"resume.open.{outcome}", least=each.least)


def _left(left: Sequence[LeftOut], words: Words) -> Iterator[str]:
    """Yield a line for each reason, with the entries that share it and the answers it leaves open."""
    given = dict.fromkeys(key for each in left if each.reason == GIVEN for key in each.keys)
    if given:
        yield words("resume.given", keys=words.listed(given))
    together: dict[tuple[str, tuple[str, ...]], list[Origin]] = {}
    for each in (each for each in left if each.reason != GIVEN):
        together.setdefault((each.reason, each.keys), []).append(each.origin)
    for (reason, keys), origins in together.items():
        said = {"entries": _entries(origins, words), "reason": words(f"resume.reason.{reason}")}
        if keys:
            yield words("resume.left_open", **said, keys=words.listed(keys))
        else:
            yield words("resume.left", **said)


def _value(value: Value, words: Words) -> str:
    return words.listed(value) if isinstance(value, tuple) else str(value)


def _entries(origins: Sequence[Origin], words: Words) -> str:
    named = words("amount.either").join(_entry(origin, words) for origin in origins[:MOST_NAMED])
    more = len(origins) - MOST_NAMED
    return named if more <= 0 else words("resume.more", entries=named, count=more)


def _entry(origin: Origin, words: Words) -> str:
    title = clean(origin.title)
    key = "resume.entry.titled" if title else "resume.entry.bare"
    entry = words(key, place=origin.place, title=title)
    dates = _dates(origin.period, words)
    return words("resume.entry.dated", entry=entry, dates=dates) if dates else entry


def _dates(period: Period, words: Words) -> str:
    start = period.start.text if period.start else ""
    end = period.end.text if period.end else ""
    if start and end:
        return words("resume.dates.span", start=start, end=end)
    if start:
        return words("resume.dates.since", start=start)
    return words("resume.dates.until", end=end) if end else ""
