"""JSON Schema (draft 2020-12) of every document, strict enough to catch a key that drifted.

Objects may gain keys, as the contract with scripts allows, but lose none: every key is required.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from casemgr_cli.domain.advice import BANDS, VERDICTS
from casemgr_cli.domain.conditions import MADE_BY
from casemgr_cli.domain.costs import CHARGES, COLLEGES
from casemgr_cli.domain.facts import UNKNOWN
from casemgr_cli.domain.wages import AREA_TYPES, PERCENTILES
from casemgr_cli.errors import UsageFailure, nearest
from casemgr_cli.report.aid_schema import AID, BORROWING
from casemgr_cli.report.license_schema import CLIENT, LICENSE
from casemgr_cli.report.offers_schema import OFFERS
from casemgr_cli.report.programs_schema import PROGRAM, PROGRAMS
from casemgr_cli.report.shapes import (
    ANSWER,
    ANSWER_OR_NULL,
    COUNT,
    COUNT_OR_NULL,
    DAY,
    FLAG,
    MONTH,
    NUMBER_OR_NULL,
    SPAN,
    TEXT,
    TEXT_OR_NULL,
    TRUTH,
    WORDS,
    Schema,
    enum,
    list_,
    null_or,
    object_,
    ref,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casemgr_cli.domain.facts import Fact


NO_GUESTS: Mapping[str, Schema] = MappingProxyType({})
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def kinds(guests: Mapping[str, Schema]) -> tuple[str, ...]:
    """Return every kind of document, those of the guests of the house included."""
    return tuple(sorted(("answers", *DOCUMENTS, *guests)))


def schema(
    kind: str, facts: Mapping[str, Fact] | None = None, guests: Mapping[str, Schema] = NO_GUESTS
) -> Schema:
    """Return the JSON Schema of one kind of document.

    Args:
        kind: which one.
        facts: the keys and values of an answers file; without them any key is let through there.
        guests: the properties of the documents of a guest of the house, such as the desk.

    Raises:
        UsageFailure: there is no such kind of document.
    """
    known = kinds(guests)
    if kind not in known:
        raise UsageFailure(
            f"There is no schema {kind!r}. Known: {', '.join(known)}.",
            hint=nearest(kind, known),
            slug="unknown_schema",
        )
    body = _answers(facts or {}) if kind == "answers" else _document(kind, {**DOCUMENTS, **guests}[kind])
    return {"$schema": DRAFT, "title": f"casemgr {kind}", **body, "$defs": DEFS if kind != "answers" else {}}


def _document(kind: str, properties: Schema) -> Schema:
    if kind == "error":  # what goes wrong before a document begins has no schema line
        return object_(properties)
    return object_({"schema": {"const": f"casemgr.{kind}/1"}, **properties})


BACKGROUNDS = ("nursing", "social_work", "human_services")
STEP_KINDS = ("degree", "license", "exam", "work", "certification", "membership")
MAKERS = tuple(maker for maker in MADE_BY if maker != "school")

WAGE: Schema = {
    "background": enum(("nursing", "non_nursing")),
    "soc": {"type": "string", "pattern": "^[0-9]{2}-[0-9]{4}$"},
    "occupation": WORDS,
    "area": WORDS,
    "area_type": enum(AREA_TYPES),
    "industry": TEXT_OR_NULL,
    "employment": COUNT_OR_NULL,
    **dict.fromkeys(PERCENTILES, COUNT_OR_NULL),
    "estimate": FLAG,
    "fallback": TEXT_OR_NULL,
    "as_of": WORDS,
    "source": WORDS,
}
HEADLINE: Schema = {
    "background": enum(("nursing", "non_nursing")),
    "median": COUNT,
    "per": WORDS,
    "as_of": TEXT_OR_NULL,
    "source": WORDS,
}
DEMAND: Schema = {
    "soc": TEXT,
    "occupation": WORDS,
    "growth_pct": {"type": "number"},
    "annual_openings": COUNT,
    "period": WORDS,
    "source": WORDS,
}
SALARY: Schema = {"headline": list_(ref("headline")), "market": list_(ref("wage"))}

DEFS: Schema = {
    "source": object_(
        {"publisher": WORDS, "title": WORDS, "url": TEXT, "as_of": WORDS, "verified": FLAG, "official": FLAG}
    ),
    "assumption": object_({"key": WORDS, "value": ANSWER_OR_NULL, "why": WORDS}),
    "action": object_({"title": TEXT, "url": TEXT}),
    "next_action": object_({"title": WORDS, "by_month": MONTH, "url": TEXT}),
    "excluded": object_({"id": WORDS, "title": TEXT, "why": WORDS}),
    "headline": object_(HEADLINE),
    "wage": object_(WAGE),
    "demand": object_(DEMAND),
    "pay": object_({"start": COUNT_OR_NULL, "experienced": COUNT_OR_NULL, **WAGE}),
    "note": object_(
        {
            "id": WORDS,
            "kind": enum(("fact", "caution", "action")),
            "text": WORDS,
            "made_by": enum(MADE_BY, null=True),
            "source": WORDS,
            "verified": FLAG,
        }
    ),
    "trace": object_(
        {
            "text": TEXT,
            "value": TRUTH,
            "op": WORDS,
            "reads": {"type": "object", "additionalProperties": ANSWER_OR_NULL},
            "needs": list_(WORDS),
            "source": TEXT_OR_NULL,
            "verified": FLAG,
            "made_by": enum(MADE_BY, null=True),
            "parts": list_(ref("trace")),
        }
    ),
    "certification": object_(
        {
            "id": WORDS,
            "short": WORDS,
            "name": WORDS,
            "issuer": WORDS,
            "url": TEXT,
            "fee": COUNT_OR_NULL,
            "fee_range": null_or(SPAN),
            "renewal": TEXT,
            "windows": list_(WORDS),
            "cautions": list_(WORDS),
            "sources": list_(WORDS),
            "verified": FLAG,
            "verdict": enum(VERDICTS, null=True),
            "months_needed": COUNT_OR_NULL,
            "because": list_(WORDS),
            "missing": list_(WORDS),
            "asks": list_(WORDS),
            "trace": ref("trace"),
        }
    ),
    "change": object_(
        {
            "what": WORDS,
            "before": {"type": ["string", "integer", "null"]},
            "after": {"type": ["string", "integer", "null"]},
        }
    ),
    "charge": object_(
        {
            "kind": enum(CHARGES),
            "label": WORDS,
            "college": enum(COLLEGES, null=True),
            "low": COUNT_OR_NULL,
            "high": COUNT_OR_NULL,
            "state": TEXT_OR_NULL,
            "as_of": TEXT_OR_NULL,
            "source": WORDS,
            "verified": FLAG,
            "note": TEXT_OR_NULL,
            "url": TEXT_OR_NULL,
        }
    ),
    "step": object_(
        {
            "id": WORDS,
            "kind": enum(STEP_KINDS),
            "title": WORDS,
            "lane": enum(("study", "work")),
            "pace": TEXT,
            "start": COUNT,
            "months": COUNT,
            "cost": SPAN,
            "charges": list_(ref("charge")),
            "elsewhere": list_(ref("charge")),
            "required_by": enum(MAKERS),
            "action": ref("action"),
            "cautions": list_(WORDS),
            "sources": list_(WORDS),
            "verified": FLAG,
        }
    ),
    "route": object_(
        {
            "id": WORDS,
            "title": WORDS,
            "background": enum(BACKGROUNDS),
            "destination": WORDS,
            "plan": enum(("entry", "strong")),
            "steps": list_(ref("step")),
            "months_to_first_job": object_({"earliest": COUNT, "typical": COUNT}, closed=True),
            "months_to_certified": COUNT_OR_NULL,
            "certification": TEXT_OR_NULL,
            "months_total": COUNT,
            "cost": SPAN,
            "ten_year_net": {"type": ["integer", "null"]},
            "wait_per_month": {"type": ["integer", "null"]},
            "break_even": COUNT_OR_NULL,
            "borrowing": null_or(BORROWING),
            "pay": ref("pay"),
            "unmet": list_(WORDS),
            "why": list_(WORDS),
            "cautions": list_(WORDS),
            "sources": list_(WORDS),
        }
    ),
    "band": object_({"band": enum(BANDS), "score": {"type": "number", "minimum": -1, "maximum": 1}}),
    "question": object_(
        {
            "key": WORDS,
            "text": WORDS,
            "help": TEXT_OR_NULL,
            "why": WORDS,
            "because": TEXT_OR_NULL,
            "type": enum(("choice", "choices", "integer", "number", "text")),
            "choices": list_(object_({"value": WORDS, "label": WORDS}, closed=True)),
            "unit": TEXT_OR_NULL,
            "min": NUMBER_OR_NULL,
            "max": NUMBER_OR_NULL,
            "at_most": COUNT_OR_NULL,
            "skippable": FLAG,
        }
    ),
    "problem": object_(
        {"file": WORDS, "line": COUNT_OR_NULL, "key": TEXT, "message": WORDS, "hint": TEXT_OR_NULL}
    ),
}
FIT: Schema = object_(
    {
        "social": ref("band"),
        "nursing": ref("band"),
        "strengths": list_(WORDS),
        "to_build": list_(object_({"skill": WORDS, "how": WORDS})),
    }
)
ANSWERS: Schema = {"type": "object", "additionalProperties": ANSWER}
SOURCES: Schema = {"type": "object", "additionalProperties": ref("source")}
CHOICES: Schema = {
    "answers": ANSWERS,
    "assumed": list_(ref("assumption")),
    "recommended": TEXT_OR_NULL,
    "routes": list_(ref("route")),
    "neighbors": list_(ref("route")),
    "excluded": list_(ref("excluded")),
}

DOCUMENTS: dict[str, Schema] = {
    "advice": {
        **CHOICES,
        "today": DAY,
        "fit": null_or(FIT),
        "certifications": list_(ref("certification")),
        "salary": object_(SALARY, closed=True),
        "notes": list_(ref("note")),
        "answer": null_or(
            object_({"question": WORDS, "verdict": TEXT_OR_NULL, "text": WORDS, "routes": list_(WORDS)})
        ),
        "next_actions": list_(ref("next_action")),
        "nearest": null_or(object_({"relaxed": list_(WORDS), "routes": list_(ref("route"))})),
        "licenses": null_or(object_(LICENSE)),
        "client_states": list_(object_(CLIENT)),
        "programs": list_(PROGRAM),
        "aid": list_(AID),
        "would_change": null_or(
            list_(object_({"key": WORDS, "value": ANSWER, "stated": FLAG, "changes": list_(ref("change"))}))
        ),
        "from_resume": null_or(
            object_(
                {
                    "taken": list_(
                        object_(
                            {
                                "key": WORDS,
                                "value": ANSWER,
                                "how": enum(("exact", "at_least")),
                                "entry": WORDS,
                            }
                        )
                    ),
                    "asked": list_(
                        object_({"key": WORDS, "line": WORDS, "why": WORDS, "value": ANSWER_OR_NULL})
                    ),
                    "not_used": list_(object_({"entry": WORDS, "why": WORDS})),
                }
            )
        ),
        "sources": SOURCES,
    },
    "compare": {
        **CHOICES,
        "what_if": null_or(
            object_({"answers": ANSWERS, "recommended": TEXT_OR_NULL, "changes": list_(ref("change"))})
        ),
        "sources": SOURCES,
    },
    "certs": {
        "assumed": list_(ref("assumption")),
        "certifications": list_(ref("certification")),
        "sources": SOURCES,
    },
    "salary": {**SALARY, "demand": list_(ref("demand")), "sources": SOURCES},
    "next": {
        "done": FLAG,
        "question": null_or(ref("question")),
        "asked_so_far": COUNT,
        "at_most_left": COUNT,
    },
    "license": {**LICENSE, "sources": SOURCES},
    "offers": {**OFFERS, "sources": SOURCES},
    "programs": {**PROGRAMS, "sources": SOURCES},
    "problems": {"problems": list_(ref("problem"))},
    "sources": {"sources": SOURCES},
    "error": {"error": object_({"code": WORDS, "message": WORDS, "hint": TEXT}, closed=True)},
}


def _answers(facts: Mapping[str, Fact]) -> Schema:
    properties = {key: {"description": fact.ask, **_answer(fact)} for key, fact in facts.items()}
    shape = object_(properties, optional=tuple(properties))
    return {**shape, "additionalProperties": ANSWER if not facts else False}


def _answer(fact: Fact) -> Schema:
    if fact.type == "choices":
        items = list_(enum(fact.values) if fact.values else WORDS)
        return {"anyOf": [items, {"const": UNKNOWN}]}
    if fact.type == "choice":
        return enum(tuple(dict.fromkeys((*fact.values, UNKNOWN))))
    if fact.type in ("integer", "number"):
        bounds = {"minimum": fact.low, "maximum": fact.high}
        number = {"type": fact.type, **{key: bound for key, bound in bounds.items() if bound is not None}}
        return {"anyOf": [number, {"const": UNKNOWN}]}
    return WORDS
