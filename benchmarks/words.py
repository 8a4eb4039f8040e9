"""Counts the words of the whole advice before its sources, for the people of tests/cases.

    python benchmarks/words.py

A person's page should have at most 1,000, at the median.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from statistics import median

from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from casemgr_cli.engine.compare import matters
from casemgr_cli.pages.advice import advice_page
from casemgr_cli.pages.blocks import Block, Heading
from casemgr_cli.writers.layout import render_text
from tests.people import CATALOG, GUIDE, PEOPLE, TODAY, WORDS, advice_for

_SECTION = 2


def words_of(person: str) -> dict[str, int]:
    """Return how many words stand in each section of a person's page, the card first, without the sources."""
    advice = advice_for(person)
    told = replace(advice, matters=matters(CATALOG, advice, TODAY))
    parts, name = defaultdict[str, list[Block]](list), WORDS("card.label.path")
    for block in advice_page(told, CATALOG, GUIDE, WORDS):
        if isinstance(block, Heading) and block.level == _SECTION:
            name = block.text.partition(":")[0].partition(" in ")[0]
        parts[name].append(block)
    parts.pop(WORDS("sources.title"), None)
    return {name: len(render_text(tuple(blocks)).split()) for name, blocks in parts.items()}


if __name__ == "__main__":
    counted = {person: words_of(person) for person in PEOPLE}
    whole = {person: sum(parts.values()) for person, parts in counted.items()}
    longest = max(whole, key=whole.__getitem__)
    print(
        f"{len(whole)} people: median {median(whole.values()):.0f} words, most {whole[longest]} ({longest})"
    )
    sections = defaultdict[str, list[int]](list)
    for parts in counted.values():
        for name, count in parts.items():
            sections[name].append(count)
    print(f"\n{'section':32}{'people':>8}{'median':>8}{'most':>8}{'mean over all':>15}")
    for name, counts in sorted(sections.items(), key=lambda pair: -sum(pair[1])):
        over_all = sum(counts) / len(whole)
        print(f"{name[:31]:32}{len(counts):8}{median(counts):8.0f}{max(counts):8}{over_all:15.0f}")
