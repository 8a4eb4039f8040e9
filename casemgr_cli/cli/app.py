"""The list of commands, each loaded only when it is used, and a plain line of words, run without Typer.

To load Typer takes longer than most answers. Plain is the name of a command, its options as they are
declared, and values that are right as they stand. Whatever is not - help, a word or a value that may be
wrong, a default that somebody has set - is left to Typer, which says what is wrong with it.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from casemgr_cli import ASKED
from casemgr_cli.cli.options import Command, Parameter, defaults, is_right, parameters, use_color

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
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


# What the help and Tab make use of, and bounds. Anything else that is declared is for Typer.
_READ = frozenset({"autocompletion", "help", "max", "metavar", "min", "rich_help_panel", "show_default"})


def run_plain(words: Sequence[str]) -> bool:
    """Run the words if they are plain; return whether they are."""
    if ASKED in os.environ or not words or words[0] not in COMMANDS:
        return False
    command = declared(words[0])
    if not isinstance(command, Command):
        return False
    given = plain_values(words[1:], tuple(parameters(command.function)))
    if given is None or defaults():
        return False
    use_color("auto")
    try:
        command.run(given)
    except EOFError as error:
        from typer import Abort

        sys.stderr.write("\n")
        raise Abort from error
    return True


def plain_values(words: Sequence[str], wanted: Sequence[Parameter]) -> dict[str, Any] | None:
    """Return a value for each parameter, as plain words give them; None if the words are not plain."""
    named = {name: (each, says) for each in wanted for name, says in _names(each)}
    places = [each for each in wanted if each.declared.is_argument]
    found: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        name, equals, text = word.partition("=")
        says: bool | None = None
        if word.startswith("-") and word != "-":
            each, says = named.get(name, (None, None))
            if equals and (says is not None or not name.startswith("--")):
                return None
            text = text if equals or says is not None else next(rest, "")
        else:
            text = word
            each = next((each for each in places if each.name not in found or _kind(each)[1]), None)
        value = says if each is None or says is not None else _value(each, text)
        if each is None or value is None:
            return None
        if _kind(each)[1]:
            found.setdefault(each.name, []).append(value)
        elif each.name in found:
            return None
        else:
            found[each.name] = value
    if any(each.is_required and each.name not in found for each in wanted):
        return None
    return {each.name: found.get(each.name, each.default) for each in wanted}


def _names(each: Parameter) -> Iterator[tuple[str, bool | None]]:
    """Yield the words that name an option, each with what it says if it takes no value."""
    if each.declared.is_argument:
        return
    for name in each.names:
        if _kind(each)[0] is bool:
            yes, _, no = name.partition("/")
            yield from ((yes, True), (no, False))
        else:
            yield name, None


def _kind(each: Parameter) -> tuple[Any, bool]:
    """Return the kind of value a parameter takes, None if that is for Typer, and whether it takes several."""
    kind = get_args(each.annotation)[0]
    if get_origin(kind) in (Union, UnionType):
        kind = next(part for part in get_args(kind) if part is not NoneType)
    many = get_origin(kind) is list
    kind = get_args(kind)[0] if many else kind
    return (kind if _READ.issuperset(each.declared.how) else None), many


def _value(each: Parameter, text: str) -> Any:  # noqa: ANN401 - of the kind that the parameter takes
    """Return the value that a text is as it stands; None if that is not certain."""
    kind, how = _kind(each)[0], each.declared.how
    if not text or (text.startswith("-") and text != "-"):
        return None
    if not is_right(text, kind, how.get("min"), how.get("max")):
        return None
    return kind(text) if isinstance(kind, type) else text
