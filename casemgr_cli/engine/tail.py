"""What follows the first job: the months in it that a certification asks for, then the exam."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.domain.advice import RouteStep
from casemgr_cli.domain.careers import Action
from casemgr_cli.domain.figures import FREE, Span
from casemgr_cli.engine.costs import figure_charge
from casemgr_cli.engine.dates import next_exam
from casemgr_cli.engine.eligibility import months_short
from casemgr_cli.engine.evaluate import truth

if TYPE_CHECKING:
    from datetime import date

    from casemgr_cli.domain.careers import Certification, Destination
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.engine.person import Person

FIRST_JOB = "first_job"


class Tail(Struct, frozen=True):
    """The certification a route ends in, the steps from the first job to it, and when it is held.

    `months` is None when no certification that fits the destination can be reached. `cost` is what is known.
    """

    certification: str = ""
    steps: tuple[RouteStep, ...] = ()
    months: int | None = None
    cost: Span = FREE


def certify(  # noqa: PLR0913  one value each, all of them needed
    catalog: Catalog, destination: Destination, now: Person, person: Person, start: int, today: date
) -> Tail:
    """Return the way from the first job to the first certification within reach there.

    The counters grow as the job earns them: at places whose supervisors tend to hold the CCM, twelve months
    do what takes twenty-four elsewhere. Someone who holds a fitting certification has nothing left to do, and
    someone who may sit for the exam `now` need not wait for the job that starts after `start` months.
    """
    held = person.members("certifications") or ()
    for id_ in destination.certifications:
        certification = catalog.certifications[id_]
        if id_ in held:
            return Tail(id_, (), 0)
        if _open(certification, now):
            return _tail(catalog, destination, certification, 0, 0, today)
        needed = months_short(certification.experience, person, destination.earns)
        if truth(certification.credential, person) is True and needed < inf:
            return _tail(catalog, destination, certification, start, int(needed), today)
    return Tail()


def _open(certification: Certification, person: Person) -> bool:
    return truth(certification.credential, person) is True and truth(certification.experience, person) is True


def _tail(  # noqa: PLR0913  one value each, all of them needed
    catalog: Catalog,
    destination: Destination,
    certification: Certification,
    start: int,
    needed: int,
    today: date,
) -> Tail:
    fee = figure_charge(catalog.figures[certification.fee], "certification")
    exam = next_exam(certification.windows, today, start + needed)
    end = exam[0] if exam else start + needed
    job = RouteStep(
        id=FIRST_JOB,
        kind="work",
        title=destination.title,
        lane="work",
        pace="",
        start=start,
        months=needed,
        cost=FREE,
        required_by="issuer",
        sources=(),
        action=Action(catalog.words["action_first_job"].format(job=destination.title)),
    )
    exam_step = RouteStep(
        id=certification.id,
        kind="certification",
        title=f"{certification.name} ({certification.short})",
        lane="study",
        pace="",
        start=start + needed,
        months=end - start - needed,
        cost=fee.span,
        charges=(fee,),
        required_by="choice",
        sources=certification.sources,
        action=Action(catalog.words["action_certify"].format(name=certification.short), certification.url),
        verified=certification.verified,
    )
    steps = (job, exam_step) if needed else (exam_step,)
    return Tail(certification.id, steps, end, fee.span if fee.known else FREE)
