"""The options that commands share, as annotated types."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from casemgr_cli.cli import completion
from casemgr_cli.cli.terminal import is_plain

HELP = ["-h", "--help"]
_FORMAT_HELP = "How the result is written; if left out, the ending of the -o file says it."


def help_style() -> Literal["rich"] | None:
    """Return how help pages are drawn: with Rich only where a terminal shows it."""
    return None if is_plain() else "rich"


def new_app() -> typer.Typer:
    """Return an empty command line for one command."""
    return typer.Typer(
        add_completion=False, rich_markup_mode=help_style(), context_settings={"help_option_names": HELP}
    )


DocumentFormat = Annotated[
    Literal["text", "json", "markdown", "html", "pdf"] | None, typer.Option("--format", help=_FORMAT_HELP)
]
AdviceFormat = Annotated[
    Literal["text", "json", "markdown", "html", "pdf", "ics"] | None,
    typer.Option("--format", help=_FORMAT_HELP),
]
TableFormat = Annotated[
    Literal["text", "json", "csv", "markdown", "html", "pdf"] | None,
    typer.Option("--format", help=_FORMAT_HELP),
]
Paper = Annotated[
    Literal["letter", "a4"], typer.Option("--paper", help="The paper that a PDF is printed on.")
]
Template = Annotated[
    Literal["full", "plan"],
    typer.Option("--template", help="Everything, or a career and school plan of one or two pages to sign."),
]
Json = Annotated[bool, typer.Option("--json", help="The same as --format json.")]
OutputFile = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write the result to this file; - is stdout."),
]
Plain = Annotated[bool, typer.Option("--plain", help="No color and no box drawing.")]
Pager = Annotated[
    bool,
    typer.Option("--pager/--no-pager", help="Read a long page on a terminal with your own pager ($PAGER)."),
]
Data = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="Use the data files of this folder.")
]
AnswersFile = Annotated[
    str | None,
    typer.Option("--answers", metavar="FILE", help="Read answers from this YAML or JSON file; - is stdin."),
]
Me = Annotated[
    bool | None,
    typer.Option(
        "--me/--no-me", help="Use, or leave out, the answers you keep on this computer.", show_default=False
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Give or change one answer; put commas between the items of a list. Can be repeated.",
        autocompletion=completion.answers,
    ),
]
State = Annotated[
    str | None,
    typer.Option(
        "--state", metavar="XX", help="A state, by its two-letter code.", autocompletion=completion.states
    ),
]
