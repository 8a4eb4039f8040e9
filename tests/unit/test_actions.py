"""What to do next: three things that can be done this week, right for who somebody is."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from casemgr_cli.domain.careers import Action
from casemgr_cli.engine.actions import next_actions
from casemgr_cli.engine.certifying import FIRST_JOB
from casemgr_cli.engine.dates import month_after, months_between
from tests.people import CATALOG, PEOPLE, TODAY, advice_for, advised
from tests.unit import report_fixtures as made

if TYPE_CHECKING:
    from casemgr_cli.domain.advice import Route, RouteStep
    from casemgr_cli.domain.facts import Answers, Value

MONTH = TODAY.isoformat()[:7]
STUDENT: dict[str, Value] = {
    "situation": "high_school",
    "background": "nursing",
    "state": "TX",
    "graduation_year": 2028,
}
IN_PROGRAM: dict[str, Value] = {
    "situation": "student",
    "education": "high_school",
    "enrolled_in": "bsn",
    "months_left": 12,
}
NURSE: dict[str, Value] = {
    "situation": "nurse",
    "licenses": ("rn",),
    "license_status": "active",
    "education": "bachelor",
    "field": "nursing",
    "work_now": "hospital_nursing",
    "months_nursing": 60,
    "months_acute_care": 60,
    "months_case_management": 0,
    "months_supervising_case_managers": 0,
}
CASE_MANAGER = NURSE | {"situation": "case_manager", "work_now": "case_manager", "work_setting": "insurance"}


def week(answers: Answers) -> list[str]:
    """Return the titles of this week's actions."""
    actions = advised(answers).next_actions[:3]
    assert {action.by_month for action in actions} <= {MONTH}
    return [action.title for action in actions]


def test_in_the_last_year_of_school_what_closes_comes_first() -> None:
    """A senior who plans to study asks first for the last days to apply; a junior does not yet."""
    senior = STUDENT | {"graduation_year": TODAY.year + 1, "education": "none"}
    assert "last day to apply" in week(senior)[0]
    assert "dual enrollment" in week(senior)[1]
    assert "counselor" in week(senior)[2]
    assert not any("last day" in title for title in week(senior | {"graduation_year": TODAY.year + 2}))
    assert not any("last day" in title for title in week(NURSE))
    grown_up: Answers = {"background": "nursing", "education": "high_school", "licenses": (), "state": "TX"}
    assert any(step.study for step in advised(grown_up).routes[0].steps)
    assert not any("last day" in title for title in week(grown_up))


@pytest.mark.parametrize("person", sorted(PEOPLE))
def test_the_first_three_are_for_this_month_and_each_is_said_once(person: str) -> None:
    """At most three later actions come after; none is there twice."""
    actions = advice_for(person).next_actions
    assert [action.by_month for action in actions[:3]] == [MONTH] * len(actions[:3])
    assert len(actions) <= 6
    assert all(action.by_month > MONTH for action in actions[3:])
    assert len({action.title for action in actions}) == len(actions)


@pytest.mark.parametrize("person", [STUDENT, IN_PROGRAM])
def test_nobody_in_school_is_told_of_jobs_to_apply_for_now(person: Answers) -> None:
    """A student asks, reads and talks this week."""
    assert not [title for title in week(person) if re.search(r"[Aa]pply for this work|[Ss]earch for", title)]


def test_a_student_is_told_to_begin_the_work_that_the_plan_counts_on() -> None:
    """Paid work with clients beside the program is on the calendar from today; after the program's own."""
    student: Answers = {
        "situation": "student",
        "background": "human_services",
        "education": "high_school",
        "enrolled_in": "psychology",
        "months_left": 30,
        "licenses": (),
        "state": "OH",
        "keep_working": "yes",
        "months_direct_service": 0,
    }
    work = next(step for step in advised(student).routes[0].steps if step.kind == "work")
    assert (work.id, work.start) == ("direct_service", 0)
    titles = week(student)
    assert work.action.title in titles
    assert "placement" in titles[titles.index(work.action.title) - 1]
    goes_on = {**student, "work_now": "direct_service", "work_setting": "community"}
    assert work.action.title not in week(goes_on)


@pytest.mark.parametrize("license_held", ["rn", "social_work_master", "social_work_clinical", "counselor"])
def test_the_board_comes_first_for_whoever_has_conditions_on_a_license(license_held: str) -> None:
    """Also where the way leads through work that asks for no license."""
    fields = {"rn": "nursing", "counselor": "counseling"}
    restricted: Answers = {
        "education": "master",
        "field": fields.get(license_held, "social_work"),
        "accredited": "yes",
        "licenses": (license_held,),
        "license_status": "restricted",
        "state": "OH",
        "work_now": "none",
        "months_direct_service": 60,
        "months_case_management": 0,
    }
    titles = week(restricted)
    assert titles[0].startswith("Read your board's order again")
    assert not any("board's order" in title for title in titles[1:])


def test_the_actions_differ_by_where_somebody_stands() -> None:
    """A student, somebody in a program, a nurse and a case manager do not get the same week."""
    weeks = [tuple(week(person)) for person in (STUDENT, IN_PROGRAM, NURSE, CASE_MANAGER)]
    assert len(set(weeks)) == len(weeks)


def test_a_case_manager_who_moves_searches_who_stays_asks_at_work() -> None:
    """The week of somebody certified who wants another kind of place names the titles to search for there."""
    certified = CASE_MANAGER | {"certifications": ("ccm",), "months_case_management": 60, "state": "OH"}
    assert any("Search" in title for title in week(certified | {"settings": ("workers_comp",)}))
    assert not any("Search" in title for title in week(certified))


def test_who_stays_is_not_sent_to_apply_for_the_job_they_have() -> None:
    """The months to a certification begin with the present job, which nobody has to get."""
    staying = CASE_MANAGER | {
        "months_case_management": 8,
        "months_case_management_under_ccm": 0,
        "state": "GA",
    }
    assert advised(staying).routes[0].stay
    assert not any("Apply for this work" in title for title in week(staying))


def test_a_case_manager_who_wants_a_place_that_takes_a_certification_earns_it_where_she_works() -> None:
    """Nobody leaves one such job for another that the place she wants does not ask for: hers goes on."""
    advice = advised(
        {
            **CASE_MANAGER,
            "background": "nursing",
            "months_case_management": 12,
            "months_case_management_under_ccm": 0,
            "settings": ("workers_comp",),
            "state": "GA",
            "question": "where_to_start",
        }
    )
    first = advice.routes[0]
    assert [step.id for step in first.steps] == ["present_case_management", "ccm", FIRST_JOB]
    assert first.destination.id == "workers_comp_rn"
    assert advice.answer is not None
    assert advice.answer.text.startswith("Go on with your work of today")
    week, later = advice.next_actions[:3], advice.next_actions[3:]
    assert not any("Apply for this work" in action.title for action in week)
    assert later[-1].title == f"Apply for this work: {first.destination.title}"


def test_who_works_in_such_a_place_asks_there_first() -> None:
    """A nurse of an insurer asks inside before she applies; one of a hospital applies."""
    inside = NURSE | {
        "work_now": "utilization_review",
        "work_setting": "insurance",
        "settings": ("insurance",),
    }
    assert week(inside)[0].startswith("Ask where you work now")
    assert not any("Ask where you work now" in title for title in week(NURSE | {"settings": ("insurance",)}))


def test_a_job_that_is_open_now_is_applied_for() -> None:
    """Nobody who can begin today is told only to look around, although no certification follows."""
    graduate: Answers = {
        "situation": "other_graduate",
        "background": "human_services",
        "education": "bachelor",
        "field": "psychology",
        "fieldwork": "no",
        "licenses": (),
        "months_direct_service": 0,
        "priority": "soonest",
        "state": "TN",
    }
    assert not advised(graduate).routes[0].typical
    assert week(graduate)[0].startswith("Apply for this work")


def test_who_works_and_will_study_asks_the_employer_for_help() -> None:
    """An aide whose way begins with school asks for tuition help before she pays."""
    aide: Answers = {
        "situation": "other_clinician",
        "background": "nursing",
        "education": "high_school",
        "licenses": ("other_dependent",),
        "license_status": "active",
        "work_now": "direct_service",
        "work_setting": "long_term_care",
    }
    assert any("employer" in title and "school" in title for title in week(aide))


def test_a_certification_that_ran_out_is_asked_about_before_one_applies() -> None:
    """The issuer says how it comes back before anything is paid for anew."""
    lapsed = CASE_MANAGER | {"certifications_lapsed": ("ccm",), "months_case_management": 40}
    titles = week(lapsed | {"months_case_management_under_ccm": 20})
    assert "ran out" in titles[0]
    assert titles[1].startswith("Apply for the CCM")


def test_an_adult_without_a_diploma_is_sent_to_no_school_counselor() -> None:
    """Tests that stand for the diploma take time and are the first thing to ask about."""
    adult: Answers = {"situation": "no_degree", "education": "none", "background": "human_services"}
    assert "GED" in week(adult)[0]
    assert not any("counselor" in title or "your school" in title for title in week(adult))
    assert advised(adult).routes[0].steps[0].months


def test_what_can_be_applied_for_now_comes_first() -> None:
    """A case manager who is eligible applies; no exam is named where there is none."""
    ready = CASE_MANAGER | {"months_case_management": 40, "months_case_management_under_ccm": 0}
    assert week(ready)[0].startswith("Apply for the CCM by")
    social_worker: Answers = {
        "situation": "social_worker",
        "licenses": ("social_work_bachelor",),
        "license_status": "active",
        "education": "bachelor",
        "field": "social_work",
        "accredited": "yes",
        "months_case_management": 40,
    }
    first = [title for title in week(social_worker) if "C-SWCM" in title]
    assert first == ["Apply for the C-SWCM"]


def test_whose_way_takes_no_college_is_told_of_no_last_day() -> None:
    """In the last year of school what closes matters only to a way that leads through a college."""
    senior = STUDENT | {"graduation_year": TODAY.year + 1, "education": "none"}
    advice = advised(senior)
    steps = tuple(step for step in advice.routes[0].steps if not step.study)
    for route, told in ((advice.routes[0], True), (replace(advice.routes[0], steps=steps), False)):
        found = next_actions(CATALOG, route, advice.verdicts, (), senior, TODAY)
        assert any(action.title == CATALOG.words["action_deadlines"] for action in found) is told


def test_schools_are_asked_before_a_program_begins() -> None:
    """Their lists close well before a term; hospitals that train new nurses hire in the last one."""
    advice = advised(STUDENT)
    first = months_between(TODAY, "2028-06")
    month = {action.title: months_between(TODAY, action.by_month) - first for action in advice.next_actions}
    steps = {step.action.title: step for step in advice.routes[0].steps if step.action.title in month}
    later = [step for step in steps.values() if step.start]
    assert {step.kind for step in later} >= {"degree", "work"}
    ends = [step.end for step in advice.routes[0].steps if step.kind == "degree"]
    for step in later:
        lead = step.start - month[step.action.title]
        last_term = (
            step.start - (max(end for end in ends if end <= step.start) - 5) if step.kind == "work" else 0
        )
        assert lead == (min(9, step.start - 1) if step.kind == "degree" else last_term)


def test_who_is_nearly_done_with_a_program_asks_the_board_and_not_for_a_placement() -> None:
    """In the last months the license comes next; before them a placement still can be chosen."""
    student: Answers = {
        "situation": "student",
        "background": "social_work",
        "education": "bachelor",
        "field": "psychology",
        "enrolled_in": "msw",
        "state": "WI",
        "settings": ("hospital",),
        "months_case_management": 0,
    }
    last = week({**student, "months_left": 2})
    assert last[0] == "Ask your state board to approve you for the exam"
    assert not any("placement" in title for title in last)
    assert any("placement" in title for title in week({**student, "months_left": 9}))


def test_nobody_applies_this_week_for_what_an_open_answer_decides() -> None:
    """The certification is planned at once, but its rule is not known to be met."""
    unsure = CASE_MANAGER | {"months_disability_management": 30, "disability_management_now": "unknown"}
    unsure |= {"education": "bachelor", "work_setting": "insurance", "work_now": "direct_service"}
    assert not any(title == "Apply for the CDMS" for title in week(unsure))


def test_who_has_no_work_is_not_told_to_go_on_with_it() -> None:
    """Months of work with clients from before are gathered in a job that is still to be found."""
    told: Answers = {
        "situation": "other_graduate",
        "background": "human_services",
        "education": "bachelor",
        "field": "human_services",
        "licenses": (),
        "months_direct_service": 4,
        "settings": ("aging_disability",),
        "state": "TN",
    }
    for work, goes_on in (("direct_service", True), ("none", False)):
        route = advised({**told, "work_now": work}).routes[0]
        titles = [step.action.title for step in route.steps if step.kind == "work"]
        assert any("go on with your work" in title for title in titles) is goes_on


def test_a_new_graduate_applies_for_the_work_that_begins_beside_the_study() -> None:
    """Before a degree and after a license; who has such work is told of the study alone."""
    nurse: Answers = {
        **NURSE,
        "education": "associate",
        "work_now": "none",
        "state": "RI",
        "keep_working": "yes",
    }
    none: Answers = {**nurse, "months_nursing": 0, "months_acute_care": 0}
    assert week(none)[0] == CATALOG.steps["bedside_nursing"].action.title
    assert week(none)[1] == CATALOG.steps["rn_to_bsn"].action.title
    assert week({**none, "work_now": "hospital_nursing"})[0] == CATALOG.steps["rn_to_bsn"].action.title
    social: dict[str, Value] = {
        "situation": "social_worker", "background": "social_work", "education": "master", "state": "IN",
        "field": "social_work", "accredited": "yes", "fieldwork": "yes", "licenses": (), "work_now": "none",
        "months_direct_service": 0, "months_case_management": 0, "certifications": (),
    }  # fmt: skip
    assert week(social)[:2] == [
        CATALOG.steps["aswb_masters"].action.title,
        CATALOG.steps["medical_social_work"].action.title,
    ]


def test_who_can_tell_is_asked_before_work_is_applied_for_that_is_still_open() -> None:
    """A state's own rule decides there, and nobody has found it: the answer and the first action agree."""
    told: Answers = {
        "background": "social_work",
        "education": "bachelor",
        "field": "social_work",
        "state": "OH",
    }
    told = {**told, "state": "OH", "accredited": "yes", "licenses": (), "settings": ("behavioral_health",)}
    told = {**told, "months_direct_service": 30, "question": "where_to_start", "situation": "social_worker"}
    advice = advised(told)
    assert advice.routes[0].open[0].ask == advice.next_actions[0].title
    assert advice.next_actions[1].title.startswith("Apply for this work")
    assert advice.answer
    assert advice.answer.text.startswith("Start by asking")


def test_what_certifies_elsewhere_comes_after_what_the_path_begins_with() -> None:
    """A nurse who may sit for one exam of her path and another applies for the job before the other."""
    mover: Answers = {
        **CASE_MANAGER, "work_setting": "home_health", "settings": ("hospital",), "state": "NH",
        "months_case_management": 30, "months_case_management_under_ccm": 0, "case_management_ended": 0,
        "months_case_management_health_system": 0, "certifications": (),
    }  # fmt: skip
    titles = week(mover)
    kinds = [next(name for name in ("CCM", "CMC", "work") if name in title) for title in titles]
    assert kinds == ["CCM", "work", "CMC"]


JOB, STUDY = made.route(steps=(), typical=0), replace(made.STUDY, study="undergraduate")
AHEAD = replace(STUDY, start=1)
WORKS: Answers = {"work_now": "hospital_nursing", "work_setting": "hospital"}
MANAGES: Answers = {"work_now": "case_manager", "work_setting": "hospital"}
SOON = CATALOG.planning.soon
LAST_TERM = CATALOG.planning.last_term


def told(route: Route | None, answers: Answers, today: date = TODAY) -> list[str]:
    """Return the titles of all that is to be done for a route, whatever the notes and verdicts say."""
    return [action.title for action in next_actions(CATALOG, route, (), (), answers, today)]


@pytest.mark.parametrize(
    ("stage", "changes", "answers"),
    [
        ("school", {}, {"situation": "high_school"}),
        ("school", {}, {"education": "none"}),
        ("school", {}, {"education": "none", "situation": "other", "graduation_year": 2030}),
        ("ready", {}, {"education": "none", "situation": "other"}),
        ("ready", {}, {"education": "high_school"}),
        ("program", {}, {"enrolled_in": "bsn"}),
        ("program", {}, {"enrolled_in": "bsn", "months_left": LAST_TERM + 1}),
        ("ready", {}, {"enrolled_in": "bsn", "months_left": LAST_TERM}),
        ("ready", {}, {"enrolled_in": "none", "months_left": SOON + 1}),
        ("ready", {}, {"enrolled_in": "unknown"}),
        ("ready", {}, {"work_now": "none"}),
        ("ready", {}, {"work_now": "unknown"}),
        ("near", {"typical": 1}, {}),
        ("near", {"typical": SOON}, {}),
        ("far", {"typical": SOON + 1}, {}),
        ("far", {"typical": SOON + 1}, WORKS),
        ("far", {"typical": SOON + 1, "steps": (replace(AHEAD, study=""),)}, {"work_now": "none"}),
        ("study", {"typical": SOON + 1, "steps": (AHEAD,)}, WORKS),
        ("far", {"typical": SOON + 1, "steps": (AHEAD,)}, {"work_now": "unknown"}),
        ("far", {"typical": SOON + 1, "steps": (AHEAD,)}, {}),
        ("inside", {}, WORKS),
        ("inside", {"typical": SOON}, WORKS),
        ("inside", {}, {**WORKS, "state": "GA", "license_states": ("TN", "GA")}),
        ("ready", {}, {**WORKS, "state": "GA", "license_states": ("TN",)}),
        ("inside", {}, {**WORKS, "state": "GA", "license_states": ("TN",), "multistate_license": "yes"}),
        ("ready", {}, {**WORKS, "work_setting": "insurance"}),
        ("ready", {}, {"work_setting": "hospital"}),
        ("at_work", {"in_place": True}, MANAGES),
        ("self_employed", {"in_place": True}, {**MANAGES, "self_employed": "yes"}),
        ("at_work", {"typical": SOON + 1}, MANAGES),
        ("ready", {"through": made.PLAN}, MANAGES),
        ("ready", {}, MANAGES),
        ("far", {"in_place": True}, {}),
    ],
)
def test_what_to_do_follows_from_where_somebody_stands(
    stage: str, changes: dict[str, Any], answers: Answers
) -> None:
    """At school, in a program, at work, in such a place, ready, near, or far away."""
    place = changes.get("through", JOB.destination)
    names = CATALOG.planning.this_week[stage]
    said = [CATALOG.words[name].format(job=place.title, titles=", ".join(place.titles)) for name in names]
    assert told(replace(JOB, **changes), answers)[:3] == said
    assert told(None, answers) == []


@pytest.mark.parametrize(
    ("today", "asked"),
    [
        (date(2026, 5, 31), False),
        (date(2026, 6, 1), True),
        (date(2027, 5, 31), True),
        (date(2027, 6, 1), False),
        (date(2027, 7, 1), False),
    ],
)
def test_the_last_year_of_school_ends_with_graduation_in_june(today: date, asked: bool) -> None:
    """Twelve months before it the first college closes its list, if the way leads through one."""
    senior: Answers = {"graduation_year": 2027, "education": "none"}
    closing = CATALOG.words["action_deadlines"]
    assert (closing in told(replace(JOB, steps=(STUDY,)), senior, today)) is asked
    assert closing not in told(JOB, senior, today)


@pytest.mark.parametrize(
    ("step", "changes", "answers", "first"),
    [
        (made.BEDSIDE, {}, {}, True),
        (made.BEDSIDE, {}, {"enrolled_in": "bsn"}, False),
        (made.BEDSIDE, {"in_place": True}, {}, False),
        (made.BEDSIDE, {"start": 1}, {}, False),
        (made.BEDSIDE, {"start": 2}, {"enrolled_in": "bsn", "months_left": 2}, True),
        (made.BEDSIDE, {"start": 3}, {"enrolled_in": "bsn", "months_left": 2}, False),
        (made.SIT, {"start": 0}, {}, False),
        (STUDY, {}, {}, True),
        (STUDY, {}, {"enrolled_in": "bsn"}, True),
        (STUDY, {}, {"enrolled_in": CATALOG.steps[STUDY.id].enrolled_as[0], "months_left": 9}, False),
    ],
)
def test_a_step_that_can_begin_is_the_first_to_do(
    step: RouteStep, changes: dict[str, Any], answers: Answers, first: bool
) -> None:
    """Today, or when a program that is nearly done ends; not work for who is in school or stays."""
    stay = {"in_place": True} if changes.get("in_place") else {}
    begun = replace(step, **{key: value for key, value in changes.items() if key == "start"})
    titles = told(replace(JOB, steps=(begun,), typical=SOON + 1, **stay), answers)
    assert (titles[0] == step.action.title) is first


@pytest.mark.parametrize(
    ("changes", "later"),
    [
        ({"typical": 4}, []),
        ({"typical": 4, "months_total": 9, "through": made.PLAN}, [(9, made.HOSPITAL.title)]),
        ({"typical": 4, "steps": (replace(made.SIT, id=FIRST_JOB, start=4),)}, [(4, "")]),
    ],
)
def test_the_job_is_applied_for_when_it_can_be(changes: dict[str, Any], later: list[tuple[int, str]]) -> None:
    """By the step that is the first job, and after the job that the route leads through."""
    found = next_actions(CATALOG, replace(JOB, **changes), (), (), {}, TODAY)
    ahead = [(action.by_month, action.title) for action in found if action.by_month > MONTH]
    said = CATALOG.words["action_apply"]
    assert ahead == [
        (month_after(TODAY, month), said.format(job=title) if title else made.SIT.action.title)
        for month, title in later
    ]


@pytest.mark.parametrize(("rank", "place"), [(0, 0), (4, 0), (5, 1), (10, 1), (11, None)])
def test_a_note_is_as_early_as_it_is_urgent(rank: int, place: int | None) -> None:
    """Before what closes, before the steps, or after all; a note without an action is nothing to do."""
    ask = Action("Ask the board.", "https://b.gov")
    note = replace(next(iter(CATALOG.notes.values())), rank=rank, action=ask)
    senior: Answers = {"graduation_year": TODAY.year + 1, "education": "none"}
    notes = (replace(note, action=None), note)
    found = next_actions(CATALOG, replace(JOB, steps=(STUDY,)), (), notes, senior, TODAY)[:3]
    assert len(found) == 3
    assert [i for i, each in enumerate(found) if (each.title, each.url) == (ask.title, ask.url)] == (
        [] if place is None else [place]
    )


def test_hours_for_another_certification_come_after_what_the_path_takes() -> None:
    """A month short of the CCM, the course for a nurses' certificate is not the first thing to do."""
    short = CASE_MANAGER | {"months_case_management": 23, "months_case_management_nursing": 23, "state": "SD"}
    short |= {
        "months_case_management_under_ccm": 0,
        "ce_hours_case_management": 0,
        "case_management_ended": 0,
    }
    short |= {"duties": CATALOG.facts["duties"].values, "months_case_management_health_system": 0}
    titles = week(short)
    assert advised(short).routes[0].certification == "ccm"
    assert [index for index, title in enumerate(titles) if title.startswith("Pick a course")] == [1]


@pytest.mark.parametrize(
    "situation", ["nurse", "lpn", "social_worker", "case_manager", "other_graduate", "student"]
)
def test_nobody_past_high_school_is_told_to_finish_it(situation: str) -> None:
    """Who said no more than that is planned with a diploma, and reads no action of a pupil."""
    advice = advised({"situation": situation, "state": "DE"})
    assert all(step.id != "finish_high_school" for route in advice.routes for step in route.steps)
    assert not any("dual enrollment" in action.title for action in advice.next_actions)


@pytest.mark.parametrize(("had", "stays"), [(14, True), (6, False)])
def test_who_wants_out_of_a_place_stays_for_the_few_months_that_are_missing(had: int, stays: bool) -> None:
    """Nobody takes another job for four months; for a year they do."""
    worker: dict[str, Value] = {
        "situation": "other_graduate",
        "background": "human_services",
        "work_now": "direct_service",
        "work_setting": "child_welfare",
        "settings_avoid": ("child_welfare",),
        "settings": ("insurance",),
        "education": "bachelor",
        "field": "human_services",
        "fieldwork": "yes",
        "state": "NM",
        "months_direct_service": had,
        "months_case_management": 0,
        "months_supervising_case_managers": 0,
    }
    step = CATALOG.steps["direct_service"]
    assert week(worker)[0] == (step.going_on if stays else step.action.title)


@pytest.mark.parametrize(
    ("work", "place", "stays"),
    [
        ("hospital_nursing", "hospital", False),
        ("other_nursing", "long_term_care", False),
        ("other_nursing", "primary_care", True),
    ],
)
def test_who_may_not_lift_goes_on_only_where_nobody_is_lifted(work: str, place: str, stays: bool) -> None:
    """On a ward and in a nursing home she looks for other nursing; in a clinic she has it."""
    nurse = NURSE | {"limits": ("lifting",), "months_nursing": 13, "months_acute_care": 0, "state": "DE"}
    nurse |= {"work_now": work, "work_setting": place, "settings": ("long_term_care",)}
    step = CATALOG.steps["clinic_nursing"]
    assert week(nurse)[0] == (step.going_on if stays else step.action.title)


def test_a_look_up_does_not_hide_the_work_that_begins_with_it() -> None:
    """Who wants the VA looks the program up, and goes on at the bedside for the months that are missing."""
    nurse = NURSE | {
        "months_nursing": 24,
        "months_acute_care": 24,
        "settings": ("government",),
        "populations": ("veterans",),
        "state": "VA",
    }
    assert week(nurse)[1] == CATALOG.steps["bedside_nursing"].going_on
