"""What a command is given: the data files, and a person's answers."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casemgr_cli.catalog.files import data_dir, load_messages
from casemgr_cli.domain.facts import UNKNOWN
from casemgr_cli.errors import FileFailure, UsageFailure
from casemgr_cli.text import named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import IO

    from casemgr_cli.domain import Catalog
    from casemgr_cli.domain.facts import Answers, Value
    from casemgr_cli.domain.licensing import LicenseGuide
    from casemgr_cli.domain.programs import ProgramGuide
    from casemgr_cli.domain.wages import PayGuide
    from casemgr_cli.pages.words import Words

STDIN = "-"
# One more byte than any file of answers or offers may have, so that the reader can tell that
# there is more.
_MOST = (1 << 20) + 1


def load(data: Path | None) -> Catalog:
    """Load the catalog: the shipped data in trust, a person's own folder after checking all of it."""
    from casemgr_cli.catalog.load import load_catalog

    return load_catalog(data_dir(data), strict=data is not None)


def words(data: Path | None) -> Words:
    """Load the words of the pages."""
    from casemgr_cli.pages.words import Words

    return Words(messages(data), today())


def messages(data: Path | None) -> Mapping[str, str]:
    """Load all words on screen, by dotted key."""
    return load_messages(data_dir(data))


def guides(data: Path | None) -> tuple[LicenseGuide | ProgramGuide, ...]:
    """Load what stands in files of its own, with its own sources: each state's licenses, and the programs."""
    from casemgr_cli.catalog.licenses import FOLDER, load_licenses
    from casemgr_cli.catalog.programs import load_programs

    folder, strict = data_dir(data), data is not None
    states = sorted(file.stem for file in (folder / FOLDER).glob("??.yaml"))
    licenses = (load_licenses(folder, state, strict=strict) for state in states)
    return (*licenses, load_programs(folder, "bsn", strict=strict))


def pay_guide(data: Path | None, *, settings: bool = False) -> PayGuide:
    """Load what `pay.yaml` says; with `settings`, the jobs that stand for each setting too."""
    from casemgr_cli.catalog.wages import load_pay_guide

    return load_pay_guide(data_dir(data), settings=settings)


def pay_only(data: Path | None, *, settings: bool) -> tuple[Catalog, PayGuide]:
    """Load what questions about pay need: of the shipped data only that, of a person's own all, checked."""
    from casemgr_cli.catalog.wages import load_pay_only

    if data is None:
        return load_pay_only(data_dir(data), settings=settings)
    return load(data), pay_guide(data, settings=settings)


def today() -> date:
    """Return the day it is where the person is."""
    return datetime.now(tz=UTC).astimezone().date()


def answers(catalog: Catalog, file: str | None, items: Sequence[str] | None) -> dict[str, Value]:
    """Return the answers of `--answers`, changed by each `--set`, and refuse what cannot be true together."""
    from casemgr_cli.catalog.answers import parse_set, read_answers, where_from

    said = parse_set(items or (), catalog.facts)
    if file is None:
        return changed(catalog, {}, said)
    name, text = "stdin" if file == STDIN else file, content(file, "answers", "--answers FILE")
    found = read_answers(name, text, catalog.facts)
    try:
        return changed(catalog, {}, {**found, **said})
    except UsageFailure as failure:
        raise where_from(failure, name, text, said) from failure


def changed(catalog: Catalog, before: Answers, items: Answers) -> dict[str, Value]:
    """Return new answers as the tables write them, and refuse what cannot be true beside those before."""
    found = {key: settled(catalog, key, value, {**before, **items}) for key, value in items.items()}
    consistent(catalog, {**before, **found})
    return found


def still_right(catalog: Catalog, kept: Iterable[tuple[str, Any]]) -> dict[str, Value]:
    """Return the answers of an earlier day that are still right, each by itself; others are asked again."""
    from casemgr_cli.catalog.answers import accept

    found: dict[str, Value] = {}
    for key, value in kept:
        if key in catalog.facts:
            with suppress(UsageFailure):
                found[key] = accept(catalog.facts[key], value)
    return found


def settled(catalog: Catalog, key: str, value: Value, answers: Answers) -> Value:
    """Return an answer as the tables write it: a metro by its whole name, within the state if known."""
    if key != "metro" or value == UNKNOWN:
        return value
    state = answers.get("state")
    return catalog.wages.find_area(str(value), str(state) if state and state != UNKNOWN else None).name


def consistent(catalog: Catalog, found: Answers) -> None:
    """Refuse answers that cannot be true together."""
    from casemgr_cli.catalog.answers import check_together
    from casemgr_cli.engine.evaluate import holds

    check_together(found, catalog.facts, catalog.contradictions, holds, today().year)


def content(file: str, what: str, option: str, line: int | None = None, most: int = _MOST) -> bytes:
    """Return what a file holds, or stdin (`-`), or one `line` of it, up to a byte more than may be.

    `what` it should hold and the `option` that names a file instead of stdin are for messages.

    Raises:
        FileFailure: it cannot be read.
    """
    if file == STDIN:
        if sys.stdin is None:
            raise FileFailure(f"There is no standard input to read the {what} from.", hint=f"Use {option}.")
        return _read(sys.stdin.buffer, line, most)
    try:
        with Path(file).open("rb") as handle:
            return _read(handle, line, most)
    except (OSError, ValueError) as error:
        message = f"The {what} in {named(file)} cannot be read: {getattr(error, 'strerror', None) or error}."
        raise FileFailure(message, hint="Check the name of the file.") from error


def _read(handle: IO[bytes], line: int | None, most: int) -> bytes:
    if line is None:
        return handle.read(most)
    for _ in range(line - 1):
        if not handle.readline():
            break
    return handle.readline(most)
