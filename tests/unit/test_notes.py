"""Who is told what beside the way: each note reaches the people it is about, and nobody else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from casemgr_cli.engine.eligibility import hangs_on
from casemgr_cli.pages.advice import advice_page
from casemgr_cli.writers.layout import render_text
from tests.people import CATALOG, GUIDE, WORDS, advised

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Answers, Value

TODAY = date(2026, 11, 28)
_BY_DUTIES = "child_welfare_counts_by_its_duties"
VETERAN: Answers = {
    "military": "veteran",
    "background": "nursing",
    "education": "high_school",
    "licenses": (),
}
LPN: Answers = {
    "background": "nursing",
    "education": "high_school",
    "licenses": ("lpn",),
    "license_status": "active",
}
GRADUATE: Answers = {"background": "nursing", "education": "bachelor", "field": "psychology", "licenses": ()}
SOCIAL: Answers = {**GRADUATE, "background": "social_work"}
CASE_MANAGER: Answers = {
    "work_now": "case_manager",
    "education": "bachelor",
    "field": "social_work",
    "licenses": ("social_work_master",),
    "license_status": "active",
    "months_supervising_case_managers": 0,
}
SOCIAL_WORKER: Answers = {**CASE_MANAGER, "education": "master", "accredited": "yes"}
NURSE_WITHOUT_HOURS: Answers = {
    **CASE_MANAGER,
    "field": "nursing",
    "licenses": ("rn",),
    "months_nursing": 60,
    "months_case_management": 16,
    "months_case_management_under_ccm": 0,
    "months_case_management_nursing": 16,
    "ce_hours_case_management": 5,
}
CLINICIAN_WITHOUT_HOURS: Answers = {
    "situation": "case_manager",
    "work_now": "case_manager",
    "education": "master",
    "field": "social_work",
    "accredited": "yes",
    "licenses": ("social_work_clinical",),
    "license_status": "active",
    "months_case_management": 30,
    "ce_hours_case_management": 8,
}
IN_GEORGIA: Answers = {
    "licenses": ("rn",),
    "license_status": "active",
    "state": "GA",
    "settings": ("workers_comp",),
    "months_case_management": 30,
}
COUNSELOR: Answers = {
    "background": "human_services",
    "education": "master",
    "field": "counseling",
    "licenses": (),
}
PUPIL: Answers = {
    "situation": "high_school",
    "background": "social_work",
    "graduation_year": 2027,
    "state": "ND",
}
IN_COLLEGE: Answers = {
    "situation": "student",
    "background": "open",
    "education": "high_school",
    "enrolled_in": "public-health",
    "months_left": 22,
    "state": "GA",
}
ADJUSTER: Answers = {
    "situation": "other_graduate",
    "background": "human_services",
    "education": "bachelor",
    "field": "other",
    "licenses": (),
    "state": "OH",
    "work_now": "claims",
    "work_setting": "workers_comp",
    "months_disability_management": 60,
    "disability_management_now": "yes",
    "months_case_management": 0,
}
IN_CHILD_WELFARE: Answers = {
    "situation": "case_manager",
    "background": "human_services",
    "education": "bachelor",
    "field": "human_services",
    "fieldwork": "yes",
    "licenses": (),
    "state": "IN",
    "work_now": "case_manager",
    "work_setting": "child_welfare",
    "months_case_management": 40,
}
RECORD: Answers = {**GRADUATE, "background_check": "something"}


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({**VETERAN, "state": "OH"}, {"army_practical_nurse"}),
        ({**VETERAN, "state": "NC"}, {"army_practical_nurse", "nc_military_nurses"}),
        ({**VETERAN, "state": "AZ"}, {"army_practical_nurse", "az_military_nurses"}),
        ({**VETERAN, "state": "CA"}, {"army_practical_nurse", "ca_military_nurses"}),
        (
            {**VETERAN, "state": "NC", "licenses": ("rn",), "education": "associate", "field": "nursing"},
            set(),
        ),
        ({**VETERAN, "state": "NC", "military": "none"}, set()),
        ({**LPN, "state": "OH"}, {"lpn_straight_to_bsn"}),
        ({**LPN, "state": "CA"}, {"lpn_straight_to_bsn", "california_thirty_units"}),
        (
            {**LPN, "state": "CA", "licenses": ("lpn", "rn"), "education": "associate", "field": "nursing"},
            set(),
        ),
        ({**GRADUATE, "gpa": 2.7}, {"accelerated_grades"}),
        ({**GRADUATE, "gpa": 2.4}, set()),
        ({**GRADUATE, "gpa": 3.0}, set()),
        ({**RECORD, "state": "OH"}, {"record_before_you_pay"}),
        ({**RECORD, "state": "TX"}, {"record_before_you_pay", "tx_declaratory_order"}),
        ({**RECORD, "state": "NC"}, {"record_before_you_pay", "nc_predetermination"}),
        ({**RECORD, "state": "TX", "background_check": "clear"}, set()),
        ({**RECORD, "background": "social_work"}, {"record_before_you_pay", "msw_and_a_record"}),
        ({**SOCIAL, "keep_working": "yes"}, {"field_hours_by_day"}),
        ({**SOCIAL, "keep_working": "no"}, set()),
        ({**SOCIAL, "keep_working": "yes", "education": "master", "field": "social_work"}, set()),
        ({**GRADUATE, "prerequisites_done": "yes"}, {"sciences_grow_old"}),
        ({**GRADUATE, "enrolled_in": "none"}, {"nursing_places_are_short"}),
        ({**GRADUATE, "enrolled_in": "bsn"}, set()),
        (CASE_MANAGER, {"months_not_told"}),
        ({**CASE_MANAGER, "months_case_management": 14}, {"supervisor_not_told"}),
        ({**CASE_MANAGER, "months_case_management": 24}, set()),
        ({**CASE_MANAGER, "months_case_management": 0}, set()),
        (NURSE_WITHOUT_HOURS, {"nursing_hours_missing"}),
        ({**NURSE_WITHOUT_HOURS, "ce_hours_case_management": 30}, set()),
        ({**NURSE_WITHOUT_HOURS, "months_nursing": 20}, set()),
        ({**NURSE_WITHOUT_HOURS, "work_now": "hospital_nursing", "case_management_ended": 72}, set()),
        (
            {**NURSE_WITHOUT_HOURS, "work_now": "hospital_nursing", "case_management_ended": 12},
            {"nursing_hours_missing"},
        ),
        (CLINICIAN_WITHOUT_HOURS, {"social_work_hours_missing"}),
        ({**CLINICIAN_WITHOUT_HOURS, "ce_hours_case_management": 20}, set()),
        ({**CASE_MANAGER, "months_case_management": 14, "months_case_management_under_ccm": 0}, set()),
        ({**IN_GEORGIA, "certifications": ("ccm",)}, {"georgia_registration"}),
        ({**IN_GEORGIA, "certifications": ()}, set()),
        (COUNSELOR, {"counselor_license_ahead", "counselor_to_be"}),
        ({**COUNSELOR, "us_citizen": "no"}, {"counselor_license_ahead"}),
        ({**COUNSELOR, "licenses": ("counselor",), "license_status": "active"}, set()),
        (
            {**LPN, "state": "OH", "limits": ("lifting",)},
            {"lpn_straight_to_bsn", "nursing_school_and_limits"},
        ),
    ],
)
def test_a_note_reaches_those_it_is_about(answers: Answers, told: set[str]) -> None:
    """Military training, the LPN's other way, grades, a record and field hours each bring their own notes."""
    watched = {
        "army_practical_nurse", "nc_military_nurses", "az_military_nurses", "ca_military_nurses",
        "lpn_straight_to_bsn", "california_thirty_units", "accelerated_grades",
        "record_before_you_pay", "tx_declaratory_order", "nc_predetermination", "msw_and_a_record",
        "field_hours_by_day", "sciences_grow_old", "nursing_places_are_short",
        "nursing_hours_missing", "social_work_hours_missing",
        "months_not_told", "supervisor_not_told", "georgia_registration", "nursing_school_and_limits",
        "counselor_license_ahead", "counselor_to_be",
    }  # fmt: skip
    assert {note.id for note in advised(answers, TODAY).notes} & watched == told


@pytest.mark.parametrize(
    ("note", "answers", "told", "silent"),
    [
        (
            "ask_the_supervisor",
            CASE_MANAGER,
            {"months_case_management": 8},
            {"months_case_management": 14},  # then `supervisor_not_told` asks
        ),
        (
            "ask_the_supervisor",
            {**CASE_MANAGER, "months_case_management": 8},
            {},
            {"months_case_management_under_ccm": 0},
        ),
        (
            "work_without_lifting",
            {"licenses": ("rn",), "license_status": "active", "limits": ("lifting",)},
            {"months_nursing": 60},
            {"months_nursing": 20},
        ),
        (
            "license_before_certification",
            {"background": "nursing", "education": "associate", "enrolled_in": "bsn"},
            {"licenses": ()},
            {"licenses": ("rn",), "license_status": "active"},
        ),
        (
            "residency_before_graduation",
            {"education": "associate", "field": "nursing", "enrolled_in": "bsn", "licenses": ("rn",)},
            {"months_acute_care": 6},
            {"months_acute_care": 12},
        ),
        ("acm_for_social_workers", SOCIAL_WORKER, {}, {"certifications": ("acm",)}),
        ("nasw_certifications", SOCIAL_WORKER, {}, {"certifications": ("c-aswcm",)}),
        (
            "bsn_not_required",
            {**NURSE_WITHOUT_HOURS, "education": "associate", "background": "nursing"},
            {},
            {"certifications": ("ccm",)},
        ),
        (
            "advanced_standing_limits",
            {"education": "bachelor", "field": "social_work", "accredited": "yes", "settings": ("hospital",)},
            {"enrolled_in": "none"},
            {"enrolled_in": "msw-advanced-standing", "months_left": 4},
        ),
        (
            "msw_takes_any_degree",
            {"education": "bachelor", "field": "psychology", "background": "open"},
            {"enrolled_in": "none"},
            {"enrolled_in": "msw", "months_left": 15},
        ),
        (
            "night_pay_not_in_figures",
            {
                "licenses": ("rn",),
                "license_status": "active",
                "months_nursing": 60,
                "months_case_management": 0,
            },
            {"work_now": "hospital_nursing"},
            {"work_now": "other_nursing", "work_setting": "primary_care"},
        ),
        (
            "job_title_is_not_enough",
            {**CASE_MANAGER, "months_case_management": 14},
            {"self_employed": "no"},
            {"self_employed": "yes"},
        ),
        (
            "counselor_aims_higher",
            {
                "licenses": ("counselor",),
                "license_status": "active",
                "education": "master",
                "field": "counseling",
            }
            | {"background": "human_services", "fieldwork": "yes"},
            {"settings": ("child_welfare",)},
            {"settings": ("insurance",)},
        ),
        (
            "ccm_needs_no_msw",
            {"work_now": "case_manager", "work_setting": "community", "education": "bachelor", "licenses": ()}
            | {"background": "human_services", "field": "psychology", "months_case_management": 60},
            {"fieldwork": "no"},
            {"fieldwork": "yes"},
        ),
        (
            "field_work_of_a_student_not_told",
            {**GRADUATE, "background": "social_work", "fieldwork": "unknown", "enrolled_in": "msw"},
            {"months_case_management": 12},
            {"months_case_management": 0},
        ),
        (
            "field_work_not_told",
            {**GRADUATE, "background": "social_work", "months_case_management": "unknown"},
            {"enrolled_in": "none"},
            {"enrolled_in": "msw"},
        ),
        ("internship_opens_the_ccm", IN_COLLEGE, {}, {"fieldwork": "yes"}),
        ("internship_opens_the_ccm", IN_COLLEGE, {"fieldwork": "no"}, {"months_left": 4}),
        (
            "internship_opens_the_ccm",
            IN_COLLEGE,
            {"licenses": ()},
            {"licenses": ("rn",), "license_status": "active"},
        ),
        ("internship_that_was_done", IN_COLLEGE, {"months_left": 4}, {"months_left": 4, "fieldwork": "no"}),
        (
            "nc_predetermination",
            {**RECORD, "state": "NC"},
            {},
            {"licenses": ("rn",), "license_status": "active"},
        ),
        (
            "restriction_has_its_own_end",
            {**LPN, "license_status": "restricted"},
            {},
            {"licenses": ("social_work_master",)},
        ),
        ("start_before_the_license", PUPIL, {"settings": ("hospital",)}, {"background": "nursing"}),
        ("claims_months", ADJUSTER, {"months_disability_management": 30}, {"certifications": ("cdms",)}),
        (
            "child_welfare_months_count_by_their_duties",
            IN_CHILD_WELFARE,
            {"settings_avoid": ("child_welfare",)},
            {"certifications": ("ccm",)},
        ),
        (
            "child_welfare_months_count_by_their_duties",
            {**IN_CHILD_WELFARE, "settings_avoid": ("child_welfare",)},
            {"months_case_management": 10},
            {"work_setting": "community"},
        ),
        (
            "field_not_told",
            {**GRADUATE, "background": "human_services"},
            {"field": "unknown"},
            {"field": "other"},
        ),
        (
            "multistate_license_moves",
            {"licenses": ("rn",), "license_status": "active", "multistate_license": "yes", "state": "GA"},
            {"license_states": ("TN",)},
            {"license_states": ("TN", "GA")},
        ),
        (
            "multistate_license_moves",  # outside the compact a license by endorsement comes first
            {"licenses": ("rn",), "license_status": "active", "multistate_license": "yes"},
            {"license_states": ("TX",), "state": "CO"},
            {"license_states": ("TX",), "state": "CA"},
        ),
        (
            "foreign_nurse_permission_to_work",
            {"background": "nursing", "education": "bachelor", "field": "nursing", "foreign_degree": "yes"},
            {"us_citizen": "no"},
            {"us_citizen": "yes"},
        ),
        (
            "lpn_does_not_open_ccm",
            {"licenses": ("lpn",), "education": "bachelor", "field": "public_health"},
            {"fieldwork": "no"},
            {"fieldwork": "yes"},
        ),
    ],
)
def test_a_note_is_silent_where_the_answers_make_it_moot(
    note: str, answers: Answers, told: Answers, silent: Answers
) -> None:
    """Who told of the supervisor is not sent to ask, nobody short of months reads that nothing is lacking,
    and nobody how to get what they hold.
    """
    for more, said in ((told, True), (silent, False)):
        assert (note in {each.id for each in advised({**answers, **more}, TODAY).notes}) is said


def test_nothing_is_watched_out_for_twice() -> None:
    """Who stays in child welfare reads of its duties once, for what was and for what comes."""
    for more in ({}, {"settings_avoid": ("child_welfare",)}):
        notes = advised({**IN_CHILD_WELFARE, **more}, TODAY).notes
        assert [note.text for note in notes].count(CATALOG.notes[_BY_DUTIES].text) == 1


@pytest.mark.parametrize("program", ["human-services", "psychology", "public-health", "health-sciences"])
def test_field_work_is_the_first_thing_for_who_studies_without_it(program: str) -> None:
    """What the certification of the path hangs on comes first this week, and its month says so."""
    others: tuple[Answers, ...] = ({}, {"fieldwork": "no"}, {"licenses": (), "months_case_management": 0})
    for more in others:
        advice = advised({**IN_COLLEGE, "enrolled_in": program, **more}, TODAY)
        assert "supervised internship" in advice.next_actions[0].title
        text = " ".join(render_text(advice_page(advice, CATALOG, GUIDE, WORDS), 80, "utf-8").split())
        hangs = "if supervised field work is part of your degree" in text
        assert hangs is (hangs_on(CATALOG, advice.answers, advice.routes[0]) == "fieldwork")
        assert hangs or not advice.routes[0].certification or advice.routes[0].background != "human_services"
    done = advised({**IN_COLLEGE, "enrolled_in": program, "fieldwork": "yes"}, TODAY)
    assert not hangs_on(CATALOG, done.answers, done.routes[0])


def test_who_has_hours_toward_the_clinical_license_reads_of_no_years() -> None:
    """The board says what is left of the hours; without any, the license takes years."""
    social_worker: Answers = {
        "background": "social_work",
        "education": "master",
        "field": "social_work",
        "accredited": "yes",
        "licenses": ("social_work_master",),
        "license_status": "active",
        "state": "PA",
        "settings": ("hospital",),
        "months_direct_service": 60,
    }
    for hours, told in ((0, True), (2900, False)):
        advice = advised({**social_worker, "hours_clinical_supervised": hours}, TODAY)
        told_ids = {note.id for note in advice.notes}
        assert ("clinical_license_takes_years" in told_ids) is told


@pytest.mark.parametrize(("side", "told"), [("nursing", True), ("social_work", False)])
def test_an_exam_or_a_school_is_spoken_of_where_the_path_takes_it(side: str, told: bool) -> None:
    """A student of nursing on the way to social work sits no nurse's exam on it."""
    student: Answers = {"situation": "student", "education": "associate", "field": "psychology"}
    advice = advised({**student, "enrolled_in": "adn", "months_left": 12, "background": side, "licenses": ()})
    assert any(step.id == "nclex_rn" for step in advice.routes[0].steps) is told
    assert ({"license_before_certification", "coming_rn_license"} <= {n.id for n in advice.notes}) is told
    assert any("NCLEX" in note.text for note in advice.notes) is told


@pytest.mark.parametrize(
    ("note", "school", "told"),
    [
        ("exam_in_the_last_semester", {"education": "bachelor", "accredited": "yes"}, True),
        ("exam_in_the_last_semester", {"education": "master", "accredited": "yes"}, False),
        ("rn_to_bsn_or_msn", {"education": "associate", "settings": ("hospital",)}, True),
        ("rn_to_bsn_or_msn", {"education": "associate", "settings": ("insurance",)}, False),
    ],
)
def test_what_is_said_of_study_is_said_to_who_has_it_ahead(
    note: str, school: dict[str, Value], told: bool
) -> None:
    """A graduate sits no exam in the last semester, and who takes no degree weighs no two of them."""
    social: dict[str, Value] = {
        "background": "social_work",
        "field": "social_work",
        "settings": ("hospital",),
    }
    nurse: dict[str, Value] = {"background": "nursing", "field": "nursing", "licenses": ("rn",)}
    nurse |= {"license_status": "active", "months_nursing": 60, "months_acute_care": 60}
    who = nurse if note.startswith("rn_") else {**social, "licenses": ()}
    advice = advised({**who, "state": "OH", "months_case_management": 0, **school})
    assert any(step.study for step in advice.routes[0].steps) is told
    assert (note in {each.id for each in advice.notes}) is told


def test_a_license_out_of_use_is_restored_before_another_state_builds_on_it() -> None:
    """A board gives one by endorsement to who holds one in force."""
    moved: Answers = {
        "licenses": ("rn",),
        "license_status": "lapsed",
        "license_states": ("PA",),
        "state": "OH",
    }
    moved = {**moved, "education": "associate", "field": "nursing", "background": "nursing"}
    for away, restored in ((20, "restore_rn_license"), (90, "restore_rn_license_after_years")):
        first = advised({**moved, "months_since_practice": away, "months_nursing": 80}).routes[0]
        steps = {step.id: step for step in first.steps}
        assert steps[restored].end <= steps["license_by_endorsement"].start


def test_what_is_no_case_management_is_said_beside_the_title_that_suggests_it() -> None:
    """Who is sent to a nursing home reads that the form alone does not count, once, and searches it last."""
    nurse: Answers = {"licenses": ("rn",), "license_status": "active", "months_nursing": 24, "state": "CA"}
    advice = advised({**nurse, "background": "nursing", "settings": ("long_term_care",)}, TODAY)
    place = CATALOG.destinations["nursing_facility_rn"]
    assert advice.routes[0].destination is place
    text = " ".join(render_text(advice_page(advice, CATALOG, GUIDE, WORDS), 80, "utf-8").split())
    assert text.count(place.cautions[0]) == 1
    assert "MDS" not in place.titles[0]


def test_a_refresher_is_asked_for_in_the_same_breath_as_the_license() -> None:
    """A board may want it first, so it is asked this week; direct care comes before the first job."""
    away: Answers = {"licenses": ("rn",), "license_status": "lapsed", "months_since_practice": 144}
    away = {**away, "education": "bachelor", "field": "nursing", "months_nursing": 96, "state": "PA"}
    advice = advised({**away, "background": "nursing"}, TODAY)
    asked = [action for action in advice.next_actions if "refresher" in action.title]
    assert asked == [advice.next_actions[0]]
    assert sum("Look up your license" in action.title for action in advice.next_actions) == 1
    steps = {step.id: step for step in advice.routes[0].steps}
    license_, care = steps["restore_rn_license_after_years"], steps["direct_care_again"]
    assert license_.required_by == "law"
    assert license_.end <= care.start
    assert care.end <= advice.routes[0].typical
