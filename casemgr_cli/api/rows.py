"""The rows of a batch: one person each, from CSV, JSON Lines or Parquet, read one at a time with distrust.

A row that cannot be used is not the end of the others: it comes back with what is wrong with it. Engines that
map a function over Arrow batches, such as Dask and Spark, have theirs here: rows in, narrow rows out.
"""

from __future__ import annotations

import csv
import json
from contextlib import suppress
from functools import cache, lru_cache
from itertools import chain
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from casemgr_cli.api.advisor import Advisor, load
from casemgr_cli.errors import CasemgrError, FileFailure, UsageFailure, missing_extra, nearest, told

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    import pyarrow as pa

    # What an advisor is found by: its data folder and its day.
    Which = tuple[Path | None, date | None]

# The longest line that is read, in bytes; a longer one is passed over.
_LONGEST = 1 << 20
# Rows of the same cells repeat each other, and so do plans; so many are remembered in a process.
_REMEMBERED = 50_000
# How a cell says that none of the choices holds.
_NONE_OF_THESE = "[]"
# How many rows of Parquet are fetched at once.
_FETCHED = 10_000
_FORMS = {".csv": "CSV", ".jsonl": "JSON Lines", ".ndjson": "JSON Lines", ".parquet": "Parquet"}


class PersonRow(NamedTuple):
    """One person's row: the line it stands on, its id and its cells, or what is wrong with it.

    `cells` holds key and raw value of each answer that was given, in the order of the columns; it can be
    hashed, so that what has been worked out for equal rows is found again.
    """

    line: int
    id: str
    cells: tuple[tuple[str, Any], ...] = ()
    problem: str = ""


def rows(path: Path, id_column: str, keys: Collection[str]) -> Iterator[PersonRow]:
    """Yield the rows of a file, in order.

    Args:
        path: a file that ends in .csv, .jsonl, .ndjson or .parquet.
        id_column: the column, or key, that holds the person's id.
        keys: the columns there may be beside it.

    Raises:
        FileFailure: the file cannot be read, or a library for it is missing.
        UsageFailure: the file is of another form, is empty, or has a column that is none of these.
    """
    form = _FORMS.get(path.suffix.lower())
    if form is None:
        message = f"A batch is read from CSV, JSON Lines or Parquet, not from {path.name}."
        raise UsageFailure(message, hint=f"Give a file that ends in {', '.join(_FORMS)}.")
    with told(f"{path.name} cannot be read", hint="Check the name of the file."):
        if form == "Parquet":
            yield from _parquet(path, id_column, keys)
            return
        with path.open("rb") as file:
            yield from (_csv if form == "CSV" else _json_lines)(file, id_column, keys)


class _Lines:
    """The lines of a file as text. One that is too long or no UTF-8 becomes empty, beside what is wrong."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.number = file, 0
        # The lines since a row began, and those that are to be read once more, the next one last.
        self.row: list[tuple[str, str]] = []
        self.again: list[tuple[str, str]] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.again.pop() if self.again else self._read()
        self.number += 1
        self.row.append(line)
        return line[0]

    def _read(self) -> tuple[str, str]:
        line = self.file.readline(_LONGEST)
        if not line:
            raise StopIteration
        if len(line) == _LONGEST and not line.endswith(b"\n"):
            while (rest := self.file.readline(_LONGEST)) and not rest.endswith(b"\n"):
                pass
            return "\n", f"The line is longer than {_LONGEST:,} bytes."
        try:
            return line.decode("utf-8" if self.number else "utf-8-sig"), ""
        except UnicodeDecodeError:
            return "\n", "The line is not UTF-8."

    @property
    def first(self) -> int:
        """The line that the row began on."""
        return self.number - len(self.row) + 1

    def problem(self) -> str:
        """Return what is wrong with a line of the row."""
        return next((wrong for _, wrong in self.row if wrong), "")

    def end_at_first(self) -> None:
        """End the row with its first line; the others are rows of their own, read once more."""
        self.again += reversed(self.row[1:])
        self.number -= len(self.row) - 1
        del self.row[1:]


def _csv(file: IO[bytes], id_column: str, keys: Collection[str]) -> Iterator[PersonRow]:
    lines = _Lines(file)
    reader = csv.reader(lines, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise UsageFailure(f"The header is not CSV: {error}.", hint="Look for a quote too many.") from error
    place = _checked(header, id_column, keys)

    @lru_cache(_REMEMBERED)
    def given(cells: tuple[str, ...]) -> tuple[tuple[str, Any], ...]:
        return _given(zip(header, cells, strict=True), id_column)

    while True:
        lines.row = []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # A quote that nobody closed took in the lines below, of which each may be a person.
            lines.end_at_first()
            yield PersonRow(lines.number, "", problem=lines.problem() or f"The line is not CSV: {error}.")
            continue
        if problem := lines.problem():
            yield PersonRow(lines.first, "", problem=problem)
        elif any(cells) and len(cells) != len(header):
            problem = f"The row has {len(cells)} cells; the header has {len(header)}."
            yield PersonRow(lines.first, "", problem=problem)
        elif any(cells):
            id_, cells[place] = cells[place].strip(), ""
            yield PersonRow(lines.first, id_, given(tuple(cells)))


def _json_lines(file: IO[bytes], id_column: str, keys: Collection[str]) -> Iterator[PersonRow]:
    lines, found = _Lines(file), False
    for text in lines:
        problem, lines.row = lines.problem(), []
        if problem:
            yield PersonRow(lines.number, "", problem=problem)
        elif text.strip():
            entry = None
            with suppress(ValueError, RecursionError):
                entry = json.loads(text)
            yield from_mapping(lines.number, entry, id_column, keys)
        found = found or bool(problem or text.strip())
    if not found:
        raise _empty()


def _parquet(path: Path, id_column: str, keys: Collection[str]) -> Iterator[PersonRow]:
    try:
        import duckdb
    except ImportError as error:
        raise missing_extra("To read Parquet", "duckdb") from error
    with path.open("rb"):
        pass
    try:
        table = duckdb.connect(":memory:").execute("SELECT * FROM read_parquet($1)", [str(path)])
    except duckdb.Error as error:
        raise FileFailure(f"{path.name} is not Parquet, or damaged.", hint="Write it anew.") from error
    header = [column[0] for column in table.description or ()]
    _checked(header, id_column, keys)
    fetched = chain.from_iterable(iter(lambda: table.fetchmany(_FETCHED), []))
    for number, values in enumerate(fetched, 1):
        yield from_mapping(number, dict(zip(header, values, strict=True)), id_column, keys)


def from_mapping(
    number: int, entry: Mapping[str, Any] | None, id_column: str, keys: Collection[str]
) -> PersonRow:
    """Return the row that a mapping from columns to values is; None is a question not asked."""
    if not isinstance(entry, dict):
        return PersonRow(number, "", problem="The line is not one JSON object.")
    id_ = entry.get(id_column)
    if isinstance(id_, bool) or not isinstance(id_, str | int):
        wanted = "" if id_ is None else " that is text or a whole number"
        return PersonRow(number, "", problem=f'The row has no "{id_column}"{wanted}.')
    strange = next((key for key in entry if key != id_column and key not in keys), None)
    if strange is not None:
        problem = f'"{strange}" is not an answer key. {nearest(strange, keys)}'
        return PersonRow(number, str(id_), problem=problem.strip())
    return PersonRow(number, str(id_), _given(entry.items(), id_column))


def _given(cells: Iterable[tuple[str, Any]], id_column: str) -> tuple[tuple[str, Any], ...]:
    """Return the cells that hold an answer; `[]` is the empty list, in text too."""
    return tuple(
        (key, () if value == _NONE_OF_THESE else _hashable(value))
        for key, value in cells
        if key != id_column and value is not None and value != ""
    )


def _hashable(value: object) -> object:
    if isinstance(value, list):
        return tuple(_hashable(item) for item in value)
    # As a key, true would be found where 1 is.
    return json.dumps(value) if isinstance(value, dict | bool) else value


def _checked(header: list[str], id_column: str, keys: Collection[str]) -> int:
    """Return where the id stands; refuse a header that misses it, doubles a column or has a strange one."""
    if not header:
        raise _empty()
    if id_column not in header:
        hint = f"{nearest(id_column, header)} Name the column of ids with --id.".strip()
        raise UsageFailure(f'The file has no column "{id_column}".', hint=hint)
    for name in header:
        if header.count(name) > 1:
            raise UsageFailure(f'The column "{name}" stands there twice.', hint="Keep one of them.")
        if name != id_column and name not in keys:
            message = f'The column "{name}" is not an answer key.'
            near = nearest(name, keys) or 'The keys are listed by "casemgr schema answers".'
            raise UsageFailure(message, hint=f"{near} Or leave it out with --ignore.", slug="unknown_key")
    return header.index(id_column)


def _empty() -> UsageFailure:
    return UsageFailure("The file holds no rows.", hint="It needs a header and a row a person.")


def count(path: Path) -> int | None:
    """Return about how many rows a file has, from its line breaks; None if that takes reading it."""
    if _FORMS.get(path.suffix.lower()) not in {"CSV", "JSON Lines"} or not path.is_file():
        return None
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(_LONGEST), b""))


NARROW = (
    *("plan_key", "first_choice", "months_to_first_job", "months_to_certified"),
    *("cost_low", "cost_high", "pay_start", "pay_experienced"),
)


def narrow(plan: Mapping[str, Any]) -> list[Any]:
    """Return what a person's row says of their plan: NARROW, a verdict a certification, and problems.

    Months are counted from today, money is whole US dollars; what is not known is None.
    """
    first = next((route for route in plan["routes"] if route["id"] == plan["recommended"]), None)
    figures: list[Any] = [None] * (len(NARROW) - 1)
    if first:
        cost, pay = first["cost"], first["pay"]
        months = first["months_to_first_job"]["typical"], first["months_to_certified"]
        figures = [first["id"], *months, cost["low"], cost["high"], pay["start"], pay["experienced"]]
    verdicts = [certification["verdict"] for certification in plan["certifications"]]
    return [plan["plan_key"], *figures, *verdicts, "" if first else "no_way"]


_TEXT = ("plan_key", "first_choice")


def advise_arrow(
    people: pa.RecordBatch, *, id_column: str = "id", data: Path | None = None, today: date | None = None
) -> pa.RecordBatch:
    """Return the narrow row of each person of a batch, in order: the columns of `casemgr batch`.

    The knowledge is loaded once in each process. A row that cannot be used keeps its id and has what is wrong
    with it under `problems`, and nothing else.

    Args:
        people: answer keys as columns and one with ids; null is a question not asked.
        id_column: the column of ids.
        data: a folder of data files; the shipped ones if None.
        today: the day of the advice; the same for all batches of a run.

    Raises:
        DataInvalid: the data files have problems.
    """
    import pyarrow as pa

    which = data, today
    advisor = _advisor(which)
    keys = frozenset(advisor.keys)
    found = (
        from_mapping(number, entry, id_column, keys) for number, entry in enumerate(people.to_pylist(), 1)
    )
    rows = [
        (row.id, *(_nothing(advisor, row.problem) if row.problem else _answered(which, row.cells)))
        for row in found
    ]
    columns = zip(*rows, strict=True) if rows else [()] * len(_schema(advisor))
    return pa.RecordBatch.from_arrays(
        [pa.array(values, field.type) for values, field in zip(columns, _schema(advisor), strict=True)],
        schema=_schema(advisor),
    )


def _schema(advisor: Advisor) -> pa.Schema:
    """Return the columns of the narrow rows with their types: text, and whole months and dollars."""
    import pyarrow as pa

    names = ("id", *NARROW, *advisor.certifications, "problems")
    numbers = set(NARROW).difference(_TEXT)
    return pa.schema([(name, pa.int64() if name in numbers else pa.string()) for name in names])


@cache
def _advisor(which: Which) -> Advisor:
    return load(*which)


_plans: dict[tuple[Which, str], list[object]] = {}


@lru_cache(_REMEMBERED)
def _answered(which: Which, cells: tuple[tuple[str, Any], ...]) -> list[object]:
    """Return what stands behind the id of everybody with these cells."""
    advisor = _advisor(which)
    try:
        key, answers = advisor.group(advisor.accept(dict(cells)))
    except CasemgrError as error:
        return _nothing(advisor, error.whole)
    if (which, key) not in _plans:
        if len(_plans) >= _REMEMBERED:
            _plans.clear()
        _plans[which, key] = narrow(advisor.plan(key, answers))
    return _plans[which, key]


def _nothing(advisor: Advisor, problem: str) -> list[object]:
    return [*[None] * (len(NARROW) + len(advisor.certifications)), problem]
