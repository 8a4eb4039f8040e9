"""What happens when on the way: each step's start and end, exams and their deadlines, and what to do next.

A milestone's key says what it is, never when it was worked out, so that the same milestone of later advice
can take its place.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Advice, NextAction, Route, RouteStep
from casemgr_cli.domain.careers import Certification
from casemgr_cli.engine.certifying import FIRST_JOB
from casemgr_cli.engine.dates import day_after, first_day, month_after, next_exam
from casemgr_cli.pages.words import Words


class Milestone(Struct, frozen=True):
    """One thing with its day; `last` is the last day of something longer.

    `kind` says what happens to what `title` names: now, starts, ends, worked (so many `months`), at (it takes
    no time), opens, closes, exam (of a certification), action. `lines` say more about it, `url` is the
    official address, and a `deadline` is worth a reminder.
    """

    key: str
    kind: str
    title: str
    day: date
    last: date
    months: int = 0
    label: str = ""
    lines: tuple[str, ...] = ()
    url: str = ""
    deadline: bool = False


def milestones(advice: Advice, catalog: Catalog, words: Words) -> tuple[Milestone, ...]:
    """Return the milestones of the recommended route and the next actions, earliest first.

    A certification with fixed exams is told by those, any other step by its start and its end.
    """
    route = advice.best
    exams = list(_exams(advice, route, catalog, words))
    covered = {exam.url for exam in exams} - {""}
    found = [
        *(_steps(route, origin(advice), advice.today, covered, words) if route else ()),
        *exams,
        *(_action(action) for action in advice.next_actions if action.url not in covered),
    ]
    return tuple(sorted(found, key=lambda each: (each.day, each.last, each.key)))


def whose(advice: Advice, catalog: Catalog) -> str:
    """Return what tells one person's milestones from another's: what they said that no month changes.

    Counts, amounts and what is private are left out, so that later advice still names the same milestones.
    """
    facts = catalog.facts
    lasting = {
        key: value
        for key, value in advice.answers.items()
        if key in facts and not (facts[key].unit or facts[key].private)
    }
    return repr(sorted(lasting.items()))


def origin(advice: Advice) -> date:
    """Return the day from which the months of a route count."""
    return first_day(date.fromisoformat(advice.today), advice.answers)


def _steps(route: Route, start: date, today: str, covered: set[str], words: Words) -> Iterator[Milestone]:
    counted = words("calendar.counted", day=words.day(start.isoformat()))
    for step in route.steps:
        if step.action.url in covered:
            continue
        # A first job at another place is another job.
        key = f"step-{step.id}-{route.destination.id}" if step.id == FIRST_JOB else f"step-{step.id}"
        begins = day_after(start, step.start) if step.start else start
        kind = "now" if begins.isoformat() == today else "starts"
        yield Milestone(
            key=f"{key}-start",
            kind=kind if step.months else "at",
            title=step.title,
            day=begins,
            last=begins,
            lines=(*_about(step, words), counted),
            url=step.action.url,
        )
        if step.months:
            kind = "worked" if step.lane == "work" else "ends"
            ends = day_after(start, step.end) - timedelta(days=1)
            yield Milestone(f"{key}-end", kind, step.title, ends, ends, months=step.months, lines=(counted,))


def _about(step: RouteStep, words: Words) -> Iterator[str]:
    if step.action.title:
        yield words("calendar.do", action=step.action.title)
    if step.cost.high != 0:
        yield words("calendar.cost", cost=words.money_span(step.cost))
    if step.id != FIRST_JOB and words.has(f"calendar.asked.{step.required_by}"):
        yield words(f"calendar.asked.{step.required_by}")


def _exams(advice: Advice, route: Route | None, catalog: Catalog, words: Words) -> Iterator[Milestone]:
    """Yield the next exam one can apply for: of the route's certification, and of those open now."""
    planned = {step.id: step for step in route.steps if step.id in catalog.certifications} if route else {}
    fitting = route.destination.certifications if route else tuple(catalog.certifications)
    open_now = [v.certification.id for v in advice.verdicts if v.verdict == "eligible"]
    for id_ in dict.fromkeys((*planned, *(key for key in open_now if key in fitting))):
        certification, step = catalog.certifications[id_], planned.get(id_)
        since, wait = (origin(advice), step.start) if step else (date.fromisoformat(advice.today), 0)
        exam = next_exam(certification.windows, since, wait)
        if exam is not None:
            ahead, opens, closes = exam
            month = date.fromisoformat(f"{month_after(since, ahead)}-01")
            lines = tuple(_about(step, words)) if step else ()
            for each in _exam(certification, (opens, closes, month), lines, words):
                if each.last.isoformat() >= advice.today:
                    yield each


def _exam(
    certification: Certification, days: tuple[date, date, date], lines: tuple[str, ...], words: Words
) -> Iterator[Milestone]:
    """Yield the first and last day to apply, and the month of the exam (`days`, in that order)."""
    opens, closes, month = days
    window = next(each for each in certification.windows if each.month == month.month)
    labels = words("amount.either").join(each.label for each in certification.windows)
    lines = (*lines, words("calendar.windows", labels=labels), certification.windows_note)
    month_end = month.replace(day=monthrange(month.year, month.month)[1])
    for kind, day, last in (("opens", opens, opens), ("closes", closes, closes), ("exam", month, month_end)):
        yield Milestone(
            key=f"exam-{certification.id}-{kind}",
            kind=kind,
            title=certification.short,
            day=day,
            last=last,
            label=window.label,
            lines=lines,
            url=certification.url,
            deadline=kind == "closes",
        )


def _action(action: NextAction) -> Milestone:
    year, month = map(int, action.by_month.split("-"))
    last = date(year, month, monthrange(year, month)[1])
    key = f"action-{action.title}"
    return Milestone(key, "action", action.title, last, last, url=action.url, deadline=True)
