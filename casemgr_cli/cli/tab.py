"""Tab, answered from a table of all that Typer offers: to load Typer takes longer than a Tab may take.

The first Tab in a shell has Typer fill the table, and keeps it; so does the first one after a change of the
program, its data or a library. What no table can say is left to Typer: after a word in quotes, for a value
behind `=`, and for the ids of students.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path

import platformdirs

from casemgr_cli import ASKED
from casemgr_cli.catalog.cache import can_keep, keep, kept

TYPE_CHECKING = False  # importing `typing` for it would take a tenth of the time
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    _Node = dict[str, Any]
    # A value, and the line that tells the shell of it.
    _Offer = list[str]

# What a shell wants around the offers, and in place of none.
_AROUND = {"bash": ("", "", ""), "fish": ("", "", ""), "zsh": ("_arguments '*: :((", "))'", "_files")}
_QUOTING = "'\"\\"
_PACKAGE = Path(__file__).resolve().parent.parent


def answer(environ: Mapping[str, str]) -> int | None:
    """Answer the shell and return the exit code; None if Typer has to answer."""
    shell = environ[ASKED].removeprefix("complete_")
    if shell not in _AROUND:
        return None
    line = environ.get("COMP_WORDS" if shell == "bash" else "_TYPER_COMPLETE_ARGS", "")
    words, place = line.split(), int(environ.get("COMP_CWORD") or 0)
    if shell != "bash":
        place = len(words) - (len(words) > 1 and not line.endswith(" "))
    begun = "".join(words[place : place + 1])
    if "=" in words or "=" in begun or set(_QUOTING) & set(line):
        return None
    table = _table(shell)
    offers = offered(table, words[1:place], begun) if "shown" in table else None
    if offers is None:
        return None
    told = [text for value, text in offers if value.startswith(begun)]
    if environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return 0 if told else 1
    before, after, none = _AROUND[shell]
    text = before + "\n".join(told) + after if told else none
    sys.stdout.buffer.write(f"{text}\n".encode())
    return 0


def offered(node: _Node, words: Iterable[str], begun: str) -> list[_Offer] | None:
    """Return what may follow some words, whatever it begins with; None where the table does not say."""
    given: set[str] = set()
    place, values = 0, None
    for word in words:
        if values is not None:
            values = None
        elif word in node["options"]:
            name, values = node["options"][word]
            given.add(name)
        elif word in node["commands"]:
            node, given = node["commands"][word], set()
        elif word.startswith("-") or node["commands"]:
            return None
        else:
            place += 1
    if begun.startswith("-"):
        free = [each for name, *each in node["names"] if name not in given - {""}]
        return free if values is None else None
    if values is not None:
        return list(values)
    places: list[list[_Offer] | None] = [
        values for i, (many, values) in enumerate(node["arguments"]) if many or i >= place
    ]
    return places[0] if places else list(node["shown"])


def _table(shell: str) -> _Node:
    """Return the table of a shell; an empty one where none can be kept or filled."""
    name = f"tab-{shell}-{_PACKAGE.stat().st_ino}.json"
    state = _state()
    try:
        found: _Node = json.loads(kept(name))
    except (OSError, ValueError):
        found = {}
    if found.get("state") == state:
        return found
    keep(name, b"{}")
    if not can_keep():
        return {}
    try:
        made = _filled(shell)
    except Exception:  # noqa: BLE001 - Typer, or the data, are not what they should be, and Typer says so
        made = {}
    keep(name, json.dumps({**made, "state": state}).encode())
    return made


def _state() -> list[int]:
    """Return what changes with the program, its data and the libraries beside it."""
    found = [
        file.stat()
        for top in (_PACKAGE, _PACKAGE.parent / "data")
        for folder, _, _ in os.walk(top)
        if not folder.endswith("__pycache__")
        for file in os.scandir(folder)
        if file.is_file()
    ]
    libraries = Path(platformdirs.__file__).parent.parent.stat().st_mtime_ns
    sizes = sum(each.st_size for each in found)
    return [libraries, len(found), sizes, max(each.st_mtime_ns for each in found)]


def _filled(shell: str) -> _Node:
    """Have Typer say all that it offers."""
    from casemgr_cli.cli import app, typers

    program: Any = typers.build()
    completion: Any = import_module("typer.completion")
    completion.completion_init()
    kind = completion.shell_completion.get_completion_class(shell)
    show = kind(program, {}, "casemgr", ASKED).format_completion
    return _node(program, program.make_context("casemgr", [], resilient_parsing=True), show, app.is_guest)


def _node(
    command: Any,  # noqa: ANN401 - Typer's own types
    context: Any,  # noqa: ANN401
    show: Callable[[Any], str],
    changing: Callable[[str], bool],
) -> _Node:
    """Return what may follow a command; not what an argument is, in commands where that is `changing`."""

    def offers(of: Any, begun: str = "") -> list[_Offer]:  # noqa: ANN401
        return [[item.value, show(item)] for item in of.shell_complete(context, begun)]

    params = command.get_params(context)
    options = {
        name: ("" if each.multiple else each.name, None if each.is_flag or each.count else offers(each))
        for each in params
        if each.param_type_name == "option" and each.nargs == 1
        for name in (*each.opts, *each.secondary_opts)
    }
    arguments = [
        (each.nargs != 1, None if changing(context.info_name) else offers(each))
        for each in params
        if each.param_type_name == "argument"
    ]
    commands = {}
    for name, stand_in in getattr(command, "commands", {}).items():
        inner = command.loaded(name) if hasattr(command, "loaded") else stand_in
        within = inner.make_context(name, [], parent=context, resilient_parsing=True)
        still = (lambda _name: True) if changing(name) else changing
        commands[name] = _node(inner, within, show, still)
    return {
        "commands": commands,
        "options": options,
        "arguments": arguments,
        "names": [(options[offer[0]][0], *offer) for offer in offers(command, "-") if offer[0] in options],
        "shown": offers(command),
    }
