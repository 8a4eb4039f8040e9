"""Nothing confirmed is lost and nothing is half done, whatever kills the program."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest

from benchmarks.crash import JOBS, Trial, faults, killed_session, writer
from casemgr_cli.desk.store import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Program
    from tests.desk_fixtures import Place

KILLS = 3
ROUNDS = 60

if os.name != "posix":
    pytest.skip("SIGKILL needs a POSIX system", allow_module_level=True)


def test_killed_sessions_keep_what_was_confirmed(place: Place, casemgr: Program) -> None:
    """Kill -9 at random moments: every confirmed answer is there, and the session goes on at once."""
    environment = casemgr.environment(place.environment())
    chance = random.Random(7)  # noqa: S311 - nothing secret
    last = 0
    for _ in range(KILLS):
        confirmed = killed_session(environment, "1", chance)
        assert confirmed > last
        last = confirmed
        store = open_store(place.address(), "checker", passphrase=place.passphrase)
        assert faults(store, {"1": confirmed}) == []
        store.close()


@pytest.mark.parametrize("title", JOBS)
def test_a_killed_command_leaves_nothing_half_done(title: str, casemgr: Program, tmp_path: Path) -> None:
    """All is done or nothing, or whole students only; and a second run finishes the rest."""
    trial = Trial(JOBS[title], tmp_path, casemgr.environment())
    killed = [trial.kill(number / KILLS) for number in range(KILLS)]
    assert [fault for each in killed for fault in each.faults] == []
    assert any(each.at_work for each in killed), "no kill found the store open, so nothing was tried"


def test_two_processes_lose_nothing(place: Place, casemgr: Program) -> None:
    """Two programs that write to one store at once wait for each other; all answers of both are there."""
    environment = casemgr.environment(place.environment())
    writers = [writer(environment, student, ROUNDS) for student in ("1", "2")]
    said = [each.communicate(timeout=60)[0].split() for each in writers]
    assert [each.returncode for each in writers] == [0, 0]
    assert said == [[str(number) for number in range(1, ROUNDS + 1)]] * 2
    store = open_store(place.address(), "checker", passphrase=place.passphrase)
    assert faults(store, {"1": ROUNDS, "2": ROUNDS}) == []
    store.close()
