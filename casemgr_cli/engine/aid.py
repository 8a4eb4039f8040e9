"""Which aid applies to a person on a route."""

from collections.abc import Iterator, Sequence

from casemgr_cli.domain.advice import Trace
from casemgr_cli.domain.aid import AID_KINDS, Aid, AidOffer, Borrowing, Course
from casemgr_cli.domain.careers import Destination
from casemgr_cli.domain.catalog import Catalog
from casemgr_cli.domain.facts import Answers
from casemgr_cli.engine.evaluate import evaluate, truth
from casemgr_cli.engine.loans import borrowing
from casemgr_cli.engine.person import Person

_LOAN, _OPTIONAL = "loan", "refine"


def borrowing_for(
    catalog: Catalog, answers: Answers, courses: Sequence[Course], income: int | None = None
) -> Borrowing | None:
    """Return what the study of a route leaves to borrow.

    None without study, and for someone to whom no loan is open: those still in high school.

    Args:
        catalog: the data files.
        answers: what the person said.
        courses: the degree steps of the route, in order.
        income: yearly pay afterwards in US dollars, for the payment by income.
    """
    if not courses or catalog.lending is None:
        return None
    person = Person(catalog.facts, answers)
    loans = (entry for entry in catalog.aid.values() if entry.kind == _LOAN and _of_study(entry, courses))
    if all(truth(entry.when, person) is False for entry in loans):
        return None
    return borrowing(catalog.lending, person, courses, income)


def aid_for(
    catalog: Catalog, answers: Answers, courses: Sequence[Course], destination: Destination
) -> tuple[AidOffer, ...]:
    """Return the aid that fits a person on a route, or may fit: by kind, a state's own first."""
    person = Person(catalog.facts, answers)
    found = (
        _offer(entry, evaluate(entry.when, person), catalog)
        for entry in sorted(catalog.aid.values(), key=_rank)
        if _of_state(entry, answers) and _of_study(entry, courses) and _of_job(entry, destination)
    )
    return tuple(
        offer for offer in found if offer.fits is not False and not _unasked(offer, catalog, answers)
    )


def _unasked(offer: AidOffer, catalog: Catalog, answers: Answers) -> bool:
    """Say whether aid hangs on nothing but optional questions that nobody has put: it is not brought up."""
    optional = (catalog.facts[key].round == _OPTIONAL and key not in answers for key in offer.asks)
    return offer.fits is None and not offer.depends and all(optional)


def _offer(entry: Aid, trace: Trace, catalog: Catalog) -> AidOffer:
    asks = tuple(key for key in catalog.facts if key in trace.needs)
    return AidOffer(entry, trace.value, asks, tuple(dict.fromkeys(_attested(trace))))


def _attested(trace: Trace) -> Iterator[str]:
    """Yield what no answer can state, where it still decides."""
    if trace.value is not None:
        return
    if trace.op == "attest":
        yield trace.text
    for part in trace.parts:
        yield from _attested(part)


def _rank(entry: Aid) -> tuple[int, bool]:
    return AID_KINDS.index(entry.kind), not entry.states


def _of_state(entry: Aid, answers: Answers) -> bool:
    """Say whether the aid is for people of the person's state."""
    return not entry.states or answers.get("state") in entry.states


def _of_study(entry: Aid, courses: Sequence[Course]) -> bool:
    """Say whether the route holds a degree step of the level and field that the aid is for."""
    if not entry.study and not entry.fields:
        return True
    return any(
        (not entry.study or course.level in entry.study)
        and (not entry.fields or course.field in entry.fields)
        for course in courses
    )


def _of_job(entry: Aid, destination: Destination) -> bool:
    """Say whether the job at the end is of the kind that the aid is for."""
    if entry.backgrounds and destination.background not in entry.backgrounds:
        return False
    if not entry.destinations and not entry.settings:
        return True
    return destination.id in entry.destinations or bool(set(entry.settings) & set(destination.settings))
