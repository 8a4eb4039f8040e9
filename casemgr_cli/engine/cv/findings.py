"""What a CV answers, each answer with its entries, what it leaves to be asked, and what it does not use.

Nothing is guessed, and nothing is ever answered with "no", "none" or zero because a CV does not speak of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.domain.conditions import facts_read, leaves
from casemgr_cli.domain.cv import Entry, Findings, NotUsed, Reading, Taken
from casemgr_cli.engine.cv.credentials import credentials_of
from casemgr_cli.engine.cv.degrees import degrees_of, enrolled_of
from casemgr_cli.engine.cv.work import work_of
from casemgr_cli.engine.evaluate import holds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.cv import Cv, CvRules, Finding
    from casemgr_cli.domain.facts import Facts


def findings(cv: Cv, rules: CvRules, facts: Facts, today: date) -> Findings:
    """Return what a CV gives on a day, in the order of the facts."""
    reading = Reading(cv, rules, facts, today.year * 12 + today.month - 1)
    found: list[Finding] = list(_state(reading))
    found += credentials_of(reading, str(Findings.of(found).answers.get("state", "")))
    found += degrees_of(reading)
    found += enrolled_of(reading, Findings.of(found).answers)
    licenses = Findings.of(found).answers.get("licenses")
    found += work_of(reading, rn=isinstance(licenses, tuple) and "rn" in licenses)
    found += _concluded(reading, found, "background", rules.sides, alone=True)
    found += _concluded(reading, found, "situation", rules.situations)
    order = {key: number for number, key in enumerate(facts)}
    whole = Findings.of(found)
    taken = {each.key: each for each in reversed(whole.taken)}
    asked = {(each.key, each.entry): each for each in reversed(whole.asked)}
    in_turn = tuple(reversed(asked.values()))
    return Findings(
        tuple(sorted(taken.values(), key=lambda each: order[each.key])),
        tuple(sorted(in_turn, key=lambda each: order[each.key])),
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


def _concluded(
    reading: Reading, found: list[Finding], key: str, cases: Mapping[str, Condition], *, alone: bool = False
) -> Iterator[Finding]:
    """Yield the first answer whose condition holds, or does `alone`, with the entries behind it."""
    known = Findings.of(found)
    true = [value for value, condition in cases.items() if holds(condition, known.answers, reading.facts)]
    for value in () if alone and len(true) > 1 else true[:1]:
        behind = [leaf for leaf in leaves(cases[value]) if holds(leaf, known.answers, reading.facts)]
        read = {key for leaf in behind for key in facts_read(leaf)}
        entries = [entry for each in known.taken if each.key in read for entry in each.entries]
        yield Taken(key, value, "exact", tuple(dict.fromkeys(entries)))
