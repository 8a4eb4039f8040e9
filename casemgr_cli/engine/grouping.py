"""Which people get the same plan: what is common to their answers as planning reads them."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.careers import UsualExperience
from casemgr_cli.domain.conditions import Compare
from casemgr_cli.domain.facts import UNKNOWN, Answers, Value
from casemgr_cli.engine.fit import PICKED, fit

_MONTHS = "months"


def common(catalog: Catalog, answers: Answers, most: float) -> dict[str, Value]:
    """Return answers that get the same plan as these: lists and keys in one order, skill picks only where
    they decide, months no higher than `most`.
    """
    decide = _open_to_all(answers)
    kept = {key: answers[key] for key in sorted(answers) if decide or key not in PICKED}
    return {
        key: min(value, most)
        if isinstance(value, int | float) and catalog.facts[key].unit == _MONTHS
        else value
        for key, value in kept.items()
    }


def shared_by(catalog: Catalog, answers: Answers) -> tuple[object, ...]:
    """Return what those with the same plan have in common, of answers that `common` returned: of skill
    picks only the bands of fit.
    """
    found = fit(catalog.skills, answers) if _open_to_all(answers) else None
    bands = () if found is None else (found.social_band, found.nursing_band)
    return (*(item for item in answers.items() if item[0] not in PICKED), bands)


def highest_bound(catalog: Catalog) -> float:
    """Return the highest number of months that any rule compares a counter with, or any place asks for."""
    months = frozenset(fact.key for fact in catalog.facts.values() if fact.unit == _MONTHS)
    ruled = (catalog.rules, catalog.facts, catalog.contradictions, catalog.destinations, catalog.steps)
    return max(_bounds((*ruled, catalog.certifications, catalog.notes), months), default=0)


def _bounds(part: object, months: frozenset[str]) -> Iterator[float]:
    if isinstance(part, Compare):
        yield from (
            float(value) for value in part.values if part.fact in months and not isinstance(value, str)
        )
    elif isinstance(part, UsualExperience):
        yield part.months.high or 0
    elif isinstance(part, Struct):
        yield from _bounds(tuple(getattr(part, name) for name in part.__struct_fields__), months)
    elif isinstance(part, Mapping | tuple):
        for each in part.values() if isinstance(part, Mapping) else part:
            yield from _bounds(each, months)


def _open_to_all(answers: Answers) -> bool:
    return answers.get("background", "open") in {"open", UNKNOWN}
