"""The advice as a page: the card that answers first, then the detail behind it, a section a subject."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from casemgr_cli.catalog.ages import data_date
from casemgr_cli.pages.aid import aid_section
from casemgr_cli.pages.blocks import Bullets, Facts, Heading, Item, Mark, Paragraph, Row, Table, uncited
from casemgr_cli.pages.card import ACTIONS, card
from casemgr_cli.pages.certs import cert_blocks
from casemgr_cli.pages.changes import change_section
from casemgr_cli.pages.costs import costs_section
from casemgr_cli.pages.person import assumed_section, excluded_items, fit_section
from casemgr_cli.pages.places import licenses_section, schools_section
from casemgr_cli.pages.routes import (
    asks_section,
    calendar_section,
    neighbors_section,
    others_section,
    pay_section,
)
from casemgr_cli.pages.tools import doubted, items, maker_mark, section, sources_section, tools

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from casemgr_cli.domain.advice import Advice, NextAction, Route, RouteStep, Verdict
    from casemgr_cli.domain.careers import Note
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.wages import PayGuide
    from casemgr_cli.pages.blocks import Block, Page
    from casemgr_cli.pages.tools import Tools
    from casemgr_cli.pages.words import Words

_FITTING = ("held", "eligible")
_A_YEAR = 366
# So many kinds of aid are told on the whole page; the screen of costs tells all.
_MOST_AID = 4


def advice_page(advice: Advice, catalog: Catalog, guide: PayGuide, words: Words) -> Page:
    """Return the advice on one person: the card that answers first, then the detail, then the sources."""
    kit = tools(catalog, words, *advice.local.guides)
    best = recommended(advice)
    if best is None:
        near = advice.nearest.routes[0] if advice.nearest else None
        body = (*_no_route(advice, guide, kit), *_rest(advice, near, guide, kit))
    else:
        body = (*card(advice, best, guide, kit), *_rest(advice, best, guide, kit))
    return (*body, *_made(advice, catalog, words), *sources_section(kit))


def _rest(advice: Advice, best: Route | None, guide: PayGuide, kit: Tools) -> Page:
    """Return the sections of the whole page; without a route, what there is to say without one."""
    if best is None:
        return (*_notes(advice, None, kit), *assumed_section(advice, kit), *change_section(advice, kit))
    screens = {**_SCREENS, "costs": _costs_in_short}
    return tuple(block for screen in screens.values() for block in screen(advice, best, guide, kit))


def card_page(advice: Advice, catalog: Catalog, guide: PayGuide, words: Words, leave_out: int = 0) -> Page:
    """Return the card alone, with so much left out of it (see `card.LEAVES_OUT`), and no sources."""
    kit = tools(catalog, words, *advice.local.guides)
    best = recommended(advice)
    found = (
        _no_route(advice, guide, kit) if best is None else card(advice, best, guide, kit, leave_out=leave_out)
    )
    return tuple(uncited(block) for block in found)


def screens_of(advice: Advice) -> Collection[str]:
    """Return the names of the screens behind the card."""
    return (*_SCREENS, "sources") if advice.routes else ("me", "sources")


def screen_page(name: str, advice: Advice, catalog: Catalog, guide: PayGuide, words: Words) -> Page:
    """Return one screen behind the card, or the sources of all of them."""
    if name == "sources":
        page = advice_page(advice, catalog, guide, words)
        title = words("sources.title")
        first = next((place for place, block in enumerate(page) if block == Heading(title)), len(page))
        return page[first:] or (Paragraph(words("card.nothing")),)
    kit = tools(catalog, words, *advice.local.guides)
    best = recommended(advice)
    blocks = _rest(advice, None, guide, kit) if best is None else _SCREENS[name](advice, best, guide, kit)
    return (*blocks, *sources_section(kit)) if blocks else (Paragraph(words("card.nothing")),)


def recommended(advice: Advice) -> Route | None:
    """Return the recommended route, if there is one."""
    return next((route for route in advice.routes if route.id == advice.recommended), None)


def _made(advice: Advice, catalog: Catalog, words: Words) -> Page:
    """Return the day of the advice, which paper would not show otherwise, and whether the data are old."""
    today = date.fromisoformat(advice.today)
    lines = []
    newest = data_date(catalog, today)
    if newest and (today - newest).days > _A_YEAR:
        lines.append(words("advice.old_data", day=words.day(newest.isoformat())))
    lines.append(words("advice.made", day=words.day(advice.today)))
    return tuple(Paragraph(line, tone="quiet") for line in lines)


def _why(advice: Advice, best: Route, _guide: PayGuide, kit: Tools) -> Page:
    return (
        *section(kit.words("advice.why"), *_bullets(best.why)),
        *asks_section(advice, best, kit),
        *_notes(advice, best, kit),
    )


def _walk(advice: Advice, best: Route, _guide: PayGuide, kit: Tools) -> Page:
    """Return the steps with their months, the calendar, and what to do after this week."""
    words = kit.words
    later = tuple(Item(_action(action, words), url=action.url) for action in advice.next_actions[ACTIONS:])
    return (
        *section(words("advice.steps_title"), *_steps(best, words)),
        *calendar_section(advice, best, words),
        *(section(words("advice.next"), Bullets(later)) if later else ()),
    )


def _costs(advice: Advice, best: Route, _guide: PayGuide, kit: Tools) -> Page:
    study = any(step.study for step in best.steps)
    return (*costs_section(best, kit), *aid_section(advice.aid, best.borrowing, kit, study=study))


def _costs_in_short(advice: Advice, best: Route, _guide: PayGuide, kit: Tools) -> Page:
    study = any(step.study for step in best.steps)
    aid = aid_section(advice.aid, best.borrowing, kit, study=study, most=_MOST_AID)
    return (*costs_section(best, kit), *aid)


def _me(advice: Advice, _best: Route, _guide: PayGuide, kit: Tools) -> Page:
    """Return what the advice rests on: assumptions, limits, picks, and what would change it."""
    excluded = excluded_items(advice.excluded, kit.words)
    return (
        *assumed_section(advice, kit),
        *(section(kit.words("advice.excluded"), Bullets(excluded)) if excluded else ()),
        *fit_section(advice.fit, kit),
        *change_section(advice, kit),
    )


def _pays(advice: Advice, best: Route, guide: PayGuide, kit: Tools) -> Page:
    rows = _net_row(best, kit.words)
    return (*pay_section(advice, best, guide, kit), *((Facts(rows),) if rows else ()))


def _others(advice: Advice, _best: Route, _guide: PayGuide, kit: Tools) -> Page:
    return (*others_section(advice, kit.words), *neighbors_section(advice.neighbors, kit.words))


def _schools(advice: Advice, best: Route, _guide: PayGuide, kit: Tools) -> Page:
    return (*schools_section(advice, kit), *licenses_section(advice, best, kit))


def _certifications(advice: Advice, best: Route, _guide: PayGuide, kit: Tools) -> Page:
    return _certs(advice.verdicts, best, kit)


# The screens behind the card, each named like its key in the menu, in the order of the whole page.
_SCREENS: dict[str, Callable[[Advice, Route, PayGuide, Tools], Page]] = {
    "why": _why,
    "steps": _walk,
    "others": _others,
    "costs": _costs,
    "schools": _schools,
    "certs": _certifications,
    "pay": _pays,
    "me": _me,
}


def _steps(route: Route, words: Words) -> tuple[Block, ...]:
    if not route.steps:
        return (Paragraph(words("advice.no_steps_yet" if route.typical else "advice.no_steps")),)
    header = tuple(words(f"advice.steps.{column}") for column in ("step", "months", "cost", "asked"))
    rows = tuple(_step_row(number, step, words) for number, step in enumerate(route.steps, 1))
    return (Table(header, rows, ("left", "right", "right", "left")),)


def _step_row(number: int, step: RouteStep, words: Words) -> tuple[str | Mark, ...]:
    key = "advice.step_months" if step.months else "advice.step_at"
    return (
        words("advice.step", number=number, title=step.title),
        words(key, first=step.start + bool(step.months), last=step.end),
        words.money_span(step.cost) if step.cost.high != 0 else "",
        maker_mark(step.required_by, words),
    )


def _net_row(route: Route, words: Words) -> tuple[Row, ...]:
    """Return what the route is worth over ten years against staying, from the careful end to the other."""
    if route.ten_year_net is None:
        return ()
    ends = (route.ten_year_net, route.ten_year_net if route.ten_year_high is None else route.ten_year_high)
    low, high = (words.money(round(end, -3)) for end in ends)
    text = words("advice.net_about", low=low, high=high)
    return (Row(words("advice.net"), text),)


def _action(action: NextAction, words: Words) -> str:
    return words("advice.action", month=words.month(action.by_month), title=action.title)


def _certs(verdicts: tuple[Verdict, ...], best: Route | None, kit: Tools) -> tuple[Block, ...]:
    fitting = best.destination.certifications if best else ()
    by_id = {verdict.certification.id: verdict for verdict in verdicts}
    shown = [by_id[key] for key in fitting if key in by_id]
    shown += [verdict for verdict in verdicts if verdict.verdict in _FITTING and verdict not in shown]
    if not shown:
        shown = list(verdicts[:1])
    entries = tuple(block for verdict in shown for block in cert_blocks(verdict, kit, asked=0))
    rest = len(verdicts) - len(shown)
    more = (Paragraph(kit.words.count("advice.certs_more", rest), tone="quiet"),) if rest else ()
    return section(kit.words("advice.certs"), *entries, *more)


def _notes(advice: Advice, best: Route | None, kit: Tools) -> tuple[Block, ...]:
    known = tuple(_note(note, kit) for note in advice.notes if note.kind != "caution")
    warned = tuple(_note(note, kit) for note in advice.notes if note.kind == "caution")
    cautions = items(best.cautions) if best else ()
    return (
        *(section(kit.words("advice.know"), Bullets(known)) if known else ()),
        *(section(kit.words("advice.watch"), Bullets((*warned, *cautions))) if warned or cautions else ()),
    )


def _note(note: Note, kit: Tools) -> Item:
    cites = kit.cites(note.source)
    return Item(doubted(note.text, note, kit.words), maker_mark(note.made_by, kit.words), cites)


def _no_route(advice: Advice, guide: PayGuide, kit: Tools) -> tuple[Block, ...]:
    words = kit.words
    excluded = excluded_items(advice.excluded, words)
    return (
        Heading(words("advice.none_title"), 1),
        *((Paragraph(words("advice.none_about")), Bullets(excluded)) if excluded else ()),
        *_nearest(advice, guide, kit),
    )


def _nearest(advice: Advice, guide: PayGuide, kit: Tools) -> tuple[Block, ...]:
    """Return the way that would be open if one limit gave way, with what must give named first."""
    if advice.nearest is None:
        return ()
    words, best = kit.words, advice.nearest.routes[0]
    asked = tuple(kit.catalog.facts[key].ask for key in advice.nearest.relaxed)
    return (
        *section(words("advice.nearest"), Paragraph(words("advice.nearest_about")), *_bullets(asked)),
        *card(advice, best, guide, kit),
    )


def _bullets(texts: tuple[str, ...]) -> tuple[Block, ...]:
    return (Bullets(items(texts)),) if texts else ()
