"""The detail of the recommended route: its calendar, who asks for what, its pay, and the other ways."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from math import inf

from msgspec.structs import replace

from casemgr_cli.domain.advice import Advice, Fork, Route, RouteStep
from casemgr_cli.domain.careers import LANES, Requirement
from casemgr_cli.domain.conditions import BINDING
from casemgr_cli.domain.wages import PayGuide, Wage
from casemgr_cli.engine.dates import day_after
from casemgr_cli.engine.evaluate import holds
from casemgr_cli.pages import blocks
from casemgr_cli.pages.milestones import origin
from casemgr_cli.pages.tools import Tools, amounts, bullets, marked, pay_bar, section
from casemgr_cli.pages.words import Words

_FEWEST = 2
_OTHER_SIDE = "other_side"
_RARE = ("sometimes", "rare")
_DRAWN = ("p10", "p25", "p50", "p90")


def calendar(advice: Advice, route: Route, words: Words) -> tuple[blocks.Block, ...]:
    """Return the two lanes on one calendar, drawn; nothing when there is only one step or none."""
    steps = route.steps
    last = max((step.end for step in steps), default=0)
    if len(steps) < _FEWEST or not last:
        return ()
    bars = {lane: _bars(steps, lane, words) for lane in LANES}
    lanes = tuple(blocks.Lane(words(f"advice.lane.{lane}"), bars[lane]) for lane in LANES if bars[lane])
    unit = words("advice.unit_graduated" if from_graduation(advice) else "advice.unit")
    return (blocks.Timeline(lanes, last, unit),)


def _bars(steps: Sequence[RouteStep], lane: str, words: Words) -> tuple[blocks.Bar, ...]:
    found = []
    for number, step in enumerate(steps, 1):
        if step.lane == lane:
            title = words("advice.step", number=number, title=step.title)
            key = "advice.bar" if step.months else "advice.bar_at"
            text = words(key, title=title, first=step.start + bool(step.months), last=step.end)
            found.append(blocks.Bar(number, step.start, step.months, text))
    return tuple(sorted(found, key=lambda bar: bar.start))


def way_items(route: Route, kit: Tools) -> tuple[blocks.Item, ...]:
    """Return what the work is, what is open about it, and whom to ask."""
    words = kit.words
    found = [blocks.Item(route.destination.about)]
    if route.destination.neighbor:
        found.append(blocks.Item(words("advice.neighbors_about")))
    for item in route.open:
        key = "advice.open_ask" if item.ask else "advice.open"
        text = first_sentence(item.text)
        found.append(blocks.Item(words(key, text=text, ask=(item.ask or "").rstrip(".")), url=item.url or ""))
    return tuple(found)


def asks_section(
    advice: Advice, route: Route, kit: Tools, *, brief: bool = False
) -> tuple[blocks.Block, ...]:
    """Return what the law, the issuer and employers ask for at the destination, told apart.

    In brief, habits with their first sentence, without what few employers ask for or what is told as open.
    Law and issuers' rules are told whole: what a later sentence allows or takes back is part of the rule.
    """
    destination, state = route.destination, advice.answers.get("state")
    untold = {item.text for item in route.open} if brief else set()
    asked = [
        requirement
        for requirement in (*destination.must, *destination.usually)
        if requirement.holds_in(state)
        and not holds(requirement.unless, advice.answers, kit.catalog.facts)
        and requirement.text not in untold
        and not (brief and requirement.strength in _RARE)
    ]
    school = from_graduation(advice)
    standing = partial(_standing, route=route, words=kit.words, in_school=school)
    found = [
        _asked(each, standing(each.text, brief=brief and each.made_by not in BINDING), kit) for each in asked
    ]
    if habit := destination.experience:
        found.append(marked(standing(habit.text, brief=brief), habit, kit))
    if not found:
        return ()
    about = blocks.Paragraph(kit.words("advice.asks_about"), tone="quiet")
    return section(kit.words("advice.asks"), about, blocks.Bullets(tuple(found)))


def _asked(requirement: Requirement, text: str, kit: Tools) -> blocks.Item:
    if requirement.text.startswith(text) and requirement.strength:
        text = kit.words(f"advice.asks_often.{requirement.strength}", text=text)
    return marked(text, requirement, kit, doubted=True)


def _standing(text: str, route: Route, words: Words, *, in_school: bool, brief: bool) -> str:
    """Return a demand, marked where a way leaves it open or an employer who does without it hires sooner."""
    said = first_sentence(text) if brief else text
    if text in route.unmet:
        return words("advice.asks_open", text=said)
    if text in route.bends and route.earliest is not None and route.earliest < route.typical:
        at_once = not route.earliest and in_school
        wait = words("amount.after_school") if at_once else short_wait(route.earliest, words)
        return words("advice.asks_bends", text=said, wait=wait)
    return said


def others_section(advice: Advice, words: Words, most: int | None = None) -> tuple[blocks.Block, ...]:
    """Return the ways worth seeing beside the first, at most so many, each with why one would want it.

    The way that the answer to the person's question names is among them. A rule that the first leaves open
    too is told there.
    """
    ways = {route.id: route for route in (*advice.routes, *advice.neighbors)}
    best = ways.get(advice.recommended or "")
    kinds = {each.route: each.kind for each in advice.contrasts}
    shown = {advice.recommended, *kinds}
    answered = [id_ for id_ in advice.answer.routes if id_ not in shown] if advice.answer else []
    # An answer that is no verdict sets the sides against each other.
    sides = advice.answer is not None and advice.answer.verdict is None
    asked = dict.fromkeys(answered[:1], _OTHER_SIDE if sides else "answer")
    found = [(kind, ways[id_]) for id_, kind in (asked | kinds).items() if id_ in ways][:most]
    if not found:
        return ()
    header = tuple(words(f"advice.other.{column}") for column in ("where", "first", "cost", "pay"))
    rows = tuple(_other(kind, route, words) for kind, route in found)
    since = (
        (blocks.Paragraph(words("advice.from_graduation"), tone="quiet"),) if from_graduation(advice) else ()
    )
    told = {item.text for item in advice.routes[0].open} if advice.routes else set()
    open_ = [route for _, route in found if route.open and route.open[0].text not in told]
    noted = (*_wins_nothing(best, found, words), *_unsure(open_, words))
    return section(
        words("advice.others"), *since, blocks.Table(header, rows, amounts(header)), *bullets(noted)
    )


def _wins_nothing(
    best: Route | None, found: Sequence[tuple[str, Route]], words: Words
) -> Iterator[blocks.Item]:
    """Yield what a way of another side is for that begins no sooner, costs no less and pays no more."""
    for kind, route in found:
        if kind == _OTHER_SIDE and best and _no_better(route, best):
            text = words("advice.wins_nothing", way=route.destination.title, about=route.destination.about)
            yield blocks.Item(text)


def beyond_budget(advice: Advice, best: Route, words: Words) -> Iterator[blocks.Item]:
    """Yield that a way of the same side with more doors stands behind the first, by how much it is over the
    budget.
    """
    budget = advice.answers.get("budget")
    if not isinstance(budget, int) or _tuition(best) > budget:
        return
    open_here = best.doors
    dearer = (route for route in advice.routes if route.background == best.background and route.solid)
    found = (route for route in dearer if route.doors > open_here and _tuition(route) > budget)
    for route in islice(found, 1):
        cost = _tuition(route)
        told = {"budget": budget, "cost": cost, "gap": cost - budget}
        doors = {"doors": route.doors, "own": open_here}
        amounts_ = {name: words.money(amount) for name, amount in told.items()}
        yield blocks.Item(words("advice.beyond_budget", way=_way(route, words), **doors, **amounts_))


def _tuition(route: Route) -> int:
    """Return what the study of a way costs at most, before aid."""
    return sum(step.cost.high_or_zero for step in route.steps if step.study)


def _no_better(route: Route, best: Route) -> bool:
    """Whether a way begins no sooner, costs no less and pays no more."""
    return all(its <= other for its, other in zip(_worth(route), _worth(best), strict=True))


def _worth(route: Route) -> tuple[float, ...]:
    """Return how good a way is in all that the table shows, the more the better."""
    cost = inf if route.cost.high is None else route.cost.high
    return -route.typical, -cost, route.pay.start or 0, route.pay.experienced or 0


def _unsure(routes: Sequence[Route], words: Words) -> Iterator[blocks.Item]:
    """Yield each rule that nobody has read, with the ways that hang on it, and whom to ask."""
    hanging: dict[tuple[str, str], list[str]] = {}
    for route in routes:
        first = route.open[0]
        asked = (first_sentence(first.text), (first.ask or "").rstrip("."))
        hanging.setdefault(asked, []).append(route.destination.title)
    for (text, ask), ways in hanging.items():
        key = "advice.unsure" if ask else "advice.unsure_only"
        yield blocks.Item(words(key, way=words.listed(ways), text=text, ask=ask))


def first_sentence(text: str) -> str:
    """Return what a demand begins with; the whole of it stands on the screen that says who asks for what."""
    return text.partition(". ")[0].rstrip(".")


def _other(kind: str, route: Route, words: Words) -> tuple[str, ...]:
    return (
        words(f"advice.contrast.{kind}", way=_way(route, words)),
        short_wait(route.typical, words),
        words.money_span(route.cost),
        pay_cell(route, words),
    )


def _way(route: Route, words: Words) -> str:
    """Return the job of a way with all its study before that, or else beside it."""
    job = route.destination.title
    studied = [step for step in route.steps if step.study]
    done = [step for step in studied if step.end <= route.typical]
    key = "compare.way" if done else "compare.way_beside"
    return words(key, job=job, steps=words.listed(s.title for s in done or studied)) if studied else job


def pay_cell(route: Route, words: Words) -> str:
    """Return the pay of a way as a table shows it, to start with and later."""
    start, experienced = (words.money(amount) for amount in (route.pay.start, route.pay.experienced))
    return words("sides.pay_cell", start=start, experienced=experienced)


def from_graduation(advice: Advice) -> bool:
    """Whether the months count from graduation, because someone is still in school."""
    return origin(advice).isoformat() > advice.today


def when(advice: Advice, months: int, words: Words) -> str:
    """Return how far off something is, with the month on the calendar."""
    key = "amount.when_graduated" if from_graduation(advice) else "amount.when"
    month = words.month(day_after(origin(advice), months).isoformat())
    return words(key, wait=words.months(months), month=month) if months else words(f"{key}_now", month=month)


def on_card(fork: Fork, route: Route, words: Words) -> bool:
    """Whether the card says when else the certification would come: its words know the answer."""
    told = words.has(f"card.fork.{fork.key}.some")
    return told and fork.certified is not None and route.months_to_certified != 0


def short_wait(months: int | None, words: Words) -> str:
    """Return months as a table shows them."""
    if months is None:
        return words("amount.missing")
    return words("amount.now") if months == 0 else words("amount.short", months=months)


def pay_section(
    advice: Advice, route: Route, guide: PayGuide, kit: Tools, *, brief: bool
) -> tuple[blocks.Block, ...]:
    """Return the pay as a range beside the nation's and the person's own, with what it stands for."""
    said = ("estimate", "lower_quarter") if route.pay.estimate else ("lower_quarter",)
    general = () if brief else tuple(guide.words[key] for key in said if key in guide.words)
    notes = " ".join(note for note in (route.destination.pay.note, *general) if note)
    about = blocks.Paragraph(notes, kit.cites(route.pay.wage.source), tone="quiet")
    return section(
        kit.words("advice.pay_title"), *_pay_bars(advice, route, kit), *((about,) if notes else ())
    )


def _pay_bars(advice: Advice, route: Route, kit: Tools) -> tuple[blocks.Block, ...]:
    """Return the pay drawn as a range beside the nation's and the person's own."""
    words, wage = kit.words, route.pay.wage
    wages = kit.catalog.wages
    nation = wages.industry(wage.soc, wage.industry_code) if wage.industry_code else wages.nation(wage.soc)
    drawn = [(wage.area, wage)]
    if nation and wage.area_type != "nation":
        drawn.append((words("pay.nation"), nation))
    # Where no quarter says what people start with, none is drawn: elsewhere it stands for that.
    hidden = {"p25": None} if route.pay.start is None else {}
    ranges = [_range(label, replace(each, **hidden), words) for label, each in drawn]
    you = advice.answers.get("current_pay")
    if isinstance(you, int) and you:
        ranges.append(blocks.PayRange(words("pay.you"), None, None, you, None, words.money(you)))
    bar = pay_bar(tuple(ranges), words)
    return (bar,) if bar else ()


def _range(label: str, wage: Wage, words: Words) -> blocks.PayRange:
    known = ((key, getattr(wage, key)) for key in _DRAWN)
    text = words.listed(
        words(f"pay.marks.{key}", amount=words.money(amount)) for key, amount in known if amount is not None
    )
    return blocks.PayRange(label, wage.p10, wage.p25, wage.p50, wage.p90, text)


def neighbors_section(neighbors: tuple[Route, ...], words: Words) -> tuple[blocks.Block, ...]:
    """Return the work next door that is not case management."""
    if not neighbors:
        return ()
    first = {route.destination.id: route for route in reversed(neighbors)}
    found = tuple(
        blocks.Item(
            words(
                "advice.neighbor",
                title=route.destination.title,
                about=route.destination.about,
                months=words.wait(route.typical),
            )
        )
        for route in reversed(first.values())
    )
    about = blocks.Paragraph(words("advice.neighbors_about"), tone="quiet")
    return section(words("advice.neighbors"), about, blocks.Bullets(found))
