"""The words on screen, read without anything else, because a script that asks about pay waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.catalog.trees import Tree, read_tree
from casemgr_cli.errors import DataInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MESSAGES = "messages.yaml"


def load_messages(directory: Path) -> Mapping[str, str]:
    """Return the words on screen, from dotted key to text.

    Raises:
        DataInvalid: the file is broken.
        FileFailure: the file cannot be read.
    """
    try:
        return dict(_flat(read_tree(directory / MESSAGES)["messages"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        from casemgr_cli.catalog.load import refuse_problems

        refuse_problems(directory)
        raise DataInvalid(f"{MESSAGES} cannot be used: {error}.") from error


def _flat(tree: Tree, prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in tree.items():
        pairs += [(prefix + key, value)] if isinstance(value, str) else _flat(value, f"{prefix}{key}.")
    return pairs
