"""Months that a résumé does not settle: who would be asked for them, and when the least of them will do.

The least is never put where the rest could matter. Months surely worked are worth counting, but to count only
those may turn an open verdict into a no.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.engine.eligibility import verdicts
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.person import Person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.conditions import Truth
    from casemgr_cli.domain.facts import Answers
    from casemgr_cli.domain.resume import Open


def for_this_person(catalog: Catalog, answers: Answers, open_: Iterable[Open]) -> tuple[Open, ...]:
    """Return the open counters whose question may come up for somebody with these answers.

    Whether it may is told with the least of each counter, for the most would hide what asks about few months.
    """
    found = tuple(open_)
    known = {**answers, **{each.key: each.least for each in found if each.least}}
    person = Person(catalog.facts, known)
    return tuple(each for each in found if truth(catalog.facts[each.key].asked_if, person) is not False)


def enough(catalog: Catalog, answers: Answers, open_: Iterable[Open]) -> dict[str, int]:
    """Return the least months of each open counter with which every certification stands as with the most.

    Conditions on months only ever ask for more of them, so what is the same at both ends is the same between.
    """
    least, most = dict(answers), dict(answers)
    found: dict[str, int] = {}
    for each in open_:
        low, high = least | {each.key: each.least}, most | {each.key: each.most}
        if each.least and _standing(catalog, low) == _standing(catalog, high):
            least, most = low, high
            found[each.key] = each.least
    return found


def _standing(catalog: Catalog, answers: Answers) -> list[tuple[str, Truth]]:
    """Return where somebody stands with each certification.

    The experience counts even where an unknown credential hides it from the verdict.
    """
    return [
        (each.verdict, None if each.credential.value is False else each.experience.value)
        for each in verdicts(catalog, answers)
    ]
