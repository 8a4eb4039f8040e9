"""A CV from the bytes of a file, or a folder of LinkedIn's export, whatever its form.

JSON Resume of any age, LinkedIn's JSON and the tables of its export become parts with records, under any of
the known names. What is of another shape than expected is read as far as it goes; keys that nobody knows are
left alone. What a CV holds of names, addresses and numbers is never repeated.
"""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from casemgr_cli.catalog.cv_lines import Dates, read_lines
from casemgr_cli.catalog.cv_text import LONGEST_TABLE, MOST_TEXT, TABLES, RefusedError, refuse
from casemgr_cli.domain.cv import Cv, CvRules, Entry, Kind, Period
from casemgr_cli.domain.kinds import spaced
from casemgr_cli.errors import missing_extra

_LARGEST = 10 << 20
# The process is held to a second of work; this is for one that waits, and for Windows.
_WAIT = 2 if sys.platform == "win32" else 10
_SECOND_LOOK = 1024
_LIBRARIES = {"pdf": "pypdf", "docx": "docx"}
_OTHERS = {
    b"\xd0\xcf\x11\xe0": "old_word",
    b"{\\rtf": "rich_text",
    b"<": "web_page",
    b"\x89PNG": "picture",
    b"\xff\xd8": "picture",
}
# The names that a part or a piece of an entry goes by, without case, spaces and signs.
_PARTS: dict[Kind, str] = {
    "work": "work positions position experience experiences employment workexperience",
    "unpaid": "volunteer volunteering volunteerexperience volunteerexperiences",
    "study": "education educations schools",
    "credential": "certificates certifications certificate licenses licensesandcertifications",
}
_SCHOOL = "institution schoolname school"
_SAID = "summary description highlights location activities responsibilities"
# What makes up an entry's title, its employer or school, and the rest of it.
_MADE = {
    "work": ("position title role jobtitle", "name company companyname organization employer entity", _SAID),
    "study": ("studytype degreename degree|area fieldofstudy field notes", _SCHOOL, "score gpa"),
    "credential": ("name title", "", "issuer authority organization state status"),
}
_START = "startdate startedon start from datefrom date"
_END = "enddate finishedon end to dateto expirationdate expires"
_SPAN = "dates period timeperiod daterange"
_BASICS, _LABEL = "basics profile", "label headline"
_PLACE = "address postalcode city geolocation geolocationname locationname"
_PRIVATE = f"name firstname lastname maidenname email phone url website zipcode profiles {_PLACE}"
_TRAILING = re.compile(r'"(?:\\.|[^"\\])*"|,(?=\s*[}\]])', re.DOTALL)
# More than any CV has; what comes after is not read.
_MOST_ENTRIES, _MOST_LINES, _LONGEST_TEXT = 200, 100, 2_000

_Record = dict[str, Any]


def read_cv(name: str, data: bytes, rules: CvRules) -> Cv:
    """Read a CV from what a file of some name holds."""
    refuse("long", len(data) > _LARGEST)
    for start, why in _OTHERS.items():
        refuse(why, data.lstrip().startswith(start))
    if b"%PDF-" in data[:_SECOND_LOOK]:
        return _read(_apart(data, "pdf"), rules)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _read(_apart(data, "docx" if b"word/" in data else "zip"), rules)
    text, table = _decoded(data), Path(name).name.lower()
    refuse("empty", not text.strip())
    if table in TABLES:
        return _read({"tables": {table: text}}, rules)
    is_json = text.lstrip()[:1] in ("{", "[")
    refuse("long", len(text) > (LONGEST_TABLE if is_json else MOST_TEXT))
    return _read({"json": text} if is_json else {"lines": text.splitlines()}, rules)


def read_folder(folder: Path, rules: CvRules) -> Cv:
    """Read a CV from the folder that LinkedIn's export unpacks to."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for path in folder.iterdir():
            if path.name.lower() in TABLES:
                archive.write(path, path.name)
    return read_cv(folder.name, packed.getvalue(), rules)


def _apart(data: bytes, form: str) -> dict[str, Any]:
    """Return what a process of its own finds in a file.

    Raises:
        FileFailure: a library for its form is not installed.
        RefusedError: the process refuses the file, or has not come to an end in time.
    """
    if form in _LIBRARIES and find_spec(_LIBRARIES[form]) is None:
        raise missing_extra("To read this résumé", "pypdf", "python-docx")
    command = [sys.executable, "-m", "casemgr_cli.catalog.cv_text", form]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_WAIT, check=False)  # noqa: S603
        found: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise RefusedError("heavy") from error
    refuse(found.get("refused", ""), "refused" in found)
    return found


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    refuse("binary", b"\0" in data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _read(found: dict[str, Any], rules: CvRules) -> Cv:
    """Return the CV that lines, tables or JSON, commas too many or not, hold."""
    dates = Dates(rules)
    if "lines" in found:
        return read_lines(found["lines"], rules, dates)
    try:
        if "json" in found:
            raw = json.loads(_TRAILING.sub(lambda each: "" if each[0] == "," else each[0], found["json"]))
        else:
            rows = {name: csv.DictReader(StringIO(text)) for name, text in found["tables"].items()}
            raw = {name.removesuffix(".csv"): list(table) for name, table in rows.items()}
        return _cv(_keyed(raw) if isinstance(raw, dict) else {}, dates)
    except json.JSONDecodeError as error:
        raise RefusedError("not_json", f"{error.lineno}:{error.colno}") from error
    except (RecursionError, ValueError, csv.Error) as error:
        raise RefusedError("broken") from error


def _keyed(record: Mapping[Any, Any]) -> _Record:
    return {spaced(str(key)).replace(" ", ""): value for key, value in record.items() if key}


def _cv(parts: _Record, dates: Dates) -> Cv:
    basics = next((_records(parts[name]) for name in _BASICS.split() if name in parts), [])
    known = {name for names in _PARTS.values() for name in names.split()}
    refuse("no_parts", not (basics or parts.keys() & known))
    about = basics[0] if basics else parts
    where = {**about, **next(iter(_records(about.get("location"))), {})}
    place = ", ".join(filter(None, (_text(where, name) for name in (*_PLACE.split(), "region state"))))
    told = " ".join(text for name in _PRIVATE.split() for text in _texts(where.get(name)))
    private = frozenset(word for word in spaced(told).split() if word[1:])
    entries = [*_claims(about), *(each for kind in _PARTS for each in _entries(kind, parts, dates))]
    return Cv(tuple(entries[:_MOST_ENTRIES]), _text(where, "countrycode country"), place, private)


def _claims(about: _Record) -> Iterator[Entry]:
    """Yield the line under the name, what stands behind the name, and what somebody says of themselves."""
    behind = " ".join(_text(about, name).partition(",")[2] for name in ("name", "lastname")).strip()
    for where, title in (("basics.label", _text(about, _LABEL)), ("basics.name", behind)):
        if title:
            yield Entry("claim", where, title)
    if summary := _text(about, "summary"):
        yield Entry("about", "basics.summary", "", lines=tuple(summary.splitlines()))


def _entries(kind: Kind, parts: _Record, dates: Dates) -> Iterator[Entry]:
    titles, employer, rest = _MADE.get(kind, _MADE["work"])
    for name in _PARTS[kind].split():
        for number, record in enumerate(_records(parts.get(name))):
            period = _period(record, dates)
            title = ", ".join(filter(None, (_text(record, each) for each in titles.split("|"))))
            texts = [text for names in rest.split() for text in _texts(record.get(names))]
            said = [line for text in texts for line in text.splitlines() if line.strip()]
            # The second date of a credential is one that a line of text would say it expires on.
            lines = (*said[:_MOST_LINES], *(["expires"] if kind == "credential" and period.end else []))
            yield Entry(kind, f"{name}[{number}]", title, _text(record, employer), lines, period)


def _period(record: _Record, dates: Dates) -> Period:
    """Return from when to when an entry goes."""
    span: _Record = next((record[name] for name in _SPAN.split() if isinstance(record.get(name), dict)), {})
    first, last = (_date({**record, **_keyed(span)}, names) for names in (_START, _END))
    said = " - ".join(filter(None, (first, last)))
    period, rest = dates.find(said)
    if not period.odd and (not period.text or re.search(r"\w", rest)):
        return Period(odd=bool(said))
    return period if last or period.odd else Period(period.end, text=said)


def _date(record: _Record, names: str) -> str:
    """Return a date as text, one in parts as LinkedIn writes it too."""
    raw = next((record[name] for name in names.split() if record.get(name)), "")
    if isinstance(raw, dict):
        parts = (str(raw.get(part, "")) for part in ("year", "month", "day"))
        raw = "-".join(part.zfill(2) for part in parts if part.isdecimal())
    return " ".join(_texts(raw)).strip()


def _records(raw: object) -> list[_Record]:
    """Return what should be a list of objects as one, whatever it is."""
    if isinstance(raw, dict):
        if lists := [raw[name] for name in ("values", "elements") if isinstance(raw.get(name), list)]:
            return _records(lists[0])
        inner = [_keyed(each) for each in raw.values() if isinstance(each, dict)]
        return inner if inner and len(inner) == len(raw) else [_keyed(raw)]
    if isinstance(raw, list):
        return [_keyed(each) if isinstance(each, dict) else {"name": each} for each in raw]
    return [] if raw in (None, "") else [{"name": raw, "address": raw, "said": raw}]


def _text(record: _Record, names: str) -> str:
    """Return what stands under the first of the names that holds anything."""
    said = (" ".join(_texts(record.get(name))).strip() for name in names.split())
    return next(filter(None, said), "")


def _texts(raw: object) -> list[str]:
    """Return every text inside of a value."""
    if isinstance(raw, list | dict):
        inner = raw.values() if isinstance(raw, dict) else raw
        return [text for each in inner for text in _texts(each)]
    is_text = isinstance(raw, str | int | float) and not isinstance(raw, bool)
    return [str(raw)[:_LONGEST_TEXT]] if is_text else []
