"""What a step costs at a place: tuition by kind of college, and every fee on its own."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Protocol

from msgspec import Struct

from casemgr_cli.domain.figures import FREE, Span
from casemgr_cli.domain.kinds import SPAN_END, Count, FigureId, ListOf, Spread, Words, one, one_of

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
