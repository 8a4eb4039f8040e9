"""Many people at once: seconds, peak memory, distinct plans and bytes, of the command, of Dask and of Spark.

    python benchmarks/scale.py people 1000000                students of one state, by the command
    python benchmarks/scale.py people 1000000 --who nation   students of the nation
    python benchmarks/scale.py people 100000 --who adults    adults of the nation
    python benchmarks/scale.py engines 10000 --who year      the same people through command, Dask and Spark
    python benchmarks/scale.py kills 200000                  stopped ten times at random; rows equal to one go
    python benchmarks/scale.py grouped 2000                  plans of people in groups equal to theirs alone

Dask and Spark are measured where they are installed (`distributed`; `pyspark` and Java). Memory is that of
the largest single process.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.json import encode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CASEMGR = [sys.executable, "-m", "casemgr_cli", "batch"]
SIDES = ("nursing", "social_work", "human_services", "open")
SETTINGS = ("", "", "hospital", "community", "behavioral_health", "child_welfare", "hospital,insurance")
PRIORITIES = ("", "solid", "soonest", "cheapest", "best_paid")
STATES = ("CA", "TX", "FL", "NY", "PA", "IL", "OH", "GA", "NC", "MI", "NJ", "VA", "WA", "AZ", "MA", "TN")
TODAY = datetime.now(tz=UTC).astimezone().date()
# How often somebody has the most months there can be.
OFTEN = 0.5


def students(
    number: int, states: Sequence[str] = ("OH",), settings: Sequence[str] = SETTINGS, years: int = 4
) -> Iterator[dict[str, Any]]:
    """Yield students of one state, as a district's list has them, or of several."""
    choose = random.Random(1).choice  # noqa: S311 - not for secrets
    for i in range(number):
        yield {
            "id": f"s{i}",
            "situation": "high_school",
            "graduation_year": 2027 + choose(range(years)),
            "background": choose(SIDES),
            "settings": choose(settings),
            "priority": choose(PRIORITIES),
            "state": choose(states),
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


def nation(number: int) -> Iterator[dict[str, Any]]:
    """Yield students of the large states."""
    return students(number, STATES)


def year(number: int) -> Iterator[dict[str, Any]]:
    """Yield students of one state and year who name no setting: many rows, few plans."""
    return students(number, settings=("",), years=1)


WHO = {"students": students, "year": year, "nation": nation, "adults": adults}


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
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    work, peak = used.ru_utime + used.ru_stime, used.ru_maxrss // 1024
    size = sum(path.stat().st_size for path in (folder / name).iterdir())
    rows = len((folder / name / "people.csv").read_bytes().splitlines()) - 1
    plans = len((folder / name / "plans.jsonl").read_bytes().splitlines())
    print(
        f"command: {rows:,} rows, {plans:,} plans, {seconds:.0f} s, {work:.0f} s of processors, "
        f"{peak} MB a process, {size:,} bytes"
    )


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
        print(f"{name} after {ended} kills at work: {_equal(same)}")


def engines(folder: Path, file: Path) -> None:
    """Run the same people through the command, two Dask workers and Spark; compare the rows."""
    by_command(folder, file)
    rows = [tuple(row) for row in _table(folder / "out" / "people.csv")]
    for name, library in (("dask", "distributed"), ("spark", "pyspark")):
        if not find_spec(library):
            print(f"{name}: {library} is not installed")
            continue
        start = time.perf_counter()
        made = folder / f"{name}.csv"
        child = subprocess.Popen([sys.executable, __file__, name, "0", "--rows", str(file), str(made)])
        _, code, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        if code:
            print(f"{name}: failed")
            continue
        same = sorted(map(tuple, _table(made))) == sorted(rows)
        rate, peak = (len(rows) - 1) / seconds, used.ru_maxrss // 1024
        print(f"{name}: {seconds:.1f} s, {rate:,.0f} rows a second, {peak} MB, rows {_equal(same)}")


def _table(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.reader(text))


def _equal(same: bool) -> str:
    return "equal" if same else "DIFFERENT"


def by_engine(name: str, source: Path, made: Path, today: date) -> None:
    """Run people of a file through an engine and write their rows as the command does."""
    from pyarrow import RecordBatch

    header, *rows = _table(source)
    people = [dict(zip(header, (cell or None for cell in row), strict=True)) for row in rows]
    parts = [RecordBatch.from_pylist(people[i : i + 1000]) for i in range(0, len(people), 1000)]
    found = {"dask": _dask, "spark": _spark}[name](parts, today)
    with made.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, found[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)


def _dask(parts: list[Any], today: date) -> list[Any]:
    import distributed

    from casemgr_cli.api import advise_arrow

    with (
        distributed.LocalCluster(n_workers=2, host="127.0.0.1", dashboard_address=None) as cluster,  # type: ignore[no-untyped-call]
        distributed.Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        made = client.gather(client.map(advise_arrow, parts, today=today, pure=False))
    return [row for part in made for row in part.to_pylist()]


def _spark(parts: list[Any], today: date) -> list[Any]:
    import pyarrow as pa
    from pyspark.sql import SparkSession

    from casemgr_cli.api import advise_arrow

    # Without the latter Spark listens on this machine's address in the network.
    given = {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    os.environ.update({name: os.environ.get(name, value) for name, value in given.items()})
    spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    columns = ", ".join(
        f"`{field.name}` {'bigint' if pa.types.is_integer(field.type) else 'string'}"
        for field in advise_arrow(parts[0].slice(0, 0), today=today).schema
    )
    people = spark.createDataFrame(pa.Table.from_batches(parts))
    made = people.mapInArrow(lambda batches: (advise_arrow(each, today=today) for each in batches), columns)
    rows: list[Any] = made.toArrow().to_pylist()
    spark.stop()
    return rows


def grouped(number: int) -> None:
    """Compare the plan of each person's group with the one that they get alone."""
    from casemgr_cli.api import load
    from tests.api.test_batch import varied
    from tests.people import PEOPLE

    advisor, dice = load(today=TODAY), random.Random(13)  # noqa: S311 - not for secrets
    given, plans, wrong = sorted(PEOPLE.values(), key=str), {}, 0
    start = time.perf_counter()
    for _ in range(number):
        answers = {
            **dice.choice(given),
            "state": dice.choice(STATES),
            "priority": dice.choice(PRIORITIES[1:]),
        }
        accepted = advisor.accept(varied(advisor, answers, dice) if dice.random() < OFTEN else answers)
        key, common = advisor.group(accepted)
        if key not in plans:
            plans[key] = blake2b(encode(advisor.plan("", common))).digest()
        wrong += plans[key] != blake2b(encode(advisor.plan("", accepted))).digest()
    seconds = time.perf_counter() - start
    print(f"{number:,} people, {len(plans):,} groups, {seconds:.0f} s: {wrong} plans differ from those alone")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("people", "engines", "kills", "grouped", "dask", "spark"))
    parser.add_argument("number", type=int)
    parser.add_argument("--who", choices=WHO, default="students")
    parser.add_argument("--rows", nargs=2, type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--today", type=date.fromisoformat, default=TODAY, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.rows:
        return by_engine(asked.what, asked.rows[0], asked.rows[1], asked.today)
    if asked.what == "grouped":
        return grouped(asked.number)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = written(folder, WHO[asked.who](asked.number))
        if asked.what == "people":
            by_command(folder, file)
        else:
            {"kills": killed, "engines": engines}[asked.what](folder, file)
    return None


if __name__ == "__main__":
    main()
