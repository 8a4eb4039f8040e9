"""A page for a color terminal. The only module that knows Rich.

Colors are the terminal's own eight, without backgrounds, so that light and dark themes both keep them
readable; yellow is left out, which few light ones do. Everything is shown as it stands: no text is read as
markup.
"""

from rich.text import Text

from casemgr_cli.pages.blocks import Page
from casemgr_cli.writers.layout import ASCII, UNICODE, StyledLine, lay_out

_STYLES = {
    "plain": "",
    "title": "bold",
    "heading": "bold cyan",
    "entry": "bold",
    "label": "dim",
    "strong": "bold",
    "quiet": "dim",
    "typed": "dim",
    "cite": "dim",
    "url": "cyan",
    "bar": "cyan",
    "good": "bold green",
    "wait": "bold",
    "stop": "red",
    "law": "bold magenta",
    "issuer": "magenta",
    "habit": "",
    "choice": "dim",
}


def render_terminal(page: Page, columns: int, encoding: str = "utf-8") -> Text:
    """Return the page as styled text for `Console.print(..., soft_wrap=True)`.

    Line-drawing characters are used where the encoding has them all.
    """
    drawn = "".join(getattr(UNICODE, name) for name in UNICODE.__struct_fields__)
    glyphs = UNICODE if _encodable(drawn, encoding) == drawn else ASCII
    text = Text(no_wrap=True, end="")
    for line in lay_out(page, columns, glyphs):
        for span in _trimmed(line):
            text.append(_encodable(span.text, encoding), _STYLES[span.style] or None)
        text.append("\n")
    return text


def _trimmed(line: StyledLine) -> StyledLine:
    """Leave out the blanks at a line's end."""
    if not line:
        return line
    *before, last = line
    text = last.text.rstrip()
    return (*before, last._replace(text=text)) if text else _trimmed(tuple(before))


def _encodable(text: str, encoding: str) -> str:
    return text.encode(encoding, "replace").decode(encoding)
