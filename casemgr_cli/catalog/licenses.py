"""Licenses by state: one file for each, so that one state is read at once.

`national.yaml` beside them holds the states' names, what holds everywhere, and the sources that several
states share. The shipped files are read in trust; a person's own are held against their shape first.
"""

import re
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from casemgr_cli.catalog.build import Builder
from casemgr_cli.catalog.files import HeldTrees, Problem, Tree, read_tree, trusted
from casemgr_cli.domain import licensing
from casemgr_cli.domain.licensing import find_place

_Read = Callable[[str], Tree]


_BUILD = Builder()
FOLDER, _WHAT = "licenses", "The licenses"
NATIONAL = "national.yaml"
_CODE = re.compile("[A-Z]{2}")


class LicenseFiles:
    """States' licenses, each made out when its state is first asked for; an instance can be pickled."""

    def __init__(self, trees: HeldTrees) -> None:
        """Take what holds the files on licenses."""
        self._trees = trees
        self._guides: dict[str, licensing.LicenseGuide] = {}
        self._nation: licensing.NationalFile | None = None

    def guide(self, state: str) -> licensing.LicenseGuide:
        """Return what is known of a state's licenses; raises what `load_licenses` raises."""
        if state not in self._guides:
            self._guides[state] = trusted(_WHAT, lambda: self._made(state))
        return self._guides[state]

    def _made(self, state: str) -> licensing.LicenseGuide:
        self._nation = self._nation or national_file(self._read)
        return state_guide(self._read, find_place(state, _names(self._nation)), self._nation)

    def _read(self, name: str) -> Tree:
        return self._trees.read(f"{FOLDER}/{name}")


def load_licenses(directory: Path, state: str, *, strict: bool) -> licensing.LicenseGuide:
    """Read what is known of one state's licenses; `strict` checks the files first, for data not our own.

    Raises:
        DataInvalid: a file has problems; the message lists them with file, line and key.
        FileFailure: a file cannot be read.
        UsageFailure: there is no such state or territory.
    """
    folder, read = directory / FOLDER, reader(directory)
    national = trusted(_WHAT, lambda: national_file(read), lambda: _checked(folder), strict=strict)
    code = find_place(state, _names(national))
    return trusted(
        _WHAT, lambda: state_guide(read, code, national), lambda: _checked(folder, code), strict=strict
    )


def _checked(folder: Path, code: str = "") -> tuple[Problem, ...]:
    from casemgr_cli.catalog.check import check_national, check_state

    return check_state(folder, code) if code else check_national(folder)


def reader(directory: Path) -> _Read:
    """Return what reads the files of a data folder one by one."""
    return lambda name: read_tree(directory / FOLDER / name)


def national_file(read: _Read) -> licensing.NationalFile:
    """Return what the file on the nation says; raises what `reader`'s trees do when it is not right."""
    national = _BUILD.entry(licensing.NationalFile, NATIONAL, read(NATIONAL))
    wrong = [code for code in national.states if not _CODE.fullmatch(code)]
    if wrong:
        raise ValueError(f"{wrong[0]} is not a postal code")
    return national


def _names(national: licensing.NationalFile) -> dict[str, tuple[str, ...]]:
    return {code: (each.name, *each.also_called) for code, each in national.states.items()}


def state_guide(read: _Read, code: str, national: licensing.NationalFile) -> licensing.LicenseGuide:
    """Return what is known of a state's licenses, out of its file and the nation's."""
    own = _BUILD.entry(licensing.StateFile, code, read(f"{code}.yaml"))
    work = own.license.social_work
    state = replace(
        own.license,
        code=code,
        name=national.states[code].name,
        social_work=replace(work, levels=_levels(work.levels)),
    )
    return licensing.LicenseGuide(state, national.national, {**national.sources, **own.sources})


def _levels(found: tuple[licensing.Level, ...]) -> tuple[licensing.Level, ...]:
    """Put the licenses in order, with an entry for each usual level that nobody found."""
    missing = [
        licensing.Level(level, licensing.NOT_FOUND)
        for level in licensing.LOOKED_FOR
        if level not in {each.level for each in found}
    ]
    return tuple(sorted((*found, *missing), key=lambda each: licensing.LEVELS.index(each.level)))
