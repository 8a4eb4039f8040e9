"""What the data files may hold, derived from the types of their entries."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from inspect import get_annotations
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields, replace

from casemgr_cli.domain import kinds
from casemgr_cli.domain.conditions import All, Clause
from casemgr_cli.domain.facts import LEVELS
from casemgr_cli.domain.figures import Figure, Source
from casemgr_cli.domain.kinds import Phrases, one, ref, refs
from casemgr_cli.domain.licensing import LEVEL_OF

_KINDS: dict[Any, kinds.Kind] = {
    str: kinds.TEXT,
    bool: kinds.FLAG,
    int: kinds.WHOLE,
    float: kinds.NUMBER,
    Decimal: kinds.NUMBER,
    Figure: ref("figures"),
    Phrases: kinds.TEXTS,
}


class _EntryField(Struct, frozen=True):
    """A field of an entry: its name, its name in the file, its type without notes, the notes, and whether the
    file must have it. An `own` one is the name under which the entry stands.
    """

    field: str
    key: str
    type: Any
    notes: tuple[Any, ...]
    needed: bool
    own: bool
    spread: kinds.Spread | None


@cache
def places(entry: type[Any]) -> tuple[_EntryField, ...]:
    """Return the fields of an entry's type that its file has, or that come from where the entry stands."""
    hints: dict[str, Any] = {}
    for base in reversed(entry.__mro__):
        hints |= get_annotations(base)
    if any(isinstance(hint, str) for hint in hints.values()):
        hints = get_type_hints(entry, include_extras=True)  # fifty times slower
    return tuple(_places(entry, hints))


def _places(entry: type, hints: dict[str, Any]) -> Iterator[_EntryField]:
    for each in fields(entry):
        type_, notes = _parts(hints[each.name])
        noted = {type(note): note for note in notes}
        if kinds.Own in noted and not noted[kinds.Own].id:
            continue
        yield _EntryField(
            each.name,
            noted[kinds.Key].name if kinds.Key in noted else each.name,
            type_,
            notes,
            needed=each.default is NODEFAULT and each.default_factory is NODEFAULT,
            own=kinds.Own in noted,
            spread=noted.get(kinds.Spread),
        )


def _parts(hint: Any) -> tuple[Any, tuple[Any, ...]]:  # noqa: ANN401
    """Return a type without `Annotated` and `| None`, and what was noted on the way."""
    if get_origin(hint) is Annotated:
        type_, notes = _parts(get_args(hint)[0])
        return type_, (*notes, *get_args(hint)[1:])
    parts = [part for part in get_args(hint) if part is not type(None)]
    if type(None) in get_args(hint) and len(parts) == 1:
        type_, notes = _parts(parts[0])
        return type_, (*notes, *((kinds.SPAN_END,) if type_ is int and not notes else ()))
    return hint, ()


def record(entry: type) -> kinds.Keys:
    """Return the shape of an entry of the data files."""
    keys: dict[str, kinds.Kind] = {}
    needs: list[str] = []
    for place in places(entry):
        if place.own:
            continue
        ends = ("low", "high") if place.spread else (place.key,)
        of = place.spread.ends if place.spread else _kind(place.type, place.notes)
        keys |= dict.fromkeys(ends, of)
        needs += ends if place.needed else ()
    keys |= getattr(entry, "ALSO", {})
    return kinds.Keys(keys, tuple(needs), getattr(entry, "ONE_OF", ()), getattr(entry, "OR_ID", ""))


def _kind(type_: Any, notes: tuple[Any, ...] = ()) -> kinds.Kind:  # noqa: ANN401
    """Return what a field of a type may hold; what is noted with it comes first."""
    noted = next((note for note in notes if isinstance(note, kinds.Kind)), None)
    if noted is not None:
        return noted
    if type_ in _KINDS:
        return _KINDS[type_]
    if All in get_args(type_):
        return kinds.CONDITION
    needs = next((note.names for note in notes if isinstance(note, kinds.Needs)), ())
    if get_origin(type_) is tuple:
        inner, more = _parts(get_args(type_)[0])
        return kinds.ListOf(_kind(inner, (*more, *((kinds.Needs(needs),) if needs else ()))))
    if get_args(type_):  # a mapping
        ids, values = get_args(type_)
        named = (note for note in get_args(ids) if isinstance(note, kinds.Scalar))
        return kinds.Entries(_kind(*_parts(values)), ids=next(named, kinds.Scalar("id")))
    shape = record(type_)
    return replace(shape, needs=(*shape.needs, *needs))


CLAUSE = record(Clause).keys
_DEGREE = kinds.Keys(
    {
        "level": kinds.ListOf(one(*LEVELS), or_one=True),
        "or_higher": kinds.FLAG,
        "field": refs("choice:field", or_one=True),
        "accredited": kinds.FLAG,
        "fieldwork": kinds.FLAG,
    }
)
CONDITIONS = {
    "all": kinds.Keys({"all": kinds.ListOf(kinds.CONDITION), **CLAUSE}),
    "any": kinds.Keys({"any": kinds.ListOf(kinds.CONDITION), **CLAUSE}),
    "not": kinds.Keys({"not": kinds.CONDITION, **CLAUSE}),
    "rule": kinds.Keys({"rule": ref("rules"), **CLAUSE}),
    "fact": kinds.Keys(
        {
            "fact": ref("facts"),
            "is": kinds.COMPARED,
            "has": kinds.COMPARED,
            "at_least": kinds.WORD,
            "at_most": kinds.WORD,
            "window": kinds.WHOLE,
            "any_age": kinds.FLAG,
            "unlicensed": one(*LEVEL_OF),
            **CLAUSE,
        },
        one_of=("is", "has", "at_least", "at_most"),
    ),
    "license": kinds.Keys({"license": refs("choice:licenses", or_one=True), **CLAUSE}),
    "degree": kinds.Keys({"degree": _DEGREE, **CLAUSE}),
    "attest": kinds.Keys({"attest": kinds.TEXT, **CLAUSE}),
}
SOURCE, FIGURE = record(Source), record(Figure)
