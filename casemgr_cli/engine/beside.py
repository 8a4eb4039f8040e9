"""Which ways stand side by side: the best to each place, in the order that somebody asks for."""

from collections.abc import Callable

from msgspec.structs import replace

from casemgr_cli.domain.advice import Advice, Route
from casemgr_cli.errors import UsageFailure, nearest

_MOST = 12
# Later than any month, more than any cost: what is not known comes last.
_LAST = 10**9


def beside(
    advice: Advice, *, sort: str | None = None, where: str | None = None, everything: bool = False
) -> Advice:
    """Return the advice with the routes to be shown side by side.

    `where` is a setting, a side, a destination or a part of its title. Without `everything` these are the
    best to each destination, at most twelve.

    Raises:
        UsageFailure: no route leads to such a place; the hint names the nearest that one leads to.
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
    "first_job": lambda route: route.typical,
    "certified": lambda route: _last(route.months_to_certified),
    "cost": lambda route: _last(route.cost.high),
    "pay": lambda route: -(route.pay.experienced or 0),
    "doors": lambda route: -route.doors,
}
