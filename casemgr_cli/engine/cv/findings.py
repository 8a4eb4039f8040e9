"""What a CV answers, each answer with its entries, what it leaves to be asked, and what it does not use.

Nothing is guessed, and nothing is ever answered with "no", "none" or zero because a CV does not speak of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.domain.conditions import facts_read, leaves
from casemgr_cli.domain.cv import Asked, Entry, Findings, NotUsed, Taken, gathered
from casemgr_cli.engine.cv.credentials import credentials_of
from casemgr_cli.engine.cv.degrees import degrees_of, enrolled_of
from casemgr_cli.engine.cv.reading import Reading
from casemgr_cli.engine.cv.work import work_of
from casemgr_cli.engine.evaluate import holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.cv import Cv, CvRules, Finding
    from casemgr_cli.domain.facts import Answers, Fact, Value


def findings(cv: Cv, rules: CvRules, facts: Mapping[str, Fact], today: date) -> Findings:
    """Return what a CV gives on a day, in the order of the facts."""
    reading = Reading(cv, rules, facts, today)
    found: list[Finding] = list(_state(reading))
    found += credentials_of(reading, str(gathered(found).answers.get("state", "")))
    found += _state_of_license(gathered(found).answers, found)
    found += degrees_of(reading)
    found += enrolled_of(reading, gathered(found).answers)
    licenses = gathered(found).answers.get("licenses")
    found += work_of(reading, rn=isinstance(licenses, tuple) and "rn" in licenses)
    found += _side(reading, gathered(found))
    found += _situation(reading, gathered(found))
    whole, order = gathered(found), {key: number for number, key in enumerate(facts)}
    taken = {each.key: each for each in reversed(whole.taken)}
    asked: dict[tuple[str, Entry], Asked] = {}
    for open_ in whole.asked:
        asked.setdefault((open_.key, open_.entry), open_)
    return Findings(
        tuple(sorted(taken.values(), key=lambda each: order[each.key])),
        tuple(sorted(asked.values(), key=lambda each: order[each.key])),
        whole.not_used,
    )


def _state(reading: Reading) -> Iterator[Finding]:
    """Yield the state that the address names, unless it is in another country."""
    cv, entry = reading.cv, Entry("about", "address", "")
    country = cv.country.strip().upper()
    states = (country,) if reading.rules.says("territories", country) else reading.states(f", {cv.place}")
    if country not in states and country and not reading.rules.says("home", country):
        yield NotUsed(entry, "abroad")
    elif len(states) == 1:
        yield Taken("state", states[0], "exact", (entry,))


def _state_of_license(answers: Answers, found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the state of the licenses for want of an address, if it is one."""
    for each in found:
        if isinstance(each, Taken) and each.key == "license_states" and "state" not in answers:
            states = each.value if isinstance(each.value, tuple) else ()
            yield from (Taken("state", state, "exact", each.entries) for state in states if len(states) == 1)


def _side(reading: Reading, found: Findings) -> Iterator[Finding]:
    """Yield the side somebody comes from, if exactly one is plain."""
    sides = [side for side in reading.rules.sides.items() if holds(side[1], found.answers, reading.facts)]
    yield from (_concluded(reading, found, "background", *side) for side in sides if len(sides) == 1)


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
