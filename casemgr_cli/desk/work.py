"""Sessions with students, each answer saved as it is given, and what is counted over all of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select, tuple_

from casemgr_cli.desk import tables
from casemgr_cli.desk.counts import CountedSession
from casemgr_cli.desk.leases import Heartbeat, check_within, drop_within, give_back, take_within
from casemgr_cli.desk.logbook import enter
from casemgr_cli.desk.records import Plan, Session
from casemgr_cli.desk.students import check_names, check_student, log, minutes, put_within
from casemgr_cli.errors import FileFailure, UsageFailure
from casemgr_cli.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime
    from types import TracebackType
    from typing import Any, Self

    from sqlalchemy import Connection, Row

    from casemgr_cli.desk.leases import Lease
    from casemgr_cli.desk.records import Student, When
    from casemgr_cli.desk.store import Store
    from casemgr_cli.domain.facts import Answers


_S, _P, _H = tables.sessions.c, tables.plans.c, tables.history.c
# A gap between two answers counts as work up to here; beyond, somebody was called away.
_LONGEST_PAUSE = timedelta(minutes=10)


class Work:
    """An open session: nobody else can write to it until it is closed. Use it in a `with` statement."""

    def __init__(self, store: Store, session: Session, lease: Lease, seconds: int) -> None:
        """Hold the session and keep its lease alive."""
        self.store, self.session, self.lease = store, session, lease
        self._seconds, self._last = seconds, store.now()
        self._heartbeat = Heartbeat(store, lease)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Close the session, however it ended."""
        self._heartbeat.stop()
        give_back(self.store, self.lease)

    def save(self, answers: Answers) -> None:
        """Save all answers so far. When this returns, they are on the disk.

        Raises:
            Locked: somebody else has taken the session over.
            FileFailure: the store cannot be written.
        """
        self._change({"answers": dict(answers)})

    def follow_up_on(self, day: date) -> None:
        """Set the day to look at it together again, once the session is done.

        Raises:
            Locked: somebody else has taken the session over.
            FileFailure: the store cannot be written.
        """
        self._change({"follow_up": day})

    def keep_interest(self, when: When, answer: int) -> None:
        """Keep how much case management interests the student, before the session or after, from 1 to 5.

        Raises:
            Locked: somebody else has taken the session over.
            FileFailure: the store cannot be written.
        """
        self._change({f"interest_{when}": answer})

    def finish(self, answers: Answers, plan: Plan) -> None:
        """Save the answers with the advice as given today, and mark the session done.

        Raises:
            Locked: somebody else has taken the session over.
            FileFailure: the store cannot be written.
        """
        self._change({"answers": dict(answers), "finished": self.store.now()}, plan)

    def _change(self, values: dict[str, Any], plan: Plan | None = None) -> None:
        now, student, number = self.store.now(), self.session.student, self.session.number
        seconds = self._seconds + int(min(now - self._last, _LONGEST_PAUSE).total_seconds())
        mine = (_S.student == student) & (_S.number == number)

        def step(connection: Connection) -> None:
            check_within(self.store, connection, self.lease)
            there = select(_P.number).where((_P.student == student) & (_P.number == number))
            if plan and connection.scalar(there) is None:
                _put_plan(connection, self.session, plan)
                log(self.store, connection, student, "finished")
            changed = tables.sessions.update().where(mine)
            connection.execute(changed.values(touched=now, seconds=seconds, **values))

        try:
            self.store.change(step)
        except FileFailure as error:
            raise FileFailure(
                error.message,
                hint=f"{error.hint} The last answer may not be saved; those before it are.",
                slug=error.slug,
            ) from error
        self._seconds, self._last = seconds, now


def begin(store: Store, student: Student, answers: Answers, *, take_over: bool = False) -> Work:
    """Start a new session with a student, who is added to the store or brought up to date.

    Raises:
        UsageFailure: a session with them is half done, or the student cannot be kept.
        Locked: somebody else has a session with them open.
        FileFailure: the store cannot be written.
    """
    check_student(student)
    check_names(store, student)
    with store.writing() as connection:
        put_within(store, connection, student)
        lease = take_within(store, connection, student.id, take_over=take_over)
        _refuse_second(connection, student.id)
        session = _insert(store, connection, student.id, answers)
        log(store, connection, student.id, "started")
    return Work(store, session, lease, 0)


def resume(store: Store, student: str, *, take_over: bool = False) -> Work:
    """Go on with the session that is half done.

    Raises:
        UsageFailure: there is none.
        Locked: somebody else has it open.
        FileFailure: the store cannot be written.
    """
    with store.writing() as connection:
        row = connection.execute(_open_session(student)).one_or_none()
        if row is None:
            raise UsageFailure(
                f"No session with {quoted(student)} is half done.",
                hint=f"Start one with: casemgr session new {student}",
                slug="nothing_half_done",
            )
        lease = take_within(store, connection, student, take_over=take_over)
        log(store, connection, student, "resumed")
    return Work(store, _as_session(row), lease, row.seconds)


def half_done(store: Store) -> str | None:
    """Return the student whose half-done session was touched last, or None.

    Only students whom the person at the desk has worked with count: in a shared store the others are a
    colleague's.
    """
    mine = select(_H.student).where(_H.who == store.who)
    query = select(_S.student).where(_S.finished.is_(None) & _S.student.in_(mine))
    with store.reading() as connection:
        return connection.scalar(query.order_by(_S.touched.desc()).limit(1))


def sessions_of(store: Store, student: str) -> tuple[Session, ...]:
    """Return a student's sessions with their plans, first to last."""
    with store.reading() as connection:
        rows = connection.execute(_sessions().where(_S.student == student).order_by(_S.number)).all()
    return tuple(_as_session(row) for row in rows)


def plan_follow_up(store: Store, students: Iterable[str], day: date | None) -> None:
    """Set or clear the day to look at the latest plans of these students together again, all or none.

    Raises:
        UsageFailure: no session with one of them is done.
        FileFailure: the store cannot be written.
    """
    with store.writing() as connection:
        for student in students:
            latest = _latest(connection, student)
            where = (_S.student == student) & (_S.number == latest) & _S.finished.is_not(None)
            changed = connection.execute(tables.sessions.update().where(where).values(follow_up=day))
            if changed.rowcount != 1:
                raise UsageFailure(
                    f"The latest session with {quoted(student)} is not done: there is no plan to follow up.",
                    hint=f"Go on with: casemgr session resume {student}",
                )
            enter(store, connection, (student,), "follow_up")


def keep_interest(store: Store, answers: Mapping[str, Mapping[When, int]], number: int | None = None) -> None:
    """Keep how much case management interests students, before or after a session, from 1 to 5.

    `answers` are by the student's id; all are kept or none. `number` says which session, else the latest.

    Raises:
        UsageFailure: there is no session with one of them.
        Locked: somebody has a session with one of them open.
        FileFailure: the store cannot be written.
    """
    with store.writing() as connection:
        for student, said in answers.items():
            drop_within(connection, take_within(store, connection, student))
            where = (_S.student == student) & (_S.number == (number or _latest(connection, student)))
            values = {f"interest_{when}": answer for when, answer in said.items()}
            if (
                values
                and connection.execute(tables.sessions.update().where(where).values(**values)).rowcount != 1
            ):
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


def add_whole(store: Store, student: Student, answers: Answers, plan: Plan | None) -> bool:
    """Add a student with a session from elsewhere, in one transaction: done with a plan, else half done.

    A session that is half done goes on with the answers, when they say all that was said in it.

    Returns:
        Whether it was added; it is not when the latest session has the same answers already.

    Raises:
        UsageFailure: in a session that is half done something else was said, or the student cannot be kept.
        Locked: somebody has a session with them open.
        FileFailure: the store cannot be written.
    """
    check_student(student)
    check_names(store, student)
    with store.writing() as connection:
        if _are_latest(connection, student.id, answers, done=plan is not None):
            return False
        put_within(store, connection, student)
        lease = take_within(store, connection, student.id)
        session = _gone_on(store, connection, student.id, answers, done=plan is not None)
        if plan:
            _put_plan(connection, session, plan)
        log(store, connection, student.id, "imported")
        drop_within(connection, lease)
    return True


def _as_session(row: Row[*tuple[Any, ...]]) -> Session:
    """Return a row of sessions joined with their plans as a session."""
    plan = Plan(row.given_on, row.data_as_of, row.document, row.page) if row.given_on else None
    return Session(
        student=row.student,
        number=row.number,
        answers=row.answers,
        started=row.started,
        touched=row.touched,
        finished=row.finished,
        minutes=minutes(row.seconds),
        follow_up=row.follow_up,
        interest_before=row.interest_before,
        interest_after=row.interest_after,
        plan=plan,
    )


def _sessions() -> Any:  # noqa: ANN401 - SQLAlchemy's own type spells out every column
    joined = tables.sessions.outerjoin(tables.plans, (_P.student == _S.student) & (_P.number == _S.number))
    return select(tables.sessions, _P.given_on, _P.data_as_of, _P.document, _P.page).select_from(joined)


def _open_session(student: str) -> Any:  # noqa: ANN401
    return _sessions().where((_S.student == student) & _S.finished.is_(None))


def _refuse_second(connection: Connection, student: str) -> None:
    if connection.execute(_open_session(student)).first() is not None:
        raise UsageFailure(
            f"A session with {quoted(student)} is half done.",
            hint=f"Go on with: casemgr session resume {student}",
            slug="half_done",
        )


def _latest(connection: Connection, student: str) -> int:
    return connection.scalar(select(func.max(_S.number)).where(_S.student == student)) or 0


def _are_latest(connection: Connection, student: str, answers: Answers, *, done: bool) -> bool:
    latest = (_S.student == student) & (_S.number == _latest(connection, student))
    row = connection.execute(select(_S.answers, _S.finished).where(latest)).one_or_none()
    return row is not None and row.answers == dict(answers) and not (done and row.finished is None)


def _gone_on(store: Store, connection: Connection, student: str, answers: Answers, *, done: bool) -> Session:
    """Return the session that answers from elsewhere belong to: the half-done one, else a new one."""
    finished = store.now() if done else None
    row = connection.execute(_open_session(student)).one_or_none()
    if row is None:
        return _insert(store, connection, student, answers, finished=finished)
    if not row.answers.items() <= answers.items():
        raise UsageFailure(
            f"A session with {quoted(student)} is half done, and something else was said in it.",
            hint=f"Use the file for it with: casemgr session resume {student} --answers FILE",
            slug="half_done",
        )
    where = (_S.student == student) & (_S.number == row.number)
    values = {"answers": dict(answers), "touched": store.now(), "finished": finished}
    connection.execute(tables.sessions.update().where(where).values(**values))
    return _as_session(row)


def _insert(
    store: Store, connection: Connection, student: str, answers: Answers, *, finished: datetime | None = None
) -> Session:
    now = store.now()
    session = Session(student, _latest(connection, student) + 1, dict(answers), now, now, finished)
    connection.execute(
        tables.sessions.insert().values(
            student=student,
            number=session.number,
            answers=session.answers,
            started=now,
            touched=now,
            finished=finished,
            seconds=0,
        )
    )
    return session


def _put_plan(connection: Connection, session: Session, plan: Plan) -> None:
    connection.execute(
        tables.plans.insert().values(
            student=session.student,
            number=session.number,
            given_on=plan.on,
            data_as_of=plan.data_as_of,
            document=plan.document,
            page=plan.page,
        )
    )


_T, _S, _P = tables.students.c, tables.sessions.c, tables.plans.c
_AT_ONCE = 20  # a plan is over half a megabyte


def sittings(store: Store) -> tuple[CountedSession, ...]:
    """Return every session of the store as it is counted; days are those of this computer's zone."""
    joined = tables.sessions.join(tables.students, _T.id == _S.student)
    query = select(tables.sessions, _T.grade).select_from(joined).order_by(_S.student, _S.number)
    with store.reading() as connection:
        rows = connection.execute(query).all()
    return tuple(
        CountedSession(
            row.student,
            row.grade,
            row.started.astimezone().date(),
            minutes(row.seconds),
            row.finished is not None,
            row.interest_before,
            row.interest_after,
        )
        for row in rows
    )


def grades(store: Store) -> dict[int | None, int]:
    """Return how many students at the school are in each grade; None is among them where it is not known.

    Grades of those who left are there too, without anybody.
    """
    here = func.count().filter(_T.status == "active")
    with store.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(select(_T.grade, here).group_by(_T.grade))}


def with_plan(store: Store) -> frozenset[str]:
    """Return the ids of the students who have a plan from any of their sessions."""
    with store.reading() as connection:
        return frozenset(connection.scalars(select(_P.student).distinct()))


def plan_count(store: Store) -> int:
    """Return how many active students have a plan."""
    with store.reading() as connection:
        return connection.scalars(select(func.count()).select_from(_latest_plans().subquery())).one()


def latest_plans(store: Store) -> Iterator[tuple[str, str]]:
    """Yield the id of each active student, and their latest plan as JSON text, a few at a time."""
    with store.reading() as connection:
        latest = sorted((row.student, row.number) for row in connection.execute(_latest_plans()))
        for start in range(0, len(latest), _AT_ONCE):
            # Sorted by the database, all the plans would be in memory at once.
            keys = latest[start : start + _AT_ONCE]
            query = select(_P.student, _P.document).where(tuple_(_P.student, _P.number).in_(keys))
            yield from sorted((row.student, row.document) for row in connection.execute(query))


def _latest_plans() -> Any:  # noqa: ANN401 - SQLAlchemy's own type spells out every column
    joined = tables.plans.join(tables.students, _T.id == _P.student)
    return (
        select(_P.student, func.max(_P.number).label("number"))
        .select_from(joined)
        .where(_T.status == "active")
        .group_by(_P.student)
    )
