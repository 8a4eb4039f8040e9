"""A page as one HTML file that needs nothing else: no script, no network, no tracking.

htpy builds it: text is escaped wherever it is put in, and the type checker sees every element. A policy in
the file forbids everything but its own style sheet, so even a hole in the escaping could run or load nothing.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from importlib.resources import files
from itertools import groupby

import htpy as h
from markupsafe import Markup

from casemgr_cli.pages import blocks
from casemgr_cli.pages.blocks import Heading, Mark, Page, depths, outlined
from casemgr_cli.text import clean, web_address
from casemgr_cli.writers import svg

_STYLE = files(__package__).joinpath("handout.css").read_text(encoding="utf-8")
_POLICY = "default-src 'none'; style-src '{style}'; img-src data:; base-uri 'none'; form-action 'none'"
_SECTION = 2


def render_html(page: Page, title: str, lang: str = "en") -> str:
    """Return the page as an HTML document; `lang` is the language that its words are in."""
    if not page or not isinstance(page[0], Heading):
        page = (Heading(title, 1), *page)
    return str(h.html(lang=lang)[_head(title), h.body[h.main[_sections(page)]]]) + "\n"


def _head(title: str) -> h.Element:
    digest = b64encode(sha256(_STYLE.encode()).digest()).decode()
    return h.head[
        h.meta(charset="utf-8"),
        h.meta(http_equiv="Content-Security-Policy", content=_POLICY.format(style=f"sha256-{digest}")),
        h.meta(name="viewport", content="width=device-width, initial-scale=1"),
        h.meta(name="referrer", content="no-referrer"),
        h.meta(name="color-scheme", content="light dark"),
        h.meta(name="format-detection", content="telephone=no"),
        h.title[clean(title)],
        h.style[Markup(_STYLE)],  # noqa: S704 - our own file, which holds no text of data or people
    ]


def _sections(page: Page) -> Iterable[h.Element]:
    """Return what stands under the title, then each section with all that is under its heading."""
    handout, parts = _Handout(page), list[list[h.Node]]()
    for depth, block in outlined(page):
        if 0 < depth <= _SECTION:
            parts.append([])
        parts[-1].append(_WRITERS[type(block)](block, depth, handout))
    front, *rest = parts
    return [h.div(".front")[front], h.div(".rest")[(h.section[part] for part in rest)]]


_HEADINGS = (h.h1, h.h2, h.h3, h.h4, h.h5, h.h6)
_MANY = 5


class _Handout:
    """What the parts of one document share: its sources, which were named, and the heading above."""

    def __init__(self, page: Page) -> None:
        """Take the page whose parts are to be written, in order."""
        lists = (block.lines for block in page if isinstance(block, blocks.Sources))
        self.sources = {line.number: line for lines in lists for line in lines}
        self.named: set[int] = set()
        self.heading = ""
        self.drawn = 0

    def cited(self, text: str, cites: tuple[int, ...]) -> h.Node:
        """Return text followed by links to its sources; each first link can be led back to."""
        links = [self._cite(number) for number in cites]
        return [clean(text), links and ["\u00a0", h.span(".cites")[links]]]

    def _cite(self, number: int) -> h.Node:
        if number not in self.sources:
            return f"[{number}]"
        place = None if number in self.named else f"cite-{number}"
        self.named.add(number)
        name = clean(self.sources[number].name) or None
        return h.a(".cite", id=place, href=f"#source-{number}", aria_label=name)[f"[{number}]"]

    def drawing(self) -> str:
        """Return a name for the next drawing that no other has."""
        self.drawn += 1
        return f"drawing-{self.drawn}"


def _linked(inside: h.Node, url: str) -> h.Node:
    """Return text as a link if there is an address on the web; any other address stands beside it as text."""
    address = web_address(url)
    if address:
        return h.a(href=address, rel="noreferrer")[inside]
    return [inside, url and [" ", clean(url)]]


def _entry(text: str, cites: tuple[int, ...], url: str, handout: _Handout) -> h.Node:
    return [_linked(clean(text), url), handout.cited("", cites)]


def _mark(mark: Mark) -> h.Node:
    return mark.text and h.span(f".mark.{mark.tone}")[clean(mark.text)]


def _toned(inside: h.Node, tone: str) -> h.Node:
    return h.strong[inside] if tone == "strong" else inside


def _heading(block: blocks.Heading, depth: int, handout: _Handout) -> h.Node:
    handout.heading = clean(block.text)
    heading = _HEADINGS[min(depth, len(_HEADINGS)) - 1]
    return heading[handout.heading, block.mark.text and [" ", _mark(block.mark)]]


def _paragraph(block: blocks.Paragraph, _depth: int, handout: _Handout) -> h.Node:
    return h.p(f".{block.tone}")[_toned(handout.cited(block.text, block.cites), block.tone)]


def _bullets(block: blocks.Bullets, _depth: int, handout: _Handout) -> h.Node:
    kind = h.ol if block.numbered else h.ul
    if not any(item.mark.text for item in block.items):
        return kind[(h.li[_entry(item.text, item.cites, item.url, handout)] for item in block.items)]
    return kind(".marked")[
        [
            h.li[_mark(item.mark) or h.span, " ", h.div[_entry(item.text, item.cites, item.url, handout)]]
            for item in block.items
        ]
    ]


def _facts(block: blocks.Facts, _depth: int, handout: _Handout) -> h.Node:
    groups: list[list[blocks.Row]] = []
    for row in block.rows:
        if row.label or not groups:
            groups.append([])
        groups[-1].append(row)
    return h.dl[[h.div[h.dt[clean(rows[0].label)], list(_told(rows, handout))] for rows in groups]]


def _told(rows: list[blocks.Row], handout: _Handout) -> Iterator[h.Node]:
    """Yield what stands beside one label; rows that are entries of a list become one."""
    for listed, some in groupby(rows, key=lambda row: row.bullet):
        told = [(row, _toned(_entry(row.text, row.cites, row.url, handout), row.tone)) for row in some]
        if listed:
            yield h.dd[h.ul[[h.li[inside] for _, inside in told]]]
        else:
            yield from (h.dd(f".{row.tone}")[inside] for row, inside in told)


def _table(block: blocks.Table, _depth: int, handout: _Handout) -> h.Node:
    header = [clean(text) for text in block.header]
    sides = [align == "right" and "amount" for align in block.align]
    titles = [h.th(scope="col", class_=side)[text] for text, side in zip(header, sides, strict=True)]
    rows = []
    for number, row in enumerate(block.rows):
        tone = "strong" if number == block.strong else "plain"
        first, *others = [_toned(_cell(cell), tone) for cell in row]
        cells = zip(others, header[1:], sides[1:], strict=True)
        rows.append(
            h.tr[
                h.th(scope="row", class_=sides[0])[first],
                [h.td(class_=side, data_label=label)[cell] for cell, label, side in cells],
            ]
        )
    return h.div(class_={"table": True, "many": len(header) > _MANY})[
        h.table[_caption(handout), h.thead[h.tr[titles]], h.tbody[rows]]
    ]


def _cell(cell: str | Mark) -> h.Node:
    return clean(cell) if isinstance(cell, str) else _mark(cell)


def _caption(handout: _Handout) -> h.Node:
    return h.caption(".hidden")[handout.heading]


def _timeline(block: blocks.Timeline, _depth: int, handout: _Handout) -> h.Node:
    return h.figure[svg.timeline(block, handout.drawing(), handout.heading)]


def _pay_bar(block: blocks.PayBar, _depth: int, _handout: _Handout) -> h.Node:
    ranges = [
        h.li[h.span(".label")[clean(part.label)], svg.pay_range(part, block), h.small[clean(part.text)]]
        for part in block.ranges
    ]
    low, high = map(clean, block.ends)
    return h.figure(".pay")[
        h.ul[ranges],
        h.p(".ends", aria_hidden="true")[h.span[low], " ", h.span[high]],
        _key(zip(("ends", "stroke", "disc"), block.key, strict=True)),
    ]


def _route_bars(block: blocks.RouteBars, _depth: int, handout: _Handout) -> h.Node:
    titles = [clean(scale.title) for scale in block.scales]
    rows = [
        h.tr[
            h.th(scope="row")[clean(route.label)],
            [
                h.td(data_label=clean(scale.title))[svg.stretch(part, scale)]
                for part, scale in zip(route.stretches, block.scales, strict=True)
            ],
        ]
        for route in block.routes
    ]
    ends = [
        h.td(data_label=title)[h.span[clean(scale.ends[0])], " ", h.span[clean(scale.ends[1])]]
        for title, scale in zip(titles, block.scales, strict=True)
    ]
    return h.figure[
        h.div(".table")[
            h.table(".bars")[
                _caption(handout),
                h.thead[h.tr[h.td, [h.th(scope="col")[title] for title in titles]]],
                h.tbody[rows],
                h.tfoot(aria_hidden="true")[h.tr[h.td, ends]],
            ]
        ],
        _key(zip(("stroke", "disc"), block.key, strict=True)),
    ]


def _key(marks: Iterable[tuple[str, str]]) -> h.Node:
    return h.figcaption[[h.span[svg.sample(mark), clean(text)] for mark, text in marks if text]]


def _tree(block: blocks.Tree, _depth: int, handout: _Handout) -> h.Node:
    nodes = list(zip(depths(block), block.nodes, strict=True))
    return h.div(".tree")[_branches(nodes, 0, handout)]


def _branches(nodes: list[tuple[int, blocks.Node]], depth: int, handout: _Handout) -> h.Node:
    """Return a list of the nodes at this depth, each with the deeper ones that follow it inside."""
    starts = [place for place, (deep, _) in enumerate(nodes) if deep == depth]
    if not starts:
        return None
    ends = [*starts[1:], len(nodes)]
    return h.ul[
        [
            h.li[_node(nodes[start][1], handout), _branches(nodes[start + 1 : end], depth + 1, handout)]
            for start, end in zip(starts, ends, strict=True)
        ]
    ]


def _node(node: blocks.Node, handout: _Handout) -> h.Node:
    tone = {True: "good", False: "stop", None: "wait"}[node.value]
    return [
        node.mark and [h.span(f".mark.{tone}")[clean(node.mark)], " "],
        handout.cited(node.text, node.cites),
        node.detail and h.small[clean(node.detail)],
    ]


def _sources(block: blocks.Sources, _depth: int, handout: _Handout) -> h.Node:
    return h.ol(".sources")[[_source(line, handout) for line in block.lines]]


def _source(line: blocks.SourceLine, handout: _Handout) -> h.Node:
    back = (
        line.number in handout.named
        and h.a(".back", href=f"#cite-{line.number}", aria_label=clean(line.back) or None)["↑"]
    )
    return h.li(id=f"source-{line.number}", value=line.number)[
        _linked(clean(line.text), line.url), line.doubt and [" ", clean(line.doubt)], back and [" ", back]
    ]


def _blanks(block: blocks.Blanks, _depth: int, _handout: _Handout) -> h.Node:
    return h.div(".blanks")[[h.p[[h.span[clean(label)] for label in row]] for row in block.rows]]


_WRITERS: dict[type, Callable[..., h.Node]] = {
    blocks.Heading: _heading,
    blocks.Paragraph: _paragraph,
    blocks.Bullets: _bullets,
    blocks.Facts: _facts,
    blocks.Table: _table,
    blocks.Timeline: _timeline,
    blocks.PayBar: _pay_bar,
    blocks.RouteBars: _route_bars,
    blocks.Tree: _tree,
    blocks.Sources: _sources,
    blocks.Blanks: _blanks,
}
