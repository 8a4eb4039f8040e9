"""`casemgr session`, `list`, `show`, `report`, `results` and `cohort`: looking at what is on the desk."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from msgspec import MsgspecError
from msgspec.structs import replace

from casemgr_cli.catalog.files import data_dir
from casemgr_cli.cli import given, options
from casemgr_cli.cli.options import argument, option
from casemgr_cli.cli.output import ENDINGS as FORMATS
from casemgr_cli.cli.output import Output
from casemgr_cli.cli.shown import refuse_template
from casemgr_cli.desk import counts, documents, pages, records, work
from casemgr_cli.desk.commands import opening
from casemgr_cli.desk.commands import options as own
from casemgr_cli.desk.counts import EVERY_NUMBER, AdviceSketch, Rules, sketch
from casemgr_cli.desk.store import LOG_SECRET, Store
from casemgr_cli.desk.students import find_student, note_event, students_of
from casemgr_cli.errors import CasemgrError, UsageFailure
from casemgr_cli.pages.blocks import Page
from casemgr_cli.pages.words import Words
from casemgr_cli.text import named


def board(store: own.WhichStore, written: options.WrittenPage) -> None:
    """Show who is half done, who is due for a follow-up, and who has no plan."""
    out = store.result(written)
    today = given.today()
    waiting = records.board((), today)
    if store.address.is_there:
        with opening.opened(store) as at:
            waiting = records.board(work.standings(at, today), today)
    out.show(
        document=lambda: documents.board_document(waiting),
        page=lambda: pages.board_page(waiting, given.words(written.data)),
    )


def list_(
    *,
    text: Annotated[str, argument(metavar="[TEXT]", help=own.PART)] = "",
    group: own.OnlyGroup = None,
    grade: own.OnlyGrade = None,
    state: Annotated[records.State | None, option(help="Only those whose session stands there.")] = None,
    status: Annotated[
        records.Status, option(help="Only those who are, or are no longer, at school.")
    ] = "active",
    limit: own.Limit = None,
    store: own.WhichStore,
    written: options.WrittenList,
) -> None:
    """List students with where each stands.

    As a calendar it has the days of the follow-ups, with ids and no names.

    Example: casemgr session list --group "Period 3" --state half_done

    Example: casemgr session list -o follow-ups.ics
    """
    out = store.result(written, without=())
    today = given.today()
    text = opening.asked_text(text, given.words(written.data)("desk.ask_search"))
    with opening.opened(store) as at:
        wish = records.Search(text, group, grade, state, status)
        found = records.matching(work.standings(at, today), wish)
        secret = at.setting(LOG_SECRET) or ""
    shown = own.shown(found, limit, out)
    out.show(
        document=lambda: documents.Sessions(today, len(found), documents.all_told(shown)),
        page=lambda: pages.list_page(shown, len(found), given.words(written.data)),
        table=lambda: opening.marked(documents.students_csv(shown, records.Standing), out),
        calendar=lambda: _calendar(shown, today, given.words(written.data), secret),
    )


def _calendar(found: Sequence[records.Standing], today: date, words: Words, secret: str) -> bytes:
    """Return the days of the follow-ups; calendars go elsewhere, so there are ids in it only.

    A secret of the store tells its days from those of another that has the same ids.
    """
    from casemgr_cli.pages.milestones import Milestone
    from casemgr_cli.writers.calendar import render_ics

    days = ((each.id, each.follow_up) for each in found)
    events = (Milestone(f"follow-up:{id_}", "follow_up", id_, day, day) for id_, day in days if day)
    return render_ics(events, today, words, secret, name="calendar.follow_ups")


def show(id_: own.Id, store: own.WhichStore, written: options.WrittenPage) -> None:
    """Show one student: the sessions, the latest answers, and what was done when. Notes are left out."""
    out = store.result(written)
    today = given.today()
    with opening.opened(store) as at:
        record = work.record_of(at, id_)
        note_event(at, record.student.id, "seen")
    out.show(
        document=lambda: documents.student_document(record, today, with_notes=False),
        page=lambda: pages.record_page(
            record, given.load(written.data).facts, today, given.words(written.data), everything=False
        ),
    )


def report(
    *,
    id_: own.MaybeId = None,
    number: own.Number = None,
    whom: own.Whom,
    force: own.Force = False,
    with_name: Annotated[
        bool, option(help="Say on the plan whose it is; it names nobody otherwise.")
    ] = False,
    template: options.Template = "full",
    paper: options.Paper = "letter",
    store: own.StoreAs,
    written: options.WrittenPage,
) -> None:
    """Print a student's plan again, exactly as it was handed out; or those of many, a file each or in one.

    Example: casemgr session report 1001 -o ana.txt

    Example: casemgr session report --grade 11 --template plan --format pdf -o plans

    Example: casemgr session report --group "Period 3" --template plan --with-name -o period-3.pdf
    """
    words = given.words(written.data)
    opening.refuse_unclear([id_] if id_ else (), whom)
    if whom.asked and number is not None:
        raise UsageFailure(
            "--number is for one student.", hint="Of many, the latest plan of each is written."
        )
    file, folder = Path(written.output or ""), None
    without: tuple[str, ...] = ("ics",)
    if whom.asked and file.suffix.lower() in FORMATS and not file.is_dir():  # its ending says its format
        without = ("ics", "json")
    elif whom.asked:
        folder = opening.folder_named(written.output)
        # Each file gets its own name later; none of them goes to the screen.
        written = replace(written, output=os.devnull)
    out = store.result(written, paper=paper, without=without)
    refuse_template(template, out.format, with_name=with_name)

    def page(student: records.Student, plan: records.Plan) -> Page:
        return pages.printed_page(plan, template, words, student if with_name else None)

    with opening.opened(store) as at:
        if whom.asked:
            meant = opening.chosen_students(at, (), whom, words)
            _write_handouts(at, meant, page, words, out, folder, force=force)
            return
        student, plan = _plan(at, str(id_), number)
        out.show(document=lambda: documents.advice_of(plan), page=lambda: page(student, plan), day=plan.on)
        note_event(at, student.id, "printed")
    opening.tell(words("desk.as_given", day=plan.on.isoformat(), data=plan.data_as_of))


def _plan(at: Store, id_: str, number: int | None) -> tuple[records.Student, records.Plan]:
    """Return a student and a plan, the latest unless a session is named.

    Raises:
        UsageFailure: there is none.
    """
    student = find_student(at, id_)
    sessions = work.sessions_of(at, student.id)
    plans = {each.number: each.plan for each in sessions if each.plan}
    plan = plans.get(number or max(plans, default=0))
    if plan:
        return student, plan
    if plans:
        raise UsageFailure(
            f"Session {number} has no plan.",
            hint=f"These have one: {', '.join(map(str, plans))}.",
            slug="no_plan",
        )
    verb = "resume" if sessions else "new"
    raise UsageFailure(
        "There is no plan for this student yet.", hint=f"casemgr session {verb} {id_}", slug="no_plan"
    )


# What is wrong with one plan, and with no other; and how many of them are named.
_UNREADABLE, _SHOWN = ("damaged_plan", "kept_page"), 5


def _write_handouts(
    at: Store,
    meant: Sequence[records.Student],
    page: Callable[[records.Student, records.Plan], Page],
    words: Words,
    out: Output,
    folder: Path | None,
    *,
    force: bool,
) -> None:
    """Write the latest plan of everybody who is meant, exactly as it was handed out: a file each into a
    folder, or all into one file where that is None.

    The folder is made when it is not there, for its owner alone, and so is each file. When it is stopped in
    the middle, every file that was written is whole. With `force` files that are there are written over;
    without it nothing is begun when there is one.

    Raises:
        UsageFailure: nobody who is meant has a plan.
    """
    planned = work.with_plan(at)
    ids = [each.id for each in meant if each.id in planned]
    if not ids:
        raise UsageFailure(
            words("desk.handouts_none"), hint='"casemgr session list" shows who has one.', slug="no_plan"
        )
    files = opening.own_files(out, folder, ids, words, force=force) if folder else {}
    drawn: list[Page] = []
    done, unread = 0, []
    try:
        with opening.watched(ids, words("desk.handouts_writing"), plain=out.plain) as steps:
            for id_ in steps:
                student, plan = _plan(at, id_, None)
                drawing, advice = partial(page, student, plan), partial(documents.advice_of, plan)
                try:
                    if folder is None:
                        drawn.append(drawing())
                    else:
                        files[id_].show(document=advice, page=drawing, day=plan.on)
                except CasemgrError as error:
                    if error.slug not in _UNREADABLE:
                        raise
                    unread.append(id_)
                    continue
                note_event(at, id_, "printed")
                done += 1
        if folder is None:
            out.show(document=dict, page=lambda: pages.bound(drawn))
    finally:
        opening.tell(words.count("desk.handouts_written", done, folder=str(folder or out.file)))
    if len(meant) > len(ids):
        opening.tell(words.count("desk.handouts_without", len(meant) - len(ids)))
    if unread:
        opening.tell(words.count("desk.passed_over", len(unread), ids=", ".join(unread[:_SHOWN])))
        raise typer.Exit(1)


_Full = Annotated[bool, option(help="Every number, small ones too: for your own desk, not to be passed on.")]


def results(
    *,
    first: Annotated[
        str | None, option("--from", metavar="DAY", help="Sessions begun on this day or later.")
    ] = None,
    last: Annotated[
        str | None, option("--to", metavar="DAY", help="Sessions begun on this day or before.")
    ] = None,
    whom: own.Whom,
    full: _Full = False,
    store: own.WhichStore,
    written: options.WrittenTable,
) -> None:
    """Count for a results report: students, sessions, minutes, and plans finished.

    Counts only; a number of fewer than ten students is never printed, nor can it be worked out
    from this report alone. --full prints every number, for your own desk.

    Example: casemgr session results --from 2026-08-15 --to 2026-12-18
    """
    out = store.result(written, personal=full)
    days = (_day("--from", first), _day("--to", last))
    if days[0] and days[1] and days[0] > days[1]:
        raise UsageFailure(f"{days[0]} is after {days[1]}.", hint="Give the earlier day with --from.")
    rules, words = _rules(written.data, full=full), given.words(written.data)
    with opening.opened(store) as at:
        sat, enrolled = work.sittings(at), work.grades(at)
        if whom.asked:
            wish = opening.wish_of(whom, words, status=None)
            meant = records.matching(students_of(at), wish)
            ids = {each.id for each in meant}
            sat = tuple(each for each in sat if each.student in ids)
            enrolled = Counter(each.grade for each in meant if each.status == "active")
        found = counts.results(sat, enrolled, rules.least, days)
    out.show(
        document=lambda: documents.results_document(found, rules),
        page=lambda: pages.results_page(found, rules, words),
        table=lambda: documents.results_csv(found, rules, words),
    )


def cohort(*, full: _Full = False, store: own.WhichStore, written: options.WrittenTable) -> None:
    """Count what the latest plans say: destinations, routes, fit, and what stands in the way.

    Counts only; a number of fewer than ten students is never printed, nor can it be worked out
    from this report alone. --full prints every number, for your own desk.

    Example: casemgr session cohort --format csv -o cohort.csv
    """
    out = store.result(written, personal=full)
    rules, words = _rules(written.data, full=full), given.words(written.data)
    places = given.load(written.data).destinations
    with opening.opened(store) as at:
        kept: dict[AdviceSketch, AdviceSketch] = {}  # many say the same, and one of them is enough
        sketches, unread = [], []
        plans, total, about = work.plans_kept(at), work.plan_count(at), words("cohort.reading")
        with opening.watched(plans, about, plain=written.plain, total=total) as steps:
            for id_, _, document, _ in steps:
                try:
                    found_sketch = sketch(document)
                    sketches.append(kept.setdefault(found_sketch, found_sketch))
                except MsgspecError:
                    unread.append(id_)
        found = counts.cohort(sketches, tuple(places), rules.least)
    if unread:
        opening.tell(words.count("desk.passed_over", len(unread), ids=", ".join(unread[:_SHOWN])))
    names = {key: place.title for key, place in places.items()}
    out.show(
        document=lambda: documents.cohort_document(found, names, rules),
        page=lambda: pages.cohort_page(found, names, rules, words),
        table=lambda: documents.cohort_csv(found, names, rules, words),
    )


def _rules(data: Path | None, *, full: bool) -> Rules:
    from casemgr_cli.desk.rules import load_rules

    rules = load_rules(data_dir(data), strict=data is not None)
    return replace(rules, least=EVERY_NUMBER) if full else rules


def _day(option: str, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        told = f"{option} {named(text or '')} is no day."
        raise UsageFailure(told, hint="Write it as 2026-08-15.") from error
