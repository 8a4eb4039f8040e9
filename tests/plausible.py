"""Random people who hang together: what somebody answers follows from who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.engine.interview import next_question
from tests.people import CATALOG

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from casemgr_cli.domain.facts import Answers, Fact, Value

Shares = dict[str, int]
# How many of a hundred answer what: of those who stand there today, else of everybody.
TABLES: dict[str, dict[str, Shares]] = {
    "situation": {
        "": {"nurse": 25, "social_worker": 15, "case_manager": 14, "other_graduate": 13, "student": 11}
        | {"no_degree": 8, "high_school": 5, "lpn": 5, "other_clinician": 4}
    },
    "question": {
        "nurse": {"where_to_start": 30, "leave_bedside": 25, "work_from_home": 20, "can_certify": 25},
        "case_manager": {"can_certify": 55, "worth_it": 20, "need_masters": 15, "work_from_home": 10},
        "student": {"where_to_start": 45, "which_side": 25, "need_masters": 20, "worth_it": 10},
        "high_school": {"where_to_start": 55, "which_side": 40, "worth_it": 5},
        "": {"where_to_start": 40, "need_masters": 15, "can_certify": 15, "which_side": 12, "worth_it": 10}
        | {"work_from_home": 8},
    },
    "background": {
        "high_school": {"open": 40, "nursing": 35, "social_work": 20, "human_services": 5},
        "student": {"nursing": 35, "social_work": 35, "human_services": 15, "open": 15},
        "": {"open": 35, "human_services": 30, "social_work": 20, "nursing": 15},
    },
    "education": {
        "nurse": {"bachelor": 55, "associate": 32, "master": 9, "nursing_diploma": 4},
        "social_worker": {"master": 62, "bachelor": 36, "doctorate": 2},
        "case_manager": {"bachelor": 52, "master": 28, "associate": 14, "high_school": 6},
        "other_graduate": {"bachelor": 65, "master": 20, "associate": 15},
        "student": {"high_school": 60, "bachelor": 25, "associate": 15},
        "other_clinician": {"master": 50, "bachelor": 25, "associate": 15, "doctorate": 10},
        "lpn": {"high_school": 80, "associate": 17, "bachelor": 3},
        "no_degree": {"high_school": 97, "none": 3},
    },
    "field": {
        "nurse": {"nursing": 92, "other": 5, "psychology": 3},
        "social_worker": {"social_work": 92, "psychology": 4, "human_services": 4},
        "case_manager": {
            "nursing": 45,
            "social_work": 25,
            "human_services": 10,
            "psychology": 10,
            "other": 10,
        },
        "other_clinician": {"health_sciences": 40, "counseling": 35, "rehabilitation": 15, "psychology": 10},
        "": {"psychology": 30, "other": 30, "human_services": 15, "public_health": 15, "health_sciences": 10},
    },
    "work_now": {
        "nurse": {
            "hospital_nursing": 55,
            "other_nursing": 25,
            "none": 10,
            "utilization_review": 7,
            "claims": 3,
        },
        "lpn": {"other_nursing": 80, "hospital_nursing": 8, "none": 7, "other": 5},
        "social_worker": {"social_work": 70, "direct_service": 12, "none": 10, "other": 8},
        "case_manager": {"case_manager": 80, "none": 8, "hospital_nursing": 6, "social_work": 6},
        "other_clinician": {"other_health": 70, "social_work": 12, "none": 9, "direct_service": 9},
        "": {
            "direct_service": 35,
            "other": 30,
            "none": 12,
            "other_health": 10,
            "claims": 8,
            "social_work": 5,
        },
    },
    "license_status": {"": {"active": 92, "lapsed": 5, "restricted": 3}},
    "accredited": {"": {"yes": 85, "unknown": 9, "no": 6}},
    "fieldwork": {"": {"yes": 55, "no": 35, "unknown": 10}},
    "enrolled_in": {
        "student": {"bsn": 30, "adn": 20, "bsw": 20, "msw": 15, "human-services": 10, "none": 5},
        "nurse": {"none": 75, "rn-to-bsn": 25},
        "": {"none": 100},
    },
    "prerequisites_done": {"": {"no": 75, "yes": 25}},
    "disability_management_now": {"": {"no": 90, "yes": 10}},
    "aswb_exam": {"": {"none": 60, "masters": 20, "bachelors": 15, "clinical": 5}},
    "priority": {"": {"solid": 40, "soonest": 25, "best_paid": 20, "cheapest": 15}},
    "keep_working": {"": {"yes": 70, "no": 30}},
    "us_citizen": {"": {"yes": 93, "no": 7}},
}
MONTHS: dict[str, tuple[int, ...]] = {
    "months_acute_care": (0, 0, 6, 12, 12, 18, 24, 30, 36, 48, 60, 96, 120),
    "months_supervising_case_managers": (0, 0, 0, 0, 0, 0, 0, 0, 12, 40),
    "months_case_management_earlier": (0, 0, 0, 0, 0, 0, 0, 0, 12, 40),
    "case_management_ended": (1, 3, 8, 14, 30),
    "": (0, 0, 6, 12, 12, 18, 24, 36, 48, 60, 90),
}
# Case management, of those who do it or did, and of everybody else.
DONE, NEVER = (3, 6, 10, 12, 14, 18, 20, 24, 24, 30, 36, 36, 48, 60, 60), (0,) * 23 + (6, 18)
# Of twenty people, one does not know a number; of ten who ask which side suits them, nine have chosen none.
UNSURE, OPEN = 0.05, 0.9


def plausible(random: Random) -> tuple[dict[str, Value], list[int]]:
    """Return what a random person answers, and of each question how many were said to be left."""
    answers: dict[str, Value] = {}
    left = []
    while (upcoming := next_question(CATALOG, answers)).fact is not None:
        left.append(upcoming.at_most_left)
        answers[upcoming.fact.key] = _value(upcoming.fact, answers, random)
    return answers, left


def _value(fact: Fact, said: Answers, random: Random) -> Value:
    who = str(said.get("situation", ""))
    if fact.key == "background" and said.get("question") == "which_side" and random.random() < OPEN:
        return "open"
    if fact.key in TABLES:
        return _pick(TABLES[fact.key].get(who) or TABLES[fact.key][""], random)
    if fact.key == "licenses":
        return tuple(_pick(_licenses(who, said), random).split())
    if fact.type == "choice":
        return random.choice(fact.values)
    if fact.type == "choices":
        return _some(fact, said, random)
    return "unknown" if random.random() < UNSURE else _number(fact, said, random)


def _licenses(who: str, said: Answers) -> Shares:
    """Return which license people have who were to school for that."""
    graduate, field = said.get("education") in {"master", "doctorate"}, said.get("field")
    if who in {"nurse", "lpn"}:
        return {"lpn" if who == "lpn" else "rn": 1}
    if field == "nursing":
        return {"rn": 1}
    if field == "social_work" and graduate:
        return {"social_work_clinical": 40, "social_work_master": 35, "social_work": 8, "": 17}
    if field == "social_work":
        return {"social_work_bachelor": 45, "social_work": 10, "": 45}
    if who == "other_clinician":
        return {"counselor": 1} if field == "counseling" else {"other_independent": 70, "other_dependent": 30}
    return {"": 90, "other_dependent": 10}


def _some(fact: Fact, said: Answers, random: Random) -> tuple[str, ...]:
    if fact.key == "duties":
        return fact.values if random.random() < 0.75 else fact.values[:4]
    if fact.key == "certifications":
        return () if random.random() < 0.85 else ("ccm",)
    if fact.key == "limits":
        away = ("remote_only",) if said.get("question") == "work_from_home" else ("lifting",)
        return away if random.random() < 0.65 else ()
    apart = said.get(fact.apart_from, ())
    left = [value for value in fact.values if not isinstance(apart, tuple) or value not in apart]
    return tuple(random.sample(left, random.randint(1, min(fact.at_most or 2, len(left)))))


def _number(fact: Fact, said: Answers, random: Random) -> int:
    low, high = int(fact.low or 0), int(fact.high or 100)
    whole = said.get(fact.part_of)
    if fact.key == "months_case_management":
        does = "case_manager" in {said.get("situation"), said.get("work_now")}
        number = random.choice(DONE if does else NEVER)
    elif isinstance(whole, int):
        number = random.choice((0, whole // 2, whole, whole))
    elif fact.unit == "months":
        number = random.choice(MONTHS.get(fact.key, MONTHS[""]))
    else:
        number = random.randint(low, high)
    return max(low, min(number, high))


def _pick(shares: Mapping[str, int], random: Random) -> str:
    return random.choices([*shares], [*shares.values()])[0]
