"""Data files as plain trees of mappings, lists and strings.

Every scalar stays the text that was typed, so `NO` and `12:30` mean themselves; the builders cast each
value by the type its place declares. The collector rests while thousands of small values are made.
"""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Raw, msgpack

from casemgr_cli.catalog.compiled import HELD, Kept, compiled, tree, trees
from casemgr_cli.catalog.paths import read_files
from casemgr_cli.errors import DataInvalid, FileFailure

Tree = dict[str, Any]
VARIANT = "like"


def read_tree(path: Path) -> Tree:
    """Read one trusted data file.

    Raises:
        FileFailure: the file cannot be read.
        ValueError: it is not YAML.
        TypeError: it does not hold a mapping.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise FileFailure(f"{path.name} cannot be read: {error.strerror}.") from error
    return _whole(path.name, compiled(tree(text, _parse), msgpack.decode))


def _whole(name: str, tree: Any) -> Tree:  # noqa: ANN401
    if not isinstance(tree, dict):
        raise TypeError(name)
    return {section: _filled(entries) for section, entries in tree.items()}


def _parse(content: bytes) -> Any:  # noqa: ANN401
    # Loading what reads YAML takes longer than what is mostly there already, compiled.
    from casemgr_cli.catalog.marked import parse

    return parse(content)


def all_trees(directory: Path) -> Iterator[Kept]:
    """Yield what reading trees of a data folder needs kept."""
    yield from (tree(content, _parse) for content in read_files(directory, "**/*.yaml").values())
    yield trees(read_files(directory, *HELD), _parse)


class HeldTrees:
    """The files that are asked for one by one (HELD), at hand: nothing is opened, and no path is kept."""

    def __init__(self, directory: Path) -> None:
        """Read them in the folder with the data files."""
        self._trees = compiled(
            trees(read_files(directory, *HELD), _parse), msgpack.Decoder(dict[str, Raw]).decode
        )

    def read(self, name: str) -> Tree:
        """Return one file by its name; raises what `read_tree` raises."""
        if name not in self._trees:
            raise FileFailure(f"{name} cannot be read: No such file or directory.")
        return _whole(name, msgpack.decode(self._trees[name]))


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


MESSAGES = "messages.yaml"


def load_messages(directory: Path) -> Mapping[str, str]:
    """Return the words on screen, from dotted key to text.

    Raises:
        DataInvalid: the file is broken.
        FileFailure: the file cannot be read.
    """
    try:
        return dict(_flat(read_tree(directory / MESSAGES)["messages"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        from casemgr_cli.catalog.load import refuse_problems

        refuse_problems(directory)
        raise DataInvalid(f"{MESSAGES} cannot be used: {error}.") from error


def _flat(tree: Tree, prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in tree.items():
        pairs += [(prefix + key, value)] if isinstance(value, str) else _flat(value, f"{prefix}{key}.")
    return pairs
