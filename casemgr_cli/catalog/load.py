"""Load the data files into a catalog.

The shipped files are checked by the tests, so they are read in one quick pass. A person's own files are
checked first (`strict`), and every problem is shown together. Should a file that was read in trust turn
out broken after all, the same checks say where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from casemgr_cli import __version__
from casemgr_cli.catalog import aid_build, build
from casemgr_cli.catalog.compiled import checked_once
from casemgr_cli.catalog.conditions import Rules
from casemgr_cli.catalog.licenses import LicenseFiles
from casemgr_cli.catalog.programs import ProgramTables
from casemgr_cli.catalog.trees import Tree, collector_at_rest, read_tree
from casemgr_cli.catalog.tuition import TuitionTable
from casemgr_cli.catalog.wages import WageTables
from casemgr_cli.catalog.wording import clean
from casemgr_cli.domain.catalog import Catalog
from casemgr_cli.errors import DataInvalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from casemgr_cli.domain.facts import Fact

SHARED = ("sources", "figures", "rules")
FILES = {
    "careers.yaml": ("destinations", "steps"),
    "certifications.yaml": ("certifications",),
    "questions.yaml": ("facts", "contradictions", "skills"),
    "notes.yaml": ("notes",),
    "aid.yaml": ("lending", "aid"),
    "pay.yaml": (),
    "words.yaml": ("words",),
}
TERMS = {"terms.yaml": ("terms",)}

Built = TypeVar("Built")


def load_catalog(directory: Path, *, strict: bool, terms: bool = False) -> Catalog:
    """Read the data files of a folder.

    Args:
        directory: the folder, as `data_dir` returns it.
        strict: check everything first; for data that did not ship with the program.
        terms: read the terms too.

    Raises:
        DataInvalid: the files have problems; the message lists all of them.
        FileFailure: a file cannot be read.
    """
    if strict:
        refuse_problems(directory)
    try:
        return read_catalog(directory, terms=terms, strict=strict)
    except DataInvalid:
        refuse_problems(directory)
        raise


def read_catalog(directory: Path, *, terms: bool, strict: bool = False) -> Catalog:
    """Read the data files without checking them; `strict` checks the states' files that are read later.

    Raises:
        DataInvalid: they cannot be made into a catalog.
        FileFailure: a file cannot be read.
    """
    try:
        with collector_at_rest():
            sections = _sections(directory, FILES | TERMS if terms else FILES)
            return _catalog(directory, sections, strict=strict)
    except (yaml.YAMLError, KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise DataInvalid(f"The data files cannot be used: {clean(str(error))}.") from error


def refuse_problems(directory: Path) -> None:
    """Check the data files of a catalog, the states' licenses included, once for what they hold.

    Raises:
        DataInvalid: the files have problems; the message lists them.
    """
    from casemgr_cli.catalog.check import check_data
    from casemgr_cli.catalog.licenses_check import check_licenses
    from casemgr_cli.catalog.problems import invalid

    def check() -> None:
        problems = (*check_data(directory), *check_licenses(directory))
        if problems:
            raise invalid(problems)

    checked_once(directory, __version__, check)


def _sections(directory: Path, files: Mapping[str, tuple[str, ...]]) -> dict[str, Tree]:
    merged: dict[str, Tree] = {}
    for name, own in files.items():
        tree = read_tree(directory / name)
        for section in (*SHARED, *own):
            _merge(merged.setdefault(section, {}), tree.get(section, {}), name)
    return merged


def _merge(into: Tree, entries: Tree, name: str) -> None:
    twice = into.keys() & entries.keys()
    if twice:
        raise ValueError(f"{name} repeats {sorted(twice)}")
    into.update(entries)


def _catalog(directory: Path, raw: Mapping[str, Tree], *, strict: bool) -> Catalog:
    rules = Rules(raw["rules"], {key: fact["type"] for key, fact in raw["facts"].items()})

    def each(section: str, builder: Callable[[str, Tree, Rules], Built]) -> dict[str, Built]:
        return {key: builder(key, entry, rules) for key, entry in raw.get(section, {}).items()}

    figures = {key: build.build_figure(key, entry) for key, entry in raw["figures"].items()}
    return Catalog(
        sources={key: build.build_source(key, entry) for key, entry in raw["sources"].items()},
        figures=figures,
        rules={key: rules[key] for key in rules},
        facts=_facts(raw, rules),
        contradictions=each("contradictions", build.build_contradiction),
        skills=each("skills", build.build_skill),
        destinations=each("destinations", build.build_destination),
        steps=each("steps", build.build_step),
        certifications=each("certifications", build.build_certification),
        notes=each("notes", build.build_note),
        wages=WageTables(directory),
        tuition=TuitionTable(directory),
        licenses=LicenseFiles(directory, strict=False),
        programs=ProgramTables(directory, strict=strict),
        words=raw["words"],
        terms=each("terms", build.build_term),
        aid=each("aid", aid_build.build_aid),
        lending=aid_build.build_lending(raw["lending"], figures, rules) if raw["lending"] else None,
    )


def _facts(raw: Mapping[str, Tree], rules: Rules) -> dict[str, Fact]:
    facts: dict[str, Any] = raw["facts"]
    return {
        key: build.build_fact(key, entry, rules, build.fact_choices(entry, facts, raw["skills"]))
        for key, entry in facts.items()
    }
