"""Time a counselor's desk of ten thousand students against the program's own start.

    .venv/bin/python benchmarks/desk.py --runs 11

What is measured is processor time, and each command is paired with a bare start, `casemgr --version`, right
before it, so that a busy machine disturbs little. What the project holds itself to: the board, a search and a
list take at most 0.3 s more than that start; and that `delete` and `cohort`, whatever time they take, do with
200 MB of memory, with a hundred thousand students too (`--runs 0 --students 100000`). Being over is printed,
never a failure. Set CASEMGR_DATABASE_URL to time a PostgreSQL; its tables are filled.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import zlib
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from casemgr_cli.desk.connect import find_store
from casemgr_cli.desk.store import open_store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casemgr_cli.domain.facts import Value

BASE = "--version"
MOST_SECONDS, MOST_MEGABYTES = 0.3, 200
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
COMMANDS = {
    "session": ["session"],
    "session list": ["session", "list"],
    "session list TEXT": ["session", "list", "name77"],
    "roster list": ["roster", "list"],
    "session list --json": ["session", "list", "--json"],
    "session show ID": ["session", "show", "77"],
    "session report ID": ["session", "report", "77"],
}
WHOLE = {"session delete ID": ["session", "delete", "78", "--yes"], "session cohort": ["session", "cohort"]}
ANSWERS: dict[str, Value] = {
    "background": "nursing",
    "education": "none",
    "state": "OR",
    "licenses": (),
    "priority": "soonest",
}


def a_plan() -> tuple[bytes, bytes]:
    """Return the document and the page of real advice, packed as the store keeps them."""
    from casemgr_cli.desk.commands.sitting import load_desk

    desk = load_desk(None)
    plan = desk.advised(desk.adults, ANSWERS).plan
    return zlib.compress(plan.document.encode()), zlib.compress(plan.page.encode())


def fill(environment: Mapping[str, str], count: int) -> None:
    """Put students into an empty store: every tenth new, every tenth half done, the others with a plan."""
    store = open_store(find_store(None, environment), "benchmark")
    document, page = a_plan()
    students = [_student(number) for number in range(count)]
    sessions = [_session(number) for number in range(count) if number % 10]
    plans = [
        {
            "student": each["student"],
            "number": 1,
            "given_on": NOW.date(),
            "data_as_of": "2026-11-23",
            "document": document,
            "page": page,
        }
        for each in sessions
        if each["finished"]
    ]
    with store.writing() as connection:
        connection.insert("students", students)
        connection.insert("sessions", sessions)
        connection.insert("plans", plans)
    store.close()


def _student(number: int) -> dict[str, object]:
    return {
        "id": str(number),
        "given": f"Given{number}",
        "family": f"Name{number}",
        "grade": 9 + number % 4,
        "group": f"P{number % 30}",
        "status": "active",
        "minor": None,
        "added": NOW,
    }


def _session(number: int) -> dict[str, object]:
    done = number % 10 != 1
    return {
        "student": str(number),
        "number": 1,
        "answers": ANSWERS,
        "started": NOW,
        "touched": NOW,
        "finished": NOW if done else None,
        "seconds": 540,
        "follow_up": (NOW + timedelta(days=number % 90 - 30)).date() if done else None,
    }


def seconds(words: list[str], environment: dict[str, str]) -> float:
    """Run the program with its output piped and return the processor time that it took."""
    before = _spent()
    command = [sys.executable, "-m", "casemgr_cli", *words]
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL, env=environment)
    return _spent() - before


def peak(words: list[str], environment: dict[str, str]) -> float:
    """Run the program with its output thrown away and return the most memory that it held, in megabytes."""
    command = [sys.executable, "-m", "casemgr_cli", *words]
    away = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=away, stdout=away, stderr=away, env=environment) as started:
        _, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise subprocess.CalledProcessError(started.returncode, command)
    return used.ru_maxrss * 1024 / 1e6


def _spent() -> float:
    """Return the processor time of all programs that ran to their end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print the median of each command and what it takes beyond the program's start."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=7, help="how often each command runs (default 7)")
    parser.add_argument("--students", type=int, default=10_000, help="how many there are (default 10,000)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = {"CASEMGR_DATABASE_URL": str(Path(folder) / "desk.db"), **os.environ}
        # On its own: what a program starts with counts as memory that it held.
        filling = get_context("spawn").Process(target=fill, args=(environment, asked.students))
        filling.start()
        filling.join()
        starts: list[float] = []
        over: dict[str, list[float]] = {name: [] for name in COMMANDS}
        for turn in range(asked.runs + 1):  # the first turn warms the caches and is not counted
            for name, words in COMMANDS.items():
                start = seconds([BASE], environment)
                taken = seconds(words, environment) - start
                if turn:
                    starts.append(start)
                    over[name].append(taken)
        held = {name: peak(words, environment) for name, words in WHOLE.items()}
    if starts:
        print(f"{BASE:20}  {statistics.median(starts):.3f} s")
    for name, measured in over.items() if starts else ():
        median = statistics.median(measured)
        verdict = "ok" if median <= MOST_SECONDS else f"over its bar of {MOST_SECONDS} s"
        print(f"{name:20} {median:+.3f} s   {verdict}")
    for name, most in held.items():
        verdict = "ok" if most <= MOST_MEGABYTES else f"over its bar of {MOST_MEGABYTES} MB"
        print(f"{name:20} {most:.0f} MB   {verdict}")


if __name__ == "__main__":
    main()
