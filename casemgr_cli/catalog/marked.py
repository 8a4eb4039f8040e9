"""Data files read with distrust: every node with its line, every trick refused before anything is built.

A first pass over the parser's events stops at the first anchor, alias, tag or excessive depth; only then
is the text composed into nodes, so neither an alias bomb nor nested brackets can harm.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from casemgr_cli.catalog.problems import Problem
from casemgr_cli.text import quoted

if TYPE_CHECKING:
    from pathlib import Path

    from yaml import BaseLoader
elif yaml.__with_libyaml__:
    from yaml import CBaseLoader as BaseLoader
else:
    from yaml import BaseLoader

_LARGEST = 5_000_000
_DEEPEST = 30
_TOO_DEEP = "This is nested too deeply."
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_INDENTING_TAB = re.compile("^ *\t", re.MULTILINE)
_DEEPER = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_SHALLOWER = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class TextLoader(BaseLoader):
    """Leaves every scalar a text; resolving tags would double the time."""

    def resolve(self, *_: object) -> str:
        """Give every node the same tag."""
        return ""

    def descend_resolver(self, *_: object) -> None:
        """Keep no path: no tag depends on it."""

    def ascend_resolver(self) -> None:
        """Keep no path: no tag depends on it."""


def read_marked(path: Path) -> yaml.MappingNode | Problem:
    """Return the root of a data file, or the problem that keeps it from being read."""
    read = _text(path)
    if isinstance(read, Problem):
        return read
    try:
        trick = _trick(path.name, read)
        root = None if trick else yaml.compose(read, Loader=TextLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else None
        column = f" at column {mark.column + 1}" if mark else ""
        plain = f"This is not valid YAML{column}: {error.problem}."
        return Problem(path.name, line, "", _TOO_DEEP if too_deep(error) else plain)
    except yaml.YAMLError:
        return Problem(path.name, None, "", "This is not valid YAML.")
    if trick:
        return trick
    if not isinstance(root, yaml.MappingNode):
        return Problem(path.name, 1, "", "The file must hold sections, such as sources:.")
    return root


def line_of(node: yaml.Node) -> int:
    """Return the line a node starts on, counted from 1."""
    return node.start_mark.line + 1 if node.start_mark else 1


def parse(content: bytes) -> Any:  # noqa: ANN401
    """Return what a YAML file read in trust holds: mappings, lists and strings.

    Raises:
        ValueError: it is not YAML.
    """
    try:
        node = yaml.compose(content, Loader=TextLoader)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
    return {} if node is None else plain(node)


def plain(node: yaml.Node) -> Any:  # noqa: ANN401
    """Return a node as a mapping, a list or a string."""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.MappingNode):
        return {key.value: plain(value) for key, value in node.value}
    return [plain(item) for item in node.value]


def too_deep(error: yaml.MarkedYAMLError) -> bool:
    """Say whether the parser gave up on nesting; newer ones do while they look ahead, before levels are
    counted.
    """
    return "nesting depth" in (error.problem or "")


def _text(path: Path) -> str | Problem:
    try:
        if path.stat().st_size > _LARGEST:
            return Problem(path.name, None, "", "The file is too large: more than 5 MB.")
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Problem(path.name, None, "", "The file is missing.", "Copy the whole data folder.")
    except OSError as error:
        return Problem(path.name, None, "", f"The file cannot be read: {error.strerror}.")
    except UnicodeDecodeError:
        return Problem(path.name, None, "", "The file is not text in UTF-8.", "Save it as UTF-8.")
    for pattern, what, hint in (
        (_CONTROLS, "There is a control character here", "Delete it."),
        (_INDENTING_TAB, "This line begins with a tab", "Indent with spaces."),
    ):
        found = pattern.search(text)
        if found:
            line = text.count("\n", 0, found.start()) + 1
            return Problem(path.name, line, "", f"{what}: {quoted(found.group())}.", hint)
    return text


def _trick(name: str, text: str) -> Problem | None:
    depth = documents = 0
    for event in yaml.parse(text, Loader=TextLoader):
        line = event.start_mark.line + 1 if event.start_mark else None
        depth += isinstance(event, _DEEPER) - isinstance(event, _SHALLOWER)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            return Problem(
                name, line, "", 'Anchors ("&") and aliases ("*") are not allowed.', "Write the value out."
            )
        if getattr(event, "tag", None):
            return Problem(name, line, "", 'Tags ("!") are not allowed.', "Quote the value.")
        if depth > _DEEPEST:
            return Problem(name, line, "", _TOO_DEEP)
        if documents > 1:
            return Problem(name, line, "", 'A second document starts here ("---").', "Keep one in a file.")
    return None
