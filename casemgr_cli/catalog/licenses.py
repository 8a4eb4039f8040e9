"""Licenses by state: one file for each, so that one state is read at once.

`national.yaml` beside them holds the states' names, what holds everywhere, and the sources that several
states share. The shipped files are read in trust; a person's own are held against their shape first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from casemgr_cli.catalog.alone import BROKEN, sections, trusted, walked
from casemgr_cli.catalog.build import Builder
from casemgr_cli.catalog.marked import read_marked
from casemgr_cli.catalog.problems import Problem
from casemgr_cli.catalog.shape import record
from casemgr_cli.catalog.trees import read_tree
from casemgr_cli.domain.licensing import (
    LEVEL_OF,
    LEVELS,
    LOOKED_FOR,
    NOT_FOUND,
    Level,
    LicenseGuide,
    NationalFile,
    StateFile,
    find_place,
)
from casemgr_cli.errors import CasemgrError
from casemgr_cli.text import brief, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import yaml

    from casemgr_cli.catalog.trees import HeldTrees, Tree

    # What returns one of the files by its name in the folder.
    _Read = Callable[[str], Tree]


_BUILD = Builder()
FOLDER, _WHAT = "licenses", "The licenses"
_NATIONAL = "national.yaml"
_CODE = re.compile("[A-Z]{2}")


class LicenseFiles:
    """States' licenses, each made out when its state is first asked for; an instance can be pickled."""

    def __init__(self, trees: HeldTrees) -> None:
        """Take what holds the files on licenses."""
        self._trees = trees
        self._guides: dict[str, LicenseGuide] = {}
        self._nation: NationalFile | None = None

    def guide(self, state: str) -> LicenseGuide:
        """Return what is known of a state's licenses; raises what `load_licenses` raises."""
        if state not in self._guides:
            self._guides[state] = trusted(_WHAT, lambda: self._made(state))
        return self._guides[state]

    def _made(self, state: str) -> LicenseGuide:
        self._nation = self._nation or _national(self._read)
        return _guide(self._read, find_place(state, _names(self._nation)), self._nation)

    def _read(self, name: str) -> Tree:
        return self._trees.read(f"{FOLDER}/{name}")


def load_licenses(directory: Path, state: str, *, strict: bool) -> LicenseGuide:
    """Read what is known of one state's licenses.

    Args:
        directory: the folder with the data files, as `data_dir` returns it.
        state: a postal code or a name, as typed.
        strict: check the two files first; for data that did not ship with the program.

    Raises:
        DataInvalid: a file has problems; the message lists them with file, line and key.
        FileFailure: a file cannot be read.
        UsageFailure: there is no such state or territory.
    """
    folder, read = directory / FOLDER, _reader(directory)
    national = trusted(_WHAT, lambda: _national(read), lambda: _check_national(folder), strict=strict)
    code = find_place(state, _names(national))
    return trusted(
        _WHAT, lambda: _guide(read, code, national), lambda: _check_state(folder, code), strict=strict
    )


def states_without(directory: Path, license_: str) -> list[str] | None:
    """Return the states that license social workers, but not with one of LEVEL_OF; None for unreadable files.

    A state where no license at all is known is not among them.
    """
    read = _reader(directory)
    try:
        national = _national(read)
        guides = [_guide(read, code, national) for code in national.states]
    except (CasemgrError, *BROKEN):
        return None  # the check of those files says why
    known = [guide.state for guide in guides if any(guide.state.license(each) for each in LEVEL_OF)]
    return sorted(state.code for state in known if state.license(license_) is None)


def _reader(directory: Path) -> _Read:
    return lambda name: read_tree(directory / FOLDER / name)


def _national(read: _Read) -> NationalFile:
    national = _BUILD.entry(NationalFile, _NATIONAL, read(_NATIONAL))
    wrong = [code for code in national.states if not _CODE.fullmatch(code)]
    if wrong:
        raise ValueError(f"{wrong[0]} is not a postal code")
    return national


def _names(national: NationalFile) -> dict[str, tuple[str, ...]]:
    return {code: (each.name, *each.also_called) for code, each in national.states.items()}


def _guide(read: _Read, code: str, national: NationalFile) -> LicenseGuide:
    own = _BUILD.entry(StateFile, code, read(f"{code}.yaml"))
    work = own.license.social_work
    state = replace(
        own.license,
        code=code,
        name=national.states[code].name,
        social_work=replace(work, levels=_levels(work.levels)),
    )
    return LicenseGuide(state, national.national, {**national.sources, **own.sources})


def _levels(found: tuple[Level, ...]) -> tuple[Level, ...]:
    """Put the licenses in order, with an entry for each usual level that nobody found."""
    missing = [Level(level, NOT_FOUND) for level in LOOKED_FOR if level not in {each.level for each in found}]
    return tuple(sorted((*found, *missing), key=lambda each: LEVELS.index(each.level)))


def check_licenses(directory: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with the license files of a data folder."""
    folder = directory / FOLDER
    problems = _check_national(folder)
    if problems:
        return problems
    states = sections(read_marked(folder / _NATIONAL))["states"]
    return tuple(found for code in sorted(states) for found in _check_state(folder, code))


def _check_national(folder: Path) -> tuple[Problem, ...]:
    """Return what is wrong with the file on the nation."""
    root = read_marked(folder / _NATIONAL)
    if isinstance(root, Problem):
        return (_located(root),)
    return walked(f"{FOLDER}/{_NATIONAL}", root, record(NationalFile)) or tuple(_wrong_codes(root))


def _check_state(folder: Path, code: str) -> tuple[Problem, ...]:
    """Return what is wrong with one state's file; the file on the nation must be right."""
    name = f"{code}.yaml"
    root = read_marked(folder / name)
    if isinstance(root, Problem):
        return (_located(root),)
    shared, own = _lines(read_marked(folder / _NATIONAL), "sources"), _lines(root, "sources")
    problems = walked(f"{FOLDER}/{name}", root, record(StateFile), {"sources": shared | own})
    return (*problems, *_repeated(name, own, shared))


def _repeated(name: str, own: Mapping[str, int], shared: Mapping[str, int]) -> Iterator[Problem]:
    for key in own.keys() & shared.keys():
        message = f"{quoted(key)} is also in {_NATIONAL}, line {shared[key]}."
        hint = "An id may be there once in the two files."
        yield Problem(f"{FOLDER}/{name}", own[key], f"sources.{brief(key)}", message, hint)


def _wrong_codes(root: yaml.Node) -> Iterator[Problem]:
    for code, line in _lines(root, "states").items():
        if not _CODE.fullmatch(code):
            message = f"Expected a postal code of two capital letters, not {quoted(code)}."
            yield Problem(f"{FOLDER}/{_NATIONAL}", line, f"states.{brief(code)}", message)


def _lines(root: yaml.Node | Problem, section: str) -> dict[str, int]:
    """Return the ids in one section with their lines."""
    return {key: line for key, (line, _) in sections(root).get(section, {}).items()}


def _located(problem: Problem) -> Problem:
    return Problem(f"{FOLDER}/{problem.file}", problem.line, problem.key, problem.message, problem.hint)
