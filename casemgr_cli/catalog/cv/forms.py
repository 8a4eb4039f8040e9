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
from itertools import islice
from typing import TYPE_CHECKING, Any

from casemgr_cli.domain.cv import Cv, Entry, Period
from casemgr_cli.domain.phrases import spaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from casemgr_cli.catalog.cv.dates import Dates
    from casemgr_cli.domain.cv import Kind

# The names that a part or a piece of an entry goes by, without case, spaces and signs.
_PARTS: dict[Kind, tuple[str, ...]] = {
    "work": ("work", "positions", "position", "experience", "experiences", "employment", "workexperience"),
    "unpaid": ("volunteer", "volunteering", "volunteerexperience", "volunteerexperiences"),
    "study": ("education", "educations", "schools"),
    "credential": ("certificates", "certifications", "certificate", "licenses", "licensesandcertifications"),
}
_TITLE = ("position", "title", "role", "jobtitle")
_EMPLOYER = ("name", "company", "companyname", "organization", "employer", "entity")
_SCHOOL = ("institution", "schoolname", "school")
DEGREE = ("studytype", "degreename", "degree")
_FIELD = ("area", "fieldofstudy", "field", "notes")
_CREDENTIAL = ("name", "title")
_ISSUER = ("issuer", "authority", "organization", "state", "status")
_START = ("startdate", "startedon", "start", "from", "datefrom")
_END = ("enddate", "finishedon", "end", "to", "dateto", "expirationdate", "expires")
_SPAN = ("dates", "period", "timeperiod", "daterange")
_SAID = ("summary", "description", "highlights", "location", "activities", "responsibilities")
_BASICS = ("basics", "profile")
_LABEL = ("label", "headline")
PRIVATE = (
    "name",
    "firstname",
    "lastname",
    "maidenname",
    "email",
    "phone",
    "url",
    "website",
    "address",
    "zipcode",
)
PLACE = ("address", "postalcode", "city", "geolocation")
_TRAILING = re.compile(r'"(?:\\.|[^"\\])*"|,(?=\s*[}\]])', re.DOTALL)
# What the second date of a credential says, as a line of text would.
_EXPIRES = "expires"
_SHORTEST = 2
# More than any CV has; what comes after is not read.
_MOST_ENTRIES, _MOST_LINES, _LONGEST_TEXT = 200, 100, 2_000

Record = dict[str, Any]


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
    parts = {_key(name.removesuffix(".csv")): _rows(text) for name, text in tables.items()}
    return _cv(parts, dates)


def _rows(text: str) -> list[Record]:
    return [
        _keyed({key: value for key, value in row.items() if key}) for row in csv.DictReader(StringIO(text))
    ]


def _key(name: str) -> str:
    return spaced(name).replace(" ", "")


def _keyed(record: Mapping[Any, Any]) -> Record:
    return {_key(str(key)): value for key, value in record.items()}


def _cv(parts: Record, dates: Dates) -> Cv | None:
    basics = next((_records(parts[name]) for name in _BASICS if name in parts), [])
    about = basics[0] if basics else parts
    known = {name for names in _PARTS.values() for name in names}
    if not basics and not parts.keys() & known:
        return None
    location = _records(about.get("location"))
    where = {**about, **(location[0] if location else {})}
    country, region = _text(where, ("countrycode", "country")), _text(where, ("region", "state"))
    place = ", ".join(text for text in (*(_text(where, (name,)) for name in PLACE), region) if text)
    entries = (*_claims(about), *(each for kind in _PARTS for each in _entries(kind, parts, dates)))
    return Cv(entries[:_MOST_ENTRIES], country, place, frozenset(_private(where)))


def _claims(about: Record) -> Iterator[Entry]:
    behind_name = (
        _text(about, ("name",)).partition(",")[2] + " " + _text(about, ("lastname",)).partition(",")[2]
    )
    for where, title in (("basics.label", _text(about, _LABEL)), ("basics.name", behind_name.strip())):
        if title:
            yield Entry("claim", where, title)
    if summary := _text(about, ("summary",)):
        yield Entry("about", "basics.summary", "", lines=tuple(summary.splitlines()))


def _entries(kind: Kind, parts: Record, dates: Dates) -> Iterator[Entry]:
    for name in _PARTS[kind]:
        for number, record in enumerate(_records(parts.get(name))):
            yield _entry(kind, f"{name}[{number}]", record, dates)


def _entry(kind: Kind, where: str, record: Record, dates: Dates) -> Entry:
    period, odd = _period(record, dates)
    if kind == "study":
        title = ", ".join(text for text in (_text(record, DEGREE), _text(record, _FIELD)) if text)
        return Entry(
            kind, where, title, _text(record, _SCHOOL), _lines(record, ("score", "gpa")), period, odd
        )
    if kind == "credential":
        lines = (*_lines(record, _ISSUER), *((_EXPIRES,) if period.end else ()))
        return Entry(kind, where, _text(record, _CREDENTIAL), "", lines, period, odd)
    return Entry(
        kind, where, _text(record, _TITLE), _text(record, _EMPLOYER), _lines(record, _SAID), period, odd
    )


def _period(record: Record, dates: Dates) -> tuple[Period, bool]:
    """Return from when to when an entry goes, and whether that cannot be so."""
    span: Record = next((record[name] for name in _SPAN if isinstance(record.get(name), dict)), {})
    record = {**record, **_keyed(span)}
    first, last = _date(record, (*_START, "date")), _date(record, _END)
    said = " - ".join(text for text in (first, last) if text)
    start, end = dates.moment(first), dates.moment(last)
    if (first and not start) or (last and not end and not dates.goes_on(last)):
        return Period(), True
    if start and end and end.last < start.first:
        return Period(text=said), True
    return Period(start, end, dates.goes_on(last), said), False


def _date(record: Record, names: Iterable[str]) -> str:
    """Return a date as text, one in parts as LinkedIn writes it too."""
    raw = next((record[name] for name in names if record.get(name)), "")
    if isinstance(raw, dict):
        raw = "-".join(
            f"{int(raw[part]):02}" for part in ("year", "month", "day") if _is_number(raw.get(part))
        )
    return " ".join(_texts(raw)).strip()


def _is_number(raw: object) -> bool:
    return isinstance(raw, int) or (isinstance(raw, str) and raw.isdecimal())


def _records(raw: object) -> list[Record]:
    """Return what should be a list of objects as one, whatever it is."""
    if isinstance(raw, dict):
        inner = [_keyed(each) for each in raw.values() if isinstance(each, dict)]
        return inner if inner and len(inner) == len(raw) else [_keyed(raw)]
    if isinstance(raw, list):
        return [_keyed(each) if isinstance(each, dict) else {"name": each} for each in raw]
    return [] if raw in (None, "") else [{"name": raw, "address": raw, "said": raw}]


def _text(record: Record, names: Iterable[str]) -> str:
    """Return what stands under the first of the names that holds anything."""
    return next((text for name in names if (text := " ".join(_texts(record.get(name))).strip())), "")


def _lines(record: Record, names: Iterable[str]) -> tuple[str, ...]:
    found = (line for name in names for text in _texts(record.get(name)) for line in text.splitlines())
    return tuple(line for line in islice(found, _MOST_LINES) if line.strip())


def _texts(raw: object) -> Iterator[str]:
    """Yield every text inside of a value."""
    if isinstance(raw, str):
        yield raw[:_LONGEST_TEXT]
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        yield str(raw)
    elif isinstance(raw, list):
        for each in raw:
            yield from _texts(each)
    elif isinstance(raw, dict):
        for each in raw.values():
            yield from _texts(each)


def _private(where: Record) -> Iterator[str]:
    """Yield the words that tell who somebody is or where they live."""
    for name in (*PRIVATE, "postalcode", "city", "profiles"):
        for text in _texts(where.get(name)):
            yield from (word for word in spaced(text).split() if len(word) >= _SHORTEST)
