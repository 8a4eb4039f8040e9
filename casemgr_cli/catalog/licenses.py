"""Licenses by state: one file for each, so that one state is read at once.

`national.yaml` beside them holds the states' names, what holds everywhere, and the sources that several
states share. The shipped files are read in trust; a person's own are held against their shape first.
"""

import re
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from casemgr_cli.catalog.build import Builder
from casemgr_cli.catalog.files import HeldTrees, Problem, Tree, read_tree, trusted, usable
from casemgr_cli.domain import licensing
from casemgr_cli.domain.wages import find_place

_Read = Callable[[str], Tree]


_BUILD = Builder()
FOLDER, _WHAT = "licenses", "The licenses"
NATIONAL = f"{FOLDER}/national.yaml"
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
            with usable(_WHAT):
                self._nation = self._nation or _national(self._trees.read)
                code = find_place(state, _names(self._nation))
                self._guides[state] = _state(self._trees.read, code, self._nation)
        return self._guides[state]


def load_licenses(directory: Path, state: str, *, strict: bool) -> licensing.LicenseGuide:
    """Read what is known of one state's licenses; `strict` checks the files first, for data not our own."""

    def read(name: str) -> Tree:
        return read_tree(directory / name)

    national = trusted(_WHAT, lambda: _national(read), lambda: _checked(directory), strict=strict)
    code = find_place(state, _names(national))
    return trusted(
        _WHAT, lambda: _state(read, code, national), lambda: _checked(directory, code), strict=strict
    )


def _checked(directory: Path, code: str = "") -> tuple[Problem, ...]:
    from casemgr_cli.catalog.check import check_national, check_state

    return check_state(directory, code) if code else check_national(directory)


def file_of(code: str) -> str:
    """Return the name of a state's file."""
    return f"{FOLDER}/{code}.yaml"


def _national(read: _Read) -> licensing.NationalFile:
    national = _BUILD.entry(licensing.NationalFile, NATIONAL, read(NATIONAL))
    wrong = [code for code in national.states if not _CODE.fullmatch(code)]
    if wrong:
        raise ValueError(f"{wrong[0]} is not a postal code")
    return national


def _names(national: licensing.NationalFile) -> dict[str, tuple[str, ...]]:
    return {code: (each.name, *each.also_called) for code, each in national.states.items()}


def _state(read: _Read, code: str, national: licensing.NationalFile) -> licensing.LicenseGuide:
    own = _BUILD.entry(licensing.StateFile, code, read(file_of(code)))
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
