"""The planner against a brute-force twin that finds step sets by going forward and time by ticking months."""

from __future__ import annotations

import random
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import pytest

from casemgr_cli.catalog.load import load_catalog
from casemgr_cli.catalog.paths import data_dir
from casemgr_cli.domain.conditions import AnyOf, Compare, leaves
from casemgr_cli.engine import limits
from casemgr_cli.engine.assume import planned
from casemgr_cli.engine.candidates import unbeaten
from casemgr_cli.engine.dates import months_until_graduation
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.planner import Planner
from casemgr_cli.engine.schedule import Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casemgr_cli.domain.careers import Destination, Step
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.facts import Value

TODAY = date(2026, 11, 23)
PEOPLE = 1000
Measured = tuple[frozenset[str], int, int, int]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Return the shipped catalog."""
    return load_catalog(data_dir(None), strict=False)


@pytest.mark.parametrize("seed", range(PEOPLE // 100))
def test_planner_agrees_with_brute_force(catalog: Catalog, seed: int) -> None:
    """For random people and destinations both find the same unbeaten sets of steps, times and costs."""
    dice = random.Random(seed)  # noqa: S311  reproducible people, not secrets
    for _ in range(100):
        answers = random_answers(catalog, dice)
        destination = dice.choice(list(catalog.destinations.values()))
        planner = Planner(catalog, answers, TODAY)
        candidates, _ = planner._candidates(destination)  # noqa: SLF001  before limits of the place
        found = {
            (
                frozenset(slot.task.step.id for slot in c.slots),
                c.typical,
                sum(slot.task.step.cost.high or 0 for slot in c.slots) + (c.tail.cost.high or 0),
                len(c.unmet),
            )
            for c in unbeaten(candidates)
        }
        assert found == twin(catalog, answers, destination), (destination.id, answers)


def random_answers(catalog: Catalog, dice: random.Random) -> dict[str, Value]:
    """Return possible answers of one person; about a third of the questions are left open."""
    keys = [
        "education", "field", "licenses", "license_status", "accredited", "fieldwork", "degree_year", "gpa",
        "prerequisites_done", "enrolled_in", "keep_working", "online", "budget", "hours_per_week", "state",
        "aswb_exam", "months_nursing", "months_acute_care", "months_case_management", "months_direct_service",
    ]  # fmt: skip
    answers: dict[str, Value] = {}
    for key in keys:
        fact = catalog.facts[key]
        if dice.random() < 0.35:
            continue
        if fact.type == "choice":
            answers[key] = dice.choice(fact.values)
        elif fact.type == "choices":
            answers[key] = tuple(dice.sample(fact.values, dice.choice([0, 0, 1, 1, 2])))
        elif key == "gpa":
            answers[key] = dice.choice([2.5, 3.0, 3.6])
        else:
            low, high = int(fact.low or 0), int(fact.high or 60)
            answers[key] = dice.choice([low, dice.randint(low, min(high, low + 60)), high])
    return answers


def twin(catalog: Catalog, answers: Mapping[str, Value], destination: Destination) -> set[Measured]:
    """Return the unbeaten (steps, typical months, high cost, unmet habits) by brute force."""
    stated = Person(catalog.facts, answers)
    person = planned(catalog.facts, answers)
    enrolled = answers.get("enrolled_in")
    steps = [
        s for s in catalog.steps.values() if enrolled in s.enrolled_as or truth(s.suits, stated) is not False
    ]
    state = person.get("state")
    here = [r for r in destination.must if r.when and (not r.states or state in r.states)]
    habits = [r for r in destination.usually if r.when and (not r.states or state in r.states)]
    usual = destination.experience
    enough: list[Condition] = []
    if usual:
        counters = [Compare(c, "at_least", (usual.midpoint,)) for c in usual.counts]
        enough = [AnyOf((*counters, *([usual.met_by] if usual.met_by else [])))]
    results: dict[tuple[str, Measured], Measured] = {}
    for plan, wanted in (("strong", here + habits), ("entry", here)):
        goal = [r.when for r in wanted if r.when]
        for chosen in forward(goal, steps, person, enrolled):
            extra = stint(enough, chosen, steps, (stated, person), enrolled)
            for tasks, more in paced(catalog, chosen, extra, answers):
                if limits.of_tasks(tasks, person, catalog.words):
                    continue
                ranked = [
                    (
                        max(ends.values(), default=0),
                        usual is not None and usual.earned_by not in way,
                        len(ends),
                        i,
                    )
                    for i, (way, m) in enumerate(zip(extra, more, strict=True))
                    if not limits.of_tasks(m, person, catalog.words)
                    for ends in [ticked((*tasks, *m), person, enrolled)]
                ]
                if not ranked:
                    continue
                typical = ticked((*tasks, *more[min(ranked)[3]]), person, enrolled)
                shown = dict(typical if plan == "strong" else ticked(tuple(tasks), person, enrolled))
                measured = measure(catalog, destination, shown, typical, tasks, more, person, plan)
                results[plan, measured] = measured
    everyone = set(results.values())
    return {m for m in everyone if not any(beats(o, m) for o in everyone)}


def beats(a: Measured, b: Measured) -> bool:
    """Whether a is no worse than b on every measure and better on one."""
    return a[1:] != b[1:] and all(x <= y for x, y in zip(a[1:], b[1:], strict=True))


def forward(
    goal: list[Condition], steps: list[Step], person: Person, enrolled: object
) -> list[dict[str, int]]:
    """Return the minimal sets of steps (with months of work) that reach the goal, going forward."""
    steps = relevant(goal, steps, person)
    watched = list(
        {id(leaf): leaf for c in [*goal, *(s.requires for s in steps)] for leaf in leaves(c)}.values()
    )
    stints = {
        s.id: sorted(
            {
                int(leaf.values[0]) - int(person.span(leaf.fact)[0])
                for leaf in watched
                if isinstance(leaf, Compare)
                and leaf.fact in s.grants.months
                and not isinstance(leaf.values[0], str)
                if int(leaf.values[0]) > person.span(leaf.fact)[0]
            }
        )
        for s in steps
    }
    done: list[dict[str, int]] = []
    level: dict[frozenset[tuple[str, int]], Person] = {frozenset(): person}
    while level:
        following: dict[frozenset[tuple[str, int]], Person] = {}
        for chosen, after in level.items():
            if any(set(d.items()) <= chosen for d in done):
                continue
            if all(truth(c, after) for c in goal):
                done.append(dict(chosen))
                continue
            for s in steps:
                if s.id in dict(chosen) or not (enrolled in s.enrolled_as or truth(s.requires, after)):
                    continue
                for months in stints[s.id] if s.grants.months else [0]:
                    later = after.after(s.grants, months)
                    if any(truth(leaf, later) and not truth(leaf, after) for leaf in watched):
                        following[chosen | {(s.id, months)}] = later
        level = following
    return [d for d in done if not any(o != d and _inside(o, d) for o in done)]


def relevant(goal: list[Condition], steps: list[Step], person: Person) -> list[Step]:
    """Return the steps that make some wanted leaf true, or a leaf that such a step requires."""
    wanted = {leaf for condition in goal for leaf in leaves(condition) if not truth(leaf, person)}
    useful: dict[str, Step] = {}
    growing = True
    while growing:
        growing = False
        for s in steps:
            if s.id not in useful and any(truth(leaf, person.after(s.grants, 1000)) for leaf in wanted):
                useful[s.id] = s
                wanted |= {leaf for leaf in leaves(s.requires) if not truth(leaf, person)}
                growing = True
    return [s for s in steps if s.id in useful]


def _inside(a: dict[str, int], b: dict[str, int]) -> bool:
    return all(k in b and v <= b[k] for k, v in a.items())


def stint(
    enough: list[Condition],
    chosen: dict[str, int],
    steps: list[Step],
    people: tuple[Person, Person],
    enrolled: object,
) -> list[dict[str, int]]:
    """Return the minimal ways to the usual experience beyond what was chosen.

    [{}] when there is none to add, or none known to someone who did not say that it is missing; nothing when
    it is missing and out of reach.
    """
    stated, person = people
    if not enough or truth(enough[0], person):
        return [{}]
    ways = forward(enough, steps, person, enrolled)
    if not ways:
        return [] if truth(enough[0], stated) is False else [{}]
    left = [{k: v for k, v in way.items() if chosen.get(k, -1) < v} for way in ways]
    return [w for w in left if not any(o != w and _inside(o, w) for o in left)]


def paced(
    catalog: Catalog, chosen: dict[str, int], extra: list[dict[str, int]], answers: Mapping[str, Value]
) -> Iterable[tuple[list[Task], list[tuple[Task, ...]]]]:
    """Return the tasks at every combination of paces, and the extra tasks of each way to the experience."""
    order = {s: i for i, s in enumerate(catalog.steps)}

    def tasks(way: dict[str, int], pick: Mapping[str, int]) -> list[Task]:
        out = []
        for id_ in sorted(way, key=order.__getitem__):
            step = catalog.steps[id_]
            pace = step.paces[pick.get(id_, 0)] if step.paces else None
            months = way[id_] if pace is None else pace.months.high or 0
            year = answers.get("graduation_year")
            if id_ == "finish_high_school" and isinstance(year, int):
                months = months_until_graduation(TODAY, year)
            out.append(Task(step, pace, months, order[id_]))
        return out

    sizes = {id_: len(catalog.steps[id_].paces) or 1 for id_ in chosen}
    for picks in product(*(range(n) for n in sizes.values())):
        pick = dict(zip(sizes, picks, strict=True))
        base = tasks(chosen, pick)
        more = [tuple(t for t in tasks(way, {}) if t.step.id not in chosen) for way in extra]
        yield base, more


def ticked(tasks: tuple[Task, ...], person: Person, enrolled: object) -> dict[str, int]:
    """Return when each task ends, found by letting the months pass one by one."""
    ends: dict[str, int] = {}
    waiting = sorted(tasks, key=lambda t: t.order)
    running: list[Task] = []
    for month in range(1000):
        started = True
        while started:
            started = False
            done = person
            for t in tasks:
                if t.step.id in ends and ends[t.step.id] <= month:
                    done = done.after(t.step.grants, t.months if t.pace is None else 0)
            running = [t for t in tasks if t.step.id in ends and ends[t.step.id] > month]
            for t in waiting:
                busy = any(
                    r.step.lane == t.step.lane or ((r.closes_work or t.closes_work) and t.months)
                    for r in running
                )
                if not busy and (enrolled in t.step.enrolled_as or truth(t.step.requires, done)):
                    ends[t.step.id] = month + t.months
                    waiting.remove(t)
                    started = True
                    break
        if not waiting:
            break
    return ends


def measure(  # noqa: PLR0913, PLR0917  a test's helper
    catalog: Catalog,
    destination: Destination,
    shown: dict[str, int],
    typical: dict[str, int],
    tasks: list[Task],
    more: list[tuple[Task, ...]],
    person: Person,
    plan: str,
) -> Measured:
    """Return what a candidate is compared on, counted from scratch."""
    everything = {t.step.id: t for group in (tasks, *more) for t in group}
    after = person
    for id_ in sorted(shown, key=shown.__getitem__):
        task = everything[id_]
        after = after.after(task.step.grants, task.months if task.pace is None else 0)
    state = person.get("state")
    unmet = sum(
        1
        for r in destination.usually
        if r.when and (not r.states or state in r.states) and truth(r.when, after) is not True
    )
    usual = destination.experience
    certified = usual and usual.met_by and truth(usual.met_by, after)
    if usual and not certified and not any(after.span(c)[0] >= usual.midpoint for c in usual.counts):
        unmet += 1
    cost = sum(everything[id_].step.cost.high or 0 for id_ in shown)
    held = after.members("certifications") or ()
    for id_ in destination.certifications:
        certification = catalog.certifications[id_]
        if id_ in held:
            break
        if truth(certification.credential, after) and _within_reach(
            certification.experience, after, destination
        ):
            cost += int(catalog.figures[certification.fee].high or 0)
            break
    return frozenset(shown), max(typical.values(), default=0), cost, unmet


def _within_reach(condition: Condition, person: Person, destination: Destination) -> bool:
    """Whether enough months in the job alone would satisfy the counters of a condition."""
    from casemgr_cli.domain.careers import Grants

    grown = person.after(Grants(months=destination.earns), 1000)
    months = [
        leaf
        for leaf in leaves(condition)
        if isinstance(leaf, Compare) and person.facts[leaf.fact].unit == "months"
    ]
    return _folds(condition, grown, months)


def _folds(condition: Condition, person: Person, months: list[Compare]) -> bool:
    from casemgr_cli.domain.conditions import All

    if isinstance(condition, All):
        return all(_folds(p, person, months) for p in condition.parts)
    if isinstance(condition, AnyOf):
        return any(_folds(p, person, months) for p in condition.parts)
    return truth(condition, person) is True if condition in months else True
