"""Checks of what the data on aid mean: arithmetic that has its figures, and texts that agree with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casemgr_cli.domain.aid import STUDY_LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casemgr_cli.domain.aid import Aid, Lending, LoanLevel, Tier
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.figures import Figure

Found = tuple[str, str, str]

DIVIDES = ("rap.bracket",)
AMOUNT = re.compile(r"\$([0-9][0-9,]*)|([0-9]+(?:\.[0-9]+)?)%")


def check_lending(catalog: Catalog) -> Iterator[Found]:
    """Find what the arithmetic of loans needs and does not have, and tiers out of order."""
    lending = catalog.lending
    if lending is None:
        for key in list(catalog.aid)[:1]:
            yield f"aid.{key}", "The arithmetic of loans needs a section lending.", "Add it to aid.yaml."
        return
    for key, figure in _read_by(lending):
        if figure.low is None or figure.high is None or figure.low < (1 if key in DIVIDES else 0):
            message = f'The arithmetic of loans cannot use "{figure.id}".'
            yield f"lending.{key}", message, "Give it a value above 0, or a low and a high."
    for name in STUDY_LEVELS:
        if not lending.level(name).years:
            yield f"lending.{name}.years", "A limit for the first year is missing.", "Name its figure."
    if not _in_order(lending.standard):
        hint = "Leave owing out of the first, and give each later one more years and a higher amount."
        yield "lending.standard", "The terms of the standard plan are not in order.", hint


def _in_order(tiers: tuple[Tier, ...]) -> bool:
    """Say whether the first tier begins at nothing and each later one at more, for more years."""
    bounds = [tier.owing.low or 0 if tier.owing else 0 for tier in tiers]
    years = [tier.years for tier in tiers]
    rising = bounds == sorted(set(bounds)) and years == sorted(set(years))
    return bool(tiers) and tiers[0].owing is None and years[0] > 0 and rising


def _read_by(lending: Lending) -> Iterator[tuple[str, Figure]]:
    yield from _of_level("undergraduate", lending.undergraduate)
    yield from _of_level("graduate", lending.graduate)
    for number, tier in enumerate(lending.standard):
        if tier.owing:
            yield f"standard[{number}].owing", tier.owing
    for name in lending.rap.__struct_fields__:
        yield f"rap.{name}", getattr(lending.rap, name)


def _of_level(name: str, level: LoanLevel) -> Iterator[tuple[str, Figure]]:
    yield f"{name}.rate", level.rate
    yield f"{name}.total", level.total
    yield from ((f"{name}.years[{number}]", year) for number, year in enumerate(level.years))


def check_aid(catalog: Catalog) -> Iterator[Found]:
    """Find amounts in the texts on aid that none of the entry's figures holds.

    What a state gives is said once, in the words of its entry, and nothing reckons with it.
    """
    national = ((key, entry) for key, entry in catalog.aid.items() if not entry.states)
    for key, entry in national:
        figures = [catalog.figures[id_] for id_ in entry.figures]
        held = {end for figure in figures for end in (figure.low, figure.high)}
        for name, text in _texts(entry):
            for found in AMOUNT.finditer(text):
                number = float((found[1] or found[2]).replace(",", ""))
                if number not in held:
                    message = f'No figure of this entry holds "{found[0]}".'
                    yield f"aid.{key}.{name}", message, "Correct the text, or name its figure under figures."


def _texts(entry: Aid) -> Iterator[tuple[str, str]]:
    yield "amount", entry.amount
    yield "who", entry.who
    yield from ((f"said[{number}].text", clause.text) for number, clause in enumerate(entry.said))
    yield from ((f"cautions[{number}]", text) for number, text in enumerate(entry.cautions))
