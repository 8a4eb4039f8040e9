"""What Typer makes of the commands: the help, the errors, and every line that is not plain."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Literal, cast, get_args, get_origin

import typer
from msgspec import Struct
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from casemgr_cli import __version__
from casemgr_cli.cli import options
from casemgr_cli.cli.app import COMMANDS, declared
from casemgr_cli.cli.terminal import is_plain
from casemgr_cli.errors import UsageFailure
from casemgr_cli.text import quoted

_HELP = ["-h", "--help"]


def _help_style() -> Literal["rich"] | None:
    """Return how help pages are drawn: with Rich only where a terminal shows it."""
    return None if is_plain() else "rich"


class _App(typer.Typer):
    """A command line whose commands may take a group of options as one value."""

    def command(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - Typer's own types
        """Register a command, of which Typer sees each option of a group."""
        register = super().command(*args, **kwargs)
        return lambda function: register(_spread_out(function))

    def callback(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - Typer's own types
        """Register what runs before a command in the same way."""
        register = super().callback(*args, **kwargs)
        return lambda function: register(_spread_out(function))


def new_app() -> typer.Typer:
    """Return an empty command line, whose commands may take a group of options as one value."""
    return _App(
        add_completion=False, rich_markup_mode=_help_style(), context_settings={"help_option_names": _HELP}
    )


def _spread_out(function: Callable[..., None]) -> Callable[..., None]:
    """Return the function of a command with each option of a group where the group stands."""

    def run(**given: Any) -> None:  # noqa: ANN401 - what Typer read from the command line
        options.Command(function).run(given)

    run.__name__, run.__doc__ = function.__name__, function.__doc__
    run.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(
                each.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=inspect.Parameter.empty if each.is_required else each.default,
                annotation=_typers_own(each),
            )
            for each in options.parameters(function)
        ]
    )
    return run


def _typers_own(each: options.Parameter) -> Any:  # noqa: ANN401
    """Return an annotation with Typer's own option or argument in place of what is declared."""
    if get_origin(each.annotation) is not Annotated:
        return each.annotation
    kind, how = get_args(each.annotation)[0], each.declared.how
    if each.declared.is_argument:
        return Annotated[kind, typer.Argument(**how)]
    metavar = {"metavar": "N"} if int in (kind, *get_args(kind)) else {}
    return Annotated[kind, typer.Option(*each.names, **{**metavar, **how})]


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
        ctx.default_map = {name: _taken(command, options.for_commands(options.defaults(), rest))}
        _refuse_doubled(command, rest)
        return name, command, rest


def _taken(command: Any, found: Mapping[str, str]) -> dict[str, Any]:  # noqa: ANN401 - a Typer command or group
    """Return the defaults that a command can take, and those of the commands in it by their names."""
    own = {
        each.name: found[each.name]
        for each in command.params
        if each.name in found and options.is_right(found[each.name], each.type_descriptor.annotation)
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
    made = declared(name)
    loaded = alone(made.function, **made.how) if isinstance(made, options.Command) else get_command(made)
    loaded.name = name
    return loaded


def alone(function: Callable[..., None], **how: Any) -> Any:  # noqa: ANN401 - Typer's own types
    """Return what Typer makes of one function that is a command."""
    app = new_app()
    app.command(**how)(function)
    return get_command(app)


def build() -> Callable[..., object]:
    """Return the whole program as a callable that takes the words of the command line."""
    app = typer.Typer(
        cls=LazyGroup, rich_markup_mode=_help_style(), context_settings={"help_option_names": _HELP}
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
    options.use_color(color or options.defaults().get("color", "auto"))


def _refuse_endless(param: Any, items: Iterable[object]) -> None:  # noqa: ANN401 - Typer's own
    """Refuse a number with more digits than anything is counted in."""
    for text in map(str, items):
        digits = text.lstrip("-")
        if len(digits) > options.MOST_DIGITS and digits.isdecimal():
            message = f"{param.opts[0]}: {quoted(text)} is too large."
            raise UsageFailure(message, hint=f"Give a number of at most {options.MOST_DIGITS} digits.")


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
        told = param.type_descriptor.parameter_info
        if all(options.is_right(item, wanted, told.min, told.max) for item in items):
            found = [wanted(item) if isinstance(wanted, type) else item for item in items]
            return found if many else found[0]
        return self.typers().coerce(value, param=param, ctx=ctx)


def _lighten(command: Any) -> None:  # noqa: ANN401 - a Typer command or group
    """Give every parameter of a command, and of the commands in it, this cast.

    A Typer whose casts cannot be replaced keeps its own.
    """
    own = command.get_params
    command.get_params = lambda ctx: [_lightened(param) for param in own(ctx)]
    for inner in getattr(command, "commands", {}).values():
        _lighten(inner)


def _lightened(param: Any) -> Any:  # noqa: ANN401
    """Return a parameter with this cast, and without what its help names that is a type and no word."""
    typers = getattr(param, "get_runtime_param", None)
    if typers is not None and "get_runtime_param" not in vars(param):
        cast = _Cast(typers)
        param.get_runtime_param = lambda: cast
    if getattr(param, "is_flag", False):
        param.metavar = ""
    elif param.param_type_name == "argument" and not param.type_descriptor.is_choice:
        param.display_type = lambda _ctx: ""
    return param
