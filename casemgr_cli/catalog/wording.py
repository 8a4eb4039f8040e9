"""Text that somebody else typed, made safe to show inside a message."""

from __future__ import annotations

LONGEST = 60


def clean(text: str) -> str:
    """Return text cut to 60 characters, with whatever could move a cursor or turn the writing escaped."""
    cut = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)


def clean_path(path: str) -> str:
    """Return a path like `clean` does, but keep its end, which tells one file from another."""
    return clean(path if len(path) <= LONGEST else f"…{path[1 - LONGEST :]}")


def quoted(text: str) -> str:
    """Return text cleaned and in double quotes."""
    return f'"{clean(text)}"'
