"""What is said beside a result, and the question before something is deleted."""

from __future__ import annotations

import sys

from casemgr_cli.cli.failures import escaped
from casemgr_cli.cli.terminal import can_ask
from casemgr_cli.errors import AnswerNeeded, Interrupted

YES = ("y", "yes")


def tell(line: str) -> None:
    """Say a line beside the result."""
    if sys.stderr is not None:
        sys.stderr.write(escaped(line) + "\n")
        sys.stderr.flush()


def confirm(question: str, *, yes: bool, refused: str) -> None:
    """Ask whether to go on; with `yes` nobody is asked.

    Raises:
        AnswerNeeded: there is no terminal to ask in.
        Interrupted: the answer is no; the message is `refused`.
    """
    if yes:
        return
    if not can_ask():
        raise AnswerNeeded(question, hint="Run it in a terminal, or say --yes.")
    sys.stderr.write(f"{escaped(question)} ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in YES:
        raise Interrupted(refused)
