"""No page holds two sentences that contradict each other, nor says a thing twice, whoever asks."""

from __future__ import annotations

import re
from functools import cache
from random import Random
from typing import TYPE_CHECKING

import pytest
import yaml
from msgspec.structs import replace

from casemgr_cli.engine.advise import advise
from casemgr_cli.pages.advice import advice_page
from casemgr_cli.writers.layout import render_text
from tests.honest import PAIRS, contradictions, disagreements, somebody
from tests.people import CATALOG, DATA, GUIDE, TODAY, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casemgr_cli.domain.facts import Value


@pytest.mark.parametrize("seed", range(100))
def test_a_page_is_honest(seed: int) -> None:
    """A hundred random people; `benchmarks/honest.py 2000` tries more."""
    advice = advise(CATALOG, somebody(CATALOG, Random(seed)), TODAY)  # noqa: S311  people, not secrets
    page = " ".join(render_text(advice_page(advice, CATALOG, GUIDE, WORDS)).split())
    assert list(contradictions(page)) == []
    assert list(disagreements(advice, CATALOG, page)) == []


def test_a_contradiction_is_found() -> None:
    """Both halves of a pair on one page, or one statement twice, are told."""
    said = "By the issuer's rule you can apply for the CCM now. Ask whether your supervisor holds the CCM."
    assert list(contradictions(said)) == [next(name for name in PAIRS if name.startswith("eligible"))]
    statement = "The nursing home near you takes new nurses without any experience at all."
    assert list(contradictions(f"So it is. {statement} {statement}")) == [f"twice: {statement}"]


def test_a_case_manager_sent_back_is_found() -> None:
    """To other months than are missing, to an aide's work, or to today's work after a full-time degree."""
    told: dict[str, Value] = {"work_now": "case_manager", "licenses": ("rn",), "months_case_management": 4}
    advice = advise(CATALOG, told, TODAY)
    route, step, verdict = advice.routes[0], advice.routes[0].steps[0], advice.verdicts[0]
    aide = replace(advice.next_actions[0], title="Apply for work as a case aide")
    degree = replace(step, id="bsn", pace="full_time", start=0, months=1)
    again = replace(step, id="present_case_management", start=1)
    lost = replace(
        advice,
        next_actions=(aide,),
        routes=(replace(route, steps=(degree, again)),),
        verdicts=(replace(verdict, months_needed=20),),
    )
    page = f"Certifications {verdict.certification.short} not yet [3] Still needed {{}} months"
    right, wrong = (set(disagreements(lost, CATALOG, page.format(months))) for months in (20, 9))
    assert wrong - right == {f"other months needed: {verdict.certification.short}"}
    assert {each.partition(":")[0] for each in wrong} - {*disagreements(advice, CATALOG, "")} >= {
        "other months needed",
        "today's work is taken up again",
        "a case manager is told to apply for an aide's work",
    }


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
