"""JSON Schema of what stands in the document on programs, but for its `sources`."""

from __future__ import annotations

from typing import Any

from casemgr_cli.domain.conditions import MADE_BY
from casemgr_cli.domain.programs import CONTROLS, HORIZONS, SORTS

Schema = dict[str, Any]

WORDS: Schema = {"type": "string", "minLength": 1}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
COUNT_OR_NULL: Schema = {"type": ["integer", "null"], "minimum": 0}
FLAG: Schema = {"type": "boolean"}
STATE: Schema = {"type": "string", "pattern": "^[A-Z]{2}$"}


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


SAID: Schema = {"id": WORDS, "text": WORDS, "source": WORDS, "verified": FLAG}
PROGRAM = _object(
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
WISH = _object(
    {
        "degree": WORDS,
        "states": _list(STATE),
        "search": TEXT_OR_NULL,
        "order": {"enum": [*SORTS, "search"]},
        "limit": {"type": "integer", "minimum": 1},
    }
)
TABLE = _object(
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
    "programs": _list(PROGRAM),
    "advice": _list(WORDS),
    "table": TABLE,
    "warnings": _list(_object(SAID)),
    "checks": _list(_object({**SAID, "made_by": {"enum": list(MADE_BY)}, "url": TEXT_OR_NULL})),
}
