"""A page as Markdown: CommonMark with pipe tables, the same words in the same order as on the screen.

What data and people say comes out as the text it is. Nothing in it becomes a heading, a list, a link, a piece
of HTML or a cell of its own; only addresses on the web are links.
"""

import re
from collections.abc import Callable

from casemgr_cli.pages import blocks
from casemgr_cli.pages.blocks import Mark, Page, depths, outlined
from casemgr_cli.text import clean, web_address
from casemgr_cli.writers.layout import ASCII, StyledLine, lay_pay_bar, lay_route_bars, lay_timeline

_DRAWING = 76
_BLANK = 24
# Whatever could begin a construct inside a line; a dollar sign only where it could end a formula.
_INLINE = re.compile(r"[\\`*_{}\[\]<>#~|]|\$(?!\d)|&(?=#?\w+;)|(?<=www)\.|:(?=//)|@", re.IGNORECASE)
# What could begin a list, a rule or an underline at the start of a line.
_FIRST = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+=]))")


def render_markdown(page: Page) -> str:
    """Return the page as Markdown that ends in a line break."""
    parts = (_WRITERS[type(block)](block, depth) for depth, block in outlined(page))
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """Return text on one line that Markdown shows as it stands, wherever in a document it is put."""
    line = _INLINE.sub(lambda found: "\\" + found[0], " ".join(clean(text).split()))
    return _FIRST.sub(lambda found: found[0] + "\\", line)


def _marked(mark: Mark) -> str:
    return escaped(f"[{mark.text}]") if mark.text else ""


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _item(lead: str, *parts: str) -> str:
    """Return an entry of a list; an empty one holds a blank, because a bare dash would underline a title."""
    return f"{lead} {_joined(*parts) or '&nbsp;'}"


def _cited(text: str, cites: tuple[int, ...]) -> str:
    return _joined(escaped(text), "".join(escaped(f"[{number}]") for number in cites))


def _address(url: str) -> str:
    address = web_address(url)
    return f"<{address}>" if address else escaped(url)


def _bold(text: str, tone: str) -> str:
    return f"**{text}**" if tone == "strong" and text else text


def _heading(block: blocks.Heading, depth: int) -> str:
    return _joined("#" * min(depth, 6), escaped(block.text), _marked(block.mark))


def _paragraph(block: blocks.Paragraph, _depth: int) -> str:
    return _bold(_cited(block.text, block.cites), block.tone)


def _bullets(block: blocks.Bullets, _depth: int) -> str:
    lines = []
    for number, item in enumerate(block.items, 1):
        lead = f"{number}." if block.numbered else "-"
        lines.append(_item(lead, _marked(item.mark), _cited(item.text, item.cites), _address(item.url)))
    return "\n".join(lines)


def _facts(block: blocks.Facts, _depth: int) -> str:
    lines: list[str] = []
    for row in block.rows:
        text = _joined(_bold(_cited(row.text, row.cites), row.tone), _address(row.url))
        label = f"**{escaped(row.label)}:**" if row.label else ""
        lines.append(_item("-" if label or not lines else "  -", label, text))
    return "\n".join(lines)


def _table(block: blocks.Table, _depth: int) -> str:
    rule = ("--:" if align == "right" else ":--" for align in block.align)
    rows = [
        [_bold(_cell(cell), "strong" if number == block.strong else "plain") for cell in row]
        for number, row in enumerate(block.rows)
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in ([*map(escaped, block.header)], rule, *rows))


def _cell(cell: str | Mark) -> str:
    return escaped(cell) if isinstance(cell, str) else _marked(cell)


def _drawing(block: blocks.Timeline | blocks.PayBar | blocks.RouteBars, _depth: int) -> str:
    lines = _DRAWINGS[type(block)](block, _DRAWING, ASCII)
    drawn = "\n".join("".join(span.text for span in line).rstrip() for line in lines)
    longest = max((len(ticks) for ticks in re.findall("`+", drawn)), default=0)
    fence = "`" * max(longest + 1, 3)
    return f"{fence}text\n{drawn}\n{fence}"


def _tree(block: blocks.Tree, _depth: int) -> str:
    lines = []
    for node, depth in zip(block.nodes, depths(block), strict=True):
        mark = escaped(f"[{node.mark}]") if node.mark else ""
        lines.append("  " * depth + _item("-", mark, _cited(node.text, node.cites)))
        if node.detail:
            lines[-1] += "\\"
            lines.append("  " * (depth + 1) + escaped(node.detail))
    return "\n".join(lines)


def _sources(block: blocks.Sources, _depth: int) -> str:
    return "\n".join(
        _item(f"{source.number}.", escaped(source.text), escaped(source.doubt), _address(source.url))
        for source in block.lines
    )


def _blanks(block: blocks.Blanks, _depth: int) -> str:
    line = escaped("_" * _BLANK)
    return "\n\n".join(" ".join(f"{escaped(label)} {line}" for label in row) for row in block.rows)


_DRAWINGS: dict[type, Callable[..., list[StyledLine]]] = {
    blocks.Timeline: lay_timeline,
    blocks.PayBar: lay_pay_bar,
    blocks.RouteBars: lay_route_bars,
}
_WRITERS: dict[type, Callable[..., str]] = {
    blocks.Heading: _heading,
    blocks.Paragraph: _paragraph,
    blocks.Bullets: _bullets,
    blocks.Facts: _facts,
    blocks.Table: _table,
    blocks.Timeline: _drawing,
    blocks.PayBar: _drawing,
    blocks.RouteBars: _drawing,
    blocks.Tree: _tree,
    blocks.Sources: _sources,
    blocks.Blanks: _blanks,
}
