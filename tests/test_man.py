"""The manual page is what the commands say of themselves."""

from __future__ import annotations

from docs import man


def test_the_manual_is_current() -> None:
    """Writing the page anew changes nothing; python docs/man.py does it."""
    assert man.PAGE.read_text(encoding="utf-8") == man.manual()
