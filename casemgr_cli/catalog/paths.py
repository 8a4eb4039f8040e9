"""Where the data files are."""

from __future__ import annotations

from pathlib import Path

from casemgr_cli.errors import FileFailure

HEART = "careers.yaml"
PACKAGE = Path(__file__).resolve().parent.parent
SHIPPED = (PACKAGE / "_data", PACKAGE.parent / "data")


def data_dir(override: Path | None, shipped: tuple[Path, ...] = SHIPPED) -> Path:
    """Return the folder with the data files.

    A folder the person names wins and must hold `careers.yaml`; otherwise the packaged copy is used, and
    in a checkout the `data` folder beside the package.

    Raises:
        FileFailure: the named folder has no `careers.yaml`, or no shipped copy can be found.
    """
    if override is not None:
        return _own(override)
    for folder in shipped:
        if (folder / HEART).is_file():
            return folder
    raise FileFailure("The data files are missing from this installation.", hint="Install casemgr again.")


def _own(folder: Path) -> Path:
    if (folder / HEART).is_file():
        return folder
    what = "holds no careers.yaml" if folder.is_dir() else "is not a folder"
    raise FileFailure(
        f"The data folder {str(folder)!r} {what}.",
        hint='Copy the folder that "casemgr data path" names, and change the copy.',
    )
