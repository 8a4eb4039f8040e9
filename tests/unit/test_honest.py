"""No page holds two sentences that contradict each other, nor says a thing twice, whoever asks."""

from __future__ import annotations

import re
from functools import cache
from random import Random
from typing import TYPE_CHECKING

import pytest
import yaml

from casemgr_cli.engine.advise import advise
from casemgr_cli.pages.advice import advice_page
from casemgr_cli.writers.layout import render_text
from tests.honest import PAIRS, contradictions, disagreements, somebody
from tests.people import CATALOG, DATA, GUIDE, TODAY, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.mark.parametrize("seed", range(100))
def test_a_page_is_honest(seed: int) -> None:
    """A hundred random people; `benchmarks/honest.py 2000` tries more."""
    advice = advise(CATALOG, somebody(CATALOG, Random(seed)), TODAY)  # noqa: S311  people, not secrets
    page = render_text(advice_page(advice, CATALOG, GUIDE, WORDS))
    assert list(contradictions(" ".join(page.split()))) == []
    assert list(disagreements(advice, CATALOG)) == []


def test_a_contradiction_is_found() -> None:
    """Both halves of a pair on one page, or one statement twice, are told."""
    said = "By the issuer's rule you can apply for the CCM now. Ask whether your supervisor holds the CCM."
    assert list(contradictions(said)) == [next(name for name in PAIRS if name.startswith("eligible"))]
    statement = "The nursing home near you takes new nurses without any experience at all."
    assert list(contradictions(f"So it is. {statement} {statement}")) == [f"twice: {statement}"]


@pytest.mark.parametrize("half", sorted({half for pair in PAIRS.values() for side in pair for half in side}))
def test_each_half_of_a_pair_is_said_somewhere(half: str) -> None:
    """A pattern that no sentence of the data fits any more would find nothing."""
    assert any(re.search(half, sentence) for sentence in _sentences())


@cache
def _sentences() -> tuple[str, ...]:
    """Return every text of the data, each placeholder filled in."""
    files = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in DATA.glob("*.yaml"))
    return tuple(re.sub(r"\{[^}]*\}", "CCM", text) for data in files for text in _texts(data))


def _texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for part in parts:
        yield from _texts(part)
