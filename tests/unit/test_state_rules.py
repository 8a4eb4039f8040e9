"""What states, the federal law and issuers ask, place by place: each rule that people look for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casemgr_cli.engine.evaluate import holds
from tests.people import CATALOG

if TYPE_CHECKING:
    from casemgr_cli.domain.careers import Requirement
    from casemgr_cli.domain.facts import Answers

NOTHING: Answers = {"licenses": (), "other_degrees": ()}
BACHELOR: Answers = {**NOTHING, "education": "bachelor", "accredited": "yes"}
COMPENSATION = ("workers_comp_rn", "workers_comp_hs", "workers_comp_sw")
LONG_TERM = ("ltss_rn", "ltss_sw", "ltss_hs")
HOMES = ("nursing_facility_sw", "nursing_facility_hs")
HOSPICE = ("home_health_sw", "home_health_hs")


def rules(place: str, state: str = "") -> list[Requirement]:
    """What a place asks in one state alone, or everywhere."""
    found = CATALOG.destinations[place]
    return [each for each in (*found.must, *found.usually) if (state in each.states if state else True)]


@pytest.mark.parametrize(
    ("state", "places", "made_by", "words"),
    [
        ("TN", COMPENSATION, "law", ("CDMS", "CCM")),
        ("TX", COMPENSATION, "law", ("certified case manager", "supervision")),
        ("NC", COMPENSATION, "law", ("qualified rehabilitation professional", "two years")),
        ("IN", COMPENSATION[:1], "employers", ("certif",)),
        ("OH", COMPENSATION, "law", ("CRRN", "interns")),
        ("VA", COMPENSATION, "law", ("certificate",)),
        ("WA", COMPENSATION, "law", ("three years", "seven years")),
        ("MN", COMPENSATION[1:], "law", ("CRC or CDMS", "three years")),
        ("GA", COMPENSATION, "law", ("telephone", "CCM", "exempt", "consent|agree")),
        ("MD", COMPENSATION[:1], "law", ("$25",)),
        ("LA", LONG_TERM, "law", ("CSWE", "RN", "human-services", "liberal arts", "approves")),
        ("TX", HOMES, "law", ("licensed social worker", "120 beds")),
        ("FL", ("behavioral_health_sw", "behavioral_health_hs"), "law", ("CBHCM",)),
    ],
)
def test_a_state_asks_what_its_rule_says(
    state: str, places: tuple[str, ...], made_by: str, words: tuple[str, ...]
) -> None:
    """Every place that a rule is about tells it, as law where it is law, from a source that was read."""
    for place in places:
        (rule,) = rules(place, state)
        assert rule.made_by == made_by
        assert rule.verified
        assert not CATALOG.sources[rule.source].judgment
        for word in words:
            assert any(part in rule.text for part in word.split("|")), (place, word)


@pytest.mark.parametrize(
    ("answers", "opens"),
    [
        ({**BACHELOR, "field": "social_work"}, True),
        (
            {"education": "associate", "field": "nursing", "licenses": ("rn",), "license_status": "active"},
            True,
        ),
        ({**BACHELOR, "education": "master", "field": "counseling"}, True),
        ({**BACHELOR, "field": "other"}, None),
        ({**NOTHING, "education": "associate", "field": "human_services"}, False),
    ],
)
def test_louisiana_has_five_ways(answers: Answers, opens: bool | None) -> None:
    """Social work, a nursing license and human services open it; another bachelor's only with approval."""
    (rule,) = rules("ltss_hs", "LA")
    assert rule.when is not None
    assert holds(rule.when, answers, CATALOG.facts) is opens


@pytest.mark.parametrize("held", ["ccm", "cdms", "crc", "cohn", "cohn-s"])
def test_georgia_takes_any_credential_on_its_list(held: str) -> None:
    """One of them is enough, and a counselor's license too; a nursing license alone is not."""
    (rule,) = rules("workers_comp_rn", "GA")
    nurse: Answers = {"licenses": ("rn",), "license_status": "active", "certifications": ()}
    assert rule.when is not None
    assert holds(rule.when, {**nurse, "certifications": (held,)}, CATALOG.facts)
    assert holds(rule.when, {**nurse, "licenses": ("counselor",)}, CATALOG.facts)
    assert not holds(rule.when, nurse, CATALOG.facts)


def test_a_texas_nursing_home_takes_a_licensed_social_worker() -> None:
    """A degree in human services does not do there, as it does elsewhere."""
    (rule,) = rules("nursing_facility_hs", "TX")
    assert rule.when is not None
    assert holds(
        rule.when, {"licenses": ("social_work_bachelor",), "license_status": "active"}, CATALOG.facts
    )
    assert not holds(rule.when, {**BACHELOR, "field": "human_services", "licenses": ()}, CATALOG.facts)


@pytest.mark.parametrize("place", HOSPICE)
def test_hospice_asks_for_a_degree_by_federal_law(place: str) -> None:
    """An MSW, or a bachelor's in a close field under one, and a year of work in health care."""
    told = [each for each in rules(place) if each.source == "nasw_hospice"]
    assert {each.made_by for each in told} == {"law"}
    assert "sociology" in " ".join(each.text for each in told)
    assert any(each.text.startswith("One year of social work in health care") for each in told)


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("va_rn", "va_citizens_first"),
        ("va_sw", "va_citizens_first"),
        ("va_counselor", "va_citizens_first"),
        ("military_sw", "va_citizens_first"),
        ("military_rn", "federal_citizens"),
        ("ihs_rn", "federal_citizens"),
        ("corrections_hs", "federal_citizens"),
    ],
)
def test_federal_posts_tell_that_citizens_come_first(place: str, source: str) -> None:
    """By the law of the VA or by the general one; somebody else is taken only where no citizen is found."""
    (rule,) = (each for each in rules(place) if each.source == source)
    assert rule.made_by == "law"
    assert rule.when is not None
    assert holds(rule.when, {"us_citizen": "yes"}, CATALOG.facts)
    assert not holds(rule.when, {"us_citizen": "no"}, CATALOG.facts)


@pytest.mark.parametrize("state", [None, "VT", "KY"])
def test_where_no_waiver_rule_was_found_the_page_says_so_and_whom_to_ask(state: str | None) -> None:
    """Nothing is made up for a state whose rule nobody found."""
    for place in LONG_TERM:
        told = [each for each in rules(place) if "We have not found its rule" in each.text]
        assert len(told) == 1
        assert told[0].holds_in(state)
        assert told[0].ask
        assert "medicaid.gov" in (told[0].ask.url or "")


@pytest.mark.parametrize(
    ("place", "soc", "industry"),
    [
        ("workers_comp_rn", "29-1141", "524290"),
        ("workers_comp_hs", "21-1015", ""),
        ("behavioral_health_rn", "29-1141", "621420"),
        ("behavioral_health_sw", "21-1023", "621420"),
    ],
)
def test_pay_stands_for_the_job(place: str, soc: str, industry: str) -> None:
    """The nearest federal row of more than a few hundred people, with why it was chosen."""
    pay = CATALOG.destinations[place].pay
    assert (pay.soc, pay.industry) == (soc, industry)
    assert pay.note


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("cmcn", ("LPN",)),
        ("cmac", ("ACM", "4,160")),
        ("ccm_lapsed", ("CCM-R", "$285", "within five years")),
        ("crrn", ("24 months of rehabilitation",)),
        ("ccctm", ("24 months", "2,000 hours")),
        ("cphq", ("no degree, no license",)),
        ("life_care_planner", ("120 hours",)),
        ("cbis", ("500",)),
        ("bcpa", ("We did not find",)),
        ("community_health_worker", ("Twenty-three states",)),
        ("peer_specialist", ("145 VA announcements",)),
    ],
)
def test_certifications_beside_the_ten_are_explained(term: str, words: tuple[str, ...]) -> None:
    """What they ask is told with a source that is no guess of ours."""
    found = CATALOG.terms[term]
    assert not CATALOG.sources[found.source].judgment
    for word in words:
        assert word.casefold() in found.text.casefold(), (term, found.text)


def test_exams_and_windows_are_told_as_they_are() -> None:
    """The social workers' two have no exam; only the CCM and the CDMS have windows that were found."""
    found = CATALOG.certifications
    assert [key for key, each in found.items() if not each.exam] == ["c-swcm", "c-aswcm"]
    assert [key for key, each in found.items() if each.windows] == ["ccm", "cdms"]


@pytest.mark.parametrize("exam", ["aswb_bachelors", "aswb_masters"])
def test_the_social_work_exam_is_that_of_august_2026(exam: str) -> None:
    """It is shorter since."""
    cautions = " ".join(CATALOG.steps[exam].cautions)
    assert "August 5, 2026" in cautions
    assert "122 questions" in cautions


def test_a_figure_that_nobody_found_names_the_office_to_ask() -> None:
    """Fees of the ACM, C-SWCM, C-ASWCM, CRC and CMC stay unknown, each with its issuer's page."""
    unknown = {key: figure for key, figure in CATALOG.figures.items() if not figure.known}
    assert {"acm_fee", "c_swcm_fee", "c_aswcm_fee", "crc_fee", "cmc_fee"} <= unknown.keys()
    boards = unknown.pop("social_work_application_fee")
    assert "Ask your state board" in (boards.note or "")
    for figure in unknown.values():
        assert CATALOG.sources[figure.source].official
        assert CATALOG.sources[figure.source].url
