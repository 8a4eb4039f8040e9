"""Licenses by state: one file for each, so that one state is read at once.

`national.yaml` beside them holds the states' names, what holds everywhere, and the sources that several
states share. The shipped files are read in trust; a person's own are held against their shape first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace
from yaml import YAMLError

from casemgr_cli.catalog.build import Builder
from casemgr_cli.catalog.paths import Folder
from casemgr_cli.catalog.trees import read_tree
from casemgr_cli.domain.figures import Source
from casemgr_cli.domain.licensing import (
    LEVEL_OF,
    LEVELS,
    LOOKED_FOR,
    NOT_FOUND,
    Amount,
    Level,
    LicenseGuide,
    NationalFees,
    NurseLicense,
    Said,
    SocialWork,
    StateLicenses,
    find_place,
)
from casemgr_cli.errors import CasemgrError, DataInvalid
from casemgr_cli.text import brief

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import TypeVar

    from casemgr_cli.catalog.trees import Tree

    Built = TypeVar("Built")

_BUILD = Builder()
FOLDER = "licenses"
NATIONAL = "national.yaml"
CODE = re.compile("[A-Z]{2}")
_BROKEN = (YAMLError, KeyError, ValueError, TypeError, AttributeError, RecursionError)


class LicenseFiles:
    """States' licenses, each file read when its state is first asked for; an instance can be pickled."""

    def __init__(self, directory: Path, *, strict: bool) -> None:
        """Take the folder with the data files, and whether to check what is read (see `load_licenses`)."""
        self._folder = Folder(directory)
        self._strict = strict
        self._guides: dict[str, LicenseGuide] = {}

    def guide(self, state: str) -> LicenseGuide:
        """Return what is known of a state's licenses; raises what `load_licenses` raises."""
        if state not in self._guides:
            self._guides[state] = load_licenses(self._folder.path, state, strict=self._strict)
        return self._guides[state]


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
    folder = directory / FOLDER
    if strict:
        _refuse_problems(folder, None)
    national = _trusted(lambda: read_tree(folder / NATIONAL), folder, None)
    names = _trusted(lambda: _names(national), folder, None)
    code = find_place(state, names)
    if strict:
        _refuse_problems(folder, code)
    own = _trusted(lambda: read_tree(folder / f"{code}.yaml"), folder, code)
    return _trusted(lambda: _guide(code, names[code][0], own, national), folder, code)


def states_without(directory: Path, license_: str) -> list[str] | None:
    """Return the states that license social workers, but not with one of LEVEL_OF; None for unreadable files.

    A state where no license at all is known is not among them.
    """
    folder = directory / FOLDER
    try:
        guides = [
            load_licenses(directory, code, strict=False) for code in _names(read_tree(folder / NATIONAL))
        ]
    except (CasemgrError, *_BROKEN):
        return None  # the check of those files says why
    known = [guide.state for guide in guides if any(guide.state.license(each) for each in LEVEL_OF)]
    return sorted(state.code for state in known if state.license(license_) is None)


def _trusted(build: Callable[[], Built], folder: Path, code: str | None) -> Built:
    try:
        return build()
    except _BROKEN as error:
        _refuse_problems(folder, code)
        raise DataInvalid(f"The licenses cannot be used: {brief(str(error))}.") from error


def _refuse_problems(folder: Path, code: str | None) -> None:
    from casemgr_cli.catalog.licenses_check import check_national, check_state
    from casemgr_cli.catalog.problems import invalid

    problems = check_national(folder) if code is None else check_state(folder, code)
    if problems:
        raise invalid(problems)


def _names(national: Tree) -> dict[str, tuple[str, ...]]:
    names = {
        code: (entry["name"], *entry.get("also_called", ())) for code, entry in national["states"].items()
    }
    wrong = [code for code in names if not CODE.fullmatch(code)]
    if wrong:
        raise ValueError(f"{wrong[0]} is not a postal code")
    return names


def _guide(code: str, name: str, own: Tree, national: Tree) -> LicenseGuide:
    everywhere, raw = national["national"], own["license"]
    found = _BUILD.entry(SocialWork, code, raw.get("social_work", {}))
    return LicenseGuide(
        state=StateLicenses(
            code,
            name,
            _BUILD.entry(NurseLicense, code, raw["rn"]),
            replace(found, levels=_levels(found.levels)),
            _all_said(raw.get("case_management", ())),
        ),
        fees=NationalFees(
            _BUILD.entry(Amount, "nclex_fee", everywhere["nclex_fee"]) if "nclex_fee" in everywhere else None,
            _BUILD.each(Amount, everywhere.get("aswb_fees", {})),
        ),
        cautions=_all_said(everywhere.get("cautions", ())),
        sources=_BUILD.each(Source, {**national.get("sources", {}), **own.get("sources", {})}),
    )


def _levels(found: tuple[Level, ...]) -> tuple[Level, ...]:
    """Put the licenses in order, with an entry for each usual level that nobody found."""
    missing = [Level(level, NOT_FOUND) for level in LOOKED_FOR if level not in {each.level for each in found}]
    return tuple(sorted((*found, *missing), key=lambda each: LEVELS.index(each.level)))


def _all_said(raw: Iterable[Tree]) -> tuple[Said, ...]:
    return tuple(_BUILD.entry(Said, "", each) for each in raw)
