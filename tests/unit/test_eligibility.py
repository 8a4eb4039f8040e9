"""Verdicts: the shared people, and that more never makes anyone less eligible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casemgr_cli.catalog.load import load_catalog
from casemgr_cli.catalog.paths import data_dir
from casemgr_cli.engine.eligibility import read_as_none, verdicts

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Value

CATALOG = load_catalog(data_dir(None), strict=False)
COUNTERS = [
    key
    for key, fact in CATALOG.facts.items()
    if fact.unit == "months" or key in {"ce_hours_case_management", "hours_clinical_supervised"}
]
LICENSES = CATALOG.facts["licenses"].values
DEGREES = CATALOG.facts["other_degrees"].values
CHOICES = ["education", "field", "accredited", "fieldwork", "license_status", "aswb_exam"]


def verdict_of(answers: dict[str, Value]) -> dict[str, str]:
    """Return the verdict on each certification."""
    return {v.certification.id: v.verdict for v in verdicts(CATALOG, answers)}


@st.composite
def people(draw: st.DrawFn) -> dict[str, Value]:
    """Return anybody: each answer may be missing."""
    answers: dict[str, Value] = {}
    for key in CHOICES:
        if draw(st.booleans()):
            answers[key] = draw(st.sampled_from(CATALOG.facts[key].values))
    if draw(st.booleans()):
        answers["licenses"] = tuple(draw(st.lists(st.sampled_from(LICENSES), unique=True, max_size=2)))
    if draw(st.booleans()):
        answers["other_degrees"] = tuple(draw(st.lists(st.sampled_from(DEGREES), unique=True, max_size=1)))
    for key in draw(st.lists(st.sampled_from(COUNTERS), unique=True)):
        answers[key] = draw(st.integers(0, 60))
    if draw(st.booleans()):
        answers["disability_management_now"] = "yes"
    return answers


@settings(max_examples=400, deadline=None)
@given(people(), st.sampled_from(COUNTERS), st.integers(1, 60))
def test_more_months_never_cost_an_eligible_verdict(
    person: dict[str, Value], counter: str, more: int
) -> None:
    """Adding months to a stated counter leaves every eligible certification eligible."""
    if counter not in person:
        return
    after = {**person, counter: int(person[counter]) + more}  # type: ignore[arg-type]
    assert_no_worse(person, after)


@settings(max_examples=400, deadline=None)
@given(people(), st.sampled_from(LICENSES))
def test_one_more_license_never_costs_an_eligible_verdict(person: dict[str, Value], license_: str) -> None:
    """Adding a license leaves every eligible certification eligible."""
    held = person.get("licenses", ())
    assert_no_worse(person, {**person, "licenses": (*held, license_)})  # type: ignore[misc]


@settings(max_examples=400, deadline=None)
@given(people(), st.sampled_from(DEGREES))
def test_one_more_degree_never_costs_an_eligible_verdict(person: dict[str, Value], degree: str) -> None:
    """Adding a degree leaves every eligible certification eligible."""
    held = person.get("other_degrees", ())
    assert_no_worse(person, {**person, "other_degrees": (*held, degree)})  # type: ignore[misc]


def assert_no_worse(before: dict[str, Value], after: dict[str, Value]) -> None:
    """Fail when something eligible before is not eligible after."""
    then, now = verdict_of(before), verdict_of(after)
    assert {c for c, v in then.items() if v == "eligible"} <= {c for c, v in now.items() if v == "eligible"}


RN: dict[str, Value] = {"licenses": ("rn",), "license_status": "active"}


@pytest.mark.parametrize(
    ("answers", "months"),
    [
        ({"months_case_management": 0, "months_supervising_case_managers": 0}, 12),
        (
            {
                "months_case_management": 20,
                "months_case_management_under_ccm": 0,
                "months_supervising_case_managers": 0,
            },
            4,
        ),
        (
            {
                "months_case_management": 10,
                "months_case_management_under_ccm": 8,
                "months_supervising_case_managers": 0,
            },
            4,
        ),
        ({"months_case_management": 0, "months_supervising_case_managers": 9}, 3),
        ({"months_case_management": 24}, None),
        ({"months_case_management": 6, "months_supervising_case_managers": 0, "duties": ("assess",)}, None),
        ({}, None),
    ],
)
def test_ccm_months_needed_take_the_shortest_way(answers: dict[str, Value], months: int | None) -> None:
    """Twelve under a CCM, twenty-four otherwise, twelve supervising; null when undecided or not missing."""
    ccm = next(v for v in verdicts(CATALOG, {**RN, **answers}) if v.certification.id == "ccm")
    assert ccm.months_needed == months


def test_a_verdict_asks_for_the_keys_that_decide_it() -> None:
    """An open verdict names what to ask; a closed one asks nothing."""
    by_id = {v.certification.id: v for v in verdicts(CATALOG, dict(RN))}
    assert {"months_case_management", "months_supervising_case_managers"} <= set(by_id["ccm"].asks)
    assert by_id["c-swcm"].verdict == "unknown"
    none = {v.certification.id: v for v in verdicts(CATALOG, {"licenses": (), "education": "none"})}
    assert none["ccm"].verdict == "needs_credential"
    assert none["ccm"].asks == ()


def test_hours_nobody_can_state_leave_cohn_open_with_nothing_to_ask() -> None:
    """An attested clause that decides makes the verdict unknown, with empty asks."""
    cohn = next(v for v in verdicts(CATALOG, dict(RN)) if v.certification.id == "cohn")
    assert (cohn.verdict, cohn.asks) == ("unknown", ())
    assert any("3,000" in text for text in cohn.missing)


def test_lists_read_as_none_are_said() -> None:
    """The verdicts say which absent lists they read as empty."""
    assert {a.key for a in read_as_none(CATALOG, {})} == {"certifications", "other_degrees"}
    assert read_as_none(CATALOG, {"certifications": (), "other_degrees": ()}) == ()
