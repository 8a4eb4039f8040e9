"""Reports over many students as plain dictionaries and as CSV. A number that is not printed is null."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casemgr_cli.report.sheets import sheet
from casemgr_cli.report.view_cohort import shown_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from casemgr_cli.domain.cohort import Breakdown, Cohort, Line, Results, Rules
    from casemgr_cli.pages.words import Words

Document = dict[str, Any]
NUMBERS = ("students", "sessions", "minutes", "with_plan", "without_plan")
COLUMNS = ("table", "line", "students")


def results_document(results: Results, rules: Rules) -> Document:
    """Return what was done in a span of days."""
    return {
        "schema": "casemgr.results/1",
        "first": results.first.isoformat() if results.first else None,
        "last": results.last.isoformat() if results.last else None,
        "least": rules.least,
        **{name: getattr(results, name) for name in NUMBERS},
        "by_grade": _lines(results.by_grade.lines if results.by_grade else ()),
        "interest": _interest(results),
    }


def cohort_document(cohort: Cohort, names: Mapping[str, str], rules: Rules) -> Document:
    """Return what the plans of many students say. `names` are those of the destinations, by id."""
    return {
        "schema": "casemgr.cohort/1",
        "least": rules.least,
        "students": cohort.students,
        "destinations": _folded(cohort.destinations, names),
        "routes": {key: _folded(found, cohort.titles) for key, found in cohort.routes.items()},
        "fit": {background: _lines(found.lines) for background, found in cohort.fit.items()},
        "ruled_out": _lines(cohort.ruled_out),
        "unmet": _lines(cohort.unmet),
    }


def results_csv(results: Results, rules: Rules, words: Words) -> str:
    """Return one row a number."""
    rows = [("total", name, getattr(results, name)) for name in NUMBERS]
    rows += (
        [("grade", line.key, line.students) for line in results.by_grade.lines] if results.by_grade else []
    )
    for name, found in zip(("before", "after"), results.interest or (), strict=False):
        rows += [(name, line.key, line.students) for line in found.lines]
    return _sheet(rows, rules, words)


def cohort_csv(cohort: Cohort, names: Mapping[str, str], rules: Rules, words: Words) -> str:
    """Return one row a number."""
    return _sheet(list(_cohort_rows(cohort, names)), rules, words)


def _cohort_rows(cohort: Cohort, names: Mapping[str, str]) -> Iterator[tuple[str, str, int | None]]:
    yield "total", "students", cohort.students
    for line in shown_lines(cohort.destinations) if cohort.destinations else ():
        yield "destination", names.get(line.key, line.key), line.students
    for found in cohort.routes.values():
        for line in shown_lines(found):
            yield "route", cohort.titles.get(line.key, line.key), line.students
    for background, found in cohort.fit.items():
        yield from ((f"fit_{background}", line.key, line.students) for line in found.lines)
    for table, lines in (("ruled_out", cohort.ruled_out), ("unmet", cohort.unmet)):
        yield from ((table, line.key, line.students) for line in lines)


def _sheet(rows: Iterable[tuple[str, str, int | None]], rules: Rules, words: Words) -> str:
    small = words("cohort.few", count=rules.least)
    return sheet(
        COLUMNS,
        [
            {"table": table, "line": line, "students": small if number is None else number}
            for table, line, number in rows
        ],
    )


def _lines(lines: Iterable[Line]) -> list[Document]:
    return [{"key": line.key, "students": line.students} for line in lines]


def _folded(found: Breakdown | None, names: Mapping[str, str]) -> list[Document]:
    lines = shown_lines(found) if found else ()
    return [{"id": line.key, "title": names.get(line.key, ""), "students": line.students} for line in lines]


def _interest(results: Results) -> Document | None:
    if results.interest is None:
        return None
    before, after = results.interest
    return {"before": _lines(before.lines), "after": _lines(after.lines)}
