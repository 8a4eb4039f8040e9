"""`casemgr programs`: schools that offer a degree, with what their graduates earn and owe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from casemgr_cli.cli import completion, given, options
from casemgr_cli.errors import UsageFailure
from casemgr_cli.text import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from casemgr_cli.domain.programs import Found, ProgramGuide

app = options.new_app()


@app.command()
def programs(
    *,
    degree: Annotated[
        str,
        typer.Option(
            metavar="DEGREE",
            help="adn, bsn, rn-to-bsn, msn, lpn, bsw, msw, human-services or public-health.",
            autocompletion=completion.degrees,
        ),
    ],
    state: options.State = None,
    neighbors: Annotated[
        bool, typer.Option("--neighbors", help="Also the states that border the one given.")
    ] = False,
    search: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="A part of the school's name; spelling need not be exact."),
    ] = None,
    sort: Annotated[
        Literal["earnings", "debt", "size", "price"] | None,
        typer.Option(help="Highest earnings, lowest debt, most graduates, or lowest price first."),
    ] = None,
    person: options.AnswersGiven,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="How many to show.")] = 10,
    written: options.WrittenTable,
) -> None:
    """List the schools that offer a degree, with their prices and what their graduates earn and owe.

    With answers, the state is theirs and the order follows what they put first.

    casemgr programs --degree msw --state PA --neighbors

    casemgr programs --degree bsn --state OR --sort price --limit 20
    """
    from casemgr_cli.catalog.files import data_dir
    from casemgr_cli.catalog.programs import load_programs
    from casemgr_cli.documents.programs import COLUMNS, programs_document, programs_rows
    from casemgr_cli.domain.programs import SchoolWish
    from casemgr_cli.engine.programs import find_programs
    from casemgr_cli.pages.programs import programs_page
    from casemgr_cli.writers.table import sheet

    out, data = written.chosen(inputs=(person.answers,)), written.data
    person = person.or_kept(out, data)
    guide = load_programs(data_dir(data), degree, strict=data is not None)
    order: str | None = sort
    if person.answered:
        state, order = _of_person(data, person, state, sort)
    wish = SchoolWish(_code(guide, state, neighbors), neighbors, search, order, limit)
    found = find_programs(guide, wish)
    out.show(
        document=lambda: programs_document(guide, found, _advice(guide, found, data)),
        page=lambda: programs_page(guide, found, given.words(data)),
        table=lambda: sheet(COLUMNS, programs_rows(guide, found)),
    )
    if out.format in ("json", "csv"):
        _tell(_beside(guide, found, data, counted=out.format == "json"))


def _of_person(
    data: Path | None, person: options.AnswersGiven, state: str | None, sort: str | None
) -> tuple[str | None, str | None]:
    """Return the state and the order, from a person's answers where an option does not say."""
    from casemgr_cli.engine.local import order_of
    from casemgr_cli.engine.person import said

    found = person.known(given.load(data))
    return state or said(found, "state"), sort or order_of(found)


def _code(guide: ProgramGuide, state: str | None, neighbors: bool) -> str | None:
    from casemgr_cli.domain.wages import find_place

    if state is not None:
        return find_place(state, {code: place.names for code, place in guide.places.items()})
    if neighbors:
        raise UsageFailure("--neighbors needs a state.", hint="Add --state, such as --state OR.")
    return None


def _advice(guide: ProgramGuide, found: Found, data: Path | None) -> tuple[str, ...]:
    if found.total:
        return ()
    from casemgr_cli.pages.programs import programs_advice

    return programs_advice(guide, found, given.words(data))


def _beside(guide: ProgramGuide, found: Found, data: Path | None, *, counted: bool) -> tuple[str, ...]:
    """Return what is said beside a result for a script: what to widen, or how many more there are.

    `counted` results hold the total themselves.
    """
    if found.total == len(found.programs) or counted:
        return _advice(guide, found, data)
    from casemgr_cli.pages.programs import programs_more

    return (programs_more(found, given.words(data)),)


def _tell(lines: Iterable[str]) -> None:
    if sys.stderr is not None:
        sys.stderr.writelines(escaped(line) + "\n" for line in lines)
