"""The way in: runs a command and turns whatever goes wrong into a message and an exit code.

Typer is imported inside `main`, so that an interruption while it loads is handled like any other. The
garbage collector comes seldom: most runs are short, and walking what the imports made would cost a tenth.
"""

import atexit
import gc
import os
import sys
from collections.abc import Sequence

from casemgr_cli.cli.failures import as_failure, show, wants_json
from casemgr_cli.cli.terminal import can_ask, flush_or_discard
from casemgr_cli.errors import CasemgrError, Interrupted

# A short run makes a third as many objects that stay.
_SELDOM = 200_000


def main(args: Sequence[str] | None = None) -> int:
    """Run casemgr with `args` (by default the process's own) and return the exit code.

    Results go to stdout, everything else to stderr. No exception but `SystemExit` gets out.
    """
    words = list(sys.argv[1:] if args is None else args)
    _accept_any_text()
    often = gc.get_threshold()
    gc.set_threshold(_SELDOM, *often[1:])
    atexit.register(gc.freeze)  # when the process ends, nothing is worth walking once more
    try:
        code = _run(words)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        code = 0
    except (Exception, KeyboardInterrupt) as problem:  # noqa: BLE001 - the last place that can explain it
        code = _fail(problem, as_json=wants_json(words))
    finally:
        gc.set_threshold(*often)
    flush_or_discard(sys.stdout)
    return code


def _run(words: list[str]) -> int:
    from casemgr_cli.cli.app import build

    try:
        result = build()(_asked(words), prog_name="casemgr", standalone_mode=False)
    except SystemExit as stop:
        # Typer ends a closed pipe with 1; for a reader that has seen enough that is no failure.
        if isinstance(stop.__context__, BrokenPipeError):
            raise stop.__context__ from None
        raise
    if result == Interrupted.exit_code:
        raise KeyboardInterrupt
    return result if isinstance(result, int) else 0


def _asked(words: list[str]) -> list[str]:
    """Return the words to run: `help COMMAND` is the command's help, and no words at all are a question."""
    if words[:1] == ["help"]:
        return [*words[1:2], "--help"]
    if words or not can_ask():
        return words or ["--help"]
    from casemgr_cli.cli.welcome import welcome

    return welcome()


def _fail(problem: BaseException, *, as_json: bool) -> int:
    failure = problem if isinstance(problem, CasemgrError) else as_failure(problem)
    try:
        if os.environ.get("CASEMGR_DEBUG"):
            sys.excepthook(type(problem), problem, problem.__traceback__)
        show(failure, as_json=as_json)
    except OSError:
        flush_or_discard(sys.stderr)
    return failure.exit_code


def _accept_any_text() -> None:
    """Let a terminal that cannot show a character get its code instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
