"""The answers of an interview that was stopped: kept for its owner alone, until it is finished.

Nothing is written before an interruption. Where they are kept is the file of `--save-answers`, or one in
the folder that the system keeps a user's state in.
"""

from __future__ import annotations

import functools
import signal
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from casemgr_cli.cli.output import write_file
from casemgr_cli.errors import FileFailure, Interrupted, UsageFailure
from casemgr_cli.text import named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from types import FrameType

    from casemgr_cli.domain.facts import Answers, Fact, Value
    from casemgr_cli.prompts.asker import Asker

    # Is handed the words on screen and the answers there are; yields what takes all of them after each one.
    Keeper = Callable[[Mapping[str, str], Answers], AbstractContextManager[Callable[[Answers], None]]]

_KEPT = "interview.yaml"
# Hanging up and asking the program to end are interruptions like Ctrl-C; not every system has both.
_ENDINGS = [getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name)]


def _place(save_as: str | None) -> Path:
    """Return where partial answers are kept."""
    if save_as is not None:
        return Path(save_as)
    from platformdirs import user_state_path

    return user_state_path("casemgr", appauthor=False) / _KEPT


def read(save_as: str | None, facts: Mapping[str, Fact]) -> dict[str, Value]:
    """Return kept answers. One that is no longer right is left out, to be asked again.

    Raises:
        FileFailure: there are none, or the file cannot be read.
        UsageFailure: the file does not hold answers.
    """
    from casemgr_cli.catalog.answers import accept
    from casemgr_cli.catalog.untrusted import read_document

    file = _place(save_as)
    if not file.exists():
        file = _place(None)
    try:
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise FileFailure(
            "There is no interrupted interview to go on with.", hint='Start one with "casemgr advise".'
        ) from error
    except OSError as error:
        raise FileFailure(f"{named(str(file))} cannot be read: {error.strerror}.") from error
    kept: dict[str, Value] = {}
    for entry in read_document(str(file), content):
        if entry.key in facts:
            with suppress(UsageFailure):
                kept[entry.key] = accept(facts[entry.key], entry.value)
    return kept


def goes_on(messages: Mapping[str, str], asker: Asker) -> bool:
    """Return whether to go on with an interview that was stopped; whoever starts anew forgets its answers.

    Nobody is asked where there is none.

    Raises:
        Interrupted: the person stopped; nothing is forgotten.
    """
    from casemgr_cli.domain.facts import Choice, Fact
    from casemgr_cli.prompts.asker import BACK, Question

    if not _place(None).exists():
        return False
    choices = tuple(Choice(value, messages[f"cli.me.{value}"]) for value in ("go_on", "anew"))
    title, why = messages["cli.me.stopped_interview"], messages["cli.me.stopped_why"]
    question = Question(Fact("go_on", "choice", title, why, choices=choices), menu=True)
    while (reply := asker.ask(question)) is BACK:
        pass
    if reply == "anew":
        forget()
    return reply == "go_on"


def keeper(save_as: str | None) -> Keeper:
    """Return what looks after the answers of an interview whose answers go to this file, or to none."""
    return functools.partial(_kept_on_interruption, save_as)


@contextmanager
def _kept_on_interruption(
    save_as: str | None, messages: Mapping[str, str], answers: Answers
) -> Iterator[Callable[[Answers], None]]:
    """Write the answers to their place if the interview inside does not come to its end, and say where it is.

    `answers` are those there are already. What is yielded takes all of them after each one, so that they
    outlive a terminal that goes away.

    Raises:
        Interrupted: the interview was; its message names the file.
    """
    latest: dict[str, Value] = dict(answers)
    file = _place(save_as)

    def note(given: Answers) -> None:
        latest.clear()
        latest.update(given)

    with endings_interrupt():
        try:
            yield note
        except (Interrupted, KeyboardInterrupt) as stop:
            if not latest:
                raise Interrupted(messages["cli.stopped_early"]) from stop
            _keep(file, latest)
            kept = messages["cli.kept"].format(file=named(str(file)))
            message = f"{messages['prompts.interrupted']} {kept}"
            raise Interrupted(message, hint=messages["prompts.interrupted_hint"]) from stop
        except BaseException:
            if latest:
                _keep(file, latest)
            raise


@contextmanager
def endings_interrupt() -> Iterator[None]:
    """Turn hanging up and being asked to end into KeyboardInterrupt while the body runs."""
    before = {ending: signal.signal(ending, _interrupt) for ending in _ENDINGS}
    try:
        yield
    finally:
        for ending, handler in before.items():
            signal.signal(ending, handler)


def forget() -> None:
    """Remove the answers of an interview that is finished."""
    with suppress(OSError):
        _place(None).unlink()


def _keep(file: Path, answers: Answers) -> None:
    from casemgr_cli.catalog.answers import write_answers
    from casemgr_cli.catalog.cache import make_folders

    with suppress(OSError):
        make_folders(file.parent)
    write_file(str(file), write_answers(answers), personal=True)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    # A closing terminal often signals twice; the second must not stop the answers from being written.
    for ending in _ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    raise KeyboardInterrupt
