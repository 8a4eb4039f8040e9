"""A list of answers found elsewhere, for the person to accept, correct or drop before the interview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casemgr_cli.domain.facts import UNKNOWN, Choice, Fact
from casemgr_cli.errors import UsageFailure
from casemgr_cli.prompts.asker import BACK, SKIP, Question
from casemgr_cli.prompts.review import SHOW, review_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casemgr_cli.domain.facts import Answers, Value
    from casemgr_cli.prompts.asker import Asker

USE, CHANGE, DROP = ":use", ":change", ":drop"


def confirm(  # noqa: PLR0913 - the same that an interview is handed
    asker: Asker,
    found: Answers,
    offered: Answers,
    facts: Mapping[str, Fact],
    accept: Callable[[Fact, Any], Value],
    messages: Mapping[str, str],
) -> dict[str, Value]:
    """Return what was found as the person leaves it; what is only `offered` counts when they say so.

    Raises:
        Interrupted: the person stopped.
    """
    kept, open_ = dict(found), {key: value for key, value in offered.items() if key in facts}
    while True:
        lines = [Choice(SHOW, messages["prompts.found_go_on"])]
        lines += [Choice(key, review_line(facts[key], kept, messages)) for key in kept]
        for key in open_:
            line = review_line(facts[key], open_, messages)
            lines.append(Choice(key, messages["prompts.found_offered"].format(line=line)))
        page = Fact("found", "choice", messages["prompts.found_title"], "", choices=tuple(lines))
        picked = asker.ask(Question(page, menu=True))
        if picked == SHOW:
            return kept
        if isinstance(picked, str) and picked in {**kept, **open_}:
            value = kept.pop(picked, None)
            value = open_.pop(picked) if value is None else value
            settled = _settled(asker, facts[picked], value, accept, messages)
            kept |= {} if settled is None else {picked: settled}


def _settled(
    asker: Asker, fact: Fact, value: Value, accept: Callable[[Fact, Any], Value], messages: Mapping[str, str]
) -> Value | None:
    """Return one answer as it shall be; None where it is dropped, to be asked like any other."""
    lines = tuple(Choice(id_, messages[f"prompts.found_{id_[1:]}"]) for id_ in (USE, CHANGE, DROP))
    page = Fact("found", "choice", review_line(fact, {fact.key: value}, messages), "", choices=lines)
    picked = asker.ask(Question(page, menu=True))
    problem = ""
    while picked == CHANGE:
        reply = asker.ask(Question(fact, current=value, problem=problem))
        if reply in (BACK, SKIP):
            return value
        try:
            return UNKNOWN if reply == UNKNOWN else accept(fact, reply)
        except UsageFailure as error:
            problem = f"{error.message} {error.hint}".strip()
    return None if picked == DROP else value
