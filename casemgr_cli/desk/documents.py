"""The documents of the counselor's desk: one struct each, whose fields are its keys, its schema and columns.

Moments are in UTC (ISO 8601), days are YYYY-MM-DD.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Literal, TypeVar, get_args

from msgspec import Meta, Struct
from msgspec.structs import asdict

from casemgr_cli.desk import records
from casemgr_cli.desk.count_pages import shown_lines
from casemgr_cli.desk.counts import Breakdown, Cohort, Line, Results, Rules, StudentStandard
from casemgr_cli.desk.logbook import LogEntry
from casemgr_cli.desk.roster import KEPT, WHYS, Alike, Changes, Reject, Roster
from casemgr_cli.documents.base import Day, Document, Json, columns, plain
from casemgr_cli.domain.facts import Answers, Fact
from casemgr_cli.domain.kinds import Count, Words, one_of
from casemgr_cli.errors import CasemgrError
from casemgr_cli.pages.words import Words as Messages
from casemgr_cli.writers.table import naming, sheet

_Moment = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
_Number = Annotated[int, Meta(ge=1)]
_Answer = Annotated[int, Meta(ge=1, le=5)]
_WHEN: tuple[records.When, ...] = get_args(records.When)
_Told = TypeVar("_Told", bound=Struct)


class _StudentJson(Struct):
    """A student; `minor` is what the program goes by."""

    id: Words
    given: str
    family: str
    grade: Count | None
    group: str
    status: Annotated[str, one_of(records.STATUSES)]
    minor: bool
    counselor: str


class _OpenedJson(Struct):
    """Who is at work on a student, and since when."""

    who: Words
    since: _Moment


class _StandingJson(_StudentJson):
    """Where a student stands; the moments are those of the latest session."""

    state: Annotated[str, one_of(records.STATES)]
    has_plan: bool
    sessions: Count
    started: _Moment | None
    touched: _Moment | None
    finished: _Moment | None
    minutes: Count
    follow_up: Day | None
    open_by: _OpenedJson | None


class _GivenPlanJson(Struct):
    """The advice as it was given on a day; null where it is damaged."""

    on: Day
    data_as_of: str
    advice: Json | None


class _SessionJson(Struct):
    """A session with its answers."""

    number: _Number
    state: Annotated[str, one_of(records.STATES)]
    started: _Moment
    touched: _Moment
    finished: _Moment | None
    minutes: Count
    follow_up: Day | None
    interest_before: _Answer | None
    interest_after: _Answer | None
    answers: Answers
    plan: _GivenPlanJson | None


class _EventJson(Struct):
    """A line of a student's history."""

    at: _Moment
    who: Words
    what: Annotated[str, one_of(records.EVENTS)]


class _StudentNoteJson(Struct):
    """A note."""

    number: _Number
    written: _Moment
    by: Words
    text: Words


class _BoardJson(Document, tag="casemgr.board/1"):
    """Who is half done, who is due, who has no plan."""

    today: Day
    students: Count
    with_plan: Count
    half_done: list[_StandingJson]
    due: list[_StandingJson]
    no_plan: list[_StandingJson]


class _SessionsJson(Document, tag="casemgr.sessions/1"):
    """A list of students with where each stands; `total` is how many there are before a limit."""

    today: Day
    total: Count
    students: list[_StandingJson]


class _StudentsJson(Document, tag="casemgr.students/1"):
    """A list of students; `total` is how many there are before a limit."""

    total: Count
    students: list[_StudentJson]


class _RecordJson(Document, tag="casemgr.student/1"):
    """Everything that is held on one student; notes are null unless they were asked for."""

    student: _StudentJson
    added: _Moment
    sessions: list[_SessionJson]
    history: list[_EventJson]
    notes: list[_StudentNoteJson] | None


class _NotesJson(Document, tag="casemgr.notes/1"):
    """The notes on a student."""

    student: Words
    notes: list[_StudentNoteJson]


class _SlipJson(Struct):
    """The code of a student."""

    id: Words
    name: Words
    code: Words


class _SlipsJson(Document, tag="casemgr.slips/1"):
    """The codes of students."""

    slips: list[_SlipJson]


class _LogLineJson(Struct):
    """A line of the log; the student is null when they are no longer in the store."""

    at: _Moment
    who: Words
    what: Words
    student: Words | None


class _LogJson(Document, tag="casemgr.log/1"):
    """Lines of the log; `total` is how many there are before a limit."""

    total: Count
    entries: list[_LogLineJson]


class _CheckJson(Document, tag="casemgr.check/1"):
    """What is wrong with a store."""

    good: bool
    faults: list[Words]
    plans: list[records.BadPlan]


class _PurgedJson(Struct):
    """Somebody to be deleted, and the day something was last done for them."""

    id: Words
    last: Day


class _PurgeJson(Document, tag="casemgr.purge/1"):
    """Who is to be deleted, or was."""

    before: Day
    dry_run: bool
    students: list[_PurgedJson]


class _SetupJson(Document, tag="casemgr.setup/1"):
    """How a store is set up."""

    store: Words
    kind: Literal["file", "postgresql"]
    encrypted: bool
    pseudonymous: bool
    ask_interest: bool
    students: Count


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
    line: _Number
    id: str
    reason: Words


class _RosterJson(Document, tag="casemgr.roster/1"):
    """What a list changes or changed."""

    dry_run: bool
    new: list[_StudentJson]
    changed: list[_ChangedJson]
    unchanged: Count
    gone: list[_StudentJson]
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

    first: Day | None
    last: Day | None
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


DOCUMENTS: dict[str, type[Document]] = {
    str(kind.__struct_config__.tag).partition(".")[2].partition("/")[0]: kind
    for kind in (
        *(
            _BoardJson,
            _SessionsJson,
            _StudentsJson,
            _RecordJson,
            _NotesJson,
            _SlipsJson,
            _LogJson,
            _CheckJson,
        ),
        *(_PurgeJson, _SetupJson, _SheetJson, _RosterJson, _CohortJson, _ResultsJson),
    )
}


def _told(kind: type[_Told], origin: object, /, **given: object) -> _Told:
    """Return a part of a document: what is given, and the rest from the attributes of the same names."""
    rest = {name: _text(getattr(origin, name)) for name in kind.__struct_fields__ if name not in given}
    return kind(**rest, **given)


def _text(value: object) -> object:
    """Return a moment to the second and a day as text, and anything else as it is."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").removesuffix("+00:00") + "Z"
    return value.isoformat() if isinstance(value, date) else value


def board_document(board: records.DeskBoard, held: Mapping[str, records.LockedBy]) -> Json:
    """Return the board. `held` says who is at work on whom."""
    lots = ("half_done", "due", "no_plan")
    return dict(
        plain(_told(_BoardJson, board, **{lot: _standings(getattr(board, lot), held) for lot in lots}))
    )


def sessions_document(
    found: Iterable[records.Standing], total: int, held: Mapping[str, records.LockedBy], today: date
) -> Json:
    """Return a list of students with where each stands."""
    return dict(plain(_SessionsJson(today.isoformat(), total, _standings(found, held))))


def students_document(found: Iterable[records.Student], total: int) -> Json:
    """Return a list of students."""
    return dict(plain(_StudentsJson(total, _students(found))))


def student_document(record: records.Record, today: date, *, with_notes: bool) -> Json:
    """Return everything that is held on one student."""
    sessions = [
        _told(
            _SessionJson,
            each,
            state=each.state(today),
            plan=each.plan and _told(_GivenPlanJson, each.plan, advice=_advice(each.plan)),
        )
        for each in record.sessions
    ]
    document = _told(
        _RecordJson,
        record,
        student=_student(record.student),
        sessions=sessions,
        history=[_told(_EventJson, each) for each in record.history],
        notes=_notes(record.notes) if with_notes else None,
    )
    return dict(plain(document))


def notes_document(student: records.Student, notes: Iterable[records.StudentNote]) -> Json:
    """Return the notes on a student."""
    return dict(plain(_NotesJson(student.id, _notes(notes))))


def slips_document(students: Iterable[records.Student], codes: Mapping[str, str]) -> Json:
    """Return the code of each student."""
    return dict(plain(_SlipsJson([_told(_SlipJson, each, code=codes[each.id]) for each in students])))


def log_document(entries: Iterable[LogEntry], total: int) -> Json:
    """Return lines of the log."""
    lines = [_told(_LogLineJson, each, student=each.student or None) for each in entries]
    return dict(plain(_LogJson(total, lines)))


def check_document(health: records.Health) -> Json:
    """Return what is wrong with a store."""
    return dict(plain(_CheckJson(health.is_good, list(health.faults), list(health.plans))))


def purge_document(found: Iterable[tuple[records.Student, date]], before: date, *, dry_run: bool) -> Json:
    """Return who is to be deleted, each with the day something was last done for them."""
    gone = [_PurgedJson(student.id, last.isoformat()) for student, last in found]
    return dict(plain(_PurgeJson(before.isoformat(), dry_run, gone)))


def setup_document(setup: records.Setup) -> Json:
    """Return how a store is set up."""
    return dict(plain(_told(_SetupJson, setup, store=setup.name)))


def sheet_document(asked: Iterable[Fact], *, interest: bool) -> Json:
    """Return the questions of the sheet."""
    return dict(
        plain(
            _SheetJson(
                interest, [_told(_SheetQuestionJson, fact, values=list(fact.values)) for fact in asked]
            )
        )
    )


def roster_document(roster: Roster, changes: Changes, words: Messages, *, dry_run: bool) -> Json:
    """Return what a list changes or changed."""
    different = [
        _ChangedJson(
            each.after.id,
            {name: {when: getattr(getattr(each, when), name) for when in _WHEN} for name in each.fields},
        )
        for each in changes.changed
    ]
    document = _told(
        _RosterJson,
        changes,
        dry_run=dry_run,
        new=_students(changes.new),
        changed=different,
        gone=_students(changes.gone),
        others=roster.others,
        unread=roster.unread,
        alike=list(changes.alike),
        rejects=_rejects(roster.rejects, words),
    )
    return dict(plain(document))


def cohort_document(cohort: Cohort, names: Mapping[str, str], rules: Rules) -> Json:
    """Return what the plans of many students say. `names` are those of the destinations, by id."""
    document = _CohortJson(
        least=rules.least,
        students=cohort.students,
        destinations=_titled(cohort.destinations, names),
        routes={key: _titled(found, cohort.titles) for key, found in cohort.routes.items()},
        fit={background: list(found.lines) for background, found in cohort.fit.items()},
        ruled_out=list(cohort.ruled_out),
        unmet=list(cohort.unmet),
    )
    return dict(plain(document))


def results_document(results: Results, rules: Rules) -> Json:
    """Return what was done in a span of days."""
    by_grade = results.by_grade.lines if results.by_grade else ()
    document = _told(
        _ResultsJson,
        results,
        least=rules.least,
        with_plan_at_least=results.bounds.get("with_plan"),
        by_grade=[_told(_GradeJson, line, of=results.of.get(line.key)) for line in by_grade],
        interest=results.interest
        and {when: list(each.lines) for when, each in zip(_WHEN, results.interest, strict=True)},
        interest_matched=results.matched,
        interest_means=results.means and dict(zip(_WHEN, results.means, strict=True)),
        use_of_time={"direct_student_services_hours": results.hours},
        standards=list(rules.standards),
    )
    return dict(plain(document))


def advice_of(plan: records.Plan) -> Json:
    """Return the advice of a plan as it was given.

    Raises:
        CasemgrError: it is damaged.
    """
    try:
        advice: Json = json.loads(plan.document)
    except ValueError as error:
        raise CasemgrError(
            "This plan is damaged and cannot be read.",
            hint="See: casemgr session check",
            slug="damaged_plan",
        ) from error
    return advice


def reason(reject: Reject, words: Messages) -> str:
    """Return why a row was left out."""
    field = words(f"roster.field.{reject.field}") if reject.field else ""
    return words(f"roster.why.{reject.why}", field=field, other=f"{reject.other:,}")


def sessions_csv(found: Iterable[records.Standing]) -> str:
    """Return one row a student with where they stand, in the order given."""
    return _sheet(columns(_StandingJson, without=("open_by",)), _standings(found, {}))


def students_csv(found: Iterable[records.Student]) -> str:
    """Return one row a student."""
    return _sheet(columns(_StudentJson), _students(found))


def log_csv(entries: Iterable[LogEntry]) -> str:
    """Return one row a line of the log."""
    return _sheet(columns(_LogLineJson), [_told(_LogLineJson, each) for each in entries])


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
    return _counts(_cohort_rows(cohort, names), rules, words)


def _cohort_rows(cohort: Cohort, names: Mapping[str, str]) -> Iterator[tuple[str, str, int | None]]:
    yield "total", "students", cohort.students
    for line in shown_lines(cohort.destinations) if cohort.destinations else ():
        yield "destination", names.get(line.key, line.key), line.students
    for found in cohort.routes.values():
        for line in shown_lines(found):
            yield "route", cohort.titles.get(line.key, line.key), line.students
    tables = {f"fit_{background}": found.lines for background, found in cohort.fit.items()}
    for table, lines in {**tables, "ruled_out": cohort.ruled_out, "unmet": cohort.unmet}.items():
        yield from ((table, line.key, line.students) for line in lines)


def _sheet(names: tuple[str, ...], rows: Iterable[Struct | Json]) -> str:
    """Return rows as CSV in which a spreadsheet leaves the ids as they are."""
    told = (asdict(row) if isinstance(row, Struct) else row for row in rows)
    ids = ("id", "student")
    return sheet(names, [{**row, **{key: naming(row[key]) for key in ids if row.get(key)}} for row in told])


def _counts(rows: Iterable[tuple[str, str, int | None]], rules: Rules, words: Messages) -> str:
    small = words("cohort.few", count=rules.least)
    told = [(table, line, small if number is None else number) for table, line, number in rows]
    names = ("table", "line", "students")
    return sheet(names, [dict(zip(names, row, strict=True)) for row in told])


def _student(student: records.Student) -> _StudentJson:
    return _told(_StudentJson, student, minor=student.counts_as_minor)


def _students(found: Iterable[records.Student]) -> list[_StudentJson]:
    return [_student(each) for each in found]


def _standings(
    found: Iterable[records.Standing], held: Mapping[str, records.LockedBy]
) -> list[_StandingJson]:
    told = []
    for each in found:
        lock = held.get(each.student.id)
        open_by = lock and _told(_OpenedJson, lock)
        told.append(_told(_StandingJson, each, **asdict(_student(each.student)), open_by=open_by))
    return told


def _notes(notes: Iterable[records.StudentNote]) -> list[_StudentNoteJson]:
    return [_told(_StudentNoteJson, each) for each in notes]


def _rejects(rejects: Iterable[Reject], words: Messages) -> list[_RejectJson]:
    return [
        _told(_RejectJson, each, file=each.file or None, code=each.why, reason=reason(each, words))
        for each in rejects
    ]


def _advice(plan: records.Plan) -> Json | None:
    try:
        return advice_of(plan)
    except CasemgrError:  # the rest of the record is not held up by it
        return None


def _titled(found: Breakdown | None, names: Mapping[str, str]) -> list[_TitledJson]:
    lines = shown_lines(found) if found else ()
    return [_TitledJson(line.key, names.get(line.key, ""), line.students or 0) for line in lines]
