"""Which numbers of a table are kept back, so that no small one is printed and none can be worked out.

The reader knows the total, every number that is printed, and this file. All small numbers are kept back. A
single one could be worked out from the total, so the rows that follow it are kept back too (complementary
suppression), until one of them need not be and together they hold twice the smallest number that may be
printed. Without such a one, three rows of nine would tell by their sum that each holds nine. Which
rows those are depends on where they stand and not on what they count: to choose the smallest would tell that
they are no larger than what is printed. What was kept back looks the same, for whichever reason.

The tests go through every small table and find that each number that is not printed could still be one of as
many as the rule asks for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

TIMES = 2


def kept_back(counts: Sequence[int], least: int) -> frozenset[int]:
    """Return the places of the rows whose numbers are not printed.

    Args:
        counts: how many students each row counts. Each student is in one row, and the sum is known. Rows
            should be there whether they count anybody or not; one that is there only when it does tells so.
        least: the smallest number that may be printed.
    """
    small = frozenset(place for place, count in enumerate(counts) if count < least)
    hidden, place = set(small), max(small, default=0)
    while small and len(hidden) < len(counts) and (hidden == small or not _is_enough(counts, hidden, least)):
        place = (place + 1) % len(counts)
        hidden.add(place)
    return frozenset(hidden)


def _is_enough(counts: Sequence[int], hidden: set[int], least: int) -> bool:
    return sum(counts[place] for place in hidden) >= TIMES * least
