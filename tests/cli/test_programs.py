"""`casemgr programs` as a person and a script see it."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from casemgr_cli.documents.schemas import schema

if TYPE_CHECKING:
    from tests.conftest import Program

DATA = Path(__file__).resolve().parents[2] / "data"
KEYS = {
    "institution",
    "unitid",
    "state",
    "control",
    "degree",
    "completers",
    "median_earnings",
    "earnings_horizon",
    "median_debt",
    "tuition_in_district",
    "tuition_in_state",
    "tuition_out_of_state",
    "credit_in_state",
    "credit_out_of_state",
}


def flat(text: str) -> str:
    """Return text on one line, whatever the screen's width broke it into."""
    return " ".join(text.split())


def as_json(casemgr: Program, *words: str) -> dict[str, Any]:
    """Return the document that a run prints."""
    done = casemgr("programs", *words, "--json")
    assert (done.code, done.err) == (0, "")
    document: dict[str, Any] = json.loads(done.out)
    return document


def test_json_keeps_the_contract(casemgr: Program) -> None:
    """The keys that scripts rely on are there, and the document fits its schema."""
    document = as_json(casemgr, "--degree", "bsw", "--state", "OR")
    jsonschema.validate(document, schema("programs"))
    assert document["schema"] == "casemgr.programs/1"
    assert document["total"] == 5
    assert document["programs"][0] == {
        "institution": "Portland State University",
        "unitid": "209807",
        "state": "OR",
        "control": "Public",
        "degree": "bsw",
        "completers": 103,
        "median_earnings": 63456,
        "earnings_horizon": "4yr_after_completion",
        "median_debt": 23000,
        "tuition_in_district": 10806,
        "tuition_in_state": 10806,
        "tuition_out_of_state": 29706,
        "credit_in_state": None,
        "credit_out_of_state": None,
    }
    assert all(set(program) == KEYS for program in document["programs"])
    assert document["programs"][2]["median_earnings"] is None


def test_the_page_holds_list_warnings_checks_and_source(casemgr: Program) -> None:
    """A reader gets the figures together with what they do not say."""
    done = casemgr("programs", "--degree", "bsn", "--state", "oregon", "--sort", "earnings")
    page = flat(done.out)
    assert (done.code, done.err) == (0, "")
    assert "Bachelor's degrees in nursing (BSN): Oregon" in page
    assert "highest earnings first" in page
    assert "$104,592" in page
    assert "cannot tell a first BSN from an RN-to-BSN" in page
    assert "[law] The state board of nursing approves the program." in page
    assert "https://directory.ccnecommunity.org/reports/accprog.asp" in page
    assert "College Scorecard, figures by field of study (2026 release)" in page
    assert "No school can pay" in page


def test_ten_are_shown_and_the_rest_counted(casemgr: Program) -> None:
    """The page says how many more there are and how to see them; a script finds the total."""
    page = flat(casemgr("programs", "--degree", "msw").out)
    assert "356 more programs are not shown. Add --limit 366 to see them all." in page
    document = as_json(casemgr, "--degree", "msw")
    assert (len(document["programs"]), document["total"]) == (10, 366)
    assert len(as_json(casemgr, "--degree", "msw", "--limit", "366")["programs"]) == 366


def test_neighbors(casemgr: Program) -> None:
    """The states around are searched too, and named."""
    document = as_json(casemgr, "--degree", "bsw", "--state", "RI", "--neighbors", "--limit", "99")
    assert document["wish"]["states"] == ["RI", "CT", "MA"]
    assert {program["state"] for program in document["programs"]} == {"RI", "CT", "MA"}


def test_search_forgives(casemgr: Program) -> None:
    """A typo and a turned-around name still find the school."""
    (first, *_) = as_json(casemgr, "--degree", "bsw", "--search", "stat portlnad")["programs"]
    assert first["institution"] == "Portland State University"


@pytest.mark.parametrize("format_", ["text", "json", "csv"])
def test_nothing_found_is_no_failure_and_says_what_to_widen(casemgr: Program, format_: str) -> None:
    """The advice is on the page, or beside a result that a script reads."""
    words = ("--degree", "bsw", "--state", "OR", "--search", "boise state", "--format", format_)
    done = casemgr("programs", *words)
    said = flat(done.out if format_ == "text" else done.err)
    assert done.code == 0
    assert 'No program fits. We looked for "boise state"' in said
    assert "With the states around it there is one: add --neighbors." in said
    assert "Without a name to look for there are 5: leave out --search." in said
    if format_ == "json":
        document = json.loads(done.out)
        assert (document["programs"], document["total"], len(document["advice"])) == ([], 0, 4)
    if format_ == "csv":
        assert done.out.count("\n") == 1


def test_csv_is_a_table_and_the_count_stands_beside_it(casemgr: Program) -> None:
    """CSV holds rows alone; how many more there are goes to stderr."""
    done = casemgr("programs", "--degree", "lpn", "--state", "CA", "--format", "csv")
    rows = list(csv.DictReader(done.out.splitlines()))
    assert done.code == 0
    assert len(rows) == 10
    assert "more programs are not shown" in done.err
    assert {*rows[0]} == {*KEYS, "as_of", "source", "prices_as_of", "prices_source"}
    assert {row["state"] for row in rows} == {"CA"}


def test_csv_neutralizes_formulas(casemgr: Program, tmp_path: Path) -> None:
    """A school's name that a spreadsheet would run is made text."""
    folder = tmp_path / "own"
    shutil.copytree(DATA, folder)
    path = folder / "programs" / "4407-3.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Portland State University", "=cmd|' /C calc'!A0"), encoding="utf-8")
    words = ("programs", "--degree", "bsw", "--state", "OR", "--format", "csv", "--data", str(folder))
    assert casemgr(*words).out.splitlines()[1].startswith("'=cmd|")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--degree", "bsnn"), '"bsn"'),
        (("--degree", "bsn", "--state", "Orgeon"), "Oregon"),
        (("--degree", "bsn", "--neighbors"), "--state"),
        (("--degree", "bsn", "--search", "--"), "no word"),
        (("--degree", "bsn", "--sort", "earning"), "earnings"),
        (("--degree", "bsn", "--limit", "0"), "--limit"),
        ((), "--degree"),
    ],
)
def test_wrong_usage_exits_2_and_says_what_is_right(
    casemgr: Program, words: tuple[str, ...], expected: str
) -> None:
    """Degrees, states, orders and numbers that there are not are refused, under --json as JSON."""
    done = casemgr("programs", *words)
    assert (done.code, done.out) == (2, "")
    assert expected in done.err
    done = casemgr("programs", "--json", *words)
    assert (done.code, done.out) == (2, "")
    assert set(json.loads(done.err)["error"]) == {"code", "message", "hint"}


def test_a_broken_table_of_ones_own_exits_3(casemgr: Program, tmp_path: Path) -> None:
    """The message names the table and the line; other degrees still work."""
    folder = tmp_path / "own"
    shutil.copytree(DATA, folder)
    path = folder / "programs" / "4407-3.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",103,63456,", ",103,about 60000,"), "utf-8")
    done = casemgr("programs", "--degree", "bsw", "--data", str(folder))
    assert done.code == 3
    assert re.search(r"programs/4407-3\.csv, line \d+: median_earnings", done.err)
    assert casemgr("programs", "--degree", "msw", "--data", str(folder)).code == 0


def test_hostile_words_come_back_harmless(casemgr: Program) -> None:
    """What was typed is shown without its escapes."""
    done = casemgr("programs", "--degree", "bsw", "--search", "\x1b[31mzebra")
    assert done.code == 0
    assert "\x1b" not in done.out + done.err
    assert casemgr("programs", "--degree", "\x1b[31m").err.count("\x1b") == 0


def test_help_names_every_degree(casemgr: Program) -> None:
    """What `--degree` takes can be read without the documentation."""
    tree = yaml.safe_load((DATA / "programs.yaml").read_text(encoding="utf-8"))
    page = flat(casemgr("programs", "--help").out).replace("- ", "-")
    assert all(degree in page for degree in tree["degrees"])


@pytest.mark.parametrize("format_", ["text", "json", "csv"])
def test_a_pipe_needs_no_rich_and_no_prompts(casemgr: Program, format_: str) -> None:
    """What goes to a pipe is written without the libraries that draw and ask."""
    casemgr.command = [sys.executable, "-X", "importtime", "-m", "casemgr_cli"]
    done = casemgr("programs", "--degree", "bsw", "--state", "OR", "--format", format_)
    loaded = {line.rpartition("|")[2].strip() for line in done.err.splitlines()}
    assert done.code == 0
    assert not {name for name in loaded if name.startswith(("rich.table", "rich.console", "questionary"))}
