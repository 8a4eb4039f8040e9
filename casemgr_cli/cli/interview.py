"""The interview on this terminal: the engine's questions, put by the prompts, and what is kept of them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from casemgr_cli.catalog.answers import accept
from casemgr_cli.catalog.load import load_messages
from casemgr_cli.catalog.paths import data_dir
from casemgr_cli.cli import partial
from casemgr_cli.cli.terminal import can_ask
from casemgr_cli.engine import interview
from casemgr_cli.engine.evaluate import holds
from casemgr_cli.errors import AnswerNeeded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from pathlib import Path

    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.facts import Answers, Value


def complete(
    catalog: Catalog, answers: Answers, today: date, *, data: Path | None, kept: Path, plain: bool
) -> dict[str, Value]:
    """Return the answers with what was missing asked for; nothing is asked when nothing is open.

    Args:
        catalog: the data.
        answers: what is known already.
        today: the day the advice is for.
        data: the person's own data folder, if any.
        kept: where the answers go when the interview is interrupted.
        plain: whether to ask line by line.

    Raises:
        AnswerNeeded: something is open, and there is no terminal to ask in.
        Interrupted: the person stopped; the answers so far are in `kept`.
    """
    if interview.next_question(catalog, answers, today).fact is None:
        return dict(answers)
    if not can_ask():
        raise _needed(interview.missing_answers(catalog, answers, today))
    messages = load_messages(data_dir(data))
    line_by_line = plain or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    with partial.kept_on_interruption(kept, messages) as note:
        return _ask(catalog, answers, today, note, messages, plain=line_by_line)


def _ask(
    catalog: Catalog,
    answers: Answers,
    today: date,
    note: Callable[[Answers], None],
    messages: Mapping[str, str],
    *,
    plain: bool,
) -> dict[str, Value]:
    from casemgr_cli.prompts.choose import choose_asker
    from casemgr_cli.prompts.interview import run_interview

    return run_interview(
        choose_asker(sys.stdin, sys.stderr, messages, plain=plain),
        lambda given: interview.next_question(catalog, given, today),
        accept,
        answers,
        note,
        messages,
        facts=catalog.facts,
        relevant=lambda given: interview.relevant(catalog, given),
        refine=lambda given: interview.refinements(catalog, given),
        contradictions=lambda given: _contradictions(catalog, given),
    )


def _contradictions(catalog: Catalog, answers: Answers) -> tuple[str, ...]:
    found = catalog.contradictions.values()
    return tuple(each.text for each in found if holds(each.when, answers, catalog.facts))


def _needed(keys: tuple[str, ...]) -> AnswerNeeded:
    return AnswerNeeded(
        f"Answers are needed and there is no terminal to ask in: {', '.join(keys)}.",
        hint="Give them with --answers FILE or --set KEY=VALUE, or plan without them with --assume-defaults.",
    )
