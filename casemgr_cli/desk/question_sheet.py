"""The first questions on a sheet of paper, to be answered with a pencil."""

from __future__ import annotations

from itertools import groupby
from string import ascii_uppercase
from typing import TYPE_CHECKING

from casemgr_cli.pages.blocks import Blanks, Bullets, Heading, Item, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from casemgr_cli.domain.facts import Fact
    from casemgr_cli.pages.blocks import Align, Block, Page
    from casemgr_cli.pages.words import Words


_BOX = "[  ]"
# A longer list would fill the sheet; the answer is written down instead.
_MOST_BOXES = 20
_LETTERS = ascii_uppercase


def sheet_page(asked: Sequence[Fact], words: Words, *, interest: bool) -> Page:
    """Return the sheet: each question with boxes to tick, or a line to write on.

    Args:
        asked: the questions in their order; neighbors with the same choices share a table.
        words: the words on the sheet.
        interest: whether to ask how much the work interests the student.
    """
    groups = [list(group) for _, group in groupby(asked, key=_alike)]
    return (
        Heading(words("desk.sheet.title"), 1),
        Blanks(((words("desk.sheet.who"), words("desk.sheet.day")),)),
        Paragraph(words("desk.sheet.intro")),
        *([Paragraph(words("desk.sheet.interest"))] if interest else []),
        *(block for group in groups for block in _blocks(group, words)),
        *([Paragraph(words("desk.sheet.interest_after"))] if interest else []),
    )


def _alike(fact: Fact) -> object:
    """Return what questions that share a table have in common."""
    return fact.choices if fact.type == "choices" else fact.key


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
    boxes = tuple(Item(f"{_BOX} {choice.label}") for choice in first.choices)
    return (title, Paragraph(how, tone="quiet"), Bullets(boxes))


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
