"""Which aid is shown to whom, and how it reads as a page and as JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

import jsonschema
import pytest
from msgspec.structs import replace

from casemgr_cli.documents import routes as documents
from casemgr_cli.documents.base import plain
from casemgr_cli.documents.schemas import schema_of
from casemgr_cli.domain.aid import AID_KINDS, Aid, Course
from casemgr_cli.domain.careers import Action
from casemgr_cli.domain.conditions import ALWAYS, All, Attest, Clause, Compare, leaves
from casemgr_cli.domain.figures import Span
from casemgr_cli.engine.aid import aid_for, borrowing_for, rap_payment, with_income
from casemgr_cli.pages.blocks import Facts
from casemgr_cli.pages.costs import aid_rows, aid_section
from casemgr_cli.pages.explain import explain_page
from casemgr_cli.pages.tools import sources_section, tools
from casemgr_cli.writers.layout import render_text
from tests.people import CATALOG, WORDS

if TYPE_CHECKING:
    from casemgr_cli.domain.aid import AidOffer, Borrowing
    from casemgr_cli.domain.facts import Value


NOT_GOV = {"https://www.careeronestop.org", "https://www.211.org"}
ADN = Course("undergraduate", "nursing", 24, Span(8300, 10375), title="ADN", two_year=True)
BSN = Course("undergraduate", "nursing", 48, Span(47800, 47800), title="BSN")
RN_TO_BSN = Course("undergraduate", "nursing", 24, Span(11950, 14340), share=50, title="RN-to-BSN")
BSW = Course("undergraduate", "social_work", 48, Span(47800, 47800), title="BSW")
MSW = Course("graduate", "social_work", 24, Span(13800, 30600), title="MSW")
REHAB = Course("graduate", "rehabilitation", 24, Span(13800, None))

Answers = dict[str, "Value"]
STUDENT: Answers = {"education": "none", "graduation_year": 2028, "licenses": ()}
GRADUATE: Answers = {"education": "high_school", "licenses": ()}
PSYCHOLOGY: Answers = {"education": "bachelor", "field": "psychology", "licenses": ()}
NURSE: Answers = {
    "education": "associate",
    "field": "nursing",
    "licenses": ("rn",),
    "license_status": "active",
}


class HowToPay(NamedTuple):
    """The aid on the way to a destination, and the borrowing."""

    offers: tuple[AidOffer, ...]
    borrowing: Borrowing | None


def paying(answers: Answers, destination: str, *courses: Course, income: int | None = None) -> HowToPay:
    """Return how someone pays for the way to a destination."""
    offers = aid_for(CATALOG, answers, courses, CATALOG.destinations[destination])
    borrowed = borrowing_for(CATALOG, answers, courses)
    if borrowed and CATALOG.lending and income is not None:
        borrowed = with_income(borrowed, income, CATALOG.lending.rap)
    return HowToPay(offers, borrowed)


def offered(answers: Answers, destination: str, *courses: Course) -> dict[str, AidOffer]:
    """Return the aid on the way to a destination by id."""
    return {offer.entry.id: offer for offer in paying(answers, destination, *courses).offers}


def page(how: HowToPay, columns: int = 80) -> str:
    """Return how to pay as text, on one line."""
    kit = tools(CATALOG, WORDS)
    blocks = (*aid_section(how.offers, how.borrowing, kit), *sources_section(kit))
    return " ".join(render_text(blocks, columns).split())


def one_aid(**changes: object) -> Aid:
    """Return a made-up kind of aid, with any field changed."""
    fields: dict[str, object] = {
        "id": "made_up",
        "title": "Made up",
        "kind": "grant",
        "when": ALWAYS,
        "amount": "Some.",
        "who": "Someone.",
        "how": Action("Ask"),
        "made_by": "law",
        "sources": ("judgement",),
        "verified": True,
    }
    return Aid(**{**fields, **changes})  # type: ignore[arg-type]


def fits(entry: Aid, answers: Answers, destination: str, *courses: Course) -> list[bool | None]:
    """Return whether made-up aid fits; an empty list when it is not shown."""
    catalog = replace(CATALOG, aid={entry.id: entry})
    found = aid_for(catalog, answers, courses, CATALOG.destinations[destination])
    return [offer.fits for offer in found]


def test_a_senior_borrows_as_a_senior() -> None:
    """Within two years of a bachelor's the last year's limit counts, in a two-year program the first's."""

    def limit(program: str, months: int) -> Span:
        answers: Answers = {**GRADUATE, "enrolled_in": program, "months_left": months}
        borrowed = paying(answers, "hospital_sw", replace(BSW, months=12)).borrowing
        assert borrowed is not None
        return borrowed.limit

    assert limit("bsw", 12) == limit("psychology", 24) == Span(7500, 12500)
    assert limit("bsw", 36) == limit("adn", 12) == Span(5500, 9500)


def test_a_community_college_pays_for_what_it_teaches() -> None:
    """Aid for two-year study fits a route through an associate degree, not one through a bachelor's alone."""
    entry = one_aid(study=("two_year",))
    assert fits(entry, GRADUATE, "hospital_rn", ADN, RN_TO_BSN) == [True]
    assert fits(entry, GRADUATE, "hospital_rn", BSN) == []
    assert set(offered({"state": "MI", **GRADUATE}, "hospital_rn", ADN)) >= {"mi_reconnect"}
    assert "mi_reconnect" not in offered({"state": "MI", **GRADUATE}, "hospital_rn", BSN)


def test_what_holds_fits_what_may_hold_may_fit_and_the_rest_is_left_out() -> None:
    """A condition on schooling comes out in three values; an unknown one names the answer that decides."""
    entry = one_aid(when=Compare("education", "at_least", ("bachelor",)))
    assert fits(entry, PSYCHOLOGY, "hospital_rn") == [True]
    assert fits(entry, GRADUATE, "hospital_rn") == []
    catalog = replace(CATALOG, aid={entry.id: entry})
    (offer,) = aid_for(catalog, {}, (), CATALOG.destinations["hospital_rn"])
    assert (offer.fits, offer.asks, offer.depends) == (None, ("education",), ())


def test_what_no_answer_can_state_is_named_in_words() -> None:
    """Attested words stay open, unless another part has already decided."""
    attest = Attest(Clause("A job at an approved site"))
    entry = one_aid(when=All((Compare("education", "at_least", ("bachelor",)), attest)))
    catalog = replace(CATALOG, aid={entry.id: entry})
    (offer,) = aid_for(catalog, PSYCHOLOGY, (), CATALOG.destinations["hospital_rn"])
    assert (offer.fits, offer.asks, offer.depends) == (None, (), ("A job at an approved site",))
    assert fits(entry, GRADUATE, "hospital_rn") == []


def test_level_and_field_must_belong_to_one_step() -> None:
    """A bachelor's in nursing and a master's in social work make no bachelor's in social work."""
    entry = one_aid(study=("undergraduate",), fields=("social_work",))
    assert fits(entry, {}, "hospital_sw", BSN, MSW) == []
    assert fits(entry, {}, "hospital_sw", BSN, BSW) == [True]
    assert fits(one_aid(fields=("social_work",)), {}, "hospital_sw", MSW) == [True]
    assert fits(one_aid(study=("graduate",)), {}, "hospital_sw") == []


def test_the_job_at_the_end_can_matter() -> None:
    """By background, and by destination or setting: either names the place."""
    assert fits(one_aid(backgrounds=("nursing",)), {}, "hospital_sw") == []
    assert fits(one_aid(settings=("hospital",)), {}, "hospital_sw") == [True]
    assert fits(one_aid(settings=("insurance",)), {}, "hospital_sw") == []
    named = one_aid(settings=("insurance",), destinations=("hospital_sw",))
    assert fits(named, {}, "hospital_sw") == [True]


def test_someone_in_high_school_sees_grants_and_no_word_of_loans() -> None:
    """No borrowing is worked out, and nothing that has to be paid back is shown."""
    how = paying(STUDENT, "hospital_rn", BSN, income=70000)
    assert {offer.entry.kind for offer in how.offers} == {"grant"}
    assert how.borrowing is None
    assert not re.search(r"borrow|loan|interest", page(how).split("Sources")[0], re.IGNORECASE)
    same = paying({"education": "none", "licenses": ()}, "child_welfare_sw", BSW)
    assert {offer.entry.kind for offer in same.offers} == {"grant", "stipend"}


def test_a_pupil_reads_of_no_help_for_those_who_are_older() -> None:
    """What asks for an age, years out of school, earlier college or a license is for others, and is there."""
    pupil: Answers = {"situation": "high_school", "graduation_year": 2028}
    adult: Answers = {**GRADUATE, "situation": "lpn", "licenses": ("lpn",), "license_status": "active"}
    late = re.compile(r"(^|, )\d\d (and|or) older|25 to 55|independent by|out of school|some college|LVN acc")
    told = {
        kind: [
            offer.entry.id
            for state in sorted({each for aid in CATALOG.aid.values() for each in aid.states})
            for offer in offered({**answers, "state": state}, "hospital_rn", ADN, BSN).values()
            if late.search(offer.entry.who)
        ]
        for kind, answers in (("pupil", pupil), ("adult", adult))
    }
    assert told["pupil"] == []
    assert len(told["adult"]) >= 10


@pytest.mark.parametrize("state", ["TX", "MS", "NY"])
def test_a_pupil_who_was_asked_for_no_license_has_none(state: str) -> None:
    """Loans, and what pays those of nurses and social workers back, wait until they are one."""
    pupil: Answers = {"situation": "high_school", "graduation_year": 2028, "state": state}
    for destination, course in (("hospital_rn", BSN), ("hospital_sw", BSW)):
        how = paying(pupil, destination, course)
        assert {offer.entry.kind for offer in how.offers} <= {"grant", "stipend"}
        assert how.borrowing is None
    adult = offered({**pupil, "situation": "no_degree", "education": "high_school"}, "hospital_rn", BSN)
    assert "forgiveness" in {offer.entry.kind for offer in adult.values()}


def test_a_second_bachelors_gets_no_pell_grant() -> None:
    """Someone with a bachelor's degree is not sent after it, on any level of study."""
    assert "pell" in offered(GRADUATE, "hospital_rn", BSN)
    assert "pell" in offered(NURSE, "hospital_rn", RN_TO_BSN)
    assert "pell" not in offered(PSYCHOLOGY, "hospital_rn", BSN)
    assert "pell" not in offered(GRADUATE, "hospital_rn")


def test_graduate_study_has_graduate_loans_and_the_unsettled_limit() -> None:
    """The lower limit counts; the higher one is shown for nursing and social work as open."""
    found = offered(PSYCHOLOGY, "hospital_sw", MSW)
    assert found["direct_graduate"].fits is True
    assert found["professional_limit"].fits is None
    assert "direct_undergraduate" not in found
    assert "professional_limit" not in offered(PSYCHOLOGY, "vr_counselor", REHAB)
    borrowing = paying(PSYCHOLOGY, "hospital_sw", MSW).borrowing
    assert borrowing is not None
    assert borrowing.limit == Span(41000, 41000)


def test_forgiveness_goes_with_the_job() -> None:
    """Nurse Corps is for nurses, the NHSC's main program is not; an insurer is no public service."""
    nurse, clinical = (
        offered(NURSE, "hospital_rn", RN_TO_BSN),
        offered(PSYCHOLOGY, "behavioral_health_sw", MSW),
    )
    assert {"nurse_corps", "pslf"} <= nurse.keys()
    assert "nhsc" not in nurse
    assert {"nhsc", "nhsc_sud", "pslf"} <= clinical.keys()
    assert "nurse_corps" not in clinical
    assert not paying({**NURSE, "military": "none"}, "health_plan_rn").offers


def test_without_study_aid_is_for_loans_and_who_owes_none_is_told_of_none() -> None:
    """Not known is not none; with study, the loans to come count."""
    owing_none = {**NURSE, "student_loans": 0}
    assert not paying(owing_none, "hospital_rn").offers
    assert paying(NURSE, "hospital_rn").offers
    assert paying({**NURSE, "student_loans": 9}, "hospital_rn").offers
    assert paying(owing_none, "hospital_rn", RN_TO_BSN).offers


def test_title_iv_e_is_for_social_work_in_child_welfare() -> None:
    """Another field or another place has none."""
    assert "title_iv_e" in offered(PSYCHOLOGY, "child_welfare_sw", MSW)
    assert "title_iv_e" not in offered(PSYCHOLOGY, "hospital_sw", MSW)
    assert "title_iv_e" not in offered(PSYCHOLOGY, "child_welfare_hs", REHAB)


def test_veterans_are_told_and_nobody_who_was_not_asked() -> None:
    """The answer about the military decides; not known names it, and not asked does not bring it up."""
    assert offered({**NURSE, "military": "veteran"}, "hospital_rn", RN_TO_BSN)["veterans"].fits is True
    asked = offered({**NURSE, "military": "unknown"}, "hospital_rn", RN_TO_BSN)
    assert asked["veterans"].asks == ("military",)
    assert "veterans" not in offered(NURSE, "hospital_rn", RN_TO_BSN)
    assert "veterans" not in offered({**NURSE, "military": "none"}, "hospital_rn", RN_TO_BSN)
    assert not {"veterans", "veteran_readiness"} & offered(NURSE, "hospital_rn", RN_TO_BSN).keys()


def test_shipped_rule_of_payment_by_income() -> None:
    """The data give the plan's own examples: $10 to 10,000, 1% to 20,000, 10% above 100,000, $50 a child."""
    assert CATALOG.lending
    rule = CATALOG.lending.rap
    assert [rap_payment(agi, 0, rule) for agi in (10000, 20000, 100000, 120000)] == [10, 17, 750, 1000]
    assert rap_payment(60000, 1, rule) == 200


def test_page_gives_the_borrowing_with_its_assumptions_after_the_aid() -> None:
    """What need not be paid back, then what is left to borrow, what it costs a month, what is left out."""
    text = page(paying(GRADUATE, "hospital_rn", BSN, income=48000))
    for words in (
        "To borrow $47,800, if no grant, no state and no employer pays a part.",
        "$543 over 10 years at 6.52% interest, as if all of it were federal loans.",
        "Interest in that time: $17,390. (not verified) [1]",
        "If you owe $47,800, the standard plan now takes 15 years: $417 a month.",
        "On the Repayment Assistance Plan (RAP) about $160 a month at $48,000 a year with no dependents",
        "They cover $27,000-$45,000 at most. The low end is for students who count as dependent",
        "$2,800-$20,800 that federal loans cannot cover.",
        "Left out: interest while you study",
    ):
        assert words in text
    assert text.index("Federal Pell Grant") < text.index("Federal Direct loans") < text.index("To borrow")


def test_page_marks_makers_doubts_and_what_decides() -> None:
    """Law, issuer and employers are told apart; what is not verified says so where it stands."""
    text = page(paying({**NURSE, "military": "unknown"}, "hospital_rn", RN_TO_BSN))
    for words in (
        "Federal Pell Grant [law] Amount From $740 to $7,395 a year in 2026-27",
        "Help from your employer [habit]",
        "Nurse Corps Loan Repayment Program [issuer]",
        "depends on what you have not said yet: Have you served in the military, or are you thinking of it?",
        "Not verified - Interest on undergraduate Direct loans, a year",
        "For whom People with Direct loans",
        "They cover $7,500-$12,500 at most. The low end is for students who count as dependent",
        "It is cut by your share of full-time hours",
        "https://studentaid.gov",
        "Not verified means that we could not read it there ourselves.",
    ):
        assert words in text


def test_page_says_who_said_what_about_professional_degrees() -> None:
    """Each statement carries its date and its source, and the lower limit is the one to plan on."""
    short = page(paying(PSYCHOLOGY, "hospital_sw", MSW))
    assert (
        "(unsettled) [law] Amount Possibly $50,000 a year, $200,000 in all. Plan on the lower limit." in short
    )
    kit = tools(CATALOG, WORDS)
    rows = aid_rows(CATALOG.aid["professional_limit"], kit)
    text = " ".join(render_text((Facts(rows), *sources_section(kit)), 80).split())
    for words in (
        "Possibly $50,000 a year, $200,000 in all. Plan on the lower limit.",
        "April 2026: the Education Department's final rule named eleven fields.",
        "June 24, 2026: a federal court in Washington, D.C. (Judge Howell)",
        "About June 30, 2026: the department named some program codes",
        "We found nothing on the MSW. (not verified)",
    ):
        assert words in text


def test_page_lists_several_steps_and_what_is_not_known() -> None:
    """A table when there are several steps, named by level when they have no title; open ends stay open."""
    text = page(paying(PSYCHOLOGY, "vr_counselor", REHAB, replace(BSN, title="BSN")), 120)
    assert "Study To borrow Federal loans A month" in text
    assert "Graduate study from $13,800 $41,000 from $168" in text
    assert "We cannot say, because the cost or the limit is not fully known." in text


def test_page_when_the_budget_covers_everything() -> None:
    """Nothing is borrowed, so nothing is said about payments."""
    text = page(paying({**NURSE, "budget": 20000}, "hospital_rn", RN_TO_BSN))
    assert "To borrow Nothing: the $20,000 you can spend covers the cost." in text
    assert "A month" not in text


def test_page_without_study_or_aid_is_empty() -> None:
    """There is no section when there is nothing to say."""
    kit = tools(CATALOG, WORDS)
    assert aid_section((), None, kit) == ()


@pytest.mark.parametrize(
    ("answers", "destination", "courses"),
    [
        (GRADUATE, "hospital_rn", (BSN,)),
        (NURSE, "primary_care_rn", (RN_TO_BSN,)),
        (PSYCHOLOGY, "vr_counselor", (REHAB,)),
        (PSYCHOLOGY, "child_welfare_sw", (MSW, BSW)),
    ],
)
def test_json_is_as_its_schema_says(answers: Answers, destination: str, courses: tuple[Course, ...]) -> None:
    """Every key is there, and what is not known is null."""
    how = paying(answers, destination, *courses, income=50000)
    assert how.borrowing is not None
    for told in (
        *(documents.aid(offer, CATALOG) for offer in how.offers),
        documents.Shared().loan(how.borrowing),
    ):
        schema = schema_of(type(told))
        assert set(plain(told)) == set(schema["required"])
        jsonschema.validate(json.loads(json.dumps(plain(told))), schema)


def test_json_keeps_ranges_rates_and_doubts() -> None:
    """A script reads the same as a person."""
    how = paying({**NURSE, "military": "unknown"}, "hospital_rn", RN_TO_BSN, income=70000)
    assert how.borrowing is not None
    shared = documents.Shared()
    document = plain(shared.loan(how.borrowing))
    assert document["federal_limit"] == {"low": 7500, "high": 12500}
    assert document["courses"][0]["rate_pct"] == 6.52
    assert document["rap"] == {"income": 70000, "monthly": 350}
    assert document["figures"] == list(shared.figures)
    veterans = next(
        plain(documents.aid(offer, CATALOG)) for offer in how.offers if offer.entry.id == "veterans"
    )
    assert (veterans["fits"], veterans["asks"]) == (None, ["military"])


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("pell", "From $740 to $7,395"),
        ("Pell Grant", "From $740 to $7,395"),
        ("RAP", "Repayment Assistance Plan"),
        ("loan forgiveness", "120 payments"),
        ("grad plus", "ended for new borrowers"),
        ("pell_a_year", "Used for Federal Pell Grant"),
        ("fafsa", "Free Application"),
        ("dependent student", "FAFSA form asks"),
    ],
)
def test_explain_knows_aid_and_its_words(key: str, words: str) -> None:
    """By id, by name and by the other words people use."""
    text = render_text(explain_page(key, CATALOG, WORDS, {}), 80)
    assert words in " ".join(text.split())


def test_addresses_are_official_or_absent() -> None:
    """Where to ask is an agency's own address, never a page that merely writes about it."""
    federal = {entry.how.url for entry in CATALOG.aid.values() if entry.how.url and not entry.states}
    assert federal > NOT_GOV
    assert all(re.fullmatch(r"https://[a-z.]+\.gov", url) for url in federal - NOT_GOV)


def test_a_state_s_aid_is_for_people_there() -> None:
    """New Yorkers see New York's program, for nursing only; others, and those who name no state, do not."""
    assert "ny_reconnect" in offered({**GRADUATE, "state": "NY"}, "hospital_rn", ADN)
    assert "ny_reconnect" not in offered({**GRADUATE, "state": "NY"}, "hospital_sw", BSW)
    assert "ny_reconnect" not in offered({**GRADUATE, "state": "NJ"}, "hospital_rn", ADN)
    assert "ny_reconnect" not in offered(GRADUATE, "hospital_rn", ADN)


def test_a_state_s_own_grant_comes_first() -> None:
    """What is near and need not be paid back is read before the rest, and loans after both."""
    offers = paying({**GRADUATE, "state": "NM"}, "hospital_rn", ADN).offers
    kinds = [offer.entry.kind for offer in offers]
    assert kinds == sorted(kinds, key=AID_KINDS.index)
    assert [offer.entry.id for offer in offers][:2] == ["nm_opportunity", "pell"]


def test_what_a_veteran_has_earned_comes_before_a_state_s_grant() -> None:
    """It hangs on nothing that is open; a school's prize for new graduates is not brought up to others."""
    veteran = paying({**GRADUATE, "state": "NM", "military": "veteran"}, "hospital_rn", ADN).offers
    assert [offer.entry.id for offer in veteran][:3] == ["veterans", "nm_opportunity", "pell"]
    assert "ak_performance" not in offered({**GRADUATE, "state": "AK"}, "hospital_rn", ADN)


def test_no_name_of_aid_is_cut() -> None:
    """Every bracket that opens in what to do is closed."""
    titles = [title for entry in CATALOG.aid.values() for title in (entry.title, entry.how.title)]
    assert [title for title in titles if title.count("(") != title.count(")")] == []


def test_aid_of_states_names_the_state_and_what_decides() -> None:
    """Every one hangs on conditions that no answer states, so that nothing is promised."""
    entries = [entry for entry in CATALOG.aid.values() if entry.states]
    assert len({state for entry in entries for state in entry.states}) >= 35
    for entry in entries:
        assert any(isinstance(leaf, Attest) for leaf in leaves(entry.when)), entry.id
