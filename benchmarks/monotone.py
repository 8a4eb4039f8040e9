"""Tries what more of something may never do: make a first job later, a way dearer, a certification later.

    .venv/bin/python benchmarks/monotone.py 2000

Each person is random, and has one thing more: months, a license, a degree, no limit, an answer.
"""

import sys
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.monotone import CHANGES, faults, someone

if __name__ == "__main__":
    tried: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for seed in range(int(sys.argv[1])):
        random = Random(seed)  # noqa: S311  people, not secrets
        changed = random.choice(CHANGES)(someone(random), random)
        if changed:
            kind = changed.what.partition(":")[0]
            found = list(faults(changed))
            tried[kind], wrong[kind] = tried[kind] + 1, wrong[kind] + bool(found)
            for fault in found[:2]:
                print(seed, changed.what, fault, flush=True)
    for kind, times in tried.items():
        print(f"{kind}: {times} changes, {wrong[kind]} wrong")
