"""What a page is made of, whoever writes it: terminal, plain text, Markdown or HTML.

A view turns the engine's values into a tuple of blocks with the words already chosen; a writer only decides
how a block looks. Text in a block is plain: each writer escapes it for its own medium. `cites` are numbers
of entries in the page's `Sources` block.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

# `typed` is what to type next: it stands on a screen, and no paper has it.
Tone = Literal[
    "plain", "good", "wait", "stop", "quiet", "strong", "typed", "law", "issuer", "habit", "choice"
]
Align = Literal["left", "right"]


class Mark(Struct, frozen=True):
    """A word or two set apart from the text: who makes a rule, or how a verdict came out."""

    text: str
    tone: Tone = "plain"


NO_MARK = Mark("")


class Heading(Struct, frozen=True):
    """A title (level 1), a section (2) or an entry within one (3), with an optional mark beside it."""

    text: str
    level: int = 2
    mark: Mark = NO_MARK


class Paragraph(Struct, frozen=True):
    """Running text."""

    text: str
    cites: tuple[int, ...] = ()
    tone: Tone = "plain"


class Item(Struct, frozen=True):
    """One entry of a list, with an address below it if there is one."""

    text: str
    mark: Mark = NO_MARK
    cites: tuple[int, ...] = ()
    url: str = ""


class Bullets(Struct, frozen=True):
    """A list; numbered when the order matters."""

    items: tuple[Item, ...]
    numbered: bool = False


class Row(Struct, frozen=True):
    """A label and what stands beside it, with an address below if there is one. `bullet` makes it an entry
    of a list that the rows above began.
    """

    label: str
    text: str
    cites: tuple[int, ...] = ()
    url: str = ""
    tone: Tone = "plain"
    bullet: bool = False


class Facts(Struct, frozen=True):
    """Labels on the left, what they stand for on the right."""

    rows: tuple[Row, ...]


class Table(Struct, frozen=True):
    """Columns under a header; a cell is text or a mark. Where the table does not fit, each row becomes a
    small list of its own, led by its first cell. `strong` is the row to point out.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str | Mark, ...], ...]
    align: tuple[Align, ...]
    strong: int | None = None


class Bar(Struct, frozen=True):
    """One step on the calendar: its number in the list of steps, its months, and the same in words."""

    number: int
    start: int
    months: int
    text: str = ""


class Lane(Struct, frozen=True):
    """One lane of the calendar."""

    label: str
    bars: tuple[Bar, ...]


class Timeline(Struct, frozen=True):
    """Lanes over one calendar of months; `unit` labels the scale below."""

    lanes: tuple[Lane, ...]
    months: int
    unit: str


class PayRange(Struct, frozen=True):
    """One range of yearly pay, from the 10th to the 90th percentile; an end may be unknown, and a single
    amount has only a middle. `text` names the amounts.
    """

    label: str
    low: int | None
    quarter: int | None
    middle: int | None
    high: int | None
    text: str = ""


class PayBar(Struct, frozen=True):
    """Pay ranges over one scale in whole US dollars. `ends` words the scale's two ends; `key` the three
    kinds of mark: both ends of a range, its lower quarter, its middle; nothing for one that is not drawn.
    """

    ranges: tuple[PayRange, ...]
    low: int
    high: int
    ends: tuple[str, str]
    key: tuple[str, str, str]


class Scale(Struct, frozen=True):
    """One measure that several ways are drawn over: its name, its two ends, and the ends in words."""

    title: str
    low: int
    high: int
    ends: tuple[str, str]


class Stretch(Struct, frozen=True):
    """From one amount to another on a scale, and the same in words; an end may be unknown."""

    low: int | None
    high: int | None
    text: str


class RouteBar(Struct, frozen=True):
    """One way, with a stretch for each scale."""

    label: str
    stretches: tuple[Stretch, ...]


class RouteBars(Struct, frozen=True):
    """Several ways drawn over shared scales; `key` says what a stretch begins and ends with."""

    scales: tuple[Scale, ...]
    routes: tuple[RouteBar, ...]
    key: tuple[str, str]


class Node(Struct, frozen=True):
    """One line of a tree: how deep it hangs, how it came out (a Truth), what it says and read."""

    depth: int
    value: bool | None
    mark: str
    text: str
    detail: str = ""
    cites: tuple[int, ...] = ()


class Tree(Struct, frozen=True):
    """How a rule came out, part by part."""

    nodes: tuple[Node, ...]


class SourceLine(Struct, frozen=True):
    """One numbered source; `doubt` says so where what is taken from it was not read there. `name` and `back`
    name the links to it and from it, for someone who hears the page.
    """

    number: int
    text: str
    url: str
    doubt: str = ""
    name: str = ""
    back: str = ""


class Sources(Struct, frozen=True):
    """The numbered sources of a page."""

    lines: tuple[SourceLine, ...]


class Blanks(Struct, frozen=True):
    """Lines to write on by hand: labels with room to write after each, as many in every row."""

    rows: tuple[tuple[str, ...], ...]


Block = (
    Heading | Paragraph | Bullets | Facts | Table | Timeline | PayBar | RouteBars | Tree | Sources | Blanks
)
Page = tuple[Block, ...]


def on_paper(page: Iterable[Block]) -> Page:
    """Return a page without what only somebody at a keyboard can use."""
    return tuple(block for block in page if not (isinstance(block, Paragraph) and block.tone == "typed"))


def outlined(page: Iterable[Block]) -> Iterator[tuple[int, Block]]:
    """Yield each block that paper shows with the depth of its heading, 0 for all other blocks.

    The first heading alone is a title, of depth 1; a later title counts as a section. None is more than one
    deeper than the one before it, whatever their levels.
    """
    open_levels: list[int] = []
    for block in on_paper(page):
        if not isinstance(block, Heading):
            yield 0, block
            continue
        level = max(block.level, 2) if open_levels else 1
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        yield len(open_levels), block


def parts_of(page: Page) -> tuple[tuple[str, Page], ...]:
    """Return a page cut at its headings, each part with its title; a heading with nothing below it goes with
    the next.
    """
    heads = [isinstance(block, Heading) for block in page]
    cuts = [n for n in range(1, len(page)) if heads[n] and not heads[n - 1]]
    parts = [page[first:last] for first, last in pairwise((0, *cuts, len(page)))]
    titles = ([block.text for block in part if isinstance(block, Heading)] for part in parts)
    return tuple((found[-1] if found else "", part) for found, part in zip(titles, parts, strict=True))


def is_cited(page: Page) -> bool:
    """Whether a number of a source stands on a page."""
    lists = ((block, *getattr(block, "items", ()), *getattr(block, "rows", ())) for block in page)
    return any(getattr(each, "cites", ()) for parts in lists for each in parts)


def depths(tree: Tree) -> list[int]:
    """Return how deep each line of a tree hangs: the first at 0, none more than one below the one above."""
    found: list[int] = []
    for node in tree.nodes:
        deepest = found[-1] + 1 if found else 0
        found.append(max(min(node.depth, deepest), 0))
    return found


def uncited(block: Block) -> Block:
    """Return a block without the numbers of its sources, for a screen that does not list them."""
    if isinstance(block, Facts):
        return replace(block, rows=tuple(replace(row, cites=()) for row in block.rows))
    return replace(block, cites=()) if isinstance(block, Paragraph) else block
