"""Where a store is: a file of this computer, or a shared PostgreSQL."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from casemgr_cli.catalog.wording import quoted
from casemgr_cli.errors import FileFailure, UsageFailure

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "CASEMGR_DATABASE_URL"
FILE = "desk.db"
SERVERS = ("postgresql", "postgres", "postgresql+psycopg")
# At least two letters, so that it is not the drive of a path on Windows.
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
LOCAL = ("", "localhost", "127.0.0.1", "::1")


class Address(Struct, frozen=True):
    """A file or a server's URL; the other one is None. `name` is what to call it, without a password."""

    name: str
    file: Path | None = None
    url: URL | None = None


def find_store(option: str | None, environment: Mapping[str, str]) -> Address:
    """Return where the store is: what `--store` says, else the environment, else a file in the user's folder.

    Args:
        option: a file or a URL as given on the command line.
        environment: the variables of the process; CASEMGR_DATABASE_URL is read.

    Raises:
        UsageFailure: the URL is not one we know, or holds a password on the command line.
    """
    given = option or environment.get(VARIABLE)
    if not given:
        from platformdirs import user_data_path

        return _file(user_data_path("casemgr", appauthor=False) / FILE)
    if "://" not in given:
        if SCHEME.match(given):
            raise UsageFailure(
                f"{quoted(given)} looks like the address of a server, but is none.",
                hint=f"Write it as postgresql://USER@HOST/DATABASE. For a file of that name: ./{given}",
            )
        return _file(Path(given))
    return _server(given, secret_allowed=not option)


def _file(path: Path) -> Address:
    full = Path(os.path.realpath(path))
    if full.is_dir():
        raise FileFailure(
            f"{full} is a folder, not a store.", hint=f"Name a file in it, such as {full / FILE}."
        )
    if full.exists() and not full.is_file():  # making a device somebody's own would lock others out
        raise FileFailure(f"{full} is no regular file.", hint="Name a file with --store.")
    return Address(str(full), file=full)


def _server(given: str, *, secret_allowed: bool) -> Address:
    try:
        url = make_url(given)
    except (ArgumentError, ValueError) as error:
        raise UsageFailure(
            "The address of the store cannot be read.",
            hint="Write it as postgresql://USER@HOST/DATABASE, or name a file.",
        ) from error
    if url.drivername not in SERVERS:
        raise UsageFailure(
            f"A store cannot be kept in {url.drivername}.",
            hint="Use a file, or an address such as postgresql://USER@HOST/DATABASE.",
        )
    if (url.password or "password" in url.query) and not secret_allowed:
        raise UsageFailure(
            "A password on the command line can be read by everybody on this computer.",
            hint=f"Put the address into {VARIABLE}, or the password into a password file (.pgpass).",
        )
    url = url.set(drivername="postgresql+psycopg")
    name = url.set(drivername="postgresql", query={}).render_as_string(hide_password=True)
    far = url.host not in (*LOCAL, None) and not str(url.host).startswith("/")
    if far and "sslmode" not in url.query:
        url = url.update_query_dict({"sslmode": "require"})
    return Address(name, url=url)
