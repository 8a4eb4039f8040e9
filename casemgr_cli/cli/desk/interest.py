"""The question about a student's interest in the work, before a session and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.catalog.messages import load_messages
from casemgr_cli.catalog.paths import data_dir
from casemgr_cli.cli.interview import asker_here
from casemgr_cli.cli.partial import endings_interrupt
from casemgr_cli.domain.facts import Choice, Fact
from casemgr_cli.errors import Interrupted
from casemgr_cli.prompts.asker import BACK, Question, Signal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from casemgr_cli.domain.desk import When
    from casemgr_cli.domain.facts import Value
    from casemgr_cli.sessions.work import Work

SCALE = range(1, 6)


class Interest(Struct, frozen=True):
    """Who asks it on this terminal: for which session, with whose data folder, line by line or not."""

    work: Work
    data: Path | None
    plain: bool

    def ask(self, when: When) -> None:
        """Ask, and keep the answer at once; the student may pass over it. An answer is not asked for again.

        Raises:
            Interrupted: the person stopped; what was answered before is kept.
        """
        session = self.work.session
        if getattr(session, f"interest_{when}") is not None:
            return
        messages = load_messages(data_dir(self.data))
        question = Question(_fact(messages, when))
        reply: Value | Signal = BACK
        try:
            with endings_interrupt():
                asker = asker_here(messages, plain=self.plain)
                while reply is BACK:
                    reply = asker.ask(question)
                    question = replace(question, problem=messages["cli.desk.interest.alone"])
        except (Interrupted, KeyboardInterrupt) as stop:
            raise _stopped(messages, when, session.student) from stop
        if reply in {str(step) for step in SCALE}:
            self.work.keep_interest(when, int(str(reply)))


def _fact(messages: Mapping[str, str], when: When) -> Fact:
    choices = tuple(Choice(str(step), messages[f"cli.desk.interest.choice.{step}"]) for step in SCALE)
    return Fact(
        key=f"interest_{when}",
        type="choice",
        ask=messages[f"cli.desk.interest.{when}"],
        why=messages["cli.desk.interest.why"],
        choices=choices,
        private="interest",
    )


def _stopped(messages: Mapping[str, str], when: When, student: str) -> Interrupted:
    if when == "after":
        return Interrupted(messages["cli.desk.interest.stopped_after"])
    return Interrupted(messages["cli.desk.stopped"], hint=messages["cli.desk.kept"].format(id=student))
