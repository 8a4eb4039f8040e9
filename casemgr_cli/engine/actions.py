"""What to do next: at most three things, each with a month and an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.domain.advice import NextAction
from casemgr_cli.engine.dates import first_day, month_after, next_exam
from casemgr_cli.engine.tail import FIRST_JOB

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from casemgr_cli.domain.advice import Route, Verdict
    from casemgr_cli.domain.careers import Note
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.facts import Answers

SHOWN = 3
# A note of this rank or less comes before the first step of the route.
FIRST_THINGS = 10


def next_actions(  # noqa: PLR0913  one value each, all of them needed
    catalog: Catalog,
    route: Route | None,
    verdicts: Sequence[Verdict],
    notes: Sequence[Note],
    answers: Answers,
    today: date,
) -> tuple[NextAction, ...]:
    """Return the next three actions: exams one can sit for now, first things, then the route's steps."""
    urgent = [note for note in notes if note.rank <= FIRST_THINGS]
    later = [note for note in notes if note.rank > FIRST_THINGS]
    open_now = {verdict.certification.id for verdict in verdicts if verdict.verdict == "eligible"}
    start = first_day(today, answers)
    steps = list(_steps(route, (today, start), open_now))
    ordered = (
        *_exams(catalog, route, verdicts, today),
        *_from_notes(urgent, today),
        *steps[:1],
        *_from_notes(later, today),
        *steps[1:],
        *_first_job(catalog, route, start),
    )
    first_of_each = {action.title: action for action in reversed(ordered)}
    return tuple(action for action in ordered if first_of_each[action.title] is action)[:SHOWN]


def _exams(
    catalog: Catalog, route: Route | None, verdicts: Sequence[Verdict], today: date
) -> Iterable[NextAction]:
    fitting = route.destination.certifications if route else ()
    for verdict in verdicts:
        certification = verdict.certification
        if verdict.verdict != "eligible" or (fitting and certification.id not in fitting):
            continue
        exam = next_exam(certification.windows, today, 0)
        title = catalog.words["action_certify"].format(name=certification.short)
        by_month = month_after(today, 1)
        if exam:
            _, _, last = exam
            title = catalog.words["action_certify_by"].format(
                name=certification.short,
                last=_day(catalog.words, last),
                exam=_month(catalog.words, month_after(today, exam[0])),
            )
            by_month = last.isoformat()[:7]
        yield NextAction(title, by_month, certification.url)


def _from_notes(notes: Sequence[Note], today: date) -> Iterable[NextAction]:
    for note in notes:
        if note.action:
            yield NextAction(note.action.title, month_after(today, 1), note.action.url)


def _steps(route: Route | None, days: tuple[date, date], open_now: set[str]) -> Iterable[NextAction]:
    """Return the route's steps as actions, without the exams that can be taken now: those come first.

    `days` are today and the day from which the route's months count. What starts that day is prepared now.
    """
    today, start = days
    for step in sorted(route.steps if route else (), key=lambda step: step.start):
        if step.action.title and step.id not in open_now:
            due = month_after(start, step.start) if step.start else month_after(today, 1)
            yield NextAction(step.action.title, due, step.action.url)


def _first_job(catalog: Catalog, route: Route | None, today: date) -> Iterable[NextAction]:
    """Return the application for the job itself, for a route that has no such step before a certification."""
    if route and not any(step.id == FIRST_JOB for step in route.steps):
        title = catalog.words["action_apply"].format(job=route.destination.title)
        yield NextAction(title, month_after(today, max(route.typical, 1)), "")


def _day(words: Mapping[str, str], day: date) -> str:
    return words["day"].format(month=words["months"].split()[day.month - 1], day=day.day, year=day.year)


def _month(words: Mapping[str, str], month: str) -> str:
    year, _, number = month.partition("-")
    return words["month"].format(month=words["months"].split()[int(number) - 1], year=year)
