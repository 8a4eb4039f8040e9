"""`casemgr license`: what RN and social-work licenses look like in a state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from casemgr_cli.cli import completion, options

if TYPE_CHECKING:
    from pathlib import Path

    from casemgr_cli.domain.licensing import LicenseGuide
    from casemgr_cli.pages.blocks import Page

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
    from casemgr_cli.catalog.licenses import load_licenses
    from casemgr_cli.catalog.load import load_catalog
    from casemgr_cli.catalog.paths import data_dir
    from casemgr_cli.engine.local import with_state_rules

    out, data = written.chosen(), written.data
    guide = load_licenses(data_dir(data), " ".join(state), strict=data is not None)
    guide = with_state_rules(guide, load_catalog(data_dir(data), strict=False))
    out.show(document=lambda: _document(guide), page=lambda: _page(guide, data))


def _document(guide: LicenseGuide) -> dict[str, Any]:
    from casemgr_cli.documents.license import license_document

    return license_document(guide)


def _page(guide: LicenseGuide, data: Path | None) -> Page:
    from casemgr_cli.cli import given
    from casemgr_cli.pages.license import license_page

    return license_page(guide, given.words(data))
