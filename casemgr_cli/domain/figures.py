"""Figures and where they come from: a number without a source does not exist here. And what a step costs."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, ClassVar, Protocol

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


class TuitionLookup(Protocol):
    """Where prices come from."""

    def price(self, college: str, state: str | None) -> Price | None:
        """Return a year's price in a state, the nation's where the state has none; None for neither."""


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
