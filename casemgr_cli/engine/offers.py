"""Job offers weighed for one person: by pay, by when they could certify, and by what each job opens.

Nothing is rolled into one score: each measure names its own first offer. What is not known of an offer stays
unknown, and becomes a question to its employer where the answer would change the picture.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from casemgr_cli.domain.careers import Requirement
from casemgr_cli.domain.catalog import Catalog
from casemgr_cli.domain.conditions import Condition, Truth, facts_read
from casemgr_cli.domain.facts import Answers, Assumption
from casemgr_cli.domain.offers import (
    BINDING,
    DUTIES_MISSING,
    HORIZONS,
    NOT_COUNTED,
    PART_TIME,
    TUITION_TAX,
    Comparison,
    Job,
    Offer,
    OfferGuide,
    Weighed,
)
from casemgr_cli.engine.assume import planned, stand_ins
from casemgr_cli.engine.dates import months_between
from casemgr_cli.engine.eligibility import read_as_none
from casemgr_cli.engine.offer_jobs import CASE_MANAGEMENT, assumed, full_week, job_of, unmet
from casemgr_cli.engine.offer_leaders import leaders
from casemgr_cli.engine.offer_pay import market_pay, pay_of_offer, tax_free
from casemgr_cli.engine.offer_prospects import Prospects, in_reach, places
from casemgr_cli.engine.offer_questions import REMOTE_ONLY, questions
from casemgr_cli.engine.person import Person


def weigh(
    catalog: Catalog, guide: OfferGuide, offers: Sequence[Offer], answers: Answers, today: date
) -> Comparison:
    """Return the offers weighed for one person on one day. Pure: the same in, the same out.

    Args:
        catalog: everything the advisor knows.
        guide: what is known of offers.
        offers: the offers, in the order to show them.
        answers: what the person said; what is not known is planned with as for routes.
        today: the day from which months count.

    Raises:
        UsageFailure: the data name no work in an offer's setting.
    """
    person = settled(planned(catalog.facts, answers))
    aid_matters = any(offer.tuition_aid is not None for offer in offers)
    weighed = tuple(_weighed(offer, person, catalog, guide, today, aid_matters) for offer in offers)
    return Comparison(
        answers=answers,
        today=today.isoformat(),
        weighed=weighed,
        already=tuple(place for place in places(catalog, person) if in_reach(place, person)),
        leaders=leaders(weighed, str(person.get("priority"))),
        assumed=(*read_as_none(catalog, answers), *_stood_in(catalog, answers, weighed)),
    )


def settled(person: Person) -> Person:
    """Return a person whose months count as far as their duties were complete.

    Months whose duties were given incompletely may not count, so they are 0; a new job's months are not in
    doubt for it.
    """
    doubtful = [key for key in person.answers if key in person.facts and person.duties_undecided(key)]
    if not doubtful:
        return person
    lists = {person.facts[key].qualified_by for key in doubtful}
    kept = {key: value for key, value in person.answers.items() if key not in lists}
    return person.answering({**kept, **dict.fromkeys(doubtful, 0)})


def _weighed(  # noqa: PLR0913  one value each, all of them needed
    offer: Offer, person: Person, catalog: Catalog, guide: OfferGuide, today: date, aid_matters: bool
) -> Weighed:
    job = job_of(offer, person, catalog, guide)
    ahead = months_between(today, offer.start) if offer.start else 0
    hours, full = offer.hours or full_week(guide), guide.full_time.low or full_week(guide)
    prospects = Prospects(catalog, guide, person, today, job, max(ahead, 0), min(hours, full), full)
    lacking = _demands(job, person, value=False)
    barred = any(demand.made_by in BINDING for demand in lacking)
    market = market_pay(person, catalog, job.pay) if job.pay else None
    current = person.get("current_pay")
    now = int(current) if isinstance(current, int | float) else None
    return Weighed(
        offer=offer,
        job=job,
        pace=prospects.pace,
        pay=pay_of_offer(offer, hours, full, now, market),
        lacking=lacking,
        undecided=_demands(job, person, value=None),
        clashes=_clashes(offer, job, person),
        outlooks=() if barred else prospects.outlooks(),
        opens=tuple((n, () if barred else prospects.opened(n, prospects.sure())) for n in HORIZONS),
        tax_free=tax_free(offer, catalog),
        notes=tuple(_notes(offer, job, prospects)),
        questions=() if barred else tuple(questions(offer, prospects, aid_matters=aid_matters)),
        assumed=assumed(offer, job, guide, late=ahead < 0),
    )


def _demands(job: Job, person: Person, *, value: Truth) -> tuple[Requirement, ...]:
    """Return what is demanded for the work and comes out False, or unknown, for the person."""
    step = job.step
    if step is None:
        return unmet(job.destination.must, person, value=value)
    made_by = "law" if "licenses" in facts_read(step.requires) else "employers"
    demand = Requirement(step.title, made_by, step.sources[0], step.verified, step.requires)
    return unmet((demand,), person, value=value)


def _clashes(offer: Offer, job: Job, person: Person) -> tuple[str, ...]:
    """Return the person's limits that the work cannot meet; whether it is remote, the offer knows best."""
    ruled_out = set(job.destination.limits.rules_out)
    if offer.remote:
        ruled_out.discard(REMOTE_ONLY)
    if offer.remote in {"no", "partial"}:
        ruled_out.add(REMOTE_ONLY)
    return tuple(limit for limit in person.members("limits") or () if limit in ruled_out)


def _notes(offer: Offer, job: Job, prospects: Prospects) -> Iterator[str]:
    """Yield the ids of what to say beside the offer."""
    counts = job.traits[CASE_MANAGEMENT]
    if job.missing:
        yield DUTIES_MISSING
    elif counts is False:
        yield NOT_COUNTED
    if prospects.pace < 1 and (counts is not False or prospects.outlooks()):
        yield PART_TIME
    if offer.tuition_aid is not None and offer.tuition_aid > (tax_free(offer, prospects.catalog) or 0):
        yield TUITION_TAX


def _stood_in(catalog: Catalog, answers: Answers, weighed: Sequence[Weighed]) -> Iterator[Assumption]:
    """Yield the stand-ins for answers that the weighing read."""
    read = {"background"}.union(*(facts_read(condition) for condition in _conditions(catalog, weighed)))
    for key, value in stand_ins(catalog.facts, answers).items():
        if key in read:
            yield Assumption(key, value, catalog.facts[key].planning_why)


def _conditions(catalog: Catalog, weighed: Sequence[Weighed]) -> Iterator[Condition]:
    for place in catalog.destinations.values():
        yield from (demand.when for demand in place.must if demand.when)
    for each in weighed:
        yield from (outlook.certification.credential for outlook in each.outlooks)
