"""Many people at once for engines that map a function over Arrow batches: Dask, Spark and others."""

from collections.abc import Callable, Hashable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from casemgr_cli.api.advisor import Advisor, load
from casemgr_cli.api.rows import NARROW, from_mapping, narrow
from casemgr_cli.errors import CasemgrError

# Rows and plans that a process remembers.
_REMEMBERED = 50_000
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

    advisor = _advisor(data, today)
    keys = frozenset(advisor.keys)
    rows = [
        _row(advisor, number, entry, id_column, keys) for number, entry in enumerate(people.to_pylist(), 1)
    ]
    columns = zip(*rows, strict=True) if rows else [()] * len(schema(advisor))
    return pa.RecordBatch.from_arrays(
        [pa.array(values, field.type) for values, field in zip(columns, schema(advisor), strict=True)],
        schema=schema(advisor),
    )


def schema(advisor: Advisor) -> pa.Schema:
    """Return the columns of the narrow rows with their types: text, and whole months and dollars."""
    import pyarrow as pa

    names = ("id", *NARROW, *advisor.certifications, "problems")
    numbers = set(NARROW).difference(_TEXT)
    return pa.schema([(name, pa.int64() if name in numbers else pa.string()) for name in names])


@cache
def _advisor(data: Path | None, today: date | None) -> Advisor:
    return load(data, today)


def _row(
    advisor: Advisor, number: int, entry: dict[str, Any], id_column: str, keys: frozenset[str]
) -> list[object]:
    row = from_mapping(number, entry, id_column, keys)
    tail = _nothing(advisor, row.problem) if row.problem else _remembered(_answered, advisor, row.cells)
    return [row.id, *tail]


def _answered(advisor: Advisor, cells: tuple[tuple[str, Any], ...]) -> list[object]:
    """Return what stands behind the id of everybody with these cells."""
    try:
        key, answers = advisor.group(advisor.accept(dict(cells)))
    except CasemgrError as error:
        return _nothing(advisor, f"{error.message} {error.hint}".strip())
    return _remembered(lambda advisor, key: narrow(advisor.plan(key, answers)), advisor, key)


def _nothing(advisor: Advisor, problem: str) -> list[object]:
    return [*[None] * (len(NARROW) + len(advisor.certifications)), problem]


_known: dict[tuple[str, str, Hashable], list[object]] = {}


def _remembered(find: Callable[[Advisor, Any], list[object]], advisor: Advisor, of: Hashable) -> list[object]:
    """Return what was found before of the same cells or plan, by the same advisor on the same day."""
    place = (advisor.version, advisor.today.isoformat(), of)
    if place not in _known:
        if len(_known) >= _REMEMBERED:
            _known.clear()
        found = find(advisor, of)
        _known[place] = found
    return _known[place]
