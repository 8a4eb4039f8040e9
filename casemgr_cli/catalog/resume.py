"""A résumé in the JSON Resume form (schema 1.0), read with distrust.

What it holds of names, addresses and numbers is never repeated, in messages neither: they name the place
within the file, and not what stands there. Keys that are not in the schema are left alone, as it allows.
"""

from __future__ import annotations

import calendar
import json
import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec
from msgspec import Struct

from casemgr_cli.catalog.documents import decoded
from casemgr_cli.catalog.nodes import Layout, Origin
from casemgr_cli.catalog.wording import clean_path
from casemgr_cli.domain.phrases import folded
from casemgr_cli.domain.resume import Certificate, Job, Moment, Period, Resume, Study
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

DATE = re.compile("((?:19|20)[0-9]{2})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
WRONG_TYPE = re.compile(
    r"Expected `(?P<right>\w+)[^`]*`, got `(?P<wrong>\w+)`(?: - at `\$\.?(?P<place>.+)`)?"
)
TYPES = {
    "array": "a list",
    "object": "a group of keys",
    "str": "text in quotes",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "null": "nothing",
}
FORM = "The form is described at https://jsonresume.org/schema."
SLUG = "resume_file"
LAYOUT = Layout("a résumé", "", 0, FORM, SLUG)
SHORTEST = 2


class _Part(Struct, rename="camel"):
    """Common to all parts: keys as the schema writes them, and none that must be there."""


class _Location(_Part):
    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country_code: str | None = None
    region: str | None = None


class _Profile(_Part):
    username: str | None = None
    url: str | None = None


class _Basics(_Part):
    name: str | None = None
    label: str | None = None
    email: str | None = None
    phone: str | None = None
    url: str | None = None
    location: _Location | None = None
    profiles: list[_Profile] | None = None


class _Work(_Part):
    name: str | None = None
    organization: str | None = None
    position: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    summary: str | None = None
    description: str | None = None
    highlights: list[str] | None = None


class _Study(_Part):
    area: str | None = None
    study_type: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    score: str | None = None


class _Certificate(_Part):
    name: str | None = None
    date: str | None = None
    end_date: str | None = None
    expiration_date: str | None = None


class _Document(_Part):
    basics: _Basics | None = None
    work: list[_Work] | None = None
    volunteer: list[_Work] | None = None
    education: list[_Study] | None = None
    certificates: list[_Certificate] | None = None


def read_resume(source: str, data: bytes, ongoing: Collection[str]) -> Resume:
    """Read a résumé.

    Args:
        source: the file's name, for messages.
        data: what the file holds.
        ongoing: words that may stand in place of a date, as `folded` leaves them: it goes on.

    Raises:
        UsageFailure: it is not a résumé, or something in it is not what it should be; the message names the
            file and the place within it.
    """
    raw = _json(source, data)
    if not isinstance(raw, dict) or not raw.keys() & set(_Document.__struct_encode_fields__):
        parts = ", ".join(_Document.__struct_encode_fields__)
        _refuse(source, "", f"the file holds none of the parts of a résumé ({parts}).")
    try:
        document = msgspec.convert(raw, _Document)
    except msgspec.ValidationError as error:
        _refuse_type(source, str(error))
    dates = _Dates(source, frozenset(ongoing))
    basics = document.basics or _Basics()
    location = basics.location or _Location()
    return Resume(
        country=location.country_code or "",
        region=location.region or "",
        studies=tuple(_studies(document, dates)),
        jobs=(
            *_jobs("work", document.work or [], dates, paid=True),
            *_jobs("volunteer", document.volunteer or [], dates, paid=False),
        ),
        certificates=tuple(_certificates(document, dates)),
        claims=(("basics.label", basics.label or ""), ("basics.name", _behind_name(basics.name or ""))),
        private=frozenset(_private(basics, location)),
    )


class _Dates(Struct, frozen=True):
    """Reads dates, and says where in the file a wrong one stands."""

    source: str
    ongoing: frozenset[str]

    def moment(self, text: str | None, place: str) -> Moment | None:
        """Return a date, or None when there is none or it says that something goes on."""
        if text is None or not text.strip() or self.goes_on(text):
            return None
        found = DATE.fullmatch(text.strip())
        try:
            return _moment(*found.groups()) if found else self._refuse(place)
        except ValueError:
            self._refuse(place)

    def goes_on(self, text: str | None) -> bool:
        """Whether a word stands in place of a date, such as "present"."""
        return text is not None and folded(text[:40]) in self.ongoing

    def period(self, start: str | None, end: str | None, place: str) -> Period:
        """Return from when to when; the end must not be before the start."""
        first, last = self.moment(start, f"{place}.startDate"), self.moment(end, f"{place}.endDate")
        if first and last and last.last < first.first:
            _refuse(
                self.source,
                f"{place}.endDate",
                f"{last.text} is before the startDate, which is {first.text}.",
                "Swap or correct the two.",
            )
        return Period(first, last, self.goes_on(end))

    def _refuse(self, place: str) -> NoReturn:
        hint = 'Write it as 2023, 2023-04 or 2023-04-15; leave endDate out, or write "present", for now.'
        _refuse(self.source, place, "this is not a date.", hint)


def _moment(year: str, month: str | None, day: str | None) -> Moment:
    first = date(int(year), int(month or 1), int(day or 1))
    last_month = int(month or 12)
    last = date(int(year), last_month, int(day or calendar.monthrange(int(year), last_month)[1]))
    return Moment("-".join(part for part in (year, month, day) if part), first, last)


def _studies(document: _Document, dates: _Dates) -> Iterator[Study]:
    for number, entry in enumerate(document.education or []):
        place = f"education[{number}]"
        period = dates.period(entry.start_date, entry.end_date, place)
        yield Study(place, entry.study_type or "", entry.area or "", entry.score or "", period)


def _jobs(section: str, entries: list[_Work], dates: _Dates, *, paid: bool) -> Iterator[Job]:
    for number, entry in enumerate(entries):
        place = f"{section}[{number}]"
        said = (entry.position, entry.description, entry.summary, *(entry.highlights or ()))
        yield Job(
            place,
            entry.position or "",
            entry.name or entry.organization or "",
            "\n".join(text for text in said if text),
            dates.period(entry.start_date, entry.end_date, place),
            paid,
        )


def _certificates(document: _Document, dates: _Dates) -> Iterator[Certificate]:
    for number, entry in enumerate(document.certificates or []):
        place = f"certificates[{number}]"
        key = "endDate" if entry.end_date else "expirationDate"
        yield Certificate(
            place,
            entry.name or "",
            dates.moment(entry.date, f"{place}.date"),
            dates.moment(entry.end_date or entry.expiration_date, f"{place}.{key}"),
        )


def _behind_name(name: str) -> str:
    """Return what follows a name, such as the letters of licenses."""
    return name.partition(",")[2]


def _private(basics: _Basics, location: _Location) -> Iterator[str]:
    """Yield the words that tell who somebody is or where they live."""
    profiles = [text for profile in basics.profiles or [] for text in (profile.username, profile.url)]
    whole = (basics.name, basics.email, basics.phone, basics.url)
    for text in (*whole, location.address, location.postal_code, location.city, *profiles):
        yield from (word for word in folded(text or "").split() if len(word) >= SHORTEST)


def _json(source: str, data: bytes) -> Any:  # noqa: ANN401 - anything may stand in a file
    text = decoded(Origin(source, LAYOUT), data)
    if not text.strip():
        _refuse(source, "", "the file is empty.")
    try:
        return json.loads(text, object_pairs_hook=lambda pairs: _once(source, pairs))
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        _refuse(source, place, f"this is not JSON: {error.msg}.", f"A résumé is read as JSON. {FORM}")
    except RecursionError:
        _refuse(source, "", "the file is nested too deeply.")
    except ValueError:
        _refuse(source, "", "the file holds a number that is far too long.")


def _once(source: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that is there twice, for only one of the two would be read."""
    for key, times in Counter(key for key, _ in pairs).items():
        if times > 1 and key in _Document.__struct_encode_fields__:
            _refuse(source, key, "this key is there twice.", "Put the two together.")
    return dict(pairs)


def _refuse_type(source: str, problem: str) -> NoReturn:
    found = WRONG_TYPE.search(problem)
    if found is None:
        _refuse(source, "", "the file does not have the form of a résumé.")
    right, wrong = (TYPES.get(found[name], found[name]) for name in ("right", "wrong"))
    _refuse(source, found["place"] or "", f"expected {right}, not {wrong}.")


def _refuse(source: str, place: str, problem: str, hint: str = FORM) -> NoReturn:
    where = f"{clean_path(source)}, {place}" if place else clean_path(source)
    raise UsageFailure(f"{where}: {problem}", hint=hint, slug=SLUG)
