"""How questions and answers read on screen. The words themselves come with the messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.domain.facts import UNKNOWN
from casemgr_cli.prompts.asker import label_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casemgr_cli.domain.facts import Fact, Value
    from casemgr_cli.prompts.asker import Question


def printable(text: str) -> str:
    """Return text on one line without characters that could steer a terminal.

    Answers may come from a file that someone else wrote.
    """
    return "".join(c if c.isprintable() else " " for c in text)


def progress_line(asked: int, at_most_left: int, messages: Mapping[str, str]) -> str:
    """Say which question this is and how many may follow it."""
    left = max(at_most_left - 1, 0)
    name = "prompts.progress" if left else "prompts.progress_last"
    return messages[name].format(number=asked + 1, left=left)


def because_line(because: str, messages: Mapping[str, str]) -> str:
    """Say what the answer can still change: the routes, or the certification named."""
    if because in ("", "routes"):
        return messages["prompts.because_routes"] if because else ""
    return messages["prompts.because_certification"].format(name=because)


def unit_words(unit: str, messages: Mapping[str, str]) -> str:
    """Return a unit in the person's words, such as "US dollars a year" for USD a year."""
    return messages.get(f"prompts.unit_{unit.lower().replace(' ', '_')}", unit)


def unit_line(fact: Fact, messages: Mapping[str, str]) -> str:
    """Say in which unit to answer, or nothing where there is none."""
    if not fact.unit:
        return ""
    return messages["prompts.unit"].format(unit=unit_words(fact.unit, messages))


def answer_text(fact: Fact, value: Value, messages: Mapping[str, str]) -> str:
    """Return an answer the way the person gave it: labels for choices, a number with its unit."""
    if value == UNKNOWN:
        return messages["prompts.dont_know"]
    if isinstance(value, tuple):
        labels = [printable(label_of(fact.choices, each)) for each in value]
        return messages["prompts.list_joint"].join(labels) or messages["prompts.none"]
    if isinstance(value, str):
        return printable(label_of(fact.choices, value))
    number = f"{value:,}" if fact.unit.startswith("USD") else str(value)
    if not fact.unit:
        return number
    return messages["prompts.amount"].format(number=number, unit=unit_words(fact.unit, messages))


def current_line(question: Question, messages: Mapping[str, str]) -> str:
    """Say what the answer is so far, or nothing where there is none."""
    if question.current is None:
        return ""
    answer = answer_text(question.fact, question.current, messages)
    return messages["prompts.current"].format(answer=answer)
