"""A résumé through the program: what is taken and said, what comes first, and that nobody is named."""

from __future__ import annotations

import json
import stat
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import interrupt

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Finished, Program

PRIVATE = ("Zedekiah", "Quillfeather", "zq.works", "example.org", "555-0142", "5550142", "Larkspur", "21299")
BASICS = {
    "name": "Zedekiah Quillfeather, RN, BSN",
    "label": "Nurse",
    "email": "zq.works@example.org",
    "phone": "(410) 555-0142",
    "url": "https://quillfeather.example.org",
    "summary": "Zedekiah Quillfeather looks for work.",
    "location": {
        "address": "12 Larkspur Lane",
        "postalCode": "21299",
        "city": "Larkspur Falls",
        "region": "Maryland",
        "countryCode": "US",
    },
    "profiles": [{"network": "LinkedIn", "username": "zq.works", "url": "https://example.org/zq.works"}],
}
# Dates far back or far ahead say the same on any day.
NURSE: dict[str, Any] = {
    "basics": BASICS,
    "work": [
        {"name": "Quillfeather Hospital", "position": "RN Case Manager", "startDate": "2010-01"},
        {"position": "Registered Nurse, Telemetry", "startDate": "2005-01", "endDate": "2010-01"},
        {"position": "Usher for Zedekiah Quillfeather, 410 5550142", "startDate": "2001", "endDate": "2004"},
    ],
    "education": [
        {"institution": "U", "studyType": "BSN", "area": "Nursing", "endDate": "2004-05", "score": "3.5/4.0"}
    ],
    "certificates": [{"name": "Registered Nurse (RN)", "issuer": "Zedekiah Quillfeather"}],
    "references": [{"name": "Larkspur", "reference": "Zedekiah is great."}],
}
REST = ("priority=soonest", "keep_working=yes", "strengths=", "stretches=")


@pytest.fixture
def cv(tmp_path: Path) -> Path:
    """Return a nurse's résumé."""
    return written(tmp_path, NURSE)


def written(folder: Path, resume: object, name: str = "cv.json") -> Path:
    """Write a résumé and return its file."""
    file = folder / name
    file.write_text(json.dumps(resume), encoding="utf-8")
    return file


def settled(*answers: str) -> list[str]:
    """Return `--set` for each answer."""
    return [word for answer in answers for word in ("--set", answer)]


def answers_of(done: Finished) -> dict[str, Any]:
    """Return the answers in the advice as JSON."""
    assert done.code == 0, done.err
    return dict(json.loads(done.out)["answers"])


def test_what_was_taken_is_said_with_its_place(casemgr: Program, cv: Path) -> None:
    """Each answer has a line on stderr with the entry it came from, and the advice rests on it."""
    done = casemgr("advise", "--import-resume", str(cv), "--assume-defaults")
    assert done.code == 0
    lines = done.err.splitlines()
    assert "  months_case_management = 60 at least, from work[0] 'RN Case Manager', 2010-01" in lines
    assert (
        "  months_acute_care = 60 at least, from work[1] 'Registered Nurse, Telemetry', 2005-01 - 2010-01"
        in lines
    )
    assert "  state = MD, from address" in lines
    assert "  degree_year = 2004, from education[0] 'BSN, Nursing', 2004-05" in lines
    assert any(line.startswith("  work[2] 'Usher for … … …', 2001 - 2004: Its title") for line in lines)
    assert "Your path" in done.out


def test_a_line_that_shows_one_thing_twice_is_named_once(casemgr: Program) -> None:
    """The title and the letters behind it are one entry of the list."""
    resume = "Zed Quill\nLicensed Professional Counselor (LPC), Texas, active\n"
    done = casemgr("advise", "--import-resume", "-", "--assume-defaults", stdin=resume)
    (said,) = (line for line in done.err.splitlines() if "licenses = counselor" in line)
    assert said.count("line 2") == 1


def test_json_has_the_answers_and_stdout_is_only_json(casemgr: Program, cv: Path) -> None:
    """The answers stand in the advice like any others; duties and status are never taken."""
    done = casemgr("advise", "--import-resume", str(cv), "--assume-defaults", "--json")
    answers = answers_of(done)
    assert answers["licenses"] == ["rn"]
    assert answers["months_case_management_nursing"] == 36
    assert answers["background"] == "nursing"
    assert not answers.keys() & {
        "duties",
        "license_status",
        "certifications",
        "months_case_management_under_ccm",
    }
    assert "From your résumé" in done.err
    # The months stand on a title alone, so the advice says what they need.
    assert "job description" in done.out


def test_nobody_is_named_anywhere(casemgr: Program, cv: Path, tmp_path: Path) -> None:
    """Name, e-mail, telephone and address are in no output and in no file that is written."""
    saved, out = tmp_path / "saved.yaml", tmp_path / "out.txt"
    words = ("advise", "--import-resume", str(cv), "--assume-defaults")
    runs = [
        casemgr(*words),
        casemgr(*words, "--json", "--save-answers", str(saved)),
        casemgr(*words, "-o", str(out)),
        casemgr("advise", "--import-resume", str(cv)),
        casemgr("advise", "--import-resume", str(cv), "--json"),
    ]
    assert [run.code for run in runs] == [0, 0, 0, 4, 4]
    said = "".join(run.out + run.err for run in runs)
    kept = "".join(path.read_text("utf-8") for path in tmp_path.rglob("*") if path.is_file() and path != cv)
    assert saved.exists()
    assert out.exists()
    assert [word for word in PRIVATE if word.lower() in (said + kept).lower()] == []
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({**NURSE, "work": [{"startDate": "Zedekiah Quillfeather 555-0142"}]}, 0),
        ({**NURSE, "work": "Zedekiah Quillfeather"}, 0),
        ({**NURSE, "education": [{"score": {"Larkspur": "zq.works@example.org"}}]}, 0),
        ({**NURSE, "certificates": [{"date": "Larkspur"}]}, 0),
        ({"Zedekiah Quillfeather": "zq.works@example.org"}, 2),
        (["Zedekiah Quillfeather"], 2),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_odd_parts_are_passed_over_and_name_nobody(
    casemgr: Program, tmp_path: Path, wrong: object, code: int, as_json: bool
) -> None:
    """What cannot be read costs nothing of the rest; where nothing can, an error repeats nothing of it."""
    words = ["--json"] if as_json else []
    done = casemgr("advise", "--import-resume", str(written(tmp_path, wrong)), "--assume-defaults", *words)
    assert done.code == code
    assert [word for word in PRIVATE if word.lower() in (done.out + done.err).lower()] == []


def test_set_beats_answers_and_both_beat_the_resume(casemgr: Program, cv: Path, tmp_path: Path) -> None:
    """The closer an answer was given by hand, the more it counts."""
    file = tmp_path / "answers.yaml"
    file.write_text("state: VA\nmonths_nursing: 70\nmonths_acute_care: unknown\n")
    words = ["advise", "--import-resume", str(cv), "--answers", str(file), "--assume-defaults", "--json"]
    done = casemgr(*words, *settled("state=OR"))
    answers = answers_of(done)
    assert (answers["state"], answers["months_nursing"]) == ("OR", 70)
    assert answers["months_acute_care"] == "unknown"
    assert answers["licenses"] == ["rn"]
    (given,) = (line for line in done.err.splitlines() if line.endswith(": your own answers come first."))
    assert all(key in given for key in ("state", "months_nursing", "months_acute_care"))


def test_kept_answers_beat_the_resume(casemgr: Program, cv: Path) -> None:
    """Going on with an interview, what was answered there stays."""
    kept = casemgr.home / "state" / "casemgr" / "interview.yaml"
    kept.parent.mkdir(parents=True)
    kept.write_text("state: VA\nbackground: open\n")
    done = casemgr("advise", "--resume", "--import-resume", str(cv), "--assume-defaults", "--json")
    answers = answers_of(done)
    assert (answers["state"], answers["background"]) == ("VA", "open")
    assert answers["education"] == "bachelor"


def test_answer_of_ones_own_that_contradicts_the_resume_is_no_error(casemgr: Program, cv: Path) -> None:
    """What cannot be true beside it is left out of the résumé, and the answer stays."""
    words = ["advise", "--import-resume", str(cv), "--assume-defaults", "--json"]
    answers = answers_of(casemgr(*words, *settled("education=high_school")))
    assert answers["education"] == "high_school"
    assert not answers.keys() & {"licenses", "field", "gpa"}


def test_saved_answers_give_the_same_advice(casemgr: Program, cv: Path, tmp_path: Path) -> None:
    """The file of answers stands in for the résumé from then on."""
    file = tmp_path / "me.yaml"
    words = ("--assume-defaults", "--json")
    first = casemgr("advise", "--import-resume", str(cv), "--save-answers", str(file), *words)
    again = casemgr("advise", "--answers", str(file), *words)
    assert {**json.loads(first.out), "from_resume": None} == json.loads(again.out)
    assert again.err == ""


def test_without_a_terminal_only_what_is_left_is_needed(casemgr: Program, cv: Path) -> None:
    """Exit 4 names what the résumé does not answer; with the rest given, the advice comes."""
    done = casemgr("advise", "--import-resume", str(cv), *settled("license_status=active"))
    assert (done.code, done.out) == (4, "")
    error = done.err[done.err.index("Error:") :]
    assert "priority" in error
    assert "duties" in error
    assert not any(key in error for key in ("education", "licenses", "state", "months_nursing"))
    assert "From your résumé" in done.err
    needed = casemgr("advise", "--import-resume", str(cv), "--json")
    assert needed.code == 4
    assert json.loads(needed.err)["error"]["code"] == "answer_needed"
    rest = ("license_status=active", "duties=unknown", "ce_hours_case_management=unknown", *REST)
    given = casemgr(
        "advise", "--import-resume", str(cv), *settled(*rest, "question=unknown", "certifications=")
    )
    assert given.code == 0, given.err


def test_scripts_get_what_was_taken_asked_and_left(casemgr: Program, tmp_path: Path) -> None:
    """The advice says of each answer how sure it is and where it stands, and what the résumé leaves open."""
    jobs = [*NURSE["work"], {"position": "Care Coordinator", "startDate": "2000-01", "endDate": "2001-01"}]
    file = written(tmp_path, {**NURSE, "work": jobs})
    done = casemgr("advise", "--import-resume", str(file), "--assume-defaults", "--json")
    found = json.loads(done.out)["from_resume"]
    taken = {each["key"]: each for each in found["taken"]}
    assert (taken["state"]["value"], taken["state"]["how"]) == ("MD", "exact")
    assert (taken["months_acute_care"]["value"], taken["months_acute_care"]["how"]) == (60, "at_least")
    assert "certificates[0] 'Registered Nurse (RN)'" in taken["licenses"]["entry"]
    asked = {(each["key"], each["line"]) for each in found["asked"]}
    assert ("duties", "work[0] 'RN Case Manager', 2010-01") in asked
    assert any(each["entry"].startswith("work[2]") for each in found["not_used"])
    assert [word for word in PRIVATE if word.lower() in json.dumps(found).lower()] == []
    plain = casemgr("advise", "--set", "state=MD", "--assume-defaults", "--json")
    assert json.loads(plain.out)["from_resume"] is None


def test_resume_from_stdin(casemgr: Program, cv: Path) -> None:
    """A dash reads it from stdin, which cannot hold the answers too."""
    done = casemgr("advise", "--import-resume", "-", "--assume-defaults", "--json", stdin=cv.read_bytes())
    assert answers_of(done)["state"] == "MD"
    both = casemgr("advise", "--import-resume", "-", "--answers", "-", stdin=cv.read_bytes())
    assert both.code == 2
    assert "Only one" in both.err


def test_file_that_cannot_be_read(casemgr: Program, tmp_path: Path) -> None:
    """A missing file and a folder without LinkedIn's tables are refused, and nothing is written."""
    saved = tmp_path / "saved.yaml"
    for name, code, words in (("nowhere.json", 1, "No such file"), (".", 2, "LinkedIn")):
        file = str(tmp_path / name)
        done = casemgr("advise", "--import-resume", file, "--assume-defaults", "--save-answers", str(saved))
        assert done.code == code
        assert words in done.err
    assert not saved.exists()


def test_wrong_resume_loses_nothing(casemgr: Program, tmp_path: Path) -> None:
    """A refused file leaves answers saved before as they were, and the interview that was stopped."""
    saved = tmp_path / "saved.yaml"
    saved.write_text("state: VA\n")
    kept = casemgr.home / "state" / "casemgr" / "interview.yaml"
    kept.parent.mkdir(parents=True)
    kept.write_text("background: nursing\n")
    file = written(tmp_path, {"nothing": "of a résumé"})
    done = casemgr("advise", "--import-resume", str(file), "--assume-defaults", "--save-answers", str(saved))
    assert done.code == 2
    assert "none of the parts of a résumé" in done.err
    assert saved.read_text() == "state: VA\n"
    assert kept.read_text() == "background: nursing\n"


def test_empty_resume_changes_nothing(casemgr: Program, tmp_path: Path) -> None:
    """A résumé that answers nothing says so, and no answer appears from nowhere."""
    file = written(tmp_path, {"basics": {"name": "Zedekiah"}, "work": [], "certificates": []})
    done = casemgr("advise", "--import-resume", str(file), "--assume-defaults", "--json")
    assert answers_of(done) == {}
    assert "Nothing in it answers" in done.err


def test_hostile_titles_stay_text(casemgr: Program, tmp_path: Path) -> None:
    """Markup and escapes in a title reach neither the terminal nor the advice."""
    title = "[red]Case Manager[/]\x1b[2J\x07\u202e\n" + "x" * 100_000
    file = written(tmp_path, {"work": [{"position": title, "startDate": "2010"}]})
    done = casemgr("advise", "--import-resume", str(file), "--assume-defaults")
    assert done.code == 0
    assert "months_case_management = 60 at least, from work[0] '[red]Case Manager[/]\\x1b[2J" in done.err
    assert not any(sign in done.err + done.out for sign in ("\x1b", "\x07", "\u202e", "xxx" * 40))


def test_rules_are_read_only_for_a_resume(casemgr: Program, cv: Path, tmp_path: Path) -> None:
    """The words stand in the data files: a broken file is named, with the folder that holds it in use."""
    import shutil

    from tests.conftest import ROOT

    data = shutil.copytree(ROOT / "data", tmp_path / "data")
    rules = data / "cv.yaml"
    text = rules.read_text("utf-8")
    rules.write_text(text.replace("license: rn, says", "license: nr, says"), "utf-8")
    done = casemgr("advise", "--import-resume", str(cv), "--data", str(data), "--assume-defaults")
    assert done.code == 3
    assert "cv.yaml, line" in done.err
    rules.write_text(text.replace("ongoing: [present,", "ongoing: [presence,"), "utf-8")
    own = casemgr("advise", "--import-resume", str(cv), "--data", str(data), "--assume-defaults", "--json")
    assert answers_of(own)["licenses"] == ["rn"]


def test_findings_are_confirmed_before_the_interview(casemgr: Program, cv: Path) -> None:
    """In a terminal the list comes first: one answer is corrected, one dropped, the rest not asked again."""
    pexpect = pytest.importorskip("pexpect", reason="needs pexpect and a POSIX terminal")
    child = pexpect.spawn(
        sys.executable,
        [
            "-m",
            "casemgr_cli",
            "advise",
            "--plain",
            "--import-resume",
            str(cv),
            "--set",
            "priority=solid",
            "--set",
            "question=can_certify",
        ],
        env=casemgr.environment({"TERM": "xterm"}),
        encoding="utf-8",
        timeout=60,
        dimensions=(60, 160),
    )
    child.expect("This is what we found")
    child.expect(r"([0-9]+)\. State: Maryland")
    state = child.match[1]
    child.expect("> ")
    child.sendline(state)
    child.expect("state or territory")
    child.expect("> ")
    child.sendline("VA")
    child.expect(r"([0-9]+)\. Licenses you hold: RN")
    licenses = child.match[1]
    child.expect("> ")
    child.sendline(licenses)
    child.expect("Your answer so far: RN")
    child.expect("> ")
    child.sendline("b")
    child.expect("This is what we found")
    child.expect("> ")
    child.sendline("1")
    child.expect("licenses or certificates to practice")
    child.expect("> ")
    child.sendline("2")
    child.expect("Question [0-9]+")
    interrupt(child)
    child.expect("go on later")
    child.expect("> ")
    child.sendline("")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    kept = (casemgr.home / "state" / "casemgr" / "interview.yaml").read_text("utf-8")
    assert "state: VA" in kept
    assert "months_acute_care: 60" in kept
    assert [word for word in PRIVATE if word.lower() in kept.lower()] == []
