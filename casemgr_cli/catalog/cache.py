"""The folder where what takes long to make is kept for another time. Reading it takes no time: Tab waits."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from casemgr_cli.ownership import is_guarded

ENDING = ".kept"
# Kept files beyond this many are the oldest of data that were changed since.
_MOST_KEPT = 300
# Neither what a link leads to, nor what keeps a reader waiting.
_AS_IT_IS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def can_keep() -> bool:
    """Whether the folder is there, and nobody else can put anything into it."""
    with suppress(OSError):
        return is_guarded(place().lstat(), folder=True)
    return False


def kept(name: str) -> bytes:
    """Return what is kept under a name; folder and file are judged as they were opened.

    Raises:
        OSError: there is nothing, or somebody else could have put it there.
    """
    if os.open not in os.supports_dir_fd:  # Windows, where the folder is the person's own
        return (place() / name).read_bytes()
    folder = os.open(place(), _AS_IT_IS)
    try:
        file = os.open(name, _AS_IT_IS, dir_fd=folder)
        with open(file, "rb", buffering=0) as raw:  # noqa: PTH123
            if not (is_guarded(os.fstat(folder), folder=True) and is_guarded(os.fstat(file))):
                raise PermissionError(name)
            return raw.read()
    finally:
        os.close(folder)


def place() -> Path:
    """Return the folder, whether or not it is there."""
    # Linux says so in a word; to import what knows every system takes as long as to read the catalog.
    if sys.platform == "linux":
        named, home = os.environ.get("XDG_CACHE_HOME", ""), os.environ.get("HOME", "")
        for base in (named, home and f"{home}/.cache"):
            if base.startswith("/"):
                return Path(base, "casemgr")
    from platformdirs import user_cache_path

    return user_cache_path("casemgr")


def make_folders(folder: Path) -> None:
    """Make a folder and those above it for their owner alone, whatever the umask is."""
    if not folder.parent.exists():
        make_folders(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def keep(name: str, content: bytes) -> None:
    """Keep a file; a folder that is missing or cannot be written is done without."""
    import tempfile

    with suppress(OSError):
        make_folders(place())
        if not can_keep():
            return
        folder = place()
        handle, new = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(new).replace(folder / name)
        for old in sorted(folder.glob(f"*{ENDING}"), key=lambda path: path.stat().st_mtime)[:-_MOST_KEPT]:
            old.unlink()
