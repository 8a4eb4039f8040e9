"""Saved advice is shown again for its own day, says what changed since, and refuses what is no advice."""

from __future__ import annotations

import io
import json
import shutil
from datetime import date
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from casemgr_cli.cli.main import main
from casemgr_cli.documents.advice import advice_document
from casemgr_cli.domain.conditions import VERDICTS
from casemgr_cli.engine.advise import advise
from casemgr_cli.pages.saved import SavedVerdict, changes, read_saved, saved_answers
from tests.people import CATALOG, DATA, GUIDE, WORDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casemgr_cli.domain.facts import Value

DAY = date(2026, 3, 5)
NURSE: dict[str, Value] = {
    "background": "nursing",
    "education": "associate",
    "licenses": ("rn",),
    "license_status": "active",
    "certifications": (),
    "months_nursing": 60,
    "months_case_management": 0,
    "state": "MD",
    "metro": "Baltimore-Columbia-Towson, MD",
    "gpa": 3.5,
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Return saved advice as it stands in a file."""
    made = advice_document(advise(CATALOG, NURSE, DAY), CATALOG, GUIDE)
    return dict(json.loads(json.dumps(made)))


@pytest.fixture
def saved(document: dict[str, Any], tmp_path: Path) -> Path:
    """Return a file of saved advice."""
    file = tmp_path / "advice.json"
    file.write_text(json.dumps(document))
    return file


def altered(document: dict[str, Any], change: Callable[[dict[str, Any]], object], folder: Path) -> str:
    """Write a changed copy of the document and return the file's name."""
    copy = json.loads(json.dumps(document))
    change(copy)
    file = folder / "altered.json"
    file.write_text(json.dumps(copy))
    return str(file)


def test_shows_the_same_advice_for_its_own_day(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is said on stderr when nothing changed, and months count from the day it was saved."""
    assert main(["report", str(saved)]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert "Your path" in shown.out
    assert "By March 2027" in shown.out
    assert "Figures have changed" not in shown.out


def test_document_stays_the_same(
    saved: Path, document: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """Shown as JSON, it is the document that was saved."""
    assert main(["report", str(saved), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == document


def test_stdin_and_lines(
    saved: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A dash is stdin, and --line takes one document of many; without it the error names the option."""
    main(["report", str(saved)])
    text = capsys.readouterr().out
    lines = saved.read_bytes() + b"\n" + saved.read_bytes().replace(b"2026-03-05", b"2025-03-05") + b"\n"
    saved.with_name("all.jsonl").write_bytes(lines)
    for words, content in ((["-"], saved.read_bytes()), (["-", "--line", "1"], lines)):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
        assert main(["report", *words]) == 0
        assert capsys.readouterr().out == text
    several = str(saved.with_name("all.jsonl"))
    assert main(["report", several, "--line", "2"]) == 0
    assert "By March 2026" in capsys.readouterr().out
    assert main(["report", several]) == 2
    assert "--line 1" in capsys.readouterr().err
    assert main(["report", several, "--line", "3"]) == 2
    assert "line 3, is empty" in capsys.readouterr().err


def test_other_formats(saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On paper and in a calendar it is for the day it was saved, too."""
    paper, calendar = tmp_path / "a.pdf", tmp_path / "a.ics"
    assert main(["report", str(saved), "-o", str(paper), "--paper", "a4"]) == 0
    assert main(["report", str(saved), "-o", str(calendar)]) == 0
    assert capsys.readouterr().out == ""
    about = PdfReader(paper).metadata
    assert about is not None
    assert str(about["/CreationDate"]).startswith("D:20260305")
    read: Any = Calendar.from_ical(calendar.read_bytes())
    stamps = {event["DTSTAMP"].dt.date() for event in read.walk("VEVENT")}
    assert stamps == {DAY}


def cost(copy: dict[str, Any]) -> None:
    """Change what the recommended route costs and pays, how long it takes, and one verdict."""
    best = copy["routes"][0]
    best["cost"]["high"] += 100
    best["pay"]["experienced"] = 12345
    best["months_to_first_job"]["typical"] = 77
    copy["certifications"][0].update(verdict="held", months_needed=None)


def test_says_what_changed(
    document: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Figures that differ are named with both values, below the title and on stderr."""
    assert main(["report", altered(document, cost, tmp_path)]) == 0
    shown = capsys.readouterr()
    for text in (shown.out.split("Step ")[0], shown.err):
        told = " ".join(text.split())
        assert "Figures have changed since this advice was saved on March 5, 2026." in told
        assert "Pay, median: $12,345 then" in told
        assert "First job: 77 months (6 years 5 months) then" in told
        assert "Cost: " in told
        assert "CCM: you hold it then" in told
        assert "By the rules alone" not in told


def test_says_that_another_way_is_recommended(
    document: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both ways are named."""

    def other(copy: dict[str, Any]) -> None:
        copy["recommended"] = copy["routes"][1]["id"]

    assert main(["report", altered(document, other, tmp_path)]) == 0
    told = " ".join(capsys.readouterr().err.split())
    now, then = (route["title"] for route in document["routes"][:2])
    assert f"Now recommended: {now}. Then it was: {then}." in told


def test_details_count_too_and_new_keys_do_not(document: dict[str, Any]) -> None:
    """A source that changed is a change; a key that a newer version adds is none."""
    newer = {**document, "added": 1, "routes": [{**route, "added": 2} for route in document["routes"]]}
    assert changes(document, newer, WORDS) == ()
    (told,) = changes(document, {**newer, "sources": {}}, WORDS)
    assert "Details" in told


def test_new_data_files_are_noticed(saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a folder in which a fee went up, the cost has changed."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    file = folder / "certifications.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index("  ccm_fee:")
    at = text.index("430", start)
    file.write_text(text[:at] + "930" + text[at + 3 :], encoding="utf-8")
    assert main(["report", str(saved), "--data", str(folder)]) == 0
    told = " ".join(capsys.readouterr().err.split())
    assert "Cost: $430 then, $930 now." in told


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ["is empty"]),
        (b"not JSON", ["is not JSON"]),
        (b"\xff\xfe{", ["is not JSON"]),
        (b"[" * 100_000, ["is not JSON"]),
        (b"[1, 2]", ["has no advice"]),
        (b"{}", ["has no advice"]),
        (b'{"schema": 1}', ["has no advice"]),
        (b'{"schema": "casemgr.salary/1"}', ["another kind", "casemgr.salary/1"]),
        (b'{"schema": "casemgr.advice/2"}', ["newer casemgr", "Update casemgr"]),
        (b'{"schema": "casemgr.advice/1"}', ["not whole", "today"]),
        (b" " * (4 << 20) + b" x", ["larger than any advice"]),
    ],
)
def test_what_is_no_advice_is_refused(
    content: bytes, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each with what is wrong, the file's name, and no result."""
    file = tmp_path / "x.json"
    file.write_bytes(content)
    assert main(["report", str(file)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "x.json" in shown.err
    for word in words:
        assert word in shown.err


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("answers", None, ["not whole", "answers"]),
        ("today", "yesterday", ["not whole", "today"]),
        ("today", "9999-12-31", ["9999-12-31"]),
        ("routes", 5, ["not whole", "routes"]),
        ("certifications", [{"id": "ccm", "verdict": "maybe", "months_needed": 1}], ["verdict"]),
        ("answers", {"backgrund": "nursing"}, ["backgrund", "background", "answers"]),
        ("answers", {"background": "nursin"}, ["nursin", "nursing"]),
        ("answers", {"state": "Mrs"}, ["state"]),
        ("answers", {"metro": "Nowhere Town"}, ["Nowhere Town"]),
        ("answers", {"education": "none", "licenses": ["rn"]}, ["nursing program"]),
    ],
)
def test_parts_that_are_wrong_are_named(  # noqa: PLR0913  two fixtures and three values
    key: str,
    value: object,
    words: list[str],
    document: dict[str, Any],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A key that is missing or not what it should be, and answers that the questions do not know any more."""
    assert main(["report", altered(document, lambda copy: copy.update({key: value}), tmp_path)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    for word in words:
        assert word in shown.err


def test_missing_file_and_missing_name(capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there fails with 1, no name at all is wrong usage."""
    assert main(["report", "nowhere.json"]) == 1
    assert "The advice in nowhere.json cannot be read" in capsys.readouterr().err
    assert main(["report"]) == 2
    assert "ADVICE.json" in capsys.readouterr().err


def test_failures_are_json_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Under --json the error is a document."""
    file = tmp_path / "x.json"
    file.write_text("{}")
    assert main(["report", str(file), "--json"]) == 2
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "not_advice"


def test_hostile_saved_words_stay_harmless(
    document: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A title in a saved document cannot steer a terminal."""

    def change(copy: dict[str, Any]) -> None:
        copy["routes"][1]["title"] = "\x1b[31m[bold]\u202e"
        copy["recommended"] = copy["routes"][1]["id"]

    assert main(["report", altered(document, change, tmp_path)]) == 0
    shown = capsys.readouterr()
    for text in (shown.out, shown.err):
        assert "[bold]" in text
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_answers_survive_saving(document: dict[str, Any]) -> None:
    """Lists, numbers and words come back as they were."""
    assert saved_answers("x", read_saved("x", document), CATALOG.facts) == NURSE


def test_every_verdict_can_be_saved() -> None:
    """The verdicts that a document may hold are those of the advice."""
    assert get_args(get_type_hints(SavedVerdict)["verdict"]) == VERDICTS
