"""Offers held side by side: what each pays, counts and opens, which leads in what, and what to ask.

Nothing is rolled into one score: each measure names its own first offer. What is not known of an offer stays
unknown, and becomes a question to its employer where the answer would change the picture.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.careers import Certification, Requirement
from casemgr_cli.domain.conditions import BINDING, Condition, Truth, facts_read
from casemgr_cli.domain.facts import Answers, Assumption
from casemgr_cli.domain.offers import (
    CRITERIA,
    HORIZONS,
    Comparison,
    Criterion,
    Job,
    Leader,
    Offer,
    OfferGap,
    OfferGuide,
    OfferNote,
    Weighed,
)
from casemgr_cli.engine.dates import months_between
from casemgr_cli.engine.eligibility import read_as_none
from casemgr_cli.engine.offer_jobs import (
    CASE_MANAGEMENT,
    Prospects,
    Traits,
    assumed,
    full_week,
    in_reach,
    job_of,
    pay_of_offer,
    places,
    tax_free,
    unmet,
)
from casemgr_cli.engine.pay import pay_of
from casemgr_cli.engine.person import Person, said
from casemgr_cli.engine.standing import planned, stand_ins


def weigh(
    catalog: Catalog, guide: OfferGuide, offers: Sequence[Offer], answers: Answers, today: date
) -> Comparison:
    """Return the offers, in their order, weighed for one person on one day. Pure: the same in, the same out.

    What is not known of the person is planned with as for routes.
    """
    person = settled(planned(catalog.facts, answers))
    aid_matters = any(offer.tuition_aid is not None for offer in offers)
    weighed = tuple(_weighed(offer, person, catalog, guide, today, aid_matters) for offer in offers)
    return Comparison(
        answers=answers,
        today=today.isoformat(),
        weighed=weighed,
        already=tuple(place for place in places(catalog, person) if in_reach(place, person)),
        leaders=_leaders(weighed, catalog.planning.offers_by.get(str(person.get("priority")))),
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
    here = (said(person.answers, "state"), said(person.answers, "metro"))
    market = pay_of(catalog.wages, job.pay, *here) if job.pay else None
    current = person.get("current_pay")
    now = int(current) if isinstance(current, int | float) else None
    return Weighed(
        offer=offer,
        job=job,
        pace=prospects.pace,
        pay=pay_of_offer(offer, hours, full, now, market),
        lacking=lacking,
        undecided=_demands(job, person, value=None),
        clashes=_clashes(offer, job, person, catalog.planning.remote),
        outlooks=() if barred else prospects.outlooks(),
        opens=tuple((n, () if barred else prospects.opened(n, prospects.sure())) for n in HORIZONS),
        tax_free=tax_free(offer, guide),
        notes=tuple(_notes(offer, job, prospects)),
        questions=() if barred else tuple(_questions(offer, prospects, aid_matters=aid_matters)),
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


def _clashes(offer: Offer, job: Job, person: Person, remote: str) -> tuple[str, ...]:
    """Return the person's limits that the work cannot meet; whether it is `remote`, the offer knows best."""
    ruled_out = set(job.destination.limits.rules_out)
    if offer.remote:
        ruled_out.discard(remote)
    if offer.remote in {"no", "partial"}:
        ruled_out.add(remote)
    return tuple(limit for limit in person.members("limits") or () if limit in ruled_out)


def _notes(offer: Offer, job: Job, prospects: Prospects) -> Iterator[OfferNote]:
    """Yield the ids of what to say beside the offer."""
    counts = job.traits[CASE_MANAGEMENT]
    if job.missing:
        yield "duties_missing"
    elif counts is False:
        yield "not_case_management"
    if prospects.pace < 1 and (counts is not False or prospects.outlooks()):
        yield "part_time"
    if offer.tuition_aid is not None and offer.tuition_aid > (tax_free(offer, prospects.guide) or 0):
        yield "tuition_tax"


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


_Values = Mapping[str, int | None]


_FEWEST = 2


def _leaders(weighed: Sequence[Weighed], first: str | None) -> tuple[Leader, ...]:
    """Return the first offers by each measure, that of the person's priority, if it has one, `first`.

    An offer that law bars is left out. With fewer than two left there is nothing to compare.
    """
    able = [each for each in weighed if not each.barred]
    if len(able) < _FEWEST:
        return ()
    found = [leader for criterion in CRITERIA for leader in _by(criterion, able)]
    return tuple(sorted(found, key=lambda leader: leader.criterion != first))


def _by(criterion: Criterion, able: Sequence[Weighed]) -> Iterator[Leader]:
    if criterion == "certified":
        # Those not held that any offer leads to, or may lead to.
        seen = {o.certification.id: o.certification for each in able for o in each.outlooks if not o.held}
        yield from (_soonest(certification, able) for certification in seen.values())
        return
    values = {each.offer.name: _value(criterion, each) for each in able}
    most = max((value for value in values.values() if value is not None), default=0)
    if most:
        yield Leader(criterion, None, _named(values, most), most, _named(values, None))


def _value(criterion: Criterion, each: Weighed) -> int | None:
    if criterion == "pay":
        return each.pay.full_time
    return len(each.opens[-1][1]) if criterion == "opens" else each.offer.tuition_aid


def _soonest(certification: Certification, able: Sequence[Weighed]) -> Leader:
    outlooks = {
        each.offer.name: next((o for o in each.outlooks if o.certification.id == certification.id), None)
        for each in able
    }
    months = {name: outlook.months if outlook else None for name, outlook in outlooks.items()}
    best = min((value for value in months.values() if value is not None), default=None)
    names = _named(months, best) if best is not None else ()
    at_best = {name: outlook.at_best for name, outlook in outlooks.items() if outlook}
    could = tuple(
        (name, value)
        for name, value in at_best.items()
        if value is not None and value != months[name] and (best is None or value <= best)
    )
    unknown = tuple(name for name in at_best if months[name] is None)
    return Leader("certified", certification, names, best, unknown, could)


def _named(values: _Values, wanted: int | None) -> tuple[str, ...]:
    return tuple(name for name, value in values.items() if value == wanted)


def _questions(offer: Offer, prospects: Prospects, *, aid_matters: bool) -> Iterator[OfferGap]:
    """Yield the questions to an employer, the work first; of aid, if it matters since another states it."""
    job = prospects.job
    if job.missing:
        asked = _about(CASE_MANAGEMENT, prospects)
        yield from (replace(question, key="duties", missing=job.missing) for question in asked)
    for key, value in job.traits.items():
        if value is None:
            yield from _about(key, prospects)
    if offer.pay is None and offer.hourly is None:
        yield OfferGap("pay")
    if offer.hours is None:
        yield OfferGap("hours")
    if offer.tuition_aid is None and aid_matters:
        yield OfferGap("tuition_aid")
    if not offer.remote and prospects.catalog.planning.remote in (prospects.person.members("limits") or ()):
        yield OfferGap("remote")


def _about(key: str, prospects: Prospects) -> Iterator[OfferGap]:
    """Yield the question about one trait if its answer changes anything, all others as they are.

    Of the others, what is not known counts as not there, but for the work being case management at all.
    """
    known = {**prospects.sure(), CASE_MANAGEMENT: prospects.hoped()[CASE_MANAGEMENT]}
    yes, no = {**known, key: True}, {**known, key: False}
    opens = prospects.opened(HORIZONS[-1], yes)
    more = tuple(place for place in opens if place not in prospects.opened(HORIZONS[-1], no))
    for certification, if_yes, if_no in _changed(prospects, yes, no):
        yield OfferGap(key, certification, if_yes, if_no, more)
        return
    if more:
        yield OfferGap(key, opens=more)


def _changed(
    prospects: Prospects, yes: Traits, no: Traits
) -> Iterator[tuple[Certification, int | None, int | None]]:
    for certification in prospects.open_to():
        if_yes, if_no = (prospects.months_until(certification, traits) for traits in (yes, no))
        if if_yes != if_no:
            yield certification, if_yes, if_no
