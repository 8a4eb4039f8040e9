"""Figures and where they come from. A number without a source does not exist here."""

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar

from msgspec import Struct

from casemgr_cli.domain.kinds import FLAG, NUMBER, Address, Count, DateText, Id, Kind, Own, SourceId, Words

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
