"""Where somebody stands today: a program under way, licenses and their states, the usual experience, and what
stands in for answers that nobody gave, so that a route can be planned at all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from msgspec.structs import replace

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Route, RouteStep
from casemgr_cli.domain.careers import (
    Action,
    Certification,
    Destination,
    Grants,
    Requirement,
    Step,
    UsualExperience,
)
from casemgr_cli.domain.conditions import (
    ALWAYS,
    NEVER,
    All,
    AnyOf,
    Compare,
    Condition,
    Licensed,
    Not,
    leaves,
)
from casemgr_cli.domain.facts import DEGREES, LEVELS, UNKNOWN, Answers, Assumption, Fact, FactTable, Value
from casemgr_cli.domain.figures import Charge, Span, known_total
from casemgr_cli.domain.licensing import IN_FORCE, LicenseGuide, Said
from casemgr_cli.engine.costs import educated_abroad, figure_charge, priced
from casemgr_cli.engine.eligibility import read_as_none
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.person import Person, listed, said

CASE_MANAGER, NO_WORK = "case_manager", "none"
IN_SCHOOL: Answers = {"situation": "high_school"}
_LICENSED_IN = "license_states"
# A likely answer that opens nothing.
NOTHING = (0, "no", ())


def steps_by(catalog: Catalog, answers: Answers) -> tuple[object, ...]:
    """Return what decides which steps `steps_for` has, what they cost and how long they take."""
    read = ("enrolled_in", "months_left", "keep_working") if studies(answers) else ()
    program = (*map(answers.get, read), studies(answers) and _earning(answers))
    fees = (answers.get("state"), answers.get("college"), educated_abroad(catalog, answers))
    return *fees, program, *_states_missing(catalog, answers)


def steps_for(catalog: Catalog, answers: Answers) -> dict[str, Step]:
    """Return the steps as one person would take them: priced at their place, a program under way cut down to
    what is left of it, licenses for the states that theirs do not cover, and their present work gone on with.
    """
    home, clients = _states_missing(catalog, answers)
    missing = {"home": home, "clients": clients}
    steps = {}
    for id_, step in priced(catalog, answers).items():
        if step.under_way(answers):
            steps[id_] = _rest_of(step, answers, catalog.planning.last_term)
        elif not step.covers:
            steps[id_] = step
        elif missing[step.covers]:
            steps[id_] = _license_for(step, missing[step.covers], catalog.words["license_of"])
    steps |= {step.id: step for step in _going_on(catalog, answers, steps)}
    return steps | {id_: _certifying(entry, catalog) for id_, entry in catalog.certifications.items()}


def _going_on(catalog: Catalog, answers: Answers, steps: Mapping[str, Step]) -> Iterator[Step]:
    """Yield the work that somebody does today, with going on as what to do.

    Where nobody said what they do, or such work takes a license that they lack, months of it tell; of a
    student they do not, nor of who nursed abroad. Who can no longer do it finds other work.
    """
    stated = Person(catalog.facts, answers)
    named = _named_work(catalog, stated)
    present = _able(named, stated)
    student = any(step.under_way(answers) for step in steps.values())
    elsewhere = student or educated_abroad(catalog, answers)
    telling = named is not None or (stated.get("work_now") is None and not elsewhere)
    for step in (each for each in steps.values() if each.going_on):
        if present:
            kept = step is present or truth(present.suits, stated) is not False
            goes_on = kept and {*step.grants.months} <= {*present.grants.months}
        else:
            goes_on = telling and any(stated.span(counter)[0] > 0 for counter in step.grants.months)
        if goes_on:
            yield replace(step, action=Action(step.going_on))


def _certifying(certification: Certification, catalog: Catalog) -> Step:
    """Return a certification as a step toward a place, or another certification, that asks for it."""
    fee = figure_charge(catalog.figures[certification.fee], "certification")
    return Step(
        id=certification.id,
        title=f"{certification.name} ({certification.short})",
        kind="certification",
        lane="study",
        about=certification.about,
        requires=All((certification.credential, certification.experience, certification.apply_when)),
        suits=Not(Compare("certifications", "has", (certification.id,))),
        grants=Grants(certifications=(certification.id,)),
        full_time=replace(catalog.planning.exam, name="full_time"),
        online="yes",
        action=Action(catalog.words["action_certify"].format(name=certification.short), certification.url),
        sources=certification.sources,
        verified=certification.verified,
        charges=(fee,),
        cost=fee.span,
    )


def licensed_states(answers: Answers) -> tuple[str, ...]:
    """Return the states in which the licenses are held; without an answer the person's own."""
    held = answers.get(_LICENSED_IN)
    if isinstance(held, tuple):
        return held
    state = said(answers, "state")
    return (state,) if state else ()


def _states_missing(catalog: Catalog, answers: Answers) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the states that somebody's licenses do not cover: their own, and those of their clients.

    A multistate nursing license covers every state where the compact is in force, if its own is one.
    """
    held, state = licensed_states(answers), said(answers, "state")
    licenses = listed(answers, "licenses")
    if not licenses or not held:
        return (), ()

    def in_compact(code: str) -> bool:
        nursing = filter(None, map(catalog.licenses(code).state.nursing, licenses))
        return any(each.compact and each.compact.status == IN_FORCE for each in nursing)

    multistate = (
        answers.get("multistate_license") == "yes"
        and answers.get("license_status") != "restricted"
        and any(map(in_compact, held))
    )

    def covered(code: str) -> bool:
        return code in held or (multistate and in_compact(code))

    home = () if state is None or covered(state) else (state,)
    others = (code for code in listed(answers, "client_states") if code != state)
    return home, tuple(code for code in others if not covered(code))


def lives_elsewhere(catalog: Catalog, answers: Answers) -> bool:
    """Whether somebody's home is in a state that their licenses cover without being of it."""
    state, held = said(answers, "state"), licensed_states(answers)
    home, _ = _states_missing(catalog, answers)
    return state is not None and bool(held) and state not in held and not home


def licenses_elsewhere(catalog: Catalog, destination: Destination, answers: Answers) -> Iterable[Requirement]:
    """Return what the law asks on top where a license that is needed is held in other states only: by the law
    of each state that is not covered. Whoever meets what is asked there in another way, such as by a degree,
    needs no license of it.
    """
    if destination.any_state:
        return
    held, (home, clients) = listed(answers, "licenses"), _states_missing(catalog, answers)
    by_telephone = clients if catalog.planning.remote not in destination.limits.rules_out else ()
    for code in (*home, *by_telephone):
        there = [r.when for r in destination.must if r.when and r.holds_in(code)]
        asking = [when for when in there if not _licenses_in(when).isdisjoint(held)]
        if asking:
            otherwise = All(tuple(_read_in(code, _without_license(when)) for when in asking))
            text = catalog.words["law_license_there"].format(state=code)
            yield Requirement(
                text, "law", "", False, AnyOf((Compare("license_states", "has", (code,)), otherwise))
            )


def with_state_rules(guide: LicenseGuide, catalog: Catalog) -> LicenseGuide:
    """Return a state's guide with what its own rules ask at the places where case managers work."""
    code = guide.state.code
    asked = (
        Said(
            setting=place.title,
            text=asked.text,
            made_by=asked.made_by,
            source=asked.source,
            verified=asked.verified,
        )
        for place in catalog.destinations.values()
        for asked in (*place.must, *place.usually)
        if code in asked.states
    )
    # One rule may hold at several places: the first of them names it.
    found = tuple({said.text: said for said in reversed(tuple(asked))}.values())[::-1]
    sources = {said.source: catalog.sources[said.source] for said in found}
    rules = replace(guide.state, rules=(*guide.state.rules, *found))
    return replace(guide, state=rules, sources={**guide.sources, **sources})


def _with_leaves(condition: Condition, change: Callable[[Condition], Condition]) -> Condition:
    """Return a condition with each comparison of its `all` and `any` changed."""
    if isinstance(condition, All | AnyOf):
        return replace(condition, parts=tuple(_with_leaves(part, change) for part in condition.parts))
    return change(condition)


def _without_license(condition: Condition) -> Condition:
    return _with_leaves(condition, lambda leaf: NEVER if isinstance(leaf, Licensed) else leaf)


def _read_in(state: str, condition: Condition) -> Condition:
    """Return a rule as it reads in a state, whatever state somebody lives in."""

    def there(leaf: Condition) -> Condition:
        if not isinstance(leaf, Compare) or leaf.fact != "state":
            return leaf
        return ALWAYS if state in leaf.values else NEVER

    return _with_leaves(condition, there)


def sides_of(catalog: Catalog, person: Person) -> list[str]:
    """Return the sides somebody is on today, that of a license before that of a degree; none where neither
    tells.
    """
    return [side for side, rule in catalog.standing.sides.items() if truth(rule, person) is True]


def licensed_on(catalog: Catalog, person: Person) -> list[str]:
    """Return the one side that a profession's license tells, none where a degree tells another as well."""
    sides = sides_of(catalog, person)
    return sides if len(sides) == 1 and truth(catalog.standing.licensed, person) is True else []


def side_begun(catalog: Catalog, program: Step) -> Sequence[str]:
    """Return the one side that a program is for: its own, or that of its degree where it builds on a license;
    none of another program.
    """
    if len(program.sides) == 1:
        return program.sides
    graduated = Person(catalog.facts, {"licenses": ()}).after(program.grants)
    return sides_of(catalog, graduated)[:1] if _licenses_in(program.requires) else ()


def opens_a_license(catalog: Catalog, program: Step, person: Person) -> bool:
    """Whether a license, or its exam, is open to somebody after a program and not before it."""
    graduated = person.after(program.grants)
    steps = (step for step in catalog.steps.values() if step.kind in {"license", "exam"})
    return any(
        truth(step.requires, person) is not True and truth(step.requires, graduated) is True for step in steps
    )


def works_in(destination: Destination, answers: Answers) -> bool:
    """Whether somebody's present setting is one of a destination's."""
    return answers.get("work_setting") in destination.settings


def manages_cases_in(place: Destination | None, answers: Answers) -> bool:
    """Whether somebody is a case manager in such a place already."""
    return place is not None and answers.get("work_now") == CASE_MANAGER and works_in(place, answers)


def covered_by(catalog: Catalog, step: RouteStep) -> str:
    """Return which states a step adds to a license: the one somebody moves to, or those of their clients."""
    known = catalog.steps.get(step.id)
    return known.covers if known else ""


def lacks_law(catalog: Catalog, route: Route) -> bool:
    """Whether somebody stays where the law asks for more than they have, be it for clients of any state."""
    of_law = (step for step in route.steps if step.required_by == "law" and not step.looked_up)
    return route.stay and not all(covered_by(catalog, step) for step in of_law)


def takes_license_of(destination: Destination, person: Person) -> bool:
    """Whether a rule of a place, one that holds in their state, reads a license that somebody holds."""
    held = person.members("licenses") or ()
    return any(not _licenses_in(when).isdisjoint(held) for when in _rules_at(destination, person))


def takes_without_license(destination: Destination, person: Person) -> bool:
    """Whether somebody meets the rules of a place by no license."""
    return all(truth(_without_license(when), person) is True for when in _rules_at(destination, person))


def _rules_at(destination: Destination, person: Person) -> Iterator[Condition]:
    state = said(person.answers, "state")
    return (r.when for r in destination.must if r.when and r.holds_in(state))


def repeats_a_degree(steps: Iterable[Step], person: Person) -> int:
    """Return 1 where some steps give a degree of the level that a person holds, 2 where one below it, beyond
    high school; else 0. Where the field of that is known, one that builds on a license goes on with it, as a
    nurse's bachelor's after the associate, and one of the level held leads on to a higher one that builds on
    its license.
    """
    held, field = person.get("education"), person.get("field")
    if held not in DEGREES:
        return 0
    level = LEVELS.index(str(held))
    given = [(_licenses_in(s.requires), LEVELS.index(name)) for s in steps for name in s.grants.levels]
    leads_on = any(licenses and each > level for licenses, each in given)
    again = [each for licenses, each in given if field is None or not licenses]
    return 2 if any(each < level for each in again) else int(level in again and not leads_on)


def offers(destination: Destination, key: str, person: Person) -> bool | None:
    """Whether a place has one of the settings or populations that a person asked for; None if for none."""
    wanted = person.members(key)
    return not {*wanted}.isdisjoint(getattr(destination, key)) if wanted else None


@cache
def _licenses_in(condition: Condition) -> frozenset[str]:
    return frozenset(name for leaf in leaves(condition) if isinstance(leaf, Licensed) for name in leaf.any_of)


def _rest_of(step: Step, answers: Answers, last_term: int) -> Step:
    """Return a program under way: what is left of it, at its share of the price; all of it if nobody said.
    Nothing is chosen in its last term any more, which is so many months.

    Who earns beside it is in it at a pace that leaves room for a job, where it has one. Whoever has work but
    did not say that they must go on earning may be in it at either pace, so the price is that of both.
    What to do and to watch out for on the way in is behind whoever is in it.
    """
    full_time, part_time = (pace and replace(pace, note="") for pace in (step.full_time, step.part_time))
    step = replace(step, action=Action(""), cautions=(), full_time=full_time, part_time=part_time)
    left = answers.get("months_left")
    if not isinstance(left, int) or not step.paces:
        return step
    earning = _earning(answers)
    taken = next((pace for pace in step.paces if earning and pace.work_alongside), step.paces[0])
    pace = replace(taken, months=Span(left, left))
    sure = not earning or said(answers, "keep_working") is not None
    wholes = [each.months.high or left for each in ((taken,) if sure else step.paces)]
    shares = sorted(min(1.0, left / whole) if whole else 1.0 for whole in wholes)
    charges = tuple(_share(charge, *shares) for charge in step.charges)
    elsewhere = tuple(_share(charge, *shares) for charge in step.elsewhere)
    late = step.chosen if left <= last_term else ()
    return replace(
        step,
        grants=replace(step.grants, flags=tuple(flag for flag in step.grants.flags if flag not in late)),
        full_time=pace,
        part_time=None,
        charges=charges,
        elsewhere=elsewhere,
        cost=known_total(charges),
    )


def studies(answers: Answers) -> bool:
    """Whether somebody is in a program."""
    return said(answers, "enrolled_in") not in {"none", None}


def _earning(answers: Answers) -> bool:
    """Whether somebody earns beside a program: by what they said, else by the work they do."""
    told = said(answers, "keep_working")
    return told == "yes" if told else said(answers, "work_now") not in {NO_WORK, None}


def _share(charge: Charge, *shares: float) -> Charge:
    """Return a charge at a share of it, or from the least of several shares to the most."""
    ends = ((charge.low, shares[0]), (charge.high, shares[-1]))
    low, high = (None if end is None else round(end * share) for end, share in ends)
    return replace(charge, low=low, high=high)


def _license_for(step: Step, states: tuple[str, ...], title: str) -> Step:
    """Return a license for other states, named in its title, at its fee for each of them."""
    charges = tuple(_share(charge, len(states)) for charge in step.charges)
    grants = replace(step.grants, states=states)
    named = title.format(step=step.title, states=", ".join(states))
    return replace(step, title=named, grants=grants, charges=charges, cost=known_total(charges))


def usual_work(destination: Destination, months: int, catalog: Catalog, answers: Answers) -> Condition:
    """Return the condition that says whether somebody has the usual experience of a place, so many recent
    months of it; ALWAYS where a present case manager asks about her own kind of place.

    In the own setting what the data say of it does as well. Where the work that earns the experience takes
    a license, whoever does not hold it yet brings nothing else: case management of before is no nursing, and
    months at work abroad are none that employers here look for, so those come on top.
    """
    experience, own = destination.experience, works_in(destination, answers)
    if experience is None:
        return ALWAYS
    work = catalog.steps[experience.earned_by]
    licensed = _licenses_in(work.requires)
    if licensed and licensed.isdisjoint(listed(answers, "licenses")):
        counts = tuple(counter for counter in experience.counts if counter in work.grants.months)
        experience, own = replace(experience, counts=counts, met_by=None), False
        abroad = counts if educated_abroad(catalog, answers) else ()
        stated = Person(catalog.facts, answers)
        months += max((int(stated.span(counter)[0]) for counter in abroad), default=0)
    if own and answers.get("work_now") == CASE_MANAGER:
        return ALWAYS
    met = enough(experience, months, catalog, answers)
    met = AnyOf((met, catalog.standing.own_setting)) if own else met
    return All((met, catalog.standing.recent))


def enough(experience: UsualExperience, months: int, catalog: Catalog, answers: Answers) -> Condition:
    """Return the condition that says whether somebody has so many months of the usual experience. Of kinds of
    work that leave each other out, months stated of the others are added to those of each.
    """
    stated = Person(catalog.facts, answers)
    apart = {counter for counter in experience.counts if counter in catalog.planning.added_up}
    told = {counter: answers.get(counter) for counter in apart if not stated.duties_undecided(counter)}
    had = {counter: months for counter, months in told.items() if isinstance(months, int | float)}

    def still(counter: str) -> float:
        return max(0, months - sum(had.values()) + had.get(counter, 0)) if counter in apart else months

    counters = (
        Compare(counter, "at_least", (still(counter),), only_by=experience.only_by)
        for counter in experience.counts
    )
    return AnyOf((*counters, *([experience.met_by] if experience.met_by else [])))


def _named_work(catalog: Catalog, stated: Person) -> Step | None:
    """Return the step that is the work somebody says to do today; None without one, as for case managers."""
    works = (id_ for id_, when in catalog.standing.present_work.items() if truth(when, stated) is True)
    return next((catalog.steps[id_] for id_ in works), None)


def present_work(catalog: Catalog, stated: Person) -> str:
    """Return the id of the step that somebody does today and may go on with; nothing where they want to
    leave, or surely lack what it takes.
    """
    present = _able(_named_work(catalog, stated), stated)
    return present.id if present and not wants_to_leave(stated.answers) else ""


def wants_to_leave(answers: Answers) -> bool:
    """Whether somebody avoids the kind of place where they work."""
    return answers.get("work_setting") in listed(answers, "settings_avoid")


def _able(work: Step | None, stated: Person) -> Step | None:
    return work if work and truth(work.requires, stated) is not False else None


def unread(requirement: Requirement, person: Person) -> bool:
    """Whether a rule that nobody has found leaves it open; what most of those read ask for closes it."""
    return requirement.ask is not None and not (requirement.when and truth(requirement.when, person) is True)


def stand_ins(facts: FactTable, answers: Answers) -> dict[str, Value]:
    """Return the planning value of every fact that has one for this person and that they did not state.

    Each is chosen in view of those before it.
    """
    values: dict[str, Value] = {}
    person = today = Person(facts, answers)
    for fact in facts.values():
        if (fact.planning_if or fact.planning_value is not None) and today.get(fact.key) is None:
            fitting = (value for when, value in fact.planning_if if truth(when, person))
            value = next(fitting, fact.planning_value)
            if value is not None:
                values[fact.key] = value
                person = Person(facts, {**answers, **values})
    return values


def with_nothing_told(facts: FactTable, answers: Answers) -> Answers:
    """Return answers with what everybody like this person has none of filled in, where nobody stated it."""
    filled = dict(answers)
    for key in facts:
        person = Person(facts, filled)
        if key not in filled and person.get(key) is None:
            first = next((case for case in facts[key].guess_if if truth(case.when, person)), None)
            if first and first.of_all and first.value in NOTHING:
                filled[key] = first.value
    return filled


def planned_as(facts: FactTable, answers: Answers) -> Answers:
    """Return answers with those that are planned as another value."""
    person = Person(facts, answers)
    others = {
        fact.key: next((value for when, value in fact.planned_as if truth(when, person)), None)
        for fact in facts.values()
        if fact.planned_as
    }
    return {**answers, **{key: value for key, value in others.items() if value is not None}}


def guess(fact: Fact, person: Person, nth: float = 0) -> Value:
    """Return what one of a hundred people like this one answers to a question; unknown where nobody can tell.

    They stand in the order of the cases, so that the `nth` of 0 is one of the most.
    """
    for case in fact.guess_if:
        if truth(case.when, person):
            nth -= case.share
            if nth < 0:
                return case.value
    return UNKNOWN


def as_good_as_known(facts: FactTable, answers: Answers) -> frozenset[str]:
    """Return the questions that somebody in high school need not answer: nothing to tell is all but certain.

    Of anybody else nothing is taken for known.
    """
    if not IN_SCHOOL.items() <= answers.items():
        return frozenset()
    today = Person(facts, answers)
    open_ = {key for key in facts if today.get(key) is None}
    likely: dict[str, Value] = {key: value for key, value in answers.items() if key not in open_}
    for key in facts:
        value = guess(facts[key], Person(facts, likely)) if key in open_ else UNKNOWN
        likely |= {} if value == UNKNOWN else {key: value}
    person = Person(facts, likely)
    senseless = {key for key in open_ if truth(facts[key].asked_if, person) is False}
    return frozenset(senseless | {key for key in open_ & likely.keys() if likely[key] in NOTHING})


def assumed(catalog: Catalog, answers: Answers, undecided: frozenset[str]) -> tuple[Assumption, ...]:
    """Return what verdicts and planning took as given."""
    return (*read_as_none(catalog, answers), *_planned_with(catalog, answers, undecided))


def _planned_with(catalog: Catalog, answers: Answers, undecided: frozenset[str]) -> Iterable[Assumption]:
    """Return what the planning took as given: stand-ins for answers, and needs that nobody ruled out."""
    values = stand_ins(catalog.facts, answers)
    states, stated = licensed_states(answers), answers.get(_LICENSED_IN)
    person, known = Person(catalog.facts, answers), as_good_as_known(catalog.facts, answers)
    for fact in catalog.facts.values():
        if fact.key in values:
            yield Assumption(fact.key, values[fact.key], fact.planning_why)
        elif fact.key == _LICENSED_IN and not isinstance(stated, tuple):
            if states and truth(fact.asked_if, person):
                yield Assumption(fact.key, states, catalog.words["assumed_license_there"])
        elif (
            fact.key in undecided - known
            and answers.get(fact.key, UNKNOWN) == UNKNOWN
            and truth(fact.asked_if, person)
        ):
            # A reason without a value to plan with is that of planning without one.
            whole = fact.planning_why if fact.planning_value is None and not fact.planning_if else ""
            yield Assumption(fact.key, None, whole or catalog.words["assumed_unmet"])


def planned(facts: FactTable, answers: Answers) -> Person:
    """Return the person a route is planned for: stand-ins in place, and the unknown counted as missing.

    What a counter includes is what it includes today: a license that comes later changes no months of before.
    """
    today = Person(facts, {**answers, **stand_ins(facts, answers)}, planning=True)
    included = [fact.key for fact in facts.values() if fact.includes and today.get(fact.key) is None]
    return Person(facts, {**today.answers, **{key: today.span(key)[0] for key in included}}, planning=True)
