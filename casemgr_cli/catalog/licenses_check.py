"""The license files held against their shape, for data that did not ship with the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from casemgr_cli.catalog.licenses import CODE, FOLDER, NATIONAL
from casemgr_cli.catalog.marked import line_of, read_marked
from casemgr_cli.catalog.problems import Problem
from casemgr_cli.catalog.shape import SOURCE, record
from casemgr_cli.catalog.walk import Walker
from casemgr_cli.domain.kinds import TEXT, TEXTS, WORD, Many, Record, Table, one
from casemgr_cli.domain.licensing import EXAMS, Amount, Said, StateLicenses
from casemgr_cli.text import brief, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


_LICENSE = Record(record(StateLicenses).keys, needs=("rn",))
STATE = Record({"sources": Table(SOURCE), "license": _LICENSE}, needs=("license",))
_AMOUNT = record(Amount)
_EVERYWHERE = Record(
    {"nclex_fee": _AMOUNT, "aswb_fees": Table(_AMOUNT, ids=one(*EXAMS)), "cautions": Many(record(Said))}
)
PLACE = Record({"name": TEXT, "also_called": TEXTS}, needs=("name",))
_COUNTRY = Record(
    {"sources": Table(SOURCE), "states": Table(PLACE, ids=WORD), "national": _EVERYWHERE},
    needs=("sources", "states", "national"),
)


def check_licenses(directory: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with the license files of a data folder."""
    folder = directory / FOLDER
    problems = check_national(folder)
    if problems:
        return problems
    root = read_marked(folder / NATIONAL)
    return tuple(found for code in sorted(_ids(root, "states")) for found in check_state(folder, code))


def check_national(folder: Path) -> tuple[Problem, ...]:
    """Return what is wrong with the file on the nation."""
    root = read_marked(folder / NATIONAL)
    if isinstance(root, Problem):
        return (_located(root),)
    problems = _walked(NATIONAL, root, _COUNTRY, _ids(root, "sources"))
    return problems or tuple(_wrong_codes(root))


def check_state(folder: Path, code: str) -> tuple[Problem, ...]:
    """Return what is wrong with one state's file; the file on the nation must be right."""
    name = f"{code}.yaml"
    root = read_marked(folder / name)
    if isinstance(root, Problem):
        return (_located(root),)
    shared, own = _ids(read_marked(folder / NATIONAL), "sources"), _ids(root, "sources")
    problems = _walked(name, root, STATE, shared | own)
    return (*problems, *_repeated(name, own, shared))


def _walked(name: str, root: yaml.Node, kind: Record, sources: Mapping[str, int]) -> tuple[Problem, ...]:
    walker = Walker(f"{FOLDER}/{name}", {"sources": sources.keys()}, {})
    walker.walk(root, kind, "")
    return tuple(sorted(walker.problems, key=lambda found: found.line or 0))


def _repeated(name: str, own: Mapping[str, int], shared: Mapping[str, int]) -> Iterator[Problem]:
    for key in own.keys() & shared.keys():
        message = f"{quoted(key)} is also in {NATIONAL}, line {shared[key]}."
        hint = "An id may be there once in the two files."
        yield Problem(f"{FOLDER}/{name}", own[key], f"sources.{brief(key)}", message, hint)


def _wrong_codes(root: yaml.Node) -> Iterator[Problem]:
    for code, line in _ids(root, "states").items():
        if not CODE.fullmatch(code):
            message = f"Expected a postal code of two capital letters, not {quoted(code)}."
            yield Problem(f"{FOLDER}/{NATIONAL}", line, f"states.{brief(code)}", message)


def _ids(root: yaml.Node | Problem, section: str) -> dict[str, int]:
    """Return the ids in one section with their lines."""
    if not isinstance(root, yaml.MappingNode):
        return {}
    sections = {name.value: node for name, node in root.value if isinstance(name, yaml.ScalarNode)}
    found = sections.get(section)
    entries = found.value if isinstance(found, yaml.MappingNode) else ()
    return {key.value: line_of(key) for key, _ in entries if isinstance(key, yaml.ScalarNode)}


def _located(problem: Problem) -> Problem:
    return Problem(f"{FOLDER}/{problem.file}", problem.line, problem.key, problem.message, problem.hint)
