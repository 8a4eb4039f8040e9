"""A page as plain text: no color, no box drawing, for pipes, files and `--plain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.writers.layout import lay_out
from casemgr_cli.writers.lines import ASCII

if TYPE_CHECKING:
    from casemgr_cli.pages.blocks import Page

_COLUMNS = 80


def render_text(page: Page, columns: int = _COLUMNS, encoding: str = "utf-8") -> str:
    """Return the page as text that ends in a line break.

    What the program draws is ASCII; what data and people say keeps its own letters as far as the encoding
    has them, and a question mark stands for the rest.
    """
    lines = ("".join(span.text for span in line).rstrip() for line in lay_out(page, columns, ASCII))
    text = "\n".join(lines) + "\n"
    return text.encode(encoding, "replace").decode(encoding)
