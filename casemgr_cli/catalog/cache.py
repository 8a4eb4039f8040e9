"""The folder where what takes long to make is kept for another time. Reading it takes no time: Tab waits."""

import os
import stat
from contextlib import suppress
from pathlib import Path

# Kept files beyond this many are the oldest of data that were changed since.
_MOST_KEPT = 300
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


def cache() -> Path | None:
    """Return the folder, or None if it is not there or somebody else can write to it."""
    folder = _place()
    with suppress(OSError):
        found = folder.stat()
        ours = found.st_uid == getattr(os, "getuid", lambda: found.st_uid)()
        if ours and not found.st_mode & _OTHERS_MAY_WRITE:
            return folder
    return None


def _place() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("casemgr")


def make_folders(folder: Path) -> None:
    """Make a folder and those above it for their owner alone, whatever the umask is.

    Raises:
        OSError: one cannot be made.
    """
    if not folder.parent.exists():
        make_folders(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def keep(name: str, content: bytes) -> None:
    """Keep a file; a folder that is missing or cannot be written is done without."""
    import tempfile

    with suppress(OSError):
        make_folders(_place())
        folder = cache()
        if folder is None:
            return
        handle, new = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(new).replace(folder / name)
        for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-_MOST_KEPT]:
            old.unlink()
