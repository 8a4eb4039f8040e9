"""Programs by degree: `programs.yaml` says what to know, and each field and level has a table of schools.

Only the table of the degree that was asked for is made out. Names of schools come from elsewhere, so a cell
that could steer a terminal is refused, in the shipped tables too. What a year costs where nobody has named a
school stands in the table of tuition.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from msgspec.structs import replace

from casemgr_cli.catalog.build import Builder
from casemgr_cli.catalog.files import (
    HeldTrees,
    Problem,
    Row,
    Tree,
    count,
    keyed,
    read_files,
    read_rows,
    read_tree,
    trusted,
    usable,
)
from casemgr_cli.domain import programs as domain
from casemgr_cli.domain.figures import COLLEGES, NATION, Price, Span
from casemgr_cli.errors import CasemgrError, DataInvalid, UsageFailure, nearest
from casemgr_cli.text import brief, quoted

_About = TypeVar("_About", bound=domain.Warned)
FILE, _FOLDER, _PRICES = "programs.yaml", "programs", "programs/prices.csv"
TABLES = f"{_FOLDER}/*.csv"
_COLUMNS = (
    *("unitid", "institution", "state", "control"),
    *("completers", "median_earnings", "earnings_horizon", "median_debt"),
)
_COUNTS = ("completers", "median_earnings", "median_debt")
_PRICE_COLUMNS = (
    *("unitid", "in_district", "in_state", "out_of_state"),
    *("graduate_in_state", "graduate_out_of_state", "credit_in_state", "credit_out_of_state"),
)
_STATE_COLUMN = _COLUMNS.index("state")
_UNITID = re.compile("[0-9]{6}")
_CIP4 = re.compile("[0-9]{4}")
_LEVEL = re.compile("[1-9]")
_LONGEST_NAME = 200


class ProgramTables:
    """Programs of one degree in one state, made out when they are asked for; an instance can be pickled."""

    def __init__(self, directory: Path, trees: HeldTrees) -> None:
        """Read the tables in the folder with the data files; `trees` holds what `programs.yaml` says."""
        self._trees = trees
        self._files = read_files(directory, TABLES)
        self._guides: dict[tuple[str, str], domain.ProgramGuide] = {}

    def guide(self, degree: str, state: str) -> domain.ProgramGuide:
        """Return a degree with the programs of one state; raises what `load_programs` raises."""
        if (degree, state) not in self._guides:
            with usable(FILE):
                self._guides[degree, state] = _guide(self._trees.read(FILE), self._files, degree, state)
        return self._guides[degree, state]


def load_programs(directory: Path, degree: str, *, strict: bool) -> domain.ProgramGuide:
    """Read one degree and every program in its table; `strict` checks first, for data not our own."""
    return trusted(
        FILE,
        lambda: _guide(read_tree(directory / FILE), read_files(directory, TABLES), degree),
        lambda: _checked(directory),
        strict=strict,
    )


def _checked(directory: Path) -> tuple[Problem, ...]:
    from casemgr_cli.catalog.check import check_guide

    return check_guide(directory)


def read_programs(
    files: Mapping[str, bytes], degree: domain.DegreeTable, places: Collection[str], state: str | None = None
) -> Iterator[domain.Program]:
    """Yield the programs in a degree's table, those of one state (a postal code) if one is given.

    Raises:
        DataInvalid: a row is not what it should be; file and line are named.
        FileFailure: the table cannot be read.
    """
    first: dict[str, str] = {}
    for where, cells in read_rows(files, f"{_FOLDER}/{degree.cip4}-{degree.level}.csv", _COLUMNS):
        if state is not None and cells[_STATE_COLUMN] != state:
            continue
        program = _program(where, cells, degree.id, places)
        if first.setdefault(program.unitid, where) != where:
            raise DataInvalid(f"{where}: the school repeats {first[program.unitid]}.")
        yield program


def _guide(
    tree: Tree, files: Mapping[str, bytes], wanted: str, state: str | None = None
) -> domain.ProgramGuide:
    told = Builder().entry(domain.ProgramFile, FILE, tree)
    degree = _degree(told.degrees, wanted)
    return domain.ProgramGuide(
        degree=degree,
        programs=_priced(files, degree, tuple(read_programs(files, degree, told.states, state))),
        warnings=_about(told.warnings, degree),
        checks=_about(told.checks, degree),
        places=told.states,
        prices=told.prices,
        spelling=told.search,
        sources=told.sources,
    )


def read_prices(
    files: Mapping[str, bytes], unitids: Collection[str] | None = None
) -> dict[str, list[int | None]]:
    """Return the published prices of all or some schools by federal number, as PRICE_COLUMNS has them.

    Raises:
        DataInvalid: a row is not what it should be; file and line are named.
        FileFailure: the table cannot be read.
    """
    found: dict[str, list[int | None]] = {}
    for where, (unitid, *amounts) in read_rows(files, _PRICES, _PRICE_COLUMNS):
        if unitids is not None and unitid not in unitids:
            continue
        once = bool(_UNITID.fullmatch(unitid)) and unitid not in found
        _refuse_cells(where, {"unitid": unitid}, {"unitid": (once, "a number of six digits, once")})
        pairs = zip(_PRICE_COLUMNS[1:], amounts, strict=True)
        found[unitid] = [count(amount, column, where) for column, amount in pairs]
    return found


def _priced(
    files: Mapping[str, bytes], degree: domain.DegreeTable, programs: tuple[domain.Program, ...]
) -> tuple[domain.Program, ...]:
    """Return programs with what their schools publish for a year at the degree's level."""
    prices = read_prices(files, {program.unitid for program in programs})
    return tuple(
        replace(program, **_price(degree, prices[program.unitid])) if program.unitid in prices else program
        for program in programs
    )


def _price(degree: domain.DegreeTable, amounts: list[int | None]) -> dict[str, int | None]:
    year = ("tuition_in_state", "tuition_out_of_state")
    if degree.graduate:
        return dict(zip((*year, "credit_in_state", "credit_out_of_state"), amounts[3:], strict=True))
    return dict(zip(("tuition_in_district", *year), amounts[:3], strict=True))


def _degree(degrees: Mapping[str, domain.DegreeTable], wanted: str) -> domain.DegreeTable:
    key = "-".join(wanted.casefold().replace("_", " ").replace("-", " ").split())
    degree = degrees.get(key)
    if degree is None:
        hint = nearest(brief(key), degrees)
        hint = f"{hint} The degrees are {', '.join(degrees)}.".strip()
        raise UsageFailure(f"{quoted(wanted)} is not a degree we list.", hint=hint, slug="unknown_degree")
    if not _CIP4.fullmatch(degree.cip4) or not _LEVEL.fullmatch(str(degree.level)):
        raise ValueError(f"{key} names no table")
    return degree


def _about(entries: Mapping[str, _About], degree: domain.DegreeTable) -> tuple[_About, ...]:
    """Return what is about a degree: its own entries first, then those about all."""
    own = tuple(each for each in entries.values() if degree.id in each.degrees)
    return own + tuple(each for each in entries.values() if not each.degrees)


def _program(where: str, cells: list[str], degree: str, places: Collection[str]) -> domain.Program:
    told: dict[str, Any] = dict(zip(_COLUMNS, cells, strict=True))
    earnings, horizon = told["median_earnings"], told["earnings_horizon"]
    horizons = ", ".join(domain.HORIZONS) if earnings else "nothing beside earnings that were not released"
    expected = {
        "unitid": (bool(_UNITID.fullmatch(told["unitid"])), "a number of six digits"),
        "institution": (_is_name(told["institution"]), "a name without control characters"),
        "state": (not told["state"] or told["state"] in places, "a postal code, or nothing"),
        "control": (told["control"] in domain.CONTROLS, "; ".join(domain.CONTROLS)),
        "earnings_horizon": (horizon in domain.HORIZONS if earnings else not horizon, horizons),
    }
    _refuse_cells(where, told, expected)
    counts = {column: count(told[column], column, where) for column in _COUNTS}
    empty = {column: told[column] or None for column in ("state", "earnings_horizon")}
    return domain.Program(**{**told, **counts, **empty}, degree=degree)


def _refuse_cells(where: str, cells: Mapping[str, str], expected: Mapping[str, tuple[bool, str]]) -> None:
    """Refuse the first cell of a row that is not right; with each column stands what is expected there."""
    for column, (right, hint) in expected.items():
        if not right:
            raise DataInvalid(f"{where}: {column} is {quoted(cells[column])}.", hint=f"Expected {hint}.")


def _is_name(text: str) -> bool:
    return text.isprintable() and bool(text.strip()) and len(text) <= _LONGEST_NAME


_TUITION = "tuition.csv"
_TUITION_COLUMNS = ("state", "college", "low", "high", "as_of", "source", "verified", "note")
_STATE = re.compile("[A-Z]{2}")
_FLAGS = ("yes", "no")


class TuitionTable:
    """A year's price by college and state. Rows are kept once read; an instance can be pickled and shared.

    Every method raises FileFailure when there is no table, DataInvalid when a row is not what it should be.
    """

    def __init__(self, directory: Path) -> None:
        """Read the table in the folder with the data files."""
        self._files = read_files(directory, _TUITION)
        self._rows: dict[tuple[str, ...], Row] = {}
        self._prices: dict[tuple[str, ...], Price] = {}

    def price(self, college: str, state: str | None) -> Price | None:
        """Return a year's price in a state, the nation's where the state has none; None for neither."""
        rows, nation = self._read(), (NATION, college)
        key = (state, college) if state and (state, college) in rows else nation
        if key in rows and key not in self._prices:
            self._prices[key] = _tuition(*rows[key])
        return self._prices.get(key)

    def check(self, sources: Collection[str], states: Collection[str]) -> Iterator[CasemgrError]:
        """Yield what is wrong with the table; `sources` and `states` are the ids and codes there are."""
        try:
            prices = [_tuition(*row) for row in self._read().values()]
        except CasemgrError as error:
            yield error
            return
        for price in prices:
            where = f"{_TUITION}: {price.college} in {price.state}"
            if price.source not in sources:
                yield DataInvalid(f"{where}: there is no source {price.source!r}.")
            if price.state not in {*states, NATION}:
                yield DataInvalid(f"{where}: there is no such state.")
        for college in COLLEGES:
            if (NATION, college) not in self._rows:
                yield DataInvalid(f"{_TUITION}: {college} has no row for the nation ({NATION}).")

    def _read(self) -> dict[tuple[str, ...], Row]:
        """Return the rows by state and college; only a row that is asked for is made out."""
        if not self._rows:
            lines = read_rows(self._files, _TUITION, _TUITION_COLUMNS)
            self._rows = keyed(lines, lambda cells: tuple(cells[:2]))
        return self._rows


def _tuition(where: str, cells: list[str]) -> Price:
    told = dict(zip(_TUITION_COLUMNS, cells, strict=True))
    state, college, low, high, as_of, source, verified, note = cells
    least, most = count(low, "low", where), count(high, "high", where)
    expected = {
        "state": (bool(_STATE.fullmatch(state)), f"a postal code, or {NATION}"),
        "college": (college in COLLEGES, ", ".join(COLLEGES)),
        "low": (least is not None and most is not None and least <= most, "two amounts, the lower one first"),
        "as_of": (bool(as_of) and as_of.isprintable(), "a date"),
        "source": (source.isidentifier(), "the id of a source"),
        "verified": (verified in _FLAGS, " or ".join(_FLAGS)),
        "note": (not note or note.isprintable(), "text without control characters"),
    }
    _refuse_cells(where, told, expected)
    return Price(college, state, Span(least, most), as_of, source, verified == "yes", note)
