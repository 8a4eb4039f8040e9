"""The sentences held against the shipped ones: a placeholder that nothing fills would break the advice."""

from __future__ import annotations

from functools import cache
from string import Formatter
from typing import TYPE_CHECKING

import yaml

from casemgr_cli.catalog.marked import line_of, read_marked
from casemgr_cli.catalog.messages import MESSAGES
from casemgr_cli.catalog.paths import data_dir
from casemgr_cli.catalog.problems import Problem
from casemgr_cli.errors import nearest
from casemgr_cli.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_WORDS = "words.yaml"


def check_words(directory: Path) -> Iterator[Problem]:
    """Yield which sentences are missing from a folder, and what is wrong with the placeholders of the others.

    Those of our own are the measure: each is needed by some page.
    """
    for file in (_WORDS, MESSAGES):
        ours, theirs = _ours(file), dict(_sentences(directory / file))
        for key in ours if theirs else ():  # a file that cannot be read has its own problem
            if key in theirs:
                yield from _check(file, key, theirs[key], ours[key])
            else:
                hint = "Copy it from the file that casemgr came with, and change its words."
                yield Problem(file, None, key, "This sentence is missing.", hint)


@cache
def _ours(file: str) -> dict[str, set[str]]:
    """Return the sentences that casemgr came with, each with its placeholders."""
    return {key: _names(node.value) or set() for key, node in _sentences(data_dir(None) / file)}


def _check(file: str, key: str, node: yaml.ScalarNode, known: set[str]) -> Iterator[Problem]:
    names = _names(node.value)
    if names is None:
        hint = "Write a name in one pair of braces, such as {name}, and nothing else in braces."
        yield Problem(file, line_of(node), key, "The braces of this sentence do not match.", hint)
        return
    for name in sorted(names - known):
        listed = ", ".join(f"{{{each}}}" for each in sorted(known)) or "none"
        hint = nearest(name, known) or f"This sentence can hold: {listed}."
        yield Problem(file, line_of(node), key, f"Nothing fills in {quoted(name)} here.", hint)


def _names(text: str) -> set[str] | None:
    """Return the placeholders of a sentence, or None when its braces do not match."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def _sentences(path: Path) -> Iterator[tuple[str, yaml.ScalarNode]]:
    root = read_marked(path)
    return iter(()) if isinstance(root, Problem) else _scalars(root, "")


def _scalars(node: yaml.Node, prefix: str) -> Iterator[tuple[str, yaml.ScalarNode]]:
    if isinstance(node, yaml.ScalarNode):
        yield prefix, node
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(value, f"{prefix}.{key.value}" if prefix else key.value)
