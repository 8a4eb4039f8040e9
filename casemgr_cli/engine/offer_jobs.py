"""What a job that somebody was offered is, pays and leads to."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import ceil, inf

from msgspec import Struct

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.careers import Certification, Destination, Grants, Requirement, Step
from casemgr_cli.domain.conditions import ALWAYS, Truth, facts_read
from casemgr_cli.domain.facts import UNKNOWN, Assumption, Fact
from casemgr_cli.domain.kinds import SIDES
from casemgr_cli.domain.offers import Job, Offer, OfferGuide, OfferPay, Outlook
from casemgr_cli.domain.wages import Pay
from casemgr_cli.engine.dates import next_exam
from casemgr_cli.engine.eligibility import months_short
from casemgr_cli.engine.evaluate import evaluate, truth
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.standing import enough
from casemgr_cli.errors import UsageFailure

CASE_MANAGEMENT = "case_management"
_SAID: dict[str, Truth] = {"yes": True, "no": False, UNKNOWN: None}


def job_of(offer: Offer, person: Person, catalog: Catalog, guide: OfferGuide) -> Job:
    """Return what an offer stands for."""
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
    here = [r for r in requirements if r.holds_in(person.get("state"))]
    return tuple(r for r in here if r.when and truth(r.when, person) is value)


def _earned(
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
        matters = key == CASE_MANAGEMENT or job.traits[CASE_MANAGEMENT] is not False
        if not stated and job.traits[key] is not None and matters:
            taken[key] = "yes" if job.traits[key] else "no"
    if late:
        taken["start"] = offer.start
    return tuple(Assumption(key, value, guide.keys[key].planning_why) for key, value in taken.items())


def full_week(guide: OfferGuide) -> float:
    """Return the hours a week of an offer that states none."""
    value = guide.keys["hours"].planning_value
    return float(value) if isinstance(value, int | float) else (guide.full_time.low or 0.0)


def _trait(key: str, offer: Offer, job: tuple[Destination, Step | None], guide: OfferGuide) -> Truth:
    """Return whether a trait holds: as stated, else as the data say of such work, else not known.

    What the data give no reason to take as given is known only where it is stated: how most supervisors at a
    place are certified says nothing about the one of this offer.
    """
    stated = getattr(offer, key)
    destination, step = job
    if stated:
        return _SAID[stated]
    if key == CASE_MANAGEMENT:
        return False if step else {"yes": True, "no": False}.get(destination.counts)
    if not guide.keys[key].planning_why:
        return None
    if guide.adds[key] in destination.earns:
        return True
    return False if offer.setting in guide.never_in[key] else None


Traits = Mapping[str, bool]


class Prospects(Struct, frozen=True):
    """One person in one job, which begins `offset` months from today and takes `week` of the `full` hours
    that count as a full-time week.
    """

    catalog: Catalog
    guide: OfferGuide
    person: Person
    today: date
    job: Job
    offset: int
    week: float
    full: float

    @property
    def pace(self) -> float:
        """The share of a full-time month that a month in the job counts for."""
        return self.week / self.full

    def sure(self) -> Traits:
        """Return what is certain of the job: a trait that is not known counts as not there."""
        return {key: value is True for key, value in self.job.traits.items()}

    def hoped(self) -> Traits:
        """Return the job at its best: a trait that is not known counts as there."""
        return {key: value is not False for key, value in self.job.traits.items()}

    def months_until(self, certification: Certification, traits: Traits) -> int | None:
        """Return the months from today until a certification could be held, if these traits hold.

        Its license or degree is not looked at. None when the months of the job do not lead to it.
        """
        earns = _earned(self.job, traits, self.catalog.facts, self.guide)
        needed = months_short(certification.experience, self.person, earns)
        if needed == inf:
            return None
        then = self.person.after(Grants(months=earns), ceil(needed))
        if truth(certification.experience, then) is not True:
            return None
        ready = self.offset + ceil(needed * self.full / self.week) if needed > 0 else 0
        exam = next_exam(certification.windows, self.today, ready)
        return exam[0] if exam else ready

    def outlooks(self) -> tuple[Outlook, ...]:
        """Return the certifications that the job leads to, or may lead to, those that fit it best first."""
        held = self.person.members("certifications") or ()
        kept = (Outlook(each, held=True) for each in self._fitting() if each.id in held)
        found = (self._outlook(each) for each in self.open_to())
        return (*kept, *(outlook for outlook in found if outlook.at_best is not None))

    def open_to(self) -> tuple[Certification, ...]:
        """Return the fitting certifications not held whose license or degree the person may have."""
        held = self.person.members("certifications") or ()
        return tuple(
            each
            for each in self._fitting()
            if each.id not in held and truth(each.credential, self.person) is not False
        )

    def opened(self, months: int, traits: Traits) -> tuple[Destination, ...]:
        """Return the destinations that so many months in the job bring within reach, its own aside."""
        earns = _earned(self.job, traits, self.catalog.facts, self.guide)
        grants = Grants(months=earns, certifications=tuple(self._certified_by(months, traits)))
        later = self.person.after(grants, int(months * self.week / self.full))
        return tuple(
            place
            for place in places(self.catalog, self.person)
            if (self.job.step or place.id != self.job.destination.id)
            and not in_reach(place, self.person)
            and in_reach(place, later)
        )

    def _fitting(self) -> Iterator[Certification]:
        """Yield the certifications that suit such work, then those that look at who the employer is."""
        own = self.job.destination.certifications
        parts = {counter for counter in self.guide.adds.values() if self.catalog.facts[counter].part_of}
        yield from (self.catalog.certifications[key] for key in own)
        for key, certification in self.catalog.certifications.items():
            if key not in own and parts & facts_read(certification.experience):
                yield certification

    def _outlook(self, certification: Certification) -> Outlook:
        credential = evaluate(certification.credential, self.person)
        months = self.months_until(certification, self.sure()) if credential.value else None
        best = self.months_until(certification, self.hoped())
        return Outlook(certification, False, months, best, tuple(sorted(credential.needs)))

    def _certified_by(self, months: int, traits: Traits) -> Iterator[str]:
        for certification in self.open_to():
            if truth(certification.credential, self.person):
                until = self.months_until(certification, traits)
                if until is not None and until <= self.offset + months:
                    yield certification.id


def places(catalog: Catalog, person: Person) -> Iterator[Destination]:
    """Yield the case-management destinations on a person's side."""
    side = person.get("background")
    for place in catalog.destinations.values():
        if not place.neighbor and (side == place.background or side not in SIDES):
            yield place


def in_reach(place: Destination, person: Person) -> bool:
    """Whether somebody meets what is demanded at a destination, with the experience usual there."""
    usual = enough(place.experience, place.experience.midpoint) if place.experience else ALWAYS
    lacking = (unmet(place.must, person, value=value) for value in (False, None))
    return truth(usual, person) is True and not any(lacking)


_WEEKS = 52


def pay_of_offer(
    offer: Offer, hours: float, full: float, current: int | None, market: Pay | None
) -> OfferPay:
    """Return what an offer pays.

    A year has 52 weeks. The full-time amount is the pay of an hour over a year of full-time weeks, so
    that offers of fewer hours compare fairly. `current` is what the person earns a year now, if they said it.
    """
    hourly = offer.hourly if offer.pay is None else offer.pay / (hours * _WEEKS)
    if hourly is None:
        return OfferPay(None, None, None, None, market, "")
    year = offer.pay if offer.pay is not None else round(hourly * hours * _WEEKS)
    full_time = round(hourly * full * _WEEKS)
    change = None if current is None else year - current
    return OfferPay(year, full_time, round(hourly, 2), change, market, _standing(full_time, market))


def tax_free(offer: Offer, guide: OfferGuide) -> int | None:
    """Return the part of a year's tuition aid that is free of federal tax, in US dollars."""
    limit = guide.tax_free.low
    if offer.tuition_aid is None or limit is None:
        return None
    return min(offer.tuition_aid, int(limit))


def _standing(full_time: int, market: Pay | None) -> str:
    """Return where full-time pay falls: by the lower quarter where there is one, and by the median."""
    if market is None or market.experienced is None:
        return ""
    if market.start is not None and full_time < market.start:
        return "below_lower_quarter"
    return "below_median" if full_time < market.experienced else "median_or_more"
