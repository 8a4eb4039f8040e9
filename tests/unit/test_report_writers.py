"""How blocks look on screens of any width, and that nothing in them can harm a terminal."""

from __future__ import annotations

import io
import re
from itertools import pairwise, product

import pytest
from rich.console import Console

from casemgr_cli.pages.blocks import (
    Bar,
    Blanks,
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
from casemgr_cli.text import clean, width, windows, wrap
from casemgr_cli.writers.layout import render_text
from casemgr_cli.writers.screen import render_terminal
from tests.people import CATALOG, PEOPLE, page_for

EVERYTHING: Page = (
    Heading("Your next step", 1),
    Paragraph("A sentence that is long enough to be wrapped on every screen that is narrow.", (1, 2)),
    Facts((Row("Cost", "$430", (1,), "https://example.org/a-rather-long-address/that-stays-whole"),)),
    Table(("Step", "Cost", "Who"), (("1. Study", "$10", Mark("law", "law")),), ("left", "right", "left"), 0),
    Bullets((Item("Needs a license", Mark("law", "law"), (2,)), Item("Plain"))),
    Timeline((Lane("Study", (Bar(1, 0, 24),)), Lane("Work", (Bar(2, 24, 12),))), 36, "Months"),
    PayBar(
        (PayRange("Here", 50, 60, 70, None), PayRange("You", None, None, 65, None)),
        40,
        100,
        ("$40", "$100"),
        ("ends", "quarter", "median"),
    ),
    Blanks((("Student", "Date"), ("Counselor", "Date"))),
    Heading("CCM", 3, Mark("not yet", "wait")),
    Tree((Node(0, None, "?", "One of these"), Node(1, True, "yes", "A license", "licenses = rn", (1,)))),
    Sources((SourceLine(1, "Somebody: Something (2026).", "https://example.org", "Not verified."),)),
)
HOSTILE = "\x1b[31mred\x1b]8;;http://x\x07 \u202eevil\u2066 \x00\x9b [bold]not markup[/bold] \u200bx\r\n\ty"


def colored(page: Page, columns: int, encoding: str = "utf-8") -> str:
    """Return what a color terminal would be sent."""
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, color_system="standard", width=columns, highlight=False)
    console.print(render_terminal(page, columns, encoding), soft_wrap=True, end="")
    return out.getvalue()


def test_plain_text_is_ascii() -> None:
    """No box drawing and no color."""
    assert render_text(EVERYTHING).isascii()
    assert "\x1b" not in render_text(EVERYTHING)


@pytest.mark.parametrize("columns", [20, 40, 80, 120])
def test_no_line_is_wider_than_the_screen(columns: int) -> None:
    """Only addresses may run over, so that they can be copied."""
    lines = render_text(EVERYTHING, columns).splitlines()
    assert [line for line in lines if len(line) > columns and "://" not in line] == []


@pytest.mark.parametrize("columns", [30, 80, 120])
def test_both_writers_say_the_same_in_the_same_order(columns: int) -> None:
    """Color and glyphs are all that differs."""
    assert render_terminal(EVERYTHING, columns, "ascii").plain == render_text(EVERYTHING, columns)


def test_a_terminal_gets_lines_where_its_encoding_has_them() -> None:
    """Unicode glyphs on UTF-8, ASCII ones elsewhere."""
    assert "━" in render_terminal(EVERYTHING, 80, "utf-8").plain
    assert render_terminal(EVERYTHING, 80, "latin-1").plain.isascii()


def test_colors_have_no_background() -> None:
    """Dark and light themes both stay readable."""
    codes = colored(EVERYTHING, 80)
    assert "\x1b[" in codes
    assert not any(f"\x1b[4{digit}m" in codes or f";4{digit}m" in codes for digit in range(8))


@pytest.mark.parametrize(
    "page",
    [
        (Heading(HOSTILE, 1, Mark(HOSTILE)), Paragraph(HOSTILE)),
        (Facts((Row(HOSTILE, HOSTILE, url=HOSTILE),)), Bullets((Item(HOSTILE, Mark(HOSTILE), url=HOSTILE),))),
        (Table((HOSTILE, "b"), ((HOSTILE, Mark(HOSTILE)),), ("left", "right")),),
        (Timeline((Lane(HOSTILE, (Bar(1, 0, 2),)),), 2, HOSTILE),),
        (PayBar((PayRange(HOSTILE, 1, 2, 3, 4),), 0, 9, (HOSTILE, HOSTILE), (HOSTILE, HOSTILE, HOSTILE)),),
        (Tree((Node(0, True, HOSTILE, HOSTILE, HOSTILE),)), Sources((SourceLine(1, HOSTILE, HOSTILE),))),
    ],
)
def test_nothing_in_the_data_can_steer_the_terminal(page: Page) -> None:
    """Escapes, control and direction characters are shown, not obeyed; brackets are no markup."""
    for text in (render_text(page, 300), render_terminal(page, 300).plain):
        assert not set(text) & set("\x1b\x07\x00\x9b\r\t\u202e\u2066\u200b")
        assert "[bold]not" in " ".join(text.split())
        assert "\\x1b" in text


def test_clean_keeps_the_letters_of_every_language() -> None:
    """Accents, other scripts and joiners inside words are no danger."""
    for name in ("José Núñez", "李小龍", "علی‌رضا", "Zoë"):
        assert clean(name) == name


def test_wide_letters_count_twice() -> None:
    """Columns line up for names in Chinese too, and combining marks take no room."""
    assert (width("李小龍"), width("e\u0301")) == (6, 1)


def test_wrapping_breaks_endless_words_but_no_address() -> None:
    """A word of a thousand letters cannot run off the screen; an address stays whole."""
    assert max(map(len, wrap("x" * 1000, 40))) == 40
    assert wrap("see https://example.org/" + "y" * 60, 40)[1].endswith("y" * 60)


@pytest.mark.parametrize("room", [4, 5, 9, 20])
def test_no_window_ends_with_a_heading_of_the_next(room: int) -> None:
    """Every line but empty ones stands in one window, in order."""
    for above in range(1, 25):
        lines = [*(f"line {at}" for at in range(above)), "", "Heading", "first", "second", "third"]
        shown = list(windows(lines, room))
        assert [line for window in shown for line in window if line] == [line for line in lines if line]
        assert all(0 < len(window) <= room and window[0] for window in shown)
        assert not any(window[-1] in ("", "Heading") for window in shown[:-1])


def test_characters_that_the_encoding_lacks_become_question_marks() -> None:
    """Output never fails for a letter."""
    assert render_text((Paragraph("Zoë 李"),), 80, "ascii") == "Zo? ?\n"


def test_a_table_that_does_not_fit_becomes_small_lists() -> None:
    """Every cell keeps its label."""
    table = Table(
        ("Way", "First job", "Cost"),
        (("1. Hospital nurse", "30 months", "$430"),),
        ("left", "right", "right"),
    )
    assert render_text((table,), 30).splitlines() == [
        "1. Hospital nurse",
        "  First job  30 months",
        "  Cost       $430",
    ]


def test_steps_that_start_together_all_show_on_the_calendar() -> None:
    """A step of no length still has its number."""
    lane = Lane("Study", (Bar(1, 0, 0), Bar(2, 0, 1), Bar(3, 1, 11)))
    (line, _) = render_text((Timeline((lane,), 12, "Months"),)).splitlines()
    assert line.startswith("Study   1=2=")
    assert "3=" in line


def test_two_numbers_on_the_calendar_never_read_as_one() -> None:
    """Steps one and two that start together are not a step twelve."""
    for months, size in product((0, 1, 2, 12), (40, 60, 80)):
        lane = Lane("Study", tuple(Bar(number, (number - 1) * months // 3, months) for number in range(1, 5)))
        (line, _) = render_text((Timeline((lane,), 48, "Months"),), size).splitlines()
        assert re.findall(r"\d+", line) == ["1", "2", "3", "4"]


def test_a_step_beside_a_longer_one_stands_in_its_month() -> None:
    """An exam in the middle of a degree is not drawn at the degree's end."""
    lane = Lane("Study", (Bar(1, 0, 48), Bar(2, 24, 0)))
    (line, _) = render_text((Timeline((lane,), 48, "Months"),), 57).splitlines()
    assert line.index("2") - line.index("1") == (len(line) - line.index("1")) // 2


def test_a_pay_range_without_its_top_runs_on() -> None:
    """The government caps the highest wages; the bar says there is more."""
    bar = PayBar(
        (PayRange("Here", 50, 60, 70, None),), 40, 100, ("$40", "$100"), ("ends", "quarter", "median")
    )
    assert render_text((bar,), 60).splitlines()[0].endswith(">")


def test_a_mark_longer_than_the_screen_takes_several_lines() -> None:
    """Nothing of it is left to the terminal to break."""
    mark = Mark("you meet the rules; ask the issuer whether the work you do today counts", "good")
    for columns in (40, 60, 80):
        text = render_text((Heading("CMC: Care Manager Certified", 3, mark),), columns)
        assert all(width(line) <= columns for line in text.splitlines())
        assert f"[{mark.text}]" in " ".join(text.split())


def test_an_item_without_a_mark_leaves_no_hole_for_one() -> None:
    """Those that have marks stand below each other."""
    items = (Item("one", Mark("law")), Item("two", Mark("issuer")), Item("three", url="https://a.example"))
    assert render_text((Bullets(items),)).splitlines() == [
        " - [law]    one",
        " - [issuer] two",
        " - three",
        "   https://a.example",
    ]


def test_each_mark_of_a_pay_bar_stands_beside_its_words() -> None:
    """On a narrow screen a mark goes to the next line with them."""
    key = ("10th and 90th percentile", "lower quarter", "median")
    bar = PayBar((PayRange("A label", 50, 60, 70, 80),), 40, 100, ("$40", "$100"), key)
    for columns in range(50, 100):
        lines = render_text((bar,), columns).splitlines()
        assert all(
            any(told in line for line in lines) for told in ("| | 10th", "+ lower quarter", "o median")
        )


def test_an_amount_alone_stands_beside_its_mark() -> None:
    """Below it, it would read as the low end of the scale under it."""
    for amount in range(40, 101):
        ranges = (PayRange("Here", 50, 60, 70, 80, "10th $50, lower quarter $60, median $70"),)
        bar = PayBar(
            (*ranges, PayRange("You now", None, None, amount, None, "$55,000")),
            *(40, 100, ("$40", "$100"), ("ends", "quarter", "median")),
        )
        *_, now, scale, _key = render_text((bar,), 60).splitlines()
        assert re.fullmatch(r"You now +(o \$55,000|\$55,000 o)", now)
        assert scale.split() == ["$40", "$100"]


@pytest.mark.parametrize("columns", [60, 80])
def test_a_label_of_answers_stands_beside_its_value(columns: int) -> None:
    """On a narrow screen, too, the longest name of an answer leaves room for the answer."""
    for label in filter(None, (fact.short.rstrip(":") for fact in CATALOG.facts.values())):
        rows = (Row(label, "I don't know"),)
        assert render_text((Facts(rows),), columns).split("\n")[0] == f"{label}  I don't know", label


@pytest.mark.slow
@pytest.mark.parametrize("columns", [60, 80])
def test_no_label_of_a_table_is_taller_than_two_lines(columns: int) -> None:
    """Where it would be, it stands above its row, all of which is still there."""
    for person, kind in product(PEOPLE, ("compare", "advice")):
        for table in (each for each in page_for(person, kind) if isinstance(each, Table)):
            lines = render_text((table,), columns).splitlines()
            assert all(width(line) <= columns for line in lines)
            near = [set(f"{one} {two}".split()) for one, two in pairwise([*lines, ""])]
            labels = [str(label) for label, *_ in table.rows]
            if kind == "advice":
                labels = [label for label in labels if len(wrap(label, columns)) <= 2]
            for label in labels:
                assert any(set(label.split()) <= words for words in near), (person, label)


@pytest.mark.parametrize("length", [20, 76, 80, 90])
def test_an_address_goes_left_before_the_terminal_breaks_it(length: int) -> None:
    """It stands below its text as long as it fits there; a longer one begins at the edge."""
    url = "https://example.org/".ljust(length, "x")
    page: Page = (Facts((Row("Issuer", "Somebody", url=url),)), Bullets((Item("Apply", url=url),)))
    found = [line for line in render_text(page, 80).splitlines() if "https" in line]
    assert [line.strip() for line in found] == [url, url]
    assert [line.index("h") for line in found] == [max(min(at, 80 - length), 0) for at in (8, 3)]
