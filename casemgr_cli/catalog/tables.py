"""Tables in CSV read row by row, each row with the place where it stands."""

import csv
import io
import re
from collections.abc import Iterator, Mapping

from casemgr_cli.errors import DataInvalid, FileFailure
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
