"""The documents of the counselor's desk that are not a record as it is: one struct each, whose fields are its
keys, its schema and its columns.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, TypeVar, get_args

from msgspec import Meta, Struct, to_builtins
from msgspec.structs import asdict, replace

from casemgr_cli.desk import records
from casemgr_cli.desk.counts import Breakdown, Cohort, Line, Results, Rules, StudentStandard
from casemgr_cli.desk.roster import KEPT, WHYS, Alike, Changes, Reject, Roster
from casemgr_cli.documents.base import Document, Json, by_kind, columns, made
from casemgr_cli.domain.facts import Answers, Fact
from casemgr_cli.domain.kinds import Count, Words, one_of
from casemgr_cli.errors import CasemgrError
from casemgr_cli.pages.words import Words as Messages
from casemgr_cli.writers.table import naming, sheet

_Answer = Annotated[int, Meta(ge=1, le=5)]
_Somebody = TypeVar("_Somebody", bound=records.Student)
_WHEN: tuple[records.When, ...] = get_args(records.When)


class _GivenPlanJson(Struct):
    """The advice as it was given on a day; null where it is damaged."""

    on: date
    data_as_of: str
    advice: Json | None


class _SessionJson(Struct):
    """A session with its answers."""

    number: records.Number
    state: records.State
    started: datetime
    touched: datetime
    finished: datetime | None
    minutes: Count
    follow_up: date | None
    interest_before: _Answer | None
    interest_after: _Answer | None
    answers: Answers
    plan: _GivenPlanJson | None


class Sessions(Document, tag="casemgr.sessions/1"):
    """A list of students with where each stands; `total` is how many there are before a limit."""

    today: date
    total: Count
    students: Sequence[records.Standing]


class Students(Document, tag="casemgr.students/1"):
    """A list of students; `total` is how many there are before a limit."""

    total: Count
    students: Sequence[records.Student]


class _RecordJson(Document, tag="casemgr.student/1"):
    """Everything that is held on one student; notes are null unless they were asked for."""

    student: records.Student
    added: datetime
    sessions: list[_SessionJson]
    history: Sequence[records.Event]
    notes: Sequence[records.StudentNote] | None


class Notes(Document, tag="casemgr.notes/1"):
    """The notes on a student."""

    student: Words
    notes: Sequence[records.StudentNote]


class _SlipJson(Struct):
    """The code of a student."""

    id: Words
    name: Words
    code: Words


class _SlipsJson(Document, tag="casemgr.slips/1"):
    """The codes of students."""

    slips: list[_SlipJson]


class Log(Document, tag="casemgr.log/1"):
    """Lines of the log; `total` is how many there are before a limit."""

    total: Count
    entries: Sequence[records.LogEntry]


class _PurgedJson(Struct):
    """Somebody to be deleted, and the day something was last done for them."""

    id: Words
    last: date


class _PurgeJson(Document, tag="casemgr.purge/1"):
    """Who is to be deleted, or was."""

    before: date
    dry_run: bool
    students: list[_PurgedJson]


class _SheetQuestionJson(Struct):
    """A question on the sheet."""

    key: Words
    type: Words
    ask: Words
    values: list[Words]


class _SheetJson(Document, tag="casemgr.sheet/1"):
    """The questions of the sheet."""

    interest: bool
    questions: list[_SheetQuestionJson]


class _ChangedJson(Struct):
    """What differs of a student, by field."""

    id: Words
    fields: dict[Annotated[str, one_of(KEPT)], dict[records.When, str | int | None]]


class _RejectJson(Struct):
    """A row that was left out; `file` is null where it is in the list itself."""

    file: str | None
    code: Annotated[str, one_of(WHYS)]
    line: records.Number
    id: str
    reason: Words


class _RosterJson(Document, tag="casemgr.roster/1"):
    """What a list changes or changed."""

    dry_run: bool
    new: list[records.Student]
    changed: list[_ChangedJson]
    unchanged: Count
    gone: list[records.Student]
    passed: Count
    others: Count
    unread: Count
    unnamed: bool
    alike: list[Alike]
    rejects: list[_RejectJson]


class _GradeJson(Line, frozen=True):
    """A grade, and how many it has in all."""

    of: Count | None


class _TitledJson(Struct):
    """A place or a route, and how many students."""

    id: Words
    title: str
    students: Count


class _CohortJson(Document, tag="casemgr.cohort/1"):
    """What the plans of many students say."""

    least: Count
    students: Count | None
    destinations: list[_TitledJson]
    routes: dict[str, list[_TitledJson]]
    fit: dict[str, list[Line]]
    ruled_out: list[Line]
    unmet: list[Line]


class _ResultsJson(Document, tag="casemgr.results/1"):
    """What was done in a span of days."""

    first: date | None
    last: date | None
    least: Count
    students: Count | None
    sessions: Count | None
    minutes: Count | None
    with_plan: Count | None
    without_plan: Count | None
    enrolled: Count | None
    with_plan_at_least: Count | None
    by_grade: list[_GradeJson]
    interest: dict[records.When, list[Line]] | None
    interest_matched: Count | None
    interest_means: dict[records.When, float] | None
    use_of_time: dict[Words, float | None]
    standards: list[StudentStandard]


_CLASSES: tuple[type[Document], ...] = (
    *(records.DeskBoard, Sessions, Students, _RecordJson, Notes, _SlipsJson, Log, records.Health, _PurgeJson),
    *(records.Setup, _SheetJson, _RosterJson, _CohortJson, _ResultsJson),
)
DOCUMENTS = by_kind(_CLASSES)


def board_document(board: records.DeskBoard) -> Document:
    """Return the board."""
    return replace(board, **{lot: all_told(getattr(board, lot)) for lot in ("half_done", "due", "no_plan")})


def student_document(record: records.Record, today: date, *, with_notes: bool) -> Document:
    """Return everything that is held on one student."""
    sessions = [
        made(
            _SessionJson,
            each,
            state=each.state(today),
            plan=each.plan and made(_GivenPlanJson, each.plan, advice=_advice(each.plan)),
        )
        for each in record.sessions
    ]
    notes = record.notes if with_notes else None
    return made(_RecordJson, record, student=_as_told(record.student), sessions=sessions, notes=notes)


def slips_document(students: Iterable[records.Student], codes: Mapping[str, str]) -> Document:
    """Return the code of each student."""
    return _SlipsJson([made(_SlipJson, each, code=codes[each.id]) for each in students])


def purge_document(found: Iterable[tuple[records.Student, date]], before: date, *, dry_run: bool) -> Document:
    """Return who is to be deleted, each with the day something was last done for them."""
    return _PurgeJson(before, dry_run, [_PurgedJson(student.id, last) for student, last in found])


def sheet_document(asked: Iterable[Fact], *, interest: bool) -> Document:
    """Return the questions of the sheet."""
    questions = [made(_SheetQuestionJson, fact, values=list(fact.values)) for fact in asked]
    return _SheetJson(interest, questions)


def roster_document(roster: Roster, changes: Changes, words: Messages, *, dry_run: bool) -> Document:
    """Return what a list changes or changed."""
    different = [
        _ChangedJson(
            each.after.id,
            {name: {when: getattr(getattr(each, when), name) for when in _WHEN} for name in each.fields},
        )
        for each in changes.changed
    ]
    return made(
        _RosterJson,
        changes,
        dry_run=dry_run,
        new=all_told(changes.new),
        changed=different,
        gone=all_told(changes.gone),
        others=roster.others,
        unread=roster.unread,
        alike=list(changes.alike),
        rejects=_rejects(roster.rejects, words),
    )


def cohort_document(cohort: Cohort, names: Mapping[str, str], rules: Rules) -> Document:
    """Return what the plans of many students say. `names` are those of the destinations, by id."""
    return _CohortJson(
        least=rules.least,
        students=cohort.students,
        destinations=_titled(cohort.destinations, names),
        routes={key: _titled(found, cohort.titles) for key, found in cohort.routes.items()},
        fit={background: list(found.lines) for background, found in cohort.fit.items()},
        ruled_out=list(cohort.ruled_out),
        unmet=list(cohort.unmet),
    )


def results_document(results: Results, rules: Rules) -> Document:
    """Return what was done in a span of days."""
    by_grade = results.by_grade.lines if results.by_grade else ()
    return made(
        _ResultsJson,
        results,
        least=rules.least,
        with_plan_at_least=results.bounds.get("with_plan"),
        by_grade=[made(_GradeJson, line, of=results.of.get(line.key)) for line in by_grade],
        interest=results.interest
        and {when: list(each.lines) for when, each in zip(_WHEN, results.interest, strict=True)},
        interest_matched=results.matched,
        interest_means=results.means and dict(zip(_WHEN, results.means, strict=True)),
        use_of_time={"direct_student_services_hours": results.hours},
        standards=list(rules.standards),
    )


def advice_of(plan: records.Plan) -> Json:
    """Return the advice of a plan as it was given.

    Raises:
        CasemgrError: it is damaged.
    """
    try:
        advice: Json = json.loads(plan.document)
    except ValueError as error:
        raise CasemgrError(
            "This plan is damaged and cannot be read.", hint="See: casemgr session check", slug="damaged_plan"
        ) from error
    return advice


def reason(reject: Reject, words: Messages) -> str:
    """Return why a row was left out."""
    field = words(f"roster.field.{reject.field}") if reject.field else ""
    return words(f"roster.why.{reject.why}", field=field, other=f"{reject.other:,}")


def students_csv(found: Iterable[records.Student], kind: type[records.Student]) -> str:
    """Return one row a student in the order given, as columns what a `kind` of them has."""
    return _sheet(columns(kind, without=("open_by",)), all_told(found))


def log_csv(entries: Iterable[records.LogEntry]) -> str:
    """Return one row a line of the log."""
    return _sheet(columns(records.LogEntry), entries)


def rejects_csv(rejects: Sequence[Reject], words: Messages) -> str:
    """Return one row a reject: the line, the id and the reason, and nothing else of the row."""
    return _sheet(columns(_RejectJson, without=("file", "code")), _rejects(rejects, words))


def changes_csv(roster: Roster, changes: Changes, words: Messages) -> str:
    """Return one row a student who is new, changed or gone, and one a row that was left out."""
    rows = [{"change": "new", **asdict(each)} for each in changes.new]
    rows += [
        {"change": "changed", **asdict(each.after), "fields": "; ".join(each.fields)}
        for each in changes.changed
    ]
    rows += [{"change": "gone", **asdict(each)} for each in changes.gone]
    rows += [{"change": "left_out", **asdict(each)} for each in _rejects(roster.rejects, words)]
    return _sheet(("change", "id", *KEPT, "fields", "line", "reason"), rows)


def results_csv(results: Results, rules: Rules, words: Messages) -> str:
    """Return one row a number."""
    totals = ("students", "sessions", "minutes", "with_plan", "without_plan")
    rows = [("total", name, getattr(results, name)) for name in totals]
    tables = (("grade", results.by_grade), *zip(_WHEN, results.interest or (), strict=False))
    rows += [("enrolled", key, count) for key, count in results.of.items()]
    for name, found in tables:
        rows += [(name, line.key, line.students) for line in (found.lines if found else ())]
    return _counts(rows, rules, words)


def cohort_csv(cohort: Cohort, names: Mapping[str, str], rules: Rules, words: Messages) -> str:
    """Return one row a number."""
    places = cohort.destinations.shown if cohort.destinations else ()
    tables = [
        ("destination", places),
        *(("route", found.shown) for found in cohort.routes.values()),
        *((f"fit_{background}", found.lines) for background, found in cohort.fit.items()),
        *(("ruled_out", cohort.ruled_out), ("unmet", cohort.unmet)),
    ]
    titles = {"destination": names, "route": cohort.titles}
    rows = [("total", "students", cohort.students)]
    for table, lines in tables:
        called = titles.get(table, {})
        rows += [(table, called.get(line.key, line.key), line.students) for line in lines]
    return _counts(rows, rules, words)


def _sheet(names: tuple[str, ...], rows: Iterable[Struct | Json]) -> str:
    """Return rows as CSV in which a spreadsheet leaves the ids as they are."""
    told = map(to_builtins, rows)
    ids = ("id", "student")
    return sheet(names, [{**row, **{key: naming(row[key]) for key in ids if row.get(key)}} for row in told])


def _counts(rows: Iterable[tuple[str, str, int | None]], rules: Rules, words: Messages) -> str:
    small = words("cohort.few", count=rules.least)
    told = [(table, line, small if number is None else number) for table, line, number in rows]
    names = ("table", "line", "students")
    return sheet(names, [dict(zip(names, row, strict=True)) for row in told])


def _as_told(student: _Somebody) -> _Somebody:
    """Return a student as they are told of: `minor` is what the program goes by."""
    return replace(student, minor=student.counts_as_minor)


def all_told(found: Iterable[_Somebody]) -> list[_Somebody]:
    """Return students as they are told of."""
    return [_as_told(each) for each in found]


def _rejects(rejects: Iterable[Reject], words: Messages) -> list[_RejectJson]:
    return [
        made(_RejectJson, each, file=each.file or None, code=each.why, reason=reason(each, words))
        for each in rejects
    ]


def _advice(plan: records.Plan) -> Json | None:
    try:
        return advice_of(plan)
    except CasemgrError:  # the rest of the record is not held up by it
        return None


def _titled(found: Breakdown | None, names: Mapping[str, str]) -> list[_TitledJson]:
    lines = found.shown if found else ()
    return [_TitledJson(line.key, names.get(line.key, ""), line.students or 0) for line in lines]
