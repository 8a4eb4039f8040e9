"""`casemgr session next` and `slips`: the keyboard in the hands of one student after another.

From the moment a student has the keyboard until the counselor opens the locked screen, no key leads to the
shell: what ends a session, on purpose or not, leads back to the lock.
"""

import hmac
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from getpass import getpass
from pathlib import Path
from time import sleep
from types import FrameType
from typing import Annotated, NoReturn

import typer
from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.cli import given, options
from casemgr_cli.cli.output import Written
from casemgr_cli.cli.terminal import can_ask
from casemgr_cli.desk.commands import opening
from casemgr_cli.desk.commands import options as own
from casemgr_cli.desk.commands.sitting import Sitting, day_of, known_answers, load_desk
from casemgr_cli.desk.connect import unlocks
from casemgr_cli.desk.documents import slips_document
from casemgr_cli.desk.pages import slips_page
from casemgr_cli.desk.records import Search, Standing, matching
from casemgr_cli.desk.store import Store
from casemgr_cli.desk.students import as_code, codes, find_student, students_of
from casemgr_cli.desk.work import begin, resume, standings
from casemgr_cli.errors import AnswerNeeded, CasemgrError, Interrupted, UsageFailure
from casemgr_cli.pages.words import Words
from casemgr_cli.text import escaped

# To the top, what is on screen, and what was scrolled off it.
_CLEAR = "\x1b[H\x1b[2J\x1b[3J"
_WAITING = ("half_done", "new")
_PASS, _STOP = "s", "q"
_SHORTEST_PIN = 4
# Keys that would stop the program or put it aside; not every system has all of them.
_KEYS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGQUIT", "SIGTSTP") if hasattr(signal, name))
_PAUSE = 0.5


def next_(
    *,
    whom: own.Whom,
    into: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Write each plan into this folder, made if need be, not on the screen."
        ),
    ] = None,
    ask_private: own.AskPrivate = False,
    follow_up: own.FollowUp = None,
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
    if into is not None:
        opening.make_folder(opening.folder_named(str(into), "--into"))
    desk, words = load_desk(data, ask_private=ask_private), given.words(data)
    out = Written(plain=plain).chosen(personal=True)
    sitting = Sitting(desk, out, plain, ask=True, follow_up=day_of(follow_up, desk.today))
    with opening.opened(store) as at:
        waiting = _waiting(at, sitting, opening.wish_of(whom, words))
        if not waiting:
            opening.tell(words("desk.turn_nobody"))
            return
        names = opening.file_names([each.id for each in waiting], ".txt")
        if into is not None:
            opening.refuse_links(into, names.values())

        def hold(each: Standing) -> None:
            _turn(at, sitting if into is None else _into(sitting, into / names[each.id]), each, words)

        lock = _Lock(_new_pin(words, needed=not at.encrypted), _opener(at), codes(at, names), words)
        try:
            _Turns(waiting, lock, hold, words).run()
        finally:
            clear()


def slips(
    *,
    whom: own.Whom,
    renew: Annotated[
        bool, typer.Option("--renew", help="New codes for everybody; slips handed out before open nothing.")
    ] = False,
    store: own.WhichStore,
    written: options.WrittenPage,
) -> None:
    """Print a slip for each student, with the code that opens their own session at "session next".

    Example: casemgr session slips --group "Period 3" -o slips.pdf
    """
    out = written.chosen(personal=True, inputs=opening.store_files(store))
    with opening.opened(store) as at:
        found = matching(students_of(at), opening.wish_of(whom, given.words(written.data)))
        own_codes = codes(at, [each.id for each in found], renew=renew)
    out.show(
        document=lambda: slips_document(found, own_codes),
        page=lambda: slips_page(found, own_codes, given.words(written.data)),
    )


class _Lock(Struct, frozen=True):
    """The locked screen: the counselor's PIN opens it, and each student's code their own session.

    The PIN is empty where she set none; `opens` says whether what was typed is the store's passphrase.
    """

    pin: str
    opens: Callable[[str], bool]
    codes: Mapping[str, str]
    words: Words

    def wait(self, waiting: Sequence[Standing], trouble: str) -> Standing | None:
        """Wait until somebody opens it.

        Returns:
            The student whose code it was; None when the counselor opened it, who is then told the trouble
            that there was.

        Raises:
            Interrupted: the terminal is gone.
        """
        clear()
        opening.tell(self.words("desk.locked"))
        tries = 0
        while True:
            typed = _secret(self.words("desk.ask_pin"))
            is_pin = bool(self.pin) and hmac.compare_digest(typed.encode(), self.pin.encode())
            if is_pin or self.opens(typed):
                if trouble:
                    opening.tell(trouble)
                return None
            mine = [each for each in waiting if self.codes[each.id] == as_code(typed)]
            if mine:
                return mine[0]
            tries += bool(typed)
            sleep(_PAUSE * tries)  # so that nobody tries them all
            opening.tell(self.words("desk.wrong_pin"))


class _Turns:
    """One student after another, with the lock between them."""

    def __init__(
        self, waiting: Sequence[Standing], lock: _Lock, hold: Callable[[Standing], None], words: Words
    ) -> None:
        """Have these students wait; `hold` holds the session of one of them."""
        self._waiting, self._count = deque(waiting), len(waiting)
        self._lock, self._hold, self._words = lock, hold, words

    def run(self) -> None:
        """Go on until everybody had a turn or the counselor stops."""
        while self._waiting:
            each = self._called()
            if each is None:
                return
            self._hand_over(each)
        opening.tell(self._words("desk.turn_end"))

    def _called(self) -> Standing | None:
        """Ask the counselor whether the next student begins; None to stop."""
        while self._waiting:
            each = self._waiting[0]
            number = self._count - len(self._waiting) + 1
            clear()
            opening.tell(self._words("desk.turn", number=number, count=self._count, name=each.name))
            reply = _reply(self._words("desk.turn_keys"))
            if reply == _STOP:
                return None
            if reply != _PASS:
                return each
            self._waiting.popleft()
        return None

    def _hand_over(self, first: Standing) -> None:
        """Let students have the keyboard until the counselor opens the lock."""
        each: Standing | None = first
        with _keys_ignored():
            while each is not None:
                self._waiting.remove(each)
                clear()
                trouble = self._guarded(each)
                each = self._lock.wait(tuple(self._waiting), trouble)

    def _guarded(self, each: Standing) -> str:
        """Hold a session. However it ends, it ends here; returns what the counselor should know of it."""
        try:
            signal.signal(signal.SIGINT, _interrupt_once)
            self._hold(each)
        except (KeyboardInterrupt, Interrupted):  # what was answered is saved, and they may go on later
            self._waiting.append(replace(each, state="half_done"))
        except CasemgrError as error:
            return f"{error.message} {error.hint}".strip()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - no fault may open the counselor's shell
            return self._words("desk.fault", kind=type(error).__name__)
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        return ""


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


@contextmanager
def _keys_ignored() -> Iterator[None]:
    before = {key: signal.signal(key, signal.SIG_IGN) for key in _KEYS}
    try:
        yield
    finally:
        for key, handler in before.items():
            signal.signal(key, handler)


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


def _opener(at: Store) -> Callable[[str], bool]:
    """Return what tells whether something typed is the passphrase of an encrypted store."""
    file = at.file
    if file is None or not at.encrypted:
        return lambda _: False
    return lambda typed: bool(typed) and unlocks(file, typed)


def _secret(text: str) -> str:
    """Return a line that is typed unseen; an end of input, or what is no text, is an empty line.

    Raises:
        Interrupted: the terminal is gone.
    """
    with suppress(EOFError, ValueError):
        return getpass(f"{escaped(text)} ", stream=sys.stderr)
    if not _has_terminal():
        raise Interrupted("The terminal is gone.")
    sleep(_PAUSE)
    return ""


def _has_terminal() -> bool:
    try:
        os.tcgetpgrp(sys.stdin.fileno())
    except (OSError, ValueError, AttributeError):
        return False
    return True


def _waiting(at: Store, sitting: Sitting, wish: Search) -> list[Standing]:
    """Return who has no plan yet, those with a session half done first."""
    found = matching(standings(at, sitting.desk.today), wish)
    without_plan = (each for each in found if each.state in _WAITING)
    return sorted(without_plan, key=lambda each: _WAITING.index(each.state))


def _into(sitting: Sitting, file: Path) -> Sitting:
    return replace(sitting, out=replace(sitting.out, file=str(file), plain=True))


def _turn(at: Store, sitting: Sitting, each: Standing, words: Words) -> None:

    student = find_student(at, each.id)
    catalog = sitting.desk.questions(student)
    work = resume(at, student.id) if each.state == "half_done" else begin(at, student, {})
    with work:
        sitting.hold(work, catalog, known_answers(catalog, work.session.answers, None, None))
    _reply(words("desk.turn_done"))


def _reply(text: str) -> str:
    opening.prompt(text)
    line = sys.stdin.readline()
    return line.strip().lower() if line else _STOP
