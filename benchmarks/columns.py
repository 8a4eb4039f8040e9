"""Verdicts one by one and over columns, side by side: people, seconds, ratio, differences.

python benchmarks/columns.py [PEOPLE]
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from casemgr_cli.api.columns import verdict_columns
from casemgr_cli.engine.eligibility import verdicts
from tests.api.test_columns import CATALOG, somebody

PEOPLE = 16_000


def main() -> None:
    """Print the table."""
    choose = random.Random(5)  # noqa: S311 - not for secrets
    kinds = [somebody(choose) for _ in range(400)]
    number = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    people = [
        {**choose.choice(kinds), "months_case_management": choose.randint(0, 60)} for _ in range(number)
    ]
    start = time.process_time()
    alone = [{v.certification.id: v.verdict for v in verdicts(CATALOG, answers)} for answers in people]
    between = time.process_time()
    columns = verdict_columns(CATALOG, people)
    end = time.process_time()
    wrong = sum(str(columns[key][i]) != value for i, row in enumerate(alone) for key, value in row.items())
    one, many = between - start, end - between
    print(
        f"{number} people, {number * len(columns)} verdicts: {one:.2f} s one by one, {many:.3f} s by column,"
    )
    print(f"{one / many:.0f} times, {wrong} differences")


if __name__ == "__main__":
    main()
