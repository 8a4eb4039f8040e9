"""What `roster.yaml` says: how the columns, grades, standings and roles of a list are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from casemgr_cli.catalog.marked import line_of, read_marked
from casemgr_cli.catalog.problems import Problem, trusted
from casemgr_cli.catalog.trees import Tree, read_tree
from casemgr_cli.catalog.walk import walked
from casemgr_cli.desk.records import STATUSES
from casemgr_cli.desk.roster import FIELDS, Layout
from casemgr_cli.domain.kinds import TEXT, Keys, Many
from casemgr_cli.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import yaml

    from casemgr_cli.desk.records import Status
    from casemgr_cli.domain.kinds import Kind


_FILE = "roster.yaml"
_NO_GRADE = "none"


def load_layout(directory: Path, *, strict: bool) -> Layout:
    """Read how lists of students are read.

    Args:
        directory: the folder with the data files, as `data_dir` returns it.
        strict: check the file first; for data that did not ship with the program.

    Raises:
        DataInvalid: the file has problems; the message lists them.
        FileFailure: it cannot be read.
    """
    return trusted(
        _FILE, lambda: _layout(read_tree(directory / _FILE)), lambda: check_roster(directory), strict=strict
    )


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


_OLDEST_GRADE = 20
_GRADES = (*map(str, range(_OLDEST_GRADE + 1)), _NO_GRADE)
_ROLE_COLUMNS = ("user", "role", "status")


def _lists(names: Sequence[str], *, all_of_them: bool) -> Keys:
    return Keys(dict.fromkeys(names, Many(TEXT)), needs=tuple(names) if all_of_them else ())


_SHAPE: dict[str, Kind] = {
    "columns": _lists(FIELDS, all_of_them=True),
    "grades": _lists(_GRADES, all_of_them=False),
    "statuses": _lists(STATUSES, all_of_them=True),
    "roles": Many(TEXT),
    "role_columns": _lists(_ROLE_COLUMNS, all_of_them=True),
    "footers": Many(TEXT),
}


def check_roster(directory: Path) -> tuple[Problem, ...]:
    """Return what is wrong with `roster.yaml`."""
    root = read_marked(directory / _FILE)
    if isinstance(root, Problem):
        return (root,)
    return walked(_FILE, root, Keys(_SHAPE, needs=tuple(_SHAPE))) or tuple(_twice(root))


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
                    yield Problem(_FILE, line_of(name), key, message, "Leave one of the two out.")
