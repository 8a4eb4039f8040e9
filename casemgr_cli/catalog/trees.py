"""Data files as plain trees of mappings, lists and strings.

Every scalar stays the text that was typed, so `NO` and `12:30` mean themselves; the builders cast each
value by the type its place declares. The collector rests while thousands of small values are made.

Reading YAML takes twenty times as long as reading what it says. An installation carries its files compiled;
those of a checkout or of a person's own folder are compiled into the cache folder when first read. What is
kept is found by the content it was made from, so nothing can be out of date, and where nothing can be kept
all works.
"""

import gc
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from msgspec import DecodeError, Raw, msgpack

from casemgr_cli.catalog.paths import read_files
from casemgr_cli.catalog.problems import usable
from casemgr_cli.errors import FileFailure

_Read = TypeVar("_Read")

_PACKAGE = Path(__file__).resolve().parent.parent
SHIPPED = _PACKAGE / "_compiled"
# What is asked for one by one while somebody is advised, and must then be at hand.
_HELD = ("programs.yaml", "licenses/*.yaml")
_ENDING = ".kept"
# The newest that Python 3.11 knows.
_PROTOCOL = 5
# What reading a file raises that is missing or cut off.
_DAMAGED = (OSError, DecodeError, ValueError)
# Kept files beyond this many are the oldest of data that were changed since.
_MOST_KEPT = 100
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


class Kept(NamedTuple):
    """Something that is made of files: the name it is kept under, and what makes it."""

    name: str
    make: Callable[[], bytes]


def tree(content: bytes, parse: Callable[[bytes], Any]) -> Kept:
    """Return what a YAML file says; `parse` reads it, and raises what is wrong with it."""
    return Kept(name_of(content), lambda: msgpack.encode(parse(content)))


def trees(files: Mapping[str, bytes], parse: Callable[[bytes], Any]) -> Kept:
    """Return what several YAML files say, by name, kept together."""
    return Kept(
        _name_of_all(files),
        lambda: msgpack.encode({name: parse(content) for name, content in files.items()}),
    )


def value(files: Mapping[str, bytes], build: Callable[[], object]) -> Kept:
    """Return a value as it was built of some files; a program that would build another keeps its own.

    `unpickled` reads it.
    """
    import pickle

    code = read_files(_PACKAGE, "catalog/*.py", "domain/*.py")
    return Kept(_name_of_all({**files, **code}), lambda: pickle.dumps(build(), protocol=_PROTOCOL))


def unpickled(content: bytes) -> Any:  # noqa: ANN401 - what was built
    """Return a value that was kept.

    A pickle can do anything when it is read. It is read where Python reads its own compiled code without
    asking: from the installation, or from a folder that nobody else can write to.

    Raises:
        ValueError: it is cut off, or made for other versions of the libraries.
    """
    import pickle

    try:
        return pickle.loads(content)  # noqa: S301 - see above
    except Exception as error:
        raise ValueError("not the value that was kept") from error


def compiled(wanted: Kept, read: Callable[[bytes], _Read]) -> _Read:
    """Return what is kept, or else what is made now, and kept; `read` fails on damaged bytes."""
    for folder in _folders():
        with suppress(*_DAMAGED):
            return read((folder / wanted.name).read_bytes())
    content = wanted.make()
    _keep(wanted.name, content)
    return read(content)


def name_of(*parts: bytes) -> str:
    """Return the name under which what is made of some content is kept."""
    key = blake2b(digest_size=16)
    for part in parts:
        key.update(len(part).to_bytes(8, "big"))
        key.update(part)
    return f"{key.hexdigest()}{_ENDING}"


def _name_of_all(files: Mapping[str, bytes]) -> str:
    return name_of(*(part for name, content in files.items() for part in (name.encode(), content)))


def checked_once(directory: Path, version: str, check: Callable[[], None]) -> None:
    """Check a data folder unless this version of the program has found every file in it right before."""
    try:
        files = read_files(directory, "**/*.yaml", "**/*.csv")
    except FileFailure:
        return check()  # which says what cannot be read
    name = _name_of_all({"checked": version.encode(), **files})
    if not any((folder / name).is_file() for folder in _folders()):
        check()
        _keep(name, b"")
    return None


def _folders() -> Iterator[Path]:
    """Yield where compiled files are: the installation, and the cache if nobody else can write there."""
    yield SHIPPED
    folder = _cache()
    with suppress(OSError):
        found = folder.stat()
        if (
            not found.st_mode & _OTHERS_MAY_WRITE
            and found.st_uid == getattr(os, "getuid", lambda: found.st_uid)()
        ):
            yield folder


def _cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("casemgr")


def _keep(name: str, content: bytes) -> None:
    """Keep a file in the cache; a cache that is missing or cannot be written is done without."""
    import tempfile

    with suppress(OSError):
        folder = _cache()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder not in _folders():
            return
        handle, new = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(new).replace(folder / name)
        for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-_MOST_KEPT]:
            old.unlink()


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
    from casemgr_cli.catalog.untrusted import parse

    return parse(content)


def all_trees(directory: Path) -> Iterator[Kept]:
    """Yield what reading trees of a data folder needs kept."""
    yield from (tree(content, _parse) for content in read_files(directory, "**/*.yaml").values())
    yield trees(read_files(directory, *_HELD), _parse)


class HeldTrees:
    """The files that are asked for one by one (HELD), at hand: nothing is opened, and no path is kept."""

    def __init__(self, directory: Path) -> None:
        """Read them in the folder with the data files."""
        self._trees = compiled(
            trees(read_files(directory, *_HELD), _parse), msgpack.Decoder(dict[str, Raw]).decode
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

    def refuse() -> None:
        from casemgr_cli.catalog.load import refuse_problems

        refuse_problems(directory)

    with usable(MESSAGES, refuse):
        return dict(_flat(read_tree(directory / MESSAGES)["messages"]))


def _flat(tree: Tree, prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in tree.items():
        pairs += [(prefix + key, value)] if isinstance(value, str) else _flat(value, f"{prefix}{key}.")
    return pairs
