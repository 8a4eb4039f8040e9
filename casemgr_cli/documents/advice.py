"""The whole advice on one person, and its routes side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from casemgr_cli.documents import base
from casemgr_cli.documents.base import columns, each, joined, made, one_of, plain, unique
from casemgr_cli.documents.certs import CertificationJson, certification
from casemgr_cli.documents.license import Client, Licenses, client, licenses
from casemgr_cli.documents.programs import ProgramJson
from casemgr_cli.documents.routes import AidJson, RouteJson, Shared, StepMore, aid, route
from casemgr_cli.documents.salary import Medians, medians
from casemgr_cli.documents.sources import Known, known, with_sources
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

    skill: base.Words
    how: base.Words


class FitJson(Struct):
    """How the picked skills sit with the work."""

    social: BandJson
    nursing: BandJson
    strengths: list[base.Words]
    to_build: list[ToBuild]


class ExcludedJson(Struct):
    """A route that the person's own limits rule out."""

    id: base.Words
    title: str
    why: base.Words


class NoteJson(Struct):
    """Something to know, and who says so."""

    id: base.Words
    kind: Literal["fact", "caution", "action"]
    text: base.Words
    made_by: base.Maker | None
    source: base.Words
    verified: bool


class NextActionJson(Struct):
    """Something to do by a month."""

    title: base.Words
    by_month: base.Month
    url: str


class NearestJson(Struct):
    """What would be open if one or two of the person's own limits gave way."""

    relaxed: list[base.Words]
    routes: list[RouteJson]


class ChangeJson(Struct):
    """One thing that comes out otherwise; null where there is nothing, or nothing known."""

    what: base.Words
    before: str | int | None
    after: str | int | None


class MatterJson(Struct):
    """An answer that matters, the value that was tried, and what it would change."""

    key: base.Words
    value: base.Answer
    stated: bool
    changes: list[ChangeJson]


class TakenJson(Struct):
    """An answer that a résumé gave, exactly or at least."""

    key: base.Words
    value: base.Answer
    how: Literal["exact", "at_least"]
    entry: base.Words


class AskedJson(Struct):
    """A question that a résumé leaves open; `value` is the answer hinted at."""

    key: base.Words
    line: base.Words
    why: base.Words
    value: base.Answer | None


class NotUsedJson(Struct):
    """An entry of a résumé that was not used."""

    entry: base.Words
    why: base.Words


class FromResume(Struct):
    """What a résumé gave, in words that tell nothing of whose it is."""

    taken: list[TakenJson]
    asked: list[AskedJson]
    not_used: list[NotUsedJson]


class WhatIfJson(Struct):
    """What comes out otherwise with some answers changed."""

    answers: base.Answers
    recommended: str | None
    changes: list[ChangeJson]


class Reply(Struct):
    """The answer to the person's own question, with the routes behind it."""

    question: base.Words
    verdict: str | None
    text: base.Words
    routes: list[base.Words]


class ContrastJson(Struct):
    """Another route worth seeing beside the first, and why one would want it."""

    kind: Annotated[str, one_of(CONTRASTS)]
    route: base.Words
    why: base.Words


class AdviceJson(base.Document, tag="casemgr.advice/1"):
    """The whole advice; the market rows are the ones behind the routes' pay. What several routes share stands
    once, under `steps` and `figures`.
    """

    today: base.Day
    answers: base.Answers
    assumed: list[base.AssumptionJson]
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
    figures: dict[str, base.FigureJson]
    sources: base.Sources


class CompareJson(base.Document, tag="casemgr.compare/1"):
    """Every route side by side, best first, with what rules the others out, and what if."""

    answers: base.Answers
    assumed: list[base.AssumptionJson]
    recommended: str | None
    routes: list[RouteJson]
    neighbors: list[RouteJson]
    excluded: list[ExcludedJson]
    what_if: WhatIfJson | None
    steps: dict[str, StepMore]
    figures: dict[str, base.FigureJson]
    sources: base.Sources


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


def advice_document(told: domain.Advice, catalog: Catalog, guide: PayGuide) -> base.Json:
    """Return the whole advice."""
    here = told.local
    wages = unique(way.pay.wage for way in (*told.routes, *told.neighbors))
    document = made(
        AdviceJson,
        told,
        assumed=each(base.AssumptionJson, told.assumed),
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
) -> base.Json:
    """Return every route side by side."""
    document = made(
        CompareJson,
        told,
        assumed=each(base.AssumptionJson, told.assumed),
        **_routes(told, guide),
        what_if=what_if and made(WhatIfJson, what_if, recommended=what_if.after.recommended),
        sources={},
    )
    return with_sources(document, catalog, *told.local.guides)


def compare_rows(told: domain.Advice) -> list[base.Json]:
    """Return one row a route, best first."""
    return [_row(rank, way) for rank, way in enumerate(told.routes, 1)]


def _row(rank: int, way: domain.Route) -> base.Json:
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


def _routes(told: domain.Advice, guide: PayGuide, near: domain.Nearest | None = None) -> base.Json:
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


_ACTIONS = 3
_OWN = frozenset({"answers", "assumed", "fit"})


class BriefStep(Struct):
    """One step of the first choice."""

    id: base.Words
    kind: base.Words
    title: base.Words
    start: int
    months: int
    cost: base.SpanJson
    required_by: base.Words


class BriefPay(Struct):
    """The lower quarter and the median, in whole US dollars a year."""

    start: int | None
    experienced: int | None
    estimate: bool


class BriefWay(Struct, omit_defaults=True):
    """A route without its steps; a key that the advice does not have is left out."""

    id: base.Words
    title: base.Words
    background: base.Words
    destination: base.Words
    months_to_first_job: dict[str, int | None]
    months_to_certified: int | None
    months_total: int
    cost: base.SpanJson
    pay: BriefPay
    unmet: list[str]
    settings: list[str] | UnsetType = UNSET
    doors: int | UnsetType = UNSET
    solid: bool | UnsetType = UNSET
    stay: bool | UnsetType = UNSET


class First(BriefWay):
    """The first choice, with its steps, what is open, and what an answer would change."""

    forks: list[dict[str, Any]] | UnsetType = UNSET
    open: list[dict[str, Any]] | UnsetType = UNSET
    steps: list[BriefStep] | UnsetType = UNSET


class BriefContrast(Struct):
    """Another route, and why one would want it."""

    kind: base.Words
    why: str
    route: BriefWay


class BriefVerdict(Struct):
    """Where a person stands with a certification."""

    id: base.Words
    name: base.Words
    verdict: str | None
    months_needed: int | None
    asks: list[str]


class Brief(base.Document, tag="casemgr.brief/1"):
    """The first choice, contrasts, verdicts, the answer, what to do first, and the sources of all that."""

    today: base.Day
    recommended: First | None
    contrasts: list[BriefContrast]
    certifications: list[BriefVerdict]
    answer: Reply | None
    known: dict[str, Any] | None
    next_actions: list[NextActionJson]
    sources: base.Sources


def _without(kind: type[Struct], keys: frozenset[str], **changed: object) -> list[tuple[str, Any]]:
    """Return the fields of a type but for some."""
    kept = [field for field in msgspec.structs.fields(kind) if field.name not in keys]
    return [(field.name, changed.get(field.name, field.type)) for field in kept]


_PlanVerdict = msgspec.defstruct("PlanVerdict", _without(CertificationJson, frozenset({"trace"})))
Plan = msgspec.defstruct(
    "Plan",
    [("plan_key", base.Words), *_without(AdviceJson, _OWN, certifications=list[_PlanVerdict])],  # type: ignore[valid-type]
    bases=(base.Document,),
    tag="casemgr.plan/1",
)


def brief_document(advice: base.Json) -> base.Json:
    """Return the brief of an advice document."""
    routes = {route["id"]: route for route in advice["routes"]}
    first = routes.get(advice["recommended"])
    contrasts = [each for each in advice.get("contrasts") or () if each["route"] in routes]
    return _told(
        Brief,
        advice,
        recommended=first,
        contrasts=[{**each, "route": routes[each["route"]]} for each in contrasts],
        known=advice.get("known"),
        next_actions=advice["next_actions"][:_ACTIONS],
        sources=_sources(advice, first),
    )


def verdicts(document: base.Json) -> base.Json:
    """Return where a person stands with each certification, what is missing, and the first source of its
    rule, of a certs document.
    """
    keys = (*BriefVerdict.__struct_fields__, "missing")
    told = [
        {**{key: each[key] for key in keys}, "source": each["sources"][0]}
        for each in document["certifications"]
    ]
    return {
        "certifications": told,
        "sources": {each["source"]: document["sources"][each["source"]] for each in told},
    }


def plan_document(key: str, advice: base.Json) -> base.Json:
    """Return an advice without what is the person's own: answers, what was assumed of them, fit, and the
    answers that each verdict read. `key` is that of all who share it.
    """
    kept = {name: value for name, value in advice.items() if name not in {*_OWN, "schema"}}
    verdicts = [{k: v for k, v in each.items() if k != "trace"} for each in advice["certifications"]]
    return {"schema": "casemgr.plan/1", "plan_key": key, **kept, "certifications": verdicts}


def _told(kind: type[base.Document], advice: base.Json, **given: object) -> base.Json:
    """Return the part of an advice that a type names."""
    made: base.Json = plain(
        msgspec.convert({**advice, **given, "schema": f"casemgr.{kind.__name__.lower()}/1"}, kind)
    )
    return made


def _sources(advice: base.Json, first: base.Json | None) -> dict[str, base.SourceJson]:
    """Return the first source of each step of the first choice, and that of the first row of pay."""
    used = [source for step in (first or {"steps": []})["steps"] for source in step["sources"][:1]]
    used += [row["source"] for row in advice["salary"]["market"][:1]]
    return {id_: advice["sources"][id_] for id_ in dict.fromkeys(used) if id_ in advice["sources"]}
