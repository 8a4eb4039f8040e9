"""What a person's own limits rule out, and the words that say so."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import NamedTuple

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.careers import Destination, Pace, Planning, Step
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.schedule import Task
from casemgr_cli.engine.ways import Ways

# The answers that say which steps, at which pace, are within somebody's limits, and how long they take.
READ = frozenset({"keep_working", "hours_per_week", "online"})


class Barrier(NamedTuple):
    """What puts a set of steps out of reach: a limit, the least it would have to be, and why in words."""

    limit: str
    least: int
    why: str


def of_destination(destination: Destination, person: Person, words: Mapping[str, str]) -> str:
    """Return why the settings or limits that somebody named rule a destination out; empty if none does."""
    avoided = person.members("settings_avoid") or ()
    if set(destination.settings) & set(avoided):
        return words["excluded_avoided"]
    broken = [limit for limit in person.members("limits") or () if limit in destination.limits.rules_out]
    return words["excluded_limits"].format(limits=_labels(person, broken)) if broken else ""


def of_work(experience: str, person: Person, words: Mapping[str, str]) -> str:
    """Return that somebody's limits bar the work that employers usually want first."""
    limits = _labels(person, person.members("limits") or ())
    return words["excluded_limits_work"].format(limits=limits, experience=experience)


def of_tasks(tasks: Sequence[Task], ways: Ways, catalog: Catalog) -> Barrier | None:
    """Return what puts a set of steps at these paces out of reach; a program under way never does."""
    person, words = ways.planned, catalog.words
    study = [task for task in tasks if task.step.lane == "study" and task.step.id not in ways.enrolled]
    degrees = [task for task in study if task.step.kind == "degree"]
    hours = person.get("hours_per_week")
    if person.get("keep_working") == "yes" and any(task.closes_work for task in study):
        return Barrier("keep_working", 0, words["excluded_keep_working"])
    if isinstance(hours, int | float):
        heaviest = max((_least_hours(task, catalog.planning) for task in degrees), default=0)
        if heaviest > hours:
            return Barrier("hours_per_week", heaviest, words["excluded_hours"].format(hours=heaviest))
    in_person = [task.step.title for task in degrees if task.step.online in {"no", "partial"}]
    if person.get("online") == "required" and in_person:
        return Barrier("online", len(in_person), words["excluded_online"].format(step=in_person[0]))
    return None


def _least_hours(task: Task, planning: Planning) -> int:
    """Return the hours a week below which a degree is no plan: those of its pace, or where courses can be
    taken one by one, the share of them that stretches it as far as it goes.
    """
    return ceil(task.hours / planning.stretch) if task.pace and task.pace.work_alongside else task.hours


def stretched(step: Step, pace: Pace | None, ways: Ways) -> float:
    """Return how many times as long as it is taught somebody takes for a step, for want of hours a week.

    Courses toward a degree that leave room for a job are taken one by one: fewer a term take longer. This is
    an estimate. Everything else keeps its pace, and so does a program under way.
    """
    hours = ways.planned.get("hours_per_week")
    if pace is None or not pace.work_alongside or step.kind != "degree" or step.id in ways.enrolled:
        return 1
    asked = pace.hours_per_week or 0
    return asked / hours if isinstance(hours, int | float) and 0 < hours < asked else 1


def _labels(person: Person, limits: Sequence[str]) -> str:
    labels = {choice.value: choice.label for choice in person.facts["limits"].choices}
    return ", ".join(labels.get(limit, limit) for limit in limits)
