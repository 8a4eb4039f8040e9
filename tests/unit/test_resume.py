"""What a résumé answers: months worked out by hand, degrees, licenses, and each way a file can be wrong."""

from __future__ import annotations

import ast
import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

import casemgr_cli
from casemgr_cli.catalog.load import load_catalog
from casemgr_cli.catalog.messages import load_messages
from casemgr_cli.catalog.paths import data_dir
from casemgr_cli.catalog.resume import read_resume
from casemgr_cli.catalog.resume_rules import load_resume_rules
from casemgr_cli.cli.imported import beside
from casemgr_cli.domain.phrases import Phrases, folded
from casemgr_cli.domain.resume import Imported, Open
from casemgr_cli.engine.resume import answers_of
from casemgr_cli.engine.resume_open import enough
from casemgr_cli.errors import UsageFailure
from casemgr_cli.pages.words import Words
from casemgr_cli.report.view_resume import resume_lines

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Value

DATA = data_dir(None)
CATALOG = load_catalog(DATA, strict=False)
RULES = load_resume_rules(DATA, CATALOG.facts, CATALOG.rules)
# The last five years are the months from November 2021 to October 2026; November is not over.
TODAY = date(2026, 11, 24)
RN = {"name": "Registered Nurse (RN)"}


def imported(**parts: object) -> Imported:
    """Return what a résumé with these parts gives."""
    data = json.dumps(parts).encode()
    return answers_of(read_resume("cv.json", data, RULES.ongoing), RULES, CATALOG.facts, TODAY)


def job(title: str, start: str | None = None, end: str | None = None, **more: object) -> dict[str, Any]:
    """Return an entry of work."""
    dates = {"startDate": start, "endDate": end}
    return {"position": title, **{key: text for key, text in dates.items() if text is not None}, **more}


def worked(*jobs: dict[str, Any], **parts: object) -> dict[str, Any]:
    """Return the answers of a résumé with these jobs."""
    return imported(work=list(jobs), **parts).answers


def reasons(found: Imported) -> dict[str, set[str]]:
    """Return why each place was left out."""
    why: dict[str, set[str]] = {}
    for each in found.left:
        why.setdefault(each.origin.place, set()).add(each.reason)
    for doubt in (doubt for each in found.open for doubt in each.doubts):
        for origin in doubt.origins:
            why.setdefault(origin.place, set()).add(doubt.reason)
    return why


def unsettled(found: Imported) -> dict[str, tuple[int, list[str], list[tuple[str, list[str], int | None]]]]:
    """Return each counter left open: its least and where from, and each doubt with its entries and months."""
    return {
        each.key: (
            each.least,
            [origin.place for origin in each.origins],
            [
                (doubt.reason, [origin.place for origin in doubt.origins], doubt.months)
                for doubt in each.doubts
            ],
        )
        for each in found.open
    }


def places_named(found: Imported) -> set[str]:
    """Return the place of every entry of work that stands in one of the lines."""
    lines = "\n".join(resume_lines(found, Words(load_messages(DATA))))
    return set(re.findall(r"work\[[0-9]+\]", lines))


def refusal(text: str | bytes) -> tuple[str, str]:
    """Return the message and the hint that refuse a file."""
    with pytest.raises(UsageFailure) as caught:
        read_resume("cv.json", text if isinstance(text, bytes) else text.encode(), RULES.ongoing)
    assert caught.value.slug == "resume_file"
    return caught.value.message, caught.value.hint


@pytest.mark.parametrize(
    ("jobs", "months"),
    [
        # From March to October two years later: 24 + 7.
        ([("2022-03", "2024-10")], 31),
        # The window opens in November 2021: of 2021 two months, then 21 up to September 2023.
        ([("2021-03", "2023-10")], 2 + 21),
        # Only the part inside of the window counts, however early it began, and the year is then enough.
        ([("2015", "2024-01")], 2 + 24),
        # Still there: up to the month before this one.
        ([("2026-01", None)], 10),
        ([("2026-01", "present")], 10),
        ([("2026-01", "Current")], 10),
        ([("2026-01", "")], 10),
        # An end that lies ahead counts up to now.
        ([("2026-01", "2027-06")], 10),
        # Days do not matter, only the months they are in.
        ([("2025-01-31", "2025-04-01")], 3),
        # Two jobs at the same time count once: January to December.
        ([("2024-01", "2024-09"), ("2024-06", "2025-01")], 12),
        ([("2024-01", "2025-01"), ("2024-03", "2024-05")], 12),
        # A gap between two jobs does not count: 5 + 5.
        ([("2024-01", "2024-06"), ("2025-01", "2025-06")], 10),
        # All five years.
        ([("2010-01", None)], 60),
        # A job with an unclear year, inside of one with clear dates, changes nothing.
        ([("2022-01", "2025-01"), ("2023", "2023")], 36),
    ],
)
def test_months_of_case_management(jobs: list[tuple[str, str | None]], months: int) -> None:
    """Months are counted in the last five years, each once."""
    entries = [job("Case Manager", start, end) for start, end in jobs]
    assert worked(*entries)["months_case_management"] == months


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (job("Case Manager"), "no_start"),
        (job("Case Manager", None, "2025-01"), "no_start"),
        (job("Case Manager", "2023", "2025"), "year_only"),
        (job("Case Manager", "2026"), "year_only"),
        (job("Case Manager", "2024-01", summary="Part-time, 20 hours per week"), "part_time"),
        (job("Case Manager (0.6 FTE)", "2024-01"), "part_time"),
        (job("Per Diem RN Case Manager", "2024-01"), "part_time"),
        (job("Case Manager", "2027-01"), "future"),
        (job("Case Manager", "2012-01", "2016-01"), "too_old"),
        (job("Case Management Intern", "2024-01", "2024-06"), "unpaid"),
        (job("Care Coordinator", "2024-01"), "maybe"),
        (job("Social Worker", "2024-01"), "maybe"),
        (job("Legal Case Manager", "2024-01"), "maybe"),
        (job("Claims Case Manager", "2024-01"), "maybe"),
        (job("Case Management Assistant", "2024-01"), "maybe"),
        (job("RN Case Manager / Utilization Review", "2024-01"), "maybe"),
        (job("Barista", "2024-01"), "unknown_work"),
    ],
)
def test_work_that_is_not_counted(entry: dict[str, Any], reason: str) -> None:
    """What cannot be counted is left to be asked, never answered with zero, and the list says why."""
    found = imported(work=[entry])
    assert "months_case_management" not in found.answers
    assert reason in reasons(found)["work[0]"]


def test_doubtful_work_keeps_the_whole_answer_open() -> None:
    """Beside surely counted months, months that may count make the sum unsure; only there."""
    sure = job("Case Manager", "2024-01", "2025-01")
    assert "months_case_management" not in worked(sure, job("Care Coordinator", "2025-01"))
    assert worked(sure, job("Care Coordinator", "2024-03", "2024-09"))["months_case_management"] == 12
    assert worked(sure, job("Care Coordinator", "2015-03", "2016-09"))["months_case_management"] == 12


LEGACY = job("RN Case Manager", "2024-03", "present", name="Legacy Hospital")
BY_YEAR = job("Case Manager", "2022", "2024-06", name="Acme")
UNDATED = job("Case manager")
BEDSIDE = job("Registered Nurse, ICU", "2016-01", "2019-08")


def test_what_is_left_open_says_what_is_sure() -> None:
    """Three jobs, one with the year alone and one without dates.

    March 2024 to October 2026 is 10 + 12 + 10 = 32. A job begun in 2022 surely went on from December 2022,
    15 months before March 2024, so 47 are sure; January to November 2022 are 11 that may be. As a nurse only
    the first is sure; the second may add all 26 before March 2024. With the bedside, 32 + 43 as an RN.
    """
    found = imported(work=[LEGACY, BY_YEAR, UNDATED, BEDSIDE], certificates=[RN])
    assert found.answers["months_acute_care"] == 43
    year, undated = ("year_only", ["work[1]"], 11), ("no_start", ["work[2]"], None)
    maybe = [("maybe", ["work[1]"], 26), ("maybe", ["work[2]"], None)]
    assert unsettled(found) == {
        "months_case_management": (47, ["work[0]", "work[1]"], [year, undated]),
        "months_case_management_health_system": (
            32,
            ["work[0]"],
            [("year_only", ["work[1]"], 26), undated],
        ),
        # The last three years begin in November 2023: 4 before March 2024.
        "months_case_management_nursing": (32, ["work[0]"], [("maybe", ["work[1]"], 4), maybe[1]]),
        "months_nursing": (75, ["work[0]", "work[3]"], maybe),
    }


def test_lines_say_what_is_sure_and_what_is_not() -> None:
    """The sure months stand with their entries, and each doubt below with how much it can add."""
    lines = list(
        resume_lines(imported(work=[LEGACY, BY_YEAR, UNDATED]), Words(load_messages(DATA)), {"x": 1})
    )
    at = lines.index(
        "  months_case_management: at least 47, from work[0] 'RN Case Manager', since 2024-03; "
        "work[1] 'Case Manager', 2022 to 2024-06."
    )
    assert lines[at + 1 : at + 4] == [
        "    work[1] 'Case Manager', 2022 to 2024-06: Its dates give the year alone. Up to 11 more.",
        "    work[2] 'Case manager': It has no startDate. We cannot tell how many more.",
        (
            "    Nobody is asked, so it stays unknown: with the months in doubt, a certification may come "
            "out differently."
        ),
    ]


def test_doubts_of_one_reason_count_the_same_month_once() -> None:
    """January to August and June to December 2025 are 12 months together, not 8 + 7."""
    found = imported(
        work=[job("Care Coordinator", "2025-01", "2025-09"), job("Care Manager", "2025-06", "2026-01")]
    )
    assert unsettled(found)["months_case_management"] == (0, [], [("maybe", ["work[0]", "work[1]"], 12)])


@pytest.mark.parametrize("mine", [{}, {"months_case_management": 20}, {"months_nursing": "unknown"}])
@pytest.mark.parametrize("certificates", [[], [RN]])
def test_every_entry_of_work_is_named(mine: dict[str, Value], certificates: list[dict[str, str]]) -> None:
    """Whatever comes of it, each entry stands in one of the lines at least."""
    jobs = [
        LEGACY,
        BY_YEAR,
        UNDATED,
        BEDSIDE,
        job("Case Manager", "2024-05", "2024-05"),
        job("Care Coordinator", "2025-01", "2025-03"),
        job("Case Manager", "2023", "2023"),
        job("Case Manager", "2010-01", "2012-01"),
        job("Youth Worker", "2003", "2004"),
        job("Youth Worker", "1980-01", "1981-01"),
        job("Barista", "2000-01"),
        job("Case Management Intern", "2020-01"),
        job("RN Case Manager", "2030-01"),
        job(""),
    ]
    found = beside(CATALOG, imported(work=jobs, certificates=certificates), mine)
    assert places_named(found) == {f"work[{number}]" for number in range(len(jobs))}


def test_entry_that_adds_nothing_says_why() -> None:
    """Less than a month, or within months that count already."""
    short = imported(work=[job("Case Manager", "2026-03-02", "2026-03-30")])
    assert reasons(short) == {"work[0]": {"no_month"}}
    covered = imported(work=[job("Case Manager", "2022-01", "2025-01"), job("Case Manager", "2023", "2023")])
    assert covered.answers["months_case_management"] == 36
    assert "work[1]" in places_named(covered)


def test_whole_is_never_less_than_its_part() -> None:
    """Of 43 bedside months all are nursing months; of 60 that somebody states themselves, too."""
    found = imported(work=[BEDSIDE, UNDATED], certificates=[RN])
    assert unsettled(beside(CATALOG, found, {}))["months_nursing"][0] == 43
    kept = beside(CATALOG, found, {"months_acute_care": 60})
    (nursing,) = (each for each in kept.open if each.key == "months_nursing")
    assert (nursing.least, nursing.part) == (60, "months_acute_care")
    lines = list(resume_lines(kept, Words(load_messages(DATA))))
    assert "  months_nursing: at least 60, for months_acute_care is a part of it." in lines
    assert "work[0]" in places_named(kept)


def test_only_questions_for_this_person_are_left_open() -> None:
    """An RN is never asked for other work with clients, nor for leading with two years of case management.

    The youth work surely went on from December 2013 to May 2014; January to November 2013 may be 11 more.
    """
    helper = job("Youth Worker", "2013", "2014-06")
    found = imported(work=[helper], certificates=[RN])
    assert unsettled(found) == {"months_direct_service": (6, ["work[0]"], [("year_only", ["work[0]"], 11)])}
    kept = beside(CATALOG, found, {})
    assert kept.open == ()
    assert reasons(kept) == {"work[0]": {"not_asked"}}
    other = beside(
        CATALOG, imported(work=[helper]), {"background": "human_services", "education": "bachelor"}
    )
    assert [each.key for each in other.open] == ["months_direct_service"]
    lead = job("Case Management Supervisor", "2015", "2016")
    for others, asked in (([LEGACY, UNDATED], False), ([job("Case Manager", "2026-01"), UNDATED], True)):
        left = beside(CATALOG, imported(work=[lead, *others]), {})
        assert ("months_supervising_case_managers" in unsettled(left)) is asked


SOCIAL_WORKER: dict[str, Value] = {
    "education": "bachelor",
    "field": "social_work",
    "accredited": "yes",
    "licenses": ("social_work_bachelor",),
}


@pytest.mark.parametrize(
    ("least", "most", "taken"),
    [
        # The C-SWCM asks for 36 months: 32 settles it only where 36 is out of reach.
        (32, 50, False),
        (32, 35, True),
        (36, 60, True),
        (20, 30, False),
        # A zero is never made of what a résumé does not show.
        (0, 5, False),
    ],
)
def test_least_stands_in_only_where_the_rest_cannot_matter(least: int, most: int, taken: bool) -> None:
    """An open verdict never turns into a no, also where the status of the license hides it."""
    months = Open("months_case_management", least, most, (), ())
    for more in ({}, {"license_status": "active"}):
        found = enough(CATALOG, {**SOCIAL_WORKER, **more}, [months])
        assert found == ({"months_case_management": least} if taken else {})


def test_least_of_two_counters_holds_for_both_together() -> None:
    """30 to 40 months in a hospital: the ACM asks for 12. Of 5 to 20 in a hospital nothing is settled."""
    whole = Open("months_case_management", 40, 50, (), ())
    for least, most, taken in ((30, 40, True), (5, 20, False)):
        part = Open("months_case_management_health_system", least, most, (), ())
        found = enough(CATALOG, SOCIAL_WORKER, [whole, part])
        assert (part.key in found) is taken
        assert found[whole.key] == 40


def test_full_hours_are_no_part_time() -> None:
    """Hours that make a full week do not look like part time."""
    for text in ("40 hours per week", "1.0 FTE", "36 hours a week"):
        assert worked(job("Case Manager", "2026-01", summary=text))["months_case_management"] == 10


def test_bedside_nursing_and_review_are_no_case_management() -> None:
    """Each kind of work goes to its own counter: bedside 24, review 12."""
    answers = worked(
        job("Registered Nurse, Telemetry", "2022-01", "2024-01"),
        job("Utilization Review Nurse", "2024-01", "2025-01"),
        certificates=[RN],
    )
    assert "months_case_management" not in answers
    assert answers["months_acute_care"] == 24
    assert answers["months_utilization_review"] == 12
    assert answers["months_nursing"] == 36


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Registered Nurse", "months_nursing"),
        ("RN, Home Health", "months_nursing"),
        ("ICU RN", "months_acute_care"),
        ("Registered Nurse - Emergency Department", "months_acute_care"),
        ("Utilization Management Specialist", "months_utilization_review"),
        ("Return-to-Work Coordinator", "months_disability_management"),
        ("Disability Case Manager", "months_disability_management"),
        ("Disability Case Manager", "months_case_management"),
        ("Direct Support Professional", "months_direct_service"),
        ("Certified Nursing Assistant (CNA)", "months_direct_service"),
        ("LPN Charge Nurse", "months_direct_service"),
        ("Director of Case Management", "months_supervising_case_managers"),
        ("Case Management Supervisor", "months_supervising_case_managers"),
        ("Supervisor, RN Case Management", "months_supervising_case_managers"),
        ("Community Case Manager II", "months_case_management"),
        ("Sr. Case Mgr", "months_case_management"),
    ],
)
def test_title_says_what_the_months_are(title: str, key: str) -> None:
    """A plain title gives its months, here ten, without a license."""
    assert worked(job(title, "2026-01"))[key] == 10


def test_leading_is_not_doing() -> None:
    """A supervisor's months are not months of case management, nor a practical nurse's those of an RN."""
    assert "months_case_management" not in worked(job("Case Management Manager", "2024-01"))
    assert "months_nursing" not in worked(job("LPN", "2024-01"), certificates=[{"name": "LPN"}])
    assert "months_nursing" not in worked(job("Nurse Aide", "2024-01"), certificates=[RN])


def test_bedside_is_only_what_says_so() -> None:
    """A nurse without a unit in the title has nursing months, and the bedside is asked about."""
    found = imported(work=[job("Registered Nurse", "2024-01", "2025-01")])
    assert found.answers == {"months_nursing": 12}
    assert [(each.reason, each.keys) for each in found.left] == [
        ("mentioned", ("licenses",)),
    ]
    assert unsettled(found) == {"months_acute_care": (0, [], [("maybe", ["work[0]"], 12)])}


def test_nursing_case_management_needs_title_and_license() -> None:
    """Months as a nurse, in the last three years (from November 2023), need both to say so."""
    key = "months_case_management_nursing"
    nurse, plain = job("RN Case Manager", "2021-01"), job("Case Manager", "2021-01")
    assert worked(nurse, certificates=[RN])[key] == 36
    assert worked(nurse, certificates=[RN])["months_case_management"] == 60
    assert key not in worked(nurse)
    assert key not in worked(plain, certificates=[RN])
    mixed = worked(
        job("Case Manager", "2025-01"), job("RN Case Manager", "2021-01", "2025-01"), certificates=[RN]
    )
    assert key not in mixed
    assert mixed["months_case_management"] == 60


def test_nurse_without_the_license_is_left_open() -> None:
    """The word nurse alone may stand for a practical nurse."""
    found = imported(work=[job("ICU Nurse", "2024-01")])
    assert found.answers == {}
    assert reasons(found)["work[0]"] == {"no_rn"}


def test_health_system_is_told_by_the_employer() -> None:
    """A hospital counts, a health plan does not, and any other employer leaves it to be asked."""
    key = "months_case_management_health_system"
    hospital = job("Case Manager", "2025-01", "2026-01", name="Mercy Hospital")
    plan = job("Case Manager", "2024-01", "2025-01", name="Blue Health Plan")
    other = job("Case Manager", "2024-01", "2025-01", name="Lighthouse")
    assert worked(hospital)[key] == 12
    assert worked(hospital, plan)[key] == 12
    assert key not in worked(hospital, other)
    assert key not in worked(plan)
    assert worked(hospital, plan)["months_case_management"] == 24


def test_what_goes_on_now() -> None:
    """Disability management and self-employment are said of now only while they go on, and never denied."""
    assert worked(job("Leave Specialist", "2024-01"))["disability_management_now"] == "yes"
    assert "disability_management_now" not in worked(job("Leave Specialist", "2024-01", "2025-01"))
    alone = job("Case Manager", "2024-01", name="Self-employed")
    assert worked(alone)["self_employed"] == "yes"
    assert "self_employed" not in worked({**alone, "endDate": "2025-01"})
    assert "self_employed" not in worked(job("Baker", "2024-01", name="Self-employed"))


def test_volunteering_is_not_paid() -> None:
    """Volunteer work never counts, and the list says so."""
    found = imported(volunteer=[{"organization": "Shelter", **job("Case Manager", "2024-01")}])
    assert found.answers == {}
    assert reasons(found) == {"volunteer[0]": {"unpaid"}}


def study(kind: str, area: str = "", end: str | None = "2020-05", **more: object) -> dict[str, Any]:
    """Return an entry of education."""
    return {"studyType": kind, "area": area, **({} if end is None else {"endDate": end}), **more}


@pytest.mark.parametrize(
    ("kind", "area", "level", "field"),
    [
        ("Bachelor of Science", "Nursing", "bachelor", "nursing"),
        ("B.S.N.", "", "bachelor", "nursing"),
        ("BSN", "Nursing (RN to BSN)", "bachelor", "nursing"),
        ("Master's Degree", "Social Work", "master", "social_work"),
        ("MSW", "", "master", "social_work"),
        ("Bachelor", "Psychology, minor in Spanish", "bachelor", None),
        ("BA", "Psychology", "bachelor", "psychology"),
        ("Associate Degree in Nursing", "", "associate", "nursing"),
        ("A.D.N.", "", "associate", "nursing"),
        ("Diploma in Nursing", "", "nursing_diploma", "nursing"),
        ("Ph.D.", "Public Health", "doctorate", "public_health"),
        ("Bachelor of Arts", "English", "bachelor", "other"),
        ("Bachelor of Science", "Underwater Basketry", "bachelor", None),
        ("Bachelor of Arts", "Psychology and Social Work", "bachelor", None),
        ("Associate of Science", "Pre-Nursing", "associate", None),
        ("Bachelor of Science", "Health Care Administration", "bachelor", None),
        ("", "Bachelor of Social Work", "bachelor", "social_work"),
        ("High School Diploma", "", "high_school", None),
    ],
)
def test_degree_is_read(kind: str, area: str, level: str, field: str | None) -> None:
    """Level and field come from the words; a field that is unclear is left to be asked."""
    found = imported(education=[study(kind, area)])
    assert found.answers["education"] == level
    assert found.answers.get("field") == field


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (study("Bachelor of Science", "Nursing", None), "no_end"),
        (study("Bachelor of Science", "Nursing", None, startDate="2016-09"), "no_end"),
        (study("Bachelor of Science", "Nursing", "2026"), "no_end"),
        (study("Bachelor of Science (incomplete)", "Nursing"), "unfinished"),
        (study("Some college", "Nursing"), "unfinished"),
        (study("BS/MS", "Nursing"), "unclear_level"),
        (study("Diploma", "Nursing and care"), "unclear_level"),
        (study("", ""), "unclear_level"),
    ],
)
def test_degree_that_is_not_plain(entry: dict[str, Any], reason: str) -> None:
    """Unfinished, undated and unreadable degrees answer nothing."""
    found = imported(education=[entry])
    assert found.answers == {}
    assert reasons(found) == {"education[0]": {reason}}


def test_highest_degree_and_the_others() -> None:
    """The highest degree answers; of two alike the later one; the others become a list when all are clear."""
    bsn, adn = study("BSN", "Nursing", "2018-05"), study("ADN", "Nursing", "2012-05")
    psychology = study("BA", "Psychology", "2010-05", score="3.1/4.0")
    answers = imported(education=[adn, psychology, {**bsn, "score": "3.65 / 4.0"}]).answers
    assert (answers["education"], answers["field"], answers["degree_year"]) == ("bachelor", "nursing", 2018)
    assert answers["gpa"] == 3.65
    assert answers["other_degrees"] == ("bachelor:psychology", "associate:nursing")
    assert "other_degrees" not in imported(education=[bsn]).answers
    unclear = imported(education=[bsn, study("AS", "Basketry", "2008")])
    assert "other_degrees" not in unclear.answers
    assert reasons(unclear) == {"education[1]": {"unclear_field"}}


def test_doubt_about_a_higher_degree_keeps_the_answers_open() -> None:
    """A master's that may be unfinished leaves open which degree is the highest; an associate does not."""
    bsn = study("BSN", "Nursing", "2018-05")
    assert imported(education=[bsn, study("MSN", "Nursing", None)]).answers == {}
    lower = imported(education=[bsn, study("AA", "Psychology", None)])
    assert lower.answers["education"] == "bachelor"
    assert "other_degrees" not in lower.answers
    assert imported(education=[bsn, study("Certificate", "Python")]).answers["education"] == "bachelor"


@pytest.mark.parametrize(
    ("score", "gpa"),
    [
        ("3.67/4.0", 3.67),
        ("4/4", 4.0),
        ("3.2 out of 4", 3.2),
        ("3.67", None),
        ("4.6/4.0", None),
        ("92%", None),
    ],
)
def test_grade_needs_its_scale(score: str, gpa: float | None) -> None:
    """A grade without its scale may be on another one."""
    assert imported(education=[study("BSW", score=score)]).answers.get("gpa") == gpa


@pytest.mark.parametrize(
    ("entries", "program"),
    [
        ([study("BSN", "Nursing", "2028-05")], "bsn"),
        ([study("BSN", "Nursing", "present")], "bsn"),
        ([study("BSN (in progress)", "Nursing", None)], "bsn"),
        ([study("BSN", "Nursing", "2028-05"), study("BA", "English", "2015-05")], None),
        ([study("Accelerated BSN", "", "2028-05"), study("BA", "English", "2015-05")], "accelerated-bsn"),
        ([study("RN to BSN", "Nursing", "2027-05"), study("ADN", "", "2015-05")], "rn-to-bsn"),
        ([study("MSW", "", "2028-05"), study("BA", "English", "2015-05")], "msw"),
        ([study("MSW", "", "2028-05"), study("BSW", "", "2015-05")], None),
        (
            [study("MSW, advanced standing", "", "2028-05"), study("BSW", "", "2015-05")],
            "msw-advanced-standing",
        ),
        ([study("MSN", "", "2028-05"), study("BSN", "", "2015-05")], "msn"),
        ([study("MSN", "", "2028-05"), study("BA", "English", "2015-05")], None),
        ([study("Bachelor", "Archaeology", "2028-05")], None),
        ([study("BSN", "Nursing", "2018-05")], None),
    ],
)
def test_program_somebody_is_in(entries: list[dict[str, Any]], program: str | None) -> None:
    """What is studied now is named where only one program fits."""
    found = imported(education=entries)
    assert found.answers.get("enrolled_in") == program
    if program is None and entries[0]["endDate"] > "2026":
        assert "unclear_program" in reasons(found)["education[0]"]


@pytest.mark.parametrize(
    ("names", "licenses"),
    [
        (["Registered Nurse"], ("rn",)),
        (["RN License, Maryland Board of Nursing"], ("rn",)),
        (["Licensed Practical Nurse (LPN)", "R.N."], ("lpn", "rn")),
        (["LMSW"], ("social_work_master",)),
        (["LCSW-C"], ("social_work_clinical",)),
        (["Licensed Professional Counselor"], ("counselor",)),
        (["CNA"], ("other_dependent",)),
        (["Licensed Physical Therapist Assistant"], ("other_dependent",)),
        (["Licensed Physical Therapist"], ("other_independent",)),
        (["RN", "Driver's License", "BLS"], ("rn",)),
        (["RN", "State License 4411"], None),
        (["LPC Associate"], None),
        (["Licensed Professional Counselor Associate"], None),
        (["RN (NCLEX passed)"], ("rn",)),
        (["NCLEX-RN"], None),
        (["RN (expected 2027)"], None),
        (["RN candidate"], None),
        (["Certified Rehabilitation Registered Nurse (CRRN)"], None),
        (["BLS", "Six Sigma"], None),
        ([], None),
    ],
)
def test_licenses_by_name(names: list[str], licenses: tuple[str, ...] | None) -> None:
    """A list is made of what is plain, and not at all when something else may be a license."""
    found = imported(certificates=[{"name": name} for name in names])
    assert found.answers.get("licenses") == licenses


@pytest.mark.parametrize(
    ("name", "state", "license_"),
    [
        ("LCSW", "Ohio", "social_work"),
        ("LCSW", "California", "social_work_clinical"),
        ("LCSW", "Rhode Island", "social_work_master"),
        ("LCSW", None, "social_work"),
        ("LSW", "PA", "social_work_master"),
        ("LSW", "WV", "social_work_bachelor"),
        ("LSW", "OH", "social_work"),
    ],
)
def test_level_of_a_license_depends_on_the_state(name: str, state: str | None, license_: str) -> None:
    """The same letters stand for another level elsewhere; where it is not known, the level stays open."""
    location = {"region": state, "countryCode": "US"} if state else {}
    found = imported(basics={"location": location}, certificates=[{"name": name}])
    assert found.answers["licenses"] == (license_,)


def test_levels_by_state_agree_with_the_licenses() -> None:
    """Where the pages of the states give one level to those letters, so do the words for a résumé."""
    names = {
        "bachelors": "social_work_bachelor",
        "masters": "social_work_master",
        "clinical": "social_work_clinical",
    }
    for key, letters in {"lcsw": "LCSW", "lsw": "LSW", "lisw": "LISW"}.items():
        for state, level in RULES.licenses[key].by_state.items():
            page = yaml.safe_load((DATA / "licenses" / f"{state}.yaml").read_text("utf-8"))
            levels = page["license"]["social_work"]["levels"]
            mine = [each["level"] for each in levels if letters in str(each.get("acronym", "")).split("/")]
            assert [names[each] for each in mine] == [level], (letters, state)


@pytest.mark.parametrize(
    ("certificate", "status"),
    [
        ({"name": "RN"}, None),
        ({"name": "RN", "endDate": "2028-01"}, None),
        ({"name": "RN, active"}, None),
        ({"name": "RN, active", "endDate": "2025-01"}, None),
        ({"name": "RN, active", "endDate": "2028-01"}, "active"),
        ({"name": "RN, active", "expirationDate": "2028-01-31"}, "active"),
        ({"name": "RN, inactive"}, "lapsed"),
        ({"name": "RN (expired)"}, "lapsed"),
        ({"name": "RN, not active", "endDate": "2028-01"}, "lapsed"),
        ({"name": "RN, on probation"}, "restricted"),
    ],
)
def test_status_is_never_assumed(certificate: dict[str, str], status: str | None) -> None:
    """Active takes the word and a date ahead; without, the status is asked."""
    answers = imported(certificates=[certificate]).answers
    assert answers["licenses"] == ("rn",)
    assert answers.get("license_status") == status


@pytest.mark.parametrize(
    ("names", "certifications"),
    [
        (["CCM"], ("ccm",)),
        (["Certified Case Manager (CCM)", "ACM-RN"], ("ccm", "acm")),
        (["COHN-S"], ("cohn-s",)),
        (["CRC"], None),
        (["CCM", "ACM"], None),
        (["CCM, ACM"], None),
        (["Certified Rehabilitation Counselor (CRC)"], ("crc",)),
        (["CCM - Certified Construction Manager"], None),
        (["CCM (expired)"], None),
        (["CCM candidate"], None),
    ],
)
def test_certifications_by_name(names: list[str], certifications: tuple[str, ...] | None) -> None:
    """Letters that stand for several things are asked about; what is over or still to come is not held."""
    found = imported(certificates=[{"name": name} for name in names])
    assert found.answers.get("certifications") == certifications


@pytest.mark.parametrize(
    ("parts", "left"),
    [
        ({"work": [job("RN Case Manager", "2020-01")], "certificates": [{"name": "CNA"}]}, "licenses"),
        ({"basics": {"name": "Ann Roe, RN"}, "certificates": [{"name": "CNA"}]}, "licenses"),
        ({"basics": {"name": "Ann Roe, RN, CCM"}, "certificates": [RN, {"name": "CDMS"}]}, "certifications"),
        ({"basics": {"label": "Accredited Case Manager"}, "certificates": [RN]}, "certifications"),
        (
            {"education": [{"studyType": "BSN", "endDate": "2020"}], "certificates": [{"name": "CNA"}]},
            "licenses",
        ),
    ],
)
def test_list_that_may_be_incomplete_is_not_made(parts: dict[str, Any], left: str) -> None:
    """A license named elsewhere, or a degree that leads to one, makes a list without it doubtful."""
    found = imported(**parts)
    assert left not in found.answers
    assert left in {key for each in found.left for key in each.keys}


def test_letters_behind_a_name_are_found_and_the_name_is_not_shown() -> None:
    """Whichever part of a name stands behind the comma, only the place is said."""
    for name in ("Ann Roe, RN", "Roe, A. RN"):
        (left,) = imported(basics={"name": name}).left
        assert (left.origin.place, left.origin.title, left.keys) == ("basics.name", "", ("licenses",))


def test_lesser_licenses_may_go_unlisted() -> None:
    """An RN who was once an aide and a practical nurse need not list that."""
    jobs = [job("CNA", "2001-01", "2003-01"), job("LPN", "2003-01", "2006-01"), job("RN", "2006-01")]
    found = imported(work=jobs, certificates=[RN])
    assert found.answers["licenses"] == ("rn",)


def test_certificate_with_a_date_ahead_is_not_held() -> None:
    """A date of issue that lies ahead is no certificate, and a date of expiry behind is none any more."""
    found = imported(certificates=[{**RN, "date": "2027-02"}, {"name": "CCM", "endDate": "2024-01"}])
    assert found.answers == {}
    assert reasons(found) == {"certificates[0]": {"not_yet"}, "certificates[1]": {"expired"}}


@pytest.mark.parametrize(
    ("location", "state", "reason"),
    [
        ({"region": "Maryland", "countryCode": "US"}, "MD", None),
        ({"region": "md", "countryCode": "us"}, "MD", None),
        ({"countryCode": "PR"}, "PR", None),
        ({"region": "Maryland"}, None, "no_country"),
        ({"region": "WA", "countryCode": "AU"}, None, "abroad"),
        ({"region": "Midwest", "countryCode": "US"}, None, "no_state"),
        ({"countryCode": "CA"}, None, None),
        ({}, None, None),
    ],
)
def test_state_needs_its_country(location: dict[str, str], state: str | None, reason: str | None) -> None:
    """Two letters are a state only within the United States."""
    found = imported(basics={"location": location})
    assert found.answers.get("state") == state
    assert [each.reason for each in found.left] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("parts", "side"),
    [
        ({"certificates": [RN]}, "nursing"),
        ({"education": [study("BSW")]}, "social_work"),
        ({"education": [study("BSN", "Nursing", "2028-05")]}, "nursing"),
        ({"education": [study("BS", "Human Services")]}, "human_services"),
        ({"education": [study("BA", "Psychology")]}, None),
        ({"education": [study("BSW")], "certificates": [RN]}, None),
        ({"education": [study("BA", "English")]}, None),
    ],
)
def test_side_only_when_it_is_plain(parts: dict[str, Any], side: str | None) -> None:
    """One side by license, degree or program; two or none are asked about."""
    assert imported(**parts).answers.get("background") == side


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("", "cv.json: the file is empty", "jsonresume.org"),
        ("work: []", "cv.json, line 1, column 1: this is not JSON", "read as JSON"),
        ("[]", "none of the parts of a résumé (basics, work", "jsonresume.org"),
        ('{"state": "MD"}', "none of the parts", "jsonresume.org"),
        ('{"work": "nurse"}', "cv.json, work: expected a list, not text", ""),
        ('{"work": [{}, {"position": ["a"]}]}', "work[1].position: expected text in quotes, not a list", ""),
        ('{"work": [{"startDate": 2021}]}', "work[0].startDate: expected text in quotes, not a number", ""),
        ('{"work": [1]}', "work[0]: expected a group of keys, not a number", ""),
        ('{"basics": {"location": "MD"}}', "basics.location: expected a group of keys, not text", ""),
        ('{"work": [{}, {}, {"startDate": "2021-13"}]}', "work[2].startDate: this is not a date", "2023-04"),
        ('{"work": [{"endDate": "2021-02-30"}]}', "work[0].endDate: this is not a date", "present"),
        ('{"education": [{"endDate": "May 2021"}]}', "education[0].endDate: this is not a date", "2023-04"),
        ('{"certificates": [{"date": "21"}]}', "certificates[0].date: this is not a date", "2023-04"),
        (
            '{"work": [{"startDate": "2021-05", "endDate": "2021-04-30"}]}',
            "work[0].endDate: 2021-04-30 is before the startDate, which is 2021-05",
            "correct",
        ),
        ('{"work": [], "work": []}', "work: this key is there twice", "together"),
        ("[" * 100_000, "nested too deeply", ""),
        ('{"work": ' * 50_000, "nested too deeply", ""),
        ('{"x": ' + "9" * 5000 + "}", "number that is far too long", ""),
        (b'{"work": [' + b" " * (1 << 20) + b"]}", "over 1 MiB; a résumé is far smaller", "right file"),
        (b'{"work": "\xe9"}', "line 1: the file is not text in UTF-8", "UTF-8"),
        ('{"work": []}'.encode("utf-16"), "UTF-16", "UTF-8"),
        ('{"work": "\x1b"}', "control character", "plain text"),
    ],
)
def test_wrong_file_is_refused(text: str | bytes, words: str, hint: str) -> None:
    """What is wrong is said with the file and the place within it, and what would be right."""
    message, advice = refusal(text)
    assert message.startswith("cv.json")
    assert words in message
    assert hint in advice


def test_message_never_repeats_what_stands_there() -> None:
    """A telephone number or a name in the wrong place does not get into the message."""
    message, hint = refusal('{"work": [{"startDate": "410-555-0142 Jane Roe"}]}')
    assert not any(word in message + hint for word in ("410", "0142", "Jane"))


def test_keys_outside_of_the_schema_are_left_alone() -> None:
    """The schema allows further keys, whatever they hold, and nothing in it must be there."""
    found = imported(
        basics={"x": [1, {"y": None}]}, work=[], meta={"theme": 3}, skills="many", languages=None
    )
    assert found == Imported()


@pytest.mark.parametrize(
    "title",
    [
        "Case Manager Zedekiah",
        "Case Manager z.quill@example.org",
        "Case Manager, zquill.example.org",
        "Case Manager (410) 555-0142",
        "Case Manager at 9 Larkspur Lane",
        "Case Manager https://example.com",
        "Case Manager someone.else@example.com",
        "Case Manager 301.555.0111",
        "Case Manager zedekiahquill.com",
        "Case Manager ZÉDEKIAH",
    ],
)
def test_title_that_gives_somebody_away_is_not_shown(title: str) -> None:
    """Name, address, number or web page in a title hide all of it; its months still count."""
    basics = {
        "name": "Zedekiah Quill, RN",
        "email": "z.quill@example.org",
        "phone": "+1 410 555 0142",
        "url": "https://zquill.example.org",
        "location": {"address": "9 Larkspur Lane", "postalCode": "21201"},
    }
    found = imported(basics=basics, work=[job(title, "2026-01")])
    assert found.answers["months_case_management"] == 10
    assert {origin.title for each in found.taken for origin in each.origins} == {""}
    plain = imported(basics=basics, work=[job("RN Case Manager", "2026-01")])
    assert plain.taken[0].origins[0].title == "RN Case Manager"


def test_lines_are_safe_and_whole() -> None:
    """Each answer has one line with its entry; markup stays text, and nothing can steer a terminal."""
    hostile = "[bold]Case Manager[/]\x1b[2J\u202e\nx"
    found = imported(
        work=[job(hostile, "2022-03", "2024-10", name="Mercy Hospital"), job("y" * 5000, "2020")]
    )
    lines = list(resume_lines(found, Words(load_messages(DATA))))
    title = r"[bold]Case Manager[/]\x1b[2J\u202e\nx"
    assert f"  months_case_management = 31, from work[0] '{title}', 2022-03 to 2024-10" in lines
    assert all(line.isprintable() and len(line) < 300 for line in lines)
    assert any(line.startswith("  work[1] 'yyy") and "no work that we count" in line for line in lines)


def test_every_reason_has_words() -> None:
    """Whatever reason the engine gives, there is a sentence for it."""
    package = Path(casemgr_cli.__file__).parent
    words = Words(load_messages(DATA))
    named = {
        str(node.args[1].value)
        for path in package.glob("engine/resume*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "LeftOut"
        if isinstance(node.args[1], ast.Constant)
    }
    assert len(named) > 8
    assert all(words.has(f"resume.reason.{reason}") for reason in named)


def test_own_answers_come_first() -> None:
    """What was answered otherwise stays, and what belongs to it or contradicts it is not taken."""
    found = imported(
        education=[study("BSN", "Nursing", score="3.5/4.0")],
        certificates=[RN],
        work=[job("ICU RN", "2024-01", "2025-01")],
    )
    mine: dict[str, Value] = {"education": "master", "months_nursing": 5}
    kept = beside(CATALOG, found, mine)
    assert not kept.answers.keys() & {*mine, "field", "degree_year", "gpa", "months_acute_care"}
    assert kept.answers["licenses"] == ("rn",)
    assert {(each.reason, each.keys) for each in kept.left} == {
        ("given", ("education",)),
        ("given", ("months_nursing",)),
        ("goes_with", ("field", "degree_year", "gpa")),
        ("contradicts", ("months_acute_care",)),
    }
    assert beside(CATALOG, found, {"education": "bachelor"}).answers["gpa"] == 3.5
    assert "education" not in beside(CATALOG, found, {"education": "unknown"}).answers


def test_value_outside_of_its_range_is_left_out() -> None:
    """A degree of 1931 is not a year that we take."""
    kept = beside(CATALOG, imported(education=[study("BSW", end="1931")]), {})
    assert "degree_year" not in kept.answers
    assert ("out_of_range", ("degree_year",)) in {(each.reason, each.keys) for each in kept.left}


def test_longest_words_win() -> None:
    """A phrase inside of a longer one is not found; signs and case do not matter, parts of words do."""
    words = Phrases.of({"short": ["therapist"], "long": ["therapist assistant"], "rn": ["R.N."]})
    assert words.found("Therapist-Assistant") == {"long"}
    assert words.found("therapist, and therapist assistant") == {"short", "long"}
    assert words.found("Modern RN") == {"rn"}
    assert words.found("modern") == frozenset()
    assert folded("Master\u2019s  (M.S.W.)\n") == " masters msw "
