"""The advice as a page: one screen that says what to do next, then the detail behind it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from casemgr_cli.catalog.ages import data_date
from casemgr_cli.documents.known import known
from casemgr_cli.pages.aid import aid_section
from casemgr_cli.pages.blocks import Bullets, Facts, Heading, Item, Mark, Paragraph, Row, Table
from casemgr_cli.pages.certs import cert_blocks
from casemgr_cli.pages.changes import change_section
from casemgr_cli.pages.costs import costs_section
from casemgr_cli.pages.person import assumed_section, excluded_items, fit_section
from casemgr_cli.pages.places import licenses_section, schools_section
from casemgr_cli.pages.routes import (
    asks_section,
    calendar_section,
    from_graduation,
    neighbors_section,
    others_section,
    pay_section,
    way_title,
    when,
)
from casemgr_cli.pages.tools import (
    doubted,
    items,
    maker_mark,
    place,
    section,
    sources_section,
    tools,
    wage_notes,
)

if TYPE_CHECKING:
    from casemgr_cli.domain.advice import Advice, NextAction, Route, RouteStep, Verdict
    from casemgr_cli.domain.careers import Note
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.wages import PayGuide
    from casemgr_cli.pages.blocks import Block, Page
    from casemgr_cli.pages.tools import Tools
    from casemgr_cli.pages.words import Words

CCM, UNDER_CCM = "ccm", "months_case_management_under_ccm"
FITTING = ("held", "eligible")
A_YEAR = 366


def advice_page(advice: Advice, catalog: Catalog, guide: PayGuide, words: Words) -> Page:
    """Return the advice on one person: the screen that answers first, then the detail, then the sources."""
    kit = tools(catalog, words, *advice.local.guides)
    best = next((route for route in advice.routes if route.id == advice.recommended), None)
    if best is None:
        near = advice.nearest.routes[0] if advice.nearest else None
        return (
            *_no_route(advice, guide, kit),
            *neighbors_section(advice.neighbors, words),
            *_about_the_person(advice, near, kit),
            *change_section(advice, kit),
            *_made(advice, catalog, words),
            *sources_section(kit),
        )
    return (
        *front(advice, best, guide, kit),
        *section(words("advice.why"), *_bullets(best.why)),
        *calendar_section(advice, best, words),
        *asks_section(advice, best, kit),
        *costs_section(best, kit),
        *aid_section(advice.aid, best.borrowing, kit, study=any(step.study for step in best.steps)),
        *licenses_section(advice, best, kit),
        *schools_section(advice, kit),
        *others_section(advice, best, words),
        *pay_section(advice, best, guide, kit),
        *_about_the_person(advice, best, kit),
        *change_section(advice, kit),
        *_made(advice, catalog, words),
        *sources_section(kit),
    )


def _made(advice: Advice, catalog: Catalog, words: Words) -> Page:
    """Return how well the page is known, and the day of the advice, which paper would not show otherwise."""
    tally, today = known(advice, catalog), date.fromisoformat(advice.today)
    lines = []
    if tally.oldest:
        counts = {name: getattr(tally, name) for name in ("official", "elsewhere", "judgment")}
        lines.append(words("advice.known", oldest=tally.oldest[:4], **counts))
    newest = data_date(catalog, today)
    if newest and (today - newest).days > A_YEAR:
        lines.append(words("advice.old_data", day=words.day(newest.isoformat())))
    lines.append(words("advice.made", day=words.day(advice.today)))
    return tuple(Paragraph(line, tone="quiet") for line in lines)


def front(advice: Advice, route: Route, guide: PayGuide, kit: Tools) -> Page:
    """Return the first screen: the steps, two clocks, cost, pay, certification and the first action."""
    words = kit.words
    return (
        Heading(_headline(route, words), 1),
        *((Paragraph(advice.answer.text, tone="strong"),) if advice.answer else ()),
        *_lead(advice, route, words),
        *_steps(route, words),
        Facts(
            (
                Row(words("advice.first_job"), first_job(advice, route, words), tone="strong"),
                Row(words("advice.cost"), _cost(route, words)),
                *_pay_row(route, guide, kit),
                *_net_row(route, words),
                *_certified_row(advice, route, words),
                *_do_next(advice.next_actions, words),
            )
        ),
    )


def _headline(route: Route, words: Words) -> str:
    """Return the next step in one line: the job, or the certification where nothing else is left to do."""
    if route.steps and all(step.kind == "certification" for step in route.steps):
        return words("advice.title_certify", name=route.steps[-1].title)
    return words("advice.title", job=route.destination.title)


def _lead(advice: Advice, route: Route, words: Words) -> tuple[Block, ...]:
    sentences = []
    for verdict in FITTING:
        names = [
            v.certification.short
            for v in advice.verdicts
            if v.verdict == verdict and (v.can_apply or verdict == "held")
        ]
        if names:
            sentences.append(words.count(f"advice.{verdict}", len(names), names=words.listed(names)))
    if route.earliest == 0 and not from_graduation(advice):
        sentences.append(words(f"advice.{_readiness(route)}"))
    return tuple(Paragraph(sentence, tone="good") for sentence in [" ".join(sentences)] if sentence)


def _readiness(route: Route) -> str:
    if route.typical:
        return "ready_by_rules"
    return "ready_open" if route.unmet else "ready"


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


def first_job(advice: Advice, route: Route, words: Words) -> str:
    """Return the two clocks in words: as employers usually hire, and by the rules alone."""
    typical, earliest = when(advice, route.typical, words), when(advice, route.earliest, words)
    if route.typical == 0 and not from_graduation(advice):
        return words("advice.first_job_now")
    if route.typical == route.earliest:
        return words("advice.first_job_in", typical=typical)
    if route.plan == "entry":
        return words("advice.first_job_entry", typical=typical, earliest=earliest)
    if route.earliest == 0 and not from_graduation(advice):
        return words("advice.first_job_rules_now", typical=typical)
    return words("advice.first_job_two", typical=typical, earliest=earliest)


def _cost(route: Route, words: Words) -> str:
    if route.cost.high == 0:
        return words("advice.cost_none")
    return words("advice.cost_before_aid", cost=words.money_span(route.cost))


def _pay_row(route: Route, guide: PayGuide, kit: Tools) -> tuple[Row, ...]:
    words, pay = kit.words, route.pay
    key = "advice.pay_amounts" if pay.start is not None else "advice.pay_median"
    amounts = words(key, start=words.money(pay.start), experienced=words.money(pay.experienced))
    key = "pay.stands_for_estimate" if pay.estimate else "pay.stands_for"
    stands = words(key, place=place(pay.wage, kit))
    notes = " ".join((stands, *wage_notes(pay.wage, guide)))
    cites = kit.cites(pay.wage.source)
    return (Row(words("advice.pay"), amounts), Row("", notes, cites, tone="quiet"))


def _net_row(route: Route, words: Words) -> tuple[Row, ...]:
    """Return what the route is worth over ten years against staying, and what a month of waiting costs."""
    net, wait = route.ten_year_net, route.wait_per_month
    if net is None:
        return ()
    said = [words("advice.net_more" if net >= 0 else "advice.net_less", amount=words.money(abs(net)))]
    if wait is not None and wait > 0:
        said.append(words("advice.wait", amount=words.money(wait)))
    about = Row("", words("advice.net_how"), tone="quiet")
    return (Row(words("advice.net"), " ".join(said)), about)


def _certified_row(advice: Advice, route: Route, words: Words) -> tuple[Row, ...]:
    verdict = next((v for v in advice.verdicts if v.certification.id == route.certification), None)
    if verdict is None:
        return (Row(words("advice.certified"), _not_certified(advice, words)),)
    name, months = verdict.certification.short, route.months_to_certified
    if verdict.verdict == "held":
        text = words("advice.certified_held", name=name, renewal=verdict.certification.renewal)
    elif months is None:
        text = words("advice.certified_unknown", name=name)
    else:
        key = "advice.certified_in" if months else "advice.certified_now"
        text = words(key, name=name, months=when(advice, months, words))
    if months and UNDER_CCM in route.destination.earns and verdict.certification.id == CCM:
        text = words("advice.certified_under_ccm", text=text)
    return (Row(words("advice.certified"), text),)


def _not_certified(advice: Advice, words: Words) -> str:
    """Return that the way leads to no certification, and the best of the ways that do."""
    other = next((route for route in advice.routes if route.months_to_certified is not None), None)
    if other is None or other.months_to_certified is None:
        return words("advice.certified_none")
    months = when(advice, other.months_to_certified, words)
    return words("advice.certified_other", way=way_title(other, words), months=months)


def _do_next(actions: tuple[NextAction, ...], words: Words) -> tuple[Row, ...]:
    return tuple(
        Row(words("advice.do_next"), _action(action, words), url=action.url, tone="strong")
        for action in actions[:1]
    )


def _action(action: NextAction, words: Words) -> str:
    return words("advice.action", month=words.month(action.by_month), title=action.title)


def _about_the_person(advice: Advice, best: Route | None, kit: Tools) -> tuple[Block, ...]:
    words = kit.words
    actions = tuple(Item(_action(action, words), url=action.url) for action in advice.next_actions)
    excluded = excluded_items(advice.excluded, words) if advice.routes else ()
    return (
        *_certs(advice.verdicts, best, kit),
        *_notes(advice, best, kit),
        *(section(words("advice.next"), Bullets(actions, numbered=True)) if actions else ()),
        *assumed_section(advice, kit),
        *(section(words("advice.excluded"), Bullets(excluded)) if excluded else ()),
        *(neighbors_section(advice.neighbors, words) if advice.routes else ()),
        *fit_section(advice.fit, kit),
    )


def _certs(verdicts: tuple[Verdict, ...], best: Route | None, kit: Tools) -> tuple[Block, ...]:
    fitting = best.destination.certifications if best else ()
    by_id = {verdict.certification.id: verdict for verdict in verdicts}
    shown = [by_id[key] for key in fitting if key in by_id]
    shown += [verdict for verdict in verdicts if verdict.verdict in FITTING and verdict not in shown]
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
        *front(advice, best, guide, kit),
        *calendar_section(advice, best, words),
        *asks_section(advice, best, kit),
        *costs_section(best, kit),
        *aid_section(advice.aid, best.borrowing, kit, study=any(step.study for step in best.steps)),
        *licenses_section(advice, best, kit),
        *schools_section(advice, kit),
    )


def _bullets(texts: tuple[str, ...]) -> tuple[Block, ...]:
    return (Bullets(items(texts)),) if texts else ()
