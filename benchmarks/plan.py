"""Time the planning of each shared real person, and how it grows with the degrees to choose from.

Run it with the Python of an environment that casemgr's dependencies are installed in:

    .venv/bin/python benchmarks/plan.py --runs 10
    .venv/bin/python benchmarks/plan.py --growth

The data files are read once and not counted. Each person is planned afresh every time, on the same day. The
bar is what the project holds itself to; being over it is printed, never a failure.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from msgspec.structs import replace

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from casemgr_cli.catalog.files import data_dir  # noqa: E402
from casemgr_cli.catalog.load import load_catalog  # noqa: E402  found through the path above
from casemgr_cli.domain.figures import Span  # noqa: E402
from casemgr_cli.engine.planner import plan  # noqa: E402

if TYPE_CHECKING:
    from casemgr_cli.domain import Catalog
    from casemgr_cli.domain.careers import Step
    from casemgr_cli.domain.facts import Answers

PEOPLE = ROOT / "tests" / "cases" / "real_people.yaml"
TODAY = date(2026, 11, 23)
BAR = 0.020
GROWN: tuple[Answers, ...] = (
    {},
    {"background": "nursing", "education": "associate", "field": "nursing", "licenses": ("rn",)},
    {"background": "open", "education": "bachelor", "field": "psychology", "licenses": ()},
)


def people() -> dict[str, Answers]:
    """Return the answers of the shared people by their ids."""
    cases = yaml.safe_load(PEOPLE.read_text(encoding="utf-8"))
    return {
        case["id"]: {k: tuple(v) if isinstance(v, list) else v for k, v in case["answers"].items()}
        for case in cases
    }


def seconds(catalog: Catalog, answers: Answers) -> float:
    """Plan one person and return the processor time it took, which a busy machine disturbs little."""
    start = time.process_time()
    plan(catalog, answers, TODAY)
    return time.process_time() - start


def with_degrees(catalog: Catalog, times: int) -> Catalog:
    """Return the catalog with each degree so many times, every copy a tenth cheaper and half longer."""
    steps = {}
    for id_, step in catalog.steps.items():
        steps[id_] = step
        for copy in range(1, times if step.kind == "degree" else 1):
            name = f"{id_}_{copy}"
            steps[name] = replace(step, id=name, title=f"{step.title} {copy}", **_otherwise(step, copy))
    return replace(catalog, steps=steps)


def _otherwise(step: Step, copy: int) -> dict[str, object]:
    paces = {name: getattr(step, name) for name in ("full_time", "part_time")}
    longer = {
        name: replace(
            pace,
            months=Span(*(round((end or 0) * (1 + copy / 2)) for end in (pace.months.low, pace.months.high))),
        )
        for name, pace in paces.items()
        if pace
    }
    tuition = step.price.tuition
    if tuition is None:
        return longer
    share = 1 - Decimal(copy) / 10
    cheaper = replace(tuition, low=tuition.low * share, high=tuition.high * share)
    return longer | {"price": replace(step.price, tuition=cheaper)}


def growth(catalog: Catalog, runs: int) -> None:
    """Print how long three people take with each degree there once, twice and four times."""
    print(f"{'degrees':>8} {'blank':>10} {'nurse':>10} {'graduate':>10}")
    for times in (1, 2, 4):
        wider = with_degrees(catalog, times)
        row = [statistics.median(seconds(wider, who) for _ in range(runs)) for who in GROWN]
        print(f"{times:>7}x" + "".join(f"{took * 1000:>8.0f} ms" for took in row))


def main() -> None:
    """Print the median of each person, and the median and the worst of all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=10, help="how often each person is planned (default 10)")
    parser.add_argument("--growth", action="store_true", help="how it grows with the number of degrees")
    options = parser.parse_args()
    runs = max(1, options.runs)
    catalog = load_catalog(data_dir(None), strict=False)
    if options.growth:
        growth(catalog, runs)
        return
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
