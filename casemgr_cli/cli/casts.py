"""What was typed, cast without Typer's own casts, which import pydantic: a third of what a script waits for.

Only a value that is right as it stands is cast here. Anything else, and every message about a wrong value, is
left to Typer.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable


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
        if all(_is_right(item, wanted, param.type_descriptor.parameter_info) for item in items):
            found = [wanted(item) if isinstance(wanted, type) else item for item in items]
            return found if many else found[0]
        return self.typers().coerce(value, param=param, ctx=ctx)


def lighten(command: Any) -> None:  # noqa: ANN401 - a Typer command or group
    """Give every parameter of a command, and of the commands in it, this cast.

    A Typer whose casts cannot be replaced keeps its own.
    """
    own = command.get_params
    command.get_params = lambda ctx: [_lightened(param) for param in own(ctx)]
    for inner in getattr(command, "commands", {}).values():
        lighten(inner)


def _lightened(param: Any) -> Any:  # noqa: ANN401
    typers = getattr(param, "get_runtime_param", None)
    if typers is not None and "get_runtime_param" not in vars(param):
        cast = _Cast(typers)
        param.get_runtime_param = lambda: cast
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
