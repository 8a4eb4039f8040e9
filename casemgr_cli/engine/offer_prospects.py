"""What the months in one job lead to: certifications, and destinations that come within reach."""

from collections.abc import Iterator, Mapping
from datetime import date
from math import ceil, inf

from msgspec import Struct

from casemgr_cli.domain.careers import Certification, Destination, Grants
from casemgr_cli.domain.catalog import Catalog
from casemgr_cli.domain.conditions import ALWAYS, facts_read
from casemgr_cli.domain.offers import Job, OfferGuide, Outlook
from casemgr_cli.engine.dates import next_exam
from casemgr_cli.engine.eligibility import months_short
from casemgr_cli.engine.evaluate import evaluate, truth
from casemgr_cli.engine.offer_jobs import ANY_SIDE, earned
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.standing import asked_here, enough

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
        earns = earned(self.job, traits, self.catalog.facts, self.guide)
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
        earns = earned(self.job, traits, self.catalog.facts, self.guide)
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
        if not place.neighbor and side in (*ANY_SIDE, place.background):
            yield place


def in_reach(place: Destination, person: Person) -> bool:
    """Whether somebody meets what is demanded at a destination, with the experience usual there."""
    usual = enough(place.experience, place.experience.midpoint) if place.experience else ALWAYS
    demands = asked_here(place.must, person)
    return truth(usual, person) is True and all(
        truth(demand.when or ALWAYS, person) is True for demand in demands
    )
