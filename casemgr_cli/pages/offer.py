"""One job offer in detail: what stands against it, what it leads to, and what its figures stand for."""

from collections.abc import Iterator

from casemgr_cli.documents.offers import cautions, month_of, work_title
from casemgr_cli.domain.careers import Requirement
from casemgr_cli.domain.offers import Comparison, OfferGuide, Outlook, Weighed
from casemgr_cli.domain.wages import PayGuide
from casemgr_cli.engine.offer_pay import TAX_FREE
from casemgr_cli.pages.blocks import Block, Bullets, Facts, Heading, Item, Row
from casemgr_cli.pages.tools import Tools, maker_mark, place, value_text, wage_notes


def offer_section(
    each: Weighed, comparison: Comparison, guide: OfferGuide, pay: PayGuide, kit: Tools
) -> tuple[Block, ...]:
    """Return one offer under its name."""
    against = tuple(_against(each, kit))
    rows = tuple(_rows(each, comparison.today, pay, kit))
    watch = (*_notes(each, guide, kit), *(Item(text) for text in cautions(each)))
    return (
        Heading(each.offer.name),
        *((Bullets(against),) if against else ()),
        Facts(rows),
        *((Bullets(watch),) if watch else ()),
    )


def _against(each: Weighed, kit: Tools) -> Iterator[Item]:
    """Yield what keeps the person from the work, or may, and which of their limits it cannot meet."""
    for key, demands in (("lacks", each.lacking), ("undecided", each.undecided)):
        yield from (_demand(key, demand, kit) for demand in demands)
    if each.barred:
        yield Item(kit.words("offers.way"))
    if each.clashes:
        labels = value_text(each.clashes, kit.catalog.facts["limits"], kit.words)
        yield Item(kit.words("offers.clash", limits=labels))


def _demand(key: str, demand: Requirement, kit: Tools) -> Item:
    text = kit.words(f"offers.{key}", text=demand.text)
    cites = kit.cites(demand.source)
    return Item(text, maker_mark(demand.made_by, kit.words), cites)


def _rows(each: Weighed, today: str, pay: PayGuide, kit: Tools) -> Iterator[Row]:
    words, offer = kit.words, each.offer
    yield Row(words("offers.work"), work_title(each))
    if offer.remote:
        yield Row("", words(f"offers.remote.{offer.remote}"))
    if offer.start:
        yield Row(words("offers.start"), words.month(offer.start))
    if each.job.missing:
        missing = value_text(each.job.missing, kit.catalog.facts["duties"], words)
        yield Row(words("offers.missing"), missing)
    yield _market(each, pay, kit)
    if not each.barred:
        yield from _outlooks(each, today, kit)
        yield from _opens(each, kit)
    if offer.tuition_aid is not None:
        yield _aid(offer.tuition_aid, each.tax_free or 0, kit)
    if offer.note:
        yield Row(words("offers.note"), offer.note)


def _market(each: Weighed, pay: PayGuide, kit: Tools) -> Row:
    """Return what the federal figures beside the offer stand for."""
    words, market = kit.words, each.pay.market
    if market is None:
        return Row(words("offers.market"), words("offers.market_none"))
    key = "pay.stands_for_estimate" if market.estimate else "pay.stands_for"
    text = words(key, place=place(market.wage, kit))
    notes = (each.job.pay.note if each.job.pay else "", *wage_notes(market.wage, pay))
    return Row(words("offers.market"), " ".join((text, *notes)), kit.cites(market.wage.source))


def _outlooks(each: Weighed, today: str, kit: Tools) -> Iterator[Row]:
    for outlook in each.outlooks:
        certification = outlook.certification
        cites = kit.cites(*certification.sources[:1])
        yield Row(certification.short, _certified(outlook, today, kit), cites)
    if not each.outlooks:
        hangs = any(question.certification for question in each.questions)
        key = "offers.no_certification_yet" if hangs else "offers.no_certification"
        yield Row(kit.words("offers.leads.certified"), kit.words(key))


def _certified(outlook: Outlook, today: str, kit: Tools) -> str:
    words = kit.words
    if outlook.held:
        return words("offers.certified.held")
    sure, best = month_of(today, outlook.months), words.month(month_of(today, outlook.at_best) or "")
    if outlook.asks:
        return words("offers.certified.asks", best=best, keys=words.listed(outlook.asks))
    if sure is None:
        return words("offers.certified.maybe", best=best)
    if outlook.months == outlook.at_best:
        return words("offers.certified.sure", month=best)
    return words("offers.certified.two", month=words.month(sure), best=best)


def _opens(each: Weighed, kit: Tools) -> Iterator[Row]:
    """Yield what comes within reach, each destination at the first of the horizons it does."""
    words, seen = kit.words, set[str]()
    for months, places in each.opens:
        titles = [place.title for place in places if place.id not in seen]
        nothing = words("offers.opens_same" if seen else "offers.opens_nothing")
        text = words("amount.either").join(titles) or nothing
        yield Row(words("offers.opens", months=months), text)
        seen |= {place.id for place in places}


def _aid(aid: int, free: int, kit: Tools) -> Row:
    words, figure = kit.words, kit.catalog.figures[TAX_FREE]
    if aid == 0:
        return Row(words("offers.aid"), words("offers.aid_none"))
    key = "offers.aid_all" if free == aid else "offers.aid_part"
    text = words(key, amount=words.money(aid), free=words.money(free), as_of=figure.as_of)
    cites = kit.cites(figure.source)
    return Row(words("offers.aid"), f"{text} {figure.note or ''}", cites)


def _notes(each: Weighed, guide: OfferGuide, kit: Tools) -> Iterator[Item]:
    for key in each.notes:
        note = guide.notes[key]
        cites = kit.cites(note.source)
        yield Item(note.text, maker_mark(note.made_by, kit.words), cites)
