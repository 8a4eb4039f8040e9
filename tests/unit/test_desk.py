"""The desk's own rules: who counts as a minor and what they are spared, lengths of time, the data's date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casemgr_cli.desk.records import Standing, Student, board, state_on
from casemgr_cli.domain.figures import data_date
from casemgr_cli.engine.advise import advise
from casemgr_cli.engine.dates import day_ahead, day_back
from casemgr_cli.engine.interview import refinements, relevant, without_private
from casemgr_cli.errors import UsageFailure
from tests.people import CATALOG
from tests.unit.desk_made import NOON

TODAY = date(2026, 11, 24)
GRADUATE = {"background": "nursing", "education": "bachelor", "state": "OR"}


@pytest.mark.parametrize(
    ("student", "minor"),
    [
        (Student("1"), True),
        (Student("1", grade=0), True),
        (Student("1", grade=12), True),
        (Student("1", grade=13), False),
        (Student("1", grade=12, minor=False), False),
        (Student("1", grade=13, minor=True), True),
    ],
)
def test_who_counts_as_a_minor(student: Student, minor: bool) -> None:
    """The counselor's word first, then the grade; who is not known to be of age is not."""
    assert student.counts_as_minor is minor


def test_minors_are_spared_private_questions_and_the_mention_of_them() -> None:
    """Neither are they asked, nor do the assumptions of the advice name them; the routes stay the same."""
    spared = without_private(CATALOG)
    private = {fact.key for fact in CATALOG.facts.values() if fact.private}
    assert private
    assert private & {fact.key for fact in refinements(CATALOG, GRADUATE)}
    assert not private & {fact.key for fact in refinements(spared, GRADUATE)}
    assert "budget" not in relevant(spared, {**GRADUATE, "budget": 5})
    asked, kept = advise(CATALOG, GRADUATE, TODAY), advise(spared, GRADUATE, TODAY)
    assert private & {item.key for item in asked.assumed}
    assert not private & {item.key for item in kept.assumed}
    assert [route.id for route in kept.routes] == [route.id for route in asked.routes]


def test_where_a_session_stands() -> None:
    """New, half done, done, and due from the day of the follow-up on."""
    assert state_on(TODAY, None, None, None) == "new"
    assert state_on(TODAY, NOON, None, None) == "half_done"
    assert state_on(TODAY, NOON, NOON, None) == "done"
    assert state_on(TODAY, NOON, NOON, date(2026, 11, 25)) == "done"
    assert state_on(TODAY, NOON, NOON, TODAY) == "due"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10d", date(2026, 12, 4)),
        ("6w", date(2027, 1, 5)),
        ("3m", date(2027, 2, 24)),
        ("1 year", date(2027, 11, 24)),
        ("0d", TODAY),
        (" 2027-02-01 ", date(2027, 2, 1)),
    ],
)
def test_days_ahead(text: str, day: date) -> None:
    """Lengths of time and dates."""
    assert day_ahead(text, TODAY) == day


def test_months_end_where_the_month_does() -> None:
    """A month after the last of January is the last of February."""
    assert day_ahead("1m", date(2027, 1, 31)) == date(2027, 2, 28)
    assert day_back("1y", date(2028, 2, 29)) == date(2027, 2, 28)
    assert day_back("3y", TODAY) == date(2023, 11, 24)


@pytest.mark.parametrize(
    "text", ["", "soon", "6", "w6", "-3d", "2026-11-23", "9999y", "99999d", "2026-13-01"]
)
def test_what_is_no_day_ahead(text: str) -> None:
    """The error says how to write one."""
    with pytest.raises(UsageFailure):
        day_ahead(text, TODAY)


def test_the_datas_date_is_that_of_the_newest_source() -> None:
    """What is dated by a year that still runs does not count before its end."""
    newest = data_date(TODAY, CATALOG)
    assert newest is not None
    assert date(2025, 1, 1) < newest <= TODAY
    assert data_date(date(1900, 1, 1), CATALOG) is None


def test_the_board_puts_first_what_waits_longest() -> None:
    """Those due begin with the earliest day, the half done with the latest touched; who left is not there."""
    days = {"1": 3, "2": 9, "3": 1}
    due = [
        Standing(id_, state="due", has_plan=True, follow_up=TODAY - timedelta(days=ago), finished=NOON)
        for id_, ago in days.items()
    ]
    half = [Standing(f"h{ago}", state="half_done", touched=NOON - timedelta(hours=ago)) for ago in (5, 1, 7)]
    left = Standing("gone", status="left", state="due", follow_up=TODAY)
    seen = board([*due, *half, left, Standing("n")], TODAY)
    assert [each.id for each in seen.due] == ["2", "1", "3"]
    assert [each.id for each in seen.half_done] == ["h1", "h5", "h7"]
    assert [each.id for each in seen.no_plan] == ["n"]
    assert (seen.students, seen.with_plan) == (7, 3)
