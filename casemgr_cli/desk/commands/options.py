"""The options that the commands of the desk share: one by one, and the groups that go together."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from msgspec import Struct

from casemgr_cli.cli import options
from casemgr_cli.cli.options import argument, option
from casemgr_cli.errors import CasemgrError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casemgr_cli.cli.output import Output, Written
    from casemgr_cli.desk.connect import Address

_Kind = TypeVar("_Kind")

_OFFERED = 100


def ids_begun(incomplete: str) -> list[str]:
    """Offer the ids of students after Tab, from a file that opens without a passphrase; never a name."""
    from casemgr_cli.desk.connect import find_store, is_encrypted

    with suppress(CasemgrError, sqlite3.Error):
        file = find_store(None, os.environ).file
        if file is not None and is_encrypted(file) is False:
            wanted = (
                "SELECT id FROM students WHERE substr(id, 1, ?) = ? AND status = 'active' ORDER BY id LIMIT ?"
            )
            with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as store:
                return [id_ for (id_,) in store.execute(wanted, (len(incomplete), incomplete, _OFFERED))]
    return []


_ID = "The student's id, such as 1001."
Id = Annotated[str, argument(metavar="ID", help=_ID, autocompletion=ids_begun)]
MaybeId = Annotated[
    str | None, argument(metavar="[ID]", help=_ID, show_default=False, autocompletion=ids_begun)
]
Ids = Annotated[
    list[str] | None,
    argument(metavar="[ID]...", help="The students' ids.", show_default=False, autocompletion=ids_begun),
]
NONE = "none"  # takes a day or a counselor away
_Store = Annotated[
    str | None,
    option(
        metavar="FILE|URL",
        help="The store: a file, or the address of a PostgreSQL. By default what CASEMGR_DATABASE_URL says, "
        "then a file in your own data folder.",
    ),
]
_Counselor = Annotated[
    str | None,
    option(
        "--as",
        metavar="NAME",
        envvar="CASEMGR_COUNSELOR",
        show_envvar=True,
        help="Who is at the desk. By default the name you are logged in with.",
    ),
]
_PassphraseFd = Annotated[
    int | None,
    option(
        min=0,
        help="Read the passphrase of an encrypted store from this file descriptor. Otherwise it comes from "
        "CASEMGR_PASSPHRASE, or you are asked.",
    ),
]
PART = "A part of an id or a name; - asks for it, so that no name is on the command line."
OnlyGroup = Annotated[str | None, option(metavar="NAME", help="Only this group.")]
_Grade = Annotated[int | None, option(help="The grade, 0 (kindergarten) to 12; 13 after high school.")]
OnlyGrade = Annotated[int | None, option(help="Only this grade.")]
Group = Annotated[str | None, option(metavar="NAME", help="A class, a period or your caseload.")]
Minor = Annotated[
    bool | None, option("--minor/--adult", help="Under 18 or not, where the grade does not tell.")
]
DryRun = Annotated[bool, option(help="Only show what would be done.")]
Force = Annotated[bool, option(help="Write over files that are there.")]
Limit = Annotated[int | None, option(min=0, help="How many to show; 0 for all. On screen 50 by default.")]
_ON_SCREEN = 50
TakeOver = Annotated[bool, option(help="Take the session over from somebody who has it open.")]
AskPrivate = Annotated[
    bool, option(help="Also ask a minor about money, health and records. For others it is the rule.")
]
Yes = Annotated[bool, option(help="Do it without asking.")]
Number = Annotated[int | None, option(min=1, help="Which of their sessions; the latest by default.")]


class WhichStore(Struct, frozen=True):
    """The store to open, by whoever is logged in."""

    store: _Store = None
    counselor: str | None = None
    passphrase_fd: _PassphraseFd = None

    @property
    def address(self) -> Address:
        """Where the store is."""
        from casemgr_cli.desk.connect import find_store

        return find_store(self.store, os.environ)

    def result(self, written: Written, *, personal: bool = True, **how: Any) -> Output:  # noqa: ANN401 - as `chosen` takes it
        """Return where a result goes: never over the store that it is made of."""
        return written.chosen(personal=personal, inputs=self.address.files, **how)


class StoreAs(WhichStore, frozen=True):
    """The store to open, and as whom."""

    counselor: _Counselor = None


class About(Struct, frozen=True):
    """What is told of one student; what is not told stays as it is held."""

    name: Annotated[
        bool, option(help="Ask for the name, or read a line such as Ruiz, Ana from standard input.")
    ] = False
    grade: _Grade = None
    group: Group = None
    minor: Minor = None


class Holding(Struct, frozen=True):
    """How a session is held."""

    answers: options.AnswersFile = None
    set_: options.Set = None
    assume_defaults: Annotated[bool, option(help="Ask nothing; list what was assumed.")] = False
    ask_private: AskPrivate = False
    follow_up: Annotated[
        str | None,
        option(metavar="WHEN", help="When to look at it together again: a date, or 10d, 6w, 3m, 1y."),
    ] = None
    take_over: TakeOver = False


class Whom(Struct, frozen=True):
    """Several students at once: those at the school whom all that is given fits."""

    group: Annotated[str | None, option(metavar="NAME", help="Everybody in this group.")] = None
    grade: Annotated[int | None, option(help="Everybody in this grade.")] = None
    search: Annotated[str, option(metavar="TEXT", help=PART)] = ""
    everybody: Annotated[bool, option("--all", help="Everybody.")] = False

    @property
    def asked(self) -> bool:
        """Whether anybody is named."""
        return self.everybody or bool(self.search) or self.group is not None or self.grade is not None


def shown(found: Sequence[_Kind], limit: int | None, out: Output) -> Sequence[_Kind]:
    """Return as many as `--limit` says, on screen a few by default."""
    most = limit if limit is not None else _ON_SCREEN if out.format == "text" else 0
    return found[:most] if most else found
