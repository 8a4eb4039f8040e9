"""What a route costs, charge by charge, and how to pay: what to borrow, then the aid that may lower it."""

from collections.abc import Iterator, Sequence

from casemgr_cli.domain.advice import Route
from casemgr_cli.domain.aid import AID_KINDS, Aid, AidOffer, Borrowing, CourseLoan
from casemgr_cli.domain.conditions import Clause
from casemgr_cli.domain.figures import NATION, Charge, Span
from casemgr_cli.pages.blocks import Block, Bullets, Facts, Heading, Item, Paragraph, Row, Table
from casemgr_cli.pages.tools import MOST, Tools, amounts, bullets, labeled, maker_mark, section
from casemgr_cli.pages.words import Words

_NOTED = ("tuition", "license")


def costs_section(route: Route, kit: Tools) -> tuple[Block, ...]:
    """Return every charge of a route, the total of what is known, and tuition at other kinds of college."""
    words = kit.words
    charges = [charge for step in route.steps for charge in step.charges]
    if not charges:
        return ()
    elsewhere = tuple(charge_item(charge, kit) for step in route.steps for charge in step.elsewhere)
    total = words("costs.total" if route.studies else "costs.total_fees", total=words.money_span(route.cost))
    return section(
        words("costs.title"),
        Bullets(tuple(charge_item(charge, kit) for charge in charges)),
        *((Paragraph(total, tone="strong"),) if any(charge.known for charge in charges) else ()),
        *((Paragraph(words("costs.elsewhere")), Bullets(elsewhere)) if elsewhere else ()),
        *((Paragraph(words("costs.about"), tone="quiet"),) if route.studies else ()),
    )


def charge_cites(route: Route, kit: Tools) -> tuple[int, ...]:
    """Return the numbers of the sources of all known charges of a route, each once."""
    charges = (charge for step in route.steps for charge in step.charges if charge.known)
    return tuple(dict.fromkeys(number for charge in charges for number in kit.cites(charge.source)))


def charge_item(charge: Charge, kit: Tools) -> Item:
    """Return one charge as a list entry; what was not read at its source, or not found, says so.

    More is said of tuition, which is worked out, and of a state's fee; `casemgr explain` has the other notes.
    """
    words = kit.words
    doubt = "" if charge.verified or not charge.known else words("costs.unverified")
    where = words.listed(part for part in (_place(charge, kit), charge.as_of, doubt) if part)
    key = "costs.item" if charge.known else "costs.not_found"
    text = words(key, label=charge.label, amount=words.money_span(charge.span), where=where)
    cites = kit.cites(charge.source)
    note = (charge.note if charge.kind in _NOTED else None) or ""
    return Item(f"{text} {note}".strip(), cites=cites, url=charge.url or "")


def _place(charge: Charge, kit: Tools) -> str:
    if charge.state == NATION:
        return kit.words("costs.nation")
    names = {choice.value: choice.label for choice in kit.catalog.facts["state"].choices}
    return names.get(charge.state or "", charge.state or "")


# Rows on borrowing that the whole page has: how much, what a month; and the last where loans leave a gap.
_IN_SHORT = 2
# So many more kinds of aid are named there.
_NAMED = 3


def aid_section(
    offers: Sequence[AidOffer], borrowing: Borrowing | None, kit: Tools, *, study: bool = True
) -> tuple[Block, ...]:
    """Return each kind of aid with its terms and the open answers that decide about some of it, then what is
    left to borrow without any.

    Without `study` there is nothing to pay for, and the aid is for loans of the past.
    """
    words, facts = kit.words, kit.catalog.facts
    asked = dict.fromkeys(facts[key].ask for offer in offers for key in offer.asks)
    open_ = (Paragraph(words("aid.asks", questions=words("amount.and").join(asked))),) if asked else ()
    entries = (
        block
        for offer in offers
        for block in (
            Heading(offer.entry.title, 3, maker_mark(offer.entry.made_by, words)),
            Facts(aid_rows(offer.entry, kit, offer.depends)),
        )
    )
    about = ("about" if borrowing else "in_school") if study else "earlier_about"
    title, said = words("aid.help" if study else "aid.earlier"), words(f"aid.{about}")
    left = section(words("aid.left"), *_borrowing(borrowing, offers, kit)) if borrowing else ()
    return (*(section(title, Paragraph(said, tone="quiet"), *open_, *entries) if offers else ()), *left)


def aid_in_short(offers: Sequence[AidOffer], route: Route, kit: Tools) -> tuple[Block, ...]:
    """Return how to pay in short: by name what may lower it, then what is left to borrow."""
    words, borrowing = kit.words, route.borrowing
    if not route.studies:
        titles = words("amount.either").join(offer.entry.title for offer in offers)
        told = Paragraph(words("aid.earlier_loans", titles=titles))
        return section(words("aid.earlier"), told) if offers else ()
    rows = _borrowing_rows(borrowing, offers, kit) if borrowing else ()
    uncovered = rows[-1:] if borrowing and borrowing.borrow.high != 0 and borrowing.gap.high != 0 else ()
    rows = (*rows[:_IN_SHORT], *uncovered)
    shown = offers[:MOST]
    named = tuple(Item(asked_for(offer.entry, words), url=offer.entry.how.url) for offer in shown)
    beside = [offer.entry.title for offer in offers[MOST : MOST + _NAMED]]
    more = len(offers) - len(shown) - len(beside)
    rest = words("amount.either").join((*beside, *((words.count("aid.more", more),) if more else ())))
    return section(
        words("aid.title"),
        *(() if rows else (Paragraph(words("aid.in_school")),)),
        *bullets(named),
        *((Paragraph(words("aid.rest", titles=rest)),) if rest else ()),
        *((Facts(rows), Paragraph(words("costs.about"), tone="quiet")) if rows else ()),
    )


def asked_for(entry: Aid, words: Words) -> str:
    """Return what to do for one kind of aid, with its name where that does not say it already."""
    key = "aid.how_only" if entry.title in entry.how.title else "aid.item_short"
    return words(key, title=entry.title, how=entry.how.title)


def aid_rows(entry: Aid, kit: Tools, depends: Sequence[str] = ()) -> tuple[Row, ...]:
    """Return the terms of one kind of aid as rows; `depends` names what decides whether it fits."""
    words = kit.words
    figures = [kit.catalog.figures[id_] for id_ in entry.figures]
    doubtful = [figure.label for figure in figures if not figure.verified]
    amount = entry.amount if entry.verified else words("aid.unverified", text=entry.amount)
    return (
        Row(words("aid.amount"), amount, _sources(entry, kit)),
        *labeled(words("aid.doubtful"), doubtful if entry.verified else ()),
        Row(words("aid.who"), entry.who),
        *labeled(words("aid.depends"), depends),
        Row(words("aid.how"), entry.how.title, url=entry.how.url),
        *_watch(entry, kit),
    )


def _watch(entry: Aid, kit: Tools) -> Iterator[Row]:
    """Yield what to know before counting on it: first what has a source of its own, then the cautions."""
    label = kit.words("aid.watch")
    clauses = (*entry.said, *(Clause(text, verified=True) for text in entry.cautions))
    for clause in clauses:
        text = clause.text if clause.verified else kit.words("aid.unverified", text=clause.text)
        yield Row(label, text, kit.cites(clause.source), bullet=len(clauses) > 1)
        label = ""


def _sources(entry: Aid, kit: Tools) -> tuple[int, ...]:
    figures = (kit.catalog.figures[id_] for id_ in entry.figures)
    cites = {*kit.cites(*entry.sources)}
    cites.update(*(kit.cites(figure.source) for figure in figures))
    return tuple(sorted(cites))


def _borrowing(borrowing: Borrowing, offers: Sequence[AidOffer], kit: Tools) -> tuple[Block, ...]:
    words, rows = kit.words, _borrowing_rows(borrowing, offers, kit)
    if borrowing.borrow.high == 0:
        return (Facts(rows),)
    return (Facts(rows), *_courses(borrowing.loans, words), Paragraph(words("aid.left_out"), tone="quiet"))


def _borrowing_rows(borrowing: Borrowing, offers: Sequence[AidOffer], kit: Tools) -> tuple[Row, ...]:
    """Return what is left to borrow and what a month it comes to, then the rest about the loans."""
    words = kit.words
    given = (each.entry for each in offers if each.fits and each.entry.kind == AID_KINDS[0])
    sure = (words("aid.sure", title=entry.title) for entry in given)
    if borrowing.borrow.high == 0:
        return (Row(words("aid.borrow"), _to_borrow(borrowing, words)),)
    return (
        Row(words("aid.borrow"), " ".join((_to_borrow(borrowing, words), *sure)), tone="strong"),
        Row(words("aid.monthly"), _monthly(borrowing, words), _cites(borrowing, kit)),
        *_other_plans(borrowing, words),
        Row(words("aid.limit"), _limit(borrowing, words)),
        Row(words("aid.gap"), _gap(borrowing, words)),
    )


def _to_borrow(borrowing: Borrowing, words: Words) -> str:
    budget = words.money(borrowing.budget)
    if borrowing.borrow.high == 0:
        return words("aid.borrow_nothing" if borrowing.budget else "aid.borrow_free", budget=budget)
    key = "aid.borrow_rest" if borrowing.budget else "aid.borrow_all"
    return words(key, amount=_amount(borrowing.borrow, words), budget=budget)


def _monthly(borrowing: Borrowing, words: Words) -> str:
    rates = dict.fromkeys(loan.rate for loan in borrowing.loans)
    text = words(
        "aid.monthly_text",
        monthly=_amount(borrowing.monthly, words),
        years=words.count("amount.years", borrowing.years),
        rates=words.listed(words.figure(rate) for rate in rates),
        interest=_amount(borrowing.interest, words),
    )
    return text if all(rate.verified for rate in rates) else words("aid.unverified", text=text)


def _cites(borrowing: Borrowing, kit: Tools) -> tuple[int, ...]:
    cites = (kit.cites(figure.source) for figure in borrowing.figures)
    return tuple(sorted({number for each in cites for number in each}))


def _other_plans(borrowing: Borrowing, words: Words) -> Iterator[Row]:
    """Yield each end of the range for which the standard plan takes longer than its shortest term, and what
    is paid by income.
    """
    spans = (borrowing.borrow, borrowing.standard_years, borrowing.standard_monthly)
    ends = dict.fromkeys((tuple(span.low for span in spans), tuple(span.high for span in spans)))
    for owed, years, monthly in ends:
        if years is not None and years != borrowing.years:
            told = {"owed": words.money(owed), "monthly": words.money(monthly)}
            yield Row("", words("aid.longer", **told, years=words.count("amount.years", years)))
    if borrowing.rap is not None:
        pay, income = words.money(borrowing.rap), words.money(borrowing.income)
        yield Row(words("aid.by_income"), words("aid.by_income_text", monthly=pay, income=income))


def _limit(borrowing: Borrowing, words: Words) -> str:
    limit = borrowing.limit
    said = [words("aid.limit_text", amount=_amount(limit, words))]
    if any(loan.course.level == "undergraduate" for loan in borrowing.loans):
        said.append(words("aid.limit_undergraduate"))
    if not all(loan.course.full_time for loan in borrowing.loans):
        said.append(words("aid.limit_part_time"))
    return " ".join(said)


def _gap(borrowing: Borrowing, words: Words) -> str:
    gap = borrowing.gap
    if gap.high == 0:
        return words("aid.gap_none")
    if gap.high is None and not gap.low:
        return words("aid.gap_unknown")
    said = words("aid.gap_text", amount=_amount(gap, words))
    return f"{said} {words('aid.gap_owed', owed=words.money(borrowing.owed))}" if borrowing.owed else said


def _courses(loans: tuple[CourseLoan, ...], words: Words) -> tuple[Block, ...]:
    """Return the degree steps one by one where there are several."""
    if len(loans) == 1:
        return ()
    header = tuple(words(f"aid.course.{column}") for column in ("study", "borrow", "limit", "month"))
    rows = tuple(
        (
            loan.course.title or words(f"aid.level.{loan.course.level}"),
            _amount(loan.borrow, words),
            _amount(loan.limit, words),
            _amount(loan.monthly, words),
        )
        for loan in loans
    )
    return (Table(header, rows, amounts(header)),)


def _amount(span: Span, words: Words) -> str:
    """Return a range of US dollars; what is nothing is $0 here, not free."""
    return words.money(0) if span.high == 0 else words.money_span(span)
