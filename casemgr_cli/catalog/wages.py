"""The federal wage tables, made out by occupation and only as far as an answer needs.

Each occupation has a file of its own, in the order nation, states, metros, so that a national figure costs
one line and a state's figure some fifty. Its industries stand in another. `WageTables.check` takes all.

`pay.yaml` says what they stand for; questions about pay alone have a catalog of that one small file.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from casemgr_cli.catalog.files import Row, Tree, count, keyed, read_files, read_rows, read_tree, usable
from casemgr_cli.domain import Catalog
from casemgr_cli.domain import wages as domain
from casemgr_cli.domain.figures import Source
from casemgr_cli.errors import CasemgrError, DataInvalid
from casemgr_cli.text import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from casemgr_cli.domain.careers import PayProxy

_FIGURES = ("employment", *domain.PERCENTILES)
_AREA_ROW = ("area_type", "area_code", "state", "area", *_FIGURES)
_INDUSTRY_ROW = ("industry_code", *_FIGURES)
_TITLE_ROW = ("industry_code", "industry")
_PLACE_ROW = ("area_code", "area_type", "states", "area", "also_called")
_OCCUPATION_ROW = ("soc", "occupation", "as_of", "source", "places_by")
_DEMAND_ROW = ("soc", "occupation", "growth_pct", "annual_openings", "period", "source")
AREAS = "wages/areas.csv"
_DEMAND = "demand.csv"
_FILES = ("wages/*.csv", "wages/industries/*.csv", _DEMAND)
_NATION = "US"
_SOC = re.compile(r"[0-9]{2}-[0-9]{4}")
_PERCENT = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,2})?")

_Count = int | None


class WageTables:
    """Wage rows by occupation, place and industry, and the names of the places.

    Rows are kept once made out; nothing else changes, so an instance can be pickled and shared. Every method
    raises FileFailure when a table is not there and DataInvalid when it is not what it should be.
    """

    def __init__(self, directory: Path, *files: str) -> None:
        """Read the tables in the folder with the data files, or only some of them."""
        self._files = read_files(directory, *(files or _FILES))
        self._tables: dict[str, dict[str, Row]] = {}
        self._wages: dict[str, tuple[int, dict[str, Row]]] = {}
        self._made: dict[tuple[str, ...], domain.Wage | None] = {}
        self._areas: dict[str, domain.Area] = {}
        self._named: dict[str, domain.Area] = {}

    def nation(self, soc: str) -> domain.Wage | None:
        """Return the national row of an occupation."""
        return self._kept(self._wage, soc, "nation", _NATION)

    def state(self, soc: str, usps: str) -> domain.Wage | None:
        """Return the row of a state or territory, by its postal code."""
        return self._kept(self._wage, soc, "state", usps)

    def metro(self, soc: str, area_code: str) -> domain.Wage | None:
        """Return the row of a metropolitan or nonmetropolitan area."""
        return self._kept(self._wage, soc, "metro", area_code)

    def row(self, soc: str, area_code: str) -> domain.Wage | None:
        """Return the row of an area of any kind, by its code."""
        area = self.areas().get(area_code)
        if area is None:
            return None
        return self._wage(soc, area.area_type, _key(area.area_type, area.code, (*area.states, _NATION)[0]))

    def industry(self, soc: str, industry_code: str) -> domain.Wage | None:
        """Return the national row of an occupation within one industry."""
        return self._kept(self._industry, soc, industry_code)

    def _industry(self, soc: str, industry_code: str) -> domain.Wage | None:
        nation, row = self.nation(soc), self._industries(soc).get(industry_code)
        if nation is None or row is None:
            return None
        where, (code, *figures) = row
        title = self._title(code, where)
        place = (nation.area, nation.area_type, nation.area_code)
        counts = _counts(figures, where)
        return domain.Wage(soc, nation.occupation, *place, title, code, *counts, nation.as_of, nation.source)

    def places_by(self, soc: str) -> str:
        """Return the occupation by whose rows places are compared for its industries: mostly itself."""
        return self._occupation(soc)[-1] or soc

    def demand(self, soc: str) -> domain.Demand | None:
        """Return an occupation's projected growth (percent over the period) and yearly openings."""
        row = self._table(_DEMAND, _DEMAND_ROW).get(soc)
        return _demand(*row) if row else None

    def areas(self) -> Mapping[str, domain.Area]:
        """Return the nation, the states and the metros by code."""
        if not self._areas:
            rows = self._table(AREAS, _PLACE_ROW)
            self._areas = {code: _area(*row) for code, row in rows.items()}
            self._named = {area.name.casefold(): area for area in self._areas.values()}
        return self._areas

    def find_area(self, text: str, state: str | None = None) -> domain.Area:
        """Return the metro that a code or a name means; `state` (a postal code) narrows the choice."""
        areas = self.areas()
        known = areas.get(text) or self._named.get(text.casefold())
        if known and known.area_type == "metro" and (state is None or state in known.states):
            return known
        return domain.find_area(known.name if known else text, areas.values(), state)

    def check(self) -> tuple[CasemgrError, ...]:
        """Read every table to its end and return what is wrong, at most one error a table."""
        try:
            checks: list[Callable[[], object]] = [self.areas, self._titles, self._check_demand]
            for soc in self._occupations():
                checks += [partial(self._check_wages, soc), partial(self._check_industries, soc)]
        except CasemgrError as error:
            return (error,)
        problems = []
        for check in checks:
            try:
                check()
            except CasemgrError as error:
                problems.append(error)
        return tuple(problems)

    def _check_industries(self, soc: str) -> None:
        for where, (code, *figures) in self._industries(soc).values():
            self._title(code, where)
            _counts(figures, where)

    def _check_demand(self) -> None:
        for row in self._table(_DEMAND, _DEMAND_ROW).values():
            _demand(*row)

    def _check_wages(self, soc: str) -> None:
        for where, (area_type, code, _, name, *figures) in self._rows(soc, domain.AREA_TYPES[-1]).values():
            area = self.areas().get(code)
            if area is None or (area.area_type, area.name) != (area_type, name):
                place = f"{area_type} {quoted(code)} {quoted(name)}"
                raise DataInvalid(f"{where}: wages/areas.csv has no {place}.")
            _counts(figures, where)

    def _kept(self, make: Callable[..., domain.Wage | None], *what: str) -> domain.Wage | None:
        """Return a row that is made out when it is first asked for."""
        if what not in self._made:
            self._made[what] = make(*what)
        return self._made[what]

    def _wage(self, soc: str, area_type: str, key: str) -> domain.Wage | None:
        occupation, as_of, source, _ = self._occupation(soc)
        where, cells = self._rows(soc, area_type).get(key, ("", [""]))
        if cells[0] != area_type:
            return None
        _, code, _, name, *figures = cells
        counts = _counts(figures, where)
        return domain.Wage(soc, occupation, name, area_type, code, None, None, *counts, as_of, source)

    def _rows(self, soc: str, area_type: str) -> dict[str, Row]:
        wanted = domain.AREA_TYPES.index(area_type)
        depth, rows = self._wages.get(soc, (-1, {}))
        if depth < wanted:
            self._occupation(soc)
            rows = keyed(self._down_to(f"wages/{soc}.csv", wanted), lambda cells: _key(*cells[:3]))
            self._wages[soc] = (wanted, rows)
        return rows

    def _down_to(self, name: str, wanted: int) -> Iterator[Row]:
        """Yield the rows of the area types up to `wanted`, and read no further."""
        last = 0
        for where, cells in read_rows(self._files, name, _AREA_ROW):
            rank = _rank(cells[0], where)
            if rank < last:
                raise DataInvalid(f"{where}: rows must be in the order {', '.join(domain.AREA_TYPES)}.")
            if rank > wanted:
                return
            last = rank
            yield where, cells

    def _table(self, name: str, columns: tuple[str, ...]) -> dict[str, Row]:
        """Return a whole table by its first column."""
        if name not in self._tables:
            lines = read_rows(self._files, name, columns)
            self._tables[name] = keyed(lines, lambda cells: cells[0])
        return self._tables[name]

    def _industries(self, soc: str) -> dict[str, Row]:
        self._occupation(soc)
        return self._table(f"wages/industries/{soc}.csv", _INDUSTRY_ROW)

    def _titles(self) -> dict[str, Row]:
        return self._table("wages/industries.csv", _TITLE_ROW)

    def _title(self, code: str, where: str) -> str:
        """Return the title of an industry; `where` is the row that names it."""
        row = self._titles().get(code)
        if row is None:
            raise DataInvalid(f"{where}: wages/industries.csv has no industry {quoted(code)}.")
        return row[1][1]

    def _occupations(self) -> dict[str, Row]:
        return self._table("wages/occupations.csv", _OCCUPATION_ROW)

    def _occupation(self, soc: str) -> list[str]:
        """Return an occupation's title, date and source. Its code becomes a file name, so it is checked."""
        occupations = self._occupations()
        if soc not in occupations or not _SOC.fullmatch(soc):
            message = f"{quoted(soc)} is not an occupation in wages/occupations.csv."
            raise DataInvalid(message, hint=domain.nearest_name(soc, filter(_SOC.fullmatch, occupations)))
        return occupations[soc][1][1:]


def _key(area_type: str, code: str, state: str) -> str:
    return code if area_type == "metro" else state


def _counts(cells: list[str], where: str) -> tuple[_Count, _Count, _Count, _Count, _Count, _Count]:
    """Return employment and the percentiles; an empty cell is a figure the government did not release."""
    employment, *wages = (count(cell, name, where) for cell, name in zip(cells, _FIGURES, strict=True))
    released = [wage for wage in wages if wage is not None]
    if released != sorted(released):
        raise DataInvalid(f"{where}: the percentiles fall from left to right.")
    p10, p25, p50, p75, p90 = wages
    return employment, p10, p25, p50, p75, p90


def _rank(area_type: str, where: str) -> int:
    """Return at which place among the types of areas one stands: the nation at 0."""
    if area_type not in domain.AREA_TYPES:
        hint = f"Expected {', '.join(domain.AREA_TYPES)}."
        raise DataInvalid(f"{where}: area_type is {quoted(area_type)}.", hint=hint)
    return domain.AREA_TYPES.index(area_type)


def _area(where: str, cells: list[str]) -> domain.Area:
    code, area_type, states, name, also = cells
    if _rank(area_type, where) and not states:
        raise DataInvalid(f"{where}: the states are missing.", hint="Expected postal codes, such as NY NJ.")
    return domain.Area(code, area_type, tuple(states.split()), name, tuple(filter(None, also.split("; "))))


def _demand(where: str, cells: list[str]) -> domain.Demand:
    soc, occupation, growth, openings, period, source = cells
    yearly = count(openings, "annual_openings", where)
    if yearly is None or not _PERCENT.fullmatch(growth):
        hint = "Expected a percentage such as 4.9, and a whole number of openings without commas."
        problem = f"growth_pct is {quoted(growth)}, annual_openings {quoted(openings)}"
        raise DataInvalid(f"{where}: {problem}.", hint=hint)
    return domain.Demand(soc, occupation, float(growth), yearly, period, source)


_PAY = "pay.yaml"


def load_pay_guide(directory: Path, *, settings: bool = False) -> domain.PayGuide:
    """Read `pay.yaml`; the jobs that stand for each setting only if `settings`, as few answers need them."""
    with usable(_PAY):
        return _pay_guide(read_tree(directory / _PAY), settings=settings)


def _pay_guide(tree: Tree, *, settings: bool) -> domain.PayGuide:
    """Return what a `pay.yaml` that was read says. Raises what its first wrong entry raises."""
    return domain.PayGuide(
        headlines=tuple(_headline(key, entry) for key, entry in tree["headline"].items()),
        occupations={key: tuple(socs) for key, socs in tree["backgrounds"].items()},
        settings=_settings(tree["settings"]) if settings else {},
        words=dict(tree["pay_words"]),
        fallbacks={key: tree["fallbacks"][key] for key in domain.FALLBACKS},
    )


def _headline(background: str, raw: Tree) -> domain.Headline:
    median = count(raw["median"], "median", f"{_PAY}, headline, {background}")
    if not median:
        raise ValueError(f"headline, {background}: the median is missing")
    as_of = None if raw["as_of"] == "unknown" else raw["as_of"]
    return domain.Headline(background, median, raw["per"], as_of, raw["source"])


def _settings(raw: Tree) -> dict[str, dict[str, tuple[PayProxy, ...]]]:
    from casemgr_cli.catalog.build import Builder
    from casemgr_cli.domain.careers import PayProxy

    build = Builder().entry
    return {
        setting: {
            background: tuple(build(PayProxy, setting, job) for job in jobs)
            for background, jobs in sides.items()
        }
        for setting, sides in raw.items()
    }


def load_pay_only(directory: Path, *, settings: bool) -> tuple[Catalog, domain.PayGuide]:
    """Return a catalog that holds the wage tables and the sources of `pay.yaml` alone, and what it says."""
    with usable(_PAY):
        tree = read_tree(directory / _PAY)
        sources = {
            key: Source(key, **{**entry, "official": entry["official"] == "yes"})
            for key, entry in tree["sources"].items()
        }
        guide = _pay_guide(tree, settings=settings)
    return Catalog(sources=sources, wages=WageTables(directory)), guide
