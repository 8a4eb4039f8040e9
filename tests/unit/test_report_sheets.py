"""CSV that scripts can read and spreadsheets cannot be harmed by."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from msgspec.structs import replace

from casemgr_cli.documents import advice, certs, salary, sources
from casemgr_cli.writers.table import safe_cell, sheet
from tests.unit import report_fixtures as made


def read(text: str) -> list[dict[str, str]]:
    """Return the rows of a sheet."""
    return list(csv.DictReader(StringIO(text)))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-x", "'-x"),
        ("@sum", "'@sum"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("-12.5", "-12.5"),
        ("plain", "plain"),
        (-5, "-5"),
        (None, ""),
        (True, "true"),
    ],
)
def test_formulas_are_disarmed_and_numbers_stay(cell: str | int | None, text: str) -> None:
    """A spreadsheet runs text that looks like a formula."""
    assert safe_cell(cell) == text


def test_pay_puts_the_article_first() -> None:
    """Its medians in the median's column, undated."""
    (nursing, _, federal) = read(sheet(salary.COLUMNS, salary.salary_rows(made.GUIDE, [made.wage(p90=None)])))
    assert (nursing["kind"], nursing["p50"], nursing["as_of"]) == ("article", "69407", "")
    assert (federal["kind"], federal["p25"], federal["p90"]) == ("federal", "104000", "")


def test_certifications_have_a_row_each() -> None:
    """Verdicts only with answers."""
    (row,) = read(sheet(certs.COLUMNS, certs.certs_rows([made.verdict()], made.CATALOG)))
    assert (row["id"], row["verdict"], row["months_needed"], row["fee_high"]) == (
        "ccm",
        "not_yet",
        "12",
        "430",
    )
    (bare,) = read(sheet(certs.COLUMNS, certs.certs_rows([made.verdict()], made.CATALOG, answered=False)))
    assert bare["verdict"] == ""


def test_routes_have_a_row_each_with_harmless_titles() -> None:
    """A title from a data file cannot run in a spreadsheet."""
    evil = replace(made.route(), title="=HYPERLINK(1)")
    (first, second) = read(sheet(advice.COLUMNS, advice.compare_rows(made.advice(routes=(evil, made.EASY)))))
    assert first["title"] == "'=HYPERLINK(1)"
    assert (second["rank"], second["first_job_typical"], second["cost_high"]) == ("2", "6", "430")


def test_sources_have_a_row_each() -> None:
    """With date and standing."""
    rows = read(sheet(sources.COLUMNS, sources.sources_rows(made.CATALOG)))
    assert [row["id"] for row in rows] == list(made.SOURCES)
    assert rows[0]["verified"] == "true"
