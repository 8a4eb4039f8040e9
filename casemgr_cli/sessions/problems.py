"""What a database says when it cannot do its work, put into words for the person in front of it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from casemgr_cli.errors import FileFailure

if TYPE_CHECKING:
    from collections.abc import Iterator

# What SQLite says or PostgreSQL's code for it (SQLSTATE), what that means, and what to do about it.
KNOWN = (
    (
        ("database or disk is full", "disk i/o error", "53100"),
        "cannot be written: the disk is full",
        "Make room on the disk. What was saved before is safe.",
    ),
    (
        ("42501", "permission denied"),
        "does not allow this to you",
        "Ask the people who run the server for the right to read and write its tables.",
    ),
    (
        ("readonly database", "25006"),
        "cannot be written: you may only read it",
        "Ask for the right to write there, or choose another place with --store.",
    ),
    (
        ("unable to open database file",),
        "cannot be opened",
        "Check that its folder is there and that you may write in it, or choose another place with --store.",
    ),
    (
        ("database is locked", "database table is locked", "55p03"),
        "is busy: another program is writing to it",
        "Try again in a moment.",
    ),
    (
        ("file is not a database", "file is encrypted"),
        "is no store, or the passphrase is not the right one",
        "Check the name of the file, and the passphrase if it has one.",
    ),
    (
        ("malformed", "xx001", "xx002"),
        "is damaged",
        "Keep the file as it is, and go back to your latest backup.",
    ),
    (
        ("28p01", "28000", "password authentication failed", "no password supplied"),
        "does not let you in",
        "Check the user name and the password in CASEMGR_DATABASE_URL or your password file (.pgpass).",
    ),
    (
        ("3d000", "does not exist"),
        "is not there",
        "Ask the people who run the server to create the database.",
    ),
)
UNREACHABLE = "Check the address, and that the server runs and can be reached from here."


@contextmanager
def explained(store: str) -> Iterator[None]:
    """Turn a database's own errors into ours. `store` is what to call it.

    Raises:
        FileFailure: the database could not do what it was asked for.
    """
    try:
        yield
    except DBAPIError as error:
        raise failure(store, error) from error


def failure(store: str, error: DBAPIError) -> FileFailure:
    """Return what went wrong, in words for the person."""
    said = str(error.orig)
    text = f"{getattr(error.orig, 'sqlstate', None) or ''} {said}".lower()
    for marks, problem, hint in KNOWN:
        if any(mark in text for mark in marks):
            return FileFailure(f"The store {store} {problem}.", hint=hint, slug="store")
    reason = " ".join(said.partition("\n")[0].split())
    return FileFailure(f"The store {store} cannot be used: {reason}.", hint=UNREACHABLE, slug="store")
