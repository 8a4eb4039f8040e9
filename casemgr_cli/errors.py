"""What can go wrong, each with a hint for the person and an exit code for the script.

Nothing here prints: the command line decides how an error is shown. The codes are the contract with
scripts: 1 failed, 2 wrong usage, 3 data files invalid, 4 an answer is needed, 130 interrupted.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping


class CasemgrError(Exception):
    """Something the person or the script can act on.

    `slug` names the error for scripts, `hint` says what to do about it.
    """

    exit_code = 1
    slug = "failed"

    def __init__(self, message: str, *, hint: str = "", slug: str = "") -> None:
        """Keep the message, the hint, and a slug more precise than the class's own."""
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.slug = slug or self.slug

    @property
    def whole(self) -> str:
        """The message and, behind it, the hint."""
        return f"{self.message} {self.hint}".rstrip()

    @property
    def document(self) -> dict[str, dict[str, str]]:
        """What a script is told."""
        return {"error": {"code": self.slug, "message": self.message, "hint": self.hint}}


class FileFailure(CasemgrError):
    """A file cannot be found, read or written, or an extra is not installed."""

    slug = "file"


@contextmanager
def told(what: str, **how: str) -> Iterator[None]:
    """Turn what the system refuses into a failure that says `what`, and the system's reason.

    Raises:
        FileFailure: the system refused something.
    """
    try:
        yield
    except OSError as error:
        raise FileFailure(f"{what}: {error.strerror or error}.", **how) from error


class UsageFailure(CasemgrError):
    """An option, an answer, a key, a value or a state is not one we know. `keys`: the answers it is about."""

    exit_code = 2
    slug = "usage"
    keys: Collection[str] = ()


def missing_extra(purpose: str, *packages: str) -> FileFailure:
    """Return the failure for want of libraries, with the command that adds them to this installation."""
    import shutil
    import sys
    from importlib.util import find_spec

    added, home = " ".join(packages), sys.prefix.replace("\\", "/")
    if "/pipx/" in home:
        command = f"pipx inject casemgr {added}"
    elif find_spec("pip"):
        command = f"{sys.executable} -m pip install {added}"
    elif shutil.which("uv"):
        # For a tool of uv's, too: "uv tool install --with" would take away what was added so before.
        command = f"uv pip install --python {sys.executable} {added}"
    else:
        command = f"python3 -m pip --python {sys.executable} install {added}"
    message = f"{purpose}, a library is needed that is not installed."
    return FileFailure(message, hint=f"Run: {command}", slug="missing_extra")


class DataInvalid(CasemgrError):
    """The data files have problems; the message lists them."""

    exit_code = 3
    slug = "data_invalid"


class Locked(CasemgrError):
    """Somebody else is at work on the same record."""

    slug = "locked"


class AnswerNeeded(CasemgrError):
    """An answer is missing and there is no terminal to ask in."""

    exit_code = 4
    slug = "answer_needed"


class Interrupted(CasemgrError):
    """The person pressed Ctrl-C or the terminal went away.

    `answers` holds what was answered before that, by fact key.
    """

    exit_code = 130
    slug = "interrupted"

    def __init__(
        self, message: str, *, hint: str = "", slug: str = "", answers: Mapping[str, object] | None = None
    ) -> None:
        """Keep the message, the hint, the slug, and a copy of the partial answers."""
        super().__init__(message, hint=hint, slug=slug)
        self.answers = dict(answers or {})


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the known word closest to `word`, or an empty string.

    Case is ignored when comparing; the known spelling is what comes back.
    """
    from difflib import get_close_matches

    by_lower = {k.lower(): k for k in known}
    close = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return f'Did you mean "{by_lower[close[0]]}"?' if close else ""
