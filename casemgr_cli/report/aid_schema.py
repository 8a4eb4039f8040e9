"""JSON Schema of aid and of borrowing, as they stand in the documents on routes."""

from __future__ import annotations

from casemgr_cli.domain.aid import AID_KINDS, STUDY_LEVELS
from casemgr_cli.domain.conditions import MADE_BY
from casemgr_cli.report.shapes import (
    COUNT,
    COUNT_OR_NULL,
    FLAG,
    NUMBER_OR_NULL,
    SPAN,
    TEXT,
    TEXT_OR_NULL,
    WORDS,
    list_,
    object_,
)

FIGURE = object_(
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
AID = object_(
    {
        "id": WORDS,
        "title": WORDS,
        "kind": {"enum": list(AID_KINDS)},
        "fits": {"enum": [True, None]},
        "asks": list_(WORDS),
        "depends": list_(WORDS),
        "amount": WORDS,
        "figures": list_(FIGURE),
        "who": WORDS,
        "how": object_({"title": WORDS, "url": TEXT}),
        "made_by": {"enum": list(MADE_BY)},
        "said": list_(object_({"text": WORDS, "source": WORDS, "verified": FLAG})),
        "cautions": list_(WORDS),
        "sources": list_(WORDS),
        "verified": FLAG,
    }
)
COURSE = object_(
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
BORROWING = object_(
    {
        "budget": COUNT_OR_NULL,
        "borrow": SPAN,
        "federal_limit": SPAN,
        "gap": SPAN,
        "years": COUNT,
        "monthly": SPAN,
        "interest": SPAN,
        "standard": object_({"years": SPAN, "monthly": SPAN}),
        "rap": {"anyOf": [object_({"income": COUNT, "monthly": COUNT}), {"type": "null"}]},
        "courses": list_(COURSE),
        "figures": list_(FIGURE),
    }
)
