"""`casemgr session new` and `resume`: a session from its first question, or from where it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from casemgr_cli.cli import options
from casemgr_cli.cli.desk import options as own
from casemgr_cli.cli.desk.opening import opened, store_files
from casemgr_cli.cli.desk.telling import tell
from casemgr_cli.cli.output import chosen
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from datetime import date

    from casemgr_cli.domain.facts import Answers
    from casemgr_cli.pages.words import Words
    from casemgr_cli.sessions.store import Store


def new(
    id_: own.Id,
    given: own.Given = None,
    family: own.Family = None,
    grade: own.Grade = None,
    group: own.Group = None,
    minor: own.Minor = None,
    blank: Annotated[
        bool, typer.Option("--blank", help="Start without the answers of the last session.")
    ] = False,
    answers: options.AnswersFile = None,
    set_: options.Set = None,
    assume_defaults: own.AssumeDefaults = False,
    ask_private: own.AskPrivate = False,
    follow_up: own.FollowUp = None,
    take_over: own.TakeOver = False,
    store: own.Store = None,
    counselor: own.Counselor = None,
    passphrase_fd: own.PassphraseFd = None,
    format_: options.DocumentFormat = None,
    as_json: options.Json = False,
    output: options.OutputFile = None,
    data: options.Data = None,
    plain: options.Plain = False,
) -> None:
    """Start a session with a student. Every answer is saved as it is given.

    A student who had a session before starts from those answers and may change them.

    Example: casemgr session new 1001 --given Ana --family Ruiz --grade 11 --follow-up 6w -o ana.txt
    """
    from casemgr_cli.cli.desk.sitting import Sitting, known_answers, load_desk, without_barred
    from casemgr_cli.domain.desk import Student

    out = chosen(format_, as_json, output, plain, personal=True, inputs=store_files(store))
    desk = load_desk(data, ask_private=ask_private)
    sitting = Sitting(desk, out, plain, not assume_defaults, day_of(follow_up, desk.today))
    with opened(store, counselor, passphrase_fd, make=True) as at:
        from casemgr_cli.sessions.students import look_up
        from casemgr_cli.sessions.work import begin

        told = {"given": given, "family": family, "grade": grade, "group": group, "minor": minor}
        known_student = look_up(at, id_) or Student(id_)
        student = replace(known_student, **{name: value for name, value in told.items() if value is not None})
        catalog = desk.questions(student)
        last: Answers = {} if blank else without_barred(catalog, last_answers(at, id_))
        known = known_answers(catalog, last, answers, set_)
        with begin(at, student, known, take_over=take_over) as work:
            sitting.hold(work, catalog, known, review=bool(last))


def resume(
    id_: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="The student's id; without it, whoever you worked with last."),
    ] = None,
    answers: options.AnswersFile = None,
    set_: options.Set = None,
    assume_defaults: own.AssumeDefaults = False,
    ask_private: own.AskPrivate = False,
    follow_up: own.FollowUp = None,
    take_over: own.TakeOver = False,
    store: own.Store = None,
    counselor: own.Counselor = None,
    passphrase_fd: own.PassphraseFd = None,
    format_: options.DocumentFormat = None,
    as_json: options.Json = False,
    output: options.OutputFile = None,
    data: options.Data = None,
    plain: options.Plain = False,
) -> None:
    """Go on with a session that is half done, at the question where it stopped.

    Example: casemgr session resume 1001
    """
    from casemgr_cli.cli.desk.sitting import Sitting, known_answers, load_desk
    from casemgr_cli.cli.given import words as words_of

    out = chosen(format_, as_json, output, plain, personal=True, inputs=store_files(store))
    desk = load_desk(data, ask_private=ask_private)
    sitting = Sitting(desk, out, plain, not assume_defaults, day_of(follow_up, desk.today))
    with opened(store, counselor, passphrase_fd) as at:
        from casemgr_cli.sessions.students import find_student
        from casemgr_cli.sessions.work import resume as go_on

        student = find_student(at, id_ or _latest(at, words_of(data)))
        catalog = desk.questions(student)
        with go_on(at, student.id, take_over=take_over) as work:
            known = known_answers(catalog, work.session.answers, answers, set_)
            sitting.hold(work, catalog, known)


def day_of(follow_up: str | None, today: date) -> date | None:
    """Return the day that `--follow-up` means.

    Raises:
        UsageFailure: it is no day ahead.
    """
    from casemgr_cli.engine.spans import day_ahead

    return None if follow_up is None else day_ahead(follow_up, today)


def last_answers(at: Store, id_: str) -> Answers:
    """Return the answers of a student's latest session if it is done, else none."""
    from casemgr_cli.sessions.work import sessions_of

    before = sessions_of(at, id_)
    return before[-1].answers if before and before[-1].finished else {}


def _latest(at: Store, words: Words) -> str:
    from casemgr_cli.sessions.students import find_student
    from casemgr_cli.sessions.work import half_done

    id_ = half_done(at)
    if id_ is None:
        raise UsageFailure(
            f"No session of {at.who} is half done.",
            hint="Name the student, or start a session with: casemgr session new 1001",
            slug="nothing_half_done",
        )
    tell(words("desk.going_on", name=find_student(at, id_).name))
    return id_
