"""`casemgr mcp`: the tools of an assistant, over stdin and stdout."""

from __future__ import annotations

from casemgr_cli.cli import options

app = options.new_app()


@app.command()
def mcp(data: options.Data = None) -> None:
    """Serve casemgr to an assistant as read-only tools, over stdin and stdout (the Model Context Protocol).

    An assistant starts this itself. In its settings, the command is casemgr and the argument mcp. The tools
    read no files but casemgr's own, keep nothing and use no network.
    """
    from casemgr_cli.api import load
    from casemgr_cli.cli.assistant import server

    server(load(data)).run("stdio")
