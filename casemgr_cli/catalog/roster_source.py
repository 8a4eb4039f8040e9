"""Where a list of students comes from: a file, or a folder or zip that holds the files of OneRoster.

Nothing is ever unpacked onto the disk, so the paths within a zip lead nowhere.
"""

from __future__ import annotations

import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.catalog.lines import MOST
from casemgr_cli.catalog.wording import quoted
from casemgr_cli.errors import FileFailure, UsageFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

USERS, ROLES = "users.csv", "roles.csv"
WORKBOOK = "[Content_Types].xml"
NOT_OURS = "__MACOSX"
MOST_MEMBERS = 10_000
ZIP = b"PK\x03\x04"
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


class Source(Struct, frozen=True):
    """The list itself with its size in bytes, and the file that says who is a student, if there is one."""

    users: BinaryIO
    size: int
    roles: BinaryIO | None = None


@contextmanager
def opened_source(path: Path) -> Iterator[Source]:
    """Open a list of students, and close it at the end.

    Raises:
        FileFailure: it is not there, cannot be read or is damaged.
        UsageFailure: it is something else.
    """
    try:
        with ExitStack() as stack:
            yield _source(path, stack)
    except OSError as error:
        raise FileFailure(
            f"The list {quoted(str(path))} cannot be read: {error.strerror}.",
            hint="Check the name of the file.",
        ) from error


def _source(path: Path, stack: ExitStack) -> Source:
    if path.is_dir():
        return _from_folder(path, stack)
    if path.exists() and not path.is_file():
        raise FileFailure(f"{quoted(str(path))} is no file.", hint="Name a file or a folder; - reads a pipe.")
    file = stack.enter_context(path.open("rb"))
    start = file.read(len(ZIP))
    file.seek(0)
    if start == ZIP:
        return _from_zip(file, stack)
    roles = _beside(path, ROLES) if path.name.casefold() == USERS else None
    return Source(file, path.stat().st_size, stack.enter_context(roles.open("rb")) if roles else None)


def _from_folder(folder: Path, stack: ExitStack) -> Source:
    users, roles = (_beside(folder / name, name) for name in (USERS, ROLES))
    if users is None:
        raise _no_users("folder")
    return Source(
        stack.enter_context(users.open("rb")),
        users.stat().st_size,
        stack.enter_context(roles.open("rb")) if roles else None,
    )


def _beside(path: Path, name: str) -> Path | None:
    """Return the file with this name in the folder of a path, upper and lower case being the same."""
    found = (each for each in path.parent.iterdir() if each.name.casefold() == name and each.is_file())
    return next(found, None)


def _from_zip(file: BinaryIO, stack: ExitStack) -> Source:
    with _explained():
        archive = stack.enter_context(zipfile.ZipFile(file))
        members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise UsageFailure(
            f"The zip holds more than {MOST_MEMBERS:,} files.", hint="Zip the two files alone."
        )
    if any(member.filename == WORKBOOK for member in members):
        raise UsageFailure(
            "This is a spreadsheet, not a plain list.",
            hint='Save it as "CSV UTF-8" and import that file.',
            slug="spreadsheet",
        )
    users, roles = (_member(members, name) for name in (USERS, ROLES))
    if users is None:
        raise _no_users("zip")

    def enter(member: zipfile.ZipInfo) -> BinaryIO:
        with _explained():
            stream = stack.enter_context(archive.open(member))
        return _Explained(stream)  # type: ignore[return-value]  # it reads, and nothing else is asked of it

    return Source(enter(users), users.file_size, enter(roles) if roles else None)


def _member(members: list[zipfile.ZipInfo], name: str) -> zipfile.ZipInfo | None:
    found = [
        each
        for each in members
        if PurePosixPath(each.filename).name.casefold() == name and NOT_OURS not in each.filename
    ]
    if len(found) > 1:
        raise UsageFailure(f"The zip holds more than one {name}.", hint="Zip the files of one export alone.")
    if found and found[0].file_size > MOST:
        raise UsageFailure(
            f"The {name} in the zip is larger than {MOST // 1_000_000} MB, so it is no list of students.",
            hint="Export the students alone.",
            slug="too_large",
        )
    return found[0] if found else None


class _Explained:
    """A file within a zip, whose damage is told in our words."""

    def __init__(self, stream: object) -> None:
        self._read: Callable[[int], bytes] = stream.read  # type: ignore[attr-defined]

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        with _explained():
            return self._read(size)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except DAMAGED as error:
        raise FileFailure(
            "The zip cannot be read: it is damaged, or it has a password.",
            hint="Unpack it yourself, and import the folder.",
            slug="zip",
        ) from error


def _no_users(where: str) -> UsageFailure:
    return UsageFailure(
        f"The {where} holds no {USERS}.",
        hint=f"It has to hold the {USERS} and {ROLES} of a OneRoster export; or name the file itself.",
        slug="no_users",
    )
