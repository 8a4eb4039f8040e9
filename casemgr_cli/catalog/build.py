"""Entries of the data files turned into domain values, as their types say."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.catalog.conditions import NUMERIC, NamedRules, build_condition, flag, listed, number
from casemgr_cli.catalog.shape import places
from casemgr_cli.catalog.trees import Tree
from casemgr_cli.domain.careers import Requirement
from casemgr_cli.domain.conditions import All, Condition
from casemgr_cli.domain.facts import LEVELS, Choice, Fact, Implied, Value
from casemgr_cli.domain.figures import Figure, Span
from casemgr_cli.domain.kinds import DAY, Phrases

_NOT_KNOWN = "unknown"
_CASTS: dict[Any, Callable[[str], Any]] = {
    bool: flag,
    int: lambda text: None if text == _NOT_KNOWN else int(text),
    float: number,
    Decimal: Decimal,
}
# What the type of a question decides is cast when the whole question is there.
_BY_TYPE = ("choices", "choices_from", "planning_value", "planning_if", "guess_if", "implied_by", "tries")

_Entry = TypeVar("_Entry")
_Cast = Callable[["Builder", str, Any], Any]
_MADE: dict[Any, _Cast] = {
    Figure: lambda build, _key, raw: build.referred(raw),
    Requirement: lambda build, key, raw: build.requirement(key, raw),
    Phrases: lambda _build, key, raw: Phrases.of(raw if isinstance(raw, dict) else {key: raw}),
}


class Builder:
    """Builds entries; `rules` are the named conditions, `figures` and `demands` what their ids stand for."""

    def __init__(
        self,
        rules: NamedRules | None = None,
        figures: Mapping[str, Figure] | None = None,
        demands: Mapping[str, Tree] | None = None,
    ) -> None:
        """Keep what entries may refer to."""
        self._rules = rules or NamedRules({}, {})
        self._figures = figures or {}
        self._demands = demands or {}

    def each(self, type_: type[_Entry], entries: Mapping[str, Tree]) -> dict[str, _Entry]:
        """Build every entry of a section, by id."""
        return {key: self.entry(type_, key, raw) for key, raw in entries.items()}

    def entry(self, type_: type[_Entry], key: str, raw: Tree) -> _Entry:
        """Build the entry that stands under a key.

        Raises:
            KeyError, TypeError, ValueError: it is not what its type says; a check tells where.
        """
        plan = _plan(type_)  # type: ignore[arg-type]  # every type can be hashed
        given = {}
        for name, value in raw.items():
            if name in plan.fields:
                field, cast = plan.fields[name]
                given[field] = cast(self, name, value)
        if plan.own:
            given[plan.own] = key
        if plan.spread and "low" in raw:
            given[plan.spread] = Span(_CASTS[int](raw["low"]), _CASTS[int](raw["high"]))
        return type_(**given)

    def condition(self, raw: Tree) -> Condition:
        """Build a condition."""
        return build_condition(raw, self._rules)

    def figure(self, key: str, raw: Tree) -> Figure:
        """Build a figure; `value` stands for an equal low and high, `unknown: yes` for neither."""
        unknown = flag(raw.get("unknown", "no"))
        ends = [None if unknown else raw.get("value", raw.get(end)) for end in ("low", "high")]
        low, high = (None if end is None else number(end) for end in ends)
        given = {name: value for name, value in raw.items() if name not in Figure.ALSO}
        return Figure(**{**given, "id": key, "low": low, "high": high, "verified": flag(raw["verified"])})

    def fact(self, key: str, raw: Tree, choices: tuple[Choice, ...]) -> Fact:
        """Build a fact with its question; `choices` are its own or the ones it takes from elsewhere."""
        fact = self.entry(Fact, key, {name: value for name, value in raw.items() if name not in _BY_TYPE})
        return replace(
            fact,
            choices=choices,
            planning_value=_typed(fact, raw["planning_value"]) if "planning_value" in raw else None,
            planning_if=self._cases(fact, raw.get("planning_if", ())),
            guess_if=self._cases(fact, raw.get("guess_if", ())),
            implied_by=tuple(
                Implied(case["fact"], case["is"], _typed(fact, case["value"]))
                for case in raw.get("implied_by", ())
            ),
            tries=tuple(_typed(fact, value) for value in raw.get("tries", ())),
        )

    def _cases(self, fact: Fact, raw: Iterable[Tree]) -> tuple[tuple[Condition, Value], ...]:
        return tuple((self.condition(case["when"]), _typed(fact, case["value"])) for case in raw)

    def requirement(self, key: str, raw: Tree | str) -> Requirement:
        """Build something that is asked for, from its entry or from the id of a shared one."""
        return self.entry(Requirement, key, self._demands[raw] if isinstance(raw, str) else raw)

    def referred(self, figure: str) -> Figure:
        """Return the figure that an id stands for."""
        return self._figures[figure]


class _Made(Struct, frozen=True):
    """How a type is built: by file key the field and what makes its value; the field that takes the name of
    the entry, and the one whose ends stand among the keys.
    """

    fields: dict[str, tuple[str, _Cast]]
    own: str
    spread: str


@cache
def _plan(type_: type[Any]) -> _Made:
    found = places(type_)  # type: ignore[arg-type]
    return _Made(
        fields={place.key: (place.field, _cast(place.type, place.notes)) for place in found},
        own=next((place.field for place in found if place.own), ""),
        spread=next((place.field for place in found if place.spread), ""),
    )


def _cast(type_: Any, notes: tuple[Any, ...] = ()) -> _Cast:  # noqa: ANN401 - the type of any field
    """Return what makes the value of a field of a type."""
    if DAY in notes:
        return lambda _build, _key, raw: _day(raw)
    if get_origin(type_) in (tuple, dict):
        return _several(type_)
    if All in get_args(type_):
        return lambda build, _key, raw: build.condition(raw)
    if type_ in _MADE:
        return _MADE[type_]
    if isinstance(type_, type) and issubclass(type_, Struct):
        return lambda build, key, raw: build.entry(type_, key, raw)
    simple = _CASTS.get(type_)
    return (lambda _build, _key, raw: simple(raw)) if simple else (lambda _build, _key, raw: raw)


def _several(type_: Any) -> _Cast:  # noqa: ANN401 - the type of a list or of a mapping
    """Return what makes the value of a field with several of a kind."""
    cast = _cast(get_args(type_)[1 if get_origin(type_) is dict else 0])
    if get_origin(type_) is dict:
        return lambda build, _key, raw: {name: cast(build, name, value) for name, value in raw.items()}
    return lambda build, key, raw: tuple([cast(build, key, item) for item in listed(raw)])


def _day(text: str) -> int:
    month, day = text.split("-")
    return int(month) * 100 + int(day)


def _typed(fact: Fact, raw: str | list[str]) -> Value:
    """Return a value as the type of a fact has it."""
    if isinstance(raw, list) or fact.type == "choices":
        return listed(raw)
    return number(raw) if fact.type in NUMERIC else raw


def fact_choices(raw: Tree, sections: Mapping[str, Tree]) -> tuple[Choice, ...]:
    """Return the choices of a fact: its own, another fact's, every degree, or the entries of a section."""
    origin, facts = raw.get("choices_from"), sections["facts"]
    if origin is None:
        return tuple(Choice(value, label) for value, label in raw.get("choices", {}).items())
    if origin == "skills":
        return tuple(Choice(value, skill["plain"]) for value, skill in sections["skills"].items())
    if origin == "certifications":
        held = sections["certifications"].items()
        return tuple(Choice(value, f"{each['short']} ({each['name']})") for value, each in held)
    if origin == "degrees":
        return _degree_choices(facts["education"]["choices"], facts["field"]["choices"])
    return fact_choices(facts[origin], sections)


def _degree_choices(levels: Tree, fields: Tree) -> tuple[Choice, ...]:
    degrees = LEVELS[LEVELS.index("nursing_diploma") :]
    return tuple(
        Choice(f"{level}:{field}", f"{levels[level]}: {name}")
        for level in degrees
        for field, name in fields.items()
    )
