"""Hold the planner against its brute-force twin on many random people.

Run it with the Python of an environment that casemgr's dependencies are installed in:

    .venv/bin/python benchmarks/twin.py --people 1000

Each person is planned to one random destination. It prints how many agree, and whoever does not.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from casemgr_cli.catalog.files import data_dir  # noqa: E402
from casemgr_cli.catalog.load import load_catalog  # noqa: E402  found through the path above
from tests.unit.test_planner_twin import planned_ways, random_answers, twin_ways  # noqa: E402


def main() -> None:
    """Print how many of the people agree."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=1000, help="how many people (default 1000)")
    count = parser.parse_args().people
    catalog = load_catalog(data_dir(None), strict=False)
    dice = random.Random(1)  # noqa: S311  reproducible people, not secrets
    agreed = reached = 0
    for _ in range(count):
        answers = random_answers(catalog, dice)
        destination = dice.choice(list(catalog.destinations.values()))
        planned, brute = planned_ways(catalog, answers, destination), twin_ways(catalog, answers, destination)
        agreed, reached = agreed + (planned == brute), reached + bool(planned)
        if planned != brute:
            print(destination.id, answers, planned, brute, sep="\n  ")
    print(f"{agreed} of {count} people agree; {reached} of them have a way.")


if __name__ == "__main__":
    main()
