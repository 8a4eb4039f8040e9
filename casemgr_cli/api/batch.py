"""A batch run: rows in, a narrow row a person and each distinct plan once out.

People repeat each other, so rows are grouped by the answers that planning reads, and advice is made once a
group. The run goes on in parts. After each part the three files are on disk and `progress.json` says how far
they reach; a run that was killed is cut back to there and goes on, with the plans that it has made since.
"""

import csv
import os
import signal
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any, NamedTuple

import msgspec

from casemgr_cli.api.advisor import Advisor
from casemgr_cli.api.rows import NARROW, PersonRow, narrow, rows
from casemgr_cli.domain.facts import Value
from casemgr_cli.errors import CasemgrError, FileFailure, UsageFailure
from casemgr_cli.writers.table import Cell, safe_cell

PART = 20_000
# Distinct rows whose outcome is remembered, and plans that a worker makes at a time.
_REMEMBERED, _AT_ONCE = 50_000, 8
_PEOPLE, _PLANS, _REJECTS, _PROGRESS = "people.csv", "plans.jsonl", "rejects.csv", "progress.json"


class Totals(NamedTuple):
    """How a run ended: people, rows rejected, distinct plans, and the rows that were done before."""

    people: int
    rejected: int
    plans: int
    before: int


class _Progress(msgspec.Struct):
    """How far a run has come, as `progress.json` keeps it. `bytes` is what each file holds of it."""

    schema: str
    source: str
    size: int
    changed: int
    today: str
    knowledge: str
    rows: int = 0
    rejected: int = 0
    bytes: dict[str, int] = {}
    done: bool = False


class Run:
    """One run, from a file of rows into a folder."""

    def __init__(
        self, source: Path, folder: Path, advisor: Advisor, id_column: str, ignored: Iterable[str]
    ) -> None:
        """Look at the folder; a run of the same rows that was stopped there will go on.

        Raises:
            FileFailure: the rows cannot be read or the folder cannot be made.
            UsageFailure: the folder holds something else.
        """
        self.source, self.folder, self.id_column = source, folder, id_column
        self.ignored = frozenset(ignored)
        try:
            about = source.stat()
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise FileFailure(f"{error.filename}: {error.strerror}.", hint="Check both names.") from error
        fresh = _Progress("casemgr.progress/1", source.name, about.st_size, about.st_mtime_ns,
                         advisor.today.isoformat(), advisor.version)  # fmt: skip
        self.progress = self._found(fresh) or fresh
        self.advisor = advisor.on(self.progress.today)
        self._tails: dict[str, str] = {}
        self._ids = _Ids()
        self._outcomes: dict[object, tuple[str, str]] = {}

    def _found(self, fresh: _Progress) -> _Progress | None:
        """Return the progress of the same run, if the folder holds one."""
        file = self.folder / _PROGRESS
        if not file.exists():
            if any(self.folder.iterdir()):
                raise UsageFailure(f"{self.folder.name} is not empty.", hint="Name a new folder.")
            return None
        try:
            found = msgspec.json.decode(file.read_bytes(), type=_Progress)
        except msgspec.DecodeError as error:
            message = f"{file.name} in {self.folder.name} is damaged."
            raise FileFailure(message, hint="Name a new folder.") from error
        same = (found.source, found.size, found.changed) == (fresh.source, fresh.size, fresh.changed)
        if same and found.knowledge == fresh.knowledge:
            return found
        if not found.rows:  # whoever corrects a header goes on where it was refused
            return None
        what = "other data files" if same else "another file or an older version of it"
        raise UsageFailure(f"{self.folder.name} holds a batch made from {what}.", hint="Name a new folder.")

    def complete(self, jobs: int, watch: Callable[[int], None]) -> Totals:
        """Go through all rows that are left. `watch` is told how many rows are done.

        Raises:
            FileFailure: something cannot be read or written; what is done is kept, and a new run goes on.
        """
        progress = self.progress
        before = progress.rows
        try:
            self._cut_back()
            keys = frozenset(self.advisor.keys) | self.ignored
            left = islice(rows(self.source, self.id_column, keys), before, None)
            with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(self.advisor,)) as pool:
                while not progress.done:
                    part = list(islice(left, PART))
                    self._write(part, pool)
                    progress.done = len(part) < PART
                    self._keep()
                    watch(progress.rows)
        except (OSError, sqlite3.Error) as error:
            message = f"{self.folder.name} cannot be written: {getattr(error, 'strerror', None) or error}."
            hint = "What is done is kept; the same command goes on."
            raise FileFailure(message, hint=hint) from error
        return Totals(progress.rows - progress.rejected, progress.rejected, len(self._tails), before)

    def _cut_back(self) -> None:
        """Cut the files back to what is known to be whole, and read again which ids and plans they hold."""
        if not self.progress.bytes:
            self._keep()
            for name in (_PEOPLE, _PLANS, _REJECTS):
                (self.folder / name).unlink(missing_ok=True)
            head = ["id", *NARROW, *self.advisor.certifications, "problems"]
            self._append(_PLANS, ())
            self._append(_PEOPLE, [_as_csv(head)])
            self._append(_REJECTS, [_as_csv(["line", "id", "reason"])])
            self._keep()
        whole = {**self.progress.bytes, _PLANS: self._known_plans()}
        for name, size in whole.items():
            os.truncate(self.folder / name, size)
        with (self.folder / _PEOPLE).open(encoding="utf-8", newline="") as file:
            for row in islice(csv.reader(file), 1, None):
                self._ids.add(_id_in(row[0]))

    def _known_plans(self) -> int:
        """Take up the plans on disk, those of an unfinished part too; return the bytes they fill."""
        whole = 0
        with (self.folder / _PLANS).open("rb") as file, suppress(msgspec.DecodeError):
            for line in file:
                plan = msgspec.json.decode(line)
                if line.endswith(b"\n"):
                    self._tails[plan["plan_key"]] = _tail(plan)
                    whole += len(line)
        return whole

    def _write(self, part: list[PersonRow], pool: ProcessPoolExecutor) -> None:
        """Write a part's rows, and the plans that it is the first to need."""
        rejects: list[list[Cell]] = []
        people: list[tuple[str, str]] = []
        wanted: dict[str, Mapping[str, Value]] = {}
        for row in part:
            key, problem = self._outcome(row, wanted)
            if problem:
                rejects.append([row.line, _cell_of(row.id), problem])
            else:
                people.append((row.id, key))
        self._append(_PLANS, self._planned(pool.map(_plan, wanted.items(), chunksize=_AT_ONCE)))
        self._append(_PEOPLE, (_as_csv([_cell_of(id_)])[:-1] + self._tails[key] for id_, key in people))
        self._append(_REJECTS, map(_as_csv, rejects))
        self.progress.rows += len(part)
        self.progress.rejected += len(rejects)

    def _outcome(self, row: PersonRow, wanted: dict[str, Mapping[str, Value]]) -> tuple[str, str]:
        """Return the key of a row's plan, or what is wrong with the row."""
        if row.problem or not row.id:
            return "", row.problem or f'The row has no "{self.id_column}".'
        if not self._ids.add(row.id):
            return "", "A row above has the same id."
        if row.cells not in self._outcomes:
            if len(self._outcomes) >= _REMEMBERED:
                self._outcomes.clear()
            self._outcomes[row.cells] = self._read(row.cells, wanted)
        key, problem = self._outcomes[row.cells]
        if problem:
            self._ids.drop(row.id)
        return key, problem

    def _read(
        self, cells: tuple[tuple[str, Any], ...], wanted: dict[str, Mapping[str, Value]]
    ) -> tuple[str, str]:
        given = {key: value for key, value in cells if key not in self.ignored}
        try:
            key, answers = self.advisor.group(self.advisor.accept(given))
        except CasemgrError as problem:
            return "", problem.whole
        if key not in self._tails:
            wanted[key] = answers
        return key, ""

    def _planned(self, plans: Iterable[tuple[str, str, str]]) -> Iterator[str]:
        """Yield each plan's line as it is made, and remember its narrow row."""
        for key, line, tail in plans:
            self._tails[key] = tail
            yield line

    def _append(self, name: str, lines: Iterable[str]) -> None:
        """Add lines to a file, and see them on the disk."""
        handle = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "ab") as file:
            for line in lines:
                file.write(line.encode("utf-8", errors="backslashreplace"))
            file.flush()
            os.fsync(file.fileno())
            self.progress.bytes[name] = file.tell()

    def _keep(self) -> None:
        new = self.folder / f".{_PROGRESS}"
        new.write_bytes(msgspec.json.encode(self.progress))
        new.chmod(0o600)
        new.replace(self.folder / _PROGRESS)


class _Ids:
    """The ids seen so far: on disk once they are many, so that memory does not grow with the rows."""

    def __init__(self) -> None:
        """Start with none, in a file of SQLite's own that ends with the process."""
        self._store = sqlite3.connect("", isolation_level=None)
        self._store.execute("PRAGMA cache_size = -65536")
        self._store.execute("CREATE TABLE ids (id BLOB PRIMARY KEY) WITHOUT ROWID")
        self._store.execute("BEGIN")

    def add(self, id_: str) -> bool:
        """Remember an id; return whether it is new."""
        return bool(self._store.execute("INSERT OR IGNORE INTO ids VALUES (?)", (_digest(id_),)).rowcount)

    def drop(self, id_: str) -> None:
        """Forget an id."""
        self._store.execute("DELETE FROM ids WHERE id = ?", (_digest(id_),))


def _digest(id_: str) -> bytes:
    return blake2b(id_.encode("utf-8", errors="surrogatepass"), digest_size=16).digest()


class _Line:
    """Where a row of CSV is written to: the writer hands back what `write` returns."""

    def write(self, line: str) -> str:
        return line


_csv = csv.writer(_Line(), lineterminator="\n")


def _as_csv(cells: Iterable[Cell]) -> str:
    return str(_csv.writerow(map(safe_cell, cells)))


def _cell_of(id_: str) -> str:
    """Return an id as a cell from which `_id_in` gets it back, whatever `safe_cell` does."""
    return f"'{id_}" if id_.startswith("'") else id_


def _id_in(cell: str) -> str:
    return cell.removeprefix("'")


def _tail(plan: Mapping[str, Any]) -> str:
    """Return what stands behind the id in the row of everybody who has a plan."""
    return "," + _as_csv(narrow(plan))


# Each worker makes plans with the advisor that it was started with.
_advisor: Advisor


def _begin(advisor: Advisor) -> None:
    global _advisor  # noqa: PLW0603 - a process of a pool keeps what it is started with
    _advisor = advisor
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process when the one that started it is gone, so that a killed run leaves nobody behind."""
    while os.getppid() == parent:
        sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _plan(wanted: tuple[str, Mapping[str, Value]]) -> tuple[str, str, str]:
    """Return a plan's key, its line, and its narrow row: all that the others need of it."""
    key, answers = wanted
    plan = _advisor.plan(key, answers)
    return key, msgspec.json.encode(plan).decode() + "\n", _tail(plan)
