"""A résumé through the program: what is taken and said, what comes first, and that nobody is named."""

from __future__ import annotations

import json
import stat
import sys
from typing import TYPE_CHECKING, Any

import pytest

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
    assert "  months_case_management = 60, from work[0] 'RN Case Manager', since 2010-01" in lines
    assert "  months_acute_care = 60, from work[1] 'Registered Nurse, Telemetry', 2005-01 to 2010-01" in lines
    assert "  state = MD, from basics.location.region" in lines
    assert "  degree_year = 2004, from education[0] 'BSN, Nursing', until 2004-05" in lines
    assert any("Check the lists (licenses)" in line for line in lines)
    assert any(line.startswith("  work[2], 2001 to 2004: Its title names no work") for line in lines)
    assert "Your next step" in done.out


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
    "wrong",
    [
        {**NURSE, "work": [{"startDate": "Zedekiah Quillfeather 555-0142"}]},
        {**NURSE, "work": "Zedekiah Quillfeather"},
        {**NURSE, "education": [{"score": {"Larkspur": "zq.works@example.org"}}]},
        {**NURSE, "certificates": [{"date": "Larkspur"}]},
        {"Zedekiah Quillfeather": "zq.works@example.org"},
        ["Zedekiah Quillfeather"],
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_no_error_names_anybody(casemgr: Program, tmp_path: Path, wrong: object, as_json: bool) -> None:
    """An error says where something is wrong and not what stands there."""
    words = ["--json"] if as_json else []
    done = casemgr("advise", "--import-resume", str(written(tmp_path, wrong)), "--assume-defaults", *words)
    assert (done.code, done.out) == (2, "")
    assert "cv.json" in done.err
    assert [word for word in PRIVATE if word.lower() in done.err.lower()] == []


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
    assert "state, months_nursing, months_acute_care: your own answers come first." in done.err


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
    assert first.out == again.out
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
    given = casemgr("advise", "--import-resume", str(cv), *settled(*rest))
    assert given.code == 0, given.err


def test_answer_that_nobody_would_ask_for_is_kept(casemgr: Program, cv: Path) -> None:
    """A nurse is never asked for her grades, and they stand among her answers all the same."""
    words = ("advise", "--import-resume", str(cv), "--assume-defaults", "--json")
    answers = answers_of(casemgr(*words))
    assert (answers["degree_year"], answers["gpa"]) == (2004, 3.5)


def unsettled(folder: Path, *jobs: dict[str, str]) -> str:
    """Return the file of a nurse with twenty years at a hospital, and these jobs without a clear date."""
    return str(written(folder, {**NURSE, "work": [*NURSE["work"][1:], *jobs]}))


def test_least_months_are_assumed_and_said_and_not_saved(casemgr: Program, tmp_path: Path) -> None:
    """Of the nursing months 60 are sure. Where nobody is asked they are assumed, and kept nowhere."""
    file, saved = unsettled(tmp_path, {"position": "Registered Nurse"}), tmp_path / "me.yaml"
    words = ("advise", "--import-resume", file, "--assume-defaults", "--json", "--save-answers", str(saved))
    done = casemgr(*words)
    assert answers_of(done)["months_nursing"] == 60
    (assumed,) = (each for each in json.loads(done.out)["assumed"] if each["key"] == "months_nursing")
    assert assumed["value"] == 60
    assert "least that your résumé shows" in assumed["why"]
    assert "months_nursing: at least 60, from work[0] 'Registered Nurse, Telemetry'" in done.err
    assert "Nobody is asked, so we count 60." in done.err
    assert "months_nursing" not in saved.read_text("utf-8")
    assert "months_direct_service" not in done.err
    asked = casemgr("advise", "--import-resume", file)
    assert asked.code == 4
    assert "months_nursing: at least 60" in asked.err
    assert "Nobody is asked" not in asked.err


def test_question_left_open_says_what_is_sure(casemgr: Program, tmp_path: Path) -> None:
    """In a terminal the months are asked for, with what the résumé shows of them."""
    pexpect = pytest.importorskip("pexpect", reason="needs pexpect and a POSIX terminal")
    file = unsettled(tmp_path, {"position": "Registered Nurse"})
    rest = settled(
        *REST, "license_status=active", "months_case_management=0", "months_supervising_case_managers=0"
    )
    child = pexpect.spawn(
        sys.executable,
        ["-m", "casemgr_cli", "advise", "--plain", "--import-resume", file, *rest],
        env=casemgr.environment({"TERM": "xterm"}),
        encoding="utf-8",
        timeout=30,
        dimensions=(40, 120),
    )
    child.expect("Left open, for you to answer")
    child.expect(r"Question [0-9]+.*\(your résumé surely shows 60; there may be more\)")
    child.expect("months have you worked as an RN")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()


def test_resume_from_stdin(casemgr: Program, cv: Path) -> None:
    """A dash reads it from stdin, which cannot hold the answers too."""
    done = casemgr("advise", "--import-resume", "-", "--assume-defaults", "--json", stdin=cv.read_bytes())
    assert answers_of(done)["state"] == "MD"
    both = casemgr("advise", "--import-resume", "-", "--answers", "-", stdin=cv.read_bytes())
    assert both.code == 2
    assert "Only one" in both.err


def test_file_that_cannot_be_read(casemgr: Program, tmp_path: Path) -> None:
    """A missing file and a folder are failures, and nothing is written."""
    saved = tmp_path / "saved.yaml"
    for name, words in (("nowhere.json", "No such file"), (".", "directory")):
        file = str(tmp_path / name)
        done = casemgr("advise", "--import-resume", file, "--assume-defaults", "--save-answers", str(saved))
        assert done.code == 1
        assert "résumé" in done.err
        assert words in done.err
    assert not saved.exists()


def test_wrong_resume_loses_nothing(casemgr: Program, tmp_path: Path) -> None:
    """A refused file leaves answers saved before as they were, and the interview that was stopped."""
    saved = tmp_path / "saved.yaml"
    saved.write_text("state: VA\n")
    kept = casemgr.home / "state" / "casemgr" / "interview.yaml"
    kept.parent.mkdir(parents=True)
    kept.write_text("background: nursing\n")
    file = written(tmp_path, {"work": [{}, {}, {"startDate": "2021-13"}]})
    done = casemgr("advise", "--import-resume", str(file), "--assume-defaults", "--save-answers", str(saved))
    assert done.code == 2
    assert "work[2].startDate" in done.err
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
    assert "months_case_management = 60, from work[0] '[red]Case Manager[/]\\x1b[2J" in done.err
    assert not any(sign in done.err + done.out for sign in ("\x1b", "\x07", "\u202e", "xxx" * 40))


def test_rules_are_read_only_for_a_resume(casemgr: Program, cv: Path, tmp_path: Path) -> None:
    """The words stand in the data files: a broken file is named, with the folder that holds it in use."""
    import shutil

    from tests.conftest import ROOT

    data = shutil.copytree(ROOT / "data", tmp_path / "data")
    rules = data / "resume.yaml"
    text = rules.read_text("utf-8")
    rules.write_text(text.replace("license: rn, says", "license: nr, says"), "utf-8")
    done = casemgr("advise", "--import-resume", str(cv), "--data", str(data), "--assume-defaults")
    assert done.code == 3
    assert "resume.yaml, line" in done.err
    rules.write_text(text.replace("says: [RN, registered nurse,", "says: [RN, registered nurze,"), "utf-8")
    own = casemgr("advise", "--import-resume", str(cv), "--data", str(data), "--assume-defaults", "--json")
    assert answers_of(own)["licenses"] == ["rn"]


def test_interview_asks_only_the_rest(casemgr: Program, cv: Path) -> None:
    """In a terminal the lines come before the first question, which is the first one that is open.

    It is the eleventh: ten answers are there already that a nurse would be asked for. The year of her degree
    and her grades are not among those.
    """
    pexpect = pytest.importorskip("pexpect", reason="needs pexpect and a POSIX terminal")
    child = pexpect.spawn(
        sys.executable,
        ["-m", "casemgr_cli", "advise", "--plain", "--import-resume", str(cv)],
        env=casemgr.environment({"TERM": "xterm"}),
        encoding="utf-8",
        timeout=30,
        dimensions=(40, 120),
    )
    child.expect("From your résumé")
    child.expect("Question 11, at most")
    child.expect("What matters most to you right now")
    child.expect("> ")
    child.sendline("1")
    child.expect("keep earning")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    kept = (casemgr.home / "state" / "casemgr" / "interview.yaml").read_text("utf-8")
    assert "priority: soonest" in kept
    assert "months_case_management: 60" in kept
    assert [word for word in PRIVATE if word.lower() in kept.lower()] == []
