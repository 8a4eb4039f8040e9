"""The way from a job to a certification, for a nurse in a hospital."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from casemgr_cli.domain.figures import Span
from casemgr_cli.engine.certifying import Certifying, Tail, bounds
from casemgr_cli.engine.costs import priced
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.planner import Planner
from casemgr_cli.engine.schedule import Slot, Task
from tests.people import CATALOG, TODAY

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Value

NURSE: dict[str, Value] = {
    "background": "nursing",
    "education": "bachelor",
    "field": "nursing",
    "licenses": ("rn",),
    "license_status": "active",
    "state": "OR",
    "months_nursing": 30,
    "months_case_management": 0,
    "months_case_management_under_ccm": 0,
    "certifications": (),
}
WORK, UNDER = "months_case_management", "months_case_management_under_ccm"


def tail(
    *under: str,
    start: int = 0,
    study_ends: int = 0,
    not_before: int = 0,
    granted: dict[str, Slot] | None = None,
    **changes: Value,
) -> Tail:
    """Return the way to a certification in a hospital, in work that adds to some counters."""
    person = Person(CATALOG.facts, {**NURSE, **changes}, planning=True)
    way = Certifying(CATALOG, priced(CATALOG, NURSE), person, TODAY)
    place = CATALOG.destinations["hospital_rn"]
    return way.after(place, person, start, under, granted or {}, study_ends=study_ends, not_before=not_before)


def placed(found: Tail) -> list[tuple[str, str, int, int]]:
    """Return each step with its lane, the month in which it begins, and its months."""
    return [(step.id, step.lane, step.start, step.months) for step in found.steps]


@pytest.mark.parametrize(
    ("under", "more", "ready", "months"),
    [
        ((WORK,), {}, 24, 29),
        ((WORK, UNDER), {}, 12, 17),
        ((WORK,), {"start": 5}, 29, 33),
        ((WORK, UNDER), {"start": 2}, 14, 17),
        ((WORK,), {"months_case_management": 20, "start": 3}, 7, 13),
        ((WORK,), {"start": 3, "not_before": 40}, 40, 45),
        ((WORK,), {"start": 3, "not_before": 20}, 27, 33),
    ],
)
def test_the_exam_follows_the_months_that_the_rule_still_asks_for(
    under: tuple[str, ...], more: dict[str, Any], ready: int, months: int
) -> None:
    """Twenty-four, or twelve under a supervisor who holds it; the exam is held three times a year."""
    found = tail(*under, **more)
    start = more.get("start", 0)
    assert (found.certification, found.ready, found.months) == ("ccm", ready, months)
    assert placed(found) == [
        ("first_job", "work", start, ready - start),
        ("ccm", "study", ready, months - ready),
    ]
    assert found.in_the_job
    assert found.when() == ready


def test_who_can_sit_for_it_today_waits_for_no_job() -> None:
    """The fee is what nobody demands."""
    found = tail(WORK, start=9, months_case_management=30)
    assert placed(found) == [("ccm", "study", 0, 5)]
    assert not found.in_the_job
    assert found.cost == found.chosen == Span(430, 430)


def test_work_that_adds_nothing_leads_to_none() -> None:
    """Nothing is ready then, ever."""
    assert tail() == Tail()
    assert tail().when() == inf


def test_after_one_that_is_held_only_a_better_one_follows() -> None:
    """The best is the first that fits the place; one that the way itself grants is held once it is done, and
    its rule met when it begins.
    """
    assert tail(WORK, certifications=("ccm",)) == Tail("ccm", months=0, ready=0)
    step = Planner(CATALOG, NURSE, TODAY).steps["acm"]
    held = tail(WORK, certifications=("acm",), granted={"acm": Slot(Task(step, step.full_time, 4, 0), 3)})
    assert (held.certification, held.months, held.ready) == ("acm", 7, 3)
    assert placed(held) == [("first_job", "work", 0, 24), ("ccm", "study", 24, 5)]


def test_waiting_for_an_exam_beside_a_program_is_no_study() -> None:
    """It stands with the work, unless the program is over."""
    assert placed(tail(WORK, study_ends=60))[-1] == ("ccm", "work", 24, 5)
    assert placed(tail(WORK, study_ends=24))[-1] == ("ccm", "study", 24, 5)
    assert placed(tail(WORK, study_ends=60, months_case_management=30)) == [("ccm", "work", 0, 5)]


@pytest.mark.parametrize(
    ("id_", "lane", "start", "end", "fits"),
    [
        ("other", "study", 0, 24, True),
        ("other", "study", 29, 40, True),
        ("other", "study", 0, 25, False),
        ("other", "study", 28, 40, False),
        ("other", "work", 0, 60, True),
        ("ccm", "work", 50, 60, False),
    ],
)
def test_it_fits_in_where_its_lane_is_free(id_: str, lane: str, start: int, end: int, fits: bool) -> None:
    """Work on the calendar already takes the place of the job; nothing is on it twice."""
    found = tail(WORK).before_the_job()
    assert placed(found) == [("ccm", "study", 24, 5)]
    step = replace(CATALOG.steps["bsn"], id=id_, lane=lane)
    assert found.fits_in([Slot(Task(step, None, end - start, 0), start)]) is fits


def test_the_lines_that_the_rules_draw_come_least_first() -> None:
    """Of a number; a choice has none."""
    assert bounds(CATALOG, WORK) == (24, 36)
    assert bounds(CATALOG, "licenses") == bounds(CATALOG, "education") == ()


def test_education_that_a_certification_asks_for_is_not_the_one_that_counts() -> None:
    """Hours of education come before the certification; what the way leads to is the certification."""
    place = replace(CATALOG.destinations["hospital_rn"], certifications=("cmgt-bc",))
    person = Person(CATALOG.facts, {**NURSE, "months_case_management_nursing": 24}, planning=True)
    way = Certifying(CATALOG, priced(CATALOG, NURSE), person, TODAY)
    found = way.after(place, person, 0, (WORK,), {}, study_ends=0)
    assert [step.id for step in found.steps[-2:]] == ["case_management_education", "cmgt-bc"]
    assert (found.certification, found.months) == ("cmgt-bc", found.steps[-1].end)


@pytest.mark.parametrize(
    ("stated", "certification", "months"),
    [({"education": "bachelor"}, "cmc", 12), ({"education": "high_school"}, "", None)],
)
def test_the_present_work_certifies_by_its_months_alone(
    stated: dict[str, Value], certification: str, months: int | None
) -> None:
    """Who lacks nothing but months has them by going on; a step that is missing does not come by itself."""
    worker: dict[str, Value] = {
        **stated,
        "field": "other",
        "licenses": (),
        "work_now": "case_manager",
        "work_setting": "community",
        "months_case_management": 24,
        "months_direct_service": 36,
        "certifications": (),
    }
    way = Certifying(CATALOG, priced(CATALOG, worker), Person(CATALOG.facts, worker), TODAY)
    place = CATALOG.destinations["housing_hs"]
    found = way.by_work_alone(place, Person(CATALOG.facts, worker), frozenset({WORK}))
    assert (found.certification, found.ready) == (certification, months)
    assert [step.id for step in found.steps] == (["first_job", "cmc"] if certification else [])
