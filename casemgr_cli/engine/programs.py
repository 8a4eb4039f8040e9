"""Picks programs by state and name, and puts them in order. Same wish, same answer."""

from collections.abc import Callable, Collection, Mapping, Sequence

from casemgr_cli.domain.programs import (
    ANY_NAME,
    ANYTHING,
    ANYWHERE,
    NEIGHBORS,
    Found,
    Program,
    ProgramGuide,
    SchoolWish,
)
from casemgr_cli.engine.names import Closeness, closeness

_Order = Callable[[Program], tuple[object, ...]]


def find_programs(guide: ProgramGuide, wish: SchoolWish) -> Found:
    """Return the programs of a degree that fit a wish, best first.

    A figure that was not released sorts last; ties go by graduates, then name, then federal number.

    Raises:
        UsageFailure: the name to look for holds no word, or too many.
    """
    states = _states(guide, wish)
    near = _near(guide, wish)
    found = _within([program for program in guide.programs if program.unitid in near], states)
    ordered = sorted(found, key=_order(wish, near))
    return Found(
        wish=wish,
        states=states,
        programs=tuple(ordered[: wish.limit]),
        total=len(found),
        wider={} if found else _wider(guide, wish, near),
    )


def _states(guide: ProgramGuide, wish: SchoolWish) -> tuple[str, ...]:
    if wish.state is None:
        return ()
    around = guide.places[wish.state].borders if wish.neighbors else ()
    return (wish.state, *around)


def _near(guide: ProgramGuide, wish: SchoolWish) -> Mapping[str, Closeness]:
    if wish.search is None:
        return dict.fromkeys((program.unitid for program in guide.programs), (0.0, 0.0))
    names = {program.unitid: program.institution for program in guide.programs}
    return closeness(wish.search, names, guide.spelling)


def _within(programs: Sequence[Program], states: Collection[str]) -> list[Program]:
    return [program for program in programs if not states or program.state in states]


def _order(wish: SchoolWish, near: Mapping[str, Closeness]) -> _Order:
    def ties(program: Program) -> tuple[object, ...]:
        return (*_high_first(program.completers), program.institution, program.unitid)

    def closest(program: Program) -> tuple[object, ...]:
        return (*(-part for part in near[program.unitid]), *ties(program))

    firsts: dict[str | None, _Order] = {
        "earnings": lambda program: (*_high_first(program.median_earnings), *ties(program)),
        "debt": lambda program: (*_low_first(program.median_debt), *ties(program)),
        "price": lambda program: (*_low_first(program.price_from(wish.state)), *ties(program)),
        "size": ties,
        None: closest,
    }
    return firsts[wish.sort]


def _high_first(figure: int | None) -> tuple[bool, int]:
    return figure is None, -(figure or 0)


def _low_first(figure: int | None) -> tuple[bool, int]:
    return figure is None, figure or 0


def _wider(guide: ProgramGuide, wish: SchoolWish, near: Mapping[str, Closeness]) -> dict[str, int]:
    """Return how many programs would fit with one condition dropped, or with all of them."""
    named = [program for program in guide.programs if program.unitid in near]
    counts: dict[str, int] = {}
    if wish.state is not None:
        around = (wish.state, *guide.places[wish.state].borders)
        counts[NEIGHBORS] = len(_within(named, around))
        counts[ANYWHERE] = len(named)
    if wish.search is not None:
        counts[ANY_NAME] = len(_within(guide.programs, _states(guide, wish)))
    some = {kind: count for kind, count in counts.items() if count}
    return some or {ANYTHING: len(guide.programs)}
