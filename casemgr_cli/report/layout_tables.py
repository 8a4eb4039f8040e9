"""Tables laid out as columns, or as small lists where the screen is too narrow for columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.report.lines import Span, hanging, pad, wrapped
from casemgr_cli.report.safe import clean, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casemgr_cli.report.blocks import Table
    from casemgr_cli.report.lines import Glyphs, Line

GAP = 2
NARROWEST = 14


def lay_table(table: Table, columns: int, _glyphs: Glyphs) -> list[Line]:
    """Return the table's lines: columns when they fit, the widest text column wrapping; stacked if not."""
    header = tuple(map(clean, table.header))
    rows = [tuple(map(clean, row)) for row in table.rows]
    widths = fitted([header, *rows], table, columns)
    if widths is None:
        return _stacked(header, rows, columns, table.strong)
    lines = _row(header, widths, table, "label") if any(header) else []
    for number, row in enumerate(rows):
        lines += _row(row, widths, table, "strong" if number == table.strong else "plain")
    return lines


def fitted(rows: Sequence[Sequence[str]], table: Table, columns: int) -> list[int] | None:
    """Return the columns' widths, shrinking the widest left-aligned one; None when that is not enough."""
    widths = [max(map(width, cells)) for cells in zip(*rows, strict=True)]
    over = sum(widths) + GAP * (len(widths) - 1) - columns
    if over <= 0:
        return widths
    left = [i for i, align in enumerate(table.align) if align == "left"]
    widest = max(left, key=lambda i: widths[i], default=None)
    if widest is None or widths[widest] - over < NARROWEST:
        return None
    widths[widest] -= over
    return widths


def _row(cells: Sequence[str], widths: list[int], table: Table, style: str) -> list[Line]:
    broken = [wrapped(cell, size) for cell, size in zip(cells, widths, strict=True)]
    height = max(map(len, broken))
    lines: list[Line] = []
    for level in range(height):
        parts = [
            pad(lines_[level] if level < len(lines_) else "", size, align)
            for lines_, size, align in zip(broken, widths, table.align, strict=True)
        ]
        lines.append((Span((" " * GAP).join(parts).rstrip(), style),))
    return lines


def _stacked(
    header: Sequence[str], rows: Sequence[Sequence[str]], columns: int, strong: int | None
) -> list[Line]:
    room = min(max(map(width, header[1:]), default=0), columns // 2)
    lines: list[Line] = []
    for number, (first, *rest) in enumerate(rows):
        if number:
            lines.append(())
        lines += [
            (Span(text, "strong" if number == strong else "entry"),) for text in wrapped(first, columns)
        ]
        for label, cell in zip(header[1:], rest, strict=True):
            if cell:
                lines += hanging((Span(f"  {pad(label, room)}  ", "label"),), cell, columns)
    return lines
