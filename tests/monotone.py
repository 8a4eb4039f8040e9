"""Random people, one change of their answers each, and what the change may never do to a way."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from casemgr_cli.domain.facts import LEVELS, UNKNOWN, Value
from casemgr_cli.engine.certifying import Tail
from casemgr_cli.engine.evaluate import holds, truth
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.planner import Planner
from casemgr_cli.engine.standing import planned
from tests.honest import somebody
from tests.people import CATALOG, TODAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casemgr_cli.domain.facts import Answers
    from casemgr_cli.engine.candidates import Candidate

# What a license rests on: the least level of a degree, and its fields; no fields for any.
RESTS_ON: dict[str, tuple[str, tuple[str, ...]]] = {
    "rn": ("nursing_diploma", ("nursing",)),
    "social_work_bachelor": ("bachelor", ("social_work",)),
    "social_work_master": ("master", ("social_work",)),
    "social_work_clinical": ("master", ("social_work",)),
    "counselor": ("master", ("counseling", "psychology", "rehabilitation")),
}
# A master's ends the way to this one.
ENDED_BY_A_DEGREE = "c-swcm"
# Answers that count from an end are left out, as are degrees from abroad, which cost an evaluation, and
# licenses that are not in order or held elsewhere.
LEFT_OUT = (
    "case_management_ended", "months_since_practice", "license_states", "client_states", "foreign_degree",
)  # fmt: skip
UNTOLD = (
    "field", "accredited", "fieldwork", "aswb_exam", "certifications", "months_nursing", "months_acute_care",
    "months_case_management", "months_direct_service", "months_case_management_under_ccm",
)  # fmt: skip


class Changed(NamedTuple):
    """Somebody's answers with less and with more of one thing."""

    what: str
    less: Answers
    more: Answers


Change = Callable[[dict[str, Value], Random], Changed | None]


class Reached(NamedTuple):
    """The least of what the solid ways to a place take: months, dollars, and months to each certification
    that is the merit of the place, and to each at all.
    """

    first_job: int
    cost: int
    certified: dict[str, int]
    by_now: dict[str, int]


def someone(random: Random) -> dict[str, Value]:
    """Return a random person whose licenses are in order and rest on the degrees that they take.

    Every degree had a field experience: one without is worth less than one yet to be earned.
    """
    answers = {key: value for key, value in somebody(CATALOG, random).items() if key not in LEFT_OUT}
    answers["fieldwork"] = "yes"
    held = answers.get("licenses")
    if isinstance(held, tuple):
        answers["licenses"] = tuple(name for name in held if _rests(name, answers))
        answers |= {"license_status": "active"} if answers["licenses"] else {}
    return answers


def _rests(name: str, answers: Answers) -> bool:
    level, fields = RESTS_ON.get(name, (LEVELS[0], ()))
    others = answers.get("other_degrees", ())
    degrees = [
        f"{answers.get('education')}:{answers.get('field')}",
        *(others if isinstance(others, tuple) else ()),
    ]
    split = [degree.partition(":")[::2] for degree in degrees]
    return not fields or any(
        had in LEVELS and LEVELS.index(had) >= LEVELS.index(level) and field in fields for had, field in split
    )


def more_months(answers: dict[str, Value], random: Random) -> Changed | None:
    """Add a year to a counter of work."""
    counters = [
        key
        for key in answers
        if key.startswith("months_") and key != "months_left" and isinstance(answers[key], int)
    ]
    if not counters:
        return None
    key = random.choice(counters)
    return Changed(f"months: {key}", answers, {**answers, key: int(answers[key]) + 12})  # type: ignore[arg-type]


def a_license(answers: dict[str, Value], random: Random) -> Changed | None:
    """Add a license that the degrees allow."""
    held = answers.get("licenses")
    if not isinstance(held, tuple):
        return None
    new = [name for name in RESTS_ON if name not in held and _rests(name, answers)]
    if not new:
        return None
    name = random.choice(new)
    return Changed(
        f"license: {name}", answers, {**answers, "licenses": (*held, name), "license_status": "active"}
    )


def a_degree(answers: dict[str, Value], random: Random) -> Changed | None:
    """Add a degree above the highest one, in the same field or one that case managers come from."""
    level, field = answers.get("education"), answers.get("field", "other")
    if level not in ("high_school", "nursing_diploma", "associate", "bachelor"):
        return None
    above = [
        name for name in ("associate", "bachelor", "master") if LEVELS.index(name) > LEVELS.index(str(level))
    ]
    name = random.choice(above)
    kind = random.choice([field if field != UNKNOWN else "other", "nursing", "social_work", "human_services"])
    had = answers.get("other_degrees", ())
    others = had if isinstance(had, tuple) else ()
    if level != "high_school":
        before = planned(CATALOG.facts, answers).get("field") or "other"
        others = (*others, f"{level}:{before}")
    good = {"fieldwork": "yes", "accredited": "yes"}
    more = {**answers, **good, "education": name, "field": kind, "other_degrees": others}
    return Changed(f"degree: {name} after {level}", answers, more)


def a_limit(answers: dict[str, Value], random: Random) -> Changed | None:
    """Set one limit; whoever has it has less."""
    key = random.choice(["limits", "keep_working", "online"])
    if key == "limits":
        said = answers.get("limits")
        had = said if isinstance(said, tuple) else ()
        left = [value for value in CATALOG.facts["limits"].values if value not in had]
        if not left:
            return None
        return Changed("limit: limits", {**answers, key: (*had, random.choice(left))}, answers)
    bound, free = {"keep_working": ("yes", "no"), "online": ("required", "no")}[key]
    return Changed(f"limit: {key}", {**answers, key: bound}, {**answers, key: free})


def an_unknown(answers: dict[str, Value], random: Random) -> Changed | None:
    """Leave one answer open, if nothing else tells it."""
    keys = [key for key in UNTOLD if answers.get(key, UNKNOWN) != UNKNOWN]
    if not keys:
        return None
    key = random.choice(keys)
    less = {**answers, key: UNKNOWN}
    told = any(holds(when, less, CATALOG.facts) for when, _ in CATALOG.facts[key].planning_if)
    return None if told or _contradicted(key, answers) else Changed(f"unknown: {key}", less, answers)


def _contradicted(key: str, answers: Answers) -> bool:
    """Whether somebody stated fewer months than another answer of theirs, such as a license, stands for."""
    stated, untold = answers[key], Person(CATALOG.facts, {**answers, key: UNKNOWN})
    return isinstance(stated, int) and stated < untold.span(key)[0]


CHANGES = (more_months, a_license, a_degree, a_limit, an_unknown)


def faults(changed: Changed) -> Iterator[str]:
    """Yield each place that who has more reaches later, dearer, or certified later than who has less."""
    more = _reached(changed.more)
    for place, before in _reached(changed.less).items():
        after = more.get(place)
        if after is None:
            yield f"{place}: no longer reached"
            continue
        if after.first_job > before.first_job:
            yield f"{place}: first job {before.first_job} -> {after.first_job} months"
        if after.cost > before.cost:
            yield f"{place}: ${before.cost:,} -> ${after.cost:,}"
        for name in before.certified.keys() & after.by_now.keys() - {ENDED_BY_A_DEGREE}:
            if after.by_now[name] > before.certified[name]:
                yield f"{place}: {name} {before.certified[name]} -> {after.by_now[name]} months"


def _reached(answers: Answers) -> dict[str, Reached]:
    planner = Planner(CATALOG, answers, TODAY)
    found = {}
    for place in CATALOG.destinations.values():
        if place.neighbor or truth(place.suits, planner.person) is not True:
            continue
        ways = [way for way in planner.candidates(place)[0] if way.solid]
        if ways:
            ends = [(way, tail) for way in ways for tail in _ends(planner, way)]
            there = [tail for way, tail in ends if not _in_the_present_job(way, tail, answers)]
            cost = min(map(_before_the_job, ways))
            found[place.id] = Reached(
                min(w.typical for w in ways), cost, _certified(there), _certified(tail for _, tail in ends)
            )
    stays = (planner.candidates(place, stay=True)[0] for place in planner._works_at[:1])  # noqa: SLF001  her own
    if stayed := [way for ways in stays for way in ways if way.solid]:
        certified = _certified(way.tail for way in stayed)
        found["the present job"] = Reached(0, min(map(_before_the_job, stayed)), certified, certified)
    return found


def _ends(planner: Planner, way: Candidate) -> list[Tail]:
    """Return the certification of a way, and that of its job where work before it brings another one sooner,
    or those that follow one that the way itself grants: the way names the first alone.
    """
    if any(slot.task.step.kind == "certification" for slot in way.slots):
        later = (step for step in way.tail.steps if step.kind == "certification")
        return [way.tail, *(Tail(step.id, months=step.end, ready=step.start) for step in later)]
    return [way.tail, planner.certified(way, planner.earned(way.destination))]


def _in_the_present_job(way: Candidate, tail: Tail, answers: Answers) -> bool:
    """Whether a certification is earned where somebody works now, which is no merit of the place they go to;
    it is looked at where they stay.
    """
    if answers.get("work_now") != "case_manager" or tail.in_the_job or not tail.ready:
        return False
    return not any(slot.task.step.lane == "work" and slot.start < tail.ready for slot in way.slots)


def _before_the_job(way: Candidate) -> int:
    """Return what the steps before the job cost, in dollars, without certifications on the way."""
    steps = (slot.task.step for slot in way.slots)
    return sum(step.cost.high or 0 for step in steps if step.kind != "certification")


def _certified(tails: Iterable[Tail]) -> dict[str, int]:
    ready: dict[str, int] = {}
    for tail in tails:
        if tail.ready is not None:
            ready[tail.certification] = min(ready.get(tail.certification, tail.ready), tail.ready)
    return ready
