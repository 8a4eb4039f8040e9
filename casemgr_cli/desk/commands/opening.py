"""Opening the store that the options name, and choosing whom a command is about."""

import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from urllib.parse import quote

from msgspec.structs import replace

from casemgr_cli.catalog.cache import make_folders
from casemgr_cli.cli import given, terminal
from casemgr_cli.cli.output import ENDINGS, STDOUT, Output, refuse_planted
from casemgr_cli.cli.terminal import can_ask, fitted
from casemgr_cli.desk.commands.options import About, WhichStore, Whom
from casemgr_cli.desk.connect import OWNER_FILE, OWNER_FOLDER, Address, is_encrypted
from casemgr_cli.desk.records import Search, Status, Student, matching
from casemgr_cli.desk.store import Store, open_store
from casemgr_cli.desk.students import find_student, students_of
from casemgr_cli.errors import AnswerNeeded, FileFailure, Interrupted, UsageFailure, told
from casemgr_cli.ownership import is_guarded
from casemgr_cli.pages.words import Words
from casemgr_cli.text import named

PASSPHRASE = "CASEMGR_PASSPHRASE"  # noqa: S105 - the name of a variable
# The descriptor of a socket, at whose other end the passphrase is known for an hour.
UNLOCKED = "CASEMGR_UNLOCKED"
_LONGEST_SECRET, _ANSWER_SECONDS = 4096, 5
_LONGEST_NAME = 60


@contextmanager
def opened(
    store: WhichStore, *, make: bool = False, passphrase: str | None = None, upgrade: bool = False
) -> Iterator[Store]:
    """Open the store, and close it at the end.

    With `make`, one that is not there may be made, which opens with the `passphrase` that was asked for; with
    `upgrade`, a server's store of an earlier version is brought up to date.

    Raises:
        FileFailure: it cannot be opened, or is not there.
    """
    _leave_no_core()
    address = store.address
    if not make and not address.is_there:
        raise FileFailure(
            f"There is no store {address.name} yet.",
            hint="Start with a student: casemgr session new 1001",
            slug="no_store",
        )

    said = passphrase or given_passphrase(store.passphrase_fd)
    if said and not passphrase:
        _refuse_unlocked(address)
    if not said and address.file and is_encrypted(address.file):
        said = asked_passphrase(given.words(None)("desk.ask_passphrase"))
    at = open_store(address, _who(store.counselor), passphrase=said, upgrade=upgrade)
    try:
        if at.login:
            at = replace(at, who=_known_by(at, store.counselor))
        if at.copy is not None:
            tell(given.words(None)("desk.upgraded", file=str(at.copy)))
        if at.read_only:
            tell(given.words(None)("desk.read_only", store=at.name))
        if at.exposed:
            tell(given.words(None)("desk.exposed", store=at.name))
        yield replace(at, on_delay=lambda: tell(given.words(None)("desk.delayed", store=at.name)))
    finally:
        at.close()


def _leave_no_core() -> None:
    """Let no crash write what is in memory, records and the passphrase, into a file."""
    with suppress(ImportError, OSError, ValueError):  # not on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


@contextmanager
def opened_to_change(store: WhichStore, *, dry_run: bool) -> Iterator[Store | None]:
    """Open a store to change it, or make it; a dry run makes none, and there may be none then."""
    if dry_run and not store.address.is_there:
        yield None
        return
    with opened(store, make=not dry_run) as at:
        yield at


def given_passphrase(descriptor: int | None) -> str | None:
    """Return the passphrase from a file descriptor or the environment, or None.

    Raises:
        UsageFailure: the descriptor cannot be read.
    """
    if descriptor is None:
        return os.environ.get(PASSPHRASE) or _unlocked_passphrase(os.environ.get(UNLOCKED, ""))
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


def steady_seconds() -> float:
    """Return the seconds by a clock that nobody sets and that goes on while the lid is shut."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def tell_passphrase(end: socket.socket, secret: str, until: float) -> None:
    """Tell the passphrase to whoever asks through a socket, until a moment of the steady clock."""
    with end:
        while (left := until - steady_seconds()) > 0:
            end.settimeout(left)
            with suppress(TimeoutError):
                end.recv(1)
                if steady_seconds() < until:
                    end.send(secret.encode())


def _unlocked_passphrase(descriptor: str) -> str | None:
    """Return what the other end of a socket tells; None where the hour is over, or there is none."""
    with suppress(OSError, ValueError, OverflowError), socket.socket(fileno=os.dup(int(descriptor))) as asked:
        asked.settimeout(_ANSWER_SECONDS)
        asked.send(b"?")
        return asked.recv(_LONGEST_SECRET).decode() or None
    return None


def asked_passphrase(prompt: str) -> str | None:
    """Ask for the passphrase in a terminal, without showing it; None where there is none."""
    if not can_ask():
        return None
    from getpass import getpass

    return getpass(fitted(prompt) + " ", stream=sys.stderr) or None


def _refuse_unlocked(address: Address) -> None:
    """Refuse a passphrase for a file that has none: whoever gives it believes that the file is encrypted.

    Raises:
        UsageFailure: the file is plain, or there is none yet.
    """
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
        hint=f"Encrypt it with: casemgr session setup --encrypt. Or leave out {PASSPHRASE}.",
        slug="not_encrypted",
    )


def _who(counselor: str | None) -> str:
    from getpass import getuser

    name = counselor or ""
    if not counselor:
        try:
            name = getuser()
        except (OSError, KeyError):
            name = "counselor"
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise UsageFailure(
            "The name given with --as cannot be used.",
            hint=f"Use plain words, at most {_LONGEST_NAME} characters.",
        )
    return name


def _known_by(store: Store, counselor: str | None) -> str:
    """Return by what name somebody stands in a server's log: their login, which they cannot choose.

    Several may share the login that owns the tables; a name given beside that one is marked with it.

    Raises:
        UsageFailure: a name is given beside a login that is one person's.
    """
    if counselor and store.rank != "owner":
        raise UsageFailure(
            f"The login {named(store.login)} is one person's, and the log goes by it.",
            hint="Leave out --as and CASEMGR_COUNSELOR.",
        )
    return f"{counselor.strip()} (login {store.login})" if counselor else store.login


LONGEST = 120
_MARK = 8
_ENDINGS = {"text": ".txt", "markdown": ".md"}


def folder_named(output: str | None, option: str = "-o") -> Path:
    """Return the folder that an option names; it is there, or can be made.

    Raises:
        FileFailure: it cannot be one.
        UsageFailure: there is none.
    """
    if output is None or output == STDOUT:
        raise UsageFailure("Many files go into a folder.", hint=f"Name it with {option} FOLDER.")
    folder = Path(output)
    format_ = ENDINGS.get(folder.suffix.lower())
    if format_ and not folder.exists():
        raise UsageFailure(
            f"{named(output)} reads like one file, and many go into a folder.",
            hint=f"For that format: {option} {named(folder.stem)} --format {format_}",
        )
    if folder.exists() and not folder.is_dir():
        raise FileFailure(f"{named(output)} is no folder.", hint=f"Name another one with {option}.")
    if not folder.exists() and not folder.parent.is_dir():
        raise FileFailure(f"There is no folder {named(str(folder.parent))}.", hint="Make it first.")
    return folder


def refuse_there(folder: Path, names: Collection[str], words: Words, *, force: bool) -> None:
    """Find out before the work begins that a file is there already.

    Raises:
        FileFailure: one is, and is not to be written over; or it is a link.
    """
    refuse_links(folder, names)
    there = [name for name in names if (folder / name).exists()]
    if there and not force:
        raise FileFailure(
            words.count("desk.handouts_there", len(there), name=there[0], folder=named(str(folder))),
            hint="Name another folder, or write over them with --force.",
            slug="there",
        )


def own_files(
    out: Output, folder: Path, ids: Sequence[str], words: Words, *, force: bool = True
) -> dict[str, Output]:
    """Return a file for what is about each student, in a folder that is made if need be."""
    names = file_names(ids, out.format)
    refuse_there(folder, names.values(), words, force=force)
    make_folder(folder)
    return {id_: replace(out, file=str(folder / name), plain=True) for id_, name in names.items()}


def refuse_links(folder: Path, names: Iterable[str]) -> None:
    """Refuse to write where somebody has put a link.

    Raises:
        FileFailure: one of the files is a link, so that a record would end up where somebody else wants it.
    """
    link = next((name for name in names if (folder / name).is_symlink()), None)
    if link is not None:
        raise FileFailure(
            f"{link} in {named(str(folder))} is a link to another place. Nothing was written.",
            hint="Take it away, or name another folder.",
            slug="there",
        )


def refuse_foreign_link(file: Path) -> None:
    """Refuse to read what another login's link leads to: it may be somebody else's record."""
    refuse_planted(file, "Nothing was read.", hint="Find out who put it there, and take it away.")


def make_folder(folder: Path) -> None:
    """Make a folder for its owner alone where there is none.

    Raises:
        FileFailure: it cannot be made.
    """
    with told(f"{named(str(folder))} cannot be made"):
        folder.mkdir(mode=OWNER_FOLDER, exist_ok=True)


def file_names(ids: Sequence[str], format_: str) -> dict[str, str]:
    """Return a file name for each id: one that no system takes for a path, an option or a device.

    Ids that would meet in one name, as where upper and lower case are the same, are told apart by a mark.
    """
    safe, ending = {id_: quote(id_, safe=" ") for id_ in ids}, _ENDINGS.get(format_, f".{format_}")
    met = Counter(name.casefold() for name in safe.values())
    for id_, name in safe.items():
        if len(name) > LONGEST or met[name.casefold()] > 1:
            safe[id_] = f"{name[:LONGEST]}-{sha256(id_.encode()).hexdigest()[:_MARK]}"
    return {id_: f"student-{name}{ending}" for id_, name in safe.items()}


_Kind = TypeVar("_Kind")


@contextmanager
def watched(
    steps: Iterable[_Kind], about: str, *, plain: bool, total: int | None = None
) -> Iterator[Iterable[_Kind]]:
    """Yield the steps of a loop; in a terminal a bar shows how many of the `total` are done."""
    if plain or sys.stderr is None or not sys.stderr.isatty():
        yield steps
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        yield progress.track(steps, total=total, description=about)


_YES = ("y", "yes")
# Tells a spreadsheet that a file is in UTF-8.
_IN_UTF8 = "\ufeff"


def marked(table: str, out: Output) -> str:
    """Return a table as a spreadsheet reads it best: into a file with a mark, into a pipe without."""
    return table if out.file == STDOUT else _IN_UTF8 + table


tell = partial(terminal.tell, end="\n")  # says a line beside the result
prompt = partial(terminal.tell, end=" ")  # asks, beside the result


def confirm(question: str, *, yes: bool, refused: str) -> None:
    """Ask whether to go on; with `yes` nobody is asked.

    Raises:
        AnswerNeeded: there is no terminal to ask in.
        Interrupted: the answer is no; the message is `refused`.
    """
    if yes:
        return
    if not can_ask():
        raise AnswerNeeded(question, hint="Run it in a terminal, or say --yes.")
    if not says_yes(question):
        raise Interrupted(refused)


def asked_line(text: str) -> str:
    """Ask for a line in a terminal, and return it without blanks at its ends."""
    prompt(text)
    return sys.stdin.readline().strip()


def told_of(about: About, words: Words) -> dict[str, Any]:
    """Return what is told of a student, by field; a name is asked for."""
    told = {"grade": about.grade, "group": about.group, "minor": about.minor}
    named = asked_name(words("desk.ask_name")) if about.name else {}
    return {**named, **{field: value for field, value in told.items() if value is not None}}


def asked_name(text: str) -> dict[str, str]:
    """Return the given and the family name that is typed, or read from standard input."""
    from casemgr_cli.desk.roster_file import parted_name

    if can_ask():
        prompt(text)
    line = sys.stdin.readline() if sys.stdin is not None else ""
    given, family = parted_name(" ".join(line.split()))
    return {"given": given, "family": family}


def asked_text(given: str, text: str) -> str:
    """Return what is given on the command line; for - what is typed, or comes from standard input."""
    return given if given != STDOUT else asked_line(text)


def edited(words: Words) -> str:
    """Return what somebody writes in their own editor.

    The file for it lies in a folder of its own that goes with all that the editor left in it: in memory
    where the system has a place there, else beside the person's other data.

    Raises:
        UsageFailure: there is no editor, or it ended with a fault.
    """
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "")
    if not (command and can_ask() and shutil.which(command[0])):
        raise UsageFailure(words("desk.no_editor"), hint=words("desk.no_editor_hint"))
    with TemporaryDirectory(dir=_own_place()) as folder:
        file = Path(folder) / "note.txt"
        file.touch(mode=OWNER_FILE)
        if subprocess.run([*command, str(file)], check=False).returncode:  # noqa: S603 - her own editor
            raise UsageFailure(words("desk.editor_failed"), hint=words("desk.no_editor_hint"))
        text = file.read_text(encoding="utf-8", errors="replace")
        file.write_bytes(bytes(file.stat().st_size))
    return text


def _own_place() -> Path:
    """Return a folder where no other login can put anything: one in memory, else that of the data."""
    memory = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    with suppress(OSError):
        if memory.is_absolute() and is_guarded(memory.stat(), folder=True) and os.access(memory, os.W_OK):
            return memory
    from platformdirs import user_data_path

    home = user_data_path("casemgr", appauthor=False)
    make_folders(home)
    return home


def says_yes(question: str) -> bool:
    """Ask in a terminal, and return whether the answer is yes."""
    return asked_line(f"{question} {given.words(None)('desk.ask_yes')}").lower() in _YES


_SHOWN = 10


def wish_of(whom: Whom, words: Words, status: Status | None = "active") -> Search:
    """Return whom the options name; a search for - is asked for."""
    text = asked_text(whom.search, words("desk.ask_search"))
    return Search(text, whom.group, whom.grade, None, status)


def chosen_students(
    at: Store, ids: Sequence[str], whom: Whom, words: Words, status: Status | None = "active"
) -> tuple[Student, ...]:
    """Return the students with these ids, or those whom the options name.

    Raises:
        UsageFailure: nobody is named, or in both ways, or nobody fits.
    """
    refuse_unclear(ids, whom)
    if ids:
        return tuple(find_student(at, id_) for id_ in dict.fromkeys(ids))
    found = matching(students_of(at), wish_of(whom, words, status))
    if not found:
        raise UsageFailure(words("desk.nobody"), hint='See who is there: "casemgr roster list".')
    return found


def refuse_unclear(ids: Sequence[str], whom: Whom) -> None:
    """Refuse a command that says nowhere, or in two ways, whom it is about.

    Raises:
        UsageFailure: it does.
    """
    if bool(ids) == whom.asked:
        raise UsageFailure(
            "One student and many are asked for." if ids else "Whose?",
            hint="Give an id; or --group, --grade, --search or --all.",
        )


def agree_on(students: Sequence[Student], question: str, words: Words, *, yes: bool) -> None:
    """Show whom something is about to be done to, and ask."""
    for student in students[:_SHOWN]:
        tell(f"  {student.id}  {'' if student.name == student.id else student.name}".rstrip())
    if len(students) > _SHOWN:
        tell(words.count("desk.and_more", len(students) - _SHOWN))
    confirm(question, yes=yes, refused=words("desk.unchanged"))
