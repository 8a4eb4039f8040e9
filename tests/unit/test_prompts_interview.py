"""The interview: forward, back, skipping, reviewing, changing, and stopping."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casemgr_cli.errors import Interrupted
from casemgr_cli.prompts.asker import BACK, SKIP
from casemgr_cli.prompts.interview import MORE, SHOW, Guide, run_interview
from tests.unit.prompts_fixtures import (
    FACTS,
    MESSAGES,
    METRO,
    accept,
    interview,
    next_question,
    relevant,
)
from tests.unit.scripted_asker import INTERRUPT, ScriptedAsker

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Answers, Value
    from casemgr_cli.prompts.asker import Signal

ALL: dict[str, Value] = {
    "education": "bachelor",
    "field": "nursing",
    "state": "MD",
    "strengths": ("listening", "speaking"),
    "months_case_management": 12,
    "months_case_management_under_ccm": 6,
}


def keys(asker: ScriptedAsker) -> list[str]:
    """Return the keys asked, in order."""
    return [question.fact.key for question in asker.asked]


def ignore(_: Answers) -> None:
    """Save nothing."""


def test_asks_what_is_open_and_ends_with_the_review() -> None:
    """Every open question is asked once, then the review; the answers come back as given."""
    asker = ScriptedAsker(ALL)
    assert interview(asker) == ALL
    assert keys(asker) == [*ALL, "review"]


def test_progress_counts_up_to_the_last_question() -> None:
    """A question says its number and how many may follow it, this one not among them."""
    asker = ScriptedAsker(ALL)
    interview(asker)
    assert asker.asked[0].progress == "Question 1, about 5 more"
    assert asker.asked[5].progress == "Question 6, the last one"


def test_not_knowing_is_an_answer() -> None:
    """An answer the script lacks is stored as unknown and not asked again."""
    asker = ScriptedAsker({"education": "bachelor"})
    assert interview(asker)["state"] == "unknown"
    assert keys(asker).count("state") == 1


def test_what_is_known_is_not_asked() -> None:
    """Answers from before the interview are kept and their questions left out."""
    asker = ScriptedAsker(ALL)
    assert interview(asker, {"state": "TX"})["state"] == "TX"
    assert "state" not in keys(asker)


def test_back_asks_the_last_question_again_with_its_answer_at_hand() -> None:
    """Back twice returns two questions; each shows what was answered before."""
    asker = ScriptedAsker(["bachelor", "nursing", BACK, BACK, "associate", "other", "MD", (), 12, 6, SHOW])
    answers = interview(asker)
    assert keys(asker)[:7] == ["education", "field", "state", "field", "education", "field", "state"]
    assert asker.asked[3].current == "nursing"
    assert asker.asked[4].current == "bachelor"
    assert asker.asked[5].current == "nursing"
    assert (answers["education"], answers["field"]) == ("associate", "other")


def test_back_drops_a_question_that_no_longer_makes_sense() -> None:
    """Someone who takes back a degree is not left with its field."""
    asker = ScriptedAsker(["bachelor", "nursing", BACK, BACK, "none", "MD", (), 0, SHOW])
    answers = interview(asker)
    assert "field" not in answers
    assert keys(asker)[4:6] == ["education", "state"]


def test_back_at_the_first_question_says_there_is_nothing_before() -> None:
    """The first question is asked again and says why."""
    asker = ScriptedAsker([BACK, "none", "MD", (), 0, SHOW])
    interview(asker)
    assert asker.asked[1].problem == MESSAGES["prompts.nothing_before"]
    assert asker.asked[2].problem == ""


def test_a_change_in_the_review_asks_what_it_opens() -> None:
    """A degree added in the review opens its field; the answers keep their places."""
    asker = ScriptedAsker(["none", "MD", (), 0, "education", "bachelor", "nursing", SHOW])
    answers = interview(asker)
    assert keys(asker)[4:] == ["review", "education", "field", "review"]
    assert answers["field"] == "nursing"
    assert next(iter(answers)) == "education"


def test_a_change_in_the_review_drops_what_hung_on_the_old_answer() -> None:
    """Without a degree there is no field; a field given in a file goes too."""
    asker = ScriptedAsker(["bachelor", "MD", (), 0, "education", "none", SHOW])
    assert "field" not in interview(asker, {"field": "nursing"})


def test_back_out_of_a_change_leaves_the_answer() -> None:
    """Picking a line in the review and going back changes nothing."""
    asker = ScriptedAsker(["none", "MD", (), 0, "state", BACK, SHOW])
    assert interview(asker)["state"] == "MD"


def test_back_from_the_review_asks_the_last_answer_again() -> None:
    """Back on the review page is the same as picking the last line."""
    asker = ScriptedAsker(["none", "MD", (), 0, BACK, 12, 6, SHOW])
    answers = interview(asker)
    assert keys(asker)[4:7] == ["review", "months_case_management", "months_case_management_under_ccm"]
    assert answers["months_case_management"] == 12


def test_the_review_shows_every_answer_in_words() -> None:
    """Labels, units, lists and what is not known read as the person gave them."""
    asker = ScriptedAsker(ALL | {"state": "unknown", "strengths": ()})
    interview(asker)
    lines = [choice.label for choice in asker.asked[-1].fact.choices]
    assert "Field: Nursing" in lines
    assert "State: I don't know" in lines
    assert "Most like you: None of these" in lines
    assert "Case management: 12 months" in lines
    assert lines[0] == MESSAGES["prompts.review_show"]


def test_a_refused_answer_is_asked_again_with_the_reason() -> None:
    """What `accept` refuses comes back as the question's problem; nothing is stored."""
    saved: list[Answers] = []
    asker = ScriptedAsker(["none", "MD", (), 0, MORE, ("metro",), "Atlantis", "Atlanta", SHOW])
    assert interview(asker, saved=saved)["metro"] == "Atlanta"
    assert asker.asked[7].problem == "There is no Atlantis. Is it Atlanta?"
    assert all(answers.get("metro") != "Atlantis" for answers in saved)


def test_the_optional_round_asks_what_is_picked() -> None:
    """Optional questions are offered, any or none; Back in the first returns to the review."""
    script: list[Value | Signal] = ["none", "MD", (), 0, MORE, (), MORE, ("current_pay", "metro"), BACK]
    asker = ScriptedAsker([*script, MORE, ("current_pay", "metro"), 40_000, BACK, 50_000, "Atlanta", SHOW])
    answers = interview(asker)
    assert (answers["current_pay"], answers["metro"]) == (50_000, "Atlanta")
    assert MORE not in [choice.value for choice in asker.asked[-1].fact.choices]


def test_a_private_question_passed_over_is_not_stored_and_not_offered_again() -> None:
    """Prefer not to say leaves no trace in the answers, and the optional round no longer lists it."""
    saved: list[Answers] = []
    asker = ScriptedAsker(["none", "MD", (), 0, MORE, ("current_pay",), SKIP, MORE, (), SHOW])
    assert "current_pay" not in interview(asker, saved=saved)
    assert [choice.value for choice in asker.asked[8].fact.choices] == ["metro"]
    assert all("current_pay" not in answers for answers in saved)


def test_a_part_cannot_exceed_its_whole() -> None:
    """The part is refused with the whole in the message; a smaller whole asks for the part again."""
    asker = ScriptedAsker(["none", "MD", (), 12, 20, 6, "months_case_management", 3, 2, SHOW])
    answers = interview(asker)
    assert "12 months" in asker.asked[5].problem
    assert keys(asker)[7:9] == ["months_case_management", "months_case_management_under_ccm"]
    assert (answers["months_case_management"], answers["months_case_management_under_ccm"]) == (3, 2)


def test_every_answer_is_handed_on_at_once() -> None:
    """The caller sees the answers grow one at a time, in copies of its own."""
    saved: list[Answers] = []
    interview(ScriptedAsker(["none", "MD", (), 0, SHOW]), saved=saved)
    assert [len(answers) for answers in saved] == [1, 2, 3, 4]


def test_an_interruption_carries_the_answers_so_far() -> None:
    """Ctrl-C in the third question hands back two answers, and the exit code is 130."""
    with pytest.raises(Interrupted) as stop:
        interview(ScriptedAsker(["none", "MD", INTERRUPT]))
    assert stop.value.answers == {"education": "none", "state": "MD"}
    assert stop.value.exit_code == 130


def test_an_interruption_in_the_review_carries_all_answers() -> None:
    """Ctrl-C on the last page loses nothing."""
    with pytest.raises(Interrupted) as stop:
        interview(ScriptedAsker(["none", "MD", (), 0]))
    assert len(stop.value.answers) == 4


def test_ctrl_c_between_two_questions_is_an_interruption_too() -> None:
    """A KeyboardInterrupt while the next question is worked out keeps the answers."""

    def stopped(_: Answers) -> object:
        raise KeyboardInterrupt

    with pytest.raises(Interrupted) as stop:
        run_interview(
            ScriptedAsker([]),
            Guide(FACTS, stopped, accept, relevant),  # type: ignore[arg-type]
            {"state": "MD"},
            ignore,
            MESSAGES,
            found={},
        )
    assert stop.value.answers == {"state": "MD"}


def test_contradictions_stand_above_the_review() -> None:
    """What cannot be true together is said where it can be changed, and nothing else can be done there."""
    asker = ScriptedAsker(ALL)
    run_interview(
        asker,
        Guide(
            FACTS,
            next_question,
            accept,
            relevant,
            contradictions=lambda _: ["An RN license needs a nursing program."],
        ),
        {},
        ignore,
        MESSAGES,
        found={},
    )
    page = asker.asked[-1]
    assert page.problem == "An RN license needs a nursing program."
    assert {choice.value for choice in page.fact.choices} <= FACTS.keys()


def test_the_explanation_says_why_what_it_can_change_and_what_counts() -> None:
    """`?` has three paragraphs where all are known."""
    asker = ScriptedAsker(ALL)
    interview(asker)
    assert asker.asked[0].explanation() == (
        "It decides which steps you can skip.",
        "Your answer can change what we tell you about the CCM.",
        "Count only what is finished.",
    )
    assert METRO.help == ""
