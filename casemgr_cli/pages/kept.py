"""Pages put away as text, and read back equal, so that what was handed out can be shown again exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import msgspec

from casemgr_cli.errors import CasemgrError
from casemgr_cli.pages.blocks import Block, Heading, Page, Paragraph

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casemgr_cli.domain.desk import Plan, Student
    from casemgr_cli.pages.words import Words

FULL = "full"
KINDS = {kind.__name__: kind for kind in get_args(Block)}


def keep_pages(pages: Mapping[str, Page]) -> str:
    """Return pages by the name of their template as JSON text: each block as its kind and what it holds."""
    kept = {name: [(type(block).__name__, block) for block in page] for name, page in pages.items()}
    return msgspec.json.encode(kept).decode()


def kept_page(text: str, template: str = FULL) -> Page:
    """Return one of the pages that `keep_pages` put away.

    Raises:
        CasemgrError: it is not there, or holds a kind of block that this version does not know.
    """
    try:
        pairs: list[tuple[str, Any]] = msgspec.json.decode(text, type=dict[str, list[tuple[str, Any]]])[
            template
        ]
        return tuple(msgspec.convert(content, KINDS[name]) for name, content in pairs)
    except (KeyError, msgspec.MsgspecError) as error:
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
