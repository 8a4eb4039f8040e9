"""docs/privacy.md says what is so, and the program does no more than it says."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casemgr_cli.catalog.files import data_dir
from casemgr_cli.catalog.load import load_catalog
from casemgr_cli.cli import kept
from casemgr_cli.desk.commands.session import COMMANDS
from casemgr_cli.desk.connect import OWNER_FILE, OWNER_FOLDER, PRAGMAS, find_store
from casemgr_cli.desk.records import EVENTS
from casemgr_cli.desk.store import open_store
from casemgr_cli.desk.work import RUNS_OUT_AFTER
from tests.desk_fixtures import columns_of, table_names

if TYPE_CHECKING:
    from tests.conftest import Program

PAGE = Path(__file__).resolve().parents[2].joinpath("docs", "privacy.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| (.+) \| (.+) \|$", flags=re.MULTILINE)
# Words of what the page says has no place; none may be part of a column's or a question's name.
NEVER = ("birth", "ssn", "social_security", "address", "phone", "email", "mail", "race", "ethnic", "gender")
WATCHED = """
import sys
import tomllib

def watch(event, details):
    if event == "socket.connect" or event == "socket.getaddrinfo":
        raise SystemExit(f"network: {event} {details}")

sys.addaudithook(watch)
from casemgr_cli.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def columns(folder: Path) -> dict[str, list[str]]:
    """Return the columns of each table of a new store."""
    store = open_store(find_store(str(folder / "desk.db"), {}), "Ms. Rivera")
    with store.reading() as connection:
        found = {name: list(columns_of(connection, name)) for name in table_names(connection)}
    store.close()
    return found


def test_every_table_and_column_is_on_the_page(tmp_path: Path) -> None:
    """And none is on the page that is not in the store."""
    written = {name: re.findall(r"`(\w+)`", columns) for name, _, columns in ROW.findall(PAGE)}
    assert written == columns(tmp_path)


def test_nothing_is_asked_or_kept_that_the_page_rules_out(tmp_path: Path) -> None:
    """No column and no question is about birth dates, addresses and the like."""
    names = [name for of_table in columns(tmp_path).values() for name in of_table]
    names += load_catalog(data_dir(None), strict=False).facts
    assert [name for name in names if any(word in name for word in NEVER)] == []


def test_private_questions_are_named() -> None:
    """Each fact that is private in the data is on the page as that."""
    sentence = PAGE[PAGE.index("Private ones, off for minors") :].split("\n\n")[0]
    facts = load_catalog(data_dir(None), strict=False).facts.values()
    assert set(re.findall(r"`(\w+)`", sentence)) == {fact.key for fact in facts if fact.private}


def test_what_is_logged_is_named() -> None:
    """Every kind of line in a student's history is on the page."""
    history = next(about for name, about, _ in ROW.findall(PAGE) if name == "history")
    assert all(event.replace("_", " ") in history for event in EVENTS)


def test_settings_are_as_the_page_says() -> None:
    """Modes, durability, overwriting and the lease."""
    assert f"modes 0{OWNER_FILE:o} and 0{OWNER_FOLDER:o}" in PAGE
    assert "synchronous = EXTRA" in PRAGMAS
    assert "synchronous=EXTRA" in PAGE
    assert {"secure_delete = ON", "temp_store = MEMORY"} <= set(PRAGMAS)
    assert f"{RUNS_OUT_AFTER.seconds} seconds" in PAGE


def test_files_of_answers_are_named() -> None:
    """The two that casemgr keeps beside a store, by the names that they have, and how long a stop waits."""
    assert all(f"`{file.name}`" in PAGE for file in (kept.place(), kept.stopped_place(None)))
    assert f"within {kept.PATIENCE} seconds" in PAGE


def test_commands_on_the_page_exist() -> None:
    """Each `casemgr session ...` names a command of the desk."""
    named = set(re.findall(r"casemgr session ([a-z-]+)", PAGE))
    assert named
    assert named <= set(COMMANDS)


def test_the_desk_talks_to_nobody_and_writes_nowhere_else(casemgr: Program, tmp_path: Path) -> None:
    """A whole session opens no connection and leaves one file, in the user's data folder."""
    session = ["session", "new", "1001", "--name", "--set", "state=OR", "--assume-defaults"]
    for words in (session, ["session"], ["session", "export", "--student", "1001"]):
        done = subprocess.run(
            [sys.executable, "-c", WATCHED, *words],
            input=b"Ana",
            capture_output=True,
            env=casemgr.environment({"XDG_DATA_HOME": str(casemgr.home / "data")}),
            cwd=tmp_path,
            check=False,
            timeout=60,
        )
        assert (done.returncode, done.stderr) == (0, b"")
    left = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    if sys.platform != "linux":
        pytest.skip("the place of the data folder is the system's own")
    assert left == [Path("home", "data", "casemgr", "desk.db")]


def test_no_document_puts_a_name_or_a_note_on_the_command_line() -> None:
    """There is no option that takes one, and what is searched for is asked for."""
    root = Path(__file__).resolve().parents[2]
    pages = [root / "docs" / name for name in ("desk.md", "privacy.md", "casemgr.1")]
    for page in (*pages, root / "README.md"):
        text = page.read_text(encoding="utf-8").replace("\\-", "-")
        assert not re.search(
            r"--(given|family)\b|--add (?!-|  )\S|session list [a-z]|--search [a-z]\w* *$", text
        )


def test_commands_of_the_guide_exist() -> None:
    """docs/desk.md names no command and no extra that is not there."""
    root = Path(__file__).resolve().parents[2]
    guide = root.joinpath("docs", "desk.md").read_text(encoding="utf-8")
    assert set(re.findall(r"casemgr session ([a-z-]+)(?= )", guide)) <= set(COMMANDS)
    project = tomllib.loads(root.joinpath("pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    assert set(re.findall(r"'\.\[([a-z-]+)\]'", guide)) <= set(extras)
    assert f"{RUNS_OUT_AFTER.seconds} seconds" in guide
