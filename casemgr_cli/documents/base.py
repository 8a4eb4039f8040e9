"""What all documents are made of: one struct each, whose fields are its keys, its schema and its columns.

Money is whole US dollars and time is months unless a key says otherwise; what is not known is null. The keys
are the contract with scripts: some may be added, none renamed. What went wrong has its documents here too.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cache
from types import NoneType
from typing import Annotated, Any, TypeVar, get_args

import msgspec
from msgspec import Meta, Struct

from casemgr_cli.catalog.files import Problem
from casemgr_cli.domain.kinds import Count, Words

Json = dict[str, Any]
_Made = TypeVar("_Made", bound=Struct)


Day = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class Document(Struct, tag_field="schema"):
    """A whole document; its first key says which kind it is, and its version."""


def by_kind(documents: Iterable[type[Struct]]) -> dict[str, type[Struct]]:
    """Return documents by the word for their kind, which their tag holds."""
    return {str(each.__struct_config__.tag).partition(".")[2].partition("/")[0]: each for each in documents}


class Known(Struct, frozen=True):
    """How well what a document says is known, and the day of the oldest source.

    An advice counts the statements that its first way rests on, every other document the sources it names:
    `official` were read at the page of the body that makes the rule or counts, `elsewhere` at another page,
    `unverified` come from a page that nobody read, `judgment` is ours.
    """

    official: Count
    elsewhere: Count
    unverified: Count
    judgment: Count
    oldest: Day | None


class SourceJson(Struct):
    """A publication; `verified` when all that the data files take from it was read there."""

    publisher: Words
    title: Words
    url: str
    as_of: Words
    verified: bool
    official: bool


Sources = dict[str, SourceJson]


class Sourced(Document, kw_only=True):
    """A document that names sources; `with_sources` fills these in, at its end."""

    known: Known = Known(0, 0, 0, 0, None)
    sources: Sources = {}


def made(kind: type[_Made], origin: object = None, /, **given: object) -> _Made:
    """Return a part of a document: what is given, and the rest from the attributes of the same names.

    A key that has a default keeps it, unless it is given. Empty text becomes null where a key may be null.
    """
    required, open_ = _keys(kind)
    for name in required:
        if name not in given:
            given[name] = getattr(origin, name)
    for name in open_:
        if given[name] == "":
            given[name] = None
    return kind(**given)


def each(kind: type[_Made], origins: Iterable[object]) -> list[_Made]:
    """Return the same part for each of several values."""
    return [made(kind, origin) for origin in origins]


@cache
def _keys(kind: type[Struct]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the keys that have no default, and those that may be null."""
    fields = msgspec.structs.fields(kind)
    required = tuple(field.name for field in fields if field.required)
    return required, tuple(field.name for field in fields if NoneType in get_args(field.type))


def plain(value: object) -> Any:  # noqa: ANN401  any JSON value
    """Return a document as `json.dumps` takes it."""
    return msgspec.json.decode(msgspec.json.encode(value))


def without(kind: type[Struct], keys: Container[str], **changed: object) -> list[tuple[str, Any]]:
    """Return the fields of a type but for some."""
    kept = [field for field in msgspec.structs.fields(kind) if field.name not in keys]
    return [(field.name, changed.get(field.name, field.type)) for field in kept]


def only(kind: type[Struct], keys: str, **changed: object) -> list[tuple[str, Any]]:
    """Return some fields of a type, in the order in which they are named."""
    types = {field.name: field.type for field in msgspec.structs.fields(kind)} | changed
    return [(name, types[name]) for name in keys.split()]


def columns(kind: type[Struct], *, without: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the fields of a part as the columns of a table."""
    return tuple(name for name in kind.__struct_fields__ if name not in without)


def places(words: str) -> dict[str, str]:
    """Return the columns of a table, each with where its value is: `column=some.attribute`, or its name."""
    named = (word.partition("=") for word in words.split())
    return {column: place or column for column, _, place in named}


def cells(places: Mapping[str, str], origin: object, **given: object) -> Json:
    """Return a row of a table: what is given, and the rest from its place in a value."""
    return joined(found(places, origin, **given))


def found(places: Mapping[str, str], origin: object, **given: object) -> Json:
    """Return values by column: what is given, and the rest from its place in a value."""
    return {column: given[column] if column in given else _at(origin, at) for column, at in places.items()}


def _at(origin: Any, place: str) -> Any:  # noqa: ANN401  any value
    for name in place.split("."):
        if isinstance(origin, tuple):
            origin = [getattr(each, name) for each in origin]
        else:
            origin = None if origin is None else getattr(origin, name)
    return origin


def joined(row: Mapping[str, Any]) -> Json:
    """Return a row as cells: the entries of a list in one cell."""
    return {key: "; ".join(value) if isinstance(value, list | tuple) else value for key, value in row.items()}


class _ProblemJson(Struct):
    """One thing wrong with a data file."""

    file: Words
    line: Count | None
    key: str
    message: Words
    hint: str | None


class Problems(Document, tag="casemgr.problems/1"):
    """What is wrong with the data files, in the order found."""

    problems: list[_ProblemJson]


class _Failure(Struct, forbid_unknown_fields=True):
    """Why a command failed, and what to do."""

    code: Words
    message: Words
    hint: str


class Error(Struct):
    """What goes wrong before a document begins; it has no schema line."""

    error: _Failure


def problems_document(problems: Iterable[Problem]) -> Json:
    """Return what is wrong with the data files."""
    return dict(plain(Problems(each(_ProblemJson, problems))))
