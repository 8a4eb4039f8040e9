"""Sets of steps as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casemgr_cli.domain.conditions import ALWAYS, All, AnyOf, Compare, Degree, Licensed
from casemgr_cli.engine.planner import Planner
from casemgr_cli.engine.ways import ANYTHING, NOTHING_TO_DO, Sets, Ways, holds_one_of
from tests.people import CATALOG, TODAY

if TYPE_CHECKING:
    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.facts import Answers, Value

SETS = Sets(["school", "exam", "license", "job", "other_job"], ["job", "other_job"])
SCHOOL, EXAM, LICENSE = (SETS.of(step) for step in ("school", "exam", "license"))
YEAR, HALF = SETS.of("job", 12), SETS.of("job", 6)


def test_a_set_lists_its_steps_in_order_with_the_months_of_work() -> None:
    """Work lasts as long as the one that needs it longer; all else has no months of its own."""
    assert SETS.listed(LICENSE | SCHOOL) == (("school", 0), ("license", 0))
    assert SETS.listed(YEAR | HALF) == SETS.listed(YEAR) == (("job", 12),)
    assert SETS.listed(HALF | SETS.of("other_job", 3)) == (("job", 6), ("other_job", 3))


def test_what_holds_another_set_is_dropped() -> None:
    """Also where there are two; fewer steps come first, then fewer months, then what was named first."""
    assert SETS.minimal([SCHOOL | EXAM, SCHOOL]) == (SCHOOL,)
    assert SETS.minimal([YEAR, HALF]) == (HALF,)
    assert SETS.minimal([SCHOOL | EXAM, LICENSE]) == (LICENSE, SCHOOL | EXAM)
    assert SETS.minimal([EXAM, SCHOOL, EXAM]) == (EXAM, SCHOOL)
    assert SETS.minimal([YEAR, SETS.of("other_job", 3)]) == (SETS.of("other_job", 3), YEAR)
    assert SETS.minimal([]) == ()


def test_one_of_each_group_is_taken() -> None:
    """What is in a set already is not taken twice, and nothing to do adds nothing."""
    assert SETS.combined([]) == NOTHING_TO_DO
    assert SETS.combined([(SCHOOL,), NOTHING_TO_DO, (EXAM,)]) == (SCHOOL | EXAM,)
    assert set(SETS.combined([(SCHOOL, EXAM), (EXAM, LICENSE)])) == {EXAM, SCHOOL | LICENSE}
    assert SETS.combined([(HALF,), (YEAR, SCHOOL)]) == (YEAR, SCHOOL | HALF)


def test_a_set_is_part_of_another() -> None:
    """With its steps and its months; the empty one is part of all."""
    assert holds_one_of([HALF], YEAR)
    assert not holds_one_of([YEAR, SCHOOL], HALF | EXAM)
    assert holds_one_of(NOTHING_TO_DO, 0)


NEWCOMER: Answers = {
    "background": "nursing", "education": "high_school", "licenses": (), "state": "OH",
    "months_acute_care": 0, "months_nursing": 0, "certifications": (),
}  # fmt: skip
NURSE: Answers = {
    **NEWCOMER, "education": "associate", "field": "nursing", "licenses": ("rn",), "license_status": "active",
}  # fmt: skip
RN, BSN_HELD = Licensed(("rn",)), Degree(("bachelor",), ("nursing",))
BEDSIDE = Compare("months_acute_care", "at_least", (24,))
NEVER_LED = Compare("months_supervising_case_managers", "at_least", (12,))
ADN = ["nursing_prerequisites", "adn", "nclex_rn"]


def ways(answers: Answers = NEWCOMER, **more: Value) -> Ways:
    """Return the ways that are open to somebody in nursing."""
    return Planner(CATALOG, {**answers, **more}, TODAY).side("nursing").ways


@pytest.mark.parametrize(
    ("answers", "condition", "found"),
    [
        (NEWCOMER, RN, [["bsn", "nclex_rn"], ADN]),
        (NEWCOMER, BSN_HELD, [["bsn"], [*ADN, "rn_to_bsn"]]),
        (NEWCOMER, AnyOf((RN, BSN_HELD)), [["bsn"], ADN]),
        (NEWCOMER, All((RN, BSN_HELD)), [["bsn", "nclex_rn"], [*ADN, "rn_to_bsn"]]),
        (NEWCOMER, NEVER_LED, []),
        (NEWCOMER, AnyOf((NEVER_LED, BSN_HELD)), [["bsn"], [*ADN, "rn_to_bsn"]]),
        (NEWCOMER, All((NEVER_LED, BSN_HELD)), []),
        ({**NEWCOMER, "prerequisites_done": "yes"}, RN, [["adn", "nclex_rn"], ["bsn", "nclex_rn"]]),
        (NURSE, RN, [[]]),
        (NURSE, BSN_HELD, [["rn_to_bsn"]]),
        (NURSE, AnyOf((RN, BSN_HELD)), [[]]),
        (NURSE, ALWAYS, [[]]),
    ],
)
def test_every_minimal_way_to_a_condition(
    answers: Answers, condition: Condition, found: list[list[str]]
) -> None:
    """Nothing to do where it is met, and no way where no step leads there."""
    made = ways(answers)
    assert [[id_ for id_, _ in made.sets.listed(way)] for way in made.to(condition)] == found


@pytest.mark.parametrize(("months", "lasts"), [(0, 24), (23, 1), (24, None), ("unknown", 24)])
def test_work_lasts_the_months_that_are_missing(months: Value, lasts: int | None) -> None:
    """Months that nobody knows of are planned as none."""
    made = ways(NURSE, months_acute_care=months, months_nursing="unknown")
    listed = [made.sets.listed(way) for way in made.to(BEDSIDE)]
    assert listed == [()] if lasts is None else listed == [(("bedside_nursing", lasts),)]
    assert ("months_acute_care" in made.undecided) is (months == "unknown")


@pytest.mark.parametrize(
    ("steps", "demands", "asked"),
    [
        (["bsn"], [], {"bsn": "choice"}),
        (["bsn"], [("employers", BSN_HELD)], {"bsn": "employers"}),
        (["bsn"], [("employers", BSN_HELD), ("issuer", BSN_HELD)], {"bsn": "issuer"}),
        (["bsn", "nclex_rn"], [("law", RN)], {"bsn": "law", "nclex_rn": "law"}),
        (
            ["bsn", "nclex_rn"],
            [("law", RN), ("employers", BSN_HELD)],
            {"bsn": "employers", "nclex_rn": "law"},
        ),
        (ADN, [("law", RN)], {"nursing_prerequisites": "school", "adn": "law", "nclex_rn": "law"}),
        (
            ["nclex_rn", "bedside_nursing"],
            [("law", RN), ("employers", BEDSIDE)],
            {"nclex_rn": "law", "bedside_nursing": "employers"},
        ),
    ],
)
def test_who_asks_for_a_step(
    steps: list[str], demands: list[tuple[str, Condition]], asked: dict[str, str]
) -> None:
    """Whoever demands it by itself, else who says what another step takes first; nobody: a choice."""
    assert ways().demanded_by(steps, demands) == asked


def test_what_is_met_asks_for_nothing() -> None:
    """A license that is held makes no degree law."""
    assert ways(NURSE).demanded_by(["rn_to_bsn"], [("law", RN)]) == {"rn_to_bsn": "choice"}


def test_a_step_can_be_begun_once_what_it_takes_is_there() -> None:
    """Or by whoever is in it already."""
    made = ways()
    assert made.requires_met("bsn", made.planned)
    assert not made.requires_met("nclex_rn", made.planned)
    assert not made.requires_met("adn", made.planned)
    inside = ways(enrolled_in="adn")
    assert inside.requires_met("adn", inside.planned)


@pytest.mark.parametrize(
    ("key", "value", "spares"),
    [("months_acute_care", 24, True), ("months_acute_care", 23, True), ("certifications", ("acm",), False)],
)
def test_an_answer_brings_what_it_leads_toward(key: str, value: Value, spares: bool) -> None:
    """A nurse who had months at the bedside would spare the step; another answer touches no leaf of it."""
    unsure = {name: said for name, said in NURSE.items() if name != key}
    planner = Planner(CATALOG, unsure, TODAY)
    made = planner.side("nursing").ways
    made.to(BEDSIDE)
    gain = planner.gain("nursing", key, value)
    assert gain != ANYTHING
    assert (BEDSIDE in gain.leaves) is spares
    assert (gain.spared == made.sets.of("bedside_nursing", 24)) is spares
    assert dict(gain.toward).get(BEDSIDE) == (value if spares else None)
