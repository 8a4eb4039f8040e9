"""The advice as a whole: same in, same out; what its routes promise adds up."""

from __future__ import annotations

import pickle
import random
import re
import sys
from datetime import date
from itertools import pairwise
from math import ceil, floor, log
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from msgspec.structs import replace

from casemgr_cli.catalog.files import data_dir
from casemgr_cli.catalog.load import load_catalog
from casemgr_cli.engine.advise import advise
from casemgr_cli.engine.compare import matters
from casemgr_cli.engine.evaluate import holds
from casemgr_cli.engine.interview import next_question
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.planner import plan
from casemgr_cli.engine.ranking import Ranking
from tests import people
from tests.people import CATALOG, TODAY, advised

if TYPE_CHECKING:
    from collections.abc import Callable

    from casemgr_cli.domain.advice import Route
    from casemgr_cli.domain.facts import Answers, Value
    from casemgr_cli.engine.candidates import Candidate


NURSE: dict[str, Value] = {
    "background": "nursing",
    "education": "associate",
    "field": "nursing",
    "licenses": ("rn",),
    "license_status": "active",
    "state": "OH",
    "priority": "best_paid",
    "keep_working": "yes",
    "months_nursing": 20,
    "months_acute_care": 20,
    "months_case_management": 0,
    "months_supervising_case_managers": 0,
    "current_pay": 80000,
}
GRADUATE: dict[str, Value] = {
    "background": "open",
    "education": "bachelor",
    "field": "psychology",
    "fieldwork": "no",
    "licenses": (),
    "state": "TX",
}
SENIOR: dict[str, Value] = {
    "background": "social_work",
    "education": "none",
    "graduation_year": 2028,
    "licenses": (),
}
PEOPLE = [NURSE, GRADUATE, SENIOR]


def routes_of(answers: dict[str, Value]) -> tuple[Route, ...]:
    """Return every route for these answers, neighbors included."""
    planned = plan(CATALOG, answers, TODAY)
    return (*planned.routes, *planned.neighbors)


@pytest.mark.parametrize("answers", PEOPLE)
def test_the_order_of_the_answers_does_not_matter(answers: dict[str, Value]) -> None:
    """Shuffled answers give the same advice."""
    items = list(answers.items())
    random.Random(7).shuffle(items)  # noqa: S311  a shuffle, not a secret
    assert advise(CATALOG, dict(items), TODAY) == advise(CATALOG, answers, TODAY)


def test_the_advice_and_what_it_is_made_from_can_be_sent_to_another_process() -> None:
    """A district maps the advice over many students, so both ends of the function pickle, without a path."""
    advice = advise(CATALOG, NURSE, TODAY)
    sent = pickle.dumps(CATALOG)
    assert str(data_dir(None).parent).encode() not in sent
    again = advise(pickle.loads(sent), NURSE, TODAY)  # noqa: S301  our own bytes
    assert pickle.loads(pickle.dumps(advice)) == again  # noqa: S301  our own bytes


@pytest.mark.slow
@pytest.mark.parametrize("answers", [*PEOPLE, {**NURSE, "state": "WA", "client_states": ("TX", "GU")}])
def test_the_first_advice_opens_no_file(answers: dict[str, Value], monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalog is read once: after that nobody costs a file, with their questions and what-ifs."""
    catalog = pickle.loads(pickle.dumps(load_catalog(data_dir(None), strict=False)))  # noqa: S301  our own bytes
    touched: list[str] = []
    watching = [True]

    def watch(event: str, details: tuple[object, ...]) -> None:
        if watching and event in ("open", "os.listdir", "os.scandir"):
            touched.append(f"{event} {details[0]}")

    def stat(path: object, **_: object) -> None:
        touched.append(f"stat {path}")

    sys.addaudithook(watch)  # there is no taking it back; it rests when `watching` is empty
    try:
        with monkeypatch.context() as patched:
            patched.setattr("os.stat", stat)
            told = advise(catalog, answers, TODAY)
            matters(catalog, told, TODAY)
            next_question(catalog, answers)
    finally:
        watching.clear()
    assert touched == []
    assert told == advise(CATALOG, answers, TODAY)


@pytest.mark.parametrize("answers", PEOPLE)
def test_what_a_route_promises_adds_up(answers: dict[str, Value]) -> None:
    """Costs are the sum of the steps', the clocks are in order, and no lane holds two steps at once."""
    for route in routes_of(answers):
        known = [step.cost for step in route.steps if step.cost.high is not None]
        assert route.cost.low == sum(cost.low or 0 for cost in known)
        assert route.cost.high == sum(cost.high or 0 for cost in known)
        assert route.earliest is None or 0 <= route.earliest <= route.typical
        assert route.earliest is not None or route.open
        assert route.months_total == max((step.end for step in route.steps), default=0)
        for lane in ("work", "study"):
            spans = sorted((step.start, step.end) for step in route.steps if step.lane == lane)
            assert all(a[1] <= b[0] for a, b in pairwise(spans)), route.id


@pytest.mark.parametrize("answers", PEOPLE)
def test_every_step_says_who_demands_it(answers: dict[str, Value]) -> None:
    """Law, issuer, employers or the person's own choice; an RN license is never only a habit."""
    for route in routes_of(answers):
        by = {step.id: step.required_by for step in route.steps}
        assert set(by.values()) <= {"law", "issuer", "employers", "choice"}
        assert by.get("nclex_rn", "law") == "law"


def test_routes_of_one_standing_are_ranked_by_the_priority() -> None:
    """Of solid ways of the own side, to likely posts and without a further degree, the priority decides."""
    steps: dict[str, Callable[[Route], float]] = {
        "best_paid": lambda route: -floor(log(route.pay.experienced or 1, 1.05)),
        "soonest": lambda route: max(0, ceil(route.typical / 3) - 1),
    }
    for priority, step in steps.items():
        routes = plan(CATALOG, {**NURSE, "priority": priority}, TODAY).routes
        likely = [r for r in routes if holds(r.destination.likely_for, NURSE, CATALOG.facts)]
        alike = [step(r) for r in likely if r.background == "nursing" and r.solid and r.certification]
        assert alike == sorted(alike), priority


def test_full_time_study_is_left_out_for_someone_who_must_keep_earning() -> None:
    """Every degree is planned at a pace beside a job, though the full-time one is shorter."""
    bound = plan(CATALOG, {**GRADUATE, "background": "nursing", "keep_working": "yes"}, TODAY)
    paces = {
        (step.id, step.pace)
        for route in bound.routes
        for step in route.steps
        if step.kind == "degree" and step.id in CATALOG.steps
    }
    assert ("accelerated_bsn", "part_time") in paces
    for key, name in paces:
        assert next(pace for pace in CATALOG.steps[key].paces if pace.name == name).work_alongside


def test_a_budget_never_removes_a_way() -> None:
    """Where tuition is over the budget the way says so; the fee of an exam is no tuition."""
    poor: dict[str, Value] = {**GRADUATE, "background": "nursing", "budget": 0}
    rich = {**poor, "budget": 1_000_000}
    ways = [{route.id for route in routes_of(answers)} for answers in (poor, rich)]
    assert ways[0] == ways[1]
    for route in routes_of(poor):
        tuition = any(step.study for step in route.steps)
        assert any("budget" in caution for caution in route.cautions) == tuition


def test_when_nothing_is_left_the_nearest_way_names_the_limit_it_bends() -> None:
    """Only the person's own limits leave no way, and the one to bend is said."""
    avoided = tuple(value for value in CATALOG.facts["settings_avoid"].values if value != "unknown")
    advice = advise(CATALOG, {**GRADUATE, "background": "nursing", "settings_avoid": avoided}, TODAY)
    assert advice.recommended is None
    assert advice.routes == ()
    assert advice.nearest is not None
    assert advice.nearest.relaxed == ("settings_avoid",)
    assert len(advice.nearest.routes) == 3


@pytest.mark.parametrize(
    ("more", "bent"),
    [
        ({}, ("settings_avoid",)),
        ({"limits": ("remote_only",)}, ("settings_avoid", "limits")),
        ({"limits": ("remote_only",), "hours_per_week": 1}, None),
    ],
)
def test_no_more_than_two_limits_give_way(more: dict[str, Value], bent: tuple[str, ...] | None) -> None:
    """Two that bar a place together are both named; of three nothing is said, as that is not near."""
    here = replace(CATALOG, destinations={"hospital_rn": CATALOG.destinations["hospital_rn"]})
    nearest = advise(here, {**GRADUATE, "settings_avoid": ("hospital",), **more}, TODAY).nearest
    assert (nearest and nearest.relaxed) == bent


def test_what_is_not_known_is_planned_as_unmet_with_a_fork() -> None:
    """A nurse who does not know her months is planned without them; the answer that would help is named."""
    known = {**NURSE, "education": "bachelor", "months_nursing": 60, "months_acute_care": 60}
    unsure = {**known, "months_nursing": "unknown", "months_acute_care": "unknown"}
    before, after = (
        {r.destination.id: r for r in reversed(plan(CATALOG, a, TODAY).routes)} for a in (unsure, known)
    )
    assert before["hospital_rn"].typical > after["hospital_rn"].typical == 0
    forks = {fork.key: fork.typical for fork in before["hospital_rn"].forks}
    assert forks.get("months_acute_care") == 0


def test_who_works_as_a_case_manager_stays_first() -> None:
    """Her own place is first, starts now, and asks for no bedside years."""
    here = {**NURSE, "work_now": "case_manager", "work_setting": "hospital", "priority": "solid"}
    first = plan(CATALOG, {**here, "months_case_management": 6}, TODAY).routes[0]
    assert first.stay
    assert first.typical == 0
    assert "hospital" in first.destination.settings
    assert "bedside_nursing" not in {step.id for step in first.steps}


def test_a_program_under_way_is_finished_and_priced_for_what_is_left() -> None:
    """A quarter of a four-year degree costs a quarter, and no other first degree is planned."""
    student: dict[str, Value] = {**SENIOR, "education": "high_school", "background": "nursing"}
    student |= {"enrolled_in": "bsn", "months_left": 12}
    for route in plan(CATALOG, student, TODAY).routes:
        step = next(step for step in route.steps if step.id == "bsn")
        assert (step.start, step.months) == (0, 12)
        assert "adn" not in {other.id for other in route.steps}
    whole = plan(CATALOG, {**student, "months_left": 48}, TODAY).routes[0]
    quarter = plan(CATALOG, student, TODAY).routes[0]
    prices = [next(s.cost.high or 0 for s in r.steps if s.id == "bsn") for r in (whole, quarter)]
    assert prices[1] == round(prices[0] / 4)


def test_every_side_is_planned_and_the_wished_one_comes_first() -> None:
    """A background prefers and hides nothing; another side is among the contrasts."""
    planned = plan(CATALOG, GRADUATE | {"background": "social_work"}, TODAY)
    assert {route.background for route in planned.routes} == {"nursing", "social_work", "human_services"}
    assert planned.routes[0].background == "social_work"
    assert "other_side" in {contrast.kind for contrast in planned.contrasts}


def test_a_limit_that_bars_the_usual_experience_takes_the_place_out_with_its_name() -> None:
    """Who must not lift cannot earn the bedside years: the hospital is out, never sooner."""
    hurt = {**NURSE, "months_acute_care": 0, "limits": ("lifting",)}
    planned = plan(CATALOG, hurt, TODAY)
    assert "hospital_rn" not in {route.destination.id for route in planned.routes}
    assert "lift" in next(item.why for item in planned.excluded if item.id == "hospital_rn").lower()


def test_no_fork_is_an_answer_that_another_contradicts() -> None:
    """A pupil is told of no degree that only who is through with school can have."""
    pupil: dict[str, Value] = {"situation": "high_school", "background": "nursing", "state": "OR"}
    pupil |= {"licenses": (), "graduation_year": 2030, "priority": "soonest"}
    forks = [fork for route in advised(pupil).routes for fork in route.forks]
    assert forks
    assert "education" not in {fork.key for fork in forks}


def test_no_fork_asks_a_student_about_licenses_and_work_behind_them() -> None:
    """Who is in high school holds no license, so that no month as a nurse could shorten a way."""
    student: Answers = {
        "situation": "high_school",
        "background": "nursing",
        "state": "OH",
        "graduation_year": 2028,
    }
    forks = {fork.key for route in advised(student).routes for fork in route.forks}
    assert forks.isdisjoint({"licenses", "months_nursing", "months_acute_care", "license_states"})
    grown_up: Answers = {"situation": "nurse", "background": "nursing", "state": "OH", "licenses": ("rn",)}
    assert "months_nursing" in {fork.key for route in advised(grown_up).routes for fork in route.forks}


def test_months_count_from_graduation_for_someone_in_school() -> None:
    """Finishing school takes none of the months, and what comes after it is due after June 2028."""
    for route in routes_of(SENIOR):
        school = [step for step in route.steps if step.id == "finish_high_school"]
        assert all((step.start, step.months) == (0, 0) for step in school)
        assert any("June 2028" in reason for reason in route.why)
    best = advise(CATALOG, SENIOR, TODAY)
    starts = {step.action.title: step.start for step in best.routes[0].steps}
    for action in best.next_actions:
        if action.title in starts:
            assert (action.by_month >= "2028-06") == (starts[action.title] > 0)


def test_who_already_qualifies_gets_a_short_route() -> None:
    """Enough experience and the license leave only the job and the exam."""
    answers = {**NURSE, "months_nursing": 60, "months_acute_care": 60, "priority": "soonest"}
    advice = advise(CATALOG, answers, TODAY)
    best = advice.routes[0]
    assert (best.earliest, best.typical) == (0, 0)
    assert not {step.kind for step in best.steps} & {"degree", "license", "exam"}


def test_pay_on_a_route_is_the_table_s() -> None:
    """Ohio's nurses scaled by the industry's national percentile over the occupation's, to the dollar."""
    tables = CATALOG.wages
    for route in plan(CATALOG, NURSE, TODAY).routes:
        if route.background != "nursing":
            continue
        proxy = route.destination.pay
        state, nation = tables.state(proxy.soc, "OH"), tables.nation(proxy.soc)
        within = tables.industry(proxy.soc, proxy.industry)
        assert state is not None
        assert nation is not None
        if within is None or not within.p50 or not nation.p50:
            continue
        median = round((state.p50 or 0) * within.p50 / nation.p50)
        ratios = ((within.p25 or 0) / (nation.p25 or 1), within.p50 / nation.p50)
        lower = {round((state.p25 or 0) * ratio) for ratio in ratios}
        assert route.pay.start in (lower if proxy.start else {None})
        assert route.pay.experienced == median
        assert route.pay.estimate


def test_ten_year_net_needs_the_current_pay_and_the_starting_pay() -> None:
    """Nobody's pay is guessed, and where people start at the VA is not known."""
    without = {key: value for key, value in NURSE.items() if key != "current_pay"}
    assert all(route.ten_year_net is None for route in routes_of(without))
    for route in routes_of(NURSE):
        assert (route.ten_year_net is None) == (route.pay.start is None)
        assert (route.pay.start is None) != route.destination.pay.start


def test_an_unknown_fee_is_left_out_and_said() -> None:
    """The ACM's fee was not found: the step has none, and a caution says that the cost leaves it out."""
    acm = {
        **NURSE,
        "months_nursing": 60,
        "months_acute_care": 60,
        "certifications": (),
        "settings": ("hospital",),
    }
    for route in routes_of(acm):
        unknown = [charge for step in route.steps for charge in step.charges if charge.span.high is None]
        assert bool(unknown) == any("not in the cost" in caution for caution in route.cautions)


def test_an_exam_that_is_open_now_comes_first_and_once() -> None:
    """Someone eligible is sent to the exam by its next deadline, to the day, and not once more as a step."""
    eligible = {**NURSE, "months_nursing": 120, "months_case_management": 60, "months_acute_care": 60}
    actions = advise(CATALOG, eligible, TODAY).next_actions
    assert actions[0].title == "Apply for the CCM by January 31, 2027. The exam is in April 2027."
    assert actions[0].by_month == "2026-11"
    assert sum("CCM" in action.title and "Apply" in action.title for action in actions) == 1
    for day, same in ((date(2027, 1, 31), True), (date(2027, 2, 1), False)):
        assert (advise(CATALOG, eligible, day).next_actions[0].title == actions[0].title) is same


def test_the_degree_that_a_certification_takes_is_studied_beside_a_wished_job() -> None:
    """An aide who wants to stay in behavioral health begins there, and studies for the CCM meanwhile."""
    aide: dict[str, Value] = {
        "situation": "no_degree", "education": "high_school", "licenses": (), "state": "ID",
        "background": "human_services", "work_now": "direct_service", "work_setting": "behavioral_health",
        "settings": ("behavioral_health",), "months_direct_service": 36, "months_case_management": 0,
        "keep_working": "yes", "certifications": (),
    }  # fmt: skip
    first = advise(CATALOG, aide, TODAY).routes[0]
    assert "behavioral_health" in first.destination.settings
    degrees = [step for step in first.steps if step.study]
    assert first.typical == 0
    assert degrees
    assert first.months_to_certified is not None
    assert first.months_to_certified >= max(step.end for step in degrees) > 24
    assert all(step.required_by == "issuer" for step in degrees)
    assert (first.cost.high or 0) >= sum(step.cost.high or 0 for step in degrees) > 0
    elsewhere = advise(CATALOG, {**aide, "settings": ("housing",), "work_setting": "other"}, TODAY).routes[0]
    assert "behavioral_health" not in elsewhere.destination.settings


@pytest.mark.parametrize(("settings", "wished"), [((), True), (("hospital",), True), (("insurance",), False)])
def test_without_a_wish_every_place_is_wished(settings: tuple[str, ...], wished: bool) -> None:
    """With one, only a place in a setting that was named."""
    answers: dict[str, Value] = {**NURSE, "settings": settings}
    way = cast("Candidate", SimpleNamespace(destination=CATALOG.destinations["hospital_rn"]))
    assert Ranking(CATALOG, answers, Person(CATALOG.facts, answers), frozenset()).wished(way) is wished


def test_only_who_needs_nothing_more_is_told_to_meet_the_rules() -> None:
    """A nurse with all that is usual is; on a solid way with a degree to earn first nobody is."""
    qualified = CATALOG.words["why_qualified"]
    told = {
        bool(route.why[0] == qualified)
        for route in advised(NURSE).routes
        if not route.typical and route.solid
    }
    assert told == {True}
    ways = [route for route in advised({"education": "high_school"}).routes if route.solid and route.typical]
    assert ways
    assert not any(qualified in route.why for route in ways)


@pytest.mark.parametrize(("earning", "months"), [("yes", 0), ("no", 12)])
def test_a_program_under_way_holds_up_the_job_that_its_pace_leaves_no_room_for(
    earning: str, months: int
) -> None:
    """Child welfare takes a bachelor's: beside a job one begins now, full time after it."""
    student: dict[str, Value] = {
        "background": "social_work", "education": "bachelor", "field": "social_work", "state": "OH",
        "enrolled_in": "msw", "months_left": 12, "licenses": (), "keep_working": earning,
    }  # fmt: skip
    route = next(each for each in advised(student).routes if each.destination.id == "child_welfare_sw")
    assert [(step.id, step.end) for step in route.steps if step.study] == [("msw", 12)]
    assert route.typical == months


def test_a_program_under_way_is_priced_at_each_pace_that_somebody_may_be_in_it() -> None:
    """8 months of it are a third of an MSW at full time and a sixth of one beside a job."""
    student: dict[str, Value] = {
        "background": "social_work", "education": "bachelor", "field": "psychology", "state": "NY",
        "enrolled_in": "msw", "months_left": 8, "licenses": (), "work_now": "direct_service",
    }  # fmt: skip

    def cost(**more: Value) -> tuple[int | None, int | None]:
        steps = (step for route in advised({**student, **more}).routes for step in route.steps)
        found = next(step.cost for step in steps if step.id == "msw")
        return found.low, found.high

    (part, _), (_, full) = cost(keep_working="yes"), cost(keep_working="no")
    assert cost() == cost(keep_working="unknown") == (part, full)
    assert full is not None
    assert part is not None
    assert full > 2 * part
    assert cost(work_now="none") == cost(keep_working="no")


@pytest.mark.parametrize(("supervising", "months"), [(None, 24), ("unknown", 24), (0, 24), (6, 6)])
def test_a_present_job_adds_to_supervising_where_months_of_it_are_stated(
    supervising: Value | None, months: int
) -> None:
    """Twelve of them stand in for twenty-four of the work; whoever does not know supervises nobody."""
    manager: dict[str, Value] = {
        "background": "nursing", "education": "bachelor", "field": "nursing", "licenses": ("rn",),
        "license_status": "active", "state": "OH", "work_now": "case_manager", "work_setting": "hospital",
        "months_case_management": 0, "months_case_management_under_ccm": 0, "months_nursing": 0,
    }  # fmt: skip
    answers = manager if supervising is None else {**manager, "months_supervising_case_managers": supervising}
    stay = next(route for route in advised(answers).routes if route.stay)
    assert stay.certification == "ccm"
    assert next(step.months for step in stay.steps if step.lane == "work") == months


def test_one_month_is_a_month_and_more_are_months() -> None:
    """Wherever a route speaks of them."""
    routes = advised(NURSE).routes
    said = " ".join(text for route in routes for text in (*route.why, *route.cautions))
    assert re.search(r"\b[02-9] months\b", said)
    assert not re.search(r"\b1 months\b|\b(?!1 )\d+ month\b", said)


def test_what_the_usual_degree_is_out_of_reach_of_stays_a_long_shot_behind_all_else() -> None:
    """A student who studies online only is shown the places that law alone would let them into."""
    routes = advised({**people.PEOPLE[people.SENIOR], "online": "required"}).routes
    far = {"health_home_sw", "early_intervention_sw"} & {route.destination.id for route in routes}
    assert far
    assert not any(route.solid for route in routes if route.destination.id in far)


@pytest.mark.parametrize(("program", "told"), [("adn", True), ("bsn", False)])
def test_aid_for_a_community_college_is_for_a_degree_below_a_bachelors(program: str, told: bool) -> None:
    """Massachusetts pays for an associate degree there, and not for four years elsewhere."""
    student: Answers = {
        "situation": "student", "background": "nursing", "education": "high_school", "enrolled_in": program,
        "months_left": 12, "state": "MA", "licenses": (),
    }  # fmt: skip
    assert ("ma_reconnect" in {offer.entry.id for offer in advised(student).aid}) is told
