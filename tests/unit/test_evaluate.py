"""Conditions in three values: what is known decides, what is not known stays unknown."""

from __future__ import annotations

import pytest

from casemgr_cli.domain.careers import Grants
from casemgr_cli.domain.conditions import All, AnyOf, Attest, Clause, Compare, Degree, Licensed, Not
from casemgr_cli.domain.facts import Choice, Fact, FactTable
from casemgr_cli.engine.evaluate import evaluate, needs, truth
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.standing import planned
from tests.people import CATALOG


def fact(key: str, type_: str, *choices: str, **more: object) -> Fact:
    """Return a fact with only what conditions read."""
    return Fact(key, type_, "?", "", choices=tuple(Choice(c, c) for c in choices), **more)  # type: ignore[arg-type]


FACTS = FactTable(
    (
        fact("education", "choice", "none", "high_school", "associate", "bachelor", "master"),
        fact("field", "choice", "nursing", "social_work", "other"),
        fact("accredited", "choice", "yes", "no"),
        fact("fieldwork", "choice", "yes", "no"),
        fact("other_degrees", "choices"),
        fact("certifications", "choices", "ccm", "crc"),
        fact(
            "licenses",
            "choices",
            "rn",
            "lpn",
            "social_work",
            "social_work_master",
            may_be={"social_work": ("social_work_master",)},
        ),
        fact(
            "license_status",
            "choice",
            "active",
            "restricted",
            "lapsed",
            planning_value="active",
            planning_why="?",
        ),
        fact("duties", "choices", "assess", "plan"),
        fact("months", "integer", unit="months", qualified_by="duties"),
        fact("part", "integer", unit="months", part_of="months", qualified_by="duties"),
    )
)
RN = Licensed(("rn",))
SOCIAL_WORKER = Degree(("bachelor", "master"), ("social_work",), accredited=True)


def person(**answers: object) -> Person:
    """Return a person with these answers; lists are tuples."""
    return Person(FACTS, answers)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, None),
        ({"licenses": ()}, False),
        ({"licenses": ("lpn",)}, False),
        ({"licenses": ("rn",)}, None),
        ({"licenses": ("rn",), "license_status": "unknown"}, None),
        ({"licenses": ("rn",), "license_status": "active"}, True),
        ({"licenses": ("rn",), "license_status": "lapsed"}, False),
        ({"licenses": "unknown"}, None),
    ],
)
def test_a_license_counts_only_when_it_is_active(answers: dict[str, object], expected: bool | None) -> None:
    """A license that is not stated is unknown; restricted or lapsed counts as not held."""
    assert truth(RN, person(**answers)) is expected


@pytest.mark.parametrize(("status", "expected"), [("active", None), ("lapsed", False)])
def test_a_social_work_license_of_unknown_level_leaves_levels_open(
    status: str, expected: bool | None
) -> None:
    """The level decides, unless the license is not in force at all."""
    held = person(licenses=("social_work",), license_status=status)
    assert truth(Licensed(("social_work_master",)), held) is expected


@pytest.mark.parametrize(
    ("answers", "expected", "needs"),
    [
        ({}, None, {"education", "field", "accredited"}),
        ({"field": "nursing"}, False, set()),
        ({"education": "associate"}, False, set()),
        ({"education": "bachelor", "field": "social_work"}, None, {"accredited"}),
        ({"education": "bachelor", "field": "social_work", "accredited": "no"}, False, set()),
        ({"education": "master", "field": "social_work", "accredited": "yes"}, True, set()),
        (
            {"education": "master", "field": "other", "other_degrees": ("bachelor:social_work",)},
            None,
            {"accredited"},
        ),
        (
            {"education": "bachelor", "field": "other", "other_degrees": ("associate:social_work",)},
            False,
            set(),
        ),
    ],
)
def test_level_and_field_must_meet_in_one_degree(
    answers: dict[str, object], expected: bool | None, needs: set[str]
) -> None:
    """A bachelor's in one field and an associate in another are not a bachelor's in the other."""
    trace = evaluate(SOCIAL_WORKER, person(**answers))
    assert (trace.value, set(trace.needs)) == (expected, needs)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, None),
        ({"months": 11}, False),
        ({"months": 30}, None),
        ({"months": 30, "part": 12}, True),
        ({"months": 30, "part": 11}, False),
        ({"months": "unknown"}, None),
        ({"months": 30, "part": 12, "duties": ("assess",)}, None),
        ({"months": 30, "part": 12, "duties": ("assess", "plan")}, True),
        ({"months": 11, "duties": ("assess",)}, False),
    ],
)
def test_an_unstated_part_lies_between_zero_and_its_whole(
    answers: dict[str, object], expected: bool | None
) -> None:
    """True if the low end suffices, False if the high end does not; incomplete duties put months in doubt."""
    assert truth(Compare("part", "at_least", (12,)), person(**answers)) is expected


def test_a_condition_can_ask_whether_somebody_said_that_they_do_not_know() -> None:
    """It is false of who knows, and open as long as nobody asked."""
    unsure = Compare("months", "is", ("unknown",))
    said: tuple[dict[str, object], ...] = ({"months": "unknown"}, {"months": 0}, {})
    assert [truth(unsure, person(**each)) for each in said] == [True, False, None]


def test_absent_lists_of_certifications_and_degrees_read_as_none() -> None:
    """They are taken as none when nobody said anything, but not when the person does not know."""
    holds_ccm = Compare("certifications", "has", ("ccm",))
    assert truth(holds_ccm, person()) is False
    assert truth(holds_ccm, person(certifications="unknown")) is None


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (All(()), True),
        (AnyOf(()), False),
        (All((RN, Attest())), None),
        (All((Not(RN), Attest())), False),
        (AnyOf((RN, Attest())), True),
        (AnyOf((Not(RN), Attest())), None),
        (Not(Attest()), None),
    ],
)
def test_branches_fold_three_values(condition: All | AnyOf | Not, expected: bool | None) -> None:
    """One false decides an all, one true decides an any, and unknown stays unknown."""
    assert truth(condition, person(licenses=("rn",), license_status="active")) is expected


def test_planning_counts_the_unknown_as_missing_but_uses_planning_values() -> None:
    """A license without a stated status is planned as active; months nobody stated are planned as none."""
    assumed = planned(FACTS, {"licenses": ("rn",)})
    assert truth(RN, assumed) is True
    assert truth(Compare("months", "at_least", (1,)), assumed) is False


def test_the_trace_keeps_words_values_and_what_was_read() -> None:
    """Explanations print the same tree that decided."""
    rule = AnyOf((Licensed(("rn",), Clause("An RN license", "board")), SOCIAL_WORKER), Clause("The rule"))
    trace = evaluate(rule, person(licenses=(), education="bachelor"))
    assert (trace.text, trace.op, trace.value) == ("The rule", "any", None)
    assert trace.parts[0].reads == (("licenses", ()), ("license_status", None))
    assert trace.parts[0].value is False
    assert trace.needs == {"field", "accredited"}


def test_training_at_school_level_stays_whatever_degree_comes() -> None:
    """A practical-nursing certificate lasts beside a later degree; a plain diploma is no other degree."""
    trained, schooled = Grants(degrees=("high_school:nursing",)), Grants(degrees=("high_school:other",))
    degree = Grants(degrees=("bachelor:social_work",))
    before = Person(FACTS, {"education": "none"})
    both = {("bachelor", "social_work"), ("high_school", "nursing")}
    assert set(before.after(trained).after(degree).degrees()) == both
    assert set(before.after(degree).after(trained).degrees()) == both
    assert before.after(schooled).after(degree).degrees() == (("bachelor", "social_work"),)


def test_a_degree_without_a_field_stays_one_when_a_higher_one_comes() -> None:
    """What nobody said of the first degree is not known of it later either."""
    for said in ({}, {"field": "unknown"}):
        before = Person(FACTS, {"education": "bachelor", **said})
        then = before.after(Grants(degrees=("master:nursing",)))
        assert then.degrees() == (("master", "nursing"), ("bachelor", None))
    known = Person(FACTS, {"education": "bachelor", "field": "social_work"})
    assert known.after(Grants(degrees=("master:nursing",))).degrees()[1] == ("bachelor", "social_work")


@pytest.mark.parametrize(
    ("said", "decides"),
    [({}, set()), ({"over": 3}, set()), ({"over": "unknown"}, {"over"}), ({"before": "unknown"}, {"before"})],
)
def test_when_work_was_done_decides_only_where_somebody_does_not_know(
    said: dict[str, str | int], decides: set[str]
) -> None:
    """Months may be too old only for whoever does not know when the work ended, or what came before."""
    facts = FactTable(
        (
            fact("months", "integer", unit="months", ended="over", earlier="before"),
            fact("over", "integer", unit="months"),
            fact("before", "integer", unit="months"),
        )
    )
    recent = Compare("months", "at_least", (24,), window=60)
    assert needs(recent, Person(facts, {"months": "unknown", **said})) == {"months", *decides}


def test_months_hang_on_the_list_that_qualifies_them() -> None:
    """It is asked where it was not given, and where parts of it are missing."""
    enough = Compare("months", "at_least", (24,))
    assert needs(enough, Person(FACTS, {"months": "unknown"})) == {"months", "duties"}
    assert needs(enough, Person(FACTS, {"months": 24, "duties": ("assess",)})) == {"duties"}
    assert needs(enough, Person(FACTS, {"months": "unknown", "duties": ("assess", "plan")})) == {"months"}


@pytest.mark.parametrize(
    ("op", "bound", "value"),
    [("at_least", 12, True), ("at_least", 13, None), ("at_most", 12, None), ("at_most", 11, False)],
)
def test_a_part_of_a_number_is_the_least_that_the_number_can_be(
    op: str, bound: int, value: bool | None
) -> None:
    """A year at the bedside is a year as a nurse, or more."""
    nurse = Person(CATALOG.facts, {"months_acute_care": 12})
    assert nurse.span("months_nursing")[0] == 12
    assert truth(Compare("months_nursing", op, (bound,)), nurse) is value
