"""A CV read into answers: people of many kinds, whatever the form of the file."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from casemgr_cli.catalog.cv import read_cv
from casemgr_cli.catalog.load import load_catalog, load_cv_rules
from casemgr_cli.engine.cv import findings
from tests.conftest import ROOT

if TYPE_CHECKING:
    from casemgr_cli.domain import Catalog
    from casemgr_cli.domain.cv import CvRules, Findings
    from casemgr_cli.domain.facts import Value

TODAY = date(2026, 11, 28)
CASES = ROOT / "tests" / "cases" / "cv.yaml"


@cache
def loaded() -> tuple[Catalog, CvRules]:
    """Return the catalog and the rules, once."""
    catalog = load_catalog(ROOT / "data", strict=False)
    return catalog, load_cv_rules(ROOT / "data", catalog)


def read(text: str | bytes | dict[str, Any], name: str = "cv.txt") -> Findings:
    """Return what a CV gives."""
    catalog, rules = loaded()
    data = text if isinstance(text, bytes) else (text if isinstance(text, str) else json.dumps(text)).encode()
    return findings(read_cv(name, data, rules), rules, catalog.facts, TODAY)


def lines(*said: str) -> Findings:
    """Return what a CV of a few lines gives."""
    return read("\n".join(said))


def asked(found: Findings) -> set[str]:
    """Return the keys that are left to be asked."""
    return {each.key for each in found.asked}


def unused(found: Findings) -> set[tuple[str, str]]:
    """Return what was not used: where it stands, and why."""
    return {(each.entry.where, each.why) for each in found.not_used}


def private(text: str) -> frozenset[str]:
    """Return the words of a CV that are never shown."""
    _, rules = loaded()
    return read_cv("cv.txt", text.encode(), rules).private - rules.vocabulary


PEOPLE = yaml.safe_load(CASES.read_text("utf-8"))
WHOLE = yaml.safe_load((ROOT / "tests" / "cv" / "findings.yaml").read_text("utf-8"))


def told(found: Findings) -> dict[str, Any]:
    """Return all that a CV gives, as `findings.yaml` has it."""

    def said(value: Value) -> Any:  # noqa: ANN401
        return list(value) if isinstance(value, tuple) else value

    return {
        "takes": {
            each.key: said(each.value) if each.how == "exact" else {each.how: said(each.value)}
            for each in found.taken
        },
        "asks": [
            ": ".join((each.key, each.entry.where, each.why, *_hint(each.value))) for each in found.asked
        ],
        "leaves": [f"{each.entry.where}: {each.why}" for each in found.not_used],
    }


def _hint(value: Value | None) -> tuple[str, ...]:
    return () if value is None else (", ".join(value) if isinstance(value, tuple) else str(value),)


@pytest.mark.parametrize("name", PEOPLE)
def test_nothing_else_is_taken_asked_or_left(name: str) -> None:
    """What a CV gives is known as a whole, so that no answer comes or goes unseen."""
    assert told(read(PEOPLE[name]["cv"])) == WHOLE[name]


@pytest.mark.parametrize("name", PEOPLE)
def test_people(name: str) -> None:
    """Of each CV is understood what a reader understands, and nothing is taken that is not there."""
    want = PEOPLE[name]
    found = read(want["cv"])
    answers = found.answers
    for key, value in want.get("has", {}).items():
        got = answers.get(key)
        assert (
            (set(value) <= set(got)) if isinstance(value, list) and isinstance(got, tuple) else got == value
        ), key
    for key, value in want.get("at_least", {}).items():
        got = answers.get(key)
        assert isinstance(got, int), key
        assert got >= value, key
    for key, value in want.get("never", {}).items():
        got = answers.get(key, ())
        assert not {*got} & {*value} if isinstance(got, tuple) else got != value, key
    assert set(want.get("asks", ())) <= asked(found)
    if "hides" in want:
        assert set(want["hides"]) <= private(want["cv"])
    for part in want.get("names", ()):
        assert any(part in where for where, _ in unused(found))


def test_how_sure_an_answer_is() -> None:
    """A degree is exact unless a higher one may be there; months are the least there are."""
    study = {"institution": "Ohio State University", "area": "Nursing", "endDate": "2018-05"}
    bachelor = {**study, "studyType": "Bachelor of Science"}
    master = {"institution": "Ohio State University", "area": "Nursing", "studyType": "Master of Science"}
    work = {
        "name": "Mercy Hospital",
        "position": "ICU Nurse (RN)",
        "startDate": "2019-01",
        "endDate": "2024-01",
    }
    for education, how in (([bachelor], "exact"), ([bachelor, master], "at_least")):
        found = read({"basics": {"name": "A"}, "education": education, "work": [work]}, "cv.json")
        sure = {each.key: each.how for each in found.taken}
        assert sure["education"] == how
        assert sure["months_acute_care"] == "at_least"


@pytest.mark.parametrize("grade", ["GPA: 3.4", "GPA 3.40", "3.4/4.0", "3.4 out of 4"])
def test_a_grade_is_read_however_it_is_written(grade: str) -> None:
    """It says that it is a grade point average, or out of how many points."""
    found = lines("Education", f"Bachelor of Arts in Psychology, Ohio State University, 2015 - 2019, {grade}")
    assert found.answers["gpa"] == 3.4


def test_a_degree_that_leads_to_a_license_is_not_the_license() -> None:
    """What is stated without a degree beside it is one, wherever it stands."""
    degree = "Bachelor of Science in Nursing, leads to Registered Nurse license, State University, 2019"
    assert "licenses" not in lines("Education", degree).answers
    alone = lines("Education", "Registered Nurse license, Ohio Board of Nursing, 2019")
    assert alone.answers["licenses"] == ("rn",)


@pytest.mark.parametrize(("begun", "future"), [("November", False), ("December", True)])
def test_work_that_begins_this_month_is_work(begun: str, future: bool) -> None:
    """Only what begins later is left out as in the future."""
    job = f"Case Manager, Mercy Hospital, {begun} 2026 - Present"
    assert (("line 2", "future") in unused(lines("Experience", job))) is future


def test_case_management_that_goes_on_has_not_ended() -> None:
    """What goes on ended no month ago, and what ended in June five months ago."""
    now = lines("Experience", "Case Manager, Acme Health", "January 2024 - Present").answers
    assert (now["work_now"], now["case_management_ended"]) == ("case_manager", 0)
    before = lines("Experience", "Case Manager, Acme Health", "January 2024 - June 2026").answers
    assert "work_now" not in before
    assert before["case_management_ended"] == 5


@pytest.mark.parametrize(
    ("code", "region", "state"),
    [("PR", "San Juan", "PR"), ("PH", "GA", None), ("US", "GA", "GA"), ("", "GA", "GA")],
)
def test_the_state_is_that_of_an_address_here(code: str, region: str, state: str | None) -> None:
    """A territory has a country code of its own; letters like a state's in another country are none."""
    found = read({"basics": {"name": "A B", "location": {"region": region, "countryCode": code}}}, "r.json")
    assert found.answers.get("state") == state
    assert (("address", "abroad") in unused(found)) == (state is None)


@pytest.mark.parametrize(
    ("end", "enrolled", "left"),
    [("November 2026", None, None), ("December 2026", "adn", 1), ("May 2027", "adn", 6)],
)
def test_months_are_left_of_a_program_that_ends_later(
    end: str, enrolled: str | None, left: int | None
) -> None:
    """One that should have ended by this month is neither taken for done nor for under way."""
    found = lines(
        *("Education", "Associate of Applied Science - Nursing", "Sinclair Community College, Dayton OH"),
        f"Anticipated graduation: {end}",
    )
    assert (found.answers.get("enrolled_in"), found.answers.get("months_left")) == (enrolled, left)
    assert "education" not in found.answers


def test_of_work_only_the_title_names_what_is_held() -> None:
    """A colleague's certification in a line of an entry is nobody's to ask about; in the title it is."""
    job = ("Experience", "Case Manager, Acme Health, May 2022 - April 2024", "- Worked beside a CCM")
    assert "certifications" not in asked(lines(*job))
    titled = ("Experience", "CCM Case Manager, Acme Health, May 2022 - April 2024")
    assert "certifications" in asked(lines(*titled))


def test_who_is_of_two_sides_is_taken_for_neither() -> None:
    """A nurse who became a social worker says herself which side she comes from."""
    nurse = ("Ana Ruiz, RN", "", "LICENSES", "Registered Nurse, Texas, License 123456")
    assert lines(*nurse).answers["background"] == "nursing"
    both = lines(*nurse, "Licensed Master Social Worker (LMSW), Texas")
    assert both.answers["licenses"] == ("rn", "social_work_master")
    assert "background" not in both.answers


def test_where_somebody_stands_is_the_first_that_holds() -> None:
    """A nurse who is a case manager stands there as one, whatever else is true of her."""
    nurse = ("Ana Ruiz, RN", "", "LICENSES", "Registered Nurse, Texas, License 123456", "", "EXPERIENCE")
    assert (
        lines(*nurse, "Case Manager, Acme Health, May 2022 - Present").answers["situation"] == "case_manager"
    )
    assert lines(*nurse, "Staff Nurse, Acme Health, May 2022 - Present").answers["situation"] == "nurse"
