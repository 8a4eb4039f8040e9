"""`casemgr session student`, `note`, `follow-up` and `setup`: what is written down beside the sessions."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from msgspec.structs import replace

from casemgr_cli.cli import given, options
from casemgr_cli.cli.interview import asker_here
from casemgr_cli.cli.kept import endings_interrupt
from casemgr_cli.cli.options import argument, option
from casemgr_cli.cli.terminal import can_ask
from casemgr_cli.desk import safekeeping
from casemgr_cli.desk import store as settings
from casemgr_cli.desk.commands import opening
from casemgr_cli.desk.commands import options as own
from casemgr_cli.desk.documents import Notes
from casemgr_cli.desk.pages import notes_page, setup_page
from casemgr_cli.desk.records import Status, Student, When, groups_beside, joined_groups
from casemgr_cli.desk.students import find_student, look_up, note_event, put_student, put_students
from casemgr_cli.desk.work import Work, add_note, notes_on, plan_follow_up, remove_note, with_plan
from casemgr_cli.domain.facts import Choice, Fact, Value
from casemgr_cli.errors import AnswerNeeded, Interrupted, UsageFailure
from casemgr_cli.prompts.asker import BACK, Question, Signal

_SHORTEST_PASSPHRASE = 8


def student(
    *,
    id_: own.Id,
    about: own.About,
    status: Annotated[Status | None, option(help="Whether they are still at school.")] = None,
    store: own.StoreAs,
) -> None:
    """Add a student without a session, or change what is held on one.

    Example: casemgr session student 1001 --grade 12 --group "Period 3"
    """
    told = opening.told_of(about, given.words(None)) | ({"status": status} if status else {})
    with opening.opened(store, make=True) as at:
        kept = replace(look_up(at, id_) or Student(id_), **told)
        put_student(at, kept)
    opening.tell(given.words(None)("desk.kept_student", name=kept.name))


def note(
    *,
    id_: own.Id,
    add: Annotated[bool, option(help="Keep a note: type it, or send it to standard input.")] = False,
    editor: Annotated[bool, option(help="Keep a note: write it in your $EDITOR.")] = False,
    remove: Annotated[int | None, option(help="Remove the note with this number.")] = None,
    store: own.StoreAs,
    written: options.WrittenPage,
) -> None:
    """Show the notes on a student, keep one, or remove one. Notes stand apart from the record.

    Example: casemgr session note 1001 --add
    """
    out = store.result(written)
    words = given.words(written.data)
    with opening.opened(store) as at:
        about = find_student(at, id_)
        if add or editor:
            add_note(at, about.id, opening.edited(words) if editor else _typed(words("desk.ask_note")))
        if remove is not None:
            remove_note(at, about.id, remove)
            safekeeping.wipe(at)
        notes = notes_on(at, about.id)
        note_event(at, about.id, "seen")
    out.show(document=lambda: Notes(about.id, notes), page=lambda: notes_page(about, notes, words))


def follow_up(
    *,
    what: Annotated[
        list[str],
        argument(
            metavar="[ID] WHEN", help="The student's id; and a date, or 10d, 6w, 3m, 1y from today, or none."
        ),
    ],
    whom: own.Whom,
    yes: own.Yes = False,
    store: own.StoreAs,
) -> None:
    """Set the day to look at a plan together again, for a student or for many who have a plan.

    Example: casemgr session follow-up 1001 6w

    Example: casemgr session follow-up 6w --group "Period 3"
    """
    from casemgr_cli.engine.dates import day_ahead

    *ids, when = what
    day, words = None if when == own.NONE else day_ahead(when, given.today()), given.words(None)
    with opening.opened(store) as at:
        students = opening.chosen_students(at, ids, whom, words)
        if whom.asked:
            planned = with_plan(at)
            students = tuple(each for each in students if each.id in planned)
            opening.agree_on(students, words.count("desk.ask_follow_up", len(students)), words, yes=yes)
        plan_follow_up(at, [each.id for each in students], day)
    name = students[0].name if len(students) == 1 else words.count("desk.students", len(students))
    if day is None:
        opening.tell(words("desk.follow_up_off", name=name))
    else:
        opening.tell(words("desk.follow_up_on", name=name, day=day.isoformat()))


def group(
    *,
    name: Annotated[str, argument(metavar="NAME", help="The group, such as 'STEM club'.")],
    ids: own.Ids = None,
    whom: own.Whom,
    remove: Annotated[bool, option(help="Take them out of the group.")] = False,
    yes: own.Yes = False,
    store: own.StoreAs,
) -> None:
    """Put students into a group of your own, or take them out; lists of students leave it as it is.

    Example: casemgr session group "STEM club" 1001 1002
    """
    words = given.words(None)
    with opening.opened(store) as at:
        students = opening.chosen_students(at, ids or (), whom, words)
        if whom.asked:
            key = "desk.ask_group_out" if remove else "desk.ask_group"
            opening.agree_on(students, words.count(key, len(students), group=name), words, yes=yes)
        changed = groups_beside if remove else joined_groups
        put_students(at, [replace(each, group=changed(each.group, name)) for each in students])
    opening.tell(words.count("desk.grouped", len(students)))


def setup(
    *,
    pseudonymous: Annotated[
        bool | None, option("--pseudonymous/--with-names", help="Keep ids only, and refuse names.")
    ] = None,
    ask_interest: Annotated[
        bool | None,
        option(
            "--ask-interest/--no-interest",
            help="Ask each student before and after a session how much the work interests them.",
        ),
    ] = None,
    encrypt: Annotated[
        bool, option(help="Let only a passphrase open the store, a new one or yours.")
    ] = False,
    new_passphrase: Annotated[bool, option(help="Change the passphrase of an encrypted store.")] = False,
    upgrade: Annotated[bool, option(help="Bring a shared store of an earlier version up to date.")] = False,
    admit: Annotated[
        list[str] | None,
        option(metavar="LOGIN", help="Let this login of a shared server keep a caseload of its own."),
    ] = None,
    store: own.WhichStore,
    written: options.WrittenPage,
) -> None:
    """Make a store, change how it is set up, or show it.

    Example: casemgr session setup --encrypt --pseudonymous
    """
    out = store.result(written, personal=False)
    words = given.words(written.data)
    prompts = (words("desk.ask_new"), words("desk.ask_again"))
    secret = _new_passphrase(store.passphrase_fd, prompts) if encrypt else None
    if secret and store.address.is_there:
        copies = safekeeping.encrypt(store.address, secret)
        opening.tell(words("desk.encrypted"))
        for copy in copies:
            opening.tell(words("desk.plain_copy", file=str(copy)))
    with opening.opened(store, make=True, passphrase=secret, upgrade=upgrade) as at:
        for name, on in {settings.PSEUDONYMOUS: pseudonymous, settings.ASK_INTEREST: ask_interest}.items():
            if on is not None:
                settings.turn(at, name, on=on)
        for login in admit or ():
            safekeeping.admit(at, login)
            opening.tell(words("desk.admitted", login=login))
        made = settings.setup_of(at)
        if new_passphrase:
            if not made.encrypted:
                raise UsageFailure(
                    f"The store {at.name} has no passphrase.", hint="Make an encrypted one with --encrypt."
                )
            settings.change_passphrase(at, _asked_twice(prompts))
            opening.tell(words("desk.new_passphrase"))
    out.show(document=lambda: made, page=lambda: setup_page(made, words))


def _typed(text: str) -> str:
    if can_ask():
        opening.tell(text)
    return sys.stdin.read() if sys.stdin is not None else ""


def _new_passphrase(descriptor: int | None, prompts: tuple[str, str]) -> str:
    secret = opening.given_passphrase(descriptor)
    return _long_enough(secret) if secret else _asked_twice(prompts)


def _asked_twice(prompts: tuple[str, str]) -> str:
    """Return a new passphrase, asked for twice.

    Raises:
        AnswerNeeded: there is no terminal to ask in.
        UsageFailure: it is too short, or the two differ.
    """
    first = opening.asked_passphrase(prompts[0])
    if first is None:
        raise AnswerNeeded(
            "A passphrase is needed and there is no terminal to ask in.",
            hint="Give it with --passphrase-fd N or in CASEMGR_PASSPHRASE.",
        )
    _long_enough(first)
    if opening.asked_passphrase(prompts[1]) != first:
        raise UsageFailure("The two passphrases are not the same.", hint="Try again.")
    return first


def _long_enough(passphrase: str) -> str:
    if len(passphrase) < _SHORTEST_PASSPHRASE:
        raise UsageFailure(
            f"A passphrase has at least {_SHORTEST_PASSPHRASE} signs.",
            hint="Four or five words that do not belong together are long and easy to keep in mind.",
        )
    return passphrase


_SCALE = range(1, 6)


def ask_interest(work: Work, when: When, data: Path | None, *, plain: bool) -> None:
    """Ask, and keep the answer at once; the student may pass over it. An answer is not asked for again.

    Raises:
        Interrupted: the person stopped; what was answered before is kept.
    """
    if getattr(work.session, f"interest_{when}") is not None:
        return
    messages = given.messages(data)
    question = Question(interest_fact(messages, when))
    reply: Value | Signal = BACK
    try:
        with endings_interrupt():
            asker = asker_here(messages, plain=plain)
            while reply is BACK:
                reply = asker.ask(question)
                question = replace(question, problem=messages["cli.desk.interest.alone"])
    except (Interrupted, KeyboardInterrupt) as stop:
        if when == "before":
            raise stopped(messages, work.session.student) from stop
        raise Interrupted(messages["cli.desk.interest.stopped_after"]) from stop
    if reply in {str(step) for step in _SCALE}:
        work.keep_interest(when, int(str(reply)))


def interest_fact(messages: Mapping[str, str], when: When) -> Fact:
    """Return the question how much case management interests a student, before a session or after."""
    choices = tuple(Choice(str(step), messages[f"cli.desk.interest.choice.{step}"]) for step in _SCALE)
    return Fact(
        key=f"interest_{when}",
        type="choice",
        ask=messages[f"cli.desk.interest.{when}"],
        why=messages["cli.desk.interest.why"],
        choices=choices,
        private="interest",
    )


def stopped(messages: Mapping[str, str], student: str) -> Interrupted:
    """Return that a session was stopped, and how to go on with it."""
    return Interrupted(messages["cli.desk.stopped"], hint=messages["cli.desk.kept"].format(id=student))
