"""What kind of terminal this is, if it is one."""

import os
import sys
from contextlib import suppress
from typing import IO

from casemgr_cli.text import escaped

_WIDEST = 100
_PIPED = 80


def is_plain(asked: bool = False) -> bool:
    """Whether stdout gets neither color nor box drawing: asked for, or no terminal that could show it.

    NO_COLOR, CLICOLOR=0, FORCE_COLOR and CLICOLOR_FORCE are heeded as their conventions say.
    """
    if asked or os.environ.get("NO_COLOR") or sys.stdout is None:
        return True
    if any(os.environ.get(name, "0") not in {"", "0"} for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return False
    off = os.environ.get("TERM") == "dumb" or os.environ.get("CLICOLOR") == "0"
    return off or not sys.stdout.isatty()


def can_ask() -> bool:
    """Whether there is a person to ask: prompts are read from stdin and shown on stderr."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def tell(text: str, end: str = "\n\n") -> None:
    """Say something on stderr beside the result; nothing for an empty text."""
    if not text or sys.stderr is None:
        return
    sys.stderr.write(escaped(fitted(text) + end))
    sys.stderr.flush()


def fitted(text: str) -> str:
    """Return what is said on stderr as it fits a terminal there, its lines broken between words."""
    if sys.stderr is None or not sys.stderr.isatty():
        return text
    from textwrap import TextWrapper

    wrapper = TextWrapper(
        _columns(), subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(map(wrapper.fill, text.splitlines()))


def goes_on(prompt: str) -> bool:
    """Ask whether to go on: Enter does, anything else does not. Without a terminal nobody is asked."""
    if not can_ask():
        return True
    sys.stderr.write(f"\n{prompt} ")
    sys.stderr.flush()
    try:
        return sys.stdin.readline() in {"\n", "\r\n"}
    except KeyboardInterrupt:
        return False


def width() -> int:
    """Return the columns to write text in: the terminal's, within reason, and 80 in a pipe."""
    if sys.stdout is None or not sys.stdout.isatty():
        return _PIPED
    return _columns()


def _columns() -> int:
    import shutil

    return min(shutil.get_terminal_size((_PIPED, 24)).columns, _WIDEST)


def flush_or_discard(stream: IO[str] | None) -> None:
    """Write out what the stream holds; if nobody takes it, drop it, so that Python's exit does not fail."""
    if stream is None:
        return
    try:
        stream.flush()
    except OSError:
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
