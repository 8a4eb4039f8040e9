"""Every check of the data files, for `data check` and for data that did not ship with the program.

First each file on its own, then what the files refer to in one another, and when all that is right, what
the catalog means: whether the steps lead somewhere and can be started.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import yaml
from msgspec.structs import replace

from casemgr_cli.catalog.build import fact_choices
from casemgr_cli.catalog.conditions import listed
from casemgr_cli.catalog.licenses_check import check_licenses, states_without
from casemgr_cli.catalog.load import read_catalog
from casemgr_cli.catalog.marked import line_of, plain, read_marked
from casemgr_cli.catalog.meaning import check_meaning
from casemgr_cli.catalog.problems import Problem
from casemgr_cli.catalog.programs_check import check_programs
from casemgr_cli.catalog.shape import CLAUSE, FIGURE, SOURCE, record
from casemgr_cli.catalog.tuition import TuitionTable
from casemgr_cli.catalog.wages import WageTables
from casemgr_cli.catalog.walk import FactShape, Place, Walker
from casemgr_cli.catalog.words_check import check_words
from casemgr_cli.domain.aid import Aid, Lending
from casemgr_cli.domain.careers import Certification, Destination, Note, PayProxy, Requirement, Step, Term
from casemgr_cli.domain.cv import CvRules
from casemgr_cli.domain.facts import LEVELS, Contradiction, Fact, Skill
from casemgr_cli.domain.kinds import BACKGROUND, CONDITION, TEXT, Entries, Keys, Kind, Many, Nested, ref, refs
from casemgr_cli.domain.wages import Headline
from casemgr_cli.errors import CasemgrError, nearest
from casemgr_cli.text import brief, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from casemgr_cli.catalog.trees import Tree
    from casemgr_cli.domain.wages import Area


_Roots = dict[str, yaml.MappingNode]

_YES_NO = {"yes", "no"}
_TOPICS = ("terms", "aid", "steps", "certifications", "destinations")
_TABLE_PROBLEM = re.compile(
    r"(?P<file>\S+\.csv)(?:, (?:after )?line (?P<line>\d+))?:? (?P<message>.+)", re.DOTALL
)


def check_all(
    directory: Path, guests: Iterable[Callable[[Path], tuple[Problem, ...]]] = ()
) -> tuple[Problem, ...]:
    """Return everything that is wrong with the data files of a folder, those of single commands included.

    `guests` are the checks of files that a guest of the house alone reads.
    """
    return (
        *check_data(directory),
        *check_licenses(directory),
        *check_programs(directory),
        *(problem for check in guests for problem in check(directory)),
    )


def check_data(directory: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with the data files of a folder, in the order of files and lines."""
    read = {name: read_marked(directory / name) for name in _SECTIONS}
    unread = [found for found in read.values() if isinstance(found, Problem)]
    if unread:
        return tuple(unread)
    roots: _Roots = {name: root for name, root in read.items() if isinstance(root, yaml.MappingNode)}
    problems, places = _check_shapes(directory, roots)
    problems += [*_check_rules(roots, places), *_check_tables(directory, roots), *check_words(directory)]
    problems += _check_unlicensed(directory, roots, places)
    if not problems:
        problems = _check_meaning(directory, places)
    order = {name: number for number, name in enumerate(_SECTIONS)}
    return tuple(sorted(problems, key=lambda found: (order.get(found.file, len(order)), found.line or 0)))


def _check_shapes(directory: Path, roots: _Roots) -> tuple[list[Problem], dict[str, Place]]:
    facts = _fact_shapes({name: _trees(roots, name) for name in ("facts", "skills", "certifications")})
    known = _known(roots, facts) | _known_codes(directory)
    problems: list[Problem] = []
    places: dict[str, Place] = {}
    for name, root in roots.items():
        walker = Walker(name, known, facts)
        for section, section_node, entries in walker.entries(root, ""):
            if section not in _SECTIONS[name]:
                hint = nearest(section, _SECTIONS[name]) or f"Expected {', '.join(_SECTIONS[name])}."
                message = f"{quoted(section)} is not a section of this file."
                walker.problems.append(Problem(name, line_of(section_node), "", message, hint))
                continue
            walker.walk(entries, _SECTIONS[name][section], section)
        problems += [*walker.problems, *_twice(walker.places, places)]
        places = walker.places | places
    return problems, places


def _twice(here: Mapping[str, Place], before: Mapping[str, Place]) -> Iterator[Problem]:
    for key in here.keys() & before.keys():
        if key.count(".") == 1:
            (file, line), (first, first_line) = here[key], before[key]
            message = f"{quoted(key.partition('.')[2])} is also in {first}, line {first_line}."
            yield Problem(file, line, brief(key), message, "An id may be there once in all the files.")


def _entries(roots: _Roots, section: str) -> Iterator[tuple[str, yaml.Node]]:
    for root in roots.values():
        for name, node in root.value:
            if name.value == section and isinstance(node, yaml.MappingNode):
                yield from (
                    (key.value, entry) for key, entry in node.value if isinstance(key, yaml.ScalarNode)
                )


def _trees(roots: _Roots, section: str) -> dict[str, Tree]:
    entries = ((key, node) for key, node in _entries(roots, section) if _is_plain(node))
    return {key: tree for key, node in entries if isinstance(tree := plain(node), dict)}


def _is_plain(node: yaml.Node) -> bool:
    """Say whether every key below a node is a plain word, so that it can become a tree."""
    if isinstance(node, yaml.MappingNode):
        return all(isinstance(key, yaml.ScalarNode) and _is_plain(value) for key, value in node.value)
    return not isinstance(node, yaml.SequenceNode) or all(_is_plain(item) for item in node.value)


def _fact_shapes(sections: Mapping[str, dict[str, Tree]]) -> dict[str, FactShape]:
    shapes: dict[str, FactShape] = {}
    for key, raw in sections["facts"].items():
        try:
            choices = fact_choices(raw, sections)
        except (KeyError, AttributeError, TypeError, RecursionError):
            choices = ()
        kind = raw.get("type")
        shapes[key] = FactShape(kind if isinstance(kind, str) else "", tuple(item.value for item in choices))
    return shapes


def _known(roots: _Roots, facts: Mapping[str, FactShape]) -> dict[str, set[str]]:
    sections = {section for sections in _SECTIONS.values() for section in sections}
    known = {section: {key for key, _ in _entries(roots, section)} for section in sections}
    for key, fact in facts.items():
        if fact.values:
            known[f"choice:{key}"] = set(fact.values)
    known["counters"] = {key for key, fact in facts.items() if fact.type == "integer"}
    known["flags"] = {key for key, fact in facts.items() if set(fact.values) == _YES_NO}
    fields = known.get("choice:field", set())
    known["degrees"] = {f"{level}:{name}" for level in LEVELS[1:] for name in fields}
    known["topics"] = set().union(*(known[section] for section in _TOPICS))
    return known


def _known_codes(directory: Path) -> dict[str, set[str]]:
    """Return the codes in the wage tables; a table that cannot be read has its own problem."""
    known: dict[str, set[str]] = {}
    for section in ("occupations", "industries"):
        try:
            with (directory / "wages" / f"{section}.csv").open(encoding="utf-8-sig", newline="") as file:
                known[section] = {row[0] for row in csv.reader(file) if row}
        except (OSError, UnicodeDecodeError, csv.Error):
            continue
    if "industries" in known:
        known["industries"].add("")
    return known


def _check_rules(roots: _Roots, places: Mapping[str, Place]) -> Iterator[Problem]:
    needs = {key: set(_rules_named(node)) for key, node in _entries(roots, "rules")}
    for key, named in needs.items():
        waiting, reached = list(named), set[str]()
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += needs.get(name, ())
        if key in reached:
            file, line = places[f"rules.{key}"]
            others = sorted(other for other in reached if key in needs.get(other, ()))
            message = f"This rule needs itself, by way of {', '.join(map(quoted, others))}."
            yield Problem(file, line, f"rules.{brief(key)}", message, "Take one of the references out.")


def _check_unlicensed(directory: Path, roots: _Roots, places: Mapping[str, Place]) -> Iterator[Problem]:
    """Find rules on the states without a license that the states' own files do not bear out."""
    for key, tree in _trees(roots, "rules").items():
        license_ = str(tree.get("unlicensed", ""))
        found = states_without(directory, license_) if license_ else None
        if found is not None and found != sorted(listed(tree.get("is", ()))):
            file, line = places[f"rules.{key}"]
            message = f"The files on licenses name other states without the license {quoted(license_)}."
            yield Problem(file, line, f"rules.{brief(key)}", message, f"They are {', '.join(found)}.")


def _rules_named(node: yaml.Node) -> Iterator[str]:
    if isinstance(node, yaml.ScalarNode):
        return
    for item in node.value:
        key, value = item if isinstance(item, tuple) else (None, item)
        if isinstance(value, yaml.ScalarNode) and key is not None and key.value == "rule":
            yield value.value
        yield from _rules_named(value)


def _check_tables(directory: Path, roots: _Roots) -> Iterator[Problem]:
    sources = {key for key, _ in _entries(roots, "sources")}
    states = {area.states[0] for area in _areas(directory) if area.area_type == "state"}
    tuition = TuitionTable(directory).check(sources, states)
    told = ((error.message, error.hint) for error in tuition)
    for text, hint in (*((text, "") for text in WageTables(directory).check()), *told):
        found = _TABLE_PROBLEM.fullmatch(text)
        if found:
            line = int(found["line"]) if found["line"] else None
            message = found["message"][:1].upper() + found["message"][1:]
            yield Problem(found["file"], line, "", message, hint)
        else:
            yield Problem("wages", None, "", text, hint)


def _areas(directory: Path) -> tuple[Area, ...]:
    """Return the places of the wage tables; a table that cannot be read has its own problem."""
    try:
        return tuple(WageTables(directory).areas().values())
    except CasemgrError:
        return ()


def _check_meaning(directory: Path, places: Mapping[str, Place]) -> list[Problem]:
    try:
        catalog = read_catalog(directory)
    except CasemgrError as error:
        return [Problem("careers.yaml", None, "", error.message, error.hint)]
    return [
        Problem(*_nearest_place(key, places), key, message, hint)
        for key, message, hint in check_meaning(catalog)
    ]


def _nearest_place(key: str, places: Mapping[str, Place]) -> Place:
    """Return where a key stands, or the closest key above it that stands in a file."""
    while key not in places:
        key = key.rpartition(".")[0]
    return places[key]


_FACT = record(Fact)
_OFFER_KEY = Keys(
    {**_FACT.keys, "adds": ref("counters"), "never_in": refs("choice:settings")}, needs=_FACT.needs
)
_OFFER_NOTE = Keys(CLAUSE, needs=("text", "source", "verified", "made_by"))

_SHARED: dict[str, Kind] = {
    "sources": Entries(SOURCE),
    "figures": Entries(FIGURE),
    "rules": Entries(CONDITION),
}
# Which sections a file has, and what their entries are.
_SECTIONS: dict[str, Mapping[str, Kind]] = {
    "careers.yaml": {
        **_SHARED,
        "demands": Entries(replace(record(Requirement), or_id="")),
        "destinations": Entries(record(Destination)),
        "steps": Entries(record(Step)),
    },
    "certifications.yaml": {**_SHARED, "certifications": Entries(record(Certification))},
    "questions.yaml": {
        **_SHARED,
        "facts": Entries(_FACT),
        "contradictions": Entries(record(Contradiction)),
        "skills": Entries(record(Skill)),
    },
    "notes.yaml": {**_SHARED, "notes": Entries(record(Note))},
    "aid.yaml": {**_SHARED, "lending": record(Lending), "aid": Entries(record(Aid))},
    "aid_states.yaml": {**_SHARED, "aid": Entries(record(Aid))},
    "terms.yaml": {**_SHARED, "terms": Entries(record(Term))},
    "pay.yaml": {
        **_SHARED,
        "headline": Entries(record(Headline)),
        "backgrounds": Entries(refs("occupations")),
        "settings": Entries(Entries(Many(record(PayProxy))), ids=ref("choice:settings")),
        "pay_words": Entries(TEXT),
        "fallbacks": Entries(TEXT),
    },
    "offers.yaml": {
        **_SHARED,
        "offer_keys": Entries(_OFFER_KEY),
        "work_pay": Entries(BACKGROUND, ids=ref("steps")),
        "offer_notes": Entries(_OFFER_NOTE),
    },
    "cv.yaml": record(CvRules).keys,
    "words.yaml": {"words": Entries(TEXT)},
    "messages.yaml": {"messages": Nested()},
}
