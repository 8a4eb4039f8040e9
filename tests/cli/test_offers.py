"""`casemgr compare --offers` from end to end."""

from __future__ import annotations

import csv
import json
import stat
from typing import TYPE_CHECKING

import jsonschema
import pytest

from casemgr_cli.documents.schemas import schema
from tests.unit.offers_fixtures import SEVERAL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Program

NURSE = [
    "--set",
    "background=nursing",
    "--set",
    "licenses=rn",
    "--set",
    "state=OR",
    "--set",
    "months_nursing=7",
]


@pytest.fixture
def offers(tmp_path: Path) -> str:
    """Return the name of a file of offers."""
    file = tmp_path / "offers.yaml"
    file.write_text(SEVERAL, encoding="utf-8")
    return str(file)


def test_offers_as_a_page(casemgr: Program, offers: str) -> None:
    """Every offer has its line, and the questions follow."""
    done = casemgr("compare", "--offers", offers, *NURSE)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Your offers, side by side\n")
    assert "Does the person you would report to hold the CCM?" in done.out
    assert done.out.isascii()


def test_offers_as_json(casemgr: Program, offers: str) -> None:
    """The document fits its published schema, from a file and from stdin."""
    done = casemgr("compare", "--offers", offers, *NURSE, "--json")
    document = json.loads(done.out)
    jsonschema.validate(document, schema("offers"))
    assert json.loads(casemgr("schema", "offers").out) == schema("offers")
    assert [offer["name"] for offer in document["offers"]] == ["Mercy", "Plan", "Clinic", "Ward", "Dialysis"]
    again = casemgr("compare", "--offers", "-", *NURSE, "--format", "json", stdin=SEVERAL)
    assert json.loads(again.out) == document


def test_offers_as_a_sheet(casemgr: Program, offers: str, tmp_path: Path) -> None:
    """One row an offer; the file is for its owner alone."""
    sheet = tmp_path / "offers.csv"
    done = casemgr("compare", "--offers", offers, *NURSE, "--format", "csv", "-o", str(sheet))
    assert (done.code, done.out) == (0, "")
    header, *rows = csv.reader(sheet.read_text(encoding="utf-8").splitlines())
    assert header[0] == "name"
    assert {len(row) for row in rows} == {len(header)}
    assert len(rows) == 5
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600


def test_answers_come_from_stdin_beside_offers_from_a_file(casemgr: Program, offers: str) -> None:
    """Only one of the two may be stdin."""
    answers = "background: nursing\nlicenses: [rn]\nstate: OR\nmonths_nursing: 7\n"
    done = casemgr("compare", "--offers", offers, "--answers", "-", "--json", stdin=answers)
    assert json.loads(done.out) == json.loads(casemgr("compare", "--offers", offers, *NURSE, "--json").out)
    both = casemgr("compare", "--offers", "-", "--answers", "-", stdin=answers)
    assert both.code == 2
    assert "cannot both come from standard input" in both.err


@pytest.mark.parametrize(
    ("words", "stdin", "code", "says"),
    [
        (["--offers", "missing.yaml"], "", 1, "The offers in missing.yaml cannot be read"),
        (["--offers", "."], "", 1, "The offers in . cannot be read"),
        (["--offers", "-"], "", 2, "stdin: the file holds no offers."),
        (["--offers", "-", "--sort", "pay"], SEVERAL, 2, "are about ways, not about --offers"),
        (["--offers", "-", "--where", "hospital"], SEVERAL, 2, "are about ways, not about --offers"),
        (["--offers", "-", "--all"], SEVERAL, 2, "are about ways, not about --offers"),
        (["--offers", "-"], "- {name: A, setting: hopsital}", 2, 'Did you mean "hospital"?'),
        (["--offers", "-", "--set", "state=OR", "--set", "licenses=rm"], SEVERAL, 2, '"rm"'),
    ],
)
def test_failures_are_said_in_words(
    words: list[str], stdin: str, code: int, says: str, casemgr: Program
) -> None:
    """Exit codes are those of every command, and nothing is written to stdout."""
    done = casemgr("compare", *words, stdin=stdin)
    assert (done.code, done.out) == (code, "")
    assert says in done.err
    assert "Traceback" not in done.err


def test_failures_are_json_under_json(casemgr: Program) -> None:
    """A script reads the slug, the message and the hint."""
    done = casemgr("compare", "--offers", "-", "--json", stdin="- {name: A, setting: hospital, pay: -1}")
    error = json.loads(done.err)["error"]
    assert (done.code, error["code"]) == (2, "offers_file")
    assert error["message"].startswith('stdin, line 1: In offer 1, "pay" must be')


def test_without_offers_the_routes_are_compared(casemgr: Program) -> None:
    """`compare` alone is what it was."""
    document = json.loads(casemgr("compare", *NURSE, "--json").out)
    assert document["schema"] == "casemgr.compare/1"
