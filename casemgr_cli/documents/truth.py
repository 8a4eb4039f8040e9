"""Three-valued truth in the report: yes, no, and not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casemgr_cli.domain.conditions import Truth


def both(first: Truth, second: Truth) -> Truth:
    """Return whether both hold; a no decides it, otherwise anything not known leaves it open."""
    if first is False or second is False:
        return False
    return None if first is None or second is None else True
