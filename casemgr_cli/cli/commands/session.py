"""`casemgr session`: the counselor's desk, command by command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from casemgr_cli.cli import options
from casemgr_cli.cli.desk import importing, keep, look, privacy, sit, turns
from casemgr_cli.cli.desk import options as own
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from collections.abc import Callable

app = options.new_app()


@app.callback(invoke_without_command=True)
def session(
    context: typer.Context,
    store: own.Store = None,
    passphrase_fd: own.PassphraseFd = None,
    format_: options.DocumentFormat = None,
    as_json: options.Json = False,
    output: options.OutputFile = None,
    data: options.Data = None,
    plain: options.Plain = False,
) -> None:
    """Run, interrupt, finish, print and account for sessions with students.

    Without a command: who is half done, who is due for a follow-up, and who has no plan.
    """
    given = (store, passphrase_fd, format_, as_json, output, data, plain)
    if context.invoked_subcommand is None:
        look.board(*given)
    elif any(given):
        command = context.invoked_subcommand
        raise UsageFailure(
            f"Options stand before {command}.",
            hint=f"Put them after it: casemgr session {command} ... --store FILE",
        )


COMMANDS: dict[str, Callable[..., None]] = {
    "new": sit.new,
    "resume": sit.resume,
    "next": turns.next_,
    "list": look.list_,
    "show": look.show,
    "report": look.report,
    "student": keep.student,
    "note": keep.note,
    "follow-up": keep.follow_up,
    "import-answers": importing.import_answers,
    "export": privacy.export,
    "delete": privacy.delete,
    "purge": privacy.purge,
    "setup": keep.setup,
}
for name, command in COMMANDS.items():
    app.command(name)(command)
