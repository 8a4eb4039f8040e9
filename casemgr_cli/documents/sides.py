"""The sides that case management is reached from, next to each other, each by its best way."""

from typing import Annotated

from msgspec import Struct

from casemgr_cli.documents import base
from casemgr_cli.documents.base import columns, joined, made, plain
from casemgr_cli.documents.sources import with_sources
from casemgr_cli.domain import advice as domain
from casemgr_cli.domain.catalog import Catalog
from casemgr_cli.domain.facts import Answers, Assumption
from casemgr_cli.domain.kinds import SIDES, Count, Words, one_of


class _SideJson(Struct):
    """One side by its best way: `doors` counts the kinds of employers it opens, the pay is from `source`."""

    side: Annotated[str, one_of(SIDES)]
    route: Words
    title: Words
    about: Words
    degrees: list[Words]
    months_to_first_job: Count
    months_to_certified: Count | None
    cost_low: Count | None
    cost_high: Count | None
    pay_start: Count | None
    pay_experienced: Count | None
    pay_estimate: bool
    lifting: Words
    nights: Words
    remote: Words
    driving: Words
    doors: Count
    source: Words


class SidesJson(base.Document, tag="casemgr.sides/1"):
    """Every side that a person can come from."""

    answers: Answers
    assumed: list[Assumption]
    sides: list[_SideJson]
    sources: base.Sources


COLUMNS = columns(_SideJson)


def sides_document(told: domain.Advice, catalog: Catalog) -> base.Json:
    """Return the best way of each side."""
    document = made(
        SidesJson,
        told,
        assumed=list(told.assumed),
        sides=[_side(side, way) for side, way in told.sides.items()],
        sources={},
    )
    return with_sources(document, catalog)


def sides_rows(told: domain.Advice) -> list[base.Json]:
    """Return one row a side."""
    return [joined(plain(_side(side, way))) for side, way in told.sides.items()]


def _side(side: str, way: domain.Route) -> _SideJson:
    place, limits = way.destination, way.destination.limits
    return _SideJson(
        side=side,
        route=way.id,
        title=place.title,
        about=place.about,
        degrees=[step.title for step in way.steps if step.kind == "degree"],
        months_to_first_job=way.typical,
        months_to_certified=way.months_to_certified,
        cost_low=way.cost.low,
        cost_high=way.cost.high,
        pay_start=way.pay.start,
        pay_experienced=way.pay.experienced,
        pay_estimate=way.pay.estimate,
        lifting=limits.lifting,
        nights=limits.nights,
        remote=limits.remote,
        driving=limits.driving,
        doors=way.doors,
        source=way.pay.wage.source,
    )
