"""Months on the calendar and exam windows."""

from __future__ import annotations

from datetime import date

import pytest

from casemgr_cli.domain.careers import ExamWindow
from casemgr_cli.engine.dates import day_after, first_day, month_after, next_exam

CCM = (
    ExamWindow(4, 1101, 131, "April"),
    ExamWindow(8, 301, 531, "August"),
    ExamWindow(12, 715, 1015, "December"),
)


@pytest.mark.parametrize(
    ("today", "months", "wait", "last"),
    [
        (date(2026, 11, 23), 0, 5, date(2027, 1, 31)),
        (date(2027, 1, 31), 0, 3, date(2027, 1, 31)),
        (date(2027, 2, 1), 0, 6, date(2027, 5, 31)),
        (date(2027, 1, 28), 0, 3, date(2027, 1, 31)),
        (date(2027, 6, 1), 0, 6, date(2027, 10, 15)),
        (date(2026, 10, 16), 0, 6, date(2027, 1, 31)),
        (date(2026, 11, 23), 12, 17, date(2028, 1, 31)),
    ],
)
def test_the_next_exam_is_one_whose_application_is_still_open(
    today: date, months: int, wait: int, last: date
) -> None:
    """All months must be done when applying, so the exam waits for the next application window."""
    found = next_exam(CCM, today, months)
    assert found is not None
    assert (found[0], found[2]) == (wait, last)


def test_an_exam_is_applied_for_before_its_month_and_until_its_last_day() -> None:
    """Nobody ready on October 31 can apply until October 28, nor in the month of an exam for that exam."""
    window = (ExamWindow(12, 901, 1028, "December"),)
    assert next_exam(window, date(2026, 10, 28), 0) == (2, date(2026, 9, 1), date(2026, 10, 28))
    assert next_exam(window, date(2026, 10, 29), 0) == (14, date(2027, 9, 1), date(2027, 10, 28))
    within = (ExamWindow(6, 301, 602, "June"),)
    assert next_exam(within, date(2026, 3, 1), 0) == (15, date(2026, 3, 1), date(2026, 6, 2))


@pytest.mark.parametrize(
    ("start", "months", "day"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2027, 1, 15), -1, date(2026, 12, 15)),
        (date(2027, 1, 31), 0, date(2027, 1, 31)),
    ],
)
def test_the_day_after_some_months_is_in_the_month(start: date, months: int, day: date) -> None:
    """A month without that day gives its last one."""
    assert day_after(start, months) == day


def test_an_exam_without_windows_has_no_date() -> None:
    """On-demand exams are not given a month."""
    assert next_exam((), date(2026, 11, 23), 3) is None


def test_months_pass_over_the_new_year() -> None:
    """Fourteen months after November 2026 is January 2028."""
    assert month_after(date(2026, 11, 23), 14) == "2028-01"


def test_months_count_from_graduation_for_someone_in_school() -> None:
    """A senior of 2028 starts in June 2028; a year that has passed, or a diploma, starts today."""
    today = date(2026, 11, 23)
    assert first_day(today, {"education": "none", "graduation_year": 2028}) == date(2028, 6, 1)
    assert first_day(today, {"situation": "high_school", "graduation_year": 2028}) == date(2028, 6, 1)
    assert first_day(today, {"education": "none", "graduation_year": 2026}) == today
    assert first_day(today, {"education": "bachelor", "graduation_year": 2028}) == today
    assert first_day(today, {"education": "none"}) == today
