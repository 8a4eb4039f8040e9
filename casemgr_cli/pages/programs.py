"""Programs as a page: the list, what to know before comparing, and what to check oneself."""

from casemgr_cli.domain.advice import Advice
from casemgr_cli.domain.programs import CONTROLS, Found, Program, ProgramGuide, SelfCheck
from casemgr_cli.pages.blocks import Align, Block, Bullets, Heading, Item, Page, Paragraph, Table
from casemgr_cli.pages.tools import Cites, Tools, bullets, cited_sources, maker_mark, section
from casemgr_cli.pages.words import Words
from casemgr_cli.text import quoted

# What to check before one enrolls: who approves the program, and who accredits it.
_MOST_CHECKS = 2
_PUBLIC = "public"
_COLUMNS: dict[str, Align] = {
    "school": "left",
    "state": "left",
    "control": "left",
    "completers": "right",
    "earnings": "right",
    "debt": "right",
    "price": "right",
    "credit": "right",
}


def programs_page(guide: ProgramGuide, found: Found, words: Words) -> Page:
    """Return the programs found, or what to widen, with the warnings that go with them."""
    cites = Cites(guide)
    degree, alone = guide.degree, found.wish.neighbors and len(found.states) == 1
    blocks = (
        Heading(words("programs.title", degree=degree.title, place=_place(guide, found, words)), 1),
        *((Paragraph(words("programs.no_border", state=_state(guide, found))),) if alone else ()),
        *(_list(guide, found, words, cites) if found.programs else _empty(found, guide, words)),
        *section(
            words("programs.know"),
            *bullets(Item(each.text, cites=cites(each.source)) for each in guide.warnings),
        ),
        *section(words("programs.check"), *bullets(_check_item(each, cites, words) for each in guide.checks)),
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
        "search": quoted(wish.search or ""),
    }
    none = words("programs.none" if wish.search is None else "programs.none_named", **names)
    advice = (words.count(f"programs.wider.{kind}", count) for kind, count in found.wider.items())
    return (none, *advice)


def programs_more(found: Found, words: Words) -> str:
    """Return how many more programs there are and how to see them; nothing when all are shown."""
    more = found.total - len(found.programs)
    return words.count("programs.more", more, total=found.total) if more else ""


def _place(guide: ProgramGuide, found: Found, words: Words) -> str:
    if found.wish.state is None:
        return words("programs.everywhere")
    name = guide.places[found.wish.state].names[0]
    if len(found.states) == 1:
        return name
    return words("programs.around", state=name, states=words.listed(found.states[1:]))


def _state(guide: ProgramGuide, found: Found) -> str:
    """Return the name of the state that was looked in first."""
    return guide.places[found.states[0]].names[0]


def _list(guide: ProgramGuide, found: Found, words: Words, cites: Cites) -> tuple[Block, ...]:
    more = programs_more(found, words)
    return (
        Paragraph(words.count("programs.about", found.total, order=words(f"programs.order.{found.order}"))),
        _program_table(guide, found, words),
        *((Paragraph(more, tone="typed"),) if more else ()),
        *_figures(guide, words, cites),
    )


def _figures(guide: ProgramGuide, words: Words, cites: Cites) -> tuple[Block, ...]:
    """Return what the figures in a table of programs mean, and how old the prices are."""
    level = "graduate" if guide.degree.graduate else "undergraduate"
    prices = words(f"programs.prices.{level}", year=guide.sources[guide.prices].as_of)
    return (
        Paragraph(words("programs.figures"), cites(guide.degree.source), tone="quiet"),
        Paragraph(prices, cites(guide.prices), tone="quiet"),
    )


def _program_table(guide: ProgramGuide, found: Found, words: Words, *, one_kind: bool = False) -> Table:
    """Return the programs found as a table, with a credit's price in graduate study, and the kind of college
    unless they are of `one_kind`.
    """
    left_out = {"state": len(found.states) == 1, "control": one_kind, "credit": not guide.degree.graduate}
    columns = {column: align for column, align in _COLUMNS.items() if not left_out.get(column)}
    header = tuple(words(f"programs.columns.{column}") for column in columns)
    cells = (_cells(program, words) for program in found.programs)
    rows = tuple(tuple(row[column] for column in columns) for row in cells)
    return Table(header, rows, tuple(columns.values()))


def _cells(program: Program, words: Words) -> dict[str, str]:
    missing = words("amount.missing")
    earnings, horizon = program.median_earnings, program.earnings_horizon
    return {
        "school": program.institution,
        "state": program.state or missing,
        "control": words(f"programs.control.{CONTROLS[program.control]}"),
        "completers": missing if program.completers is None else f"{program.completers:,}",
        "earnings": words(f"programs.earnings.{horizon}", amount=words.money(earnings))
        if earnings
        else missing,
        "debt": words.cell(program.median_debt),
        "price": _year_price(program, words),
        "credit": _price(words, program.credit_in_state, program.credit_out_of_state),
    }


def _year_price(program: Program, words: Words) -> str:
    """Return the published price of a year for residents, and behind a slash for others."""
    return _price(words, program.tuition_in_state, program.tuition_out_of_state)


def _price(words: Words, *amounts: int | None) -> str:
    """Return the price for residents and the one for others, or the one price for both."""
    here, elsewhere = map(words.cell, amounts)
    return here if here == elsewhere else words("programs.price", here=here, elsewhere=elsewhere)


def _empty(found: Found, guide: ProgramGuide, words: Words) -> tuple[Block, ...]:
    none, *wider = programs_advice(guide, found, words)
    return (Paragraph(none, tone="strong"), *(Paragraph(text, tone="typed") for text in wider))


def _check_item(check: SelfCheck, cites: Cites, words: Words) -> Item:
    """Return something to find out before enrolling, with the address where to look."""
    return Item(check.text, maker_mark(check.made_by, words), cites(check.source), check.url)


def _school(program: Program, words: Words) -> str:
    """Return a school with its price of a year: one for all, two by residence, or none that was found."""
    amounts = {program.tuition_in_state, program.tuition_out_of_state}
    key = "unpriced" if amounts == {None} else "one_price" if len(amounts) == 1 else "item"
    return words(f"schools.{key}", school=program.institution, price=_year_price(program, words))


def schools_in_short(advice: Advice, kit: Tools) -> tuple[Block, ...]:
    """Return the schools by name and price, and what to check before one enrolls."""
    guide, found, words = advice.local.schools, advice.local.found, kit.words
    if guide is None or found is None or not found.programs:
        return ()
    return (
        *_about(guide, found, kit),
        *bullets(_school(program, words) for program in found.programs),
        *_prices(guide, found, kit),
        *_dearer(guide, found, words),
        *_checks(guide, kit, _MOST_CHECKS),
    )


def _about(guide: ProgramGuide, found: Found, kit: Tools) -> tuple[Block, ...]:
    """Return where schools are listed, and how many of which kind there are."""
    words = kit.words
    kinds = sorted({CONTROLS[program.control] for program in found.programs})
    kind = words.listed(words(f"programs.control.{kind}") for kind in kinds)
    about = words.count("schools.about", found.total, kind=kind, order=words(f"programs.order.{found.order}"))
    title = words("schools.title", degree=guide.degree.title, state=_state(guide, found))
    return (Heading(title), *((Paragraph(about, kit.cites(guide.degree.source)),) if kinds else ()))


def _prices(guide: ProgramGuide, found: Found, kit: Tools) -> tuple[Block, ...]:
    """Return of which year the prices are, where there are any, and that a path takes more than one."""
    if not any(program.tuition_in_state or program.tuition_out_of_state for program in found.programs):
        return ()
    about = kit.words("schools.prices", year=guide.sources[guide.prices].as_of)
    return (Paragraph(about, kit.cites(guide.prices), tone="quiet"),)


def _checks(guide: ProgramGuide, kit: Tools, most: int | None = None) -> tuple[Block, ...]:
    checks = [each for each in guide.checks if each.in_advice][:most]
    listed = bullets(_check_item(each, kit.cites, kit.words) for each in checks)
    return (Heading(kit.words("schools.check"), 3), *listed) if listed else ()


def _dearer(guide: ProgramGuide, found: Found, words: Words) -> tuple[Block, ...]:
    """Return that no school there is public, whose price a way counts."""
    there = [program for program in guide.programs if program.state in found.states]
    public = any(CONTROLS[program.control] == _PUBLIC for program in there)
    return () if public else (Paragraph(words("schools.private_only")),)


def schools_section(advice: Advice, kit: Tools) -> tuple[Block, ...]:
    """Return the schools that fit the first degree best, what their figures mean, and what to check."""
    guide, found, words = advice.local.schools, advice.local.found, kit.words
    if guide is None or found is None:
        return ()
    more = Paragraph(words("schools.more", degree=guide.degree.id, state=found.states[0]), tone="typed")
    about = _about(guide, found, kit)
    if not found.programs:
        return (*about, Paragraph(words("schools.none", state=_state(guide, found))), more)
    kinds = {program.control for program in found.programs}
    return (
        *about,
        _program_table(guide, found, words, one_kind=len(kinds) == 1),
        *_figures(guide, words, kit.cites),
        *_prices(guide, found, kit),
        Bullets(
            tuple(Item(each.text, cites=kit.cites(each.source)) for each in guide.warnings if each.in_advice)
        ),
        *_dearer(guide, found, words),
        *_checks(guide, kit),
        more,
    )
