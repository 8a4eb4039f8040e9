"""What more of something may never do: make a first job later, a way dearer, a certification later."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.monotone import CHANGES, Change, Changed, faults, someone

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Value


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("seed", range(0, 60, 20))
def test_more_is_never_worse(change: Change, seed: int) -> None:
    """Sixty random people for each kind of change; `benchmarks/monotone.py 2000` tries more."""
    for each in range(seed, seed + 20):
        random = Random(each)  # noqa: S311  people, not secrets
        changed = change(someone(random), random)
        assert changed is None or list(faults(changed)) == [], changed


def test_worse_is_found() -> None:
    """With the two sides of a change turned round, somebody is later and dearer for it."""
    nurse: dict[str, Value] = {
        "licenses": ("rn",),
        "license_status": "active",
        "education": "associate",
        "field": "nursing",
    }
    less, more = {**nurse, "months_acute_care": 0}, {**nurse, "months_acute_care": 36}
    assert list(faults(Changed("months", less, more))) == []
    assert any("first job" in fault for fault in faults(Changed("months", more, less)))
