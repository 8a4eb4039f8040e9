"""Data files held against their shape, node by node, so that every problem has its line."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from msgspec import Struct

from casemgr_cli.catalog.build import ANY, CONDITIONS, OPERATORS
from casemgr_cli.catalog.files import VARIANT, Problem
from casemgr_cli.catalog.untrusted import line_of
from casemgr_cli.domain import kinds
from casemgr_cli.domain.facts import NUMERIC, UNKNOWN
from casemgr_cli.errors import nearest
from casemgr_cli.text import brief, quoted

_READS = {
    "flag": ("yes|no", "yes or no"),
    "whole": ("[0-9]{1,9}", "a whole number"),
    "whole or unknown": ("[0-9]{1,9}|unknown", 'a whole number, or "unknown"'),
    "number": (r"-?[0-9]{1,9}(\.[0-9]{1,9})?", "a number"),
    "day": ("(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", "a month and a day, such as 11-01"),
    "url": (r"(https?://\S+)?", "an address that begins with https://, or nothing"),
    "postal code": ("[A-Z]{2}", "a postal code of two capital letters"),
    "four digits": ("[0-9]{4}", "four digits"),
    "one digit": ("[1-9]", "one digit"),
    "id": ("[a-z][a-z0-9_-]*", "an id in lower-case letters, digits and underscores"),
}
_MISREAD = ("bool", "int", "float", "timestamp", "null")
_MISREAD_BY = {"text": _MISREAD, "id": _MISREAD, "label": _MISREAD, "word": ("bool",)}
_YES_AND_NO = {"label": ("Yes", "No"), "word": ("yes", "no")}
_MAY_BE_EMPTY = ("url", "phrase")
_PAIRS = (("low", "high"), ("min", "max"))
# Where it may matter that somebody does not know: whether and when a question is asked, rules for that, and
# what stands in for the answer.
_ASKING = re.compile(r"^rules\.|\.(asked|early|sooner|guess|planning)_if\b")
_OPS_BY_TYPE = {
    "choice": ("is", "at_least", "at_most"),
    "choices": ("has",),
    "integer": ("is", "at_least", "at_most"),
    "number": ("is", "at_least", "at_most"),
    "text": ("is",),
}
_RESOLVER: Any = yaml.resolver.Resolver()

Place = tuple[str, int]


class FactShape(Struct, frozen=True):
    """What a condition must know of a fact: its type and the values of its choices."""

    type: str
    values: tuple[str, ...]


@dataclass(slots=True)
class Walker:
    """Walks one file and keeps what it finds.

    `known` holds the ids there are, by section; a section that is not in it is not checked. `places`
    remembers where each key stands, for checks that come later.
    """

    file: str
    known: Mapping[str, Collection[str]]
    facts: Mapping[str, FactShape]
    problems: list[Problem] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)

    def walk(self, node: yaml.Node, kind: kinds.Kind, key: str) -> None:
        """Hold one node against its kind, and whatever stands below it."""
        self.places.setdefault(key, (self.file, line_of(node)))
        if isinstance(kind, kinds.Scalar):
            self._scalar(node, kind, key)
        elif isinstance(kind, kinds.ListOf):
            self._many(node, kind, key)
        elif isinstance(kind, kinds.Conditional):
            self._condition(node, key)
        elif isinstance(kind, kinds.Nested) and isinstance(node, yaml.ScalarNode):
            self._scalar(node, kinds.PHRASE, key)
        elif isinstance(kind, kinds.Keys) and kind.or_id and isinstance(node, yaml.ScalarNode):
            self._scalar(node, kinds.ref(kind.or_id), key)
        else:
            self._mapping(node, kind, key)

    def entries(self, node: yaml.Node, key: str) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        """Yield the keys of a mapping with their nodes, and report the ones that are there twice."""
        if not isinstance(node, yaml.MappingNode):
            self._report(node, key, "Keys with values belong here.")
            return
        first: dict[str, int] = {}
        for name, value in node.value:
            if not isinstance(name, yaml.ScalarNode):
                self._report(name, key, "A key must be a plain word.")
            elif name.value in first:
                message = f"{quoted(name.value)} is there twice, first on line {first[name.value]}."
                self._report(name, key, message, "Keep one.")
            else:
                first[name.value] = line_of(name)
                yield name.value, name, value

    def _report(self, node: yaml.Node, key: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.file, line_of(node), brief(key), message, hint))

    def _scalar(self, node: yaml.Node, kind: kinds.Scalar, key: str) -> None:
        if not isinstance(node, yaml.ScalarNode):
            self._report(node, key, "A single value belongs here.")
            return
        text = node.value
        pattern, expected = _READS.get(kind.what, ("", ""))
        if not all(c.isprintable() or c == "\n" for c in text):
            self._report(node, key, f"There is a control character in {quoted(text)}.", "Delete it.")
        elif pattern and not re.fullmatch(pattern, text):
            self._report(node, key, f"Expected {expected}, not {quoted(text)}.")
        elif kind.allowed and text not in kind.allowed:
            hint = nearest(text, kind.allowed) or f"It can be {', '.join(kind.allowed)}."
            self._report(node, key, f"{quoted(text)} is not a value of this key.", hint)
        elif kind.refers:
            self._reference(node, kind.refers, key)
        elif not text.strip() and kind.what not in _MAY_BE_EMPTY:
            self._report(node, key, "A value is missing here.")
        elif not kind.allowed:
            self._misreading(node, kind.what, key)

    def _reference(self, node: yaml.ScalarNode, section: str, key: str) -> None:
        ids = self.known.get(section)
        if ids is not None and node.value not in ids:
            what = section.partition(":")[2] or section
            hint = nearest(node.value, ids)
            self._report(node, key, f"There is no {quoted(node.value)} among the {what}.", hint)

    def _misreading(self, node: yaml.ScalarNode, what: str, key: str) -> None:
        if node.style in ("'", '"', "|", ">") or node.value in _YES_AND_NO.get(what, ()):
            return
        # The type that YAML 1.1 gives to unquoted text, such as `str` or `bool`.
        tag = _RESOLVER.resolve(yaml.ScalarNode, node.value, (True, False)).rpartition(":")[2]
        if tag in _MISREAD_BY.get(what, ()):
            read_as = {"bool": "a yes or no", "null": "nothing", "timestamp": "a date"}.get(tag, "a number")
            message = f"{quoted(node.value)} is meant as text, but YAML can read it as {read_as}."
            self._report(node, key, message, "Put it in quotes.")

    def _many(self, node: yaml.Node, kind: kinds.ListOf, key: str) -> None:
        if isinstance(node, yaml.SequenceNode):
            for number, item in enumerate(node.value):
                self.walk(item, kind.of, f"{key}[{number}]")
        elif kind.or_one:
            self.walk(node, kind.of, key)
        else:
            self._report(node, key, "A list belongs here.", "Put the value in [brackets].")

    def _mapping(self, node: yaml.Node, kind: kinds.Keys | kinds.Entries | kinds.Nested, key: str) -> None:
        found: dict[str, yaml.Node] = {}
        for name, name_node, value in self.entries(node, key):
            found[name] = value
            below = f"{key}.{name}" if key else name
            if isinstance(kind, kinds.Nested):
                self.walk(value, kind, below)
            elif isinstance(kind, kinds.Entries):
                self._scalar(name_node, kind.ids, below)
                self.walk(value, kind.of, below)
                self.places[below] = (self.file, line_of(name_node))
            elif name in kind.keys:
                self.walk(value, kind.keys[name], below)
            else:
                hint = nearest(name, kind.keys) or f"The keys here are {', '.join(kind.keys)}."
                self._report(name_node, key, f"{quoted(name)} is not a key here.", hint)
        if isinstance(kind, kinds.Keys) and isinstance(node, yaml.MappingNode):
            self._complete(node, kind, key, found)

    def _complete(self, node: yaml.Node, kind: kinds.Keys, key: str, found: Mapping[str, yaml.Node]) -> None:
        for name in () if VARIANT in found else kind.needs:
            if name not in found:
                self._report(node, key, f"The key {quoted(name)} is missing.")
        named = [name for name in kind.one_of if name in found]
        if kind.one_of and len(named) != 1:
            self._report(node, key, f"Expected one of {', '.join(kind.one_of)}.")
        for low, high in _PAIRS:
            if low in found and high in found and _above(found[low], found[high]):
                self._report(found[low], key, f"{quoted(low)} is above {quoted(high)}.", "Swap the two?")

    def _condition(self, node: yaml.Node, key: str) -> None:
        if not isinstance(node, yaml.MappingNode):
            self._report(node, key, "A condition belongs here.", "Write it as {license: rn} or {all: [..]}.")
            return
        names = {name.value: value for name, value in node.value if isinstance(name, yaml.ScalarNode)}
        named = [name for name in CONDITIONS if name in names]
        if len(named) != 1:
            expected = ", ".join(CONDITIONS)
            near = next((hint for name in names if (hint := nearest(name, CONDITIONS))), "")
            self._report(node, key, f"A condition has exactly one of {expected}.", near)
            return
        self._mapping(node, CONDITIONS[named[0]], key)
        if named[0] == "fact":
            self._compare(names, key)

    def _compare(self, names: Mapping[str, yaml.Node], key: str) -> None:
        fact = self.facts.get(str(names["fact"].value))
        op = next((name for name in OPERATORS if name in names), None)
        if fact is None or op is None:
            return
        if op not in _OPS_BY_TYPE.get(fact.type, OPERATORS):
            wrong = f"{quoted(op)} does not fit a fact of type {fact.type}."
            self._report(names[op], key, wrong, f"Use {' or '.join(_OPS_BY_TYPE[fact.type])}.")
            return
        compared = names[op]
        if (op, compared.value) == ("is", UNKNOWN) and not _ASKING.search(key):
            wrong = '"is: unknown" is for the interview alone; nobody meets a demand by not knowing.'
            self._report(compared, key, wrong, "Name the answer that counts.")
        if (op, compared.value) in (ANY, ("is", UNKNOWN)):
            return
        for item in compared.value if isinstance(compared, yaml.SequenceNode) else [compared]:
            if fact.type in NUMERIC:
                self._scalar(item, kinds.NUMBER, f"{key}.{op}")
            elif fact.type != "text" and isinstance(item, yaml.ScalarNode):
                self._reference(item, f"choice:{names['fact'].value}", f"{key}.{op}")


def _above(low: yaml.Node, high: yaml.Node) -> bool:
    try:
        return float(low.value) > float(high.value)
    except (TypeError, ValueError):
        return False


def walked(
    name: str, root: yaml.Node | Problem, shape: kinds.Keys, known: Mapping[str, Iterable[str]] | None = None
) -> tuple[Problem, ...]:
    """Return what is wrong with a file by its shape, and by the ids known or else its own, line by line."""
    if isinstance(root, Problem):
        return (root,)
    own = {section: nodes.keys() for section, nodes in sections(root).items()}
    walker = Walker(name, {section: set(ids) for section, ids in (known or own).items()}, {})
    walker.walk(root, shape, "")
    return tuple(sorted(walker.problems, key=lambda found: found.line or 0))


def sections(root: yaml.Node | Problem) -> dict[str, dict[str, tuple[int, yaml.Node]]]:
    """Return the entries of each section that is a mapping: by id the line of each, and what it holds."""
    if not isinstance(root, yaml.MappingNode):
        return {}
    return {
        name.value: {
            key.value: (key.start_mark.line + 1, entry)
            for key, entry in node.value
            if isinstance(key, yaml.ScalarNode)
        }
        for name, node in root.value
        if isinstance(name, yaml.ScalarNode) and isinstance(node, yaml.MappingNode)
    }
