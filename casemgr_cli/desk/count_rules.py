"""What `cohort.yaml` says: how small a number of students may be printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from casemgr_cli.catalog.marked import read_marked
from casemgr_cli.catalog.problems import Problem, invalid
from casemgr_cli.catalog.shape import FIGURE, SOURCE
from casemgr_cli.catalog.trees import Tree, plain, read_tree
from casemgr_cli.catalog.walk import Walker
from casemgr_cli.desk.counts import Rules
from casemgr_cli.domain.figures import Source
from casemgr_cli.domain.kinds import WHOLE, Record, Table
from casemgr_cli.errors import DataInvalid
from casemgr_cli.text import brief

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casemgr_cli.domain.kinds import Kind


FILE = "cohort.yaml"
_LEAST, _YES = "least", "yes"
_LOWEST = 3
NUMBER = Record({**FIGURE.keys, "value": WHOLE}, needs=(*FIGURE.needs, "value"))
_SHAPE: dict[str, Kind] = {
    "sources": Table(SOURCE),
    "figures": Record({_LEAST: NUMBER}, needs=(_LEAST,)),
}


def load_rules(directory: Path, *, strict: bool) -> Rules:
    """Read how small a number may be printed.

    Args:
        directory: the folder with the data files, as `data_dir` returns it.
        strict: check the file first; for data that did not ship with the program.

    Raises:
        DataInvalid: the file has problems; the message lists them.
        FileFailure: it cannot be read.
    """
    problems = check_cohort(directory) if strict else ()
    if problems:
        raise invalid(problems)
    try:
        tree = read_tree(directory / FILE)
        figure: Tree = tree["figures"][_LEAST]
        raw: Tree = tree["sources"][figure["source"]]
        source = Source(figure["source"], **{**raw, "official": raw["official"] == _YES})
        return Rules(int(figure["value"]), source)
    except (yaml.YAMLError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise DataInvalid(f"{FILE} cannot be used: {brief(str(error))}.") from error


def check_cohort(directory: Path) -> tuple[Problem, ...]:
    """Return what is wrong with `cohort.yaml`."""
    root = read_marked(directory / FILE)
    if isinstance(root, Problem):
        return (root,)
    sections = {name.value: node for name, node in root.value}
    named = sections["sources"].value if isinstance(sections.get("sources"), yaml.MappingNode) else ()
    walker = Walker(FILE, {"sources": {key.value for key, _ in named}}, {})
    walker.walk(root, Record(_SHAPE, needs=tuple(_SHAPE)), "")
    return tuple(walker.problems) or tuple(_too_low(plain(root)))


def _too_low(tree: Tree) -> Iterator[Problem]:
    if int(tree["figures"][_LEAST]["value"]) < _LOWEST:
        message = f"Below {_LOWEST}, numbers that are not printed could still be worked out."
        yield Problem(FILE, None, f"figures.{_LEAST}.value", message, f"Write {_LOWEST} or more.")
