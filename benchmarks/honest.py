"""Tries the pages of random people for sentences that contradict each other or come twice.

python benchmarks/honest.py 2000
"""

import sys
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from casemgr_cli.engine.advise import advise
from casemgr_cli.pages.advice import advice_page
from casemgr_cli.writers.layout import render_text
from tests.honest import contradictions, disagreements, somebody
from tests.people import CATALOG, GUIDE, TODAY, WORDS

if __name__ == "__main__":
    found: Counter[str] = Counter()
    for seed in range(int(sys.argv[1])):
        person = somebody(CATALOG, Random(seed))  # noqa: S311  people, not secrets
        advice = advise(CATALOG, person, TODAY)
        page = " ".join(render_text(advice_page(advice, CATALOG, GUIDE, WORDS)).split())
        found.update(contradictions(page))
        found.update(problem.partition(":")[0] for problem in disagreements(advice, CATALOG, page))
    for name, times in found.most_common():
        print(times, name)
    print(f"{sum(found.values())} found")
