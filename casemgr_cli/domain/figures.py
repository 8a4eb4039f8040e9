"""Figures and where they come from, and how old that is: a number without a source does not exist here.

And what a step costs.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, ClassVar, Protocol

from msgspec import Struct

from casemgr_cli.domain.kinds import (
    FLAG,
    NUMBER,
    SPAN_END,
    Address,
    Count,
    DateText,
    FigureId,
    Id,
    Kind,
    ListOf,
    Own,
    SourceId,
    Spread,
    Words,
    one,
    one_of,
)

if TYPE_CHECKING:
    from casemgr_cli.domain import Catalog

_Use = tuple[str, bool | None]
# What holds no source: most of what there is.
_PLAIN = frozenset({str, int, float, bool, type(None)})


class Source(Struct, frozen=True):
    """A publication. `as_of` is the date the publisher gives (a year, a month, or "undated").

    `judgment` marks what is no publication at all: our own judgment.
    """

    id: Id
    publisher: str
    title: str
    url: Address
    as_of: DateText
    official: bool
    judgment: bool = False


class Figure(Struct, frozen=True):
    """One number or range with its unit, date and source.

    `low` and `high` are equal for a single value and None when the value is not known. `verified` says
    that the source's own text was read and shows the number. The file may give one `value` in place of the
    two, or say that the number is `unknown`.
    """

    ALSO: ClassVar[dict[str, Kind]] = {"low": NUMBER, "high": NUMBER, "value": NUMBER, "unknown": FLAG}
    ONE_OF: ClassVar[tuple[str, ...]] = ("value", "low", "unknown")

    id: Id
    label: Words
    low: Annotated[float | None, Own()]
    high: Annotated[float | None, Own()]
    unit: Words
    as_of: DateText
    source: SourceId
    verified: bool
    note: str | None = None

    @property
    def known(self) -> bool:
        """Whether there is a number at all."""
        return self.low is not None


class Span(Struct, frozen=True, forbid_unknown_fields=True):
    """A low and a high, in the unit its holder names. Either may be None: not known."""

    low: Count | None
    high: Count | None

    @property
    def high_or_zero(self) -> int:
        """The high end, and 0 where it is not known."""
        return self.high or 0

    def plus(self, other: "Span") -> "Span":
        """Add two spans; an unknown end stays unknown."""
        return Span(_add(self.low, other.low), _add(self.high, other.high))


def _add(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b


FREE = Span(0, 0)


def uses(node: object) -> list[_Use]:
    """Return each source id that a value names, in order, with what it says of having been verified."""
    found: list[_Use] = []
    _collect(node, found)
    return found


def all_verified(node: object) -> dict[str, bool]:
    """Return whether all that a value takes from each source was read there, where it says so at all."""
    found: dict[str, bool] = {}
    for key, flag in uses(node):
        if flag is not None:
            found[key] = found.get(key, True) and flag
    return found


def _collect(node: object, found: list[_Use]) -> None:
    if isinstance(node, Struct):
        names = node.__struct_fields__
        if "source" in names or "sources" in names:
            found += _cited(node)
        parts: Iterable[object] = [getattr(node, name) for name in names]
    elif isinstance(node, list | tuple):
        parts = node
    elif isinstance(node, Mapping):
        parts = node.values()
    else:
        return
    for part in parts:
        if type(part) not in _PLAIN:
            _collect(part, found)


def _cited(node: Struct) -> list[_Use]:
    # A number that nobody found takes nothing from its source.
    found_none = isinstance(node, Figure) and not node.known
    flag = None if found_none else getattr(node, "verified", None)
    source, sources = getattr(node, "source", None), getattr(node, "sources", None)
    one = [source] if isinstance(source, str) and source else []
    return [(key, flag) for key in (*one, *(sources if isinstance(sources, list | tuple) else ()))]


COLLEGES = ("public_two_year", "public_four_year", "private_nonprofit", "public_graduate")
CHARGES = ("tuition", "exam", "license", "certification", "membership", "other")
NATION = "US"


class Price(Struct, frozen=True):
    """Published tuition and fees of a year at one kind of college, in whole US dollars, before any aid.

    `college` is one of COLLEGES, `state` a postal code or NATION, `note` says what is weak about the figure.
    """

    college: str
    state: str
    span: Span
    as_of: str
    source: str
    verified: bool
    note: str = ""


class Tuition(Struct, frozen=True):
    """What a degree takes: the kinds of college that offer it, the usual one first, and full-price years.

    `low` and `high` are years of tuition, however long the calendar is.
    """

    colleges: Annotated[tuple[str, ...], ListOf(one(*COLLEGES))]
    low: Decimal
    high: Decimal


class StepCost(Struct, frozen=True):
    """What a step costs anywhere: a `flat` amount, years of `tuition`, or two figures. `assumed` says that no
    source gives it.
    """

    flat: Annotated[Span | None, Spread(SPAN_END)] = None
    tuition: Tuition | None = None
    exam_fee: FigureId = ""
    license_fee: FigureId = ""
    note: str = ""
    assumed: bool = False


class Charge(Struct, frozen=True, kw_only=True):
    """One thing to pay for, in whole US dollars; an end that nobody found is None.

    `kind` is one of CHARGES, `state` the postal code the figure is for, NATION, or None where that does not
    matter; `college` is one of COLLEGES for tuition. `verified` says that the source's own text was read
    and shows the number.
    """

    kind: Annotated[str, one_of(CHARGES)]
    label: Words
    college: Annotated[str, one_of(COLLEGES)] | None = None
    low: Count | None
    high: Count | None
    state: str | None = None
    as_of: str | None
    source: Words
    verified: bool
    note: str | None = None
    url: str | None = None

    @property
    def span(self) -> Span:
        """The two ends."""
        return Span(self.low, self.high)

    @property
    def known(self) -> bool:
        """Whether there is an amount at all."""
        return self.high is not None


class Holder(Protocol):
    """Data files that hold sources by id, and what is taken from them: a catalog, or a guide to one place."""

    @property
    def sources(self) -> Mapping[str, Source]:
        """The sources by id."""


def known_total(charges: Iterable[Charge]) -> Span:
    """Add up what is known; what nobody found is left out, and with nothing known the total is not known."""
    charged = tuple(charges)
    found = [charge.span for charge in charged if charge.known]
    if charged and not found:
        return Span(None, None)
    total = FREE
    for span in found:
        total = total.plus(span)
    return total


_STALE_AFTER_YEARS = 2
_UNDATED = "undated"
_DATED = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:-(\d\d)(?:-(\d\d))?)?(?!\d)")
_DECEMBER = 12
_LONGEST_MONTH = 31


def stale_figures(catalog: "Catalog", today: date) -> tuple[Figure, ...]:
    """Return the figures dated more than two years ago, in the order of their sources."""
    order = list(catalog.sources)
    old = (figure for figure in catalog.figures.values() if is_stale(figure.as_of, today))
    return tuple(sorted(old, key=lambda figure: order.index(figure.source)))


def data_date(today: date, *holders: Holder) -> date | None:
    """Return the date of the newest source that is not dated ahead, such as by a year still running."""
    dates = (last_day(source.as_of) for holder in holders for source in holder.sources.values())
    return max((latest for latest in dates if latest and latest <= today), default=None)


def is_stale(as_of: str, today: date) -> bool:
    """Say whether a date lies more than two years back; what is undated is not."""
    latest = last_day(as_of)
    if latest is None:
        return False
    return (latest.year + _STALE_AFTER_YEARS, latest.month, latest.day) < (today.year, today.month, today.day)


def last_day(as_of: str) -> date | None:
    """Return the last day that a publisher's date may mean, or None when there is no date.

    A date is a year, a month or a day somewhere in the text; of a range (2025-2026, 2023-24) it is the
    end. Text that says "undated" has no date, whatever guess stands beside it.
    """
    dates = [] if as_of.lower().startswith(_UNDATED) else list(_DATED.finditer(as_of))
    return _last_day(*dates[-1].groups()) if dates else None


def _last_day(year: str, month: str | None, day: str | None) -> date:
    if month is None or not 1 <= int(month) <= _DECEMBER:
        end = year if month is None else year[:2] + month
        return date(int(end), _DECEMBER, _LONGEST_MONTH)
    from calendar import monthrange

    longest = monthrange(int(year), int(month))[1]
    return date(int(year), int(month), min(int(day or longest) or longest, longest))
