"""What a place in a data file may hold.

A field of an entry says it with its type, such as `source: SourceId` or `fee: FigureId`. From these types
come what is checked and what is built.
"""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Annotated

from msgspec import Meta, Struct, field

from casemgr_cli.text import folded


class Scalar(Struct, frozen=True):
    """One value. `what` says how it must read; `allowed` lists the values there are; `refers` names the
    ids it must be one of: a section, or `choice:` with a fact key.
    """

    what: str = "text"
    allowed: tuple[str, ...] = ()
    refers: str = ""


class ListOf(Struct, frozen=True):
    """A list; `or_one` accepts a single value in place of a list of one."""

    of: "Kind"
    or_one: bool = False


class Keys(Struct, frozen=True):
    """A mapping with these keys. `needs` must be there, and one of `one_of` when it is not empty.

    In its place may stand the id of an entry of the section `or_id`, when that is not empty.
    """

    keys: "Mapping[str, Kind]"
    needs: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    or_id: str = ""


class Entries(Struct, frozen=True):
    """A mapping from ids to entries of one kind."""

    of: "Kind"
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
POSTAL = Scalar("postal code")
PHRASE, MONTH = Scalar("phrase"), one(*(str(month) for month in range(1, 13)))
SPAN_END = Scalar("whole or unknown")
CONDITION = Conditional()
TEXTS = ListOf(TEXT)
COMPARED = ListOf(WORD, or_one=True)
SIDES = ("nursing", "social_work", "human_services")
BACKGROUND = one(*SIDES)


def one_of(words: Iterable[str]) -> Meta:
    """Return what makes a text of a document one of a few words."""
    return Meta(extra_json_schema={"enum": list(words)})


_FILLED = Meta(min_length=1)
Words = Annotated[str, _FILLED]
Count = Annotated[int, Meta(ge=0)]
Month = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}$")]
State = Annotated[str, Meta(pattern="^[A-Z]{2}$")]
# The backgrounds by which pay is told, by whether they are in nursing; all where nobody asks.
BY_NURSING = {True: "nursing", False: "non_nursing", None: None}
Background = Annotated[str, one_of(tuple(filter(None, BY_NURSING.values())))]

Id = Annotated[str, Own(id=True), _FILLED]
Address = Annotated[str, _URL]
DateText = Annotated[str, DATE, _FILLED]
SourceId = Annotated[str, ref("sources"), _FILLED]
SourceIds = Annotated[tuple[str, ...], refs("sources")]
FigureId = Annotated[str, ref("figures")]
FigureIds = Annotated[tuple[str, ...], refs("figures")]
Counters = Annotated[tuple[str, ...], refs("counters")]
States = Annotated[tuple[str, ...], refs("choice:state")]
Backgrounds = Annotated[tuple[str, ...], ListOf(BACKGROUND)]


def spaced(text: str) -> str:
    """Return text as bare words, as `folded` leaves them, with a space around each."""
    return f" {folded(text)} "


class Phrases(Struct, frozen=True):
    """Phrases as `spaced` leaves them, each with the id that it stands for. One that ended in * may go on."""

    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, table: Mapping[str, Iterable[str]]) -> "Phrases":
        """Build them from a table of phrases by id; words with a / between them stand for one another."""
        pairs = [
            (plain.rstrip() if phrase.endswith("*") else plain, key)
            for key, phrases in table.items()
            for phrase in phrases
            for plain in map(spaced, map(" ".join, product(*(word.split("/") for word in phrase.split()))))
        ]
        return cls(tuple(pairs))

    def __add__(self, other: "Phrases") -> "Phrases":
        return Phrases(self.pairs + other.pairs)

    def found(self, text: str) -> frozenset[str]:
        """Return the ids of the phrases in a text, without those that stand inside a longer one."""
        words, spans = spaced(text), list[tuple[int, int, str]]()
        for phrase, key in self.pairs:
            start = words.find(phrase)
            while start >= 0:
                spans.append((start, start + len(phrase), key))
                start = words.find(phrase, start + 1)
        ids = set[str]()
        for start, end, key in spans:
            longer = (a <= start and end <= b and (a, b) != (start, end) for a, b, _ in spans)
            if key not in ids and not any(longer):
                ids.add(key)
        return frozenset(ids)
