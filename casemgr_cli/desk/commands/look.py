"""`casemgr session`, `list`, `show` and `report`: looking at what is on the desk."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.cli import options
from casemgr_cli.desk.commands import options as own
from casemgr_cli.desk.commands.opening import (
    asked_text,
    bars,
    file_names,
    is_there,
    located,
    make_folder,
    marked,
    opened,
    refuse_there,
    store_files,
    tell,
)
from casemgr_cli.desk.records import State, Status
from casemgr_cli.errors import CasemgrError, UsageFailure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from casemgr_cli.cli.output import Output
    from casemgr_cli.desk.records import Board, LockedBy, Plan, Session, Student
    from casemgr_cli.desk.store import Store
    from casemgr_cli.pages.words import Words


_ON_SCREEN = 50


def board(
    store: own.WhichStore,
    written: options.WrittenPage,
) -> None:
    """Show who is half done, who is due for a follow-up, and who has no plan."""
    from casemgr_cli.cli import given
    from casemgr_cli.desk import records as desk
    from casemgr_cli.desk.documents import board_document
    from casemgr_cli.desk.pages import board_page

    out = written.chosen(personal=True, inputs=store_files(store))
    today = given.today()
    waiting: Board = desk.board((), today)
    locks: dict[str, LockedBy] = {}
    if is_there(located(store)):
        with opened(store) as at:
            from casemgr_cli.desk.leases import held
            from casemgr_cli.desk.students import standings

            waiting, locks = desk.board(standings(at, today), today), dict(held(at))
    out.show(
        document=lambda: board_document(waiting, locks),
        page=lambda: board_page(waiting, locks, given.words(written.data)),
    )


def list_(
    *,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help=own.PART)] = "",
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
    store: own.WhichStore,
    written: options.WrittenTable,
) -> None:
    """List students with where each stands.

    Example: casemgr session list --group "Period 3" --state half_done
    """
    from casemgr_cli.cli import given
    from casemgr_cli.desk.documents import sessions_csv, sessions_document
    from casemgr_cli.desk.pages import list_page
    from casemgr_cli.desk.records import Wish, matching

    out = written.chosen(personal=True, inputs=store_files(store))
    today = given.today()
    text = asked_text(text, given.words(written.data)("desk.ask_search"))
    with opened(store) as at:
        from casemgr_cli.desk.leases import held
        from casemgr_cli.desk.students import standings

        found = matching(standings(at, today), Wish(text, group, grade, state, status))
        locks = held(at)
    most = limit if limit is not None else _ON_SCREEN if out.format == "text" else 0
    shown = found[:most] if most else found
    out.show(
        document=lambda: sessions_document(shown, len(found), locks, today),
        page=lambda: list_page(shown, len(found), locks, given.words(written.data)),
        table=lambda: marked(sessions_csv(shown), out),
    )


def show(
    id_: own.Id,
    store: own.WhichStore,
    written: options.WrittenPage,
) -> None:
    """Show one student: the sessions, the latest answers, and what was done when. Notes are left out."""
    from casemgr_cli.cli import given
    from casemgr_cli.desk.documents import student_document
    from casemgr_cli.desk.record_page import record_page

    out = written.chosen(personal=True, inputs=store_files(store))
    today = given.today()
    with opened(store) as at:
        from casemgr_cli.desk.logbook import saw
        from casemgr_cli.desk.notes import record_of

        record = record_of(at, id_)
        saw(at, record.student.id)
    out.show(
        document=lambda: student_document(record, today, with_notes=False),
        page=lambda: record_page(
            record, given.load(written.data).facts, today, given.words(written.data), everything=False
        ),
    )


def report(
    *,
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
    store: own.StoreAs,
    written: options.WrittenPage,
) -> None:
    """Print a student's plan again, exactly as it was handed out; or those of many, into a folder.

    Example: casemgr session report 1001 -o ana.txt

    Example: casemgr session report --grade 11 --template plan --format pdf -o plans
    """
    from casemgr_cli.cli import given
    from casemgr_cli.cli.shown import refuse_template
    from casemgr_cli.desk.commands.opening import folder_named
    from casemgr_cli.desk.documents import advice_of
    from casemgr_cli.desk.record_page import printed_page

    words = given.words(written.data)
    whom = _Whom(grade, group, everybody)
    if whom.are_many(id_, number):
        folder = folder_named(written.output)
        # Each file gets its own name later; none of them goes to the screen.
        out = replace(written, output=os.devnull).chosen(personal=True, paper=paper)
        refuse_template(template, out.format, with_name=with_name)
        printing = _Printing(out, template, with_name, force)
        with opened(store) as at:
            write_handouts(at, whom, folder, printing, words)
        return
    out = written.chosen(personal=True, paper=paper, inputs=store_files(store))
    refuse_template(template, out.format, with_name=with_name)
    with opened(store) as at:
        from casemgr_cli.desk.students import note_event

        student, plan = _plan(at, str(id_), number)
        out.show(
            document=lambda: advice_of(plan),
            page=lambda: printed_page(plan, template, words, student if with_name else None),
            day=plan.on,
        )
        note_event(at, str(id_), "printed")
    tell(words("desk.as_given", day=plan.on.isoformat(), data=plan.data_as_of))


def _plan(at: Store, id_: str, number: int | None) -> tuple[Student, Plan]:
    from casemgr_cli.desk.students import find_student
    from casemgr_cli.desk.work import sessions_of

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


ENDINGS = {"text": ".txt", "markdown": ".md"}


class _Whom(Struct, frozen=True):
    """Whose plans are meant, where not one student's."""

    grade: int | None
    group: str | None
    everybody: bool

    def are_many(self, id_: str | None, number: int | None) -> bool:
        """Whether not one student is meant.

        Raises:
            UsageFailure: neither one nor many are, or both.
        """
        many = self.grade is not None or self.group is not None or self.everybody
        if many and id_ is not None:
            raise UsageFailure(
                "One student and many are asked for.",
                hint="Give an id, or --grade, --group or --all.",
            )
        if many and number is not None:
            raise UsageFailure(
                "--number is for one student.", hint="Of many, the latest plan of each is written."
            )
        if not many and id_ is None:
            raise UsageFailure("Whose plan?", hint="Give an id; or --grade, --group or --all, and -o FOLDER.")
        return many


# What is wrong with one plan, and with no other; and how many of them are named.
_UNREADABLE, SHOWN = ("damaged_plan", "kept_page"), 5


class _Printing(Struct, frozen=True):
    """How plans are printed.

    `out` has the format, `template` is full, or plan for the one to sign. `with_name` says on each whose it
    is. With `force` files that are there are written over; without it nothing is begun when there is one.
    """

    out: Output
    template: str
    with_name: bool
    force: bool


def write_handouts(at: Store, whom: _Whom, folder: Path, printing: _Printing, words: Words) -> None:
    """Write the latest plan of everybody who is meant, exactly as it was handed out.

    The folder is made when it is not there, for its owner alone, and so is each file. When it is stopped in
    the middle, every file that was written is whole.

    Args:
        at: the store.
        whom: whose plans.
        folder: where they go.
        printing: how they are printed.
        words: the words on screen.

    Raises:
        FileFailure: a file is there, or cannot be written.
        UsageFailure: nobody who is meant has a plan.
    """
    gc.enable()  # it rests for short runs only
    students, without = _planned(at, whom)
    if not students:
        raise UsageFailure(
            words("desk.handouts_none"), hint='"casemgr session list" shows who has one.', slug="no_plan"
        )
    format_ = printing.out.format
    names = file_names([each.id for each in students], ENDINGS.get(format_, f".{format_}"))
    refuse_there(folder, names.values(), words, force=printing.force)
    make_folder(folder)
    written, unread = 0, []
    try:
        with bars(printing.out.plain) as bar:
            for student in bar(students, words("desk.handouts_writing")):
                try:
                    _write(at, student, folder / names[student.id], printing, words)
                    written += 1
                except CasemgrError as error:
                    if error.slug not in _UNREADABLE:
                        raise
                    unread.append(student.id)
    finally:
        tell(words.count("desk.handouts_written", written, folder=str(folder)))
    if without:
        tell(words.count("desk.handouts_without", without))
    if unread:
        tell(words.count("desk.passed_over", len(unread), ids=", ".join(unread[:SHOWN])))
        raise typer.Exit(1)


def _planned(at: Store, whom: _Whom) -> tuple[Sequence[Student], int]:
    """Return who is meant and has a plan, and how many have none."""
    from casemgr_cli.desk.counted import with_plan
    from casemgr_cli.desk.records import Wish, students_matching
    from casemgr_cli.desk.students import students_of

    planned = with_plan(at)
    meant = students_matching(students_of(at), Wish(group=whom.group, grade=whom.grade))
    students = [each for each in meant if each.id in planned]
    return students, len(meant) - len(students)


def _write(at: Store, student: Student, file: Path, printing: _Printing, words: Words) -> None:
    from casemgr_cli.desk.documents import advice_of
    from casemgr_cli.desk.record_page import printed_page
    from casemgr_cli.desk.students import note_event
    from casemgr_cli.desk.work import sessions_of

    *_, plan = (each.plan for each in sessions_of(at, student.id) if each.plan)
    replace(printing.out, file=str(file), plain=True).show(
        document=lambda: advice_of(plan),
        page=lambda: printed_page(plan, printing.template, words, student if printing.with_name else None),
        day=plan.on,
    )
    note_event(at, student.id, "printed")
