"""Blocks laid out as styled lines for a screen of fixed width, in plain ASCII or with line-drawing glyphs.

The color screen and plain text share these lines, so they always show the same content in the same order;
they differ in glyphs and color only. No line is wider than the screen, except one that holds an address.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from casemgr_cli.pages import blocks
from casemgr_cli.pages.blocks import Block, Mark, Page, Table
from casemgr_cli.text import clean, width
from casemgr_cli.writers.charts import lay_pay_bar, lay_route_bars, lay_timeline
from casemgr_cli.writers.lines import ASCII, Glyphs, Piece, StyledLine, cited, hanging, pad, wrapped

_MEASURE = 110
_LABELS = 26
_LEAST_BLANK = 4
_GAP, _NARROWEST = 2, 14
_COLUMNS = 80
_NUMBER = re.compile(r"\d+\. ")


def lay_out(page: Page, columns: int, glyphs: Glyphs) -> list[StyledLine]:
    """Return the page's lines, without trailing blank ones."""
    screen = max(20, min(columns, _MEASURE))
    lines: list[StyledLine] = []
    before: Block | None = None
    for block in page:
        laid = _LAYOUTS[type(block)](block, screen, glyphs)
        if lines and laid and not isinstance(before, blocks.Heading):
            lines.append(())
        lines.extend(laid)
        before = block
    return lines


def _heading(block: blocks.Heading, columns: int, glyphs: Glyphs) -> list[StyledLine]:
    style = ("title", "heading", "entry")[block.level - 1]
    *above, last = wrapped(block.text, columns)
    lines: list[StyledLine] = [(Piece(line, style),) for line in above]
    mark = (Piece(f"[{clean(block.mark.text)}]", block.mark.tone),) if block.mark.text else ()
    if mark and width(last) + 1 + width(mark[0].text) <= columns:
        lines.append((Piece(last, style), Piece(" "), *mark))
    else:
        lines += [(Piece(last, style),), *((mark,) if mark else ())]
    if block.level == 1:
        lines.append((Piece(glyphs.rule * columns, "quiet"),))
    return lines


def _paragraph(block: blocks.Paragraph, columns: int, _glyphs: Glyphs) -> list[StyledLine]:
    return hanging((), cited(block.text, block.cites), columns, block.tone)


def _bullets(block: blocks.Bullets, columns: int, glyphs: Glyphs) -> list[StyledLine]:
    marks = [f"[{clean(item.mark.text)}]" if item.mark.text else "" for item in block.items]
    room = max(map(width, marks), default=0)
    lines: list[StyledLine] = []
    for number, (item, mark) in enumerate(zip(block.items, marks, strict=True), 1):
        lead = f"{number:>2}. " if block.numbered else f" {glyphs.bullet} "
        gap = " " * (room - width(mark) + 1) if room else ""
        lines += hanging(
            (Piece(lead), Piece(mark, item.mark.tone), Piece(gap)), cited(item.text, item.cites), columns
        )
        lines += _address(item.url, width(lead) + room + bool(room))
    return lines


def _address(url: str, indent: int) -> list[StyledLine]:
    return [(Piece(" " * indent), Piece(clean(url), "url"))] if url else []


def _facts(block: blocks.Facts, columns: int, glyphs: Glyphs) -> list[StyledLine]:
    room = min(_LABELS, columns // 3, max((width(clean(row.label)) for row in block.rows), default=0))
    lines: list[StyledLine] = []
    for row in block.rows:
        text = cited(row.text, row.cites)
        label = clean(row.label)
        if width(label) > room:
            lines += [(Piece(line, "label"),) for line in wrapped(label, columns)]
            label = ""
        lead = (Piece(pad(label, room + 2), "label"), Piece(f"{glyphs.bullet} " if row.bullet else ""))
        lines += hanging(lead, text, columns, row.tone)
        lines += _address(row.url, room + 2)
    return lines


def _tree(block: blocks.Tree, columns: int, glyphs: Glyphs) -> list[StyledLine]:
    lines: list[StyledLine] = []
    for node in block.nodes:
        tone = {True: "good", False: "stop", None: "wait"}[node.value]
        mark = Piece(f"[{clean(node.mark)}]", tone) if node.mark else Piece(glyphs.bullet)
        lead = (Piece("  " * node.depth), mark, Piece(" "))
        lines += hanging(lead, cited(node.text, node.cites), columns)
        if node.detail:
            indent = Piece(" " * sum(width(span.text) for span in lead))
            lines += hanging((indent,), clean(node.detail), columns, "quiet")
    return lines


def _sources(block: blocks.Sources, columns: int, _glyphs: Glyphs) -> list[StyledLine]:
    lines: list[StyledLine] = []
    for source in block.lines:
        lead = f"[{source.number}] ".rjust(5)
        text = f"{source.text} {source.doubt}" if source.doubt else source.text
        lines += hanging((Piece(lead, "cite"),), clean(text), columns, "quiet")
        lines += _address(source.url, width(lead))
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
            (Piece(pad(label, room), "label"), Piece("_" * size, "quiet"), Piece("  "))
            for label, room, size in zip(row, rooms, sizes, strict=True)
        ]
        lines += [(), tuple(span for part in spans for span in part)]
    return lines[1:]


def lay_table(table: Table, columns: int, _glyphs: Glyphs) -> list[StyledLine]:
    """Return the table's lines: columns when they fit, the widest text columns wrapping; stacked if not."""
    header = tuple(Piece(clean(text), "label") for text in table.header)
    rows = [
        tuple(_cell(cell, "strong" if number == table.strong else "plain") for cell in row)
        for number, row in enumerate(table.rows)
    ]
    widths = _fitted([header, *rows], table, columns)
    if widths is None:
        return _stacked(header, rows, columns)
    return [line for row in (header, *rows) for line in _row(row, widths, table)]


def _cell(cell: str | Mark, style: str) -> Piece:
    if isinstance(cell, str):
        return Piece(clean(cell), style)
    return Piece(f"[{clean(cell.text)}]", cell.tone)


def _fitted(rows: Sequence[Sequence[Piece]], table: Table, columns: int) -> list[int] | None:
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


def _row(cells: Sequence[Piece], widths: list[int], table: Table) -> list[StyledLine]:
    broken = [_broken(cell.text, size) for cell, size in zip(cells, widths, strict=True)]
    lines: list[StyledLine] = []
    for level in range(max(map(len, broken))):
        texts = [texts[level] if level < len(texts) else "" for texts in broken]
        spans: list[Piece] = []
        for text, cell, size, align in zip(texts, cells, widths, table.align, strict=True):
            spans += [Piece(pad(text, size, align), cell.style), Piece(" " * _GAP)]
        lines.append(tuple(spans[:-1]))
    return lines


def _broken(text: str, size: int) -> list[str]:
    """Return a cell in lines; what follows a number stands below the words after it."""
    found = _NUMBER.match(text)
    number = found[0] if found else ""
    first, *rest = wrapped(text[len(number) :], size - len(number))
    return [number + first, *(" " * len(number) + line for line in rest)]


def _stacked(header: Sequence[Piece], rows: Sequence[Sequence[Piece]], columns: int) -> list[StyledLine]:
    room = min(max((width(label.text) for label in header[1:]), default=0), columns // 2)
    lines: list[StyledLine] = []
    for number, (first, *rest) in enumerate(rows):
        lines += [()] if number else []
        style = "strong" if first.style == "strong" else "entry"
        lines += [(Piece(text, style),) for text in wrapped(first.text, columns)]
        for label, cell in zip(header[1:], rest, strict=True):
            if cell.text:
                lead = (Piece(f"  {pad(label.text, room)}  ", "label"),)
                lines += hanging(lead, cell.text, columns, cell.style)
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


def render_text(page: Page, columns: int = _COLUMNS, encoding: str = "utf-8") -> str:
    """Return the page as text that ends in a line break.

    What the program draws is ASCII; what data and people say keeps its own letters as far as the encoding
    has them, and a question mark stands for the rest.
    """
    lines = ("".join(span.text for span in line).rstrip() for line in lay_out(page, columns, ASCII))
    text = "\n".join(lines) + "\n"
    return text.encode(encoding, "replace").decode(encoding)
