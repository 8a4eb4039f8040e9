"""Text from data and people made safe to show: no terminal escapes, no control or direction characters."""

from __future__ import annotations

import re
import unicodedata

from casemgr_cli.domain.phrases import JOINERS

HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
WIDE = ("W", "F")
ONE_BYTE = 0xFF
WEB = re.compile(r"https?://[^/\s]", re.IGNORECASE)
ADDRESS = "%/:?#[]@!$&'()*+,;=~-._"


def clean(text: str) -> str:
    """Return text on one line with every invisible or controlling character shown as an escape.

    Line breaks and tabs become spaces. The two joiners that several scripts need inside words stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(char) for char in text)


def _shown(char: str) -> str:
    if char in "\n\r\t":
        return " "
    if char in JOINERS or unicodedata.category(char) not in HIDDEN:
        return char
    point = ord(char)
    return f"\\x{point:02x}" if point <= ONE_BYTE else f"\\u{point:04x}"


def web_address(text: str) -> str:
    """Return an address that may be made a link: http or https, with a host, and with nothing in it that
    could end it or run; empty when it is anything else.
    """
    from urllib.parse import quote

    return quote(text, safe=ADDRESS, errors="replace") if WEB.match(text) else ""


def width(text: str) -> int:
    """Return how many terminal columns a clean text takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char) or char in JOINERS:
        return 0
    return 2 if unicodedata.east_asian_width(char) in WIDE else 1


def wrap(text: str, columns: int) -> list[str]:
    """Break text at spaces into lines of at most `columns`; addresses are never broken, so they stay
    whole when copied; other words are only broken when longer than a line.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word, max(columns, 1)):
            joined = f"{line} {piece}" if line else piece
            if line and width(joined) > columns:
                lines.append(line)
                line = piece
            else:
                line = joined
    return [*lines, line] if line else lines


def _pieces(word: str, columns: int) -> list[str]:
    if "://" in word or width(word) <= columns:
        return [word]
    pieces, piece, taken = [], "", 0
    for char in word:
        size = _columns(char)
        if piece and taken + size > columns:
            pieces.append(piece)
            piece, taken = "", 0
        piece, taken = piece + char, taken + size
    return [*pieces, piece]
