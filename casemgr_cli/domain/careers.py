"""Where case managers work, the steps that lead there, and the certifications."""

from functools import cache
from typing import Annotated, ClassVar

from msgspec import Struct

from casemgr_cli.domain import kinds
from casemgr_cli.domain.conditions import ALWAYS, NEVER, VERDICTS, All, Condition, MadeBy
from casemgr_cli.domain.facts import GRADUATE, Answers
from casemgr_cli.domain.figures import FREE, Charge, Span, StepCost
from casemgr_cli.domain.kinds import one, ref, refs
from casemgr_cli.domain.programs import SORTS

Settings = Annotated[tuple[str, ...], refs("choice:settings")]
_Certifications = Annotated[tuple[str, ...], refs("certifications")]
Destinations = Annotated[tuple[str, ...], refs("destinations")]
_LicenseIds = Annotated[tuple[str, ...], refs("choice:licenses")]
# The question which exam of a license was passed; its choices go from the lowest to the highest.
EXAM = "aswb_exam"
LANES = ("study", "work")
_Priority = Annotated[str, ref("choice:priority")]
_Day = Annotated[int, kinds.DAY]
# What a way is measured by that tells how soon its first job begins; not the step that has this id.
SOONEST = "first_job"
_Measures = Annotated[tuple[str, ...], kinds.ListOf(one(SOONEST, "certified", "doors", "pay", "cost"))]
# Where somebody stands, as far as it decides what they can do this week.
_STAGES = ("school", "program", "at_work", "self_employed", "inside", "ready", "near", "far", "study")
# How many of the supervisors at a place hold the CCM.
_SupervisorsHold = Annotated[str, one("often", "sometimes", "rarely")]


class Action(Struct, frozen=True):
    """Something to do next, with the official address for it."""

    title: str
    url: kinds.Address = ""


class Requirement(Struct, frozen=True):
    """One thing asked for at a destination, and who asks it.

    `states` limits a state's own rule to people there, `except_states` leaves out the states with a rule of
    their own; both empty means everywhere. A law or an issuer's rule that nobody has found has `ask`: whom to
    ask for it; beside it, `when` says who would meet it wherever it was read. `strength` says how common an
    employers' habit is: nearly_always, often, sometimes, rare. Of whom `unless` holds it is not said. What
    several destinations ask stands once, among the `demands`.
    """

    OR_ID: ClassVar[str] = "demands"

    text: str
    made_by: MadeBy
    source: kinds.SourceId
    verified: bool
    when: Condition | None = None
    unless: Condition = NEVER
    states: kinds.States = ()
    except_states: kinds.States = ()
    ask: Action | None = None
    strength: Annotated[str, one("nearly_always", "often", "sometimes", "rare")] = ""

    @property
    def rule(self) -> Condition:
        """What has to be so; always where no answer decides it."""
        return self.when or ALWAYS

    @property
    def usual(self) -> bool:
        """Whether most employers there ask it."""
        return self.firm or self.strength == "often"

    @property
    def firm(self) -> bool:
        """Whether nearly every employer there asks it, so that hardly one bends."""
        return self.strength == "nearly_always"

    def holds_in(self, state: object) -> bool:
        """Say whether it is asked in a state; one that is not known has no rule of its own."""
        return state in self.states if self.states else state not in self.except_states


class UsualExperience(Struct, frozen=True):
    """The paid work employers there usually want first. Months are low to high.

    Any counter in `counts` that reaches the midpoint will do, and so does `met_by`; `earned_by` is the work
    step that earns it. Where `only_by` names steps, no other work still to come counts.
    """

    made_by: ClassVar[str] = "employers"

    text: str
    months: Annotated[Span, kinds.Spread(kinds.WHOLE)]
    counts: kinds.Counters
    earned_by: Annotated[str, ref("steps")]
    source: kinds.SourceId
    verified: bool
    met_by: Condition | None = None
    only_by: Annotated[tuple[str, ...], refs("steps")] = ()

    @property
    def midpoint(self) -> int:
        """Half way between low and high, rounded up to whole months."""
        return ((self.months.low or 0) + self.months.high_or_zero + 1) // 2


class PayProxy(Struct, frozen=True):
    """The occupation and industry whose pay stands for a destination.

    `fit` is good, fair or poor; `note` says what the figure really covers. Without `start` the lower quarter
    there says nothing about where people start, so the starting pay is not known.
    """

    soc: Annotated[str, ref("occupations")]
    industry: Annotated[str, ref("industries")]
    fit: Annotated[str, one("good", "fair", "poor")]
    note: str
    start: bool = True

    @property
    def close(self) -> bool:
        """Whether it stands for the very work."""
        return self.fit == "good"


class Limits(Struct, frozen=True):
    """What the work asks of body and life there, each in a few words for the screen.

    `rules_out` lists the limits (lifting, remote_only, ...) that this destination cannot meet.
    """

    lifting: str
    remote: str
    nights: str
    driving: str
    rules_out: Annotated[tuple[str, ...], refs("choice:limits")] = ()


class Fixed(Struct, frozen=True):
    """An answer that holds from some point on."""

    fact: Annotated[str, ref("facts")]
    word: Annotated[str, kinds.Key("is"), kinds.WORD]

    @property
    def value(self) -> str | int:
        """The answer as its kind of question has it."""
        return int(self.word) if self.word.isdigit() else self.word


class Destination(Struct, frozen=True, kw_only=True):
    """One kind of place where people with one background do case management.

    `titles` are what employers call such posts, to search for. `suits` names the only people it is shown to;
    everybody, as a rule. `counts` says whether the months count toward the CCM, and `counts_source` who says
    so. `neighbor` marks work next door that is not case management, `likely_for` whom it may well take: where
    posts are few, hardly anybody should count on one; and `beneath` who stands above it, and looks for what
    asks for more. `screens` says whether a record is looked up
    before hiring, `any_state` that a license of any state will do, `sets` what is so for whoever works there.
    `earns` lists the counters that a month in the job adds to; `certifications` the ids
    that fit it, best first. A variant is `like` another entry where it says nothing itself.
    """

    id: kinds.Id
    like: Annotated[str, ref("destinations")] = ""
    title: str
    titles: tuple[str, ...]
    about: str
    background: Annotated[str, kinds.BACKGROUND]
    settings: Settings = ()
    populations: Annotated[tuple[str, ...], refs("choice:populations")] = ()
    must: tuple[Requirement, ...] = ()
    usually: tuple[Requirement, ...] = ()
    experience: UsualExperience | None = None
    counts: Annotated[str, one("yes", "usually", "check", "no")]
    supervisor_holds_ccm: _SupervisorsHold
    earns: kinds.Counters = ()
    certifications: _Certifications = ()
    pay: PayProxy
    limits: Limits
    counts_source: kinds.SourceId
    suits: Condition = ALWAYS
    neighbor: bool = False
    likely_for: Condition = ALWAYS
    beneath: Condition = NEVER
    screens: bool = True
    any_state: bool = False
    sets: tuple[Fixed, ...] = ()
    cautions: tuple[str, ...] = ()

    @property
    def earned_by(self) -> str:
        """The id of the step that earns the usual experience; empty where none is usual."""
        return self.experience.earned_by if self.experience else ""


class Grants(Struct, frozen=True, cache_hash=True):
    """What finishing a step gives: degrees (level:field), flags, licenses, exams, counters of months.

    `sets` gives single facts a new value, such as a break that has ended; `states` are those of its licenses.
    """

    degrees: Annotated[tuple[str, ...], refs("degrees")] = ()
    flags: Annotated[tuple[str, ...], refs("flags")] = ()
    licenses: _LicenseIds = ()
    exams: Annotated[tuple[str, ...], refs(f"choice:{EXAM}")] = ()
    certifications: _Certifications = ()
    months: kinds.Counters = ()
    sets: tuple[Fixed, ...] = ()
    states: kinds.States = ()

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels of its degrees."""
        return tuple(degree.partition(":")[0] for degree in self.degrees)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of its degrees."""
        return tuple(degree.partition(":")[2] for degree in self.degrees)


# What says which degrees somebody holds; a new one, or an evaluation, can change them all.
OF_DEGREES = frozenset({"education", "field", "other_degrees", "foreign_degree"})


@cache
def touched(grants: Grants) -> frozenset[str]:
    """Return the facts that a step's grants can change."""
    keys = {*grants.flags, *grants.months, *(fixed.fact for fixed in grants.sets)}
    keys |= {"license_states"} if grants.states else set()
    keys |= OF_DEGREES if grants.degrees or "foreign_degree" in keys else set()
    keys |= {"licenses"} if grants.licenses else set()
    keys |= {EXAM} if grants.exams else set()
    keys |= {"certifications"} if grants.certifications else set()
    return frozenset(keys)


class Pace(Struct, frozen=True):
    """How a step is taken: its months (the planner counts the high end), hours a week, and whether one can
    hold a job meanwhile. `note` names programs that teach it so, or the reasoning of an `estimate`.
    """

    name: kinds.Id
    months: Annotated[Span, kinds.Spread(kinds.WHOLE)]
    hours_per_week: int | None = None
    work_alongside: bool = False
    estimate: bool = False
    note: str = ""
    sources: kinds.SourceIds = ()


class Step(Struct, frozen=True, kw_only=True):
    """One thing a person does on the way.

    `kind` is degree, license, exam, work, certification or membership; `lane` is study or work. A work
    step has no paces: it lasts as long as the condition that needs it. `suits` limits the step to people
    for whom it makes sense as they are today, `sides` to destinations of those backgrounds; on those that it
    `certifies_on` it is studied for a certification alone. `covers` marks the license for other states:
    `home` the person's own, `clients` those of their clients. It comes `after` some other steps wherever they
    are on the way. `online` is yes, partial, no or unknown. The flags it has where it is `chosen` so are
    none of whoever is nearly through. `going_on` is what someone who does such work already does next; nobody
    begins what `only_goes_on`. `pay` is what stands for its pay. A variant is `like` another entry where it
    says nothing itself.

    `price` is what it costs anywhere; `charges` are those amounts at a person's place, and `cost` is their
    total: whole US dollars, before aid. `elsewhere` is the tuition at the other kinds of college that offer
    it. The last three are empty until the step has been priced.
    """

    id: kinds.Id
    like: Annotated[str, ref("steps")] = ""
    title: str
    kind: Annotated[str, one("degree", "license", "exam", "work", "certification", "membership")]
    lane: Annotated[str, one(*LANES)]
    about: str
    requires: Condition = ALWAYS
    suits: Condition = ALWAYS
    sides: kinds.Backgrounds = ()
    certifies_on: kinds.Backgrounds = ()
    covers: Annotated[str, one("home", "clients")] = ""
    after: Annotated[tuple[str, ...], refs("steps")] = ()
    grants: Grants = Grants()
    full_time: Pace | None = None
    part_time: Pace | None = None
    online: Annotated[str, one("yes", "partial", "no", "unknown")] = "unknown"
    action: Action = Action("")
    sources: kinds.SourceIds
    verified: bool
    program: Annotated[str, kinds.WORD] = ""
    enrolled_as: Annotated[tuple[str, ...], refs("choice:enrolled_in")] = ()
    cautions: tuple[str, ...] = ()
    chosen: Annotated[tuple[str, ...], refs("flags")] = ()
    going_on: str = ""
    only_goes_on: bool = False
    pay: PayProxy | None = None
    price: Annotated[StepCost, kinds.Key("cost")] = StepCost()
    charges: Annotated[tuple[Charge, ...], kinds.Own()] = ()
    elsewhere: Annotated[tuple[Charge, ...], kinds.Own()] = ()
    cost: Annotated[Span, kinds.Own()] = FREE

    def under_way(self, answers: Answers) -> bool:
        """Whether it is the program that somebody is in today."""
        return answers.get("enrolled_in") in self.enrolled_as

    @property
    def license(self) -> str:
        """The license that a state gives for it, and asks its fee for; empty where it gives none anew."""
        return next(iter(self.grants.licenses), "") if self.price.license_fee else ""

    @property
    def paces(self) -> tuple[Pace, ...]:
        """The ways to take it, the quickest first."""
        return tuple(pace for pace in (self.full_time, self.part_time) if pace)

    @property
    def lasts(self) -> bool:
        """Whether it takes time; to look something up takes none."""
        return not self.paces or any(pace.months.high_or_zero for pace in self.paces)

    @property
    def graduate(self) -> bool:
        """Whether it is study after a bachelor's degree."""
        return not {*GRADUATE}.isdisjoint(self.grants.levels)


class ExamWindow(Struct, frozen=True):
    """An exam in one month of the year, and when to apply for it (months and days, as month * 100 + day)."""

    month: Annotated[int, kinds.MONTH]
    apply_from: _Day
    apply_to: _Day
    label: str


class Certification(Struct, frozen=True, kw_only=True):
    """A certification: the issuer's rule in two parts, and what it costs to get and keep.

    `attest` lists clauses that no answer can state and that do not decide the verdict here.
    `fee` and the rest name figures. `windows` is empty when the exam can be taken all year; `exam` tells
    whether there is one. `apply_when` is what has to be so on the day of applying, beside the rule;
    `supervisors` tells what a supervisor who holds it changes, by how many of them do. A variant is `like`
    another entry where it says nothing itself.
    """

    id: kinds.Id
    like: Annotated[str, ref("certifications")] = ""
    short: str
    name: str
    issuer: str
    url: kinds.Address
    about: str
    suits: str
    backgrounds: kinds.Backgrounds = ()
    credential: Condition
    experience: Condition
    attest: tuple[str, ...] = ()
    fee: kinds.FigureId = ""
    figures: kinds.FigureIds = ()
    windows: tuple[ExamWindow, ...] = ()
    windows_note: str = ""
    renewal: str = ""
    sources: kinds.SourceIds
    verified: bool
    also_called: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    exam: bool = True
    apply_when: Condition = ALWAYS
    supervisors: dict[_SupervisorsHold, str] = {}

    @property
    def rule(self) -> Condition:
        """Both parts of the issuer's rule."""
        return All((self.credential, self.experience))


class Note(Struct, frozen=True, kw_only=True):
    """Something to tell a person for whom a condition holds.

    `kind` is fact, caution, or action; `made_by` tells law, issuer's rule and habit apart. `destinations`
    limits a note to routes that go there, `steps` to those that take one of them; empty means it is about the
    person. `unless` hides a note from someone it is known not to concern; not knowing does not hide it. One
    with `home_elsewhere` is told only to whoever moved to a state that their multistate license covers. With
    `certification` it is told only to whoever `stands` so with it: eligible, not_yet and so on. A variant is
    `like` another note where it says nothing itself.
    """

    id: kinds.Id
    like: Annotated[str, ref("notes")] = ""
    kind: Annotated[str, one("fact", "caution", "action")]
    when: Condition = ALWAYS
    text: str
    source: kinds.SourceId
    verified: bool
    made_by: MadeBy = ""
    action: Action | None = None
    destinations: Destinations = ()
    steps: Annotated[tuple[str, ...], refs("steps")] = ()
    rank: int = 50
    home_elsewhere: bool = False
    unless: Condition | None = None
    certification: Annotated[str, ref("certifications")] = ""
    stands: Annotated[tuple[str, ...], kinds.ListOf(one(*VERDICTS))] = ()


class StandingRules(Struct, frozen=True):
    """What tells where somebody stands today: their side by the first of `sides` that holds, whether the
    license of a profession tells it (`licensed`), whether they were educated `abroad` for it, when the usual
    experience is `recent` enough, what employers of somebody's `own_setting` take in its place, what of their
    `record` may turn them down, and the steps that are their `present_work`, each by what says so.
    """

    sides: dict[Annotated[str, kinds.BACKGROUND], Condition] = {}
    licensed: Condition = NEVER
    abroad: Condition = NEVER
    recent: Condition = ALWAYS
    own_setting: Condition = NEVER
    record: Condition = NEVER
    present_work: dict[Annotated[str, ref("steps")], Condition] = {}


class Planning(Struct, frozen=True):
    """What planning takes for granted where no rule says so, each as `planning.yaml` explains it."""

    source: kinds.SourceId
    at_once: int
    soon: int
    far: int
    nearly: int
    ask_before: int
    last_term: int
    dollars: int
    pay_share: float
    verdict_weight: int
    stretch: float
    exam: Pace
    most_questions: int
    rank_before_all: int
    rank_before_steps: int
    order: dict[_Priority, _Measures]
    far_away: dict[_Priority, _Measures]
    between_sides: _Measures
    offers_by: dict[_Priority, Annotated[str, one("pay", "certified", "tuition_aid")]]
    programs_by: dict[_Priority, Annotated[str, one(*SORTS)]]
    fit_work: dict[Annotated[str, kinds.BACKGROUND], Annotated[str, one("nursing", "social")]]
    fit_bands: dict[str, float]
    called_for: float
    bendable: Annotated[tuple[str, ...], refs("facts")]
    added_up: kinds.Counters
    found_everywhere: Annotated[tuple[str, ...], refs("choice:populations")]
    such_work: dict[Annotated[str, ref("choice:question")], Annotated[str, ref("choice:limits")]]
    remote: Annotated[str, ref("choice:limits")]
    this_week: dict[Annotated[str, one(*_STAGES)], Annotated[tuple[str, ...], refs("words")]]


class Term(Struct, frozen=True):
    """A word of the field, explained in plain language."""

    id: kinds.Id
    title: str
    text: str
    source: kinds.SourceId
    also_called: tuple[str, ...] = ()
    see: Annotated[tuple[str, ...], refs("topics")] = ()
