"""What the pages say."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from casemgr_cli.catalog.files import Problem
from casemgr_cli.domain.advice import Advice, Answer, Contrast, Excluded, NextQuestion
from casemgr_cli.domain.facts import Assumption
from casemgr_cli.domain.figures import Charge
from casemgr_cli.engine.compare import beside
from casemgr_cli.errors import UsageFailure
from casemgr_cli.pages.advice import advice_page, screen_page
from casemgr_cli.pages.basis import next_page
from casemgr_cli.pages.blocks import Table
from casemgr_cli.pages.certs import cert_page, certs_page
from casemgr_cli.pages.compare import compare_page
from casemgr_cli.pages.costs import costs_section
from casemgr_cli.pages.data import data_sources_page, problems_page
from casemgr_cli.pages.explain import explain_page
from casemgr_cli.pages.routes import asks_section, others_section
from casemgr_cli.pages.salary import salary_page
from casemgr_cli.pages.tools import tools
from casemgr_cli.writers.layout import ASCII, lay_table, render_text
from tests.people import CATALOG, GRADUATE, NURSE, PEOPLE, WORDS, advice_for, page_for
from tests.people import advised as advice_on
from tests.unit import report_fixtures as made


def advised(columns: int = 80, **changes: object) -> str:
    """Return one nurse's advice as text."""
    page = advice_page(made.advice(**changes), made.CATALOG, made.GUIDE, WORDS)
    return render_text(page, columns)


def behind(screen: str, **changes: object) -> str:
    """Return a screen behind that nurse's card as text."""
    return render_text(screen_page(screen, made.advice(**changes), made.CATALOG, made.GUIDE, WORDS), 80)


def flat(text: str) -> str:
    """Return text on one line."""
    return " ".join(text.split())


def test_the_first_screen_answers_what_when_how_much() -> None:
    """The path in labeled lines, pay with the article's median, and this week fit one screen."""
    front = advised().split("Why this path")[0]
    assert front.count("\n") <= 24
    for words in (
        "Your path: 30 months of bedside nursing, then Hospital nurse case manager, then CCM",
        "in 30 months (2 years 6 months)",
        "by the rules alone: now",
        "$6,430-$12,430",
        "lower quarter $104,000, median $140,000",
        "This stands for: Registered Nurses, California. [1]",
        "The article's median with a nursing background: $69,407, undated. [2]",
        "CCM in 42 months (3 years 6 months), about May 2030",
        "This week 1. Ask whether the supervisor holds the CCM",
    ):
        assert words in flat(front)


def test_law_issuer_and_habit_are_told_apart() -> None:
    """Each requirement carries who makes it, and what this way leaves open says so."""
    text = flat(advised(routes=(made.route(unmet=("A BSN",)),)))
    assert "[law] An active RN license where the patient is" in text
    assert "[habit] A BSN (this path does not cover it)" in text


def test_someone_who_qualifies_reads_that_first() -> None:
    """What is open comes before anything else; what the path leads to and is held stands on its line."""
    verdicts = (made.verdict("held"), replace(made.verdict("eligible", made.ACM), can_apply=True))
    ready = made.route(typical=0, steps=())
    lines = advised(verdicts=verdicts, routes=(ready,)).splitlines()
    assert lines[2] == "By the issuer's rule you can apply for the ACM now."
    assert any(line.startswith("Certification  CCM: you hold it") for line in lines)


def test_someone_without_a_way_reads_which_limit_to_relax() -> None:
    """Every reason, with what it ruled out."""
    excluded = (
        Excluded("a", "Home health", "Needs lifting."),
        Excluded("b", "Hospice", "Needs lifting."),
    )
    text = flat(advised(recommended=None, routes=(), neighbors=(), excluded=excluded))
    assert text.startswith("No way is left within your limits")
    assert "Home health; Hospice. Needs lifting." in text


def test_who_rules_everything_out_reads_some_of_it_once() -> None:
    """A person who avoids every kind of place is not read a list of all there are, nor twice."""
    nurse = PEOPLE[NURSE]
    advice = advice_on({**nurse, "settings": (), "settings_avoid": CATALOG.facts["settings"].values})
    assert advice.best is None
    assert len(advice.excluded) > 20
    text = flat(render_text(advice_page(advice, CATALOG, made.GUIDE, WORDS), 80))
    assert sum(text.count(f"{item.title};") for item in advice.excluded) <= 8
    assert text.count(CATALOG.words["excluded_avoided"]) == 1


def test_nobody_past_high_school_reads_that_it_is_asked_for() -> None:
    """The diploma stands among the habits for whoever has little more, and for nobody who studied on."""
    for education, said in (("high_school", True), ("associate", False)):
        side, place = "human_services", ("community",)
        advice = advice_on({"background": side, "settings": place, "licenses": (), "education": education})
        route = next(r for r in advice.routes if r.destination.id == "housing_hs")
        text = str(asks_section(advice, route, tools(CATALOG, WORDS)))
        assert ("A high-school diploma or its" in text) is said


def test_whoever_cannot_drive_is_sent_to_no_place_that_wants_a_driver() -> None:
    """A place whose employers often ask for a license to drive is none for whoever must be spared driving."""
    wanted = [
        p for p in CATALOG.destinations.values() for r in (*p.must, *p.usually) if "driver's lic" in r.text
    ]
    assert {place.background for place in wanted} >= {"social_work", "human_services"}
    assert all("no_driving" in place.limits.rules_out for place in wanted)


def test_the_names_of_limits_can_stand_in_a_list() -> None:
    """No choice of a list holds what parts the members of one."""
    lists = [fact for fact in CATALOG.facts.values() if fact.type == "choices"]
    assert not [choice.label for fact in lists for choice in fact.choices if ";" in choice.label]


def test_other_ways_say_why_one_would_want_them() -> None:
    """One line a contrast, its kind first."""
    contrasts = (Contrast("cheapest", made.EASY.id, "It costs the least of all your ways."),)
    text = flat(advised(100, routes=(made.route(), made.EASY), contrasts=contrasts))
    assert "Costs least: Health-plan nurse case manager 6 mo $430 $104,000 / $140,000" in text


def test_the_way_that_the_answer_names_is_among_the_others() -> None:
    """A place that answers the question, and is neither the first choice nor a contrast, is in the table."""
    answer = Answer("leave_bedside", "yes", "Yes.", ("hospital_rn.strong.1", made.EASY.id))
    asked = made.advice(answer=answer)
    assert "What you asked about: Health-plan nurse case manager 6 mo" in flat(others(asked))
    sides = replace(asked, answer=replace(answer, question="which_side", verdict=None))
    assert "Another side: Health-plan nurse case manager 6 mo" in flat(others(sides))
    contrasts = (Contrast("cheapest", made.EASY.id, "It costs the least of all your ways."),)
    assert "What you asked about" not in flat(others(replace(asked, contrasts=contrasts)))
    assert not others_section(made.advice(), WORDS)


def others(advice: Advice) -> str:
    """Return the ways beside the first as text."""
    return render_text(others_section(advice, WORDS), 100)


def test_what_was_assumed_is_listed_in_words() -> None:
    """Stand-ins with their value, open answers together."""
    assumed = (
        Assumption("licenses", ("rn",), "You study for it."),
        Assumption("months_case_management", None, "Planned as if needed."),
        Assumption("budget", None, "Planned as if needed."),
    )
    assert "Licenses: Registered nurse (RN)" in flat(advised(assumed=assumed))
    text = flat(behind("me", assumed=assumed))
    assert "We planned with: Registered nurse (RN). You study for it." in text
    asked = " ".join(made.FACTS[key].ask for key in ("months_case_management", "budget"))
    assert f"Planned as if needed.: {asked}" in text


def test_questions_that_decide_are_asked_in_words() -> None:
    """Paper has no use for the key of an answer; scripts find it in JSON."""
    text = flat(advised())
    assert "How many of them under a CCM holder?" in text
    assert "months_case_management_under_ccm" not in text


@pytest.mark.parametrize("band", ["strong", "good", "mixed", "different"])
def test_fit_is_a_band_and_never_a_number(band: str) -> None:
    """Each band is said kindly, with what such picks are worth."""
    fit = made.advice().fit
    assert fit is not None
    text = flat(advised(fit=replace(fit, social_band=band, nursing_band=band)))
    section = text.split("How this fits you")[1].split("Sources")[0]
    assert "No study shows" in section
    assert "0.31" not in section


def test_what_was_not_read_in_its_source_is_marked() -> None:
    """Only sources that something doubtful is taken from, and never our own judgment."""
    years = replace(made.FIGURES["ccm_renewal_years"], verified=False)
    doubted = replace(made.CATALOG, figures={**made.FIGURES, "ccm_renewal_years": years})
    sources = render_text(screen_page("sources", made.advice(), doubted, made.GUIDE, WORDS), 80)
    assert "Fees (2026). Not verified" in flat(sources)
    assert "Fees (2026). https" in flat(behind("sources"))
    text = flat(advised())
    assert "Eligibility at a glance (2025). https" in text
    assert "Our own judgment, no document (2026-11-23)." in text


def test_current_pay_stands_on_the_same_scale() -> None:
    """Beside the area and the nation."""
    text = advised(answers={"current_pay": 90000})
    assert "You now" in text
    assert "The nation" in text


def test_a_name_that_looks_like_a_pattern_or_markup_is_shown_as_it_is() -> None:
    """Data is never interpreted."""
    job = replace(made.HOSPITAL, title="{words} [bold]x[/bold] \x1b[2J")
    assert "{words} [bold]x[/bold] \\x1b[2J" in advised(routes=(made.route(job, id="hospital_rn.strong.1"),))


def test_certifications_say_verdict_and_ways() -> None:
    """Alternatives are listed as such, and fees that nobody knows say so."""
    verdicts = [made.verdict(), made.verdict("unknown", made.ACM)]
    text = flat(render_text(certs_page(verdicts, (), made.CATALOG, WORDS)))
    assert "CCM: Certified Case Manager [not yet: 12 months to go]" in text
    assert "One of these: - 12 months under a CCM holder - 24 months under anyone" in text
    assert "Fee not known" in text


def test_what_is_needed_beside_something_else_says_so() -> None:
    """What follows a list of ways is asked for as well; things of one way each are a list of their own."""
    unsure = advice_on({**PEOPLE[GRADUATE], "fieldwork": "unknown", "licenses": "unknown"})
    text = flat(render_text(certs_page(unsure.verdicts, (), CATALOG, WORDS)))
    assert "A current CRC or CDMS certification And one of these: - 12 months of full-time" in text
    assert " And: 12 months (2,080 hours) of supervised" in text
    text = flat(render_text(page_for(NURSE, "certs")))
    assert "Still needed - 12 months (2,000 hours) of nursing case management" in text
    assert "three years - 30 hours of continuing education" in text


def test_rules_without_answers_judge_nobody() -> None:
    """No verdict, nothing missing."""
    text = render_text(certs_page([made.verdict()], (), made.CATALOG, WORDS, answered=False))
    assert "not yet" not in text
    assert "Still needed" not in text


def test_a_certification_shows_its_rule_as_a_tree() -> None:
    """Each part with how it came out and what was read."""
    text = flat(render_text(cert_page(made.verdict("unknown"), made.CATALOG, WORDS)))
    assert "[yes] An active RN license" in text
    assert "licenses = Registered nurse (RN)" in text
    assert "[?] One of these" in text
    assert "[no] 24 months under anyone" in text
    assert "April 1-30" in text
    assert "You attest Good moral character" in text


def test_cmsa_finds_the_ccm_and_who_grants_what() -> None:
    """Someone who asks for CMSA certification is told in one sentence."""
    verdicts = {"ccm": made.verdict(), "acm": made.verdict(certification=made.ACM)}
    text = flat(render_text(explain_page("CMSA", made.CATALOG, WORDS, verdicts)))
    assert text.startswith("CCM: Certified Case Manager")
    assert "CMSA) is a membership society and grants no certification" in text


def test_the_medians_of_the_article_lead_the_salary_page() -> None:
    """Undated, before the federal rows; what stands in for a row is said."""
    rows = [made.wage(fallback="state_for_metro"), made.wage(p90=None, estimate=True)]
    page = salary_page(made.GUIDE, rows, made.CATALOG, WORDS, [made.DEMAND])
    text = flat(render_text(page, 110))
    assert text.index("$69,407 a year") < text.index("$104,000")
    assert "(undated)" in text
    assert "No figure was released for the metro area" in text
    assert "California (estimate) $80,000 $104,000 $140,000 $170,000 --" in text
    assert "+4.9% in 2024-34; about 189,100 openings a year" in text


def test_a_comparison_names_a_course_of_study_once() -> None:
    """A letter stands for it in every row, and the two plans to one place differ in words."""
    steps = (replace(made.STUDY, study="undergraduate"),)
    strong, entry = (made.route(id=plan, plan=plan, steps=steps) for plan in ("strong", "entry"))
    page = compare_page(made.advice(routes=(strong, entry)), made.CATALOG, WORDS)
    text = flat(render_text(page, 110))
    assert text.count("RN-to-BSN") == 1
    assert "With: A = RN-to-BSN." in text
    assert "1. Hospital nurse case manager A" in text
    assert "2. Hospital nurse case manager (by the rules alone) A" in text


def test_a_first_choice_that_does_not_stand_first_is_named() -> None:
    """Bold alone does not say so to those who listen, or see no bold."""
    one = made.advice().routes[0]
    other = replace(one, id="another", destination=replace(one.destination, title="Another place"))
    for routes, said in (((other, one), True), ((one, other), False)):
        advice = made.advice(routes=routes, recommended=one.id)
        text = render_text(compare_page(advice, made.CATALOG, WORDS), 80)
        assert ("Number 2 is our first choice." in text) is said


@pytest.mark.parametrize("person", PEOPLE)
def test_a_comparison_names_each_way_once_and_in_two_lines(person: str) -> None:
    """At 80 columns no label takes a third line; below, a way is a number."""
    advice = beside(advice_for(person))
    page = compare_page(advice, CATALOG, WORDS, total=len(advice_for(person).routes))
    ways, figures = [block for block in page if isinstance(block, Table)][:2]
    lines = ["".join(piece.text for piece in line) for line in lay_table(ways, 80, ASCII)]
    starts = [n for n, line in enumerate(lines) if re.match(r"\d+\. ", line)]
    assert len(starts) == len(ways.rows)
    assert all(after - n <= 2 for n, after in zip(starts, [*starts[1:], len(lines)], strict=True))
    assert [row[0] for row in figures.rows] == [f"{n}" for n in range(1, len(ways.rows) + 1)]
    assert len({row[0] for row in ways.rows}) == len(ways.rows)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("compact", "One license for many states."),
        ("multistate license", "One license for many states."),
        ("ccm_fee", "$430 [1]"),
        ("hospital_rn", "It counts as case management."),
        ("rn_to_bsn", "Part time: 18-24 months"),
        ("issuer_page", "This is the body that makes the rule"),
        ("licenses", "rn: Registered nurse (RN)"),
        ("ACM", "ACM: Accredited Case Manager"),
    ],
)
def test_anything_with_a_name_can_be_explained(key: str, words: str) -> None:
    """By id, by title, or by another word people use."""
    verdicts = {"ccm": made.verdict(), "acm": made.verdict(certification=made.ACM)}
    assert words in flat(render_text(explain_page(key, made.CATALOG, WORDS, verdicts)))


def test_an_unknown_name_gets_the_nearest() -> None:
    """A misspelt key is refused with a hint."""
    with pytest.raises(UsageFailure) as caught:
        explain_page("hospitl_rn", made.CATALOG, WORDS, {})
    assert '"hospital_rn"' in caught.value.hint


def test_problems_say_where_and_what() -> None:
    """File, line, key, message and hint."""
    problem = Problem("careers.yaml", 7, "steps.adn.cost", "Expected a number.", "Write 400.")
    text = flat(render_text(problems_page([problem], WORDS)))
    assert "careers.yaml, line 7, steps.adn.cost Expected a number. Write 400." in text
    assert render_text(problems_page([], WORDS)) == "The data files are fine.\n"


def test_every_source_is_listed_with_doubtful_figures_first() -> None:
    """Figures that nobody verified stand out."""
    text = flat(render_text(data_sources_page(made.CATALOG, (), WORDS)))
    assert "Figures that nobody has verified - ACM fee: not known" in text
    assert "[6] Bureau of Labor Statistics: Occupational wages (May 2025)." in text


def test_the_next_question_shows_key_choices_and_why() -> None:
    """Enough to answer with --set."""
    text = flat(render_text(next_page(made.QUESTION, WORDS)))
    assert "4. Which licenses do you hold?" in text
    assert "rn: Registered nurse (RN)" in text
    assert "It decides the CCM." in text
    assert "No question is left" in render_text(next_page(NextQuestion(None, 9, 0), WORDS))


def test_old_figures_are_listed_too() -> None:
    """Whoever keeps the data sees what wants another look."""
    text = flat(render_text(data_sources_page(made.CATALOG, (), WORDS, [made.CATALOG.figures["ccm_fee"]])))
    assert "Figures more than two years old - CCM fee: $430" in text


def test_no_total_is_made_of_charges_that_nobody_found() -> None:
    """Where one is known the total stands; of unknown ones alone it would be "no cost"."""
    kit = tools(CATALOG, WORDS)
    known = Charge(kind="exam", label="A", low=10, high=10, as_of=None, source="article", verified=True)
    unknown = replace(known, label="B", low=None, high=None)
    route = made.advice().routes[0]
    for charges, told in (((known, unknown), True), ((unknown,), False)):
        steps = (replace(route.steps[0], charges=charges),)
        text = render_text(costs_section(replace(route, steps=steps), kit), 80)
        assert ("In all" in text) is told
        assert "B: not found" in text
