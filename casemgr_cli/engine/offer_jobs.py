"""What a job offer stands for: the destination most like it, what is known of it, what its months add to."""

from collections.abc import Iterable, Mapping

from casemgr_cli.domain.careers import Destination, Requirement, Step
from casemgr_cli.domain.catalog import Catalog
from casemgr_cli.domain.conditions import Truth
from casemgr_cli.domain.facts import UNKNOWN, Assumption, Fact
from casemgr_cli.domain.offers import Job, Offer, OfferGuide
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.standing import asked_here
from casemgr_cli.errors import UsageFailure

CASE_MANAGEMENT, _SUPERVISOR = "case_management", "supervisor_ccm"
_SAID: dict[str, Truth] = {"yes": True, "no": False, UNKNOWN: None}
ANY_SIDE = ("open", None)


def job_of(offer: Offer, person: Person, catalog: Catalog, guide: OfferGuide) -> Job:
    """Return what an offer stands for.

    Raises:
        UsageFailure: the data name no work in the offer's setting.
    """
    step = catalog.steps.get(offer.destination)
    side = guide.work_pay.get(step.id, "") if step else str(person.get("background"))
    stated = catalog.destinations.get(offer.destination)
    destination = stated or _likeliest(offer.setting, side, person, catalog)
    pay = destination.pay if step is None or destination.background == side else None
    six = guide.keys["duties"].values
    missing = () if offer.duties is None else tuple(duty for duty in six if duty not in offer.duties)
    traits = {key: _trait(key, offer, (destination, step), guide) for key in guide.adds}
    if offer.duties is not None:
        traits[CASE_MANAGEMENT] = not missing
    return Job(destination, step, traits, pay, missing)


def _likeliest(setting: str, side: str, person: Person, catalog: Catalog) -> Destination:
    """Return the case-management destination that work in a setting most likely is for a person.

    First comes their own side (a background, or another word for any), then where law lets them work, then
    where the setting is named first.

    Raises:
        UsageFailure: the data name no work there.
    """
    sides = {d.background for d in catalog.destinations.values()}
    here = [d for d in catalog.destinations.values() if setting in d.settings and not d.neighbor]
    if not here:
        hint = "Add destination, with an id of careers.yaml."
        raise UsageFailure(f"We know no case-management work in the setting {setting}.", hint=hint)
    return min(
        here,
        key=lambda d: (
            side in sides and side != d.background,
            bool(unmet(d.must, person, value=False)),
            bool(unmet(d.must, person, value=None)),
            d.settings.index(setting),
        ),
    )


def unmet(requirements: Iterable[Requirement], person: Person, *, value: Truth) -> tuple[Requirement, ...]:
    """Return the requirements that come out False, or unknown, for a person where they are."""
    return tuple(r for r in asked_here(requirements, person) if r.when and truth(r.when, person) is value)


def earned(
    job: Job, traits: Mapping[str, bool], facts: Mapping[str, Fact], guide: OfferGuide
) -> tuple[str, ...]:
    """Return the counters that a month in the job adds to, if these traits hold.

    Months of case management, and every part of them, count only when the work is case management.
    """
    whole = guide.adds[CASE_MANAGEMENT]
    usual = job.step.grants.months if job.step else job.destination.earns
    other = tuple(key for key in usual if whole not in (key, facts[key].part_of))
    if not traits[CASE_MANAGEMENT]:
        return other
    parts = (key for key in usual if facts[key].part_of == whole and key not in guide.adds.values())
    return (*other, *parts, *(counter for key, counter in guide.adds.items() if traits[key]))


def assumed(offer: Offer, job: Job, guide: OfferGuide, *, late: bool) -> tuple[Assumption, ...]:
    """Return the keys of an offer that were taken as given; `late` when its start has passed."""
    taken: dict[str, str | float] = {}
    if not offer.destination:
        taken["destination"] = job.destination.id
    if offer.hours is None:
        taken["hours"] = full_week(guide)
    for key in guide.adds:
        stated = getattr(offer, key) or (key == CASE_MANAGEMENT and offer.duties is not None)
        if not stated and job.traits[key] is not None and _can_matter(key, job):
            taken[key] = "yes" if job.traits[key] else "no"
    if late:
        taken["start"] = offer.start
    return tuple(Assumption(key, value, guide.keys[key].planning_why) for key, value in taken.items())


def full_week(guide: OfferGuide) -> float:
    """Return the hours a week of an offer that states none."""
    value = guide.keys["hours"].planning_value
    return float(value) if isinstance(value, int | float) else (guide.full_time.low or 0.0)


def _can_matter(key: str, job: Job) -> bool:
    return key == CASE_MANAGEMENT or job.traits[CASE_MANAGEMENT] is not False


def _trait(key: str, offer: Offer, job: tuple[Destination, Step | None], guide: OfferGuide) -> Truth:
    """Return whether a trait holds: as stated, else as the data say of such work, else not known.

    How often supervisors hold the CCM somewhere says nothing about the one of this offer.
    """
    stated = getattr(offer, key)
    destination, step = job
    if stated:
        return _SAID[stated]
    if key == CASE_MANAGEMENT:
        return False if step else {"yes": True, "no": False}.get(destination.counts)
    if key == _SUPERVISOR:
        return None
    if guide.adds[key] in destination.earns:
        return True
    return False if offer.setting in guide.never_in[key] else None
