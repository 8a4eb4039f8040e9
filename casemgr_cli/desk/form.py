"""The questions on paper, in files and in an online form, and the answers that come back from it.

A column of a form's CSV is a question by its key or by its words, and a cell an answer by its value or by its
words, as they stand on the sheet of `session sheet`; capitals, blanks and punctuation make no difference.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from string import ascii_uppercase

from msgspec import Struct

from casemgr_cli.catalog.answers import accept
from casemgr_cli.desk.csv_rows import CsvRow, Lines, records
from casemgr_cli.domain.facts import UNKNOWN, Fact, Value
from casemgr_cli.errors import UsageFailure
from casemgr_cli.pages.blocks import Align, Blanks, Block, Bullets, Heading, Item, Page, Paragraph, Table
from casemgr_cli.pages.words import Words
from casemgr_cli.text import quoted

# What stands between the answers of one cell: Google's forms write a comma, Microsoft's a semicolon.
_BETWEEN = " ,;"


class FormRow(Struct, frozen=True):
    """What one student said: in which line, with which id, and what is wrong with it, if anything."""

    line: int
    id: str
    answers: Mapping[str, Value]
    problem: str = ""


class Form(Struct, frozen=True):
    """What was read of a form, and the columns that are no question."""

    rows: tuple[FormRow, ...]
    unread: tuple[str, ...]


def read_form(
    name: str, content: bytes, facts: Mapping[str, Fact], ids: Sequence[str], said: Mapping[str, Value]
) -> Form:
    """Read the CSV of a form. `ids` are what a column of ids may be called, in plain letters, and `said` what
    words mean that are no choice: that somebody does not know, or of a list none.

    Raises:
        UsageFailure: it has no column with ids, or no question.
    """
    rows = records(Lines(content, None), ",")
    header = next(rows, CsvRow(0)).cells
    by_name = {_plain(text): fact for fact in facts.values() for text in (fact.key, fact.ask)}
    columns = {place: by_name[_plain(text)] for place, text in enumerate(header) if _plain(text) in by_name}
    id_at = next((place for known in ids for place, text in enumerate(header) if _plain(text) == known), None)
    if id_at is None or not columns:
        raise UsageFailure(
            f"{quoted(name)} has no column {'with the ids' if id_at is None else 'that is a question'}.",
            hint='Name one "Student ID", and the others as on the sheet: casemgr session sheet.',
        )
    meant = {_plain(text): value for text, value in ((UNKNOWN, UNKNOWN), *said.items())}
    read = [_row(row, id_at, columns, meant) for row in rows if row.why or any(map(str.strip, row.cells))]
    unread = (text for place, text in enumerate(header) if place != id_at and place not in columns)
    return Form(tuple(read), tuple(unread))


def _row(row: CsvRow, id_at: int, columns: Mapping[int, Fact], meant: Mapping[str, Value]) -> FormRow:
    line, cells = row.line, row.cells
    id_ = cells[id_at].strip() if id_at < len(cells) else ""
    if not id_:
        return FormRow(line, id_, {}, "It cannot be read." if row.why else "It has no id.")
    answers: dict[str, Value] = {}
    try:
        for place, fact in columns.items():
            cell = cells[place].strip() if place < len(cells) else ""
            if cell:
                said = meant.get(_plain(cell))
                known = said == UNKNOWN or (said is not None and fact.type == "choices")
                answers[fact.key] = accept(fact, said if known else _value(fact, cell))
    except UsageFailure as error:
        return FormRow(line, id_, {}, error.whole)
    return FormRow(line, id_, answers)


def _value(fact: Fact, cell: str) -> str | list[str]:
    """Return a cell as the question's own values, where its words are known; else as it stands."""
    values = {_plain(text): each.value for each in fact.choices for text in (each.label, each.value)}
    if fact.type != "choices":
        return values.get(_plain(cell), cell)
    found: list[str] = []
    rest = cell.strip(_BETWEEN)
    while rest:
        taken = _longest(rest, values)
        if not taken:
            return cell
        found.append(values[_plain(rest[:taken])])
        rest = rest[taken:].strip(_BETWEEN)
    return found


def _longest(text: str, values: Collection[str]) -> int:
    """Return how much of a text is one answer, the most there can be: some have commas of their own."""
    ends = [place for place, sign in enumerate(text) if sign in _BETWEEN] + [len(text)]
    return next((end for end in reversed(ends) if _plain(text[:end]) in values), 0)


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


_BOX = "[  ]"
# A longer list would fill the sheet; the answer is written down instead.
_MOST_BOXES = 20
_LETTERS = ascii_uppercase


def sheet_page(asked: Sequence[Fact], words: Words, *, interest: bool) -> Page:
    """Return the sheet: each question with boxes to tick, or a line to write on.

    Neighbors with the same choices share a table. `interest` says whether to ask how much the work interests
    the student.
    """
    shared = groupby(asked, key=lambda fact: fact.choices if fact.type == "choices" else fact.key)
    groups = [list(group) for _, group in shared]
    return (
        Heading(words("desk.sheet.title"), 1),
        Blanks(((words("desk.sheet.who"), words("desk.sheet.day")),)),
        Paragraph(words("desk.sheet.intro")),
        *([Paragraph(words("desk.sheet.interest"))] if interest else []),
        *(block for group in groups for block in _blocks(group, words)),
        *([Paragraph(words("desk.sheet.interest_after"))] if interest else []),
    )


def _blocks(group: Sequence[Fact], words: Words) -> tuple[Block, ...]:
    first = group[0]
    if len(group) > 1:
        lettered = zip(_LETTERS, group, strict=False)
        titles = tuple(Heading(f"{letter}. {fact.ask}", 3) for letter, fact in lettered)
        header = ("", *_LETTERS[: len(group)])
        rows = tuple((choice.label, *(_BOX for _ in group)) for choice in first.choices)
        align: list[Align] = ["left"] * len(header)
        return (*titles, Table(header, rows, tuple(align)))
    title = Heading(first.ask, 3)
    if not first.choices or len(first.choices) > _MOST_BOXES:
        return (title, Blanks(((words("desk.sheet.answer"),),)))
    how = words("desk.sheet.pick" if first.type == "choice" else "desk.sheet.pick_all")
    labels = [choice.label for choice in first.choices]
    labels += [words("desk.sheet.none")] if first.type == "choices" else []
    return (title, Paragraph(how, tone="quiet"), Bullets(tuple(Item(f"{_BOX} {label}") for label in labels)))


_KINDS = {"integer": "whole_number", "number": "number", "text": "text"}


def answers_to_fill_in(asked: Iterable[Fact], words: Words) -> str:
    """Return YAML that says nothing until somebody takes a `#` away, and whose keys are then answers."""
    lines = [_comment(words(f"desk.sheet.{key}")) for key in ("file", "file_list")]
    for fact in asked:
        lines += ["", *_question(fact, words)]
    return "\n".join(lines) + "\n"


def _question(fact: Fact, words: Words) -> Iterator[str]:
    yield _comment(fact.ask)
    if fact.choices:
        width = max(len(choice.value) for choice in fact.choices)
        yield _comment(words("desk.sheet.pick" if fact.type == "choice" else "desk.sheet.pick_all"))
        for choice in fact.choices:
            yield _comment(f"  {choice.value:{width}}  {choice.label}")
    else:
        yield _comment(words(f"desk.sheet.{_KINDS[fact.type]}"))
    yield f"# {fact.key}:{' []' if fact.type == 'choices' else ''}"


def _comment(text: str) -> str:
    """Return one line that YAML passes over, whatever the text is."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return f"# {printable}".rstrip()
