"""What the engine says: verdicts, routes, fit, and the advice that holds them together."""

from collections.abc import Collection
from typing import Annotated

from msgspec import Struct

from casemgr_cli.domain.aid import AidOffer, Borrowing
from casemgr_cli.domain.careers import Action, Certification, Destination, Note
from casemgr_cli.domain.conditions import Truth
from casemgr_cli.domain.facts import Answers, Assumption, Fact, Value
from casemgr_cli.domain.figures import Charge, Span
from casemgr_cli.domain.kinds import SIDES, Count, Month, Words, one_of
from casemgr_cli.domain.licensing import LicenseGuide
from casemgr_cli.domain.programs import Found, ProgramGuide
from casemgr_cli.domain.wages import Pay

CONTRASTS = ("start_now", "other_side", "best_paid", "cheapest", "solid")
BANDS = ("strong", "good", "mixed", "different")


class Trace(Struct, frozen=True):
    """How a condition came out: its words, its value, the answers it read, the facts that could still
    change it, and the same for its parts.
    """

    text: str
    value: Truth
    op: str
    reads: tuple[tuple[str, Value | None], ...] = ()
    needs: frozenset[str] = frozenset()
    parts: "tuple[Trace, ...]" = ()
    source: str = ""
    verified: bool = False
    made_by: str = ""


class Verdict(Struct, frozen=True):
    """Where a person stands with one certification.

    `months_needed` is the shortest further full-time months of work that would satisfy the experience
    part; None where months are not what is missing or are undecided. `asks` are the fact keys that decide.
    Who `can_apply` is eligible, and nothing that has to be so on that day is missing or not known.
    """

    certification: Certification
    verdict: str
    months_needed: int | None
    because: tuple[str, ...]
    missing: tuple[str, ...]
    asks: tuple[str, ...]
    credential: Trace
    experience: Trace
    can_apply: bool = False

    @property
    def surely_open(self) -> bool:
        """Whether it can be applied for, by a rule that was read at its issuer."""
        return self.can_apply and self.certification.verified


class Fit(Struct, frozen=True):
    """How the picked skills sit with the work, in bands; scores are correlations from -1 to 1."""

    social_band: str
    social_score: float
    nursing_band: str
    nursing_score: float
    strengths: tuple[str, ...]
    to_build: tuple[str, ...]


class RouteStep(Struct, frozen=True):
    """One step placed on the calendar: it starts after `start` months and lasts `months`.

    `cost` is the total of what is known among `charges`; `elsewhere` is the tuition at the other kinds of
    college. `study` is undergraduate, graduate, or empty for what is no degree; `field` its field, and
    `program` the id of the degree that schools offer, for the tables of programs.
    """

    id: str
    kind: str
    title: str
    lane: str
    pace: str
    start: int
    months: int
    cost: Span
    required_by: str
    sources: tuple[str, ...]
    action: Action
    cautions: tuple[str, ...] = ()
    verified: bool = False
    charges: tuple[Charge, ...] = ()
    elsewhere: tuple[Charge, ...] = ()
    study: str = ""
    field: str = ""
    program: str = ""

    @property
    def end(self) -> int:
        """Months from today when the step is done."""
        return self.start + self.months

    @property
    def looked_up(self) -> bool:
        """Whether it is only looked up, as the accreditation of a degree held is: nothing to wait for."""
        return self.kind == "license" and not self.months


class Open(Struct, frozen=True):
    """Something of law or issuer that is not known for a person's state, and whom to ask."""

    text: Words
    ask: str | None = None
    url: str | None = None


class Fork(Struct, frozen=True):
    """An answer that nobody gave, and the months to the first job and to the certification with it.

    Of a part of a number, such as months under a supervisor who is certified, it is what the job adds.
    """

    key: Words
    value: Value
    typical: Count
    certified: Count | None = None


class Contrast(Struct, frozen=True):
    """Another route worth seeing beside the first: its kind, its id, and why one would want it."""

    kind: Annotated[str, one_of(CONTRASTS)]
    route: Words
    why: Words


class Route(Struct, frozen=True):
    """One way to one destination. Months count from today; money is whole US dollars.

    `earliest` is when law and issuers alone would be met, None where something is open; `bends` are the usual
    demands that it leaves out. `solid` says that nothing demanded is open or unmet. `doors` counts the kinds
    of employers of its side that stand open when its first job begins. A `certification` without months to it
    is one that an answer which nobody gave may open.

    `wait_per_month` is what each month of putting it off costs: a month at experienced pay less one at the
    current pay. After `break_even` months it has brought in as much as staying; None where it never does
    within ten years or that is not known. `borrowing` is what its study leaves to borrow; None where no loan
    comes into question. `through` is another place, whose job comes first and certifies for this one. The
    first job is begun `in_place` where it is the one that a present case manager has.
    """

    id: str
    title: str
    background: str
    destination: Destination
    plan: str
    steps: tuple[RouteStep, ...]
    earliest: int | None
    typical: int
    months_to_certified: int | None
    certification: str
    months_total: int
    cost: Span
    ten_year_net: int | None
    pay: Pay
    unmet: tuple[str, ...]
    why: tuple[str, ...]
    cautions: tuple[str, ...]
    wait_per_month: int | None = None
    break_even: int | None = None
    borrowing: Borrowing | None = None
    ten_year_high: int | None = None
    solid: bool = True
    stay: bool = False
    open: tuple[Open, ...] = ()
    bends: tuple[str, ...] = ()
    forks: tuple[Fork, ...] = ()
    doors: int = 0
    through: Destination | None = None
    in_place: bool = False

    @property
    def begins_at(self) -> Destination:
        """Where the first case-management job is."""
        return self.through or self.destination

    @property
    def studies(self) -> bool:
        """Whether there is school to pay for."""
        return any(step.study for step in self.steps)

    @property
    def by_rules(self) -> int:
        """Months to the first job by the rules alone; the usual ones where the rules are not known."""
        return self.typical if self.earliest is None else self.earliest

    @property
    def sooner(self) -> int | None:
        """Months where employers bend on what they ask; None where that gains nothing or they rarely do."""
        gains = self.earliest is not None and self.earliest < self.typical
        return self.earliest if gains and not firm(self.destination, self.bends) else None


def firm(destination: Destination, bends: Collection[str]) -> bool:
    """Whether nearly every employer there asks for one of some demands."""
    asked = {r.text for r in destination.usually if r.firm}
    return not asked.isdisjoint(bends)


class Excluded(Struct, frozen=True):
    """A route that a person's own limits rule out, and which limit does."""

    id: Words
    title: str
    why: Words


class Nearest(Struct, frozen=True):
    """What would be open to someone for whom nothing is, if the limits `relaxed` (fact keys) gave way."""

    relaxed: tuple[str, ...]
    routes: tuple[Route, ...]


class Answer(Struct, frozen=True):
    """The answer to the person's own question: `verdict` is yes, no or depends, None where the question is
    none of yes and no. `routes` are the ids of the ways that show it, `certifications` of those it names.
    """

    question: Words
    verdict: str | None
    text: Words
    routes: tuple[Words, ...]
    certifications: tuple[Words, ...] = ()


class NextAction(Struct, frozen=True):
    """Something to do, with the month to have it done by (YYYY-MM)."""

    title: Words
    by_month: Month
    url: str


class ClientState(Struct, frozen=True):
    """Another state whose clients someone would serve. `nurse` says what a nurse needs there: `covered` by
    the multistate license of the home state, its `own` license, `partial`, or `unknown`.
    """

    guide: LicenseGuide
    nurse: str


class Local(Struct, frozen=True):
    """What holds where someone is: the licenses there, and in the other states whose clients they would
    serve, and the schools that offer the first degree of their route.
    """

    licenses: LicenseGuide | None = None
    clients: tuple[ClientState, ...] = ()
    schools: ProgramGuide | None = None
    found: Found | None = None

    @property
    def guides(self) -> tuple[LicenseGuide | ProgramGuide, ...]:
        """All that, each with sources of its own."""
        guides = (self.licenses, *(client.guide for client in self.clients), self.schools)
        return tuple(guide for guide in guides if guide)


class Change(Struct, frozen=True):
    """One thing that comes out otherwise: `what` is a measure of the route (`first_job`, `cost_low` and so
    on), or `verdict:` with the id of a certification.

    `before` and `after` are None where there is nothing, or nothing known.
    """

    what: Words
    before: str | int | None
    after: str | int | None


class Matter(Struct, frozen=True):
    """An answer that matters: what one value of it would change. `stated` says whether there is one now."""

    fact: Fact
    value: Value
    stated: bool
    changes: tuple[Change, ...]


class Advice(Struct, frozen=True):
    """Everything the advisor says to one person on one day. `aid` is what helps to pay for the best route;
    `matters` is None until it is worked out, `from_resume` where no résumé was read.
    """

    answers: Answers
    today: str
    assumed: tuple[Assumption, ...]
    fit: Fit | None
    recommended: str | None
    routes: tuple[Route, ...]
    neighbors: tuple[Route, ...]
    excluded: tuple[Excluded, ...]
    verdicts: tuple[Verdict, ...]
    notes: tuple[Note, ...]
    next_actions: tuple[NextAction, ...]
    nearest: Nearest | None = None
    local: Local = Local()
    matters: tuple[Matter, ...] | None = None
    aid: tuple[AidOffer, ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    from_resume: Struct | None = None
    answer: Answer | None = None

    @property
    def best(self) -> Route | None:
        """The recommended route, if there is one."""
        return next((route for route in self.routes if route.id == self.recommended), None)

    @property
    def sides(self) -> dict[str, Route]:
        """The best route of each side that one leads from."""
        best = {route.background: route for route in reversed(self.routes)}
        return {side: best[side] for side in SIDES if side in best}


class Sides(Struct, frozen=True):
    """What an advice says of the sides, under the same names."""

    answers: Answers
    assumed: tuple[Assumption, ...]
    fit: Fit | None
    sides: dict[str, Route]


class WhatIf(Struct, frozen=True):
    """The advice once more with some answers changed, and all that comes out otherwise."""

    answers: Answers
    after: Advice
    changes: tuple[Change, ...]


class NextQuestion(Struct, frozen=True):
    """The question to ask now, or that none is left."""

    fact: Fact | None
    asked_so_far: int
    at_most_left: int
    because: str = ""
