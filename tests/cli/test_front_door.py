"""The front door: short options, defaults that stay, color conventions, and `casemgr` alone."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ANOTHER, ROOT, by_root

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


def test_a_setting_is_ignored_where_it_means_nothing(casemgr: Program, tmp_path: Path) -> None:
    """A format that a command does not write is; the desk and the commands within groups take the others."""
    around = {"XDG_DATA_HOME": str(tmp_path / "kept")}
    for name in ("csv", "ics"):
        done = casemgr("license", "MD", env={"CASEMGR_FORMAT": name})
        assert done.out == casemgr("license", "MD").out != "", done.err
    assert casemgr("session", "student", "1001", env=around | {"CASEMGR_FORMAT": "json"}).code == 0
    for setting in ("json", "csv", "markdown", "ics"):
        for words in (("session", "show", "1001"), ("session",), ("roster", "list")):
            done = casemgr(*words, env=around | {"CASEMGR_FORMAT": setting, "CASEMGR_STATE": "OR"})
            assert done.code == 0, (setting, words, done.err)
            assert (setting == "json") is done.out.startswith('{"schema"'), (setting, words)
    file = config(tmp_path, f'format = "json"\ndata = "{ROOT / "data"}"\n')
    assert json.loads(casemgr("session", "list", env=around | file).out)["total"] == 1
    assert json.loads(casemgr("roster", "list", env=around | file).out)["total"] == 1


def test_the_command_line_says_the_format_before_a_setting_does(casemgr: Program, tmp_path: Path) -> None:
    """--json is no contradiction, and the ending of a file is heeded; another file gets what is set."""
    around = {"CASEMGR_FORMAT": "markdown"}
    page, other = tmp_path / "page.html", tmp_path / "page"
    assert json.loads(casemgr("license", "MD", "--json", env=around).out)["state"] == "MD"
    assert casemgr("license", "MD", "-o", str(page), env=around).code == 0
    assert casemgr("license", "MD", f"--output={other}", env=around).code == 0
    assert page.read_text(encoding="utf-8").startswith("<!")
    assert other.read_text(encoding="utf-8").startswith("# ")


def test_a_format_that_is_none_is_told(casemgr: Program) -> None:
    """It is not ignored as one is that only some commands write."""
    done = casemgr("license", "MD", env={"CASEMGR_FORMAT": "jsn"})
    assert (done.code, '"format" cannot be "jsn"' in done.err) == (2, True)


def test_options_before_a_command_of_the_desk_are_still_refused(casemgr: Program, tmp_path: Path) -> None:
    """A setting is none of them; what stands there on the command line would be lost in silence."""
    around = {"CASEMGR_FORMAT": "json", "CASEMGR_DATA": str(ROOT / "data")}
    for words in (("--json",), ("--store", str(tmp_path / "a.db")), ("--no-pager",)):
        done = casemgr("session", *words, "list", env=around)
        assert (done.code, "Options stand before list" in done.err) == (2, True), done.err


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


def test_a_home_that_is_no_folder_stops_nothing(casemgr: Program) -> None:
    """Who has no home folder has no settings there."""
    done = casemgr("salary", "--nursing", env={"HOME": "~", "XDG_CONFIG_HOME": ""})
    assert done.code == 0


@pytest.mark.skipif(os.name != "posix", reason="logins as on Unix")
@pytest.mark.parametrize(("place", "mode"), [("config.toml", 0o666), ("config.toml", 0o602), (".", 0o777)])
def test_settings_that_others_can_write_are_refused(
    casemgr: Program, tmp_path: Path, place: str, mode: int
) -> None:
    """They could lead to somebody else's data. The word names the place and how to mend it, which does."""
    around = config(tmp_path, 'state = "OR"\n')
    at = tmp_path / "config" / "casemgr" / place
    usual = at.stat().st_mode
    at.chmod(mode)
    done = casemgr("salary", "--nursing", "--json", env=around)
    error = json.loads(done.err)["error"]
    assert (done.code, error["code"], done.out) == (1, "not_yours", "")
    assert str(at) in error["message"]
    assert f"chmod go-w {at}" in error["hint"]
    at.chmod(usual & ~0o022)
    assert area(casemgr("salary", "--nursing", "--json", env=around).out) == "Oregon"


@by_root
@pytest.mark.parametrize("place", ["config.toml", "."])
def test_settings_of_another_login_are_refused(casemgr: Program, tmp_path: Path, place: str) -> None:
    """Neither the file nor its folder may be theirs."""
    around = config(tmp_path, 'state = "OR"\n')
    at = tmp_path / "config" / "casemgr" / place
    os.chown(at, ANOTHER, -1)
    done = casemgr("salary", env=around)
    assert (done.code, done.out) == (1, "")
    assert f"{at} belongs to another login" in done.err
    assert "chown" in done.err


@by_root
def test_settings_behind_a_link_are_read_where_the_link_is_ones_own(casemgr: Program, tmp_path: Path) -> None:
    """Many keep their settings elsewhere; a link that another login planted is refused."""
    around = config(tmp_path, "")
    file, elsewhere = tmp_path / "config" / "casemgr" / "config.toml", tmp_path / "settings.toml"
    elsewhere.write_text('state = "OR"\n', encoding="utf-8")
    file.unlink()
    file.symlink_to(elsewhere)
    words = ("salary", "--nursing", "--json")
    assert area(casemgr(*words, env=around).out) == "Oregon"
    os.chown(file, ANOTHER, -1, follow_symlinks=False)
    assert json.loads(casemgr(*words, env=around).err)["error"]["code"] == "planted"


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
