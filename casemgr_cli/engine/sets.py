"""Sets of steps as numbers, so that comparing, joining and sifting them costs next to nothing.

A set has a bit for each of its steps, in the order of the file, and above these a bit for each month that a
work step in it must last. So one set is part of another where its bits are, and `|` joins two: a work step
then lasts as long as the one that needs it longer.
"""

from collections.abc import Iterable, Sequence

Way = int

NOTHING_TO_DO: tuple[Way, ...] = (0,)


class Sets:
    """The sets that can be made of some steps."""

    def __init__(self, steps: Iterable[str], lasting: Iterable[str]) -> None:
        """Take the steps in order, and those that last as long as somebody needs them to."""
        self._steps = [*steps]
        self.orders = {id_: i for i, id_ in enumerate(self._steps)}
        self._every = (1 << len(self._steps)) - 1
        self._columns = {id_: len(self._steps) + i for i, id_ in enumerate(lasting)}
        self._months = dict.fromkeys(self._columns, 0)
        self._listed: dict[Way, tuple[tuple[str, int], ...]] = {}

    def of(self, step: str, months: int = 0) -> Way:
        """Return the set of one step, which must last so many months if it is work."""
        way = 1 << self.orders[step]
        if months:
            wide = len(self._columns)
            each = ((1 << wide * months) - 1) // ((1 << wide) - 1) << self._columns[step]
            self._months[step] |= each
            way |= each
        return way

    def listed(self, way: Way) -> tuple[tuple[str, int], ...]:
        """Return the steps of a set in order, each with the months that it must last; 0: its own length."""
        if way not in self._listed:
            found, left = [], way & self._every
            while left:
                id_ = self._steps[(left & -left).bit_length() - 1]
                found.append((id_, (way & self._months.get(id_, 0)).bit_count()))
                left &= left - 1
            self._listed[way] = tuple(found)
        return self._listed[way]

    def combined(self, groups: Iterable[tuple[Way, ...]]) -> tuple[Way, ...]:
        """Return the minimal sets that take one of each group of minimal sets."""
        ways = NOTHING_TO_DO
        for group in groups:
            if ways == NOTHING_TO_DO:
                ways = group
            elif group != NOTHING_TO_DO:
                ways = self.minimal(joined for way in ways for joined in _with_one_of(group, way))
        return ways

    def minimal(self, ways: Iterable[Way]) -> tuple[Way, ...]:
        """Drop every set that contains another one; fewer steps, then fewer months, come first."""
        different = dict.fromkeys(ways)
        if len(different) < 2:  # noqa: PLR2004  nothing to compare
            return tuple(different)
        kept: list[Way] = []
        size = int.bit_count if max(different) <= self._every else self._size
        for way in sorted(different, key=size):
            for part in kept:  # most of the comparing is done here
                if part & way == part:
                    break
            else:
                kept.append(way)
        return tuple(kept)

    def _size(self, way: Way) -> tuple[int, int]:
        return (way & self._every).bit_count(), way.bit_count()


def holds_one_of(parts: Iterable[Way], way: Way) -> bool:
    """Return whether one of some sets is part of another one."""
    return any(part & way == part for part in parts)


def _with_one_of(group: Sequence[Way], way: Way) -> Sequence[Way]:
    """Join a set with each of a group; one that holds a member of the group already needs no more."""
    joined = [way | part for part in group]
    return (way,) if way in joined else joined
