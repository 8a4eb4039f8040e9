"""Which way comes first of two that differ in one thing, and what else is worth seeing beside the first."""

from __future__ import annotations

from functools import partial
from math import inf
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from casemgr_cli.domain.careers import Grants
from casemgr_cli.domain.conditions import NEVER, Compare
from casemgr_cli.domain.facts import UNKNOWN
from casemgr_cli.domain.figures import Span
from casemgr_cli.engine.candidates import Asked
from casemgr_cli.engine.ranking import Ranking, contrasts
from casemgr_cli.engine.standing import planned
from tests.people import CATALOG

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Value

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
PLACE = CATALOG.destinations["hospital_rn"]
INSURANCE = replace(PLACE, settings=("insurance",))
BSN, MSN, LICENSE = CATALOG.steps["rn_to_bsn"], CATALOG.steps["msn"], CATALOG.steps["nclex_rn"]


PERSON = planned(CATALOG.facts, NURSE)


def way(id_: str = "way", **changes: Any) -> Any:  # noqa: ANN401  as much of a candidate as ranking reads
    """Return a way to a hospital: a year, certified in two, nothing open; with a number of doors."""
    usual: dict[str, Any] = {
        "id": id_, "destination": PLACE, "typical": 12, "tail": tail(24), "cost": Span(5000, 5000),
        "pay": SimpleNamespace(ranked=80000), "degrees": [], "slots": (), "stay": False, "long_shot": False,
        "asked": Asked((), ()), "unmet": (), "solid": True, "tuition": 0, "through": "", "priced": True,
        "doors": 3, "person": PERSON, "may_certify": False,
    }  # fmt: skip
    usual |= changes
    return SimpleNamespace(**{**usual, "doors": frozenset(map(str, range(usual["doors"])))})


def ranking(**changes: Value) -> Ranking:
    """Return the order for the nurse, with some answers changed."""
    answers = {**NURSE, **changes}
    return Ranking(CATALOG, answers, planned(CATALOG.facts, answers), frozenset())


def tail(ready: int | None) -> SimpleNamespace:
    """Return a certification in so many months, or none."""
    when = partial(float, inf if ready is None else ready)
    return SimpleNamespace(months=ready, ready=ready, chosen=Span(430, 430), study=(), when=when)


NEIGHBOR = next(place for place in CATALOG.destinations.values() if place.neighbor)
OTHER = CATALOG.destinations["hospital_sw"]
# A certification whose fee nobody found.
UNPRICED = SimpleNamespace(**{**vars(tail(24)), "chosen": Span(0, None)})
CHEAPEST: dict[str, Value] = {"priority": "cheapest"}
# Where posts are few.
RARE = replace(PLACE, likely_for=NEVER)
SCREENED, TRUSTING = (replace(PLACE, screens=each) for each in (True, False))
POPULATION = CATALOG.facts["populations"].values[:1]
WANTED, UNWANTED = (replace(PLACE, populations=each) for each in (POPULATION, ()))
# The same kind of place among others, asked for by neither of them alone.
WIDER = replace(SCREENED, settings=("hospital", "insurance"))
WISHED = replace(PLACE, likely_for=Compare("settings", "has", ("hospital",)))
MADE_FOR, SERVING = (
    replace(PLACE, populations=each) for each in (("children", "adults"), ("adults", "children"))
)
# A license on the way, for who has something on the record.
BOARD, RECORD = [SimpleNamespace(task=SimpleNamespace(step=LICENSE))], {"background_check": "something"}
AT_HOSPITAL: dict[str, Value] = {"work_setting": "hospital"}
ELSEWHERE = replace(LICENSE, grants=Grants(states=("CA",)))
STATES = [SimpleNamespace(task=SimpleNamespace(step=ELSEWHERE))]
WORK = [SimpleNamespace(task=SimpleNamespace(step=replace(LICENSE, id="work", kind="work")), start=24)]


@pytest.mark.parametrize(
    ("better", "worse", "answers"),
    [
        ({}, {"destination": NEIGHBOR}, {}),
        ({}, {"long_shot": True}, {}),
        ({}, {"asked": Asked((), (), unmet=PLACE.must[:1])}, {}),
        ({}, {"tail": tail(None)}, {}),
        ({}, {"destination": OTHER}, {}),
        ({"stay": True}, {}, {}),
        ({}, {"solid": False}, {}),
        ({}, {"tail": tail(31)}, {}),
        ({"doors": 4}, {}, {}),
        ({"pay": SimpleNamespace(ranked=90000)}, {}, {}),
        ({"cost": Span(3000, 3000)}, {}, {}),
        ({"typical": 1}, {}, {}),
        ({"typical": 1}, {"doors": 9}, {"priority": "soonest"}),
        ({"typical": 1, "tail": tail(None)}, {}, {"priority": "soonest"}),
        ({"cost": Span(0, 3000)}, {"doors": 9}, {"priority": "cheapest"}),
        ({"pay": SimpleNamespace(ranked=90000)}, {"doors": 9}, {"priority": "best_paid"}),
        ({}, {"pay": SimpleNamespace(ranked=None)}, {"priority": "best_paid"}),
        ({}, {"degrees": [BSN]}, {}),
        ({"tail": tail(6)}, {"tail": tail(5), "degrees": [MSN], "doors": 9}, {}),
        ({}, {"cost": Span(0, None)}, {"priority": "cheapest"}),
        ({"cost": Span(0, 5429)}, {"cost": Span(0, 5000), "through": "va_rn", "doors": 9}, CHEAPEST),
        ({"cost": Span(0, 5429)}, {"cost": Span(0, 5000), "tail": UNPRICED, "doors": 9}, CHEAPEST),
        ({}, {"tuition": 9000}, {"budget": 2000}),
        ({}, {"destination": INSURANCE}, {"settings": ("hospital",)}),
        (
            {"destination": WANTED},
            {"destination": replace(PLACE, populations=())},
            {"populations": POPULATION},
        ),
        ({}, {"destination": INSURANCE}, {"work_setting": "hospital"}),
        ({"destination": TRUSTING}, {"destination": SCREENED, "doors": 9}, RECORD),
        ({"destination": SCREENED, "doors": 9}, {"destination": TRUSTING}, {}),
        ({"destination": TRUSTING}, {"destination": TRUSTING, "slots": BOARD, "doors": 9}, RECORD),
        ({"destination": TRUSTING, "slots": BOARD, "doors": 9}, {"destination": TRUSTING}, {}),
        ({"destination": TRUSTING}, {"destination": TRUSTING, "slots": STATES, "doors": 9}, RECORD),
        ({"destination": TRUSTING, "slots": WORK, "doors": 9}, {"destination": TRUSTING}, RECORD),
        # Who stays has a board already, and so has an own employer; others may look.
        (
            {"stay": True, "slots": BOARD, "destination": SCREENED},
            {"destination": TRUSTING, "doors": 9},
            RECORD,
        ),
        ({"destination": SCREENED, "doors": 9}, {"destination": TRUSTING}, {**RECORD, **AT_HOSPITAL}),
        ({"destination": TRUSTING}, {"destination": WIDER, "doors": 9}, {**RECORD, **AT_HOSPITAL}),
        # A rare post is likely for who has it, and for whom the data say.
        ({"destination": RARE, "stay": True}, {"doors": 9}, {}),
        ({}, {"destination": RARE, "doors": 9}, {"settings": ("hospital",)}),
        ({"destination": WISHED, "doors": 9}, {}, {"settings": ("hospital",)}),
        # Of two places with a group that somebody wants to help, one is made for it.
        ({"destination": MADE_FOR}, {"destination": SERVING, "doors": 9}, {"populations": ("children",)}),
        (
            {"destination": SERVING, "doors": 9},
            {"destination": MADE_FOR},
            {"populations": ("children", "adults")},
        ),
        (
            {"destination": SERVING, "doors": 9},
            {"destination": MADE_FOR},
            {"populations": ("children",), "priority": "soonest"},
        ),
        # Months fall into steps, the first of them with both its ends: of 3 and of 6.
        ({"typical": 3, "doors": 4}, {"typical": 0}, {"priority": "soonest"}),
        ({"typical": 3}, {"typical": 4, "doors": 9}, {"priority": "soonest"}),
        ({"typical": 6, "doors": 4}, {"typical": 4}, {"priority": "soonest"}),
        ({"tail": tail(6), "doors": 4}, {"tail": tail(0)}, {}),
        ({"tail": tail(6)}, {"tail": tail(7), "doors": 9}, {}),
        # A cost that is not known is the highest.
        (
            {"pay": SimpleNamespace(ranked=1)},
            {"pay": SimpleNamespace(ranked=None)},
            {"priority": "best_paid"},
        ),
        ({"cost": Span(0, 90000)}, {"cost": Span(0, None), "doors": 9}, CHEAPEST),
    ],
)
def test_of_two_ways_that_differ_in_one_thing(
    better: dict[str, Any], worse: dict[str, Any], answers: dict[str, Value]
) -> None:
    """The better comes first, whichever was found first."""
    first, second = way("first", **better), way("second", **worse)
    order = ranking(**answers)
    assert [c.id for c in order.sort([first, second])] == [c.id for c in order.sort([second, first])]
    assert order.sort([second, first])[0].id == "first"


@pytest.mark.parametrize(
    ("ahead", "answers"),
    [
        ({"tail": tail(25)}, {}),
        ({"typical": 13}, {"priority": "soonest"}),
        ({"cost": Span(5500, 5500)}, {"priority": "cheapest"}),
    ],
)
def test_what_nobody_should_act_on_gives_way_to_what_can_be_felt(
    ahead: dict[str, Any], answers: dict[str, Value]
) -> None:
    """Five months of a certification, two of a first job, 900 dollars, where the other opens another door."""
    behind = way("doors", tail=tail(30), typical=15, cost=Span(6400, 6400), doors=4)
    near = way("near", **{"tail": tail(30), "typical": 15, "cost": Span(6400, 6400), **ahead})
    assert ranking(**answers).sort([near, behind])[0].id == "doors"


@pytest.mark.parametrize(
    ("typical", "other", "first"),
    [
        (36, {"typical": 50, "tail": tail(99)}, "doors"),
        (35, {"typical": 50, "tail": tail(99)}, "near"),
        (36, {"typical": 35, "doors": 1, "tail": tail(99)}, "near"),
        (36, {"typical": 35, "doors": 1, "tail": tail(None)}, "doors"),
        (36, {"typical": 35, "doors": 1, "tail": tail(99), "solid": False}, "doors"),
        (36, {"typical": 35, "doors": 1, "tail": tail(99), "destination": RARE}, "doors"),
        (36, {"typical": 35, "doors": 1, "tail": tail(99), "destination": OTHER}, "doors"),
    ],
)
def test_far_from_a_first_job_doors_matter_most(typical: int, other: dict[str, Any], first: str) -> None:
    """Where no likely, solid and certified way of the own side begins within three years."""
    near = way("near", typical=typical, tail=tail(40))
    doors = way("doors", typical=typical, tail=tail(60), doors=4)
    assert ranking().sort([near, doors, way("other", **other)])[0].id == first


@pytest.mark.parametrize(
    ("other", "first"),
    [
        ({}, "quick"),
        ({"tail": tail(7)}, "masters"),
        ({"tail": tail(None)}, "masters"),
        ({"solid": False}, "masters"),
        ({"destination": RARE}, "masters"),
        ({"degrees": [MSN]}, "masters"),
        ({"destination": OTHER}, "masters"),
    ],
)
def test_a_masters_comes_later_where_a_certification_is_near_without_one(
    other: dict[str, Any], first: str
) -> None:
    """Within half a year, on a likely and solid way of the own side; else what is open to it decides."""
    quick = way("quick", **{"tail": tail(6), "doors": 1, **other})
    masters = way("masters", tail=tail(6), doors=9, degrees=[MSN])
    assert ranking(education="associate").sort([quick, masters])[0].id == first


def test_who_wants_pay_most_is_spared_no_masters() -> None:
    """Nor is anybody whose best way does without."""
    quick, masters = way("quick", tail=tail(6), doors=1), way("masters", tail=tail(6), doors=9, degrees=[MSN])
    assert ranking(education="associate", priority="best_paid").sort([quick, masters])[0].id == "masters"


@pytest.mark.parametrize(
    ("study", "earning", "first"),
    [
        ((), "yes", "study"),
        (({"degrees": [BSN]},), "yes", "rare"),
        (({"degrees": [BSN]},), "no", "study"),
        (({"degrees": []},), "yes", "study"),
    ],
)
def test_to_who_must_earn_a_rare_post_is_worth_as_much_as_study(
    study: tuple[dict[str, Any], ...], earning: str, first: str
) -> None:
    """Where every certified way takes study; else posts that are few come behind all others."""
    ways = [way("rare", destination=RARE, doors=9), *(way("study", **each) for each in study or ({},))]
    assert ranking(education="associate", keep_working=earning).sort(ways)[0].id == first


@pytest.mark.parametrize(("pays", "first"), [(60000, "study"), (60001, "rare")])
def test_who_could_study_tries_a_rare_post_that_pays_more(pays: int, first: str) -> None:
    """Than any sure way with study does."""
    rare = way("rare", destination=RARE, typical=24, pay=SimpleNamespace(ranked=pays))
    study = way("study", degrees=[BSN], tail=tail(53), pay=SimpleNamespace(ranked=60000))
    assert ranking(education="associate", keep_working="no").sort([rare, study])[0].id == first


@pytest.mark.parametrize(
    ("id_", "first"), [("disability_work", "soon"), ("present_case_management", "early")]
)
def test_a_certification_that_other_work_earns_counts_from_the_job(id_: str, first: str) -> None:
    """Not before case management begins; that of today is case management."""
    work = [SimpleNamespace(task=SimpleNamespace(step=CATALOG.steps[id_]), start=0)]
    early = way("early", slots=work, typical=30, tail=tail(12), doors=9)
    assert ranking().sort([early, way("soon", typical=1, tail=tail(17))])[0].id == first


@pytest.mark.parametrize(
    ("typical", "study", "first"),
    [(12, "msn", "degree"), (3, "msn", "beside"), (12, "rn_to_bsn", "beside"), (12, "", "beside")],
)
def test_a_masters_for_the_certification_alone_comes_later(typical: int, study: str, first: str) -> None:
    """Where the job is still to be waited for; a bachelor's beside a job serves more than a title."""
    steps = [SimpleNamespace(task=SimpleNamespace(step=CATALOG.steps[study]))] if study else []
    beside = way("beside", typical=typical, tail=tail(18), doors=9)
    beside.tail.study = steps
    assert ranking().sort([beside, way("degree", degrees=[MSN])])[0].id == first


@pytest.mark.parametrize(
    ("opened", "near", "first"),
    [
        (("0", "1", "2", PLACE.id), {}, "near"),
        (("0", "1", "2", "3", PLACE.id), {}, "far"),
        (("0", "1", PLACE.id), {}, "near"),
        (("0", "1", "2", PLACE.id), {"typical": 12}, "far"),
    ],
)
def test_a_longer_way_that_opens_its_own_place_alone_gains_no_door(
    opened: tuple[str, ...], near: dict[str, Any], first: str
) -> None:
    """Over a sooner one whose steps it has all; other places, or the same month, are another matter."""
    sooner = way("near", **{"typical": 6, "doors": 3, "pay": SimpleNamespace(ranked=90000), **near})
    far = way("far", slots=BOARD)
    far.doors = frozenset(opened)
    assert ranking().sort([sooner, far])[0].id == first


@pytest.mark.parametrize(
    ("license_", "elsewhere", "first"),
    [("counselor", "health_plan_hs", "licensed"), ("other_dependent", "health_plan_hs", "other"),
     ("counselor", "housing_hs", "other")],
)  # fmt: skip
def test_of_two_places_of_a_kind_the_one_that_takes_the_license_comes_first(
    license_: str, elsewhere: str, first: str
) -> None:
    """Whoever else is taken in the other one; a place of another kind stands by its own merit."""
    who: dict[str, Value] = {
        "background": "human_services", "education": "master", "field": "counseling", "licenses": (license_,),
    }  # fmt: skip
    person = planned(CATALOG.facts, {**NURSE, **who})
    licensed = way("licensed", destination=CATALOG.destinations["health_plan_counselor"], person=person)
    other = way("other", destination=CATALOG.destinations[elsewhere], person=person, doors=9)
    assert ranking(**who).sort([licensed, other])[0].id == first


@pytest.mark.parametrize(
    ("who", "own"),
    [
        ({"licenses": ("lpn",), "education": "high_school", "field": UNKNOWN}, ["hospital_rn"]),
        (
            {"licenses": ("lpn",), "education": "bachelor", "field": "psychology"},
            ["hospital_rn", "housing_hs"],
        ),
        ({"licenses": (), "education": "bachelor", "field": "psychology"}, ["hospital_rn", "housing_hs"]),
    ],
)
def test_a_license_that_alone_tells_a_side_tells_it_of_the_open(
    who: dict[str, Value], own: list[str]
) -> None:
    """A degree tells another one, and alone it binds nobody."""
    order = ranking(background="open", **who)
    found = (
        place
        for place in ("hospital_rn", "housing_hs")
        if order.own_side(way(destination=CATALOG.destinations[place]))
    )
    assert list(found) == own


@pytest.mark.parametrize(
    ("made_by", "there", "first"),
    [("law", "hospital", "open"), ("employers", "hospital", "sure"), ("law", "insurance", "sure")],
)
def test_law_that_is_open_where_somebody_works_holds_nothing_up(made_by: str, there: str, first: str) -> None:
    """An employers' habit does, and so does a rule for a place that one does not know."""
    rule = replace(PLACE.must[0], made_by=made_by)
    open_ = way("open", solid=False, asked=Asked((), (), open_=(rule,)), doors=9)
    assert ranking(work_setting=there).sort([open_, way("sure")])[0].id == first


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({}, "short"),
        ({"pay": SimpleNamespace(ranked=80001)}, "long"),
        ({"cost": Span(0, 4600)}, "short"),
        ({"cost": Span(0, 4000)}, "long"),
        ({"tail": tail(26)}, "short"),
        ({"tail": tail(25)}, "long"),
        ({"slots": [*BOARD, *BOARD]}, "short"),
        ({"slots": [*BOARD, *WORK]}, "short"),
        ({"slots": [*BOARD, SimpleNamespace(task=SimpleNamespace(step=MSN))]}, "long"),
        ({"slots": ()}, "long"),
    ],
)
def test_a_longer_way_by_the_same_study_gains_no_doors_by_its_length(
    changes: dict[str, Any], first: str
) -> None:
    """Unless it pays more, costs less or certifies sooner; by other study it is another way."""
    short = way("short", slots=BOARD, tail=tail(26), doors=2)
    long = way("long", **{"slots": BOARD, "typical": 24, "tail": tail(30), "doors": 9, **changes})
    assert ranking().sort([short, long])[0].id == first


@pytest.mark.parametrize(
    ("tuition", "budget", "first"),
    [(2000, 2000, "doors"), (2001, 2000, "free"), (9000, "unknown", "doors"), (900, 0, "free")],
)
def test_tuition_over_the_budget_comes_later(tuition: int, budget: Value, first: str) -> None:
    """To the dollar; without a budget no price is too high."""
    ways = [way("doors", tuition=tuition, doors=9), way("free", tuition=0)]
    assert ranking(budget=budget).sort(ways)[0].id == first


def test_of_several_ways_to_stay_the_best_is_kept() -> None:
    """All others are kept."""
    ways = [way("a", stay=True, doors=1), way("b", stay=True, doors=2), way("c"), way("d")]
    assert [c.id for c in ranking().sort(ways)] == ["b", "c", "d"]


def named(*ways: Any, **answers: Value) -> dict[str, str]:  # noqa: ANN401
    """Return the contrasts by kind beside the first of some ways."""
    order = ranking(**answers)
    return {each.kind: each.route for each in contrasts(order.sort(ways), order, CATALOG.words)}


def test_a_contrast_is_another_kind_of_best() -> None:
    """Each way is named once, and a kind that the first way wins is left out."""
    first = way("first")
    assert named(first) == {}
    assert named(first, way("now", typical=0, doors=1)) == {"start_now": "now"}
    assert named(first, way("month", typical=1, doors=1)) == {"start_now": "month"}
    assert named(first, way("later", typical=2, doors=1)) == {}
    assert named(first, way("other", destination=OTHER)) == {"other_side": "other"}
    assert named(first, way("rich", pay=SimpleNamespace(ranked=200000), doors=1)) == {"best_paid": "rich"}
    assert named(first, way("cheap", cost=Span(0, 500), doors=1)) == {"cheapest": "cheap"}
    assert named(first, way("free", cost=Span(0, 500), doors=1, priced=False)) == {}
    assert named(first, way("far", pay=SimpleNamespace(ranked=200000), doors=1, unmet=("x",))) == {}
    assert named(way("first", typical=0), way("now", typical=0, doors=1)) == {}
    wished = (way("else", typical=0, destination=INSURANCE, doors=9), way("wished", typical=1, doors=1))
    assert named(first, *wished, settings=("hospital",))["start_now"] == "wished"


def test_nobody_in_school_starts_now_and_nothing_stands_beside_no_case_management() -> None:
    """Months count from graduation."""
    soon = (way("first"), way("now", typical=0, doors=1))
    assert named(*soon, situation="high_school") == {}
    assert named(way("first", destination=NEIGHBOR)) == {}


def test_who_asks_for_something_else_is_shown_the_way_that_holds_up() -> None:
    """It is the first of all by the usual order."""
    quick, solid = way("quick", typical=0, doors=1), way("solid", doors=9)
    assert named(quick, solid, priority="soonest") == {"solid": "solid"}
    assert named(quick, solid)["start_now"] == "quick"


def test_at_most_four_others_stand_beside_the_first() -> None:
    """Of five kinds the last is left out; without it there are as many as there are kinds."""
    ways = (
        way("first", typical=2, doors=9), way("now", typical=1, doors=1),
        way("other", destination=OTHER), way("rich", pay=SimpleNamespace(ranked=200000), doors=1),
        way("cheap", cost=Span(0, 500), doors=2),
    )  # fmt: skip
    four = {"start_now": "now", "other_side": "other", "best_paid": "rich", "cheapest": "cheap"}
    assert named(*ways) == four
    doors = way("doors", typical=30, doors=99)
    assert named(*ways, doors, priority="soonest").keys() == four.keys()
    assert named(*ways[1:], doors, priority="soonest").keys() >= {"solid", "best_paid", "cheapest"}


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        ({"typical": 0}, None),
        ({"typical": 0, "pay": SimpleNamespace(ranked=80001)}, "best_paid"),
        ({"pay": SimpleNamespace(ranked=80001), "destination": RARE}, None),
        ({"pay": SimpleNamespace(ranked=80001), "destination": NEIGHBOR}, None),
        ({"pay": SimpleNamespace(ranked=None)}, None),
        ({"cost": Span(0, 4999)}, "cheapest"),
        ({"cost": Span(0, 5000)}, None),
        (
            {"cost": Span(0, 5200), "tail": SimpleNamespace(**{**vars(tail(24)), "chosen": Span(900, 900)})},
            None,
        ),
    ],
)
def test_what_the_first_way_wins_as_well_is_no_contrast(other: dict[str, Any], kind: str | None) -> None:
    """A tie is won; a rare post or a neighbor of case management is not named for its pay."""
    found = named(way("first", typical=1, doors=9), way("other", **{"doors": 1, **other}))
    assert found == ({kind: "other"} if kind else {})


@pytest.mark.parametrize(("background", "counts"), [("open", True), ("nursing", False)])
def test_picks_count_only_where_the_side_is_open(background: str, counts: bool) -> None:
    """Who chose a side is not ranked by what they like."""
    picks: dict[str, Value] = {"strengths": ("speaking",), "stretches": ("mathematics",)}
    assert (ranking(background=background, **picks).fit is not None) is counts
