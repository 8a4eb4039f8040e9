"""A candidate route, and what makes one better than another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from casemgr_cli.engine.money import total
from casemgr_cli.engine.schedule import least_length, length

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casemgr_cli.domain.careers import Destination
    from casemgr_cli.domain.figures import Span
    from casemgr_cli.domain.wages import Pay
    from casemgr_cli.engine.limits import Barrier
    from casemgr_cli.engine.schedule import Slot, Task
    from casemgr_cli.engine.tail import Tail

PRIORITIES = {
    "soonest": ("typical", "cost", "pay", "unmet"),
    "cheapest": ("cost", "typical", "pay", "unmet"),
    "best_paid": ("pay", "typical", "cost", "unmet"),
}


class Choice(NamedTuple):
    """Tasks that meet some requirements, who demands each, and what puts them out of reach, if anything."""

    tasks: tuple[Task, ...]
    required_by: Mapping[str, str]
    barrier: Barrier | None


class Draft(Struct, frozen=True):
    """A set of steps at chosen paces, not yet on the calendar.

    `least_months` and `least_cost` are what it comes to at least: however it fits on the calendar, and
    without the certification.
    """

    plan: str
    tasks: tuple[Task, ...]
    required_by: Mapping[str, str]
    least_months: int
    least_cost: int


def draft(plan: str, tasks: tuple[Task, ...], required_by: Mapping[str, str], work: int) -> Draft:
    """Return a draft with its least months and cost worked out; `work` is the least months of work in all."""
    cost = sum(task.step.cost.high or 0 for task in tasks)
    return Draft(plan, tasks, required_by, least_length(tasks, work), cost)


class Candidate(Struct, frozen=True):
    """A set of steps with their paces on two calendars: as planned, and with the usual experience."""

    destination: Destination
    plan: str
    slots: tuple[Slot, ...]
    typical_slots: tuple[Slot, ...]
    earliest: int
    required_by: Mapping[str, str]
    unmet: tuple[str, ...]
    tail: Tail
    pay: Pay

    @property
    def typical(self) -> int:
        """Months to the first case-management pay, the usual experience included."""
        return length(self.typical_slots)

    @property
    def cost(self) -> Span:
        """What is known of what the steps and the certification cost together."""
        costs = (slot.task.step.cost for slot in self.slots)
        return total(cost for cost in costs if cost.high is not None).plus(self.tail.cost)

    def measures(self) -> dict[str, int]:
        """Return what candidates are compared on; less is better."""
        return {
            "typical": self.typical,
            "cost": self.cost.high or 0,
            "pay": -(self.pay.experienced or 0),
            "unmet": len(self.unmet),
        }

    def effort(self) -> tuple[int | str | bool, ...]:
        """Return what settles a tie: fewer study hours a week, sooner by the rules, planned as strong, id."""
        hours = sum(slot.task.pace.hours_per_week or 0 for slot in self.slots if slot.task.pace)
        return hours, self.earliest, self.plan != "strong", self.id

    @property
    def id(self) -> str:
        """The route's id: destination, plan, steps in order, with `-pt` for part time."""
        steps = "+".join(
            slot.task.step.id + ("-pt" if slot.task.pace and slot.task.pace.name == "part_time" else "")
            for slot in self.slots
        )
        return f"{self.destination.id}.{self.plan}.{steps or 'now'}"


def beaten_already(draft: Draft, unmet: int, measures: Mapping[str, int]) -> bool:
    """Whether a candidate with these measures beats a draft however the draft's calendar turns out."""
    typical, cost = measures["typical"], measures["cost"]
    no_worse = typical <= draft.least_months and cost <= draft.least_cost and measures["unmet"] <= unmet
    return no_worse and (typical < draft.least_months or cost < draft.least_cost)


def rank(candidate: Candidate, priority: str) -> tuple[int | str, ...]:
    """Return the sort key of a route: the priority's criterion, then the others, then the id."""
    measures = candidate.measures()
    return (*(measures[m] for m in PRIORITIES.get(priority, PRIORITIES["soonest"])), candidate.id)


def unbeaten(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Drop every candidate that another is no worse than and better in something; of equals keep one."""
    measured = [(tuple(c.measures().values()), c) for c in candidates]
    best = [
        (m, c)
        for m, c in measured
        if not any(other != m and all(o <= x for o, x in zip(other, m, strict=True)) for other, _ in measured)
    ]
    kept: dict[tuple[object, ...], Candidate] = {}
    for m, c in sorted(best, key=lambda pair: pair[1].effort()):
        kept.setdefault((m, frozenset(slot.task.step.id for slot in c.slots)), c)
    return list(kept.values())
