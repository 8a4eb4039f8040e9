"""`casemgr license`: what RN and social-work licenses look like in a state."""

from __future__ import annotations

from typing import Annotated

import typer

from casemgr_cli.cli import completion, options

app = options.new_app()


@app.command("license")
def license_(
    state: Annotated[
        list[str],
        typer.Argument(
            metavar="STATE",
            help="A state or territory, by name or two-letter code.",
            autocompletion=completion.states,
        ),
    ],
    written: options.WrittenPage,
) -> None:
    """Show the nursing and social-work licenses of a state: board, fees, hours, compacts, state rules.

    casemgr license OR

    casemgr license north carolina -o licenses.html
    """
    from casemgr_cli.catalog.files import data_dir
    from casemgr_cli.catalog.licenses import load_licenses
    from casemgr_cli.catalog.load import load_catalog
    from casemgr_cli.cli import given
    from casemgr_cli.documents.license import license_document
    from casemgr_cli.engine.local import with_state_rules
    from casemgr_cli.pages.license import license_page

    out, data = written.chosen(), written.data
    guide = load_licenses(data_dir(data), " ".join(state), strict=data is not None)
    guide = with_state_rules(guide, load_catalog(data_dir(data), strict=False))
    out.show(document=lambda: license_document(guide), page=lambda: license_page(guide, given.words(data)))
