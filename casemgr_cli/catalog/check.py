"""Every check of the data files, for `data check` and for data that did not ship with the program.

First each file on its own, then what the files refer to in one another, and when all that is right, what
the catalog means: whether the steps lead somewhere and can be started.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from string import Formatter

import yaml
from msgspec.structs import replace

from casemgr_cli.catalog.build import CLAUSE, FIGURE, SOURCE, fact_choices, listed, record
from casemgr_cli.catalog.files import BROKEN, MESSAGES, HeldTrees, Problem, Tree, data_dir, read_files
from casemgr_cli.catalog.licenses import NATIONAL, LicenseFiles, file_of
from casemgr_cli.catalog.load import FILES, SINGLE, read_catalog
from casemgr_cli.catalog.meaning import check_meaning
from casemgr_cli.catalog.programs import FILE, TABLES, TuitionTable, read_prices, read_programs
from casemgr_cli.catalog.untrusted import line_of, plain, read_marked
from casemgr_cli.catalog.wages import WageTables
from casemgr_cli.catalog.walk import FactShape, Place, Walker, sections, walked
from casemgr_cli.domain import kinds
from casemgr_cli.domain.careers import PayProxy
from casemgr_cli.domain.cv import CvRules
from casemgr_cli.domain.facts import LEVELS, Fact
from casemgr_cli.domain.licensing import LEVEL_OF, NationalFile, StateFile
from casemgr_cli.domain.programs import DegreeTable, ProgramFile
from casemgr_cli.domain.wages import Headline
from casemgr_cli.errors import CasemgrError, nearest
from casemgr_cli.text import brief, quoted

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
    read = {name: read_marked(directory, name) for name in _SECTIONS}
    unread = [found for found in read.values() if isinstance(found, Problem)]
    if unread:
        return tuple(unread)
    roots: _Roots = {name: root for name, root in read.items() if isinstance(root, yaml.MappingNode)}
    problems, places = _check_shapes(directory, roots)
    problems += [*_check_rules(roots, places), *_check_tables(directory, roots), *_check_words(directory)]
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
            message = _also_in(key.partition(".")[2], first, first_line)
            yield Problem(file, line, brief(key), message, "An id may be there once in all the files.")


def _entries(roots: _Roots, section: str) -> Iterator[tuple[str, yaml.Node]]:
    for root in roots.values():
        for name, node in root.value:
            entries = node.value if name.value == section and isinstance(node, yaml.MappingNode) else ()
            yield from ((key.value, entry) for key, entry in entries if isinstance(key, yaml.ScalarNode))


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
        found = _states_without(directory, license_) if license_ else None
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
    tables, states = WageTables(directory), set[str]()
    with suppress(CasemgrError):  # a table that cannot be read has its own problem
        states = {area.states[0] for area in tables.areas().values() if area.area_type == "state"}
    sources = {key for key, _ in _entries(roots, "sources")}
    for error in (*tables.check(), *TuitionTable(directory).check(sources, states)):
        yield _table_problem(error, "wages")


def _table_problem(error: CasemgrError, file: str, key: str = "") -> Problem:
    """Return what is wrong with a table where the message says, or else under a key of a file."""
    found = _TABLE_PROBLEM.fullmatch(error.message)
    if found is None:
        return Problem(file, None, key, error.message, error.hint)
    line = int(found["line"]) if found["line"] else None
    return Problem(found["file"], line, "" if line else key, found["message"], error.hint)


def _check_meaning(directory: Path, places: Mapping[str, Place]) -> list[Problem]:
    try:
        catalog = read_catalog(directory)
    except CasemgrError as error:
        return [Problem("careers.yaml", None, "", error.message, error.hint)]
    problems = []
    for key, message, hint in check_meaning(catalog):
        above = key  # or the closest key above it that stands in a file
        while above not in places:
            above = above.rpartition(".")[0]
        problems.append(Problem(*places[above], key, message, hint))
    return problems


_FACT = record(Fact)
_OFFER_KEY = kinds.Keys(
    {**_FACT.keys, "adds": kinds.ref("counters"), "never_in": kinds.refs("choice:settings")},
    needs=_FACT.needs,
)
_OFFER_FIGURES = ("full_time", "tax_free")
_OFFER_NOTE = kinds.Keys(CLAUSE, needs=("text", "source", "verified", "made_by"))

_SHARED: dict[str, kinds.Kind] = {
    "sources": kinds.Entries(SOURCE),
    "figures": kinds.Entries(FIGURE),
    "rules": kinds.Entries(kinds.CONDITION),
}


def _section(key: str, entry: type) -> kinds.Kind:
    """Return what a section may hold: one entry, or entries by their ids. None is an id of another."""
    if key in SINGLE:
        return record(entry)
    return kinds.Entries(kinds.TEXT if entry is str else replace(record(entry), or_id=""))


# Which sections a file has, and what their entries are.
_SECTIONS: dict[str, Mapping[str, kinds.Kind]] = {
    **{
        file: {**_SHARED, **{key: _section(key, entry) for key, entry in own.items()}}
        for file, own in FILES.items()
    },
    "pay.yaml": {
        **_SHARED,
        "headline": kinds.Entries(record(Headline)),
        "backgrounds": kinds.Entries(kinds.refs("occupations")),
        "settings": kinds.Entries(
            kinds.Entries(kinds.ListOf(record(PayProxy))), ids=kinds.ref("choice:settings")
        ),
        "pay_words": kinds.Entries(kinds.TEXT),
        "fallbacks": kinds.Entries(kinds.TEXT),
    },
    "offers.yaml": {
        **_SHARED,
        "offer_keys": kinds.Entries(_OFFER_KEY),
        "offer_figures": kinds.Keys(dict.fromkeys(_OFFER_FIGURES, kinds.ref("figures")), _OFFER_FIGURES),
        "work_pay": kinds.Entries(kinds.BACKGROUND, ids=kinds.ref("steps")),
        "offer_notes": kinds.Entries(_OFFER_NOTE),
    },
    "cv.yaml": record(CvRules).keys,
    "messages.yaml": {"messages": kinds.Nested()},
}


_WORDS = "words.yaml"


def _check_words(directory: Path) -> Iterator[Problem]:
    """Yield which sentences are missing from a folder, and what is wrong with the placeholders of the others.

    Those of our own are the measure: each is needed by some page.
    """
    for file in (_WORDS, MESSAGES):
        ours, theirs = _ours(file), dict(_sentences(directory, file))
        for key in ours if theirs else ():  # a file that cannot be read has its own problem
            if key in theirs:
                yield from _check(file, key, theirs[key], ours[key])
            else:
                hint = "Copy it from the file that casemgr came with, and change its words."
                yield Problem(file, None, key, "This sentence is missing.", hint)


@cache
def _ours(file: str) -> dict[str, set[str]]:
    """Return the sentences that casemgr came with, each with its placeholders."""
    return {key: _names(node.value) or set() for key, node in _sentences(data_dir(None), file)}


def _check(file: str, key: str, node: yaml.ScalarNode, known: set[str]) -> Iterator[Problem]:
    names = _names(node.value)
    if names is None:
        hint = "Write a name in one pair of braces, such as {name}, and nothing else in braces."
        yield Problem(file, line_of(node), key, "The braces of this sentence do not match.", hint)
        return
    for name in sorted(names - known):
        listed = ", ".join(f"{{{each}}}" for each in sorted(known)) or "none"
        hint = nearest(name, known) or f"This sentence can hold: {listed}."
        yield Problem(file, line_of(node), key, f"Nothing fills in {quoted(name)} here.", hint)


def _names(text: str) -> set[str] | None:
    """Return the placeholders of a sentence, or None when its braces do not match."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def _sentences(directory: Path, file: str) -> Iterator[tuple[str, yaml.ScalarNode]]:
    root = read_marked(directory, file)
    return iter(()) if isinstance(root, Problem) else _scalars(root, "")


def _scalars(node: yaml.Node, prefix: str) -> Iterator[tuple[str, yaml.ScalarNode]]:
    if isinstance(node, yaml.ScalarNode):
        yield prefix, node
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(value, f"{prefix}.{key.value}" if prefix else key.value)


def _states_without(directory: Path, license_: str) -> list[str] | None:
    """Return the states that license social workers, but not with one of LEVEL_OF; None for unreadable files.

    A state where no license at all is known is not among them.
    """
    try:
        files = LicenseFiles(HeldTrees(directory))
        found = [files.guide(code).state for code in sections(read_marked(directory, NATIONAL))["states"]]
    except (CasemgrError, *BROKEN):
        return None  # the check of those files says why
    known = [state for state in found if any(state.license(each) for each in LEVEL_OF)]
    return sorted(state.code for state in known if state.license(license_) is None)


def check_licenses(directory: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with the license files of a data folder."""
    problems = check_national(directory)
    if problems:
        return problems
    states = sections(read_marked(directory, NATIONAL))["states"]
    return tuple(found for code in sorted(states) for found in check_state(directory, code))


def check_national(directory: Path) -> tuple[Problem, ...]:
    """Return what is wrong with the file on the nation."""
    return walked(NATIONAL, read_marked(directory, NATIONAL), record(NationalFile))


def check_state(directory: Path, code: str) -> tuple[Problem, ...]:
    """Return what is wrong with one state's file; the file on the nation must be right."""
    name = file_of(code)
    root = read_marked(directory, name)
    shared, own = (sections(each).get("sources", {}) for each in (read_marked(directory, NATIONAL), root))
    hint = "An id may be there once in the two files."
    return (
        *walked(name, root, record(StateFile), {"sources": shared.keys() | own.keys()}),
        *(
            Problem(name, own[key][0], f"sources.{brief(key)}", _also_in(key, NATIONAL, shared[key][0]), hint)
            for key in own.keys() & shared.keys()
        ),
    )


def _also_in(key: str, file: str, line: int) -> str:
    return f"{quoted(key)} is also in {file}, line {line}."


def check_programs(directory: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with `programs.yaml`, or else with its tables."""
    problems = check_guide(directory)
    root = read_marked(directory, FILE)
    return problems or tuple(_program_problems(directory, {} if isinstance(root, Problem) else plain(root)))


def check_guide(directory: Path) -> tuple[Problem, ...]:
    """Return what is wrong with `programs.yaml`."""
    root = read_marked(directory, FILE)
    return walked(FILE, root, record(ProgramFile)) or tuple(_one_way(sections(root)["states"]))


def _one_way(nodes: Mapping[str, tuple[int, yaml.Node]]) -> Iterator[Problem]:
    """Find a border that only one of two states names."""
    borders = {code: plain(node).get("borders", ()) for code, (_, node) in nodes.items()}
    for code, around in borders.items():
        for other in around:
            if code not in borders[other] or code == other:
                message = f"{code} names {other}, but {other} does not name {code}."
                yield Problem(FILE, nodes[code][0], f"states.{code}.borders", message, "Name both.")


def _program_problems(directory: Path, tree: Tree) -> Iterator[Problem]:
    files = read_files(directory, TABLES)
    tables = {(raw["cip4"], raw["level"]): key for key, raw in tree["degrees"].items()}
    for (cip4, level), key in tables.items():
        degree = DegreeTable(key, "", cip4, "", int(level), "", "", verified=False)
        try:
            for _ in read_programs(files, degree, tree["states"]):
                pass
        except CasemgrError as error:
            yield _table_problem(error, FILE, f"degrees.{key}")
    try:
        read_prices(files)
    except CasemgrError as error:
        yield _table_problem(error, FILE, "prices")
