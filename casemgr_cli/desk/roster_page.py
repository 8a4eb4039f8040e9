"""Lists of students, and what a list changes, as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.desk.documents import reason
from casemgr_cli.desk.pages import word_for
from casemgr_cli.pages.blocks import Facts, Heading, Paragraph, Row, Table
from casemgr_cli.pages.tools import section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casemgr_cli.desk.records import Student
    from casemgr_cli.desk.roster import Changed, Changes, Reject, Roster
    from casemgr_cli.pages.blocks import Align, Block, Page
    from casemgr_cli.pages.words import Words


_SHOWN = 12
# What a list of students mostly has a column for.
_WANTED = ("family", "grade")


def changes_page(roster: Roster, changes: Changes, words: Words, *, dry_run: bool) -> Page:
    """Return what a list changes or changed: the counts, then the first of each kind."""
    return (
        Heading(words("roster.would" if dry_run else "roster.did"), 1),
        Facts(_counts(roster, changes, words)),
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
        *_lot("rejects", roster.rejects, _rejects(roster.rejects[:_SHOWN], words), words),
        *_lot("changed", changes.changed, _changed(changes.changed[:_SHOWN], words), words),
        *_lot("new", changes.new, _students_table(changes.new[:_SHOWN], words), words),
        *_lot("gone", changes.gone, _students_table(changes.gone[:_SHOWN], words), words),
    )


def _no_fields(roster: Roster, words: Words) -> tuple[Paragraph, ...]:
    """Say what the list has no column for, where one of those that were not read could be it."""
    missing = [words(f"roster.field.{field}") for field in _WANTED if field not in roster.fields]
    if not missing or not roster.unread:
        return ()
    return (Paragraph(words("roster.no_field", fields=", ".join(missing)), tone="wait"),)


def students_page(found: Sequence[Student], total: int, words: Words) -> Page:
    """Return a list of students; `total` is how many there are before a limit."""
    if not total:
        return (Paragraph(words("desk.nobody")),)
    rest = total - len(found)
    end = words.count("desk.cut", rest) if rest else words.count("desk.total", total)
    return (_students_table(found, words), Paragraph(end, tone="quiet"))


def _students_table(found: Sequence[Student], words: Words) -> Table:
    """Return students as a table, without the columns that are empty for all of them."""
    rows = [
        {
            "id": each.id,
            "name": "" if each.name == each.id else each.name,
            "grade": "" if each.grade is None else str(each.grade),
            "group": each.group,
            "status": "" if each.status == "active" else word_for("status", each.status, words),
            "counselor": each.counselor,
        }
        for each in found
    ]
    used = [name for name in (rows[0] if rows else ()) if any(row[name] for row in rows)]
    header = tuple(words(f"roster.column.{name}") for name in used)
    align: tuple[Align, ...] = tuple("right" if name == "grade" else "left" for name in used)
    return Table(header, tuple(tuple(row[name] for name in used) for row in rows), align)


def _counts(roster: Roster, changes: Changes, words: Words) -> tuple[Row, ...]:
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
    return tuple(
        Row(words(f"roster.count.{name}"), f"{count:,}")
        for name, count in counts.items()
        if count or name in always
    )


def _lot(kind: str, found: Sequence[object], table: Table, words: Words) -> tuple[Block, ...]:
    if not found:
        return ()
    rest = len(found) - _SHOWN
    more = [Paragraph(words.count("roster.more", rest), tone="quiet")] if rest > 0 else []
    hints = {"gone": "roster.gone_about", "rejects": "roster.rejects_hint"}
    hint = [Paragraph(words(hints[kind]), tone="quiet")] if kind in hints else []
    return section(words(f"roster.{kind}", count=f"{len(found):,}"), table, *more, *hint)


def _changed(changed: Sequence[Changed], words: Words) -> Table:
    rows = tuple(
        (change.after.id, words(f"roster.field.{field}"), *_values(change, field, words))
        for change in changed
        for field in change.fields
    )
    header = tuple(words(f"roster.column.{name}") for name in ("id", "field", "before", "after"))
    return Table(header, rows, ("left", "left", "left", "left"))


def _values(change: Changed, field: str, words: Words) -> tuple[str, ...]:
    values = (getattr(student, field) for student in (change.before, change.after))
    shown = (word_for("status", value, words) if field == "status" else value for value in values)
    return tuple(words("roster.nothing") if value in ("", None) else str(value) for value in shown)


def _rejects(rejects: Sequence[Reject], words: Words) -> Table:
    header = tuple(words(f"roster.column.{name}") for name in ("line", "id", "reason"))
    rows = tuple((_line(reject, words), reject.id, reason(reject, words)) for reject in rejects)
    return Table(header, rows, ("right", "left", "left"))


def _line(reject: Reject, words: Words) -> str:
    line = f"{reject.line:,}"
    return words("roster.line_of", line=line, file=reject.file) if reject.file else line
