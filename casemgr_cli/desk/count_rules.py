"""What `cohort.yaml` says: how small a number of students may be printed, and what sessions work on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.catalog.build import Builder
from casemgr_cli.catalog.marked import plain, read_marked
from casemgr_cli.catalog.problems import Problem, trusted
from casemgr_cli.catalog.shape import FIGURE, SOURCE
from casemgr_cli.catalog.trees import Tree, read_tree
from casemgr_cli.catalog.walk import walked
from casemgr_cli.desk.counts import Rules, StudentStandard
from casemgr_cli.domain.figures import Source
from casemgr_cli.domain.kinds import WHOLE, Entries, Keys, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casemgr_cli.domain.kinds import Kind


_FILE = "cohort.yaml"
_LEAST = "least"
_LOWEST = 3
_NUMBER = Keys({**FIGURE.keys, "value": WHOLE}, needs=(*FIGURE.needs, "value"))
_SHAPE: dict[str, Kind] = {
    "sources": Entries(SOURCE),
    "figures": Keys({_LEAST: _NUMBER}, needs=(_LEAST,)),
    "standards": Keys(
        {"source": Scalar(refers="sources"), "codes": Entries(Scalar(), Scalar())}, needs=("source", "codes")
    ),
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
    return trusted(_FILE, lambda: _rules(directory), lambda: check_cohort(directory), strict=strict)


def _rules(directory: Path) -> Rules:
    tree = read_tree(directory / _FILE)
    figure: Tree = tree["figures"][_LEAST]
    standards: Tree = tree["standards"]
    source, standards_source = (
        Builder().entry(Source, each["source"], tree["sources"][each["source"]])
        for each in (figure, standards)
    )
    codes = tuple(StudentStandard(code, text) for code, text in standards["codes"].items())
    return Rules(int(figure["value"]), source, codes, standards_source)


def check_cohort(directory: Path) -> tuple[Problem, ...]:
    """Return what is wrong with `cohort.yaml`."""
    root = read_marked(directory / _FILE)
    if isinstance(root, Problem):
        return (root,)
    return walked(_FILE, root, Keys(_SHAPE, needs=tuple(_SHAPE))) or tuple(_too_low(plain(root)))


def _too_low(tree: Tree) -> Iterator[Problem]:
    if int(tree["figures"][_LEAST]["value"]) < _LOWEST:
        message = f"Below {_LOWEST}, numbers that are not printed could still be worked out."
        yield Problem(_FILE, None, f"figures.{_LEAST}.value", message, f"Write {_LOWEST} or more.")
