"""The three sides next to each other, each by its best way."""

from typing import Annotated

from msgspec import Struct

from casemgr_cli.documents import base
from casemgr_cli.documents.base import columns, found, joined, made, places, plain
from casemgr_cli.documents.sources import with_sources
from casemgr_cli.domain import Catalog
from casemgr_cli.domain import advice as domain
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


class SidesJson(base.Sourced, tag="casemgr.sides/1"):
    """Every side that a person can come from."""

    answers: Answers
    assumed: list[Assumption]
    sides: list[_SideJson]


SIDE_COLUMNS = columns(_SideJson)
_SIDE = places(
    "side route=id title=destination.title about=destination.about degrees months_to_first_job=typical "
    "months_to_certified cost_low=cost.low cost_high=cost.high pay_start=pay.start "
    "pay_experienced=pay.experienced pay_estimate=pay.estimate lifting=destination.limits.lifting "
    "nights=destination.limits.nights remote=destination.limits.remote driving=destination.limits.driving "
    "doors source=pay.wage.source"
)


def sides_document(told: domain.Advice | domain.Sides, catalog: Catalog) -> base.Json:
    """Return the best way of each side."""
    document = made(
        SidesJson,
        told,
        assumed=list(told.assumed),
        sides=[_side(side, way) for side, way in told.sides.items()],
    )
    return with_sources(document, catalog)


def sides_rows(told: domain.Advice | domain.Sides) -> list[base.Json]:
    """Return one row a side."""
    return [joined(plain(_side(side, way))) for side, way in told.sides.items()]


def _side(side: str, way: domain.Route) -> _SideJson:
    degrees = [step.title for step in way.steps if step.kind == "degree"]
    return _SideJson(**found(_SIDE, way, side=side, degrees=degrees))
