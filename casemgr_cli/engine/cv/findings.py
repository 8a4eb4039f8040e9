"""What a CV answers, each answer with its entries, what it leaves to be asked, and what it does not use.

Nothing is guessed, and nothing is ever answered with "no", "none" or zero because a CV does not speak of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.domain.conditions import facts_read, leaves
from casemgr_cli.domain.cv import Asked, Entry, Findings, NotUsed, Taken, gathered
from casemgr_cli.domain.phrases import folded
from casemgr_cli.engine.cv.credentials import credentials_of
from casemgr_cli.engine.cv.degrees import degrees_of, enrolled_of
from casemgr_cli.engine.cv.reading import Reading
from casemgr_cli.engine.cv.work import work_of
from casemgr_cli.engine.evaluate import holds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.cv import Cv, CvRules, Finding
    from casemgr_cli.domain.facts import Fact, Value


def findings(cv: Cv, rules: CvRules, facts: Mapping[str, Fact], today: date) -> Findings:
    """Return what a CV gives on a day, in the order of the facts; only facts that there are."""
    reading = Reading(cv, rules, facts, today)
    found: list[Finding] = list(_state(reading))
    found += credentials_of(reading, gathered(found).answers.get("state"))
    found += _state_of_license(gathered(found))
    found += degrees_of(reading)
    found += enrolled_of(reading, gathered(found).answers)
    found += work_of(reading, gathered(found).answers)
    found += _side(reading, gathered(found))
    found += _situation(reading, gathered(found))
    whole, order = gathered(found), list(facts)
    return Findings(
        tuple(
            sorted(
                (each for each in whole.taken if each.key in facts), key=lambda each: order.index(each.key)
            )
        ),
        tuple(sorted(_once(whole.asked, facts), key=lambda each: order.index(each.key))),
        whole.not_used,
    )


def _once(asked: tuple[Asked, ...], facts: Mapping[str, Fact]) -> Iterator[Asked]:
    """Yield each question once for each entry."""
    seen = set()
    for each in asked:
        if each.key in facts and (each.key, each.entry) not in seen:
            seen.add((each.key, each.entry))
            yield each


def _state(reading: Reading) -> Iterator[Finding]:
    """Yield the state that the address names, unless it is in another country."""
    cv, entry = reading.cv, Entry("about", "address", "")
    country = folded(cv.country).strip().upper()
    if country and reading.rules.says("territories", country):
        yield Taken("state", country, "exact", (entry,))
    elif country and not reading.rules.says("home", cv.country):
        yield NotUsed(entry, "abroad")
    else:
        states = reading.states(f", {cv.place}")
        if len(states) == 1:
            yield Taken("state", states[0], "exact", (entry,))


def _state_of_license(found: Findings) -> Iterator[Finding]:
    """Yield the state of the licenses for want of an address, if it is one."""
    for each in found.taken:
        if each.key == "license_states" and "state" not in found.answers and isinstance(each.value, tuple):
            yield from (
                Taken("state", state, "exact", each.entries) for state in each.value[: len(each.value) == 1]
            )


def _side(reading: Reading, found: Findings) -> Iterator[Finding]:
    """Yield the side somebody comes from, if exactly one is plain."""
    sides = {
        side: condition
        for side, condition in reading.rules.sides.items()
        if holds(condition, found.answers, reading.facts)
    }
    if len(sides) == 1:
        yield from (_concluded(reading, found, "background", *side) for side in sides.items())


def _situation(reading: Reading, found: Findings) -> Iterator[Finding]:
    """Yield where somebody stands: the first situation that is plain."""
    for situation in reading.rules.situations.items():
        if holds(situation[1], found.answers, reading.facts):
            yield _concluded(reading, found, "situation", *situation)
            return


def _concluded(reading: Reading, found: Findings, key: str, value: Value, condition: Condition) -> Taken:
    """Return an answer that follows from others, with their entries."""
    true = [leaf for leaf in leaves(condition) if holds(leaf, found.answers, reading.facts)]
    keys = {read for leaf in true for read in facts_read(leaf)}
    entries = [entry for each in found.taken if each.key in keys for entry in each.entries]
    return Taken(key, value, "exact", tuple(dict.fromkeys(entries)))
