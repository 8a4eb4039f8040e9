"""Programs that schools offer, with what graduates earn and owe. What was not released is None."""

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

from casemgr_cli.domain import kinds
from casemgr_cli.domain.conditions import MadeBy
from casemgr_cli.domain.figures import Source

SORTS = ("earnings", "debt", "size", "price")
_MASTERS_LEVEL = 5
CONTROLS = {"Public": "public", "Private, nonprofit": "nonprofit", "Private, for-profit": "for_profit"}
HORIZONS = ("1yr_after_completion", "4yr_after_completion")
# A condition of a wish that was dropped, or all of them.
Wider = Literal["neighbors", "anywhere", "any_name", "anything"]


class Program(Struct, frozen=True):
    """One degree at one school.

    `unitid` is the federal number of the school, `control` a key of CONTROLS, `earnings_horizon` one of
    HORIZONS where there are earnings. Earnings (a year) and debt are medians in US dollars. The tuitions are
    what the school publishes for a full-time year at the degree's level, fees included, for residents of its
    district, of its state and for others; `credit_in_state` and `credit_out_of_state` are for one credit, at
    graduate level only.
    """

    institution: kinds.Words
    unitid: Annotated[str, Meta(pattern="^[0-9]{6}$")]
    state: kinds.State | None
    control: Annotated[str, kinds.one_of(CONTROLS)]
    degree: kinds.Words
    completers: kinds.Count | None
    median_earnings: kinds.Count | None
    earnings_horizon: Annotated[str, kinds.one_of(HORIZONS)] | None
    median_debt: kinds.Count | None
    tuition_in_district: kinds.Count | None = None
    tuition_in_state: kinds.Count | None = None
    tuition_out_of_state: kinds.Count | None = None
    credit_in_state: kinds.Count | None = None
    credit_out_of_state: kinds.Count | None = None

    def price_from(self, state: str | None) -> int | None:
        """Return the year's tuition for someone who lives in a state; of its own state when None."""
        return self.tuition_in_state if state in (None, self.state) else self.tuition_out_of_state


class DegreeTable(Struct, frozen=True):
    """What a `--degree` stands for: a field of study by its federal code, and a credential level."""

    id: kinds.Id
    title: str
    cip4: Annotated[str, kinds.Scalar("four digits")]
    field: str
    level: Annotated[int, kinds.Scalar("one digit")]
    credential: str
    source: kinds.SourceId
    verified: bool

    @property
    def graduate(self) -> bool:
        """Whether it is study after a bachelor's degree."""
        return self.level >= _MASTERS_LEVEL


class Warned(Struct, frozen=True, kw_only=True):
    """Something to know before programs are compared; without `degrees` it is about all of them.

    `in_advice` says it where few are shown, too.
    """

    id: kinds.Id
    text: str
    source: kinds.SourceId
    verified: bool
    degrees: Annotated[tuple[str, ...], kinds.refs("degrees")] = ()
    in_advice: bool = False


class SelfCheck(Warned, frozen=True, kw_only=True):
    """Something to find out before enrolling. `made_by` says who asks for it; `url` is where to look."""

    made_by: MadeBy
    url: kinds.Address = ""


class _Place(Struct, frozen=True):
    """A state or territory, and the postal codes of the states it shares a border with."""

    code: kinds.Id
    name: str
    also_called: tuple[str, ...] = ()
    borders: Annotated[tuple[str, ...], kinds.refs("states")] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Its names, the usual one first."""
        return (self.name, *self.also_called)


class Spelling(Struct, frozen=True):
    """How names are looked for: words that do not count, and words that stand for another."""

    skip: Annotated[tuple[str, ...], kinds.ListOf(kinds.WORD)]
    same: Annotated[dict[str, str], kinds.Entries(kinds.WORD)]


class ProgramFile(Struct, frozen=True):
    """All that `programs.yaml` says; `prices` is the source of the table of prices."""

    sources: dict[str, Source]
    degrees: dict[str, DegreeTable]
    warnings: dict[str, Warned]
    checks: dict[str, SelfCheck]
    prices: kinds.SourceId
    search: Spelling
    states: dict[Annotated[str, kinds.POSTAL], _Place]


class ProgramGuide(Struct, frozen=True):
    """What there is to say about one degree, and every program in its table; `prices` is their source."""

    degree: DegreeTable
    programs: tuple[Program, ...]
    warnings: tuple[Warned, ...]
    checks: tuple[SelfCheck, ...]
    places: Mapping[str, _Place]
    spelling: Spelling
    prices: str
    sources: Mapping[str, Source]


class SchoolWish(Struct, frozen=True):
    """Which programs are wanted, and in what order.

    `state` is None for everywhere; `neighbors` adds the states around it. `sort` is one of SORTS, or None:
    then a search puts the closest name first, and without a search the largest program comes first.
    """

    state: str | None = None
    neighbors: bool = False
    search: str | None = None
    sort: str | None = None
    limit: int = 10


class Found(Struct, frozen=True):
    """What fits a wish: the first `limit` programs, and how many fit in all.

    `states` are the postal codes looked in, none for everywhere. When nothing fits, `wider` says how many
    would with a condition dropped.
    """

    wish: SchoolWish
    states: tuple[str, ...]
    programs: tuple[Program, ...]
    total: int
    wider: Mapping[Wider, int]

    @property
    def order(self) -> str:
        """Return what the programs are ordered by: one of SORTS, or `search`."""
        return self.wish.sort or ("size" if self.wish.search is None else "search")
