"""Handouts in a real browser: anyone can read them, on a phone, at any zoom, by keyboard and on paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from msgspec.structs import replace

from casemgr_cli.engine.compare import matters
from casemgr_cli.pages.advice import advice_page
from casemgr_cli.writers.html import render_html
from docs.pictures import CHROMIUM, chromium
from tests.people import (
    CATALOG,
    GRADUATE,
    GUIDE,
    NURSE,
    PEOPLE,
    SENIOR,
    TODAY,
    WORDS,
    advice_for,
    page_for,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium; Debian's package is chromium")

HANDOUTS = [
    (NURSE, "advice"),
    (SENIOR, "advice"),
    (GRADUATE, "advice"),
    ("lpn-keeps-working", "advice"),
    ("lpn-keeps-working", "cert"),
    ("psychology-second-degree-nursing", "compare"),
]
PHONE, SCREEN = 320, 1280
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
)
FOCUS = """() => {
  const at = document.activeElement, {outlineStyle, outlineWidth} = getComputedStyle(at);
  return {href: at.getAttribute("href"), shown: outlineStyle === "solid" && parseFloat(outlineWidth) >= 2};
}"""
FRAMES = """() => Object.fromEntries(["law", "issuer", "habit", "choice"].map(name => {
  const mark = document.createElement("span");
  mark.className = "mark " + name;
  document.querySelector("main").append(mark);
  const style = getComputedStyle(mark);
  return [name, style.borderTopStyle + " " + Math.round(parseFloat(style.borderTopWidth))];
}))"""
TOO_WIDE = """() => Math.max(...[document.documentElement, ...document.querySelectorAll(".table")]
  .map(each => each.scrollWidth - each.clientWidth))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium that calls nobody."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every handout as a file."""
    folder = tmp_path_factory.mktemp("handouts")
    for person, kind in HANDOUTS:
        page = page_for(person, kind)
        folder.joinpath(f"{person}-{kind}.html").write_text(render_html(page, "A handout"), encoding="utf-8")
    return folder


@pytest.fixture(params=HANDOUTS, ids="-".join)
def address(request: pytest.FixtureRequest, written: Path) -> str:
    """Return the address of one handout."""
    return written.joinpath("-".join(request.param) + ".html").as_uri()


def opened(browser: Browser, address: str, width: int = SCREEN, **how: Any) -> Tab:  # noqa: ANN401 - as Playwright has it
    """Return a tab of its own that shows a handout."""
    tab = browser.new_context(viewport={"width": width, "height": 800}, **how).new_page()
    tab.goto(address)
    return tab


@pytest.mark.parametrize("width", [PHONE, SCREEN])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_is_found(browser: Browser, address: str, width: int, scheme: str) -> None:
    """axe-core finds nothing against WCAG 2.2 AA or good practice, in light and dark, small and large."""
    tab = opened(browser, address, width, color_scheme=scheme)
    found = Axe().run(tab, options={"runOnly": RULES, "resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    tab.context.close()


def test_nothing_is_loaded_and_nothing_runs(browser: Browser, address: str) -> None:
    """The one file is all that is asked for, its policy lets its style through, and it holds no script."""
    tab = browser.new_context().new_page()
    asked, said = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(address)
    assert (asked, said) == ([address], [])
    assert tab.locator("script, iframe, object, link, [style], [onload]").count() == 0
    assert tab.evaluate("getComputedStyle(document.body).marginTop") == "0px"
    tab.context.close()


@pytest.mark.parametrize("width", [PHONE, SCREEN // 4, SCREEN // 2, 768, 1000, SCREEN])
def test_nothing_runs_off_the_side(browser: Browser, address: str, width: int) -> None:
    """No width makes anyone scroll sideways: not 320 pixels, nor 1280 at a zoom of 200% or 400%."""
    tab = opened(browser, address, width)
    assert tab.evaluate(TOO_WIDE) <= 0
    tab.context.close()


@pytest.mark.parametrize("width", [PHONE, SCREEN])
def test_text_may_be_spaced_out_and_doubled(browser: Browser, address: str, width: int) -> None:
    """With a reader's own spacing, and with text at twice its size, nothing runs off the side."""
    tab = opened(browser, address, width, bypass_csp=True)
    tab.add_style_tag(content=SPACED)
    assert tab.evaluate(TOO_WIDE) <= 0
    tab.add_style_tag(content="html { font-size: 200%; }")
    assert tab.evaluate(TOO_WIDE) <= 0
    tab.context.close()


def test_the_keyboard_reaches_every_link_in_order(browser: Browser, address: str) -> None:
    """Tab goes through the links in the order of reading, and each shows that it has the focus."""
    tab = opened(browser, address)
    wanted = tab.locator("a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    reached = []
    for _ in wanted:
        tab.keyboard.press("Tab")
        reached.append(tab.evaluate(FOCUS))
    assert [each["href"] for each in reached] == wanted
    assert all(each["shown"] for each in reached)
    tab.context.close()


@pytest.mark.parametrize("size", ["Letter", "A4"])
@pytest.mark.parametrize("person", PEOPLE)
def test_advice_prints_on_three_pages_at_most(
    browser: Browser, tmp_path: Path, person: str, size: str
) -> None:
    """A person's whole advice, as the command writes it, is a handout and not a book."""
    advice = advice_for(person)
    page = advice_page(replace(advice, matters=matters(CATALOG, advice, TODAY)), CATALOG, GUIDE, WORDS)
    handout = tmp_path / "handout.html"
    handout.write_text(render_html(page, "A handout"), encoding="utf-8")
    tab = opened(browser, handout.as_uri())
    pages = re.findall(rb"/Type\s*/Page\b", tab.pdf(format=size))
    assert 1 <= len(pages) <= 3
    tab.context.close()


@pytest.mark.parametrize("how", [{}, {"forced_colors": "active"}])
def test_who_makes_a_rule_shows_without_color(browser: Browser, written: Path, how: dict[str, Any]) -> None:
    """Law, issuer, habit and choice have frames of four kinds, on paper and in forced colors too."""
    tab = opened(browser, written.joinpath(f"{NURSE}-advice.html").as_uri(), **how)
    for medium in ("screen", "print"):
        tab.emulate_media(media=medium)
        frames = tab.evaluate(FRAMES)
        assert len(set(frames.values())) == 4, frames
        assert not any(frame.startswith("none") for frame in frames.values())
    tab.context.close()
