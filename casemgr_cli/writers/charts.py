"""The drawings: the calendar of work and study, pay ranges over one scale, and ways side by side."""

from casemgr_cli.pages.blocks import Bar, PayBar, PayRange, RouteBar, RouteBars, Scale, Stretch, Timeline
from casemgr_cli.text import clean, width
from casemgr_cli.writers.lines import Glyphs, Piece, StyledLine, hanging, pad, wrapped

_WIDEST = 90
_TICK_ROOM = 8
_PANEL_GAP = 3
_TICKS = (1, 2, 3, 6, 12, 24, 36, 60, 120)


def lay_timeline(block: Timeline, columns: int, glyphs: Glyphs) -> list[StyledLine]:
    """Return one line a lane and the scale of months below. A bar starts with its step's number."""
    room = max(width(clean(label)) for label in (*(lane.label for lane in block.lanes), block.unit)) + 2
    size = min(columns, _WIDEST) - room
    months = max(block.months, 1)
    lines: list[StyledLine] = []
    for lane in block.lanes:
        drawn = _bars(lane.bars, months, size, glyphs)
        lines.append((Piece(pad(clean(lane.label), room), "label"), Piece(drawn, "bar")))
    scale = Piece(_scale(months, size), "quiet")
    return [*lines, (Piece(pad(clean(block.unit), room), "quiet"), scale)]


def _bars(bars: tuple[Bar, ...], months: int, size: int, glyphs: Glyphs) -> str:
    line = ""
    for bar in bars:
        start, end = (round(month * (size - 1) / months) for month in (bar.start, bar.start + bar.months))
        line = line.ljust(start) + str(bar.number)
        line += glyphs.bar * (min(end, size) - len(line))
    return line


def tick_months(months: int, most: int) -> range:
    """Return the months to label on a calendar, at most about `most` of them after the first."""
    step = next((tick for tick in _TICKS if months / tick <= most), _TICKS[-1])
    return range(0, months + 1, step)


def _scale(months: int, size: int) -> str:
    line = ""
    for month in tick_months(months, max(size // _TICK_ROOM, 1)):
        at = round(month * (size - 1) / months)
        label = str(month)
        line = line.ljust(min(at, size - len(label))) + label
    return line


def lay_pay_bar(block: PayBar, columns: int, glyphs: Glyphs) -> list[StyledLine]:
    """Return one line a range, the scale's two ends, and what the marks mean."""
    room = min(max(width(clean(part.label)) for part in block.ranges) + 2, columns // 2)
    size = min(columns, _WIDEST) - room
    lines: list[StyledLine] = []
    for part in block.ranges:
        drawn = _range(part, block, size, glyphs)
        lines += hanging((Piece(pad(clean(part.label), room), "label"),), "", columns)
        lines[-1] = (*lines[-1], Piece(drawn, "bar"))
        if part.text:
            lines += hanging((Piece(" " * room),), clean(part.text), columns, "quiet")
    left, right = map(clean, block.ends)
    lines.append((Piece(" " * room), Piece(left + right.rjust(size - len(left)), "quiet")))
    ends, quarter, middle = map(clean, block.key)
    marks = f"{glyphs.left} {glyphs.right} {ends}   {glyphs.quarter} {quarter}   {glyphs.middle} {middle}"
    return [*lines, *hanging((Piece(" " * room),), marks, columns, "quiet")]


def _range(part: PayRange, block: PayBar, size: int, glyphs: Glyphs) -> str:
    known = [amount for amount in (part.low, part.quarter, part.middle, part.high) if amount is not None]
    if not known:
        return ""
    cells = [" "] * size
    if len(known) > 1:
        last = size - 1 if part.high is None else place(part.high, block.low, block.high, size - 1)
        for cell in range(place(min(known), block.low, block.high, size - 1), last + 1):
            cells[cell] = glyphs.range
        cells[last] = glyphs.more if part.high is None else glyphs.right
    marks = ((part.low, glyphs.left), (part.quarter, glyphs.quarter), (part.middle, glyphs.middle))
    for amount, glyph in marks:
        if amount is not None:
            cells[place(amount, block.low, block.high, size - 1)] = glyph
    return "".join(cells).rstrip()


def place(amount: int, low: int, high: int, size: int) -> int:
    """Return where an amount stands on a scale from `low` to `high` that is `size` long, never off it."""
    return min(max(round((amount - low) * size / max(high - low, 1)), 0), size)


def lay_route_bars(block: RouteBars, columns: int, glyphs: Glyphs) -> list[StyledLine]:
    """Return each way's label with one small drawing a scale beside it; words where the screen is narrow."""
    room = min(max(width(clean(route.label)) for route in block.routes), columns // 4)
    size = (min(columns, _WIDEST) - room) // len(block.scales) - _PANEL_GAP
    if size < max(sum(map(width, scale.ends)) + 1 for scale in block.scales):
        return [line for route in block.routes for line in _told(route, block, columns)]
    titles = _panels([wrapped(scale.title, size)[0] for scale in block.scales], size)
    ends = _panels([_ends(scale, size) for scale in block.scales], size)
    lines: list[StyledLine] = [(Piece(" " * room + titles, "label"),)]
    for route in block.routes:
        drawn = zip(route.stretches, block.scales, strict=True)
        panels = _panels([_stretch(stretch, scale, size, glyphs) for stretch, scale in drawn], size)
        first, *rest = wrapped(route.label, room)
        lines += [(Piece(pad(first, room)), Piece(panels, "bar")), *((Piece(line),) for line in rest)]
    lines.append((Piece(" " * room + ends, "quiet"),))
    for glyph, text in zip((glyphs.left, glyphs.middle), block.key, strict=True):
        lines += hanging((Piece(f"{glyph} ", "quiet"),), clean(text), columns, "quiet")
    return lines


def _told(route: RouteBar, block: RouteBars, columns: int) -> list[StyledLine]:
    lines = hanging((), clean(route.label), columns)
    for stretch, scale in zip(route.stretches, block.scales, strict=True):
        lines += hanging((Piece(f"  {clean(scale.title)}  ", "label"),), clean(stretch.text), columns)
    return lines


def _panels(texts: list[str], size: int) -> str:
    return "".join(" " * _PANEL_GAP + pad(text, size) for text in texts).rstrip()


def _ends(scale: Scale, size: int) -> str:
    left, right = map(clean, scale.ends)
    return left + pad(right, size - width(left), "right")


def _stretch(stretch: Stretch, scale: Scale, size: int, glyphs: Glyphs) -> str:
    ends = ((stretch.low, glyphs.left), (stretch.high, glyphs.middle))
    known = [(place(at, scale.low, scale.high, size - 1), mark) for at, mark in ends if at is not None]
    cells = [" "] * size
    for cell in range(known[0][0], known[-1][0]) if known else ():
        cells[cell] = glyphs.range
    for cell, mark in known:
        cells[cell] = mark
    return "".join(cells)
