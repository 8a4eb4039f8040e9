"""Rows as CSV, safe to open in a spreadsheet.

A spreadsheet runs a cell that starts like a formula, so such text gets a leading apostrophe; numbers stay
numbers.
"""

import csv
from collections.abc import Collection, Iterable, Mapping
from io import StringIO

Cell = str | int | float | bool | None

# Digits of a number that a spreadsheet shows whole.
_LONGEST_NUMBER = 11
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet(columns: Collection[str], rows: Iterable[Mapping[str, Cell]]) -> str:
    """Return rows as CSV under a header, each cell safe; what is not known is an empty cell."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([safe_cell(row.get(column)) for column in columns] for row in rows)
    return out.getvalue()


class _Number(str):
    """A number that names somebody: a spreadsheet must keep its zeros and every digit of it."""

    __slots__ = ()


def naming(text: str) -> str:
    """Return an id as a cell that a spreadsheet keeps as it is."""
    spoiled = text.startswith("0") or len(text) > _LONGEST_NUMBER
    return _Number(text) if text.isdecimal() and spoiled else text


def safe_cell(cell: Cell) -> str:
    """Return a cell as text that no spreadsheet takes for a formula; empty when not known."""
    if cell is None:
        return ""
    if isinstance(cell, _Number):
        return f'="{cell}"'
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return f"{cell:g}" if isinstance(cell, float) else str(cell)
    return f"'{cell}" if cell.startswith(_FORMULA) and not _numeric(cell) else cell


def _numeric(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text[:1] not in ("\t", "\r")
