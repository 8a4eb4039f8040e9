"""The options that commands share: one by one as annotated types, and the groups that go together.

What nobody gives comes from `CASEMGR_*`, or else from `config.toml` in the user's folder.
"""

from __future__ import annotations

import os
import sys
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin, get_type_hints

from msgspec import NODEFAULT, Struct
from msgspec.structs import replace

from casemgr_cli.cli import completion
from casemgr_cli.cli.output import ENDINGS, Written, refuse_planted
from casemgr_cli.errors import FileFailure, UsageFailure, nearest
from casemgr_cli.ownership import is_foreign, others_may_write
from casemgr_cli.text import named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Self

    from casemgr_cli.cli.output import Output
    from casemgr_cli.domain import Catalog
    from casemgr_cli.domain.facts import Value


class Declared(Struct, frozen=True):
    """An option or an argument as a command declares it; Typer is told of it where it has to read it."""

    names: tuple[str, ...]
    how: dict[str, Any]
    is_argument: bool = False


def option(*names: str, **how: Any) -> Declared:  # noqa: ANN401 - what Typer's own takes
    """Declare an option."""
    return Declared(names, how)


def argument(**how: Any) -> Declared:  # noqa: ANN401 - what Typer's own takes
    """Declare an argument."""
    return Declared((), how, is_argument=True)


# Groups of options on a help page, after those of the command itself.
_about_person = partial(option, rich_help_panel="Whose answers")
_about_result = partial(option, rich_help_panel="How the result is written")
_FORMAT = _about_result(
    "--format", help="How the result is written; if left out, the ending of the -o file says it."
)


class Command(Struct, frozen=True):
    """A function that is a command, and how Typer shows it."""

    function: Callable[..., None]
    how: dict[str, Any] = {}

    def run(self, given: dict[str, Any]) -> None:
        """Run it with a value for every parameter; those of a group make up the group's."""
        for name, kind in _types(self.function).items():
            if _is_group(kind):
                given[name] = kind(**{each.name: given.pop(each.name) for each in _spread(kind)})
        self.function(**given)


def command(**how: Any) -> Callable[[Callable[..., None]], Command]:  # noqa: ANN401 - Typer's own
    """Make a function a command, which is put together when it is used."""
    return lambda function: Command(function, how)


_PageFormat = Annotated[Literal["text", "json", "markdown", "html", "pdf"] | None, _FORMAT]
_AdviceFormat = Annotated[Literal["text", "json", "markdown", "html", "pdf", "ics"] | None, _FORMAT]
_TableFormat = Annotated[Literal["text", "json", "csv", "markdown", "html", "pdf"] | None, _FORMAT]
_AnyFormat = Literal["text", "json", "csv", "markdown", "html", "pdf", "ics"]
_ListFormat = Annotated[_AnyFormat | None, _FORMAT]
Paper = Annotated[Literal["letter", "a4"], _about_result(help="The paper that a PDF is printed on.")]
Template = Annotated[
    Literal["full", "plan"],
    _about_result(help="Everything, or a career and school plan of one or two pages to sign."),
]
Json = Annotated[bool, _about_result("--json", help="The same as --format json.")]
OutputFile = Annotated[
    str | None,
    _about_result("--output", "-o", metavar="FILE", help="Write the result to this file; - is stdout."),
]
Plain = Annotated[bool, _about_result(help="Plain lines: no color, no box drawing.")]
_Pager = Annotated[
    bool,
    _about_result(
        "--pager/--no-pager",
        help="Read a long page on a terminal with your own pager ($PAGER; if that is not set, with less, "
        "but not with --plain).",
    ),
]
Data = Annotated[Path | None, _about_result(metavar="DIR", help="Use the data files of this folder.")]
AnswersFile = Annotated[
    str | None, _about_person(metavar="FILE", help="Read answers from this YAML or JSON file; - is stdin.")
]
_Me = Annotated[
    bool | None,
    _about_person(
        "--me/--no-me", help="Use, or leave out, the answers you keep on this computer.", show_default=False
    ),
]
Set = Annotated[
    list[str] | None,
    _about_person(
        "--set",
        metavar="KEY=VALUE",
        help="Give or change one answer; put commas between the items of a list. Can be repeated.",
        autocompletion=completion.answers,
    ),
]
State = Annotated[
    str | None,
    option(metavar="XX", help="A state, by its two-letter code.", autocompletion=completion.states),
]


class _Written(Written, frozen=True):
    as_json: Json = False
    output: OutputFile = None
    data: Data = None
    plain: Plain = False
    pager: _Pager = True


class WrittenPage(_Written, frozen=True):
    """How a page is written."""

    format_: _PageFormat = None


class WrittenTable(_Written, frozen=True):
    """How a page that can be a table is written."""

    format_: _TableFormat = None


class WrittenAdvice(_Written, frozen=True):
    """How a page that can be a calendar is written."""

    format_: _AdviceFormat = None


class WrittenList(_Written, frozen=True):
    """How a list with days in it is written."""

    format_: _ListFormat = None


class AnswersGiven(Struct, frozen=True):
    """Whom a command is about: answers from a file, those kept on this computer, and single ones."""

    answers: AnswersFile = None
    me: _Me = None
    set_: Set = None

    @property
    def answered(self) -> bool:
        """Whether there are answers."""
        return self.answers is not None or bool(self.set_)

    def or_kept(self, out: Output, data: Path | None) -> Self:
        """Return the same with the kept answers, where they take the place of a file."""
        from casemgr_cli.cli import kept

        return replace(self, answers=kept.instead(self.answers, self.me, out, data))

    def known(self, catalog: Catalog) -> dict[str, Value]:
        """Return the answers."""
        from casemgr_cli.cli import given

        return given.answers(catalog, self.answers, self.set_)


class Parameter(Struct, frozen=True):
    """A parameter of a command, as Typer or a plain line gives it a value."""

    name: str
    annotation: Any
    default: Any = NODEFAULT

    @property
    def declared(self) -> Declared:
        """What is declared of it."""
        found: Declared = get_args(self.annotation)[1]
        return found

    @property
    def names(self) -> tuple[str, ...]:
        """The words that name an option: those declared, or else its own name."""
        return self.declared.names or (f"--{self.name.replace('_', '-')}",)

    @property
    def is_required(self) -> bool:
        """Whether there is no default."""
        return self.default is NODEFAULT


def parameters(function: Callable[..., None]) -> Iterator[Parameter]:
    """Yield the parameters of a command, each option of a group where the group stands."""
    code = function.__code__
    last = zip(
        reversed(code.co_varnames[: code.co_argcount]), reversed(function.__defaults__ or ()), strict=False
    )
    defaults = {**dict(last), **(function.__kwdefaults__ or {})}
    for name, kind in _types(function).items():
        if _is_group(kind):
            yield from _spread(kind)
        else:
            yield Parameter(name, kind, defaults.get(name, NODEFAULT))


@cache
def _types(function: Callable[..., None]) -> dict[str, Any]:
    found = get_type_hints(function, include_extras=True)
    return {name: kind for name, kind in found.items() if name != "return"}


def _is_group(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Struct)


@cache
def _spread(group: type[Struct]) -> tuple[Parameter, ...]:
    """Return the options of a group; a field that is none keeps its default."""
    types, defaults = get_type_hints(group, include_extras=True), group()
    return tuple(
        Parameter(name, types[name], getattr(defaults, name))
        for name in group.__struct_fields__
        if get_origin(types[name]) is Annotated
    )


# What the system, a database and Python itself all take for a number.
MOST_DIGITS = 9


def is_right(value: Any, kind: Any, low: float | None = None, high: float | None = None) -> bool:  # noqa: ANN401
    """Say whether a value needs no more than being given its type."""
    if get_origin(kind) is Literal:
        return value in get_args(kind)
    if kind is int:
        text = str(value)
        if not (isinstance(value, int) or (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS)):
            return False
        return (low is None or int(value) >= low) and (high is None or int(value) <= high)
    return kind in (str, Path) and isinstance(value, str | Path)


# What can be set, and the parameter of the commands that it stands for.
SETTINGS = {"state": "state", "data": "data", "paper": "paper", "format": "format_", "color": "color"}
_FEW = {"color": ("auto", "always", "never"), "paper": ("letter", "a4"), "format": get_args(_AnyFormat)}


def defaults() -> dict[str, str]:
    """Return the defaults that are set, by name."""
    found = _from_file()
    found |= {name: value for name in SETTINGS if (value := os.environ.get(f"CASEMGR_{name.upper()}"))}
    _refuse([told for name, value in found.items() if (told := _wrong(name, value))])
    return found


def for_commands(found: Mapping[str, str], words: Sequence[str]) -> dict[str, str]:
    """Return defaults by the parameter that takes them; of a format, where the words name none."""
    without = {"color"} | ({"format"} if _names_format(words) else set())
    return {SETTINGS[name]: value for name, value in found.items() if name not in without}


def _names_format(words: Sequence[str]) -> bool:
    """Whether words of the command line say how a result is written, if only by the ending of its file."""
    files = [
        word.partition("=")[2] or after
        for word, after in pairwise([*words, ""])
        if word.partition("=")[0] in ("-o", "--output")
    ]
    return "--json" in words or any(Path(file).suffix.lower() in ENDINGS for file in files)


def use_color(wanted: str) -> None:
    """Set what says whether to color: `always` and `never` win over what the terminal can do."""
    if os.environ.get("CLICOLOR_FORCE", "0") not in {"", "0"}:
        os.environ.setdefault("FORCE_COLOR", "1")
    if wanted == "never":
        os.environ["NO_COLOR"] = "1"
    if wanted == "always":
        os.environ.pop("NO_COLOR", None)
        os.environ["FORCE_COLOR"] = "1"


def _from_file() -> dict[str, str]:
    config = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")  # noqa: PTH111  never fails
    if sys.platform == "linux" and not Path(config, "casemgr").is_dir():  # found out without a library
        return {}
    from platformdirs import user_config_path

    file = user_config_path("casemgr", appauthor=False) / "config.toml"
    if not file.is_file():
        return {}
    import tomllib

    try:
        entries = tomllib.loads(_own_text(file))
    except OSError as error:
        raise FileFailure(f"{file} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageFailure(
            f"{file} is not TOML: {error}.", hint='Write lines such as state = "OR".'
        ) from error
    problems = [told for name, value in entries.items() if (told := _wrong(name, value))]
    _refuse([(f"{file}: {message}", hint) for message, hint in problems])
    return dict(entries)


def _own_text(file: Path) -> str:
    """Return the settings, where no other login may have written them: they can lead to its data files.

    Raises:
        FileFailure: the file or its folder is another login's, or others may write there.
        OSError: it cannot be read.
    """
    from shlex import quote

    refuse_planted(file, "No settings were read.", hint=f"Take it away: rm {quote(str(file))}")
    with file.open("rb") as raw:
        for each, found in ((file.parent, file.parent.stat()), (file, os.fstat(raw.fileno()))):
            place = quote(str(each))
            if is_foreign(found.st_uid):
                problem, remedy = "belongs to another login", f'sudo chown "$(id -un)" {place}'
            elif others_may_write(found):
                problem, remedy = "can be changed by other logins", f"chmod go-w {place}"
            else:
                continue
            raise FileFailure(
                f"{named(str(each))} {problem} of this computer. No settings were read.",
                hint=f"Look at what is set there, then make it yours alone: {remedy}",
                slug="not_yours",
            )
        return raw.read().decode()


def _wrong(name: str, value: object) -> tuple[str, str] | None:
    """Return what is wrong with a setting, and what would be right."""
    if name not in SETTINGS:
        return f'"{name}" is not a setting.', nearest(name, SETTINGS) or f"It can be {', '.join(SETTINGS)}."
    if not isinstance(value, str):
        return f'"{name}" must be text in quotes.', f'Write a line such as {name} = "...".'
    if value not in _FEW.get(name, (value,)):
        return f'"{name}" cannot be "{value}".', f"It can be {', '.join(_FEW[name])}."
    return None


def _refuse(problems: list[tuple[str, str]]) -> None:
    """Tell all mistakes at once, each with its hint but for the last, whose hint follows as ever."""
    if problems:
        *others, (message, hint) = problems
        raise UsageFailure("\n".join((*(f"{text} {more}" for text, more in others), message)), hint=hint)
