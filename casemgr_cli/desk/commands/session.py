"""`casemgr session`: the counselor's desk, each of its commands loaded only when it is used."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand

from casemgr_cli.cli import options
from casemgr_cli.cli.typers import LazyGroup, alone, new_app
from casemgr_cli.desk.commands import options as own
from casemgr_cli.errors import UsageFailure

# The module beside this one, the function in it, and what the help page says.
COMMANDS = {
    "new": ("sitting", "new", "Start a session with a student; every answer is saved as it is given."),
    "resume": ("sitting", "resume", "Go on with a session that is half done."),
    "next": ("sitting", "next_", "Hold one session after another with a group, the screen locked between."),
    "slips": ("sitting", "slips", "Print a slip for each student, with the code to their session."),
    "list": ("look", "list_", "List students with where each stands."),
    "show": ("look", "show", "Show one student: sessions, latest answers, what was done when."),
    "report": ("look", "report", "Print a student's plan again, exactly as it was handed out."),
    "results": ("look", "results", "Count for a results report: students, sessions, minutes, plans."),
    "cohort": ("look", "cohort", "Count what the plans say: places, routes, fit, what is in the way."),
    "student": ("keep", "student", "Add a student without a session, or change what is held on one."),
    "note": ("keep", "note", "Show, keep or remove notes, which stand apart from the record."),
    "follow-up": ("keep", "follow_up", "Set the day to look at a plan together again."),
    "group": ("keep", "group", "Put students into a group of your own, or take them out."),
    "sheet": ("sheets", "sheet", "Print the questions on paper, or as files to fill in and import."),
    "interest": ("sheets", "interest", "Keep how much the work interests students, before and after."),
    "import-answers": ("sheets", "import_answers", "Import answers from files or an online form."),
    "log": ("safekeeping", "log", "Show who saw or changed a record, and when."),
    "backup": ("safekeeping", "backup", "Write the store into a new file, while it is in use."),
    "restore": ("safekeeping", "restore", "Make a store of a backup, where there is none."),
    "check": ("safekeeping", "check", "Find out whether the store is whole and its plans can be read."),
    "export": ("safekeeping", "export", "Write down everything that is held on a student."),
    "delete": ("safekeeping", "delete", "Delete everything that is held on a student, for good."),
    "purge": ("safekeeping", "purge", "Delete students for whom nothing was done for a long time."),
    "unlock": ("safekeeping", "unlock", "Give the passphrase once for an hour of commands."),
    "setup": ("keep", "setup", "Make a store, change how it is set up, or show it."),
}


class _DeskGroup(LazyGroup):
    """The commands of the desk."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - what Typer makes a group of
        """Put stand-ins where the help page looks for the commands."""
        super().__init__(**given)
        for name, (_, _, text) in COMMANDS.items():
            self.add_command(TyperCommand(name, help=text))

    def loaded(self, name: str | None) -> Any:  # noqa: ANN401 - a Typer command
        """Import the function of a command and return the command."""
        return load(name)


def load(name: str | None) -> Any:  # noqa: ANN401 - a Typer command
    """Import the function of a command and return the command."""
    module, function, _ = COMMANDS[name or ""]
    return alone(getattr(import_module(f"casemgr_cli.desk.commands.{module}"), function), name=name)


app = new_app()


@app.callback(cls=_DeskGroup, invoke_without_command=True)
def session(context: typer.Context, store: own.WhichStore, written: options.WrittenPage) -> None:
    """Run, interrupt, finish, print and account for sessions with students.

    Without a command: who is half done, who is due for a follow-up, and who has no plan.

    casemgr session new 1001 --grade 11

    casemgr session resume 1001
    """
    if context.invoked_subcommand is None:
        from casemgr_cli.desk.commands.look import board

        board(store, written)
    elif "COMMANDLINE" in {
        getattr(context.get_parameter_source(name), "name", "") for name in context.params
    }:
        command = context.invoked_subcommand
        raise UsageFailure(
            f"Options stand before {command}.",
            hint=f"Put them after it: casemgr session {command} ... --store FILE",
        )
