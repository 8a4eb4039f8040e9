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

from msgspec import DecodeError, Raw, msgpack

from casemgr_cli.catalog.paths import read_files
from casemgr_cli.errors import FileFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SHIPPED = Path(__file__).resolve().parent.parent / "_compiled"
# What is asked for one by one while somebody is advised, and must then be at hand.
HELD = ("programs.yaml", "licenses/*.yaml")
_ENDING = ".msgpack"
# Kept files beyond this many are the oldest of data that were changed since.
_MOST_KEPT = 500
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


def compiled(content: bytes, parse: Callable[[bytes], Any]) -> Any:  # noqa: ANN401 - a tree, or whatever a broken file holds
    """Return what a YAML file says, from what is kept or else by parsing it.

    Args:
        content: the file as it is.
        parse: what reads it when nothing is kept, and raises what is wrong with it.
    """
    return msgpack.decode(_kept(name_of(content), lambda: parse(content)))


def compiled_all(files: Mapping[str, bytes], parse: Callable[[bytes], Any]) -> dict[str, Raw]:
    """Return what several YAML files say, by name: kept together, each made out when it is decoded."""
    name = _name_of_all(files)
    return msgpack.decode(_kept(name, lambda: _parsed(files, parse)), type=dict[str, Raw])


def compile_folder(data: Path, into: Path) -> None:
    """Compile the YAML files of a data folder into another folder, those in HELD together too."""
    from casemgr_cli.catalog.trees import parse

    for content in read_files(data, "**/*.yaml").values():
        (into / name_of(content)).write_bytes(msgpack.encode(parse(content)))
    held = read_files(data, *HELD)
    (into / _name_of_all(held)).write_bytes(msgpack.encode(_parsed(held, parse)))


def name_of(*parts: bytes) -> str:
    """Return the name under which what is made of some content is kept."""
    key = blake2b(digest_size=16)
    for part in parts:
        key.update(len(part).to_bytes(8, "big"))
        key.update(part)
    return f"{key.hexdigest()}{_ENDING}"


def _name_of_all(files: Mapping[str, bytes]) -> str:
    return name_of(*(part for name, content in files.items() for part in (name.encode(), content)))


def _parsed(files: Mapping[str, bytes], parse: Callable[[bytes], Any]) -> dict[str, Any]:
    return {name: parse(content) for name, content in files.items()}


def checked_once(directory: Path, version: str, check: Callable[[], None]) -> None:
    """Check a data folder unless this version of the program has found it right before.

    Args:
        directory: the folder; every table and every YAML file in it counts.
        version: the program's version.
        check: what raises when something is wrong.
    """
    try:
        files = read_files(directory, "**/*.yaml", "**/*.csv")
    except FileFailure:
        return check()  # which says what cannot be read
    name = _name_of_all({"checked": version.encode(), **files})
    if not any((folder / name).is_file() for folder in _folders()):
        check()
        _keep(name, b"")
    return None


def _kept(name: str, make: Callable[[], Any]) -> bytes:
    """Return what is kept under a name, made and kept now if nothing whole is there."""
    for folder in _folders():
        with suppress(OSError, DecodeError):
            content = (folder / name).read_bytes()
            msgpack.decode(content, type=Raw)
            return content
    content = msgpack.encode(make())
    _keep(name, content)
    return content


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
