"""Time the planning of each shared real person.

Run it with the Python of an environment that casemgr's dependencies are installed in:

    .venv/bin/python benchmarks/plan.py --runs 10

The data files are read once and not counted. Each person is planned afresh every time, on the same day. The
bar is what the project holds itself to; being over it is printed, never a failure.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from casemgr_cli.catalog.load import load_catalog  # noqa: E402  found through the path above
from casemgr_cli.catalog.paths import data_dir  # noqa: E402
from casemgr_cli.engine.planner import plan  # noqa: E402

if TYPE_CHECKING:
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.facts import Answers

PEOPLE = ROOT / "tests" / "cases" / "real_people.yaml"
TODAY = date(2026, 11, 23)
BAR = 0.020


def people() -> dict[str, Answers]:
    """Return the answers of the shared people by their ids."""
    cases = yaml.safe_load(PEOPLE.read_text(encoding="utf-8"))
    return {
        case["id"]: {k: tuple(v) if isinstance(v, list) else v for k, v in case["answers"].items()}
        for case in cases
    }


def seconds(catalog: Catalog, answers: Answers) -> float:
    """Plan one person and return how long it took."""
    start = time.perf_counter()
    plan(catalog, answers, TODAY)
    return time.perf_counter() - start


def main() -> None:
    """Print the median of each person, and the median and the worst of all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=10, help="how often each person is planned (default 10)")
    runs = max(1, parser.parse_args().runs)
    catalog = load_catalog(data_dir(None), strict=False)
    medians = {
        id_: statistics.median(seconds(catalog, answers) for _ in range(runs))
        for id_, answers in people().items()
    }
    for id_, median in medians.items():
        print(f"{id_:10} {median * 1000:7.1f} ms")
    middle, worst = statistics.median(medians.values()), max(medians.values())
    verdict = "ok" if middle <= BAR else f"over its bar of {BAR * 1000:.0f} ms"
    print(f"{'median':10} {middle * 1000:7.1f} ms   {verdict}")
    print(f"{'worst':10} {worst * 1000:7.1f} ms")


if __name__ == "__main__":
    main()
