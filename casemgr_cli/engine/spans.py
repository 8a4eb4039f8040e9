"""Days ahead and back, as people give them: 10d, 6w, 3m, 2y, or a date."""

import re
from calendar import monthrange
from datetime import date, timedelta

from casemgr_cli.errors import UsageFailure

_SPAN = re.compile(r"(\d{1,4})\s*([dwmy])[a-z]*", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}", re.ASCII)
_MONTHS = {"m": 1, "y": 12}
_DAYS = {"d": 1, "w": 7}
_SHORT = "Write 10d, 6w, 3m or 2y for days, weeks, months or years."


def day_ahead(text: str, today: date) -> date:
    """Return the day that `text` means: a date (YYYY-MM-DD), or so long from today.

    Raises:
        UsageFailure: it is neither, or lies before today.
    """
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        if _DATE.fullmatch(text.strip()):
            raise UsageFailure(
                f"{text.strip()} is not a day of the calendar.",
                hint="Write year, month and day, such as 2027-01-31.",
                slug="bad_date",
            ) from error
        day = _moved(text, today, 1)
    if day < today:
        raise UsageFailure(f"{day} lies in the past.", hint="Give a day from today on.")
    return day


def day_back(text: str, today: date) -> date:
    """Return the day so long before today.

    Raises:
        UsageFailure: the text is not a length of time.
    """
    return _moved(text, today, -1)


def _moved(text: str, today: date, direction: int) -> date:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise UsageFailure(f"{text[:40]!a} is not a length of time.", hint=_SHORT, slug="bad_span")
    count, unit = int(found[1]) * direction, found[2].lower()
    try:
        return (
            today + timedelta(days=count * _DAYS[unit])
            if unit in _DAYS
            else _months(today, count * _MONTHS[unit])
        )
    except (OverflowError, ValueError) as error:
        raise UsageFailure(f"{text[:40]} leads out of the calendar.", hint=_SHORT, slug="bad_span") from error


def _months(today: date, months: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
