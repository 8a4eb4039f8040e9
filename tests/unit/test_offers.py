"""Job offers: read with care, and weighed by pay, by the month of a certification, and by what they open."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from casemgr_cli.catalog.load import load_offer_guide
from casemgr_cli.documents.offers import COLUMNS, offers_document, offers_rows
from casemgr_cli.domain.kinds import SIDES
from casemgr_cli.domain.offers import HORIZONS, Offer
from casemgr_cli.engine.offers import full_week, in_reach, places, settled, weigh
from casemgr_cli.engine.person import Person
from casemgr_cli.errors import DataInvalid, UsageFailure
from casemgr_cli.pages.offers import offers_page
from casemgr_cli.writers.layout import render_text
from casemgr_cli.writers.table import sheet
from tests.people import DATA, WORDS
from tests.unit.offers_fixtures import (
    CATALOG,
    GUIDE,
    NURSE,
    PAY,
    SEVERAL,
    compare,
    read,
    weighed,
)

if TYPE_CHECKING:
    from pathlib import Path

    from casemgr_cli.domain.facts import Value
    from casemgr_cli.domain.offers import Comparison, Weighed

SURE = "setting: hospital, case_management: yes, health_system: no"
GOOD = "- {name: Mercy, setting: hospital}"
HOSTILE = "[bold]=cmd|'/c calc'!A1</td><script>"


def refusal(text: str | bytes, name: str = "offers.yaml") -> tuple[str, str]:
    """Return the message and the hint that refuse a text."""
    with pytest.raises(UsageFailure) as caught:
        read(text, name)
    return caught.value.message, caught.value.hint


def certified(one: Weighed, certification: str = "ccm") -> tuple[int | None, int | None]:
    """Return the months until a certification, certain and at best."""
    return next((o.months, o.at_best) for o in one.outlooks if o.certification.id == certification)


def opened(one: Weighed) -> list[set[str]]:
    """Return the ids of what comes within reach, by horizon."""
    return [{place.id for place in places} for _, places in one.opens]


def page(comparison: Comparison, columns: int = 80) -> str:
    """Return the offers as plain text."""
    return render_text(offers_page(comparison, GUIDE, CATALOG, PAY, WORDS), columns)


def flat(comparison: Comparison) -> str:
    """Return the page as one line, wherever its lines break."""
    return " ".join(page(comparison).split())


def without(*keys: str, **changes: Value) -> dict[str, Value]:
    """Return the nurse's answers without some keys and with others."""
    return {key: value for key, value in NURSE.items() if key not in keys} | changes


def test_a_file_may_hold_a_list_or_offers_under_a_key() -> None:
    """YAML and JSON, with or without `offers:`, read the same."""
    expected = (Offer("Mercy", setting="hospital", pay=82000, hours=37.5, duties=("assess", "plan")),)
    keys = "{name: Mercy, setting: Hospital, pay: '$82,000', hours: 37.5, duties: [assess, plan]}"
    as_json = json.dumps(
        [{"name": "Mercy", "setting": "hospital", "pay": 82000, "hours": 37.5, "duties": ["assess", "plan"]}]
    )
    assert read(f"- {keys}") == read(f"offers:\n  - {keys}") == expected
    assert read(as_json) == read(f'{{"offers":\t{as_json}}}') == read(as_json, "o.json") == expected


def test_unknown_is_kept_apart_from_not_stated() -> None:
    """A trait may be unknown; an unknown number or place is as good as not given."""
    (one,) = read(
        "- {name: A, setting: hospital, pay: unknown, destination: unknown, supervisor_ccm: unknown}"
    )
    assert (one.pay, one.destination, one.supervisor_ccm, one.health_system) == (None, "", "unknown", "")


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("", "the file holds no offers", "list item"),
        ("[]", "the file holds no offers", "list item"),
        ("offers: []", "the file holds no offers", "list item"),
        ("offer: []", '"offer" is not a key here', '"offers"'),
        ("offers: []\nextra: 1", 'line 2: "extra" is not a key here', "list item"),
        ("offers: Mercy", "a single text where a list belongs", "list item"),
        ("- Mercy", "a single text where keys with values belong", "list item"),
        ("- [Mercy]", "a list where keys with values belong", "list item"),
        ("- {name: [[A]]}", "more than plain values", "list item"),
        (
            f"{GOOD}\n- {{name: B, settng: hospital}}",
            'line 2: In offer 2, "settng" is not a key',
            '"setting"',
        ),
        (
            "- name: A\n  setting: hopsital",
            'line 2: In offer 1, "setting" cannot be "hopsital"',
            '"hospital"',
        ),
        ("- {name: A, setting: hospital, destination: bedside_nursin}", "bedside_nursin", "bedside_nursing"),
        ("- {name: A, setting: hospital, destination: ltss_rn}", "does not fit the setting", "community"),
        ("- {name: A, destination: bedside_nursing}", '"setting" is missing', "hospital"),
        ("- {name: A}", '"setting" is missing', "hospital, insurance"),
        ("- {setting: hospital}", '"name" is missing', "employer"),
        ('- {name: "", setting: hospital}', '"name" has no value', ""),
        ("- {name: A, setting: hospital, pay: -5}", "from 1 to 999999 USD a year, not", "number"),
        ("- {name: A, setting: hospital, pay: 1e9}", "from 1 to 999999 USD a year, not", "number"),
        ("- {name: A, setting: hospital, hourly: forty}", "from 1 to 500 USD an hour, not", "digits"),
        ("- {name: A, setting: hospital, pay: 1,\n  hourly: 2}", 'line 2: In offer 1, "pay" and', "one of"),
        ("- {name: A, setting: hospital, duties: [], case_management: no}", "are both given", "one of"),
        ("- {name: A, setting: hospital, hours: 81}", "from 1 to 80 hours a week", "number"),
        ("- {name: A, setting: hospital, hours: 0}", "from 1 to 80 hours a week", "number"),
        ("- {name: A, setting: hospital, tuition_aid: -1}", "from 0 to 999999 USD a year", "number"),
        ("- {name: A, setting: hospital, start: 2027-13}", '"start" cannot be "2027-13"', "2027-02"),
        ("- {name: A, setting: hospital, supervisor_ccm: mabye}", '"mabye"', "yes, no, unknown"),
        ("- {name: A, setting: hospital, duties: [asess]}", '"asess"', '"assess"'),
        (f"{GOOD}\n- {{name: MERCY, setting: hospital}}", "that of offer 1 too", "name of its own"),
        ("- {name: A, name: B}", '"name" is there twice', "Keep one"),
        ("- {name: &a A, setting: *a}", "aliases", "Write the value out"),
        ("- !!python/object:os.system {}", "tags", "without the tag"),
        ("- {name: A\n", "not valid YAML", ""),
        ('- {name: "A\\u009b31m", setting: hospital}', r"\x9b31m", "plain words"),
        ('- {name: "A\\u202eB", setting: hospital}', r"\u202e", "plain words"),
        ("- {name: " + "A" * 300 + ", setting: hospital}", "AAA…", "200 characters"),
        (b"- {name: A\x1b[31m}", "control character", "UTF-8"),
        (b"- \xff", "not text in UTF-8", "UTF-8"),
        (b"- {name: " + b"A" * (1 << 20) + b"}", "over 1 MiB; a file of offers", "right file"),
        ("\n".join(f"- {{name: A{n}, setting: hospital}}" for n in range(21)), "21 offers; 20 can", "Keep"),
        ("[" * 200_000, "nested too deeply", ""),
    ],
)
def test_bad_files_are_refused(text: str | bytes, words: str, hint: str) -> None:
    """What is wrong is said with the file, the line and the offer, and what would be right with it."""
    message, advice = refusal(text)
    assert message.startswith("offers.yaml")
    assert words in message
    assert hint in advice


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"name": "A"},\n{"name": "B"}]', "line 1: In offer 1"),
        (
            '{"offers": [{"setting": "hospital", "name": "pay"},\n{"name": "B",\n"pay": -1}]}',
            "line 3: In offer 2",
        ),
        ('[{"name": "A", "s\\u0065tting": "hospital"},\n{"name": "B"}]', "offers.json: In offer 2"),
        ('[{"name": "A" "setting"}]', "not valid JSON"),
        ('[{"name": NaN}]', "NaN"),
        ('[{"name": {"a": {"b": {"c": 1}}}}]', '"name" holds keys of its own'),
    ],
)
def test_json_is_refused_by_line(text: str, words: str) -> None:
    """The line of a JSON key is found by the order of the text; failing that, the offer is named."""
    assert words in refusal(text, "offers.json")[0]


@pytest.mark.parametrize(
    ("keys", "today", "months", "month"),
    [
        # 12 months end on 2027-11-24: December's deadline of October 15 is over, April's is January 31.
        ("supervisor_ccm: yes", date(2026, 11, 24), 17, "2028-04"),
        # 24 months end on 2028-11-24.
        ("supervisor_ccm: no", date(2026, 11, 24), 29, "2029-04"),
        # Ready by October 1, 2027, in time for December.
        ("supervisor_ccm: yes", date(2026, 10, 1), 14, "2027-12"),
        # Half time earns half a month a month: 24 months for 12.
        ("supervisor_ccm: yes, hours: 20", date(2026, 11, 24), 29, "2029-04"),
        # 24 of 40 hours: 12 / 0.6 = 20 months, until 2028-07-24, in time for December.
        ("supervisor_ccm: yes, hours: 24", date(2026, 11, 24), 25, "2028-12"),
        # 37.5 of 40 hours: 12.8, so 13 months, until 2027-12-24.
        ("supervisor_ccm: yes, hours: 37.5", date(2026, 11, 24), 17, "2028-04"),
        # More than full time earns no more.
        ("supervisor_ccm: yes, hours: 60", date(2026, 11, 24), 17, "2028-04"),
        # Three months until the start: 15 months end on 2028-02-24, after April's deadline.
        ("supervisor_ccm: yes, start: 2027-02", date(2026, 11, 24), 21, "2028-08"),
        # A start that has passed counts from now.
        ("supervisor_ccm: yes, start: 2025-02", date(2026, 11, 24), 17, "2028-04"),
    ],
)
def test_the_month_of_the_ccm(keys: str, today: date, months: int, month: str) -> None:
    """Months of work at the job's pace, then the next exam one can still apply for; worked out by hand."""
    one = compare(f"- {{name: One, {SURE}, {keys}}}", NURSE, today)
    assert certified(one.weighed[0]) == (months, months)
    assert month in json.dumps(offers_document(one, GUIDE, CATALOG, PAY))


def test_both_months_stand_where_the_supervisor_is_not_known() -> None:
    """What is certain is told from what is hoped for, and becomes the question to ask."""
    one = weighed(SURE)
    (question,) = [q for q in one.questions if q.key == "supervisor_ccm"]
    assert certified(one) == (29, 17)
    assert (question.if_yes, question.if_no) == (17, 29)
    said = "you could hold the CCM in April 2028 rather than April 2029"
    assert said in flat(compare(f"- {{name: One, {SURE}}}"))


def test_months_done_already_count() -> None:
    """Six months under a CCM holder leave six."""
    done = without("months_case_management", months_case_management=6, months_case_management_under_ccm=6)
    # Six months end on 2027-05-24, in time for August.
    assert certified(weighed(f"{SURE}, supervisor_ccm: yes", done)) == (9, 9)


def test_doubtful_months_of_the_past_do_not_taint_a_new_job() -> None:
    """Months with incomplete duties count as none; those of the job count in full."""
    doubtful = without("months_case_management", months_case_management=20, duties=("assess",))
    assert certified(weighed(f"{SURE}, supervisor_ccm: no", doubtful)) == (29, 29)
    kept = settled(Person(CATALOG.facts, doubtful))
    assert (kept.get("months_case_management"), "duties" in kept.answers) == (0, False)
    assert kept.get("months_nursing") == 7


def test_the_acm_needs_a_health_system() -> None:
    """Twelve months there and no exam window; the data say so of hospitals, an insurer is none."""
    assert certified(weighed("setting: hospital"), "acm") == (12, 12)
    assert certified(weighed("setting: hospital, health_system: unknown"), "acm") == (None, 12)
    assert certified(weighed("setting: primary_care, case_management: yes"), "acm") == (None, 12)
    insurer = weighed("setting: insurance")
    assert "acm" not in {outlook.certification.id for outlook in insurer.outlooks}
    assert "health_system" not in {question.key for question in insurer.questions}


def test_a_certification_that_is_held_is_not_earned_again() -> None:
    """It is shown as held, and nothing is asked for its sake."""
    one = weighed(SURE, without("certifications", certifications=("ccm",)))
    assert [o.held for o in one.outlooks if o.certification.id == "ccm"] == [True]
    assert all(q.certification is None or q.certification.id != "ccm" for q in one.questions)


def test_a_license_that_nobody_stated_leaves_the_month_open() -> None:
    """At best it is then; the answer keys that decide are named."""
    one = weighed(f"{SURE}, supervisor_ccm: yes", {"background": "nursing"})
    (ccm,) = [o for o in one.outlooks if o.certification.id == "ccm"]
    assert (ccm.months, ccm.at_best) == (None, 17)
    assert "licenses" in ccm.asks
    assert [demand.made_by for demand in one.undecided] == ["law"]


@pytest.mark.parametrize(
    ("keys", "year", "full_time", "hour"),
    [
        ("pay: 88000, hours: 40", 88000, 88000, 42.31),
        ("hourly: 38.50, hours: 24", 48048, 80080, 38.5),
        ("pay: 90000, hours: 36", 90000, 100000, 48.08),
        ("pay: 104000, hours: 50", 104000, 83200, 40.0),
        ("pay: 88000", 88000, 88000, 42.31),
        ("hours: 40", None, None, None),
    ],
)
def test_pay_compares_by_the_hour(
    keys: str, year: int | None, full_time: int | None, hour: float | None
) -> None:
    """A year has 52 weeks, full time 40 hours; what is not known stays unknown."""
    pay = weighed(f"setting: hospital, {keys}").pay
    assert (pay.year, pay.full_time, pay.hour) == (year, full_time, hour)
    assert pay.change == (None if year is None else year - 72000)


def test_a_poor_offer_is_visible() -> None:
    """By the lower quarter and the median of such work in the person's state, at the rate of full time."""
    market = weighed("setting: hospital").pay.market
    assert market
    assert market.estimate
    assert market.wage.area == "Oregon"
    assert market.start
    assert market.experienced
    standings = {
        f"pay: {market.start - 1}, hours: 40": "below_lower_quarter",
        f"pay: {market.start}, hours: 40": "below_median",
        f"pay: {market.experienced}, hours: 40": "median_or_more",
        f"pay: {market.start // 2 - 50}, hours: 20": "below_lower_quarter",
        f"pay: {market.start // 2 + 50}, hours: 20": "below_median",
        "hours: 40": "",
    }
    assert {keys: weighed(f"setting: hospital, {keys}").pay.standing for keys in standings} == standings
    assert "[low]" in page(compare("- {name: A, setting: hospital, pay: 50000}"))


def test_where_starting_pay_is_not_known_the_median_decides() -> None:
    """The VA's lower quarter says nothing about where people start."""
    pay = weighed("setting: government, destination: va_rn, pay: 30000, hours: 40").pay
    assert pay.market
    assert pay.market.start is None
    assert pay.standing == "below_median"


def test_tuition_aid_has_a_tax_free_part() -> None:
    """Up to $5,250 a year; above it, it is said that the rest is taxed."""
    parts = {aid: weighed(f"setting: hospital, tuition_aid: {aid}") for aid in (0, 5250, 6000)}
    assert {aid: one.tax_free for aid, one in parts.items()} == {0: 0, 5250: 5250, 6000: 5250}
    assert [aid for aid, one in parts.items() if "tuition_tax" in one.notes] == [6000]
    document = offers_document(
        compare("- {name: A, setting: hospital, tuition_aid: 6000}"), GUIDE, CATALOG, PAY
    )
    aid = document["offers"][0]["tuition_aid"]
    assert (aid["tax_free"], aid["taxed"], aid["as_of"]) == (5250, 750, "2025")
    assert aid["source"] in document["sources"]


def test_what_a_job_opens() -> None:
    """Experience and certifications add up: 7 + 12 months of nursing, the CCM after 17 months."""
    first, second = opened(weighed("setting: insurance, supervisor_ccm: yes"))
    assert {"home_health_rn", "nursing_facility_rn"} <= first
    assert "hospital_rn" not in first
    assert "health_plan_rn" not in second  # that is the job itself
    assert {"hospital_rn", "primary_care_rn"} <= second


def test_half_time_opens_less() -> None:
    """Twelve months at half time are six: 13 months of nursing are short of the usual 18."""
    first, second = opened(weighed("setting: insurance, supervisor_ccm: yes, hours: 20"))
    assert first == set()
    assert "home_health_rn" in second


@pytest.mark.parametrize(("hours", "said"), [(20, True), (39, True), (40, False)])
def test_less_than_full_time_is_said_to_take_longer(hours: int, said: bool) -> None:
    """Full time counts in full, so nothing is said of it."""
    assert ("part_time" in weighed(f"{SURE}, hours: {hours}").notes) is said


def test_bedside_work_opens_the_hospital() -> None:
    """A work step of the data earns its own counters: 7 + 24 months of acute care reach the usual 30."""
    one = weighed("setting: hospital, destination: bedside_nursing")
    assert "hospital_rn" in opened(one)[1]
    assert one.outlooks == ()
    assert one.notes == ("not_case_management",)
    assert one.pay.market


def test_utilization_review_does_not_count() -> None:
    """It leads to no certification, however long, and says so."""
    one = weighed("destination: utilization_review_rn")
    assert one.job.traits["case_management"] is False
    assert one.outlooks == ()
    assert "Utilization review alone does not count" in page(
        compare("- {name: A, destination: utilization_review_rn}")
    )


def test_a_job_without_the_six_duties_does_not_count() -> None:
    """The missing ones are named in the question, with the month they would bring."""
    one = weighed("setting: insurance, duties: [assess, plan, coordinate, monitor], supervisor_ccm: yes")
    (question,) = [q for q in one.questions if q.key == "duties"]
    assert one.outlooks == ()
    assert one.notes == ("duties_missing",)
    assert question.missing == ("evaluate", "client_contact")
    assert (question.if_yes, question.if_no) == (17, None)
    text = flat(compare("- {name: A, setting: insurance, duties: [assess, plan, coordinate, monitor]}"))
    assert "Not part of it Judge the results and change the plan, Work with the clients" in text
    all_six = "assess, plan, coordinate, monitor, evaluate, client_contact"
    assert certified(weighed(f"setting: insurance, duties: [{all_six}], supervisor_ccm: yes")) == (17, 17)


def test_whether_it_is_case_management_is_asked_where_the_data_do_not_say() -> None:
    """Home health often only carries the title: nothing is certain, and a yes brings what it brings."""
    one = weighed("setting: home_health, supervisor_ccm: no")
    assert certified(one) == (None, 29)
    assert {q.key: (q.if_yes, q.if_no) for q in one.questions}["case_management"] == (29, None)
    assert weighed("setting: home_health, case_management: no").outlooks == ()


def test_law_bars_who_lacks_the_license() -> None:
    """The demand is named with who makes it, the offer leads nowhere and is first at nothing."""
    student = without("licenses", "license_status", licenses=())
    comparison = compare(
        "- {name: Ward, setting: hospital, pay: 300000}\n"
        "- {name: A, setting: community, pay: 40000, destination: housing_hs}\n"
        "- {name: B, setting: community, pay: 39000, destination: housing_hs}",
        student,
    )
    ward = comparison.weighed[0]
    assert [(demand.text[:20], demand.made_by) for demand in ward.lacking] == [
        ("An active RN license", "law")
    ]
    assert ward.barred
    assert (ward.outlooks, ward.questions, opened(ward)) == ((), (), [set(), set()])
    assert next(leader.names for leader in comparison.leaders if leader.criterion == "pay") == ("A",)
    text = page(comparison)
    assert "[not open to you]" in text
    assert "[law] You do not have what this work asks for first: An active RN license" in text


def test_law_bars_work_steps_too() -> None:
    """Bedside nursing asks for the license that its step asks for."""
    aide: dict[str, Value] = {"background": "human_services", "education": "high_school", "licenses": ()}
    ward = weighed("setting: hospital, destination: bedside_nursing", aide)
    assert [demand.made_by for demand in ward.lacking] == ["law"]
    assert not weighed("setting: community, destination: direct_service", aide).barred


def test_the_likeliest_work_is_on_the_persons_side_and_open_to_them() -> None:
    """A nurse's hospital job is a nurse's; where her side has none, it is what law lets her do."""
    social: dict[str, Value] = {
        "background": "social_work",
        "education": "master",
        "field": "social_work",
        "licenses": ("social_work_master",),
        "license_status": "active",
    }
    found = {
        "nurse, hospital": weighed("setting: hospital"),
        "nurse, substance use": weighed("setting: behavioral_health"),
        "social worker, hospital": weighed("setting: hospital", social),
        "social worker, community": weighed("setting: community", social),
    }
    assert {key: one.job.destination.id for key, one in found.items()} == {
        "nurse, hospital": "hospital_rn",
        "nurse, substance use": "behavioral_health_rn",
        "social worker, hospital": "hospital_sw",
        "social worker, community": "housing_sw",
    }


def test_limits_of_the_person_are_held_against_the_offer() -> None:
    """Whether the work is remote, the offer knows better than the data."""
    limited = without(limits=("remote_only",))
    assert weighed("setting: hospital, remote: yes", limited).clashes == ()
    assert weighed("setting: insurance, remote: no", limited).clashes == ("remote_only",)
    unsaid = weighed("setting: hospital", limited)
    assert unsaid.clashes == ("remote_only",)
    assert "remote" in {q.key for q in unsaid.questions}


def test_each_measure_names_its_first_and_ties_are_shared() -> None:
    """Pay, each certification, what opens and tuition aid; no score."""
    comparison = compare(
        f"- {{name: A, {SURE}, pay: 90000, hours: 40, supervisor_ccm: yes, tuition_aid: 1000}}\n"
        f"- {{name: B, {SURE}, pay: 45000, hours: 20, supervisor_ccm: yes}}\n"
        f"- {{name: C, {SURE}, pay: 80000, hours: 40}}"
    )
    found = {leader.criterion: leader for leader in comparison.leaders}
    assert (found["pay"].names, found["pay"].value) == (("A", "B"), 90000)
    assert (found["certified"].names, found["certified"].value) == (("A",), 17)
    assert found["certified"].could == (("C", 17),)
    assert (found["tuition_aid"].names, found["tuition_aid"].unknown) == (("A",), ("B", "C"))
    assert "A, B (alike), $90,000 a year." in page(comparison)
    assert "C could be ready in April 2028, if what is not known turns out well" in flat(comparison)


@pytest.mark.parametrize(
    ("side", "shown"), [("nursing", {"nursing"}), ("open", {*SIDES}), ("unknown", {*SIDES}), (None, {*SIDES})]
)
def test_who_is_on_a_side_is_shown_its_places_and_anybody_else_all(side: str | None, shown: set[str]) -> None:
    """Work beside case management is not among them."""
    found = list(places(CATALOG, Person(CATALOG.facts, {"background": side} if side else {})))
    assert {place.background for place in found} == shown
    assert not any(place.neighbor for place in found)


def test_a_place_is_within_reach_where_all_that_is_demanded_is_met_and_the_usual_months_are_there() -> None:
    """What is not known of either does not do."""
    place = CATALOG.destinations["hospital_rn"]
    enough: dict[str, Value] = {**NURSE, "months_acute_care": 60, "months_nursing": 60}
    less = ({"months_acute_care": 3, "months_nursing": 3}, {"licenses": ()}, {"licenses": "unknown"})
    assert in_reach(place, Person(CATALOG.facts, enough), CATALOG)
    assert not any(in_reach(place, Person(CATALOG.facts, {**enough, **change}), CATALOG) for change in less)


def test_what_opens_counts_the_places_of_the_longest_look_ahead() -> None:
    """Within a year an offer may open none, within two some."""
    comparison = compare(f"- {{name: A, {SURE}, hours: 20}}\n- {{name: B, {SURE}, hours: 20}}")
    leader = next(each for each in comparison.leaders if each.criterion == "opens")
    near, far = opened(comparison.weighed[0])
    assert (leader.names, leader.value) == (("A", "B"), len(far))
    assert len(near) < len(far)


@pytest.mark.parametrize(
    ("priority", "first"), [("best_paid", "pay"), ("soonest", "certified"), ("cheapest", "tuition_aid")]
)
def test_the_priority_of_the_person_comes_first(priority: str, first: str) -> None:
    """The measures are ordered by it, and only that."""
    two = f"- {{name: A, {SURE}, pay: 1000, tuition_aid: 1}}\n- {{name: B, {SURE}, pay: 2000}}"
    assert compare(two, without(priority=priority)).leaders[0].criterion == first


def test_a_measure_that_no_offer_has_names_no_first() -> None:
    """Where nobody pays toward tuition, nobody leads in it."""
    comparison = compare(f"- {{name: A, {SURE}, pay: 90000}}\n- {{name: B, {SURE}, pay: 80000}}")
    assert "pay" in {leader.criterion for leader in comparison.leaders}
    assert "tuition_aid" not in {leader.criterion for leader in comparison.leaders}


def test_one_offer_has_nothing_to_be_compared_with() -> None:
    """No measure names a first."""
    assert compare(GOOD).leaders == ()
    assert "First by each measure" not in page(compare(GOOD))


def test_only_what_would_change_the_picture_is_asked() -> None:
    """Nothing is left to ask of an offer that says it all; tuition aid only beside one that has it."""
    everything = f"{SURE}, pay: 90000, hours: 40, supervisor_ccm: yes"
    assert weighed(everything).questions == ()
    other = f"- {{name: A, {everything}}}\n- {{name: B, {everything}, tuition_aid: 100}}"
    assert [[q.key for q in one.questions] for one in compare(other).weighed] == [["tuition_aid"], []]
    assert {q.key for q in weighed("setting: hospital").questions} >= {"supervisor_ccm", "pay", "hours"}


def test_what_was_taken_as_given_is_listed() -> None:
    """Defaults of the data and of the file's keys, each with its reason."""
    taken = {item.key: item.value for item in weighed("setting: hospital, start: 2020-01").assumed}
    assert taken == {
        "destination": "hospital_rn",
        "hours": 40,
        "case_management": "yes",
        "health_system": "yes",
        "start": "2020-01",
    }
    stated = "destination: hospital_rn, hours: 40, case_management: yes, health_system: yes"
    assert weighed(stated).assumed == ()
    listed = {item.key for item in compare(GOOD, without("license_status", "certifications")).assumed}
    assert listed == {"license_status", "certifications"}


def test_a_setting_without_work_is_refused() -> None:
    """Data that hold no destination there cannot place the offer."""
    bare = replace(CATALOG, destinations={})
    with pytest.raises(UsageFailure, match="no case-management work in the setting hospital"):
        weigh(bare, GUIDE, read(GOOD), NURSE, date(2026, 11, 24))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  note:\n", "  remark:\n", "note, remark"),
        ("  part_time:\n", "  part:\n", "part, part_time"),
        ("offer_keys:", "keys:", "offer_keys"),
    ],
)
def test_a_broken_data_file_is_refused(old: str, new: str, says: str, tmp_path: Path) -> None:
    """What the program needs must be there, and nothing it does not know."""
    text = (DATA / "offers.yaml").read_text("utf-8")
    assert old in text
    (tmp_path / "offers.yaml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DataInvalid, match=f"offers.yaml cannot be used.*{says}"):
        load_offer_guide(tmp_path, CATALOG)


def test_hostile_names_stay_text() -> None:
    """No formula in the sheet, no markup or script that does anything in the text."""
    comparison = compare(json.dumps([{"name": HOSTILE, "setting": "hospital", "note": "=1+1"}]))
    assert HOSTILE in page(comparison, 200)
    header, row = csv.reader(sheet(COLUMNS, offers_rows(comparison, GUIDE)).splitlines())
    cells = dict(zip(header, row, strict=True))
    assert (cells["name"], cells["note"]) == (HOSTILE, "'=1+1")
    formula = compare('- {name: "=1+1", setting: hospital}')
    assert next(csv.DictReader(sheet(COLUMNS, offers_rows(formula, GUIDE)).splitlines()))["name"] == "'=1+1"


def test_the_sheet_has_a_row_an_offer() -> None:
    """Money stays a number, months are months, what is not known is empty."""
    rows = list(csv.DictReader(sheet(COLUMNS, offers_rows(compare(SEVERAL), GUIDE)).splitlines()))
    assert [row["name"] for row in rows] == ["Mercy", "Plan", "Clinic", "Ward", "Dialysis"]
    assert (rows[1]["pay_year"], rows[1]["pay_full_time"], rows[1]["pay_hour"]) == ("74880", "124800", "60")
    # 12 / 0.6 = 20 months from February 2027 end in October 2028, the 24th: too late for December.
    assert (rows[1]["certification"], rows[1]["certified_by"]) == ("ccm", "2029-04")
    assert (rows[2]["counts_as_case_management"], rows[2]["certification"]) == ("false", "")
    assert (rows[3]["pay_year"], rows[3]["destination"]) == ("", "bedside_nursing")


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_the_page_keeps_its_order_and_its_width(columns: int) -> None:
    """Tables, offers, firsts, questions, what was taken as given, sources; no line too long but addresses."""
    text = page(compare(SEVERAL), columns)
    titles = ("Your offers", "First by each", "Ask before", "What we planned", "Sources")
    places = [text.index(f"\n{title}") if title != "Your offers" else 0 for title in titles]
    assert places == sorted(places)
    assert all(len(line) <= columns for line in text.splitlines() if "http" not in line)
    assert "{" not in text


def test_the_example_of_the_readme_reads() -> None:
    """What the README shows is a file of offers."""
    (example,) = re.findall(r"```yaml\n(.*?)```", (DATA.parent / "README.md").read_text("utf-8"), re.DOTALL)
    assert [offer.name for offer in read(example)] == ["Mercy", "Good Plan"]
    assert all(f"`{key}`" in (DATA.parent / "docs" / "data.md").read_text("utf-8") for key in GUIDE.keys)


@pytest.mark.parametrize("setting", ["primary_care", "dialysis"])
def test_a_question_names_the_places_that_the_longest_look_ahead_opens(setting: str) -> None:
    """What a yes opens is what the job opens with it in the longest time, less what it does without."""

    def opened(answer: str) -> set[str]:
        there = weighed(f"setting: {setting}, case_management: {answer}").opens
        return {place.id for place in dict(there)[max(HORIZONS)]}

    asked = {
        each.key: {place.id for place in each.opens} for each in weighed(f"setting: {setting}").questions
    }
    assert asked["case_management"] == opened("yes") - opened("no")


def test_without_usual_hours_a_week_is_a_full_time_one() -> None:
    """The data may leave them out."""
    hours = replace(GUIDE.keys["hours"], planning_value=None)
    assert full_week(replace(GUIDE, keys={**GUIDE.keys, "hours": hours})) == GUIDE.full_time.low


@pytest.mark.parametrize(
    ("keys", "notes"),
    [
        ("case_management: yes, hours: 20", ("part_time",)),
        ("case_management: yes, hours: 40", ()),
        ("case_management: no, hours: 20", ("not_case_management",)),
        ("case_management: no, hours: 40", ("not_case_management",)),
        ("duties: [assess], hours: 20", ("duties_missing",)),
    ],
)
def test_part_time_takes_longer_only_where_something_is_waited_for(keys: str, notes: tuple[str, ...]) -> None:
    """Months count in a job of case management; in another one where a certification is there to be seen."""
    assert weighed(f"setting: hospital, {keys}").notes == notes
    held = weighed(f"setting: hospital, {keys}", without("certifications", certifications=("ccm",))).notes
    slow = ("part_time",) if "hours: 20" in keys else ()
    assert held == (*(note for note in notes if note != "part_time"), *slow)


def test_pay_that_no_figure_stands_for_has_no_standing() -> None:
    """Nobody publishes what such work pays, whatever an offer of it says."""
    pay = weighed("setting: hospital, destination: disability_work, pay: 50000, hours: 40").pay
    assert (pay.year, pay.market, pay.standing) == (50000, None, "")


@pytest.mark.parametrize("start", ["2026-11", "2027-02"])
def test_what_can_be_had_today_waits_for_no_job(start: str) -> None:
    """Whoever has the months certifies before the job begins; who lacks some, after it."""
    enough = without("months_case_management", months_case_management=24)
    ready = {**enough, "months_case_management_under_ccm": 0, "months_case_management_health_system": 24}
    one = weighed(f"{SURE}, health_system: yes, start: {start}".replace("health_system: no, ", ""), ready)
    assert certified(one, "acm") == (0, 0)


@pytest.mark.parametrize(("counts", "months"), [("yes", [(6, 6)]), ("no", []), ("unknown", [(None, 6)])])
def test_months_as_a_nurse_in_the_work_are_a_part_of_it(
    counts: str, months: list[tuple[int | None, int]]
) -> None:
    """They count where the work is case management: six more lead to the nurses' own certification."""
    nurse = {
        **NURSE,
        "months_nursing": 30,
        "months_case_management_nursing": 6,
        "ce_hours_case_management": 30,
    }
    one = weighed(f"setting: hospital, case_management: {counts}, health_system: no", nurse)
    found = [(o.months, o.at_best) for o in one.outlooks if o.certification.id == "cmgt-bc"]
    assert found == months
