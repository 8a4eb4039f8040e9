"""Runs the command line, and says what went wrong: to a person in two lines, to a script as JSON."""

import gc
import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from casemgr_cli.cli.terminal import can_ask, fitted, flush_or_discard
from casemgr_cli.errors import CasemgrError, FileFailure, Interrupted, UsageFailure
from casemgr_cli.text import escaped, named

# A short run makes a third as many objects that stay.
_SELDOM = 200_000
_REPORT = "Run it again with CASEMGR_DEBUG=1 to see where, and tell the people who make casemgr."

PACKAGE = Path(__file__).resolve().parent.parent
_MEND = f"Delete the folders named __pycache__ below {PACKAGE}, or install casemgr again."


def main(args: Sequence[str] | None = None) -> int:
    """Run casemgr with `args` (by default the process's own) and return the exit code.

    Results go to stdout, everything else to stderr. No exception but `SystemExit` gets out.
    """
    words = list(sys.argv[1:] if args is None else args)
    _accept_any_text()
    often = gc.get_threshold()
    gc.set_threshold(_SELDOM, *often[1:])
    try:
        code = _run(words)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        code = 0
    except (Exception, KeyboardInterrupt) as problem:  # noqa: BLE001 - the last place that can explain it
        code = _fail(problem, as_json=wants_json(words))
    finally:
        if args is None:
            gc.freeze()  # the process ends, and nothing is worth walking once more
        gc.set_threshold(*often)
    flush_or_discard(sys.stdout)
    return code


def _run(words: list[str]) -> int:
    from casemgr_cli.cli.app import run_plain

    words = _asked(words)
    if run_plain(words):
        return 0
    from casemgr_cli.cli.typers import build

    try:
        result = build()(words, prog_name="casemgr", standalone_mode=False)
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
    from casemgr_cli.cli.interview import welcome

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


def wants_json(words: Sequence[str]) -> bool:
    """Tell from the bare words of the command line whether JSON is wanted.

    A wrong option is found before the options are read, so this cannot wait for them.
    """
    before = words[: words.index("--")] if "--" in words else words
    if "--json" in before or "--format=json" in before:
        return True
    return ("--format", "json") in pairwise(before)


def as_failure(problem: BaseException) -> CasemgrError:
    """Turn any exception into an error with a message, a hint, and an exit code."""
    from typer import Abort, TyperException

    if isinstance(problem, CasemgrError):
        return problem
    if _is_damage(problem):
        return FileFailure("A compiled file of this installation is cut off.", hint=_MEND, slug="damaged")
    if isinstance(problem, KeyboardInterrupt | Abort):
        return Interrupted("Stopped.")
    if isinstance(problem, TyperException):
        return _usage(problem)
    if isinstance(problem, OSError):
        what = problem.filename or "The output could not be written"
        return FileFailure(f"{what}: {problem.strerror or problem}.")
    return CasemgrError(
        f"Something went wrong inside casemgr: {type(problem).__name__}: {named(str(problem))}",
        hint=_REPORT,
        slug="unexpected",
    )


def _is_damage(problem: BaseException) -> bool:
    """Say whether a file ended too soon while Python imported it, which Typer takes for an interruption."""
    cause = problem if isinstance(problem, EOFError) else problem.__cause__
    if not isinstance(cause, EOFError):
        return False
    from traceback import walk_tb

    return any("importlib" in frame.f_code.co_filename for frame, _ in walk_tb(cause.__traceback__))


def show(failure: CasemgrError, *, as_json: bool) -> None:
    """Write the error to stderr, as two plain lines, which fit a terminal, or as JSON. To stop is none."""
    if sys.stderr is None:
        return
    if as_json:
        import json

        text = json.dumps(failure.document)
    else:
        hint = f"\nHint: {failure.hint}" if failure.hint else ""
        error = "" if isinstance(failure, Interrupted) else "Error: "
        text = escaped(fitted(f"{error}{failure.message}{hint}"))
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _usage(problem: Exception) -> CasemgrError:
    context = getattr(problem, "ctx", None)
    path = context.command_path if context else "casemgr"
    message = problem.format_message() if hasattr(problem, "format_message") else str(problem)
    # What a choice may be is checked by a library that says so.
    message = message.replace(": Value error, ", ": ")
    return UsageFailure(message, hint=f'"{path} --help" lists what can be given.')
