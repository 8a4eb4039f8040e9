"""A CV from the bytes of a file, or a folder of LinkedIn's export, whatever its form.

What it holds of names, addresses and numbers is never repeated: a refusal says what is the matter with it.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casemgr_cli.catalog.cv.dates import Dates
from casemgr_cli.catalog.cv.extract import LONGEST_TABLE, MOST_TEXT, TABLES
from casemgr_cli.catalog.cv.forms import read_json, read_tables
from casemgr_cli.catalog.cv.lines import read_lines
from casemgr_cli.errors import UsageFailure, missing_extra

if TYPE_CHECKING:
    from casemgr_cli.domain.cv import Cv, CvRules

_LARGEST = 10 << 20
# The process is held to a second of work; this is for one that waits, and for Windows.
WAIT = 2 if sys.platform == "win32" else 10
_SECOND_LOOK = 1024
_LIBRARIES = {"pdf": "pypdf", "docx": "docx"}
_OTHERS = {
    b"\xd0\xcf\x11\xe0": "old_word",
    b"{\\rtf": "rich_text",
    b"<": "web_page",
    b"\x89PNG": "picture",
    b"\xff\xd8": "picture",
}


class RefusedError(UsageFailure):
    """A file that is no CV, or one that is not read: `why`, and at which `place` if there is one."""

    def __init__(self, why: str, place: str = "") -> None:
        """Keep why it is refused, one of `cv.refused` in the messages."""
        super().__init__(why, slug="resume_file")
        self.why, self.place = why, place


def read_cv(name: str, data: bytes, rules: CvRules) -> Cv:
    """Read a CV from what a file of some name holds.

    Raises:
        FileFailure: a library for its form is not installed.
        RefusedError: it is no CV, or one that we do not read.
    """
    others = (why for start, why in _OTHERS.items() if data.lstrip().startswith(start))
    if why := "long" if len(data) > _LARGEST else next(others, ""):
        raise RefusedError(why)
    if b"%PDF-" in data[:_SECOND_LOOK]:
        return _read(apart(data, "pdf"), rules)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _read(apart(data, "docx" if b"word/" in data else "zip"), rules)
    text, table = _decoded(data), Path(name).name.lower()
    form = "json" if text.lstrip()[:1] in ("{", "[") else "lines"
    if not text.strip():
        raise RefusedError("empty")
    if table in TABLES:
        return _read({"tables": {table: text}}, rules)
    if len(text) > (LONGEST_TABLE if form == "json" else MOST_TEXT):
        raise RefusedError("long")
    return _read({form: text if form == "json" else text.splitlines()}, rules)


def read_folder(folder: Path, rules: CvRules) -> Cv:
    """Read a CV from the folder that LinkedIn's export unpacks to.

    Raises:
        FileFailure: a table cannot be read.
        RefusedError: there is none of the tables.
    """
    named = {path.name.lower(): path for path in folder.iterdir()}
    tables = {}
    for name in (name for name in TABLES if name in named):
        with named[name].open("rb") as handle:
            tables[name] = _decoded(handle.read(LONGEST_TABLE))
    if not tables:
        raise RefusedError("archive")
    return _read({"tables": tables}, rules)


def _read(found: dict[str, Any], rules: CvRules) -> Cv:
    """Return the CV that lines, tables or JSON hold."""
    dates = Dates(rules)
    try:
        if "lines" in found:
            return read_lines(found["lines"], rules, dates)
        cv = read_json(found["json"], dates) if "json" in found else read_tables(found["tables"], dates)
    except json.JSONDecodeError as error:
        raise RefusedError("not_json", f"{error.lineno}:{error.colno}") from error
    except (RecursionError, ValueError, csv.Error) as error:
        raise RefusedError("broken") from error
    if cv is None:
        raise RefusedError("no_parts")
    return cv


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise RefusedError("binary")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def apart(data: bytes, form: str) -> dict[str, Any]:
    """Return what a process of its own finds in a file.

    Raises:
        FileFailure: a library for its form is not installed.
        RefusedError: the process refuses the file, or has not come to an end in time.
    """
    if form in _LIBRARIES and find_spec(_LIBRARIES[form]) is None:
        raise missing_extra("To read this résumé", "pypdf", "python-docx")
    command = [sys.executable, "-m", "casemgr_cli.catalog.cv.extract", form]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=WAIT, check=False)  # noqa: S603
        found: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise RefusedError("heavy") from error
    if "refused" in found:
        raise RefusedError(found["refused"])
    return found
