"""Lists of students as schools write them, and as nobody should."""

from __future__ import annotations

import csv
import shutil
import tracemalloc
import zipfile
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr_cli.desk.documents import reason, rejects_csv
from casemgr_cli.desk.records import LONGEST, Student
from casemgr_cli.desk.roster import WHYS, Reject, Roster
from casemgr_cli.desk.roster_file import RosterFiles, read_roster, read_source
from casemgr_cli.desk.rules import check_roster, load_layout
from casemgr_cli.desk.students import check_student
from casemgr_cli.errors import CasemgrError, DataInvalid, FileFailure, UsageFailure
from tests.people import DATA, WORDS

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 28)
LAYOUT = load_layout(DATA, strict=True)
SECRETS = ("hunter2", "2009-04-01", "555-0101", "ana@example.org", "12 Elm St")
USERS = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,"
    "email,sms,phone,agentSourcedIds,grades,password\n"
)
ROLES = (
    "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,"
    "userProfileSourcedId\n"
)


def read(content: str | bytes, encoding: str | None = None, **named: str) -> Roster:
    """Read a list from memory."""
    raw = content if isinstance(content, bytes) else content.encode()
    return read_roster(RosterFiles(raw), LAYOUT, TODAY, encoding=encoding, named=named)


def whys(roster: Roster) -> list[tuple[int, str, str]]:
    """Return the line, the reason and the field of every reject."""
    return [(each.line, each.why, each.field) for each in roster.rejects]


def user(id_: str, given: str, grade: str, status: str = "active") -> str:
    """Return a row of `users.csv`."""
    return (
        f'{id_},{status},,true,u{id_},"{{x:1}}",{given},Ruiz,,S{id_},ana@example.org,,555-0101,,{grade},'
        "hunter2\n"
    )


def role(id_: str, name: str = "student", status: str = "active") -> str:
    """Return a row of `roles.csv`."""
    return f"r{id_},{status},,{id_},primary,{name},,,org1,\n"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_kind_of_plain_list(sign: str, end: str, mark: str) -> None:
    """Signs, line ends and the mark at the start make no difference, and quoted line breaks are blanks."""
    rows = [
        ["Student ID", "Last Name", "First Name", "Grade Level", "Homeroom", "Phone"],
        ["0101", f'"Ruiz{sign} Sr."', "Ana", "11", "R1", "555-0101"],
        ["0102", f'"Da{end}Silva"', " Bo  B ", "K", "", ""],
    ]
    roster = read(mark + end.join(sign.join(row) for row in rows) + end + end)
    assert roster.rejects == ()
    comma = " ".join(f"Ruiz{sign} Sr.".split())
    assert roster.students == (
        Student("0101", "Ana", comma, 11, "R1"),
        Student("0102", "Bo B", "Da Silva", 0),
    )
    assert (set(roster.fields), roster.unread) == ({"given", "family", "grade", "group"}, 1)


def test_a_xello_file() -> None:
    """The layout that Xello documents, with pipes, is read by its names; what it holds beside them is not."""
    roster = read(
        "StudentID|FirstName|LastName|Gender|DateOfBirth|CurrentGrade|CurrentSchoolCode|PreRegSchoolCode|Email|"
        "Password\n10005252|Erin|Smith|F|2009-04-01|8|JOHNS|LINC|ana@example.org|hunter2\n"
    )
    assert roster.students == (Student("10005252", "Erin", "Smith", 8),)
    assert roster.unread == 6
    assert not any(secret in repr(roster) for secret in SECRETS)


def test_oneroster_users_and_roles(tmp_path: Path) -> None:
    """Students only; what is to be deleted has left; a folder, a zip and the file itself say the same."""
    users = USERS + user("1", "Ana", "11") + user("2", "Bo", "KG") + user("3", "Cy", "12", "tobedeleted")
    users += (
        user("4", "Teacher", "") + user("5", "Di", "", "") + user("6", "Ed", "PK") + user("7", "Flo", "09")
    )
    roles = ROLES + role("1") + role("2") + role("3") + role("4", "teacher") + role("5", status="")
    roles += role("6") + role("7", status="tobedeleted") + role("2", "aide", "tobedeleted")
    (tmp_path / "Users.CSV").write_text(users)
    (tmp_path / "roles.csv").write_text(roles)
    zipped = tmp_path / "export.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("../../export/users.csv", users)
        archive.writestr("../../export/roles.csv", roles)
        archive.writestr("__MACOSX/users.csv", "junk")
    paths = (tmp_path, zipped, tmp_path / "Users.CSV")
    read_all = [read_roster(read_source(path), LAYOUT, TODAY) for path in paths]
    roster = read_all[0]
    assert [(each.id, each.given, each.grade, each.status) for each in roster.students] == [
        ("S1", "Ana", 11, "active"),
        ("S2", "Bo", 0, "active"),
        ("S3", "Cy", 12, "left"),
        ("S5", "Di", None, "active"),
        ("S6", "Ed", None, "active"),
        ("S7", "Flo", 9, "left"),
    ]
    assert (roster.others, roster.rejects) == (1, ())
    assert read_all[1:] == [roster, roster]
    assert not any(secret in repr(roster) for secret in SECRETS)
    (tmp_path / "roles.csv").unlink()
    source = read_source(tmp_path)
    with pytest.raises(UsageFailure, match="teachers and parents"):
        read_roster(source, LAYOUT, TODAY)


def test_the_older_oneroster_says_the_role_itself() -> None:
    """In OneRoster 1.1 the role stands in users.csv."""
    roster = read(
        "sourcedId,status,role,givenName,familyName,grades\n1,active,student,A,B,09\n2,,teacher,C,D,\n"
    )
    assert [each.id for each in roster.students] == ["1"]
    assert roster.others == 1


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("", None), ("9", 9), ("09", 9), ("9th", 9), ("9th Grade", 9), ("Grade 9", 9), ("Gr. 9", 9),
        ("9.0", 9), ("K", 0), ("kg", 0), ("PK", None), ("-1", None), ("Ungraded", None), ("Senior", 12),
        ("13", 13),
    ],
)  # fmt: skip
def test_grades_as_schools_write_them(text: str, grade: int | None) -> None:
    """A place in school without a number is an unknown grade, and no mistake."""
    (student,) = read(f"id,grade\n1,{text}\n").students
    assert student.grade == grade


@pytest.mark.parametrize("text", ["ninety", "1.1", "9-12", '"9,10"', "99", "-9", "٩", "9e0", "²"])
def test_what_is_no_grade_is_a_reject(text: str) -> None:
    """It is never guessed."""
    roster = read(f"id,grade\n1,{text}\n2,9\n")
    assert whys(roster) == [(2, "grade", "grade")]
    assert [each.id for each in roster.students] == ["2"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b",Ana,9,12 Elm St", ("missing_id", "id")),
        (b"  ,Ana,9,12 Elm St", ("missing_id", "id")),
        (b"1.23E+10,Ana,9,", ("spreadsheet", "id")),
        (b"5,Ana,9", ("cells", "")),
        (b"5,Ana,9,12 Elm St,more", ("cells", "")),
        (b"5,An\x00a,9,", ("control", "given")),
        (b"5\x1b[31m,Ana,9,", ("control", "id")),
        ("5,A\u202ena,9,".encode(), ("control", "given")),
        ("5,A\u200cna,9,".encode(), ("control", "given")),
        ("5,Añé".encode() + b"\xe1,9,", ("encoding", "given")),
        (b"5," + b"a" * (LONGEST + 1) + b",9,", ("long", "given")),
        (b"5," + b"a" * 30_000 + b",9,", ("long_line", "")),
        (b'5,"Ana" x,9,', ("quotes", "")),
        (b'5,"Ana,9,12 Elm St', ("quotes", "")),
    ],
)
def test_one_bad_row_never_spoils_the_next(row: bytes, why: tuple[str, str]) -> None:
    """It is named with its line and its reason, and what else stood in it is nowhere."""
    roster = read(b"id,given,grade,address\n1,Bo,9,x\n" + row + b"\n2,Cy,9,x\n")
    assert whys(roster) == [(3, *why)]
    assert [each.id for each in roster.students] == ["1", "2"]
    written = rejects_csv(roster.rejects, WORDS)
    assert "Elm" not in written
    assert written.isascii()
    assert "\x1b" not in written


def test_damage_in_what_is_not_read_does_not_matter() -> None:
    """A street in another encoding keeps nobody out."""
    roster = read(b"id,given,address\n1,Ana,Stra\xdfe \x00\x1b\n")
    assert roster.students == (Student("1", "Ana"),)


def test_the_same_id_twice() -> None:
    """The same row again is let go; two that differ are both left out, because which is right is unknown."""
    roster = read("id,given\n1,Ana\n1,Ana\n2,Bo\n2,Cy\n2,Bo\n")
    assert [each.id for each in roster.students] == ["1"]
    assert [(each.line, each.why, each.other) for each in roster.rejects] == [
        (4, "contradicts", 5),
        (5, "contradicts", 4),
        (6, "contradicts", 4),
    ]


def test_names_in_one_column() -> None:
    """The family name stands before the comma; without one, the given name is the first word."""
    roster = read('id,Student Name\n1,"Ruiz, Ana"\n2,Bo Okafor\n')
    assert [(each.given, each.family) for each in roster.students] == [("Ana", "Ruiz"), ("Bo", "Okafor")]


def test_one_spelling_for_one_name() -> None:
    """An accent in two pieces is the same name as in one, so a list does not change it to and fro."""
    (first,) = read("id,given\n1,Jose\u0301\n").students
    (second,) = read("id,given\n1,Jos\u00e9\n").students
    assert first == second


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("id\tgiven\n1\tJosé\n".encode("utf-16"), None),
        ("id,given\n1,José\n".encode("utf-16-le"), "utf-16"),
        ("id,given\n1,José\n".encode("windows-1252"), "windows-1252"),
        (b"sep=;\r\nid;given\r\n1;Jos\xc3\xa9\r\n", None),
    ],
)
def test_encodings(content: bytes, encoding: str | None) -> None:
    """UTF-16 is known by its mark, others by their name; what Excel puts before the header is passed over."""
    assert read(content, encoding).students == (Student("1", "José"),)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"1001,Ana,Ruiz\n1002,Bo,Li\n", "no column for the student's id"),
        ("id,given\n1,A\n".encode("utf-16-le"), "UTF-16"),
        (b"id,id\n1,2\n", "two columns for the id"),
        (b"x" * 50_000_000, "no header"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no column|UTF-16"),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, said: str) -> None:
    """The message says what is missing, and shows nothing of somebody's record."""
    with pytest.raises(UsageFailure, match=said) as error:
        read(content)
    assert "1001" not in error.value.message + error.value.hint
    assert error.value.hint


def test_a_line_of_50_megabytes_costs_no_memory() -> None:
    """It is one reject, and it is never held as a whole."""
    content = b"id,given\n1,Ana\n2," + b"x" * 50_000_000 + b"\n3,Cy\n"
    tracemalloc.start()
    roster = read(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert whys(roster) == [(3, "long_line", "")]
    assert [each.id for each in roster.students] == ["1", "3"]
    assert peak < 10_000_000


def test_a_column_by_another_name() -> None:
    """The one that is named counts, and nothing else does."""
    roster = read("Pupil,ID\n77,1\n", id="pupil")
    assert [each.id for each in roster.students] == ["77"]
    with pytest.raises(UsageFailure, match="no column"):
        read("id\n1\n", id="pupil")


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_zips_that_mean_harm(tmp_path: Path) -> None:
    """A bomb is not unpacked, a broken or a wrong one is refused, and nothing is written anywhere."""
    bomb = _zip(tmp_path / "bomb.zip", {"users.csv": b"0" * 70_000_000})
    liar = _zip(tmp_path / "liar.zip", {"users.csv": b"id\n" + b"1\n" * 40_000_000})
    raw = bytearray(liar.read_bytes())
    true, false = (size.to_bytes(4, "little") for size in (80_000_003, 1_000))
    liar.write_bytes(bytes(raw).replace(true, false))
    broken = tmp_path / "broken.zip"
    broken.write_bytes(bomb.read_bytes()[:200])
    cases = {
        bomb: "larger than",
        liar: "damaged",
        broken: "damaged",
        _zip(tmp_path / "two.zip", {"a/users.csv": b"id\n1\n", "b/users.csv": b"id\n1\n"}): "more than one",
        _zip(tmp_path / "none.zip", {"other.csv": b""}): "no users.csv",
        _zip(tmp_path / "book.zip", {"[Content_Types].xml": b""}): "spreadsheet",
    }
    before = sorted(tmp_path.rglob("*"))
    for path, said in cases.items():
        with pytest.raises(CasemgrError, match=said):
            read_source(path)
    assert sorted(tmp_path.rglob("*")) == before


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    """A missing file, an empty folder."""
    with pytest.raises(FileFailure, match="cannot be read"):
        read_source(tmp_path / "none.csv")
    with pytest.raises(UsageFailure, match=r"no users\.csv"):
        read_source(tmp_path)


@given(st.binary(max_size=300))
def test_no_bytes_can_break_the_reader(content: bytes) -> None:
    """Whatever is there is a student, a reject or an error in our words; what is read can be kept."""
    for encoding in (None, "utf-16", "windows-1252", "mac-roman"):
        try:
            roster = read(b"id,given,grade\n" + content, encoding)
        except UsageFailure:
            continue
        for student in roster.students:
            check_student(student)


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=12)), max_size=8))
def test_what_a_program_wrote_is_read(rows: list[tuple[str, str]]) -> None:
    """Rows that Python's own writer wrote are read with the right number of students and rejects."""
    out = StringIO(newline="")
    csv.writer(out).writerows([("id", "given"), *((f"n{i}", name) for i, (_, name) in enumerate(rows))])
    roster = read(out.getvalue().encode(errors="replace"))
    assert len(roster.students) + len(roster.rejects) == len(rows)


def test_every_reason_has_its_words() -> None:
    """None is missing, and each reads as a sentence."""
    for why in WHYS:
        assert reason(Reject(2, "1", why, "given", 3), WORDS).endswith((".", "1252."))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("roles: [student]", "role: [student]", "role"),
        ("[student]", "yes", "list"),
        ('"9": [freshman', '"21": [freshman', "21"),
        ("active: [active,", "active: [withdrawn, active,", "already stands for"),
    ],
)
def test_a_broken_layout_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    """With its file, and when a person's own data are loaded."""
    text = (DATA / "roster.yaml").read_text()
    assert old in text
    (tmp_path / "roster.yaml").write_text(text.replace(old, new, 1))
    problems = check_roster(tmp_path)
    assert any(said in str(problem) for problem in problems), problems
    with pytest.raises(DataInvalid, match=r"roster\.yaml"):
        load_layout(tmp_path, strict=True)
    shutil.copy(DATA / "roster.yaml", tmp_path)
    assert check_roster(tmp_path) == ()
