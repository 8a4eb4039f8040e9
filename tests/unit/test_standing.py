"""Where somebody stands today: what is left of a program, and what their answers are planned with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from casemgr_cli.domain.conditions import Compare
from casemgr_cli.domain.figures import Span
from casemgr_cli.engine.certifying import bounds
from casemgr_cli.engine.costs import priced
from casemgr_cli.engine.eligibility import months_short
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.planner import Planner, plan
from casemgr_cli.engine.ranking import Doors, Ranking
from casemgr_cli.engine.standing import as_good_as_known, enough, planned, steps_for
from casemgr_cli.engine.ways import ANYTHING
from tests.people import CATALOG, PEOPLE, TODAY, advised

if TYPE_CHECKING:
    from collections.abc import Callable

    from casemgr_cli.domain.advice import Route, RouteStep
    from casemgr_cli.domain.facts import Answers, Value

# A nurse who has a master's, and did not say in which field.
WITH_MASTERS: dict[str, Value] = {
    "education": "master",
    "licenses": ("rn",),
    "license_status": "active",
    "state": "PA",
    "months_case_management": 24,
}


@pytest.mark.parametrize(
    ("told", "pace"),
    [
        ({"keep_working": "no", "work_now": "hospital_nursing"}, "full_time"),
        ({"keep_working": "yes", "work_now": "none"}, "part_time"),
        ({"keep_working": "unknown", "work_now": "hospital_nursing"}, "part_time"),
        ({"work_now": "hospital_nursing"}, "part_time"),
        ({"work_now": "none"}, "full_time"),
        ({"work_now": "unknown"}, "full_time"),
        ({}, "full_time"),
    ],
)
def test_a_program_under_way_is_what_is_left_of_it_at_its_share_of_the_price(
    told: Answers, pace: str
) -> None:
    """Twelve months left of an MSW are so much of its length; who earns beside it is in it part time.

    Whoever works and did not say whether they must may be in it full time: that is the high end of the price.
    """
    answers: Answers = {"enrolled_in": "msw", "months_left": 12, "state": "MD", **told}
    whole = priced(CATALOG, answers)["msw"]
    taken = next(each for each in whole.paces if each.name == pace)
    assert taken.months.high
    rest = steps_for(CATALOG, answers)["msw"]
    (left_pace,) = rest.paces
    assert left_pace.months == Span(12, 12)
    assert left_pace.work_alongside == (pace == "part_time") == taken.work_alongside
    sure = pace == "full_time" or told.get("keep_working") == "yes"
    shortest = taken.months.high if sure else min(each.months.high or 0 for each in whole.paces)
    for mine, all_of_it in zip(rest.charges, whole.charges, strict=True):
        ends = ((mine.low, all_of_it.low, taken.months.high), (mine.high, all_of_it.high, shortest))
        for left, full, months in ends:
            assert left == (None if full is None else round(full * 12 / months))
    assert rest.cost.high
    assert whole.cost.high
    assert rest.cost.high < whole.cost.high


def test_a_price_that_was_assumed_is_not_verified() -> None:
    """Tuition is verified where its price was read and how much of it a program takes is not assumed."""
    steps = priced(CATALOG, {"state": "MD"}).values()
    tuition = [(step, charge) for step in steps for charge in step.charges if charge.kind == "tuition"]
    assert {charge.verified for step, charge in tuition if step.price.assumed} == {False}
    assert all(charge.verified for step, charge in tuition if step.id in {"bsn", "msw"})
    noted = [(step.price.note, charge.note or "") for step, charge in tuition if step.price.note]
    assert noted
    assert all(note in told for note, told in noted)


def test_where_the_rules_draw_their_lines() -> None:
    """The lines for a number are those of the rules that read it, and of no other rule."""
    assert bounds(CATALOG, "months_case_management_under_ccm") == (12,)
    assert bounds(CATALOG, "education") == ()


@pytest.mark.parametrize("person", ["case-03", "bsw-recent", "lpn-keeps-working"])
def test_the_first_route_alone_is_the_first_of_all(person: str) -> None:
    """Whoever asks for the first route gets the one that the whole plan puts first, and no neighbor's."""
    planner = Planner(CATALOG, PEOPLE[person], TODAY)
    first = planner.first()
    assert first
    assert first.id == plan(CATALOG, PEOPLE[person], TODAY).routes[0].id
    assert not first.destination.neighbor


def test_a_program_beside_the_job_puts_no_certification_off() -> None:
    """Months whose duties may not count are done again in the job, while the program goes on beside it."""
    answers: dict[str, Value] = {
        "background": "nursing",
        "education": "bachelor",
        "field": "nursing",
        "accredited": "yes",
        "fieldwork": "yes",
        "licenses": ("rn",),
        "license_status": "active",
        "certifications": (),
        "state": "CA",
        "months_nursing": 36,
        "months_acute_care": 36,
        "months_case_management": 60,
        "months_supervising_case_managers": 0,
        "priority": "best_paid",
        "keep_working": "yes",
        "duties": ("assess", "plan", "client_contact"),
        "enrolled_in": "entry-level-msn",
    }
    first = plan(CATALOG, answers, TODAY).routes[0]
    studying = next(step for step in first.steps if step.id == "entry_level_msn")
    assert first.months_to_certified
    assert first.typical < first.months_to_certified < studying.end


def test_who_holds_a_certification_is_certified_today() -> None:
    """No way to a place that asks for the CCM earns it again, nor counts months toward it."""
    answers: dict[str, Value] = {**PEOPLE["adn-well-paid"], "certifications": ("ccm",)}
    found = [route for route in plan(CATALOG, answers, TODAY).routes if route.certification == "ccm"]
    assert found
    assert all(route.months_to_certified == 0 for route in found)
    assert not any(step.id == "ccm" for route in found for step in route.steps)


def test_limits_close_every_door() -> None:
    """A place that somebody will not work in is no door that opens to them."""
    answers: dict[str, Value] = {**PEOPLE["adn-well-paid"], "settings": ()}
    way = Planner(CATALOG, answers, TODAY).candidates(CATALOG.destinations["hospital_rn"])[0][0]
    avoiding: dict[str, Value] = {**answers, "settings_avoid": CATALOG.facts["settings_avoid"].values}
    assert Doors(CATALOG, answers, planned(CATALOG.facts, answers)).after(way)
    assert not Doors(CATALOG, avoiding, planned(CATALOG.facts, avoiding)).after(way)


def test_doors_come_first_where_a_certification_is_years_away() -> None:
    """How near one is, is told by the person's own side alone, whatever is nearer on another. What a longer
    way has by its length alone does not count.
    """
    own = [route for route in advised(PEOPLE["case-37"]).routes if route.background == "nursing"]
    assert min(route.typical for route in own) >= CATALOG.planning.far

    def steps(route: Route) -> frozenset[str]:
        return frozenset(step.id for step in route.steps if step.end <= route.typical)

    def longer(route: Route) -> bool:
        same = [other for other in own if steps(other) == steps(route) and other.typical < route.typical]
        return any(
            (other.pay.ranked or 0) >= (route.pay.ranked or 0)
            and (other.cost.high or 0) <= (route.cost.high or 0)
            and (other.months_to_certified or 0) < (route.months_to_certified or 0)
            for other in same
        )

    doors = [route.doors for route in own if route.solid and not longer(route)]
    assert doors[0] > doors[-1]
    assert doors == sorted(doors, reverse=True)


def test_a_rule_to_be_found_out_matters_less_only_in_a_place_that_was_asked_for() -> None:
    """Who wants a hospital sees its open way among solid ones; of other places the solid one comes first.

    So does who wants workers' compensation: work there that a rule may close comes before solid work of the
    side at an insurer that certifies years later. Who wants insurers alone has not asked for it.
    """
    places = [route.destination.id for route in advised(PEOPLE["bsw-recent"]).routes]
    solid = {route.destination.id: route.solid for route in advised(PEOPLE["bsw-recent"]).routes}
    assert (solid["hospital_bsw"], solid["behavioral_health_sw"], solid["va_sw"]) == (False, True, False)
    assert places.index("hospital_bsw") < places.index("behavioral_health_sw") < places.index("va_sw")
    graduate: Answers = {
        "background": "human_services", "education": "bachelor", "field": "human_services", "licenses": (),
        "months_direct_service": 30, "months_case_management": 0, "certifications": (),
    }  # fmt: skip
    certified = {**graduate, "fieldwork": "yes"}
    wishes = ((graduate, ("insurance", "workers_comp"), True), (certified, ("insurance",), False))
    for who, settings, asked_for in wishes:
        routes = advised({**who, "settings": settings}).routes
        insurers = [route.destination.id for route in routes if route.background == "human_services"]
        assert (insurers.index("workers_comp_hs") < insurers.index("health_plan_hs")) is asked_for


def test_a_usual_demand_that_no_step_meets_is_unmet_and_not_open() -> None:
    """A counselor with one year is short of the years usual in private care, which no answer decides."""
    routes = advised(PEOPLE["counselor-one-year"]).routes
    private = [route for route in routes if route.destination.id.startswith("private_care")]
    assert private
    for route in private:
        assert route.plan == "entry"
        assert any("Two years of supervised care management" in text for text in route.unmet)
        assert not any("Two years" in item.text for item in route.open)


def test_only_what_nobody_answered_would_shorten_a_way() -> None:
    """No fork asks again for a license that is stated, nor for anything else that is."""
    answers = PEOPLE["case-48"]
    forks = [fork for route in advised(answers).routes for fork in route.forks]
    assert forks
    assert {fork.key for fork in forks}.isdisjoint(answers)


def test_what_is_earned_on_the_way_depends_on_no_supervisor() -> None:
    """Of a certification that the steps before the job bring, no fork tells who supervises the job."""
    answers = {**WITH_MASTERS, "months_case_management_health_system": 24}
    del answers["months_case_management"]
    planned_ = advised(answers).routes
    earned = [each for each in planned_ if each.certification in {step.id for step in before_job(each)}]
    assert earned
    keys = {fork.key for route in earned for fork in route.forks}
    assert keys
    assert "months_case_management_under_ccm" not in keys


def before_job(route: Route) -> list[RouteStep]:
    """Return the steps that are done when the first job begins."""
    return [step for step in route.steps if step.end <= route.typical]


def test_a_field_of_study_is_tried_value_by_value() -> None:
    """It has as many values as are ever tried: a nurse with a master's is asked in which field it is."""
    routes = {route.destination.id: route for route in reversed(advised(WITH_MASTERS).routes)}
    (fork,) = [fork for fork in routes["hospital_rn"].forks if fork.key == "field"]
    assert (fork.value, fork.typical) == ("nursing", 0)
    assert routes["hospital_rn"].typical > 0


@pytest.mark.parametrize(
    ("budget", "first"), [(40_000, "accelerated_bsn"), (33_500, "nursing_prerequisites")]
)
def test_a_budget_holds_from_the_first_dollar(budget: int, first: str) -> None:
    """The sooner way costs $33,908 in tuition: whoever has a little less takes the one that they can pay."""
    answers: dict[str, Value] = {**PEOPLE["psychology-no-fieldwork"], "budget": budget}
    planner = Planner(CATALOG, answers, TODAY)
    ways = planner.candidates(CATALOG.destinations["home_health_rn"])[0]
    assert sorted(way.tuition for way in ways) == [21_945, 33_908]
    ranked = Ranking(CATALOG, answers, planner.person, frozenset()).sort(ways)
    assert ranked[0].slots[0].task.step.id == first


def test_no_months_are_counted_where_none_are_missing() -> None:
    """Whoever lacks hours of education alone is not told that so many months are left."""
    (found,) = [
        each for each in advised(PEOPLE["certify-only"]).verdicts if each.certification.id == "cmgt-bc"
    ]
    assert found.verdict == "not_yet"
    assert found.months_needed is None


@pytest.mark.parametrize("person", ["case-03", "case-48", "bsw-recent", "junior-open"])
def test_a_fork_makes_a_way_sooner_or_sure(person: str) -> None:
    """Planned with its answer alone, the place is reached in the months that it says, and that is a gain."""
    planner = Planner(CATALOG, PEOPLE[person], TODAY)
    routes = planner.plan().routes
    forks = [(route, fork) for route in routes for fork in route.forks if fork.certified is None]
    assert forks
    for route, fork in forks:
        found = planner.with_answer(fork.key, fork.value).shortest(route.destination, stay=route.stay)
        assert found
        assert found.months == fork.typical
        assert found.months < route.typical or (found.solid and not route.solid)


@pytest.mark.parametrize("person", ["case-03", "case-33", "case-35", "case-48", "adn-student"])
def test_what_is_not_tried_would_be_no_fork(person: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trying every answer, whatever it brings, finds the forks that are found without."""
    found = plan(CATALOG, PEOPLE[person], TODAY)
    monkeypatch.setattr(Planner, "gain", lambda *_: ANYTHING)
    every = plan(CATALOG, PEOPLE[person], TODAY)
    assert [route.forks for route in found.routes] == [route.forks for route in every.routes]


def test_who_may_sit_for_an_exam_applies_today() -> None:
    """Nothing more is asked for, so the way to the certification begins now, and ends with the next exam."""
    first = advised(PEOPLE["certify-only"]).routes[0]
    (step,) = [step for step in first.steps if step.id == first.certification]
    assert step.start == 0
    assert step.months == first.months_to_certified


@pytest.mark.parametrize("person", ["lpn-keeps-working", "case-01", "ged-cheapest"])
def test_another_way_worth_seeing_is_better_in_what_it_is_named_for(person: str) -> None:
    """The best paid pays more than the first, the cheapest costs less, what starts now starts sooner."""
    advice = advised(PEOPLE[person])
    ways = {route.id: route for route in (*advice.routes, *advice.neighbors)}
    first = advice.routes[0]
    better: dict[str, Callable[[Route], bool]] = {
        "best_paid": lambda way: (way.pay.ranked or 0) > (first.pay.ranked or 0),
        "cheapest": lambda way: (way.cost.high or 0) < (first.cost.high or 0),
        "start_now": lambda way: way.typical < first.typical,
        "other_side": lambda way: way.background != first.background,
    }
    named = {contrast.kind: ways[contrast.route] for contrast in advice.contrasts if contrast.kind in better}
    assert "best_paid" in named
    assert [kind for kind, way in named.items() if not better[kind](way)] == []


@pytest.mark.parametrize(
    ("multistate", "status", "again"),
    [
        ("yes", "active", False),
        ("no", "active", True),
        ("unknown", "active", True),
        ("yes", "restricted", True),
    ],
)
def test_a_multistate_license_covers_another_state_of_the_compact(
    multistate: str, status: str, *, again: bool
) -> None:
    """A nurse of Maryland needs no license of Virginia with one, unless hers has limits."""
    nurse: Answers = {"licenses": ("rn",), "license_states": ("MD",), "state": "VA"}
    steps = steps_for(CATALOG, {**nurse, "multistate_license": multistate, "license_status": status})
    assert ("license_by_endorsement" in steps) is again


def test_where_no_months_are_usual_none_are_asked_for() -> None:
    """A hospital that hires new social workers too is a door that is open to one."""
    answers: dict[str, Value] = {
        **PEOPLE["lmsw-new"],
        "months_direct_service": 0,
        "months_case_management": 0,
    }
    place = CATALOG.destinations["hospital_sw"]
    assert place.experience
    assert place.experience.months.low == 0
    alone = replace(CATALOG, destinations={place.id: place})
    person = planned(CATALOG.facts, answers)
    (way, *_) = Planner(CATALOG, answers, TODAY).candidates(place)[0]
    assert Doors(alone, answers, person).after(replace(way, person=person)) == {place.id}


def test_a_place_that_is_left_behind_is_no_door() -> None:
    """Posts that take a BSW are open to one, and no longer likely once the MSW is there."""
    answers: dict[str, Value] = {
        **PEOPLE["lmsw-new"],
        "education": "bachelor",
        "licenses": (),
        "state": "TX",
        "months_direct_service": 12,
    }
    place = CATALOG.destinations["behavioral_health_bsw"]
    person = planned(CATALOG.facts, answers)
    way = Planner(CATALOG, answers, TODAY).candidates(place)[0][0]
    doors = Doors(replace(CATALOG, destinations={place.id: place}), answers, person)
    assert doors.after(replace(way, person=person)) == {place.id}
    assert not doors.after(replace(way, person=person.after(CATALOG.steps["msw"].grants)))


@pytest.mark.parametrize(
    ("place", "answers", "met"),
    [
        ("health_plan_hs", {"months_direct_service": 12, "months_case_management": 6}, True),
        ("health_plan_hs", {"months_direct_service": 12, "months_case_management": 5}, False),
        ("health_plan_hs", {"months_direct_service": 17, "months_case_management": "unknown"}, False),
        ("utilization_review_rn", {"months_acute_care": 12, "months_utilization_review": 18}, True),
        ("nursing_facility_rn", {"months_nursing": 12, "months_case_management": 10}, False),
    ],
)
def test_months_of_work_that_leaves_the_other_out_are_added_up(
    place: str, answers: dict[str, Value], *, met: bool
) -> None:
    """A nurse's months of case management are months of nursing already, so these two are not."""
    usual = CATALOG.destinations[place].experience
    assert usual
    person = Person(CATALOG.facts, {"certifications": (), **answers})
    assert (truth(enough(usual, usual.midpoint, CATALOG, person.answers), person) is True) is met


def test_months_that_may_not_count_are_not_added_up() -> None:
    """Case management without all its duties may be other work."""
    usual = CATALOG.destinations["health_plan_hs"].experience
    assert usual
    months = {"months_direct_service": 12, "months_case_management": 6}
    answers: dict[str, Value] = {**months, "duties": ("assess", "plan")}
    person = Person(CATALOG.facts, answers)
    assert truth(enough(usual, usual.midpoint, CATALOG, answers), person) is not True


@pytest.mark.parametrize(("months", "short"), [(0, 12), (5, 7), (12, 0), (30, 0)])
def test_months_beyond_what_is_asked_are_not_owed_back(months: int, short: int) -> None:
    """Whoever has more months than a rule asks for lacks none, and has none too many."""
    person = Person(CATALOG.facts, {"months_case_management": months, "case_management_ended": 0})
    assert months_short(Compare("months_case_management", "at_least", (12,)), person) == short


def test_a_social_workers_months_in_a_hospital_are_none_at_the_bedside() -> None:
    """Her present kind of employer takes no experience for met without the license for the work."""
    told: dict[str, Value] = {"background": "nursing", "work_now": "case_manager", "work_setting": "hospital"}
    told |= {
        "education": "master",
        "field": "social_work",
        "licenses": ("social_work_master",),
        "state": "MD",
    }
    told |= {"license_status": "active", "months_case_management": 14, "limits": ()}
    routes = [route for route in plan(CATALOG, told, TODAY).routes if route.destination.id == "hospital_rn"]
    assert routes
    assert all(step_ids & {"bedside_nursing"} for step_ids in ({s.id for s in r.steps} for r in routes))


@pytest.mark.parametrize("more", [{}, {"foreign_degree": "yes"}, {"months_case_management_earlier": 6}])
def test_no_step_is_taken_twice(more: dict[str, Value]) -> None:
    """What comes before the job is not taken once more for a certification during the work before it; that is
    reached once it is done.
    """
    graduate: dict[str, Value] = {
        "background": "social_work", "education": "master", "field": "social_work", "accredited": "yes",
        "fieldwork": "yes", "licenses": (), "state": "NV", "months_case_management_earlier": 36,
    }  # fmt: skip
    routes = advised({**graduate, **more}).routes
    steps = {route.id: [step.id for step in route.steps] for route in routes}
    assert {id_: taken for id_, taken in steps.items() if len({*taken}) < len(taken)} == {}
    if not more:
        (way,) = [
            route for route in routes if route.id == "health_plan_sw.strong.aswb_masters+medical_social_work"
        ]
        at = {step.id: step for step in way.steps}
        assert at["aswb_masters"].end == at["case_management_education"].start == 3
        assert way.months_to_certified == at["case_management_education"].end == 5


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("keep_working", "no"),
        ("months_left", 3),
        ("state", "OH"),
        ("college", "private_nonprofit"),
        ("client_states", ("OH",)),
    ],
)
def test_another_answer_changes_the_steps_that_it_is_read_for(key: str, value: Value) -> None:
    """A program under way and licenses elsewhere are those of whoever gave that answer at first."""
    student: dict[str, Value] = {
        "situation": "student",
        "background": "social_work",
        "education": "bachelor",
        "field": "social_work",
        "enrolled_in": "msw",
        "months_left": 12,
        "keep_working": "yes",
        "licenses": ("social_work_bachelor",),
        "license_status": "active",
        "license_states": ("WI",),
        "state": "WI",
    }
    other = Planner(CATALOG, student, TODAY).with_answer(key, value)
    assert other.steps == Planner(CATALOG, {**student, key: value}, TODAY).steps
    assert other.steps != Planner(CATALOG, student, TODAY).steps


def test_a_license_is_planned_as_of_the_state_named_and_that_is_said() -> None:
    """Nobody said where it is from; who has none, or says where, reads nothing of it."""
    nurse: Answers = {"licenses": ("rn",), "license_status": "active", "state": "GA"}

    def told(answers: Answers) -> list[Value | None]:
        return [each.value for each in advised(answers).assumed if each.key == "license_states"]

    assert told(nurse) == told({**nurse, "license_states": "unknown"}) == [("GA",)]
    assert told({**nurse, "license_states": ("TN",)}) == told({**nurse, "licenses": ()}) == []


def test_of_a_pupil_alone_what_is_all_but_certain_is_known() -> None:
    """Who says only to be in high school has no license; of anybody else nothing is taken for known."""
    assert "licenses" in as_good_as_known(CATALOG.facts, {"situation": "high_school"})
    assert as_good_as_known(CATALOG.facts, {"situation": "nurse"}) == frozenset()
