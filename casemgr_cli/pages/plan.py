"""The advice as an Individual Career and Academic Plan: one or two pages to keep, talk over and sign.

Whoever signs it reads it first, so it says less than the whole advice and says it in short sentences.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Advice, Route
from casemgr_cli.domain.aid import AidOffer
from casemgr_cli.domain.wages import PayGuide
from casemgr_cli.engine.dates import GRADUATION_MONTH, day_after
from casemgr_cli.pages.basis import excluded_items, fit_section
from casemgr_cli.pages.blocks import Blanks, Block, Bullets, Facts, Heading, Item, Page, Paragraph, Row, Table
from casemgr_cli.pages.costs import asked_for, charge_cites
from casemgr_cli.pages.milestones import Milestone, milestones, origin
from casemgr_cli.pages.tools import MOST, Tools, action_item, bullets, section, stands_for, tools
from casemgr_cli.pages.words import Words

_SIGNERS = ("student", "guardian", "counselor")
# Month and day.
_SCHOOL_ENDS = (GRADUATION_MONTH, 30)
_YEAR_ENDS = (12, 31)
# The last day to apply says enough, so the first one is left out.
_UNTOLD = ("opens",)
_GIFTS, _LOAN = ("grant", "stipend", "employer"), "loan"
# Kinds of help that are told, so that the plan stays on two sheets.
_MOST_GIFTS = 5


def plan_page(advice: Advice, catalog: Catalog, guide: PayGuide, words: Words) -> Page:
    """Return the plan for the recommended route: goal, fit, study, years, cost, next steps, signatures."""
    kit = tools(catalog, words, *advice.local.guides)
    route = advice.best
    actions = tuple(action_item(action, words) for action in advice.next_actions)
    no_goal = (Paragraph(words("plan.no_goal")), *bullets(excluded_items(advice.excluded, words, MOST)))
    signatures = tuple((words(f"plan.signer.{who}"), words("plan.date")) for who in _SIGNERS)
    return (
        Heading(words("plan.title"), 1),
        Blanks(((words("plan.name"), words("plan.grade")),)),
        Paragraph(words("plan.made", day=words.day(advice.today)), tone="quiet"),
        *section(words("plan.goal"), *(_goal(advice, route, guide, kit) if route else no_goal)),
        *section(
            words("plan.fit"), *(fit_section(advice.fit, kit)[1:] or (Paragraph(words("plan.no_fit")),))
        ),
        *(_studies(advice, route, kit) if route else ()),
        *_years(advice, route, kit),
        *(_cost_and_aid(advice, route, kit) if route else ()),
        *(section(words("plan.next"), Bullets(actions, numbered=True)) if actions else ()),
        *_origins(advice, kit),
        *section(words("plan.sign"), Paragraph(words("plan.sign_about")), Blanks(signatures)),
    )


def _cost_and_aid(advice: Advice, route: Route, kit: Tools) -> tuple[Block, ...]:
    """Return what the way costs, where to ask for help, and the payment if all of it is borrowed."""
    words = kit.words
    if route.cost.high == 0:
        return section(words("plan.cost"), Paragraph(words("plan.cost_none")))
    text = words("plan.cost_all" if route.studies else "plan.cost_fees", cost=words.money_span(route.cost))
    return section(
        words("plan.cost"),
        Paragraph(text, charge_cites(route, kit)),
        *_help(advice.aid, kit),
        *_borrowed(route, kit),
    )


def _borrowed(route: Route, kit: Tools) -> tuple[Block, ...]:
    words, debt = kit.words, route.borrowing
    if debt is None or not debt.monthly.high:
        return ()
    cites = dict.fromkeys(number for loan in debt.loans for number in kit.cites(loan.rate.source))
    monthly = words.money_span(debt.monthly)
    return (Paragraph(words("plan.borrowed", monthly=monthly, years=debt.years), tuple(cites)),)


def _help(offers: tuple[AidOffer, ...], kit: Tools) -> tuple[Block, ...]:
    """Return where to ask for help that need not be paid back, and for the first kind of loan.

    No number stands here, so no source does: the whole advice names them, and the plan stays short.
    """
    words = kit.words
    gifts = [offer.entry for offer in offers if offer.entry.kind in _GIFTS]
    loans = [offer.entry for offer in offers if offer.entry.kind == _LOAN]
    listed = tuple(
        Item(asked_for(entry, words), url=entry.how.url) for entry in (*gifts[:_MOST_GIFTS], *loans[:1])
    )
    more = (Paragraph(words("plan.help_more"), tone="quiet"),) if len(gifts) > _MOST_GIFTS else ()
    return (Paragraph(words("plan.help")), Bullets(listed), *more) if listed else ()


def _goal(advice: Advice, route: Route, guide: PayGuide, kit: Tools) -> tuple[Block, ...]:
    words = kit.words
    degrees = words("card.then").join(step.title for step in route.steps if step.study)
    goal = words("plan.earn" if degrees else "plan.begin", degrees=degrees, job=route.destination.title)
    rows = (
        Row(words("plan.path"), goal, tone="strong"),
        Row(words("plan.about"), route.destination.about),
        Row(words("plan.first_job"), _first_job(advice, route, words)),
        *_pay(route, guide, kit),
    )
    return (Facts(rows),)


def _first_job(advice: Advice, route: Route, words: Words) -> str:
    """Return when work there can start, as employers usually hire and by the rules alone."""
    start = origin(advice)
    typical, earliest = (
        words.month(day_after(start, months).isoformat()) for months in (route.typical, route.by_rules)
    )
    if route.typical == 0:
        return words("plan.first_job_now")
    if route.typical == route.by_rules:
        return words("plan.first_job_by", typical=typical)
    return words("plan.first_job_two", typical=typical, earliest=earliest)


def _pay(route: Route, guide: PayGuide, kit: Tools) -> tuple[Row, ...]:
    words, pay = kit.words, route.pay
    if pay.experienced is None:
        return ()
    key = "plan.pay_both" if pay.start is not None else "plan.pay_middle"
    text = words(key, middle=words.money(pay.experienced), start=words.money(pay.start))
    stands = stands_for(pay.wage, guide, kit, estimate=pay.estimate)
    return (Row(words("plan.pay"), text), Row("", stands, kit.cites(pay.wage.source), tone="quiet"))


def _studies(advice: Advice, route: Route, kit: Tools) -> tuple[Block, ...]:
    """Return each course of study, license and exam with its length, its dates and its cost."""
    words, start = kit.words, origin(advice)
    steps = [step for step in route.steps if step.lane == "study"]
    if not steps:
        return section(words("plan.study"), Paragraph(words("plan.study_none")))
    header = tuple(words(f"plan.study_columns.{name}") for name in ("what", "length", "from", "cost"))
    rows = tuple(
        (
            step.title,
            words.count("amount.months", step.months) if step.months else "",
            words.month(day_after(start, step.start).isoformat()),
            words.money_span(step.cost) if step.cost.high != 0 else "",
        )
        for step in steps
    )
    return section(words("plan.study"), Table(header, rows, ("left", "right", "left", "right")))


def _years(advice: Advice, route: Route | None, kit: Tools) -> tuple[Block, ...]:
    """Return what to have done by the end of each year: school years for someone who is still in school."""
    words = kit.words
    planned = [each for each in milestones(advice, kit.catalog, words) if each.kind not in _UNTOLD]
    steps = route.steps if route else ()
    today, start = date.fromisoformat(advice.today), origin(advice)
    rows: list[Row] = []
    for first, last in years(today, max((each.day for each in planned), default=today), school=start > today):
        found = [each for each in planned if first <= each.day <= last]
        # Actions stand below with their months: a year that has more to do need not point to them.
        found = [each for each in found if each.kind != "action"] or found
        due = list(dict.fromkeys(_due(each, words) for each in found))
        due = due or [
            words("plan.due.go_on", title=step.title)
            for step in steps
            if day_after(start, step.start) < last < day_after(start, step.end)
        ]
        label = words("plan.school_year" if start > today else "plan.year", year=last.year)
        # The first year is what one signs for; the later ones are told in a line each.
        told = [words("amount.either").join(due)] if rows else due
        rows += [Row("" if number else label, text, bullet=True) for number, text in enumerate(told)]
    about = Paragraph(words("plan.years_about"), tone="quiet")
    return section(words("plan.years"), about, Facts(tuple(rows))) if rows else ()


def years(today: date, until: date, *, school: bool) -> Iterator[tuple[date, date]]:
    """Yield the first and last day of each year from today on, up to the one that `until` is in.

    School years end in the month of graduation, calendar years in December.
    """
    month, day = _SCHOOL_ENDS if school else _YEAR_ENDS
    last = date(today.year, month, day)
    if last < today:
        last = last.replace(year=today.year + 1)
    first = today
    while first <= until:
        yield first, last
        first, last = last + timedelta(days=1), last.replace(year=last.year + 1)


def _due(milestone: Milestone, words: Words) -> str:
    return words(
        f"plan.due.{milestone.kind}",
        title=milestone.title,
        month=words.month(milestone.day.isoformat()),
        day=words.day(milestone.day.isoformat()),
        months=words.months(milestone.months),
        label=milestone.label,
    )


def _origins(advice: Advice, kit: Tools) -> tuple[Block, ...]:
    """Return where each number comes from, how well it is known, and that some things were taken as given."""
    words, listed = kit.words, kit.cites.block(kit.words)
    assumed = (Paragraph(words("plan.assumed")),) if advice.assumed else ()
    about = (kit.cites.tally(words), *kit.cites.age(date.fromisoformat(advice.today), words))
    known: tuple[Block, ...] = (
        (*(Paragraph(text, tone="quiet") for text in about), listed) if listed.lines else ()
    )
    return section(words("plan.sources"), *assumed, *known)
