"""What a résumé answers: each answer with the entries it comes from, and what could not be used, with why.

Nothing is guessed. What is ambiguous is left to be asked, and nothing is ever answered with "no", "none" or
zero because a résumé does not speak of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from casemgr_cli.domain.conditions import facts_read, leaves
from casemgr_cli.domain.phrases import folded
from casemgr_cli.domain.resume import Imported, LeftOut, Open, Origin, Taken
from casemgr_cli.engine.evaluate import holds
from casemgr_cli.engine.resume_credentials import credentials_of
from casemgr_cli.engine.resume_degrees import degrees_of, enrolled_of
from casemgr_cli.engine.resume_reading import Reading
from casemgr_cli.engine.resume_work import work_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from casemgr_cli.domain.facts import Fact
    from casemgr_cli.domain.resume import Resume, ResumeRules
    from casemgr_cli.engine.resume_reading import Finding

LOCATION = "basics.location"


def answers_of(resume: Resume, rules: ResumeRules, facts: Mapping[str, Fact], today: date) -> Imported:
    """Return the answers that a résumé gives on a day, in the order of the facts."""
    reading = Reading(resume, rules, facts, today)
    found: list[Finding] = list(_state(reading))
    found += credentials_of(reading, _gathered(found).answers.get("state"))
    found += degrees_of(reading)
    found += enrolled_of(reading, _gathered(found).answers)
    found = list(_undoubted(reading, _gathered(found)))
    found += work_of(reading, _gathered(found).answers)
    found += _side(reading, _gathered(found))
    whole = _gathered(found)
    order = list(facts)
    return replace(
        whole,
        taken=tuple(sorted(whole.taken, key=lambda each: order.index(each.key))),
        open=tuple(sorted(whole.open, key=lambda each: order.index(each.key))),
    )


def _undoubted(reading: Reading, found: Imported) -> Iterator[Finding]:
    """Yield what was found, without the answers that what else was found makes doubtful."""
    doubts = {key for key, when in reading.rules.doubts if holds(when, found.answers, reading.facts)}
    for each in found.taken:
        yield LeftOut(each.origins[0], "doubtful", (each.key,)) if each.key in doubts else each
    yield from found.left


def _gathered(found: Iterable[Finding]) -> Imported:
    found = tuple(found)
    return Imported(
        taken=tuple(each for each in found if isinstance(each, Taken)),
        left=tuple(each for each in found if isinstance(each, LeftOut)),
        open=tuple(each for each in found if isinstance(each, Open)),
    )


def _state(reading: Reading) -> Iterator[Finding]:
    resume, rules = reading.resume, reading.rules
    country, region = folded(resume.country), folded(resume.region)
    for code in rules.territories:
        if country == folded(code):
            yield Taken("state", code, (Origin(f"{LOCATION}.countryCode"),))
            return
    if not region.strip():
        return
    place = Origin(f"{LOCATION}.region")
    choices = reading.facts["state"].choices
    by_name = {folded(name): each.value for each in choices for name in (each.value, each.label)}
    if country not in rules.countries:
        yield LeftOut(place, "abroad" if country.strip() else "no_country", ("state",))
    elif region not in by_name:
        yield LeftOut(place, "no_state", ("state",))
    else:
        yield Taken("state", by_name[region], (place,))


def _side(reading: Reading, found: Imported) -> Iterator[Finding]:
    """Yield the side somebody comes from, if exactly one is plain."""
    sides = {
        side: condition
        for side, condition in reading.rules.sides.items()
        if holds(condition, found.answers, reading.facts)
    }
    if len(sides) == 1:
        ((side, condition),) = sides.items()
        true = [leaf for leaf in leaves(condition) if holds(leaf, found.answers, reading.facts)]
        keys = {key for leaf in true for key in facts_read(leaf)}
        behind = [origin for each in found.taken if each.key in keys for origin in each.origins]
        yield Taken("background", side, tuple(dict.fromkeys(behind)))
