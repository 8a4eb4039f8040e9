"""Job offers that a person has in hand, and what comes of weighing them."""

from collections.abc import Mapping
from typing import Literal, get_args

from msgspec import Struct

from casemgr_cli.domain.careers import Certification, Destination, PayProxy, Requirement, Step
from casemgr_cli.domain.conditions import BINDING, Clause, Truth
from casemgr_cli.domain.facts import Answers, Assumption, Fact
from casemgr_cli.domain.figures import Figure
from casemgr_cli.domain.wages import Pay

HORIZONS = (12, 24)
OfferNote = Literal["not_case_management", "duties_missing", "part_time", "tuition_tax"]
STANDINGS = ("below_lower_quarter", "below_median", "median_or_more")
Criterion = Literal["pay", "certified", "opens", "tuition_aid"]
CRITERIA: tuple[Criterion, ...] = get_args(Criterion)


class Offer(Struct, frozen=True):
    """One job that a person could take, as they describe it.

    `pay` is US dollars a year for the `hours` a week of the job; `hourly` stands in its place. `setting` and
    `destination` are ids, and one of the two may be empty. `case_management`, `supervisor_ccm` and
    `health_system` are yes, no, unknown, or empty when not stated. `duties` is None when not stated.
    `start` is a month (YYYY-MM); `tuition_aid` is US dollars a year.
    """

    name: str
    setting: str = ""
    destination: str = ""
    pay: int | None = None
    hourly: float | None = None
    hours: float | None = None
    case_management: str = ""
    duties: tuple[str, ...] | None = None
    supervisor_ccm: str = ""
    health_system: str = ""
    tuition_aid: int | None = None
    remote: str = ""
    start: str = ""
    note: str = ""


class OfferGuide(Struct, frozen=True):
    """What `offers.yaml` says: the keys of an offer, the counter of months that a yes `adds` to, the settings
    where it is a no unless stated, the side whose pay stands for a work step, what to say beside an offer,
    how many hours a week are full time, and how much aid with tuition a year is free of tax.
    """

    keys: Mapping[str, Fact]
    adds: Mapping[str, str]
    never_in: Mapping[str, tuple[str, ...]]
    work_pay: Mapping[str, str]
    notes: Mapping[str, Clause]
    full_time: Figure
    tax_free: Figure


class Job(Struct, frozen=True):
    """What an offer stands for: a destination, or a work step that earns experience in that setting.

    `pay` is the occupation and industry whose pay stands for it, None when none does.
    `traits` says, for each key of `OfferGuide.adds`, whether it holds; None is not known. `missing` are the
    parts of case management that its stated duties lack.
    """

    destination: Destination
    step: Step | None
    traits: Mapping[str, Truth]
    pay: PayProxy | None
    missing: tuple[str, ...] = ()


class OfferPay(Struct, frozen=True):
    """What an offer pays, in US dollars before tax, beside the federal figures for such work.

    `year` is for the hours of the job, `full_time` the same rate at full time. `change` is `year` less the
    current pay. `standing` is one of STANDINGS, or empty when it cannot be told. None is not known.
    """

    year: int | None
    full_time: int | None
    hour: float | None
    change: int | None
    market: Pay | None
    standing: str


class Outlook(Struct, frozen=True):
    """When one certification could be held, in months from today.

    `months` is certain by what is known, `at_best` holds if whatever is unknown turns out well; None is not
    in sight. `asks` are the answer keys that decide whether the license or degree suffices.
    """

    certification: Certification
    held: bool
    months: int | None = None
    at_best: int | None = None
    asks: tuple[str, ...] = ()


class OfferGap(Struct, frozen=True):
    """What to ask an employer, and what each answer would mean.

    `certification` is the one whose months from today change: `if_yes` and `if_no`, None when it would not be
    in sight. `opens` are destinations that a yes would bring within reach on top. `missing` are duties.
    """

    key: str
    certification: Certification | None = None
    if_yes: int | None = None
    if_no: int | None = None
    opens: tuple[Destination, ...] = ()
    missing: tuple[str, ...] = ()


class Weighed(Struct, frozen=True):
    """One offer with all that can be said of it.

    `pace` is the share of a full-time month that a month of the job counts for. `lacking` is what law or the
    issuer demands and the person is known not to have, `undecided` what nobody stated. `opens` lists the
    destinations that come within reach after each of HORIZONS; where law bars the work there are none, nor
    `outlooks` or `questions`. `tax_free` is the part of the tuition aid that is free of tax. `notes`
    are ids of `OfferGuide.notes`; `assumed` are keys of the offer taken as given.
    """

    offer: Offer
    job: Job
    pace: float
    pay: OfferPay
    lacking: tuple[Requirement, ...]
    undecided: tuple[Requirement, ...]
    clashes: tuple[str, ...]
    outlooks: tuple[Outlook, ...]
    opens: tuple[tuple[int, tuple[Destination, ...]], ...]
    tax_free: int | None
    notes: tuple[OfferNote, ...]
    questions: tuple[OfferGap, ...]
    assumed: tuple[Assumption, ...]

    @property
    def barred(self) -> bool:
        """Whether law or the issuer keeps the person from this work as they are today."""
        return any(requirement.made_by in BINDING for requirement in self.lacking)


class Leader(Struct, frozen=True):
    """Which offers come first by one measure, in the unit of the measure: US dollars, months or a count.

    `unknown` names the offers that cannot be placed yet; `could` those that would come first, or as early, if
    what is unknown turned out well, with their months at best.
    """

    criterion: Criterion
    certification: Certification | None
    names: tuple[str, ...]
    value: int | None
    unknown: tuple[str, ...] = ()
    could: tuple[tuple[str, int], ...] = ()


class Comparison(Struct, frozen=True):
    """Offers in the order given, which comes first by what, and what that rests on.

    `already` are the destinations within the person's reach without any of the offers.
    """

    answers: Answers
    today: str
    weighed: tuple[Weighed, ...]
    already: tuple[Destination, ...]
    leaders: tuple[Leader, ...]
    assumed: tuple[Assumption, ...]
