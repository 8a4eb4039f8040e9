"""The front door: short options, defaults that stay, color conventions, and `casemgr` alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Program


def config(home: Path, text: str) -> dict[str, str]:
    """Write a person's config.toml and return the environment that finds it."""
    folder = home / "config" / "casemgr"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return {"XDG_CONFIG_HOME": str(home / "config")}


def area(out: str) -> str:
    """Return the area of the first row of pay."""
    return str(json.loads(out)["market"][0]["area"])


@pytest.mark.parametrize("words", [("salary", "-h"), ("help", "salary"), ("salary", "--help")])
def test_help_answers_to_all_its_names(casemgr: Program, words: tuple[str, ...]) -> None:
    """-h, --help and help show the same page."""
    assert casemgr(*words).out == casemgr("salary", "--help").out != ""


def test_help_and_version_of_the_whole(casemgr: Program) -> None:
    """`casemgr help` is `casemgr --help`, -V is --version."""
    assert casemgr("help").out == casemgr("--help").out
    assert casemgr("-V").out == casemgr("--version").out


def test_a_state_can_be_set_once_for_all_commands(casemgr: Program, tmp_path: Path) -> None:
    """The command line wins over the environment, and that over the file."""
    home = config(tmp_path, 'state = "OR"\n')
    words = ("salary", "--nursing", "--json")
    assert area(casemgr(*words, env=home).out) == "Oregon"
    assert area(casemgr(*words, env={**home, "CASEMGR_STATE": "CA"}).out) == "California"
    assert area(casemgr(*words, "--state", "TX", env={**home, "CASEMGR_STATE": "CA"}).out) == "Texas"


@pytest.mark.parametrize(
    ("text", "words"),
    [("staet = 'OR'\n", 'Did you mean "state"'), ("state = 3\n", "text in quotes"), ("state\n", "not TOML")],
)
def test_a_wrong_setting_is_told(casemgr: Program, tmp_path: Path, text: str, words: str) -> None:
    """The message names the file and what is right."""
    done = casemgr("salary", env=config(tmp_path, text))
    assert done.code == 2
    assert words in done.err
    assert "config.toml" in done.err


def test_all_mistakes_of_the_settings_are_told_at_once(casemgr: Program, tmp_path: Path) -> None:
    """One we do not know, a value that it cannot have and one that is no text, each with what is right."""
    around = config(tmp_path, 'color = "alwys"\nstat = "OR"\npaper = 3\n')
    done = casemgr("salary", env=around)
    assert done.code == 2
    for words in (
        '"alwys"',
        "auto, always, never",
        '"stat"',
        'Did you mean "state"?',
        '"paper" must be text',
    ):
        assert words in done.err, words


def test_a_doubled_option_is_refused(casemgr: Program) -> None:
    """An option that can be meant once is not overridden in silence; those for several still are several."""
    done = casemgr("salary", "--state", "OR", "--state=CA")
    assert (done.code, "--state is given twice" in done.err) == (2, True)
    twice = casemgr("next", "--set", "state=OR", "--set", "background=nursing", "--json")
    assert json.loads(twice.out)["asked_so_far"] == 2


@pytest.mark.parametrize(
    ("changes", "colored"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "0"}, False),
        ({"CASEMGR_COLOR": "always"}, True),
        ({"CASEMGR_COLOR": "never", "FORCE_COLOR": "1"}, False),
    ],
)
def test_color_follows_the_conventions(casemgr: Program, changes: dict[str, str], colored: bool) -> None:
    """Without a terminal there is color only where it is forced."""
    done = casemgr("salary", "--nursing", env=changes)
    assert done.code == 0, done.err
    assert ("\x1b[" in done.out) is colored
