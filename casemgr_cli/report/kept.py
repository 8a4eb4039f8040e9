"""A page put away as text, and read back equal, so that what was handed out can be shown again exactly."""

from __future__ import annotations

from typing import Any, get_args

import msgspec

from casemgr_cli.errors import CasemgrError
from casemgr_cli.report.blocks import Block, Page

KINDS = {kind.__name__: kind for kind in get_args(Block)}


def keep_page(page: Page) -> str:
    """Return the page as JSON text: each block as its kind and what it holds."""
    return msgspec.json.encode([(type(block).__name__, block) for block in page]).decode()


def kept_page(text: str) -> Page:
    """Return the page that `keep_page` put away.

    Raises:
        CasemgrError: it holds a kind of block that this version does not know.
    """
    try:
        pairs: list[tuple[str, Any]] = msgspec.json.decode(text, type=list[tuple[str, Any]])
        return tuple(msgspec.convert(content, KINDS[name]) for name, content in pairs)
    except (KeyError, msgspec.MsgspecError) as error:
        raise CasemgrError(
            "This plan was put away by another version of casemgr, and its page cannot be shown again.",
            hint='"casemgr session report --json" still gives the advice itself.',
            slug="kept_page",
        ) from error
