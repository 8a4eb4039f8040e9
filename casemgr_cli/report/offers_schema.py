"""JSON Schema of what stands in the document on offers, but for its `sources`."""

from __future__ import annotations

from typing import Any

from casemgr_cli.domain.conditions import MADE_BY
from casemgr_cli.domain.offers import CRITERIA, STANDINGS

Schema = dict[str, Any]

WORDS: Schema = {"type": "string", "minLength": 1}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
COUNT_OR_NULL: Schema = {"type": ["integer", "null"], "minimum": 0}
NUMBER_OR_NULL: Schema = {"type": ["number", "null"]}
FLAG: Schema = {"type": "boolean"}
TRUTH: Schema = {"type": ["boolean", "null"]}
MONTH_OR_NULL: Schema = {"type": ["string", "null"], "pattern": "^[0-9]{4}-[0-9]{2}$"}
DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
ANSWER: Schema = {"anyOf": [{"type": ["string", "number"]}, {"type": "array", "items": WORDS}]}
MAKER: Schema = {"enum": list(MADE_BY)}


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _null_or(shape: Schema) -> Schema:
    return {"anyOf": [shape, {"type": "null"}]}


ASSUMED = _list({"$ref": "#/$defs/assumption"})
PLACE = _object({"id": WORDS, "title": WORDS})
DEMAND = _object({"text": WORDS, "made_by": MAKER, "source": WORDS, "verified": FLAG})
NOTE = _object({"id": WORDS, "text": WORDS, "made_by": MAKER, "source": WORDS, "verified": FLAG})
PAY = _object(
    {
        "year": COUNT_OR_NULL,
        "full_time": COUNT_OR_NULL,
        "hour": NUMBER_OR_NULL,
        "change_from_current": {"type": ["integer", "null"]},
        "standing": {"enum": [*STANDINGS, None]},
        "market": _null_or({"$ref": "#/$defs/pay"}),
    }
)
AID = _object(
    {"year": COUNT, "tax_free": COUNT, "taxed": COUNT, "as_of": WORDS, "source": WORDS, "verified": FLAG}
)
OUTLOOK = _object(
    {
        "id": WORDS,
        "short": WORDS,
        "held": FLAG,
        "months": COUNT_OR_NULL,
        "month": MONTH_OR_NULL,
        "months_at_best": COUNT_OR_NULL,
        "month_at_best": MONTH_OR_NULL,
        "asks": _list(WORDS),
        "sources": _list(WORDS),
        "verified": FLAG,
    }
)
QUESTION = _object(
    {
        "key": WORDS,
        "text": WORDS,
        "certification": TEXT_OR_NULL,
        "month_if_yes": MONTH_OR_NULL,
        "month_if_no": MONTH_OR_NULL,
        "opens_if_yes": _list(PLACE),
    }
)
OFFER = _object(
    {
        "name": WORDS,
        "setting": WORDS,
        "destination": PLACE,
        "work_step": TEXT_OR_NULL,
        "hours": NUMBER_OR_NULL,
        "pace": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        "start": MONTH_OR_NULL,
        "remote": TEXT_OR_NULL,
        "note": TEXT_OR_NULL,
        "open_to_you": TRUTH,
        "lacking": _list(DEMAND),
        "undecided": _list(DEMAND),
        "clashes": _list(WORDS),
        "pay": PAY,
        "tuition_aid": _null_or(AID),
        "case_management": TRUTH,
        "supervisor_ccm": TRUTH,
        "health_system": TRUTH,
        "missing_duties": _list(WORDS),
        "certifications": _list(OUTLOOK),
        "opens": _list(_object({"months": COUNT, "destinations": _list(PLACE)})),
        "cautions": _list(WORDS),
        "notes": _list(NOTE),
        "ask": _list(QUESTION),
        "assumed": ASSUMED,
    }
)
LEADER = _object(
    {
        "measure": {"enum": list(CRITERIA)},
        "certification": TEXT_OR_NULL,
        "offers": _list(WORDS),
        "value": COUNT_OR_NULL,
        "month": MONTH_OR_NULL,
        "not_known": _list(WORDS),
        "could": _list(_object({"offer": WORDS, "months": COUNT, "month": MONTH_OR_NULL})),
    }
)
OFFERS: Schema = {
    "today": DAY,
    "answers": {"type": "object", "additionalProperties": ANSWER},
    "assumed": ASSUMED,
    "already_open": _list(PLACE),
    "offers": _list(OFFER),
    "first_by": _list(LEADER),
}
