"""The whole advice on one person, its routes side by side, and each side by its best way."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, defstruct

from casemgr_cli.documents import base
from casemgr_cli.documents.base import cells, columns, each, found, joined, made, only, places, plain, without
from casemgr_cli.documents.certs import CertificationJson, certification
from casemgr_cli.documents.license import Client, Licenses, client, licenses
from casemgr_cli.documents.routes import AidJson, RouteJson, Shared, StepJson, StepMore, aid, route
from casemgr_cli.documents.salary import Medians, PayJson, medians
from casemgr_cli.documents.sources import known, naming_sources, with_sources
from casemgr_cli.domain import Catalog
from casemgr_cli.domain import advice as domain
from casemgr_cli.domain.advice import BANDS, Answer, Change, Contrast, Excluded, NextAction
from casemgr_cli.domain.conditions import MadeBy
from casemgr_cli.domain.facts import Answers, Assumption, Value
from casemgr_cli.domain.figures import Figure
from casemgr_cli.domain.kinds import SIDES, Count, Words, one_of
from casemgr_cli.domain.programs import Program
from casemgr_cli.domain.wages import PayGuide


class _BandJson(Struct):
    """How the picked skills sit with one kind of work."""

    band: Annotated[str, one_of(BANDS)]
    score: Annotated[float, Meta(ge=-1, le=1)]


class _ToBuild(Struct):
    """A skill to build, and how."""

    skill: Words
    how: Words


class _FitJson(Struct):
    """How the picked skills sit with the work."""

    social: _BandJson
    nursing: _BandJson
    strengths: list[Words]
    to_build: list[_ToBuild]


class _NoteJson(Struct):
    """Something to know, and who says so."""

    id: Words
    kind: Literal["fact", "caution", "action"]
    text: Words
    made_by: MadeBy | None
    source: Words
    verified: bool


class _NearestJson(Struct):
    """What would be open if one or two of the person's own limits gave way."""

    relaxed: list[Words]
    routes: list[RouteJson]


class _MatterJson(Struct):
    """An answer that matters, the value that was tried, and what it would change."""

    key: Words
    value: Value
    stated: bool
    changes: list[Change]


class TakenJson(Struct):
    """An answer that a résumé gave, exactly or at least."""

    key: Words
    value: Value
    how: Literal["exact", "at_least"]
    entry: Words


class AskedJson(Struct):
    """A question that a résumé leaves open; `value` is the answer hinted at."""

    key: Words
    line: Words
    why: Words
    value: Value | None


class NotUsedJson(Struct):
    """An entry of a résumé that was not used."""

    entry: Words
    why: Words


class FromResume(Struct):
    """What a résumé gave, in words that tell nothing of whose it is."""

    taken: list[TakenJson]
    asked: list[AskedJson]
    not_used: list[NotUsedJson]


class _WhatIfJson(Struct):
    """What comes out otherwise with some answers changed."""

    answers: Answers
    recommended: str | None
    changes: list[Change]


class AdviceJson(base.Sourced, tag="casemgr.advice/1"):
    """The whole advice; the market rows are the ones behind the routes' pay. What several routes share stands
    once, under `steps` and `figures`; `neighbors` are the ids of the routes that are not case management.
    """

    today: base.Day
    answers: Answers
    assumed: list[Assumption]
    fit: _FitJson | None
    recommended: str | None
    routes: list[RouteJson]
    neighbors: list[Words]
    contrasts: list[Contrast]
    excluded: list[Excluded]
    certifications: list[CertificationJson]
    salary: Medians
    notes: list[_NoteJson]
    answer: Answer | None
    next_actions: list[NextAction]
    nearest: _NearestJson | None
    licenses: Licenses | None
    client_states: list[Client]
    programs: list[Program]
    aid: list[AidJson]
    would_change: list[_MatterJson] | None
    from_resume: FromResume | None
    steps: dict[str, StepMore]
    figures: dict[str, Figure]


class CompareJson(base.Sourced, tag="casemgr.compare/1"):
    """Every route side by side, best first, with what rules the others out, and what if."""

    answers: Answers
    assumed: list[Assumption]
    recommended: str | None
    routes: list[RouteJson]
    neighbors: list[Words]
    excluded: list[Excluded]
    what_if: _WhatIfJson | None
    steps: dict[str, StepMore]
    figures: dict[str, Figure]


COLUMNS = places(
    "rank id title background destination=destination.id plan first_job_earliest=earliest "
    "first_job_typical=typical months_to_certified certification months_total cost_low=cost.low "
    "cost_high=cost.high ten_year_net break_even borrow_low=borrowing.borrow.low "
    "borrow_high=borrowing.borrow.high monthly_high=borrowing.monthly.high pay_start=pay.start "
    "pay_experienced=pay.experienced pay_estimate=pay.estimate steps=steps.title unmet"
)


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


def advice_document(told: domain.Advice, catalog: Catalog, guide: PayGuide) -> base.Json:
    """Return the whole advice as plain JSON."""
    return dict(plain(whole_advice(told, catalog, guide)))


def whole_advice(told: domain.Advice, catalog: Catalog, guide: PayGuide) -> AdviceJson:
    """Return the whole advice."""
    here = told.local
    wages = dict.fromkeys(way.pay.wage for way in (*told.routes, *told.neighbors))
    document = made(
        AdviceJson,
        told,
        fit=_fit(told.fit, catalog) if told.fit else None,
        **_routes(told, guide, told.nearest),
        certifications=[certification(verdict, catalog) for verdict in told.verdicts],
        salary=medians(guide, wages),
        notes=each(_NoteJson, told.notes),
        licenses=licenses(here.licenses) if here.licenses else None,
        client_states=[client(state) for state in here.clients],
        programs=here.found.programs if here.found else (),
        aid=[aid(offer, catalog) for offer in told.aid],
        would_change=told.matters
        and [made(_MatterJson, matter, key=matter.fact.key) for matter in told.matters],
    )
    return naming_sources(document, catalog, *told.local.guides, known=known(told, catalog))


def compare_document(
    told: domain.Advice, catalog: Catalog, guide: PayGuide, what_if: domain.WhatIf | None = None
) -> base.Json:
    """Return every route side by side."""
    document = made(
        CompareJson,
        told,
        **_routes(told, guide),
        what_if=what_if and made(_WhatIfJson, what_if, recommended=what_if.after.recommended),
    )
    return with_sources(document, catalog, *told.local.guides)


def compare_rows(told: domain.Advice) -> list[base.Json]:
    """Return one row a route, best first."""
    return [cells(COLUMNS, way, rank=rank) for rank, way in enumerate(told.routes, 1)]


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


def _routes(told: domain.Advice, guide: PayGuide, near: domain.Nearest | None = None) -> base.Json:
    shared = Shared()
    routes = [route(way, guide, shared) for way in (*told.routes, *told.neighbors)]
    near_ways = near and _NearestJson(list(near.relaxed), [route(way, guide, shared) for way in near.routes])
    return {
        "routes": routes,
        "neighbors": [way.id for way in told.neighbors],
        "excluded": told.excluded,
        "steps": shared.steps,
        "figures": shared.figures,
        **({"nearest": near_ways} if near_ways else {}),
    }


def _fit(fit: domain.Fit, catalog: Catalog) -> _FitJson:
    return made(
        _FitJson,
        fit,
        social=_BandJson(fit.social_band, fit.social_score),
        nursing=_BandJson(fit.nursing_band, fit.nursing_score),
        to_build=[_ToBuild(skill, catalog.skills[skill].build) for skill in fit.to_build],
    )


_ACTIONS = 3
_OWN = frozenset({"answers", "assumed", "fit"})


_BriefStep = defstruct("BriefStep", only(StepJson, "id kind title start months cost required_by"))
_BriefPay = defstruct("BriefPay", only(PayJson, "start experienced estimate"))
_WAY = only(
    RouteJson,
    "id title background destination months_to_first_job months_to_certified months_total cost pay unmet "
    "settings doors solid stay",
    pay=_BriefPay,
)
_BriefWay = defstruct("BriefWay", _WAY)
_First = defstruct(
    "First",
    [*_WAY, *only(RouteJson, "forks open steps", steps=list[_BriefStep])],  # type: ignore[valid-type]
)
_BriefVerdict = defstruct("BriefVerdict", only(CertificationJson, "id name verdict months_needed asks"))


class _BriefContrast(Struct):
    """Another route, and why one would want it."""

    kind: Words
    why: str
    route: _BriefWay  # type: ignore[valid-type]


class Brief(base.Document, tag="casemgr.brief/1"):
    """The first choice, contrasts, verdicts, the answer, what to do first, and the sources of all that."""

    today: base.Day
    recommended: _First | None  # type: ignore[valid-type]
    contrasts: list[_BriefContrast]
    certifications: list[_BriefVerdict]  # type: ignore[valid-type]
    answer: Answer | None
    known: dict[str, Any] | None
    next_actions: list[NextAction]
    sources: base.Sources


_PlanVerdict = defstruct("PlanVerdict", without(CertificationJson, {"trace"}))
Plan = defstruct(
    "Plan",
    [("plan_key", Words), *without(AdviceJson, _OWN, certifications=list[_PlanVerdict])],  # type: ignore[valid-type]
    bases=(base.Document,),
    tag="casemgr.plan/1",
)


def brief_document(advice: base.Json) -> base.Json:
    """Return the brief of an advice document."""
    routes = {route["id"]: route for route in advice["routes"]}
    first = routes.get(advice["recommended"])
    contrasts = [each for each in advice.get("contrasts") or () if each["route"] in routes]
    told = {
        **advice,
        "schema": Brief.__struct_config__.tag,
        "recommended": first,
        "contrasts": [{**each, "route": routes[each["route"]]} for each in contrasts],
        "known": advice.get("known"),
        "next_actions": advice["next_actions"][:_ACTIONS],
        "sources": _sources(advice, first),
    }
    return dict(plain(msgspec.convert(told, Brief)))


def verdicts(document: base.Json) -> base.Json:
    """Return where a person stands with each certification, what is missing, and the first source of its
    rule, of a certs document.
    """
    keys = (*_BriefVerdict.__struct_fields__, "missing")
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


def _sources(advice: base.Json, first: base.Json | None) -> dict[str, base.SourceJson]:
    """Return the first source of each step of the first choice, and that of the first row of pay."""
    used = [source for step in (first or {"steps": []})["steps"] for source in step["sources"][:1]]
    used += [row["source"] for row in advice["salary"]["market"][:1]]
    return {id_: advice["sources"][id_] for id_ in dict.fromkeys(used) if id_ in advice["sources"]}
