"""`casemgr session results`, `cohort` and `report` over many students, from outside."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import stat
import subprocess
import sys
from collections import Counter
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING, Any

import icalendar
import jsonschema
import pytest

from casemgr_cli.cli.main import main
from casemgr_cli.desk.commands.sitting import load_desk
from casemgr_cli.desk.connect import find_store
from casemgr_cli.desk.documents import DOCUMENTS
from casemgr_cli.desk.records import Student
from casemgr_cli.desk.store import open_store
from casemgr_cli.desk.students import put_student
from casemgr_cli.desk.work import begin, history_of
from casemgr_cli.documents.schemas import schema
from tests.api.test_batch import varied
from tests.conftest import Finished
from tests.people import DATA, PEOPLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casemgr_cli.domain.facts import Answers
    from tests.conftest import Program

    Run = Callable[..., Finished]

ANSWERS: Answers = {"background": "nursing", "education": "none", "graduation_year": 2028, "state": "OR"}
HOSTILE = "../../etc/[red]x"
posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX modes and links")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of 26 students in grade 11, 3 in grade 10 and one without a plan."""
    file = tmp_path_factory.mktemp("desk") / "desk.db"
    desk = load_desk(None)
    plan = desk.advised(desk.minors, ANSWERS).plan
    store = open_store(find_store(str(file), {}), "Ms. Rivera")
    for number in range(30):
        id_ = HOSTILE if number == 0 else str(1000 + number)
        student = Student(id_, f"Given{number}", "=SUM(A1)", 10 if number > 26 else 11)
        if number == 26:
            put_student(store, student)
            continue
        with begin(store, student, ANSWERS) as work:
            work.finish(ANSWERS, plan)
    store.close()
    return file


@pytest.fixture
def run(filled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs `casemgr session` on the store, without a terminal."""
    monkeypatch.setenv("CASEMGR_DATABASE_URL", str(filled))
    monkeypatch.setenv("CASEMGR_COUNSELOR", "Mr. Okafor")
    monkeypatch.setattr("sys.stdin", StringIO())

    def runs(*words: str) -> Finished:
        code = main(["session", *words])
        captured = capsys.readouterr()
        return Finished(code, captured.out, captured.err)

    return runs


def document(run: Run, *words: str) -> dict[str, Any]:
    """Return the document that a command writes, held against its schema."""
    done = run(*words, "--json")
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    jsonschema.validate(found, schema(words[0], guests=DOCUMENTS), cls=jsonschema.Draft202012Validator)
    return found


def test_results(run: Run) -> None:
    """Counts of all sessions or of those of some days, and no name and no id."""
    found = document(run, "results")
    assert (found["students"], found["sessions"], found["with_plan"]) == (29, 29, None)
    assert document(run, "results", "--to", "2020-01-01")["students"] is None
    shown = run("results", "--from", "2020-01-01").out
    assert "Since 2020-01-01." in shown
    assert "20 or more" in shown
    assert "Given" not in shown
    rows = list(csv.DictReader(StringIO(run("results", "--format", "csv").out)))
    assert {"table": "total", "line": "students", "students": "29"} in rows


def test_cohort(run: Run) -> None:
    """Counts of what the plans say, and no name and no id."""
    found = document(run, "cohort")
    assert found["students"] == 29
    assert sum(each["students"] for each in found["destinations"]) == 29
    shown = run("cohort").out
    assert "Where the recommended routes lead" in shown
    assert "Given" not in shown
    assert "table,line,students" in run("cohort", "--format", "csv").out


@posix
def test_plans_of_a_grade_go_into_a_folder(run: Run, filled: Path, tmp_path: Path) -> None:
    """One file each by a safe name, for the owner alone, as handed out; those without a plan are counted."""
    folder = tmp_path / "plans"
    done = run("report", "--grade", "11", "-o", str(folder))
    assert done.code == 0, done.err
    assert done.out == ""
    assert "26 plans are in" in done.err
    assert "One student there has no plan yet." in done.err
    files = sorted(folder.iterdir())
    assert len(files) == 26
    assert folder / "student-..%2F..%2Fetc%2F%5Bred%5Dx.txt" in files
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert (folder / "student-1001.txt").read_text() == run("report", "1001").out
    store = open_store(find_store(str(filled), {}), "Ms. Rivera")
    assert [(each.what, each.who) for each in history_of(store, "1002")][-1] == ("printed", "Mr. Okafor")
    store.close()


@posix
def test_nothing_is_written_over(run: Run, tmp_path: Path) -> None:
    """Not without --force, and never through a link; nothing is begun when one file is there."""
    folder = tmp_path / "plans"
    folder.mkdir()
    mine = folder / "student-1028.json"
    mine.write_text("mine")
    words = ("report", "--all", "--json", "-o", str(folder))
    refused = run(*words)
    assert refused.code == 1
    assert "student-1028.json" in json.loads(refused.err)["error"]["message"]
    assert [file.name for file in folder.iterdir()] == ["student-1028.json"]
    assert run(*words, "--force").code == 0
    assert len(list(folder.iterdir())) == 29
    assert json.loads(mine.read_text())["schema"] == "casemgr.advice/1"
    elsewhere = tmp_path / "elsewhere"
    mine.unlink()
    mine.symlink_to(elsewhere)
    assert "link" in run(*words, "--force").err
    assert not elsewhere.exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["report"], 2, "Whose?"),
        (["report", "1001", "--grade", "11"], 2, "One student and many"),
        (["report", "--grade", "11"], 2, "-o FOLDER"),
        (["report", "--grade", "11", "--number", "1", "-o", "x"], 2, "--number is for one"),
        (["report", "--grade", "3", "-o", "x"], 2, "No student"),
        (["report", "--all", "-o", "/dev/null"], 1, "no folder"),
        (["report", "--all", "-o", "none/none"], 1, "no folder"),
        (["results", "--from", "May"], 2, "no day"),
        (["results", "--from", "2026-02-01", "--to", "2026-01-01"], 2, "is after"),
    ],
)
def test_wrong_use_is_told(run: Run, words: list[str], code: int, said: str) -> None:
    """With the exit code of its kind and what to do."""
    done = run(*words)
    assert done.code == code
    assert said in done.err
    assert "Hint:" in done.err


@pytest.fixture
def few(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the store that a test may change; the program finds it."""
    file = tmp_path / "own" / "desk.db"
    file.parent.mkdir()
    shutil.copy(filled, file)
    monkeypatch.setenv("CASEMGR_DATABASE_URL", str(file))
    return file


def test_the_plans_of_a_class_are_one_file(run: Run, few: Path, tmp_path: Path) -> None:
    """A page each, every source numbered on; a plan is printed as it would be alone."""
    done = run("report", "--grade", "10", "--with-name", "-o", str(tmp_path / "class.md"))
    assert done.code == 0, done.err
    text = (tmp_path / "class.md").read_text(encoding="utf-8")
    assert [name for name in ("Given27", "Given28", "Given29") if f"For {name}" in text] == [
        "Given27",
        "Given28",
        "Given29",
    ]
    assert "Given1 " not in text
    pytest.importorskip("typst")
    pdfium = pytest.importorskip("pypdfium2")
    assert run("report", "--grade", "10", "-o", str(tmp_path / "class.pdf")).code == 0
    assert run("report", "1027", "-o", str(tmp_path / "one.pdf")).code == 0
    together, one = (pdfium.PdfDocument(tmp_path / f"{name}.pdf") for name in ("class", "one"))
    assert len(together) == 3 * len(one)
    assert few.exists()


def test_many_are_put_into_a_group_and_followed_up(run: Run, few: Path) -> None:
    """By what is asked of them, after a look at who they are; who has no plan is left out."""
    asked = run("group", "STEM club", "--grade", "10")
    assert (asked.code, "1027  Given27" in asked.err) == (4, True)
    assert run("group", "STEM club", "--grade", "10", "--yes").code == 0
    assert run("group", "STEM club", "1026").code == 0
    assert run("group", "STEM club", "1028", "--remove").code == 0
    listed = json.loads(run("list", "--group", "stem CLUB", "--json").out)
    assert sorted(each["id"] for each in listed["students"]) == ["1026", "1027", "1029"]
    assert run("follow-up", "6w", "--group", "STEM club", "--yes").code == 0
    listed = json.loads(run("list", "--group", "STEM club", "--json").out)
    assert sum(each["follow_up"] is not None for each in listed["students"]) == 2
    assert few.exists()


def days_of(file: Path) -> dict[str, Any]:
    """Return the events of a calendar by what they are called."""
    calendar = icalendar.Calendar.from_ical(file.read_bytes())
    assert calendar["x-wr-calname"] == "Follow-ups with students"
    return {str(event["summary"]): event for event in calendar.walk("VEVENT")}


def follow_ups(run: Run, file: Path, *words: str) -> dict[str, Any]:
    """Return the calendar of the follow-ups."""
    done = run("list", "-o", str(file), *words)
    assert done.code == 0, done.err
    assert "Given" not in file.read_text(encoding="utf-8")
    return days_of(file)


def test_follow_ups_are_days_of_a_calendar(run: Run, few: Path, tmp_path: Path) -> None:
    """All-day events with the id, whatever is in it; the same each time, and moved with the day."""
    odd = "7;8,9\\n"
    assert run("student", odd, "--grade", "11").code == 0
    for id_, day in (("1027", "2099-03-01"), ("1028", "2099-04-30"), (odd, "2099-12-31")):
        assert run("new", id_, "--assume-defaults", "--follow-up", day).code == 0
    first = follow_ups(run, tmp_path / "1.ics")
    assert set(first) == {f"Follow-up with student {id_}" for id_ in ("1027", "1028", odd)}
    event = first[f"Follow-up with student {odd}"]
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2099, 12, 31), date(2100, 1, 1))
    assert follow_ups(run, tmp_path / "2.ics") == first
    assert run("follow-up", "1027", "2099-05-02").code == 0
    moved = follow_ups(run, tmp_path / "3.ics")["Follow-up with student 1027"]
    before = first["Follow-up with student 1027"]
    assert (moved["dtstart"].dt, moved["uid"]) == (date(2099, 5, 2), before["uid"])
    assert moved["sequence"] >= before["sequence"]
    assert follow_ups(run, tmp_path / "4.ics", "--state", "due") == {}
    assert run("follow-up", "1028", "none").code == 0
    assert "Follow-up with student 1028" not in follow_ups(run, tmp_path / "5.ics")
    assert few.exists()


def test_two_stores_have_days_of_their_own(run: Run, tmp_path: Path) -> None:
    """Where both know the same id; a copy of a store is the same store."""
    names = []
    for store in ("north.db", "south.db"):
        where = ("--store", str(tmp_path / store))
        assert run("new", "1001", "--assume-defaults", "--follow-up", "2099-03-01", *where).code == 0
        names += [event["uid"] for event in follow_ups(run, tmp_path / f"{store}.ics", *where).values()]
    assert len(set(names)) == 2
    assert run("backup", str(tmp_path / "copy.db"), "--store", str(tmp_path / "north.db")).code == 0
    (copied,) = follow_ups(run, tmp_path / "copy.ics", "--store", str(tmp_path / "copy.db")).values()
    assert copied["uid"] == names[0]


def test_many_are_deleted_after_a_look(run: Run, few: Path) -> None:
    """Those whom all that is asked for fits, and nobody else."""
    assert run("delete", "--grade", "10", "--search", "given28").code == 4
    gone = run("delete", "--grade", "10", "--search", "given28", "--yes")
    assert (gone.code, "  1028  Given28" in gone.err) == (0, True)
    assert json.loads(run("list", "--json").out)["total"] == 29
    assert run("delete", "1027", "--grade", "10", "--yes").code == 2
    assert run("delete", "--yes").code == 2
    assert b"Given28" not in few.read_bytes()


def test_the_csv_of_a_form_comes_in(run: Run, few: Path, tmp_path: Path) -> None:
    """Each row is a session of its student; a second time nothing is new; one bad row stops them all."""
    file = tmp_path / "form.csv"
    file.write_text(
        "Timestamp,Student ID,situation,state\n1,2001,high_school,Oregon\n1,2002,high_school,WA\n",
    )
    done = run("import-answers", str(file), "--assume-defaults")
    assert (done.code, "Timestamp" in done.err) == (0, True), done.err
    shown = json.loads(run("show", "2001", "--json").out)
    assert shown["sessions"][0]["answers"] == {"situation": "high_school", "state": "OR"}
    assert run("import-answers", str(file), "--assume-defaults").code == 0
    assert len(json.loads(run("show", "2001", "--json").out)["sessions"]) == 1
    file.write_text("Student ID,state\n2003,Oregon\n2001,Nowhere\n2003,WA\n")
    bad = run("import-answers", str(file))
    assert (bad.code, "line 3" in bad.err, "line 4" in bad.err) == (2, True, True), bad.err
    assert run("show", "2003").code == 2
    assert few.exists()


def test_who_shares_a_plan_is_advised_as_alone() -> None:
    """Skills that decide nothing and months beyond every bound make another document, and no other plan."""
    desk, dice, shared = load_desk(None), random.Random(5), 0  # noqa: S311 - not for secrets
    for given in dice.sample(sorted(PEOPLE.values(), key=str), 6):
        first, second = (desk.adults.accept(varied(desk.adults, given, dice)) for _ in range(2))
        second = {
            key: value - 1 if key.startswith("months_") and isinstance(value, int) else value
            for key, value in [*second.items()][::-1]
        }
        if desk.adults.group(first)[0] == desk.adults.group(second)[0]:
            like = desk.advised(desk.adults, first)
            alone = desk.advised(desk.adults, second)
            assert desk.advised(desk.adults, second, like.advice) == alone
            shared += like.plan.document != alone.plan.document
    assert shared > 1


IMPORT = """
import json, sys
from casemgr_cli.engine import advise
opened, made, alone = [], [], advise.advise
sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == "open" else None)
advise.advise = lambda *given: made.append(given) or alone(*given)
from casemgr_cli.cli.main import main
code = main(["session", "import-answers", *sys.argv[1:]])
print(json.dumps([code, len(made), opened]))
"""


def test_an_import_plans_once_for_all_who_answer_alike_and_reads_each_file_once(
    casemgr: Program, tmp_path: Path
) -> None:
    """Ten students of two kinds take two plans, and open no file of data more often than two students do."""
    sides, folders = ("nursing", "social_work"), (tmp_path / "two", tmp_path / "ten")
    for folder, number in zip(folders, (2, 10), strict=True):
        folder.mkdir()
        for i in range(number):
            skills = ("speaking", "monitoring")[i // 2 % 2]
            text = f"state: OR\nbackground: {sides[i % 2]}\ngraduation_year: 2028\nstrengths: [{skills}]\n"
            (folder / f"{i}.yaml").write_text(text, encoding="utf-8")
    counted = []
    for folder in folders:
        words = [str(folder), "--assume-defaults"]
        store = {"CASEMGR_DATABASE_URL": str(folder / "store" / "desk.db"), "CASEMGR_COUNSELOR": "Ms. Rivera"}
        done = subprocess.run(
            [sys.executable, "-c", IMPORT, *words],
            env=casemgr.environment() | store,
            check=True,
            capture_output=True,
        )
        code, made, opened = json.loads(done.stdout)
        assert (code, made) == (0, len(sides)), done.stderr
        of_answers = [each for each in opened if each.endswith(".yaml") and each.startswith(str(folder))]
        assert sorted(of_answers) == sorted(map(str, folder.glob("*.yaml")))
        counted.append(Counter(each for each in opened if each.startswith(str(DATA))))
    assert counted[1] <= counted[0]
