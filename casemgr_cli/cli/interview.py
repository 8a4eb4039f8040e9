"""The interview on this terminal: the engine's questions, put by the prompts, and what is kept of them."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from casemgr_cli.catalog.answers import accept, check_apart
from casemgr_cli.cli import given
from casemgr_cli.cli.terminal import can_ask, is_plain
from casemgr_cli.engine import interview
from casemgr_cli.errors import AnswerNeeded, UsageFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from datetime import date
    from pathlib import Path

    from casemgr_cli.cli.kept import Keeper
    from casemgr_cli.domain import Catalog
    from casemgr_cli.domain.facts import Answers, Fact, Value
    from casemgr_cli.prompts.asker import Asker


class Interview(Struct, frozen=True):
    """What the interview needs besides the answers.

    `data` is the person's own data folder; `plain` asks line by line. `keeping` looks after the answers while
    they are given. `notes` say what is known already about a question, by key, and `found` are the
    answers found elsewhere, which `found_page` shows first.
    """

    catalog: Catalog
    today: date
    data: Path | None
    plain: bool
    keeping: Keeper
    notes: Mapping[str, str] = {}
    found: Answers = {}
    found_page: str = "found"

    def complete(self, answers: Answers, *, review: bool = False) -> dict[str, Value]:
        """Return the answers with what was missing asked for; nothing is asked when nothing is open.

        With `review`, answers that are complete are shown all the same, to be changed.

        Raises:
            AnswerNeeded: something is open, and there is no terminal to ask in.
            Interrupted: the person stopped.
        """
        free = self.found.keys() & answers.keys()
        done = interview.next_question(self.catalog, answers, free).fact is None
        if done and not ((review or self.found) and can_ask()):
            return dict(answers)
        if not can_ask():
            keys = ", ".join(interview.missing_answers(self.catalog, answers))
            message = f"Answers are needed and there is no terminal to ask in: {keys}."
            given_by = "Give them with --answers FILE or --set KEY=VALUE"
            raise AnswerNeeded(message, hint=f"{given_by}, or plan without them with --assume-defaults.")
        with self.watched(answers) as note:
            return self._ask(answers, note)

    def watched(self, answers: Answers) -> AbstractContextManager[Callable[[Answers], None]]:
        """Return what looks after these answers, and those it is handed, while they are not finished."""
        return self.keeping(given.messages(self.data), answers)

    def again(self, answers: Answers) -> dict[str, Value]:
        """Return the answers after the person has looked at them once more and changed what they want to.

        Nothing that was passed over is asked again, and nothing is kept on the way.
        """
        return self._ask(answers, lambda _: None, leaves=True)

    def _ask(
        self, answers: Answers, note: Callable[[Answers], None], *, leaves: bool = False
    ) -> dict[str, Value]:
        from casemgr_cli.prompts.interview import Guide, run_interview

        catalog, messages = self.catalog, given.messages(self.data)
        free = self.found.keys() & answers.keys()

        def accepted(fact: Fact, reply: Any, others: Answers) -> Value:  # noqa: ANN401 - `accept` refuses what is no answer
            value = given.settled(catalog, fact.key, accept(fact, reply), others)
            check_apart(fact, {**others, fact.key: value})
            return value

        guide = Guide(
            catalog.facts,
            lambda known: interview.next_question(catalog, known, free),
            accepted,
            relevant=partial(interview.relevant, catalog),
            refine=partial(interview.refinements, catalog),
            contradictions=partial(_contradictions, catalog),
            notes=self.notes,
        )
        return run_interview(
            asker_here(messages, plain=self.plain),
            guide,
            answers,
            note,
            messages,
            found=self.found,
            found_page=self.found_page,
            leaves=leaves,
        )


def asker_here(messages: Mapping[str, str], *, plain: bool) -> Asker:
    """Return who puts questions on this terminal; line by line where asked to, or where that suits it."""
    from casemgr_cli.prompts.asker import choose_asker

    line_by_line = plain or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return choose_asker(sys.stdin, sys.stderr, messages, plain=line_by_line)


# The jobs, named like the commands that do them; the second group needs kept answers.
_JOBS = ("advise", "me", "compare", "salary", "certs", "session", "help")
_WITH_ANSWERS = frozenset({"me", "compare"})


def welcome() -> list[str]:
    """Ask what to do, where nobody said it, and return the words that do it; to go back shows everything."""
    from casemgr_cli.cli import kept
    from casemgr_cli.domain.facts import Choice
    from casemgr_cli.prompts.asker import BACK, menu

    messages = given.messages(None)
    jobs = [job for job in _JOBS if job not in _WITH_ANSWERS or kept.place().exists()]
    choices = (Choice(job, messages[f"cli.welcome.{job}"]) for job in jobs)
    question = menu("job", messages["cli.welcome.title"], messages["cli.welcome.why"], choices)
    reply = asker_here(messages, plain=is_plain()).ask(question)
    return ["--help"] if reply in (BACK, "help") else [str(reply)]


def _contradictions(catalog: Catalog, answers: Answers) -> tuple[str, ...]:
    try:
        given.consistent(catalog, answers)
    except UsageFailure as failure:
        return (failure.whole,)
    return ()
