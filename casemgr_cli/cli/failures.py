"""What a person or a script reads when something goes wrong."""

import json
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from traceback import walk_tb

from casemgr_cli.errors import CasemgrError, FileFailure, Interrupted, UsageFailure
from casemgr_cli.text import escaped, named

_REPORT = "Run it again with CASEMGR_DEBUG=1 to see where, and tell the people who make casemgr."

PACKAGE = Path(__file__).resolve().parent.parent
_MEND = f"Delete the folders named __pycache__ below {PACKAGE}, or install casemgr again."


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
        return FileFailure(_system(problem))
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
    return any("importlib" in frame.f_code.co_filename for frame, _ in walk_tb(cause.__traceback__))


def show(failure: CasemgrError, *, as_json: bool) -> None:
    """Write the error to stderr, as two plain lines or as JSON."""
    if sys.stderr is None:
        return
    if as_json:
        parts = {"code": failure.slug, "message": failure.message, "hint": failure.hint}
        text = json.dumps({"error": parts})
    else:
        hint = f"\nHint: {failure.hint}" if failure.hint else ""
        text = escaped(f"Error: {failure.message}{hint}")
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _usage(problem: Exception) -> CasemgrError:
    context = getattr(problem, "ctx", None)
    path = context.command_path if context else "casemgr"
    message = problem.format_message() if hasattr(problem, "format_message") else str(problem)
    # What a choice may be is checked by a library that says so.
    message = message.replace(": Value error, ", ": ")
    return UsageFailure(message, hint=f'"{path} --help" lists what can be given.')


def _system(problem: OSError) -> str:
    reason = problem.strerror or str(problem)
    return (
        f"{problem.filename}: {reason}."
        if problem.filename
        else f"The output could not be written: {reason}."
    )
