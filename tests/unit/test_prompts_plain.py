"""Asking line by line: what may be typed, and what is said when it cannot be read."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from casemgr_cli.domain.facts import Choice, Fact, Value
from casemgr_cli.errors import Interrupted
from casemgr_cli.prompts.asker import BACK, SKIP, Question, Signal, choose_asker
from casemgr_cli.prompts.plain import LONG_LIST, PlainAsker
from tests.unit.prompts_fixtures import (
    CURRENT_PAY,
    DATA,
    EDUCATION,
    MESSAGES,
    METRO,
    MONTHS,
    STATE,
    STRENGTHS,
    interview,
)


def ask(fact: Fact, typed: str, **more: object) -> tuple[Value | Signal, str]:
    """Return the reply to one question, and everything written."""
    output = io.StringIO()
    question = replace(Question(fact), **more)
    return PlainAsker(io.StringIO(typed), output, MESSAGES).ask(question), output.getvalue()


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("6", "MD"),
        ("md", "MD"),
        ("Maryland", "MD"),
        ("mary", "MD"),
        ("  TEXAS  ", "TX"),
        ("ca", "CA"),
        ("kansas", "KS"),
        ("virginia", "VA"),
        ("west", "WV"),
        ("north c", "NC"),
        ("conn", "CT"),
    ],
)
def test_a_choice_is_a_number_a_value_a_label_or_its_beginning(typed: str, value: str) -> None:
    """The strictest reading that fits decides: "virginia" is not West Virginia."""
    assert ask(STATE, typed + "\n")[0] == value


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("carolina", "North Carolina; South Carolina"),
        ("narnia", '"narnia" is not one of the 11 answers'),
        ("12", '"12" is not one of the 11 answers'),
        ("0", '"0" is not one of the 11 answers'),
        ("-1", '"-1" is not one of the 11 answers'),
        ("", "Please type an answer"),
    ],
)
def test_an_unclear_choice_says_what_was_expected_and_asks_again(typed: str, said: str) -> None:
    """Nothing is guessed; the next line is read as the answer."""
    reply, output = ask(STATE, f"{typed}\nMD\n")
    assert reply == "MD"
    assert said in output


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("24", 24),
        ("24 months", 24),
        ("24 mo", 24),
        ("2 years", 24),
        ("1.5 yrs", 18),
        ("0", 0),
        (" 600 ", 600),
    ],
)
def test_months_may_be_typed_with_their_unit_or_in_years(typed: str, value: int) -> None:
    """The stored number is whole months."""
    reply, _ = ask(MONTHS, typed + "\n")
    assert (reply, type(reply)) == (value, int)


def test_how_to_type_years_stands_by_the_question() -> None:
    """What a person with long practice would have to reckon out, the question takes as years."""
    reply, output = ask(MONTHS, "2y\n")
    assert "or in years, such as 2y" in output
    assert reply == 24


def test_enter_alone_takes_the_first_line_of_a_menu() -> None:
    """As the pointer stands there on screen; a list of many takes what is typed only."""
    lines = (Choice("no", "No"), Choice("yes", "Yes"))
    page = Fact("keep", "choice", "Keep it?", "You can come back.", choices=lines)
    reply, output = ask(page, "\n", menu=True)
    assert reply == "no"
    assert "You can come back." in output
    assert "Enter takes the first" in output
    reply, output = ask(replace(page, type="choices"), "\n2\n", menu=True)
    assert reply == ("yes",)
    assert "Enter takes the first" not in output


@pytest.mark.parametrize(
    ("typed", "value"),
    [("$45,000", 45000), ("45k", 45000), ("45 000", None), ("45000 dollars", 45000), ("45,00", None)],
)
def test_dollars_may_be_typed_as_people_write_them(typed: str, value: int | None) -> None:
    """A sign, commas between thousands and k are read; anything doubtful is asked again."""
    assert ask(CURRENT_PAY, typed + "\nu\n")[0] == (value or "unknown")


@pytest.mark.parametrize(
    "typed", ["601", "-1", "12.5", "nan", "inf", "1e3", "twelve", "12 weeks", "9" * 5000, "\u0663"]
)
def test_a_number_that_does_not_fit_names_the_range(typed: str) -> None:
    """Out of range, broken, in words or absurdly long: the range is said and the question stays."""
    reply, output = ask(MONTHS, f"{typed}\n12\n")
    assert reply == 12
    assert "a whole number from 0 to 600" in output


def test_a_number_may_have_a_fraction_where_the_fact_allows_it() -> None:
    """A grade point average is no whole number."""
    gpa = Fact("gpa", "number", "Your GPA?", "", low=0, high=4)
    assert ask(gpa, "3.2\n")[0] == 3.2
    assert "a number from 0 to 4" in ask(gpa, "32\n3.2\n")[1]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1, 3", ("listening", "planning")),
        ("speaking,repair", ("speaking", "repairing")),
        ("1, listening", ("listening",)),
        ("none", ()),
        ("None of these", ()),
        (",,\n2", ("speaking",)),
        ("1,nonsense\n2", ("speaking",)),
    ],
)
def test_a_list_is_separated_by_commas(typed: str, value: tuple[str, ...]) -> None:
    """Numbers and words mix, repeats count once, the word for none is an empty list."""
    assert ask(STRENGTHS, typed + "\n")[0] == value


def test_too_many_picks_are_refused_with_the_limit() -> None:
    """Six of five are not cut to five in silence."""
    reply, output = ask(STRENGTHS, "1,2,3,4,5,6\n1,2,3,4,5\n")
    assert len(reply) == 5  # type: ignore[arg-type]
    assert "up to 5" in output


def test_a_list_without_choices_takes_words() -> None:
    """What the words mean is for `accept` to say."""
    fact = Fact("client_states", "choices", "Which states?", "")
    assert ask(fact, "MD, VA\n")[0] == ("MD", "VA")


@pytest.mark.parametrize("typed", ["u", "unknown", "I don't know", "i don\u2019t know", "IDK"])
@pytest.mark.parametrize("fact", [STATE, STRENGTHS, MONTHS, METRO], ids=lambda fact: fact.type)
def test_not_knowing_is_understood_everywhere(fact: Fact, typed: str) -> None:
    """In choices, lists, numbers and text alike."""
    assert ask(fact, typed + "\n")[0] == "unknown"


def test_b_goes_back() -> None:
    """A single b is Back, even where an answer begins with it."""
    assert ask(EDUCATION, "b\n")[0] is BACK
    assert ask(EDUCATION, "ba\n")[0] == "bachelor"


def test_a_question_mark_explains_and_stays() -> None:
    """Why, what it can change and what counts are said; then the answer is read."""
    reply, output = ask(MONTHS, "?\n12\n", because="It decides about the CCM.")
    assert reply == 12
    for text in (MONTHS.why, "It decides about the CCM.", MONTHS.help):
        assert text in output


def test_only_private_questions_can_be_passed_over() -> None:
    """Elsewhere s is an answer like any other, here not a good one."""
    assert ask(CURRENT_PAY, "s\n")[0] is SKIP
    assert "prefer not to say" in ask(CURRENT_PAY, "s\n")[1]
    reply, output = ask(MONTHS, "s\n3\n")
    assert reply == 3
    assert "prefer not to say" not in output


def test_enter_keeps_the_answer_being_changed() -> None:
    """The answer so far is shown with its unit and kept by an empty line."""
    reply, output = ask(MONTHS, "\n", current=24)
    assert reply == 24
    assert "Your answer so far: 24 months. Press Enter to keep it." in output


def test_the_problem_and_the_progress_are_said_first() -> None:
    """What was wrong with the last answer stands before the question."""
    _, output = ask(METRO, "Atlanta\n", problem="There is no Atlantis.", progress="Question 2, the last one")
    lines = output.split("\n")
    assert lines[1:4] == ["Question 2, the last one", "There is no Atlantis.", METRO.ask]


def test_a_long_list_is_read_out_on_request_only() -> None:
    """A screen reader is not made to spell fifty states."""
    many = tuple(Choice(f"v{n}", f"Label {n}") for n in range(1, LONG_LIST + 2))
    fact = Fact("state", "choice", "Which?", "", choices=many)
    assert "26. Label 26" not in ask(fact, "3\n")[1]
    reply, output = ask(fact, "list\n26\n")
    assert reply == "v26"
    assert "26. Label 26" in output


@pytest.mark.parametrize("typed", ["", "narnia\n"])
def test_the_end_of_the_input_interrupts(typed: str) -> None:
    """A closed terminal is no endless loop and no answer."""
    with pytest.raises(Interrupted):
        ask(STATE, typed)


def test_a_last_line_without_a_line_break_counts() -> None:
    """Input that ends right after the answer is an answer."""
    assert ask(STATE, "MD")[0] == "MD"


def test_bytes_that_are_no_text_are_asked_again() -> None:
    """Broken UTF-8 is no traceback."""

    class Broken(io.StringIO):
        broken = True

        def readline(self, _size: int | None = -1, /) -> str:  # type: ignore[override]
            if self.broken:
                self.broken = False
                raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")
            return super().readline()

    output = io.StringIO()
    assert PlainAsker(Broken("MD\n"), output, MESSAGES).ask(Question(STATE)) == "MD"
    assert "is not one of the 11 answers" in output.getvalue()


def test_ctrl_c_interrupts() -> None:
    """Ctrl-C in the middle of a line ends the interview, without a traceback."""

    class Stopped(io.StringIO):
        def readline(self, _size: int | None = -1, /) -> str:  # type: ignore[override]
            raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        PlainAsker(Stopped(), io.StringIO(), MESSAGES).ask(Question(STATE))


def test_a_long_choice_goes_on_below_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each number at the left edge begins a choice, so that the list can be run over by its numbers."""

    class Narrow(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("COLUMNS", "24")
    output = Narrow()
    labels = ("Short", "One that takes more than a single line", *"abcdefg", "The tenth is too long as well")
    fact = replace(STATE, choices=tuple(Choice(label, label) for label in labels))
    PlainAsker(io.StringIO("1\n"), output, MESSAGES).ask(Question(fact))
    lines = output.getvalue().splitlines()
    at = lines.index("2. One that takes more")
    assert lines[at + 1] == "   than a single line"
    assert lines[lines.index("10. The tenth is too") + 1] == "    long as well"
    assert all(len(line) <= 24 for line in lines)


def test_nothing_typed_or_stored_can_steer_the_terminal() -> None:
    """Escape codes in a reply or in an answer from a file are shown as blanks."""
    _, output = ask(STATE, "\x1b[2Jboo\nMD\n", current="\x1b]0;evil\x07")
    assert "\x1b" not in output
    assert "\x07" not in output


def test_a_whole_interview_line_by_line() -> None:
    """Degree, field, state, skills, months, then the review, a change, and the advice."""
    typed = "bachelor\nnurs\nmd\n1,2\n12\n6\n5\ntx\n1\n"
    output = io.StringIO()
    answers = interview(PlainAsker(io.StringIO(typed), output, MESSAGES))
    assert answers["state"] == "TX"
    assert answers["field"] == "nursing"
    assert "Other keys: b go back." in output.getvalue()


@pytest.mark.parametrize(("plain", "encoding"), [(True, "utf-8"), (False, "ascii"), (False, "latin-1")])
def test_the_plain_asker_is_chosen_where_marks_cannot_be_shown(plain: bool, encoding: str) -> None:
    """Asked for, or the encoding lacks the marks of the other asker."""
    output = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    assert isinstance(choose_asker(io.StringIO(), output, MESSAGES, plain=plain), PlainAsker)


def test_every_message_is_used_and_every_used_message_exists() -> None:
    """No text is missing on screen, and none lies about unused."""
    package = DATA.parent / "casemgr_cli" / "prompts"
    code = "\n".join(file.read_text("utf-8") for file in sorted(Path(package).glob("*.py")))
    named = set(re.findall(r"prompts\.[a-z_]+(?=['\"])", code))
    missing = {name for name in named if not name.endswith("_")} - MESSAGES.keys()
    prefixes = tuple(re.findall(r"(prompts\.[a-z_]*)\{", code))
    unused = {key for key in MESSAGES if key not in named and not key.startswith(prefixes)}
    assert (missing, unused) == (set(), set())
