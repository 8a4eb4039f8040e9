"""JSON Schema of what stands in the document on programs, but for its `sources`."""

from __future__ import annotations

from casemgr_cli.domain.conditions import MADE_BY
from casemgr_cli.domain.programs import CONTROLS, HORIZONS, SORTS
from casemgr_cli.report.shapes import (
    COUNT,
    COUNT_OR_NULL,
    FLAG,
    STATE,
    TEXT_OR_NULL,
    WORDS,
    Schema,
    list_,
    object_,
)

SAID: Schema = {"id": WORDS, "text": WORDS, "source": WORDS, "verified": FLAG}
PROGRAM = object_(
    {
        "institution": WORDS,
        "unitid": {"type": "string", "pattern": "^[0-9]{6}$"},
        "state": {"anyOf": [STATE, {"type": "null"}]},
        "control": {"enum": list(CONTROLS)},
        "degree": WORDS,
        "completers": COUNT_OR_NULL,
        "median_earnings": COUNT_OR_NULL,
        "earnings_horizon": {"enum": [*HORIZONS, None]},
        "median_debt": COUNT_OR_NULL,
    }
)
WISH = object_(
    {
        "degree": WORDS,
        "states": list_(STATE),
        "search": TEXT_OR_NULL,
        "order": {"enum": [*SORTS, "search"]},
        "limit": {"type": "integer", "minimum": 1},
    }
)
TABLE = object_(
    {
        "title": WORDS,
        "cip4": {"type": "string", "pattern": "^[0-9]{4}$"},
        "field": WORDS,
        "credential_level": {"type": "integer", "minimum": 1, "maximum": 9},
        "credential": WORDS,
        "source": WORDS,
        "verified": FLAG,
    }
)
PROGRAMS: Schema = {
    "wish": WISH,
    "total": COUNT,
    "programs": list_(PROGRAM),
    "advice": list_(WORDS),
    "table": TABLE,
    "warnings": list_(object_(SAID)),
    "checks": list_(object_({**SAID, "made_by": {"enum": list(MADE_BY)}, "url": TEXT_OR_NULL})),
}
