"""JSON Schema of what stands in the document on offers, but for its `sources`."""

from __future__ import annotations

from casemgr_cli.domain.conditions import MADE_BY
from casemgr_cli.domain.offers import CRITERIA, STANDINGS
from casemgr_cli.report.shapes import (
    ANSWER,
    COUNT,
    COUNT_OR_NULL,
    DAY,
    FLAG,
    MONTH_OR_NULL,
    NUMBER_OR_NULL,
    TEXT_OR_NULL,
    TRUTH,
    WORDS,
    Schema,
    list_,
    null_or,
    object_,
)

MAKER: Schema = {"enum": list(MADE_BY)}


ASSUMED = list_({"$ref": "#/$defs/assumption"})
PLACE = object_({"id": WORDS, "title": WORDS})
DEMAND = object_({"text": WORDS, "made_by": MAKER, "source": WORDS, "verified": FLAG})
NOTE = object_({"id": WORDS, "text": WORDS, "made_by": MAKER, "source": WORDS, "verified": FLAG})
PAY = object_(
    {
        "year": COUNT_OR_NULL,
        "full_time": COUNT_OR_NULL,
        "hour": NUMBER_OR_NULL,
        "change_from_current": {"type": ["integer", "null"]},
        "standing": {"enum": [*STANDINGS, None]},
        "market": null_or({"$ref": "#/$defs/pay"}),
    }
)
AID = object_(
    {"year": COUNT, "tax_free": COUNT, "taxed": COUNT, "as_of": WORDS, "source": WORDS, "verified": FLAG}
)
OUTLOOK = object_(
    {
        "id": WORDS,
        "short": WORDS,
        "held": FLAG,
        "months": COUNT_OR_NULL,
        "month": MONTH_OR_NULL,
        "months_at_best": COUNT_OR_NULL,
        "month_at_best": MONTH_OR_NULL,
        "asks": list_(WORDS),
        "sources": list_(WORDS),
        "verified": FLAG,
    }
)
QUESTION = object_(
    {
        "key": WORDS,
        "text": WORDS,
        "certification": TEXT_OR_NULL,
        "month_if_yes": MONTH_OR_NULL,
        "month_if_no": MONTH_OR_NULL,
        "opens_if_yes": list_(PLACE),
    }
)
OFFER = object_(
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
        "lacking": list_(DEMAND),
        "undecided": list_(DEMAND),
        "clashes": list_(WORDS),
        "pay": PAY,
        "tuition_aid": null_or(AID),
        "case_management": TRUTH,
        "supervisor_ccm": TRUTH,
        "health_system": TRUTH,
        "missing_duties": list_(WORDS),
        "certifications": list_(OUTLOOK),
        "opens": list_(object_({"months": COUNT, "destinations": list_(PLACE)})),
        "cautions": list_(WORDS),
        "notes": list_(NOTE),
        "ask": list_(QUESTION),
        "assumed": ASSUMED,
    }
)
LEADER = object_(
    {
        "measure": {"enum": list(CRITERIA)},
        "certification": TEXT_OR_NULL,
        "offers": list_(WORDS),
        "value": COUNT_OR_NULL,
        "month": MONTH_OR_NULL,
        "not_known": list_(WORDS),
        "could": list_(object_({"offer": WORDS, "months": COUNT, "month": MONTH_OR_NULL})),
    }
)
OFFERS: Schema = {
    "today": DAY,
    "answers": {"type": "object", "additionalProperties": ANSWER},
    "assumed": ASSUMED,
    "already_open": list_(PLACE),
    "offers": list_(OFFER),
    "first_by": list_(LEADER),
}
