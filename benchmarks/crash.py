"""Kill real commands while they work on a store, and look for anything lost or half done.

    .venv/bin/python benchmarks/crash.py --kills 200

Each command is run once in peace, which tells how long it works on the store. Then it is ended with SIGKILL,
which nothing can catch, at moments spread over that time. After each kill the file is checked, the store is
opened, and what may not be half done is looked at; then the command is run again and has to end well. How
many kills found the store open is printed too: kills that hit nothing prove nothing. A session is a process
that saves one answer after another and says so after each.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.desk import tables
from casemgr_cli.desk.connect import beside, find_store
from casemgr_cli.desk.records import Student
from casemgr_cli.desk.safekeeping import check
from casemgr_cli.desk.store import open_store
from casemgr_cli.desk.students import put_students, students_of
from casemgr_cli.desk.work import sessions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
ANSWERS = "situation: high_school\ngraduation_year: 2028\nstate: OR\n"
LONGEST_SESSION = 0.8
ENDLESS = 10**9
LISTED, IMPORTED, SLEEP = 2000, 4, 0.001
HALF_LISTED = LISTED // 2
GONE = "1"


class Job(Struct, frozen=True):
    """A command to kill.

    `prepare` makes the store (and files, in the store's folder) that it works on, `words` are the command's.
    `state` is what can be told of its work, and `ends` what that is when it is all done. `steps` says that it
    works through many transactions, so that states between the first and the last are whole too.
    """

    prepare: Callable[[Path], None]
    words: Callable[[Path], list[str]]
    state: Callable[[Store], int]
    ends: int
    steps: bool = False


class Killed(Struct, frozen=True):
    """A kill: whether it found the store open, whether the work was done by then, and what is wrong."""

    at_work: bool
    done: bool
    faults: tuple[str, ...]


def opened(file: Path) -> Store:
    """Return the store in a file."""
    return open_store(find_store(str(file), {}), "checker")


def _students(folder: Path, count: int) -> None:
    store = opened(folder / "desk.db")
    put_students(store, (Student(str(number), "Ana", grade=9) for number in range(count)))
    store.close()


def _listed(folder: Path) -> None:
    _students(folder, HALF_LISTED)
    rows = (f"{number},Bo,Lee,10" for number in range(LISTED))
    (folder / "list.csv").write_text("\n".join(("Student ID,First Name,Last Name,Grade", *rows)))


def _answered(folder: Path) -> None:
    opened(folder / "desk.db").close()
    write_answers(folder, IMPORTED)


def _worked_with(folder: Path) -> None:
    _students(folder, 50 * LISTED)  # a small store is written anew before a kill can hit
    environment = {**os.environ, "CASEMGR_DATABASE_URL": str(folder / "desk.db")}
    for student in (GONE, "2"):
        writer(environment, student, 3).communicate()


def _earlier(folder: Path) -> None:
    newest, tables.MIGRATIONS = tables.MIGRATIONS, tables.MIGRATIONS[:1]
    try:
        store = opened(folder / "desk.db")
        rows = [
            {
                "id": str(number),
                "given": "",
                "family": "",
                "group": "",
                "status": "active",
                "added": store.now(),
            }
            for number in range(LISTED)
        ]
        with store.writing() as connection:
            connection.insert("students", rows)
        store.close()
    finally:
        tables.MIGRATIONS = newest


def _rows_of_gone(store: Store) -> int:
    """Return in how many tables something of the student to delete stands."""
    owned = {"students": "id", "sessions": "student", "history": "student"}
    with store.reading() as connection:
        rows = (f"SELECT 1 FROM {table} WHERE {whose} = :id" for table, whose in owned.items())
        return sum(connection.value(row, id=GONE) is not None for row in rows)


def whole_imports(store: Store) -> int:
    """Return how many students were imported whole: with a session, a plan and a line of history."""
    whole = "SELECT p.student FROM plans p JOIN history h ON h.student = p.student WHERE what = 'imported'"
    with store.reading() as connection:
        return len(set(connection.column(whole)))


JOBS = {
    "roster import": Job(
        _listed,
        lambda folder: ["roster", "import", str(folder / "list.csv"), "--yes"],
        lambda store: sum(each.given == "Bo" for each in students_of(store)),
        LISTED,
    ),
    "session import-answers": Job(
        _answered,
        lambda folder: ["session", "import-answers", str(folder), "--assume-defaults"],
        whole_imports,
        IMPORTED,
        steps=True,
    ),
    "session delete": Job(
        _worked_with, lambda _: ["session", "delete", GONE, "--yes", "--take-over"], _rows_of_gone, 0
    ),
    "an upgrade": Job(
        _earlier, lambda _: ["roster", "list"], lambda store: len(students_of(store)), LISTED, steps=True
    ),
}


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


def faults(store: Store, confirmed: Mapping[str, int]) -> list[str]:
    """Return what is wrong: damage, or an answer that was confirmed and is gone.

    `confirmed` holds the last answer that each student's session confirmed.
    """
    found = list(check(store).faults)
    for student, last in confirmed.items():
        kept = [each.answers["months_nursing"] for each in sessions_of(store, student)]
        # One more may have been saved than was told.
        found += [] if kept in ([last], [last + 1]) else [f"{student}: confirmed {last}, kept {kept}"]
    return found


def write_answers(folder: Path, count: int) -> None:
    """Write files of answers to import."""
    for number in range(count):
        (folder / f"import-{number}.yaml").write_text(ANSWERS, encoding="utf-8")


class Trial:
    """One command that is killed again and again, each time on a fresh copy of what it works on."""

    def __init__(self, job: Job, folder: Path, environment: Mapping[str, str]) -> None:
        """Prepare it in a folder, and find out how long it works in peace."""
        self._job, self._ready, self._folder = job, folder / "ready", folder / "work"
        self._ready.mkdir(parents=True)
        job.prepare(self._ready)
        self._store = self._folder / "desk.db"
        self._environment = {**environment, "CASEMGR_DATABASE_URL": str(self._store)}
        self._fresh()
        self._before = self._looked_at()[0]
        self._fresh()
        process, began = self._at_work()
        while process.poll() is None and self._is_open():
            time.sleep(SLEEP)
        self._seconds = time.monotonic() - began
        process.wait()

    def kill(self, part: float) -> Killed:
        """Kill the command when this part of its time is over, from 0 to 1, and look at what is left."""
        self._fresh()
        process, began = self._at_work()
        time.sleep(max(0.0, began + part * self._seconds - time.monotonic()))
        process.kill()
        process.wait()
        at_work = self._is_open()
        state, damage = self._looked_at()
        done = state == self._job.ends
        if state not in (self._before, self._job.ends) and not self._job.steps:
            damage.append(f"half done: {state} is neither {self._before} nor {self._job.ends}")
        if not done or self._job.steps:
            again = self._start()
            if again.wait() != 0:
                damage.append(f"run again, it ended with {again.returncode}")
        state, more = self._looked_at()
        if state != self._job.ends:
            damage.append(f"run again, it left {state}, not {self._job.ends}")
        return Killed(at_work, done, tuple(damage + more))

    def _fresh(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.copytree(self._ready, self._folder)

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "casemgr_cli", *self._job.words(self._folder)]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, env=self._environment, **quiet)  # type: ignore[call-overload,no-any-return]

    def _at_work(self) -> tuple[subprocess.Popen[bytes], float]:
        """Start it, and wait until it has the store open or is over."""
        process = self._start()
        while process.poll() is None and not self._is_open():
            time.sleep(SLEEP)
        return process, time.monotonic()

    def _is_open(self) -> bool:
        """Whether the store is open, or was when its program was killed: SQLite keeps files beside it."""
        return any(each.exists() for each in beside(self._store))

    def _looked_at(self) -> tuple[int, list[str]]:
        store = opened(self._store)
        try:
            return self._job.state(store), list(check(store).faults)
        finally:
            store.close()


def main() -> None:
    """Kill as often as asked for, and print every fault; the exit code tells whether there was one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200, help="how often to kill (default 200)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed takes the same moments")
    asked = parser.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311 - nothing secret
    each = max(1, asked.kills // (len(JOBS) + 1))
    bad = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for title, job in JOBS.items():
            trial, told = Trial(job, folder / title, os.environ), Counter[str]()
            for number in range(each):
                killed = trial.kill((number + chance.random()) / each)
                told.update(at_work=killed.at_work, done=killed.done, faults=len(killed.faults))
                for fault in killed.faults:
                    print(f"{title}: {fault}")
            bad += told["faults"]
            print(f"{title}: {each} kills, {told['at_work']} found the store open, {told['done']} all done")
        environment = {"CASEMGR_DATABASE_URL": str(folder / "desk.db"), **os.environ}
        confirmed: dict[str, int] = {}
        for _ in range(each):
            student = f"session-{chance.randrange(5)}"
            confirmed[student] = killed_session(environment, student, chance)
            secret = environment.get("CASEMGR_PASSPHRASE")
            store = open_store(find_store(None, environment), "checker", passphrase=secret)
            for fault in faults(store, confirmed):
                bad += 1
                print(f"a session: {fault}")
            store.close()
        print(f"a session: {each} kills, {sum(confirmed.values())} answers confirmed")
        print(f"{bad} faults")
        sys.exit(bool(bad))


if __name__ == "__main__":
    main()
