"""Whatever names, notes and data files hold comes out of every writer as text, and does nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import html5lib
from hypothesis import given, settings
from markdown_it import MarkdownIt
from msgspec import Struct

from casemgr_cli.pages import blocks
from casemgr_cli.text import clean
from casemgr_cli.writers.html import render_html
from casemgr_cli.writers.layout import render_text
from casemgr_cli.writers.markdown import render_markdown
from casemgr_cli.writers.screen import render_terminal
from tests.unit.hostile_pages import ATTACKS, pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from casemgr_cli.pages.blocks import Page

quick = settings(max_examples=60, deadline=None)

STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028\u202a-\u202e\u2066-\u2069\u00ad]")
ELEMENTS = re.compile(
    "html|head|meta|title|style|body|main|div|section|h[1-3]|p|span|strong|small|a|[uo]l|li|d[ltd]"
    "|table|caption|thead|tbody|tfoot|t[rhd]|figure|figcaption|svg|desc|text|line|rect|circle"
)
ATTRIBUTES = re.compile(
    "lang|charset|http-equiv|content|name|class|id|href|rel|role|aria-(label|labelledby|hidden)|scope"
    "|data-label|value|width|height|[xy][12]?|c[xy]|r|text-anchor"
)
MARKDOWN = MarkdownIt("commonmark").enable("table")
SILENT = ("url", "tone", "align")
HEARD = ("name", "back")
DRAWN = (blocks.Timeline, blocks.PayBar, blocks.RouteBars)


def squeezed(text: str) -> str:
    """Return text without blanks, which a writer may set as it likes."""
    return re.sub(r"\s+", "", text)


def said(value: Any, *, heard: bool = False) -> Iterator[str]:  # noqa: ANN401 - a block, or what is in one
    """Yield every text in a block that is not an address or a tone; with `heard`, names of links too."""
    left_out = SILENT if heard else (*SILENT, *HEARD)
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from said(each, heard=heard)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            if name not in left_out:
                yield from said(getattr(value, name), heard=heard)


@quick
@given(pages())
def test_screens(page: Page) -> None:
    """No escape, control or direction character gets to a terminal or a text file."""
    for shown in (render_text(page), render_terminal(page, 80).plain):
        assert not STEERING.search(shown)


@quick
@given(pages())
def test_html(page: Page) -> None:
    """Read as a browser reads it: our elements and attributes, links to the web, and all the text."""
    document = render_html(page, ATTACKS[0])
    root = html5lib.parse(document, namespaceHTMLElements=False)
    shown = []
    for element in root.iter():
        name = str(element.tag).rsplit("}", 1)[-1]
        assert ELEMENTS.fullmatch(name)
        assert all(ATTRIBUTES.fullmatch(str(key)) for key in element.attrib), element.attrib
        assert re.match(
            r"#(source|cite)-\d+$|https?://[^\s<>\"]+$", element.get("href", "#cite-1"), re.IGNORECASE
        )
        shown += [element.text or "" if name != "style" else "", *element.attrib.values(), element.tail or ""]
    text = squeezed("".join(shown))
    assert not STEERING.search("".join(shown))
    assert all(squeezed(clean(field)) in text for field in said(page, heard=True))


@quick
@given(pages())
def test_markdown(page: Page) -> None:
    """Rendered, it is our headings and one table, links to the web alone, no HTML, and all the text."""
    source = render_markdown(page)
    assert not STEERING.search(source)
    tokens = list(flat(MARKDOWN.parse(source)))
    kinds = [token.type for token in tokens]
    assert not {
        "html_block",
        "html_inline",
        "image",
        "code_block",
        "hr",
        "blockquote_open",
        "em_open",
        "code_inline",
    } & set(kinds)
    assert (kinds.count("heading_open"), kinds.count("table_open"), kinds.count("fence")) == (2, 1, 3)
    assert kinds.count("th_open") == 2
    assert kinds.count("td_open") == 4
    for token in tokens:
        if token.type == "link_open":
            assert re.match(r"https?://", str(token.attrs["href"]), re.IGNORECASE)
    text = squeezed("".join(token.content for token in tokens if token.type in ("text", "text_special")))
    written = [block for block in page if not isinstance(block, DRAWN)]
    assert all(squeezed(clean(field)) in text for block in written for field in said(block))


def flat(tokens: list[Token]) -> Iterator[Token]:
    """Yield tokens and what is inside them."""
    for token in tokens:
        yield token
        yield from flat(token.children or [])
