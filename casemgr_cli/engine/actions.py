"""What to do next: three things for this week, then what comes later, each with a month and an address."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import NextAction, Route, RouteStep, Verdict
from casemgr_cli.domain.careers import Certification, Note
from casemgr_cli.domain.facts import LEVELS, UNKNOWN, Answers
from casemgr_cli.engine.certifying import FIRST_JOB
from casemgr_cli.engine.dates import GRADUATION, first_day, month_after, months_between, next_exam
from casemgr_cli.engine.person import listed
from casemgr_cli.engine.standing import CASE_MANAGER, IN_SCHOOL, NO_WORK, studies, works_in

_THIS_WEEK = 3
_LATER = 3
_A_YEAR = 12
_IN_PLACE = ("school", "program", "inside")
# Who looks for the first job of the way now.
_LOOKING = ("inside", "ready", "near")


class ToApply(NamedTuple):
    """What the answer to the person's own question says to apply for: a job, by its title, and
    certifications, by their ids.
    """

    job: str = ""
    certifications: tuple[str, ...] = ()


_NOTHING = ToApply()


def next_actions(  # noqa: PLR0913  one value each, all of them needed
    catalog: Catalog,
    route: Route | None,
    verdicts: Sequence[Verdict],
    notes: Sequence[Note],
    answers: Answers,
    today: date,
    asked: ToApply = _NOTHING,
) -> tuple[NextAction, ...]:
    """Return three actions for this week and at most three later ones, what matters most first.

    What comes before anything is paid for is first and what has a last day next, then what the notes call
    urgent, the work that the person `asked` about, and what begins the route, or follows a program that is
    nearly done, then what anybody who stands there can do. The work that a route counts on beside a program
    comes after the first of these, and so does what is for another certification than the route's and was not
    asked about, a note or an application.
    """
    month = month_after(today, 0)
    can_apply = [verdict.certification for verdict in verdicts if verdict.can_apply]
    open_now = {certification.id for certification in can_apply}
    steps = [step for step in _steps(route) if step.id not in open_now]
    left = _last_months(catalog, answers) or 0
    # What cannot be applied for yet is no action of this week, whenever its rule may be met.
    asked_by = [_asked_by(step, route, catalog) for step in steps]
    due = [step for step, month in zip(steps, asked_by, strict=True) if step.start <= left or not month]
    begun = [step for step in due if step.kind != "certification"]
    first = to_begin([step for step in begun if not _under_way(step, catalog, answers)], catalog)
    # Nobody in school is told of jobs to apply for, nor who stays in theirs of that one.
    stage = _stage(catalog, route, answers)
    in_place = (route is not None and route.in_place) or stage in _IN_PLACE
    aim = route.certification if route else ""
    beside = [note for note in notes if aim and note.certification not in {"", aim}]
    told = [(note.rank, note.action) for note in notes if note.action and note not in beside]
    new = _new_work(first, catalog) if stage == "program" else []
    beside_it = [step for step in new if step.id != FIRST_JOB]
    to_do = [(title, "") for title in _to_do(catalog, route, stage)]
    first_of_all = {*asked.certifications, aim} if aim else open_now
    own = [certification for certification in can_apply if certification.id in first_of_all]
    ordered = (
        *((action.title, action.url) for rank, action in told if rank <= catalog.planning.rank_before_all),
        *_applications(catalog, own, today),
        *([(catalog.words["action_deadlines"], "")] if _closing(route, answers, today) else []),
        *((action.title, action.url) for rank, action in told if rank <= catalog.planning.rank_before_steps),
        *([(catalog.words["action_apply"].format(job=asked.job), "")] if asked.job else []),
        *(_asking(route) if stage in _LOOKING else ()),
        *((step.action.title, step.action.url) for step in first if not (in_place and step.kind == "work")),
        *to_do[:1],
        *((step.action.title, step.action.url) for step in beside_it),
        *_applications(catalog, can_apply, today),
        *((note.action.title, note.action.url) for note in beside if note.action),
        *to_do[1:],
        *((action.title, action.url) for _, action in told),
    )
    urls = dict(reversed(ordered))
    titles = dict.fromkeys(title for title, _ in ordered)
    # What another one says and goes on with is said by that.
    now = [NextAction(title, month, urls[title]) for title in titles if not _goes_on_in(title, titles)]
    start, said = first_day(today, answers), {action.title for action in now}
    ahead = [(m, step.action.title, step.action.url) for step, m in zip(steps, asked_by, strict=True)]
    ahead += [(month, catalog.words["action_apply"].format(job=title), "") for month, title in _goal(route)]
    later = [
        NextAction(title, month_after(start, months), url)
        for months, title, url in sorted(ahead, key=itemgetter(0))
        if months and title not in said and not _goes_on_in(title, said)
    ]
    return (*now[:_THIS_WEEK], *later[:_LATER])


def _goes_on_in(title: str, others: Iterable[str]) -> bool:
    """Whether another of some actions says the same and goes on."""
    return any(other.startswith(f"{title}. ") for other in others)


def _asked_by(step: RouteStep, route: Route | None, catalog: Catalog) -> int:
    """Return by when to do what a step says: ahead of a program, as far as there is time, and for the first
    work after one in its last term, since who trains new people hires them by then.
    """
    planning = catalog.planning
    if step.kind == "degree":
        return min(step.start, max(1, step.start - planning.ask_before))
    if step.kind != "work" or step.id == FIRST_JOB:
        return step.start
    taken = route.steps if route else ()
    before = [each.end for each in taken if each.kind == "degree" and each.end <= step.start]
    follows = [end for end in before if step.start - end <= planning.nearly]
    return min((step.start, *(max(0, end - planning.last_term) for end in follows)))


def _asking(route: Route | None) -> Iterable[tuple[str, str]]:
    """Yield whom to ask about what is open for the first job of a way, before it is applied for."""
    open_ = route.open if route and not route.in_place and not route.through else ()
    yield from ((each.ask, each.url or "") for each in open_[:1] if each.ask)


def _goal(route: Route | None) -> Iterable[tuple[int, str]]:
    """Yield the month in which the job that a route is for can be applied for, where the first is another."""
    if route and route.through:
        yield route.months_total, route.destination.title


def to_begin(begun: Sequence[RouteStep], catalog: Catalog) -> list[RouteStep]:
    """Return what begins a route, and the first work to apply for that begins with it: before a degree beside
    the job itself, or one that is done before the work is; after all else.
    """
    new = _new_work(begun, catalog)
    # A look-up begins nothing by itself.
    lasting = [step for step in begun if not step.looked_up]
    first = list(dict.fromkeys((*begun[:1], *lasting[:1], *new[:1])))
    return first[::-1] if new and _waits_for(begun[0], new[0]) else first


def _waits_for(study: RouteStep, work: RouteStep) -> bool:
    """Whether work is worth more haste than the study that begins with it."""
    lasts = work.id == FIRST_JOB or work.end >= study.end
    return study.kind == "degree" and study.months > 0 and lasts


def _new_work(steps: Iterable[RouteStep], catalog: Catalog) -> list[RouteStep]:
    return [step for step in steps if step.kind == "work" and not goes_on(step, catalog)]


def goes_on(step: RouteStep, catalog: Catalog) -> bool:
    """Whether a step is begun already: nothing is to do for it but to go on."""
    return step.id in catalog.steps and step.action.title in {"", catalog.steps[step.id].going_on}


def _applications(
    catalog: Catalog, certifications: Iterable[Certification], today: date
) -> Iterable[tuple[str, str]]:
    """Yield some certifications to apply for now, with the last day for the next exam; of one whose rule was
    not read at its issuer, to ask there first.
    """
    words = catalog.words
    for certification in certifications:
        if not certification.verified:
            yield words["action_certify_unread"].format(name=certification.short), certification.url
            continue
        exam = next_exam(certification.windows, today, 0)
        title = words["action_certify"].format(name=certification.short)
        if exam:
            title = words["action_certify_by"].format(
                name=certification.short,
                last=_day(words, exam[2]),
                exam=_month(words, month_after(today, exam[0])),
            )
        yield title, certification.url


def _closing(route: Route | None, answers: Answers, today: date) -> bool:
    """Whether a way leads through a college in the last year of school, when colleges close their lists."""
    study = route is not None and route.studies
    ahead = months_between(today, first_day(today, answers).isoformat()[:7])
    return study and 0 < ahead <= _A_YEAR


def _to_do(catalog: Catalog, route: Route | None, stage: str) -> Iterable[str]:
    if route is None:
        return
    place = route.begins_at
    for name in catalog.planning.this_week.get(stage, ()):
        yield catalog.words[name].format(job=place.title, titles=", ".join(place.titles))


def _stage(catalog: Catalog, route: Route | None, answers: Answers) -> str:
    """Return where somebody stands, as far as it decides what they can do this week."""
    # No diploma means school only for who names a year of graduation, or no situation.
    ahead = "situation" not in answers or GRADUATION in answers
    if IN_SCHOOL.items() <= answers.items() or (ahead and answers.get("education") == LEVELS[0]):
        return "school"
    if studies(answers) and _last_months(catalog, answers) is None:
        return "program"
    works = answers.get("work_now", UNKNOWN) not in {NO_WORK, UNKNOWN, CASE_MANAGER}
    if route is None or route.in_place or route.typical > catalog.planning.soon:
        if answers.get("work_now") == CASE_MANAGER:
            return "self_employed" if answers.get("self_employed") == "yes" else "at_work"
        return "study" if works and route and route.studies and not studies(answers) else "far"
    if works and works_in(route.begins_at, answers) and not _moves(answers):
        return "inside"
    return "near" if route.typical else "ready"


def _moves(answers: Answers) -> bool:
    """Whether a license is good in other states alone than the one planned for: their employer is there."""
    licensed, state = listed(answers, "license_states"), answers.get("state")
    elsewhere = bool(licensed) and state is not None and state not in licensed
    return elsewhere and answers.get("multistate_license") != "yes"


def _last_months(catalog: Catalog, answers: Answers) -> int | None:
    """Return the months left of a program that is nearly done; None of any other, or of none."""
    left = answers.get("months_left")
    if not isinstance(left, int) or not studies(answers):
        return None
    return left if left <= catalog.planning.last_term else None


def _steps(route: Route | None) -> list[RouteStep]:
    """Return the steps of a route that say what to do, in order."""
    steps = sorted(route.steps if route else (), key=lambda step: step.start)
    return [step for step in steps if step.action.title]


def _under_way(step: RouteStep, catalog: Catalog, answers: Answers) -> bool:
    """Whether a step is the program that somebody is in already."""
    return step.id in catalog.steps and catalog.steps[step.id].under_way(answers)


def _day(words: Mapping[str, str], day: date) -> str:
    return words["day"].format(month=words["months"].split()[day.month - 1], day=day.day, year=day.year)


def _month(words: Mapping[str, str], month: str) -> str:
    year, _, number = month.partition("-")
    return words["month"].format(month=words["months"].split()[int(number) - 1], year=year)
