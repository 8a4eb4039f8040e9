"""Tables laid out as columns, or as small lists where the screen is too narrow for columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.text import clean, width
from casemgr_cli.writers.lines import Span, hanging, pad, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casemgr_cli.pages.blocks import Mark, Table
    from casemgr_cli.writers.lines import Glyphs, Line

_GAP = 2
_NARROWEST = 14


def lay_table(table: Table, columns: int, _glyphs: Glyphs) -> list[Line]:
    """Return the table's lines: columns when they fit, the widest text columns wrapping; stacked if not."""
    header = tuple(Span(clean(text), "label") for text in table.header)
    rows = [
        tuple(_cell(cell, "strong" if number == table.strong else "plain") for cell in row)
        for number, row in enumerate(table.rows)
    ]
    widths = _fitted([header, *rows], table, columns)
    if widths is None:
        return _stacked(header, rows, columns)
    return [line for row in (header, *rows) for line in _row(row, widths, table)]


def _cell(cell: str | Mark, style: str) -> Span:
    if isinstance(cell, str):
        return Span(clean(cell), style)
    return Span(f"[{clean(cell.text)}]", cell.tone)


def _fitted(rows: Sequence[Sequence[Span]], table: Table, columns: int) -> list[int] | None:
    """Return the columns' widths, shrinking the widest left-aligned ones; None when that is not enough."""
    widths = [max(width(cell.text) for cell in cells) for cells in zip(*rows, strict=True)]
    over = sum(widths) + _GAP * (len(widths) - 1) - columns
    left = [i for i, align in enumerate(table.align) if align == "left"]
    for _ in range(over):
        widest = max(left, key=lambda i: widths[i], default=None)
        if widest is None or widths[widest] <= _NARROWEST:
            return None
        widths[widest] -= 1
    return widths


def _row(cells: Sequence[Span], widths: list[int], table: Table) -> list[Line]:
    broken = [wrapped(cell.text, size) for cell, size in zip(cells, widths, strict=True)]
    lines: list[Line] = []
    for level in range(max(map(len, broken))):
        texts = [texts[level] if level < len(texts) else "" for texts in broken]
        spans: list[Span] = []
        for text, cell, size, align in zip(texts, cells, widths, table.align, strict=True):
            spans += [Span(pad(text, size, align), cell.style), Span(" " * _GAP)]
        lines.append(tuple(spans[:-1]))
    return lines


def _stacked(header: Sequence[Span], rows: Sequence[Sequence[Span]], columns: int) -> list[Line]:
    room = min(max((width(label.text) for label in header[1:]), default=0), columns // 2)
    lines: list[Line] = []
    for number, (first, *rest) in enumerate(rows):
        lines += [()] if number else []
        style = "strong" if first.style == "strong" else "entry"
        lines += [(Span(text, style),) for text in wrapped(first.text, columns)]
        for label, cell in zip(header[1:], rest, strict=True):
            if cell.text:
                lead = (Span(f"  {pad(label.text, room)}  ", "label"),)
                lines += hanging(lead, cell.text, columns, cell.style)
    return lines
