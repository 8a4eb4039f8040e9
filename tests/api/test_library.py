"""The library says what the commands say."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from casemgr_cli.api import load
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from tests.conftest import Program

GIVEN = {"background": "nursing", "education": "associate", "licenses": ["rn"], "state": "OR"}
ADVISOR = load()


@pytest.mark.parametrize(
    ("method", "command"),
    [("advise", "advise --assume-defaults"), ("verdicts", "certs"), ("next_question", "next")],
)
def test_a_person_gets_what_the_command_prints(method: str, command: str, casemgr: Program) -> None:
    """The documents are the same, key by key."""
    words = [f"--set={key}={','.join(v) if isinstance(v, list) else v}" for key, v in GIVEN.items()]
    printed = json.loads(casemgr(*command.split(), "--json", *words).out)
    assert getattr(ADVISOR, method)(ADVISOR.accept(GIVEN)) == printed


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, ""),
        ({"nursing": True, "state": "Oregon,WA"}, "--nursing --state Oregon,WA"),
        ({"nursing": False, "metro": "Baltimore"}, "--no-nursing --metro Baltimore"),
        ({"setting": "hospital", "state": "OR"}, "--setting hospital --state OR"),
    ],
)
def test_pay_is_what_the_command_prints(asked: dict[str, str | bool], words: str, casemgr: Program) -> None:
    """Each question about pay has the same answer."""
    assert ADVISOR.salary(**asked) == json.loads(casemgr("salary", "--json", *words.split()).out)  # type: ignore[arg-type]


@pytest.mark.parametrize("asked", [{"state": "Orgeon"}, {"metro": "Nowhere"}, {"setting": "hopsital"}])
def test_a_place_that_is_not_known_is_refused(asked: dict[str, str]) -> None:
    """As by the command."""
    with pytest.raises(UsageFailure):
        ADVISOR.salary(**asked)  # type: ignore[arg-type]


def test_the_library_needs_no_extra() -> None:
    """Without Arrow and its companions all but they themselves can be imported."""
    run = (
        "import sys; sys.modules |= dict.fromkeys(('pyarrow', 'numpy', 'duckdb', 'mcp')); "
        "import casemgr_cli.api, casemgr_cli.api.batch, casemgr_cli.cli.commands.batch"
    )
    subprocess.run([sys.executable, "-c", run], check=True)


def test_an_advisor_works_from_data_of_the_day_it_is_told() -> None:
    """The day is a date, or words for one."""
    assert ADVISOR.on("2027-01-31").today == date(2027, 1, 31)
