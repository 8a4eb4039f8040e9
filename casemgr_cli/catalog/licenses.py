"""Licenses by state: one file for each, so that one state is read at once.

`national.yaml` beside them holds the states' names, what holds everywhere, and the sources that several
states share. The shipped files are read in trust; a person's own are held against their shape first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yaml import YAMLError

from casemgr_cli.catalog.build import build_source
from casemgr_cli.catalog.conditions import flag
from casemgr_cli.catalog.trees import read_tree
from casemgr_cli.catalog.wording import clean
from casemgr_cli.domain.licensing import (
    LEVELS,
    LICENSED,
    LOOKED_FOR,
    NOT_FOUND,
    Amount,
    Board,
    ClinicalPath,
    Dated,
    Level,
    LicenseGuide,
    NationalFees,
    NurseCompact,
    NurseLicense,
    Said,
    SocialWork,
    SocialWorkCompact,
    StateLicenses,
    find_place,
)
from casemgr_cli.errors import DataInvalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import TypeVar

    from casemgr_cli.catalog.trees import Tree
    from casemgr_cli.domain.figures import Source

    Built = TypeVar("Built")

FOLDER = "licenses"
NATIONAL = "national.yaml"
CODE = re.compile("[A-Z]{2}")
BROKEN = (YAMLError, KeyError, ValueError, TypeError, AttributeError, RecursionError)


class LicenseFiles:
    """States' licenses, each file read when its state is first asked for; an instance can be pickled."""

    def __init__(self, directory: Path, *, strict: bool) -> None:
        """Take the folder with the data files, and whether to check what is read (see `load_licenses`)."""
        self._directory = directory
        self._strict = strict
        self._guides: dict[str, LicenseGuide] = {}

    def guide(self, state: str) -> LicenseGuide:
        """Return what is known of a state's licenses; raises what `load_licenses` raises."""
        if state not in self._guides:
            self._guides[state] = load_licenses(self._directory, state, strict=self._strict)
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


def _trusted(build: Callable[[], Built], folder: Path, code: str | None) -> Built:
    try:
        return build()
    except BROKEN as error:
        _refuse_problems(folder, code)
        raise DataInvalid(f"The licenses cannot be used: {clean(str(error))}.") from error


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
    social_work = raw.get("social_work", {})
    return LicenseGuide(
        state=StateLicenses(
            code, name, _nurse(raw["rn"]), _social_work(social_work), _all_said(raw, "case_management")
        ),
        fees=NationalFees(
            _amount(everywhere, "nclex_fee"),
            {exam: _amount_of(entry) for exam, entry in everywhere.get("aswb_fees", {}).items()},
        ),
        cautions=_all_said(everywhere, "cautions"),
        sources=_sources(national, own),
    )


def _sources(*trees: Tree) -> dict[str, Source]:
    return {key: build_source(key, entry) for tree in trees for key, entry in tree.get("sources", {}).items()}


def _nurse(raw: Tree) -> NurseLicense:
    return NurseLicense(
        board=_optional(raw, "board", lambda board: Board(**_plain(board))),
        compact=_optional(raw, "compact", lambda compact: NurseCompact(**_plain(compact))),
        compact_since=_dated(raw, "compact_since"),
        fee=_amount(raw, "application_fee"),
    )


def _social_work(raw: Tree) -> SocialWork:
    return SocialWork(
        levels=_levels([_level(entry) for entry in raw.get("levels", ())]),
        clinical=_optional(raw, "clinical", _clinical) or ClinicalPath(),
        compact=_optional(raw, "compact", _social_work_compact),
        compact_enacted=_dated(raw, "compact_enacted"),
        without_degree=_optional(raw, "without_social_work_degree", _said),
        practice=_optional(raw, "practice", _said),
    )


def _levels(found: list[Level]) -> tuple[Level, ...]:
    """Put the licenses in order, with an entry for each usual level that nobody found."""
    missing = [Level(level, NOT_FOUND) for level in LOOKED_FOR if level not in {each.level for each in found}]
    return tuple(sorted((*found, *missing), key=lambda each: LEVELS.index(each.level)))


def _level(raw: Tree) -> Level:
    return Level(**{"status": LICENSED, **_plain(raw)})


def _clinical(raw: Tree) -> ClinicalPath:
    return ClinicalPath(
        source=raw["source"],
        confidence=raw["confidence"],
        hours=_amount(raw, "hours"),
        direct_hours=_amount(raw, "direct_hours"),
        months=_amount(raw, "months"),
        months_at_most=_amount(raw, "months_at_most"),
        note=raw.get("note", ""),
    )


def _social_work_compact(raw: Tree) -> SocialWorkCompact:
    return SocialWorkCompact(flag(raw["member"]), raw["source"], flag(raw["verified"]), raw.get("note", ""))


def _amount(raw: Tree, key: str) -> Amount | None:
    return _optional(raw, key, _amount_of)


def _amount_of(raw: Tree) -> Amount:
    return Amount(int(raw["value"]), raw["source"], flag(raw["verified"]), raw.get("note", ""))


def _dated(raw: Tree, key: str) -> Dated | None:
    return _optional(raw, key, lambda entry: Dated(**_plain(entry)))


def _all_said(raw: Tree, key: str) -> tuple[Said, ...]:
    return tuple(_said(entry) for entry in raw.get(key, ()))


def _said(raw: Tree) -> Said:
    return Said(**_plain(raw))


def _plain(raw: Tree) -> Tree:
    """Return an entry whose keys are all texts, but for the one that says whether it was verified."""
    return {**raw, "verified": flag(raw["verified"])}


def _optional(raw: Mapping[str, Tree], key: str, build: Callable[[Tree], Built]) -> Built | None:
    return build(raw[key]) if key in raw else None
