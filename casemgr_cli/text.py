"""Text from data and people: made safe to show, folded for comparing, measured for a terminal.

One rule of safety holds everywhere: what is invisible, or could move a cursor or turn the writing, is shown
as its code. The two joiners that several scripts need inside a word stay.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
_LONGEST = 60
_WEB = re.compile(r"https?://[^/\s]", re.IGNORECASE)
_ADDRESS = "%/:?#[]@!$&'()*+,;=~-._"
# Zero-width characters that Persian, Indic and other scripts need inside a word; they stand behind a letter.
_JOINERS = "\u200c\u200d"
_JOINED = re.compile(rf"(?<=[^\x00-\x7f\s{_JOINERS}])[{_JOINERS}]")
_SPACES = str.maketrans("\n\r\t", "   ")
_DROPPED = str.maketrans("", "", ".'\u2019")
_BETWEEN = re.compile(r"[\W_]+")


def named(text: str) -> str:
    """Return a name that somebody typed or a file has, safe to show on one line and with nothing left out."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        c if c in _JOINERS or unicodedata.category(c) not in _HIDDEN else c.encode("unicode_escape").decode()
        for c in text
    )


def clean(text: str) -> str:
    """Return text on one line, safe to show; line breaks and tabs become spaces."""
    return named(text.translate(_SPACES))


def escaped(text: str) -> str:
    """Return text safe to show, with its line breaks."""
    return "\n".join(map(named, text.split("\n")))


def brief(text: str) -> str:
    """Return text cut to 60 characters, safe to show on one line and with nothing left out."""
    return named(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def brief_path(path: str) -> str:
    """Return a path like `brief` does, but keep its end, which tells one file from another."""
    return brief(path if len(path) <= _LONGEST else f"…{path[1 - _LONGEST :]}")


def place(file: str, line: int) -> str:
    """Return where in a file something stands, in words; without the line where that is 0."""
    return f"{brief_path(file)}, line {line}" if line else brief_path(file)


def quoted(text: str) -> str:
    """Return text as `brief` does, in double quotes."""
    return f'"{brief(text)}"'


def is_plain(text: str) -> bool:
    """Whether a name can be kept and shown: no control characters, no joiner that no script needs."""
    return text.isprintable() or _JOINED.sub("", text).isprintable()


def web_address(text: str) -> str:
    """Return an address that may be made a link: http or https, with a host, and with nothing in it that
    could end it or run; empty when it is anything else.
    """
    from urllib.parse import quote

    return quote(text, safe=_ADDRESS, errors="replace") if _WEB.match(text) else ""


def folded(text: str) -> str:
    """Return text as bare words: no case, accents, dots or apostrophes, single spaces for the rest."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _BETWEEN.sub(" ", text.casefold().translate(_DROPPED)).strip()


def width(text: str) -> int:
    """Return how many terminal columns a clean text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def wrap(text: str, columns: int) -> list[str]:
    """Break text at spaces into lines of at most `columns`; addresses are never broken, so they stay
    whole when copied; other words are only broken when longer than a line, if they can at a hyphen.
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


def windows(lines: list[str], room: int) -> Iterator[list[str]]:
    """Yield lines in windows of at most `room`. A heading goes to the next one with what follows it, so
    a window ends before a part that would only begin in its last two lines.
    """
    rest = lines
    while len(rest) > room:
        end = max((at for at in range(max(room - 3, 1), room) if not rest[at].strip()), default=room)
        yield rest[:end]
        rest = rest[end:]
        while rest and not rest[0].strip():
            rest = rest[1:]
    yield rest


def _columns(char: str) -> int:
    from wcwidth import wcwidth

    return max(wcwidth(char), 0)


def _pieces(word: str, columns: int) -> list[str]:
    if "://" in word or width(word) <= columns:
        return [word]
    pieces, piece, taken = [], "", 0
    for char in word:
        size = _columns(char)
        if piece and taken + size > columns:
            cut = piece.rfind("-", 1) + 1 or len(piece)
            pieces.append(piece[:cut])
            piece = piece[cut:]
            taken = width(piece)
        piece, taken = piece + char, taken + size
    return [*pieces, piece]
