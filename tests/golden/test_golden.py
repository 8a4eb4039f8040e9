"""What the program writes is what was kept, or it was changed on purpose and recorded."""

from __future__ import annotations

import pytest

from tests.golden import golden


def test_every_page_is_as_it_was_kept() -> None:
    """No page of any of the people differs from its golden file."""
    changed = list(golden.differences())
    if changed:
        shown = "\n\n".join(changed)[:6000]
        pytest.fail(f"{len(changed)} pages differ; see tests/golden/golden.py\n\n{shown}", pytrace=False)
