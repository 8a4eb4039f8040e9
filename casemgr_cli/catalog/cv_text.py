"""The text in a PDF, a Word file or LinkedIn's archive, by a process of its own with little time and memory.

It gets the file on its standard input, and answers on its standard output in JSON: `lines`, or `tables` by
name, or why it is `refused`. It fetches nothing, runs nothing, and opens nothing that a file holds inside.
"""

import json
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from casemgr_cli.errors import UsageFailure

_MEMORY, _SECONDS = 200 << 20, 1.0
_MOST_PAGES, _MOST_PARTS, _MOST_UNPACKED, MOST_TEXT = 40, 2_000, 20 << 20, 60_000
LONGEST_TABLE = 1 << 20
TABLES = ("positions.csv", "education.csv", "certifications.csv", "profile.csv", "volunteering.csv")
_ACTIVE = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LINKED = re.compile(rb'<Relationship\b(?=[^>]*TargetMode="External")(?![^>]*/hyperlink")[^>]*>')
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_SIGNS = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n"}
# In a cell with more paragraphs than these, a part of the page stands, not a line of a table.
_LONG_CELL = 3


class RefusedError(UsageFailure):
    """A file that is no CV, or one that is not read: `why`, and at which `place` if there is one."""

    def __init__(self, why: str, place: str = "") -> None:
        """Keep why it is refused, one of `cv.refused` in the messages."""
        super().__init__(why, slug="resume_file")
        self.why, self.place = why, place


def refuse(why: str, applies: object) -> None:
    """Refuse a file if something applies."""
    if applies:
        raise RefusedError(why)


def limit() -> None:
    """Take no more memory and time than a CV needs, where the system can hold a process to it."""
    try:
        import resource
    except ImportError:  # Windows: whoever started this counts the time
        return
    signal.setitimer(signal.ITIMER_PROF, _SECONDS)  # nothing catches its signal, so the process ends
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def text_of(data: bytes, form: str) -> dict[str, Any]:
    """Return what a PDF or a zip file holds: `lines`, or the `tables` of LinkedIn's export."""
    if form != "pdf":
        return _archive(data)
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data))
    refuse("locked", reader.is_encrypted and not reader.decrypt(""))
    refuse("pages", len(reader.pages) > _MOST_PAGES)
    refuse("script", _is_active(reader.trailer["/Root"]))
    lines: list[str] = []
    for page in reader.pages:
        refuse("script", _is_active(page))
        lines += [*page.extract_text().splitlines(), ""]
        refuse("long", sum(map(len, lines)) > MOST_TEXT)
    return {"lines": _written(lines)}


def _written(lines: list[str]) -> list[str]:
    refuse("long", sum(map(len, lines)) > MOST_TEXT)
    refuse("scan", not any(line.strip() for line in lines))
    return lines


def _is_active(node: Any) -> bool:  # noqa: ANN401 - pypdf's own objects
    """Whether something would run or be sent when the file or a page is opened."""
    actions = (node.get(key) for key in ("/OpenAction", "/AA", "/Names"))
    said = " ".join(str(raw.get_object()) for raw in actions if raw is not None)
    return any(word in said for word in _ACTIVE)


def _archive(data: bytes) -> dict[str, Any]:
    with ZipFile(BytesIO(data)) as packed:
        parts = packed.infolist()
        refuse("bomb", len(parts) > _MOST_PARTS or sum(each.file_size for each in parts) > _MOST_UNPACKED)
        refuse("locked", any(part.flag_bits & 1 for part in parts))
        if "word/document.xml" in packed.namelist():
            return {"lines": _written(list(_docx_lines(data, packed)))}
        named = {part.filename.rpartition("/")[2].lower(): part for part in parts}
        tables = {name: packed.read(named[name]) for name in TABLES if name in named}
        refuse("archive", not tables)
        refuse("long", any(len(table) > LONGEST_TABLE for table in tables.values()))
        return {"tables": {name: table.decode("utf-8-sig", "replace") for name, table in tables.items()}}


def _docx_lines(data: bytes, packed: ZipFile) -> Iterator[str]:
    """Yield the lines of a Word file: its heads, its paragraphs, boxes and tables in order."""
    for name in packed.namelist():
        refuse("macro", name.lower().endswith("vbaproject.bin"))
        refuse("link", name.endswith(".rels") and _LINKED.search(packed.read(name)))
        refuse("entity", name.endswith(".xml") and _ENTITIES.search(packed.read(name)))
    from docx import Document

    document = Document(BytesIO(data))
    heads = (section.header._element for section in document.sections)  # noqa: SLF001 - docx has no other way
    yield from dict.fromkeys(line for head in heads for line in _paragraphs(head))
    yield from _paragraphs(document.element.body)


def _paragraphs(root: Any) -> Iterator[str]:  # noqa: ANN401 - lxml brings no types
    """Yield the text of each paragraph; rows of tables and long cells stand apart."""
    for node in root.iter(f"{_WORD}tr", f"{_WORD}tc", f"{_WORD}p"):
        long = node.tag == f"{_WORD}tc" and len(node.findall(f"{_WORD}p")) > _LONG_CELL
        if next(node.iterancestors(_FALLBACK), None) is not None:
            continue
        if node.tag == f"{_WORD}p":
            yield from _text(node).split("\n")
        elif long or node.tag == f"{_WORD}tr":
            yield ""


def _text(paragraph: Any) -> str:  # noqa: ANN401 - lxml brings no types
    """Return the text of a paragraph without its boxes, with a bullet if it is an item of a list."""
    pieces = paragraph.iter(f"{_WORD}t", *_SIGNS)
    own = (each for each in pieces if next(each.iterancestors(f"{_WORD}p")) is paragraph)
    said = "".join(_SIGNS.get(each.tag, each.text or "") for each in own)
    listed = paragraph.xpath('w:pPr[w:numPr or w:pStyle[starts-with(@w:val, "List")]]')
    return f"• {said}" if listed and said.strip() else said


def main() -> None:
    """Read one file from standard input."""
    limit()
    try:
        found = text_of(sys.stdin.buffer.read(), sys.argv[1])
    except RefusedError as refused:
        found = {"refused": refused.why}
    except MemoryError:
        found = {"refused": "heavy"}
    except Exception:  # noqa: BLE001 - whatever a library makes of a broken file
        found = {"refused": "broken"}
    os.write(1, json.dumps(found).encode())


if __name__ == "__main__":
    main()
