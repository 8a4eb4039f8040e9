"""`casemgr session import-answers`: many students at once, from files of answers named by their ids."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, get_args
from urllib.parse import quote, unquote

import typer
from msgspec import Struct
from msgspec.structs import asdict, replace

from casemgr_cli.catalog.answers import read_answers
from casemgr_cli.catalog.files import data_dir
from casemgr_cli.cli import given, options
from casemgr_cli.cli.options import argument, option
from casemgr_cli.cli.output import write_file
from casemgr_cli.desk.commands import opening
from casemgr_cli.desk.commands import options as own
from casemgr_cli.desk.commands.keep import interest_fact
from casemgr_cli.desk.commands.sitting import Desk, load_desk, refuse_private
from casemgr_cli.desk.documents import sheet_document
from casemgr_cli.desk.form import Form, FormRow, answers_to_fill_in, sheet_page
from casemgr_cli.desk.records import Student, When, matching
from casemgr_cli.desk.store import ASK_INTEREST, Store
from casemgr_cli.desk.students import check_student, find_student, students_of
from casemgr_cli.desk.work import add_whole, are_latest, keep_interest
from casemgr_cli.domain.facts import UNKNOWN, Answers, Fact, Value
from casemgr_cli.errors import CasemgrError, FileFailure, Locked, UsageFailure
from casemgr_cli.pages.words import Words
from casemgr_cli.text import named

_FORM = ".csv"
_ENDINGS = (".yaml", ".yml", ".json", _FORM)
_NAMED = 10


class _Found(Struct, frozen=True):
    """Answers that can be imported: where they stand, whose they are, and the key of their plan."""

    place: str
    student: Student
    is_new: bool
    answers: Answers
    plan_key: tuple[bool, str]


# What became of answers by the student's id: imported with a plan or half done, or there before.
_Outcomes = dict[str, Literal["whole", "half", "before"]]


def import_answers(
    *,
    paths: Annotated[
        list[Path],
        argument(
            metavar="FOLDER|FILE...", help="Files such as 1001.yaml, their folder, or the CSV of a form."
        ),
    ],
    group: own.Group = None,
    skip_bad: Annotated[bool, option(help="Import the others when some files are bad.")] = False,
    dry_run: own.DryRun = False,
    assume_defaults: Annotated[bool, option(help="Plan also where answers are missing.")] = False,
    ask_private: own.AskPrivate = False,
    store: own.StoreAs,
    data: options.Data = None,
    plain: options.Plain = False,
) -> None:
    """Import answers that students gave elsewhere, from files named by their ids or from an online form.

    All files are read before anything is written. Every student is imported as a whole; running it again
    passes over those who were.

    Example: casemgr session import-answers answers/ --group "Period 3"
    """
    desk = load_desk(data, ask_private=ask_private)
    words = desk.words
    files = tuple(_files(paths))
    if not files:
        raise FileFailure(words("desk.import_none"), hint=f"They end in {', '.join(_ENDINGS)}.")
    with opening.opened_to_change(store, dry_run=dry_run) as at:
        given_in = tuple(each for file in files for each in _given_in(file, desk, words))
        with opening.watched(given_in, words("desk.import_checking"), plain=plain) as steps:
            there = {each.id: each for each in students_of(at)} if at else {}
            found, bad = _checked(there, desk, steps, group, words)
        for problem in bad:
            opening.tell(words("desk.import_bad", problem=problem))
        if bad and not skip_bad:
            raise UsageFailure(words.count("desk.import_stopped", len(bad)), slug="bad_files")
        grouped = sorted((each for each in found if each.answers), key=lambda each: each.plan_key)
        outcomes: _Outcomes = {}
        failed: dict[str, str] = {}
        if dry_run or at is None:
            outcomes |= {each.student.id: "whole" for each in grouped}
            _tell_outcomes("desk.imported_dry", found, outcomes, words)
        else:
            try:
                with opening.watched(grouped, words("desk.import_planning"), plain=plain) as steps:
                    _import(at, desk, steps, assume_defaults, outcomes, failed)
            finally:
                _tell_outcomes("desk.imported", found, outcomes, words)
    for each in found:
        if each.student.id in failed:
            opening.tell(words("desk.import_bad", problem=failed[each.student.id]))
    if bad or failed:
        raise typer.Exit(1)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            inside = (each for each in path.iterdir() if each.suffix.lower() in _ENDINGS)
            yield from sorted(each for each in inside if not each.name.startswith("."))
        else:
            yield path


class _Given(FormRow, frozen=True):
    """Answers of one student: what was read already, and of which file. `line` is 0 in one of their own."""

    file: Path = Path()

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.file.name}, line {self.line}" if self.line else self.file.name


def _given_in(file: Path, desk: Desk, words: Words) -> Iterator[_Given]:
    """Yield whose answers are in a file; those of a form are read."""
    if file.suffix.lower() != _FORM:
        yield _Given(0, unquote(file.stem), {}, file=file)
        return
    form = _form(file, desk.adults.catalog.facts, desk.data)
    if form.unread:
        opening.tell(words("desk.import_unread", columns=", ".join(named(text) for text in form.unread)))
    for row in form.rows:
        yield _Given(**asdict(row), file=file)


def _form(file: Path, facts: Mapping[str, Fact], data: Path | None) -> Form:
    from casemgr_cli.desk.form import read_form
    from casemgr_cli.desk.rules import load_layout

    layout = load_layout(data_dir(data), strict=data is not None)
    messages = given.messages(data)
    said: dict[str, Value] = dict.fromkeys(messages["prompts.words_none"].split(", "), ())
    said |= dict.fromkeys(messages["prompts.words_unknown"].split(", "), UNKNOWN)
    opening.refuse_foreign_link(file)
    content = given.content(str(file), "answers", "a FILE")
    return read_form(file.name, content, facts, layout.columns["id"], said)


def _checked(
    there: Mapping[str, Student], desk: Desk, all_given: Iterable[_Given], group: str | None, words: Words
) -> tuple[tuple[_Found, ...], tuple[str, ...]]:
    """Read and check every answer; return what can be imported, and what is wrong with the others."""
    first: dict[str, _Given] = {}
    found, bad = [], []
    for each in all_given:
        other = first.setdefault(each.id, each)
        try:
            if each.problem:
                raise UsageFailure(f"{named(each.place)}: {each.problem}")
            if other is not each:
                raise UsageFailure(
                    words("desk.import_twice", file=named(each.place), other=named(other.place))
                )
            known = there.get(each.id) or Student(each.id)
            student = known if group is None else replace(known, group=group)
            check_student(student)
            answers = _read(desk, each, student)
            key = student.counts_as_minor, desk.advisor(student).group(answers)[0]
            found.append(_Found(each.place, student, each.id not in there, answers, key))
        except CasemgrError as error:
            bad.append(error.whole)
    return tuple(found), tuple(bad)


def _read(desk: Desk, from_: _Given, student: Student) -> Answers:
    file, answers = from_.file, from_.answers
    if not from_.line:
        opening.refuse_foreign_link(file)
        if file.exists() and not file.is_file():  # a pipe would be waited for without end
            raise FileFailure(f"{named(str(file))} is not a file.", hint="Take it out of the folder.")
        content = given.content(str(file), "answers", "--answers FILE")
        answers = read_answers(file.name, content, desk.adults.catalog.facts)
    try:
        answers = given.changed(desk.adults.catalog, {}, answers)
        refuse_private(desk.advisor(student).catalog, answers)
    except UsageFailure as error:
        raise UsageFailure(f"{named(from_.place)}: {error.message}", hint=error.hint) from None
    return answers


def _import(
    at: Store,
    desk: Desk,
    found: Iterable[_Found],
    assume_defaults: bool,
    outcomes: _Outcomes,
    failed: dict[str, str],
) -> None:
    """Import each student in a transaction of its own; what goes wrong with one stops no other.

    Those with the same plan come one after another, so that it is made once and one is held at a time.
    """
    from casemgr_cli.engine.interview import next_question

    last, like = None, None
    for each in found:
        if are_latest(at, each.student.id, each.answers, done=assume_defaults):
            outcomes[each.student.id] = "before"
            continue
        advisor, plan = desk.advisor(each.student), None
        if assume_defaults or next_question(advisor.catalog, each.answers).fact is None:
            advised = desk.advised(advisor, each.answers, like if each.plan_key == last else None)
            last, like, plan = each.plan_key, advised.advice, advised.plan
        try:
            added = add_whole(at, each.student, each.answers, plan)
        except (UsageFailure, Locked) as error:
            failed[each.student.id] = f"{named(each.place)}: {error.whole}"
        else:
            outcomes[each.student.id] = ("whole" if plan else "half") if added else "before"


def _tell_outcomes(key: str, found: Iterable[_Found], outcomes: _Outcomes, words: Words) -> None:
    """Say how many were imported, and how many there are of which there is more to say."""
    became = [(each, outcomes.get(each.student.id, "") if each.answers else "blank") for each in found]
    counts = Counter(outcome for _, outcome in became)
    new = [each.student.id for each, outcome in became if each.is_new and outcome in ("whole", "half")]
    opening.tell(words.count(key, counts["whole"] + counts["half"]))
    for outcome in ("half", "blank"):
        if counts[outcome]:
            opening.tell(words.count(f"desk.imported_{outcome}", counts[outcome]))
    if new:
        shown = ", ".join((*new[:_NAMED], *(["..."] if len(new) > _NAMED else [])))
        opening.tell(words.count(f"{key}_new", len(new), ids=shown))
    if counts["before"]:
        opening.tell(words.count("desk.imported_before", counts["before"]))


_BLANK = Student("")


def sheet(
    *,
    minor: own.Minor = None,
    files: Annotated[
        bool, option(help="One file a student into -o FOLDER, to fill in and import-answers.")
    ] = False,
    whom: own.Whom,
    force: own.Force = False,
    paper: options.Paper = "letter",
    ask_private: own.AskPrivate = False,
    store: own.WhichStore,
    written: options.WrittenPage,
) -> None:
    """Print the first questions on a blank sheet; or make files to fill in, named by the students' ids.

    The sheet is for students under 18 unless you say --adult. What it leaves open the session asks.

    Example: casemgr session sheet --format pdf -o sheet.pdf

    Example: casemgr session sheet --files --group "Period 3" -o answers
    """
    from casemgr_cli.engine.interview import first_questions

    desk = load_desk(written.data, ask_private=ask_private)
    words = desk.words
    if files:
        if written.format_ not in (None, "text") or written.as_json:
            raise UsageFailure("Files to fill in have no other format.", hint="Leave out --format or --json.")
        folder = opening.folder_named(written.output)
        with opening.opened(store) as at:
            meant = matching(students_of(at), opening.wish_of(whom, words))
        names = _names([each.id for each in meant], words)
        opening.refuse_there(folder, names, words, force=force)
        opening.make_folder(folder)
        for student, name in zip(meant, names, strict=True):
            asked = first_questions(desk.advisor(student).catalog, in_school=student.counts_as_minor)
            write_file(str(folder / name), answers_to_fill_in(asked, words), personal=True)
        opening.tell(words.count("desk.sheet.done", len(names), folder=str(folder)))
        return
    if whom.asked:
        raise UsageFailure("A blank sheet is the same for everybody.", hint="For files, add --files.")
    out = store.result(written, personal=False, paper=paper)
    student = replace(_BLANK, minor=minor)
    asked = first_questions(desk.advisor(student).catalog, in_school=student.counts_as_minor)
    interest = False
    if store.address.is_there:
        with opening.opened(store) as at:
            interest = at.setting(ASK_INTEREST) is not None
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
        if len(name) > opening.LONGEST or name.casefold() in met:
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


def interest(
    *,
    id_: own.MaybeId = None,
    before: Annotated[int | None, option(min=1, max=5, help="Before the session: 1 (none) to 5.")] = None,
    after: Annotated[int | None, option(min=1, max=5, help="After it: 1 (none) to 5 (very much).")] = None,
    number: own.Number = None,
    file: Annotated[
        Path | None,
        option("--from", metavar="FILE", help="Those of many: a CSV with Student ID, before and after."),
    ] = None,
    store: own.StoreAs,
) -> None:
    """Keep how much the work interests students, before or after a session.

    For answers on paper or in a form; "session setup --ask-interest" makes every session ask.

    Example: casemgr session interest 1001 --before 2 --after 4

    Example: casemgr session interest --from interest.csv
    """
    said: dict[When, int | None] = {"before": before, "after": after}
    answers = {when: answer for when, answer in said.items() if answer is not None}
    if (id_ is None) == (file is None) or bool(answers) != bool(id_):
        raise UsageFailure(
            "No answer was given." if id_ else "Whose answers?",
            hint="Give an id with --before N, --after N or both, from 1 to 5; or --from FILE.",
        )
    with opening.opened(store) as at:
        told = {str(id_): answers} if file is None else _interests(file)
        students = [find_student(at, each) for each in told]
        keep_interest(at, told, number)
    words = given.words(None)
    name = students[0].name if len(students) == 1 else words.count("desk.students", len(students))
    opening.tell(words("desk.kept_interest", name=name))


def _interests(file: Path) -> dict[str, dict[When, int]]:
    """Return the answers in the CSV of a form by the student's id.

    Raises:
        UsageFailure: it is no such form, or a line of it cannot be used.
    """
    messages, whens = given.messages(None), get_args(When)
    form = _form(file, {when: replace(interest_fact(messages, when), key=when) for when in whens}, None)
    met = Counter(row.id for row in form.rows)
    for row in form.rows:
        if row.problem or met[row.id] > 1:
            problem = row.problem or "Another line has the same id."
            raise UsageFailure(f"{named(file.name)}, line {row.line}: {problem} Nothing was kept.")
    return {
        row.id: {
            when: int(str(row.answers[when])) for when in whens if row.answers.get(when, UNKNOWN) != UNKNOWN
        }
        for row in form.rows
    }
