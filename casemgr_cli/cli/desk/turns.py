"""`casemgr session next`: one student after another at the same screen, which tells the next nothing."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from casemgr_cli.cli import options
from casemgr_cli.cli.desk import options as own
from casemgr_cli.cli.desk.files import file_names, folder_named, make_folder
from casemgr_cli.cli.desk.opening import opened
from casemgr_cli.cli.desk.sit import day_of
from casemgr_cli.cli.desk.telling import tell
from casemgr_cli.cli.failures import escaped
from casemgr_cli.cli.output import chosen
from casemgr_cli.cli.terminal import can_ask
from casemgr_cli.errors import AnswerNeeded, Locked

if TYPE_CHECKING:
    from casemgr_cli.cli.desk.sitting import Sitting
    from casemgr_cli.domain.desk import Standing
    from casemgr_cli.pages.words import Words
    from casemgr_cli.sessions.store import Store

# To the top, what is on screen, and what was scrolled off it.
CLEAR = "\x1b[H\x1b[2J\x1b[3J"
WAITING = ("half_done", "new")
PASS, STOP = "s", "q"


def next_(
    group: Annotated[str | None, typer.Option(metavar="NAME", help="Only this group.")] = None,
    into: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Write each plan into this folder, made if need be, not on the screen."
        ),
    ] = None,
    ask_private: own.AskPrivate = False,
    follow_up: own.FollowUp = None,
    store: own.Store = None,
    counselor: own.Counselor = None,
    passphrase_fd: own.PassphraseFd = None,
    data: options.Data = None,
    plain: options.Plain = False,
) -> None:
    """Hold one session after another, with everybody of a group who has no plan yet.

    Between two students the screen is cleared, and what was scrolled off it too. Ctrl-C stops; what was
    answered is saved.

    Example: casemgr session next --group "Period 3"
    """
    from casemgr_cli.cli import given
    from casemgr_cli.cli.desk.sitting import Sitting, load_desk

    if not can_ask():
        raise AnswerNeeded(
            "Sessions one after another need a terminal.",
            hint="For answers in files: casemgr session import-answers FOLDER",
        )
    if into is not None:
        make_folder(folder_named(str(into), "--into"))
    desk, words = load_desk(data, ask_private=ask_private), given.words(data)
    out = chosen(None, as_json=False, file=None, plain=plain, personal=True)
    sitting = Sitting(desk, out, plain, ask=True, follow_up=day_of(follow_up, desk.today))
    with opened(store, counselor, passphrase_fd) as at:
        waiting = _waiting(at, sitting, group)
        names = file_names([each.student.id for each in waiting], ".txt")
        try:
            for number, each in enumerate(waiting, 1):
                clear()
                tell(words("desk.turn", number=number, count=len(waiting), name=each.student.name))
                reply = _reply(words("desk.turn_keys"))
                if reply == STOP:
                    return
                if reply != PASS:
                    to = sitting if into is None else _into(sitting, into / names[each.student.id])
                    _turn(at, to, each, words)
        finally:
            clear()
    tell(words("desk.turn_end" if waiting else "desk.turn_nobody"))


def clear() -> None:
    """Clear the screen and what was scrolled off it, wherever something of it was written."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb":
            stream.write(CLEAR)
            stream.flush()


def _waiting(at: Store, sitting: Sitting, group: str | None) -> list[Standing]:
    """Return who has no plan yet, those with a session half done first."""
    from casemgr_cli.domain.desk import Wish
    from casemgr_cli.engine.desk import matching
    from casemgr_cli.sessions.students import standings

    found = matching(standings(at, sitting.desk.today), Wish(group=group))
    without_plan = (each for each in found if each.state in WAITING)
    return sorted(without_plan, key=lambda each: WAITING.index(each.state))


def _into(sitting: Sitting, file: Path) -> Sitting:
    return replace(sitting, out=replace(sitting.out, file=str(file), plain=True))


def _turn(at: Store, sitting: Sitting, each: Standing, words: Words) -> None:
    from casemgr_cli.cli.desk.sitting import known_answers
    from casemgr_cli.sessions.work import begin, resume

    student = each.student
    catalog = sitting.desk.questions(student)
    try:
        work = resume(at, student.id) if each.state == "half_done" else begin(at, student, {})
    except Locked as error:
        tell(f"{error.message} {error.hint}")
    else:
        with work:
            sitting.hold(work, catalog, known_answers(catalog, work.session.answers, None, None))
    _reply(words("desk.turn_done"))


def _reply(prompt: str) -> str:
    sys.stderr.write(f"{escaped(prompt)} ")
    sys.stderr.flush()
    line = sys.stdin.readline()
    return line.strip().lower() if line else STOP
