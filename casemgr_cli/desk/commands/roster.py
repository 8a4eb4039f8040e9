"""`casemgr roster import` and `list`: the students that the systems of the school name, and who is here."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from msgspec import Struct

from casemgr_cli.catalog.files import data_dir
from casemgr_cli.cli import given, options
from casemgr_cli.cli.options import argument, option
from casemgr_cli.cli.output import refuse_unwritable, write_file
from casemgr_cli.cli.terminal import can_ask
from casemgr_cli.cli.typers import new_app
from casemgr_cli.desk import documents, safekeeping, students
from casemgr_cli.desk.commands import opening
from casemgr_cli.desk.commands import options as own
from casemgr_cli.desk.pages import changes_page, minute_text, students_page
from casemgr_cli.desk.records import Search, Student, matching
from casemgr_cli.desk.roster import FIELDS, KEPT, Roster, alike, compare, is_rash, twins, with_held_ids
from casemgr_cli.desk.store import remember_columns, remembered_columns
from casemgr_cli.errors import AnswerNeeded, UsageFailure, nearest
from casemgr_cli.text import named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casemgr_cli.cli.output import Output
    from casemgr_cli.desk.roster import Changes
    from casemgr_cli.desk.roster_file import RosterFiles
    from casemgr_cli.pages.words import Words


_STDIN, _NO_ID = "-", "roster_no_id"
# What is asked for in a list of which not even the id is known, and by what it shows that it is.
_ASKED = (("name", "family"), ("grade", "grade"), ("group", "group"))
_COMPANIONS = ("users.csv", "roles.csv")
_Zeros = Literal["same", "other"]
_ENCODINGS = Literal["utf-8", "utf-16", "windows-1252", "mac-roman"]


def import_(
    *,
    file: Annotated[
        str,
        argument(
            metavar="FILE|FOLDER|ZIP",
            help="A CSV file, a spreadsheet or a Xello file of students, or the users.csv and roles.csv of "
            "OneRoster; - is stdin.",
        ),
    ],
    dry_run: own.DryRun = False,
    rejects: Annotated[
        str | None,
        option(metavar="FILE", help="Write the rows that cannot be used here: line, id and reason."),
    ] = None,
    column: Annotated[
        list[str] | None,
        option(
            metavar="FIELD=NAME", help="The column that holds the id, given, family, grade, group or status."
        ),
    ] = None,
    encoding: Annotated[
        _ENCODINGS | None, option(help="By default what the file says, or what makes words of it.")
    ] = None,
    zeros: Annotated[
        _Zeros | None,
        option(help="Whether an id is the same student as one in the store but for leading zeros."),
    ] = None,
    yes: own.Yes = False,
    store: own.StoreAs,
    written: options.WrittenTable,
) -> None:
    """Add and change the students that a list from the school's systems names, all at once or not at all.

    Of each row only the id, the name, the grade, the group and the status are kept. Rows that cannot be used
    are left out and listed (exit 1). Nobody is deleted for not being in the list. A list that would double
    students, or of which a good part cannot be used, is taken in after a yes only.

    Example: casemgr roster import students.csv --dry-run
    """
    _refuse_same(file, "the list itself", rejects, written.output)
    for each in store.address.files:
        _refuse_same(each, "the store", rejects, written.output)
    out = written.chosen(personal=True)
    refuse_unwritable(rejects)
    words = given.words(written.data)
    reading = _Reading(file, written.data, encoding, _named(column or ()))
    # Where there is no store yet, none is made for a list that cannot be read.
    found = None if store.address.is_there else reading.read({}, words)
    with opening.opened_to_change(store, dry_run=dry_run) as at:
        if found is None:
            found = reading.read(remembered_columns(at) if at else {}, words)
        if at is not None and not (dry_run and zeros is None):
            found = _settled(found, {each.id: each for each in students.students_of(at)}, zeros, words)
        changes = compare(found, {}) if at is None else students.changes_by(at, found)
        if at is not None and not dry_run:
            _confirm_rash(found, changes, words, yes=yes)
            if reading.named:
                remember_columns(at, reading.named)
            changes = students.put_roster(at, found)
    if rejects is not None:
        write_file(rejects, documents.rejects_csv(found.rejects, words), personal=True)
    _show(found, changes, words, out, dry_run=dry_run)
    if found.rejects:
        raise typer.Exit(1)


def _show(found: Roster, changes: Changes, words: Words, out: Output, *, dry_run: bool) -> None:
    out.show(
        document=lambda: documents.roster_document(found, changes, words, dry_run=dry_run),
        page=lambda: changes_page(found, changes, words, dry_run=dry_run),
        table=lambda: opening.marked(documents.changes_csv(found, changes, words), out),
    )


def list_(
    *,
    grade: own.OnlyGrade = None,
    group: own.OnlyGroup = None,
    status: Annotated[
        Literal["active", "graduated", "left", "all"],
        option(help="Only those who are, or are no longer, at school."),
    ] = "active",
    search: Annotated[str, option(metavar="TEXT", help=own.PART)] = "",
    limit: own.Limit = None,
    store: own.WhichStore,
    written: options.WrittenTable,
) -> None:
    """List the students in the store.

    Example: casemgr roster list --grade 11 --search -
    """
    out = store.result(written)
    search = opening.asked_text(search, given.words(written.data)("desk.ask_search"))
    wish = Search(search, group, grade, None, None if status == "all" else status)
    with opening.opened(store) as at:
        found = matching(students.students_of(at), wish)
    shown = own.shown(found, limit, out)
    out.show(
        document=lambda: documents.Students(len(found), documents.all_told(shown)),
        page=lambda: students_page(shown, len(found), given.words(written.data)),
        table=lambda: opening.marked(documents.students_csv(shown, Student), out),
    )


def _refuse_same(file: str, what: str, *written: str | None) -> None:
    """Refuse to write over what is read."""
    for name in written:
        if name and _STDIN not in (name, file) and _is_part(name, file):
            raise UsageFailure(
                f"{named(name)} is {what}, and would be written over.", hint="Name another file."
            )


def _is_part(name: str, file: str) -> bool:
    """Whether a file is the one that is read, in the folder that is read, or its OneRoster companion."""
    written, read = (Path(os.path.realpath(each)) for each in (name, file))
    companions = (read, *(read.with_name(name) for name in _COMPANIONS if read.name in _COMPANIONS))
    return written in companions or (read.is_dir() and written.parent == read)


def _named(columns: Sequence[str]) -> dict[str, str]:
    named_columns: dict[str, str] = {}
    for item in columns:
        field, sign, name = item.partition("=")
        if not sign or not name.strip() or field not in FIELDS:
            known = ", ".join(FIELDS)
            raise UsageFailure(
                f"--column {named(item)} names no column.",
                hint=nearest(field, FIELDS)
                if sign and name.strip()
                else f"Give FIELD=NAME with one of {known}.",
            )
        named_columns[field] = name
    return named_columns


class _Reading(Struct):
    """How a list is read: where from, and what is said of its columns, on the command line or when asked."""

    file: str
    data: Path | None
    encoding: str | None
    named: dict[str, str]

    def read(self, remembered: Mapping[str, Sequence[str]], words: Words) -> Roster:
        """Read the list; in a terminal, a column for the id that is not known is asked for, and then others.

        `remembered` is what columns were called before, by field.
        """
        try:
            return self._read(remembered)
        except UsageFailure as failure:
            if failure.slug != _NO_ID or self.file == _STDIN or not can_ask():
                raise
            opening.tell(failure.message)
            name = opening.asked_line(words("roster.ask_id"))
            if not name:
                raise
            self.named["id"] = name
            found = self._read(remembered)
            for field, kept in _ASKED:
                if found.unread and kept not in found.fields and field not in self.named:
                    about = words(f"roster.field.{field}")
                    name = opening.asked_line(words("roster.ask_column", field=about))
                    self.named |= {field: name} if name else {}
        return self._read(remembered)

    def _read(self, remembered: Mapping[str, Sequence[str]]) -> Roster:
        from casemgr_cli.desk.roster_file import read_roster
        from casemgr_cli.desk.rules import load_layout, with_columns

        layout = load_layout(data_dir(self.data), strict=self.data is not None)
        layout = with_columns(layout, remembered)
        source = _source(self.file)
        return read_roster(source, layout, given.today(), encoding=self.encoding, named=self.named)


def _source(file: str) -> RosterFiles:
    from casemgr_cli.desk.csv_rows import limited
    from casemgr_cli.desk.roster_file import RosterFiles, read_source

    if file != _STDIN:
        opening.refuse_foreign_link(Path(file))
        return read_source(Path(file))
    if sys.stdin is None:
        raise UsageFailure("There is no standard input to read from.", hint="Name a file.")
    return RosterFiles(limited(sys.stdin.buffer))


def _settled(found: Roster, held: Mapping[str, Student], zeros: _Zeros | None, words: Words) -> Roster:
    """Return a list in which it is settled who is meant by ids that differ in leading zeros only.

    Raises:
        AnswerNeeded: it is not, and there is no terminal to ask in.
    """
    pairs = alike(found, held)
    if not pairs:
        return found
    question = words.count("roster.ask_zeros", len(pairs), listed=pairs[0].listed, held=pairs[0].held)
    if zeros is None and not can_ask():
        raise AnswerNeeded(question, hint=words("roster.zeros_hint"))
    same = opening.says_yes(question) if zeros is None else zeros == "same"
    return with_held_ids(found, pairs) if same else found


def _confirm_rash(found: Roster, changes: Changes, words: Words, *, yes: bool) -> None:
    """Ask before a list is taken in that looks wrong in good part."""
    suspects = {
        "doubles": (twins(changes), len(changes.new)),
        "left_out": (len(found.rejects), len(found.rejects) + len(found.students)),
    }
    for name, (count, among) in suspects.items():
        if is_rash(count, among):
            question = words(f"roster.ask_{name}", count=f"{count:,}", among=f"{among:,}")
            opening.confirm(question, yes=yes, refused=words("roster.untouched"))


app = new_app()


@app.callback()
def roster() -> None:
    """Keep the list of students on your desk up to date, and search it.

    casemgr roster import students.csv --dry-run

    casemgr roster new-year
    """


def rename(
    id_: Annotated[str, argument(metavar="ID", help="The id now.")],
    to: Annotated[str, argument(metavar="NEW", help="The id from now on.")],
    store: own.StoreAs,
) -> None:
    """Give a student another id; everything that is held on them stays.

    Example: casemgr roster rename 1078 001078
    """
    with opening.opened(store) as at:
        student = safekeeping.rename_student(at, id_, to)
    opening.tell(given.words(None)("roster.renamed", name=student.name, id=to))


def merge(
    *,
    id_: Annotated[str, argument(metavar="ID", help="Who is one too many.")],
    into: Annotated[str, argument(metavar="INTO", help="The same student, who stays.")],
    yes: own.Yes = False,
    store: own.StoreAs,
) -> None:
    """Make one student of two who are the same; sessions and notes of both stay.

    Example: casemgr roster merge 1078 001078
    """
    with opening.opened(store) as at:
        first, second = students.find_student(at, id_), students.find_student(at, into)
        question = given.words(None)(
            "roster.ask_merge", name=first.name, id=first.id, other=second.name, into=second.id
        )
        opening.confirm(question, yes=yes, refused=given.words(None)("roster.untouched"))
        safekeeping.merge_students(at, first.id, second.id)
    opening.tell(given.words(None)("roster.merged", name=second.name, id=into))


def assign(
    *,
    login: Annotated[str, argument(metavar="LOGIN", help="The counselor's login on the server, or none.")],
    ids: own.Ids = None,
    whom: own.Whom,
    yes: own.Yes = False,
    store: own.StoreAs,
) -> None:
    """Put students on a counselor's caseload: on a shared server she sees these, and a lead sees all.

    Example: casemgr roster assign rivera --grade 11
    """
    words = given.words(None)
    with opening.opened(store) as at:
        meant = opening.chosen_students(at, ids or (), whom, words, status=None)
        if whom.asked:
            opening.agree_on(meant, words.count("roster.ask_assign", len(meant), login=login), words, yes=yes)
        safekeeping.assign(at, [each.id for each in meant], "" if login == own.NONE else login)
    opening.tell(words.count("roster.assigned", len(meant), login=login))


def new_year(
    *, dry_run: own.DryRun = False, yes: own.Yes = False, store: own.StoreAs, written: options.WrittenTable
) -> None:
    """Move everybody a grade up whom no list has named since July; who was in grade 12 has graduated.

    Classes of last year's lists are taken off; groups that you made stay. Once a school year.

    Example: casemgr roster new-year --dry-run
    """
    from casemgr_cli.desk.roster_file import school_year_begins

    out = store.result(written)
    words, begins = given.words(written.data), school_year_begins(given.today())
    with opening.opened(store) as at:
        changes = students.year_changes(at, begins)
        if changes.changed and not dry_run:
            question = words.count("roster.ask_year", len(changes.changed))
            opening.confirm(question, yes=yes, refused=words("roster.untouched"))
        if not dry_run:
            changes = students.begin_year(at, begins)
    _show(Roster((), (), frozenset(KEPT), 0), changes, words, out, dry_run=dry_run)


def undo(*, yes: own.Yes = False, store: own.StoreAs) -> None:
    """Take back the last list, new year, change of groups or of a student; sessions and notes stay.

    Example: casemgr roster undo
    """
    words = given.words(None)
    with opening.opened(store) as at:
        change = students.last_change(at)
        count = len(change.new) + len(change.before)
        told = {"what": change.who, "at": minute_text(change.at)}
        question = words.count("desk.ask_undo", count, **told) if count else words("desk.ask_undo_year")
        opening.confirm(question, yes=yes, refused=words("roster.untouched"))
        kept = students.undo(at, change)
    opening.tell(words.count("desk.undone", count - kept) if count else words("desk.undone_year"))
    if kept:
        opening.tell(words.count("desk.undone_kept", kept))


app.command("import")(import_)
app.command("undo")(undo)
app.command("assign")(assign)
app.command("new-year")(new_year)
app.command("rename")(rename)
app.command("merge")(merge)
app.command("list")(list_)
