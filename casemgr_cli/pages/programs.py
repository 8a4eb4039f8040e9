"""Programs as a page: the list, what to know before comparing, and what to check oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.domain.programs import CONTROLS
from casemgr_cli.domain.wages import shown
from casemgr_cli.pages.blocks import Bullets, Heading, Item, Paragraph, Table
from casemgr_cli.pages.cites import Cites
from casemgr_cli.pages.tools import cited_sources, items, maker_mark, section

if TYPE_CHECKING:
    from casemgr_cli.domain.programs import Found, Program, ProgramGuide, SelfCheck, Warned
    from casemgr_cli.pages.blocks import Align, Block, Page
    from casemgr_cli.pages.words import Words

COLUMNS: dict[str, Align] = {
    "school": "left",
    "state": "left",
    "control": "left",
    "completers": "right",
    "earnings": "right",
    "after": "left",
    "debt": "right",
}


def programs_page(guide: ProgramGuide, found: Found, words: Words) -> Page:
    """Return the programs found, or what to widen, with the warnings that go with them."""
    cites = Cites(guide)
    degree = guide.degree
    used = cites(degree.source)
    blocks = (
        Heading(words("programs.title", degree=degree.title, place=_place(guide, found, words)), 1),
        *_no_border(guide, found, words),
        *(_list(found, words, used) if found.programs else _empty(found, guide, words)),
        *section(
            words("programs.know"), Bullets(tuple(warning_item(each, cites) for each in guide.warnings))
        ),
        *section(
            words("programs.check"), Bullets(tuple(check_item(each, cites, words) for each in guide.checks))
        ),
    )
    return (*blocks, *cited_sources(cites, words))


def programs_advice(guide: ProgramGuide, found: Found, words: Words) -> tuple[str, ...]:
    """Return what to widen when nothing was found, one sentence each."""
    if found.total:
        return ()
    wish = found.wish
    names = {
        "degree": guide.degree.title,
        "place": _place(guide, found, words),
        "search": shown(wish.search or ""),
    }
    none = words("programs.none" if wish.search is None else "programs.none_named", **names)
    advice = (words.count(f"programs.wider.{kind}", count) for kind, count in found.wider.items())
    return (none, *advice)


def programs_more(found: Found, words: Words) -> str:
    """Return how many more programs there are and how to see them; nothing when all are shown."""
    more = found.total - len(found.programs)
    return words.count("programs.more", more, total=found.total) if more else ""


def _place(guide: ProgramGuide, found: Found, words: Words) -> str:
    state = found.wish.state
    if state is None:
        return words("programs.everywhere")
    name = guide.places[state].names[0]
    if len(found.states) == 1:
        return name
    return words("programs.around", state=name, states=words.listed(found.states[1:]))


def _no_border(guide: ProgramGuide, found: Found, words: Words) -> tuple[Block, ...]:
    if not found.wish.neighbors or len(found.states) != 1:
        return ()
    return (Paragraph(words("programs.no_border", state=guide.places[found.states[0]].names[0])),)


def _list(found: Found, words: Words, cites: tuple[int, ...]) -> tuple[Block, ...]:
    header, align = columns(words)
    rows = tuple(program_row(program, words) for program in found.programs)
    more = programs_more(found, words)
    return (
        Paragraph(words.count("programs.about", found.total, order=words(f"programs.order.{found.order}"))),
        Table(header, rows, align),
        *((Paragraph(more),) if more else ()),
        Paragraph(words("programs.figures"), cites, tone="quiet"),
    )


def columns(words: Words) -> tuple[tuple[str, ...], tuple[Align, ...]]:
    """Return the header of a table of programs, and how its columns are set."""
    return tuple(words(f"programs.columns.{column}") for column in COLUMNS), tuple(COLUMNS.values())


def program_row(program: Program, words: Words) -> tuple[str, ...]:
    """Return one program as a row of that table."""
    missing = words("amount.missing")
    horizon = program.earnings_horizon
    return (
        program.institution,
        program.state or missing,
        words(f"programs.control.{CONTROLS[program.control]}"),
        missing if program.completers is None else f"{program.completers:,}",
        missing if program.median_earnings is None else words.money(program.median_earnings),
        words(f"programs.after.{horizon}") if horizon else "",
        missing if program.median_debt is None else words.money(program.median_debt),
    )


def _empty(found: Found, guide: ProgramGuide, words: Words) -> tuple[Block, ...]:
    none, *wider = programs_advice(guide, found, words)
    return (Paragraph(none, tone="strong"), Bullets(items(tuple(wider))))


def warning_item(warned: Warned, cites: Cites) -> Item:
    """Return something to know before programs are compared."""
    return Item(warned.text, cites=cites(warned.source))


def check_item(check: SelfCheck, cites: Cites, words: Words) -> Item:
    """Return something to find out before enrolling, with the address where to look."""
    numbers = cites(check.source)
    return Item(check.text, maker_mark(check.made_by, words), numbers, check.url)
