"""The record of one student as a page, and the notes that are kept apart from it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, get_args

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from casemgr_cli.desk.pages import day_text, minute_text, state_mark, word_for
from casemgr_cli.desk.records import Plan, Record, Session, Student, StudentNote
from casemgr_cli.domain.facts import UNKNOWN, Fact, Value
from casemgr_cli.errors import CasemgrError
from casemgr_cli.pages.blocks import (
    Align,
    Block,
    Bullets,
    Facts,
    Heading,
    Item,
    Page,
    Paragraph,
    Row,
    SourceLine,
    Sources,
    Table,
)
from casemgr_cli.pages.tools import section, value_text
from casemgr_cli.pages.words import Words


def record_page(
    record: Record, facts: Mapping[str, Fact], today: date, words: Words, *, everything: bool
) -> Page:
    """Return what is held on one student.

    Args:
        record: what is held.
        facts: the questions, to word the answers.
        today: the day it is.
        words: the words on screen.
        everything: with the answers of every session and the plans as they were handed out; otherwise the
            latest answers only.
    """
    shown = record.sessions if everything else record.sessions[-1:]
    answers = [block for each in shown for block in _answers(each, facts, words)]
    plans = [block for each in record.sessions if everything for block in _plan(each, words)]
    return (
        Heading(record.student.name, 1),
        Facts(_about(record, words)),
        *_sessions(record.sessions, today, words),
        *answers,
        *_history(record, words),
        *_notes(record, words),
        *plans,
    )


def notes_page(student: Student, notes: Sequence[StudentNote], words: Words) -> Page:
    """Return the notes on a student."""
    if not notes:
        return (Paragraph(words("desk.no_notes", name=student.name)),)
    return (Heading(words("desk.notes_on", name=student.name), 1), *_note_blocks(notes, words))


def _about(record: Record, words: Words) -> tuple[Row, ...]:
    student = record.student
    minor = words("desk.minor_yes" if student.counts_as_minor else "desk.minor_no")
    values = {
        "id": student.id,
        "grade": "" if student.grade is None else str(student.grade),
        "group": student.group,
        "status": word_for("status", student.status, words),
        "minor": minor,
        "added": day_text(record.added),
    }
    return tuple(Row(words(f"desk.field.{name}"), value) for name, value in values.items() if value)


def _sessions(sessions: Sequence[Session], today: date, words: Words) -> tuple[Block, ...]:
    if not sessions:
        return (Paragraph(words("desk.no_sessions")),)
    names = ("session", "started", "finished", "minutes", "state", "follow_up", "interest", "data")
    rows = tuple(
        (
            str(each.number),
            minute_text(each.started),
            minute_text(each.finished),
            f"{each.minutes:,}",
            state_mark(each.state(today), words),
            each.follow_up.isoformat() if each.follow_up else "",
            _interest(each, words),
            each.plan.data_as_of if each.plan else "",
        )
        for each in sessions
    )
    align: tuple[Align, ...] = ("right", "left", "left", "right", "left", "left", "left", "left")
    header = tuple(words(f"desk.column.{name}") for name in names)
    return section(words("desk.sessions"), Table(header, rows, align))


def _interest(session: Session, words: Words) -> str:
    both = (session.interest_before, session.interest_after)
    if both == (None, None):
        return ""
    before, after = (words("desk.not_asked") if each is None else str(each) for each in both)
    return words("desk.interest", before=before, after=after)


def _answers(session: Session, facts: Mapping[str, Fact], words: Words) -> tuple[Block, ...]:
    items = tuple(_answer(key, value, facts.get(key), words) for key, value in session.answers.items())
    title = words("desk.answers", number=session.number)
    return section(title, Bullets(items) if items else Paragraph(words("desk.no_answers")))


def _answer(key: str, value: Value, fact: Fact | None, words: Words) -> Item:
    answer = words("desk.unknown") if value == UNKNOWN else value_text(value, fact, words)
    return Item(words("desk.answer", question=fact.ask if fact else key, answer=answer))


def _history(record: Record, words: Words) -> tuple[Block, ...]:
    items = tuple(
        Item(
            words("desk.event", at=minute_text(each.at), what=word_for("did", each.what, words), who=each.who)
        )
        for each in record.history
    )
    return section(words("desk.history"), Bullets(items)) if items else ()


def _notes(record: Record, words: Words) -> tuple[Block, ...]:
    if record.notes:
        return section(words("desk.notes"), *_note_blocks(record.notes, words))
    if not record.note_count:
        return ()
    return (Paragraph(words.count("desk.notes_apart", record.note_count), tone="quiet"),)


def _note_blocks(notes: Sequence[StudentNote], words: Words) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for note in notes:
        at = minute_text(note.written)
        blocks.append(Heading(words("desk.note", number=note.number, at=at, who=note.by), 3))
        blocks += [Paragraph(line) for line in note.text.splitlines() if line.strip()]
    return tuple(blocks)


def _plan(session: Session, words: Words) -> tuple[Block, ...]:
    if session.plan is None:
        return ()
    title = words("desk.plan", number=session.number, day=session.plan.on.isoformat())
    about = words("desk.plan_data", day=session.plan.data_as_of)
    try:
        page = kept_page(session.plan.page)
    except CasemgrError:  # the rest of the record is not held up by it
        page = (Paragraph(words("desk.check_plan", id=session.student, number=session.number), tone="wait"),)
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


def printed_page(plan: Plan, template: str, words: Words, student: Student | None) -> Page:
    """Return a page of a plan as it was handed out; with a student, it says under its title whose it is.

    Raises:
        CasemgrError: the page is not there, or holds a kind of block that this version does not know.
    """
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
