"""What `roster.yaml` says: how the columns, grades, standings and roles of a list are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import yaml

from casemgr_cli.catalog.trees import Tree, read_tree
from casemgr_cli.catalog.wording import clean
from casemgr_cli.domain.roster import Layout
from casemgr_cli.errors import DataInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from casemgr_cli.domain.desk import Status

FILE = "roster.yaml"
NO_GRADE = "none"


def load_layout(directory: Path, *, strict: bool) -> Layout:
    """Read how lists of students are read.

    Args:
        directory: the folder with the data files, as `data_dir` returns it.
        strict: check the file first; for data that did not ship with the program.

    Raises:
        DataInvalid: the file has problems; the message lists them.
        FileFailure: it cannot be read.
    """
    if strict:
        _refuse_problems(directory)
    try:
        return _layout(read_tree(directory / FILE))
    except (yaml.YAMLError, KeyError, ValueError, TypeError, AttributeError) as error:
        _refuse_problems(directory)
        raise DataInvalid(f"{FILE} cannot be used: {clean(str(error))}.") from error


def plain_name(text: str) -> str:
    """Return a name as it is compared: lower case, letters and digits only, with a minus before a number."""
    minus = "-" if text.strip().startswith("-") else ""
    return minus + "".join(char for char in text.casefold() if char.isalnum())


def _layout(tree: Tree) -> Layout:
    grades = _turned(tree["grades"])
    return Layout(
        columns=_names(tree["columns"]),
        grades={name: None if grade == NO_GRADE else int(grade) for name, grade in grades.items()},
        statuses=cast("Mapping[str, Status]", _turned(tree["statuses"])),
        roles=frozenset(plain_name(name) for name in tree["roles"]),
        role_columns=_names(tree["role_columns"]),
    )


def _names(tree: Tree) -> dict[str, tuple[str, ...]]:
    return {field: tuple(plain_name(name) for name in names) for field, names in tree.items()}


def _turned(tree: Tree) -> dict[str, str]:
    return {plain_name(name): meaning for meaning, names in tree.items() for name in names}


def _refuse_problems(directory: Path) -> None:
    from casemgr_cli.catalog.problems import invalid
    from casemgr_cli.catalog.roster_check import check_roster

    problems = check_roster(directory)
    if problems:
        raise invalid(problems)
