"""No page holds two sentences that contradict each other, nor says a thing twice, whoever asks."""

from __future__ import annotations

from random import Random

import pytest

from casemgr_cli.engine.advise import advise
from casemgr_cli.pages.advice import advice_page
from casemgr_cli.writers.layout import render_text
from tests.honest import PAIRS, contradictions, somebody
from tests.people import CATALOG, GUIDE, TODAY, WORDS


@pytest.mark.parametrize("seed", range(100))
def test_a_page_is_honest(seed: int) -> None:
    """A hundred random people; `benchmarks/honest.py 2000` tries more."""
    answers = somebody(CATALOG, Random(seed))  # noqa: S311  people, not secrets
    page = render_text(advice_page(advise(CATALOG, answers, TODAY), CATALOG, GUIDE, WORDS))
    assert list(contradictions(" ".join(page.split()))) == []


def test_a_contradiction_is_found() -> None:
    """Both halves of a pair on one page, or one statement twice, are told."""
    said = "By the issuer's rule you can apply for the CCM now. Ask whether your supervisor holds the CCM."
    assert list(contradictions(said)) == [next(name for name in PAIRS if name.startswith("eligible"))]
    statement = "The nursing home near you takes new nurses without any experience at all."
    assert list(contradictions(f"So it is. {statement} {statement}")) == [f"twice: {statement}"]
