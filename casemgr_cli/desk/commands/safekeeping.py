"""`casemgr session backup`, `restore`, `check` and `unlock`: so that nothing is lost or lies open."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Annotated

import typer

from casemgr_cli.cli import given, options
from casemgr_cli.desk.commands import options as own
from casemgr_cli.desk.commands.opening import (
    PASSPHRASE,
    asked_passphrase,
    confirm,
    given_passphrase,
    located,
    opened,
    store_files,
    tell,
)
from casemgr_cli.desk.connect import VARIABLE, is_encrypted
from casemgr_cli.desk.documents import check_document
from casemgr_cli.desk.pages import check_page
from casemgr_cli.desk.safekeeping import back_up, drop_plans
from casemgr_cli.desk.safekeeping import check as look_at
from casemgr_cli.desk.safekeeping import restore as from_backup
from casemgr_cli.errors import UsageFailure

_AN_HOUR = 60 * 60  # after as many seconds without a key shells end by themselves, where TMOUT says so
_File = Annotated[Path, typer.Argument(metavar="FILE", help="The file of the backup.")]


def backup(
    file: _File,
    store: own.WhichStore,
) -> None:
    """Write the store into a new file, as it is at this moment, even while somebody is at work on it.

    Example: casemgr session backup /media/stick/desk-2026-11-28.db
    """
    with opened(store) as at:
        back_up(at, file)
    tell(given.words(None)("desk.backed_up", file=str(file)))


def restore(
    file: _File,
    store: own.WhichStore,
) -> None:
    """Make a store of a backup. A store that is there is never written over.

    Example: casemgr session restore /media/stick/desk-2026-11-28.db
    """
    address = located(store)

    secret = given_passphrase(store.passphrase_fd)
    if secret is None and is_encrypted(file):
        secret = asked_passphrase(f"{given.words(None)('desk.ask_backup')} ")
    from_backup(address, file, secret)
    tell(given.words(None)("desk.restored", store=address.name))


def unlock(store: own.WhichStore) -> None:
    """Open a shell in which commands need no passphrase, until you leave it or leave it alone for an hour.

    Example: casemgr session unlock
    """
    words, address = given.words(None), located(store)
    secret = given_passphrase(store.passphrase_fd) or asked_passphrase(f"{words('desk.ask_passphrase')} ")
    with opened(store, passphrase=secret) as at:
        if not (at.encrypted and secret):
            raise UsageFailure(
                f"The store {at.name} has no passphrase.",
                hint="Encrypt it with: casemgr session setup --encrypt",
            )

    tell(words("desk.unlocked"))
    shell = os.environ.get("SHELL") or os.environ.get("COMSPEC") or "sh"
    known = {VARIABLE: str(address.file), PASSPHRASE: secret, "TMOUT": str(_AN_HOUR)}
    raise typer.Exit(subprocess.run([shell], env={**os.environ, **known}, check=False).returncode)  # noqa: S603  her own shell


def check(
    *,
    drop: Annotated[
        bool, typer.Option("--drop-plans", help="Delete the plans that cannot be read, to make them anew.")
    ] = False,
    yes: own.Yes = False,
    store: own.WhichStore,
    written: options.WrittenPage,
) -> None:
    """Find out whether the store is whole and every plan can be read. Exit 1 when not.

    Example: casemgr session check
    """
    out = written.chosen(personal=True, inputs=store_files(store))
    words = given.words(written.data)
    with opened(store) as at:
        health = look_at(at)
        out.show(document=lambda: check_document(health), page=lambda: check_page(health, words))
        if drop and health.plans:
            question = words.count("desk.ask_drop_plans", len(health.plans))
            confirm(question, yes=yes, refused=words("desk.kept"))
            drop_plans(at, health.plans)
            tell(words("desk.dropped_plans"))
    if not health.is_good:
        raise typer.Exit(1)
