"""The counselor's desk as pages: what is waiting today, and lists of students."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.pages.blocks import Facts, Heading, Mark, Paragraph, Row, Table
from casemgr_cli.pages.tools import section

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from casemgr_cli.desk.logbook import LogEntry
    from casemgr_cli.desk.records import DeskBoard, Health, LockedBy, Setup, Standing, State, Student
    from casemgr_cli.pages.blocks import Align, Block, Page, Tone
    from casemgr_cli.pages.words import Words


_SHOWN = 5
_TONES: dict[str, Tone] = {"new": "quiet", "half_done": "wait", "done": "good", "due": "stop"}
_COLUMNS = ("id", "name", "grade", "group", "state", "touched", "follow_up")


def board_page(board: DeskBoard, held: Mapping[str, LockedBy], words: Words) -> Page:
    """Return the board: who is half done, who is due for a follow-up, who has no plan. `held` says who is
    at work on whom.
    """
    title = Heading(words("desk.board"), 1)
    if not board.students:
        return (title, Paragraph(words("desk.empty")), Paragraph(words("desk.empty_hint"), tone="quiet"))
    counts = words.count("desk.count", board.students, plans=f"{board.with_plan:,}")
    return (
        title,
        Paragraph(counts),
        *_lot("half_done", board.half_done, held, words),
        *_lot("due", board.due, held, words),
        *_lot("no_plan", board.no_plan, held, words),
        *([] if board.half_done or board.due or board.no_plan else [Paragraph(words("desk.clear"))]),
    )


def _lot(
    kind: str, found: Sequence[Standing], held: Mapping[str, LockedBy], words: Words
) -> tuple[Block, ...]:
    if not found:
        return ()
    state = "new" if kind == "no_plan" else kind
    rest = len(found) - _SHOWN
    more = (Paragraph(words.count("desk.more", rest, state=state), tone="quiet"),) if rest > 0 else ()
    hint = Paragraph(words(f"desk.hint_{kind}", id=found[0].student.id), tone="quiet")
    title = words(f"desk.{kind}", count=f"{len(found):,}")
    return section(title, _table(found[:_SHOWN], held, words), *more, hint)


def list_page(found: Sequence[Standing], total: int, held: Mapping[str, LockedBy], words: Words) -> Page:
    """Return a list of students; `total` is how many there are before a limit."""
    if not total:
        return (Paragraph(words("desk.nobody")),)
    rest = total - len(found)
    end = words.count("desk.cut", rest) if rest else words.count("desk.total", total)
    return (_table(found, held, words), Paragraph(end, tone="quiet"))


def slips_page(students: Sequence[Student], codes: Mapping[str, str], words: Words) -> Page:
    """Return a slip a line, with the name and the code of a student."""
    header = tuple(words(f"desk.column.{name}") for name in ("name", "id", "code"))
    rows = tuple((each.name, each.id, codes[each.id]) for each in students)
    about = Paragraph(words("desk.slips_about"), tone="quiet")
    return (Heading(words("desk.slips"), 1), about, Table(header, rows, ("left", "left", "left")))


def log_page(entries: Sequence[LogEntry], total: int, words: Words) -> Page:
    """Return lines of the log; `total` is how many there are before a limit."""
    if not entries:
        return (Paragraph(words("desk.log_empty")),)
    header = tuple(words(f"desk.column.{name}") for name in ("at", "who", "did", "id"))
    rows = tuple(
        (
            minute_text(each.at),
            each.who,
            word_for("did", each.what, words),
            each.student or words("desk.log_gone"),
        )
        for each in entries
    )
    rest = total - len(entries)
    more = [Paragraph(words.count("desk.log_more", rest), tone="quiet")] if rest else []
    return (Table(header, rows, ("left",) * 4), *more)


def check_page(health: Health, words: Words) -> Page:
    """Return what is wrong with a store, and what to do about it."""
    if health.is_good:
        return (Paragraph(words("desk.check_good"), tone="good"),)
    faults = [
        Paragraph(words("desk.check_fault", fault=fault), tone="stop") for fault in health.faults[:_SHOWN]
    ]
    remedy = [Paragraph(words("desk.check_damaged"))] if health.faults else []
    plans = [
        Paragraph(words("desk.check_plan", id=plan.student, number=plan.number), tone="wait")
        for plan in health.plans
    ]
    anew = [Paragraph(words("desk.check_anew"))] if health.plans else []
    return (*faults, *remedy, *plans, *anew)


def purge_page(found: Sequence[tuple[Student, date]], before: date, words: Words) -> Page:
    """Return who is to be deleted, each with the day something was last done for them."""
    if not found:
        return (Paragraph(words("desk.purge_none", day=before.isoformat())),)
    rows = tuple(
        (student.id, "" if student.name == student.id else student.name, last.isoformat())
        for student, last in found
    )
    header = tuple(words(f"desk.column.{name}") for name in ("id", "name", "last"))
    about = words.count("desk.purge", len(found), day=before.isoformat())
    return (Paragraph(about), Table(header, rows, ("left", "left", "left")))


def setup_page(setup: Setup, words: Words) -> Page:
    """Return how a store is set up."""
    values = {
        "store": setup.name,
        "encrypted": words("desk.yes" if setup.encrypted else f"desk.not_encrypted_{setup.kind}"),
        "pseudonymous": words("desk.yes" if setup.pseudonymous else "desk.no"),
        "ask_interest": words("desk.yes" if setup.ask_interest else "desk.no"),
        "students": f"{setup.students:,}",
    }
    return (Facts(tuple(Row(words(f"desk.field.{name}"), value) for name, value in values.items())),)


def _table(found: Sequence[Standing], held: Mapping[str, LockedBy], words: Words) -> Table:
    rows = [_cells(each, held.get(each.student.id), words) for each in found]
    used = [name for name in _COLUMNS if name in ("id", "state") or any(row[name] for row in rows)]
    align: tuple[Align, ...] = tuple("right" if name == "grade" else "left" for name in used)
    header = tuple(words(f"desk.column.{name}") for name in used)
    return Table(header, tuple(tuple(row[name] for name in used) for row in rows), align)


def _cells(standing: Standing, lock: LockedBy | None, words: Words) -> dict[str, str | Mark]:
    student = standing.student
    touched = day_text(standing.touched)
    return {
        "id": student.id,
        "name": "" if student.name == student.id else student.name,
        "grade": "" if student.grade is None else str(student.grade),
        "group": student.group,
        "state": state_mark(standing.state, words),
        "touched": words("desk.open_by", day=touched, who=lock.who) if lock else touched,
        "follow_up": standing.follow_up.isoformat() if standing.follow_up else "",
    }


def word_for(kind: str, value: str, words: Words) -> str:
    """Return what a value is called; one that is damaged or of another program, as it is."""
    return words(f"desk.{kind}.{value}") if words.has(f"desk.{kind}.{value}") else value


def state_mark(state: State, words: Words) -> Mark:
    """Return where a session stands as a mark."""
    return Mark(words(f"desk.state.{state}"), _TONES[state])


def day_text(moment: datetime | None) -> str:
    """Return the day of a moment where the reader is; nothing for none."""
    return moment.astimezone().date().isoformat() if moment else ""


def minute_text(moment: datetime | None) -> str:
    """Return a moment to the minute where the reader is; nothing for none."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else ""
