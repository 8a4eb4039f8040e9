"""Where the data files are, and what they hold."""

import os
from glob import glob
from itertools import chain
from pathlib import Path

from casemgr_cli.errors import FileFailure

_HEART = "careers.yaml"
_PACKAGE = Path(__file__).resolve().parent.parent
_SHIPPED = (_PACKAGE / "_data", _PACKAGE.parent / "data")


def read_files(directory: Path, *patterns: str) -> dict[str, bytes]:
    """Return what files such as `wages/*.csv` hold, by their names within a data folder.

    Raises:
        FileFailure: one of them cannot be read.
    """
    # Hundreds of files are read each time; paths as objects take twice as long.
    found = (glob(each, root_dir=directory, recursive=True, include_hidden=True) for each in patterns)  # noqa: PTH207
    try:
        return {name.replace(os.sep, "/"): _content(f"{directory}/{name}") for name in sorted(chain(*found))}
    except OSError as error:
        name = Path(str(error.filename)).name
        raise FileFailure(f"{name} cannot be read: {error.strerror}.") from error


def _content(file: str) -> bytes:
    with open(file, "rb", buffering=0) as raw:  # noqa: PTH123
        return raw.read()


def data_dir(override: Path | None, shipped: tuple[Path, ...] = _SHIPPED) -> Path:
    """Return the folder with the data files.

    A folder the person names wins and must hold `careers.yaml`; otherwise the packaged copy is used, and
    in a checkout the `data` folder beside the package.

    Raises:
        FileFailure: the named folder has no `careers.yaml`, or no shipped copy can be found.
    """
    if override is not None:
        return _own(override)
    for folder in shipped:
        if (folder / _HEART).is_file():
            return folder
    raise FileFailure("The data files are missing from this installation.", hint="Install casemgr again.")


def _own(folder: Path) -> Path:
    if (folder / _HEART).is_file():
        return folder
    what = "holds no careers.yaml" if folder.is_dir() else "is not a folder"
    raise FileFailure(
        f"The data folder {str(folder)!r} {what}.",
        hint='Copy the folder that "casemgr data path" names, and change the copy.',
    )
