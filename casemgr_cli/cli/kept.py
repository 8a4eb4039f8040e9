"""The answers that a person keeps on this computer, in one file that only they can read.

Nothing is kept unless they say so. Money is kept after a second yes; limits and the record never are.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from casemgr_cli.cli.output import STDOUT, write_file
from casemgr_cli.cli.terminal import tell
from casemgr_cli.errors import FileFailure
from casemgr_cli.text import named

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from casemgr_cli.cli.output import Output
    from casemgr_cli.domain.facts import Answers, Fact, Value
    from casemgr_cli.prompts.asker import Asker

_KEPT = "me.yaml"
_NONE = "No answers are kept on this computer."
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
        raise FileFailure(_NONE, hint=_HOW) from error


def instead(answers: str | None, me: bool | None, out: Output, data: Path | None) -> str | None:
    """Return the file of answers to use: the one given, or the kept one where it takes its place, and say so.

    Args:
        answers: what `--answers` says.
        me: True and False for `--me` and `--no-me`; None takes them where a person looks on a terminal.
        out: how the result is written.
        data: the folder of data files, for the words.

    Raises:
        FileFailure: `--me` asks for answers that are not there.
    """
    if answers is not None or me is False:
        return answers
    if me is None and not (looked_at(out) and place().exists()):
        return None
    from casemgr_cli.catalog.files import data_dir, load_messages

    tell(load_messages(data_dir(data))["cli.me.using"].format(day=since().isoformat()))
    return str(place())


def looked_at(out: Output) -> bool:
    """Whether a person reads the result on a terminal."""
    return out.format == "text" and out.file == STDOUT and sys.stdout is not None and sys.stdout.isatty()


def keep(answers: Answers) -> None:
    """Keep answers, in place of any kept before.

    Raises:
        FileFailure: they cannot be written.
    """
    from casemgr_cli.catalog.answers import write_answers
    from casemgr_cli.catalog.cache import make_folders

    with suppress(OSError):
        make_folders(place().parent)
    write_file(str(place()), write_answers(answers), personal=True)


def forget() -> None:
    """Remove the kept answers.

    Raises:
        FileFailure: there are none, or they cannot be removed.
    """
    since()
    try:
        place().unlink()
    except OSError as error:
        raise FileFailure(f"{named(str(place()))} cannot be removed: {error.strerror}.") from error


def keepable(answers: Answers, facts: Mapping[str, Fact], *, money: bool) -> dict[str, Value]:
    """Return the answers that may be kept: none that are private, but those about money if wanted."""
    kinds = {"", _MONEY} if money else {""}
    return {key: value for key, value in answers.items() if facts[key].private in kinds}


def offer(answers: Answers, facts: Mapping[str, Fact], messages: Mapping[str, str], asker: Asker) -> None:
    """Ask once whether to keep the answers of an interview, and keep them on a yes.

    Raises:
        FileFailure: they cannot be written.
        Interrupted: the person stopped; nothing is kept.
    """
    if not _yes(asker, messages, "keep"):
        return
    private = any(facts[key].private == _MONEY for key in answers)
    money = private and _yes(asker, messages, "money")
    keep(keepable(answers, facts, money=money))
    tell(messages["cli.me.kept"].format(file=named(str(place()))))


def _yes(asker: Asker, messages: Mapping[str, str], key: str) -> bool:
    from casemgr_cli.domain.facts import Choice, Fact
    from casemgr_cli.prompts.asker import Question

    choices = tuple(Choice(value, messages[f"cli.me.{value}"]) for value in ("no", "yes"))
    fact = Fact(key, "choice", messages[f"cli.me.{key}"], messages[f"cli.me.{key}_why"], choices=choices)
    return asker.ask(Question(fact, menu=True)) == "yes"
