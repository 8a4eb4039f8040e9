"""Which offer comes first by each measure. No measure is weighed against another."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from casemgr_cli.domain.careers import Certification
from casemgr_cli.domain.offers import CERTIFIED, CRITERIA, OPENS, PAY, TUITION, Leader, Outlook, Weighed

_Values = Mapping[str, int | None]


_FEWEST = 2
# What a person's priority looks at first.
_FIRST_BY = {"soonest": CERTIFIED, "best_paid": PAY, "cheapest": TUITION}


def leaders(weighed: Sequence[Weighed], priority: str) -> tuple[Leader, ...]:
    """Return the first offers by each measure, the measure of the person's priority first.

    An offer that law bars is left out. With fewer than two left there is nothing to compare.
    """
    able = [each for each in weighed if not each.barred]
    if len(able) < _FEWEST:
        return ()
    found = [leader for criterion in CRITERIA for leader in _by(criterion, able)]
    return tuple(sorted(found, key=lambda leader: leader.criterion != _FIRST_BY.get(priority)))


def _by(criterion: str, able: Sequence[Weighed]) -> Iterator[Leader]:
    if criterion == CERTIFIED:
        yield from (_soonest(certification, able) for certification in _in_sight(able))
        return
    values = {each.offer.name: _value(criterion, each) for each in able}
    most = max((value for value in values.values() if value is not None), default=0)
    if most:
        yield Leader(criterion, None, _named(values, most), most, _named(values, None))


def _value(criterion: str, each: Weighed) -> int | None:
    if criterion == PAY:
        return each.pay.full_time
    return len(each.opens[-1][1]) if criterion == OPENS else each.offer.tuition_aid


def _soonest(certification: Certification, able: Sequence[Weighed]) -> Leader:
    outlooks = {each.offer.name: _outlook(certification, each) for each in able}
    months = {name: outlook.months if outlook else None for name, outlook in outlooks.items()}
    best = min((value for value in months.values() if value is not None), default=None)
    names = _named(months, best) if best is not None else ()
    at_best = {name: outlook.at_best for name, outlook in outlooks.items() if outlook}
    could = tuple(
        (name, value)
        for name, value in at_best.items()
        if value is not None and value != months[name] and (best is None or value <= best)
    )
    unknown = tuple(name for name in at_best if months[name] is None)
    return Leader(CERTIFIED, certification, names, best, unknown, could)


def _outlook(certification: Certification, each: Weighed) -> Outlook | None:
    return next((o for o in each.outlooks if o.certification.id == certification.id), None)


def _in_sight(able: Iterable[Weighed]) -> tuple[Certification, ...]:
    """Return the certifications not held that any offer leads to, or may lead to."""
    seen = {o.certification.id: o.certification for each in able for o in each.outlooks if not o.held}
    return tuple(seen.values())


def _named(values: _Values, wanted: int | None) -> tuple[str, ...]:
    return tuple(name for name, value in values.items() if value == wanted)
