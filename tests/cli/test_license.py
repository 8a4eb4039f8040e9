"""`casemgr license STATE` as a person and a script see it."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from casemgr_cli.documents.schemas import schema

if TYPE_CHECKING:
    from tests.conftest import Program

DATA = Path(__file__).resolve().parents[2] / "data"


def flat(text: str) -> str:
    """Return text on one line, whatever the screen's width broke it into."""
    return " ".join(text.split())


def as_json(casemgr: Program, *words: str) -> dict[str, Any]:
    """Return the document that a run prints."""
    done = casemgr("license", *words, "--json")
    assert (done.code, done.err) == (0, "")
    document: dict[str, Any] = json.loads(done.out)
    return document


def test_json_keeps_the_contract(casemgr: Program) -> None:
    """The keys that scripts rely on are there, and the document fits its schema."""
    document = as_json(casemgr, "TX")
    jsonschema.validate(document, schema("license"))
    assert (document["schema"], document["state"]) == ("casemgr.license/1", "TX")
    assert document["rn"]["board"] == "Texas Board of Nursing"
    assert document["rn"]["compact"] is True
    clinical = document["social_work"]["clinical"]
    assert (clinical["hours"], clinical["months"]) == (3000, 24)
    assert clinical["figures"]["hours"]["verified"] is True
    assert document["social_work"]["compact"] is None
    assert [level["acronym"] for level in document["social_work"]["levels"]] == ["LBSW", "LMSW", "LCSW"]


def test_the_boards_are_listed_where_there_is_one(casemgr: Program) -> None:
    """Whoever is to ask a health department is given no address of the boards."""
    assert "https://www.aswb.org" in casemgr("license", "TX").out
    assert "https://www.aswb.org" not in casemgr("license", "AS").out


def test_a_name_of_several_words_needs_no_quotes(casemgr: Program) -> None:
    """`casemgr license new york` is New York."""
    assert as_json(casemgr, "new", "york")["state"] == "NY"


def test_the_page_tells_law_and_what_was_not_verified(casemgr: Program) -> None:
    """Rules are marked as law; a figure that nobody verified says so, one that was read does not."""
    page = flat(casemgr("license", "TX").out)
    assert "Registered nurse (RN) [law]" in page
    assert "$75 (not verified)" in page
    assert "3,000 hours [" in page
    assert "[law] Nurses who work by telephone" in page
    assert "It is for nursing only" in page


def test_not_found_comes_with_the_board_to_ask(casemgr: Program) -> None:
    """Delaware's fee was not found: the page says so with the board's address, and never "none"."""
    page = casemgr("license", "Delaware").out
    assert "Not found. Ask the board: Delaware Board of Nursing." in flat(page)
    after = page[page.index("Not found.") :]
    assert "https://dpr.delaware.gov/boards/nursing/" in after[:200]
    assert "none" not in page.lower()


def test_social_work_gaps_point_to_an_office(casemgr: Program) -> None:
    """Where a level was not found, the page says whom to ask."""
    page = flat(casemgr("license", "CA").out)
    assert "Bachelor's level Not found." in page
    assert "Ask the social-work board of California." in page
    assert "https://www.rn.ca.gov/" in page


def test_a_level_without_a_license_is_told_apart(casemgr: Program) -> None:
    """Florida licenses nobody at the bachelor's level, as far as a guide says."""
    assert "Bachelor's level Not licensed at this level. (not verified)" in flat(casemgr("license", "FL").out)


def test_a_territory_without_a_known_board_names_the_health_department(casemgr: Program) -> None:
    """Guam's page says what is known and whom to ask for the rest."""
    page = flat(casemgr("license", "Guam").out)
    assert "Member in part." in page
    assert "Ask the health department of Guam." in page


def test_state_rules_are_shown(casemgr: Program) -> None:
    """Maryland's nursing homes need a licensed social worker; one rule of several places is said once."""
    page = flat(casemgr("license", "MD").out)
    assert "[law] Nursing-home social worker: Maryland: a licensed social worker" in page
    texas = flat(casemgr("license", "TX").out)
    assert texas.count("Texas, local authority: any bachelor's degree") == 1
    assert "26 TAC 331.17" in texas


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_typo_is_refused_with_the_nearest_state(casemgr: Program, words: tuple[str, ...]) -> None:
    """A misspelt state exits 2 and names the right one."""
    done = casemgr("license", "Calfornia", *words)
    assert (done.code, done.out) == (2, "")
    assert "California" in done.err


def test_no_state_is_wrong_usage(casemgr: Program) -> None:
    """The state is needed."""
    assert casemgr("license").code == 2


def test_a_broken_file_of_ones_own_exits_3(casemgr: Program, tmp_path: Path) -> None:
    """A person's own data are checked first, and the message names file, line and key."""
    folder = tmp_path / "own"
    shutil.copytree(DATA, folder)
    path = folder / "licenses" / "TX.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 75", "value: free"), encoding="utf-8")
    done = casemgr("license", "TX", "--data", str(folder))
    assert done.code == 3
    assert "licenses/TX.yaml, line " in done.err
    assert "license.rn.application_fee.value" in done.err
    assert casemgr("license", "UT", "--data", str(folder)).code == 0


def test_the_result_goes_to_a_file(casemgr: Program, tmp_path: Path) -> None:
    """`-o` writes the page to a file and nothing to the screen."""
    file = tmp_path / "texas.txt"
    done = casemgr("license", "TX", "-o", str(file))
    assert (done.code, done.out) == (0, "")
    assert "Texas Board of Nursing" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [("license", "TX"), ("license", "TX", "--json")])
def test_a_pipe_needs_no_rich_and_no_prompts(casemgr: Program, words: tuple[str, ...]) -> None:
    """What goes to a pipe is written without the libraries that draw and ask."""
    casemgr.command = [sys.executable, "-X", "importtime", "-m", "casemgr_cli"]
    done = casemgr(*words)
    loaded = {line.rpartition("|")[2].strip() for line in done.err.splitlines()}
    assert done.code == 0
    assert not {name for name in loaded if name.startswith(("rich.table", "rich.console", "questionary"))}
