"""The pictures of the README, made by the program from the answers of made-up people.

    .venv/bin/python -m docs.pictures

writes every picture again. It needs what the tests need, and for the handout Chromium and the Liberation
fonts. tests/test_pictures.py says when a picture no longer shows what the program makes.
"""

from __future__ import annotations

import re
import shutil
import sys
from contextlib import contextmanager
from datetime import date
from functools import cache
from html import escape
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import sync_playwright
from pypdfium2 import PdfDocument
from rich.console import Console
from rich.terminal_theme import MONOKAI

from casemgr_cli.catalog.answers import read_answers
from casemgr_cli.catalog.files import data_dir, load_messages
from casemgr_cli.catalog.load import load_catalog
from casemgr_cli.catalog.wages import load_pay_guide
from casemgr_cli.engine.advise import advise
from casemgr_cli.engine.compare import beside
from casemgr_cli.pages.advice import advice_page
from casemgr_cli.pages.blocks import Heading
from casemgr_cli.pages.compare import compare_page
from casemgr_cli.pages.plan import plan_page
from casemgr_cli.pages.words import Words
from casemgr_cli.writers.html import render_html
from casemgr_cli.writers.pdf import render_pdf
from casemgr_cli.writers.screen import render_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import Browser
    from rich.text import Text

    from casemgr_cli.domain.advice import Advice
    from casemgr_cli.pages.blocks import Page

HERE = Path(__file__).parent
# Every picture shows this day, so that none goes stale by itself.
TODAY = date(2026, 11, 23)
DATA = data_dir(None)
CATALOG = load_catalog(DATA, strict=False)
GUIDE = load_pay_guide(DATA)
WORDS = Words(load_messages(DATA))

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
QUIETER = "--disable-background-networking --disable-component-update"
# The handout takes the fonts that a computer has; its picture takes ones that any computer can have, and sets
# them as they are drawn, not as the computer's screen would have them.
FONT = "Liberation"
FONTS = f"""
* {{ text-rendering: geometricPrecision; }}
:root {{ --serif: "{FONT} Serif"; --sans: "{FONT} Sans"; }}
@page {{ @bottom-right {{ font-family: "{FONT} Sans"; }} }}
"""
# Pixels for a point of paper, the gray of the paper's edge, and how many colors are enough for print.
SCALE, EDGE, COLORS = 1.6, "#8c959f", 32

# As Rich draws a terminal, but with the fonts that a computer has: nothing is loaded.
SCREEN = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" \
viewBox="0 0 {width} {height}" role="img" \
aria-labelledby="{unique_id}-name {unique_id}-text">
<style>
.{unique_id}-title, .{unique_id}-matrix {{
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
  font-size: {char_height}px;
}}
{styles}
</style>
<defs>
{lines}
</defs>
{chrome}
<g class="{unique_id}-matrix" transform="translate({terminal_x}, {terminal_y})">
{backgrounds}{matrix}
</g>
</svg>
"""


class MissingTool(Exception):
    """Something that a picture is made with is not on this computer."""


def advice_screen() -> bytes:
    """Return the first screen of the nurse's advice as SVG."""
    page = advice_page(advice("nurse"), CATALOG, GUIDE, WORDS)
    return terminal(first_screen(page), "casemgr advise --answers docs/people/nurse.yaml", columns=80)


def compare_screen() -> bytes:
    """Return the LPN's ways side by side, in words and drawn, as SVG."""
    ways = advice("lpn")
    page = compare_page(beside(ways), CATALOG, WORDS, total=len(ways.routes))
    return terminal(first_screen(page), "casemgr compare --answers docs/people/lpn.yaml", columns=80)


def handout_sheet() -> bytes:
    """Return the first page of the graduate's printed handout as PNG."""
    page = advice_page(advice("graduate"), CATALOG, GUIDE, WORDS)
    return first_page(printed(render_html(page, "casemgr")))


def plan_sheet() -> bytes:
    """Return the first page of the student's plan to sign as PNG."""
    page = plan_page(advice("student"), CATALOG, GUIDE, WORDS)
    return first_page(render_pdf(page, "casemgr", day=TODAY))


PICTURES: Mapping[str, Callable[[], bytes]] = {
    "advise.svg": advice_screen,
    "compare.svg": compare_screen,
    "handout.png": handout_sheet,
    "plan.png": plan_sheet,
}


@cache
def advice(person: str) -> Advice:
    """Return the advice on one of the people beside this script."""
    file = HERE / "people" / f"{person}.yaml"
    return advise(CATALOG, read_answers(file.name, file.read_bytes(), CATALOG.facts), TODAY)


def first_screen(page: Page) -> Page:
    """Return a page's top, up to its first section."""
    starts = [i for i, block in enumerate(page) if isinstance(block, Heading) and block.level > 1]
    return page[: [*starts, len(page)][0]]


def terminal(page: Page, command: str, columns: int) -> bytes:
    """Return an SVG of a terminal that shows a page, with the same as text for those who do not see it."""
    shown: Text = render_terminal(page, columns)
    console = Console(record=True, file=StringIO(), width=columns, highlight=False, markup=False, emoji=False)
    console.print(shown, soft_wrap=True)
    name = command.split()[1]
    svg = console.export_svg(title=f"$ {command}", theme=MONOKAI, code_format=SCREEN, unique_id=name)
    told = (
        f'<title id="{name}-name">{escape(command)}</title>\n'
        f'<desc id="{name}-text">\n{escape(shown.plain, quote=False)}</desc>\n'
    )
    return svg.replace("<style>", f"{told}<style>", 1).encode()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a headless Chromium that calls nobody.

    Raises:
        MissingTool: there is none.
    """
    if CHROMIUM is None:
        raise MissingTool("needs Chromium; Debian's package is chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=f"{QUIET} {QUIETER}".split())
        yield browser
        browser.close()


def printed(html: str) -> bytes:
    """Return a handout as Chromium prints it, a PDF.

    Raises:
        MissingTool: Chromium is missing, or the fonts.
    """
    with chromium() as browser:
        tab = browser.new_context(bypass_csp=True).new_page()
        tab.set_content(html)
        tab.add_style_tag(content=FONTS)
        pdf = tab.pdf(format="Letter")
    if any(not font.startswith(FONT) for font in re.findall(r"/BaseFont /\w+\+(\w+)", pdf.decode("latin-1"))):
        raise MissingTool("needs the Liberation fonts; Debian's package is fonts-liberation")
    return pdf


def first_page(pdf: bytes) -> bytes:
    """Return the first page of a PDF as PNG, with an edge that shows on white, and its text as description.

    The edge is a pixel wide. The description is the file's, as the PNG standard has it.
    """
    with PdfDocument(pdf) as document:
        sheet = document[0]
        drawn: Image.Image = sheet.render(scale=SCALE).to_pil()
        text = sheet.get_textpage().get_text_range()
    told = PngInfo()
    told.add_itxt("Description", text)
    png = BytesIO()
    few = ImageOps.expand(drawn, border=1, fill=EDGE).quantize(COLORS, dither=Image.Dither.NONE)
    few.save(png, "PNG", optimize=True, pnginfo=told)
    return png.getvalue()


def main() -> None:
    """Write every picture again."""
    for name, made in PICTURES.items():
        file = HERE / "pictures" / name
        try:
            file.write_bytes(made())
        except MissingTool as missing:
            sys.exit(f"{name} {missing}.")
        print(f"{file.stat().st_size:7,} bytes  {name}")


if __name__ == "__main__":
    main()
