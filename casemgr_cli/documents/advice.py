"""The whole advice on one person, and its routes side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct

from casemgr_cli.documents.base import (
    Answer,
    Answers,
    AssumptionJson,
    Day,
    Document,
    FigureJson,
    Json,
    Maker,
    Month,
    Sources,
    Words,
    columns,
    each,
    joined,
    made,
    one_of,
    plain,
    unique,
)
from casemgr_cli.documents.certs import CertificationJson, certification
from casemgr_cli.documents.known import known
from casemgr_cli.documents.license import Client, Licenses, client, licenses
from casemgr_cli.documents.programs import ProgramJson
from casemgr_cli.documents.routes import AidJson, RouteJson, Shared, StepMore, aid, route
from casemgr_cli.documents.salary import Medians, medians
from casemgr_cli.documents.sources import Known, with_sources
from casemgr_cli.domain.advice import BANDS, CONTRASTS

if TYPE_CHECKING:
    from casemgr_cli.domain import advice as domain
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.wages import PayGuide


class BandJson(Struct):
    """How the picked skills sit with one kind of work."""

    band: Annotated[str, one_of(BANDS)]
    score: Annotated[float, Meta(ge=-1, le=1)]


class ToBuild(Struct):
    """A skill to build, and how."""

    skill: Words
    how: Words


class FitJson(Struct):
    """How the picked skills sit with the work."""

    social: BandJson
    nursing: BandJson
    strengths: list[Words]
    to_build: list[ToBuild]


class ExcludedJson(Struct):
    """A route that the person's own limits rule out."""

    id: Words
    title: str
    why: Words


class NoteJson(Struct):
    """Something to know, and who says so."""

    id: Words
    kind: Literal["fact", "caution", "action"]
    text: Words
    made_by: Maker | None
    source: Words
    verified: bool


class NextActionJson(Struct):
    """Something to do by a month."""

    title: Words
    by_month: Month
    url: str


class NearestJson(Struct):
    """What would be open if one or two of the person's own limits gave way."""

    relaxed: list[Words]
    routes: list[RouteJson]


class ChangeJson(Struct):
    """One thing that comes out otherwise; null where there is nothing, or nothing known."""

    what: Words
    before: str | int | None
    after: str | int | None


class MatterJson(Struct):
    """An answer that matters, the value that was tried, and what it would change."""

    key: Words
    value: Answer
    stated: bool
    changes: list[ChangeJson]


class TakenJson(Struct):
    """An answer that a résumé gave, exactly or at least."""

    key: Words
    value: Answer
    how: Literal["exact", "at_least"]
    entry: Words


class AskedJson(Struct):
    """A question that a résumé leaves open; `value` is the answer hinted at."""

    key: Words
    line: Words
    why: Words
    value: Answer | None


class NotUsedJson(Struct):
    """An entry of a résumé that was not used."""

    entry: Words
    why: Words


class FromResume(Struct):
    """What a résumé gave, in words that tell nothing of whose it is."""

    taken: list[TakenJson]
    asked: list[AskedJson]
    not_used: list[NotUsedJson]


class WhatIfJson(Struct):
    """What comes out otherwise with some answers changed."""

    answers: Answers
    recommended: str | None
    changes: list[ChangeJson]


class Reply(Struct):
    """The answer to the person's own question, with the routes behind it."""

    question: Words
    verdict: str | None
    text: Words
    routes: list[Words]


class ContrastJson(Struct):
    """Another route worth seeing beside the first, and why one would want it."""

    kind: Annotated[str, one_of(CONTRASTS)]
    route: Words
    why: Words


class AdviceJson(Document, tag="casemgr.advice/1"):
    """The whole advice; the market rows are the ones behind the routes' pay. What several routes share stands
    once, under `steps` and `figures`.
    """

    today: Day
    answers: Answers
    assumed: list[AssumptionJson]
    fit: FitJson | None
    recommended: str | None
    routes: list[RouteJson]
    neighbors: list[RouteJson]
    contrasts: list[ContrastJson]
    excluded: list[ExcludedJson]
    certifications: list[CertificationJson]
    salary: Medians
    notes: list[NoteJson]
    answer: Reply | None
    known: Known
    next_actions: list[NextActionJson]
    nearest: NearestJson | None
    licenses: Licenses | None
    client_states: list[Client]
    programs: list[ProgramJson]
    aid: list[AidJson]
    would_change: list[MatterJson] | None
    from_resume: FromResume | None
    steps: dict[str, StepMore]
    figures: dict[str, FigureJson]
    sources: Sources


class CompareJson(Document, tag="casemgr.compare/1"):
    """Every route side by side, best first, with what rules the others out, and what if."""

    answers: Answers
    assumed: list[AssumptionJson]
    recommended: str | None
    routes: list[RouteJson]
    neighbors: list[RouteJson]
    excluded: list[ExcludedJson]
    what_if: WhatIfJson | None
    steps: dict[str, StepMore]
    figures: dict[str, FigureJson]
    sources: Sources


class CompareRow(Struct):
    """A route as a row of a table."""

    rank: int
    id: str
    title: str
    background: str
    destination: str
    plan: str
    first_job_earliest: int | None
    first_job_typical: int | None
    months_to_certified: int | None
    certification: str
    months_total: int
    cost_low: int | None
    cost_high: int | None
    ten_year_net: int | None
    break_even: int | None
    borrow_low: int | None
    borrow_high: int | None
    monthly_high: int | None
    pay_start: int | None
    pay_experienced: int | None
    pay_estimate: bool
    steps: list[str]
    unmet: list[str]


COLUMNS = columns(CompareRow)


def advice_document(told: domain.Advice, catalog: Catalog, guide: PayGuide) -> Json:
    """Return the whole advice."""
    here = told.local
    wages = unique(way.pay.wage for way in (*told.routes, *told.neighbors))
    document = made(
        AdviceJson,
        told,
        assumed=each(AssumptionJson, told.assumed),
        fit=_fit(told.fit, catalog) if told.fit else None,
        **_routes(told, guide, told.nearest),
        contrasts=each(ContrastJson, told.contrasts),
        certifications=[certification(verdict, catalog) for verdict in told.verdicts],
        salary=medians(guide, wages),
        notes=each(NoteJson, told.notes),
        answer=made(Reply, told.answer) if told.answer else None,
        known=known(told, catalog),
        licenses=licenses(here.licenses) if here.licenses else None,
        client_states=[client(state) for state in here.clients],
        programs=each(ProgramJson, here.found.programs) if here.found else [],
        aid=[aid(offer, catalog) for offer in told.aid],
        would_change=told.matters
        and [made(MatterJson, matter, key=matter.fact.key) for matter in told.matters],
        sources={},
    )
    return with_sources(document, catalog, *told.local.guides)


def compare_document(
    told: domain.Advice, catalog: Catalog, guide: PayGuide, what_if: domain.WhatIf | None = None
) -> Json:
    """Return every route side by side."""
    document = made(
        CompareJson,
        told,
        assumed=each(AssumptionJson, told.assumed),
        **_routes(told, guide),
        what_if=what_if and made(WhatIfJson, what_if, recommended=what_if.after.recommended),
        sources={},
    )
    return with_sources(document, catalog, *told.local.guides)


def compare_rows(told: domain.Advice) -> list[Json]:
    """Return one row a route, best first."""
    return [_row(rank, way) for rank, way in enumerate(told.routes, 1)]


def _row(rank: int, way: domain.Route) -> Json:
    loan = way.borrowing
    row = made(
        CompareRow,
        way,
        rank=rank,
        destination=way.destination.id,
        first_job_earliest=way.earliest,
        first_job_typical=way.typical,
        cost_low=way.cost.low,
        cost_high=way.cost.high,
        borrow_low=loan.borrow.low if loan else None,
        borrow_high=loan.borrow.high if loan else None,
        monthly_high=loan.monthly.high if loan else None,
        pay_start=way.pay.start,
        pay_experienced=way.pay.experienced,
        pay_estimate=way.pay.estimate,
        steps=[step.title for step in way.steps],
    )
    return joined(plain(row))


def _routes(told: domain.Advice, guide: PayGuide, near: domain.Nearest | None = None) -> Json:
    shared = Shared()
    routes = [route(way, guide, shared) for way in (*told.routes, *told.neighbors)]
    return {
        "routes": routes,
        "neighbors": routes[len(told.routes) :],
        "excluded": each(ExcludedJson, told.excluded),
        "nearest": near
        and NearestJson(list(near.relaxed), [route(way, guide, shared) for way in near.routes]),
        "steps": shared.steps,
        "figures": shared.figures,
    }


def _fit(fit: domain.Fit, catalog: Catalog) -> FitJson:
    return made(
        FitJson,
        fit,
        social=BandJson(fit.social_band, fit.social_score),
        nursing=BandJson(fit.nursing_band, fit.nursing_score),
        to_build=[ToBuild(skill, catalog.skills[skill].build) for skill in fit.to_build],
    )
