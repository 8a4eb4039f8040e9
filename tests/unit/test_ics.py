"""A calendar that other programs read: the right days, the same names every time, and nothing personal."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import vobject
from icalendar import Calendar

from casemgr_cli.cli.output import Output
from casemgr_cli.errors import UsageFailure
from casemgr_cli.pages.milestones import Milestone, milestones, whose
from casemgr_cli.writers.calendar import render_ics, summary_of
from tests.people import CASES, CATALOG, TODAY, WORDS, advised

if TYPE_CHECKING:
    from pathlib import Path

    from casemgr_cli.domain.facts import Value
    from tests.conftest import Program

NURSE: dict[str, Value] = {
    "background": "nursing",
    "education": "associate",
    "licenses": ("rn",),
    "license_status": "active",
    "certifications": (),
    "months_nursing": 60,
    "months_case_management": 0,
    "state": "MD",
}
READY: dict[str, Value] = {**NURSE, "months_case_management": 24}
STUDENT: dict[str, Value] = {"background": "nursing", "education": "none", "graduation_year": 2028}


def found(answers: dict[str, Value], today: date = TODAY) -> tuple[Milestone, ...]:
    """Return the milestones of somebody's advice."""
    return milestones(advised(answers, today), CATALOG, WORDS)


def written(answers: dict[str, Value], today: date = TODAY) -> bytes:
    """Return somebody's calendar."""
    return render_ics(found(answers, today), today, WORDS, whose(advised(answers, today), CATALOG))


def events(content: bytes) -> list[Any]:
    """Return the events of a calendar, as icalendar reads them."""
    return list(Calendar.from_ical(content).walk("VEVENT"))


def by_summary(answers: dict[str, Value], today: date = TODAY) -> dict[str, Milestone]:
    """Return milestones by what they are called."""
    return {summary_of(each, WORDS): each for each in found(answers, today)}


def test_education_for_a_certification_is_no_exam() -> None:
    """Hours of education stand in the calendar as a step, and the exam is that of the certification."""
    answers: dict[str, Value] = {
        "education": "doctorate",
        "field": "social_work",
        "months_case_management_earlier": 60,
    }
    named = " ".join(by_summary(answers))
    assert advised(answers).routes[0].certification == "c-aswcm"
    assert "Continuing education in case management" in named
    assert "Apply for the C-ASWCM" in named


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_two_other_programs_read_it(case: dict[str, Any]) -> None:
    """Strictly, for every one of the real people; each event has a name of its own, days and a stamp."""
    content = written(case["answers"])
    first, second = events(content), vobject.readOne(content.decode())
    assert second.validate(raiseException=True)
    assert [str(e["SUMMARY"]) for e in first] == [e.summary.value for e in second.vevent_list]
    assert [e["DTSTART"].dt for e in first] == [e.dtstart.value for e in second.vevent_list]
    assert first
    assert len({e["UID"] for e in first}) == len(first)
    assert not [error for e in first for error in e.errors]
    for event in first:
        assert type(event["DTSTART"].dt) is date
        assert event["DTEND"].dt > event["DTSTART"].dt >= TODAY
        assert event["DTSTAMP"].dt.isoformat() == "2026-11-23T00:00:00+00:00"


def test_lines_are_as_the_standard_wants_them() -> None:
    """Lines end in CR LF and are no longer than 75 bytes."""
    content = written(NURSE)
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 75


def test_a_step_that_starts_now_starts_today() -> None:
    """Its start is the day of the advice, and it ends the day before the same day of a month."""
    steps = by_summary(NURSE)
    now = next(each for name, each in steps.items() if name.startswith("Start now: "))
    done = next(each for name, each in steps.items() if " months done: " in name)
    assert now.day == TODAY
    assert (done.day + timedelta(days=1)).day == TODAY.day


def test_exam_is_told_by_its_deadlines() -> None:
    """Someone who can apply now gets the last day to apply, with a reminder, and the month of the exam."""
    content = written(READY)
    closes = next(e for e in events(content) if "last day" in e["SUMMARY"])
    exam = next(e for e in events(content) if "exam (" in e["SUMMARY"])
    assert closes["DTSTART"].dt == date(2027, 1, 31)
    assert (exam["DTSTART"].dt, exam["DTEND"].dt) == (date(2027, 4, 1), date(2027, 5, 1))
    assert "April 1-30" in exam["SUMMARY"]
    assert "https://www.yourcommission.org" in exam["DESCRIPTION"]
    assert exam["URL"].startswith("https://www.yourcommission.org")
    (reminder,) = closes.walk("VALARM")
    assert timedelta(days=-14) < reminder["TRIGGER"].dt < timedelta(days=-13)
    assert not [name for name in by_summary(READY) if "Apply for the CCM" in name]


def test_a_student_starts_at_graduation() -> None:
    """Months count from June of the year in which school ends; what can be done before is by its month."""
    steps = by_summary(STUDENT)
    assert min(each.day for name, each in steps.items() if name.startswith("Start")) == date(2028, 6, 1)
    assert any(name.startswith("Due: ") and each.day.year == 2026 for name, each in steps.items())


def test_the_same_advice_gives_the_same_file() -> None:
    """Byte by byte."""
    assert written(NURSE) == written(NURSE)


def test_later_advice_moves_what_is_there() -> None:
    """A month later each milestone has its old name, a later day, and a higher number that makes it count."""
    first = {e["UID"]: e for e in events(written(READY))}
    later = {e["UID"]: e for e in events(written(READY, date(2027, 2, 15)))}
    same = first.keys() & later.keys()
    assert len(same) == len(first)
    assert all(later[uid]["SEQUENCE"] > first[uid]["SEQUENCE"] for uid in same)
    exam = next(uid for uid, e in first.items() if "exam (" in e["SUMMARY"])
    assert later[exam]["DTSTART"].dt == date(2027, 8, 1)


def test_two_people_keep_their_events_in_one_calendar() -> None:
    """No name is shared, and each person's stay as months and pay go on."""
    other = {**NURSE, "state": "OR"}
    hers, theirs = ({str(e["UID"]) for e in events(written(who))} for who in (NURSE, other))
    assert hers
    assert not hers & theirs
    later = {**NURSE, "months_nursing": 61, "current_pay": 71234}
    again = {str(e["UID"]) for e in events(written(later, date(2026, 12, 24)))}
    assert hers & again
    assert not theirs & again


def test_a_job_at_another_place_is_another_milestone() -> None:
    """Plans for two places share no first job."""
    plans = [
        {each.key for each in found({**NURSE, "settings": (place,)})} for place in ("hospital", "insurance")
    ]
    jobs = [{key for key in keys if "first_job" in key} for keys in plans]
    assert all(jobs)
    assert not jobs[0] & jobs[1]


def test_nothing_personal_is_in_it() -> None:
    """No answer, no pay and no name of a person goes into a calendar that others may see."""
    text = written({**NURSE, "current_pay": 71234, "limits": ("lifting",), "metro": "Baltimore"}).decode()
    unfolded = text.replace("\r\n ", "")
    for word in ("71234", "71,234", "lifting", "Baltimore", "MD", "ATTENDEE", "ORGANIZER"):
        assert word not in unfolded
    assert unfolded.count("CLASS:PRIVATE") == unfolded.count("BEGIN:VEVENT")


def test_hostile_text_stays_text() -> None:
    """A line break in a title starts no property, and an address that is not of the web is no link."""
    text = "x\r\nATTACH:https://evil.example\r\nEND:VEVENT;,\\n\x1b[31m\u202e"
    milestone = Milestone(
        "k", "action", text, TODAY, TODAY, lines=(text, text), url="javascript:" + text, deadline=True
    )
    (event,) = events(render_ics((milestone,), TODAY, WORDS))
    assert "ATTACH" not in event
    assert "URL" not in event
    assert "ATTACH:https://evil.example  END:VEVENT;,\\n" in str(event["SUMMARY"])
    assert "\x1b" not in str(event["DESCRIPTION"])


def test_no_calendar_of_what_has_no_days() -> None:
    """A result without dates says so and names what has some."""
    with pytest.raises(UsageFailure, match="no dates") as failure:
        Output("ics", "-", plain=True, personal=False).show(document=dict, page=tuple)
    assert "casemgr advise" in failure.value.hint


def test_command_writes_a_calendar(casemgr: Program, tmp_path: Path) -> None:
    """By the ending of the file, and with --format on stdout."""
    words = ("advise", "--set", "background=nursing", "--set", "licenses=rn", "--assume-defaults")
    file = tmp_path / "plan.ics"
    assert casemgr(*words, "-o", str(file)).code == 0
    assert events(file.read_bytes())
    assert re.match("BEGIN:VCALENDAR", casemgr(*words, "--format", "ics").out)


def test_no_reminder_rings_before_the_calendar_was_made() -> None:
    """What is due in a few days is told of on the day that it was written, not weeks before."""
    rings = [
        datetime.combine(event["DTSTART"].dt, time()) + reminder["TRIGGER"].dt
        for event in events(written(NURSE))
        for reminder in event.walk("VALARM")
    ]
    assert rings
    assert min(rings) >= datetime.combine(TODAY, time())
