"""The person's own question, from ways made by hand: each turn of each answer, whatever planning finds."""

# ruff: noqa: ANN401 - any field of a way, a step or a verdict can be set

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from casemgr_cli.domain.advice import Open
from casemgr_cli.domain.careers import Action
from casemgr_cli.domain.conditions import ALWAYS, Degree
from casemgr_cli.domain.figures import Span
from casemgr_cli.engine.answer import answer
from casemgr_cli.engine.fit import fit
from tests.people import CATALOG, advised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casemgr_cli.domain.advice import Route, RouteStep, Verdict
    from casemgr_cli.domain.conditions import Truth
    from casemgr_cli.domain.facts import Answers

_ADVICE = advised({"background": "nursing", "education": "high_school"})
_WAY = _ADVICE.routes[0]
_STEP = next(step for step in _WAY.steps if step.kind == "degree")


def step(title: str, start: int = 0, **more: Any) -> RouteStep:
    """Return a step of a way."""
    return replace(_STEP, title=title, start=start, **{"kind": "work", "study": "", **more})


WANTED = next(
    demand
    for demand in CATALOG.destinations["hospital_sw"].usually
    if isinstance(demand.rule, Degree) and demand.rule.levels == ("master", "doctorate")
)
MASTERS = step("an MSW", study="graduate", kind="degree", required_by="employers", months=0)
AFTERWARDS = step("an MSW", 1, study="graduate", kind="degree", required_by="issuer")
NURSING = step("a BSN", study="undergraduate", kind="degree", required_by="employers", months=0)
CHOSEN = step("an MSN", study="graduate", kind="degree", required_by="choice", months=0)
LICENSE = step("the exam", kind="license", months=1)
ABROAD = replace(LICENSE, id=next(id_ for id_, each in CATALOG.steps.items() if each.covers == "clients"))


def way(
    job: str, *steps: RouteStep, limits: tuple[str, ...] = (), screens: bool = False, **more: Any
) -> Route:
    """Return a way to a job that is named, with the steps given."""
    rules = replace(_WAY.destination.limits, rules_out=limits)
    place = replace(
        _WAY.destination,
        id=job,
        title=job,
        limits=rules,
        screens=screens,
        earns=("x",),
        settings=("hospital",),
        usually=more.pop("usually", (WANTED,) if any(each.study == "graduate" for each in steps) else ()),
    )
    pay = replace(_WAY.pay, start=more.pop("start", None), experienced=more.pop("middle", None))
    cost = Span(more.get("cost"), more.pop("cost", None))
    kept = {"typical": 0, "solid": True, "stay": False, "unmet": (), "background": "nursing", **more}
    return replace(_WAY, id=job, destination=place, steps=steps, pay=pay, cost=cost, **kept)


def told(question: str, routes: Sequence[Route], **answers: Any) -> tuple[str | None, str, tuple[str, ...]]:
    """Return the verdict on a question, its text and the ways it names."""
    found = answer(CATALOG, {"question": question, **answers}, routes, _ADVICE.verdicts)
    assert found is not None
    return found.verdict, found.text, found.routes


def words(key: str, **filled: Any) -> str:
    """Return a sentence of an answer."""
    return CATALOG.words[f"answer_{key}"].format(**{"met": CATALOG.words["answer_met"], **filled})


def when(number: int) -> str:
    """Return when a job begins, for somebody out of school."""
    return words("when", months=months(number))


def months(number: int) -> str:
    """Return months in words."""
    return CATALOG.words["month_one" if number == 1 else "month_other"].format(count=number)


WORK = next(each for each in CATALOG.steps.values() if each.going_on)
RECORDED = {"job": "A", "met": CATALOG.words["answer_record"]}
FIRST = {"step": "first", "job": "A", "when": when(1), "apply": ""}


@pytest.mark.parametrize(
    ("routes", "answers", "key", "filled"),
    [
        ([], {}, "nowhere", {}),
        ([way("A", solid=False)], {}, "open", {"job": "A"}),
        ([way("A", screens=True)], {"background_check": "something"}, "record", RECORDED),
        ([way("A", screens=True)], {}, "now", {"job": "A"}),
        ([way("A")], {"background_check": "something"}, "now", RECORDED),
        ([way("A", in_place=True), way("B")], {}, "stay", {"job": "A"}),
        (
            [way("A", step("second", 3), step("first", 1), typical=1)],
            {},
            "step",
            FIRST,
        ),
        (
            [
                way(
                    "A",
                    step("beside", months=9),
                    step("at once", months=0),
                    step("first", months=4),
                    typical=4,
                )
            ],
            {},
            "step",
            FIRST | {"when": when(4)},
        ),
        ([way("A", step("first", action=Action(""), kind="degree"), typical=1)], {}, "go_on", FIRST),
        (
            [way("A", step("first", action=Action(WORK.going_on), id=WORK.id), typical=1)],
            {},
            "go_on_work",
            FIRST,
        ),
        ([way("A", step("first", action=WORK.action, id=WORK.id), typical=1)], {}, "step", FIRST),
    ],
)
def test_where_to_start(routes: list[Route], answers: Answers, key: str, filled: dict[str, str]) -> None:
    """With the first way: at once where it can be, else by the step its job waits for, begun or not."""
    assert told("where_to_start", routes, **answers) == (
        None,
        words(f"where_to_start_{key}", **filled),
        tuple(each.id for each in routes[:1]),
    )


def test_what_is_open_today_is_told_beside_the_step_that_the_job_waits_for() -> None:
    """Once: where the certification is that step, nothing stands beside it."""
    stands = [verdict("A", "eligible", can_apply=True)]
    for kind, beside in (("degree", words("apply", names="A")), ("certification", "")):
        routes = [way("A", step("first", kind=kind), typical=1)]
        found = answer(CATALOG, {"question": "where_to_start"}, routes, stands)
        assert found is not None
        assert found.text == words("where_to_start_step", **FIRST | {"apply": beside})


def test_which_side_tells_the_best_way_of_each() -> None:
    """Time, cost and first pay, side by side in one order, as far as they are known; a side that has no
    likely way is named, and a long shot is none.
    """
    nursing, other = way("A", typical=5, cost=900, start=50), way("B", background="social_work", cost=0)
    later = way("C", typical=1)
    unfound = CATALOG.words["answer_side_unknown"]
    time = words("side", side=CATALOG.words["side_nursing"], months=months(5), cost="up to $900", pay="$50")
    at_once = words("side_now", side=CATALOG.words["side_social_work"], cost="nothing", pay=unfound)
    out = words("sides_out", sides=CATALOG.words["side_human_services"])
    both = words("which_side_sides", sides=f"{time}; {at_once}", after="", picked="", out=out)
    assert told("which_side", [nursing, other, later]) == (None, both, ("A", "B"))
    third = way("D", background="human_services", cost=0)
    assert told("which_side", [nursing, other, third])[1].endswith(f"for nothing, at {unfound}.")
    out = words("sides_out", sides="social work and human services")
    alone = words("which_side_one", sides=time, after="", picked="", out=out)
    assert told("which_side", [nursing, later]) == (None, alone, ("A",))
    long_shot = replace(other, unmet=("a degree",))
    assert told("which_side", [long_shot, nursing]) == (None, alone, ("A",))
    assert told("which_side", [long_shot]) == (None, words("which_side_none"), ())
    assert told("which_side", []) == (None, words("which_side_none"), ())


def test_which_side_says_how_the_picks_sit_with_each() -> None:
    """Who picked skills hears of the sides that lead there what they fit; nobody else does."""
    nursing, social = way("A", typical=5), way("B", background="social_work")
    picks = {"strengths": ("social_perceptiveness", "service_orientation"), "stretches": ("science",)}
    found = fit(CATALOG, picks)
    assert found is not None
    text = told("which_side", [nursing, social], **picks)[1]
    for side, band in (("nursing", found.nursing_band), ("social_work", found.social_band)):
        assert CATALOG.words[f"fit_{band}"].format(side=CATALOG.words[f"side_{side}"]) in text
    assert "you picked" not in told("which_side", [nursing, social])[1]


RULE = (Open("a rule that nobody has read"),)
BOTH = {"without": "A", "with_one": "B"}
OTHER = way("B", MASTERS, background="social_work")
AS_FAR = BOTH | {"without": words("as_far", job="A")}
ELSEWHERE, HELD = way("B", background="social_work", solid=False), {"education": "master"}
WITH = {"job": "A", "degree": "an MSW"}
ASIDE = {"degree": "an MSW", "when": when(0), "job": "A"}
DEARER = way("B", MASTERS, background="social_work", typical=30, cost=7)


@pytest.mark.parametrize(
    ("routes", "answers", "verdict", "key", "filled", "named"),
    [
        ([way("A", MASTERS, solid=False)], {}, "depends", "open", {}, "A"),
        ([way("A", solid=False, open=RULE)], {}, "depends", "open_path", {"job": "A"}, "A"),
        ([way("A", solid=False, unmet=("x",)), way("B", solid=False)], {}, "depends", "open", {}, "A"),
        ([way("A", solid=False)], {"settings": ("insurance",)}, "depends", "open", {}, ""),
        ([way("A", solid=False)], {"education": "master"}, "depends", "open_held", {"job": "A"}, "A"),
        ([way("A"), ELSEWHERE], {"background": "social_work"}, "depends", "open_without", {"job": "A"}, "AB"),
        ([way("A"), ELSEWHERE], {"background": "social_work", **HELD}, "no", "held", {"job": "A"}, "AB"),
        ([way("A", MASTERS), ELSEWHERE], {"background": "social_work"}, "depends", "open_with", WITH, "AB"),
        ([way("A", MASTERS, typical=9)], {}, "yes", "yes", {"degree": "an MSW", "when": when(9)}, "A"),
        ([OTHER, way("A")], {}, "yes", "yes_side", ASIDE, "BA"),
        ([way("A", MASTERS, usually=()), way("B", MASTERS)], {}, "yes", "yes", ASIDE, "A"),
        (
            [OTHER, way("A")],
            {"settings": ("hospital",), "background": "social_work"},
            "yes",
            "yes_side",
            ASIDE,
            "BA",
        ),
        ([OTHER, way("A", solid=False)], {}, "yes", "yes_side_open", ASIDE, "BA"),
        ([way("A", CHOSEN)], {}, "no", "no", {"job": "A"}, "A"),
        ([way("A", AFTERWARDS)], {}, "no", "no_beside", WITH, "A"),
        ([way("A", AFTERWARDS), way("B", MASTERS)], {}, "depends", "depends_beside", BOTH, "AB"),
        ([way("A", AFTERWARDS)], HELD, "no", "held", {"job": "A"}, "A"),
        ([way("A", NURSING)], HELD, "no", "held_other", {"job": "A", "degree": "a BSN"}, "A"),
        ([way("A", NURSING), way("B")], HELD, "no", "held", {"job": "B"}, "B"),
        ([way("A", solid=False), OTHER, way("B")], HELD, "depends", "open_held", {"job": "A"}, "A"),
        ([way("A"), way("B", MASTERS)], {}, "depends", "depends", BOTH, "AB"),
        ([way("A", solid=False), way("B", MASTERS)], {}, "depends", "depends", AS_FAR, "AB"),
        ([way("A"), replace(way("A", MASTERS), id="B")], {}, "no", "no", {"job": "A"}, "A"),
        ([way("A"), way("B", MASTERS)], {"education": "master"}, "no", "held", {"job": "A"}, "A"),
        ([way("A"), way("B", MASTERS)], {"licenses": ("counselor",)}, "no", "held", {"job": "A"}, "A"),
        ([way("A"), OTHER], {"settings": ("hospital",)}, "depends", "depends", BOTH, "AB"),
        ([way("A"), DEARER], {"licenses": ("rn",)}, "no", "no", {"job": "A"}, "A"),
        ([way("A"), way("B", MASTERS, usually=())], {}, "no", "no", {"job": "A"}, "A"),
        (
            [way("A", MASTERS, typical=9, usually=())],
            {},
            "yes",
            "yes",
            {"degree": "an MSW", "when": when(9)},
            "A",
        ),
        ([way("A"), DEARER], {"licenses": ("rn",), "background": "nursing"}, "no", "no", {"job": "A"}, "A"),
        (
            [way("A"), DEARER],
            {"background": "nursing"},
            "no",
            "no_other",
            {"job": "A", "degree": "an MSW", "other": "B", "when": when(30), "cost": 7},
            "AB",
        ),
    ],
)
def test_need_masters(  # noqa: PLR0913
    routes: list[Route], answers: Answers, verdict: str, key: str, filled: dict[str, Any], named: str
) -> None:
    """Yes where no solid way does without one, no where every way does, and of both where some do."""
    text = words(f"need_masters_{key}", **filled)
    assert told("need_masters", routes, **answers) == (verdict, text, tuple(named))


@pytest.mark.parametrize(
    ("routes", "verdict", "key", "job", "wait"),
    [
        ([way("A", typical=3), way("B", typical=1)], "yes", "yes", "A", 3),
        ([way("A", typical=4), way("B", typical=3, limits=("remote_only",))], "depends", "depends", "A", 4),
        ([way("A", LICENSE, typical=1)], "depends", "first", "A", 1),
        ([way("A", ABROAD, typical=1)], "depends", "licenses", "A", 1),
        ([way("A", LICENSE, typical=0), way("B", typical=1)], "yes", "yes", "A", 0),
        ([way("A", LICENSE, typical=0, stay=True, in_place=True)], "depends", "here", "A", 0),
        ([way("B"), way("A", typical=0, in_place=True, solid=False)], "yes", "stay", "A", 0),
        ([way("A", solid=False), way("B", typical=8)], "depends", "open", "A", 0),
        ([way("A", solid=False, typical=3)], "depends", "open", "A", 3),
    ],
)
def test_work_from_home(routes: list[Route], verdict: str, key: str, job: str, wait: int) -> None:
    """Yes within three months on a solid way that takes no license first, else what the nearest hangs on."""
    said = {"job": job, "when": when(wait), "how": words("remote_sometimes"), "first": "the exam"}
    said["meanwhile"] = said["wanted"] = said["on"] = said["sooner"] = ""
    text = words(f"work_from_home_{key}", **said)
    assert told("work_from_home", routes) == (verdict, text, (job,))
    barred = [way("A", limits=("remote_only",))]
    assert told("work_from_home", barred) == ("no", words("work_from_home_no"), ())


def test_what_stands_open_on_another_side_is_the_answer_beside_what_was_asked_for() -> None:
    """Where that is far off or not sure, and it is told beside."""
    near, open_ = way("A", typical=6), way("B", background="social_work")
    unsure = words("wanted_open", job="A")
    for asked_for, beside in (
        (replace(near, typical=7), words("wanted", job="A", when=when(7))),
        (replace(near, solid=False), unsure),
    ):
        said = words("leave_bedside_yes", job="B", wanted=beside)
        assert told("leave_bedside", [asked_for, open_]) == ("yes", said, ("B", "A"))
    assert told("leave_bedside", [near, open_])[2] == ("A",)
    own = words("leave_bedside_yes", job="A", wanted="")
    assert told("leave_bedside", [open_, way("A")], background="nursing") == ("yes", own, ("A",))


def test_such_work_of_the_own_side_is_the_answer_and_what_is_sooner_on_another_is_beside_it() -> None:
    """Where a setting without any is wished for, too; another side's is told if it is half a year sooner."""
    path = way("A", typical=20, limits=("remote_only",))
    wished = replace(path.destination, settings=("insurance",))
    path, own, other = replace(path, destination=wished), way("B", typical=18), "human_services"
    for months_, sooner in ((11, True), (12, False)):
        routes = [path, way("C", typical=months_, background=other), own]
        aside = words("sooner", job="C", when=when(months_)) if sooner else ""
        said = {"job": "B", "when": when(18), "how": words("remote_sometimes"), "meanwhile": ""}
        text = words("work_from_home_depends", **said, on=words("on_their_side"), sooner=aside)
        named = ("B", "C") if sooner else ("B",)
        assert told("work_from_home", routes, settings=("insurance",)) == ("depends", text, named)
    routes = [path, way("C", typical=11, background=other)]
    assert told("work_from_home", routes)[2] == ("C",)


def test_worth_it_weighs_what_is_open_now_on_the_own_side() -> None:
    """Another side's post stands for it only where the own has none."""
    later, soon = way("A", typical=12, start=1000), way("B", typical=1, start=700)
    other = way("C", start=600, background="human_services")
    assert told("worth_it", [later, other, soon], current_pay=900)[2] == ("A", "B")
    assert told("worth_it", [later, other], current_pay=900)[2] == ("A", "C")


def test_work_next_to_case_management_that_is_open_now_is_named_beside_what_is_far_off() -> None:
    """Only what is surely open to somebody out of school, and within the limit."""
    far = [way("A", typical=40)]
    named = words("meanwhile", job="B")
    for beside, in_school, said in (
        ([way("B")], False, True),
        ([way("B", typical=2)], False, False),
        ([way("B", solid=False)], False, False),
        ([way("B", limits=("no_hands_on_care",))], False, False),
        ([way("B")], True, False),
        ([], False, False),
    ):
        asking: Answers = {"question": "leave_bedside"}
        found = answer(CATALOG, asking, far, _ADVICE.verdicts, in_school=in_school, neighbors=beside)
        assert found is not None
        assert (named in found.text) is said


def test_work_from_home_is_the_path_where_nothing_as_sure_is_nearer() -> None:
    """An open way comes first only where the path is not the nearest of the solid ones."""
    path, open_ = way("A", typical=9), way("B", solid=False)
    assert told("work_from_home", [path, open_])[2] == ("A",)
    assert told("work_from_home", [path, open_, way("C", typical=8)])[2] == ("B",)
    assert told("work_from_home", [replace(path, solid=False), open_])[2] == ("B",)


@pytest.mark.parametrize(
    ("now", "verdict", "key"),
    [
        (None, "depends", "unsaid"),
        (1001, "no", "no"),
        (1000, "depends", "depends"),
        (953, "depends", "depends"),
        (952, "yes", "yes"),
    ],
)
def test_worth_it(now: int | None, verdict: str, key: str) -> None:
    """Pay at the start against pay now: a twentieth more is a raise."""
    routes, said = [way("A", start=1000, middle=1500)], {} if now is None else {"current_pay": now}
    text = words(f"worth_it_{key}", job="A", start=1000, middle=1500, now=now)
    assert told("worth_it", routes, **said) == (verdict, text, ("A",))
    assert told("worth_it", [way("A")], **said)[:2] == ("depends", words("worth_it_unknown"))
    key = "unsaid_start" if now is None else "unknown_start"
    text = words(f"worth_it_{key}", middle=1500, now=now)
    assert told("worth_it", [way("A", middle=1500)], **said) == ("depends", text, ("A",))


def test_worth_it_of_who_does_the_work_already_speaks_of_staying() -> None:
    """She is no newcomer there; where she earns less than others get at first, she may ask for more."""
    stays = way("A", stay=True, start=1000, middle=1500)
    said = {"job": "A", "start": 1000, "middle": 1500}
    assert told("worth_it", [stays], current_pay=1200)[:2] == ("no", words("worth_it_stay", **said, now=1200))
    near = ("yes", words("worth_it_stay_less_near", **said, now=900, work=stays.pay.wage.occupation))
    assert told("worth_it", [stays], current_pay=900)[:2] == near
    very = replace(stays.destination, pay=replace(stays.destination.pay, fit="good"))
    less = ("yes", words("worth_it_stay_less", **said, now=900))
    assert told("worth_it", [replace(stays, destination=very)], current_pay=900)[:2] == less


def test_worth_it_of_who_lacks_what_the_law_asks_for_measures_no_pay_of_today() -> None:
    """The figures there are of those who have it, whether or not the pay of today is known."""
    by_law = step("a license", kind="degree", study="undergraduate", required_by="law")
    stays = way("A", by_law, stay=True, start=1000, middle=1500)
    text = words("worth_it_by_law", start=1000, middle=1500)
    assert told("worth_it", [stays], current_pay=900) == ("depends", text, ("A",))
    assert told("worth_it", [stays]) == ("depends", text, ("A",))
    elsewhere = replace(stays, steps=(replace(ABROAD, required_by="law"),))
    assert told("worth_it", [elsewhere], current_pay=900)[0] == "yes"


def test_worth_it_later() -> None:
    """Where the first way pays more but begins later, the one that begins now and pays less is said."""
    later, soon = way("A", typical=12, start=1000), way("B", typical=1, start=700)
    filled = {"job": "A", "start": 1000, "middle": 1000, "now": 900, "soon": "B", "less": 700}
    text = words("worth_it_later", **filled, when=when(12))
    assert told("worth_it", [later, soon], current_pay=900) == ("depends", text, ("A", "B"))
    even = replace(later, pay=replace(later.pay, start=900))
    text = words("worth_it_later", **filled | {"start": 900}, when=when(12))
    assert told("worth_it", [even, soon], current_pay=900)[1] == text
    assert told("worth_it", [replace(later, typical=1), soon], current_pay=900)[0] == "yes"
    assert told("worth_it", [way("A", start=1050)], current_pay=1000)[0] == "yes"
    for other in (
        way("B", start=900),
        way("B", typical=2, start=700),
        way("B", start=950),
        way("B", start=700, unmet=("x",)),
    ):
        assert told("worth_it", [later, other], current_pay=900)[0] == "yes"
    assert told("worth_it", [later, soon], current_pay=1001)[0] == "no"


def verdict(short: str, stands: str, needed: int | None = None, **more: Any) -> Verdict:
    """Return a verdict on a certification that is named."""
    made = next(each for each in _ADVICE.verdicts if each.certification.id == "ccm")
    entry = replace(made.certification, id=short, short=short, credential=ALWAYS, supervisors={})
    kept = {"missing": ("a license",), "asks": (), "can_apply": False, **more}
    return replace(made, certification=entry, verdict=stands, months_needed=needed, **kept)


def unknown(short: str, *asks: str, value: Truth = None, needs: tuple[str, ...] = ("x",)) -> Verdict:
    """Return a verdict that some answers decide."""
    made = verdict(short, "unknown", asks=asks)
    return replace(made, experience=replace(made.experience, value=value, needs=frozenset(needs)))


def lacking(name: str) -> dict[str, str]:
    """Return what is said of a certification that something else comes before."""
    return {"name": name, "missing": "a license"}


def deciding(name: str, key: str) -> dict[str, str]:
    """Return what is said of a certification that one question decides."""
    return {"name": name, "question": CATALOG.facts[key].ask}


def after(name: str, wait: int) -> dict[str, str]:
    """Return what is said of a certification that only months are missing for."""
    return {"name": name, "months": months(wait), "under": ""}


# Another is nearer by months than the certification of the path.
INSTEAD = {**after("B", 7), "path": "A", "when": when(_WAY.months_to_certified or 0)}
ON_THE_PATH = {**lacking("A"), "when": when(_WAY.months_to_certified or 0)}
# The work that is planned takes twelve months, where the shortest way of the rule takes nine.
HERE = {**after("A", 9), "here": months(12)}


TWO = CATALOG.words["listed"].format(rest="A", last="B")
# What is likely 0 where nobody does case management, and the duties that somebody did not name.
LIKELY, NAMED = "months_supervising_case_managers", CATALOG.facts["duties"].values[2:]
_LEFT = [choice.label[0].lower() + choice.label[1:] for choice in CATALOG.facts["duties"].choices[:2]]
PARTS = {"name": "A", "parts": "; ".join(_LEFT)}
UNDECIDED = verdict("A", "not_yet")
UNDECIDED = replace(UNDECIDED, experience=replace(UNDECIDED.experience, value=False))
FAR = replace(unknown("A", "months_nursing", value=False), months_needed=12)
MAY_BE = CATALOG.facts["licenses"].may_be["social_work"]
LEVELS = {
    "name": "A",
    "parts": "; ".join(
        choice.label[0].lower() + choice.label[1:]
        for choice in CATALOG.facts["licenses"].choices
        if choice.value in MAY_BE
    ),
}
MONTHS, STATUS = "months_direct_service", "license_status"


@pytest.mark.parametrize(
    ("stands", "expected", "key", "filled"),
    [
        ([verdict("A", "eligible", can_apply=True), verdict("B", "eligible")], "yes", "yes", {"names": "A"}),
        ([verdict("A", "not_yet", 9), verdict("B", "not_yet", 6)], "depends", "nearly", after("B", 6)),
        ([verdict("B", "not_yet", 7), verdict("A", "not_yet", 9)], "no", "months_here", HERE),
        ([verdict("A", "not_yet", 12)], "no", "months", after("A", 12)),
        ([verdict("C", "not_yet", 9), verdict("B", "not_yet", 7)], "no", "months", after("B", 7)),
        ([verdict("B", "not_yet", 7), verdict("A", "not_yet", 14)], "no", "months_path", INSTEAD),
        ([verdict("A", "held"), verdict("B", "held")], "no", "held", {"names": TWO}),
        ([verdict("A", "held"), verdict("B", "needs_credential")], "no", "no", lacking("B")),
        ([verdict("A", "not_yet")], "no", "no_path", ON_THE_PATH),
        ([verdict("A", "not_yet"), verdict("B", "eligible")], "depends", "eligible", {"name": "B"}),
        ([verdict("A", "not_yet"), unknown("B", MONTHS)], "depends", "unknown", deciding("B", MONTHS)),
        (
            [unknown("A", STATUS, MONTHS)],
            "depends",
            "unknown_else",
            deciding("A", MONTHS) | {"months": months(12), "under": ""},
        ),
        (
            [unknown("A", MONTHS), verdict("B", "not_yet", 6)],
            "depends",
            "unknown_else",
            deciding("A", MONTHS) | {"months": months(12), "under": ""},
        ),
        ([unknown("B", MONTHS), verdict("C", "not_yet", 6)], "depends", "nearly", after("C", 6)),
        ([unknown("B", MONTHS), verdict("C", "eligible")], "depends", "eligible", {"name": "C"}),
        ([unknown("A", "duties"), verdict("C", "eligible")], "depends", "parts", PARTS),
        (
            [unknown("B", MONTHS), unknown("A", "license_status")],
            "depends",
            "unknown",
            deciding("A", "license_status"),
        ),
        ([unknown("B", MONTHS, value=True)], "depends", "unknown", deciding("B", MONTHS)),
        ([unknown("B", MONTHS, value=False), verdict("A", "not_yet")], "no", "no_path", ON_THE_PATH),
        ([unknown("B", MONTHS, needs=()), verdict("A", "not_yet")], "no", "no_path", ON_THE_PATH),
        ([unknown("B", LIKELY), verdict("C", "not_yet", 8)], "no", "months", after("C", 8)),
        ([unknown("A", LIKELY), verdict("C", "not_yet", 8)], "no", "months", after("A", 12)),
        ([unknown("A", LIKELY), verdict("C", "not_yet")], "no", "months", after("A", 12)),
        ([unknown("A", "duties")], "depends", "parts", PARTS),
        ([unknown("A", "licenses")], "depends", "which", LEVELS),
        ([verdict("B", "not_yet", 9), UNDECIDED], "no", "months_parts", PARTS | after("A", 12)),
        ([verdict("B", "not_yet", 2), UNDECIDED], "depends", "nearly", after("B", 2)),
        ([verdict("B", "needs_credential", 9), FAR], "no", "months", after("A", 12)),
    ],
)
def test_can_certify(stands: list[Verdict], expected: str, key: str, filled: dict[str, str]) -> None:
    """Yes by what can be applied for, else what decides the path's own, the nearest, or what comes first."""
    answers: Answers = {"question": "can_certify", "duties": NAMED, "months_case_management": 0}
    answers = {**answers, "licenses": ("social_work",)}
    found = answer(CATALOG, answers, [replace(_WAY, certification="A")], stands)
    assert found is not None
    assert (found.verdict, found.text) == (expected, words(f"can_certify_{key}", **filled))


def test_who_leads_the_work_decides_how_many_months_it_takes() -> None:
    """Of months under a supervisor who holds it some are enough; both are said, unless they are the same."""
    rule = CATALOG.certifications["ccm"].experience
    for held, short, otherwise in ((0, 12, 24), (6, 12, 18), (20, 4, 4)):
        entry = verdict("A", "not_yet", short)
        named = replace(entry.certification, experience=rule, supervisors={"often": "x"})
        stands = [replace(entry, certification=named)]
        answers: Answers = {"question": "can_certify", "months_case_management": held}
        found = answer(CATALOG, answers, [replace(_WAY, certification="A")], stands)
        assert found is not None
        under = words("under", months=months(otherwise)) if otherwise > short else ""
        assert f"{months(short)} more of work that counts{under}" in found.text or otherwise == short
        assert bool(under) is (" else " in found.text)


@pytest.mark.parametrize(("enrolled", "name"), [("msw", "A"), ("none", "B"), ("unknown", "B"), (None, "B")])
def test_a_student_hears_what_comes_before_the_certification_of_the_path(
    enrolled: str | None, name: str
) -> None:
    """Whoever works hears which one is nearest by months."""
    asking: Answers = {"question": "can_certify"} | ({"enrolled_in": enrolled} if enrolled else {})
    stands = [verdict("A", "needs_credential"), verdict("B", "not_yet", 36)]
    found = answer(CATALOG, asking, [replace(_WAY, certification="A")], stands)
    told = (
        words("can_certify_no_path", **ON_THE_PATH)
        if name == "A"
        else words("can_certify_months_path", **INSTEAD | after("B", 36))
    )
    assert found is not None
    assert found.text == told


def test_nothing_is_answered_that_is_no_question_of_ours() -> None:
    """Not knowing one's question is none."""
    assert answer(CATALOG, {"question": "unknown"}, [_WAY], _ADVICE.verdicts) is None


def test_of_somebody_in_school_months_count_from_graduation() -> None:
    """So says every answer that holds months of a way."""
    for wait, key in ((4, "when_graduated"), (0, "when_at_graduation")):
        route = way("A", MASTERS, typical=wait)
        found = answer(CATALOG, {"question": "need_masters"}, [route], _ADVICE.verdicts, in_school=True)
        assert found is not None
        assert found.text == words("need_masters_yes", degree="an MSW", when=words(key, months=months(wait)))
    both = [way("A"), way("B", background="social_work")]
    sides = answer(CATALOG, {"question": "which_side"}, both, _ADVICE.verdicts, in_school=True)
    assert sides is not None
    assert words("after_school") in sides.text


def test_who_studied_abroad_hears_that_it_depends_on_the_degree() -> None:
    """Where the months are enough and no answer decides, the evaluation does; of nobody else that is said."""
    made = unknown("A", value=True)
    made = replace(made, credential=replace(made.credential, value=None))
    way_there = [replace(_WAY, certification="A")]
    for abroad, expected in (("yes", "depends"), ("no", "no")):
        asking: Answers = {"question": "can_certify", "foreign_degree": abroad}
        found = answer(CATALOG, asking, way_there, [made, verdict("C", "not_yet", 8)])
        assert found is not None
        assert found.verdict == expected
    short = replace(made, experience=replace(made.experience, value=False), months_needed=12)
    asking = {"question": "can_certify", "foreign_degree": "yes"}
    found = answer(CATALOG, asking, way_there, [verdict("C", "needs_credential", 9), short])
    assert found is not None
    assert (found.verdict, found.text) == ("no", words("can_certify_months_abroad", **after("A", 12)))
    short = replace(short, months_needed=None)
    asking = {"question": "can_certify", "foreign_degree": "yes"}
    found = answer(CATALOG, asking, way_there, [short, verdict("C", "not_yet")])
    assert found is not None
    assert found.verdict == "no"
