"""A data file that stands alone: held against the shape of its type, and read in trust or checked first."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import yaml

from casemgr_cli.errors import DataInvalid
from casemgr_cli.text import brief

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from casemgr_cli.catalog.problems import Problem
    from casemgr_cli.domain.kinds import Keys

_Built = TypeVar("_Built")
BROKEN = (yaml.YAMLError, KeyError, ValueError, TypeError, AttributeError, RecursionError)


def trusted(
    what: str,
    build: Callable[[], _Built],
    check: Callable[[], tuple[Problem, ...]] = tuple,
    *,
    strict: bool = False,
) -> _Built:
    """Build a value of a file that is read in trust; where that fails, the check says what is wrong.

    Args:
        what: the file, for the message when the check finds nothing.
        build: what reads the file and makes the value.
        check: what finds the problems of the file; nothing does where all was checked before.
        strict: check first; for data that did not ship with the program.

    Raises:
        DataInvalid: the file has problems; the message lists them.
        FileFailure: it cannot be read.
    """
    if strict:
        _refuse(check())
    try:
        return build()
    except BROKEN as error:
        _refuse(check())
        raise DataInvalid(f"{what} cannot be used: {brief(str(error))}.") from error


def walked(
    name: str, root: yaml.Node, shape: Keys, known: Mapping[str, Iterable[str]] | None = None
) -> tuple[Problem, ...]:
    """Return what is wrong with a file by its shape, in the order of lines.

    Args:
        name: the file, for messages.
        root: what it holds.
        shape: what it may hold.
        known: the ids there are, by section; without it, those of the file's own sections.
    """
    from casemgr_cli.catalog.walk import Walker

    own = {section: nodes.keys() for section, nodes in sections(root).items()}
    walker = Walker(name, {section: set(ids) for section, ids in (known or own).items()}, {})
    walker.walk(root, shape, "")
    return tuple(sorted(walker.problems, key=lambda found: found.line or 0))


def sections(root: yaml.Node | Problem) -> dict[str, dict[str, tuple[int, yaml.Node]]]:
    """Return the entries of each section that is a mapping: by id the line of each, and what it holds."""
    if not isinstance(root, yaml.MappingNode):
        return {}
    return {
        name.value: {
            key.value: (key.start_mark.line + 1, entry)
            for key, entry in node.value
            if isinstance(key, yaml.ScalarNode)
        }
        for name, node in root.value
        if isinstance(name, yaml.ScalarNode) and isinstance(node, yaml.MappingNode)
    }


def _refuse(problems: tuple[Problem, ...]) -> None:
    if problems:
        from casemgr_cli.catalog.problems import invalid

        raise invalid(problems)
