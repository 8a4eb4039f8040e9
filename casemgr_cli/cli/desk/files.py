"""Names of files made from the ids of students, which may hold anything."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 120
MARK = 8


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
