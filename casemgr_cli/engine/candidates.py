"""A candidate route: a set of steps on the calendar that leads to one destination."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct

from casemgr_cli.domain.advice import Fork
from casemgr_cli.domain.careers import Destination, Requirement, Step
from casemgr_cli.domain.conditions import Degree, Licensed
from casemgr_cli.domain.figures import Span
from casemgr_cli.domain.wages import Pay
from casemgr_cli.engine.certifying import Tail
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.schedule import Slot, Task
from casemgr_cli.engine.ways import Way


class Sketch(NamedTuple):
    """A way to meet some demands before it is placed on the calendar; the first in order is placed first.

    `least` is the fewest months that it can take, `cost` in dollars. Without `tasks` it stands for all the
    paces at which the way can be taken, from `place` on in the order in which they are tried.
    """

    least: int
    cost: int
    place: tuple[int, int]
    way: Way
    tasks: tuple[Task, ...] = ()


class Draft(NamedTuple):
    """A way on the calendar, and how many months it takes."""

    months: int
    cost: int
    slots: tuple[Slot, ...]
    way: Way


class Asked(Struct, frozen=True):
    """What a destination asks of one person.

    `law` and `habits` can be planned for. `open_` is law that is not known for the person's state, or that
    an answer would decide; `unknown` are habits that only an answer decides, `unmet` those that no step can
    supply.
    """

    law: tuple[Requirement, ...]
    habits: tuple[Requirement, ...]
    open_: tuple[Requirement, ...] = ()
    unknown: tuple[Requirement, ...] = ()
    unmet: tuple[Requirement, ...] = ()


class Candidate(Struct, frozen=True):
    """A set of steps with their paces on one calendar, planned to what law, issuers and employers ask.

    `planned_for` are the demands that the steps are there for. `earliest` is when law and issuers alone would
    be met, None where something is open. `person` is who begins the first case-management job, after
    `typical` months; who stays has its pay today. `cost` is what is known of what the steps and the
    certification cost. `own_work` is the step that earns the usual experience, where the place is wanted.
    """

    destination: Destination
    slots: tuple[Slot, ...]
    way: Way
    planned_for: tuple[Requirement, ...]
    typical: int
    cost: Span
    asked: Asked
    earliest: int | None
    bends: tuple[str, ...]
    tail: Tail
    pay: Pay
    person: Person
    stay: bool = False
    long_shot: bool = False
    doors: int = 0
    forks: tuple[Fork, ...] = ()
    through: str = ""
    own_work: str = ""

    @property
    def solid(self) -> bool:
        """Whether nothing that anybody demands is open or unmet."""
        return not (self.asked.open_ or self.asked.unknown or self.unmet)

    @property
    def priced(self) -> bool:
        """Whether a price was found for all that it takes."""
        charges = [slot.task.step.charges for slot in (*self.slots, *self.tail.study)]
        charges += [step.charges for step in self.tail.steps]
        return all(charge.known for each in charges for charge in each)

    @property
    def unmet(self) -> tuple[str, ...]:
        """The usual demands that it leaves unmet."""
        left = self.asked.habits if self.long_shot else ()
        return tuple(r.text for r in (*self.asked.unmet, *left))

    def measures(self) -> tuple[float, ...]:
        """Return what candidates of one destination are compared on; less is better."""
        certified = self.tail.ready
        return self.typical, self.cost.high or 0, float("inf") if certified is None else certified

    def effort(self) -> tuple[int, list[tuple[bool, bool, int]], str]:
        """Return what settles a tie: fewer study hours a week, the likelier work, then the id."""
        hours = sum(slot.task.pace.hours_per_week or 0 for slot in self.slots if slot.task.pace)
        return hours, unlike((slot.task.step for slot in self.slots), self.own_work), self.id

    @property
    def id(self) -> str:
        """The route's id: destination, plan, steps in order, with `-pt` for part time."""
        steps = "+".join(
            slot.task.step.id + ("-pt" if slot.task.pace and slot.task.pace.name == "part_time" else "")
            for slot in self.slots
        )
        kind = "entry" if self.long_shot or self.asked.unmet else "stay" if self.stay else "strong"
        by = f".by.{self.through}" if self.through else ""
        return f"{self.destination.id}.{kind}.{steps or 'now'}{by}"


def unlike(steps: Iterable[Step], own: str) -> list[tuple[bool, bool, int]]:
    """Return how far the work among some steps is from the likeliest: that which takes a degree or a license
    comes before work for all, then the `own` kind of a place that is wanted, then what counts in more ways.
    """
    work = (step for step in steps if step.kind == "work")
    return sorted(
        (not isinstance(step.requires, Degree | Licensed), step.id != own, -len(step.grants.months))
        for step in work
    )


def unbeaten(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Drop every candidate that another is no worse than and better in something; of equals keep one."""
    best: dict[tuple[float, ...], Candidate] = {}
    for candidate in sorted(candidates, key=lambda c: (c.measures(), c.effort())):
        mine = candidate.measures()
        if not any(all(o <= m for o, m in zip(other, mine, strict=True)) for other in best):
            best[mine] = candidate
    return list(best.values())
