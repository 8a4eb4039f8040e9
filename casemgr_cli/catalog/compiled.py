"""Data files read once: the tree of a YAML file kept as msgpack, and folders that were checked.

Reading YAML takes twenty times as long as reading what it says. An installation carries its files compiled;
those of a checkout or of a person's own folder are compiled into the cache folder when first read. What is
kept is found by the content it was made from, so nothing can be out of date, and where nothing can be kept
all works.
"""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import DecodeError, msgpack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHIPPED = Path(__file__).resolve().parent.parent / "_compiled"
_ENDING = ".msgpack"
_CHECKED = b"checked"
# Kept files beyond this many are the oldest of data that were changed since.
_MOST_KEPT = 500
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


def compiled(content: bytes, parse: Callable[[bytes], Any]) -> Any:  # noqa: ANN401 - a tree, or whatever a broken file holds
    """Return what a YAML file says, from what is kept or else by parsing it.

    Args:
        content: the file as it is.
        parse: what reads it when nothing is kept, and raises what is wrong with it.
    """
    name = name_of(content)
    for folder in _folders():
        with suppress(OSError, DecodeError):
            return msgpack.decode((folder / name).read_bytes())
    tree = parse(content)
    _keep(name, msgpack.encode(tree))
    return tree


def compile_folder(data: Path, into: Path) -> None:
    """Compile every YAML file of a data folder into another folder."""
    from casemgr_cli.catalog.trees import parse

    for path in data.rglob("*.yaml"):
        content = path.read_bytes()
        (into / name_of(content)).write_bytes(msgpack.encode(parse(content)))


def name_of(*parts: bytes) -> str:
    """Return the name under which what is made of some content is kept."""
    key = blake2b(digest_size=16)
    for part in parts:
        key.update(len(part).to_bytes(8, "big"))
        key.update(part)
    return f"{key.hexdigest()}{_ENDING}"


def checked_once(directory: Path, version: str, check: Callable[[], None]) -> None:
    """Check a data folder unless this version of the program has found it right before.

    Args:
        directory: the folder; every table and every YAML file in it counts.
        version: the program's version.
        check: what raises when something is wrong.
    """
    try:
        files = sorted(path for path in directory.rglob("*") if path.suffix in (".yaml", ".csv"))
        parts = [part for path in files for part in (bytes(path.relative_to(directory)), path.read_bytes())]
    except OSError:
        return check()  # which says what cannot be read
    name = name_of(_CHECKED, version.encode(), *parts)
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
