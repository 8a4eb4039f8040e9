"""A plain line of words, run without Typer, whose loading takes longer than most answers.

Plain is the name of a command, its options as they are declared, and values that are right as they stand.
Whatever is not - a wrong word, help, a value to be counted, a default that somebody has set - is left to
Typer, which says what is wrong with it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from casemgr_cli import ASKED
from casemgr_cli.cli.app import COMMANDS, declared
from casemgr_cli.cli.options import Command, defaults, parameters, use_color

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casemgr_cli.cli.options import Parameter

# What only the help and Tab make use of. Anything else that is declared is for Typer.
_SHOWN = frozenset({"autocompletion", "help", "metavar", "rich_help_panel", "show_default"})


def run(words: Sequence[str]) -> bool:
    """Run the words if they are plain; return whether they are."""
    if ASKED in os.environ or not words or words[0] not in COMMANDS:
        return False
    command = declared(words[0])
    if not isinstance(command, Command):
        return False
    given = read(words[1:], tuple(parameters(command.function)))
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


def read(words: Sequence[str], wanted: Sequence[Parameter]) -> dict[str, Any] | None:
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
            each, text = (
                next((each for each in places if each.name not in found or _kind(each)[1]), None),
                word,
            )
        value = says if each is None or says is not None else _value(_kind(each)[0], text)
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
    for name in each.declared.names or (f"--{each.name.replace('_', '-')}",):
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
    return (kind if _SHOWN.issuperset(each.declared.how) else None), many


def _value(kind: Any, text: str) -> str | Path | None:  # noqa: ANN401 - any type
    """Return the value of a kind that a text is as it stands, for certain."""
    if not text or (text.startswith("-") and text != "-"):
        return None
    if kind is Path:
        return Path(text)
    return text if kind is str or (get_origin(kind) is Literal and text in get_args(kind)) else None
