"""JSON Schema of what stands in the document on a state's licenses, but for its `sources`."""

from __future__ import annotations

from casemgr_cli.domain.conditions import MADE_BY
from casemgr_cli.domain.licensing import COMPACT_STATUSES, CONFIDENCES, EXAMS, LEVEL_STATUSES, LEVELS
from casemgr_cli.report.shapes import (
    COUNT_OR_NULL,
    FLAG,
    TEXT_OR_NULL,
    TRUTH,
    WORDS,
    Schema,
    list_,
    null_or,
    object_,
)

DATE_OR_NULL: Schema = {"type": ["string", "null"], "pattern": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"}
UNITS = ("USD", "hours", "months", None)


def _with_figures(properties: Schema) -> Schema:
    """Return plain values together with the figures of the same names."""
    figures = {name: _figure(value) for name, value in properties.items()}
    return {**properties, "figures": object_(figures)}


def _figure(value: Schema) -> Schema:
    return null_or(
        object_(
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
SAID = object_(
    {
        "setting": TEXT_OR_NULL,
        "text": WORDS,
        "made_by": {"enum": list(MADE_BY)},
        "source": WORDS,
        "verified": FLAG,
    }
)
RN = object_(
    {
        "board": TEXT_OR_NULL,
        "board_url": TEXT_OR_NULL,
        "board_source": null_or(object_({"source": WORDS, "verified": FLAG})),
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
LEVEL = object_(
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
CLINICAL = object_(
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
SOCIAL_WORK = object_(
    {
        "levels": list_(LEVEL),
        "clinical": CLINICAL,
        "without_social_work_degree": null_or(SAID),
        "practice": null_or(SAID),
        **_with_figures({"compact": TRUTH, "compact_enacted": DATE_OR_NULL}),
        "exam_fees": object_(dict.fromkeys(EXAMS, _figure({"type": "integer", "minimum": 0}))),
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
    "case_management": list_(SAID),
    "cautions": list_(SAID),
}
