"""An advice in few words, for an assistant or a small screen; and a plan, an advice that is nobody's own.

Both are parts of the advice document: what a type here does not name is left out.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from casemgr_cli.documents.advice import AdviceJson, NextActionJson, Reply
from casemgr_cli.documents.base import Day, Document, Json, SourceJson, Sources, SpanJson, Words, plain
from casemgr_cli.documents.certs import CertificationJson

_ACTIONS = 3
_OWN = frozenset({"answers", "assumed", "fit"})


class BriefStep(Struct):
    """One step of the first choice."""

    id: Words
    kind: Words
    title: Words
    start: int
    months: int
    cost: SpanJson
    required_by: Words


class BriefPay(Struct):
    """The lower quarter and the median, in whole US dollars a year."""

    start: int | None
    experienced: int | None
    estimate: bool


class BriefWay(Struct, omit_defaults=True):
    """A route without its steps; a key that the advice does not have is left out."""

    id: Words
    title: Words
    background: Words
    destination: Words
    months_to_first_job: dict[str, int | None]
    months_to_certified: int | None
    months_total: int
    cost: SpanJson
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

    kind: Words
    why: str
    route: BriefWay


class BriefVerdict(Struct):
    """Where a person stands with a certification."""

    id: Words
    name: Words
    verdict: str | None
    months_needed: int | None
    asks: list[str]


class Brief(Document, tag="casemgr.brief/1"):
    """The first choice, contrasts, verdicts, the answer, what to do first, and the sources of all that."""

    today: Day
    recommended: First | None
    contrasts: list[BriefContrast]
    certifications: list[BriefVerdict]
    answer: Reply | None
    known: dict[str, Any] | None
    next_actions: list[NextActionJson]
    sources: Sources


def _without(kind: type[Struct], keys: frozenset[str], **changed: object) -> list[tuple[str, Any]]:
    """Return the fields of a type but for some."""
    kept = [field for field in msgspec.structs.fields(kind) if field.name not in keys]
    return [(field.name, changed.get(field.name, field.type)) for field in kept]


_PlanVerdict = msgspec.defstruct("PlanVerdict", _without(CertificationJson, frozenset({"trace"})))
Plan = msgspec.defstruct(
    "Plan",
    [("plan_key", Words), *_without(AdviceJson, _OWN, certifications=list[_PlanVerdict])],  # type: ignore[valid-type]
    bases=(Document,),
    tag="casemgr.plan/1",
)


def brief_document(advice: Json) -> Json:
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


def verdicts(document: Json) -> Json:
    """Return where a person stands with each certification, of a certs or an advice document."""
    return {"certifications": plain(msgspec.convert(document["certifications"], list[BriefVerdict]))}


def plan_document(key: str, advice: Json) -> Json:
    """Return an advice without what is the person's own: answers, what was assumed of them, fit, and the
    answers that each verdict read. `key` is that of all who share it.
    """
    kept = {name: value for name, value in advice.items() if name not in {*_OWN, "schema"}}
    verdicts = [{k: v for k, v in each.items() if k != "trace"} for each in advice["certifications"]]
    return {"schema": "casemgr.plan/1", "plan_key": key, **kept, "certifications": verdicts}


def _told(kind: type[Document], advice: Json, **given: object) -> Json:
    """Return the part of an advice that a type names."""
    made: Json = plain(
        msgspec.convert({**advice, **given, "schema": f"casemgr.{kind.__name__.lower()}/1"}, kind)
    )
    return made


def _sources(advice: Json, first: Json | None) -> dict[str, SourceJson]:
    """Return the first source of each step of the first choice, and that of the first row of pay."""
    used = [source for step in (first or {"steps": []})["steps"] for source in step["sources"][:1]]
    used += [row["source"] for row in advice["salary"]["market"][:1]]
    return {id_: advice["sources"][id_] for id_ in dict.fromkeys(used) if id_ in advice["sources"]}
