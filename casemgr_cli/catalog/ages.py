"""How old the sources are, and which figures from them want another look."""

import csv
import re
from calendar import monthrange
from datetime import date
from pathlib import Path

from msgspec import Struct

from casemgr_cli.domain.catalog import Catalog
from casemgr_cli.domain.figures import Figure, Source

_STALE_AFTER_YEARS = 2
_UNDATED = "undated"
_DATED = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:-(\d\d)(?:-(\d\d))?)?(?!\d)")
_DECEMBER = 12
_LONGEST_MONTH = 31


class SourceAge(Struct, frozen=True):
    """A source with its latest date, and the ids of its figures that want another look.

    `latest` is the last day its date may mean, None when it is undated; `unverified` lists figures whose
    number was not read in the source's own text, `stale` the ones dated more than two years ago.
    """

    source: Source
    latest: date | None
    unverified: tuple[str, ...]
    stale: tuple[str, ...]


def source_ages(catalog: Catalog, today: date) -> tuple[SourceAge, ...]:
    """Return the age of every source, in file order."""
    by_source: dict[str, list[Figure]] = {key: [] for key in catalog.sources}
    for figure in catalog.figures.values():
        by_source[figure.source].append(figure)
    return tuple(
        SourceAge(
            source=source,
            latest=last_day(source.as_of),
            unverified=tuple(figure.id for figure in by_source[key] if not figure.verified),
            stale=tuple(figure.id for figure in by_source[key] if is_stale(figure.as_of, today)),
        )
        for key, source in catalog.sources.items()
    )


def people_counted(directory: Path) -> dict[str, int]:
    """Return for how many of the counted people a statement that nobody has read stands, by its text.

    A data folder without `weak.csv` has counted nobody.
    """
    path = directory / "weak.csv"
    if not path.exists():
        return {}
    rows = csv.reader(path.read_text(encoding="utf-8").splitlines()[1:])
    return {text: int(people) for people, text in rows}


def data_date(catalog: Catalog, today: date) -> date | None:
    """Return the date of the newest source that is not dated ahead, such as by a year still running."""
    dates = (last_day(source.as_of) for source in catalog.sources.values())
    return max((latest for latest in dates if latest and latest <= today), default=None)


def is_stale(as_of: str, today: date) -> bool:
    """Say whether a date lies more than two years back; what is undated is not."""
    latest = last_day(as_of)
    if latest is None:
        return False
    return (latest.year + _STALE_AFTER_YEARS, latest.month, latest.day) < (today.year, today.month, today.day)


def last_day(as_of: str) -> date | None:
    """Return the last day that a publisher's date may mean, or None when there is no date.

    A date is a year, a month or a day somewhere in the text; of a range (2025-2026, 2023-24) it is the
    end. Text that says "undated" has no date, whatever guess stands beside it.
    """
    dates = [] if as_of.lower().startswith(_UNDATED) else list(_DATED.finditer(as_of))
    return _last_day(*dates[-1].groups()) if dates else None


def _last_day(year: str, month: str | None, day: str | None) -> date:
    if month is None or not 1 <= int(month) <= _DECEMBER:
        end = year if month is None else year[:2] + month
        return date(int(end), _DECEMBER, _LONGEST_MONTH)
    longest = monthrange(int(year), int(month))[1]
    return date(int(year), int(month), min(int(day or longest) or longest, longest))
