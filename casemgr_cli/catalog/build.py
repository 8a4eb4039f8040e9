"""What the types of entries say: the shape that the data files must have, and the values made of them.

A named rule becomes one object that every reference shares, so whoever evaluates conditions can remember
a rule's result by its identity.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from inspect import get_annotations
from math import inf
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields, replace

from casemgr_cli.catalog.files import Tree
from casemgr_cli.domain import conditions, kinds
from casemgr_cli.domain.careers import Requirement
from casemgr_cli.domain.conditions import All, Clause, Condition
from casemgr_cli.domain.facts import DEGREES, LEVELS, NUMERIC, Choice, Fact, Value
from casemgr_cli.domain.figures import Figure, Source, Span
from casemgr_cli.domain.kinds import DAY, Phrases, one, ref, refs
from casemgr_cli.domain.licensing import LEVEL_OF

_KINDS: dict[Any, kinds.Kind] = {
    str: kinds.TEXT,
    bool: kinds.FLAG,
    int: kinds.WHOLE,
    float: kinds.NUMBER,
    Decimal: kinds.NUMBER,
    Figure: ref("figures"),
    Phrases: kinds.TEXTS,
    Value: kinds.COMPARED,
}


_Entry = TypeVar("_Entry")
_Cast = Callable[["Builder", str, Any], Any]


class _Form(Struct, frozen=True):
    """What the type of an entry says: its shape in the file; by file key the field and what makes its value;
    the field that takes the name of the entry, and the one whose ends stand among the keys.
    """

    shape: kinds.Keys
    fields: dict[str, tuple[str, _Cast]]
    own: str
    spread: str


@cache
def _form(entry: type[Any]) -> _Form:
    hints: dict[str, Any] = {}
    for base in reversed(entry.__mro__):
        hints |= get_annotations(base)
    if any(isinstance(hint, str) for hint in hints.values()):
        hints = get_type_hints(entry, include_extras=True)  # fifty times slower
    keys: dict[str, kinds.Kind] = {}
    needs: list[str] = []
    made: dict[str, tuple[str, _Cast]] = {}
    own = spread = ""
    for each in fields(entry):
        type_, notes = _parts(hints[each.name])
        noted = {type(note): note for note in notes}
        if kinds.Own in noted:
            own = each.name if noted[kinds.Own].id else own
            continue
        key = noted[kinds.Key].name if kinds.Key in noted else each.name
        if kinds.Spread in noted:
            spread, found = each.name, dict.fromkeys(("low", "high"), noted[kinds.Spread].ends)
        else:
            made[key], found = (each.name, _cast(type_, notes)), {key: _kind(type_, notes)}
        keys |= found
        needs += found if each.default is NODEFAULT and each.default_factory is NODEFAULT else ()
    keys |= getattr(entry, "ALSO", {})
    shape = kinds.Keys(keys, tuple(needs), getattr(entry, "ONE_OF", ()), getattr(entry, "OR_ID", ""))
    return _Form(shape, made, own, spread)


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
    return _form(entry).shape


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


OPERATORS = ("is", "has", "at_least", "at_most")
_FLAGS = ("yes", "no")
ANY = ("has", "any")  # whatever the list fact can hold


class NamedRules:
    """The named rules, each built once, when first asked for.

    `types` maps each fact key to its type, which decides how a compared value is cast. `built` are rules
    that are there already. `choices` are the values that `has: any` stands for, by fact.
    """

    def __init__(
        self,
        raw: Mapping[str, Tree],
        types: Mapping[str, str],
        built: Mapping[str, Condition] | None = None,
        choices: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        """Keep the raw rules, the facts' types and values, and the rules that are there."""
        self.types = types
        self.choices = choices or {}
        self._raw = raw
        self._built: dict[str, Condition | None] = dict(built or {})

    def __iter__(self) -> Iterator[str]:
        """Yield the rules' ids in file order."""
        return iter(self._raw)

    def __getitem__(self, name: str) -> Condition:
        """Return a rule's condition.

        Raises:
            KeyError: there is no such rule.
            ValueError: the rule needs itself.
        """
        if name not in self._built:
            self._built[name] = None
            self._built[name] = build_condition(self._raw[name], self)
        built = self._built[name]
        if built is None:
            raise ValueError(f"rule {name} needs itself")
        return built


def build_condition(raw: Tree, rules: NamedRules) -> Condition:
    """Build one condition from its mapping.

    Raises:
        KeyError: it names no known kind of condition, or an unknown rule or fact.
        ValueError: a compared value is not a number where the fact is one.
    """
    for kind, build in _BUILT_AS.items():
        if kind in raw:
            return build(raw, rules, _clause(raw))
    raise KeyError(f"no condition among {sorted(raw)}")


def _number(text: str) -> int | float:
    """Return text as a whole number when it is one, else as a decimal one."""
    try:
        return int(text)
    except ValueError:
        return float(text)


def _flag(text: str) -> bool:
    """Return `yes` as True and `no` as False."""
    if text not in _FLAGS:
        raise ValueError(f"not yes or no: {text}")
    return text == "yes"


def listed(raw: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Return one text as a tuple of one, and a list of texts as a tuple."""
    return (raw,) if isinstance(raw, str) else tuple(raw)


def _clause(raw: Tree) -> Clause:
    text, source, made_by = raw.get("text", ""), raw.get("source", ""), raw.get("made_by", "")
    verified = _flag(raw.get("verified", "no"))
    clause = Clause(text, source, verified, made_by)
    return conditions.NO_CLAUSE if clause == conditions.NO_CLAUSE else clause


def _compare(raw: Tree, rules: NamedRules, clause: Clause) -> Condition:
    fact = raw["fact"]
    op = next(name for name in OPERATORS if name in raw)
    typed = _number if rules.types[fact] in NUMERIC and raw[op] != _NOT_KNOWN else str
    window = inf if _flag(raw.get("any_age", "no")) else _number(raw["window"]) if "window" in raw else None
    values = tuple(rules.choices.get(fact, ())) if (op, raw[op]) == ANY else listed(raw[op])
    only_by = listed(raw.get("only_by", ()))
    return conditions.Compare(fact, op, tuple(typed(value) for value in values), clause, window, only_by)


def _each(raw: Iterable[Tree], rules: NamedRules) -> tuple[Condition, ...]:
    return tuple(build_condition(part, rules) for part in raw)


def _rule(rule: Condition, clause: Clause) -> Condition:
    return rule if clause is conditions.NO_CLAUSE else All((rule,), clause)


def _degree(raw: Tree, clause: Clause) -> Condition:
    accredited, fieldwork = (_flag(raw.get(name, "no")) for name in ("accredited", "fieldwork"))
    return conditions.Degree(_levels(raw), listed(raw.get("field", ())), accredited, fieldwork, clause)


def _levels(degree: Tree) -> tuple[str, ...]:
    if "level" not in degree:
        return DEGREES
    levels = listed(degree["level"])
    if _flag(degree.get("or_higher", "no")):
        return LEVELS[min(LEVELS.index(level) for level in levels) :]
    return levels


_BUILT_AS: dict[str, Callable[[Tree, NamedRules, Clause], Condition]] = {
    "all": lambda raw, rules, clause: All(_each(raw["all"], rules), clause),
    "any": lambda raw, rules, clause: conditions.AnyOf(_each(raw["any"], rules), clause),
    "not": lambda raw, rules, clause: conditions.Not(build_condition(raw["not"], rules), clause),
    "rule": lambda raw, rules, clause: _rule(rules[raw["rule"]], clause),
    "fact": _compare,
    "license": lambda raw, _, clause: conditions.Licensed(listed(raw["license"]), clause),
    "degree": lambda raw, _, clause: _degree(raw["degree"], clause),
    "attest": lambda raw, _, clause: conditions.Attest(replace(clause, text=raw["attest"])),
}


_NOT_KNOWN = "unknown"
_CASTS: dict[Any, Callable[[str], Any]] = {
    bool: _flag,
    int: lambda text: None if text == _NOT_KNOWN else int(text),
    float: _number,
    Decimal: Decimal,
}
_MADE: dict[Any, _Cast] = {
    Figure: lambda build, _key, raw: build.figures[raw],
    Requirement: lambda build, key, raw: build.requirement(key, raw),
    Phrases: lambda _build, key, raw: Phrases.of(raw if isinstance(raw, dict) else {key: raw}),
    **dict.fromkeys((Value, Value | None), lambda build, _key, raw: build.answer(raw)),
}


class Builder:
    """Builds entries; `rules` are the named conditions, `figures` and `demands` what their ids stand for.

    Answers in an entry are of the type `answered`, that of the question they belong to.
    """

    def __init__(
        self,
        rules: NamedRules | None = None,
        figures: Mapping[str, Figure] | None = None,
        demands: Mapping[str, Tree] | None = None,
        answered: str = "",
    ) -> None:
        """Keep what entries may refer to."""
        self._rules = rules or NamedRules({}, {})
        self.figures: Mapping[str, Figure] = figures or {}
        self._demands = demands or {}
        self._answered = answered

    def each(self, type_: type[_Entry], entries: Mapping[str, Tree]) -> dict[str, _Entry]:
        """Build every entry of a section, by id."""
        return {key: self.entry(type_, key, raw) for key, raw in entries.items()}

    def entry(self, type_: type[_Entry], key: str, raw: Tree) -> _Entry:
        """Build the entry that stands under a key.

        Raises:
            KeyError, TypeError, ValueError: it is not what its type says; a check tells where.
        """
        plan = _form(type_)  # type: ignore[arg-type]  # every type can be hashed
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
        unknown = _flag(raw.get("unknown", "no"))
        ends = [None if unknown else raw.get("value", raw.get(end)) for end in ("low", "high")]
        low, high = (None if end is None else _number(end) for end in ends)
        given = {name: value for name, value in raw.items() if name not in Figure.ALSO}
        return Figure(**{**given, "id": key, "low": low, "high": high, "verified": _flag(raw["verified"])})

    def fact(self, key: str, raw: Tree, choices: tuple[Choice, ...]) -> Fact:
        """Build a fact with its question; `choices` are its own or the ones it takes from elsewhere."""
        build = Builder(self._rules, self.figures, self._demands, raw["type"])
        return replace(build.entry(Fact, key, {**raw, "choices": ()}), choices=choices)

    def answer(self, raw: str | list[str]) -> Value:
        """Return an answer as the type of its question has it."""
        if isinstance(raw, list) or self._answered == "choices":
            return listed(raw)
        return _number(raw) if self._answered in NUMERIC else raw

    def requirement(self, key: str, raw: Tree | str) -> Requirement:
        """Build something that is asked for, from its entry or from the id of a shared one."""
        return self.entry(Requirement, key, self._demands[raw] if isinstance(raw, str) else raw)


def _cast(type_: Any, notes: tuple[Any, ...] = ()) -> _Cast:  # noqa: ANN401 - the type of any field
    """Return what makes the value of a field of a type."""
    if DAY in notes:  # the month's two digits, then the day's
        return lambda _build, _key, raw: int(raw.replace("-", ""))
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


def _several(type_: Any) -> _Cast:  # noqa: ANN401 - the type of a list, of a case or of a mapping
    """Return what makes the value of a field with several of a kind, or with a condition and an answer."""
    first, second = get_args(type_)
    if second == Value:
        return lambda build, _key, raw: (build.condition(raw["when"]), build.answer(raw["value"]))
    cast = _cast(second if get_origin(type_) is dict else first)
    if get_origin(type_) is dict:
        return lambda build, _key, raw: {name: cast(build, name, value) for name, value in raw.items()}
    return lambda build, key, raw: tuple([cast(build, key, item) for item in listed(raw)])


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
    return tuple(
        Choice(f"{level}:{field}", f"{levels[level]}: {name}")
        for level in DEGREES
        for field, name in fields.items()
    )


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
            "only_by": refs("steps", or_one=True),
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
