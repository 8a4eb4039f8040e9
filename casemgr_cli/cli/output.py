"""Where a result goes, and in which format."""

from __future__ import annotations

import os
import re
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from casemgr_cli.cli.terminal import can_ask, goes_on, is_plain, tell, width
from casemgr_cli.errors import FileFailure, UsageFailure
from casemgr_cli.ownership import is_foreign
from casemgr_cli.text import named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from casemgr_cli.pages.blocks import Page
    from casemgr_cli.writers.pdf import Paper

STDOUT = "-"
_PRIVATE = 0o600
_SHARED = 0o666
_ELSEWHERE = "Choose another file or folder."
# The format that a file's ending asks for when no option does.
ENDINGS = {
    ".json": "json",
    ".csv": "csv",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".ics": "ics",
}


class Output(Struct, frozen=True):
    """One result's format and destination.

    `file` is a path, or `-` for stdout. `plain` rules out color and box drawing. `personal` results hold
    somebody's answers: a file with them is for its owner alone. `paper` is what a PDF is printed on. With
    `pager`, the line that starts one, a page that is longer than the terminal is read with it. Where it
    is `told`, a person at a terminal hears which file was written. `data` is their own data folder.
    """

    format: str
    file: str
    plain: bool
    personal: bool
    paper: Paper = "letter"
    pager: str = ""
    told: bool = False
    data: Path | None = None

    def show(  # noqa: PLR0913  one writer each, and what some of them need
        self,
        *,
        document: Callable[[], Mapping[str, Any] | Struct],
        page: Callable[[], Page],
        table: Callable[[], str] | None = None,
        calendar: Callable[[], bytes] | None = None,
        pause: str | None = None,
        day: date | None = None,
    ) -> None:
        """Write the result in its format, made by the writer of that format alone.

        A page with a `pause` is not read with the pager: it stops after its first screen and asks whether
        to go on, unless the words for that are empty. `day` is the one that the result was made on, if that
        is part of it.

        Raises:
            FileFailure: the file cannot be written.
            UsageFailure: a calendar is asked for of something that has no days in it.
        """
        if self.format == "ics" and calendar is None:
            raise UsageFailure("This has no dates to put in a calendar.", hint='"casemgr advise" has some.')
        if self.format == "json":
            self.write(self._json(document()))
        elif self.format == "csv" and table is not None:
            self.write(table())
        elif self.format in ("markdown", "html", "pdf"):
            self.write(self._printed(page(), day))
        elif calendar is not None and self.format == "ics":
            self.write(calendar())
        elif pause and not self.plain:
            self._write_in_two(page(), pause)
        else:
            text = self.drawn(page())
            if pause is not None or not self.paged(text):
                self.write(text)

    def write(self, content: str | bytes) -> None:
        """Write text, with a line break at its end, or the bytes of a file that says itself how to read it.

        Raises:
            FileFailure: the file cannot be written.
        """
        if isinstance(content, str) and not content.endswith("\n"):
            content += "\n"
        if self.file != STDOUT:
            write_file(self.file, content, personal=self.personal)
            self._tell()
        elif sys.stdout is None:
            raise FileFailure("There is no standard output to write to.", hint="Use -o FILE.")
        elif isinstance(content, str):
            sys.stdout.write(content)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(content)

    def _tell(self) -> None:
        """Say what was written. A script, and whoever wants JSON, finds nothing but errors on stderr."""
        on_terminal = sys.stderr is not None and sys.stderr.isatty()
        if self.told and on_terminal and self.format != "json" and Path(self.file).is_file():
            from casemgr_cli.catalog.files import data_dir, load_messages

            words = load_messages(data_dir(self.data))["cli.saved_own" if self.personal else "cli.saved"]
            tell(words.format(file=named(self.file)))

    def _json(self, document: Mapping[str, Any] | Struct) -> str:
        from msgspec.json import encode
        from msgspec.json import format as lay_out

        # A script does not look at it, and gets one line.
        laid_out = self.file != STDOUT or (sys.stdout is not None and sys.stdout.isatty())
        text = encode(document)
        if not self._encoding().lower().startswith("utf"):
            import json

            return json.dumps(json.loads(text), indent=2 if laid_out else None)
        return (lay_out(text) if laid_out else text).decode()

    def _printed(self, page: Page, day: date | None) -> str | bytes:
        """Return a page as a document, called by its first heading or else like the program."""
        if self.format == "markdown":
            from casemgr_cli.writers.markdown import render_markdown

            return render_markdown(page)
        from casemgr_cli.pages.blocks import Heading

        title = next((block.text for block in page if isinstance(block, Heading)), "casemgr")
        if self.format == "pdf":
            from casemgr_cli.writers.pdf import render_pdf

            return render_pdf(page, title, self.paper, day=day)
        from casemgr_cli.writers.html import render_html

        # It names its own encoding, whatever that of the terminal is.
        return render_html(page, title).encode()

    def drawn(self, page: Page) -> str:
        """Return a page as it stands on this screen or in a text file, with the codes for color if any."""
        if self.plain:
            from casemgr_cli.writers.layout import render_text

            return render_text(page, width(), self._encoding())
        from rich.console import Console

        from casemgr_cli.writers.screen import render_terminal

        console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
        with console.capture() as drawn:
            console.print(render_terminal(page, width(), self._encoding()), soft_wrap=True, end="")
        return drawn.get()

    def _write_in_two(self, page: Page, pause: str) -> None:
        from casemgr_cli.pages.blocks import Heading

        sections = [i for i, block in enumerate(page) if isinstance(block, Heading) and block.level > 1]
        first = sections[0] if sections else len(page)
        self.write(self.drawn(page[:first]))
        if first < len(page) and goes_on(pause):
            self.write(self.drawn(page[first:]))

    def paged(self, text: str) -> bool:
        """Hand a text that is longer than the terminal to the pager; return whether one took it."""
        if not self.pager:
            return False
        import shutil

        lines = shutil.get_terminal_size((80, 24)).lines
        if self.file != STDOUT or not can_ask() or not sys.stdout.isatty() or len(text.splitlines()) < lines:
            return False
        import shlex
        import subprocess

        command = shlex.split(self.pager)
        if not command or command[0] == "cat" or shutil.which(command[0]) is None:
            return False
        around = {"LESS": f"RX -Ps{self._pager_prompt()}", "LESSHISTFILE": "-", **os.environ}
        with suppress(BrokenPipeError):
            subprocess.run(command, input=text.encode(self._encoding(), "replace"), env=around, check=False)  # noqa: S603  the person's own pager
        return True

    def _pager_prompt(self) -> str:
        """Return what `less` says at the bottom: its keys, at the end another line."""
        from casemgr_cli.catalog.files import data_dir, load_messages

        messages = load_messages(data_dir(self.data))
        end, more = (re.sub(r"([?:.%\\$])", r"\\\1", messages[f"cli.pager.{at}"]) for at in ("end", "more"))
        return f"?e{end}:{more}."

    def _encoding(self) -> str:
        return "utf-8" if self.file != STDOUT else getattr(sys.stdout, "encoding", None) or "utf-8"


class Written(Struct, frozen=True):
    """How a result is to be written, as the common options say, and from which data files."""

    format_: str | None = None
    as_json: bool = False
    output: str | None = None
    data: Path | None = None
    plain: bool = False
    pager: bool = False

    def chosen(
        self,
        *,
        personal: bool = False,
        paper: Paper = "letter",
        without: tuple[str, ...] = ("ics",),
        inputs: Iterable[str | None] = (),
    ) -> Output:
        """Return the output that the options ask for.

        `without` lists the formats that the command does not write, `inputs` the files that it reads.

        Raises:
            FileFailure: the file cannot be written, or the format needs a library that is not installed.
            UsageFailure: `--json` and another format are both asked for, a PDF on the screen, a format that
                is not written, or a file that is read.
        """
        refuse_unwritable(self.output)
        _refuse_overwriting(self.output, inputs)
        if self.as_json and self.format_ not in (None, "json"):
            message = f"--json and --format {self.format_} ask for two formats."
            raise UsageFailure(message, hint="Give one of the two.")
        file = self.output or STDOUT
        format_ = "json" if self.as_json else self.format_ or ENDINGS.get(Path(file).suffix.lower(), "text")
        if format_ in without:
            message = f"{named(file)}: this command writes no {format_}."
            raise UsageFailure(message, hint="Choose another ending, or name the format with --format.")
        if format_ == "pdf":
            _refuse_pdf(file)
        return Output(
            format=format_,
            file=file,
            plain=is_plain(self.plain) or file != STDOUT,
            personal=personal,
            paper=paper,
            pager=self._pager(),
            told=True,
            data=self.data,
        )

    def _pager(self) -> str:
        """Return the line that starts a pager. One that nobody chose would move the cursor of plain lines."""
        if not self.pager or os.environ.get("TERM") == "dumb":
            return ""
        return os.environ.get("PAGER", "" if self.plain else "less")


def _refuse_overwriting(file: str | None, inputs: Iterable[str | None]) -> None:
    if file in (None, STDOUT):
        return
    read = {os.path.realpath(name) for name in inputs if name not in (None, STDOUT)}
    if os.path.realpath(str(file)) in read:
        message = f"{named(str(file))} is a file that is read; writing the result there would lose it."
        raise UsageFailure(message, hint="Give -o another name.")


def _refuse_pdf(file: str) -> None:
    """Find out before the work begins that a PDF cannot be made or has nowhere to go."""
    from casemgr_cli.writers.pdf import refuse_without_typst

    if file == STDOUT and sys.stdout is not None and sys.stdout.isatty():
        raise UsageFailure("A PDF cannot be shown in a terminal.", hint="Write it to a file: -o FILE.pdf.")
    refuse_without_typst()


def refuse_unwritable(file: str | None) -> None:
    """Find out before the work begins that a file cannot be written after it.

    Raises:
        FileFailure: the name is a folder, its folder is missing, or it may not be written in.
    """
    if file is None or file == STDOUT:
        return
    path = Path(os.path.realpath(file))
    special = path.exists() and not path.is_file() and not path.is_dir()
    if path.is_dir():
        reason = "it is a folder"
    elif not path.parent.is_dir():
        reason = f"there is no folder {named(str(path.parent))}"
    elif not special and not os.access(path.parent, os.W_OK):
        reason = "its folder does not allow it"
    else:
        return
    raise FileFailure(f"{named(file)} cannot be written: {reason}.", hint=_ELSEWHERE)


def write_file(name: str, content: str | bytes, *, personal: bool) -> None:
    """Write a whole file or leave what was there: it goes to a new file that then takes the name.

    A link is followed, and a device or a pipe is written to as it is; not so what another login planted,
    where the content is personal.

    Raises:
        FileFailure: the file cannot be written.
    """
    if personal:
        refuse_planted(Path(name), "Nothing was written there.", hint=_ELSEWHERE)
    path = Path(os.path.realpath(name))
    if isinstance(content, str):
        content = content.encode("utf-8", errors="backslashreplace")
    try:
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            path.write_bytes(content)
        else:
            _replace(path, content, mode=_PRIVATE if personal else _usual_mode(path))
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileFailure(f"{named(name)} cannot be written: {reason}.", hint=_ELSEWHERE) from error


def refuse_planted(file: Path, unchanged: str, *, hint: str) -> None:
    """Refuse a link on the way to a file, or a pipe in its place, that another login put there.

    Raises:
        FileFailure: there is one, so that somebody's answers would end up where that login wants them, or
            be taken from there.
    """
    for each in (file, *file.parents):
        with suppress(OSError):
            found = each.lstat()
            is_plain_file = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
            if not is_plain_file and is_foreign(found.st_uid):
                message = f"{named(str(each))} belongs to another login and is no file or folder of yours."
                raise FileFailure(f"{message} {unchanged}", hint=hint, slug="planted")


def _usual_mode(path: Path) -> int:
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return _SHARED & ~mask


def _replace(path: Path, content: bytes, *, mode: int) -> None:
    import tempfile

    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:50]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
