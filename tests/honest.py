"""Random people, and the pairs of sentences that must never stand on one page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casemgr_cli.catalog.answers import check_together
from casemgr_cli.engine.evaluate import holds, truth
from casemgr_cli.engine.person import Person
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.facts import Fact, Value

# How often somebody answers a question that makes sense for them.
ANSWERED = 0.75
MONTHS = (0, 0, 0, 6, 12, 14, 20, 24, 36, 48, 60)
# One sentence of a page, and another that contradicts it.
PAIRS = {
    "meets all, and something is open": (
        r"You meet the rules and what employers there usually ask for",
        r"[Ss]omething about it is still open|is still open, and",
    ),
    "eligible, and told to count": (
        r"you can apply for (the CCM|these) now|you can apply now for the [^.]*CCM",
        r"without one the work itself takes 24|CCM clock starts|Ask whether your supervisor holds the CCM",
    ),
    "pays less, and waiting costs": (r"less than if you stay", r"[Ww]aiting costs|each month you put it off"),
    "not by this way, and apply": (r"CCM[^.]*not by this way", r"you can apply now for the [^.]*CCM"),
    "a work from home that is none": (r"you can do this from home", r"cannot be done from home"),
    "out of school, told to a student": (r"Months count from your graduation", r"out of school"),
    "yes and no to the same question": (r"^Yes, you can apply now", r"No certification is open to you"),
}
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
            check_together(
                answers,
                catalog.facts,
                catalog.contradictions,
                lambda rule, said: holds(rule, said, catalog.facts),
            )
        except UsageFailure:
            continue
        return answers


def contradictions(page: str) -> Iterator[str]:
    """Yield what a page says that cannot be true beside the rest of it, or says twice."""
    for name, (one, other) in PAIRS.items():
        if re.search(one, page) and re.search(other, page):
            yield name
    seen: set[str] = set()
    for sentence in STATEMENT.findall(page):
        if sentence in seen:
            yield f"twice: {sentence}"
        seen.add(sentence)


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
