"""The house keeps its shape: imports run one way, only the command line speaks, and the engine is pure."""

from __future__ import annotations

import ast
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec import Struct

from casemgr_cli.catalog.files import data_dir
from casemgr_cli.catalog.load import load_catalog
from casemgr_cli.domain.kinds import SIDES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PACKAGE = Path(__file__).resolve().parent.parent / "casemgr_cli"
NAME = PACKAGE.name

# Each floor may use itself, the floors below it, and `errors`; never a sibling on its own floor.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("errors", "ownership", "text"),
    ("domain",),
    ("catalog", "engine"),
    ("documents", "prompts"),
    ("pages",),
    ("writers",),
    ("api", "desk"),
    ("cli",),
    ("desk.commands",),
)
# A guest may use the whole house below it; the house gets along without it, and names it in a string at most.
GUESTS = ("desk", "desk.commands")
FLOOR = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}

# A library on the left is imported only in the rooms on the right.
KEPT_IN = {
    "yaml": ("catalog", "desk"),
    "csv": ("catalog", "writers", "api", "desk"),
    "duckdb": ("api",),
    "pyarrow": ("api",),
    "icalendar": ("writers",),
    "questionary": ("prompts",),
    "prompt_toolkit": ("prompts",),
    "typer": ("cli", "desk.commands"),
    "htpy": ("writers",),
    "markupsafe": ("writers",),
    "typst": ("writers",),
    "pypdf": ("catalog",),
    "docx": ("catalog",),
    "sqlite3": ("desk", "desk.commands", "api"),
    "sqlcipher3": ("desk",),
    "psycopg2": ("desk",),
}
IMPURE_MODULES = frozenset(
    (
        *("asyncio", "io", "glob", "logging", "multiprocessing", "os", "pathlib", "platform", "random"),
        *("secrets", "shutil", "signal", "socket", "sqlite3", "subprocess", "sys", "tempfile"),
        *("threading", "time", "urllib", "uuid"),
    )
)
CLOCKS = frozenset({"now", "today", "utcnow", "fromtimestamp"})
# The questions whose every answer is an entry of the data.
_LISTS = ("licenses", "settings", "enrolled_in", "limits", "populations", "military")
# Ids of the data that mean something else in the engine: a side, nothing at all, and the payment by income.
NO_ENTRIES = frozenset({*SIDES, "none", "other", "rap"})
# Numbers of the engine that nobody has to believe: of the calendar, percents, how much of a text is shown.
RECKONED = frozenset({7, 10, 12, 28, 40, 100})
# Names of numbers that say how much is shown or tried, reach beyond all there can be, or are settled by name:
# the ten years of `ten_year_net` with its two years at first pay, and the month in which high school ends.
NO_KNOWLEDGE = frozenset(
    (
        *("_SHOWN", "_THIS_WEEK", "_LATER", "_MOST", "_MOST_VALUES", "_MOST_CONTRASTS", "_FORKED"),
        *("_SCHOOLS", "_FACTS_TRIED", "_VALUES_TRIED", "_LAST", "_MANY_MONTHS", "_FARTHEST", "_WEEKS"),
        *("_YEARS_COMPARED", "_MONTHS_AT_START_PAY", "GRADUATION_MONTH", "_PICKS"),
        *(
            "_ALIKE",
            "_TYPO",
            "_LETTERS_PER_TYPO",
            "_BEGUN",
            "_SHORTEST_BEGUN",
            "_MOST_WORDS",
            "_MOST_READINGS",
        ),
    )
)
SPEAKERS = ("cli", "desk.commands", "__main__")
EXITS = frozenset({"exit", "_exit", "abort"})

FILES = sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    """Return the room that a file belongs to; the package's own two files belong to none."""
    return _room(path.relative_to(PACKAGE).with_suffix("").parts)


def _room(parts: Sequence[str]) -> str:
    inner = ".".join(parts[:2])
    return inner if inner in FLOOR else parts[0]


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def imports_of(path: Path) -> tuple[tuple[int, str], ...]:
    """Return the line and full name of all that a file imports, under TYPE_CHECKING and in functions too."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    package = [NAME, *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def rooms_imported(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the room of everything a file imports from the package itself."""
    for line, name in imports_of(path):
        package, *parts = name.split(".")
        if package == NAME and parts and _room(parts) in FLOOR:
            yield line, _room(parts)


def where(path: Path, line: int) -> str:
    """Return a place the way editors understand it."""
    return f"{path.relative_to(PACKAGE.parent)}:{line}"


def every(kind: type[ast.AST]) -> Iterator[tuple[Path, ast.AST]]:
    """Yield every node of a kind with its file."""
    for path in FILES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, kind):
                yield path, node


def called(node: ast.AST) -> tuple[str, str]:
    """Return what a call names: the part before the last dot (empty for a bare name), and the name."""
    function = getattr(node, "func", None)
    if isinstance(function, ast.Name):
        return "", function.id
    if isinstance(function, ast.Attribute):
        return ast.unparse(function.value), function.attr
    return "", ""


def report(problems: list[str], remedy: str) -> None:
    """Fail with every problem and with what to do about them."""
    if problems:
        pytest.fail("\n".join([*problems, "", f"To fix it: {remedy}"]), pytrace=False)


def test_every_file_has_a_room() -> None:
    """Each module belongs to a floor of the house, so that the other tests see it."""
    strangers = {room_of(path) for path in FILES} - FLOOR.keys() - {"__init__", "__main__"}
    report(
        [f"{NAME}/{room} is on no floor" for room in sorted(strangers)],
        "move the module into one of the folders that design calls for, or give the new folder a floor in "
        "FLOORS in this file.",
    )


def test_imports_run_one_way() -> None:
    """A module imports only from its own folder and from floors below; imports for typing count too."""
    problems = []
    for path in FILES:
        room = room_of(path)
        for line, other in rooms_imported(path) if room in FLOOR else ():
            if other != room and FLOOR[other] >= FLOOR[room]:
                problems.append(f"{where(path, line)}: {room} imports {other}")
    report(
        problems,
        "a module may use errors, domain and the floors below its own, never a neighbor or a floor above. "
        "Pass the value or the function in as an argument from cli, or move the shared type to domain.",
    )


def test_the_house_gets_along_without_its_guests() -> None:
    """Nothing outside the desk imports it."""
    problems = [
        f"{where(path, line)}: imports {other}"
        for path in FILES
        if room_of(path) not in GUESTS
        for line, other in rooms_imported(path)
        if other in GUESTS
    ]
    report(problems, "ask casemgr_cli/cli/app.py for what the desk adds, or move the shared part down.")


def test_only_the_command_line_speaks() -> None:
    """Outside cli nothing is printed and nothing ends the program."""
    problems = []
    for path, node in every(ast.Call):
        owner, name = called(node)
        speaks = (owner, name) == ("", "print") or owner in ("sys.stdout", "sys.stderr")
        leaves = (owner, name) in (("", "exit"), ("", "quit")) or (owner in ("sys", "os") and name in EXITS)
        if (speaks or leaves) and room_of(path) not in SPEAKERS:
            problems.append(f"{where(path, node.lineno)}: {ast.unparse(node)[:60]}")  # type: ignore[attr-defined]
    report(
        problems,
        "return the text, or raise a CasemgrError from casemgr_cli/errors.py; cli shows it and picks the "
        "exit code.",
    )


def test_nobody_raises_system_exit_outside_the_command_line() -> None:
    """SystemExit is raised by cli alone."""
    problems = [
        where(path, node.lineno)  # type: ignore[attr-defined]
        for path, node in every(ast.Raise)
        if "SystemExit" in ast.unparse(node) and room_of(path) not in SPEAKERS
    ]
    report(problems, "raise a CasemgrError from casemgr_cli/errors.py; it carries the exit code.")


@pytest.mark.parametrize("library", KEPT_IN)
def test_library_stays_in_its_room(library: str) -> None:
    """Libraries that read files, ask people or parse options are known to one folder each."""
    rooms = KEPT_IN[library]
    problems = [
        where(path, line)
        for path in FILES
        if room_of(path) not in rooms
        for line, name in imports_of(path)
        if name.split(".")[0] == library
    ]
    report(
        problems,
        f"{library} is imported in {' and '.join(rooms)} only; put the code that needs it there and hand "
        "plain values on.",
    )


def test_engine_is_pure() -> None:
    """The engine and the domain read no file, no clock, no environment and no chance."""
    problems = []
    pure = ("engine", "domain")
    for path in FILES:
        if room_of(path) in pure:
            problems += [
                f"{where(path, line)}: imports {name}"
                for line, name in imports_of(path)
                if name.split(".")[0] in IMPURE_MODULES
            ]
    for path, node in every(ast.Call):
        owner, name = called(node)
        if room_of(path) in pure and ((owner, name) == ("", "open") or (owner and name in CLOCKS)):
            problems.append(f"{where(path, node.lineno)}: {ast.unparse(node)[:60]}")  # type: ignore[attr-defined]
    report(problems, "pass the value in as an argument: today's date, the catalog, the answers.")


def test_no_value_of_the_engine_changes() -> None:
    """Whatever the engine and the domain hand on is frozen, so that one advice cannot touch another."""
    problems = []
    for path in FILES:
        if room_of(path) in {"engine", "domain"}:
            module = import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
            problems += [
                f"{where(path, 1)}: {name}"
                for name, kind in vars(module).items()
                if isinstance(kind, type)
                and issubclass(kind, Struct)
                and kind.__module__ == module.__name__
                and not kind.__struct_config__.frozen
            ]
    report(problems, "write Struct, frozen=True, and make a new value with msgspec.structs.replace.")


def test_the_engine_knows_no_entry_by_name() -> None:
    """What is true of one workplace, step, license or rule alone is a property of its entry in the data."""
    catalog = load_catalog(data_dir(None), strict=False)
    sections = ("destinations", "certifications", "steps", "rules", "figures", "notes", "aid")
    known = {id_ for name in sections for id_ in getattr(catalog, name)}
    known |= {id_ for key in _LISTS for id_ in catalog.facts[key].values}
    ids = known | catalog.facts.keys()

    def named(said: object) -> bool:
        """Whether a text is an id, or the end of one that is put together."""
        end = said if isinstance(said, str) and len(said) > 1 and said.startswith("_") else None
        return said in known - NO_ENTRIES or (end is not None and any(key.endswith(end) for key in ids))

    problems = [
        f"{where(path, getattr(node, 'lineno', 1))}: {said}"
        for path, node in every(ast.AST)
        if room_of(path) == "engine"
        for said in (getattr(node, name, None) for name in ("value", "id", "arg", "attr"))
        if (named(said) if isinstance(node, ast.Constant) else said in known - NO_ENTRIES)
    ]
    report(problems, "give the entry a key that says what is true of it, and read that; see docs/data.md.")


def test_the_engine_holds_no_number_that_is_knowledge() -> None:
    """How long, how much and how near is said in the data; the rest reckons, or counts what is shown."""
    problems = []
    for path in FILES:
        if room_of(path) != "engine":
            continue
        named = {
            constant: target.id
            for node in tree_of(path).body
            if isinstance(node, ast.Assign)
            for target, value in _bound(node)
            for constant in ast.walk(value)
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.Constant) or type(node.value) not in (int, float):
                continue
            small = node.value in (0, 1, 2)
            if not (small or node.value in RECKONED or named.get(node) in NO_KNOWLEDGE):
                problems.append(f"{where(path, node.lineno)}: {node.value!r}")
    report(
        problems, "put it into data/planning.yaml or the entry it is about, with its source, and read that."
    )


def _bound(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield each name of an assignment with what it is given."""
    for target in node.targets:
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            yield from zip(target.elts, node.value.elts, strict=True)
        else:
            yield target, node.value


def test_no_library_click() -> None:
    """Typer carries its own Click, so importing click would fail in a fresh installation."""
    problems = [
        where(path, line)
        for path in FILES
        for line, name in imports_of(path)
        if name.split(".")[0] == "click"
    ]
    report(
        problems, "use what typer exports, such as typer.Exit, typer.BadParameter and typer.TyperException."
    )


def test_commands_load_late() -> None:
    """The list of commands imports none of them, so that one command does not wait for the others."""
    problems = []
    for name in ("main", "app"):
        path = PACKAGE / "cli" / f"{name}.py"
        top = [node for node in tree_of(path).body if isinstance(node, ast.ImportFrom)]
        problems += [
            where(path, node.lineno) for node in top if (node.module or "").startswith(f"{NAME}.cli.commands")
        ]
    report(problems, "name the command in COMMANDS in casemgr_cli/cli/app.py; it is imported when it is run.")
