"""`casemgr session`, `list`, `show` and `report`: looking at what is on the desk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from casemgr_cli.cli import options
from casemgr_cli.cli.desk import options as own
from casemgr_cli.cli.desk.opening import is_there, located, opened, store_files
from casemgr_cli.cli.desk.telling import tell
from casemgr_cli.cli.output import chosen
from casemgr_cli.domain.desk import State, Status
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from pathlib import Path

    from casemgr_cli.domain.desk import Board, LockedBy, Plan, Session, Student
    from casemgr_cli.sessions.store import Store

ON_SCREEN = 50


def board(
    store: str | None,
    passphrase_fd: int | None,
    format_: str | None,
    as_json: bool,
    output: str | None,
    data: Path | None,
    plain: bool,
) -> None:
    """Show who is half done, who is due for a follow-up, and who has no plan."""
    from casemgr_cli.cli import given
    from casemgr_cli.engine import desk
    from casemgr_cli.report.desk_document import board_document
    from casemgr_cli.report.desk_page import board_page

    out = chosen(format_, as_json, output, plain, personal=True, inputs=store_files(store))
    today = given.today()
    waiting: Board = desk.board((), today)
    locks: dict[str, LockedBy] = {}
    if is_there(located(store)):
        with opened(store, None, passphrase_fd) as at:
            from casemgr_cli.sessions.leases import held
            from casemgr_cli.sessions.students import standings

            waiting, locks = desk.board(standings(at, today), today), dict(held(at))
    out.show(
        document=lambda: board_document(waiting, locks),
        page=lambda: board_page(waiting, locks, given.words(data)),
    )


def list_(
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help="A part of an id or a name.")] = "",
    group: Annotated[str | None, typer.Option(metavar="NAME", help="Only this group.")] = None,
    grade: Annotated[int | None, typer.Option(metavar="N", help="Only this grade.")] = None,
    state: Annotated[State | None, typer.Option(help="Only those whose session stands there.")] = None,
    status: Annotated[
        Status, typer.Option(help="Only those who are, or are no longer, at school.")
    ] = "active",
    limit: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, help="How many to show; 0 for all. On screen 50 by default."),
    ] = None,
    store: own.Store = None,
    passphrase_fd: own.PassphraseFd = None,
    format_: options.TableFormat = None,
    as_json: options.Json = False,
    output: options.OutputFile = None,
    data: options.Data = None,
    plain: options.Plain = False,
) -> None:
    """List students with where each stands.

    Example: casemgr session list --group "Period 3" --state half_done
    """
    from casemgr_cli.cli import given
    from casemgr_cli.domain.desk import Wish
    from casemgr_cli.engine.desk import matching
    from casemgr_cli.report.desk_document import sessions_document
    from casemgr_cli.report.desk_page import list_page
    from casemgr_cli.report.desk_sheet import sessions_csv

    out = chosen(format_, as_json, output, plain, personal=True, inputs=store_files(store))
    today = given.today()
    with opened(store, None, passphrase_fd) as at:
        from casemgr_cli.sessions.leases import held
        from casemgr_cli.sessions.students import standings

        found = matching(standings(at, today), Wish(text, group, grade, state, status))
        locks = held(at)
    most = limit if limit is not None else ON_SCREEN if out.format == "text" else 0
    shown = found[:most] if most else found
    out.show(
        document=lambda: sessions_document(shown, len(found), locks, today),
        page=lambda: list_page(shown, len(found), locks, given.words(data)),
        table=lambda: sessions_csv(shown),
    )


def show(
    id_: own.Id,
    store: own.Store = None,
    passphrase_fd: own.PassphraseFd = None,
    format_: options.DocumentFormat = None,
    as_json: options.Json = False,
    output: options.OutputFile = None,
    data: options.Data = None,
    plain: options.Plain = False,
) -> None:
    """Show one student: the sessions, the latest answers, and what was done when. Notes are left out."""
    from casemgr_cli.cli import given
    from casemgr_cli.report.desk_document import student_document
    from casemgr_cli.report.desk_record import record_page

    out = chosen(format_, as_json, output, plain, personal=True, inputs=store_files(store))
    today = given.today()
    with opened(store, None, passphrase_fd) as at:
        from casemgr_cli.sessions.record import record_of

        record = record_of(at, id_)
    out.show(
        document=lambda: student_document(record, today, with_notes=False),
        page=lambda: record_page(record, given.load(data).facts, today, given.words(data), everything=False),
    )


def report(
    id_: own.MaybeId = None,
    number: own.Number = None,
    grade: Annotated[
        int | None, typer.Option(metavar="N", help="Everybody in this grade, one file each into -o FOLDER.")
    ] = None,
    group: Annotated[
        str | None, typer.Option(metavar="NAME", help="Everybody in this group, in the same way.")
    ] = None,
    everybody: Annotated[
        bool, typer.Option("--all", help="Everybody at the school, in the same way.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over files that are there.")] = False,
    with_name: Annotated[
        bool, typer.Option("--with-name", help="Say on the plan whose it is; it names nobody otherwise.")
    ] = False,
    template: options.Template = "full",
    paper: options.Paper = "letter",
    store: own.Store = None,
    counselor: own.Counselor = None,
    passphrase_fd: own.PassphraseFd = None,
    format_: options.DocumentFormat = None,
    as_json: options.Json = False,
    output: options.OutputFile = None,
    data: options.Data = None,
    plain: options.Plain = False,
) -> None:
    """Print a student's plan again, exactly as it was handed out; or those of many, into a folder.

    Example: casemgr session report 1001 -o ana.txt

    Example: casemgr session report --grade 11 --template plan --format pdf -o plans
    """
    import json

    from casemgr_cli.cli import given
    from casemgr_cli.cli.desk.files import folder_named
    from casemgr_cli.cli.desk.handouts import Printing, Whom, write_handouts
    from casemgr_cli.cli.shown import refuse_template
    from casemgr_cli.pages.kept import printed_page

    words = given.words(data)
    whom = Whom(grade, group, everybody)
    if whom.are_many(id_, number):
        folder = folder_named(output)
        # Each file gets its own name later; none of them goes to the screen.
        out = chosen(format_, as_json, os.devnull, plain, personal=True, paper=paper)
        refuse_template(template, out.format, with_name=with_name)
        printing = Printing(out, template, with_name, force)
        with opened(store, counselor, passphrase_fd) as at:
            write_handouts(at, whom, folder, printing, words)
        return
    out = chosen(format_, as_json, output, plain, personal=True, paper=paper, inputs=store_files(store))
    refuse_template(template, out.format, with_name=with_name)
    with opened(store, counselor, passphrase_fd) as at:
        from casemgr_cli.sessions.events import note_event

        student, plan = _plan(at, str(id_), number)
        out.show(
            document=lambda: json.loads(plan.document),
            page=lambda: printed_page(plan, template, words, student if with_name else None),
            day=plan.on,
        )
        note_event(at, str(id_), "printed")
    tell(words("desk.as_given", day=plan.on.isoformat(), data=plan.data_as_of))


def _plan(at: Store, id_: str, number: int | None) -> tuple[Student, Plan]:
    from casemgr_cli.sessions.students import find_student
    from casemgr_cli.sessions.work import sessions_of

    student = find_student(at, id_)
    sessions = sessions_of(at, student.id)
    plans = [each.plan for each in sessions if each.plan and number in (None, each.number)]
    if not plans:
        raise _no_plan(student.id, sessions, number)
    return student, plans[-1]


def _no_plan(id_: str, sessions: tuple[Session, ...], number: int | None) -> UsageFailure:
    done = ", ".join(str(each.number) for each in sessions if each.plan)
    if number is not None and done:
        return UsageFailure(f"Session {number} has no plan.", hint=f"These have one: {done}.", slug="no_plan")
    verb = "resume" if sessions else "new"
    return UsageFailure(
        "There is no plan for this student yet.", hint=f"casemgr session {verb} {id_}", slug="no_plan"
    )
