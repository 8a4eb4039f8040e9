"""One session at the desk: the interview on an open session, the advice, and what is kept of it."""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.catalog.answers import accept
from casemgr_cli.catalog.files import data_dir, load_messages
from casemgr_cli.cli import given, options, shown
from casemgr_cli.cli.partial import endings_interrupt
from casemgr_cli.cli.terminal import can_ask
from casemgr_cli.desk.commands import options as own
from casemgr_cli.desk.commands.keep import Interest
from casemgr_cli.desk.commands.opening import asked_name, opened, store_files, tell
from casemgr_cli.desk.pages import keep_pages
from casemgr_cli.desk.records import Plan, Student
from casemgr_cli.desk.store import ASK_INTEREST
from casemgr_cli.desk.students import find_student, id_but_for_zeros, look_up
from casemgr_cli.desk.work import begin, half_done, sessions_of
from casemgr_cli.desk.work import resume as go_on
from casemgr_cli.domain.conditions import NEVER
from casemgr_cli.errors import Interrupted, UsageFailure
from casemgr_cli.text import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from casemgr_cli.cli.output import Output
    from casemgr_cli.cli.partial import Keeper
    from casemgr_cli.desk.store import Store
    from casemgr_cli.desk.work import Work
    from casemgr_cli.domain import Catalog
    from casemgr_cli.domain.facts import Answers, Value
    from casemgr_cli.pages.blocks import Page
    from casemgr_cli.pages.words import Words


class _Advised(Struct, frozen=True):
    """What came out of a session: the document, the page, and both as they are kept."""

    document: Mapping[str, Any]
    page: Page
    plan: Plan


class Desk(Struct, frozen=True):
    """What every session of a run shares.

    `data` is the person's own data folder. With `ask_private`, minors too are asked about money, health and
    records.
    """

    catalog: Catalog
    today: date
    data: Path | None
    ask_private: bool

    def questions(self, student: Student) -> Catalog:
        """Return the catalog for a student: for a minor without money, health and records."""
        from casemgr_cli.engine.interview import without_private

        spared = student.counts_as_minor and not self.ask_private
        return without_private(self.catalog) if spared else self.catalog

    def advised(self, catalog: Catalog, answers: Answers) -> _Advised:
        """Return the advice for these answers today, to be shown and to be kept."""
        from casemgr_cli.domain.figures import data_date
        from casemgr_cli.engine.advise import advise

        advice = advise(catalog, answers, self.today)
        document = shown.document(advice, catalog, self.data)
        page = shown.full_page(advice, catalog, self.data)
        latest = data_date(catalog, self.today)
        as_of = latest.isoformat() if latest else ""
        text = json.dumps(document, ensure_ascii=False)
        pages = {"full": page, "plan": shown.plan_page(advice, catalog, self.data)}
        return _Advised(document, page, Plan(self.today, as_of, text, keep_pages(pages)))


class Sitting(Struct, frozen=True):
    """How the sessions of a run are held: where the plan goes, whether questions are put, and line by line or
    not, and the day to look at it together again.
    """

    desk: Desk
    out: Output
    plain: bool
    ask: bool
    follow_up: date | None

    def hold(self, work: Work, catalog: Catalog, answers: Answers, *, review: bool = False) -> None:
        """Put the open questions, keep the answers and the advice, and show it.

        Args:
            work: the open session; every answer is saved to it.
            catalog: the questions for this student.
            answers: what is known before.
            review: whether to show answers that are complete, to be changed.

        Raises:
            AnswerNeeded: something is open, and there is no terminal to ask in.
            Interrupted: the session was stopped; its answers are saved.
            UsageFailure: answers contradict each other, and nobody is asked.
        """
        if answers != work.session.answers:
            work.save(answers)
        if self.follow_up:  # kept at once, or an interruption would lose it
            work.follow_up_on(self.follow_up)
        interest = Interest(work, self.desk.data, self.plain) if self._asks_interest(work) else None
        if interest:
            interest.ask("before")
        if not self.ask:
            given.consistent(catalog, answers)
        found = self._completed(work, catalog, answers, review) if self.ask else answers
        advised = self.desk.advised(catalog, found)
        work.finish(found, advised.plan)
        pause = load_messages(data_dir(self.desk.data))["cli.go_on"] if found != answers else ""
        self.out.show(document=lambda: advised.document, page=lambda: advised.page, pause=pause)
        if interest:
            interest.ask("after")

    def _asks_interest(self, work: Work) -> bool:

        return self.ask and can_ask() and work.store.setting(ASK_INTEREST) is not None

    def _completed(self, work: Work, catalog: Catalog, answers: Answers, review: bool) -> Answers:
        from casemgr_cli.cli.interview import Interview

        interview = Interview(catalog, self.desk.today, self.desk.data, self.plain, _keeper(work))
        return interview.complete(answers, review=review)


def load_desk(data: Path | None, *, ask_private: bool = False) -> Desk:
    """Return the desk for today.

    Raises:
        DataInvalid: the data files have problems.
        FileFailure: they cannot be read.
    """
    return Desk(given.load(data), given.today(), data, ask_private)


def known_answers(catalog: Catalog, kept: Answers, file: str | None, items: list[str] | None) -> Answers:
    """Return what is kept of a session, changed by `--answers` and `--set`.

    A kept answer that is no longer right is left out, to be asked again.

    Raises:
        FileFailure: the file cannot be read.
        UsageFailure: an answer is not right, is private for a minor, or contradicts another.
    """
    known: dict[str, Value] = {}
    for key, value in kept.items():
        if key in catalog.facts:
            with suppress(UsageFailure):
                known[key] = accept(catalog.facts[key], value)
    added = given.answers(catalog, file, items)
    refuse_private(catalog, added)
    known |= added
    if added:  # what the student said contradicts itself only in the review, where it can be changed
        given.consistent(catalog, known)
    return known


def refuse_private(catalog: Catalog, answers: Answers) -> None:
    """Refuse answers to questions that are never put to this student.

    Raises:
        UsageFailure: there is one; the message names it.
    """
    barred = [key for key in answers if _is_barred(catalog, key)]
    if barred:
        raise UsageFailure(
            f"{', '.join(barred)}: this is about money, health or records, which minors are not asked about.",
            hint="Leave it out. If you have a reason to keep it, say so with --ask-private.",
            slug="private",
        )


def _without_barred(catalog: Catalog, answers: Answers) -> Answers:
    """Return answers of an earlier session without those that this student is not asked for now."""
    return {key: value for key, value in answers.items() if not _is_barred(catalog, key)}


def _is_barred(catalog: Catalog, key: str) -> bool:
    fact = catalog.facts.get(key)
    return fact is not None and bool(fact.private) and fact.asked_if == NEVER


def _keeper(work: Work) -> Keeper:
    @contextmanager
    def keeping(messages: Mapping[str, str], _: Answers) -> Iterator[Callable[[Answers], None]]:
        with endings_interrupt():
            try:
                yield work.save
            except (Interrupted, KeyboardInterrupt) as stop:
                raise Interrupted(
                    messages["cli.desk.stopped"],
                    hint=messages["cli.desk.kept"].format(id=work.session.student),
                ) from stop

    return keeping


def new(
    *,
    id_: own.Id,
    name: own.Name = False,
    grade: own.Grade = None,
    group: own.Group = None,
    minor: own.Minor = None,
    blank: Annotated[
        bool, typer.Option("--blank", help="Start without the answers of the last session.")
    ] = False,
    answers: options.AnswersFile = None,
    set_: options.Set = None,
    assume_defaults: own.AssumeDefaults = False,
    ask_private: own.AskPrivate = False,
    follow_up: own.FollowUp = None,
    take_over: own.TakeOver = False,
    store: own.StoreAs,
    written: options.WrittenPage,
) -> None:
    """Start a session with a student. Every answer is saved as it is given.

    A student who had a session before starts from those answers and may change them.

    Example: casemgr session new 1001 --name --grade 11 --follow-up 6w -o ana.txt
    """
    out = written.chosen(personal=True, inputs=store_files(store))
    desk = load_desk(written.data, ask_private=ask_private)
    sitting = Sitting(desk, out, written.plain, not assume_defaults, day_of(follow_up, desk.today))
    with opened(store, make=True) as at:
        told: dict[str, Any] = {"grade": grade, "group": group, "minor": minor}
        if name:
            told |= asked_name(given.words(written.data)("desk.ask_name"))
        known_student = look_up(at, id_) or _new_student(at, id_)
        student = replace(
            known_student, **{field: value for field, value in told.items() if value is not None}
        )
        catalog = desk.questions(student)
        last: Answers = {} if blank else _without_barred(catalog, _last_answers(at, id_))
        known = known_answers(catalog, last, answers, set_)
        if sitting.ask and can_ask():
            tell(given.words(written.data)("desk.session_of", name=student.name, id=id_))
        with begin(at, student, known, take_over=take_over) as work:
            sitting.hold(work, catalog, known, review=bool(last))


def _new_student(at: Store, id_: str) -> Student:
    """Return a student who is not in the store yet.

    Raises:
        UsageFailure: somebody is there with the same id but for leading zeros.
    """
    there = id_but_for_zeros(at, id_)
    if there is not None:
        raise UsageFailure(
            f"There is no student {escaped(id_)} in the store, but there is {escaped(there)}.",
            hint=f"For that one: casemgr session new {escaped(there)}. "
            f"If they are two: casemgr session student {escaped(id_)} first.",
            slug="zeros",
        )
    return Student(id_)


def resume(
    *,
    id_: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]",
            help="The student's id; without it, whoever you worked with last.",
            autocompletion=own.ids_begun,
        ),
    ] = None,
    answers: options.AnswersFile = None,
    set_: options.Set = None,
    assume_defaults: own.AssumeDefaults = False,
    ask_private: own.AskPrivate = False,
    follow_up: own.FollowUp = None,
    take_over: own.TakeOver = False,
    store: own.StoreAs,
    written: options.WrittenPage,
) -> None:
    """Go on with a session that is half done, at the question where it stopped.

    Example: casemgr session resume 1001
    """
    out = written.chosen(personal=True, inputs=store_files(store))
    desk = load_desk(written.data, ask_private=ask_private)
    sitting = Sitting(desk, out, written.plain, not assume_defaults, day_of(follow_up, desk.today))
    with opened(store) as at:
        student = find_student(at, id_ or _latest(at, given.words(written.data)))
        catalog = desk.questions(student)
        with go_on(at, student.id, take_over=take_over) as work:
            known = known_answers(catalog, work.session.answers, answers, set_)
            sitting.hold(work, catalog, known)


def day_of(follow_up: str | None, today: date) -> date | None:
    """Return the day that `--follow-up` means.

    Raises:
        UsageFailure: it is no day ahead.
    """
    from casemgr_cli.engine.dates import day_ahead

    return None if follow_up is None else day_ahead(follow_up, today)


def _last_answers(at: Store, id_: str) -> Answers:
    """Return the answers of a student's latest session if it is done, else none."""
    before = sessions_of(at, id_)
    return before[-1].answers if before and before[-1].finished else {}


def _latest(at: Store, words: Words) -> str:

    id_ = half_done(at)
    if id_ is None:
        raise UsageFailure(
            f"No session of {at.who} is half done.",
            hint="Name the student, or start a session with: casemgr session new 1001",
            slug="nothing_half_done",
        )
    tell(words("desk.going_on", name=find_student(at, id_).name))
    return id_
