"""The whole advice on one person, and its routes side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct

from casemgr_cli.documents.base import (
    Answer,
    Answers,
    Assumption,
    Day,
    Document,
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
from casemgr_cli.documents.certs import Certification, certification
from casemgr_cli.documents.known import known
from casemgr_cli.documents.license import Client, Licenses, client, licenses
from casemgr_cli.documents.programs import Program
from casemgr_cli.documents.routes import Aid, Route, aid, route
from casemgr_cli.documents.salary import Medians, medians
from casemgr_cli.documents.sources import Known, with_sources
from casemgr_cli.domain.advice import BANDS, CONTRASTS

if TYPE_CHECKING:
    from casemgr_cli.domain import advice as domain
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.wages import PayGuide


class Band(Struct):
    """How the picked skills sit with one kind of work."""

    band: Annotated[str, one_of(BANDS)]
    score: Annotated[float, Meta(ge=-1, le=1)]


class ToBuild(Struct):
    """A skill to build, and how."""

    skill: Words
    how: Words


class Fit(Struct):
    """How the picked skills sit with the work."""

    social: Band
    nursing: Band
    strengths: list[Words]
    to_build: list[ToBuild]


class Excluded(Struct):
    """A route that the person's own limits rule out."""

    id: Words
    title: str
    why: Words


class Note(Struct):
    """Something to know, and who says so."""

    id: Words
    kind: Literal["fact", "caution", "action"]
    text: Words
    made_by: Maker | None
    source: Words
    verified: bool


class NextAction(Struct):
    """Something to do by a month."""

    title: Words
    by_month: Month
    url: str


class Nearest(Struct):
    """What would be open if one or two of the person's own limits gave way."""

    relaxed: list[Words]
    routes: list[Route]


class Change(Struct):
    """One thing that comes out otherwise; null where there is nothing, or nothing known."""

    what: Words
    before: str | int | None
    after: str | int | None


class Matter(Struct):
    """An answer that matters, the value that was tried, and what it would change."""

    key: Words
    value: Answer
    stated: bool
    changes: list[Change]


class Taken(Struct):
    """An answer that a résumé gave, exactly or at least."""

    key: Words
    value: Answer
    how: Literal["exact", "at_least"]
    entry: Words


class Asked(Struct):
    """A question that a résumé leaves open; `value` is the answer hinted at."""

    key: Words
    line: Words
    why: Words
    value: Answer | None


class NotUsed(Struct):
    """An entry of a résumé that was not used."""

    entry: Words
    why: Words


class FromResume(Struct):
    """What a résumé gave, in words that tell nothing of whose it is."""

    taken: list[Taken]
    asked: list[Asked]
    not_used: list[NotUsed]


class WhatIf(Struct):
    """What comes out otherwise with some answers changed."""

    answers: Answers
    recommended: str | None
    changes: list[Change]


class Reply(Struct):
    """The answer to the person's own question, with the routes behind it."""

    question: Words
    verdict: str | None
    text: Words
    routes: list[Words]


class Contrast(Struct):
    """Another route worth seeing beside the first, and why one would want it."""

    kind: Annotated[str, one_of(CONTRASTS)]
    route: Words
    why: Words


class Advice(Document, tag="casemgr.advice/1"):
    """The whole advice; the market rows are the ones behind the routes' pay."""

    today: Day
    answers: Answers
    assumed: list[Assumption]
    fit: Fit | None
    recommended: str | None
    routes: list[Route]
    neighbors: list[Route]
    contrasts: list[Contrast]
    excluded: list[Excluded]
    certifications: list[Certification]
    salary: Medians
    notes: list[Note]
    answer: Reply | None
    known: Known
    next_actions: list[NextAction]
    nearest: Nearest | None
    licenses: Licenses | None
    client_states: list[Client]
    programs: list[Program]
    aid: list[Aid]
    would_change: list[Matter] | None
    from_resume: FromResume | None
    sources: Sources


class Compare(Document, tag="casemgr.compare/1"):
    """Every route side by side, best first, with what rules the others out, and what if."""

    answers: Answers
    assumed: list[Assumption]
    recommended: str | None
    routes: list[Route]
    neighbors: list[Route]
    excluded: list[Excluded]
    what_if: WhatIf | None
    sources: Sources


class Row(Struct):
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


COLUMNS = columns(Row)


def advice_document(told: domain.Advice, catalog: Catalog, guide: PayGuide) -> Json:
    """Return the whole advice."""
    here = told.local
    wages = unique(way.pay.wage for way in (*told.routes, *told.neighbors))
    document = made(
        Advice,
        told,
        assumed=each(Assumption, told.assumed),
        fit=_fit(told.fit, catalog) if told.fit else None,
        **_routes(told, guide),
        contrasts=each(Contrast, told.contrasts),
        certifications=[certification(verdict, catalog) for verdict in told.verdicts],
        salary=medians(guide, wages),
        notes=each(Note, told.notes),
        answer=made(Reply, told.answer) if told.answer else None,
        known=known(told, catalog),
        nearest=told.nearest
        and made(Nearest, told.nearest, routes=[route(way, guide) for way in told.nearest.routes]),
        licenses=licenses(here.licenses) if here.licenses else None,
        client_states=[client(state) for state in here.clients],
        programs=each(Program, here.found.programs) if here.found else [],
        aid=[aid(offer, catalog) for offer in told.aid],
        would_change=told.matters and [made(Matter, matter, key=matter.fact.key) for matter in told.matters],
        sources={},
    )
    return with_sources(document, catalog, *told.local.guides)


def compare_document(
    told: domain.Advice, catalog: Catalog, guide: PayGuide, what_if: domain.WhatIf | None = None
) -> Json:
    """Return every route side by side."""
    document = made(
        Compare,
        told,
        assumed=each(Assumption, told.assumed),
        **_routes(told, guide),
        what_if=what_if and made(WhatIf, what_if, recommended=what_if.after.recommended),
        sources={},
    )
    return with_sources(document, catalog, *told.local.guides)


def compare_rows(told: domain.Advice) -> list[Json]:
    """Return one row a route, best first."""
    return [_row(rank, way) for rank, way in enumerate(told.routes, 1)]


def _row(rank: int, way: domain.Route) -> Json:
    loan = way.borrowing
    row = made(
        Row,
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


def _routes(told: domain.Advice, guide: PayGuide) -> Json:
    return {
        "routes": [route(way, guide) for way in (*told.routes, *told.neighbors)],
        "neighbors": [route(way, guide) for way in told.neighbors],
        "excluded": each(Excluded, told.excluded),
    }


def _nearest(told: domain.Nearest, guide: PayGuide) -> Nearest:
    return Nearest(list(told.relaxed), [route(way, guide) for way in told.routes])


def _fit(fit: domain.Fit, catalog: Catalog) -> Fit:
    return made(
        Fit,
        fit,
        social=Band(fit.social_band, fit.social_score),
        nursing=Band(fit.nursing_band, fit.nursing_score),
        to_build=[ToBuild(skill, catalog.skills[skill].build) for skill in fit.to_build],
    )
