"""`casemgr batch`: advice for many people at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from casemgr_cli.cli import options
from casemgr_cli.cli.options import argument, option
from casemgr_cli.cli.terminal import tell
from casemgr_cli.errors import CasemgrError


@options.command()
def batch(
    rows: Annotated[Path, argument(metavar="IN", help="CSV, JSON Lines or Parquet, a row a person.")],
    folder: Annotated[Path, argument(metavar="OUT", help="A new folder for the results.")],
    id_column: Annotated[str, option("--id", metavar="COLUMN", help="The column that holds the ids.")] = "id",
    ignore: Annotated[
        list[str] | None, option(metavar="COLUMN", help="A column to leave unread. Can be repeated.")
    ] = None,
    jobs: Annotated[int | None, option(min=1, help="Processes to plan with; all cores if left out.")] = None,
    data: options.Data = None,
) -> None:
    """Advise many people at once: each distinct plan is made only once.

    The columns are answer keys ("casemgr schema answers" lists them) and one with ids. An empty cell is a
    question not asked, [] is "none of these", unknown is "I don't know".

    OUT gets people.csv (a row a person: first choice, months, cost, pay, verdicts, the key of the plan),
    plans.jsonl (each distinct plan once) and rejects.csv (rows that could not be used, and why). A run that
    was stopped goes on with the same command.

    casemgr batch students.csv advice

    casemgr batch people.parquet advice --id person_id --ignore name
    """
    import os

    from casemgr_cli.api import load
    from casemgr_cli.api.batch import Run
    from casemgr_cli.api.rows import count

    run = Run(rows, folder, load(data), id_column, ignore or ())
    totals = run.complete(jobs or os.cpu_count() or 1, _watched(count(rows), run.progress.rows))
    told = f"{folder}: people {totals.people:,}, plans {totals.plans:,}, rows rejected {totals.rejected:,}"
    tell(f"{told}, rows done before {totals.before:,}" if totals.before else told)
    if totals.rejected and not totals.people:
        raise CasemgrError("No row could be used.", hint="rejects.csv says why, row by row.", slug="rejected")


def _watched(total: int | None, done: int) -> Callable[[int], None]:
    """Return what shows how far along the run is: a bar with the time left, on a terminal only."""
    import sys

    if sys.stderr is None or not sys.stderr.isatty():
        return lambda _: None
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    bar = Progress(
        BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True), transient=True
    )
    task = bar.add_task("", total=total, completed=done)
    bar.start()

    def watch(rows: int) -> None:
        bar.update(task, completed=rows)
        if total is not None and rows >= total:
            bar.stop()

    return watch
