"""The advice as a page: the card that answers first, then the detail behind it, a section a subject."""

from collections.abc import Callable, Collection
from datetime import date

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Advice, Route, RouteStep, Verdict
from casemgr_cli.domain.conditions import Degree, leaves
from casemgr_cli.domain.facts import DEGREES, UNKNOWN
from casemgr_cli.domain.wages import PayGuide
from casemgr_cli.pages import blocks, routes
from casemgr_cli.pages.basis import assumed_blocks, change_section, excluded_items, fit_section, planned_with
from casemgr_cli.pages.card import ACTIONS, card, fitting_card
from casemgr_cli.pages.certs import cert_blocks, cert_rows
from casemgr_cli.pages.costs import aid_in_short, aid_section, costs_section
from casemgr_cli.pages.license import licenses_in_short, licenses_section
from casemgr_cli.pages.programs import schools_in_short, schools_section
from casemgr_cli.pages.tools import (
    MOST,
    Tools,
    action_item,
    bullets,
    maker_mark,
    marked,
    section,
    sources_screen,
    sources_section,
    tools,
)
from casemgr_cli.pages.words import Words

_FITTING = ("held", "eligible")
# So many notes of each kind stand on the whole page, the weightiest first.
_MOST_NOTES = 5


def advice_page(advice: Advice, catalog: Catalog, guide: PayGuide, words: Words) -> blocks.Page:
    """Return the advice on one person: the card that answers first, then the detail, then the sources."""
    kit = tools(catalog, words, *advice.local.guides)
    best = advice.best
    if best is None:
        near = advice.nearest.routes[0] if advice.nearest else None
        body = (*_no_route(advice, guide, kit), *_rest(advice, near, guide, kit))
    else:
        body = (*card(advice, best, guide, kit), *_rest(advice, best, guide, kit))
    return (*body, *_made(advice, kit), *sources_section(kit, tally=False))


def _rest(advice: Advice, best: Route | None, guide: PayGuide, kit: Tools) -> blocks.Page:
    """Return the sections of the whole page; without a route, what there is to say without one."""
    if best is None:
        return (
            *_notes(advice, None, kit, _MOST_NOTES),
            *planned_with(advice, kit),
            *change_section(advice, None, kit, brief=True),
        )
    return tuple(block for told in _SCREENS.values() for block in told(advice, best, guide, kit, brief=True))


def card_page(
    advice: Advice, catalog: Catalog, guide: PayGuide, words: Words, fits: Callable[[blocks.Page], bool]
) -> blocks.Page:
    """Return the card alone, as much of it as fits, and no sources."""
    kit = tools(catalog, words, *advice.local.guides)
    best = advice.best

    def bare(page: blocks.Page) -> blocks.Page:
        return tuple(blocks.uncited(block) for block in page)

    if best is None:
        return bare(_no_route(advice, guide, kit))
    return bare(fitting_card(advice, best, guide, kit, lambda page: fits(bare(page))))


def screens_of(advice: Advice) -> tuple[str, ...]:
    """Return the names of the screens behind the card."""
    return (*(_SCREENS if advice.routes else ("me",)), "sources")


def screen_page(name: str, advice: Advice, catalog: Catalog, guide: PayGuide, words: Words) -> blocks.Page:
    """Return one screen behind the card, or the sources of all of them, which are numbered together."""
    kit = tools(catalog, words, *advice.local.guides)
    best = advice.best
    if best is None:
        screens = {"me": _rest(advice, None, guide, kit)}
    else:
        screens = {each: told(advice, best, guide, kit, brief=False) for each, told in _SCREENS.items()}
    screens["sources"] = sources_screen(kit)
    return screens[name] or (blocks.Paragraph(_nothing(name, advice, words)),)


def _nothing(name: str, advice: Advice, words: Words) -> str:
    """Return why a screen is empty."""
    if name == "schools" and advice.answers.get("state") in (None, UNKNOWN):
        name = "schools_of_no_state"
    elif name == "schools" and advice.best and advice.best.studies:
        name = "schools_untold"
    key = f"card.nothing.{name}"
    return words(key if words.has(key) else "card.nothing.other")


def _made(advice: Advice, kit: Tools) -> blocks.Page:
    """Return the day of the advice, which paper would not show otherwise, and whether the data are old."""
    lines = (
        *kit.cites.age(date.fromisoformat(advice.today), kit.words),
        kit.words("advice.made", day=kit.words.day(advice.today)),
    )
    return tuple(blocks.Paragraph(line, tone="quiet") for line in lines)


def _why(advice: Advice, best: Route, _guide: PayGuide, kit: Tools, *, brief: bool) -> blocks.Page:
    told = (blocks.Bullets(routes.way_items(best, kit)),) if brief else bullets(best.why)
    beyond = bullets(routes.beyond_budget(advice, best, kit.words))
    return (
        *section(kit.words("advice.why"), *told, *beyond),
        *routes.asks_section(advice, best, kit, brief=brief),
        *_notes(advice, best, kit, _MOST_NOTES if brief else None),
    )


def _walk(advice: Advice, best: Route, _guide: PayGuide, kit: Tools, **_: bool) -> blocks.Page:
    """Return the steps with their months, the calendar, and what to do after this week."""
    words = kit.words
    later = (action_item(action, words) for action in advice.next_actions[ACTIONS:])
    drawn = routes.calendar(advice, best, words)
    return (
        *section(words("advice.steps_title"), *_steps(best, words), *drawn),
        *section(words("advice.next"), *bullets(later)),
    )


def _others(advice: Advice, _best: Route, _guide: PayGuide, kit: Tools, *, brief: bool) -> blocks.Page:
    """Return the ways beside the first; of those next door in brief only what stands among them."""
    named = {each.route for each in advice.contrasts[:MOST]}
    near = tuple(route for route in advice.neighbors if not brief or route.id in named)
    most = MOST if brief else None
    return (*routes.others_section(advice, kit.words, most), *routes.neighbors_section(near, kit.words))


def _aid(advice: Advice, best: Route, _guide: PayGuide, kit: Tools, *, brief: bool) -> blocks.Page:
    if brief:
        return aid_in_short(advice.aid, best, kit)
    return aid_section(advice.aid, best.borrowing, kit, study=best.studies)


def _schools(advice: Advice, best: Route, _guide: PayGuide, kit: Tools, *, brief: bool) -> blocks.Page:
    if brief:
        return (*schools_in_short(advice, kit), *licenses_in_short(advice, best, kit))
    return (*schools_section(advice, kit), *licenses_section(advice, best, kit))


def _certifications(advice: Advice, best: Route, _guide: PayGuide, kit: Tools, *, brief: bool) -> blocks.Page:
    said = advice.answer.text if advice.answer else ""
    fitting = tuple(each for each in advice.verdicts if not _beneath(each, advice.answers.get("education")))
    shown = _shown(fitting, best, advice.answer.certifications if advice.answer else ())
    more = [each.certification.short for each in advice.verdicts if each not in shown]
    key = "advice.certs_more" if brief else "advice.certs_named"
    told = kit.words.count(key, len(more), names=kit.words.listed(more)) if more else ""
    further_off = (blocks.Paragraph(told, tone="quiet"),) if more else ()
    if brief:
        first = next((each for each in shown if each.certification.id == best.certification), shown[0])
        rows = cert_rows(first, [each for each in shown if each is not first], kit, said)
        return section(kit.words("advice.certs"), blocks.Facts(rows), *further_off)
    entries = (block for verdict in shown for block in cert_blocks(verdict, kit, asked=0))
    return section(kit.words("advice.certs"), *entries, *further_off)


def _pays(advice: Advice, best: Route, guide: PayGuide, kit: Tools, *, brief: bool) -> blocks.Page:
    rows = _net_row(best, kit.words)
    pay = routes.pay_section(advice, best, guide, kit, brief=brief)
    return (*pay, *((blocks.Facts(rows),) if rows else ()))


def _basis(advice: Advice, best: Route, _guide: PayGuide, kit: Tools, *, brief: bool) -> blocks.Page:
    """Return what the advice rests on: assumptions, limits, picks, and what would change it."""
    said = () if advice.best is None else advice.excluded  # without a way they come first
    excluded = excluded_items(said, kit.words, MOST) if brief else excluded_items(said, kit.words)
    return (
        *(planned_with(advice, kit) if brief else assumed_blocks(advice.assumed, kit)),
        *section(kit.words("advice.excluded"), *bullets(excluded)),
        *fit_section(advice.fit, kit),
        *change_section(advice, best, kit, brief=brief),
    )


# The screens behind the card, each named like its key in the menu. The whole page has them in this order and
# in brief: what the card and the screens say is not said again, and of a long list stand the best three.
_SCREENS: dict[str, Callable[..., blocks.Page]] = {
    "why": _why,
    "steps": _walk,
    "others": _others,
    "costs": lambda _advice, best, _guide, kit, *, brief: () if brief else costs_section(best, kit),
    "aid": _aid,
    "schools": _schools,
    "certs": _certifications,
    "pay": _pays,
    "me": _basis,
}


def _steps(route: Route, words: Words) -> tuple[blocks.Block, ...]:
    if not route.steps:
        return (blocks.Paragraph(words("advice.no_steps")),)
    header = tuple(words(f"advice.steps.{column}") for column in ("step", "months", "cost", "asked"))
    numbered = enumerate(route.steps, 1)
    rows = tuple(_step_row(number, step, words) for number, step in numbered)
    return (blocks.Table(header, rows, ("left", "right", "right", "left")),)


def _step_row(number: int, step: RouteStep, words: Words) -> tuple[str | blocks.Mark, ...]:
    key = "advice.step_months" if step.months else "advice.step_at" if step.start else "advice.step_now"
    return (
        words("advice.step", number=number, title=step.title),
        words(key, first=step.start + bool(step.months), last=step.end),
        words.money_span(step.cost) if step.cost.high != 0 else "",
        maker_mark(step.required_by, words) if step.required_by else "",
    )


def _net_row(route: Route, words: Words) -> tuple[blocks.Row, ...]:
    """Return what the route is worth over ten years against staying, from the careful end to the other."""
    if route.ten_year_net is None:
        return ()
    ends = (route.ten_year_net, route.ten_year_net if route.ten_year_high is None else route.ten_year_high)
    low, high = (words.money(round(end, -3)) for end in ends)
    text = words("advice.net_about", low=low, high=high)
    return (blocks.Row(words("advice.net"), text),)


def _shown(verdicts: tuple[Verdict, ...], best: Route, named: Collection[str]) -> list[Verdict]:
    """Return the certifications that suit a destination, and those held, open now or `named` by their ids."""
    by_id = {verdict.certification.id: verdict for verdict in verdicts}
    shown = [by_id[key] for key in best.destination.certifications if key in by_id]
    told = (v for v in verdicts if v.verdict in _FITTING or v.certification.id in named)
    shown += [verdict for verdict in told if verdict not in shown]
    return shown or list(verdicts[:1])


def _beneath(verdict: Verdict, held: object) -> bool:
    """Whether a certification asks for nothing but degrees below the one held."""
    degrees = (each for each in leaves(verdict.certification.credential) if isinstance(each, Degree))
    levels = {level for degree in degrees for level in degree.levels}
    higher = DEGREES[: DEGREES.index(held)] if held in DEGREES else ()
    return verdict.verdict == "needs_credential" and bool(levels) and levels <= {*higher}


def _notes(
    advice: Advice, best: Route | None, kit: Tools, most: int | None = None
) -> tuple[blocks.Block, ...]:
    """Return what to know and what to watch out for, of each the weightiest where only so many are wanted,
    and of what to watch out for also the first thing about the very place.
    """
    known = [note for note in advice.notes if note.kind != "caution"]
    warned = [note for note in advice.notes if note.kind == "caution"]
    # That the pay is less stands beside the pay.
    said = {kit.catalog.words["pays_less"]}
    cautions = tuple(blocks.Item(text) for text in best.cautions if text not in said) if best else ()
    # A source is numbered where it is cited, so what is cut off must not be.
    limit = MOST if most else len(warned) + len(cautions)
    told, watch = (
        [marked(note.text, note, kit, doubted=True) for note in notes]
        for notes in (known[:most], warned[:limit])
    )
    watch = [*watch, *cautions]
    place = [blocks.Item(text) for text in best.destination.cautions] if best else []
    shown, rest = watch[:limit], watch[limit:]
    own = [] if any(each in place for each in shown) else [each for each in rest if each in place]
    return (
        *section(kit.words("advice.know"), *bullets(told)),
        *section(kit.words("advice.watch"), *bullets([*shown, *own[:1]])),
    )


def _no_route(advice: Advice, guide: PayGuide, kit: Tools) -> tuple[blocks.Block, ...]:
    words = kit.words
    excluded = excluded_items(advice.excluded, words)
    return (
        blocks.Heading(words("advice.none_title"), 1),
        *((blocks.Paragraph(words("advice.none_about")), blocks.Bullets(excluded)) if excluded else ()),
        *_nearest(advice, guide, kit),
    )


def _nearest(advice: Advice, guide: PayGuide, kit: Tools) -> tuple[blocks.Block, ...]:
    """Return the way that would be open if one limit gave way, with what must give named first."""
    if advice.nearest is None:
        return ()
    words, best = kit.words, advice.nearest.routes[0]
    asked = tuple(kit.catalog.facts[key].ask for key in advice.nearest.relaxed)
    return (
        *section(words("advice.nearest"), blocks.Paragraph(words("advice.nearest_about")), *bullets(asked)),
        *card(advice, best, guide, kit),
    )
