"""Text files from elsewhere as lines and rows of cells, whatever is in them.

A line without end, a quote that nobody closes or bytes that are no text spoil one row, never the rows after
it and never the memory of the computer.
"""

import csv
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import deque
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from itertools import count
from typing import BinaryIO

from msgspec import Struct

from casemgr_cli.desk.roster import Why
from casemgr_cli.errors import UsageFailure, missing_extra

# Bytes of a file, characters of a line, and lines of a row: far more than an honest list has.
MOST = 64_000_000
_LONGEST_LINE = 20_000
_TALLEST_ROW = 10
# Bytes by which the encoding is told.
_SAMPLE = 1 << 20
_UTF16 = "utf-16"
_MARKS = {BOM_UTF8: "utf-8-sig", BOM_UTF16_LE: _UTF16, BOM_UTF16_BE: _UTF16}
_UNCLOSED = "unexpected end of data"
DAMAGE = "\ufffd"
_OF_EXCEL = ("cp1252", "mac_roman")


def limited(stream: BinaryIO) -> bytes:
    """Return what stands in a file.

    Raises:
        UsageFailure: it is larger than any list of students.
    """
    content = stream.read(MOST + 1)
    if len(content) > MOST:
        raise UsageFailure(
            f"The file is larger than {MOST // 1_000_000} MB, so it is no list of students.",
            hint="Export the students alone.",
            slug="too_large",
        )
    return content


class TextLine(Struct, frozen=True):
    """A line, counted from 1; None in place of its text when it is too long."""

    number: int
    text: str | None


class CsvRow(Struct, frozen=True):
    """A row: the line it begins on, and its cells, or why there are none."""

    line: int
    cells: tuple[str, ...] = ()
    why: Why | None = None


class Lines:
    """The lines of a file, which can be handed back to be read again."""

    def __init__(self, content: bytes, encoding: str | None) -> None:
        """Read what stands in a file. Without an encoding it is found out from how that begins."""
        self.encoding = _encoding_of(content[:_SAMPLE]) if encoding in (None, _UTF16) else encoding
        if encoding == _UTF16 != self.encoding:  # without a mark, it is what Windows writes
            self.encoding = "utf-16-le"
        self._fresh = _lines(content, self.encoding)
        self._back: deque[TextLine] = deque()

    def take(self) -> TextLine | None:
        """Return the next line, or None at the end."""
        return self._back.popleft() if self._back else next(self._fresh, None)

    def hand_back(self, lines: list[TextLine]) -> None:
        """Let these lines be the next ones again."""
        self._back.extendleft(reversed(lines))


def records(lines: Lines, delimiter: str) -> Iterator[CsvRow]:
    """Yield the rows of a file; empty lines are none."""
    while (line := lines.take()) is not None:
        if line.text is None:
            yield CsvRow(line.number, why="long_line")
        elif line.text.strip():
            yield _record(line.number, line.text, lines, delimiter)


def cells_of(texts: list[str], delimiter: str) -> tuple[str, ...]:
    """Return the cells of one row.

    Raises:
        csv.Error: its quotes do not fit, or its last one is not closed.
    """
    return tuple(next(csv.reader([f"{text}\n" for text in texts], delimiter=delimiter, strict=True)))


def _record(number: int, text: str, lines: Lines, delimiter: str) -> CsvRow:
    texts, more = [text], list[TextLine]()
    while True:
        try:
            return CsvRow(number, cells_of(texts, delimiter))
        except csv.Error as error:
            line = lines.take() if _UNCLOSED in str(error) and len(texts) < _TALLEST_ROW else None
        more += [line] if line else []
        if line is None or line.text is None:
            lines.hand_back(more)
            return CsvRow(number, why="quotes")
        texts.append(line.text)


def _lines(content: bytes, encoding: str) -> Iterator[TextLine]:
    stream = TextIOWrapper(BytesIO(content), encoding, errors="replace")
    for number in count(1):
        line = rest = stream.readline(_LONGEST_LINE + 1)
        if not line:
            return
        while rest and not rest.endswith("\n"):  # what is too much is read and forgotten
            rest = stream.readline(_LONGEST_LINE)
        text = line.removesuffix("\n")
        yield TextLine(number, None if len(text) > _LONGEST_LINE else text)


def _encoding_of(content: bytes) -> str:
    """Return the encoding that a file is in, by how it begins.

    A mark at its beginning says so. Otherwise it is UTF-8, unless more of it is damaged that way than makes
    sense; then it is what Excel writes, on Windows or on a Mac, whichever makes words of it.
    """
    marked = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "")
    text = content.decode(errors="replace")
    damaged = text.count(DAMAGE)
    if marked or damaged <= sum(char > "\x7f" for char in text) - damaged:
        return marked or "utf-8"
    try:
        from charset_normalizer import from_bytes
    except ImportError as error:
        raise missing_extra("To find out how this file is written", "charset-normalizer") from error
    found = from_bytes(content, cp_isolation=list(_OF_EXCEL)).best()
    return found.encoding if found else "utf-8"
