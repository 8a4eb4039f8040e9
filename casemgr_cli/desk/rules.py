"""What `roster.yaml` says of columns and words, and `cohort.yaml` of numbers that may be printed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import cast

import yaml
from msgspec.structs import replace

from casemgr_cli.catalog.build import FIGURE, SOURCE, Builder
from casemgr_cli.catalog.files import Problem, Tree, read_tree, trusted
from casemgr_cli.catalog.untrusted import line_of, plain, read_marked
from casemgr_cli.catalog.walk import walked
from casemgr_cli.desk.counts import Rules, StudentStandard
from casemgr_cli.desk.records import OLDEST_GRADE, STATUSES, Status
from casemgr_cli.desk.roster import FIELDS, Layout
from casemgr_cli.domain.figures import Source
from casemgr_cli.domain.kinds import TEXT, WHOLE, Entries, Keys, Kind, ListOf, Scalar
from casemgr_cli.text import quoted

_ROSTER, _COHORT = "roster.yaml", "cohort.yaml"
_NO_GRADE = "none"


def load_layout(directory: Path, *, strict: bool) -> Layout:
    """Read how lists of students are read; data that did not ship with the program are checked first."""
    read = partial(read_tree, directory / _ROSTER)
    return trusted(_ROSTER, lambda: _layout(read()), partial(check_roster, directory), strict=strict)


def load_rules(directory: Path, *, strict: bool) -> Rules:
    """Read how small a number may be printed, and check it in the same way."""
    read = partial(read_tree, directory / _COHORT)
    return trusted(_COHORT, lambda: _rules(read()), partial(check_cohort, directory), strict=strict)


def check_roster(directory: Path) -> tuple[Problem, ...]:
    """Return what is wrong with `roster.yaml`."""
    return _checked(directory, _ROSTER, _ROSTER_SHAPE, _twice)


def check_cohort(directory: Path) -> tuple[Problem, ...]:
    """Return what is wrong with `cohort.yaml`."""
    return _checked(directory, _COHORT, _COHORT_SHAPE, _too_low)


def _checked(
    directory: Path, name: str, shape: dict[str, Kind], more: Callable[[yaml.MappingNode], Iterator[Problem]]
) -> tuple[Problem, ...]:
    root = read_marked(directory, name)
    if isinstance(root, Problem):
        return (root,)
    return walked(name, root, Keys(shape, needs=tuple(shape))) or tuple(more(root))


def plain_name(text: str) -> str:
    """Return a name as it is compared: lower case, letters and digits only, with a minus before a number."""
    minus = "-" if text.strip().startswith("-") else ""
    return minus + "".join(char for char in text.casefold() if char.isalnum())


def with_columns(layout: Layout, named: Mapping[str, Sequence[str]]) -> Layout:
    """Return a layout that also knows these names of columns, and prefers them."""
    columns = {
        field: (*(plain_name(name) for name in named.get(field, ())), *names)
        for field, names in layout.columns.items()
    }
    return replace(layout, columns=columns)


def _layout(tree: Tree) -> Layout:
    grades = _turned(tree["grades"])
    return Layout(
        columns=_names(tree["columns"]),
        grades={name: None if grade == _NO_GRADE else int(grade) for name, grade in grades.items()},
        statuses=cast("Mapping[str, Status]", _turned(tree["statuses"])),
        roles=frozenset(plain_name(name) for name in tree["roles"]),
        role_columns=_names(tree["role_columns"]),
        footers=tuple(plain_name(word) for word in tree["footers"]),
    )


def _names(tree: Tree) -> dict[str, tuple[str, ...]]:
    return {field: tuple(plain_name(name) for name in names) for field, names in tree.items()}


def _turned(tree: Tree) -> dict[str, str]:
    return {plain_name(name): meaning for meaning, names in tree.items() for name in names}


_GRADES = (*map(str, range(OLDEST_GRADE + 1)), _NO_GRADE)
_ROLE_COLUMNS = ("user", "role", "status")


_ROSTER_SHAPE: dict[str, Kind] = {
    "columns": Keys(dict.fromkeys(FIELDS, ListOf(TEXT)), needs=FIELDS),
    "grades": Keys(dict.fromkeys(_GRADES, ListOf(TEXT))),
    "statuses": Keys(dict.fromkeys(STATUSES, ListOf(TEXT)), needs=STATUSES),
    "roles": ListOf(TEXT),
    "role_columns": Keys(dict.fromkeys(_ROLE_COLUMNS, ListOf(TEXT)), needs=_ROLE_COLUMNS),
    "footers": ListOf(TEXT),
}


def _twice(root: yaml.MappingNode) -> Iterator[Problem]:
    """Find a name that would mean two things."""
    for section, node in root.value:
        means: dict[str, str] = {}
        for meaning, names in node.value if section.value not in ("roles", "footers") else ():
            for name in names.value:
                first = means.setdefault(plain_name(name.value), meaning.value)
                if first != meaning.value:
                    key = f"{section.value}.{meaning.value}"
                    message = f"{quoted(name.value)} already stands for {quoted(first)}."
                    yield Problem(_ROSTER, line_of(name), key, message, "Leave one of the two out.")


_LEAST = "least"
_LOWEST = 3
_NUMBER = Keys({**FIGURE.keys, "value": WHOLE}, needs=(*FIGURE.needs, "value"))
_COHORT_SHAPE: dict[str, Kind] = {
    "sources": Entries(SOURCE),
    "figures": Keys({_LEAST: _NUMBER}, needs=(_LEAST,)),
    "standards": Keys(
        {"source": Scalar(refers="sources"), "codes": Entries(Scalar(), Scalar())}, needs=("source", "codes")
    ),
}


def _rules(tree: Tree) -> Rules:
    figure: Tree = tree["figures"][_LEAST]
    standards: Tree = tree["standards"]
    source, standards_source = (
        Builder().entry(Source, each["source"], tree["sources"][each["source"]])
        for each in (figure, standards)
    )
    codes = tuple(StudentStandard(code, text) for code, text in standards["codes"].items())
    return Rules(int(figure["value"]), source, codes, standards_source)


def _too_low(root: yaml.MappingNode) -> Iterator[Problem]:
    if int(plain(root)["figures"][_LEAST]["value"]) < _LOWEST:
        message = f"Below {_LOWEST}, numbers that are not printed could still be worked out."
        yield Problem(_COHORT, None, f"figures.{_LEAST}.value", message, f"Write {_LOWEST} or more.")
