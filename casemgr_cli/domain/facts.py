"""FactTable about a person, the questions that ask for them, and answers.

Answers are a flat mapping from fact key to value. A key that is absent has not been asked; the value
`unknown` says the person was asked and does not know. A list that is present is complete.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar

from msgspec import Struct

from casemgr_cli.domain import kinds
from casemgr_cli.domain.conditions import ALWAYS, NEVER, Condition
from casemgr_cli.domain.kinds import Words, one, ref, refs

UNKNOWN = "unknown"
# The types of facts that are answered with a number.
NUMERIC = ("integer", "number")

Value = str | int | float | tuple[Words, ...]
Answers = Mapping[str, Value]

LEVELS = ("none", "high_school", "nursing_diploma", "associate", "bachelor", "master", "doctorate")
# Of these what is a degree, and what comes after a bachelor's.
DEGREES, GRADUATE = LEVELS[2:], LEVELS[-2:]
_FactKey = Annotated[str, ref("facts")]
_LicenseId = Annotated[str, ref("choice:licenses")]
_CASE: dict[str, kinds.Kind] = {"when": kinds.CONDITION, "value": kinds.COMPARED}
_PLANNING_CASE = kinds.Keys(_CASE, needs=("when", "value"))
ALL = 100  # of a hundred people
_GUESS = kinds.Keys({**_CASE, "share": kinds.WHOLE}, needs=("when", "value"))


class Choice(Struct, frozen=True, forbid_unknown_fields=True):
    """One value a person can pick, and how it reads on screen."""

    value: Words
    label: Words


class Included(Struct, frozen=True):
    """Months that a counter includes: those of another `counter`, or so many `months`.

    With `license`, only for those who hold it or once did.
    """

    counter: _FactKey = ""
    months: int = 0
    license: _LicenseId = ""


class Guess(Struct, frozen=True):
    """What people like this one answer where `when` holds: so many of a hundred, at most those that are left
    by the cases before it.
    """

    when: Condition
    value: Value
    share: int = ALL

    @property
    def of_all(self) -> bool:
        """Whether all whom it fits answer so."""
        return self.share >= ALL


class Implied(Struct, frozen=True):
    """What a fact is, beyond doubt, when another one (`key`) has the answer `given`."""

    key: Annotated[_FactKey, kinds.Key("fact")]
    given: Annotated[str, kinds.Key("is"), kinds.WORD]
    value: Annotated[Value, kinds.WORD]


class Fact(Struct, frozen=True):
    """One thing to know about a person, with the question that asks for it.

    `type` is choice, choices, integer, number or text. It makes sense where `asked_if` holds. `round` is core
    (asked where `early_if` holds, offered afterwards elsewhere), main (asked while a certification hangs on
    it) or refine (offered afterwards). Where `sooner_if` holds it comes first. `part_of` names the counter
    that this one is a part of: an unstated part lies between 0 and its whole. `qualified_by` names the list
    that must be complete before stated months count. `apart_from` names the list it shares no member with.
    `private` is money, health or record for questions that can be skipped and are never put to someone still
    in school. `planning_value` stands in, while a route is planned, for an answer that is not known;
    conditions never see it. The first of `planning_if` whose condition holds comes before it. An answer that
    was given is planned as the value of the first of `planned_as` that holds. `tries` are the values worth
    trying for an answer that a person could change.

    `short` names the answer in a list of answers; without it the question does.

    The first of `guess_if` whose condition holds is what most people like this one answer, those after it
    what others do. They tell how many questions are likely to come, and no answer to the person's own
    question hangs on what is likely zero.

    Where it is not stated, a fact is what another answer implies (`implied_by`), and a counter is no less
    than what it `includes`. `earlier` is the counter of the same work before the years that this one covers;
    `ended` says how many months ago that work ended. Of a counter that `goes_on` the months that somebody
    stated tell whether a job that they stay in adds more. A license `may_be` any of others where its holder
    could not tell. A `past` year does not lie ahead.
    """

    ALSO: ClassVar[dict[str, kinds.Kind]] = {"choices_from": kinds.WORD}

    key: kinds.Id
    type: Annotated[str, one("choice", "choices", "integer", "number", "text")]
    ask: str
    why: str
    help: str = ""
    short: str = ""
    choices: Annotated[tuple[Choice, ...], kinds.Entries(kinds.Scalar("label"), ids=kinds.WORD)] = ()
    round: Annotated[str, one("core", "main", "refine")] = "refine"
    asked_if: Condition = ALWAYS
    early_if: Condition = ALWAYS
    sooner_if: Condition = NEVER
    unit: str = ""
    low: Annotated[float | None, kinds.Key("min"), kinds.NUMBER] = None
    high: Annotated[float | None, kinds.Key("max"), kinds.NUMBER] = None
    at_most: Annotated[int | None, kinds.WHOLE] = None
    part_of: _FactKey = ""
    qualified_by: _FactKey = ""
    apart_from: _FactKey = ""
    private: Annotated[str, one("money", "health", "record")] = ""
    planning_value: Annotated[Value | None, kinds.COMPARED] = None
    planning_if: Annotated[tuple[tuple[Condition, Value], ...], kinds.ListOf(_PLANNING_CASE)] = ()
    planned_as: Annotated[tuple[tuple[Condition, Value], ...], kinds.ListOf(_PLANNING_CASE)] = ()
    planning_why: str = ""
    source: kinds.SourceId = ""
    tries: Annotated[tuple[Value, ...], kinds.COMPARED] = ()
    guess_if: Annotated[tuple[Guess, ...], kinds.ListOf(_GUESS)] = ()
    implied_by: tuple[Implied, ...] = ()
    includes: tuple[Included, ...] = ()
    earlier: _FactKey = ""
    ended: _FactKey = ""
    goes_on: bool = False
    past: bool = False
    may_be: dict[_LicenseId, Annotated[tuple[str, ...], refs("choice:licenses")]] = {}

    @property
    def values(self) -> tuple[str, ...]:
        """The values of the choices, in file order."""
        return tuple(choice.value for choice in self.choices)

    @property
    def name(self) -> str:
        """What stands before the answer in a list of answers: its short name, or else the question."""
        return f"{self.short}:" if self.short else self.ask

    @property
    def numeric(self) -> bool:
        """Whether it is answered with a number."""
        return self.type in NUMERIC

    @property
    def read_with(self) -> frozenset[str]:
        """The facts that this one is read from where it was not answered, or not in full."""
        implied = [case.key for case in self.implied_by]
        parts = [key for part in self.includes for key in (part.counter, "licenses" if part.license else "")]
        return frozenset((self.qualified_by, self.part_of, self.ended, self.earlier, *implied, *parts)) - {""}


class FactTable(dict[str, Fact]):
    """The facts by key, in file order, the counters that go on, and what tells when one ended; never changed
    once made.
    """

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        """Take the facts."""
        super().__init__((fact.key, fact) for fact in facts)
        self._read_with = {key: fact.read_with for key, fact in self.items() if fact.read_with}
        self._reading: dict[frozenset[str], frozenset[str]] = {}
        self.going_on = tuple(fact.key for fact in self.values() if fact.goes_on)
        self.ends = tuple(dict.fromkeys(fact.ended for fact in self.values() if fact.ended))

    def reading(self, keys: frozenset[str]) -> frozenset[str]:
        """Return some facts and all that are read from one of them."""
        if keys not in self._reading:
            found = keys
            while not (more := {key for key, read in self._read_with.items() if read & found}) <= found:
                found |= more
            self._reading[keys] = found
        return self._reading[keys]


class Contradiction(Struct, frozen=True):
    """Answers that cannot be true together, and what to say about them; `unless` names whom they fit all the
    same, and not knowing is no such exception.
    """

    when: Condition
    text: str
    keys: Annotated[tuple[str, ...], refs("facts")]
    unless: Condition = NEVER


class Skill(Struct, frozen=True):
    """One of the skills a person can pick as most or least like them.

    `typical_pick` is how occupations in general pick it (from -1, always among the least, to 1, always
    among the most); `social` and `nursing` are the skill's standing in those jobs, in standard deviations
    from all occupations.
    """

    id: kinds.Id
    element: Annotated[str, kinds.WORD]
    name: str
    plain: str
    build: str
    typical_pick: float
    social: float
    nursing: float


class Assumption(Struct, frozen=True):
    """Something taken as given because nobody said otherwise."""

    key: Words
    value: Value | None
    why: Words
