"""JSON Schema of what stands in the document on a state's licenses, but for its `sources`."""

from __future__ import annotations

from typing import Any

from casemgr_cli.domain.conditions import MADE_BY
from casemgr_cli.domain.licensing import COMPACT_STATUSES, CONFIDENCES, EXAMS, LEVEL_STATUSES, LEVELS

Schema = dict[str, Any]

WORDS: Schema = {"type": "string", "minLength": 1}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
COUNT_OR_NULL: Schema = {"type": ["integer", "null"], "minimum": 0}
FLAG: Schema = {"type": "boolean"}
TRUTH: Schema = {"type": ["boolean", "null"]}
DATE_OR_NULL: Schema = {"type": ["string", "null"], "pattern": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"}
UNITS = ("USD", "hours", "months", None)


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _null_or(shape: Schema) -> Schema:
    return {"anyOf": [shape, {"type": "null"}]}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _with_figures(properties: Schema) -> Schema:
    """Return plain values together with the figures of the same names."""
    figures = {name: _figure(value) for name, value in properties.items()}
    return {**properties, "figures": _object(figures)}


def _figure(value: Schema) -> Schema:
    return _null_or(
        _object(
            {
                "value": value,
                "unit": {"enum": list(UNITS)},
                "source": WORDS,
                "verified": FLAG,
                "note": TEXT_OR_NULL,
            }
        )
    )


CONFIDENCE: Schema = {"enum": [*CONFIDENCES, None]}
SAID = _object(
    {
        "setting": TEXT_OR_NULL,
        "text": WORDS,
        "made_by": {"enum": list(MADE_BY)},
        "source": WORDS,
        "verified": FLAG,
    }
)
RN = _object(
    {
        "board": TEXT_OR_NULL,
        "board_url": TEXT_OR_NULL,
        "board_source": _null_or(_object({"source": WORDS, "verified": FLAG})),
        "compact_status": {"enum": [*COMPACT_STATUSES, None]},
        "compact_confidence": CONFIDENCE,
        **_with_figures(
            {
                "compact": TRUTH,
                "compact_since": DATE_OR_NULL,
                "application_fee": COUNT_OR_NULL,
                "nclex_fee": COUNT_OR_NULL,
            }
        ),
    }
)
LEVEL = _object(
    {
        "level": {"enum": list(LEVELS)},
        "status": {"enum": list(LEVEL_STATUSES)},
        "acronym": TEXT_OR_NULL,
        "name": TEXT_OR_NULL,
        "note": TEXT_OR_NULL,
        "source": TEXT_OR_NULL,
        "verified": FLAG,
    }
)
CLINICAL = _object(
    {
        "license": TEXT_OR_NULL,
        "confidence": CONFIDENCE,
        "note": TEXT_OR_NULL,
        "source": TEXT_OR_NULL,
        "verified": FLAG,
        **_with_figures(
            dict.fromkeys(("hours", "direct_hours", "months", "months_at_most"), COUNT_OR_NULL),
        ),
    }
)
SOCIAL_WORK = _object(
    {
        "levels": _list(LEVEL),
        "clinical": CLINICAL,
        "without_social_work_degree": _null_or(SAID),
        "practice": _null_or(SAID),
        **_with_figures({"compact": TRUTH, "compact_enacted": DATE_OR_NULL}),
        "exam_fees": _object(dict.fromkeys(EXAMS, _figure({"type": "integer", "minimum": 0}))),
    }
)
CLIENT: Schema = {
    "state": {"type": "string", "pattern": "^[A-Z]{2}$"},
    "name": WORDS,
    "nurse_needs": {"enum": ["covered", "own", "partial", "unknown"]},
    "nurse_compact": _figure(TRUTH),
    "social_work_compact": _figure(TRUTH),
}
LICENSE: Schema = {
    "state": {"type": "string", "pattern": "^[A-Z]{2}$"},
    "name": WORDS,
    "rn": RN,
    "social_work": SOCIAL_WORK,
    "case_management": _list(SAID),
    "cautions": _list(SAID),
}
