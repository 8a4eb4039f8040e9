"""Count for how many people of tests/cases each statement stands, and write it into data/weak.csv.

It also prints how well they are known together: how many were read at the office that decides, how many
elsewhere, how many nobody read, and how many are our own judgment.

Only statements that nobody read at their source are kept: `casemgr data sources --weak` lists them as what to
check next, first what the advice of most people rests on.

    .venv/bin/python benchmarks/weak.py
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from casemgr_cli.catalog.files import data_dir  # noqa: E402
from casemgr_cli.catalog.load import load_catalog  # noqa: E402  found through the path above
from casemgr_cli.documents.sources import known, statements_of  # noqa: E402
from casemgr_cli.engine.advise import advise  # noqa: E402

TODAY = date(2026, 11, 23)
PEOPLE = ("real_people.yaml", "more_people.yaml")
KINDS = ("official", "elsewhere", "unverified", "judgment")
KEPT = ROOT / "data" / "weak.csv"


def main() -> None:
    """Count, and write the rows, most people first."""
    catalog = load_catalog(data_dir(None), strict=False)
    counts: Counter[str] = Counter()
    tally: Counter[str] = Counter()
    for name in PEOPLE:
        for case in yaml.safe_load((ROOT / "tests" / "cases" / name).read_text(encoding="utf-8")):
            answers = {key: tuple(v) if isinstance(v, list) else v for key, v in case["answers"].items()}
            advice = advise(catalog, answers, TODAY)
            counts.update({said.text for said in statements_of(advice) if not said.verified})
            told = known(advice, catalog)
            tally.update({name: getattr(told, name) for name in KINDS})
    for name in KINDS:
        print(f"{name:10} {tally[name]:5} {tally[name] / tally.total():6.1%}")
    with KEPT.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("people", "text"))
        for text, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
            rows.writerow((count, text))


if __name__ == "__main__":
    main()
