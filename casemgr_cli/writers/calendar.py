"""Milestones as a calendar that phones and mail programs read (RFC 5545).

Everything is an all-day event, for the large web calendars drop tasks. Events are private and leave the time
free. Each has the same name (UID) whenever it is written, and a number that grows from day to day (SEQUENCE),
so reading a newer file into the same calendar moves what is there and adds nothing twice.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event

from casemgr_cli.pages.milestones import Milestone
from casemgr_cli.pages.words import Words
from casemgr_cli.text import clean

_PRODUCT = "-//casemgr//casemgr//EN"
# A deadline's reminder rings at nine in the morning, two weeks ahead where there are two.
_NINE, _DAYS_AHEAD = timedelta(hours=9), 14
_WEB = ("https://", "http://")


def render_ics(
    milestones: Iterable[Milestone], day: date, words: Words, whose: str = "", name: str = "calendar.name"
) -> bytes:
    """Return the milestones as a calendar that was made on `day`; the same milestones give the same bytes.

    `whose` tells one person's events from another's where both are read into one calendar. `name` is the
    message that it is called by.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", words(name))
    for milestone in milestones:
        calendar.add_component(_event(milestone, day, words, whose))
    return bytes(calendar.to_ical())


def summary_of(milestone: Milestone, words: Words) -> str:
    """Return what a milestone is called in a calendar."""
    months = words.months(milestone.months)
    return words(f"calendar.{milestone.kind}", title=milestone.title, label=milestone.label, months=months)


def _event(milestone: Milestone, day: date, words: Words, whose: str) -> Event:
    summary = clean(summary_of(milestone, words))
    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE_URL, f'casemgr:{whose}:{milestone.key}')}@casemgr")
    event.add("dtstamp", datetime(day.year, day.month, day.day, tzinfo=UTC))
    event.add("sequence", day.toordinal())
    event.add("dtstart", milestone.day)
    event.add("dtend", milestone.last + timedelta(days=1))
    event.add("summary", summary)
    lines = [clean(line) for line in (*milestone.lines, milestone.url) if line]
    if lines:
        event.add("description", "\n".join(lines))
    if milestone.url.startswith(_WEB):
        event.add("url", clean(milestone.url))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if milestone.deadline:
        event.add_component(_reminder(summary, (milestone.day - day).days))
    return event


def _reminder(summary: str, days_left: int) -> Alarm:
    alarm, ahead = Alarm(), timedelta(days=max(0, min(_DAYS_AHEAD, days_left)))
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", _NINE - ahead)
    return alarm
