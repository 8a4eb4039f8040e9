"""Fit from two picks: what separates people, and what cannot spoil it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from casemgr_cli.catalog.files import data_dir
from casemgr_cli.catalog.load import load_catalog
from casemgr_cli.engine.fit import band, correlation, fit

CATALOG = load_catalog(data_dir(None), strict=False)
CARING = ("social_perceptiveness", "service_orientation", "negotiation", "persuasion", "coordination")
BUILDING = ("programming", "repairing", "technology_design", "mathematics", "quality_control_analysis")


def test_a_social_picker_fits_social_service() -> None:
    """Picking what social-service jobs stand out in is a strong fit there, and the reverse is different."""
    strong = fit(CATALOG, {"strengths": CARING, "stretches": BUILDING})
    different = fit(CATALOG, {"strengths": BUILDING, "stretches": CARING})
    assert strong is not None
    assert different is not None
    assert (strong.social_band, different.social_band) == ("strong", "different")
    assert strong.social_score > strong.nursing_score
    for score in (strong.social_score, strong.nursing_score, different.social_score, different.nursing_score):
        assert round(score, 2) == score  # a third digit would claim more than a few picks can tell


def test_what_carries_over_and_what_to_build_belong_to_the_side() -> None:
    """Science is something to build for a nurse, not for a social worker."""
    picks = {"strengths": CARING, "stretches": ("science", "programming")}
    nurse = fit(CATALOG, {**picks, "background": "nursing"})
    social = fit(CATALOG, {**picks, "background": "social_work"})
    assert nurse is not None
    assert social is not None
    assert nurse.to_build == ("science",)
    assert social.to_build == ()
    assert social.strengths[0] == "social_perceptiveness"


def test_picking_fewer_is_no_fault() -> None:
    """One or two fitting picks are not read as a poor fit for want of more."""
    few = fit(
        CATALOG, {"strengths": ("social_perceptiveness", "active_listening"), "stretches": ("repairing",)}
    )
    one = fit(CATALOG, {"strengths": ("active_listening",), "stretches": ()})
    assert few is not None
    assert one is not None
    assert few.social_band in {"strong", "good"}
    assert one.social_band == "mixed"


def test_ten_picks_are_held_against_what_people_pick() -> None:
    """Ten are compared with how others pick ten; of half as many picks half of that is taken off."""
    for most, least, used in ((CARING, BUILDING, 1), (CARING, (), 0.5)):
        skills = CATALOG.skills.values()
        picks = [(s.id in most) - (s.id in least) - s.typical_pick * used for s in skills]
        found = fit(CATALOG, {"strengths": most, "stretches": least})
        assert found is not None
        assert found.social_score == round(correlation(picks, [s.social for s in skills]), 2)


def test_fit_can_be_skipped() -> None:
    """No picks, or "I don't know", give no fit at all."""
    assert fit(CATALOG, {}) is None
    assert fit(CATALOG, {"strengths": "unknown", "stretches": ()}) is None


def test_three_skills_to_build_are_named() -> None:
    """Whoever is weak in all that the work calls for reads of the three that it calls for most."""
    strong, weak = (fit(CATALOG, {key: tuple(CATALOG.skills)}) for key in ("strengths", "stretches"))
    assert strong is not None
    assert weak is not None
    assert weak.to_build == strong.strengths[:3] != strong.strengths


def test_picking_everything_on_one_side_is_bounded() -> None:
    """Scores are correlations, whatever is picked."""
    found = fit(CATALOG, {"strengths": tuple(CATALOG.skills)})
    assert found is not None
    assert -1 <= found.social_score <= 1


@pytest.mark.parametrize(
    ("score", "name"), [(0.9, "strong"), (0.35, "strong"), (0.3, "good"), (0.0, "mixed"), (-0.5, "different")]
)
def test_bands(score: float, name: str) -> None:
    """A band, never a percentage."""
    assert band(score, CATALOG.planning.fit_bands) == name


def test_correlation_by_hand() -> None:
    """(1, 2, 3) against (1, 2, 4): 3 / sqrt(2 * 14/3) = 0.9820."""
    assert round(correlation([1, 2, 3], [1, 2, 4]), 4) == 0.982
    assert correlation([1, 1], [1, 2]) == 0.0


def test_a_skill_is_called_for_from_a_fixed_level_on() -> None:
    """One just at it is, one below is not; the most typical comes first."""
    science = CATALOG.skills["science"].nursing
    for level, found in ((science, ("science",)), (science + 0.01, ())):
        catalog = replace(CATALOG, planning=replace(CATALOG.planning, called_for=level))
        nurse = fit(catalog, {"strengths": ("science",), "stretches": (), "background": "nursing"})
        assert nurse is not None
        assert nurse.strengths == found


@pytest.mark.parametrize(
    ("a", "b", "r"),
    [
        ((1, 2, 3), (11, 12, 13), 1),
        ((1, 2, 3), (-1, -2, -3), -1),
        ((1, 2, 3), (5, 5, 5), 0),
        ((1, 2, 4), (1, 5, 3), 0.3273),
    ],
)
def test_a_correlation_by_hand(a: tuple[float, ...], b: tuple[float, ...], r: float) -> None:
    """Of what lies off the mean; two lists go together, apart, or one does not vary."""
    assert correlation(a, b) == pytest.approx(r, abs=1e-4)
