"""`casemgr session sheet`: the questions on paper, or as files to fill in, for where there is no screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer
from msgspec.structs import replace

from casemgr_cli.cli import options
from casemgr_cli.cli.desk import options as own
from casemgr_cli.cli.desk.files import LONGEST, folder_named, make_folder, refuse_there
from casemgr_cli.cli.desk.opening import is_there, located, opened, store_files
from casemgr_cli.cli.desk.telling import tell
from casemgr_cli.cli.failures import named
from casemgr_cli.cli.output import chosen, write_file
from casemgr_cli.domain.desk import Student
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casemgr_cli.pages.words import Words

BLANK = Student("")


def sheet(
    minor: own.Minor = None,
    files: Annotated[
        bool,
        typer.Option("--files", help="One file a student into -o FOLDER, to fill in and import-answers."),
    ] = False,
    group: Annotated[str | None, typer.Option(metavar="NAME", help="With --files: only this group.")] = None,
    grade: Annotated[int | None, typer.Option(metavar="N", help="With --files: only this grade.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over files that are there.")] = False,
    paper: options.Paper = "letter",
    ask_private: own.AskPrivate = False,
    store: own.Store = None,
    passphrase_fd: own.PassphraseFd = None,
    format_: options.DocumentFormat = None,
    as_json: options.Json = False,
    output: options.OutputFile = None,
    data: options.Data = None,
    plain: options.Plain = False,
) -> None:
    """Print the first questions on a blank sheet; or make files to fill in, named by the students' ids.

    The sheet is for students under 18 unless you say --adult. What it leaves open the session asks.

    Example: casemgr session sheet --format pdf -o sheet.pdf

    Example: casemgr session sheet --files --group "Period 3" -o answers
    """
    from casemgr_cli.cli import given
    from casemgr_cli.cli.desk.sitting import load_desk
    from casemgr_cli.engine.interview import first_questions
    from casemgr_cli.report.sheet_page import sheet_document, sheet_page
    from casemgr_cli.report.sheet_yaml import answers_to_fill_in

    desk, words = load_desk(data, ask_private=ask_private), given.words(data)
    if files:
        if format_ not in (None, "text") or as_json:
            raise UsageFailure("Files to fill in have no other format.", hint="Leave out --format or --json.")
        folder = folder_named(output)
        with opened(store, None, passphrase_fd) as at:
            from casemgr_cli.domain.desk import Wish
            from casemgr_cli.engine.desk import students_matching
            from casemgr_cli.sessions.roster import students_of

            meant = students_matching(students_of(at), Wish(group=group, grade=grade))
        names = _names([each.id for each in meant], words)
        refuse_there(folder, names, words, force=force)
        make_folder(folder)
        for student, name in zip(meant, names, strict=True):
            asked = first_questions(desk.questions(student), in_school=student.counts_as_minor)
            write_file(str(folder / name), answers_to_fill_in(asked, words), personal=True)
        tell(words.count("desk.sheet.done", len(names), folder=str(folder)))
        return
    if group is not None or grade is not None:
        raise UsageFailure("A blank sheet is the same for everybody.", hint="For files, add --files.")
    out = chosen(format_, as_json, output, plain, paper=paper, inputs=store_files(store))
    student = replace(BLANK, minor=minor)
    asked = first_questions(desk.questions(student), in_school=student.counts_as_minor)
    interest = _asks_interest(store, passphrase_fd)
    out.show(
        document=lambda: sheet_document(asked, interest=interest),
        page=lambda: sheet_page(asked, words, interest=interest),
    )


def _names(ids: Sequence[str], words: Words) -> tuple[str, ...]:
    """Return the name of each student's file, from which the id is read again when it comes back."""
    if not ids:
        raise UsageFailure(
            words("desk.nobody"),
            hint="See who is there: casemgr roster list. Bring in a list: casemgr roster import FILE",
        )
    names = tuple(_name(id_) for id_ in ids)
    met: set[str] = set()
    for id_, name in zip(ids, names, strict=True):
        if len(name) > LONGEST or name.casefold() in met:
            raise UsageFailure(
                f"{named(id_)} cannot be the name of a file of its own.",
                hint="Hold that session on the screen, and name a --group without this student.",
            )
        met.add(name.casefold())
    return names


def _name(id_: str) -> str:
    """Return an id as a file name; one that begins with a period or a hyphen would be hidden or an option."""
    name = quote(id_, safe=" ")
    return f"%{ord(name[0]):02X}{name[1:]}.yaml" if name[0] in ".-" else f"{name}.yaml"


def _asks_interest(store: str | None, passphrase_fd: int | None) -> bool:
    if not is_there(located(store)):
        return False
    with opened(store, None, passphrase_fd) as at:
        from casemgr_cli.sessions.settings import ASK_INTEREST

        return at.setting(ASK_INTEREST) is not None
