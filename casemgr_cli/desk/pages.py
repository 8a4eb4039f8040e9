"""The counselor's desk as pages: what is waiting today, lists of students, what a list changes, a record,
and reports over many students: what was done, and what the plans say.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, TypeVar, get_args

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from casemgr_cli.desk import records
from casemgr_cli.desk.counts import EVERY_NUMBER, NONE, REST, Breakdown, Cohort, Line, Results, Rules
from casemgr_cli.desk.documents import reason
from casemgr_cli.desk.roster import Changed, Changes, Reject, Roster
from casemgr_cli.domain.facts import UNKNOWN, Fact
from casemgr_cli.domain.figures import Source
from casemgr_cli.errors import CasemgrError
from casemgr_cli.pages.blocks import (
    Align,
    Block,
    Bullets,
    Facts,
    Heading,
    Item,
    Mark,
    Page,
    Paragraph,
    Row,
    SourceLine,
    Sources,
    Table,
    Tone,
)
from casemgr_cli.pages.tools import section, value_text
from casemgr_cli.pages.words import Words

_Kind = TypeVar("_Kind")
_SHOWN = 5
_TONES: dict[str, Tone] = {"new": "quiet", "half_done": "wait", "done": "good", "due": "stop"}
_NUMBERS = ("grade", "line", "session", "minutes")  # columns


def board_page(board: records.DeskBoard, words: Words) -> Page:
    """Return the board: who is half done, who is due for a follow-up, who has no plan."""
    title = Heading(words("desk.board"), 1)
    if not board.students:
        return (title, Paragraph(words("desk.empty")), Paragraph(words("desk.empty_hint"), tone="quiet"))
    counts = words.count("desk.count", board.students, plans=f"{board.with_plan:,}")
    lots = [block for kind in ("half_done", "due", "no_plan") for block in _lot(kind, board, words)]
    return (title, Paragraph(counts), *(lots or [Paragraph(words("desk.clear"))]))


def _lot(kind: str, board: records.DeskBoard, words: Words) -> tuple[Block, ...]:
    found: Sequence[records.Standing] = getattr(board, kind)
    if not found:
        return ()
    state = "new" if kind == "no_plan" else kind
    rest = len(found) - _SHOWN
    more = (Paragraph(words.count("desk.more", rest, state=state), tone="quiet"),) if rest > 0 else ()
    hint = Paragraph(words(f"desk.hint_{kind}", id=found[0].id), tone="quiet")
    title = words(f"desk.{kind}", count=f"{len(found):,}")
    return section(title, _table("desk", _standings(found[:_SHOWN], words), words), *more, hint)


def list_page(found: Sequence[records.Standing], total: int, words: Words) -> Page:
    """Return a list of students with where each stands; `total` is how many there are before a limit."""
    return _limited(_table("desk", _standings(found, words), words), len(found), total, words)


def students_page(found: Sequence[records.Student], total: int, words: Words) -> Page:
    """Return a list of students; `total` is how many there are before a limit."""
    return _limited(_students_table(found, words), len(found), total, words)


def _limited(table: Table, shown: int, total: int, words: Words) -> Page:
    if not total:
        return (Paragraph(words("desk.nobody")),)
    rest = total - shown
    end = words.count("desk.cut", rest) if rest else words.count("desk.total", total)
    return (table, Paragraph(end, tone="quiet"))


def _table(
    kind: str, rows: Sequence[Mapping[str, str | Mark]], words: Words, *, whole: bool = False
) -> Table:
    """Return rows as a table; unless it is to be whole, without the columns that are empty in all of them.

    `kind` names the columns.
    """
    names = rows[0] if rows else ()
    used = [name for name in names if whole or name == "id" or any(row[name] for row in rows)]
    align: tuple[Align, ...] = tuple("right" if name in _NUMBERS else "left" for name in used)
    header = tuple(words(f"{kind}.column.{name}") for name in used)
    return Table(header, tuple(tuple(row[name] for name in used) for row in rows), align)


def _facts(kind: str, values: Mapping[str, str], words: Words) -> Facts:
    """Return values with what they are called, but for those that are empty; `kind` begins their names."""
    return Facts(tuple(Row(words(f"{kind}.{name}"), value) for name, value in values.items() if value))


def _who(student: records.Student) -> dict[str, str | Mark]:
    name = "" if student.name == student.id else student.name
    return {"id": student.id, "name": name, "grade": _grade_text(student), "group": student.group}


def _grade_text(student: records.Student) -> str:
    return "" if student.grade is None else str(student.grade)


def slips_page(students: Sequence[records.Student], codes: Mapping[str, str], words: Words) -> Page:
    """Return a slip a line, with the name and the code of a student."""
    rows = [{"name": each.name, "id": each.id, "code": codes[each.id]} for each in students]
    about = Paragraph(words("desk.slips_about"), tone="quiet")
    return (Heading(words("desk.slips"), 1), about, _table("desk", rows, words))


def log_page(entries: Sequence[records.LogEntry], total: int, words: Words) -> Page:
    """Return lines of the log; `total` is how many there are before a limit."""
    if not entries:
        return (Paragraph(words("desk.log_empty")),)
    gone = words("desk.log_gone")
    rows = [{**_done(each, words), "id": each.student or gone} for each in entries]
    rest = total - len(entries)
    more = [Paragraph(words.count("desk.log_more", rest), tone="quiet")] if rest else []
    return (_table("desk", rows, words), *more)


def check_page(health: records.Health, words: Words) -> Page:
    """Return what is wrong with a store, and what to do about it."""
    if health.good:
        return (Paragraph(words("desk.check_good"), tone="good"),)
    shown = health.faults[:_SHOWN]
    return (
        *(Paragraph(words("desk.check_fault", fault=fault), tone="stop") for fault in shown),
        *([Paragraph(words("desk.check_damaged"))] if shown else []),
        *(_unreadable(plan.student, plan.number, words) for plan in health.plans),
        *([Paragraph(words("desk.check_anew"))] if health.plans else []),
    )


def _unreadable(student: str, number: int, words: Words) -> Paragraph:
    return Paragraph(words("desk.check_plan", id=student, number=number), tone="wait")


def purge_page(found: Sequence[tuple[records.Student, date]], before: date, words: Words) -> Page:
    """Return who is to be deleted, each with the day something was last done for them."""
    if not found:
        return (Paragraph(words("desk.purge_none", day=before.isoformat())),)
    rows = [{"id": each.id, "name": _who(each)["name"], "last": last.isoformat()} for each, last in found]
    about = words.count("desk.purge", len(found), day=before.isoformat())
    return (Paragraph(about), _table("desk", rows, words))


def setup_page(setup: records.Setup, words: Words) -> Page:
    """Return how a store is set up."""
    values = {
        "store": setup.store,
        "encrypted": words("desk.yes" if setup.encrypted else f"desk.not_encrypted_{setup.kind}"),
        "pseudonymous": words("desk.yes" if setup.pseudonymous else "desk.no"),
        "ask_interest": words("desk.yes" if setup.ask_interest else "desk.no"),
        "students": f"{setup.students:,}",
    }
    return (_facts("desk.field", values, words),)


def _standings(found: Sequence[records.Standing], words: Words) -> list[dict[str, str | Mark]]:
    rows = []
    for each in found:
        lock, touched = each.open_by, _day_text(each.touched)
        rows.append(
            {
                **_who(each),
                "state": _state_mark(each.state, words),
                "touched": words("desk.open_by", day=touched, who=lock.who) if lock else touched,
                "follow_up": str(each.follow_up or ""),
            }
        )
    return rows


def _done(event: records.Event | records.LogEntry, words: Words) -> dict[str, str]:
    """Return what was done when and by whom as cells."""
    return {"at": minute_text(event.at), "who": event.who, "did": _word_for("did", event.what, words)}


def _word_for(kind: str, value: str, words: Words) -> str:
    """Return what a value is called; one that is damaged or of another program, as it is."""
    return words(f"desk.{kind}.{value}") if words.has(f"desk.{kind}.{value}") else value


def _state_mark(state: records.State, words: Words) -> Mark:
    return Mark(words(f"desk.state.{state}"), _TONES[state])


def _day_text(moment: datetime | None) -> str:
    """Return the day of a moment where the reader is; nothing for none."""
    return moment.astimezone().date().isoformat() if moment else ""


def minute_text(moment: datetime | None) -> str:
    """Return a moment to the minute where the reader is; nothing for none."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else ""


_SHOWN_OF_LIST = 12
# What a list of students mostly has a column for.
_WANTED = ("family", "grade")


def changes_page(roster: Roster, changes: Changes, words: Words, *, dry_run: bool) -> Page:
    """Return what a list changes or changed: the counts, then the first of each kind."""
    return (
        Heading(words("roster.would" if dry_run else "roster.did"), 1),
        _facts("roster.count", _counts(roster, changes), words),
        *([Paragraph(words("roster.about"), tone="quiet")] if dry_run else []),
        *([Paragraph(words("roster.unnamed"), tone="quiet")] if changes.unnamed else []),
        *_no_fields(roster, words),
        *(
            Paragraph(
                words.count("roster.alike", len(changes.alike), listed=pair.listed, held=pair.held),
                tone="wait",
            )
            for pair in changes.alike[:1]
        ),
        *_lot_of_list("rejects", roster.rejects, _rejects, words),
        *_lot_of_list("changed", changes.changed, _changed, words),
        *_lot_of_list("new", changes.new, _students_table, words),
        *_lot_of_list("gone", changes.gone, _students_table, words),
    )


def _no_fields(roster: Roster, words: Words) -> tuple[Paragraph, ...]:
    """Say what the list has no column for, where one of those that were not read could be it."""
    missing = [words(f"roster.field.{field}") for field in _WANTED if field not in roster.fields]
    if not missing or not roster.unread:
        return ()
    return (Paragraph(words("roster.no_field", fields=", ".join(missing)), tone="wait"),)


def _students_table(found: Sequence[records.Student], words: Words) -> Table:
    rows = [
        {
            **_who(each),
            "status": "" if each.status == "active" else _word_for("status", each.status, words),
            "counselor": each.counselor,
        }
        for each in found
    ]
    return _table("roster", rows, words)


def _counts(roster: Roster, changes: Changes) -> dict[str, str]:
    """Return how many there are of what; none is not worth a word of most of it."""
    counts = {
        "new": len(changes.new),
        "changed": len(changes.changed),
        "unchanged": changes.unchanged,
        "gone": len(changes.gone),
        "rejects": len(roster.rejects),
        "passed": changes.passed,
        "others": roster.others,
        "unread": roster.unread,
    }
    always = ("new", "changed", "unchanged")
    return {name: f"{count:,}" for name, count in counts.items() if count or name in always}


def _lot_of_list(
    kind: str, found: Sequence[_Kind], table: Callable[[Sequence[_Kind], Words], Table], words: Words
) -> tuple[Block, ...]:
    if not found:
        return ()
    rest = len(found) - _SHOWN_OF_LIST
    more = [Paragraph(words.count("roster.more", rest), tone="quiet")] if rest > 0 else []
    hints = {"gone": "roster.gone_about", "rejects": "roster.rejects_hint"}
    hint = [Paragraph(words(hints[kind]), tone="quiet")] if kind in hints else []
    shown = table(found[:_SHOWN_OF_LIST], words)
    return section(words(f"roster.{kind}", count=f"{len(found):,}"), shown, *more, *hint)


def _changed(changed: Sequence[Changed], words: Words) -> Table:
    def shown(student: records.Student, field: str) -> str:
        value = getattr(student, field)
        if value in ("", None):
            return words("roster.nothing")
        return _word_for("status", value, words) if field == "status" else str(value)

    rows = [
        {
            "id": change.after.id,
            "field": words(f"roster.field.{field}"),
            "before": shown(change.before, field),
            "after": shown(change.after, field),
        }
        for change in changed
        for field in change.fields
    ]
    return _table("roster", rows, words)


def _rejects(rejects: Sequence[Reject], words: Words) -> Table:
    rows = []
    for each in rejects:
        line = f"{each.line:,}"
        line = words("roster.line_of", line=line, file=each.file) if each.file else line
        rows.append({"line": line, "id": each.id, "reason": reason(each, words)})
    return _table("roster", rows, words)


def record_page(
    record: records.Record, facts: Mapping[str, Fact], today: date, words: Words, *, everything: bool
) -> Page:
    """Return what is held on one student: with `everything`, the answers of every session and the plans as
    they were handed out, else the latest answers only. `facts` are the questions, to word the answers.
    """
    shown = record.sessions if everything else record.sessions[-1:]
    answers = [block for each in shown for block in _answers(each, facts, words)]
    plans = [block for each in record.sessions if everything for block in _plan(each, words)]
    return (
        Heading(record.student.name, 1),
        _facts("desk.field", _about(record, words), words),
        *_sessions(record.sessions, today, words),
        *answers,
        *_history(record, words),
        *_notes(record, words),
        *plans,
    )


def notes_page(student: records.Student, notes: Sequence[records.StudentNote], words: Words) -> Page:
    """Return the notes on a student."""
    if not notes:
        return (Paragraph(words("desk.no_notes", name=student.name)),)
    return (Heading(words("desk.notes_on", name=student.name), 1), *_note_blocks(notes, words))


def _about(record: records.Record, words: Words) -> dict[str, str]:
    student = record.student
    return {
        "id": student.id,
        "grade": _grade_text(student),
        "group": student.group,
        "status": _word_for("status", student.status, words),
        "minor": words("desk.minor_yes" if student.counts_as_minor else "desk.minor_no"),
        "added": _day_text(record.added),
    }


def _sessions(sessions: Sequence[records.Session], today: date, words: Words) -> tuple[Block, ...]:
    if not sessions:
        return (Paragraph(words("desk.no_sessions")),)
    rows: list[dict[str, str | Mark]] = [
        {
            "session": str(each.number),
            "started": minute_text(each.started),
            "finished": minute_text(each.finished),
            "minutes": f"{each.minutes:,}",
            "state": _state_mark(each.state(today), words),
            "follow_up": str(each.follow_up or ""),
            "interest": _interest(each, words),
            "data": each.plan.data_as_of if each.plan else "",
        }
        for each in sessions
    ]
    return section(words("desk.sessions"), _table("desk", rows, words, whole=True))


def _interest(session: records.Session, words: Words) -> str:
    both = (session.interest_before, session.interest_after)
    if both == (None, None):
        return ""
    before, after = (words("desk.not_asked") if each is None else str(each) for each in both)
    return words("desk.interest", before=before, after=after)


def _answers(session: records.Session, facts: Mapping[str, Fact], words: Words) -> tuple[Block, ...]:
    items = []
    for key, value in session.answers.items():
        fact = facts.get(key)
        answer = words("desk.unknown") if value == UNKNOWN else value_text(value, fact, words)
        items.append(Item(words("desk.answer", question=fact.ask if fact else key, answer=answer)))
    title = words("desk.answers", number=session.number)
    return section(title, Bullets(tuple(items)) if items else Paragraph(words("desk.no_answers")))


def _history(record: records.Record, words: Words) -> tuple[Block, ...]:
    done = (_done(each, words) for each in record.history)
    items = tuple(
        Item(words("desk.event", at=each["at"], what=each["did"], who=each["who"])) for each in done
    )
    return section(words("desk.history"), Bullets(items)) if items else ()


def _notes(record: records.Record, words: Words) -> tuple[Block, ...]:
    if record.notes:
        return section(words("desk.notes"), *_note_blocks(record.notes, words))
    if not record.note_count:
        return ()
    return (Paragraph(words.count("desk.notes_apart", record.note_count), tone="quiet"),)


def _note_blocks(notes: Sequence[records.StudentNote], words: Words) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for note in notes:
        at = minute_text(note.written)
        blocks.append(Heading(words("desk.note", number=note.number, at=at, who=note.by), 3))
        blocks += [Paragraph(line) for line in note.text.splitlines() if line.strip()]
    return tuple(blocks)


def _plan(session: records.Session, words: Words) -> tuple[Block, ...]:
    if session.plan is None:
        return ()
    title = words("desk.plan", number=session.number, day=session.plan.on.isoformat())
    about = words("desk.plan_data", day=session.plan.data_as_of)
    try:
        page = kept_page(session.plan.page)
    except CasemgrError:  # the rest of the record is not held up by it
        page = (_unreadable(session.student, session.number, words),)
    return (Heading(title, 1), Paragraph(about, tone="quiet"), *page)


_FULL = "full"
_KINDS = {kind.__name__: kind for kind in get_args(Block)}
_VERSION = 1


class _Pages(Struct):
    """Pages as they are kept: each by the name of its template, each block as its kind and what it holds.

    `version` counts what blocks are; before it was kept the pages stood without it.
    """

    pages: dict[str, list[tuple[str, Any]]]
    version: Annotated[int, Meta(le=_VERSION)] = _VERSION


def keep_pages(pages: Mapping[str, Page]) -> str:
    """Return pages by the name of their template as JSON text."""
    kept = {name: [(type(block).__name__, block) for block in page] for name, page in pages.items()}
    return msgspec.json.encode(_Pages(kept)).decode()


def kept_page(text: str, template: str = _FULL) -> Page:
    """Return one of the pages that `keep_pages` put away.

    Raises:
        CasemgrError: it is not there, or holds a kind of block that this version does not know.
    """
    try:
        kept = msgspec.json.decode(text)
        found = msgspec.convert(kept if "version" in kept else {"pages": kept}, _Pages)
        return tuple(msgspec.convert(content, _KINDS[name]) for name, content in found.pages[template])
    except (KeyError, TypeError, msgspec.MsgspecError) as error:
        raise CasemgrError(
            "This plan was put away by another version of casemgr, and its page cannot be shown again.",
            hint='"casemgr session report --json" still gives the advice itself.',
            slug="kept_page",
        ) from error


def printed_page(plan: records.Plan, template: str, words: Words, student: records.Student | None) -> Page:
    """Return a page of a plan as it was handed out; with a student, it says under its title whose it is."""
    page = kept_page(plan.page, template)
    if student is None:
        return page
    grade = "" if student.grade is None else words("desk.named_grade", grade=student.grade)
    line = Paragraph(words("desk.named", name=student.name, id=student.id, grade=grade), tone="strong")
    title = next((place for place, block in enumerate(page) if isinstance(block, Heading)), -1)
    return (*page[: title + 1], line, *page[title + 1 :])


def bound(pages: Sequence[Page]) -> Page:
    """Return several pages as one, their sources numbered on."""
    blocks: list[Block] = []
    last = 0
    for page in pages:
        numbered = [_numbered_on(block, last) for block in page]
        lines = [line for block in numbered if isinstance(block, Sources) for line in block.lines]
        last = max((line.number for line in lines), default=last)
        blocks += numbered
    return tuple(blocks)


def _numbered_on(value: Any, by: int) -> Any:  # noqa: ANN401 - a block or anything in it
    if isinstance(value, tuple):
        return tuple(_numbered_on(each, by) for each in value)
    if not isinstance(value, Struct):
        return value
    changed = {name: _numbered_on(getattr(value, name), by) for name in value.__struct_fields__}
    if "cites" in changed:
        changed["cites"] = tuple(number + by for number in changed["cites"])
    if isinstance(value, SourceLine):
        changed["number"] += by
    return replace(value, **changed)


class _Report(Struct, frozen=True):
    """What a report is made with: what may be printed, and the words."""

    rules: Rules
    words: Words

    def number(self, number: int | None) -> str:
        """Return a number of students; for one that is not printed, that it is small or kept back."""
        return self.words("cohort.few", count=self.rules.least) if number is None else f"{number:,}"

    def counted(
        self,
        lines: Sequence[Line],
        column: str,
        names: Mapping[str, str],
        of: Mapping[str, int] | None = None,
    ) -> Table:
        """Return lines as a table with what they are called; with `of`, among how many where that is told."""
        columns = (column, "students") if of is None else (column, "students", "among")
        told = {
            line.key: f"{of[line.key]:,}"
            for line in lines
            if of and line.key in of and line.students is not None
        }
        rows = (
            (names.get(line.key, line.key), self.number(line.students), told.get(line.key, ""))
            for line in lines
        )
        align: tuple[Align, ...] = ("left", "right", "right")
        header = tuple(self.words(f"cohort.{each}") for each in columns)
        return Table(header, tuple(row[: len(columns)] for row in rows), align[: len(columns)])

    def marked(
        self, found: Breakdown, column: str, names: Mapping[str, str], of: Mapping[str, int] | None = None
    ) -> Table | Paragraph:
        """Return a table whose lines are all there, those that are kept back with a mark."""
        if all(line.students is None for line in found.lines):
            return Paragraph(self.words("cohort.all_kept", what=self.words(f"cohort.{column}")))
        return self.counted(found.lines, column, names, of)

    def folded(self, found: Breakdown, column: str, names: Mapping[str, str]) -> Table:
        """Return a table in which those that are kept back share a line."""
        others = {**names, REST: self.words("cohort.others", count=self.rules.least)}
        return self.counted(found.shown, column, others)

    def ending(self, *others: Source) -> tuple[Block, ...]:
        """Return what is kept back and why, and the sources: of what else is cited first, then of that."""
        words, least = self.words, self.rules.least
        if least == EVERY_NUMBER:
            about = [Paragraph(words("cohort.full"), tone="wait")]
        else:
            cites = (len(others) + 1,)
            about = [Paragraph(words("cohort.few_note", count=least), cites, tone="quiet")]
            about.append(Paragraph(words("cohort.shares"), tone="quiet"))
            others = (*others, self.rules.source)
        lines = tuple(
            SourceLine(n, words("sources.line", publisher=s.publisher, title=s.title, as_of=s.as_of), s.url)
            for n, s in enumerate(others, 1)
        )
        return (*about, *(section(words("sources.title"), Sources(lines)) if lines else ()))


def results_page(results: Results, rules: Rules, words: Words) -> Page:
    """Return what was done in a span of days, in the order of a school counselor's results report."""
    kit = _Report(rules, words)
    title = (Heading(words("cohort.results"), 1), Paragraph(_span_text(results, words), tone="quiet"))
    if results.students is None:
        return (*title, Paragraph(words.count("cohort.too_few", rules.least)))
    grades, unknown = results.by_grade, {UNKNOWN: words("cohort.unknown")}
    by_grade = (kit.marked(grades, "grade", unknown, results.of),) if grades else ()
    return (
        *title,
        *section(words("cohort.participation"), _participation(results, kit)),
        *section(words("cohort.by_grade"), *by_grade),
        *section(words("cohort.outcome"), _plans_told(results, kit)),
        *_interests(results, kit),
        *section(
            words("cohort.standards"),
            Facts(tuple(Row(each.code, each.text, cites=(1,)) for each in rules.standards)),
        ),
        *kit.ending(rules.standards_source),
    )


def _span_text(results: Results, words: Words) -> str:
    first, last = results.first, results.last
    if first and last:
        return words("cohort.span", first=first.isoformat(), last=last.isoformat())
    if first:
        return words("cohort.since", first=first.isoformat())
    return words("cohort.until", last=last.isoformat()) if last else words("cohort.ever")


def _participation(results: Results, kit: _Report) -> Facts:
    told = {name: kit.number(getattr(results, name)) for name in ("students", "sessions")}
    if results.enrolled is not None:
        told["students"] = kit.words("cohort.of", some=told["students"], among=f"{results.enrolled:,}")
    hours = kit.words("cohort.hours", hours=f"{results.hours:,}", minutes=f"{results.minutes:,}")
    return _facts("cohort", {**told, "use_of_time": hours}, kit.words)


def _plans_told(results: Results, kit: _Report) -> Facts:
    """Return how many have a plan and how many none; where one is small, how many at least the other."""
    told = {}
    for name in ("with_plan", "without_plan"):
        bound = results.bounds.get(name)
        if bound is not None:
            told[name] = kit.words("cohort.or_more", count=f"{bound:,}")
        elif results.bounds:
            told[name] = kit.words("cohort.fewer", count=kit.rules.least)
        else:
            told[name] = kit.number(getattr(results, name))
    return _facts("cohort", told, kit.words)


def _interests(results: Results, kit: _Report) -> tuple[Block, ...]:
    if results.matched is None:
        return ()
    both = ("before", "after")
    found = zip(both, results.interest or (), strict=False)
    means = dict(zip(both, (f"{mean:.1f}" for mean in results.means or ()), strict=False))
    text = [Paragraph(kit.words.count("cohort.means", results.matched, **means))] if means else []
    tables = (kit.marked(each, name, {}) for name, each in found)
    return section(kit.words("cohort.interest"), *tables, *text)


def cohort_page(cohort: Cohort, names: Mapping[str, str], rules: Rules, words: Words) -> Page:
    """Return what the plans of many students say. `names` are those of the destinations, by id."""
    kit, title = _Report(rules, words), Heading(words("cohort.title"), 1)
    if cohort.students is None or cohort.destinations is None:
        return (title, Paragraph(words.count("cohort.too_few", rules.least)))
    destination = {**names, NONE: words("cohort.none")}
    bands = {
        line.key: words(f"cohort.band.{line.key}") for found in cohort.fit.values() for line in found.lines
    }
    routes: list[Block] = []
    for key, found in sorted(cohort.routes.items(), key=lambda pair: (-pair[1].total, pair[0])):
        place = Heading(destination.get(key, key), 3)
        routes += [place, kit.folded(found, "route", cohort.titles)]
    return (
        title,
        Paragraph(words("cohort.plans", count=f"{cohort.students:,}")),
        *section(words("cohort.destinations"), kit.folded(cohort.destinations, "destination", destination)),
        *section(words("cohort.routes"), *routes),
        Heading(words("cohort.fit")),
        *(kit.marked(found, f"fit_{name}", bands) for name, found in cohort.fit.items()),
        *_reasons("ruled_out", cohort.ruled_out, kit),
        *_reasons("unmet", cohort.unmet, kit),
        *kit.ending(),
    )


def _reasons(kind: str, lines: Sequence[Line], kit: _Report) -> tuple[Block, ...]:
    words, least = kit.words, kit.rules.least
    if not lines:
        return section(words(f"cohort.{kind}"), Paragraph(words.count("cohort.no_reason", max(least, 1))))
    note = Paragraph(words(f"cohort.{kind}_note", count=least), tone="quiet")
    return section(words(f"cohort.{kind}"), kit.counted(lines, "reason", {}), note)
