"""Tables in CSV read row by row, each row with the place where it stands; and the table of tuition."""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from casemgr_cli.catalog.paths import read_files
from casemgr_cli.domain.figures import COLLEGES, NATION, Price, Span
from casemgr_cli.errors import CasemgrError, DataInvalid, FileFailure
from casemgr_cli.text import quoted

_COUNT = re.compile(r"[0-9]{1,12}")

Row = tuple[str, list[str]]  # where it stands (file and line), and its cells


def read_rows(files: Mapping[str, bytes], name: str, columns: tuple[str, ...]) -> Iterator[Row]:
    """Yield where each row of a table stands and its cells, one for each of the columns it must have.

    Raises:
        DataInvalid: the table is not UTF-8, not CSV, or has other columns; file and line are named.
        FileFailure: it is not there.
    """
    number, hint = 1, f"Expected {','.join(columns)}."
    if name not in files:
        raise FileFailure(f"{name} cannot be read: No such file or directory.")
    try:
        reader = csv.reader(
            io.TextIOWrapper(io.BytesIO(files[name]), encoding="utf-8-sig", newline=""), strict=True
        )
        if tuple(next(reader, ())) != columns:
            raise DataInvalid(f"{name}, line 1: the columns are wrong.", hint=hint)
        for cells in reader:
            number = reader.line_num
            if len(cells) != len(columns):
                problem = f"{len(cells)} cells in place of {len(columns)}"
                raise DataInvalid(f"{name}, line {number}: {problem}.", hint=hint)
            yield f"{name}, line {number}", cells
    except UnicodeDecodeError as error:
        raise DataInvalid(f"{name}, after line {number}: this is not UTF-8 text.") from error
    except csv.Error as error:
        raise DataInvalid(f"{name}, after line {number}: this is not a CSV table ({error}).") from error


def count(cell: str, column: str, where: str) -> int | None:
    """Return a whole number; None for an empty cell, which is a figure that was not released.

    Raises:
        DataInvalid: it is something else.
    """
    if not cell:
        return None
    if not _COUNT.fullmatch(cell):
        hint = "Expected a whole number without commas, or nothing when it was not released."
        raise DataInvalid(f"{where}: {column} is {quoted(cell)}.", hint=hint)
    return int(cell)


_TABLE = "tuition.csv"
_COLUMNS = ("state", "college", "low", "high", "as_of", "source", "verified", "note")
_STATE = re.compile("[A-Z]{2}")
_FLAGS = ("yes", "no")


class TuitionTable:
    """A year's price by college and state. Rows are kept once read; an instance can be pickled and shared.

    Every method raises FileFailure when there is no table, DataInvalid when a row is not what it should be.
    """

    def __init__(self, directory: Path) -> None:
        """Read the table in the folder with the data files."""
        self._files = read_files(directory, _TABLE)
        self._prices: dict[tuple[str, str], Price] = {}

    def price(self, college: str, state: str | None) -> Price | None:
        """Return a year's price in a state, the nation's where the state has none; None for neither."""
        prices = self._read()
        return prices.get((college, state or NATION)) or prices.get((college, NATION))

    def check(self, sources: Collection[str], states: Collection[str]) -> Iterator[CasemgrError]:
        """Yield what is wrong with the table; `sources` and `states` are the ids and codes there are."""
        try:
            self._read()
        except CasemgrError as error:
            yield error
            return
        for price in self._prices.values():
            where = f"{_TABLE}: {price.college} in {price.state}"
            if price.source not in sources:
                yield DataInvalid(f"{where}: there is no source {price.source!r}.")
            if price.state not in {*states, NATION}:
                yield DataInvalid(f"{where}: there is no such state.")
        for college in COLLEGES:
            if (college, NATION) not in self._prices:
                yield DataInvalid(f"{_TABLE}: {college} has no row for the nation ({NATION}).")

    def _read(self) -> dict[tuple[str, str], Price]:
        if not self._prices:
            found: dict[tuple[str, str], Price] = {}
            for where, cells in read_rows(self._files, _TABLE, _COLUMNS):
                price = _price(where, cells)
                if found.setdefault((price.college, price.state), price) is not price:
                    raise DataInvalid(f"{where}: {price.college} in {price.state} is there twice.")
            self._prices = found
        return self._prices


def _price(where: str, cells: list[str]) -> Price:
    state, college, low, high, as_of, source, verified, note = cells
    least, most = count(low, "low", where), count(high, "high", where)
    expected = {
        "state": (bool(_STATE.fullmatch(state)), f"a postal code, or {NATION}"),
        "college": (college in COLLEGES, ", ".join(COLLEGES)),
        "low": (least is not None and most is not None and least <= most, "two amounts, the lower one first"),
        "as_of": (bool(as_of) and as_of.isprintable(), "a date"),
        "source": (source.isidentifier(), "the id of a source"),
        "verified": (verified in _FLAGS, " or ".join(_FLAGS)),
        "note": (not note or note.isprintable(), "text without control characters"),
    }
    for column, (right, hint) in expected.items():
        if not right:
            raise DataInvalid(f"{where}: {column} is not right.", hint=f"Expected {hint}.")
    return Price(college, state, Span(least, most), as_of, source, verified == "yes", note)
