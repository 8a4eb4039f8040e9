"""What the page says to whom: nothing that does not concern them, each thing once, what helps first."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from casemgr_cli.domain.advice import Excluded
from casemgr_cli.domain.careers import LANES
from casemgr_cli.engine.certifying import FIRST_JOB
from casemgr_cli.engine.compare import matters
from casemgr_cli.pages.advice import advice_page, screen_page
from casemgr_cli.pages.basis import change_section, excluded_items
from casemgr_cli.pages.tools import tools
from casemgr_cli.writers.layout import render_text
from tests.people import CATALOG, GUIDE, NURSE, PEOPLE, TODAY, WORDS, advice_for, advised

if TYPE_CHECKING:
    from casemgr_cli.domain.advice import Advice
    from casemgr_cli.domain.facts import Value

LPN: dict[str, Value] = {
    "situation": "lpn",
    "background": "nursing",
    "education": "high_school",
    "licenses": ("lpn",),
    "license_status": "active",
    "keep_working": "yes",
    "state": "OH",
}
NURSE_FROM_ABROAD: dict[str, Value] = {
    "situation": "other_graduate",
    "background": "nursing",
    "education": "bachelor",
    "field": "nursing",
    "foreign_degree": "yes",
    "licenses": (),
    "state": "CA",
}
PSYCHOLOGY: dict[str, Value] = {
    "situation": "other_graduate",
    "background": "human_services",
    "education": "bachelor",
    "field": "psychology",
    "fieldwork": "yes",
    "licenses": (),
    "state": "PA",
}


def screen(name: str, advice: Advice) -> str:
    """Return a screen as text on one line."""
    return " ".join(render_text(screen_page(name, advice, CATALOG, GUIDE, WORDS), 80).split())


def page(advice: Advice) -> str:
    """Return the whole page as text on one line."""
    return " ".join(render_text(advice_page(advice, CATALOG, GUIDE, WORDS), 80).split())


@pytest.mark.parametrize("person", PEOPLE)
def test_the_page_has_the_steps_of_the_route_and_they_end_in_its_job(person: str) -> None:
    """In its order: what a script reads is what a person reads. No lane is taken twice."""
    advice = advice_for(person)
    route = advice.best
    assert route is not None
    steps = page(advice).partition("Your steps")[2].partition("Who asks for what")[0]
    assert re.findall(r"(?:^|\s)(\d{1,2})\. ", steps.partition(" Study ")[0]) == [
        str(number) for number in range(1, len(route.steps) + 1)
    ]
    assert any(step.id == FIRST_JOB and step.start == route.typical for step in route.steps) is not (
        route.in_place
    )
    for lane in LANES:
        taken = [(step.start, step.end) for step in route.steps if step.lane == lane]
        assert all(end <= start for (_, end), (start, _) in pairwise(sorted(taken)))


@pytest.mark.parametrize("person", PEOPLE)
def test_waiting_for_an_exam_ends_in_the_month_of_certification(person: str) -> None:
    """In whichever lane is free; where others take both, waiting takes no months of either."""
    for route in advice_for(person).routes:
        for exam in (step for step in route.steps if step.id == route.certification):
            waits = range(exam.start, route.months_to_certified or 0)
            busy = {
                step.lane
                for step in route.steps
                if step is not exam and step.start < waits.stop and waits.start < step.end
            }
            assert exam.end == (exam.start if {*LANES} == busy else waits.stop)


@pytest.mark.parametrize("person", PEOPLE)
def test_who_studies_nothing_reads_of_no_tuition(person: str) -> None:
    """Costs of study, and what to borrow for it, are told to those who study."""
    advice = advice_for(person)
    if advice.best is None:
        return
    told = page(advice) + screen("costs", advice) + screen("aid", advice)
    for words in ("tuition and fees", "before any aid", "to borrow"):
        assert (words in told.casefold()) <= advice.best.studies, words


@pytest.mark.parametrize("person", PEOPLE)
def test_what_is_left_to_borrow_comes_after_what_need_not_be_paid_back(person: str) -> None:
    """Free college, a state's aid, an employer's and grants stand first, in short and at length."""
    advice = advice_for(person)
    if advice.best is None or not advice.best.borrowing or not advice.aid:
        return
    first = advice.aid[0].entry.title
    for told in (page(advice).partition("How to pay")[2], screen("aid", advice)):
        assert 0 <= told.find(first) < told.find("To borrow")


def test_licenses_are_for_those_whom_one_concerns() -> None:
    """A way without a license says nothing of a state's licenses, at length as in short."""
    free, nurse = advised(PSYCHOLOGY), advice_for(NURSE)
    assert "Licenses in" not in page(free) + screen("schools", free)
    assert "Licenses in" in page(nurse)
    assert "Licenses in" in screen("schools", nurse)


def test_schools_are_those_of_the_next_degree() -> None:
    """An LPN finds the colleges of the associate degree that her bridge leads to before those of a BSN."""
    advice = advised(LPN)
    assert advice.best is not None
    assert [step.id for step in advice.best.steps if step.study][:2] == ["nursing_prerequisites", "lpn_to_rn"]
    assert "Where to study in Ohio: Associate degrees in nursing (ADN)" in page(advice)


def test_a_nurse_from_abroad_is_told_once_to_have_the_degree_evaluated() -> None:
    """Note and step ask for the same in the same words, and the card's degree line begins with it."""
    advice = advised(NURSE_FROM_ABROAD)
    asked = [each.title for each in advice.next_actions if "degree from abroad" in each.title]
    assert asked == [advice.next_actions[0].title]
    assert not any("credential" in each.title for each in advice.next_actions)
    assert "Degree Have your degree from abroad evaluated, by" in page(advice)


def test_a_license_lapsed_years_ago_is_told_with_its_refresher() -> None:
    """The board may ask for one first, so they are one line; who holds it needs no such line."""
    told = page(advice_for("rn-lapsed-ten-years"))
    license_line = told.partition("License ")[2].partition("Master's")[0]
    assert license_line.startswith("Get your RN license active again, with a refresher course")
    active = advised({**PEOPLE["rn-lapsed-ten-years"], "license_status": "active"})
    assert "License RN (registered nurse): you have it" in page(active)


def test_another_side_that_wins_nothing_says_so() -> None:
    """What takes as long, costs as much and pays no more is told as such, with the work it is for."""
    losing, winning = page(advice_for("lmsw-new")), page(advice_for("lpn-keeps-working"))
    assert "takes no less time, costs no less and pays no more. Choose it if this is the work" in losing
    assert "Another side" in winning
    assert "pays no more" not in winning


@pytest.mark.parametrize(("budget", "told"), [(6000, True), (20000, False), ("unknown", False)])
def test_a_way_with_more_doors_over_the_budget_is_told_with_the_gap(budget: Value, told: bool) -> None:
    """That the budget came first is said with the amount that aid would have to pay."""
    student: dict[str, Value] = {
        "situation": "student", "background": "nursing", "education": "high_school", "enrolled_in": "adn",
        "months_left": 14, "state": "TN", "work_now": "other_health", "work_setting": "hospital",
        "licenses": ("other_dependent",), "keep_working": "yes", "budget": budget,
    }  # fmt: skip
    text = page(advised(student))
    assert ("Ways within your budget of $6,000 come first." in text) is told
    assert ("which is $12,504 over your budget" in text) is told


HOME_NURSE: dict[str, Value] = {
    "situation": "nurse", "background": "nursing", "education": "associate", "field": "nursing",
    "licenses": ("rn",), "license_status": "active", "state": "GA", "work_now": "other_nursing",
    "work_setting": "home_health", "months_nursing": 84, "months_acute_care": 24, "limits": ("remote_only",),
    "settings": ("insurance",), "keep_working": "yes",
}  # fmt: skip
CHILD_WELFARE: dict[str, Value] = {
    "situation": "social_worker", "background": "social_work", "education": "bachelor",
    "field": "social_work", "accredited": "yes", "fieldwork": "yes", "licenses": ("social_work_bachelor",),
    "license_status": "active", "aswb_exam": "bachelors", "state": "MO", "work_now": "case_manager",
    "work_setting": "child_welfare", "months_case_management": 48, "months_direct_service": 48,
    "settings_avoid": ("child_welfare",), "keep_working": "yes",
}  # fmt: skip


def test_a_way_names_all_the_study_before_its_job() -> None:
    """The last degree alone would tell somebody in high school to begin with what builds on another."""
    pupil: dict[str, Value] = {"situation": "high_school", "background": "open", "state": "WI"}
    advice = advised({**pupil, "graduation_year": 2027})
    ways = {route.id: route for route in advice.routes}
    for route in (ways[each.route] for each in advice.contrasts):
        before = [step.title for step in route.steps if step.study and step.end <= route.typical]
        assert ", ".join(before) in page(advice)


@pytest.mark.parametrize("question", ["where_to_start", "can_certify"])
@pytest.mark.parametrize("side", ["nursing", "social_work", "human_services", "open"])
def test_nothing_is_open_that_a_student_cannot_answer(side: str, question: str) -> None:
    """Months of work, licenses and what an office grants are not asked of somebody in high school."""
    told = {"situation": "high_school", "state": "TX", "background": side, "question": question}
    advice = advised({**told, "graduation_year": 2028})
    weighed = replace(advice, matters=matters(CATALOG, advice, TODAY))
    opened = change_section(weighed, advice.best, tools(CATALOG, WORDS))
    asked = {fact.ask for fact in CATALOG.facts.values() if fact.unit == "months" or "licens" in fact.ask}
    assert opened
    text = " ".join(render_text(opened, 80).split()) + screen("me", weighed)
    assert [question for question in asked if question in text] == []


@pytest.mark.parametrize(("held", "extra"), [("yes", "(IL)"), ("no", "(IL, KS)")])
def test_nobody_reads_that_a_license_can_be_what_it_is(held: str, extra: str) -> None:
    """Who has a multistate license is not told that it can be one; the licenses on top name their states."""
    told: dict[str, Value] = {"background": "nursing", "education": "bachelor", "field": "nursing"}
    told |= {"licenses": ("rn",), "license_status": "active", "state": "MO", "client_states": ("IL", "KS")}
    told |= {"months_nursing": 60, "settings": ("insurance",), "multistate_license": held}
    text = page(advised(told))
    assert ("your license can be a multistate one" in text) is (held == "no")
    assert f"Extra licenses for the states where your clients are {extra}" in text


def test_a_number_known_in_part_is_asked_where_it_decides() -> None:
    """A license implies a year with clients; how many more there are brings the job nearer."""
    told: dict[str, Value] = {
        "situation": "other_clinician",
        "licenses": ("other_independent",),
        "state": "AK",
    }
    told |= {"license_status": "active", "education": "doctorate", "field": "health_sciences"}
    told |= {"work_now": "other_health", "settings": ("home_health",), "months_case_management": 3}
    text = page(advised(told))
    assert 'How many months of other paid work with clients have you done? If "33 months"' in text


def test_a_path_with_school_is_not_said_to_have_none() -> None:
    """Where we hold no list of schools for the degrees on a path, the screen says so and where to ask."""
    told: dict[str, Value] = {"situation": "high_school", "education": "none", "graduation_year": 2027}
    told |= {"background": "human_services", "state": "OH", "priority": "cheapest"}
    advice = advised(told)
    assert advice.routes[0].studies
    found = advice.local.found
    said = screen("schools", advice)
    assert ("We have no list of schools" in said) is (found is None or not found.programs)
    assert "no schools to list for this path" not in said


def test_the_screen_of_certifications_names_them_all() -> None:
    """Those that are further off stand there by name; the whole page counts them."""
    advice = advised(PEOPLE[NURSE])
    said = screen("certs", advice)
    assert all(verdict.certification.short in said for verdict in advice.verdicts)


def test_a_certification_that_the_answer_names_is_listed() -> None:
    """What it asks for stands with the certifications, also where the path leads to another one."""
    advice = advised({**PEOPLE[NURSE], "question": "can_certify"})
    assert advice.answer is not None
    for named in ((), ("cohn",)):
        told = page(replace(advice, answer=replace(advice.answer, text="It depends.", certifications=named)))
        assert ("COHN" in told) is bool(named)


@pytest.mark.parametrize(("degree", "told"), [("bachelor", True), ("master", False)])
def test_nobody_is_told_of_a_certification_for_a_lower_degree(degree: str, told: bool) -> None:
    """The C-SWCM takes a BSW, which nobody with an MSW goes back for."""
    answers: dict[str, Value] = {"background": "social_work", "education": degree, "field": "social_work"}
    answers |= {"accredited": "yes", "state": "RI", "months_case_management": 0, "licenses": ()}
    listed = page(advised(answers)).partition("Certifications CCM")[2].partition("further off")[0]
    assert listed
    assert ("C-SWCM" in listed) is told


def test_months_to_go_do_not_stand_above_the_whole_number_as_still_needed() -> None:
    """Of who has some of the months the rule's number is called what it asks in all."""
    told: dict[str, Value] = {"background": "social_work", "education": "bachelor", "field": "social_work"}
    told |= {"accredited": "yes", "fieldwork": "yes", "work_now": "case_manager", "state": "RI"}
    told |= {"work_setting": "behavioral_health", "licenses": (), "duties": CATALOG.facts["duties"].values}
    told |= {"months_supervising_case_managers": 0, "months_case_management_under_ccm": 0}
    for months, label, missing in (
        (13, "Asked in all", 24),
        (20, "Asked in all", 24),
        (0, "Still needed", 12),
    ):
        text = page(advised({**told, "months_case_management": months}))
        assert f"{label} {missing} months of full-time case management" in text.replace("- ", "")


def test_a_certification_that_lacks_no_months_says_what_it_lacks() -> None:
    """Who has the months and no license or exam reads so, beside the one that can be applied for."""
    told: dict[str, Value] = {"background": "social_work", "education": "bachelor", "field": "social_work"}
    told |= {"accredited": "yes", "fieldwork": "yes", "work_now": "case_manager", "work_setting": "hospital"}
    told |= {"state": "NM", "licenses": (), "aswb_exam": "none", "months_case_management": 50}
    listed = page(advised(told)).partition("Certifications CCM")[2].partition("further off")[0]
    assert (
        "C-SWCM not yet: this is still missing: A bachelor's-level social work license or a passed" in listed
    )


def test_a_credential_that_is_wholly_missing_is_still_needed() -> None:
    """Also of who has some of the months that the rule asks for."""
    told: dict[str, Value] = {
        "background": "human_services",
        "education": "associate",
        "field": "human_services",
    }
    told |= {"work_now": "case_manager", "work_setting": "community", "licenses": (), "state": "WI"}
    text = page(advised({**told, "months_case_management": 16, "months_supervising_case_managers": 0}))
    assert "Asked in all" not in text


def test_a_missing_credential_is_the_one_that_the_path_brings() -> None:
    """An adjuster's way is a bachelor's, so no RN license is named for the CDMS."""
    told: dict[str, Value] = {"background": "human_services", "work_now": "claims", "state": "ID"}
    told |= {"education": "high_school", "licenses": (), "settings": ("insurance", "workers_comp")}
    advice = advised(told)
    stands = next(each for each in advice.verdicts if each.certification.id == "cdms")
    assert advice.routes[0].certification == "cdms"
    assert stands.missing[0].startswith("A bachelor's degree")
    listed = page(advice).partition("Certifications CDMS")[2].partition("further off")[0]
    assert "Still needed A bachelor's degree" in listed


def test_a_degree_beside_a_job_that_is_open_now_is_named_with_its_cost() -> None:
    """Nobody reads that a job costs what the certification's degree does."""
    told: dict[str, Value] = {"background": "open", "education": "associate", "field": "human_services"}
    told |= {"months_direct_service": 12, "settings": ("hospice",)}
    advice = advised({**told, "licenses": (), "state": "NE", "keep_working": "yes"})
    ways = {route.id: route for route in (*advice.routes, *advice.neighbors)}
    now = [ways[each.route] for each in advice.contrasts if each.kind == "start_now"]
    beside = [route for route in now if route.studies]
    assert beside
    assert f"{beside[0].destination.title}, and beside it: " in page(advice)


def test_no_lower_quarter_is_drawn_where_none_says_what_people_start_with() -> None:
    """Federal pay is drawn without it, any other with it; below, the marks that are drawn are named."""
    advice = advice_for(NURSE)
    route = advice.routes[0]
    unknown = replace(advice, routes=(replace(route, pay=replace(route.pay, start=None)), *advice.routes[1:]))
    for each, drawn in ((advice, True), (unknown, False)):
        chart = page(each).partition("What it pays")[2].partition("o median")[0]
        assert ("lower quarter $" in chart) is drawn
        assert ("+ lower quarter" in chart) is drawn


def test_a_veteran_reads_of_the_gi_bill_before_loans() -> None:
    """What is theirs stands first in the list and with what is left to borrow; others read of none."""
    for military, told in (("veteran", True), ("none", False)):
        text = page(advised({**LPN, "military": military})).partition("How to pay")[2]
        assert ("pays a part. Ask about this first: Post-9/11 GI Bill." in text) is told
        assert text.strip().startswith("- Post-9/11 GI Bill.") is told


CERTIFIABLE: dict[str, Value] = {
    "background": "nursing",
    "work_now": "case_manager",
    "work_setting": "insurance",
    "education": "bachelor",
    "field": "nursing",
    "licenses": ("rn",),
    "license_status": "active",
    "license_states": ("NY",),
    "multistate_license": "no",
    "state": "NJ",
    "months_nursing": 90,
    "months_case_management": 36,
    "case_management_ended": 0,
    "months_case_management_under_ccm": 0,
    "months_supervising_case_managers": 0,
}


def test_a_certification_is_applied_for_now_and_takes_until_its_exam_everywhere() -> None:
    """Whoever moves reads of no certification that is there now, nor of one that can only come later."""
    told = page(advised(CERTIFIABLE))
    assert "Certification CCM: apply now, for the exam in 5 months" in told
    steps = told.partition("Your steps")[2].partition("Study ")[0]
    assert "Certified Case Manager (CCM) 1-5 " in steps
    assert " now " not in steps


def test_the_new_job_is_among_the_steps_where_nothing_is_waited_for() -> None:
    """Of whoever changes places; who stays there reads of no job to begin."""
    leaves = {**CERTIFIABLE, "license_states": ("NJ",), "settings_avoid": ("insurance",)}
    advice = advised(leaves)
    assert advice.best is not None
    assert not advice.best.typical
    steps = page(advice).partition("Your steps")[2].partition("Study ")[0]
    assert f"1. {advice.best.destination.title} now" in steps
    stays = page(advised(CERTIFIABLE)).partition("Your steps")[2].partition("Study ")[0]
    assert "Health-plan nurse case manager" not in stays


def test_a_law_is_told_with_its_exceptions() -> None:
    """The page shortens a habit to its first sentence, and no rule: Tennessee lets an RN begin without."""
    told = page(
        advised({**CERTIFIABLE, "state": "TN", "license_states": ("TN",), "settings": ("workers_comp",)})
    )
    asks = told.partition("Who asks for what")[2].partition("Good to know")[0]
    assert "Without one, an RN starts as the assistant of a registered case manager." in asks
    assert "in accredited programs" not in page(advised(CERTIFIABLE)).casefold()


def test_nobody_is_asked_on_a_page_what_makes_no_sense_for_them() -> None:
    """Who has no nursing license reads no question on months as a nurse, though some count them."""
    manager: dict[str, Value] = {
        "situation": "case_manager",
        "background": "social_work",
        "work_now": "case_manager",
        "work_setting": "aging_disability",
        "education": "bachelor",
        "field": "social_work",
        "licenses": (),
        "state": "WI",
        "months_case_management": 38,
    }
    advice = advised(manager)
    decides = {key for verdict in advice.verdicts for key in verdict.asks}
    assert "months_acute_care" in decides
    assert CATALOG.facts["months_acute_care"].ask not in page(advice)
    assert CATALOG.facts["months_direct_service"].ask in page(advice)


def test_a_rule_that_nobody_read_at_its_issuer_is_no_reason_to_apply() -> None:
    """A counselor may be eligible for the CRC by a copy of its guide: the page says to ask before paying."""
    counselor: dict[str, Value] = {
        "situation": "other_clinician",
        "background": "human_services",
        "education": "master",
        "field": "counseling",
        "accredited": "yes",
        "licenses": ("counselor",),
        "license_status": "active",
        "state": "MO",
        "months_case_management": 0,
    }
    advice = advised(counselor)
    crc = next(verdict for verdict in advice.verdicts if verdict.certification.id == "crc")
    assert (crc.can_apply, crc.certification.verified) == (True, False)
    said = page(advice)
    assert CATALOG.words["action_certify"].format(name="CRC") not in said
    assert CATALOG.words["action_certify_unread"].format(name="CRC") in said
    assert "you can apply for the CRC now" not in said
    assert WORDS("verdict.eligible_unread") in said


def test_who_asks_is_sent_to_the_issuer_where_nobody_read_its_rule() -> None:
    """What is open by a rule that was read comes before it; alone, it is no yes to apply on."""
    counselor: dict[str, Value] = {"situation": "other_clinician", "background": "human_services"}
    counselor |= {"education": "master", "field": "counseling", "accredited": "yes", "state": "MO"}
    counselor |= {"licenses": ("counselor",), "license_status": "active", "months_case_management": 0}
    counselor |= {"question": "can_certify", "months_supervising_case_managers": 0}
    said = advised(counselor).answer
    assert said
    assert said.certifications == ("crc",)
    assert "before you pay for anything" in said.text
    managing: dict[str, Value] = {"work_now": "case_manager", "work_setting": "behavioral_health"}
    managing |= {"months_case_management": 30}
    both = advised({**counselor, **managing}).answer
    assert both
    assert "ccm" in both.certifications
    assert "crc" not in both.certifications


def test_who_earns_nothing_reads_of_no_pay_to_compare_with() -> None:
    """Nothing earned today is no pay that the new one is more or less than."""
    student: dict[str, Value] = {"background": "nursing", "education": "high_school", "state": "OH"}
    for question in ("worth_it", "where_to_start"):
        shown = page(advised({**student, "current_pay": 0, "question": question}))
        assert not [each for each in ("you: $0", "You now", "earn $0", "from $0") if each in shown]


def test_the_same_places_are_ruled_out_once_with_all_their_reasons() -> None:
    """Two reasons for the same places make one line; another place with one of them makes its own."""
    both = [Excluded(id_, id_.upper(), why) for why in ("You avoid it.", "It lifts.") for id_ in ("a", "b")]
    lines = [item.text for item in excluded_items((*both, Excluded("c", "C", "It is far.")), WORDS)]
    assert lines == ["A; B. You avoid it. It lifts.", "C. It is far."]
