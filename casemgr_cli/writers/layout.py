"""Blocks laid out as styled lines for a screen of fixed width, in plain ASCII or with line-drawing glyphs.

The color screen and plain text share these lines, so they always show the same content in the same order;
they differ in glyphs and color only. No line is wider than the screen, except one that holds an address.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct

from casemgr_cli.pages import blocks
from casemgr_cli.text import clean, width, wrap

_CITE = re.compile(r"(\[\d+\])")


class _Piece(NamedTuple):
    """A piece of a line in one style."""

    text: str
    style: str = "plain"


StyledLine = tuple[_Piece, ...]


class Glyphs(Struct, frozen=True):
    """The characters that a layout draws with."""

    rule: str
    bullet: str
    bar: str
    range: str
    left: str
    right: str
    quarter: str
    middle: str
    more: str


ASCII = Glyphs("-", "-", "=", "-", "|", "|", "+", "o", ">")
UNICODE = Glyphs("─", "•", "━", "─", "├", "┤", "┼", "●", "→")


def _wrapped(text: str, columns: int) -> list[str]:
    """Return cleaned text broken into lines; at least one."""
    return wrap(clean(text), columns) or [""]


def _cited(text: str, cites: tuple[int, ...]) -> str:
    """Return cleaned text followed by the numbers of its sources."""
    numbers = "".join(f"[{number}]" for number in cites)
    return f"{clean(text)} {numbers}" if numbers else clean(text)


def _hanging(lead: StyledLine, text: str, columns: int, style: str = "plain") -> list[StyledLine]:
    """Return text after a lead, wrapped so that later lines stand below the first line's text."""
    indent = sum(width(span.text) for span in lead)
    first, *rest = wrap(text, max(columns - indent, 12)) or [""]
    margin: StyledLine = (_Piece(" " * indent),) if indent else ()
    return [(*lead, *_spans(first, style)), *((*margin, *_spans(line, style)) for line in rest)]


def _spans(text: str, style: str) -> StyledLine:
    pieces = _CITE.split(text)
    return tuple(_Piece(piece, "cite" if _CITE.fullmatch(piece) else style) for piece in pieces if piece)


def _pad(text: str, columns: int, align: str = "left") -> str:
    """Return text filled up with spaces to a number of columns."""
    fill = " " * max(columns - width(text), 0)
    return fill + text if align == "right" else text + fill


_WIDEST = 90
_TICK_ROOM = 8
_PANEL_GAP = 3
_TICKS = (1, 2, 3, 6, 12, 24, 36, 60, 120)


def lay_timeline(block: blocks.Timeline, columns: int, glyphs: Glyphs) -> list[StyledLine]:
    """Return one line a lane and the scale of months below. A bar starts with its step's number."""
    room = max(width(clean(label)) for label in (*(lane.label for lane in block.lanes), block.unit)) + 2
    size = min(columns, _WIDEST) - room
    months = max(block.months, 1)
    lines: list[StyledLine] = []
    for lane in block.lanes:
        drawn = _bars(lane.bars, months, size, glyphs)
        lines.append((_Piece(_pad(clean(lane.label), room), "label"), _Piece(drawn, "bar")))
    scale = _Piece(_scale(months, size), "quiet")
    return [*lines, (_Piece(_pad(clean(block.unit), room), "quiet"), scale)]


def _bars(bars: tuple[blocks.Bar, ...], months: int, size: int, glyphs: Glyphs) -> str:
    """Return a line of bars, each with its number at its start, or further right, apart from another's."""
    cells: dict[int, str] = {}
    for bar in bars:
        start, end = (round(month * (size - 1) / months) for month in (bar.start, bar.start + bar.months))
        for at in range(start, min(end, size)):
            cells.setdefault(at, glyphs.bar)
        while any(cells.get(at, "").isdigit() for at in (start - 1, start)):
            start += 1
        cells.update(enumerate(str(bar.number), start))
    return "".join(cells.get(at, " ") for at in range(max(cells, default=-1) + 1))


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


def lay_pay_bar(block: blocks.PayBar, columns: int, glyphs: Glyphs) -> list[StyledLine]:
    """Return one line a range, the scale's two ends, and what the marks mean."""
    room = min(max(width(clean(part.label)) for part in block.ranges) + 2, columns // 2)
    size = min(columns, _WIDEST) - room
    lines: list[StyledLine] = []
    for part in block.ranges:
        drawn = _range(part, block, size, glyphs)
        lines += _hanging((_Piece(_pad(clean(part.label), room), "label"),), "", columns)
        alone = _alone(part, drawn, size)
        lines[-1] = (*lines[-1], *(alone or (_Piece(drawn, "bar"),)))
        if part.text and not alone:
            lines += _hanging((_Piece(" " * room),), clean(part.text), columns, "quiet")
    left, right = map(clean, block.ends)
    lines.append((_Piece(" " * room), _Piece(left + right.rjust(size - len(left)), "quiet")))
    signs = (f"{glyphs.left} {glyphs.right}", glyphs.quarter, glyphs.middle)
    marks = [f"{sign} {clean(text)}" for sign, text in zip(signs, block.key, strict=True) if text]
    together = "  ".join(marks)
    for mark in [together] if room + width(together) <= columns else marks:
        lines += _hanging((_Piece(" " * room),), mark, columns, "quiet")
    return lines


def _range(part: blocks.PayRange, block: blocks.PayBar, size: int, glyphs: Glyphs) -> str:
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


def _alone(part: blocks.PayRange, drawn: str, size: int) -> StyledLine:
    """Return the mark of a single amount with its words beside it; nothing for a range."""
    mark, text = drawn.lstrip(), _Piece(clean(part.text), "quiet")
    if len(mark) != 1 or not part.text:
        return ()
    before = len(drawn) - 1
    if len(drawn) + 1 + width(text.text) <= size:
        return (_Piece(drawn, "bar"), _Piece(" "), text)
    return (_Piece(_pad("", before - width(text.text) - 1)), text, _Piece(" "), _Piece(mark, "bar"))


def place(amount: int, low: int, high: int, size: int) -> int:
    """Return where an amount stands on a scale from `low` to `high` that is `size` long, never off it."""
    return min(max(round((amount - low) * size / max(high - low, 1)), 0), size)


def lay_route_bars(block: blocks.RouteBars, columns: int, glyphs: Glyphs) -> list[StyledLine]:
    """Return each way's label with one small drawing a scale beside it; words where the screen is narrow."""
    room = min(max(width(clean(route.label)) for route in block.routes), columns // 4)
    size = (min(columns, _WIDEST) - room) // len(block.scales) - _PANEL_GAP
    if size < max(sum(map(width, scale.ends)) + 1 for scale in block.scales):
        return [line for route in block.routes for line in _told(route, block, columns)]
    titles = _panels([_wrapped(scale.title, size)[0] for scale in block.scales], size)
    ends = _panels([_ends(scale, size) for scale in block.scales], size)
    lines: list[StyledLine] = [(_Piece(" " * room + titles, "label"),)]
    for route in block.routes:
        drawn = zip(route.stretches, block.scales, strict=True)
        panels = _panels([_stretch(stretch, scale, size, glyphs) for stretch, scale in drawn], size)
        first, *rest = _wrapped(route.label, room)
        lines += [(_Piece(_pad(first, room)), _Piece(panels, "bar")), *((_Piece(line),) for line in rest)]
    lines.append((_Piece(" " * room + ends, "quiet"),))
    for glyph, text in zip((glyphs.left, glyphs.middle), block.key, strict=True):
        lines += _hanging((_Piece(f"{glyph} ", "quiet"),), clean(text), columns, "quiet")
    return lines


def _told(route: blocks.RouteBar, block: blocks.RouteBars, columns: int) -> list[StyledLine]:
    lines = _hanging((), clean(route.label), columns)
    for stretch, scale in zip(route.stretches, block.scales, strict=True):
        lines += _hanging((_Piece(f"  {clean(scale.title)}  ", "label"),), clean(stretch.text), columns)
    return lines


def _panels(texts: list[str], size: int) -> str:
    return "".join(" " * _PANEL_GAP + _pad(text, size) for text in texts).rstrip()


def _ends(scale: blocks.Scale, size: int) -> str:
    left, right = map(clean, scale.ends)
    return left + _pad(right, size - width(left), "right")


def _stretch(stretch: blocks.Stretch, scale: blocks.Scale, size: int, glyphs: Glyphs) -> str:
    ends = ((stretch.low, glyphs.left), (stretch.high, glyphs.middle))
    known = [(place(at, scale.low, scale.high, size - 1), mark) for at, mark in ends if at is not None]
    cells = [" "] * size
    for cell in range(known[0][0], known[-1][0]) if known else ():
        cells[cell] = glyphs.range
    for cell, mark in known:
        cells[cell] = mark
    return "".join(cells)


_MEASURE = 110
_LABELS = 26
_LEAST_BLANK = 4
_GAP, _NARROWEST = 2, 14
# The most lines that the first cell of a row takes beside the others.
_TALLEST = 2
_COLUMNS = 80
_NUMBER = re.compile(r"\d+\. ")


def lay_out(page: blocks.Page, columns: int, glyphs: Glyphs) -> list[StyledLine]:
    """Return the page's lines, without trailing blank ones."""
    screen = max(20, min(columns, _MEASURE))
    lines: list[StyledLine] = []
    before: blocks.Block | None = None
    for block in page:
        laid = _LAYOUTS[type(block)](block, screen, glyphs)
        if lines and laid and not isinstance(before, blocks.Heading):
            lines.append(())
        lines.extend(laid)
        before = block
    return lines


def _heading(block: blocks.Heading, columns: int, glyphs: Glyphs) -> list[StyledLine]:
    style = ("title", "heading", "entry")[block.level - 1]
    *above, last = _wrapped(block.text, columns)
    lines: list[StyledLine] = [(_Piece(line, style),) for line in above]
    mark = f"[{clean(block.mark.text)}]" if block.mark.text else ""
    if mark and width(last) + 1 + width(mark) <= columns:
        lines.append((_Piece(last, style), _Piece(" "), _Piece(mark, block.mark.tone)))
    else:
        lines.append((_Piece(last, style),))
        lines += [(_Piece(text, block.mark.tone),) for text in wrap(mark, columns)]
    if block.level == 1:
        lines.append((_Piece(glyphs.rule * columns, "quiet"),))
    return lines


def _paragraph(block: blocks.Paragraph, columns: int, _glyphs: Glyphs) -> list[StyledLine]:
    return _hanging((), _cited(block.text, block.cites), columns, block.tone)


def _bullets(block: blocks.Bullets, columns: int, glyphs: Glyphs) -> list[StyledLine]:
    marks = [f"[{clean(item.mark.text)}]" if item.mark.text else "" for item in block.items]
    room = max(map(width, marks), default=0)
    lines: list[StyledLine] = []
    for number, (item, mark) in enumerate(zip(block.items, marks, strict=True), 1):
        lead = f"{number:>2}. " if block.numbered else f" {glyphs.bullet} "
        marked = (_Piece(_pad(mark, room), item.mark.tone), _Piece(" ")) if mark else ()
        before = (_Piece(lead), *marked)
        lines += _hanging(before, _cited(item.text, item.cites), columns)
        lines += _address(item.url, sum(width(piece.text) for piece in before), columns)
    return lines


def _address(url: str, indent: int, columns: int) -> list[StyledLine]:
    """Return an address in a line, further left where it would not fit: the terminal would break it."""
    shown = clean(url)
    return [(_Piece(" " * max(min(indent, columns - width(shown)), 0)), _Piece(shown, "url"))] if url else []


def _facts(block: blocks.Facts, columns: int, glyphs: Glyphs) -> list[StyledLine]:
    room = min(_LABELS, columns * 3 // 7, max((width(clean(row.label)) for row in block.rows), default=0))
    lines: list[StyledLine] = []
    for row in block.rows:
        text = _cited(row.text, row.cites)
        label = clean(row.label)
        if width(label) > room:
            lines += [(_Piece(line, "label"),) for line in _wrapped(label, columns)]
            label = ""
        lead = (_Piece(_pad(label, room + 2), "label"), _Piece(f"{glyphs.bullet} " if row.bullet else ""))
        lines += _hanging(lead, text, columns, row.tone)
        lines += _address(row.url, room + 2, columns)
    return lines


def _tree(block: blocks.Tree, columns: int, glyphs: Glyphs) -> list[StyledLine]:
    lines: list[StyledLine] = []
    for node in block.nodes:
        tone = {True: "good", False: "stop", None: "wait"}[node.value]
        mark = _Piece(f"[{clean(node.mark)}]", tone) if node.mark else _Piece(glyphs.bullet)
        lead = (_Piece("  " * node.depth), mark, _Piece(" "))
        lines += _hanging(lead, _cited(node.text, node.cites), columns)
        if node.detail:
            indent = _Piece(" " * sum(width(span.text) for span in lead))
            lines += _hanging((indent,), clean(node.detail), columns, "quiet")
    return lines


def _sources(block: blocks.Sources, columns: int, _glyphs: Glyphs) -> list[StyledLine]:
    lines: list[StyledLine] = []
    for source in block.lines:
        lead = f"[{source.number}] ".rjust(5)
        text = f"{source.text} {source.doubt}" if source.doubt else source.text
        lines += _hanging((_Piece(lead, "cite"),), clean(text), columns, "quiet")
        lines += _address(source.url, width(lead), columns)
    return lines


def _blanks(block: blocks.Blanks, columns: int, glyphs: Glyphs) -> list[StyledLine]:
    labels = [[clean(label) for label in row] for row in block.rows]
    rooms = [max(map(width, column)) + 1 for column in zip(*labels, strict=True)]
    share = (columns - sum(rooms) - 2 * (len(rooms) - 1)) // (len(rooms) + 1)
    if share < _LEAST_BLANK and len(rooms) > 1:
        below = blocks.Blanks(tuple((label,) for row in block.rows for label in row))
        return _blanks(below, columns, glyphs)
    # What is written first is a name, and a name is longer than a date.
    sizes = [max(2 * share, 1), *([share] * (len(rooms) - 1))]
    lines: list[StyledLine] = []
    for row in labels:
        spans = [
            (_Piece(_pad(label, room), "label"), _Piece("_" * size, "quiet"), _Piece("  "))
            for label, room, size in zip(row, rooms, sizes, strict=True)
        ]
        lines += [(), tuple(span for part in spans for span in part)]
    return lines[1:]


def lay_table(table: blocks.Table, columns: int, _glyphs: Glyphs) -> list[StyledLine]:
    """Return the table's lines: columns when they fit, the widest text columns wrapping; stacked if not.

    Where a row's first cell would be taller than two lines, those of more than one stand above their rows.
    """
    header = tuple(_Piece(clean(text), "label") for text in table.header)
    rows = [
        tuple(_cell(cell, "strong" if number == table.strong else "plain") for cell in row)
        for number, row in enumerate(table.rows)
    ]
    widths = _fitted([header, *rows], table, columns)
    if widths is None:
        return _stacked(header, rows, columns)
    led = max((len(_broken(first.text, widths[0])) for first, *_ in rows), default=0) > _TALLEST
    return [line for row in (header, *rows) for line in _row(row, widths, table, columns if led else 0)]


def _cell(cell: str | blocks.Mark, style: str) -> _Piece:
    if isinstance(cell, str):
        return _Piece(clean(cell), style)
    return _Piece(f"[{clean(cell.text)}]", cell.tone)


def _fitted(rows: Sequence[Sequence[_Piece]], table: blocks.Table, columns: int) -> list[int] | None:
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


def _row(cells: Sequence[_Piece], widths: list[int], table: blocks.Table, led: int) -> list[StyledLine]:
    """Return a row's lines; a first cell that takes several stands above them, as wide as `led`, unless 0."""
    broken = [_broken(cell.text, size) for cell, size in zip(cells, widths, strict=True)]
    lines: list[StyledLine] = []
    if led and len(broken[0]) > 1:
        lines += [(_Piece(text, cells[0].style),) for text in _broken(cells[0].text, led)]
        broken[0] = []
    for level in range(max(map(len, broken))):
        texts = [texts[level] if level < len(texts) else "" for texts in broken]
        spans: list[_Piece] = []
        for text, cell, size, align in zip(texts, cells, widths, table.align, strict=True):
            spans += [_Piece(_pad(text, size, align), cell.style), _Piece(" " * _GAP)]
        lines.append(tuple(spans[:-1]))
    return lines


def _broken(text: str, size: int) -> list[str]:
    """Return a cell in lines; what follows a number stands below the words after it."""
    found = _NUMBER.match(text)
    number = found[0] if found else ""
    first, *rest = _wrapped(text[len(number) :], size - len(number))
    return [number + first, *(" " * len(number) + line for line in rest)]


def _stacked(header: Sequence[_Piece], rows: Sequence[Sequence[_Piece]], columns: int) -> list[StyledLine]:
    room = min(max((width(label.text) for label in header[1:]), default=0), columns // 2)
    lines: list[StyledLine] = []
    for number, (first, *rest) in enumerate(rows):
        lines += [()] if number else []
        style = "strong" if first.style == "strong" else "entry"
        lines += [(_Piece(text, style),) for text in _wrapped(first.text, columns)]
        for label, cell in zip(header[1:], rest, strict=True):
            if cell.text:
                lead = (_Piece(f"  {_pad(label.text, room)}  ", "label"),)
                lines += _hanging(lead, cell.text, columns, cell.style)
    return lines


_LAYOUTS: dict[type, Callable[..., Iterable[StyledLine]]] = {
    blocks.Heading: _heading,
    blocks.Paragraph: _paragraph,
    blocks.Bullets: _bullets,
    blocks.Facts: _facts,
    blocks.Table: lay_table,
    blocks.Timeline: lay_timeline,
    blocks.PayBar: lay_pay_bar,
    blocks.RouteBars: lay_route_bars,
    blocks.Tree: _tree,
    blocks.Sources: _sources,
    blocks.Blanks: _blanks,
}


def render_text(page: blocks.Page, columns: int = _COLUMNS, encoding: str = "utf-8") -> str:
    """Return the page as text that ends in a line break.

    What the program draws is ASCII; what data and people say keeps its own letters as far as the encoding
    has them, and a question mark stands for the rest.
    """
    lines = ("".join(span.text for span in line).rstrip() for line in lay_out(page, columns, ASCII))
    text = "\n".join(lines) + "\n"
    return text.encode(encoding, "replace").decode(encoding)
