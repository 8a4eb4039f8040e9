"""What is set for a whole store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from casemgr_cli.domain.desk import Setup
from casemgr_cli.errors import UsageFailure
from casemgr_cli.sessions import tables
from casemgr_cli.sessions.connect import is_encrypted
from casemgr_cli.sessions.store import upsert
from casemgr_cli.sessions.students import PSEUDONYMOUS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from casemgr_cli.sessions.store import Store

T = tables.students.c
ASK_INTEREST = "ask_interest"


def setup_of(store: Store) -> Setup:
    """Return how the store is set up.

    Raises:
        FileFailure: the store cannot be read.
    """
    with store.reading() as connection:
        count = connection.scalars(select(func.count()).select_from(tables.students)).one()
    return Setup(
        name=store.name,
        kind="file" if store.file else "postgresql",
        encrypted=bool(store.file and is_encrypted(store.file)),
        pseudonymous=store.setting(PSEUDONYMOUS) is not None,
        ask_interest=store.setting(ASK_INTEREST) is not None,
        students=count,
    )


def make_pseudonymous(store: Store) -> None:
    """Let the store take ids only from now on.

    Raises:
        UsageFailure: there are names in it.
        FileFailure: the store cannot be written.
    """
    with store.writing() as connection:
        named = select(func.count()).where((T.given != "") | (T.family != ""))
        if count := connection.scalars(named).one():
            raise UsageFailure(
                f"{count:,} students in this store have names.",
                hint="Start a new store with --store, or take the names out of this one first.",
            )
        _turn(connection, PSEUDONYMOUS, on=True)


def take_names(store: Store) -> None:
    """Let the store take names again.

    Raises:
        FileFailure: the store cannot be written.
    """
    with store.writing() as connection:
        _turn(connection, PSEUDONYMOUS, on=False)


def ask_interest(store: Store, *, on: bool) -> None:
    """Let sessions ask for a student's interest in case management before and after, or no longer.

    Raises:
        FileFailure: the store cannot be written.
    """
    with store.writing() as connection:
        _turn(connection, ASK_INTEREST, on=on)


def _turn(connection: Connection, name: str, *, on: bool) -> None:
    if on:
        upsert(connection, tables.settings, "name", {"name": name, "value": "yes"})
    else:
        connection.execute(tables.settings.delete().where(tables.settings.c.name == name))
