"""A page as one HTML file that needs nothing else: no script, no network, no tracking.

htpy builds it: text is escaped wherever it is put in, and the type checker sees every element. A policy in
the file forbids everything but its own style sheet, so even a hole in the escaping could run or load nothing.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

import htpy as h
from markupsafe import Markup

from casemgr_cli.pages.blocks import Heading
from casemgr_cli.text import clean
from casemgr_cli.writers.html_parts import WRITERS, Handout
from casemgr_cli.writers.outline import outlined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casemgr_cli.pages.blocks import Page

_STYLE = "handout.css"
_POLICY = "default-src 'none'; style-src '{style}'; img-src data:; base-uri 'none'; form-action 'none'"
_SECTION = 2


def render_html(page: Page, title: str, lang: str = "en") -> str:
    """Return the page as an HTML document; `lang` is the language that its words are in."""
    if not page or not isinstance(page[0], Heading):
        page = (Heading(title, 1), *page)
    style = files(__package__).joinpath(_STYLE).read_text(encoding="utf-8")
    return str(h.html(lang=lang)[_head(title, style), h.body[h.main[_sections(page)]]]) + "\n"


def _head(title: str, style: str) -> h.Element:
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return h.head[
        h.meta(charset="utf-8"),
        h.meta(http_equiv="Content-Security-Policy", content=_POLICY.format(style=f"sha256-{digest}")),
        h.meta(name="viewport", content="width=device-width, initial-scale=1"),
        h.meta(name="referrer", content="no-referrer"),
        h.meta(name="color-scheme", content="light dark"),
        h.meta(name="format-detection", content="telephone=no"),
        h.title[clean(title)],
        h.style[Markup(style)],  # noqa: S704 - our own file, which holds no text of data or people
    ]


def _sections(page: Page) -> Iterable[h.Element]:
    """Return what stands under the title, then each section with all that is under its heading."""
    handout, parts = Handout(page), list[list[h.Node]]()
    for depth, block in outlined(page):
        if 0 < depth <= _SECTION:
            parts.append([])
        parts[-1].append(WRITERS[type(block)](block, depth, handout))
    front, *rest = parts
    return [h.div(".front")[front], h.div(".rest")[(h.section[part] for part in rest)]]
