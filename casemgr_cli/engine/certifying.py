"""What follows the first job: the months in it that a certification asks for, what else it asks, the exam."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from math import inf
from operator import attrgetter, itemgetter
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import RouteStep
from casemgr_cli.domain.careers import Action, Certification, Destination, Step, touched
from casemgr_cli.domain.conditions import All, AnyOf, Attest, Compare, Condition, Not, facts_read, leaves
from casemgr_cli.domain.figures import FREE, Span
from casemgr_cli.engine.costs import figure_charge, total
from casemgr_cli.engine.dates import next_exam
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.schedule import Slot

FIRST_JOB = "first_job"
# What can be done beside the first job; degrees come before it.
_BESIDE_THE_JOB = ("license", "exam", "certification")


class Tail(Struct, frozen=True):
    """The certification a route ends in, and the steps from the first job to it.

    `months` is when it is granted, None when none that fits the destination can be reached or an open answer
    decides it; `ready` when its rule is met, without the wait for an exam. `cost` is what is known, `chosen`
    the part that nobody demands. `study` is what the certification takes of degrees, beside the job.
    """

    certification: str = ""
    steps: tuple[RouteStep, ...] = ()
    months: int | None = None
    ready: int | None = None
    cost: Span = FREE
    chosen: Span = FREE
    study: tuple[Slot, ...] = ()

    @property
    def in_the_job(self) -> bool:
        """Whether months in the first job are part of the way."""
        return any(step.id == FIRST_JOB for step in self.steps)

    def when(self) -> float:
        """Return the month in which the rule is met; infinity where that is never."""
        return inf if self.ready is None else self.ready

    def before_the_job(self) -> "Tail":
        """Return the same for work that is on the calendar already, so that no job has to follow."""
        return replace(self, steps=tuple(step for step in self.steps if step.id != FIRST_JOB))

    def fits_in(self, slots: Iterable[Slot]) -> bool:
        """Whether none of the steps is on the calendar already, or falls into one of its lane that is."""
        return not any(
            step.id == slot.task.step.id
            or (step.lane == slot.task.step.lane and step.start < slot.end and slot.start < step.end)
            for step in self.steps
            for slot in slots
        )


class _Gap(NamedTuple):
    """What a rule still asks for: months of work, and steps beside it."""

    months: int = 0
    steps: frozenset[str] = frozenset()


_NO_GAP = _Gap()


def bounds(catalog: Catalog, key: str) -> tuple[int | float, ...]:
    """Return where the rules of certifications draw their lines for a number, the least first."""
    rules = (rule for c in catalog.certifications.values() for rule in (c.credential, c.experience))
    found = {
        leaf.values[0]
        for rule in rules
        for leaf in leaves(rule)
        if isinstance(leaf, Compare) and leaf.fact == key
    }
    return tuple(sorted(bound for bound in found if not isinstance(bound, str)))


class Certifying:
    """The way to a certification in a job, for one person on one side."""

    def __init__(self, catalog: Catalog, steps: Mapping[str, Step], now: Person, today: date) -> None:
        """Take the steps open to the person, the person as they are today, and the day months count from."""
        self.catalog, self.now, self.today, self._all = catalog, now, today, steps
        self._changing: dict[frozenset[str], list[str]] = {}
        self._open: dict[str, bool] = {}
        self._exams: dict[str, RouteStep] = {}
        self._reads: dict[str, frozenset[str]] = {}
        self._gaps: dict[tuple[str, int, frozenset[str]], tuple[Person, _Gap | None]] = {}

    @cached_property
    def steps(self) -> dict[str, Step]:
        """The steps that can be taken beside a job."""
        beside = (step for step in self._all.values() if step.lane != "work")
        return {step.id: step for step in beside if step.kind in _BESIDE_THE_JOB}

    def counts_work(self, certification: str) -> bool:
        """Whether a certification, by its id, asks for months of work; none of those without id does."""
        rule = self.catalog.certifications.get(certification)
        return rule is not None and any(
            self.catalog.facts[key].unit == "months" for key in facts_read(rule.experience)
        )

    def after(  # noqa: PLR0913  one value each, all of them needed
        self,
        destination: Destination,
        person: Person,
        start: int,
        under: Collection[str],
        granted: Mapping[str, Slot],
        *,
        study_ends: int,
        not_before: int = 0,
    ) -> Tail:
        """Return the way from the first job to the first certification within reach there.

        Args:
            destination: the place of the job; the certifications that fit it, best first.
            person: who the job begins with.
            start: the month in which it begins.
            under: the counters that grow with it.
            granted: the certifications that the way to the job itself grants, where they stand on it.
            study_ends: when the study before the job ends; what else is studied comes after it.
            not_before: when the person is who the job begins with, where that comes after the job begins.

        Someone who may sit for an exam now need not wait for the job, and one that a few months from today
        bring comes first. After a certification that is held only a better one follows.
        """
        fitting = [self.catalog.certifications[id_] for id_ in destination.certifications]
        held = person.members("certifications") or ()
        person = person.aged(start)

        def first_of(certifications: Sequence[Certification]) -> Tail:
            for certification in filter(self._open_now, certifications):
                return self._tail(destination, certification, 0, _NO_GAP, study_ends)
            gaps = ((c, self._missing(c, person, frozenset(under))) for c in certifications)
            within = ((c, _Gap(max(gap.months, not_before - start), gap.steps)) for c, gap in gaps if gap)
            soonest = sorted(within, key=lambda each: not self._soon(each[1])) if start == 0 else within
            nearest = next(iter(soonest), None)
            if nearest:
                return self._tail(destination, nearest[0], start, nearest[1], study_ends)
            return Tail()

        for i, certification in enumerate(fitting):
            if certification.id in held:
                there, better = granted.get(certification.id), first_of(fitting[:i])
                month, ready = (there.end, there.start) if there else (0, 0)
                return replace(better, certification=certification.id, months=month, ready=ready)
        return first_of(fitting)

    def _soon(self, gap: _Gap) -> bool:
        """Whether nothing is missing but a few months of work."""
        return not gap.steps and 0 < gap.months <= self.catalog.planning.nearly

    def open_today(self, destination: Destination, person: Person, study_ends: int) -> Tail:
        """Return a certification that the person may apply for today, else one that is held, whether or not
        it fits the destination; none if there is neither.
        """
        held = person.members("certifications") or ()
        found = (c for id_, c in self.catalog.certifications.items() if id_ not in held and self._open_now(c))
        tails = (self._tail(destination, each, 0, _NO_GAP, study_ends) for each in found)
        return next(tails, Tail(next(iter(held), ""), months=0, ready=0) if held else Tail())

    def by_work_alone(self, destination: Destination, person: Person, earned: frozenset[str]) -> Tail:
        """Return the nearest certification that months of the present work bring by themselves, though it may
        not be one for the destination; none if there is none.
        """
        suited = (c for c in self.catalog.certifications.values() if truth(c.apply_when, self.now) is True)
        gaps = ((c, self._missing(c, person, earned)) for c in suited)
        near = [(gap.months, c, gap) for c, gap in gaps if gap and gap.months and not gap.steps]
        if not near:
            return Tail()
        _, certification, gap = min(near, key=itemgetter(0))
        return self._tail(destination, certification, 0, gap, 0)

    def _open_now(self, certification: Certification) -> bool:
        if certification.id not in self._open:
            today = All((certification.rule, certification.apply_when))
            self._open[certification.id] = truth(today, self.now) is True
        return self._open[certification.id]

    def _missing(self, certification: Certification, person: Person, earns: frozenset[str]) -> _Gap | None:
        """Return the gap of a certification; routes that end in the same person share it, as far as the rule
        and the steps toward it can tell.
        """
        reads = self._read_for(certification)
        while person.former and person.changed.isdisjoint(reads):
            person = person.former
        earns &= reads
        key = (certification.id, id(person), earns)
        if key not in self._gaps:
            self._gaps[key] = person, self._gap(certification.rule, person, earns)
        return self._gaps[key][1]

    def _read_for(self, certification: Certification) -> frozenset[str]:
        """Return the facts that the gap of a certification can depend on."""
        if certification.id not in self._reads:
            reads = facts_read(certification.rule)
            needed = (facts_read(self.steps[id_].requires) for id_ in self._touching(reads))
            self._reads[certification.id] = reads.union(*needed)
        return self._reads[certification.id]

    def _gap(self, rule: Condition, person: Person, earns: Collection[str]) -> _Gap | None:
        """Return the least that a rule still asks for, None when it is out of reach beside the job."""
        if isinstance(rule, Attest) or truth(rule, person) is True:
            return _NO_GAP
        if isinstance(rule, All | AnyOf):
            return self._of_parts(rule, person, earns)
        if isinstance(rule, Not):
            return None
        if isinstance(rule, Compare) and rule.fact in earns:
            wanted = float(rule.values[0])
            return _Gap(int(wanted - person.kept_for(rule.fact, rule.window, wanted)))
        return next(self._supplied(rule, person), None)

    def _of_parts(self, rule: All | AnyOf, person: Person, earns: Collection[str]) -> _Gap | None:
        enough = _NO_GAP if isinstance(rule, AnyOf) else None
        known: list[_Gap] = []
        for part in rule.parts:
            gap = self._gap(part, person, earns)
            if gap == enough:
                return gap
            if gap is not None:
                known.append(gap)
        if isinstance(rule, AnyOf):
            return min(known, key=lambda gap: (self._length(gap), sorted(gap.steps)), default=None)
        return _Gap(max((g.months for g in known), default=0), frozenset().union(*(g.steps for g in known)))

    def _length(self, gap: _Gap) -> int:
        return max(gap.months, sum(_months(self.steps[id_]) for id_ in gap.steps))

    def _supplied(self, leaf: Condition, person: Person) -> Iterator[_Gap]:
        for id_ in self._touching(facts_read(leaf)):
            step = self.steps[id_]
            if truth(step.requires, person) is True and truth(leaf, person.after(step.grants)) is True:
                yield _Gap(0, frozenset({id_}))

    def _touching(self, reads: frozenset[str]) -> list[str]:
        """Return the steps that can change one of some facts."""
        if reads not in self._changing:
            self._changing[reads] = [id_ for id_, s in self.steps.items() if reads & touched(s.grants)]
        return self._changing[reads]

    def _tail(
        self, destination: Destination, certification: Certification, start: int, gap: _Gap, study_ends: int
    ) -> Tail:
        steps, end = [], max(start, study_ends) if gap.steps else start
        for id_ in sorted(gap.steps):
            steps.append(_beside(self.steps[id_], end))
            end = steps[-1].end
        ready = max(start + gap.months, end)
        exam = next_exam(certification.windows, self.today, ready)
        granted = exam[0] if exam else ready
        apply = self.catalog.words["action_first_job" if certification.supervisors else "action_apply"]
        to_do = Action(apply.format(job=destination.title, name=certification.short))
        job = first_job(destination.title, start, ready - start, "issuer", to_do)
        # Waiting for an exam is no study: beside a program that goes on it stands with the work.
        lane = "work" if ready < study_ends else "study"
        sit = replace(self._exam(certification), lane=lane, start=ready, months=granted - ready)
        chosen = total(charge.span for charge in sit.charges if charge.known)
        cost = total((chosen, *(step.cost for step in steps if step.cost.high is not None)))
        whole = (*([job] if ready > start else []), *steps, sit)
        before = (step for step in steps if step.id in self.catalog.certifications)
        first = min(before, key=attrgetter("end"), default=None)
        if first is not None:
            return Tail(first.id, whole, first.end, first.start, cost, chosen)
        return Tail(certification.id, whole, granted, ready, cost, chosen)

    def _exam(self, certification: Certification) -> RouteStep:
        """Return the exam of a certification, at no month yet."""
        if certification.id not in self._exams:
            fee = figure_charge(self.catalog.figures[certification.fee], "certification")
            self._exams[certification.id] = RouteStep(
                id=certification.id,
                kind="certification",
                title=f"{certification.name} ({certification.short})",
                lane="study",
                pace="",
                start=0,
                months=0,
                cost=fee.span,
                charges=(fee,),
                required_by="choice",
                sources=certification.sources,
                action=Action(
                    self.catalog.words["action_certify"].format(name=certification.short), certification.url
                ),
                verified=certification.verified,
            )
        return self._exams[certification.id]


def _months(step: Step) -> int:
    return min((pace.months.high_or_zero for pace in step.paces), default=0)


def _beside(step: Step, start: int) -> RouteStep:
    return RouteStep(
        id=step.id,
        kind=step.kind,
        title=step.title,
        lane=step.lane,
        pace=step.paces[0].name if step.paces else "",
        start=start,
        months=_months(step),
        cost=step.cost,
        required_by="issuer",
        sources=tuple(dict.fromkeys((*step.sources, *(charge.source for charge in step.charges)))),
        action=step.action,
        cautions=step.cautions,
        verified=step.verified,
        charges=step.charges,
    )


def first_job(title: str, start: int, months: int, required_by: str, to_do: Action) -> RouteStep:
    """Return the first job of a way as a step: from the month it begins, as long as somebody asks for it."""
    return RouteStep(
        id=FIRST_JOB,
        kind="work",
        title=title,
        lane="work",
        pace="",
        start=start,
        months=months,
        cost=FREE,
        required_by=required_by,
        sources=(),
        action=to_do,
    )
