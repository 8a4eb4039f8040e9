"""Students in a store: put in, found again, listed with where each stands, and put back as they were.

How students were before the last change to who is in the store (a list, a new year, groups, one student) is
kept in a setting of the store, each login's own on a server, until the next such change; the database itself
lets go of it when somebody is deleted, merged or renamed.

The code by which a student opens their own session is worked out from a secret of the store, so none is kept,
and a new secret makes all slips worthless that were handed out.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, replace

from casemgr_cli.desk import records
from casemgr_cli.desk.connect import sql_name
from casemgr_cli.desk.roster import Changes, Roster, bare_id, changed, compare, next_year
from casemgr_cli.desk.store import (
    LOG_SECRET,
    PSEUDONYMOUS,
    SLIPS_SECRET,
    Store,
    Transaction,
    own,
    refuse_unless_lead,
)
from casemgr_cli.desk.tables import LAST_CHANGE
from casemgr_cli.errors import UsageFailure, nearest
from casemgr_cli.text import is_plain, quoted

_YEAR = "school_year"  # the setting that says for which one everybody was moved up
_NO_CHANGES = Changes((), (), 0, ())
_WITH_ID = "students WHERE id = :id"


def put_student(store: Store, student: records.Student) -> None:
    """Add a student, or change what is held on the one with this id."""
    put_students(store, (student,))


def put_students(store: Store, students: Iterable[records.Student]) -> None:
    """Add students or change what is held on them, all of them or none."""
    by_id = {student.id: student for student in students}
    for student in by_id.values():
        check_student(student)
    with store.writing() as connection:
        there = by_id.keys() & connection.column("SELECT id FROM students")
        _remember(connection, [id_ for id_ in by_id if id_ not in there], there)
        for student in by_id.values():
            put_within(connection, student)


def put_within(connection: Transaction, student: records.Student) -> None:
    """Add or change a student as part of a larger transaction.

    Raises:
        UsageFailure: something of it cannot be kept, or the store is pseudonymous and the student has a name.
    """
    check_student(student)
    if (student.given or student.family) and connection.setting(PSEUDONYMOUS):
        raise UsageFailure(
            "This store keeps ids only, no names.",
            hint="Leave the names out; keep the list of ids and names elsewhere.",
            slug="pseudonymous",
        )
    after = replace(student, counselor=student.counselor or connection.store.caseload)
    known = connection.one(records.Student, _WITH_ID, id=student.id)
    if known is None:
        _put(connection, (after,), ())
    elif known != after:
        _put(connection, (), (after,))


def _put(connection: Transaction, new: Sequence[records.Student], after: Sequence[records.Student]) -> None:
    """Add students, and change others; whom a counselor adds is on her caseload."""
    at, caseload = connection.store.now(), connection.store.caseload
    rows = [{**asdict(each), "counselor": each.counselor or caseload, "added": at} for each in new]
    connection.insert("students", rows)
    _change(connection, after)
    for students, what in ((new, "added"), (after, "updated")):
        connection.log([each.id for each in students], what)


def check_student(student: records.Student) -> None:
    """Refuse what cannot be kept or shown: control characters, texts without end, grades that are none.

    Raises:
        UsageFailure: something of it cannot be kept.
    """
    if not student.id.strip():
        raise UsageFailure("A student needs an id.", hint="Use the school's own number, such as 1001.")
    for name in ("id", "given", "family", "group"):
        text = getattr(student, name)
        plain = text.isprintable() if name == "id" else is_plain(text)
        if len(text) > records.LONGEST or not plain or text != text.strip():
            raise UsageFailure(
                f"The {name} of student {quoted(student.id[: records.LONGEST])} cannot be kept.",
                hint=f"Use plain words, at most {records.LONGEST} characters, none hidden, "
                "no blanks at either end.",
            )
    if student.grade is not None and not 0 <= student.grade <= records.OLDEST_GRADE:
        raise UsageFailure(
            f"{student.grade} is not a grade.", hint="Give 0 (kindergarten) to 12, or 13 after high school."
        )
    if student.status not in records.STATUSES:
        raise UsageFailure(
            f"{quoted(student.status)} is not a status.", hint=f"It can be {', '.join(records.STATUSES)}."
        )


def id_but_for_zeros(store: Store, id_: str) -> str | None:
    """Return the id in the store that differs from one that is not there in leading zeros only."""
    with store.reading() as connection:
        known = connection.column("SELECT id FROM students")
    return next((each for each in known if bare_id(each) == bare_id(id_)), None)


def find_student(store: Store, id_: str) -> records.Student:
    """Return the student with an id.

    Raises:
        UsageFailure: there is none; the hint names the nearest id.
    """
    student = look_up(store, id_)
    if student is None:
        with store.reading() as connection:
            known = connection.column("SELECT id FROM students")
        shown = quoted(id_[: records.LONGEST])
        hint = nearest(id_[: records.LONGEST], known) or '"casemgr session list" shows who is in the store.'
        raise UsageFailure(f"There is no student {shown} in the store.", hint=hint, slug="unknown_student")
    return student


def look_up(store: Store, id_: str) -> records.Student | None:
    """Return the student with an id, or None."""
    with store.reading() as connection:
        return connection.one(records.Student, _WITH_ID, id=id_)


def by_name(student: records.Student) -> tuple[str, str, str]:
    """Return what a list of students is sorted by; ids that are numbers are sorted as such."""
    id_ = student.id.zfill(records.LONGEST) if student.id.isdecimal() else student.id
    return student.family.casefold(), student.given.casefold(), id_


def note_event(store: Store, student: str, what: str) -> None:
    """Write down by itself what was done with a student's record, where the store can be written; that
    somebody saw it stands in the log alone.
    """
    if not store.read_only:
        with store.writing() as connection:
            (connection.log if what in records.EVENTS else connection.enter)((student,), what)


def students_of(store: Store) -> tuple[records.Student, ...]:
    """Return every student of the store, by family name, given name and id."""
    with store.reading() as connection:
        return tuple(sorted(connection.all(records.Student, "students"), key=by_name))


def changes_by(store: Store, roster: Roster) -> Changes:
    """Return what a list would change in the store, and change nothing."""
    with store.reading() as connection:
        return _compared(connection, roster)


def put_roster(store: Store, roster: Roster) -> Changes:
    """Add and change the students that a list names, all of them or none, and return what was changed.

    A store without names takes the ids, grades and groups alone. Students who are not in the list are as they
    were.
    """
    with store.writing() as connection:
        changes = _compared(connection, roster)
        _put_changes(connection, changes)
        # Who is on the list is not deleted for having been quiet.
        at, there = store.now(), (each for each in roster.students if each.status == "active")
        connection.run_each(
            "UPDATE students SET listed = :at, listed_group = coalesce(nullif(:group, ''), listed_group) "
            "WHERE id = :id",
            [{"id": each.id, "at": at, "group": each.group} for each in there],
        )
    return changes


def _compared(connection: Transaction, roster: Roster) -> Changes:
    names = connection.setting(PSEUDONYMOUS) is None
    held = {each.id: each for each in connection.all(records.Student, "students")}
    return compare(roster, held, _own_groups(connection), names=names)


def year_changes(store: Store, begins: date) -> Changes:
    """Return what the school year that begins on a day changes for those whom no list has named in it yet.

    The second time that is nothing.
    """
    if store.setting(_YEAR) == str(begins.year):
        return _NO_CHANGES
    day = datetime.combine(begins, time(), tzinfo=UTC)
    earlier = "students WHERE status = 'active' AND coalesce(listed, added) < :day"
    with store.reading() as connection:
        own_groups, held = _own_groups(connection), connection.all(records.Student, earlier, day=day)
    after = [(student, next_year(student, own_groups[student.id])) for student in sorted(held, key=by_name)]
    return replace(_NO_CHANGES, changed=tuple(changed(*each) for each in after if each[0] != each[1]))


def begin_year(store: Store, begins: date) -> Changes:
    """Make the changes of a new school year, all or none, and return them.

    That it began is a change too, which can be taken back even where it changed nobody.
    """
    refuse_unless_lead(store)
    if store.setting(_YEAR) == str(begins.year):
        return _NO_CHANGES
    changes = year_changes(store, begins)
    with store.writing() as connection:
        _put_changes(connection, changes, _YEAR)
        connection.put_setting(_YEAR, str(begins.year))
    return changes


def _put_changes(connection: Transaction, changes: Changes, setting: str = "") -> None:
    after = [change.after for change in changes.changed]
    _remember(connection, [each.id for each in changes.new], [each.id for each in after], setting)
    for student in (*changes.new, *after):
        check_student(student)
    _put(connection, changes.new, after)


def _own_groups(connection: Transaction) -> dict[str, str]:
    """Return the groups of each student that no list gave."""
    rows = connection.run('SELECT id, "group", listed_group FROM students')
    return {id_: records.groups_beside(group, listed) for id_, group, listed in rows}


def _change(connection: Transaction, rows: Sequence[records.Student]) -> None:
    changed = ", ".join(f"{sql_name(name)} = :{name}" for name in rows[0].__struct_fields__) if rows else ""
    connection.run_each(f"UPDATE students SET {changed} WHERE id = :id", [asdict(each) for each in rows])


class _Before(records.Student, frozen=True):
    """A row of the students as it was, but for when they were added."""

    listed: datetime | None = None
    listed_group: str = ""


class _LastChange(Struct, frozen=True):
    """When something was changed last and by whom: the ids of those who were new, and the others before.

    `setting` is the name of a setting of the store that came with it.
    """

    at: datetime
    who: str
    new: tuple[str, ...]
    before: tuple[_Before, ...]
    setting: str = ""


def _remember(connection: Transaction, new: Iterable[str], changed: Iterable[str], setting: str = "") -> None:
    """Keep how students are who are about to be changed, as part of the transaction that does it.

    A change of nobody, as when a list comes in twice, leaves the one before it to be undone, unless a setting
    came with it.
    """
    wanted = set(changed)  # too many for a statement to name them all
    rows = connection.all(_Before, "students") if wanted else ()
    before = tuple(row for row in rows if row.id in wanted)
    store = connection.store
    change = _LastChange(store.now(), store.who, tuple(new), before, setting)
    if change.new or change.before or setting:
        connection.put_setting(own(store, LAST_CHANGE), msgspec.json.encode(change).decode())


def last_change(store: Store) -> _LastChange:
    """Return the last change that can be undone.

    Raises:
        UsageFailure: there is none.
    """
    kept = store.setting(own(store, LAST_CHANGE))
    if kept is None:
        raise UsageFailure(
            "There is nothing to undo.",
            hint="The last list, new year, change of groups or of a student can be undone, once.",
        )
    return msgspec.json.decode(kept, type=_LastChange)


def undo(store: Store, change: _LastChange) -> int:
    """Put students back as they were; who was new goes, unless they have been worked with since.

    Returns:
        How many stay for that.
    """
    with store.writing() as connection:
        known = connection.column("SELECT student FROM sessions UNION SELECT student FROM notes")
        worked_with = set(known)
        gone = [id_ for id_ in change.new if id_ not in worked_with]
        connection.run_each("DELETE FROM students WHERE id = :id", [{"id": id_} for id_ in gone])
        _change(connection, change.before)
        connection.enter((*gone, *(row.id for row in change.before)), "undone")
        for name in (change.setting, own(store, LAST_CHANGE)):
            connection.put_setting(name, None)
    return len(change.new) - len(gone)


def entries(store: Store, student: str | None = None) -> tuple[records.LogEntry, ...]:
    """Return the log, the latest first; with a student, what is in it on them."""
    with store.reading() as connection:
        if connection.setting(LOG_SECRET) is None:
            return ()
        mark = connection.mark()
        only, whose = ("WHERE whose = :whose", {"whose": mark(student)}) if student else ("", {})
        rows = connection.run(f"SELECT at, who, what, whose FROM log {only} ORDER BY id DESC", **whose)
        found = rows.fetchall()
        known = {mark(id_): id_ for id_ in connection.column("SELECT id FROM students")}
    return tuple(records.LogEntry(at, who, what, known.get(mark_)) for at, who, what, mark_ in found)


# Without letters and digits that are taken for one another.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 6


def codes(store: Store, ids: Iterable[str], *, renew: bool = False) -> Mapping[str, str]:
    """Return the code of each student; `renew` makes all earlier codes of the store worthless."""
    if renew:
        refuse_unless_lead(store)
    with store.writing() as connection:
        if renew:
            connection.put_setting(SLIPS_SECRET, None)
        secret = connection.secret(SLIPS_SECRET)
    return {id_: _code(secret, id_) for id_ in ids}


def as_code(text: str) -> str:
    """Return what somebody typed as a code is written: capitals, without blanks and dashes."""
    return "".join(char for char in text.upper() if char.isalnum())


def _code(secret: str, id_: str) -> str:
    number = int.from_bytes(hmac.digest(secret.encode(), id_.encode(), "sha256"))
    places = (number // len(_SIGNS) ** place for place in range(_LENGTH))
    return "".join(_SIGNS[each % len(_SIGNS)] for each in places)
