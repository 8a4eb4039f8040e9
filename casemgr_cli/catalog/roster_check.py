"""`roster.yaml` held against its shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.catalog.marked import line_of, read_marked
from casemgr_cli.catalog.problems import Problem
from casemgr_cli.catalog.roster_layout import FILE, NO_GRADE, plain_name
from casemgr_cli.catalog.shape import TEXT, Many, Record
from casemgr_cli.catalog.walk import Walker
from casemgr_cli.catalog.wording import quoted
from casemgr_cli.domain.desk import STATUSES
from casemgr_cli.domain.roster import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import yaml

    from casemgr_cli.catalog.shape import Kind

OLDEST_GRADE = 20
GRADES = (*map(str, range(OLDEST_GRADE + 1)), NO_GRADE)
ROLE_COLUMNS = ("user", "role", "status")


def _lists(names: Sequence[str], *, all_of_them: bool) -> Record:
    return Record(dict.fromkeys(names, Many(TEXT)), needs=tuple(names) if all_of_them else ())


SHAPE: dict[str, Kind] = {
    "columns": _lists(FIELDS, all_of_them=True),
    "grades": _lists(GRADES, all_of_them=False),
    "statuses": _lists(STATUSES, all_of_them=True),
    "roles": Many(TEXT),
    "role_columns": _lists(ROLE_COLUMNS, all_of_them=True),
}


def check_roster(directory: Path) -> tuple[Problem, ...]:
    """Return what is wrong with `roster.yaml`."""
    root = read_marked(directory / FILE)
    if isinstance(root, Problem):
        return (root,)
    walker = Walker(FILE, {}, {})
    walker.walk(root, Record(SHAPE, needs=tuple(SHAPE)), "")
    return tuple(walker.problems) or tuple(_twice(root))


def _twice(root: yaml.MappingNode) -> Iterator[Problem]:
    """Find a name that would mean two things."""
    for section, node in root.value:
        means: dict[str, str] = {}
        for meaning, names in node.value if section.value != "roles" else ():
            for name in names.value:
                first = means.setdefault(plain_name(name.value), meaning.value)
                if first != meaning.value:
                    key = f"{section.value}.{meaning.value}"
                    message = f"{quoted(name.value)} already stands for {quoted(first)}."
                    yield Problem(FILE, line_of(name), key, message, "Leave one of the two out.")
