"""Fit from two questions: five skills that are most like a person, five that are least.

A pick scores +1, 0 or -1 per skill. From it we take how occupations in general pick that skill, as far as
someone used their ten picks, so that picking fewer is no fault, and correlate the rest with the standing of
the eighteen skills in the target's work (O*NET levels, in standard deviations from all occupations). The
bands are wide on purpose: self-ratings say little about ability.
"""

from collections.abc import Mapping, Sequence
from math import sqrt

from casemgr_cli.domain.advice import BANDS, Fit
from casemgr_cli.domain.facts import Answers, Skill

# Lower edges of all bands but the last, on the correlation. Picks drawn from all occupations' levels stay
# below the first edge nineteen times in twenty; the picks of the social workers', assistants' and nurses' own
# levels score 0.57 to 0.61.
_EDGES = (0.35, 0.15, -0.15)
_PICKS = 10
# The answers that say which skills are most and least like a person.
PICKED = frozenset({"strengths", "stretches"})
_SHOWN = 3
# A skill counts as one the work calls for when it stands this far above all occupations there.
_CALLED_FOR = 0.6


def fit(skills: Mapping[str, Skill], answers: Answers) -> Fit | None:
    """Return how the picked skills sit with social-service and nursing work; None when none were picked."""
    most, least = (_picked(answers, key) for key in ("strengths", "stretches"))
    if not most and not least:
        return None
    used = (len(most) + len(least)) / _PICKS
    picks = [(s.id in most) - (s.id in least) - s.typical_pick * used for s in skills.values()]
    social = correlation(picks, [skill.social for skill in skills.values()])
    nursing = correlation(picks, [skill.nursing for skill in skills.values()])
    called_for = _called_for(skills, answers)
    return Fit(
        social_band=band(social),
        social_score=round(social, 2),
        nursing_band=band(nursing),
        nursing_score=round(nursing, 2),
        strengths=tuple(s for s in called_for if s in most),
        to_build=tuple(s for s in called_for if s in least)[:_SHOWN],
    )


def band(score: float) -> str:
    """Return the band of a correlation: strong, good, mixed or different."""
    return BANDS[sum(score < edge for edge in _EDGES)]


def correlation(a: Sequence[float], b: Sequence[float]) -> float:
    """Return Pearson's correlation of two equally long lists; 0 when one of them does not vary."""
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    cross = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    spread = sqrt(sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b))
    return cross / spread if spread else 0.0


def _called_for(skills: Mapping[str, Skill], answers: Answers) -> list[str]:
    """Return the skills that the work on someone's side calls for, the most typical of it first."""
    side = answers.get("background")
    sides = {"nursing": ("nursing",), "social_work": ("social",), "human_services": ("social",)}
    columns = sides.get(str(side), ("social", "nursing"))
    weight = {skill.id: max(getattr(skill, column) for column in columns) for skill in skills.values()}
    return sorted((s for s in weight if weight[s] >= _CALLED_FOR), key=lambda s: -weight[s])


def _picked(answers: Answers, key: str) -> tuple[str, ...]:
    value = answers.get(key)
    return value if isinstance(value, tuple) else ()
