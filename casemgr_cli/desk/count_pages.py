"""Reports over many students as pages: what was done, and what the plans say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.desk.counts import EVERY_NUMBER, NONE, UNKNOWN, Line
from casemgr_cli.pages.blocks import Facts, Heading, Paragraph, Row, SourceLine, Sources, Table
from casemgr_cli.pages.tools import section

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casemgr_cli.desk.counts import Breakdown, Cohort, Results, Rules
    from casemgr_cli.domain.figures import Source
    from casemgr_cli.pages.blocks import Block, Page
    from casemgr_cli.pages.words import Words


_REST = "rest"


def results_page(results: Results, rules: Rules, words: Words) -> Page:
    """Return what was done in a span of days, in the order of a school counselor's results report."""
    title = (Heading(words("cohort.results"), 1), Paragraph(_span_text(results, words), tone="quiet"))
    if results.students is None:
        return (*title, Paragraph(words.count("cohort.too_few", rules.least)))
    return (
        *title,
        *section(words("cohort.participation"), _facts(_participation(results, rules, words), words)),
        *_grades(results, rules, words),
        *section(words("cohort.outcome"), _facts(_plans(results, rules, words), words)),
        *_interest(results, rules, words),
        *section(words("cohort.standards"), _standards(rules)),
        *_end(rules, words, rules.standards_source),
    )


def _participation(results: Results, rules: Rules, words: Words) -> Mapping[str, str]:
    told = {name: _number_text(getattr(results, name), rules, words) for name in ("students", "sessions")}
    if results.enrolled is not None:
        told["students"] = words("cohort.of", some=told["students"], among=f"{results.enrolled:,}")
    hours = words("cohort.hours", hours=f"{results.hours:,}", minutes=f"{results.minutes:,}")
    return {**told, "use_of_time": hours}


def _plans(results: Results, rules: Rules, words: Words) -> Mapping[str, str]:
    """Return how many have a plan and how many none; where one is small, how many at least the other."""
    told = {}
    for name in ("with_plan", "without_plan"):
        number, bound = getattr(results, name), results.bounds.get(name)
        if bound is not None:
            told[name] = words("cohort.or_more", count=f"{bound:,}")
        elif results.bounds:
            told[name] = words("cohort.fewer", count=rules.least)
        else:
            told[name] = _number_text(number, rules, words)
    return told


def _standards(rules: Rules) -> Facts:
    return Facts(tuple(Row(each.code, each.text, cites=(2,)) for each in rules.standards))


def cohort_page(cohort: Cohort, names: Mapping[str, str], rules: Rules, words: Words) -> Page:
    """Return what the plans of many students say. `names` are those of the destinations, by id."""
    title = Heading(words("cohort.title"), 1)
    if cohort.students is None or cohort.destinations is None:
        return (title, Paragraph(words.count("cohort.too_few", rules.least)))
    destination = {**names, NONE: words("cohort.none")}
    bands = {band: words(f"cohort.band.{band}") for band in _keys(cohort.fit)}
    places = _folded(cohort.destinations, destination, "destination", rules, words)
    return (
        title,
        Paragraph(words("cohort.plans", count=f"{cohort.students:,}")),
        *section(words("cohort.destinations"), places),
        *_routes(cohort, destination, rules, words),
        Heading(words("cohort.fit")),
        *(_marked(found, f"fit_{name}", bands, rules, words) for name, found in cohort.fit.items()),
        *_reasons("ruled_out", cohort.ruled_out, rules, words),
        *_reasons("unmet", cohort.unmet, rules, words),
        *_end(rules, words),
    )


def _span_text(results: Results, words: Words) -> str:
    """Return which days were counted."""
    first, last = results.first, results.last
    if first and last:
        return words("cohort.span", first=first.isoformat(), last=last.isoformat())
    if first:
        return words("cohort.since", first=first.isoformat())
    return words("cohort.until", last=last.isoformat()) if last else words("cohort.ever")


def _number_text(number: int | None, rules: Rules, words: Words) -> str:
    """Return a number of students; for one that is not printed, that it is small or kept back."""
    return words("cohort.few", count=rules.least) if number is None else f"{number:,}"


def shown_lines(found: Breakdown) -> tuple[Line, ...]:
    """Return the lines with a number, the largest first, and one for all the others together."""
    lines = sorted((line for line in found.lines if line.students is not None), key=_size)
    return (*lines, *([Line(_REST, found.rest)] if found.rest else []))


def _size(line: Line) -> tuple[int, str]:
    return -(line.students or 0), line.key


def _keys(tables: Mapping[str, Breakdown]) -> set[str]:
    return {line.key for found in tables.values() for line in found.lines}


def _facts(told: Mapping[str, str], words: Words) -> Facts:
    return Facts(tuple(Row(words(f"cohort.{name}"), value) for name, value in told.items()))


def _grades(results: Results, rules: Rules, words: Words) -> tuple[Block, ...]:
    found = results.by_grade
    if found is None:
        return ()
    if all(line.students is None for line in found.lines):
        return section(
            words("cohort.by_grade"), Paragraph(words("cohort.all_kept", what=words("cohort.grade")))
        )
    header = (words("cohort.grade"), words("cohort.students"), words("cohort.among"))
    names = {UNKNOWN: words("cohort.unknown")}
    rows = tuple(
        (
            names.get(line.key, line.key),
            _number_text(line.students, rules, words),
            f"{results.of[line.key]:,}" if line.key in results.of and line.students is not None else "",
        )
        for line in found.lines
    )
    return section(words("cohort.by_grade"), Table(header, rows, ("left", "right", "right")))


def _interest(results: Results, rules: Rules, words: Words) -> tuple[Block, ...]:
    if results.matched is None:
        return ()
    tables = (
        _marked(each, name, {}, rules, words)
        for name, each in zip(("before", "after"), results.interest or (), strict=False)
    )
    text = []
    if results.means is not None:
        before, after = results.means
        told = {"before": f"{before:.1f}", "after": f"{after:.1f}"}
        text = [Paragraph(words.count("cohort.means", results.matched, **told))]
    return section(words("cohort.interest"), *tables, *text)


def _marked(
    found: Breakdown, column: str, names: Mapping[str, str], rules: Rules, words: Words
) -> Table | Paragraph:
    """Return a table whose lines are all there, those that are kept back with a mark."""
    if all(line.students is None for line in found.lines):
        return Paragraph(words("cohort.all_kept", what=words(f"cohort.{column}")))
    return _table(found.lines, column, names, rules, words)


def _folded(found: Breakdown, names: Mapping[str, str], column: str, rules: Rules, words: Words) -> Table:
    others = {**names, _REST: words("cohort.others", count=rules.least)}
    return _table(shown_lines(found), column, others, rules, words)


def _routes(cohort: Cohort, destination: Mapping[str, str], rules: Rules, words: Words) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for key, found in sorted(cohort.routes.items(), key=lambda pair: (-pair[1].total, pair[0])):
        blocks += [
            Heading(destination.get(key, key), 3),
            _folded(found, cohort.titles, "route", rules, words),
        ]
    return section(words("cohort.routes"), *blocks)


def _reasons(kind: str, lines: Sequence[Line], rules: Rules, words: Words) -> tuple[Block, ...]:
    if not lines:
        return section(words(f"cohort.{kind}"), Paragraph(words("cohort.no_reason")))
    note = Paragraph(words(f"cohort.{kind}_note", count=rules.least), tone="quiet")
    return section(words(f"cohort.{kind}"), _table(lines, "reason", {}, rules, words), note)


def _table(lines: Sequence[Line], column: str, names: Mapping[str, str], rules: Rules, words: Words) -> Table:
    header = (words(f"cohort.{column}"), words("cohort.students"))
    rows = tuple((names.get(line.key, line.key), _number_text(line.students, rules, words)) for line in lines)
    return Table(header, rows, ("left", "right"))


def _end(rules: Rules, words: Words, *others: Source) -> tuple[Block, ...]:
    """Return what is kept back and why, and the sources: of that first, then of what else is cited."""
    full = rules.least == EVERY_NUMBER
    about = (
        [Paragraph(words("cohort.full"), tone="wait")]
        if full
        else [
            Paragraph(words("cohort.few_note", count=rules.least), cites=(1,), tone="quiet"),
            Paragraph(words("cohort.shares"), tone="quiet"),
        ]
    )
    lines = tuple(
        SourceLine(
            number,
            words("sources.line", publisher=each.publisher, title=each.title, as_of=each.as_of),
            each.url,
        )
        for number, each in enumerate((rules.source, *others), 1)
        if not (full and number == 1)
    )
    return (*about, *(section(words("sources.title"), Sources(lines)) if lines else ()))
