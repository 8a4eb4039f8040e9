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
from tests.people import CATALOG, PEOPLE, advised
from tests.plausible import plausible

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """Yield values of a fact that lie apart."""
    if fact.type == "choice":
        yield from fact.values
    elif fact.type == "choices":
        yield ()
        yield from ((value,) for value in fact.values)
        most = fact.at_most or len(fact.values)
        yield from (fact.values[i : i + most] for i in range(0, len(fact.values), most))
    else:
        yield from (fact.low or 0, 12, 24, 36, fact.high or 100)


def told(answers: Answers) -> tuple[object, ...]:
    """Return what a person is told, without the echo of their answers."""
    advice = advised(answers)
    routes = tuple(
        (r.id, r.typical, r.cost, r.months_to_certified, r.ten_year_net, r.cautions) for r in advice.routes
    )
    verdicts = tuple((v.verdict, v.months_needed, v.can_apply) for v in advice.verdicts)
    return (routes, verdicts, advice.next_actions, advice.answer, advice.notes, advice.local, advice.aid)


@pytest.mark.slow
@pytest.mark.parametrize("key", COUNTED)
def test_every_question_of_the_interview_can_change_the_advice(key: str) -> None:
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


@pytest.mark.slow
def test_the_count_is_near_the_truth_from_the_third_question_on() -> None:
    """For nine of ten people it is never off by more than two, and of twenty counts nineteen are not."""
    off = []
    for seed in range(80):
        _, left = plausible(Random(seed))  # noqa: S311 - a fixed sample
        off.append([abs(said - true) for said, true in zip(left, range(len(left), 0, -1), strict=True)][2:])
    assert sum(max(each) <= 2 for each in off) >= 0.9 * len(off)
    assert sum(one <= 2 for each in off for one in each) >= 0.95 * sum(map(len, off))


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


def test_the_number_told_is_the_one_that_most_come_within_two_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of four people one is asked four questions and three are asked nine: eight is near to three of them."""
    monkeypatch.setattr(interview, "_ends", lambda *_: iter([4, 9, 9, 9]))
    assert next_question(CATALOG, {}).at_most_left == 8


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
