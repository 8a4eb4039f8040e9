"""An asker that reads its replies from a script, for tests and for trying the interview out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from casemgr_cli.domain.facts import UNKNOWN
from casemgr_cli.errors import Interrupted
from casemgr_cli.prompts.interview import SHOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casemgr_cli.domain.facts import Value
    from casemgr_cli.prompts.asker import Question, Signal

# In a list of replies: the person presses Ctrl-C here.
INTERRUPT: Final = ":interrupt"


class ScriptedAsker:
    """Answers from a mapping by fact key, where an absent key is "unknown" and the review is accepted; or
    from a list of replies in turn, to menus too, where the end of the list is a closed terminal.

    `asked` keeps every question put, in order.
    """

    def __init__(self, script: Mapping[str, Value] | Sequence[Value | Signal]) -> None:
        """Keep the script; a list is read once, from its beginning."""
        self.asked: list[Question] = []
        self._answers = script if isinstance(script, Mapping) else None
        self._replies = iter(() if isinstance(script, Mapping) else script)

    def ask(self, question: Question) -> Value | Signal:
        """Return the reply that the script has for this question.

        Raises:
            Interrupted: the script says so, or its list is at its end.
        """
        self.asked.append(question)
        if self._answers is not None:
            return SHOW if question.menu else self._answers.get(question.fact.key, UNKNOWN)
        reply = next(self._replies, INTERRUPT)
        if reply == INTERRUPT:
            raise Interrupted("The script ends here.")
        return reply
