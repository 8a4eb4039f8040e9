"""Months on the calendar. Today is always given, never read from a clock."""

from collections.abc import Sequence
from datetime import date

from casemgr_cli.domain.careers import ExamWindow
from casemgr_cli.domain.facts import Answers

# The answer that says when somebody still in school is through with it; in June, as a rule.
GRADUATION, GRADUATION_MONTH = "graduation_year", 6


def month_after(today: date, months: int) -> str:
    """Return the month that lies so many months ahead, as YYYY-MM."""
    ahead = _ahead(today, months)
    return f"{ahead.year:04d}-{ahead.month:02d}"


def months_between(today: date, month: str) -> int:
    """Return the months from today to a month (YYYY-MM); negative when it has passed."""
    year, number = map(int, month.split("-"))
    return (year - today.year) * 12 + number - today.month


def first_day(today: date, answers: Answers) -> date:
    """Return the day from which a person's months count: for someone still in school, graduation in June."""
    year = answers.get(GRADUATION)
    if answers.get("education") != "none" or not isinstance(year, int):
        return today
    return max(today, date(year, GRADUATION_MONTH, 1))


def next_exam(windows: Sequence[ExamWindow], today: date, months: int) -> tuple[int, date, date] | None:
    """Return the first exam one can still apply for in so many months.

    The answer is the months from today until the exam, and the first and last day to apply; None when the
    exam has no fixed windows.
    """
    ready = _ahead(today, months)
    exams = []
    for window in windows:
        for year in range(ready.year, ready.year + 3):
            exam = date(year, window.month, 1)
            last = _before(window.apply_to, exam)
            if last >= ready:
                exams.append((exam, _before(window.apply_from, last), last))
    if not exams:
        return None
    exam, first, last = min(exams)
    return (exam.year - today.year) * 12 + exam.month - today.month, first, last


def _ahead(today: date, months: int) -> date:
    whole = today.year * 12 + today.month - 1 + months
    return date(whole // 12, whole % 12 + 1, min(today.day, 28))


def _before(month_day: int, moment: date) -> date:
    """Return the last day with that month and day that is not after the moment."""
    month, day = divmod(month_day, 100)
    found = date(moment.year, month, day)
    return found if found <= moment else date(moment.year - 1, month, day)
