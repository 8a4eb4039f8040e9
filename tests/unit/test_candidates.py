"""One way by itself, as it is named, measured and written out, and which of several are kept."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from casemgr_cli.domain.advice import Open
from casemgr_cli.domain.careers import Action, Grants, Pace
from casemgr_cli.domain.figures import Span
from casemgr_cli.engine.candidates import forks, unbeaten, unlike
from casemgr_cli.engine.certifying import FIRST_JOB, Tail
from casemgr_cli.engine.planner import Planner
from casemgr_cli.engine.routes import to_route
from casemgr_cli.engine.schedule import Slot, Task
from casemgr_cli.engine.standing import steps_for
from tests.people import CATALOG, TODAY

if TYPE_CHECKING:
    from casemgr_cli.domain.advice import Route
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
    "months_case_management": 0,
    "certifications": (),
}
PLACE, STEPS = CATALOG.destinations["hospital_rn"], CATALOG.steps
PLANNER = Planner(CATALOG, NURSE, TODAY)
(READY,) = PLANNER.candidates(PLACE)[0]
DEMAND = PLACE.usually[0]
HOLDS_CCM = Grants(certifications=("ccm",))


def slot(id_: str, start: int = 0, months: int = 12, pace: str = "", hours: int = 20) -> Slot:
    """Return a step on the calendar."""
    taken = Pace(pace, Span(months, months), hours, True) if pace else None
    return Slot(Task(PLANNER.steps[id_], taken, months, 0), start)


def way(*slots: Slot, **changes: Any) -> Candidate:  # noqa: ANN401 - any field of a way
    """Return the nurse's way to a hospital with other steps, and more that is changed."""
    return replace(READY, slots=slots, **changes)


BSN, BEDSIDE = slot("rn_to_bsn", pace="part_time"), slot("bedside_nursing")


@pytest.mark.parametrize(
    ("made", "id_", "unmet", "solid"),
    [
        (way(), "strong.now", 0, True),
        (way(stay=True), "stay.now", 0, True),
        (way(BSN, BEDSIDE), "strong.rn_to_bsn-pt+bedside_nursing", 0, True),
        (way(slot("rn_to_bsn", pace="full_time"), through="va_rn"), "strong.rn_to_bsn.by.va_rn", 0, True),
        (way(stay=True, asked=replace(READY.asked, unmet=(DEMAND,))), "entry.now", 1, False),
        (way(asked=replace(READY.asked, unknown=(DEMAND,))), "strong.now", 0, False),
        (way(asked=replace(READY.asked, open_=(DEMAND,))), "strong.now", 0, False),
        (way(long_shot=True), "entry.now", len(READY.asked.habits), False),
    ],
)
def test_a_way_is_named_by_its_steps_and_solid_where_nothing_is_open(
    made: Candidate, id_: str, unmet: int, solid: bool
) -> None:
    """A long shot leaves what is usual unmet; a part-time pace is named, and the place it leads through."""
    assert (made.id, len(made.unmet), made.solid) == (f"hospital_rn.{id_}", unmet, solid)


def test_what_a_way_costs_in_hours_and_tuition() -> None:
    """Study before the job and beside it; what nobody priced is said, in the steps or on the way after."""
    beside = replace(READY.tail, study=(slot("msn", pace="part_time"),))
    priced = PLANNER.steps["rn_to_bsn"].cost.high or 0
    assert priced
    assert (way().tuition, way(BSN).tuition) == (0, priced)
    assert way(BSN, tail=beside).tuition == priced + (PLANNER.steps["msn"].cost.high or 0)
    assert [step.id for step in way(BSN, BEDSIDE, tail=beside).degrees] == ["rn_to_bsn", "msn"]
    assert way(BSN, slot("nclex_rn", pace="full_time", hours=5)).effort()[0] == 25
    assert way(BEDSIDE).effort()[0] == 0
    charge = replace(READY.tail.steps[-1].charges[0], low=None, high=None)
    unpriced = tuple(replace(step, charges=(charge,)) for step in READY.tail.steps)
    assert way(BSN).priced
    assert not way(BSN, tail=replace(READY.tail, steps=unpriced)).priced
    nobody = replace(BSN, task=replace(BSN.task, step=replace(BSN.task.step, charges=(charge,))))
    assert not way(nobody).priced
    unknown = replace(BSN.task.step, cost=Span(None, None))
    assert way(replace(BSN, task=replace(BSN.task, step=unknown))).tuition == 0


def test_what_ways_to_a_place_are_compared_on() -> None:
    """Months, the most it costs, and when the certification is ready: never, where none is."""
    made = way(typical=3, cost=Span(1, None), tail=Tail())
    assert made.measures() == (3, 0, float("inf"))
    assert way(typical=0, cost=Span(1, 9)).measures() == (0, 9, READY.tail.ready)


@pytest.mark.parametrize(
    ("others", "kept"),
    [
        ([(3, 5, 9)], "a"),
        ([(2, 5, 9)], "a"),
        ([(2, 5, 8)], "b"),
        ([(2, 4, 9)], "b"),
        ([(1, 5, 9)], "b"),
        ([(1, 9, 9), (9, 1, 9)], "bac"),
        ([(1, 9, 9), (2, 5, 9)], "ba"),
        ([(3, 4, 9)], "ab"),
        ([(3, 5, 8)], "ab"),
    ],
)
def test_what_another_way_beats_is_dropped(others: list[tuple[int, int, int]], kept: str) -> None:
    """No worse in anything and better in something; of equals the lesser effort stays."""

    def made(id_: str, measures: tuple[int, ...]) -> Any:  # noqa: ANN401 - as much of a way as is read
        return SimpleNamespace(id=id_, measures=lambda: measures, effort=lambda: id_)

    ways = [made("c", others[1])] if len(others) > 1 else []
    found = unbeaten([*ways, made("b", others[0]), made("a", (2, 5, 9))])
    assert "".join(each.id for each in found) == kept


def test_the_likelier_work_is_that_for_a_license_then_ones_own_then_what_counts_more() -> None:
    """Study is no work."""
    bedside, aide = STEPS["bedside_nursing"], STEPS["direct_service"]
    assert unlike([STEPS["bsn"]], "") == []
    assert unlike([bedside], "") < unlike([aide], "")
    assert unlike([aide], aide.id) < unlike([aide], "")
    assert unlike([bedside], "") < unlike([aide], aide.id)
    poorer = replace(aide, grants=replace(aide.grants, months=aide.grants.months[:1]))
    richer = replace(aide, grants=replace(aide.grants, months=("months_a", "months_b")))
    assert unlike([richer], "") < unlike([poorer], "")


def written(made: Candidate, **changes: Value) -> Route:
    """Return a way written out for the nurse without a bachelor's degree, with some answers changed."""
    planner = Planner(CATALOG, {**NURSE, "education": "associate", **changes}, TODAY)
    return to_route(made, planner.side("nursing").ways, CATALOG, "")


@pytest.mark.parametrize(
    ("made", "setting", "in_place"),
    [
        (way(stay=True), "", True),
        (way(), "hospital", False),
        (way(through=PLACE.id), "hospital", True),
        (way(through=PLACE.id, typical=1), "hospital", False),
        (way(through=PLACE.id), "insurance", False),
    ],
)
def test_the_job_somebody_has_is_begun_in_place(made: Candidate, setting: str, *, in_place: bool) -> None:
    """Who stays, or goes to another place by way of the one they are in now."""
    answers: dict[str, Value] = {"work_now": "case_manager", "work_setting": setting} if setting else {}
    assert written(made, **answers).in_place is in_place


@pytest.mark.parametrize(
    ("step", "told", "goes_on"),
    [
        ("bedside_nursing", {"work_now": "hospital_nursing"}, True),
        ("bedside_nursing", {"work_now": "other", "months_acute_care": 1}, False),
        ("bedside_nursing", {"work_now": "utilization_review", "months_acute_care": 26}, False),
        ("bedside_nursing", {"work_now": "other_nursing", "months_acute_care": 1}, False),
        ("facility_nursing", {"work_now": "hospital_nursing"}, True),
        ("bedside_nursing", {"work_now": "none", "months_acute_care": 1}, False),
        ("bedside_nursing", {"months_acute_care": 7}, True),
        ("bedside_nursing", {"months_acute_care": 7, "enrolled_in": "msn"}, False),
        ("bedside_nursing", {"months_acute_care": 0}, False),
        ("direct_service", {"work_now": "direct_service"}, True),
        ("disability_work", {"work_now": "claims"}, True),
        ("lpn_work", {"work_now": "other_nursing", "licenses": ("lpn",), "months_direct_service": 5}, True),
    ],
)
def test_who_does_the_work_already_goes_on_with_it(step: str, told: dict[str, Value], goes_on: bool) -> None:
    """By what one does today, else by months of it; whoever does something else is told how to find it."""
    nurse = {**NURSE, "education": "associate", "months_nursing": 0, "months_direct_service": 0, **told}
    told_to = steps_for(CATALOG, nurse)[step].action.title
    assert told_to == (STEPS[step].going_on if goes_on else STEPS[step].action.title)


def test_a_way_goes_by_its_job_and_the_degrees_before_it() -> None:
    """Other steps are left out of its title."""
    assert written(way(BEDSIDE)).title == PLACE.title
    title = CATALOG.words["route_title"].format(job=PLACE.title, steps=BSN.task.step.title)
    assert written(way(BSN, BEDSIDE)).title == title


def test_tuition_over_the_budget_is_said_to_the_dollar() -> None:
    """Not where it is just the budget, nor without one."""
    tuition = way(BSN).tuition
    over = CATALOG.words["over_budget"].format(cost=tuition, budget=tuition - 1)
    assert over in written(way(BSN), budget=tuition - 1).cautions
    for fits in (tuition, "unknown"):
        assert not any("budget" in caution for caution in written(way(BSN), budget=fits).cautions)


@pytest.mark.parametrize(("hours", "said"), [(5, True), (20, False), (40, False)])
def test_hours_that_stretch_a_degree_are_said(hours: int, said: bool) -> None:
    """Only where it is taught in more hours a week than somebody has."""
    caution = CATALOG.words["hours_stretched"].format(hours=hours)
    assert (caution in written(way(BSN), hours_per_week=hours).cautions) is said


def test_the_cautions_of_a_program_that_one_is_in_are_behind_one() -> None:
    """As is what to do to get in; what is left of it goes by its own name."""
    careful = replace(STEPS["rn_to_bsn"], cautions=("Careful.",))
    catalog = replace(CATALOG, steps={**STEPS, careful.id: careful})

    def of(**changes: Value) -> Route:
        step = steps_for(catalog, {**NURSE, **changes})[careful.id]
        return written(way(replace(BSN, task=replace(BSN.task, step=step))), **changes)

    before, inside = of(), of(enrolled_in=careful.enrolled_as[0])
    assert "Careful." in before.cautions
    assert before.steps[0].cautions[-1:] == ("Careful.",)
    assert before.steps[0].action == careful.action
    assert "Careful." not in inside.cautions
    assert (inside.steps[0].cautions, inside.steps[0].action.title) == ((), "")
    assert inside.steps[0].title == CATALOG.words["enrolled"].format(step=careful.title)


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({}, "why_qualified"),
        ({"through": "va_rn"}, None),
        ({"asked": replace(READY.asked, open_=(DEMAND,)), "earliest": None}, None),
    ],
)
def test_who_meets_all_is_told_first(changes: dict[str, Any], first: str | None) -> None:
    """Where nothing is left to do or to find out, in the place itself."""
    why = written(way(**changes)).why
    assert (why[0] == CATALOG.words["why_qualified"]) is (first is not None)
    assert (CATALOG.words["why_nothing_unmet"] in why) is way(**changes).solid


@pytest.mark.parametrize(
    ("earliest", "typical", "key"),
    [(0, 12, "why_two_clocks_now"), (1, 12, "why_two_clocks"), (12, 12, None), (None, 12, None)],
)
def test_two_clocks_are_told_where_they_differ(earliest: int | None, typical: int, key: str | None) -> None:
    """When the law lets somebody in, and when employers usually do."""
    bends = ("Two to three years.",)
    why = written(way(BEDSIDE, earliest=earliest, typical=typical, bends=bends)).why
    early = CATALOG.words["month_one"].format(count=1)
    typically = CATALOG.words["month_other"].format(count=12)
    told = CATALOG.words[key].format(early=early, typical=typically) if key else ""
    clocks = [text for text in why if typically in text]
    assert clocks == ([told] if key else [])


def test_pay_now_is_held_against_the_pay_of_a_place_that_one_goes_to() -> None:
    """Less is said; who stays has that pay already."""
    less = CATALOG.words["pays_less"]
    assert less in written(way(), current_pay=1_000_000).cautions
    assert less not in written(way(), current_pay=1).cautions
    assert less not in written(way(stay=True), current_pay=1_000_000).cautions
    assert written(way(), current_pay="unknown").wait_per_month is None


def found(destination: str, **answers: Value) -> list[tuple[str, Value, int]]:
    """Return the answers that would shorten the first way to a place."""
    planner = Planner(CATALOG, answers, TODAY)
    best = planner.candidates(CATALOG.destinations[destination])[0][0]
    return [(fork.key, fork.value, fork.typical) for fork in forks(planner, best)]


def test_the_answers_that_would_shorten_a_way_are_the_least_ones() -> None:
    """Thirty months at the bedside do, not more; what is stated, or settles nothing, is none."""
    unsure: Answers = {key: value for key, value in NURSE.items() if not key.startswith("months")}
    assert found("hospital_rn", **unsure)[0] == ("months_acute_care", 30, 0)
    assert not any(
        key == "months_acute_care" for key, *_ in found("hospital_rn", **unsure, months_acute_care=0)
    )
    assert len([each for each in found("hospital_rn", **unsure) if each[2] == 0]) <= 3
    part = "months_case_management_under_ccm"
    assert found("hospital_rn", **NURSE) == [(part, 0, 0)]
    assert found("hospital_rn", **NURSE, **{part: 0}) == []


UNSURE: Answers = {key: value for key, value in NURSE.items() if not key.startswith("months")}
MANAGES: Answers = {"work_now": "case_manager", "work_setting": "hospital"}
PART = "months_case_management_under_ccm"
# Whoever supervises case managers for a year, or has done the work for two, has the months that are usual.
LEADS, WORKED = ("months_supervising_case_managers", 12), ("months_case_management", 24)
# A year of it leaves less to be done at the bedside.
ADDED = ("months_case_management", 12)


@pytest.mark.parametrize(
    ("answers", "stay", "told"),
    [
        (
            UNSURE,
            False,
            [("months_acute_care", 30, 0, None), (*LEADS, 0, None), (*ADDED, 18, None), (PART, 0, 30, 57)],
        ),
        (
            {**UNSURE, "months_acute_care": 0},
            False,
            [(*LEADS, 0, None), (*ADDED, 18, None), (PART, 0, 30, 57)],
        ),
        (
            {key: value for key, value in NURSE.items() if not key.startswith("license")},
            False,
            [("licenses", ("rn",), 0, None), (PART, 0, 3, 33)],
        ),
        # What is open but likely as planned for shortens nothing.
        ({key: value for key, value in NURSE.items() if key != "license_status"}, False, [(PART, 0, 0, 29)]),
        # Who stays is certified sooner by months done already, if nobody asked for them.
        ({**NURSE, **MANAGES}, True, [(PART, 0, 0, 29)]),
        ({**NURSE, **MANAGES, "months_case_management": 12}, True, [(*LEADS, 0, 5)]),
        (
            {**UNSURE, **MANAGES, "months_case_management": "unknown"},
            True,
            [(*WORKED, 0, 5), (*LEADS, 0, 5), (PART, 0, 0, 29)],
        ),
        ({**UNSURE, **MANAGES, LEADS[0]: 0}, True, [(*WORKED, 0, 5), (PART, 0, 0, 29)]),
        ({**UNSURE, **MANAGES, "certifications": ("ccm",)}, True, []),
    ],
)
def test_each_open_answer_is_told_with_what_it_changes(
    answers: Answers, stay: bool, told: list[tuple[str, Value, int, int | None]]
) -> None:
    """The month of the job, or that of the certification, and last what another supervisor would mean."""
    planner = Planner(CATALOG, answers, TODAY)
    best = planner.candidates(PLACE, stay=stay)[0][0]
    assert [(each.key, each.value, each.typical, each.certified) for each in forks(planner, best)] == told


def test_a_supervisor_matters_only_to_a_certification_that_the_job_leads_to() -> None:
    """Not on a way through another place, nor to what is held, nor where none follows."""
    planner = Planner(CATALOG, NURSE, TODAY)
    (best,) = planner.candidates(PLACE)[0]
    assert [each.key for each in forks(planner, best)] == [PART]
    for other in ({"through": "va_rn"}, {"tail": Tail()}, {"person": best.person.after(HOLDS_CCM)}):
        assert forks(planner, replace(best, **other)) == ()


def test_what_is_left_of_a_program_may_be_little() -> None:
    """Of a program under way that it is nearly done, where nobody said how much is left."""
    student: Answers = {
        "background": "social_work", "enrolled_in": "msw", "education": "bachelor", "field": "psychology",
        "state": "WI",
    }  # fmt: skip
    nearly = ("months_left", CATALOG.planning.nearly)
    assert found("hospital_sw", **student)[0][:2] == nearly
    assert nearly[0] not in {key for key, *_ in found("hospital_sw", **student, months_left=9)}
    assert nearly[0] not in {key for key, *_ in found("hospital_sw", **{**student, "enrolled_in": "none"})}


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"education": "high_school", "licenses": "unknown"}, [("licenses", ("counselor",), 0, 29)]),
        ({"education": "bachelor", "licenses": ()}, [("field", "nursing", 0, 29)]),
        ({"education": "bachelor", "field": "other", "licenses": ()}, []),
        ({"education": "associate", "field": "human_services", "licenses": ()}, []),
    ],
)
def test_an_answer_that_spares_study_beside_the_job_is_told(
    answers: Answers, told: list[tuple[str, Value, int, int | None]]
) -> None:
    """The first license or field with which the months of the job alone lead to the certification."""
    known: Answers = {
        "background": "human_services", "state": "OH", "settings": ("hospital",), "certifications": (),
        "months_case_management": 0, "months_direct_service": 12,
    }  # fmt: skip
    planner = Planner(CATALOG, {**known, **answers}, TODAY)
    best = planner.candidates(CATALOG.destinations["hospital_hs"])[0][0]
    assert [(each.key, each.value, each.typical, each.certified) for each in forks(planner, best)] == told


@pytest.mark.parametrize(
    ("step", "college", "said"),
    [
        ("rn_to_bsn", "private_nonprofit", False),
        ("msn", "private_nonprofit", True),
        ("msn", "public", False),
        ("msn", "unknown", False),
        ("bedside_nursing", "private_nonprofit", False),
    ],
)
@pytest.mark.parametrize("beside", [True, False])
def test_a_college_that_has_no_price_is_said(step: str, college: str, said: bool, beside: bool) -> None:
    """Of study before the job and beside it; public ones have one for every degree."""
    study = slot(step, pace="part_time")
    made = way(tail=replace(READY.tail, study=(study,))) if beside else way(study)
    caution = CATALOG.words["college_not_priced"].format(step=study.task.step.title)
    assert (caution in written(made, college=college).cautions) is said


@pytest.mark.parametrize(
    ("verified", "estimate", "sure"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_a_step_is_as_sure_as_its_pace(verified: bool, estimate: bool, sure: bool) -> None:
    """What its pace names as a source or says is told with it."""
    pace = replace(PLANNER.steps["rn_to_bsn"].paces[1], estimate=estimate)
    step = replace(BSN.task.step, verified=verified)
    (told, *_) = written(way(replace(BSN, task=replace(BSN.task, step=step, pace=pace)))).steps
    assert (told.verified, told.cautions[0]) == (sure, pace.note)
    assert set(pace.sources) < set(told.sources)
    assert (told.study, told.field, told.pace) == ("undergraduate", "nursing", "part_time")
    without = written(way(BEDSIDE)).steps[0]
    assert (without.study, without.field, without.pace) == ("", "nursing", "")
    assert written(way(slot("msn", pace="part_time"))).steps[0].study == "graduate"


@pytest.mark.parametrize(("url", "told"), [("https://board.gov", "https://board.gov"), ("", None)])
def test_what_is_open_says_where_to_ask(url: str, told: str | None) -> None:
    """A rule that nobody found has somebody to ask, perhaps with an address; an open answer has none."""
    unfound = replace(DEMAND, ask=Action("Ask the board.", url))
    asked = replace(READY.asked, open_=(unfound,), unknown=(DEMAND,))
    first, second = written(way(asked=asked)).open
    assert (first.text, first.ask, first.url) == (DEMAND.text, "Ask the board.", told)
    assert second == Open(DEMAND.text)


def test_steps_come_by_their_month_and_what_takes_none_first() -> None:
    """The way is as long as its last step; what comes beside the job is part of it."""
    made = way(replace(BEDSIDE, start=3), slot("facility_nursing", 3, 0), BSN, tail=Tail())
    route = written(made)
    assert [step.id for step in route.steps] == [
        FIRST_JOB,
        "rn_to_bsn",
        "facility_nursing",
        "bedside_nursing",
    ]
    assert route.months_total == 15
    assert written(way(tail=Tail())).months_total == 0


@pytest.mark.parametrize(
    ("holds", "said"), [("often", True), ("sometimes", True), ("rarely", True), ("unknown", False)]
)
def test_who_supervises_is_said_where_the_certification_comes_from_the_job(holds: str, said: bool) -> None:
    """Where the data know how it is there."""
    place = replace(PLACE, supervisor_holds_ccm=holds)
    told = CATALOG.certifications["ccm"].supervisors
    assert any(text in written(way(destination=place)).why for text in told.values()) is said
    assert not any(text in written(way(tail=Tail())).why for text in told.values())
