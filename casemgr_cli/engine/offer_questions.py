"""What to ask an employer: only what is not known of the offer and would change the picture."""

from collections.abc import Iterator

from msgspec.structs import replace

from casemgr_cli.domain.careers import Certification
from casemgr_cli.domain.offers import HORIZONS, Offer, OfferGap
from casemgr_cli.engine.offer_jobs import CASE_MANAGEMENT
from casemgr_cli.engine.offer_prospects import Prospects, Traits

REMOTE_ONLY = "remote_only"


def questions(offer: Offer, prospects: Prospects, *, aid_matters: bool) -> Iterator[OfferGap]:
    """Yield the questions to an employer, those about the work first.

    Args:
        offer: the offer.
        prospects: the person in the job.
        aid_matters: whether another offer states its tuition aid.
    """
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
    if not offer.remote and REMOTE_ONLY in (prospects.person.members("limits") or ()):
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
