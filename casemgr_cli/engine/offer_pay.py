"""What an offer pays, hour by hour and at full time, beside the federal figures for such work."""

from casemgr_cli.domain.careers import PayProxy
from casemgr_cli.domain.catalog import Catalog
from casemgr_cli.domain.offers import Offer, OfferPay
from casemgr_cli.domain.wages import Pay
from casemgr_cli.engine.pay import pay_of
from casemgr_cli.engine.person import Person

_WEEKS = 52
TAX_FREE = "employer_tuition_tax_free"


def pay_of_offer(
    offer: Offer, hours: float, full: float, current: int | None, market: Pay | None
) -> OfferPay:
    """Return what an offer pays.

    A year has 52 weeks. The full-time amount is the pay of an hour over a full-time year, so that part-time
    offers compare fairly.

    Args:
        offer: the offer, with its pay a year or an hour.
        hours: its hours a week.
        full: the hours of a full-time week.
        current: what the person earns now, US dollars a year, or None when not stated.
        market: the federal figures for such work, or None when none stands for it.
    """
    hourly = offer.hourly if offer.pay is None else offer.pay / (hours * _WEEKS)
    if hourly is None:
        return OfferPay(None, None, None, None, market, "")
    year = offer.pay if offer.pay is not None else round(hourly * hours * _WEEKS)
    full_time = round(hourly * full * _WEEKS)
    change = None if current is None else year - current
    return OfferPay(year, full_time, round(hourly, 2), change, market, _standing(full_time, market))


def market_pay(person: Person, catalog: Catalog, proxy: PayProxy) -> Pay:
    """Return the federal figures for an occupation and industry where the person is.

    Raises:
        UsageFailure: the metro is not one we know, or is not in the state.
        DataInvalid: the tables have no national row for the occupation.
    """
    state, metro = person.get("state"), person.get("metro")
    return pay_of(
        catalog.wages,
        proxy,
        state if isinstance(state, str) else None,
        metro if isinstance(metro, str) else None,
    )


def tax_free(offer: Offer, catalog: Catalog) -> int | None:
    """Return the part of a year's tuition aid that is free of federal tax, in US dollars."""
    limit = catalog.figures[TAX_FREE].low
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
