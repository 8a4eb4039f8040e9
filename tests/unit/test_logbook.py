"""What is done is logged for good, and deleting by age hurts nobody who is at school."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from casemgr_cli.desk.records import BadPlan, Student
from casemgr_cli.desk.roster import Roster
from casemgr_cli.desk.safekeeping import (
    delete_students,
    drop_plans,
    refuse_wrong_clock,
    rename_student,
    stale,
)
from casemgr_cli.desk.students import (
    entries,
    last_change,
    note_event,
    put_roster,
    put_student,
    undo,
)
from casemgr_cli.desk.work import add_note, begin, keep_interest, remove_note
from casemgr_cli.errors import CasemgrError, UsageFailure

if TYPE_CHECKING:
    from collections.abc import Callable

    from casemgr_cli.desk.store import Store
    from tests.desk_fixtures import Clock


def listed(*ids: str) -> Roster:
    """Return a list that names these students."""
    return Roster(tuple(Student(id_) for id_ in ids), (), frozenset(), 0)


def test_looking_changing_and_deleting_are_logged(store: Store) -> None:
    """The log outlives the record, and then names nobody."""
    put_student(store, Student("1001", "Ana"))
    put_student(store, Student("1002"))
    add_note(store, "1001", "Likes anatomy.")
    note_event(store, "1001", "seen")
    assert [(each.what, each.student) for each in entries(store, "1001")] == [
        ("seen", "1001"),
        ("noted", "1001"),
        ("added", "1001"),
    ]
    delete_students(store, ["1001"])
    assert [(each.what, each.who, each.student) for each in entries(store)] == [
        ("deleted", "Ms. Rivera", None),
        ("seen", "Ms. Rivera", None),
        ("noted", "Ms. Rivera", None),
        ("added", "Ms. Rivera", "1002"),
        ("added", "Ms. Rivera", None),
    ]


def test_every_change_is_logged(store: Store) -> None:
    """Whatever changes something of a student leaves a line; what changes nothing leaves none."""
    ana = Student("1001", "Ana", grade=11)
    changes: dict[str, Callable[[], object]] = {
        "added": lambda: put_student(store, ana),
        "updated": lambda: put_student(store, replace(ana, grade=12)),
        "noted": lambda: add_note(store, "1001", "Likes anatomy."),
        "note_removed": lambda: remove_note(store, "1001", 1),
        "started": lambda: begin(store, replace(ana, grade=12), {}).__exit__(None, None, None),
        "interest": lambda: keep_interest(store, {"1001": {"before": 2}}),
        "plan_deleted": lambda: drop_plans(store, [BadPlan("1001", 1)]),
        "renamed": lambda: rename_student(store, "1001", "001001"),
        "exported": lambda: note_event(store, "001001", "exported"),
        "undone": lambda: (put_roster(store, listed("7")), undo(store, last_change(store))),
    }
    for what, change in changes.items():
        before = len(entries(store))
        change()
        assert entries(store)[0].what == what
        assert len(entries(store)) > before
    before = len(entries(store))
    put_student(store, replace(ana, id="001001", grade=12))
    assert len(entries(store)) == before


@pytest.mark.parametrize("statement", ["DELETE FROM log", "UPDATE log SET who = 'Mallory'"])
def test_the_log_is_only_added_to(store: Store, statement: str) -> None:
    """The database itself refuses to change or delete a line."""
    put_student(store, Student("1001"))
    try:
        with store.writing() as connection:
            connection.run(statement)
    except CasemgrError:
        pass
    assert [each.who for each in entries(store)] == ["Ms. Rivera"]


def test_who_is_on_the_latest_list_stays(store: Store, clock: Clock) -> None:
    """However long nothing was done for them; those of an earlier list go when their time has come."""
    put_roster(store, listed("1", "2", "3"))
    clock.passes(days=1)
    put_roster(store, listed("1", "2"))
    clock.passes(days=4 * 365)
    before = store.now().date()
    assert [each.id for each, _ in stale(store, before)] == ["3"]
    assert [each.id for each, _ in stale(store, before, listed_too=True)] == ["3", "1", "2"]


def test_only_those_who_left(store: Store, clock: Clock) -> None:
    """Active students stay when only the others are asked for."""
    put_student(store, Student("1", status="left"))
    put_student(store, Student("2", status="graduated"))
    put_student(store, Student("3"))
    clock.passes(days=4 * 365)
    found = stale(store, store.now().date(), left=True)
    assert [each.id for each, _ in found] == ["1", "2"]


@pytest.mark.parametrize("days", [-2, 401])
def test_a_wrong_clock_deletes_nobody(store: Store, clock: Clock, days: int) -> None:
    """Neither one that is behind nor one that is far ahead."""
    put_student(store, Student("1"))
    refuse_wrong_clock(store)
    clock.passes(days=days)
    with pytest.raises(UsageFailure, match="Nothing was deleted"):
        refuse_wrong_clock(store)
