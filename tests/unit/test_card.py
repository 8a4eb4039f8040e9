"""The card on a small screen: what must not be missing fits, whoever asks whatever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from casemgr_cli.pages.advice import advice_page, card_page, screen_page, screens_of
from casemgr_cli.pages.blocks import Heading, Paragraph, Sources, parts_of
from casemgr_cli.writers.layout import render_text
from tests.people import CATALOG, GUIDE, PEOPLE, WORDS, advice_for, advised

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Value
    from casemgr_cli.pages.blocks import Page

# What a window of 24 lines leaves beside the keys, the empty line above them and the prompt, by its columns.
ROOM = {80: 20, 60: 19}
TWO_WINDOWS = 2 * 21
QUESTIONS = tuple(choice.value for choice in CATALOG.facts["question"].choices)


@pytest.mark.parametrize("columns", ROOM)
@pytest.mark.parametrize("person", PEOPLE)
def test_title_pay_and_this_week_are_on_the_first_screen(person: str, columns: int) -> None:
    """For every person and every question they could ask, nothing scrolls at 80x24, nor at 60x24."""
    for question in QUESTIONS:
        advice = advised({**PEOPLE[person], "question": question})
        page = card_page(
            *(advice, CATALOG, GUIDE, WORDS),
            lambda p: len(render_text(p, columns).splitlines()) <= ROOM[columns],
        )
        lines = render_text(page, columns).splitlines()
        assert len(lines) <= ROOM[columns], question
        asked = next(each.label for each in CATALOG.facts["question"].choices if each.value == question)
        assert lines[0] == asked
        for words in ("Your path", "Pay a year", "This week"):
            assert any(line.startswith(words) for line in lines), (question, words)


def test_a_path_of_four_lines_leaves_room_for_pay_and_this_week() -> None:
    """At 60 columns a long name takes the lines of what the path says already: the certification."""
    medic: dict[str, Value] = {"situation": "no_degree", "question": "where_to_start", "background": "open"}
    medic |= {"work_now": "other_health", "education": "high_school", "licenses": ("other_dependent",)}
    medic |= {"license_status": "active", "state": "VA", "priority": "soonest", "keep_working": "no"}
    medic |= {"months_direct_service": 48, "military": "veteran", "current_pay": 45000}
    medic |= {"enrolled_in": "none", "prerequisites_done": "no", "populations": ("veterans",)}
    page = card_page(
        *(advised(medic), CATALOG, GUIDE, WORDS),
        lambda p: len(render_text(p, 60).splitlines()) <= ROOM[60],
    )
    lines = render_text(page, 60).splitlines()
    assert len(lines) <= ROOM[60]
    assert [line.split("  ")[0] for line in lines if line[:1].strip()][-2:] == ["Pay a year", "This week"]


def test_what_is_left_out_of_a_small_window_is_left_out_for_room() -> None:
    """The numbers of sources take no room where they do not stand, so the cost is there at 80x24."""
    asking = {**PEOPLE["lpn-keeps-working"], "question": "where_to_start"}
    page = card_page(
        *(advised(asking), CATALOG, GUIDE, WORDS),
        lambda p: len(render_text(p, 80).splitlines()) <= ROOM[80],
    )
    lines = render_text(page, 80).splitlines()
    assert any(line.startswith("Cost ") for line in lines)
    assert not any("[1]" in line for line in lines)


@pytest.mark.parametrize("person", PEOPLE)
def test_no_screen_is_longer_than_two_windows(person: str) -> None:
    """A screen behind the card takes two windows at most, or each of its parts if the menu offers those."""
    advice = advice_for(person)
    for name in screens_of(advice):
        page = screen_page(name, advice, CATALOG, GUIDE, WORDS)
        parts = [("whole", page)] if lines_of(page) <= TWO_WINDOWS else list(parts_of(page))
        assert {title: n for title, part in parts if (n := lines_of(part)) > TWO_WINDOWS} == {}, name
        assert all(title for title, _ in parts), name


def lines_of(page: Page) -> int:
    """Return how many lines a page takes at 80 columns."""
    return len(render_text(page, 80).splitlines())


@pytest.mark.parametrize(
    ("name", "person", "said"),
    [
        ("aid", "counselor-one-year", "no school to pay for"),
        ("schools", "case-10", "Tell us your state"),
        ("schools", "counselor-one-year", "no schools to list"),
        ("costs", "junior-open", "nothing to pay for"),
    ],
)
def test_an_empty_screen_says_why_it_is_empty(name: str, person: str, said: str) -> None:
    """Who needs no school has none to pay for; of a state that was not told, nothing is known."""
    (block,) = screen_page(name, advice_for(person), CATALOG, GUIDE, WORDS)
    assert isinstance(block, Paragraph)
    assert said in block.text


def test_a_page_is_cut_where_a_heading_opens_something() -> None:
    """Nothing is lost, and a heading with nothing below it goes with the one after it."""
    page = (Heading("A"), Heading("B", 3), Paragraph("b"), Heading("C", 3), Paragraph("c"))
    assert parts_of(page) == (("B", page[:3]), ("C", page[3:]))
    assert parts_of(page[2:]) == (("", page[2:3]), ("C", page[3:]))


@pytest.mark.parametrize("person", PEOPLE)
def test_sources_have_one_screen_and_one_number_each(person: str) -> None:
    """A number in brackets means the same on every screen, and what it means stands behind one key."""
    advice = advice_for(person)
    screens = {name: screen_page(name, advice, CATALOG, GUIDE, WORDS) for name in screens_of(advice)}
    listing = [name for name, page in screens.items() if any(isinstance(block, Sources) for block in page)]
    assert listing == ["sources"]
    numbers = [
        line.number for block in screens["sources"] if isinstance(block, Sources) for line in block.lines
    ]
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("active", "you have it"),
        ("restricted", "not in full use now"),
        ("unknown", "yours, if it is active"),
    ],
)
def test_a_license_out_of_use_is_not_said_to_be_had(status: str, said: str) -> None:
    """The work asks for none; the card tells a license in force from one with limits, or not known."""
    advice = advised(
        {
            "background": "social_work",
            "education": "master",
            "field": "social_work",
            "state": "CO",
            "licenses": ("social_work_clinical",),
            "license_status": status,
            "settings": ("community",),
        }
    )
    lines = render_text(card_page(advice, CATALOG, GUIDE, WORDS, lambda _: True), 120).splitlines()
    assert said in next(line for line in lines if line.strip().startswith("License"))


@pytest.mark.parametrize(("states", "said"), [(("NY",), "but none for CA"), (("NY", "CA"), "you have it")])
def test_a_license_of_another_state_is_not_said_to_do_at_home(states: tuple[str, ...], said: str) -> None:
    """The work asks for none by law; whether its title does is the board's to say."""
    told: dict[str, Value] = {"background": "social_work", "education": "master", "field": "social_work"}
    told |= {"state": "CA", "licenses": ("social_work_clinical",), "license_status": "active"}
    advice = advised(
        {**told, "license_states": states, "settings": ("community",), "months_direct_service": 60}
    )
    assert not any(step.kind == "license" for step in advice.routes[0].steps)
    lines = render_text(card_page(advice, CATALOG, GUIDE, WORDS, lambda _: True), 300).splitlines()
    assert said in next(line for line in lines if line.startswith("License"))


def test_of_several_open_answers_none_is_said_to_be_the_only_one() -> None:
    """With no field work the months may still do, so no further degree is spoken of."""
    told: dict[str, Value] = {
        "background": "human_services",
        "work_now": "case_manager",
        "field": "gerontology",
    }
    told |= {"work_setting": "aging_disability", "education": "bachelor", "licenses": (), "state": "MI"}
    told |= {"months_case_management": 50, "months_supervising_case_managers": 0}
    told |= {"months_case_management_under_ccm": 0, "situation": "case_manager"}
    for more, alone in (({}, False), ({"months_direct_service": 0}, True)):
        advice = advised({**told, **more})
        lines = render_text(card_page(advice, CATALOG, GUIDE, WORDS, lambda _: True), 300).splitlines()
        certified = next(line for line in lines if line.startswith("Certification"))
        assert "CCM: 5 months if your degree had supervised field work" in certified
        assert ("; without that, it may take" in certified) is alone


def test_a_degree_in_a_field_that_is_not_known_is_named_alone() -> None:
    """Who does not know, or say, what the degree was in reads of no degree in unknown."""
    told: dict[str, Value] = {"situation": "nurse", "licenses": ("rn",), "education": "associate"}
    told |= {"priority": "cheapest", "keep_working": "yes", "state": "MD"}
    for each in (told, {**told, "field": "unknown"}):
        advice = advised(each)
        lines = render_text(card_page(advice, CATALOG, GUIDE, WORDS, lambda _: True), 80).splitlines()
        assert "Degree         Associate degree: you have it" in lines


def test_the_path_names_the_months_of_work_and_the_license_line_what_gives_one() -> None:
    """A return to practice is a step, but no license for who holds it."""
    new: dict[str, Value] = {
        "situation": "nurse",
        "background": "nursing",
        "education": "bachelor",
        "field": "nursing",
    }
    new |= {"licenses": ("rn",), "license_status": "active", "state": "PA", "months_nursing": 0}
    new |= {"months_acute_care": 0, "months_case_management": 0, "settings": ("hospital",)}
    said = " ".join(render_text(card_page(advised(new), CATALOG, GUIDE, WORDS, lambda _: True), 300).split())
    assert "Your path: 30 months of bedside nursing in a hospital, then Hospital nurse case manager" in said
    away = new | {"months_nursing": 90, "months_acute_care": 60, "months_since_practice": 90}
    lines = render_text(card_page(advised(away), CATALOG, GUIDE, WORDS, lambda _: True), 300).splitlines()
    licensed = next(line for line in lines if line.startswith("License"))
    assert licensed.endswith("RN (registered nurse): you have it")


def test_a_path_without_study_names_the_license_that_it_takes() -> None:
    """A nurse educated abroad has the degree, and neither its evaluation nor the exam is left unsaid."""
    told: dict[str, Value] = {
        "background": "nursing",
        "education": "bachelor",
        "field": "nursing",
        "licenses": (),
    }
    told |= {"foreign_degree": "yes", "state": "CA", "months_nursing": 60, "months_case_management": 0}
    lines = render_text(card_page(advised(told), CATALOG, GUIDE, WORDS, lambda _: True), 500)
    path = " ".join(lines.partition("-----")[0].split())
    evaluated, licensed = (CATALOG.steps[id_].title for id_ in ("evaluate_degree", "nclex_rn"))
    assert path.index(evaluated) < path.index(licensed) < path.index("Hospital nurse case manager")


def test_what_somebody_said_not_to_know_is_named_before_what_nobody_asked() -> None:
    """Months that she cannot tell come before those of supervising, though these would certify sooner."""
    told: dict[str, Value] = {"background": "social_work", "education": "master", "field": "social_work"}
    told |= {"accredited": "yes", "licenses": (), "state": "TX", "work_now": "case_manager"}
    told |= {"work_setting": "community", "months_case_management": "unknown", "situation": "social_worker"}
    forks = [fork.key for fork in advised(told).routes[0].forks if fork.certified is not None]
    assert forks[:2] == ["months_case_management", "months_supervising_case_managers"]


def test_a_license_worked_for_beside_the_job_stands_beside_it() -> None:
    """Under a board's conditions other work begins at once, and they are met meanwhile."""
    told: dict[str, Value] = {
        "background": "nursing",
        "education": "bachelor",
        "field": "nursing",
        "state": "KY",
    }
    told |= {"licenses": ("rn",), "license_status": "restricted", "license_states": ("OH",)}
    told |= {
        "background_check": "something",
        "months_nursing": 60,
        "months_acute_care": 60,
        "work_now": "none",
    }
    advice = advised({**told, "months_case_management": 0})
    assert advice.routes[0].typical == 0
    lines = render_text(card_page(advice, CATALOG, GUIDE, WORDS, lambda _: True), 500)
    assert f"and beside it {CATALOG.steps['lift_rn_conditions'].title}, then CCM" in " ".join(lines.split())


def test_who_moves_reads_of_the_license_of_the_new_state() -> None:
    """A case manager who moves does the work today, and there once the license is there."""
    told: dict[str, Value] = {
        "situation": "case_manager",
        "background": "nursing",
        "work_now": "case_manager",
    }
    told |= {"work_setting": "hospital", "education": "bachelor", "field": "nursing", "licenses": ("rn",)}
    told |= {"license_status": "active", "license_states": ("PA",), "state": "NV", "multistate_license": "no"}
    told |= {"months_case_management": 30, "months_supervising_case_managers": 0}
    lines = render_text(card_page(advised(told), CATALOG, GUIDE, WORDS, lambda _: True), 300).splitlines()
    rows = {line.split("  ")[0]: line for line in lines}
    assert "in your new state, once its license is there" in rows["First job"]
    assert "what the law asks for" not in rows["Pay a year"]
    assert "by endorsement" in rows["License"]


def test_a_path_through_another_place_names_its_job_first() -> None:
    """Georgia's workers' compensation takes a certification: the job that gives it comes first."""
    nurse: dict[str, Value] = {"situation": "nurse", "question": "leave_bedside", "background": "nursing"}
    nurse |= {"work_now": "hospital_nursing", "work_setting": "hospital", "education": "associate"}
    nurse |= {"field": "nursing", "licenses": ("rn",), "license_status": "active", "state": "GA"}
    nurse |= {"months_nursing": 120, "months_acute_care": 60, "months_case_management": 0}
    nurse |= {"settings": ("workers_comp",), "priority": "soonest"}
    advice = advised(nurse)
    first = advice.routes[0]
    assert first.through is not None
    assert first.through.id in first.id
    assert first.through.title in advice.answer.text  # type: ignore[union-attr]
    assert first.destination.title not in advice.answer.text  # type: ignore[union-attr]
    lines = render_text(card_page(advice, CATALOG, GUIDE, WORDS, lambda _: True), 300).splitlines()
    rows = {line.split("  ")[0]: line for line in lines}
    assert f"{first.through.title}, then CCM, then {first.destination.title}" in rows["Your path"]
    assert f"{first.through.title}: now" in rows["First job"]
    assert f"{first.destination.title}: lower quarter" in rows["Pay a year"]
    goal = next(action for action in advice.next_actions if first.destination.title in action.title)
    assert goal.by_month > advice.today[:7]


def test_steps_side_by_side_are_not_said_to_follow_each_other() -> None:
    """A bachelor's beside the first years of nursing stands beside them on the path."""
    student: dict[str, Value] = {"situation": "student", "background": "nursing", "education": "high_school"}
    student |= {"enrolled_in": "adn", "months_left": 9, "prerequisites_done": "yes", "state": "NC"}
    student |= {"licenses": (), "keep_working": "yes", "settings": ("hospital",), "months_case_management": 0}
    said = render_text(card_page(advised(student), CATALOG, GUIDE, WORDS, lambda _: True), 300)
    assert "then RN-to-BSN, and beside it 30 months of bedside nursing" in " ".join(said.split())


def test_a_pupil_reads_the_study_first_that_the_path_begins_with() -> None:
    """Paid work that is enough for the first job stands beside the degree that begins with it."""
    pupil: dict[str, Value] = {
        "situation": "high_school",
        "background": "human_services",
        "education": "none",
    }
    pupil |= {"graduation_year": 2029, "licenses": (), "state": "CA", "settings": ("community",)}
    advice = advised(pupil | {"populations": ("homeless",)})
    assert advice.best is not None
    degree = next(step for step in advice.best.steps if step.study)
    assert degree.start < advice.best.typical < degree.end
    said = render_text(card_page(advice, CATALOG, GUIDE, WORDS, lambda _: True), 300)
    path = " ".join(said.partition("Degree ")[0].split())
    assert path.index(degree.title) < path.index("of paid work with clients") < path.index("Community case")


def test_a_certification_earned_in_the_work_on_the_way_stands_beside_it() -> None:
    """An adjuster's CDMS comes while the work that counts for it goes on, not before it."""
    adjuster: dict[str, Value] = {
        "situation": "other_graduate",
        "background": "human_services",
        "state": "GA",
    }
    adjuster |= {"work_now": "claims", "education": "bachelor", "field": "other", "licenses": ()}
    adjuster |= {"disability_management_now": "yes", "months_direct_service": 0, "months_case_management": 0}
    advice = advised(adjuster)
    vocational = next(each for each in advice.routes if each.destination.id == "workers_comp_hs")
    page = card_page(replace(advice, recommended=vocational.id), CATALOG, GUIDE, WORDS, lambda _: True)
    said = render_text(page, 300)
    assert "30 months of work with leave, claims or return to work, and beside it CDMS" in said


SOCIAL: dict[str, Value] = {
    "situation": "social_worker", "education": "bachelor", "field": "social_work", "licenses": (),
    "accredited": "yes", "fieldwork": "yes", "months_direct_service": 30, "work_now": "none", "state": "OH",
}  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        (SOCIAL, "now"),
        ({key: SOCIAL[key] for key in SOCIAL if key != "education"}, "now_planned"),
        (SOCIAL | {"education": "master", "settings": ("government",), "licenses": ("social_work_master",),
                   "license_status": "active"}, "now_open"),
    ],
)  # fmt: skip
def test_a_job_that_is_open_now_says_what_it_hangs_on(answers: dict[str, Value], key: str) -> None:
    """On a degree that nobody named, or on what employers ask and nobody told, such as citizenship."""
    advice = advised(answers)
    now = next(r for r in advice.routes if not r.typical and (key != "now_open" or "va_sw" in r.id))
    page = card_page(replace(advice, recommended=now.id), CATALOG, GUIDE, WORDS, lambda _: True)
    assert WORDS(f"card.{key}") in " ".join(render_text(page, 300).split())


def test_a_pupil_reads_that_a_diploma_does_and_not_that_it_does_now() -> None:
    """Months count from graduation."""
    pupil: dict[str, Value] = {
        "situation": "high_school", "background": "human_services", "state": "NE", "graduation_year": 2028,
    }  # fmt: skip
    advice = advised(pupil)
    bends = next(route for route in advice.routes if route.sooner == 0)
    page = advice_page(replace(advice, recommended=bends.id), CATALOG, GUIDE, WORDS)
    said = render_text(page, 300)
    assert "(without it: right after high school)" in said
    assert "(without it: now)" not in said


def test_who_stays_where_the_law_asks_for_more_reads_whose_pay_it_is() -> None:
    """A practical nurse in a registered nurse's post is not told that its pay is hers."""
    told: dict[str, Value] = {
        "situation": "lpn",
        "work_now": "case_manager",
        "work_setting": "long_term_care",
    }
    told |= {"background": "nursing", "education": "high_school", "license_status": "active", "state": "TN"}
    told |= {"months_case_management": 30, "months_supervising_case_managers": 0}
    for license_, said in (("lpn", True), ("rn", False)):
        degree = {"education": "associate", "field": "nursing", "situation": "nurse"} if not said else {}
        advice = advised({**told, **degree, "licenses": (license_,)})
        assert advice.routes[0].stay
        page = render_text(card_page(advice, CATALOG, GUIDE, WORDS, lambda _: True), 300)
        assert ("the law below asks for more than you have" in page) is said
        assert ("for those who have what the law asks for" in page) is said


def test_a_case_manager_who_moves_begins_no_first_job() -> None:
    """The line is named for a new job; who stays, or has none yet, reads of the first."""
    told: dict[str, Value] = {"background": "nursing", "licenses": ("rn",), "license_status": "active"}
    told |= {"education": "bachelor", "field": "nursing", "state": "ID", "work_setting": "home_health"}
    told |= {"months_case_management": 20, "months_supervising_case_managers": 0, "months_acute_care": 0}
    for work_now, settings, label in (
        ("case_manager", ("hospital",), "New job"),
        ("case_manager", (), "First job"),
        ("other_nursing", ("hospital",), "First job"),
    ):
        advice = advised({**told, "work_now": work_now, "settings": settings})
        lines = render_text(card_page(advice, CATALOG, GUIDE, WORDS, lambda _: True), 80).splitlines()
        assert next(line for line in lines if line.startswith(("First job", "New job"))).startswith(label)


def test_nobody_is_told_to_have_a_degree_that_they_did_not_name() -> None:
    """What was planned with in its place is called so."""
    for told, words in (({}, "we planned with it"), ({"education": "bachelor"}, "you have it")):
        advice = advised({"situation": "social_worker", "state": "UT", **told})
        text = " ".join(render_text(card_page(advice, CATALOG, GUIDE, WORDS, lambda _: True), 120).split())
        assert f"Bachelor's degree in social work: {words}" in text


def test_a_path_to_no_certification_says_which_answer_opens_one() -> None:
    """Where field work in the degree would open the CCM beside the same job, none is not the whole truth."""
    told: dict[str, Value] = {
        "situation": "other_graduate",
        "background": "human_services",
        "education": "bachelor",
        "field": "psychology",
        "licenses": (),
        "state": "OR",
        "priority": "soonest",
        "keep_working": "yes",
        "months_direct_service": 6,
        "months_case_management": 0,
    }
    for answer, said in (("unknown", True), ("no", False)):
        advice = advised({**told, "fieldwork": answer})
        text = " ".join(render_text(card_page(advice, CATALOG, GUIDE, WORDS, lambda _: True), 120).split())
        assert ("if your degree had supervised field work: 29 months" in text) is said
