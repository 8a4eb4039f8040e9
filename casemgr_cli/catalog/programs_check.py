"""The check of `programs.yaml` and of its tables: everything that is wrong, with file and line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casemgr_cli.catalog.marked import plain, read_marked
from casemgr_cli.catalog.paths import read_files
from casemgr_cli.catalog.problems import Problem
from casemgr_cli.catalog.programs import CIP4, FILE, LEVEL, TABLES, read_prices, read_programs
from casemgr_cli.catalog.shape import record
from casemgr_cli.catalog.walk import sections, walked
from casemgr_cli.domain.programs import Degree, ProgramFile
from casemgr_cli.errors import CasemgrError
from casemgr_cli.text import brief, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import yaml

    from casemgr_cli.catalog.trees import Tree

    _Entries = Mapping[str, tuple[int, yaml.Node]]

_STATE = re.compile("[A-Z]{2}")
_IN_TABLE = re.compile(r"(?P<file>\S+\.csv), (?:after )?line (?P<line>\d+): (?P<message>.+)", re.DOTALL)


def check_programs(directory: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with `programs.yaml`, or else with its tables."""
    problems = check_guide(directory)
    if problems:
        return problems
    root = read_marked(directory / FILE)
    tree = {} if isinstance(root, Problem) else plain(root)
    return tuple(_table_problems(directory, tree))


def check_guide(directory: Path) -> tuple[Problem, ...]:
    """Return what is wrong with `programs.yaml`."""
    root = read_marked(directory / FILE)
    if isinstance(root, Problem):
        return (root,)
    found = sections(root)
    return walked(FILE, root, record(ProgramFile)) or (
        *_codes(found["states"], found["degrees"]),
        *_one_way(found["states"]),
    )


def _codes(states: _Entries, degrees: _Entries) -> Iterator[Problem]:
    """Find codes that are not codes; two of them become part of a file's name."""
    for code, (line, _) in states.items():
        if not _STATE.fullmatch(code):
            yield _problem(line, f"states.{brief(code)}", "a postal code of two capital letters", code)
    for key, (line, node) in degrees.items():
        raw = plain(node)
        for name, pattern, what in (("cip4", CIP4, "four digits"), ("level", LEVEL, "one digit")):
            if not pattern.fullmatch(raw[name]):
                yield _problem(line, f"degrees.{key}.{name}", what, raw[name])


def _one_way(nodes: _Entries) -> Iterator[Problem]:
    """Find a border that only one of two states names."""
    borders = {code: plain(node).get("borders", ()) for code, (_, node) in nodes.items()}
    for code, around in borders.items():
        for other in around:
            if code not in borders[other] or code == other:
                message = f"{code} names {other}, but {other} does not name {code}."
                yield Problem(FILE, nodes[code][0], f"states.{code}.borders", message, "Name both.")


def _table_problems(directory: Path, tree: Tree) -> Iterator[Problem]:
    files = read_files(directory, TABLES)
    tables = {(raw["cip4"], raw["level"]): key for key, raw in tree["degrees"].items()}
    for (cip4, level), key in tables.items():
        degree = Degree(key, "", cip4, "", int(level), "", "", verified=False)
        try:
            for _ in read_programs(files, degree, tree["states"]):
                pass
        except CasemgrError as error:
            yield _table_problem(f"degrees.{key}", error)
    try:
        read_prices(files)
    except CasemgrError as error:
        yield _table_problem("prices", error)


def _table_problem(key: str, error: CasemgrError) -> Problem:
    found = _IN_TABLE.fullmatch(error.message)
    if found is None:
        return Problem(FILE, None, key, error.message, error.hint)
    return Problem(found["file"], int(found["line"]), "", found["message"], error.hint)


def _problem(line: int, key: str, what: str, found: str) -> Problem:
    return Problem(FILE, line, key, f"Expected {what}, not {quoted(found)}.")
