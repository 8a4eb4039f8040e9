"""Sessions with students, each answer saved as it is given; notes, which stand apart; whole records.

Who is at work on a student has a lease, renewed while they are, that runs out by itself when they are gone.
Every write of a session checks within its own transaction that the lease is still held. So a computer that
slept while a colleague took the session over cannot write over the colleague's answers when it wakes up.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from threading import Event as Signal
from threading import Thread
from typing import Any, Self
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import asdict

from casemgr_cli.desk import records
from casemgr_cli.desk.connect import answers_in, columns_of, packed, unpacked
from casemgr_cli.desk.counts import CountedSession
from casemgr_cli.desk.store import Store, Transaction
from casemgr_cli.desk.students import by_name, find_student, put_within
from casemgr_cli.domain.facts import Answers
from casemgr_cli.errors import CasemgrError, FileFailure, Locked, UsageFailure
from casemgr_cli.text import quoted

# A gap between two answers counts as work up to here; beyond, somebody was called away.
_LONGEST_PAUSE = timedelta(minutes=10)
_ONE = "student = :student AND number = :number"
_LATEST = "student = :student AND number = (SELECT max(number) FROM sessions WHERE student = :student)"
_SESSIONS = """
    SELECT s.student, s.number, answers, started, touched, finished, seconds, follow_up, interest_before,
        interest_after, given_on, data_as_of, document, page
    FROM sessions s LEFT JOIN plans p ON p.student = s.student AND p.number = s.number
    WHERE s.student = :student"""
_SHOWN = "SELECT student, number, started, touched, finished, seconds, follow_up FROM sessions"


class Work:
    """An open session: nobody else can write to it until it is closed. Use it in a `with` statement.

    What writes to it raises Locked when somebody else has taken it over.
    """

    def __init__(self, store: Store, session: records.Session, lease: "_Lease", seconds: int) -> None:
        """Hold the session, and renew its lease in the background while a person thinks about a question."""
        self.store, self.session, self._lease = store, session, lease
        self._seconds, self._last = seconds, store.now()
        self._closed = Signal()
        self._beating = Thread(target=self._beat, name="casemgr-lease", daemon=True)
        self._beating.start()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the session, however it ended; where the store cannot be written, the lease runs out."""
        self._closed.set()
        self._beating.join()
        with suppress(CasemgrError), self.store.writing() as connection:
            drop_within(connection, self._lease)

    def save(self, answers: Answers) -> None:
        """Save all answers so far. When this returns, they are on the disk."""
        self._change({"answers": dict(answers)})

    def follow_up_on(self, day: date) -> None:
        """Set the day to look at it together again, once the session is done."""
        self._change({"follow_up": day})

    def keep_interest(self, when: records.When, answer: int) -> None:
        """Keep how much case management interests the student, before the session or after, from 1 to 5."""
        self._change({f"interest_{when}": answer})

    def finish(self, answers: Answers, plan: records.Plan) -> None:
        """Save the answers with the advice as given today, and mark the session done."""
        self._change({"answers": dict(answers), "finished": self.store.now()}, plan)

    def _change(self, values: dict[str, Any], plan: records.Plan | None = None) -> None:
        now, mine = self.store.now(), _key(self.session)
        seconds = self._seconds + int(min(now - self._last, _LONGEST_PAUSE).total_seconds())

        def step(connection: Transaction) -> None:
            _check_within(connection, self._lease)
            there = f"SELECT number FROM plans WHERE {_ONE}"
            if plan and connection.value(there, **mine) is None:
                _put_plan(connection, self.session, plan)
                connection.log((self.session.student,), "finished")
            connection.update("sessions", {"touched": now, "seconds": seconds, **values}, _ONE, **mine)

        try:
            self.store.change(step)
        except FileFailure as error:
            raise FileFailure(
                error.message,
                hint=f"{error.hint} The last answer may not be saved; those before it are.",
                slug=error.slug,
            ) from error
        self._seconds, self._last = seconds, now

    def _beat(self) -> None:
        while not self._closed.wait(BEAT_SECONDS):
            # What is wrong here is found again, and said, when the next answer is saved.
            with suppress(CasemgrError), self.store.writing() as connection:
                _check_within(connection, self._lease)


def begin(store: Store, student: records.Student, answers: Answers, *, take_over: bool = False) -> Work:
    """Start a new session with a student, who is added to the store or brought up to date.

    Raises:
        UsageFailure: a session with them is half done.
    """
    with store.writing() as connection:
        put_within(connection, student)
        lease = take_within(connection, student.id, take_over=take_over)
        if _half_done(connection, student.id) is not None:
            raise UsageFailure(
                f"A session with {quoted(student.id)} is half done.",
                hint=f"Go on with: casemgr session resume {student.id}",
                slug="half_done",
            )
        session = _insert(connection, student.id, answers)
        connection.log((student.id,), "started")
    return Work(store, session, lease, 0)


def resume(store: Store, student: str, *, take_over: bool = False) -> Work:
    """Go on with the session that is half done.

    Raises:
        UsageFailure: there is none.
    """
    with store.writing() as connection:
        session = _half_done(connection, student)
        if session is None:
            raise UsageFailure(
                f"No session with {quoted(student)} is half done.",
                hint=f"Start one with: casemgr session new {student}",
                slug="nothing_half_done",
            )
        lease = take_within(connection, student, take_over=take_over)
        connection.log((student,), "resumed")
        spent = connection.value(f"SELECT seconds FROM sessions WHERE {_ONE}", **_key(session))
    return Work(store, session, lease, spent)


def half_done(store: Store) -> str | None:
    """Return the student whose half-done session was touched last, or None.

    Only students whom the person at the desk has worked with count: in a shared store the others are a
    colleague's.
    """
    with store.reading() as connection:
        found: str | None = connection.value(
            "SELECT student FROM sessions WHERE finished IS NULL "
            "AND student IN (SELECT student FROM history WHERE who = :who) ORDER BY touched DESC LIMIT 1",
            who=store.who,
        )
    return found


def is_half_done(store: Store, student: str) -> bool:
    """Whether a session with a student is half done."""
    with store.reading() as connection:
        return _half_done(connection, student) is not None


def sessions_of(store: Store, student: str) -> tuple[records.Session, ...]:
    """Return a student's sessions with their plans, first to last."""
    with store.reading() as connection:
        rows = connection.run(f"{_SESSIONS} ORDER BY s.number", student=student)
        return tuple(_as_session(row) for row in rows)


def plan_follow_up(store: Store, students: Iterable[str], day: date | None) -> None:
    """Set or clear the day to look at the latest plans of these students together again, all or none.

    Raises:
        UsageFailure: no session with one of them is done.
    """
    with store.writing() as connection:
        for student in students:
            done = f"{_LATEST} AND finished IS NOT NULL"
            if not connection.update("sessions", {"follow_up": day}, done, student=student):
                begun = connection.value("SELECT count(*) FROM sessions WHERE student = :of", of=student)
                raise UsageFailure(
                    f"The latest session with {quoted(student)} is not done: there is no plan to follow up."
                    if begun
                    else f"There is no session with {quoted(student)} yet, so there is no plan to follow up.",
                    hint=f"casemgr session {'resume' if begun else 'new'} {student}",
                )
            connection.enter((student,), "follow_up")


def keep_interest(
    store: Store, answers: Mapping[str, Mapping[records.When, int]], number: int | None = None
) -> None:
    """Keep how much case management interests students, before or after a session, from 1 to 5.

    `answers` are by the student's id; all are kept or none. `number` says which session, else the latest.

    Raises:
        UsageFailure: there is no session with one of them.
    """
    with store.writing() as connection:
        for student, said in answers.items():
            drop_within(connection, take_within(connection, student))
            where, which = (_ONE, {"number": number}) if number else (_LATEST, {})
            connection.enter((student,), "interest")
            values = {f"interest_{when}": answer for when, answer in said.items()}
            if values and not connection.update("sessions", values, where, student=student, **which):
                raise UsageFailure(
                    f"There was no session {number} with {quoted(student)}."
                    if number
                    else f"There was no session with {quoted(student)} yet.",
                    hint=f"See: casemgr session show {student}"
                    if number
                    else f"Start one with: casemgr session new {student}",
                )


def are_latest(store: Store, student: str, answers: Answers, *, done: bool) -> bool:
    """Whether a student's latest session has exactly these answers, and a plan where `done` asks for one."""
    with store.reading() as connection:
        return _are_latest(connection, student, answers, done=done)


def add_whole(store: Store, student: records.Student, answers: Answers, plan: records.Plan | None) -> bool:
    """Add a student with a session from elsewhere, in one transaction: done with a plan, else half done.

    A session that is half done goes on with the answers, when they say all that was said in it.

    Returns:
        Whether it was added; it is not when the latest session has the same answers already.

    Raises:
        UsageFailure: something else was said in the session that is half done.
    """
    with store.writing() as connection:
        if _are_latest(connection, student.id, answers, done=plan is not None):
            return False
        put_within(connection, student)
        lease = take_within(connection, student.id)
        finished, session = store.now() if plan else None, _half_done(connection, student.id)
        if session is None:
            session = _insert(connection, student.id, answers, finished=finished)
        elif session.answers.items() <= answers.items():
            values = {"answers": dict(answers), "touched": store.now(), "finished": finished}
            connection.update("sessions", values, _ONE, **_key(session))
        else:
            raise UsageFailure(
                f"A session with {quoted(student.id)} is half done, and something else was said in it.",
                hint=f"Use the file for it with: casemgr session resume {student.id} --answers FILE",
                slug="half_done",
            )
        if plan:
            _put_plan(connection, session, plan)
        connection.log((student.id,), "imported")
        drop_within(connection, lease)
    return True


def _as_session(row: tuple[Any, ...]) -> records.Session:
    student, number, answers, started, touched, finished, seconds, follow_up, *rest = row
    before, after, on, as_of, document, page = rest
    plan = records.Plan(on, as_of, unpacked(document), unpacked(page)) if on else None
    told, spent = answers_in(answers), minutes(seconds)
    return records.Session(
        student, number, told, started, touched, finished, spent, follow_up, before, after, plan
    )


def _half_done(connection: Transaction, student: str) -> records.Session | None:
    row = connection.run(f"{_SESSIONS} AND finished IS NULL", student=student).fetchone()
    return _as_session(row) if row else None


def _key(session: records.Session) -> dict[str, object]:
    return {"student": session.student, "number": session.number}


def _are_latest(connection: Transaction, student: str, answers: Answers, *, done: bool) -> bool:
    latest = f"SELECT answers, finished FROM sessions WHERE {_LATEST}"
    row = connection.run(latest, student=student).fetchone()
    return row is not None and answers_in(row[0]) == dict(answers) and not (done and row[1] is None)


def _insert(
    connection: Transaction, student: str, answers: Answers, *, finished: datetime | None = None
) -> records.Session:
    now = connection.store.now()
    last = connection.value("SELECT max(number) FROM sessions WHERE student = :student", student=student)
    session = records.Session(student, (last or 0) + 1, dict(answers), now, now, finished)
    moments = {"started": now, "touched": now, "finished": finished}
    connection.insert("sessions", [{**_key(session), "answers": session.answers, **moments, "seconds": 0}])
    return session


def _put_plan(connection: Transaction, session: records.Session, plan: records.Plan) -> None:
    texts = {"document": packed(plan.document), "page": packed(plan.page)}
    dates = {"given_on": plan.on, "data_as_of": plan.data_as_of}
    connection.insert("plans", [{**_key(session), **dates, **texts}])


_LONGEST_NOTE = 20_000


def add_note(store: Store, student: str, text: str) -> records.StudentNote:
    """Keep a note on a student who is in the store, and return it.

    Raises:
        UsageFailure: the note is empty, too long, or holds what no text holds.
    """
    text = text.strip()
    writable = text.encode(errors="ignore").decode() == text and "\0" not in text
    if not text or len(text) > _LONGEST_NOTE or not writable:
        raise UsageFailure(
            "The note cannot be kept.", hint=f"Write plain text, at most {_LONGEST_NOTE:,} characters."
        )
    with store.writing() as connection:
        connection.hold(student)
        last = connection.value("SELECT max(number) FROM notes WHERE student = :student", student=student)
        note = records.StudentNote((last or 0) + 1, store.now(), store.who, text)
        connection.insert("notes", [{"student": student, **asdict(note)}])
        connection.enter((student,), "noted")
    return note


def notes_on(store: Store, student: str) -> tuple[records.StudentNote, ...]:
    """Return the notes on a student, oldest first."""
    with store.reading() as connection:
        return connection.all(records.StudentNote, "notes WHERE student = :id ORDER BY number", id=student)


def remove_note(store: Store, student: str, number: int) -> None:
    """Remove one note on a student.

    Raises:
        UsageFailure: there is none with this number.
    """
    with store.writing() as connection:
        if not connection.run(f"DELETE FROM notes WHERE {_ONE}", student=student, number=number).rowcount:
            raise UsageFailure(
                f"There is no note {number}.", hint=f"casemgr session note {student} lists them."
            )
        connection.enter((student,), "note_removed")


def record_of(store: Store, id_: str, *, with_notes: bool = False) -> records.Record:
    """Return what is held on a student; the notes only when they are asked for."""
    student = find_student(store, id_)
    with store.reading() as connection:
        added = connection.value("SELECT added FROM students WHERE id = :id", id=id_)
        count = connection.value("SELECT count(*) FROM notes WHERE student = :id", id=id_)
    notes = notes_on(store, id_) if with_notes else ()
    return records.Record(student, added, sessions_of(store, id_), history_of(store, id_), count, notes)


def history_of(store: Store, id_: str) -> tuple[records.Event, ...]:
    """Return what was done with a student's record, oldest first."""
    with store.reading() as connection:
        return connection.all(records.Event, "history WHERE student = :id ORDER BY id", id=id_)


def standings(store: Store, today: date) -> tuple[records.Standing, ...]:
    """Return every student with where their latest session stands, by family name, given name and id."""
    held_now = held(store)
    with store.reading() as connection:  # joined by the database, it would take twice as long
        students = connection.run(f"SELECT {columns_of(records.Student)} FROM students").fetchall()
        rows = connection.run(_SHOWN).fetchall()
    count = Counter(row[0] for row in rows)
    latest = {row[0]: row for row in sorted(rows, key=lambda row: row[1])}
    found = [
        records.Standing(*each, *_stand(latest.get(each[0]), count[each[0]], today, held_now.get(each[0])))
        for each in students
    ]
    return tuple(sorted(found, key=by_name))


def _stand(
    latest: tuple[Any, ...] | None, count: int, today: date, open_by: records.LockedBy | None
) -> tuple[Any, ...]:
    """Return what a standing says beside who it is about, from the latest of several sessions."""
    if latest is None:
        return ("new", False, 0, None, None, None, 0, None, open_by)
    _, _, started, touched, finished, seconds, follow_up = latest
    state, done = records.state_on(today, touched, finished, follow_up), finished is not None
    return (state, done, count, started, touched, finished, minutes(seconds), follow_up, open_by)


def minutes(seconds: int) -> int:
    """Return time at the desk in whole minutes, begun ones counted."""
    return -(-seconds // 60)


_AT_ONCE = 20  # a plan is over half a megabyte


def sittings(store: Store) -> tuple[CountedSession, ...]:
    """Return every session of the store as it is counted; days are those of this computer's zone."""
    query = """
        SELECT student, grade, started, seconds, finished, interest_before, interest_after
        FROM sessions JOIN students ON id = student ORDER BY student, number"""
    with store.reading() as connection:
        return tuple(
            CountedSession(
                student, grade, at.astimezone().date(), minutes(spent), done is not None, *interest
            )
            for student, grade, at, spent, done, *interest in connection.run(query)
        )


def grades(store: Store) -> dict[int | None, int]:
    """Return how many students at the school are in each grade; None is among them where it is not known.

    Grades of those who left are there too, without anybody.
    """
    query = "SELECT grade, count(*) FILTER (WHERE status = 'active') FROM students GROUP BY grade"
    with store.reading() as connection:
        return dict(connection.run(query))


def with_plan(store: Store) -> frozenset[str]:
    """Return the ids of the students who have a plan from any of their sessions."""
    with store.reading() as connection:
        return frozenset(connection.column("SELECT DISTINCT student FROM plans"))


def plan_count(store: Store) -> int:
    """Return how many active students have a plan."""
    query = "SELECT count(DISTINCT student) FROM plans JOIN students ON id = student WHERE status = 'active'"
    with store.reading() as connection:
        return int(connection.value(query))


def plans_kept(store: Store, *, every: bool = False) -> Iterator[tuple[str, int, str, str]]:
    """Yield the latest plan of each active student, a few at a time: whose, of which session, the advice as
    JSON text and the page. With `every`, yield all plans.
    """
    latest = """
        SELECT student, max(number) FROM plans JOIN students ON id = student WHERE status = 'active'
        GROUP BY student"""
    with store.reading() as connection:
        keys = sorted(connection.run("SELECT student, number FROM plans" if every else latest))
        for start in range(0, len(keys), _AT_ONCE):
            # Sorted by the database, all the plans would be in memory at once.
            part = dict(enumerate(keys[start : start + _AT_ONCE]))
            values = {f"s{place}": key[0] for place, key in part.items()}
            values |= {f"n{place}": key[1] for place, key in part.items()}
            # Joined, each is found by the index; for a list behind IN, SQLite would read the whole table.
            wanted = ", ".join(f"(:s{place}, :n{place})" for place in part)
            query = (
                f"WITH wanted (whose, which) AS (VALUES {wanted}) SELECT student, number, document, page "
                "FROM wanted JOIN plans ON student = whose AND number = which"
            )
            for student, number, document, page in sorted(connection.run(query, **values)):
                yield student, number, unpacked(document), unpacked(page) if every else ""


BEAT_SECONDS = 20
RUNS_OUT_AFTER = timedelta(seconds=90)
_MINE = "student = :student AND token = :token"
_TAKEN_OVER = "taken_over"
_TOOK_OVER = """
    SELECT who, at FROM history WHERE student = :student AND what = :what AND at > :since
    ORDER BY at DESC LIMIT 1"""


class _Lease(Struct, frozen=True):
    """The right to write one student's sessions, until it is given back, runs out or is taken over: whose it
    is, on which computer and in which process, and when it was renewed.
    """

    student: str
    token: str
    who: str
    host: str
    pid: int
    since: datetime
    beat: datetime


def take_within(connection: Transaction, student: str, *, take_over: bool = False) -> _Lease:
    """Take the lease on a student as part of a larger transaction.

    With `take_over` it is taken from whoever has it; they are told when they try to write.

    Raises:
        Locked: somebody else has it; the error says who, and since when.
    """
    connection.hold(student)
    store, row = connection.store, _held_on(connection, student)
    if row is not None and _is_held(store, row):
        if not take_over:
            raise Locked(
                f"{row.who} has the session with {quoted(student)} open {_since(row.since)}.",
                hint="Wait until it is closed, or take it over with --take-over.",
            )
        connection.log((student,), _TAKEN_OVER)
    now = store.now()
    lease = _Lease(student, uuid4().hex, store.who, store.host, store.pid, since=now, beat=now)
    connection.put("leases", "student", asdict(lease))
    return lease


def _check_within(connection: Transaction, lease: _Lease) -> None:
    """Make sure within a transaction that the lease is still held, and renew it.

    A lease that ran out while nobody else wanted it is still good.

    Raises:
        Locked: somebody else has taken the session over; the error says who, and when.
    """
    beat = {"beat": connection.store.now()}
    if connection.update("leases", beat, _MINE, student=lease.student, token=lease.token):
        return
    row = _held_on(connection, lease.student)
    if row is None:  # they may have closed it since
        took = {"student": lease.student, "what": _TAKEN_OVER, "since": lease.since}
        taken = connection.run(_TOOK_OVER, **took).fetchone()
    else:
        taken = (row.who, row.since)
    if taken is None:
        raise Locked(
            f"The session with {quoted(lease.student)} was closed or deleted elsewhere. "
            "The last answer was not saved.",
            hint='"casemgr session list" shows what there is.',
            slug="taken_over",
        )
    raise Locked(
        f"{taken[0]} took the session with {quoted(lease.student)} over {_since(taken[1])}. "
        "The last answer was not saved; those before it are.",
        hint="Talk to them before you take it back with --take-over.",
        slug="taken_over",
    )


def drop_within(connection: Transaction, lease: _Lease) -> None:
    """Let others in, as part of a larger transaction."""
    connection.run(f"DELETE FROM leases WHERE {_MINE}", student=lease.student, token=lease.token)


def held(store: Store) -> Mapping[str, records.LockedBy]:
    """Return who is at work on whom, by the student's id."""
    with store.reading() as connection:
        rows = connection.all(_Lease, "leases")
    return {row.student: records.LockedBy(row.who, row.since) for row in rows if _is_held(store, row)}


def _held_on(connection: Transaction, student: str) -> _Lease | None:
    return connection.one(_Lease, "leases WHERE student = :student", student=student)


def _is_held(store: Store, row: _Lease) -> bool:
    """Whether a lease was renewed of late, and the program that took it, if on this computer, still runs."""
    if os.name == "posix" and row.host == store.host:
        try:
            os.kill(row.pid, 0)
        except ProcessLookupError:
            return False
        except OSError:  # it runs, and is somebody else's
            pass
    return store.now() - row.beat < RUNS_OUT_AFTER


def _since(moment: datetime) -> str:
    return f"since {moment.astimezone():%Y-%m-%d %H:%M}"
