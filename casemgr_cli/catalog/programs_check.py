"""`programs.yaml` and the tables of programs held against their shape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from casemgr_cli.catalog.marked import line_of, read_marked
from casemgr_cli.catalog.problems import Problem
from casemgr_cli.catalog.programs import CIP4, FILE, LEVEL, STATE, read_prices, read_programs
from casemgr_cli.catalog.shape import SOURCE
from casemgr_cli.catalog.trees import plain
from casemgr_cli.catalog.walk import Walker
from casemgr_cli.domain.conditions import MADE_BY
from casemgr_cli.domain.kinds import (
    FLAG,
    TEXT,
    TEXTS,
    URL,
    WORD,
    Many,
    Record,
    Table,
    one,
    ref,
    refs,
)
from casemgr_cli.domain.programs import Degree
from casemgr_cli.errors import CasemgrError
from casemgr_cli.text import brief, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casemgr_cli.catalog.trees import Tree
    from casemgr_cli.domain.kinds import Kind

_IN_TABLE = re.compile(r"(?P<file>\S+\.csv), (?:after )?line (?P<line>\d+): (?P<message>.+)", re.DOTALL)
_BACKED: dict[str, Kind] = {"source": ref("sources"), "verified": FLAG}
DEGREE: dict[str, Kind] = {
    "title": TEXT,
    "cip4": WORD,
    "field": TEXT,
    "level": WORD,
    "credential": TEXT,
    **_BACKED,
}
_WARNED = Record(
    {"degrees": refs("degrees"), "text": TEXT, **_BACKED, "in_advice": FLAG}, needs=("text", *_BACKED)
)
_CHECK = Record({**_WARNED.keys, "made_by": one(*MADE_BY), "url": URL}, needs=("text", "made_by", *_BACKED))
PLACE = Record({"name": TEXT, "also_called": TEXTS, "borders": refs("states")}, needs=("name",))
_SEARCH: dict[str, Kind] = {"skip": Many(WORD), "same": Table(WORD)}
GUIDE: dict[str, Kind] = {
    "sources": Table(SOURCE),
    "degrees": Table(Record(DEGREE, needs=tuple(DEGREE))),
    "warnings": Table(_WARNED),
    "checks": Table(_CHECK),
    "prices": ref("sources"),
    "search": Record(_SEARCH, needs=tuple(_SEARCH)),
    "states": Table(PLACE, ids=WORD),
}


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
    known = {section: _entries(root, section).keys() for section in ("sources", "degrees", "states")}
    walker = Walker(FILE, known, {})
    walker.walk(root, Record(GUIDE, needs=tuple(GUIDE)), "")
    problems = walker.problems or [*_codes(root), *_one_way(root)]
    return tuple(sorted(problems, key=lambda found: found.line or 0))


def _codes(root: yaml.Node) -> Iterator[Problem]:
    """Find codes that are not codes; two of them become part of a file's name."""
    for code, node in _entries(root, "states").items():
        if not STATE.fullmatch(code):
            yield _problem(node, f"states.{brief(code)}", "a postal code of two capital letters", code)
    for key, node in _entries(root, "degrees").items():
        raw = plain(node)
        for name, pattern, what in (("cip4", CIP4, "four digits"), ("level", LEVEL, "one digit")):
            if not pattern.fullmatch(raw[name]):
                yield _problem(node, f"degrees.{key}.{name}", what, raw[name])


def _one_way(root: yaml.Node) -> Iterator[Problem]:
    """Find a border that only one of two states names."""
    nodes = _entries(root, "states")
    borders = {code: plain(node).get("borders", ()) for code, node in nodes.items()}
    for code, around in borders.items():
        for other in around:
            if code not in borders[other] or code == other:
                message = f"{code} names {other}, but {other} does not name {code}."
                yield Problem(FILE, line_of(nodes[code]), f"states.{code}.borders", message, "Name both.")


def _table_problems(directory: Path, tree: Tree) -> Iterator[Problem]:
    tables = {(raw["cip4"], raw["level"]): key for key, raw in tree["degrees"].items()}
    for (cip4, level), key in tables.items():
        degree = Degree(key, "", cip4, "", int(level), "", "", verified=False)
        try:
            for _ in read_programs(directory, degree, tree["states"]):
                pass
        except CasemgrError as error:
            yield _table_problem(f"degrees.{key}", error)
    try:
        read_prices(directory)
    except CasemgrError as error:
        yield _table_problem("prices", error)


def _table_problem(key: str, error: CasemgrError) -> Problem:
    found = _IN_TABLE.fullmatch(error.message)
    if found is None:
        return Problem(FILE, None, key, error.message, error.hint)
    return Problem(found["file"], int(found["line"]), "", found["message"], error.hint)


def _problem(node: yaml.Node, key: str, what: str, found: str) -> Problem:
    return Problem(FILE, line_of(node), key, f"Expected {what}, not {quoted(found)}.")


def _entries(root: yaml.Node, section: str) -> dict[str, yaml.Node]:
    """Return the entries of one section by id."""
    if not isinstance(root, yaml.MappingNode):
        return {}
    sections = {name.value: node for name, node in root.value if isinstance(name, yaml.ScalarNode)}
    found = sections.get(section)
    entries = found.value if isinstance(found, yaml.MappingNode) else ()
    return {key.value: node for key, node in entries if isinstance(key, yaml.ScalarNode)}
