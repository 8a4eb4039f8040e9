"""JSON Schema of aid and of borrowing, as they stand in the documents on routes."""

from __future__ import annotations

from typing import Any

from casemgr_cli.domain.aid import AID_KINDS, STUDY_LEVELS
from casemgr_cli.domain.conditions import MADE_BY

Schema = dict[str, Any]

WORDS: Schema = {"type": "string", "minLength": 1}
TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
COUNT_OR_NULL: Schema = {"type": ["integer", "null"], "minimum": 0}
NUMBER_OR_NULL: Schema = {"type": ["number", "null"]}
FLAG: Schema = {"type": "boolean"}


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


SPAN = _object({"low": COUNT_OR_NULL, "high": COUNT_OR_NULL})
FIGURE = _object(
    {
        "id": WORDS,
        "label": WORDS,
        "low": NUMBER_OR_NULL,
        "high": NUMBER_OR_NULL,
        "unit": WORDS,
        "as_of": WORDS,
        "source": WORDS,
        "verified": FLAG,
        "note": TEXT_OR_NULL,
    }
)
AID = _object(
    {
        "id": WORDS,
        "title": WORDS,
        "kind": {"enum": list(AID_KINDS)},
        "fits": {"enum": [True, None]},
        "asks": _list(WORDS),
        "depends": _list(WORDS),
        "amount": WORDS,
        "figures": _list(FIGURE),
        "who": WORDS,
        "how": _object({"title": WORDS, "url": TEXT}),
        "made_by": {"enum": list(MADE_BY)},
        "said": _list(_object({"text": WORDS, "source": WORDS, "verified": FLAG})),
        "cautions": _list(WORDS),
        "sources": _list(WORDS),
        "verified": FLAG,
    }
)
COURSE = _object(
    {
        "title": TEXT_OR_NULL,
        "level": {"enum": list(STUDY_LEVELS)},
        "field": WORDS,
        "months": COUNT,
        "full_time": FLAG,
        "cost": SPAN,
        "borrow": SPAN,
        "federal_limit": SPAN,
        "gap": SPAN,
        "rate_pct": {"type": "number", "minimum": 0},
        "monthly": SPAN,
        "interest": SPAN,
    }
)
BORROWING = _object(
    {
        "budget": COUNT_OR_NULL,
        "borrow": SPAN,
        "federal_limit": SPAN,
        "gap": SPAN,
        "years": COUNT,
        "monthly": SPAN,
        "interest": SPAN,
        "standard": _object({"years": SPAN, "monthly": SPAN}),
        "rap": {"anyOf": [_object({"income": COUNT, "monthly": COUNT}), {"type": "null"}]},
        "courses": _list(COURSE),
        "figures": _list(FIGURE),
    }
)
