"""The desk is a guest of the house: what it adds is asked for by name, never imported."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from casemgr_cli.catalog.files import Problem
    from casemgr_cli.documents.base import Document

_HOME = "casemgr_cli.desk"
_COMMANDS = ("session", "roster")


def command_module(name: str | None) -> str:
    """Return the module that holds a command of the program."""
    return f"{_HOME}.commands.{name}" if is_guest(name) else f"casemgr_cli.cli.commands.{name}"


def is_guest(name: str | None) -> bool:
    """Say whether a command of the program is the desk's."""
    return name in _COMMANDS


def documents() -> Mapping[str, type[Document]]:
    """Return the documents of the desk by their kind."""
    found: Mapping[str, type[Document]] = import_module(f"{_HOME}.documents").DOCUMENTS
    return found


def checks() -> tuple[Callable[[Path], tuple[Problem, ...]], ...]:
    """Return the checks of the data files that the desk alone reads."""
    names = (("rules", "check_roster"), ("rules", "check_cohort"))
    return tuple(getattr(import_module(f"{_HOME}.{module}"), name) for module, name in names)
