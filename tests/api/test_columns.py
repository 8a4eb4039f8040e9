"""Verdicts over columns are those of one person after the other."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("numpy")

from casemgr_cli.api import load
from casemgr_cli.api.columns import verdict_columns
from casemgr_cli.engine.eligibility import verdicts
from tests.people import PEOPLE

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Answers, Value

ADVISOR = load(today=date(2026, 11, 23))
CATALOG = ADVISOR.catalog


def somebody(choose: random.Random) -> Answers:
    """Return answers that mix those of two people and change some, with no thought of sense."""
    one, other = (ADVISOR.accept(PEOPLE[name]) for name in choose.sample(sorted(PEOPLE), 2))
    answers: dict[str, Value] = {**one, **other}
    for key in choose.sample(sorted(CATALOG.facts), 12):
        fact = CATALOG.facts[key]
        if choose.random() < 0.3:
            answers.pop(key, None)
        elif choose.random() < 0.2:
            answers[key] = "unknown"
        elif fact.type == "choice":
            answers[key] = choose.choice(fact.values)
        elif fact.type == "choices":
            answers[key] = tuple(choose.sample(fact.values, choose.randint(0, min(3, len(fact.values)))))
        elif fact.type == "integer":
            answers[key] = choose.choice((0, 6, 12, 24, 36, 60))
    return answers


def test_columns_agree_with_one_by_one() -> None:
    """Over 400 random people and every certification there is no difference."""
    choose = random.Random(3)  # noqa: S311 - not for secrets
    people = [somebody(choose) for _ in range(400)]
    columns = verdict_columns(CATALOG, people)
    for i, answers in enumerate(people):
        assert {key: str(column[i]) for key, column in columns.items()} == {
            each.certification.id: each.verdict for each in verdicts(CATALOG, answers)
        }, answers


def test_nobody_has_no_verdicts() -> None:
    """An empty population gives empty columns."""
    assert {len(column) for column in verdict_columns(CATALOG, []).values()} == {0}
