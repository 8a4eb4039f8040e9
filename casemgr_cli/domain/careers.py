"""Where case managers work, the steps that lead there, and the certifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.domain.conditions import ALWAYS, Condition
from casemgr_cli.domain.figures import FREE, Span

if TYPE_CHECKING:
    from casemgr_cli.domain.costs import Charge, Tuition


class Action(Struct, frozen=True):
    """Something to do next, with the official address for it."""

    title: str
    url: str = ""


class Requirement(Struct, frozen=True):
    """One thing asked for at a destination, and who asks it.

    `states` limits a state's own rule to people there, `except_states` leaves out the states with a rule of
    their own; both empty means everywhere. A law or an issuer's rule that nobody has found has `ask`: whom to
    ask for it. `strength` says how common an employers' habit is: nearly_always, often, sometimes, rare.
    """

    text: str
    made_by: str
    source: str
    verified: bool
    when: Condition | None = None
    states: tuple[str, ...] = ()
    except_states: tuple[str, ...] = ()
    ask: Action | None = None
    strength: str = ""

    def holds_in(self, state: object) -> bool:
        """Say whether it is asked in a state; one that is not known has no rule of its own."""
        return state in self.states if self.states else state not in self.except_states


class UsualExperience(Struct, frozen=True):
    """The paid work employers there usually want first. Months are low to high.

    Any counter in `counts` that reaches the midpoint will do, and so does `met_by`; `earned_by` is the work
    step that earns it.
    """

    text: str
    months: Span
    counts: tuple[str, ...]
    earned_by: str
    source: str
    verified: bool
    met_by: Condition | None = None

    @property
    def midpoint(self) -> int:
        """Half way between low and high, rounded down to whole months."""
        return ((self.months.low or 0) + (self.months.high or 0)) // 2


class PayProxy(Struct, frozen=True):
    """The occupation and industry whose pay stands for a destination.

    `fit` is good, fair or poor; `note` says what the figure really covers. Without `start` the lower quarter
    there says nothing about where people start, so the starting pay is not known.
    """

    soc: str
    industry: str
    fit: str
    note: str
    start: bool = True


class Limits(Struct, frozen=True):
    """What the work asks of body and life there, each in a few words for the screen.

    `rules_out` lists the limits (lifting, remote_only, ...) that this destination cannot meet.
    """

    lifting: str
    remote: str
    nights: str
    driving: str
    rules_out: tuple[str, ...]


class Destination(Struct, frozen=True):
    """One kind of place where people with one background do case management.

    `suits` names the only people it is shown to; everybody, as a rule. `counts` says whether the months count
    toward the CCM, and `counts_source` who says so. `neighbor` marks work next door that is not case
    management. `earns` lists the counters that a month in the job adds to; `certifications` the ids that fit
    it, best first.
    """

    id: str
    title: str
    about: str
    background: str
    settings: tuple[str, ...]
    populations: tuple[str, ...]
    must: tuple[Requirement, ...]
    usually: tuple[Requirement, ...]
    experience: UsualExperience | None
    counts: str
    supervisor_holds_ccm: str
    earns: tuple[str, ...]
    certifications: tuple[str, ...]
    pay: PayProxy
    limits: Limits
    counts_source: str = ""
    suits: Condition = ALWAYS
    neighbor: bool = False
    cautions: tuple[str, ...] = ()


class Grants(Struct, frozen=True):
    """What finishing a step gives: degrees (level:field), flags, licenses, exams, counters of months."""

    degrees: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    licenses: tuple[str, ...] = ()
    exams: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()
    months: tuple[str, ...] = ()


class Pace(Struct, frozen=True):
    """How a step is taken: its months (the planner counts the high end), hours a week, and whether one can
    hold a job meanwhile. `note` names programs that teach it so, or the reasoning of an `estimate`.
    """

    name: str
    months: Span
    hours_per_week: int | None
    work_alongside: bool
    estimate: bool = False
    note: str = ""
    sources: tuple[str, ...] = ()


class Step(Struct, frozen=True):
    """One thing a person does on the way.

    `kind` is degree, license, exam, work, certification or membership; `lane` is study or work. A work
    step has no paces: it lasts as long as the condition that needs it. `suits` limits the step to people
    for whom it makes sense as they are today. `online` is yes, partial, no or unknown. `going_on` is what
    someone who does such work already does next. `license` is the license it gives: rn, or a level of social
    work as the states' files name it.

    What it costs is given as `flat`, as years of `tuition`, or as `exam_fee` and `license_fee` (ids of
    figures); `cost_assumed` says that no source gives it. `charges` are those amounts at a person's place,
    and `cost` is their total: whole US dollars, before aid. `elsewhere` is the tuition at the other kinds of
    college that offer it. All three are empty until the step has been priced.
    """

    id: str
    title: str
    kind: str
    lane: str
    about: str
    requires: Condition
    suits: Condition
    grants: Grants
    paces: tuple[Pace, ...]
    online: str
    action: Action
    sources: tuple[str, ...]
    verified: bool
    program: str = ""
    enrolled_as: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    going_on: str = ""
    license: str = ""
    flat: Span | None = None
    tuition: Tuition | None = None
    exam_fee: str = ""
    license_fee: str = ""
    cost_note: str = ""
    cost_assumed: bool = False
    charges: tuple[Charge, ...] = ()
    elsewhere: tuple[Charge, ...] = ()
    cost: Span = FREE

    @property
    def graduate(self) -> bool:
        """Whether it is study after a bachelor's degree."""
        return any(degree.startswith(("master:", "doctorate:")) for degree in self.grants.degrees)


class ExamWindow(Struct, frozen=True):
    """An exam in one month of the year, and when to apply for it (months and days, as month * 100 + day)."""

    month: int
    apply_from: int
    apply_to: int
    label: str


class Certification(Struct, frozen=True):
    """A certification: the issuer's rule in two parts, and what it costs to get and keep.

    `attest` lists clauses that no answer can state and that do not decide the verdict here.
    `fee` and the rest name figures. `windows` is empty when the exam can be taken all year; `exam` tells
    whether there is one. `apply_when` is what has to be so on the day of applying, beside the rule.
    """

    id: str
    short: str
    name: str
    issuer: str
    url: str
    about: str
    suits: str
    backgrounds: tuple[str, ...]
    credential: Condition
    experience: Condition
    attest: tuple[str, ...]
    fee: str
    figures: tuple[str, ...]
    windows: tuple[ExamWindow, ...]
    windows_note: str
    renewal: str
    sources: tuple[str, ...]
    verified: bool
    also_called: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    exam: bool = True
    apply_when: Condition = ALWAYS


class Note(Struct, frozen=True):
    """Something to tell a person for whom a condition holds.

    `kind` is fact, caution, or action; `made_by` tells law, issuer's rule and habit apart. `destinations`
    limits a note to routes that go there; empty means it is about the person. `unless` hides a note from
    someone it is known not to concern; not knowing does not hide it.
    """

    id: str
    kind: str
    when: Condition
    text: str
    source: str
    verified: bool
    made_by: str = ""
    action: Action | None = None
    destinations: tuple[str, ...] = ()
    rank: int = 50
    unless: Condition | None = None


class Term(Struct, frozen=True):
    """A word of the field, explained in plain language."""

    id: str
    title: str
    text: str
    source: str
    also_called: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
