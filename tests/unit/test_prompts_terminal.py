"""The terminal asker, key by key, over a pipe instead of a keyboard."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.output.vt100 import Vt100_Output

from casemgr_cli.domain.facts import Choice, Fact
from casemgr_cli.errors import Interrupted
from casemgr_cli.prompts.asker import BACK, SKIP, Question, Signal
from casemgr_cli.prompts.terminal import ListPrompt, TerminalAsker
from tests.unit.prompts_fixtures import (
    CURRENT_PAY,
    EDUCATION,
    MESSAGES,
    METRO,
    MONTHS,
    STATE,
    STRENGTHS,
    choices,
    interview,
)

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Value

UP, DOWN, ENTER, ESC, BACKSPACE = "\x1b[A", "\x1b[B", "\r", "\x1b", "\x7f"
CTRL_B, CTRL_C, CTRL_D = "\x02", "\x03", "\x04"


def press(keys: str, question: Question) -> Value | Signal:
    """Return the reply to a question after these keys."""
    with create_pipe_input() as source:
        source.send_text(keys)
        return TerminalAsker(MESSAGES, source=source, output=DummyOutput()).ask(question)


def watch(keys: str, question: Question, columns: int = 80, rows: int = 24) -> tuple[Value | Signal, str]:
    """Return the reply, and all that was drawn."""
    drawn = io.StringIO()
    output = Vt100_Output(drawn, lambda: Size(rows=rows, columns=columns), enable_cpr=False)
    with create_pipe_input() as source:
        source.send_text(keys)
        return TerminalAsker(MESSAGES, source=source, output=output).ask(question), drawn.getvalue()


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (ENTER, "none"),
        (DOWN + ENTER, "associate"),
        (DOWN * 2 + ENTER, "bachelor"),
        (DOWN * 3 + ENTER, "unknown"),
        (DOWN * 4 + ENTER, BACK),
        (UP + ENTER, BACK),
        ("2" + ENTER, "associate"),
        ("4" + ENTER, "unknown"),
        ("49" + ENTER + "2" + ENTER, "associate"),
        ("9" + ENTER + DOWN + ENTER, "associate"),
        ("0" + ENTER + "1" + ENTER, "none"),
        ("b" + ENTER, "bachelor"),
        ("A" + ENTER, "associate"),
        ("i" + ENTER, "unknown"),
        ("x" + ENTER + "b" + ENTER, "bachelor"),
        (ESC, BACK),
        (CTRL_B, BACK),
    ],
)
def test_a_short_list(keys: str, value: Value | Signal) -> None:
    """Arrows, numbers and first letters move, Enter picks; not knowing and going back are lines too."""
    assert press(keys, Question(EDUCATION)) == value


def test_the_first_letter_answers_yes_where_no_stands_first() -> None:
    """Whoever types y and Enter does not say no; the same letter again goes on to the next such line."""
    lines = tuple(Choice(value, label) for value, label in (("no", "No"), ("yes", "Yes"), ("yet", "Yet")))
    page = Question(Fact("keep", "choice", "Keep it?", "", choices=lines), menu=True)
    assert press("y" + ENTER, page) == "yes"
    assert press("yy" + ENTER, page) == "yet"
    many = Question(Fact("more", "choices", "Which?", "", choices=lines), menu=True)
    assert press("y " + ENTER, many) == ("yes",)


def test_a_number_without_a_line_is_said_and_picks_nothing() -> None:
    """The message names the numbers that there are, and the next key takes it away."""
    prompt = ListPrompt(Question(EDUCATION), MESSAGES)
    prompt.jump("9")
    assert prompt.problem == "There is no line 9. Type a number from 1 to 5, or use the arrow keys."
    prompt.step(prompt.select_next)
    assert prompt.problem == ""


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        ("mar" + ENTER, "MD"),
        ("TX" + ENTER, "TX"),
        ("kansas" + ENTER, "KS"),
        ("virginia" + DOWN + ENTER, "WV"),
        ("co" + DOWN + ENTER, "CT"),
        ("south c" + ENTER, "SC"),
        ("narnia" + ENTER + BACKSPACE * 6 + "md" + ENTER, "MD"),
        (BACKSPACE + DOWN + ENTER, "CA"),
        ("q" + BACKSPACE + UP * 2 + ENTER, "unknown"),
        ("mar" + ESC, BACK),
    ],
)
def test_a_long_list_is_searched(keys: str, value: Value | Signal) -> None:
    """Typing narrows the list by label or code; Enter on a search that found nothing picks nothing."""
    assert press(keys, Question(STATE)) == value


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (" " + DOWN + " " + ENTER, ("listening", "speaking")),
        (DOWN + " " + UP + " " + ENTER, ("listening", "speaking")),
        (" " + " " + DOWN + " " + ENTER, ("speaking",)),
        (ENTER + " " + ENTER, ("listening",)),
        ((" " + DOWN) * 6 + ENTER, ("listening", "speaking", "planning", "calculating", "programming")),
        (UP * 3 + ENTER, ()),
        (UP * 3 + " " + ENTER, ()),
        (" " + UP * 2 + ENTER * 2, "unknown"),
        (" " + UP * 3 + ENTER + DOWN * 3 + ENTER, ("listening",)),
        (" " + UP * 3 + ENTER + DOWN + UP + ENTER * 2, ()),
        (" " + ESC, BACK),
        ("repa " + BACKSPACE * 4 + " " + ENTER, ("listening", "repairing")),
    ],
)
def test_a_list_of_many(keys: str, value: Value | Signal) -> None:
    """Space picks and takes away, five at most; Enter without a pick is no answer, "none of these" is, and
    drops picks when Enter comes twice.
    """
    assert press(keys, Question(STRENGTHS)) == value


@pytest.mark.parametrize(
    ("fact", "keys", "value"),
    [
        (MONTHS, "24" + ENTER, 24),
        (MONTHS, "2 years" + ENTER, 24),
        (MONTHS, "999" + ENTER + BACKSPACE * 3 + "12" + ENTER, 12),
        (MONTHS, ENTER + "12" + ENTER, 12),
        (MONTHS, "u" + ENTER, "unknown"),
        (MONTHS, "unknown" + ENTER, "unknown"),
        (MONTHS, "12" + ESC, BACK),
        (MONTHS, CTRL_B, BACK),
        (MONTHS, "??" + "7" + ENTER, 7),
        (MONTHS, "why" + ENTER + "7" + ENTER, 7),
        (METRO, "Why, AZ?" + ENTER, "Why, AZ?"),
        (CURRENT_PAY, "$45,000" + ENTER, 45000),
        (CURRENT_PAY, "s" + ENTER, SKIP),
    ],
)
def test_a_typed_answer(fact: Fact, keys: str, value: Value | Signal) -> None:
    """Numbers are checked before Enter is taken; u, ? and Esc work here too."""
    assert press(keys, Question(fact)) == value


@pytest.mark.parametrize("fact", [METRO, STATE, EDUCATION])
def test_a_paste_is_cut_with_a_word(fact: Fact) -> None:
    """Where the terminal does not say that it is one; Ctrl-C behind it stops."""
    drawn = io.StringIO()
    output = Vt100_Output(drawn, lambda: Size(rows=24, columns=80), enable_cpr=False)
    with create_pipe_input() as source:
        source.send_text("ab" * 20_000 + CTRL_C)
        with pytest.raises(Interrupted):
            TerminalAsker(MESSAGES, source=source, output=output).ask(Question(fact))
    assert "longer than any answer" in drawn.getvalue()
    assert drawn.getvalue().count("ab") < 300 * 4


def test_a_short_paste_is_an_answer() -> None:
    """Also one over several lines; in a list it is searched for."""
    pasted = "\x1b[200~{}\x1b[201~"
    assert press(pasted.format("Portland\nOregon") + ENTER, Question(METRO)) == "Portland Oregon"
    assert press(pasted.format("mary") + ENTER, Question(STATE)) == "MD"


def test_a_question_mark_explains_and_keeps_the_picks() -> None:
    """The reasons stay on screen; picks and pointer are where they were."""
    reply, drawn = watch(" " + DOWN + "?" + " " + ENTER, Question(STRENGTHS))
    assert reply == ("listening", "speaking")
    assert "A hint, not a test." in drawn


def test_passing_over_is_offered_for_private_questions_only() -> None:
    """A private list has one more line."""
    private = Fact("limits", "choice", "Any limits?", "", choices=choices({"a": "A"}), private="health")
    assert press(DOWN * 2 + ENTER, Question(private)) is SKIP
    assert MESSAGES["prompts.skip"] not in watch(ENTER, Question(EDUCATION))[1]


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (Question(STATE, current="MD"), "MD"),
        (Question(STATE, current="unknown"), "unknown"),
        (Question(STATE, current="ZZ"), "AR"),
        (Question(STRENGTHS, current=("planning",)), ("planning",)),
        (Question(MONTHS, current=24), 24),
        (Question(METRO, current="Springfield, MA"), "Springfield, MA"),
    ],
)
def test_enter_keeps_the_answer_being_changed(question: Question, value: Value) -> None:
    """The pointer, the picks or the text start at the old answer; one that is no choice is ignored."""
    assert press(ENTER, question) == value


@pytest.mark.parametrize("fact", [EDUCATION, STATE, STRENGTHS, MONTHS], ids=lambda fact: fact.key)
@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_ctrl_c_and_ctrl_d_interrupt_at_once(fact: Fact, key: str) -> None:
    """No question swallows them."""
    with pytest.raises(Interrupted):
        press(key, Question(fact))


def test_a_closed_terminal_interrupts() -> None:
    """The end of the input is no answer."""
    with create_pipe_input() as source:
        source.close()
        with pytest.raises(Interrupted):
            TerminalAsker(MESSAGES, source=source, output=DummyOutput()).ask(Question(EDUCATION))


@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize("rows", [8, 24])
def test_every_width_and_height_shows_the_question_whole(columns: int, rows: int) -> None:
    """Long labels break between words, and nothing is cut off at the edge."""
    label = "Human services (counseling, rehabilitation, psychology, community work, and the like of it)"
    fact = Fact("background", "choice", "Which side? " * 12, "", choices=choices({"a": label, "b": "B"}))
    _, drawn = watch(ENTER, Question(fact, progress="Question 1, about 9 more"), columns, rows)
    for word in (*label.split(), "Question", "1,"):
        assert word in drawn


@pytest.mark.parametrize(("rows", "said"), [(24, False), (16, True)])
def test_a_list_too_long_for_the_screen_says_where_it_is(rows: int, said: bool) -> None:
    """The person can tell that there is more below."""
    _, drawn = watch(ENTER, Question(STATE), rows=rows)
    assert ("Line 1 of 13" in drawn) == said


def test_the_answer_stays_on_screen_and_no_background_is_set() -> None:
    """After Enter the list is gone and the answer stands below the question; colors suit any theme."""
    _, drawn = watch("mar" + ENTER, Question(STATE))
    assert "> Maryland" in drawn
    assert "\x1b[4" not in drawn.replace("\x1b[4m", "")
    assert ";4" not in drawn


def test_a_whole_interview_with_keys() -> None:
    """Back, search, picks, numbers, the review and a change work together."""
    keys = [
        DOWN * 2 + ENTER,  # bachelor
        CTRL_B + UP + ENTER,  # back from the field, and one line up: associate
        ENTER + "tx" + ENTER + " " + ENTER,  # the first field, Texas, the first skill
        "12" + ENTER + "6" + ENTER,
        DOWN * 4 + ENTER + "md" + ENTER,  # in the review, the third answer
        ENTER,
    ]
    with create_pipe_input() as source:
        source.send_text("".join(keys))
        answers = interview(TerminalAsker(MESSAGES, source=source, output=DummyOutput()))
    assert answers == {
        "education": "associate",
        "field": "nursing",
        "state": "MD",
        "strengths": ("listening",),
        "months_case_management": 12,
        "months_case_management_under_ccm": 6,
    }
