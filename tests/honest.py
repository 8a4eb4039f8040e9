"""Random people, and the pairs of sentences that must never stand on one page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casemgr_cli.catalog.answers import check_together
from casemgr_cli.engine.evaluate import holds, truth
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.standing import present_work
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from casemgr_cli.domain import Catalog
    from casemgr_cli.domain.advice import Advice, RouteStep
    from casemgr_cli.domain.facts import Fact, Value

# How often somebody answers a question that makes sense for them.
ANSWERED = 0.75
YEAR = 2026
MONTHS = (0, 0, 0, 6, 12, 14, 20, 24, 36, 48, 60)
# What a page may say in one place, and what it must not say beside it in another.
_APPLY = (
    "apply now for the [^:.]*CCM",
    "CCM: you can apply now",
    "you can apply for (the|these)[^.]*CCM[^.]* now",
)
_COUNT = (
    "the work itself takes 24 months",
    "the CCM takes (twelve|twenty-four) months",
    "The CCM clock starts",
    "Ask whether your supervisor holds the CCM",
)
# What is said of a job beside the path is no word on the path itself, where that is named as open there.
_READY = (
    "you meet the rules for this work",
    r"you have what the rules and most employers there ask(?! for\. Nearer to your path, but still open)",
)
PAIRS = {
    "eligible, and told to count": (_APPLY, _COUNT),
    "held, and to be applied for": (("CCM: you hold it", "You already hold[^.]*CCM"), ("Apply for the CCM",)),
    "ready, and something is open": (
        (*_READY, "This path covers what the law demands"),
        (
            "something about it is still open",
            "some of what is asked for there is still open",
            "this path does not cover it",
            "no way there is sure",
            "As far as we know, this work asks for no (second )?master's",
        ),
    ),
    "ready, and something comes first": (
        _READY,
        ("Start with this:",),
    ),
    "pays less, and more": (
        ("the lower quarter is less than you earn now", "The median pay there is below what you earn now"),
        ("By pay, yes",),
    ),
    "no way, and a way": (
        ("No way is left within your limits",),
        ("Start with applications", "Start with this:"),
    ),
    "in school, and out of it": (
        ("Months count from (your )?graduation",),
        ("Ask your program's adviser", "you could start (now|within about three months)"),
    ),
    "twelve months under a holder, told twice": (
        ("Twelve months are enough for the CCM under",),
        ("Under a CCM holder 12 months",),
    ),
    "no master's, and one": (
        ("not needed for this path",),
        ("Yes, (where you want to work|from this side) no way", "For this you need (one|it for the job)"),
    ),
    "has a master's, and may need one": (
        ("you have one",),
        ("with a master's or without", "you do not need a master's"),
    ),
    "no second master's, and one": (("asks for no second master's",), ("(^|Master's )needed: ",)),
}
# What a certification's months are called as long as they are missing.
NEEDED = re.compile(r"Certifications (\S+) [^.]*?Still needed (?:- )?(\d+) month")
# A statement long enough to be noticed when it comes again; a question may be named wherever it is open.
STATEMENT = re.compile(r"(?<=[.?!] )[A-Z][^.?!:]{45,}[.!](?= |$)")


def somebody(catalog: Catalog, random: Random) -> dict[str, Value]:
    """Return the answers of one random person that do not contradict each other."""
    while True:
        answers: dict[str, Value] = {}
        for fact in catalog.facts.values():
            asked = truth(fact.asked_if, Person(catalog.facts, answers))
            if asked and fact.type != "text" and random.random() < ANSWERED:
                answers[fact.key] = _value(fact, answers, random)
        try:
            check_together(answers, catalog.facts, catalog.contradictions, holds, YEAR)
        except UsageFailure:
            continue
        return answers


def contradictions(page: str) -> Iterator[str]:
    """Yield what a page says that cannot be true beside the rest of it, or says twice."""
    for name, (one, other) in PAIRS.items():
        if re.search("|".join(one), page) and re.search("|".join(other), page):
            yield name
    seen: set[str] = set()
    for sentence in STATEMENT.findall(page):
        if sentence in seen:
            yield f"twice: {sentence}"
        seen.add(sentence)


def disagreements(advice: Advice, catalog: Catalog, page: str) -> Iterator[str]:
    """Yield where an advice does not agree with itself or its page, or asks somebody for what they have."""
    needed = {each.certification.short: each.months_needed for each in advice.verdicts}
    for short, months in NEEDED.findall(page):
        if needed[short] not in {None, int(months)}:
            yield f"other months needed: {short}"
    keys = [assumption.key for assumption in advice.assumed]
    if len(keys) > len(set(keys)):
        yield "assumed twice"
    yield from _of_routes(advice, catalog)
    jobs = {route.id: route.begins_at.title for route in advice.routes}
    named = [jobs[id_] for id_ in advice.answer.routes] if advice.answer else []
    if len(named) > len(set(named)):
        yield "the answer names one job twice"
    first = advice.routes[0].steps if advice.routes else ()
    working = {step.action.title for step in first if step.kind == "work"}
    week = {action.title for action in advice.next_actions if action.by_month == advice.today[:7]}
    told = advice.answers.get("situation", "high_school")
    adult = told != "high_school" and "graduation_year" not in advice.answers
    if advice.answers.get("education") == "none" and not adult and week & working:
        yield "a pupil is told to apply for work"
    if advice.answers.get("work_now") == "case_manager" and any(" aide" in title for title in week):
        yield "a case manager is told to apply for an aide's work"


def _of_routes(advice: Advice, catalog: Catalog) -> Iterator[str]:
    at_once = {each.certification.id for each in advice.verdicts if each.can_apply or each.verdict == "held"}
    licenses = advice.answers.get("licenses") if advice.answers.get("license_status") == "active" else ()
    held = {*licenses} if isinstance(licenses, tuple) else set()
    lacking = {each.certification.id for each in advice.verdicts if each.verdict == "needs_credential"}
    does = present_work(catalog, Person(catalog.facts, advice.answers))
    for route in advice.routes:
        goes_on = min((step.start for step in route.steps if step.id == does), default=0)
        if any(step.start < goes_on and _closes_work(step, catalog) for step in route.steps):
            yield f"today's work is taken up again: {route.id}"
        before = [step for step in route.steps if step.end <= route.typical]
        early = route.months_to_certified is not None and route.months_to_certified < route.typical
        if early and route.certification not in at_once | {step.id for step in before}:
            yield f"certified before the first job: {route.id}"
        gained = [step.end for step in route.steps if step.kind in {"degree", "license"}]
        if route.certification in lacking and (route.months_to_certified or 0) < min(gained, default=0):
            yield f"certified before the license or degree: {route.id}"
        if route.solid and (route.open or route.unmet):
            yield f"solid and open: {route.id}"
        if sum(step.cost.high or 0 for step in route.steps) != (route.cost.high or 0):
            yield f"steps cost something else: {route.id}"
        if any(step.end > route.months_total for step in route.steps):
            yield f"a step ends after the last: {route.id}"
        for step in route.steps:
            grants = catalog.steps[step.id].grants if step.id in catalog.steps else None
            if grants and grants.licenses and not grants.states and held.issuperset(grants.licenses):
                yield f"a license that is held: {step.id}"


def _closes_work(step: RouteStep, catalog: Catalog) -> bool:
    paces = catalog.steps[step.id].paces if step.id in catalog.steps else ()
    return any(pace.name == step.pace and not pace.work_alongside for pace in paces) and step.months > 0


def _value(fact: Fact, answers: dict[str, Value], random: Random) -> Value:
    if fact.type == "choice":
        return random.choice(fact.values)
    if fact.type == "choices":
        most = min(fact.at_most or 2, 2)
        apart = answers.get(fact.apart_from, ())
        left = [value for value in fact.values if value not in apart]  # type: ignore[operator]
        return tuple(random.sample(left, random.randint(0, min(most, len(left)))))
    low, high = int(fact.low or 0), int(fact.high or 100)
    whole = answers.get(fact.part_of)
    high = min(high, whole) if isinstance(whole, int) else high
    number = random.choice(MONTHS) if fact.unit == "months" else random.randint(low, high)
    return max(low, min(number, high))
