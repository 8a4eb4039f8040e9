"""The person's own question: a verdict that follows from the plan, in two sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from casemgr_cli.pages.advice import advice_page
from casemgr_cli.writers.layout import render_text
from tests.people import CATALOG, GUIDE, PEOPLE, WORDS, advice_for, advised

if TYPE_CHECKING:
    from casemgr_cli.domain.advice import Advice
    from casemgr_cli.domain.facts import Answers, Value

QUESTIONS = CATALOG.facts["question"].values
SOME = sorted(PEOPLE)[::4]


def asked(person: str, question: str, **more: Value) -> Advice:
    """Return the advice on a person of tests/cases who asks a question."""
    return advised({**PEOPLE[person], "question": question, **more})


@pytest.mark.slow
@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("person", SOME)
def test_every_question_is_answered_in_two_sentences(person: str, question: str) -> None:
    """The answer is filled in, short, says what its verdict is, and names routes that exist."""
    advice = asked(person, question)
    answer = advice.answer
    assert answer is not None
    assert "{" not in answer.text
    assert 1 <= len(re.findall(r"[.?](?:\s|$)", answer.text)) <= 3
    begins = {
        "yes": r"Yes|By pay, yes",
        "no": r"No|By pay at the start, no",
        "depends": r"It depends|By pay|Not quite",
    }
    if answer.verdict:
        assert re.match(begins[answer.verdict], answer.text)
    assert (answer.verdict is None) == (question in {"where_to_start", "which_side"})
    assert set(answer.routes) <= {route.id for route in advice.routes}
    named = [CATALOG.certifications[id_].short for id_ in answer.certifications]
    assert all(short in answer.text for short in named)
    assert named or question != "can_certify"


@pytest.mark.slow
@pytest.mark.parametrize("person", sorted(PEOPLE))
def test_the_yes_to_certify_is_an_application_that_is_open(person: str) -> None:
    """Yes exactly where some certification can be applied for; a no never hides one that is nearly there."""
    advice = asked(person, "can_certify")
    assert advice.answer is not None
    assert (advice.answer.verdict == "yes") == any(verdict.can_apply for verdict in advice.verdicts)
    if advice.answer.verdict == "no":
        assert not any(0 < (v.months_needed or 0) <= 6 for v in advice.verdicts if v.verdict == "not_yet")


@pytest.mark.parametrize(("pay", "verdict"), [(1_000, "yes"), (1_000_000, "no"), ("unknown", "depends")])
def test_worth_is_the_pay_at_the_start_against_the_pay_now(pay: int | str, verdict: str) -> None:
    """A lower quarter above what somebody earns is a yes by pay, one below it a no."""
    advice = asked("adn-well-paid", "worth_it", current_pay=pay)
    assert advice.answer is not None
    assert advice.answer.verdict == verdict


def test_nobody_with_a_record_is_told_that_all_is_met() -> None:
    """Whoever checks the record decides; the same person without one may apply."""
    answers: dict[str, Value] = {
        "situation": "nurse",
        "background": "nursing",
        "education": "bachelor",
        "field": "nursing",
        "licenses": ("rn",),
        "license_status": "active",
        "months_nursing": 60,
        "months_acute_care": 60,
        "months_case_management": 0,
        "work_now": "hospital_nursing",
        "work_setting": "hospital",
        "settings": ("hospital",),
        "question": "where_to_start",
    }
    clean, checked = (advised(answers | more).answer for more in ({}, {"background_check": "something"}))
    assert clean
    assert checked
    assert clean.text.startswith("Start with applications")
    assert "record" in checked.text
    met, promise = (CATALOG.words[f"answer_{key}"] for key in ("met", "record"))
    assert met in clean.text
    for question in ("where_to_start", "leave_bedside", "work_from_home", "need_masters", "which_side"):
        asking = {**answers, "question": question, "background_check": "something"}
        told = advised(asking).answer
        assert told
        assert met not in told.text
        assert (promise in told.text) == (told.verdict != "no")


def test_who_lacks_all_is_told_what_comes_first() -> None:
    """Somebody in high school is not told that all is held, but what the nearest certification asks."""
    answers: dict[str, Value] = {
        "situation": "high_school",
        "background": "social_work",
        "licenses": (),
        "months_case_management": 0,
        "months_supervising_case_managers": 0,
        "question": "can_certify",
    }
    answer = advised(answers).answer
    assert answer is not None
    assert answer.verdict == "no"
    assert "something else has to come first" in answer.text
    assert "license" in answer.text
    assert answer.routes


def test_who_needs_a_masters_is_told_which() -> None:
    """Hospitals ask social workers for the MSW, and not nurses."""
    social_work = asked(
        "psychology-no-fieldwork",
        "need_masters",
        settings=("hospital",),
        background="social_work",
        field="psychology",
        months_direct_service=0,
        state="NC",
    )
    assert social_work.answer is not None
    assert social_work.answer.verdict == "yes"
    assert "MSW" in social_work.answer.text
    nurse = asked("adn-well-paid", "need_masters")
    assert nurse.answer is not None
    assert nurse.answer.verdict == "no"


def test_who_has_a_masters_needs_no_second_one() -> None:
    """Some places take a master's of their own kind; whoever holds one is told of none that is needed."""
    answers: dict[str, Value] = {
        "question": "need_masters",
        "background": "open",
        "education": "master",
        "field": "counseling",
        "fieldwork": "yes",
        "licenses": ("counselor",),
        "license_status": "active",
        "state": "OH",
        "us_citizen": "yes",
    }
    answer = advised(answers).answer
    assert answer is not None
    assert answer.verdict == "no"


def test_nobody_who_asks_nothing_is_answered() -> None:
    """Without a question there is no answer."""
    assert advice_for("adn-well-paid").answer is None


def test_who_lacks_months_alone_is_told_how_many() -> None:
    """Where no answer could change it, the months that the nearest certification asks for are said."""
    counters = [key for key in CATALOG.facts if key.startswith("months_") and key != "months_nursing"]
    nurse: dict[str, Value] = {
        "education": "bachelor",
        "field": "nursing",
        "licenses": ("rn",),
        "license_status": "active",
        "months_nursing": 70,
        "question": "can_certify",
        **dict.fromkeys(counters, 0),
    }
    advice = advised(nurse)
    assert advice.answer is not None
    assert advice.answer.verdict == "no"
    least = min(verdict.months_needed or 999 for verdict in advice.verdicts if verdict.verdict == "not_yet")
    assert f"asks for {least} months more" in advice.answer.text


@pytest.mark.parametrize("education", ["associate", "bachelor"])
def test_who_may_work_from_home_is_told_to_apply_for_such_work(education: str) -> None:
    """Whatever the path is: what is said to be open is among the first things to do."""
    nurse: dict[str, Value] = {
        "situation": "nurse",
        "education": education,
        "field": "nursing",
        "licenses": ("rn",),
        "work_now": "hospital_nursing",
        "work_setting": "hospital",
        "months_acute_care": 100,
        "months_nursing": 100,
        "state": "OR",
    }
    wants = advised({**nurse, "question": "work_from_home"})
    assert wants.answer is not None
    assert wants.answer.verdict == "yes"
    named = next(route for route in wants.routes if route.id == wants.answer.routes[0])
    to_do = CATALOG.words["action_apply"].format(job=named.begins_at.title)
    assert any(action.title.startswith(to_do) for action in wants.next_actions[:2])
    others = advised({**nurse, "question": "worth_it"}).next_actions
    first = wants.routes[0].id == named.id
    assert any(action.title.startswith(to_do) for action in others) is first


def test_who_may_certify_is_told_to_apply_though_the_path_leads_elsewhere() -> None:
    """A hospice's case manager whose path is a degree that the law asks for can have the CMC today."""
    manager: dict[str, Value] = {
        "situation": "case_manager",
        "background": "open",
        "education": "bachelor",
        "field": "other",
        "licenses": (),
        "state": "OH",
        "work_now": "case_manager",
        "work_setting": "hospice",
        "months_case_management": 60,
        "months_direct_service": 90,
        "duties": ("assess", "plan", "coordinate", "monitor", "evaluate", "client_contact"),
        "certifications": (),
        "keep_working": "yes",
        "priority": "best_paid",
    }
    advice = advised({**manager, "question": "can_certify"})
    assert advice.best is not None
    assert advice.best.certification != "cmc"
    to_apply = CATALOG.words["action_certify"].format(name="CMC")
    first = [action.title for action in advice.next_actions[:3]]
    assert advice.answer is not None
    assert (advice.answer.verdict, to_apply in first) == ("yes", True)


@pytest.mark.parametrize("months", [12, 20])
def test_a_certification_that_the_path_brings_sooner_comes_before_one_that_lacks_months(months: int) -> None:
    """A claims adjuster without cases of leave lacks no month of the CDMS; the CMC takes years more."""
    adjuster: dict[str, Value] = {
        "situation": "other_graduate",
        "question": "can_certify",
        "background": "human_services",
        "education": "bachelor",
        "field": "other",
        "licenses": (),
        "work_now": "claims",
        "work_setting": "insurance",
        "disability_management_now": "no",
        "months_disability_management": months,
        "months_case_management": 0,
        "months_direct_service": 0,
    }
    advice = advised(adjuster)
    assert advice.answer is not None
    assert (advice.answer.verdict, advice.answer.certifications) == ("no", ("cdms",))
    assert advice.best is not None
    assert advice.best.certification == "cdms"
    card = render_text(advice_page(advice, CATALOG, GUIDE, WORDS), 80)
    assert " 0 months of" not in card


def test_what_is_likely_zero_keeps_no_answer_open() -> None:
    """Who has no months of case management has supervised nobody who does it; who has some may have."""
    nurse: dict[str, Value] = {
        "situation": "nurse",
        "education": "bachelor",
        "field": "nursing",
        "licenses": ("rn",),
        "license_status": "active",
        "state": "VA",
        "months_nursing": 70,
        "question": "can_certify",
    }
    verdicts = {}
    for months in (0, 5):
        answer = advised({**nurse, "months_case_management": months}).answer
        assert answer is not None
        verdicts[months] = answer.verdict
    assert verdicts == {0: "no", 5: "depends"}


UNTOLD: dict[str, Value] = {"situation": "nurse", "licenses": ("rn",)}
NOBODY_LED: dict[str, Value] = {"months_supervising_case_managers": 0, "certifications": ()}
ADJUSTER: dict[str, Value] = NOBODY_LED | {
    "situation": "other_graduate",
    "background": "human_services",
    "education": "associate",
    "field": "other",
    "licenses": (),
    "state": "SD",
    "work_now": "claims",
    "work_setting": "workers_comp",
    "months_disability_management": 40,
    "disability_management_now": "yes",
    "months_case_management": 0,
}
WITHOUT: dict[str, Value] = NOBODY_LED | {
    "situation": "case_manager",
    "background": "human_services",
    "work_now": "case_manager",
    "work_setting": "community",
    "education": "associate",
    "field": "human_services",
    "licenses": (),
    "state": "ME",
    "months_case_management": 40,
    "months_direct_service": 12,
}
CAME_BACK: dict[str, Value] = WITHOUT | {
    "situation": "nurse",
    "background": "nursing",
    "work_now": "other_nursing",
    "field": "nursing",
    "licenses": ("rn",),
    "license_status": "active",
    "months_nursing": 220,
    "months_case_management": 0,
    "months_case_management_earlier": 90,
    "case_management_ended": 96,
}
MONTHS, AS_NURSE, DUTIES, LEVEL = (
    CATALOG.facts[key].ask for key in ("months_case_management", "months_nursing", "duties", "education")
)


@pytest.mark.parametrize(
    ("answers", "said", "unsaid"),
    [
        (UNTOLD, (MONTHS,), ()),
        (UNTOLD | {"work_now": "case_manager"}, (MONTHS,), ()),
        (UNTOLD | {"months_case_management": 14}, (), (MONTHS,)),
        (ADJUSTER, ("for the CDMS", "bachelor's degree or higher"), ()),
        (WITHOUT, (), (AS_NURSE,)),
        (CAME_BACK, (DUTIES,), ()),
        (CAME_BACK | {"case_management_ended": 58}, ("It depends", DUTIES), ()),
        ({"situation": "lpn"}, (LEVEL, MONTHS), ()),
    ],
)
def test_what_certifying_hangs_on_makes_sense_to_who_asks(
    answers: Answers, said: tuple[str, ...], unsaid: tuple[str, ...]
) -> None:
    """Months come before a part of "those" and beside a degree that none make up for, months as an RN are
    asked of nurses alone, and what says whether stated months of before count is open; the credential that
    the path brings comes first.
    """
    answer = advised({**answers, "question": "can_certify"}).answer
    assert answer is not None
    assert [each for each in said if each not in answer.text] == []
    assert [each for each in unsaid if each in answer.text] == []


PUPIL: dict[str, Value] = {
    "situation": "high_school",
    "background": "open",
    "graduation_year": 2027,
    "state": "OH",
}
IN_COLLEGE: dict[str, Value] = {
    "situation": "student",
    "background": "open",
    "education": "high_school",
    "enrolled_in": "health-sciences",
    "months_left": 26,
    "state": "MN",
    "work_now": "none",
}
IN_AN_MSW: dict[str, Value] = {
    "situation": "student",
    "background": "social_work",
    "education": "bachelor",
    "field": "psychology",
    "enrolled_in": "msw",
    "months_left": 14,
    "licenses": (),
    "state": "NJ",
    "work_now": "direct_service",
    "work_setting": "behavioral_health",
}
RESTRICTED: dict[str, Value] = {
    "situation": "nurse",
    "background": "nursing",
    "education": "bachelor",
    "field": "nursing",
    "licenses": ("rn",),
    "license_status": "restricted",
    "state": "TN",
    "work_now": "none",
    "months_nursing": 90,
    "months_acute_care": 60,
}
GRADUATED: dict[str, Value] = {
    "situation": "other_graduate",
    "background": "human_services",
    "education": "bachelor",
    "field": "public_health",
    "licenses": (),
    "state": "WA",
    "work_now": "direct_service",
    "work_setting": "community",
}
FIELD_WORK = CATALOG.facts["fieldwork"].ask
UNDER_CCM = CATALOG.facts["months_case_management_under_ccm"].ask
LED_BY_NONE: dict[str, Value] = {"months_case_management_under_ccm": 0, "months_supervising_case_managers": 0}
NONE_YET: dict[str, Value] = {"months_case_management": 0}


@pytest.mark.parametrize(
    ("answers", "verdict", "said", "unsaid"),
    [
        (PUPIL, "no", ("for the CCM", "after you finish high school"), ()),
        (PUPIL | NONE_YET, "no", ("for the CCM", "after you finish high school"), ("ACM",)),
        (IN_COLLEGE, "no", ("for the CCM", "Your path leads to it"), ("ACM",)),
        (IN_COLLEGE | NONE_YET, "no", ("for the CCM", "Your path leads to it"), ("ACM",)),
        (IN_AN_MSW | NONE_YET, "no", ("the CCM", "12 months more"), ("CMC", FIELD_WORK)),
        (
            IN_AN_MSW | NONE_YET | {"fieldwork": "no"},
            "no",
            ("for the CCM", "Your path leads to it"),
            ("CMC",),
        ),
        (IN_AN_MSW | {"months_case_management": "unknown"}, "depends", (FIELD_WORK, MONTHS), ()),
        (RESTRICTED | NONE_YET, "no", ("the CCM",), (FIELD_WORK,)),
        (GRADUATED | NONE_YET | {"fieldwork": "unknown"}, "no", ("12 months",), (FIELD_WORK, "CMC")),
        (GRADUATED | {"months_case_management": 20}, "depends", (FIELD_WORK, UNDER_CCM), ()),
        (GRADUATED | LED_BY_NONE | {"months_case_management": 20}, "depends", (FIELD_WORK, "4 months"), ()),
        (GRADUATED | LED_BY_NONE | {"months_case_management": 9}, "no", ("months",), (FIELD_WORK,)),
        (GRADUATED | {"months_case_management": 30}, "depends", (FIELD_WORK,), (MONTHS,)),
    ],
)
def test_nothing_depends_on_an_answer_that_brings_no_certification_near(
    answers: Answers, verdict: str, said: tuple[str, ...], unsaid: tuple[str, ...]
) -> None:
    """It depends only where answers could open one within months; all of these are named. Else it is no, with
    the months, for the certification that the path leads to, and never for one of a side that is not theirs.
    """
    answer = advised({**answers, "question": "can_certify"}).answer
    assert answer is not None
    assert answer.verdict == verdict, answer.text
    assert [each for each in said if each not in answer.text] == [], answer.text
    assert [each for each in unsaid if each in answer.text] == [], answer.text
