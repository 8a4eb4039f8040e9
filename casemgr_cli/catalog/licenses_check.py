"""The check of the files on licenses: everything that is wrong, with file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.catalog.alone import BROKEN
from casemgr_cli.catalog.licenses import CODE, FOLDER, NATIONAL, national_file, reader, state_guide
from casemgr_cli.catalog.marked import read_marked
from casemgr_cli.catalog.problems import Problem
from casemgr_cli.catalog.shape import record
from casemgr_cli.catalog.walk import sections, walked
from casemgr_cli.domain.licensing import LEVEL_OF, NationalFile, StateFile
from casemgr_cli.errors import CasemgrError
from casemgr_cli.text import brief, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import yaml


def states_without(directory: Path, license_: str) -> list[str] | None:
    """Return the states that license social workers, but not with one of LEVEL_OF; None for unreadable files.

    A state where no license at all is known is not among them.
    """
    read = reader(directory)
    try:
        national = national_file(read)
        guides = [state_guide(read, code, national) for code in national.states]
    except (CasemgrError, *BROKEN):
        return None  # the check of those files says why
    known = [guide.state for guide in guides if any(guide.state.license(each) for each in LEVEL_OF)]
    return sorted(state.code for state in known if state.license(license_) is None)


def check_licenses(directory: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with the license files of a data folder."""
    folder = directory / FOLDER
    problems = check_national(folder)
    if problems:
        return problems
    states = sections(read_marked(folder / NATIONAL))["states"]
    return tuple(found for code in sorted(states) for found in check_state(folder, code))


def check_national(folder: Path) -> tuple[Problem, ...]:
    """Return what is wrong with the file on the nation."""
    root = read_marked(folder / NATIONAL)
    if isinstance(root, Problem):
        return (_located(root),)
    return walked(f"{FOLDER}/{NATIONAL}", root, record(NationalFile)) or tuple(_wrong_codes(root))


def check_state(folder: Path, code: str) -> tuple[Problem, ...]:
    """Return what is wrong with one state's file; the file on the nation must be right."""
    name = f"{code}.yaml"
    root = read_marked(folder / name)
    if isinstance(root, Problem):
        return (_located(root),)
    shared, own = _lines(read_marked(folder / NATIONAL), "sources"), _lines(root, "sources")
    problems = walked(f"{FOLDER}/{name}", root, record(StateFile), {"sources": shared | own})
    return (*problems, *_repeated(name, own, shared))


def _repeated(name: str, own: Mapping[str, int], shared: Mapping[str, int]) -> Iterator[Problem]:
    for key in own.keys() & shared.keys():
        message = f"{quoted(key)} is also in {NATIONAL}, line {shared[key]}."
        hint = "An id may be there once in the two files."
        yield Problem(f"{FOLDER}/{name}", own[key], f"sources.{brief(key)}", message, hint)


def _wrong_codes(root: yaml.Node) -> Iterator[Problem]:
    for code, line in _lines(root, "states").items():
        if not CODE.fullmatch(code):
            message = f"Expected a postal code of two capital letters, not {quoted(code)}."
            yield Problem(f"{FOLDER}/{NATIONAL}", line, f"states.{brief(code)}", message)


def _lines(root: yaml.Node | Problem, section: str) -> dict[str, int]:
    """Return the ids in one section with their lines."""
    return {key: line for key, (line, _) in sections(root).get(section, {}).items()}


def _located(problem: Problem) -> Problem:
    return Problem(f"{FOLDER}/{problem.file}", problem.line, problem.key, problem.message, problem.hint)
