"""Several ways drawn side by side over shared scales: the wait for the first job, the cost, the pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from casemgr_cli.pages.blocks import Paragraph, RouteBar, RouteBars, Scale, Stretch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from casemgr_cli.domain.advice import Route
    from casemgr_cli.pages.blocks import Block
    from casemgr_cli.pages.words import Words

_FEWEST = 2
MOST = 10
_YEAR = 12
_PAY_STEP = 10_000


def route_bars(
    labels: Iterable[str], routes: tuple[Route, ...], words: Words, *, graduated: bool = False
) -> tuple[Block, ...]:
    """Return the first ways as a drawing, each under its label; nothing when there are too few to compare.

    A measure in which the ways do not differ is not drawn. `graduated` says that months count from then.
    """
    drawn = routes[:MOST]
    measured = {name: [stretch(route, words) for route in drawn] for name, stretch in _STRETCHES.items()}
    told = {name: found for name, found in measured.items() if _differ(found)}
    if len(drawn) < _FEWEST or not told:
        return ()
    scales = tuple(_SCALES[name](found, words) for name, found in told.items())
    if graduated:
        scales = tuple(_from_graduation(scale, words) for scale in scales)
    bars = tuple(RouteBar(*each) for each in zip(labels, zip(*told.values(), strict=True), strict=False))
    low, high = (words.listed(words(f"bars.{name}.{end}") for name in told) for end in ("low", "high"))
    about = (Paragraph(words("bars.first", count=MOST), tone="quiet"),) if len(routes) > MOST else ()
    return (RouteBars(scales, bars, (low, high)), *about)


def _from_graduation(scale: Scale, words: Words) -> Scale:
    """Return a scale of months with graduation at its start; any other as it is."""
    start, end = scale.ends
    return replace(scale, ends=(words("amount.graduation"), end)) if start == words.wait(0) else scale


def _differ(found: list[Stretch]) -> bool:
    return len({(each.low, each.high) for each in found if each.high is not None}) > 1


def _wait(route: Route, words: Words) -> Stretch:
    low, high = words.wait(route.by_rules), words.wait(route.typical)
    text = high if route.by_rules == route.typical else words("bars.wait.text", low=low, high=high)
    return Stretch(route.by_rules, route.typical, text)


def _cost(route: Route, words: Words) -> Stretch:
    return Stretch(route.cost.low, route.cost.high, words.money_span(route.cost))


def _pay(route: Route, words: Words) -> Stretch:
    low, high = route.pay.start, route.pay.experienced
    return Stretch(low, high, words("bars.pay.text", low=words.money(low), high=words.money(high)))


def _wait_scale(found: list[Stretch], words: Words) -> Scale:
    high = _up(max(each.high or 0 for each in found), _YEAR)
    return Scale(words("bars.wait.title"), 0, high, (words.wait(0), words("amount.short", months=high)))


def _cost_scale(found: list[Stretch], words: Words) -> Scale:
    most = max(each.high or 0 for each in found)
    high = _up(most, 10 ** (len(str(most)) - 1))
    return Scale(words("bars.cost.title"), 0, high, (words.money(0), words.money(high)))


def _pay_scale(found: list[Stretch], words: Words) -> Scale:
    amounts = [amount for each in found for amount in (each.low, each.high) if amount is not None]
    low, high = min(amounts) // _PAY_STEP * _PAY_STEP, _up(max(amounts), _PAY_STEP)
    return Scale(words("bars.pay.title"), low, high, (words.money(low), words.money(high)))


def _up(amount: int, step: int) -> int:
    return -(-amount // step) * step


_STRETCHES: dict[str, Callable[[Route, Words], Stretch]] = {"wait": _wait, "cost": _cost, "pay": _pay}
_SCALES: dict[str, Callable[[list[Stretch], Words], Scale]] = {
    "wait": _wait_scale,
    "cost": _cost_scale,
    "pay": _pay_scale,
}
