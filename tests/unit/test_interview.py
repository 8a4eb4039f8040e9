"""Every question can change something: two answers of one person that do not get the same advice."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from casemgr_cli.engine import interview
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.interview import (
    everyone,
    first_questions,
    missing_answers,
    next_question,
    refinements,
    relevant,
)
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.planner import plan
from tests.people import CATALOG, PEOPLE, TODAY, advised
from tests.plausible import plausible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casemgr_cli.domain.facts import Answers, Fact, Value

BASE: dict[str, Value] = {"state": "TX", "certifications": ()}
NURSE: dict[str, Value] = BASE | {
    "situation": "nurse",
    "licenses": ("rn",),
    "license_status": "active",
    "education": "bachelor",
    "field": "nursing",
    "work_now": "hospital_nursing",
    "months_acute_care": 12,
    "months_case_management": 0,
}
SOCIAL_WORKER: dict[str, Value] = BASE | {
    "situation": "social_worker",
    "licenses": ("social_work_master",),
    "license_status": "active",
    "education": "master",
    "field": "social_work",
    "work_now": "social_work",
    "months_case_management": 24,
}
NEWCOMER: dict[str, Value] = BASE | {
    "situation": "no_degree",
    "education": "high_school",
    "licenses": (),
    "background": "open",
}
STUDENT: dict[str, Value] = BASE | {"situation": "student", "education": "high_school", "enrolled_in": "bsn"}
CASE_MANAGER: dict[str, Value] = NURSE | {
    "situation": "case_manager",
    "work_now": "case_manager",
    "months_case_management": 18,
}
BSW: dict[str, Value] = BASE | {
    "situation": "social_worker",
    "background": "social_work",
    "education": "bachelor",
    "field": "social_work",
    "accredited": "yes",
    "licenses": (),
    "settings": ("hospital",),
}
GRADUATE: dict[str, Value] = BASE | {
    "situation": "other_graduate",
    "education": "bachelor",
    "field": "psychology",
    "licenses": (),
    "background": "human_services",
    "question": "worth_it",
}
SKILLS = tuple(CATALOG.skills)
# Whose picks decide: both kinds are there, and the side is open.
PICKER = NEWCOMER | {"strengths": SKILLS[:5], "stretches": SKILLS[-5:]}
MOVED = NURSE | {
    "license_states": ("TX",),
    "state": "OH",
    "limits": ("remote_only",),
    "months_acute_care": 36,
}
PERSONS = (
    PICKER,
    MOVED,
    BSW,
    NURSE,
    SOCIAL_WORKER,
    NEWCOMER,
    STUDENT,
    CASE_MANAGER,
    GRADUATE,
    {"situation": "high_school", "state": "TX"},
)
COUNTED = [fact.key for fact in CATALOG.facts.values() if fact.round in {"core", "main"}]


def tried(fact: Fact) -> Iterator[Value]:
    """Yield values of a fact that lie apart; of the only one in words, areas in Texas."""
    if fact.type == "text":
        yield from ("Houston", "Dallas")
    elif fact.type == "choice":
        yield from fact.values
    elif fact.type == "choices":
        yield ()
        yield from ((value,) for value in fact.values)
        most = fact.at_most or len(fact.values)
        yield from (fact.values[i : i + most] for i in range(0, len(fact.values), most))
    else:
        yield from (fact.low or 0, 12, 24, 36, fact.high or 100)


def told(answers: Answers) -> tuple[object, ...]:
    """Return what a person is told, without any sentence that could hold the echo of their answers."""
    advice = advised(answers)
    routes = tuple(
        (r.id, r.typical, r.cost, r.months_to_certified, r.ten_year_net, r.pay.start) for r in advice.routes
    )
    verdicts = tuple((v.verdict, v.months_needed, v.can_apply) for v in advice.verdicts)
    actions, notes = ([each.title for each in advice.next_actions], [each.id for each in advice.notes])
    answer = advice.answer and (advice.answer.verdict, advice.answer.routes)
    borrowed = advice.best and advice.best.borrowing and advice.best.borrowing.borrow
    return (routes, verdicts, actions, answer, notes, [each.entry.id for each in advice.aid], borrowed)


@pytest.mark.slow
@pytest.mark.parametrize("key", CATALOG.facts)
def test_every_question_can_change_the_advice(key: str) -> None:
    """For each key there is somebody whom two of its answers tell different things."""
    fact = CATALOG.facts[key]
    for person in PERSONS:
        if key == "situation" or truth(fact.asked_if, Person(CATALOG.facts, person)) is not False:
            first = None
            for value in tried(fact):
                told_now = told({**person, key: value})
                if first is not None and told_now != first:
                    return
                first = first or told_now
    raise AssertionError(f"{key} changes nothing")


@pytest.mark.parametrize("person", sorted(PEOPLE)[::3])
def test_the_count_never_promises_what_cannot_come(person: str) -> None:
    """The questions said to be left are at least the one on screen, and with those asked at most eighteen."""
    answers: dict[str, Value] = {}
    while (upcoming := next_question(CATALOG, answers)).fact is not None:
        assert 1 <= upcoming.at_most_left <= 18 - upcoming.asked_so_far
        assert upcoming.asked_so_far == len(answers)
        answers[upcoming.fact.key] = PEOPLE[person].get(upcoming.fact.key, "unknown")


def off(left: Iterable[int]) -> list[int]:
    """Return how far each count from the third question on is from what came; `left` are all counts."""
    said = list(left)
    return [abs(each - true) for each, true in zip(said, range(len(said), 0, -1), strict=True)][2:]


@pytest.mark.slow
@pytest.mark.parametrize("person", sorted(PEOPLE))
def test_the_count_is_near_the_truth_from_the_third_question_on(person: str) -> None:
    """It is never off by more than two, whoever of the people of the cases answers."""
    answers: dict[str, Value] = {}
    left = []
    while (upcoming := next_question(CATALOG, answers)).fact is not None:
        left.append(upcoming.at_most_left)
        answers[upcoming.fact.key] = PEOPLE[person].get(upcoming.fact.key, "unknown")
    assert max(off(left)) <= 2


@pytest.mark.slow
def test_the_count_is_near_the_truth_for_nearly_all_random_people() -> None:
    """For 97 of a hundred it is never off by more than two, and 99 of a hundred counts are not; nobody is
    asked more than eighteen.
    """
    counts = [off(plausible(Random(seed))[1]) for seed in range(80)]  # noqa: S311 - a fixed sample
    assert sum(max(each) <= 2 for each in counts) >= 0.97 * len(counts)
    assert sum(one <= 2 for each in counts for one in each) >= 0.99 * sum(map(len, counts))
    assert max(map(len, counts)) <= CATALOG.planning.most_questions - 2


def test_the_last_question_is_called_so_only_where_no_other_can_come() -> None:
    """An answer that may open one more question is not announced as the last."""
    nearly = {
        **NURSE,
        "question": "where_to_start",
        "months_acute_care": 36,
        "months_supervising_case_managers": 0,
    }
    upcoming = next_question(CATALOG, nearly)
    assert upcoming.fact is not None
    assert (upcoming.fact.key, upcoming.at_most_left) == ("priority", 2)
    after = next_question(CATALOG, {**nearly, "priority": "best_paid"})
    assert after.fact is not None
    assert (after.fact.key, after.at_most_left) == ("us_citizen", 1)


def test_a_practical_nurse_is_not_asked_for_a_compact_license_that_changes_nothing_for_her() -> None:
    """No work by telephone in other states is planned on that license."""
    from_home: dict[str, Value] = {"question": "work_from_home", "limits": ("remote_only",)}
    lpn: dict[str, Value] = {"situation": "lpn", "education": "high_school", "licenses": ("lpn",)}
    assert "multistate_license" not in missing_answers(CATALOG, lpn | from_home)
    assert "multistate_license" in missing_answers(CATALOG, NURSE | from_home)


def test_follow_ups_stand_right_behind_their_parent() -> None:
    """The status comes after the license, the field after the degree, the months left after the program."""
    order = list(CATALOG.facts)
    for parent, child in (
        ("education", "field"),
        ("licenses", "license_status"),
        ("enrolled_in", "months_left"),
    ):
        assert order.index(child) == order.index(parent) + 1
    assert order[0] == "situation"


def test_whoever_works_with_claims_can_say_so_and_is_asked_about_the_months() -> None:
    """The work of an adjuster leads to another certification, which asks for months of that work."""
    answers: dict[str, Value] = BASE | {
        "situation": "other_graduate",
        "background": "human_services",
        "education": "bachelor",
        "field": "other",
        "licenses": (),
        "work_now": "claims",
    }
    asked = []
    while (fact := next_question(CATALOG, answers).fact) is not None:
        asked.append(fact.key)
        answers[fact.key] = "yes" if fact.key == "disability_management_now" else "unknown"
    assert {"disability_management_now", "months_disability_management"} <= {*asked}


@pytest.mark.parametrize(
    ("ends", "told"), [((4, 9, 9, 9), 9), ((4, 4, 9, 9, 13), 11), ((1, 1, 1, 9), 2), ((1, 1), 1)]
)
def test_the_number_told_is_near_to_most_and_of_those_the_least_far_from_all(
    monkeypatch: pytest.MonkeyPatch, ends: tuple[int, ...], told: int
) -> None:
    """Seven to nine are near to three of four people; eleven is near to three of five, nine to two.

    It is one only where nobody is asked another.
    """
    monkeypatch.setattr(interview, "_ends", lambda *_: iter(ends))
    assert next_question(CATALOG, {}).at_most_left == told


def test_whoever_names_no_schooling_but_a_license_or_work_is_asked_what_they_do_now() -> None:
    """They are no longer in high school; of who may be, nobody asks for work, money or health."""
    unsaid: dict[str, Value] = BASE | {"education": "unknown", "question": "worth_it"}
    grown_up = {"work_now", "current_pay"}
    assert grown_up <= {*missing_answers(CATALOG, unsaid | {"situation": "nurse"})}
    assert grown_up <= {*missing_answers(CATALOG, unsaid | {"situation": "unknown", "licenses": ("rn",)})}
    minor = missing_answers(CATALOG, unsaid | {"situation": "unknown", "licenses": ()})
    assert grown_up.isdisjoint(minor)
    assert not [key for key in minor if CATALOG.facts[key].private]


def test_whoever_tells_nothing_is_asked_for_their_side_a_program_and_earning() -> None:
    """Neither where they are nor their schooling says what to plan, so these do."""
    nothing: dict[str, Value] = {"situation": "unknown", "education": "unknown", "licenses": ()}
    assert {"background", "enrolled_in", "keep_working"} <= {*missing_answers(CATALOG, nothing)}
    assert "enrolled_in" not in missing_answers(CATALOG, nothing | {"licenses": ("social_work",)})


def test_grades_are_asked_for_where_a_school_still_takes_the_degree() -> None:
    """The short MSW looks back a few years."""
    asked = [
        "gpa" in missing_answers(CATALOG, BSW | {"degree_year": year}) for year in (2012, 2024, "unknown")
    ]
    assert asked == [False, True, False]


def test_an_accreditor_is_named_to_those_whose_programs_it_accredits() -> None:
    """CSWE accredits social-work programs, and nobody else is asked."""
    assert "CSWE" in CATALOG.facts["accredited"].ask
    unsaid = {key: value for key, value in BSW.items() if key != "accredited"}
    asked = [
        each
        for each in CATALOG.facts["field"].values
        if "accredited" in missing_answers(CATALOG, unsaid | {"field": each})
    ]
    assert asked == ["social_work"]


def test_a_license_that_ran_out_is_asked_about_the_time_away() -> None:
    """Whatever they do now, unless it is that work."""
    lapsed = NURSE | {"license_status": "lapsed"}
    assert "months_since_practice" in missing_answers(CATALOG, lapsed | {"work_now": "other"})
    assert "months_since_practice" not in missing_answers(CATALOG, lapsed)


def test_who_cannot_tell_the_months_can_still_tell_of_leading_the_work() -> None:
    """It satisfies the CCM by itself."""
    assert "months_supervising_case_managers" in missing_answers(
        CATALOG, NURSE | {"months_case_management": "unknown"}
    )


def test_where_nothing_is_left_no_question_is_counted() -> None:
    """Whoever has answered all, or as much as anybody is asked, is through."""
    for keys in (COUNTED, COUNTED[: CATALOG.planning.most_questions]):
        through = next_question(CATALOG, dict.fromkeys(keys, "unknown"))
        assert (through.fact, through.asked_so_far, through.at_most_left) == (None, len(keys), 0)


def test_before_the_last_of_all_questions_one_is_left() -> None:
    """Whatever could still be asked; what a résumé told is not counted."""
    keys = COUNTED[: CATALOG.planning.most_questions - 1]
    answers: Answers = dict.fromkeys(keys, "unknown")
    upcoming = next_question(CATALOG, answers)
    assert upcoming.fact is not None
    assert (upcoming.asked_so_far, upcoming.at_most_left) == (len(keys), 1)
    free = next_question(CATALOG, answers, free=keys[:3])
    assert (free.asked_so_far, free.fact) == (len(keys) - 3, upcoming.fact)
    assert free.at_most_left > 1


def test_on_paper_stands_what_might_be_asked() -> None:
    """A student gets what is certain, and anybody else nothing that takes a license or months."""
    grown_up, student = ({f.key for f in first_questions(CATALOG, in_school=yes)} for yes in (False, True))
    assert student < grown_up | {"graduation_year"}
    assert {"situation", "state", "graduation_year"} <= student
    assert {"education", "background", "months_case_management"} <= grown_up
    behind = {"license_status", "months_case_management_under_ccm"}
    assert grown_up.isdisjoint(behind)
    assert student.isdisjoint({*behind, "current_pay", "field"})


def test_an_answer_that_makes_no_sense_beside_the_others_is_left_out() -> None:
    """And what is no question at all; what may make sense stays."""
    answers: Answers = {"licenses": (), "license_status": "active", "state": "OR", "no_such_key": 1}
    assert relevant(CATALOG, answers) == {"licenses", "state"}
    assert relevant(CATALOG, {"license_status": "active"}) == {"license_status"}


def test_what_can_be_told_beside_the_interview_is_not_asked_in_it() -> None:
    """Neither what is due, nor what was told, nor of the main round what no certification hangs on."""
    keys = {fact.key for fact in refinements(CATALOG, NURSE)}
    assert "current_pay" in keys
    assert keys.isdisjoint(missing_answers(CATALOG, NURSE))
    assert {CATALOG.facts[key].round for key in keys} <= {"core", "refine"}
    assert "current_pay" not in {fact.key for fact in refinements(CATALOG, {**NURSE, "current_pay": 1})}


def test_everyone_is_asked_the_core_questions_without_a_condition() -> None:
    """Whoever they are."""
    keys = [fact.key for fact in everyone(CATALOG)]
    assert {"situation", "state"} <= {*keys}
    assert {"license_status", "months_left", "current_pay"}.isdisjoint(keys)
    assert all(key in missing_answers(CATALOG, {}) for key in keys)


@pytest.mark.parametrize("person", sorted(PEOPLE))
def test_questions_come_in_the_order_of_the_file_but_for_the_sooner_ones(person: str) -> None:
    """Those of the interview itself alone: what refines the advice is told beside it."""
    answers: Answers = {key: PEOPLE[person][key] for key in list(PEOPLE[person])[:3]}
    who, keys, facts = Person(CATALOG.facts, answers), missing_answers(CATALOG, answers), list(CATALOG.facts)
    assert {CATALOG.facts[key].round for key in keys} <= {"core", "main"}
    assert list(keys) == sorted(
        keys, key=lambda key: (truth(CATALOG.facts[key].sooner_if, who) is not True, facts.index(key))
    )


@pytest.mark.parametrize(
    ("situation", "first"),
    [
        ("nurse", ["question", "education"]),
        ("social_worker", ["education", "question"]),
        ("other_graduate", ["background", "education"]),
        ("unknown", ["education", "question"]),
    ],
)
def test_some_questions_come_sooner_to_whom_they_matter(situation: str, first: list[str]) -> None:
    """What somebody wants to know comes before their degree where it tells more."""
    assert list(missing_answers(CATALOG, {"situation": situation}))[:2] == first


@pytest.mark.parametrize(
    ("answers", "named"),
    [
        (NURSE, {"CCM", "CDMS"}),
        ({**NURSE, "certifications": ("ccm",)}, {"CDMS"}),
        ({**NURSE, "certifications": ("ccm", "cdms")}, set()),
        ({**NURSE, "certifications": "unknown"}, {"CCM", "CDMS"}),
        ({**SOCIAL_WORKER, "background": "social_work"}, {"CCM", "ACM", "CDMS", "C-ASWCM"}),
        ({**SOCIAL_WORKER, "background": "nursing"}, {"CCM", "ACM", "CDMS"}),
        (NEWCOMER, set()),
    ],
)
def test_a_question_is_asked_for_a_certification_that_matters_to_somebody(
    answers: Answers, named: set[str]
) -> None:
    """To their side, if they have one, and that they do not hold."""
    who = Person(CATALOG.facts, answers)
    assert set(interview._hanging_on(CATALOG, who).values()) == named  # noqa: SLF001


def test_who_may_be_worn_out_is_asked_where_they_work_and_what_to_avoid() -> None:
    """The place of today may be what they want to leave; of anybody else neither is asked."""
    social: dict[str, Value] = {"situation": "social_worker", "work_now": "social_work"}
    assert "work_setting" in missing_answers(CATALOG, social)
    assert "settings_avoid" in missing_answers(CATALOG, {**social, "work_setting": "child_welfare"})
    assert "settings_avoid" not in missing_answers(CATALOG, {**social, "work_setting": "hospital"})
    leaving = {**NURSE, "question": "leave_bedside", "work_now": "other_nursing"}
    assert {"work_setting", "settings_avoid"} <= {*missing_answers(CATALOG, leaving)}
    staying = {**leaving, "question": "where_to_start"}
    assert not {"work_setting", "settings_avoid"} & {*missing_answers(CATALOG, staying)}


def test_a_nurse_from_abroad_without_license_is_not_asked_for_months_of_nursing() -> None:
    """They decide nothing: she works here first, however many there are."""
    abroad: dict[str, Value] = {"situation": "nurse", "education": "bachelor", "field": "nursing"}
    abroad |= {"licenses": (), "foreign_degree": "yes"}
    assert "months_acute_care" not in missing_answers(CATALOG, abroad)
    plans = [plan(CATALOG, {**abroad, "state": "TX", "months_acute_care": had}, TODAY) for had in (0, 60)]
    bedside = [[step.months for step in way.routes[0].steps if step.id == "bedside_nursing"] for way in plans]
    assert bedside[0] == bedside[1] != []
    licensed = {**abroad, "licenses": ("rn",), "license_status": "active"}
    assert "months_acute_care" in missing_answers(CATALOG, licensed)
