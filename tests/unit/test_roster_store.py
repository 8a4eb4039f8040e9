"""What a list of students changes in a store: all of it or nothing, and nobody is taken out."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from casemgr_cli.desk.records import Student
from casemgr_cli.desk.roster import KEPT, Reject, Roster, compare
from casemgr_cli.desk.safekeeping import delete_students, rename_student
from casemgr_cli.desk.store import PSEUDONYMOUS, Transaction, open_store, turn
from casemgr_cli.desk.students import (
    begin_year,
    changes_by,
    find_student,
    last_change,
    put_roster,
    put_student,
    students_of,
    undo,
    year_changes,
)
from casemgr_cli.desk.work import begin, history_of
from casemgr_cli.errors import CasemgrError, UsageFailure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casemgr_cli.desk.store import Store
    from tests.desk_fixtures import Clock, Place

ANA = Student("1001", "Ana", "Ruiz", 11, "P3", minor=False)
BO = Student("1002", "Bo", "Okafor", 12)


def roster(*students: Student, rejects: tuple[Reject, ...] = ()) -> Roster:
    """Return a list of these students."""
    return Roster(students, rejects, frozenset(KEPT), 0)


def test_new_changed_unchanged_gone() -> None:
    """Each kind is told apart, with the fields that differ."""
    held = {each.id: each for each in (ANA, BO, Student("1003"), Student("1004", status="left"))}
    listed = roster(
        Student("1001", "Anna", "Ruiz", 12),
        BO,
        Student("1005", "Di"),
        Student("1006", "Ed", status="left"),
        Student("1004", "Flo"),
        rejects=(Reject(9, "1007", "grade"),),
    )
    changes = compare(listed, held)
    assert [each.id for each in changes.new] == ["1005"]
    assert [(each.after.id, each.fields) for each in changes.changed] == [
        ("1001", ("given", "grade")),
        ("1004", ("given", "status")),
    ]
    assert [each.id for each in changes.gone] == ["1003"]
    assert (changes.unchanged, changes.passed) == (1, 1)
    ana = changes.changed[0].after
    assert (ana.group, ana.minor) == ("P3", False)


def test_one_whose_row_was_left_out_is_not_gone() -> None:
    """They are in the list, only not to be read."""
    changes = compare(roster(rejects=(Reject(2, "1001", "grade"),)), {"1001": ANA})
    assert changes.gone == ()


def test_to_have_left_is_a_change() -> None:
    """A list that says so sets the status; the record stays."""
    (change,) = compare(roster(Student("1001", status="left")), {"1001": ANA}).changed
    assert change.after == Student("1001", "Ana", "Ruiz", 11, "P3", "left", minor=False)
    assert change.fields == ("status",)


STUDENTS = st.builds(
    Student,
    id=st.sampled_from("abcdef"),
    given=st.sampled_from(["", "Ana", "Bo"]),
    grade=st.sampled_from([None, 9, 11]),
    group=st.sampled_from(["", "P1"]),
    status=st.sampled_from(["active", "left"]),
)
MANY = st.lists(STUDENTS, unique_by=lambda each: each.id).map(lambda found: roster(*found))


@given(MANY, MANY, st.booleans())
def test_a_second_time_changes_nothing(first: Roster, second: Roster, names: bool) -> None:
    """Whatever was there before, a list that was taken in has nothing to say any more."""
    held: dict[str, Student] = {}
    for each in (first, second):
        changes = compare(each, held, names=names)
        held |= {student.id: student for student in changes.new}
        held |= {change.after.id: change.after for change in changes.changed}
    again = compare(second, held, names=names)
    assert (again.new, again.changed) == ((), ())
    assert again.unchanged + again.passed == len(second.students)
    assert names or not any(student.given for student in held.values())


def test_a_list_is_put_in(store: Store) -> None:
    """In every kind of store; the history says who did it, and a second time there is nothing to do."""
    put_student(store, ANA)
    listed = roster(Student("1001", "Anna", "Ruiz"), BO)
    would = changes_by(store, listed)
    assert students_of(store) == (ANA,)
    assert put_roster(store, listed) == would
    assert [each.given for each in students_of(store)] == ["Bo", "Anna"]
    assert [(each.what, each.who) for each in history_of(store, "1001")] == [
        ("added", "Ms. Rivera"),
        ("updated", "Ms. Rivera"),
    ]
    assert put_roster(store, listed).unchanged == 2
    assert len(history_of(store, "1002")) == 1


@pytest.fixture
def file_store(file_place: Place) -> Iterator[Store]:
    """Return a store in a plain file."""
    opened = open_store(file_place.address(), "Ms. Rivera")
    yield opened
    opened.close()


def test_all_or_nothing(file_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A break in the middle of the writing, or a student who cannot be kept at the end, leaves nothing."""
    listed = [Student(str(number)) for number in range(1_200)]

    def breaking(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(Transaction, "log", breaking)  # by then the students are written
        with pytest.raises(KeyboardInterrupt):
            put_roster(file_store, roster(*listed))
    with pytest.raises(UsageFailure, match="cannot be kept"):
        put_roster(file_store, roster(*listed, Student("a\x1b")))
    with pytest.raises(CasemgrError):
        put_roster(file_store, roster(*listed, listed[0]))
    assert students_of(file_store) == ()


def test_a_store_without_names_takes_none(file_store: Store) -> None:
    """The ids, grades and groups come in, and the names are nowhere in the file."""
    turn(file_store, PSEUDONYMOUS, on=True)
    changes = put_roster(file_store, roster(Student("1001", "Xanthippe", "Ruiz", 11)))
    assert changes.unnamed
    assert students_of(file_store) == (Student("1001", grade=11),)
    assert file_store.file is not None
    file_store.close()
    assert b"Xanthippe" not in file_store.file.read_bytes()


def test_ten_thousand_students(file_store: Store) -> None:
    """They are taken in, and listed again, in far less than ten seconds."""
    listed = roster(
        *(Student(str(n), f"Given{n}", f"Family{n}", n % 13, f"P{n % 40}") for n in range(10_000))
    )
    start = time.monotonic()
    put_roster(file_store, listed)
    moved = roster(*(Student(each.id, grade=12) for each in listed.students))
    assert len(put_roster(file_store, moved).changed) > 9_000
    assert len(students_of(file_store)) == 10_000
    assert time.monotonic() - start < 10


def test_groups_that_no_list_gave_stay(store: Store) -> None:
    """A list changes the groups of lists alone, also where nobody was told apart from them before."""
    put_roster(store, roster(Student("1001", grade=11, group="P3")))
    (ana,) = students_of(store)
    put_student(store, replace(ana, group=f"{ana.group}; STEM club"))
    for groups, kept in (
        ("P3", "P3; STEM club"),
        ("P4; Art", "P4; Art; STEM club"),
        ("", "P4; Art; STEM club"),
    ):
        changes = put_roster(store, roster(Student("1001", grade=11, group=groups)))
        assert students_of(store) == (replace(ana, group=kept),)
        assert (len(changes.changed), changes.unchanged) == ((1, 0) if groups[:2] == "P4" else (0, 1))
    rename_student(store, "1001", "1002")
    put_roster(store, roster(Student("1002", grade=11, group="P5")))
    assert students_of(store) == (replace(ana, id="1002", group="P5; STEM club"),)


def test_a_new_year_moves_up_whom_no_list_has_named(store: Store, clock: Clock) -> None:
    """Once; classes of last year go, the counselor's own groups stay, and the new list is right already."""
    put_roster(store, roster(*(Student(str(grade), grade=grade, group="P3") for grade in (9, 12))))
    put_student(store, Student("own", grade=10, group="STEM club"))
    put_student(store, Student("13", grade=13))
    put_student(store, Student("none"))
    clock.passes(days=300)
    put_roster(store, roster(Student("9", grade=10, group="P1")))
    put_student(store, Student("late", grade=9))
    changes = year_changes(store, date(2027, 7, 1))
    assert begin_year(store, date(2027, 7, 1)) == changes
    grades = {each.id: (each.grade, each.group, each.status) for each in students_of(store)}
    assert grades == {
        "9": (10, "P1", "active"),
        "12": (13, "", "graduated"),
        "own": (11, "STEM club", "active"),
        "13": (13, "", "active"),
        "none": (None, "", "active"),
        "late": (9, "", "active"),
    }
    assert begin_year(store, date(2027, 7, 1)).changed == ()
    put_roster(store, roster(Student("9", grade=10, group="P1")))
    assert begin_year(store, date(2027, 7, 1)).changed == ()


def test_a_new_year_is_taken_back(store: Store, clock: Clock) -> None:
    """And can then begin again."""
    put_student(store, Student("own", grade=10))
    clock.passes(days=300)
    changes = begin_year(store, date(2027, 7, 1))
    undo(store, last_change(store))
    assert students_of(store) == (Student("own", grade=10),)
    assert begin_year(store, date(2027, 7, 1)) == changes


def test_a_new_year_that_changes_nobody_leaves_the_list_before_it(store: Store) -> None:
    """Taking it back takes the year back alone, and begun a second time it is no change at all."""
    put_roster(store, roster(replace(ANA, minor=None)))
    before = students_of(store)
    assert begin_year(store, date(2026, 7, 1)).changed == ()
    year = last_change(store)
    assert begin_year(store, date(2026, 7, 1)).changed == ()
    assert last_change(store) == year
    assert undo(store, year) == 0
    assert students_of(store) == before
    with pytest.raises(UsageFailure, match="nothing to undo"):
        last_change(store)


def test_the_last_change_is_taken_back(store: Store) -> None:
    """A list: who was new goes unless worked with since, the others are as before, and once is enough."""
    put_roster(store, roster(replace(ANA, minor=None)))
    before = students_of(store)
    put_roster(store, roster(Student("1001", "Wrong", "List", 9, "P9"), BO, Student("1003")))
    with begin(store, Student("1003"), {}):
        pass
    assert undo(store, last_change(store)) == 1
    assert students_of(store) == (Student("1003"), *before)
    with pytest.raises(UsageFailure, match="nothing to undo"):
        last_change(store)
    # The groups of the list that was taken back are not taken for the counselor's own.
    put_roster(store, roster(replace(ANA, group="P4")))
    assert find_student(store, "1001").group == "P4"


def test_a_list_that_changes_nothing_leaves_the_last_change_to_be_undone(store: Store) -> None:
    """The same list a second time, by mistake or each morning, is no change."""
    put_student(store, BO)
    before = students_of(store)
    put_roster(store, roster(replace(ANA, minor=None)))
    put_roster(store, roster(replace(ANA, minor=None)))
    undo(store, last_change(store))
    assert students_of(store) == before


def test_undoing_brings_nobody_back_who_was_deleted(store: Store) -> None:
    """Nothing of them is kept for it."""
    put_student(store, ANA)
    put_student(store, replace(ANA, given="Xanthippe"))
    delete_students(store, ["1001"])
    with pytest.raises(UsageFailure, match="nothing to undo"):
        last_change(store)


def test_a_store_of_ids_keeps_no_name_for_undoing(store: Store) -> None:
    """When the names are taken out and none may come in, those before go too."""
    put_student(store, ANA)
    put_student(store, replace(ANA, given="", family=""))
    turn(store, PSEUDONYMOUS, on=True)
    with pytest.raises(UsageFailure, match="nothing to undo"):
        last_change(store)
