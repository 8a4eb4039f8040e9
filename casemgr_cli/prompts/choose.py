"""Which asker suits the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casemgr_cli.prompts.asker import Asker


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
