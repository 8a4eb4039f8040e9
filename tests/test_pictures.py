"""The pictures of the README show what the program makes today."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from PIL import Image, ImageChops

from casemgr_cli.pages.blocks import Heading, Paragraph
from casemgr_cli.writers.pdf import render_pdf
from docs import pictures
from docs.pictures import PICTURES, MissingTool, first_page

if TYPE_CHECKING:
    from casemgr_cli.pages.blocks import Page

KEPT = Path(pictures.__file__).parent / "pictures"
STALE = "docs/pictures/{} is stale. Make it again with: .venv/bin/python -m docs.pictures"
SVGS = [name for name in PICTURES if name.endswith(".svg")]
PNGS = [name for name in PICTURES if name.endswith(".png")]
MOST_BYTES = 600_000
XMLNS = "http://www.w3.org/2000/svg"
SVG = f"{{{XMLNS}}}"
PLAN = (Heading("My plan", 1), Paragraph("It takes 41 months."))
# Two releases of a font or a browser draw the same letters not quite alike: of a page at half its size, this
# part of the pixels may be lighter or darker by more than so many of 255 steps. Its words must be the same.
MOST_PIXELS, NOTICEABLE = 0.0003, 48


def opened(png: bytes) -> Image.Image:
    """Return a picture with what its file says about it."""
    picture = Image.open(BytesIO(png))
    picture.load()
    return picture


def words(png: bytes) -> list[str]:
    """Return the words that a picture of a page shows, in no order: it is the layout's."""
    return sorted(opened(png).info["Description"].split())


def look_alike(one: bytes, other: bytes) -> bool:
    """Whether two pictures have the same size and but few pixels that differ noticeably."""
    first, second = (opened(png).convert("L") for png in (one, other))
    if first.size != second.size:
        return False
    apart = ImageChops.difference(first.reduce(2), second.reduce(2))
    noticed = sum(apart.histogram()[NOTICEABLE + 1 :])
    return noticed <= MOST_PIXELS * apart.width * apart.height


def made(name: str) -> bytes:
    """Return a picture as the program makes it now, or skip the test where it cannot."""
    try:
        return PICTURES[name]()
    except MissingTool as missing:
        pytest.skip(str(missing))


@pytest.mark.parametrize("name", SVGS)
def test_a_screen_is_what_the_program_shows(name: str) -> None:
    """A picture of a terminal is what the script makes now, byte for byte."""
    assert KEPT.joinpath(name).read_bytes() == made(name), STALE.format(name)


@pytest.mark.parametrize("name", PNGS)
def test_a_sheet_is_what_the_program_prints(name: str) -> None:
    """A picture of a sheet has the words of the page that is made now, and looks like it."""
    kept, now = KEPT.joinpath(name).read_bytes(), made(name)
    assert words(kept) == words(now), STALE.format(name)
    assert look_alike(kept, now), STALE.format(name)


@pytest.mark.parametrize(
    "changed",
    [(Heading("My plan", 1), Paragraph("It takes 42 months.")), (Heading("Our plan", 1), PLAN[1])],
    ids=["number", "heading"],
)
def test_a_change_of_words_is_noticed(changed: Page) -> None:
    """A number or a heading that is another one shows in a sheet's words."""
    before, after = (first_page(render_pdf(page, "A plan")) for page in (PLAN, changed))
    assert words(before) == words(first_page(render_pdf(PLAN, "A plan")))
    assert words(before) != words(after)


def test_a_change_of_the_drawing_is_noticed() -> None:
    """A mark that moves or is gone shows among the pixels; a letter set a little differently does not."""
    kept = KEPT.joinpath("plan.png").read_bytes()
    assert look_alike(kept, painted(kept, (300, 300, 303, 306)))
    assert not look_alike(kept, painted(kept, (300, 300, 380, 312)))


def painted(png: bytes, box: tuple[int, int, int, int]) -> bytes:
    """Return a picture with a box in it turned to its opposite."""
    picture, changed = opened(png).convert("L"), BytesIO()
    picture.paste(ImageChops.invert(picture.crop(box)), box)
    picture.save(changed, "PNG")
    return changed.getvalue()


@pytest.mark.parametrize("name", SVGS)
def test_a_screen_needs_nothing_else(name: str) -> None:
    """A picture of a terminal loads nothing, and says in words what it shows."""
    text = KEPT.joinpath(name).read_text(encoding="utf-8")
    assert not re.search(
        r"https?:|@import|@font-face|<script|<image|href|url\((?!#)", text.replace(XMLNS, "")
    )
    svg = ET.fromstring(text)  # noqa: S314 - our own file
    title, told = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert title is not None
    assert told is not None
    assert svg.get("aria-labelledby", "").split() == [title.get("id"), told.get("id")]
    shown = "".join("".join(part.itertext()) for part in svg.iter(f"{SVG}text"))
    assert "".join(str(told.text).split()) in "".join(shown.split())


def test_the_folder_is_light_and_holds_nothing_else() -> None:
    """Every picture is one that the script makes, and all of them load quickly."""
    kept = {path.name: path.stat().st_size for path in KEPT.iterdir()}
    assert kept.keys() == PICTURES.keys()
    assert sum(kept.values()) < MOST_BYTES


def test_without_chromium_the_reason_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever lacks the browser learns what to install."""
    monkeypatch.setattr(pictures, "CHROMIUM", None)
    with pytest.raises(MissingTool, match="Debian's package is chromium"):
        PICTURES["handout.png"]()
