"""The card: what a person sees first. It opens the screen, the page and the handout alike.

The question's answer, the path in one labeled line each, what to do this week, and how well it is known.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from casemgr_cli.documents.sources import known
from casemgr_cli.domain.advice import Advice, Fork, Route, RouteStep
from casemgr_cli.domain.conditions import Licensed, leaves
from casemgr_cli.domain.facts import GRADUATE, UNKNOWN, Value
from casemgr_cli.domain.wages import PayGuide
from casemgr_cli.engine.certifying import FIRST_JOB
from casemgr_cli.engine.dates import day_after
from casemgr_cli.engine.eligibility import hangs_on
from casemgr_cli.engine.standing import CASE_MANAGER, covered_by, lacks_law, lives_elsewhere
from casemgr_cli.pages.blocks import Block, Facts, Heading, Page, Paragraph, Row, Table
from casemgr_cli.pages.compare import sides_table
from casemgr_cli.pages.costs import charge_cites
from casemgr_cli.pages.milestones import origin
from casemgr_cli.pages.routes import from_graduation, on_card, when
from casemgr_cli.pages.tools import Tools, known_counts, stands_for, value_text
from casemgr_cli.pages.words import Words

_SIDES = "which_side"
ACTIONS = 3
# What is left out of the card for a small window, first to last; the pages behind it say all of it.
_PATH_LEAVES_OUT = (
    *("known", "stands_for", "third", "opens", "second", "masters", "cost", "license", "degree", "article"),
    *("asides", "certified"),
)
_SIDES_LEAVE_OUT = (
    *("known", "stands_for", "third", "second", "about", "doors", "article", "remote", "body", "work"),
)
_NO_DEGREE = ("none", "high_school")
# What somebody may turn out not to have.
_HELD = ("education", "field", "licenses", "license_status")
_OUT_OF_USE = ("restricted", "lapsed")
# What is walked on a path beside what is studied.
_IN_PATH = ("certification", "work")
_LICENSING = ("license", "exam")


def fitting_card(
    advice: Advice, route: Route, guide: PayGuide, kit: Tools, fits: Callable[[Page], bool]
) -> Page:
    """Return as much of the card as fits, at least what must not be missing."""
    least = _SIDES_LEAVE_OUT if _sides(advice, kit) else _PATH_LEAVES_OUT
    pages = (card(advice, route, guide, kit, frozenset(least[:count])) for count in range(len(least) + 1))
    for page in pages:
        if fits(page):
            break
    return page


def card(
    advice: Advice, route: Route, guide: PayGuide, kit: Tools, out: frozenset[str] = frozenset()
) -> Page:
    """Return the card of a route, without what is named in `out`."""
    asked = advice.answer.question if advice.answer else ""
    sides = _sides(advice, kit, out)
    rows = {
        "path": _row("path", _path(advice, route, kit), kit.words, strong=True) if asked else (),
        **({} if sides else dict(_lines(advice, route, kit, out))),
        "pay": _pay(advice, route, guide, kit, out),
        "week": _week(advice, kit.words, out),
        "known": _known(advice, kit),
    }
    shown = tuple(row for name, found in rows.items() if name not in out for row in found)
    return (
        *_answer(advice, route, kit, out),
        *_open_now(advice, route, kit.words),
        *((sides,) if sides else ()),
        Facts(shown),
    )


def _sides(advice: Advice, kit: Tools, out: frozenset[str] = frozenset()) -> Table | None:
    """Return the sides next to each other, where that is the question."""
    asked = advice.answer is not None and advice.answer.question == _SIDES
    return sides_table(advice, kit, out=out) if asked else None


def _answer(advice: Advice, route: Route, kit: Tools, out: frozenset[str]) -> tuple[Block, ...]:
    """Return the person's question with its answer; without one, the name of the path."""
    if advice.answer is None:
        return (Heading(kit.words("card.title", path=_path(advice, route, kit)), 1),)
    choices = kit.catalog.facts["question"].choices
    asked = next((each.label for each in choices if each.value == advice.answer.question), "")
    text = () if "about" in out else (Paragraph(advice.answer.text, tone="strong"),)
    return (Heading(asked or kit.words("card.title", path=_path(advice, route, kit)), 1), *text)


def _open_now(advice: Advice, route: Route, words: Words) -> tuple[Block, ...]:
    """Return the certifications held or open to the person today that neither answer nor card names."""
    told = advice.answer.certifications if advice.answer else ()
    unsaid = [each for each in advice.verdicts if each.certification.id not in told]
    others = [each for each in unsaid if each.certification.id != route.certification]
    found = {
        "held": [each.certification.short for each in others if each.verdict == "held"],
        "eligible": [each.certification.short for each in unsaid if each.surely_open],
    }
    said = [
        words.count(f"card.{name}", len(names), names=words.listed(names))
        for name, names in found.items()
        if names
    ]
    return (Paragraph(" ".join(said), tone="good"),) if said else ()


def _path(advice: Advice, route: Route, kit: Tools) -> str:
    """Return the path in the order it is walked: what is studied and earned, with the job in its place."""
    short = {verdict.certification.id: verdict.certification.short for verdict in advice.verdicts}
    words = kit.words
    named = [step for step in route.steps if step.study or _walked(step, route, kit)]
    works = [step for step in named if step.kind == "work"]
    # A certification earned while some work goes on is named after that work.
    walked = sorted(named, key=lambda step: max((step.end, *(w.end for w in works if _within(step, w)))))
    begins = -1 if route.in_place else route.typical
    # A pupil begins with the study, whatever work is done beside it.
    first = [step for step in walked if step.study and step.start < begins < step.end]
    first = first if from_graduation(advice) else []
    before = [*first, *(step for step in walked if step.end <= begins)]
    after = [step for step in walked if step not in before]
    path = "".join(_joined(before, short, words))
    path += (words("card.then") if path else "") + route.begins_at.title
    # What is studied once the job has begun is studied beside it; so is a license worked for.
    if after:
        beside = after[0].study or after[0].kind in _LICENSING
        path += words("card.beside" if beside else "card.then")
        path += "".join(_joined(after, short, words))
    return words("card.then").join((path, *((route.destination.title,) if route.through else ())))


def _walked(step: RouteStep, route: Route, kit: Tools) -> bool:
    """Whether a step that is no degree is a part of the path: work, a certification, a return to practice;
    without a degree the license or its exam, too. What is only looked up is none, nor is the license of
    another state.
    """
    if step.kind in _LICENSING:
        first = _evaluates(step, kit) or _licenses(step, kit)
        named = step.lane == "work" or not (first and route.studies)
        return named and not step.looked_up and not kit.catalog.steps[step.id].covers
    return step.kind in _IN_PATH and step.id != FIRST_JOB


def _joined(steps: Sequence[RouteStep], short: Mapping[str, str], words: Words) -> Iterator[str]:
    """Yield some steps as parts of a path, each but the first with what it follows or stands beside."""
    for step, last in zip(steps, (None, *steps), strict=False):
        if last is not None:
            # A certification that waits for its exam is nothing that work stands beside.
            studied = step.start < last.end and last.kind != "certification" != step.kind
            beside = studied or _within(step, last)
            yield words("card.beside" if beside else "card.then")
        yield _in_path(step, short, words)


def _within(step: RouteStep, work: RouteStep) -> bool:
    """Whether a certification is earned while some work that began before it goes on."""
    return step.kind == "certification" and work.kind == "work" and work.start < step.start < work.end


def _in_path(step: RouteStep, short: Mapping[str, str], words: Words) -> str:
    """Return a step as a part of the path: a certification by its short name, work with its months if any."""
    if step.kind != "work" or not step.months:
        return short.get(step.id, step.title)
    months, work = words.count("amount.months", step.months), f"{step.title[0].lower()}{step.title[1:]}"
    return words("card.work", months=months, work=work)


def _lines(
    advice: Advice, route: Route, kit: Tools, out: frozenset[str]
) -> Iterator[tuple[str, tuple[Row, ...]]]:
    words, asides = kit.words, "asides" not in out
    yield "degree", _row("degree", _degree(advice, route, kit), words)
    yield "license", _row("license", _license(advice, route, kit), words)
    yield "masters", _row("masters", _masters(advice, route, words), words)
    first = _first_job(advice, route, kit, asides=asides)
    first = words("card.through", job=route.begins_at.title, text=first) if route.through else first
    moves = advice.answers.get("work_now") == CASE_MANAGER and not route.in_place
    yield "first_job", _row("new_job" if moves else "first_job", first, words, strong=True)
    yield "certified", _row("certified", _certified(advice, route, kit, asides=asides), words)
    yield "cost", (Row(words("card.label.cost"), _cost(route, words), charge_cites(route, kit)),)
    yield "opens", _row("opens", words.count("card.doors", route.doors), words) if route.doors else ()


def _row(label: str, text: str, words: Words, *, strong: bool = False) -> tuple[Row, ...]:
    return (Row(words(f"card.label.{label}"), text, tone="strong" if strong else "plain"),)


def _degree(advice: Advice, route: Route, kit: Tools) -> str:
    steps = [step for step in route.steps if step.study or _evaluates(step, kit)]
    if steps:
        return _planned(steps, advice, kit.words)
    held = _said(advice, "education")
    if held in _NO_DEGREE:
        return kit.words("card.no_degree")
    if held in (None, UNKNOWN):
        return kit.words("card.no_further_degree")
    level, field = (
        value_text(value, kit.catalog.facts[key], kit.words)
        if (value := _said(advice, key)) not in (None, UNKNOWN)
        else ""
        for key in ("education", "field")
    )
    told = not field or field.lower() in level.lower()
    named = (level,) if told else (level, f"{field[0].lower()}{field[1:]}")
    words = "card.have" if "education" in advice.answers else "card.assumed"
    return kit.words(words, what=kit.words("card.of").join(named))


def _evaluates(step: RouteStep, kit: Tools) -> bool:
    """Whether a step is the evaluation of a degree from abroad."""
    known = kit.catalog.steps.get(step.id)
    return known is not None and any(each.fact == "foreign_degree" for each in known.grants.sets)


def _license(advice: Advice, route: Route, kit: Tools) -> str:
    licensing = (step for step in route.steps if step.kind in _LICENSING)
    planned = [step for step in licensing if not (step.looked_up or _evaluates(step, kit))]
    steps, held = [step for step in planned if _licenses(step, kit)], _said(advice, "licenses")
    if any(kit.catalog.steps[step.id].grants.licenses for step in planned):
        # Who gets a license back returns to practice for it; a first one is given for no such thing.
        return _planned(planned if held else steps, advice, kit.words)
    if isinstance(held, tuple) and held:
        status = _said(advice, "license_status")
        use = "out_of_use" if status in _OUT_OF_USE else "unsure" if status in (None, UNKNOWN) else "have"
        what = value_text(held, kit.catalog.facts["licenses"], kit.words)
        states, home = _said(advice, "license_states"), _said(advice, "state")
        if isinstance(states, tuple) and states and home not in states:
            what = kit.words("card.license.of", what=what, states=kit.words.listed(states))
            if use == "have" and not steps and home and not lives_elsewhere(kit.catalog, advice.answers):
                return kit.words("card.license.elsewhere", what=what, state=str(home))
        more = (_planned(steps, advice, kit.words),) if steps else ()
        return kit.words("amount.either").join((kit.words(f"card.license.{use}", what=what), *more))
    asked_for = (r.when for r in route.destination.must if r.when and r.holds_in(_said(advice, "state")))
    in_law = any(isinstance(leaf, Licensed) for rule in asked_for for leaf in leaves(rule))
    return kit.words("card.license.by_title" if in_law else "card.license.none")


def _licenses(step: RouteStep, kit: Tools) -> bool:
    """Whether a step is a license, its exam, or the license of another state: no return to practice."""
    known = kit.catalog.steps[step.id]
    return bool(known.grants.licenses or known.grants.exams or known.covers)


def _masters(advice: Advice, route: Route, words: Words) -> str:
    step = next((step for step in route.steps if step.study == "graduate"), None)
    if step is not None:
        return words(f"card.masters.{step.required_by}", title=step.title)
    held = _said(advice, "education")
    return words(f"card.masters.held.{held}" if held in GRADUATE else "card.masters.no")


def _planned(steps: list[RouteStep], advice: Advice, words: Words) -> str:
    """Return steps to come, each with the month in which it is done."""
    done = {step.title: day_after(origin(advice), step.end).isoformat() for step in steps}
    return words("amount.either").join(
        words("card.planned", title=title, month=words.month(day)) for title, day in done.items()
    )


def _first_job(advice: Advice, route: Route, kit: Tools, *, asides: bool) -> str:
    """Return when the first job of the route begins, and when the rules alone would let it begin."""
    words = kit.words
    if route.in_place:
        moves = any(covered_by(kit.catalog, step) == "home" for step in route.steps)
        lacks = lacks_law(kit.catalog, route)
        return words("card.stays_there" if moves else "card.stays_by_law" if lacks else "card.stays")
    if route.typical == 0 and not from_graduation(advice):
        planned = any(each.key in _HELD for each in advice.assumed)
        left = route.unmet or route.open
        return words("card.now_open" if left else "card.now_planned" if planned else "card.now")
    usual = when(advice, route.typical, words)
    if route.sooner is None or not asides:
        return words("card.in", when=usual)
    return words("card.in_rules", when=usual, sooner=words.wait(route.sooner))


def _certified(advice: Advice, route: Route, kit: Tools, *, asides: bool) -> str:
    """Return which certification the route leads to, when, and what it hangs on; or that it leads to none."""
    words = kit.words
    verdict = next((v for v in advice.verdicts if v.certification.id == route.certification), None)
    months = route.months_to_certified
    other = next((fork for fork in route.forks if asides and on_card(fork, route, words)), None)
    if verdict is None:
        return _or_if(other, "card.certified.none_other", words) if other else words("card.certified.none")
    name = verdict.certification.short
    if verdict.verdict == "held":
        return words("card.certified.held", name=name) + _further(advice, route, words)
    if months is None:
        others = [fork for fork in route.forks if fork.certified is not None]
        alone = words("card.certified.alone") if len(others) == 1 else ""
        told = other is not None and other is others[0]
        open_, unsure = "card.certified.open", "card.certified.unknown"
        return _or_if(others[0], open_, words, name=name, alone=alone) if told else words(unsure, name=name)
    if not months:
        return words("card.certified.now" if verdict.can_apply else "card.certified.soon", name=name)
    key = "card.certified.apply" if verdict.can_apply else "card.certified.in"
    text = words(key, name=name, when=when(advice, months, words))
    if chosen := hangs_on(kit.catalog, advice.answers, route):
        text = words(f"card.hangs_on.{chosen}", text=text)
    if other is None:
        return text + _further(advice, route, words)
    return _or_if(other, "card.certified.other", words, text=text)


def _or_if(fork: Fork, key: str, words: Words, **said: str) -> str:
    """Return some words on a certification with the months of an answer that nobody gave."""
    case = words(f"card.fork.{fork.key}.{'some' if fork.value else 'none'}", value=str(fork.value))
    return words(key, wait=words.wait(fork.certified or 0), fork=case, **said)


def _further(advice: Advice, route: Route, words: Words) -> str:
    """Return which certification comes after the one the route leads to first, and when; empty if none."""
    ids = {verdict.certification.id: verdict for verdict in advice.verdicts}
    last = next((step for step in reversed(route.steps) if step.id in ids), None)
    if last is None or last.id == route.certification:
        return ""
    verdict = ids[last.id]
    key = "card.certified.further_now" if verdict.can_apply else "card.certified.further"
    return words(key, name=verdict.certification.short, when=when(advice, last.end, words))


def _cost(route: Route, words: Words) -> str:
    """Return what the route costs, and that it is the price before any help."""
    if route.cost.high == 0 and route.certification and route.months_to_certified is None:
        return words("card.cost_before")
    if route.cost.high == 0:
        known = all(charge.known for step in route.steps for charge in step.charges)
        return words("card.cost_none" if known else "card.cost_unknown")
    return words("card.cost" if route.studies else "card.cost_fees", cost=words.money_span(route.cost))


def _pay(advice: Advice, route: Route, guide: PayGuide, kit: Tools, out: frozenset[str]) -> tuple[Row, ...]:
    """Return the pay of today in the federal tables, with what it stands for and the article's median."""
    words, pay = kit.words, route.pay
    key = "card.pay" if pay.start is not None else "card.pay_median"
    amounts = words(key, start=words.money(pay.start), experienced=words.money(pay.experienced))
    if lacks_law(kit.catalog, route):
        amounts = words("card.pay_by_law", pay=amounts)
    if route.through:
        amounts = words("card.through", job=route.destination.title, text=amounts)
    mine = advice.answers.get("current_pay")
    if isinstance(mine, int) and mine:
        amounts = words(_pay_beside(mine, route), pay=amounts, you=words.money(mine))
    side = "nursing" if route.background == "nursing" else "non_nursing"
    side_by_side = advice.answer is not None and advice.answer.question == _SIDES
    articles = [each for each in guide.headlines if side_by_side or each.background == side]
    stands = stands_for(pay.wage, guide, kit, estimate=pay.estimate)
    quiet = (Row("", stands, kit.cites(pay.wage.source), tone="quiet"),)
    said = [
        Row(
            "",
            words(f"card.article.{each.background}", median=words.money(each.median)),
            kit.cites(each.source),
            tone="quiet",
        )
        for each in articles
        if "article" not in out
    ]
    top = Row(
        words("card.label.pay"),
        amounts,
        () if "stands_for" not in out else kit.cites(pay.wage.source),
        tone="strong",
    )
    return (top, *(() if "stands_for" in out else quiet), *said)


def _pay_beside(mine: int, route: Route) -> str:
    """Return the key that says how the pay there stands to today's; who stays is paid there already."""
    if not route.stay and route.pay.experienced is not None and route.pay.experienced < mine:
        return "card.pay_all_less"
    less = not route.stay and route.pay.start is not None and route.pay.start < mine
    return "card.pay_less" if less else "card.pay_you"


def _week(advice: Advice, words: Words, out: frozenset[str]) -> tuple[Row, ...]:
    """Return the first actions, the one that matters most first."""
    most = 1 if "second" in out else 2 if "third" in out else ACTIONS
    labels: Iterable[str] = (words("card.label.week"), *("" for _ in range(most)))
    return tuple(
        Row(
            label,
            words("card.action", number=number, title=action.title),
            tone="good" if number == 1 else "plain",
        )
        for number, (label, action) in enumerate(zip(labels, advice.next_actions[:most], strict=False), 1)
    )


def _known(advice: Advice, kit: Tools) -> tuple[Row, ...]:
    """Return how much of what the path rests on was read at its source, and how old the oldest is."""
    tally = known(advice, kit.catalog)
    if not tally.oldest:
        return ()
    return _row("known", kit.words("card.known", **known_counts(tally, kit.words)), kit.words)


def _said(advice: Advice, key: str) -> Value | None:
    """Return a stated answer, or what was planned with in its place."""
    planned = {item.key: item.value for item in advice.assumed}
    return advice.answers.get(key, planned.get(key))
