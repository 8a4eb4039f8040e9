"""Published tuition by state and kind of college, made out when a price is first asked for."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from casemgr_cli.catalog.paths import read_files
from casemgr_cli.catalog.tables import count, read_rows
from casemgr_cli.domain.costs import COLLEGES, NATION, Price
from casemgr_cli.domain.figures import Span
from casemgr_cli.errors import CasemgrError, DataInvalid

_TABLE = "tuition.csv"
_COLUMNS = ("state", "college", "low", "high", "as_of", "source", "verified", "note")
_STATE = re.compile("[A-Z]{2}")
_FLAGS = ("yes", "no")


class TuitionTable:
    """A year's price by college and state. Rows are kept once read; an instance can be pickled and shared.

    Every method raises FileFailure when there is no table, DataInvalid when a row is not what it should be.
    """

    def __init__(self, directory: Path) -> None:
        """Read the table in the folder with the data files."""
        self._files = read_files(directory, _TABLE)
        self._prices: dict[tuple[str, str], Price] = {}

    def price(self, college: str, state: str | None) -> Price | None:
        """Return a year's price in a state, the nation's where the state has none; None for neither."""
        prices = self._read()
        return prices.get((college, state or NATION)) or prices.get((college, NATION))

    def check(self, sources: Collection[str], states: Collection[str]) -> Iterator[CasemgrError]:
        """Yield what is wrong with the table; `sources` and `states` are the ids and codes there are."""
        try:
            self._read()
        except CasemgrError as error:
            yield error
            return
        for price in self._prices.values():
            where = f"{_TABLE}: {price.college} in {price.state}"
            if price.source not in sources:
                yield DataInvalid(f"{where}: there is no source {price.source!r}.")
            if price.state not in {*states, NATION}:
                yield DataInvalid(f"{where}: there is no such state.")
        for college in COLLEGES:
            if (college, NATION) not in self._prices:
                yield DataInvalid(f"{_TABLE}: {college} has no row for the nation ({NATION}).")

    def _read(self) -> dict[tuple[str, str], Price]:
        if not self._prices:
            found: dict[tuple[str, str], Price] = {}
            for where, cells in read_rows(self._files, _TABLE, _COLUMNS):
                price = _price(where, cells)
                if found.setdefault((price.college, price.state), price) is not price:
                    raise DataInvalid(f"{where}: {price.college} in {price.state} is there twice.")
            self._prices = found
        return self._prices


def _price(where: str, cells: list[str]) -> Price:
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
    for column, (right, hint) in expected.items():
        if not right:
            raise DataInvalid(f"{where}: {column} is not right.", hint=f"Expected {hint}.")
    return Price(college, state, Span(least, most), as_of, source, verified == "yes", note)
