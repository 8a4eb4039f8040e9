"""Side by side: every route, named once and then by number, or the sides of the field."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from string import ascii_uppercase

from msgspec.structs import replace

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Advice, Route, Sides, WhatIf
from casemgr_cli.domain.figures import Span
from casemgr_cli.pages import blocks
from casemgr_cli.pages.basis import assumed_blocks, excluded_items, what_if_section
from casemgr_cli.pages.routes import first_sentence, from_graduation, neighbors_section, pay_cell, short_wait
from casemgr_cli.pages.tools import (
    PAY_STEP,
    Tools,
    amounts,
    bullets,
    rounded,
    section,
    sources_section,
    tools,
)
from casemgr_cli.pages.words import Words

_WAYS: tuple[tuple[str, blocks.Align], ...] = (
    *(("way", "left"), ("study", "left"), ("first", "right"), ("certified", "right")),
    *(("at_most", "right"), ("middle", "right")),
)
_MONEY = ("way", "cost", "start", "debt", "monthly")
_WORTH = ("net", "even")
_FEWEST, _YEAR, _LONG = 2, 12, 24


def compare_page(
    advice: Advice, catalog: Catalog, words: Words, what_if: WhatIf | None = None, total: int | None = None
) -> blocks.Page:
    """Return the routes, what if, then what was ruled out and what was taken as given.

    `total` is how many routes there are where not all are shown.
    """
    kit = tools(catalog, words, *advice.local.guides)
    excluded = excluded_items(advice.excluded, words)
    assumed = assumed_blocks(advice.assumed, kit)
    return (
        blocks.Heading(words("compare.title"), 1),
        *((*what_if_section(what_if, advice, kit), blocks.Heading(words("compare.now"))) if what_if else ()),
        *_ways(advice, kit, total),
        *section(words("advice.excluded"), *bullets(excluded)),
        *neighbors_section(advice.neighbors, words),
        *assumed,
        *sources_section(kit),
    )


def _ways(advice: Advice, kit: Tools, total: int | None) -> tuple[blocks.Block, ...]:
    words, routes = kit.words, _different(advice.routes, kit.words)
    if not routes:
        return (blocks.Heading(words("advice.none_title")), blocks.Paragraph(words("advice.none_about")))
    best = next((i for i, route in enumerate(routes) if route.id == advice.recommended), None)
    studies = dict.fromkeys(title for route in routes for title in _studied(route))
    letters = dict(zip(studies, ascii_uppercase, strict=False))
    about = words.count("compare.about", len(routes))
    if total and total > len(advice.routes):
        about = words("compare.best", total=total)
    if best:
        about = f"{about} {words('compare.recommended', number=best + 1)}"
    later = any(each.study and each.end > way.typical for way in routes for each in way.steps)
    contrasts = tuple(_contrasts(advice, routes, words))
    return (
        blocks.Paragraph(about),
        _table(_WAYS, [_way(*each, letters, words) for each in enumerate(routes, 1)], best, words),
        *_key(letters, words, later=later),
        blocks.Paragraph(
            words("compare.units"), kit.cites(*(way.pay.wage.source for way in routes)), tone="quiet"
        ),
        *bullets(contrasts),
        *route_bars(routes, words, graduated=from_graduation(advice)),
        blocks.Heading(words("compare.numbers")),
        *_numbers(routes, best, words),
    )


def _different(routes: tuple[Route, ...], words: Words) -> tuple[Route, ...]:
    """Leave out ways that a reader could not tell from a better one: the same place, study and figures."""
    found: dict[tuple[object, ...], Route] = {}
    for route in routes:
        figures = (route.typical, route.by_rules, route.months_to_certified, route.pay.experienced)
        row = (route.destination.title, _studied(route), route.plan, figures, _amounts(route, words))
        found.setdefault(row, route)
    return tuple(found.values())


def _studied(route: Route) -> tuple[str, ...]:
    return tuple(dict.fromkeys(step.title for step in route.steps if step.study))


def _key(letters: Mapping[str, str], words: Words, *, later: bool) -> tuple[blocks.Block, ...]:
    told = words("amount.either").join(
        words("compare.letter", letter=letter, title=title) for title, letter in letters.items()
    )
    key = "compare.study_later" if later else "compare.study"
    return (blocks.Paragraph(words(key, studies=told), tone="quiet"),) if told else ()


def _table(
    columns: Iterable[tuple[str, blocks.Align]],
    rows: Sequence[tuple[str, ...]],
    best: int | None,
    words: Words,
) -> blocks.Table:
    """Return a table of ways without a column that is empty in all of them."""
    shown = [(each, n) for n, each in enumerate(columns) if any(row[n] for row in rows)]
    return blocks.Table(
        tuple(words(f"compare.columns.{name}") for (name, _), _ in shown),
        tuple(tuple(row[n] for _, n in shown) for row in rows),
        tuple(align for (_, align), _ in shown),
        best,
    )


def _way(number: int, route: Route, letters: Mapping[str, str], words: Words) -> tuple[str, ...]:
    title = route.destination.title
    title = words("compare.rules_only", way=title) if route.plan == "entry" else title
    return (
        words("advice.step", number=number, title=title),
        _lettered(route, letters, words),
        short_wait(route.typical, words),
        short_wait(route.months_to_certified, words),
        words.money_span(route.cost if route.cost.high is None else Span(route.cost.high, route.cost.high)),
        words.money(route.pay.experienced),
    )


def _lettered(route: Route, letters: Mapping[str, str], words: Words) -> str:
    """Return the letters of what is studied, in parentheses those of what ends after the job has begun."""
    later = {step.title for step in route.steps if step.study and step.end > route.typical}
    told = {title: letters[title] for title in _studied(route) if title in letters}
    first = "".join(letter for title, letter in told.items() if title not in later)
    beside = "".join(letter for title, letter in told.items() if title in later)
    return first + (words("compare.later", letters=beside) if beside else "")


def _contrasts(advice: Advice, routes: tuple[Route, ...], words: Words) -> Iterator[blocks.Item]:
    """Yield the ways worth a look beside the first, by number, with what is still open about them."""
    numbers = {route.id: (n, route) for n, route in enumerate(routes, 1)}
    for each in advice.contrasts:
        if each.route in numbers:
            number, route = numbers[each.route]
            way = words(f"advice.contrast.{each.kind}", way=number)
            if route.open:
                way = words("advice.unsure_only", way=way, text=first_sentence(route.open[0].text))
            yield blocks.Item(way)


def _numbers(routes: Sequence[Route], best: int | None, words: Words) -> tuple[blocks.Block, ...]:
    """Return the money of each way, and what it is worth against staying where the current pay is known."""
    worth = any(route.ten_year_net is not None for route in routes)
    columns = (*_MONEY, *_WORTH) if worth else _MONEY
    rows = [(f"{n}", *_amounts(route, words)[: len(columns) - 1]) for n, route in enumerate(routes, 1)]
    about = words("compare.net_about" if worth else "compare.no_net")
    notes = (blocks.Paragraph(text, tone="quiet") for text in (words("compare.debt_about"), about))
    return (_table(zip(columns, amounts(columns), strict=True), rows, best, words), *notes)


def _amounts(route: Route, words: Words) -> tuple[str, ...]:
    debt = route.borrowing
    return (
        words.money_span(route.cost),
        words.money(route.pay.start),
        words.money(debt.borrow.high) if debt else words("amount.missing"),
        words.money(debt.monthly.high) if debt else words("amount.missing"),
        words.money(route.ten_year_net and round(route.ten_year_net, -3)),
        short_wait(route.break_even, words),
    )


def route_bars(
    routes: tuple[Route, ...], words: Words, *, graduated: bool = False
) -> tuple[blocks.Block, ...]:
    """Return the ways drawn by number over shared scales; nothing when there are too few to compare.

    A measure in which the ways do not differ is not drawn. `graduated` says that months count from then.
    """
    measured = {name: [told(route, words) for route in routes] for name, told in _STRETCHES.items()}
    spans = {name: {(s.low, s.high) for s in drawn if s.high is not None} for name, drawn in measured.items()}
    told = {name: drawn for name, drawn in measured.items() if len(spans[name]) > 1}
    if len(routes) < _FEWEST or not told:
        return ()
    scales = tuple(_scale(name, found, words) for name, found in told.items())
    if graduated and "wait" in told:
        wait, *others = scales
        scales = (replace(wait, ends=(words("amount.graduation"), wait.ends[1])), *others)
    bars = tuple(blocks.RouteBar(f"{n}", each) for n, each in enumerate(zip(*told.values(), strict=True), 1))
    low, high = (words.listed(words(f"bars.{name}.{end}") for name in told) for end in ("low", "high"))
    return (blocks.RouteBars(scales, bars, (low, high)),)


def _wait(route: Route, words: Words) -> blocks.Stretch:
    low, high = words.wait(route.by_rules), words.wait(route.typical)
    text = high if route.by_rules == route.typical else words("bars.wait.text", low=low, high=high)
    return blocks.Stretch(route.by_rules, route.typical, text)


def _pay(route: Route, words: Words) -> blocks.Stretch:
    low, high = route.pay.start, route.pay.experienced
    return blocks.Stretch(low, high, words("bars.pay.text", low=words.money(low), high=words.money(high)))


def _scale(name: str, found: list[blocks.Stretch], words: Words) -> blocks.Scale:
    """Return the scale of a measure between round amounts: from nothing, but of pay from the least."""
    lows = [each.low for each in found if each.low is not None] if name == "pay" else [0]
    highs = [each.high for each in found if each.high is not None]
    step = {"wait": _YEAR, "cost": 10 ** (len(str(max(highs))) - 1), "pay": PAY_STEP}[name]
    low, high = rounded([*lows, *highs], step)
    waits = (words.wait(low), words("amount.short", months=high))
    ends = waits if name == "wait" else (words.money(low), words.money(high))
    return blocks.Scale(words(f"bars.{name}.title"), low, high, ends)


_STRETCHES: dict[str, Callable[[Route, Words], blocks.Stretch]] = {
    "wait": _wait,
    "cost": lambda way, words: blocks.Stretch(way.cost.low, way.cost.high, words.money_span(way.cost)),
    "pay": _pay,
}


def sides_page(
    advice: Advice | Sides, catalog: Catalog, words: Words, *, anybody: bool = False
) -> blocks.Page:
    """Return the sides next to each other, with a day in the job of each; for `anybody` it says so."""
    kit = tools(catalog, words)
    table = sides_table(advice, kit, more=True)
    days = (
        blocks.Row(words(f"sides.side.{side}"), way.destination.about) for side, way in advice.sides.items()
    )
    cites = kit.cites(*(way.pay.wage.source for way in advice.sides.values()))
    return (
        blocks.Heading(words("sides.title"), 1),
        *((blocks.Paragraph(words("sides.anybody")),) if anybody else ()),
        *((table,) if table else (blocks.Paragraph(words("sides.one")),)),
        *section(words("sides.day"), blocks.Facts(tuple(days))),
        blocks.Paragraph(words("sides.about"), cites, tone="quiet"),
        *(() if anybody else assumed_blocks(advice.assumed, kit)),
        *sources_section(kit),
    )


def sides_table(
    advice: Advice | Sides, kit: Tools, *, more: bool = False, out: Collection[str] = ()
) -> blocks.Table | None:
    """Return the best way of each side, a column each, with `more` rows or without some; None for one way."""
    words, ways = kit.words, advice.sides
    if len(ways) < _FEWEST:
        return None
    cells = _ROWS | (_MORE if more else {})
    header = ("", *(words(f"sides.side.{side}") for side in ways))
    rows = [
        (words(f"sides.{name}"), *(cell(way, words) for way in ways.values()))
        for name, cell in cells.items()
        if name not in out
    ]
    if advice.fit:
        bands = {"nursing": advice.fit.nursing_band}
        picked = (words(f"sides.fit.{bands.get(side, advice.fit.social_band)}") for side in ways)
        rows.append((words("sides.picked"), *picked))
    align: tuple[blocks.Align, ...] = tuple("left" for _ in header)
    return blocks.Table(header, tuple(rows), align)


def _years(route: Route, words: Words) -> str:
    years = words.wait(route.typical) if route.typical <= _LONG else words.years(route.typical)
    return words("sides.long_shot", years=years) if route.unmet else years


def _degrees(route: Route, words: Words) -> str:
    titles = [step.title for step in route.steps if step.kind == "degree"]
    return words("amount.either").join(titles) or words("sides.none")


def _certified(route: Route, words: Words) -> str:
    months = route.months_to_certified
    if months is None:
        return words("amount.missing")
    return words.years(months) or words("amount.now")


_ROWS: dict[str, Callable[[Route, Words], str]] = {
    "work": lambda route, _: route.destination.title,
    "years": _years,
    "cost": lambda route, words: words.money_span(route.cost),
    "pay": pay_cell,
    "body": lambda route, words: words(
        "sides.body_cell", lifting=route.destination.limits.lifting, nights=route.destination.limits.nights
    ),
    "remote": lambda route, _: route.destination.limits.remote,
    "doors": lambda route, words: (
        words.count("sides.doors_cell", route.doors) if route.doors else words("amount.missing")
    ),
}
# What the screen of the sides says besides, and the card has no room for.
_MORE: dict[str, Callable[[Route, Words], str]] = {
    "degrees": _degrees,
    "certified": _certified,
    "driving": lambda route, _: route.destination.limits.driving,
}
