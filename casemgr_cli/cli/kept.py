"""The answers that stay on this computer, for their owner alone.

Money stays after a second yes only, limits and the record never. What a person keeps stays only if they say
so; what an interrupted interview has so far stays until it is finished, unless they say no. A file that they
named with `--save-answers` holds all of it.
"""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.cli import given
from casemgr_cli.cli.output import STDOUT, write_file
from casemgr_cli.cli.terminal import can_ask, tell
from casemgr_cli.errors import FileFailure, Interrupted, told
from casemgr_cli.text import named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from datetime import date
    from types import FrameType

    from casemgr_cli.cli.output import Output
    from casemgr_cli.domain import Catalog
    from casemgr_cli.domain.facts import Answers, Fact, Value
    from casemgr_cli.prompts.asker import Asker, Question, Signal

    # Is handed the words on screen and the answers there are; yields what takes all of them after each one.
    Keeper = Callable[[Mapping[str, str], Answers], AbstractContextManager[Callable[[Answers], None]]]

_KEPT = "me.yaml"
_STOPPED = "interview.yaml"
# Hanging up and asking the program to end are interruptions like Ctrl-C; not every system has both.
_ENDINGS = [getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name)]
# Seconds that a question at a stop waits for a word.
PATIENCE = 8
_NONE = "No answers are kept on this computer."
_WAITS = (
    'Those of an interview that was stopped are: "casemgr advise" goes on, "casemgr me forget" removes them.'
)
_HOW = '"casemgr advise" asks, and offers to keep what you answered.'
_MONEY = "money"


def place() -> Path:
    """Return the file that holds the kept answers."""
    from platformdirs import user_data_path

    return user_data_path("casemgr", appauthor=False) / _KEPT


def since() -> date:
    """Return the day on which the answers were last kept.

    Raises:
        FileFailure: none are.
    """
    try:
        return datetime.fromtimestamp(place().stat().st_mtime, tz=UTC).astimezone().date()
    except OSError as error:
        raise FileFailure(_NONE, hint=_WAITS if stopped_place(None).exists() else _HOW) from error


def day(data: Path | None) -> str:
    """Return in words the day on which the answers were last kept."""
    return given.words(data).day(since().isoformat())


def instead(answers: str | None, me: bool | None, out: Output, data: Path | None) -> str | None:
    """Return the file of answers to use: the one given, or the kept one where it takes its place, and say so.

    Where neither `--me` nor `--no-me` decides (None), it does so where a person looks on a terminal.
    """
    if answers is not None or me is False:
        return answers
    if me is None and not (looked_at(out) and place().exists()):
        return None
    tell(given.messages(data)["cli.me.using"].format(day=day(data)))
    return str(place())


def looked_at(out: Output) -> bool:
    """Whether a person reads the result on a terminal."""
    return out.format == "text" and out.file == STDOUT and sys.stdout is not None and sys.stdout.isatty()


def keep(answers: Answers) -> None:
    """Keep answers, in place of any kept before."""
    _write(place(), answers)


def tell_where(messages: Mapping[str, str]) -> None:
    """Say where the kept answers are, and how they are seen and removed."""
    tell(messages["cli.me.kept"].format(file=named(str(place()))))


def forget() -> None:
    """Remove the kept answers, and those of an interview that was stopped.

    Raises:
        FileFailure: there are none, or they cannot be removed.
    """
    files = [file for file in (place(), stopped_place(None)) if file.exists()]
    if not files:
        raise FileFailure(_NONE, hint=_HOW)
    for file in files:
        with told(f"{named(str(file))} cannot be removed"):
            file.unlink()


def keepable(answers: Answers, facts: Mapping[str, Fact], *, money: bool) -> dict[str, Value]:
    """Return the answers that may be kept: none that are private, but those about money if wanted."""
    kinds = {"", _MONEY} if money else {""}
    return {key: value for key, value in answers.items() if facts[key].private in kinds}


def offer(
    answers: Answers,
    facts: Mapping[str, Fact],
    messages: Mapping[str, str],
    asker: Asker,
    before: Answers | None = None,
) -> None:
    """Ask once whether to keep the answers of an interview, and keep them on a yes.

    Where they were changed from answers kept `before`, that is asked, and money that was kept stays so.
    Nobody is asked where nothing of them could be kept that is not.

    Raises:
        Interrupted: the person stopped; nothing new is kept.
    """
    if keepable(answers, facts, money=True) == (before or {}):
        return
    try:
        if asker.ask(_question(messages, "keep" if before is None else "changes")) != "yes":
            return
        money = _of_money(answers, facts)
        if money and not _of_money(before or {}, facts):
            money = asker.ask(_question(messages, "money")) == "yes"
    except Interrupted as stop:
        raise Interrupted(messages["cli.let_go"]) from stop
    keep(keepable(answers, facts, money=money))
    tell_where(messages)


def _of_money(answers: Answers, facts: Mapping[str, Fact]) -> bool:
    return any(facts[key].private == _MONEY for key in answers)


# What can be answered, what Enter says first: nothing new is kept without a yes.
_REPLIES = {
    "keep": {"no": "no", "yes": "yes"},
    "money": {"no": "without", "yes": "with"},
    "changes": {"yes": "yes", "no": "as_before"},
    "stop": {"yes": "yes", "no": "no"},
}


def _question(
    messages: Mapping[str, str], key: str, *more: str, usual: str = "", count: int = 0, hurried: bool = False
) -> Question:
    """Return a question with its replies; what is `usual` comes first.

    `more` names what else stands below the question; if `hurried`, how long it waits stands there, too.
    """
    from casemgr_cli.domain.facts import Choice
    from casemgr_cli.prompts.asker import menu

    replies = sorted(_REPLIES[key].items(), key=lambda reply: reply[0] != usual)
    choices = (Choice(value, messages[f"cli.me.{label}"]) for value, label in replies)
    title = messages[f"cli.me.{key}"].format(count=count)
    below = (f"{key}_why", *more, *(["patience"] if hurried else []))
    why = " ".join(messages[f"cli.me.{name}"] for name in below)
    return menu(key, title, why.format(seconds=PATIENCE), choices)


def _write(file: Path, answers: Answers) -> None:
    from casemgr_cli.catalog.answers import write_answers
    from casemgr_cli.catalog.cache import make_folders

    with suppress(OSError):
        make_folders(file.parent)
    write_file(str(file), write_answers(answers), personal=True)


def stopped_place(save_as: str | None) -> Path:
    """Return where partial answers are kept."""
    if save_as is not None:
        return Path(save_as)
    from platformdirs import user_state_path

    return user_state_path("casemgr", appauthor=False) / _STOPPED


def stopped(save_as: str | None, catalog: Catalog, data: Path | None) -> dict[str, Value]:
    """Return kept answers, and tell who goes on of those that a stop left out.

    One that is no longer right is left out, to be asked again.

    Raises:
        FileFailure: there are none, or the file cannot be read.
        UsageFailure: the file does not hold answers.
    """
    from casemgr_cli.catalog.untrusted import read_document

    file = stopped_place(save_as)
    if not file.exists():
        file = stopped_place(None)
    try:
        content = file.read_bytes()
    except FileNotFoundError as error:
        none = "There is no interrupted interview to go on with."
        raise FileFailure(none, hint='Start one with "casemgr advise".') from error
    except OSError as error:
        raise FileFailure(f"{named(str(file))} cannot be read: {error.strerror}.") from error
    entries = read_document(str(file), content)
    kept = given.still_right(catalog, ((entry.key, entry.value) for entry in entries))
    if file == stopped_place(None) and can_ask():
        tell(_left_out(catalog, kept, given.messages(data)))
    return kept


def _left_out(catalog: Catalog, known: Answers, messages: Mapping[str, str]) -> str:
    """Return what to say of the private answers that were not kept; nothing to whom none is put."""
    from casemgr_cli.domain.facts import UNKNOWN
    from casemgr_cli.engine.interview import relevant

    private = dict.fromkeys((key for key, fact in catalog.facts.items() if fact.private), UNKNOWN)
    if not (relevant(catalog, {**private, **known}) & private.keys()) - known.keys():
        return ""
    return messages["cli.me.not_kept" if _of_money(known, catalog.facts) else "cli.me.not_kept_money"]


def remind(catalog: Catalog, known: Answers, data: Path | None) -> None:
    """Tell whoever begins with kept answers why a private question comes again, if one does."""
    from casemgr_cli.engine.interview import missing_answers

    if any(catalog.facts[key].private for key in missing_answers(catalog, known)):
        tell(_left_out(catalog, known, given.messages(data)))


def goes_on(messages: Mapping[str, str], asker: Asker) -> str:
    """Return what to do with an interview that was stopped: `go_on`, or `change` an answer of it first.

    It is empty for whoever starts anew, and the answers are forgotten.
    Nobody is asked where there is none.
    """
    from casemgr_cli.domain.facts import Choice
    from casemgr_cli.prompts.asker import BACK, menu

    if not stopped_place(None).exists():
        return ""
    choices = (Choice(value, messages[f"cli.me.{value}"]) for value in ("go_on", "change", "anew"))
    title, why = messages["cli.me.stopped_interview"], messages["cli.me.stopped_why"]
    reply = asker.ask(menu("go_on", title, why, choices))
    if reply is BACK:
        raise Interrupted(messages["prompts.interrupted"], hint=messages["prompts.interrupted_hint"])
    if reply != "anew":
        return str(reply)
    forget_stopped()
    return ""


class Keeping(Struct, frozen=True):
    """What looks after the answers of an interview whose answers go to the file `save_as`, or to none.

    Without a file, `asker` makes who asks a person that stops whether they stay.
    """

    save_as: str | None
    facts: Mapping[str, Fact]
    asker: Callable[[], Asker]

    @contextmanager
    def __call__(self, messages: Mapping[str, str], answers: Answers) -> Iterator[Callable[[Answers], None]]:
        """Write the answers that stay to a file if what happens inside is stopped, and say where it is.

        `answers` are those there are already. What is yielded takes all of them after each one, so that they
        outlive a terminal that goes away.
        """
        latest: dict[str, Value] = dict(answers)

        def note(told: Answers) -> None:
            nonlocal latest
            latest = dict(told)  # at once: an ending that comes in between finds the old ones or the new

        with endings_interrupt():
            try:
                yield note
            except (Interrupted, KeyboardInterrupt) as stop:
                if not latest:
                    raise Interrupted(messages["cli.stopped_early"]) from stop
                stay = self._staying(latest, messages, asked=not gone())
                if not stay:
                    raise Interrupted(messages["cli.let_go"]) from stop
                file = stopped_place(self.save_as)
                _write(file, stay)
                where = "cli.kept" if self.save_as else "cli.kept_here"
                kept = messages[where].format(file=named(str(file)))
                message = f"{messages['prompts.interrupted']} {kept}"
                raise Interrupted(message, hint=messages["prompts.interrupted_hint"]) from stop
            except BaseException:
                # The terminal may be gone before it says so; the answers must be written all the same.
                with handling(signal.SIG_IGN, _ENDINGS):
                    if stay := self._staying(latest, messages, asked=False):
                        _write(stopped_place(self.save_as), stay)
                raise

    def _staying(self, answers: Answers, messages: Mapping[str, str], *, asked: bool) -> Answers:
        """Return which answers of a stopped interview stay: all in a file that was named. Else that is asked,
        and a no forgets an earlier stop's, too.

        Where nobody answers, it is what Enter says: none where a counselor's store is set up, else all but
        the private ones.
        """
        if self.save_as is not None or not answers:
            return answers
        from casemgr_cli.cli.app import has_store

        stay = keepable(answers, self.facts, money=False)
        usual = "no" if has_store() else "yes"
        reply: Value | Signal | None = None
        if asked and stay:
            more = ["stop_again"] if stopped_place(None).exists() else []
            more += ["stop_never"] if keepable(answers, self.facts, money=True) != answers else []
            question = _question(messages, "stop", *more, usual=usual, count=len(stay), hurried=True)
            reply = _in_time(self.asker, question)
            if reply == "no":
                forget_stopped()
            if reply == "yes" and _of_money(answers, self.facts):
                wanted = _in_time(self.asker, _question(messages, "money", hurried=True))
                stay = keepable(answers, self.facts, money=wanted == "yes")
        return stay if (reply if reply in _REPLIES["stop"] else usual) == "yes" else {}


def _in_time(asker: Callable[[], Asker], question: Question) -> Value | Signal | None:
    """Return the reply to a question; None where none comes in time, or the person stops again."""
    # The terminal may also be gone without a word.
    with suppress(Interrupted, KeyboardInterrupt, OSError):
        try:
            with _within(PATIENCE):
                return asker().ask(question)
        except TimeoutError:
            tell("\n")
    return None


@contextmanager
def _within(seconds: int) -> Iterator[None]:
    """Raise TimeoutError where the body takes longer, on systems that can wake a program that waits."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    with handling(late, [signal.SIGALRM]):
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def endings_interrupt() -> AbstractContextManager[None]:
    """Turn hanging up and being asked to end into KeyboardInterrupt while the body runs."""
    return handling(_interrupt, _ENDINGS)


@contextmanager
def handling(
    handler: Callable[[int, FrameType | None], None] | signal.Handlers, signals: Iterable[int]
) -> Iterator[None]:
    """Handle some signals otherwise while the body runs."""
    before = {each: signal.signal(each, handler) for each in signals}
    try:
        yield
    finally:
        for each, former in before.items():
            signal.signal(each, former)


def gone() -> bool:
    """Whether one of these came since then."""
    # One alone is ignored where the program was started so, such as by nohup.
    return all(signal.getsignal(ending) is signal.SIG_IGN for ending in _ENDINGS)


def forget_stopped() -> None:
    """Remove the answers of an interview that is finished."""
    with suppress(OSError):
        stopped_place(None).unlink()


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    # A closing terminal often signals twice; the second must not stop the answers from being written.
    for ending in _ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    raise KeyboardInterrupt
