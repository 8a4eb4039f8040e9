"""Job offers side by side, then each in detail, the first by each measure, and what to ask."""

from collections.abc import Iterator

from casemgr_cli.documents.offers import cautions, month_of, question_text, work_title
from casemgr_cli.domain import Catalog
from casemgr_cli.domain.figures import Figure
from casemgr_cli.domain.offers import Comparison, Leader, OfferGap, OfferGuide, Outlook, Weighed
from casemgr_cli.domain.wages import PayGuide
from casemgr_cli.pages.basis import assumed_blocks
from casemgr_cli.pages.blocks import (
    Align,
    Block,
    Facts,
    Heading,
    Item,
    Mark,
    Page,
    Paragraph,
    Row,
    Table,
    Tone,
)
from casemgr_cli.pages.tools import (
    Tools,
    bullets,
    marked,
    section,
    sources_section,
    stands_for,
    tools,
    value_text,
)
from casemgr_cli.pages.words import Words

_PAY_COLUMNS = ("offer", "year", "full_time", "hour", "change", "lower", "middle", "standing")
_TONES: dict[str, Tone] = {"below_lower_quarter": "stop", "below_median": "wait", "median_or_more": "good"}


def offers_page(
    comparison: Comparison, guide: OfferGuide, catalog: Catalog, pay: PayGuide, words: Words
) -> Page:
    """Return the offers side by side, in the order given."""
    kit = tools(catalog, words)
    already = words("amount.either").join(place.title for place in comparison.already)
    details = [
        block for each in comparison.weighed for block in _offer_section(each, comparison, guide, pay, kit)
    ]
    return (
        Heading(words("offers.title"), 1),
        Paragraph(words.count("offers.about", len(comparison.weighed))),
        _pay_table(comparison, guide, words),
        Paragraph(words("offers.pay_about", hours=f"{guide.full_time.low or 0:g}"), tone="quiet"),
        _leads_table(comparison, words),
        Paragraph(words("offers.leads_about"), tone="quiet"),
        *((Paragraph(words("offers.already", places=already), tone="quiet"),) if already else ()),
        *details,
        *_first(comparison, words),
        *_ask(comparison, guide, words),
        *_assumed(comparison, guide, kit),
        *sources_section(kit),
    )


def _pay_table(comparison: Comparison, guide: OfferGuide, words: Words) -> Table:
    """Return the offers by pay; the column of the current pay only where it was stated."""
    shown = [
        key
        for key in _PAY_COLUMNS
        if key != "change" or any(each.pay.change is not None for each in comparison.weighed)
    ]
    ends: dict[str, Align] = {"offer": "left", "standing": "left"}
    hours = f"{guide.full_time.low or 0:g}"
    rows = [_pay_cells(each, words) for each in comparison.weighed]
    return Table(
        tuple(words(f"offers.columns.{key}", hours=hours) for key in shown),
        tuple(tuple(cells[key] for key in shown) for cells in rows),
        tuple(ends.get(key, "right") for key in shown),
    )


def _pay_cells(each: Weighed, words: Words) -> dict[str, str | Mark]:
    pay = each.pay
    market, change = pay.market, words.cell(pay.change)
    hour = words.cell(None) if pay.hour is None else words("offers.hour", amount=f"{pay.hour:,.2f}")
    return {
        "offer": each.offer.name,
        "year": words.cell(pay.year),
        "full_time": words.cell(pay.full_time),
        "hour": hour,
        "change": words("offers.more", amount=change) if pay.change and pay.change > 0 else change,
        "lower": words.cell(market.start if market else None),
        "middle": words.cell(market.experienced if market else None),
        "standing": Mark(words(f"offers.standing.{pay.standing}"), _TONES[pay.standing])
        if pay.standing
        else words("amount.missing"),
    }


def _leads_table(comparison: Comparison, words: Words) -> Table:
    horizons = [months for months, _ in comparison.weighed[0].opens]
    header = (
        words("offers.leads.offer"),
        words("offers.leads.certified"),
        *(words("offers.leads.opens", months=months) for months in horizons),
        words("offers.leads.aid"),
    )
    rows = tuple(_leads_cells(each, comparison.today, words) for each in comparison.weighed)
    right: Align = "right"
    return Table(header, rows, ("left", "left", *(right for _ in horizons), right))


def _leads_cells(each: Weighed, today: str, words: Words) -> tuple[str | Mark, ...]:
    first = each.outlooks[0] if each.outlooks else None
    certified: str | Mark = _certified(first, today, words, "cell") if first else words("offers.cell.none")
    if each.barred:
        certified = Mark(words("offers.barred"), "stop")
    return (
        each.offer.name,
        certified,
        *(words("amount.missing") if each.barred else f"{len(places)}" for _, places in each.opens),
        words.cell(each.offer.tuition_aid),
    )


def _certified(outlook: Outlook, today: str, words: Words, place: str) -> str:
    """Return when a certification comes, in a table's `cell` or in the row that says it, `certified`."""
    sure, best = (month_of(today, months) for months in (outlook.months, outlook.at_best))
    two = best and sure != best
    how = "held" if outlook.held else "maybe" if sure is None else "two" if two else "sure"
    if place == "certified" and outlook.asks and not outlook.held:
        how = "asks"
    return words(
        f"offers.{place}.{how}",
        name=outlook.certification.short,
        month=words.month(sure) if sure else "",
        best=words.month(best) if best else "",
        keys=words.listed(outlook.asks),
    )


def _first(comparison: Comparison, words: Words) -> tuple[Block, ...]:
    if not comparison.leaders:
        return ()
    rows = tuple(_leader(leader, comparison.today, words) for leader in comparison.leaders)
    about = Paragraph(words("offers.first_about"), tone="quiet")
    return section(words("offers.first"), Facts(rows), about)


def _leader(leader: Leader, today: str, words: Words) -> Row:
    name = leader.certification.short if leader.certification else ""
    could = (
        words("offers.could", name=each, month=words.month(month_of(today, months) or ""))
        for each, months in leader.could
    )
    waiting = [each for each in leader.unknown if each not in dict(leader.could)]
    unplaced = (words("offers.not_placed", names=words.listed(waiting)),) if waiting else ()
    text = " ".join((_won(leader, today, words), *could, *unplaced))
    return Row(words(f"offers.measure.{leader.criterion}", name=name), text)


def _won(leader: Leader, today: str, words: Words) -> str:
    if leader.value is None:
        return words("offers.none_sure")
    names = words.listed(leader.names)
    names = words("offers.tie", names=names) if len(leader.names) > 1 else names
    key = f"offers.leads_by.{leader.criterion}"
    if leader.criterion == "opens":
        return words.count(key, leader.value, names=names)
    if leader.criterion == "certified":
        return words(key, names=names, value=words.month(month_of(today, leader.value) or ""))
    return words(key, names=names, value=words.money(leader.value))


def _ask(comparison: Comparison, guide: OfferGuide, words: Words) -> tuple[Block, ...]:
    asked: list[Block] = []
    for each in comparison.weighed:
        found = bullets(_asked(q, comparison.today, guide, words) for q in each.questions)
        asked += [Heading(each.offer.name, 3), *found] if found else []
    about = Paragraph(words("offers.ask_about"), tone="quiet")
    return section(words("offers.ask"), about, *asked) if asked else ()


def _asked(question: OfferGap, today: str, guide: OfferGuide, words: Words) -> str:
    text, places = (
        question_text(question, guide),
        words("amount.either").join(p.title for p in question.opens),
    )
    more = words("offers.ask_opens", places=places) if places else ""
    if question.certification is None:
        return words("offers.ask_item.opens", question=text, places=places) if places else text
    yes, no = (month_of(today, months) for months in (question.if_yes, question.if_no))
    name = question.certification.short
    told = {"question": text, "name": name, "yes": words.month(yes or "")}
    if no is None:
        said = words("offers.ask_item.only", **told)
    else:
        said = words("offers.ask_item.sooner", **told, no=words.month(no))
    return f"{said} {more}".strip()


def _assumed(comparison: Comparison, guide: OfferGuide, kit: Tools) -> tuple[Block, ...]:
    """Return what was taken as given of the person, then of each offer."""
    taken = bullets(
        kit.words(
            "offers.assumed",
            name=each.offer.name,
            key=item.key,
            value=value_text(
                f"{item.value:g}" if isinstance(item.value, float) else str(item.value),
                guide.keys[item.key],
                kit.words,
            ),
            why=item.why,
        )
        for each in comparison.weighed
        for item in each.assumed
    )
    blocks = assumed_blocks(comparison.assumed, kit)
    return (*blocks, *taken) if blocks else section(kit.words("advice.assumed"), *taken)


def _offer_section(
    each: Weighed, comparison: Comparison, guide: OfferGuide, pay: PayGuide, kit: Tools
) -> tuple[Block, ...]:
    return (
        Heading(each.offer.name),
        *bullets(_against(each, kit)),
        Facts(tuple(_rows(each, comparison.today, guide, pay, kit))),
        *bullets(
            (*(marked(guide.notes[key].text, guide.notes[key], kit) for key in each.notes), *cautions(each))
        ),
    )


def _against(each: Weighed, kit: Tools) -> Iterator[Item]:
    """Yield what keeps the person from the work, or may, and which of their limits it cannot meet."""
    for key, demands in (("lacks", each.lacking), ("undecided", each.undecided)):
        yield from (marked(kit.words(f"offers.{key}", text=demand.text), demand, kit) for demand in demands)
    if each.barred:
        yield Item(kit.words("offers.way"))
    if each.clashes:
        labels = value_text(each.clashes, kit.catalog.facts["limits"], kit.words)
        yield Item(kit.words("offers.clash", limits=labels))


def _rows(each: Weighed, today: str, guide: OfferGuide, pay: PayGuide, kit: Tools) -> Iterator[Row]:
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
        yield _aid(offer.tuition_aid, each.tax_free or 0, guide.tax_free, kit)
    if offer.note:
        yield Row(words("offers.note"), offer.note)


def _market(each: Weighed, pay: PayGuide, kit: Tools) -> Row:
    """Return what the federal figures beside the offer stand for."""
    words, market = kit.words, each.pay.market
    if market is None:
        return Row(words("offers.market"), words("offers.market_none"))
    said = (
        stands_for(market.wage, pay, kit, estimate=market.estimate),
        each.job.pay.note if each.job.pay else "",
    )
    return Row(words("offers.market"), " ".join(filter(None, said)), kit.cites(market.wage.source))


def _outlooks(each: Weighed, today: str, kit: Tools) -> Iterator[Row]:
    for outlook in each.outlooks:
        certification = outlook.certification
        cites = kit.cites(*certification.sources[:1])
        yield Row(certification.short, _certified(outlook, today, kit.words, "certified"), cites)
    if not each.outlooks:
        hangs = any(question.certification for question in each.questions)
        key = "offers.no_certification_yet" if hangs else "offers.no_certification"
        yield Row(kit.words("offers.leads.certified"), kit.words(key))


def _opens(each: Weighed, kit: Tools) -> Iterator[Row]:
    """Yield what comes within reach, each destination at the first of the horizons it does."""
    words, seen = kit.words, set[str]()
    for months, places in each.opens:
        titles = [place.title for place in places if place.id not in seen]
        nothing = words("offers.opens_same" if seen else "offers.opens_nothing")
        text = words("amount.either").join(titles) or nothing
        yield Row(words("offers.opens", months=months), text)
        seen |= {place.id for place in places}


def _aid(aid: int, free: int, figure: Figure, kit: Tools) -> Row:
    words = kit.words
    if aid == 0:
        return Row(words("offers.aid"), words("offers.aid_none"))
    key = "offers.aid_all" if free == aid else "offers.aid_part"
    text = words(key, amount=words.money(aid), free=words.money(free), as_of=figure.as_of)
    cites = kit.cites(figure.source)
    return Row(words("offers.aid"), f"{text} {figure.note or ''}", cites)
