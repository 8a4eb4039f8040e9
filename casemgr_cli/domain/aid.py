"""What helps to pay for study, and what borrowing for it comes to. Money is whole US dollars."""

from typing import Annotated

from msgspec import Struct

from casemgr_cli.domain.careers import Action, Destinations, Settings
from casemgr_cli.domain.conditions import ALWAYS, Clause, Condition, MadeBy, Truth
from casemgr_cli.domain.figures import Figure, Span
from casemgr_cli.domain.kinds import Backgrounds, FigureIds, Id, ListOf, Needs, SourceIds, States, one, refs

AID_KINDS = ("grant", "stipend", "employer", "loan", "repayment", "forgiveness")
STUDY_LEVELS = ("undergraduate", "graduate")
# Of undergraduate study, what ends below a bachelor's: community and technical colleges teach it.
TWO_YEAR = "two_year"
FULL_TIME = 100


class Aid(Struct, frozen=True, kw_only=True):
    """One kind of help: who gets it, how much, and where to ask.

    `when` is about the person. The rest is about the route, and an empty one does not matter: `study` and
    `fields` ask for a degree step of such a level and field, `backgrounds`, `destinations` and `settings`
    for a job of that kind at its end; `states` (postal codes) asks for people who live there. `made_by` says
    who decides: law, issuer, employers or school; `said` holds what has a source of its own.
    """

    id: Id
    title: str
    kind: Annotated[str, one(*AID_KINDS)]
    when: Condition = ALWAYS
    amount: str
    who: str
    how: Action
    made_by: MadeBy
    sources: SourceIds
    verified: bool
    study: Annotated[tuple[str, ...], ListOf(one(*STUDY_LEVELS, TWO_YEAR))] = ()
    fields: Annotated[tuple[str, ...], refs("choice:field")] = ()
    backgrounds: Backgrounds = ()
    destinations: Destinations = ()
    settings: Settings = ()
    states: States = ()
    figures: FigureIds = ()
    said: Annotated[tuple[Clause, ...], Needs(("text", "source", "verified"))] = ()
    cautions: tuple[str, ...] = ()
    also_called: tuple[str, ...] = ()


class AidOffer(Struct, frozen=True):
    """Aid that a person on a route gets (`fits` is True) or may get (None).

    What decides is listed: `asks` are fact keys, `depends` what no answer can state, in words.
    """

    entry: Aid
    fits: Truth
    asks: tuple[str, ...] = ()
    depends: tuple[str, ...] = ()


class Course(Struct, frozen=True):
    """One degree step of a route: its level (undergraduate or graduate), field, months, and its cost.

    `share` is how much of full time it is taken at, in whole percent; `two_year`: below a bachelor's.
    """

    level: str
    field: str
    months: int
    cost: Span
    share: int = FULL_TIME
    title: str = ""
    two_year: bool = False

    @property
    def full_time(self) -> bool:
        """Whether it is taken full time."""
        return self.share == FULL_TIME


class LoanLevel(Struct, frozen=True):
    """Federal loans for one level of study: the rate in percent a year, the most for each year, and in all.

    A limit that is a range has its low end for students who depend on their parents and its high end for
    independent ones. The last of `years` counts for every later year; those for whom `upper_years` holds
    begin there. Loans of the past may be of this level for all but those for whom `may_owe` does not hold.
    """

    rate: Figure
    years: tuple[Figure, ...]
    total: Figure
    upper_years: Condition | None = None
    may_owe: Condition = ALWAYS


class Tier(Struct, frozen=True):
    """How many years the standard plan takes for those who owe this much or more; None is the first tier."""

    years: int
    owing: Figure | None = None


class RapRule(Struct, frozen=True):
    """The Repayment Assistance Plan: each whole `bracket` of yearly income below one's own adds a step.

    `rate` holds the step (low) and the most (high) in percent of the whole income; `least` is the smallest
    payment a month and `dependent` what each dependent takes off it.
    """

    bracket: Figure
    rate: Figure
    least: Figure
    dependent: Figure


class Lending(Struct, frozen=True):
    """What the arithmetic of federal loans reads. The first tier of `standard` is the shortest; `owing` says
    who has loans of the past. `lifetime` is the most for one person at all levels together.
    """

    undergraduate: LoanLevel
    graduate: LoanLevel
    standard: tuple[Tier, ...]
    rap: RapRule
    owing: Condition = ALWAYS
    lifetime: Figure | None = None

    def level(self, name: str) -> LoanLevel:
        """Return the loans for a level of study."""
        return self.graduate if name == "graduate" else self.undergraduate


class CourseLoan(Struct, frozen=True):
    """What one degree step leaves to borrow.

    `limit` is the most that federal loans may cover, cut by the share of full time. `gap` is what they cannot
    cover. `monthly` is the payment over the shortest standard term at the level's rate, `interest` what it
    comes to in that time.
    """

    course: Course
    rate: Figure
    borrow: Span
    limit: Span
    gap: Span
    monthly: Span
    interest: Span


class Borrowing(Struct, frozen=True):
    """What a route's study leaves to borrow, before any aid, and what paying it back comes to a month.

    `budget` is what the person can spend; None when not stated. `monthly` and `interest` hold for `years`.
    `standard_years` is the term that the standard plan takes for this much, `standard_monthly` the payment
    over it. `rap` is the monthly payment by income at the yearly pay `income`, without dependents. `owed` is
    what somebody owes already, where that leaves less to borrow; else 0.
    """

    budget: int | None
    loans: tuple[CourseLoan, ...]
    borrow: Span
    limit: Span
    gap: Span
    years: int
    monthly: Span
    interest: Span
    standard_years: Span
    standard_monthly: Span
    income: int | None
    rap: int | None
    figures: tuple[Figure, ...]
    owed: int = 0
