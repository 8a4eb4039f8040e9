"""`casemgr me`: the answers that a person keeps on this computer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casemgr_cli.cli import completion, options
from casemgr_cli.cli.options import argument
from casemgr_cli.cli.output import Written
from casemgr_cli.cli.typers import new_app
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from pathlib import Path

    from casemgr_cli.domain import Catalog
    from casemgr_cli.domain.facts import Value
    from casemgr_cli.pages.blocks import Page

app = new_app()


@app.callback(invoke_without_command=True)
def me(
    context: typer.Context,
    as_json: options.Json = False,
    output: options.OutputFile = None,
    data: options.Data = None,
    plain: options.Plain = False,
) -> None:
    """Show the answers that you keep on this computer, change, export or forget them.

    "casemgr advise" offers to keep what you answered. On a terminal every command then uses them; --no-me
    leaves them out. In a script, --me asks for them.

    casemgr me

    casemgr me set state=OR

    casemgr me export me-answers.yaml

    casemgr me forget
    """
    if context.invoked_subcommand is not None:
        return
    from casemgr_cli.documents import base

    out = Written(as_json=as_json, output=output, plain=plain).chosen(personal=True)
    catalog, answers = _kept(data)
    out.show(document=lambda: base.plain(answers), page=lambda: _page(answers, catalog, data))


@app.command("set")
def set_(
    items: Annotated[
        list[str], argument(metavar="KEY=VALUE...", help="New answers.", autocompletion=completion.answers)
    ],
    data: options.Data = None,
) -> None:
    """Change kept answers, such as state=OR; an answer that should go is KEY=unknown."""
    from casemgr_cli.catalog.answers import parse_set
    from casemgr_cli.cli import given, kept

    catalog, answers = _kept(data)
    new = given.changed(catalog, answers, parse_set(items, catalog.facts))
    refused = [key for key in new if key not in kept.keepable(new, catalog.facts, money=True)]
    if refused:
        raise UsageFailure(f"{', '.join(refused)} is never kept.", hint="Give it with --set each time.")
    kept.keep({**answers, **new})
    kept.tell_where(given.messages(data))


@app.command()
def export(
    file: Annotated[str, argument(metavar="FILE", help="A file that --answers reads; - is stdout.")],
    data: options.Data = None,
) -> None:
    """Write the kept answers to a file."""
    from casemgr_cli.catalog.answers import write_answers

    Written("text", output=file).chosen(personal=True).write(write_answers(_kept(data)[1]))


@app.command()
def forget(data: options.Data = None) -> None:
    """Remove the kept answers from this computer."""
    from casemgr_cli.cli import given, kept
    from casemgr_cli.cli.terminal import tell

    kept.forget()
    tell(given.messages(data)["cli.me.forgotten"])


def _kept(data: Path | None) -> tuple[Catalog, dict[str, Value]]:
    from casemgr_cli.cli import given, kept

    kept.since()
    catalog = given.load(data)
    return catalog, given.answers(catalog, str(kept.place()), None)


def _page(answers: dict[str, Value], catalog: Catalog, data: Path | None) -> Page:
    from casemgr_cli.cli import given, kept
    from casemgr_cli.pages.blocks import Facts, Heading, Paragraph, Row
    from casemgr_cli.prompts.asker import answer_text
    from casemgr_cli.text import named

    messages = given.messages(data)
    told = ((catalog.facts[key], value) for key, value in answers.items())
    rows = (Row(fact.name.rstrip(":"), answer_text(fact, value, messages)) for fact, value in told)
    where = messages["cli.me.where"].format(file=named(str(kept.place())))
    title = messages["cli.me.title"].format(day=kept.day(data))
    return Heading(title, 1), Facts(tuple(rows)), Paragraph(where, tone="quiet")
