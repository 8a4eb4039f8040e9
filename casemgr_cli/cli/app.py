"""The list of commands, each loaded only when it is used."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from casemgr_cli.catalog.files import Problem
    from casemgr_cli.documents.base import Document

COMMANDS = {
    "advise": "Answer a few questions and see your ways into case management.",
    "report": "Show saved advice again, as text, for print or as a calendar.",
    "next": "Print the next question of the interview, for scripts.",
    "salary": "What case managers earn, and where those figures come from.",
    "certs": "Certifications: what each one asks for, and where you stand.",
    "license": "What the nursing and social-work licenses of a state look like.",
    "programs": "Which schools offer a degree, and what their graduates earn and owe.",
    "compare": "Put every route that is open to you side by side.",
    "sides": "Nursing, social work and human services side by side.",
    "me": "The answers you keep on this computer: show, change, export, forget.",
    "mcp": "Serve casemgr to an assistant as read-only tools.",
    "batch": "Advise many people at once, from a file of answers.",
    "session": "The counselor's desk: sessions with students, kept and printed.",
    "roster": "The counselor's list of students: read it in from the school's systems, and search it.",
    "explain": "Where a figure, a rule, a verdict or a word comes from.",
    "data": "Check the data files, list their sources, show where they are.",
    "schema": "Print the JSON Schema of a document.",
}
# Commands that share a module, each with its name; any other has one of its own.
_TOGETHER = {
    **dict.fromkeys(("report", "next"), "advise"),
    "sides": "compare",
    **dict.fromkeys(("salary", "certs", "license", "programs", "explain", "schema"), "lookup"),
}
# The desk is a guest of the house: what it adds is asked for by name, never imported.
_DESK, _OF_DESK = "casemgr_cli.desk", ("session", "roster")


def declared(name: str | None) -> Any:  # noqa: ANN401 - a command as it is declared, or a Typer application
    """Import the module of a command and return the command."""
    home = f"{_DESK}.commands" if is_guest(name) else "casemgr_cli.cli.commands"
    module = import_module(f"{home}.{_TOGETHER.get(name or '', name)}")
    return getattr(module, "app", None) or getattr(module, str(name), None) or getattr(module, f"{name}_")


def is_guest(name: str | None) -> bool:
    """Say whether a command of the program is the desk's."""
    return name in _OF_DESK


def guest_documents() -> Mapping[str, type[Document]]:
    """Return the documents of the desk by their kind."""
    found: Mapping[str, type[Document]] = import_module(f"{_DESK}.documents").DOCUMENTS
    return found


def guest_checks() -> tuple[Callable[[Path], tuple[Problem, ...]], ...]:
    """Return the checks of the data files that the desk alone reads."""
    rules = import_module(f"{_DESK}.rules")
    return rules.check_roster, rules.check_cohort


def has_store() -> bool:
    """Say whether the desk has a store here, so that this computer may be one for students."""
    return bool(import_module(f"{_DESK}.connect").is_set_up(os.environ))
