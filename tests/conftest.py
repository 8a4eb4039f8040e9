"""What all tests share: running the program the way a person or a script does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Mapping

pytest_plugins = ["tests.desk_fixtures"]

# A shell that starts the tests in the background has Ctrl-C ignored, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# How fast a machine makes up examples says nothing about the program.
settings.register_profile("casemgr", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("casemgr")

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 60
# A login that nobody has, and the tests that make something its own.
ANOTHER = 4711
by_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away"
)
# Tests that start no program, beside those of tests/unit; and of these the files that take their time.
# A single test that does is marked slow.
QUICK = ("test_cases.py", "test_house.py")
# These plan, draw or check for every person or file there is, keep a store on the disk, or start the program.
SLOW = frozenset(
    f"test_{name}.py"
    for name in (
        *("store_crash", "pdf", "planner_twin", "planner_monotone", "report_handouts", "honest", "plan"),
        *("privacy", "roster_store", "safekeeping", "store", "store_privacy", "real_lists", "ics"),
        *("bad_data", "one_file", "cv_files", "hostile_text", "first_choices"),
        *("schemas", "reading", "card"),
    )
)


@dataclass(frozen=True)
class Finished:
    """How a run of the program ended."""

    code: int
    out: str
    err: str


class Program:
    """Runs `casemgr` in a process of its own, without a terminal and with a home that is empty."""

    def __init__(self, home: Path) -> None:
        """Keep the folder that stands for the person's home."""
        self.home = home
        self.command = [sys.executable, "-m", "casemgr_cli"]

    def environment(self, changes: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment that the program runs in."""
        kept = {
            key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if key in os.environ
        }
        return {
            **kept,
            "HOME": str(self.home),
            "XDG_STATE_HOME": str(self.home / "state"),
            "XDG_CACHE_HOME": str(ROOT / ".pytest_cache"),  # shared: what is kept depends on content alone
            "PYTHONPATH": str(ROOT),
            "PYTHONIOENCODING": "utf-8",
            **(changes or {}),
        }

    def __call__(
        self, *words: str, stdin: str | bytes = "", env: Mapping[str, str] | None = None
    ) -> Finished:
        """Run the program with these words and wait for its end."""
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [*self.command, *words],
            input=data,
            capture_output=True,
            env=self.environment(env),
            check=False,
            timeout=LONGEST,
        )
        return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())


def interrupt(child: Any, ending: signal.Signals = signal.SIGINT) -> None:  # noqa: ANN401  pexpect has no types
    """Interrupt a program in a terminal while it waits for a reply.

    What arrives between the prompt and the read that follows it is noticed at the next key only.
    """
    child.expect("> ")
    time.sleep(0.2)
    if ending is signal.SIGINT:
        child.sendintr()
    else:
        child.kill(ending)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by what it needs: a browser, a database server, or nothing much (`quick`)."""
    for item in items:
        folder, name = item.path.relative_to(ROOT / "tests").parts[0], item.path.name
        if folder == "browser":
            item.add_marker(pytest.mark.browser)
        elif "server" in name or "postgresql" in item.name:
            item.add_marker(pytest.mark.server)
        elif item.get_closest_marker("slow") is None and (
            name in QUICK or (folder == "unit" and name not in SLOW)
        ):
            item.add_marker(pytest.mark.quick)


@pytest.fixture
def casemgr(tmp_path: Path) -> Program:
    """Return the program."""
    home = tmp_path / "home"
    home.mkdir()
    return Program(home)
