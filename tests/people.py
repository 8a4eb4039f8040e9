"""What is shipped, and the people of tests/cases with their advice and pages: each read and made once."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from casemgr_cli.catalog.files import data_dir, load_messages
from casemgr_cli.catalog.load import load_catalog
from casemgr_cli.catalog.wages import load_pay_guide
from casemgr_cli.engine.advise import advise
from casemgr_cli.pages.advice import advice_page
from casemgr_cli.pages.certs import cert_page, certs_page
from casemgr_cli.pages.compare import compare_page
from casemgr_cli.pages.words import Words

if TYPE_CHECKING:
    from casemgr_cli.domain.advice import Advice
    from casemgr_cli.domain.facts import Answers, Value
    from casemgr_cli.pages.blocks import Page

TODAY = date(2026, 11, 23)
DATA = data_dir(None)
CATALOG = load_catalog(DATA, strict=False)
MESSAGES = load_messages(DATA)
WORDS = Words(MESSAGES)
GUIDE = load_pay_guide(DATA)
CASES: list[dict[str, Any]] = [
    case
    for path in sorted(Path(__file__).parent.joinpath("cases").glob("*_people.yaml"))
    for case in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
]
for _case in CASES:
    _case["answers"] = {key: tuple(v) if isinstance(v, list) else v for key, v in _case["answers"].items()}
PEOPLE: dict[str, dict[str, Any]] = {case["id"]: case["answers"] for case in CASES}
# A nurse who has to go on earning, a senior at a high school, a graduate in psychology.
NURSE, SENIOR, GRADUATE = "adn-well-paid", "case-07", "psychology-no-fieldwork"
PEOPLE[NURSE] = {**PEOPLE[NURSE], "keep_working": "yes"}


def advised(answers: Answers, today: date = TODAY) -> Advice:
    """Return the advice on somebody, made once however many tests look at it."""
    return _advised(frozenset(answers.items()), today)


@cache
def _advised(answers: frozenset[tuple[str, Value]], today: date) -> Advice:
    return advise(CATALOG, dict(answers), today)


def advice_for(person: str) -> Advice:
    """Return the advice on a person of tests/cases."""
    return advised(PEOPLE[person])


def page_for(person: str, kind: str = "advice") -> Page:
    """Return a person's page of one kind: advice, compare, certs, or cert for the CCM alone."""
    advice = advice_for(person)
    if kind == "compare":
        return compare_page(advice, CATALOG, WORDS)
    if kind == "certs":
        return certs_page(advice.verdicts, advice.assumed, CATALOG, WORDS)
    if kind == "cert":
        return cert_page(advice.verdicts[0], CATALOG, WORDS)
    return advice_page(advice, CATALOG, GUIDE, WORDS)
