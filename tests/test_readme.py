"""The README shows what the program prints, and its commands exist."""

from __future__ import annotations

import re
import shlex
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from casemgr_cli.catalog.load import load_catalog
from casemgr_cli.catalog.messages import load_messages
from casemgr_cli.catalog.paths import data_dir
from casemgr_cli.catalog.pay import load_pay_guide
from casemgr_cli.cli.app import COMMANDS
from casemgr_cli.engine.advise import advise
from casemgr_cli.report.text import render_text
from casemgr_cli.report.view_advice import advice_page
from casemgr_cli.report.words import Words

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Value

README = Path(__file__).parent.parent.joinpath("README.md").read_text(encoding="utf-8")
TODAY = date(2026, 11, 23)
NURSE: dict[str, Value] = {
    "background": "nursing",
    "licenses": ("rn",),
    "license_status": "active",
    "certifications": (),
    "months_nursing": 7,
    "months_case_management": 0,
    "months_supervising_case_managers": 0,
    "current_pay": 72000,
}


def blocks(kind: str) -> list[str]:
    """Return the fenced blocks of one kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


def test_the_example_is_what_the_program_prints() -> None:
    """The screen in the README is the first screen for that nurse, line by line."""
    data = data_dir(None)
    catalog = load_catalog(data, strict=False)
    page = advice_page(
        advise(catalog, NURSE, TODAY), catalog, load_pay_guide(data), Words(load_messages(data))
    )
    (example,) = blocks("text")
    assert render_text(page, 80).startswith(example)


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
