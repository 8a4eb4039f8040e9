"""Conditions over facts about a person.

A condition is a small tree. Its leaves read one fact each; its branches are `all`, `any` and `not`. The
engine evaluates it in three values: True, False and None, where None says that the facts known so far do
not decide it. Eligibility, routes, the interview and explanations all read these same trees.
"""

from functools import cache
from typing import Annotated

from msgspec import Struct

from casemgr_cli.domain.kinds import SourceId, one, one_of

Truth = bool | None

VERDICTS = ("held", "eligible", "not_yet", "needs_credential", "unknown")
MADE_BY = ("law", "issuer", "employers", "school", "choice")
# Who of them demands; what the others say is a habit or a choice.
BINDING = ("law", "issuer")
MadeBy = Annotated[str, one(*MADE_BY), one_of(MADE_BY)]


class Clause(Struct, frozen=True, cache_hash=True):
    """What a condition says in words, and who says so.

    `made_by` tells law, the issuer's rule, a school's rule and employers' habit apart.
    """

    text: str = ""
    source: SourceId = ""
    verified: bool = False
    made_by: MadeBy = ""


NO_CLAUSE = Clause()


class All(Struct, frozen=True, cache_hash=True):
    """True when every part is."""

    parts: "tuple[Condition, ...]"
    clause: Clause = NO_CLAUSE


class AnyOf(Struct, frozen=True, cache_hash=True):
    """True when one part is."""

    parts: "tuple[Condition, ...]"
    clause: Clause = NO_CLAUSE


class Not(Struct, frozen=True, cache_hash=True):
    """True when its part is false; unknown stays unknown."""

    part: "Condition"
    clause: Clause = NO_CLAUSE

    @property
    def parts(self) -> "tuple[Condition]":
        """The one part."""
        return (self.part,)


class Compare(Struct, frozen=True, cache_hash=True):
    """One fact held against values.

    `op` is `is` (the fact equals one of `values`), `has` (the list fact holds one of `values`),
    `at_least` or `at_most` (the number, or the place in the choices' order, against `values[0]`). Months of
    work are counted as far back as `window` months, infinity for any age; without one as they are stated.
    Of months still to come only those of the steps `only_by` count, where any are named.
    """

    fact: str
    op: str
    values: tuple[str | int | float, ...]
    clause: Clause = NO_CLAUSE
    window: float | None = None
    only_by: tuple[str, ...] = ()


class Licensed(Struct, frozen=True, cache_hash=True):
    """One of the licenses is held and active. Restricted or lapsed counts as not held."""

    any_of: tuple[str, ...]
    clause: Clause = NO_CLAUSE


class Degree(Struct, frozen=True, cache_hash=True):
    """One degree has both the level and the field; the two flags belong to any qualifying degree.

    `levels` and `fields` list what is accepted; an empty `fields` accepts any field.
    """

    levels: tuple[str, ...]
    fields: tuple[str, ...] = ()
    accredited: bool = False
    fieldwork: bool = False
    clause: Clause = NO_CLAUSE

    @property
    def flags(self) -> tuple[str, ...]:
        """The keys of the flags that it asks for."""
        return ("accredited",) * self.accredited + ("fieldwork",) * self.fieldwork


class Attest(Struct, frozen=True, cache_hash=True):
    """Something no answer key can state; the person attests it to the issuer. Always unknown."""

    clause: Clause = NO_CLAUSE


Condition = All | AnyOf | Not | Compare | Licensed | Degree | Attest

ALWAYS = All(())
NEVER = AnyOf(())


@cache
def leaves(condition: Condition) -> tuple[Condition, ...]:
    """Return the leaves of a condition, left to right."""
    if isinstance(condition, All | AnyOf | Not):
        return tuple(leaf for part in condition.parts for leaf in leaves(part))
    return (condition,)


@cache
def facts_read(condition: Condition) -> frozenset[str]:
    """Return the keys of the facts that a condition may read."""
    return frozenset(key for leaf in leaves(condition) for key in read_by(leaf))


def read_by(leaf: Condition) -> tuple[str, ...]:
    """Return the keys of the facts that a leaf reads, in order."""
    if isinstance(leaf, Compare):
        return (leaf.fact,)
    if isinstance(leaf, Licensed):
        return ("licenses", "license_status")
    return ("education", "field", "other_degrees", *leaf.flags) if isinstance(leaf, Degree) else ()
