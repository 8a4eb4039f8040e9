"""The question to ask now."""

from typing import Literal

from msgspec import Struct

from casemgr_cli.documents.base import Document, Json, made, plain
from casemgr_cli.domain.advice import NextQuestion
from casemgr_cli.domain.facts import Choice
from casemgr_cli.domain.kinds import Count, Words


class _QuestionJson(Struct):
    """A question with everything needed to ask it."""

    key: Words
    text: Words
    help: str | None
    why: Words
    because: str | None
    type: Literal["choice", "choices", "integer", "number", "text"]
    choices: list[Choice]
    unit: str | None
    min: float | None
    max: float | None
    at_most: Count | None
    skippable: bool


class Next(Document, tag="casemgr.next/1"):
    """The question to ask now; null when none is left."""

    done: bool
    question: _QuestionJson | None
    asked_so_far: Count
    at_most_left: Count


def next_document(told: NextQuestion) -> Json:
    """Return the question to ask now."""
    fact, question = told.fact, None
    if fact:
        own = {"text": fact.ask, "because": told.because, "skippable": bool(fact.private)}
        question = made(_QuestionJson, fact, **own, min=fact.low, max=fact.high)
    return dict(plain(made(Next, told, done=fact is None, question=question)))
