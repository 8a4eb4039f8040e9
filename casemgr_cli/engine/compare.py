"""Ways side by side in the order somebody asks for, what changes with other answers, and which matter most.

Other answers are planned with once more and the two results held against each other; nothing here knows what
an answer means.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import islice

from msgspec.structs import replace

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Advice, Change, Matter, Route, Verdict, WhatIf
from casemgr_cli.domain.careers import SOONEST, Planning
from casemgr_cli.domain.facts import UNKNOWN, Answers, Fact, Value
from casemgr_cli.engine.advise import advise
from casemgr_cli.engine.certifying import bounds
from casemgr_cli.engine.eligibility import verdicts
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.interview import everyone
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.planner import Planner
from casemgr_cli.engine.standing import as_good_as_known
from casemgr_cli.errors import UsageFailure, nearest

_SHOWN = 3
# How many answers are tried, the likeliest to matter first, and how many values of each.
_FACTS_TRIED = 8
_VALUES_TRIED = 4

_Measures = Mapping[str, str | int | None]


def what_if(catalog: Catalog, before: Advice, given: Answers, today: date) -> WhatIf:
    """Return the advice with the answers in `given` put in place, and what comes out otherwise."""
    after = advise(catalog, {**before.answers, **given}, today)
    return WhatIf(given, after, changes(before, after))


def changes(before: Advice, after: Advice) -> tuple[Change, ...]:
    """Return all that differs between two advices: the best route's measures, and each verdict."""
    first, then = (_measures(next(iter(each.routes), None), each.verdicts) for each in (before, after))
    return _between(first, then)


def _between(first: _Measures, second: _Measures) -> tuple[Change, ...]:
    return tuple(
        Change(what, first.get(what), second.get(what))
        for what in dict.fromkeys((*first, *second))
        if first.get(what) != second.get(what)
    )


def matters(catalog: Catalog, advice: Advice, today: date) -> tuple[Matter, ...]:
    """Return the two or three answers whose change would move the advice most, the weightiest first.

    Tried are answers that are still open and those that a person can change (`tries` in the data). Each is
    shown with the value that moves the advice most. Nothing is tried before half of what everybody is asked
    was answered: until then that matters most.
    """
    first = [fact.key for fact in everyone(catalog)]
    if sum(key in advice.answers for key in first) * 2 < len(first):
        return ()
    planner = Planner(catalog, advice.answers, today)
    now = _measures(planner.first(), advice.verdicts)
    found = [_heaviest(planner, now, fact) for fact in islice(_open(catalog, advice), _FACTS_TRIED)]
    weighty = [matter for matter in found if matter and _weight(matter, catalog.planning)]
    return tuple(sorted(weighty, key=lambda matter: -_weight(matter, catalog.planning))[:_SHOWN])


def _open(catalog: Catalog, advice: Advice) -> Iterable[Fact]:
    """Return the facts worth trying: those that decide open verdicts and routes, then the changeable."""
    best = advice.routes[0].destination.certifications if advice.routes else ()
    fitting = [v for v in advice.verdicts if v.certification.id in best]
    asked = [key for verdict in fitting for key in verdict.asks]
    asked += [item.key for item in advice.assumed if item.value is None]
    person, known = Person(catalog.facts, advice.answers), as_good_as_known(catalog.facts, advice.answers)
    changeable = [fact.key for fact in catalog.facts.values() if fact.tries]
    for key in dict.fromkeys((*asked, *changeable)):
        fact = catalog.facts.get(key)
        if fact and key not in known and not fact.private and truth(fact.asked_if, person) is not False:
            yield fact


def _heaviest(planner: Planner, now: _Measures, fact: Fact) -> Matter | None:
    stated = planner.answers.get(fact.key, UNKNOWN) != UNKNOWN
    tried = [
        Matter(fact, value, stated, _between(now, _with(planner, fact.key, value)))
        for value in _values(planner.catalog, fact)[:_VALUES_TRIED]
        if value != planner.answers.get(fact.key)
    ]
    return max(tried, key=lambda matter: _weight(matter, planner.catalog.planning), default=None)


def _with(planner: Planner, key: str, value: Value) -> _Measures:
    other = planner.with_answer(key, value)
    return _measures(other.first(), verdicts(planner.catalog, other.answers))


def _values(catalog: Catalog, fact: Fact) -> tuple[Value, ...]:
    """Return the values to try: those the data name, else each choice, else where a rule draws its line."""
    if fact.tries:
        return fact.tries
    if fact.type == "choice":
        return tuple(value for value in fact.values if value != UNKNOWN)
    if fact.type == "choices":
        return tuple((value,) for value in fact.values)
    return bounds(catalog, fact.key)


def _weight(matter: Matter, planning: Planning) -> float:
    """Return how much the changes weigh, in months: of time, of a verdict, of so many dollars of cost."""
    return sum(_weight_of(change, planning) for change in matter.changes)


def _weight_of(change: Change, planning: Planning) -> float:
    if change.what.startswith("verdict:"):
        return planning.verdict_weight if "eligible" in (change.before, change.after) else 0
    if not isinstance(change.before, int) or not isinstance(change.after, int):
        return 0
    moved = abs(change.after - change.before)
    if change.what in (SOONEST, "certified"):
        return moved
    return moved / planning.dollars if change.what == "cost_high" else 0


def _measures(best: Route | None, stands: Iterable[Verdict]) -> _Measures:
    """Return what the best route, if there is one, is judged by, and the verdicts."""
    found = {f"verdict:{verdict.certification.id}": verdict.verdict for verdict in stands}
    return {**(_of_route(best) if best else {}), **found}


def _of_route(route: Route) -> _Measures:
    return {
        "destination": route.destination.title,
        SOONEST: route.typical,
        "earliest": route.earliest,
        "cost_low": route.cost.low,
        "cost_high": route.cost.high,
        "pay_start": route.pay.start,
        "pay_experienced": route.pay.experienced,
        "certified": route.months_to_certified,
        "ten_year_net": route.ten_year_net,
        "break_even": route.break_even,
        "unmet": "; ".join(route.unmet) or None,
    }


# So many ways stand side by side, the best to each place.
_MOST = 12
# Later than any month, more than any cost: what is not known comes last.
_LAST = 10**9


def beside(
    advice: Advice, *, sort: str | None = None, where: str | None = None, everything: bool = False
) -> Advice:
    """Return the advice with the routes to be shown side by side.

    `where` is a setting, a side, a destination or a part of its title. Without `everything` these are the
    best to each destination, at most twelve.
    """
    routes = advice.routes if where is None else _led_to(where, advice.routes)
    if not everything:
        best: dict[str, Route] = {}
        for route in routes:
            best.setdefault(route.destination.id, route)
        contrasted = {contrast.route for contrast in advice.contrasts}
        ordered = sorted(best.values(), key=lambda route: route.id not in contrasted | {advice.recommended})
        kept = {route.id for route in ordered[:_MOST]}
        routes = tuple(route for route in routes if route.id in kept)
    if sort is not None:
        routes = tuple(sorted(routes, key=_SORTS[sort]))
    return replace(advice, routes=routes)


def _led_to(where: str, routes: tuple[Route, ...]) -> tuple[Route, ...]:
    wanted = where.casefold().replace("-", "_").replace(" ", "_")
    found = tuple(
        route for route in routes if wanted in _names(route) or where.casefold() in route.title.casefold()
    )
    if found:
        return found
    names = sorted({name for route in routes for name in _names(route)})
    raise UsageFailure(
        f"No way leads to {where[:40]!r}.",
        hint=nearest(wanted, names) or f"Ways lead to: {', '.join(names)}.",
        slug="unknown_place",
    )


def _names(route: Route) -> tuple[str, ...]:
    return (*route.destination.settings, route.background, route.destination.id)


def _last(value: int | None) -> int:
    return _LAST if value is None else value


_SORTS: dict[str, Callable[[Route], int]] = {
    SOONEST: lambda route: route.typical,
    "certified": lambda route: _last(route.months_to_certified),
    "cost": lambda route: _last(route.cost.high),
    "pay": lambda route: -(route.pay.experienced or 0),
    "doors": lambda route: -route.doors,
}
