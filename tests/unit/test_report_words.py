"""How amounts and messages are put into words."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from casemgr_cli.catalog.files import load_messages
from casemgr_cli.domain.figures import Figure, Span
from casemgr_cli.errors import DataInvalid
from casemgr_cli.pages.words import Words

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = load_messages(ROOT / "data")
WORDS = Words(MESSAGES)


@pytest.mark.parametrize(
    ("months", "text"),
    [
        (1, "1 month"),
        (24, "24 months"),
        (36, "36 months (3 years)"),
        (57, "57 months (4 years 9 months)"),
        (133, "133 months (11 years 1 month)"),
    ],
)
def test_long_waits_come_in_years_too(months: int, text: str) -> None:
    """Nobody should have to divide by twelve."""
    assert WORDS.months(months) == text


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (Span(8300, 10375), "$8,300-$10,375"),
        (Span(430, 430), "$430"),
        (Span(0, 0), "no cost"),
        (Span(None, None), "not known"),
        (Span(500, None), "from $500"),
        (Span(0, None), "not known"),
        (Span(None, 900), "up to $900"),
    ],
)
def test_ranges_of_money_stay_ranges(span: Span, text: str) -> None:
    """An unknown end stays unknown."""
    assert WORDS.money_span(span) == text


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        (430, 430, "USD", "$430"),
        (6900, 15300, "USD a year", "$6,900-$15,300 a year"),
        (1, 1, "months", "1 month"),
        (62.6, 62.6, "percent", "62.6%"),
        (3, 4, "weeks", "3-4 weeks"),
        (None, None, "USD", "not known"),
    ],
)
def test_figures_keep_their_unit(low: float | None, high: float | None, unit: str, text: str) -> None:
    """Whatever the unit, it stands beside the number."""
    assert WORDS.figure(Figure("f", "F", low, high, unit, "2026", "s", verified=True)) == text


def test_months_of_the_year_are_named() -> None:
    """People read names, scripts read numbers."""
    assert WORDS.month("2027-01") == "January 2027"


def test_what_is_filled_in_is_never_a_pattern() -> None:
    """Braces in a name stay braces."""
    assert "{secret.__class__}" in WORDS("card.title", path="{secret.__class__}")


def test_a_missing_message_is_a_problem_of_the_data() -> None:
    """It is named, with its file."""
    with pytest.raises(DataInvalid, match=r"messages.yaml has no report\.nothing"):
        WORDS("nothing")


@pytest.mark.parametrize("text", ["{nobody}", "{job.secret}", "{0}", "{job", "{job!z}"])
def test_a_message_with_wrong_braces_is_a_problem_of_the_data(text: str) -> None:
    """The hint names what it may use."""
    with pytest.raises(DataInvalid, match="braces") as caught:
        Words({"report.advice.title": text})("advice.title", job="x")
    assert "{job}" in caught.value.hint


def test_every_message_that_the_report_names_exists() -> None:
    """Keys written out in the code are in the data file, whole or as the start of a group."""
    known = {key.removeprefix("report.") for key in MESSAGES if key.startswith("report.")}
    groups = known | {key.rsplit(".", 1)[0] for key in known}
    named = _keys_in_code()
    assert len(named) > 300
    assert not named - groups


def _keys_in_code() -> set[str]:
    """Return the first argument of every call of `words(...)` or `words.count(...)` that is written out."""
    found: set[str] = set()
    for path in (ROOT / "casemgr_cli").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = ast.unparse(node.func).removeprefix("kit.").removeprefix("self.")
                key = node.args[0].value
                if name in ("words", "words.count") and isinstance(key, str):
                    found.add(key)
    return found


def test_a_loss_has_its_sign_before_the_dollar_sign() -> None:
    """A ten-year net can be negative."""
    words = Words({"report.amount.money": "${amount}", "report.amount.loss": "-${amount}"})
    assert (words.money(-2972), words.money(2972)) == ("-$2,972", "$2,972")
