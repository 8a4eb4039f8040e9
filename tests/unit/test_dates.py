"""Months on the calendar and exam windows."""

from __future__ import annotations

from datetime import date

import pytest

from casemgr_cli.domain.careers import ExamWindow
from casemgr_cli.engine.dates import first_day, month_after, next_exam

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
