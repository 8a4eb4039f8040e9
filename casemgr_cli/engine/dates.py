"""Months on the calendar, and days ahead and back as people give them: 10d, 6w, 3m, 2y, or a date.

Today is always given, never read from a clock.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import cache

from casemgr_cli.domain.careers import ExamWindow
from casemgr_cli.domain.facts import Answers
from casemgr_cli.errors import UsageFailure

# The answer that says when somebody still in school is through with it; in June, as a rule.
GRADUATION, GRADUATION_MONTH = "graduation_year", 6


def month_after(today: date, months: int) -> str:
    """Return the month that lies so many months ahead, as YYYY-MM."""
    return f"{day_after(today, months):%Y-%m}"


def day_after(start: date, months: int) -> date:
    """Return the same day so many months later, the last day where that month is shorter."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def months_between(today: date, month: str) -> int:
    """Return the months from today to a month (YYYY-MM); negative when it has passed."""
    year, number = map(int, month.split("-"))
    return (year - today.year) * 12 + number - today.month


def first_day(today: date, answers: Answers) -> date:
    """Return the day from which a person's months count: for someone still in school, graduation in June."""
    year = answers.get(GRADUATION)
    if answers.get("education", "none") != "none" or not isinstance(year, int):
        return today
    return max(today, date(year, GRADUATION_MONTH, 1))


@cache
def next_exam(windows: tuple[ExamWindow, ...], today: date, months: int) -> tuple[int, date, date] | None:
    """Return the first exam one can still apply for in so many months.

    The answer is the months from today until the exam, and the first and last day to apply; None when the
    exam has no fixed windows.
    """
    ready = day_after(today, months)
    exams = []
    for window in windows:
        for ahead in (0, 1, 2):  # the last day for an exam may lie in the year before
            exam = date(ready.year + ahead, window.month, 1)
            last = _before(window.apply_to, exam)
            if last >= ready:
                exams.append((exam, _before(window.apply_from, last), last))
    if not exams:
        return None
    exam, first, last = min(exams)
    return (exam.year - today.year) * 12 + exam.month - today.month, first, last


def _before(month_day: int, moment: date) -> date:
    """Return the last day with that month and day that is not after the moment."""
    month, day = divmod(month_day, 100)
    found = date(moment.year, month, day)
    return found if found <= moment else date(moment.year - 1, month, day)


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
    """Return the day so long before today."""
    return _moved(text, today, -1)


def _moved(text: str, today: date, direction: int) -> date:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise UsageFailure(f"{text[:40]!a} is not a length of time.", hint=_SHORT, slug="bad_span")
    count, unit = int(found[1]) * direction, found[2].lower()
    try:
        if unit in _DAYS:
            return today + timedelta(days=count * _DAYS[unit])
        return day_after(today, count * _MONTHS[unit])
    except (OverflowError, ValueError) as error:
        raise UsageFailure(f"{text[:40]} leads out of the calendar.", hint=_SHORT, slug="bad_span") from error
