"""Verdicts: the shared people, and that more never makes anyone less eligible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casemgr_cli.engine.eligibility import read_as_none, verdicts
from tests.people import CATALOG

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Value

COUNTERS = [
    key
    for key, fact in CATALOG.facts.items()
    if fact.unit == "months" or key in {"ce_hours_case_management", "hours_clinical_supervised"}
]
# Work that ended longer ago counts for less.
ENDED = {fact.ended for fact in CATALOG.facts.values()}
COUNTERS = [key for key in COUNTERS if key not in ENDED]
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


@pytest.mark.slow
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


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(people(), st.sampled_from(LICENSES))
def test_one_more_license_never_costs_an_eligible_verdict(person: dict[str, Value], license_: str) -> None:
    """Adding a license leaves every eligible certification eligible."""
    held = person.get("licenses", ())
    assert_no_worse(person, {**person, "licenses": (*held, license_)})  # type: ignore[misc]


@pytest.mark.slow
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


MSW: dict[str, Value] = {
    "education": "master",
    "field": "social_work",
    "accredited": "yes",
    "fieldwork": "yes",
}
NEVER_LED: dict[str, Value] = {"months_supervising_case_managers": 0}


def stands(answers: dict[str, Value], name: str) -> tuple[str, int | None]:
    """Return the verdict on one certification and the months it still needs."""
    found = next(v for v in verdicts(CATALOG, answers) if v.certification.id == name)
    return found.verdict, found.months_needed


@pytest.mark.parametrize(
    ("ended", "name", "expected"),
    [
        (0, "ccm", ("eligible", None)),
        (30, "ccm", ("eligible", None)),
        (40, "ccm", ("not_yet", 12)),
        (48, "cmgt-bc", ("not_yet", 12)),
        (0, "cmgt-bc", ("eligible", None)),
        (40, "acm", ("eligible", None)),
        (40, "cmc", ("eligible", None)),
    ],
)
def test_months_count_only_as_far_back_as_the_issuer_looks(
    ended: int, name: str, expected: tuple[str, int | None]
) -> None:
    """The CCM looks back 60 months, the CMGT-BC 36, the CMC 120, and the ACM has no limit that was found."""
    nurse = (
        RN
        | NEVER_LED
        | {
            "education": "master",
            "field": "nursing",
            "months_nursing": 100,
            "months_case_management": 36,
            "months_case_management_under_ccm": 0,
            "months_case_management_health_system": 36,
            "months_case_management_nursing": 36,
            "ce_hours_case_management": 30,
            "case_management_ended": ended,
        }
    )
    assert stands(nurse, name) == expected


def test_old_months_that_age_out_meanwhile_do_not_shorten_what_is_needed() -> None:
    """Twenty months that ended 20 months ago need 4 more; ended 40 months ago, they are gone by then."""
    person = RN | NEVER_LED | {"months_case_management": 20, "months_case_management_under_ccm": 20}
    later = RN | NEVER_LED | {"months_case_management": 10, "months_case_management_under_ccm": 10}
    assert stands(person | {"case_management_ended": 20}, "ccm") == ("eligible", None)
    assert stands(later | {"case_management_ended": 20}, "ccm") == ("not_yet", 2)
    assert stands(later | {"case_management_ended": 50}, "ccm") == ("not_yet", 12)


@pytest.mark.parametrize(
    ("name", "verdict"), [("ccm", "not_yet"), ("acm", "unknown"), ("c-aswcm", "eligible"), ("cmc", "not_yet")]
)
def test_months_before_the_last_five_years_count_where_nothing_forbids_it(name: str, verdict: str) -> None:
    """Whether they were for a health system nobody said, so the ACM is open."""
    person = (
        MSW
        | NEVER_LED
        | {
            "licenses": ("social_work_clinical",),
            "license_status": "active",
            "months_case_management": 0,
            "months_case_management_earlier": 84,
            "case_management_ended": 100,
            "ce_hours_case_management": 20,
        }
    )
    assert stands(person, name)[0] == verdict


@pytest.mark.parametrize(
    ("education", "field", "ccm", "acm"),
    [
        ("bachelor", "nursing", "unknown", "needs_credential"),
        ("bachelor", "other", "needs_credential", "needs_credential"),
        ("master", "social_work", "unknown", "unknown"),
    ],
)
def test_a_degree_from_abroad_is_open_until_it_is_evaluated(
    education: str, field: str, ccm: str, acm: str
) -> None:
    """It is unknown where its level and field would do, and does nothing where they would not."""
    person: dict[str, Value] = {
        "education": education,
        "field": field,
        "foreign_degree": "yes",
        "accredited": "yes",
        "fieldwork": "yes",
        "licenses": (),
        "months_case_management": 24,
        "months_case_management_health_system": 24,
    }
    assert (stands(person, "ccm")[0], stands(person, "acm")[0]) == (ccm, acm)


def test_counters_imply_each_other() -> None:
    """Bedside months, and a nurse's months of case management, are months of nursing."""
    nurse = RN | {"months_case_management_nursing": 24, "ce_hours_case_management": 30}
    assert stands(nurse | {"months_case_management": 24}, "cmgt-bc")[0] == "eligible"
    assert stands(nurse | {"months_nursing": 12, "months_case_management": 24}, "cmgt-bc")[0] == "not_yet"


def test_the_situation_implies_only_what_is_beyond_doubt() -> None:
    """Who is in high school has no degree, which is said; a stated answer wins."""
    student: dict[str, Value] = {"situation": "high_school"}
    assert stands(student, "cmc")[0] == "needs_credential"
    assert [each.value for each in read_as_none(CATALOG, student) if each.key == "education"] == ["none"]
    stated = student | {"education": "associate", "field": "nursing"}
    assert stands(stated, "cmc")[0] != "needs_credential"
    assert "education" not in {each.key for each in read_as_none(CATALOG, stated)}


def test_work_without_an_end_is_taken_as_going_on_and_said() -> None:
    """Months of case management without a word of when they ended count as work of today."""
    worker = RN | {"months_case_management": 24}
    taken = {each.key: each.value for each in read_as_none(CATALOG, worker)}
    assert taken["case_management_ended"] == 0
    assert stands(worker, "ccm")[0] == "eligible"
    assert stands(worker | {"case_management_ended": "unknown"}, "ccm")[0] == "unknown"


BUSINESS: dict[str, Value] = {
    "education": "bachelor",
    "field": "other",
    "licenses": (),
    "months_case_management": 24,
    "months_direct_service": 36,
}
SOCIAL_WORK: dict[str, Value] = {
    "education": "bachelor",
    "field": "social_work",
    "licenses": (),
    "months_case_management": 40,
    "duties": CATALOG.facts["duties"].values,
}


@pytest.mark.parametrize(
    ("person", "name", "expected"),
    [
        pytest.param(BUSINESS, "cmc", ("not_yet", 12), id="a degree that is not there shortens nothing"),
        pytest.param(SOCIAL_WORK, "ccm", ("unknown", None), id="nobody said"),
        pytest.param(
            SOCIAL_WORK | {"accredited": "yes"},
            "ccm",
            ("eligible", None),
            id="an accredited program had field work",
        ),
        pytest.param(
            SOCIAL_WORK | {"accredited": "yes", "fieldwork": "no"},
            "ccm",
            ("needs_credential", None),
            id="unless there was none",
        ),
    ],
)
def test_a_degree_counts_for_what_it_was(
    person: dict[str, Value], name: str, expected: tuple[str, int | None]
) -> None:
    """With a business bachelor's the CMC asks for 36 months; an accredited program implies field work."""
    assert stands(person, name) == expected


def test_what_is_missing_begins_with_the_shortest_way() -> None:
    """A business graduate a month short by his own way does not read of a master's first."""
    told = BUSINESS | {"months_case_management": 35, "certifications": (), "other_degrees": ()}
    found = next(v for v in verdicts(CATALOG, told) if v.certification.id == "cmc")
    assert found.months_needed == 1
    assert found.missing[0].startswith("With any other degree on the list")
