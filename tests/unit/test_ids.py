"""Ids keep their zeros, nobody is doubled, and two records of one student become one."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from casemgr_cli.desk.documents import students_csv
from casemgr_cli.desk.records import Student
from casemgr_cli.desk.roster import Alike, Roster, alike, compare, is_rash, twins, with_held_ids
from casemgr_cli.desk.safekeeping import merge_students, rename_student
from casemgr_cli.desk.students import look_up, put_student, students_of
from casemgr_cli.desk.work import add_note, begin, notes_on, sessions_of
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from casemgr_cli.desk.store import Store

ANA = Student("001078", "Ana", "Ruiz", 11)


def listed(*students: Student) -> Roster:
    """Return a list of these students."""
    return Roster(students, (), frozenset({"given", "family", "grade"}), 0)


def test_zeros_that_a_spreadsheet_took_are_noticed() -> None:
    """1078 is asked about where 001078 is held; an id that is held itself is not."""
    held = {each.id: each for each in (ANA, Student("x7"), Student("0"))}
    roster = listed(Student("1078", "Ana", "Ruiz", 11), Student("X7"), Student("9"), Student("0"))
    assert alike(roster, held) == (Alike("1078", "001078"), Alike("X7", "x7"))
    assert [each.id for each in with_held_ids(roster, alike(roster, held)).students] == [
        "001078",
        "x7",
        "9",
        "0",
    ]


def test_new_ids_for_known_people_are_noticed() -> None:
    """A list with other ids for the same names would double them all."""
    held = {str(number): Student(str(number), f"Ana {number}", "Ruiz", 9) for number in range(10)}
    again = listed(*(Student(f"new{each.id}", each.given, each.family, 9) for each in held.values()))
    changes = compare(again, held)
    assert twins(changes) == 10
    assert is_rash(twins(changes), len(changes.new))
    assert twins(compare(listed(Student("11", "Ana 1", "Ruiz", 12)), held)) == 0


def test_only_a_good_part_stops_a_list() -> None:
    """Single bad rows are listed, and the others come in."""
    assert not is_rash(4, 10)
    assert not is_rash(5, 100)
    assert is_rash(10, 100)


def test_own_lists_survive_a_spreadsheet() -> None:
    """An id with zeros in front, or too long for a number, is written so that it stays as it is."""
    rows = csv.DictReader(StringIO(students_csv([ANA, Student("1001"), Student("200456789012")], Student)))
    assert [row["id"] for row in rows] == ['="001078"', "1001", '="200456789012"']


def test_a_student_gets_another_id(store: Store) -> None:
    """Everything goes with them, and the old id is free again."""
    put_student(store, Student("1078", "Ana", "Ruiz", 11))
    add_note(store, "1078", "Likes anatomy.")
    with begin(store, Student("1078", "Ana", "Ruiz", 11), {"state": "CA"}):
        pass
    rename_student(store, "1078", "001078")
    assert look_up(store, "1078") is None
    assert [each.answers for each in sessions_of(store, "001078")] == [{"state": "CA"}]
    assert [each.text for each in notes_on(store, "001078")] == ["Likes anatomy."]
    put_student(store, Student("2"))
    with pytest.raises(UsageFailure, match="has the id"):
        rename_student(store, "2", "001078")


def test_two_records_become_one(store: Store) -> None:
    """Sessions and notes of both stay, those of the second first."""
    for id_, state in (("1078", "CA"), ("001078", "NY")):
        student = Student(id_, "Ana", "Ruiz", 11)
        put_student(store, student)
        add_note(store, id_, f"Lives in {state}.")
    with begin(store, Student("1078", "Ana", "Ruiz", 11), {"state": "CA"}):
        pass
    merge_students(store, "1078", "001078")
    assert [each.id for each in students_of(store)] == ["001078"]
    assert [each.text for each in notes_on(store, "001078")] == ["Lives in NY.", "Lives in CA."]
    assert [(each.number, each.answers) for each in sessions_of(store, "001078")] == [(1, {"state": "CA"})]


def test_two_half_done_sessions_are_not_put_together(store: Store) -> None:
    """Which one goes on cannot be told."""
    for id_ in ("1", "01"):
        with begin(store, Student(id_), {}):
            pass
    with pytest.raises(UsageFailure, match="half done"):
        merge_students(store, "1", "01")
    assert len(students_of(store)) == 2
