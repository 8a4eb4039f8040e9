"""What a place in a data file may hold: the kinds of values, and the entries that several files share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from casemgr_cli.domain.conditions import MADE_BY
from casemgr_cli.domain.facts import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping


class Scalar(Struct, frozen=True):
    """One value. `what` says how it must read; `allowed` lists the values there are; `refers` names the
    ids it must be one of: a section, or `choice:` with a fact key.
    """

    what: str = "text"
    allowed: tuple[str, ...] = ()
    refers: str = ""


class Many(Struct, frozen=True):
    """A list; `or_one` accepts a single value in place of a list of one."""

    of: Kind
    or_one: bool = False


class Record(Struct, frozen=True):
    """A mapping with these keys. `needs` must be there, and one of `one_of` when it is not empty."""

    keys: Mapping[str, Kind]
    needs: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()


class Table(Struct, frozen=True):
    """A mapping from ids to entries of one kind."""

    of: Kind
    ids: Scalar = field(default_factory=lambda: Scalar("id"))


class Conditional(Struct, frozen=True):
    """A condition, as `CONDITIONS` describes it."""


class Nested(Struct, frozen=True):
    """Phrases under names, to any depth."""


Kind = Scalar | Many | Record | Table | Conditional | Nested

TEXT, FLAG, WHOLE, NUMBER = Scalar(), Scalar("flag"), Scalar("whole"), Scalar("number")
DATE, URL, DAY, WORD = Scalar("date"), Scalar("url"), Scalar("day"), Scalar("word")
PHRASE = Scalar("phrase")
SPAN_END = Scalar("whole or unknown")
CONDITION = Conditional()
TEXTS = Many(TEXT)


def one(*allowed: str) -> Scalar:
    """Return the kind of a value out of a short list."""
    return Scalar("word", allowed=allowed)


def ref(section: str) -> Scalar:
    """Return the kind of an id that must exist in a section, or among a fact's choices."""
    return Scalar("word", refers=section)


def refs(section: str, *, or_one: bool = False) -> Many:
    """Return the kind of a list of such ids."""
    return Many(ref(section), or_one)


BACKGROUND = one("nursing", "social_work", "human_services")
CLAUSE: dict[str, Kind] = {"text": TEXT, "source": ref("sources"), "verified": FLAG, "made_by": one(*MADE_BY)}
COMPARED = Many(WORD, or_one=True)
DEGREE = Record(
    {
        "level": Many(one(*LEVELS), or_one=True),
        "or_higher": FLAG,
        "field": refs("choice:field", or_one=True),
        "accredited": FLAG,
        "fieldwork": FLAG,
    }
)
CONDITIONS = {
    "all": Record({"all": Many(CONDITION), **CLAUSE}),
    "any": Record({"any": Many(CONDITION), **CLAUSE}),
    "not": Record({"not": CONDITION, **CLAUSE}),
    "rule": Record({"rule": ref("rules"), **CLAUSE}),
    "fact": Record(
        {
            "fact": ref("facts"),
            "is": COMPARED,
            "has": COMPARED,
            "at_least": WORD,
            "at_most": WORD,
            "window": WHOLE,
            "any_age": FLAG,
            **CLAUSE,
        },
        one_of=("is", "has", "at_least", "at_most"),
    ),
    "license": Record({"license": refs("choice:licenses", or_one=True), **CLAUSE}),
    "degree": Record({"degree": DEGREE, **CLAUSE}),
    "attest": Record({"attest": TEXT, **CLAUSE}),
}

SOURCE = Record(
    {"publisher": TEXT, "title": TEXT, "url": URL, "as_of": DATE, "official": FLAG, "judgment": FLAG},
    needs=("publisher", "title", "url", "as_of", "official"),
)
FIGURE = Record(
    {
        "label": TEXT,
        "value": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "unknown": FLAG,
        "unit": TEXT,
        "source": ref("sources"),
        "as_of": DATE,
        "verified": FLAG,
        "note": TEXT,
    },
    needs=("label", "unit", "source", "as_of", "verified"),
    one_of=("value", "low", "unknown"),
)
