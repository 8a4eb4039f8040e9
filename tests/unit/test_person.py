"""What the answers say of a person, and who they are once a step is done."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import pytest

from casemgr_cli.domain.careers import Fixed, Grants
from casemgr_cli.engine.person import Person, said
from tests.people import CATALOG

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Answers, Value

FACTS = CATALOG.facts
WORK, PART, NURSING = "months_case_management", "months_case_management_under_ccm", "months_nursing"
ENDED, EARLIER = "case_management_ended", "months_case_management_earlier"
ALL_DUTIES = FACTS["duties"].values


def person(**answers: Value) -> Person:
    """Return somebody as the conditions see them."""
    return Person(FACTS, answers)


@pytest.mark.parametrize(
    ("key", "answers", "value"),
    [
        ("state", {"state": "OR"}, "OR"),
        ("state", {"state": "unknown"}, None),
        ("state", {}, None),
        ("certifications", {}, ()),
        ("certifications", {"certifications": "unknown"}, None),
        ("licenses", {}, None),
        ("education", {"situation": "high_school"}, "none"),
        ("education", {"situation": "high_school", "education": "high_school"}, "high_school"),
        ("education", {"situation": "nurse"}, None),
        (ENDED, {"work_now": "case_manager"}, 0),
        ("no_question", {}, None),
    ],
)
def test_an_answer_is_given_implied_or_read_as_none(key: str, answers: Answers, value: Value | None) -> None:
    """What somebody does not know is not known, whatever else would imply it."""
    assert person(**answers).get(key) == value
    assert person(**answers).members(key) == (value if isinstance(value, tuple) else None)
    assert said(answers, "state") == ("OR" if answers.get("state") == "OR" else None)
    assert said({"state": 7}, "state") is None


@pytest.mark.parametrize(
    ("key", "answers", "span"),
    [
        (WORK, {WORK: 30}, (30, 30)),
        (WORK, {}, (0, inf)),
        (WORK, {WORK: "unknown"}, (0, inf)),
        # Without all the duties the months may count for nothing.
        (WORK, {WORK: 30, "duties": ALL_DUTIES}, (30, 30)),
        (WORK, {WORK: 30, "duties": ALL_DUTIES[1:]}, (0, 30)),
        (WORK, {WORK: 30, "duties": "unknown"}, (0, 30)),
        # A part is no more than the whole.
        (PART, {WORK: 30}, (0, 30)),
        (PART, {WORK: 30, PART: 6}, (6, 6)),
        (PART, {}, (0, inf)),
        # Nursing is at least the largest of what it includes, case management for who has the license.
        (NURSING, {"months_acute_care": 9}, (9, inf)),
        (NURSING, {"months_acute_care": 9, WORK: 12}, (9, inf)),
        (NURSING, {"months_acute_care": 9, WORK: 12, "licenses": ("lpn",)}, (9, inf)),
        (NURSING, {"months_acute_care": 9, WORK: 12, "licenses": ("rn",)}, (12, inf)),
        (NURSING, {"months_acute_care": 9, WORK: 12, "licenses": ("rn",), "duties": ()}, (9, inf)),
        (NURSING, {NURSING: 3, "months_acute_care": 9}, (3, 3)),
        ("months_direct_service", {"licenses": ("counselor", "other_independent")}, (24, inf)),
        ("months_direct_service", {"licenses": ("other_independent",), NURSING: 13}, (13, inf)),
        ("months_direct_service", {"licenses": "unknown"}, (0, inf)),
        # What a license is given for is there beside what was stated; months of other work are not.
        ("months_direct_service", {"licenses": ("counselor",), "months_direct_service": 6}, (24, 24)),
        ("months_direct_service", {"licenses": ("counselor",), "months_direct_service": 30}, (30, 30)),
        ("months_direct_service", {"licenses": ("lpn",), "months_direct_service": 6, NURSING: 13}, (6, 6)),
    ],
)
def test_a_number_lies_between_its_parts_and_its_whole(
    key: str, answers: Answers, span: tuple[float, float]
) -> None:
    """Whoever is planned for has the least of it where it is not stated."""
    assert person(**answers).span(key) == span
    planned = Person(FACTS, answers, planning=True).span(key)
    assert planned == (span if key in answers and answers[key] != "unknown" else (span[0], span[0]))


@pytest.mark.parametrize(
    ("key", "answers", "window", "counted"),
    [
        (WORK, {WORK: 30, ENDED: 12}, None, (30, 30)),
        (NURSING, {NURSING: 90}, 60, (90, 90)),
        (WORK, {WORK: 30}, 60, (30, 30)),
        (WORK, {WORK: 30, ENDED: 12}, 60, (30, 30)),
        (WORK, {WORK: 50, ENDED: 12}, 60, (48, 48)),
        (WORK, {WORK: 50, ENDED: 60}, 60, (0, 0)),
        (WORK, {WORK: 50, ENDED: 70}, 60, (0, 0)),
        (WORK, {WORK: 50, ENDED: "unknown"}, 60, (0, 50)),
        # Older months count where the window reaches beyond the five years that are asked about.
        (WORK, {WORK: 30, EARLIER: 20}, 60, (30, 30)),
        (WORK, {WORK: 30, EARLIER: 20}, 61, (50, 50)),
        (WORK, {WORK: 30, EARLIER: 20}, inf, (50, 50)),
        (WORK, {WORK: 30}, inf, (30, 30)),
        (WORK, {WORK: 30, EARLIER: "unknown"}, inf, (30, inf)),
        (PART, {WORK: 30, PART: 6, EARLIER: 20}, inf, (6, 26)),
        (PART, {WORK: 30, PART: 6, EARLIER: 20}, 60, (6, 6)),
    ],
)
def test_months_count_while_they_are_young_enough(
    key: str, answers: Answers, window: float | None, counted: tuple[float, float]
) -> None:
    """A window looks back from today over work that ended some months ago."""
    assert person(**answers).counted(key, window) == counted


@pytest.mark.parametrize(
    ("ended", "wanted", "kept"),
    [(0, 60, 20), (24, 36, 20), (24, 37, 0), (60, 0, 0), ("unknown", 60, 0), (None, 60, 20), (None, 61, 0)],
)
def test_old_months_are_kept_for_what_is_filled_in_time(
    ended: Value | None, wanted: float, kept: float
) -> None:
    """Of five years, two are gone: three can be filled with them, a month more cannot."""
    who = person(**{WORK: 20} | ({} if ended is None else {ENDED: ended}))
    assert who.kept_for(WORK, 60, wanted) == kept
    assert who.kept_for(WORK, None, wanted) == 20


@pytest.mark.parametrize(
    ("answers", "degrees"),
    [
        ({}, ((None, None),)),
        ({"education": "bachelor"}, (("bachelor", None),)),
        (
            {"education": "master", "field": "law", "other_degrees": ("bachelor:social_work", "associate:")},
            (("master", "law"), ("bachelor", "social_work"), ("associate", None)),
        ),
        (
            {"education": "master", "field": "unknown", "other_degrees": "unknown"},
            (("master", None), (None, None)),
        ),
    ],
)
def test_degrees_come_highest_first(
    answers: Answers, degrees: tuple[tuple[str | None, str | None], ...]
) -> None:
    """What is not known of one is None; others that nobody knows may be there."""
    assert person(**answers).degrees() == person(**answers).degrees() == degrees


@pytest.mark.parametrize(
    ("answers", "degree", "after"),
    [
        ({"education": "none"}, "bachelor:nursing", {"field": "nursing"}),
        ({"education": "high_school"}, "bachelor:nursing", {"field": "nursing"}),
        ({"education": "high_school", "field": "other"}, "bachelor:nursing", {"field": "nursing"}),
        (
            {"education": "high_school", "field": "nursing"},
            "bachelor:nursing",
            {"field": "nursing", "other_degrees": ("high_school:nursing",)},
        ),
        (
            {"education": "associate", "field": "law", "other_degrees": ("associate:",)},
            "bachelor:nursing",
            {"field": "nursing", "other_degrees": ("associate:", "associate:law")},
        ),
        (
            {"education": "associate", "field": "unknown"},
            "bachelor:nursing",
            {"field": "nursing", "other_degrees": ("associate:",)},
        ),
        (
            {"education": "bachelor", "field": "law"},
            "bachelor:nursing",
            {"field": "law", "other_degrees": ("bachelor:nursing",)},
        ),
        ({"education": "unknown", "field": "law"}, "bachelor:nursing", {"field": "nursing"}),
        (
            {"education": "associate", "field": "law", "foreign_degree": "yes"},
            "bachelor:nursing",
            {"field": "nursing", "other_degrees": ("associate:law",), "foreign_degree": "no"},
        ),
        (
            {"education": "bachelor", "field": "law", "foreign_degree": "yes"},
            "bachelor:nursing",
            {"field": "law", "other_degrees": ("bachelor:nursing",), "foreign_degree": "yes"},
        ),
        (
            {"education": "associate", "field": "law", "foreign_degree": "unknown"},
            "bachelor:nursing",
            {"field": "nursing", "other_degrees": ("associate:law",), "foreign_degree": "unknown"},
        ),
    ],
)
def test_a_higher_degree_takes_the_first_place(answers: Answers, degree: str, after: Answers) -> None:
    """One that is not higher stands beside it, and so does the former; a plain diploma is no degree."""
    then = person(**answers).after(Grants(degrees=(degree,)))
    assert then.answers == {"education": "bachelor", **after}


@pytest.mark.parametrize(
    ("grants", "before", "then"),
    [
        (Grants(flags=("accredited",)), {}, {"accredited": "yes"}),
        (Grants(exams=("masters",)), {}, {"aswb_exam": "masters"}),
        (Grants(exams=("masters",)), {"aswb_exam": "bachelors"}, {"aswb_exam": "masters"}),
        (Grants(exams=("masters",)), {"aswb_exam": "clinical"}, {"aswb_exam": "clinical"}),
        (Grants(exams=("masters",)), {"aswb_exam": "unknown"}, {"aswb_exam": "masters"}),
        (Grants(months=(WORK,)), {}, {WORK: 12}),
        (Grants(months=(WORK,)), {WORK: 5}, {WORK: 17}),
        (Grants(sets=(Fixed(ENDED, "0"), Fixed("state", "OR"))), {ENDED: 9}, {ENDED: 0, "state": "OR"}),
        (Grants(states=("OR",)), {"license_states": ("CA",)}, {"license_states": ("CA", "OR")}),
        (Grants(certifications=("ccm",)), {}, {"certifications": ("ccm",)}),
        (Grants(licenses=("rn",)), {"licenses": "unknown"}, {"licenses": ("rn",)}),
    ],
)
def test_a_step_gives_what_it_grants(grants: Grants, before: Answers, then: Answers) -> None:
    """Months of work as long as the step; an exam below the one that was passed changes nothing."""
    was = person(**before)
    after = was.after(grants, 12)
    assert after.answers == then
    assert after.active == frozenset(grants.licenses)
    assert was.after(grants, 12) is after
    assert was.answers == before
    assert was.after(Grants(months=(WORK,))).answers[WORK] == before.get(WORK, 0)


@pytest.mark.parametrize(
    ("ended", "months", "then"),
    [(5, 7, 12), (5, 0, 5), (0, 7, 0), ("unknown", 7, "unknown"), (None, 7, None)],
)
def test_work_that_ended_lies_longer_back_later(ended: Value | None, months: int, then: Value | None) -> None:
    """Work that goes on ended no month ago at any time."""
    who = person(**({} if ended is None else {ENDED: ended}))
    assert who.aged(months).answers.get(ENDED) == then
    assert (who.aged(months) is who) is (then == ended)


def test_other_answers_change_what_is_read_from_them() -> None:
    """A field is one of all the degrees that are held."""
    who = person(state="OR", field="law", education="bachelor")
    other = who.answering({"state": "OR", "field": "nursing", "education": "bachelor"})
    assert who.answering(dict(who.answers)).changed == frozenset()
    assert {"field", "other_degrees", "education"} <= other.changed
    assert "state" not in other.changed
    moved = who.answering({"state": "CA", "field": "law", "education": "bachelor"})
    assert "state" in moved.changed
    assert "field" not in moved.changed
    assert other.former is who
