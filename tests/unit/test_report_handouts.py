"""Pages as HTML and Markdown: well-formed, small, quick, and saying what the screen says, in its order."""

from __future__ import annotations

import re
import time
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING

import html5lib
import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from casemgr_cli.catalog.licenses import load_licenses
from casemgr_cli.catalog.programs import load_programs
from casemgr_cli.domain.programs import SchoolWish
from casemgr_cli.engine.programs import find_programs
from casemgr_cli.pages.blocks import (
    Bullets,
    Facts,
    Heading,
    Item,
    Page,
    Paragraph,
    RouteBars,
    Row,
    SourceLine,
    Sources,
    Table,
    outlined,
)
from casemgr_cli.pages.compare import route_bars
from casemgr_cli.pages.license import license_page
from casemgr_cli.pages.programs import programs_page
from casemgr_cli.text import web_address
from casemgr_cli.writers.html import render_html
from casemgr_cli.writers.layout import render_text
from casemgr_cli.writers.markdown import escaped, render_markdown
from tests.people import DATA, NURSE, PEOPLE, WORDS, page_for
from tests.unit import report_fixtures as made

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 150_000
KINDS = ("advice", "compare", "certs", "cert")
CITED: Page = (
    Heading("A title", 1),
    Paragraph("First.", (1,)),
    Paragraph("Again, and one that is not listed.", (1, 7)),
    Sources((SourceLine(1, "A book (2026).", "https://example.org", "", "Source 1", "Back to source 1"),)),
)


def document(page: Page) -> html5lib.treebuilders.etree.ElementTree:  # type: ignore[name-defined]
    """Return the page as HTML, read by a parser that accepts no mistake."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(render_html(page, "A title"))


@pytest.mark.parametrize("person", PEOPLE)
def test_every_handout_is_sound_small_and_quick(person: str) -> None:
    """One title, headings without gaps, links that lead somewhere; small, and made in no time."""
    for kind in KINDS:
        page = page_for(person, kind)
        began = time.perf_counter()
        size = len(render_html(page, "A title").encode())
        assert time.perf_counter() - began < 1
        assert size < LARGEST
        root = document(page)
        levels = [int(e.tag[1]) for e in root.iter() if re.fullmatch("h[1-6]", str(e.tag))]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        ids = [e.get("id") for e in root.iter() if e.get("id")]
        assert len(ids) == len(set(ids))
        inside = {e.get("href")[1:] for e in root.iter("a") if e.get("href").startswith("#")}
        assert inside <= set(ids)


def test_the_document_says_its_language_and_forbids_the_rest() -> None:
    """Language, title, and a policy that lets through its own style sheet alone."""
    root = document(CITED)
    (style,) = root.iter("style")
    digest = b64encode(sha256(style.text.encode()).digest()).decode()
    (policy,) = (e.get("content") for e in root.iter("meta") if "Content" in e.get("http-equiv", ""))
    assert root.get("lang") == "en"
    assert root.find("head/title").text == "A title"
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "unsafe" not in policy
    assert render_html(CITED, "Un título", "es").startswith('<!doctype html><html lang="es">')


def test_citations_lead_to_their_source_and_back() -> None:
    """The first mention can be led back to; a number without a source is no link."""
    text = render_html(CITED, "A title")
    assert text.count('id="cite-1"') == 1
    assert text.count('href="#source-1"') == 2
    assert '<li id="source-1" value="1">' in text
    assert 'href="#cite-1" aria-label="Back to source 1"' in text
    assert "[7]" in text
    assert "#source-7" not in text


def test_tables_name_their_columns_and_rows() -> None:
    """Caption, scope, and each cell's label for when the row becomes a list."""
    root = document(
        (Heading("Ways", 1), Table(("Way", "Cost"), (("Study", "$1"), ("Work", "")), ("left", "right"), 0))
    )
    assert root.find(".//caption").text == "Ways"
    assert [e.get("scope") for e in root.iter("th")] == ["col", "col", "row", "row"]
    assert [e.get("data-label") for e in root.iter("td")] == ["Cost", "Cost"]
    assert [e.text for e in root.iter("strong")] == ["Study", "$1"]


def squeezed(text: str) -> str:
    """Return text without blanks and frames."""
    return re.sub(r"[\s|]+", "", text)


def first_words(page: Page) -> list[str]:
    """Return how each block of words begins."""
    begun: list[str] = []
    for block in page:
        match block:
            case Heading() | Paragraph() if not (isinstance(block, Paragraph) and block.tone == "typed"):
                begun.append(block.text)
            case Facts():
                begun += [row.text for row in block.rows]
            case Bullets():
                begun += [item.text for item in block.items]
            case Table():
                begun.append(block.header[1])
            case Sources():
                begun += [line.text for line in block.lines]
    return [squeezed(text) for text in begun]


COMMANDS = re.compile(
    r"\bcasemgr (advise|license|programs|explain|certs|compare|salary|sides)\b|(?<![\w-])--[a-z]{2}"
)


def papers() -> Iterator[tuple[str, Page]]:
    """Yield pages that people are handed, with a name each."""
    for person in PEOPLE:
        for kind in KINDS:
            yield f"{person} {kind}", page_for(person, kind)
    for state in ("PA", "OR", "GU"):
        yield state, license_page(load_licenses(DATA, state, strict=False), WORDS)
    for degree, wish in (("msw", SchoolWish("PA")), ("bsn", SchoolWish("GU", search="zebra"))):
        guide = load_programs(DATA, degree, strict=False)
        yield degree, programs_page(guide, find_programs(guide, wish), WORDS)


def test_paper_has_nothing_to_type() -> None:
    """No command and no option, and in the advice no key of an answer; the screen has them."""
    typed = 0
    for name, page in papers():
        for written in (render_html(page, "A title"), render_markdown(page)):
            told = COMMANDS.search(re.sub(r"<style>.*?</style>", "", written, flags=re.DOTALL))
            assert told is None, (name, written[told.start() - 60 : told.end() + 60])
            assert "(months_" not in written or not name.endswith("advice"), name
        typed += COMMANDS.search(render_text(page)) is not None
    assert typed


@pytest.mark.parametrize("kind", KINDS)
def test_all_writers_say_the_same_in_the_same_order(kind: str) -> None:
    """What stands in words on the screen stands in both documents, one thing after the other."""
    page = page_for(NURSE, kind)
    marked = MarkdownIt("commonmark").enable("table").render(render_markdown(page))
    said = (
        render_text(page, 80),
        "".join(document(page).find("body").itertext()),
        "".join(html5lib.parse(marked, namespaceHTMLElements=False).itertext()),
    )
    for text in map(squeezed, said):
        at = 0
        for words in first_words(page):
            at = text.index(words, at)


def test_a_later_title_is_a_section_and_no_level_is_left_out() -> None:
    """Whatever levels a page names, the outline has one title and no gap."""
    levels = (1, 3, 3, 2, 1, 3, 6, 2)
    page = tuple(Heading(str(level), level) for level in levels)
    assert [depth for depth, _ in outlined(page)] == [1, 2, 2, 2, 2, 3, 4, 2]
    assert document((Paragraph("No heading."),)).find(".//h1").text == "A title"


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://example.org/a?b=(c)#d", "https://example.org/a?b=(c)#d"),
        ("HTTP://example.org", "HTTP://example.org"),
        ('https://example.org/"><b>', "https://example.org/%22%3E%3Cb%3E"),
        ("https://example.org/\u202egnp", "https://example.org/%E2%80%AEgnp"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//example.org", ""),
        ("https://", ""),
        ("https:// example.org", ""),
    ],
)
def test_only_addresses_on_the_web_are_links(address: str, link: str) -> None:
    """Anything else is shown as text, in both documents."""
    assert web_address(address) == link
    page = (Heading("A", 1), Bullets((Item("Go", url=address),)))
    assert ("<a href=" in render_html(page, "A")) == bool(link)
    assert (f"<{link}>" in render_markdown(page)) == bool(link)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("1. One", "1\\. One"),
        ("- one", "\\- one"),
        ("a | b", "a \\| b"),
        ("$430 and $x$", "$430 and \\$x\\$"),
        ("R&D &amp; <b>", "R&D \\&amp; \\<b\\>"),
        ("a well-known 5. rule", "a well-known 5. rule"),
    ],
)
def test_markdown_escapes_what_would_be_read_as_markup(text: str, source: str) -> None:
    """And nothing else, so that the file reads well as it is."""
    assert escaped(text) == source


def test_a_fence_outlasts_the_ticks_inside() -> None:
    """A drawing's label cannot end its block."""
    (bars,) = route_bars((made.route(), made.EASY), WORDS)
    assert isinstance(bars, RouteBars)
    bars = replace(bars, routes=tuple(replace(route, label="```") for route in bars.routes))
    assert render_markdown((bars,)).startswith("````text\n")


def test_ways_are_drawn_over_shared_scales() -> None:
    """Each measure that differs has a scale; the same amounts are in words."""
    (bars,) = route_bars((made.route(), made.EASY), WORDS)
    assert isinstance(bars, RouteBars)
    assert [(scale.title, scale.low, scale.high) for scale in bars.scales] == [
        ("First job", 0, 36),
        ("Cost", 0, 20_000),
    ]
    here, there = bars.routes
    assert (here.stretches[0].low, here.stretches[0].high) == (0, 30)
    assert "now by the rules alone, 30 months" in here.stretches[0].text
    assert there.stretches[1].text == "$430"
    wide, narrow = render_text((bars,), 80), render_text((bars,), 26)
    assert re.search(r"1\s+\|-+o", wide)
    assert "First job  now by the" in narrow


def test_too_few_or_equal_ways_are_not_drawn() -> None:
    """One way, or ways that differ in nothing, make no picture."""
    assert route_bars((made.route(),), WORDS) == ()
    assert route_bars((made.route(), made.route()), WORDS) == ()


def test_drawings_say_in_words_what_they_show() -> None:
    """Each picture is an image with a name: steps with months, amounts of pay, stretches of each way."""
    told: list[str] = []
    for kind in ("advice", "compare"):
        root = document(page_for("psychology-second-degree-nursing", kind))
        pictures = [e for e in root.iter() if str(e.tag).endswith("svg") and e.get("role") == "img"]
        names = {e.get("id"): "".join(e.itertext()) for e in root.iter() if e.get("id")}
        named = [
            e.get("aria-label") or " ".join(names[each] for each in e.get("aria-labelledby").split())
            for e in pictures
        ]
        assert named
        assert all(named)
        told += named
    assert any("Study: 1. Accelerated BSN, months 1-" in text for text in told)
    assert any(re.search(r"lower quarter \$[\d,]+, median \$[\d,]+, 90th", text) for text in told)
    assert any("by the rules alone" in text for text in told)


def test_labels_without_text_and_rows_without_labels_stay_lists() -> None:
    """A row without a label belongs to the one above; entries become a list."""
    rows = (Row("Needed", "One of these:"), Row("", "this", bullet=True), Row("", "that", bullet=True))
    root = document((Heading("A", 1), Facts(rows)))
    assert [e.text for e in root.iter("dt")] == ["Needed"]
    assert [e.text for e in root.iter("li")] == ["this", "that"]
    assert render_markdown((Facts(rows),)).splitlines() == [
        "- **Needed:** One of these:",
        "  - this",
        "  - that",
    ]
