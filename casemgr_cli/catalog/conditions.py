"""Conditions as the data files write them, turned into condition trees.

A named rule becomes one object that every reference shares, so whoever evaluates conditions can remember
a rule's result by its identity.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import inf
from typing import Any

from casemgr_cli.catalog.trees import Tree
from casemgr_cli.domain import conditions
from casemgr_cli.domain.facts import LEVELS

NUMERIC = ("integer", "number")
OPERATORS = ("is", "has", "at_least", "at_most")
_FLAGS = ("yes", "no")
ANY = ("has", "any")  # whatever the list fact can hold
_FIRST_DEGREE = LEVELS.index("nursing_diploma")


class NamedRules:
    """The named rules, each built once, when first asked for.

    `types` maps each fact key to its type, which decides how a compared value is cast. `built` are rules
    that are there already. `choices` are the values that `has: any` stands for, by fact.
    """

    def __init__(
        self,
        raw: Mapping[str, Tree],
        types: Mapping[str, str],
        built: Mapping[str, conditions.Condition] | None = None,
        choices: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        """Keep the raw rules, the facts' types and values, and the rules that are there."""
        self.types = types
        self.choices = choices or {}
        self._raw = raw
        self._built: dict[str, conditions.Condition | None] = dict(built or {})

    def __iter__(self) -> Iterator[str]:
        """Yield the rules' ids in file order."""
        return iter(self._raw)

    def __getitem__(self, name: str) -> conditions.Condition:
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


def build_condition(raw: Tree, rules: NamedRules) -> conditions.Condition:
    """Build one condition from its mapping.

    Raises:
        KeyError: it names no known kind of condition, or an unknown rule or fact.
        ValueError: a compared value is not a number where the fact is one.
    """
    for kind, build in _KINDS.items():
        if kind in raw:
            return build(raw, rules, _clause(raw))
    raise KeyError(f"no condition among {sorted(raw)}")


def number(text: str) -> int | float:
    """Return text as a whole number when it is one, else as a decimal one."""
    try:
        return int(text)
    except ValueError:
        return float(text)


def flag(text: str) -> bool:
    """Return `yes` as True and `no` as False."""
    if text not in _FLAGS:
        raise ValueError(f"not yes or no: {text}")
    return text == "yes"


def listed(raw: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Return one text as a tuple of one, and a list of texts as a tuple."""
    return (raw,) if isinstance(raw, str) else tuple(raw)


def _clause(raw: Tree) -> conditions.Clause:
    text, source, made_by = raw.get("text", ""), raw.get("source", ""), raw.get("made_by", "")
    verified = flag(raw.get("verified", "no"))
    return (
        conditions.Clause(text, source, verified, made_by)
        if text or source or made_by or verified
        else conditions.NO_CLAUSE
    )


def _all(raw: Tree, rules: NamedRules, clause: conditions.Clause) -> conditions.Condition:
    return conditions.All(tuple(build_condition(part, rules) for part in raw["all"]), clause)


def _any(raw: Tree, rules: NamedRules, clause: conditions.Clause) -> conditions.Condition:
    return conditions.AnyOf(tuple(build_condition(part, rules) for part in raw["any"]), clause)


def _not(raw: Tree, rules: NamedRules, clause: conditions.Clause) -> conditions.Condition:
    return conditions.Not(build_condition(raw["not"], rules), clause)


def _rule(raw: Tree, rules: NamedRules, clause: conditions.Clause) -> conditions.Condition:
    rule = rules[raw["rule"]]
    return rule if clause is conditions.NO_CLAUSE else conditions.All((rule,), clause)


def _compare(raw: Tree, rules: NamedRules, clause: conditions.Clause) -> conditions.Condition:
    fact = raw["fact"]
    op = next(name for name in OPERATORS if name in raw)
    typed = number if rules.types[fact] in NUMERIC else str
    window = inf if flag(raw.get("any_age", "no")) else number(raw["window"]) if "window" in raw else None
    values = tuple(rules.choices.get(fact, ())) if (op, raw[op]) == ANY else listed(raw[op])
    return conditions.Compare(fact, op, tuple(typed(value) for value in values), clause, window)


def _licensed(raw: Tree, _rules: NamedRules, clause: conditions.Clause) -> conditions.Condition:
    return conditions.Licensed(listed(raw["license"]), clause)


def _degree(raw: Tree, _rules: NamedRules, clause: conditions.Clause) -> conditions.Condition:
    degree = raw["degree"]
    return conditions.Degree(
        _levels(degree),
        listed(degree.get("field", ())),
        flag(degree.get("accredited", "no")),
        flag(degree.get("fieldwork", "no")),
        clause,
    )


def _levels(degree: Tree) -> tuple[str, ...]:
    if "level" not in degree:
        return LEVELS[_FIRST_DEGREE:]
    levels = listed(degree["level"])
    if flag(degree.get("or_higher", "no")):
        return LEVELS[min(LEVELS.index(level) for level in levels) :]
    return levels


def _attest(raw: Tree, _rules: NamedRules, clause: conditions.Clause) -> conditions.Condition:
    return conditions.Attest(conditions.Clause(raw["attest"], clause.source, clause.verified, clause.made_by))


_KINDS: dict[str, Callable[[Tree, NamedRules, conditions.Clause], conditions.Condition]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "rule": _rule,
    "fact": _compare,
    "license": _licensed,
    "degree": _degree,
    "attest": _attest,
}
