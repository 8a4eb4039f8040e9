"""Where the data files are."""

from __future__ import annotations

from pathlib import Path

from casemgr_cli.errors import FileFailure

_HEART = "careers.yaml"
_PACKAGE = Path(__file__).resolve().parent.parent
_SHIPPED = (_PACKAGE / "_data", _PACKAGE.parent / "data")


class Folder:
    """A data folder. The shipped one is pickled without its path, and found again wherever it is wanted."""

    def __init__(self, path: Path | None) -> None:
        """Take a folder; None is the shipped one."""
        self.path = data_dir(None) if path is None else path

    def __reduce__(self) -> tuple[type[Folder], tuple[Path | None]]:
        """Leave the path out where it is the shipped folder's."""
        return Folder, (None if self.path in _SHIPPED else self.path,)


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
