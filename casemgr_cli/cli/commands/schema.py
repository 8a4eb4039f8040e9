"""`casemgr schema`: the JSON Schema of a document."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from casemgr_cli.cli import completion, options
from casemgr_cli.cli.output import Written

app = options.new_app()


@app.command()
def schema(
    kind: Annotated[
        str, typer.Argument(help="The kind of document, such as advice.", autocompletion=completion.schemas)
    ],
    as_json: options.Json = True,
    output: options.OutputFile = None,
    data: options.Data = None,
) -> None:
    """Print the JSON Schema of a document that casemgr writes, or of the answers that it reads.

    casemgr schema advice

    casemgr schema answers
    """
    from casemgr_cli.cli import given, guest
    from casemgr_cli.documents import schemas

    facts = given.load(data).facts if kind == "answers" else None
    document = schemas.schema(kind, facts, guest.documents())
    Written(as_json=as_json, output=output).chosen().write(json.dumps(document, indent=2))
