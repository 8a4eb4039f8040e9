"""Opening the store that the options name."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from casemgr_cli.cli.terminal import can_ask
from casemgr_cli.errors import FileFailure, UsageFailure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casemgr_cli.sessions.address import Address
    from casemgr_cli.sessions.store import Store

PASSPHRASE = "CASEMGR_PASSPHRASE"  # noqa: S105 - the name of a variable
LONGEST_NAME = 60


@contextmanager
def opened(
    store: str | None,
    counselor: str | None,
    passphrase_fd: int | None,
    *,
    make: bool = False,
    passphrase: str | None = None,
) -> Iterator[Store]:
    """Open the store, and close it at the end.

    Args:
        store: what `--store` says.
        counselor: what `--as` says.
        passphrase_fd: what `--passphrase-fd` says.
        make: whether a store that is not there may be made.
        passphrase: of a new store, where the command asked for it.

    Raises:
        FileFailure: it cannot be opened, or is not there; or the libraries for it are not installed.
        UsageFailure: an option cannot be used, or a passphrase is given for a store that has none.
    """
    address = located(store)
    if not make and not is_there(address):
        raise FileFailure(
            f"There is no store {address.name} yet.",
            hint="Start with a student: casemgr session new 1001",
            slug="no_store",
        )
    from casemgr_cli.sessions.store import open_store

    given = passphrase or given_passphrase(passphrase_fd)
    if given and not passphrase:
        _refuse_unlocked(address)
    secret = given or _asked_for(address)
    opened_store = open_store(address, _who(counselor), passphrase=secret)
    try:
        yield opened_store
    finally:
        opened_store.close()


@contextmanager
def opened_to_change(
    store: str | None, counselor: str | None, passphrase_fd: int | None, *, dry_run: bool
) -> Iterator[Store | None]:
    """Open a store to change it, or make it; a dry run makes none, and there may be none then.

    Raises:
        FileFailure: it cannot be opened, or the libraries for it are not installed.
        UsageFailure: an option cannot be used, or a passphrase is given for a store that has none.
    """
    if dry_run and not is_there(located(store)):
        yield None
        return
    with opened(store, counselor, passphrase_fd, make=not dry_run) as at:
        yield at


def located(store: str | None) -> Address:
    """Return where the store is.

    Raises:
        FileFailure: the libraries for the desk are not installed.
        UsageFailure: the address is none.
    """
    try:
        from casemgr_cli.sessions.address import find_store
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "sqlalchemy":
            raise
        raise FileFailure(
            "The counselor's desk needs SQLAlchemy, which is not installed.",
            hint="In the folder of the project, run: pip install '.[desk]'",
            slug="missing_extra",
        ) from error
    return find_store(store, os.environ)


def store_files(store: str | None) -> tuple[str, ...]:
    """Return the files that the store is in, which no result may be written over.

    Raises:
        FileFailure: the libraries for the desk are not installed.
        UsageFailure: the address is none.
    """
    file = located(store).file
    if file is None:
        return ()
    from casemgr_cli.sessions.connect import beside

    return tuple(str(each) for each in (file, *beside(file)))


def is_there(address: Address) -> bool:
    """Whether there is a store; a server is taken to be."""
    return address.file is None or address.file.exists()


def given_passphrase(descriptor: int | None) -> str | None:
    """Return the passphrase from a file descriptor or the environment, or None.

    Raises:
        UsageFailure: the descriptor cannot be read.
    """
    if descriptor is None:
        return os.environ.get(PASSPHRASE) or None
    try:
        with open(descriptor, encoding="utf-8", closefd=False) as stream:
            line = stream.readline().rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise UsageFailure(
            f"The passphrase cannot be read from file descriptor {descriptor}.",
            hint="Use it like this: casemgr session --passphrase-fd 3 3< FILE",
        ) from error
    if not line:
        raise UsageFailure("The passphrase is empty.", hint="Write it on the first line.")
    return line


def asked_passphrase(prompt: str) -> str | None:
    """Ask for the passphrase in a terminal, without showing it; None where there is none."""
    if not can_ask():
        return None
    from getpass import getpass

    return getpass(prompt, stream=sys.stderr) or None


def _refuse_unlocked(address: Address) -> None:
    """Refuse a passphrase for a file that has none: whoever gives it believes that the file is encrypted.

    Raises:
        UsageFailure: the file is plain, or there is none yet.
    """
    from casemgr_cli.sessions.connect import is_encrypted

    encrypted = None if address.file is None else is_encrypted(address.file)
    if address.file is None or encrypted:
        return
    if encrypted is None:
        raise UsageFailure(
            f"A passphrase is given, and there is no store {address.name} yet.",
            hint="Make an encrypted one with: casemgr session setup --encrypt",
            slug="not_encrypted",
        )
    raise UsageFailure(
        f"A passphrase is given, but the store {address.name} is not encrypted.",
        hint=f"Name the encrypted one with --store, or leave out --passphrase-fd and {PASSPHRASE}.",
        slug="not_encrypted",
    )


def _asked_for(address: Address) -> str | None:
    from casemgr_cli.sessions.connect import is_encrypted

    if address.file is None or not is_encrypted(address.file):
        return None
    return asked_passphrase("Passphrase of the store: ")


def _who(counselor: str | None) -> str:
    name = (counselor or _login()).strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageFailure(
            "The name given with --as cannot be used.",
            hint=f"Use plain words, at most {LONGEST_NAME} characters.",
        )
    return name


def _login() -> str:
    from getpass import getuser

    try:
        return getuser()
    except (OSError, KeyError):
        return "counselor"
