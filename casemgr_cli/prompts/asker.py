"""What it takes to ask a person something: a question, the replies it can get, and who asks it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, Protocol, TextIO

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casemgr_cli.domain.facts import Choice, Fact, Value


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


class Asker(Protocol):
    """Someone who can put a question to a person."""

    def ask(self, question: Question) -> Value | Signal:
        """Return what the person answered: a value as typed or picked, "unknown", BACK or SKIP.

        Raises:
            Interrupted: the person pressed Ctrl-C or the terminal went away.
        """


def label_of(choices: tuple[Choice, ...], value: str) -> str:
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
