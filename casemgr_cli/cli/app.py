"""The list of commands, each loaded only when it is used."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast, get_args, get_origin

import typer
from msgspec import Struct
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from casemgr_cli import __version__
from casemgr_cli.cli.options import HELP, defaults, for_commands, help_style, use_color
from casemgr_cli.errors import UsageFailure
from casemgr_cli.text import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

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


class LazyGroup(TyperGroup):
    """A group that lists its commands by name and imports the one that is run.

    What `commands` holds are stand-ins for the help page and for completing names.
    """

    def loaded(self, name: str | None) -> Any:  # noqa: ANN401 - a Typer command or group
        """Import the module of a command and return the command."""
        return load(name)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:  # noqa: ANN401 - Typer's own types are private
        """Find the command and load its module."""
        name, stand_in, rest = super().resolve_command(ctx, args)
        if stand_in is None:
            return name, None, rest
        command = self.loaded(name)
        _lighten(command)
        ctx.default_map = {name: _taken(command, for_commands(defaults(), rest))}
        _refuse_doubled(command, rest)
        return name, command, rest


def _taken(command: Any, found: Mapping[str, str]) -> dict[str, Any]:  # noqa: ANN401 - a Typer command or group
    """Return the defaults that a command can take, and those of the commands in it by their names."""
    own = {
        each.name: found[each.name]
        for each in command.params
        if each.name in found and _is_right(found[each.name], each.type_descriptor.annotation, None)
    }
    return {name: _taken(inner, found) for name, inner in getattr(command, "commands", {}).items()} | own


def _refuse_doubled(command: Any, words: list[str]) -> None:  # noqa: ANN401 - a Typer command or group
    """Refuse an option that is given twice and can be meant once: the last would win in silence."""
    names = {
        name: option.opts[0]
        for option in command.params
        if option.param_type_name == "option" and not option.multiple
        for name in (*option.opts, *option.secondary_opts)
    }
    before = words[: words.index("--")] if "--" in words else words
    given = [names[name] for word in before if (name := word.partition("=")[0]) in names]
    twice = next((name for name in given if given.count(name) > 1), None)
    if twice is not None:
        raise UsageFailure(f"{twice} is given twice.", hint="Keep one of them.")


def load(name: str | None) -> Any:  # noqa: ANN401 - a Typer command or group
    """Import the module of a command and return the command."""
    home = f"{_DESK}.commands" if is_guest(name) else "casemgr_cli.cli.commands"
    module = import_module(f"{home}.{_TOGETHER.get(name or '', name)}")
    made = getattr(module, "app", None) or getattr(module, str(name), None) or getattr(module, f"{name}_")
    loaded = get_command(made if isinstance(made, typer.Typer) else made())
    loaded.name = name
    return loaded


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


def build() -> Callable[..., object]:
    """Return the whole program as a callable that takes the words of the command line."""
    app = typer.Typer(
        cls=LazyGroup, rich_markup_mode=help_style(), context_settings={"help_option_names": HELP}
    )
    app.callback()(_casemgr)
    program = cast("LazyGroup", get_command(app))
    for name, text in COMMANDS.items():
        program.add_command(TyperCommand(name, help=text))
    _lighten(program)
    return program


def _show_version(wanted: bool) -> None:
    """Print the version, and the day of the newest source that the data are from."""
    if not wanted:
        return
    from casemgr_cli.cli import given
    from casemgr_cli.domain.figures import data_date

    newest = data_date(given.today(), given.load(None))
    typer.echo(f"casemgr {__version__}" + (f", data of {newest}" if newest else ""))
    raise typer.Exit


def _casemgr(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            "-V",
            help="Print the version and the data's date.",
            callback=_show_version,
            is_eager=True,
        ),
    ] = False,
    color: Annotated[
        Literal["auto", "always", "never"] | None,
        typer.Option(
            "--color", help="Whether to color; auto does where a terminal shows it.", show_default=False
        ),
    ] = None,
) -> None:
    """Career advice for people who want to become case managers in healthcare and human services.

    Start with "casemgr advise".
    """
    use_color(color or defaults().get("color", "auto"))


# What the system, a database and Python itself all take for a number.
_MOST_DIGITS = 9


def _refuse_endless(param: Any, items: Iterable[object]) -> None:  # noqa: ANN401 - Typer's own
    """Refuse a number with more digits than anything is counted in."""
    endless = next((text for each in items if len((text := str(each)).lstrip("-")) > _MOST_DIGITS), None)
    if endless is not None and endless.lstrip("-").isdecimal():
        raise UsageFailure(
            f"{param.opts[0]}: {quoted(endless)} is too large.",
            hint=f"Give a number of at most {_MOST_DIGITS} digits.",
        )


class _Cast(Struct, frozen=True):
    """The cast of one option or argument; `typers` makes Typer's own."""

    typers: Callable[[], Any]

    def coerce(self, value: Any, *, param: Any, ctx: Any) -> Any:  # noqa: ANN401 - Typer's own types are private
        """Return the value for the command; Typer says what is wrong with one that is not right."""
        many = param.multiple or param.nargs == -1
        if value is None:
            return () if many else None
        wanted = param.type_descriptor.annotation
        if many and isinstance(value, list | tuple):
            wanted, items = get_args(wanted)[0], tuple(value)
        else:
            items = (value,)
        if wanted is int:
            _refuse_endless(param, items)
        if all(_is_right(item, wanted, param.type_descriptor.parameter_info) for item in items):
            found = [wanted(item) if isinstance(wanted, type) else item for item in items]
            return found if many else found[0]
        return self.typers().coerce(value, param=param, ctx=ctx)


def _lighten(command: Any) -> None:  # noqa: ANN401 - a Typer command or group
    """Give every parameter of a command, and of the commands in it, this cast.

    A Typer whose casts cannot be replaced keeps its own.
    """
    own = command.get_params
    command.get_params = lambda ctx: [_untyped(_lightened(param)) for param in own(ctx)]
    for inner in getattr(command, "commands", {}).values():
        _lighten(inner)


def _lightened(param: Any) -> Any:  # noqa: ANN401
    typers = getattr(param, "get_runtime_param", None)
    if typers is not None and "get_runtime_param" not in vars(param):
        cast = _Cast(typers)
        param.get_runtime_param = lambda: cast
    return param


def _untyped(param: Any) -> Any:  # noqa: ANN401
    """Leave out of the help what is a type and no word: of a switch, and of an argument with a name."""
    if getattr(param, "is_flag", False):
        param.metavar = ""
    elif param.param_type_name == "argument" and not param.type_descriptor.is_choice:
        param.display_type = lambda _ctx: ""
    return param


def _is_right(value: Any, wanted: Any, info: Any) -> bool:  # noqa: ANN401
    """Say whether a value needs no more than being given its type."""
    if get_origin(wanted) is Literal:
        return value in get_args(wanted)
    if wanted is int:
        whole = isinstance(value, int) or (value.isascii() and value.isdecimal())
        return whole and all(
            bound is None or sign * int(value) >= sign * bound
            for sign, bound in ((1, info.min), (-1, info.max))
        )
    return wanted in (str, Path) and isinstance(value, str | Path)
