"""A candidate written out as the route that a person reads."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Open, Route, RouteStep, firm
from casemgr_cli.domain.careers import LANES, Action, Step
from casemgr_cli.engine import limits
from casemgr_cli.engine.candidates import Candidate
from casemgr_cli.engine.certifying import first_job
from casemgr_cli.engine.costs import Worth
from casemgr_cli.engine.pay import pay_of
from casemgr_cli.engine.person import said
from casemgr_cli.engine.schedule import Slot
from casemgr_cli.engine.standing import manages_cases_in, wants_to_leave
from casemgr_cli.engine.ways import Ways

# The wish for a college that every degree's price answers.
_PUBLIC = "public"


def to_route(candidate: Candidate, ways: Ways, catalog: Catalog, does: str) -> Route:
    """Write a candidate out: its steps on the calendar, the way to a certification, reasons and cautions. The
    person `does` the work of one step already, or of none.
    """
    destination, tail = candidate.destination, candidate.tail
    stated = ways.stated.answers.get("current_pay")
    # Who stays is paid there already, so there is nothing to hold the pay of the place against.
    current = int(stated) if isinstance(stated, int | float) and not candidate.stay else None
    on_the_way = {} if current is None else {**_paid_on_the_way(candidate, ways, catalog), does: current}
    worth = Worth(candidate.slots, candidate.typical, candidate.pay, candidate.cost, current, on_the_way)
    low, high = worth.ten_years()
    demands = [(r.made_by, r.rule) for r in candidate.planned_for]
    steps_before = [slot.task.step.id for slot in candidate.slots]
    makers = ways.demanded_by(steps_before, demands) | {s.task.step.id: "issuer" for s in tail.study}
    slots = (*candidate.slots, *tail.study)
    steps = [_step(slot, candidate, makers, ways, catalog) for slot in slots]
    through, answers = catalog.destinations.get(candidate.through), ways.stated.answers
    in_place = candidate.stay or (not candidate.typical and manages_cases_in(through, answers))
    if not (in_place or tail.in_the_job):
        title = (through or destination).title
        to_do = Action(catalog.words["action_apply"].format(job=title))
        steps.append(first_job(title, candidate.typical, 0, "choice", to_do))
    steps += [_in_free_lane(step, steps) for step in tail.steps]
    steps.sort(key=lambda step: (step.start, step.months > 0))
    return Route(
        id=candidate.id,
        title=_title(candidate, catalog),
        background=destination.background,
        destination=destination,
        plan="entry" if candidate.unmet else "strong",
        steps=tuple(steps),
        earliest=candidate.earliest,
        typical=candidate.typical,
        months_to_certified=tail.months,
        certification=tail.certification,
        months_total=max((step.end for step in steps), default=0),
        cost=candidate.cost,
        ten_year_net=low,
        ten_year_high=high,
        pay=candidate.pay,
        unmet=candidate.unmet,
        why=_why(candidate, ways, catalog),
        cautions=tuple(
            dict.fromkeys((*_cautions(candidate, ways, worth, catalog), *_not_found(steps, catalog)))
        ),
        wait_per_month=worth.wait_per_month(),
        break_even=worth.break_even(),
        solid=candidate.solid,
        stay=candidate.stay,
        open=tuple(_open(candidate)),
        bends=candidate.bends,
        forks=candidate.forks,
        doors=len(candidate.doors),
        through=through,
        in_place=in_place,
    )


def _in_free_lane(step: RouteStep, before: Sequence[RouteStep]) -> RouteStep:
    """Return a step beside those `before` it. The months of waiting for an exam stand in the lane that is
    free meanwhile; where none is, it takes none, and is applied for in the month in which it begins.
    """
    if step.kind != "certification":
        return step
    taken = {other.lane for other in before if other.start < step.end and step.start < other.end}
    free = next((lane for lane in (step.lane, *LANES) if lane not in taken), "")
    return replace(step, lane=free) if free else replace(step, months=0)


def _paid_on_the_way(candidate: Candidate, ways: Ways, catalog: Catalog) -> dict[str, int]:
    """Return a year's pay for each kind of work before the job, the lower quarter of its occupation, by its
    step's id.
    """
    state, metro = said(ways.stated.answers, "state"), said(ways.stated.answers, "metro")
    steps = (slot.task.step for slot in candidate.slots)
    paid = ((s.id, pay_of(catalog.wages, s.pay, state, metro).start) for s in steps if s.pay)
    return {id_: start for id_, start in paid if start}


def _open(candidate: Candidate) -> Iterable[Open]:
    for demand in (*candidate.asked.open_, *candidate.asked.unknown):
        ask = demand.ask
        yield Open(demand.text, ask.title, ask.url or None) if ask else Open(demand.text)


def _step(
    slot: Slot, candidate: Candidate, makers: Mapping[str, str], ways: Ways, catalog: Catalog
) -> RouteStep:
    task, step = slot.task, slot.task.step
    pace_sources, pace_note = (task.pace.sources, task.pace.note) if task.pace else ((), "")
    # Who wants out of the place of today stays for a few months, and looks for other work for more.
    leaves = task.months > catalog.planning.nearly and wants_to_leave(ways.stated.answers)
    return RouteStep(
        id=step.id,
        kind=step.kind,
        title=_step_title(step, ways, catalog),
        lane=step.lane,
        pace=task.pace.name if task.pace else "",
        start=slot.start,
        months=task.months,
        cost=step.cost,
        required_by=_required_by(makers.get(step.id, "employers")),
        sources=tuple(dict.fromkeys((*step.sources, *pace_sources, *(c.source for c in step.charges)))),
        action=catalog.steps[step.id].action if leaves and step.kind == "work" else step.action,
        cautions=tuple(filter(None, (pace_note, *step.cautions))),
        verified=step.verified and not (task.pace and task.pace.estimate),
        charges=step.charges,
        elsewhere=step.elsewhere,
        study=_study(step),
        field=_field(step) or candidate.destination.background,
        program=step.program,
    )


def _study(step: Step) -> str:
    if step.price.tuition is None:
        return ""
    return "graduate" if step.graduate else "undergraduate"


def _field(step: Step) -> str:
    """Return the field of the degree that a step gives; empty for courses that give none."""
    return next(iter(step.grants.fields), "")


def _step_title(step: Step, ways: Ways, catalog: Catalog) -> str:
    """Return a step's title, a license under the name it has in the person's state."""
    if step.id in ways.enrolled:
        return catalog.words["enrolled"].format(step=step.title)
    state = said(ways.stated.answers, "state")
    named = catalog.licenses(state).state.acronyms(step.license) if state and step.license else ()
    if not named:
        return step.title
    acronym = catalog.words["license_then"].join(named)
    return catalog.words["license_there"].format(step=step.title, acronym=acronym)


def _required_by(made_by: str) -> str:
    """A school's own rule binds whoever chose that school: to the person it is a choice."""
    return "choice" if made_by == "school" else made_by


def _title(candidate: Candidate, catalog: Catalog) -> str:
    degrees = [slot.task.step.title for slot in candidate.slots if slot.task.step.kind == "degree"]
    if not degrees:
        return candidate.destination.title
    return catalog.words["route_title"].format(job=candidate.destination.title, steps=", ".join(degrees))


def _why(candidate: Candidate, ways: Ways, catalog: Catalog) -> tuple[str, ...]:
    words, destination = catalog.words, candidate.destination
    reasons = [destination.about]
    year = ways.stated.answers.get("graduation_year")
    if isinstance(year, int) and _in_school(ways):
        reasons.insert(0, words["why_from_graduation"].format(year=year))
    if not candidate.slots and candidate.solid and not candidate.through:
        reasons.insert(0, words["why_qualified"])
    elif (
        candidate.earliest is not None
        and candidate.earliest < candidate.typical
        and not firm(destination, candidate.bends)
    ):
        now = "why_two_clocks_graduated" if _in_school(ways) else "why_two_clocks_now"
        clocks = words["why_two_clocks" if candidate.earliest else now]
        early, typical = (_months(months, words) for months in (candidate.earliest, candidate.typical))
        reasons.append(clocks.format(early=early, typical=typical))
    if candidate.solid:
        reasons.append(words["why_nothing_unmet"])
    if candidate.tail.in_the_job:
        supervisors = catalog.certifications[candidate.tail.certification].supervisors
        reasons += filter(None, [supervisors.get(destination.supervisor_holds_ccm)])
    return tuple(reasons)


def _in_school(ways: Ways) -> bool:
    return ways.stated.get("education") == "none"


def _months(months: int, words: Mapping[str, str]) -> str:
    return words["month_one" if months == 1 else "month_other"].format(count=months)


def _cautions(candidate: Candidate, ways: Ways, worth: Worth, catalog: Catalog) -> Iterable[str]:
    wait = worth.wait_per_month()
    if wait is not None and wait < 0:
        yield catalog.words["pays_less"]
    budget, tuition = ways.stated.get("budget"), candidate.tuition
    if isinstance(budget, int) and tuition > budget:
        yield catalog.words["over_budget"].format(cost=tuition, budget=budget)
    college, slots = said(ways.stated.answers, "college"), (*candidate.slots, *candidate.tail.study)
    for slot in slots:
        years = slot.task.step.price.tuition
        if years and college not in {None, _PUBLIC, *years.colleges}:
            yield catalog.words["college_not_priced"].format(step=slot.task.step.title)
    if any(limits.stretched(slot.task.step, slot.task.pace, ways) > 1 for slot in slots):
        yield catalog.words["hours_stretched"].format(hours=ways.stated.get("hours_per_week"))
    yield from candidate.destination.cautions
    for slot in slots:
        yield from slot.task.step.cautions


def _not_found(steps: Iterable[RouteStep], catalog: Catalog) -> Iterable[str]:
    """Return what nobody found a price for, since the total leaves it out."""
    for charge in (charge for step in steps for charge in step.charges if not charge.known):
        yield catalog.words["charge_unknown"].format(name=charge.label)
