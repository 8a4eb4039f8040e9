"""Offers held side by side: what each pays, counts and opens, which leads in what, and what to ask.

First what a job that somebody was offered is, pays and leads to, then the offers beside each other. Nothing
is rolled into one score: each measure names its own first offer. What is not known of an offer stays unknown,
and becomes a question to its employer where the answer would change the picture.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from math import ceil, inf

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.domain import Catalog
from casemgr_cli.domain import offers as domain
from casemgr_cli.domain.careers import Certification, Destination, Grants, Requirement, Step
from casemgr_cli.domain.conditions import ALWAYS, BINDING, Condition, Truth, facts_read
from casemgr_cli.domain.facts import UNKNOWN, Answers, Assumption, Fact
from casemgr_cli.domain.kinds import SIDES
from casemgr_cli.domain.wages import Pay
from casemgr_cli.engine.dates import months_between, next_exam
from casemgr_cli.engine.eligibility import months_short, read_as_none
from casemgr_cli.engine.evaluate import evaluate, truth
from casemgr_cli.engine.pay import pay_of
from casemgr_cli.engine.person import Person, said
from casemgr_cli.engine.standing import enough, planned, stand_ins
from casemgr_cli.errors import UsageFailure

_CASE_MANAGEMENT = "case_management"
_SAID: dict[str, Truth] = {"yes": True, "no": False, UNKNOWN: None}


def _job_of(offer: domain.Offer, person: Person, catalog: Catalog, guide: domain.OfferGuide) -> domain.Job:
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
        traits[_CASE_MANAGEMENT] = not missing
    return domain.Job(destination, step, traits, pay, missing)


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
            bool(_unmet(d.must, person, value=False)),
            bool(_unmet(d.must, person, value=None)),
            d.settings.index(setting),
        ),
    )


def _unmet(requirements: Iterable[Requirement], person: Person, *, value: Truth) -> tuple[Requirement, ...]:
    """Return the requirements that come out False, or unknown, for a person where they are."""
    here = [r for r in requirements if r.holds_in(person.get("state"))]
    return tuple(r for r in here if r.when and truth(r.when, person) is value)


def _earned(
    job: domain.Job, traits: Mapping[str, bool], facts: Mapping[str, Fact], guide: domain.OfferGuide
) -> tuple[str, ...]:
    """Return the counters that a month in the job adds to, if these traits hold.

    Months of case management, and every part of them, count only when the work is case management.
    """
    whole = guide.adds[_CASE_MANAGEMENT]
    usual = job.step.grants.months if job.step else job.destination.earns
    other = tuple(key for key in usual if whole not in (key, facts[key].part_of))
    if not traits[_CASE_MANAGEMENT]:
        return other
    parts = (key for key in usual if facts[key].part_of == whole and key not in guide.adds.values())
    return (*other, *parts, *(counter for key, counter in guide.adds.items() if traits[key]))


def _assumed(
    offer: domain.Offer, job: domain.Job, guide: domain.OfferGuide, *, late: bool
) -> tuple[Assumption, ...]:
    """Return the keys of an offer that were taken as given; `late` when its start has passed."""
    taken: dict[str, str | float] = {}
    if not offer.destination:
        taken["destination"] = job.destination.id
    if offer.hours is None:
        taken["hours"] = full_week(guide)
    for key in guide.adds:
        stated = getattr(offer, key) or (key == _CASE_MANAGEMENT and offer.duties is not None)
        matters = key == _CASE_MANAGEMENT or job.traits[_CASE_MANAGEMENT] is not False
        if not stated and job.traits[key] is not None and matters:
            taken[key] = "yes" if job.traits[key] else "no"
    if late:
        taken["start"] = offer.start
    return tuple(Assumption(key, value, guide.keys[key].planning_why) for key, value in taken.items())


def full_week(guide: domain.OfferGuide) -> float:
    """Return the hours a week of an offer that states none."""
    value = guide.keys["hours"].planning_value
    return float(value) if isinstance(value, int | float) else (guide.full_time.low or 0.0)


def _trait(
    key: str, offer: domain.Offer, job: tuple[Destination, Step | None], guide: domain.OfferGuide
) -> Truth:
    """Return whether a trait holds: as stated, else as the data say of such work, else not known.

    What the data give no reason to take as given is known only where it is stated: how most supervisors at a
    place are certified says nothing about the one of this offer.
    """
    stated = getattr(offer, key)
    destination, step = job
    if stated:
        return _SAID[stated]
    if key == _CASE_MANAGEMENT:
        return False if step else {"yes": True, "no": False}.get(destination.counts)
    if not guide.keys[key].planning_why:
        return None
    if guide.adds[key] in destination.earns:
        return True
    return False if offer.setting in guide.never_in[key] else None


_Traits = Mapping[str, bool]


class _Prospects(Struct, frozen=True):
    """One person in one job, which begins `offset` months from today and takes `week` of the `full` hours
    that count as a full-time week.
    """

    catalog: Catalog
    guide: domain.OfferGuide
    person: Person
    today: date
    job: domain.Job
    offset: int
    week: float
    full: float

    @property
    def pace(self) -> float:
        """The share of a full-time month that a month in the job counts for."""
        return self.week / self.full

    def sure(self) -> _Traits:
        """Return what is certain of the job: a trait that is not known counts as not there."""
        return {key: value is True for key, value in self.job.traits.items()}

    def hoped(self) -> _Traits:
        """Return the job at its best: a trait that is not known counts as there."""
        return {key: value is not False for key, value in self.job.traits.items()}

    def months_until(self, certification: Certification, traits: _Traits) -> int | None:
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

    def outlooks(self) -> tuple[domain.Outlook, ...]:
        """Return the certifications that the job leads to, or may lead to, those that fit it best first."""
        held = self.person.members("certifications") or ()
        kept = (domain.Outlook(each, held=True) for each in self._fitting() if each.id in held)
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

    def opened(self, months: int, traits: _Traits) -> tuple[Destination, ...]:
        """Return the destinations that so many months in the job bring within reach, its own aside."""
        earns = _earned(self.job, traits, self.catalog.facts, self.guide)
        grants = Grants(months=earns, certifications=tuple(self._certified_by(months, traits)))
        later = self.person.after(grants, int(months * self.week / self.full))
        return tuple(
            place
            for place in places(self.catalog, self.person)
            if (self.job.step or place.id != self.job.destination.id)
            and not in_reach(place, self.person, self.catalog)
            and in_reach(place, later, self.catalog)
        )

    def _fitting(self) -> Iterator[Certification]:
        """Yield the certifications that suit such work, then those that look at who the employer is."""
        own = self.job.destination.certifications
        parts = {counter for counter in self.guide.adds.values() if self.catalog.facts[counter].part_of}
        yield from (self.catalog.certifications[key] for key in own)
        for key, certification in self.catalog.certifications.items():
            if key not in own and parts & facts_read(certification.experience):
                yield certification

    def _outlook(self, certification: Certification) -> domain.Outlook:
        credential = evaluate(certification.credential, self.person)
        months = self.months_until(certification, self.sure()) if credential.value else None
        best = self.months_until(certification, self.hoped())
        return domain.Outlook(certification, False, months, best, tuple(sorted(credential.needs)))

    def _certified_by(self, months: int, traits: _Traits) -> Iterator[str]:
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


def in_reach(place: Destination, person: Person, catalog: Catalog) -> bool:
    """Whether somebody meets what is demanded at a destination, with the experience usual there."""
    experience, said = place.experience, person.answers
    usual = enough(experience, experience.midpoint, catalog, said) if experience else ALWAYS
    lacking = (_unmet(place.must, person, value=value) for value in (False, None))
    return truth(usual, person) is True and not any(lacking)


_WEEKS = 52


def _pay_of_offer(
    offer: domain.Offer, hours: float, full: float, current: int | None, market: Pay | None
) -> domain.OfferPay:
    """Return what an offer pays.

    A year has 52 weeks. The full-time amount is the pay of an hour over a year of full-time weeks, so
    that offers of fewer hours compare fairly. `current` is what the person earns a year now, if they said it.
    """
    hourly = offer.hourly if offer.pay is None else offer.pay / (hours * _WEEKS)
    if hourly is None:
        return domain.OfferPay(None, None, None, None, market, "")
    year = offer.pay if offer.pay is not None else round(hourly * hours * _WEEKS)
    full_time = round(hourly * full * _WEEKS)
    change = None if current is None else year - current
    return domain.OfferPay(year, full_time, round(hourly, 2), change, market, _standing(full_time, market))


def _tax_free(offer: domain.Offer, guide: domain.OfferGuide) -> int | None:
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


def weigh(
    catalog: Catalog, guide: domain.OfferGuide, offers: Sequence[domain.Offer], answers: Answers, today: date
) -> domain.Comparison:
    """Return the offers, in their order, weighed for one person on one day. Pure: the same in, the same out.

    What is not known of the person is planned with as for routes.
    """
    person = settled(planned(catalog.facts, answers))
    aid_matters = any(offer.tuition_aid is not None for offer in offers)
    weighed = tuple(_weighed(offer, person, catalog, guide, today, aid_matters) for offer in offers)
    return domain.Comparison(
        answers=answers,
        today=today.isoformat(),
        weighed=weighed,
        already=tuple(place for place in places(catalog, person) if in_reach(place, person, catalog)),
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
    offer: domain.Offer,
    person: Person,
    catalog: Catalog,
    guide: domain.OfferGuide,
    today: date,
    aid_matters: bool,
) -> domain.Weighed:
    job = _job_of(offer, person, catalog, guide)
    ahead = months_between(today, offer.start) if offer.start else 0
    hours, full = offer.hours or full_week(guide), guide.full_time.low or full_week(guide)
    prospects = _Prospects(catalog, guide, person, today, job, max(ahead, 0), min(hours, full), full)
    lacking = _demands(job, person, value=False)
    barred = any(demand.made_by in BINDING for demand in lacking)
    here = (said(person.answers, "state"), said(person.answers, "metro"))
    market = pay_of(catalog.wages, job.pay, *here) if job.pay else None
    current = person.get("current_pay")
    now = int(current) if isinstance(current, int | float) else None
    return domain.Weighed(
        offer=offer,
        job=job,
        pace=prospects.pace,
        pay=_pay_of_offer(offer, hours, full, now, market),
        lacking=lacking,
        undecided=_demands(job, person, value=None),
        clashes=_clashes(offer, job, person, catalog.planning.remote),
        outlooks=() if barred else prospects.outlooks(),
        opens=tuple((n, () if barred else prospects.opened(n, prospects.sure())) for n in domain.HORIZONS),
        tax_free=_tax_free(offer, guide),
        notes=tuple(_notes(offer, job, prospects)),
        questions=() if barred else tuple(_questions(offer, prospects, aid_matters=aid_matters)),
        assumed=_assumed(offer, job, guide, late=ahead < 0),
    )


def _demands(job: domain.Job, person: Person, *, value: Truth) -> tuple[Requirement, ...]:
    """Return what is demanded for the work and comes out False, or unknown, for the person."""
    step = job.step
    if step is None:
        return _unmet(job.destination.must, person, value=value)
    made_by = "law" if "licenses" in facts_read(step.requires) else "employers"
    demand = Requirement(step.title, made_by, step.sources[0], step.verified, step.requires)
    return _unmet((demand,), person, value=value)


def _clashes(offer: domain.Offer, job: domain.Job, person: Person, remote: str) -> tuple[str, ...]:
    """Return the person's limits that the work cannot meet; whether it is `remote`, the offer knows best."""
    ruled_out = set(job.destination.limits.rules_out)
    if offer.remote:
        ruled_out.discard(remote)
    if offer.remote in {"no", "partial"}:
        ruled_out.add(remote)
    return tuple(limit for limit in person.members("limits") or () if limit in ruled_out)


def _notes(offer: domain.Offer, job: domain.Job, prospects: _Prospects) -> Iterator[domain.OfferNote]:
    """Yield the ids of what to say beside the offer."""
    counts = job.traits[_CASE_MANAGEMENT]
    if job.missing:
        yield "duties_missing"
    elif counts is False:
        yield "not_case_management"
    if prospects.pace < 1 and (counts is not False or prospects.outlooks()):
        yield "part_time"
    if offer.tuition_aid is not None and offer.tuition_aid > (_tax_free(offer, prospects.guide) or 0):
        yield "tuition_tax"


def _stood_in(catalog: Catalog, answers: Answers, weighed: Sequence[domain.Weighed]) -> Iterator[Assumption]:
    """Yield the stand-ins for answers that the weighing read."""
    read = {"background"}.union(*(facts_read(condition) for condition in _conditions(catalog, weighed)))
    for key, value in stand_ins(catalog.facts, answers).items():
        if key in read:
            yield Assumption(key, value, catalog.facts[key].planning_why)


def _conditions(catalog: Catalog, weighed: Sequence[domain.Weighed]) -> Iterator[Condition]:
    for place in catalog.destinations.values():
        yield from (demand.when for demand in place.must if demand.when)
    for each in weighed:
        yield from (outlook.certification.credential for outlook in each.outlooks)


_Values = Mapping[str, int | None]


_FEWEST = 2


def _leaders(weighed: Sequence[domain.Weighed], first: str | None) -> tuple[domain.Leader, ...]:
    """Return the first offers by each measure, that of the person's priority, if it has one, `first`.

    An offer that law bars is left out. With fewer than two left there is nothing to compare.
    """
    able = [each for each in weighed if not each.barred]
    if len(able) < _FEWEST:
        return ()
    found = [leader for criterion in domain.CRITERIA for leader in _by(criterion, able)]
    return tuple(sorted(found, key=lambda leader: leader.criterion != first))


def _by(criterion: domain.Criterion, able: Sequence[domain.Weighed]) -> Iterator[domain.Leader]:
    if criterion == "certified":
        # Those not held that any offer leads to, or may lead to.
        seen = {o.certification.id: o.certification for each in able for o in each.outlooks if not o.held}
        yield from (_soonest(certification, able) for certification in seen.values())
        return
    values = {each.offer.name: _value(criterion, each) for each in able}
    most = max((value for value in values.values() if value is not None), default=0)
    if most:
        yield domain.Leader(criterion, None, _named(values, most), most, _named(values, None))


def _value(criterion: domain.Criterion, each: domain.Weighed) -> int | None:
    if criterion == "pay":
        return each.pay.full_time
    return len(each.opens[-1][1]) if criterion == "opens" else each.offer.tuition_aid


def _soonest(certification: Certification, able: Sequence[domain.Weighed]) -> domain.Leader:
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
    return domain.Leader("certified", certification, names, best, unknown, could)


def _named(values: _Values, wanted: int | None) -> tuple[str, ...]:
    return tuple(name for name, value in values.items() if value == wanted)


def _questions(offer: domain.Offer, prospects: _Prospects, *, aid_matters: bool) -> Iterator[domain.OfferGap]:
    """Yield the questions to an employer, the work first; of aid, if it matters since another states it."""
    job = prospects.job
    if job.missing:
        asked = _about(_CASE_MANAGEMENT, prospects)
        yield from (replace(question, key="duties", missing=job.missing) for question in asked)
    for key, value in job.traits.items():
        if value is None:
            yield from _about(key, prospects)
    if offer.pay is None and offer.hourly is None:
        yield domain.OfferGap("pay")
    if offer.hours is None:
        yield domain.OfferGap("hours")
    if offer.tuition_aid is None and aid_matters:
        yield domain.OfferGap("tuition_aid")
    if not offer.remote and prospects.catalog.planning.remote in (prospects.person.members("limits") or ()):
        yield domain.OfferGap("remote")


def _about(key: str, prospects: _Prospects) -> Iterator[domain.OfferGap]:
    """Yield the question about one trait if its answer changes anything, all others as they are.

    Of the others, what is not known counts as not there, but for the work being case management at all.
    """
    known = {**prospects.sure(), _CASE_MANAGEMENT: prospects.hoped()[_CASE_MANAGEMENT]}
    yes, no = {**known, key: True}, {**known, key: False}
    opens = prospects.opened(domain.HORIZONS[-1], yes)
    more = tuple(place for place in opens if place not in prospects.opened(domain.HORIZONS[-1], no))
    for certification, if_yes, if_no in _changed(prospects, yes, no):
        yield domain.OfferGap(key, certification, if_yes, if_no, more)
        return
    if more:
        yield domain.OfferGap(key, opens=more)


def _changed(
    prospects: _Prospects, yes: _Traits, no: _Traits
) -> Iterator[tuple[Certification, int | None, int | None]]:
    for certification in prospects.open_to():
        if_yes, if_no = (prospects.months_until(certification, traits) for traits in (yes, no))
        if if_yes != if_no:
            yield certification, if_yes, if_no
