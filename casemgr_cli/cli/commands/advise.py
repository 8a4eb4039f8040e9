"""The advice on one person: the interview and what follows, its next question, and saved advice."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Annotated

from msgspec.structs import replace

from casemgr_cli.cli import options
from casemgr_cli.cli.options import argument, option
from casemgr_cli.cli.output import refuse_unwritable, write_file
from casemgr_cli.cli.terminal import can_ask, tell
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from casemgr_cli.cli.cv import Brought
    from casemgr_cli.domain import Catalog
    from casemgr_cli.domain.advice import Advice
    from casemgr_cli.domain.facts import Answers, Value
    from casemgr_cli.prompts.asker import Asker

# Saved advice may hold every way in full; a byte more than may be tells that there is more.
_MOST = (4 << 20) + 1


@options.command()
def advise(
    *,
    person: options.AnswersGiven,
    import_resume: Annotated[
        str | None,
        option(
            metavar="FILE",
            help="Take what answers a résumé gives (PDF, Word, text, JSON Resume, LinkedIn's export), say "
            "which, and ask the rest. Answers you give yourself come first. - is stdin.",
        ),
    ] = None,
    save_answers: Annotated[
        str | None, option(metavar="FILE", help="Write your answers to this file, for another time.")
    ] = None,
    resume: Annotated[bool, option(help="Go on with an interview that was stopped.")] = False,
    assume_defaults: Annotated[bool, option(help="Ask nothing; list what was assumed.")] = False,
    would_change: Annotated[
        bool,
        option(
            help="Say what would change the advice in JSON and in text for a program too; it takes longer."
        ),
    ] = False,
    brief: Annotated[
        bool, option(help="With --json, only the first choice, contrasts, verdicts and answer.")
    ] = False,
    written: options.WrittenAdvice,
    paper: options.Paper = "letter",
    template: options.Template = "full",
) -> None:
    """Answer a few questions and see your ways into case management, best first.

    Ctrl-C stops the interview and asks whether to keep your answers; "casemgr advise --resume" goes on.

    casemgr advise

    casemgr advise --answers me.yaml --assume-defaults -o plan.pdf

    casemgr advise --set background=nursing --set licenses=rn --assume-defaults --json
    """
    from casemgr_cli.catalog.answers import write_answers
    from casemgr_cli.cli import given, kept
    from casemgr_cli.cli.interview import Interview
    from casemgr_cli.cli.shown import refuse_template, show_advice

    data, plain = written.data, written.plain
    out = written.chosen(personal=True, paper=paper, without=("csv",), inputs=(person.answers, import_resume))
    refuse_template(template, out.format, brief=brief)
    refuse_unwritable(save_answers)
    if person.answers == import_resume == given.STDIN:
        raise UsageFailure("Only one file can be read from stdin.", hint="Name the other one.")
    asked_first = can_ask() and not (resume or person.answers or assume_defaults)
    stopped = kept.goes_on(*_asking(data, plain)) if asked_first else "go_on" if resume else ""
    # Whoever answers here, or kept answers here, walks through the advice; a file of answers gives the page.
    from_file = bool(person.answers) or assume_defaults
    person = person if stopped or import_resume else person.or_kept(out, data)
    catalog, today = given.load(data), given.today()
    from_kept = can_ask() and person.answers == str(kept.place())
    known = {**(kept.stopped(save_answers, catalog, data) if stopped else {}), **person.known(catalog)}
    if from_kept:
        kept.remind(catalog, known, data)
    # Who goes on mends contradictions on the review page, which tells of them.
    given.consistent(catalog, {} if stopped and can_ask() else known)
    brought = _from_cv(import_resume, catalog, known, data, today)
    # A script that wants JSON and still has to answer something finds the error alone on stderr.
    late = out.format == "json" and not can_ask()
    notes, offered = _told(brought, known, late=late, confirming=can_ask() and not assume_defaults)
    keeper = kept.Keeping(save_answers, catalog.facts, lambda: _asking(data, plain=True)[1])
    shown = (known, "stopped") if stopped == "change" else (offered, "found")
    interview = Interview(catalog, today, data, plain, keeper, notes, *shown)
    found = known if assume_defaults else interview.complete(known, review=bool(stopped))
    asked = found != known or (bool(stopped) and can_ask())
    tell(brought.said if brought and late else "")
    if save_answers is not None:
        write_file(save_answers, write_answers(found), personal=True)
    walks = (asked or not from_file) and can_ask() and kept.looked_at(out) and template == "full"
    # What was answered outlives a terminal that goes away while the advice is made, too.
    watched = interview.watched(found if asked else {}) if asked or walks else nullcontext(lambda _: None)
    with watched as note:
        advice = _advised(catalog, found, today, brought, weighed=would_change)
        if walks:
            from casemgr_cli.cli.menu import Menu

            asker, words = _asking(data, plain)[1], given.words(data)
            begun = words("card.begun_with", day=kept.day(data)) if from_kept else ""
            found = dict(Menu(out, catalog, advice, data, asker, interview.again, note, begun).run())
    if not walks:
        show_advice(out, advice, catalog, data, template=template, brief=brief)
    elif save_answers is not None:
        write_file(save_answers, write_answers(found), personal=True)
    asked = asked or found != known
    if stopped or asked:
        kept.forget_stopped()
    if asked and person.me is not False and save_answers is None and kept.looked_at(out):
        kept.offer(
            found,
            catalog.facts,
            *_asking(data, plain),
            before=given.answers(catalog, person.answers, None) if from_kept else None,
        )


@options.command()
def next_(person: options.AnswersGiven, written: options.WrittenPage) -> None:
    """Print the next question of the interview, or say that none is left.

    It is the question that can still change the advice most, given the answers so far.

    casemgr next --set background=nursing --json
    """
    from casemgr_cli.cli import given
    from casemgr_cli.documents.next import next_document
    from casemgr_cli.engine import interview
    from casemgr_cli.pages.basis import next_page

    out = written.chosen(inputs=(person.answers,))
    catalog = given.load(written.data)
    question = interview.next_question(catalog, person.or_kept(out, written.data).known(catalog))
    out.show(
        document=lambda: next_document(question), page=lambda: next_page(question, given.words(written.data))
    )


@options.command()
def report(
    *,
    file: Annotated[
        str, argument(metavar="ADVICE.json", help='Advice that "casemgr advise --json" wrote; - is stdin.')
    ],
    line: Annotated[
        int | None, option(min=1, help="Show the advice on this line of a JSON Lines file.")
    ] = None,
    written: options.WrittenAdvice,
    paper: options.Paper = "letter",
    template: options.Template = "full",
) -> None:
    """Show saved advice again, for its own day, as text, a document for print or a calendar.

    It is planned again from the saved answers. If figures have changed since, the page says which.

    casemgr report advice.json

    casemgr report advice.json --template plan -o plan.pdf

    casemgr report advice.json -o dates.ics
    """
    from casemgr_cli.cli import given
    from casemgr_cli.cli.shown import document, refuse_template, show_advice
    from casemgr_cli.engine.advise import advise
    from casemgr_cli.pages import saved as pages
    from casemgr_cli.text import named

    out, data = written.chosen(personal=True, paper=paper, without=("csv",), inputs=(file,)), written.data
    refuse_template(template, out.format)
    name = "stdin" if file == given.STDIN else named(file)
    name = name if line is None else f"{name}, line {line},"
    old = pages.read_document(name, given.content(file, "advice", "the name of a file", line, _MOST))
    saved = pages.read_saved(name, old)
    catalog = given.load(data)
    answers = pages.saved_answers(name, saved, catalog.facts)
    answers = {key: given.settled(catalog, key, value, answers) for key, value in answers.items()}
    given.consistent(catalog, answers)
    advice = advise(catalog, answers, saved.today)
    words = given.words(data)
    changed = pages.changes(old, document(advice, catalog, data), words)
    if changed:
        tell("\n".join((pages.note_text(saved.today, words), *changed)))

    noted = partial(pages.with_note, saved_on=saved.today, changed=changed, words=words)
    show_advice(out, advice, catalog, data, template=template, noted=noted)


def _advised(
    catalog: Catalog, answers: Answers, today: date, brought: Brought | None, *, weighed: bool
) -> Advice:
    """Return the advice, with what a CV gave, and where it is `weighed` with what would change it."""
    from casemgr_cli.engine.advise import advise

    advice = advise(catalog, answers, today)
    if brought:
        advice = replace(advice, from_resume=brought.document)
    if not weighed:
        return advice
    from casemgr_cli.engine.compare import matters

    return replace(advice, matters=matters(catalog, advice, today))


def _asking(data: Path | None, plain: bool) -> tuple[Mapping[str, str], Asker]:
    """Return the words on screen, and who asks on this terminal."""
    from casemgr_cli.cli import given
    from casemgr_cli.cli.interview import asker_here

    messages = given.messages(data)
    return messages, asker_here(messages, plain=plain)


def _told(
    brought: Brought | None, known: dict[str, Value], *, late: bool, confirming: bool
) -> tuple[Mapping[str, str], Mapping[str, Value]]:
    """Add what a CV gave to the answers and say so; return its notes and the answers it hints at."""
    if brought is None:
        return {}, {}
    known |= brought.answers
    tell("" if late else brought.unused if confirming else brought.said)
    return brought.notes, brought.offered


def _from_cv(
    file: str | None, catalog: Catalog, known: Answers, data: Path | None, today: date
) -> Brought | None:
    if file is None:
        return None
    from casemgr_cli.cli.cv import bring

    return bring(catalog, file, known, data, today)
