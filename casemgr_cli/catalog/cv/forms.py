"""A CV as a form: JSON Resume of any age, LinkedIn's JSON, and the tables of LinkedIn's export.

All of them become parts with records, under whatever of the known names they use. What is of another shape
than expected is read as far as it goes: an object where a list belongs is a list of one, a date may be a
group of numbers. Keys that nobody knows are left alone.
"""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from typing import TYPE_CHECKING, Any

from casemgr_cli.domain.cv import Cv, Entry, Period
from casemgr_cli.domain.phrases import spaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from casemgr_cli.catalog.cv.dates import Dates
    from casemgr_cli.domain.cv import Kind

# The names that a part or a piece of an entry goes by, without case, spaces and signs.
_PARTS: dict[Kind, str] = {
    "work": "work positions position experience experiences employment workexperience",
    "unpaid": "volunteer volunteering volunteerexperience volunteerexperiences",
    "study": "education educations schools",
    "credential": "certificates certifications certificate licenses licensesandcertifications",
}
_TITLE, _EMPLOYER = "position title role jobtitle", "name company companyname organization employer entity"
_SCHOOL, _DEGREE = "institution schoolname school", "studytype degreename degree"
_FIELD, _GRADE = "area fieldofstudy field notes", "score gpa"
_CREDENTIAL, _ISSUER = "name title", "issuer authority organization state status"
_START, _END = (
    "startdate startedon start from datefrom",
    "enddate finishedon end to dateto expirationdate expires",
)
_SPAN = "dates period timeperiod daterange"
_SAID = "summary description highlights location activities responsibilities"
_BASICS, _LABEL = "basics profile", "label headline"
_PLACE = "address postalcode city geolocation geolocationname locationname"
_PRIVATE = f"name firstname lastname maidenname email phone url website zipcode profiles {_PLACE}"
_TRAILING = re.compile(r'"(?:\\.|[^"\\])*"|,(?=\s*[}\]])', re.DOTALL)
# What the second date of a credential says, as a line of text would.
_EXPIRES = "expires"
# More than any CV has; what comes after is not read.
_MOST_ENTRIES, _MOST_LINES, _LONGEST_TEXT = 200, 100, 2_000

_Record = dict[str, Any]


def read_json(text: str, dates: Dates) -> Cv | None:
    """Return a CV from JSON, commas too many or not; None when it holds none of the parts of one.

    Raises:
        ValueError: it is not JSON.
        RecursionError: it is nested too deeply.
    """
    raw = json.loads(_TRAILING.sub(lambda found: "" if found[0] == "," else found[0], text))
    return _cv(_keyed(raw), dates) if isinstance(raw, dict) else None


def read_tables(tables: Mapping[str, str], dates: Dates) -> Cv | None:
    """Return a CV from the tables of LinkedIn's export, by file name; None when there is none of them.

    Raises:
        csv.Error: one of them is not a table.
    """
    rows = {name.removesuffix(".csv"): csv.DictReader(StringIO(text)) for name, text in tables.items()}
    return _cv({_key(name): [_keyed(row) for row in table] for name, table in rows.items()}, dates)


def _key(name: object) -> str:
    return spaced(str(name)).replace(" ", "")


def _keyed(record: Mapping[Any, Any]) -> _Record:
    return {_key(key): value for key, value in record.items() if key}


def _cv(parts: _Record, dates: Dates) -> Cv | None:
    basics = next((_records(parts[name]) for name in _BASICS.split() if name in parts), [])
    if not basics and not parts.keys() & {name for names in _PARTS.values() for name in names.split()}:
        return None
    about = basics[0] if basics else parts
    location = _records(about.get("location"))
    where = {**about, **(location[0] if location else {})}
    country, region = _text(where, "countrycode country"), _text(where, "region state")
    place = ", ".join(text for text in (*(_text(where, name) for name in _PLACE.split()), region) if text)
    told = (text for name in _PRIVATE.split() for text in _texts(where.get(name)))
    private = frozenset(word for text in told for word in spaced(text).split() if word[1:])
    entries = [*_claims(about), *(each for kind in _PARTS for each in _entries(kind, parts, dates))]
    return Cv(tuple(entries[:_MOST_ENTRIES]), country, place, private)


def _claims(about: _Record) -> Iterator[Entry]:
    """Yield the line under the name, what stands behind the name, and what somebody says of themselves."""
    behind = " ".join(_text(about, name).partition(",")[2] for name in ("name", "lastname")).strip()
    for where, title in (("basics.label", _text(about, _LABEL)), ("basics.name", behind)):
        if title:
            yield Entry("claim", where, title)
    if summary := _text(about, "summary"):
        yield Entry("about", "basics.summary", "", lines=tuple(summary.splitlines()))


def _entries(kind: Kind, parts: _Record, dates: Dates) -> Iterator[Entry]:
    for name in _PARTS[kind].split():
        for number, record in enumerate(_records(parts.get(name))):
            yield _entry(kind, f"{name}[{number}]", record, dates)


def _entry(kind: Kind, where: str, record: _Record, dates: Dates) -> Entry:
    period, odd = _period(record, dates)
    title, employer, lines = _text(record, _TITLE), _text(record, _EMPLOYER), _lines(record, _SAID)
    if kind == "study":
        title = ", ".join(text for text in (_text(record, _DEGREE), _text(record, _FIELD)) if text)
        employer, lines = _text(record, _SCHOOL), _lines(record, _GRADE)
    elif kind == "credential":
        title, employer = _text(record, _CREDENTIAL), ""
        lines = (*_lines(record, _ISSUER), *((_EXPIRES,) if period.end else ()))
    return Entry(kind, where, title, employer, lines, period, odd)


def _period(record: _Record, dates: Dates) -> tuple[Period, bool]:
    """Return from when to when an entry goes, and whether that cannot be so."""
    span: _Record = next((record[name] for name in _SPAN.split() if isinstance(record.get(name), dict)), {})
    record = {**record, **_keyed(span)}
    first, last = _date(record, f"{_START} date"), _date(record, _END)
    said = " - ".join(text for text in (first, last) if text)
    period, rest, odd = dates.find(said)
    if not period or odd or re.search(r"\w", rest):
        return period if period and odd else Period(), bool(said)
    return period if last else Period(period.end, text=said), False


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


def _lines(record: _Record, names: str) -> tuple[str, ...]:
    found = (
        line for name in names.split() for text in _texts(record.get(name)) for line in text.splitlines()
    )
    return tuple(line for line in found if line.strip())[:_MOST_LINES]


def _texts(raw: object) -> Iterable[str]:
    """Return every text inside of a value."""
    if isinstance(raw, list | dict):
        inner = raw.values() if isinstance(raw, dict) else raw
        return [text for each in inner for text in _texts(each)]
    return (
        [str(raw)[:_LONGEST_TEXT]] if isinstance(raw, str | int | float) and not isinstance(raw, bool) else []
    )
