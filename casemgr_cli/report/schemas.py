"""JSON Schema (draft 2020-12) of every document, strict enough to catch a key that drifted.

Objects may gain keys, as the contract with scripts allows, but lose none: every key is required.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casemgr_cli.domain.advice import BANDS, VERDICTS
from casemgr_cli.domain.conditions import MADE_BY
from casemgr_cli.domain.costs import CHARGES, COLLEGES
from casemgr_cli.domain.facts import UNKNOWN
from casemgr_cli.domain.wages import AREA_TYPES, PERCENTILES
from casemgr_cli.errors import UsageFailure, nearest
from casemgr_cli.report.aid_schema import AID, BORROWING
from casemgr_cli.report.desk_schema import DESK
from casemgr_cli.report.license_schema import CLIENT, LICENSE
from casemgr_cli.report.offers_schema import OFFERS
from casemgr_cli.report.programs_schema import PROGRAM, PROGRAMS
from casemgr_cli.report.roster_schema import COHORT, ROSTER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casemgr_cli.domain.facts import Fact

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
KINDS = (
    "advice",
    "answers",
    "board",
    "certs",
    "cohort",
    "compare",
    "error",
    "license",
    "next",
    "notes",
    "offers",
    "problems",
    "programs",
    "purge",
    "results",
    "roster",
    "salary",
    "sessions",
    "setup",
    "sources",
    "student",
    "students",
)


def schema(kind: str, facts: Mapping[str, Fact] | None = None) -> Schema:
    """Return the JSON Schema of one kind of document.

    `facts` lists the keys and values of an answers file; without it any key is let through there.

    Raises:
        UsageFailure: there is no such kind of document.
    """
    if kind not in KINDS:
        raise UsageFailure(
            f"There is no schema {kind!r}. Known: {', '.join(KINDS)}.",
            hint=nearest(kind, KINDS),
            slug="unknown_schema",
        )
    body = _answers(facts or {}) if kind == "answers" else _document(kind, DOCUMENTS[kind])
    return {"$schema": DRAFT, "title": f"casemgr {kind}", **body, "$defs": DEFS if kind != "answers" else {}}


def _object(properties: Schema, *, optional: Sequence[str] = (), closed: bool = False) -> Schema:
    required = [key for key in properties if key not in optional]
    shape: Schema = {"type": "object", "properties": properties, "required": required}
    return {**shape, "additionalProperties": False} if closed else shape


def _document(kind: str, properties: Schema) -> Schema:
    if kind == "error":  # what goes wrong before a document begins has no schema line
        return _object(properties)
    return _object({"schema": {"const": f"casemgr.{kind}/1"}, **properties})


def _enum(values: Sequence[str], *, null: bool = False) -> Schema:
    return {"enum": [*values, None] if null else list(values)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _null_or(shape: Schema) -> Schema:
    return {"anyOf": [shape, {"type": "null"}]}


TEXT: Schema = {"type": "string"}
WORDS: Schema = {"type": "string", "minLength": 1}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
FLAG: Schema = {"type": "boolean"}
TRUTH: Schema = {"type": ["boolean", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
COUNT_OR_NULL: Schema = {"type": ["integer", "null"], "minimum": 0}
NUMBER_OR_NULL: Schema = {"type": ["number", "null"]}
MONTH: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}
DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
ANSWER: Schema = {"anyOf": [{"type": ["string", "number"]}, _list(WORDS)]}
ANSWER_OR_NULL: Schema = {"anyOf": [*ANSWER["anyOf"], {"type": "null"}]}
SPAN: Schema = _object({"low": COUNT_OR_NULL, "high": COUNT_OR_NULL}, closed=True)
BACKGROUNDS = ("nursing", "social_work", "human_services")
STEP_KINDS = ("degree", "license", "exam", "work", "certification", "membership")
MAKERS = tuple(maker for maker in MADE_BY if maker != "school")

WAGE: Schema = {
    "background": _enum(("nursing", "non_nursing")),
    "soc": {"type": "string", "pattern": "^[0-9]{2}-[0-9]{4}$"},
    "occupation": WORDS,
    "area": WORDS,
    "area_type": _enum(AREA_TYPES),
    "industry": TEXT_OR_NULL,
    "employment": COUNT_OR_NULL,
    **dict.fromkeys(PERCENTILES, COUNT_OR_NULL),
    "estimate": FLAG,
    "fallback": TEXT_OR_NULL,
    "as_of": WORDS,
    "source": WORDS,
}
HEADLINE: Schema = {
    "background": _enum(("nursing", "non_nursing")),
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
SALARY: Schema = {"headline": _list(_ref("headline")), "market": _list(_ref("wage"))}

DEFS: Schema = {
    "source": _object(
        {"publisher": WORDS, "title": WORDS, "url": TEXT, "as_of": WORDS, "verified": FLAG, "official": FLAG}
    ),
    "assumption": _object({"key": WORDS, "value": ANSWER_OR_NULL, "why": WORDS}),
    "action": _object({"title": TEXT, "url": TEXT}),
    "next_action": _object({"title": WORDS, "by_month": MONTH, "url": TEXT}),
    "excluded": _object({"id": WORDS, "title": TEXT, "why": WORDS}),
    "headline": _object(HEADLINE),
    "wage": _object(WAGE),
    "demand": _object(DEMAND),
    "pay": _object({"start": COUNT_OR_NULL, "experienced": COUNT_OR_NULL, **WAGE}),
    "note": _object(
        {
            "id": WORDS,
            "kind": _enum(("fact", "caution", "action")),
            "text": WORDS,
            "made_by": _enum(MADE_BY, null=True),
            "source": WORDS,
            "verified": FLAG,
        }
    ),
    "trace": _object(
        {
            "text": TEXT,
            "value": TRUTH,
            "op": WORDS,
            "reads": {"type": "object", "additionalProperties": ANSWER_OR_NULL},
            "needs": _list(WORDS),
            "source": TEXT_OR_NULL,
            "verified": FLAG,
            "made_by": _enum(MADE_BY, null=True),
            "parts": _list(_ref("trace")),
        }
    ),
    "certification": _object(
        {
            "id": WORDS,
            "short": WORDS,
            "name": WORDS,
            "issuer": WORDS,
            "url": TEXT,
            "fee": COUNT_OR_NULL,
            "fee_range": _null_or(SPAN),
            "renewal": TEXT,
            "windows": _list(WORDS),
            "cautions": _list(WORDS),
            "sources": _list(WORDS),
            "verified": FLAG,
            "verdict": _enum(VERDICTS, null=True),
            "months_needed": COUNT_OR_NULL,
            "because": _list(WORDS),
            "missing": _list(WORDS),
            "asks": _list(WORDS),
            "trace": _ref("trace"),
        }
    ),
    "change": _object(
        {
            "what": WORDS,
            "before": {"type": ["string", "integer", "null"]},
            "after": {"type": ["string", "integer", "null"]},
        }
    ),
    "charge": _object(
        {
            "kind": _enum(CHARGES),
            "label": WORDS,
            "college": _enum(COLLEGES, null=True),
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
    "step": _object(
        {
            "id": WORDS,
            "kind": _enum(STEP_KINDS),
            "title": WORDS,
            "lane": _enum(("study", "work")),
            "pace": TEXT,
            "start": COUNT,
            "months": COUNT,
            "cost": SPAN,
            "charges": _list(_ref("charge")),
            "elsewhere": _list(_ref("charge")),
            "required_by": _enum(MAKERS),
            "action": _ref("action"),
            "cautions": _list(WORDS),
            "sources": _list(WORDS),
            "verified": FLAG,
        }
    ),
    "route": _object(
        {
            "id": WORDS,
            "title": WORDS,
            "background": _enum(BACKGROUNDS),
            "destination": WORDS,
            "plan": _enum(("entry", "strong")),
            "steps": _list(_ref("step")),
            "months_to_first_job": _object({"earliest": COUNT, "typical": COUNT}, closed=True),
            "months_to_certified": COUNT_OR_NULL,
            "certification": TEXT_OR_NULL,
            "months_total": COUNT,
            "cost": SPAN,
            "ten_year_net": {"type": ["integer", "null"]},
            "wait_per_month": {"type": ["integer", "null"]},
            "break_even": COUNT_OR_NULL,
            "borrowing": _null_or(BORROWING),
            "pay": _ref("pay"),
            "unmet": _list(WORDS),
            "why": _list(WORDS),
            "cautions": _list(WORDS),
            "sources": _list(WORDS),
        }
    ),
    "band": _object({"band": _enum(BANDS), "score": {"type": "number", "minimum": -1, "maximum": 1}}),
    "question": _object(
        {
            "key": WORDS,
            "text": WORDS,
            "help": TEXT_OR_NULL,
            "why": WORDS,
            "because": TEXT_OR_NULL,
            "type": _enum(("choice", "choices", "integer", "number", "text")),
            "choices": _list(_object({"value": WORDS, "label": WORDS}, closed=True)),
            "unit": TEXT_OR_NULL,
            "min": NUMBER_OR_NULL,
            "max": NUMBER_OR_NULL,
            "at_most": COUNT_OR_NULL,
            "skippable": FLAG,
        }
    ),
    "problem": _object(
        {"file": WORDS, "line": COUNT_OR_NULL, "key": TEXT, "message": WORDS, "hint": TEXT_OR_NULL}
    ),
}
FIT: Schema = _object(
    {
        "social": _ref("band"),
        "nursing": _ref("band"),
        "strengths": _list(WORDS),
        "to_build": _list(_object({"skill": WORDS, "how": WORDS})),
    }
)
ANSWERS: Schema = {"type": "object", "additionalProperties": ANSWER}
SOURCES: Schema = {"type": "object", "additionalProperties": _ref("source")}
CHOICES: Schema = {
    "answers": ANSWERS,
    "assumed": _list(_ref("assumption")),
    "recommended": TEXT_OR_NULL,
    "routes": _list(_ref("route")),
    "neighbors": _list(_ref("route")),
    "excluded": _list(_ref("excluded")),
}

DOCUMENTS: dict[str, Schema] = {
    "advice": {
        **CHOICES,
        "today": DAY,
        "fit": _null_or(FIT),
        "certifications": _list(_ref("certification")),
        "salary": _object(SALARY, closed=True),
        "notes": _list(_ref("note")),
        "next_actions": _list(_ref("next_action")),
        "nearest": _null_or(_object({"relaxed": _list(WORDS), "routes": _list(_ref("route"))})),
        "licenses": _null_or(_object(LICENSE)),
        "client_states": _list(_object(CLIENT)),
        "programs": _list(PROGRAM),
        "aid": _list(AID),
        "would_change": _null_or(
            _list(_object({"key": WORDS, "value": ANSWER, "stated": FLAG, "changes": _list(_ref("change"))}))
        ),
        "sources": SOURCES,
    },
    "compare": {
        **CHOICES,
        "what_if": _null_or(
            _object({"answers": ANSWERS, "recommended": TEXT_OR_NULL, "changes": _list(_ref("change"))})
        ),
        "sources": SOURCES,
    },
    "certs": {
        "assumed": _list(_ref("assumption")),
        "certifications": _list(_ref("certification")),
        "sources": SOURCES,
    },
    "salary": {**SALARY, "demand": _list(_ref("demand")), "sources": SOURCES},
    "next": {
        "done": FLAG,
        "question": _null_or(_ref("question")),
        "asked_so_far": COUNT,
        "at_most_left": COUNT,
    },
    "license": {**LICENSE, "sources": SOURCES},
    "offers": {**OFFERS, "sources": SOURCES},
    "programs": {**PROGRAMS, "sources": SOURCES},
    **DESK,
    **ROSTER,
    **COHORT,
    "problems": {"problems": _list(_ref("problem"))},
    "sources": {"sources": SOURCES},
    "error": {"error": _object({"code": WORDS, "message": WORDS, "hint": TEXT}, closed=True)},
}


def _answers(facts: Mapping[str, Fact]) -> Schema:
    properties = {key: {"description": fact.ask, **_answer(fact)} for key, fact in facts.items()}
    shape = _object(properties, optional=tuple(properties))
    return {**shape, "additionalProperties": ANSWER if not facts else False}


def _answer(fact: Fact) -> Schema:
    if fact.type == "choices":
        items = _list(_enum(fact.values) if fact.values else WORDS)
        return {"anyOf": [items, {"const": UNKNOWN}]}
    if fact.type == "choice":
        return _enum(tuple(dict.fromkeys((*fact.values, UNKNOWN))))
    if fact.type in ("integer", "number"):
        bounds = {"minimum": fact.low, "maximum": fact.high}
        number = {"type": fact.type, **{key: bound for key, bound in bounds.items() if bound is not None}}
        return {"anyOf": [number, {"const": UNKNOWN}]}
    return WORDS
