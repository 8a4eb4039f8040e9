"""A CV from the bytes of a file, or a folder of LinkedIn's export, whatever its form.

What it holds of names, addresses and numbers is never repeated in a message: a refusal names the file
and what is the matter with it.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from casemgr_cli.catalog.cv.dates import Dates
from casemgr_cli.catalog.cv.extract import LONGEST_TABLE, MOST_TEXT, TABLES
from casemgr_cli.catalog.cv.forms import read_json, read_tables
from casemgr_cli.catalog.cv.lines import read_lines
from casemgr_cli.errors import FileFailure, UsageFailure
from casemgr_cli.text import brief_path

if TYPE_CHECKING:
    from casemgr_cli.domain.cv import Cv, CvRules

SLUG = "resume_file"
_LARGEST = 10 << 20
# The process is held to little more than a second of work; this is for one that waits, and for Windows.
_WAIT = 2 if sys.platform == "win32" else 10
_SECOND_LOOK = 1024
_LIBRARIES = {"pdf": "pypdf", "docx": "docx"}
_PACKAGES = ("pypdf", "python-docx")
_HINT = "Name a file that holds the résumé alone, as PDF, Word (.docx), plain text or JSON Resume."
_OTHERS = {
    b"\xd0\xcf\x11\xe0": "it is a file of Word before 2007.",
    b"{\\rtf": "it is rich text.",
    b"<": "it is a web page or XML.",
    b"\x89PNG": "it is a picture.",
    b"\xff\xd8": "it is a picture.",
}
WHY = {
    "locked": "it is locked with a password.",
    "pages": "it has more pages than any résumé.",
    "long": "it is longer than any résumé.",
    "scan": "it holds no text, only pictures, as a scanned page does.",
    "script": "it holds a script that would run on opening.",
    "macro": "it holds a macro.",
    "link": "it would fetch a part of itself from elsewhere.",
    "entity": "it is not a plain Word file.",
    "bomb": "it would unpack to far more than a résumé.",
    "archive": "it holds neither a Word file nor LinkedIn's Positions.csv or Education.csv.",
    "heavy": "it takes more memory or time than any résumé.",
    "broken": "it cannot be read: it may be damaged.",
    "binary": "it is not text.",
    "empty": "it is empty.",
    "no_parts": "it holds none of the parts of a résumé, such as work and education.",
}


def read_cv(source: str, data: bytes, rules: CvRules) -> Cv:
    """Read a CV from what a file holds.

    Raises:
        FileFailure: a library for its form is not installed.
        UsageFailure: it is no CV, or one that we do not read; the message says why.
    """
    dates = Dates(rules)
    if len(data) > _LARGEST:
        _refuse(source, "long")
    for start, problem in _OTHERS.items():
        if data.lstrip()[: len(start)] == start:
            _refuse(source, problem)
    if b"%PDF-" in data[:_SECOND_LOOK]:
        return read_lines(_apart(source, data, "pdf")["lines"], rules, dates)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        found = _apart(source, data, "docx" if b"word/" in data else "zip")
        return (
            read_lines(found["lines"], rules, dates)
            if "lines" in found
            else _tables(source, found["tables"], dates)
        )
    return _text(source, _decoded(source, data), rules, dates)


def read_folder(folder: Path, rules: CvRules) -> Cv:
    """Read a CV from the folder that LinkedIn's export unpacks to.

    Raises:
        FileFailure: a table cannot be read.
        UsageFailure: there is none of the tables.
    """
    named = {path.name.lower(): path for path in folder.iterdir()}
    tables = {}
    for name in (name for name in TABLES if name in named):
        with named[name].open("rb") as handle:
            tables[name] = _decoded(name, handle.read(LONGEST_TABLE))
    if not tables:
        _refuse(str(folder), "archive")
    return _tables(str(folder), tables, Dates(rules))


def _tables(source: str, tables: dict[str, str], dates: Dates) -> Cv:
    try:
        return read_tables(tables, dates) or _refuse(source, "no_parts")
    except csv.Error:
        _refuse(source, "broken")


def _text(source: str, text: str, rules: CvRules, dates: Dates) -> Cv:
    """Read plain text: JSON, one of LinkedIn's tables, or lines."""
    if not text.strip():
        _refuse(source, "empty")
    name = Path(source).name.lower()
    if name in TABLES:
        return _tables(source, {name: text}, dates)
    if len(text) > (LONGEST_TABLE if text.lstrip()[0] in "{[" else MOST_TEXT):
        _refuse(source, "long")
    if text.lstrip()[0] not in "{[":
        return read_lines(text.splitlines(), rules, dates)
    try:
        return read_json(text, dates) or _refuse(source, "no_parts")
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        _refuse(source, f"{place}: this is not JSON: {error.msg}.")
    except (RecursionError, ValueError):
        _refuse(source, "broken")


def _decoded(source: str, data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        _refuse(source, "binary")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _apart(source: str, data: bytes, form: str) -> dict[str, Any]:
    """Return what a process of its own finds in a file."""
    library = _LIBRARIES.get(form)
    if library and find_spec(library) is None:
        raise FileFailure(
            f"To read {brief_path(source)}, a library is needed that is not installed.",
            hint=f"Run: {_install_command()}. Or save the résumé as plain text, and name that file.",
            slug="missing_extra",
        )
    command = [sys.executable, "-m", "casemgr_cli.catalog.cv.extract", form]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_WAIT, check=False)  # noqa: S603
        found: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        _refuse(source, "heavy")
    return _refuse(source, found["refused"]) if "refused" in found else found


def _install_command() -> str:
    """Return the command that adds the libraries to where this program is installed."""
    where = Path(sys.prefix).as_posix()
    packages = " ".join(_PACKAGES)
    if "/pipx/" in where:
        return f"pipx inject casemgr {packages}"
    if "/uv/tools/" in where:
        return f"uv tool install casemgr {' '.join(f'--with {name}' for name in _PACKAGES)}"
    if find_spec("pip") is None:
        tool = "uv pip install --python" if shutil.which("uv") else "python3 -m pip --python"
        return f"{tool} {sys.executable} {packages if 'uv' in tool else f'install {packages}'}"
    return f"{sys.executable} -m pip install {packages}"


def _refuse(source: str, why: str) -> NoReturn:
    raise UsageFailure(f"{brief_path(source)}: {WHY.get(why, why)}", hint=_HINT, slug=SLUG)
