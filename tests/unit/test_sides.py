"""The ways of one side on the calendar: out of reach, study beside a job, work before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from casemgr_cli.domain.careers import Grants, Requirement
from casemgr_cli.domain.conditions import Compare, Degree
from casemgr_cli.domain.figures import Span
from casemgr_cli.engine.planner import Planner
from casemgr_cli.engine.schedule import Slot, Task
from tests.people import CATALOG, TODAY

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Answers, Value
    from casemgr_cli.engine.certifying import Tail
    from casemgr_cli.engine.sides import Side

# Somebody without a degree or a license, and a nurse without a bachelor's degree.
AIDE: Answers = {
    "background": "human_services", "education": "high_school", "licenses": (), "state": "OH",
    "months_case_management": 0, "certifications": (),
}  # fmt: skip
NURSE: Answers = {
    "background": "nursing", "education": "associate", "field": "nursing", "licenses": ("rn",), "state": "OR",
    "license_status": "active", "months_nursing": 0, "months_acute_care": 0, "months_case_management": 0,
    "certifications": (),
}  # fmt: skip
HOSPITAL, BEDSIDE = CATALOG.destinations["hospital_hs"], "bedside_nursing"
NURSES = CATALOG.destinations["hospital_rn"]
WORK = frozenset({"months_case_management"})
BSN = Requirement("A BSN", "employers", "judgement", False, Degree(("bachelor",), ("nursing",)))


def side(answers: Answers, **more: Value) -> Side:
    """Return somebody's own side, with more of their answers."""
    return Planner(CATALOG, {**answers, **more}, TODAY).side(str(answers["background"]))


def task(made: Side, id_: str, months: int, pace: str = "") -> Task:
    """Return a step of a side that lasts so many months."""
    step = made.ways.steps[id_]
    return Task(step, next((each for each in step.paces if each.name == pace), None), months, 0)


def study(found: Tail | None) -> list[tuple[str, int, int]]:
    """Return each program beside the job with its first and last month."""
    assert found is not None
    assert all(slot.task.pace and slot.task.pace.work_alongside for slot in found.study)
    return [(slot.task.step.id, slot.start, slot.end) for slot in found.study]


DEGREES = ["associate_human_services", "bachelor_human_services_completion"]


def test_the_study_for_a_certification_is_taken_part_time_beside_the_job() -> None:
    """The months count once the degree is there; what it costs is part of the way."""
    found = side(AIDE).studying(HOSPITAL, (), 0, WORK)
    assert study(found) == [(DEGREES[0], 0, 36), (DEGREES[1], 36, 60)]
    assert found
    assert (found.certification, found.ready) == ("ccm", 60)
    fees = sum(slot.task.step.cost.high or 0 for slot in found.study)
    assert found.cost.high == fees + (found.chosen.high or 0)
    later = side(AIDE).studying(HOSPITAL, (), 50, WORK)
    assert later
    assert (study(later), later.ready) == (study(found), 74)
    assert side(AIDE).studying(replace(HOSPITAL, certifications=()), (), 0, WORK) is None
    assert side(AIDE).studying(HOSPITAL, (), 0, frozenset()) is None


def test_study_begins_when_that_before_it_ends_and_takes_longer_with_fewer_hours() -> None:
    """Work before the job holds up no study."""
    aide = side(AIDE)
    worked = aide.studying(HOSPITAL, (task(aide, "direct_service", 12),), 12, WORK)
    assert study(worked)[0] == (DEGREES[0], 0, 36)
    first = task(aide, DEGREES[0], 24, "full_time")
    assert study(aide.studying(HOSPITAL, (first,), 24, WORK)) == [(DEGREES[1], 24, 48)]
    slow = side(AIDE, hours_per_week=12).studying(HOSPITAL, (), 0, WORK)
    assert study(slow) == [(DEGREES[0], 0, 60), (DEGREES[1], 60, 100)]
    assert side(AIDE, hours_per_week=5).studying(HOSPITAL, (), 0, WORK) is None


def test_of_the_degrees_one_more_of_a_level_that_is_held_comes_last() -> None:
    """A bachelor of another field goes on to a master's, however long it takes."""
    found = study(side(AIDE, education="bachelor", field="other").studying(HOSPITAL, (), 0, WORK))
    assert [CATALOG.steps[id_].graduate for id_, *_ in found] == [True]


def barriers(answers: Answers, **limits: Value) -> dict[str, int]:
    """Return which limits put a bachelor's in nursing out of reach, and the least they would have to be."""
    return {each.limit: each.least for each in side(answers, **limits).barriers((BSN,))}


NEWCOMER: Answers = {**AIDE, "background": "nursing"}


def test_the_nearest_barrier_of_each_limit_is_told() -> None:
    """A nurse has a program for every limit, a newcomer has none for some."""
    earning: Answers = {**NURSE, "keep_working": "yes", "online": "required"}
    for hours, least in ((5, {"hours_per_week": 6}), (6, {"hours_per_week": 12}), (12, {})):
        assert barriers(earning, hours_per_week=hours) == least
    assert barriers(NEWCOMER) == {}
    assert set(barriers(NEWCOMER, online="required")) == {"online"}
    assert barriers(NEWCOMER, online="required")["online"] == 1


@pytest.mark.parametrize(("below", "found"), [(None, [14]), (15.0, [14]), (14.0, [])])
def test_what_takes_as_long_as_is_wanted_is_left_out(below: float | None, found: list[int]) -> None:
    """The quickest pace of the BSN takes fourteen months."""
    made = side(NURSE)
    assert [draft.months for draft in made.drafts((BSN,), (), below)] == found
    assert made.least((BSN,), 0) == 14
    assert made.least((BSN,), made.ways.sets.of("rn_to_bsn")) == 0
    assert made.soonest((), ()) == (0, 0, (), frozenset())


def test_the_least_months_of_work_and_study_are_those_of_the_longer_lane() -> None:
    """A program under way adds none where it leaves room for a job, and all that is left of it where not."""
    bedside = replace(BSN, when=Compare("months_acute_care", "at_least", (24,)))
    assert side(NURSE).least((BSN, bedside), 0) == 24
    inside: Answers = {**NEWCOMER, "enrolled_in": "adn", "months_left": 10}
    for earning, least in (("yes", 0), ("no", 10)):
        assert side(inside, keep_working=earning).least((), 0) == least


@pytest.mark.parametrize("below", [None, 99.0])
@pytest.mark.parametrize("own", ["facility_nursing", BEDSIDE])
def test_of_ways_that_take_as_long_that_with_the_likelier_work_stays(own: str, below: float | None) -> None:
    """Two years as a nurse can be had at a bedside or in a nursing home."""
    two_years = replace(BSN, when=Compare("months_nursing", "at_least", (24,)))
    (draft,) = side(NURSE).drafts((two_years,), (own,), below)
    assert [(slot.task.step.id, slot.end) for slot in draft.slots] == [(own, 24)]


@pytest.mark.parametrize(("online", "taken"), [("no", "rn_to_bsn"), ("required", "slow")])
def test_a_slower_program_is_kept_where_it_is_held_elsewhere(online: str, taken: str) -> None:
    """Who has to study online takes it; to anybody else the quicker one is better in all that is felt."""
    there = replace(CATALOG.steps["rn_to_bsn"], online="no", part_time=None)
    assert there.full_time
    slow = replace(there, id="slow", online="yes", full_time=replace(there.full_time, months=Span(40, 40)))
    catalog = replace(CATALOG, steps={**CATALOG.steps, "rn_to_bsn": there, "slow": slow})
    made = Planner(catalog, {**NURSE, "online": online}, TODAY).side("nursing")
    assert [[slot.task.step.id for slot in draft.slots] for draft in made.drafts((BSN,))] == [[taken]]


def test_a_demand_that_no_way_leads_to_makes_no_calendar() -> None:
    """Nor does it take any number of months."""
    never = replace(BSN, when=Degree(("doctorate",), ("law",)))
    assert side(NURSE).drafts((never,)) == []
    assert side(NURSE).soonest((never,)) is None
    assert side(NURSE).least((never,), 0) == float("inf")


def certified(months: int, *present: str, more: tuple[Slot, ...] = (), **answers: Value) -> list[list[str]]:
    """Return what certifies a nurse in so many months of work on the way that counts as case management."""
    made = side(NURSE, education="bachelor", **answers)
    work = task(made, BEDSIDE, months)
    counting = replace(work.step, grants=replace(work.step.grants, months=("months_case_management",)))
    slots = (Slot(replace(work, step=counting), 0), *more) if months else more
    return [
        [step.id for step in tail.steps]
        for tail in made.certified_before(NURSES, slots, Grants(months=present))
    ]


def test_months_of_work_before_the_job_can_certify_while_it_lasts() -> None:
    """Twenty-four, and the wait for the exam; who could be certified without them waits for no work."""
    assert certified(24) == certified(36) == [["ccm"]]
    assert certified(23) == []
    assert certified(0) == []
    assert certified(36, months_case_management=24) == []
    assert certified(4, months_case_management=20) == [["ccm"]]
    assert certified(3, months_case_management=20) == []


def test_so_can_the_present_job_until_it_is_left() -> None:
    """For study without room for it, or when all is done; it has to add to what is asked."""
    made = side(NURSE)
    work, school = "months_case_management", task(made, "rn_to_bsn", 14, "full_time")
    closing = replace(school, pace=replace(school.pace, work_alongside=False), months=30)  # type: ignore[type-var]
    beside = replace(closing, pace=school.pace)
    late = (Slot(beside, 0), Slot(closing, 30))
    assert certified(0, work, more=late) != []
    assert certified(0, "months_nursing", more=late) == []
    assert certified(0, work, more=(Slot(closing, 0),)) == []
    assert certified(0, work) == []
