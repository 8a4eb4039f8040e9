"""Rows in Arrow batches, alone, on a cluster of two and in Spark, are those of the command."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from casemgr_cli.api import advise_arrow, load
from casemgr_cli.api.batch import Run
from tests.conftest import ROOT

pa = pytest.importorskip("pyarrow")

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

TODAY = date(2026, 11, 23)
SIDES = ("nursing", "social_work", "open", None, "social_wrk")


def people(number: int) -> list[dict[str, Any]]:
    """Return so many students, some without an answer and some with one that is wrong."""
    return [
        {
            "id": f"s{i}",
            "background": SIDES[i % len(SIDES)],
            "education": "none",
            "graduation_year": 2027 + i % 2,
        }
        for i in range(number)
    ]


def by_command(tmp_path: Path, rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return the rows that `casemgr batch` writes for these people, by id; a rejected one has its reason."""
    source = tmp_path / "rows.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    Run(source, tmp_path / "out", load(today=TODAY), "id", ()).complete(1, lambda _: None)
    with (tmp_path / "out" / "people.csv").open(encoding="utf-8", newline="") as file:
        found = {row[0]: row[1:] for row in list(csv.reader(file))[1:]}
    with (tmp_path / "out" / "rejects.csv").open(encoding="utf-8", newline="") as file:
        return found | {row["id"]: [row["reason"]] for row in csv.DictReader(file)}


def as_command(batch: Any) -> dict[str, list[str]]:  # noqa: ANN401 - an Arrow batch
    """Return the rows of an Arrow batch the way the command writes them."""
    return by_id(["" if value is None else str(value) for value in row.values()] for row in batch.to_pylist())


def by_id(rows: Iterable[list[str]]) -> dict[str, list[str]]:
    """Return narrow rows by the person's id; of one that could not be used, the reason alone."""
    return {row[0]: row[1:] if row[1] else [row[-1]] for row in rows}


def test_a_batch_has_the_rows_of_the_command(tmp_path: Path) -> None:
    """The same people get the same rows, in order; a bad row keeps its id and its reason."""
    rows = people(40)
    made = advise_arrow(pa.RecordBatch.from_pylist(rows), today=TODAY)
    assert made.column("id").to_pylist() == [row["id"] for row in rows]
    assert as_command(made) == by_command(tmp_path, rows)


@pytest.mark.parametrize(
    "engine",
    [
        "dask",
        pytest.param(
            "spark",
            marks=pytest.mark.skipif(
                not os.environ.get("JAVA_HOME") and not shutil.which("java"), reason="Spark needs Java"
            ),
        ),
    ],
)
def test_an_engine_gives_the_rows_of_the_command(tmp_path: Path, engine: str) -> None:
    """The script that is measured, on two workers: every person has the row of the command."""
    rows = people(60)
    with (tmp_path / "people.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    words = [engine, "0", "--rows", "people.csv", "made.csv", "--today", TODAY.isoformat()]
    script = str(ROOT / "benchmarks" / "scale.py")
    done = subprocess.run(
        [sys.executable, "-W", "error", script, *words], cwd=tmp_path, check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    with (tmp_path / "made.csv").open(encoding="utf-8", newline="") as file:
        assert by_id(list(csv.reader(file))[1:]) == by_command(tmp_path, rows)


def test_an_empty_batch_has_the_same_columns() -> None:
    """Nobody in, nobody out, and the schema stays."""
    some = pa.RecordBatch.from_pylist(people(1))
    made = advise_arrow(some.slice(0, 0), today=TODAY)
    assert made.num_rows == 0
    assert made.schema == advise_arrow(some, today=TODAY).schema


def test_a_cluster_that_loses_a_worker_gives_the_same_rows(tmp_path: Path) -> None:
    """On two Dask workers, one of them killed in the middle, every person has the row of the command."""
    distributed = pytest.importorskip("distributed")
    rows = people(60)
    parts = [pa.RecordBatch.from_pylist(rows[i : i + 10]) for i in range(0, len(rows), 10)]
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        first = client.submit(os.getpid, pure=False)
        futures = client.map(advise_arrow, parts, today=TODAY, pure=False)
        os.kill(first.result(), signal.SIGKILL)
        made = client.gather(futures)
    found: dict[str, list[str]] = {}
    for part in made:
        found |= as_command(part)
    assert found == by_command(tmp_path, rows)
