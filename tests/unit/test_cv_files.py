"""A CV in any file: what people's templates lose, what no line may add, and what a hostile file costs."""

from __future__ import annotations

import io
import resource
import signal
import subprocess
import sys
import time
import zipfile
import zlib
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casemgr_cli.catalog import cv as files
from casemgr_cli.catalog.cv_text import RefusedError, text_of
from casemgr_cli.catalog.files import load_messages
from casemgr_cli.errors import FileFailure
from tests.conftest import ROOT
from tests.cv.write import PEOPLE, WRITERS, judged
from tests.unit.test_cv import PEOPLE as CASES
from tests.unit.test_cv import loaded, read

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from pathlib import Path

TEXTS = [case["cv"] for case in CASES.values() if isinstance(case["cv"], str)]
UNRELATED = [
    "Hobbies: gardening",
    "Speaks Spanish and Tagalog",
    "Volunteered at a food drive",
    "References on request",
    "",
]
# Seconds that a busy machine may take for what takes one on an idle one.
PATIENCE = 120
MESSAGES = load_messages(ROOT / "data")


@pytest.mark.parametrize("form", WRITERS)
def test_no_template_loses_what_stands_there(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of twenty people no license or degree is lost, none is taken that is not there, and most is found."""
    # Forty processes would take a minute; that the files are read in one of their own is tested below.
    monkeypatch.setattr(files, "_apart", text_of)
    outcomes = {
        person["name"]: judged(person, read(WRITERS[form](person), f"cv.{form}")) for person in PEOPLE
    }
    bad = [(name, each) for name, found in outcomes.items() for each in found.items() if each[1] == "false"]
    sure = ("licenses", "certifications", "education", "other_degrees")
    lost = [(name, key) for name, found in outcomes.items() for key in sure if found.get(key) == "lost"]
    assert (bad, lost) == ([], [])
    every = [each for found in outcomes.values() for each in found.values()]
    assert every.count("lost") <= len(every) // 5


def held(text: str) -> set[str]:
    """Return the licenses and degrees that a CV gives."""
    answers = read(text).answers
    degrees = {answers.get("education", ""), *answers.get("other_degrees", ())}  # type: ignore[misc]
    return {*answers.get("licenses", ()), *(str(each).partition(":")[0] for each in degrees)} - {""}  # type: ignore[misc]


@pytest.mark.parametrize("text", TEXTS)
def test_a_line_taken_away_adds_nothing(text: str) -> None:
    """Without any one of its lines a CV shows no license or degree that it did not show with it."""
    lines, whole = text.splitlines(), held(text)
    for at in range(len(lines)):
        rest = held("\n".join(lines[:at] + lines[at + 1 :]))
        assert rest <= whole | {"social_work"}, lines[at]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TEXTS), st.sampled_from(UNRELATED), st.floats(0, 1))
def test_an_unrelated_line_takes_nothing_away(text: str, line: str, where: float) -> None:
    """Wherever a line that says nothing of it is put in, every license and degree is still there."""
    lines = text.splitlines()
    at = 1 + round(where * (len(lines) - 1))
    assert held(text) <= held("\n".join([*lines[:at], line, *lines[at:]]))


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_part(name: str, data: bytes) -> bytes:
    """Return a Word file with one part more."""
    source = zipfile.ZipFile(io.BytesIO(WRITERS["docx"](PEOPLE[0])))
    parts = {each: source.read(each) for each in source.namelist()}
    return packed({**parts, name: data})


def pdf_of(pages: int = 0, more: bytes = b"", kids: bytes = b"") -> bytes:
    """Return a small PDF written by hand, without a table of where its parts are."""
    refs = kids or b" ".join(b"%d 0 R" % (3 + number) for number in range(pages))
    body = b"".join(
        b"%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n" % (3 + number)
        for number in range(pages)
    )
    root = b"1 0 obj<</Type/Catalog/Pages 2 0 R%b>>endobj\n" % more
    tree = b"2 0 obj<</Type/Pages/Count %d/Kids[%b]>>endobj\n" % (pages, refs)
    return b"%PDF-1.4\n" + root + tree + body + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"


def endless_page() -> bytes:
    """Return a PDF whose one page unpacks to three million words."""
    stream = zlib.compress(b"BT /F1 9 Tf (a) Tj ET\n" * (3 << 20), 9)
    font = b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Courier>>>>>>"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R%b>>endobj\n" % font
    content = b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream endobj\n" % (
        len(stream),
        stream,
    )
    return pdf_of(1).replace(b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n", page + content)


LINK = b'<r><Relationship Type="x/attachedTemplate" Target="http://x.test/t.dotm" TargetMode="External"/></r>'
HOSTILE = {
    "zip_bomb": (packed({"word/document.xml": bytes(400 << 20)}), "bomb"),
    "many_parts": (packed({f"{number}.csv": b"" for number in range(3000)}), "bomb"),
    "macro": (with_part("word/vbaProject.bin", b"x"), "macro"),
    "link": (with_part("word/_rels/settings.xml.rels", LINK), "link"),
    "entities": (with_part("word/more.xml", b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'), "entity"),
    "broken_word": (packed({"word/document.xml": b"<a"}), "broken"),
    "pages": (pdf_of(1000), "pages"),
    "script": (pdf_of(1, b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), "script"),
    "launch": (pdf_of(1, b"/OpenAction<</S/Launch/F(calc.exe)>>"), "script"),
    "scan": (pdf_of(1), "scan"),
    "circle": (pdf_of(1, kids=b"2 0 R"), "broken|scan|pages|heavy"),
    "nonsense": (b"%PDF-1.7\n" + bytes(range(256)) * 4000, "broken|scan|heavy"),
    "long_text": (b"Case Manager\n" * 800_000, "long"),
    "deep_json": (b"[" * 500_000, "broken"),
    "binary": (b"\x00\x01" * 1000, "binary"),
    "old_word": (b"\xd0\xcf\x11\xe0" + bytes(100), "old_word"),
    "picture": (b"\x89PNG" + bytes(100), "picture"),
    "html": (b"<html><script>alert(1)</script></html>", "web_page"),
}


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a busy machine time: what is limited is the work that a process does, not the clock."""
    monkeypatch.setattr(files, "_WAIT", PATIENCE)


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_words(name: str) -> None:
    """Each is refused with what is the matter."""
    data, whys = HOSTILE[name]
    with pytest.raises(RefusedError) as caught:
        read(data, "cv")
    assert caught.value.why in whys.split("|")
    assert MESSAGES[f"report.cv.refused.{caught.value.why}"]


@pytest.mark.usefixtures("patient")
def test_a_page_that_unpacks_without_end_is_stopped() -> None:
    """A PDF whose one page unpacks to millions of words is stopped by the limits of its process."""
    with pytest.raises(RefusedError):
        read(endless_page(), "cv.pdf")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the system holds no process to it")
@pytest.mark.parametrize(
    ("greedy", "ends"), [("bytearray(201 << 20)", "MemoryError"), ("while True: pass", str(-signal.SIGPROF))]
)
def test_the_reading_process_is_held_to_little(greedy: str, ends: str) -> None:
    """It gets no 200 MB, and its work ends within two seconds, however busy the machine is."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code = f"from casemgr_cli.catalog.cv_text import limit\nlimit()\n{greedy}"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert ends in f"{done.stderr} {done.returncode}"
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2


@pytest.mark.parametrize(
    "line", ["BSN, A University 2010", "RN, LPN, CCM, LCSW", "RN " * 130, "RN, A Hospital 2010 - 2020"]
)
def test_the_work_of_reading_grows_with_the_text_and_no_faster(line: str) -> None:
    """Twice as many lines, up to as many as are read at all, are not four times the work."""
    loaded()

    def work(letters: int) -> float:
        text = "EDUCATION AND LICENSES\n" + f"{line}\n" * (letters // (len(line) + 1))
        started = time.process_time()
        read(text)
        return time.process_time() - started

    half, whole = (min(work(letters) for _ in range(2)) for letters in (29_500, 59_000))
    assert whole < 3 * half


def test_linkedin_export_as_archive_and_folder(tmp_path: Path) -> None:
    """The tables of the export are read from the zip file and from its folder alike."""
    tables = {
        "Profile.csv": 'First Name,Last Name,Headline,Geo Location\nJo,"Doe, LCSW",,"Reno, Nevada"\n',
        "Positions.csv": "Company Name,Title,Description,Started On,Finished On\n"
        'A Plan,Care Manager,"Assess, plan",Jan 2024,\nA Shelter,Case Manager,,Mar 2020,Dec 2023\n',
        "Education.csv": "School Name,Start Date,End Date,Notes,Degree Name\nUNR,2012,2014,,MSW\n",
        "Certifications.csv": "Name,Url,Authority,Started On,License Number\nCCM,,,Jan 2022,77\n",
    }
    for name, text in tables.items():
        (tmp_path / name).write_text(text, "utf-8")
    catalog, rules = loaded()
    from casemgr_cli.engine.cv import findings

    whole = read(packed({f"export/{name}": text.encode() for name, text in tables.items()}), "export.zip")
    folder = findings(files.read_folder(tmp_path, rules), rules, catalog.facts, date(2026, 11, 28))
    assert whole.answers == folder.answers
    assert whole.answers["licenses"] == ("social_work_clinical",)
    assert whole.answers["certifications"] == ("ccm",)
    assert (whole.answers["education"], whole.answers["state"]) == ("master", "NV")
    assert whole.answers["months_case_management"] == 59


def test_trailing_commas_and_linkedin_dates_in_json() -> None:
    """Commas too many, dates in parts, and a profile's own keys are all read."""
    text = '{"positions": [{"title": "Case Manager", "start": {"year": 2024, "month": 2,},},],}'
    assert read(text).answers["months_case_management"] == 33


def test_missing_library_has_a_command_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, the way the program was installed decides what to run."""
    data, present = WRITERS["pdf"](PEOPLE[0]), find_spec
    for prefix, without, words in (
        ("/home/a/.local/pipx/venvs/casemgr", (), "pipx inject casemgr pypdf python-docx"),
        (
            "/home/a/.local/share/uv/tools/casemgr",
            ("pip",),
            f"uv pip install --python {sys.executable} pypdf python-docx",
        ),
        ("/home/a/.venv", (), "-m pip install pypdf python-docx"),
        (
            "/home/a/.venv",
            ("pip", "uv"),
            f"python3 -m pip --python {sys.executable} install pypdf python-docx",
        ),
    ):
        gone = ("pypdf", *without)

        def found(name: str, gone: tuple[str, ...] = gone) -> ModuleSpec | None:
            """Return what is installed there: pip too, whether the tests' own environment has it or not."""
            return None if name in gone else present("json" if name == "pip" else name)

        monkeypatch.setattr(sys, "prefix", prefix)
        monkeypatch.setattr("shutil.which", lambda name, gone=gone: None if name in gone else name)
        monkeypatch.setattr(files, "find_spec", found)
        monkeypatch.setattr("importlib.util.find_spec", found)
        with pytest.raises(FileFailure) as caught:
            read(data, "cv.pdf")
        assert caught.value.slug == "missing_extra"
        assert words in caught.value.hint
