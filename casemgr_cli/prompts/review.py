"""The two pages of our own: the review of all answers, and the list of optional questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casemgr_cli.domain.facts import Choice, Fact
from casemgr_cli.prompts.asker import Question
from casemgr_cli.prompts.wording import answer_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casemgr_cli.domain.facts import Answers

# A fact's key cannot hold a colon, so these never meet one.
SHOW: Final = ":show"
MORE: Final = ":more"


def review_page(  # noqa: PLR0913 - all that stands on the page
    answers: Answers,
    facts: Mapping[str, Fact],
    optional: int,
    problem: str,
    messages: Mapping[str, str],
    name: str = "review",
) -> Question:
    """Return the page that lists every answer with its question, any of which can be changed.

    `optional` is how many optional questions are still open, `name` what the page's own words begin with.
    """
    lines = [Choice(SHOW, messages[f"prompts.{name}_show"])]
    if optional:
        lines.append(Choice(MORE, messages["prompts.review_more"].format(count=optional)))
    lines += [Choice(key, _review_line(facts[key], answers, messages)) for key in answers if key in facts]
    page = Fact(name, "choice", messages[f"prompts.{name}_title"], "", choices=tuple(lines))
    return Question(page, problem=problem, menu=True)


def _review_line(fact: Fact, answers: Answers, messages: Mapping[str, str]) -> str:
    """Return one question with its answer on one line."""
    answer = answer_text(fact, answers[fact.key], messages)
    return messages["prompts.review_line"].format(question=fact.ask, answer=answer)


def refine_page(facts: Sequence[Fact], messages: Mapping[str, str]) -> Question:
    """Return the page that offers the optional questions, to answer any or none of them."""
    lines = tuple(Choice(fact.key, fact.ask) for fact in facts)
    page = Fact("refine", "choices", messages["prompts.refine_title"], "", choices=lines)
    return Question(page, menu=True)
