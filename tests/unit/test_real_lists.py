"""Lists of students as schools have them: each comes in whole, or is refused with words that help.

Each list in tests/rosters holds the first of the same made-up students, in the layout that its name says.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casemgr_cli.catalog.files import data_dir
from casemgr_cli.desk.records import Student
from casemgr_cli.desk.roster_file import read_roster, read_source
from casemgr_cli.desk.rules import load_layout
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from casemgr_cli.desk.roster import Roster

LISTS = Path(__file__).resolve().parents[1] / "rosters"
TODAY = date(2026, 11, 28)
LAYOUT = load_layout(data_dir(None), strict=True)
PEOPLE = (
    Student("001001", "Ximena", "Nuñez", 9, "B110"),
    Student("001008", "Aisha", "Hernandez", 10, "A105"),
    Student("001015", "Dakota", "Martinez", 11, "A100"),
    Student("001022", "Renée", "Müller", 12, "A101"),
    Student("001029", "José", "St.-Clair", 9, "C101"),
    Student("001036", "Kai", "Lopez", 10, "A109"),
)
WHOLE = (
    "01_plain.csv",
    "02_bom.csv",
    "03_utf16.txt",
    "04_semicolon_cp1252.csv",
    "16_title_rows_above.csv",
    "17_quoted_newlines.csv",
    "21_excel_formula_ids.csv",
    "22_footer_totals.csv",
    "25_sep_line.csv",
    "26_mac_roman.csv",
    "27_cp1252_unmarked_comma.csv",
    "33_real.xlsx",
)
WITHOUT_GROUPS = (
    "06_infinitecampus_adhoc.csv",
    "07_clever_students.csv",
    "08_xello.txt",
    "09_naviance.csv",
    "10_scoir.csv",
    "11_aeries_codes.csv",
    "14_ms_sds.csv",
    "24_semester_grade_col.csv",
    "29_name_first_last.csv",
    "30_eduphoria_grade_words.csv",
    "or11",
    "or12",
    "or12.zip",
)
NO_ZEROS = ("18_excel_lost_zeros.csv", "20_excel_float_ids.csv")
REFUSED = {
    "06b_infinitecampus_personid_only.csv": "no column for the student's id",
    "15_google_classroom_grades.csv": "no column for the student's id",
    "23_two_grade_columns.csv": "two columns for the grade",
    "31_no_header.csv": "no column for the student's id",
    "34_old.xls": "damaged, or has a password",
    "35_html_as_xls.xls": "a web page under the name of a list",
}


def read(name: str) -> Roster:
    """Return what is read of a list."""
    return read_roster(read_source(LISTS / name), LAYOUT, TODAY)


def without(*fields: str) -> tuple[Student, ...]:
    """Return the people as a list knows them that says nothing of some fields."""
    blank = Student("")
    return tuple(
        Student(
            **{
                field: getattr(blank if field in fields else each, field)
                for field in ("id", "given", "family", "grade", "group")
            }
        )
        for each in PEOPLE
    )


@pytest.mark.parametrize("name", WHOLE)
def test_a_list_comes_in_whole(name: str) -> None:
    """Every student is there, with the zeros of the id, the grade and the group."""
    found = read(name)
    assert (found.students, found.rejects) == (PEOPLE, ())


@pytest.mark.parametrize("name", WITHOUT_GROUPS)
def test_a_list_without_groups_comes_in_whole(name: str) -> None:
    """Every student is there; no e-mail address, state number or internal key is taken for the id."""
    found = read(name)
    assert (found.students, found.rejects) == (without("group"), ())


@pytest.mark.parametrize("name", NO_ZEROS)
def test_zeros_that_a_spreadsheet_took_are_not_made_up(name: str) -> None:
    """The ids are the numbers as they stand, and the rest is whole."""
    found = read(name)
    assert [each.id for each in found.students] == [each.id.lstrip("0") for each in PEOPLE]
    assert [each.grade for each in found.students] == [each.grade for each in PEOPLE]
    assert not found.rejects


@pytest.mark.parametrize(("name", "words"), REFUSED.items())
def test_a_list_that_cannot_be_read_is_refused(name: str, words: str) -> None:
    """What is wrong is said, and what to do about it; nothing of the list is shown."""
    with pytest.raises(UsageFailure, match=words) as caught:
        read(name)
    assert caught.value.hint
    assert "Nu" not in str(caught.value) + caught.value.hint.replace("Number", "").replace("number", "")


def test_every_layout_is_tested() -> None:
    """No list lies about untested."""
    special = {"05_powerschool_tab_CR.text", "12_synergy.csv", "13_skyward.csv", "19_excel_scientific.csv"}
    special |= {"28_multi_row_per_student_schedule.csv", "32_statuses.csv"}
    named = {*WHOLE, *WITHOUT_GROUPS, *NO_ZEROS, *REFUSED, *special}
    assert named == {path.name for path in LISTS.iterdir()}


def test_ids_that_a_spreadsheet_cut_short_are_left_out() -> None:
    """No id is guessed from 2.00456E+11."""
    found = read("19_excel_scientific.csv")
    assert not found.students
    assert {each.why for each in found.rejects} == {"spreadsheet"}


def test_old_line_ends_and_numbers_for_a_standing() -> None:
    """PowerSchool writes lines that end as on old Macs, and numbers for who is enrolled."""
    found = read("05_powerschool_tab_CR.text")
    assert not found.rejects
    assert {each.status for each in found.students} == {"active", "left"}
    assert found.students[1] == PEOPLE[1]


def test_family_names_first_in_one_column() -> None:
    """Synergy and Skyward write "Family, Given" in one column."""
    assert read("12_synergy.csv").students[0] == Student("001001", "Ximena M.", "Nuñez", 9)
    assert read("13_skyward.csv").students == PEOPLE


def test_a_schedule_gives_several_groups() -> None:
    """A row for each class makes one student with each group once."""
    found = read("28_multi_row_per_student_schedule.csv")
    assert [(each.id, each.groups) for each in found.students] == [
        (each.id, ("Math",)) for each in PEOPLE[:4]
    ]
    assert not found.rejects


def test_every_word_for_a_standing_is_known() -> None:
    """Those who never came or went are not at school; those who are about to come are."""
    found = read("32_statuses.csv")
    assert not found.rejects
    assert {each.status for each in found.students} == {"active", "graduated", "left"}
