"""Kill sessions and imports at random moments, and look for anything lost or half done.

    .venv/bin/python benchmarks/crash.py --kills 200

A session is a process that saves one answer after another and says so after each; an import is the command
itself. Both are ended with SIGKILL, which nothing can catch. Then the file is checked, what was confirmed is
looked for, and the work goes on from there. Set CASEMGR_DATABASE_URL to do the same to a PostgreSQL.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from casemgr_cli.desk import tables
from casemgr_cli.desk.connect import find_store
from casemgr_cli.desk.store import open_store
from casemgr_cli.desk.work import sessions_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casemgr_cli.desk.store import Store

WRITER = """
import os, sys
from casemgr_cli.desk.records import Student
from casemgr_cli.errors import UsageFailure
from casemgr_cli.desk.connect import find_store
from casemgr_cli.desk.store import open_store
from casemgr_cli.desk.work import begin, resume

secret = os.environ.get("CASEMGR_PASSPHRASE")
store = open_store(find_store(None, os.environ), "writer", passphrase=secret)
student, most = sys.argv[1], int(sys.argv[2])
try:
    work = resume(store, student)
except UsageFailure:
    work = begin(store, Student(student), {"months_nursing": 0})
with work:
    last = work.session.answers["months_nursing"]
    for number in range(last + 1, last + 1 + most):
        work.save({"months_nursing": number, "state": "OR"})
        print(number, flush=True)
"""
ANSWERS = """
background: nursing
education: none
graduation_year: 2028
state: OR
licenses: []
priority: soonest
keep_working: no
strengths: [speaking]
stretches: [programming]
"""
LONGEST_SESSION = 0.8
LONGEST_IMPORT = 3.0
ENDLESS = 10**9


def writer(environment: Mapping[str, str], student: str, most: int = ENDLESS) -> subprocess.Popen[str]:
    """Start a process that saves answers one after another and prints the number of each."""
    command = [sys.executable, "-c", WRITER, student, str(most)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def killed_session(environment: Mapping[str, str], student: str, chance: random.Random) -> int:
    """Kill a session at a random moment after its first answer; return the last answer that was confirmed."""
    process = writer(environment, student)
    assert process.stdout is not None  # noqa: S101 - it was asked for
    first = process.stdout.readline()
    time.sleep(chance.uniform(0, LONGEST_SESSION))
    process.kill()
    rest, _ = process.communicate()
    return int((first + rest).split()[-1])


def killed_import(
    environment: Mapping[str, str], folder: Path, chance: random.Random, longest: float = LONGEST_IMPORT
) -> None:
    """Kill an import at a random moment, `longest` seconds after its start at the latest."""
    command = [sys.executable, "-m", "casemgr_cli", "session", "import-answers", str(folder)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment)
    time.sleep(chance.uniform(0, longest))
    process.kill()
    process.wait()


def faults(store: Store, confirmed: Mapping[str, int]) -> list[str]:
    """Return what is wrong: damage, an answer that was confirmed and is gone, a student half imported.

    `confirmed` holds the last answer that each student's session confirmed.
    """
    found = []
    if store.file is not None:
        with store.reading() as connection:
            said = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
        found += [] if said == "ok" else [f"integrity: {said}"]
    for student, last in confirmed.items():
        kept = [each.answers["months_nursing"] for each in sessions_of(store, student)]
        # One more may have been saved than was told.
        found += [] if kept in ([last], [last + 1]) else [f"{student}: confirmed {last}, kept {kept}"]
    found += [f"{student}: imported without a plan" for student in half_imported(store)]
    return found


def half_imported(store: Store) -> list[str]:
    """Return the students who are there but for their session, their plan or their line of history."""
    whole = (
        select(tables.plans.c.student)
        .join(tables.history, tables.history.c.student == tables.plans.c.student)
        .where(tables.history.c.what == "imported")
    )
    with store.reading() as connection:
        done = set(connection.scalars(whole))
        imported = select(tables.students.c.id).where(tables.students.c.id.like("import-%"))
        return [id_ for id_ in connection.scalars(imported) if id_ not in done]


def write_answers(folder: Path, count: int) -> None:
    """Write files of answers to import."""
    for number in range(count):
        (folder / f"import-{number}.yaml").write_text(ANSWERS, encoding="utf-8")


def main() -> None:
    """Kill as often as asked for, and print every fault; the exit code tells whether there was one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200, help="how often to kill (default 200)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed takes the same moments")
    asked = parser.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311 - nothing secret
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = folder / "answers"
        files.mkdir()
        write_answers(files, 60)
        environment = {"CASEMGR_DATABASE_URL": str(folder / "desk.db"), **os.environ}
        confirmed: dict[str, int] = {}
        bad = 0
        for kill in range(1, asked.kills + 1):
            if kill % 2:
                student = f"session-{chance.randrange(5)}"
                confirmed[student] = killed_session(environment, student, chance)
            else:
                killed_import(environment, files, chance)
            secret = environment.get("CASEMGR_PASSPHRASE")
            store = open_store(find_store(None, environment), "checker", passphrase=secret)
            for fault in faults(store, confirmed):
                bad += 1
                print(f"kill {kill}: {fault}")
            store.close()
        print(f"{asked.kills} kills, {sum(confirmed.values())} answers confirmed, {bad} faults")
        sys.exit(bool(bad))


if __name__ == "__main__":
    main()
