"""What a place in a data file may hold.

A field of an entry says it with its type, such as `source: SourceId` or `fee: FigureId`. From these types
come what is checked and what is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping


class Scalar(Struct, frozen=True):
    """One value. `what` says how it must read; `allowed` lists the values there are; `refers` names the
    ids it must be one of: a section, or `choice:` with a fact key.
    """

    what: str = "text"
    allowed: tuple[str, ...] = ()
    refers: str = ""


class ListOf(Struct, frozen=True):
    """A list; `or_one` accepts a single value in place of a list of one."""

    of: Kind
    or_one: bool = False


class Keys(Struct, frozen=True):
    """A mapping with these keys. `needs` must be there, and one of `one_of` when it is not empty.

    In its place may stand the id of an entry of the section `or_id`, when that is not empty.
    """

    keys: Mapping[str, Kind]
    needs: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    or_id: str = ""


class Entries(Struct, frozen=True):
    """A mapping from ids to entries of one kind."""

    of: Kind
    ids: Scalar = field(default_factory=lambda: Scalar("id"))


class Conditional(Struct, frozen=True):
    """A condition, as the conditions' own shapes describe it."""


class Nested(Struct, frozen=True):
    """Phrases under names, to any depth."""


Kind = Scalar | ListOf | Keys | Entries | Conditional | Nested


class Key(Struct, frozen=True):
    """The name that a field has in the file."""

    name: str


class Own(Struct, frozen=True):
    """A field that its own file does not have: `id` takes the name under which the entry stands."""

    id: bool = False


class Spread(Struct, frozen=True):
    """A field whose low and high stand among the keys around it."""

    ends: Scalar


class Needs(Struct, frozen=True):
    """Keys that an entry must have here, whatever its type leaves open."""

    names: tuple[str, ...]


def one(*allowed: str) -> Scalar:
    """Return the kind of a value out of a short list."""
    return Scalar("word", allowed=allowed)


def ref(section: str) -> Scalar:
    """Return the kind of an id that must exist in a section, or among a fact's choices."""
    return Scalar("word", refers=section)


def refs(section: str, *, or_one: bool = False) -> ListOf:
    """Return the kind of a list of such ids."""
    return ListOf(ref(section), or_one)


TEXT, FLAG, WHOLE, NUMBER = Scalar(), Scalar("flag"), Scalar("whole"), Scalar("number")
DATE, _URL, DAY, WORD = Scalar("date"), Scalar("url"), Scalar("day"), Scalar("word")
PHRASE, MONTH = Scalar("phrase"), one(*(str(month) for month in range(1, 13)))
SPAN_END = Scalar("whole or unknown")
CONDITION = Conditional()
TEXTS = ListOf(TEXT)
COMPARED = ListOf(WORD, or_one=True)
BACKGROUND = one("nursing", "social_work", "human_services")

Id = Annotated[str, Own(id=True)]
Address = Annotated[str, _URL]
DateText = Annotated[str, DATE]
SourceId = Annotated[str, ref("sources")]
SourceIds = Annotated[tuple[str, ...], refs("sources")]
FigureId = Annotated[str, ref("figures")]
FigureIds = Annotated[tuple[str, ...], refs("figures")]
Counters = Annotated[tuple[str, ...], refs("counters")]
States = Annotated[tuple[str, ...], refs("choice:state")]
Backgrounds = Annotated[tuple[str, ...], ListOf(BACKGROUND)]
