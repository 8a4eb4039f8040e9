"""Names of files made from the ids of students, which may hold anything."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from casemgr_cli.cli.failures import named
from casemgr_cli.errors import FileFailure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LONGEST = 120
MARK = 8


def refuse_no_folder(folder: Path | None) -> None:
    """Find out before the work begins that a folder is not there.

    Raises:
        FileFailure: there is no such folder.
    """
    if folder is not None and not folder.is_dir():
        raise FileFailure(f"There is no folder {named(str(folder))}.", hint="Make it first.")


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
