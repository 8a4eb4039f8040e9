"""Results as CSV, safe to open in a spreadsheet.

A spreadsheet runs a cell that starts like a formula, so such text gets a leading apostrophe; numbers stay
numbers.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from casemgr_cli.documents.sourcing import source_entries
from casemgr_cli.domain.wages import PERCENTILES
from casemgr_cli.report.document_parts import background_of, headline_json, wage_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casemgr_cli.domain.advice import Advice, Route, Verdict
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.wages import PayGuide, Wage

Cell = str | int | float | bool | None

FORMULA = ("=", "+", "-", "@", "\t", "\r")
SALARY = (
    "kind",
    "background",
    "soc",
    "occupation",
    "area",
    "area_type",
    "industry",
    "employment",
    *PERCENTILES,
    "estimate",
    "fallback",
    "as_of",
    "source",
)
CERTS = (
    "id",
    "short",
    "name",
    "issuer",
    "verdict",
    "months_needed",
    "missing",
    "asks",
    "fee_low",
    "fee_high",
    "renewal",
    "url",
)
COMPARE = (
    "rank",
    "id",
    "title",
    "background",
    "destination",
    "plan",
    "first_job_earliest",
    "first_job_typical",
    "months_to_certified",
    "certification",
    "months_total",
    "cost_low",
    "cost_high",
    "ten_year_net",
    "break_even",
    "borrow_low",
    "borrow_high",
    "monthly_high",
    "pay_start",
    "pay_experienced",
    "pay_estimate",
    "steps",
    "unmet",
)
SOURCES = ("id", "publisher", "title", "url", "as_of", "official", "verified")


def salary_csv(guide: PayGuide, market: Iterable[Wage]) -> str:
    """Return the article's medians, in the column of the median, and the federal rows; `kind` tells."""
    headlines = (headline_json(headline) for headline in guide.headlines)
    rows: list[Mapping[str, Cell]] = [{**row, "kind": "article", "p50": row["median"]} for row in headlines]
    rows += [
        {**wage_json(wage, guide), "kind": "federal", "background": background_of(wage.soc, guide)}
        for wage in market
    ]
    return sheet(SALARY, rows)


def certs_csv(verdicts: Iterable[Verdict], catalog: Catalog, *, answered: bool = True) -> str:
    """Return one row a certification; verdicts only when there are answers to judge by."""
    return sheet(CERTS, [_cert(verdict, catalog, answered=answered) for verdict in verdicts])


def compare_csv(advice: Advice) -> str:
    """Return one row a route, best first. Money is whole US dollars, time is months."""
    return sheet(COMPARE, [_route(rank, route) for rank, route in enumerate(advice.routes, 1)])


def sources_csv(catalog: Catalog) -> str:
    """Return one row a source."""
    return sheet(SOURCES, [{"id": key, **entry} for key, entry in source_entries(catalog).items()])


def _cert(verdict: Verdict, catalog: Catalog, *, answered: bool) -> Mapping[str, Cell]:
    certification = verdict.certification
    fee = catalog.figures[certification.fee] if certification.fee else None
    standing: Mapping[str, Cell] = {
        "verdict": verdict.verdict,
        "months_needed": verdict.months_needed,
        "missing": "; ".join(verdict.missing),
        "asks": "; ".join(verdict.asks),
    }
    return {
        "id": certification.id,
        "short": certification.short,
        "name": certification.name,
        "issuer": certification.issuer,
        "fee_low": fee.low if fee else None,
        "fee_high": fee.high if fee else None,
        "renewal": certification.renewal,
        "url": certification.url,
        **(standing if answered else {}),
    }


def _route(rank: int, route: Route) -> Mapping[str, Cell]:
    return {
        "rank": rank,
        "id": route.id,
        "title": route.title,
        "background": route.background,
        "destination": route.destination.id,
        "plan": route.plan,
        "first_job_earliest": route.earliest,
        "first_job_typical": route.typical,
        "months_to_certified": route.months_to_certified,
        "certification": route.certification,
        "months_total": route.months_total,
        "cost_low": route.cost.low,
        "cost_high": route.cost.high,
        "ten_year_net": route.ten_year_net,
        "break_even": route.break_even,
        "borrow_low": route.borrowing.borrow.low if route.borrowing else None,
        "borrow_high": route.borrowing.borrow.high if route.borrowing else None,
        "monthly_high": route.borrowing.monthly.high if route.borrowing else None,
        "pay_start": route.pay.start,
        "pay_experienced": route.pay.experienced,
        "pay_estimate": route.pay.estimate,
        "steps": "; ".join(step.title for step in route.steps),
        "unmet": "; ".join(route.unmet),
    }


def sheet(columns: tuple[str, ...], rows: Iterable[Mapping[str, Cell]]) -> str:
    """Return rows as CSV under a header, each cell safe; what is not known is an empty cell."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([safe_cell(row.get(column)) for column in columns] for row in rows)
    return out.getvalue()


def safe_cell(cell: Cell) -> str:
    """Return a cell as text that no spreadsheet takes for a formula; empty when not known."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return f"{cell:g}" if isinstance(cell, float) else str(cell)
    return f"'{cell}" if cell.startswith(FORMULA) and not _numeric(cell) else cell


def _numeric(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text[:1] not in ("\t", "\r")
