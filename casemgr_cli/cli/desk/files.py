"""Names of files made from the ids of students, which may hold anything."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from casemgr_cli.cli.failures import named
from casemgr_cli.cli.output import ENDINGS, STDOUT
from casemgr_cli.errors import FileFailure, UsageFailure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casemgr_cli.pages.words import Words

OWNER_FOLDER = 0o700
LONGEST = 120
MARK = 8


def folder_named(output: str | None, option: str = "-o") -> Path:
    """Return the folder that an option names; it is there, or can be made.

    Raises:
        FileFailure: it cannot be one.
        UsageFailure: there is none.
    """
    if output is None or output == STDOUT:
        raise UsageFailure("Many files go into a folder.", hint=f"Name it with {option} FOLDER.")
    folder = Path(output)
    format_ = ENDINGS.get(folder.suffix.lower())
    if format_ and not folder.exists():
        raise UsageFailure(
            f"{named(output)} reads like one file, and many go into a folder.",
            hint=f"For that format: {option} {named(folder.stem)} --format {format_}",
        )
    if folder.exists() and not folder.is_dir():
        raise FileFailure(f"{named(output)} is no folder.", hint=f"Name another one with {option}.")
    if not folder.exists() and not folder.parent.is_dir():
        raise FileFailure(f"There is no folder {named(str(folder.parent))}.", hint="Make it first.")
    return folder


def refuse_there(folder: Path, names: Iterable[str], words: Words, *, force: bool) -> None:
    """Find out before the work begins that a file is there already.

    Raises:
        FileFailure: one is, and is not to be written over; or it is a link.
    """
    links = [name for name in names if (folder / name).is_symlink()]
    if links:  # a plan would end up where somebody else wants it
        raise FileFailure(
            f"{links[0]} in {named(str(folder))} is a link to another place. Nothing was written.",
            hint="Take it away, or name another folder.",
            slug="there",
        )
    there = [name for name in names if (folder / name).exists()]
    if there and not force:
        raise FileFailure(
            words.count("desk.handouts_there", len(there), name=there[0], folder=named(str(folder))),
            hint="Name another folder, or write over them with --force.",
            slug="there",
        )


def make_folder(folder: Path) -> None:
    """Make a folder for its owner alone where there is none.

    Raises:
        FileFailure: it cannot be made.
    """
    try:
        folder.mkdir(mode=OWNER_FOLDER, exist_ok=True)
    except OSError as error:
        raise FileFailure(f"{named(str(folder))} cannot be made: {error.strerror}.") from error


def file_names(ids: Sequence[str], ending: str) -> dict[str, str]:
    """Return a file name for each id: one that no system takes for a path, an option or a device.

    Ids that would meet in one name, as where upper and lower case are the same, are told apart by a mark.
    """
    safe = {id_: quote(id_, safe=" ") for id_ in ids}
    met = Counter(name.casefold() for name in safe.values())
    return {
        id_: f"student-{name if _stands_alone(name, met) else _marked(id_, name)}{ending}"
        for id_, name in safe.items()
    }


def _stands_alone(name: str, met: Counter[str]) -> bool:
    return len(name) <= LONGEST and met[name.casefold()] == 1


def _marked(id_: str, name: str) -> str:
    return f"{name[:LONGEST]}-{sha256(id_.encode()).hexdigest()[:MARK]}"
