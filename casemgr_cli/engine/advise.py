"""The advice: everything the advisor says to one person on one day, as a pure function."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations

from msgspec.structs import replace

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Advice, Answer, ClientState, Local, Nearest, Route, RouteStep, Verdict
from casemgr_cli.domain.aid import FULL_TIME, STUDY_LEVELS, Borrowing, Course
from casemgr_cli.domain.careers import Note, Step
from casemgr_cli.domain.conditions import AnyOf
from casemgr_cli.domain.facts import LEVELS, Answers
from casemgr_cli.domain.figures import COLLEGES
from casemgr_cli.domain.licensing import IN_FORCE, PARTIAL, LicenseGuide
from casemgr_cli.domain.programs import CONTROLS, SchoolWish
from casemgr_cli.engine.actions import ToApply, next_actions
from casemgr_cli.engine.aid import aid_for, borrowing_for, with_income
from casemgr_cli.engine.answer import answer
from casemgr_cli.engine.dates import first_day
from casemgr_cli.engine.eligibility import verdicts
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.fit import fit
from casemgr_cli.engine.person import Person, listed, said
from casemgr_cli.engine.planner import plan
from casemgr_cli.engine.programs import find_programs
from casemgr_cli.engine.standing import assumed, licensed_states, lives_elsewhere, with_nothing_told

_FULL_PACE = "full_time"
_BACHELOR = LEVELS.index("bachelor")
# How many of the nearest routes are kept.
_SHOWN = 3
_SCHOOLS = 3
_CONTROL_OF = {college: "nonprofit" if college == "private_nonprofit" else "public" for college in COLLEGES}


def advise(catalog: Catalog, answers: Answers, today: date) -> Advice:
    """Return the advice for one person. The same catalog, answers and day always give the same advice."""
    planned = plan(catalog, answers, today)
    best = planned.routes[0] if planned.routes else None
    stands = _stands(catalog, answers, planned.routes)
    near = None if best else _nearest(catalog, answers, today)
    ahead = near.routes[0] if near else best
    courses = _courses_of(catalog, ahead) if ahead else ()
    notes = tuple(_notes_for(catalog, answers, stands, ahead))
    said = answer(
        catalog,
        answers,
        planned.routes,
        _stands(catalog, with_nothing_told(catalog.facts, answers), planned.routes),
        in_school=first_day(today, answers) > today,
        neighbors=planned.neighbors,
    )
    asked = _asked(catalog, said, planned.routes)
    return Advice(
        answers=answers,
        today=today.isoformat(),
        assumed=assumed(catalog, answers, planned.undecided),
        fit=fit(catalog, answers),
        recommended=best.id if best else None,
        routes=tuple(_funded(catalog, answers, planned.routes)),
        neighbors=planned.neighbors,
        excluded=planned.excluded,
        verdicts=stands,
        notes=notes,
        next_actions=next_actions(catalog, ahead, stands, notes, answers, today, asked),
        nearest=near,
        contrasts=planned.contrasts,
        aid=aid_for(catalog, answers, courses, ahead.destination) if ahead else (),
        local=_local(catalog, answers, ahead),
        answer=said,
    )


def _asked(catalog: Catalog, told: Answer | None, routes: Sequence[Route]) -> ToApply:
    """Return what somebody who asked about it can apply for by the answer; the first way's own job aside."""
    if told is None or told.verdict != "yes":
        return ToApply()
    if told.question not in catalog.planning.such_work:
        return ToApply(certifications=told.certifications)
    named = next(route for route in routes if route.id == told.routes[0])
    return ToApply() if named.in_place or named is routes[0] else ToApply(named.begins_at.title)


def _stands(catalog: Catalog, answers: Answers, routes: Iterable[Route]) -> tuple[Verdict, ...]:
    """Return the verdicts; of several credentials that would do, first the one that the best way brings."""
    person = Person(catalog.facts, answers)
    leading = next((route for route in routes if route.certification), None)
    for step in leading.steps if leading else ():
        person = person.after(catalog.steps[step.id].grants) if step.id in catalog.steps else person

    def led(verdict: Verdict) -> Verdict:
        rule = verdict.certification.credential
        ways = rule.parts if isinstance(rule, AnyOf) else ()
        brought = {way.clause.text for way in ways if truth(way, person)}
        return replace(verdict, missing=tuple(sorted(verdict.missing, key=lambda text: text not in brought)))

    return tuple(map(led, verdicts(catalog, answers)))


def shared(catalog: Catalog, answers: Answers, advice: Advice) -> Advice:
    """Return the advice of somebody who has the same plan as another, from that of the other."""
    return replace(
        advice, answers=answers, fit=fit(catalog, answers), verdicts=_stands(catalog, answers, advice.routes)
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
    set_ = [key for key in catalog.planning.bendable if key in answers]
    for relaxed in (*combinations(set_, 1), *combinations(set_, 2)):
        routes = plan(catalog, {k: v for k, v in answers.items() if k not in relaxed}, today).routes
        if routes:
            return Nearest(relaxed, tuple(_funded(catalog, answers, routes[:_SHOWN])))
    return None


def _notes_for(
    catalog: Catalog, answers: Answers, verdicts: Iterable[Verdict], route: Route | None
) -> Iterable[Note]:
    """Return the notes that hold for a person and the route they are on, most important first."""
    place = route.destination.id if route else ""
    taken = {step.id for step in route.steps} if route else set()
    person = Person(catalog.facts, answers)
    stands = {verdict.certification.id: verdict.verdict for verdict in verdicts}
    elsewhere, told_already = lives_elsewhere(catalog, answers), set[str]()
    for note in sorted(catalog.notes.values(), key=lambda note: note.rank):
        fits = (not note.destinations or place in note.destinations) and not (
            note.steps and taken.isdisjoint(note.steps)
        )
        fits = fits and (elsewhere or not note.home_elsewhere)
        hidden = note.unless is not None and truth(note.unless, person)
        told = not note.certification or stands[note.certification] in note.stands
        # What is said of where they work may be said of where they go, too.
        if fits and told and not hidden and note.text not in told_already and truth(note.when, person):
            told_already.add(note.text)
            yield note


def _local(catalog: Catalog, answers: Answers, route: Route | None) -> Local:
    """Return what is known about the person's state that their route needs; nothing without a state."""
    state = said(answers, "state")
    if state is None:
        return Local()
    covered = {state, *licensed_states(answers)}
    others = [code for code in listed(answers, "client_states") if code not in covered]
    home = catalog.licenses(state)
    here = Local(home, tuple(_client(home, catalog.licenses(code)) for code in others))
    studied = ((step, catalog.steps[step.id]) for step in (route.steps if route else ()) if step.study)
    ahead = (step for step, plan in studied if plan.grants.degrees and not plan.under_way(answers))
    study = next(ahead, None)
    return _with_schools(here, catalog, answers, study, state) if study and study.program else here


def _client(home: LicenseGuide, there: LicenseGuide) -> ClientState:
    """Return what a nurse needs for clients elsewhere: a multistate license helps where both are members."""
    members = [guide.state.compact for guide in (home, there)]
    if None in members:
        return ClientState(there, "unknown")
    statuses = [member.status for member in members if member]
    if set(statuses) == {IN_FORCE}:
        return ClientState(there, "covered")
    return ClientState(there, "partial" if PARTIAL in statuses else "own")


def _with_schools(here: Local, catalog: Catalog, answers: Answers, study: RouteStep, state: str) -> Local:
    """Add the schools for a degree, of the kind that the route is priced at where there are any."""
    schools = catalog.programs(study.program, state)
    sort = catalog.planning.programs_by.get(str(answers.get("priority")))
    wish = SchoolWish(state=state, sort=sort, limit=_SCHOOLS)
    college = next((charge.college for charge in study.charges if charge.college), "")
    alike = tuple(p for p in schools.programs if CONTROLS[p.control] == _CONTROL_OF.get(college))
    found = find_programs(replace(schools, programs=alike or schools.programs), wish)
    return replace(here, schools=schools, found=found)
