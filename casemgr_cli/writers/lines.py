"""Styled lines: what the screen layouts produce and the screen writers show."""

import re
from typing import NamedTuple

from msgspec import Struct

from casemgr_cli.text import clean, width, wrap

_CITE = re.compile(r"(\[\d+\])")


class Piece(NamedTuple):
    """A piece of a line in one style."""

    text: str
    style: str = "plain"


StyledLine = tuple[Piece, ...]


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


def wrapped(text: str, columns: int) -> list[str]:
    """Return cleaned text broken into lines; at least one."""
    return wrap(clean(text), columns) or [""]


def cited(text: str, cites: tuple[int, ...]) -> str:
    """Return cleaned text followed by the numbers of its sources."""
    numbers = "".join(f"[{number}]" for number in cites)
    return f"{clean(text)} {numbers}" if numbers else clean(text)


def hanging(lead: StyledLine, text: str, columns: int, style: str = "plain") -> list[StyledLine]:
    """Return text after a lead, wrapped so that later lines stand below the first line's text."""
    indent = sum(width(span.text) for span in lead)
    first, *rest = wrap(text, max(columns - indent, 12)) or [""]
    margin: StyledLine = (Piece(" " * indent),) if indent else ()
    return [(*lead, *_spans(first, style)), *((*margin, *_spans(line, style)) for line in rest)]


def _spans(text: str, style: str) -> StyledLine:
    pieces = _CITE.split(text)
    return tuple(Piece(piece, "cite" if _CITE.fullmatch(piece) else style) for piece in pieces if piece)


def pad(text: str, columns: int, align: str = "left") -> str:
    """Return text filled up with spaces to a number of columns."""
    fill = " " * max(columns - width(text), 0)
    return fill + text if align == "right" else text + fill
