"""Paper: tagged, titled, dated and the same every time; text is data there, whatever it looks like."""

from __future__ import annotations

import io
import re
import sys
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from casemgr_cli.cli.output import Written
from casemgr_cli.errors import FileFailure, UsageFailure
from casemgr_cli.pages.blocks import (
    Bar,
    Blanks,
    Block,
    Bullets,
    Facts,
    Heading,
    Item,
    Lane,
    Mark,
    Node,
    Page,
    Paragraph,
    PayBar,
    PayRange,
    Row,
    SourceLine,
    Sources,
    Table,
    Timeline,
    Tree,
)
from casemgr_cli.pages.plan import plan_page
from casemgr_cli.writers.pdf import TEMPLATE, render_pdf
from tests.people import CATALOG, GRADUATE, GUIDE, NURSE, SENIOR, WORDS, advice_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casemgr_cli.writers.pdf import Paper
    from tests.conftest import Program

DAY = date(2026, 11, 23)
HOSTILE = (
    '#panic("x")',
    "#import sys: inputs",
    "$x^2$ *bold* _it_ `raw` = title",
    "] #[ <source-1> @source-1",
    '"\\ " + read("/etc/passwd")',
    "// gone /* gone */ \\u{41} ~ -- --- ...",
    "{{x}} {x} %s \\",
)


def everything(text: str = "plain") -> Page:
    """Return a page with every kind of block, each with this text wherever it takes any."""
    law = Mark(text, "law")
    return (
        Heading(text, 1, law),
        Paragraph(text, (1, 2, 9)),
        Heading(text, 3),
        Facts((Row(text, text, (1,), "https://example.org/a", "quiet"), Row("", text, bullet=True))),
        Table((text, text), ((text, law), (text, text)), ("left", "right"), 0),
        Bullets(
            (Item(text, law, (2,), text), Item(text, Mark(text, "habit")), Item(text, Mark(text, "issuer")))
        ),
        Bullets((Item(text),), numbered=True),
        Timeline((Lane(text, (Bar(1, 0, 24, text), Bar(2, 24, 0, text))),), 36, text),
        PayBar(
            (PayRange(text, 50, 60, 70, None, text), PayRange(text, None, None, 65, None, text)),
            *(40, 100, (text, text), (text, text, text)),
        ),
        Blanks(((text, text), (text, text))),
        Tree((Node(0, None, text, text), Node(1, True, "", text, text, (1,)))),
        Sources((SourceLine(1, text, "https://example.org/one", text), SourceLine(2, text, "javascript:x"))),
    )


def read(page: Page, title: str = "A title", **options: Any) -> PdfReader:  # noqa: ANN401 - passed on
    """Return the page as a PDF that has been read again."""
    return PdfReader(io.BytesIO(render_pdf(page, title, **options)))


def root_of(reader: PdfReader) -> Any:  # noqa: ANN401 - a tree of any values
    """Return what the document says about itself."""
    return reader.root_object


def said(reader: PdfReader) -> str:
    """Return all text on paper, on one line."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def tags(reader: PdfReader) -> Iterator[tuple[str, str]]:
    """Yield each tag of the document in reading order, with what it says in place of a drawing."""
    waiting = [root_of(reader)["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            if "/S" in node:
                yield node["/S"], str(node.get("/Alt", ""))
            waiting.extend([node["/K"]] if "/K" in node else [])


def links(reader: PdfReader) -> list[Any]:
    """Return where the links of the document go: an address, or a place in it."""
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    return [note["/A"]["/URI"] if "/A" in note and "/URI" in note["/A"] else note for note in notes]


def test_says_who_it_is() -> None:
    """The document is tagged and has a title, an author, a language and the day of the advice."""
    reader = read(everything(), "Your plan", day=DAY)
    root, about = root_of(reader), reader.metadata
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert about is not None
    assert (about.title, about.author) == ("Your plan", "casemgr")
    assert str(about["/CreationDate"]) == "D:20261123000000Z"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_language_is_the_one_asked_for() -> None:
    """A handout in Spanish says that it is."""
    assert root_of(read(everything(), lang="es"))["/Lang"] == "es"


def test_tags_tell_what_things_are() -> None:
    """Headings leave out no level, tables have headers, lists are lists, and drawings are told in words."""
    found = list(tags(read(everything())))
    names = [name for name, _ in found]
    assert [name for name in names if re.fullmatch(r"/H\d", name)] == ["/H1", "/H2"]
    assert names.count("/TH") == 2
    assert names.count("/TR") == 3
    assert names.count("/L") == 3
    assert [alt for name, alt in found if name == "/Figure"] == [
        "plain: plain; plain.",
        "plain: plain. plain: plain.",
    ]


def test_every_kind_of_block_has_a_shape() -> None:
    """A block that other writers know is known on paper."""
    shapes = set(re.findall(r"^  (\w+): show-", TEMPLATE.decode(), re.MULTILINE))
    assert {kind.__name__ for kind in get_args(Block)} <= shapes
    assert {type(block) for block in everything()} <= set(get_args(Block))


def test_numbers_lead_to_sources_and_addresses_to_the_web() -> None:
    """A citation links within the document; an address is printed and can be followed if it is on the web."""
    reader = read(everything())
    found = links(reader)
    assert [link for link in found if isinstance(link, str)] == [
        "https://example.org/a",
        "https://example.org/one",
    ]
    assert len([link for link in found if not isinstance(link, str)]) == 5
    assert "https://example.org/one" in said(reader)
    assert "javascript:x" in said(reader)


@pytest.mark.parametrize(("paper", "size"), [("letter", (612, 792)), ("a4", (595, 842))])
def test_paper(paper: Paper, size: tuple[int, int]) -> None:
    """Both papers, and pages that say which they are."""
    reader = read((Heading("Long", 1), *everything()[1:-1] * 4), paper=paper)
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == size
    assert f"2 / {len(reader.pages)}" in reader.pages[1].extract_text()


def test_header_is_repeated_on_the_next_page() -> None:
    """A table that goes over pages has its header on each."""
    rows = tuple((f"row {number}", "x") for number in range(80))
    reader = read((Heading("T", 1), Table(("HEADER", "b"), rows, ("left", "right"))))
    assert len(reader.pages) > 1
    assert all("HEADER" in page.extract_text() for page in reader.pages)


@pytest.mark.parametrize("before", range(24, 44, 4))
def test_a_short_table_stays_whole_with_its_heading_and_first_words(before: int) -> None:
    """Wherever a page ends, it ends before the heading, or behind the last row."""
    rows = tuple((f"row {number}", "x") for number in range(8))
    filler = tuple(Paragraph("filler") for _ in range(before))
    table = (Heading("SUBJECT", 2), Paragraph("LEADS"), Table(("HEADER", "b"), rows, ("left", "right")))
    texts = [page.extract_text() for page in read((Heading("T", 1), *filler, *table)).pages]
    assert any(
        all(words in text for words in ("SUBJECT", "LEADS", "HEADER", "row 0", "row 7")) for text in texts
    )


def test_labels_and_text_stand_beside_each_other() -> None:
    """In a table of text alone no column is written over another, however much the others say."""
    page = read(
        (Heading("T", 1), Table(("", "A", "B"), (("LABEL", "text " * 30, "more " * 30),), ("left",) * 3))
    )
    places: dict[str, float] = {}

    def note(text: str, at: list[float], *_: object) -> None:
        places.update(
            {word: at[4] for word in ("LABEL", "text", "more") if word in text and word not in places}
        )

    page.pages[0].extract_text(visitor_text=note)
    assert places["LABEL"] + 30 < places["text"] < places["more"] - 100


@pytest.mark.parametrize("before", range(44, 49))
def test_a_few_lines_and_a_short_list_stay_whole(before: int) -> None:
    """Wherever a page ends, no line of a board's three and no school of three goes over to the next."""
    filler = tuple(Paragraph("filler") for _ in range(before))
    few = Facts(tuple(Row(f"row {number}", "x") for number in range(3)))
    short = Bullets(tuple(Item(f"item {number}") for number in range(3)))
    texts = [page.extract_text() for page in read((Heading("T", 1), *filler, few, short)).pages]
    assert any(all(f"row {number}" in text for number in range(3)) for text in texts)
    assert any(all(f"item {number}" in text for number in range(3)) for text in texts)


@pytest.mark.parametrize("before", range(26, 46, 2))
def test_the_steps_stay_with_their_calendar(before: int) -> None:
    """Wherever a page ends: the numbers in the drawing are those of the table."""
    steps = Table(("HEADER",), tuple((f"row {number}",) for number in range(4)), ("left",))
    drawn = Timeline((Lane("STUDY", (Bar(1, 0, 12, "Nursing"),)),), 12, "MONTHS")
    filler = tuple(Paragraph("filler") for _ in range(before))
    pages = read((Heading("T", 1), *filler, Heading("SUBJECT", 2), steps, drawn)).pages
    (text,) = [text for page in pages if "SUBJECT" in (text := page.extract_text())]
    assert all(words in text for words in ("HEADER", "row 3", "STUDY", "MONTHS"))


@pytest.mark.parametrize("person", [NURSE, SENIOR, GRADUATE])
def test_a_plan_to_sign_takes_two_sheets_at_most_and_ends_in_the_lines_to_sign(person: str) -> None:
    """Nobody signs a sheet that has nothing else on it."""
    texts = [page.extract_text() for page in read(plan_page(advice_for(person), CATALOG, GUIDE, WORDS)).pages]
    assert len(texts) <= 2
    assert "We talked about this plan" in texts[-1]
    assert "Counselor" in texts[-1]


def test_who_asks_is_told_by_shape_too() -> None:
    """Law, issuer and habit differ without their words and without color."""

    def drawn(tone: Any) -> bytes:  # noqa: ANN401 - a tone
        page = read((Heading("T", 1), Bullets((Item("x", Mark("same", tone)),)))).pages[0]
        contents = page.get_contents()
        assert contents is not None
        return contents.get_data()

    assert len({drawn(tone) for tone in ("law", "issuer", "habit")}) == 3
    assert re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG|sc)", drawn("law")) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_never_markup(text: str) -> None:
    """What would be code in Typst is printed letter by letter."""
    reader = read(everything(text), text)
    assert reader.metadata is not None
    assert reader.metadata.title == text
    assert said(reader).count(re.sub(r"\s+", " ", text).strip()) > 5
    assert b"pdfuaid" in root_of(reader)["/Metadata"].get_data()


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_printed(text: str) -> None:
    """No text, in any script and with anything in it, keeps a page from being made."""
    assert len(read(everything(text), text).pages) >= 1


def test_letters_without_a_font_are_no_failure() -> None:
    """A name in a script that the built-in fonts lack is still in the text of a tagged document."""
    reader = read(everything("\u4e2d\u6587"))
    assert root_of(reader)["/MarkInfo"]["/Marked"].value is True


def test_the_same_page_gives_the_same_bytes() -> None:
    """With a day and without one."""
    assert render_pdf(everything(), "T", day=DAY) == render_pdf(everything(), "T", day=DAY)
    assert render_pdf(everything(), "T") == render_pdf(everything(), "T")
    assert render_pdf(everything(), "T", day=DAY) != render_pdf(everything(), "T", day=date(2026, 11, 24))


def test_without_typst_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error comes before the work and says what to install."""
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(FileFailure, match="not installed") as failure:
        Written("pdf", output="x.pdf").chosen()
    assert "typst" in failure.value.hint
    assert (failure.value.exit_code, failure.value.slug) == (1, "missing_extra")


def test_a_terminal_gets_no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a screen it would be noise; the error says how to write a file."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with pytest.raises(UsageFailure, match="terminal") as failure:
        Written("pdf").chosen()
    assert "-o" in failure.value.hint


def test_advice_on_paper(casemgr: Program, tmp_path: pytest.TempPathFactory) -> None:
    """The command writes what the page says, by the ending of the file or by --format, and in a pipe."""
    words = ["advise", "--set", "background=nursing", "--assume-defaults"]
    file = f"{tmp_path}/advice.pdf"
    assert casemgr(*words, "-o", file, "--paper", "a4").code == 0
    reader = PdfReader(file)
    text = casemgr(*words).out
    assert round(reader.pages[0].mediabox.width) == 595
    path = "Prerequisite courses for nursing, then Associate degree in nursing (ADN), then RN-to-BSN"
    for line in (
        f"Your path: {path}, and beside it 30 months of bedside nursing in a hospital, then Hospital nurse",
        "Why this path",
        "Sources",
    ):
        assert line in " ".join(text.split())
        assert line in " ".join(said(reader).split())


def test_a_pipe_gets_the_bytes(casemgr: Program) -> None:
    """Into a pipe the document goes whole."""
    import subprocess

    done = subprocess.run(
        [*casemgr.command, "license", "OR", "--format", "pdf"],
        capture_output=True,
        env=casemgr.environment(),
        check=True,
        timeout=60,
    )
    assert done.stdout.startswith(b"%PDF-")
    assert PdfReader(io.BytesIO(done.stdout)).metadata.title == "Licenses in Oregon"  # type: ignore[union-attr]


def test_paper_that_does_not_exist(casemgr: Program) -> None:
    """A wrong paper is refused with those there are."""
    done = casemgr("advise", "--assume-defaults", "--format", "pdf", "--paper", "legal")
    assert done.code == 2
    assert "letter" in done.err
    assert "a4" in done.err
