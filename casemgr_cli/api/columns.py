"""Verdicts for a whole population at once: the same condition trees, evaluated over columns.

A leaf of a rule is evaluated by the one evaluator, once for each combination of the answers it reads that
occurs, and the results are spread over the people; which answers it reads is seen while it runs. `all`, `any`
and `not` are the least, the greatest and the negative of whole columns. Numbers have too many values for
that: the least and the most that one can be are columns, made by the rules of `Person.counted`.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import chain, count
from math import inf, nan
from operator import methodcaller
from typing import Any, cast

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.conditions import ALWAYS, NO_CLAUSE, All, AnyOf, Compare, Condition, Not
from casemgr_cli.domain.facts import Answers, Included, Value
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.person import Person

_Ends = NDArray[np.float64]


_CODES = {True: 1, None: 0, False: -1}
# By how the credential comes out and, within that, the experience: each not, open or met; last, if held.
_VERDICTS = np.array([*["needs_credential"] * 3, *["unknown"] * 3, "not_yet", "unknown", "eligible", "held"])


def verdict_columns(catalog: Catalog, people: Sequence[Answers]) -> dict[str, NDArray[np.str_]]:
    """Return each person's verdict on each certification: a column of verdicts by certification id."""
    columns = _Columns(catalog, people)
    found: dict[str, NDArray[np.str_]] = {}
    for id_, certification in catalog.certifications.items():
        credential, experience = columns.of(certification.credential), columns.of(certification.experience)
        held = columns.of(Compare("certifications", "has", (id_,)))
        found[id_] = _VERDICTS[np.where(held > 0, 9, 3 * credential + experience + 4)]
    return found


class _Columns:
    """Conditions, and the numbers they read, as columns over everybody; each is made once."""

    def __init__(self, catalog: Catalog, people: Sequence[Answers]) -> None:
        self.facts, self.people, self.codes = catalog.facts, people, _coded(people)
        self._leaves: dict[Condition, NDArray[np.int8]] = {}
        self._spans: dict[str, _Ends] = {}
        nobody_read = list(people[:1]), np.zeros(len(people), np.int64)
        self._combinations: dict[tuple[str, ...], tuple[list[Answers], NDArray[np.int64]]] = {(): nobody_read}

    def of(self, condition: Condition) -> NDArray[np.int8]:
        """Return a condition for everybody: 1 where it holds, 0 where that is open, -1 where it does not."""
        if isinstance(condition, All | AnyOf):
            start, fold = (1, np.minimum) if isinstance(condition, All) else (-1, np.maximum)
            values = np.full(len(self.people), start, np.int8)
            for part in condition.parts:
                values = fold(values, self.of(part))
            return values
        if isinstance(condition, Not):
            return -self.of(condition.part)
        leaf = replace(condition, clause=NO_CLAUSE)
        if leaf not in self._leaves:
            self._leaves[leaf] = self._leaf(leaf)
        return self._leaves[leaf]

    def _leaf(self, leaf: Condition) -> NDArray[np.int8]:
        if not isinstance(leaf, Compare) or leaf.op in {"is", "has"} or isinstance(leaf.values[0], str):
            return self.spread(lambda person: _CODES[truth(leaf, person)], np.int8)
        within = np.greater_equal if leaf.op == "at_least" else np.less_equal
        # Both ends within the bound make the comparison true, one of them leaves it open.
        ends = within(self._counted(leaf.fact, leaf.window), leaf.values[0]).astype(np.int8)
        return np.asarray(ends[0] + ends[1] - 1, np.int8)

    def _counted(self, key: str, window: float | None) -> _Ends:
        """Return the least and the most of a number that are young enough to count, a row each."""
        fact, ends = self.facts[key], self._span(key)
        if window is None or not fact.ended:
            return ends
        if fact.high is None or window > fact.high:
            ends = ends + self._stated(fact.earlier) * ([[0], [1]] if fact.part_of else 1)
        return ends if window == inf else np.clip(window - self._stated(fact.ended)[::-1], 0, ends)

    def _stated(self, key: str) -> _Ends:
        return np.where(self.spread(lambda person: key in person.answers, bool), self._span(key), 0)

    def _span(self, key: str) -> _Ends:
        if key not in self._spans:
            fact, number = self.facts[key], self._number(key)
            least = np.max([np.zeros_like(number), *map(self._months_in, fact.includes)], axis=0)
            most = self._span(fact.part_of)[1] if fact.part_of else np.full_like(number, inf)
            known = np.array([np.where(self._undecided(key), 0, number), number])
            self._spans[key] = np.where(np.isnan(number), [least, most], known)
        return self._spans[key]

    def _months_in(self, part: Included) -> NDArray[np.float64]:
        number = self._number(part.counter) if part.counter else part.months
        held = self.of(Compare("licenses", "has", (part.license,)) if part.license else ALWAYS)
        return np.where((held > 0) & ~self._undecided(part.counter), np.nan_to_num(number), 0)

    def _number(self, key: str) -> NDArray[np.float64]:
        def read(person: Person) -> float:
            value = person.get(key)
            return value if isinstance(value, int | float) else nan

        return self.spread(read, np.float64)

    def _undecided(self, key: str) -> NDArray[np.bool_]:
        return self.spread(lambda person: person.duties_undecided(key), bool)

    def spread(self, read: Callable[[Person], Any], kind: type) -> NDArray[Any]:
        """Return what `read` makes of everybody, worked out once for each combination of what it reads."""
        keys: dict[str, None] = {}
        while True:
            some, place = self._combined(tuple(keys))
            found, known = [], len(keys)
            for answers in some:
                found.append(read(Person(self.facts, cast("Any", _Read(answers, keys)))))
                if len(keys) > known:
                    break
            else:
                return np.array(found, kind)[place]

    def _combined(self, keys: tuple[str, ...]) -> tuple[list[Answers], NDArray[np.int64]]:
        """Return somebody's answers for each combination of these keys, and each person's combination."""
        if keys not in self._combinations:
            some, place = self._combined(keys[:-1])
            codes, different = self.codes.get(keys[-1], (0, 1))
            mixed, number = place * different + codes, len(some) * different
            if number > len(mixed):
                found, mixed = np.unique(mixed, return_inverse=True)
                number = len(found)
            somebody = np.full(number, -1)
            somebody[mixed] = np.arange(len(mixed))
            there = somebody >= 0
            place = (np.cumsum(there) - 1)[mixed]
            self._combinations[keys] = [self.people[i] for i in somebody[there]], place
        return self._combinations[keys]


def _coded(people: Sequence[Answers]) -> dict[str, tuple[NDArray[np.int32], int]]:
    """Return everybody's answers by key as codes, 0 where there is none, and how many codes there are."""
    numbers: dict[tuple[str, Value], int] = defaultdict(count().__next__)
    given = map(numbers.__getitem__, chain.from_iterable(map(methodcaller("items"), people)))
    cells = np.fromiter(given, np.int64)
    rows: dict[str, int] = defaultdict(count().__next__)
    sizes: dict[str, int] = defaultdict(lambda: 1)
    places = []
    for key, _ in numbers:
        places.append((rows[key], sizes[key]))
        sizes[key] += 1
    table = np.zeros((len(rows), len(people)), np.int32)
    row, code = np.array(places, np.int32).reshape(-1, 2).T
    person = np.repeat(np.arange(len(people)), np.fromiter(map(len, people), np.int64))
    table[row[cells], person] = code[cells]
    return {key: (table[row], sizes[key]) for key, row in rows.items()}


class _Read:
    """Answers that note which of them are read; what would read them all is not there."""

    def __init__(self, answers: Answers, keys: dict[str, None]) -> None:
        self.answers, self.keys = answers, keys

    def get(self, key: str) -> Value | None:
        self.keys[key] = None
        return self.answers.get(key)

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None
