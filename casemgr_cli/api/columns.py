"""Verdicts for a whole population at once: the same condition trees, evaluated over columns.

A leaf of a rule reads a few answers. The one evaluator evaluates it once for each combination of those that
occurs, and the results are spread over the people; `all`, `any` and `not` are the least, the greatest and
the negative of whole columns. The least and the most that a number can be are columns too, held against each
bound at once. Which answers a leaf reads is not declared: it is seen while it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from operator import methodcaller
from typing import TYPE_CHECKING, Any

import numpy as np

from casemgr_cli.domain.conditions import All, AnyOf, Compare, Not
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.person import Person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.conditions import Condition, Truth
    from casemgr_cli.domain.facts import Answers

_TRUE, _OPEN, _FALSE = 1, 0, -1
# The most combinations of answers to have a table for; more are numbered anew.
_TABLE = 1 << 17
# Both ends beyond a bound make a comparison true, one of them leaves it open.
_BEYOND: dict[str, Callable[[NDArray[np.float64], Any], NDArray[np.int64]]] = {
    "at_least": lambda ends, bound: (ends >= bound).sum(axis=0) - 1,
    "at_most": lambda ends, bound: (ends <= bound).sum(axis=0) - 1,
}
_VERDICTS = np.array(["held", "needs_credential", "unknown", "not_yet", "eligible"])


class _Population:
    """The answers of many people as columns of codes, one for each distinct answer; 0 is absent."""

    def __init__(self, people: Sequence[Answers]) -> None:
        """Take the accepted answers of everybody."""
        self.people, self.size = people, len(people)
        self._columns: dict[str, tuple[NDArray[np.int64], int]] = {}
        self._combinations: dict[tuple[str, ...], tuple[NDArray[np.int64], NDArray[np.int64]]] = {}

    def column(self, key: str) -> tuple[NDArray[np.int64], int]:
        """Return the codes of one key, and how many there are."""
        if key not in self._columns:
            given = list(map(methodcaller("get", key), self.people))
            codes = {value: code for code, value in enumerate(dict.fromkeys((None, *given)))}
            self._columns[key] = np.fromiter(map(codes.__getitem__, given), np.int64), len(codes)
        return self._columns[key]

    def combinations(self, keys: tuple[str, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return somebody who stands for each combination of these keys, and each person's combination."""
        if keys not in self._combinations:
            mixed, number = np.zeros(self.size, np.int64), 1
            for key in keys:
                codes, more = self.column(key)
                mixed, number = mixed * more + codes, number * more
                if number > _TABLE:
                    different, mixed = np.unique(mixed, return_inverse=True)
                    number = len(different)
            somebody = np.full(number, -1, np.int64)
            somebody[mixed] = np.arange(self.size)
            there = np.flatnonzero(somebody >= 0)
            place = np.zeros(number, np.int64)
            place[there] = np.arange(len(there))
            self._combinations[keys] = somebody[there], place[mixed]
        return self._combinations[keys]

    def spread(self, read: Callable[[Mapping[str, Any]], Any], kind: type = np.int8) -> NDArray[Any]:
        """Return what `read` makes of everybody's answers, a number or several, worked out once for each
        combination of those that it reads.
        """
        keys: set[str] = set()
        while True:
            known = tuple(sorted(keys))
            first, place = self.combinations(known)
            found: NDArray[Any] = np.array([read(_Watched(self.people[i], keys)) for i in first], kind)
            if len(keys) == len(known):
                return found[place] if self.size else found


class _Watched(Mapping[str, Any]):
    """Answers that note which keys are read; going through all of them would hide that, and is refused."""

    def __init__(self, answers: Answers, read: set[str]) -> None:
        self.answers, self.read = answers, read

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - an answer
        self.read.add(key)
        return self.answers[key]

    def __iter__(self) -> Iterator[str]:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError


def verdict_columns(catalog: Catalog, people: Sequence[Answers]) -> dict[str, NDArray[np.str_]]:
    """Return each person's verdict on each certification: a column of verdicts by certification id."""
    columns = _Truths(catalog, _Population(people))
    found: dict[str, NDArray[np.str_]] = {}
    for certification in catalog.certifications.values():
        credential, experience = columns.of(certification.credential), columns.of(certification.experience)
        undecided = (credential == _OPEN) | (experience == _OPEN)
        conditions = [columns.held(certification.id), credential == _FALSE, undecided, experience == _FALSE]
        found[certification.id] = _VERDICTS[np.select(conditions, range(len(conditions)), len(conditions))]
    return found


class _Truths:
    """Conditions as columns, each leaf worked out once however many rules have it."""

    def __init__(self, catalog: Catalog, population: _Population) -> None:
        self.facts, self.population = catalog.facts, population
        self.leaves: dict[Condition, NDArray[np.int8]] = {}
        self.ends: dict[tuple[str, float | None], NDArray[np.float64]] = {}

    def of(self, condition: Condition) -> NDArray[np.int8]:
        """Return a condition for everybody: TRUE, OPEN or FALSE."""
        if isinstance(condition, All | AnyOf):
            start, fold = (_TRUE, np.minimum) if isinstance(condition, All) else (_FALSE, np.maximum)
            values = np.full(self.population.size, start, np.int8)
            for part in condition.parts:
                values = fold(values, self.of(part))
            return values
        if isinstance(condition, Not):
            return -self.of(condition.part)
        if condition not in self.leaves:
            self.leaves[condition] = self._leaf(condition)
        return self.leaves[condition]

    def _leaf(self, leaf: Condition) -> NDArray[np.int8]:
        if isinstance(leaf, Compare) and leaf.op in _BEYOND and not isinstance(leaf.values[0], str):
            ends = self._ends(leaf.fact, leaf.window)
            return _BEYOND[leaf.op](ends, leaf.values[0]).astype(np.int8)
        return self.population.spread(lambda answers: _code(truth(leaf, Person(self.facts, answers))))

    def _ends(self, key: str, window: float | None) -> NDArray[np.float64]:
        """Return the least and the most that a number can be, a row each."""
        if (key, window) not in self.ends:
            spread = self.population.spread(
                lambda answers: Person(self.facts, answers).counted(key, window), np.float64
            )
            self.ends[key, window] = spread.reshape(-1, 2).T
        return self.ends[key, window]

    def held(self, certification: str) -> NDArray[np.bool_]:
        """Return who holds a certification."""
        found = self.population.spread(
            lambda answers: certification in (Person(self.facts, answers).members("certifications") or ()),
            bool,
        )
        return np.asarray(found, np.bool_)


def _code(value: Truth) -> int:
    return _OPEN if value is None else _TRUE if value else _FALSE
