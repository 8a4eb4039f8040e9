"""Data files: where they are, what they hold, and what is wrong with them.

YAML becomes plain trees of mappings, lists and strings: every scalar stays the text that was typed, so `NO`
and `12:30` mean themselves; the builders cast each value by the type its place declares. CSV is read row by
row, each row with the place where it stands.

Reading YAML takes twenty times as long as reading what it says. An installation carries its files compiled;
those of a checkout or of a person's own folder are compiled into the cache folder when first read. What is
kept is found by the content it was made from, so nothing can be out of date, and where nothing can be kept
all works.
"""

import gc
import io
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from glob import glob
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from msgspec import DecodeError, Raw, Struct, msgpack

try:  # hashlib has the same, and loads OpenSSL beside it
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

from casemgr_cli.catalog.cache import ENDING, keep, kept
from casemgr_cli.errors import DataInvalid, FileFailure, told
from casemgr_cli.text import brief, quoted

_HEART = "careers.yaml"
_PACKAGE = Path(__file__).resolve().parent.parent
_DATA = (_PACKAGE / "_data", _PACKAGE.parent / "data")


def read_files(directory: Path, *patterns: str) -> dict[str, bytes]:
    """Return what files such as `wages/*.csv` hold, by their names within a data folder.

    Raises:
        FileFailure: one of them cannot be read.
    """
    try:
        names = _found(directory, *patterns)
        return {name.replace(os.sep, "/"): _content(f"{directory}/{name}") for name in names}
    except OSError as error:
        name = Path(str(error.filename)).name
        raise FileFailure(f"{name} cannot be read: {error.strerror}.") from error


def _found(directory: Path, *patterns: str) -> list[str]:
    # Hundreds of files are looked up each time; paths as objects take twice as long.
    found = (glob(each, root_dir=directory, recursive=True, include_hidden=True) for each in patterns)  # noqa: PTH207
    return sorted(chain(*found))


def _content(file: str) -> bytes:
    with open(file, "rb", buffering=0) as raw:  # noqa: PTH123
        return raw.read()


def data_dir(override: Path | None, shipped: tuple[Path, ...] = _DATA) -> Path:
    """Return the folder with the data files.

    A folder the person names wins and must hold `careers.yaml`; otherwise the packaged copy is used, and
    in a checkout the `data` folder beside the package.

    Raises:
        FileFailure: the named folder has no `careers.yaml`, or no shipped copy can be found.
    """
    for folder in shipped if override is None else (override,):
        if (folder / _HEART).is_file():
            return folder
    if override is None:
        raise FileFailure("The data files are missing from this installation.", hint="Install casemgr again.")
    what = "holds no careers.yaml" if override.is_dir() else "is not a folder"
    hint = 'Copy the folder that "casemgr data path" names, and change the copy.'
    raise FileFailure(f"The data folder {str(override)!r} {what}.", hint=hint)


_MOST_SHOWN = 20


class Problem(Struct, frozen=True):
    """One thing wrong with a data file.

    `line` counts from 1 and is None when it cannot be told; `key` is the dotted place within the file,
    such as `steps.adn.requires.all[0]`.
    """

    file: str
    line: int | None
    key: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """Return the problem on one line."""
        where = self.file if self.line is None else f"{self.file}, line {self.line}"
        place = f"{where}, {self.key}" if self.key else where
        return f"{place}: {self.message} {self.hint}".rstrip()


def invalid(problems: Sequence[Problem]) -> DataInvalid:
    """Return the error that lists the problems, the first twenty of them when there are more."""
    count = "a problem" if len(problems) == 1 else f"{len(problems)} problems"
    lines = [f"The data files have {count}:", *(f"  {problem}" for problem in problems[:_MOST_SHOWN])]
    if len(problems) > _MOST_SHOWN:
        lines.append(f"  … and {len(problems) - _MOST_SHOWN} more")
    return DataInvalid("\n".join(lines), hint='"casemgr data check" shows every one.')


_Built = TypeVar("_Built")
BROKEN = (KeyError, ValueError, TypeError, AttributeError, RecursionError)


@contextmanager
def usable(what: str, refuse: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Turn what a broken file leads to into an error that names it; `refuse` may say first what is wrong.

    Raises:
        DataInvalid: the file cannot be used.
    """
    try:
        yield
    except BROKEN as error:
        refuse()
        hint = 'Compare with the folder that "casemgr data path" names.'
        raise DataInvalid(f"{what} cannot be used: {brief(str(error))}.", hint=hint) from error


def trusted(
    what: str,
    build: Callable[[], _Built],
    check: Callable[[], tuple[Problem, ...]] = tuple,
    *,
    strict: bool = False,
) -> _Built:
    """Build a value of a file that is read in trust; where that fails, or first if `strict`, check it."""
    if strict:
        _refuse(check())
    with usable(what, lambda: _refuse(check())):
        return build()


def _refuse(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise invalid(problems)


_COUNT = re.compile(r"[0-9]{1,12}")

_Key = TypeVar("_Key")
Row = tuple[str, list[str]]  # where it stands (file and line), and its cells


def read_rows(files: Mapping[str, bytes], name: str, columns: tuple[str, ...]) -> Iterator[Row]:
    """Yield where each row of a table stands and its cells, one for each of the columns it must have.

    Raises:
        DataInvalid: the table is not UTF-8, not CSV, or has other columns; file and line are named.
        FileFailure: it is not there.
    """
    import csv

    number, hint = 1, f"Expected {','.join(columns)}."
    if name not in files:
        raise FileFailure(f"{name} cannot be read: No such file or directory.")
    try:
        reader = csv.reader(
            io.TextIOWrapper(io.BytesIO(files[name]), encoding="utf-8-sig", newline=""), strict=True
        )
        if tuple(next(reader, ())) != columns:
            raise DataInvalid(f"{name}, line 1: the columns are wrong.", hint=hint)
        for cells in reader:
            number = reader.line_num
            if len(cells) != len(columns):
                problem = f"{len(cells)} cells in place of {len(columns)}"
                raise DataInvalid(f"{name}, line {number}: {problem}.", hint=hint)
            yield f"{name}, line {number}", cells
    except UnicodeDecodeError as error:
        raise DataInvalid(f"{name}, after line {number}: this is not UTF-8 text.") from error
    except csv.Error as error:
        raise DataInvalid(f"{name}, after line {number}: this is not a CSV table ({error}).") from error


def keyed(lines: Iterable[Row], key: Callable[[list[str]], _Key]) -> dict[_Key, Row]:
    """Return rows by a key that is made of their cells.

    Raises:
        DataInvalid: two have the same key.
    """
    rows: dict[_Key, Row] = {}
    for where, cells in lines:
        first = rows.setdefault(key(cells), (where, cells))
        if first[0] != where:
            raise DataInvalid(f"{where}: the row repeats {first[0]}.")
    return rows


def count(cell: str, column: str, where: str) -> int | None:
    """Return a whole number; None for an empty cell, which is a figure that was not released.

    Raises:
        DataInvalid: it is something else.
    """
    if not cell:
        return None
    if not _COUNT.fullmatch(cell):
        hint = "Expected a whole number without commas, or nothing when it was not released."
        raise DataInvalid(f"{where}: {column} is {quoted(cell)}.", hint=hint)
    return int(cell)


_Read = TypeVar("_Read")

SHIPPED = _PACKAGE / "_compiled"
# What is asked for one by one while somebody is advised, and must then be at hand.
_HELD = ("programs.yaml", "licenses/*.yaml")
# The newest that Python 3.11 knows.
_PROTOCOL = 5
# What reading a file raises that is missing or cut off.
_DAMAGED = (OSError, DecodeError, ValueError)
_DATA_FILES = ("**/*.yaml", "**/*.csv")
# Nanoseconds after which a file's time of change tells it from whatever is written next.
_SETTLED = 2 * 10**9


class Kept(NamedTuple):
    """Something that is made of files: the name it is kept under, and what makes it."""

    name: str
    make: Callable[[], bytes]


def tree(content: bytes, parse: Callable[[bytes], Any]) -> Kept:
    """Return what a YAML file says; `parse` reads it, and raises what is wrong with it."""
    return Kept(name_of(content), lambda: msgpack.encode(parse(content)))


def _trees(files: Mapping[str, bytes]) -> Kept:
    """Return what several YAML files say, by name, kept together."""
    return Kept(
        _name_of_all(files),
        lambda: msgpack.encode({name: _parse(content) for name, content in files.items()}),
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
    asking: from the installation, or from a file and a folder that nobody else can write to.

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
    for look_up in _PLACES:
        with suppress(*_DAMAGED):
            return read(look_up(wanted.name))
    content = wanted.make()
    keep(wanted.name, content)
    return read(content)


def name_of(*parts: bytes) -> str:
    """Return the name under which what is made of some content is kept."""
    key = blake2b(digest_size=16)
    for part in parts:
        key.update(len(part).to_bytes(8, "big"))
        key.update(part)
    return f"{key.hexdigest()}{ENDING}"


def _name_of_all(files: Mapping[str, bytes]) -> str:
    return name_of(*(part for name, content in files.items() for part in (name.encode(), content)))


def checked_once(directory: Path, version: str, check: Callable[[], None]) -> None:
    """Check a data folder unless this version of the program has found every file in it right before.

    Files that the system says nobody has touched since are not read again to find that out.
    """
    untouched = _mark(directory, version)
    if untouched is not None and _is_kept(untouched):
        return
    try:
        files = read_files(directory, *_DATA_FILES)
    except FileFailure:
        check()  # which says what cannot be read
        return
    name = _name_of_all({"checked": version.encode(), **files})
    if not _is_kept(name):
        check()
        keep(name, b"")
    if untouched is not None:
        keep(untouched, b"")


def _is_kept(name: str) -> bool:
    for look_up in _PLACES:
        with suppress(OSError):
            look_up(name)
            return True
    return False


def _mark(directory: Path, version: str) -> str | None:
    """Return a name that changes when anything is written to a file of the folder, whatever its time says.

    A system without a time of change that nobody can set has none, and so has a folder where a file was
    written a moment ago: a second change within the same tick of the clock would not show.
    """
    if os.name != "posix":
        return None
    with suppress(OSError):
        names = _found(directory, *_DATA_FILES)
        found = [os.stat(f"{directory}/{name}") for name in names]  # noqa: PTH116
        if time.time_ns() - max((each.st_ctime_ns for each in found), default=0) > _SETTLED:
            marks = [(each.st_dev, each.st_ino, each.st_size, each.st_ctime_ns) for each in found]
            return name_of(version.encode(), repr((names, marks)).encode())
    return None


def _shipped(name: str) -> bytes:
    return (SHIPPED / name).read_bytes()


# Where compiled files are: the installation, and the cache.
_PLACES = (_shipped, kept)


Tree = dict[str, Any]
VARIANT = "like"


def read_tree(path: Path) -> Tree:
    """Read one trusted data file.

    Raises:
        FileFailure: the file cannot be read.
        ValueError: it is not YAML.
        TypeError: it does not hold a mapping.
    """
    with told(f"{path.name} cannot be read"):
        text = path.read_bytes()
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
    yield _trees(read_files(directory, *_HELD))


class HeldTrees:
    """The files that are asked for one by one (HELD), at hand: nothing is opened, and no path is kept."""

    def __init__(self, directory: Path) -> None:
        """Read them in the folder with the data files."""
        self._trees = compiled(_trees(read_files(directory, *_HELD)), msgpack.Decoder(dict[str, Raw]).decode)

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
    """Return the words on screen, from dotted key to text."""

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
