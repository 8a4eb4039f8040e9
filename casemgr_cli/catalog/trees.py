"""Data files as plain trees of mappings, lists and strings.

Every scalar stays the text that was typed, so `NO` and `12:30` mean themselves; the builders cast each
value by the type its place declares. Reading these files is most of what a scripted answer waits for, so
nothing here resolves tags, and the collector rests while thousands of small values are made.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import yaml
from msgspec import msgpack

from casemgr_cli.catalog.compiled import HELD, compiled, compiled_all
from casemgr_cli.catalog.paths import read_files
from casemgr_cli.errors import FileFailure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yaml import BaseLoader
elif yaml.__with_libyaml__:
    from yaml import CBaseLoader as BaseLoader
else:
    from yaml import BaseLoader

Tree = dict[str, Any]
VARIANT = "like"


class TextLoader(BaseLoader):
    """Leaves every scalar a text; resolving tags would double the time."""

    def resolve(self, *_: object) -> str:
        """Give every node the same tag."""
        return ""

    def descend_resolver(self, *_: object) -> None:
        """Keep no path: no tag depends on it."""

    def ascend_resolver(self) -> None:
        """Keep no path: no tag depends on it."""


def read_tree(path: Path) -> Tree:
    """Read one trusted data file.

    Raises:
        FileFailure: the file cannot be read.
        yaml.YAMLError: it is not YAML.
        TypeError: it does not hold a mapping.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise FileFailure(f"{path.name} cannot be read: {error.strerror}.") from error
    return _whole(path.name, compiled(text, parse))


def _whole(name: str, tree: Any) -> Tree:  # noqa: ANN401
    if not isinstance(tree, dict):
        raise TypeError(name)
    return {section: _filled(entries) for section, entries in tree.items()}


class HeldTrees:
    """The files that are asked for one by one (HELD), at hand: nothing is opened, and no path is kept."""

    def __init__(self, directory: Path) -> None:
        """Read them in the folder with the data files."""
        self._trees = compiled_all(read_files(directory, *HELD), parse)

    def read(self, name: str) -> Tree:
        """Return one file by its name; raises what `read_tree` raises."""
        if name not in self._trees:
            raise FileFailure(f"{name} cannot be read: No such file or directory.")
        return _whole(name, msgpack.decode(self._trees[name]))


def parse(content: bytes) -> Any:  # noqa: ANN401
    """Return what a YAML file holds: mappings, lists and strings.

    Raises:
        yaml.YAMLError: it is not YAML.
    """
    node = yaml.compose(content, Loader=TextLoader)
    return {} if node is None else plain(node)


def _filled(entries: Any) -> Any:  # noqa: ANN401
    """Return the entries of a section, each variant with what it shares with the entry above it.

    A variant says `like: <entry>` and then only what differs.
    """
    if not isinstance(entries, dict):
        return entries
    whole: Tree = {}
    for key, entry in entries.items():
        base = whole[entry[VARIANT]] if isinstance(entry, dict) and VARIANT in entry else {}
        whole[key] = {**base, **entry} if base else entry
    return whole


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


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Keep the garbage collector from walking values that are all still in use."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
