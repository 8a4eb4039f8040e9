"""Months on the calendar and exam windows."""

from __future__ import annotations

from datetime import date

import pytest

from casemgr_cli.domain.careers import ExamWindow
from casemgr_cli.engine.dates import (
    day_after,
    day_ahead,
    day_back,
    first_day,
    month_after,
    months_between,
    next_exam,
)
from casemgr_cli.errors import UsageFailure

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
    to_the_day = (ExamWindow(6, 301, 601, "June"),)
    assert next_exam(to_the_day, date(2026, 5, 1), 0) == (1, date(2026, 3, 1), date(2026, 6, 1))
    january = (ExamWindow(1, 901, 1130, "January"),)
    assert next_exam(january, date(2026, 12, 1), 0) == (13, date(2027, 9, 1), date(2027, 11, 30))
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


@pytest.mark.parametrize(
    ("month", "months"), [("2026-11", 0), ("2027-02", 3), ("2026-10", -1), ("2025-11", -12), ("2029-01", 26)]
)
def test_months_between_a_day_and_a_month(month: str, months: int) -> None:
    """The day of the month does not count, and what has passed is below zero."""
    assert months_between(date(2026, 11, 23), month) == months


@pytest.mark.parametrize(
    ("text", "ahead", "back"),
    [
        ("10d", date(2026, 12, 3), date(2026, 11, 13)),
        (" 1 Day ", date(2026, 11, 24), date(2026, 11, 22)),
        ("6w", date(2027, 1, 4), date(2026, 10, 12)),
        ("3 months", date(2027, 2, 23), date(2026, 8, 23)),
        ("2Y", date(2028, 11, 23), date(2024, 11, 23)),
        ("0d", date(2026, 11, 23), date(2026, 11, 23)),
    ],
)
def test_a_length_of_time_leads_ahead_and_back(text: str, ahead: date, back: date) -> None:
    """Days, weeks, months and years, by their first letter."""
    today = date(2026, 11, 23)
    assert (day_ahead(text, today), day_back(text, today)) == (ahead, back)


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2027, 1, 31)])
def test_a_day_ahead_may_be_a_date_from_today_on(day: date) -> None:
    """Today is not past."""
    assert day_ahead(f" {day} ", date(2026, 11, 23)) == day


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("2026-11-22", "usage"),
        ("2027-02-30", "bad_date"),
        ("soon", "bad_span"),
        ("10", "bad_span"),
        ("9999y", "bad_span"),
        ("x" * 99, "bad_span"),
    ],
)
def test_what_is_no_day_ahead_is_refused_in_few_words(text: str, slug: str) -> None:
    """A past day, one that no calendar has, no length of time, and one that leads out of the calendar."""
    with pytest.raises(UsageFailure) as caught:
        day_ahead(text, date(2026, 11, 23))
    assert caught.value.slug == slug
    assert len(caught.value.message) < 80


def test_of_what_was_typed_forty_letters_are_said() -> None:
    """Whoever pastes a page is not shown all of it."""
    for text, words in (("x" * 60, f"{'x' * 40!a} is not"), (f"9999 y{'e' * 60}", f"9999 y{'e' * 34} leads")):
        with pytest.raises(UsageFailure) as caught:
            (day_back if "x" in text else day_ahead)(text, date(2026, 11, 23))
        assert caught.value.message.startswith(words)
