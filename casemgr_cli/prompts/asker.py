"""What it takes to ask a person something: a question, the replies it can get, and who asks it."""

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Final, Protocol, TextIO

from msgspec import Struct

from casemgr_cli.domain.facts import UNKNOWN, Choice, Fact, Value
from casemgr_cli.errors import UsageFailure


class Signal(Enum):
    """A reply that is no answer: go back, or pass over a private question."""

    BACK = "back"
    SKIP = "skip"


BACK: Final = Signal.BACK
SKIP: Final = Signal.SKIP


class Question(Struct, frozen=True):
    """One fact to ask for, with where we stand in the interview.

    `progress` says how far along the person is, `because` why the question comes up for this person,
    `current` is the answer being changed, `problem` what was wrong with the last try. A `menu` is a page of
    our own, such as the review: nobody can answer it with "I don't know".
    """

    fact: Fact
    progress: str = ""
    because: str = ""
    current: Value | None = None
    problem: str = ""
    menu: bool = False

    @property
    def skippable(self) -> bool:
        """Whether the person may pass over it: money, health and record."""
        return bool(self.fact.private) and not self.menu

    @property
    def picked(self) -> tuple[str, ...]:
        """The values picked so far where the answer is a list."""
        return self.current if isinstance(self.current, tuple) else ()

    def explanation(self) -> tuple[str, ...]:
        """Return why we ask and what counts, a paragraph each."""
        return tuple(text for text in (self.fact.why, self.because, self.fact.help) if text)

    def reason(self) -> tuple[str, ...]:
        """Return what stands below the question: of a page of our own, why it is there."""
        return self.explanation() if self.menu else ()


def menu(key: str, title: str, why: str, choices: Iterable[Choice]) -> Question:
    """Return a page of our own, to pick from."""
    return Question(Fact(key, "choice", title, why, choices=tuple(choices)), menu=True)


class Asker(Protocol):
    """Someone who can put a question to a person."""

    def ask(self, question: Question) -> Value | Signal:
        """Return what the person answered: a value as typed or picked, "unknown", BACK or SKIP.

        Raises:
            Interrupted: the person pressed Ctrl-C or the terminal went away.
        """


def _label_of(choices: tuple[Choice, ...], value: str) -> str:
    """Return how a value reads on screen; a value that is no choice reads as itself."""
    return next((choice.label for choice in choices if choice.value == value), value)


def choose_asker(source: TextIO, output: TextIO, messages: Mapping[str, str], *, plain: bool) -> Asker:
    """Return the line-by-line asker where it was asked for or the output cannot show the other one's marks.

    The prompt libraries take long to import, so they are imported only when they are used.
    """
    if plain or not _shows_marks(output):
        from casemgr_cli.prompts.plain import PlainAsker

        return PlainAsker(source, output, messages)
    from casemgr_cli.prompts.terminal import TerminalAsker

    return TerminalAsker(messages)


def _shows_marks(output: TextIO) -> bool:
    try:
        "\u25cf\u25cb\u00bb".encode(output.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def printable(text: str) -> str:
    """Return text on one line without characters that could steer a terminal.

    Answers may come from a file that someone else wrote.
    """
    return "".join(c if c.isprintable() else " " for c in text)


def _unit_words(unit: str, messages: Mapping[str, str]) -> str:
    """Return a unit in the person's words, such as "US dollars a year" for USD a year."""
    return messages.get(f"prompts.unit_{unit.lower().replace(' ', '_')}", unit)


def unit_line(fact: Fact, messages: Mapping[str, str]) -> str:
    """Say in which unit to answer, or nothing where there is none."""
    if not fact.unit:
        return ""
    own = messages.get(f"prompts.in_{fact.unit}")
    return own or messages["prompts.unit"].format(unit=_unit_words(fact.unit, messages))


def answer_text(fact: Fact, value: Value, messages: Mapping[str, str]) -> str:
    """Return an answer the way the person gave it: labels for choices, a number with its unit."""
    if value == UNKNOWN:
        return messages["prompts.dont_know"]
    if isinstance(value, tuple):
        labels = [printable(_label_of(fact.choices, each)) for each in value]
        return messages["prompts.list_joint"].join(labels) or messages["prompts.none"]
    if isinstance(value, str):
        return printable(_label_of(fact.choices, value))
    number = f"{value:,}" if fact.unit.startswith("USD") else str(value)
    if not fact.unit:
        return number
    return messages["prompts.amount"].format(number=number, unit=_unit_words(fact.unit, messages))


# Twelve digits are more than any answer here needs; Python refuses to read numbers of thousands of digits.
_NUMBER = re.compile(r"\$?\s*(-?[0-9]{1,12}(?:\.[0-9]{1,6})?|\.[0-9]{1,6})\s*([a-z]*)\.?")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_SHOWN_CANDIDATES = 4


class UnclearError(UsageFailure):
    """What was typed cannot be read; `message` says to the person what is expected."""


def _tidy(text: str) -> str:
    """Return what was typed in lower case, with single spaces and straight apostrophes."""
    return " ".join(text.replace("\u2019", "'").casefold().split())


def is_word(text: str, name: str, messages: Mapping[str, str]) -> bool:
    """Tell whether the person typed one of the words for a command, such as `back` or `unknown`."""
    words = messages[f"prompts.words_{name}"].split(",")
    return _tidy(text) in {_tidy(word) for word in words}


def read_typed(text: str, fact: Fact, messages: Mapping[str, str]) -> Value:
    """Read what was typed as an answer of the fact's type.

    Raises:
        UnclearError: it cannot be read, or is out of range.
    """
    if not text.strip():
        raise UnclearError(messages["prompts.empty"])
    if fact.numeric:
        return _read_number(text, fact, messages)
    if fact.type == "choices":
        return _read_list(text, fact, messages)
    if fact.choices:
        return _read_choice(text, fact.choices, messages)
    return printable(text).strip()


def _read_number(text: str, fact: Fact, messages: Mapping[str, str]) -> int | float:
    """Read a number in the fact's unit; "2 years" is 24 where months are asked for."""
    whole = "whole" if fact.type == "integer" else "number"
    bounded = fact.low is not None and fact.high is not None
    name = f"prompts.expect_{whole}_between" if bounded else f"prompts.expect_{whole}"
    low, high = (_short(bound, fact.unit) for bound in (fact.low, fact.high))
    expected = UnclearError(messages[name].format(low=low, high=high))
    found = _NUMBER.fullmatch(_THOUSANDS.sub("", _tidy(text)))
    scale = _scale(found[2], fact.unit, messages) if found else None
    if found is None or scale is None:
        raise expected
    value = float(found[1]) * scale
    if fact.type == "integer" and not value.is_integer():
        raise expected
    if (fact.low is not None and value < fact.low) or (fact.high is not None and value > fact.high):
        raise expected
    return int(value) if fact.type == "integer" else value


def _short(bound: float | None, unit: str) -> str:
    if bound is None:
        return ""
    if unit.startswith("USD"):
        return f"{bound:,.0f}"
    return f"{bound:.0f}" if float(bound).is_integer() else str(bound)


def _scale(word: str, unit: str, messages: Mapping[str, str]) -> int | None:
    if any(part.startswith(word) for part in _tidy(_unit_words(unit, messages)).split() or [""]):
        return 1
    if unit == "months" and is_word(word, "year", messages):
        return 12
    if unit.startswith("USD") and is_word(word, "thousand", messages):
        return 1000
    return None


def _read_choice(text: str, choices: tuple[Choice, ...], messages: Mapping[str, str]) -> str:
    """Read a number in the list, a value, a label or the beginning of one."""
    numbered = {str(number): (choice,) for number, choice in enumerate(choices, 1)}
    found = numbered.get(text.strip()) or next(filter(None, _readings(text, choices)), ())
    if len(found) == 1:
        return found[0].value
    typed = printable(text).strip()
    if not found:
        raise UnclearError(messages["prompts.no_match"].format(typed=typed, count=len(choices)))
    labels = messages["prompts.list_joint"].join(choice.label for choice in found[:_SHOWN_CANDIDATES])
    raise UnclearError(messages["prompts.many_match"].format(typed=typed, labels=labels))


def fitting_choices(text: str, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Return every choice that what was typed may mean, the likeliest first."""
    return tuple(dict.fromkeys(choice for reading in _readings(text, choices) for choice in reading))


def _readings(text: str, choices: tuple[Choice, ...]) -> tuple[tuple[Choice, ...], ...]:
    """Return the choices that fit each way to read the text, the strictest way first."""
    typed = _tidy(text)
    return (
        tuple(c for c in choices if typed in (c.value.casefold(), _tidy(c.label))),
        tuple(c for c in choices if _tidy(c.label).startswith(typed)),
        tuple(c for c in choices if any(word.startswith(typed) for word in _words(c))),
        tuple(c for c in choices if typed in _tidy(c.label)),
    )


def _words(choice: Choice) -> list[str]:
    return [*re.findall(r"\w+", _tidy(choice.label)), choice.value.casefold()]


def _read_list(text: str, fact: Fact, messages: Mapping[str, str]) -> tuple[str, ...]:
    """Read a list separated by commas; the word for none gives the empty list."""
    if is_word(text, "none", messages):
        return ()
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if fact.choices:
        values = [_read_choice(part, fact.choices, messages) for part in parts]
    else:
        values = [printable(part) for part in parts]
    picked = tuple(dict.fromkeys(values))
    if not picked:
        raise UnclearError(messages["prompts.empty"])
    if fact.at_most is not None and len(picked) > fact.at_most:
        raise UnclearError(messages["prompts.too_many"].format(most=fact.at_most))
    return picked
