"""`casemgr roster`: the counselor's list of students."""

from __future__ import annotations

from casemgr_cli.cli import options
from casemgr_cli.cli.desk import rostering

app = options.new_app()


@app.callback()
def roster() -> None:
    """Keep the list of students on your desk up to date, and search it."""


app.command("import")(rostering.import_)
app.command("list")(rostering.list_)
