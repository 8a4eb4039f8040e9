"""What each step costs the person: tuition and fees at their place, each charge on its own.

Amounts are whole US dollars, before aid. Years of tuition are decimals, so that a quarter of a year costs
a quarter of the price to the dollar; halves are rounded up.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from msgspec.structs import replace

from casemgr_cli.domain.careers import Step
from casemgr_cli.domain.catalog import Catalog
from casemgr_cli.domain.facts import Answers
from casemgr_cli.domain.figures import CHARGES, Charge, Figure, Price, Tuition, known_total
from casemgr_cli.domain.licensing import LicenseGuide, NurseLicense
from casemgr_cli.engine.person import said


def priced(catalog: Catalog, answers: Answers) -> dict[str, Step]:
    """Return the steps with what they cost in the person's state, at the kind of college they want.

    Without a state, or where a state's price was not found, the nation's stands. A charge that nobody found
    stays unknown and is left out of the total.
    """
    state, college = said(answers, "state"), said(answers, "college")
    return {id_: _priced(step, catalog, state, college) for id_, step in catalog.steps.items()}


def figure_charge(figure: Figure, kind: str) -> Charge:
    """Return a figure in US dollars as a charge."""
    low, high = (None if end is None else int(end) for end in (figure.low, figure.high))
    told = {name: getattr(figure, name) for name in ("label", "as_of", "source", "verified", "note")}
    return Charge(kind=kind, low=low, high=high, **told)


def _priced(step: Step, catalog: Catalog, state: str | None, college: str | None) -> Step:
    tuition, elsewhere = _tuition(step, catalog, state, college)
    charges = (*_flat(step, catalog), *tuition, *_fees(step, catalog, state))
    return replace(step, charges=charges, elsewhere=elsewhere, cost=known_total(charges))


def _tuition(
    step: Step, catalog: Catalog, state: str | None, college: str | None
) -> tuple[tuple[Charge, ...], tuple[Charge, ...]]:
    """Return the tuition at the kind of college someone wants, else the usual one, and at the others."""
    if step.price.tuition is None:
        return (), ()
    first = college if college in step.price.tuition.colleges else step.price.tuition.colleges[0]
    kinds = sorted(step.price.tuition.colleges, key=lambda kind: kind != first)
    prices = (catalog.tuition.price(kind, state) for kind in kinds)
    offered = tuple(_years(step, step.price.tuition, price, catalog) for price in prices if price)
    return offered[:1], offered[1:]


def _flat(step: Step, catalog: Catalog) -> tuple[Charge, ...]:
    if step.price.flat is None or step.price.flat.high == 0:
        return ()
    source = catalog.sources[step.sources[0]]
    kind = step.kind if step.kind in CHARGES else "other"
    verified = step.verified and not step.price.assumed
    flat = Charge(
        kind=kind,
        label=step.title,
        low=step.price.flat.low,
        high=step.price.flat.high,
        as_of=source.as_of,
        source=source.id,
        verified=verified,
        note=step.price.note or None,
    )
    return (flat,)


def _years(step: Step, tuition: Tuition, price: Price, catalog: Catalog) -> Charge:
    words = catalog.words
    form = "years" if tuition.low < tuition.high else "years_same" if tuition.high > 1 else "years_one"
    return Charge(
        kind="tuition",
        label=words["tuition"].format(
            step=step.title,
            college=words[f"college_{price.college}"],
            years=words[form].format(low=tuition.low, high=tuition.high),
        ),
        low=_product(price.span.low, tuition.low),
        high=_product(price.span.high, tuition.high),
        as_of=price.as_of,
        source=price.source,
        verified=price.verified and not step.price.assumed,
        note=" ".join(note for note in (step.price.note, price.note) if note) or None,
        state=price.state,
        college=price.college,
    )


def _product(price: int | None, years: Decimal) -> int | None:
    return None if price is None else int((price * years).quantize(Decimal(1), ROUND_HALF_UP))


def _fees(step: Step, catalog: Catalog, state: str | None) -> Iterable[Charge]:
    if step.price.exam_fee:
        yield figure_charge(catalog.figures[step.price.exam_fee], "exam")
    if step.price.license_fee:
        anywhere = figure_charge(catalog.figures[step.price.license_fee], "license")
        guide = catalog.licenses.guide(state) if state else None
        nursing = guide.state.nursing(step.license) if guide else None
        yield _nursing_fee(anywhere, guide, nursing) if guide and nursing else anywhere


def _nursing_fee(anywhere: Charge, guide: LicenseGuide, nursing: NurseLicense) -> Charge:
    """Return the state's own fee for a nursing license, or that nobody found it and which board to ask."""
    board, fee, state = nursing.board, nursing.application_fee, guide.state.code
    here = replace(anywhere, state=state, note=None, url=board.url if board else None)
    if fee is None:
        return replace(here, low=None, high=None, verified=False)
    return replace(
        here,
        low=fee.value,
        high=fee.value,
        as_of=guide.sources[fee.source].as_of,
        source=fee.source,
        verified=fee.verified,
        note=fee.note,
    )
