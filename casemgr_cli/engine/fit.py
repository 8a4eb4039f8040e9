"""Fit from two questions: five skills that are most like a person, five that are least.

A pick scores +1, 0 or -1 per skill. From it we take how occupations in general pick that skill, as far as
someone used their ten picks, so that picking fewer is no fault, and correlate the rest with the standing of
the eighteen skills in the target's work (O*NET levels, in standard deviations from all occupations). The
bands are wide on purpose: self-ratings say little about ability.
"""

from collections.abc import Mapping, Sequence
from math import sqrt

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import BANDS, Fit
from casemgr_cli.domain.facts import Answers
from casemgr_cli.engine.person import listed

_PICKS = 10
# The answers that say which skills are most and least like a person.
PICKED = frozenset({"strengths", "stretches"})
_SHOWN = 3


def fit(catalog: Catalog, answers: Answers) -> Fit | None:
    """Return how the picked skills sit with social-service and nursing work; None when none were picked."""
    most, least = (listed(answers, key) for key in ("strengths", "stretches"))
    if not most and not least:
        return None
    skills, bands = catalog.skills, catalog.planning.fit_bands
    used = (len(most) + len(least)) / _PICKS
    picks = [(s.id in most) - (s.id in least) - s.typical_pick * used for s in skills.values()]
    social = correlation(picks, [skill.social for skill in skills.values()])
    nursing = correlation(picks, [skill.nursing for skill in skills.values()])
    called_for = _called_for(catalog, answers)
    return Fit(
        social_band=band(social, bands),
        social_score=round(social, 2),
        nursing_band=band(nursing, bands),
        nursing_score=round(nursing, 2),
        strengths=tuple(s for s in called_for if s in most),
        to_build=tuple(s for s in called_for if s in least)[:_SHOWN],
    )


def band(score: float, edges: Mapping[str, float]) -> str:
    """Return the first band whose lower edge a correlation reaches, the last of all if none."""
    return next((name for name, edge in edges.items() if score >= edge), BANDS[-1])


def correlation(a: Sequence[float], b: Sequence[float]) -> float:
    """Return Pearson's correlation of two equally long lists; 0 when one of them does not vary."""
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    off = [(x - mean_a, y - mean_b) for x, y in zip(a, b, strict=True)]
    spread = sqrt(sum(x**2 for x, _ in off) * sum(y**2 for _, y in off))
    return sum(x * y for x, y in off) / spread if spread else 0.0


def _called_for(catalog: Catalog, answers: Answers) -> list[str]:
    """Return the skills that the work on someone's side calls for, the most typical of it first."""
    side, of_sides = str(answers.get("background")), catalog.planning.fit_work
    works = (of_sides[side],) if side in of_sides else of_sides.values()
    weight = {skill.id: max(getattr(skill, work) for work in works) for skill in catalog.skills.values()}
    return sorted((s for s in weight if weight[s] >= catalog.planning.called_for), key=lambda s: -weight[s])
