"""The two drawings: the calendar of work and study, and pay ranges over one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.report.lines import Span, hanging, pad
from casemgr_cli.report.safe import clean, width

if TYPE_CHECKING:
    from casemgr_cli.report.blocks import Bar, PayBar, PayRange, Timeline
    from casemgr_cli.report.lines import Glyphs, Line

WIDEST = 90
TICK_ROOM = 8
TICKS = (1, 2, 3, 6, 12, 24, 36, 60, 120)


def lay_timeline(block: Timeline, columns: int, glyphs: Glyphs) -> list[Line]:
    """Return one line a lane and the scale of months below. A bar starts with its step's number."""
    room = max(width(clean(label)) for label in (*(lane.label for lane in block.lanes), block.unit)) + 2
    size = min(columns, WIDEST) - room
    months = max(block.months, 1)
    lines: list[Line] = []
    for lane in block.lanes:
        drawn = _bars(lane.bars, months, size, glyphs)
        lines.append((Span(pad(clean(lane.label), room), "label"), Span(drawn, "bar")))
    scale = Span(_scale(months, size), "quiet")
    return [*lines, (Span(pad(clean(block.unit), room), "quiet"), scale)]


def _bars(bars: tuple[Bar, ...], months: int, size: int, glyphs: Glyphs) -> str:
    line = ""
    for bar in bars:
        start, end = (round(month * (size - 1) / months) for month in (bar.start, bar.start + bar.months))
        line = line.ljust(start) + str(bar.number)
        line += glyphs.bar * (min(end, size) - len(line))
    return line


def _scale(months: int, size: int) -> str:
    most = max(size // TICK_ROOM, 1)
    step = next((tick for tick in TICKS if months / tick <= most), TICKS[-1])
    line = ""
    for month in range(0, months + 1, step):
        at = round(month * (size - 1) / months)
        label = str(month)
        line = line.ljust(min(at, size - len(label))) + label
    return line


def lay_pay_bar(block: PayBar, columns: int, glyphs: Glyphs) -> list[Line]:
    """Return one line a range, the scale's two ends, and what the marks mean."""
    room = min(max(width(clean(part.label)) for part in block.ranges) + 2, columns // 2)
    size = min(columns, WIDEST) - room
    lines: list[Line] = []
    for part in block.ranges:
        drawn = _range(part, block, size, glyphs)
        lines += hanging((Span(pad(clean(part.label), room), "label"),), "", columns)
        lines[-1] = (*lines[-1], Span(drawn, "bar"))
        if part.text:
            lines += hanging((Span(" " * room),), clean(part.text), columns, "quiet")
    left, right = map(clean, block.ends)
    lines.append((Span(" " * room), Span(left + right.rjust(size - len(left)), "quiet")))
    ends, quarter, middle = map(clean, block.key)
    marks = f"{glyphs.left} {glyphs.right} {ends}   {glyphs.quarter} {quarter}   {glyphs.middle} {middle}"
    return [*lines, *hanging((Span(" " * room),), marks, columns, "quiet")]


def _range(part: PayRange, block: PayBar, size: int, glyphs: Glyphs) -> str:
    known = [amount for amount in (part.low, part.quarter, part.middle, part.high) if amount is not None]
    if not known:
        return ""
    cells = [" "] * size
    if len(known) > 1:
        last = size - 1 if part.high is None else _at(part.high, block, size)
        for cell in range(_at(min(known), block, size), last + 1):
            cells[cell] = glyphs.range
        cells[last] = glyphs.more if part.high is None else glyphs.right
    marks = ((part.low, glyphs.left), (part.quarter, glyphs.quarter), (part.middle, glyphs.middle))
    for amount, glyph in marks:
        if amount is not None:
            cells[_at(amount, block, size)] = glyph
    return "".join(cells).rstrip()


def _at(amount: int, block: PayBar, size: int) -> int:
    spread = max(block.high - block.low, 1)
    return min(max(round((amount - block.low) * (size - 1) / spread), 0), size - 1)
