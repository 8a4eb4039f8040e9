"""The text in a PDF, a Word file or LinkedIn's archive, by a process of its own with little time and memory.

It gets the file on its standard input, and answers on its standard output in JSON: `lines`, or `tables` by
name, or why it is `refused`. It fetches nothing, runs nothing, and opens nothing that a file holds inside.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEMORY, _SECONDS = 200 << 20, 1.3
_MOST_PAGES, _MOST_PARTS, _MOST_UNPACKED, MOST_TEXT = 40, 2_000, 20 << 20, 100_000
LONGEST_TABLE = 1 << 20
TABLES = ("positions.csv", "education.csv", "certifications.csv", "profile.csv", "volunteering.csv")
_ACTIVE = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LINKED = re.compile(rb'<Relationship\b(?=[^>]*TargetMode="External")(?![^>]*/hyperlink")[^>]*>')
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
# In a cell with more paragraphs than these, a part of the page stands, not a line of a table.
_LONG_CELL = 3


class _RefusedError(Exception):
    """The file is not read; the one argument says why, as a slug."""


def limit() -> None:
    """Take no more memory and time than a CV needs, where the system can hold a process to it."""
    try:
        import resource
    except ImportError:  # Windows: whoever started this counts the time
        return
    signal.setitimer(signal.ITIMER_PROF, _SECONDS)  # nothing catches its signal, so the process ends
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def pdf_lines(data: bytes) -> list[str]:
    """Return the lines of a PDF, a blank one between pages."""
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise _RefusedError("locked")
    if len(reader.pages) > _MOST_PAGES:
        raise _RefusedError("pages")
    _refuse_active(reader.trailer["/Root"])
    lines: list[str] = []
    for page in reader.pages:
        _refuse_active(page)
        lines += [*page.extract_text().splitlines(), ""]
        if sum(map(len, lines)) > MOST_TEXT:
            raise _RefusedError("long")
    if not any(line.strip() for line in lines):
        raise _RefusedError("scan")
    return lines


def _refuse_active(node: Any) -> None:  # noqa: ANN401 - pypdf's own objects
    """Refuse what would run or send something when the file or a page is opened."""
    for key in ("/OpenAction", "/AA", "/Names"):
        raw = node.get(key)
        if raw is not None and any(word in str(raw.get_object()) for word in _ACTIVE):
            raise _RefusedError("script")


def archive(data: bytes) -> dict[str, Any]:
    """Return what a zip file holds: a Word file's lines, or the tables of LinkedIn's export."""
    with ZipFile(BytesIO(data)) as packed:
        parts = packed.infolist()
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
            raise _RefusedError("bomb")
        if any(part.flag_bits & 1 for part in parts):
            raise _RefusedError("locked")
        if "word/document.xml" in packed.namelist():
            return {"lines": _docx_lines(data, packed)}
        named = {part.filename.rpartition("/")[2].lower(): part for part in parts}
        tables = {name: _table(packed.read(named[name])) for name in TABLES if name in named}
        if not tables:
            raise _RefusedError("archive")
        return {"tables": tables}


def _table(data: bytes) -> str:
    if len(data) > LONGEST_TABLE:
        raise _RefusedError("long")
    return data.decode("utf-8-sig", errors="replace")


def _docx_lines(data: bytes, packed: ZipFile) -> list[str]:
    """Return the lines of a Word file: its head, its paragraphs, boxes and tables in order."""
    names = packed.namelist()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _RefusedError("macro")
    for name in names:
        if name.endswith(".rels") and _LINKED.search(packed.read(name)):
            raise _RefusedError("link")
        if name.endswith(".xml") and _ENTITIES.search(packed.read(name)):
            raise _RefusedError("entity")
    from docx import Document

    document = Document(BytesIO(data))
    heads = [line for section in document.sections for line in _paragraphs(section.header._element)]  # noqa: SLF001
    lines = [*dict.fromkeys(heads), *_paragraphs(document.element.body)]
    if sum(map(len, lines)) > MOST_TEXT:
        raise _RefusedError("long")
    if not any(line.strip() for line in lines):
        raise _RefusedError("scan")
    return lines


def _paragraphs(root: Any) -> Iterator[str]:  # noqa: ANN401 - lxml brings no types
    """Yield the text of each paragraph; rows of tables and long cells stand apart."""
    for node in root.iter(f"{WORD}tr", f"{WORD}tc", f"{WORD}p"):
        if next(node.iterancestors(_FALLBACK), None) is not None:
            continue
        if node.tag == f"{WORD}tr" or (
            node.tag == f"{WORD}tc" and len(node.findall(f"{WORD}p")) > _LONG_CELL
        ):
            yield ""
        elif node.tag == f"{WORD}p":
            yield from _text(node).split("\n")


def _text(paragraph: Any) -> str:  # noqa: ANN401 - lxml brings no types
    """Return the text of a paragraph without its boxes, with a bullet if it is an item of a list."""
    pieces = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n"}
    said = "".join(
        pieces.get(node.tag, node.text or "")
        for node in paragraph.iter(f"{WORD}t", *pieces)
        if next(node.iterancestors(f"{WORD}p")) is paragraph
    )
    style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
    listed = paragraph.find(f"{WORD}pPr/{WORD}numPr") is not None
    listed = listed or (style is not None and style.get(f"{WORD}val", "").startswith("List"))
    return f"• {said}" if listed and said.strip() else said


def main() -> None:
    """Read one file from standard input."""
    limit()
    data = sys.stdin.buffer.read()
    try:
        found = {"lines": pdf_lines(data)} if sys.argv[1] == "pdf" else archive(data)
    except _RefusedError as refused:
        found = {"refused": refused.args[0]}
    except MemoryError:
        found = {"refused": "heavy"}
    except (RecursionError, BadZipFile):
        found = {"refused": "broken"}
    except Exception:  # noqa: BLE001 - whatever a library makes of a broken file
        found = {"refused": "broken"}
    os.write(1, json.dumps(found).encode())


if __name__ == "__main__":
    main()
