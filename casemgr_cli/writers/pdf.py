"""A page as a tagged PDF, set by Typst. The only module that knows it.

`pdf.typ` beside this file says how blocks look. What a page says reaches it as JSON and is shown as it
stands, so no text can become markup.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from casemgr_cli.errors import missing_extra
from casemgr_cli.pages.blocks import Page, on_paper
from casemgr_cli.text import clean

Paper = Literal["letter", "a4"]
_PAPERS: Mapping[str, str] = {"letter": "us-letter", "a4": "a4"}
TEMPLATE = Path(__file__).with_suffix(".typ").read_bytes()


def render_pdf(
    page: Page, title: str, paper: Paper = "letter", lang: str = "en", day: date | None = None
) -> bytes:
    """Return the page as a PDF/UA-1 document: tagged, titled, with its language set.

    `day` is the day that the document says it was made on; the same page and day give the same bytes. Text
    in a script that the built-in fonts lack is set in the computer's own fonts, and the document is then
    tagged as well but does not call itself PDF/UA.
    """
    given = {
        "title": clean(title),
        "lang": lang,
        "paper": _PAPERS[paper],
        "dated": day is not None,
        "blocks": [{"kind": type(block).__name__, **_plain(block)} for block in on_paper(page)],
    }
    return _compile(json.dumps(given), datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None)


def refuse_without_typst() -> None:
    """Find out before the work begins that no PDF can be made after it.

    Raises:
        FileFailure: Typst is not installed.
    """
    try:
        import typst  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise missing_extra("To make a PDF", "typst") from error


def _compile(given: str, made: datetime | None) -> bytes:
    refuse_without_typst()
    import typst

    def compiled(*, everywhere: bool) -> bytes:
        return typst.compile(
            TEMPLATE,
            font_paths=typst.Fonts(include_system_fonts=everywhere),
            ignore_system_fonts=not everywhere,
            sys_inputs={"page": given},
            pdf_standards=[] if everywhere else ["ua-1"],
            timestamp=made,
        )

    try:
        return compiled(everywhere=False)
    except typst.TypstError:
        # PDF/UA refuses a letter that no font has.
        return compiled(everywhere=True)


def _plain(value: Any) -> Any:  # noqa: ANN401  a block or anything in it
    """Return a value as JSON has it, every text in it made safe to show."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    return value
