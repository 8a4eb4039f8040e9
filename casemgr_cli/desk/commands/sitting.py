"""`casemgr session new`, `resume`, `next` and `slips`: sessions held, one by one or one after another.

One session is the interview, the advice, and what is kept of it. Where the keyboard goes from hand to hand,
no key leads to the shell from the moment a student has it until the counselor opens the locked screen: what
ends a session, on purpose or not, leads back to the lock.
"""

from __future__ import annotations

import hmac
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from getpass import getpass
from pathlib import Path
from time import sleep
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.api.advisor import Advisor
from casemgr_cli.cli import given, options
from casemgr_cli.cli.kept import endings_interrupt, handling
from casemgr_cli.cli.options import argument, option
from casemgr_cli.cli.output import Output, Written
from casemgr_cli.cli.terminal import can_ask, fitted
from casemgr_cli.desk.commands import opening
from casemgr_cli.desk.commands import options as own
from casemgr_cli.desk.commands.keep import ask_interest, stopped
from casemgr_cli.desk.connect import unlocks
from casemgr_cli.desk.documents import slips_document
from casemgr_cli.desk.pages import keep_pages, slips_page
from casemgr_cli.desk.records import Plan, Standing, Student, matching
from casemgr_cli.desk.store import ASK_INTEREST, Store
from casemgr_cli.desk.students import as_code, codes, find_student, id_but_for_zeros, look_up, students_of
from casemgr_cli.desk.work import Work, begin, half_done, is_half_done, sessions_of, standings
from casemgr_cli.desk.work import resume as go_on
from casemgr_cli.domain import Catalog
from casemgr_cli.domain.conditions import NEVER
from casemgr_cli.domain.facts import Answers
from casemgr_cli.errors import AnswerNeeded, CasemgrError, Interrupted, UsageFailure
from casemgr_cli.pages.blocks import Page
from casemgr_cli.pages.words import Words
from casemgr_cli.text import escaped

if TYPE_CHECKING:
    from casemgr_cli.cli.kept import Keeper
    from casemgr_cli.domain.advice import Advice


class _Advised(Struct, frozen=True):
    """What came out of a session: the advice, as a document, as a page, and both as they are kept."""

    advice: Advice
    document: Mapping[str, Any]
    page: Page
    plan: Plan


class Desk(Struct, frozen=True):
    """What every session of a run shares: what is known for adults, and for minors, of whom money, health and
    records are mostly not asked. `data` is the person's own data folder.
    """

    adults: Advisor
    minors: Advisor
    words: Words
    data: Path | None

    def advisor(self, student: Student) -> Advisor:
        """Return what is known for a student."""
        return self.minors if student.counts_as_minor else self.adults

    def advised(self, advisor: Advisor, answers: Answers, like: Advice | None = None) -> _Advised:
        """Return the advice for these answers today, to be shown and to be kept.

        `like` is that of somebody whose answers have the same key (`Advisor.group`): nothing is planned anew.
        """
        from casemgr_cli.documents.advice import advice_document
        from casemgr_cli.domain.figures import data_date
        from casemgr_cli.engine.advise import advise, shared
        from casemgr_cli.engine.compare import matters
        from casemgr_cli.pages.advice import advice_page
        from casemgr_cli.pages.plan import plan_page

        catalog, guide, today = advisor.catalog, advisor.guide, advisor.today
        advice = shared(catalog, answers, like) if like else advise(catalog, answers, today)
        document = advice_document(replace(advice, matters=None), catalog, guide)
        if advice.matters is None:
            advice = replace(advice, matters=matters(catalog, advice, today))
        page = advice_page(advice, catalog, guide, self.words)
        latest = data_date(today, catalog)
        as_of = latest.isoformat() if latest else ""
        text = json.dumps(document, ensure_ascii=False)
        pages = {"full": page, "plan": plan_page(advice, catalog, guide, self.words)}
        return _Advised(advice, document, page, Plan(today, as_of, text, keep_pages(pages)))


class _Sitting(Struct, frozen=True):
    """How the sessions of a run are held: where the plan goes, whether questions are put, and line by line or
    not, and the day to look at it together again.
    """

    desk: Desk
    out: Output
    plain: bool
    ask: bool
    follow_up: date | None

    def hold(self, work: Work, advisor: Advisor, answers: Answers, *, review: bool = False) -> None:
        """Put the open questions, keep the answers and the advice, and show it.

        `answers` are known before; with `review` they are shown, to be changed, though they are complete.
        """
        if answers != work.session.answers:
            work.save(answers)
        if self.follow_up:  # kept at once, or an interruption would lose it
            work.follow_up_on(self.follow_up)
        asks_interest = self.ask and can_ask() and work.store.setting(ASK_INTEREST) is not None
        if asks_interest:
            ask_interest(work, "before", self.desk.data, plain=self.plain)
        found = answers
        if self.ask:
            from casemgr_cli.cli.interview import Interview

            interview = Interview(advisor.catalog, advisor.today, self.desk.data, self.plain, _keeper(work))
            found = interview.complete(answers, review=review)
        else:
            given.consistent(advisor.catalog, answers)
        advised = self.desk.advised(advisor, found)
        work.finish(found, advised.plan)
        pause = given.messages(self.desk.data)["cli.go_on"] if found != answers else ""
        self.out.show(document=lambda: advised.document, page=lambda: advised.page, pause=pause)
        if asks_interest:
            ask_interest(work, "after", self.desk.data, plain=self.plain)


def load_desk(data: Path | None, *, ask_private: bool = False) -> Desk:
    """Return the desk for today; with `ask_private`, minors too are asked what is private."""
    from casemgr_cli.engine.interview import without_private

    adults = Advisor(given.load(data), given.pay_guide(data), given.today())
    minors = adults if ask_private else replace(adults, catalog=without_private(adults.catalog))
    return Desk(adults, minors, given.words(data), data)


def _known_answers(catalog: Catalog, kept: Answers, file: str | None, items: list[str] | None) -> Answers:
    """Return what is kept of a session, changed by `--answers` and `--set`.

    A kept answer that is no longer right is left out, to be asked again.
    """
    if file:
        opening.refuse_foreign_link(Path(file))
    known = given.still_right(catalog, kept.items())
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
                raise stopped(messages, work.session.student) from stop

    return keeping


def new(
    *,
    id_: own.Id,
    about: own.About,
    blank: Annotated[bool, option(help="Start without the answers of the last session.")] = False,
    holding: own.Holding,
    store: own.StoreAs,
    written: options.WrittenPage,
) -> None:
    """Start a session with a student. Every answer is saved as it is given.

    A student who had a session before starts from those answers and may change them.

    Example: casemgr session new 1001 --name --grade 11 --follow-up 6w -o ana.txt
    """
    sitting = _sitting(holding, store, written)
    words = sitting.desk.words
    with opening.opened(store, make=True) as at:
        told = opening.told_of(about, words)
        student = replace(look_up(at, id_) or _new_student(at, id_), **told)
        advisor = sitting.desk.advisor(student)
        catalog = advisor.catalog
        before = sessions_of(at, id_)[-1:]
        last = before[0].answers if before and before[0].finished and not blank else {}
        last = {key: value for key, value in last.items() if not _is_barred(catalog, key)}
        known = _known_answers(catalog, last, holding.answers, holding.set_)
        if sitting.ask and can_ask():
            opening.tell(words("desk.session_of", name=student.name, id=id_))
        with begin(at, student, known, take_over=holding.take_over) as work:
            sitting.hold(work, advisor, known, review=bool(last))


def _sitting(holding: own.Holding, store: own.WhichStore, written: options.WrittenPage) -> _Sitting:
    out = store.result(written)
    desk = load_desk(written.data, ask_private=holding.ask_private)
    ask, follow_up = not holding.assume_defaults, _day_of(holding.follow_up, desk.adults.today)
    return _Sitting(desk, out, written.plain, ask, follow_up)


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
        argument(
            metavar="[ID]",
            help="The student's id; without it, whoever you worked with last.",
            autocompletion=own.ids_begun,
        ),
    ] = None,
    holding: own.Holding,
    store: own.StoreAs,
    written: options.WrittenPage,
) -> None:
    """Go on with a session that is half done, at the question where it stopped.

    Example: casemgr session resume 1001
    """
    sitting = _sitting(holding, store, written)
    with opening.opened(store) as at:
        found = id_ or half_done(at)
        if found is None:
            raise UsageFailure(
                f"No session of {at.who} is half done.",
                hint="Name the student, or start a session with: casemgr session new 1001",
                slug="nothing_half_done",
            )
        student = find_student(at, found)
        if not id_:
            opening.tell(sitting.desk.words("desk.going_on", name=student.name))
        advisor = sitting.desk.advisor(student)
        with go_on(at, student.id, take_over=holding.take_over) as work:
            known = _known_answers(advisor.catalog, work.session.answers, holding.answers, holding.set_)
            sitting.hold(work, advisor, known)


def _day_of(follow_up: str | None, today: date) -> date | None:
    from casemgr_cli.engine.dates import day_ahead

    return None if follow_up is None else day_ahead(follow_up, today)


# To the top, what is on screen, and what was scrolled off it.
_CLEAR = "\x1b[H\x1b[2J\x1b[3J"
_WAITING = ("half_done", "new")
_PASS, _STOP = "s", "q"
_SHORTEST_PIN = 4
# Keys that would stop the program or put it aside; not every system has all of them.
_KEYS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGQUIT", "SIGTSTP") if hasattr(signal, name))
_PAUSE, _LONGEST_PAUSE = 0.5, 10


def next_(
    *,
    whom: own.Whom,
    into: Annotated[
        Path | None,
        option(metavar="DIR", help="Write each plan into this folder, made if need be, not on the screen."),
    ] = None,
    ask_private: own.AskPrivate = False,
    follow_up: Annotated[
        str | None, option(metavar="WHEN", help="When to look at each plan together again.")
    ] = None,
    store: own.StoreAs,
    data: options.Data = None,
    plain: options.Plain = False,
) -> None:
    """Hold one session after another, with everybody of a group who has no plan yet.

    You set a PIN first. When a session ends, however it ends, the screen is cleared and locked: your PIN
    opens it for you, and the code on a slip opens the session of the student who holds it.

    Example: casemgr session next --group "Period 3"
    """
    if not can_ask():
        raise AnswerNeeded(
            "Sessions one after another need a terminal.",
            hint="For answers in files: casemgr session import-answers FOLDER",
        )
    folder = None if into is None else opening.folder_named(str(into), "--into")
    desk = load_desk(data, ask_private=ask_private)
    words = desk.words
    out = Written(plain=plain).chosen(personal=True)
    sitting = _Sitting(desk, out, plain, ask=True, follow_up=_day_of(follow_up, desk.adults.today))
    with opening.opened(store) as at:
        found = matching(standings(at, desk.adults.today), opening.wish_of(whom, words))
        without_plan = (each for each in found if each.state in _WAITING)
        waiting = sorted(without_plan, key=lambda each: _WAITING.index(each.state))
        if not waiting:
            opening.tell(words("desk.turn_nobody"))
            return
        ids = [each.id for each in waiting]
        files = opening.own_files(out, folder, ids, words) if folder else dict.fromkeys(ids, out)

        def hold(each: Standing) -> None:
            student = find_student(at, each.id)
            advisor = desk.advisor(student)
            with go_on(at, student.id) if each.state == "half_done" else begin(at, student, {}) as work:
                known = _known_answers(advisor.catalog, work.session.answers, None, None)
                replace(sitting, out=files[each.id]).hold(work, advisor, known)
            _reply(words("desk.turn_done"))

        file = at.file if at.encrypted else None
        lock = _Lock(_new_pin(words, needed=file is None), file, codes(at, ids), words)
        try:
            _Turns(waiting, lock, hold, partial(is_half_done, at)).run()
        finally:
            clear()


def slips(
    *,
    whom: own.Whom,
    renew: Annotated[
        bool, option(help="New codes for everybody; slips handed out before open nothing.")
    ] = False,
    store: own.WhichStore,
    written: options.WrittenPage,
) -> None:
    """Print a slip for each student, with the code that opens their own session at "session next".

    Example: casemgr session slips --group "Period 3" -o slips.pdf
    """
    out = store.result(written)
    with opening.opened(store) as at:
        found = matching(students_of(at), opening.wish_of(whom, given.words(written.data)))
        own_codes = codes(at, [each.id for each in found], renew=renew)
    out.show(
        document=lambda: slips_document(found, own_codes),
        page=lambda: slips_page(found, own_codes, given.words(written.data)),
    )


class _Lock(Struct, frozen=True):
    """The locked screen: the counselor's PIN opens it, and each student's code their own session.

    The PIN is empty where she set none; `encrypted` is the store whose passphrase opens it as well.
    """

    pin: str
    encrypted: Path | None
    codes: Mapping[str, str]
    words: Words

    def wait(self, waiting: Sequence[Standing], trouble: str) -> Standing | None:
        """Wait until somebody opens it.

        Returns:
            The student whose code it was; None when the counselor opened it, who is then told the trouble
            that there was.
        """
        clear()
        opening.tell(self.words("desk.locked"))
        tries = 0
        while True:
            typed = _secret(self.words("desk.ask_pin"))
            is_pin = bool(self.pin) and hmac.compare_digest(typed.encode(), self.pin.encode())
            if is_pin or (typed and self.encrypted and unlocks(self.encrypted, typed)):
                if trouble:
                    opening.tell(trouble)
                return None
            mine = [each for each in waiting if self.codes[each.id] == as_code(typed)]
            if mine:
                return mine[0]
            tries += bool(typed)
            sleep(min(_PAUSE * tries, _LONGEST_PAUSE))  # so that nobody tries them all
            opening.tell(self.words("desk.wrong_pin"))


class _Turns(Struct):
    """One student after another, with the lock between them.

    `hold` holds the session of one, which `is_open` until its end.
    """

    waiting: list[Standing]
    lock: _Lock
    hold: Callable[[Standing], None]
    is_open: Callable[[str], bool]

    def run(self) -> None:
        """Ask the counselor whether the next student begins, until everybody had a turn or she stops."""
        count, words = len(self.waiting), self.lock.words
        while self.waiting:
            each = self.waiting[0]
            number = count - len(self.waiting) + 1
            clear()
            opening.tell(words("desk.turn", number=number, count=count, name=each.name))
            reply = _reply(words("desk.turn_keys"))
            if reply == _STOP:
                return
            if reply == _PASS:
                self.waiting.pop(0)
                continue
            self._hand_over(each)
            if not self.waiting:
                opening.tell(words("desk.turn_end"))

    def _hand_over(self, first: Standing) -> None:
        """Let students have the keyboard until the counselor opens the lock."""
        each: Standing | None = first
        with handling(signal.SIG_IGN, _KEYS):
            while each is not None:
                self.waiting.remove(each)
                clear()
                trouble = ""
                with suppress(KeyboardInterrupt, CasemgrError):  # one that comes as the session ends
                    trouble = self._guarded(each)
                each = self._locked(trouble)

    def _guarded(self, each: Standing) -> str:
        """Hold a session. However it ends, it ends here; returns what the counselor should know of it."""
        try:
            from casemgr_cli.prompts.terminal import forget_typed

            signal.signal(signal.SIGINT, _interrupt_once)
            forget_typed()
            self.hold(each)
        except (KeyboardInterrupt, Interrupted):
            if self.is_open(each.id):  # what was answered is saved, and they may go on later
                self.waiting.append(replace(each, state="half_done"))
        except CasemgrError as error:
            return error.whole
        except (Exception, SystemExit) as error:  # noqa: BLE001 - no fault may open the counselor's shell
            return self.lock.words("desk.fault", kind=type(error).__name__)
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        return ""

    def _locked(self, trouble: str) -> Standing | None:
        """Wait at the lock, which no fault in it opens, until the terminal is gone."""
        _echo(on=False)  # between two tries too: she may type her PIN too early
        try:
            while True:
                try:
                    return self.lock.wait(tuple(self.waiting), trouble)
                except Exception:
                    if not _has_terminal():
                        raise
                    sleep(_PAUSE)
        finally:
            _echo(on=True)


def clear() -> None:
    """Clear the screen and what was scrolled off it, wherever something of it was written."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb":
            stream.write(_CLEAR)
            stream.flush()


def _interrupt_once(_signal: int, _frame: FrameType | None) -> NoReturn:
    """End a session at the first Ctrl-C; a second one must not end what cleans up after it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _new_pin(words: Words, *, needed: bool) -> str:
    """Ask the counselor for a PIN, twice; empty where she wants none and none is needed.

    Raises:
        UsageFailure: it is too short, or the two differ.
    """
    pin = _secret(words("desk.new_pin" if needed else "desk.new_pin_or_passphrase"))
    if not pin and not needed:
        return pin
    if len(pin) < _SHORTEST_PIN:
        raise UsageFailure(
            f"A PIN has at least {_SHORTEST_PIN} signs.", hint="It locks the screen between two students."
        )
    if _secret(words("desk.new_pin_again")) != pin:
        raise UsageFailure("The two PINs differ.", hint="Start again.")
    return pin


def _secret(text: str) -> str:
    """Return a line that is typed unseen; an end of input, or what is no text, is an empty line.

    Raises:
        Interrupted: the terminal is gone.
    """
    with suppress(EOFError, ValueError):
        return getpass(f"{escaped(fitted(text))} ", stream=sys.stderr).encode(errors="replace").decode()
    if not _has_terminal():
        raise Interrupted("The terminal is gone.")
    sleep(_PAUSE)
    return ""


def _echo(*, on: bool) -> None:
    """Show what is typed from now on, or nothing of it, and let go of what nobody has read."""
    with suppress(ImportError, OSError, ValueError):  # not on Windows, which shows nothing by itself
        import termios

        with suppress(termios.error):  # the terminal is gone
            modes = termios.tcgetattr(sys.stdin)
            modes[3] = modes[3] | termios.ECHO if on else modes[3] & ~termios.ECHO
            termios.tcsetattr(sys.stdin, termios.TCSAFLUSH, modes)


def _has_terminal() -> bool:
    try:
        os.tcgetpgrp(sys.stdin.fileno())
    except (OSError, ValueError, AttributeError):
        return False
    return True


def _reply(text: str) -> str:
    opening.prompt(text)
    line = sys.stdin.readline()
    return line.strip().lower() if line else _STOP
