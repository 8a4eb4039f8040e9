"""What one looks up: pay, certifications, licenses, schools, words, and the shape of documents."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec.structs import replace

from casemgr_cli.cli import completion, given, options
from casemgr_cli.cli.options import argument, option
from casemgr_cli.cli.output import Written
from casemgr_cli.errors import UsageFailure, nearest
from casemgr_cli.text import escaped, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casemgr_cli.domain.careers import Certification


@options.command()
def salary(
    *,
    nursing: Annotated[
        bool | None,
        option("--nursing/--no-nursing", help="Only with, or only without, a nursing background."),
    ] = None,
    state: Annotated[
        str | None,
        option(
            metavar="XX",
            help="A state, by its two-letter code or name; several with commas between.",
            autocompletion=completion.states,
        ),
    ] = None,
    all_states: Annotated[bool, option(help="Every state, side by side, the best paid first.")] = False,
    metro: Annotated[
        str | None,
        option(
            metavar="NAME", help="A metropolitan area, such as Baltimore.", autocompletion=completion.metros
        ),
    ] = None,
    setting: Annotated[
        str | None,
        option(
            metavar="SETTING",
            help="A kind of workplace, such as hospital or insurance.",
            autocompletion=completion.settings,
        ),
    ] = None,
    written: options.WrittenTable,
) -> None:
    """Show what case managers earn with and without a nursing background, and what the figures stand for.

    casemgr salary --nursing --state OR

    casemgr salary --setting insurance --state OR,WA,CA

    casemgr salary --no-nursing --all-states
    """
    from casemgr_cli.documents.salary import COLUMNS, salary_document, salary_rows
    from casemgr_cli.domain.kinds import BY_NURSING
    from casemgr_cli.engine.pay import PayQuestion, told
    from casemgr_cli.pages.salary import salary_page
    from casemgr_cli.writers.table import sheet

    out, data = written.chosen(), written.data
    catalog, guide = given.pay_only(data, settings=setting is not None)
    asked = PayQuestion(BY_NURSING[nursing], state, metro, setting, all_states)
    found = told(catalog.wages, guide, asked)
    out.show(
        document=lambda: salary_document(found.guide, found.rows, catalog, found.demand),
        page=lambda: salary_page(found.guide, found.rows, catalog, given.words(data), found.demand),
        table=lambda: sheet(COLUMNS, salary_rows(found.guide, found.rows)),
    )


@options.command()
def certs(
    *,
    id_: Annotated[
        str | None,
        argument(
            metavar="[ID]",
            help="One certification, such as ccm; all of them if left out.",
            autocompletion=completion.certifications,
        ),
    ] = None,
    person: options.AnswersGiven,
    written: options.WrittenTable,
) -> None:
    """Show what each certification asks for; with answers, where that person stands.

    casemgr certs

    casemgr certs ccm --answers me.yaml
    """
    from casemgr_cli.documents.certs import COLUMNS, certs_document, certs_rows
    from casemgr_cli.engine.eligibility import read_as_none, verdicts
    from casemgr_cli.pages.certs import cert_page, certs_page
    from casemgr_cli.writers.table import sheet

    out = written.chosen(personal=person.answered or bool(person.me), inputs=(person.answers,))
    person = person.or_kept(out, written.data)
    answered = person.answered
    catalog = given.load(written.data)
    found = person.known(catalog)
    wanted = tuple(catalog.certifications) if id_ is None else (_meant(id_, catalog.certifications),)
    shown = [each for each in verdicts(catalog, found) if each.certification.id in wanted]
    assumed = read_as_none(catalog, found) if answered else ()
    out.show(
        document=lambda: certs_document(shown, assumed, catalog, answered=answered),
        table=lambda: sheet(COLUMNS, certs_rows(shown, catalog, answered=answered)),
        page=lambda: (
            certs_page(shown, assumed, catalog, given.words(written.data), answered=answered)
            if id_ is None
            else cert_page(shown[0], catalog, given.words(written.data), asked=id_, answered=answered)
        ),
    )


def _meant(word: str, certifications: Mapping[str, Certification]) -> str:
    """Return the id of the certification that a word means: its id, or another name people use for it."""
    names = {
        name.casefold(): each.id
        for each in reversed(tuple(certifications.values()))
        for name in (*each.also_called, each.name, each.short, each.id)
    }
    if word.casefold() in names:
        return names[word.casefold()]
    known = nearest(word, names) or f"We know {', '.join(certifications)}."
    hint = f'{known} "casemgr explain" may know it all the same.'
    message = f"{quoted(word)} is not a certification we know."
    raise UsageFailure(message, hint=hint, slug="unknown_certification")


@options.command()
def license_(
    state: Annotated[
        list[str],
        argument(
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
    from casemgr_cli.documents.license import license_document
    from casemgr_cli.engine.standing import with_state_rules
    from casemgr_cli.pages.license import license_page

    out, data = written.chosen(), written.data
    guide = load_licenses(data_dir(data), " ".join(state), strict=data is not None)
    guide = with_state_rules(guide, load_catalog(data_dir(data), strict=False))
    out.show(document=lambda: license_document(guide), page=lambda: license_page(guide, given.words(data)))


@options.command()
def programs(
    *,
    degree: Annotated[
        str,
        option(
            metavar="DEGREE",
            help="adn, bsn, rn-to-bsn, msn, lpn, bsw, msw, human-services or public-health.",
            autocompletion=completion.degrees,
        ),
    ],
    state: options.State = None,
    neighbors: Annotated[bool, option(help="Also the states that border the one given.")] = False,
    search: Annotated[
        str | None, option(metavar="TEXT", help="A part of the school's name; spelling need not be exact.")
    ] = None,
    sort: Annotated[
        Literal["earnings", "debt", "size", "price"] | None,
        option(help="Highest earnings, lowest debt, most graduates, or lowest price first."),
    ] = None,
    person: options.AnswersGiven,
    limit: Annotated[int, option(min=1, help="How many to show.")] = 10,
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
    from casemgr_cli.domain.wages import find_place
    from casemgr_cli.engine.person import said
    from casemgr_cli.engine.programs import find_programs
    from casemgr_cli.pages.programs import programs_advice, programs_more, programs_page
    from casemgr_cli.writers.table import sheet

    out, data = written.chosen(inputs=(person.answers,)), written.data
    person = person.or_kept(out, data)
    guide = load_programs(data_dir(data), degree, strict=data is not None)
    order: str | None = sort
    if person.answered:  # they say what no option says
        catalog = given.load(data)
        answers = person.known(catalog)
        state = state or said(answers, "state")
        order = sort or catalog.planning.programs_by.get(str(answers.get("priority")))
    if neighbors and state is None:
        raise UsageFailure("--neighbors needs a state.", hint="Add --state, such as --state OR.")
    names = {code: place.names for code, place in guide.places.items()}
    code = None if state is None else find_place(state, names)
    wish = SchoolWish(code, neighbors, search, order, limit)
    found = find_programs(guide, wish)
    # What to widen where nothing was found, for a script too.
    wider = () if found.total else programs_advice(guide, found, given.words(data))
    out.show(
        document=lambda: programs_document(guide, found, wider),
        page=lambda: programs_page(guide, found, given.words(data)),
        table=lambda: sheet(COLUMNS, programs_rows(guide, found)),
    )
    if out.format in ("json", "csv") and sys.stderr is not None:
        # JSON holds the total itself.
        more = out.format == "csv" and found.total > len(found.programs)
        beside = (programs_more(found, given.words(data)),) if more else wider
        sys.stderr.writelines(f"{escaped(line)}\n" for line in beside)


@options.command()
def explain(
    *,
    words: Annotated[
        list[str] | None,
        argument(
            metavar="[KEY]",
            help="A figure, certification, word, workplace, step, source or answer key; a list if left out.",
            autocompletion=completion.keys,
        ),
    ] = None,
    search: Annotated[str, option(metavar="WORD", help="List only what has this word in its name.")] = "",
    person: options.AnswersGiven,
    written: options.WrittenPage,
) -> None:
    """Show where a figure, a rule or a word comes from.

    With answers, a certification's page shows how its rule came out for that person, part by part.

    casemgr explain advanced standing

    casemgr explain --search hospital

    casemgr explain ccm --answers me.yaml
    """
    from casemgr_cli.documents.explain import explain_document, index_document
    from casemgr_cli.engine.costs import priced
    from casemgr_cli.engine.eligibility import verdicts
    from casemgr_cli.pages.explain import explain_page, find, index, index_page

    out = written.chosen(personal=person.answered or bool(person.me), inputs=(person.answers,))
    person = person.or_kept(out, written.data)
    catalog = given.load(written.data)
    if not words:
        out.show(
            document=lambda: index_document(index(catalog, search)),
            page=lambda: index_page(catalog, given.words(written.data), search),
        )
        return
    key = " ".join(words)
    catalog = replace(catalog, steps=priced(catalog, {}))
    found = {each.certification.id: each for each in verdicts(catalog, person.known(catalog))}
    out.show(
        document=lambda: explain_document(*find(key, catalog), catalog, found, answered=person.answered),
        page=lambda: explain_page(key, catalog, given.words(written.data), found, answered=person.answered),
    )


@options.command()
def schema(
    kind: Annotated[
        str, argument(help="The kind of document, such as advice.", autocompletion=completion.schemas)
    ],
    as_json: options.Json = True,
    output: options.OutputFile = None,
    data: options.Data = None,
) -> None:
    """Print the JSON Schema of a document that casemgr writes, or of the answers that it reads.

    casemgr schema advice

    casemgr schema answers
    """
    from casemgr_cli.cli.app import guest_documents
    from casemgr_cli.documents import schemas

    facts = given.load(data).facts if kind == "answers" else None
    document = schemas.schema(kind, facts, guest_documents())
    Written(as_json=as_json, output=output).chosen().write(json.dumps(document, indent=2))
