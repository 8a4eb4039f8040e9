"""Many people at once for engines that map a function over Arrow batches: Dask, Spark and others."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from casemgr_cli.api.advisor import Advisor, load
from casemgr_cli.api.rows import NARROW, from_mapping, narrow
from casemgr_cli.errors import CasemgrError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import pyarrow as pa

    # What an advisor is found by: its data folder and its day.
    Which = tuple[Path | None, date | None]

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
        return _nothing(advisor, f"{error.message} {error.hint}".strip())
    if (which, key) not in _plans:
        if len(_plans) >= _REMEMBERED:
            _plans.clear()
        _plans[which, key] = narrow(advisor.plan(key, answers))
    return _plans[which, key]


def _nothing(advisor: Advisor, problem: str) -> list[object]:
    return [*[None] * (len(NARROW) + len(advisor.certifications)), problem]
