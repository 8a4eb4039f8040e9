"""The advice: everything the advisor says to one person on one day, as a pure function."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations

from msgspec.structs import replace

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Advice, Nearest, Route, Verdict
from casemgr_cli.domain.aid import FULL_TIME, STUDY_LEVELS, Borrowing, Course
from casemgr_cli.domain.careers import Note, Step
from casemgr_cli.domain.facts import LEVELS, UNKNOWN, Answers, Assumption
from casemgr_cli.engine import limits
from casemgr_cli.engine.actions import next_actions
from casemgr_cli.engine.aid import aid_for, borrowing_for, with_income
from casemgr_cli.engine.answer import answer
from casemgr_cli.engine.dates import first_day
from casemgr_cli.engine.eligibility import read_as_none, verdicts
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.fit import fit
from casemgr_cli.engine.local import local
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.planner import plan
from casemgr_cli.engine.standing import as_good_as_known, stand_ins

_FULL_PACE = "full_time"
_BACHELOR = LEVELS.index("bachelor")
# How many of the nearest routes are kept.
_SHOWN = 3


def advise(catalog: Catalog, answers: Answers, today: date) -> Advice:
    """Return the advice for one person. The same catalog, answers and day always give the same advice."""
    planned = plan(catalog, answers, today)
    stands = verdicts(catalog, answers)
    best = planned.routes[0] if planned.routes else None
    near = None if best else _nearest(catalog, answers, today)
    ahead = near.routes[0] if near else best
    courses = _courses_of(catalog, ahead) if ahead else ()
    notes = tuple(_notes_for(catalog, answers, stands, ahead.destination.id if ahead else ""))
    return Advice(
        answers=answers,
        today=today.isoformat(),
        assumed=(*read_as_none(catalog, answers), *_assumed(catalog, answers, planned.undecided)),
        fit=fit(catalog, answers),
        recommended=best.id if best else None,
        routes=tuple(_funded(catalog, answers, planned.routes)),
        neighbors=planned.neighbors,
        excluded=planned.excluded,
        verdicts=stands,
        notes=notes,
        next_actions=next_actions(catalog, ahead, stands, notes, answers, today),
        nearest=near,
        contrasts=planned.contrasts,
        aid=aid_for(catalog, answers, courses, ahead.destination) if ahead else (),
        local=local(catalog, answers, ahead),
        answer=answer(catalog, answers, planned.routes, stands, in_school=first_day(today, answers) > today),
    )


def _courses_of(catalog: Catalog, route: Route) -> tuple[Course, ...]:
    """Return the degree steps of a route, in order, as what aid and loans are for."""
    return tuple(
        Course(
            step.study,
            step.field,
            step.months,
            step.cost,
            _share(catalog.steps[step.id], step.pace),
            step.title,
            _two_year(catalog.steps[step.id], step.study),
        )
        for step in sorted(route.steps, key=lambda step: step.start)
        if step.study
    )


def _two_year(step: Step, study: str) -> bool:
    """Whether undergraduate study ends below a bachelor's degree."""
    return study == STUDY_LEVELS[0] and all(LEVELS.index(each) < _BACHELOR for each in step.grants.levels)


def _share(step: Step, pace: str) -> int:
    """Return how much of full time a pace is, in whole percent: the same courses over more months."""
    months = {each.name: each.months.high for each in step.paces}
    full, taken = months.get(_FULL_PACE), months.get(pace)
    return min(round(FULL_TIME * full / taken), FULL_TIME) if full and taken else FULL_TIME


def _funded(catalog: Catalog, answers: Answers, routes: Iterable[Route]) -> Iterator[Route]:
    """Yield the routes with what their study leaves to borrow; the same study differs by the pay alone."""
    shared: dict[tuple[Course, ...], Borrowing | None] = {}
    for route in routes:
        courses = _courses_of(catalog, route)
        if courses not in shared:
            shared[courses] = borrowing_for(catalog, answers, courses)
        borrowed = shared[courses]
        income = route.pay.start if route.pay.start is not None else route.pay.experienced
        if borrowed and catalog.lending and income is not None:
            borrowed = with_income(borrowed, income, catalog.lending.rap)
        yield replace(route, borrowing=borrowed)


def _nearest(catalog: Catalog, answers: Answers, today: date) -> Nearest | None:
    """Return what opens up when one or two of a person's own limits give way, the easiest to bend first."""
    set_ = [key for key in limits.BENDABLE if key in answers]
    for relaxed in (*combinations(set_, 1), *combinations(set_, 2)):
        routes = plan(catalog, {k: v for k, v in answers.items() if k not in relaxed}, today).routes
        if routes:
            return Nearest(relaxed, tuple(_funded(catalog, answers, routes[:_SHOWN])))
    return None


def _notes_for(
    catalog: Catalog, answers: Answers, verdicts: Iterable[Verdict], destination: str
) -> Iterable[Note]:
    """Return the notes that hold for a person and the place they are headed to, most important first."""
    person = Person(catalog.facts, answers)
    stands = {verdict.certification.id: verdict.verdict for verdict in verdicts}
    for note in sorted(catalog.notes.values(), key=lambda note: note.rank):
        fits = not note.destinations or destination in note.destinations
        hidden = note.unless is not None and truth(note.unless, person)
        told = not note.certification or stands[note.certification] in note.stands
        if fits and told and not hidden and truth(note.when, person):
            yield note


def _assumed(catalog: Catalog, answers: Answers, undecided: frozenset[str]) -> Iterable[Assumption]:
    """Return what the planning took as given: stand-ins for answers, and needs that nobody ruled out."""
    values = stand_ins(catalog.facts, answers)
    person, known = Person(catalog.facts, answers), as_good_as_known(catalog.facts, answers)
    for fact in catalog.facts.values():
        if fact.key in values:
            yield Assumption(fact.key, values[fact.key], fact.planning_why)
        elif (
            fact.key in undecided - known
            and answers.get(fact.key, UNKNOWN) == UNKNOWN
            and truth(fact.asked_if, person)
        ):
            yield Assumption(fact.key, None, catalog.words["assumed_unmet"])
