"""What a person types, read as an answer: a number, a choice, a list, or one of a few short commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casemgr_cli.prompts.wording import printable, unit_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casemgr_cli.domain.facts import Choice, Fact, Value

# Twelve digits are more than any answer here needs; Python refuses to read numbers of thousands of digits.
_NUMBER = re.compile(r"\$?\s*(-?[0-9]{1,12}(?:\.[0-9]{1,6})?|\.[0-9]{1,6})\s*([a-z]*)\.?")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_SHOWN_CANDIDATES = 4


class UnclearError(Exception):
    """What was typed cannot be read; `message` says to the person what is expected."""

    def __init__(self, message: str) -> None:
        """Keep the message."""
        super().__init__(message)
        self.message = message


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
    if fact.type in ("integer", "number"):
        return _read_number(text, fact, messages)
    if fact.type == "choices":
        return _read_list(text, fact, messages)
    if fact.choices:
        return _read_choice(text, fact.choices, messages)
    return printable(text).strip()


def _read_number(text: str, fact: Fact, messages: Mapping[str, str]) -> int | float:
    """Read a number in the fact's unit; "2 years" is 24 where months are asked for.

    Raises:
        UnclearError: no number, not a whole one where one is needed, or out of range.
    """
    whole = "whole" if fact.type == "integer" else "number"
    bounded = fact.low is not None and fact.high is not None
    name = f"prompts.expect_{whole}_between" if bounded else f"prompts.expect_{whole}"
    expected = UnclearError(
        messages[name].format(low=_short(fact.low, fact.unit), high=_short(fact.high, fact.unit))
    )
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
    if any(part.startswith(word) for part in _tidy(unit_words(unit, messages)).split() or [""]):
        return 1
    if unit == "months" and is_word(word, "year", messages):
        return 12
    if unit.startswith("USD") and is_word(word, "thousand", messages):
        return 1000
    return None


def _read_choice(text: str, choices: tuple[Choice, ...], messages: Mapping[str, str]) -> str:
    """Read a number in the list, a value, a label or the beginning of one.

    Raises:
        UnclearError: nothing fits, or several choices fit equally well.
    """
    found = _by_number(text, choices) or next(filter(None, _readings(text, choices)), ())
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


def _by_number(text: str, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    numbers = {str(number): choice for number, choice in enumerate(choices, 1)}
    return (numbers[text.strip()],) if text.strip() in numbers else ()


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
    """Read a list separated by commas; the word for none gives the empty list.

    Raises:
        UnclearError: one of its parts is no choice, or there are too many.
    """
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
