"""The README shows pictures that are held to the program, and its commands exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from casemgr_cli.cli.app import COMMANDS
from docs.pictures import PICTURES

ROOT = Path(__file__).parent.parent
TERM = re.compile(r"\$?\b[0-9][0-9,]*\b|\b[A-Z]{3,}\b")
README = ROOT.joinpath("README.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    """Return the fenced blocks of one kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


def test_every_picture_is_one_that_is_tested() -> None:
    """What the README shows is what tests/test_pictures.py holds to the program."""
    shown = re.findall(r'docs/pictures/([^")]+)', README)
    assert shown == list(PICTURES)


def test_words_in_place_of_a_picture_are_true() -> None:
    """A number or a term in capitals that stands for a picture of a screen is in that picture."""
    screens = re.findall(r"!\[([^]]+)\]\(([^)]+\.svg)\)", README)
    assert screens
    for instead, file in screens:
        svg = ROOT.joinpath(file).read_text(encoding="utf-8")
        said, shown = (set(TERM.findall(text)) for text in (instead, svg[: svg.index("</desc>")]))
        assert said
        assert not said - shown


def test_pictured_answers_are_there_to_try() -> None:
    """The people of the pictures can be followed to their answers."""
    assert all(ROOT.joinpath(file).is_file() for file in re.findall(r"\((docs/people/[^)]+)\)", README))


def test_every_command_in_the_readme_exists() -> None:
    """Whatever follows casemgr in an example is a command."""
    lines = [line.split("#")[0].split("|")[0] for block in blocks("sh") for line in block.splitlines()]
    named = [shlex.split(line)[1] for line in lines if line.startswith("casemgr ")]
    assert named
    assert set(named) <= set(COMMANDS)


def test_the_first_screen_holds_two_commands() -> None:
    """One installs and starts the advisor, one installs what the tests need and runs them."""
    start, test = blocks("sh")[:2]
    assert start.rstrip().endswith("/casemgr advise")
    assert test.rstrip().endswith("-m pytest")
    assert len(start.splitlines()) == len(test.splitlines()) == 1
