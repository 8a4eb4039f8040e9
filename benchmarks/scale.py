"""Many people at once: seconds, peak memory, distinct plans and bytes, of the command, of Dask and of Spark.

    python benchmarks/scale.py people 1000000            students of one state, by the command
    python benchmarks/scale.py people 100000 --adults    adults of the nation
    python benchmarks/scale.py engines 10000             the same people through command, Dask and Spark
    python benchmarks/scale.py kills 200000              stopped ten times at random; rows equal to one go

Dask and Spark are measured where they are installed (`distributed`; `pyspark` and Java).
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if TYPE_CHECKING:
    from collections.abc import Iterator

CASEMGR = [sys.executable, "-m", "casemgr_cli", "batch"]
SIDES = ("nursing", "social_work", "human_services", "open")
SETTINGS = ("", "", "hospital", "community", "behavioral_health", "child_welfare", "hospital,insurance")
PRIORITIES = ("", "solid", "soonest", "cheapest", "best_paid")
STATES = ("CA", "TX", "FL", "NY", "PA", "IL", "OH", "GA", "NC", "MI", "NJ", "VA", "WA", "AZ", "MA", "TN")
TODAY = date(2026, 11, 23)


def students(number: int) -> Iterator[dict[str, Any]]:
    """Yield students of one state, as a district's list has them."""
    choose = random.Random(1).choice  # noqa: S311 - not for secrets
    for i in range(number):
        yield {
            "id": f"s{i}",
            "situation": "high_school",
            "graduation_year": choose((2027, 2028, 2029, 2030)),
            "background": choose(SIDES),
            "settings": choose(SETTINGS),
            "priority": choose(PRIORITIES),
            "state": "OH",
        }


def adults(number: int) -> Iterator[dict[str, Any]]:
    """Yield adults of the nation, nurses and social workers and others, with months of their own."""
    dice = random.Random(2)  # noqa: S311 - not for secrets
    kinds = (
        {"background": "nursing", "education": "associate", "field": "nursing", "licenses": "rn"},
        {"background": "nursing", "education": "bachelor", "field": "nursing", "licenses": "rn"},
        {"background": "nursing", "education": "high_school", "licenses": "lpn"},
        {"background": "social_work", "education": "master", "field": "social_work", "licenses": ""},
        {"background": "human_services", "education": "bachelor", "field": "psychology", "licenses": ""},
    )
    for i in range(number):
        kind = dice.choice(kinds)
        yield {
            "id": f"a{i}",
            **{key: kind.get(key, "") for key in ("background", "education", "field", "licenses")},
            "license_status": "active" if kind["licenses"] else "",
            "state": dice.choice(STATES),
            "priority": dice.choice(PRIORITIES),
            "months_case_management": dice.choice((0, 0, 0, 6, 12, 24, 36)),
        }


def written(folder: Path, rows: Iterator[dict[str, Any]]) -> Path:
    """Write people to a file of CSV."""
    file = folder / "people.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        first = next(rows)
        writer = csv.DictWriter(out, first)
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)
    return file


def by_command(folder: Path, file: Path, name: str = "out") -> None:
    """Run the command and print a line of the table."""
    start = time.perf_counter()
    subprocess.run([*CASEMGR, str(file), str(folder / name)], check=True)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    size = sum(path.stat().st_size for path in (folder / name).iterdir())
    rows = len((folder / name / "people.csv").read_bytes().splitlines()) - 1
    plans = len((folder / name / "plans.jsonl").read_bytes().splitlines())
    print(f"command: {rows:,} rows, {plans:,} plans, {seconds:.1f} s, {peak} MB a process, {size:,} bytes")


def killed(folder: Path, file: Path, times: int = 10) -> None:
    """Kill the command at random moments, go on, and compare its files with those of one go."""
    by_command(folder, file, "whole")
    dice = random.Random(int(datetime.now(tz=UTC).timestamp()))  # noqa: S311 - moments, not secrets
    command, ended = [*CASEMGR, str(file), str(folder / "killed")], 0
    for _ in range(times):
        child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(0.5, 4))
        ended += child.poll() is None
        child.kill()
        child.wait()
    subprocess.run(command, check=True)
    for name in ("people.csv", "plans.jsonl", "rejects.csv"):
        same = (folder / "whole" / name).read_bytes() == (folder / "killed" / name).read_bytes()
        print(f"{name} after {ended} kills at work: {'equal' if same else 'DIFFERENT'}")


def engines(file: Path) -> None:
    """Run the same people through Arrow batches here, on two Dask workers and on Spark; compare the rows."""
    from pyarrow import RecordBatch

    from casemgr_cli.api import advise_arrow

    with file.open(encoding="utf-8", newline="") as given:
        rows = [{key: value or None for key, value in row.items()} for row in csv.DictReader(given)]
    parts = [RecordBatch.from_pylist(rows[i : i + 1000]) for i in range(0, len(rows), 1000)]
    start = time.perf_counter()
    expected = [row for part in parts for row in advise_arrow(part, today=TODAY).to_pylist()]
    _told("one process", start, expected, expected)
    for name, run in (("Dask, 2 workers", _dask), ("Spark, 2 threads", _spark)):
        try:
            start = time.perf_counter()
            made = run(parts)
        except ImportError as error:
            print(f"{name}: not installed ({error.name})")
        else:
            _told(name, start, made, expected)


def _told(name: str, start: float, made: list[Any], expected: list[Any]) -> None:
    seconds = time.perf_counter() - start
    same = sorted(made, key=lambda row: row["id"]) == sorted(expected, key=lambda row: row["id"])
    rate = len(made) / seconds
    print(f"{name}: {seconds:.1f} s, {rate:,.0f} rows a second, {'equal' if same else 'DIFFERENT'}")


def _dask(parts: list[Any]) -> list[Any]:
    import distributed

    from casemgr_cli.api import advise_arrow

    with (
        distributed.LocalCluster(n_workers=2, host="127.0.0.1", dashboard_address=None) as cluster,  # type: ignore[no-untyped-call]
        distributed.Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        made = client.gather(client.map(advise_arrow, parts, today=TODAY, pure=False))
    return [row for part in made for row in part.to_pylist()]


def _spark(parts: list[Any]) -> list[Any]:
    import pyarrow as pa
    from pyspark.sql import SparkSession

    from casemgr_cli.api import advise_arrow

    spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    columns = ", ".join(
        f"`{field.name}` {'bigint' if pa.types.is_integer(field.type) else 'string'}"
        for field in advise_arrow(parts[0].slice(0, 0), today=TODAY).schema
    )
    people = spark.createDataFrame(pa.Table.from_batches(parts).to_pandas())
    made = people.mapInArrow(lambda batches: (advise_arrow(each, today=TODAY) for each in batches), columns)
    return [row.asDict() for row in made.collect()]


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("people", "engines", "kills"))
    parser.add_argument("number", type=int)
    parser.add_argument("--adults", action="store_true")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    try:
        file = written(folder, (adults if asked.adults else students)(asked.number))
        if asked.what == "people":
            by_command(folder, file)
        elif asked.what == "kills":
            killed(folder, file)
        else:
            engines(file)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
