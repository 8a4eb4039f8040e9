"""Compare every row of data/wages with the federal tables it was taken from, and count what differs.

A federal table is a CSV with a column `soc`, and `area_code` or `industry_code`. All numbers that both have
are compared, and the names of places and industries. What stands in one of the two alone is counted too.

    python benchmarks/wages.py FILE...
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WAGES = Path(__file__).resolve().parents[1] / "data" / "wages"
SOC = "[0-9][0-9]-*.csv"
NUMBERS = ("employment", "p10", "p25", "p50", "p75", "p90")
NAMES = ("area_type", "state", "area", "industry")
MOST_SHOWN = 20

Key = tuple[str, str, str]
Rows = dict[Key, dict[str, str]]


def rows(file: Path) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def kept() -> Iterator[tuple[Key, dict[str, str]]]:
    """Yield the rows of our tables, by occupation and code; an industry has its name from its own table."""
    titles = {row["industry_code"]: row["industry"] for row in rows(WAGES / "industries.csv")}
    for file in sorted(WAGES.glob(SOC)):
        yield from (((file.stem, "area_code", row["area_code"]), row) for row in rows(file))
    for file in sorted((WAGES / "industries").glob(SOC)):
        for row in rows(file):
            code = row["industry_code"]
            yield (file.stem, "industry_code", code), {**row, "industry": titles[code]}


def federal(files: list[str]) -> Iterator[tuple[Key, dict[str, str]]]:
    """Yield the rows of the federal tables by the same keys."""
    for row in (row for file in files for row in rows(Path(file))):
        kind = "area_code" if "area_code" in row else "industry_code"
        yield (row["soc"], kind, row[kind]), row


def main(files: list[str]) -> int:
    """Print how many rows were compared and what differs, the first of it whole; return 1 for any."""
    ours, theirs = dict(kept()), dict(federal(files))
    both = ours.keys() & theirs.keys()
    found = [
        f"{' '.join(key)} {name}: {ours[key][name]!r} here, {theirs[key][name]!r} there"
        for key in sorted(both)
        for name in (*NUMBERS, *NAMES)
        if name in ours[key] and name in theirs[key] and ours[key][name] != theirs[key][name]
    ]
    print(f"{len(both):,} rows compared, {len(found):,} differences")
    print(*(f"  {line}" for line in found[:MOST_SHOWN]), sep="\n", end="\n" if found else "")
    print(f"{len(ours.keys() - both):,} rows only here, {len(theirs.keys() - both):,} only there")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
