"""Many people at once: rows in, a narrow row a person and each distinct plan once out."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import random
import shutil
import stat
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pytest

from casemgr_cli.api import Advisor, load
from casemgr_cli.api import batch as batch_run
from casemgr_cli.api.batch import Run
from casemgr_cli.api.rows import narrow
from casemgr_cli.errors import FileFailure, UsageFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.conftest import Program

HEADER = "id,background,education,graduation_year,state,certifications\n"
ROWS = (
    "1,nursing,none,2027,OR,[]\n"
    "2,nursing,none,2027,OR,[]\n"
    "3,social_work,none,2028,OR,\n"
    "4,open,none,2028,KY,unknown\n"
)
STUDENTS = 300


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    """Return an advisor with the shipped data, on a fixed day."""
    return load(today=date(2026, 11, 23))


def ran(tmp_path: Path, advisor: Advisor, text: str, name: str = "rows.csv", **more: Any) -> batch_run.Totals:  # noqa: ANN401
    """Run a batch over rows, into the folder `out`."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    source, id_column, ignored = tmp_path / name, more.get("id_column", "id"), more.get("ignored", ())
    return Run(source, tmp_path / "out", advisor, id_column, ignored).complete(1, lambda _: None)


def table(tmp_path: Path, name: str = "people.csv") -> list[dict[str, str]]:
    """Return the rows that the run wrote."""
    with (tmp_path / "out" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plans(tmp_path: Path) -> dict[str, dict[str, Any]]:
    """Return the plans that the run wrote, by key."""
    lines = (tmp_path / "out" / "plans.jsonl").read_text(encoding="utf-8").splitlines()
    return {plan["plan_key"]: plan for plan in map(json.loads, lines)}


def students(number: int) -> str:
    """Return rows of students of one state, the same every time."""
    choose = random.Random(7).choice  # noqa: S311 - not for secrets
    lines = (
        f"s{i},{choose(('nursing', 'social_work', 'open'))},none,{choose((2027, 2028))},OR,[]\n"
        for i in range(number)
    )
    return HEADER + "".join(lines)


def test_people_with_the_same_answers_share_one_plan(tmp_path: Path, advisor: Advisor) -> None:
    """Each person has a row; each distinct plan stands there once, without anything personal."""
    assert ran(tmp_path, advisor, HEADER + ROWS) == (4, 0, 3, 0)
    rows = table(tmp_path)
    assert [row["id"] for row in rows] == ["1", "2", "3", "4"]
    assert rows[0]["plan_key"] == rows[1]["plan_key"] != rows[2]["plan_key"]
    found = plans(tmp_path)
    assert found.keys() == {row["plan_key"] for row in rows}
    for plan in found.values():
        assert plan["schema"] == "casemgr.plan/1"
        assert not plan.keys() & {"answers", "assumed", "fit"}
        assert rows[0]["first_choice"] in {route["id"] for route in found[rows[0]["plan_key"]]["routes"]}


def test_an_id_is_no_formula_and_can_be_read_back(
    tmp_path: Path, advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A spreadsheet runs no cell; without one apostrophe each id is as it was, also to a run that goes on."""
    ids = ["=1+1", "'=1+1", "''=1+1", "@x", "+a", "-a", "\tx", "+15550100", "it's", "'", "007"]
    monkeypatch.setattr(batch_run, "PART", 4)
    text = "\n".join(json.dumps({"id": id_, "state": "OR"}) for id_ in (*ids, *ids))

    def stop(_rows: int) -> None:
        raise KeyboardInterrupt

    (tmp_path / "rows.jsonl").write_text(text, encoding="utf-8")
    for watch in (stop, stop, lambda _: None):
        with contextlib.suppress(KeyboardInterrupt):
            Run(tmp_path / "rows.jsonl", tmp_path / "out", advisor, "id", ()).complete(1, watch)
    cells = [row["id"] for row in table(tmp_path)]
    assert [cell.removeprefix("'") for cell in cells] == ids
    assert {row["id"] for row in table(tmp_path, "rejects.csv")} == set(cells)
    assert not [cell for cell in cells if cell[0] in "=+-@\t" and cell != "+15550100"]


def test_files_are_for_the_owner_alone(tmp_path: Path, advisor: Advisor) -> None:
    """What a run writes can be read by its owner only."""
    ran(tmp_path, advisor, HEADER + ROWS)
    for path in [tmp_path / "out", *(tmp_path / "out").iterdir()]:
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path.name


def test_a_row_says_what_the_advice_says(tmp_path: Path, advisor: Advisor) -> None:
    """A person's row is the narrow form of the advice that they get alone."""
    ran(tmp_path, advisor, HEADER + ROWS)
    for row, line in zip(table(tmp_path), ROWS.splitlines(), strict=True):
        cells = dict(zip(HEADER.strip().split(","), line.split(","), strict=True))
        given: dict[str, object] = {key: () if cell == "[]" else cell for key, cell in cells.items() if cell}
        del given["id"]
        advice = advisor.advise(advisor.accept(given))
        expected = [
            "" if value is None else str(value) for value in narrow({**advice, "plan_key": row["plan_key"]})
        ]
        assert list(row.values())[1:] == expected


def test_json_lines_give_the_same_as_csv(tmp_path: Path, advisor: Advisor) -> None:
    """Rows as JSON objects are read like rows of CSV; null is a question not asked."""
    ran(tmp_path, advisor, HEADER + ROWS)
    expected = table(tmp_path)
    shutil.rmtree(tmp_path / "out")
    entries: list[dict[str, Any]] = []
    for line in ROWS.splitlines():
        cells = dict(zip(HEADER.strip().split(","), line.split(","), strict=True))
        entries.append({k: [] if v == "[]" else v or None for k, v in cells.items()})
    ran(tmp_path, advisor, "\n".join(map(json.dumps, entries)), "rows.jsonl")
    assert table(tmp_path) == expected


def test_parquet_gives_the_same_as_csv(tmp_path: Path, advisor: Advisor) -> None:
    """Rows of Parquet are read like rows of CSV."""
    duckdb = pytest.importorskip("duckdb")
    ran(tmp_path, advisor, HEADER + ROWS)
    expected = table(tmp_path)
    shutil.rmtree(tmp_path / "out")
    source, target = tmp_path / "rows.csv", tmp_path / "rows.parquet"
    duckdb.connect().execute(f"COPY (FROM read_csv('{source}', all_varchar = true)) TO '{target}'")
    Run(target, tmp_path / "out", advisor, "id", ()).complete(1, lambda _: None)
    assert table(tmp_path) == expected


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("5,social_wrk,none,2028,OR,\n", 'Did you mean "social_work"?'),
        ("5,nursing,none\n", "3 cells; the header has 6"),
        ("1,nursing,none,2027,OR,[]\n", "same id"),
        (",nursing,none,2027,OR,[]\n", 'no "id"'),
        ("5,nursing,none,soon,OR,[]\n", "graduation_year"),
        (f"5,{'x' * (1 << 21)},none,2027,OR,[]\n", "longer than"),
        ('5,"nursing,none,2027,OR,[]\n', "not CSV"),
    ],
)
def test_a_bad_row_is_rejected_with_its_line_and_the_others_go_on(
    tmp_path: Path, advisor: Advisor, line: str, words: str
) -> None:
    """What cannot be used stands in the file of rejects; everybody else has a plan."""
    totals = ran(tmp_path, advisor, HEADER + ROWS + line)
    assert totals[:2] == (4, 1)
    (reject,) = table(tmp_path, "rejects.csv")
    assert reject["line"] == "6"
    assert words in reject["reason"]


@pytest.mark.parametrize("between", ["", "x" * (1 << 21) + "\n", "\n" * (1 << 18)])
def test_a_quote_too_many_takes_nobody_else_with_it(tmp_path: Path, advisor: Advisor, between: str) -> None:
    """The rows below are read on their own, whether or not the quote ends somewhere among them."""
    bad, closed = '5,"nursing,none,2027,OR,[]\n', '6,nursing,none,2027,OR,"[]"\n'
    totals = ran(tmp_path, advisor, HEADER + bad + between + ROWS + closed)
    long = [] if "x" not in between else [("3", "longer")]
    assert totals[:2] == (5, 1 + len(long))
    rejects = table(tmp_path, "rejects.csv")
    for reject, (number, words) in zip(rejects, [("2", "not CSV"), *long], strict=True):
        assert reject["line"] == number
        assert words in reject["reason"]


def test_a_header_with_a_quote_too_many_is_told(tmp_path: Path, advisor: Advisor) -> None:
    """It is nobody's row."""
    with pytest.raises(UsageFailure, match="header is not CSV"):
        ran(tmp_path, advisor, '"' + HEADER + ROWS)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("[1]", "not one JSON object"),
        ('{"id": 5', "not one JSON object"),
        ("[" * 100_000, "not one JSON object"),
        ('{"state": "OR"}', 'no "id".'),
        ('{"id": 5.5, "state": "OR"}', 'no "id" that is text'),
        ('{"id": 5, "stat": "OR"}', 'Did you mean "state"?'),
        ('{"id": 5, "state": {"of": "OR"}}', "state"),
        ('{"id": 5, "state": "XX"}', "XX"),
    ],
)
def test_a_bad_line_of_json_is_rejected_and_the_others_go_on(
    tmp_path: Path, advisor: Advisor, line: str, words: str
) -> None:
    """As with CSV."""
    text = f'{{"id": 1, "state": "OR"}}\n{line}\n{{"id": 2, "state": "OR"}}\n'
    assert ran(tmp_path, advisor, text, "rows.jsonl")[:2] == (2, 1)
    (reject,) = table(tmp_path, "rejects.csv")
    assert reject["line"] == "2"
    assert words in reject["reason"]


@pytest.mark.parametrize(
    ("rows", "error", "words"),
    [
        ("SELECT 'OR' AS state", UsageFailure, 'no column "id"'),
        ("SELECT 1 AS id, 'OR' AS stat", UsageFailure, '"stat" is not an answer key'),
        ("", FileFailure, "not Parquet, or damaged"),
    ],
)
def test_parquet_that_cannot_be_meant_is_refused_whole(
    tmp_path: Path, advisor: Advisor, rows: str, error: type[Exception], words: str
) -> None:
    """Missing and unknown columns, and what is no Parquet at all."""
    duckdb = pytest.importorskip("duckdb")
    file = tmp_path / "rows.parquet"
    if rows:
        duckdb.connect().execute(f"COPY ({rows}) TO '{file}'")
    else:
        file.write_bytes(b"PAR1 and so on")
    with pytest.raises(error, match=words):
        Run(file, tmp_path / "out", advisor, "id", ()).complete(1, lambda _: None)


def test_a_bad_row_of_parquet_is_rejected_and_the_others_go_on(tmp_path: Path, advisor: Advisor) -> None:
    """Wrong values, no id, and an id twice."""
    duckdb = pytest.importorskip("duckdb")
    rows = "SELECT * FROM (VALUES (1, 'OR'), (2, 'XX'), (NULL, 'OR'), (1, 'KY')) AS people (id, state)"
    duckdb.connect().execute(f"COPY ({rows}) TO '{tmp_path / 'rows.parquet'}'")
    totals = Run(tmp_path / "rows.parquet", tmp_path / "out", advisor, "id", ()).complete(1, lambda _: None)
    assert totals[:2] == (1, 3)
    reasons = [reject["reason"] for reject in table(tmp_path, "rejects.csv")]
    assert ["XX" in reasons[0], 'no "id".' in reasons[1], "same id" in reasons[2]] == [True] * 3


def test_an_id_belongs_to_the_first_row_that_can_be_used(tmp_path: Path, advisor: Advisor) -> None:
    """A row that is rejected keeps nobody out, and one that doubles an id adds no plan."""
    rows = "5,nursing,none,soon,OR,[]\n5,nursing,none,2027,OR,[]\n5,open,none,2028,KY,[]\n"
    assert ran(tmp_path, advisor, HEADER + rows) == (1, 2, 1, 0)
    assert [reject["line"] for reject in table(tmp_path, "rejects.csv")] == ["2", "4"]
    assert len(plans(tmp_path)) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="counts memory as Linux does")
@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_line_of_a_gigabyte_is_passed_over(casemgr: Program, tmp_path: Path, ending: str) -> None:
    """A file that is one endless line in the middle costs its own row, and no memory."""
    rows = {
        "csv": (HEADER + ROWS, "5,open,none,2028,KY,[]\n"),
        "jsonl": ('{"id": 1, "state": "KY"}\n', '{"id": 2, "state": "OR"}\n'),
    }
    before, after = (text.encode() for text in rows[ending])
    with (tmp_path / f"rows.{ending}").open("wb") as file:
        file.write(before)
        file.seek(1 << 30, os.SEEK_CUR)  # a hole reads as zeros
        file.write(b"\n" + after)
    words = ["batch", str(tmp_path / f"rows.{ending}"), str(tmp_path / "out"), "--jobs", "1"]
    # What the system counts for a child begins with the size of its parent, here the tests; this does not.
    run = (
        "import pathlib, sys; from casemgr_cli.cli.main import main; main(sys.argv[1:]); "
        "print(pathlib.Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", run, *words], env=casemgr.environment(), check=True, capture_output=True
    )
    (reject,) = table(tmp_path, "rejects.csv")
    assert "longer than" in reject["reason"]
    assert len(table(tmp_path)) == before.count(b"\n") - (ending == "csv") + 1
    assert int(done.stdout) < 300_000


def test_a_folder_in_place_of_the_rows_is_told(tmp_path: Path, advisor: Advisor) -> None:
    """A folder that is called like a file of rows is a file that cannot be read."""
    for name in ("rows.csv", "rows.jsonl", "rows.parquet"):
        (tmp_path / name).mkdir()
        with pytest.raises(FileFailure, match=f"{name} cannot be read"):
            Run(tmp_path / name, tmp_path / name[5:], advisor, "id", ()).complete(1, lambda _: None)


def test_a_row_that_is_not_utf8_is_rejected(tmp_path: Path, advisor: Advisor) -> None:
    """Bytes that are no text spoil their own row alone."""
    (tmp_path / "rows.csv").write_bytes((HEADER + ROWS).encode() + b"5,nursing,none,2027,\xff\xfe,\n")
    totals = Run(tmp_path / "rows.csv", tmp_path / "out", advisor, "id", ()).complete(1, lambda _: None)
    assert totals[:2] == (4, 1)


def test_true_is_no_number(tmp_path: Path, advisor: Advisor) -> None:
    """Rows are remembered by what stands in them, and what Python takes for equal may not be."""
    first, second = '{"id": 1, "months_nursing": 1}\n', '{"id": 2, "months_nursing": true}\n'
    assert ran(tmp_path, advisor, first + second, "rows.jsonl")[:2] == (1, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no rows"),
        ("name,background\n1,nursing\n", 'no column "id"'),
        ("id,backgruond\n1,nursing\n", "backgruond"),
        ("id,state,state\n1,OR,OR\n", "twice"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_whole(
    tmp_path: Path, advisor: Advisor, text: str, words: str
) -> None:
    """Missing, unknown and doubled columns end the run before it begins."""
    with pytest.raises(UsageFailure, match=words):
        ran(tmp_path, advisor, text)


def test_a_file_that_was_corrected_goes_into_the_same_folder(tmp_path: Path, advisor: Advisor) -> None:
    """A header that was refused leaves nothing that would be in the way."""
    with pytest.raises(UsageFailure, match="backgruond"):
        ran(tmp_path, advisor, HEADER.replace("background", "backgruond") + ROWS)
    assert ran(tmp_path, advisor, HEADER + ROWS) == (4, 0, 3, 0)


def test_columns_can_be_named_and_ignored(tmp_path: Path, advisor: Advisor) -> None:
    """The ids may stand in another column, and columns that are no answers be left unread."""
    text = "person,nickname,background,education\nA,Zedekiah,nursing,none\n"
    assert ran(tmp_path, advisor, text, id_column="person", ignored=("nickname",)).people == 1
    assert "Zedekiah" not in "".join(
        path.read_text(encoding="utf-8") for path in (tmp_path / "out").iterdir()
    )


def test_a_run_that_was_cut_off_goes_on(
    tmp_path: Path, advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a line, or a part without its progress, is cut away; the rows come out as in one go."""
    monkeypatch.setattr(batch_run, "PART", 100)
    ran(tmp_path, advisor, students(STUDENTS))
    whole = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    shutil.rmtree(tmp_path / "out")

    def stop(rows: int) -> None:
        if rows == 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Run(tmp_path / "rows.csv", tmp_path / "out", advisor, "id", ()).complete(1, stop)
    for name in ("people.csv", "plans.jsonl", "rejects.csv"):
        with (tmp_path / "out" / name).open("ab") as file:
            file.write(b"half a li")
    totals = Run(tmp_path / "rows.csv", tmp_path / "out", advisor, "id", ()).complete(1, lambda _: None)
    assert totals.before == 200
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == whole


def test_plans_of_a_part_that_was_not_finished_are_kept(
    tmp_path: Path, advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that is stopped while it plans makes no plan twice, and its files come out as in one go."""
    made: list[str] = []

    class Stopping:
        """Plans in this process, and stops after two."""

        def __init__(self, *_: object, **__: object) -> None:
            monkeypatch.setattr(batch_run, "_advisor", advisor, raising=False)

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            return

        def map(self, plan: Callable[..., Any], wanted: Any, **_: object) -> Any:  # noqa: ANN401
            for each in wanted:
                if len(made) == 2:
                    made.append("stopped")
                    raise KeyboardInterrupt
                made.append(each[0])
                yield plan(each)

    ran(tmp_path, advisor, students(STUDENTS))
    whole = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    shutil.rmtree(tmp_path / "out")
    monkeypatch.setattr(batch_run, "ProcessPoolExecutor", Stopping)
    with pytest.raises(KeyboardInterrupt):
        ran(tmp_path, advisor, students(STUDENTS))
    with (tmp_path / "out" / "plans.jsonl").open("ab") as file:
        file.write(b'{"plan_key": "cut o')
    Run(tmp_path / "rows.csv", tmp_path / "out", advisor, "id", ()).complete(1, lambda _: None)
    made.remove("stopped")
    assert len(made) == len(set(made)) == len(plans(tmp_path)) > 2
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}.items() >= {
        name: whole[name] for name in ("people.csv", "plans.jsonl", "rejects.csv")
    }.items()


def test_a_killed_run_loses_nothing(casemgr: Program, tmp_path: Path) -> None:
    """Killed at any moment, the same command goes on and every person has one row."""
    (tmp_path / "rows.csv").write_text(students(2 * STUDENTS), encoding="utf-8")
    words = [sys.executable, "-m", "casemgr_cli", "batch", "rows.csv", "out", "--jobs", "1"]
    for seconds in (0.3, 0.9, 1.5):
        child = subprocess.Popen(words, cwd=tmp_path, env=casemgr.environment(), stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        child.kill()
        child.wait()
    done = subprocess.run(words, cwd=tmp_path, env=casemgr.environment(), check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert [row["id"] for row in table(tmp_path)] == [f"s{i}" for i in range(2 * STUDENTS)]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")
def test_a_killed_run_leaves_no_process_behind(casemgr: Program, tmp_path: Path) -> None:
    """The processes that plan end with the one that started them."""
    (tmp_path / "rows.csv").write_text(students(40 * STUDENTS), encoding="utf-8")
    words = [sys.executable, "-m", "casemgr_cli", "batch", "rows.csv", "out", "--jobs", "2"]
    child = subprocess.Popen(words, cwd=tmp_path, env=casemgr.environment(), stderr=subprocess.DEVNULL)
    within(20, lambda: len(running_in(tmp_path)) > 1)
    child.kill()
    child.wait()
    within(20, lambda: not running_in(tmp_path))


def running_in(folder: Path) -> list[str]:
    """Return the processes that work in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").resolve() == folder:
                found.append(process.name)
    return found


def within(seconds: float, holds: Callable[[], bool]) -> None:
    """Wait until something holds, and fail if it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_other_rows_or_a_folder_in_use_are_refused(tmp_path: Path, advisor: Advisor) -> None:
    """A run goes on only with the rows that it began with, in a folder of its own."""
    ran(tmp_path, advisor, HEADER + ROWS)
    with pytest.raises(UsageFailure, match="another file"):
        ran(tmp_path, advisor, HEADER + ROWS + "9,nursing,none,2027,OR,[]\n")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(UsageFailure, match="not empty"):
        Run(tmp_path / "rows.csv", tmp_path / "own", advisor, "id", ())


def test_a_missing_file_and_a_file_in_place_of_the_folder(tmp_path: Path, advisor: Advisor) -> None:
    """Both are said in words."""
    (tmp_path / "rows.csv").write_text(HEADER + ROWS, encoding="utf-8")
    with pytest.raises(FileFailure):
        Run(tmp_path / "none.csv", tmp_path / "out", advisor, "id", ())
    with pytest.raises(FileFailure):
        Run(tmp_path / "rows.csv", tmp_path / "rows.csv", advisor, "id", ())
    with pytest.raises(UsageFailure, match="CSV, JSON Lines or Parquet"):
        Run(tmp_path, tmp_path / "out", advisor, "id", ()).complete(1, lambda _: None)


def test_a_write_that_was_cut_short_is_told_and_the_run_goes_on(casemgr: Program, tmp_path: Path) -> None:
    """Where files may grow no further, the message says so; with room again all rows are there."""
    file = tmp_path / "rows.csv"
    file.write_text(HEADER + ROWS, encoding="utf-8")
    run = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY)); "
        "from casemgr_cli.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    words = ["batch", str(file), str(tmp_path / "out"), "--jobs", "1"]
    done = subprocess.run(
        [sys.executable, "-B", "-c", run, *words],
        env=casemgr.environment(),
        check=False,
        capture_output=True,
    )
    assert done.returncode == 1
    assert b"out cannot be written: File too large" in done.stderr
    assert b"Traceback" not in done.stderr
    assert casemgr(*words).code == 0
    assert [row["id"] for row in table(tmp_path)] == ["1", "2", "3", "4"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told(tmp_path: Path, advisor: Advisor) -> None:
    """When nothing more fits, the message says so and that the run can go on."""
    run = Run(written(tmp_path), tmp_path / "out", advisor, "id", ())
    (tmp_path / "out" / ".progress.json").symlink_to("/dev/full")
    with pytest.raises(FileFailure, match="No space left"):
        run.complete(1, lambda _: None)


def written(tmp_path: Path) -> Path:
    """Write the usual rows to a file."""
    file = tmp_path / "rows.csv"
    file.write_text(HEADER + ROWS, encoding="utf-8")
    return file


def test_grouped_is_the_same_as_alone(advisor: Advisor) -> None:
    """Whoever is grouped with others gets the plan that they get alone, over 60 people who differ in much."""
    from tests.people import PEOPLE

    choose = random.Random(11)  # noqa: S311 - not for secrets
    for given in choose.sample(sorted(PEOPLE.values(), key=str), 30):
        for answers in (given, varied(advisor, given, choose)):
            accepted = advisor.accept(answers)
            _, common = advisor.group(accepted)
            assert advisor.plan("", common) == advisor.plan("", accepted)


def varied(advisor: Advisor, answers: Mapping[str, Any], choose: random.Random) -> dict[str, Any]:
    """Return answers of somebody with the most months there can be of what they did, and picks of skills."""
    facts, given = advisor.catalog.facts, {k: v for k, v in answers.items() if k != "case_management_ended"}
    more = {k: facts[k].high if k.startswith("months_") and value else value for k, value in given.items()}
    picks = ["active_listening", "speaking", "monitoring", "coordination", "persuasion"]
    return {**more, "strengths": choose.sample(picks, 5), "stretches": ["programming", "repairing"]}


@pytest.mark.parametrize(("rows", "code"), [("1,XX\n2,YY\n", 1), ("1,XX\n2,OR\n", 0), ("", 0)])
def test_a_run_without_one_row_that_could_be_used_has_failed(
    casemgr: Program, tmp_path: Path, rows: str, code: int
) -> None:
    """A script sees it, however often it asks; one row is enough, and no row at all is nothing to reject."""
    (tmp_path / "rows.csv").write_text("id,state\n" + rows, encoding="utf-8")
    words = ["batch", str(tmp_path / "rows.csv"), str(tmp_path / "out"), "--jobs", "1"]
    for done in (casemgr(*words), casemgr(*words)):
        assert done.code == code
        assert ("rejects.csv says why" in done.err) == (code == 1)
    assert len(table(tmp_path, "rejects.csv")) == rows.count("XX") + rows.count("YY")
