"""One place at a time: what it asks of somebody, what of that can be planned, and what is left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from casemgr_cli.domain.careers import Requirement
from casemgr_cli.domain.conditions import All, Compare, Degree, Licensed
from casemgr_cli.domain.facts import UNKNOWN
from casemgr_cli.engine.planner import Planner
from casemgr_cli.engine.ways import ANYTHING
from tests.people import CATALOG, TODAY

if TYPE_CHECKING:
    from casemgr_cli.domain.advice import Route
    from casemgr_cli.domain.careers import Destination
    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.facts import Answers, Value
    from casemgr_cli.engine.candidates import Candidate

NURSE: dict[str, Value] = {
    "background": "nursing",
    "education": "bachelor",
    "field": "nursing",
    "licenses": ("rn",),
    "license_status": "active",
    "state": "OR",
    "months_nursing": 60,
    "months_acute_care": 60,
    "certifications": (),
}
PLACES = CATALOG.destinations
# No step adds to this counter, so that only an answer, or a job that adds to it, can meet what asks for it.
COUNTER = "months_supervising_case_managers"
MSN = Degree(("master",), ("nursing",))
YEAR = Compare(COUNTER, "at_least", (12,))
BARE = replace(PLACES["hospital_rn"], id="bare", must=(), usually=(), experience=None, earns=())


def demand(made_by: str = "law", strength: str = "") -> Requirement:
    """Return that a place asks for a year of leading others."""
    return Requirement("A year", made_by, "judgement", False, YEAR, strength=strength)


def bedside_months(least: int) -> Condition:
    """Return that somebody has so many months at the bedside."""
    return Compare("months_acute_care", "at_least", (least,))


def planner(**changes: Value | None) -> Planner:
    """Return the planner of the nurse, with some answers changed; None takes one away."""
    answers = {key: value for key, value in {**NURSE, **changes}.items() if value is not None}
    return Planner(CATALOG, answers, TODAY)


def kinds(place: Destination, months: int | None, *, stay: bool = False) -> list[str]:
    """Return the kinds of demands of a place for a nurse who led others for so long; none if she is out."""
    found, _, asked = planner(**{COUNTER: months}).candidates(place, stay=stay)
    if not found or asked is None:
        return []
    return [kind for kind in ("law", "habits", "open_", "unknown", "unmet") if getattr(asked, kind)]


LAW = replace(BARE, id="law", must=(demand(),))
HABIT, ISSUER = (replace(BARE, id=by, usually=(demand(by, "often"),)) for by in ("employers", "issuer"))


@pytest.mark.parametrize(
    ("place", "months", "found"),
    [
        (LAW, 12, ["law"]),
        (LAW, 11, []),
        (LAW, None, ["open_"]),
        (HABIT, 12, ["habits"]),
        (HABIT, 11, ["unmet"]),
        (HABIT, None, ["unknown"]),
        (ISSUER, 11, ["unmet"]),
        (ISSUER, None, ["open_"]),
        (replace(BARE, usually=(demand("employers", "sometimes"),)), 0, []),
    ],
)
def test_what_no_step_supplies_is_met_open_or_unmet(
    place: Destination, months: int | None, found: list[str]
) -> None:
    """Unmet law keeps somebody out; an unmet habit makes a long shot; an issuer's rule is open."""
    assert kinds(place, months) == found


def test_who_works_there_is_an_exception_to_a_law_that_the_job_itself_meets() -> None:
    """Months in the job make up for those that lack, where it adds some."""
    growing = replace(LAW, earns=(COUNTER,))
    assert kinds(growing, 0, stay=True) == ["open_"]
    assert kinds(growing, 0) == []
    assert kinds(LAW, 0, stay=True) == []


def test_who_stays_is_asked_for_no_habits() -> None:
    """Whoever has the job has met them."""
    assert kinds(HABIT, 0, stay=True) == []
    (way,), _, asked = planner(**{COUNTER: 0}).candidates(HABIT, stay=True)
    assert asked is not None
    assert (way.typical, way.solid, asked.habits) == (0, True, ())


@pytest.mark.parametrize(("state", "law", "open_"), [(None, 1, 1), ("GA", 2, 0), ("OR", 1, 0)])
def test_without_a_state_one_line_stands_for_all_rules_of_states(
    state: str | None, law: int, open_: int
) -> None:
    """Some states have a rule of their own for workers' compensation, Georgia one that she can meet."""
    asked = planner(state=state).candidates(replace(PLACES["workers_comp_rn"], experience=None))[2]
    assert asked is not None
    assert (len(asked.law), len(asked.open_)) == (law, open_)


def test_a_rule_that_nobody_found_is_open_where_it_holds() -> None:
    """New York's was found, Oregon's was, Iowa's was not."""
    for state, open_ in (("NY", 0), ("IA", 1)):
        asked = planner(state=state).candidates(PLACES["ltss_rn"])[2]
        assert asked is not None
        assert sum(each.ask is not None for each in asked.open_) == open_


def test_a_place_out_of_reach_by_a_limit_says_which_and_is_asked_nothing() -> None:
    """Neither the setting avoided nor its ways are looked at."""
    ways, (excluded,), asked = planner(settings_avoid=("hospital",)).candidates(BARE)
    assert (ways, asked, excluded.id) == ([], None, BARE.id)
    assert excluded.why == CATALOG.words["excluded_avoided"]


def test_limits_bar_the_usual_experience_only_of_whoever_surely_lacks_it() -> None:
    """Nobody who must not lift earns bedside months; who does not know how many she has may have them."""
    hurt: dict[str, Value] = {"limits": ("lifting",), "months_case_management": 0}
    place = PLACES["hospital_rn"]
    assert planner(**hurt, months_acute_care=0).candidates(place)[0] == []
    for had in ({"months_acute_care": 30}, {"months_acute_care": "unknown"}):
        assert planner(**{**hurt, **had}).candidates(place)[0]
    assert planner(limits=(), months_acute_care=0).candidates(place)[0]


@pytest.mark.parametrize(
    ("below", "or_solid", "found"), [(99, False, True), (3, False, False), (3, True, True)]
)
def test_the_shortest_way_is_left_out_where_it_takes_too_long_unless_solid_will_do(
    below: int, or_solid: bool, found: bool
) -> None:
    """Thirty months at the bedside are no way to begin before the third month."""
    new = planner(months_acute_care=0, months_nursing=0, months_case_management=0)
    place, law = PLACES["hospital_rn"], replace(BARE, must=PLACES["hospital_rn"].must)
    shortest = new.shortest(place, below=below, or_solid=or_solid)
    assert shortest is None if not found else shortest == (30, True)
    assert new.shortest(law, below=1) == (0, True)
    assert new.shortest(place, stay=True) == (0, True)
    assert new.shortest(HABIT) == (0, False)
    assert planner(**{COUNTER: 0}).shortest(LAW) is None


def test_what_the_law_alone_takes_is_told_beside_what_is_usual() -> None:
    """Who has none of the usual months could begin at once; what bends is said, and only then."""
    (way, *_), _, _ = planner(months_acute_care=0, months_case_management=0).candidates(PLACES["hospital_rn"])
    assert (way.earliest, way.typical) == (0, 30)
    assert way.bends == (PLACES["hospital_rn"].experience.text,)  # type: ignore[union-attr]
    (ready, *_), _, _ = planner().candidates(PLACES["hospital_rn"])
    assert (ready.earliest, ready.typical, ready.bends) == (0, 0, ())
    (unsure, *_), _, _ = planner().candidates(LAW)
    assert (unsure.earliest, unsure.typical) == (None, 0)


def test_a_present_job_adds_what_its_place_adds_and_what_is_stated_of_it() -> None:
    """Stated months of a part say that the job adds to it, a stated none that it does not."""
    place, part = PLACES["hospital_rn"], "months_case_management_under_ccm"
    here: dict[str, Value] = {"work_now": "case_manager", "work_setting": "hospital"}
    assert part in planner().earned(place)
    assert part in planner(**{part: 0}).earned(place)
    assert part in planner(**here).earned(place)
    assert part not in planner(**here, **{part: 0}).earned(place)
    assert part in planner(**here, **{part: 3}).earned(replace(place, earns=()))
    assert part in planner(**{**here, "work_setting": "insurance", part: 0}).earned(place)
    assert part in planner(**{**here, "work_now": "hospital_nursing", part: 0}).earned(place)


def test_a_certification_may_wait_for_a_program_that_goes_on_beside_the_job() -> None:
    """Hospitals take aides without a degree who have some months; those there count once the BSW is done."""
    student: Answers = {
        "background": "social_work", "education": "high_school", "enrolled_in": "bsw", "months_left": 12,
        "keep_working": "yes", "licenses": (), "state": "OH", "months_direct_service": 12,
    }  # fmt: skip
    (way,), _, _ = Planner(CATALOG, student, TODAY).candidates(PLACES["hospital_hs"])
    assert [(slot.task.step.id, slot.end) for slot in way.slots] == [("bsw", 12)]
    assert (way.typical, way.tail.certification, way.tail.ready) == (0, "ccm", 24)
    longer: Answers = {**student, "months_left": 40}
    (late,), _, _ = Planner(CATALOG, longer, TODAY).candidates(PLACES["hospital_hs"])
    assert (late.typical, late.tail.ready) == (0, 40)


def test_where_somebody_works_is_where_she_could_stay() -> None:
    """Unless she wishes for another setting, or is no case manager."""
    here: dict[str, Value] = {"work_now": "case_manager", "work_setting": "hospital"}

    def stays(**more: Value | None) -> set[str]:
        routes = planner(**{**here, **more}).plan().routes
        return {route.destination.id for route in routes if route.stay}

    assert stays() == {"hospital_rn"}
    assert stays(settings=("hospital", "insurance")) == {"hospital_rn"}
    assert stays(settings=("insurance",)) == set()
    assert stays(work_now="hospital_nursing") == set()
    assert stays(work_setting="insurance") == {"health_plan_rn"}
    assert stays(work_setting=None) == set()


@pytest.mark.parametrize(("first", "named"), [(Licensed(("rn",)), 1), (MSN, 1), (YEAR, 0)])
def test_the_law_that_keeps_somebody_out_is_named(first: Condition, named: int) -> None:
    """Of several the first that no step can meet: neither one that is met nor one that takes a degree."""
    law = tuple(replace(demand(), text=f"Rule {i}", when=when) for i, when in enumerate((first, YEAR)))
    place = replace(BARE, must=law)
    plan = Planner(replace(CATALOG, destinations={place.id: place}), {**NURSE, COUNTER: 0}, TODAY).plan()
    assert [each.why for each in plan.excluded] == [
        CATALOG.words["excluded_law"].format(rule=f"Rule {named}")
    ]


CCM = Requirement("A CCM", "issuer", "judgement", False, Compare("certifications", "has", ("ccm",)))
LATER = replace(BARE, id="later", must=(CCM,))
# What nobody said, and no step gives; what was said.
UNSAID = replace(demand("employers", "often"), when=Compare("disability_management_now", "is", ("yes",)))
COUNSELOR: dict[str, Value] = {
    "background": "human_services",
    "education": "master",
    "field": "counseling",
    "licenses": ("counselor",),
}
OREGON = replace(demand("employers", "often"), when=Compare("state", "is", ("OR",)))


def later(*places: Destination) -> tuple[list[Route], list[str]]:
    """Return the ways of a nurse without case management to a hospital and some places, and what is out."""
    named = {place.id: place for place in (PLACES["hospital_rn"], *places)}
    answers: Answers = {**NURSE, "months_case_management": 0, COUNTER: 0}
    found = Planner(replace(CATALOG, destinations=named), answers, TODAY).plan()
    return [each for each in found.routes if each.destination.id != "hospital_rn"], [
        each.id for each in found.excluded
    ]


def test_a_place_that_takes_a_certification_is_reached_through_another_one() -> None:
    """Whose job leads to it, in the months that this takes; none leads to what no job gives."""
    (route,), out = later(LATER)
    assert (route.id, out) == ("later.strong.now.by.hospital_rn", [])
    assert route.through is PLACES["hospital_rn"]
    assert (route.typical, route.earliest, route.stay, route.solid) == (0, 0, False, True)
    assert later(replace(LATER, must=(CCM, demand()))) == ([], ["later"])
    assert later(replace(LATER, must=(CCM, demand()), neighbor=True)) == ([], [])
    assert later(replace(LATER, background="social_work")) == ([], ["later"])


@pytest.mark.parametrize(
    ("habit", "earliest", "unmet"),
    [(demand("employers", "often"), 0, ("A year",)), (UNSAID, None, ()), (OREGON, 0, ())],
)
def test_what_is_usual_there_and_not_met_on_the_way_is_told(
    habit: Requirement, earliest: int | None, unmet: tuple[str, ...]
) -> None:
    """As unmet, or as open where an answer decides it; both bend the rule."""
    (route,), _ = later(replace(LATER, usually=(habit, replace(CCM, strength="often"))))
    open_ = () if earliest == 0 else (habit.text,)
    assert (route.earliest, route.unmet, route.bends) == (earliest, unmet, unmet or open_)
    assert tuple(each.text for each in route.open) == open_


@pytest.mark.parametrize(
    ("setting", "answers", "place"),
    [
        ("hospital", {}, "hospital_rn"),
        ("community", {}, "ltss_rn"),
        ("community", {"populations": ("mental_health",)}, "behavioral_health_rn"),
        ("hospital", {"licenses": ("social_work_master",), "education": "master"}, "hospital_sw"),
        ("hospital", {"licenses": ()}, "hospital_bsw"),
        ("insurance", {"licenses": ()}, "health_plan_bsw"),
        ("government", {"licenses": ("social_work_master",), "education": "master"}, "public_agency_sw"),
        ("dialysis", {"licenses": ()}, "dialysis_sw"),
        ("hospital", COUNSELOR, "hospital_counselor"),
        ("hospital", {"licenses": UNKNOWN, "education": "master", "field": "nursing"}, "hospital_hs"),
    ],
)
def test_of_the_places_of_a_setting_a_case_manager_has_the_likeliest(
    setting: str, answers: dict[str, Value], place: str
) -> None:
    """One whose law lets her work there, on her side, of her own setting first, with her people."""
    there = {id_: each for id_, each in PLACES.items() if setting in each.settings}
    here: Answers = {
        **NURSE,
        "work_now": "case_manager",
        "work_setting": setting,
        "months_case_management": 6,
    }
    more = {"background": "social_work", "field": "social_work"} if "licenses" in answers else {}
    routes = Planner(replace(CATALOG, destinations=there), {**here, **more, **answers}, TODAY).plan().routes
    assert [route.destination.id for route in routes if route.stay] == [place]


CLAIMS: Answers = {
    "work_now": "claims",
    "state": "OH",
    "licenses": (),
    "disability_management_now": "no",
    "certifications": (),
}


def leave_manager(**more: Value) -> list[Candidate]:
    """Return an adjuster's ways to manage leaves."""
    return Planner(CATALOG, {**CLAIMS, **more}, TODAY).candidates(PLACES["disability_management_hs"])[0]


def test_the_work_of_today_is_not_taken_up_again_after_a_program_that_ended_it() -> None:
    """Two years of college first leave other work to do."""
    (way,) = leave_manager(education="high_school")
    assert [(slot.task.step.id, slot.start) for slot in way.slots] == [
        ("associate_human_services", 0),
        ("bachelor_human_services_completion", 24),
        ("direct_service", 24),
    ]


def test_the_work_of_today_stays_beside_other_work_where_it_certifies_sooner() -> None:
    """Months with clients are the shorter way to the job, leave cases the shorter one to the CDMS."""
    ways = leave_manager(education="master", field="nursing", months_direct_service=12)
    found = {way.slots[0].task.step.id: (way.typical, way.tail.ready) for way in ways}
    assert found == {"direct_service": (12, 24), "disability_work": (16, 12)}


@pytest.mark.parametrize(
    ("certifications", "now", "work"),
    [
        ((), "none", ""),
        (("cdms",), "none", "disability_work"),
        (("cdms",), "hospital_nursing", "bedside_nursing"),
        ((), "claims", "disability_work"),
    ],
)
def test_the_likeliest_work_is_that_of_today_and_else_what_certifies(
    certifications: tuple[str, ...], now: str, work: str
) -> None:
    """Where nobody works, months that a certification of the place asks for are the ones to make."""
    ways, _, _ = planner(work_now=now).candidates(replace(BARE, certifications=certifications))
    assert {way.own_work for way in ways} == {work}


@pytest.mark.parametrize(("field", "begun"), [("psychology", True), ("other", False), (UNKNOWN, False)])
def test_a_field_that_nobody_knows_is_none_that_was_begun(field: str, begun: bool) -> None:
    """A bachelor's in psychology is for who began one."""
    made = planner(education="associate", field=field, licenses=())
    assert ("bachelor_psychology" in made.suited) is begun


def test_of_each_side_the_best_way_is_told() -> None:
    """As the whole plan has it first; a side without a way is left out, and a neighbor is none."""
    places = {id_: PLACES[id_] for id_ in ("hospital_rn", "hospital_hs", "vr_counselor")}
    made = Planner(replace(CATALOG, destinations=places), NURSE, TODAY)
    assert {side: route.destination.id for side, route in made.sides().items()} == {
        "nursing": "hospital_rn",
        "human_services": "hospital_hs",
    }
    first = made.first()
    assert first
    assert first.destination.id == "hospital_rn"


def test_an_answer_may_settle_what_is_open_or_shorten_what_is_long() -> None:
    """One that touches nothing of a way does neither, nor one that leads there in as many months."""
    made = planner(months_acute_care=None, months_nursing=None)
    (open_, *_), _, _ = made.candidates(HABIT)
    (long, *_), _, _ = made.candidates(PLACES["hospital_rn"])
    led, bedside = made.gain("nursing", COUNTER, 12), made.gain("nursing", "months_acute_care", 30)
    assert (open_.solid, long.solid, long.typical) == (False, True, 30)
    assert made.may_gain(open_, led, 0)
    assert not made.may_gain(open_, bedside, 0)
    assert made.may_gain(long, bedside, 30)
    assert not made.may_gain(long, bedside, 0)
    assert made.may_gain(open_, ANYTHING, 0)
    part = replace(demand("employers", "often"), when=All((bedside_months(30), YEAR)))
    for usually, settled in (((part,), True), ((part, UNSAID), False)):
        place = replace(BARE, id=f"part{len(usually)}", usually=usually)
        (half, *_), _, _ = made.candidates(place)
        assert made.may_gain(half, bedside, 0) is settled


PRESENT: Answers = {
    "situation": "case_manager",
    "education": "bachelor",
    "field": "psychology",
    "background": "human_services",
    "licenses": (),
    "fieldwork": "no",
    "state": "NE",
    "work_now": "case_manager",
}
THERAPIST: Answers = {
    "situation": "other_clinician",
    "education": "bachelor",
    "field": "counseling",
    "background": "nursing",
    "licenses": ("counselor",),
    "license_status": "active",
    "state": "FL",
    "months_case_management": 0,
    "keep_working": "no",
    "work_now": "other_health",
}


@pytest.mark.parametrize(
    ("answers", "key", "value"),
    [
        (PRESENT, "work_now", "claims"),
        (PRESENT, "settings_avoid", ("hospital",)),
        (THERAPIST, "work_now", "case_manager"),
        (THERAPIST, "priority", "soonest"),
        (NURSE, "hours_per_week", 12),
        (NURSE, "us_citizen", "no"),
        (NURSE, "work_setting", "insurance"),
        ({**NURSE, "limits": ("lifting",)}, "work_now", "case_manager"),
    ],
)
def test_another_answer_leads_where_it_would_have_led_from_the_start(
    answers: Answers, key: str, value: Value
) -> None:
    """What is taken over from the first planning is what planning anew would find."""

    def led_to(made: Planner) -> list[object]:
        found = [made.candidates(place) for place in PLACES.values()]
        ways = [(c.id, c.measures(), c.earliest, c.pay, c.own_work) for each in found for c in each[0]]
        return [*ways, *((barriers, asked) for _, barriers, asked in found)]

    first = Planner(CATALOG, answers, TODAY)
    led_to(first)
    assert led_to(first.with_answer(key, value)) == led_to(Planner(CATALOG, {**answers, key: value}, TODAY))
