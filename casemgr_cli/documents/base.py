"""What all documents are made of: one struct each, whose fields are its keys, its schema and its columns.

Money is whole US dollars and time is months unless a key says otherwise; what is not known is null. The keys
are the contract with scripts: some may be added, none renamed.
"""

from __future__ import annotations

from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args

import msgspec
from msgspec import Meta, Struct

from casemgr_cli.domain.conditions import MADE_BY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Json = dict[str, Any]
_Made = TypeVar("_Made", bound=Struct)
_Item = TypeVar("_Item")


def one_of(words: Iterable[str]) -> Meta:
    """Return what makes a text one of a few words."""
    return Meta(extra_json_schema={"enum": list(words)})


Words = Annotated[str, Meta(min_length=1)]
Count = Annotated[int, Meta(ge=0)]
Month = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}$")]
Day = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
State = Annotated[str, Meta(pattern="^[A-Z]{2}$")]
Maker = Annotated[str, one_of(MADE_BY)]
Answer = str | float | tuple[Words, ...]
Answers = dict[str, Answer]


class Document(Struct, tag_field="schema"):
    """A whole document; its first key says which kind it is, and its version."""


class SpanJson(Struct, forbid_unknown_fields=True):
    """A low and a high; either may be unknown."""

    low: Count | None
    high: Count | None


class SourceJson(Struct):
    """A publication; `verified` when all that the data files take from it was read there."""

    publisher: Words
    title: Words
    url: str
    as_of: Words
    verified: bool
    official: bool


Sources = dict[str, SourceJson]


class AssumptionJson(Struct):
    """Something that was taken as given."""

    key: Words
    value: Answer | None
    why: Words


class ActionJson(Struct):
    """Something to do, with its address."""

    title: str
    url: str


class FigureJson(Struct):
    """A figure with its unit, date and source; both ends are null where it is not known."""

    id: Words
    label: Words
    low: float | None
    high: float | None
    unit: Words
    as_of: Words
    source: Words
    verified: bool
    note: str | None


def made(kind: type[_Made], origin: object = None, /, **given: object) -> _Made:
    """Return a part of a document: what is given, and the rest from the attributes of the same names.

    Empty text becomes null where a key may be null.
    """
    values = {
        name: given[name] if name in given else getattr(origin, name) for name in kind.__struct_fields__
    }
    for name in _open(kind):
        if values[name] == "":
            values[name] = None
    return kind(**values)


def each(kind: type[_Made], origins: Iterable[object]) -> list[_Made]:
    """Return the same part for each of several values."""
    return [made(kind, origin) for origin in origins]


@cache
def _open(kind: type[Struct]) -> frozenset[str]:
    """Return the keys that may be null."""
    return frozenset(field.name for field in msgspec.structs.fields(kind) if NoneType in get_args(field.type))


def plain(value: object) -> Any:  # noqa: ANN401  any JSON value
    """Return a document as `json.dumps` takes it."""
    return msgspec.json.decode(msgspec.json.encode(value))


def unique(items: Iterable[_Item]) -> list[_Item]:
    """Return the items in order of first appearance, each once."""
    return list(dict.fromkeys(items))


def columns(kind: type[Struct], *, without: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the fields of a part as the columns of a table."""
    return tuple(name for name in kind.__struct_fields__ if name not in without)


def joined(row: Mapping[str, Any]) -> Json:
    """Return a row as cells: the entries of a list in one cell."""
    return {key: "; ".join(value) if isinstance(value, list | tuple) else value for key, value in row.items()}
